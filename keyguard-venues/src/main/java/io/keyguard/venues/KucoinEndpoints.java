/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Risk;
import java.util.Set;

/**
 * What the endpoints of KuCoin mean.
 *
 * <p>The older list of spot orders, {@code GET /api/v1/orders}, is left out: the path belongs to the futures host alone, where no other lists the open orders.
 */
final class KucoinEndpoints {
    private static final String MULTI_CANCEL = "/api/v1/orders/multi-cancel";
    private static final String CLOSES =
            "TRADE_DERIVATIVES; reduceOnly true, or closeOrder true without a size, reduces, unless with forceHold";
    private static final String BY_TYPE = "TRADE_SPOT, or TRADE_MARGIN by tradeType; ";
    private static final String BY_PRODUCT = "TRADE_SPOT, TRADE_MARGIN or TRADE_DERIVATIVES by tradeType; ";

    static final EndpointTable TABLE = table();

    private KucoinEndpoints() {}

    private static EndpointTable table() {
        var table = EndpointTable.of(new CanonicalForm(Kucoin.ID, true, Set.of(), Set.of(MULTI_CANCEL)));
        account(table);
        money(table);
        spot(table);
        olderSpot(table);
        margin(table);
        unified(table);
        table.at(Kucoin.FUTURES);
        futures(table);
        copyTrading(table);
        table.at(VenueDefinition.WEB_SOCKET);
        webSocket(table);
        return table.build();
    }

    private static void account(EndpointTable.Builder table) {
        table.reads(
                        "GET /api/v2/user-info",
                        "GET /api/v1/user/api-key",
                        "GET /api/v1/my-ip",
                        "GET /api/v1/hf/accounts/opened",
                        "GET /api/v1/accounts",
                        "GET /api/v1/accounts/{id}",
                        "GET /api/v1/accounts/ledgers",
                        "GET /api/v1/accounts/transferable",
                        "GET /api/v1/hf/accounts/ledgers",
                        "GET /api/v3/hf/margin/account/ledgers",
                        "GET /api/v3/margin/accounts",
                        "GET /api/v3/isolated/accounts",
                        "GET /api/v1/margin/account",
                        "GET /api/v1/isolated/accounts",
                        "GET /api/v1/base-fee",
                        "GET /api/v1/trade-fees",
                        "GET /api/v2/sub/user",
                        "GET /api/v1/sub/user",
                        "GET /api/v1/sub/api-key",
                        "GET /api/v1/sub-accounts",
                        "GET /api/v1/sub-accounts/{id}",
                        "GET /api/v2/sub-accounts",
                        "GET /api/v3/deposit-addresses",
                        "GET /api/v2/deposit-addresses",
                        "GET /api/v1/deposit-addresses",
                        "GET /api/v1/deposits",
                        "GET /api/v1/hist-deposits",
                        "GET /api/v1/withdrawals",
                        "GET /api/v1/withdrawals/{id}",
                        "GET /api/v1/withdrawals/quotas",
                        "GET /api/v1/hist-withdrawals")
                .adds(OPEN_SESSION, "POST /api/v1/bullet-private")
                .adds(KEY_ADMIN, "POST /api/v1/sub/api-key", "POST /api/v1/sub/api-key/update")
                .reduces(KEY_ADMIN, "DELETE /api/v1/sub/api-key")
                .adds(
                        ACCOUNT_ADMIN,
                        "POST /api/v2/sub/user/created",
                        "POST /api/v3/sub/user/margin/enable",
                        "POST /api/v3/sub/user/futures/enable");
    }

    private static void money(EndpointTable.Builder table) {
        table.adds(DEPOSIT, "POST /api/v3/deposit-address/create", "POST /api/v1/deposit-addresses")
                .adds(WITHDRAW, "POST /api/v3/withdrawals", "POST /api/v1/withdrawals")
                .reduces(CANCEL_WITHDRAWAL, "DELETE /api/v1/withdrawals/{id}")
                .depends(
                        "POST /api/v3/accounts/universal-transfer",
                        "TRANSFER_INTERNAL with type INTERNAL and no user id, else TRANSFER_SUBACCOUNT; ADDS_RISK",
                        KucoinMeaning.one(KucoinMeaning::transfer))
                .adds(TRANSFER_INTERNAL, "POST /api/v2/accounts/inner-transfer")
                .adds(TRANSFER_SUBACCOUNT, "POST /api/v2/accounts/sub-transfer")
                .reads(
                        "GET /api/v1/earn/redeem-preview",
                        "GET /api/v1/earn/hold-assets",
                        "GET /api/v1/earn/saving/products",
                        "GET /api/v1/earn/promotion/products",
                        "GET /api/v1/earn/staking/products",
                        "GET /api/v1/earn/kcs-staking/products",
                        "GET /api/v1/earn/eth-staking/products")
                // Redeeming early may cost interest.
                .adds(EARN, "POST /api/v1/earn/orders", "DELETE /api/v1/earn/orders");
    }

    private static void spot(EndpointTable.Builder table) {
        table.reads(
                        "GET /api/v1/hf/orders/{id}",
                        "GET /api/v1/hf/orders/client-order/{id}",
                        "GET /api/v1/hf/orders/active",
                        "GET /api/v1/hf/orders/active/page",
                        "GET /api/v1/hf/orders/active/symbols",
                        "GET /api/v1/hf/orders/done",
                        "GET /api/v1/hf/orders/dead-cancel-all/query",
                        "GET /api/v1/hf/fills",
                        "GET /api/v1/stop-order",
                        "GET /api/v1/stop-order/{id}",
                        "GET /api/v1/stop-order/queryOrderByClientOid",
                        "GET /api/v3/oco/orders",
                        "GET /api/v3/oco/order/{id}",
                        "GET /api/v3/oco/order/details/{id}",
                        "GET /api/v3/oco/client-order/{id}")
                .adds(
                        TRADE_SPOT,
                        "POST /api/v1/hf/orders",
                        "POST /api/v1/hf/orders/sync",
                        "POST /api/v1/hf/orders/multi",
                        "POST /api/v1/hf/orders/multi/sync")
                .replaces(TRADE_SPOT, "POST /api/v1/hf/orders/alter")
                // They place nothing, but KuCoin asks for the right to trade.
                .triesOut(TRADE_SPOT, "POST /api/v1/hf/orders/test")
                .reduces(
                        TRADE_SPOT,
                        "DELETE /api/v1/hf/orders",
                        "DELETE /api/v1/hf/orders/{id}",
                        "DELETE /api/v1/hf/orders/sync/{id}",
                        "DELETE /api/v1/hf/orders/client-order/{id}",
                        "DELETE /api/v1/hf/orders/sync/client-order/{id}",
                        "DELETE /api/v1/hf/orders/cancel/{id}",
                        "DELETE /api/v1/hf/orders/cancelAll")
                .depends(
                        "POST /api/v1/hf/orders/dead-cancel-all",
                        "TRADE_SPOT; a timeout of 5 to 86400 reduces, -1 disarms",
                        KucoinMeaning.one(KucoinMeaning::deadManSwitch))
                .depends("POST /api/v1/stop-order", BY_TYPE + "ADDS_RISK", KucoinMeaning.byTradeType(Risk.ADDS_RISK))
                .depends(
                        "DELETE /api/v1/stop-order/cancel",
                        BY_TYPE + "REDUCES_RISK",
                        KucoinMeaning.byTradeType(Risk.REDUCES_RISK))
                .depends("POST /api/v3/oco/order", BY_TYPE + "ADDS_RISK", KucoinMeaning.byTradeType(Risk.ADDS_RISK))
                // They name no kind of trading, so a stop or a pair of margin counts as spot.
                .reduces(
                        TRADE_SPOT,
                        "DELETE /api/v1/stop-order/{id}",
                        "DELETE /api/v1/stop-order/cancelOrderByClientOid",
                        "DELETE /api/v3/oco/orders",
                        "DELETE /api/v3/oco/order/{id}",
                        "DELETE /api/v3/oco/client-order/{id}");
    }

    /** Deprecated, and at paths that the futures host has too. */
    private static void olderSpot(EndpointTable.Builder table) {
        table.reads(
                        "GET /api/v1/orders/{id}",
                        "GET /api/v1/order/client-order/{id}",
                        "GET /api/v1/limit/orders",
                        "GET /api/v1/limit/fills")
                .depends(
                        "POST /api/v1/orders",
                        BY_TYPE + "ADDS_RISK; symbol is a pair",
                        KucoinMeaning.pairByTradeType(Risk.ADDS_RISK, false))
                .depends(
                        "POST /api/v1/orders/test",
                        BY_TYPE + "READ; symbol is a pair",
                        KucoinMeaning.pairByTradeType(Risk.READ, false))
                .depends(
                        "POST /api/v1/orders/multi",
                        "TRADE_SPOT, ADDS_RISK; symbol is a pair",
                        KucoinMeaning.one(KucoinMeaning::spotOrders))
                .depends(
                        "DELETE /api/v1/orders",
                        BY_TYPE + "REDUCES_RISK; symbol is a pair, or left out",
                        KucoinMeaning.pairByTradeType(Risk.REDUCES_RISK, true))
                .reduces(TRADE_SPOT, "DELETE /api/v1/orders/{id}", "DELETE /api/v1/order/client-order/{id}");
    }

    private static void margin(EndpointTable.Builder table) {
        table.reads(
                        "GET /api/v3/hf/margin/orders/{id}",
                        "GET /api/v3/hf/margin/orders/client-order/{id}",
                        "GET /api/v3/hf/margin/orders/active",
                        "GET /api/v3/hf/margin/order/active/symbols",
                        "GET /api/v3/hf/margin/orders/done",
                        "GET /api/v3/hf/margin/fills",
                        "GET /api/v3/margin/borrow",
                        "GET /api/v3/margin/repay",
                        "GET /api/v3/margin/interest",
                        "GET /api/v3/margin/currencies",
                        "GET /api/v3/project/list",
                        "GET /api/v3/purchase/orders",
                        "GET /api/v3/redeem/orders")
                .adds(
                        TRADE_MARGIN,
                        "POST /api/v3/hf/margin/order",
                        "POST /api/v1/margin/order",
                        "POST /api/v1/margin/stop-order",
                        "POST /api/v3/margin/borrow",
                        "POST /api/v3/position/update-user-leverage",
                        "POST /api/v3/purchase",
                        "POST /api/v3/redeem",
                        "POST /api/v3/lend/purchase/update")
                .triesOut(TRADE_MARGIN, "POST /api/v3/hf/margin/order/test", "POST /api/v1/margin/order/test")
                .repays(TRADE_MARGIN, "POST /api/v3/margin/repay")
                .reduces(
                        TRADE_MARGIN,
                        "DELETE /api/v3/hf/margin/orders",
                        "DELETE /api/v3/hf/margin/orders/{id}",
                        "DELETE /api/v3/hf/margin/orders/client-order/{id}");
    }

    /** UNCONFIRMED: from clients of third parties alone, as the official client does not have them. */
    private static void unified(EndpointTable.Builder table) {
        table.reads(
                        "GET /api/ua/v1/account/balance",
                        "GET /api/ua/v1/account/ledger",
                        "GET /api/ua/v1/account/mode",
                        "GET /api/ua/v1/account/transfer-quota",
                        "GET /api/ua/v1/sub-account/balance",
                        "GET /api/ua/v1/user/api-key",
                        "GET /api/ua/v1/unified/account/balance",
                        "GET /api/ua/v1/unified/account/overview",
                        "GET /api/ua/v1/unified/order/detail",
                        "GET /api/ua/v1/unified/order/open-list",
                        "GET /api/ua/v1/unified/order/history",
                        "GET /api/ua/v1/unified/order/execution",
                        "GET /api/ua/v1/unified/position/open-list",
                        "GET /api/ua/v1/dcp/query")
                .depends(
                        "POST /api/ua/v1/unified/order/place",
                        BY_PRODUCT + "ADDS_RISK",
                        KucoinMeaning.unified(Risk.ADDS_RISK))
                .depends(
                        "POST /api/ua/v1/unified/order/place-batch",
                        BY_PRODUCT + "ADDS_RISK",
                        KucoinMeaning.unifiedBatch("orderList", Risk.ADDS_RISK))
                .depends(
                        "POST /api/ua/v1/unified/order/cancel",
                        BY_PRODUCT + "REDUCES_RISK",
                        KucoinMeaning.unified(Risk.REDUCES_RISK))
                .depends(
                        "POST /api/ua/v1/unified/order/cancel-batch",
                        BY_PRODUCT + "REDUCES_RISK",
                        KucoinMeaning.unifiedBatch("cancelOrderList", Risk.REDUCES_RISK))
                .depends(
                        "POST /api/ua/v1/unified/order/cancel-all",
                        BY_PRODUCT + "REDUCES_RISK",
                        KucoinMeaning.unified(Risk.REDUCES_RISK))
                .depends(
                        "POST /api/ua/v1/dcp/set",
                        BY_PRODUCT + "a timeout of 5 to 86400 reduces, -1 disarms",
                        KucoinMeaning.one(KucoinMeaning::unifiedDeadManSwitch))
                .depends(
                        "POST /api/ua/v1/account/transfer",
                        "TRANSFER_INTERNAL with type 0 and no user id, else TRANSFER_SUBACCOUNT; ADDS_RISK",
                        KucoinMeaning.one(KucoinMeaning::unifiedTransfer))
                .depends(
                        "POST /api/ua/v1/sub-account/canTransferOut",
                        "ACCOUNT_ADMIN; subToSub false beside subUids reduces",
                        KucoinMeaning.one(KucoinMeaning::transferOut))
                .adds(ACCOUNT_ADMIN, "POST /api/ua/v1/account/mode", "POST /api/ua/v1/user/sub/create-sub-account")
                .adds(KEY_ADMIN, "POST /api/ua/v1/user/create-sub-api-key")
                .adds(WITHDRAW, "POST /api/ua/v1/withdrawal")
                .reduces(CANCEL_WITHDRAWAL, "DELETE /api/ua/v1/withdrawal");
    }

    private static void futures(EndpointTable.Builder table) {
        table.reads(
                        "GET /api/v1/account-overview",
                        "GET /api/v1/account-overview-all",
                        "GET /api/v1/transaction-history",
                        "GET /api/v1/transfer-list",
                        "GET /api/v1/trade-fees",
                        "GET /api/v1/orders",
                        "GET /api/v1/orders/{id}",
                        "GET /api/v1/orders/byClientOid",
                        "GET /api/v1/stopOrders",
                        "GET /api/v1/recentDoneOrders",
                        "GET /api/v1/openOrderStatistics",
                        "GET /api/v1/recentFills",
                        "GET /api/v1/fills",
                        "GET /api/v1/funding-history",
                        "GET /api/v1/position",
                        "GET /api/v1/positions",
                        "GET /api/v1/history-positions",
                        "GET /api/v1/margin/maxWithdrawMargin",
                        "GET /api/v2/position/getMarginMode",
                        "GET /api/v2/getMaxOpenSize",
                        "GET /api/v2/getCrossUserLeverage",
                        "GET /api/v2/batchGetCrossOrderLimit")
                .adds(OPEN_SESSION, "POST /api/v1/bullet-private")
                .adds(TRANSFER_INTERNAL, "POST /api/v3/transfer-out", "POST /api/v1/transfer-in")
                .depends("POST /api/v1/orders", CLOSES, KucoinMeaning.one(KucoinMeaning::futuresOrder))
                .depends("POST /api/v1/st-orders", CLOSES, KucoinMeaning.one(KucoinMeaning::futuresOrder))
                .depends("POST /api/v1/orders/multi", CLOSES + "; the riskiest decides", KucoinMeaning::futuresOrders)
                .triesOut(TRADE_DERIVATIVES, "POST /api/v1/orders/test")
                .reduces(
                        TRADE_DERIVATIVES,
                        "DELETE /api/v1/orders",
                        "DELETE /api/v1/orders/{id}",
                        "DELETE /api/v1/orders/client-order/{id}",
                        "DELETE " + MULTI_CANCEL,
                        "DELETE /api/v3/orders",
                        "DELETE /api/v1/stopOrders")
                .adds(
                        TRADE_DERIVATIVES,
                        "POST /api/v1/position/margin/deposit-margin",
                        "POST /api/v1/position/margin/auto-deposit-status",
                        "POST /api/v1/position/risk-limit-level/change",
                        "POST /api/v1/margin/withdrawMargin",
                        "POST /api/v2/position/changeMarginMode",
                        "POST /api/v2/position/batchChangeMarginMode",
                        "POST /api/v2/changeCrossUserLeverage");
    }

    private static void copyTrading(EndpointTable.Builder table) {
        String root = " /api/v1/copy-trade/futures/";
        table.reads("GET" + root + "get-max-open-size", "GET" + root + "position/margin/max-withdraw-margin")
                .depends("POST" + root + "orders", CLOSES, KucoinMeaning.one(KucoinMeaning::futuresOrder))
                .depends("POST" + root + "st-orders", CLOSES, KucoinMeaning.one(KucoinMeaning::futuresOrder))
                .triesOut(TRADE_DERIVATIVES, "POST" + root + "orders/test")
                .reduces(TRADE_DERIVATIVES, "DELETE" + root + "orders", "DELETE" + root + "orders/client-order")
                .adds(
                        TRADE_DERIVATIVES,
                        "POST" + root + "position/margin/deposit-margin",
                        "POST" + root + "position/margin/withdraw-margin",
                        "POST" + root + "position/margin/auto-deposit-status",
                        "POST" + root + "position/risk-limit-level/change");
    }

    /** UNCONFIRMED: from a client of a third party. */
    private static void webSocket(EndpointTable.Builder table) {
        table.depends("WS connect", "OPEN_SESSION, ADDS_RISK", KucoinMeaning::connection)
                .depends("WS session", "OPEN_SESSION, ADDS_RISK", KucoinMeaning::session)
                .adds(TRADE_SPOT, "WS spot.order", "WS spot.sync_order")
                .replaces(TRADE_SPOT, "WS spot.modify")
                .reduces(TRADE_SPOT, "WS spot.cancel", "WS spot.sync_cancel")
                .adds(TRADE_MARGIN, "WS margin.order")
                .reduces(TRADE_MARGIN, "WS margin.cancel")
                .depends("WS futures.order", CLOSES, KucoinMeaning.one(KucoinMeaning::futuresOrder))
                .depends("WS futures.multi_order", CLOSES + "; the riskiest decides", KucoinMeaning::futuresOrders)
                .reduces(TRADE_DERIVATIVES, "WS futures.cancel", "WS futures.multi_cancel");
    }
}
