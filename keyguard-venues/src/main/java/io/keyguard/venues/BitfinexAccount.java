/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Orders and balances at Bitfinex, where a type that begins with {@code EXCHANGE} is spot.
 *
 * <p>Source: docs.bitfinex.com, bitfinex-api-py. The timer belongs to a WebSocket: {@code dms} of its login.
 */
final class BitfinexAccount implements EmergencyControls, AccountReader {
    private static final VenueRequest CANCEL = VenueRequest.post(Bitfinex.API + "/w/order/cancel/multi");
    private static final Set<Permission> ALL = Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);
    /** How many ids one request takes is not documented. */
    private static final int BATCH = 50;

    private static final String DONE = "SUCCESS";

    /** All at once where the key may trade everywhere, and by their ids where other orders are not its business. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        if (markets.containsAll(ALL)) {
            cancel(venue, BitfinexRows.nothing().put("all", 1));
            return;
        }
        Each.ofBatches(openOrders(venue, markets), BATCH, orders -> {
            ObjectNode body = BitfinexRows.nothing();
            ArrayNode ids = body.putArray("id");
            // The ids are whole numbers: they were read as such.
            orders.forEach(order -> ids.add(Long.parseLong(order.id())));
            cancel(venue, body);
        });
    }

    private static void cancel(SignedCalls venue, ObjectNode body) {
        String question = CANCEL.toString();
        JsonNode answer =
                Answers.array(Bitfinex.ID, question, venue.call(CANCEL.json(body.toString())), BitfinexErrors.TABLE);
        if (!answer.path(6).asText().equals(DONE)) {
            throw KeyguardExceptions.malformedReply(Bitfinex.ID, question, 200);
        }
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        BitfinexRows rows = BitfinexRows.of("orders");
        var orders = new ArrayList<OpenOrder>();
        for (JsonNode row : rows.read(venue)) {
            String symbol = rows.text(row, 3);
            if (isOf(markets, BitfinexMeaning.marketOf(symbol, rows.text(row, 8)))) {
                orders.add(new OpenOrder(rows.number(row, 0), rows.numberOrNothing(row, 2), symbol));
            }
        }
        return List.copyOf(orders);
    }

    /** What cannot be told is shown to everybody: an order that nobody sees is worse. */
    static boolean isOf(Set<Permission> markets, Optional<Permission> market) {
        return market.map(markets::contains).orElse(true);
    }

    /** Margin and derivatives share a wallet. */
    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        BitfinexRows rows = BitfinexRows.of("wallets");
        var balances = new ArrayList<Balance>();
        for (JsonNode row : rows.read(venue)) {
            String wallet = rows.text(row, 0);
            BigDecimal total = rows.amount(row, 2);
            if (total.signum() != 0 && trades(wallet, markets)) {
                balances.add(new Balance(wallet, rows.text(row, 1), total));
            }
        }
        return List.copyOf(balances);
    }

    /** Whether {@code markets} trade with what is in {@code wallet}; a wallet that is new is shown to everybody. */
    private static boolean trades(String wallet, Set<Permission> markets) {
        return switch (wallet) {
            case "exchange" -> markets.contains(TRADE_SPOT);
            case "margin" -> markets.contains(TRADE_MARGIN) || markets.contains(TRADE_DERIVATIVES);
            case "funding" -> false;
            default -> true;
        };
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(BitfinexHistory.positions(venue, markets));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(BitfinexHistory.fills(venue, markets, new Window(from, to)));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(BitfinexHistory.movements(venue, kind, new Window(from, to)));
    }

    @Override
    public Observed<List<AccessEvent>> accesses(SignedCalls venue, Instant from, Instant to) {
        return Observed.of(BitfinexHistory.accesses(venue, new Window(from, to)));
    }
}
