/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of names that are no ids of ours, but may be the venue's: of several at once, since all that is remembered is looked at for them. What begins like the digest of a name counts as its. Not thread-safe.
 */
final class NameSearch {
    /** Halves of the digests of names, which are never zero. */
    private final long[] halves;

    private final int[] slots;
    /** A bit for each, of 64, for which most of what is looked at is passed over. */
    private final long bits;
    /** The entries that stand on an order with such a name, by the place of that. */
    private final List<List<Integer>> standing = new ArrayList<>();
    /** Half of the digest of the id that it is known to have; zero: none. */
    private final long[] ids;

    /** @param names digests, or what they begin with */
    NameSearch(long[] names) {
        long[] searched = Arrays.stream(names).map(NameSearch::half).toArray();
        halves = Slots.sparse(searched);
        slots = Slots.of(halves, searched.length);
        ids = new long[searched.length];
        long all = 0;
        for (long half : searched) {
            all |= bit(half);
            standing.add(List.of());
        }
        bits = all;
    }

    private static long half(long digest) {
        return SignedChanges.withoutChange(digest) | 1;
    }

    private static long bit(long digest) {
        return 1L << (digest >>> Integer.SIZE);
    }

    /** Returns the entries of each of {@code names}, digests. */
    static List<List<Integer>> of(long[] names, SignedIds known, @Nullable Repeats repeats) {
        long[] others = Arrays.stream(names)
                .filter(name -> known.find(name) == SignedIds.EMPTY)
                .toArray();
        var search = new NameSearch(others);
        if (others.length > 0) {
            known.search(search);
        }
        if (others.length > 0 && repeats != null) {
            repeats.search(search);
        }
        List<List<Integer>> entries = new ArrayList<>(names.length);
        for (long name : names) {
            int entry = known.find(name);
            entries.add(entry == SignedIds.EMPTY ? search.entries(name, known) : List.of(entry));
        }
        return entries;
    }

    private List<Integer> entries(long name, SignedIds known) {
        int place = Slots.find(slots, halves, half(name));
        boolean byRepeats = standing.get(place).isEmpty() && ids[place] != 0;
        return byRepeats ? known.namedByHalf(ids[place]).boxed().toList() : standing.get(place);
    }

    /** An entry stands on an order with this digest; the same may be told twice in a row. */
    void stands(long order, int entry) {
        int place = place(order);
        if (place == SignedIds.EMPTY) {
            return;
        }
        List<Integer> entries = new ArrayList<>(standing.get(place));
        if (entries.isEmpty() || entries.get(entries.size() - 1) != entry) {
            entries.add(entry);
            standing.set(place, entries);
        }
    }

    /** An order with this digest has an id with {@code half} of a digest: the first that is told counts. */
    void isCalled(long order, long half) {
        int place = place(order);
        if (place != SignedIds.EMPTY && ids[place] == 0) {
            ids[place] = half;
        }
    }

    /** Whether a name begins like this digest. */
    boolean isFor(long digest) {
        return place(digest) != SignedIds.EMPTY;
    }

    private int place(long order) {
        return (bits & bit(order)) == 0 ? SignedIds.EMPTY : Slots.find(slots, halves, half(order));
    }
}
