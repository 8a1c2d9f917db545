/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the trading requests of OKX mean: the product hangs on {@code instId} and {@code tdMode}, the risk on the fields of each item. */
final class OkxMeaning {
    private static final Pattern PAIR = Pattern.compile("[A-Z0-9]+-[A-Z0-9]+");
    private static final Pattern FUTURE = Pattern.compile("[A-Z0-9]+-[A-Z0-9_]+-(SWAP|\\d{6})");
    private static final Pattern OPTION = Pattern.compile("[A-Z0-9]+-[A-Z0-9_]+-\\d{6}-[0-9.]+-[CP]");

    private static final Set<String> MODES = Set.of("cash", "cross", "isolated", "spot_isolated");

    private static final Memo<Optional<Permission>> PRODUCTS = new Memo<>(OkxMeaning::product);

    private OkxMeaning() {}

    /** The meaning of all items together: they must need the same right, and the riskiest decides. */
    static EndpointTable.Rule each(Function<Fields, Classification> meaning) {
        return request -> {
            var permissions = EnumSet.noneOf(Permission.class);
            Risk risk = Risk.READ;
            OrderEffect orders = OrderEffect.NONE;
            for (Fields item : request.items().items()) {
                Classification one = meaning.apply(requireName(item));
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

    /** The meaning of a request that is one object. */
    static EndpointTable.Rule one(Function<Fields, Classification> meaning) {
        return request -> meaning.apply(requireName(request.object(Okx.ID)));
    }

    /** Beside the number of an instrument OKX ignores its name; which it is the number of, only the venue could tell. */
    private static Fields requireName(Fields item) {
        if (item.has("instIdCode")) {
            throw refused(
                    "'instIdCode' is left out: OKX goes by it and ignores 'instId', and keyguard cannot tell which instrument it is; name 'instId', over HTTP");
        }
        return item;
    }

    static Classification order(Fields order) {
        Permission product = product(order);
        return new Classification(product, reduces(order, product) ? Risk.REDUCES_RISK : Risk.ADDS_RISK)
                .with(OrderEffect.PLACES);
    }

    /** A whole position is closed by a stop or a pair of them; with a size, or another kind of order, the fraction need not be what counts. */
    static Classification algoOrder(Fields order) {
        Permission product = product(order);
        boolean closes = scalar(order, "closeFraction").equals("1")
                && product == TRADE_DERIVATIVES
                && Set.of("conditional", "oco").contains(scalar(order, "ordType"))
                && !order.has("sz")
                && reduces(order, product);
        return new Classification(product, closes ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    /** An amendment names no mode, so an order of a pair counts as spot even if it is a margin order. */
    static Classification amendment(Fields order) {
        return new Classification(instrument(order), Risk.ADDS_RISK);
    }

    /** A cancellation names no mode, so an order of a pair counts as spot. */
    static Classification cancellation(Fields order) {
        return new Classification(instrument(order), Risk.REDUCES_RISK);
    }

    /** A position in a pair is a margin position. */
    static Classification closing(Fields position) {
        Permission product = instrument(position);
        return new Classification(product == TRADE_SPOT ? TRADE_MARGIN : product, Risk.REDUCES_RISK)
                .with(OrderEffect.BOTH);
    }

    /** More margin lowers the leverage of a position, less raises it; which of them the caller means is not looked at. */
    static Classification marginBalance(Fields position) {
        return new Classification(closing(position).permission(), Risk.ADDS_RISK);
    }

    /** Arming reduces risk; zero disarms. */
    static Classification deadManSwitch(Fields timer) {
        String seconds = scalar(timer, "timeOut");
        boolean arms = seconds.matches("[1-9]\\d{0,2}");
        return new Classification(TRADE_SPOT, arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    static Classification leverage(Fields setting) {
        Permission product = setting.has("instId") ? instrument(setting) : TRADE_MARGIN;
        return new Classification(product == TRADE_SPOT ? TRADE_MARGIN : product, Risk.ADDS_RISK);
    }

    private static Permission product(Fields order) {
        Permission instrument = instrument(order);
        boolean own = !order.has("tdMode") || mode(order).equals("cash");
        return instrument == TRADE_SPOT && !own ? TRADE_MARGIN : instrument;
    }

    private static String mode(Fields order) {
        String mode = scalar(order, "tdMode");
        boolean readable = !order.has("tdMode") || (order.path("tdMode").isTextual() && MODES.contains(mode));
        if (!readable) {
            throw refused("'tdMode' is one of cash, cross, isolated and spot_isolated, or is left out");
        }
        return mode;
    }

    /** The text of a value, or an empty string where there is none; numbers and booleans count as their text. */
    static String scalar(Fields item, String name) {
        JsonNode value = item.path(name);
        if (!value.isMissingNode() && (!value.isValueNode() || value.isNull())) {
            throw refused("'" + name + "' is text, a number, true or false, or is left out");
        }
        return value.asText("");
    }

    private static Permission instrument(Fields item) {
        JsonNode id = item.path("instId");
        return PRODUCTS.of(id.isTextual() ? id.asText() : "")
                .orElseThrow(() -> refused("'instId' names no kind of instrument that keyguard knows"));
    }

    private static Optional<Permission> product(String instrument) {
        if (PAIR.matcher(instrument).matches()) {
            return Optional.of(TRADE_SPOT);
        }
        if (FUTURE.matcher(instrument).matches()) {
            return Optional.of(TRADE_DERIVATIVES);
        }
        return OPTION.matcher(instrument).matches() ? Optional.of(TRADE_OPTIONS) : Optional.empty();
    }

    /** An attached order is a second one. {@code reduceOnly} does not apply to options, and not beside {@code posSide} long or short. */
    private static boolean reduces(Fields order, Permission product) {
        String side = scalar(order, "side");
        String position = scalar(order, "posSide");
        boolean reduceOnly = scalar(order, "reduceOnly").equals("true");
        if (!mayReduce(order, product) || order.has("attachAlgoOrds")) {
            return false;
        }
        return switch (position) {
            case "long" -> product == TRADE_DERIVATIVES && side.equals("sell");
            case "short" -> product == TRADE_DERIVATIVES && side.equals("buy");
            case "", "net" -> reduceOnly;
            default -> false;
        };
    }

    /** A pair has a position only in the modes of margin. */
    private static boolean mayReduce(Fields order, Permission product) {
        return product == TRADE_DERIVATIVES
                || (product == TRADE_MARGIN && Set.of("cross", "isolated").contains(mode(order)));
    }

    static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical("okx", rule);
    }
}
