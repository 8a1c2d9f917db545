/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

/**
 * The cost of turning a passphrase into a key with Argon2id (RFC 9106, version 1.3).
 *
 * @param memoryKib memory in KiB
 * @param iterations passes over the memory
 * @param parallelism lanes; Bouncy Castle computes them one after the other, so more than one buys no speed
 */
public record KdfParameters(int memoryKib, int iterations, int parallelism) {
    /** The least that a vault is made with or opened with, unless its options say otherwise. */
    static final KdfParameters FLOOR = new KdfParameters(64 * 1024, 3, 1);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a number is outside what Argon2 knows
     */
    public KdfParameters {
        if (parallelism < 1 || parallelism > 255 || iterations < 1 || memoryKib < 8 * parallelism) {
            throw new IllegalArgumentException(
                    "Argon2 wants 1 to 255 lanes, at least one iteration, and at least 8 KiB for each lane");
        }
    }

    /** Returns whether these cost at least as much as {@code other} in every respect. */
    boolean atLeast(KdfParameters other) {
        return memoryKib >= other.memoryKib && iterations >= other.iterations;
    }
}
