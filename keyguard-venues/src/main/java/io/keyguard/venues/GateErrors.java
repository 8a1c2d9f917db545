/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Gate's labels. {@code FORBIDDEN} is said of rights and of addresses, and the sentence beside it tells which.
 *
 * <p>Source: the label list of the APIv4 manual, ccxt 4.5; the sentences are from answers quoted in public test code. UNCONFIRMED: their statuses; what a deleted key is answered.
 */
final class GateErrors {
    /** There is no account for contracts with this settlement yet. */
    static final String NO_ACCOUNT = "USER_NOT_FOUND";

    private static final String FORBIDDEN = "FORBIDDEN";
    private static final String FOREIGN = FORBIDDEN + " (address)";
    private static final String NO_RIGHT = FORBIDDEN + " (right)";

    static final ErrorTable TABLE = ErrorTable.of(GateErrors::code)
            .mean(Kind.BAD_KEY, "INVALID_KEY")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE), "INVALID_CREDENTIALS", "AUTHENTICATION_FAILED")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK), "MISSING_REQUIRED_HEADER")
            .mean(Kind.SIGNATURE, "INVALID_SIGNATURE")
            .mean(Kind.CLOCK, "REQUEST_EXPIRED")
            .mean(Kind.IP, "IP_FORBIDDEN", FOREIGN)
            .mean(Kind.PERMISSION, "READ_ONLY", NO_RIGHT)
            .mean(Set.of(Kind.PERMISSION, Kind.IP), FORBIDDEN)
            .mean(Kind.ACCOUNT, "ACCOUNT_LOCKED", "SUB_ACCOUNT_LOCKED", "API_WITHDRAW_DISABLED")
            .mean(Kind.RATE, "TOO_MANY_REQUESTS", "TOO_FAST")
            .mean(
                    Kind.REQUEST,
                    NO_ACCOUNT,
                    "ADDRESS_NOT_USED",
                    "BALANCE_NOT_ENOUGH",
                    "CLIENT_ID_NOT_FOUND",
                    "INVALID_CURRENCY_PAIR",
                    "INVALID_PARAM_VALUE",
                    "INVALID_REQUEST_BODY",
                    "MISSING_REQUIRED_PARAM",
                    "NOT_FOUND",
                    "ORDER_CLOSED",
                    "ORDER_NOT_FOUND",
                    "SUB_ACCOUNT_NOT_FOUND",
                    "TOO_MANY_ORDERS")
            .build();

    private GateErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode answer = Answers.json(reply);
        String label = answer.path("label").asText("");
        // A label that is not known says less than these statuses.
        boolean byStatus = reply.status() >= 500
                || (reply.status() == 429 && !TABLE.kinds().containsKey(label));
        if (!answer.path("label").isTextual() || label.isEmpty() || byStatus) {
            return Optional.empty();
        }
        return Optional.of(
                label.equals(FORBIDDEN) ? forbidden(answer.path("message").asText("")) : label);
    }

    private static String forbidden(String sentence) {
        if (sentence.startsWith("Request IP not in whitelist")) {
            return FOREIGN;
        }
        return sentence.contains("permission") ? NO_RIGHT : FORBIDDEN;
    }
}
