/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Braiins Pool, formerly Slush Pool.
 *
 * <p>Source: academy.braiins.com/braiins-pool/monitoring (header, paths, fields, rate) and user-accounts (access profiles). UNCONFIRMED: statuses and bodies of errors; that nothing undocumented writes.
 */
final class BraiinsPool {
    static final String ID = "braiins-pool";
    static final String TOKEN = "web API access";

    private static final String PROFILE = "/accounts/profile/json/btc";
    private static final String STATS = "/stats/json/btc";
    private static final VenueRequest OWN_PROFILE = VenueRequest.get(PROFILE);

    private static final BraiinsPoolAccount ACCOUNT = new BraiinsPoolAccount();

    /** The documented API reads alone; what a profile with full access can do is documented of the website, and of nothing else. */
    static final RightsModel RIGHTS = RightsModel.builder()
            .right(TOKEN, READ_ACCOUNT, PAYOUT_SETTINGS)
            .need(READ_ACCOUNT, TOKEN)
            .need(PAYOUT_SETTINGS, TOKEN)
            .advise(PAYOUT_SETTINGS, "give the access profile the permission limited read-only")
            .build();

    static final ErrorTable ERRORS = StatusErrors.TABLE;

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(ID, false, Set.of()))
            .reads(
                    "GET " + STATS,
                    "GET " + PROFILE,
                    "GET /accounts/rewards/json/btc",
                    "GET /accounts/hash_rate_daily/json/{name}/btc",
                    "GET /accounts/block_rewards/json/btc",
                    "GET /accounts/workers/json/btc",
                    "GET /accounts/payouts/json/btc")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://pool.braiins.com")
            .hosts(Environment.STAGING, "https://pool.braiins.com")
            .credentials(CredentialFormat.ofTokens())
            .endpoints(ENDPOINTS)
            // Documented with a slash at the end, which no canonical path has.
            .signer(environment -> new TokenSigning(
                    "Pool-Auth-Token", path -> path.equals(PROFILE) || path.equals(STATS) ? path + "/" : path))
            .inspector(environment -> BraiinsPool::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BraiinsPoolNotes.KEYS)
            .clientOrderIds(ClientOrderIds.none())
            .requestLife(new RequestLife(Optional.empty(), true, false))
            .notes(BraiinsPoolNotes.NOTES)
            .sensitive(new SensitiveFields(
                    Set.of("Pool-Auth-Token", "X-Pool-Auth-Token", "SlushPool-Auth-Token"), Set.of("preimage")))
            .build();

    private BraiinsPool() {}

    /** The profile: who it is, and what it has. */
    static JsonNode profile(SignedCalls venue) {
        return Answers.object(ID, OWN_PROFILE.toString(), venue.call(OWN_PROFILE), ERRORS);
    }

    private static KeyFacts inspect(SignedCalls venue) {
        String name = Answers.text(ID, OWN_PROFILE.toString(), profile(venue), "username");
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), PoolRights.account(venue, List.of(name)));
    }
}
