/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.KeyId;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.Signer;
import io.keyguard.source.ApiKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Base64;
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
 * Signatures with private keys, against the JDK's providers, which keep the key on the heap.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar PrivateKeyBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PrivateKeyBenchmark {
    /** The algorithm. */
    @Param({"ED25519", "ECDSA_P256_SHA256", "RSA_PKCS1_SHA256"})
    public SignatureAlgorithm algorithm;

    private final byte[] message = new byte[128];
    private KeyPair pair;
    private Signer signer;
    private Signer chosen;
    private Signer corretto;

    /** Makes a key, and signers over it. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys());
        generator.initialize(
                algorithm == SignatureAlgorithm.RSA_PKCS1_SHA256
                        ? 2048
                        : algorithm == SignatureAlgorithm.ED25519 ? 255 : 256);
        pair = generator.generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----";
        try (ApiKey key = ApiKey.builder(KeyId.of("bench"))
                .on("none", "none")
                .typed("none".toCharArray(), pem.toCharArray(), new char[0])
                .build()) {
            SecretBytes secret = key.secret();
            signer = Signer.of(algorithm, SecretEncoding.PEM, secret);
            chosen = Signer.of(
                    algorithm,
                    SecretEncoding.PEM,
                    secret,
                    Security.getProvider(algorithm == SignatureAlgorithm.RSA_PKCS1_SHA256 ? "SunRsaSign" : "SunEC"));
            corretto = Signer.of(algorithm, SecretEncoding.PEM, secret, amazonCorretto());
        }
    }

    /** In the jar that the profile makes, and nowhere else: what is not on the class path cannot be used unasked. */
    private static Provider amazonCorretto() {
        // Or it leaves keys of Ed25519 to the JDK.
        System.setProperty("com.amazon.corretto.crypto.provider.registerEdKeyFactory", "true");
        try {
            return (Provider) Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")
                    .getField("INSTANCE")
                    .get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("build with -Pbenchmarks, on Linux with x86-64", e);
        }
    }

    private String keys() {
        return switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ECDSA_P256_SHA256 -> "EC";
            default -> "RSA";
        };
    }

    private String signatures() {
        return switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ECDSA_P256_SHA256 -> "SHA256withECDSA";
            default -> "SHA256withRSA";
        };
    }

    /** Wipes the key. */
    @TearDown
    public void close() {
        signer.close();
        chosen.close();
        corretto.close();
    }

    /** Bouncy Castle on keys that lie outside the heap between two signatures. */
    @Benchmark
    @Against("jdk")
    public byte[] keyguard() {
        return signer.sign(message);
    }

    /** The JDK's provider, chosen as one may choose a faster one. */
    @Benchmark
    @Against("jdk")
    public byte[] chosenProvider() {
        return chosen.sign(message);
    }

    /** Amazon's provider, chosen: faster, and it keeps the key as it likes. */
    @Benchmark
    @Against("jdk")
    public byte[] corretto() {
        return corretto.sign(message);
    }

    /** The JDK as most connectors use it. */
    @Benchmark
    public byte[] jdk() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signatures());
        signature.initSign(pair.getPrivate());
        signature.update(message);
        return signature.sign();
    }
}
