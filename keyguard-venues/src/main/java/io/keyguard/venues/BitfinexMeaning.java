/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the requests of Bitfinex mean that depend on their fields. Numbers are whole and amounts are text, as documented, so that every reader finds the same.
 *
 * <p>Source: docs.bitfinex.com (orders, flags), bitfinexcom/lib-js-util-flag. UNCONFIRMED: what an order with the flag to close (512) does where there is no position, so that it adds risk.
 */
final class BitfinexMeaning {
    private static final Set<String> OF_ORDERS = Set.of(
            "type",
            "symbol",
            "amount",
            "price",
            "lev",
            "price_trailing",
            "price_aux_limit",
            "price_oco_stop",
            "gid",
            "cid",
            "flags",
            "tif",
            "meta");
    private static final Set<String> OF_UPDATES = Set.of(
            "id",
            "cid",
            "cid_date",
            "gid",
            "price",
            "amount",
            "flags",
            "lev",
            "delta",
            "price_aux_limit",
            "price_trailing",
            "tif",
            "meta");
    private static final Set<String> OF_CANCELLATIONS = Set.of("id", "cid", "cid_date");
    private static final Set<String> OF_MANY_CANCELLATIONS = Set.of("id", "cid", "gid", "all");
    private static final Set<String> OF_TRANSFERS =
            Set.of("from", "to", "currency", "currency_to", "amount", "email_dst", "user_id_dst", "tfaToken");
    private static final Set<String> WHOLE_NUMBERS = Set.of("flags", "cid", "gid", "lev");
    private static final Set<String> TEXTS = Set.of(
            "type",
            "symbol",
            "amount",
            "price",
            "price_trailing",
            "price_aux_limit",
            "price_oco_stop",
            "delta",
            "tif",
            "cid_date");

    private static final Set<String> TYPES =
            Set.of("LIMIT", "MARKET", "STOP", "STOP LIMIT", "TRAILING STOP", "FOK", "IOC");
    /** The same on spot. */
    private static final Set<String> SPOT_TYPES =
            TYPES.stream().map(type -> "EXCHANGE " + type).collect(Collectors.toUnmodifiableSet());

    private static final Pattern PAIR = Pattern.compile("t(?:[A-Z0-9]{6}|[A-Z0-9]{2,16}(?<!F0):[A-Z0-9]{2,16}(?<!F0))");
    private static final Pattern DERIVATIVE = Pattern.compile("t[A-Z0-9]{2,16}F0:[A-Z0-9]{2,16}F0");

    private static final Memo<Optional<Permission>> MARKETS = new Memo<>(BitfinexMeaning::market);

    private static final long REDUCE_ONLY = 1024;
    /** Beside it: hidden, close, post only, no variable rates. An order with a stop beside it (16384) is two. */
    private static final long HARMLESS = REDUCE_ONLY | 64 | 512 | 4096 | 524_288;

    private BitfinexMeaning() {}

    static Classification order(CheckedRequest request) {
        return order(request.object(Bitfinex.ID));
    }

    private static Classification order(Fields order) {
        require(order, OF_ORDERS);
        Permission market = marketOf(order.text("symbol"), order.text("type"))
                .orElseThrow(() -> refused("'symbol' and 'type' name no kind of market that keyguard knows"));
        long flags = order.path("flags").asLong();
        boolean reduces = market != TRADE_SPOT
                && (flags & REDUCE_ONLY) != 0
                && (flags & ~HARMLESS) == 0
                && !order.has("lev")
                && isHarmless(order.path("meta"))
                && !order.has("price_oco_stop");
        return new Classification(market, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    /** The venue keeps settings in it too, such as the leverage at {@code $F33}; a code of whom to thank is none. */
    private static boolean isHarmless(JsonNode meta) {
        return meta.isMissingNode()
                || (meta.isObject() && meta.size() == 1 && meta.path("aff_code").isTextual());
    }

    /** The market of an order; empty where its form does not tell. */
    static Optional<Permission> marketOf(String symbol, String type) {
        if (SPOT_TYPES.contains(type)) {
            return MARKETS.of(symbol).filter(market -> market == TRADE_MARGIN).map(pair -> TRADE_SPOT);
        }
        return TYPES.contains(type) ? MARKETS.of(symbol) : Optional.empty();
    }

    /** Where a symbol trades with borrowed money. */
    private static Optional<Permission> market(String symbol) {
        if (DERIVATIVE.matcher(symbol).matches()) {
            return Optional.of(TRADE_DERIVATIVES);
        }
        return PAIR.matcher(symbol).matches() ? Optional.of(TRADE_MARGIN) : Optional.empty();
    }

    /** The market of a position. */
    static Optional<Permission> marketOf(String symbol) {
        return MARKETS.of(symbol);
    }

    static Classification update(CheckedRequest request) {
        return update(request.object(Bitfinex.ID));
    }

    private static Classification update(Fields update) {
        require(update, OF_UPDATES);
        return new Classification(update.has("lev") ? TRADE_DERIVATIVES : TRADE_SPOT, Risk.ADDS_RISK);
    }

    static Classification cancellation(CheckedRequest request) {
        return reducing(request.object(Bitfinex.ID), OF_CANCELLATIONS);
    }

    static Classification cancellations(CheckedRequest request) {
        return reducing(request.object(Bitfinex.ID), OF_MANY_CANCELLATIONS);
    }

    private static Classification reducing(Fields orders, Set<String> documented) {
        requireNames(orders, documented);
        return new Classification(TRADE_SPOT, Risk.REDUCES_RISK);
    }

    /** Operations, each a pair of its name and its fields. */
    static Classification many(CheckedRequest request) {
        Fields batch = request.object(Bitfinex.ID);
        requireNames(batch, Set.of("ops"));
        JsonNode operations = batch.path("ops");
        if (!operations.isArray() || operations.isEmpty()) {
            throw refused("'ops' is an array of at least one operation");
        }
        var markets = EnumSet.noneOf(Permission.class);
        Risk risk = Risk.REDUCES_RISK;
        OrderEffect effect = OrderEffect.NONE;
        for (JsonNode operation : operations) {
            Classification one = operation(operation);
            markets.add(one.permission());
            risk = one.risk() == Risk.REDUCES_RISK ? risk : Risk.ADDS_RISK;
            effect = effect.and(one.orders());
        }
        if (markets.size() > 1) {
            throw refused("the operations of one request are of one market; what names no symbol counts as spot");
        }
        return new Classification(markets.iterator().next(), risk).with(effect);
    }

    private static Classification operation(JsonNode operation) {
        if (!operation.isArray() || operation.size() != 2 || !(operation.path(1) instanceof ObjectNode object)) {
            throw refused("an operation is a pair of its name and an object");
        }
        var fields = new Fields.OfTree(object);
        return switch (operation.path(0).asText()) {
            case "on" -> order(fields);
            case "ou" -> update(fields);
            case "oc" -> reducing(fields, OF_CANCELLATIONS);
            case "oc_multi" -> reducing(fields, OF_MANY_CANCELLATIONS);
            default -> throw refused("an operation is 'on', 'ou', 'oc' or 'oc_multi'");
        };
    }

    /** A change of a position by hand. */
    static EndpointTable.Rule margin(String... documented) {
        Set<String> names = Set.of(documented);
        return request -> {
            requireNames(request.object(Bitfinex.ID), names);
            return new Classification(TRADE_MARGIN, Risk.ADDS_RISK);
        };
    }

    static Classification collateral(CheckedRequest request) {
        requireNames(request.object(Bitfinex.ID), Set.of("symbol", "collateral"));
        return new Classification(TRADE_DERIVATIVES, Risk.ADDS_RISK);
    }

    /** Another account is where value goes: it is a destination. */
    static Classification transfer(CheckedRequest request) {
        Fields transfer = request.object(Bitfinex.ID);
        requireNames(transfer, OF_TRANSFERS);
        var accounts = new TreeSet<String>();
        for (String name : new String[] {"email_dst", "user_id_dst"}) {
            if (transfer.has(name)) {
                accounts.add(account(transfer.path(name)));
            }
        }
        return new Classification(
                accounts.isEmpty() ? TRANSFER_INTERNAL : TRANSFER_SUBACCOUNT, Risk.ADDS_RISK, accounts);
    }

    private static String account(JsonNode value) {
        if (!(value.isTextual() || value.isIntegralNumber()) || value.asText().isBlank()) {
            throw refused("'email_dst' is an address, 'user_id_dst' a number, or they are left out");
        }
        return value.asText();
    }

    static Classification login(CheckedRequest request) {
        Fields login = request.object(Bitfinex.ID);
        requireNames(login, Set.of("dms"));
        if (login.has("dms") && !login.text("dms").equals("4")) {
            throw refused("'dms' is 4, which cancels all orders when the connection ends, or is left out");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    private static void require(Fields fields, Set<String> documented) {
        List<String> names = fields.names();
        requireNames(names, documented);
        for (String name : names) {
            JsonNode value = fields.path(name);
            if (WHOLE_NUMBERS.contains(name) && !isWhole(value)) {
                throw refused("'flags', 'cid', 'gid' and 'lev' are whole numbers of a JSON document, without a sign");
            }
            if (TEXTS.contains(name) && !value.isTextual()) {
                throw refused("names, amounts and prices are text");
            }
        }
    }

    private static boolean isWhole(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0;
    }

    private static void requireNames(Fields fields, Set<String> documented) {
        requireNames(fields.names(), documented);
    }

    private static void requireNames(List<String> names, Set<String> documented) {
        if (!documented.containsAll(names)) {
            throw refused("this endpoint takes the documented fields alone, see the venue's page");
        }
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Bitfinex.ID, rule);
    }
}
