/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.VenueOrder;
import io.keyguard.venue.Classification;
import io.keyguard.venue.Movement;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

/** A strategy: what it sends is signed, told to the watch, and at the venue a moment later. Not thread-safe. */
final class Bot {
    static final KeyId KEY = KeyId.of("grid-simulated");
    static final Classification ORDER = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
    private static final Classification CANCEL = new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);
    private static final String ACCOUNT = "/api/v3/account";
    private static final long READ_WEIGHS = 20;

    private final Desk desk;
    private final World world;
    private final String strategy;
    private final Line line;
    private final Changes changes;
    private long orders;

    /** A strategy in the process of the watch. */
    Bot(Desk desk, String strategy) {
        this(desk, strategy, false);
    }

    /** @param elsewhere whether it runs in another process, which tells what it signs up to some seconds later */
    Bot(Desk desk, String strategy, boolean elsewhere) {
        this.desk = desk;
        this.world = desk.world();
        this.strategy = strategy;
        this.line = new Line(desk, strategy, elsewhere);
        this.changes = new Changes(this);
    }

    /** What a request weighs at the venue. */
    static double weight(VenueRequest request) {
        return request.path().equals(ACCOUNT) ? READ_WEIGHS : 1;
    }

    Desk desk() {
        return desk;
    }

    /** What it does with the orders that it has. */
    Changes changes() {
        return changes;
    }

    boolean alive() {
        return line.isOpen();
    }

    /** Its process ends; what it has sent still arrives. */
    void dies() {
        line.closes();
    }

    void uses(long newGeneration) {
        line.uses(newGeneration);
    }

    String strategy() {
        return strategy;
    }

    void sign(Classification meaning, VenueRequest request) {
        if (meaning.risk() != Risk.READ) {
            world.wake();
        }
        line.sign(meaning, request);
    }

    void send(Runnable arrives) {
        line.send(arrives);
    }

    /** The venue takes what is sent, and answers late, from now on or no longer. */
    void answersAreLate(boolean late) {
        line.answersAreLate(late);
    }

    private String nextId(String symbol, BigDecimal quantity, Optional<BigDecimal> price) {
        orders++;
        return desk.tags()
                .map(tags -> tags.next(symbol, quantity, price))
                .orElseGet(() -> strategy + "-" + orders + desk.dice().word(4));
    }

    /** Places an order, at the market if it has no price. */
    Ticket place(String symbol, BigDecimal quantity, Optional<BigDecimal> price) {
        Ticket ticket = next(symbol, quantity, price);
        sendAgain(ticket, quantity, price);
        return ticket;
    }

    /** Sends an order of which it is not known whether it came through, with the same id; the venue takes it once. */
    void sendAgain(Ticket ticket, BigDecimal quantity, Optional<BigDecimal> price) {
        sign(ORDER, order(ticket, quantity, price));
        send(() -> {
            if (ticket.taken().isEmpty()) {
                ticket.isNow(desk.exchange().place(ticket.clientId(), ticket.symbol(), quantity, price));
            }
        });
    }

    /** Places an order as it is to be, with an id or without. */
    Ticket place(Wish wish) {
        var ticket = new Ticket(wish.clientId(), wish.symbol());
        sendAgain(ticket, wish.quantity(), wish.price());
        return ticket;
    }

    /** An order with an id that was not used before. */
    Wish wish(String symbol, BigDecimal quantity, Optional<BigDecimal> price) {
        return new Wish(symbol, nextId(symbol, quantity, price), quantity, price);
    }

    /** Signs an order that never reaches the venue, or that it refuses. */
    Ticket lose(String symbol, BigDecimal quantity, Optional<BigDecimal> price) {
        Ticket ticket = next(symbol, quantity, price);
        lose(ticket, quantity, price);
        return ticket;
    }

    /** Signs an order that the venue refuses, as another has its id. */
    void lose(Ticket ticket, BigDecimal quantity, Optional<BigDecimal> price) {
        sign(ORDER, order(ticket, quantity, price));
    }

    /** What it will place next. */
    Ticket next(String symbol, BigDecimal quantity, Optional<BigDecimal> price) {
        return new Ticket(nextId(symbol, quantity, price), symbol);
    }

    private VenueRequest order(Ticket ticket, BigDecimal quantity, Optional<BigDecimal> price) {
        return desk.wording().order(new Wish(ticket.symbol(), ticket.clientId(), quantity, price));
    }

    /** Takes an order away, by the venue's id where it is known. */
    void cancel(Ticket ticket) {
        String venueId = ticket.taken()
                .filter(order -> ticket.clientId().isEmpty() || desk.dice().happens(0.3))
                .map(VenueOrder::id)
                .orElse("");
        sign(CANCEL, desk.wording().cancellation(ticket.symbol(), venueId, ticket.clientId()));
        send(() -> {
            desk.exchange().usage().request(desk.exchange().now(), 1);
            desk.exchange().called(venueId, ticket.clientId()).ifPresent(desk.exchange()::cancel);
        });
    }

    void cancelAll(String symbol) {
        sign(CANCEL, VenueRequest.delete("/api/v3/openOrders").param("symbol", symbol));
        send(() -> desk.exchange().open().stream()
                .filter(order -> order.symbol().equals(symbol))
                .forEach(desk.exchange()::cancel));
    }

    /** Places another order with the id of one that is gone. */
    Ticket placeAgain(Ticket ticket, BigDecimal quantity, BigDecimal price) {
        var other = new Ticket(ticket.clientId(), ticket.symbol());
        sendAgain(other, quantity, Optional.of(price));
        return other;
    }

    void move(Movement.Kind kind, String asset, BigDecimal amount, String to) {
        Permission right = kind == Movement.Kind.WITHDRAWAL ? Permission.WITHDRAW : Permission.TRANSFER_SUBACCOUNT;
        sign(
                new Classification(right, Risk.ADDS_RISK),
                VenueRequest.post("/sapi/v1/move")
                        .param("coin", asset)
                        .param("amount", amount.toPlainString())
                        .param("address", to));
        send(() -> desk.exchange().move(kind, asset, amount.negate(), to));
    }

    void logIn() {
        sign(new Classification(Permission.OPEN_SESSION, Risk.ADDS_RISK), VenueRequest.webSocket("session.logon"));
    }

    void read() {
        sign(new Classification(Permission.READ_ACCOUNT, Risk.READ), VenueRequest.get(ACCOUNT));
        send(() -> desk.exchange().usage().request(desk.exchange().now(), READ_WEIGHS));
    }

    /** The venue answers with an error. */
    void refused(Kind... kinds) {
        world.wake();
        var error = new VenueError(kinds[0].name(), Set.of(kinds));
        desk.tell(new AccountEvent.Answered(KEY, strategy, Optional.of(error)));
    }
}
