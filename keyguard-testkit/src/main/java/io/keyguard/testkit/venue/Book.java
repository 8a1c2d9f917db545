/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The orders, fills, balances and movements of one account. Orders rest until they are cancelled or a test fills them. */
final class Book {
    record Order(String id, String clientId, String symbol, String side, String price, String quantity) {
        boolean buys() {
            return side.equalsIgnoreCase("buy");
        }
    }

    record Fill(String id, Order order, BigDecimal quantity, BigDecimal price, Instant at) {
        /** Above zero was bought. */
        BigDecimal signed() {
            return order.buys() ? quantity : quantity.negate();
        }
    }

    /** Money that came (above zero), went or moved; {@code kind} and {@code state} are the venue's to name. */
    record Move(
            String kind, String id, String asset, BigDecimal amount, String counterparty, String state, Instant at) {}

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}(?:\\.[0-9]{1,20})?");

    private final AtomicLong lastId = new AtomicLong(1_000);
    private final Map<String, Order> open = new ConcurrentSkipListMap<>();
    private final Map<String, String> idByClientId = new ConcurrentHashMap<>();
    private final Map<String, BigDecimal> executed = new ConcurrentHashMap<>();
    private final List<Fill> fills = new CopyOnWriteArrayList<>();
    private final List<Move> moves = new CopyOnWriteArrayList<>();
    private final Map<String, BigDecimal> balances = new ConcurrentHashMap<>(
            Map.of("BTC", new BigDecimal("10"), "ETH", new BigDecimal("100"), "USDT", new BigDecimal("1000000")));

    /** Returns the new order, or null if an open one has the same client id. */
    @Nullable
    Order place(String prefix, String clientId, String symbol, String side, String price, String quantity) {
        String id = prefix + lastId.incrementAndGet();
        String client = clientId.isEmpty() ? "sim" + id : clientId;
        if (idByClientId.putIfAbsent(client, id) != null) {
            return null;
        }
        var order = new Order(id, client, symbol, side, price, quantity);
        open.put(id, order);
        return order;
    }

    @Nullable
    Order find(String id, String clientId) {
        String found = id.isEmpty() ? idByClientId.get(clientId) : id;
        return found == null ? null : open.get(found);
    }

    /** Gives an open order another price and quantity; returns it, or null if there is none. */
    @Nullable
    Order change(String id, String clientId, String price, String quantity) {
        Order order = find(id, clientId);
        return order == null
                ? null
                : open.computeIfPresent(
                        order.id(),
                        (key, now) -> new Order(now.id(), now.clientId(), now.symbol(), now.side(), price, quantity));
    }

    @Nullable
    Order cancel(String id, String clientId) {
        Order order = find(id, clientId);
        if (order == null || open.remove(order.id()) == null) {
            return null;
        }
        idByClientId.remove(order.clientId());
        return order;
    }

    Collection<Order> open() {
        return open.values();
    }

    /**
     * Executes {@code quantity} of an open order.
     *
     * @throws IllegalArgumentException if there is no such open order, or less is left of it
     */
    synchronized Fill fill(String orderId, BigDecimal quantity, BigDecimal price, Instant at) {
        Order order = open.get(orderId);
        BigDecimal all = executed.getOrDefault(orderId, BigDecimal.ZERO).add(quantity);
        if (order == null || quantity.signum() <= 0 || all.compareTo(new BigDecimal(order.quantity())) > 0) {
            throw new IllegalArgumentException("no open order has so much left to be filled");
        }
        executed.put(orderId, all);
        if (all.compareTo(new BigDecimal(order.quantity())) == 0) {
            open.remove(orderId);
        }
        var fill = new Fill(Long.toString(lastId.incrementAndGet()), order, quantity, price, at);
        fills.add(fill);
        return fill;
    }

    /** Everything that was executed, oldest first. */
    List<Fill> fills() {
        return fills;
    }

    /** Notes {@code move}; balances are changed by {@link #debit} and {@link #credit}. */
    void moved(Move move) {
        moves.add(move);
    }

    /** Everything that moved, in the order in which it was noted. */
    List<Move> moves() {
        return moves;
    }

    /** An id that was not given before. */
    String nextId() {
        return Long.toString(lastId.incrementAndGet());
    }

    /** Adds {@code amount}, which may be below zero, to what there is of {@code asset}. */
    void credit(String asset, BigDecimal amount) {
        balances.merge(asset, amount, BigDecimal::add);
    }

    Map<String, BigDecimal> balances() {
        return new ConcurrentSkipListMap<>(balances);
    }

    /** Reads a plain decimal above zero; empty if {@code text} is none: a sign or an exponent would turn a debit into a credit or fill the memory. */
    static Optional<BigDecimal> amount(String text) {
        return Optional.of(text)
                .filter(digits -> DECIMAL.matcher(digits).matches())
                .map(BigDecimal::new)
                .filter(amount -> amount.signum() > 0);
    }

    /**
     * Returns whether there was enough.
     *
     * @throws IllegalArgumentException if {@code amount} is not above zero
     */
    boolean debit(String asset, BigDecimal amount) {
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("a debit must be above zero");
        }
        boolean[] enough = {false};
        balances.computeIfPresent(asset, (name, balance) -> {
            enough[0] = balance.compareTo(amount) >= 0;
            return enough[0] ? balance.subtract(amount) : balance;
        });
        return enough[0];
    }
}
