/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Orders and positions of contracts at the simulated MEXC: side 1 opens long, 2 closes short, 3 opens short, 4 closes long. */
final class MexcContracts {
    private static final BigDecimal FEE = new BigDecimal("0.0002");

    private final MexcSimulator venue;

    MexcContracts(MexcSimulator venue) {
        this.venue = venue;
    }

    ArrayNode assets() {
        ArrayNode rows = JSON.createArrayNode();
        venue.book()
                .balances()
                .forEach((asset, held) -> rows.addObject()
                        .put("currency", asset)
                        .put("positionMargin", 0)
                        .put("frozenBalance", 0)
                        .put("availableBalance", held)
                        .put("cashBalance", held)
                        .put("equity", held)
                        .put("unrealized", 0));
        return rows;
    }

    /** The id alone, as {@code order/submit} answers. */
    JsonNode place(JsonNode body) {
        return JSON.getNodeFactory().textNode(placed(body));
    }

    /** As {@code order/create} answers. */
    ObjectNode create(JsonNode body) {
        return JSON.createObjectNode().put("orderId", placed(body)).put("ts", venue.millis());
    }

    private String placed(JsonNode body) {
        String symbol = body.path("symbol").asText("");
        int side = body.path("side").asInt(0);
        if (!MexcOrders.isContract(symbol) || side < 1 || side > 4) {
            throw new Refusal(MexcSimulator.BAD_CONTRACT_PARAMS);
        }
        boolean buys = side <= 2;
        if ((side == 2 || side == 4 || body.path("reduceOnly").asBoolean()) && !hasToReduce(symbol, buys)) {
            throw new Refusal("2011");
        }
        String client = body.path("externalOid").asText("");
        Book.Order order = venue.book()
                .place("", client, symbol, buys ? "buy" : "sell", amount(body, "price"), amount(body, "vol"));
        if (order == null) {
            Book.Order first = venue.book().find("", client);
            return first == null ? "" : first.id();
        }
        venue.stats().placedOne();
        return order.id();
    }

    private static String amount(JsonNode body, String name) {
        return Book.amount(body.path(name).asText(""))
                .orElseThrow(() -> new Refusal(MexcSimulator.BAD_CONTRACT_PARAMS))
                .toPlainString();
    }

    /** A list of ids, each of which is answered for itself. */
    ArrayNode cancel(JsonNode ids) {
        ArrayNode answers = JSON.createArrayNode();
        for (JsonNode id : ids) {
            Book.Order gone = venue.book().cancel(id.asText(), "");
            if (gone != null) {
                venue.stats().cancelledOne();
            }
            answers.addObject()
                    .put("orderId", id.asText())
                    .put("errorCode", gone == null ? 2040 : 0)
                    .put("errorMsg", gone == null ? "order not exist" : "success");
        }
        return answers;
    }

    JsonNode cancelAll(JsonNode body) {
        String symbol = body.path("symbol").asText("");
        for (Book.Order order : List.copyOf(venue.book().open())) {
            boolean meant =
                    MexcOrders.isContract(order.symbol()) && (symbol.isEmpty() || symbol.equals(order.symbol()));
            if (meant && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
            }
        }
        return JSON.nullNode();
    }

    ArrayNode open(Map<String, String> query) {
        var rows = new ArrayList<ObjectNode>();
        String symbol = query.getOrDefault("symbol", "");
        for (Book.Order order : venue.book().open()) {
            if (MexcOrders.isContract(order.symbol()) && (symbol.isEmpty() || symbol.equals(order.symbol()))) {
                rows.add(JSON.createObjectNode()
                        .put("orderId", order.id())
                        .put("symbol", order.symbol())
                        .put("price", new BigDecimal(order.price()))
                        .put("vol", new BigDecimal(order.quantity()))
                        .put("side", order.buys() ? 1 : 3)
                        .put("orderType", 1)
                        .put("dealVol", 0)
                        .put("state", 2)
                        .put("externalOid", order.clientId())
                        .put("createTime", venue.millis()));
            }
        }
        return page(rows, query);
    }

    private Map<String, BigDecimal> sizes() {
        var sizes = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> MexcOrders.isContract(fill.order().symbol()))
                .forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        return sizes;
    }

    private boolean hasToReduce(String symbol, boolean buys) {
        int sign = sizes().getOrDefault(symbol, BigDecimal.ZERO).signum();
        return buys ? sign < 0 : sign > 0;
    }

    ArrayNode positions() {
        ArrayNode rows = JSON.createArrayNode();
        sizes().forEach((symbol, size) -> {
            if (size.signum() != 0) {
                rows.addObject()
                        .put("positionId", 1_000 + rows.size())
                        .put("symbol", symbol)
                        .put("positionType", size.signum() > 0 ? 1 : 2)
                        .put("openType", 2)
                        .put("state", 1)
                        .put("holdVol", size.abs());
            }
        });
        return rows;
    }

    /** Newest first. */
    ArrayNode deals(Map<String, String> query) {
        String symbol = query.getOrDefault("symbol", "");
        if (symbol.isEmpty()) {
            throw new Refusal(MexcSimulator.BAD_CONTRACT_PARAMS);
        }
        var rows = new ArrayList<ObjectNode>();
        for (Book.Fill fill : venue.book().fills()) {
            if (symbol.equals(fill.order().symbol()) && MexcPast.isWithin(fill.at(), query, "start_time", "end_time")) {
                rows.add(JSON.createObjectNode()
                        .put("id", Long.parseLong(fill.id()))
                        .put("symbol", symbol)
                        .put("side", fill.order().buys() ? 1 : 3)
                        .put("vol", fill.quantity())
                        .put("price", fill.price())
                        .put("feeCurrency", "USDT")
                        .put("fee", fill.quantity().multiply(fill.price()).multiply(FEE))
                        .put("timestamp", fill.at().toEpochMilli())
                        .put("orderId", fill.order().id()));
            }
        }
        Collections.reverse(rows);
        return page(rows, query);
    }

    private static ArrayNode page(List<ObjectNode> rows, Map<String, String> query) {
        long number = MexcPast.number(query, "page_num", 1);
        long size = Math.min(100, MexcPast.number(query, "page_size", 20));
        ArrayNode page = JSON.createArrayNode();
        rows.stream().skip((number - 1) * size).limit(size).forEach(page::add);
        return page;
    }
}
