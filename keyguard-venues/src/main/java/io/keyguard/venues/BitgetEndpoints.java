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

/** What the endpoints of Bitget mean, for classic accounts (v2) and unified ones (v3). Source: tiagosiebler/bitget-api of July 2026. */
final class BitgetEndpoints {
    private static final String SPOT = "/api/v2/spot/";
    private static final String MARGIN = "/api/v2/margin/";
    private static final String MIX = "/api/v2/mix/";
    private static final String UTA = "/api/v3/";
    private static final String BY_CATEGORY = "by category; ";

    static final EndpointTable CLASSIC = classic();
    static final EndpointTable UNIFIED = unified();

    private BitgetEndpoints() {}

    private static EndpointTable.Builder of(String venue) {
        return EndpointTable.of(new CanonicalForm(venue, true, Set.of()));
    }

    private static void reads(EndpointTable.Builder table, String base, String... paths) {
        List.of(paths).forEach(path -> table.reads("GET " + base + path));
    }

    private static String[] posts(String base, String... paths) {
        return List.of(paths).stream().map(path -> "POST " + base + path).toArray(String[]::new);
    }

    private static EndpointTable classic() {
        EndpointTable.Builder table = of(Bitget.ID);
        spot(table);
        margin(table);
        mix(table);
        return table.at(VenueDefinition.WEB_SOCKET)
                .depends("WS login", "OPEN_SESSION, ADDS_RISK; without parameters", BitgetMeaning.login(Bitget.ID))
                .build();
    }

    private static void spot(EndpointTable.Builder table) {
        reads(
                table,
                SPOT,
                "account/assets",
                "account/bills",
                "account/info",
                "account/sub-main-trans-record",
                "account/subaccount-assets",
                "account/transferRecords",
                "trade/current-plan-order",
                "trade/fills",
                "trade/history-orders",
                "trade/history-plan-order",
                "trade/orderInfo",
                "trade/unfilled-orders",
                "wallet/deposit-records",
                "wallet/withdrawal-records");
        reads(table, "/api/v2/account/", "all-account-balance", "funding-assets");
        table.adds(
                        TRADE_SPOT,
                        posts(SPOT + "trade/", "place-order", "batch-orders", "place-plan-order", "modify-plan-order"))
                .replaces(TRADE_SPOT, posts(SPOT + "trade/", "cancel-replace-order", "batch-cancel-replace-order"))
                .reduces(
                        TRADE_SPOT,
                        posts(
                                SPOT + "trade/",
                                "cancel-order",
                                "batch-cancel-order",
                                "cancel-symbol-order",
                                "cancel-plan-order",
                                "batch-cancel-plan-order"))
                .adds(TRANSFER_INTERNAL, posts(SPOT + "wallet/", "transfer"))
                .adds(TRANSFER_SUBACCOUNT, posts(SPOT + "wallet/", "subaccount-transfer"))
                .adds(WITHDRAW, posts(SPOT + "wallet/", "withdrawal"))
                .reduces(CANCEL_WITHDRAWAL, posts(SPOT + "wallet/", "cancel-withdrawal"));
    }

    private static void margin(EndpointTable.Builder table) {
        for (String kind : List.of("crossed/", "isolated/")) {
            reads(table, MARGIN + kind, "account/assets", "fills", "history-orders", "open-orders");
            table.adds(TRADE_MARGIN, posts(MARGIN + kind, "place-order", "batch-place-order", "account/borrow"))
                    .reduces(TRADE_MARGIN, posts(MARGIN + kind, "cancel-order", "batch-cancel-order"))
                    .repays(TRADE_MARGIN, posts(MARGIN + kind, "account/repay", "account/flash-repay"));
        }
    }

    private static void mix(EndpointTable.Builder table) {
        reads(
                table,
                MIX,
                "account/account",
                "account/accounts",
                "account/bill",
                "order/detail",
                "order/fill-history",
                "order/fills",
                "order/orders-history",
                "order/orders-pending",
                "order/orders-plan-pending",
                "position/all-position",
                "position/history-position",
                "position/single-position");
        table.depends(
                        "POST " + MIX + "order/place-order",
                        "TRADE_DERIVATIVES; reduceOnly YES reduces, in hedge mode with tradeSide close",
                        BitgetMeaning.one(Bitget.ID, BitgetMeaning::futuresOrder))
                .adds(
                        TRADE_DERIVATIVES,
                        posts(
                                MIX + "order/",
                                "batch-place-order",
                                "click-backhand",
                                "place-plan-order",
                                "modify-plan-order",
                                "place-tpsl-order",
                                "modify-tpsl-order"))
                .replaces(TRADE_DERIVATIVES, posts(MIX + "order/", "modify-order"))
                .reduces(
                        TRADE_DERIVATIVES,
                        posts(
                                MIX + "order/",
                                "cancel-order",
                                "batch-cancel-orders",
                                "cancel-all-orders",
                                "cancel-plan-order"))
                .closes(TRADE_DERIVATIVES, posts(MIX + "order/", "close-positions"))
                .adds(
                        TRADE_DERIVATIVES,
                        posts(
                                MIX + "account/",
                                "set-leverage",
                                "set-margin",
                                "set-margin-mode",
                                "set-position-mode",
                                "set-asset-mode"));
    }

    private static EndpointTable unified() {
        EndpointTable.Builder table = of(BitgetUta.ID);
        reads(
                table,
                UTA,
                "account/assets",
                "account/deposit-records",
                "account/financial-records",
                "account/funding-assets",
                "account/info",
                "account/settings",
                "account/sub-transfer-record",
                "account/sub-unified-assets",
                "account/withdraw-address",
                "account/withdrawal-records",
                "position/current-position",
                "position/history-position",
                "trade/fills",
                "trade/history-orders",
                "trade/order-info",
                "trade/unfilled-orders",
                "trade/unfilled-strategy-orders",
                "user/sub-api-list",
                "user/sub-list");
        unifiedTrade(table);
        unifiedMoneyAndRights(table);
        table.at(VenueDefinition.WEB_SOCKET)
                .depends("WS login", "OPEN_SESSION, ADDS_RISK; without parameters", BitgetMeaning.login(BitgetUta.ID))
                .depends(
                        "WS place-order",
                        BY_CATEGORY + "reduceOnly YES reduces, in hedge mode with the side that closes",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::unifiedOrder))
                .depends(
                        "WS modify-order",
                        BY_CATEGORY + "ADDS_RISK",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::unifiedChange))
                .depends(
                        "WS cancel-order",
                        BY_CATEGORY + "REDUCES_RISK",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::unifiedCancellation));
        return table.build();
    }

    private static void unifiedTrade(EndpointTable.Builder table) {
        String trade = "POST " + UTA + "trade/";
        table.depends(
                        trade + "place-order",
                        BY_CATEGORY + "reduceOnly yes reduces, in hedge mode with the side that closes",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::unifiedOrder))
                .depends(
                        trade + "place-batch",
                        BY_CATEGORY + "reduces if every order does",
                        BitgetMeaning.each(BitgetUta.ID, BitgetMeaning::unifiedOrder))
                .depends(
                        trade + "modify-order",
                        BY_CATEGORY + "TRADE_SPOT without one; ADDS_RISK",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::unifiedChange))
                .depends(
                        trade + "cancel-order",
                        BY_CATEGORY + "TRADE_SPOT without one; REDUCES_RISK",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::unifiedCancellation))
                .depends(
                        trade + "cancel-batch",
                        BY_CATEGORY + "REDUCES_RISK",
                        BitgetMeaning.each(BitgetUta.ID, BitgetMeaning::unifiedCancellation))
                .depends(
                        trade + "cancel-symbol-order",
                        BY_CATEGORY + "REDUCES_RISK",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::unifiedCancellation))
                .depends(
                        trade + "close-positions",
                        BY_CATEGORY + "REDUCES_RISK",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::unifiedClosing))
                .depends(
                        trade + "countdown-cancel-all",
                        "TRADE_SPOT, for every market; 5 to 60 s reduce, 0 disarms",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::timer))
                .adds(TRADE_DERIVATIVES, posts(UTA + "account/", "set-leverage", "set-margin", "set-hold-mode"))
                .repays(TRADE_MARGIN, posts(UTA + "account/", "repay"));
    }

    private static void unifiedMoneyAndRights(EndpointTable.Builder table) {
        table.adds(TRANSFER_INTERNAL, posts(UTA + "account/", "transfer"))
                .adds(
                        TRANSFER_SUBACCOUNT,
                        posts(UTA + "account/", "sub-transfer", "sub-master-transfer", "move-positions"))
                .adds(WITHDRAW, posts(UTA + "account/", "withdraw"))
                .reduces(CANCEL_WITHDRAWAL, posts(UTA + "account/", "cancel-withdrawal"))
                .adds(KEY_ADMIN, posts(UTA + "user/", "create-sub-api", "update-sub-api"))
                .reduces(KEY_ADMIN, posts(UTA + "user/", "delete-sub-api"))
                .adds(ACCOUNT_ADMIN, posts(UTA + "user/", "create-sub"))
                .adds(ACCOUNT_ADMIN, posts(UTA + "account/", "adjust-account-mode"))
                .depends(
                        "POST " + UTA + "user/freeze-sub",
                        "ACCOUNT_ADMIN; freeze reduces",
                        BitgetMeaning.one(BitgetUta.ID, BitgetMeaning::freeze));
    }
}
