/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kraken Futures' WebSocket: a challenge, and private feeds for whoever signed it. Nothing is streamed.
 *
 * <p>From the official documentation: the challenge is a UUID, of which the SHA-256 is signed with HMAC-SHA512 and the decoded secret; both go with every private subscription. UNCONFIRMED and chosen
 * here: that a challenge is good for its connection and its key alone; that feeds need the right to read; the words of errors; that a session goes on without its key.
 */
final class KrakenFuturesSocket implements Frames {
    private static final Set<String> FEEDS = Set.of(
            "fills",
            "open_orders",
            "open_orders_verbose",
            "open_positions",
            "balances",
            "account_log",
            "notifications_auth");

    /** Whom a challenge was given to. */
    private record Asker(Session session, String apiKey) {}

    private final KrakenFuturesSimulator venue;
    private final Map<Asker, String> challenges = new ConcurrentHashMap<>();

    KrakenFuturesSocket(KrakenFuturesSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals("/ws/v1")) {
            throw new Refusal("notFound");
        }
    }

    @Override
    public String greeting(Session session) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("event", "info")
                .put("version", 1)
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
        JsonNode frame = parsed(text);
        SimulatedKey key = venue.reader(frame.path("api_key").asText(), session.caller());
        return switch (frame.path("event").asText()) {
            case "challenge" -> challenge(session, key);
            case "subscribe", "unsubscribe" -> feed(session, key, frame);
            default -> throw new Refusal("invalidArgument");
        };
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refusal("Json Parse Error");
        }
    }

    private Reply challenge(Session session, SimulatedKey key) {
        String challenge = UUID.nameUUIDFromBytes(venue.randomBytes(16)).toString();
        challenges.put(new Asker(session, key.apiKey()), challenge);
        return Reply.ok(
                VenueSimulator.JSON.createObjectNode().put("event", "challenge").put("message", challenge));
    }

    private Reply feed(Session session, SimulatedKey key, JsonNode frame) {
        String challenge = frame.path("original_challenge").asText();
        String feed = frame.path("feed").asText();
        if (!challenge.equals(challenges.get(new Asker(session, key.apiKey()))) || !isSigned(key, challenge, frame)) {
            throw new Refusal("authenticationError");
        }
        if (!FEEDS.contains(feed)) {
            throw new Refusal("invalidArgument");
        }
        session.logIn(key);
        venue.stats().accepted(key);
        return Reply.ok(VenueSimulator.JSON
                .createObjectNode()
                .put("event", frame.path("event").asText() + "d")
                .put("feed", feed));
    }

    private static boolean isSigned(SimulatedKey key, String challenge, JsonNode frame) {
        byte[] secret = Base64.getDecoder().decode(key.secret());
        byte[] signature = Signatures.hmac("HmacSHA512", secret, Signatures.sha256(utf8(challenge)));
        return Signatures.same(
                Base64.getEncoder().encodeToString(signature),
                frame.path("signed_challenge").asText());
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        ObjectNode answer =
                VenueSimulator.JSON.createObjectNode().put("event", "error").put("message", code);
        return Reply.error(200, answer, code);
    }
}
