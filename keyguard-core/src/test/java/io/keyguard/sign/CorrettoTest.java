/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amazon's provider, chosen as {@code docs/secrets.md} says: an accelerated one that is not the JDK's. It is on the class path in the profile {@code external} alone. */
@Tag("external")
class CorrettoTest {
    private static Provider corretto;

    @BeforeAll
    static void load() throws Exception {
        // Or it leaves keys of Ed25519 to the JDK.
        System.setProperty("com.amazon.corretto.crypto.provider.registerEdKeyFactory", "true");
        Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
        corretto = (Provider) type.getField("INSTANCE").get(null);
        // Without its native half it would have nothing to sign with.
        type.getMethod("assertHealthy").invoke(corretto);
    }

    @ParameterizedTest
    @CsvSource({
        "ED25519, Ed25519, 255, Ed25519",
        "ECDSA_P256_SHA256, EC, 256, SHA256withECDSAinP1363Format",
        "RSA_PKCS1_SHA256, RSA, 2048, SHA256withRSA"
    })
    void signer_byTheChosenProvider_signsWhatTheJdkVerifies(
            SignatureAlgorithm algorithm, String keys, int bits, String signatures) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, "Sun" + (bits > 256 ? "RsaSign" : "EC"));
        generator.initialize(bits);
        KeyPair pair = generator.generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----";
        byte[] message = "GET/accounts".getBytes(US_ASCII);
        Signature judge = Signature.getInstance(signatures, "Sun" + (bits > 256 ? "RsaSign" : "EC"));

        Signer signer;
        try (SecretBytes secret = SecretBytes.copyOf(pem.getBytes(US_ASCII), InsecureSecretAccess.get())) {
            signer = Signer.of(algorithm, SecretEncoding.PEM, secret, corretto);
        }
        for (int i = 0; i < 100; i++) {
            message[i % message.length]++;
            byte[] made = signer.sign(message);
            judge.initVerify(pair.getPublic());
            judge.update(message);
            assertThat(judge.verify(made)).as("signature %s", i).isTrue();
        }
        assertThat(signer).hasToString("JcaSigner[" + algorithm + ", AmazonCorrettoCryptoProvider]");
        signer.close();

        assertThatThrownBy(() -> signer.sign(message)).isInstanceOf(IllegalStateException.class);
    }
}
