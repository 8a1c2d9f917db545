/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    private static SecretBytes box(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static ApiKey.Builder key() {
        return ApiKey.builder(KeyId.of("a"))
                .on("okx", "main")
                .accountId("42")
                .strategies(Set.of("grid"))
                .material(box("canary-api-key"), box("canary-secret"), box("canary-passphrase"));
    }

    @Test
    void token_isTheOnlyPart_andSignsNothing() {
        try (ApiKey key = ApiKey.builder(KeyId.of("a"))
                .on("f2pool", "farm")
                .token(box("canary-token"))
                .build()) {
            assertThat(key.algorithm()).isEqualTo(SignatureAlgorithm.BEARER);
            assertThat(key.secret().sameBytes(key.apiKey())).isTrue();
            assertThat(key.algorithm().hasPrivateKey()).isFalse();
            try (var signing = SigningKey.of(
                            key.algorithm(), SecretEncoding.TEXT, key.apiKey(), key.secret(), null, null)
                    .forAccount("farm1")) {
                assertThat(signing.apiKey()).isEqualTo("canary-token");
                assertThat(signing.accountId()).isEqualTo("farm1");
                assertThat(signing.signatureLength()).isZero();
                assertThatThrownBy(() -> signing.sign(new byte[3])).isInstanceOf(IllegalStateException.class);
                assertThat(signing).hasToString("SigningKey[BEARER]");
            }
        }
    }

    /** Files, variables and servers have the token alone. */
    @Test
    void token_fromASource_needsNoSecret() {
        try (ApiKey key = key().algorithm(SignatureAlgorithm.BEARER)
                .build(() -> box("canary-token"), () -> fail("nobody asks for a secret"), () -> null)) {
            assertThat(key.secret().sameBytes(key.apiKey())).isTrue();
        }
    }

    @Test
    void sameAs_noticesEveryDifference() {
        List<Consumer<ApiKey.Builder>> changes = List.of(
                key -> key.on("kraken", "main"),
                key -> key.account("other"),
                key -> key.accountId("43"),
                key -> key.accountId(null),
                key -> key.environment(Environment.SANDBOX),
                key -> key.strategies(Set.of("grid", "hedge")),
                key -> key.algorithm(SignatureAlgorithm.ED25519),
                key -> key.createdAt(Instant.ofEpochSecond(1)),
                key -> key.generation(2),
                key -> key.material(box("other"), box("canary-secret"), box("canary-passphrase")),
                key -> key.material(box("canary-api-key"), box("other"), box("canary-passphrase")),
                key -> key.material(box("canary-api-key"), box("canary-secret"), box("other")),
                key -> key.material(box("canary-api-key"), box("canary-secret"), null));

        assertThat(key().build().sameAs(key().build())).isTrue();
        for (Consumer<ApiKey.Builder> change : changes) {
            ApiKey.Builder other = key();
            change.accept(other);
            assertThat(key().build().sameAs(other.build())).isFalse();
            ApiKey changed = other.build();
            assertThat(changed.sameAs(changed)).isTrue();
        }
        ApiKey otherId = ApiKey.builder(KeyId.of("b"))
                .on("okx", "main")
                .material(box("k"), box("s"), null)
                .build();
        assertThat(otherId.sameAs(key().build())).isFalse();
    }

    @Test
    void close_wipesEveryPart() {
        ApiKey key = key().build();
        key.close();

        assertThat(key.apiKey().isClosed()).isTrue();
        assertThat(key.secret().isClosed()).isTrue();
        assertThat(key.passphrase().orElseThrow().isClosed()).isTrue();
    }

    @Test
    void build_withoutWhatAKeyNeeds_isRefused() {
        assertThatThrownBy(() -> ApiKey.builder(KeyId.of("a")).build()).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ApiKey.builder(KeyId.of("a")).on("okx", "main").build())
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> key().generation(0)).isInstanceOf(IllegalArgumentException.class);
        for (String bad : List.of("", "-a", "A", "a b", "canary/x", "x".repeat(64))) {
            assertThatThrownBy(() -> KeyId.of(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("canary");
        }
        assertThat(KeyId.of("a").compareTo(KeyId.of("b"))).isNegative();
    }

    @Test
    void snapshot_withTwoKeysOfOneName_isRefused() {
        assertThatThrownBy(() -> new KeySnapshot(1, List.of(key().build(), key().build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a");
    }

    @Test
    void toString_showsLabelsAlone() {
        assertThat(key().build()).hasToString("ApiKey[a on okx/main, PRODUCTION, generation 1]");
        assertThat(new KeySnapshot(7, List.of(key().build())).toString()).doesNotContain("canary");
    }
}
