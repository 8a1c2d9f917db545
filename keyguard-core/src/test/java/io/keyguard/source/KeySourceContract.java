/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every source promises. */
abstract class KeySourceContract {
    static final String API_KEY = "canary-api-key-0123456789";
    static final String SECRET = "canary-secret-0123456789abcdef";
    static final String PASSPHRASE = "canary-passphrase-0123456789";

    /** Opens a source with the key {@code grid}, of the material above. */
    abstract KeySource open() throws Exception;

    /** Takes away what the source reads, so that it cannot be read. */
    abstract void breakIt() throws Exception;

    /** Makes it readable again. */
    abstract void mendIt() throws Exception;

    static ApiKey.Builder labels(String id) {
        return ApiKey.builder(KeyId.of(id)).on("binance", "main").strategies(Set.of("grid"));
    }

    static String text(SecretBytes part) {
        return part.lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
    }

    static ApiKey only(KeySnapshot snapshot) {
        assertThat(snapshot.keys()).hasSize(1);
        return snapshot.keys().values().iterator().next();
    }

    @Test
    void read_whatStandsThere_givesLabelsAndMaterialThatBelongToTheCaller() throws Exception {
        try (KeySource source = open()) {
            ApiKey first = only(source.read());
            first.close();
            ApiKey key = only(source.read());

            assertThat(key.id()).isEqualTo(KeyId.of("grid"));
            assertThat(key.venue() + key.account() + key.strategies()).isEqualTo("binancemain[grid]");
            assertThat(text(key.apiKey())).isEqualTo(API_KEY);
            assertThat(text(key.secret())).isEqualTo(SECRET);
            assertThat(key.passphrase())
                    .hasValueSatisfying(p -> assertThat(text(p)).isEqualTo(PASSPHRASE));
        }
    }

    @Test
    void read_twiceWithoutAChange_isTheSame() throws Exception {
        try (KeySource source = open()) {
            KeySnapshot once = source.read();
            KeySnapshot again = source.read();

            assertThat(again.generation()).isEqualTo(once.generation());
            assertThat(only(again).sameAs(only(once))).isTrue();
        }
    }

    @Test
    void read_afterItBroke_throwsAndRecovers() throws Exception {
        try (KeySource source = open()) {
            breakIt();
            assertThatThrownBy(source::read)
                    .isInstanceOf(KeyguardException.class)
                    .hasMessageNotContaining("canary");
            mendIt();

            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
        }
    }

    @Test
    void open_ofWhatCannotBeRead_throws() throws Exception {
        open().close();
        breakIt();

        assertThatThrownBy(this::open).isInstanceOf(KeyguardException.class).hasMessageNotContaining("canary");
    }

    @Test
    void toString_andNames_showNoMaterial() throws Exception {
        try (KeySource source = open()) {
            assertThat(source + source.name() + source.health() + source.read() + only(source.read()))
                    .doesNotContain("canary");
        }
    }

    @Test
    void watch_closed_isOver() throws Exception {
        try (KeySource source = open()) {
            var calls = new java.util.concurrent.atomic.AtomicInteger();
            KeySource.Watch watch = source.watch(calls::incrementAndGet);
            watch.close();
            int then = calls.get();
            breakIt();
            mendIt();

            assertThat(calls).hasValue(then);
        }
    }
}
