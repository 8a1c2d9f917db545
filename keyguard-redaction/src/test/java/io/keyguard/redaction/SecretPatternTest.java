/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class SecretPatternTest {
    private static final String TOKEN = "hst_SYNTHETIC7hKq2ZpLr5VtW8xNbMcQdFgJs";

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);

    @Test
    void redact_whatAPatternMatches_isMasked() {
        redactor.addPattern(SecretPattern.of("house-token", "hst_", "hst_[A-Za-z0-9]{30,}"));

        assertThat(redactor.redact("a " + TOKEN + ", b " + TOKEN))
                .isEqualTo("a [redacted:house-token], b [redacted:house-token]");
        assertThat(redactor.registeredOnly().redact("ä " + TOKEN + " ß")).isEqualTo("ä [redacted:house-token] ß");
        assertThat(redactor.redact("x hst_short y")).isEqualTo("x hst_short y");
        String once = redactor.redact("hst_" + TOKEN);
        assertThat(redactor.redact(once)).isEqualTo(once);
    }

    @Test
    void redact_anExpressionWithAGroup_masksTheGroup() {
        redactor.addPattern(SecretPattern.of("pin", "PIN ", "PIN (?:is )?([0-9]{6})"));

        assertThat(redactor.redact("PIN is 123456.")).isEqualTo("PIN is [redacted:pin].");
    }

    @Test
    void redact_withARegisteredSecretInTheMatch_namesTheKey() {
        secrets.learn(Canary.key());
        redactor.addPattern(SecretPattern.of("all", "key ", "key .*"));

        assertThat(redactor.redact("the key " + Canary.API_KEY)).isEqualTo("the " + Canary.MASK);
    }

    /** With the eighth power of the letters, hours. */
    @Test
    void redact_anExpressionThatBacktracksForEver_withholdsTheTextAndCountsIt() throws IOException {
        redactor.addPattern(SecretPattern.of("bad", "aaa", "a*a*a*a*a*a*a*a*b"));
        var told = new ArrayList<String>();
        redactor.addListener(new LeakListener() {
            @Override
            public void caught(CaughtSecret event) {
                told.add("caught");
            }

            @Override
            public void withheld(String sink) {
                told.add("withheld from " + sink);
            }
        });
        String line = "x" + "a".repeat(60) + "c";

        assertThat(redactor.forSink("file").redact(line)).isEqualTo(Redactor.WITHHELD);
        assertThat(new String(redactor.redact(line.getBytes(UTF_8)), UTF_8)).startsWith(Redactor.WITHHELD);
        var sink = new ByteArrayOutputStream();
        try (OutputStream out = redactor.stream(sink)) {
            out.write((line + "\n").getBytes(UTF_8));
        }
        assertThat(sink.toString(UTF_8)).startsWith(Redactor.WITHHELD).doesNotContain("aaa");
        assertThat(redactor.withheld()).isEqualTo(3);
        assertThat(told).containsExactly("withheld from file", "withheld from ", "withheld from ");
        assertThat(redactor.redact("no trigger " + "a".repeat(2))).isEqualTo("no trigger aa");
    }

    /** It needs a frame of the stack for each character. */
    @Test
    void redact_anExpressionThatOverflowsTheStack_withholdsTheText() {
        redactor.addPattern(SecretPattern.of("deep", "begin", "begin(a|b)*end"));

        assertThat(redactor.redact("begin" + "ab".repeat(200_000))).isEqualTo(Redactor.WITHHELD);
    }

    @Test
    void of_whatIsNoNameOrTrigger_isRefused() {
        assertThatThrownBy(() -> SecretPattern.of("Two Words", "hst_", "x")).hasMessageContaining("name of a pattern");
        assertThatThrownBy(() -> SecretPattern.of("a", "ab", "x")).hasMessageContaining("three characters");
        assertThatThrownBy(() -> SecretPattern.of("a", "äöü", "x")).hasMessageContaining("three characters");
        assertThat(SecretPattern.of("a", "hst_", "hst_x")).hasToString("SecretPattern[a]");
    }

    /** The snippet of the page, as it stands there. */
    @Test
    void documentation_snippet_works() throws IOException {
        redactor.addPattern(SecretPattern.of("house-token", "hst_", "hst_[A-Za-z0-9]{32}"));

        assertThat(redactor.redact("used hst_" + "Ab3".repeat(11).substring(0, 32)))
                .isEqualTo("used [redacted:house-token]");
        assertThat(Files.readString(Path.of("../docs/redaction.md")))
                .contains("addPattern(SecretPattern.of(\"house-token\", \"hst_\", \"hst_[A-Za-z0-9]{32}\"))");
    }
}
