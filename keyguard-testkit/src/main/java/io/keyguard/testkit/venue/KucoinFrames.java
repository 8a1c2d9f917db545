/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * KuCoin's WebSocket for orders. All of it is UNCONFIRMED, from a client of a third party: the address carries key, time, passphrase and signature; the first message of the venue is to be answered with its
 * signature; orders are not signed. Chosen here: the refusals, which are those that HTTP has; the welcome; that sessions outlive their key unless they are told not to.
 */
final class KucoinFrames implements Frames {
    private static final String HEX = "0123456789abcdef";

    private final KucoinSimulator venue;
    private final Map<Session, Opened> opened = new ConcurrentHashMap<>();

    /** A connection whose address was signed and whose first message is not yet answered. */
    private record Opened(SimulatedKey key, String message) {}

    KucoinFrames(KucoinSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        String[] pathAndQuery = session.resource().split("\\?", 2);
        if (!pathAndQuery[0].equals("/v1/private")) {
            throw new Refusal("404000");
        }
        Map<String, String> query = Call.parameters(pathAndQuery.length == 2 ? pathAndQuery[1] : "");
        if (!query.keySet().containsAll(List.of("apikey", "sign", "passphrase", "timestamp"))) {
            throw new Refusal("400001");
        }
        String apiKey = query.getOrDefault("apikey", "");
        String timestamp = query.getOrDefault("timestamp", "");
        venue.checkTime(timestamp);
        SimulatedKey key = venue.key(apiKey);
        if (key == null) {
            throw new Refusal("400003");
        }
        require(key, key.passphrase(), query.getOrDefault("passphrase", ""), "400004");
        require(key, apiKey + timestamp, query.getOrDefault("sign", ""), "400005");
        if (!key.admits(session.caller())) {
            throw new Refusal("400006");
        }
        ObjectNode message = VenueSimulator.JSON
                .createObjectNode()
                .put("sessionId", "sim-" + venue.random(HEX, 24))
                .put("timestamp", venue.millis());
        opened.put(session, new Opened(key, message.toString()));
    }

    private static void require(SimulatedKey key, String signed, String signature, String refusal) {
        if (!Signatures.same(KucoinSimulator.base64(key, signed), signature)) {
            throw new Refusal(refusal);
        }
    }

    @Override
    public String greeting(Session session) {
        Opened open = opened.get(session);
        return open == null ? "" : open.message();
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
        SimulatedKey key = session.key();
        if (key == null) {
            return welcome(session, text);
        }
        JsonNode frame = parsed(text);
        if (!frame.isObject()) {
            throw new Refusal("400100");
        }
        if (frame.path("op").asText().equals("ping")) {
            return Reply.ok(frame(frame).put("op", "pong"));
        }
        JsonNode outcome = parsed(venue.command(key, frame.path("op").asText(), frame.path("args"))
                .body());
        venue.stats().accepted(key);
        return Reply.ok(frame(frame).setAll((ObjectNode) outcome));
    }

    private Reply welcome(Session session, String signature) {
        Opened open = opened.get(session);
        if (open == null) {
            throw new Refusal("400001");
        }
        require(open.key(), open.message(), signature, "400005");
        opened.remove(session);
        session.logIn(open.key());
        venue.stats().accepted(open.key());
        return Reply.ok(
                VenueSimulator.JSON.createObjectNode().put("data", "welcome").put("pingInterval", 18_000));
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return VenueSimulator.JSON.missingNode();
        }
    }

    private static ObjectNode frame(JsonNode frame) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("id", frame.path("id").asText())
                .put("op", frame.path("op").asText());
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        ObjectNode answer = frame(session.key() == null ? VenueSimulator.JSON.missingNode() : parsed(text));
        return Reply.error(200, answer.put("code", code).put("msg", KucoinSimulator.message(code)), code);
    }
}
