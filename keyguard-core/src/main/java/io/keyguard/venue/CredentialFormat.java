/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import java.util.Map;

/**
 * Which parts a venue's credentials have and how they are written.
 *
 * @param secrets how the secret is written, for each algorithm that the venue accepts
 * @param passphrase whether there is a passphrase
 */
public record CredentialFormat(Map<SignatureAlgorithm, SecretEncoding> secrets, boolean passphrase) {
    /** Copies the map. */
    public CredentialFormat {
        secrets = Map.copyOf(secrets);
    }
}
