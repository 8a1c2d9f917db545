/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.logstash.logback.argument.StructuredArguments.fields;
import static net.logstash.logback.argument.StructuredArguments.value;
import static net.logstash.logback.marker.Markers.append;
import static net.logstash.logback.marker.Markers.appendFields;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.logback.LogbackCoverage.Cover;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.LeakScanner;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that the text of an event does not show: inside objects, in names around the event, under a name that stands apart from its value. */
class HiddenTest {
    private static final String TURBO = "<turboFilter class=\"io.keyguard.redaction.logback.RedactingTurboFilter\"/>";
    private static final String REDACTING = "io.keyguard.redaction.logback.";
    private static final String LOGSTASH = "<encoder class=\"net.logstash.logback.encoder.LogstashEncoder\"/>";
    private static final String PATTERN =
            "<encoder><pattern>[%thread] %logger %mdc %kvp %property{where} - %msg%n%ex</pattern></encoder>";

    private static final String UNREGISTERED = "SYNTHETICandUNKNOWNvx7Qm2Zr9Lp4Wk8Tn3Hs6NOTREAL";
    private static final ApiKey KEY = Canary.key();

    @TempDir
    private static Path folder;

    private static int files;

    @BeforeAll
    static void learn() {
        LiveSecrets.shared().learn(KEY);
    }

    @AfterAll
    static void forget() {
        LiveSecrets.shared().forget(KEY);
    }

    /** Its text says nothing of what an encoder makes of it. */
    @SuppressWarnings("unused") // an encoder reads it
    public static final class Opaque {
        /** What an encoder writes. */
        public String getToken() {
            return Canary.SECRET;
        }

        @Override
        public String toString() {
            return "Opaque";
        }
    }

    /** Clean when it is looked at for the first time, or for the first three times. */
    private static final class Changing {
        private int left;

        private Changing(int left) {
            this.left = left;
        }

        @Override
        public String toString() {
            return left-- > 0 ? "clean" : "now " + Canary.SECRET;
        }
    }

    private static List<Consumer<Logger>> calls() {
        return List.of(
                pair(new String[] {Canary.SECRET}),
                pair(Canary.SECRET.toCharArray()),
                pair(Canary.SECRET.getBytes(UTF_8)),
                pair(new Opaque()),
                pair(List.of(new Opaque())),
                pair(Map.of("a", List.of(Canary.SECRET))),
                log -> log.info(append("k", new Opaque()), "marked"),
                log -> log.info(appendFields(new Opaque()), "marked"),
                log -> log.info("sent {}", value("k", new Opaque())),
                log -> log.info("sent", fields(new Opaque())),
                log -> log.getLoggerContext().getLogger("of." + Canary.SECRET).info("named"),
                HiddenTest::inThread,
                log -> log.atInfo().addKeyValue("apiSecret", UNREGISTERED).log("paired"),
                HiddenTest::inContext);
    }

    /** Objects whose text changes, and a property of the context, which shows in every line from then on. */
    private static List<Consumer<Logger>> more() {
        return List.of(
                log -> log.info("{}", new Changing(1)),
                log -> log.info("{}", new Changing(3)),
                pair(new Changing(1)),
                HiddenTest::withProperty);
    }

    private static Consumer<Logger> pair(Object value) {
        return log -> log.atInfo().addKeyValue("pair", value).log("paired");
    }

    private static void inThread(Logger log) {
        String before = Thread.currentThread().getName();
        Thread.currentThread().setName("T-" + Canary.SECRET);
        log.info("in a thread");
        Thread.currentThread().setName(before);
    }

    private static void withProperty(Logger log) {
        log.getLoggerContext().putProperty("where", Canary.SECRET);
        log.info("in a context");
    }

    private static void inContext(Logger log) {
        var mdc = log.getLoggerContext().getMDCAdapter();
        mdc.put("apiSecret", UNREGISTERED);
        log.info("in a request");
        mdc.remove("apiSecret");
    }

    /** A road, and what is written at its end. */
    private record Road(String name, String before, String appenders, String ref) {}

    private static String file(String encoder) {
        return "<appender name=\"F\" class=\"ch.qos.logback.core.FileAppender\"><file>${FILE}</file>" + encoder
                + "</appender>";
    }

    private static String around(String inner) {
        return "<appender name=\"SAFE\" class=\"" + REDACTING + "RedactingAppender\"><appender-ref ref=\"" + inner
                + "\"/></appender>";
    }

    private static String async(String inner) {
        return "<appender name=\"A\" class=\"ch.qos.logback.classic.AsyncAppender\"><discardingThreshold>0</discardingThreshold><appender-ref ref=\""
                + inner + "\"/></appender>";
    }

    private static String sift(String encoder) {
        return "<appender name=\"S\" class=\"ch.qos.logback.classic.sift.SiftingAppender\"><discriminator><key>user</key><defaultValue>none</defaultValue></discriminator><sift>"
                + file(encoder) + "</sift></appender>";
    }

    private static String socket() {
        return "<appender name=\"F\" class=\"" + Writer.class.getName() + "\"><file>${FILE}</file></appender>";
    }

    private static List<Road> roads() {
        return List.of(
                new Road("filter, logstash", TURBO, file(LOGSTASH), "F"),
                new Road("filter, pattern", TURBO, file(PATTERN), "F"),
                new Road("filter, asynchronous, logstash", TURBO, file(LOGSTASH) + async("F"), "A"),
                new Road("filter, sifting, logstash", TURBO, sift(LOGSTASH), "S"),
                new Road("filter, sifting, pattern", TURBO, sift(PATTERN), "S"),
                new Road("filter, no encoder", TURBO, socket(), "F"),
                new Road("appender, logstash", "", file(LOGSTASH) + around("F"), "SAFE"),
                new Road("appender, pattern", "", file(PATTERN) + around("F"), "SAFE"),
                new Road("appender, no encoder", "", socket() + around("F"), "SAFE"),
                new Road("appender, sifting, logstash", "", sift(LOGSTASH) + around("S"), "SAFE"),
                new Road("appender around an asynchronous one", "", file(LOGSTASH) + async("F") + around("A"), "SAFE"),
                new Road("appender in an asynchronous one", "", file(LOGSTASH) + around("F") + async("SAFE"), "A"),
                new Road("both, logstash", TURBO, file(LOGSTASH) + around("F"), "SAFE"));
    }

    /** Writes all of an event that it can get hold of, as an appender may that has no encoder. */
    public static final class Writer
            extends ch.qos.logback.core.AppenderBase<ch.qos.logback.classic.spi.ILoggingEvent> {
        private Path file;

        public void setFile(String file) {
            this.file = Path.of(file);
        }

        @Override
        protected void append(ch.qos.logback.classic.spi.ILoggingEvent event) {
            var encoder = new net.logstash.logback.encoder.LogstashEncoder();
            encoder.setContext(getContext());
            encoder.start();
            try {
                Files.write(
                        file,
                        encoder.encode(event),
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRoad_whatTheTextDoesNotShow_isMasked() {
        return roads().stream()
                .map(road -> DynamicTest.dynamicTest(road.name(), () -> {
                    String written = logged(road, log -> {
                        calls().forEach(call -> call.accept(log));
                        // Appenders without an encoder may ask the context itself, which nobody can mask.
                        more().stream()
                                .limit(road.appenders().contains("Writer") ? more().size() - 1 : more().size())
                                .forEach(call -> call.accept(log));
                    });

                    assertThat(written.lines()).hasSizeGreaterThanOrEqualTo(calls().size() + more().size() - 1);
                    assertThat(scanner().scan(written)).as(written).isEmpty();
                }));
    }

    /** What does not leak by itself would prove nothing. */
    @Test
    void withoutRedaction_everyLineLeaks() throws Exception {
        String written = logged(new Road("bare", "", file(LOGSTASH), "F"), log -> {
            calls().forEach(call -> call.accept(log));
            withProperty(log);
        });
        String changing = logged(new Road("bare", "", file(PATTERN), "F"), log -> log.info("{}", new Changing(0)));

        assertThat(written.lines()).hasSize(calls().size() + 1);
        assertThat((written + changing).lines())
                .allSatisfy(line -> assertThat(scanner().scan(line)).isNotEmpty());
    }

    private static LeakScanner scanner() {
        return LeakScanner.forSecrets(Map.of("secret", Canary.SECRET, "unregistered", UNREGISTERED))
                .thorough();
    }

    private static LoggerContext configured(Road road, Path file) throws Exception {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var joran = new JoranConfigurator();
        joran.setContext(context);
        joran.doConfigure(new ByteArrayInputStream(("<configuration>" + road.before() + road.appenders()
                        + "<root level=\"INFO\"><appender-ref ref=\"" + road.ref() + "\"/></root></configuration>")
                .replace("${FILE}", file.toString())
                .getBytes(UTF_8)));
        return context;
    }

    private static String logged(Road road, Consumer<Logger> call) throws Exception {
        Path file = nextFile();
        LoggerContext context = configured(road, file);
        call.accept(context.getLogger("bot"));
        context.stop();
        return Files.readString(file);
    }

    private static synchronized Path nextFile() {
        return folder.resolve("hidden-" + files++);
    }

    @Test
    void sifting_appendersMadeLater_areListedAndCovered() throws Exception {
        LoggerContext context = configured(new Road("sift", TURBO, sift(PATTERN), "S"), nextFile());
        assertThat(LogbackRedaction.coverage(context))
                .extracting(LogbackCoverage::appender)
                .containsExactly("S");

        context.getLogger("bot").info("first");

        assertThat(LogbackRedaction.coverage(context))
                .filteredOn(one -> one.appender().equals("F"))
                .singleElement()
                .satisfies(one -> assertThat(one.cover()).isEqualTo(Cover.BYTES));
        context.stop();
    }

    @Test
    void sifting_withFiltersOfItsOwn_makesNoAppenderForWhatTheyDeny() throws Exception {
        Path file = nextFile();
        String denying = "<filter class=\"ch.qos.logback.classic.filter.ThresholdFilter\"><level>WARN</level></filter>";
        LoggerContext context = configured(
                new Road("sift", TURBO, sift(PATTERN).replace("<discriminator>", denying + "<discriminator>"), "S"),
                file);

        context.getLogger("bot").info("denied");
        assertThat(file).doesNotExist();
        context.getLogger("bot").warn("passed " + Canary.SECRET);

        context.stop();
        assertThat(Files.readString(file)).contains("passed " + Canary.MASK).doesNotContain("denied");
    }

    @Test
    void appender_beforeAnEncoder_leavesItTheObjects_andNobodyElse() throws Exception {
        Consumer<Logger> call = log -> log.info("sent {}", value("order", Map.of("id", 17)));

        assertThat(logged(new Road("", "", file(LOGSTASH) + around("F"), "SAFE"), call))
                .contains("\"order\":{\"id\":17}");
        assertThat(logged(new Road("", "", socket() + around("F"), "SAFE"), call))
                .contains("sent {id=17}")
                .doesNotContain("\"order\"");
    }

    @Test
    void appender_cleanEvent_isHandedOnAsItIs() throws Exception {
        Consumer<Logger> call = log -> {
            log.info("order {} of {}", 17, List.of("a"));
            log.atInfo().addKeyValue("price", 1.5).log("filled");
        };

        assertThat(logged(new Road("", "", file(PATTERN) + around("F"), "SAFE"), call))
                .isEqualTo(logged(new Road("", "", file(PATTERN), "F"), call));
    }

    @Test
    void filter_readAnew_coversWhatIsSiftedThen() throws Exception {
        Path first = nextFile();
        Path second = nextFile();
        LoggerContext context = configured(new Road("sift", TURBO, sift(PATTERN), "S"), first);
        context.getLogger("bot").info("first");
        context.reset();
        var joran = new JoranConfigurator();
        joran.setContext(context);
        joran.doConfigure(new ByteArrayInputStream(
                ("<configuration>" + TURBO + sift(LOGSTASH).replace("${FILE}", second.toString())
                                + "<root level=\"INFO\"><appender-ref ref=\"S\"/></root></configuration>")
                        .getBytes(UTF_8)));

        context.getLogger("of." + Canary.SECRET).info("named");

        context.stop();
        assertThat(Files.readString(second)).contains("of." + Canary.MASK).doesNotContain("SYNTHETIC/");
    }
}
