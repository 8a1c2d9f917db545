/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.KeyguardException;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueError.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
    private static final Set<Kind> OF_ALL = Set.of(Kind.RATE, Kind.IP, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);

    /** What may be otherwise as soon as it is asked for again. */
    private static final Set<Kind> PASSING =
            Set.of(Kind.RATE, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN, Kind.CLOCK, Kind.NONCE);

    /** What may stand in a message: symbols, kinds and markets, whoever wrote them. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./:-]{1,40}");

    private static final int MOST_NAMES = 20;

    private Each() {}

    /** Throws what failed first, once all are done, or the venue wants no more of it: a refusal only where nothing failed that may be done the next time. */
    static <T> void of(Iterable<T> all, Consumer<T> work) {
        @Nullable KeyguardException failed = null;
        for (Iterator<T> rest = all.iterator(); rest.hasNext(); ) {
            try {
                work.accept(rest.next());
            } catch (KeyguardException e) {
                if (isLimit(kinds(e))) {
                    throw leaving(e, rest);
                }
                failed = failed == null || (isFinal(failed) && !isFinal(e)) ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static Set<Kind> kinds(KeyguardException failed) {
        if (failed instanceof VenueRefusedException refused) {
            return refused.kinds();
        }
        return failed instanceof VenueUnavailableException unavailable ? unavailable.kinds() : Set.of();
    }

    private static boolean isLimit(Set<Kind> kinds) {
        return kinds.contains(Kind.RATE) && OF_ALL.containsAll(kinds);
    }

    private static boolean isFinal(KeyguardException failed) {
        return failed instanceof VenueRefusedException && Collections.disjoint(kinds(failed), PASSING);
    }

    private static KeyguardException leaving(KeyguardException limit, Iterator<?> rest) {
        int count = 0;
        var names = new ArrayList<String>();
        while (rest.hasNext()) {
            Object left = rest.next();
            count += left instanceof Collection<?> several ? several.size() : 1;
            String name = String.valueOf(left);
            if (names.size() < MOST_NAMES && NAME.matcher(name).matches()) {
                names.add(name);
            }
        }
        return count == 0 ? limit : KeyguardExceptions.notAskedFor(limit, kinds(limit), count, names);
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
