/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Risk.ADDS_RISK;
import static io.keyguard.Risk.REDUCES_RISK;

import io.keyguard.Permission;
import io.keyguard.Risk;
import java.util.Set;

/** What the methods of Crypto.com mean; all of them are {@code POST}. Source: exchange-developer.crypto.com (OpenAPI document of August 2026). */
final class CryptoComEndpoints {
    private static final String[] READS = {
        "user-balance",
        "user-balance-history",
        "get-accounts",
        "get-subaccount-balances",
        "get-positions",
        "get-fee-credit-balances",
        "get-open-orders",
        "get-order-detail",
        "get-order-history",
        "get-trades",
        "get-transactions",
        "get-account-settings",
        "get-fee-rate",
        "get-instrument-fee-rate",
        "get-currency-networks",
        "get-deposit-address",
        "get-deposit-history",
        "get-withdrawal-history",
        "advanced/get-open-orders",
        "advanced/get-order-detail",
        "advanced/get-order-history",
        "fiat/fiat-deposit-history",
        "fiat/fiat-withdraw-history",
        "fiat/fiat-transaction-quota",
        "fiat/fiat-transaction-limit",
        "fiat/fiat-get-bank-accounts",
        "staking/get-staking-position",
        "staking/get-staking-instruments",
        "staking/get-open-stake",
        "staking/get-stake-history",
        "staking/get-reward-history",
        "staking/get-open-convert",
        "staking/get-convert-history",
        "bot/get-trading-bots",
        "bot/get-trading-bot-executions"
    };

    /** What reads choose by. */
    private static final Set<String> CHOICES = Set.of(
            "instrument_name",
            "instrument_type",
            "type",
            "order_id",
            "client_oid",
            "isolation_id",
            "start_time",
            "end_time",
            "start_ts",
            "end_ts",
            "limit",
            "page",
            "page_size",
            "currency",
            "status",
            "timeframe",
            "journal_type",
            "payment_networks",
            "payment_network",
            "bot_id");

    private CryptoComEndpoints() {}

    static final EndpointTable TABLE = table();

    private static EndpointTable table() {
        EndpointTable.Builder table =
                EndpointTable.of(new CanonicalForm(CryptoCom.ID, true, Set.of("api_key", "sig", "nonce")));
        for (String read : READS) {
            fixed(table, read, READ_ACCOUNT, Risk.READ, CHOICES);
        }
        orders(table);
        settings(table);
        money(table);
        return table.at(VenueDefinition.WEB_SOCKET)
                .depends(
                        "WS auth",
                        OPEN_SESSION + ", " + ADDS_RISK,
                        CryptoComMeaning.of(OPEN_SESSION, ADDS_RISK, Set.of()))
                .build();
    }

    private static void orders(EndpointTable.Builder table) {
        depends(table, "create-order", "by instrument; REDUCES_RISK with REDUCE_ONLY", CryptoComMeaning::order);
        depends(table, "create-order-list", "as its orders", CryptoComMeaning::orders);
        depends(table, "advanced/create-order", "by instrument, as create-order", CryptoComMeaning::trigger);
        Set<String> amendment = Set.of("order_id", "orig_client_oid", "client_oid", "new_price", "new_quantity");
        fixed(table, "amend-order", TRADE_SPOT, ADDS_RISK, amendment);
        Set<String> one = Set.of("order_id", "client_oid");
        fixed(table, "cancel-order", TRADE_SPOT, REDUCES_RISK, one);
        fixed(table, "advanced/cancel-order", TRADE_SPOT, REDUCES_RISK, one);
        depends(table, "cancel-order-list", "by instrument; REDUCES_RISK", CryptoComMeaning::cancellations);
        for (String all : new String[] {"cancel-all-orders", "advanced/cancel-all-orders"}) {
            depends(
                    table,
                    all,
                    "by instrument, TRADE_SPOT without one; REDUCES_RISK",
                    CryptoComMeaning.ofMarket(REDUCES_RISK, false, Set.of("instrument_name", "type")));
        }
        depends(table, "close-position", "by instrument; REDUCES_RISK", CryptoComMeaning::closing);
        fixed(table, "bot/pause-trading-bot", TRADE_SPOT, REDUCES_RISK, Set.of("bot_id"));
        fixed(table, "bot/terminate-trading-bot", TRADE_SPOT, REDUCES_RISK, Set.of("bot_id"));
    }

    private static void settings(EndpointTable.Builder table) {
        fixed(table, "change-account-leverage", TRADE_DERIVATIVES, ADDS_RISK, Set.of("account_id", "leverage"));
        fixed(
                table,
                "change-account-settings",
                TRADE_DERIVATIVES,
                ADDS_RISK,
                Set.of("stp_scope", "stp_inst", "stp_id", "leverage"));
        fixed(
                table,
                "change-isolated-margin-leverage",
                TRADE_DERIVATIVES,
                ADDS_RISK,
                Set.of("isolation_id", "leverage"));
        fixed(
                table,
                "create-isolated-margin-transfer",
                TRADE_DERIVATIVES,
                ADDS_RISK,
                Set.of("isolation_id", "direction", "amount"));
        Set<String> stake = Set.of("instrument_name", "quantity");
        fixed(table, "staking/stake", EARN, ADDS_RISK, stake);
        fixed(table, "staking/unstake", EARN, REDUCES_RISK, stake);
        fixed(
                table,
                "staking/convert",
                EARN,
                ADDS_RISK,
                Set.of(
                        "from_instrument_name",
                        "to_instrument_name",
                        "expected_rate",
                        "from_quantity",
                        "slippage_tolerance_bps"));
    }

    private static void money(EndpointTable.Builder table) {
        fixed(
                table,
                "create-withdrawal",
                WITHDRAW,
                ADDS_RISK,
                Set.of("client_wid", "currency", "amount", "address", "address_tag", "network_id"));
        fixed(
                table,
                "create-subaccount-transfer",
                TRANSFER_SUBACCOUNT,
                ADDS_RISK,
                Set.of("from", "to", "currency", "amount"));
    }

    private static void fixed(
            EndpointTable.Builder table, String method, Permission permission, Risk risk, Set<String> documented) {
        depends(table, method, permission + ", " + risk, CryptoComMeaning.of(permission, risk, documented));
    }

    private static void depends(EndpointTable.Builder table, String method, String inWords, EndpointTable.Rule rule) {
        table.depends("POST " + CryptoCom.API + "private/" + method, inWords, rule);
    }
}
