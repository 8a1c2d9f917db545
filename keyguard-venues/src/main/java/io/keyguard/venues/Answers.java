/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError;
import java.util.Optional;

/** Reads answers, and turns errors and foreign forms into exceptions that quote nothing of them but a known code. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /** The JSON of {@code reply}; missing where it is none. */
    static JsonNode json(HttpReply reply) {
        try {
            JsonNode json = JSON.readTree(reply.body());
            return json == null ? MissingNode.getInstance() : json;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * The JSON object in {@code reply} to {@code question}.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refused the key
     * @throws io.keyguard.VenueUnavailableException if the answer is another error, or no object
     */
    static JsonNode object(String venue, String question, HttpReply reply, ErrorClassifier errors) {
        Optional<VenueError> error = errors.classify(reply);
        if (error.isPresent()) {
            if (error.get().mayBeAuth()) {
                throw KeyguardExceptions.refused(
                        venue, error.get().code(), error.get().kinds());
            }
            throw KeyguardExceptions.unavailable(
                    venue, "it answered " + question + " with " + error.get().code(), null);
        }
        JsonNode json = json(reply);
        if (reply.status() != 200 || !json.isObject()) {
            throw KeyguardExceptions.malformedReply(venue, question, reply.status());
        }
        return json;
    }

    /** The text at {@code name}, which must be there. */
    static String text(String venue, String question, JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isValueNode() || value.isNull()) {
            throw KeyguardExceptions.malformedReply(venue, question, 200);
        }
        return value.asText();
    }
}
