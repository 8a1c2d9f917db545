/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** Made-up values of every shape, from a seed. */
final class Made {
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String LETTERS_AND_DIGITS = UPPER + UPPER.toLowerCase(Locale.ROOT) + DIGITS;
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final List<String> WORDS = List.of(
            "order",
            "grid",
            "filled",
            "cancelled",
            "position",
            "margin",
            "ticker",
            "candle",
            "rebalance",
            "spread",
            "hedge",
            "maker",
            "taker",
            "funding",
            "depth",
            "snapshot",
            "reconnect",
            "latency",
            "balance",
            "withdrawal");

    private final Random random;

    Made(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    String of(String alphabet, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    String alnum(int length) {
        return of(LETTERS_AND_DIGITS, length);
    }

    String url(int length) {
        return of(LETTERS_AND_DIGITS + "-_", length);
    }

    String digits(int length) {
        return one("1", "2", "3", "7", "9") + of(DIGITS, length - 1);
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    String hex(int length) {
        return HexFormat.of().formatHex(bytes(length / 2));
    }

    String base64(int bytes) {
        return Base64.getEncoder().encodeToString(bytes(bytes));
    }

    String uuid() {
        return new UUID(random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63).toString();
    }

    String word() {
        return one(WORDS);
    }

    /** As venues issue them. */
    String key() {
        return switch (random.nextInt(8)) {
            case 0 -> alnum(64);
            case 1 -> base64(64);
            case 2 -> hex(32).toUpperCase(Locale.ROOT);
            case 3 -> uuid();
            case 4 -> url(43);
            case 5 -> hex(64);
            case 6 -> alnum(36);
            default -> hex(24);
        };
    }

    /** As people choose them. */
    String password() {
        return one("", "My-", "bot.", "Tr4de_")
                + word()
                + one("", "!", "_", "#", "-")
                + digits(1 + random.nextInt(4))
                + one("", "!", "$", "x");
    }

    /** With its checksum, as in wallets. */
    static String base58Check(byte[] payload) {
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        System.arraycopy(sha256(sha256(payload)), 0, whole, payload.length, 4);
        var text = new StringBuilder();
        BigInteger rest = new BigInteger(1, whole);
        while (rest.signum() > 0) {
            BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(58));
            text.append(BASE58.charAt(parts[1].intValue()));
            rest = parts[0];
        }
        for (int i = 0; i < whole.length && whole[i] == 0; i++) {
            text.append('1');
        }
        return text.reverse().toString();
    }

    String wif() {
        boolean compressed = random.nextBoolean();
        byte[] payload = bytes(compressed ? 34 : 33);
        payload[0] = (byte) 0x80;
        if (compressed) {
            payload[33] = 1;
        }
        return base58Check(payload);
    }

    /** An extended key of BIP 32: private, or public. */
    String extended(boolean secret) {
        byte[] payload = bytes(78);
        System.arraycopy(HexFormat.of().parseHex(secret ? "0488ade4" : "0488b21e"), 0, payload, 0, 4);
        payload[45] = (byte) (secret ? 0 : 2);
        return base58Check(payload);
    }

    String base58(int length) {
        return of(BASE58, length);
    }

    String jwt() {
        String header = one(
                "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"" + alnum(6) + "\"}");
        String claims = "{\"sub\":\"" + word() + "\",\"exp\":" + digits(10) + "}";
        return encoded(header) + "." + encoded(claims) + "." + url(43 + random.nextInt(40));
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    /** The lines of a PEM between its first and its last. */
    String pemBody() {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes(32 + random.nextInt(500)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
