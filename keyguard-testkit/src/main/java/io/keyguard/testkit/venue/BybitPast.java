/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the simulated Bybit tells of positions, executions and money, in pages, newest first. Windows are those of the documentation: seven days for executions and the log of the wallet, less than 30 for
 * deposits and withdrawals, which are looked at by whole seconds.
 */
final class BybitPast {
    private static final Pattern OFFSET = Pattern.compile("(\\d{1,9}):2,\\d{1,9}:2");
    private static final Pattern MIN_ID = Pattern.compile("\\{\"minID\":(\\d{1,9}),\"maxID\":\\d{1,9}\\}");
    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    private final Book book;
    private final Map<String, String> categories;
    private final String userId;

    BybitPast(Book book, Map<String, String> categories, String userId) {
        this.book = book;
        this.categories = categories;
        this.userId = userId;
    }

    ObjectNode positions(Map<String, String> parameters) {
        String category = parameters.getOrDefault("category", "");
        String symbol = parameters.getOrDefault("symbol", "");
        String settle = parameters.getOrDefault("settleCoin", "");
        boolean asked = !symbol.isEmpty() || !settle.isEmpty();
        if (!Set.of("linear", "inverse", "option").contains(category) || (category.equals("linear") && !asked)) {
            throw new Refusal("10001");
        }
        var sizes = new TreeMap<String, BigDecimal>();
        book.fills().stream()
                .filter(fill -> category.equals(categories.get(fill.order().id())))
                .filter(fill -> symbol.isEmpty() || fill.order().symbol().equals(symbol))
                .filter(fill -> settle.isEmpty() || BybitSimulator.settles(fill.order(), settle))
                .forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        var rows = new ArrayList<ObjectNode>();
        sizes.forEach((name, size) -> {
            // Without a symbol, what is closed is left out.
            if (size.signum() != 0 || !symbol.isEmpty()) {
                rows.add(position(name, size));
            }
        });
        return paged("list", rows, parameters, 20, 200).put("category", category);
    }

    private static ObjectNode position(String symbol, BigDecimal size) {
        return node().put("positionIdx", 0)
                .put("symbol", symbol)
                .put("side", size.signum() == 0 ? "" : size.signum() > 0 ? "Buy" : "Sell")
                .put("size", size.abs().toPlainString())
                .put("positionStatus", "Normal");
    }

    ObjectNode executions(Map<String, String> parameters) {
        String category = parameters.getOrDefault("category", "");
        if (!BybitSimulator.CATEGORIES.contains(category)) {
            throw new Refusal("10001");
        }
        String coin = parameters.getOrDefault("baseCoin", category.equals("option") ? "BTC" : "");
        Predicate<Instant> window = window(parameters, WEEK, WEEK, false);
        var rows = new ArrayList<ObjectNode>();
        book.fills().stream()
                .filter(fill -> category.equals(categories.get(fill.order().id())))
                .filter(fill -> fill.order().symbol().startsWith(coin))
                .filter(fill -> window.test(fill.at()))
                .forEach(fill -> rows.add(execution(fill, category)));
        Collections.reverse(rows);
        return paged("list", rows, parameters, 50, 100).put("category", category);
    }

    private static ObjectNode execution(Book.Fill fill, String category) {
        Book.Order order = fill.order();
        return node().put("symbol", order.symbol())
                .put("orderId", order.id())
                .put("orderLinkId", order.clientId())
                .put("side", order.side())
                .put("execId", fill.id())
                .put("execPrice", fill.price().toPlainString())
                .put("execQty", fill.quantity().toPlainString())
                .put("execFee", fill.quantity().movePointLeft(3).toPlainString())
                .put("feeCurrency", category.equals("spot") ? "USDT" : "")
                .put("execType", "Trade")
                .put("execTime", Long.toString(fill.at().toEpochMilli()));
    }

    ObjectNode deposits(Map<String, String> parameters) {
        var rows = new ArrayList<ObjectNode>();
        moves("deposit", window(parameters, MONTH, MONTH.minusMillis(1), true))
                .forEach(move -> rows.add(node().put("id", move.id())
                        .put("coin", move.asset())
                        .put("amount", move.amount().toPlainString())
                        .put("status", 3)
                        .put("fromAddress", move.counterparty())
                        .put("successAt", Long.toString(move.at().toEpochMilli()))));
        return paged("rows", rows, parameters, 50, 50);
    }

    /** Nobody else at Bybit sends anything here. */
    ObjectNode internalDeposits(Map<String, String> parameters) {
        window(parameters, MONTH, MONTH, true);
        return paged("rows", List.of(), parameters, 50, 50);
    }

    ObjectNode withdrawals(Map<String, String> parameters) {
        var rows = new ArrayList<ObjectNode>();
        moves("withdrawal", window(parameters, MONTH, MONTH.minusMillis(1), true))
                .forEach(move -> rows.add(node().put("withdrawId", move.id())
                        .put("coin", move.asset())
                        .put("amount", move.amount().negate().toPlainString())
                        .put("status", "success")
                        .put("toAddress", move.counterparty())
                        .put("createTime", Long.toString(move.at().toEpochMilli()))
                        .put("withdrawType", 0)));
        return paged("rows", rows, parameters, 50, 50);
    }

    /** The log of the unified wallet, of which this account has transfers alone. */
    ObjectNode log(Map<String, String> parameters) {
        String type = parameters.getOrDefault("type", "");
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : moves("transfer", window(parameters, Duration.ofDays(1), WEEK, false))) {
            String direction = move.amount().signum() > 0 ? "TRANSFER_IN" : "TRANSFER_OUT";
            if (type.isEmpty() || type.equals(direction)) {
                rows.add(node().put("id", userId + "__" + move.id())
                        .put("type", direction)
                        .put("currency", move.asset())
                        .put("change", move.amount().toPlainString())
                        .put("cashFlow", move.amount().toPlainString())
                        .put("transactionTime", Long.toString(move.at().toEpochMilli())));
            }
        }
        return paged("list", rows, parameters, 20, 50);
    }

    private List<Book.Move> moves(String kind, Predicate<Instant> window) {
        var moves = new ArrayList<>(book.moves().stream()
                .filter(move -> move.kind().equals(kind) && window.test(move.at()))
                .toList());
        Collections.reverse(moves);
        return moves;
    }

    private static Predicate<Instant> window(
            Map<String, String> parameters, Duration usual, Duration longest, boolean seconds) {
        String from = parameters.getOrDefault("startTime", "");
        String to = parameters.getOrDefault("endTime", "");
        if (from.isEmpty() && to.isEmpty()) {
            return at -> true;
        }
        long start = from.isEmpty() ? millis(to) - usual.toMillis() : millis(from);
        long end = to.isEmpty() ? start + usual.toMillis() : millis(to);
        if (end - start > longest.toMillis() || end < start) {
            throw new Refusal("10001");
        }
        long unit = seconds ? 1_000 : 1;
        return at -> at.toEpochMilli() / unit >= start / unit && at.toEpochMilli() / unit <= end / unit;
    }

    private static long millis(String text) {
        if (!MILLIS.matcher(text).matches()) {
            throw new Refusal("10001");
        }
        return Long.parseLong(text);
    }

    /** Lists of trading name the end with an empty cursor and write others percent-encoded; lists of money have one behind every page with something on it, in base64. */
    private static ObjectNode paged(
            String name, List<ObjectNode> rows, Map<String, String> parameters, int usual, int most) {
        int limit = limit(parameters.getOrDefault("limit", Integer.toString(usual)), most);
        int offset = offset(parameters.getOrDefault("cursor", ""));
        ObjectNode result = node();
        ArrayNode list = result.putArray(name);
        rows.stream().skip(offset).limit(limit).forEach(list::add);
        int next = offset + list.size();
        String cursor = name.equals("rows")
                ? list.isEmpty() ? "" : base64("{\"minID\":" + next + ",\"maxID\":" + next + "}")
                : next >= rows.size() ? "" : next + "%3A2%2C" + next + "%3A2";
        return result.put("nextPageCursor", cursor);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static int limit(String text, int most) {
        if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > most) {
            throw new Refusal("10001");
        }
        return Integer.parseInt(text);
    }

    private static int offset(String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        Matcher plain = OFFSET.matcher(cursor);
        if (plain.matches()) {
            return Integer.parseInt(plain.group(1));
        }
        try {
            Matcher coded = MIN_ID.matcher(new String(Base64.getDecoder().decode(cursor), UTF_8));
            if (coded.matches()) {
                return Integer.parseInt(coded.group(1));
            }
            throw new Refusal("10001");
        } catch (IllegalArgumentException e) {
            throw new Refusal("10001");
        }
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }
}
