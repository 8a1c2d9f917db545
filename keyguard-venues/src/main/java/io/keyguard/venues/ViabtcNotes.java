/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.HOSTS;
import static io.keyguard.venues.Topic.REQUESTS;

import java.util.List;

/** What people should know of ViaBTC, and what they do to make and end a pair of keys. */
final class ViabtcNotes {
    /** Source: the wiki of viabtc/viapool_api: one pair for each account or sub-account, on the mining setting page; a list of addresses is mandatory. */
    static final KeyMaking KEYS = KeyMaking.byHand(
            PoolKeys.traits(false),
            List.of(
                    "There is one pair of keys for each account: a new one ends the old one at once. Plan the moment, and stop what uses the pair of {account} first.",
                    "Log in at www.viabtc.com with the account {account} and open the mining setting page, *API*.",
                    "Set the list of addresses, without which no call is answered, to exactly: {ips}. A sub-account whose list is empty takes over its owner's.",
                    "Reset the pair, and note the day as {label}: pairs have no name. No rights can be chosen; wanted: {rights}.",
                    "Take over api key and secret key now ({algorithm})."),
            List.of(
                    "Log in at www.viabtc.com and open the mining setting page, *API*.",
                    "Reset the pair of keys that was noted as {label}; that ends it at once.",
                    "Compare the payment addresses of every account and sub-account with the pinned ones."));

    static final VenueNotes NOTES = new VenueNotes(
            "ViaBTC Pool",
            List.of(
                    Source.official(
                                    "wiki of viabtc/viapool_api: api_authentication",
                                    "https://github.com/viabtc/viapool_api/wiki",
                                    "2021-11")
                            .onEverythingBut(ERRORS),
                    Source.official(
                                    "wiki of viabtc/viapool_api: error_code, index",
                                    "https://github.com/viabtc/viapool_api/wiki",
                                    "2024")
                            .on(HOSTS, HISTORY, REQUESTS, ERRORS)),
            List.of(
                    "Every call has the api key in `X-API-KEY`. Only what the pool asks it for is signed: `/account/sub`. The account's name is its account id.",
                    "Parameters are the query of a `GET`, and an object of strings with `tonce` behind them otherwise; documents are not taken, since `tonce` would have to be put into them.",
                    "No rights can be chosen and none are told: that a pair can make sub-accounts, change payment addresses or pay out by undocumented calls is unknown, and a grant accepts it in words."
                            + " The list of addresses is mandatory and is not shown either."),
            List.of(
                    "By hand on the website only. One pair for each account: no overlap, so a rotation is a planned switch. For several bots, make sub-accounts, each with its own pair.",
                    "No end is documented."),
            List.of("None documented."),
            List.of("Nothing can be stopped by API. Reset the pair, and compare the payment addresses on the website."),
            List.of(
                    "Balances `/account`. Payments and profits have histories whose exact names are UNCONFIRMED; they can be asked for and are not read by keyguard.",
                    "Where payouts go is not told by any documented call: compare it on the website. There is no list of logins."),
            List.of(
                    "Method and path are not signed: a captured signature over a query fits every other endpoint that takes the same parameters, for as long as its `tonce` is accepted.",
                    "Calls that are not signed can be repeated and changed by whoever has seen the api key, from an address of the list.",
                    "The example of a signed body in the wiki is not JSON (`tonce` without quotes): the digest is right for that text, and another one for valid JSON.",
                    "ccxt does not have ViaBTC's pool, so nothing was compared with it.",
                    "UNCONFIRMED: how long a `tonce` is accepted, and whether twice; the code for too many requests; the fields of `/account`; the fields for a new sub-account."));

    private ViabtcNotes() {}
}
