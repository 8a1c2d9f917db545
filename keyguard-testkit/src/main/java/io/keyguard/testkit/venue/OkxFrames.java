/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * OKX's private WebSocket: a login that is signed once, and orders that are not.
 *
 * <p>From the official documentation: the prehash is the time in seconds, {@code GET} and {@code /users/self/verify}; a login is good for 30 s, cannot be repeated, and ends with 4007 when its key is changed
 * or deleted. UNCONFIRMED and chosen here: a foreign address answers 60009, a key of the other environment 60032, and a missing right the code that it has over HTTP.
 */
final class OkxFrames implements Frames {
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final Map<String, String> ERRORS = Map.ofEntries(
            Map.entry("60004", "Invalid timestamp"),
            Map.entry("60005", "Invalid apiKey"),
            Map.entry("60006", "Timestamp request expired"),
            Map.entry("60007", "Invalid sign"),
            Map.entry("60009", "Login failed."),
            Map.entry("60011", "Please log in"),
            Map.entry("60012", "Invalid request"),
            Map.entry("60013", "Invalid args"),
            Map.entry("60014", "Requests too frequent"),
            Map.entry("60024", "Wrong passphrase"),
            Map.entry("60031", "The WebSocket endpoint does not support multiple or repeated logins."),
            Map.entry("60032", "API key doesn't exist."));

    private final OkxSimulator venue;

    OkxFrames(OkxSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals("/ws/v5/private")) {
            throw new Refusal("404");
        }
    }

    @Override
    public boolean endWithKeys() {
        return true;
    }

    @Override
    public void keyChanged(Session session) {
        session.close(4007, "API key has been updated or deleted");
    }

    @Override
    public Reply answer(Session session, String text) {
        if (text.equals("ping")) {
            return Reply.raw(200, "pong", "");
        }
        JsonNode frame = read(text);
        String op = frame.path("op").asText();
        if (op.equals("login")) {
            return logIn(session, frame.path("args").path(0));
        }
        SimulatedKey key = session.key();
        if (key == null) {
            throw new Refusal("60011");
        }
        Reply outcome = venue.command(key, op, frame.path("args"));
        venue.stats().accepted(key);
        return new Reply(outcome.status(), answer(frame, read(outcome.body())), outcome.error(), Map.of());
    }

    private static JsonNode read(String text) {
        JsonNode json = parsed(text);
        if (!json.isObject()) {
            throw new Refusal("60012");
        }
        return json;
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return VenueSimulator.JSON.missingNode();
        }
    }

    private static String answer(JsonNode frame, JsonNode outcome) {
        ObjectNode answer = VenueSimulator.JSON
                .createObjectNode()
                .put("id", frame.path("id").asText())
                .put("op", frame.path("op").asText());
        answer.setAll((ObjectNode) outcome);
        return answer.toString();
    }

    private Reply logIn(Session session, JsonNode login) {
        if (session.key() != null) {
            throw new Refusal("60031");
        }
        SimulatedKey key = check(login);
        if (!key.admits(session.caller())) {
            throw new Refusal("60009");
        }
        session.logIn(key);
        venue.stats().accepted(key);
        return Reply.ok(event("login", "0", ""));
    }

    private SimulatedKey check(JsonNode login) {
        String timestamp = login.path("timestamp").asText();
        if (!timestamp.matches("\\d{1,12}")) {
            throw new Refusal("60004");
        }
        long seconds = venue.clock().instant().getEpochSecond() - Long.parseLong(timestamp);
        if (Math.abs(seconds) > WINDOW.toSeconds()) {
            throw new Refusal("60006");
        }
        SimulatedKey key = known(login.path("apiKey").asText());
        if (!Signatures.same(key.passphrase(), login.path("passphrase").asText())) {
            throw new Refusal("60024");
        }
        byte[] expected = Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(timestamp + "GET/users/self/verify"));
        if (!Signatures.same(
                Base64.getEncoder().encodeToString(expected), login.path("sign").asText())) {
            throw new Refusal("60007");
        }
        return key;
    }

    private SimulatedKey known(String apiKey) {
        if (!OkxSimulator.KEY.matcher(apiKey).matches()) {
            throw new Refusal("60005");
        }
        SimulatedKey key = venue.key(apiKey);
        if (key == null || key.isSandbox()) {
            throw new Refusal("60032");
        }
        return key;
    }

    @Override
    public Reply refusal(Session session, String text, String refused) {
        // Too many has a code of its own here.
        String code = refused.equals("50011") ? "60014" : refused;
        JsonNode frame = session.key() == null ? VenueSimulator.JSON.missingNode() : parsed(text);
        String op = frame.path("op").asText();
        if (op.isEmpty() || op.equals("login")) {
            return Reply.error(200, event("error", code, message(code)), code);
        }
        ObjectNode answer = VenueSimulator.JSON
                .createObjectNode()
                .put("id", frame.path("id").asText())
                .put("op", op)
                .put("code", code)
                .put("msg", message(code));
        answer.putArray("data");
        return Reply.error(200, answer, code);
    }

    private static String message(String code) {
        String own = ERRORS.get(code);
        return own != null ? own : OkxSimulator.message(code);
    }

    private static ObjectNode event(String event, String code, String message) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("event", event)
                .put("code", code)
                .put("msg", message)
                .put("connId", "a4d3ae55");
    }
}
