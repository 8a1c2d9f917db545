/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.util.Collection;
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
     * @param material which key that is at its venue; empty if it has not said
     */
    record Consumer(String name, long generation, boolean settled, String material) {
        Consumer(String name, long generation, boolean settled) {
            this(name, generation, settled, "");
        }

        boolean isAt(long wanted) {
            return generation >= wanted && settled;
        }

        /** Whether it is at {@code wanted} or later, and uses none of {@code ids} under that number, as who reads another store may. */
        boolean isAt(long wanted, Collection<String> ids) {
            return isAt(wanted) && (material.isEmpty() || !ids.contains(material));
        }
    }
}
