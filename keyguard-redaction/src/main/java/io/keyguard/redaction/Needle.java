/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.internal.Loans;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One part of a key in all the forms in which it is looked for, off the heap; zeroed on {@link #close} once nobody is looking any more.
 *
 * <p>Texts are strings of bytes: characters 0 to 255 that stand for UTF-8. Thread-safe.
 */
final class Needle {
    private final String mask;
    private final ByteBuffer memory;
    private final int[] starts;
    private final Fold[] folds;
    private final Loans loans = new Loans();

    private Needle(String mask, List<Forms.Form> forms) {
        this.mask = mask;
        this.memory = ByteBuffer.allocateDirect(
                forms.stream().mapToInt(form -> form.bytes().length).sum());
        this.starts = new int[forms.size() + 1];
        this.folds = new Fold[forms.size()];
        for (int i = 0; i < folds.length; i++) {
            byte[] form = forms.get(i).bytes();
            memory.put(starts[i], form);
            starts[i + 1] = starts[i] + form.length;
            folds[i] = forms.get(i).fold();
        }
    }

    /** Returns a needle for {@code secret}, which is wiped, that is replaced by {@code mask}. */
    static Needle of(String mask, byte[] secret) {
        try (var forms = new Forms(secret)) {
            return new Needle(mask, forms.all());
        }
    }

    String mask() {
        return mask;
    }

    /** Puts the first two characters of every form, in every spelling, into {@code filter}. */
    void announce(PairFilter filter) {
        for (int form = 0; form < folds.length; form++) {
            filter.add(folds[form], memory.get(starts[form]), memory.get(starts[form] + 1));
        }
    }

    /** Returns where the longest form that begins at {@code at} in {@code text} ends, or -1. */
    int matchAt(String text, int at) {
        if (!loans.tryAcquire()) {
            return -1;
        }
        try {
            int end = -1;
            for (int form = 0; form < folds.length; form++) {
                end = Math.max(end, literally(text, at, form));
                end = Math.max(end, escaped(text, at, form));
            }
            return end;
        } finally {
            if (loans.release()) {
                zero();
            }
        }
    }

    private int literally(String text, int at, int form) {
        int length = starts[form + 1] - starts[form];
        if (text.length() - at < length) {
            return -1;
        }
        for (int i = 0; i < length; i++) {
            if (folds[form].of(text.charAt(at + i)) != expected(form, i)) {
                return -1;
            }
        }
        return at + length;
    }

    /** Reads percent-encoding, and the escapes of JSON and Java, wherever they stand; other characters as themselves. */
    private int escaped(String text, int at, int form) {
        var unit = new Escape(text, at);
        int length = starts[form + 1] - starts[form];
        for (int i = 0; i < length; ) {
            if (!unit.next()) {
                return -1;
            }
            for (int part = 0; part < unit.count(); part++, i++) {
                if (i == length || folds[form].of(unit.part(part)) != expected(form, i)) {
                    return -1;
                }
            }
        }
        return unit.end();
    }

    private int expected(int form, int i) {
        return memory.get(starts[form] + i) & 0xff;
    }

    void close() {
        if (loans.close()) {
            zero();
        }
    }

    private void zero() {
        for (int i = 0; i < memory.capacity(); i++) {
            memory.put(i, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "Needle[" + mask + "]";
    }
}
