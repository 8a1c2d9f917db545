/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Coinbase tells of the past, in its words.
 *
 * <p>From the official documentation: fills in pages of 100 with a cursor, from and until times; positions in contracts; transactions of each account in pages with the address of the next. Fills
 * carry no id of the bot's.
 */
final class CoinbasePast {
    private static final int PAGE = 100;
    private static final BigDecimal FEE = new BigDecimal("0.0025");
    private static final String ACCOUNT_PREFIX = "2bbf394c-193b-5b2a-9155-3b4732659";

    private final Book book;

    CoinbasePast(Book book) {
        this.book = book;
    }

    private static <T> List<T> newestFirst(List<T> all) {
        var reversed = new ArrayList<>(all);
        Collections.reverse(reversed);
        return reversed;
    }

    /** The cursor is how many stood on the pages before. */
    JsonNode fills(Map<String, String> parameters) {
        Instant start = time(parameters.getOrDefault("start_sequence_timestamp", "1970-01-01T00:00:00Z"));
        Instant end = time(parameters.getOrDefault("end_sequence_timestamp", "9999-01-01T00:00:00Z"));
        List<Book.Fill> fitting = newestFirst(book.fills()).stream()
                .filter(execution ->
                        !execution.at().isBefore(start) && execution.at().isBefore(end))
                .toList();
        int from = number(parameters.getOrDefault("cursor", "0"));
        int until = Math.min(from + Math.min(PAGE, number(parameters.getOrDefault("limit", "100"))), fitting.size());
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        ArrayNode fills = json.putArray("fills");
        fitting.subList(Math.min(from, until), until).forEach(execution -> fills.add(fill(execution)));
        return json.put("cursor", until < fitting.size() ? Integer.toString(until) : "");
    }

    private static ObjectNode fill(Book.Fill execution) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("entry_id", "entry-" + execution.id())
                .put("trade_id", "trade-" + execution.id())
                .put("order_id", execution.order().id())
                .put("trade_time", execution.at().toString())
                .put("trade_type", "FILL")
                .put("price", execution.price().toPlainString())
                .put("size", execution.quantity().toPlainString())
                .put(
                        "commission",
                        execution
                                .price()
                                .multiply(execution.quantity())
                                .multiply(FEE)
                                .toPlainString())
                .put("product_id", execution.order().symbol())
                .put("sequence_timestamp", execution.at().toString())
                .put("liquidity_indicator", "MAKER")
                .put("size_in_quote", false)
                .put("side", execution.order().side());
    }

    JsonNode positions() {
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        ArrayNode positions = json.putArray("positions");
        var open = new TreeMap<String, BigDecimal>();
        book.fills().stream()
                .filter(fill -> CoinbaseSimulator.kind(fill.order()).equals("FUTURE"))
                .forEach(fill -> open.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        open.values().removeIf(quantity -> quantity.signum() == 0);
        open.forEach((product, quantity) -> positions
                .addObject()
                .put("product_id", product)
                .put("side", quantity.signum() > 0 ? "LONG" : "SHORT")
                .put("number_of_contracts", quantity.abs().toPlainString()));
        return json;
    }

    /** The accounts of the Coinbase App: one for each asset, and one that was never used, which is called by its currency. */
    JsonNode accounts(Map<String, String> parameters) {
        var accounts = new ArrayList<ObjectNode>();
        ids().forEach((id, asset) -> accounts.add(VenueSimulator.JSON
                .createObjectNode()
                .put("id", id)
                .put("name", asset + " Wallet")
                .put("type", "wallet")));
        accounts.add(VenueSimulator.JSON.createObjectNode().put("id", "EUR").put("type", "fiat"));
        return page("/v2/accounts", accounts, parameters);
    }

    private SortedMap<String, String> ids() {
        var ids = new TreeMap<String, String>();
        for (String asset : book.balances().keySet()) {
            ids.put(ACCOUNT_PREFIX + String.format("%03x", ids.size() + 1), asset);
        }
        return ids;
    }

    /** The transactions of one account, newest first. */
    JsonNode transactions(String account, Map<String, String> parameters) {
        String asset = ids().get(account);
        if (asset == null) {
            throw new Refusal("not_found");
        }
        var transactions = new ArrayList<ObjectNode>();
        newestFirst(book.moves()).stream()
                .filter(money -> money.asset().equals(asset))
                .forEach(money -> transactions.add(transaction(money)));
        return page("/v2/accounts/" + account + "/transactions", transactions, parameters);
    }

    /** Times are told with an offset. */
    private static ObjectNode transaction(Book.Move money) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("id", id(money))
                .put("type", money.kind().equals("deposit") ? "receive" : money.kind())
                .put("status", money.kind().equals("deposit") ? "completed" : money.state())
                .put("created_at", money.at().atOffset(ZoneOffset.ofHours(-7)).toString());
        json.putObject("amount").put("amount", money.amount().toPlainString()).put("currency", money.asset());
        if (!money.counterparty().isEmpty()) {
            json.putObject(money.amount().signum() > 0 ? "from" : "to")
                    .put("resource", "address")
                    .put("address", money.counterparty());
        }
        return json;
    }

    static String id(Book.Move money) {
        return "57ffb4ae-0c59-5430-bcd3-" + String.format("%012d", Long.parseLong(money.id()));
    }

    private static JsonNode page(String path, List<ObjectNode> all, Map<String, String> parameters) {
        String after = parameters.getOrDefault("starting_after", "");
        int from = 0;
        while (!after.isEmpty()
                && from < all.size()
                && !all.get(from++).path("id").asText().equals(after)) {
            // Until the item that the page before ended with.
        }
        int limit = Math.min(PAGE, number(parameters.getOrDefault("limit", "25")));
        int until = Math.min(from + limit, all.size());
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        ObjectNode pagination = json.putObject("pagination");
        pagination.put("limit", limit).put("order", "desc");
        String next = until < all.size()
                ? path + "?starting_after=" + all.get(until - 1).path("id").asText()
                : null;
        pagination.put("next_uri", next);
        ArrayNode data = json.putArray("data");
        all.subList(from, until).forEach(data::add);
        return json;
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new Refusal("INVALID_ARGUMENT");
        }
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new Refusal("INVALID_ARGUMENT");
        }
        return Integer.parseInt(text);
    }
}
