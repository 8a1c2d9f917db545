/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What an account at Bitfinex did, and what it is in.
 *
 * <p>Source: the fields of docs.bitfinex.com and bitfinex-api-py. UNCONFIRMED: that 51 is the category of transfers in the ledger; that movements are asked for by when they changed last; the place of a fill's {@code cid}.
 */
final class BitfinexHistory {
    private static final int FILLS = 2_500;
    private static final int ENTRIES = 2_500;
    private static final int MOVEMENTS = 1_000;
    private static final int ACCESSES = 250;
    private static final int TRANSFER = 51;
    /** What a line of the audit log begins with says what it is about; the rest may be long. */
    private static final int LONGEST_EVENT = 80;

    private BitfinexHistory() {}

    static List<Position> positions(SignedCalls venue, Set<Permission> markets) {
        BitfinexRows rows = BitfinexRows.of("positions");
        var positions = new ArrayList<Position>();
        for (JsonNode row : rows.read(venue)) {
            String symbol = rows.text(row, 0);
            BigDecimal quantity = rows.amount(row, 2);
            if (quantity.signum() != 0 && BitfinexAccount.isOf(markets, BitfinexMeaning.marketOf(symbol))) {
                positions.add(new Position(symbol, quantity));
            }
        }
        return List.copyOf(positions);
    }

    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Window window) {
        BitfinexRows rows = BitfinexRows.of("trades/hist");
        var fills = new ArrayList<Fill>();
        for (JsonNode row :
                rows.all(venue, BitfinexRows.nothing(), FILLS, one -> rows.number(one, 0), 2, window.from())) {
            Fill fill = fill(rows, row);
            if (BitfinexAccount.isOf(markets, BitfinexMeaning.marketOf(fill.symbol(), rows.words(row, 6)))) {
                fills.add(fill);
            }
        }
        return oldestFirst(fills, Fill::at, window::holds);
    }

    /** A fee that was paid is below zero there. */
    private static Fill fill(BitfinexRows rows, JsonNode row) {
        BigDecimal quantity = rows.amount(row, 4);
        BigDecimal price = rows.amount(row, 5);
        if (quantity.signum() == 0 || price.signum() <= 0) {
            throw rows.malformed();
        }
        return new Fill(
                rows.number(row, 0),
                rows.number(row, 3),
                rows.numberOrNothing(row, 11),
                rows.text(row, 1),
                quantity,
                price,
                rows.amount(row, 9).negate(),
                rows.words(row, 10),
                rows.time(row, 2));
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Window window) {
        return kind == Movement.Kind.TRANSFER ? transfers(venue, window) : outside(venue, kind, window);
    }

    /** What began within the time may have changed after it, so that no end is asked for. */
    private static List<Movement> outside(SignedCalls venue, Movement.Kind kind, Window window) {
        BitfinexRows rows = BitfinexRows.of("movements/hist");
        int sign = kind == Movement.Kind.DEPOSIT ? 1 : -1;
        var movements = new ArrayList<Movement>();
        for (JsonNode row :
                rows.all(venue, BitfinexRows.nothing(), MOVEMENTS, one -> rows.number(one, 0), 6, window.from())) {
            BigDecimal amount = rows.amount(row, 12);
            if (amount.signum() == sign) {
                movements.add(new Movement(
                        kind,
                        rows.number(row, 0),
                        rows.text(row, 1),
                        amount,
                        rows.words(row, 16),
                        rows.text(row, 9),
                        rows.time(row, 5)));
            }
        }
        return oldestFirst(movements, Movement::at, window::holds);
    }

    /** Each is two entries of the ledger: one of the wallet that it leaves and one of that it reaches. */
    private static List<Movement> transfers(SignedCalls venue, Window window) {
        BitfinexRows rows = BitfinexRows.of("ledgers/hist");
        var movements = new ArrayList<Movement>();
        for (JsonNode row : rows.all(
                venue,
                BitfinexRows.nothing().put("category", TRANSFER),
                ENTRIES,
                one -> rows.number(one, 0),
                3,
                window.from())) {
            movements.add(new Movement(
                    Movement.Kind.TRANSFER,
                    rows.number(row, 0),
                    rows.text(row, 1),
                    rows.amount(row, 5),
                    "",
                    "COMPLETED",
                    rows.time(row, 3)));
        }
        return oldestFirst(movements, Movement::at, window::holds);
    }

    /** Logins, and what the log of changes has: new keys are among them. */
    static List<AccessEvent> accesses(SignedCalls venue, Window window) {
        var events = new ArrayList<AccessEvent>();
        BitfinexRows logins = BitfinexRows.of("logins/hist");
        logins.all(venue, BitfinexRows.nothing(), ACCESSES, one -> logins.number(one, 0), 2, window.from())
                .forEach(row -> events.add(new AccessEvent(logins.time(row, 2), "login", logins.words(row, 4))));
        BitfinexRows audit = BitfinexRows.of("audit/hist");
        audit.all(venue, BitfinexRows.nothing(), ACCESSES, JsonNode::toString, 0, window.from())
                .forEach(row -> events.add(
                        new AccessEvent(audit.time(row, 0), beginning(audit.text(row, 2)), audit.words(row, 5))));
        return oldestFirst(events, AccessEvent::at, window::holds);
    }

    private static String beginning(String line) {
        return line.length() <= LONGEST_EVENT ? line : line.substring(0, LONGEST_EVENT);
    }

    private static <T> List<T> oldestFirst(Collection<T> all, Function<T, Instant> at, Predicate<Instant> held) {
        return all.stream()
                .filter(one -> held.test(at.apply(one)))
                .sorted(Comparator.comparing(at))
                .toList();
    }
}
