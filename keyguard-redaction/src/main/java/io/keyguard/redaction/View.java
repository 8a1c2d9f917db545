/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text as bytes, or what one reading of it gives, with the place of every byte in the text that was read.
 *
 * <p>Places are kept for stretches: what a reading leaves as it was is one, however long, and what an escape stands for is one. A view is used again and again by one thread, and
 * wiped between: what it holds may be a secret. Not thread-safe.
 */
final class View {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ROOM = 1024;
    private static final byte[] NOTHING = new byte[0];
    /** A bell, a backspace, tabs, the ends of lines and pages, and what colours begin with. */
    private static final int OF_TERMINALS = 0x3f80 | 1 << 0x1b;

    /** What was read, or the array of the caller. */
    private byte[] bytes = NOTHING;
    /** What is kept for readings. */
    private byte[] own = NOTHING;

    private int length;
    /** The text that this is a reading of; null if it is the original. */
    private @Nullable View outer;
    /** Where each stretch begins in here, and where in the outer text. */
    private int[] starts = new int[0];

    private int[] firsts = new int[0];
    /** How far apart in the outer text that stands of which its bytes are made, {@link #BASE64} or so much. */
    private int[] steps = new int[0];
    /** How many characters more than one each of its bytes is made of. */
    private int[] widths = new int[0];

    /** Whether it goes on to the end of the original. */
    private boolean toEnd;
    /** Whether its last byte may have another digit. */
    private boolean cut;

    private int stretches;
    private int latest;
    private static final int BASE64 = 0;

    private final Seen seen = new Seen();
    private final Looks looks = new Looks(Chars.KINDS_OF_LOOKS);

    /** Makes this the original text, which stays where it is and must not change meanwhile. */
    void wrap(byte[] text, int count) {
        bytes = text;
        begin(count);
    }

    /** Makes this the original text if it is ASCII; returns whether it is. */
    @SuppressWarnings(
            "deprecation") // which loses what is not of the first plane, and copies the rest as fast as memory is
    boolean copy(String text) {
        int count = text.length();
        room(count);
        bytes = own;
        begin(count);
        text.getBytes(0, count, own, 0);
        int all = 0;
        for (int i = 0; i < count; i++) {
            all |= text.charAt(i);
        }
        return all < 0x80;
    }

    private void begin(int count) {
        length = count;
        outer = null;
        toEnd = true;
        cut = false;
        seen.clear();
        looks.start(count);
    }

    /** Counts a look at so many characters, past what one pass over the text looks at. */
    void spend(int work) {
        looks.spend(work);
    }

    /** How far looks at this have gone. */
    Looks looks() {
        return looks;
    }

    private void room(int count) {
        if (count > own.length) {
            own = new byte[Math.max(ROOM, count)];
        }
    }

    /** Makes this an empty reading of {@code text}, to be filled by {@link #put} and {@link #take}. */
    void clear(View text) {
        wipe();
        // No reading is longer than what it reads.
        room(text.length);
        bytes = own;
        outer = text;
        toEnd = text.toEnd;
        cut = false;
        stretches = 0;
        latest = 0;
        seen.clear();
        if (starts.length == 0) {
            starts = new int[ROOM];
            firsts = new int[ROOM];
            steps = new int[ROOM];
            widths = new int[ROOM];
        }
    }

    /** Makes this an empty reading of {@code text} up to {@code end}. */
    void clear(View text, int end) {
        clear(text);
        endsAt(text, end);
    }

    /** What was read of {@code text} ends at {@code end}. */
    void endsAt(View text, int end) {
        toEnd &= Escapes.mayBegin(text, end);
    }

    /** Nothing of what was read goes on behind the text. */
    void ends() {
        toEnd = false;
    }

    /** Its last byte is a number that may go on. */
    void cutsItsLast() {
        cut = true;
    }

    /** Whether nothing follows behind {@code end}, in the original either, but what may be the beginning of one more byte: of it, base64 makes others. */
    boolean mayGoOn(int end) {
        boolean base64 = stretches == 1 && steps[0] == BASE64 && outer != null;
        return toEnd
                && (base64
                        ? length - end < Escapes.LONGEST
                        : (cut && end == length - 1) || Escapes.mayBegin(this, end));
    }

    /** Adds the byte that the outer text shows from {@code first} to {@code last}, both inclusive. */
    void put(int value, int first, int last) {
        if (length == own.length) {
            grow(length + 1);
        }
        if (!goesOn(first, last - first)) {
            stretch(first, 1, last - first);
        }
        own[length++] = (byte) value;
    }

    /** Whether a byte made of {@code width} characters more than one from {@code first} on belongs to the last stretch, as its second or in step with it. */
    private boolean goesOn(int first, int width) {
        int at = stretches - 1;
        if (at < 0 || widths[at] != width || steps[at] == BASE64) {
            return false;
        }
        int count = length - starts[at];
        if (count == 1 && first > firsts[at]) {
            steps[at] = first - firsts[at];
        }
        return first == firsts[at] + count * steps[at];
    }

    /** Adds {@code count} bytes, each of which is made of two characters of base64 from {@code first} on; returns where they are to be written, from the beginning. */
    byte[] putBase64(int first, int count) {
        room(count);
        bytes = own;
        stretch(first, BASE64, 1);
        length = count;
        return own;
    }

    /** Adds what stands from {@code first} to {@code end} (exclusive) in the outer text as it is. */
    void take(View text, int first, int end) {
        if (first < end) {
            if (length + end - first > own.length) {
                grow(length + end - first);
            }
            stretch(first, 1, 0);
            System.arraycopy(text.bytes, first, own, length, end - first);
            length += end - first;
        }
    }

    /** Takes back what was put behind {@code end}, byte by byte. */
    void cut(int end) {
        Arrays.fill(own, end, length, (byte) 0);
        while (stretches > 0 && starts[stretches - 1] >= end) {
            stretches--;
        }
        length = end;
    }

    private void stretch(int first, int step, int width) {
        if (stretches == starts.length) {
            starts = Arrays.copyOf(starts, 2 * stretches);
            firsts = Arrays.copyOf(firsts, 2 * stretches);
            steps = Arrays.copyOf(steps, 2 * stretches);
            widths = Arrays.copyOf(widths, 2 * stretches);
        }
        starts[stretches] = length;
        firsts[stretches] = first;
        steps[stretches] = step;
        widths[stretches++] = width;
    }

    private void grow(int least) {
        byte[] before = own;
        own = Arrays.copyOf(before, Math.max(least, 2 * before.length));
        bytes = own;
        Arrays.fill(before, 0, length, (byte) 0);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Which secrets were found here. */
    Seen seen() {
        return seen;
    }

    int at(int i) {
        return bytes[i] & 0xff;
    }

    /** The byte at {@code i}, or -1 behind the end. */
    int peek(int i) {
        return i < length ? bytes[i] & 0xff : -1;
    }

    /** Eight bytes from {@code i}, at least eight bytes before the end. */
    static long eight(byte[] bytes, int i) {
        return (long) LONGS.get(bytes, i);
    }

    /** Where the byte at {@code i} begins in the original. */
    int from(int i) {
        if (outer == null) {
            return i;
        }
        int at = stretch(i);
        return outer.from(first(at, i - starts[at]));
    }

    private int first(int stretch, int i) {
        return firsts[stretch] + (steps[stretch] == BASE64 ? 4 * i / 3 : steps[stretch] * i);
    }

    /** Where the byte at {@code i} ends in the original. */
    int to(int i) {
        if (outer == null) {
            return i + 1;
        }
        int at = stretch(i);
        return outer.to(first(at, i - starts[at]) + widths[at]);
    }

    /** The stretch that holds {@code i}; mostly the one that was asked for before, or its neighbour. */
    private int stretch(int i) {
        int at = latest;
        if (at >= stretches || starts[at] > i || (at + 1 < stretches && starts[at + 1] <= i)) {
            at = Arrays.binarySearch(starts, 0, stretches, i);
            at = at < 0 ? -at - 2 : at;
            latest = at;
        }
        return at;
    }

    /** Adds the original places of the bytes from {@code start} to {@code end} (exclusive); line breaks between the characters that they are made of stay. What is {@code open} but has no such break is not any more: what it is cut off from is on the next line. */
    void addTo(Ranges found, View text, int start, int end, String mask, boolean open) {
        if (outer == null) {
            found.add(start, end, mask);
            return;
        }
        var places = new Cover(found, text, mask, from(start));
        for (int i = start; i < end - 1; i++) {
            cover(i, places);
        }
        coverLast(end - 1, places);
        found.add(places.first, places.last, mask, open && places.broken);
    }

    /** The last byte of base64 shares its last character with what follows, which may be another line's that agrees by chance. */
    private void coverLast(int i, Cover places) {
        if (outer == null) {
            places.add(i);
            return;
        }
        int at = stretch(i);
        int first = first(at, i - starts[at]);
        int last = first + widths[at];
        for (int k = first; k < last; k++) {
            outer.cover(k, places);
        }
        boolean shared = steps[at] == BASE64 && places.text.hasBreak(outer.to(first), outer.from(last));
        if (!shared) {
            outer.coverLast(last, places);
        }
    }

    private void cover(int i, Cover places) {
        if (outer == null) {
            places.add(i);
            return;
        }
        int at = stretch(i);
        int first = first(at, i - starts[at]);
        for (int k = first; k <= first + widths[at]; k++) {
            outer.cover(k, places);
        }
    }

    /** Characters of a text, as stretches between line breaks. */
    private static final class Cover {
        private final Ranges found;
        private final View text;
        private final String mask;
        private int first;
        private int last;
        /** Whether any line break stands between them. */
        private boolean broken;

        Cover(Ranges found, View text, String mask, int first) {
            this.found = found;
            this.text = text;
            this.mask = mask;
            this.first = first;
            this.last = first;
        }

        void add(int at) {
            if (at > last && text.hasBreak(last, at)) {
                found.add(first, last, mask);
                broken = true;
                first = at;
                last = at + 1;
            } else if (at < first && text.hasBreak(at, first)) {
                // Two bytes have it in common, and it was added with the first.
                found.add(at, at + 1, mask);
            } else {
                first = Math.min(first, at);
                last = Math.max(last, at + 1);
            }
        }
    }

    private boolean hasBreak(int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Whether most of it is text; what is not is no encoding of anything. */
    boolean isMostlyText() {
        int printable = 0;
        for (int i = 0; i < length; i++) {
            printable += bytes[i] >= ' ' || bytes[i] == '\n' ? 1 : 0;
        }
        return 2 * printable >= length;
    }

    /** Whether there are control characters in it as among bytes; text in any script has hardly any but those that terminals know. */
    boolean isBinary() {
        int controls = 0;
        for (int i = 0; i < length; i++) {
            controls += bytes[i] >= 0 && bytes[i] < ' ' && (OF_TERMINALS >>> bytes[i] & 1) == 0 ? 1 : 0;
        }
        return controls > length / 32;
    }

    /** Forgets the text, and overwrites what was copied of it. */
    @SuppressWarnings("ReferenceEquality") // whose array it is, not what it holds
    void wipe() {
        if (bytes == own) {
            Arrays.fill(own, 0, length, (byte) 0);
        }
        bytes = NOTHING;
        length = 0;
    }

    /** Whether it is so large that it should not be kept for the next line. */
    boolean isLarge() {
        return own.length > 64 * ROOM || starts.length > 64 * ROOM || seen.isLarge();
    }
}
