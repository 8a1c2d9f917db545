/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Spot orders at the simulated MEXC, told and cancelled for at most five symbols at a time. */
final class MexcOrders {
    private static final List<String> SYMBOLS =
            List.of("BTCUSDT", "ETHUSDT", "ETHBTC", "MXUSDT", "XRPUSDT", "SOLUSDT", "ADAUSDT", "DOGEUSDT");
    private static final int MOST_SYMBOLS = 5;
    private static final String PREFIX = "C02__";

    private final MexcSimulator venue;

    MexcOrders(MexcSimulator venue) {
        this.venue = venue;
    }

    static ObjectNode symbols() {
        ObjectNode json = JSON.createObjectNode().put("code", 200);
        SYMBOLS.forEach(json.putArray("data")::add);
        return json.putNull("msg");
    }

    static boolean isContract(String symbol) {
        return symbol.contains("_");
    }

    private static String required(Map<String, String> params, String name) {
        String value = params.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        return value;
    }

    private static String symbol(Map<String, String> params) {
        String symbol = required(params, "symbol");
        if (!SYMBOLS.contains(symbol)) {
            throw new Refusal("10007");
        }
        return symbol;
    }

    /** Looks at an order as for placing it. */
    ObjectNode tryOut(Map<String, String> params) {
        symbol(params);
        quantity(params);
        price(params);
        side(params);
        return JSON.createObjectNode();
    }

    ObjectNode place(Map<String, String> params) {
        Book.Order order = venue.book()
                .place(
                        PREFIX,
                        params.getOrDefault("newClientOrderId", ""),
                        symbol(params),
                        side(params),
                        price(params),
                        quantity(params));
        if (order == null) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        venue.stats().placedOne();
        return row(order, "NEW").put("transactTime", venue.millis());
    }

    private static String side(Map<String, String> params) {
        String side = required(params, "side");
        if (!Set.of("BUY", "SELL").contains(side)) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        return side;
    }

    private static String quantity(Map<String, String> params) {
        return Book.amount(required(params, "quantity"))
                .orElseThrow(() -> new Refusal(MexcSimulator.BAD_PARAMS))
                .toPlainString();
    }

    private static String price(Map<String, String> params) {
        String price = params.getOrDefault("price", "");
        boolean market = required(params, "type").equals("MARKET");
        if ((!market || !price.isEmpty()) && Book.amount(price).isEmpty()) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        return price;
    }

    private static ObjectNode row(Book.Order order, String status) {
        return JSON.createObjectNode()
                .put("symbol", order.symbol())
                .put("orderId", order.id())
                .put("orderListId", -1)
                .put("clientOrderId", order.clientId())
                .put("price", order.price())
                .put("origQty", order.quantity())
                .put("executedQty", "0")
                .put("cummulativeQuoteQty", "0")
                .put("status", status)
                .put("type", order.price().isEmpty() ? "MARKET" : "LIMIT")
                .put("side", order.side());
    }

    ArrayNode open(Map<String, String> params) {
        List<String> symbols = five(params);
        ArrayNode rows = JSON.createArrayNode();
        venue.book().open().stream()
                .filter(order -> symbols.contains(order.symbol()))
                .forEach(order -> rows.add(row(order, "NEW").put("time", venue.millis())));
        return rows;
    }

    private static List<String> five(Map<String, String> params) {
        List<String> symbols = Arrays.asList(required(params, "symbol").split(",", -1));
        if (symbols.size() > MOST_SYMBOLS) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        return symbols;
    }

    ObjectNode cancel(Map<String, String> params) {
        String id = params.getOrDefault("orderId", "");
        Book.Order found = venue.book().find(id, params.getOrDefault("origClientOrderId", ""));
        if (found == null || !found.symbol().equals(required(params, "symbol"))) {
            throw new Refusal("-2011");
        }
        Book.Order gone = venue.book().cancel(found.id(), "");
        if (gone == null) {
            throw new Refusal("-2011");
        }
        venue.stats().cancelledOne();
        return row(gone, "CANCELED").put("origClientOrderId", gone.clientId());
    }

    ArrayNode cancelAll(Map<String, String> params) {
        List<String> symbols = five(params);
        ArrayNode rows = JSON.createArrayNode();
        for (Book.Order order : List.copyOf(venue.book().open())) {
            if (symbols.contains(order.symbol()) && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
                rows.add(row(order, "CANCELED"));
            }
        }
        return rows;
    }

    /** The flags are about the account, whatever the key may do. */
    ObjectNode account() {
        ObjectNode json = JSON.createObjectNode()
                .put("canTrade", true)
                .put("canWithdraw", true)
                .put("canDeposit", true)
                .putNull("updateTime")
                .put("accountType", "SPOT");
        ArrayNode balances = json.putArray("balances");
        Map<String, BigDecimal> locked = locked();
        venue.book().balances().forEach((asset, held) -> {
            BigDecimal used = locked.getOrDefault(asset, BigDecimal.ZERO);
            balances.addObject()
                    .put("asset", asset)
                    .put("free", held.subtract(used).toPlainString())
                    .put("locked", used.toPlainString());
        });
        json.putArray("permissions").add("SPOT");
        return json;
    }

    private Map<String, BigDecimal> locked() {
        var locked = new HashMap<String, BigDecimal>();
        for (Book.Order order : venue.book().open()) {
            String base = base(order.symbol());
            if (base != null) {
                BigDecimal quantity = new BigDecimal(order.quantity());
                BigDecimal price = new BigDecimal(order.price().isEmpty() ? "1" : order.price());
                if (order.buys()) {
                    locked.merge("USDT", quantity.multiply(price), BigDecimal::add);
                } else {
                    locked.merge(base, quantity, BigDecimal::add);
                }
            }
        }
        return locked;
    }

    private static @Nullable String base(String symbol) {
        return !isContract(symbol) && symbol.endsWith("USDT") ? symbol.substring(0, symbol.length() - 4) : null;
    }

    /** What a spot order brings and takes; a contract is a position alone. */
    void settle(Book.Fill fill) {
        String base = base(fill.order().symbol());
        if (base != null) {
            venue.book().credit(base, fill.signed());
            venue.book().credit("USDT", fill.signed().multiply(fill.price()).negate());
        }
    }
}
