/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the simulated Bitfinex tells of the key, wallets (spot and margin hold the same here), executions, money, logins and changes: rows whose fields have places, newest first.
 *
 * <p>UNCONFIRMED and chosen here: both ends of a time belong to it; 51 is the category of transfers, of which each is two entries; movements are asked for by their last change.
 */
final class BitfinexPast {
    private record Line(Instant at, String what) {}

    /** A row and the time that it is sorted by. */
    private record Row(long at, ArrayNode fields) {}

    private static final List<String> SCOPES = List.of(
            "account",
            "history",
            "orders",
            "positions",
            "funding",
            "settings",
            "wallets",
            "withdraw",
            "ui_withdraw",
            "bfxpay");
    /** What the venue calls a coin of the book. */
    private static final Map<String, String> COINS = Map.of("USDT", "UST");

    private static final BigDecimal FEE = new BigDecimal("-0.002");
    private static final int TRANSFER = 51;

    private final BitfinexSimulator venue;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    BitfinexPast(BitfinexSimulator venue) {
        this.venue = venue;
    }

    void logged(String what) {
        lines.add(new Line(venue.clock().instant(), what));
    }

    static ArrayNode permissions(SimulatedKey key) {
        ArrayNode rows = JSON.createArrayNode();
        SCOPES.forEach(scope -> rows.addArray()
                .add(scope)
                .add(key.may(scope + ":read") ? 1 : 0)
                .add(key.may(scope + ":write") ? 1 : 0));
        return rows;
    }

    ArrayNode user() {
        return JSON.createArrayNode()
                .add(Long.parseLong(venue.accountId()))
                .add("somebody@venue.example")
                .add("somebody")
                .add(1_500_000_000_000L);
    }

    private static String coin(String inBook) {
        return COINS.getOrDefault(inBook, inBook);
    }

    private static String inBook(String coin) {
        return coin.equals("UST") ? "USDT" : coin;
    }

    ArrayNode wallets() {
        ArrayNode rows = JSON.createArrayNode();
        for (String wallet : List.of("exchange", "margin")) {
            venue.book()
                    .balances()
                    .forEach((asset, held) -> rows.addArray()
                            .add(wallet)
                            .add(coin(asset))
                            .add(held)
                            .add(0)
                            .add(held)
                            .addNull()
                            .addNull());
        }
        rows.addArray().add("funding").add("BTC").add(0).add(0).add(0).addNull().addNull();
        return rows;
    }

    ArrayNode trades(JsonNode asked) {
        var rows = new ArrayList<Row>();
        for (Book.Fill fill : venue.book().fills()) {
            rows.add(new Row(
                    fill.at().toEpochMilli(),
                    JSON.createArrayNode()
                            .add(Long.parseLong(fill.id()))
                            .add(fill.order().symbol())
                            .add(fill.at().toEpochMilli())
                            .add(Long.parseLong(fill.order().id()))
                            .add(fill.signed())
                            .add(fill.price())
                            .add(venue.orders().typeOf(fill.order()))
                            .add(fill.price())
                            .add(1)
                            .add(fill.quantity().multiply(fill.price()).multiply(FEE))
                            .add("USD")
                            .add(Long.parseLong(BitfinexOrders.cidOf(fill.order())))));
        }
        return page(rows, asked, 2_500);
    }

    ArrayNode movements(JsonNode asked) {
        var rows = new ArrayList<Row>();
        for (Book.Move move : venue.book().moves()) {
            if (!move.kind().equals("transfer")) {
                rows.add(new Row(move.at().toEpochMilli(), movement(move)));
            }
        }
        return page(rows, asked, 1_000);
    }

    private static ArrayNode movement(Book.Move move) {
        long at = move.at().toEpochMilli();
        return JSON.createArrayNode()
                .add(Long.parseLong(move.id()))
                .add(coin(move.asset()))
                .add("NAME")
                .addNull()
                .addNull()
                .add(at)
                .add(at)
                .addNull()
                .addNull()
                .add("COMPLETED")
                .addNull()
                .addNull()
                .add(move.amount())
                .add(0)
                .addNull()
                .addNull()
                .add(move.counterparty())
                .addNull();
    }

    ArrayNode ledger(JsonNode asked) {
        var rows = new ArrayList<Row>();
        if (asked.path("category").asInt(TRANSFER) == TRANSFER) {
            for (Book.Move move : venue.book().moves()) {
                if (move.kind().equals("transfer")) {
                    long id = 10 * Long.parseLong(move.id());
                    rows.add(entry(
                            id,
                            move,
                            move.counterparty().substring(0, move.counterparty().indexOf('>')),
                            -1));
                    rows.add(entry(
                            id + 1,
                            move,
                            move.counterparty().substring(move.counterparty().indexOf('>') + 1),
                            1));
                }
            }
        }
        return page(rows, asked, 2_500);
    }

    private static Row entry(long id, Book.Move move, String wallet, int sign) {
        BigDecimal amount = move.amount().multiply(BigDecimal.valueOf(sign));
        return new Row(
                move.at().toEpochMilli(),
                JSON.createArrayNode()
                        .add(id)
                        .add(coin(move.asset()))
                        .add(wallet)
                        .add(move.at().toEpochMilli())
                        .addNull()
                        .add(amount)
                        .add(1000)
                        .addNull()
                        .add("Transfer of " + move.amount() + " on wallet " + wallet));
    }

    ArrayNode logins(JsonNode asked) {
        var rows = new ArrayList<Row>();
        for (int i = 0; i < lines.size(); i++) {
            long at = lines.get(i).at().toEpochMilli();
            rows.add(new Row(
                    at,
                    JSON.createArrayNode()
                            .add(5_000 + i)
                            .addNull()
                            .add(at)
                            .addNull()
                            .add("127.0.0.1")
                            .addNull()
                            .addNull()
                            .addNull()));
        }
        return page(rows, asked, 250);
    }

    ArrayNode audit(JsonNode asked) {
        var rows = new ArrayList<Row>();
        for (Line line : lines) {
            long at = line.at().toEpochMilli();
            rows.add(new Row(
                    at,
                    JSON.createArrayNode()
                            .add(at)
                            .addNull()
                            .add(line.what())
                            .addNull()
                            .addNull()
                            .add("127.0.0.1")
                            .add("a browser")));
        }
        return page(rows, asked, 250);
    }

    private static ArrayNode page(List<Row> rows, JsonNode asked, int most) {
        long from = asked.path("start").asLong(0);
        long to = asked.path("end").asLong(Long.MAX_VALUE);
        int limit = Math.min(most, asked.path("limit").asInt(25));
        var newestFirst = new ArrayList<>(rows);
        Collections.reverse(newestFirst);
        ArrayNode page = JSON.createArrayNode();
        newestFirst.stream()
                .filter(row -> row.at() >= from && row.at() <= to)
                .limit(limit)
                .forEach(row -> page.add(row.fields()));
        return page;
    }

    private static String text(JsonNode body, String name) {
        String value = body.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
        return value;
    }

    private BigDecimal amount(JsonNode body) {
        return Book.amount(body.path("amount").asText("")).orElseThrow(() -> new Refusal(BitfinexSimulator.BAD_PARAMS));
    }

    ArrayNode withdraw(JsonNode body) {
        String wallet = text(body, "wallet");
        String method = text(body, "method");
        String address = text(body, "address");
        BigDecimal amount = amount(body);
        String coin = method.equals("bitcoin") ? "BTC" : "USDT";
        if (!venue.book().debit(coin, amount)) {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
        String id = venue.book().nextId();
        venue.book()
                .moved(new Book.Move(
                        "withdrawal",
                        id,
                        coin,
                        amount.negate(),
                        address,
                        "done",
                        venue.clock().instant()));
        ArrayNode about = JSON.createArrayNode()
                .add(Long.parseLong(id))
                .addNull()
                .add(method)
                .addNull()
                .add(wallet)
                .add(amount);
        return venue.notification("acc_wd-req", about, "Your withdrawal request has been successfully submitted.");
    }

    /** Between wallets: what leaves one reaches the other. To another account it is gone. */
    ArrayNode transfer(JsonNode body) {
        String from = text(body, "from");
        String to = text(body, "to");
        String coin = inBook(text(body, "currency"));
        BigDecimal amount = amount(body);
        if (body.has("email_dst") && !venue.book().debit(coin, amount)) {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
        venue.book()
                .moved(new Book.Move(
                        "transfer",
                        venue.book().nextId(),
                        coin,
                        amount,
                        from + ">" + to,
                        "done",
                        venue.clock().instant()));
        ArrayNode about = JSON.createArrayNode()
                .add(venue.millis())
                .add(from)
                .add(to)
                .addNull()
                .add(coin(coin))
                .add(coin(coin))
                .addNull()
                .add(amount);
        return venue.notification("acc_tf", about, amount + " transferred from " + from + " to " + to);
    }
}
