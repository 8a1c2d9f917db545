/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.LeakScanner;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/** Made-up keys of the shapes that venues issue, all different, each made from a seed and its number; known to the process's redactor from when they are asked for. */
final class RandomKeys implements AutoCloseable {
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LETTERS_AND_DIGITS = UPPER + UPPER.toLowerCase(Locale.ROOT) + "0123456789";
    private static final String PHRASE = LETTERS_AND_DIGITS + "  !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~äöüß€ж";
    private static final byte[] BEFORE_SEED = {
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20
    };

    /** What signs, by venue; the first is taken where a passphrase needs another part beside it. */
    private static final List<Function<Random, String>> SECRETS = List.of(
            random -> text(random, LETTERS_AND_DIGITS, 64),
            random -> base64(random, 64),
            random -> hex(random, 16).toUpperCase(Locale.ROOT),
            random -> uuid(random),
            random -> text(random, LETTERS_AND_DIGITS + "-_", 43),
            random -> hex(random, 32),
            random -> text(random, LETTERS_AND_DIGITS, 36),
            random -> text(random, LETTERS_AND_DIGITS + "-_", 48),
            random -> hex(random, 64),
            random -> uuid(random) + uuid(random),
            random -> text(random, LETTERS_AND_DIGITS, 8).repeat(5),
            RandomKeys::pem);

    private static final List<Function<Random, String>> API_KEYS = List.of(
            random -> text(random, LETTERS_AND_DIGITS, 64),
            random -> base64(random, 42),
            random -> uuid(random),
            random -> hex(random, 12),
            random -> text(random, LETTERS_AND_DIGITS, 18),
            random -> "lxk" + hex(random, 16),
            random -> "bg_" + hex(random, 16));

    private final long seed;
    private final Map<Integer, RandomKey> known = new HashMap<>();

    RandomKeys(long seed) {
        this.seed = seed;
    }

    /** API key, secret and passphrase of one key, with the scanner of each. */
    record RandomKey(ApiKey key, List<String> parts, List<LeakScanner> oracles) {}

    RandomKey get(int number) {
        return known.computeIfAbsent(number, this::make);
    }

    private RandomKey make(int number) {
        var random = new Random(seed + number);
        random.nextInt();
        List<String> parts = List.of(
                API_KEYS.get(random.nextInt(API_KEYS.size())).apply(random),
                SECRETS.get(random.nextInt(SECRETS.size())).apply(random),
                phrase(random));
        ApiKey key = Canary.key("r" + number, parts.get(0), parts.get(1), parts.get(2));
        LiveSecrets.shared().learn(key);
        return new RandomKey(
                key,
                parts,
                parts.stream()
                        .map(part ->
                                LeakScanner.forSecrets(Map.of("part", part)).thorough())
                        .toList());
    }

    @Override
    public void close() {
        known.values().forEach(one -> LiveSecrets.shared().forget(one.key()));
    }

    private static String text(Random random, String alphabet, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** What a user chose: no white space around it, which nobody looks for. */
    private static String phrase(Random random) {
        return text(random, LETTERS_AND_DIGITS, 2)
                + text(random, PHRASE, 6 + random.nextInt(22))
                + text(random, LETTERS_AND_DIGITS, 2);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String base64(Random random, int length) {
        return Base64.getEncoder().encodeToString(bytes(random, length));
    }

    private static String hex(Random random, int length) {
        return java.util.HexFormat.of().formatHex(bytes(random, length));
    }

    private static String uuid(Random random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** PKCS#8 of an Ed25519 key. */
    private static String pem(Random random) {
        byte[] der = java.util.Arrays.copyOf(BEFORE_SEED, BEFORE_SEED.length + 32);
        System.arraycopy(bytes(random, 32), 0, der, BEFORE_SEED.length, 32);
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
