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

/** What people should know of Gate. */
final class GateNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Gate",
            List.of(
                    Source.official(
                                    "gateio/gateapi-python 6.104.3: documents of the official client",
                                    "https://github.com/gateio/gateapi-python",
                                    "2025-07-31")
                            .on(USE, HOSTS, LIFECYCLE, RIGHTS, ORDER_IDS, EMERGENCY, HISTORY, REQUESTS, LIMITS),
                    Source.official(
                                    "gate/gateapi-csharp (information of the calling key)",
                                    "https://github.com/gate/gateapi-csharp",
                                    "2026-08-20")
                            .on(RIGHTS),
                    Source.official(
                                    "the APIv4 manual, a stored copy (authentication, permissions, labels, key information)",
                                    "https://www.gate.com/docs/developers/apiv4/",
                                    "2025")
                            .on(USE, HOSTS, CREDENTIALS, LIFECYCLE, RIGHTS, LIFE, SIGNATURE, ERRORS, LIMITS),
                    Source.official(
                                    "gateio/gatews, the official WebSocket client",
                                    "https://github.com/gateio/gatews",
                                    "2026-04")
                            .on(SESSIONS),
                    Source.official(
                                    "How to Utilize API, a page of Gate's help",
                                    "https://www.gate.com/help/guide/faq/17521/how-to-utilize-api",
                                    "2024-05-13")
                            .on(LIFECYCLE),
                    Source.ccxt("labels, hosts, parameters of the login over a WebSocket")
                            .on(HOSTS, SESSIONS, ERRORS)),
            List.of(
                    "The sandbox is api-testnet.gateapi.io, with keys of its own; its WebSockets are not listed.",
                    "Parameters go into the query with `GET` and `DELETE` and for settings of positions, into one JSON object of strings otherwise; `json(document)` is sent byte for byte. Sizes of contracts and marks such"
                            + " as `reduce_only` are numbers and booleans, so orders for contracts need a document.",
                    "`account` tells the market of a spot order: `margin`, `cross_margin` and any `auto_borrow` that is not `false` are TRADE_MARGIN, the rest is TRADE_SPOT, also at unified accounts; the same of orders that wait for a price.",
                    "An order for contracts or options reduces risk with the boolean `reduce_only`, or with the boolean `close` and size 0; one that waits for a price if the order in it does. Fields that the models do not have are refused.",
                    "Give a bot `account:read_only` beside what it trades with: without it the venue does not tell what the key may do, and the bot does not start.",
                    "Amend spot orders with `POST /api/v4/spot/amend_batch_orders`: requests with `PATCH` are not signed. Batches that the API writes as a bare list of ids (`batch_cancel_orders`), delivery contracts, flash swaps,"
                            + " small balances, earn, loans against collateral and copy trading are not listed."),
            List.of(
                    "Keys of the main account: by hand on the website only. Keys of sub-accounts: by API with a key of the main account; 20 to an account, 20 addresses to a key, no ranges. A change names everything anew, as what is left out is cleared.",
                    "By API with the number of the sub-account. A new key, a change and a deletion take up to five minutes to take effect: a deleted key goes on trading for so long, and rotation waits for it to be refused. [S3]",
                    "A key without addresses lapses after 90 days; when, is not told. Withdrawals go only to addresses that were withdrawn to by hand before. [S5]",
                    "Keys of sub-accounts move nothing to other accounts and withdraw nothing: the least that a bot can have. [S3]"),
            List.of(
                    "WebSocket `spot.login` and `futures.login`: signed once, orders go unsigned afterwards for the life of the connection. Private streams are signed one by one. Whether deleting the key ends a connection is"
                            + " UNCONFIRMED: close it."),
            List.of(
                    "`DELETE /api/v4/spot/orders` cancels all of spot and margin; contracts are cancelled one by one, in USDT and BTC; orders that wait for a price are cancelled too. `countdown_cancel_all` is a timer from 5 s on,"
                            + " one for spot, one for options, and one for each settlement of contracts: arm those for contracts yourself, `/futures/usdt/countdown_cancel_all` and the like.",
                    "`POST /api/v4/sub_accounts/{id}/lock` (`EmergencyControls.freeze`) locks a sub-account. No key of the main account can be disabled by API."),
            List.of(
                    "Balances `GET /api/v4/spot/accounts` and `/futures/{settle}/accounts`; orders `/spot/open_orders`, `/futures/{settle}/orders` and both lists of orders that wait for a price; positions `/futures/{settle}/positions`; fills"
                            + " `/spot/my_trades` and `/futures/{settle}/my_trades_timerange`. Positions and fills of options are told as unknown.",
                    "Deposits `/wallet/deposits`, withdrawals `/wallet/withdrawals`, and with both what was pushed from or to other users of the venue (`/wallet/push`); transfers to and from sub-accounts `/wallet/sub_account_transfers`."
                            + " What moves between wallets of one account stands in account books that are not read. These are told by whole seconds.",
                    "No login is told; `last_access` of keys is shown by `GET /api/v4/account/main_keys`."),
            List.of(
                    "The venue signs the query before it is encoded: what is signed and what is sent differ where a value has `&`, `=`, `%`, `+`, a space and the like, and `a=1%26b%3D2` could be sent on as `a=1&b=2` under the same signature."
                            + " keyguard refuses such values, so that both are the same.",
                    "`x-gate-exptime` is not part of what is signed: whoever holds a request back can take it off. A held request is good for 60 s after it was signed, and may be sent again within them.",
                    "UNCONFIRMED: which group administers sub-accounts and their keys (with `account` or `wallet` written, KEY_ADMIN and ACCOUNT_ADMIN are unknown); the name of the group for withdrawals (`withdraw…` is read as `withdrawal`); which group lets a key push money to another user of the venue (`/withdrawals/push`: WITHDRAW here, which is told as denied to a key with `wallet` alone, so give a bot no `wallet` that writes);"
                            + " whether a key of a sub-account is shown its own rights (if it is in no list, they are unknown and its grant must accept that in words); statuses of errors and what a deleted key is answered; among which"
                            + " orders a `text` must be the only one; the form of key names; WebSocket lifetimes."));

    private GateNotes() {}
}
