/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.modes.XChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) and Argon2id (RFC 9106) by Bouncy Castle, with what they leave on the heap wiped.
 *
 * <p>Plaintext passes through one small array that is wiped; it is whole only in direct memory. A cipher is overwritten with a zero key after use,
 * because it keeps its key and the last block.
 */
final class VaultCipher {
    static final int KEY_LENGTH = 32;
    static final int NONCE_LENGTH = 24;
    static final int TAG_LENGTH = 16;

    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final int CHUNK = 1024;
    private static final int TAG_BITS = 8 * TAG_LENGTH;

    private VaultCipher() {}

    /** Returns the key that {@code passphrase} gives; wiping it is the caller's. */
    static byte[] derive(byte[] passphrase, byte[] salt, KdfParameters cost) {
        var argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(cost.parallelism())
                .build());
        byte[] key = new byte[KEY_LENGTH];
        argon2.generateBytes(passphrase, key);
        return key;
    }

    /** Encrypts what remains in {@code plaintext}, which is direct, and returns ciphertext and tag. */
    static byte[] seal(SecretBytes key, byte[] nonce, byte[] associated, ByteBuffer plaintext) {
        byte[] sealed = new byte[plaintext.remaining() + TAG_LENGTH];
        withCipher(key, nonce, associated, true, cipher -> {
            byte[] chunk = new byte[CHUNK];
            try {
                int at = 0;
                while (plaintext.hasRemaining()) {
                    int count = Math.min(chunk.length, plaintext.remaining());
                    plaintext.get(chunk, 0, count);
                    at += cipher.processBytes(chunk, 0, count, sealed, at);
                }
                cipher.doFinal(sealed, at);
            } catch (InvalidCipherTextException e) {
                throw new IllegalStateException("encrypting cannot fail like this", e);
            } finally {
                Arrays.fill(chunk, (byte) 0);
            }
        });
        return sealed;
    }

    /**
     * Decrypts {@code sealed} into {@code plaintext}, which is direct and large enough, and flips it; returns false, with the buffer wiped, if it is
     * not what was sealed.
     */
    static boolean open(SecretBytes key, byte[] nonce, byte[] associated, byte[] sealed, ByteBuffer plaintext) {
        boolean[] genuine = {true};
        withCipher(key, nonce, associated, false, cipher -> {
            byte[] chunk = new byte[CHUNK + 2 * TAG_LENGTH + 64];
            try {
                for (int at = 0; at < sealed.length; at += CHUNK) {
                    int count = cipher.processBytes(sealed, at, Math.min(CHUNK, sealed.length - at), chunk, 0);
                    plaintext.put(chunk, 0, count);
                }
                plaintext.put(chunk, 0, cipher.doFinal(chunk, 0));
            } catch (InvalidCipherTextException e) {
                genuine[0] = false;
            } finally {
                Arrays.fill(chunk, (byte) 0);
            }
        });
        plaintext.flip();
        if (!genuine[0]) {
            wipe(plaintext);
        }
        return genuine[0];
    }

    private interface Use {
        void accept(XChaCha20Poly1305 cipher);
    }

    private static void withCipher(SecretBytes key, byte[] nonce, byte[] associated, boolean encrypt, Use use) {
        var cipher = new XChaCha20Poly1305();
        byte[] loan = new byte[KEY_LENGTH];
        key.copyTo(ACCESS, 0, loan, 0, KEY_LENGTH);
        var parameter = new KeyParameter(loan);
        try {
            cipher.init(encrypt, new AEADParameters(parameter, TAG_BITS, nonce, associated));
            use.accept(cipher);
        } finally {
            Arrays.fill(loan, (byte) 0);
            Arrays.fill(parameter.getKey(), (byte) 0);
            overwrite(cipher);
        }
    }

    /** A full block under a zero key replaces key, state, keystream and buffered text. */
    private static void overwrite(XChaCha20Poly1305 cipher) {
        cipher.init(true, new AEADParameters(new KeyParameter(new byte[KEY_LENGTH]), TAG_BITS, new byte[NONCE_LENGTH]));
        byte[] zeros = new byte[4 * 64 + TAG_LENGTH];
        try {
            int at = cipher.processBytes(new byte[255], 0, 255, zeros, 0);
            cipher.doFinal(zeros, at);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("encrypting cannot fail like this", e);
        }
    }

    static void wipe(ByteBuffer memory) {
        memory.clear();
        for (int i = 0; i < memory.capacity(); i++) {
            memory.put(i, (byte) 0);
        }
    }
}
