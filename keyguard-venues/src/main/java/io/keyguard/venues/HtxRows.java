/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** What HTX answers to one question, in any of its forms, and the rows of its lists, which go on from the id of the last row. */
final class HtxRows {
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private final SignedCalls calls;
    private final VenueRequest question;

    HtxRows(SignedCalls calls, VenueRequest question) {
        this.calls = calls;
        this.question = question;
    }

    static JsonNode data(SignedCalls calls, VenueRequest request) {
        String asked = request.toString();
        JsonNode answer = Answers.object(Htx.ID, asked, calls.call(request), HtxErrors.TABLE);
        boolean done = answer.path("status").asText("").equals("ok")
                || answer.path("code").asText("").equals("200");
        if (!done) {
            throw KeyguardExceptions.malformedReply(Htx.ID, asked, 200);
        }
        return answer.path("data");
    }

    /**
     * All rows by {@code id}.
     *
     * @param size how many a page has
     * @param enough whether a row is so old that none behind it is wanted
     */
    Collection<JsonNode> all(String id, String limit, int size, Predicate<JsonNode> enough) {
        var rows = new LinkedHashMap<String, JsonNode>();
        VenueRequest request = question.param(limit, Integer.toString(size));
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode found = requireArray(data(calls, request));
            int before = rows.size();
            found.forEach(row -> rows.put(text(row, id), row));
            JsonNode last = found.path(found.size() - 1);
            // The row that a page goes on from may stand in it once more.
            if (found.size() < size || rows.size() == before || enough.test(last)) {
                return rows.values();
            }
            request = question.param(limit, Integer.toString(size))
                    .param("from", text(last, id))
                    .param("direct", "next");
        }
        throw malformed();
    }

    List<JsonNode> once() {
        var rows = new ArrayList<JsonNode>();
        requireArray(data(calls, question)).forEach(rows::add);
        return rows;
    }

    private JsonNode requireArray(JsonNode found) {
        if (!found.isArray()) {
            throw malformed();
        }
        return found;
    }

    String text(JsonNode row, String name) {
        String text = Answers.text(Htx.ID, question.toString(), row, name);
        if (text.isBlank()) {
            throw malformed();
        }
        return text;
    }

    /** Coins are told in small letters. */
    String coin(JsonNode row, String name) {
        return text(row, name).toUpperCase(Locale.ROOT);
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
        return Answers.amount(Htx.ID, question.toString(), row, name);
    }

    BigDecimal above(JsonNode row, String name) {
        BigDecimal amount = amount(row, name);
        if (amount.signum() <= 0) {
            throw malformed();
        }
        return amount;
    }

    /** {@code buy} is above zero, {@code sell} below; the words may go on, as in {@code buy-limit}. */
    BigDecimal bySide(JsonNode row, String side, BigDecimal quantity) {
        String word = text(row, side);
        Optional<BigDecimal> signed = word.startsWith("buy")
                ? Optional.of(quantity)
                : word.startsWith("sell") ? Optional.of(quantity.negate()) : Optional.empty();
        return signed.orElseThrow(this::malformed);
    }

    Instant millis(JsonNode row, String name) {
        return Answers.millis(Htx.ID, question.toString(), row, name);
    }

    RuntimeException malformed() {
        return KeyguardExceptions.malformedReply(Htx.ID, question.toString(), 200);
    }
}
