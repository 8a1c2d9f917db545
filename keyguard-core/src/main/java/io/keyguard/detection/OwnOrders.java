/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Instant;
import java.util.Arrays;

/**
 * The client order ids that were signed here last, and the orders they came to stand on, in bounded memory.
 *
 * <p>An id belongs to one order for each time that it was signed: whoever copies one places another. Of ids that are signed three times and more, copies cannot be told. What is forgotten for want of room is remembered as a moment: orders from before it cannot be judged.
 * Open addressing with linear probing over arrays that are made once. Not thread-safe.
 */
final class OwnOrders {
    /** Whose an order is. */
    enum Judgement {
        /** Ours, and not judged before. */
        FIRST,
        OURS,
        COPIED,
        UNKNOWN
    }

    private static final int EMPTY = -1;
    private static final int MANY = 3;

    private final Digest64 digest;
    private final int mask;
    /** Slot of the table to entry. */
    private final int[] table;

    private final long[] clientIds;
    /** The orders that the id came to stand on, one for each time that it was signed; zero: none yet. */
    private final long[] firstOrders;

    private final long[] secondOrders;
    /** How many times it was signed; at {@link #MANY} copies are no longer told apart. */
    private final byte[] signatures;

    private final long[] signedMillis;
    private int next;
    private int count;
    private long forgottenUntil = Long.MIN_VALUE;

    /** @param capacity how many ids are remembered, a power of two */
    OwnOrders(Digest64 digest, int capacity) {
        this.digest = digest;
        this.mask = 2 * capacity - 1;
        this.table = new int[2 * capacity];
        Arrays.fill(table, EMPTY);
        this.clientIds = new long[capacity];
        this.firstOrders = new long[capacity];
        this.secondOrders = new long[capacity];
        this.signatures = new byte[capacity];
        this.signedMillis = new long[capacity];
    }

    void signed(String clientOrderId, Instant at) {
        long id = digest.of(clientOrderId);
        int known = find(id);
        if (known == EMPTY) {
            add(id, at);
        } else if (signatures[known] < MANY) {
            signatures[known]++;
        }
    }

    private void add(long id, Instant at) {
        int entry = next;
        next = (next + 1) % clientIds.length;
        if (count == clientIds.length) {
            forget(entry);
        } else {
            count++;
        }
        clientIds[entry] = id;
        firstOrders[entry] = 0;
        secondOrders[entry] = 0;
        signatures[entry] = 1;
        signedMillis[entry] = at.toEpochMilli();
        int slot = (int) id & mask;
        while (table[slot] != EMPTY) {
            slot = (slot + 1) & mask;
        }
        table[slot] = entry;
    }

    Judgement judge(VenueOrder order) {
        int entry = order.clientOrderId().isEmpty() ? EMPTY : find(digest.of(order.clientOrderId()));
        if (entry == EMPTY) {
            return Judgement.UNKNOWN;
        }
        long id = digest.of(order.id());
        if (firstOrders[entry] == 0) {
            firstOrders[entry] = id;
            return Judgement.FIRST;
        }
        if (firstOrders[entry] != id && secondOrders[entry] == 0 && signatures[entry] > 1) {
            secondOrders[entry] = id;
            return Judgement.FIRST;
        }
        boolean ours = firstOrders[entry] == id || secondOrders[entry] == id || signatures[entry] == MANY;
        return ours ? Judgement.OURS : Judgement.COPIED;
    }

    /** Returns whether {@code name} is an id that was signed here, or that of an order which one of them stands on. */
    boolean know(String name) {
        long number = digest.of(name);
        if (find(number) != EMPTY) {
            return true;
        }
        for (int entry = 0; entry < count; entry++) {
            if (firstOrders[entry] == number || secondOrders[entry] == number) {
                return true;
            }
        }
        return false;
    }

    /** Returns up to when ids were signed that are forgotten; {@link Instant#MIN} if none. */
    Instant forgottenUntil() {
        return forgottenUntil == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(forgottenUntil);
    }

    private int find(long id) {
        for (int slot = (int) id & mask; table[slot] != EMPTY; slot = (slot + 1) & mask) {
            if (clientIds[table[slot]] == id) {
                return table[slot];
            }
        }
        return EMPTY;
    }

    private void forget(int entry) {
        forgottenUntil = Math.max(forgottenUntil, signedMillis[entry]);
        int slot = (int) clientIds[entry] & mask;
        while (table[slot] != entry) {
            slot = (slot + 1) & mask;
        }
        close(slot);
    }

    /** Empties {@code gap} and moves up what stands behind it, so that no search ends too early. */
    private void close(int gap) {
        int free = gap;
        table[free] = EMPTY;
        for (int slot = (free + 1) & mask; table[slot] != EMPTY; slot = (slot + 1) & mask) {
            int home = (int) clientIds[table[slot]] & mask;
            boolean reachable = ((slot - home) & mask) >= ((slot - free) & mask);
            if (reachable) {
                table[free] = table[slot];
                table[slot] = EMPTY;
                free = slot;
            }
        }
    }
}
