/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.Signer;
import java.io.File;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The vectors of C2SP/wycheproof ({@code testvectors_v1}, commit dac1dd4, Apache-2.0), read from the folder that the system property
 * {@code keyguard.vectors} names.
 */
@Tag("vectors")
class WycheproofTest {
    private static final File VECTORS = new File(System.getProperty("keyguard.vectors", ""), "wycheproof");

    private static JsonNode file(String name) throws Exception {
        return new ObjectMapper().readTree(new File(VECTORS, name + "_test.json"));
    }

    private static byte[] hex(JsonNode from, String field) {
        return HexFormat.of().parseHex(from.get(field).asText());
    }

    private static SecretBytes box(byte[] bytes) {
        return SecretBytes.copyOf(bytes, Keys.ACCESS);
    }

    private static boolean isValid(JsonNode test) {
        return !test.get("result").asText().equals("invalid");
    }

    @ParameterizedTest
    @CsvSource({"hmac_sha256, HMAC_SHA256", "hmac_sha384, HMAC_SHA384", "hmac_sha512, HMAC_SHA512"})
    void hmac_signsAsEveryVectorSays(String name, SignatureAlgorithm algorithm) throws Exception {
        int seen = 0;
        JsonNode file = file(name);
        for (JsonNode group : file.get("testGroups")) {
            int length = group.get("tagSize").asInt() / 8;
            for (JsonNode test : group.get("tests")) {
                try (Signer signer = Signer.of(algorithm, SecretEncoding.TEXT, box(hex(test, "key")))) {
                    byte[] made = Arrays.copyOf(signer.sign(hex(test, "msg")), length);
                    assertThat(Arrays.equals(made, hex(test, "tag")))
                            .as("%s %s", name, test.get("tcId"))
                            .isEqualTo(isValid(test));
                }
                seen++;
            }
        }
        assertThat(seen).isEqualTo(file.get("numberOfTests").asInt()).isPositive();
    }

    @Test
    void rsa_signsAsEveryVectorOfItsDigestSays() throws Exception {
        int seen = 0;
        for (JsonNode group : file("rsa_pkcs1_2048_sig_gen").get("testGroups")) {
            if (group.get("sha").asText().equals("SHA-256")) {
                byte[] pem = group.get("privateKeyPem").asText().getBytes(UTF_8);
                try (Signer signer = Signer.of(SignatureAlgorithm.RSA_PKCS1_SHA256, SecretEncoding.PEM, box(pem))) {
                    for (JsonNode test : group.get("tests")) {
                        assertThat(signer.sign(hex(test, "msg")))
                                .as("%s", test.get("tcId"))
                                .isEqualTo(hex(test, "sig"));
                        seen++;
                    }
                }
            }
        }
        assertThat(seen).isEqualTo(10);
    }

    /** Vectors for those who verify have no private key: they show that what judges signatures of ours below tells right from wrong. */
    @ParameterizedTest
    @CsvSource({"ed25519", "ecdsa_secp256r1_sha256_p1363", "rsa_signature_2048_sha256"})
    void judgeOfSignatures_decidesAsEveryVectorSays(String name) throws Exception {
        int seen = 0;
        JsonNode file = file(name);
        for (JsonNode group : file.get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                if (!test.get("result").asText().equals("acceptable")) {
                    assertThat(accepts(name, group, hex(test, "msg"), hex(test, "sig")))
                            .as("%s %s %s", name, test.get("tcId"), test.get("comment"))
                            .isEqualTo(isValid(test));
                }
                seen++;
            }
        }
        assertThat(seen).isEqualTo(file.get("numberOfTests").asInt()).isPositive();
    }

    /** The vectors for these algorithms have public keys alone, so the key is one of ours: their messages, our signatures, and the judge that decided as every vector says. */
    @ParameterizedTest
    @CsvSource({
        "ed25519, ED25519, Ed25519, 255",
        "ecdsa_secp256r1_sha256_p1363, ECDSA_P256_SHA256, EC, 256",
        "rsa_signature_2048_sha256, RSA_PKCS1_SHA256, RSA, 2048"
    })
    void signer_overTheMessagesOfEveryVector_isAcceptedByTheJudge_andNotWithABitChanged(
            String name, SignatureAlgorithm algorithm, String keys, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
        generator.initialize(bits);
        KeyPair pair = generator.generateKeyPair();
        JsonNode own = publicKey(pair.getPublic().getEncoded());
        int seen = 0;
        try (Signer signer =
                Signer.of(algorithm, SecretEncoding.PEM, box(pem(pair).getBytes(UTF_8)))) {
            for (JsonNode group : file(name).get("testGroups")) {
                for (JsonNode test : group.get("tests")) {
                    byte[] message = hex(test, "msg");
                    byte[] made = signer.sign(message);
                    assertThat(accepts(name, own, message, made))
                            .as("%s %s", name, test.get("tcId"))
                            .isTrue();
                    int bit = seen % (8 * made.length);
                    made[bit / 8] ^= (byte) (1 << (bit % 8));
                    assertThat(accepts(name, own, message, made))
                            .as("%s %s with bit %s changed", name, test.get("tcId"), bit)
                            .isFalse();
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(file(name).get("numberOfTests").asInt());
    }

    /** As in a group of vectors. The key itself stands at the end of its X.509 form. */
    private static JsonNode publicKey(byte[] x509) {
        HexFormat hex = HexFormat.of();
        ObjectNode group = new ObjectMapper().createObjectNode();
        group.put("publicKeyDer", hex.formatHex(x509));
        group.putObject("publicKey")
                .put("pk", hex.formatHex(x509, Math.max(0, x509.length - 32), x509.length))
                .put("uncompressed", hex.formatHex(x509, Math.max(0, x509.length - 65), x509.length));
        return group;
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----";
    }

    private static boolean accepts(String name, JsonNode group, byte[] message, byte[] signature) throws Exception {
        return switch (name) {
            case "ed25519" ->
                signature.length == Ed25519.SIGNATURE_SIZE
                        && Ed25519.verify(
                                signature, 0, hex(group.get("publicKey"), "pk"), 0, message, 0, message.length);
            case "rsa_signature_2048_sha256" -> acceptsRsa(hex(group, "publicKeyDer"), message, signature);
            default -> acceptsP256(hex(group.get("publicKey"), "uncompressed"), message, signature);
        };
    }

    private static boolean acceptsP256(byte[] point, byte[] message, byte[] signature) throws Exception {
        X9ECParameters curve = CustomNamedCurves.getByName("P-256");
        var judge = new ECDSASigner();
        judge.init(
                false, new ECPublicKeyParameters(curve.getCurve().decodePoint(point), new ECDomainParameters(curve)));
        return signature.length == 64
                && judge.verifySignature(
                        MessageDigest.getInstance("SHA-256").digest(message),
                        new BigInteger(1, signature, 0, 32),
                        new BigInteger(1, signature, 32, 32));
    }

    private static boolean acceptsRsa(byte[] der, byte[] message, byte[] signature) throws Exception {
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        Signature judge = Signature.getInstance("SHA256withRSA");
        judge.initVerify(key);
        judge.update(message);
        try {
            return judge.verify(signature);
        } catch (SignatureException e) {
            // Of the wrong length.
            return false;
        }
    }

    @net.jqwik.api.Tag("vectors")
    @Property(tries = 200)
    void ecdsa_ofAnyMessage_isAcceptedByTheJudge(@ForAll byte[] message) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        byte[] named = pair.getPublic().getEncoded();

        try (Signer signer = Signer.of(
                SignatureAlgorithm.ECDSA_P256_SHA256,
                SecretEncoding.PEM,
                box(pem(pair).getBytes(UTF_8)))) {
            assertThat(acceptsP256(
                            Arrays.copyOfRange(named, named.length - 65, named.length), message, signer.sign(message)))
                    .isTrue();
        }
    }

    @Test
    void vaultCipher_sealsAndOpensAsEveryVectorSays() throws Exception {
        int seen = 0;
        JsonNode file = file("xchacha20_poly1305");
        for (JsonNode group : file.get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                if (group.get("ivSize").asInt() == 8 * VaultCipher.NONCE_LENGTH) {
                    check(test);
                }
                seen++;
            }
        }
        assertThat(seen).isEqualTo(file.get("numberOfTests").asInt()).isPositive();
    }

    private static void check(JsonNode test) {
        byte[] message = hex(test, "msg");
        byte[] sealed = HexFormat.of()
                .parseHex(test.get("ct").asText() + test.get("tag").asText());
        ByteBuffer opened = ByteBuffer.allocateDirect(Math.max(0, sealed.length - VaultCipher.TAG_LENGTH));
        try (SecretBytes key = box(hex(test, "key"))) {
            assertThat(VaultCipher.open(key, hex(test, "iv"), hex(test, "aad"), sealed, opened))
                    .as("%s", test.get("tcId"))
                    .isEqualTo(isValid(test));
            if (isValid(test)) {
                assertThat(VaultCipher.seal(key, hex(test, "iv"), hex(test, "aad"), ByteBuffer.wrap(message)))
                        .isEqualTo(sealed);
                assertThat(opened.rewind()).isEqualTo(ByteBuffer.wrap(message));
            }
        }
    }
}
