/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.CREDENTIALS;
import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.HOSTS;
import static io.keyguard.venues.Topic.LIFE;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.SIGNATURE;

import java.util.List;

/** What people should know of Foundry USA Pool, and what they do to make and end a key. */
final class FoundryNotes {
    /** Source: pool-faq.foundrydigital.com. UNCONFIRMED: the words on the page, how many keys there may be. */
    static final KeyMaking KEYS = KeyMaking.byHand(
            PoolKeys.traits(true),
            List.of(
                    "Log in at foundryusapool.com with the role *owner* of the group and open the settings of the sub-account {account}.",
                    "Create a *Financial API key*; if the page asks for a name, enter {label}, if not, note its beginning beside {label}. Wanted: {rights}.",
                    "No addresses and no end can be set; wanted: {ips}.",
                    "Take over the key now ({algorithm}); it goes out as it is. The sub-account's name is its account id."),
            List.of(
                    "Log in at foundryusapool.com with the role *owner* and open the settings of the sub-account.",
                    "Find the key that was noted as {label}, compare its beginning, and delete it.",
                    "Remove the Viewer Links that nobody needs: each is an address that opens without a login."));

    static final VenueNotes NOTES = new VenueNotes(
            "Foundry USA Pool",
            List.of(
                    Source.official(
                                    "pool-faq.foundrydigital.com: roles, addresses, API keys, as stored",
                                    "https://pool-faq.foundrydigital.com/what-user-roles-are-available-on-the-foundry-usa-pool",
                                    "2026")
                            .onEverythingBut(HOSTS, REQUESTS, ERRORS, LIFE, SIGNATURE),
                    Source.other(
                                    "public clients that cite the OpenAPI document of api.foundryusapool.com (paths, header)",
                                    "https://api.foundryusapool.com/openapi-spec.json",
                                    "2026")
                            .on(HOSTS, CREDENTIALS, LIFE, SIGNATURE, HISTORY, REQUESTS, ERRORS, LIMITS)),
            List.of(
                    "Store the key with `--algorithm BEARER`, and the sub-account's name as account id: it is part of every path. It stands in the header `X-API-KEY`.",
                    "Keys read, by the pool's documents: a Financial API key tells hashrate and earnings of one sub-account. Nothing else is signed."),
            List.of(
                    "By hand on the website only, by the owner. Whether old and new work side by side is taken from there being several keys. No end is documented."),
            List.of("None. Viewer Links are addresses that open without a login until they are removed."),
            List.of(
                    "Nothing can be stopped by API. Payout addresses are changed on the website alone, by the owner, and reviewed for about two business days."),
            List.of(
                    "Earnings `/v2/earnings/{sub-account}` can be asked for; their fields are not documented publicly, so keyguard reads no balances and no movements from them, and says so."),
            List.of(
                    "Nothing is signed, so a captured key can be used until it is deleted.",
                    "ccxt does not have Foundry, so nothing was compared with it.",
                    "UNCONFIRMED: the form of a key; fields of answers; statuses and bodies of errors; how many requests are allowed; how many keys a sub-account may have."));

    private FoundryNotes() {}
}
