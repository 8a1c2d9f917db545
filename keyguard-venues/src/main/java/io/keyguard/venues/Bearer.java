/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;

/** The text of a passphrase, for the one request in which a venue wants it as it is: like the headers that carry it, it is a string on the heap from then on. */
final class Bearer {
    private Bearer() {}

    static String text(SecretBytes passphrase) {
        try (SigningKey carrier = SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, passphrase, passphrase, passphrase, null)) {
            return carrier.passphrase();
        }
    }
}
