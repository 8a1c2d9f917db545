/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.Leak;
import io.keyguard.testkit.leak.LeakScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every line of the leak corpus on every road that a bot's output takes, judged on the bytes that arrive. */
class SinksTest {
    private static final String KEY = "SYNTHETICapiKEYoOo0123456789abcdefghijklmnopqrstuvwxyzNOTREALok2";

    /** Never registered, and nothing of them stands in what is: that stays masked for a while. */
    private static final Corpus.Shape UNKNOWN =
            new Corpus.Shape("unknown", "SYNTHETICx7Rk2Vd9Tq4Zw8Lm3Hs6Bn1Yc5Pf0Gj7Xa2Ue9Io4Kr8NOTREALq3W");

    private static final String UNKNOWN_KEY = "SYNTHETICm4Wn8Qc2Jv6Ds0Xh5Lb9Tz3Rg7Fk1Py4Ea8Uo2Ni6Mw0NOTREALv5S";

    private static final int RUN = 13;
    private static final String BETWEEN = "=====";

    /** What was found, by shape and text: many roads end in the same bytes, which need to be read once. */
    private static final Map<Corpus.Shape, Map<String, List<Leak>>> FOUND = new ConcurrentHashMap<>();

    @TempDir
    private static Path folder;

    private static int files;

    private static List<String> lines(Corpus.Shape shape, Predicate<Corpus.Leak> which) {
        return Corpus.leaks().stream()
                .filter(which)
                .map(leak -> leak.line().fill(Corpus.values(shape, shape.equals(UNKNOWN) ? UNKNOWN_KEY : KEY)))
                .toList();
    }

    private static LeakScanner oracle(Corpus.Shape shape) {
        return LeakScanner.forSecrets(Map.of("secret", shape.secret(), "key", KEY))
                .thorough();
    }

    private static List<Leak> leaks(Corpus.Shape shape, String arrived) {
        return FOUND.computeIfAbsent(shape, one -> new ConcurrentHashMap<>())
                .computeIfAbsent(arrived, text -> oracle(shape).scan(text));
    }

    private static synchronized Path file() {
        return folder.resolve("sink-" + files++);
    }

    @TestFactory
    Stream<DynamicTest> everyRoad_withRedaction_letsNoRunOfASecretThrough() {
        return Sink.roads().stream()
                .flatMap(road -> road.shapes().stream()
                        .map(shape -> DynamicTest.dynamicTest(
                                road.name() + " / " + shape.name(), () -> assertMasked(road, shape))));
    }

    private static void assertMasked(Sink.Road road, Corpus.Shape shape) throws Exception {
        ApiKey key = Canary.key("corpus", KEY, shape.secret(), null);
        LiveSecrets.shared().learn(key);
        try {
            String arrived = sent(road, true, lines(shape, Corpus.Leak::registered));
            assertThat(leaks(shape, arrived)).as(arrived).isEmpty();
            assertThat(arrived).contains("[redacted:corpus]");
        } finally {
            LiveSecrets.shared().forget(key);
        }
    }

    /** With nothing registered: what stands under a name, in a place, or looks like a secret. */
    @TestFactory
    Stream<DynamicTest> everyRoad_whatNobodyRegistered_letsNoRunOfItThrough() {
        Map<String, String> secrets = Corpus.values(UNKNOWN, UNKNOWN_KEY);
        LeakScanner oracle = LeakScanner.forSecrets(secrets);
        List<String> lines = lines(UNKNOWN, Corpus.Leak::unregistered);
        assertThat(lines)
                .hasSizeGreaterThanOrEqualTo(34)
                .allSatisfy(line -> assertThat(oracle.scan(line)).isNotEmpty());
        return Sink.roads().stream()
                .map(road -> DynamicTest.dynamicTest(road.name(), () -> {
                    String arrived = sent(road, true, lines);
                    assertThat(oracle.scan(arrived)).as(arrived).isEmpty();
                    assertThat(secrets.values()).noneMatch(secret -> hasRun(arrived, secret));
                    assertThat(arrived.split("\\[redacted", -1)).hasSizeGreaterThan(lines.size());
                    assertThat(arrived).doesNotContain("[redacted:corpus");
                }));
    }

    private static boolean hasRun(String text, String secret) {
        return IntStream.rangeClosed(0, secret.length() - RUN)
                .anyMatch(at -> text.contains(secret.substring(at, at + RUN)));
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
        LeakScanner quick = LeakScanner.forSecrets(Corpus.values(shape, KEY));
        LeakScanner oracle = quick.thorough();
        return Sink.roads().stream()
                .map(road -> DynamicTest.dynamicTest(road.name(), () -> {
                    var lines = new ArrayList<String>();
                    lines(shape, leak -> true).forEach(line -> lines.addAll(List.of(line, BETWEEN)));
                    List<String> arrived = List.of(sent(road, false, lines).split(BETWEEN, -1));
                    assertThat(arrived).hasSizeGreaterThan(lines.size() / 2);
                    for (int at = 0; at < lines.size() / 2; at++) {
                        String line = arrived.get(at);
                        // Fragments take longer to look for, and few lines have nothing else.
                        assertThat(!quick.scan(line).isEmpty()
                                        || !oracle.scan(line).isEmpty())
                                .as(line)
                                .isTrue();
                    }
                }));
    }

    /** With keys of every shape registered, private keys in PEM among them. */
    @TestFactory
    Stream<DynamicTest> everyRoad_untouchedLines_arriveAsTheyWere() throws Exception {
        List<String> lines =
                Corpus.untouched().stream().map(Corpus.Untouched::line).toList();
        List<String> secrets = new ArrayList<>(List.of(pem("EC", 256), pem("RSA", 2048)));
        Corpus.SHAPES.forEach(shape -> secrets.add(shape.secret()));
        return Sink.roads().stream()
                .map(road -> DynamicTest.dynamicTest(road.name(), () -> {
                    List<ApiKey> keys = secrets.stream()
                            .map(secret -> Canary.key("corpus", KEY, secret, null))
                            .toList();
                    keys.forEach(LiveSecrets.shared()::learn);
                    try {
                        String arrived = sent(road, true, lines);
                        if (road.isJson()) {
                            assertThat(values(arrived)).containsAll(lines);
                        } else {
                            assertThat(arrived).isEqualTo(sent(road, false, lines));
                        }
                        assertThat(arrived).doesNotContain("[redacted");
                    } finally {
                        keys.forEach(LiveSecrets.shared()::forget);
                    }
                }));
    }

    private static String pem(String algorithm, int size) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key) + "\n-----END PRIVATE KEY-----\n";
    }

    /** Every text in lines of JSON, read by a parser. */
    private static List<String> values(String lines) throws IOException {
        var values = new ArrayList<String>();
        try (JsonParser json = new JsonFactory().createParser(lines)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    values.add(json.getText());
                }
            }
        }
        return values;
    }
}
