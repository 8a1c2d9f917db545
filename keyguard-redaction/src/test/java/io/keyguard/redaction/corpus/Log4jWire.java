/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/** Log4j 2, into a file. */
final class Log4jWire extends Wire {
    /** All that an event carries. */
    static final String ALL = "%d %-5p [%t] %c %marker %X - %m%n%ex";

    private static final Set<Placement> PLACEMENTS =
            EnumSet.complementOf(EnumSet.of(Placement.PAIR_KEY, Placement.PAIR_VALUE));

    private final LoggerContext context;

    private Log4jWire(String name, Path file, LoggerContext context) {
        super(name, file);
        this.context = context;
    }

    static String pattern(String pattern) {
        return "<PatternLayout><Pattern>" + pattern + "</Pattern></PatternLayout>";
    }

    static String redacting(String layout) {
        return "<RedactingLayout>" + layout + "</RedactingLayout>";
    }

    static Wire straight(String name, Path file, String layout) {
        return of(name, file, layout, "Root", "FILE");
    }

    static Wire rewriting(String name, Path file, String layout) {
        return of(name, file, layout, "Root", "SAFE");
    }

    static Wire asynchronous(String name, Path file, String layout) {
        return of(name, file, layout, "AsyncRoot", "FILE");
    }

    private static Wire of(String name, Path file, String layout, String logger, String appender) {
        String xml =
                "<Configuration status=\"ERROR\"><Appenders><File name=\"FILE\" fileName=\"" + file + "\">" + layout
                        + "</File><Rewrite name=\"SAFE\"><RedactingPolicy/><AppenderRef ref=\"FILE\"/></Rewrite></Appenders>"
                        + "<Loggers><" + logger + " level=\"info\"><AppenderRef ref=\"" + appender + "\"/></" + logger
                        + "></Loggers></Configuration>";
        var context = new LoggerContext("wire");
        try {
            context.start(new XmlConfiguration(
                    context, new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8)))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Log4jWire(name, file, context);
    }

    @Override
    Set<Placement> placements() {
        return PLACEMENTS;
    }

    @Override
    void log(Placement place, String text, Random cuts) {
        Logger log = context.getLogger(place == Placement.LOGGER ? text : "bot");
        switch (place) {
            case MESSAGE -> log.info(text);
            case ARGUMENT -> log.info("order {} of {}", 17, text);
            case OBJECT -> log.info("sent {}", Map.of("headers", List.of(text)));
            case SPLIT -> log.info(splitFormat(text), splitArguments(text));
            case CONTEXT_VALUE -> inContext("request", text, log);
            case CONTEXT_KEY -> inContext(text, "request", log);
            case EXCEPTION, CAUSE, SUPPRESSED -> log.info("failed", place.exception(text));
            case MARKER -> log.info(new MarkerManager.Log4jMarker(text), "marked");
            case LOGGER -> log.info("named");
            case THREAD -> inThread(text, log);
            default -> throw new IllegalArgumentException(place.toString());
        }
    }

    private static void inContext(String key, String value, Logger log) {
        ThreadContext.put(key, value);
        try {
            log.info("in context");
        } finally {
            ThreadContext.clearMap();
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
