/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;

/** The JDK's own digests: one that somebody installed before them would see the pads of HMAC, and might not clear them on {@code reset}. */
final class Digests {
    private Digests() {}

    static MessageDigest get(String algorithm) throws NoSuchAlgorithmException {
        Provider jdk = Security.getProvider("SUN");
        return jdk != null ? MessageDigest.getInstance(algorithm, jdk) : MessageDigest.getInstance(algorithm);
    }
}
