/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.status.Status;
import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.LeakScanner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
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
import org.slf4j.MarkerFactory;

class LogbackTest {
    private static final String TURBO = "<turboFilter class=\"io.keyguard.redaction.logback.RedactingTurboFilter\"/>";
    private static final String PATTERN =
            "<encoder><pattern>%-5level [%thread] %logger{0} %marker %mdc %kvp - %msg%n</pattern></encoder>";
    private static final String WRAPPED = """
            <encoder class="io.keyguard.redaction.logback.RedactingEncoder">
              <encoder class="ch.qos.logback.classic.encoder.PatternLayoutEncoder">
                <pattern>%-5level [%thread] %logger{0} %marker %mdc %kvp - %msg%n</pattern>
              </encoder>
            </encoder>""";
    private static final String JSON = "<encoder class=\"ch.qos.logback.classic.encoder.JsonEncoder\"/>";
    private static final String WRAPPED_JSON = """
            <encoder class="io.keyguard.redaction.logback.RedactingEncoder">
              <encoder class="ch.qos.logback.classic.encoder.JsonEncoder"/>
            </encoder>""";

    private static final ApiKey KEY = Canary.key();
    private static final String SECRET = Canary.SECRET;

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

    /** What careless code does, by name. */
    private static Map<String, Consumer<Logger>> carelessness() {
        return Map.ofEntries(
                Map.entry("message", log -> log.info("key is " + SECRET)),
                Map.entry("argument", log -> log.info("key is {}", SECRET)),
                Map.entry("two arguments", log -> log.warn("{} and {}", "one", SECRET)),
                Map.entry("many arguments", log -> log.error("{} {} {} {}", 1, 2, 3, List.of(SECRET))),
                Map.entry("argument that no placeholder shows", log -> log.info("nothing to see", SECRET)),
                Map.entry(
                        "split between message and argument",
                        log -> log.info(SECRET.substring(0, 20) + "{}", SECRET.substring(20))),
                Map.entry(
                        "cause of an exception that is the last argument",
                        log -> log.error(
                                "order {} failed", 1, new IllegalStateException("outer", new Exception(SECRET)))),
                Map.entry(
                        "suppressed exception of the last of many arguments",
                        log -> log.error("order {} {} {} failed", 1, 2, 3, suppressing())),
                Map.entry(
                        "exception as a fluent argument",
                        log -> log.atError()
                                .addArgument(1)
                                .addArgument(suppressing())
                                .log("order {} failed")),
                Map.entry("exception", log -> log.error("failed", new IllegalStateException("with " + SECRET))),
                Map.entry(
                        "exception as the argument", log -> log.error("failed {}", new IllegalStateException(SECRET))),
                Map.entry("cause", log -> log.error("failed", new RuntimeException("x", new RuntimeException(SECRET)))),
                Map.entry("suppressed", log -> log.error("failed", suppressing())),
                Map.entry("MDC value", log -> withMdc(log, "request", "Bearer " + SECRET)),
                Map.entry("MDC key", log -> withMdc(log, SECRET, "value")),
                Map.entry(
                        "key-value pair",
                        log -> log.atInfo().addKeyValue("auth", SECRET).log("signed in")),
                Map.entry(
                        "key of a pair",
                        log -> log.atInfo().addKeyValue(SECRET, 1).log("signed in")),
                Map.entry(
                        "fluent argument",
                        log -> log.atWarn().addArgument(SECRET).log("key {}")),
                Map.entry(
                        "fluent cause",
                        log -> log.atError()
                                .setCause(new RuntimeException(SECRET))
                                .log("failed")),
                Map.entry("marker", log -> log.info(MarkerFactory.getDetachedMarker(SECRET), "marked")),
                Map.entry("headers", log -> log.info("headers {}", Map.of("X-MBX-APIKEY", Canary.API_KEY))),
                Map.entry("Basic authentication", log -> log.info("Basic {}", base64("bot:" + SECRET + "\n"))),
                Map.entry("passphrase", log -> log.info("passphrase=" + Canary.PASSPHRASE)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static Throwable suppressing() {
        var failure = new IllegalStateException("outer");
        failure.addSuppressed(new IllegalStateException("inner " + SECRET));
        return failure;
    }

    private static void withMdc(Logger log, String key, String value) {
        var mdc = log.getLoggerContext().getMDCAdapter();
        mdc.put(key, value);
        log.info("in a request");
        mdc.remove(key);
    }

    @TestFactory
    Stream<DynamicTest> log_carelessly_writesAMask() {
        Map<String, String> configurations = Map.of(
                "filter, pattern", TURBO + file(PATTERN),
                "filter, JSON", TURBO + file(JSON),
                "filter, asynchronous", TURBO + asynchronous(PATTERN),
                "encoder, pattern", file(WRAPPED),
                "encoder, JSON", file(WRAPPED_JSON),
                "encoder, asynchronous", asynchronous(WRAPPED),
                "both", TURBO + file(WRAPPED_JSON));
        return configurations.entrySet().stream()
                .flatMap(config -> carelessness().entrySet().stream()
                        .map(way -> DynamicTest.dynamicTest(
                                config.getKey() + ": " + way.getKey(),
                                () -> assertMasked(config.getValue(), way.getKey(), way.getValue()))));
    }

    private static void assertMasked(String configuration, String name, Consumer<Logger> way) throws Exception {
        String written = logged(configuration, way);

        assertThat(scanner().scan(written)).isEmpty();
        assertThat(written).isNotEmpty();
        if (!name.startsWith("argument that")) {
            assertThat(written).contains(Canary.MASK);
        }
    }

    @TestFactory
    Stream<DynamicTest> log_carelesslyWithoutProtection_leaks() {
        return carelessness().entrySet().stream()
                .filter(way -> !way.getKey().startsWith("argument that"))
                .map(way -> DynamicTest.dynamicTest(
                        way.getKey(),
                        () -> assertThat(scanner().scan(logged(file(PATTERN), way.getValue())))
                                .isNotEmpty()));
    }

    private static LeakScanner scanner() {
        return LeakScanner.forSecrets(
                Map.of("secret", Canary.SECRET, "API key", Canary.API_KEY, "passphrase", Canary.PASSPHRASE));
    }

    private static String file(String encoder) {
        return """
               <appender name="A" class="ch.qos.logback.core.FileAppender"><file>${FILE}</file>%s</appender>
               <root level="INFO"><appender-ref ref="A"/></root>""".formatted(encoder);
    }

    private static String asynchronous(String encoder) {
        return """
               <appender name="F" class="ch.qos.logback.core.FileAppender"><file>${FILE}</file>%s</appender>
               <appender name="A" class="ch.qos.logback.classic.AsyncAppender"><appender-ref ref="F"/></appender>
               <root level="INFO"><appender-ref ref="A"/></root>""".formatted(encoder);
    }

    private static synchronized Path nextFile() {
        return folder.resolve("log-" + files++ + ".txt");
    }

    private static String logged(String configuration, Consumer<Logger> way) throws Exception {
        Path file = nextFile();
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("FILE", file.toString());
        var joran = new JoranConfigurator();
        joran.setContext(context);
        joran.doConfigure(
                new ByteArrayInputStream(("<configuration>" + configuration + "</configuration>").getBytes(UTF_8)));
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .noneMatch(status -> status.getEffectiveLevel() >= Status.WARN);
        way.accept(context.getLogger("bot"));
        context.stop();
        return Files.readString(file, UTF_8);
    }

    @Test
    void log_cleanly_isLeftAsItIs() throws Exception {
        Consumer<Logger> way = log -> {
            log.info("order {} of {} placed", 17, "BTCUSDT");
            log.atInfo().addKeyValue("price", 1.5).log("filled {}", 3);
            log.error("failed", new IllegalArgumentException("no such symbol"));
            log.debug("not enabled " + SECRET);
        };

        assertThat(logged(TURBO + file(WRAPPED), way)).isEqualTo(logged(file(PATTERN), way));
    }

    @Test
    void log_aSecretBesideAnException_keepsTheTrace() throws Exception {
        assertThat(logged(
                        TURBO + file(PATTERN),
                        log -> log.error("order {} failed", SECRET, new IllegalStateException("outer"))))
                .contains("order " + Canary.MASK + " failed")
                .contains("IllegalStateException: outer")
                .contains("at " + LogbackTest.class.getName());
    }

    @Test
    void log_aNullMessageWithASecretBesideIt_isMasked() throws Exception {
        assertThat(logged(TURBO + file(PATTERN), log -> {
                    var mdc = log.getLoggerContext().getMDCAdapter();
                    mdc.put("request", SECRET);
                    assertThat(log.isInfoEnabled()).as("a question is no event").isTrue();
                    log.info((String) null);
                    mdc.remove("request");
                }))
                .contains("request=" + Canary.MASK)
                .hasLineCount(1);
    }

    private static final String ACCEPTING = """
            <turboFilter class="ch.qos.logback.classic.turbo.MarkerFilter">
              <Marker>always</Marker><OnMatch>ACCEPT</OnMatch>
            </turboFilter>""";

    private static final String DENYING = """
            <turboFilter class="ch.qos.logback.classic.turbo.MarkerFilter">
              <Marker>never</Marker><OnMatch>DENY</OnMatch>
            </turboFilter>""";

    @Test
    void log_withAFilterBehindThatAccepts_masksBelowTheLevelToo() throws Exception {
        assertThat(logged(TURBO + DENYING + ACCEPTING + file(PATTERN), log -> {
                    log.debug(MarkerFactory.getMarker("always"), "debug " + SECRET);
                    log.debug("not enabled " + SECRET);
                }))
                .contains("debug " + Canary.MASK)
                .hasLineCount(1);
    }

    @Test
    void log_withAFilterBehindThatDenies_staysDenied() throws Exception {
        assertThat(logged(
                        TURBO + ACCEPTING + DENYING + file(PATTERN),
                        log -> log.info(MarkerFactory.getMarker("never"), "info " + SECRET)))
                .isEmpty();
    }

    @Test
    void log_withCallerData_keepsTheCallingLine() throws Exception {
        String pattern = "<encoder><pattern>%method %msg%n</pattern></encoder>";

        assertThat(logged(TURBO + file(pattern), LogbackTest::callsCarelessly))
                .isEqualTo("callsCarelessly " + Canary.MASK + "\n");
    }

    private static void callsCarelessly(Logger log) {
        log.info(SECRET);
    }

    @Test
    void log_aDisabledLevel_costsNoEventAndWritesNothing() throws Exception {
        assertThat(logged(TURBO + file(PATTERN), log -> log.debug("x {}", SECRET)))
                .isEmpty();
        assertThat(logged(TURBO + file(PATTERN), log -> {
                    log.setLevel(Level.DEBUG);
                    log.debug("x {}", SECRET);
                }))
                .contains("x " + Canary.MASK);
    }

    @Test
    void log_anArgumentThatThrows_withholdsTheEventAndSaysSo() throws Exception {
        long before = Redactor.shared().withheld();
        var throwing = new Object() {
            @Override
            public String toString() {
                throw new StackOverflowError(SECRET);
            }
        };

        String written = logged(
                TURBO + file(PATTERN),
                log -> log.atInfo().addKeyValue("k", throwing).log("x"));

        assertThat(written).contains("keyguard withheld an event").doesNotContain("SYNTHETIC");
        assertThat(Redactor.shared().withheld()).isEqualTo(before + 1);
    }

    @Test
    void log_anArgumentThatThrowsAnError_doesNotReachTheBot() throws Exception {
        var throwing = new Object() {
            @Override
            public String toString() {
                throw new AssertionError(SECRET);
            }
        };

        assertThat(logged(TURBO + file(WRAPPED), log -> log.info("x {}", throwing)))
                .contains("keyguard withheld an event")
                .doesNotContain("SYNTHETIC");
    }

    /** SLF4J would print it, with its trace, to System.err. */
    @Test
    void log_anArgumentThatThrowsWhatQuotesASecret_isPrintedNowhere() throws Exception {
        var throwing = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException(SECRET);
            }
        };
        var printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, UTF_8));
        try {
            for (Object[] arguments : List.of(new Object[] {throwing}, new Object[] {new Object[] {1, throwing}})) {
                assertThat(logged(TURBO + file(PATTERN), log -> log.info("x {}", arguments)))
                        .contains("keyguard withheld an event")
                        .doesNotContain("SYNTHETIC");
            }
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(UTF_8)).doesNotContain("SYNTHETIC", "Failed toString");
    }

    @Test
    void log_anArgumentWithoutAText_orAnArrayThatHoldsItself_isWrittenAsEver() throws Exception {
        var without = new Object() {
            @Override
            public @org.jspecify.annotations.Nullable String toString() {
                return null;
            }
        };
        Object[] itself = {1, null};
        itself[1] = itself;
        assertThat(logged(TURBO + file(PATTERN), log -> log.info("x {} {}", without, new int[] {1, 2})))
                .contains("x null [1, 2]");
        assertThat(logged(TURBO + file(PATTERN), log -> log.info("x {}", new Object[] {itself})))
                .contains("x [1, [...]]");
        assertThat(logged(TURBO + file(PATTERN), log -> log.info("x {}", new IllegalStateException("thrown"))))
                .contains("x {}");
    }

    @Test
    void encode_whenTheInnerEncoderFails_withholdsTheLine() throws Exception {
        var failing = "<encoder class=\"io.keyguard.redaction.logback.RedactingEncoder\"><encoder class=\""
                + FailingEncoder.class.getName() + "\"/></encoder>";

        assertThat(logged(file(failing), log -> log.info("x")))
                .isEqualTo("[keyguard withheld an event that it could not redact]\n");
    }

    /** An encoder that fails with what it was given. */
    public static final class FailingEncoder extends ch.qos.logback.core.encoder.EncoderBase<Object> {
        @Override
        public byte[] headerBytes() {
            return null;
        }

        @Override
        public byte[] encode(Object event) {
            throw new IllegalStateException(SECRET);
        }

        @Override
        public byte[] footerBytes() {
            return null;
        }
    }

    @Test
    void encode_theThreadName_isMaskedByTheEncoder() throws Exception {
        String written = logged(file(WRAPPED), log -> {
            String before = Thread.currentThread().getName();
            Thread.currentThread().setName(SECRET);
            log.info("x");
            Thread.currentThread().setName(before);
        });

        assertThat(written).contains(Canary.MASK).doesNotContain("SYNTHETIC");
    }
}
