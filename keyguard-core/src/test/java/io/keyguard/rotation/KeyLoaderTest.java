/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.KeyMaterialException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyLoaderTest {
    private final FakeKeyVenue venue = new FakeKeyVenue();
    private final KeyLoader loader = new KeyLoader(
            Map.of(FakeKeyVenue.ID, venue),
            InstantSource.system(),
            System::nanoTime,
            null,
            key -> Optional.empty(),
            name -> () -> 0);

    private static ApiKey key(SignatureAlgorithm algorithm, String apiKey, String secret, String passphrase) {
        return ApiKey.builder(KeyId.of("grid"))
                .on(FakeKeyVenue.ID, "main")
                .algorithm(algorithm)
                .material(box(apiKey), box(secret), box(passphrase))
                .build();
    }

    private static SecretBytes box(String text) {
        return SecretBytes.copyOf(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private void assertRefused(ApiKey key, String part) {
        try (key) {
            assertThatThrownBy(() -> loader.load(key, venue))
                    .isInstanceOf(KeyMaterialException.class)
                    .hasMessageContaining("the " + part + " of key 'grid' begins or ends with white space")
                    .hasMessageContaining("store the key again")
                    .hasMessageNotContaining("canary");
        }
    }

    /** As from a file that ends with a line break, which the venue would refuse without a word of why. */
    @ParameterizedTest
    @ValueSource(strings = {"%s\n", "%s\r\n", "%s ", "%s\t", " %s", "\n%s", "%s\u00a0", "\ufeff%s"})
    void part_withWhiteSpaceAroundIt_isRefusedByItsName(String form) {
        SignatureAlgorithm hmac = SignatureAlgorithm.HMAC_SHA256;

        assertRefused(key(hmac, form.replace("%s", "AK1-synthetic"), "canary-secret", "canary-pass"), "API key");
        assertRefused(key(hmac, "AK1-synthetic", form.replace("%s", "canary-secret"), "canary-pass"), "secret");
        assertRefused(key(hmac, "AK1-synthetic", "canary-secret", form.replace("%s", "canary-pass")), "passphrase");
    }

    @Test
    void whiteSpace_withinAPartOrAroundAPem_isNoMatter() throws Exception {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder()
                        .encodeToString(KeyPairGenerator.getInstance("Ed25519")
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded())
                + "\n-----END PRIVATE KEY-----\n";

        try (ApiKey spoken =
                        key(SignatureAlgorithm.HMAC_SHA256, "AK1-synthetic", "canary secret", "canary pass phrase");
                ApiKey signed = key(SignatureAlgorithm.ED25519, "AK1-synthetic", pem, "canary-pass")) {
            assertThat(loader.load(spoken, venue)).isNotNull();
            assertThat(loader.load(signed, venue)).isNotNull();
        }
    }
}
