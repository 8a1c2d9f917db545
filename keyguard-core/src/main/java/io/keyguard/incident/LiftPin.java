/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.Argon2id;
import io.keyguard.internal.JsonMap;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.vault.KdfParameters;
import io.keyguard.vault.PassphraseSource;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Who may lift a freeze: whoever has the passphrase from which this public key follows, by way of Argon2id and Ed25519. Nothing in it is secret, but with it passphrases can be
 * tried out at the price of one Argon2id each. Immutable.
 */
final class LiftPin {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HexFormat HEX = HexFormat.of();
    /** RFC 9106's second choice, but for the lanes, which buy no speed here. */
    private static final KdfParameters COST = new KdfParameters(64 * 1024, 3, 1);
    /** No file makes this machine spend more than that. */
    private static final KdfParameters MOST = new KdfParameters(1024 * 1024, 64, 16);

    private static final int SALT_BYTES = 16;

    private final byte[] salt;
    private final KdfParameters cost;
    private final byte[] publicKey;

    private LiftPin(byte[] salt, KdfParameters cost, byte[] publicKey) {
        this.salt = salt;
        this.cost = cost;
        this.publicKey = publicKey;
    }

    static LiftPin of(PassphraseSource passphrase) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        withSeed(passphrase, salt, COST, seed -> Ed25519.generatePublicKey(seed, 0, publicKey, 0));
        return new LiftPin(salt, COST, publicKey);
    }

    private interface SeedUse {
        void accept(byte[] seed);
    }

    private static void withSeed(PassphraseSource passphrase, byte[] salt, KdfParameters cost, SeedUse use) {
        passphrase.lend(words -> {
            byte[] seed = Argon2id.derive(
                    words, salt, cost.memoryKib(), cost.iterations(), cost.parallelism(), Ed25519.SECRET_KEY_SIZE);
            try {
                use.accept(seed);
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        });
    }

    /**
     * Returns the signature of {@code message}.
     *
     * @throws io.keyguard.VaultException if there is no passphrase
     * @throws io.keyguard.StateException if it is another
     */
    byte[] sign(PassphraseSource passphrase, byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        withSeed(passphrase, salt, cost, seed -> {
            byte[] own = new byte[Ed25519.PUBLIC_KEY_SIZE];
            Ed25519.generatePublicKey(seed, 0, own, 0);
            if (!Arrays.equals(own, publicKey)) {
                throw KeyguardExceptions.wrongLiftPassphrase();
            }
            Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        });
        return signature;
    }

    boolean verifies(byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
    }

    /** The public key in hexadecimal, by which a pin is known. */
    String name() {
        return HEX.formatHex(publicKey);
    }

    byte[] toJson() {
        var values = new LinkedHashMap<String, Object>();
        values.put("salt", HEX.formatHex(salt));
        values.put("memoryKib", (long) cost.memoryKib());
        values.put("iterations", (long) cost.iterations());
        values.put("parallelism", (long) cost.parallelism());
        values.put("publicKey", name());
        return JsonMap.write(values);
    }

    static LiftPin of(byte[] json) throws IOException {
        JsonMap values = JsonMap.read(json);
        try {
            var cost = new KdfParameters(
                    Math.toIntExact(values.number("memoryKib")),
                    Math.toIntExact(values.number("iterations")),
                    Math.toIntExact(values.number("parallelism")));
            byte[] publicKey = HEX.parseHex(values.text("publicKey"));
            if (cost.memoryKib() > MOST.memoryKib()
                    || cost.iterations() > MOST.iterations()
                    || publicKey.length != Ed25519.PUBLIC_KEY_SIZE) {
                throw new IOException("a pin that costs too much, or has no public key");
            }
            return new LiftPin(HEX.parseHex(values.text("salt")), cost, publicKey);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("a pin that this version does not understand");
        }
    }

    @Override
    public String toString() {
        return "LiftPin[" + name() + "]";
    }
}
