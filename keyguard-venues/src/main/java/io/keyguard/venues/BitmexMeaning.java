/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the trading requests of BitMEX mean: the market hangs on the symbol, the risk on {@code execInst}.
 *
 * <p>Only the documented fields are taken: {@code targetAccountId} would reach into other accounts, and a form with brackets in its names may become something else at the venue. Source: the swagger
 * document; the suffix {@code _ETH} of contracts: blog.bitmex.com, "The 101 on Our ETH-Margined Contracts".
 */
final class BitmexMeaning {
    private static final Set<String> OF_ORDERS = Set.of(
            "symbol",
            "side",
            "orderQty",
            "price",
            "displayQty",
            "stopPx",
            "clOrdID",
            "clOrdLinkID",
            "pegOffsetValue",
            "pegPriceType",
            "ordType",
            "timeInForce",
            "execInst",
            "contingencyType",
            "text");
    private static final Set<String> OF_AMENDMENTS = Set.of(
            "orderID", "origClOrdID", "clOrdID", "orderQty", "leavesQty", "price", "stopPx", "pegOffsetValue", "text");
    private static final Set<String> OF_CANCELLATIONS = Set.of("orderID", "clOrdID", "text");
    private static final Set<String> OF_CANCELLATIONS_OF_ALL = Set.of("symbol", "filter", "text");

    private static final Set<String> REDUCING = Set.of("ReduceOnly", "Close");
    private static final Set<String> INSTRUCTIONS = Set.of(
            "ParticipateDoNotInitiate",
            "AllOrNone",
            "MarkPrice",
            "IndexPrice",
            "LastPrice",
            "Close",
            "ReduceOnly",
            "Fixed",
            "LastWithinMark");

    private static final Pattern PAIR = Pattern.compile("[A-Z0-9]{2,12}_(USDT|USDC|USD)");
    private static final Pattern CONTRACT =
            Pattern.compile("[A-Z0-9]{5,24}|[A-Z0-9]{2,12}USD([FGHJKMNQUVXZ]\\d\\d)?_ETH");
    private static final Pattern TIMEOUT = Pattern.compile("0|[1-9]\\d{0,8}");
    /** About a day, in milliseconds: what is further off arms nothing. */
    private static final int DIGITS_THAT_ARM = 8;

    private static final Memo<Optional<Permission>> MARKETS = new Memo<>(BitmexMeaning::market);

    private BitmexMeaning() {}

    static Classification order(CheckedRequest request) {
        Fields order = fields(request, OF_ORDERS);
        Permission market = market(order);
        boolean reduces = market == TRADE_DERIVATIVES && reduces(text(order, "execInst"));
        return new Classification(market, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    static Classification amendment(CheckedRequest request) {
        fields(request, OF_AMENDMENTS);
        return new Classification(TRADE_DERIVATIVES, Risk.ADDS_RISK);
    }

    static Classification cancellation(CheckedRequest request) {
        fields(request, OF_CANCELLATIONS);
        return new Classification(TRADE_DERIVATIVES, Risk.REDUCES_RISK);
    }

    /** A filter may name no other symbol. */
    static Classification cancellationOfAll(CheckedRequest request) {
        Fields orders = fields(request, OF_CANCELLATIONS_OF_ALL);
        if (orders.has("filter")) {
            JsonBody filter = JsonBody.parse(Bitmex.ID, text(orders, "filter"));
            if (filter.isArray() || filter.items().get(0).has("symbol")) {
                throw refused("'filter' is one object, and the symbol stands in 'symbol'");
            }
        }
        return new Classification(orders.has("symbol") ? market(orders) : TRADE_DERIVATIVES, Risk.REDUCES_RISK);
    }

    /** Milliseconds; zero disarms, and so does what is further off than about a day. */
    static Classification deadManSwitch(CheckedRequest request) {
        Fields timer = fields(request, Set.of("timeout"));
        JsonNode timeout = timer.path("timeout");
        String millis = timeout.isTextual() || timeout.isIntegralNumber() ? timeout.asText() : "";
        if (!TIMEOUT.matcher(millis).matches()) {
            throw refused("'timeout' is a whole number of milliseconds");
        }
        boolean arms = !millis.equals("0") && millis.length() <= DIGITS_THAT_ARM;
        return new Classification(TRADE_DERIVATIVES, arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    /** A setting of one position. */
    static EndpointTable.Rule position(String setting) {
        Set<String> names = Set.of("symbol", setting);
        return request -> {
            fields(request, names);
            return new Classification(TRADE_DERIVATIVES, Risk.ADDS_RISK);
        };
    }

    static Classification login(CheckedRequest request) {
        if (request.json() != null || !request.request().params().isEmpty()) {
            throw refused("a login has no parameters");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    /** The market of {@code symbol}; empty where its form does not tell. */
    static Optional<Permission> marketOf(String symbol) {
        return MARKETS.of(symbol);
    }

    private static Optional<Permission> market(String symbol) {
        if (PAIR.matcher(symbol).matches()) {
            return Optional.of(TRADE_SPOT);
        }
        return CONTRACT.matcher(symbol).matches() ? Optional.of(TRADE_DERIVATIVES) : Optional.empty();
    }

    private static Permission market(Fields fields) {
        return marketOf(text(fields, "symbol"))
                .orElseThrow(() -> refused("'symbol' names no kind of market that keyguard knows"));
    }

    private static boolean reduces(String instructions) {
        List<String> words = Arrays.asList(instructions.split(",", -1));
        return INSTRUCTIONS.containsAll(words) && words.stream().anyMatch(REDUCING::contains);
    }

    private static String text(Fields fields, String name) {
        JsonNode value = fields.path(name);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw refused("'" + name + "' is text, or is left out");
        }
        return value.asText("");
    }

    private static Fields fields(CheckedRequest request, Set<String> documented) {
        Fields fields = request.object(Bitmex.ID);
        if (!fields.hasOnly(documented)) {
            throw refused("this endpoint takes the documented fields of the own account alone, see the venue's page");
        }
        return fields;
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Bitmex.ID, rule);
    }
}
