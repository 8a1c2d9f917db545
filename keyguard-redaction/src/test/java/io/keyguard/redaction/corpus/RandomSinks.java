/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.corpus.RandomLine.Cut;
import io.keyguard.redaction.corpus.RandomLine.Layer;
import io.keyguard.redaction.jul.RedactingFormatter;
import io.keyguard.redaction.jul.RedactingHandler;
import io.keyguard.redaction.logback.LogbackRedaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Sends random lines over every road and judges what arrived by the scanner that shares no code with the redactor. */
final class RandomSinks implements AutoCloseable {
    private static final String JSON = LogbackWire.encoder("ch.qos.logback.classic.encoder.JsonEncoder", "");
    private static final String LOGSTASH = LogbackWire.encoder("net.logstash.logback.encoder.LogstashEncoder", "");
    private static final String PLAIN = LogbackWire.pattern(LogbackWire.ALL);
    private static final String LAYOUT = Log4jWire.redacting(Log4jWire.pattern(Log4jWire.ALL));

    /** What is found in this form only. */
    private static final String ALONE = "reverse";

    /** Cuts of their own are made. */
    private static final Set<String> LEFT_OUT = Set.of(ALONE, "head", "tail");

    /** How many encodings are looked through. */
    private static final int DEPTH = 4;

    private static final String FLUSHED = "stream, flushed in pieces";
    private static final int ROADS = 20;
    private static final Pattern MASK = Pattern.compile("\\[redacted:[^\\]]*\\]");

    private final Path folder;
    private final long seed;
    private final RandomKeys keys;
    private final List<Wire> wires;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();

    RandomSinks(Path folder, long seed) {
        this.folder = folder;
        this.seed = seed;
        this.keys = new RandomKeys(seed);
        this.wires = wires();
        if (wires.size() != ROADS) {
            throw new IllegalStateException("there are " + wires.size() + " roads");
        }
    }

    private List<Wire> wires() {
        UnaryOperator<java.util.logging.Handler> bare = UnaryOperator.identity();
        return List.of(
                LogbackWire.straight("logback, filter", file(), LogbackWire.filter(), PLAIN),
                LogbackWire.straight("logback, filter, JSON", file(), LogbackWire.filter(), JSON),
                LogbackWire.straight("logback, filter, logstash", file(), LogbackWire.filter(), LOGSTASH),
                LogbackWire.asynchronous("logback, filter, asynchronous", file(), LogbackWire.filter(), PLAIN),
                LogbackWire.prepared("logback, zero configuration", file(), PLAIN, LogbackRedaction::protect),
                LogbackWire.prepared("logback, JSON, zero configuration", file(), JSON, LogbackRedaction::protect),
                LogbackWire.straight("logback, encoder", file(), "", LogbackWire.redacting(PLAIN)),
                LogbackWire.straight("logback, JSON in an encoder", file(), "", LogbackWire.redacting(JSON)),
                LogbackWire.straight("logback, logstash in an encoder", file(), "", LogbackWire.redacting(LOGSTASH)),
                LogbackWire.around("logback, appender", file(), PLAIN),
                LogbackWire.withoutEncoder("logback, no encoder", file(), LogbackRedaction::protect),
                LogbackWire.aroundWithoutEncoder("logback, no encoder in an appender", file()),
                LogbackWire.straight(
                        "logback, %redact",
                        file(), LogbackWire.redactWord(), LogbackWire.pattern("%redact(" + LogbackWire.ALL + ")")),
                Log4jWire.straight("log4j, layout", file(), LAYOUT),
                Log4jWire.rewriting("log4j, rewriting", file(), Log4jWire.pattern(Log4jWire.ALL)),
                Log4jWire.asynchronous("log4j, asynchronous, layout", file(), LAYOUT),
                JulWire.of("java.util.logging, formatter", file(), RedactingFormatter::new, bare),
                JulWire.of("java.util.logging, handler", file(), UnaryOperator.identity(), RedactingHandler::new),
                StreamWire.of("stream, in pieces", file(), Redactor.shared()::stream, false),
                StreamWire.of(FLUSHED, file(), Redactor.shared()::stream, true));
    }

    private Path file() {
        try {
            return Files.createTempFile(folder, "wire", ".log");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Random lines over {@code keys} keys. */
    static Arbitrary<RandomLine> lines(int keys) {
        Arbitrary<Integer> roads = Arbitraries.integers().between(0, ROADS - 1);
        return Combinators.combine(
                        Arbitraries.integers().between(0, keys - 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(Cut.class),
                        layers(),
                        Arbitraries.integers().between(0, RandomLine.CONTEXTS.size() - 1),
                        roads,
                        Arbitraries.integers().between(0, Placement.values().length - 1),
                        Arbitraries.longs())
                .as(RandomLine::new)
                .withoutEdgeCases();
    }

    private static Arbitrary<List<Layer>> layers() {
        Arbitrary<String> inner = Arbitraries.of(Template.WRITINGS.keySet().stream()
                .filter(name -> !LEFT_OUT.contains(name))
                .sorted()
                .toList());
        Arbitrary<String> affix = Arbitraries.strings()
                .withChars("abcxyzABCXYZ0189:;,._-=/+ \"'{}[]<>")
                .ofMaxLength(6);
        Arbitrary<Layer> layer = Combinators.combine(inner, affix, affix).as(Layer::new);
        Arbitrary<List<Layer>> alone = Arbitraries.just(List.of(new Layer(ALONE, "", "")));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(1, Arbitraries.just(List.<Layer>of())),
                net.jqwik.api.Tuple.of(1, alone),
                net.jqwik.api.Tuple.of(4, layer.list().ofSize(1)),
                net.jqwik.api.Tuple.of(4, layer.list().ofSize(2)),
                net.jqwik.api.Tuple.of(2, layer.list().ofSize(3)));
    }

    /**
     * Whether what the documentation promises holds for it: four encodings, of which a JSON encoder adds one, and one where every piece is flushed; one break, a hex dump alone; and no halves of characters,
     * as {@code Arrays.toString} leaves them of what is outside the first plane: they are written as question marks.
     */
    boolean isPromised(RandomLine line) {
        String road = wires.get(line.wire()).toString();
        int escapes = road.contains("JSON") || road.contains("logstash") ? 1 : 0;
        int depth = line.depth() + escapes;
        return depth <= (road.equals(FLUSHED) ? 1 : DEPTH)
                && line.breaks() <= 1
                && !line.isBrokenDump()
                && UTF_8.newEncoder().canEncode(text(line));
    }

    private String text(RandomLine line) {
        return line.text(keys.get(line.key()).parts().get(line.part()));
    }

    /** Fails if the part of the key can be read in what arrived. */
    void judge(RandomLine line) throws IOException {
        RandomKeys.RandomKey key = keys.get(line.key());
        Wire wire = wires.get(line.wire());
        List<Placement> places = wire.placements().stream().toList();
        Placement place = places.get(line.place() % places.size());
        String text = text(line);
        long withheld = Redactor.shared().withheld();

        String arrived = wire.send(place, text, new Random(line.cuts()));

        String about = String.format("%s, %s, keys of %d%nsent: %s%narrived: %s", wire, place, seed, text, arrived);
        tries.incrementAndGet();
        var oracle = key.oracles().get(line.part());
        if (!oracle.scan(text).isEmpty()) {
            seen.incrementAndGet();
            // The bracket of a mask may happen to be the character that comes next in the secret.
            if (!oracle.scan(MASK.matcher(arrived).replaceAll("■")).isEmpty()) {
                // The scanner puts pairs of digits together whatever stands between, and so what stands before a mask
                // and far behind it.
                assertThat(MASK.split(arrived))
                        .as(about)
                        .allSatisfy(piece -> assertThat(oracle.scan(piece)).isEmpty());
            }
            assertThat(arrived).as(about).contains("[redacted");
        }
        assertThat(arrived).as(about).contains("sent");
        if (line.keepsWhatFollows(key.parts().get(line.part()))) {
            // Its first letter may happen to be the one that comes next in the secret.
            assertThat(arrived).as(about).contains("hus");
        }
        assertThat(Redactor.shared().withheld()).as(about).isEqualTo(withheld);
    }

    /** How many tries there were, and of how many the scanner can read the secret in what was sent. */
    String summary() {
        return seen + " of " + tries;
    }

    double shareSeen() {
        return (double) seen.get() / tries.get();
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
        keys.close();
    }
}
