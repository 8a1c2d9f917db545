/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
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

    private static final int PRICE_SHIFT = 17;
    /** It was shown with the price with which it was placed, not only with those to which it was changed. */
    static final int PRICE_PLACED = 1 << 16;
    /** And with the size. */
    static final int SIZE_PLACED = 1 << 15;

    static final int PLACED = PRICE_PLACED | SIZE_PLACED;

    private static final int SIZE = 0x7fff;

    private final OwnOrders own;
    private final SignedIds ids;
    private final SignedChanges changes;
    private final PlacedTerms said;
    /** When the first terms were judged; null until some were. */
    private @Nullable Instant began;

    /**
     * Knows none yet.
     *
     * @param own knows which orders are missing
     * @param ids keeps the terms of each
     */
    OrderTerms(OwnOrders own, SignedIds ids, SignedChanges changes) {
        this.own = own;
        this.ids = ids;
        this.changes = changes;
        this.said = new PlacedTerms(ids, changes);
    }

    /** Remembers what was said of the order that is to come with the new id at {@code entry}. */
    void said(int entry, SaidTerms terms) {
        said.said(entry, terms);
    }

    /** The id was signed again. */
    void saidAgain(int entry, SaidTerms terms) {
        said.saidAgain(entry, terms);
    }

    /** What is known of the terms of the order at {@code entry}; zero if it was not shown. */
    int shown(int entry) {
        return said.shown(entry);
    }

    /**
     * Begins with what was signed of {@code order}, which a change made and which has no id, or with what the order before it had: where it has neither, it is as if it had had other terms before.
     *
     * @param from when such a change was signed at the earliest
     */
    void compare(int entry, long id, VenueOrder order, Instant from, Instant to) {
        int price = changes.priceOf(order);
        if (price == 0 || changes.isEmpty() || changes.mayBeForgotten(from)) {
            return;
        }
        boolean priceSigned = changes.isPriceRemade(order, from, to);
        boolean sizeSigned = changes.isSizeRemade(order, from, to);
        boolean changedSince =
                (!priceSigned && changes.isPriceSigned(id, order)) || (!sizeSigned && changes.isSizeSigned(id, order));
        if (!changedSince) {
            int before = priceSigned ? price : otherThan(price);
            ids.terms(entry, (before << PRICE_SHIFT) | PLACED | (sizeSigned ? SignedChanges.size(order) : 0));
        }
    }

    /** A price that is not {@code price}, and not none. */
    private static int otherThan(int price) {
        return price == SignedChanges.PRICE ? 1 : price + 1;
    }

    /** A change is told late that was signed of this entry: if it was shown already, it was taken for what was placed. */
    void late(int entry, long id, OrderChange change) {
        if (changes.isShown(change.prices(), price(ids.terms(entry)), id, ids.last(entry))) {
            ids.terms(entry, ids.terms(entry) & ~PLACED);
        } else if (change.keepsPrice() && isSizeOf(entry, change)) {
            ids.terms(entry, ids.terms(entry) & ~SIZE_PLACED);
        }
    }

    private boolean isSizeOf(int entry, OrderChange change) {
        return change.sizes().stream().anyMatch(size -> SignedChanges.size(size) == size(ids.terms(entry)));
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
        int price = changes.priceOf(order);
        if (price == 0) {
            return Whose.OURS;
        }
        int known = said.shown(entry);
        int unsigned = unsigned(id, order, known);
        if (price(known) == 0) {
            first(entry, id, order, unsigned, now);
        } else if (unsigned == 0) {
            placedSmaller(entry, id, order);
            accept(entry, id, order, now);
        } else if ((known & unsigned) == 0 && mayBeAsPlaced(order, now) && !said.isOtherwise(order, unsigned)) {
            placed(entry, id, order, unsigned);
            changes.placed(order, now);
        } else {
            boolean forgotten = ids.isMarked(entry, SignedIds.CHANGE_FORGOTTEN) && changes.isUnsure(now);
            return forgotten ? Whose.UNKNOWN : Whose.SOMEBODYS;
        }
        return Whose.OURS;
    }

    /** It is shown for the first time. */
    private void first(int entry, long id, VenueOrder order, int unsigned, Instant now) {
        int before = said.said(entry, order, own.isRenamed(id));
        int known = said.shown(entry);
        int size = Math.max(size(known), SignedChanges.size(order));
        show(entry, (known & PLACED) | of(changes.priceOf(order), size));
        if (!own.mayBePlacedUnderOtherId(entry, order)) {
            placed(entry, id, order, unsigned);
        }
        // One that a change made of another was not placed.
        if (before != 0 && !own.mayBeReplacement(order)) {
            said.compare(before, order, unsigned, now);
        }
    }

    /** What is known of it is what was shown, from now on. */
    private void show(int entry, int terms) {
        ids.terms(entry, terms);
        ids.unmark(entry, SignedIds.SAID);
    }

    /** What of {@code order} no change explains, nor what is {@code known} of it: so it was placed, if it is ours. */
    private int unsigned(long id, VenueOrder order, int known) {
        boolean price = changes.priceOf(order) != price(known) && !changes.isPriceSigned(id, order);
        boolean size = SignedChanges.size(order) > size(known) && !changes.isSizeSigned(id, order);
        return (price ? PRICE_PLACED : 0) | (size ? SIZE_PLACED : 0);
    }

    /** It was shown as it was placed: so it was under each id that changes gave it, whichever was shown first. */
    private void placed(int entry, long id, VenueOrder order, int unsigned) {
        int terms = isWhole(id, order, unsigned) ? PLACED : unsigned;
        ids.terms(entry, ids.terms(entry) | terms);
        if (!changes.isEmpty() && terms != 0) {
            ids.lastOn(changes.nameOf(order))
                    .filter(other -> ids.terms(other) != 0 && !ids.isMarked(other, SignedIds.SAID))
                    .forEach(other -> ids.terms(other, ids.terms(other) | terms));
        }
    }

    /** Whether what is {@code unsigned} makes the rest of {@code order} a part of how it was placed too: unless a change said the rest, and left that as it was. */
    private boolean isWhole(long id, VenueOrder order, int unsigned) {
        return switch (unsigned) {
            case PRICE_PLACED -> !changes.isSizeSigned(id, order) || !changes.isPriceKept(id, order);
            case SIZE_PLACED -> !changes.isSizeKept(id, order);
            default -> false;
        };
    }

    /** A size that became less is nobody's matter, but where a change made it larger, it may be the one with which the order was placed. */
    private void placedSmaller(int entry, long id, VenueOrder order) {
        int known = ids.terms(entry);
        boolean smaller = (known & SIZE_PLACED) == 0 && SignedChanges.size(order) < size(known);
        if (smaller && !changes.isEmpty() && !changes.isSizeSigned(id, order)) {
            ids.terms(entry, known | SIZE_PLACED);
        }
    }

    /** Whether an order that was shown as it was changed to may still be shown as it was placed. */
    private boolean mayBeAsPlaced(VenueOrder order, Instant now) {
        Instant from = now.minus(SignedChanges.YOUNG);
        return order.created().isAfter(from) || (began != null && began.isAfter(from));
    }

    /** What was shown of the order before says nothing about the one that its id stands on now. */
    void another(int entry) {
        show(entry, 0);
        ids.unmark(entry, SignedIds.CHANGE_FORGOTTEN | SignedIds.PRICE_SIGNED);
    }

    /** The same, but a change made it of the one before: so it is placed as it was changed to, and has of that what no change named. */
    void another(int entry, Instant at) {
        int before = said.shown(entry);
        another(entry);
        changes.had(ids.last(entry), price(before), at);
        ids.terms(entry, PLACED | size(before));
    }

    /** A change made the order at {@code entry}, which was shown before {@code changed}, of that. */
    void madeOf(int entry, VenueOrder changed) {
        changes.had(ids.last(entry), changes.priceOf(changed), changed.created());
        int known = said.shown(entry);
        show(entry, (known & ~SIZE) | PLACED | Math.max(size(known), SignedChanges.size(changed)));
    }

    /** A change made {@code order} of one that was not shown: what changes did not name it has of that. */
    void madeOfUnknown(int entry, VenueOrder order) {
        long id = ids.id(entry);
        int price = changes.isPriceKept(id, order) ? 0 : PRICE_PLACED;
        int size = changes.isSizeKept(id, order) ? 0 : SIZE_PLACED;
        // What was said of that is known until this is shown.
        boolean isSaid = ids.isMarked(entry, SignedIds.SAID);
        ids.terms(entry, (isSaid ? ids.terms(entry) : 0) | price | size);
    }

    /** The order at {@code entry} is the one that is known as {@code other}, under another id. */
    void inherit(int entry, int other) {
        if (ids.terms(other) != 0) {
            boolean isSaid = ids.isMarked(other, SignedIds.SAID);
            show(entry, ids.terms(other));
            if (isSaid) {
                ids.mark(entry, SignedIds.SAID);
            }
        }
        if (ids.isMarked(other, SignedIds.CHANGE_FORGOTTEN)) {
            ids.mark(entry, SignedIds.CHANGE_FORGOTTEN);
        }
    }

    /** From now on these are its terms; the price that it had may come again, from a stream that is late. */
    void accept(int entry, long id, VenueOrder order, Instant now) {
        int known = said.shown(entry);
        int price = changes.priceOf(order);
        if (price != price(known)) {
            boolean wasSigned = ids.isMarked(entry, SignedIds.PRICE_SIGNED);
            changes.hadBefore(id, order, price(known), wasSigned, now);
            markSigned(entry, changes.isPriceSigned(id, order));
        }
        if (!changes.isUnsure(now)) {
            ids.unmark(entry, SignedIds.CHANGE_FORGOTTEN);
        }
        show(entry, (known & PLACED) | of(price, Math.max(size(known), SignedChanges.size(order))));
    }

    private void markSigned(int entry, boolean isSigned) {
        if (isSigned) {
            ids.mark(entry, SignedIds.PRICE_SIGNED);
        } else {
            ids.unmark(entry, SignedIds.PRICE_SIGNED);
        }
    }

    /** Remembers the terms that {@code order} had before, for as long as those are in doubt that it has now. */
    void keep(int entry, VenueOrder order, Instant now) {
        int known = said.shown(entry);
        changes.keep(order, price(known), size(known), now);
    }

    static int of(int price, int size) {
        return (price << PRICE_SHIFT) | size;
    }

    static int price(int terms) {
        return terms >>> PRICE_SHIFT;
    }

    static int size(int terms) {
        return terms & SIZE;
    }

    void save(DataOutput out) throws IOException {
        said.save(out);
    }

    void load(DataInput in) throws IOException {
        said.load(in);
    }
}
