/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.KeyId;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.Signer;
import io.keyguard.source.ApiKey;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.ECPoint;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Signatures of wallets: Keccak-256, secp256k1, recovery id. The JDK has no such curve any more, so against Bouncy Castle as libraries for wallets use it, with the key on the heap.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar Secp256k1Benchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Secp256k1Benchmark {
    private final byte[] message = new byte[128];
    private BigInteger secret;
    private ECPoint own;
    private Signer signer;

    /** Makes a key. */
    @Setup
    public void prepare() {
        // Below the order of the curve, and not zero.
        secret = new BigInteger(255, new SecureRandom()).setBit(0);
        own = WalletOrders.publicPoint(secret);
        try (ApiKey key = ApiKey.builder(KeyId.of("bench"))
                .on("none", "none")
                .typed("none".toCharArray(), WalletOrders.padded(secret).toCharArray(), new char[0])
                .build()) {
            signer = Signer.of(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256, SecretEncoding.HEX, key.secret());
        }
    }

    /** On a key that lies outside the heap between two signatures; each signature is verified. */
    @Benchmark
    @Against("wallet")
    public byte[] keyguard() {
        return signer.sign(message);
    }

    /** As libraries for wallets do it: the recovery id is found by recovering, which verifies too. */
    @Benchmark
    public String wallet() {
        return WalletOrders.signature(WalletOrders.keccak(message), secret, own);
    }

    /** Wipes the key. */
    @TearDown
    public void close() {
        signer.close();
    }
}
