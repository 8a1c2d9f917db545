/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.jul.RedactingFormatter;
import io.keyguard.redaction.jul.RedactingHandler;
import io.keyguard.redaction.log4j.Log4jRedaction;
import io.keyguard.redaction.logback.LogbackRedaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;

/** One road from a bot's code to a file, with redaction on it or without. */
final class Sink {
    private static final String TURBO = "<turboFilter class=\"io.keyguard.redaction.logback.RedactingTurboFilter\"/>";
    private static final String RULE =
            "<conversionRule conversionWord=\"redact\" class=\"io.keyguard.redaction.logback.RedactConverter\"/>";
    private static final String PATTERN =
            encoder("ch.qos.logback.classic.encoder.PatternLayoutEncoder", "<pattern>%msg%n</pattern>");
    private static final String JSON = encoder("ch.qos.logback.classic.encoder.JsonEncoder", "");
    private static final String LOGSTASH = encoder("net.logstash.logback.encoder.LogstashEncoder", "");

    private final String name;
    private final Path file;
    private final Consumer<String> log;
    private final End end;
    private long read;

    private Sink(String name, Path file, Consumer<String> log, End end) {
        this.name = name;
        this.file = file;
        this.log = log;
        this.end = end;
    }

    /** Writes what waits, and closes. */
    interface End {
        void run() throws IOException;
    }

    /** Makes a road. */
    interface Maker {
        Sink make(Path file, boolean redacted) throws Exception;
    }

    record Road(String name, Maker maker) {
        /** What is sent over it. */
        List<Corpus.Shape> shapes() {
            return VARIATIONS.contains(name) ? Corpus.SHAPES.subList(4, 5) : Corpus.SHAPES;
        }

        /** Whether each line that arrives is an object in JSON, the text one of its values. */
        boolean isJson() {
            return name.contains("JSON") || name.contains("logstash");
        }
    }

    /** Roads that differ from one of the others in what stands around it: a few shapes show that. */
    private static final Set<String> VARIATIONS = Set.of(
            "logback, logstash in an appender",
            "logback, filter before a sifting appender",
            "logback, filter before a sifting appender, logstash",
            "log4j, one line",
            "log4j, one line, asynchronous loggers");

    static List<Road> roads() {
        return List.of(
                new Road("logback, filter in one line", logback("", PATTERN, "", TURBO, "")),
                new Road("logback, zero configuration", zero(PATTERN)),
                new Road("logback, JSON, zero configuration", zero(JSON)),
                new Road("logback, logstash encoder, zero configuration", zero(LOGSTASH)),
                new Road("logback, no encoder, zero configuration", Sink::withoutEncoder),
                new Road("logback, encoder", logback("", PATTERN, wrapped(PATTERN), "", "")),
                new Road("logback, JSON in an encoder", logback("", JSON, wrapped(JSON), "", "")),
                new Road("logback, logstash in an encoder", logback("", LOGSTASH, wrapped(LOGSTASH), "", "")),
                new Road(
                        "logback, appender",
                        logback("", PATTERN, PATTERN, "", "io.keyguard.redaction.logback.RedactingAppender")),
                new Road(
                        "logback, logstash in an appender",
                        logback("", LOGSTASH, LOGSTASH, "", "io.keyguard.redaction.logback.RedactingAppender")),
                new Road("logback, filter before a sifting appender", sift(PATTERN)),
                new Road("logback, filter before a sifting appender, logstash", sift(LOGSTASH)),
                new Road(
                        "logback, %redact",
                        logback(RULE, PATTERN, PATTERN.replace("%msg%n", "%redact(%msg%n)"), "", "")),
                new Road("logback, filter before an asynchronous appender", async(TURBO)),
                new Road(
                        "log4j, layout",
                        log4j(false, "<RedactingLayout>%s</RedactingLayout>", "<AppenderRef ref=\"F\"/>")),
                new Road("log4j, rewriting", log4j(false, "%s", "<AppenderRef ref=\"R\"/>")),
                new Road("log4j, one line", log4jProtected(false)),
                new Road("log4j, one line, asynchronous loggers", log4jProtected(true)),
                new Road(
                        "log4j, asynchronous, layout",
                        log4j(true, "<RedactingLayout>%s</RedactingLayout>", "<AppenderRef ref=\"F\"/>")),
                new Road("java.util.logging, formatter", Sink::formatter),
                new Road("java.util.logging, handler", Sink::handler),
                new Road("stream, in pieces", Sink::stream));
    }

    private static String encoder(String type, String inside) {
        return "<encoder class=\"" + type + "\">" + inside + "</encoder>";
    }

    private static String wrapped(String encoder) {
        return encoder("io.keyguard.redaction.logback.RedactingEncoder", encoder);
    }

    private static LoggerContext context(String xml) throws Exception {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(UTF_8)));
        context.start();
        return context;
    }

    private static Sink of(Path file, LoggerContext context) {
        var logger = context.getLogger("bot");
        return new Sink("logback", file, line -> logger.info("{}", line), context::stop);
    }

    private static Maker logback(String rule, String bare, String redacted, String turbo, String around) {
        return (file, on) -> {
            String encoder = on && !redacted.isEmpty() ? redacted : bare;
            String ref = on && !around.isEmpty() ? "AROUND" : "FILE";
            return of(
                    file,
                    context("<configuration>" + rule + (on ? turbo : "")
                            + "<appender name=\"FILE\" class=\"ch.qos.logback.core.FileAppender\"><file>" + file
                            + "</file>"
                            + encoder + "</appender>"
                            + (around.isEmpty()
                                    ? ""
                                    : "<appender name=\"AROUND\" class=\"" + around
                                            + "\"><appender-ref ref=\"FILE\"/></appender>")
                            + "<root level=\"INFO\"><appender-ref ref=\"" + ref + "\"/></root></configuration>"));
        };
    }

    private static Maker zero(String encoder) {
        return (file, on) -> {
            LoggerContext context =
                    context("<configuration><appender name=\"FILE\" class=\"ch.qos.logback.core.FileAppender\"><file>"
                            + file + "</file>" + encoder
                            + "</appender><root level=\"INFO\"><appender-ref ref=\"FILE\"/></root></configuration>");
            if (on) {
                LogbackRedaction.protect(context);
            }
            return of(file, context);
        };
    }

    private static Sink withoutEncoder(Path file, boolean on) throws Exception {
        LoggerContext context = context("<configuration><root level=\"INFO\"/></configuration>");
        context.getLogger("ROOT").addAppender(LogbackWire.layout(file, "%msg%n", context));
        if (on) {
            LogbackRedaction.protect(context);
        }
        return of(file, context);
    }

    private static Maker async(String turbo) {
        return (file, on) -> {
            LoggerContext context = context("<configuration>" + (on ? turbo : "")
                    + "<appender name=\"FILE\" class=\"ch.qos.logback.core.FileAppender\"><file>" + file + "</file>"
                    + PATTERN
                    + "</appender><appender name=\"ASYNC\" class=\"ch.qos.logback.classic.AsyncAppender\"><neverBlock>false</neverBlock>"
                    + "<discardingThreshold>0</discardingThreshold><appender-ref ref=\"FILE\"/></appender>"
                    + "<root level=\"INFO\"><appender-ref ref=\"ASYNC\"/></root></configuration>");
            return of(file, context);
        };
    }

    private static Maker sift(String encoder) {
        return (file, on) -> of(
                file,
                context(
                        "<configuration>" + (on ? TURBO : "")
                                + "<appender name=\"SIFT\" class=\"ch.qos.logback.classic.sift.SiftingAppender\"><discriminator><key>bot</key><defaultValue>one</defaultValue></discriminator>"
                                + "<sift><appender name=\"FILE\" class=\"ch.qos.logback.core.FileAppender\"><file>"
                                + file
                                + "</file>"
                                + encoder
                                + "</appender></sift></appender><root level=\"INFO\"><appender-ref ref=\"SIFT\"/></root></configuration>"));
    }

    private static Maker log4j(boolean async, String layout, String ref) {
        return (file, on) -> {
            String plain = "<PatternLayout pattern=\"%m%n\"/>";
            String logger = async ? "AsyncRoot" : "Root";
            String xml = "<Configuration status=\"ERROR\"><Appenders><File name=\"F\" fileName=\"" + file + "\">"
                    + (on ? String.format(layout, plain) : plain) + "</File>"
                    + "<Rewrite name=\"R\"><RedactingPolicy/><AppenderRef ref=\"F\"/></Rewrite>"
                    + "</Appenders><Loggers><" + logger + " level=\"info\">"
                    + (on ? ref : "<AppenderRef ref=\"F\"/>") + "</" + logger + "></Loggers></Configuration>";
            var context = new org.apache.logging.log4j.core.LoggerContext("corpus");
            context.start(new XmlConfiguration(
                    context, new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8)))));
            var log = context.getLogger("bot");
            return new Sink("log4j", file, line -> log.info("{}", line), context::stop);
        };
    }

    private static Maker log4jProtected(boolean async) {
        return (file, on) -> {
            String xml = "<Configuration status=\"ERROR\"><Appenders><File name=\"F\" fileName=\"" + file
                    + "\"><PatternLayout pattern=\"%m%n\"/></File></Appenders><Loggers><Root level=\"info\"><AppenderRef ref=\"F\"/></Root></Loggers></Configuration>";
            var context = async
                    ? new org.apache.logging.log4j.core.async.AsyncLoggerContext("corpus")
                    : new org.apache.logging.log4j.core.LoggerContext("corpus");
            context.start(new XmlConfiguration(
                    context, new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8)))));
            if (on) {
                Log4jRedaction.protect(context);
            }
            var log = context.getLogger("bot");
            return new Sink("log4j", file, line -> log.info("{}", line), context::stop);
        };
    }

    private static Formatter message() {
        return new SimpleFormatter() {
            @Override
            public String format(java.util.logging.LogRecord record) {
                return formatMessage(record) + "\n";
            }
        };
    }

    private static Sink jul(Path file, Handler real, Handler handler) {
        Logger logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        return new Sink("java.util.logging", file, line -> logger.log(Level.INFO, "{0}", line), real::close);
    }

    private static Sink formatter(Path file, boolean on) throws IOException {
        var handler = new FileHandler(file.toString());
        handler.setEncoding("UTF-8");
        handler.setFormatter(on ? new RedactingFormatter(message()) : message());
        return jul(file, handler, handler);
    }

    private static Sink handler(Path file, boolean on) throws IOException {
        var handler = new FileHandler(file.toString());
        handler.setEncoding("UTF-8");
        handler.setFormatter(message());
        return jul(file, handler, on ? new RedactingHandler(handler) : handler);
    }

    private static Sink stream(Path file, boolean on) throws IOException {
        OutputStream raw = Files.newOutputStream(file);
        OutputStream out = on ? Redactor.shared().stream(raw) : raw;
        var print = new PrintStream(out, false, UTF_8);
        return new Sink("stream", file, line -> pieces(print, line), print::close);
    }

    private static void pieces(PrintStream out, String line) {
        for (int at = 0; at < line.length(); at += 7) {
            out.print(line.substring(at, Math.min(line.length(), at + 7)));
        }
        out.println();
    }

    void log(String line) {
        log.accept(line);
    }

    /** What reached the file since the last time; only the last call, after {@link #close}, tells it of a road that is slow. */
    String written() {
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(read);
            byte[] bytes = in.readAllBytes();
            read += bytes.length;
            return new String(bytes, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() throws IOException {
        end.run();
    }

    @Override
    public String toString() {
        return name;
    }
}
