/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells when something has come {@code many} times within a while; then it counts from nought. Not thread-safe. */
final class Bursts<K> {
    /** Of what comes at once, so that nobody fills the memory by names. */
    private static final int MOST = 256;

    private final int many;
    private final Duration within;
    private final Map<K, Deque<Instant>> recent = new LinkedHashMap<>();

    Bursts(int many, Duration within) {
        this.many = many;
        this.within = within;
    }

    boolean isOne(K kind, Instant now) {
        if (recent.size() == MOST && !recent.containsKey(kind)) {
            recent.remove(recent.keySet().iterator().next());
        }
        Deque<Instant> times = recent.computeIfAbsent(kind, k -> new ArrayDeque<>(4));
        times.addLast(now);
        while (times.size() > many || times.getFirst().plus(within).isBefore(now)) {
            times.removeFirst();
        }
        if (times.size() == many) {
            recent.remove(kind);
            return true;
        }
        return false;
    }
}
