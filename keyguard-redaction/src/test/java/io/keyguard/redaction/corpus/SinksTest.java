/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.LeakScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every line of the leak corpus on every road that a bot's output takes, judged on the bytes that arrive. */
class SinksTest {
    private static final String KEY = "SYNTHETICapiKEYoOo0123456789abcdefghijklmnopqrstuvwxyzNOTREALok2";

    private static final String BETWEEN = "=====";

    @TempDir
    private static Path folder;

    private static int files;

    private static List<String> lines(Corpus.Shape shape) {
        return Corpus.leaks().stream()
                .filter(Corpus.Leak::registered)
                .map(leak -> leak.line().fill(Corpus.values(shape, KEY)))
                .toList();
    }

    private static LeakScanner oracle(Corpus.Shape shape) {
        return LeakScanner.forSecrets(Map.of("secret", shape.secret(), "key", KEY))
                .thorough();
    }

    private static synchronized Path file() {
        return folder.resolve("sink-" + files++);
    }

    @TestFactory
    Stream<DynamicTest> everyRoad_withRedaction_letsNoRunOfASecretThrough() {
        return Sink.roads().stream()
                .flatMap(road -> Corpus.SHAPES.stream()
                        .map(shape -> DynamicTest.dynamicTest(
                                road.name() + " / " + shape.name(), () -> assertMasked(road, shape))));
    }

    private static void assertMasked(Sink.Road road, Corpus.Shape shape) throws Exception {
        ApiKey key = Canary.key("corpus", KEY, shape.secret(), null);
        LiveSecrets.shared().learn(key);
        try {
            String arrived = sent(road, true, lines(shape));
            assertThat(oracle(shape).scan(arrived)).as(arrived).isEmpty();
            assertThat(arrived).contains("[redacted:corpus]");
        } finally {
            LiveSecrets.shared().forget(key);
        }
    }

    private static String sent(Sink.Road road, boolean redacted, List<String> lines) throws Exception {
        Sink sink = road.maker().make(file(), redacted);
        try {
            lines.forEach(sink::log);
        } finally {
            sink.close();
        }
        return sink.written();
    }

    /** A test whose lines do not leak by themselves would prove nothing. */
    @TestFactory
    Stream<DynamicTest> everyRoad_withoutRedaction_leaksEveryLine() {
        Corpus.Shape shape = Corpus.SHAPES.get(0);
        return Sink.roads().stream()
                .map(road -> DynamicTest.dynamicTest(road.name(), () -> {
                    var lines = new ArrayList<String>();
                    lines(shape).forEach(line -> lines.addAll(List.of(line, BETWEEN)));
                    List<String> arrived = List.of(sent(road, false, lines).split(BETWEEN, -1));
                    assertThat(arrived).hasSizeGreaterThan(lines.size() / 2);
                    for (int at = 0; at < lines.size() / 2; at++) {
                        assertThat(oracle(shape).scan(arrived.get(at)))
                                .as(arrived.get(at))
                                .isNotEmpty();
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyRoad_untouchedLines_arriveAsTheyWere() {
        return Sink.roads().stream()
                .filter(road -> !road.name().contains("JSON") && !road.name().contains("logstash"))
                .map(road -> DynamicTest.dynamicTest(road.name(), () -> {
                    List<String> lines = Corpus.untouched().stream()
                            .map(Corpus.Untouched::line)
                            .toList();
                    ApiKey key = Canary.key("corpus", KEY, Corpus.SHAPES.get(0).secret(), null);
                    LiveSecrets.shared().learn(key);
                    try {
                        assertThat(sent(road, true, lines)).isEqualTo(sent(road, false, lines));
                    } finally {
                        LiveSecrets.shared().forget(key);
                    }
                }));
    }
}
