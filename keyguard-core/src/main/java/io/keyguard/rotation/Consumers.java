/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.util.List;

/** Knows who uses a key. */
@FunctionalInterface
interface Consumers {
    /** Returns everybody who runs and uses {@code key}, or may do so. */
    List<Consumer> of(KeyId key);

    /**
     * Somebody who uses a key.
     *
     * @param name the name of its process
     * @param generation the generation that it hands out; 0 if it has not said yet
     * @param settled whether it uses no older one any more, those who listen to changes included
     */
    record Consumer(String name, long generation, boolean settled) {
        boolean isAt(long wanted) {
            return generation >= wanted && settled;
        }
    }
}
