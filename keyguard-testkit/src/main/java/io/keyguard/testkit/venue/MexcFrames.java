/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The WebSocket of MEXC's contracts: a login that is signed once over API key and time. Nothing is streamed here.
 *
 * <p>UNCONFIRMED and chosen here: the form of errors; that a session goes on without its key.
 */
final class MexcFrames implements Frames {
    private final MexcSimulator venue;

    MexcFrames(MexcSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals("/edge")) {
            throw new Refusal(MexcSimulator.BAD_CONTRACT_PARAMS);
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
        JsonNode param = frame.path("param");
        return switch (frame.path("method").asText()) {
            case "ping" -> Reply.ok(channel("pong", Long.toString(venue.millis())));
            case "login" -> {
                String time = param.path("reqTime").asText();
                SimulatedKey key = venue.authenticate(
                        param.path("apiKey").asText(),
                        time,
                        "",
                        param.path("signature").asText(),
                        session.caller());
                venue.requireInTime(time, "");
                session.logIn(key);
                venue.stats().accepted(key);
                yield Reply.ok(channel("rs.login", "success"));
            }
            default -> throw new Refusal(MexcSimulator.BAD_CONTRACT_PARAMS);
        };
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refusal(MexcSimulator.BAD_CONTRACT_PARAMS);
        }
    }

    private ObjectNode channel(String name, String data) {
        return JSON.createObjectNode().put("channel", name).put("data", data).put("ts", venue.millis());
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        return Reply.error(200, channel("rs.error", code), code);
    }
}
