/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bitstamp's WebSocket: public channels for everybody, and private ones with a token that was asked for over HTTP and is used within 60 seconds. Nothing is streamed.
 *
 * <p>UNCONFIRMED and chosen here: the words of errors; that a session goes on without its key.
 */
final class BitstampFrames implements Frames {
    private static final Duration TOKEN_LIFE = Duration.ofSeconds(60);
    private static final long USER = 7_654_321;

    private record Token(SimulatedKey key, Instant end) {}

    private final BitstampSimulator venue;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    BitstampFrames(BitstampSimulator venue) {
        this.venue = venue;
    }

    /** A new token for {@code key}. */
    ObjectNode token(SimulatedKey key) {
        String token = UUID.randomUUID().toString().replace("-", "");
        tokens.put(token, new Token(key, venue.clock().instant().plus(TOKEN_LIFE)));
        return VenueSimulator.JSON
                .createObjectNode()
                .put("token", token)
                .put("user_id", USER)
                .put("valid_sec", TOKEN_LIFE.toSeconds());
    }

    @Override
    public void open(Session session) {
        // Any path will do.
    }

    @Override
    public Reply answer(Session session, String text) {
        JsonNode frame = parsed(text);
        if (!frame.path("event").asText("").equals("bts:subscribe")) {
            throw new Refusal("Not found");
        }
        JsonNode data = frame.path("data");
        String channel = data.path("channel").asText("");
        if (channel.startsWith("private-")) {
            logIn(session, data.path("auth").asText(""), channel);
        }
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("event", "bts:subscription_succeeded")
                .put("channel", channel);
        json.putObject("data");
        return Reply.ok(json);
    }

    private static @Nullable JsonNode read(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static JsonNode parsed(String text) {
        JsonNode frame = read(text);
        if (frame == null) {
            throw new Refusal("Not found");
        }
        return frame;
    }

    private void logIn(Session session, String auth, String channel) {
        Token token = tokens.remove(auth);
        if (token == null || !venue.clock().instant().isBefore(token.end()) || !channel.endsWith("-" + USER)) {
            throw new Refusal("API0006");
        }
        session.logIn(token.key());
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        ObjectNode json =
                VenueSimulator.JSON.createObjectNode().put("event", "bts:error").put("channel", "");
        json.putObject("data").put("code", 4009).put("message", code);
        return Reply.error(200, json, code);
    }

    @Override
    public boolean endWithKeys() {
        return false;
    }

    @Override
    public void keyChanged(Session session) {
        session.close(1000, "");
    }
}
