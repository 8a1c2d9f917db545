/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is malicious, known to nobody but the evaluation. Not thread-safe. */
final class Truth {
    private record Loss(Duration at, double dollars) {}

    private final VirtualTime time;
    private final List<Loss> losses = new ArrayList<>();
    /** Orders of the thief, or that the thief took away, by id, in words. */
    private final Map<String, String> orders = new LinkedHashMap<>();

    private @Nullable Duration began;
    private boolean unwatched;

    Truth(VirtualTime time) {
        this.time = time;
    }

    /** Something malicious happens now, which costs {@code dollars}. */
    void malice(double dollars) {
        if (began == null) {
            began = time.passed();
        }
        losses.add(new Loss(time.passed(), dollars));
    }

    /** A process of the bot is gone, and its watch with it. */
    void nobodyWatches() {
        unwatched = true;
    }

    boolean wasUnwatched() {
        return unwatched;
    }

    void placed(String account, String orderId, String symbol) {
        orders.put(account + " " + orderId, account + " order " + orderId + " for " + symbol);
    }

    Optional<Duration> began() {
        return Optional.ofNullable(began);
    }

    /** An order of the thief in words; empty if it is none of theirs. */
    Optional<String> stolen(String account, String orderId) {
        return Optional.ofNullable(orders.get(account + " " + orderId));
    }

    /** Every order of the thief. */
    List<String> orders() {
        return List.copyOf(orders.values());
    }

    double lostUntil(Duration end) {
        return losses.stream()
                .filter(loss -> loss.at().compareTo(end) <= 0)
                .mapToDouble(Loss::dollars)
                .sum();
    }
}
