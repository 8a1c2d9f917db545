/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id (RFC 9106, version 1.3) by Bouncy Castle. */
public final class Argon2id {
    private Argon2id() {}

    /** The key of {@code length} bytes that {@code passphrase} gives; wiping it is the caller's. */
    public static byte[] derive(
            byte[] passphrase, byte[] salt, int memoryKib, int iterations, int parallelism, int length) {
        var argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .build());
        byte[] key = new byte[length];
        argon2.generateBytes(passphrase, key);
        return key;
    }
}
