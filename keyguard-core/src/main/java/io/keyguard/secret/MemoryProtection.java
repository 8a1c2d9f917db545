/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

/**
 * How the memory of secrets is protected in this process. Immutable.
 *
 * @param locked whether it is kept out of the swap file ({@code mlock})
 * @param excludedFromDumps whether it is kept out of core files ({@code MADV_DONTDUMP})
 * @param unlockedBytes how many bytes of secrets lie elsewhere now, because there was no room
 * @param words what is in force, or why it is not, and what to do
 */
public record MemoryProtection(boolean locked, boolean excludedFromDumps, long unlockedBytes, String words) {
    /** Returns what is in force now. */
    public static MemoryProtection current() {
        return SecretMemory.PROCESS.protection();
    }

    /** Returns whether all secrets lie in locked pages that no core file holds. */
    public boolean complete() {
        return locked && excludedFromDumps && unlockedBytes == 0;
    }
}
