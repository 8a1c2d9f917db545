/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;
import static io.keyguard.Risk.ADDS_RISK;
import static io.keyguard.Risk.READ;
import static io.keyguard.Risk.REDUCES_RISK;

import io.keyguard.Permission;
import io.keyguard.Risk;
import java.util.Set;

/** What the requests of Gemini mean: all are {@code POST}, also those that read. Every one takes its documented fields alone. Source: the OpenAPI document of September 2026. */
final class GeminiEndpoints {
    private static final Set<String> NOTHING = Set.of();
    private static final Set<String> OF_LISTS = Set.of(
            "symbol",
            "currency",
            "network",
            "timestamp",
            "limit_trades",
            "limit_orders",
            "limit_transfers",
            "limit_accounts",
            "show_completed_deposit_advances");
    private static final Set<String> OF_STAKING =
            Set.of("since", "until", "limit", "providerId", "currency", "interestOnly", "sortAsc");
    private static final Set<String> OF_STAKES = Set.of("providerId", "currency", "amount");
    private static final Set<String> OF_CLEARING = Set.of(
            "counterparty_id", "clearing_id", "expires_in_hrs", "symbol", "amount", "price", "side", "client_order_id");
    private static final Set<String> OF_WITHDRAWALS =
            Set.of("address", "amount", "memo", "clientTransferId", "client_transfer_id");
    private static final Set<String> OF_BANKS = Set.of(
            "accountnumber",
            "accountNumber",
            "routing",
            "swiftcode",
            "institutionNumber",
            "institutionnumber",
            "branchnnumber",
            "branchnumber",
            "type",
            "name");

    static final EndpointTable TABLE = table();

    private GeminiEndpoints() {}

    private static EndpointTable table() {
        EndpointTable.Builder table =
                EndpointTable.of(new CanonicalForm(Gemini.ID, true, Set.of("request", "nonce", "account")));
        reads(table);
        orders(table);
        money(table);
        table.at(VenueDefinition.WEB_SOCKET);
        put(table, "WS events", OPEN_SESSION, ADDS_RISK, NOTHING);
        return table.build();
    }

    private static void reads(EndpointTable.Builder table) {
        for (String path : new String[] {
            "account",
            "balances/staking",
            "heartbeat",
            "margin/account",
            "margin/rates",
            "notionalbalances/{name}",
            "orders",
            "payments/methods",
            "perpetuals/fundingPayment",
            "positions",
            "roles",
            "tradevolume"
        }) {
            read(table, path, NOTHING);
        }
        for (String path : new String[] {
            "account/list", "custodyaccountfees", "margin", "mytrades", "notionalvolume", "orders/history", "transfers"
        }) {
            read(table, path, OF_LISTS);
        }
        read(table, "balances", Set.of("showPendingBalances"));
        read(table, "order/status", Set.of("order_id", "client_order_id", "include_trades"));
        read(table, "staking/history", OF_STAKING);
        read(table, "staking/rewards", OF_STAKING);
        read(table, "transactions", Set.of("timestamp_nanos", "limit", "continuation_token"));
        read(table, "withdraw/{name}/feeEstimate", OF_WITHDRAWALS);
        put(table, "POST /v2/transfers", READ_ACCOUNT, READ, OF_LISTS);
        put(table, "POST /v2/withdraw/{name}/{name}/feeEstimate", READ_ACCOUNT, READ, OF_WITHDRAWALS);
        ofNetwork(table, "addresses/{name}", READ_ACCOUNT, READ, Set.of("timestamp"));
        ofNetwork(table, "approvedAddresses/account/{name}", READ_ACCOUNT, READ, NOTHING);
    }

    private static void orders(EndpointTable.Builder table) {
        table.depends(
                "POST /v1/order/new",
                "by symbol, TRADE_MARGIN with margin_order; ADDS_RISK: no order is known to only reduce",
                GeminiMeaning::order);
        post(table, "order/cancel", TRADE_SPOT, REDUCES_RISK, Set.of("order_id"));
        post(table, "order/cancel/all", TRADE_SPOT, REDUCES_RISK, NOTHING);
        post(table, "order/cancel/session", TRADE_SPOT, REDUCES_RISK, NOTHING);
        post(table, "wrap/{name}", TRADE_SPOT, ADDS_RISK, Set.of("amount", "side", "client_order_id"));
        read(table, "clearing/list", Set.of("symbol", "counterparty", "side", "expiration_start", "expiration_end"));
        read(table, "clearing/status", Set.of("clearing_id"));
        read(table, "clearing/trades", Set.of("timestamp_nanos", "limit"));
        table.depends("POST /v1/clearing/new", "by symbol; ADDS_RISK", GeminiMeaning.agreement(OF_CLEARING));
        table.depends("POST /v1/clearing/confirm", "by symbol; ADDS_RISK", GeminiMeaning.agreement(OF_CLEARING));
        post(table, "clearing/cancel", TRADE_SPOT, REDUCES_RISK, Set.of("clearing_id"));
        post(
                table,
                "instant/quote",
                CONVERT,
                READ,
                Set.of("side", "symbol", "totalSpend", "paymentMethodUuid", "paymentMethodType"));
        post(
                table,
                "instant/execute",
                CONVERT,
                ADDS_RISK,
                Set.of("symbol", "side", "quantity", "price", "fee", "quoteId"));
        post(table, "staking/stake", EARN, ADDS_RISK, OF_STAKES);
        post(table, "staking/unstake", EARN, REDUCES_RISK, OF_STAKES);
    }

    private static void money(EndpointTable.Builder table) {
        ofNetwork(table, "deposit/{name}/newAddress", DEPOSIT, ADDS_RISK, Set.of("label", "legacy"));
        post(table, "withdraw/{name}", WITHDRAW, ADDS_RISK, OF_WITHDRAWALS);
        put(table, "POST /v2/withdraw/{name}/{name}", WITHDRAW, ADDS_RISK, OF_WITHDRAWALS);
        ofNetwork(
                table,
                "approvedAddresses/{name}/request",
                WITHDRAW_ADDRESS_ADMIN,
                ADDS_RISK,
                Set.of("address", "label", "memo"));
        ofNetwork(table, "approvedAddresses/{name}/remove", WITHDRAW_ADDRESS_ADMIN, REDUCES_RISK, Set.of("address"));
        post(table, "payments/addbank", WITHDRAW_ADDRESS_ADMIN, ADDS_RISK, OF_BANKS);
        post(table, "payments/addbank/cad", WITHDRAW_ADDRESS_ADMIN, ADDS_RISK, OF_BANKS);
        post(
                table,
                "account/transfer/{name}",
                TRANSFER_SUBACCOUNT,
                ADDS_RISK,
                Set.of("sourceAccount", "targetAccount", "amount", "clientTransferId", "withdrawalId"));
        post(table, "account/create", ACCOUNT_ADMIN, ADDS_RISK, Set.of("name", "type"));
    }

    private static void read(EndpointTable.Builder table, String path, Set<String> documented) {
        post(table, path, READ_ACCOUNT, READ, documented);
    }

    private static void post(
            EndpointTable.Builder table, String path, Permission permission, Risk risk, Set<String> documented) {
        put(table, "POST /v1/" + path, permission, risk, documented);
    }

    private static void put(
            EndpointTable.Builder table, String endpoint, Permission permission, Risk risk, Set<String> documented) {
        table.depends(endpoint, permission + ", " + risk, GeminiMeaning.of(permission, risk, documented));
    }

    private static void ofNetwork(
            EndpointTable.Builder table, String path, Permission permission, Risk risk, Set<String> documented) {
        table.depends(
                "POST /v1/" + path,
                permission + ", " + risk,
                GeminiMeaning.ofNetwork(path.split("/", -1), GeminiMeaning.of(permission, risk, documented)));
    }
}
