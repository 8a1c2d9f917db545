/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.Map;
import java.util.Set;

/** The names that requests of Binance may carry, as its signature covers parameters alone. */
final class BinanceNames {
    static final String READ = "READ_ACCOUNT, READ; type is neither MARGIN nor ISOLATED";

    /** Of reads and cancellations: no order has these alone, as it names a side; no transfer, as it names an amount. */
    static final Set<String> CHEAP = Set.of(
            "symbol",
            "symbols",
            "pair",
            "orderId",
            "origClientOrderId",
            "newClientOrderId",
            "cancelRestrictions",
            "orderIdList",
            "origClientOrderIdList",
            "orderListId",
            "listClientOrderId",
            "algoId",
            "clientAlgoId",
            "algoType",
            "isIsolated",
            "startTime",
            "endTime",
            "fromId",
            "limit",
            "offset",
            "page",
            "size",
            "current",
            "omitZeroBalances",
            "incomeType",
            "coin",
            "status",
            "txId",
            "includeSource",
            "idList",
            "withdrawOrderId",
            "needBtcValuation",
            "quoteAsset",
            "targetAsset",
            "accountType");

    /** Of what is asked for by a type, with which alone a margin account could be liquidated. */
    static final Set<String> BY_TYPE = Set.of(
            "type",
            "startTime",
            "endTime",
            "limit",
            "page",
            "size",
            "current",
            "fromSymbol",
            "toSymbol",
            "returnFailHistory");

    /** Of what shows or deletes keys. */
    static final Set<String> OF_KEYS = Set.of("email", "subAccountApiKey", "subAccountId", "symbol", "page", "size");

    static final Set<String> OF_A_REDUCING_ORDER = Set.of(
            "symbol",
            "side",
            "positionSide",
            "type",
            "algoType",
            "timeInForce",
            "quantity",
            "price",
            "priceMatch",
            "stopPrice",
            "triggerPrice",
            "activationPrice",
            "activatePrice",
            "callbackRate",
            "reduceOnly",
            "closePosition",
            "workingType",
            "priceProtect",
            "newClientOrderId",
            "clientAlgoId",
            "newOrderRespType",
            "selfTradePreventionMode",
            "goodTillDate");

    private static final Set<Permission> TRADES = Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);
    private static final Set<Permission> TRADES_AND_CONVERSIONS =
            Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, CONVERT);
    private static final Set<Permission> TRADES_AND_TRANSFERS =
            Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, WITHDRAW);

    /** Names that stand in requests with these rights alone, save for cheap ones, which have names of their own. */
    static final Map<String, Set<Permission>> RESERVED = Map.ofEntries(
            Map.entry("address", Set.of(WITHDRAW)),
            Map.entry("accountInfo", Set.of(WITHDRAW)),
            Map.entry("token", Set.of(WITHDRAW)),
            Map.entry("baseToken", Set.of(WITHDRAW)),
            Map.entry("asset", Set.of(WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, CONVERT)),
            Map.entry("amount", Set.of(WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, EARN, TRADE_DERIVATIVES)),
            Map.entry("fromEmail", Set.of(WITHDRAW, TRANSFER_SUBACCOUNT)),
            Map.entry("transferSide", Set.of(TRANSFER_INTERNAL)),
            Map.entry("fromUserEmail", Set.of(TRANSFER_SUBACCOUNT)),
            Map.entry("fromAccountType", Set.of(TRANSFER_SUBACCOUNT)),
            Map.entry("email", Set.of(KEY_ADMIN, TRANSFER_SUBACCOUNT)),
            Map.entry("apiName", Set.of(KEY_ADMIN)),
            Map.entry("subAccountApiKey", Set.of(KEY_ADMIN)),
            Map.entry("canTrade", Set.of(KEY_ADMIN)),
            Map.entry("ip", Set.of(KEY_ADMIN)),
            Map.entry("subAccountString", Set.of(ACCOUNT_ADMIN)),
            Map.entry("productId", Set.of(EARN)),
            Map.entry("fromAsset", Set.of(CONVERT)),
            Map.entry("baseAsset", Set.of(CONVERT)),
            Map.entry("quoteId", Set.of(CONVERT)),
            Map.entry("side", TRADES_AND_CONVERSIONS),
            Map.entry("type", TRADES_AND_TRANSFERS),
            Map.entry("orderId", TRADES),
            Map.entry("newQty", TRADES),
            Map.entry("aboveType", TRADES),
            Map.entry("batchOrders", TRADES),
            Map.entry("leverage", TRADES),
            Map.entry("marginType", TRADES),
            Map.entry("countdownTime", TRADES),
            Map.entry("dualSidePosition", TRADES),
            Map.entry("multiAssetsMargin", TRADES));

    private static final Set<String> OF_A_LOAN = Set.of("asset", "isIsolated", "symbol", "amount", "type");

    private BinanceNames() {}

    static Classification byType(CheckedRequest request) {
        String type = request.param("type");
        if (type.equalsIgnoreCase("MARGIN") || type.equalsIgnoreCase("ISOLATED")) {
            throw KeyguardExceptions.notCanonical(
                    Binance.ID,
                    "what is asked for by this 'type' has the signature of a liquidation of the margin account");
        }
        return new Classification(READ_ACCOUNT, Risk.READ);
    }

    static Classification loan(CheckedRequest request) {
        if (!request.hasOnly(OF_A_LOAN)) {
            throw KeyguardExceptions.notCanonical(
                    Binance.ID,
                    "a margin loan or its repayment takes 'asset', 'isIsolated', 'symbol', 'amount' and 'type'");
        }
        boolean repays = request.param("type").equals("REPAY");
        return new Classification(TRADE_MARGIN, repays ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.NONE);
    }
}
