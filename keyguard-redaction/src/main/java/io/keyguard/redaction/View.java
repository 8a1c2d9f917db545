/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A text as bytes, or what one reading of it gives, with the place of every byte in the original.
 *
 * <p>A view is used again and again by one thread, and wiped between: what it holds may be a secret. Not thread-safe.
 */
final class View {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ROOM = 1024;
    /** Windows are read as whole longs. */
    private static final int PADDING = Long.BYTES;

    private byte[] bytes = new byte[ROOM];
    private int[] from = new int[0];
    private int[] to = new int[0];
    private int length;
    private boolean original;

    /** Makes this the original text. */
    void set(byte[] text, int start, int count) {
        original(count);
        System.arraycopy(text, start, bytes, 0, count);
    }

    /** Makes this the original text, which is ASCII. */
    void set(String ascii) {
        int count = ascii.length();
        original(count);
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) ascii.charAt(i);
        }
    }

    private void original(int count) {
        if (count + PADDING > bytes.length) {
            bytes = new byte[count + PADDING];
        }
        length = count;
        original = true;
    }

    /** Makes this an empty reading, to be filled by {@link #put}. */
    void clear() {
        wipe();
        original = false;
        if (from.length == 0) {
            from = new int[ROOM];
            to = new int[ROOM];
        }
    }

    /** Adds the byte that {@code outer} shows from {@code first} to {@code last}, both inclusive. */
    void put(int value, View outer, int first, int last) {
        if (length + PADDING >= bytes.length || length >= from.length) {
            grow();
        }
        bytes[length] = (byte) value;
        from[length] = outer.from(first);
        to[length] = outer.to(last);
        length++;
    }

    private void grow() {
        int room = 2 * Math.max(from.length, bytes.length);
        byte[] before = bytes;
        bytes = Arrays.copyOf(before, room);
        Arrays.fill(before, (byte) 0);
        from = Arrays.copyOf(from, room);
        to = Arrays.copyOf(to, room);
    }

    int length() {
        return length;
    }

    int at(int i) {
        return bytes[i] & 0xff;
    }

    /** The byte at {@code i}, or -1 behind the end. */
    int peek(int i) {
        return i < length ? bytes[i] & 0xff : -1;
    }

    /** Eight bytes from {@code i}; those behind the end are anything. */
    long eight(int i) {
        return (long) LONGS.get(bytes, i);
    }

    int from(int i) {
        return original ? i : from[i];
    }

    int to(int i) {
        return original ? i + 1 : to[i];
    }

    /** Adds the original places of the bytes from {@code start} to {@code end} (exclusive); a line break that is no part of them stays. */
    void addTo(Ranges found, View text, int start, int end, String mask) {
        int first = from(start);
        int last = to(start);
        for (int i = start + 1; i < end; i++) {
            if (from(i) > last && text.hasBreak(last, from(i))) {
                found.add(first, last, mask);
                first = from(i);
                last = to(i);
            } else {
                first = Math.min(first, from(i));
                last = Math.max(last, to(i));
            }
        }
        found.add(first, last, mask);
    }

    private boolean hasBreak(int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** Whether most of it is text; what is not is no encoding of anything. */
    boolean isMostlyText() {
        int printable = 0;
        for (int i = 0; i < length; i++) {
            printable += bytes[i] >= ' ' || bytes[i] == '\n' ? 1 : 0;
        }
        return 2 * printable >= length;
    }

    void wipe() {
        Arrays.fill(bytes, 0, length, (byte) 0);
        length = 0;
    }

    /** Whether it is so large that it should not be kept for the next line. */
    boolean isLarge() {
        return bytes.length > 64 * ROOM;
    }
}
