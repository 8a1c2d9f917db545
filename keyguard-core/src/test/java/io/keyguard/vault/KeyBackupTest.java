/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** What goes into a backup comes out of it; what is no backup is refused without a word of it. */
class KeyBackupTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String HEAD =
            "{\"format\":\"keyguard backup\",\"version\":1,\"made\":\"2026-06-01T00:00:00Z\",\"keys\":";
    private static final String KEY =
            "{\"id\":\"a\",\"venue\":\"v\",\"account\":\"m\",\"environment\":\"PRODUCTION\",\"strategies\":[\"s\"],\"algorithm\":\"HMAC_SHA256\","
                    + "\"created\":\"2026-05-01T00:00:00Z\",\"generation\":3,\"apiKey\":\"canary-1\",\"secret\":\"canary-2\"}";

    private static byte[] write(ApiKey... keys) throws IOException {
        var out = new ByteArrayOutputStream();
        KeyBackup.write(List.of(keys), NOW, out);
        return out.toByteArray();
    }

    private static ApiKey key(SecretBytes secret, boolean whole) {
        return ApiKey.builder(KeyId.of("grid-okx"))
                .on("okx", "main")
                .accountId(whole ? "42" : null)
                .environment(Environment.SANDBOX)
                .strategies(Set.of("grid", "hedge"))
                .algorithm(SignatureAlgorithm.HMAC_SHA512)
                .createdAt(NOW.minusSeconds(9))
                .generation(7)
                .material(Keys.bytes("canary-api"), secret, whole ? Keys.bytes("canary-pass") : null)
                .build();
    }

    @Property(tries = 200)
    void write_thenRead_isTheSame(@ForAll @StringLength(min = 1, max = 200) String secret, @ForAll boolean whole)
            throws IOException {
        String text = secret.chars().anyMatch(c -> Character.isSurrogate((char) c)) ? "canary" : secret;
        try (ApiKey key = key(Keys.bytes(text), whole);
                KeyBackup back = KeyBackup.read(write(key))) {
            assertThat(back.made()).isEqualTo(NOW);
            assertThat(back.keys())
                    .singleElement()
                    .satisfies(one -> assertThat(one.sameAs(key)).isTrue());
            assertThat(back.toString()).doesNotContain("canary", text.length() > 20 ? text : "canary");
        }
    }

    @Test
    void read_whatIsNotWhole_isRefusedAndRepeatsNothing() throws IOException {
        try (ApiKey key = key(Keys.bytes("canary-secret"), true)) {
            byte[] whole = write(key);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> KeyBackup.read(cut))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageNotContaining("canary")
                        .hasNoCause();
            }
        }
    }

    @Test
    void read_hostile_isRefusedAndRepeatsNothing() {
        for (String text : List.of(
                "[]",
                "{\"format\":\"canary\"}",
                HEAD + "[]}x",
                HEAD + "{}}",
                HEAD + "[" + KEY.replace("\"a\"", "\"canary id\"") + "]}",
                HEAD + "[" + KEY.replace("PRODUCTION", "canary") + "]}",
                HEAD + "[" + KEY.replace("HMAC_SHA256", "canary") + "]}",
                HEAD + "[" + KEY.replace("2026-05", "canary") + "]}",
                HEAD + "[" + KEY.replace("3,", "\"canary\",") + "]}",
                HEAD + "[" + KEY.replace("\"canary-2\"", "17") + "]}",
                HEAD + "[" + KEY.replace("\"canary-2\"", "\"\\ud800canary\"") + "]}",
                HEAD + "[" + KEY.replace("\"secret\"", "\"apiKey\"") + "]}",
                HEAD + "[" + KEY.replace("\"secret\"", "\"other\"") + "]}")) {
            assertThatThrownBy(() -> KeyBackup.read(text.getBytes(UTF_8)))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("canary")
                    .hasNoCause();
        }
        assertThatThrownBy(() -> KeyBackup.read((HEAD + "[" + KEY + "," + KEY + "]}").getBytes(UTF_8)))
                .hasMessageContaining("the key 'a' twice");
        assertThatThrownBy(() -> KeyBackup.read(HEAD.replace("\"version\":1", "\"version\":2")
                        .concat("[]}")
                        .getBytes(UTF_8)))
                .hasMessageContaining("newer");
    }

    @Test
    void read_namesOfALaterVersion_arePassedOver() {
        String later = KEY.replace("{\"id\"", "{\"tags\":{\"a\":[1,{}]},\"lineage\":\"x\",\"id\"");
        assertThatCode(() -> KeyBackup.read((HEAD + "[" + later + "]}").getBytes(UTF_8))
                        .close())
                .doesNotThrowAnyException();
    }

    @Test
    void write_materialThatIsNoText_isRefused() {
        try (ApiKey key = key(SecretBytes.copyOf(new byte[] {(byte) 0xff, 1}, Keys.ACCESS), false)) {
            assertThatThrownBy(() -> write(key))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not text");
        }
    }

    @Test
    void close_wipesEveryKey() throws IOException {
        try (ApiKey key = key(Keys.bytes("canary-secret"), true)) {
            KeyBackup back = KeyBackup.read(write(key));
            back.close();
            assertThat(back.keys()).allMatch(one -> one.secret().isClosed());
        }
    }
}
