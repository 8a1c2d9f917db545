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

/** What people should know of Bitget, with a classic account and with a unified one. */
final class BitgetNotes {
    private static final List<Source> SOURCES = List.of(
            Source.official(
                            "the API documents of Bitget: signature, errors, login; a stored copy",
                            "https://www.bitget.com/api-doc/common/signature",
                            "2026-02")
                    .on(USE, HOSTS, CREDENTIALS, LIFECYCLE, LIFE, SIGNATURE, SESSIONS, ERRORS, LIMITS),
            Source.official(
                            "BitgetLimited/v3-bitget-api-sdk (signature)",
                            "https://github.com/BitgetLimited/v3-bitget-api-sdk",
                            "2024-02-22")
                    .on(CREDENTIALS, SIGNATURE),
            Source.other(
                            "tiagosiebler/bitget-api (paths and fields of v2 and v3)",
                            "https://github.com/tiagosiebler/bitget-api",
                            "2026-07-27")
                    .on(USE, LIFECYCLE, RIGHTS, ORDER_IDS, SESSIONS, EMERGENCY, HISTORY, REQUESTS, LIMITS),
            Source.ccxt("queries are signed before they are encoded; codes of errors")
                    .on(SIGNATURE, ERRORS));

    private static final String DEMO =
            "The sandbox is the demo account at the same host, with keys of its own and the header `paptrading: 1`, which the signer adds and the signature does not cover.";
    private static final String PARAMETERS =
            "Parameters go into the query with `GET`, into one JSON object of strings otherwise; `json(document)` is sent byte for byte. The passphrase travels as it is in a header: it is a string on the heap for each request.";
    private static final String SIGNED =
            "The venue signs the query before it is encoded: what is signed and what is sent differ where a value has `&`, `=`, `%`, `+`, a space and the like, and `a=1%26b%3D2` could be sent on as `a=1&b=2` under the same signature. keyguard refuses such values,"
                    + " so that both are the same.";
    private static final String LIVES =
            "A signed request may be sent again for as long as its time is taken. That this is 30 s is UNCONFIRMED; so is the length of a `clientOid`, its alphabet, and among which orders it must be the only one.";
    private static final String MAIN_KEYS =
            "Keys of the main account: by hand on the website only, 10 to an account, 30 addresses to a key; withdrawals only from a bound address. A key for RSA is made of a public key that its owner enters.";

    static final VenueNotes CLASSIC = new VenueNotes(
            "Bitget, classic account (API v2)",
            SOURCES,
            List.of(
                    "For classic accounts. A unified account speaks API v3: `Venues.bitgetUta()`.",
                    DEMO,
                    PARAMETERS,
                    "An order for futures reduces risk with `reduceOnly` `YES`, alone in one-way mode and with `tradeSide` `close` in hedge mode. `tradeSide` alone does not: one-way mode overlooks it. Batches of futures orders and orders that wait for a price add risk,"
                            + " whatever stands in them.",
                    "`trade` trades everything: accept the other markets as bundled. Keys of virtual sub-accounts have `spot_trade`, `margin_trade` and `contract_trade`. Rights that the documents do not name (the venue knows finer ones) are excess and stop the start."),
            List.of(
                    MAIN_KEYS,
                    "Virtual sub-accounts have calls that make and change keys and none that deletes one, so that keyguard leaves all of it to a person; use a unified account where keys are to be rotated by API.",
                    "Nothing is told of ends and of when a key was made."),
            List.of(
                    "WebSocket `login` at `/v2/ws/private`: signed once over seconds, private streams for the life of the connection, no orders. Whether deleting the key ends it is UNCONFIRMED: close it."),
            List.of(
                    "Spot is cancelled symbol by symbol, which the venue finishes afterwards; futures by product, with what waits for a price (`normal_plan`); stops and profits of positions stay. There is no timer. `mix/order/close-positions` closes positions.",
                    "Margin orders are told for one symbol at a time: `cancelAll` and `openOrders` with TRADE_MARGIN say so instead of leaving some out, and so do spot orders that wait for a price (`current-plan-order`), which are not read."),
            List.of(
                    "Balances `spot/account/assets` and `mix/account/accounts`; orders `spot/trade/unfilled-orders`, `mix/order/orders-pending`; positions `mix/position/all-position`; fills of spot one symbol at a time (`spot/trade/fills`: name the symbols), of futures"
                            + " `mix/order/fill-history`. Fills do not tell the id that the bot gave.",
                    "Deposits `wallet/deposit-records`, withdrawals `wallet/withdrawal-records`, transfers between accounts `account/sub-main-trans-record`; what moves between wallets of one account is asked for by coin and not read. No login is told."),
            List.of(
                    SIGNED,
                    LIVES,
                    "UNCONFIRMED: all values of `authorities`; whether a key that may trade or transfer administers sub-accounts and keys (KEY_ADMIN and ACCOUNT_ADMIN are unknown then); that a futures order without `tradeSide` is refused in hedge mode; how long windows of time may be;"
                            + " the sign of fees (paid is read as below zero)."));

    static final VenueNotes UNIFIED = new VenueNotes(
            "Bitget, unified account (API v3)",
            SOURCES,
            List.of(
                    "For unified trading accounts. A classic account speaks API v2: `Venues.bitget()`.",
                    DEMO,
                    PARAMETERS,
                    "`category` tells the market, in capitals: `SPOT`, `MARGIN`, or one of three of futures; changes, cancellations and the timer without one count as spot. Batches are read item by item; fields that are not documented are refused.",
                    "An order for futures reduces risk with `reduceOnly` `yes` (`YES` over the WebSocket), alone in one-way mode and in hedge mode with the `side` that closes its `posSide`.",
                    "`uta_trade` trades everything: accept the other markets as bundled. A key of `permType` `read-only` only reads, whatever its `permissions` are."),
            List.of(
                    MAIN_KEYS,
                    "Keys of sub-accounts: `create-sub-api`, `sub-api-list`, `delete-sub-api` with a key of the main account that has `uta_mgt`, the number of the sub-account, and a passphrase of 8 to 32 letters and digits, which becomes a string on the heap for that one request.",
                    "A change (`update-sub-api`) asks for the passphrase of the key that is changed, so keyguard makes a new key instead."),
            List.of(
                    "WebSocket `login` at `/v3/ws/private`: signed once over seconds, private streams and orders (`place-order`, `modify-order`, `cancel-order`) unsigned afterwards for the life of the connection. Whether deleting the key ends it is UNCONFIRMED: close it."),
            List.of(
                    "`cancel-symbol-order` cancels a whole category. `countdown-cancel-all` is a timer of 5 to 60 s for every market, counted as spot; 0 disarms. `close-positions` closes futures. Orders of strategies (`place-strategy-order`) are neither signed nor cancelled.",
                    "`POST /api/v3/user/freeze-sub` (`EmergencyControls.freeze`) freezes a sub-account."),
            List.of(
                    "Balances `account/assets` and `account/funding-assets`; orders `trade/unfilled-orders`; positions `position/current-position`; fills `trade/fills`; deposits `account/deposit-records`, withdrawals `account/withdrawal-records`, transfers between accounts"
                            + " `account/sub-transfer-record`. What moves between wallets of one account is not read. No login is told."),
            List.of(
                    SIGNED,
                    LIVES,
                    "UNCONFIRMED: whether `uta_mgt` moves money and administers keys (TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT and KEY_ADMIN are unknown with it); that a futures order without `posSide` is refused in hedge mode; how long windows of time may be, and where the next page of"
                            + " deposits and withdrawals is told; what `permissions` a key that only reads is made with; how soon a new key works and a deleted one does not; the sign of fees (paid is read as above zero)."));

    private BitgetNotes() {}
}
