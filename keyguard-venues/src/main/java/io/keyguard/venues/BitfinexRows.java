/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.function.Function;

/** Reads rows of Bitfinex: arrays, in which fields have places instead of names. */
final class BitfinexRows {
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private final VenueRequest question;

    private BitfinexRows(VenueRequest question) {
        this.question = question;
    }

    static BitfinexRows of(String path) {
        return new BitfinexRows(VenueRequest.post(Bitfinex.API + "/r/" + path));
    }

    /** All that one answer has. */
    JsonNode read(SignedCalls venue) {
        return read(venue, question);
    }

    private JsonNode read(SignedCalls venue, VenueRequest request) {
        JsonNode rows = Answers.array(Bitfinex.ID, question.toString(), venue.call(request), BitfinexErrors.TABLE);
        for (JsonNode row : rows) {
            if (!row.isArray()) {
                throw malformed();
            }
        }
        return rows;
    }

    /**
     * All rows that are not older than {@code from}, each once. The newest come first, and each page goes on where the one before ended, until one brings nothing new: the venue
     * may give less than it was asked for.
     *
     * @param with what is asked for besides
     * @param limit rows of a page at most
     * @param id tells rows apart
     * @param millis where the time stands that the list is sorted by
     */
    Collection<JsonNode> all(
            SignedCalls venue, ObjectNode with, int limit, Function<JsonNode, String> id, int millis, Instant from) {
        var rows = new LinkedHashMap<String, JsonNode>();
        ObjectNode asked = with.put("start", from.toEpochMilli()).put("limit", limit);
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode found = read(venue, question.json(asked.toString()));
            int before = rows.size();
            found.forEach(row -> rows.put(id.apply(row), row));
            if (rows.size() == before && found.size() < limit) {
                return rows.values();
            }
            if (rows.size() == before) {
                // More rows of one millisecond than a page has, or a list that does not move on.
                throw malformed();
            }
            asked.put("end", time(found.get(found.size() - 1), millis).toEpochMilli());
        }
        throw malformed();
    }

    static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    String text(JsonNode row, int at) {
        String text = words(row, at);
        if (text.isBlank()) {
            throw malformed();
        }
        return text;
    }

    /** Text that may be left out. */
    String words(JsonNode row, int at) {
        JsonNode value = row.path(at);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw malformed();
        }
        return value.asText("");
    }

    String number(JsonNode row, int at) {
        String number = numberOrNothing(row, at);
        if (number.isEmpty()) {
            throw malformed();
        }
        return number;
    }

    /** A whole number from 0 on that may be left out. */
    String numberOrNothing(JsonNode row, int at) {
        JsonNode value = row.path(at);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isIntegralNumber() || value.asText().startsWith("-")) {
            throw malformed();
        }
        return value.asText();
    }

    Instant time(JsonNode row, int at) {
        JsonNode value = row.path(at);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() <= 0) {
            throw malformed();
        }
        return Instant.ofEpochMilli(value.asLong());
    }

    BigDecimal amount(JsonNode row, int at) {
        return Answers.amount(Bitfinex.ID, question.toString(), row.path(at));
    }

    RuntimeException malformed() {
        return KeyguardExceptions.malformedReply(Bitfinex.ID, question.toString(), 200);
    }
}
