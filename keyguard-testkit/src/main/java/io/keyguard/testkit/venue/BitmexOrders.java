/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Orders at the simulated BitMEX: placed, cancelled, and cancelled by a timer, which never runs out here. */
final class BitmexOrders {
    private static final int LONGEST_CLIENT_ID = 36;
    private static final Pattern MILLIS = Pattern.compile("\\d{1,9}");
    private static final String IDS = "c18f0c17-9971-40e6-8e5b-00000000";

    private final BitmexSimulator venue;
    private final BitmexPast past;

    BitmexOrders(BitmexSimulator venue, BitmexPast past) {
        this.venue = venue;
        this.past = past;
    }

    static String required(JsonNode body, String name) {
        String value = body.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal("Parameter Error");
        }
        return value;
    }

    /** One that may only reduce, and has nothing to, is cancelled at once. */
    ObjectNode place(JsonNode body) {
        String symbol = required(body, "symbol");
        String clientId = clientId(body);
        String side = side(body);
        String quantity = whole(body.path("orderQty").asText(""));
        String price = price(body);
        if (mayOnlyReduce(body) && !past.hasToReduce(symbol, side)) {
            return past.order(new Book.Order(newId(), clientId, symbol, side, price, quantity), "Canceled");
        }
        Book.Order order = venue.book().place(IDS, clientId, symbol, side, price, quantity);
        if (order == null) {
            throw new Refusal("Duplicate clOrdID");
        }
        venue.stats().placedOne();
        return past.order(order, "New");
    }

    private static String clientId(JsonNode body) {
        String clientId = body.path("clOrdID").asText("");
        if (clientId.length() > LONGEST_CLIENT_ID) {
            throw new Refusal("Parameter Error");
        }
        return clientId;
    }

    private static String side(JsonNode body) {
        String side = body.path("side").asText("Buy");
        if (!Set.of("Buy", "Sell").contains(side)) {
            throw new Refusal("Parameter Error");
        }
        return side;
    }

    /** A limit order, which every order is that does not say otherwise, is nothing without one. */
    private static String price(JsonNode body) {
        String price = body.path("price").asText("");
        boolean priced = body.path("ordType").asText("Limit").equals("Limit");
        if ((priced || !price.isEmpty()) && Book.amount(price).isEmpty()) {
            throw new Refusal("Invalid price");
        }
        return price;
    }

    private static boolean mayOnlyReduce(JsonNode body) {
        List<String> instructions = List.of(body.path("execInst").asText("").split(",", -1));
        return instructions.contains("ReduceOnly") || instructions.contains("Close");
    }

    private String newId() {
        return IDS + venue.book().nextId();
    }

    static String whole(String text) {
        BigDecimal amount = Book.amount(text).orElseThrow(() -> new Refusal("Invalid orderQty"));
        if (amount.stripTrailingZeros().scale() > 0) {
            throw new Refusal("Invalid orderQty");
        }
        return amount.toPlainString();
    }

    /** One id, or a list of them; each is answered for itself. */
    ArrayNode cancel(JsonNode body) {
        ArrayNode answers = VenueSimulator.JSON.createArrayNode();
        boolean byId = body.has("orderID");
        JsonNode ids = body.path(byId ? "orderID" : "clOrdID");
        if (ids.isMissingNode()) {
            throw new Refusal("Parameter Error");
        }
        for (JsonNode id :
                ids.isArray() ? ids : VenueSimulator.JSON.createArrayNode().add(ids)) {
            Book.Order order =
                    byId ? venue.book().cancel(id.asText(), "") : venue.book().cancel("", id.asText());
            answers.add(cancelled(order, id.asText()));
        }
        return answers;
    }

    private ObjectNode cancelled(Book.@Nullable Order order, String id) {
        if (order == null) {
            return VenueSimulator.JSON.createObjectNode().put("orderID", id).put("error", "Not Found");
        }
        venue.stats().cancelledOne();
        return past.order(order, "Canceled");
    }

    ArrayNode cancelAll(String symbol) {
        ArrayNode answers = VenueSimulator.JSON.createArrayNode();
        for (Book.Order order : venue.book().open()) {
            boolean meant = symbol.isEmpty() || symbol.equals(order.symbol());
            if (meant && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
                answers.add(past.order(order, "Canceled"));
            }
        }
        return answers;
    }

    /** The timer as both transports set it. */
    ObjectNode timer(String timeout) {
        if (!MILLIS.matcher(timeout).matches()) {
            throw new Refusal("Parameter Error");
        }
        Instant now = venue.clock().instant();
        ObjectNode json = VenueSimulator.JSON.createObjectNode().put("now", now.toString());
        Duration after = Duration.ofMillis(Long.parseLong(timeout));
        return after.isZero()
                ? json.put("cancelTime", 0)
                : json.put("cancelTime", now.plus(after).toString());
    }
}
