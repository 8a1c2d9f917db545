/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The open orders and balances of one account. Orders rest until they are cancelled; nothing is ever filled. */
final class Book {
    record Order(String id, String clientId, String symbol, String side, String price, String quantity) {}

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}(?:\\.[0-9]{1,20})?");

    private final AtomicLong lastId = new AtomicLong(1_000);
    private final Map<String, Order> open = new ConcurrentSkipListMap<>();
    private final Map<String, String> idByClientId = new ConcurrentHashMap<>();
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
