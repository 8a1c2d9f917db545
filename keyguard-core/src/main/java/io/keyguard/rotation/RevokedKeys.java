/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.source.ApiKey;
import java.io.IOException;

/** Remembers, apart from every backup, which keys were revoked, so that none comes back. Thread-safe. */
public interface RevokedKeys {
    /** Remembers nothing. */
    RevokedKeys NONE = new RevokedKeys() {
        @Override
        public void revoked(ApiKey key) {
            // Nothing.
        }

        @Override
        public boolean isRevoked(ApiKey key) {
            return false;
        }
    };

    /**
     * Remembers {@code key}, which stays the caller's to close.
     *
     * @throws IOException if that cannot be written
     */
    void revoked(ApiKey key) throws IOException;

    /** Returns whether this very material was revoked. */
    boolean isRevoked(ApiKey key);
}
