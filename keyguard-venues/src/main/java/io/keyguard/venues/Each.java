/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.KeyguardException;
import io.keyguard.VenueRefusedException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueError.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Does something with every one of many: one that the venue refuses, such as a market that is suspended, keeps no other from being done. Where the venue says that it is asked too often, nothing more is
 * asked, and what is left is named.
 */
final class Each {
    /** What is said of whoever asks, not of what is asked for. */
    private static final Set<Kind> LIMITS = Set.of(Kind.RATE, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);

    /** What may stand in a message: symbols, kinds and markets, whoever wrote them. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./:-]{1,40}");

    private static final int MOST_NAMES = 20;

    private Each() {}

    /** Throws what failed first, once all are done, or the venue wants no more of it. */
    static <T> void of(Iterable<T> all, Consumer<T> work) {
        @Nullable KeyguardException failed = null;
        for (Iterator<T> rest = all.iterator(); rest.hasNext(); ) {
            try {
                work.accept(rest.next());
            } catch (KeyguardException e) {
                if (e instanceof VenueRefusedException refused && isLimit(refused.kinds())) {
                    throw leaving(refused, rest);
                }
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static boolean isLimit(Set<Kind> kinds) {
        return kinds.contains(Kind.RATE) && LIMITS.containsAll(kinds);
    }

    private static VenueRefusedException leaving(VenueRefusedException refused, Iterator<?> rest) {
        int count = 0;
        var names = new ArrayList<String>();
        for (; rest.hasNext(); count++) {
            String name = String.valueOf(rest.next());
            if (names.size() < MOST_NAMES && NAME.matcher(name).matches()) {
                names.add(name);
            }
        }
        return count == 0 ? refused : KeyguardExceptions.notAskedFor(refused, count, names);
    }

    /** The same for as many as fit into one call, {@code most} at a time. */
    static <T> void ofBatches(List<T> all, int most, Consumer<List<T>> work) {
        var batches = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += most) {
            batches.add(all.subList(from, Math.min(from + most, all.size())));
        }
        of(batches, work);
    }
}
