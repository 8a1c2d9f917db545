/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Price and size with which orders of ours were shown, and to which they were to be changed, in four bytes each: 15 bits of a digest of the price, and the size to a hundredth. A size that became less is nobody's matter: venues
 * take off what would trade with itself. Not thread-safe.
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
    private static final int MOST_CHANGES = 1 << 14;
    private static final int PRICE_SHIFT = 17;
    /** It was shown with the price with which it was placed, not only with those to which it was changed. */
    private static final int PRICE_PLACED = 1 << 16;
    /** And with the size. */
    private static final int SIZE_PLACED = 1 << 15;

    private static final int PLACED = PRICE_PLACED | SIZE_PLACED;

    private static final int SIZE = 0x7fff;
    /** A float without its last bits is the size to a hundredth. */
    private static final int SIZE_SHIFT = 16;
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
    /** Of a price that an order had nothing is known but what is kept of each order. */
    private static final long BEFORE = 1L << 30;

    private static final long NUMBER = BEFORE - 1;
    private static final int PRICE = 0x7fff;
    private static final long ALIKE = NAME | WORD | PRICE;
    /** For how long after it was signed a change may be shown. */
    private static final Duration YOUNG = Duration.ofMinutes(15);

    /** After how long what is signed again is remembered as if it were new. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private static final long[] NEVER = {};

    private final Digest64 digest;
    private final OwnOrders own;
    private final SignedIds ids;
    /** What was signed, each with the order it was signed for; null until something was. */
    private @Nullable RecentEvents changes;

    /** Names of orders of which a change is forgotten, until all that is signed is remembered; null: of none. */
    private LongStream.@Nullable Builder forgotten;

    /** Whether it was ever signed that makes another of an order that was not shown. */
    private boolean replaces;

    /** When the first terms were judged; null until some were. */
    private @Nullable Instant began;

    /**
     * Knows none yet.
     *
     * @param own is told of which order a change is forgotten, and when one is that is young
     * @param ids keeps the terms of each
     */
    OrderTerms(Digest64 digest, OwnOrders own, SignedIds ids) {
        this.digest = digest;
        this.own = own;
        this.ids = ids;
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
    private boolean isUnsure(Instant now) {
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

    private void prices(long name, Collection<BigDecimal> prices, Instant at) {
        prices.forEach(price -> signed(new long[] {withoutChange(name) | number(price)}, at));
    }

    private void sizes(long name, Collection<BigDecimal> sizes, Instant at) {
        sizes.forEach(size -> signed(new long[] {withoutChange(name) | sizeOf(size)}, at));
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

    /** Remembers that it was signed that makes an order without an id of the one at {@code entry}; none: of one that is not known here. */
    void remade(int entry, OrderChange change, Instant at) {
        long name = withoutChange(digest.of(REMADE));
        int known = entry < 0 ? 0 : ids.terms(entry);
        change.prices().forEach(price -> put(name | number(price), at));
        put(name | (price(known) == 0 || change.anyPrice() ? ANY_PRICE : BEFORE | price(known)), at);
        if (price(known) == 0 || change.anySize()) {
            put(name | ANY_SIZE, at);
        } else {
            change.sizes().forEach(size -> put(name | SIZE_BEFORE | size(size), at));
            put(name | SIZE_BEFORE | size(known), at);
        }
    }

    /**
     * Begins with what was signed of {@code order}, which a change made and which has no id, or with what the order before it had: where it has neither, it is as if it had had other terms before.
     *
     * @param from when such a change was signed at the earliest
     */
    void compare(int entry, long id, VenueOrder order, Instant from, Instant to) {
        int price = priceOf(order);
        if (price == 0 || changes == null || changes.mayBeForgotten(from)) {
            return;
        }
        boolean priceSigned = isPriceRemade(order, from, to);
        boolean sizeSigned = isSizeRemade(order, from, to);
        long exact = number(order.price().orElseThrow());
        boolean changedSince = (!priceSigned && isSigned(id, order, exact, ANY_PRICE))
                || (!sizeSigned && isSigned(id, order, sizeOf(order.quantity()), ANY_SIZE));
        if (!changedSince) {
            int before = priceSigned ? price : otherThan(price);
            ids.terms(entry, (before << PRICE_SHIFT) | PLACED | (sizeSigned ? size(order) : 0));
        }
    }

    /** Whether {@code order} has a price, and that and its size are as a change says that was signed from {@code from} until {@code to}, and makes an order without an id. */
    boolean isAsRemade(VenueOrder order, Instant from, Instant to) {
        return priceOf(order) != 0
                && changes != null
                && isPriceRemade(order, from, to)
                && isSizeRemade(order, from, to);
    }

    private boolean isPriceRemade(VenueOrder order, Instant from, Instant to) {
        long exact = number(order.price().orElseThrow());
        return isRemade(what -> means(what, exact) || what == ANY_PRICE, from, to);
    }

    private boolean isSizeRemade(VenueOrder order, Instant from, Instant to) {
        return isRemade(what -> what == ANY_SIZE || isAtMost(size(order), what), from, to);
    }

    private boolean isRemade(LongPredicate says, Instant from, Instant to) {
        long name = withoutChange(digest.of(REMADE));
        return changes != null
                && changes.any(change -> withoutChange(change) == name && says.test(change & ~NAME), from, to);
    }

    /** A price that is not {@code price}, and not none. */
    private static int otherThan(int price) {
        return price == PRICE ? 1 : price + 1;
    }

    private static boolean isAtMost(int size, long word) {
        return (word & ~SIZE) == SIZE_BEFORE && size <= (word & SIZE);
    }

    /** A change is told late that was signed of this entry: if it was shown already, it was taken for what was placed. */
    void late(int entry, long id, OrderChange change) {
        boolean wasShown = change.prices().stream()
                .map(this::number)
                .anyMatch(number -> (number & PRICE) == price(ids.terms(entry))
                        || contains(id, number)
                        || contains(ids.last(entry), number));
        if (wasShown) {
            ids.terms(entry, ids.terms(entry) & ~PLACED);
        } else if (change.keepsPrice() && isSizeOf(entry, change)) {
            ids.terms(entry, ids.terms(entry) & ~SIZE_PLACED);
        }
    }

    private boolean isSizeOf(int entry, OrderChange change) {
        return change.sizes().stream().anyMatch(size -> size(size) == size(ids.terms(entry)));
    }

    /** A change that was signed of this entry is forgotten. */
    void forgot(int entry) {
        ids.mark(entry, SignedIds.CHANGE_FORGOTTEN);
    }

    /**
     * Judges the terms of an order of ours, and remembers those that are ours.
     *
     * @param id the digest of the name under which it is known
     */
    Whose judge(int entry, long id, VenueOrder order, Instant now) {
        began = began == null ? now : began;
        int price = priceOf(order);
        if (price == 0) {
            return Whose.OURS;
        }
        int known = ids.terms(entry);
        int unsigned = unsigned(id, order, known);
        if (price(known) == 0) {
            ids.terms(entry, (known & ~SIZE) | (price << PRICE_SHIFT) | Math.max(size(known), size(order)));
            if (!own.mayBePlacedUnderOtherId(entry, order)) {
                placed(entry, id, order, unsigned);
            }
        } else if (unsigned == 0) {
            placedSmaller(entry, id, order);
            accept(entry, id, order, now);
        } else if ((known & unsigned) == 0 && mayBeAsPlaced(order, now)) {
            placed(entry, id, order, unsigned);
            // By the venue's name, which stays the same where changes give an order one id after another.
            prices(nameOf(order), List.of(order.price().orElseThrow()), now);
            sizes(nameOf(order), List.of(order.quantity()), now);
        } else {
            boolean forgotten = ids.isMarked(entry, SignedIds.CHANGE_FORGOTTEN) && isUnsure(now);
            return forgotten ? Whose.UNKNOWN : Whose.SOMEBODYS;
        }
        return Whose.OURS;
    }

    /** What of {@code order} no change explains, nor what is {@code known} of it: so it was placed, if it is ours. */
    private int unsigned(long id, VenueOrder order, int known) {
        boolean price = priceOf(order) != price(known)
                && !isSigned(id, order, number(order.price().orElseThrow()), ANY_PRICE);
        boolean size = size(order) > size(known) && !isSizeSigned(id, order);
        return (price ? PRICE_PLACED : 0) | (size ? SIZE_PLACED : 0);
    }

    private boolean isSizeSigned(long id, VenueOrder order) {
        return isSigned(id, order, sizeOf(order.quantity()), ANY_SIZE);
    }

    /** It was shown as it was placed: so it was under each id that changes gave it, whichever was shown first. */
    private void placed(int entry, long id, VenueOrder order, int unsigned) {
        int terms = isWhole(id, order, unsigned) ? PLACED : unsigned;
        ids.terms(entry, ids.terms(entry) | terms);
        if (changes != null && terms != 0) {
            ids.lastOn(nameOf(order))
                    .filter(other -> ids.terms(other) != 0)
                    .forEach(other -> ids.terms(other, ids.terms(other) | terms));
        }
    }

    /** Whether what is {@code unsigned} makes the rest of {@code order} a part of how it was placed too: unless a change said the rest, and left that as it was. */
    private boolean isWhole(long id, VenueOrder order, int unsigned) {
        return switch (unsigned) {
            case PRICE_PLACED -> !isSizeSigned(id, order) || !isSigned(id, order, PRICE_KEPT, PRICE_KEPT);
            case SIZE_PLACED -> !isSigned(id, order, SIZE_KEPT, SIZE_KEPT);
            default -> false;
        };
    }

    /** A size that became less is nobody's matter, but where a change made it larger, it may be the one with which the order was placed. */
    private void placedSmaller(int entry, long id, VenueOrder order) {
        int known = ids.terms(entry);
        if (changes != null && (known & SIZE_PLACED) == 0 && size(order) < size(known) && !isSizeSigned(id, order)) {
            ids.terms(entry, known | SIZE_PLACED);
        }
    }

    /** Whether an order that was shown as it was changed to may still be shown as it was placed. */
    private boolean mayBeAsPlaced(VenueOrder order, Instant now) {
        Instant from = now.minus(YOUNG);
        return order.created().isAfter(from) || (began != null && began.isAfter(from));
    }

    /**
     * What was shown of the order before says nothing about the one that its id stands on now.
     *
     */
    void another(int entry) {
        ids.terms(entry, 0);
        ids.unmark(entry, SignedIds.CHANGE_FORGOTTEN);
    }

    /** The same, but a change made it of the one before: so it is placed as it was changed to, and has of that what no change named. */
    void another(int entry, Instant at) {
        int before = ids.terms(entry);
        another(entry);
        keepPrice(entry, price(before), at);
        ids.terms(entry, PLACED | size(before));
    }

    /** A change made the order at {@code entry}, which was shown before {@code changed}, of that. */
    void madeOf(int entry, VenueOrder changed) {
        keepPrice(entry, priceOf(changed), changed.created());
        int known = ids.terms(entry);
        ids.terms(entry, (known & ~SIZE) | PLACED | Math.max(size(known), size(changed)));
    }

    /** A change made {@code order} of one that was not shown: what changes did not name it has of that. */
    void madeOfUnknown(int entry, VenueOrder order) {
        long id = ids.id(entry);
        int price = isSigned(id, order, PRICE_KEPT, PRICE_KEPT) ? 0 : PRICE_PLACED;
        int size = isSigned(id, order, SIZE_KEPT, SIZE_KEPT) ? 0 : SIZE_PLACED;
        ids.terms(entry, price | size);
    }

    private void keepPrice(int entry, int price, Instant at) {
        if (price != 0) {
            put(withoutChange(ids.last(entry)) | BEFORE | price, at);
        }
    }

    /** The order at {@code entry} is the one that is known as {@code other}, under another id. */
    void inherit(int entry, int other) {
        if (ids.terms(other) != 0) {
            ids.terms(entry, ids.terms(other));
        }
        if (ids.isMarked(other, SignedIds.CHANGE_FORGOTTEN)) {
            ids.mark(entry, SignedIds.CHANGE_FORGOTTEN);
        }
    }

    /** From now on these are its terms; the price that it had may come again, from a stream that is late. */
    void accept(int entry, long id, VenueOrder order, Instant now) {
        int known = ids.terms(entry);
        int price = priceOf(order);
        if (price != price(known) && !isKnown(id, price(known), now) && !isKnown(nameOf(order), price(known), now)) {
            put(withoutChange(nameOf(order)) | BEFORE | price(known), now);
        }
        if (!isUnsure(now)) {
            ids.unmark(entry, SignedIds.CHANGE_FORGOTTEN);
        }
        ids.terms(entry, (price << PRICE_SHIFT) | (known & PLACED) | Math.max(size(known), size(order)));
    }

    /** Remembers the terms that {@code order} had before, for as long as those are in doubt that it has now. */
    void keep(int entry, VenueOrder order, Instant now) {
        long name = withoutChange(digest.of(KEPT + order.id()));
        put(name | BEFORE | price(ids.terms(entry)), now);
        put(name | SIZE_BEFORE | size(ids.terms(entry)), now);
    }

    /** Whether price and size of {@code order} were signed for it, or {@link #keep kept}. */
    boolean isSigned(long id, VenueOrder order) {
        long kept = digest.of(KEPT + order.id());
        long price = number(order.price().orElseThrow());
        boolean sizeKept = changes != null
                && changes.any(change -> withoutChange(change ^ kept) == 0 && isAtMost(size(order), change & ~NAME));
        return (contains(kept, price) || isSigned(id, order, price, ANY_PRICE))
                && (sizeKept || isSigned(id, order, sizeOf(order.quantity()), ANY_SIZE));
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

    private long nameOf(VenueOrder order) {
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
    private boolean isKnown(long name, int price, Instant now) {
        return changes != null
                && changes.containsSince(withoutChange(name) | price, ALIKE, now.minus(YOUNG.dividedBy(2)));
    }

    /** Zero if it has none. */
    private int priceOf(VenueOrder order) {
        return order.price()
                .filter(price -> price.signum() != 0)
                .map(price -> (int) number(price) & PRICE)
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

    private static int price(int terms) {
        return terms >>> PRICE_SHIFT;
    }

    private static int size(int terms) {
        return terms & SIZE;
    }

    private static int size(VenueOrder order) {
        return size(order.quantity());
    }

    private static int size(BigDecimal quantity) {
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
