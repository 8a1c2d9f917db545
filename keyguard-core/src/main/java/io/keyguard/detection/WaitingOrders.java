/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Orders that wait to be judged, in the order in which they came: what explains one may be told after it is shown. Holds only so many, so that whoever floods a watch with orders fills no heap.
 *
 * <p>Takes no room until there is one, since few watches ever see any. Not thread-safe.
 */
final class WaitingOrders {
    static final int MOST = 4096;

    private Map<String, WaitingOrder> waiting = Map.of();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isFull() {
        return waiting.size() == MOST;
    }

    boolean contains(String what) {
        return waiting.containsKey(what);
    }

    /** Whether the id of the order that waits as {@code what} was signed here only after that was shown. */
    boolean isPreceded(String what) {
        WaitingOrder one = waiting.get(what);
        return one != null && one.preceded();
    }

    /** Whether one has this id of ours. */
    boolean holdsId(String clientOrderId) {
        return waiting.values().stream()
                .anyMatch(one -> one.order().clientOrderId().equals(clientOrderId));
    }

    /**
     * Those that may be explained by a signature of {@code clientOrderIds} that is told late.
     *
     * @param since when that was signed: what the venue took from then on another process may have sent, before this one signed the same id
     */
    List<WaitingOrder> named(Set<String> clientOrderIds, Instant since) {
        return waiting.values().stream()
                .filter(one -> clientOrderIds.contains(one.order().clientOrderId()))
                .filter(one -> !one.preceded() || !one.order().created().isBefore(since))
                .toList();
    }

    /** What was shown before this process signed its id, it did not send. */
    void precede(String clientOrderId, Predicate<VenueOrder> may) {
        if (!waiting.isEmpty()) {
            waiting.replaceAll((what, one) -> {
                boolean precedes = one.order().clientOrderId().equals(clientOrderId) && may.test(one.order());
                return precedes ? one.precedes() : one;
            });
        }
    }

    /** Waits from now on; what waits already as {@code what} was shown once more, and waits no longer for that. */
    void add(String what, WaitingOrder one) {
        made().merge(what, one, (before, again) -> before.and(again.order()));
    }

    void put(String what, WaitingOrder one) {
        made().put(what, one);
    }

    private Map<String, WaitingOrder> made() {
        if (waiting.isEmpty()) {
            waiting = new LinkedHashMap<>();
        }
        return waiting;
    }

    Optional<WaitingOrder> remove(String what) {
        return waiting.isEmpty() ? Optional.empty() : Optional.ofNullable(waiting.remove(what));
    }

    WaitingOrder removeOldest() {
        Iterator<WaitingOrder> oldestFirst = waiting.values().iterator();
        WaitingOrder oldest = oldestFirst.next();
        oldestFirst.remove();
        return oldest;
    }

    /** Has everything decided that has waited long enough; some of it may wait once more. */
    void settle(BiConsumer<WaitingOrder, Instant> decide, Duration settle, Instant now) {
        for (int left = waiting.size(); left > 0 && isOldestDue(settle, now); left--) {
            decide.accept(removeOldest(), now);
        }
    }

    private boolean isOldestDue(Duration settle, Instant now) {
        return Deadline.isDue(waiting.values().iterator().next().until(), settle, now);
    }

    void save(DataOutputStream out) throws IOException {
        out.writeInt(waiting.size());
        for (Map.Entry<String, WaitingOrder> one : waiting.entrySet()) {
            Saved.text(one.getKey(), out);
            one.getValue().save(out);
        }
    }

    void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            String what = in.readUTF();
            put(what, WaitingOrder.load(in));
        }
    }
}
