/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/**
 * Bitget's private WebSockets: a login that is signed once, private streams, of which nothing is streamed, and for unified accounts orders.
 *
 * <p>From the official documentation: seconds and {@code GET/user/verify}. UNCONFIRMED and chosen here: that a session goes on without its key; the form of answers to orders.
 */
final class BitgetFrames implements Frames {
    /** What goes wrong with a login has codes of its own. */
    private static final Map<String, String> OF_LOGINS = Map.of(
            "40001", "30011",
            "40006", "30011",
            "40002", "30015",
            "40009", "30015",
            "40011", "30012",
            "40012", "30012",
            "40005", "30013",
            "40008", "30014");

    private final BitgetSimulator venue;

    BitgetFrames(BitgetSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals(venue.isUnified() ? "/v3/ws/private" : "/v2/ws/private")) {
            throw new Refusal(BitgetSimulator.NO_SUCH_PATH);
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
        if (text.equals("ping")) {
            return Reply.raw(200, "pong", "");
        }
        JsonNode frame = BitgetSimulator.parsed(text);
        JsonNode first = frame.path("args").path(0);
        return switch (frame.path("op").asText("")) {
            case "login" -> logIn(session, first);
            case "subscribe" -> subscribe(session, first);
            case "trade" -> trade(session, frame, first);
            default -> throw new Refusal(BitgetSimulator.BAD_VALUE);
        };
    }

    private Reply logIn(Session session, JsonNode login) {
        String timestamp = login.path("timestamp").asText("");
        SimulatedKey key = venue.authenticate(
                login.path("apiKey").asText(""),
                login.path("passphrase").asText(""),
                timestamp,
                timestamp + "GET/user/verify",
                login.path("sign").asText(""),
                session.caller());
        session.logIn(key);
        venue.stats().accepted(key);
        return Reply.ok(VenueSimulator.JSON
                .createObjectNode()
                .put("event", "login")
                .put("code", 0)
                .put("msg", ""));
    }

    private static Reply subscribe(Session session, JsonNode stream) {
        requireLogin(session);
        ObjectNode answer = VenueSimulator.JSON.createObjectNode().put("event", "subscribe");
        answer.set("arg", stream);
        return Reply.ok(answer);
    }

    private static SimulatedKey requireLogin(Session session) {
        SimulatedKey key = session.key();
        if (key == null) {
            throw new Refusal("40014");
        }
        return key;
    }

    private Reply trade(Session session, JsonNode frame, JsonNode order) {
        SimulatedKey key = requireLogin(session);
        if (!venue.isUnified()) {
            throw new Refusal(BitgetSimulator.NO_SUCH_PATH);
        }
        BitgetSimulator.require(key, "uta_trade");
        venue.stats().accepted(key);
        String category = frame.path("category").asText("").toUpperCase(Locale.ROOT);
        JsonNode done = switch (frame.path("topic").asText("")) {
            case "place-order" -> venue.unifiedOrders().place(order, category);
            case "cancel-order" -> venue.unifiedOrders().cancel(order);
            default -> throw new Refusal(BitgetSimulator.NO_SUCH_PATH);
        };
        ObjectNode answer = VenueSimulator.JSON
                .createObjectNode()
                .put("event", "trade")
                .put("id", frame.path("id").asText())
                .put("code", "0")
                .put("msg", "success");
        answer.putArray("args").add(done);
        return Reply.ok(answer);
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        boolean login = text.contains("\"login\"");
        ObjectNode answer = VenueSimulator.JSON
                .createObjectNode()
                .put("event", "error")
                .put("code", login ? OF_LOGINS.getOrDefault(code, code) : code)
                .put("msg", "simulated");
        return Reply.error(200, answer, code);
    }
}
