/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import io.keyguard.internal.Slots;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One key as a venue's signer sees it: it signs, and it gives out the bearer parts that go on the wire as they are.
 *
 * <p>The bearer parts (API key, passphrase) become strings on the heap because headers are strings; the signing secret never does. Closing it
 * closes the signer only: the bearer parts belong to the caller. Thread-safe.
 */
public final class SigningKey implements AutoCloseable {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    /** Longer than the bearer parts of all venues. */
    private static final int ROOM = 256;

    private static final Slots<byte[]> ROOMS = new Slots<>(() -> new byte[ROOM]);

    private final Signer signer;
    private final SignatureAlgorithm algorithm;
    private final SecretBytes apiKey;
    private final @Nullable SecretBytes passphrase;
    private final String accountId;

    private SigningKey(
            Signer signer,
            SignatureAlgorithm algorithm,
            SecretBytes apiKey,
            @Nullable SecretBytes passphrase,
            String accountId) {
        this.signer = signer;
        this.algorithm = algorithm;
        this.apiKey = apiKey;
        this.passphrase = passphrase;
        this.accountId = accountId;
    }

    /**
     * Returns a signing key over a copy of {@code secret} and the bearer parts themselves.
     *
     * @param provider who signs with private keys, see {@link Signer#of(SignatureAlgorithm, SecretEncoding, SecretBytes, Provider)}; keyguard's own choice if
     *     {@code null}
     * @throws io.keyguard.KeyMaterialException if the secret does not have the form that algorithm and encoding ask for, or is that of another address than the API key
     */
    public static SigningKey of(
            SignatureAlgorithm algorithm,
            SecretEncoding encoding,
            SecretBytes apiKey,
            SecretBytes secret,
            @Nullable SecretBytes passphrase,
            @Nullable Provider provider) {
        Signer signer = Signers.create(algorithm, encoding, secret, provider);
        if (signer instanceof Secp256k1Signer ofAddress) {
            requireAddress(ofAddress, apiKey);
        }
        return new SigningKey(signer, algorithm, apiKey, passphrase, "");
    }

    private static void requireAddress(Secp256k1Signer signer, SecretBytes apiKey) {
        try {
            signer.requireAddress(apiKey);
        } catch (RuntimeException e) {
            signer.close();
            throw e;
        }
    }

    /** Returns this key as that of the account {@code accountId}, for venues that ask for it with every request; one of the two is closed, not both. */
    public SigningKey forAccount(String accountId) {
        return new SigningKey(signer, algorithm, apiKey, passphrase, accountId);
    }

    /** Returns the account's id at the venue, which is no secret; an empty string where the key was stored without. */
    public String accountId() {
        return accountId;
    }

    /** Returns how this key signs. */
    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** Returns the signature of {@code message}. */
    public byte[] sign(byte[] message) {
        return signer.sign(message);
    }

    /** Returns the length of a signature in bytes. */
    public int signatureLength() {
        return signer.signatureLength();
    }

    /**
     * Signs {@code message[from, from + count)} and writes {@link #signatureLength()} bytes to {@code signature} from index {@code at} on.
     *
     * @throws IndexOutOfBoundsException if either array is too short
     */
    public void sign(byte[] message, int from, int count, byte[] signature, int at) {
        signer.sign(message, from, count, signature, at);
    }

    /** Returns the API key, a bearer part, for the header that carries it. */
    public String apiKey() {
        return text(apiKey);
    }

    /** Returns the length of the API key in bytes. */
    public int apiKeyLength() {
        return apiKey.length();
    }

    /**
     * Copies the API key, in UTF-8, to {@code target} from index {@code at} on: for signers that put it into a longer text, so that it does not become one of its own.
     *
     * @throws IndexOutOfBoundsException if the array is too short
     */
    public void copyApiKey(byte[] target, int at) {
        apiKey.copyTo(ACCESS, 0, target, at, apiKey.length());
    }

    /** Returns the passphrase, a bearer part, or an empty string where the venue has none. */
    public String passphrase() {
        return passphrase == null ? "" : text(passphrase);
    }

    /** By way of a reused array, so that of each part there is one copy on the heap for each request: the text itself. */
    private static String text(SecretBytes part) {
        int length = part.length();
        byte[] room = length <= ROOM ? ROOMS.take() : new byte[length];
        try {
            part.copyTo(ACCESS, 0, room, 0, length);
            return new String(room, 0, length, StandardCharsets.UTF_8);
        } finally {
            Arrays.fill(room, 0, length, (byte) 0);
            if (length <= ROOM) {
                ROOMS.give(room);
            }
        }
    }

    @Override
    public void close() {
        signer.close();
    }

    @Override
    public String toString() {
        return "SigningKey[" + algorithm + "]";
    }
}
