/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.joran.ReconfigureOnChangeTask;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.status.ErrorStatus;
import ch.qos.logback.core.status.InfoStatus;
import ch.qos.logback.core.status.OnPrintStreamStatusListenerBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.util.StatusPrinter2;
import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.logback.LogbackCoverage.Cover;
import io.keyguard.source.ApiKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MarkerFactory;

/** One line that covers all of a context, what is covered by what, and appenders around others. */
class LogbackRedactionTest {
    private static final ApiKey KEY = Canary.key();
    private static final String PATTERN = "<encoder><pattern>%thread %logger %mdc - %msg%n</pattern></encoder>";

    @TempDir
    private Path folder;

    private final LoggerContext context = new LoggerContext();

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
        context.stop();
    }

    /** What an appender was given. */
    public static final class Recorder extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> events = new ArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            assertThat(event.hasCallerData() || event.getCallerData().length > 0)
                    .isTrue();
            events.add(event);
        }
    }

    /** An appender with an encoder that writes no stream, as those for sockets are. */
    public static final class Sender extends AppenderBase<ILoggingEvent> {
        private final List<String> sent = new ArrayList<>();
        private Encoder<ILoggingEvent> encoder;

        public void setEncoder(Encoder<ILoggingEvent> encoder) {
            this.encoder = encoder;
        }

        public Encoder<ILoggingEvent> getEncoder() {
            return encoder;
        }

        @Override
        protected void append(ILoggingEvent event) {
            sent.add(new String(encoder.encode(event), UTF_8));
        }
    }

    /** Nothing of such a value shows in its {@code toString}. */
    @SuppressWarnings("unused") // an encoder reads it
    public static final class Opaque {
        public String getToken() {
            return Canary.SECRET;
        }

        @Override
        public String toString() {
            return "Opaque";
        }
    }

    private void configure(String inside) throws Exception {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                new ByteArrayInputStream(("<configuration>" + inside + "</configuration>").getBytes(UTF_8)));
        context.start();
    }

    private String file(String name, String encoder) {
        return "<appender name=\"" + name + "\" class=\"ch.qos.logback.core.FileAppender\"><file>"
                + folder.resolve(name) + "</file>" + encoder + "</appender>";
    }

    private static String root(String... refs) {
        var root = new StringBuilder("<root level=\"INFO\">");
        for (String ref : refs) {
            root.append("<appender-ref ref=\"").append(ref).append("\"/>");
        }
        return root + "</root>";
    }

    private String written(String name) throws Exception {
        return Files.readString(folder.resolve(name));
    }

    private Cover cover(String appender) {
        return LogbackRedaction.coverage(context).stream()
                .filter(one -> one.appender().equals(appender))
                .findFirst()
                .orElseThrow()
                .cover();
    }

    @Test
    void protect_coversEveryAppender_threadNamesIncluded() throws Exception {
        configure(file("A", PATTERN) + file("B", PATTERN)
                + "<appender name=\"R\" class=\"" + Recorder.class.getName() + "\"/>"
                + "<appender name=\"ASYNC\" class=\"ch.qos.logback.classic.AsyncAppender\"><appender-ref ref=\"B\"/></appender>"
                + root("A", "ASYNC", "R"));
        assertThat(LogbackRedaction.coverage(context))
                .extracting(LogbackCoverage::cover)
                .containsOnly(Cover.NONE);

        LogbackRedaction.protect(context);

        assertThat(cover("A")).isEqualTo(Cover.BYTES);
        assertThat(cover("B")).isEqualTo(Cover.BYTES);
        assertThat(cover("R")).isEqualTo(Cover.EVENTS);
        assertThat(cover("ASYNC")).isEqualTo(Cover.EVENTS);
        var thread = new Thread(() -> context.getLogger("bot").info("key {}", Canary.SECRET), "t-" + Canary.API_KEY);
        thread.start();
        thread.join();
        context.stop();
        for (String name : List.of("A", "B")) {
            assertThat(written(name))
                    .contains("key " + Canary.MASK, "t-" + Canary.MASK)
                    .doesNotContain(Canary.SECRET, Canary.API_KEY);
        }
    }

    @Test
    void filterInXml_coversEncodersAsWell_asLongAsItStandsThere() throws Exception {
        String filter = "<turboFilter class=\"io.keyguard.redaction.logback.RedactingTurboFilter\"/>";
        configure(filter + file("A", PATTERN) + root("A"));
        assertThat(cover("A")).isEqualTo(Cover.BYTES);

        context.reset();
        configure(filter + file("B", PATTERN) + root("B"));
        assertThat(cover("B")).isEqualTo(Cover.BYTES);

        context.reset();
        configure(file("C", PATTERN) + root("C"));
        assertThat(cover("C")).isEqualTo(Cover.NONE);
    }

    @Test
    void protect_holdsWhateverTheConfigurationSaysThatIsReadAnew() throws Exception {
        configure(file("A", PATTERN) + root("A"));
        LogbackRedaction.protect(context);

        context.reset();
        configure(file("B", PATTERN) + root("B"));

        assertThat(cover("B")).isEqualTo(Cover.BYTES);
        context.getLogger("bot").info(Canary.SECRET);
        context.stop();
        assertThat(written("B")).contains(Canary.MASK).doesNotContain(Canary.SECRET);
    }

    /** What a scan of the file does when its time has come. */
    @Test
    void filterInXml_fileThatWasChanged_coversWhatItSaysThen() throws Exception {
        Path xml = folder.resolve("logback.xml");
        String around = "<configuration scan=\"true\" scanPeriod=\"1 day\">"
                + "<turboFilter class=\"io.keyguard.redaction.logback.RedactingTurboFilter\"/>%s</configuration>";
        Files.writeString(xml, String.format(around, file("A", PATTERN) + root("A")));
        context.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(xml.toFile());
        Files.writeString(xml, String.format(around, file("B", PATTERN) + root("B")));
        Files.setLastModifiedTime(xml, FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));

        var scan = new ReconfigureOnChangeTask();
        scan.setContext(context);
        scan.setScheduledFuture(context.getCopyOfScheduledFutures().get(0));
        scan.run();

        assertThat(cover("B")).isEqualTo(Cover.BYTES);
        context.getLogger("of." + Canary.SECRET).info("named");
        context.stop();
        assertThat(written("B")).contains("of." + Canary.MASK).doesNotContain("SYNTHETIC");
    }

    @Test
    void protect_twice_wrapsOnce() throws Exception {
        configure(file("A", PATTERN) + root("A"));
        LogbackRedaction.protect(context);
        LogbackRedaction.protect(context);
        assertThat(context.getTurboFilterList()).hasSize(1);
        context.getLogger("bot").info("plain");
        context.stop();
        assertThat(written("A")).endsWith("- plain" + System.lineSeparator());
    }

    @Test
    void coverage_appenderAddedLater_isBehindTheFilterUntilTheFirstEvent() throws Exception {
        configure(root());
        assertThat(LogbackRedaction.coverage(context)).isEmpty();
        LogbackRedaction.protect(context);
        var late = new Recorder();
        late.setContext(context);
        late.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(late);
        assertThat(LogbackRedaction.coverage(context)).singleElement().satisfies(one -> {
            assertThat(one.cover()).isEqualTo(Cover.EVENTS);
            assertThat(one.appender()).isEqualTo(Recorder.class.getName());
            assertThat(one.type()).isEqualTo(Recorder.class.getName());
        });
    }

    /** Shows more to an encoder than its text. */
    public static final class Bean {
        /** What an encoder for objects would write. */
        public String getToken() {
            return Canary.SECRET;
        }

        @Override
        public String toString() {
            return "Bean";
        }
    }

    @Test
    void appenderAddedLater_toAnyLoggerAbove_isCoveredBeforeItsFirstEvent() throws Exception {
        configure(file("A", PATTERN) + root("A"));
        LogbackRedaction.protect(context);
        context.getLogger("io.bot.Grid").info("before");
        var written = new ByteArrayOutputStream();
        var late = new OutputStreamAppender<ILoggingEvent>();
        late.setContext(context);
        late.setName("LATE");
        late.setEncoder(new JsonEncoder());
        late.setOutputStream(written);
        late.start();
        late.getEncoder().start();
        context.getLogger("io").addAppender(late);

        var thread = new Thread(() -> context.getLogger("io.bot.Grid").info("clean"), "t-" + Canary.API_KEY);
        thread.start();
        thread.join();

        assertThat(cover("LATE")).isEqualTo(Cover.BYTES);
        assertThat(written.toString(UTF_8)).contains("clean", Canary.MASK).doesNotContain(Canary.API_KEY);
    }

    @Test
    void appenderAddedLater_withoutAnEncoder_isGivenNoMoreThanText() throws Exception {
        configure(file("A", PATTERN) + root("A"));
        LogbackRedaction.protect(context);
        context.getLogger("bot").info("{}", new Bean());
        var late = new Recorder();
        late.setContext(context);
        late.start();
        context.getLogger("bot").addAppender(late);

        context.getLogger("bot").info("{}", new Bean());

        assertThat(late.events).singleElement().satisfies(event -> {
            assertThat(event.getArgumentArray()).containsExactly("Bean");
            assertThat(event.getFormattedMessage()).isEqualTo("Bean");
        });
    }

    private Recorder recorderBehind(String wiring) throws Exception {
        configure("<appender name=\"R\" class=\"" + Recorder.class.getName() + "\"/>" + wiring);
        return (Recorder) find("R");
    }

    private ch.qos.logback.core.Appender<ILoggingEvent> find(String name) {
        var outer = (RedactingAppender) context.getLogger("ROOT").getAppender("SAFE");
        return outer.getAppender(name);
    }

    @Test
    void appender_aroundAnother_masksEveryTextOfAnEvent() throws Exception {
        Recorder recorder = recorderBehind(
                "<appender name=\"SAFE\" class=\"io.keyguard.redaction.logback.RedactingAppender\"><appender-ref ref=\"R\"/></appender>"
                        + root("SAFE"));
        assertThat(cover("R")).isEqualTo(Cover.EVENTS);
        context.getMDCAdapter().put("request", Canary.SECRET);
        context.getLogger("log-" + Canary.API_KEY)
                .atInfo()
                .addMarker(MarkerFactory.getDetachedMarker("M-" + Canary.API_KEY))
                .addKeyValue("secret", Canary.SECRET)
                .addArgument(Canary.SECRET)
                .setCause(new IllegalStateException(Canary.SECRET, new RuntimeException(Canary.API_KEY)))
                .log("key {}");
        context.getMDCAdapter().remove("request");
        context.getLogger("bot").info("clean {}", 1);

        ILoggingEvent masked = recorder.events.get(0);
        assertThat(masked.getFormattedMessage()).isEqualTo("key " + Canary.MASK);
        assertThat(masked.getMessage()).isEqualTo("key " + Canary.MASK);
        assertThat(masked.getArgumentArray()).isNull();
        assertThat(masked.getLoggerName()).isEqualTo("log-" + Canary.MASK);
        assertThat(masked.getMarkerList()).singleElement().hasToString("M-" + Canary.MASK);
        assertThat(masked.getMDCPropertyMap()).containsEntry("request", Canary.MASK);
        assertThat(masked.getKeyValuePairs()).singleElement().hasToString("secret=\"" + Canary.MASK + "\"");
        assertThat(masked.getThrowableProxy().getMessage()).isEqualTo(Canary.MASK);
        assertThat(masked.getThrowableProxy().getCause().getMessage()).isEqualTo(Canary.MASK);
        assertThat(masked.getTimeStamp()).isEqualTo(masked.getInstant().toEpochMilli());
        assertThat(masked.getLevel()).isNotNull();
        assertThat(masked.getCallerData()[0].getClassName()).isEqualTo(LogbackRedactionTest.class.getName());
        ILoggingEvent clean = recorder.events.get(1);
        assertThat(clean.getArgumentArray()).containsExactly(1);
        assertThat(clean.getMessage()).isEqualTo("clean {}");
    }

    @Test
    void appender_eventThatCannotBeLookedAt_isWithheld() throws Exception {
        Recorder recorder = recorderBehind(
                "<appender name=\"SAFE\" class=\"io.keyguard.redaction.logback.RedactingAppender\"><appender-ref ref=\"R\"/></appender>"
                        + root("SAFE"));
        context.getLogger("bot").info("{} {}", "a", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException(Canary.SECRET);
            }
        });
        assertThat(recorder.events)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage()).doesNotContain(Canary.SECRET));
    }

    @Test
    void protect_anAppenderWithAnEncoderButNoStream_isWrappedAsWell() throws Exception {
        configure(
                "<appender name=\"S\" class=\"" + Sender.class.getName()
                        + "\"><encoder class=\"net.logstash.logback.encoder.LogstashEncoder\"/></appender>" + root("S")
                        + "<appender name=\"TCP\" class=\"net.logstash.logback.appender.LogstashTcpSocketAppender\"><destination>localhost:1</destination>"
                        + "<encoder class=\"net.logstash.logback.encoder.LogstashEncoder\"/></appender><logger name=\"tcp\"><appender-ref ref=\"TCP\"/></logger>");

        LogbackRedaction.protect(context);

        assertThat(cover("S")).isEqualTo(Cover.BYTES);
        assertThat(cover("TCP")).isEqualTo(Cover.BYTES);
        context.getLogger("log-" + Canary.API_KEY)
                .atInfo()
                .addKeyValue("array", new String[] {Canary.SECRET})
                .addKeyValue("opaque", new Opaque())
                .log("sent");
        Sender sender = (Sender) context.getLogger("ROOT").getAppender("S");
        assertThat(sender.sent)
                .singleElement()
                .asString()
                .contains("\"array\":[\"" + Canary.MASK, "\"token\":\"" + Canary.MASK, "log-" + Canary.MASK)
                .doesNotContain("SYNTHETIC");
    }

    @Test
    void appender_withoutOneInside_saysSo() throws Exception {
        configure("<appender name=\"SAFE\" class=\"io.keyguard.redaction.logback.RedactingAppender\"/>" + root("SAFE"));
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .extracting(Status::getMessage)
                .anyMatch(message -> message.contains("needs an <appender-ref>"));
    }

    @Test
    void statusMessages_areMasked() throws Exception {
        var told = new ArrayList<Status>();
        StatusListener listener = told::add;
        context.getStatusManager().add(listener);
        configure(file("A", PATTERN) + root("A"));
        LogbackRedaction.protect(context);
        told.clear();

        context.getStatusManager().add(new InfoStatus("url https://u:" + Canary.SECRET + "@x", this));
        context.getStatusManager().add(new ErrorStatus("failed", this, new RuntimeException(Canary.SECRET)));
        context.getStatusManager().add(new ch.qos.logback.core.status.WarnStatus("fine", this));

        assertThat(told)
                .hasSize(3)
                .allSatisfy(status -> assertThat(status.toString()).doesNotContain(Canary.SECRET));
        assertThat(told.get(0).getMessage()).contains(Canary.MASK);
        assertThat(told.get(1).getThrowable()).hasMessage(Canary.MASK);
        assertThat(told.get(1).getLevel()).isEqualTo(Status.ERROR);
        assertThat(told.get(2).getMessage()).isEqualTo("fine");
    }

    @Test
    void statusMessages_printedLater_orHeardByAListenerThatCameLater_areMasked() throws Exception {
        var early = new InfoStatus("early " + Canary.SECRET, this);
        context.getStatusManager().add(early);
        configure(file("A", PATTERN) + root("A"));
        LogbackRedaction.protect(context);
        LogbackRedaction.protect(context);
        var parent = new ErrorStatus("outer", this, new RuntimeException("x", new RuntimeException(Canary.SECRET)));
        parent.add(new InfoStatus("inner " + Canary.SECRET, this));
        context.getStatusManager().add(parent);
        context.getStatusManager().add(new InfoStatus("by origin", new Object() {
            @Override
            public String toString() {
                return "origin " + Canary.SECRET;
            }
        }));
        context.getStatusManager().add(new InfoStatus("unprintable", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException(Canary.SECRET);
            }
        }));
        var bytes = new ByteArrayOutputStream();
        var late = new OnPrintStreamStatusListenerBase() {
            @Override
            protected PrintStream getPrintStream() {
                return new PrintStream(bytes, true, UTF_8);
            }
        };
        late.setContext(context);
        late.setRetrospective(Long.MAX_VALUE / 2);
        late.start();
        context.getStatusManager().add(late);
        context.getStatusManager().add(new InfoStatus("late " + Canary.SECRET, this));

        var printed = new StringBuilder();
        context.getStatusManager()
                .getCopyOfStatusList()
                .forEach(status -> new StatusPrinter2().buildStr(printed, "", status));

        assertThat(bytes.toString(UTF_8))
                .contains("early " + Canary.MASK, "late " + Canary.MASK)
                .doesNotContain("SYNTHETIC");
        assertThat(printed.toString())
                .contains("early " + Canary.MASK, "inner " + Canary.MASK, "Caused by", "origin " + Canary.MASK)
                .contains("keyguard withheld")
                .doesNotContain("SYNTHETIC");
    }
}
