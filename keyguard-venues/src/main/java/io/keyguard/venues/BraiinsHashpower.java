/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_HASHPOWER;

import io.keyguard.Environment;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Braiins Hashpower: bids for computing power, which goes to the pool that each bid names.
 *
 * <p>Sources: the OpenAPI document of hashpower.braiins.com as public clients quote it, and clients that were checked against the market in 2026. UNCONFIRMED: length and alphabet of {@code cl_order_id};
 * the status for a token that may only read; whether an edit can name another destination.
 */
final class BraiinsHashpower {
    static final String ID = "braiins-hashpower";
    static final String OWNER = "Owner Token";
    static final String READER = "Read-only Token";
    static final String BID = "/v1/spot/bid";

    private static final BraiinsHashpowerAccount ACCOUNT = new BraiinsHashpowerAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READER, READ_ACCOUNT)
            .right(OWNER, READ_ACCOUNT, TRADE_HASHPOWER)
            .need(READ_ACCOUNT, READER)
            .need(TRADE_HASHPOWER, OWNER)
            .build();

    static final ErrorTable ERRORS = StatusErrors.TABLE;

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(ID, true, Set.of(), Set.of(BID)))
            .reads(
                    "GET /v1/spot/orderbook",
                    "GET /v1/spot/trades",
                    "GET /v1/spot/bars",
                    "GET /v1/spot/stats",
                    "GET /v1/spot/settings",
                    "GET /v1/spot/fee",
                    "GET " + BID,
                    "GET /v1/spot/bid/current",
                    "GET /v1/spot/bid/detail/{id}",
                    "GET /v1/spot/bid/speed/{id}",
                    "GET /v1/spot/bid/delivery/{id}",
                    "GET /v1/account/balance",
                    "GET /v1/account/transaction/settlement",
                    "GET /v1/account/transaction/lock",
                    "GET /v1/account/transaction/on-chain")
            .depends("POST " + BID, "TRADE_HASHPOWER, ADDS_RISK; to pinned pools alone", BraiinsHashpowerMeaning::bid)
            .depends(
                    "PUT " + BID,
                    "TRADE_HASHPOWER, ADDS_RISK: it can raise price and amount",
                    BraiinsHashpowerMeaning::edit)
            .depends("DELETE " + BID, "TRADE_HASHPOWER, REDUCES_RISK", BraiinsHashpowerMeaning::cancellation)
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://hashpower.braiins.com")
            .hosts(Environment.STAGING, "https://hashpower.braiins.com")
            .credentials(CredentialFormat.ofTokens())
            .endpoints(ENDPOINTS)
            .signer(environment -> new TokenSigning("apikey"))
            .inspector(environment -> BraiinsHashpower::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BraiinsHashpowerNotes.KEYS)
            .clientOrderIds(
                    new ClientOrderIds("cl_order_id", Pattern.compile("[A-Za-z0-9-]{1,36}"), "bids (UNCONFIRMED)"))
            .requestLife(new RequestLife(Optional.empty(), true, false))
            .notes(BraiinsHashpowerNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("apikey"), Set.of()))
            .build();

    private BraiinsHashpower() {}

    /** Both tokens read; which one it is, only a bid would tell. */
    private static KeyFacts inspect(SignedCalls venue) {
        BraiinsHashpowerAccount.bids(venue);
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), Observed.unknown());
    }
}
