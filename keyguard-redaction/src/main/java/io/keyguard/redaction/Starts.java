/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Which forms of which needles may begin with which four characters, off the heap: one bit for a hash of them, and a table for those whose bit is set.
 *
 * <p>Characters that count as the same in any {@link Fold} count as the same here, so that every spelling leads to the same place; which spelling it is,
 * the needle decides.
 */
final class Starts {
    /** How many characters are looked up at once. */
    static final int WIDTH = 4;

    /** At least so many bits in all, and so many for each form: a clean text then rarely finds one set. */
    private static final int LEAST_BITS = 16;

    private static final int BITS_EACH = 6;
    private static final int MOST_BITS = 24;
    private static final int SLOT = 2 * Integer.BYTES;
    private static final byte[] UNIFIED = new byte[256];

    static {
        for (int c = 0; c < UNIFIED.length; c++) {
            UNIFIED[c] = (byte) unifiedOf(c);
        }
    }

    private final int shift;
    private final ByteBuffer bits;
    private final ByteBuffer slots;
    private final int mask;

    Starts(List<Needle> needles) {
        int forms = needles.stream().mapToInt(Needle::forms).sum();
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(forms) + BITS_EACH;
        int size = Math.min(MOST_BITS, Math.max(LEAST_BITS, width));
        this.shift = Integer.SIZE - size;
        this.bits = ByteBuffer.allocateDirect(1 << (size - 3));
        int capacity = Integer.highestOneBit(Math.max(4, 4 * forms));
        this.mask = capacity - 1;
        this.slots = ByteBuffer.allocateDirect(capacity * SLOT);
        for (int needle = 0; needle < needles.size(); needle++) {
            for (int form = 0; form < needles.get(needle).forms(); form++) {
                add(needles.get(needle).start(form), (needle << 8) | form);
            }
        }
    }

    private static int unifiedOf(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c + ('a' - 'A');
        }
        return switch (c) {
            case '-', ' ' -> '+';
            case '_' -> '/';
            default -> c;
        };
    }

    /** The four characters {@code before} with {@code c} pushed in at the end. */
    static int push(int before, int c) {
        return (before << 8) | (UNIFIED[c & 0xff] & 0xff);
    }

    private static int hash(int window) {
        return window * 0x9e3779b1;
    }

    private void add(int window, int owner) {
        int bit = hash(window) >>> shift;
        bits.put(bit >> 3, (byte) (bits.get(bit >> 3) | (1 << (bit & 7))));
        int slot = hash(window) & mask;
        while (slots.getInt(slot * SLOT + Integer.BYTES) != 0) {
            slot = (slot + 1) & mask;
        }
        // Owners count from one: zero is an empty slot.
        slots.putInt(slot * SLOT, window).putInt(slot * SLOT + Integer.BYTES, owner + 1);
    }

    boolean mayBegin(int window) {
        int bit = hash(window) >>> shift;
        return (bits.get(bit >> 3) & (1 << (bit & 7))) != 0;
    }

    /** Returns the first slot to ask {@link #owner} for. */
    int firstSlot(int window) {
        return hash(window) & mask;
    }

    int nextSlot(int slot) {
        return (slot + 1) & mask;
    }

    /** Returns whose form begins so, as needle and form in one number; -1 at the end of the slots, -2 where the slot is another's. */
    int owner(int slot, int window) {
        int owner = slots.getInt(slot * SLOT + Integer.BYTES) - 1;
        return owner < 0 || slots.getInt(slot * SLOT) == window ? owner : -2;
    }

    void zero() {
        zero(bits);
        zero(slots);
    }

    private static void zero(ByteBuffer memory) {
        for (int i = 0; i < memory.capacity(); i += Long.BYTES) {
            memory.putLong(i, 0);
        }
    }
}
