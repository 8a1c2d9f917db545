/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.benchmarks.page.Against;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.Signer;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
 * HMAC signatures, against a reused {@code Mac} of the JDK and one made for each call.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar SignBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SignBenchmark {
    private static final String DIGITS = "0123456789abcdef";

    /** Bytes of the message. */
    @Param({"64", "128", "256"})
    public int size;

    /** The algorithm. */
    @Param({"HMAC_SHA256", "HMAC_SHA384", "HMAC_SHA512"})
    public SignatureAlgorithm algorithm;

    private byte[] message;
    private String text;
    private byte[] signature;
    private byte[] secret;
    private String jdkName;
    private Signer signer;
    private Mac reused;

    /** Makes a key at a simulated venue, and signers over it. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        try (BinanceSimulator venue = BinanceSimulator.start()) {
            SimulatedKey simulated = venue.createKey();
            secret = simulated.secret().getBytes(US_ASCII);
            ApiKey key = venue.toApiKey("bench", simulated).build();
            signer = Signer.of(algorithm, SecretEncoding.TEXT, key.secret());
        }
        message = new byte[size];
        text = "x".repeat(size);
        signature = new byte[signer.signatureLength()];
        jdkName = algorithm.name().replace("HMAC_SHA", "HmacSHA");
        reused = Mac.getInstance(jdkName);
        reused.init(new SecretKeySpec(secret, jdkName));
    }

    /** Wipes the key. */
    @TearDown
    public void close() {
        signer.close();
    }

    /** Pads rebuilt from off-heap memory for each signature. */
    @Benchmark
    @Against(value = "reusedMac", atMost = 1.05)
    @Against("macPerCall")
    public byte[] keyguard() {
        signer.sign(message, 0, message.length, signature, 0);
        return signature;
    }

    /** What XChange does: fast, and whoever dumps the heap can sign. */
    @Benchmark
    public byte[] reusedMac() {
        return reused.doFinal(message);
    }

    /** The same as a request string in, hexadecimal out. */
    @Benchmark
    @Against(value = "reusedMacText", atMost = 0.85)
    @Against(value = "macPerCallText", atMost = 0.60)
    public String keyguardText() {
        return HexFormat.of().formatHex(signer.sign(text.getBytes(US_ASCII)));
    }

    /** What XChange does, with hexadecimal as its {@code DigestUtils} makes it: characters looked up in an array. */
    @Benchmark
    public String reusedMacText() {
        byte[] made = reused.doFinal(text.getBytes(UTF_8));
        char[] digits = DIGITS.toCharArray();
        char[] hex = new char[2 * made.length];
        for (int i = 0; i < made.length; i++) {
            hex[2 * i] = digits[(made[i] >> 4) & 0xf];
            hex[2 * i + 1] = digits[made[i] & 0xf];
        }
        return new String(hex);
    }

    /** What most connectors do. */
    @Benchmark
    public String macPerCallText() throws GeneralSecurityException {
        Mac mac = Mac.getInstance(jdkName);
        mac.init(new SecretKeySpec(secret, jdkName));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(US_ASCII)));
    }

    /** What most connectors do. */
    @Benchmark
    public byte[] macPerCall() throws GeneralSecurityException {
        Mac mac = Mac.getInstance(jdkName);
        mac.init(new SecretKeySpec(secret, jdkName));
        return mac.doFinal(message);
    }
}
