/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found in one text: places of the original text, each with its mask, which are merged where they overlap and replaced all at once. Not thread-safe. */
final class Ranges {
    private final List<Range> found = new ArrayList<>(2);

    /** A place and what takes it. */
    record Range(int from, int to, String mask, boolean registered, boolean open) {
        private Range masked(String other) {
            return new Range(from, to, other, registered, open);
        }
    }

    /** Adds the characters from {@code from} (inclusive) to {@code to} (exclusive); an empty range is ignored. */
    void add(int from, int to, String mask) {
        add(from, to, mask, false);
    }

    /** The same; {@code open} if the text ends there and a secret of several lines does not. */
    void add(int from, int to, String mask, boolean open) {
        if (from < to) {
            found.add(new Range(from, to, mask, true, open));
        }
    }

    /** Adds what nobody registered; where it overlaps with what somebody did, that names the mask. */
    void addShape(int from, int to, String mask) {
        if (from < to) {
            found.add(new Range(from, to, mask, false, false));
        }
    }

    /** Puts fingerprints into the masks of what nobody registered; those of keys have theirs from the beginning. */
    void fingerprint(View text) {
        found.replaceAll(range -> range.registered
                ? range
                : range.masked(Fingerprint.in(range.mask, range.to - range.from, i -> text.at(range.from + i))));
    }

    /** Takes all fingerprints out. */
    void dropFingerprints() {
        found.replaceAll(range -> range.masked(Fingerprint.without(range.mask)));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** The ranges in order, none of which overlap; of overlapping ones a registered one names the mask, else the one that begins first, the longer one of two that
     * begin together. */
    List<Range> merged() {
        found.sort(Comparator.comparingInt(Range::from)
                .thenComparing(Comparator.comparingInt(Range::to).reversed()));
        var merged = new ArrayList<Range>();
        for (Range range : found) {
            Range last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last == null || range.from >= last.to) {
                merged.add(range);
            } else {
                merged.set(merged.size() - 1, together(last, range));
            }
        }
        return merged;
    }

    private static Range together(Range one, Range other) {
        Range namesIt = !one.registered && other.registered ? other : one;
        Range last = one.to < other.to ? other : one;
        boolean open = one.to == other.to ? one.open || other.open : last.open;
        return new Range(one.from, last.to, namesIt.mask, one.registered || other.registered, open);
    }

    /** How many places each mask takes. */
    Map<String, Integer> counts() {
        var counts = new LinkedHashMap<String, Integer>();
        merged().forEach(range -> counts.merge(range.mask, 1, Integer::sum));
        return counts;
    }

    /** The text with every range replaced by its mask. */
    String applyTo(String text) {
        var masked = new StringBuilder(text.length());
        int end = 0;
        for (Range range : merged()) {
            masked.append(text, end, range.from).append(range.mask);
            end = range.to;
        }
        return masked.append(text, end, text.length()).toString();
    }

    /** The bytes with every range replaced by its mask; nothing of what it replaces is copied. */
    byte[] applyTo(byte[] text) {
        List<Range> merged = merged();
        int length = text.length;
        for (Range range : merged) {
            length += range.mask.length() - (range.to - range.from);
        }
        ByteBuffer masked = ByteBuffer.allocate(length);
        int end = 0;
        for (Range range : merged) {
            masked.put(text, end, range.from - end).put(range.mask.getBytes(US_ASCII));
            end = range.to;
        }
        return masked.put(text, end, text.length - end).array();
    }
}
