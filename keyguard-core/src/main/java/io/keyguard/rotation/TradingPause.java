/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;

/** Stops and resumes trading with one key, for venues where a new key ends the old one. Both may be called again. Thread-safe. */
public interface TradingPause {
    /**
     * Returns once nothing that adds risk is signed with {@code key} any more.
     *
     * @throws io.keyguard.KeyguardException if that cannot be reached
     */
    void pause(KeyId key);

    /** Lets {@code key} trade again. */
    void resume(KeyId key);
}
