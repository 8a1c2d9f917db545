/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same signatures and keys from programs that share no code with this one: {@code mvn -B -Pexternal verify}. */
@Tag("external")
class ExternalProgramsTest {
    @TempDir
    private Path folder;

    private final Random random = new Random(11);

    private byte[] run(byte[] input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        process.getOutputStream().write(input);
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("stderr")))
                .isZero();
        return output;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void hmac_isWhatOpensslComputes() throws Exception {
        for (int i = 0; i < 10; i++) {
            byte[] key = bytes(1 + random.nextInt(200));
            byte[] message = bytes(random.nextInt(500));
            for (var algorithm : List.of(SignatureAlgorithm.HMAC_SHA256, SignatureAlgorithm.HMAC_SHA512)) {
                String digest = algorithm == SignatureAlgorithm.HMAC_SHA256 ? "-sha256" : "-sha512";
                byte[] expected = run(
                        message,
                        "openssl",
                        "dgst",
                        digest,
                        "-binary",
                        "-mac",
                        "HMAC",
                        "-macopt",
                        "hexkey:" + HexFormat.of().formatHex(key));
                try (Signer signer = Signer.of(algorithm, SecretEncoding.TEXT, SecretBytes.copyOf(key, Keys.ACCESS))) {
                    assertThat(signer.sign(message)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void ed25519_ofAKeyThatOpensslMade_isWhatOpensslSigns() throws Exception {
        for (int i = 0; i < 5; i++) {
            byte[] pem = run(new byte[0], "openssl", "genpkey", "-algorithm", "ed25519");
            Path key = folder.resolve("key.pem");
            Path message = folder.resolve("message");
            Files.write(key, pem);
            Files.write(message, bytes(1 + random.nextInt(300)));
            byte[] expected = run(
                    new byte[0],
                    "openssl",
                    "pkeyutl",
                    "-sign",
                    "-inkey",
                    key.toString(),
                    "-rawin",
                    "-in",
                    message.toString());
            SecretBytes secret = SecretBytes.copyOf(pem, Keys.ACCESS);
            try (Signer signer = Signer.of(SignatureAlgorithm.ED25519, SecretEncoding.PEM, secret)) {
                assertThat(signer.sign(Files.readAllBytes(message))).isEqualTo(expected);
            }
        }
    }

    @Test
    void argon2id_isWhatTheReferenceProgramDerives() throws Exception {
        for (var cost :
                List.of(new KdfParameters(64, 1, 1), new KdfParameters(65_536, 3, 1), new KdfParameters(4_096, 2, 4))) {
            byte[] expected = run(
                    "synthetic passphrase".getBytes(US_ASCII),
                    "argon2",
                    "sixteen-bytes-ok",
                    "-id",
                    "-v",
                    "13",
                    "-t",
                    Integer.toString(cost.iterations()),
                    "-k",
                    Integer.toString(cost.memoryKib()),
                    "-p",
                    Integer.toString(cost.parallelism()),
                    "-l",
                    "32",
                    "-r");

            assertThat(VaultCipher.derive(
                            "synthetic passphrase".getBytes(US_ASCII), "sixteen-bytes-ok".getBytes(US_ASCII), cost))
                    .isEqualTo(HexFormat.of().parseHex(new String(expected, US_ASCII).strip()));
        }
    }
}
