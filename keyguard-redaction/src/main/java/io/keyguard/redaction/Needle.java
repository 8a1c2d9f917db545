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

    int forms() {
        return folds.length;
    }

    /** The first characters of a form, as {@link Starts} sees them. */
    int start(int form) {
        int window = 0;
        for (int i = 0; i < Starts.WIDTH; i++) {
            window = Starts.push(window, expected(form, i));
        }
        return window;
    }

    /** Returns where {@code form} ends if it begins at {@code at} in {@code text}, or -1. */
    int matchAt(String text, int at, int form) {
        if (!loans.tryAcquire()) {
            return -1;
        }
        try {
            int end = literally(text, at, form);
            for (Escape.Notation notation : Escape.notations()) {
                end = Math.max(end, escaped(notation, text, at, form));
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

    /** Reads percent-encoding, {@code +} for a space, and the escapes of JSON and Java, wherever they stand; other characters as themselves. */
    private int escaped(Escape.Notation notation, String text, int at, int form) {
        var unit = new Escape(notation, text, at);
        int length = starts[form + 1] - starts[form];
        for (int i = 0; i < length; ) {
            if (!unit.next()) {
                return -1;
            }
            for (int part = 0; part < unit.count(); part++, i++) {
                if (i == length || !means(unit.part(part), form, i)) {
                    return -1;
                }
            }
        }
        return unit.end();
    }

    private boolean means(int c, int form, int i) {
        int expected = expected(form, i);
        return folds[form].of(c) == expected || (c == '+' && expected == ' ');
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
