/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.util.List;

/** What people should know of Binance. */
final class BinanceNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Binance spot and USD-M futures",
            List.of(
                    "binance-spot-api-docs (REST API, WebSocket API, request security, errors), July 2026",
                    "binance-connector-java for `/sapi` and `/fapi`, August 2026"),
            List.of(
                    "Parameters go into the query; `recvWindow` is 5 s. Requests to `/fapi` go to the futures host by themselves.",
                    "The sandboxes have no `/sapi`, so nothing is known of a key there but its account. A sandbox bot says"
                            + " `acceptUnknown(\"play money\", Permission.values())` in its grant and `KeyPolicy.strict().fromAnyAddress()`; keep both out"
                            + " of the configuration for production. A flag that production leaves out is unknown as well.",
                    "The spot flag includes margin orders, conversion, earn and loans: a spot bot accepts them with"
                            + " `acceptBundled(TRADE_MARGIN, CONVERT, EARN, LOAN)`. Whether the account may administer sub-accounts is not shown:"
                            + " `acceptUnknown(\"…\", KEY_ADMIN, ACCOUNT_ADMIN)`.",
                    "The list of addresses is not shown, only that there is one. The account id is `uid` of `GET /api/v3/account`.",
                    "Over the WebSocket API every message is signed by itself. `session.logon` is for Ed25519 keys."),
            List.of(
                    "Keys of a master account: by hand on the website only. Keys of sub-accounts: `POST|GET|DELETE"
                            + " /sapi/v1/sub-account/subAccountApi` with the master key; `publicKey` takes an RSA or Ed25519 key that never leaves you.",
                    "Tick *Enable Reading*, *Enable Spot & Margin Trading* or *Enable Futures*, restrict the key to your addresses, label it.",
                    "Without an address list the right to trade spot lapses after 30 days (notice of July 2021; later figures are UNCONFIRMED).",
                    "A key made before the futures account was opened cannot use futures."),
            List.of(
                    "`session.logon` (Ed25519): at most 24 hours; once the key is invalid, the next request ends it.",
                    "Listen keys of futures: 60 minutes, prolonged by `PUT`, closed by `DELETE`; whoever has the stream's address reads it."),
            List.of(
                    "Orders are cancelled symbol by symbol. The only timer, `POST /fapi/v1/countdownCancelAll`, counts for one symbol of futures.",
                    "Positions: no single call; orders with `reduceOnly` or `closePosition`.",
                    "Withdrawals cannot be locked by API; a key of a master account cannot be deleted by API."),
            List.of(
                    "Balances `GET /api/v3/account`, `/fapi/v3/balance`, `/sapi/v1/margin/account`; fills `GET /api/v3/myTrades`, `/fapi/v1/userTrades`.",
                    "Deposits `GET /sapi/v1/capital/deposit/hisrec`, withdrawals `/sapi/v1/capital/withdraw/history`, transfers `/sapi/v1/asset/transfer`."
                            + " No history of logins."),
            List.of(
                    "UNCONFIRMED: how long a key without an address list keeps its right to trade; the HTTP status of -2014 and -2015; whether deleting a key"
                            + " closes its streams."));

    private BinanceNotes() {}
}
