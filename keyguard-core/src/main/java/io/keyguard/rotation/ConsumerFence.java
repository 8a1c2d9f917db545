/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.util.Collection;
import java.util.List;

/** Stops a bot from using a key that it did not leave in time. Everything may be called again, and nothing waits. Thread-safe. */
@FunctionalInterface
public interface ConsumerFence {
    /**
     * Stops what the process called {@code consumer} does with {@code key}.
     *
     * @return whether it can do nothing with it any more that adds risk
     */
    boolean fence(KeyId key, String consumer);

    /**
     * Takes the fence of {@code key} away, once the old key is dead or the new one is taken back.
     *
     * @return what a person has to do first, one step each; empty once it is gone
     */
    default Collection<String> release(KeyId key) {
        return List.of();
    }
}
