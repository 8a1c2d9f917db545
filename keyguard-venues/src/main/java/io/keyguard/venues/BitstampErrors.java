/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Bitstamp's errors come in three forms, of which one has a code, one another, and one a sentence alone; whichever of them is known counts.
 *
 * <p>Sources: bitstamp.net/api (response codes), ccxt 4.5.84 (sentences, API0004, API0005, API0011, API0020). UNCONFIRMED: API0001, API0002, API0006 and API0017, the code of a missing permission, statuses.
 */
final class BitstampErrors {
    private static final String UNAUTHORIZED = ErrorTable.BY_STATUS + 401;
    private static final String FORBIDDEN = ErrorTable.BY_STATUS + 403;

    static final ErrorTable TABLE = ErrorTable.of(BitstampErrors::code)
            .mean(Kind.BAD_KEY, "API key not found", "API0001", "Wrong API key format", "API0011")
            .mean(Kind.IP, "IP address not allowed", "API0002")
            .mean(Kind.NONCE, "API0004", "Invalid nonce")
            .mean(Kind.SIGNATURE, "API0005", "Invalid signature", "Missing key, signature and nonce parameters")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE), "Authentication failed", "API0006")
            .mean(Kind.CLOCK, "API0017")
            .mean(Kind.PERMISSION, "No permission found")
            .mean(
                    Kind.ACCOUNT,
                    "Your account is frozen",
                    "403.004",
                    "Trading is currently unavailable for your account.",
                    "Please update your profile with your FATCA information, before using API.")
            .mean(
                    Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.NONCE, Kind.IP, Kind.PERMISSION),
                    UNAUTHORIZED,
                    FORBIDDEN)
            .mean(Kind.RATE, "400.002", "400.067", "400.068")
            .mean(Kind.MAINTENANCE, "Bitstamp.net is under scheduled maintenance. We'll be back soon.")
            .mean(
                    Kind.REQUEST,
                    "API0020",
                    "API5506",
                    "400.003",
                    "400.004",
                    "400.009",
                    "400.019",
                    "Order not found",
                    "Order not found.",
                    "Invalid offset.")
            .build();

    private BitstampErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode json = Answers.json(reply);
        boolean error =
                json.has("error") || json.path("status").asText("").equals("error") || json.has("response_code");
        if (!error) {
            return Optional.empty();
        }
        Optional<String> known = words(json).stream()
                .filter(word -> TABLE.kinds().containsKey(word))
                .findFirst();
        if (known.isPresent()) {
            return known;
        }
        return switch (reply.status()) {
            case 401 -> Optional.of(UNAUTHORIZED);
            case 403 -> Optional.of(FORBIDDEN);
            default -> reply.status() == 429 || reply.status() >= 500 ? Optional.empty() : Optional.of("another");
        };
    }

    private static List<String> words(JsonNode json) {
        return List.of(
                json.path("code").asText(""),
                json.path("response_code").asText(""),
                json.path("error").asText(""),
                json.path("reason").asText(""),
                json.path("reason").path("__all__").path(0).asText(""));
    }
}
