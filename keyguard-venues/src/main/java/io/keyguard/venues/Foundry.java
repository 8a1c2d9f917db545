/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.READ_ACCOUNT;

import io.keyguard.Environment;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Foundry USA Pool.
 *
 * <p>Sources: pool-faq.foundrydigital.com (kinds of keys, that they read alone, who changes payout addresses) and public clients (paths, header). UNCONFIRMED: the form of a key; fields of answers; statuses of errors.
 */
final class Foundry {
    static final String ID = "foundry";
    static final String FINANCIAL = "Financial API key";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final FoundryAccount ACCOUNT = new FoundryAccount();

    /** Read-only by documents, not by a question: payout addresses are changed on the website alone, by the owner, after a review. */
    static final RightsModel RIGHTS = RightsModel.builder()
            .right(FINANCIAL, READ_ACCOUNT)
            .need(READ_ACCOUNT, FINANCIAL)
            .build();

    static final ErrorTable ERRORS = StatusErrors.TABLE;

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(ID, false, Set.of()))
            .reads("GET /subaccount_hashrate_day/{name}", "GET /earnings/{name}", "GET /v2/earnings/{name}")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://api.foundryusapool.com")
            .hosts(Environment.STAGING, "https://api.foundryusapool.com")
            .credentials(CredentialFormat.ofTokens().withAccountId())
            .endpoints(ENDPOINTS)
            .signer(environment -> new TokenSigning("X-API-KEY"))
            .inspector(environment -> Foundry::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(FoundryNotes.KEYS)
            .clientOrderIds(ClientOrderIds.none())
            .requestLife(new RequestLife(Optional.empty(), true, false))
            .notes(FoundryNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("X-API-KEY"), Set.of()))
            .build();

    private Foundry() {}

    /** A key is of one sub-account, and refused for every other. */
    private static KeyFacts inspect(SignedCalls venue) {
        String account = venue.accountId()
                // It becomes a part of the path.
                .filter(name -> NAME.matcher(name).matches())
                .orElseThrow(() ->
                        KeyguardExceptions.unavailable(ID, "the sub-account's name is not known, or is none", null));
        VenueRequest request = VenueRequest.get("/v2/earnings/" + account);
        Answers.value(ID, request.toString(), venue.call(request), ERRORS);
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), PoolRights.signed(venue));
    }
}
