/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

/** Asks a venue what the calling key may do. Thread-safe. */
@FunctionalInterface
public interface PermissionInspector {
    /**
     * Returns what the venue says of the key that signs the calls of {@code venue}.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, or answers in a form that is not its own
     */
    KeyFacts inspect(SignedCalls venue);
}
