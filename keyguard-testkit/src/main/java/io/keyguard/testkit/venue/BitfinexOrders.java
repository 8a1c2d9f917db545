/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Orders at the simulated Bitfinex. The sign of an amount is its side, and a second order with the same {@code cid} is accepted.
 *
 * <p>UNCONFIRMED and chosen here: that an order that may only reduce is refused where there is nothing to.
 */
final class BitfinexOrders {
    /** What the book does not keep. */
    private record Kept(String type, long flags, Instant placed) {}

    private static final Set<String> TYPES =
            Set.of("LIMIT", "MARKET", "STOP", "STOP LIMIT", "TRAILING STOP", "FOK", "IOC");
    private static final String EXCHANGE = "EXCHANGE ";
    private static final long REDUCE_ONLY = 1024;
    /** Behind the client's id in the book, whose ids are unique. */
    private static final char MARK = '#';

    private final BitfinexSimulator venue;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    BitfinexOrders(BitfinexSimulator venue) {
        this.venue = venue;
    }

    private static String required(JsonNode body, String name) {
        String value = body.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
        return value;
    }

    JsonNode change(String operation, JsonNode body) {
        return switch (operation) {
            case "submit" ->
                venue.notification("on-req", JSON.createArrayNode().add(place(body)), "Submitting 1 orders.");
            case "cancel" -> venue.notification("oc-req", cancel(body), "Submitted for cancellation.");
            case "cancel/multi" ->
                venue.notification("oc_multi-req", cancelMany(body), "Submitting order cancellations.");
            default -> many(body.path("ops"));
        };
    }

    /** Each is answered for itself. */
    JsonNode many(JsonNode operations) {
        ArrayNode answers = JSON.createArrayNode();
        for (JsonNode operation : operations) {
            answers.add(change(
                    switch (operation.path(0).asText()) {
                        case "on" -> "submit";
                        case "oc" -> "cancel";
                        case "oc_multi" -> "cancel/multi";
                        default -> throw new Refusal(BitfinexSimulator.BAD_PARAMS);
                    },
                    operation.path(1)));
        }
        return venue.notification("ox_multi-req", answers, "Submitting " + answers.size() + " order operations.");
    }

    ArrayNode place(JsonNode body) {
        String symbol = required(body, "symbol");
        String type = type(required(body, "type"));
        String amount = required(body, "amount");
        boolean sells = amount.startsWith("-");
        String quantity = amount(sells ? amount.substring(1) : amount);
        String price = price(body, type);
        long flags = body.path("flags").asLong(0);
        if ((flags & REDUCE_ONLY) != 0 && !hasToReduce(symbol, sells)) {
            throw new Refusal(BitfinexSimulator.BAD_ORDER);
        }
        String client = body.path("cid").isIntegralNumber() ? body.path("cid").asText() : Long.toString(venue.millis());
        Book.Order order = venue.book()
                .place("", client + MARK + venue.book().nextId(), symbol, sells ? "sell" : "buy", price, quantity);
        if (order == null) {
            throw new IllegalStateException("a number was given twice");
        }
        kept.put(order.id(), new Kept(type, flags, venue.clock().instant()));
        venue.stats().placedOne();
        return row(order, "ACTIVE");
    }

    private static String type(String type) {
        if (!TYPES.contains(type.startsWith(EXCHANGE) ? type.substring(EXCHANGE.length()) : type)) {
            throw new Refusal(BitfinexSimulator.BAD_ORDER);
        }
        return type;
    }

    private static String amount(String text) {
        return Book.amount(text)
                .orElseThrow(() -> new Refusal(BitfinexSimulator.BAD_ORDER))
                .toPlainString();
    }

    private static String price(JsonNode body, String type) {
        String price = body.path("price").asText("");
        if ((type.endsWith("LIMIT") || !price.isEmpty()) && Book.amount(price).isEmpty()) {
            throw new Refusal(BitfinexSimulator.BAD_ORDER);
        }
        return price;
    }

    /** One by its id, or by its own and the day. */
    private ArrayNode cancel(JsonNode body) {
        String id = body.path("id").asText("");
        String found = List.copyOf(venue.book().open()).stream()
                .filter(order -> id.isEmpty()
                        ? isCalled(
                                order,
                                body.path("cid").asText(""),
                                body.path("cid_date").asText(""))
                        : order.id().equals(id))
                .map(Book.Order::id)
                .findFirst()
                .orElseThrow(() -> new Refusal(BitfinexSimulator.NO_ORDER));
        List<ArrayNode> gone = end(order -> order.id().equals(found));
        if (gone.isEmpty()) {
            throw new Refusal(BitfinexSimulator.NO_ORDER);
        }
        return gone.get(0);
    }

    private boolean isCalled(Book.Order order, String cid, String day) {
        Kept more = kept.get(order.id());
        return more != null
                && cid(order).equals(cid)
                && more.placed()
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString()
                        .equals(day);
    }

    private static String cid(Book.Order order) {
        return order.clientId().substring(0, order.clientId().indexOf(MARK));
    }

    private ArrayNode cancelMany(JsonNode body) {
        Predicate<Book.Order> meant;
        if (body.path("all").asText().equals("1")) {
            meant = order -> true;
        } else if (body.path("id").isArray()) {
            meant = order -> contains(body.path("id"), order.id());
        } else if (body.path("cid").isArray()) {
            meant = order -> isAmong(order, body.path("cid"));
        } else {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
        ArrayNode answers = JSON.createArrayNode();
        end(meant).forEach(answers::add);
        return answers;
    }

    private static boolean contains(JsonNode array, String id) {
        for (JsonNode one : array) {
            if (one.asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAmong(Book.Order order, JsonNode pairs) {
        for (JsonNode pair : pairs) {
            if (isCalled(order, pair.path(0).asText(), pair.path(1).asText())) {
                return true;
            }
        }
        return false;
    }

    private List<ArrayNode> end(Predicate<Book.Order> meant) {
        var gone = new ArrayList<ArrayNode>();
        for (Book.Order order : List.copyOf(venue.book().open())) {
            if (meant.test(order) && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
                gone.add(row(order, "CANCELED"));
            }
        }
        return gone;
    }

    /** As at the end of a connection with {@code dms}. */
    void cancelAll() {
        end(order -> true);
    }

    /** Those of one symbol, or all. */
    ArrayNode open(String symbol) {
        ArrayNode rows = JSON.createArrayNode();
        venue.book().open().stream()
                .filter(order -> symbol.isEmpty() || symbol.equals(order.symbol()))
                .forEach(order -> rows.add(row(order, "ACTIVE")));
        return rows;
    }

    String typeOf(Book.Order order) {
        Kept more = kept.get(order.id());
        return more == null ? "" : more.type();
    }

    static String cidOf(Book.Order order) {
        return cid(order);
    }

    private ArrayNode row(Book.Order order, String status) {
        Kept more = kept.getOrDefault(order.id(), new Kept("", 0, Instant.EPOCH));
        BigDecimal amount = new BigDecimal((order.buys() ? "" : "-") + order.quantity());
        long placed = more.placed().toEpochMilli();
        ArrayNode row = JSON.createArrayNode()
                .add(Long.parseLong(order.id()))
                .addNull()
                .add(Long.parseLong(cid(order)))
                .add(order.symbol())
                .add(placed)
                .add(placed)
                .add(amount)
                .add(amount)
                .add(more.type())
                .addNull()
                .addNull()
                .addNull()
                .add(more.flags())
                .add(status)
                .addNull()
                .addNull()
                .add(order.price().isEmpty() ? BigDecimal.ZERO : new BigDecimal(order.price()))
                .add(0)
                .add(0)
                .add(0);
        return row.addNull().addNull().addNull().add(0).add(0);
    }

    private static @Nullable String spotCoin(String symbol) {
        String pair = symbol.substring(1);
        return pair.length() == 6 ? pair.substring(0, 3) : null;
    }

    private Map<String, BigDecimal> sizes() {
        var sizes = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> !typeOf(fill.order()).startsWith(EXCHANGE))
                .forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        return sizes;
    }

    private boolean hasToReduce(String symbol, boolean sells) {
        int sign = sizes().getOrDefault(symbol, BigDecimal.ZERO).signum();
        return sells ? sign > 0 : sign < 0;
    }

    ArrayNode positions() {
        ArrayNode rows = JSON.createArrayNode();
        sizes().forEach((symbol, size) -> {
            if (size.signum() != 0) {
                rows.addArray()
                        .add(symbol)
                        .add("ACTIVE")
                        .add(size)
                        .add(100)
                        .add(0)
                        .add(0);
            }
        });
        return rows;
    }

    /** What a spot order brings and takes; anything else is a position alone. */
    void settle(Book.Fill fill) {
        String coin = spotCoin(fill.order().symbol());
        if (coin != null && typeOf(fill.order()).startsWith(EXCHANGE)) {
            venue.book().credit(coin, fill.signed());
            venue.book().credit("USDT", fill.signed().multiply(fill.price()).negate());
        }
    }
}
