/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** The keys of one strategy. Thread-safe. */
public interface KeyProvider {
    /**
     * Returns a key that may do everything {@code scope} asks, and nothing more.
     *
     * <p>Call this for every request and don't keep the result: a kept key stops working once it is retired.
     *
     * @throws KeyNotFoundException if this strategy has no key or no grant that covers {@code scope}
     */
    ScopedKey get(KeyScope scope);
}
