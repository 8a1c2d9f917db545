/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Reads the rows of a venue's lists, which have the form that they must have or are an error.
 *
 * @param venue the venue's id
 */
record Rows(String venue) {
    /** Executions of one moment in the order of their numbers. */
    static final Comparator<Fill> OLDEST_FIRST = Comparator.comparing(Fill::at)
            .thenComparingInt(fill -> fill.id().length())
            .thenComparing(Fill::id);

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,20}");

    /** Text, or a whole number, that is there. */
    String text(VenueRequest question, JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (!value.isIntegralNumber() && (!value.isTextual() || value.asText().isBlank())) {
            throw malformed(question);
        }
        return value.asText();
    }

    /** Text that may be left out. */
    String words(VenueRequest question, JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw malformed(question);
        }
        return value.asText("");
    }

    /** A whole number from 0 on, also as text. */
    String whole(VenueRequest question, JsonNode row, String name) {
        String text = text(question, row, name);
        if (!WHOLE.matcher(text).matches()) {
            throw malformed(question);
        }
        return text;
    }

    BigDecimal amount(VenueRequest question, JsonNode row, String name) {
        return Answers.amount(venue, question.toString(), row, name);
    }

    BigDecimal positive(VenueRequest question, JsonNode row, String name) {
        BigDecimal amount = amount(question, row, name);
        if (amount.signum() <= 0) {
            throw malformed(question);
        }
        return amount;
    }

    RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(venue, question.toString(), 200);
    }
}
