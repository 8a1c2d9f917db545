/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * F2Pool, API v2.
 *
 * <p>Sources: api.f2pool.com/v2/doc (the header, that only {@code POST} with JSON is taken, the form of errors); public clients for fields. UNCONFIRMED: whether a token can be limited; codes of errors
 * other than 5001 and 5010, and every HTTP status.
 */
final class F2pool {
    static final String ID = "f2pool";
    static final String API = "/v2";
    /** Every token, as far as anybody knows. */
    static final String TOKEN = "token";

    private static final String FORBIDDEN = ErrorTable.BY_STATUS + 403;
    private static final String UNAUTHORIZED = ErrorTable.BY_STATUS + 401;

    private static final F2poolAccount ACCOUNT = new F2poolAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(TOKEN, READ_ACCOUNT, PAYOUT_SETTINGS, WITHDRAW, ACCOUNT_ADMIN, KEY_ADMIN)
            .need(READ_ACCOUNT, TOKEN)
            .need(PAYOUT_SETTINGS, TOKEN)
            .need(WITHDRAW, TOKEN)
            .need(ACCOUNT_ADMIN, TOKEN)
            .need(KEY_ADMIN, TOKEN)
            .advise(PAYOUT_SETTINGS, "use the token of an account of its own, and pin its wallet")
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(F2pool::code)
            .mean(Kind.REQUEST, "5001")
            .mean(Set.of(Kind.PERMISSION, Kind.BAD_KEY), "5010")
            .mean(Kind.BAD_KEY, UNAUTHORIZED)
            .mean(Set.of(Kind.BAD_KEY, Kind.PERMISSION, Kind.IP), FORBIDDEN)
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(ID, true, Set.of()))
            .reads(
                    "POST /v2/hash_rate/info",
                    "POST /v2/hash_rate/history",
                    "POST /v2/hash_rate/worker/list",
                    "POST /v2/hash_rate/worker/history",
                    "POST /v2/assets/balance",
                    "POST /v2/assets/transactions/list",
                    "POST /v2/mining_user/get",
                    "POST /v2/mining_user/list",
                    "POST /v2/revenue/distribution/info")
            .depends(
                    "POST /v2/mining_user/wallet/update",
                    "PAYOUT_SETTINGS, ADDS_RISK; to pinned addresses alone",
                    F2poolMeaning::wallets)
            .depends("POST /v2/mining_user/threshold/update", "PAYOUT_SETTINGS, ADDS_RISK", F2poolMeaning::threshold)
            .depends("POST /v2/mining_user/payment/pause", "PAYOUT_SETTINGS, REDUCES_RISK", F2poolMeaning::pause)
            .depends("POST /v2/mining_user/payment/resume", "PAYOUT_SETTINGS, ADDS_RISK", F2poolMeaning::resume)
            .depends("POST /v2/mining_user/balance/withdraw", "WITHDRAW, ADDS_RISK", F2poolMeaning::payout)
            .depends("POST /v2/mining_user/add", "ACCOUNT_ADMIN, ADDS_RISK", F2poolMeaning::user)
            .adds(KEY_ADMIN, "POST /v2/mining_user/read_only_page/add")
            .reduces(KEY_ADMIN, "POST /v2/mining_user/read_only_page/delete")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://api.f2pool.com")
            .hosts(Environment.STAGING, "https://api.f2pool.com")
            .credentials(CredentialFormat.ofTokens())
            .endpoints(ENDPOINTS)
            .signer(environment -> new TokenSigning("F2P-API-SECRET"))
            .inspector(environment -> F2pool::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(F2poolNotes.KEYS)
            .clientOrderIds(ClientOrderIds.none())
            .requestLife(new RequestLife(Optional.empty(), true, false))
            .notes(F2poolNotes.NOTES)
            // The keys of read-only pages open them without a login.
            .sensitive(new SensitiveFields(Set.of("F2P-API-SECRET"), Set.of("key")))
            .build();

    private F2pool() {}

    private static KeyFacts inspect(SignedCalls venue) {
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), PoolRights.account(venue, F2poolAccount.names(venue)));
    }

    /** A code other than 0 is an error, whatever the status. */
    private static Optional<String> code(HttpReply reply) {
        JsonNode code = Answers.json(reply).path("code");
        if (code.isValueNode() && !code.isNull() && !code.asText().equals("0")) {
            return Optional.of(code.asText());
        }
        return switch (reply.status()) {
            case 401 -> Optional.of(UNAUTHORIZED);
            case 403 -> Optional.of(FORBIDDEN);
            default -> Optional.empty();
        };
    }
}
