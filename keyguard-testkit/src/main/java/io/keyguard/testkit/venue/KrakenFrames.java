/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kraken's authenticated WebSocket, version 2: a token in every message instead of a signature.
 *
 * <p>From the official documentation: a token is to be used within 15 minutes, and does not expire while a connection with a private subscription is kept; it has all rights of its key; orders are placed,
 * changed and cancelled with it, 2 to 15 in a batch, and cancelled 2 to 50 at once. UNCONFIRMED and chosen here: another token is answered {@code ESession:Invalid session}; a token goes on after its key was deleted, as long as its connection does; one subscription less ends what it kept.
 */
final class KrakenFrames implements Frames {
    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final String INVALID_SESSION = "ESession:Invalid session";
    private static final Set<String> PRIVATE_CHANNELS = Set.of("executions", "balances");

    private record Token(SimulatedKey key, Instant issued) {}

    private final KrakenSimulator venue;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    /** Tokens with which a connection has subscribed, by connection. */
    private final Map<Session, Set<String>> kept = new ConcurrentHashMap<>();

    KrakenFrames(KrakenSimulator venue) {
        this.venue = venue;
    }

    void issue(String token, SimulatedKey key) {
        tokens.put(token, new Token(key, venue.clock().instant()));
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals("/v2")) {
            throw new Refusal("404");
        }
    }

    @Override
    public String greeting(Session session) {
        return "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"api_version\":\"v2\",\"system\":\"online\"}]}";
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
        String method = frame.path("method").asText();
        if (method.equals("ping")) {
            return Reply.ok(answerTo(frame, "pong"));
        }
        JsonNode params = frame.path("params");
        SimulatedKey key = holder(session, params.path("token").asText());
        JsonNode result = switch (method) {
            case "subscribe" -> subscribe(session, params);
            case "unsubscribe" -> unsubscribe(session, params);
            case "batch_add" -> batchAdd(key, params);
            case "batch_cancel" -> batchCancel(key, params);
            default -> venue.command(key, method, parameters(params));
        };
        venue.stats().accepted(key);
        ObjectNode answer = answerTo(frame, method).put("success", true);
        answer.set("result", result);
        return Reply.ok(answer);
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return VenueSimulator.JSON.missingNode();
        }
    }

    private static ObjectNode answerTo(JsonNode frame, String method) {
        ObjectNode answer = VenueSimulator.JSON.createObjectNode().put("method", method);
        if (frame.path("req_id").isIntegralNumber()) {
            answer.set("req_id", frame.path("req_id"));
        }
        return answer;
    }

    private SimulatedKey holder(Session session, String text) {
        Token token = tokens.get(text);
        boolean isKept = kept.getOrDefault(session, Set.of()).contains(text);
        if (token == null || !(isKept || isYoung(token))) {
            throw new Refusal(INVALID_SESSION);
        }
        session.logIn(token.key());
        return token.key();
    }

    private boolean isYoung(Token token) {
        boolean over = venue.clock().instant().isAfter(token.issued().plus(LIFE));
        return !over && !token.key().isRevoked();
    }

    private JsonNode subscribe(Session session, JsonNode params) {
        String channel = params.path("channel").asText();
        if (!PRIVATE_CHANNELS.contains(channel)) {
            throw new Refusal("EGeneral:Invalid arguments");
        }
        kept.computeIfAbsent(session, s -> ConcurrentHashMap.newKeySet())
                .add(params.path("token").asText());
        return VenueSimulator.JSON.createObjectNode().put("channel", channel);
    }

    /** From then on the token is as good as it is young. */
    private JsonNode unsubscribe(Session session, JsonNode params) {
        kept.getOrDefault(session, Set.of()).remove(params.path("token").asText());
        return VenueSimulator.JSON
                .createObjectNode()
                .put("channel", params.path("channel").asText());
    }

    private JsonNode batchAdd(SimulatedKey key, JsonNode params) {
        JsonNode orders = params.path("orders");
        requireBetween(2, 15, orders.size());
        ArrayNode placed = VenueSimulator.JSON.createArrayNode();
        for (JsonNode order : orders) {
            Map<String, String> parameters = parameters(order);
            parameters.put("pair", params.path("symbol").asText());
            parameters.put("deadline", params.path("deadline").asText());
            placed.add(venue.command(key, "add_order", parameters));
        }
        return placed;
    }

    /** How many were open of those that are named by their ids or by the client's. */
    private JsonNode batchCancel(SimulatedKey key, JsonNode params) {
        requireBetween(
                2, 50, params.path("orders").size() + params.path("cl_ord_id").size());
        int count = 0;
        for (String name : List.of("orders", "cl_ord_id")) {
            for (JsonNode id : params.path(name)) {
                count += cancels(key, name.equals("orders") ? "txid" : name, id.asText());
            }
        }
        return VenueSimulator.JSON.createObjectNode().put("count", count);
    }

    private int cancels(SimulatedKey key, String name, String id) {
        try {
            var unused = venue.command(key, "cancel_order", Map.of(name, id));
            return 1;
        } catch (Refusal e) {
            if (e.code().equals("EOrder:Unknown order")) {
                return 0;
            }
            throw e;
        }
    }

    private static void requireBetween(int least, int most, int count) {
        if (count < least || count > most) {
            throw new Refusal("EGeneral:Invalid arguments");
        }
    }

    /** The names of the REST API for those of the WebSocket. */
    private static Map<String, String> parameters(JsonNode params) {
        var names = Map.of(
                "symbol", "pair",
                "side", "type",
                "order_type", "ordertype",
                "order_qty", "volume",
                "limit_price", "price",
                "order_id", "txid");
        var parameters = new HashMap<String, String>();
        params.properties().forEach(field -> {
            JsonNode value = field.getValue().isArray() ? field.getValue().path(0) : field.getValue();
            parameters.put(names.getOrDefault(field.getKey(), field.getKey()), value.asText());
        });
        if (params.path("margin").asBoolean()) {
            parameters.put("leverage", "2");
        }
        return parameters;
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        JsonNode frame = parsed(text);
        ObjectNode answer = answerTo(frame, frame.path("method").asText("")).put("success", false);
        return Reply.error(200, answer.put("error", code), code);
    }
}
