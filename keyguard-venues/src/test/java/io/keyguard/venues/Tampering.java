/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Passes calls on and gives back answers that were changed on the way. */
final class Tampering implements SignedCalls {
    /** Amounts stay as they are written. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final SignedCalls venue;
    private final Function<HttpReply, HttpReply> change;
    private final List<String> asked = new ArrayList<>();
    private final List<HttpReply> answers = new ArrayList<>();
    private final Set<String> fields = new TreeSet<>();

    Tampering(SignedCalls venue, Function<HttpReply, HttpReply> change) {
        this.venue = venue;
        this.change = change;
    }

    /** Changes nothing, and learns which fields there are. */
    static Tampering listening(SignedCalls venue) {
        return new Tampering(venue, reply -> reply);
    }

    /** Everywhere in every answer without {@code field}. */
    static Tampering without(SignedCalls venue, String field) {
        return new Tampering(venue, reply -> edited(reply, field, ObjectNode::remove));
    }

    /** Everywhere in every answer with another type of {@code field}. */
    static Tampering retyped(SignedCalls venue, String field, JsonNode value) {
        return new Tampering(venue, reply -> edited(reply, field, (parent, name) -> parent.set(name, value)));
    }

    private interface Edit {
        Object apply(ObjectNode parent, String field);
    }

    private static HttpReply edited(HttpReply reply, String field, Edit edit) {
        JsonNode json = parsed(reply);
        json.findParents(field).forEach(parent -> edit.apply((ObjectNode) parent, field));
        return new HttpReply(reply.status(), json.toString());
    }

    private static JsonNode parsed(HttpReply reply) {
        try {
            return JSON.readTree(reply.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> accountId() {
        return venue.accountId();
    }

    @Override
    public HttpReply call(VenueRequest request) {
        asked.add(request.toString());
        HttpReply reply = venue.call(request);
        note(parsed(reply));
        HttpReply changed =
                change.apply(new HttpReply(reply.status(), new String(reply.bytes(), StandardCharsets.UTF_8)));
        answers.add(changed);
        return changed;
    }

    private void note(JsonNode json) {
        json.fieldNames().forEachRemaining(fields::add);
        json.forEach(this::note);
    }

    /** What was asked, method and path, in order. */
    List<String> asked() {
        return asked;
    }

    /** The answers as they were given back, in order. */
    List<HttpReply> answers() {
        return answers;
    }

    /** The names of all fields that stood in an answer. */
    Set<String> fields() {
        return fields;
    }
}
