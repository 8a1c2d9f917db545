/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * What the trading requests of Gate mean. Orders take the documented fields alone, so that no other spelling of one means something else at the venue.
 *
 * <p>Source: the models of gateio/gateapi-python 6.104.3 (Order, FuturesOrder, OptionsOrder, FuturesInitialOrder, SpotPricePutOrder).
 */
final class GateMeaning {
    private static final Set<String> OF_SPOT_ORDERS = Set.of(
            "text",
            "currency_pair",
            "type",
            "account",
            "side",
            "amount",
            "price",
            "time_in_force",
            "iceberg",
            "auto_borrow",
            "auto_repay",
            "stp_act",
            "action_mode");
    private static final Set<String> OF_SPOT_AMENDMENTS =
            Set.of("order_id", "currency_pair", "account", "amount", "price", "amend_text", "action_mode");
    private static final Set<String> OF_CANCELLATIONS =
            Set.of("order_id", "id", "currency_pair", "market", "side", "account", "action_mode");
    private static final Set<String> OF_CONTRACT_ORDERS = Set.of(
            "contract",
            "size",
            "iceberg",
            "price",
            "close",
            "reduce_only",
            "tif",
            "text",
            "auto_size",
            "stp_act",
            "action_mode");
    private static final Set<String> OF_OPTION_ORDERS =
            Set.of("contract", "size", "iceberg", "price", "close", "reduce_only", "mmp", "tif", "text");
    private static final Set<String> OF_LOANS =
            Set.of("currency", "currency_pair", "type", "amount", "repaid_all", "text");

    /** In seconds, about a day at most: what is further off arms nothing. */
    private static final Pattern TIMEOUT = Pattern.compile("[5-9]|[1-9]\\d{1,4}");

    private GateMeaning() {}

    /** The meaning of a request that is one object. */
    static EndpointTable.Rule one(Function<Fields, Classification> meaning) {
        return request -> meaning.apply(request.object(Gate.ID));
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
        Permission market = borrows(order.path("auto_borrow")) ? TRADE_MARGIN : market(order.path("account"));
        return new Classification(market, Risk.ADDS_RISK);
    }

    /** Only what is certainly no borrowing is none. */
    private static boolean borrows(JsonNode autoBorrow) {
        return !autoBorrow.isMissingNode() && !(autoBorrow.isBoolean() && !autoBorrow.asBoolean());
    }

    /** Accounts are called so in orders; {@code normal} is that of spot in orders that wait for a price. */
    private static Permission market(JsonNode account) {
        if (account.isMissingNode()) {
            return TRADE_SPOT;
        }
        return switch (account.isTextual() ? account.asText() : "") {
            case "spot", "normal", "unified" -> TRADE_SPOT;
            case "margin", "cross_margin" -> TRADE_MARGIN;
            default -> throw refused("'account' is spot, normal, unified, margin or cross_margin, or is left out");
        };
    }

    static Classification spotAmendment(Fields order) {
        requireDocumented(order, OF_SPOT_AMENDMENTS);
        return new Classification(market(order.path("account")), Risk.ADDS_RISK);
    }

    static Classification cancellation(Fields orders) {
        requireDocumented(orders, OF_CANCELLATIONS);
        return new Classification(market(orders.path("account")), Risk.REDUCES_RISK);
    }

    static Classification spotTrigger(Fields trigger) {
        requireDocumented(trigger, Set.of("trigger", "put", "market"));
        if (!(trigger.path("put") instanceof ObjectNode put)) {
            throw refused("'put' is the order that is to be placed");
        }
        return new Classification(market(put.path("account")), Risk.ADDS_RISK);
    }

    static Classification contractOrder(Fields order) {
        return order(order, OF_CONTRACT_ORDERS, TRADE_DERIVATIVES);
    }

    static Classification optionOrder(Fields order) {
        return order(order, OF_OPTION_ORDERS, TRADE_OPTIONS);
    }

    static Classification contractTrigger(Fields trigger) {
        requireDocumented(trigger, Set.of("initial", "trigger", "order_type"));
        if (!(trigger.path("initial") instanceof ObjectNode initial)) {
            throw refused("'initial' is the order that is to be placed");
        }
        return order(new Fields.OfTree(initial), OF_CONTRACT_ORDERS, TRADE_DERIVATIVES);
    }

    /** A mark counts as the boolean that it is documented to be, and no other way. */
    private static Classification order(Fields order, Set<String> documented, Permission market) {
        requireDocumented(order, documented);
        boolean reduces = isTrue(order.path("reduce_only"))
                || (isTrue(order.path("close")) && order.path("size").asText("").equals("0"));
        return new Classification(market, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    private static boolean isTrue(JsonNode value) {
        return value.isBoolean() && value.asBoolean();
    }

    /** Seconds; the least is 5, and zero disarms. */
    static EndpointTable.Rule timer(Permission market) {
        return one(timer -> {
            requireDocumented(timer, Set.of("timeout", "currency_pair", "contract", "underlying"));
            JsonNode timeout = timer.path("timeout");
            boolean readable = timeout.isTextual() || timeout.isIntegralNumber();
            boolean arms = readable && TIMEOUT.matcher(timeout.asText()).matches();
            return new Classification(market, arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
        });
    }

    static Classification loan(Fields loan) {
        requireDocumented(loan, OF_LOANS);
        JsonNode type = loan.path("type");
        boolean repays = type.isTextual() && type.asText().equals("repay");
        return new Classification(TRADE_MARGIN, repays ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.NONE);
    }

    static Classification login(CheckedRequest request) {
        if (request.json() != null || !request.request().params().isEmpty()) {
            throw refused("a login has no parameters");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    /** Streams only show. */
    static Classification stream(CheckedRequest request) {
        Fields stream = request.object(Gate.ID);
        requireDocumented(stream, Set.of("payload"));
        if (stream.size() > 0 && !stream.path("payload").isArray()) {
            throw refused("'payload' is an array, in a document");
        }
        return new Classification(OPEN_SESSION, Risk.READ);
    }

    private static void requireDocumented(Fields fields, Set<String> documented) {
        if (!fields.hasOnly(documented)) {
            throw refused("this endpoint takes the documented fields alone, see the venue's page");
        }
    }

    static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Gate.ID, rule);
    }
}
