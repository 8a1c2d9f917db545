/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows of Gate's lists, read to the end in pages; what came while they were read, and moved the rest on, stands there once. */
final class GateRows {
    static final int PAGE = 100;
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);

    private GateRows() {}

    /** Where rows have no {@code id}, and it is empty, they are known by all that they say and how often a page says it. */
    static Collection<JsonNode> byOffset(SignedCalls venue, VenueRequest question, String id) {
        var rows = new LinkedHashMap<String, JsonNode>();
        for (int page = 0; page < MOST_PAGES; page++) {
            VenueRequest request =
                    question.param("limit", Integer.toString(PAGE)).param("offset", Integer.toString(page * PAGE));
            JsonNode found = ofContracts(venue, request);
            if (found.isMissingNode()) {
                return rows.values();
            }
            requireArray(question, found);
            collect(question, found, id, rows);
            if (found.size() < PAGE) {
                return rows.values();
            }
        }
        throw malformed(question);
    }

    private static void collect(VenueRequest question, JsonNode page, String id, Map<String, JsonNode> rows) {
        var times = new HashMap<String, Integer>();
        for (JsonNode row : page) {
            String all = row.toString();
            rows.put(id.isEmpty() ? all + times.merge(all, 1, Integer::sum) : text(question, row, id), row);
        }
    }

    static Collection<JsonNode> byPage(SignedCalls venue, VenueRequest question, String id) {
        var rows = new LinkedHashMap<String, JsonNode>();
        for (int page = 1; page < MOST_PAGES; page++) {
            JsonNode found = page(venue, question, page);
            found.forEach(row -> rows.put(text(question, row, id), row));
            if (found.size() < PAGE) {
                return rows.values();
            }
        }
        throw malformed(question);
    }

    private static JsonNode page(SignedCalls venue, VenueRequest question, int number) {
        VenueRequest request = question.param("limit", Integer.toString(PAGE)).param("page", Integer.toString(number));
        return Answers.array(Gate.ID, question.toString(), venue.call(request), GateErrors.TABLE);
    }

    /** Orders of a list of pairs, each of which has a page of its own. */
    static Collection<JsonNode> ofPairs(SignedCalls venue, VenueRequest question) {
        var rows = new LinkedHashMap<String, JsonNode>();
        for (int page = 1; page < MOST_PAGES; page++) {
            boolean more = false;
            for (JsonNode pair : page(venue, question, page)) {
                JsonNode orders = Answers.array(Gate.ID, question.toString(), pair, "orders");
                orders.forEach(row -> rows.put(text(question, row, "id"), row));
                more = more || orders.size() >= PAGE;
            }
            if (!more) {
                return rows.values();
            }
        }
        throw malformed(question);
    }

    /** What is told of contracts; missing where the account never had any with this settlement. */
    static JsonNode ofContracts(SignedCalls venue, VenueRequest request) {
        HttpReply reply = venue.call(request);
        boolean none = GateErrors.TABLE
                .classify(reply)
                .filter(error -> error.code().equals(GateErrors.NO_ACCOUNT))
                .isPresent();
        return none ? MissingNode.getInstance() : Answers.value(Gate.ID, request.toString(), reply, GateErrors.TABLE);
    }

    private static void requireArray(VenueRequest question, JsonNode found) {
        if (!found.isArray()) {
            throw malformed(question);
        }
    }

    static String text(VenueRequest question, JsonNode row, String name) {
        String text = Answers.text(Gate.ID, question.toString(), row, name);
        if (text.isBlank()) {
            throw malformed(question);
        }
        return text;
    }

    static BigDecimal amount(VenueRequest question, JsonNode row, String name) {
        return Answers.amount(Gate.ID, question.toString(), row, name);
    }

    /** Seconds since 1970, perhaps with a fraction. */
    static Instant seconds(VenueRequest question, JsonNode row, String name) {
        BigDecimal seconds = amount(question, row, name);
        if (seconds.signum() <= 0 || seconds.compareTo(LATEST) > 0) {
            throw malformed(question);
        }
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }

    /** Milliseconds since 1970, perhaps with a fraction. */
    static Instant millis(VenueRequest question, JsonNode row, String name) {
        BigDecimal millis = amount(question, row, name);
        if (millis.signum() <= 0 || millis.compareTo(LATEST.movePointRight(3)) > 0) {
            throw malformed(question);
        }
        return Instant.ofEpochMilli(millis.longValue());
    }

    static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Gate.ID, question.toString(), 200);
    }
}
