/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.nio.ByteBuffer;

/**
 * Where which few characters stand in which secrets, off the heap: a filter of single bits, and a table behind it.
 *
 * <p>Every window of every secret is in it, in both directions. A fragment that counts holds a whole window at one of the places a step apart,
 * so only those are looked up in a text, however many secrets there are. Letters of both cases count as the same here; the needle decides.
 *
 * <p>One thread at a time adds and removes; whoever looks meanwhile sees what was there before, or what there is now.
 */
final class Windows {
    private static final long FOLD = 0x2020_2020_2020_2020L;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;
    private static final int LEAST_BITS = 15;
    private static final int MOST_BITS = 28;
    private static final int BITS_EACH = 5;
    private static final int SLOT = 3 * Integer.BYTES;
    private static final int GONE = -1;

    /** A window that so many secrets share says nothing about any of them. */
    private static final int MOST_SHARING = 64;

    private final int width;
    private final int fragment;
    private final int step;
    private final int unused;
    private final int shift;
    private final ByteBuffer bits;
    private final ByteBuffer slots;
    private final int slotMask;
    private int room;
    private int used;

    /**
     * Makes an empty table.
     *
     * @param width how many characters a window has, at most eight
     * @param fragment how many characters a fragment has at least, of any secret that is added
     * @param room how many windows fit in
     */
    Windows(int width, int fragment, int room) {
        this.width = width;
        this.fragment = fragment;
        this.step = fragment - width + 1;
        this.unused = 8 * (Long.BYTES - width);
        this.room = room;
        int size = Integer.SIZE - Integer.numberOfLeadingZeros(room) + BITS_EACH;
        int logOfBits = room == 0 ? 3 : Math.min(MOST_BITS, Math.max(LEAST_BITS, size));
        this.shift = Long.SIZE - logOfBits;
        this.bits = ByteBuffer.allocateDirect(1 << (logOfBits - 3));
        int capacity = room == 0 ? 1 : 2 * Integer.highestOneBit(room);
        this.slotMask = capacity - 1;
        this.slots = ByteBuffer.allocateDirect(capacity * SLOT);
    }

    int width() {
        return width;
    }

    /** From how many characters on a part of a secret may be in here. */
    int fragment() {
        return fragment;
    }

    boolean isEmpty() {
        return used == 0;
    }

    /** How many bytes off the heap it takes. */
    long memory() {
        return (long) bits.capacity() + slots.capacity();
    }

    /** Whether {@code more} windows fit in. */
    boolean hasRoom(int more) {
        return more <= room;
    }

    /** Adds the windows of {@code needle}, which has {@code number}, from {@code from} to {@code to} in both directions. */
    void add(Needle needle, int number, int from, int to) {
        for (int at = from; at + width <= to; at++) {
            add(window(needle, at, 1, ' '), number, at);
            add(window(needle, at + width - 1, -1, ' '), number, ~(at + width - 1));
            if (hasSpace(needle, at)) {
                add(window(needle, at, 1, '+'), number, at);
            }
        }
    }

    /** Takes away what {@link #add} added; bits of the filter stay. */
    void remove(Needle needle, int number, int from, int to) {
        for (int at = from; at + width <= to; at++) {
            remove(window(needle, at, 1, ' '), number, at);
            remove(window(needle, at + width - 1, -1, ' '), number, ~(at + width - 1));
            if (hasSpace(needle, at)) {
                remove(window(needle, at, 1, '+'), number, at);
            }
        }
    }

    /** How many windows {@link #add} would add at most: a space may be written as a plus, so that some stand there twice. */
    static int count(int from, int to) {
        return 3 * (to - from);
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
        return folded(window);
    }

    /** Without case, and without what is behind the window. */
    private long folded(long eight) {
        return (eight | FOLD) << unused;
    }

    /** One to one, so that whoever has it has the window. */
    static long hash(long window) {
        long h = window * MIX;
        return (h ^ (h >>> 32)) * MIX;
    }

    static int tag(long hash) {
        return (int) (hash >>> 32);
    }

    private void add(long window, int needle, int place) {
        long hash = hash(window);
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
                .putInt(slot * SLOT + 2 * Integer.BYTES, place)
                .putInt(slot * SLOT + Integer.BYTES, needle + 1);
        int bit = (int) ((window * MIX) >>> shift);
        bits.put(bit >> 3, (byte) (bits.get(bit >> 3) | (1 << (bit & 7))));
        used++;
        room--;
    }

    private void remove(long window, int needle, int place) {
        long hash = hash(window);
        int slot = (int) hash & slotMask;
        for (int one = slots.getInt(slot * SLOT + Integer.BYTES); one != 0; ) {
            if (one == needle + 1 && slots.getInt(slot * SLOT + 2 * Integer.BYTES) == place) {
                // The place stays taken, so that what stands behind it is still found.
                slots.putInt(slot * SLOT + Integer.BYTES, GONE)
                        .putInt(slot * SLOT, 0)
                        .putInt(slot * SLOT + 2 * Integer.BYTES, 0);
                return;
            }
            slot = (slot + 1) & slotMask;
            one = slots.getInt(slot * SLOT + Integer.BYTES);
        }
    }

    /** Whose window stands at {@code place} of it as at that of {@code needle}, of those that hold the same as a whole; -1 if nobody's does. */
    int holder(Needle needle, int place, Needles needles) {
        long hash = hash(window(needle, place, 1, ' '));
        int slot = (int) hash & slotMask;
        for (int one = slots.getInt(slot * SLOT + Integer.BYTES); one != 0; ) {
            if (one != GONE
                    && slots.getInt(slot * SLOT) == tag(hash)
                    && slots.getInt(slot * SLOT + 2 * Integer.BYTES) == place
                    && needles.isSame(one - 1, needle)) {
                return one - 1;
            }
            slot = (slot + 1) & slotMask;
            one = slots.getInt(slot * SLOT + Integer.BYTES);
        }
        return -1;
    }

    /** The table as it lies off the heap. */
    ByteBuffer table() {
        return slots.asReadOnlyBuffer();
    }

    /** Whether {@code view} may hold any of the windows from {@code from} to {@code to}; if not, it holds no fragment that counts there. */
    boolean mayBeIn(View view, int from, int to) {
        if (to - from < fragment) {
            return false;
        }
        byte[] bytes = view.bytes();
        int length = view.length();
        int last = to - width;
        int whole = Math.min(last, length - Long.BYTES);
        int at = from;
        for (; at <= whole; at += step) {
            long window = folded(View.eight(bytes, at));
            if (hasBit(window) && isHeld(window)) {
                return true;
            }
        }
        for (; at <= last; at += step) {
            long window = folded(last(bytes, at, length));
            if (hasBit(window) && isHeld(window)) {
                return true;
            }
        }
        return false;
    }

    /** The window at {@code at}, fewer than eight bytes before the end; no fragment that counts is shorter than eight. */
    private static long last(byte[] bytes, int at, int length) {
        int before = at - (length - Long.BYTES);
        return View.eight(bytes, length - Long.BYTES) >>> (8 * before);
    }

    private boolean hasBit(long window) {
        int bit = (int) ((window * MIX) >>> shift);
        return (bits.get(bit >>> 3) & (1 << (bit & 7))) != 0;
    }

    private boolean isHeld(long window) {
        long hash = hash(window);
        int slot = (int) hash & slotMask;
        int needle = slots.getInt(slot * SLOT + Integer.BYTES);
        while (needle != 0) {
            if (needle != GONE && slots.getInt(slot * SLOT) == tag(hash)) {
                return true;
            }
            slot = (slot + 1) & slotMask;
            needle = slots.getInt(slot * SLOT + Integer.BYTES);
        }
        return false;
    }

    /** Adds to {@code found} what {@code view}, a reading of {@code text}, holds of {@code needles} from {@code from} to {@code to}, and what goes on around. */
    void find(View view, int from, int to, View text, Needles needles, Ranges found, Budget budget) {
        if (to - from < fragment) {
            return;
        }
        byte[] bytes = view.bytes();
        int length = view.length();
        int whole = length - Long.BYTES;
        for (int at = from; at <= to - width; at += step) {
            long window = folded(at <= whole ? View.eight(bytes, at) : last(bytes, at, length));
            if (hasBit(window)) {
                compare(view, at, hash(window), text, needles, found, budget);
            }
        }
        budget.spend((to - from) / step);
    }

    private void compare(View view, int at, long hash, View text, Needles needles, Ranges found, Budget budget) {
        int slot = (int) hash & slotMask;
        int needle = slots.getInt(slot * SLOT + Integer.BYTES);
        while (needle != 0) {
            if (needle != GONE && slots.getInt(slot * SLOT) == tag(hash)) {
                int place = slots.getInt(slot * SLOT + 2 * Integer.BYTES);
                int step = place < 0 ? -1 : 1;
                int agree = needles.match(needle - 1, view, at, place < 0 ? ~place : place, step, text, found);
                budget.spend(1 + agree / 4);
            }
            slot = (slot + 1) & slotMask;
            needle = slots.getInt(slot * SLOT + Integer.BYTES);
        }
    }

    void zero() {
        zero(bits);
        zero(slots);
        used = 0;
        room = 0;
    }

    private static void zero(ByteBuffer memory) {
        for (int i = 0; i < memory.capacity(); i++) {
            memory.put(i, (byte) 0);
        }
    }
}
