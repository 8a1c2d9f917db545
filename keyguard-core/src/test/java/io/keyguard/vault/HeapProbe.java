/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.source.SecretJson;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A JVM that signs ten thousand times with each kind of key, opens a vault and signs with what it holds, and then dumps its heap twice.
 *
 * <p>It reads secrets into direct memory and never makes a string of one. Arguments: a folder with the files {@code text-secret},
 * {@code base64-secret}, a PEM for each private key, {@code typed-passphrase}, {@code answer.json}, {@code vault} and {@code passphrase}; with a file {@code plant}, the bytes it lists are put on the heap on purpose.
 */
final class HeapProbe {
    private static final int SIGNATURES = 10_000;
    /** Of kinds that take most of a millisecond: fewer in each build. */
    static final String SLOW_SIGNATURES = "keyguard.heap.slowSignatures";

    private static final Set<SignatureAlgorithm> SLOW =
            Set.of(SignatureAlgorithm.RSA_PKCS1_SHA256, SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256);

    static final List<SignatureAlgorithm> PRIVATE_KEYS = List.of(
            SignatureAlgorithm.ED25519, SignatureAlgorithm.ECDSA_P256_SHA256, SignatureAlgorithm.RSA_PKCS1_SHA256);

    private static final List<Object> ALIVE = new ArrayList<>();

    private HeapProbe() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        sign(key(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, read(folder.resolve("text-secret"))));
        sign(key(SignatureAlgorithm.HMAC_SHA384, SecretEncoding.TEXT, read(folder.resolve("text-secret"))));
        sign(key(SignatureAlgorithm.HMAC_SHA512, SecretEncoding.BASE64, read(folder.resolve("base64-secret"))));
        for (SignatureAlgorithm algorithm : PRIVATE_KEYS) {
            sign(key(algorithm, SecretEncoding.PEM, read(folder.resolve(algorithm + ".pem"))));
        }
        sign(SigningKey.of(
                SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256,
                SecretEncoding.HEX,
                read(folder.resolve("secp256k1-address")),
                read(folder.resolve("secp256k1-secret")),
                null,
                null));
        Vault vault =
                Vault.open(folder.resolve("vault"), PassphraseSource.file(folder.resolve("passphrase")), Keys.CHEAP);
        ALIVE.add(vault);
        for (int i = 0; i < 20; i++) {
            vault.read().keys().values().forEach(key -> {
                ALIVE.add(key);
                sign(key(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, key.secret()));
            });
        }
        for (int i = 0; i < 20; i++) {
            answer(folder.resolve("answer.json"));
        }
        // Last, so that no collection takes away what it may have left.
        ALIVE.add(typed(folder.resolve("typed-passphrase")));
        plant(folder.resolve("plant"));
        // First everything, garbage included; then what is alive.
        var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        diagnostics.dumpHeap(folder.resolve("all.hprof").toString(), false);
        diagnostics.dumpHeap(folder.resolve("live.hprof").toString(), true);
    }

    private static SecretBytes read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer direct = ByteBuffer.allocateDirect((int) channel.size());
            channel.read(direct);
            return SecretBytes.copyOf(direct.flip(), InsecureSecretAccess.get());
        }
    }

    /** As from HashiCorp Vault, or from a venue that has made a key. */
    private static void answer(Path file) throws IOException {
        byte[] json;
        try (SecretBytes whole = read(file)) {
            json = new byte[whole.length()];
            whole.copyTo(InsecureSecretAccess.get(), 0, json, 0, json.length);
        }
        try (SecretJson read = SecretJson.read(json, Set.of("data.*"))) {
            ALIVE.add(read.take("data.short"));
            ALIVE.add(read.take("data.long"));
        } finally {
            Arrays.fill(json, (byte) 0);
        }
    }

    private static PassphraseSource typed(Path file) throws IOException {
        char[] room = new char[(int) Files.size(file)];
        CharBuffer text = CharBuffer.wrap(room);
        read(file)
                .lend(
                        InsecureSecretAccess.get(),
                        utf8 -> StandardCharsets.UTF_8.newDecoder().decode(utf8, text, true));
        char[] typed = Arrays.copyOf(room, text.position());
        Arrays.fill(room, '\0');
        PassphraseSource source = PassphraseSource.ofChars(typed);
        source.lend(utf8 -> {});
        return source;
    }

    private static SigningKey key(SignatureAlgorithm algorithm, SecretEncoding encoding, SecretBytes secret) {
        SecretBytes apiKey = SecretBytes.copyOf(new byte[] {1}, InsecureSecretAccess.get());
        return SigningKey.of(algorithm, encoding, apiKey, secret, null, null);
    }

    private static void sign(SigningKey key) {
        ALIVE.add(key);
        byte[] message = new byte[200];
        int signatures = SLOW.contains(key.algorithm()) ? Integer.getInteger(SLOW_SIGNATURES, 1_000) : SIGNATURES;
        for (int i = 0; i < signatures; i++) {
            message[i % message.length]++;
            key.sign(message);
        }
    }

    private static void plant(Path list) throws IOException {
        if (Files.exists(list)) {
            for (String line : Files.readAllLines(list)) {
                ALIVE.add(HexFormat.of().parseHex(line));
            }
        }
    }
}
