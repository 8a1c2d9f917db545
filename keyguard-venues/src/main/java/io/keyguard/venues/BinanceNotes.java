/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.HOSTS;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.ORDER_IDS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.SESSIONS;
import static io.keyguard.venues.Topic.USE;

import java.util.List;

/** What people should know of Binance. */
final class BinanceNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Binance spot and USD-M futures",
            List.of(
                    Source.official(
                                    "Binance's spot API documents: REST, WebSocket API, request security, filters, errors",
                                    "https://github.com/binance/binance-spot-api-docs",
                                    "2026-07-21")
                            .onEverythingBut(LIFECYCLE, RIGHTS),
                    Source.official(
                                    "binance-connector-java, made from Binance's OpenAPI documents (`/sapi`, `/fapi`)",
                                    "https://github.com/binance/binance-connector-java",
                                    "2026-08-19")
                            .on(
                                    USE, HOSTS, LIFECYCLE, RIGHTS, ORDER_IDS, SESSIONS, EMERGENCY, HISTORY, REQUESTS,
                                    LIMITS),
                    Source.official(
                                    "developers.binance.com: wallet, sub-accounts, futures with their WebSocket API, as stored",
                                    "https://developers.binance.com/docs",
                                    "2025-04")
                            .on(HOSTS, LIFECYCLE, RIGHTS, SESSIONS, EMERGENCY, REQUESTS),
                    Source.official(
                            "Updates to API Key Permission Rules",
                            "https://www.binance.com/en-IN/support/announcement/cda0a4b53da04396b5d27881e93abf78",
                            "2021-07-08"),
                    Source.ccxt("errors and hosts of futures").on(HOSTS, ERRORS)),
            List.of(
                    "Parameters go into the query of a `GET` or `DELETE`, and into the body of a `POST` or `PUT` as a form; `recvWindow` is 5 s. Requests to `/fapi` go to the futures host by themselves.",
                    "The sandboxes have no `/sapi`, so nothing is known of a key there but its account. A sandbox bot says"
                            + " `acceptUnknown(\"play money\", Permission.values())` in its grant and `KeyPolicy.strict().fromAnyAddress()`; keep both out"
                            + " of the configuration for production. A flag that production leaves out is unknown as well.",
                    "The spot flag includes margin orders, conversion, earn and loans: a spot bot accepts them with"
                            + " `acceptBundled(TRADE_MARGIN, CONVERT, EARN, LOAN)`. Whether the account may administer sub-accounts is not shown:"
                            + " `acceptUnknown(\"…\", KEY_ADMIN, ACCOUNT_ADMIN)`.",
                    "The list of addresses is not shown, only that there is one. The account id is `uid` of `GET /api/v3/account`.",
                    "Over the WebSocket APIs every message is signed by itself, without encoding: values with `&` or `=` are refused. `session.logon` is for Ed25519 keys. Methods of futures are called with"
                            + " `futures/` before them (`VenueRequest.webSocket(\"futures/order.place\")`), as those of spot have the same names; their user data stream is opened by a listen key over HTTP."),
            List.of(
                    "Keys of a master account: by hand on the website only, as `venue.keys().stepsToCreate` says. Keys of sub-accounts, which are named by their mail address: by API with a"
                            + " key of the master account, also for an RSA or Ed25519 pair whose secret half never leaves you.",
                    "Rights are called as a key shows them of itself (`enableFutures`); the API gives reading, spot and margin, margin loans, futures, universal transfer and options. Withdrawals,"
                            + " FIX and the rest are given by hand, and a key that has them is not changed by API.",
                    "The list does not show addresses, so they are asked for key by key; each of these requests costs 3,000 of the account's limit. Whether setting addresses replaces or adds is"
                            + " UNCONFIRMED: what is too much is taken off, and the result is looked at.",
                    "The number of keys, the form of a label (1 to 20 letters, digits, `_`, `-`), one minute until a new key is known everywhere and five until a deleted one is not are UNCONFIRMED and"
                            + " chosen cautiously. Making a key twice with one label makes two.",
                    "Tick *Enable Reading*, *Enable Spot & Margin Trading* or *Enable Futures*, restrict the key to your addresses, label it.",
                    "Without an address list the right to trade spot lapses after 30 days (notice of July 2021; later figures are UNCONFIRMED). [S4]",
                    "A key made before the futures account was opened cannot use futures."),
            List.of(
                    "`session.logon` (Ed25519), of spot and of futures: at most 24 hours; once the key is invalid, the next request ends it.",
                    "Listen keys of futures: 60 minutes, prolonged by `PUT`, closed by `DELETE`; whoever has the stream's address reads it."),
            List.of(
                    "Orders are cancelled symbol by symbol, those of futures that wait for a price too. Options, isolated margin, COIN-M and TWAP are not: asked for options,"
                            + " keyguard says so, the others stand in no list. The only timer, `POST /fapi/v1/countdownCancelAll`, counts for one symbol of futures.",
                    "Positions: no single call; orders with `reduceOnly` or `closePosition`.",
                    "Withdrawals cannot be locked by API; a key of a master account cannot be deleted by API."),
            List.of(
                    "Balances `GET /api/v3/account`, `/fapi/v3/balance`, `/sapi/v1/margin/account`; positions of futures `/fapi/v3/positionRisk`; fills `GET /api/v3/myTrades`,"
                            + " `/sapi/v1/margin/myTrades`, `/fapi/v1/userTrades`, symbol by symbol, futures for the last 6 months alone.",
                    "Deposits `GET /sapi/v1/capital/deposit/hisrec`, withdrawals `/sapi/v1/capital/withdraw/history` (to the second, known by their number of status), transfers between wallets"
                            + " `/sapi/v1/asset/transfer` (28 directions, each asked for; not isolated margin) and between accounts `/sapi/v1/sub-account/transfer/subUserHistory`, as a"
                            + " sub-account sees them. For a master account transfers are unknown: it is not shown what comes in. No history of logins.",
                    "The sandboxes have no `/sapi`: there, deposits and withdrawals cannot be asked for."),
            List.of(
                    "**The signature covers neither method nor path**, over the WebSocket as well, so whoever sees a request on its way (a proxy that ends TLS, a gateway) can send it elsewhere for 6 s. Reads and cancellations"
                            + " therefore take only names of which no order, transfer, withdrawal or key can be made, orders none of withdrawals, transfers or keys, and a test order counts as an order. What stays: a"
                            + " request without parameters, or with a symbol alone, fits every other such one (`enableFastWithdrawSwitch`, the end of an isolated margin account), the question for an order fits its cancellation, an order or a"
                            + " transfer fits another of its kind (spot, margin, futures; whether a market refuses a `reduceOnly` that it does not know is UNCONFIRMED), and the repayment of a margin loan a transfer to the master account, and a transfer between accounts one out of a managed account.",
                    "A message over the WebSocket without parameters has the signature of `session.logon` (with Ed25519 keys orders go unsigned after it) and of `userDataStream.subscribe.signature`. Whatever it asks for, it counts as such a login:"
                            + " `OPEN_SESSION`, and not in a freeze. Give a read a name (`omitZeroBalances`, `symbol`), or ask over HTTP. UNCONFIRMED: whether a login is taken with a name that it does not know; the documents have an error for parameters that were not read (-1104).",
                    "UNCONFIRMED: how long a key without an address list keeps its right to trade; the HTTP status of -2014 and -2015; whether deleting a key"
                            + " closes its streams; whether a fee of futures that was paid is above zero; that the right to read cannot be taken off a key, by which -2015 on the question for rights"
                            + " means that a key is dead."));

    private BinanceNotes() {}
}
