/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;

/** Stops a bot from using a key that it did not leave in time. Thread-safe. */
@FunctionalInterface
public interface ConsumerFence {
    /**
     * Stops what the process called {@code consumer} does with {@code key}; may be called again.
     *
     * @return whether it can do nothing with it any more
     */
    boolean fence(KeyId key, String consumer);
}
