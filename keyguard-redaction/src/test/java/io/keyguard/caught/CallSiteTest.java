/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.caught;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import io.keyguard.redaction.Canary;
import io.keyguard.redaction.CaughtSecret;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.jul.RedactingHandler;
import io.keyguard.redaction.logback.RedactingEncoder;
import io.keyguard.redaction.logback.RedactingTurboFilter;
import io.keyguard.source.ApiKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which line logged what was caught, on every road; outside of the packages that are taken for the redaction's own. */
class CallSiteTest {
    private static final String HERE = "io.keyguard.caught.CallSiteTest.";

    /** Its own, because what the process knows stays known for a while. */
    private static final String SECRET = "SYNTHETIC-caught-secret-NOT-REAL-0123456789-abcdefghijk";

    private final ApiKey key = Canary.key("caught", "SYNTHETICcaughtKEY0123456789abcdefghij", SECRET, null);
    private final List<CaughtSecret> caught = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        LiveSecrets.shared().learn(key);
        Redactor.shared().addListener(event -> {
            if (event.key().equals("caught")) {
                caught.add(event);
            }
        });
    }

    @AfterEach
    void forget() {
        LiveSecrets.shared().forget(key);
    }

    private LoggerContext logback(boolean filter, boolean async) {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var pattern = new PatternLayoutEncoder();
        pattern.setContext(context);
        pattern.setPattern("%msg%n");
        var encoder = new RedactingEncoder();
        encoder.setContext(context);
        encoder.setEncoder(pattern);
        encoder.start();
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        var queue = new AsyncAppender();
        queue.setContext(context);
        queue.addAppender(appender);
        queue.start();
        context.getLogger("ROOT").addAppender(async ? queue : appender);
        var turbo = new RedactingTurboFilter();
        turbo.setContext(context);
        if (filter) {
            turbo.start();
            context.addTurboFilter(turbo);
        }
        return context;
    }

    private void assertCaught(String sink, String logger, String method) {
        assertThat(caught).hasSize(1);
        CaughtSecret event = caught.get(0);
        assertThat(event.sink()).isEqualTo(sink);
        assertThat(event.logger()).isEqualTo(logger);
        assertThat(event.callSite()).startsWith(method.isEmpty() ? "" : HERE + method + "(CallSiteTest.java:");
        assertThat(event.count()).isEqualTo(1);
        assertThat(event.toString()).doesNotContain("SYNTHETIC");
    }

    @Test
    void caught_byTheFilter_namesTheLineThatLogged() {
        logback(true, false).getLogger("bot.Grid").info("sent {} at {}", SECRET, 17);

        assertCaught("logback", "bot.Grid", "caught_byTheFilter_namesTheLineThatLogged");
    }

    @Test
    void caught_asAPair_isToldOnce() {
        logback(true, false)
                .getLogger("bot.Grid")
                .atInfo()
                .addKeyValue("apiSecret", SECRET)
                .log("paired");

        assertCaught("logback", "bot.Grid", "caught_asAPair_isToldOnce");
    }

    @Test
    void caught_byTheEncoder_namesTheLineThatLogged() {
        logback(false, false).getLogger("bot.Grid").info("sent {}", SECRET);

        assertCaught("logback", "bot.Grid", "caught_byTheEncoder_namesTheLineThatLogged");
    }

    @Test
    void caught_onTheThreadOfAQueue_namesTheLoggerAndNoLine() {
        LoggerContext context = logback(false, true);
        context.getLogger("bot.Grid").info("sent {}", SECRET);
        context.stop();

        assertCaught("logback", "bot.Grid", "");
        assertThat(caught.get(0).callSite()).isEmpty();
    }

    @Test
    void caught_inJavaLogging_namesTheLineThatLogged() {
        var log = java.util.logging.Logger.getLogger("bot.caught");
        log.setUseParentHandlers(false);
        log.addHandler(new RedactingHandler(new StreamHandler(written, new java.util.logging.SimpleFormatter())));

        log.log(Level.INFO, "sent {0}", SECRET);

        assertCaught("java.util.logging", "bot.caught", "caught_inJavaLogging_namesTheLineThatLogged");
    }

    @Test
    void caught_inAStream_namesTheLineThatPrinted() {
        try (var out = new PrintStream(Redactor.shared().forSink("System.out").stream(written), true, UTF_8)) {
            out.println("sent " + SECRET);
        }

        assertCaught("System.out", "", "caught_inAStream_namesTheLineThatPrinted");
    }
}
