/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;

/** Rows of MEXC's lists, read to the end; what came while they were read, and moved the rest on, stands there once. */
final class MexcRows {
    static final int PAGE = 100;
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private MexcRows() {}

    /** The data of an answer of the contracts' API. */
    static JsonNode contract(SignedCalls venue, VenueRequest request) {
        String question = request.toString();
        JsonNode answer = Answers.object(Mexc.ID, question, venue.call(request), MexcErrors.TABLE);
        if (!answer.path("success").isBoolean() || !answer.path("success").asBoolean()) {
            throw malformed(request);
        }
        return answer.path("data");
    }

    static Collection<JsonNode> contractPages(SignedCalls venue, VenueRequest question, String id) {
        var rows = new LinkedHashMap<String, JsonNode>();
        for (int page = 1; page < MOST_PAGES; page++) {
            JsonNode found = array(
                    question,
                    contract(
                            venue,
                            question.param("page_num", Integer.toString(page))
                                    .param("page_size", Integer.toString(PAGE))));
            found.forEach(row -> rows.put(text(question, row, id), row));
            if (found.size() < PAGE) {
                return rows.values();
            }
        }
        throw malformed(question);
    }

    /**
     * Rows of a spot list that has no pages: a time of which as many come as fit is asked for in halves.
     *
     * @param longest how long a time the venue takes
     * @param limit rows of an answer
     */
    static Collection<JsonNode> byTime(
            SignedCalls venue,
            VenueRequest question,
            String id,
            Instant from,
            Instant to,
            Duration longest,
            int limit) {
        var rows = new LinkedHashMap<String, JsonNode>();
        var open = new ArrayDeque<>(Window.cover(from, to, longest));
        for (int asked = 0; !open.isEmpty(); asked++) {
            Window window = open.pop();
            VenueRequest request = question.param("startTime", window.start())
                    .param("endTime", window.last())
                    .param("limit", Integer.toString(limit));
            JsonNode found = Answers.array(Mexc.ID, question.toString(), venue.call(request), MexcErrors.TABLE);
            found.forEach(row -> rows.put(text(question, row, id), row));
            if (found.size() >= limit) {
                Duration half = Duration.between(window.from(), window.to()).dividedBy(2);
                if (half.toMillis() < 1 || asked > MOST_PAGES) {
                    throw malformed(question);
                }
                Instant middle = Instant.ofEpochMilli(window.from().plus(half).toEpochMilli());
                open.push(new Window(middle, window.to()));
                open.push(new Window(window.from(), middle));
            }
        }
        return rows.values();
    }

    static JsonNode array(VenueRequest question, JsonNode json) {
        if (!json.isArray()) {
            throw malformed(question);
        }
        return json;
    }

    static String text(VenueRequest question, JsonNode row, String name) {
        String text = Answers.text(Mexc.ID, question.toString(), row, name);
        if (text.isBlank()) {
            throw malformed(question);
        }
        return text;
    }

    /** Text that may be left out. */
    static String words(VenueRequest question, JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return Answers.text(Mexc.ID, question.toString(), row, name);
    }

    static BigDecimal amount(VenueRequest question, JsonNode row, String name) {
        return Answers.amount(Mexc.ID, question.toString(), row, name);
    }

    static BigDecimal above(VenueRequest question, JsonNode row, String name) {
        BigDecimal amount = amount(question, row, name);
        if (amount.signum() <= 0) {
            throw malformed(question);
        }
        return amount;
    }

    static Instant time(VenueRequest question, JsonNode row, String name) {
        return Answers.millis(Mexc.ID, question.toString(), row, name);
    }

    static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Mexc.ID, question.toString(), 200);
    }
}
