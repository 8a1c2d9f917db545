/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Crypto.com's errors: a number that is not 0, with any HTTP status, also 200.
 *
 * <p>Sources: exchange-developer.crypto.com, response and reason codes; ccxt 4.5.84 (those below 20000 of the former version, and 9010001). UNCONFIRMED: that a missing permission is told as 40101.
 */
final class CryptoComErrors {
    static final ErrorTable TABLE = ErrorTable.of(CryptoComErrors::code)
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.PERMISSION), "40101", "10002")
            .mean(Kind.IP, "40103", "10003")
            .mean(Kind.ACCOUNT, "40104", "10005", "202", "301", "406", "408", "409", "410", "411", "412")
            .mean(Kind.CLOCK, "40102", "10007")
            .mean(Kind.RATE, "42901", "10006")
            .mean(Kind.OUTCOME_UNKNOWN, "40801")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "50001", "10001", "120009")
            .mean(Kind.MAINTENANCE, "9010001")
            .mean(
                    Kind.REQUEST,
                    "204",
                    "209",
                    "212",
                    "213",
                    "220",
                    "306",
                    "308",
                    "316",
                    "1110",
                    "30024",
                    "40001",
                    "40002",
                    "40003",
                    "40004",
                    "40006",
                    "40401",
                    "43003",
                    "43004",
                    "43005",
                    "43012",
                    "50002")
            .build();

    private CryptoComErrors() {}

    /** Told as a number or as text; whatever else stands there is no success. */
    private static Optional<String> code(HttpReply reply) {
        JsonNode code = Answers.json(reply).path("code");
        if (code.isMissingNode() || code.asText().equals("0")) {
            return Optional.empty();
        }
        return Optional.of(code.asText());
    }
}
