/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the simulated Crypto.com tells of its account, and where money goes. Executions come newest first, at most 100 of at most a day. */
final class CryptoComPast {
    private static final Pattern WHOLE = Pattern.compile("\\d{1,19}");
    private static final BigDecimal FEE = new BigDecimal("0.00075");
    private static final long DAY_AND_A_BIT = 86_400_000_000_002L;
    private static final int LONGEST = 100;
    private static final int MOST_MOVEMENTS = 200;

    private final CryptoComSimulator venue;

    CryptoComPast(CryptoComSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode object() {
        return VenueSimulator.JSON.createObjectNode();
    }

    ObjectNode balances() {
        ObjectNode json = object();
        ArrayNode balances = json.putArray("data")
                .addObject()
                .put("instrument_name", "USD")
                .put("total_cash_balance", "1000000")
                .putArray("position_balances");
        venue.book()
                .balances()
                .forEach((asset, total) -> balances.addObject()
                        .put("instrument_name", asset)
                        .put("quantity", total.toPlainString())
                        .put("reserved_qty", "0"));
        return json;
    }

    ObjectNode accounts() {
        ObjectNode json = object();
        json.putObject("this_account").put("uuid", venue.accountId()).put("hierarchy", "MASTER");
        json.putObject("master_account")
                .put("uuid", venue.accountId())
                .put("enabled", true)
                .put("tradable", true)
                .put("suspended", false);
        json.putArray("sub_account_list");
        return json;
    }

    ObjectNode address(JsonNode params) {
        ObjectNode json = object();
        json.putArray("deposit_address_list")
                .addObject()
                .put("currency", CryptoComOrders.required(params, "currency"))
                .put("address", "synthetic-address")
                .put("status", "1")
                .put("network", "CRO");
        return json;
    }

    private Map<String, BigDecimal> contracts() {
        var open = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> fill.order().symbol().endsWith("-PERP"))
                .forEach(fill -> open.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        open.values().removeIf(quantity -> quantity.signum() == 0);
        return open;
    }

    ObjectNode positions() {
        ObjectNode json = object();
        ArrayNode data = json.putArray("data");
        contracts()
                .forEach((instrument, quantity) -> data.addObject()
                        .put("account_id", venue.accountId())
                        .put("quantity", quantity.toPlainString())
                        .put("instrument_name", instrument)
                        .put("type", "PERPETUAL_SWAP"));
        return json;
    }

    /** Places what closes a position, which is filled at once. */
    JsonNode close(JsonNode params, CryptoComOrders orders) {
        String instrument = CryptoComOrders.required(params, "instrument_name");
        BigDecimal position = contracts().get(instrument);
        if (position == null) {
            throw new Refusal("317");
        }
        String quantity = position.abs().toPlainString();
        ObjectNode order = object().put("instrument_name", instrument)
                .put("side", position.signum() > 0 ? "SELL" : "BUY")
                .put("type", "LIMIT")
                .put("price", "100")
                .put("quantity", quantity);
        ObjectNode placed = orders.place(order, false);
        venue.fill(placed.path("order_id").asText(), quantity);
        return placed;
    }

    ObjectNode trades(JsonNode params) {
        long from = number(params, "start_time", nanos(venue.clock().instant()) - DAY_AND_A_BIT);
        long to = number(params, "end_time", nanos(venue.clock().instant()));
        CryptoComOrders.check(to - from <= DAY_AND_A_BIT, "40004");
        var fitting = new ArrayList<>(venue.book().fills().stream()
                .filter(fill -> nanos(fill.at()) >= from && nanos(fill.at()) <= to)
                .toList());
        Collections.reverse(fitting);
        ObjectNode json = object();
        ArrayNode data = json.putArray("data");
        fitting.stream()
                .limit(Math.min(LONGEST, number(params, "limit", LONGEST)))
                .forEach(fill -> data.add(trade(fill)));
        return json;
    }

    private ObjectNode trade(Book.Fill fill) {
        return object().put("account_id", venue.accountId())
                .put("journal_type", "TRADING")
                .put("side", fill.order().side())
                .put("instrument_name", fill.order().symbol())
                .put(
                        "fees",
                        fill.price()
                                .multiply(fill.quantity())
                                .multiply(FEE)
                                .negate()
                                .toPlainString())
                .put("fee_instrument_name", "USD")
                .put("trade_id", fill.id())
                .put("order_id", fill.order().id())
                .put("client_oid", fill.order().clientId())
                .put("traded_price", fill.price().toPlainString())
                .put("traded_quantity", fill.quantity().toPlainString())
                .put("create_time", fill.at().toEpochMilli())
                .put("create_time_ns", Long.toString(nanos(fill.at())));
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000 + at.getNano();
    }

    ObjectNode movements(String kind, JsonNode params) {
        long from = number(params, "start_ts", 0);
        long to = number(params, "end_ts", Long.MAX_VALUE);
        List<Book.Move> fitting = venue.book().moves().stream()
                .filter(move -> move.kind().equals(kind))
                .filter(move -> move.at().toEpochMilli() >= from && move.at().toEpochMilli() <= to)
                .toList();
        long size = Math.min(MOST_MOVEMENTS, number(params, "page_size", 20));
        ObjectNode json = object();
        ArrayNode rows = json.putArray(kind + "_list");
        fitting.stream()
                .skip(size * number(params, "page", 0))
                .limit(size)
                .forEach(move -> rows.addObject()
                        .put("currency", move.asset())
                        .put("fee", 0)
                        .put("create_time", move.at().toEpochMilli())
                        .put("id", move.id())
                        .put("amount", move.amount().abs())
                        .put("address", move.counterparty())
                        .put("status", kind.equals("deposit") ? "1" : "0"));
        return json;
    }

    private static long number(JsonNode params, String name, long otherwise) {
        String text = params.path(name).asText("");
        if (text.isEmpty()) {
            return otherwise;
        }
        CryptoComOrders.check(WHOLE.matcher(text).matches(), "40004");
        return Long.parseLong(text);
    }

    JsonNode move(String method, JsonNode params) {
        boolean transfer = method.equals("create-subaccount-transfer");
        String asset = CryptoComOrders.required(params, "currency");
        String to = CryptoComOrders.required(params, transfer ? "to" : "address");
        BigDecimal amount =
                Book.amount(CryptoComOrders.required(params, "amount")).orElseThrow(() -> new Refusal("40004"));
        CryptoComOrders.check(venue.book().debit(asset, amount), "30024");
        String id = venue.book().nextId();
        venue.book()
                .moved(new Book.Move(
                        transfer ? "transfer" : "withdrawal",
                        id,
                        asset,
                        amount.negate(),
                        to,
                        "0",
                        venue.clock().instant()));
        return transfer
                ? MissingNode.getInstance()
                : object().put("id", id).put("amount", amount.toPlainString()).put("symbol", asset);
    }

    /** What a pair brings and takes; a contract is a position alone. */
    void settle(Book.Fill fill) {
        String[] assets = fill.order().symbol().split("_", -1);
        if (assets.length == 2) {
            venue.book().credit(assets[0], fill.signed());
            venue.book().credit(assets[1], fill.signed().multiply(fill.price()).negate());
        }
    }
}
