/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the trading requests of Bitget mean. Orders take the documented fields alone.
 *
 * <p>Source: tiagosiebler/bitget-api of July 2026. A mark of one mode of positions is overlooked in the other: {@code reduceOnly} in hedge mode, {@code tradeSide} and {@code posSide} in one-way mode. An order reduces if it
 * has {@code reduceOnly}, and either no word for hedge mode, which requires one, or the one that closes. UNCONFIRMED: that an order without that word is refused in hedge mode.
 */
final class BitgetMeaning {
    private static final Set<String> OF_FUTURES_ORDERS = Set.of(
            "symbol",
            "productType",
            "marginMode",
            "marginCoin",
            "size",
            "price",
            "side",
            "tradeSide",
            "orderType",
            "force",
            "clientOid",
            "reduceOnly",
            "presetStopSurplusPrice",
            "presetStopLossPrice",
            "stpMode");
    private static final Set<String> OF_UNIFIED_ORDERS = Set.of(
            "category",
            "symbol",
            "qty",
            "price",
            "side",
            "orderType",
            "timeInForce",
            "posSide",
            "clientOid",
            "reduceOnly",
            "marginMode",
            "stpMode",
            "tpTriggerBy",
            "slTriggerBy",
            "takeProfit",
            "stopLoss",
            "tpOrderType",
            "slOrderType",
            "tpLimitPrice",
            "slLimitPrice");
    private static final Set<String> OF_UNIFIED_CHANGES = Set.of(
            "category",
            "symbol",
            "orderId",
            "clientOid",
            "qty",
            "price",
            "autoCancel",
            "tpTriggerBy",
            "slTriggerBy",
            "takeProfit",
            "stopLoss",
            "tpOrderType",
            "slOrderType",
            "tpLimitPrice",
            "slLimitPrice");
    private static final Set<String> OF_CANCELLATIONS = Set.of("category", "symbol", "orderId", "clientOid", "posSide");

    private static final Pattern COUNTDOWN = Pattern.compile("[5-9]|[1-5]\\d|60");

    private BitgetMeaning() {}

    /** The meaning of a request that is one object. */
    static EndpointTable.Rule one(String venue, Function<Fields, Classification> meaning) {
        return request -> meaning.apply(request.object(venue));
    }

    /** The meaning of all items together: they must need the same right, and the riskiest decides. */
    static EndpointTable.Rule each(String venue, Function<Fields, Classification> meaning) {
        return request -> {
            var permissions = EnumSet.noneOf(Permission.class);
            Risk risk = Risk.READ;
            OrderEffect orders = OrderEffect.NONE;
            for (Fields item : request.items().items()) {
                Classification one = meaning.apply(item);
                permissions.add(one.permission());
                risk = one.risk().compareTo(risk) > 0 ? one.risk() : risk;
                orders = orders.and(one.orders());
            }
            if (permissions.size() != 1) {
                throw KeyguardExceptions.notCanonical(
                        venue, "the items of a batch need different rights; send one batch for each");
            }
            return new Classification(permissions.iterator().next(), risk).with(orders);
        };
    }

    static Classification futuresOrder(Fields order) {
        requireDocumented(Bitget.ID, order, OF_FUTURES_ORDERS);
        boolean closes = !order.has("tradeSide") || isText(order, "tradeSide", "close");
        boolean reduces = closes && isText(order, "reduceOnly", "YES");
        return new Classification(TRADE_DERIVATIVES, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK)
                .with(OrderEffect.PLACES);
    }

    static Classification unifiedOrder(Fields order) {
        requireDocumented(BitgetUta.ID, order, OF_UNIFIED_ORDERS);
        Permission market = category(order, false);
        boolean only = isText(order, "reduceOnly", "yes") || isText(order, "reduceOnly", "YES");
        boolean reduces = market == TRADE_DERIVATIVES && only && closes(order);
        return new Classification(market, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    private static boolean closes(Fields order) {
        return !order.has("posSide")
                || (isText(order, "posSide", "long") && isText(order, "side", "sell"))
                || (isText(order, "posSide", "short") && isText(order, "side", "buy"));
    }

    static Classification unifiedChange(Fields order) {
        requireDocumented(BitgetUta.ID, order, OF_UNIFIED_CHANGES);
        return new Classification(category(order, true), Risk.ADDS_RISK);
    }

    /** Without a category it counts as spot, as nothing tells which market it is for. */
    static Classification unifiedCancellation(Fields order) {
        requireDocumented(BitgetUta.ID, order, OF_CANCELLATIONS);
        return new Classification(category(order, true), Risk.REDUCES_RISK);
    }

    /** The venue closes by orders of its own. */
    static Classification unifiedClosing(Fields positions) {
        return unifiedCancellation(positions).with(OrderEffect.BOTH);
    }

    private static Permission category(Fields order, boolean optional) {
        JsonNode category = order.path("category");
        if (category.isMissingNode() && optional) {
            return TRADE_SPOT;
        }
        return switch (category.isTextual() ? category.asText() : "") {
            case "SPOT" -> TRADE_SPOT;
            case "MARGIN" -> TRADE_MARGIN;
            case "USDT-FUTURES", "COIN-FUTURES", "USDC-FUTURES" -> TRADE_DERIVATIVES;
            default ->
                throw KeyguardExceptions.notCanonical(
                        BitgetUta.ID,
                        "'category' is SPOT, MARGIN, USDT-FUTURES, COIN-FUTURES or USDC-FUTURES, in capitals");
        };
    }

    /** Seconds; zero disarms. */
    static Classification timer(Fields timer) {
        requireDocumented(BitgetUta.ID, timer, Set.of("countdown"));
        JsonNode countdown = timer.path("countdown");
        boolean readable = countdown.isTextual() || countdown.isIntegralNumber();
        boolean arms = readable && COUNTDOWN.matcher(countdown.asText()).matches();
        return new Classification(TRADE_SPOT, arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    static Classification freeze(Fields account) {
        requireDocumented(BitgetUta.ID, account, Set.of("subUid", "operation"));
        boolean freezes = isText(account, "operation", "freeze");
        return new Classification(ACCOUNT_ADMIN, freezes ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    static EndpointTable.Rule login(String venue) {
        return request -> {
            if (request.json() != null || !request.request().params().isEmpty()) {
                throw KeyguardExceptions.notCanonical(venue, "a login has no parameters");
            }
            return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
        };
    }

    private static boolean isText(Fields fields, String name, String text) {
        JsonNode value = fields.path(name);
        return value.isTextual() && value.asText().equals(text);
    }

    private static void requireDocumented(String venue, Fields fields, Set<String> documented) {
        if (!fields.hasOnly(documented)) {
            throw KeyguardExceptions.notCanonical(
                    venue, "this endpoint takes the documented fields alone, see the venue's page");
        }
    }
}
