/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.KeyId;

/** Knows which keys somebody has seen in the clear: such a key is due for replacement now. Implementations are thread-safe and answer at once. */
@FunctionalInterface
public interface Exposures {
    /** Nobody has seen any key. */
    Exposures NONE = (key, generation) -> false;

    /** Returns whether {@code generation} of {@code key} was revealed or exported. */
    boolean isExposed(KeyId key, long generation);
}
