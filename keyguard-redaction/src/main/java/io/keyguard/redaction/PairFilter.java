/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Which two characters a secret may begin with, in any spelling: one bit for each pair, off the heap. */
final class PairFilter {
    private static final int PAIRS = 1 << 16;
    private static final String ESCAPED = "nrtbf";

    private final ByteBuffer bits = ByteBuffer.allocateDirect(PAIRS / 8);

    boolean mayStart(int first, int second) {
        int pair = first << 8 | second;
        return (bits.get(pair >> 3) >> (pair & 7) & 1) != 0;
    }

    /** Adds the pair that begins a form, as itself and as the escapes that {@link Escape} reads. */
    void add(Fold fold, byte first, byte second) {
        addSpelling(first & 0xff, fold, second & 0xff);
        addSpelling(fold.other(first & 0xff), fold, second & 0xff);
    }

    private void addSpelling(int first, Fold fold, int second) {
        set(first, second);
        set(first, fold.other(second));
        set(first, '%');
        set(first, '\\');
        addEscaped(first);
    }

    private void addEscaped(int c) {
        char high = HexFormat.of().toHighHexDigit((byte) c);
        set('%', high);
        set('%', Character.toUpperCase(high));
        set('\\', 'u');
        set('\\', c);
        for (int i = 0; i < ESCAPED.length(); i++) {
            set('\\', ESCAPED.charAt(i));
        }
    }

    private void set(int first, int second) {
        int pair = first << 8 | second;
        bits.put(pair >> 3, (byte) (bits.get(pair >> 3) | 1 << (pair & 7)));
    }

    void zero() {
        for (int i = 0; i < bits.capacity(); i++) {
            bits.put(i, (byte) 0);
        }
    }
}
