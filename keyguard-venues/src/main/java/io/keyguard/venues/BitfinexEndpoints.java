/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.WITHDRAW;

import java.util.Set;

/** What requests to Bitfinex mean. Everything is a {@code POST}; what reads has {@code r} or {@code calc} in its path. Source: docs.bitfinex.com; the list of paths: ccxt 4.5.84. */
final class BitfinexEndpoints {
    private static final String MANY =
            "by symbol and type; ADDS_RISK unless all of it reduces; what names no symbol counts as spot, and markets are not mixed";

    static final EndpointTable TABLE = EndpointTable.of(new CanonicalForm(
                    Bitfinex.ID,
                    true,
                    Set.of("nonce", "bfx-nonce", "authNonce", "apiKey", "authSig", "authPayload", "event")))
            .reads(
                    "POST /v2/auth/calc/order/avail",
                    "POST /v2/auth/r/alerts",
                    "POST /v2/auth/r/audit/hist",
                    "POST /v2/auth/r/deposit/address/all",
                    "POST /v2/auth/r/ext/invoice/payments",
                    "POST /v2/auth/r/funding/credits",
                    "POST /v2/auth/r/funding/credits/hist",
                    "POST /v2/auth/r/funding/loans",
                    "POST /v2/auth/r/funding/loans/hist",
                    "POST /v2/auth/r/funding/offers",
                    "POST /v2/auth/r/funding/offers/hist",
                    "POST /v2/auth/r/funding/trades/hist",
                    "POST /v2/auth/r/info/funding/{name}",
                    "POST /v2/auth/r/info/margin/{name}",
                    "POST /v2/auth/r/info/user",
                    "POST /v2/auth/r/ledgers/hist",
                    "POST /v2/auth/r/ledgers/{name}/hist",
                    "POST /v2/auth/r/logins/hist",
                    "POST /v2/auth/r/movements/hist",
                    "POST /v2/auth/r/movements/info",
                    "POST /v2/auth/r/movements/{name}/hist",
                    "POST /v2/auth/r/orders",
                    "POST /v2/auth/r/orders/hist",
                    "POST /v2/auth/r/orders/{name}",
                    "POST /v2/auth/r/orders/{name}/hist",
                    "POST /v2/auth/r/permissions",
                    "POST /v2/auth/r/position/increase/info",
                    "POST /v2/auth/r/positions",
                    "POST /v2/auth/r/positions/audit",
                    "POST /v2/auth/r/positions/hist",
                    "POST /v2/auth/r/positions/snap",
                    "POST /v2/auth/r/settings",
                    "POST /v2/auth/r/summary",
                    "POST /v2/auth/r/trades/hist",
                    "POST /v2/auth/r/trades/{name}/hist",
                    "POST /v2/auth/r/wallets",
                    "POST /v2/auth/r/wallets/hist")
            .depends(
                    "POST /v2/auth/w/order/submit",
                    "by symbol and type; flag 1024 (reduce only) without 'lev' reduces, except on spot",
                    BitfinexMeaning::order)
            .depends(
                    "POST /v2/auth/w/order/update",
                    "TRADE_SPOT, TRADE_DERIVATIVES with 'lev'; ADDS_RISK: it names no symbol",
                    BitfinexMeaning::update)
            .depends(
                    "POST /v2/auth/w/order/cancel",
                    "TRADE_SPOT, REDUCES_RISK: it names no symbol",
                    BitfinexMeaning::cancellation)
            .depends(
                    "POST /v2/auth/w/order/cancel/multi",
                    "TRADE_SPOT, REDUCES_RISK: it names no symbol",
                    BitfinexMeaning::cancellations)
            .depends("POST /v2/auth/w/order/multi", MANY, BitfinexMeaning::many)
            .depends(
                    "POST /v2/auth/w/position/claim", "TRADE_MARGIN, ADDS_RISK", BitfinexMeaning.margin("id", "amount"))
            .depends(
                    "POST /v2/auth/w/position/increase",
                    "TRADE_MARGIN, ADDS_RISK",
                    BitfinexMeaning.margin("symbol", "amount"))
            .depends(
                    "POST /v2/auth/w/position/update/funding/type",
                    "TRADE_MARGIN, ADDS_RISK",
                    BitfinexMeaning.margin("symbol", "type"))
            .depends(
                    "POST /v2/auth/w/deriv/collateral/set",
                    "TRADE_DERIVATIVES, ADDS_RISK: it can lower the collateral",
                    BitfinexMeaning::collateral)
            .adds(
                    EARN,
                    "POST /v2/auth/w/funding/auto",
                    "POST /v2/auth/w/funding/keep",
                    "POST /v2/auth/w/funding/offer/submit")
            .reduces(
                    EARN,
                    "POST /v2/auth/w/funding/close",
                    "POST /v2/auth/w/funding/offer/cancel",
                    "POST /v2/auth/w/funding/offer/cancel/all")
            .depends(
                    "POST /v2/auth/w/transfer",
                    "TRANSFER_INTERNAL; to another account (email_dst, user_id_dst) TRANSFER_SUBACCOUNT, to pinned ones alone; ADDS_RISK",
                    BitfinexMeaning::transfer)
            .adds(WITHDRAW, "POST /v2/auth/w/withdraw", "POST /v2/auth/w/ext/wallets/withdrawals/request")
            .adds(
                    DEPOSIT,
                    "POST /v2/auth/w/deposit/address",
                    "POST /v2/auth/w/deposit/invoice",
                    "POST /v2/auth/w/ext/wallets/deposits/request")
            .adds(ACCOUNT_ADMIN, "POST /v2/auth/w/alert/set", "POST /v2/auth/w/settings/set")
            .adds(ACCOUNT_ADMIN, "POST /v2/auth/w/settings/del")
            .adds(KEY_ADMIN, "POST /v2/auth/w/token")
            .reduces(KEY_ADMIN, "POST /v2/auth/w/token/del")
            .at(VenueDefinition.WEB_SOCKET)
            .depends("WS auth", "OPEN_SESSION, ADDS_RISK; 'dms' is 4 or left out", BitfinexMeaning::login)
            .depends("WS on", "as order/submit", BitfinexMeaning::order)
            .depends("WS ou", "as order/update", BitfinexMeaning::update)
            .depends("WS oc", "TRADE_SPOT, REDUCES_RISK: it names no symbol", BitfinexMeaning::cancellation)
            .depends("WS oc_multi", "TRADE_SPOT, REDUCES_RISK: it names no symbol", BitfinexMeaning::cancellations)
            .depends("WS ox_multi", MANY, BitfinexMeaning::many)
            .adds(EARN, "WS fon")
            .reduces(EARN, "WS foc")
            .build();

    private BitfinexEndpoints() {}
}
