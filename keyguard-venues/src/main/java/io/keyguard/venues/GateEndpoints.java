/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import java.util.List;
import java.util.Set;

/** What the endpoints of Gate mean. Source: the documents of gateio/gateapi-python 6.104.3. */
final class GateEndpoints {
    /** In what perpetual contracts are settled. */
    static final List<String> SETTLES = List.of("usdt", "btc");

    private static final String TIMER = "a timeout of 5 s to 99999 s reduces, 0 disarms";
    private static final String BY_ACCOUNT =
            "by account: TRADE_MARGIN for margin and cross_margin, TRADE_SPOT otherwise; ";

    static final EndpointTable TABLE = table();

    private GateEndpoints() {}

    private static EndpointTable table() {
        EndpointTable.Builder table = EndpointTable.of(new CanonicalForm(Gate.ID, true, Set.of()));
        reads(table);
        spot(table);
        SETTLES.forEach(settle -> futures(table, Gate.API + "/futures/" + settle));
        options(table);
        moneyAndRights(table);
        table.at(VenueDefinition.WEB_SOCKET);
        spotSocket(table);
        table.at(Gate.FUTURES_SOCKET);
        futuresSocket(table);
        return table.build();
    }

    private static void reads(EndpointTable.Builder table) {
        for (String path : List.of(
                "account/detail",
                "account/main_keys",
                "margin/accounts",
                "margin/uni/loans",
                "spot/account_book",
                "spot/accounts",
                "spot/fee",
                "spot/my_trades",
                "spot/open_orders",
                "spot/orders",
                "spot/orders/{id}",
                "spot/price_orders",
                "spot/price_orders/{id}",
                "sub_accounts",
                "sub_accounts/{id}",
                "sub_accounts/{id}/keys",
                "sub_accounts/{id}/keys/{id}",
                "unified/accounts",
                "unified/loans",
                "unified/unified_mode",
                "wallet/deposits",
                "wallet/fee",
                "wallet/push",
                "wallet/saved_address",
                "wallet/sub_account_balances",
                "wallet/sub_account_transfers",
                "wallet/total_balance",
                "wallet/withdraw_status",
                "wallet/withdrawals")) {
            table.reads("GET " + Gate.API + "/" + path);
        }
    }

    private static void spot(EndpointTable.Builder table) {
        String orders = Gate.API + "/spot/orders";
        String triggers = Gate.API + "/spot/price_orders";
        table.depends(
                        "POST " + orders,
                        BY_ACCOUNT + "TRADE_MARGIN with auto_borrow too; ADDS_RISK",
                        GateMeaning.one(GateMeaning::spotOrder))
                .depends(
                        "POST " + Gate.API + "/spot/batch_orders",
                        BY_ACCOUNT + "TRADE_MARGIN with auto_borrow too; ADDS_RISK",
                        GateMeaning.each(GateMeaning::spotOrder))
                .depends(
                        "POST " + Gate.API + "/spot/amend_batch_orders",
                        BY_ACCOUNT + "ADDS_RISK",
                        GateMeaning.each(GateMeaning::spotAmendment))
                .depends("DELETE " + orders, BY_ACCOUNT + "REDUCES_RISK", GateMeaning.one(GateMeaning::cancellation))
                .depends(
                        "DELETE " + orders + "/{id}",
                        BY_ACCOUNT + "REDUCES_RISK",
                        GateMeaning.one(GateMeaning::cancellation))
                .depends(
                        "POST " + Gate.API + "/spot/cancel_batch_orders",
                        BY_ACCOUNT + "REDUCES_RISK",
                        GateMeaning.each(GateMeaning::cancellation))
                .depends("POST " + triggers, BY_ACCOUNT + "ADDS_RISK", GateMeaning.one(GateMeaning::spotTrigger))
                .depends("DELETE " + triggers, BY_ACCOUNT + "REDUCES_RISK", GateMeaning.one(GateMeaning::cancellation))
                .depends(
                        "DELETE " + triggers + "/{id}",
                        BY_ACCOUNT + "REDUCES_RISK",
                        GateMeaning.one(GateMeaning::cancellation))
                .depends(
                        "POST " + Gate.API + "/spot/countdown_cancel_all",
                        "TRADE_SPOT; " + TIMER,
                        GateMeaning.timer(TRADE_SPOT))
                .depends(
                        "POST " + Gate.API + "/margin/uni/loans",
                        "TRADE_MARGIN; repay reduces",
                        GateMeaning.one(GateMeaning::loan))
                .depends(
                        "POST " + Gate.API + "/unified/loans",
                        "TRADE_MARGIN; repay reduces",
                        GateMeaning.one(GateMeaning::loan));
    }

    private static void futures(EndpointTable.Builder table, String path) {
        for (String read : List.of(
                "accounts",
                "account_book",
                "dual_comp/positions/{symbol}",
                "fee",
                "my_trades",
                "my_trades_timerange",
                "orders",
                "orders/{id}",
                "orders_timerange",
                "position_close",
                "positions",
                "positions/{symbol}",
                "price_orders",
                "price_orders/{id}")) {
            table.reads("GET " + path + "/" + read);
        }
        table.depends(
                        "POST " + path + "/orders",
                        "TRADE_DERIVATIVES; reduce_only, or close with size 0, reduces",
                        GateMeaning.one(GateMeaning::contractOrder))
                .depends(
                        "POST " + path + "/batch_orders",
                        "TRADE_DERIVATIVES; reduces if every order does",
                        GateMeaning.each(GateMeaning::contractOrder))
                .depends(
                        "POST " + path + "/price_orders",
                        "TRADE_DERIVATIVES; reduces if its order does",
                        GateMeaning.one(GateMeaning::contractTrigger))
                .depends(
                        "POST " + path + "/countdown_cancel_all",
                        "TRADE_DERIVATIVES; " + TIMER,
                        GateMeaning.timer(TRADE_DERIVATIVES))
                .reduces(
                        TRADE_DERIVATIVES,
                        "DELETE " + path + "/orders",
                        "DELETE " + path + "/orders/{id}",
                        "DELETE " + path + "/price_orders",
                        "DELETE " + path + "/price_orders/{id}")
                .adds(
                        TRADE_DERIVATIVES,
                        "PUT " + path + "/orders/{id}",
                        "POST " + path + "/batch_amend_orders",
                        "POST " + path + "/dual_mode");
        for (String position : List.of("/positions/{symbol}", "/dual_comp/positions/{symbol}")) {
            for (String setting : List.of("/leverage", "/margin", "/risk_limit")) {
                table.adds(TRADE_DERIVATIVES, "POST " + path + position + setting);
            }
        }
    }

    private static void options(EndpointTable.Builder table) {
        String path = Gate.API + "/options";
        for (String read : List.of("accounts", "account_book", "my_trades", "orders", "orders/{id}", "positions")) {
            table.reads("GET " + path + "/" + read);
        }
        table.depends(
                        "POST " + path + "/orders",
                        "TRADE_OPTIONS; reduce_only, or close with size 0, reduces",
                        GateMeaning.one(GateMeaning::optionOrder))
                .depends(
                        "POST " + path + "/countdown_cancel_all",
                        "TRADE_OPTIONS; " + TIMER,
                        GateMeaning.timer(TRADE_OPTIONS))
                .reduces(TRADE_OPTIONS, "DELETE " + path + "/orders", "DELETE " + path + "/orders/{id}");
    }

    private static void moneyAndRights(EndpointTable.Builder table) {
        table.adds(TRANSFER_INTERNAL, "POST " + Gate.API + "/wallet/transfers")
                .adds(
                        TRANSFER_SUBACCOUNT,
                        "POST " + Gate.API + "/wallet/sub_account_transfers",
                        "POST " + Gate.API + "/wallet/sub_account_to_sub_account")
                .adds(WITHDRAW, "POST " + Gate.API + "/withdrawals", "POST " + Gate.API + "/withdrawals/push")
                .reduces(CANCEL_WITHDRAWAL, "DELETE " + Gate.API + "/withdrawals/{id}")
                .adds(KEY_ADMIN, "POST " + GateKeys.KEYS, "PUT " + GateKeys.KEYS + "/{id}")
                .reduces(KEY_ADMIN, "DELETE " + GateKeys.KEYS + "/{id}")
                .adds(
                        ACCOUNT_ADMIN,
                        "POST " + Gate.API + "/sub_accounts",
                        "POST " + Gate.API + "/sub_accounts/{id}/unlock",
                        "PUT " + Gate.API + "/unified/unified_mode")
                .reduces(ACCOUNT_ADMIN, "POST " + Gate.API + "/sub_accounts/{id}/lock");
    }

    private static void spotSocket(EndpointTable.Builder table) {
        table.depends("WS spot.login", "OPEN_SESSION, ADDS_RISK; without parameters", GateMeaning::login);
        streams(table, "spot.orders", "spot.usertrades", "spot.balances", "spot.margin_balances");
        table.depends(
                        "WS spot.order_place",
                        BY_ACCOUNT + "TRADE_MARGIN with auto_borrow too; ADDS_RISK",
                        GateMeaning.one(GateMeaning::spotOrder))
                .depends("WS spot.order_amend", BY_ACCOUNT + "ADDS_RISK", GateMeaning.one(GateMeaning::spotAmendment))
                .depends(
                        "WS spot.order_cancel", BY_ACCOUNT + "REDUCES_RISK", GateMeaning.one(GateMeaning::cancellation))
                .depends(
                        "WS spot.order_cancel_cp",
                        BY_ACCOUNT + "REDUCES_RISK",
                        GateMeaning.one(GateMeaning::cancellation))
                .depends(
                        "WS spot.order_cancel_ids",
                        BY_ACCOUNT + "REDUCES_RISK",
                        GateMeaning.each(GateMeaning::cancellation));
    }

    private static void futuresSocket(EndpointTable.Builder table) {
        table.depends("WS futures.login", "OPEN_SESSION, ADDS_RISK; without parameters", GateMeaning::login);
        streams(table, "futures.orders", "futures.usertrades", "futures.positions", "futures.balances");
        table.depends(
                        "WS futures.order_place",
                        "TRADE_DERIVATIVES; reduce_only, or close with size 0, reduces",
                        GateMeaning.one(GateMeaning::contractOrder))
                .adds(TRADE_DERIVATIVES, "WS futures.order_amend")
                .reduces(TRADE_DERIVATIVES, "WS futures.order_cancel", "WS futures.order_cancel_cp");
    }

    private static void streams(EndpointTable.Builder table, String... channels) {
        for (String channel : channels) {
            table.depends("WS " + channel, "OPEN_SESSION, READ; its payload alone", GateMeaning::stream);
        }
    }
}
