/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What an account at Gate did, and what it is in.
 *
 * <p>Source: the models of gateio/gateapi-python 6.104.3. Money is told by whole seconds: windows are cut there, so that what happened in the second of an end is told once, in the later of two windows.
 */
final class GateHistory {
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final String WALLET = Gate.API + "/wallet/";

    private GateHistory() {}

    static List<Position> positions(SignedCalls venue) {
        var positions = new ArrayList<Position>();
        for (String settle : GateEndpoints.SETTLES) {
            VenueRequest question =
                    VenueRequest.get(GateAccount.futures(settle, "positions")).param("holding", "true");
            JsonNode rows = GateRows.ofContracts(venue, question);
            if (!rows.isMissingNode() && !rows.isArray()) {
                throw GateRows.malformed(question);
            }
            for (JsonNode row : rows) {
                BigDecimal size = GateRows.amount(question, row, "size");
                if (size.signum() != 0) {
                    positions.add(new Position(GateRows.text(question, row, "contract"), size));
                }
            }
        }
        return List.copyOf(positions);
    }

    static List<Fill> fills(SignedCalls venue, boolean spot, boolean contracts, Instant from, Instant to) {
        var fills = new ArrayList<Fill>();
        for (Window window : Window.cover(from, to, LONGEST)) {
            var found = new ArrayList<Fill>();
            if (spot) {
                VenueRequest question = within(VenueRequest.get(Gate.API + "/spot/my_trades"), window);
                GateRows.byPage(venue, question, "id").forEach(row -> found.add(spotFill(question, row)));
            }
            if (contracts) {
                GateEndpoints.SETTLES.forEach(settle -> contractFills(venue, settle, window, found));
            }
            found.stream().filter(fill -> window.holds(fill.at())).forEach(fills::add);
        }
        return fills.stream().sorted(Comparator.comparing(Fill::at)).toList();
    }

    private static VenueRequest within(VenueRequest question, Window window) {
        return question.param("from", Long.toString(window.from().getEpochSecond()))
                .param("to", Long.toString(window.to().getEpochSecond() + 1));
    }

    private static Fill spotFill(VenueRequest question, JsonNode row) {
        BigDecimal amount = above(question, row, "amount");
        return new Fill(
                GateRows.text(question, row, "id"),
                GateRows.text(question, row, "order_id"),
                GateAccount.clientId(row),
                GateRows.text(question, row, "currency_pair"),
                switch (GateRows.text(question, row, "side")) {
                    case "buy" -> amount;
                    case "sell" -> amount.negate();
                    default -> throw GateRows.malformed(question);
                },
                above(question, row, "price"),
                GateRows.amount(question, row, "fee"),
                row.path("fee_currency").asText(""),
                GateRows.millis(question, row, "create_time_ms"));
    }

    private static void contractFills(SignedCalls venue, String settle, Window window, List<Fill> fills) {
        VenueRequest question = within(VenueRequest.get(GateAccount.futures(settle, "my_trades_timerange")), window);
        for (JsonNode row : GateRows.byOffset(venue, question, "trade_id")) {
            fills.add(new Fill(
                    GateRows.text(question, row, "trade_id"),
                    GateRows.text(question, row, "order_id"),
                    GateAccount.clientId(row),
                    GateRows.text(question, row, "contract"),
                    GateRows.amount(question, row, "size"),
                    above(question, row, "price"),
                    GateRows.amount(question, row, "fee"),
                    settle.toUpperCase(Locale.ROOT),
                    GateRows.seconds(question, row, "create_time")));
        }
    }

    /** What is pushed to another user is as far away as what is withdrawn. */
    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var movements = new ArrayList<Movement>();
        for (Window window : Window.cover(from, to, LONGEST)) {
            var found = new ArrayList<Movement>();
            switch (kind) {
                case DEPOSIT -> {
                    overChains(venue, kind, "deposits", window, found);
                    pushed(venue, kind, "deposit", window, found);
                }
                case WITHDRAWAL -> {
                    overChains(venue, kind, "withdrawals", window, found);
                    pushed(venue, kind, "withdraw", window, found);
                }
                case TRANSFER -> transfers(venue, window, found);
            }
            var seconds = new Window(second(window.from()), second(window.to()));
            found.stream().filter(one -> seconds.holds(one.at())).forEach(movements::add);
        }
        return movements.stream().sorted(Comparator.comparing(Movement::at)).toList();
    }

    private static Instant second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    private static void overChains(
            SignedCalls venue, Movement.Kind kind, String list, Window window, List<Movement> movements) {
        VenueRequest question = within(VenueRequest.get(WALLET + list), window);
        for (JsonNode row : GateRows.byOffset(venue, question, "id")) {
            movements.add(new Movement(
                    kind,
                    GateRows.text(question, row, "id"),
                    GateRows.text(question, row, "currency"),
                    signed(kind, GateRows.amount(question, row, "amount")),
                    row.path("address").asText(""),
                    GateRows.text(question, row, "status"),
                    GateRows.seconds(question, row, "timestamp")));
        }
    }

    private static void pushed(
            SignedCalls venue, Movement.Kind kind, String type, Window window, List<Movement> movements) {
        VenueRequest question =
                within(VenueRequest.get(WALLET + "push"), window).param("transaction_type", type);
        String other = kind == Movement.Kind.DEPOSIT ? "push_uid" : "receive_uid";
        for (JsonNode row : GateRows.byOffset(venue, question, "id")) {
            movements.add(new Movement(
                    kind,
                    "push-" + GateRows.text(question, row, "id"),
                    GateRows.text(question, row, "currency"),
                    signed(kind, GateRows.amount(question, row, "amount")),
                    GateRows.text(question, row, other),
                    GateRows.text(question, row, "status"),
                    GateRows.seconds(question, row, "create_time")));
        }
    }

    private static BigDecimal signed(Movement.Kind kind, BigDecimal amount) {
        return kind == Movement.Kind.DEPOSIT ? amount.abs() : amount.abs().negate();
    }

    /** They have no id; {@code to} is to a sub-account, and so away from here. */
    private static void transfers(SignedCalls venue, Window window, List<Movement> movements) {
        VenueRequest question = within(VenueRequest.get(WALLET + "sub_account_transfers"), window);
        for (JsonNode row : GateRows.byOffset(venue, question, "")) {
            BigDecimal amount = GateRows.amount(question, row, "amount").abs();
            movements.add(new Movement(
                    Movement.Kind.TRANSFER,
                    row.path("client_order_id").asText(""),
                    GateRows.text(question, row, "currency"),
                    switch (GateRows.text(question, row, "direction")) {
                        case "to" -> amount.negate();
                        case "from" -> amount;
                        default -> throw GateRows.malformed(question);
                    },
                    GateRows.text(question, row, "sub_account"),
                    GateRows.text(question, row, "status"),
                    GateRows.seconds(question, row, "timest")));
        }
    }

    private static BigDecimal above(VenueRequest question, JsonNode row, String name) {
        BigDecimal amount = GateRows.amount(question, row, name);
        if (amount.signum() <= 0) {
            throw GateRows.malformed(question);
        }
        return amount;
    }
}
