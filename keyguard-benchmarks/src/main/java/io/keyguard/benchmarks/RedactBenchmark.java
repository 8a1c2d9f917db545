/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Lines through the redactor, against one encode by Logback and a loop of {@code String.replace} over the plain secrets: a clean one of 140 characters, one
 * with a secret, JSON of 4 KB, and a hostile one of 1 MB; and the registration of one key.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar RedactBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RedactBenchmark {
    private static final String LINE =
            "order 8127361239871 BTCUSDT BUY LIMIT 0.00100000 @ 50000.00000000 filled 0.00050000 of 0.00100000 in 17 ms; position now 0.25000000, ok....";

    private static final String TEMPLATE =
            "order {} {} BUY LIMIT {} @ {} filled 0.00050000 of 0.00100000 in {} ms; position now 0.25000000, ok....";

    private static final int MEGABYTE = 1 << 20;

    /** How many keys are alive; each has two parts. */
    @Param({"1", "10", "50", "500", "5000"})
    public int keys;

    private Redactor redactor;
    private Redactor registeredOnly;
    private byte[] bytes;
    private String dirty;
    private List<String> plain;
    private String json;
    private byte[] jsonBytes;
    private String list;
    private String hostile;
    private String picture;
    private String encodings;
    private String byteList;
    private LiveSecrets secrets;
    private ApiKey another;
    private PatternLayoutEncoder encoder;
    private JsonEncoder jsonEncoder;
    private Logger logger;
    private LoggingEvent event;
    private LoggingEvent jsonEvent;

    /** Makes keys at a simulated venue and lets a registry learn them. */
    @Setup
    public void prepare() {
        secrets = new LiveSecrets(Runnable::run);
        redactor = Redactor.of(secrets);
        registeredOnly = redactor.registeredOnly();
        plain = new ArrayList<>();
        try (BinanceSimulator venue = BinanceSimulator.start()) {
            for (int i = 0; i < keys; i++) {
                SimulatedKey key = venue.createKey();
                secrets.learn(venue.toApiKey("k" + i, key).build());
                plain.add(key.apiKey());
                plain.add(key.secret());
            }
        }
        try (BinanceSimulator venue = BinanceSimulator.start()) {
            another = venue.toApiKey("another", venue.createKey()).build();
        }
        json =
                "{\"symbol\":\"BTCUSDT\",\"orderId\":8127361239871,\"price\":\"50000.00000000\",\"url\":\"https:\\/\\/x\"},"
                        .repeat(42);
        jsonBytes = json.getBytes(StandardCharsets.UTF_8);
        list = "a,".repeat(1 << 19);
        hostile = "%5c%26[&\\u0041".repeat(80_000);
        byte[] random = new byte[MEGABYTE];
        new Random(3).nextBytes(random);
        picture = base64(Arrays.copyOf(random, MEGABYTE / 4 * 3));
        encodings = base64(Arrays.copyOf(random, MEGABYTE / 3));
        for (int i = 0; i < 3; i++) {
            encodings = base64(encodings.getBytes(StandardCharsets.US_ASCII));
        }
        byteList = Arrays.toString(Arrays.copyOf(random, MEGABYTE / 5));
        bytes = LINE.getBytes(StandardCharsets.UTF_8);
        dirty = LINE.substring(0, 60) + plain.get(1) + LINE.substring(60);
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0} - %msg%n");
        encoder.start();
        logger = context.getLogger("bench");
        event = new LoggingEvent("x", logger, Level.INFO, LINE, null, null);
        jsonEncoder = new JsonEncoder();
        jsonEncoder.setContext(context);
        jsonEncoder.start();
        jsonEvent = new LoggingEvent("x", logger, Level.INFO, json, null, null);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Text in, text out. */
    @Benchmark
    @Against("logbackEncode")
    @Against("replaceLoop")
    public String keyguardString() {
        return redactor.redact(LINE);
    }

    /** The encoder's bytes in, bytes out. */
    @Benchmark
    @Against(value = "logbackEncode", atMost = 0.30)
    @Against("logbackEvent")
    public byte[] keyguardBytes() {
        return redactor.redact(bytes);
    }

    /** The same without a look for what nobody registered. */
    @Benchmark
    @Against(value = "logbackEncode", atMost = 0.12)
    @Against("logbackEvent")
    public byte[] registeredOnlyBytes() {
        return registeredOnly.redact(bytes);
    }

    /** A line with one secret. */
    @Benchmark
    public String keyguardHit() {
        return redactor.redact(dirty);
    }

    /** An answer of a venue, with escapes. */
    @Benchmark
    @Against(value = "logbackJson", atMost = 0.25)
    public String keyguardJson() {
        return redactor.redact(json);
    }

    /** The same as the encoder's bytes, without a look for what nobody registered. */
    @Benchmark
    @Against("logbackJson")
    public byte[] registeredOnlyJson() {
        return registeredOnly.redact(jsonBytes);
    }

    /** A megabyte of escapes of every notation. */
    @Benchmark
    public String keyguardHostile() {
        return redactor.redact(hostile);
    }

    /** A megabyte of random bytes in base64, as a picture in an answer. */
    @Benchmark
    public String keyguardHostilePicture() {
        return redactor.redact(picture);
    }

    /** The same bytes in base64 again and again, which is withheld: the costliest text that is known. */
    @Benchmark
    public String keyguardHostileEncodings() {
        return redactor.redact(encodings);
    }

    /** A megabyte of a list of bytes. */
    @Benchmark
    public String keyguardHostileBytes() {
        return redactor.redact(byteList);
    }

    /** A megabyte of one list of characters. */
    @Benchmark
    public String keyguardHostileList() {
        return redactor.redact(list);
    }

    /** One key comes and goes. */
    @Benchmark
    public void learnAndForget() {
        secrets.learn(another);
        secrets.forget(another);
    }

    /** The anchor: what writing the line costs anyway. */
    @Benchmark
    public byte[] logbackEncode() {
        return encoder.encode(event);
    }

    /** The same of an event made anew, with arguments to put in and a time of its own, as a bot logs. */
    @Benchmark
    public byte[] logbackEvent() {
        Object[] arguments = {8_127_361_239_871L, "BTCUSDT", "0.00100000", "50000.00000000", 17};
        return encoder.encode(new LoggingEvent("x", logger, Level.INFO, TEMPLATE, null, arguments));
    }

    /** The anchor of the answer: writing it as Logback writes JSON. */
    @Benchmark
    public byte[] logbackJson() {
        return jsonEncoder.encode(jsonEvent);
    }

    /** What many bots do, for the plain form alone. */
    @Benchmark
    public String replaceLoop() {
        String line = LINE;
        for (String secret : plain) {
            line = line.replace(secret, "***");
        }
        return line;
    }
}
