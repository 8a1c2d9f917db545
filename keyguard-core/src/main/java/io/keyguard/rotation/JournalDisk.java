/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the journal of rotations rests on, one method for each effect, so that a test can lose any of them. */
interface JournalDisk {
    /** Returns the newest row of each rotation, the oldest rotation first. */
    Map<String, Rotation> rows();

    /** Returns the newest epoch that anybody has written with; 0 if nobody has. */
    default long newestEpoch() {
        return newestEpoch(rows().values());
    }

    /** The newest epoch in {@code rows}. */
    static long newestEpoch(Collection<Rotation> rows) {
        return rows.stream().mapToLong(Rotation::epoch).max().orElse(0);
    }

    /** Returns once nobody else writes, or throws after {@code wait}; what somebody {@linkplain #ask asked} to stop does not stop an emergency. */
    Turn take(Duration wait, boolean emergency);

    /** Asks whoever writes to let go before his next effect, and whoever comes not to begin, until it is {@linkplain #answered answered}, whatever becomes of this process. */
    default void ask(RotationStop stop) {
        // Where one process alone writes, nobody is to be stopped.
    }

    /** The emergency for {@code key} is written down, or there is none. */
    default void answered(KeyId key) {
        // Nobody was asked.
    }

    /** Returns what was asked and not answered. */
    default List<RotationStop> stops() {
        return List.of();
    }

    /** The right to write. */
    interface Turn extends AutoCloseable {
        /** Adds {@code row}, which survives a power cut from the return on. */
        void write(Rotation row, Collection<Rotation> before);

        /** Fails if the right was lost, or an emergency wants it. */
        void requireHeld();

        @Override
        void close();
    }
}
