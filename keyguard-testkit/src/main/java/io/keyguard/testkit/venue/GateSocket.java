/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Gate's WebSockets for spot and for contracts settled in USDT: a login that is signed once, orders after it, and private streams that are signed one by one, of which nothing is streamed.
 *
 * <p>From gateio/gatews. UNCONFIRMED and chosen here: statuses; that the parameters of a login are <code>{}</code>; that a session goes on without its key.
 */
final class GateSocket implements Frames {
    private static final Set<String> PRIVATE = Set.of(
            "spot.orders",
            "spot.usertrades",
            "spot.balances",
            "spot.margin_balances",
            "futures.orders",
            "futures.usertrades",
            "futures.positions",
            "futures.balances");

    private final GateSimulator venue;

    GateSocket(GateSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!Set.of("/ws/v4/", "/v4/ws/usdt").contains(session.resource())) {
            throw new Refusal(GateSimulator.NOT_FOUND);
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
        JsonNode frame = GateSimulator.parsed(text);
        String channel = frame.path("channel").asText("");
        boolean futures = session.resource().startsWith("/v4");
        if (!channel.startsWith(futures ? "futures." : "spot.")) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        return switch (frame.path("event").asText("")) {
            case "api" -> Reply.ok(api(session, channel, frame.path("payload")));
            case "subscribe" -> Reply.ok(subscribe(session, channel, frame));
            default -> throw new Refusal(GateSimulator.BAD_VALUE);
        };
    }

    private ObjectNode api(Session session, String channel, JsonNode payload) {
        if (channel.endsWith(".login")) {
            return answer(channel, payload, logIn(session, channel, payload));
        }
        SimulatedKey key = session.key();
        if (key == null) {
            throw new Refusal("INVALID_KEY");
        }
        GateSimulator.require(key, channel.substring(0, channel.indexOf('.')), true);
        venue.stats().accepted(key);
        return answer(channel, payload, command(channel, payload.path("req_param")));
    }

    private static ObjectNode answer(String channel, JsonNode payload, JsonNode result) {
        ObjectNode answer = VenueSimulator.JSON
                .createObjectNode()
                .put("request_id", payload.path("req_id").asText(""));
        answer.putObject("header").put("status", "200").put("channel", channel).put("event", "api");
        answer.putObject("data").set("result", result);
        return answer;
    }

    private ObjectNode logIn(Session session, String channel, JsonNode payload) {
        String timestamp = payload.path("timestamp").asText("");
        JsonNode params = payload.path("req_param");
        SimulatedKey key = venue.authenticate(
                payload.path("api_key").asText(""),
                String.join("\n", "api", channel, params.isMissingNode() ? "" : params.toString(), timestamp),
                timestamp,
                payload.path("signature").asText(""),
                session.caller());
        session.logIn(key);
        venue.stats().accepted(key);
        return VenueSimulator.JSON
                .createObjectNode()
                .put("api_key", key.apiKey())
                .put("uid", venue.accountId());
    }

    private JsonNode command(String channel, JsonNode params) {
        return switch (channel) {
            case "spot.order_place" -> venue.orders().place(params);
            case "futures.order_place" -> venue.orders().placeContract("usdt/", params);
            case "spot.order_cancel", "futures.order_cancel" ->
                venue.orders().cancel(GateSimulator.required(params, "order_id"));
            case "spot.order_cancel_cp" ->
                venue.orders()
                        .cancelAll(order -> order.symbol()
                                .equals(params.path("currency_pair").asText()));
            default -> throw new Refusal(GateSimulator.NOT_FOUND);
        };
    }

    private ObjectNode subscribe(Session session, String channel, JsonNode frame) {
        if (PRIVATE.contains(channel)) {
            JsonNode auth = frame.path("auth");
            String time = frame.path("time").asText("");
            SimulatedKey key = venue.authenticate(
                    auth.path("KEY").asText(""),
                    "channel=" + channel + "&event=subscribe&time=" + time,
                    time,
                    auth.path("SIGN").asText(""),
                    session.caller());
            GateSimulator.require(key, channel.substring(0, channel.indexOf('.')), false);
            venue.stats().accepted(key);
        }
        ObjectNode answer =
                VenueSimulator.JSON.createObjectNode().put("channel", channel).put("event", "subscribe");
        answer.putObject("result").put("status", "success");
        return answer;
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        ObjectNode answer = VenueSimulator.JSON.createObjectNode();
        answer.putObject("header").put("status", Integer.toString(GateSimulator.status(code)));
        answer.putObject("data").set("errs", GateSimulator.error(code));
        return Reply.error(200, answer, code);
    }
}
