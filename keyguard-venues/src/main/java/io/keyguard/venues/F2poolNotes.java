/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.REQUESTS;

import java.util.List;

/** What people should know of F2Pool, and what they do to make and end a token. */
final class F2poolNotes {
    /** Source: api.f2pool.com/v2/doc, "activate the API service and get the API token through the website". UNCONFIRMED: the words on the page, and whether several tokens work side by side. */
    static final KeyMaking KEYS = KeyMaking.byHand(
            PoolKeys.traits(false),
            List.of(
                    "Stop what uses the old token of {account}: whether two work side by side is not documented, so take it that the new one ends the old one.",
                    "Log in at www.f2pool.com as the owner of {account} and open the account settings, tab *API*.",
                    "Activate the API if it is not, or have a new token generated; where the page does not offer it, ask the customer service for it. If the page asks for a name, enter {label}.",
                    "If the page lets you choose what the token may do, choose exactly what these need and nothing else: {rights}. If it offers a list of addresses, enter: {ips}.",
                    "Take the token over now; it goes out as it is ({algorithm}). Then compare the wallets of every mining user with the pinned ones."),
            List.of(
                    "Log in at www.f2pool.com as the owner and open the account settings, tab *API*.",
                    "Have a new token generated, which ends the one that was noted as {label}, or ask the customer service to end it.",
                    "Delete the read-only pages that nobody needs: they stay open without the token.",
                    "Compare the wallets of every mining user with the pinned ones."));

    static final VenueNotes NOTES = new VenueNotes(
            "F2Pool",
            List.of(
                    Source.official("api.f2pool.com/v2/doc, as stored", "https://api.f2pool.com/v2/doc/en.html", "2026")
                            .onEverythingBut(REQUESTS, ERRORS),
                    Source.other(
                                    "tetherto/miningos-wrk-minerpool-f2pool and clients like it (paths, fields of requests and answers, codes 5001 and 5010)",
                                    "https://github.com/tetherto/miningos-wrk-minerpool-f2pool",
                                    "2026-05")
                            .on(EMERGENCY, HISTORY, REQUESTS, ERRORS)),
            List.of(
                    "Store the one token with `--algorithm BEARER`, and the mining user as account id. Nothing is signed: the token stands in the header `F2P-API-SECRET` and nowhere else.",
                    "Every request is a `POST`; parameters become an object of strings, `json(document)` is sent byte for byte. Times and thresholds are numbers: use documents for them.",
                    "A token is taken to be able to do everything: change the wallet to which all revenue goes, pay out, give accounts and read-only pages. Whether the website can limit it is not"
                            + " documented and the venue cannot be asked, so these rights are shown as unknown. A grant that reads must accept that in words:"
                            + " `acceptUnknown(\"F2Pool tells no rights of a token; its wallets are pinned and watched\", PAYOUT_SETTINGS, WITHDRAW, ACCOUNT_ADMIN, KEY_ADMIN)`.",
                    "Pin the wallets with `Grant.pinPayout`: a wallet update is signed to pinned addresses alone. What somebody else does with the token no signer can stop: watch the"
                            + " wallets with `venue.account().payouts(…)` and `AccountWatch.payouts`."),
            List.of(
                    "By hand on the website only, as `venue.keys().stepsToCreate` says. Whether two tokens work side by side is not documented, so a rotation is planned as a switch.",
                    "No end, no list of addresses and no list of tokens is documented."),
            List.of(
                    "None besides the token. Read-only pages are addresses that open without a login until they are deleted; whoever holds the token can make them, and their keys are masked in logs."),
            List.of(
                    "`POST /v2/mining_user/payment/pause` stops payouts of mining users in one currency; `emergency().freeze(user)` is that for bitcoin. It reduces risk, and is signed under a freeze.",
                    "A token cannot end itself. If one has leaked: pause payouts, compare the wallets, have a new token generated."),
            List.of(
                    "Wallets `POST /v2/mining_user/list`, balances `/v2/assets/balance`, revenue and payouts `/v2/assets/transactions/list`. There is no list of logins."),
            List.of(
                    "Nothing is signed, so every captured request can be repeated, and its token used for any other, until the token is replaced.",
                    "`/v2/revenue/distribution/add` and `/v2/hash_rate/distribute`, which give revenue and hashrate to another account, are not signed at all.",
                    "ccxt does not have F2Pool, so nothing was compared with it.",
                    "UNCONFIRMED: the form of a token; codes and statuses of errors other than 5001 and 5010; whether tokens can be limited or bound to addresses; how many requests are allowed"
                            + " (clients leave a second between two); how far back transactions go and whether long lists are cut; under which name a payout tells its address."));

    private F2poolNotes() {}
}
