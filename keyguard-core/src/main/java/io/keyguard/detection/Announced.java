/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Windows in which people act by hand, and how much was explained by them. Not thread-safe. */
final class Announced {
    private static final int MOST = 32;

    private record Window(Instant from, Instant to) {}

    private final Deque<Window> windows = new ArrayDeque<>();
    private long explained;

    void add(Instant from, Instant to) {
        if (windows.size() == MOST) {
            windows.removeFirst();
        }
        windows.add(new Window(from, to));
    }

    boolean explains(Instant at) {
        boolean inside = windows.stream().anyMatch(window -> !at.isBefore(window.from()) && at.isBefore(window.to()));
        explained += inside ? 1 : 0;
        return inside;
    }

    long explained() {
        return explained;
    }
}
