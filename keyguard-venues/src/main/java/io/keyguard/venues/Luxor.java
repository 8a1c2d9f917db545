/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.RIG_CONTROL;
import static io.keyguard.Permission.TRADE_DERIVATIVES;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Luxor, API v2: the mining pool.
 *
 * <p>Source: docs.luxor.tech, the reference of v1 and v2 and the page on workspaces. UNCONFIRMED: the form of keys; the status for a key that has ended; whether a document for payment settings has more fields in v2
 * than in v1.
 */
final class Luxor {
    static final String ID = "luxor";
    static final String API = "/api/v2";
    static final String READ = "Mining Pool: Read Only";
    static final String WRITE = "Mining Pool: Read & Write";

    private static final String UNAUTHORIZED = ErrorTable.BY_STATUS + 401;
    private static final String FORBIDDEN = ErrorTable.BY_STATUS + 403;

    private static final LuxorAccount ACCOUNT = new LuxorAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READ, READ_ACCOUNT)
            .right(WRITE, READ_ACCOUNT, PAYOUT_SETTINGS, ACCOUNT_ADMIN)
            .right("Derivatives: Read & Write", TRADE_DERIVATIVES)
            .right("Energy: Read & Write", RIG_CONTROL)
            .need(READ_ACCOUNT, READ)
            .need(PAYOUT_SETTINGS, WRITE)
            .need(ACCOUNT_ADMIN, WRITE)
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Luxor::code)
            .mean(Set.of(Kind.BAD_KEY, Kind.EXPIRED), UNAUTHORIZED)
            .mean(Kind.PERMISSION, FORBIDDEN)
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(ID, true, Set.of()))
            .reads(
                    "GET /api/v2/workspace",
                    "GET /api/v2/workspace/sites",
                    "GET /api/v2/workspace/sites/{id}",
                    "GET /api/v2/pool/subaccounts",
                    "GET /api/v2/pool/subaccounts/{name}",
                    "GET /api/v2/pool/workers/{name}",
                    "GET /api/v2/pool/active-workers/{name}",
                    "GET /api/v2/pool/hashrate-efficiency/{name}",
                    "GET /api/v2/pool/workers-hashrate-efficiency/{name}/{name}",
                    "GET /api/v2/pool/revenue/{name}",
                    "GET /api/v2/pool/transactions/{name}",
                    "GET /api/v2/pool/payment-settings/{name}",
                    "GET /api/v2/pool/payment-settings/{name}/{name}")
            .depends(
                    "POST /api/v2/pool/payment-settings/{name}/{name}",
                    "PAYOUT_SETTINGS, ADDS_RISK; to pinned addresses alone",
                    LuxorMeaning::settings)
            .depends(
                    "PUT /api/v2/pool/payment-settings/{name}/{name}",
                    "PAYOUT_SETTINGS, ADDS_RISK; to pinned addresses alone",
                    LuxorMeaning::settings)
            .depends("POST /api/v2/pool/subaccounts", "ACCOUNT_ADMIN, ADDS_RISK", LuxorMeaning::subaccount)
            .adds(ACCOUNT_ADMIN, "DELETE /api/v2/pool/subaccounts/{name}")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://app.luxor.tech")
            .hosts(Environment.STAGING, "https://app.luxor.tech")
            .credentials(CredentialFormat.ofTokens())
            .endpoints(ENDPOINTS)
            .signer(environment -> new TokenSigning("authorization"))
            .inspector(environment -> Luxor::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(LuxorNotes.KEYS)
            .clientOrderIds(ClientOrderIds.none())
            .requestLife(new RequestLife(Optional.empty(), true, false))
            .notes(LuxorNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("authorization", "x-lux-api-key"), Set.of()))
            .build();

    private Luxor() {}

    /** The workspace says whose key it is, and the list of sub-accounts that it reads the pool. */
    private static KeyFacts inspect(SignedCalls venue) {
        String workspace = LuxorAccount.workspace(venue);
        LuxorAccount.readsPool(venue);
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), PoolRights.account(venue, List.of(workspace)));
    }

    private static Optional<String> code(HttpReply reply) {
        return switch (reply.status()) {
            case 401 -> Optional.of(UNAUTHORIZED);
            case 403 -> Optional.of(FORBIDDEN);
            default -> Optional.empty();
        };
    }
}
