/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Permission;
import java.util.Map;
import java.util.Set;

/** What the endpoints of Bybit mean. */
final class BybitEndpoints {
    private static final String AMENDS =
            "by category, ADDS_RISK: it can raise the size; a spot order with borrowed money counts as spot";
    private static final String CANCELS = "by category, REDUCES_RISK";
    private static final String ORDERS =
            "by category and isLeverage; reduceOnly=true with the documented names alone, and no takeProfit or stopLoss, reduces, save in spot";

    /** Of cancellations: an order has a side beside them, and a batch of orders an array of them. Without {@code rfqId}, with which alone a quote is accepted. */
    private static final Set<String> CANCELS_WITH = Set.of(
            "category",
            "symbol",
            "orderId",
            "orderLinkId",
            "orderFilter",
            "settleCoin",
            "stopOrderType",
            "cancelAll",
            "rfqLinkId",
            "quoteLinkId",
            "strategyId",
            "grid_id",
            "bot_id",
            "close_mode",
            "close_type",
            "stop_type");

    /** Of a batch of cancellations, whose items are looked at one by one. */
    private static final Set<String> OF_A_BATCH = Set.of("category", "request");

    /** Of the price of money in a bank, and of withdrawal addresses. */
    private static final Set<String> OF_A_QUOTE = Set.of(
            "fromCoin",
            "fromCoinType",
            "toCoin",
            "toCoinType",
            "requestAmount",
            "requestCoinType",
            "coin",
            "chain",
            "addressType",
            "limit",
            "cursor");

    /** Names that stand in requests with these rights alone. */
    private static final Map<String, Set<Permission>> RESERVED = Map.ofEntries(
            Map.entry("transferId", Set.of(TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)),
            Map.entry("fromMemberId", Set.of(TRANSFER_SUBACCOUNT)),
            Map.entry("fromUid", Set.of(TRANSFER_SUBACCOUNT)),
            Map.entry("permissions", Set.of(KEY_ADMIN)),
            Map.entry("ips", Set.of(KEY_ADMIN)),
            Map.entry("apikey", Set.of(KEY_ADMIN)),
            Map.entry("awardId", Set.of(ACCOUNT_ADMIN)),
            Map.entry("username", Set.of(ACCOUNT_ADMIN)),
            Map.entry("subMemberId", Set.of(ACCOUNT_ADMIN)),
            Map.entry("subUserId", Set.of(WITHDRAW)),
            Map.entry("productId", Set.of(EARN)),
            Map.entry("quoteTxId", Set.of(CONVERT, WITHDRAW)),
            Map.entry("loanCurrency", Set.of(LOAN)),
            Map.entry("frozen", Set.of(ACCOUNT_ADMIN)));

    static final EndpointTable TABLE = table();

    private BybitEndpoints() {}

    private static EndpointTable table() {
        var table = EndpointTable.of(
                new CanonicalForm(Bybit.ID, true, Set.of("timestamp", "api_key", "sign", "recv_window")));
        reads(table);
        table.signsNoPath(CANCELS_WITH, RESERVED);
        orders(table);
        settings(table);
        products(table);
        money(table);
        administration(table);
        webSocket(table);
        return table.build();
    }

    private static void reads(EndpointTable.Builder table) {
        table.reads(
                "GET /v5/user/query-api",
                "GET /v5/user/sub-apikeys",
                "GET /v5/user/query-sub-members",
                "GET /v5/user/submembers",
                "GET /v5/user/get-member-type",
                "GET /v5/account/info",
                "GET /v5/account/wallet-balance",
                "GET /v5/account/withdrawal",
                "GET /v5/account/borrow-history",
                "GET /v5/account/collateral-info",
                "GET /v5/account/fee-rate",
                "GET /v5/account/transaction-log",
                "GET /v5/account/query-dcp-info",
                "GET /v5/account/smp-group",
                "GET /v5/account/user-setting-config",
                "GET /v5/account/instruments-info",
                "GET /v5/apilimit/query",
                "GET /v5/order/realtime",
                "GET /v5/order/history",
                "GET /v5/order/spot-borrow-check",
                "GET /v5/execution/list",
                "GET /v5/position/list",
                "GET /v5/position/closed-pnl",
                "GET /v5/position/get-closed-positions",
                "GET /v5/position/move-history",
                "GET /v5/asset/asset-overview",
                "GET /v5/asset/total-members-assets",
                "GET /v5/asset/coin-greeks",
                "GET /v5/asset/coin/query-info",
                "GET /v5/asset/fundinghistory",
                "GET /v5/asset/delivery-record",
                "GET /v5/asset/settlement-record",
                "GET /v5/asset/exchange/order-record",
                "GET /v5/asset/exchange/query-convert-history",
                "GET /v5/asset/exchange/convert-result-query",
                "GET /v5/asset/transfer/query-account-coin-balance",
                "GET /v5/asset/transfer/query-account-coins-balance",
                "GET /v5/asset/transfer/query-inter-transfer-list",
                "GET /v5/asset/transfer/query-universal-transfer-list",
                "GET /v5/asset/deposit/query-record",
                "GET /v5/asset/deposit/query-internal-record",
                "GET /v5/asset/deposit/query-sub-member-record",
                "GET /v5/asset/withdraw/query-record",
                "GET /v5/asset/withdraw/withdrawable-amount",
                "GET /v5/spread/order/realtime",
                "GET /v5/spread/order/history",
                "GET /v5/spread/execution/list",
                "GET /v5/rfq/rfq-realtime",
                "GET /v5/rfq/quote-realtime",
                "GET /v5/rfq/trade-list",
                "GET /v5/strategy/list",
                "GET /v5/strategy/order-list",
                "GET /v5/spot-margin-trade/state",
                "GET /v5/earn/position",
                "GET /v5/earn/order",
                "GET /v5/ins/ip/changelog",
                "GET /v5/broker/ip/changelog");
    }

    private static void orders(EndpointTable.Builder table) {
        table.depends("POST /v5/order/create", ORDERS, BybitMeaning::order)
                .depends("POST /v5/order/create-batch", "item by item, the riskiest decides", BybitMeaning::orders)
                .depends(
                        "POST /v5/order/pre-check",
                        "by category and isLeverage, ADDS_RISK: its signature fits the order",
                        BybitMeaning::trial)
                .depends("POST /v5/order/amend", AMENDS, BybitMeaning::amendment)
                .depends("POST /v5/order/amend-batch", AMENDS, BybitMeaning::amendments)
                .depends("POST /v5/order/cancel", CANCELS, BybitMeaning::cancellation)
                .taking(OF_A_BATCH)
                .depends("POST /v5/order/cancel-batch", CANCELS, BybitMeaning::cancellations)
                .taking(CANCELS_WITH)
                .depends("POST /v5/order/cancel-all", CANCELS, BybitMeaning::cancellation)
                .taking(Set.of("product", "timeWindow"))
                .depends(
                        "POST /v5/order/disconnected-cancel-all",
                        "by product; a timeWindow of 3 to 10, at most the usual one, reduces",
                        BybitMeaning::disconnection)
                .taking(CANCELS_WITH)
                // Spreads have a leg in perpetuals or futures, whatever the other one is.
                .adds(TRADE_DERIVATIVES, "POST /v5/spread/order/create", "POST /v5/spread/order/amend")
                .reduces(TRADE_DERIVATIVES, "POST /v5/spread/order/cancel", "POST /v5/spread/order/cancel-all")
                .adds(
                        TRADE_DERIVATIVES,
                        "POST /v5/rfq/create-rfq",
                        "POST /v5/rfq/create-quote",
                        "POST /v5/rfq/execute-quote",
                        "POST /v5/rfq/accept-other-quote")
                .reduces(
                        TRADE_DERIVATIVES,
                        "POST /v5/rfq/cancel-rfq",
                        "POST /v5/rfq/cancel-all-rfq",
                        "POST /v5/rfq/cancel-quote",
                        "POST /v5/rfq/cancel-all-quotes")
                .depends("POST /v5/strategy/create", "by category and isLeverage, ADDS_RISK", BybitMeaning::newOrder)
                // It names the strategy and not its market.
                .closes(TRADE_SPOT, "POST /v5/strategy/stop")
                .adds(TRADE_SPOT, "POST /v5/dca/create-bot", "POST /v5/grid/create-grid")
                .closes(TRADE_SPOT, "POST /v5/dca/close-bot", "POST /v5/grid/close-grid")
                .adds(
                        TRADE_DERIVATIVES,
                        "POST /v5/fgridbot/create",
                        "POST /v5/fcombobot/create",
                        "POST /v5/fmartingalebot/create")
                .closes(
                        TRADE_DERIVATIVES,
                        "POST /v5/fgridbot/close",
                        "POST /v5/fcombobot/close",
                        "POST /v5/fmartingalebot/close");
    }

    private static void settings(EndpointTable.Builder table) {
        // A stop reduces and "0" takes it away; more margin is more money behind one position.
        table.depends("POST /v5/position/trading-stop", "by category, ADDS_RISK", BybitMeaning::amendment)
                .adds(
                        TRADE_DERIVATIVES,
                        "POST /v5/position/set-leverage",
                        "POST /v5/position/switch-mode",
                        "POST /v5/position/switch-isolated",
                        "POST /v5/position/add-margin",
                        "POST /v5/position/set-auto-add-margin",
                        "POST /v5/position/set-risk-limit",
                        "POST /v5/position/set-tpsl-mode",
                        "POST /v5/position/confirm-pending-mmr",
                        "POST /v5/account/set-margin-mode",
                        "POST /v5/account/mmp-modify",
                        "POST /v5/account/mmp-reset",
                        "POST /v5/account/set-hedging-mode",
                        "POST /v5/account/set-collateral-switch",
                        "POST /v5/account/set-collateral-switch-batch",
                        "POST /v5/account/set-delta-mode",
                        "POST /v5/account/set-limit-px-action",
                        "POST /v5/account/upgrade-to-uta",
                        "POST /v5/account/borrow")
                // A loan has an amount beside the coin.
                .taking(Set.of("coin"))
                .repays(
                        TRADE_DERIVATIVES,
                        "POST /v5/account/repay",
                        "POST /v5/account/quick-repayment",
                        "POST /v5/account/no-convert-repay")
                .adds(
                        TRADE_MARGIN,
                        "POST /v5/spot-margin-trade/switch-mode",
                        "POST /v5/spot-margin-trade/set-leverage",
                        "POST /v5/spot-margin-trade/set-auto-repay-mode",
                        "POST /v5/spot-margin-trade/fixedborrow",
                        "POST /v5/spot-margin-trade/fixedborrow-renew",
                        "POST /v5/spot-lever-token/purchase",
                        "POST /v5/spot-lever-token/redeem");
    }

    private static void products(EndpointTable.Builder table) {
        table.adds(
                        CONVERT,
                        "POST /v5/asset/exchange/quote-apply",
                        "POST /v5/asset/exchange/convert-execute",
                        "POST /v5/asset/covert/get-quote",
                        "POST /v5/asset/covert/small-balance-execute",
                        "POST /v5/alpha/trade/purchase",
                        "POST /v5/alpha/trade/redeem",
                        "POST /v5/alpha/lp/stake",
                        "POST /v5/alpha/lp/redeem",
                        "POST /v5/alpha/prediction/buy",
                        "POST /v5/alpha/prediction/sell")
                .adds(
                        EARN,
                        "POST /v5/earn/place-order",
                        "POST /v5/earn/position/modify",
                        "POST /v5/earn/advance/place-order",
                        "POST /v5/earn/fixed-term/place-order",
                        "POST /v5/earn/fixed-term/redeem",
                        "POST /v5/earn/fixed-term/position/auto-invest",
                        "POST /v5/earn/token/place-order",
                        "POST /v5/earn/rwa/place-order",
                        "POST /v5/earn/liquidity-mining/add-liquidity",
                        "POST /v5/earn/liquidity-mining/add-margin",
                        "POST /v5/earn/liquidity-mining/claim-interest",
                        "POST /v5/earn/liquidity-mining/reinvest",
                        "POST /v5/earn/liquidity-mining/remove-liquidity",
                        "POST /v5/earn/pwm/investment-plan/subscribe",
                        "POST /v5/earn/pwm/investment-plan/redeem",
                        "POST /v5/earn/pwm/investment-plan/invest-more",
                        "POST /v5/earn/pwm/investment-plan/claim",
                        "POST /v5/lending/purchase",
                        "POST /v5/lending/redeem",
                        "POST /v5/lending/redeem-cancel")
                .adds(
                        LOAN,
                        "POST /v5/crypto-loan/borrow",
                        "POST /v5/crypto-loan/repay",
                        "POST /v5/crypto-loan/adjust-ltv",
                        "POST /v5/crypto-loan-common/adjust-ltv",
                        "POST /v5/crypto-loan-fixed/borrow",
                        "POST /v5/crypto-loan-fixed/borrow-order-cancel",
                        "POST /v5/crypto-loan-fixed/fully-repay",
                        "POST /v5/crypto-loan-fixed/renew",
                        "POST /v5/crypto-loan-fixed/repay-collateral",
                        "POST /v5/crypto-loan-fixed/supply",
                        "POST /v5/crypto-loan-fixed/supply-order-cancel",
                        "POST /v5/crypto-loan-flexible/borrow",
                        "POST /v5/crypto-loan-flexible/repay",
                        "POST /v5/crypto-loan-flexible/repay-collateral",
                        "POST /v5/ins-loan/repay-loan")
                .taking(Set.of("currency", "collateralList"))
                .triesOut(LOAN, "POST /v5/crypto-loan-common/max-loan");
    }

    private static void money(EndpointTable.Builder table) {
        table.adds(
                        TRANSFER_INTERNAL,
                        "POST /v5/asset/transfer/inter-transfer",
                        "POST /v5/asset/deposit/deposit-to-account",
                        "POST /v5/earn/pwm/fund-transfer")
                // Positions move between accounts of one owner, like money.
                .adds(
                        TRANSFER_SUBACCOUNT,
                        "POST /v5/asset/transfer/universal-transfer",
                        "POST /v5/asset/transfer/save-transfer-sub-member",
                        "POST /v5/position/move-positions")
                // Coins are released to a buyer, or sold for money in a bank.
                .depends("POST /v5/asset/withdraw/create", "WITHDRAW, ADDS_RISK", BybitMeaning::withdrawal)
                .adds(
                        WITHDRAW,
                        "POST /v5/fiat/trade-execute",
                        "POST /v5/p2p/order/pay",
                        "POST /v5/p2p/order/finish",
                        "POST /v5/p2p/item/create",
                        "POST /v5/p2p/item/update",
                        "POST /v5/p2p/item/cancel")
                .taking(OF_A_QUOTE)
                .triesOut(WITHDRAW, "GET /v5/asset/withdraw/query-address", "POST /v5/fiat/quote-apply")
                .taking(Set.of("id"))
                .reduces(CANCEL_WITHDRAWAL, "POST /v5/asset/withdraw/cancel");
    }

    private static void administration(EndpointTable.Builder table) {
        // An edit of a sub-account's key that does not repeat its addresses unbinds it.
        table.adds(KEY_ADMIN, "POST /v5/user/create-sub-api", "POST /v5/user/update-sub-api")
                .taking(Set.of("readOnly"))
                .depends(
                        "POST /v5/user/update-api",
                        "KEY_ADMIN; readOnly=1 and nothing else reduces",
                        BybitMeaning::ownKey)
                .taking(Set.of("apikey"))
                .reduces(KEY_ADMIN, "POST /v5/user/delete-api", "POST /v5/user/delete-sub-api")
                .taking(Set.of("subuid", "frozen"))
                .depends("POST /v5/user/frozen-sub-member", "ACCOUNT_ADMIN; frozen=1 reduces", BybitMeaning::freeze)
                .adds(
                        ACCOUNT_ADMIN,
                        "POST /v5/user/create-sub-member",
                        "POST /v5/user/del-submember",
                        "POST /v5/user/create-demo-member",
                        "POST /v5/user/agreement",
                        "POST /v5/apilimit/set",
                        "POST /v5/broker/apilimit/set",
                        "POST /v5/broker/award/distribute-award",
                        "POST /v5/ins-loan/association-uid",
                        "POST /v5/earn/pwm/asset-manager/create-sub-account");
    }

    private static void webSocket(EndpointTable.Builder table) {
        table.at(VenueDefinition.WEB_SOCKET)
                .taking(CANCELS_WITH)
                .depends(
                        "WS auth",
                        "OPEN_SESSION, ADDS_RISK; stream=private for the private stream, else for order entry",
                        BybitMeaning::login)
                .depends("WS order.create", ORDERS, BybitMeaning::order)
                .depends("WS order.create-batch", "item by item, the riskiest decides", BybitMeaning::orders)
                .depends("WS order.amend", AMENDS, BybitMeaning::amendment)
                .depends("WS order.amend-batch", AMENDS, BybitMeaning::amendments)
                .depends("WS order.cancel", CANCELS, BybitMeaning::cancellation)
                .taking(OF_A_BATCH)
                .depends("WS order.cancel-batch", CANCELS, BybitMeaning::cancellations);
    }
}
