/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.source.ApiKey;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.modes.XChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the vault of {@code docs/vault-format.md} twice: with nothing but that page and Bouncy Castle's primitives, and with the vault. */
class VaultVectorTest {
    private static final String PASSPHRASE = "synthetic vault passphrase";

    @TempDir
    private Path folder;

    private static byte[] vector() throws Exception {
        return HexFormat.of().parseHex(resource("/vectors/vault-1.hex").replaceAll("\\s", ""));
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = VaultVectorTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Map<String, String> expected() throws Exception {
        var fields = new LinkedHashMap<String, String>();
        resource("/vectors/vault-1.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int colon = line.indexOf(": ");
                    fields.put(line.substring(0, colon), line.substring(colon + 2));
                });
        return fields;
    }

    @Test
    void vector_readWithThePageAlone_holdsTheKey() throws Exception {
        byte[] file = vector();
        var header = ByteBuffer.wrap(file);
        byte[] start = new byte[39];
        header.get(start);
        var costs = ByteBuffer.wrap(start, 11, 12);
        byte[] wrapping = new byte[32];
        var argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(costs.getInt())
                .withIterations(costs.getInt())
                .withParallelism(costs.getInt())
                .withSalt(Arrays.copyOfRange(start, 23, 39))
                .build());
        argon2.generateBytes(PASSPHRASE.getBytes(UTF_8), wrapping);
        byte[] dataKey = open(wrapping, Arrays.copyOfRange(file, 39, 63), start, Arrays.copyOfRange(file, 63, 111));
        byte[] body = open(
                dataKey,
                Arrays.copyOfRange(file, 119, 143),
                Arrays.copyOf(file, 175),
                Arrays.copyOfRange(file, 175, file.length));

        assertThat(new String(file, 0, 8, UTF_8)).isEqualTo("KEYGUARD");
        assertThat(Arrays.copyOfRange(file, 143, 175))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(file, 143)));
        assertThat(body.length % 512).isZero();
        assertBody(ByteBuffer.wrap(body), header.getLong(111), expected());
    }

    private static byte[] open(byte[] key, byte[] nonce, byte[] associated, byte[] sealed) throws Exception {
        var cipher = new XChaCha20Poly1305();
        cipher.init(false, new AEADParameters(new KeyParameter(key), 128, nonce, associated));
        byte[] opened = new byte[cipher.getOutputSize(sealed.length)];
        int at = cipher.processBytes(sealed, 0, sealed.length, opened, 0);
        cipher.doFinal(opened, at);
        return opened;
    }

    private static void assertBody(ByteBuffer body, long vaultGeneration, Map<String, String> expected) {
        assertThat(vaultGeneration).isEqualTo(Long.parseLong(expected.get("vault generation")));
        assertThat(body.getInt()).isOne();
        for (String field : List.of("id", "venue", "account", "account id", "environment", "algorithm")) {
            assertThat(text(body)).as(field).isEqualTo(expected.get(field));
        }
        assertThat(body.getLong()).isEqualTo(Long.parseLong(expected.get("created at")));
        assertThat(body.getLong()).isEqualTo(Long.parseLong(expected.get("generation")));
        assertThat(body.getInt()).isEqualTo(2);
        assertThat(text(body) + "," + text(body)).isEqualTo(expected.get("strategies"));
        assertThat(text(body)).isEqualTo(expected.get("api key"));
        assertThat(text(body)).isEqualTo(expected.get("secret"));
        assertThat(text(body)).isEqualTo(expected.get("passphrase"));
        while (body.hasRemaining()) {
            assertThat(body.get()).isZero();
        }
    }

    private static String text(ByteBuffer body) {
        byte[] bytes = new byte[body.getInt()];
        body.get(bytes);
        return new String(bytes, UTF_8);
    }

    @Test
    void vector_openedAsAVault_holdsTheKey() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path file = folder.resolve("vault");
        Files.write(file, vector());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (Vault vault = Vault.open(file, Keys.passphrase(PASSPHRASE), Keys.CHEAP)) {
            var snapshot = vault.read();
            ApiKey key = snapshot.keys().values().iterator().next();

            assertThat(key.id().value()).isEqualTo(expected().get("id"));
            assertThat(Keys.text(key.secret())).isEqualTo(expected().get("secret"));
            assertThat(Keys.text(key.passphrase().orElseThrow()))
                    .isEqualTo(expected().get("passphrase"));
            snapshot.keys().values().forEach(ApiKey::close);
        }
    }
}
