/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyMaterialException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Private keys in every notation, and what is no private key. The keys are made for the test and forgotten with it. */
class PrivateKeysTest {
    private static final KeyPair EC = pair("EC", 256);
    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair ED25519 = pair("Ed25519", 255);
    private static final Map<SignatureAlgorithm, KeyPair> PAIRS = Map.of(
            SignatureAlgorithm.ECDSA_P256_SHA256, EC,
            SignatureAlgorithm.RSA_PKCS1_SHA256, RSA,
            SignatureAlgorithm.ED25519, ED25519);
    private static final Map<SignatureAlgorithm, String> JCA = Map.of(
            SignatureAlgorithm.ECDSA_P256_SHA256, "SHA256withECDSAinP1363Format",
            SignatureAlgorithm.RSA_PKCS1_SHA256, "SHA256withRSA",
            SignatureAlgorithm.ED25519, "Ed25519");

    private static KeyPair pair(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static SecretBytes box(String text) {
        return SecretBytes.copyOf(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    private static Signer signer(SignatureAlgorithm algorithm, String pem) {
        return Signer.of(algorithm, SecretEncoding.PEM, box(pem));
    }

    private static boolean verifies(SignatureAlgorithm algorithm, byte[] message, byte[] made) throws Exception {
        return verifies(algorithm, PAIRS.get(algorithm).getPublic(), message, made);
    }

    private static boolean verifies(SignatureAlgorithm algorithm, PublicKey key, byte[] message, byte[] made)
            throws Exception {
        Signature signature = Signature.getInstance(JCA.get(algorithm));
        signature.initVerify(key);
        signature.update(message);
        return signature.verify(made);
    }

    private static byte[] older(KeyPair pair) throws Exception {
        return PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded("DER");
    }

    /** Each algorithm in each notation. */
    static Stream<Object[]> notations() throws Exception {
        return Stream.of(
                new Object[] {
                    SignatureAlgorithm.ECDSA_P256_SHA256,
                    pem("PRIVATE KEY", EC.getPrivate().getEncoded())
                },
                new Object[] {SignatureAlgorithm.ECDSA_P256_SHA256, pem("EC PRIVATE KEY", older(EC))},
                new Object[] {
                    SignatureAlgorithm.ECDSA_P256_SHA256,
                    "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                            + pem("EC PRIVATE KEY", older(EC)).replace("\n", "\r\n")
                },
                new Object[] {
                    SignatureAlgorithm.RSA_PKCS1_SHA256,
                    pem("PRIVATE KEY", RSA.getPrivate().getEncoded())
                },
                new Object[] {SignatureAlgorithm.RSA_PKCS1_SHA256, pem("RSA PRIVATE KEY", older(RSA))},
                new Object[] {
                    SignatureAlgorithm.ED25519,
                    pem("PRIVATE KEY", ED25519.getPrivate().getEncoded())
                });
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("notations")
    void sign_withAKeyInAnyNotation_verifies(SignatureAlgorithm algorithm, String pem) throws Exception {
        byte[] message = "GET/api/v3/account".getBytes(US_ASCII);
        try (Signer signer = signer(algorithm, pem)) {
            byte[] made = signer.sign(message);

            assertThat(made).hasSize(signer.signatureLength());
            assertThat(verifies(algorithm, message, made)).isTrue();
            message[0]++;
            assertThat(verifies(algorithm, message, made)).isFalse();
        }
    }

    @Property(tries = 60)
    void sign_partOfAnyArray_verifiesAndTouchesNothingElse(
            @ForAll @Size(max = 300) byte[] message, @ForAll @IntRange(max = 20) int at) throws Exception {
        for (SignatureAlgorithm algorithm : PAIRS.keySet()) {
            try (Signer signer = signer(
                    algorithm,
                    pem("PRIVATE KEY", PAIRS.get(algorithm).getPrivate().getEncoded()))) {
                int from = message.length / 3;
                int length = signer.signatureLength();
                byte[] target = new byte[length + 40];

                signer.sign(message, from, message.length - from, target, at);

                assertThat(verifies(
                                algorithm,
                                Arrays.copyOfRange(message, from, message.length),
                                Arrays.copyOfRange(target, at, at + length)))
                        .isTrue();
                Arrays.fill(target, at, at + length, (byte) 0);
                assertThat(target).containsOnly(0);
                assertThatThrownBy(() -> signer.sign(message, 0, message.length, target, 41))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> signer.sign(message, 0, message.length + 1, target, 0))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    /** RFC 6979, appendix A.2.5. */
    @ParameterizedTest
    @CsvSource({
        "sample, EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716, F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        "test, F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367, 019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"
    })
    void ecdsa_ofTheRfc_isTheRfcs(String message, String r, String s) {
        String scalar = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
        byte[] sec1 = HexFormat.of().parseHex("30310201010420" + scalar + "a00a06082a8648ce3d030107");

        try (Signer signer = signer(SignatureAlgorithm.ECDSA_P256_SHA256, pem("EC PRIVATE KEY", sec1))) {
            assertThat(signer.sign(message.getBytes(US_ASCII)))
                    .isEqualTo(HexFormat.of().parseHex(r + s));
        }
    }

    @Test
    void rsa_twice_isTheSameAndWhatTheJdkMakes() throws Exception {
        Signature jdk = Signature.getInstance("SHA256withRSA");
        jdk.initSign(RSA.getPrivate());
        jdk.update(new byte[100]);

        try (Signer signer = signer(
                SignatureAlgorithm.RSA_PKCS1_SHA256,
                pem("PRIVATE KEY", RSA.getPrivate().getEncoded()))) {
            assertThat(signer.sign(new byte[100])).isEqualTo(jdk.sign()).isEqualTo(signer.sign(new byte[100]));
        }
    }

    /** What is refused, and what the message says. */
    static Stream<Object[]> notThisKey() throws Exception {
        byte[] ec = EC.getPrivate().getEncoded();
        byte[] rsa = RSA.getPrivate().getEncoded();
        SignatureAlgorithm ecdsa = SignatureAlgorithm.ECDSA_P256_SHA256;
        return Stream.of(
                new Object[] {ecdsa, "canary", "not a PEM"},
                new Object[] {ecdsa, pem("PRIVATE KEY", rsa), "another kind"},
                new Object[] {ecdsa, pem("RSA PRIVATE KEY", older(RSA)), "not a PEM with a private key of this kind"},
                new Object[] {SignatureAlgorithm.RSA_PKCS1_SHA256, pem("PRIVATE KEY", ec), "another kind"},
                new Object[] {SignatureAlgorithm.RSA_PKCS1_SHA256, pem("EC PRIVATE KEY", older(EC)), "not a PEM"},
                new Object[] {SignatureAlgorithm.ED25519, pem("PRIVATE KEY", ec), "another kind"},
                new Object[] {ecdsa, pem("PRIVATE KEY", ED25519.getPrivate().getEncoded()), "another kind"},
                new Object[] {
                    ecdsa, pem("PRIVATE KEY", pair("EC", 384).getPrivate().getEncoded()), "another kind"
                },
                new Object[] {
                    SignatureAlgorithm.RSA_PKCS1_SHA256,
                    pem("PRIVATE KEY", pair("RSA", 1024).getPrivate().getEncoded()),
                    "1024 bits instead of 2048"
                },
                new Object[] {ecdsa, pem("ENCRYPTED PRIVATE KEY", ec), "decrypt it first"},
                new Object[] {
                    ecdsa,
                    pem("EC PRIVATE KEY", older(EC))
                            .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"),
                    "decrypt it first"
                },
                new Object[] {ecdsa, scalar("00".repeat(32)), "out of range"},
                new Object[] {ecdsa, scalar("ff".repeat(32)), "out of range"},
                new Object[] {ecdsa, withOtherPoint(), "another key than its public part"});
    }

    private static String scalar(String hex) {
        return pem("EC PRIVATE KEY", HexFormat.of().parseHex("30310201010420" + hex + "a00a06082a8648ce3d030107"));
    }

    private static String withOtherPoint() {
        return pem("EC PRIVATE KEY", withPoint(pair("EC", 256)));
    }

    /** The private key of the test, with the public point of {@code other}. */
    private static byte[] withPoint(KeyPair other) {
        BigInteger scalar = ((ECPrivateKey) EC.getPrivate()).getS();
        byte[] named = other.getPublic().getEncoded();
        return HexFormat.of()
                .parseHex("30770201010420" + String.format("%064x", scalar) + "a00a06082a8648ce3d030107a144034200"
                        + HexFormat.of().formatHex(named, named.length - 65, named.length));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("notThisKey")
    void signer_ofWhatIsNoSuchKey_isRefusedAndSaysWhy(SignatureAlgorithm algorithm, String pem, String why) {
        assertThatThrownBy(() -> signer(algorithm, pem))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining(algorithm.name())
                .hasMessageContaining(why)
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    /** A key that lost or changed a byte never signs as another one. */
    @Property(tries = 300)
    void signer_ofADamagedKey_isRefusedOrSignsLikeTheWholeOne(
            @ForAll boolean rsa, @ForAll @IntRange(max = 2000) int where, @ForAll byte change) throws Exception {
        SignatureAlgorithm algorithm = rsa ? SignatureAlgorithm.RSA_PKCS1_SHA256 : SignatureAlgorithm.ECDSA_P256_SHA256;
        byte[] der = rsa ? older(RSA) : withPoint(EC);
        String label = rsa ? "RSA PRIVATE KEY" : "EC PRIVATE KEY";
        byte[] shorter = Arrays.copyOf(der, where % der.length);
        der[where % der.length] ^= change;

        assertThatThrownBy(() -> signer(algorithm, pem(label, shorter))).isInstanceOf(KeyMaterialException.class);
        try (Signer signer = signer(algorithm, pem(label, der))) {
            assertThat(verifies(algorithm, new byte[10], signer.sign(new byte[10])))
                    .isTrue();
        } catch (KeyMaterialException e) {
            assertThat(change).isNotZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ECDSA_P256_SHA256", "RSA_PKCS1_SHA256"})
    void chosenProvider_signsWithTheSameKey(SignatureAlgorithm algorithm) throws Exception {
        Provider chosen =
                Security.getProvider(algorithm == SignatureAlgorithm.RSA_PKCS1_SHA256 ? "SunRsaSign" : "SunEC");
        String pem = pem("PRIVATE KEY", PAIRS.get(algorithm).getPrivate().getEncoded());
        byte[] message = "GET/accounts".getBytes(US_ASCII);

        Signer signer = Signer.of(algorithm, SecretEncoding.PEM, box(pem), chosen);
        for (int i = 0; i < 50; i++) {
            message[0]++;
            assertThat(verifies(algorithm, message, signer.sign(message))).isTrue();
        }
        assertThat(signer).hasToString("JcaSigner[" + algorithm + ", " + chosen.getName() + "]");
        signer.close();

        assertThatThrownBy(() -> signer.sign(message)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void chosenProvider_thatDoesNotKnowTheAlgorithm_isNamed() {
        assertThatThrownBy(() -> Signer.of(
                        SignatureAlgorithm.ED25519,
                        SecretEncoding.PEM,
                        box(pem("PRIVATE KEY", ED25519.getPrivate().getEncoded())),
                        Security.getProvider("SunRsaSign")))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("SunRsaSign")
                .hasNoCause();
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ECDSA_P256_SHA256", "RSA_PKCS1_SHA256"})
    void close_ofASigner_endsIt(SignatureAlgorithm algorithm) {
        Signer signer = signer(
                algorithm, pem("PRIVATE KEY", PAIRS.get(algorithm).getPrivate().getEncoded()));
        signer.close();
        signer.close();

        assertThatThrownBy(() -> signer.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThat(signer.toString()).doesNotContain("PRIVATE");
    }
}
