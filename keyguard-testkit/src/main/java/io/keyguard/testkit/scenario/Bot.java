/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.VenueOrder;
import io.keyguard.venue.Classification;
import io.keyguard.venue.Movement;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A strategy: what it sends is signed, told to the watch, and at the venue a moment later. Not thread-safe. */
final class Bot {
    static final KeyId KEY = KeyId.of("grid-simulated");
    private static final Classification ORDER = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
    private static final Classification CANCEL = new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);
    private static final String ORDERS = "/api/v3/order";
    private static final String ACCOUNT = "/api/v3/account";
    private static final long READ_WEIGHS = 20;
    private static final Duration MOST_DELAYED = Duration.ofSeconds(14);

    /** An order on its way, and the venue's own once it has taken it. */
    static final class Ticket {
        private final String clientId;
        private final String symbol;
        private @Nullable VenueOrder taken;

        Ticket(String clientId, String symbol) {
            this.clientId = clientId;
            this.symbol = symbol;
        }

        Optional<VenueOrder> taken() {
            return Optional.ofNullable(taken);
        }

        String clientId() {
            return clientId;
        }
    }

    private final Desk desk;
    private final World world;
    private final String strategy;
    private long generation = 1;
    private long orders;
    private boolean alive = true;
    private boolean answersAreLate;

    Bot(Desk desk, String strategy) {
        this.desk = desk;
        this.world = desk.world();
        this.strategy = strategy;
    }

    /** What a request weighs at the venue. */
    static double weight(VenueRequest request) {
        return request.path().equals(ACCOUNT) ? READ_WEIGHS : 1;
    }

    Desk desk() {
        return desk;
    }

    boolean alive() {
        return alive;
    }

    /** Its process ends; what it has sent still arrives. */
    void dies() {
        alive = false;
    }

    void uses(long newGeneration) {
        generation = newGeneration;
    }

    String strategy() {
        return strategy;
    }

    private void sign(Classification meaning, VenueRequest request) {
        if (meaning.risk() != Risk.READ) {
            world.wake();
        }
        desk.tell(new AccountEvent.Signed(KEY, generation, strategy, meaning, request));
    }

    /** The request arrives, and its answer comes back as long after, with what the venue counts. */
    private void send(Runnable arrives) {
        Duration way = desk.dice().between(Duration.ofMillis(5), Duration.ofMillis(80));
        world.time().in(way, () -> {
            arrives.run();
            Instant counted = desk.exchange().now();
            var orders = new AccountEvent.LimitUsed(
                    AccountEvent.Limit.ORDERS,
                    Usage.ORDERS,
                    desk.exchange().usage().orders(counted));
            var weight = new AccountEvent.LimitUsed(
                    AccountEvent.Limit.WEIGHT,
                    Usage.WEIGHT,
                    desk.exchange().usage().weight(counted));
            world.time().in(way.plus(answerDelayed()), () -> answered(orders, weight));
        });
    }

    /** Where it is rough, some answers come long after their request was taken. */
    private Duration answerDelayed() {
        boolean rough = world.conditions().noise() == Conditions.Noise.ROUGH;
        boolean late = answersAreLate || (rough && desk.dice().happens(0.02));
        return late ? desk.dice().between(Duration.ZERO, MOST_DELAYED) : Duration.ZERO;
    }

    /** The venue takes what is sent, and answers late, from now on or no longer. */
    void answersAreLate(boolean late) {
        answersAreLate = late;
    }

    private void answered(AccountEvent.LimitUsed orders, AccountEvent.LimitUsed weight) {
        if (alive) {
            desk.tell(new AccountEvent.Answered(KEY, strategy, Optional.empty()));
            desk.tell(orders);
            desk.tell(weight);
        }
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
            if (ticket.taken == null) {
                ticket.taken = desk.exchange().place(ticket.clientId, ticket.symbol, quantity, price);
            }
        });
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

    private static VenueRequest order(Ticket ticket, BigDecimal quantity, Optional<BigDecimal> price) {
        VenueRequest request = VenueRequest.post(ORDERS)
                .param("symbol", ticket.symbol)
                .param("side", quantity.signum() > 0 ? "BUY" : "SELL")
                .param("type", price.isPresent() ? "LIMIT" : "MARKET")
                .param("quantity", quantity.abs().toPlainString())
                .param(Desk.IDS.parameter(), ticket.clientId);
        return price.isPresent() ? request.param("price", price.get().toPlainString()) : request;
    }

    /** Takes an order away, by the venue's id where it is known. */
    void cancel(Ticket ticket) {
        VenueRequest request = VenueRequest.delete(ORDERS).param("symbol", ticket.symbol);
        boolean byVenuesId = ticket.taken != null && desk.dice().happens(0.3);
        sign(
                CANCEL,
                byVenuesId
                        ? request.param("orderId", ticket.taken().orElseThrow().id())
                        : request.param("origClientOrderId", ticket.clientId));
        send(() -> {
            desk.exchange().usage().request(desk.exchange().now(), 1);
            ticket.taken().ifPresent(desk.exchange()::cancel);
        });
    }

    void cancelAll(String symbol) {
        sign(CANCEL, VenueRequest.delete("/api/v3/openOrders").param("symbol", symbol));
        send(() -> desk.exchange().open().stream()
                .filter(order -> order.symbol().equals(symbol))
                .forEach(desk.exchange()::cancel));
    }

    /** Changes the price of an order, which keeps its id, by either id. */
    void amend(Ticket ticket, BigDecimal price) {
        ticket.taken().ifPresent(order -> {
            boolean byVenuesId = desk.dice().happens(0.5);
            sign(
                    ORDER,
                    VenueRequest.put("/api/v3/order/amend/price")
                            .param(
                                    byVenuesId ? "orderId" : "origClientOrderId",
                                    byVenuesId ? order.id() : ticket.clientId)
                            .param("price", price.toPlainString()));
            send(() -> desk.exchange().amend(order, price));
        });
    }

    /** Changes price and size of several orders in one request, in one of the ways in which venues take it. */
    void amendAll(Map<VenueOrder, BigDecimal> prices) {
        boolean inWords = desk.dice().happens(0.5);
        String items = prices.entrySet().stream()
                .map(one -> change(one.getKey(), one.getValue(), inWords))
                .collect(Collectors.joining(","));
        VenueRequest request = inWords
                ? VenueRequest.post("/api/v3/batchorder").param("json", "{\"batchOrder\":[" + items + "]}")
                : VenueRequest.post("/api/v3/order/amend-batch").json("[" + items + "]");
        sign(ORDER, request);
        send(() -> prices.forEach((order, price) -> desk.exchange().amend(order, price)));
    }

    private static String change(VenueOrder order, BigDecimal price, boolean inWords) {
        String word = inWords ? "\"order\":\"edit\"," : "";
        return "{" + word + "\"orderId\":\"" + order.id() + "\",\"price\":\"" + price.toPlainString() + "\",\"size\":\""
                + order.quantity().abs().toPlainString() + "\"}";
    }

    /** Has the venue make another order of this one, which keeps the client's id. */
    Ticket replace(Ticket ticket, BigDecimal quantity, BigDecimal price) {
        var other = new Ticket(ticket.clientId, ticket.symbol);
        ticket.taken().ifPresent(order -> {
            sign(
                    ORDER.with(OrderEffect.BOTH),
                    VenueRequest.post("/api/v3/order/alter")
                            .param("orderId", order.id())
                            .param("size", quantity.abs().toPlainString())
                            .param("price", price.toPlainString()));
            send(() -> {
                if (desk.exchange().isOpen(order)) {
                    desk.exchange().cancel(order);
                    other.taken = desk.exchange().place(other.clientId, other.symbol, quantity, Optional.of(price));
                }
            });
        });
        return other;
    }

    /** Places another order with the id of one that is gone. */
    Ticket placeAgain(Ticket ticket, BigDecimal quantity, BigDecimal price) {
        var other = new Ticket(ticket.clientId, ticket.symbol);
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
