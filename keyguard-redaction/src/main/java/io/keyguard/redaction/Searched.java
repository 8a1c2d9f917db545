/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.internal.Loans;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All needles at one moment and the filter over them. Thread-safe. */
final class Searched {
    private final List<Needle> needles;
    private final PairFilter filter = new PairFilter();
    private final Loans loans = new Loans();

    Searched(List<Needle> needles) {
        this.needles = List.copyOf(needles);
        this.needles.forEach(needle -> needle.announce(filter));
    }

    List<Needle> needles() {
        return needles;
    }

    /** Returns {@code text} with masks, the same object if there is nothing to mask, or null if this is retired and another must be asked. */
    @Nullable
    String redact(String text) {
        if (!loans.tryAcquire()) {
            return null;
        }
        try {
            List<Found> found = find(text);
            return found.isEmpty() ? text : masked(text, found);
        } finally {
            if (loans.release()) {
                filter.zero();
            }
        }
    }

    private record Found(int from, int to, String mask) {}

    /** All places on the original text, in their order, those that overlap made one. */
    private List<Found> find(String text) {
        var found = new ArrayList<Found>();
        for (int i = 0; i + 1 < text.length(); i++) {
            if (filter.mayStart(text.charAt(i), text.charAt(i + 1))) {
                for (Needle needle : needles) {
                    int end = needle.matchAt(text, i);
                    if (end > i) {
                        merge(found, new Found(i, end, needle.mask()));
                    }
                }
            }
        }
        return found;
    }

    private static void merge(List<Found> found, Found next) {
        int last = found.size() - 1;
        if (last >= 0 && next.from() < found.get(last).to()) {
            Found before = found.get(last);
            found.set(last, new Found(before.from(), Math.max(before.to(), next.to()), before.mask()));
        } else {
            found.add(next);
        }
    }

    private static String masked(String text, List<Found> found) {
        var masked = new StringBuilder(text.length());
        int at = 0;
        for (Found one : found) {
            masked.append(text, at, one.from()).append(one.mask());
            at = one.to();
        }
        return masked.append(text, at, text.length()).toString();
    }

    void close() {
        if (loans.close()) {
            filter.zero();
        }
    }
}
