/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.Signer;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a file becomes a key, what is refused, and that nothing of it is ever said. */
class MaterialTest {
    private static final String PASSPHRASE = "canary correct horse battery";
    /** RFC 8032 §7.1, test 1. */
    private static final String SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static final String BASE64 =
            Base64.getEncoder().encodeToString(HexFormat.of().parseHex("302e020100300506032b657004220420" + SEED));
    private static final String PEM = "-----BEGIN PRIVATE KEY-----\n" + BASE64 + "\n-----END PRIVATE KEY-----\n";

    @TempDir
    private Path folder;

    private final Terminal terminal = new Terminal("Y2FuYXJ5", BASE64, BASE64.substring(24), SEED);
    private final StringWriter out = terminal.out;
    private final StringWriter err = terminal.err;
    private String vault;
    private String passphrase;

    @BeforeEach
    void makeVault() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = folder.resolve("bot.vault").toString();
        passphrase = file("passphrase", PASSPHRASE + "\n");
        assertThat(run(List.of(), "vault", "init", vault, "--passphrase-file", passphrase))
                .isZero();
    }

    private String file(String name, String content) throws IOException {
        return file(name, content, UTF_8, "rw-------");
    }

    private String file(String name, String content, Charset charset, String mode) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, content.getBytes(charset));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file.toString();
    }

    private int run(List<String> answers, String... args) {
        return terminal.run(answers, List.of(), args);
    }

    private int add(List<String> answers, String venue, String algorithm, String... more) {
        var args = new ArrayList<>(List.of("vault", "add", vault, "a", "--passphrase-file", passphrase));
        args.addAll(List.of("--venue", venue, "--account", "main", "--strategy", "grid", "--algorithm", algorithm));
        args.addAll(Arrays.asList(more));
        return run(answers, args.toArray(String[]::new));
    }

    /** The command failed with {@code status} and one line that says {@code words}, and nothing was stored. */
    private void assertRefused(int status, int expected, String... words) {
        assertThat(status).as(err.toString()).isEqualTo(expected);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("keyguard: ").hasLineCount(1).contains(words);
        assertThat(run(List.of(), "vault", "list", vault, "--passphrase-file", passphrase))
                .isZero();
        assertThat(out.toString()).hasLineCount(1);
    }

    private void stored(BiConsumer<String, String> check) {
        assertThat(err.toString()).isEmpty();
        try (Vault open = Vault.open(
                Path.of(vault),
                PassphraseSource.file(Path.of(passphrase)),
                Desks.cheap(q -> new char[0]).options())) {
            ApiKey key = open.read().keys().get(KeyId.of("a"));
            check.accept(text(key.apiKey()), text(key.secret()));
            key.close();
        }
    }

    private static String text(SecretBytes part) {
        return part.lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
    }

    /** A token is asked for once, and has nothing beside it. */
    @Test
    void add_aToken_isOnePart() throws Exception {
        assertThat(add(List.of("canary-token-of-a-pool"), "f2pool", "BEARER", "--account-id", "farm1"))
                .isZero();
        stored((apiKey, secret) -> {
            assertThat(apiKey).isEqualTo("canary-token-of-a-pool");
            assertThat(secret).isEqualTo(apiKey);
        });
    }

    @Test
    void add_aTokenWithASecret_isRefused() throws Exception {
        String both = file("both", "canary-token-of-a-pool\ncanary-secret-of-something\n");
        assertRefused(add(List.of(), "f2pool", "BEARER", "--material-file", both), 1, "a token has no secret");
    }

    @Test
    void add_keyAndSecretSwapped_isRefusedWhereTheVenuesFormsTell() {
        String uuid = "985d5b66-57ce-40fb-b714-afc0b9787083";
        String secret = "0123456789ABCDEF0123456789ABCDEF";
        assertRefused(add(List.of(secret, uuid, "canary-pass"), "okx", "HMAC_SHA256"), 1, "they are swapped");
        String krakenKey = "A".repeat(56);
        String krakenSecret = "B".repeat(86) + "==";
        assertRefused(add(List.of(krakenSecret, krakenKey), "kraken", "HMAC_SHA512"), 1, "they are swapped");
        assertThat(add(List.of(uuid, secret, "canary-pass"), "okx", "HMAC_SHA256"))
                .isZero();
    }

    /** The private key of a wallet is one line, and belongs to the address beside it. */
    @Test
    void add_theKeyOfAnAgent_isOneLine_ofItsOwnAddress() throws Exception {
        String algorithm = "ECDSA_SECP256K1_KECCAK256";
        String address = "0x14791697260e4c9a71f18484c9f997b308e59325";
        String other = "0x5e9ee1089755c3435139848e47e6635505d5a13a";
        String secret = "0x" + "0123456789".repeat(6) + "0123";
        assertRefused(add(List.of(secret, address), "hyperliquid", algorithm), 1, "they are swapped");
        assertRefused(add(List.of(other, secret), "hyperliquid", algorithm), 1, "another address");
        assertRefused(add(List.of(address, "0".repeat(64)), "hyperliquid", algorithm), 1, "zero");
        assertThat(add(List.of(address, secret), "hyperliquid", algorithm, "--account-id", other))
                .isZero();
        stored((apiKey, kept) -> {
            assertThat(apiKey).isEqualTo(address);
            assertThat(kept).isEqualTo(secret);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\n", "\\r\\n", "\\n\\n"})
    void secretFile_forHmac_losesItsLineBreaks(String end) throws Exception {
        String secret = file("secret", "canary-secret" + end.translateEscapes());

        add(List.of("canary-api-key"), "binance", "HMAC_SHA256", "--secret-file", secret);

        stored((apiKey, kept) -> {
            assertThat(apiKey).isEqualTo("canary-api-key");
            assertThat(kept).isEqualTo("canary-secret");
        });
    }

    @Test
    void secretFile_forEd25519_isKeptAsItIs() throws Exception {
        add(List.of("canary-api-key"), "binance", "ED25519", "--secret-file", file("pem", PEM));

        stored((apiKey, kept) -> assertThat(kept).isEqualTo(PEM));
    }

    /** In the form of the JDK and of OpenSSL, and in the one in which venues hand keys out. */
    @ParameterizedTest
    @ValueSource(strings = {"PRIVATE KEY", "EC PRIVATE KEY"})
    void secretFile_forEcdsa_isKept_andSignsAsTheKeyThatWasMade(String kind) throws Exception {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = pairs.generateKeyPair();
        String pem = pem(
                kind,
                kind.startsWith("EC")
                        ? sec1((ECPrivateKey) pair.getPrivate())
                        : pair.getPrivate().getEncoded());

        int status = add(List.of("canary-api-key"), "coinbase", "ECDSA_P256_SHA256", "--secret-file", file("pem", pem));

        assertThat(status).as(err.toString()).isZero();
        stored((apiKey, kept) -> assertThat(kept).isEqualTo(pem));
        assertThat(verifies(pair.getPublic())).isTrue();
        String torn = file("torn", pem.replaceFirst("\n[^-].*\n", "\n"));
        assertThat(run(
                        List.of("canary-api-key"),
                        "vault replace @ a --passphrase-file @ --secret-file @"
                                .replaceFirst("@", vault)
                                .replaceFirst("@", passphrase)
                                .replaceFirst("@", torn)
                                .split(" ", -1)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("damaged, or of another kind", torn);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    /** RFC 5915, with the curve and without the public half. */
    private static byte[] sec1(ECPrivateKey key) {
        String d = String.format("%064x", key.getS());
        return HexFormat.of().parseHex("303102010104" + "20" + d + "a00a06082a8648ce3d030107");
    }

    private boolean verifies(PublicKey key) throws Exception {
        byte[] message = "canary".getBytes(UTF_8);
        try (Vault open = Vault.open(
                        Path.of(vault),
                        PassphraseSource.file(Path.of(passphrase)),
                        Desks.cheap(q -> new char[0]).options());
                ApiKey stored = open.read().keys().get(KeyId.of("a"));
                Signer signer = Signer.of(stored.algorithm(), SecretEncoding.PEM, stored.secret())) {
            Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
            check.initVerify(key);
            check.update(message);
            return check.verify(signer.sign(message));
        }
    }

    @Test
    void materialFile_forEd25519_holdsThePemAfterTheApiKey() throws Exception {
        add(List.of(), "binance", "ED25519", "--material-file", file("material", "canary-api-key\n" + PEM));

        stored((apiKey, kept) -> {
            assertThat(apiKey).isEqualTo("canary-api-key");
            assertThat(kept).isEqualTo(PEM.stripTrailing());
        });
    }

    @Test
    void materialFile_fromAPipe_isRead() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", "-m", "666", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        var writer = new Thread(() -> {
            try {
                Files.writeString(pipe, "canary-api-key\ncanary-secret\n");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        writer.start();

        add(List.of(), "binance", "HMAC_SHA256", "--material-file", pipe.toString());

        writer.join();
        stored((apiKey, kept) -> assertThat(kept).isEqualTo("canary-secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "--secret-file, '', there is no secret",
        "--secret-file, '\\r\\n', there is no secret",
        "--secret-file, 'canary-1\\ncanary-2', several lines",
        "--material-file, '', there is no API key",
        "--material-file, '-\\ncanary-secret', there is no API key",
        "--material-file, 'canary-api-key', there is no secret",
        "--material-file, 'canary-api-key\\n-\\ncanary-passphrase', there is no secret",
        "--material-file, 'canary-1\\ncanary-2\\ncanary-3\\ncanary-4', more than 3 lines",
        "--material-file, 'canary-api-key\\ncanary\\rsecret', several lines"
    })
    void incompleteFile_isRefusedByName(String option, String content, String why) throws Exception {
        String file = file("broken", content.translateEscapes());

        assertRefused(add(List.of("canary-api-key"), "binance", "HMAC_SHA256", option, file), 1, why, file);
    }

    @Test
    void nothingTyped_isRefused() {
        assertRefused(add(List.of("", "canary-secret"), "binance", "HMAC_SHA256"), 1, "no API key in what was typed");
        assertRefused(add(List.of("canary-api-key", ""), "binance", "HMAC_SHA256"), 1, "no secret in what was typed");
    }

    @Test
    void secretOfAnotherForm_isRefusedBeforeItIsStored() throws Exception {
        String secret = file("secret", "canary-secret");
        assertRefused(
                add(List.of("canary-api-key"), "kraken", "HMAC_SHA512", "--secret-file", secret),
                1,
                "not base64",
                secret);
        assertRefused(
                add(List.of("canary-api-key"), "binance", "ED25519", "--secret-file", secret), 1, "not a PEM", secret);
        assertRefused(
                add(List.of("canary-api-key"), "elsewhere", "ED25519", "--secret-file", secret),
                1,
                "not a PEM",
                secret);
        String broken = file("pem", PEM.replace(BASE64, "Y2FuYXJ5"));
        assertRefused(
                add(List.of("canary-api-key"), "binance", "ED25519", "--secret-file", broken),
                1,
                "damaged, or of another kind",
                broken);
        assertRefused(add(List.of("canary-api-key"), "binance", "ED25519"), 1, "--secret-file");
        assertRefused(add(List.of("canary-api-key", "canary-secret"), "kraken", "HMAC_SHA512"), 1, "what was typed");
        assertRefused(add(List.of("canary-api-key"), "kraken", "HMAC_SHA256"), 1, "kraken does not accept");
    }

    @Test
    void materialFile_forEd25519_withoutPemOrWithMore_isRefused() throws Exception {
        String lines = file("lines", "canary-api-key\ncanary-secret\ncanary-passphrase\n");
        assertRefused(add(List.of(), "binance", "ED25519", "--material-file", lines), 1, "does not have a PEM", lines);
        String more = file("more", "canary-api-key\n" + PEM + "canary-passphrase\n");
        assertRefused(add(List.of(), "binance", "ED25519", "--material-file", more), 1, "nothing else", more);
    }

    @Test
    void replace_withASecretOfAnotherForm_keepsTheOldOne() throws Exception {
        String good = file("good", "canary-api-key\nY2FuYXJ5LXNlY3JldA==\n");
        assertThat(add(List.of(), "kraken", "HMAC_SHA512", "--material-file", good))
                .isZero();
        String bad = file("bad", "canary-api-key\ncanary-secret\n");
        String[] replace = {"vault", "replace", vault, "a", "--passphrase-file", passphrase, "--material-file", bad};

        assertThat(run(List.of(), replace)).isEqualTo(1);
        assertThat(err.toString()).contains("not base64", bad);

        err.getBuffer().setLength(0);
        stored((apiKey, kept) -> assertThat(kept).isEqualTo("Y2FuYXJ5LXNlY3JldA=="));
    }

    @Test
    void materialFile_withAnOptionThatItReplaces_isRefused() throws Exception {
        String material = file("material", "canary-api-key\ncanary-secret\n");
        String secret = file("secret", "canary-secret");
        String[] both = {"--material-file", material, "--secret-file", secret};
        String[] asked = {"--material-file", material, "--passphrase-of-key"};

        assertRefused(add(List.of(), "binance", "HMAC_SHA256", both), 2, "leave out --secret-file");
        assertRefused(add(List.of(), "binance", "HMAC_SHA256", asked), 2, "and --passphrase-of-key");
        assertThat(run(List.of(), "vault", "replace", vault, "a", "--material-file", material, "--secret-file", secret))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--secret-file, rw-r-----",
        "--secret-file, rw----r--",
        "--secret-file, rw--w----",
        "--material-file, rw-r--r--",
        "--material-file, rw-----w-"
    })
    void fileOpenToOthers_isRefused(String option, String mode) throws Exception {
        String open = file("open", "canary-api-key\ncanary-secret\n", UTF_8, mode);

        assertRefused(add(List.of("canary-api-key"), "binance", "HMAC_SHA256", option, open), 1, "chmod 600", open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--secret-file", "--material-file"})
    void fileThatIsNoText_isRefused(String option) throws Exception {
        String latin = file("latin", "canary-k\u00e9y\ncanary", ISO_8859_1, "rw-------");
        String large = file("large", "canary".repeat(3000));

        assertRefused(add(List.of("canary"), "binance", "HMAC_SHA256", option, latin), 1, "is not text", latin);
        assertRefused(add(List.of("canary"), "binance", "HMAC_SHA256", option, large), 1, "is longer than", large);
        String none = folder.resolve("none").toString();
        assertRefused(add(List.of("canary"), "binance", "HMAC_SHA256", option, none), 1, "does not exist", none);
        String self = folder.toString();
        assertRefused(add(List.of("canary"), "binance", "HMAC_SHA256", option, self), 1, "cannot be read", self);
    }
}
