/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** Which ids changes gave to orders that stay the same, and what those were called before, here or at the venue: by halves of digests. Not thread-safe. */
final class Renames {
    private static final int LEAST = 256;
    private static final int MOST = 4_096;
    private static final int MOST_NAMES = 16;
    /** For how long after it was signed a change may be shown. */
    private static final Duration YOUNG = Duration.ofMinutes(15);

    private static final long AFTER = -1L << Integer.SIZE;

    private final RecentEvents known = new RecentEvents(LEAST, MOST, YOUNG, (number, happened, now) -> {});

    /** Remembers that a change gives {@code id} to the order that is called {@code name}. */
    void add(long id, long name, Instant at) {
        known.put((id & AFTER) | name >>> Integer.SIZE, at);
    }

    /** Halves of the digests of what the order with this id was called before. */
    long[] of(long id) {
        long[] names = {id & AFTER};
        for (int n = 0; n < names.length && names.length < MOST_NAMES; n++) {
            names = before(names, names[n]);
        }
        return Arrays.copyOfRange(names, 1, names.length);
    }

    private long[] before(long[] found, long id) {
        long[] names = known.matching(id, AFTER);
        long[] all = Arrays.copyOf(found, found.length + names.length);
        int size = found.length;
        for (long one : names) {
            long name = one << Integer.SIZE;
            if (Arrays.stream(found).noneMatch(other -> other == name)) {
                all[size++] = name;
            }
        }
        return Arrays.copyOf(all, size);
    }

    void save(DataOutput out) throws IOException {
        known.save(out);
    }

    void load(DataInput in) throws IOException {
        known.load(in);
    }
}
