/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a simulated venue has seen. Thread-safe. */
public final class VenueStats {
    /** What a request counts as on which the simulator itself failed; it is answered with HTTP 500. */
    public static final String INTERNAL_ERROR = "500";

    private final LongAdder placed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final Map<String, LongAdder> rejected = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> accepted = new ConcurrentHashMap<>();

    VenueStats() {}

    void placedOne() {
        placed.increment();
    }

    void cancelledOne() {
        cancelled.increment();
    }

    void rejected(String code) {
        rejected.computeIfAbsent(code, c -> new LongAdder()).increment();
    }

    void accepted(SimulatedKey key) {
        accepted.computeIfAbsent(key.apiKey(), k -> new LongAdder()).increment();
    }

    /** Returns the number of orders placed. */
    public long ordersPlaced() {
        return placed.sum();
    }

    /** Returns the number of orders cancelled. */
    public long ordersCancelled() {
        return cancelled.sum();
    }

    /** Returns the number of requests rejected, by the venue's code or {@link #INTERNAL_ERROR}. */
    public Map<String, Long> rejections() {
        var counts = new TreeMap<String, Long>();
        rejected.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }

    /** Returns the number of requests that {@code key} signed and the venue accepted. */
    public long requestsOf(SimulatedKey key) {
        LongAdder count = accepted.get(key.apiKey());
        return count == null ? 0 : count.sum();
    }

    @Override
    public String toString() {
        return "placed " + ordersPlaced() + ", cancelled " + ordersCancelled() + ", rejected " + rejections();
    }
}
