/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the trading methods of Deribit mean: the product hangs on the name of the instrument, the risk on {@code reduce_only}.
 *
 * <p>A combo of options may hold legs of other kinds, and its name does not tell: it is no instrument that is known here. Spreads of futures ({@code -FS-}) are.
 */
final class DeribitMeaning {
    private static final String CURRENCY = "[A-Z0-9]+(_[A-Z0-9]+)?";
    private static final String DATE = "\\d{1,2}[A-Z]{3}\\d{2}";

    private static final Pattern PAIR = Pattern.compile("[A-Z0-9]+_[A-Z0-9]+");
    private static final Pattern FUTURE = Pattern.compile(CURRENCY + "-(PERPETUAL|" + DATE + ")");
    private static final Pattern SPREAD = Pattern.compile(CURRENCY + "-FS-" + DATE + "_(PERP|" + DATE + ")");
    private static final Pattern OPTION = Pattern.compile(CURRENCY + "-" + DATE + "-\\d+(d\\d+)?-[CP]");

    private static final Map<String, Permission> KINDS = Map.of(
            "spot", TRADE_SPOT,
            "future", TRADE_DERIVATIVES,
            "future_combo", TRADE_DERIVATIVES,
            "option", TRADE_OPTIONS,
            "option_combo", TRADE_OPTIONS);

    private static final String INSTRUMENT = "instrument_name";
    private static final Memo<Optional<Permission>> PRODUCTS = new Memo<>(DeribitMeaning::product);

    private DeribitMeaning() {}

    /** {@code private/buy} and {@code private/sell}. A pair has no position that an order could reduce. */
    static Classification order(Fields order) {
        Permission product = instrument(order);
        boolean reduces = product != TRADE_SPOT
                && isTrue(order.path("reduce_only"))
                && !SPREAD.matcher(order.text(INSTRUMENT)).matches()
                && followersReduce(order);
        return new Classification(product, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    /** What an order brings with it is an order as well. */
    private static boolean followersReduce(Fields order) {
        if (!order.has("linked_order_type") && !order.has("otoco_config")) {
            return true;
        }
        JsonNode followers = order.path("otoco_config");
        boolean all = followers.isArray() && !followers.isEmpty();
        for (JsonNode follower : followers) {
            all &= isTrue(follower.path("reduce_only"));
        }
        return all;
    }

    /** An amendment can raise the amount; beside the label of an order the instrument may be given. */
    static Classification amendment(Fields order) {
        Permission product = order.has(INSTRUMENT) ? instrument(order) : TRADE_DERIVATIVES;
        return new Classification(product, Risk.ADDS_RISK);
    }

    /** By the instrument, or by the kind of instruments. A cancellation that names neither, or several kinds, counts as one of futures. */
    static Classification cancellation(Fields orders) {
        Permission product = TRADE_DERIVATIVES;
        if (orders.has(INSTRUMENT)) {
            product = instrument(orders);
        } else if (orders.has("kind")) {
            product = KINDS.getOrDefault(text(orders.path("kind"), "kind"), TRADE_DERIVATIVES);
        }
        return new Classification(product, Risk.REDUCES_RISK);
    }

    static Classification closing(Fields position) {
        Permission product = instrument(position);
        return new Classification(product, product == TRADE_SPOT ? Risk.ADDS_RISK : Risk.REDUCES_RISK)
                .with(OrderEffect.BOTH);
    }

    /** Several instruments at once, in the arrays or objects called {@code names}: all must need the same right. */
    static Classification legs(Fields call, List<String> names) {
        var products = EnumSet.noneOf(Permission.class);
        for (String name : names) {
            JsonNode legs = call.path(name);
            if (legs.isObject()) {
                products.add(instrument(legs.path(INSTRUMENT)));
            } else if (legs.isArray()) {
                legs.forEach(leg -> products.add(instrument(leg.path(INSTRUMENT))));
            } else if (!legs.isMissingNode()) {
                throw DeribitCall.refused("'" + name + "' is an array of objects, in a JSON-RPC document");
            }
        }
        if (products.size() != 1) {
            throw DeribitCall.refused("the legs are missing, or need different rights");
        }
        return new Classification(products.iterator().next(), Risk.ADDS_RISK);
    }

    private static Permission instrument(Fields call) {
        return instrument(call.path(INSTRUMENT));
    }

    private static Permission instrument(JsonNode name) {
        return PRODUCTS.of(text(name, INSTRUMENT))
                .orElseThrow(
                        () -> DeribitCall.refused("'instrument_name' names no kind of instrument that keyguard knows"));
    }

    private static Optional<Permission> product(String instrument) {
        if (PAIR.matcher(instrument).matches()) {
            return Optional.of(TRADE_SPOT);
        }
        if (FUTURE.matcher(instrument).matches() || SPREAD.matcher(instrument).matches()) {
            return Optional.of(TRADE_DERIVATIVES);
        }
        return OPTION.matcher(instrument).matches() ? Optional.of(TRADE_OPTIONS) : Optional.empty();
    }

    private static String text(JsonNode value, String name) {
        if (!value.isTextual()) {
            throw DeribitCall.refused("'" + name + "' is text");
        }
        return value.asText();
    }

    private static boolean isTrue(JsonNode value) {
        return value.isBoolean() && value.asBoolean();
    }
}
