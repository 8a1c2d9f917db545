/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The errors of Coinbase, which come in four forms: plain text, {@code error} of Advanced Trade, {@code errors} of the Coinbase App, and orders that are refused with status 200.
 *
 * <p>Sources: docs.cdp.coinbase.com, error responses and status codes; the names also in ccxt 4.5.84. UNCONFIRMED: that an address outside a key's list, a clock that is wrong and a
 * signature that does not fit are all answered with a bare 401, as is seen in practice.
 */
final class CoinbaseErrors {
    /** What a status says for itself, and which codes under it say more. */
    private static final Map<Integer, Set<String>> SAY_MORE = Map.of(
            401, Set.of("authentication_error", "invalid_token", "revoked_token", "expired_token"),
            403, Set.of("PERMISSION_DENIED", "invalid_scope", "missing required scopes"),
            429, Set.of("rate_limit_exceeded"));

    private static final Set<Kind> UNAUTHORIZED = Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.IP);

    static final ErrorTable TABLE = ErrorTable.of(CoinbaseErrors::code)
            .mean(UNAUTHORIZED, "401", "authentication_error")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK), "invalid_token")
            .mean(Kind.BAD_KEY, "revoked_token")
            .mean(Set.of(Kind.CLOCK, Kind.EXPIRED), "expired_token")
            .mean(Kind.PERMISSION, "PERMISSION_DENIED", "invalid_scope", "missing required scopes")
            // Also what stands before the API answers so.
            .mean(Set.of(Kind.PERMISSION, Kind.IP, Kind.RATE), "403")
            .mean(Kind.ACCOUNT, "personal_details_required", "identity_verification_required", "unverified_email")
            .mean(Kind.RATE, "429", "rate_limit_exceeded")
            .mean(
                    Kind.REQUEST,
                    "INVALID_ARGUMENT",
                    "NOT_FOUND",
                    "INSUFFICIENT_FUND",
                    "UNSUPPORTED_ORDER_CONFIGURATION",
                    "DUPLICATE_CLIENT_ORDER_ID",
                    "PREVIEW_INSUFFICIENT_FUND",
                    "not_found",
                    "param_required",
                    "validation_error",
                    "invalid_request",
                    "two_factor_required")
            .build();

    private CoinbaseErrors() {}

    private static Optional<String> code(HttpReply reply) {
        // Whether a request was carried out that the server failed on is not known, whatever it says.
        if (reply.status() >= 500) {
            return Optional.empty();
        }
        Optional<String> named = named(Answers.json(reply));
        Set<String> more = SAY_MORE.get(reply.status());
        boolean saysLess = more != null && !named.filter(more::contains).isPresent();
        return saysLess ? Optional.of(Integer.toString(reply.status())) : named;
    }

    private static Optional<String> named(JsonNode answer) {
        JsonNode app = answer.path("errors").path(0).path("id");
        if (app.isTextual()) {
            return Optional.of(app.asText());
        }
        JsonNode success = answer.path("success");
        if (success.isBoolean() && !success.asBoolean()) {
            return Optional.of(answer.path("error_response").path("error").asText("an order that is refused"));
        }
        JsonNode error = answer.path("error");
        if (!error.isTextual()) {
            return Optional.empty();
        }
        String details = answer.path("error_details").asText("").toLowerCase(Locale.ROOT);
        return Optional.of(details.equals("missing required scopes") ? details : error.asText());
    }
}
