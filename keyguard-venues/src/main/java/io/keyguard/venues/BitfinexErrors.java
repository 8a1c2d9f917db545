/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Errors of Bitfinex: {@code ["error", number, sentence]}, mostly with status 500. A number may stand for several things, so that what a known sentence begins with belongs to the code.
 *
 * <p>Source: docs.bitfinex.com (abbreviations), bitfinex-api-node, issues of its repository, ccxt 4.5.84. UNCONFIRMED: that foreign addresses and ended keys are told as {@code apikey: invalid}.
 */
final class BitfinexErrors {
    private static final String UNAUTHORIZED = ErrorTable.BY_STATUS + 401;

    static final ErrorTable TABLE = ErrorTable.of(BitfinexErrors::code)
            .mean(Kind.SIGNATURE, "10100 apikey: digest invalid")
            .mean(Set.of(Kind.BAD_KEY, Kind.EXPIRED, Kind.IP), "10100 apikey: invalid")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.EXPIRED, Kind.IP), "10100", UNAUTHORIZED)
            .mean(Kind.NONCE, "10114")
            .mean(Kind.PERMISSION, "10001 api_key: permission invalid")
            .mean(Kind.REQUEST, "10001 Invalid order", "10001 Order not found", "10001 available balance is only")
            // It stands for anything else.
            .mean(Set.of(Kind.PERMISSION, Kind.REQUEST), "10001")
            .mean(Kind.REQUEST, "10020", "ERROR", "FAILURE")
            .mean(Kind.RATE, "11010", "ERR_RATE_LIMIT")
            .mean(Kind.MAINTENANCE, "20060", "temporarily_unavailable")
            .build();

    private BitfinexErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode json = Answers.json(reply);
        if (json.path(0).asText().equals("error")) {
            return Optional.of(known(json.path(1).asText(), json.path(2).asText()));
        }
        if (isNotification(json)) {
            String status = json.path(6).asText();
            return Optional.of(status).filter(TABLE.kinds()::containsKey);
        }
        String word = json.path("error").asText("");
        if (TABLE.kinds().containsKey(word)) {
            return Optional.of(word);
        }
        return reply.status() == 401 ? Optional.of(UNAUTHORIZED) : Optional.empty();
    }

    private static String known(String number, String sentence) {
        return TABLE.kinds().keySet().stream()
                .filter(code -> code.startsWith(number + " "))
                .filter(code -> sentence.startsWith(code.substring(number.length() + 1)))
                .findFirst()
                .orElse(number);
    }

    /** What a change is answered with: time, what was asked for, four more, and how it went. */
    private static boolean isNotification(JsonNode json) {
        return json.path(0).isNumber()
                && json.path(1).isTextual()
                && json.path(6).isTextual();
    }
}
