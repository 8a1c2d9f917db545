/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Permission;
import java.util.Map;
import java.util.Set;

/** The names that requests to MEXC may carry, as neither of its signatures covers method and path. */
final class MexcNames {
    /** Of reads and cancellations of spot: no order has these alone, as it names a side; no transfer, as it names an amount. */
    static final Set<String> CHEAP = Set.of(
            "symbol",
            "symbols",
            "orderId",
            "origClientOrderId",
            "newClientOrderId",
            "startTime",
            "endTime",
            "limit",
            "page",
            "size",
            "coin",
            "status",
            "tranId",
            "fromAccountType",
            "toAccountType",
            "subAccount");

    /** Of what ends a key, a withdrawal or a session: no read has these, whose signature would be good for that. */
    static final Set<String> ENDS_KEY = Set.of("subAccount", "apiKey");

    static final Set<String> ENDS_WITHDRAWAL = Set.of("id");
    static final Set<String> ENDS_SESSION = Set.of("listenKey");

    /** Of what cancels contracts by the bot's own ids, or asks for them. */
    static final Set<String> BY_OWN_ID = Set.of("symbol", "externalOid");

    /** Of what cancels orders for contracts, all or by their ids. */
    static final Set<String> CANCELS = Set.of("symbol", "orderId", "stopPlanOrderId", "trackOrderId");

    static final Set<String> OF_MARGIN = Set.of("positionId", "amount", "type");

    private static final Set<Permission> ORDERS = Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);
    private static final Set<Permission> MOVES = Set.of(WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT);

    /** Names that stand in requests with these rights alone, save for cheap ones, which have names of their own. */
    static final Map<String, Set<Permission>> RESERVED = Map.ofEntries(
            Map.entry("address", Set.of(WITHDRAW)),
            Map.entry("netWork", Set.of(WITHDRAW)),
            Map.entry("network", Set.of(WITHDRAW, DEPOSIT)),
            Map.entry("coin", Set.of(WITHDRAW, DEPOSIT)),
            Map.entry("toAccount", Set.of(WITHDRAW, TRANSFER_SUBACCOUNT)),
            Map.entry("toAccountType", MOVES),
            Map.entry("fromAccountType", MOVES),
            Map.entry(
                    "amount",
                    Set.of(WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, TRADE_MARGIN, TRADE_DERIVATIVES)),
            Map.entry("asset", Set.of(WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, TRADE_MARGIN, CONVERT)),
            Map.entry("subAccount", Set.of(KEY_ADMIN, ACCOUNT_ADMIN)),
            Map.entry("note", Set.of(KEY_ADMIN, ACCOUNT_ADMIN)),
            Map.entry("permissions", Set.of(KEY_ADMIN)),
            Map.entry("apiKey", Set.of(KEY_ADMIN)),
            Map.entry("id", Set.of(CANCEL_WITHDRAWAL)),
            Map.entry("listenKey", Set.of(OPEN_SESSION)),
            Map.entry("ip", Set.of(KEY_ADMIN)),
            Map.entry("side", ORDERS),
            Map.entry("batchOrders", Set.of(TRADE_SPOT)),
            Map.entry("mxDeductEnable", Set.of(TRADE_SPOT)),
            Map.entry("tradeMode", Set.of(TRADE_MARGIN)),
            Map.entry("vol", Set.of(TRADE_DERIVATIVES)),
            Map.entry("leverage", Set.of(TRADE_DERIVATIVES)),
            Map.entry("positionMode", Set.of(TRADE_DERIVATIVES)),
            Map.entry("isEnabled", Set.of(TRADE_DERIVATIVES)));

    private MexcNames() {}
}
