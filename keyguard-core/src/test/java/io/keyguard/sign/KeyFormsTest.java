/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyMaterialException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Private keys put together by hand, whole and with one thing wrong at a time: a reader that lets a wrong form pass would sign with something else than the owner's
 * key. Forms: RFC 5958 (PKCS#8), RFC 8410 (Ed25519), RFC 5915 (EC), RFC 8017 (RSA); lengths as DER has them (X.690, 8.1.3 and 10.1).
 */
class KeyFormsTest {
    private static final String ED25519 = "06032b6570";
    private static final String EC = "06072a8648ce3d0201";
    private static final String P256 = "06082a8648ce3d030107";
    private static final String K256 = "06052b8104000a";
    private static final String RSA = "06092a864886f70d010101";
    private static final String NULL = "0500";
    private static final String VERSION_0 = "020100";
    private static final String VERSION_1 = "020101";
    private static final String SEED = "9d".repeat(32);
    private static final String SCALAR = "5e".repeat(32);

    private static final String RSA_NUMBERS = rsaNumbers();

    private static String rsaNumbers() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            var numbers = new StringBuilder();
            for (var number : List.of(
                    key.getModulus(),
                    key.getPublicExponent(),
                    key.getPrivateExponent(),
                    key.getPrimeP(),
                    key.getPrimeQ(),
                    key.getPrimeExponentP(),
                    key.getPrimeExponentQ(),
                    key.getCrtCoefficient())) {
                numbers.append(der(0x02, HexFormat.of().formatHex(number.toByteArray())));
            }
            return numbers.toString();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** An element of DER, in hex. */
    private static String der(int tag, String content) {
        int length = content.length() / 2;
        String size = length < 0x80
                ? String.format("%02x", length)
                : length < 0x100 ? String.format("81%02x", length) : String.format("82%04x", length);
        return String.format("%02x", tag) + size + content;
    }

    private static String sequence(String... parts) {
        return der(0x30, String.join("", parts));
    }

    private static String octets(String content) {
        return der(0x04, content);
    }

    private static String pkcs8(String version, String algorithm, String key, String... more) {
        return sequence(version, algorithm, key, String.join("", more));
    }

    private static String edKey(String seed) {
        return pkcs8(VERSION_0, sequence(ED25519), octets(octets(seed)));
    }

    private static String ecKey(String inner) {
        return pkcs8(VERSION_0, sequence(EC, P256), octets(inner));
    }

    private static String ecInner(String version, String scalar, String... more) {
        return sequence(version, octets(scalar), String.join("", more));
    }

    private static String rsaKey(String inner) {
        return pkcs8(VERSION_0, sequence(RSA, NULL), octets(inner));
    }

    private static Signer signer(SignatureAlgorithm algorithm, String hex) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(HexFormat.of().parseHex(hex));
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(out.toByteArray())
                + "\n-----END PRIVATE KEY-----\n";
        return Signer.of(
                algorithm, SecretEncoding.PEM, SecretBytes.copyOf(pem.getBytes(US_ASCII), InsecureSecretAccess.get()));
    }

    private record Form(String name, SignatureAlgorithm algorithm, String hex) {}

    private static List<Form> good() {
        return List.of(
                new Form("ed25519", SignatureAlgorithm.ED25519, edKey(SEED)),
                new Form(
                        "ed25519 of version 1 with its public key",
                        SignatureAlgorithm.ED25519,
                        pkcs8(VERSION_1, sequence(ED25519), octets(octets(SEED)), der(0x81, "00" + "11".repeat(32)))),
                new Form(
                        "ed25519 with a null parameter",
                        SignatureAlgorithm.ED25519,
                        pkcs8(VERSION_0, sequence(ED25519, NULL), octets(octets(SEED)))),
                new Form("p-256", SignatureAlgorithm.ECDSA_P256_SHA256, ecKey(ecInner(VERSION_1, SCALAR))),
                new Form(
                        "p-256 with its curve",
                        SignatureAlgorithm.ECDSA_P256_SHA256,
                        ecKey(ecInner(VERSION_1, SCALAR, der(0xa0, P256)))),
                new Form("rsa", SignatureAlgorithm.RSA_PKCS1_SHA256, rsaKey(sequence(VERSION_0, RSA_NUMBERS))));
    }

    private static List<Form> bad() {
        var bad = new ArrayList<Form>();
        ed25519(bad);
        p256(bad);
        rsa(bad);
        return bad;
    }

    private static void ed25519(List<Form> bad) {
        SignatureAlgorithm ed = SignatureAlgorithm.ED25519;
        bad.add(new Form("nothing", ed, ""));
        bad.add(new Form("seed of 31", ed, edKey("9d".repeat(31))));
        bad.add(new Form("seed of 33", ed, edKey("9d".repeat(33))));
        bad.add(new Form("something behind it", ed, edKey(SEED) + "00"));
        bad.add(new Form("another kind", ed, pkcs8(VERSION_0, sequence(RSA), octets(octets(SEED)))));
        bad.add(new Form("kind with a tail", ed, pkcs8(VERSION_0, sequence("06042b657000"), octets(octets(SEED)))));
        bad.add(new Form("a parameter", ed, pkcs8(VERSION_0, sequence(ED25519, P256), octets(octets(SEED)))));
        bad.add(new Form("a longer null", ed, pkcs8(VERSION_0, sequence(ED25519, "050100"), octets(octets(SEED)))));
        bad.add(new Form("version 2", ed, pkcs8("020102", sequence(ED25519), octets(octets(SEED)))));
        bad.add(new Form("version of two bytes", ed, pkcs8("02020000", sequence(ED25519), octets(octets(SEED)))));
        bad.add(new Form("no inner octets", ed, pkcs8(VERSION_0, sequence(ED25519), octets(SEED))));
        bad.add(new Form("a set for the sequence", ed, "31" + edKey(SEED).substring(2)));
        bad.add(new Form("length in two bytes for one", ed, edKey(SEED).replaceFirst("^302e", "30812e")));
        bad.add(new Form("length in three bytes for one", ed, edKey(SEED).replaceFirst("^302e", "3082002e")));
        bad.add(new Form("length in four bytes", ed, edKey(SEED).replaceFirst("^302e", "308300002e")));
        bad.add(new Form("length without end", ed, edKey(SEED).replaceFirst("^302e", "3080")));
        bad.add(new Form("longer than it is", ed, edKey(SEED).replaceFirst("^302e", "302f")));
        bad.add(new Form("cut within a length", ed, "3081"));
    }

    private static void p256(List<Form> bad) {
        SignatureAlgorithm ec = SignatureAlgorithm.ECDSA_P256_SHA256;
        bad.add(new Form("version 0", ec, ecKey(ecInner(VERSION_0, SCALAR))));
        bad.add(new Form("scalar of 31", ec, ecKey(ecInner(VERSION_1, "5e".repeat(31)))));
        bad.add(new Form("scalar of 33", ec, ecKey(ecInner(VERSION_1, "00" + SCALAR))));
        bad.add(new Form("scalar zero", ec, ecKey(ecInner(VERSION_1, "00".repeat(32)))));
        bad.add(new Form(
                "scalar as large as the order",
                ec,
                ecKey(ecInner(VERSION_1, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"))));
        bad.add(new Form(
                "another curve", ec, pkcs8(VERSION_0, sequence(EC, K256), octets(ecInner(VERSION_1, SCALAR)))));
        bad.add(new Form("another curve inside", ec, ecKey(ecInner(VERSION_1, SCALAR, der(0xa0, K256)))));
        bad.add(new Form("no curve", ec, pkcs8(VERSION_0, sequence(EC), octets(ecInner(VERSION_1, SCALAR)))));
        bad.add(new Form("something behind the scalar", ec, ecKey(ecInner(VERSION_1, SCALAR, NULL))));
        bad.add(new Form("something behind the inner key", ec, ecKey(ecInner(VERSION_1, SCALAR) + "00")));
        bad.add(new Form("empty public key", ec, ecKey(ecInner(VERSION_1, SCALAR, der(0xa1, der(0x03, ""))))));
        bad.add(new Form("public key of no bits", ec, ecKey(ecInner(VERSION_1, SCALAR, der(0xa1, der(0x03, "00"))))));
        bad.add(new Form(
                "public key of odd bits", ec, ecKey(ecInner(VERSION_1, SCALAR, der(0xa1, der(0x03, "0104"))))));
        bad.add(new Form(
                "public key of another",
                ec,
                ecKey(ecInner(VERSION_1, SCALAR, der(0xa1, der(0x03, "0004" + "11".repeat(64)))))));
    }

    private static void rsa(List<Form> bad) {
        SignatureAlgorithm rsa = SignatureAlgorithm.RSA_PKCS1_SHA256;
        bad.add(new Form("of more primes", rsa, rsaKey(sequence(VERSION_1, RSA_NUMBERS))));
        bad.add(new Form("something behind the numbers", rsa, rsaKey(sequence(VERSION_0, RSA_NUMBERS, NULL))));
        bad.add(new Form("something behind the inner key", rsa, rsaKey(sequence(VERSION_0, RSA_NUMBERS) + "00")));
        bad.add(new Form("an empty number", rsa, rsaKey(sequence(VERSION_0, "0200", RSA_NUMBERS))));
        bad.add(new Form(
                "a negative exponent",
                rsa,
                rsaKey(sequence(VERSION_0, RSA_NUMBERS.replaceFirst("0203010001", "0203ff0001")))));
    }

    @TestFactory
    List<DynamicTest> of_wholeKey_signs() {
        return good().stream()
                .map(form -> DynamicTest.dynamicTest(form.name(), () -> {
                    try (Signer signer = signer(form.algorithm(), form.hex())) {
                        assertThat(signer.sign(new byte[] {1})).hasSize(signer.signatureLength());
                        assertThat(signer.toString()).isNotBlank();
                    }
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> of_oneThingWrong_isRefused() {
        return bad().stream()
                .map(form -> DynamicTest.dynamicTest(
                        form.algorithm() + ", " + form.name(),
                        () -> assertThatThrownBy(() -> signer(form.algorithm(), form.hex()))
                                .isInstanceOf(KeyMaterialException.class)
                                .hasNoCause()))
                .toList();
    }

    /** RFC 8017: the modulus of 2,048 bits is the shortest that is taken, and of 16,384 the longest. */
    @Test
    void of_modulusOfAnotherLength_isRefusedByItsBits() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        String hex = HexFormat.of()
                .formatHex(generator.generateKeyPair().getPrivate().getEncoded());
        assertThatThrownBy(() -> signer(SignatureAlgorithm.RSA_PKCS1_SHA256, hex))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("1024 bits");
    }

    @Test
    void closedSigningKey_signsNoMore() {
        SecretBytes part = SecretBytes.copyOf("canary-secret".getBytes(US_ASCII), InsecureSecretAccess.get());
        SigningKey key = SigningKey.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, part, part, null, null);
        key.close();
        assertThatThrownBy(() -> key.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThat(SignatureAlgorithm.HMAC_SHA384.hasPrivateKey()).isFalse();
        assertThat(SignatureAlgorithm.ED25519.hasPrivateKey()).isTrue();
    }
}
