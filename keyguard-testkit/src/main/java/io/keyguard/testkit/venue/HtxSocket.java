/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * HTX's WebSockets for spot and for swaps: a login that is signed once, and private streams, of which nothing is streamed.
 *
 * <p>From ccxt and the official documentation: version 2.1 and small letters for spot, version 2 and capitals for swaps. UNCONFIRMED and chosen here: the numbers of errors; that a session goes on without its key.
 */
final class HtxSocket implements Frames {
    private static final String SPOT = "/ws/v2";
    private static final String SWAPS = "/linear-swap-notification";

    private final HtxSimulator venue;

    HtxSocket(HtxSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!List.of(SPOT, SWAPS).contains(session.resource())) {
            throw new Refusal("bad-request");
        }
    }

    @Override
    public boolean endWithKeys() {
        return false;
    }

    @Override
    public void keyChanged(Session session) {
        session.close(1000, "");
    }

    @Override
    public Reply answer(Session session, String text) {
        JsonNode frame = HtxSimulator.parsed(text);
        return session.resource().equals(SPOT) ? spot(session, frame) : swaps(session, frame);
    }

    private Reply spot(Session session, JsonNode frame) {
        String channel = frame.path("ch").asText("");
        if (channel.equals("auth")) {
            JsonNode login = frame.path("params");
            Map<String, String> signed = Map.of(
                    "accessKey", login.path("accessKey").asText(""),
                    "signatureMethod", login.path("signatureMethod").asText(""),
                    "signatureVersion", "2.1",
                    "timestamp", login.path("timestamp").asText(""));
            logIn(session, "api.huobi.pro", SPOT, signed, "accessKey", "timestamp", login.path("signature"));
        } else {
            requireLogin(session);
        }
        ObjectNode answer = VenueSimulator.JSON
                .createObjectNode()
                .put("action", frame.path("action").asText("req"))
                .put("code", 200)
                .put("ch", channel);
        answer.putObject("data");
        return Reply.ok(answer);
    }

    private Reply swaps(Session session, JsonNode frame) {
        String op = frame.path("op").asText("");
        if (op.equals("auth")) {
            Map<String, String> signed = Map.of(
                    "AccessKeyId", frame.path("AccessKeyId").asText(""),
                    "SignatureMethod", frame.path("SignatureMethod").asText(""),
                    "SignatureVersion", "2",
                    "Timestamp", frame.path("Timestamp").asText(""));
            logIn(session, "api.hbdm.com", SWAPS, signed, "AccessKeyId", "Timestamp", frame.path("Signature"));
        } else {
            requireLogin(session);
        }
        return Reply.ok(VenueSimulator.JSON
                .createObjectNode()
                .put("op", op)
                .put("type", "api")
                .put("err-code", 0)
                .put("ts", venue.millis()));
    }

    private void logIn(
            Session session,
            String host,
            String path,
            Map<String, String> signed,
            String key,
            String timestamp,
            JsonNode signature) {
        SimulatedKey known = venue.authenticate(
                signed.getOrDefault(key, ""),
                signed.getOrDefault(timestamp, ""),
                List.of(HtxSimulator.message("GET", host, path, signed)),
                signature.asText(""),
                session.caller());
        session.logIn(known);
        venue.stats().accepted(known);
    }

    private static void requireLogin(Session session) {
        if (session.key() == null) {
            throw new Refusal(HtxSimulator.NO_RIGHT);
        }
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        ObjectNode answer = VenueSimulator.JSON.createObjectNode();
        if (session.resource().equals(SPOT)) {
            answer.put("action", "req").put("code", 2002).put("message", code);
        } else {
            answer.put("op", "error").put("err-code", 2002).put("err-msg", code);
        }
        return Reply.error(200, answer, code);
    }
}
