/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest.Param;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the requests of Kraken Futures mean where it hangs on their parameters. Everything there is a derivative. */
final class KrakenFuturesMeaning {
    /** The words for {@link #bareRead}. */
    static final String BARE = "READ_ACCOUNT, READ; without parameters";

    private static final String ORDERS = "batchOrder";
    private static final String REDUCE_ONLY = "reduceOnly";
    private static final Set<String> OF_BATCH = Set.of("json", "processBefore", "ProcessBefore");

    private KrakenFuturesMeaning() {}

    /**
     * Reads at a path to which one can also write.
     *
     * <p>The signature covers parameters, nonce and path and not the method: what is signed for a {@code GET} with parameters is good for a {@code PUT} with them.
     */
    static Classification bareRead(CheckedRequest request) {
        if (!request.request().params().isEmpty()) {
            throw refused("reading at this path takes no parameters: its signature would be good for writing them");
        }
        return new Classification(READ_ACCOUNT, Risk.READ);
    }

    static Classification order(CheckedRequest request) {
        boolean reduces = request.param(REDUCE_ONLY).equals("true") && isAlone(REDUCE_ONLY, names(request));
        return trade(reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    static Classification deadManSwitch(CheckedRequest request) {
        boolean arms = request.param("timeout").matches("[1-9]\\d{0,4}");
        return trade(arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    static Classification tradingEnabled(CheckedRequest request) {
        boolean closes = request.param("tradingEnabled").equals("false") && isAlone("tradingEnabled", names(request));
        return new Classification(ACCOUNT_ADMIN, closes ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    /** The riskiest of the items decides. */
    static Classification batch(CheckedRequest request) {
        if (!request.request().params().stream().map(Param::name).allMatch(OF_BATCH::contains)) {
            throw refused("a batch has 'json', and perhaps 'processBefore', and nothing else");
        }
        Risk risk = Risk.READ;
        OrderEffect orders = OrderEffect.NONE;
        for (JsonNode item : items(request.param("json"))) {
            Risk one = risk(item);
            risk = one.compareTo(risk) > 0 ? one : risk;
            boolean cancels = item.path("order").asText().equals("cancel");
            orders = orders.and(cancels ? OrderEffect.CANCELS : OrderEffect.PLACES);
        }
        return trade(risk).with(orders);
    }

    private static JsonNode items(String json) {
        JsonBody body = JsonBody.parse(KrakenFutures.ID, json);
        Fields root = body.items().get(0);
        JsonNode items = root.path(ORDERS);
        if (body.isArray() || root.size() != 1 || !items.isArray() || items.isEmpty()) {
            throw refused("'json' is an object with the array 'batchOrder' of at least one item and nothing else");
        }
        return items;
    }

    private static Risk risk(JsonNode item) {
        if (!isAlone("order", names(item)) || !item.path("order").isTextual()) {
            throw refused("each item of a batch has 'order', which is send, edit or cancel");
        }
        return switch (item.path("order").asText()) {
            case "cancel" -> Risk.REDUCES_RISK;
            case "edit" -> Risk.ADDS_RISK;
            case "send" -> reducesOnly(item) ? Risk.REDUCES_RISK : Risk.ADDS_RISK;
            default -> throw refused("each item of a batch has 'order', which is send, edit or cancel");
        };
    }

    private static boolean reducesOnly(JsonNode item) {
        JsonNode value = item.path(REDUCE_ONLY);
        boolean readable = value.isMissingNode()
                || value.isBoolean()
                || (value.isTextual() && Set.of("true", "false").contains(value.asText()));
        if (!readable) {
            throw refused("'reduceOnly' of an item is true or false, or is left out");
        }
        return value.asText("").equals("true") && isAlone(REDUCE_ONLY, names(item));
    }

    private static Stream<String> names(CheckedRequest request) {
        return request.request().params().stream().map(Param::name);
    }

    private static Stream<String> names(JsonNode item) {
        Iterable<String> names = item::fieldNames;
        return StreamSupport.stream(names.spliterator(), false);
    }

    /** Whether no other name is the same but for capitals: which of them counts is the venue's secret. */
    private static boolean isAlone(String name, Stream<String> names) {
        return names.noneMatch(other -> other.equalsIgnoreCase(name) && !other.equals(name));
    }

    private static Classification trade(Risk risk) {
        return new Classification(TRADE_DERIVATIVES, risk);
    }

    static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(KrakenFutures.ID, rule);
    }
}
