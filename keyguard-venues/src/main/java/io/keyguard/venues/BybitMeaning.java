/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;

/** What the requests of Bybit mean whose right or risk hangs on their body: the product on {@code category} and {@code isLeverage}, the risk on {@code reduceOnly}. */
final class BybitMeaning {
    /** The timer that counts from the loss of a connection has 10 seconds unless it is set; more than that would be a loosening. */
    private static final int USUAL_WINDOW = 10;

    private static final int SHORTEST_WINDOW = 3;

    private static final Set<String> CANCELS_WITH = Set.of("symbol", "orderId", "orderLinkId");
    private static final Set<String> TIMER = Set.of("product", "timeWindow");
    private static final Set<String> BATCH = Set.of("category", "request");

    private BybitMeaning() {}

    static Classification order(CheckedRequest request) {
        Fields order = BybitBody.object(request);
        return order(category(order), order);
    }

    /** Orders of spot have no way to say that they only reduce. */
    private static Classification order(String category, Fields order) {
        Permission product = product(category, order);
        boolean reduces = reduceOnly(order)
                && (product == TRADE_DERIVATIVES || product == TRADE_OPTIONS)
                && order.hasOnly(BybitNames.OF_A_REDUCING_ORDER)
                && BybitNames.INSTRUMENTS.of(text(order, "symbol"));
        return new Classification(product, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    static Classification newOrder(CheckedRequest request) {
        return new Classification(order(request).permission(), Risk.ADDS_RISK);
    }

    /** It places nothing, but what is signed for it is good for the order itself. */
    static Classification trial(CheckedRequest request) {
        return new Classification(order(request).permission(), Risk.ADDS_RISK).with(OrderEffect.NONE);
    }

    /** An amendment names no borrowing, so an order with borrowed money counts as spot. */
    static Classification amendment(CheckedRequest request) {
        return amendment(category(BybitBody.object(request)));
    }

    private static Classification amendment(String category) {
        return new Classification(market(category), Risk.ADDS_RISK);
    }

    static Classification cancellation(CheckedRequest request) {
        return cancellation(category(BybitBody.object(request)));
    }

    private static Classification cancellation(String category) {
        return new Classification(market(category), Risk.REDUCES_RISK);
    }

    static Classification orders(CheckedRequest request) {
        return batch(request, BybitMeaning::order);
    }

    static Classification amendments(CheckedRequest request) {
        return batch(request, (category, item) -> amendment(category));
    }

    static Classification cancellations(CheckedRequest request) {
        return batch(request, (category, item) -> {
            if (!item.hasOnly(CANCELS_WITH)) {
                throw refused(
                        "an item of a cancellation has 'symbol', 'orderId' and 'orderLinkId' alone, as the signature fits a batch of orders");
            }
            return cancellation(category);
        });
    }

    /** The category stands once, outside; the items must need the same right, and the riskiest decides. */
    private static Classification batch(CheckedRequest request, BiFunction<String, Fields, Classification> meaning) {
        Fields body = BybitBody.object(request);
        if (!body.hasOnly(BATCH)) {
            throw refused(
                    "a batch has 'category' and 'request' alone, as the signature fits a request of what stands beside them");
        }
        String category = category(body);
        JsonNode items = body.path("request");
        if (!items.isArray() || items.isEmpty()) {
            throw refused("'request' is an array of objects");
        }
        var permissions = EnumSet.noneOf(Permission.class);
        Risk risk = Risk.READ;
        OrderEffect orders = OrderEffect.NONE;
        for (JsonNode item : items) {
            Classification one = meaning.apply(category, item(item));
            permissions.add(one.permission());
            risk = one.risk().compareTo(risk) > 0 ? one.risk() : risk;
            orders = orders.and(one.orders());
        }
        if (permissions.size() != 1) {
            throw refused("the items of a batch need different rights; send one batch for each");
        }
        return new Classification(permissions.iterator().next(), risk).with(orders);
    }

    private static Fields item(JsonNode item) {
        if (!(item instanceof ObjectNode object) || object.has("category")) {
            throw refused("'request' is an array of objects without a category of their own");
        }
        return BybitBody.requirePlain(new Fields.OfTree(object));
    }

    /** At most the usual window tightens; a longer one may loosen what was set before. */
    static Classification disconnection(CheckedRequest request) {
        Fields timer = BybitBody.object(request);
        if (!timer.hasOnly(TIMER)) {
            throw refused("this timer has 'product' and 'timeWindow' alone, as the signature fits an order");
        }
        JsonNode window = timer.path("timeWindow");
        boolean tightens = window.isIntegralNumber()
                && window.canConvertToInt()
                && window.asInt() >= SHORTEST_WINDOW
                && window.asInt() <= USUAL_WINDOW;
        return new Classification(timerMarket(timer), tightens ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    private static Permission timerMarket(Fields timer) {
        String product = timer.has("product") ? text(timer, "product") : "OPTIONS";
        return switch (product) {
            case "OPTIONS" -> TRADE_OPTIONS;
            case "DERIVATIVES" -> TRADE_DERIVATIVES;
            case "SPOT" -> TRADE_SPOT;
            default -> throw refused("'product' is OPTIONS, DERIVATIVES or SPOT, or is left out");
        };
    }

    /** The signer puts the time into its body, so there must be no other in another spelling. */
    static Classification withdrawal(CheckedRequest request) {
        BybitBody.object(request);
        return new Classification(WITHDRAW, Risk.ADDS_RISK);
    }

    static Classification freeze(CheckedRequest request) {
        boolean freezes = isOne(BybitBody.object(request).path("frozen"));
        return new Classification(ACCOUNT_ADMIN, freezes ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    /** To make the calling key read-only, and nothing else: what comes along may widen it. */
    static Classification ownKey(CheckedRequest request) {
        Fields edit = BybitBody.object(request);
        boolean narrows = edit.size() == 1 && isOne(edit.path("readOnly"));
        return new Classification(KEY_ADMIN, narrows ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    /** The stream is keyguard's word: the login is the same at both and the address is not. */
    static Classification login(CheckedRequest request) {
        boolean known = request.json() == null
                && (request.request().params().isEmpty()
                        || (request.request().params().size() == 1
                                && BybitFrames.STREAMS.contains(request.param(BybitFrames.STREAM))));
        if (!known) {
            throw refused("a login has no parameter, or 'stream', which is trade or private");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    private static boolean isOne(JsonNode number) {
        return number.isIntegralNumber() && number.asText().equals("1");
    }

    private static String category(Fields body) {
        return text(body, "category");
    }

    private static String text(Fields body, String name) {
        JsonNode value = body.path(name);
        return value.isTextual() ? value.asText() : "";
    }

    private static Permission market(String category) {
        return switch (category) {
            case "spot" -> TRADE_SPOT;
            case "linear", "inverse" -> TRADE_DERIVATIVES;
            case "option" -> TRADE_OPTIONS;
            default -> throw refused("'category' is spot, linear, inverse or option");
        };
    }

    private static Permission product(String category, Fields order) {
        Permission market = market(category);
        return market == TRADE_SPOT && borrows(order) ? TRADE_MARGIN : market;
    }

    private static boolean borrows(Fields order) {
        JsonNode flag = order.path("isLeverage");
        boolean readable = flag.isMissingNode()
                || (flag.isIntegralNumber() && Set.of("0", "1").contains(flag.asText()));
        if (!readable) {
            throw refused("'isLeverage' is the number 0 or 1, or is left out");
        }
        return isOne(flag);
    }

    private static boolean reduceOnly(Fields order) {
        JsonNode flag = order.path("reduceOnly");
        if (!flag.isMissingNode() && !flag.isBoolean()) {
            throw refused("'reduceOnly' is true or false, without quotes, or is left out");
        }
        return flag.asBoolean();
    }

    static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Bybit.ID, rule);
    }
}
