/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bybit's WebSockets for orders and for the private stream: a login that is signed once and names its own end, and orders that carry the time and no signature.
 *
 * <p>From the official documentation: the prehash is {@code GET/realtime} and the end of the login; a login is not repeated (20001), an order's {@code reqId} neither (20006), and its time has the same
 * window as over HTTP. UNCONFIRMED and chosen here: a login that has ended answers 10001; what needs a login and has none answers 10007; sessions outlive their key unless they are told not to.
 */
final class BybitFrames implements Frames {
    private static final Set<String> PATHS = Set.of("/v5/trade", "/v5/private");
    private static final Map<String, String> ERRORS = Map.of(
            "10404", "op type is not found or the category is not supported",
            "20001", "repeat auth",
            "20006", "reqId is duplicated");

    private final BybitSimulator venue;
    private final Set<String> requestIds = ConcurrentHashMap.newKeySet();

    BybitFrames(BybitSimulator venue) {
        this.venue = venue;
    }

    private static String path(Session session) {
        return session.resource().split("\\?", 2)[0];
    }

    @Override
    public void open(Session session) {
        if (!PATHS.contains(path(session))) {
            throw new Refusal("HTTP 404");
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
        JsonNode frame = read(text);
        String op = frame.path("op").asText();
        if (op.equals("ping")) {
            ObjectNode pong = answer(frame, "0", "OK").put("op", "pong");
            pong.putArray("data").add(Long.toString(venue.millis()));
            return Reply.ok(pong);
        }
        if (op.equals("auth")) {
            logIn(session, frame.path("args"));
            return Reply.ok(answer(frame, "0", "OK"));
        }
        return Reply.ok(order(session, frame, op));
    }

    private static JsonNode read(String text) {
        JsonNode json = parsed(text);
        if (!json.isObject()) {
            throw new Refusal("10001");
        }
        return json;
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return VenueSimulator.JSON.missingNode();
        }
    }

    private ObjectNode answer(JsonNode frame, String code, String message) {
        ObjectNode answer = VenueSimulator.JSON.createObjectNode();
        if (frame.has("reqId")) {
            answer.put("reqId", frame.path("reqId").asText());
        }
        return answer.put("retCode", Integer.parseInt(code))
                .put("retMsg", message)
                .put("op", frame.path("op").asText())
                .put("connId", "cnt5leec0hvan15eukcg-2v");
    }

    private void logIn(Session session, JsonNode login) {
        if (session.key() != null) {
            throw new Refusal("20001");
        }
        long expires = login.path(1).asLong(0);
        if (login.size() != 3 || expires <= venue.millis()) {
            throw new Refusal("10001");
        }
        SimulatedKey key = venue.key(login.path(0).asText());
        if (key == null) {
            throw new Refusal("10003");
        }
        if (!BybitSimulator.isSigned(
                key, utf8("GET/realtime" + expires), login.path(2).asText())) {
            throw new Refusal("10004");
        }
        venue.checkUse(session.caller(), key);
        session.logIn(key);
        venue.stats().accepted(key);
    }

    private ObjectNode order(Session session, JsonNode frame, String op) {
        SimulatedKey key = session.key();
        if (key == null) {
            throw new Refusal("10007");
        }
        if (!path(session).equals("/v5/trade")) {
            throw new Refusal("10404");
        }
        JsonNode header = frame.path("header");
        venue.checkTime(
                header.path("X-BAPI-TIMESTAMP").asText(),
                header.path("X-BAPI-RECV-WINDOW").asText("5000"));
        String id = frame.path("reqId").asText("");
        if (id.length() > 36 || frame.path("args").size() != 1) {
            throw new Refusal("10001");
        }
        if (!id.isEmpty() && !requestIds.add(key.apiKey() + id)) {
            throw new Refusal("20006");
        }
        JsonNode outcome =
                parsed(venue.command(key, op, frame.path("args").path(0)).body());
        venue.stats().accepted(key);
        ObjectNode answer = answer(frame, "0", "OK");
        answer.set("data", outcome.path("result"));
        answer.set("retExtInfo", outcome.path("retExtInfo"));
        answer.putObject("header").put("Timenow", Long.toString(venue.millis()));
        return answer;
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        // What is a status over HTTP has no number here.
        String number = code.startsWith("HTTP") ? "10429" : code;
        String own = ERRORS.get(number);
        String message = own != null ? own : BybitSimulator.message(number);
        return Reply.error(200, answer(parsed(text), number, message), code);
    }
}
