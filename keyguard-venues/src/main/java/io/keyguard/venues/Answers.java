/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads answers, and turns errors and foreign forms into exceptions that quote nothing of them but a known code. */
final class Answers {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // 10.0 would become 1E+1, which is no amount.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?(?:E-\\d{1,2})?");

    private static final Pattern MILLIS = Pattern.compile("[1-9]\\d{0,14}");

    private Answers() {}

    /** The JSON of {@code reply}; missing where it is none. */
    static JsonNode json(HttpReply reply) {
        try {
            JsonNode json = JSON.readTree(reply.bytes());
            return json == null ? MissingNode.getInstance() : json;
        } catch (IOException e) {
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
        requireNoError(venue, question, reply, errors);
        JsonNode json = json(reply);
        if (reply.status() != 200 || !json.isObject()) {
            throw KeyguardExceptions.malformedReply(venue, question, reply.status());
        }
        return json;
    }

    /**
     * Requires that {@code reply} is no error.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refused the key
     * @throws io.keyguard.VenueUnavailableException with its kinds, if it is another error
     */
    static void requireNoError(String venue, String question, HttpReply reply, ErrorClassifier errors) {
        Optional<VenueError> error = errors.classify(reply);
        if (error.isPresent()) {
            if (error.get().mayBeAuth()) {
                throw KeyguardExceptions.refused(
                        venue, error.get().code(), error.get().kinds());
            }
            throw KeyguardExceptions.answered(venue, question, error.get());
        }
    }

    /**
     * The JSON array in {@code reply} to {@code question}, as {@link #object} finds an object.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refused the key
     * @throws io.keyguard.VenueUnavailableException if the answer is another error, or no array
     */
    static JsonNode array(String venue, String question, HttpReply reply, ErrorClassifier errors) {
        requireNoError(venue, question, reply, errors);
        JsonNode json = json(reply);
        if (reply.status() != 200 || !json.isArray()) {
            throw KeyguardExceptions.malformedReply(venue, question, reply.status());
        }
        return json;
    }

    /**
     * The JSON in {@code reply} to {@code question}, whatever its kind.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refused the key
     * @throws io.keyguard.VenueUnavailableException if the answer is another error, or no JSON
     */
    static JsonNode value(String venue, String question, HttpReply reply, ErrorClassifier errors) {
        requireNoError(venue, question, reply, errors);
        JsonNode json = json(reply);
        if (reply.status() != 200 || json.isMissingNode()) {
            throw KeyguardExceptions.malformedReply(venue, question, reply.status());
        }
        return json;
    }

    /**
     * The JSON object in {@code reply} to a request for a change, of which it matters whether it was done.
     *
     * @throws io.keyguard.VenueRefusedException if the venue says that it has done nothing
     * @throws io.keyguard.VenueUnavailableException if that is not known
     */
    static JsonNode change(String venue, String question, HttpReply reply, ErrorClassifier errors) {
        Optional<VenueError> error = errors.classify(reply);
        if (error.isPresent()) {
            throw undone(venue, question, reply.status(), error.get());
        }
        return object(venue, question, reply, errors);
    }

    /**
     * Reads {@code reply} to a request for a change, which says with its status alone that it was done.
     *
     * @param status what stands for done
     * @throws io.keyguard.VenueRefusedException if the venue says that it has done nothing
     * @throws io.keyguard.VenueUnavailableException if that is not known
     */
    static void done(String venue, String question, HttpReply reply, int status, ErrorClassifier errors) {
        Optional<VenueError> error = errors.classify(reply);
        if (error.isPresent()) {
            throw undone(venue, question, reply.status(), error.get());
        }
        if (reply.status() != status) {
            throw KeyguardExceptions.malformedReply(venue, question, reply.status());
        }
    }

    private static RuntimeException undone(String venue, String question, int status, VenueError error) {
        boolean told = status < 500
                && !error.code().startsWith(ErrorTable.BY_STATUS)
                // Of a code that nobody has read about, nobody knows whether something was done before it.
                && !error.code().equals(ErrorTable.ANOTHER)
                && Collections.disjoint(error.kinds(), Set.of(Kind.OUTCOME_UNKNOWN, Kind.MAINTENANCE));
        return told
                ? KeyguardExceptions.refused(venue, error.code(), error.kinds())
                : KeyguardExceptions.answered(venue, question, error);
    }

    /** The time at {@code name}, in milliseconds of the epoch, as a number or as text. */
    static Instant millis(String venue, String question, JsonNode json, String name) {
        String text = text(venue, question, json, name);
        if (!MILLIS.matcher(text).matches()) {
            throw KeyguardExceptions.malformedReply(venue, question, 200);
        }
        return Instant.ofEpochMilli(Long.parseLong(text));
    }

    /** {@code json}, which must be an object. */
    static JsonNode requireObject(String venue, String question, JsonNode json) {
        if (!json.isObject()) {
            throw KeyguardExceptions.malformedReply(venue, question, 200);
        }
        return json;
    }

    /** The array at {@code name}, which must be there. */
    static JsonNode array(String venue, String question, JsonNode json, String name) {
        JsonNode array = json.path(name);
        if (!array.isArray()) {
            throw KeyguardExceptions.malformedReply(venue, question, 200);
        }
        return array;
    }

    /** The amount at {@code name}, a plain decimal or a JSON number of at most 64 characters: a sender of exponents would fill the memory. */
    static BigDecimal amount(String venue, String question, JsonNode json, String name) {
        return amount(venue, question, json.path(name));
    }

    /** The amount that {@code value} is, as above. */
    static BigDecimal amount(String venue, String question, JsonNode value) {
        String text = text(venue, question, value);
        if (!AMOUNT.matcher(text).matches()) {
            throw KeyguardExceptions.malformedReply(venue, question, 200);
        }
        return new BigDecimal(text);
    }

    /** The text at {@code name}, which must be there. */
    static String text(String venue, String question, JsonNode json, String name) {
        return text(venue, question, json.path(name));
    }

    private static String text(String venue, String question, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw KeyguardExceptions.malformedReply(venue, question, 200);
        }
        return value.asText();
    }

    /** The words of a list with commas between them. */
    static Set<String> words(String commas) {
        var words = new TreeSet<String>();
        Arrays.stream(commas.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(words::add);
        return words;
    }
}
