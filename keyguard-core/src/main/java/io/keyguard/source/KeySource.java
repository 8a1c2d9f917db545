/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

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
