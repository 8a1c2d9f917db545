/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.CREDENTIALS;
import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.HOSTS;
import static io.keyguard.venues.Topic.LIFE;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.ORDER_IDS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.SESSIONS;
import static io.keyguard.venues.Topic.SIGNATURE;
import static io.keyguard.venues.Topic.USE;

import java.util.List;

/** What people should know of BitMEX. */
final class BitmexNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "BitMEX",
            List.of(
                    Source.official(
                                    "bitmex.com/app/apiKeysUsage, as stored",
                                    "https://www.bitmex.com/app/apiKeysUsage",
                                    "2026")
                            .on(USE, CREDENTIALS, LIFECYCLE, RIGHTS, LIFE, SIGNATURE, LIMITS),
                    Source.official("bitmex.com/app/restAPI, as stored", "https://www.bitmex.com/app/restAPI", "2026")
                            .on(USE, HOSTS, LIFE, HISTORY, ERRORS),
                    Source.official("bitmex.com/app/wsAPI, as stored", "https://www.bitmex.com/app/wsAPI", "2026")
                            .on(SESSIONS, EMERGENCY),
                    Source.official(
                                    "swagger.json of BitMEX/api-connectors",
                                    "https://github.com/BitMEX/api-connectors",
                                    "2024-05-29")
                            .on(
                                    USE,
                                    CREDENTIALS,
                                    LIFECYCLE,
                                    RIGHTS,
                                    ORDER_IDS,
                                    EMERGENCY,
                                    HISTORY,
                                    REQUESTS,
                                    ERRORS,
                                    LIMITS),
                    Source.official(
                                    "BitMEX's support, \"/apiKey field definitions\"",
                                    "https://bitmex.freshdesk.com/en/support/solutions/articles/13000081129-api-key",
                                    "2026")
                            .on(RIGHTS),
                    Source.official(
                                    "blog.bitmex.com, \"The 101 on Our ETH-Margined Contracts\"",
                                    "https://blog.bitmex.com",
                                    "2022-05")
                            .on(USE),
                    Source.other(
                                    "ccxt 4.4.90, the last with BitMEX (sentences of errors, the time at `GET /api/v1`)",
                                    "https://github.com/ccxt/ccxt/tree/v4.4.90",
                                    "2026-09-02")
                            .on(ERRORS, LIMITS),
                    Source.other(
                                    "NautilusTrader (sentences of errors)",
                                    "https://github.com/nautechsystems/nautilus_trader",
                                    "2026")
                            .on(ERRORS)),
            List.of(
                    "The sandbox is testnet.bitmex.com, with accounts and keys of its own.",
                    "Parameters go into the query with `GET` and into a form otherwise; `json(document)` is sent byte for byte, also with `DELETE` of orders.",
                    "Symbols as `XBTUSD` and `XBTZ26`, and as `ETHUSD_ETH`, are derivatives; `XBT_USDT` (quoted in USDT, USDC or USD) is spot. [S4] [S6] Orders in any other form, those of prediction markets"
                            + " (`P_…`) among them, are refused, and so is every field that the documentation does not have: `targetAccountId` would reach into other accounts.",
                    "An order reduces risk with `ReduceOnly` or `Close` in `execInst`, if all its words are documented ones, and never on spot.",
                    "Amendments, cancellations by id and the timer name no symbol and count as derivatives. A strategy with `TRADE_SPOT` alone cancels with `DELETE /api/v1/order/all`, `symbol`"
                            + " and perhaps a `filter` such as `{\"clOrdID\":\"…\"}`.",
                    "`order` trades everything: accept the other market as bundled. Whether `withdraw` includes transfers between accounts, the list of addresses and stopping a withdrawal is"
                            + " not documented and shown as unknown. The venue asks for a second factor (`otpToken`) and a confirmation by email, unless the address was saved to go without.",
                    "`orderCancel` makes a key that cancels and cannot trade; keyguard has no permission for that alone, so it signs no cancellation with it.",
                    "Amounts are in satoshis, gwei and the like at the venue; balances, fees and movements are told in coins, quantities in the unit of the symbol."),
            List.of(
                    "By hand on the website only, as `venue.keys().stepsToCreate` says: make the new key with the same permissions and addresses, deploy it, delete the old one.",
                    "How many keys an account may have is not documented. One minute until a new key works and five until a deleted one does not are UNCONFIRMED and chosen cautiously.",
                    "No end can be set and none is shown; whether keys lapse is not documented."),
            List.of(
                    "WebSocket `authKeyExpires`: signed once (usable 10 s), private tables for the life of the connection, and one command, `cancelAllAfter`; no orders. A second login on the same"
                            + " connection is an error. Close the connection to end it."),
            List.of(
                    "`DELETE /api/v1/order/all` cancels everything, or one symbol. `cancelAllAfter` is a timer in milliseconds for all orders: call it every 15 s with 60000; 0 disarms.",
                    "No key can be disabled, no account frozen and no position closed by a call of its own: send orders with `execInst=Close`."),
            List.of(
                    "Balances `GET /api/v1/user/margin` with `currency=all`; positions `/position`; orders `/order`; fills `/execution/tradeHistory`, where settlements and funding are left out;"
                            + " deposits, withdrawals and transfers `/user/walletHistory`, which is read whole; logins, new keys and changes of the account `/userEvent`, with addresses.",
                    "`GET /api/v1/apiKey` shows every key of the account to each of them: how they are named, what they may do, from where, and when they were made."),
            List.of(
                    "Nothing stands between the query and the end of the request in what is signed, so keyguard puts a parameter last that does not end in a digit. Where there is none, as with"
                            + " `count` alone, whoever holds a read back can move digits behind it, and with them the end.",
                    "A delivered request is accepted again until it ends; give orders a `clOrdID`, of which a second one is refused.",
                    "UNCONFIRMED: the words for a foreign address, and the status of an expired request (400 and 401 are seen); whether `secret` is ever filled in `GET /api/v1/apiKey`; among which orders a `clOrdID` must be the"
                            + " only one, and its alphabet; the kinds of transactions and their signs; the direction of `startId`; whether deleting a key ends its WebSocket; how far ahead"
                            + " `api-expires` may lie; `GET /api/v1` as the venue's time."));

    private BitmexNotes() {}
}
