/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Deribit's WebSocket: a login by signature, and then the methods that go over HTTP as well, unsigned, as far as the scope of the login lets them.
 *
 * <p>UNCONFIRMED and chosen here: a session outlives its key.
 */
final class DeribitFrames implements Frames {
    private final DeribitSimulator venue;
    /** What each session asked for when it logged in. */
    private final Map<Session, List<String>> scopes = Collections.synchronizedMap(new WeakHashMap<>());

    DeribitFrames(DeribitSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals("/ws/api/v2")) {
            throw new Refusal("404");
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
        JsonNode document = parsed(text);
        if (!document.isObject()) {
            throw new Refusal("-32700");
        }
        String method = document.path("method").asText();
        JsonNode params = document.path("params");
        if (method.equals("public/auth")) {
            return withId(logIn(session, params), document);
        }
        SimulatedKey key = session.key();
        if (key == null) {
            throw new Refusal("10000");
        }
        if (method.equals("private/logout")) {
            session.close(1000, "");
            return Reply.raw(200, "", "");
        }
        return withId(venue.command(key, scopes.getOrDefault(session, List.of()), method, params), document);
    }

    private Reply logIn(Session session, JsonNode params) {
        var words = new HashMap<String, String>();
        params.fieldNames()
                .forEachRemaining(name -> words.put(name, params.path(name).asText()));
        SimulatedKey key = venue.authenticate(words, session.caller());
        session.logIn(key);
        List<String> asked = Arrays.asList(words.getOrDefault("scope", "").split(" ", -1));
        scopes.put(session, asked);
        return venue.token(key, asked);
    }

    private static JsonNode parsed(String text) {
        try {
            return VenueSimulator.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return VenueSimulator.JSON.missingNode();
        }
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        return withId(venue.refusal(code), parsed(text));
    }

    private static Reply withId(Reply reply, JsonNode document) {
        var answer = (ObjectNode) parsed(reply.body());
        if (document.has("id")) {
            answer.set("id", document.path("id"));
        }
        return new Reply(reply.status(), answer.toString(), reply.error(), Map.of());
    }
}
