/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.ORDER_IDS;
import static io.keyguard.venues.Topic.RIGHTS;

import java.util.List;

/** What people should know of Kraken Futures. */
final class KrakenFuturesNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Kraken Futures",
            List.of(
                    Source.official(
                                    "docs.kraken.com: futures REST and WebSocket guides, the pages of the endpoints",
                                    "https://docs.kraken.com/exchange/guides/futures/introduction",
                                    "2026-05")
                            .onEverythingBut(LIFECYCLE),
                    Source.official(
                                    "docs.kraken.com: Check v3 API key",
                                    "https://docs.kraken.com/api-reference/api-keys/check-v3-api-key",
                                    "2026-05")
                            .on(RIGHTS),
                    Source.official(
                                    "support.kraken.com, how to create an API key for Kraken Derivatives",
                                    "https://support.kraken.com/hc/en-us/articles/360022839451-Generate-API-Keys",
                                    "2025-08")
                            .on(LIFECYCLE),
                    Source.official(
                                    "krakenfx/kraken-cli (`insufficientPrivileges`)",
                                    "https://github.com/krakenfx/kraken-cli",
                                    "2026-04")
                            .on(ERRORS),
                    Source.ccxt("errors that the documentation does not list").on(ERRORS),
                    Source.other(
                                    "NautilusTrader (the length of `cliOrdId`)",
                                    "https://github.com/nautechsystems/nautilus_trader",
                                    "2026")
                            .on(ORDER_IDS)),
            List.of(
                    "Keys of Kraken spot do not work here, nor do these there. The sandbox is demo-futures.kraken.com, with accounts and keys of its own.",
                    "`general` has one level: where READ_ONLY and FULL_ACCESS are both named, choose FULL_ACCESS, which can read. It includes transfers between wallets; whether the"
                            + " account is the master account, whose keys also move money to sub-accounts and administer them, is not shown: accept `TRANSFER_INTERNAL` as bundled, and"
                            + " `TRANSFER_SUBACCOUNT` and `ACCOUNT_ADMIN` as unknown for a sub-account.",
                    "The nonce is optional for the venue and always sent by keyguard (microseconds): use one key in one process. Whoever used the key with nonces in nanoseconds makes a new one.",
                    "Parameters go into the query with `GET` and `PUT` and into the form with `POST`. A batch is the parameter `json` with `{\"batchOrder\":[…]}` as text: it is read item by"
                            + " item, the riskiest decides, and names that stand twice, unknown kinds of items and other parameters are refused.",
                    "The signature does not cover the method. So reading at paths to which one can also write (`leveragepreferences`, `pnlpreferences`, `self-trade-strategy`,"
                            + " `trading-enabled`) takes no parameters.",
                    "A private feed: send the text of `webSocket(\"challenge\")`, then that of `webSocket(\"subscribe\")` with `challenge` (the UUID that came back), `feed` and perhaps"
                            + " `product_ids`. Anything but a UUID is not signed: a request over HTTP is signed in the same way."),
            List.of(
                    "By hand on the website only, as `venue.keys().stepsToCreate` says: make the new key with the same levels and addresses, deploy it, delete the old one. The permission"
                            + " `transfer` is called *Withdrawal API* there. At most 50 keys.",
                    "One minute until a new key works and five until a deleted one does not are UNCONFIRMED and chosen cautiously.",
                    "No end can be set and none is shown."),
            List.of(
                    "The signed challenge goes with every private subscription; the connection needs a ping each 60 s. Streaming only: no orders. Closing the connection ends it."),
            List.of(
                    "`cancelallorders` cancels everything. `cancelallordersafter` is a timer for all orders: call it every 15 to 20 s with 60.",
                    "`PUT /subaccount/{uid}/trading-enabled` with `tradingEnabled=false` (`emergency().freeze(uid)`) stops a sub-account's trading, with a key of the master account. No key can be disabled and no"
                            + " withdrawal stopped by API. No single call closes positions: send orders with `reduceOnly=true`."),
            List.of(
                    "Balances `GET /derivatives/api/v3/accounts`; positions `/openpositions`; orders `/openorders`; fills `/api/history/v3/executions`, with fees; what came, went and moved"
                            + " `/api/history/v3/account-log`, which the sandbox does not have. No history of logins or of a key's use.",
                    "Lines of the log called `cross-exchange transfer`, to and from Kraken spot, are told as deposits and withdrawals; every other line with the word transfer as a transfer. Which"
                            + " words there are is UNCONFIRMED."),
            List.of(
                    "An order that is refused is answered with `result` success and a status of its own (`sendStatus`): look at it.",
                    "A request that was signed and held back stays valid until a later nonce is used; orders take `processBefore` (UNCONFIRMED), which the bot sets itself.",
                    "Nothing stands between the last parameter and the nonce in what is signed, so keyguard puts a parameter last that does not end in a digit. Where there is none, as with"
                            + " `timeout` alone, whoever holds a request back can move digits from one to the other.",
                    "UNCONFIRMED: whether a delivered request is refused the second time in every case (nonces out of order are tolerated for a brief period); whether the sandbox shows a"
                            + " key's rights; which right a private feed asks for; what `transfer:READ_ONLY` allows; what is answered to a key from a foreign address; how long a challenge lives;"
                            + " the alphabet and uniqueness of `cliOrdId`; whether deleting a key ends its WebSocket."));

    private KrakenFuturesNotes() {}
}
