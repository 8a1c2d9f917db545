/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyMaterialException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys as venues hand them out, against the first two vectors of RFC 8032 §7.1. */
class PrivateKeyTextTest {
    private static final String SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private static final String PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String SIGNATURE_OF_NOTHING =
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    private static final String OTHER_PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static String pem(String label, byte[] der, String lineEnd) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n").replace("\n", lineEnd);
    }

    private static Signer signer(SignatureAlgorithm algorithm, String text) {
        return Signer.of(
                algorithm,
                SecretEncoding.PRIVATE_KEY,
                SecretBytes.copyOf(text.getBytes(UTF_8), InsecureSecretAccess.get()));
    }

    @Test
    void signature_ofAnEd25519Key_isTheSameInEveryForm() {
        byte[] der = HexFormat.of().parseHex("302e020100300506032b657004220420" + SEED);
        for (String form : List.of(
                base64(SEED),
                base64(SEED + PUBLIC),
                base64(SEED + PUBLIC) + "\n",
                pem("PRIVATE KEY", der, "\n"),
                pem("PRIVATE KEY", der, "\\n"),
                pem("PRIVATE KEY", der, "\\r\\n"))) {
            try (Signer signer = signer(SignatureAlgorithm.ED25519, form)) {
                assertThat(signer.sign(new byte[0]))
                        .as(form.substring(0, 4))
                        .isEqualTo(HexFormat.of().parseHex(SIGNATURE_OF_NOTHING));
            }
        }
    }

    @Test
    void signature_ofAKeyOnP256WhoseLineEndsAreEscaped_verifies() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        byte[] sec1 = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded("DER");
        byte[] message = "message".getBytes(UTF_8);
        for (String lineEnd : List.of("\n", "\\n")) {
            try (Signer signer = signer(SignatureAlgorithm.ECDSA_P256_SHA256, pem("EC PRIVATE KEY", sec1, lineEnd))) {
                Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
                verifier.initVerify(pair.getPublic());
                verifier.update(message);
                assertThat(verifier.verify(signer.sign(message))).as(lineEnd).isTrue();
            }
        }
    }

    @Test
    void pair_whosePublicHalfIsOfAnotherKey_isRefused() {
        assertThatThrownBy(() -> signer(SignatureAlgorithm.ED25519, base64(SEED + OTHER_PUBLIC)))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("another key")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 31, 33, 63, 65})
    void base64_ofAnotherLength_isRefused(int length) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) 0x5e);
        String text = Base64.getEncoder().encodeToString(key);

        assertThatThrownBy(() -> signer(SignatureAlgorithm.ED25519, text))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageNotContaining(text)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "nWGx3+8\\q", "nWGx\\", "\\", "nWGx nWGx"})
    void text_thatIsNeitherPemNorBase64_isRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> signer(SignatureAlgorithm.ED25519, text))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageNotContaining(text)
                .hasNoCause();
    }

    @Test
    void base64_ofAKeyThatIsNotEd25519_isRefused() {
        for (SignatureAlgorithm algorithm :
                List.of(SignatureAlgorithm.ECDSA_P256_SHA256, SignatureAlgorithm.RSA_PKCS1_SHA256)) {
            assertThatThrownBy(() -> signer(algorithm, base64(SEED)))
                    .isInstanceOf(KeyMaterialException.class)
                    .hasMessageContaining("not a PEM");
        }
    }

    @Test
    void pem_withEscapedLineEnds_isRefusedWhereTheVenueHasThePlainForm() {
        byte[] der = HexFormat.of().parseHex("302e020100300506032b657004220420" + SEED);
        SecretBytes secret =
                SecretBytes.copyOf(pem("PRIVATE KEY", der, "\\n").getBytes(UTF_8), InsecureSecretAccess.get());

        assertThatThrownBy(() -> Signer.of(SignatureAlgorithm.ED25519, SecretEncoding.PEM, secret))
                .isInstanceOf(KeyMaterialException.class);
    }
}
