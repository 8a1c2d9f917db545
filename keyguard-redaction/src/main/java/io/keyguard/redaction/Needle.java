/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.internal.Loans;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One part of a key and what it stands for, off the heap; zeroed on {@link #close} once nobody is looking any more. Thread-safe.
 *
 * <p>A fragment counts from so many characters on that an attacker who lacks the rest is 72 bits better off.
 */
final class Needle {
    private static final String BEGIN = "[redacted:";
    private static final String END = "]";
    /** The secret was forgotten. */
    static final int GONE = -1;

    private final String mask;
    private final ByteBuffer memory;
    private final int[] starts;
    private final int[] fragments;
    private final boolean[] caseless;
    private final boolean[] bytes;
    private final Literal literal;
    private final Loans loans = new Loans();

    private Needle(String mask, List<byte[]> forms) {
        this.mask = mask;
        this.memory = ByteBuffer.allocateDirect(
                forms.stream().mapToInt(form -> form.length).sum());
        this.starts = new int[forms.size() + 1];
        this.fragments = new int[forms.size()];
        this.caseless = new boolean[forms.size()];
        this.bytes = new boolean[forms.size()];
        Literal signs = Literal.NONE;
        for (int i = 0; i < fragments.length; i++) {
            byte[] form = forms.get(i);
            memory.put(starts[i], form);
            starts[i + 1] = starts[i] + form.length;
            Alphabet alphabet = Alphabet.of(form);
            fragments[i] = Math.min(form.length, alphabet.fragment());
            caseless[i] = alphabet == Alphabet.HEX;
            bytes[i] = alphabet == Alphabet.BYTES;
            signs = signs.and(Literal.in(form, bytes[i]));
        }
        this.literal = signs;
    }

    /** Returns a needle for {@code secret}, which is wiped, that is replaced by {@code mask}. */
    static Needle of(String mask, byte[] secret) {
        try (var forms = new Forms(secret)) {
            return new Needle(mask, forms.all());
        }
    }

    /** The mask of what belongs to {@code key}; its characters need no escape in JSON, XML or CSV. */
    static String maskOf(String key) {
        return BEGIN + key + END;
    }

    /** The reverse of {@link #maskOf}. */
    static String keyOf(String mask) {
        return mask.startsWith(BEGIN) && mask.endsWith(END)
                ? mask.substring(BEGIN.length(), mask.length() - END.length())
                : mask;
    }

    /** How many bytes off the heap it takes. */
    long memory() {
        return memory.capacity();
    }

    int forms() {
        return fragments.length;
    }

    int start(int form) {
        return starts[form];
    }

    int end(int form) {
        return starts[form + 1];
    }

    /** From how many characters on a part of {@code form} is masked. */
    int fragment(int form) {
        return fragments[form];
    }

    /** Whether {@code form} is bytes rather than any text. */
    boolean isBytes(int form) {
        return bytes[form];
    }

    /** Whether a line breaks in any form of it that is text. */
    boolean hasBreak() {
        for (int form = 0; form < forms(); form++) {
            for (int i = starts[form]; !bytes[form] && i < starts[form + 1]; i++) {
                if (at(i) == '\n' || at(i) == '\r') {
                    return true;
                }
            }
        }
        return false;
    }

    /** The kinds of escapes that its characters may be taken for. */
    Literal literal() {
        return literal;
    }

    /** Whether {@code other} is the same secret. */
    boolean isSame(Needle other) {
        return memory.equals(other.memory);
    }

    int at(int place) {
        return memory.get(place) & 0xff;
    }

    /**
     * Looks how far {@code view} and the secret agree around a place, and adds it if it is long enough.
     *
     * @param place where in the secret the character is that {@code view} has at {@code at}
     * @param step 1, or -1 if the text has the secret reversed
     * @return how many characters agree, or {@link #GONE}
     */
    int match(View view, int at, int place, int step, View text, Ranges found) {
        if (!loans.tryAcquire()) {
            return GONE;
        }
        try {
            int form = formOf(place);
            int start = at;
            while (start > 0 && same(view.at(start - 1), form, place + step * (start - 1 - at))) {
                start--;
            }
            int end = at;
            while (end < view.length() && same(view.at(end), form, place + step * (end - at))) {
                end++;
            }
            if (end - start >= fragments[form]) {
                boolean open = isWithin(form, place + step * (end - at)) && view.mayGoOn(end);
                view.addTo(found, text, start, end, mask, open);
                view.seen().remember(this, at, place, step, start, end);
            }
            return end - start;
        } finally {
            if (loans.release()) {
                zero();
            }
        }
    }

    private int formOf(int place) {
        int form = 0;
        while (place >= starts[form + 1]) {
            form++;
        }
        return form;
    }

    private boolean isWithin(int form, int place) {
        return place >= starts[form] && place < starts[form + 1];
    }

    /** A form writes a space as a plus. */
    private boolean same(int c, int form, int place) {
        if (!isWithin(form, place)) {
            return false;
        }
        int expected = memory.get(place) & 0xff;
        return c == expected
                || (c == '+' && expected == ' ')
                || (caseless[form] && (c | ' ') == (expected | ' ') && Character.isLetter(c));
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
