/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what strategies were refused, so that a loop of refusals is one line a minute and its first still one at once. Bounded. Thread-safe. */
final class Refusals {
    private static final int MOST_KINDS = 512;
    private static final int MOST_WORDS = 300;
    private static final int TICKS_BETWEEN = 60;

    private record Kind(String strategy, String key, String why) {}

    private static final class Count {
        private final AtomicLong open = new AtomicLong();
        private volatile long told = -TICKS_BETWEEN;
    }

    private final Map<Kind, Count> counts = new ConcurrentHashMap<>();

    void count(String strategy, String key, KeyguardException why) {
        String words = String.valueOf(why.getMessage());
        var kind = new Kind(strategy, key, words.substring(0, Math.min(words.length(), MOST_WORDS)));
        if (counts.size() >= MOST_KINDS && !counts.containsKey(kind)) {
            // Names come from the strategy's code, which may make up new ones without end.
            kind = new Kind(strategy, key, why.getClass().getSimpleName());
        }
        counts.computeIfAbsent(kind, k -> new Count()).open.incrementAndGet();
    }

    /** What is to be told at the tick number {@code now}. */
    List<Map<String, String>> due(long now) {
        var due = new ArrayList<Map<String, String>>();
        counts.forEach((kind, count) -> {
            if (now - count.told >= TICKS_BETWEEN) {
                take(kind, count, due);
                count.told = now;
            }
        });
        return due;
    }

    /** All that was not told yet. */
    List<Map<String, String>> all() {
        var all = new ArrayList<Map<String, String>>();
        counts.forEach((kind, count) -> take(kind, count, all));
        return all;
    }

    private static void take(Kind kind, Count count, List<Map<String, String>> to) {
        long times = count.open.getAndSet(0);
        if (times > 0) {
            to.add(new TreeMap<>(Map.of(
                    "strategy", kind.strategy(), "key", kind.key(), "why", kind.why(), "times", Long.toString(times))));
        }
    }
}
