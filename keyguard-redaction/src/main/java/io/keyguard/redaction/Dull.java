/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;

/** Short runs that were looked at and stand for nothing: logs are full of the same. A run has one place, where the last is remembered as it is, so that none is taken for another. Not thread-safe. */
final class Dull {
    private static final int LONGEST = 32;
    private static final int WORDS = LONGEST / Long.BYTES;
    private static final int PLACES = 1 << 11;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private final long[] known = new long[PLACES * WORDS];
    private final byte[] lengths = new byte[PLACES];
    private final long[] words = new long[WORDS];

    /** Whether the run from {@code from} to {@code to} was added, and is not forgotten. */
    boolean holds(byte[] text, int from, int to) {
        if (to - from > LONGEST) {
            return false;
        }
        int place = place(text, from, to);
        boolean same = lengths[place] == to - from;
        for (int i = 0; i < WORDS; i++) {
            same &= known[place * WORDS + i] == words[i];
        }
        return same;
    }

    /** Remembers a run. */
    void add(byte[] text, int from, int to) {
        if (to - from <= LONGEST) {
            int place = place(text, from, to);
            lengths[place] = (byte) (to - from);
            System.arraycopy(words, 0, known, place * WORDS, WORDS);
        }
    }

    private int place(byte[] text, int from, int to) {
        long hash = (long) to - from;
        for (int i = 0; i < WORDS; i++) {
            int at = from + i * Long.BYTES;
            int left = to - at;
            long word = 0;
            if (left > 0 && at <= text.length - Long.BYTES) {
                long behind = left < Long.BYTES ? -1L << (Long.BYTES * left) : 0;
                word = View.eight(text, at) & ~behind;
            } else {
                for (int k = 0; k < Math.min(left, Long.BYTES); k++) {
                    word |= (text[at + k] & 0xffL) << (Long.BYTES * k);
                }
            }
            words[i] = word;
            hash = (hash ^ word) * MIX;
        }
        return (int) (hash >>> 32) & (PLACES - 1);
    }

    void clear() {
        Arrays.fill(known, 0);
        Arrays.fill(lengths, (byte) 0);
        Arrays.fill(words, 0);
    }
}
