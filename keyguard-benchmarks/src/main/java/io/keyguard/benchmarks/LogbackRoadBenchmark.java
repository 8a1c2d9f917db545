/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.logback.LogbackCoverage;
import io.keyguard.redaction.logback.LogbackRedaction;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a bot pays for one line: {@code logger.info} with five arguments, through a Logback that {@link LogbackRedaction#protect} covers and through a bare one, to an appender that writes to nothing. Ten keys are alive, of
 * which the line holds none.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar LogbackRoadBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LogbackRoadBenchmark {
    private static final int KEYS = 10;
    private static final String ONE_NEW = "3, one new";
    private static final String TEMPLATE =
            "order {} {} BUY LIMIT {} @ {} filled 0.00050000 of 0.00100000 in {} ms; position now 0.25000000, ok....";

    /** How many entries the MDC has: strategy, account and, if there is a third, a venue or an order, which is another for each line. */
    @Param({"0", "3", ONE_NEW})
    public String mdc;

    private final List<ApiKey> known = new ArrayList<>();
    private Road bare;
    private Road covered;
    private Road bareJson;
    private Road coveredJson;

    /** A logging context of its own, and a logger in it. */
    private static final class Road {
        private final LogbackMDCAdapter entries = new LogbackMDCAdapter();
        private final Logger logger;
        private final boolean isNew;
        private long order = 8_127_361_239_871L;

        private Road(EncoderBase<ILoggingEvent> encoder, String mdc, boolean isCovered) {
            var context = new LoggerContext();
            context.setMDCAdapter(entries);
            encoder.setContext(context);
            encoder.start();
            Logger root = context.getLogger("ROOT");
            root.setLevel(Level.INFO);
            root.addAppender(appender(context, encoder));
            if (isCovered) {
                LogbackRedaction.protect(context);
                check(context);
            }
            isNew = mdc.equals(ONE_NEW);
            if (!mdc.equals("0")) {
                entries.put("strategy", "grid-btc-usdt-07");
                entries.put("account", "sub-account-2");
                entries.put("venue", "binance");
            }
            logger = context.getLogger("io.bot.GridStrategy");
        }

        private static OutputStreamAppender<ILoggingEvent> appender(
                LoggerContext context, Encoder<ILoggingEvent> encoder) {
            var appender = new OutputStreamAppender<ILoggingEvent>();
            appender.setContext(context);
            appender.setName("nothing");
            appender.setEncoder(encoder);
            appender.setImmediateFlush(false);
            appender.setOutputStream(OutputStream.nullOutputStream());
            appender.start();
            return appender;
        }

        private static void check(LoggerContext context) {
            List<LogbackCoverage> coverage = LogbackRedaction.coverage(context);
            if (coverage.size() != 1 || coverage.get(0).cover() != LogbackCoverage.Cover.BYTES) {
                throw new IllegalStateException("the road is not covered: " + coverage);
            }
        }

        private void log() {
            order++;
            if (isNew) {
                entries.put("venue", Long.toString(order));
            }
            logger.info(TEMPLATE, order, "BTCUSDT", "0.00100000", "50000.00000000", 17);
        }
    }

    /** Makes keys at a simulated venue, and the four roads. */
    @Setup
    public void prepare() {
        try (BinanceSimulator venue = BinanceSimulator.start()) {
            for (int i = 0; i < KEYS; i++) {
                known.add(venue.toApiKey("k" + i, venue.createKey()).build());
            }
        }
        known.forEach(LiveSecrets.shared()::learn);
        bare = new Road(pattern(), mdc, false);
        covered = new Road(pattern(), mdc, true);
        bareJson = new Road(new JsonEncoder(), mdc, false);
        coveredJson = new Road(new JsonEncoder(), mdc, true);
    }

    /** Forgets the keys. */
    @TearDown
    public void forget() {
        known.forEach(LiveSecrets.shared()::forget);
    }

    private static PatternLayoutEncoder pattern() {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0} %mdc - %msg%n");
        return encoder;
    }

    /** A line of text, covered. */
    @Benchmark
    @Against(value = "bareLine", atMost = 2)
    public void coveredLine() {
        covered.log();
    }

    /** A line of JSON, covered. */
    @Benchmark
    @Against(value = "bareJson", atMost = 2)
    public void coveredJson() {
        coveredJson.log();
    }

    /** The anchor: a line of text as Logback writes it. */
    @Benchmark
    public void bareLine() {
        bare.log();
    }

    /** The anchor: a line of JSON as Logback writes it. */
    @Benchmark
    public void bareJson() {
        bareJson.log();
    }
}
