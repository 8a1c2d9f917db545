/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import java.util.Set;

/** What the requests of Bitstamp mean; many that read are {@code POST} too. Sources: bitstamp.net/api, ccxt 4.5.84. */
final class BitstampEndpoints {
    private BitstampEndpoints() {}

    /** The names are those of the former way to sign, in the body. */
    static final EndpointTable TABLE = EndpointTable.of(
                    new CanonicalForm(Bitstamp.ID, false, Set.of("key", "signature", "nonce")))
            .reads(
                    "POST /api/v2/account_balances",
                    "POST /api/v2/account_balances/{name}",
                    "POST /api/v2/balance",
                    "POST /api/v2/balance/{name}",
                    "POST /api/v2/user_transactions",
                    "POST /api/v2/user_transactions/{name}",
                    "POST /api/v2/crypto-transactions",
                    "POST /api/v2/open_orders",
                    "POST /api/v2/open_orders/all",
                    "POST /api/v2/open_orders/{name}",
                    "POST /api/v2/order_status",
                    "POST /api/v2/order_data",
                    "POST /api/v2/account_order_data",
                    "POST /api/v2/get_max_order_amount",
                    "POST /api/v2/my_markets",
                    "POST /api/v2/my_trading_pairs",
                    "POST /api/v2/fees/trading",
                    "POST /api/v2/fees/trading/{name}",
                    "POST /api/v2/fees/withdrawal",
                    "POST /api/v2/fees/withdrawal/{name}",
                    "POST /api/v2/withdrawal-requests",
                    "POST /api/v2/withdrawal/status",
                    "GET /api/v2/crypto-transactions/deposits",
                    "GET /api/v2/trade_history",
                    "GET /api/v2/trade_history/{name}",
                    "GET /api/v2/open_positions",
                    "GET /api/v2/open_positions/{name}",
                    "GET /api/v2/earn/subscriptions",
                    "GET /api/v2/earn/transactions")
            .adds(OPEN_SESSION, "POST /api/v2/websockets_token")
            .depends("POST /api/v2/buy/{name}", "by market; ADDS_RISK", BitstampMeaning.order("limit"))
            .depends("POST /api/v2/buy/market/{name}", "by market; ADDS_RISK", BitstampMeaning.order("market"))
            .depends("POST /api/v2/buy/instant/{name}", "by market; ADDS_RISK", BitstampMeaning.order("instant"))
            .depends("POST /api/v2/sell/{name}", "by market; ADDS_RISK", BitstampMeaning.order("limit"))
            .depends("POST /api/v2/sell/market/{name}", "by market; ADDS_RISK", BitstampMeaning.order("market"))
            .depends("POST /api/v2/sell/instant/{name}", "by market; ADDS_RISK", BitstampMeaning.order("instant"))
            // It names no market, and can raise the amount.
            .replaces(TRADE_SPOT, "POST /api/v2/replace_order")
            .reduces(TRADE_SPOT, "POST /api/v2/cancel_order", "POST /api/v2/cancel_all_orders")
            .depends(
                    "POST /api/v2/cancel_all_orders/{name}",
                    "by market; REDUCES_RISK",
                    BitstampMeaning::cancellationOfMarket)
            .adds(EARN, "POST /api/v2/earn/subscribe", "POST /api/v2/earn/subscriptions/setting")
            .reduces(EARN, "POST /api/v2/earn/unsubscribe")
            .depends(
                    "POST /api/v2/{name}",
                    "WITHDRAW, ADDS_RISK for `btc_withdrawal` and the like; DEPOSIT, ADDS_RISK for `btc_address` and the like",
                    BitstampMeaning::ofAsset)
            .adds(WITHDRAW, "POST /api/v2/withdrawal/open", "POST /api/v2/crypto-transactions/deposits/{name}/reject")
            .reduces(CANCEL_WITHDRAWAL, "POST /api/v2/withdrawal/cancel")
            .adds(TRANSFER_SUBACCOUNT, "POST /api/v2/transfer-to-main", "POST /api/v2/transfer-from-main")
            .reduces(KEY_ADMIN, "POST /api/v2/revoke_all_api_keys")
            .build();
}
