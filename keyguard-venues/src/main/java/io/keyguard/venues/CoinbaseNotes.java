/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.CREDENTIALS;
import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.LIFE;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.ORDER_IDS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.SESSIONS;
import static io.keyguard.venues.Topic.SIGNATURE;
import static io.keyguard.venues.Topic.USE;

import java.util.List;

/** What people should know of Coinbase Advanced Trade. */
final class CoinbaseNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Coinbase Advanced Trade",
            List.of(
                    Source.official(
                                    "docs.cdp.coinbase.com: API key authentication, Advanced Trade REST and WebSocket, transactions, errors, sandbox, as stored",
                                    "https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api",
                                    "2026-08")
                            .onEverything(),
                    Source.official(
                                    "docs.cdp.coinbase.com: Advanced Trade Scope & Permissions",
                                    "https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-scopes",
                                    "2026-08-30")
                            .on(LIFECYCLE, RIGHTS, REQUESTS),
                    Source.official(
                                    "docs.cdp.coinbase.com: Get API Key Permissions",
                                    "https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/data-api/get-api-key-permissions",
                                    "2026-07-09")
                            .on(USE, RIGHTS),
                    Source.official(
                                    "coinbase-advanced-py 1.8.4, the official client",
                                    "https://github.com/coinbase/coinbase-advanced-py",
                                    "2026-06-19")
                            .on(CREDENTIALS, LIFECYCLE, LIFE, SIGNATURE, ORDER_IDS, SESSIONS),
                    Source.ccxt("names of errors").on(ERRORS)),
            List.of(
                    "The API key is the key's name: `organizations/…/apiKeys/…`, or the bare UUID of newer keys. The secret is the private key as Coinbase hands it out: a PEM of ECDSA keys"
                            + " (`ECDSA_P256_SHA256`; line ends may be the two characters `\\n`), base64 or a PEM of Ed25519 keys (`ED25519`).",
                    "Every request carries a JWT of its own. It covers method and path, **neither the query nor the body**: whoever captures the token of an order can send another order under"
                            + " it. keyguard lets it live for 30 s instead of 120 s; never log it.",
                    "Orders need `json(document)`, because their configuration is an object within. Names are in snake case: `productId` beside `product_id` is refused. A parameter stands once, so"
                            + " only one of `order_status`, `product_ids` and the like goes into a query.",
                    "Orders count as spot or derivatives by `product_id` (`BTC-USD`; `BIT-28JUL23-CDE`, `BTC-PERP-INTX`). Cancellations and edits name no product and count as spot: a bot for"
                            + " futures is allowed `TRADE_SPOT` as well. No order counts as reducing; `close_position` of a future does.",
                    "Market data: use the public `/market/…` without a key. A product's own path is not signed.",
                    "The list of addresses is not shown: `KeyPolicy.strict().fromAnyAddress()`, or note what is unknown. The account id is the portfolio that the key is bound to.",
                    "The sandbox is a set of fixed answers that takes no keys, so there is no sandbox environment here."),
            List.of(
                    "By hand in the CDP portal, with two factors; there is no API for it. `Venue.keys()` has the steps, with the page's own words. Make the new key, deploy it, delete the old one there. The secret is shown once.",
                    "After a deletion look at the portal: a bare 401, which is all that Coinbase says of a deleted key, may also mean the time, so `KeyProbe` never calls a key dead here. A rotation therefore asks each time: the steps end with the `keyguard rotate gone` to type, in which a sentence says how you know, and that is all it needs to close.",
                    "Tick *View* and *Trade*, never *Transfer*: it sends and withdraws. Bind the key to a portfolio of its own and to your addresses.",
                    "ECDSA works everywhere. Ed25519 is the portal's default and works with the official client; [S4] one page says that it may fail for the Coinbase App (`/v2`). UNCONFIRMED.",
                    "UNCONFIRMED: whether keys end by themselves, how many there may be, how long a new one is refused (makers of bots speak of up to 48 hours, and keyguard waits as long) and a deleted one accepted."),
            List.of(
                    "`VenueRequest.webSocket(\"subscribe\")` with the channel `user` or `futures_balance_summary`: the token is checked once, then data flows while the connection lives. No order is taken"
                            + " there. Close the connection to end it; whether deleting the key does so is UNCONFIRMED."),
            List.of(
                    "Open orders are cancelled in batches of 100. There is no timer and no call that cancels everything.",
                    "Futures are closed by `POST /api/v3/brokerage/orders/close_position`.",
                    "Withdrawals cannot be locked and keys cannot be deleted by API: do both in the portal."),
            List.of(
                    "Balances `GET /api/v3/brokerage/accounts`, `/cfm/balance_summary`; positions `/cfm/positions`, or `/intx/positions/…` for a portfolio of perpetual futures; fills"
                            + " `/orders/historical/fills`, which carry no id of the bot's.",
                    "Deposits, withdrawals and transfers: the transactions of every account, `GET /v2/accounts/…/transactions`, whatever portfolio they belong to. No history of keys and logins."),
            List.of(
                    "A strategy with `TRADE_SPOT` can cancel and edit orders of futures in the same portfolio. Give them portfolios and keys of their own.",
                    "Transactions of types that the documents do not describe, and `tx`, which stands for all others, are not told as movements. A fill whose size is in the quote currency is divided by its price, to"
                            + " 16 digits. UNCONFIRMED: that a fill called `REVERSAL` takes back one of the same side, which is how it is told.",
                    "What perpetual futures (INTX) hold is not among the balances that keyguard reads. Open orders are those with the status OPEN; what is still PENDING or QUEUED is not.",
                    "Global Derivatives is another engine and left out. So are accounts of the Coinbase App that are named by a currency instead of an id.",
                    "The token of a subscription names no request; whether the REST API refuses it is UNCONFIRMED. So are: whether a token is taken twice, and longer ones than 120 s;"
                            + " what tells causes of a bare 401 apart; limits per second; whether `receive` alone makes deposit addresses."));

    private CoinbaseNotes() {}
}
