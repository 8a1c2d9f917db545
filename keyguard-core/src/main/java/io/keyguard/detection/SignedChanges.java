/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What was signed that changes orders, number by number: half of the digest of what the order is called, here or at the venue, and 30 bits of a digest of the price or the size that it is to have, or a word for what the venue works out.
 * Remembered for a quarter of an hour; of what is forgotten before that, whose order it may be of is told. Not thread-safe.
 */
final class SignedChanges {
    private static final int LEAST_CHANGES = 256;
    private static final int MOST_CHANGES = 1 << 14;
    /** What names an order is kept without the bits that say what it was changed to. */
    private static final long NAME = -1L << Integer.SIZE;
    /** What is remembered of a change beside numbers. */
    private static final long WORD = 1L << 31;
    /** Stands for whatever price a change made that does not name it. */
    private static final long ANY_PRICE = WORD | 1L << 15;
    /** And for whatever size. */
    private static final long ANY_SIZE = WORD | 1L << 16;
    /** The venue takes the order away and makes another of it. */
    private static final long REPLACED = WORD | 1L << 17;
    /** In the place of an order: changes that make others without an id, and so of none that is known. */
    private static final String REMADE = "\nremade";
    /** In the place of an order: what it had before somebody changed it, perhaps. */
    private static final String KEPT = "\nkept";
    /** The most that an order had, or was to have, to a hundredth. */
    private static final long SIZE_BEFORE = WORD | 1L << 18;
    /** Of a change that names no price, and so may leave it as it is. */
    private static final long PRICE_KEPT = WORD | 1L << 19;
    /** And of one that names no size. */
    private static final long SIZE_KEPT = WORD | 1L << 20;
    /** Of the price with which an order was placed, and which was not shown then. */
    private static final long SAID_PRICE = WORD | 1L << 21;
    /** And of the size. */
    private static final long SAID_SIZE = WORD | 1L << 22;
    /** Of a price that an order had nothing is known but what is kept of each order. */
    private static final long BEFORE = 1L << 30;

    private static final long NUMBER = BEFORE - 1;
    /** What is kept of a price of each order. */
    static final int PRICE = 0x7fff;

    private static final long ALIKE = NAME | WORD | PRICE;
    /** For how long after it was signed a change may be shown. */
    static final Duration YOUNG = Duration.ofMinutes(15);

    /** After how long what is signed again is remembered as if it were new. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private static final int SIZE = 0x7fff;
    /** A float without its last bits is the size to a hundredth. */
    private static final int SIZE_SHIFT = 16;

    private static final long[] NEVER = {};

    private final Digest64 digest;
    private final OwnOrders own;
    /** What was signed, each with the order it was signed for; null until something was. */
    private @Nullable RecentEvents changes;

    /** Names of orders of which a change is forgotten, until all that is signed is remembered; null: of none. */
    private LongStream.@Nullable Builder forgotten;

    /** Whether it was ever signed that makes another of an order that was not shown. */
    private boolean replaces;

    /**
     * Knows none yet.
     *
     * @param own is told of which order a change is forgotten, and when one is that is young; and knows what else orders are called
     */
    SignedChanges(Digest64 digest, OwnOrders own) {
        this.digest = digest;
        this.own = own;
    }

    boolean isEmpty() {
        return changes == null;
    }

    /** Whether what was signed since {@code from} may be forgotten. */
    boolean mayBeForgotten(Instant from) {
        return changes != null && changes.mayBeForgotten(from);
    }

    private RecentEvents changes() {
        if (changes == null) {
            changes = new RecentEvents(LEAST_CHANGES, MOST_CHANGES, YOUNG, this::forget);
        }
        return changes;
    }

    private void put(long change, Instant at) {
        changes().put(change, at);
        tellForgotten();
    }

    private boolean contains(long change) {
        return changes != null && changes.contains(change);
    }

    private void forget(long change, long signedMillis, long nowMillis) {
        if (nowMillis - signedMillis < YOUNG.toMillis() && !contains(change)) {
            forgotten = forgotten == null ? LongStream.builder() : forgotten;
            forgotten.add(withoutChange(change));
            own.isFull(MOST_CHANGES, Instant.ofEpochMilli(nowMillis));
        }
    }

    private void tellForgotten() {
        if (forgotten != null) {
            own.forgotChanges(forgotten.build().toArray());
            forgotten = null;
        }
    }

    /** Whether a change that is forgotten may still be shown. */
    boolean isUnsure(Instant now) {
        return changes != null && changes.mayBeForgotten(now.minus(YOUNG));
    }

    static long withoutChange(long digest) {
        return digest & NAME;
    }

    /** What is remembered of {@code change} for each order that it names. */
    long[] numbers(OrderChange change) {
        LongStream prices = change.prices().stream().mapToLong(this::number);
        LongStream sizes = change.sizes().stream().mapToLong(this::sizeOf);
        LongStream words = LongStream.of(
                change.anyPrice() ? ANY_PRICE : 0,
                change.anySize() ? ANY_SIZE : 0,
                change.keepsPrice() ? PRICE_KEPT : 0,
                change.keepsSize() ? SIZE_KEPT : 0);
        return LongStream.concat(LongStream.concat(prices, sizes), words.filter(word -> word != 0))
                .toArray();
    }

    /** Remembers that {@code signed} was: the names of orders, each with what it is to be changed to. What stays the same, change after change, needs room for one. */
    void signed(long[] signed, Instant at) {
        if (signed.length > 0) {
            changes().putUnlessSince(signed, at.minus(AGAIN), at);
            tellForgotten();
        }
    }

    /** Remembers that it was signed that makes another order of the one with the digest {@code name}, which was not shown yet. */
    void replaced(long name, Instant at) {
        replaces = true;
        put(withoutChange(name) | REPLACED, at);
    }

    /** When it was signed, before it was shown, that makes another order of the one with the digest {@code name}, in milliseconds. */
    long[] replacements(long name) {
        return replaces && changes != null ? changes.times(withoutChange(name) | REPLACED, -1) : NEVER;
    }

    /** Names that begin like the digests of orders that were not shown, of which it was signed from {@code from} until {@code to} that makes others. */
    long[] replaced(Instant from, Instant to) {
        if (!replaces || changes == null) {
            return NEVER;
        }
        var names = LongStream.builder();
        changes.any(
                change -> {
                    if ((change & ~NAME) == REPLACED) {
                        names.add(withoutChange(change));
                    }
                    return false;
                },
                from,
                to);
        return names.build().toArray();
    }

    /**
     * Remembers that it was signed that makes an order without an id of another.
     *
     * @param price what is known of the price that the other has; zero if that is none that is known here
     * @param size what is known of its size
     * @param names what the other is called: what was signed for those a moment ago may not be shown yet
     */
    void remade(int price, int size, OrderChange change, long[] names, Instant at) {
        long name = withoutChange(digest.of(REMADE));
        if (change.keepsPrice() || change.keepsSize()) {
            signedAbout(at, names).forEach(what -> put(name | what, at));
        }
        change.prices().forEach(one -> put(name | number(one), at));
        put(name | (price == 0 || change.anyPrice() ? ANY_PRICE : BEFORE | price), at);
        if (price == 0 || change.anySize()) {
            put(name | ANY_SIZE, at);
        } else {
            change.sizes().forEach(one -> put(name | SIZE_BEFORE | size(one), at));
            put(name | SIZE_BEFORE | size, at);
        }
    }

    /** Prices and sizes that were signed within a minute of {@code at} for what has one of {@code names}. */
    private Set<Long> signedAbout(Instant at, long[] names) {
        var signed = new TreeSet<Long>();
        if (changes != null) {
            changes.any(
                    change -> {
                        if ((change & WORD) == 0 && isOneOf(names, withoutChange(change))) {
                            signed.add(change & ~NAME);
                        }
                        return false;
                    },
                    at.minus(AGAIN),
                    at.plus(AGAIN));
        }
        return signed;
    }

    /** Whether {@code order} has a price, and that and its size are as a change says that was signed from {@code from} until {@code to}, and makes an order without an id. */
    boolean isAsRemade(VenueOrder order, Instant from, Instant to) {
        return priceOf(order) != 0
                && changes != null
                && isPriceRemade(order, from, to)
                && isSizeRemade(order, from, to);
    }

    boolean isPriceRemade(VenueOrder order, Instant from, Instant to) {
        long exact = number(order.price().orElseThrow());
        return isRemade(what -> means(what, exact) || what == ANY_PRICE, from, to);
    }

    boolean isSizeRemade(VenueOrder order, Instant from, Instant to) {
        long exact = sizeOf(order.quantity());
        return isRemade(what -> what == ANY_SIZE || what == exact || isAtMost(size(order), what), from, to);
    }

    private boolean isRemade(LongPredicate says, Instant from, Instant to) {
        long name = withoutChange(digest.of(REMADE));
        return changes != null
                && changes.any(change -> withoutChange(change) == name && says.test(change & ~NAME), from, to);
    }

    private static boolean isAtMost(int size, long word) {
        return (word & ~SIZE) == SIZE_BEFORE && size <= (word & SIZE);
    }

    /** Remembers that the order with the digest {@code name} had {@code price}, which may come again from a stream that is late. */
    void had(long name, int price, Instant at) {
        if (price != 0) {
            put(withoutChange(name) | BEFORE | price, at);
        }
    }

    /**
     * The same, where that is not known for as long as it may come again.
     *
     * @param wasSigned whether a change had given it that price: a number that was signed says so, and of another one that looks alike it is not known here which of them the order had
     */
    void hadBefore(long id, VenueOrder order, int price, boolean wasSigned, Instant now) {
        long alike = wasSigned ? ALIKE : ALIKE | BEFORE;
        if (!isKnown(id, price, alike, now) && !isKnown(nameOf(order), price, alike, now)) {
            had(nameOf(order), price, now);
        }
    }

    /** Remembers that {@code order} was shown as it was placed: by the venue's name, which stays the same where changes give an order one id after another. */
    void placed(VenueOrder order, Instant at) {
        long name = withoutChange(nameOf(order));
        signed(new long[] {name | number(order.price().orElseThrow())}, at);
        signed(new long[] {name | sizeOf(order.quantity())}, at);
    }

    /** Remembers with what price and size {@code order} was placed, which is not shown so yet; zero for what is not known. */
    void said(VenueOrder order, int price, int size, Instant now) {
        long name = withoutChange(nameOf(order));
        if (price != 0) {
            put(name | SAID_PRICE | price, now);
        }
        if (size != 0) {
            put(name | SAID_SIZE | size, now);
        }
    }

    /** Whether it is known with what price {@code order} was placed, and that is another. */
    boolean isOtherThanSaid(VenueOrder order) {
        int price = priceOf(order);
        return isSaid(order, SAID_PRICE, said -> true) && !isSaid(order, SAID_PRICE, said -> said == price);
    }

    /** Whether it is known with what size it was placed, and that is smaller. */
    boolean isLargerThanSaid(VenueOrder order) {
        int size = size(order);
        return isSaid(order, SAID_SIZE, said -> true) && !isSaid(order, SAID_SIZE, said -> said >= size);
    }

    private boolean isSaid(VenueOrder order, long word, LongPredicate says) {
        long said = withoutChange(nameOf(order)) | word;
        return changes != null && changes.any(change -> (change & ~PRICE) == said && says.test(change & PRICE));
    }

    /** Remembers the price and the size that {@code order} had before, for as long as those are in doubt that it has now. */
    void keep(VenueOrder order, int price, int size, Instant now) {
        long name = withoutChange(digest.of(KEPT + order.id()));
        put(name | BEFORE | price, now);
        put(name | SIZE_BEFORE | size, now);
    }

    /** Whether price and size of {@code order} were signed for it, or {@link #keep kept}. */
    boolean isSigned(long id, VenueOrder order) {
        long kept = digest.of(KEPT + order.id());
        boolean sizeKept = changes != null
                && changes.any(change -> withoutChange(change ^ kept) == 0 && isAtMost(size(order), change & ~NAME));
        return (contains(kept, number(order.price().orElseThrow())) || isPriceSigned(id, order))
                && (sizeKept || isSizeSigned(id, order));
    }

    /** Whether one of {@code prices} was shown of an order that has {@code price}, or signed for one with one of the digests {@code names}. */
    boolean isShown(Collection<BigDecimal> prices, int price, long... names) {
        return prices.stream()
                .map(this::number)
                .anyMatch(number ->
                        (number & PRICE) == price || Arrays.stream(names).anyMatch(name -> contains(name, number)));
    }

    /** Whether it was signed that gives {@code order}, which has the id with the digest {@code id}, its price. */
    boolean isPriceSigned(long id, VenueOrder order) {
        return isSigned(id, order, number(order.price().orElseThrow()), ANY_PRICE);
    }

    /** Whether it was signed that gives it its size. */
    boolean isSizeSigned(long id, VenueOrder order) {
        return isSigned(id, order, sizeOf(order.quantity()), ANY_SIZE);
    }

    /** Whether it was signed that changes {@code order}, and that names no price. */
    boolean isPriceKept(long id, VenueOrder order) {
        return isSigned(id, order, PRICE_KEPT, PRICE_KEPT);
    }

    /** Whether it was signed that changes it, and that names no size. */
    boolean isSizeKept(long id, VenueOrder order) {
        return isSigned(id, order, SIZE_KEPT, SIZE_KEPT);
    }

    private boolean isSigned(long id, VenueOrder order, long bits, long any) {
        if (changes == null) {
            return false;
        }
        long name = nameOf(order);
        if (isSigned(own.namesBefore(id), id, name, bits, any)) {
            return true;
        }
        long[] others = own.otherIds(id, name);
        return others.length > 0 && isSigned(others, id, name, bits, any);
    }

    private boolean isSigned(long[] before, long id, long name, long bits, long any) {
        return changes != null
                && changes.any(change -> (means(change, bits) || (change & ~NAME) == any)
                        && (withoutChange(change ^ id) == 0
                                || withoutChange(change ^ name) == 0
                                || isOneOf(before, withoutChange(change))));
    }

    private static boolean isOneOf(long[] names, long name) {
        for (long one : names) {
            if (one == name) {
                return true;
            }
        }
        return false;
    }

    long nameOf(VenueOrder order) {
        return digest.of(order.id());
    }

    private boolean contains(long name, long number) {
        return changes != null && changes.any(change -> withoutChange(change ^ name) == 0 && means(change, number));
    }

    private static boolean means(long change, long number) {
        long what = change & ~NAME;
        return what == number || what == (BEFORE | (number & PRICE));
    }

    /** Whether a price that an order had is known for as long as it may come again. */
    private boolean isKnown(long name, int price, long alike, Instant now) {
        long known = withoutChange(name) | (BEFORE & alike) | price;
        return changes != null && changes.containsSince(known, alike, now.minus(YOUNG.dividedBy(2)));
    }

    /** Zero if it has none. */
    int priceOf(VenueOrder order) {
        return price(order.price());
    }

    /** What is kept of a price of each order; zero of none. */
    int price(Optional<BigDecimal> price) {
        return price.filter(number -> number.signum() != 0)
                .map(number -> (int) number(number) & PRICE)
                .orElse(0);
    }

    /** Nobody else finds two prices that are the same to it; what is kept of a price is never zero. */
    private long number(BigDecimal number) {
        long bits = digest.of(number.abs().stripTrailingZeros().toString()) & NUMBER;
        return (bits & PRICE) == 0 ? bits | 1 : bits;
    }

    /** Nothing that is a price: who signs one has not signed the other. */
    private long sizeOf(BigDecimal size) {
        String text = "\nsize" + size.abs().stripTrailingZeros();
        long bits = digest.of(text) & NUMBER;
        return bits == 0 ? 1 : bits;
    }

    static int size(VenueOrder order) {
        return size(order.quantity());
    }

    static int size(BigDecimal quantity) {
        return Float.floatToIntBits(quantity.abs().floatValue()) >>> SIZE_SHIFT;
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(changes != null);
        if (changes != null) {
            changes.save(out);
            out.writeBoolean(replaces);
        }
    }

    void load(DataInput in) throws IOException {
        if (in.readBoolean()) {
            changes().load(in);
            tellForgotten();
            replaces = in.readBoolean();
        }
    }
}
