/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyMaterialException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.InputStream;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTest {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final String PKCS8_START = "302e020100300506032b657004220420";

    private static SecretBytes box(byte[] bytes) {
        return SecretBytes.copyOf(bytes, ACCESS);
    }

    private static Signer hmac(SignatureAlgorithm algorithm, byte[] key) {
        return Signer.of(algorithm, SecretEncoding.TEXT, box(key));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.strip());
    }

    private static String pem(byte[] seed) {
        byte[] der = hex(PKCS8_START + HexFormat.of().formatHex(seed));
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static Signer ed25519(String pem) {
        return Signer.of(SignatureAlgorithm.ED25519, SecretEncoding.PEM, box(pem.getBytes(UTF_8)));
    }

    private static Stream<String[]> rows(String file) throws Exception {
        try (InputStream in = SignerTest.class.getResourceAsStream("/vectors/" + file)) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).map(line -> line.split("\\|")).toList().stream();
        }
    }

    static Stream<String[]> rfc4231() throws Exception {
        return rows("rfc4231.txt");
    }

    static Stream<String[]> rfc8032() throws Exception {
        return rows("rfc8032.txt");
    }

    @ParameterizedTest
    @MethodSource("rfc4231")
    void hmac_ofTheRfc_isTheRfcs(String key, String message, String sha256, String sha512) {
        assertThat(hmac(SignatureAlgorithm.HMAC_SHA256, hex(key)).sign(hex(message)))
                .isEqualTo(hex(sha256));
        assertThat(hmac(SignatureAlgorithm.HMAC_SHA512, hex(key)).sign(hex(message)))
                .isEqualTo(hex(sha512));
    }

    @ParameterizedTest
    @MethodSource("rfc8032")
    void ed25519_ofTheRfc_isTheRfcs(String seed, String message, String signature) {
        assertThat(ed25519(pem(hex(seed))).sign(hex(message))).isEqualTo(hex(signature));
    }

    @Property(tries = 500)
    void hmac_ofAnyKeyAndMessage_isWhatTheJdkComputes(
            @ForAll @Size(min = 1, max = 300) byte[] key, @ForAll @Size(max = 600) byte[] message) throws Exception {
        assertThat(hmac(SignatureAlgorithm.HMAC_SHA256, key).sign(message)).isEqualTo(jdk("HmacSHA256", key, message));
        assertThat(hmac(SignatureAlgorithm.HMAC_SHA384, key).sign(message)).isEqualTo(jdk("HmacSHA384", key, message));
        assertThat(hmac(SignatureAlgorithm.HMAC_SHA512, key).sign(message)).isEqualTo(jdk("HmacSHA512", key, message));
    }

    private static byte[] jdk(String algorithm, byte[] key, byte[] message) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 127, 128, 129, 200})
    void hmac_ofKeysAroundTheBlock_isWhatTheJdkComputes(int length) throws Exception {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) 0x5a);
        byte[] message = "synthetic".getBytes(US_ASCII);

        assertThat(hmac(SignatureAlgorithm.HMAC_SHA256, key).sign(message)).isEqualTo(jdk("HmacSHA256", key, message));
        assertThat(hmac(SignatureAlgorithm.HMAC_SHA384, key).sign(message)).isEqualTo(jdk("HmacSHA384", key, message));
        assertThat(hmac(SignatureAlgorithm.HMAC_SHA512, key).sign(message)).isEqualTo(jdk("HmacSHA512", key, message));
    }

    @Property(tries = 50)
    void ed25519_ofAnySeedAndMessage_isWhatTheJdkComputes(@ForAll @Size(32) byte[] seed, @ForAll byte[] message)
            throws Exception {
        byte[] der = hex(PKCS8_START + HexFormat.of().formatHex(seed));
        Signature jdk = Signature.getInstance("Ed25519");
        jdk.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der)));
        jdk.update(message);

        assertThat(ed25519(pem(seed)).sign(message)).isEqualTo(jdk.sign());
    }

    @Test
    void sign_intoAPartOfAnArray_touchesNothingElse() {
        Signer signer = hmac(SignatureAlgorithm.HMAC_SHA256, "synthetic-key".getBytes(US_ASCII));
        byte[] message = "..message..".getBytes(US_ASCII);
        byte[] target = new byte[40];
        Arrays.fill(target, (byte) 7);

        signer.sign(message, 2, 7, target, 4);

        assertThat(Arrays.copyOfRange(target, 4, 36)).isEqualTo(signer.sign("message".getBytes(US_ASCII)));
        assertThat(new byte[] {target[0], target[3], target[36], target[39]}).containsOnly(7);
        assertThatThrownBy(() -> signer.sign(message, 0, 12, target, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> signer.sign(message, 0, 1, target, 9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> signer.sign(message, -1, 1, target, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"HMAC_SHA256", "HMAC_SHA512"})
    void hmac_fromManyThreadsWithManyKeys_mixesNothingUp(SignatureAlgorithm algorithm) throws Exception {
        String name = algorithm == SignatureAlgorithm.HMAC_SHA256 ? "HmacSHA256" : "HmacSHA512";
        var failures = new ArrayList<CompletableFuture<Void>>();
        for (int thread = 0; thread < 8; thread++) {
            byte[] key = ("synthetic-key-" + thread).getBytes(US_ASCII);
            byte[] message = new byte[30 * thread];
            byte[] expected = jdk(name, key, message);
            failures.add(CompletableFuture.runAsync(() -> {
                Signer signer = hmac(algorithm, key);
                for (int i = 0; i < 2_000; i++) {
                    assertThat(Arrays.equals(signer.sign(message), expected)).isTrue();
                }
            }));
        }
        failures.forEach(CompletableFuture::join);
    }

    @Test
    void close_endsSigningAndLeavesTheSecretToItsOwner() {
        SecretBytes secret = box("synthetic-key".getBytes(US_ASCII));
        Signer signer = Signer.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, secret);
        Signer ed25519 = ed25519(pem(new byte[32]));
        signer.close();
        signer.close();
        ed25519.close();

        assertThatThrownBy(() -> signer.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ed25519.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThat(secret.isClosed()).isFalse();
    }

    @Test
    void hmac_afterAClosedSignerFailed_stillSignsRight() throws Exception {
        byte[] key = "synthetic-key".getBytes(US_ASCII);
        Signer closed = hmac(SignatureAlgorithm.HMAC_SHA256, key);
        closed.close();
        assertThatThrownBy(() -> closed.sign(new byte[10])).isInstanceOf(IllegalStateException.class);

        assertThat(hmac(SignatureAlgorithm.HMAC_SHA256, key).sign(new byte[10]))
                .isEqualTo(jdk("HmacSHA256", key, new byte[10]));
    }

    static Stream<String> badPems() {
        String good = pem(new byte[32]);
        return Stream.of(
                "canary",
                good.replace("BEGIN PRIVATE", "BEGIN EC PRIVATE"),
                good.substring(0, 60),
                good.replace("-----END PRIVATE KEY-----\n", ""),
                good.replace("MC4C", "MC4D"),
                good.replace("MC4C", "!!!!"),
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n",
                pem(new byte[31]),
                pem(new byte[33]));
    }

    @ParameterizedTest
    @MethodSource("badPems")
    void ed25519_ofWhatIsNoKey_isRefusedWithoutAWordOfIt(String pem) {
        assertThatThrownBy(() -> ed25519(pem))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("ED25519")
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining("MC4")
                .hasNoCause();
    }

    @Test
    void ed25519_withTheOtherLineBreaksOrThePublicKeyBehind_isRead() {
        byte[] seed = new byte[32];
        seed[0] = 9;
        byte[] expected = ed25519(pem(seed)).sign(new byte[3]);
        byte[] withPublic =
                hex("3051020101300506032b657004220420" + HexFormat.of().formatHex(seed) + "812100" + "00".repeat(32));
        String long64 = Base64.getMimeEncoder(64, new byte[] {'\r', '\n'}).encodeToString(withPublic);

        assertThat(ed25519(pem(seed).replace("\n", "\r\n")).sign(new byte[3])).isEqualTo(expected);
        assertThat(ed25519("-----BEGIN PRIVATE KEY-----\r\n" + long64 + "\r\n-----END PRIVATE KEY-----")
                        .sign(new byte[3]))
                .isEqualTo(expected);
    }

    @Test
    void base64_ofWhatIsNone_isRefusedWithoutAWordOfIt() {
        for (String text : List.of("canary!", "canary=canary", "Y2Fu=")) {
            assertThatThrownBy(() -> Signer.of(
                            SignatureAlgorithm.HMAC_SHA512, SecretEncoding.BASE64, box(text.getBytes(US_ASCII))))
                    .isInstanceOf(KeyMaterialException.class)
                    .hasMessageNotContaining("canary")
                    .hasMessageNotContaining("Y2Fu")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> hmac(SignatureAlgorithm.HMAC_SHA256, new byte[0]))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("empty");
    }

    /** A provider that somebody put first must not see the pads. */
    @Test
    void hmac_withAForeignProviderInFront_usesTheJdksDigest() throws Exception {
        Provider foreign = new Provider("Foreign", "1", "sees what it is given") {
            private static final long serialVersionUID = 1L;
        };
        foreign.put("MessageDigest.SHA-384", ForeignDigest.class.getName());
        Security.insertProviderAt(foreign, 1);
        try {
            assertThat(MessageDigest.getInstance("SHA-384").getProvider()).isSameAs(foreign);
            assertThat(hmac(SignatureAlgorithm.HMAC_SHA384, new byte[200]).sign(new byte[10]))
                    .hasSize(48);
        } finally {
            Security.removeProvider("Foreign");
        }
    }

    /** Fails on the first byte. */
    public static final class ForeignDigest extends MessageDigestSpi {
        @Override
        protected void engineUpdate(byte input) {
            throw new IllegalStateException("foreign");
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            throw new IllegalStateException("foreign");
        }

        @Override
        protected byte[] engineDigest() {
            throw new IllegalStateException("foreign");
        }

        @Override
        protected void engineReset() {}
    }

    @Test
    void toString_ofSignersAndKeys_namesTheAlgorithmAlone() {
        SigningKey key = SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                SecretEncoding.TEXT,
                box("canary-key".getBytes(US_ASCII)),
                box("canary-secret".getBytes(US_ASCII)),
                box("canary-passphrase".getBytes(US_ASCII)),
                null);

        assertThat(key + " " + ed25519(pem(new byte[32])) + " " + hmac(SignatureAlgorithm.HMAC_SHA512, new byte[1]))
                .isEqualTo("SigningKey[HMAC_SHA256] Ed25519Signer HmacSigner[SHA-512]");
        assertThat(key.apiKey() + key.passphrase()).isEqualTo("canary-keycanary-passphrase");
        assertThat(key.sign(new byte[2]))
                .isEqualTo(hmac(SignatureAlgorithm.HMAC_SHA256, "canary-secret".getBytes(US_ASCII))
                        .sign(new byte[2]));
        assertThat(IntStream.of(key.sign(new byte[1]).length)).containsExactly(32);
    }
}
