/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.Permission;
import io.keyguard.internal.JsonMap;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.RecordFile;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Payout;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * What an account holds and has open at one moment. Immutable.
 *
 * @param at when it was asked for
 * @param balances of each wallet and asset
 * @param positions unknown where the venue does not tell
 * @param orders what is open
 * @param payouts where yield is sent by itself; unknown where the venue does not tell
 */
public record AccountSnapshot(
        Instant at,
        List<Balance> balances,
        Observed<List<Position>> positions,
        List<OpenOrder> orders,
        Observed<List<Payout>> payouts) {
    /** Copies the lists. */
    public AccountSnapshot {
        balances = List.copyOf(balances);
        orders = List.copyOf(orders);
    }

    /** Returns a snapshot of which payouts are not known. */
    public AccountSnapshot(
            Instant at, List<Balance> balances, Observed<List<Position>> positions, List<OpenOrder> orders) {
        this(at, balances, positions, orders, Observed.unknown());
    }

    /**
     * Asks a venue.
     *
     * @throws io.keyguard.VenueRefusedException if it refuses the key
     * @throws io.keyguard.VenueUnavailableException if it cannot be asked
     */
    public static AccountSnapshot take(AccountReader account, SignedCalls calls, Set<Permission> markets, Instant now) {
        return new AccountSnapshot(
                now,
                account.balances(calls, markets),
                account.positions(calls, markets),
                account.openOrders(calls, markets),
                account.payouts(calls));
    }

    /**
     * Writes this to {@code file}, which only its owner can read, as what is known to be good.
     *
     * @throws io.keyguard.StateException if it cannot be written
     */
    public void keep(Path file) {
        var values = new LinkedHashMap<String, Object>();
        values.put("at", at);
        values.put(
                "balances",
                lines(balances.stream()
                        .map(b -> List.of(b.wallet(), b.asset(), b.total().toPlainString()))
                        .toList()));
        values.put("positionsKnown", positions.isKnown());
        values.put(
                "positions",
                lines(positions.value().orElse(List.of()).stream()
                        .map(p -> List.of(p.symbol(), p.quantity().toPlainString()))
                        .toList()));
        values.put(
                "orders",
                lines(orders.stream()
                        .map(o -> List.of(o.id(), o.clientOrderId(), o.symbol()))
                        .toList()));
        values.put("payoutsKnown", payouts.isKnown());
        values.put(
                "payouts",
                lines(payouts.value().orElse(List.of()).stream()
                        .map(p -> List.of(p.account(), p.asset(), p.destination(), p.terms()))
                        .toList()));
        try {
            RecordFile.create(file, List.of(JsonMap.write(values))).close();
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(file, "keeping what an account holds", e);
        }
    }

    private static List<String> lines(List<List<String>> rows) {
        return rows.stream()
                .map(row -> String.join(
                        "\t",
                        row.stream()
                                .map(cell -> cell.replaceAll("\\p{Cntrl}", " "))
                                .toList()))
                .toList();
    }

    /**
     * Returns what was kept in {@code file}.
     *
     * @throws io.keyguard.StateException if it cannot be read, or is not whole
     */
    public static AccountSnapshot read(Path file) {
        var records = new ArrayList<byte[]>();
        try {
            if (RecordFile.read(file, records::add) != 0 || records.size() != 1) {
                throw new IOException("not whole");
            }
            return of(JsonMap.read(records.get(0)));
        } catch (IOException | DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw KeyguardExceptions.stateUnusable(file, "reading what an account held", e);
        }
    }

    private static AccountSnapshot of(JsonMap values) throws IOException {
        List<Position> positions = values.list("positions").stream()
                .map(line -> line.split("\t", -1))
                .map(cells -> new Position(cells[0], new BigDecimal(cells[1])))
                .toList();
        return new AccountSnapshot(
                Instant.parse(values.text("at")),
                values.list("balances").stream()
                        .map(line -> line.split("\t", -1))
                        .map(cells -> new Balance(cells[0], cells[1], new BigDecimal(cells[2])))
                        .toList(),
                values.text("positionsKnown").equals("true") ? Observed.of(positions) : Observed.unknown(),
                values.list("orders").stream()
                        .map(line -> line.split("\t", -1))
                        .map(cells -> new OpenOrder(cells[0], cells[1], cells[2]))
                        .toList(),
                payouts(values));
    }

    /** Files from before there were any do not know. */
    private static Observed<List<Payout>> payouts(JsonMap values) throws IOException {
        Object known = values.values().getOrDefault("payoutsKnown", "false");
        if (!known.toString().equals("true")) {
            return Observed.unknown();
        }
        return Observed.of(values.list("payouts").stream()
                .map(line -> line.split("\t", -1))
                .map(cells -> new Payout(cells[0], cells[1], cells[2], cells[3]))
                .toList());
    }
}
