/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * BitMEX has no codes but sentences, some of which go on with what was wrong: what a sentence begins with is its code, and the status where it is none of those.
 *
 * <p>Source: ccxt 4.4, answers quoted in the issues of BitMEX's own repositories (the expired request), bitmex.com/app/subAccountGuide; the statuses are in the swagger document. UNCONFIRMED: the words for a
 * foreign address.
 */
final class BitmexErrors {
    private static final String UNAUTHORIZED = ErrorTable.BY_STATUS + 401;
    private static final String FORBIDDEN = ErrorTable.BY_STATUS + 403;

    static final ErrorTable TABLE = ErrorTable.of(BitmexErrors::code)
            .mean(Kind.BAD_KEY, "Invalid API Key", "This key is disabled")
            .mean(Kind.SIGNATURE, "Signature not valid")
            .mean(Kind.CLOCK, "This request has expired")
            .mean(Kind.IP, "This IP address is not allowed to use this key")
            .mean(Kind.PERMISSION, "Invalid use of subaccount API key")
            .mean(Kind.ACCOUNT, "Account is restricted", "We require all new traders to verify")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.IP), UNAUTHORIZED)
            // The venue's article on this status names rights, restrictions and bans alike.
            .mean(Set.of(Kind.PERMISSION, Kind.IP, Kind.ACCOUNT), "Access Denied", FORBIDDEN)
            .mean(Kind.RATE, "Rate limit exceeded")
            .mean(Kind.MAINTENANCE, "The system is currently overloaded")
            .mean(
                    Kind.REQUEST,
                    "Account has insufficient Available Balance",
                    "Duplicate clOrdID",
                    "Invalid orderQty",
                    "Invalid price",
                    "Not Found",
                    "Unable to cancel order due to existing state")
            .build();

    private BitmexErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode error = Answers.json(reply).path("error");
        String message =
                error.isTextual() ? error.asText() : error.path("message").asText("");
        Optional<String> known =
                TABLE.kinds().keySet().stream().filter(message::startsWith).findFirst();
        if (known.isPresent() || error.isMissingNode() || error.isNull()) {
            return known;
        }
        return switch (reply.status()) {
            case 401 -> Optional.of(UNAUTHORIZED);
            case 403 -> Optional.of(FORBIDDEN);
            default -> reply.status() == 429 || reply.status() >= 500 ? Optional.empty() : Optional.of(message);
        };
    }
}
