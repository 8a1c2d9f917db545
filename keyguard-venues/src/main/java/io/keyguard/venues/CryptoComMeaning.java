/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What requests of Crypto.com mean: each takes the documented fields alone, as text.
 *
 * <p>Source: exchange-developer.crypto.com (OpenAPI document of August 2026), ccxt 4.5.84 ({@code spot_margin}).
 */
final class CryptoComMeaning {
    static final String TEXTS = "values are text, also numbers, or a list where the venue documents one";

    private static final Set<String> OF_ORDERS = Set.of(
            "instrument_name",
            "side",
            "type",
            "price",
            "quantity",
            "notional",
            "client_oid",
            "exec_inst",
            "time_in_force",
            "spot_margin",
            "stp_scope",
            "stp_inst",
            "stp_id",
            "fee_instrument_name",
            "isolation_id",
            "leverage",
            "isolated_margin_amount");
    private static final Set<String> OF_TRIGGERS = Set.of("ref_price", "ref_price_type");
    private static final Set<String> EXECUTIONS =
            Set.of("POST_ONLY", "SMART_POST_ONLY", "REDUCE_ONLY", "ISOLATED_MARGIN");

    private static final Pattern PAIR = Pattern.compile("[A-Z0-9]{1,15}_[A-Z0-9]{2,10}");
    private static final Pattern CONTRACT = Pattern.compile("[A-Z0-9]{2,20}-(?:PERP|\\d{6})");

    private static final Memo<Optional<Permission>> MARKETS = new Memo<>(CryptoComMeaning::read);

    /** No field is called so. */
    private static final String NONE = "";

    private CryptoComMeaning() {}

    /** A request of {@code documented} fields, all of them text. */
    static EndpointTable.Rule of(Permission permission, Risk risk, Set<String> documented) {
        var meaning = new Classification(permission, risk);
        return request -> {
            fields(request, documented);
            return meaning;
        };
    }

    /** The same in the market of its instrument; where it may be left out and is, the right to trade pairs is asked for. */
    static EndpointTable.Rule ofMarket(Risk risk, boolean always, Set<String> documented) {
        return request -> {
            Fields fields = fields(request, documented);
            boolean all = !always && !fields.has("instrument_name");
            return new Classification(all ? Permission.TRADE_SPOT : market(fields.text("instrument_name")), risk);
        };
    }

    /** The venue takes the position's orders away and places one that closes it. */
    static Classification closing(CheckedRequest request) {
        return ofMarket(Risk.REDUCES_RISK, true, Set.of("instrument_name", "type", "price", "quantity", "isolation_id"))
                .apply(request)
                .with(OrderEffect.BOTH);
    }

    static Classification order(CheckedRequest request) {
        return order(request.object(CryptoCom.ID), OF_ORDERS);
    }

    /** An order that waits for a price. */
    static Classification trigger(CheckedRequest request) {
        Fields order = request.object(CryptoCom.ID);
        var documented = new HashSet<>(OF_ORDERS);
        documented.addAll(OF_TRIGGERS);
        return order(order, documented);
    }

    private static Classification order(Fields order, Set<String> documented) {
        requireDocumented(order, documented);
        if (!order.hasOnlyTexts("exec_inst")) {
            throw refused(TEXTS);
        }
        boolean reduces = order.has("exec_inst") && reducesOnly(order.path("exec_inst"));
        Permission market = market(order.text("instrument_name"));
        if (order.has("spot_margin") && !order.text("spot_margin").equals("SPOT")) {
            if (!order.text("spot_margin").equals("MARGIN") || market != Permission.TRADE_SPOT) {
                throw refused("'spot_margin' is SPOT, or MARGIN for a pair, or is left out");
            }
            return new Classification(Permission.TRADE_MARGIN, Risk.ADDS_RISK);
        }
        // Both change an isolated position beside the order, as calls of their own do that add risk.
        boolean moves = order.has("leverage") || order.has("isolated_margin_amount");
        boolean certainly = reduces && !moves && market == Permission.TRADE_DERIVATIVES;
        return new Classification(market, certainly ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    private static boolean reducesOnly(JsonNode executions) {
        boolean reduces = false;
        for (JsonNode execution : executions) {
            if (!EXECUTIONS.contains(execution.isTextual() ? execution.asText() : "")) {
                throw refused("'exec_inst' is a list of the documented words");
            }
            reduces |= execution.asText().equals("REDUCE_ONLY");
        }
        if (!executions.isArray()) {
            throw refused("'exec_inst' is a list of the documented words");
        }
        return reduces;
    }

    /** Orders that are sent together: all in one market, and as risky as the riskiest. */
    static Classification orders(CheckedRequest request) {
        return each(request, item -> order(item, OF_ORDERS));
    }

    /** Cancellations that are sent together. */
    static Classification cancellations(CheckedRequest request) {
        return each(request, item -> {
            requireTexts(item, Set.of("instrument_name", "order_id", "client_oid"));
            return new Classification(market(item.text("instrument_name")), Risk.REDUCES_RISK);
        });
    }

    private static Classification each(CheckedRequest request, Function<Fields, Classification> meaning) {
        Fields list = request.object(CryptoCom.ID);
        requireDocumented(list, Set.of("contingency_type", "order_list"));
        JsonNode items = list.path("order_list");
        if (!list.text("contingency_type").equals("LIST") || !items.isArray() || items.isEmpty()) {
            throw refused("'contingency_type' is LIST, and 'order_list' a list of orders");
        }
        var markets = EnumSet.noneOf(Permission.class);
        Risk risk = Risk.READ;
        OrderEffect effect = OrderEffect.NONE;
        for (JsonNode item : items) {
            if (!(item instanceof ObjectNode object)) {
                throw refused("'order_list' is a list of orders");
            }
            Classification one = meaning.apply(new Fields.OfTree(object));
            markets.add(one.permission());
            risk = one.risk().compareTo(risk) > 0 ? one.risk() : risk;
            effect = effect.and(one.orders());
        }
        if (markets.size() != 1) {
            throw refused("the orders of a list need different rights; send one list for each");
        }
        return new Classification(markets.iterator().next(), risk).with(effect);
    }

    private static Permission market(String instrument) {
        return marketOf(instrument)
                .orElseThrow(() ->
                        refused("'instrument_name' is a pair, such as BTC_USD, or a contract, such as BTCUSD-PERP"));
    }

    /** The market of {@code instrument}; empty where its form does not tell. */
    static Optional<Permission> marketOf(String instrument) {
        return MARKETS.of(instrument);
    }

    private static Optional<Permission> read(String instrument) {
        if (CONTRACT.matcher(instrument).matches()) {
            return Optional.of(Permission.TRADE_DERIVATIVES);
        }
        return PAIR.matcher(instrument).matches() ? Optional.of(Permission.TRADE_SPOT) : Optional.empty();
    }

    private static Fields fields(CheckedRequest request, Set<String> documented) {
        Fields fields = request.object(CryptoCom.ID);
        requireTexts(fields, documented);
        return fields;
    }

    private static void requireTexts(Fields fields, Set<String> documented) {
        requireDocumented(fields, documented);
        if (!fields.hasOnlyTexts(NONE)) {
            throw refused(TEXTS);
        }
    }

    private static void requireDocumented(Fields fields, Set<String> documented) {
        if (!fields.hasOnly(documented)) {
            throw refused("this endpoint takes the documented fields alone, see the venue's page");
        }
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(CryptoCom.ID, rule);
    }
}
