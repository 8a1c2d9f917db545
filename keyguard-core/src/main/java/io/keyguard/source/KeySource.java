/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import java.util.List;

/** Where keys are read from. Opened means ready: what makes a source either returns one that can be read, or throws. Thread-safe. */
public interface KeySource extends AutoCloseable {
    /** Returns the name for logs and reports. */
    String name();

    /**
     * Reads all keys as they stand now. The snapshot belongs to the caller, who closes its keys.
     *
     * @throws io.keyguard.KeyguardException if they cannot be read; what was read before is not affected
     */
    KeySnapshot read();

    /**
     * Calls {@code changed} whenever {@link #read} may return something new, also when it does not; never two calls at a time. Closing the
     * answer ends it.
     */
    Watch watch(Runnable changed);

    /** Returns how reading goes, for sources that know more than whether {@link #read} threw; empty otherwise. */
    default List<SourceHealth> health() {
        return List.of();
    }

    /**
     * Returns several sources as one. Of two keys with the same id the one of the earlier source counts, also while that source withholds it
     * ({@link KeySnapshot#withheld}). A source that cannot be read later on keeps what it had,
     * and {@link #health} says so; the others go on. Closing it closes them all.
     *
     * @throws io.keyguard.KeyguardException if one of them cannot be read now
     */
    static KeySource inOrder(KeySource... sources) {
        return new OrderedSources(List.of(sources));
    }

    /** Ends reading and watching. */
    @Override
    void close();

    /** A watch under way. */
    interface Watch extends AutoCloseable {
        /** Ends it: no call starts after this has returned. */
        @Override
        void close();
    }
}
