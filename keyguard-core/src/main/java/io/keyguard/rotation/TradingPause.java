/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.util.Collection;
import java.util.Optional;

/** Stops and resumes trading with one key, for venues where a new key ends the old one. Everything may be called again, and nothing waits. Thread-safe. */
public interface TradingPause {
    /**
     * Returns why trading could not be resumed later, so that it is not stopped at all; asked before anything is done.
     *
     * @return the reason, with the way out
     */
    default Optional<String> obstacle(KeyId key) {
        return Optional.empty();
    }

    /**
     * Stops trading with {@code key}.
     *
     * @return the names of those who still sign what adds risk; once there are none, nobody does
     */
    Collection<String> pause(KeyId key);

    /**
     * Lets {@code key} trade again.
     *
     * @return what a person has to do first, one step each; empty once it trades
     */
    Collection<String> resume(KeyId key);
}
