/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Orders at the simulated Bitstamp: a client order id can be used once, also of an order that is gone. */
final class BitstampOrders {
    private static final Pattern MARKET = Pattern.compile("([a-z0-9]{3,5})(usd|usdt|eur)(-perp)?");
    private static final DateTimeFormatter DATETIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final BitstampSimulator venue;
    private final Set<String> clientIds = ConcurrentHashMap.newKeySet();
    private final Map<String, String> clientIdOf = new ConcurrentHashMap<>();

    BitstampOrders(BitstampSimulator venue) {
        this.venue = venue;
    }

    static String datetime(Instant at) {
        return DATETIME.format(at);
    }

    static String required(Map<String, String> form, String name) {
        String value = form.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal("400.004");
        }
        return value;
    }

    /** The symbol as lists have it, with a slash in it. */
    private static String symbol(String market) {
        var parts = MARKET.matcher(market);
        if (!parts.matches()) {
            throw new Refusal("Not found");
        }
        String contract = parts.group(3) == null ? "" : parts.group(3);
        return (parts.group(1) + "/" + parts.group(2) + contract).toUpperCase(Locale.ROOT);
    }

    ObjectNode place(String market, boolean buys, Map<String, String> form) {
        String symbol = symbol(market);
        String amount = required(form, "amount");
        String price = form.getOrDefault("price", "");
        boolean priced = price.isEmpty() || Book.amount(price).isPresent();
        if (Book.amount(amount).isEmpty() || !priced) {
            throw new Refusal("400.007");
        }
        String clientId = form.getOrDefault("client_order_id", "");
        if (!clientId.isEmpty() && !clientIds.add(clientId)) {
            throw new Refusal("400.019");
        }
        Book.Order order = venue.book().place("", clientId, symbol, buys ? "buy" : "sell", price, amount);
        if (order == null) {
            throw new Refusal("400.019");
        }
        clientIdOf.put(order.id(), clientId);
        venue.stats().placedOne();
        return told(order);
    }

    ObjectNode cancel(Map<String, String> form) {
        Book.Order order = venue.book().cancel(form.getOrDefault("id", ""), form.getOrDefault("client_order_id", ""));
        if (order == null) {
            throw new Refusal("Order not found");
        }
        venue.stats().cancelledOne();
        return told(order).put("id", Long.parseLong(order.id()));
    }

    ObjectNode cancelAll(String market) {
        String symbol = market.isEmpty() ? "" : symbol(market);
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        ArrayNode cancelled = json.putArray("canceled");
        for (Book.Order order : venue.book().open()) {
            boolean meant = symbol.isEmpty() || symbol.equals(order.symbol());
            if (meant && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
                cancelled.add(told(order));
            }
        }
        return json.put("success", true);
    }

    ArrayNode open() {
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        venue.book().open().forEach(order -> json.add(told(order)));
        return json;
    }

    private ObjectNode told(Book.Order order) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("id", order.id())
                .put("datetime", datetime(venue.clock().instant()))
                .put("type", order.buys() ? "0" : "1")
                .put("price", order.price())
                .put("amount", order.quantity())
                .put("currency_pair", order.symbol())
                .put("market", order.symbol())
                .put("client_order_id", clientIdOf.getOrDefault(order.id(), ""));
    }
}
