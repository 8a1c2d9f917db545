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
 * What the trading requests of HTX mean. Orders take the documented fields alone. What is classified is what keyguard sends: the signature does not cover it, see {@link HtxSigning}.
 *
 * <p>Sources: HuobiRDCenter/huobi_Python, ccxt 4.5 (fields of v5). A mark of one mode of positions may be overlooked in the other, so that an order reduces with {@code reduce_only} and no word of hedge mode that opens.
 */
final class HtxMeaning {
    private static final Set<String> OF_SPOT_ORDERS = Set.of(
            "account-id",
            "symbol",
            "type",
            "amount",
            "price",
            "source",
            "client-order-id",
            "self-match-prevent",
            "stop-price",
            "operator");
    private static final Set<String> OF_SWAP_ORDERS = Set.of(
            "contract_code",
            "margin_mode",
            "position_side",
            "side",
            "type",
            "price",
            "price_match",
            "volume",
            "client_order_id",
            "time_in_force",
            "reduce_only",
            "self_match_prevent",
            "channel_code",
            "tp_trigger_price",
            "tp_order_price",
            "tp_type",
            "sl_trigger_price",
            "sl_order_price",
            "sl_type");
    private static final Set<String> OF_FORMER_SWAP_ORDERS = Set.of(
            "contract_code",
            "pair",
            "contract_type",
            "reduce_only",
            "client_order_id",
            "price",
            "volume",
            "direction",
            "offset",
            "lever_rate",
            "order_price_type",
            "channel_code",
            "tp_trigger_price",
            "tp_order_price",
            "tp_order_price_type",
            "sl_trigger_price",
            "sl_order_price",
            "sl_order_price_type");

    /** In seconds, about a day at most: what is further off arms nothing. */
    private static final Pattern TIMEOUT = Pattern.compile("[5-9]|[1-9]\\d{1,4}");

    private HtxMeaning() {}

    /** The meaning of a request that is one object. */
    static EndpointTable.Rule one(Function<Fields, Classification> meaning) {
        return request -> meaning.apply(request.object(Htx.ID));
    }

    /** The meaning of all items together: they must need the same right, and the riskiest decides. */
    static EndpointTable.Rule each(Function<Fields, Classification> meaning) {
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
                throw refused("the items of a batch need different rights; send one batch for each");
            }
            return new Classification(permissions.iterator().next(), risk).with(orders);
        };
    }

    static Classification spotOrder(Fields order) {
        requireDocumented(order, OF_SPOT_ORDERS);
        JsonNode source = order.path("source");
        String word = source.isMissingNode() ? "spot-api" : source.isTextual() ? source.asText() : "";
        return switch (word) {
            case "spot-api" -> new Classification(TRADE_SPOT, Risk.ADDS_RISK);
            case "margin-api", "super-margin-api" -> new Classification(TRADE_MARGIN, Risk.ADDS_RISK);
            default -> throw refused("'source' is spot-api, margin-api or super-margin-api, or is left out");
        };
    }

    static Classification swapOrder(Fields order) {
        requireDocumented(order, OF_SWAP_ORDERS);
        boolean closes = !order.has("position_side")
                || isText(order, "position_side", "both")
                || (isText(order, "position_side", "long") && isText(order, "side", "sell"))
                || (isText(order, "position_side", "short") && isText(order, "side", "buy"));
        return swap(order, closes);
    }

    static Classification formerSwapOrder(Fields order) {
        requireDocumented(order, OF_FORMER_SWAP_ORDERS);
        boolean closes = !order.has("offset") || isText(order, "offset", "both") || isText(order, "offset", "close");
        return swap(order, closes);
    }

    private static Classification swap(Fields order, boolean closes) {
        JsonNode only = order.path("reduce_only");
        boolean reduces =
                closes && ((only.isBoolean() && only.asBoolean()) || (only.isIntegralNumber() && only.asLong() == 1));
        return new Classification(TRADE_DERIVATIVES, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK)
                .with(OrderEffect.PLACES);
    }

    /** Seconds; zero disarms. */
    static Classification timer(Fields timer) {
        requireDocumented(timer, Set.of("timeout"));
        JsonNode timeout = timer.path("timeout");
        boolean readable = timeout.isTextual() || timeout.isIntegralNumber();
        boolean arms = readable && TIMEOUT.matcher(timeout.asText()).matches();
        return new Classification(TRADE_SPOT, arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    static Classification management(Fields account) {
        requireDocumented(account, Set.of("subUid", "action"));
        boolean locks = isText(account, "action", "lock");
        return new Classification(ACCOUNT_ADMIN, locks ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    static Classification login(CheckedRequest request) {
        if (request.json() != null || !request.request().params().isEmpty()) {
            throw refused("a login has no parameters");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    private static boolean isText(Fields fields, String name, String text) {
        JsonNode value = fields.path(name);
        return value.isTextual() && value.asText().equals(text);
    }

    private static void requireDocumented(Fields fields, Set<String> documented) {
        if (!fields.hasOnly(documented)) {
            throw refused("this endpoint takes the documented fields alone, see the venue's page");
        }
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Htx.ID, rule);
    }
}
