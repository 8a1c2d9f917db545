/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Coinbase's WebSocket of an account: every subscription carries a token of its own, which names no request.
 *
 * <p>From the official documentation: the channels, the fields of a subscription and its answer; no order is taken. UNCONFIRMED and chosen here: the words of a refusal, and that a subscription goes on after its
 * key was deleted.
 */
final class CoinbaseFrames implements Frames {
    private static final Set<String> PRIVATE = Set.of("user", "futures_balance_summary");

    private final CoinbaseSimulator venue;

    CoinbaseFrames(CoinbaseSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!Set.of("", "/").contains(session.resource())) {
            throw new Refusal("NOT_FOUND");
        }
    }

    @Override
    public boolean endWithKeys() {
        return false;
    }

    @Override
    public void keyChanged(Session session) {
        session.close(1008, "");
    }

    @Override
    public Reply answer(Session session, String text) {
        JsonNode frame = parsed(text);
        String channel = frame.path("channel").asText("");
        boolean subscribes = frame.path("type").asText("").equals("subscribe");
        boolean known = subscribes || frame.path("type").asText("").equals("unsubscribe");
        if (!known || !PRIVATE.contains(channel)) {
            throw new Refusal("INVALID_ARGUMENT");
        }
        SimulatedKey key = venue.holder(frame.path("jwt").asText(""), session.caller());
        session.logIn(key);
        venue.stats().accepted(key);
        return Reply.ok(subscriptions(subscribes ? channel : ""));
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return VenueSimulator.JSON.missingNode();
        }
    }

    private static ObjectNode subscriptions(String channel) {
        ObjectNode answer = VenueSimulator.JSON.createObjectNode().put("channel", "subscriptions");
        ArrayNode events = answer.put("sequence_num", 0).putArray("events");
        ObjectNode open = events.addObject().putObject("subscriptions");
        if (!channel.isEmpty()) {
            open.putArray(channel).add("synthetic user");
        }
        return answer;
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        String message = code.equals("401") ? "authentication failure" : code;
        return Reply.error(
                200, VenueSimulator.JSON.createObjectNode().put("type", "error").put("message", message), code);
    }
}
