/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Where which few characters stand in which secrets, off the heap: a filter of single bits, and a table behind it.
 *
 * <p>Every window of every secret is in it, in both directions. A fragment that counts holds a whole window at one of the places a step apart,
 * so only those are looked up in a text, however many secrets there are. Letters of both cases count as the same here; the needle decides.
 */
final class Windows {
    /** A window of a short secret, and of a longer one. */
    private static final int NARROW = 4;

    private static final int WIDE = 6;
    /** From here on wide windows are still far enough apart. */
    private static final int LONG_FRAGMENT = 10;

    private static final long FOLD = 0x2020_2020_2020_2020L;
    private static final int LEAST_BITS = 15;
    private static final int MOST_BITS = 28;
    private static final int BITS_EACH = 5;
    private static final int SLOT = 3 * Integer.BYTES;

    /** A window that so many secrets share says nothing about any of them. */
    private static final int MOST_SHARING = 64;

    private final List<Needle> needles;
    /** Each content once: the same secret may have been learnt as part of several keys. */
    private final List<Needle> distinct;

    private final int shortest;
    private final int width;
    private final long mask;
    private final int shift;
    private final ByteBuffer bits;
    private final ByteBuffer slots;
    private final int slotMask;
    private final AtomicInteger users = new AtomicInteger();

    Windows(List<Needle> needles) {
        this.needles = List.copyOf(needles);
        this.distinct = distinct(needles);
        this.shortest = needles.stream()
                .flatMapToInt(needle -> IntStream.range(0, needle.forms()).map(needle::fragment))
                .min()
                .orElse(Alphabet.HEX.fragment());
        this.width = shortest >= LONG_FRAGMENT ? WIDE : NARROW;
        this.mask = (1L << (8 * width)) - 1;
        int windows = 2 * distinct.stream().mapToInt(Needle::length).sum();
        int size = Integer.SIZE - Integer.numberOfLeadingZeros(windows) + BITS_EACH;
        int logOfBits = Math.min(MOST_BITS, Math.max(LEAST_BITS, size));
        this.shift = Long.SIZE - logOfBits;
        this.bits = ByteBuffer.allocateDirect(1 << (logOfBits - 3));
        // A space may be written as a plus, so that some windows stand there twice.
        int capacity = Integer.highestOneBit(Math.max(4, 4 * windows));
        this.slotMask = capacity - 1;
        this.slots = ByteBuffer.allocateDirect(capacity * SLOT);
        for (int needle = 0; needle < distinct.size(); needle++) {
            for (int form = 0; form < distinct.get(needle).forms(); form++) {
                add(needle, form);
            }
        }
    }

    private static List<Needle> distinct(List<Needle> needles) {
        var distinct = new LinkedHashMap<ByteBuffer, Needle>();
        needles.forEach(needle -> distinct.putIfAbsent(needle.content(), needle));
        return List.copyOf(distinct.values());
    }

    private void add(int index, int form) {
        Needle needle = distinct.get(index);
        for (int at = needle.start(form); at + width <= needle.end(form); at++) {
            add(window(needle, at, 1, ' '), index, at);
            add(window(needle, at + width - 1, -1, ' '), index, ~(at + width - 1));
            if (hasSpace(needle, at)) {
                add(window(needle, at, 1, '+'), index, at);
            }
        }
    }

    private boolean hasSpace(Needle needle, int at) {
        for (int i = at; i < at + width; i++) {
            if (needle.at(i) == ' ') {
                return true;
            }
        }
        return false;
    }

    private long window(Needle needle, int at, int direction, int space) {
        long window = 0;
        for (int i = 0; i < width; i++) {
            int c = needle.at(at + direction * i);
            window |= (long) (c == ' ' ? space : c) << (8 * i);
        }
        return window | (FOLD & mask);
    }

    /** One to one, so that whoever has it has the window. */
    static long hash(long window) {
        long h = window * 0x9e37_79b9_7f4a_7c15L;
        return (h ^ (h >>> 32)) * 0x9e37_79b9_7f4a_7c15L;
    }

    private void add(long window, int needle, int place) {
        long hash = hash(window);
        int bit = (int) (hash >>> shift);
        bits.put(bit >> 3, (byte) (bits.get(bit >> 3) | (1 << (bit & 7))));
        int slot = (int) hash & slotMask;
        int sharing = 0;
        while (slots.getInt(slot * SLOT + Integer.BYTES) != 0) {
            sharing += slots.getInt(slot * SLOT) == tag(hash) ? 1 : 0;
            if (sharing == MOST_SHARING) {
                return;
            }
            slot = (slot + 1) & slotMask;
        }
        // Needles count from one: zero is an empty slot.
        slots.putInt(slot * SLOT, tag(hash))
                .putInt(slot * SLOT + Integer.BYTES, needle + 1)
                .putInt(slot * SLOT + 2 * Integer.BYTES, place);
    }

    static int tag(long hash) {
        return (int) (hash >>> 32);
    }

    List<Needle> needles() {
        return needles;
    }

    int width() {
        return width;
    }

    /** The table as it lies off the heap. */
    ByteBuffer table() {
        return slots.asReadOnlyBuffer();
    }

    /** The shortest fragment of any of its secrets. */
    int shortest() {
        return shortest;
    }

    /** Adds what {@code view}, a reading of {@code text}, holds. */
    void find(View view, View text, Ranges found, Budget budget) {
        int step = shortest - width + 1;
        int end = view.length() - width;
        for (int at = 0; at <= end; at += step) {
            long hash = hash((view.eight(at) | FOLD) & mask);
            int bit = (int) (hash >>> shift);
            if ((bits.get(bit >> 3) & (1 << (bit & 7))) != 0) {
                look(view, at, hash, text, found, budget);
            }
        }
        budget.spend(view.length() / step);
    }

    private void look(View view, int at, long hash, View text, Ranges found, Budget budget) {
        int slot = (int) hash & slotMask;
        int needle = slots.getInt(slot * SLOT + Integer.BYTES);
        while (needle != 0) {
            if (slots.getInt(slot * SLOT) == tag(hash)) {
                int place = slots.getInt(slot * SLOT + 2 * Integer.BYTES);
                int step = place < 0 ? -1 : 1;
                int agree = distinct.get(needle - 1).match(view, at, place < 0 ? ~place : place, step, text, found);
                budget.spend(1 + agree / 4);
            }
            slot = (slot + 1) & slotMask;
            needle = slots.getInt(slot * SLOT + Integer.BYTES);
        }
    }

    /** Counts one more that searches here. */
    void retain() {
        users.incrementAndGet();
    }

    /** Counts one less; the last zeroes the tables. */
    void release() {
        if (users.decrementAndGet() == 0) {
            zero(bits);
            zero(slots);
        }
    }

    private static void zero(ByteBuffer memory) {
        for (int i = 0; i < memory.capacity(); i++) {
            memory.put(i, (byte) 0);
        }
    }
}
