/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the simulated Gemini tells of a key, an account, and what it did: pages go on from a time, and the newest row of each stands first. */
final class GeminiPast {
    private static final Pattern PAIR = Pattern.compile("(btc|eth)(usdt|usd)");
    private static final Pattern TIME = Pattern.compile("\\d{1,15}");
    private static final BigDecimal FEE = new BigDecimal("0.0035");

    private final GeminiSimulator venue;
    private final GeminiOrders orders;

    GeminiPast(GeminiSimulator venue, GeminiOrders orders) {
        this.venue = venue;
        this.orders = orders;
    }

    static ObjectNode roles(SimulatedKey key, boolean master) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("isAuditor", key.may("Auditor"))
                .put("isFundManager", key.may("Fund Manager"))
                .put("isTrader", key.may("Trader"));
        return master ? json.put("counterparty_id", "EMONNYXJ").put("isAccountAdmin", key.may("Administrator")) : json;
    }

    static ObjectNode account(String shortName) {
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        json.putObject("account")
                .put("accountName", "Primary")
                .put("shortName", shortName)
                .put("type", "exchange")
                .put("created", "1498245007981");
        json.putArray("users")
                .addObject()
                .put("name", "Synthetic Person")
                .put("lastSignIn", "2026-07-21T13:37:39.453Z")
                .put("status", "Active")
                .put("countryCode", "US")
                .put("isVerified", true);
        return json.put("memo_reference_code", "GEMSYNTHETIC");
    }

    static ArrayNode accounts(String shortName) {
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        json.addObject()
                .put("name", "Primary")
                .put("account", shortName)
                .put("type", "exchange")
                .put("status", "open");
        return json;
    }

    ArrayNode balances() {
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        venue.book()
                .balances()
                .forEach((asset, total) -> json.addObject()
                        .put("type", "exchange")
                        .put("currency", asset)
                        .put("amount", total.toPlainString())
                        .put("available", total.toPlainString())
                        .put("availableForWithdrawal", total.toPlainString()));
        return json;
    }

    ArrayNode trades(JsonNode payload) {
        String symbol = payload.path("symbol").asText("").toLowerCase(java.util.Locale.ROOT);
        List<Book.Fill> fitting = venue.book().fills().stream()
                .filter(fill -> symbol.isEmpty() || fill.order().symbol().equals(symbol))
                .toList();
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        for (Book.Fill fill :
                page(fitting, payload, "limit_trades", 50, 500, one -> one.at().toEpochMilli())) {
            json.add(trade(fill));
        }
        return json;
    }

    private ObjectNode trade(Book.Fill fill) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("price", fill.price().toPlainString())
                .put("amount", fill.quantity().toPlainString())
                .put("timestamp", fill.at().getEpochSecond())
                .put("timestampms", fill.at().toEpochMilli())
                .put("type", fill.order().buys() ? "Buy" : "Sell")
                .put("aggressor", false)
                .put("fee_currency", "USD")
                .put(
                        "fee_amount",
                        fill.price().multiply(fill.quantity()).multiply(FEE).toPlainString())
                .put("tid", Long.parseLong(fill.id()))
                .put("order_id", fill.order().id())
                .put("exchange", "gemini")
                .put("is_clearing_fill", false)
                .put("symbol", fill.order().symbol().toUpperCase(java.util.Locale.ROOT));
        String clientId = orders.clientIdOf(fill.order().id());
        return clientId.isEmpty() ? json : json.put("client_order_id", clientId);
    }

    ArrayNode positions() {
        var open = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> fill.order().symbol().endsWith("perp"))
                .forEach(fill -> open.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        for (Map.Entry<String, BigDecimal> position : open.entrySet()) {
            if (position.getValue().signum() != 0) {
                json.addObject()
                        .put("symbol", position.getKey())
                        .put("instrument_type", "perp")
                        .put("quantity", position.getValue().toPlainString())
                        .put("average_cost", "100");
            }
        }
        return json;
    }

    /** Transfers between accounts are not among them. */
    ArrayNode transfers(JsonNode payload) {
        List<Book.Move> fitting = venue.book().moves().stream()
                .filter(move -> !move.kind().equals("transfer"))
                .toList();
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        for (Book.Move move : page(
                fitting, payload, "limit_transfers", 10, 50, one -> one.at().toEpochMilli())) {
            ObjectNode row = json.addObject()
                    .put("type", move.kind().equals("deposit") ? "Deposit" : "Withdrawal")
                    .put("status", move.kind().equals("deposit") ? "Advanced" : "Pending")
                    .put("timestampms", move.at().toEpochMilli())
                    .put("eid", Long.parseLong(move.id()))
                    .put("currency", move.asset())
                    .put("amount", move.amount().abs().toPlainString());
            if (!move.kind().equals("deposit")) {
                row.put("destination", move.counterparty());
            }
        }
        return json;
    }

    private static <T> List<T> page(
            List<T> all, JsonNode payload, String limit, int otherwise, int most, ToLongFunction<T> millis) {
        String since = payload.path("timestamp").asText("0");
        if (!TIME.matcher(since).matches()) {
            throw new Refusal("InvalidTimestampInPayload");
        }
        long from = Long.parseLong(since);
        int count = Math.min(most, payload.path(limit).asInt(otherwise));
        var page = new ArrayList<>(all.stream()
                .filter(one -> millis.applyAsLong(one) >= from)
                .limit(count)
                .toList());
        Collections.reverse(page);
        return page;
    }

    /** What a pair brings and takes; a contract is a position alone. */
    void settle(Book.Fill fill) {
        Matcher pair = PAIR.matcher(fill.order().symbol());
        if (pair.matches()) {
            venue.book().credit(pair.group(1).toUpperCase(java.util.Locale.ROOT), fill.signed());
            venue.book().credit("USDT", fill.signed().multiply(fill.price()).negate());
        }
    }
}
