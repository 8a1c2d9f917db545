/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.benchmarks.TypicalOrder.BareSigner;
import io.keyguard.testkit.venue.HyperliquidSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/** Orders that are signed with a key of secp256k1, and the same as libraries for wallets sign them: the recovery id is found by recovering. */
final class WalletOrders {
    private static final String ORDER =
            "{\"type\":\"order\",\"orders\":[{\"a\":0,\"b\":true,\"p\":\"50000\",\"s\":\"0.001\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Gtc\"}}}],\"grouping\":\"na\"}";

    /** The same packed once: what a connector that packs its own objects spends on it is not counted. */
    private static final byte[] PACKED = HexFormat.of()
            .parseHex(
                    "83a474797065a56f72646572a66f72646572739186a16100a162c3a170a53530303030a173a5302e303031a172c2a17481a56c696d6974"
                            + "81a3746966a3477463a867726f7570696e67a26e61");

    private static final X9ECParameters NAMED = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters CURVE =
            new ECDomainParameters(NAMED.getCurve(), NAMED.getG(), NAMED.getN(), NAMED.getH());
    private static final long LIFE = 10_000;

    private WalletOrders() {}

    static TypicalOrder hyperliquid() {
        HyperliquidSimulator simulator = HyperliquidSimulator.start();
        SimulatedKey key = simulator.createKey("agent");
        return TypicalOrder.of(
                Venues.hyperliquid(),
                simulator,
                id -> simulator.toApiKey(id, key),
                TRADE_DERIVATIVES,
                () -> VenueRequest.post("/exchange").json(ORDER),
                bare(simulator.uri(), key));
    }

    private static BareSigner bare(URI host, SimulatedKey key) {
        var secret = new BigInteger(key.secret().substring(2), 16);
        ECPoint own = publicPoint(secret);
        byte[] domain = keccak(
                keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                        .getBytes(UTF_8)),
                keccak("Exchange".getBytes(UTF_8)),
                keccak("1".getBytes(UTF_8)),
                ByteBuffer.allocate(32).putLong(24, 1337).array(),
                new byte[32]);
        byte[] agent = keccak("Agent(string source,bytes32 connectionId)".getBytes(UTF_8));
        byte[] source = keccak("a".getBytes(UTF_8));
        var last = new AtomicLong();
        return () -> {
            long nonce = last.updateAndGet(before -> Math.max(before + 1, System.currentTimeMillis()));
            long end = System.currentTimeMillis() + LIFE;
            byte[] hash = keccak(PACKED, longs(nonce), new byte[] {0, 0}, longs(end));
            byte[] digest = keccak(new byte[] {0x19, 0x01}, domain, keccak(agent, source, hash));
            String body = "{\"action\":" + ORDER + ",\"nonce\":" + nonce + ",\"signature\":"
                    + signature(digest, secret, own) + ",\"expiresAfter\":" + end + "}";
            return new SignedRequest(
                    "POST",
                    URI.create(host + "/exchange"),
                    Map.of("Content-Type", "application/json"),
                    body.getBytes(UTF_8));
        };
    }

    static ECPoint publicPoint(BigInteger secret) {
        return CURVE.getG().multiply(secret).normalize();
    }

    static String signature(byte[] digest, BigInteger secret, ECPoint own) {
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(secret, CURVE));
        BigInteger[] numbers = signer.generateSignature(digest);
        BigInteger n = CURVE.getN();
        BigInteger s = numbers[1].compareTo(n.shiftRight(1)) > 0 ? n.subtract(numbers[1]) : numbers[1];
        int v = recovers(digest, numbers[0], s, 0, own) ? 27 : 28;
        return "{\"r\":\"0x" + padded(numbers[0]) + "\",\"s\":\"0x" + padded(s) + "\",\"v\":" + v + "}";
    }

    private static boolean recovers(byte[] digest, BigInteger r, BigInteger s, int odd, ECPoint own) {
        byte[] compressed = HexFormat.of().parseHex("0" + (2 + odd) + padded(r));
        ECPoint point = CURVE.getCurve().decodePoint(compressed);
        BigInteger inverse = r.modInverse(CURVE.getN());
        BigInteger e = new BigInteger(1, digest).negate().multiply(inverse).mod(CURVE.getN());
        return ECAlgorithms.sumOfTwoMultiplies(
                        CURVE.getG(), e, point, s.multiply(inverse).mod(CURVE.getN()))
                .normalize()
                .equals(own);
    }

    static String padded(BigInteger number) {
        String digits = number.toString(16);
        return "0".repeat(64 - digits.length()) + digits;
    }

    private static byte[] longs(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] keccak(byte[]... parts) {
        var digest = new KeccakDigest(256);
        Arrays.stream(parts).forEach(part -> digest.update(part, 0, part.length));
        byte[] hash = new byte[32];
        digest.doFinal(hash, 0);
        return hash;
    }
}
