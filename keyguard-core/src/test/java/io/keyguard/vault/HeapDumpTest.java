/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.internal.EthereumAddress;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.EncodableDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches heap dumps of another JVM for secrets and for everything that can sign or decrypt in their place.
 *
 * <p>Each pattern is looked for in pieces of 16 bytes, so that half a key counts as well. That the search finds what is there is shown by planting
 * every pattern once.
 */
class HeapDumpTest {
    private static final int PIECE = 16;
    private static final String PRIVATE_KEY = "private key ";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    @TempDir
    private Path folder;

    private final Random random = new Random();
    private final Map<String, byte[]> patterns = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC"})
    void heap_afterTenThousandSignatures_holdsNothingThatCanSignOrDecryptBesideGarbageOfPrivateKeys(String collector)
            throws Exception {
        prepare();
        probe(collector);

        assertThat(found("live.hprof")).isEmpty();
        Map<String, Integer> garbage = found("all.hprof");
        publish(collector, garbage);
        assertThat(garbage.keySet()).allMatch(name -> name.startsWith(PRIVATE_KEY));
    }

    @Test
    void search_findsEveryPatternThatWasPlanted() throws Exception {
        prepare();
        Files.write(
                folder.resolve("plant"),
                patterns.values().stream().map(HexFormat.of()::formatHex).toList());
        probe("-XX:+UseG1GC");

        assertThat(found("live.hprof")).containsOnlyKeys(patterns.keySet());
        assertThat(found("all.hprof")).containsOnlyKeys(patterns.keySet());
    }

    /** Private keys leave garbage, see docs/secrets.md; how much, stands in a file for that page. */
    private static void publish(String collector, Map<String, Integer> garbage) throws IOException {
        var figures = new TreeMap<String, Integer>();
        HeapProbe.PRIVATE_KEYS.forEach(algorithm -> figures.put(algorithm.name(), 0));
        figures.put(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256.name(), 0);
        garbage.forEach((name, count) -> figures.merge(name.split(" ", -1)[2], count, Integer::sum));
        Path file = Path.of(
                "target", "heap-figures", Runtime.version().feature() + collector.replaceAll("\\W", "") + ".txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, figures + "\n");
    }

    private String randomText(int length) {
        return random.ints(length, 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    /** Makes secrets and a vault, and from them every pattern to look for. */
    private void prepare() throws IOException {
        byte[] text = randomText(64).getBytes(US_ASCII);
        byte[] binary = new byte[64];
        random.nextBytes(binary);
        byte[] base64 = Base64.getEncoder().encode(binary);
        byte[] inVault = randomText(64).getBytes(US_ASCII);
        byte[] passphrase = randomText(40).getBytes(US_ASCII);
        Files.write(folder.resolve("text-secret"), text);
        Files.write(folder.resolve("base64-secret"), base64);
        Files.write(folder.resolve("passphrase"), passphrase);
        Files.setPosixFilePermissions(folder.resolve("passphrase"), PosixFilePermissions.fromString("rw-------"));
        String typed = randomText(40);
        // More bytes than characters: an encoder that guesses the room from the characters has to start again.
        Files.writeString(folder.resolve("typed-passphrase"), typed + "é".repeat(40));
        makeVault(new String(inVault, US_ASCII));
        String inAnswer = randomText(64);
        // More than a parser's buffer, which would grow.
        String longInAnswer = randomText(20_000);
        Files.writeString(
                folder.resolve("answer.json"),
                "{\"data\":{\"short\":\"" + inAnswer + "\",\"long\":\"" + longInAnswer + "\"}}");

        secret("text secret", text);
        secret("base64 secret", base64);
        key("decoded secret", binary);
        secret("secret in the vault", inVault);
        hmac("text secret", text, 64, 32, new SHA256Digest());
        hmac("text secret, SHA-384", text, 128, 64, new SHA384Digest());
        hmac("decoded secret", binary, 128, 64, new SHA512Digest());
        hmac("secret in the vault", inVault, 64, 32, new SHA256Digest());
        ed25519();
        ecdsa();
        secp256k1();
        rsa();
        vaultKeys(passphrase);
        characters("passphrase", new String(passphrase, US_ASCII));
        characters("typed passphrase", typed);
        characters("secret in an answer", inAnswer);
        characters("start of a long secret in an answer", longInAnswer.substring(0, 64));
        characters("middle of a long secret in an answer", longInAnswer.substring(10_000, 10_064));
    }

    private KeyPair pair(SignatureAlgorithm algorithm, String name, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(name);
            generator.initialize(size);
            KeyPair pair = generator.generateKeyPair();
            Files.writeString(
                    folder.resolve(algorithm + ".pem"),
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                    .encodeToString(pair.getPrivate().getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
            return pair;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The seed, and what it is expanded to: the scalar and the prefix (RFC 8032 §5.1.5). */
    private void ed25519() {
        var key = (EdECPrivateKey)
                pair(SignatureAlgorithm.ED25519, "Ed25519", 255).getPrivate();
        byte[] seed = key.getBytes().orElseThrow();
        byte[] expanded = new byte[64];
        var digest = new SHA512Digest();
        digest.update(seed, 0, seed.length);
        digest.doFinal(expanded, 0);
        expanded[0] &= (byte) 0xf8;
        expanded[31] = (byte) ((expanded[31] & 0x7f) | 0x40);
        key(PRIVATE_KEY + SignatureAlgorithm.ED25519 + " seed", seed);
        swapped(PRIVATE_KEY + SignatureAlgorithm.ED25519 + " scalar", Arrays.copyOf(expanded, 32));
        swapped(PRIVATE_KEY + SignatureAlgorithm.ED25519 + " prefix", Arrays.copyOfRange(expanded, 32, 64));
    }

    private void ecdsa() {
        var key = (ECPrivateKey)
                pair(SignatureAlgorithm.ECDSA_P256_SHA256, "EC", 256).getPrivate();
        key(PRIVATE_KEY + SignatureAlgorithm.ECDSA_P256_SHA256 + " scalar", bytes(key.getS(), 32));
    }

    private void secp256k1() throws IOException {
        byte[] text = EthereumAddress.newPrivateKey(new SecureRandom());
        Files.write(folder.resolve("secp256k1-secret"), text);
        Files.writeString(folder.resolve("secp256k1-address"), EthereumAddress.ofPrivateKey(text));
        byte[] scalar = HexFormat.of().parseHex(new String(text, 2, 64, US_ASCII));
        key(PRIVATE_KEY + SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256 + " scalar", scalar);
        secret("text of a key of secp256k1", Arrays.copyOfRange(text, 2, text.length));
    }

    private void rsa() {
        var key = (RSAPrivateCrtKey)
                pair(SignatureAlgorithm.RSA_PKCS1_SHA256, "RSA", 2048).getPrivate();
        Map<String, BigInteger> numbers = Map.of(
                "exponent", key.getPrivateExponent(),
                "p", key.getPrimeP(),
                "q", key.getPrimeQ(),
                "exponent of p", key.getPrimeExponentP(),
                "exponent of q", key.getPrimeExponentQ());
        numbers.forEach((name, number) -> key(
                PRIVATE_KEY + SignatureAlgorithm.RSA_PKCS1_SHA256 + " " + name,
                bytes(number, number.bitLength() > 1024 ? 256 : 128)));
    }

    private static byte[] bytes(BigInteger number, int length) {
        return HexFormat.of().parseHex(String.format("%0" + 2 * length + "x", number));
    }

    private void makeVault(String secret) {
        try (Vault vault = Vault.create(
                        folder.resolve("vault"), PassphraseSource.file(folder.resolve("passphrase")), Keys.CHEAP);
                ApiKey key = ApiKey.builder(KeyId.of("a"))
                        .on("binance", "main")
                        .material(Keys.bytes("an-api-key-may-be-on-the-heap"), Keys.bytes(secret), null)
                        .build()) {
            vault.add(key);
        }
    }

    private void secret(String name, byte[] ascii) {
        key(name, ascii);
        characters(name, new String(ascii, US_ASCII));
    }

    private void characters(String name, String text) {
        for (Charset charset : Set.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, UTF_8)) {
            patterns.put(name + " as " + charset, text.getBytes(charset));
        }
    }

    private void key(String name, byte[] key) {
        patterns.put(name + " in hex", HexFormat.of().formatHex(key).getBytes(US_ASCII));
        patterns.put(
                name + " in HEX",
                HexFormat.of().formatHex(key).toUpperCase(Locale.ROOT).getBytes(US_ASCII));
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + key.length];
            System.arraycopy(key, 0, shifted, offset, key.length);
            byte[] encoded = Base64.getEncoder().encode(shifted);
            patterns.put(name + " in base64 at " + offset, Arrays.copyOfRange(encoded, 4, 8 * shifted.length / 6));
        }
        swapped(name, key);
        swapped(name + " XOR 0x36", xor(key, 0x36));
        swapped(name + " XOR 0x5c", xor(key, 0x5c));
    }

    private static byte[] xor(byte[] key, int mask) {
        byte[] masked = key.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) mask;
        }
        return masked;
    }

    /** As it is, with the bytes of each word turned around, with the words turned around, and both. */
    private void swapped(String name, byte[] key) {
        Map<String, UnaryOperator<byte[]>> swaps = Map.of(
                "", bytes -> bytes,
                ", bytes swapped in 4", bytes -> reversedIn(bytes, 4),
                ", bytes swapped in 8", bytes -> reversedIn(bytes, 8),
                ", words of 4 swapped", bytes -> reversedIn(reversedIn(bytes, bytes.length), 4),
                ", words of 8 swapped", bytes -> reversedIn(reversedIn(bytes, bytes.length), 8),
                ", all swapped", bytes -> reversedIn(bytes, bytes.length));
        swaps.forEach((how, swap) -> patterns.put(name + how, swap.apply(key)));
    }

    private static byte[] reversedIn(byte[] bytes, int group) {
        byte[] swapped = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            int start = i / group * group;
            int end = Math.min(bytes.length, start + group);
            swapped[i] = bytes[end - 1 - (i - start)];
        }
        return swapped;
    }

    /** The chaining values after the inner and the outer pad: whoever has both can sign. */
    private <D extends ExtendedDigest & EncodableDigest> void hmac(
            String name, byte[] key, int block, int length, D digest) {
        byte[] fresh = digest.getEncodedState();
        byte[] start = HexFormat.of()
                .parseHex(
                        switch (digest.getAlgorithmName()) {
                            case "SHA-256" -> "6a09e667bb67ae85";
                            case "SHA-384" -> "cbbb9d5dc1059ed8";
                            default -> "6a09e667f3bcc908";
                        });
        int at = indexOf(fresh, start);
        assertThat(at).as("where Bouncy Castle encodes the chaining value").isPositive();
        for (int mask : new int[] {0x36, 0x5c}) {
            digest.reset();
            digest.update(xor(Arrays.copyOf(key, block), mask), 0, block);
            byte[] state = digest.getEncodedState();
            swapped(
                    name + (mask == 0x36 ? " inner" : " outer") + " chaining value",
                    Arrays.copyOfRange(state, at, at + length));
        }
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private void vaultKeys(byte[] passphrase) throws IOException {
        VaultHeader header = VaultHeader.parse(folder, Files.readAllBytes(folder.resolve("vault")));
        byte[] wrapping = VaultCipher.derive(passphrase, header.salt(), header.kdf());
        ByteBuffer unwrapped = ByteBuffer.allocateDirect(VaultHeader.WRAPPED_LENGTH);
        try (SecretBytes box = SecretBytes.copyOf(wrapping, Keys.ACCESS)) {
            byte[] associated = VaultHeader.kdfPart(header.kdf(), header.salt());
            assertThat(VaultCipher.open(box, header.wrapNonce(), associated, header.wrappedKey(), unwrapped))
                    .isTrue();
        }
        byte[] dataKey = new byte[VaultCipher.KEY_LENGTH];
        unwrapped.get(dataKey);
        try (SecretBytes box = SecretBytes.copyOf(dataKey, Keys.ACCESS)) {
            swapped("the data key for the nonce of the file", VaultCipher.subkey(box, header.nonce()));
        }
        swapped("the vault's wrapping key", wrapping);
        swapped("the vault's data key", dataKey);
    }

    private void probe(String collector) throws Exception {
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        collector,
                        // Else G1 leaves regions as they are that are nearly full, dead objects among the live, and
                        // dumps both.
                        "-XX:MarkSweepDeadRatio=0",
                        "-Xmx192m",
                        "-D" + HeapProbe.SLOW_SIGNATURES + "=" + Integer.getInteger(HeapProbe.SLOW_SIGNATURES, 1_000),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapProbe.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(probe.getInputStream().readAllBytes(), UTF_8);
        assertThat(probe.waitFor()).as(said).isZero();
    }

    // The search: a table of the first four bytes of every piece, then the piece.

    private record Piece(String pattern, byte[] bytes) {}

    private Map<String, Integer> found(String dump) throws IOException {
        Map<Integer, List<Piece>> pieces = pieces();
        var found = new TreeMap<String, Integer>();
        byte[] window = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(folder.resolve(dump))) {
            int kept = 0;
            int read = in.readNBytes(window, 0, window.length);
            while (read > 0) {
                int length = kept + read;
                search(window, length, pieces, found);
                kept = Math.min(length, PIECE - 1);
                System.arraycopy(window, length - kept, window, 0, kept);
                read = in.readNBytes(window, kept, window.length - kept);
            }
        }
        return found;
    }

    private Map<Integer, List<Piece>> pieces() {
        var pieces = new HashMap<Integer, List<Piece>>();
        patterns.forEach((name, pattern) -> {
            for (int at = 0; at + PIECE <= pattern.length; at += PIECE) {
                byte[] piece = Arrays.copyOfRange(pattern, at, at + PIECE);
                pieces.computeIfAbsent(ByteBuffer.wrap(piece).getInt(), k -> new ArrayList<>())
                        .add(new Piece(name, piece));
            }
        });
        return pieces;
    }

    private static void search(
            byte[] window, int length, Map<Integer, List<Piece>> pieces, Map<String, Integer> found) {
        var starts = new java.util.BitSet(1 << 16);
        pieces.keySet().forEach(first -> starts.set(first >>> 16));
        for (int i = 0; i + PIECE <= length; i++) {
            if (!starts.get((window[i] & 0xff) << 8 | window[i + 1] & 0xff)) {
                continue;
            }
            int first = ByteBuffer.wrap(window, i, 4).getInt();
            for (Piece piece : pieces.getOrDefault(first, List.of())) {
                if (Arrays.equals(window, i, i + PIECE, piece.bytes(), 0, PIECE)) {
                    found.merge(piece.pattern(), 1, Integer::sum);
                }
            }
        }
    }
}
