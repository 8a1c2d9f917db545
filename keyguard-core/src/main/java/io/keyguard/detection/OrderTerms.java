/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Price and size with which orders of ours were shown, and to which they were to be changed, in four bytes each: 15 bits of a digest of the price, and the size to a hundredth. A size that became less is nobody's matter: venues
 * take off what would trade with itself.
 *
 * <p>Takes no room until an order is shown that has a price. Not thread-safe.
 */
final class OrderTerms {
    /** Whose the terms are that an order of ours is shown with. */
    enum Whose {
        OURS,
        SOMEBODYS,
        /** Others were signed that are forgotten. */
        UNKNOWN
    }

    private static final int LEAST_CHANGES = 256;
    private static final int MOST_CHANGES = 4096;
    private static final int PRICE_SHIFT = 17;
    /** It was shown as it was placed, not only as it was changed to. */
    private static final int PLACED = 1 << 16;
    /** It was signed that changes it to something that is forgotten. */
    private static final int FORGOTTEN = 1 << 15;

    private static final int SIZE = 0x7fff;
    /** What names an order is kept without the bits that say what it was changed to. */
    private static final int CHANGE_BITS = 16;
    /** Stands for whatever a change made of the terms that does not name them. No price has this number. */
    private static final int ANYTHING = 0x8000;

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int PRICE_FROM = 49;
    private static final long YOUNG_MILLIS = 120_000;
    private static final int[] NONE = {};

    private final Digest64 digest;
    private final OwnOrders own;
    /** What was signed, each with the order it was signed for; null until something was. */
    private @Nullable RecentEvents changes;

    private int[] shown = NONE;

    /**
     * Knows none yet.
     *
     * @param own is told of which order a change is forgotten, and when one is that is young
     */
    OrderTerms(Digest64 digest, OwnOrders own) {
        this.digest = digest;
        this.own = own;
    }

    private void put(long change, Instant at) {
        if (changes == null) {
            changes = new RecentEvents(LEAST_CHANGES, MOST_CHANGES, this::forget);
        }
        changes.put(change, at);
    }

    private boolean contains(long change) {
        return changes != null && changes.contains(change);
    }

    private void forget(long change, long signedMillis, long nowMillis) {
        if (!contains(change)) {
            own.forgotChange(withoutChange(change));
        }
        if (nowMillis - signedMillis < YOUNG_MILLIS) {
            own.isFull(MOST_CHANGES, Instant.ofEpochMilli(nowMillis));
        }
    }

    static long withoutChange(long digest) {
        return digest & (-1L << CHANGE_BITS);
    }

    /** Remembers that it was signed that changes the order with the digest {@code name}. */
    void signed(long name, Collection<BigDecimal> numbers, Instant at) {
        numbers.forEach(number -> put(withoutChange(name) | number(name, number), at));
    }

    /** Remembers that it was signed that changes that order in a way that names no terms. */
    void signedAnything(long name, Instant at) {
        put(withoutChange(name) | ANYTHING, at);
    }

    /** A change to {@code numbers} is told late that was signed of this entry: if it was shown already, it was taken for what was placed. */
    void late(int entry, long id, Collection<BigDecimal> numbers) {
        boolean wasShown = numbers.stream()
                .map(number -> number(id, number))
                .anyMatch(number -> number == price(get(entry)) || contains(withoutChange(id) | number));
        if (wasShown) {
            set(entry, get(entry) & ~PLACED);
        }
    }

    /** A change that was signed of this entry is forgotten. */
    void forgot(int entry) {
        set(entry, get(entry) | FORGOTTEN);
    }

    /**
     * Judges the terms of an order of ours, and remembers those that are ours.
     *
     * @param id the digest of the name under which it is known
     */
    Whose judge(int entry, long id, VenueOrder order, Instant now) {
        int price = priceOf(id, order);
        if (price == 0) {
            return Whose.OURS;
        }
        int known = get(entry);
        boolean priceSigned =
                price != price(known) && isSigned(id, order, order.price().orElseThrow());
        boolean sizeSigned = size(order) > size(known) && isSigned(id, order, order.quantity());
        if (price(known) == 0) {
            begin(entry, known | (price << PRICE_SHIFT) | size(order), priceSigned || sizeSigned);
            return Whose.OURS;
        }
        if ((price == price(known) || priceSigned) && (size(order) <= size(known) || sizeSigned)) {
            accept(entry, id, order, now);
            return Whose.OURS;
        }
        if ((known & PLACED) == 0) {
            signed(id, List.of(order.price().orElseThrow(), order.quantity()), now);
            set(entry, known | PLACED);
            return Whose.OURS;
        }
        return (known & FORGOTTEN) == 0 ? Whose.SOMEBODYS : Whose.UNKNOWN;
    }

    private void begin(int entry, int terms, boolean changed) {
        set(entry, changed ? terms : terms | PLACED);
    }

    /** From now on these are its terms; the price that it had may come again, from a stream that is late. */
    void accept(int entry, long id, VenueOrder order, Instant now) {
        int known = get(entry);
        int price = priceOf(id, order);
        if (price != price(known)) {
            put(withoutChange(id) | price(known), now);
        }
        int flags = known & (PLACED | FORGOTTEN);
        set(entry, (price << PRICE_SHIFT) | flags | Math.max(size(known), size(order)));
    }

    private boolean isSigned(long id, VenueOrder order, BigDecimal number) {
        if (changes == null) {
            return false;
        }
        long name = digest.of(order.id());
        return contains(withoutChange(id) | number(id, number))
                || contains(withoutChange(name) | number(name, number))
                || contains(withoutChange(id) | ANYTHING)
                || contains(withoutChange(name) | ANYTHING);
    }

    /** Zero if it has none. */
    private static int priceOf(long id, VenueOrder order) {
        return order.price()
                .filter(price -> price.signum() != 0)
                .map(price -> number(id, price))
                .orElse(0);
    }

    /** Another for each order, so that nobody finds two prices that are the same to it; never zero. */
    private static int number(long id, BigDecimal number) {
        BigDecimal plain = number.abs().stripTrailingZeros();
        long mixed = (id ^ plain.unscaledValue().longValue()) * GOLDEN + plain.scale();
        int bits = (int) (((mixed ^ (mixed >>> Integer.SIZE)) * GOLDEN) >>> PRICE_FROM);
        return bits == 0 ? 1 : bits;
    }

    private static int price(int terms) {
        return terms >>> PRICE_SHIFT;
    }

    private static int size(int terms) {
        return terms & SIZE;
    }

    private static int size(VenueOrder order) {
        return Float.floatToIntBits(order.quantity().abs().floatValue()) >>> CHANGE_BITS;
    }

    int get(int entry) {
        return entry < shown.length ? shown[entry] : 0;
    }

    /** Of an order that comes to be remembered in the place of another nothing is known, but what was saved. */
    void set(int entry, int terms) {
        if (terms != 0 && entry >= shown.length) {
            shown = Arrays.copyOf(shown, Math.max(entry + 1, 2 * shown.length));
        }
        if (entry < shown.length) {
            shown[entry] = terms;
        }
    }

    /** Puts the entries into another order. */
    void reorder(int[] entries) {
        if (shown.length > 0) {
            shown = Arrays.stream(entries).map(this::get).toArray();
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(changes != null);
        if (changes != null) {
            changes.save(out);
        }
    }

    void load(DataInput in) throws IOException {
        if (in.readBoolean()) {
            changes = new RecentEvents(LEAST_CHANGES, MOST_CHANGES, this::forget);
            changes.load(in);
        }
    }
}
