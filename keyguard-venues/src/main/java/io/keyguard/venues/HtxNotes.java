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

/** What people should know of HTX. */
final class HtxNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "HTX (Huobi)",
            List.of(
                    Source.official(
                                    "HuobiRDCenter/huobi_Python, the official client",
                                    "https://github.com/HuobiRDCenter/huobi_Python",
                                    "2025-08")
                            .onEverythingBut(SESSIONS),
                    Source.official(
                                    "HTX Will Introduce The API Key Management Endpoints",
                                    "https://www.huobi.com/support/en-us/detail/900001195006/",
                                    "2020-06-05")
                            .on(LIFECYCLE, RIGHTS),
                    Source.official(
                                    "HTX will introduce one new REST API endpoint: Lock/Unlock Sub User",
                                    "https://www.huobi.com/support/en-us/detail/900000069486/",
                                    "2019-12-27")
                            .on(EMERGENCY),
                    Source.official(
                                    "htx-exchange/htx-skills-hub (length of order ids, rights for transfers)",
                                    "https://github.com/htx-exchange/htx-skills-hub",
                                    "2026-05")
                            .on(USE, RIGHTS, ORDER_IDS),
                    Source.official(
                                    "Huobi API documents of swaps (coin-margined, 1.1.6), error codes; those of USDT-M futures are the same numbers",
                                    "https://huobiapi.github.io/docs/coin_margined_swap/v1/cn/",
                                    "2021-02-26")
                            .on(ERRORS),
                    Source.other("JKorf/HTX.Net (recorded answers)", "https://github.com/JKorf/HTX.Net", "2026-06")
                            .on(LIFECYCLE, RIGHTS, ERRORS),
                    Source.ccxt("swaps of API v5, both logins over WebSockets, errors")
                            .on(HOSTS, SESSIONS, EMERGENCY, HISTORY, REQUESTS, ERRORS, LIMITS)),
            List.of(
                    "There is no sandbox.",
                    "Swaps with linear margin (`/v5/…` and `/linear-swap-api/v1/…`) are the service `linear-swap` with hosts of their own. Contracts with inverse margin and expiring ones are not listed.",
                    "Parameters go into the query with `GET`, into one JSON object of strings otherwise; `json(document)` is sent byte for byte. Numbers and booleans, as `reduce_only` is, need a document.",
                    "`source` tells spot orders (`spot-api`, or none) from margin orders (`margin-api`, `super-margin-api`); cancellations and orders that wait for a price (`/v2/algo-orders`) count as spot. The latter name an account, which may be one of margin: a strategy with the right for spot alone can trade on margin with them.",
                    "An order for swaps reduces risk with `reduce_only` `true` or `1` (at `/linear-swap-api` `1` alone), and in hedge mode the `side` that closes its `position_side`, or `offset` `close`. `offset` alone does not. Fields that are not documented are refused.",
                    "`trade` trades everything and moves money to other accounts of the owner; of a parent user it may administer sub-users and their keys, which is shown as unknown. Use a sub-user that may not transfer out, with a key of its own."),
            List.of(
                    "Keys of the parent user: by hand on the website only. Keys of sub-users, which cannot withdraw: by API with a key of the parent. [S2] Making one asks for a one-time password of the second factor: `Venues.htx(passwords)` takes what calls for one when it is needed, so that a"
                            + " person is asked, and no seed lies beside the bot. It becomes a string on the heap for that one request. Changing and deleting ask for none.",
                    "A change names rights and addresses anew. A key without addresses ends after 90 days; the days that are left are told, and read as whole days from now."),
            List.of(
                    "WebSockets `auth` (spot, `/ws/v2`) and `swap-auth` (`/linear-swap-notification`): signed once, private streams for the life of the connection, no orders. Whether deleting the key ends it is UNCONFIRMED: close it."),
            List.of(
                    "Spot and margin orders are cancelled by their ids, 50 at a time; swaps all at once. `/v2/algo-orders/cancel-all-after` is a timer for spot from 5 s on (UNCONFIRMED); 0 disarms. `/v5/trade/position` and `position_all` close positions.",
                    "`POST /v2/sub-user/management` with `lock` (`EmergencyControls.freeze`) locks a sub-user. Orders that wait for a price are not cancelled by `cancelAll`."),
            List.of(
                    "Balances `/v1/account/accounts` and the balance of each, `/v5/account/balance`; orders `/v1/order/openOrders`, `/v5/trade/order/opens`; positions `/v5/trade/position/opens`; fills `/v1/order/matchresults` and `/v5/trade/order/details`, one symbol at a time: name"
                            + " the symbols (`btcusdt`, `BTC-USDT`). They do not tell the id that the bot gave.",
                    "Deposits and withdrawals `/v1/query/deposit-withdraw`; transfers are bookings of every account of the user (`/v2/account/ledger`), so what moves between two of them stands there once out and once in; they have no state, and the kind of transfer is told instead. No login is told."),
            List.of(
                    "The body is not signed. Whoever gets hold of the address of a `POST` (a proxy, a log, a memory dump) can send it again with any other document for as long as its time is taken, from any address that the key admits: another order, and where the key may withdraw,"
                            + " a withdrawal to anywhere through the address of `/v1/dw/withdraw/api/create`. What keyguard classified is what it sent, and not all that its signature is good for. Addresses carry the key and the signature in their query: never log"
                            + " them, bind keys to addresses, and give bots keys that cannot withdraw.",
                    "The signature names the host: where a gateway stands before the venue, the venue's usual host is signed.",
                    "That a request is taken for five minutes is UNCONFIRMED; it can be sent again within them, and a `client-order-id` must be the only one of 24 hours, which the sender of another document can change with all the rest.",
                    "At swaps the id of a client is a whole number (`client_order_id`); tags of orders are for spot.",
                    "UNCONFIRMED: whether a sub-user may ask for its own keys (if it is not shown among them, its rights are unknown and the grant must accept that in words); the sentences for addresses and ends; the alphabet of a `client-order-id`; that a `source` that does not"
                            + " fit the account is refused; in which direction lists of v5 go on; that v5 answers with the error numbers of swaps (1002 and 1003 are the venue's own trouble there, and without a sentence that tells they count as both); what changes when a key is deleted, and how soon; Ed25519 keys, of which newer documents are said to speak."));

    private HtxNotes() {}
}
