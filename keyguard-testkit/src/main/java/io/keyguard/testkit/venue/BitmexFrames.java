/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * BitMEX's WebSocket: a login that is signed once, subscriptions, of which nothing is streamed, and the timer that cancels everything.
 *
 * <p>From the official documentation: the login is signed over {@code GET/realtime} and its end; a second one on the same connection is an error. UNCONFIRMED and chosen here: the form of errors; that
 * a session goes on without its key.
 */
final class BitmexFrames implements Frames {
    private static final Set<String> PRIVATE = Set.of(
            "privateNotifications",
            "account",
            "wallet",
            "affiliate",
            "margin",
            "position",
            "transact",
            "order",
            "execution");

    private final BitmexSimulator venue;

    BitmexFrames(BitmexSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals("/realtime")) {
            throw new Refusal("Not Found");
        }
    }

    @Override
    public String greeting(Session session) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("info", "Welcome to the BitMEX Realtime API.")
                .put("timestamp", venue.clock().instant().toString())
                .toString();
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
        JsonNode frame = parsed(text);
        JsonNode args = frame.path("args");
        ObjectNode answer = switch (frame.path("op").asText()) {
            case "authKeyExpires" -> logIn(session, args);
            case "cancelAllAfter" -> timer(session, args);
            case "subscribe" -> subscribe(session, args);
            default -> throw new Refusal("Parameter Error");
        };
        answer.set("request", frame);
        return Reply.ok(answer);
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refusal("Parameter Error");
        }
    }

    private ObjectNode logIn(Session session, JsonNode args) {
        if (session.key() != null) {
            throw new Refusal("Parameter Error");
        }
        String expires = args.path(1).asText();
        SimulatedKey key = venue.authenticate(
                args.path(0).asText(),
                "GET/realtime" + expires,
                expires,
                args.path(2).asText(),
                session.caller());
        session.logIn(key);
        venue.stats().accepted(key);
        return VenueSimulator.JSON.createObjectNode().put("success", true);
    }

    private ObjectNode timer(Session session, JsonNode args) {
        SimulatedKey key = session.key();
        if (key == null) {
            throw new Refusal(BitmexSimulator.DENIED);
        }
        BitmexSimulator.requireCancelling(key);
        venue.stats().accepted(key);
        return venue.timer(args.isIntegralNumber() ? args.asText() : "");
    }

    private static ObjectNode subscribe(Session session, JsonNode args) {
        String topic = (args.isArray() ? args.path(0) : args).asText();
        int colon = topic.indexOf(':');
        boolean isPrivate = PRIVATE.contains(colon < 0 ? topic : topic.substring(0, colon));
        if (isPrivate && session.key() == null) {
            throw new Refusal(BitmexSimulator.DENIED);
        }
        return VenueSimulator.JSON.createObjectNode().put("success", true).put("subscribe", topic);
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        ObjectNode answer = VenueSimulator.JSON
                .createObjectNode()
                .put("status", BitmexSimulator.status(code))
                .put("error", venue.sentence(code));
        answer.putObject("meta");
        return Reply.error(200, answer, code);
    }
}
