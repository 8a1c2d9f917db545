/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * What an account at Gemini did, and what it is in.
 *
 * <p>Source: the OpenAPI document of September 2026. UNCONFIRMED: that lists of transfers go on from a time as those of executions do, oldest first over the pages; how a position that is none is told.
 */
final class GeminiHistory {
    static final Rows ROWS = new Rows(Gemini.ID);

    private static final VenueRequest POSITIONS = VenueRequest.post("/v1/positions");
    private static final VenueRequest TRADES = VenueRequest.post("/v1/mytrades");
    private static final VenueRequest TRANSFERS = VenueRequest.post("/v2/transfers");
    private static final int MOST_TRADES = 500;
    private static final int MOST_TRANSFERS = 50;
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 400;

    private GeminiHistory() {}

    /** A plain list in the examples, and in the document a list under a name. */
    static List<Position> positions(SignedCalls venue) {
        String question = POSITIONS.toString();
        JsonNode told = Answers.value(Gemini.ID, question, venue.call(POSITIONS), GeminiErrors.TABLE);
        JsonNode rows = told.isArray() ? told : Answers.array(Gemini.ID, question, told, "openPositions");
        var positions = new ArrayList<Position>();
        for (JsonNode row : rows) {
            BigDecimal quantity = ROWS.amount(POSITIONS, row, "quantity");
            boolean contract = !ROWS.text(POSITIONS, row, "instrument_type").equals("spot");
            if (contract && quantity.signum() != 0) {
                positions.add(new Position(ROWS.text(POSITIONS, row, "symbol"), quantity));
            }
        }
        return List.copyOf(positions);
    }

    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Instant from, Instant to) {
        var window = new Window(from, to);
        return since(venue, TRADES, from, "limit_trades", MOST_TRADES, "tid").stream()
                .filter(row -> !ROWS.words(TRADES, row, "break").equals("full"))
                .filter(row -> GeminiAccount.isOf(markets, ROWS.text(TRADES, row, "symbol")))
                .map(GeminiHistory::fill)
                .filter(fill -> window.holds(fill.at()))
                .sorted(Rows.OLDEST_FIRST)
                .toList();
    }

    private static Fill fill(JsonNode row) {
        BigDecimal amount = ROWS.positive(TRADES, row, "amount");
        return new Fill(
                ROWS.text(TRADES, row, "tid"),
                ROWS.text(TRADES, row, "order_id"),
                ROWS.words(TRADES, row, "client_order_id"),
                ROWS.text(TRADES, row, "symbol"),
                switch (ROWS.text(TRADES, row, "type")) {
                    case "Buy" -> amount;
                    case "Sell" -> amount.negate();
                    default -> throw ROWS.malformed(TRADES);
                },
                ROWS.positive(TRADES, row, "price"),
                ROWS.amount(TRADES, row, "fee_amount"),
                ROWS.text(TRADES, row, "fee_currency"),
                time(TRADES, row));
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var window = new Window(from, to);
        var movements = new ArrayList<Movement>();
        for (JsonNode row : since(venue, TRANSFERS, from, "limit_transfers", MOST_TRANSFERS, "eid")) {
            Movement movement = movement(row);
            if (movement.kind() == kind && window.holds(movement.at())) {
                movements.add(movement);
            }
        }
        movements.sort(Comparator.comparing(Movement::at));
        return List.copyOf(movements);
    }

    /** What the venue itself debits and credits goes and comes as well. */
    private static Movement movement(JsonNode row) {
        Movement.Kind kind = switch (ROWS.text(TRANSFERS, row, "type")) {
            case "Deposit", "Reward", "AdminCredit" -> Movement.Kind.DEPOSIT;
            case "Withdrawal", "AdminDebit" -> Movement.Kind.WITHDRAWAL;
            default -> throw ROWS.malformed(TRANSFERS);
        };
        BigDecimal amount = ROWS.positive(TRANSFERS, row, "amount");
        return new Movement(
                kind,
                ROWS.text(TRANSFERS, row, "eid"),
                ROWS.text(TRANSFERS, row, "currency"),
                kind == Movement.Kind.DEPOSIT ? amount : amount.negate(),
                ROWS.words(TRANSFERS, row, "destination"),
                ROWS.text(TRANSFERS, row, "status"),
                time(TRANSFERS, row));
    }

    /** Every row from {@code from} on, asked for again from the latest one as long as there are new ones. */
    private static Collection<JsonNode> since(
            SignedCalls venue, VenueRequest question, Instant from, String limit, int most, String id) {
        var all = new LinkedHashMap<String, JsonNode>();
        long since = Math.max(0, from.toEpochMilli());
        for (int turn = 0; turn < MOST_PAGES; turn++) {
            VenueRequest request = question.json("{\"timestamp\":" + since + ",\"" + limit + "\":" + most + "}");
            JsonNode page = Answers.array(Gemini.ID, question.toString(), venue.call(request), GeminiErrors.TABLE);
            int known = all.size();
            for (JsonNode row : page) {
                all.put(ROWS.text(question, row, id), row);
                since = Math.max(since, time(question, row).toEpochMilli());
            }
            if (page.size() < most) {
                return all.values();
            }
            if (all.size() == known) {
                throw KeyguardExceptions.unavailable(Gemini.ID, "one moment has more than an answer holds", null);
            }
        }
        throw ROWS.malformed(question);
    }

    private static Instant time(VenueRequest question, JsonNode row) {
        return Answers.millis(Gemini.ID, question.toString(), row, "timestampms");
    }
}
