/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.testkit.leak.LeakScanner;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The engine on every line of the leak corpus, judged by a scanner that decodes what came out and shares no code with it. */
class CorpusTest {
    private static final String KEY = "SYNTHETICapiKEYoOo0123456789abcdefghijklmnopqrstuvwxyzNOTREALok1";

    @TestFactory
    Stream<DynamicTest> redact_registeredSecret_leavesNoRunOfIt() {
        return Stream.concat(Corpus.SHAPES.stream(), Corpus.MORE.stream())
                .flatMap(shape -> Corpus.leaks().stream()
                        .filter(Corpus.Leak::registered)
                        .filter(leak -> !shape.name().equals(Corpus.CURVE)
                                || !leak.line().writings().contains("head"))
                        .map(leak -> DynamicTest.dynamicTest(
                                leak.name() + " / " + shape.name(), () -> assertMasked(leak, shape))));
    }

    private static void assertMasked(Corpus.Leak leak, Corpus.Shape shape) {
        var secrets = new LiveSecrets(Runnable::run);
        var redactor = Redactor.of(secrets);
        String line = leak.line().fill(Corpus.values(shape, KEY));
        LeakScanner oracle = oracle(shape);
        assertThat(redactor.redact(line)).as("nothing is registered").isNotNull();
        assertThat(oracle.scan(line)).as("what is not masked leaks: %s", leak).isNotEmpty();
        secrets.learn(Canary.key("corpus", KEY, shape.secret(), null));

        String masked = redactor.redact(line);

        assertThat(oracle.scan(masked)).as("masked to %s", masked).isEmpty();
        assertThat(oracle.scan(new String(redactor.redact(line.getBytes(UTF_8)), UTF_8)))
                .isEmpty();
        assertThat(redactor.redact(masked)).as("a second pass").isEqualTo(masked);
    }

    private static LeakScanner oracle(Corpus.Shape shape) {
        return LeakScanner.forSecrets(Map.of("secret", shape.secret(), "key", KEY))
                .thorough();
    }

    /** With nothing registered: what stands under a name, in a place, or looks like a secret. */
    @TestFactory
    Stream<DynamicTest> redact_unregisteredSecret_isFoundByNameOrPlace() {
        var redactor = Redactor.of(new LiveSecrets(Runnable::run));
        Corpus.Shape shape = Corpus.SHAPES.get(0);
        return Corpus.leaks().stream()
                .filter(Corpus.Leak::unregistered)
                .map(leak -> DynamicTest.dynamicTest(leak.name(), () -> {
                    String line = leak.line().fill(Corpus.values(shape, KEY));
                    String masked = redactor.redact(line);
                    assertThat(oracle(shape).scan(masked))
                            .as("masked to %s", masked)
                            .isEmpty();
                    assertThat(masked).isNotEqualTo(line);
                }));
    }

    @TestFactory
    Stream<DynamicTest> redact_untouchedLine_isTheSameObject() {
        var secrets = new LiveSecrets(Runnable::run);
        var redactor = Redactor.of(secrets);
        Stream.concat(Corpus.SHAPES.stream(), Corpus.MORE.stream())
                .forEach(shape -> secrets.learn(Canary.key("corpus", KEY, shape.secret(), null)));
        return Corpus.untouched().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.name(),
                        () -> assertThat(redactor.redact(one.line())).isSameAs(one.line())));
    }

    @Test
    void corpus_everyWriting_isUsed() {
        List<String> lines =
                Corpus.leaks().stream().map(leak -> leak.line().toString()).toList();

        assertThat(Template.WRITINGS.keySet())
                .allSatisfy(writing -> assertThat(lines).anyMatch(line -> line.contains("«" + writing + ":")));
    }
}
