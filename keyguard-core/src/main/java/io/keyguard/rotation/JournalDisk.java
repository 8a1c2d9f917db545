/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** What the journal of rotations rests on, one method for each effect, so that a test can lose any of them. */
interface JournalDisk {
    /** Returns the newest row of each rotation, the oldest rotation first. */
    Map<String, Rotation> rows();

    /** Returns once nobody else writes, or throws after {@code wait}; an emergency tells whoever does to let go. */
    Turn take(Duration wait, boolean emergency);

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
