/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an account at Crypto.com did, as far back as six months.
 *
 * <p>Sources: exchange-developer.crypto.com, ccxt 4.5.84 (rows; a day of executions and 90 days of movements at once). UNCONFIRMED: whether bounds in time are included, so that both are asked for generously and rows are taken once;
 * that executions come newest first.
 */
final class CryptoComHistory {
    static final Rows ROWS = new Rows(CryptoCom.ID);

    private static final VenueRequest TRADES =
            CryptoComAccount.request("get-trades").param("limit", "100");
    private static final Duration KEPT = Duration.ofDays(180);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration QUARTER = Duration.ofDays(90);
    private static final int PAGE = 100;
    private static final int PAGE_OF_MOVEMENTS = 200;
    private static final int MOST_PAGES = 100;
    private static final Pattern NANOS = Pattern.compile("[1-9][0-9]{12,18}");

    private CryptoComHistory() {}

    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Instant from, Instant to) {
        if (from.isBefore(to.minus(KEPT))) {
            throw KeyguardExceptions.unavailable(
                    CryptoCom.ID, "it keeps six months; ask for " + KEPT.toDays() + " days", null);
        }
        var all = new LinkedHashMap<String, Fill>();
        for (Window day : Window.cover(from, to, DAY)) {
            addDay(venue, day, all);
        }
        var window = new Window(from, to);
        return all.values().stream()
                .filter(fill -> window.holds(fill.at()) && CryptoComAccount.concerns(fill.symbol(), markets))
                .sorted(Rows.OLDEST_FIRST)
                .toList();
    }

    /** Page after page, each ending where the one before it began. */
    private static void addDay(SignedCalls venue, Window day, Map<String, Fill> all) {
        Instant end = day.to();
        for (int page = 0; page < MOST_PAGES; page++) {
            VenueRequest question = TRADES.param("start_time", nanos(day.from().minusNanos(1)))
                    .param("end_time", nanos(end.plusNanos(1)));
            JsonNode rows = CryptoComAccount.rows(venue, question, "data");
            Instant oldest = end;
            boolean news = false;
            for (JsonNode row : rows) {
                Fill fill = fill(row);
                news |= all.put(fill.id(), fill) == null;
                oldest = fill.at().isBefore(oldest) ? fill.at() : oldest;
            }
            if (rows.size() < PAGE) {
                return;
            }
            if (!news) {
                break;
            }
            end = oldest;
        }
        throw KeyguardExceptions.unavailable(CryptoCom.ID, "more happened at once than an answer of it holds", null);
    }

    private static String nanos(Instant at) {
        return Long.toString(Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano()));
    }

    /** Fees are below zero where they were paid. */
    private static Fill fill(JsonNode row) {
        BigDecimal quantity = ROWS.positive(TRADES, row, "traded_quantity");
        return new Fill(
                ROWS.whole(TRADES, row, "trade_id"),
                ROWS.whole(TRADES, row, "order_id"),
                ROWS.words(TRADES, row, "client_oid"),
                ROWS.text(TRADES, row, "instrument_name"),
                isBuy(row) ? quantity : quantity.negate(),
                ROWS.positive(TRADES, row, "traded_price"),
                ROWS.amount(TRADES, row, "fees").negate(),
                ROWS.text(TRADES, row, "fee_instrument_name"),
                at(row));
    }

    private static boolean isBuy(JsonNode row) {
        String side = ROWS.text(TRADES, row, "side");
        if (!Set.of("BUY", "SELL").contains(side)) {
            throw ROWS.malformed(TRADES);
        }
        return side.equals("BUY");
    }

    private static Instant at(JsonNode row) {
        String nanos = ROWS.text(TRADES, row, "create_time_ns");
        if (!NANOS.matcher(nanos).matches()) {
            throw ROWS.malformed(TRADES);
        }
        long number = Long.parseLong(nanos);
        return Instant.ofEpochSecond(number / 1_000_000_000, number % 1_000_000_000);
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        boolean arrives = kind == Movement.Kind.DEPOSIT;
        var all = new LinkedHashMap<String, Movement>();
        for (Window quarter : Window.cover(from, to, QUARTER)) {
            VenueRequest question = CryptoComAccount.request(arrives ? "get-deposit-history" : "get-withdrawal-history")
                    .param("start_ts", quarter.start())
                    .param("end_ts", quarter.last())
                    .param("page_size", Integer.toString(PAGE_OF_MOVEMENTS));
            for (JsonNode row : paged(venue, question, arrives ? "deposit_list" : "withdrawal_list")) {
                Movement movement = movement(question, kind, row);
                all.put(movement.id(), movement);
            }
        }
        var window = new Window(from, to);
        return all.values().stream()
                .filter(movement -> window.holds(movement.at()))
                .sorted(Comparator.comparing(Movement::at))
                .toList();
    }

    private static List<JsonNode> paged(SignedCalls venue, VenueRequest question, String name) {
        var all = new ArrayList<JsonNode>();
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode rows = CryptoComAccount.rows(venue, question.param("page", Integer.toString(page)), name);
            rows.forEach(all::add);
            if (rows.size() < PAGE_OF_MOVEMENTS) {
                return all;
            }
        }
        throw KeyguardExceptions.unavailable(CryptoCom.ID, "a list of it does not end", null);
    }

    /** Also those that are under way or failed: their states are numbers. */
    private static Movement movement(VenueRequest question, Movement.Kind kind, JsonNode row) {
        BigDecimal amount = ROWS.positive(question, row, "amount");
        return new Movement(
                kind,
                ROWS.whole(question, row, "id"),
                ROWS.text(question, row, "currency"),
                kind == Movement.Kind.DEPOSIT ? amount : amount.negate(),
                ROWS.words(question, row, "address"),
                ROWS.whole(question, row, "status"),
                Answers.millis(CryptoCom.ID, question.path(), row, "create_time"));
    }
}
