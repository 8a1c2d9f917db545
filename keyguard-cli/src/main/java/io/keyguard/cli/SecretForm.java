/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.KeyId;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.Venue;
import io.keyguard.venues.Venues;
import java.util.List;

/** Whether a key could sign at its venue, so that a wrong one is noticed before it is stored and not when a bot starts. */
final class SecretForm {
    private static final List<Venue> KNOWN = List.copyOf(Venues.all());

    private SecretForm() {}

    /**
     * Returns how {@code venue} writes secrets down; a venue that keyguard does not know is taken to do it the usual way.
     *
     * @throws io.keyguard.KeyMaterialException if it is known not to accept {@code algorithm}
     */
    static SecretEncoding of(KeyId id, String venue, SignatureAlgorithm algorithm) {
        for (Venue known : KNOWN) {
            if (known.id().equals(venue)) {
                SecretEncoding encoding = known.credentials().secrets().get(algorithm);
                if (encoding == null) {
                    throw KeyguardExceptions.algorithmNotAccepted(id, venue, algorithm);
                }
                return encoding;
            }
        }
        if (algorithm == SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256) {
            return SecretEncoding.HEX;
        }
        return isPem(algorithm) ? SecretEncoding.PEM : SecretEncoding.TEXT;
    }

    /** Returns whether secrets for {@code algorithm} have several lines. */
    static boolean isPem(SignatureAlgorithm algorithm) {
        return algorithm.hasPrivateKey() && algorithm != SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256;
    }

    /** Returns whether {@code venue} is known to give keys a passphrase. */
    static boolean hasPassphrase(String venue) {
        return KNOWN.stream()
                .anyMatch(
                        known -> known.id().equals(venue) && known.credentials().passphrase());
    }

    /**
     * Requires that {@code key} can sign.
     *
     * @throws io.keyguard.KeyMaterialException if it cannot
     */
    static void requireSigns(ApiKey key) {
        KNOWN.stream()
                .filter(venue -> venue.id().equals(key.venue()))
                .flatMap(venue -> venue.credentials().apiKeyForm().stream())
                .filter(key::looksSwapped)
                .findFirst()
                .ifPresent(form -> {
                    throw KeyguardExceptions.swapped(key.id(), key.venue());
                });
        SigningKey.of(
                        key.algorithm(),
                        of(key.id(), key.venue(), key.algorithm()),
                        key.apiKey(),
                        key.secret(),
                        key.passphrase().orElse(null),
                        null)
                .close();
    }
}
