/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was worked out of short texts that come again and again, such as names of instruments. Forgets everything once there is much of it, as the texts come from outside. Thread-safe.
 *
 * @param <T> what is worked out of a text, always the same
 */
final class Memo<T> {
    private static final int MOST = 1_000;
    private static final int LONGEST = 128;

    private final Map<String, T> known = new ConcurrentHashMap<>();
    private final Function<String, T> work;

    Memo(Function<String, T> work) {
        this.work = work;
    }

    T of(String text) {
        T before = known.get(text);
        if (before != null) {
            return before;
        }
        T now = work.apply(text);
        if (text.length() <= LONGEST) {
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(text, now);
        }
        return now;
    }

    int size() {
        return known.size();
    }
}
