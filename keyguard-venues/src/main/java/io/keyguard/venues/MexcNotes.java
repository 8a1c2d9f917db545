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

/** What people should know of MEXC. */
final class MexcNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "MEXC",
            List.of(
                    Source.official(
                                    "mexcdevelop/apidocs, branch spot_v3_en",
                                    "https://github.com/mexcdevelop/apidocs/tree/spot_v3_en",
                                    "2025-08-08")
                            .onEverything(),
                    Source.official(
                                    "mexcdevelop/apidocs, branch contract_v1_en",
                                    "https://github.com/mexcdevelop/apidocs/tree/contract_v1_en",
                                    "2025-04-17")
                            .on(
                                    USE,
                                    HOSTS,
                                    CREDENTIALS,
                                    LIFE,
                                    SIGNATURE,
                                    ORDER_IDS,
                                    SESSIONS,
                                    EMERGENCY,
                                    HISTORY,
                                    REQUESTS,
                                    ERRORS,
                                    LIMITS),
                    Source.official(
                                    "the newer pages of MEXC's API documents, copies",
                                    "https://www.mexc.com/api-docs/spot-v3/introduction",
                                    "2026")
                            .on(LIFECYCLE, RIGHTS, LIFE),
                    Source.other("JKorf/Mexc.Net (fields)", "https://github.com/JKorf/Mexc.Net", "2026-08")
                            .on(HISTORY),
                    Source.ccxt("paths, errors").on(REQUESTS, ERRORS)),
            List.of(
                    "There is no sandbox. Requests for contracts (`/api/v1/private/…`) go to a host of their own.",
                    "Parameters of spot always go into the query, also with `POST` and `DELETE`. For contracts they are the query of a `GET`, in the order of their names, and an object of strings otherwise; `json(document)` is sent byte for byte, and orders need it: `side` is a number.",
                    "What a key may do is not told. It is known to read because it reads, and to trade spot or not because an order is tried out (`order/test`, which places nothing); one that is refused for another reason leaves it unknown. Contracts, transfers, withdrawals and the making of keys stay unknown, whatever `canTrade` and `canWithdraw`"
                            + " of the account say: accept them in words, or use a sub-account, whose keys are listed with their rights by a key of the main account.",
                    "An order for contracts reduces risk with `side` 2 or 4, or with `reduceOnly` true, and never with leverage, stops, `positionId` and the like in it. Orders that wait for a price add risk, whatever stands in them. Spot knows no such mark.",
                    "Calls for brokers (`/api/v3/broker`) are refused: their body is not signed."),
            List.of(
                    "Keys of the main account: by hand on the website only; 30 to an account. A key without addresses ends after 90 days. [S3]",
                    "Keys of sub-accounts: `POST`, `GET` and `DELETE /api/v3/sub-account/apiKey` with a key of the main account, which name rights, addresses and when a key was made; they can never withdraw, and are made without the right to read withdrawals (`SPOT_WITHDRAW_READ`), which the API does not give. There is no change: make a new one.",
                    "One minute until a new key works and five until a deleted one does not are UNCONFIRMED and chosen cautiously."),
            List.of(
                    "`POST /api/v3/userDataStream` makes a listen key, which is the login in a WebSocket's address: an hour, `PUT` extends it, `DELETE` ends it. WebSocket `login` of contracts: signed once over API key and time, private streams for the life of the connection. Neither takes orders.",
                    "Whether deleting the key ends them is UNCONFIRMED: close them."),
            List.of(
                    "Spot is cancelled five symbols at a time (`DELETE /api/v3/openOrders`): those that the key may trade (`selfSymbols`) and of which a coin is locked. Contracts with `order/cancel_all` and `planorder/cancel_all`; stops of positions (`stoporder`) and trailing orders (`trackorder`) stay, so cancel the latter by their ids. There is no timer.",
                    "Orders on margin are told of one symbol at a time: `cancelAll` and `openOrders` with TRADE_MARGIN say so instead of leaving some out.",
                    "`position/close_all` closes every position. No account can be frozen; a sub-account's key can be deleted."),
            List.of(
                    "Balances `account` and `account/assets`; orders `openOrders` and `order/list/open_orders`; positions `position/open_positions`; fills one symbol at a time (`myTrades`, of the last month; `order/list/order_deals`): name the symbols, contracts with an underscore.",
                    "Deposits `capital/deposit/hisrec`, withdrawals `capital/withdraw/history`, transfers between spot and contracts `capital/transfer`; those between accounts are not read. No login is told."),
            List.of(
                    "**A captured request can be changed.** Neither signature covers method and path. Reads and cancellations therefore take only names of which no order, transfer, withdrawal or key can be made, orders none of those, a transfer only the owner's wallets, and a test order and a repayment count"
                            + " as what they could be sent on as. What stays: a request without parameters fits every other such one (a listen key), the end of a listen key fits its prolongation, the question for an order or a sub-account fits the cancellation of the one and `sub-account/futures` and `margin` of the other, a spot order or its cancellation one on margin and the other way round, a loan or a repayment fits a conversion of the"
                            + " same coin, a key without rights a new sub-account, `symbol` alone `change_risk_level`, and a transfer between wallets one to a sub-account. "
                            + "The venue signs query and body of spot without anything between"
                            + " them, so that the end of a query can be moved into the body and a number cut short (`price=50` into `price=5` and `0`); whether it accepts that is UNCONFIRMED. The window of contracts is a header (`Recv-Window`) that is not signed: who holds a request back can use it"
                            + " for 60 s instead of 10. Send nothing through a proxy that ends TLS.",
                    "A delivered request is accepted again until its time is over.",
                    "UNCONFIRMED: form and uniqueness of client order ids; which right makes keys (KEY_ADMIN hangs on reading, as the older documents say); which right trades on margin; how long a time one question of the history may cover; the sign of fees; orders of symbols that are not among `selfSymbols`"
                            + " are not seen."));

    private MexcNotes() {}
}
