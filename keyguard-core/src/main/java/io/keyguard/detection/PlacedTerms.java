/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.OrderTerms.PLACED;
import static io.keyguard.detection.OrderTerms.PRICE_PLACED;
import static io.keyguard.detection.OrderTerms.SIZE_PLACED;
import static io.keyguard.detection.OrderTerms.price;
import static io.keyguard.detection.OrderTerms.size;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/**
 * What requests said of the orders that they place, until those are shown: it stands where {@link OrderTerms} are remembered from then on, marked as {@link SignedIds#SAID}. What was said is believed to be how an order was placed
 * where the venue shows so all orders that no change explains. Not thread-safe.
 */
final class PlacedTerms {
    private final SignedIds ids;
    private final SignedChanges changes;
    private final ShownAsSaid prices = new ShownAsSaid();
    private final ShownAsSaid sizes = new ShownAsSaid();

    PlacedTerms(SignedIds ids, SignedChanges changes) {
        this.ids = ids;
        this.changes = changes;
    }

    private int terms(SaidTerms said) {
        return OrderTerms.of(
                changes.price(said.price()),
                said.size().map(SignedChanges::size).orElse(0));
    }

    /** Remembers what was said of the order that is to come with the new id at {@code entry}. */
    void said(int entry, SaidTerms said) {
        int terms = terms(said);
        if (terms != 0) {
            ids.terms(entry, terms);
            ids.mark(entry, SignedIds.SAID);
        }
    }

    /** The id was signed again: what was said stays so if nothing else is said now. */
    void saidAgain(int entry, SaidTerms said) {
        if (isSaid(entry) && said(entry) != terms(said)) {
            ids.terms(entry, shown(entry));
            ids.unmark(entry, SignedIds.SAID);
        }
    }

    private boolean isSaid(int entry) {
        return ids.isMarked(entry, SignedIds.SAID);
    }

    private int said(int entry) {
        return isSaid(entry) ? ids.terms(entry) & ~PLACED : 0;
    }

    /** What is known of the terms of the order at {@code entry} beside what was said of it. */
    int shown(int entry) {
        return isSaid(entry) ? ids.terms(entry) & PLACED : ids.terms(entry);
    }

    /**
     * What was said of {@code order}, under the id at {@code entry} or one that it had before.
     *
     * @param isRenamed whether a change gave it the id
     */
    int said(int entry, VenueOrder order, boolean isRenamed) {
        if (isSaid(entry) || !isRenamed) {
            return said(entry);
        }
        return ids.lastOn(changes.nameOf(order))
                .map(this::said)
                .filter(said -> said != 0)
                .findFirst()
                .orElse(0);
    }

    /**
     * An order is shown for the first time, of which {@code said} was.
     *
     * @param unsigned what of it no change explains, and so is as it was placed; of the rest it is remembered how it was, for as long as a stream that is late may show it so
     */
    void compare(int said, VenueOrder order, int unsigned, Instant now) {
        boolean priceUnsigned = (unsigned & PRICE_PLACED) != 0;
        boolean sizeUnsigned = (unsigned & SIZE_PLACED) != 0;
        if (price(said) != 0 && priceUnsigned) {
            prices.learn(price(said) == changes.priceOf(order));
        }
        // One that is smaller says nothing: a part may be executed.
        if (size(said) != 0 && sizeUnsigned && SignedChanges.size(order) >= size(said)) {
            sizes.learn(size(said) == SignedChanges.size(order));
        }
        boolean priceCounts = !priceUnsigned && prices.isSure();
        boolean sizeCounts = !sizeUnsigned && sizes.isSure();
        changes.said(order, priceCounts ? price(said) : 0, sizeCounts ? size(said) : 0, now);
    }

    /** Whether what of {@code order} is {@code unsigned} is not as it was placed, for certain. */
    boolean isOtherwise(VenueOrder order, int unsigned) {
        return ((unsigned & PRICE_PLACED) != 0 && changes.isOtherThanSaid(order))
                || ((unsigned & SIZE_PLACED) != 0 && changes.isLargerThanSaid(order));
    }

    void save(DataOutput out) throws IOException {
        prices.save(out);
        sizes.save(out);
    }

    void load(DataInput in) throws IOException {
        prices.load(in);
        sizes.load(in);
    }
}
