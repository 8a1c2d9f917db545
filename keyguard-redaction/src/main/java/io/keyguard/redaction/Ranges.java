/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was found in one text: places of the original text, each with its mask, which are merged where they overlap and replaced all at once. Not thread-safe. */
final class Ranges {
    private final List<Range> found = new ArrayList<>();

    private record Range(int from, int to, String mask) {}

    /** Adds the characters from {@code from} (inclusive) to {@code to} (exclusive); an empty range is ignored. */
    void add(int from, int to, String mask) {
        if (from < to) {
            found.add(new Range(from, to, mask));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** The text with every range replaced by its mask; of overlapping ranges the one that begins first names the mask, the longer one of two that begin together. */
    String applyTo(String text) {
        found.sort(Comparator.comparingInt(Range::from)
                .thenComparing(Comparator.comparingInt(Range::to).reversed()));
        var masked = new StringBuilder(text.length());
        int end = 0;
        for (Range range : found) {
            if (range.from >= end) {
                masked.append(text, end, range.from).append(range.mask);
            }
            end = Math.max(end, range.to);
        }
        return masked.append(text, end, text.length()).toString();
    }
}
