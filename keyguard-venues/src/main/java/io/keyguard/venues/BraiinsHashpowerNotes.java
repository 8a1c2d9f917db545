/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.CREDENTIALS;
import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.SESSIONS;
import static io.keyguard.venues.Topic.USE;

import io.keyguard.Permission;
import java.util.List;

/** What people should know of Braiins Hashpower, and what they do to make and end a token. */
final class BraiinsHashpowerNotes {
    /** Source: the market's registration as clients describe it: two tokens, shown once. UNCONFIRMED: how tokens are replaced. */
    static final KeyMaking KEYS = KeyMaking.byHand(
                    PoolKeys.traits(false),
                    List.of(
                            "Stop what uses the old token of {account}: that two tokens of one kind work side by side is not documented.",
                            "Log in at hashpower.braiins.com with the account {account} and open the account settings. The market shows an Owner Token and a Read-only Token once, when the account is made;"
                                    + " if the page offers no new ones, ask the support for them.",
                            "Take over exactly one of them, as {label}: {rights}. The Read-only Token if nothing is to be bought. No addresses can be set; wanted: {ips}.",
                            "It goes out as it is ({algorithm})."),
                    List.of(
                            "Log in at hashpower.braiins.com, have new tokens made, which end the one that was noted as {label}, or ask the support to end it.",
                            "Cancel the bids that nobody of yours placed: the Owner Token is not asked for a second factor."))
            .tryingOut(Harmless.BRAIINS_HASHPOWER, Permission.TRADE_HASHPOWER);

    static final VenueNotes NOTES = new VenueNotes(
            "Braiins Hashpower",
            List.of(
                    Source.official(
                                    "the OpenAPI document of Braiins Hashpower, as public clients and api-evangelist/braiins-academy quote it",
                                    "https://hashpower.braiins.com/api/openapi.yml",
                                    "2026-09-04")
                            .onEverything(),
                    Source.official(
                                    "Braiins Academy, the API of Braiins Hashpower",
                                    "https://academy.braiins.com/braiins-hashpower/api",
                                    "2026")
                            .on(USE, CREDENTIALS, LIFECYCLE, RIGHTS, SESSIONS, ERRORS),
                    Source.other(
                                    "counterweightoperator/hashbidder, a client that was checked against the market (header, bids, `DELETE` with a document, no second factor)",
                                    "https://github.com/counterweightoperator/hashbidder",
                                    "2026-05-05")
                            .on(EMERGENCY, HISTORY, REQUESTS, ERRORS, LIMITS)),
            List.of(
                    "Store the token with `--algorithm BEARER` and no account id: the market tells none. It stands in the header `apikey` and nowhere else. It is not the token of Braiins Pool.",
                    "Bids are `TRADE_HASHPOWER`. Each names in `dest_upstream` where the bought hashpower goes: its `url`, a space and its `identity` are a destination, and a bid is signed to pinned"
                            + " destinations alone: `pinPayout(\"stratum+tcp://pool.example:3333 farm1\")`.",
                    "Use `json(document)`, as `dest_upstream` is an object and amounts are numbers.",
                    "Which of the two tokens it is, the market cannot be asked: `TRADE_HASHPOWER` is unknown of both, and the grant of a reader accepts that in words.",
                    "Edits with `PUT` take price, amount and speed alone, and add risk. Contracts, and everything that names another account, are not signed."),
            List.of(
                    "Two tokens for each account, shown once. How they are replaced is not documented, so a rotation is planned as a switch.",
                    "No end and no list of addresses."),
            List.of("None besides the token."),
            List.of(
                    "Bids are cancelled one by one (`cancelAll`). There is no timer, and no way to stop a token by API."),
            List.of(
                    "Bids with their destinations `/v1/spot/bid/current`, which `AccountReader.payouts` tells as well, balances `/v1/account/balance`. What the account paid and got"
                            + " (`/v1/account/transaction/…`) can be asked for and is not read by keyguard: the fields are not known well enough."),
            List.of(
                    "Nothing is signed, so a captured token can place any bid, to any destination, until it is replaced; no second factor is asked for.",
                    "The list of bids may lag some seconds behind a change.",
                    "ccxt does not have Braiins, so nothing was compared with it.",
                    "UNCONFIRMED: the form of a token; statuses and bodies of errors; `cl_order_id`; whether an edit could name another destination (keyguard signs none that names any field besides those above);"
                            + " whether the list of open bids is cut (ten are allowed)."));

    private BraiinsHashpowerNotes() {}
}
