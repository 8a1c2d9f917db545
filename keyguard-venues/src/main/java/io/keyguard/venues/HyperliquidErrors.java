/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Hyperliquid's errors, which are sentences: of the whole action, or of one of its orders. A wrong signature is that of another address, so that it is told like a key that is not known.
 *
 * <p>Source: the error responses of the official documents, ccxt 4.5. UNCONFIRMED: the sentences on nonces, on deposits, on actions that arrive too late.
 */
final class HyperliquidErrors {
    static final ErrorTable TABLE = ErrorTable.of(HyperliquidErrors::code)
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE), "User or API Wallet")
            .mean(Set.of(Kind.ACCOUNT, Kind.SIGNATURE), "Must deposit before performing actions")
            .mean(Kind.NONCE, "Invalid nonce")
            .mean(Kind.CLOCK, "Action expired")
            .mean(Kind.RATE, "Too many cumulative requests sent")
            .mean(Kind.PERMISSION, "Vault not registered", "Unauthorized")
            .mean(
                    Kind.REQUEST,
                    "Asset does not exist",
                    "Cannot set scheduled cancel time",
                    "Extra agent already used",
                    "Insufficient margin to place order",
                    "Insufficient spot balance",
                    "Invalid TP/SL price",
                    "No liquidity available for market order",
                    "Order could not immediately match",
                    "Order has invalid price",
                    "Order has zero size",
                    "Order must have minimum value",
                    "Order price cannot be more than",
                    "Order was never placed, already canceled, or filled",
                    "Post only order would have immediately matched",
                    "Price must be divisible by tick size",
                    "Reduce only order would increase position",
                    "Too many extra agents")
            .build();

    /** Some are told as of the chain's. */
    private static final String CHAIN = "L1 error: ";

    private HyperliquidErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode answer = Answers.json(reply);
        if (answer.path("status").asText("").equals("err")
                && answer.path("response").isTextual()) {
            return Optional.of(known(answer.path("response").asText()));
        }
        JsonNode data = answer.path("response").path("data");
        for (JsonNode status : data.path("statuses")) {
            if (status.path("error").isTextual()) {
                return Optional.of(known(status.path("error").asText()));
            }
        }
        JsonNode one = data.path("status").path("error");
        return one.isTextual() ? Optional.of(known(one.asText())) : Optional.empty();
    }

    /** What the sentence begins with, as it may go on with addresses and amounts. */
    private static String known(String sentence) {
        String words = sentence.startsWith(CHAIN) ? sentence.substring(CHAIN.length()) : sentence;
        return TABLE.kinds().keySet().stream()
                .filter(words::startsWith)
                .findFirst()
                .orElse(sentence);
    }
}
