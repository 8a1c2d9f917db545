/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Binance's WebSocket APIs of spot and of USD-M futures: every request is signed by itself, or goes with the key of {@code session.logon}.
 *
 * <p>From the official documentation: what is signed are the parameters in the order of their names, joined with ampersands and not encoded; {@code session.logon} takes Ed25519 keys alone; a request that
 * carries a key does not use the session's; a key that is no longer valid ends its session at the next request; whole numbers are JSON numbers. UNCONFIRMED and chosen here: the code for a log-on with a key of another kind, for
 * a time that is text, and for what is no request.
 */
final class BinanceSocket implements Frames {
    private static final String SPOT = "/ws-api/v3";
    private static final String FUTURES = "/ws-fapi/v1";
    /** What the documents call a whole number. */
    private static final Set<String> WHOLE = Set.of("timestamp", "recvWindow", "orderId", "algoId");

    /** What a message asks for, as over HTTP. */
    private static final Map<String, String> OF_SPOT = Map.of(
            "order.place", "POST /api/v3/order",
            "order.test", "POST /api/v3/order/test",
            "order.cancel", "DELETE /api/v3/order",
            "order.status", "GET /api/v3/order",
            "openOrders.status", "GET /api/v3/openOrders",
            "openOrders.cancelAll", "DELETE /api/v3/openOrders",
            "account.status", "GET /api/v3/account");

    private static final Map<String, String> OF_FUTURES = Map.of(
            "order.place", "POST /fapi/v1/order",
            "order.modify", "PUT /fapi/v1/order",
            "order.cancel", "DELETE /fapi/v1/order",
            "order.status", "GET /fapi/v1/order",
            "algoOrder.place", "POST /fapi/v1/algoOrder",
            "v2/account.balance", "GET /fapi/v3/balance",
            "v2/account.status", "GET /fapi/v3/account",
            "v2/account.position", "GET /fapi/v3/positionRisk");

    private static final String LOG_ON = "session.logon";

    private final BinanceSimulator venue;

    BinanceSocket(BinanceSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals(SPOT) && !session.resource().equals(FUTURES)) {
            throw new Refusal("404");
        }
    }

    /** The next request does. */
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
        String method = frame.path("method").asText();
        Map<String, String> params = params(frame.path("params"));
        Reply outcome = method.equals(LOG_ON) ? logOn(session, params) : ask(session, method, params);
        ObjectNode answer = head(frame).put("status", 200);
        answer.set("result", parsed(outcome.body()));
        return Reply.ok(answer);
    }

    private static Map<String, String> params(JsonNode json) {
        var params = new TreeMap<String, String>();
        json.properties().forEach(field -> {
            if (WHOLE.contains(field.getKey()) && !field.getValue().isIntegralNumber()) {
                throw new Refusal("-1102");
            }
            params.put(field.getKey(), field.getValue().asText());
        });
        return params;
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refusal("-1100");
        }
    }

    private static ObjectNode head(JsonNode frame) {
        ObjectNode head = VenueSimulator.JSON.createObjectNode();
        return frame.has("id") ? head.put("id", frame.path("id").asText()) : head.putNull("id");
    }

    private Reply logOn(Session session, Map<String, String> params) {
        SimulatedKey key = signer(session, params);
        if (key.publicKey().length != BinanceSimulator.ED25519_BYTES) {
            throw new Refusal("-1002");
        }
        session.logIn(key);
        venue.stats().accepted(key);
        return Reply.ok(VenueSimulator.JSON
                .createObjectNode()
                .put("apiKey", key.apiKey())
                .put("authorizedSince", venue.millis()));
    }

    private Reply ask(Session session, String method, Map<String, String> params) {
        String endpoint = (session.resource().equals(FUTURES) ? OF_FUTURES : OF_SPOT).get(method);
        if (endpoint == null) {
            throw new Refusal("-1100");
        }
        SimulatedKey key = params.containsKey("apiKey") || params.containsKey("signature")
                ? signer(session, params)
                : loggedOn(session, params);
        return venue.serveFor(key, endpoint, params);
    }

    private SimulatedKey signer(Session session, Map<String, String> params) {
        SimulatedKey key = venue.knownKey(params.getOrDefault("apiKey", ""), session.caller());
        venue.checkTime(params);
        var signed = new StringBuilder();
        params.forEach((name, value) -> {
            if (!name.equals("signature")) {
                signed.append(signed.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(value);
            }
        });
        if (!BinanceSimulator.genuine(key, utf8(signed.toString()), params.getOrDefault("signature", ""))) {
            throw new Refusal("-1022");
        }
        return key;
    }

    private SimulatedKey loggedOn(Session session, Map<String, String> params) {
        SimulatedKey key = session.key();
        if (key == null) {
            throw new Refusal("-1102");
        }
        SimulatedKey now = venue.knownKey(key.apiKey(), session.caller());
        venue.checkTime(params);
        return now;
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        Reply overHttp = venue.refusal(code);
        ObjectNode answer;
        try {
            answer = head(VenueSimulator.JSON.readTree(text));
        } catch (JsonProcessingException e) {
            answer = VenueSimulator.JSON.createObjectNode().putNull("id");
        }
        answer.put("status", overHttp.status());
        answer.putObject("error")
                .put("code", Integer.parseInt(code.split(" ", 2)[0]))
                .put("msg", code);
        return Reply.error(overHttp.status(), answer, code);
    }
}
