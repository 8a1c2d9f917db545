/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bitfinex's WebSocket: a login that is signed once, and orders that are not signed any more.
 *
 * <p>From the official SDKs: the login is signed over {@code AUTH} and the nonce, and {@code dms} 4 asks the venue to cancel everything when the connection ends. UNCONFIRMED and chosen here: that a session goes on without its key.
 */
final class BitfinexFrames implements Frames {
    private final BitfinexSimulator venue;
    /** Sessions at whose end everything is cancelled. */
    private final Set<Session> deadMan = ConcurrentHashMap.newKeySet();

    BitfinexFrames(BitfinexSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals("/ws/2")) {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
    }

    @Override
    public String greeting(Session session) {
        ObjectNode info = JSON.createObjectNode().put("event", "info").put("version", 2);
        info.putObject("platform").put("status", 1);
        return info.toString();
    }

    @Override
    public void closed(Session session) {
        if (deadMan.remove(session)) {
            venue.orders().cancelAll();
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
        JsonNode frame = parsed(text);
        if (frame.isObject()) {
            return switch (frame.path("event").asText()) {
                case "auth" -> Reply.ok(logIn(session, frame));
                case "ping" -> Reply.ok(JSON.createObjectNode().put("event", "pong"));
                default -> throw new Refusal(BitfinexSimulator.BAD_PARAMS);
            };
        }
        return Reply.ok(order(session, frame.path(1).asText(), frame.path(3)));
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
    }

    private ObjectNode logIn(Session session, JsonNode frame) {
        String nonce = frame.path("authNonce").asText();
        String payload = frame.path("authPayload").asText();
        if (!payload.equals("AUTH" + nonce)) {
            throw new Refusal(BitfinexSimulator.BAD_DIGEST);
        }
        SimulatedKey key = venue.authenticate(
                frame.path("apiKey").asText(),
                payload,
                nonce,
                frame.path("authSig").asText(),
                session.caller());
        JsonNode timer = frame.path("dms");
        if (!timer.isMissingNode() && timer.asInt(0) != 4) {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
        session.logIn(key);
        if (!timer.isMissingNode()) {
            deadMan.add(session);
        }
        venue.stats().accepted(key);
        ObjectNode answer = JSON.createObjectNode()
                .put("event", "auth")
                .put("status", "OK")
                .put("chanId", 0)
                .put("userId", Long.parseLong(venue.accountId()));
        ObjectNode caps = answer.putObject("caps");
        BitfinexPast.permissions(key)
                .forEach(scope -> caps.putObject(scope.path(0).asText())
                        .put("read", scope.path(1).asInt())
                        .put("write", scope.path(2).asInt()));
        return answer;
    }

    private ArrayNode order(Session session, String operation, JsonNode fields) {
        SimulatedKey key = session.key();
        if (key == null) {
            throw new Refusal(BitfinexSimulator.BAD_KEY);
        }
        BitfinexSimulator.require(key, "orders:write");
        venue.stats().accepted(key);
        JsonNode answer = switch (operation) {
            case "on" -> venue.orders().change("submit", fields);
            case "oc" -> venue.orders().change("cancel", fields);
            case "oc_multi" -> venue.orders().change("cancel/multi", fields);
            case "ox_multi" -> venue.orders().many(fields);
            default -> throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        };
        return message(answer);
    }

    private static ArrayNode message(JsonNode notification) {
        return JSON.createArrayNode().add(0).add("n").add(notification);
    }

    /** A login that is refused is an event, an order that is refused a notification. */
    @Override
    public Reply refusal(Session session, String text, String code) {
        JsonNode error = BitfinexSimulator.error(code);
        if (text.startsWith("{")) {
            ObjectNode event = JSON.createObjectNode()
                    .put("event", "auth")
                    .put("status", "FAILED")
                    .put("chanId", 0)
                    .put("code", error.path(1).asInt())
                    .put("msg", error.path(2).asText());
            return Reply.error(200, event, code);
        }
        ArrayNode notification =
                venue.notification("on-req", JSON.nullNode(), error.path(2).asText());
        notification.set(6, JSON.getNodeFactory().textNode("ERROR"));
        return Reply.error(200, message(notification), code);
    }
}
