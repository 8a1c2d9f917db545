/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import java.util.List;
import java.util.Set;

/** What the endpoints of HTX mean. Sources: HuobiRDCenter/huobi_Python, ccxt 4.5. */
final class HtxEndpoints {
    private static final String SWAP_V1 = "POST /linear-swap-api/v1/";

    static final EndpointTable TABLE = table();

    private HtxEndpoints() {}

    private static EndpointTable table() {
        EndpointTable.Builder table = EndpointTable.of(new CanonicalForm(
                Htx.ID, true, Set.of("AccessKeyId", "SignatureMethod", "SignatureVersion", "Timestamp", "Signature")));
        reads(table);
        spot(table);
        moneyAndRights(table);
        table.at(Htx.SWAP);
        swaps(table);
        swapsOfFormerVersions(table);
        return table.at(VenueDefinition.WEB_SOCKET)
                .depends("WS auth", "OPEN_SESSION, ADDS_RISK; without parameters", HtxMeaning::login)
                .at(Htx.SWAP_SOCKET)
                .depends("WS swap-auth", "OPEN_SESSION, ADDS_RISK; without parameters", HtxMeaning::login)
                .build();
    }

    private static void reads(EndpointTable.Builder table) {
        for (String path : List.of(
                "/v1/account/accounts",
                "/v1/account/accounts/{id}/balance",
                "/v1/account/history",
                "/v1/common/timestamp",
                "/v1/cross-margin/accounts/balance",
                "/v1/cross-margin/loan-orders",
                "/v1/margin/accounts/balance",
                "/v1/margin/loan-orders",
                "/v1/order/history",
                "/v1/order/matchresults",
                "/v1/order/openOrders",
                "/v1/order/orders",
                "/v1/order/orders/getClientOrder",
                "/v1/order/orders/{id}",
                "/v1/order/orders/{id}/matchresults",
                "/v1/query/deposit-withdraw",
                "/v1/subuser/aggregate-balance",
                "/v2/account/ledger",
                "/v2/account/valuation",
                "/v2/account/withdraw/address",
                "/v2/account/withdraw/quota",
                "/v2/algo-orders/history",
                "/v2/algo-orders/opening",
                "/v2/sub-user/user-list",
                "/v2/user/api-key",
                "/v2/user/uid")) {
            table.reads("GET " + path);
        }
    }

    private static void spot(EndpointTable.Builder table) {
        table.depends(
                        "POST /v1/order/orders/place",
                        "by source: TRADE_MARGIN for margin-api and super-margin-api, TRADE_SPOT for spot-api and without one; ADDS_RISK",
                        HtxMeaning.one(HtxMeaning::spotOrder))
                .depends(
                        "POST /v1/order/batch-orders",
                        "by source, as one order; ADDS_RISK",
                        HtxMeaning.each(HtxMeaning::spotOrder))
                .adds(TRADE_SPOT, "POST /v2/algo-orders")
                .reduces(
                        TRADE_SPOT,
                        "POST /v1/order/orders/{id}/submitcancel",
                        "POST /v1/order/orders/submitCancelClientOrder",
                        "POST /v1/order/orders/batchcancel",
                        "POST /v1/order/orders/batchCancelOpenOrders",
                        "POST /v2/algo-orders/cancellation")
                .depends(
                        "POST /v2/algo-orders/cancel-all-after",
                        "TRADE_SPOT; a timeout of 5 s to 99999 s reduces, 0 disarms",
                        HtxMeaning.one(HtxMeaning::timer))
                .adds(TRADE_MARGIN, "POST /v1/margin/orders", "POST /v1/cross-margin/orders")
                .repays(
                        TRADE_MARGIN,
                        "POST /v1/margin/orders/{id}/repay",
                        "POST /v1/cross-margin/orders/{id}/repay",
                        "POST /v2/account/repayment");
    }

    private static void moneyAndRights(EndpointTable.Builder table) {
        table.adds(
                        TRANSFER_INTERNAL,
                        "POST /v1/cross-margin/transfer-in",
                        "POST /v1/cross-margin/transfer-out",
                        "POST /v1/dw/transfer-in/margin",
                        "POST /v1/dw/transfer-out/margin",
                        "POST /v1/futures/transfer",
                        "POST /v2/account/transfer")
                .adds(TRANSFER_SUBACCOUNT, "POST /v1/account/transfer", "POST /v1/subuser/transfer")
                .adds(WITHDRAW, "POST /v1/dw/withdraw/api/create")
                .reduces(CANCEL_WITHDRAWAL, "POST /v1/dw/withdraw-virtual/{id}/cancel")
                .adds(KEY_ADMIN, "POST " + HtxKeys.CREATE, "POST " + HtxKeys.MODIFY)
                .reduces(KEY_ADMIN, "POST " + HtxKeys.DELETE)
                .adds(ACCOUNT_ADMIN, "POST /v2/sub-user/creation")
                .depends(
                        "POST /v2/sub-user/management",
                        "ACCOUNT_ADMIN; lock reduces",
                        HtxMeaning.one(HtxMeaning::management));
    }

    private static void swaps(EndpointTable.Builder table) {
        for (String path : List.of(
                "account/balance",
                "account/bills",
                "algo/order/opens",
                "position/lever",
                "position/mode",
                "trade/order",
                "trade/order/details",
                "trade/order/history",
                "trade/order/opens",
                "trade/position/opens")) {
            table.reads("GET /v5/" + path);
        }
        table.depends(
                        "POST /v5/trade/order",
                        "TRADE_DERIVATIVES; reduce_only reduces, in hedge mode with the side that closes",
                        HtxMeaning.one(HtxMeaning::swapOrder))
                .depends(
                        "POST /v5/trade/batch_orders",
                        "TRADE_DERIVATIVES; reduces if every order does",
                        HtxMeaning.each(HtxMeaning::swapOrder))
                .reduces(
                        TRADE_DERIVATIVES,
                        "POST /v5/trade/cancel_order",
                        "POST /v5/trade/cancel_batch_orders",
                        "POST /v5/trade/cancel_all_orders",
                        "POST /v5/algo/cancel_orders")
                .closes(TRADE_DERIVATIVES, "POST /v5/trade/position", "POST /v5/trade/position_all")
                .adds(
                        TRADE_DERIVATIVES,
                        "POST /v5/algo/order",
                        "POST /v5/position/lever",
                        "POST /v5/position/margin",
                        "POST /v5/position/mode")
                .adds(ACCOUNT_ADMIN, "POST /v5/account/asset_mode");
    }

    /** Questions are sent with {@code POST} too. */
    private static void swapsOfFormerVersions(EndpointTable.Builder table) {
        for (String mode : List.of("swap_", "swap_cross_")) {
            table.reads(
                            SWAP_V1 + mode + "account_info",
                            SWAP_V1 + mode + "position_info",
                            SWAP_V1 + mode + "openorders",
                            SWAP_V1 + mode + "order_info")
                    .depends(
                            SWAP_V1 + mode + "order",
                            "TRADE_DERIVATIVES; reduce_only 1 reduces, in hedge mode with offset close",
                            HtxMeaning.one(HtxMeaning::formerSwapOrder))
                    .reduces(TRADE_DERIVATIVES, SWAP_V1 + mode + "cancel", SWAP_V1 + mode + "cancelall")
                    .closes(TRADE_DERIVATIVES, SWAP_V1 + mode + "lightning_close_position")
                    .adds(
                            TRADE_DERIVATIVES,
                            SWAP_V1 + mode + "switch_lever_rate",
                            SWAP_V1 + mode + "switch_position_mode");
        }
        table.adds(TRANSFER_SUBACCOUNT, SWAP_V1 + "swap_master_sub_transfer")
                .adds(TRANSFER_INTERNAL, SWAP_V1 + "swap_transfer_inner");
    }
}
