/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/** Rows of Bitget's lists, read to the end in pages, each of which goes on from a mark of the one before. */
final class BitgetRows {
    static final int PAGE = 100;
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private final String venue;
    private final SignedCalls calls;
    private final VenueRequest question;

    BitgetRows(String venue, SignedCalls calls, VenueRequest question) {
        this.venue = venue;
        this.calls = calls;
        this.question = question;
    }

    /** What stands in the answer as {@code data}. */
    static JsonNode data(String venue, SignedCalls calls, VenueRequest request) {
        String asked = request.toString();
        JsonNode answer = Answers.object(venue, asked, calls.call(request), BitgetErrors.TABLE);
        if (!answer.path("code").asText("").equals("00000")) {
            throw KeyguardExceptions.malformedReply(venue, asked, 200);
        }
        return answer.path("data");
    }

    static VenueRequest within(VenueRequest question, Window window) {
        return question.param("startTime", window.start()).param("endTime", window.last());
    }

    /**
     * All rows by {@code id}.
     *
     * @param list where they stand in {@code data}; empty: it is the list itself
     * @param mark the parameter that says from which row a page goes on
     * @param from the field of the last row that it takes; empty: what {@code data} has as {@code cursor}
     */
    Collection<JsonNode> all(String list, String id, String mark, String from) {
        var rows = new LinkedHashMap<String, JsonNode>();
        VenueRequest request = question.param("limit", Integer.toString(PAGE));
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode data = data(venue, calls, request);
            JsonNode found = rows(data, list);
            found.forEach(row -> rows.put(text(row, id), row));
            String next = next(data, found, from);
            if (found.size() < PAGE || next.isEmpty()) {
                return rows.values();
            }
            request = question.param("limit", Integer.toString(PAGE)).param(mark, next);
        }
        throw malformed();
    }

    private String next(JsonNode data, JsonNode found, String from) {
        if (found.isEmpty()) {
            return "";
        }
        return from.isEmpty() ? words(data, "cursor") : text(found.get(found.size() - 1), from);
    }

    /** A list without rows may be null, but must be named. */
    private JsonNode rows(JsonNode data, String list) {
        JsonNode rows = list.isEmpty()
                ? data
                : Answers.requireObject(venue, question.toString(), data).path(list);
        if (rows.isNull()) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (!rows.isArray()) {
            throw malformed();
        }
        return rows;
    }

    /** Rows of a list that has one page. */
    List<JsonNode> once(String list) {
        var rows = new ArrayList<JsonNode>();
        rows(data(venue, calls, question), list).forEach(rows::add);
        return rows;
    }

    String text(JsonNode row, String name) {
        String text = Answers.text(venue, question.toString(), row, name);
        if (text.isBlank()) {
            throw malformed();
        }
        return text;
    }

    /** Text that may be left out. */
    String words(JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw malformed();
        }
        return value.asText("");
    }

    BigDecimal amount(JsonNode row, String name) {
        return Answers.amount(venue, question.toString(), row, name);
    }

    BigDecimal above(JsonNode row, String name) {
        BigDecimal amount = amount(row, name);
        if (amount.signum() <= 0) {
            throw malformed();
        }
        return amount;
    }

    /** Bought is above zero. */
    BigDecimal bySide(JsonNode row, String name) {
        BigDecimal quantity = above(row, name);
        return switch (text(row, "side")) {
            case "buy" -> quantity;
            case "sell" -> quantity.negate();
            default -> throw malformed();
        };
    }

    /** Long is above zero. */
    BigDecimal byDirection(JsonNode row, String direction, String name) {
        BigDecimal quantity = amount(row, name);
        return switch (text(row, direction)) {
            case "long" -> quantity;
            case "short" -> quantity.negate();
            default -> throw malformed();
        };
    }

    Instant millis(JsonNode row, String name) {
        return Answers.millis(venue, question.toString(), row, name);
    }

    RuntimeException malformed() {
        return KeyguardExceptions.malformedReply(venue, question.toString(), 200);
    }
}
