/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.EthereumAddress;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.Venue;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** What is chosen here rather than by the venue: a pair of keys, a passphrase. It is stored before the venue is asked, so that a lost answer loses no secret. */
final class KeyPairs {
    /** PKCS#8 of an Ed25519 key (RFC 8410) up to its seed, and X.509 up to its public key. */
    private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int LINE = 64;
    /** 142 bits. */
    private static final int PASSPHRASE_LENGTH = 24;

    private static final byte[] ALPHANUMERIC =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeyPairs() {}

    /** What is chosen for the attempt of {@code row}, as a key whose API key is not known yet; empty if the venue chooses everything. */
    static Optional<ApiKey> choose(Rotation row, ApiKey old, @Nullable ApiKey before, Venue venue, Instant now) {
        boolean pair = row.making() == RotationPlan.Making.OWN_PAIR;
        if (!pair && !venue.credentials().passphrase()) {
            return Optional.empty();
        }
        SignatureAlgorithm algorithm = pair ? algorithm(old.algorithm()) : old.algorithm();
        return Optional.of(Keys.labelled(old, Shelf.nextName(row), old.generation(), now, Set.of())
                .algorithm(algorithm)
                .material(
                        Keys.name(row.text(Rotation.LABEL)),
                        pair ? Keys.take(privateKey(algorithm)) : Keys.name(row.text(Rotation.LABEL)),
                        venue.credentials().passphrase() ? passphrase(before) : null)
                .build());
    }

    /** How a pair that is made here signs, in the place of a key that signs with {@code old}. */
    static SignatureAlgorithm algorithm(SignatureAlgorithm old) {
        return old == SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256 ? old : SignatureAlgorithm.ED25519;
    }

    /** The same for every attempt: what an earlier one made is deleted with it. */
    private static SecretBytes passphrase(@Nullable ApiKey before) {
        return Optional.ofNullable(before)
                .flatMap(ApiKey::passphrase)
                .map(Keys::copy)
                .orElseGet(() -> Keys.take(passphrase()));
    }

    /** Letters and digits alone, as Bitget takes nothing else. */
    static byte[] passphrase() {
        byte[] text = new byte[PASSPHRASE_LENGTH];
        for (int i = 0; i < text.length; i++) {
            text[i] = ALPHANUMERIC[RANDOM.nextInt(ALPHANUMERIC.length)];
        }
        return text;
    }

    private static byte[] privateKey(SignatureAlgorithm algorithm) {
        return algorithm == SignatureAlgorithm.ED25519 ? ed25519() : EthereumAddress.newPrivateKey(RANDOM);
    }

    private static byte[] ed25519() {
        byte[] der = Arrays.copyOf(PKCS8, PKCS8.length + Ed25519.SECRET_KEY_SIZE);
        byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
        try {
            Ed25519.generatePrivateKey(RANDOM, seed);
            System.arraycopy(seed, 0, der, PKCS8.length, seed.length);
            return pem("PRIVATE KEY", der);
        } finally {
            Arrays.fill(seed, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    /** The public half of {@code chosen}, as PEM, or the address of a key of secp256k1. */
    static String publicKey(ApiKey chosen) {
        return chosen.algorithm() == SignatureAlgorithm.ED25519 ? ed25519Pem(chosen) : address(chosen);
    }

    private static String address(ApiKey chosen) {
        byte[] text = new byte[chosen.secret().length()];
        try {
            Keys.copyTo(chosen.secret(), text);
            return EthereumAddress.ofPrivateKey(text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static String ed25519Pem(ApiKey chosen) {
        byte[] text = new byte[chosen.secret().length()];
        byte[] seed = new byte[0];
        byte[] der = Arrays.copyOf(X509, X509.length + Ed25519.PUBLIC_KEY_SIZE);
        byte[] decoded = new byte[0];
        byte[] line = new byte[0];
        try {
            Keys.copyTo(chosen.secret(), text);
            int from = indexOf(text, '\n', 0) + 1;
            int to = indexOf(text, '\n', from);
            line = Arrays.copyOfRange(text, from, to);
            decoded = Base64.getDecoder().decode(line);
            seed = Arrays.copyOfRange(decoded, PKCS8.length, decoded.length);
            Ed25519.generatePublicKey(seed, 0, der, X509.length);
            return new String(pem("PUBLIC KEY", der), StandardCharsets.US_ASCII);
        } finally {
            Arrays.fill(text, (byte) 0);
            Arrays.fill(seed, (byte) 0);
            Arrays.fill(decoded, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }

    private static int indexOf(byte[] text, char wanted, int from) {
        int at = from;
        while (text[at] != wanted) {
            at++;
        }
        return at;
    }

    /** Both kinds have one line. */
    private static byte[] pem(String kind, byte[] der) {
        byte[] begin = ("-----BEGIN " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] end = ("\n-----END " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] line = Base64.getEncoder().encode(der);
        if (line.length > LINE) {
            throw new IllegalStateException("a key of another length");
        }
        byte[] all = Arrays.copyOf(begin, begin.length + line.length + end.length);
        System.arraycopy(line, 0, all, begin.length, line.length);
        System.arraycopy(end, 0, all, begin.length + line.length, end.length);
        Arrays.fill(line, (byte) 0);
        return all;
    }
}
