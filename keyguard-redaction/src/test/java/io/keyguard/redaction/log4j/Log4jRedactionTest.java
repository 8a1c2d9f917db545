/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.source.ApiKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ObjectMessage;
import org.apache.logging.log4j.message.ParameterizedMessage;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log4j by layout, by rewriting, and by one line; loggers that wait and loggers that do not. */
class Log4jRedactionTest {
    private static final ApiKey KEY = Canary.key();
    private static final String PLAIN = "<PatternLayout pattern=\"%p [%t] %c{1} %marker %X %x - %m %throwable%n\"/>";

    @TempDir
    private Path folder;

    private final List<LoggerContext> contexts = new ArrayList<>();
    private int files;

    @BeforeAll
    static void learn() {
        LiveSecrets.shared().learn(KEY);
    }

    @AfterAll
    static void forget() {
        LiveSecrets.shared().forget(KEY);
    }

    @AfterEach
    void stop() {
        contexts.forEach(LoggerContext::stop);
        ThreadContext.clearAll();
    }

    private static XmlConfiguration configuration(LoggerContext context, String xml) {
        try {
            return new XmlConfiguration(
                    context, new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8))));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private LoggerContext start(LoggerContext context, String xml) {
        contexts.add(context);
        context.start(configuration(context, xml));
        return context;
    }

    private static String xml(Path file, String layout, String more, String loggers) {
        return "<Configuration status=\"ERROR\"><Appenders><File name=\"F\" fileName=\"" + file + "\">" + layout
                + "</File>" + more + "</Appenders><Loggers>" + loggers + "</Loggers></Configuration>";
    }

    private static String root(String ref) {
        return "<Root level=\"info\"><AppenderRef ref=\"" + ref + "\"/></Root>";
    }

    private static Map<String, Consumer<Logger>> carelessness() {
        return Map.of(
                "message", log -> log.info("key is " + Canary.SECRET),
                "argument", log -> log.info("key is {}", Canary.SECRET),
                "argument that no placeholder shows", log -> log.info("nothing to see", Canary.SECRET),
                "exception", log -> log.error("failed", new IllegalStateException(Canary.SECRET)),
                "cause", log -> log.error("failed", new RuntimeException("x", new RuntimeException(Canary.SECRET))),
                "context map",
                        log -> {
                            ThreadContext.put("request", Canary.SECRET);
                            log.info("with context");
                            ThreadContext.clearAll();
                        },
                "context stack",
                        log -> {
                            ThreadContext.push(Canary.SECRET);
                            log.info("with stack");
                            ThreadContext.clearAll();
                        },
                "marker", log -> log.info(new MarkerManager.Log4jMarker("M" + Canary.SECRET), "with marker"),
                "map message", log -> log.info(new MapMessage<>(Map.of("secret", Canary.SECRET))));
    }

    /** How a context is set up. */
    private record Setup(String name, Consumer<LoggerContext> after, boolean async, String layout, String ref) {}

    private static final String REWRITE =
            "<Rewrite name=\"R\"><RedactingPolicy/><AppenderRef ref=\"F\"/></Rewrite><Async name=\"A\"><AppenderRef ref=\"F\"/></Async>";

    private static List<Setup> setups() {
        String wrapped = "<RedactingLayout>" + PLAIN + "</RedactingLayout>";
        return List.of(
                new Setup("layout", context -> {}, false, wrapped, "F"),
                new Setup("rewriting", context -> {}, false, PLAIN, "R"),
                new Setup("one line", Log4jRedaction::protect, false, PLAIN, "F"),
                new Setup("one line, asynchronous appender", Log4jRedaction::protect, false, PLAIN, "A"),
                new Setup("layout, asynchronous loggers", context -> {}, true, wrapped, "F"),
                new Setup("rewriting, asynchronous loggers", context -> {}, true, PLAIN, "R"),
                new Setup("one line, asynchronous loggers", Log4jRedaction::protect, true, PLAIN, "F"));
    }

    @TestFactory
    Stream<DynamicTest> careless_inEverySetup_isMasked() {
        return setups().stream()
                .flatMap(setup -> carelessness().entrySet().stream()
                        .map(one -> DynamicTest.dynamicTest(
                                setup.name() + ", " + one.getKey(), () -> assertMasked(setup, one.getValue()))));
    }

    private void assertMasked(Setup setup, Consumer<Logger> careless) throws Exception {
        Path file = folder.resolve("log-" + files++);
        LoggerContext context = start(
                setup.async() ? new AsyncLoggerContext("test") : new LoggerContext("test"),
                xml(file, setup.layout(), REWRITE, root(setup.ref())));
        setup.after().accept(context);
        careless.accept(context.getLogger("bot"));
        context.getLogger("bot").info("clean {}", 42);
        context.stop();
        String written = Files.readString(file);
        assertThat(written).doesNotContain(Canary.SECRET, "SYNTHETIC/").contains("clean 42");
    }

    @TestFactory
    Stream<DynamicTest> careless_withoutRedaction_leaks() {
        return carelessness().entrySet().stream()
                .filter(one -> !one.getKey().contains("no placeholder"))
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    Path file = folder.resolve("bare-" + files++);
                    LoggerContext context = start(new LoggerContext("test"), xml(file, PLAIN, "", root("F")));
                    one.getValue().accept(context.getLogger("bot"));
                    context.stop();
                    assertThat(Files.readString(file)).contains(Canary.SECRET);
                }));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void protect_coversAgainAfterTheConfigurationWasReadAnew(boolean async) throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        LoggerContext context = start(
                async ? new AsyncLoggerContext("test") : new LoggerContext("test"), xml(first, PLAIN, "", root("F")));
        assertThat(Log4jRedaction.uncovered(context)).containsExactly("F");
        Log4jRedaction.protect(context);
        Log4jRedaction.protect(context);
        assertThat(Log4jRedaction.uncovered(context)).isEmpty();

        context.setConfiguration(configuration(context, xml(second, PLAIN, "", root("F"))));
        context.updateLoggers();

        assertThat(Log4jRedaction.uncovered(context)).isEmpty();
        context.getLogger("bot").info(Canary.SECRET);
        context.stop();
        assertThat(Files.readString(second)).contains(Canary.MASK).doesNotContain(Canary.SECRET);
        assertThat(Files.readString(second).lines()).hasSize(1);
    }

    @Test
    void protect_keepsLevelsOfReferences_andLoggersOfTheirOwn() throws Exception {
        Path file = folder.resolve("levels");
        LoggerContext context = start(
                new LoggerContext("test"),
                xml(
                        file,
                        PLAIN,
                        "",
                        "<Logger name=\"own\" level=\"debug\" additivity=\"false\"><AppenderRef ref=\"F\" level=\"warn\"/></Logger>"
                                + "<Root level=\"error\"><AppenderRef ref=\"F\"/></Root>"));
        Log4jRedaction.protect(context);
        context.getLogger("own").info("below");
        context.getLogger("own").warn("above " + Canary.SECRET);
        context.getLogger("other").warn("below");
        context.stop();
        assertThat(Files.readString(file)).contains("above " + Canary.MASK).doesNotContain("below");
    }

    @Test
    void uncovered_layoutInTheConfiguration_isCovered() {
        LoggerContext context = start(
                new LoggerContext("test"),
                xml(folder.resolve("c"), "<RedactingLayout>" + PLAIN + "</RedactingLayout>", REWRITE, root("F")));
        assertThat(Log4jRedaction.uncovered(context)).isEmpty();
    }

    @Test
    void layout_withoutOneInside_isRefused() {
        assertThatThrownBy(() -> RedactingLayout.create(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void policy_eventThatCannotBeLookedAt_isWithheldAndClean_oneIsTheSameObject() {
        RedactingPolicy policy = RedactingPolicy.create();
        long before = Redactor.shared().withheld();
        LogEvent bad = Log4jLogEvent.newBuilder()
                .setLoggerName("bot")
                .setMessage(new SimpleMessage("x") {
                    private static final long serialVersionUID = 1;

                    @Override
                    public String getFormattedMessage() {
                        throw new IllegalStateException(Canary.SECRET);
                    }
                })
                .build();
        LogEvent withheld = policy.rewrite(bad);
        assertThat(withheld.getMessage().getFormattedMessage()).isEqualTo(Redactor.WITHHELD);
        assertThat(Redactor.shared().withheld()).isGreaterThan(before);
        LogEvent clean = Log4jLogEvent.newBuilder()
                .setLoggerName("bot")
                .setMessage(new SimpleMessage("clean"))
                .build();
        assertThat(policy.rewrite(clean)).isSameAs(clean);
        assertThat(policy.toString() + RedactingLayout.create(PatternLayout.createDefaultLayout()))
                .contains("RedactingPolicy", "RedactingLayout");
    }

    /** Its text says nothing of what a layout makes of it. */
    public static final class Opaque {
        /** What a layout writes. */
        public String getToken() {
            return Canary.SECRET;
        }

        @Override
        public String toString() {
            return "Opaque";
        }
    }

    private static LogEvent event(Message message) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName("bot")
                .setMessage(message)
                .build();
    }

    private static Stream<Message> hiding() {
        return Stream.of(
                new ObjectMessage(new Opaque()),
                new ObjectMessage(new Object[] {new String[] {Canary.SECRET}}),
                new ParameterizedMessage("sent {}", new Opaque()),
                new ParameterizedMessage("sent", (Object) new char[][] {Canary.SECRET.toCharArray()}),
                new MapMessage<>(Map.of("a", (Object) new Opaque())),
                new SimpleMessage("x") {
                    private static final long serialVersionUID = 1;
                });
    }

    @ParameterizedTest
    @MethodSource("hiding")
    void policy_messageThatMayShowMoreThanItsText_isHandedOnAsText(Message message) {
        Message rewritten = RedactingPolicy.create().rewrite(event(message)).getMessage();

        assertThat(rewritten).isExactlyInstanceOf(SimpleMessage.class).isNotSameAs(message);
        assertThat(rewritten.getParameters()).isNull();
        assertThat(rewritten.getFormattedMessage()).doesNotContain("SYNTHETIC");
    }

    @Test
    void policy_whatShowsNoMoreThanItsText_isTheSameObject() {
        for (Message message : List.of(
                new ParameterizedMessage("order {} of {}", 17, List.of("a")),
                new MapMessage<>(Map.of("price", 1.5)),
                new ObjectMessage(Map.of("id", 17)))) {
            LogEvent event = event(message);
            assertThat(RedactingPolicy.create().rewrite(event)).isSameAs(event);
        }
    }

    @Test
    void policy_nameApartFromItsValue_isMasked() {
        String unknown = "SYNTHETICandUNKNOWNvx7Qm2Zr9Lp4Wk8Tn3Hs6NOTREAL";
        var context = new SortedArrayStringMap();
        context.putValue("apiSecret", unknown);
        LogEvent event = Log4jLogEvent.newBuilder()
                .setLoggerName("bot")
                .setMessage(new SimpleMessage("clean"))
                .setContextData(context)
                .build();

        LogEvent rewritten = RedactingPolicy.create().rewrite(event);

        assertThat(rewritten.getContextData().<String>getValue("apiSecret")).isEqualTo("[redacted:field]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16LE", "UTF-8"})
    void layout_inAnyEncoding_masksAndKeepsTheRest(Charset charset) {
        String phrase = "Gëheim-€-Pässwört-Zürich-ñandú";
        var secrets = new LiveSecrets(Runnable::run);
        secrets.learn(Canary.key("bot", Canary.API_KEY, Canary.SECRET, phrase));
        var layout = new RedactingLayout(
                PatternLayout.newBuilder()
                        .setPattern("%m")
                        .setCharset(charset)
                        .setHeader("head " + phrase)
                        .build(),
                Redactor.of(secrets));

        LogEvent event = event(new SimpleMessage("über " + phrase + " hinaus"));

        assertThat(new String(layout.toByteArray(event), charset)).isEqualTo("über [redacted:bot] hinaus");
        assertThat(layout.toSerializable(event)).isEqualTo("über [redacted:bot] hinaus");
        assertThat(new String(layout.getHeader(), charset)).startsWith("head [redacted:bot]");
        assertThat(layout.getFooter()).isNull();
    }

    /** A layout that writes parts apart, and escapes what a name or a place would be known by. */
    @Test
    void layout_ofJson_isGivenMaskedParts() throws Exception {
        String unknown = "SYNTHETICandUNKNOWNvx7Qm2Zr9Lp4Wk8Tn3Hs6NOTREAL";
        Path file = folder.resolve("json");
        String json =
                "<RedactingLayout><JsonLayout compact=\"true\" eventEol=\"true\" properties=\"true\"/></RedactingLayout>";
        LoggerContext context = start(new LoggerContext("test"), xml(file, json, "", root("F")));
        Logger log = context.getLogger("bot");

        log.info("{\"op\":\"auth\",\"args\":[\"{}\",1700000000000,\"ok\"]}", unknown);
        log.info(Canary.SECRET.substring(0, 20) + "{}", Canary.SECRET.substring(20));
        log.info(new MapMessage<>(Map.of("apiSecret", unknown)));
        ThreadContext.put("apiSecret", unknown);
        log.info("clean {}", 42);
        ThreadContext.clearAll();
        context.stop();

        assertThat(Files.readString(file).lines())
                .hasSize(4)
                .allMatch(line -> line.contains("[redacted:"))
                .noneMatch(line -> line.contains("SYNTHETIC"))
                .last()
                .asString()
                .contains("clean 42");
    }
}
