/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.jul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.testkit.leak.LeakScanner;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.logging.XMLFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JavaLoggingTest {
    private static final String SECRET = "canarySECRET0123456789abcdefghijKLMNOP/+=";
    private static final String KEY = "canary-api-key-0123456789";

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);
    private final LeakScanner oracle =
            LeakScanner.forSecrets(Map.of("secret", SECRET, "key", KEY)).thorough();
    private final Logger logger = Logger.getLogger("canary.bot." + System.nanoTime());
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<LogRecord> received = new ArrayList<>();

    /** Sends records elsewhere, and has no formatter. */
    private final Handler bridge = new Handler() {
        @Override
        public void publish(LogRecord record) {
            received.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void learn() {
        secrets.learn(Canary.key("a", KEY, SECRET, null));
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void forget() {
        for (Handler handler : logger.getHandlers()) {
            logger.removeHandler(handler);
        }
    }

    private StreamHandler writing(Formatter formatter) {
        var handler = new StreamHandler(written, formatter);
        handler.setLevel(Level.ALL);
        logger.addHandler(handler);
        return handler;
    }

    private void logCarelessly() {
        logger.log(Level.INFO, "key {0} and header {1}", new Object[] {KEY, Map.of("Authorization", basic())});
        var cause = new IllegalStateException("cause " + SECRET);
        var thrown = new IllegalArgumentException("thrown", cause);
        thrown.addSuppressed(new RuntimeException("suppressed " + basic()));
        logger.log(Level.WARNING, "failed", thrown);
        logger.info("a clean line of 2026");
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((KEY + ":" + SECRET).getBytes(UTF_8));
    }

    private String text(Handler handler) {
        handler.flush();
        return written.toString(UTF_8);
    }

    @Test
    void formatter_ofAnyKind_writesMasksAndNothingElseChanges() {
        for (Formatter formatter : List.of(new SimpleFormatter(), new XMLFormatter())) {
            forget();
            written.reset();
            Handler handler = writing(formatter);
            logCarelessly();
            assertThat(oracle.scan(text(handler))).as("without protection").isNotEmpty();

            forget();
            written.reset();
            Handler covered = writing(new RedactingFormatter(formatter, redactor));
            logCarelessly();

            assertThat(text(covered)).contains("[redacted:a]", "a clean line of 2026");
            assertThat(oracle.scan(text(covered))).isEmpty();
        }
    }

    @Test
    void protect_everyHandlerOfEveryLogger_isCoveredOnce() {
        Handler handler = writing(new SimpleFormatter());
        logger.addHandler(bridge);
        assertThat(JavaLogging.uncovered()).anyMatch(one -> one.contains(logger.getName()));

        assertThat(JavaLogging.protect(redactor)).isGreaterThanOrEqualTo(2);
        assertThat(JavaLogging.protect(redactor)).isZero();
        logCarelessly();

        assertThat(JavaLogging.uncovered()).isEmpty();
        assertThat(oracle.scan(text(handler))).isEmpty();
        assertThat(received).hasSize(3).noneMatch(this::leaks);
    }

    private boolean leaks(LogRecord record) {
        return !oracle.scan(new SimpleFormatter().format(record)).isEmpty() || record.getParameters() != null;
    }

    @Test
    void handler_withoutASecret_handsOnTheRecordItself() {
        var handler = new RedactingHandler(bridge, redactor);
        var clean = new LogRecord(Level.INFO, "clean {0}");
        clean.setParameters(new Object[] {42});
        clean.setThrown(new IllegalStateException("clean"));
        handler.publish(clean);

        assertThat(received).containsExactly(clean);
        received.clear();
        handler.setLevel(Level.SEVERE);
        handler.publish(clean);
        assertThat(received).isEmpty();
    }

    @Test
    void handler_withASecretInAParameterThatNobodySees_dropsTheParameters() {
        var record = new LogRecord(Level.INFO, "no place for it");
        record.setParameters(new Object[] {SECRET});
        record.setLoggerName("bot");
        record.setSourceMethodName("trade");
        new RedactingHandler(bridge, redactor).publish(record);

        assertThat(received).singleElement().satisfies(copy -> {
            assertThat(copy.getParameters()).isNull();
            assertThat(copy.getMessage()).isEqualTo("no place for it");
            assertThat(copy.getLoggerName()).isEqualTo("bot");
            assertThat(copy.getSourceMethodName()).isEqualTo("trade");
            assertThat(copy.getInstant()).isEqualTo(record.getInstant());
        });
    }

    /** Whoever logs may name any class and method. */
    @Test
    void handler_withASecretInTheSource_masksIt() {
        var record = new LogRecord(Level.INFO, "clean");
        record.setSourceClassName("Client-" + KEY);
        record.setSourceMethodName("sign " + SECRET);
        new RedactingHandler(bridge, redactor).publish(record);

        assertThat(received).singleElement().satisfies(copy -> {
            assertThat(copy.getSourceClassName()).isEqualTo("Client-[redacted:a]");
            assertThat(copy.getSourceMethodName()).isEqualTo("sign [redacted:a]");
            assertThat(copy.getMessage()).isEqualTo("clean");
        });
    }

    private static final class Printing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Printing() {
            super("clean");
        }

        @Override
        public void printStackTrace(PrintWriter out) {
            out.println(SECRET);
        }
    }

    @Test
    void throwable_thatPrintsMoreThanItsText_isHandedOnAsACopy() {
        var record = new LogRecord(Level.INFO, "failed");
        record.setThrown(new IllegalStateException("outer", new Printing()));
        new RedactingHandler(bridge, redactor).publish(record);

        Throwable cause = received.get(0).getThrown().getCause();
        var trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("Printing: clean").doesNotContain(SECRET);
    }

    @Test
    void throwable_withASecretDeepInside_keepsItsFramesAndItsCircle() {
        var inner = new IllegalStateException("inner " + SECRET);
        var outer = new IllegalArgumentException("outer", inner);
        inner.addSuppressed(outer);
        var record = new LogRecord(Level.INFO, "failed");
        record.setThrown(outer);
        new RedactingHandler(bridge, redactor).publish(record);

        Throwable masked = received.get(0).getThrown();
        assertThat(masked.toString()).isEqualTo("java.lang.IllegalArgumentException: outer");
        assertThat(masked.getStackTrace()).isEqualTo(outer.getStackTrace());
        assertThat(masked.getCause().getMessage()).isEqualTo("inner [redacted:a]");
        assertThat(masked.getCause().getSuppressed()).containsExactly(masked);
    }

    @Test
    void record_thatCannotBeLookedAt_isWithheldAndCounted() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException(SECRET);
            }
        };
        Handler handler = writing(new RedactingFormatter(
                new Formatter() {
                    @Override
                    public String format(LogRecord record) {
                        return record.getMessage() + record.getParameters()[0];
                    }
                },
                redactor));
        logger.addHandler(new RedactingHandler(bridge, redactor));
        logger.log(Level.INFO, "a line with {0}", broken);

        assertThat(text(handler)).contains(Redactor.WITHHELD).doesNotContain("a line");
        assertThat(received)
                .singleElement()
                .satisfies(record -> assertThat(record.getMessage()).isEqualTo(Redactor.WITHHELD));
        assertThat(redactor.withheld()).isEqualTo(2);
    }

    @Test
    void headAndTail_ofTheOtherFormatter_areWritten() {
        var formatter = new RedactingFormatter(new XMLFormatter(), redactor);

        assertThat(formatter.getHead(bridge)).contains("<?xml");
        assertThat(formatter.getTail(bridge)).contains("</log>");
        assertThat(new RedactingFormatter().format(new LogRecord(Level.INFO, "a line")))
                .contains("a line");
    }

    /** Nothing of it shows in its text. */
    @SuppressWarnings("unused") // a handler may read it
    private record Opaque(char[] token) {
        @Override
        public String toString() {
            return "Opaque";
        }
    }

    @Test
    void handler_parameterThatMayShowMoreThanItsText_isHandedOnAsText() {
        var handler = new RedactingHandler(bridge, redactor);
        for (Object parameter :
                List.of(new Opaque(SECRET.toCharArray()), new Object(), List.of((Object) new String[] {SECRET}))) {
            var record = new LogRecord(Level.INFO, "sent {0}");
            record.setParameters(new Object[] {parameter});
            record.setLongThreadID(42);
            handler.publish(record);
        }
        var clean = new LogRecord(Level.INFO, "sent {0}");
        clean.setParameters(new Object[] {List.of(17)});
        handler.publish(clean);

        assertThat(received).hasSize(4);
        assertThat(received.subList(0, 3)).allSatisfy(record -> {
            assertThat(record.getParameters()).isNull();
            assertThat(record.getMessage()).startsWith("sent ");
            assertThat(record.getLongThreadID()).isEqualTo(42);
        });
        assertThat(received.get(3)).isSameAs(clean);
    }
}
