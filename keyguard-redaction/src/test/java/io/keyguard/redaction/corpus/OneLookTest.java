/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.internal.Values;
import io.keyguard.testkit.leak.LeakScanner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a text holds is found behind a name as well, so that one look at both side by side tells of each. */
class OneLookTest {
    private static final int EACH = 300;
    private static final String KEY = "SYNTHETICapiKEYoneLook0123456789abcdefghijklmnopqrstuvwxyzNOTREAL";
    private static final List<String> NAMES = List.of("note", "txHash", "k9", "a.b-c_d1");

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);
    private final Values values = new Values(redactor::redact, false, () -> true);

    @Test
    void mask_registeredSecretUnderAnyName_leavesNoRunOfIt() {
        for (Corpus.Shape shape : Corpus.SHAPES) {
            var registered = new LiveSecrets(Runnable::run);
            registered.learn(Canary.key("corpus", KEY, shape.secret(), null));
            var values = new Values(Redactor.of(registered)::redact, false, () -> true);
            LeakScanner oracle = LeakScanner.forSecrets(Map.of("secret", shape.secret(), "key", KEY));
            Corpus.leaks().stream().filter(Corpus.Leak::registered).forEach(leak -> {
                String line = leak.line().fill(Corpus.values(shape, KEY));
                for (String name : NAMES) {
                    assertThat(values.mask(name, line)).as(leak.name()).isNotEqualTo(line);
                }
                assertThat(oracle.scan(String.valueOf(values.mask("note", line))))
                        .as("%s / %s", leak.name(), shape.name())
                        .isEmpty();
            });
        }
    }

    @Test
    void mask_secretAsTheName_isMasked() {
        secrets.learn(Canary.key());

        assertThat(new Values(redactor::redact, false, () -> true).mask(Canary.API_KEY, "value"))
                .asString()
                .doesNotContain(Canary.API_KEY);
        assertThat(redactor.redact(Canary.API_KEY + "=value")).doesNotContain(Canary.API_KEY);
    }

    @Test
    void redact_whatNobodyRegistered_thatIsFoundAlone_isFoundBehindAnyName() {
        Unregistered.kinds().forEach((kind, lines) -> {
            var made = new Made(kind.hashCode());
            for (int i = 0; i < EACH; i++) {
                assertFoundBehindNames(lines.apply(made).replace("«", "").replace("»", ""));
            }
        });
    }

    private void assertFoundBehindNames(String line) {
        String alone = redactor.redact(line);
        if (!alone.equals(line)) {
            for (String name : NAMES) {
                assertThat(values.mask(name, line)).as(line).isNotEqualTo(line);
            }
        }
    }

    /** What is found at the beginning alone: somebody's arguments of curl. */
    @Test
    void mask_valueThatMeansSomethingAtItsBeginning_isMaskedUnderAName() {
        assertThat(values.mask("cmd", "-u bot:hunter2xyz")).asString().doesNotContain("hunter2xyz");
    }
}
