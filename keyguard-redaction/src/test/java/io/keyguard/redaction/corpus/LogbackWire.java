/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.joran.spi.JoranException;
import io.keyguard.redaction.logback.RedactingAppender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.helpers.BasicMarkerFactory;

/** Logback, into a file. */
final class LogbackWire extends Wire {
    /** All that an event carries; {@code %n} stands inside, as {@code %redact(…)} needs it. */
    static final String ALL = "%d %-5level [%thread] %logger %marker %mdc %kvp - %msg%n%ex";

    private static final String PATTERN = "ch.qos.logback.classic.encoder.PatternLayoutEncoder";
    private static final String REDACTING = "io.keyguard.redaction.logback.";

    private final LoggerContext context;

    private LogbackWire(String name, Path file, LoggerContext context) {
        super(name, file);
        this.context = context;
    }

    static String pattern(String pattern) {
        return encoder(PATTERN, "<pattern>" + pattern + "</pattern>");
    }

    static String encoder(String type, String inside) {
        return "<encoder class=\"" + type + "\">" + inside + "</encoder>";
    }

    static String redacting(String encoder) {
        return encoder(REDACTING + "RedactingEncoder", encoder);
    }

    /** One line in front of all appenders. */
    static String filter() {
        return "<turboFilter class=\"" + REDACTING + "RedactingTurboFilter\"/>";
    }

    static String redactWord() {
        return "<conversionRule conversionWord=\"redact\" class=\"" + REDACTING + "RedactConverter\"/>";
    }

    static Wire straight(String name, Path file, String before, String encoder) {
        return of(name, file, before + appender(file, encoder) + root("FILE"), context -> {});
    }

    static Wire around(String name, Path file, String encoder) {
        String around = "<appender name=\"SAFE\" class=\"" + REDACTING
                + "RedactingAppender\"><appender-ref ref=\"FILE\"/></appender>";
        return of(name, file, appender(file, encoder) + around + root("SAFE"), context -> {});
    }

    static Wire asynchronous(String name, Path file, String before, String encoder) {
        String async = "<appender name=\"ASYNC\" class=\"ch.qos.logback.classic.AsyncAppender\">"
                + "<discardingThreshold>0</discardingThreshold><appender-ref ref=\"FILE\"/></appender>";
        return of(name, file, before + appender(file, encoder) + async + root("ASYNC"), context -> {});
    }

    /** Set up, and then {@code prepared} by code. */
    static Wire prepared(String name, Path file, String encoder, Consumer<LoggerContext> prepared) {
        return of(name, file, appender(file, encoder) + root("FILE"), prepared);
    }

    /** Into an appender without an encoder, whose bytes nobody looks at. */
    static Wire withoutEncoder(String name, Path file, Consumer<LoggerContext> prepared) {
        return of(name, file, "", context -> {
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(started(new LayoutAppender(file), context));
            prepared.accept(context);
        });
    }

    /** The same inside a {@link RedactingAppender}. */
    static Wire aroundWithoutEncoder(String name, Path file) {
        return of(name, file, "", context -> {
            var safe = new RedactingAppender();
            safe.addAppender(started(new LayoutAppender(file), context));
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(started(safe, context));
        });
    }

    private static Appender<ILoggingEvent> started(Appender<ILoggingEvent> appender, LoggerContext context) {
        appender.setContext(context);
        appender.start();
        return appender;
    }

    /** Writes each event to a file by itself, as appenders to somewhere else do. */
    private static final class LayoutAppender extends AppenderBase<ILoggingEvent> {
        private final Path file;
        private final PatternLayout layout = new PatternLayout();

        LayoutAppender(Path file) {
            this.file = file;
            setName("LAYOUT");
        }

        @Override
        public void start() {
            layout.setContext(getContext());
            layout.setPattern(ALL);
            layout.start();
            super.start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            try {
                Files.writeString(file, layout.doLayout(event), StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String appender(Path file, String encoder) {
        return "<appender name=\"FILE\" class=\"ch.qos.logback.core.FileAppender\"><file>" + file + "</file>" + encoder
                + "</appender>";
    }

    private static String root(String appender) {
        return "<root level=\"INFO\"><appender-ref ref=\"" + appender + "\"/></root>";
    }

    private static Wire of(String name, Path file, String xml, Consumer<LoggerContext> prepared) {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(
                    new ByteArrayInputStream(("<configuration>" + xml + "</configuration>").getBytes(UTF_8)));
        } catch (JoranException e) {
            throw new IllegalArgumentException(xml, e);
        }
        context.start();
        prepared.accept(context);
        return new LogbackWire(name, file, context);
    }

    @Override
    Set<Placement> placements() {
        return EnumSet.allOf(Placement.class);
    }

    @Override
    void log(Placement place, String text, Random cuts) {
        Logger log = context.getLogger(place == Placement.LOGGER ? text : "bot");
        switch (place) {
            case MESSAGE -> log.info(text);
            case ARGUMENT -> log.info("order {} of {}", 17, text);
            case OBJECT -> log.info("sent {}", Map.of("headers", List.of(text)));
            case SPLIT -> log.info(splitFormat(text), splitArguments(text));
            case PAIR_VALUE -> log.atInfo().addKeyValue("pair", text).log("paired");
            case PAIR_KEY -> log.atInfo().addKeyValue(text, "pair").log("paired");
            case CONTEXT_VALUE -> inContext("request", text, log);
            case CONTEXT_KEY -> inContext(text, "request", log);
            case EXCEPTION, CAUSE, SUPPRESSED -> log.info("failed", place.exception(text));
            case MARKER -> log.info(new BasicMarkerFactory().getDetachedMarker(text), "marked");
            case LOGGER -> log.info("named");
            case THREAD -> inThread(text, log);
        }
    }

    private void inContext(String key, String value, Logger log) {
        context.getMDCAdapter().put(key, value);
        try {
            log.info("in context");
        } finally {
            context.getMDCAdapter().clear();
        }
    }

    private static void inThread(String name, Logger log) {
        Thread thread = Thread.currentThread();
        String before = thread.getName();
        thread.setName(name);
        try {
            log.info("in a thread");
        } finally {
            thread.setName(before);
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
