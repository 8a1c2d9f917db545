/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.LIFE;
import static io.keyguard.venues.Topic.REQUESTS;

import java.util.List;

/** What people should know of Kraken spot. */
final class KrakenNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Kraken spot",
            List.of(
                    Source.official(
                                    "docs.kraken.com: guides of spot REST and WebSockets, errors, the pages of the endpoints",
                                    "https://docs.kraken.com",
                                    "2026-05")
                            .onEverything(),
                    Source.official(
                                    "krakenfx/kraken-cli, the official command line (deadlines, fields)",
                                    "https://github.com/krakenfx/kraken-cli",
                                    "2026-04")
                            .on(LIFE, HISTORY, REQUESTS),
                    Source.official(
                                    "API error messages, a support article",
                                    "https://support.kraken.com/articles/360001491786-api-error-messages",
                                    "2025-04")
                            .on(ERRORS),
                    Source.ccxt("`ETrade:User Locked`, `EService:Timeout`, `EGeneral:Internal error`")
                            .on(ERRORS)),
            List.of(
                    "The nonce is drawn by keyguard (microseconds); with a state directory it goes on from the last use even where the clock was set back. Use one key in one process, and send its requests one after the other, or give the key a nonce"
                            + " window at Kraken. Orders carry a deadline of 15 s. There is no sandbox: use `STAGING` with another account.",
                    "Orders over the WebSocket (version 2): open a `SignedWebSocket` with a scope that has `OPEN_SESSION`, and with `VenueRequest.webSocket(\"subscribe\").json(\"{\\\"channel\\\":\\\"executions\\\"}\")`. It fetches the"
                            + " token and puts it into every message; the bot never sees it. Messages are JSON documents, the `params` of Kraken's pages without `token`, `deadline` and `req_id`, which keyguard"
                            + " sets. With a WebSocket client of your own, what is signed has an empty `token`, which you fill.",
                    "`leverage` is a whole number from 2, with or without `:1`, or left out; `none`, `1` and empty values are refused.",
                    "`query-funds` includes `WalletTransfer`, which moves all spot money to the futures wallet: a bot that may read accepts"
                            + " `TRANSFER_INTERNAL`. Trading alone needs `modify-trades` and `close-trades`, and no query right. Whether the account is the"
                            + " master account, whose keys make sub-accounts, is not shown."),
            List.of(
                    "By hand on the website only: make the new key with the same permissions and address list, deploy it, delete the old one. Names are unique within an account. `Venue.keys()` has the steps,"
                            + " with the page's own words.",
                    "UNCONFIRMED: how many keys there may be, how long a new one is refused and a deleted one accepted (keyguard waits 5 minutes for each). Refusals of a key one after the other lock the account out"
                            + " for a while.",
                    "A key ends by itself only where an end was set; a short one forces rotation."),
            List.of(
                    "`GetWebSocketsToken`: to be used within 15 minutes, then good as long as a connection keeps a private subscription with it: subscribe first, or open a new connection before they are over. A message"
                            + " carries it and no signature, so whoever has the token sends what the key may, from anywhere. No call ends it. It is no key of keyguard's, so logs are searched for it by its name alone."),
            List.of(
                    "`CancelAll` cancels everything; `CancelAllOrdersAfter` is a timer for all orders.",
                    "No key can be disabled and no withdrawal locked by API; `WithdrawCancel` stops one that is pending."),
            List.of(
                    "Balances `Balance`, `TradeBalance`; positions `OpenPositions`, told as one for each pair; fills `TradesHistory`, which do not name the fee's currency; deposits `DepositStatus` (needs"
                            + " `query-funds`); withdrawals `WithdrawStatus`, with the address (needs `query-ledger` or `withdraw-funds`); transfers `Ledgers` (needs `query-ledger`); last use and last change of"
                            + " the key `GetApiKeyInfo`. No history of logins."),
            List.of(
                    "`AmendOrder`, and `EditOrder` without `leverage`, and `amend_order` and `edit_order` over the WebSocket, name the order and not its product and count as spot, so a strategy with `TRADE_SPOT` on"
                            + " an account with margin orders can enlarge them. Give spot and margin strategies accounts of their own.",
                    "Version 1 of the WebSocket, the unified one (`uws.kraken.com`) and FIX are not known: what is not listed is not signed.",
                    "A request without `deadline` that was signed and held back stays valid until a later nonce is used.",
                    "UNCONFIRMED: how far back deposits and withdrawals go: older editions of the documents say 90 days. More of them within one second than an answer holds are an error, not left out.",
                    "UNCONFIRMED: `ETrade:User Locked`, which only ccxt names; whether an order was placed that is answered with one of `EService:`; what Kraken answers to a key from a foreign address or to an ended one; whether `modify-trades` alone lets a key cancel;"
                            + " whether deleting a key ends its WebSocket."));

    private KrakenNotes() {}
}
