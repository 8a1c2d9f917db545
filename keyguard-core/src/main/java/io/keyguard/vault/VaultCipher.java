/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.internal.Argon2id;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.Pack;

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
    private static final int SHORT_NONCE_LENGTH = 12;
    private static final int HCHACHA_NONCE_LENGTH = 16;
    /** "expand 32-byte k", RFC 8439 §2.3. */
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private VaultCipher() {}

    /** Returns the key that {@code passphrase} gives; wiping it is the caller's. */
    static byte[] derive(byte[] passphrase, byte[] salt, KdfParameters cost) {
        return Argon2id.derive(passphrase, salt, cost.memoryKib(), cost.iterations(), cost.parallelism(), KEY_LENGTH);
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
        void accept(ChaCha20Poly1305 cipher);
    }

    /** XChaCha20 is ChaCha20 (RFC 8439) under a key of its own for each nonce, with the last eight bytes of the nonce (draft §2.3). */
    private static void withCipher(SecretBytes key, byte[] nonce, byte[] associated, boolean encrypt, Use use) {
        var cipher = new ChaCha20Poly1305();
        byte[] subkey = subkey(key, nonce);
        var parameter = new KeyParameter(subkey);
        byte[] shortNonce = new byte[SHORT_NONCE_LENGTH];
        System.arraycopy(nonce, HCHACHA_NONCE_LENGTH, shortNonce, 4, 8);
        try {
            cipher.init(encrypt, new AEADParameters(parameter, TAG_BITS, shortNonce, associated));
            use.accept(cipher);
        } finally {
            Arrays.fill(subkey, (byte) 0);
            Arrays.fill(parameter.getKey(), (byte) 0);
            overwrite(cipher);
        }
    }

    /**
     * HChaCha20 (draft §2.2) over Bouncy Castle's core, which adds its input at the end. Its own XChaCha20 leaves the key behind, in an array that
     * nobody can reach to wipe.
     */
    static byte[] subkey(SecretBytes key, byte[] nonce) {
        byte[] loan = new byte[KEY_LENGTH];
        int[] input = new int[16];
        int[] output = new int[16];
        try {
            key.copyTo(ACCESS, 0, loan, 0, KEY_LENGTH);
            System.arraycopy(SIGMA, 0, input, 0, SIGMA.length);
            Pack.littleEndianToInt(loan, 0, input, 4, 8);
            Pack.littleEndianToInt(nonce, 0, input, 12, 4);
            ChaChaEngine.chachaCore(20, input, output);
            byte[] subkey = new byte[KEY_LENGTH];
            for (int i = 0; i < 4; i++) {
                Pack.intToLittleEndian(output[i] - input[i], subkey, 4 * i);
                Pack.intToLittleEndian(output[12 + i] - input[12 + i], subkey, 16 + 4 * i);
            }
            return subkey;
        } finally {
            Arrays.fill(loan, (byte) 0);
            Arrays.fill(input, 0);
            Arrays.fill(output, 0);
        }
    }

    /** A full block under a zero key replaces key, state, keystream and buffered text. */
    private static void overwrite(ChaCha20Poly1305 cipher) {
        var zero = new KeyParameter(new byte[KEY_LENGTH]);
        cipher.init(true, new AEADParameters(zero, TAG_BITS, new byte[SHORT_NONCE_LENGTH]));
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
