/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Gemini's errors have a word each, and a sentence, which may repeat the API key and is never looked at.
 *
 * <p>Source: developer.gemini.com, error codes, September 2026; {@code InvalidApiKey} and {@code CryptoAddressWhitelistsNotEnabled} are in ccxt and public clients alone.
 */
final class GeminiErrors {
    static final ErrorTable TABLE = ErrorTable.of(GeminiErrors::code)
            .mean(Kind.BAD_KEY, "InvalidApiKey", "MissingApikeyHeader")
            .mean(Kind.SIGNATURE, "InvalidSignature", "MissingPayloadHeader", "MissingSignatureHeader")
            // A nonce that is too low, or one of a time-based key that is too far from the venue's clock.
            .mean(Set.of(Kind.NONCE, Kind.CLOCK), "InvalidNonce")
            .mean(Kind.NONCE, "MissingNonce")
            .mean(Kind.IP, "RemoteAddressForbidden", "ApiKeyIpFilteringFailure")
            .mean(Kind.PERMISSION, "MissingRole", "NotGroupApiCompatible", "AccountsOnGroupOnlyApi")
            .mean(Kind.ACCOUNT, "AccountClosed", "HasNotAgreedToCustodyTerms", "CryptoAddressWhitelistsNotEnabled")
            .mean(Kind.RATE, "RateLimit", "Too Many Requests")
            .mean(Kind.MAINTENANCE, "Maintenance")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "System", "Internal Server Error")
            .mean(
                    Kind.REQUEST,
                    "EndpointMismatch",
                    "EndpointNotFound",
                    "InsufficientFunds",
                    "InvalidAccountName",
                    "InvalidJson",
                    "InvalidOrderType",
                    "InvalidPrice",
                    "InvalidQuantity",
                    "InvalidSide",
                    "InvalidSymbol",
                    // Of a list that is asked for, not of when the request was made.
                    "InvalidTimestampInPayload",
                    "MarketNotOpen",
                    "MissingAccounts",
                    "OrderNotFound",
                    "UnsupportedOption")
            .build();

    private GeminiErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode json = Answers.json(reply);
        boolean error = json.path("result").asText("").equals("error");
        return error ? Optional.of(json.path("reason").asText("")) : Optional.empty();
    }
}
