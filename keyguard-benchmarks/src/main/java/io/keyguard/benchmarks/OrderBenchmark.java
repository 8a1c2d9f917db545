/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.Environment;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
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
 * An order, from asking for the key to the signed request: host, classifier, scope, canonical string, signature, inventory. Against a bare signer of the same request, as a
 * connector writes it: a {@code Mac} that is kept, and strings put together; nothing is checked, and whoever dumps the heap can sign.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar OrderBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OrderBenchmark {
    /** The venue. */
    @Param({"binance", "okx", "kraken"})
    public String venue;

    private VenueSimulator simulator;
    private Keyguard keyguard;
    private KeyProvider keys;
    private KeyScope scope;
    private SimulatedKey made;
    private Mac mac;
    private long nonce;

    /** Starts a bot. */
    @Setup
    public void start() throws GeneralSecurityException {
        Venue real;
        switch (venue) {
            case "binance" -> {
                BinanceSimulator binance = BinanceSimulator.start();
                made = binance.createKey("enableReading", "enableSpotAndMarginTrading");
                real = Venues.binance().servedAt(Environment.PRODUCTION, binance.uri());
                mac = mac("HmacSHA256", made.secret().getBytes(US_ASCII));
                simulator = binance;
            }
            case "okx" -> {
                OkxSimulator okx = OkxSimulator.start();
                made = okx.createKey("read_only", "trade");
                real = Venues.okx().servedAt(Environment.PRODUCTION, okx.uri());
                mac = mac("HmacSHA256", made.secret().getBytes(US_ASCII));
                simulator = okx;
            }
            default -> {
                KrakenSimulator kraken = KrakenSimulator.start();
                made = kraken.createKey("query-funds", "modify-trades", "query-open-trades", "close-trades");
                real = Venues.kraken().servedAt(Environment.PRODUCTION, kraken.uri());
                mac = mac("HmacSHA512", Base64.getDecoder().decode(made.secret()));
                simulator = kraken;
            }
        }
        keyguard = Bots.start(real, simulator, made, 1, Permission.READ_ACCOUNT, Permission.TRADE_SPOT);
        keys = keyguard.forStrategy(Bots.STRATEGY);
        scope = KeyScope.of(venue, "a0", Permission.TRADE_SPOT);
    }

    private static Mac mac(String algorithm, byte[] secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(secret, algorithm));
        return mac;
    }

    /** The whole path. */
    @Benchmark
    @Against(value = "bare", atMost = 1.5)
    public SignedRequest order() {
        return keys.get(scope)
                .sign(
                        switch (venue) {
                            case "binance" ->
                                VenueRequest.post("/api/v3/order")
                                        .param("symbol", "BTCUSDT")
                                        .param("side", "BUY")
                                        .param("type", "LIMIT")
                                        .param("timeInForce", "GTC")
                                        .param("quantity", "0.001")
                                        .param("price", "50000");
                            case "okx" ->
                                VenueRequest.post("/api/v5/trade/order").json(OKX_ORDER);
                            default ->
                                VenueRequest.post("/0/private/AddOrder")
                                        .param("pair", "XBTUSD")
                                        .param("type", "buy")
                                        .param("ordertype", "limit")
                                        .param("price", "50000")
                                        .param("volume", "0.001");
                        });
    }

    private static final String OKX_ORDER =
            "{\"instId\":\"BTC-USDT\",\"tdMode\":\"cash\",\"side\":\"buy\",\"ordType\":\"limit\",\"px\":\"50000\",\"sz\":\"0.001\"}";

    /** What a connector does. */
    @Benchmark
    public SignedRequest bare() throws GeneralSecurityException {
        return switch (venue) {
            case "binance" -> bareBinance();
            case "okx" -> bareOkx();
            default -> bareKraken();
        };
    }

    private SignedRequest bareBinance() {
        String query =
                "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000&recvWindow=5000&timestamp="
                        + System.currentTimeMillis();
        String signature = HexFormat.of().formatHex(mac.doFinal(query.getBytes(US_ASCII)));
        return new SignedRequest(
                "POST",
                URI.create(simulator.uri() + "/api/v3/order?" + query + "&signature=" + signature),
                Map.of("X-MBX-APIKEY", made.apiKey()),
                new byte[0]);
    }

    private SignedRequest bareOkx() {
        String timestamp = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        String prehash = timestamp + "POST" + "/api/v5/trade/order" + OKX_ORDER;
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(prehash.getBytes(US_ASCII)));
        return new SignedRequest(
                "POST",
                URI.create(simulator.uri() + "/api/v5/trade/order"),
                Map.of(
                        "OK-ACCESS-KEY",
                        made.apiKey(),
                        "OK-ACCESS-SIGN",
                        signature,
                        "OK-ACCESS-TIMESTAMP",
                        timestamp,
                        "OK-ACCESS-PASSPHRASE",
                        made.passphrase(),
                        "Content-Type",
                        "application/json"),
                OKX_ORDER.getBytes(US_ASCII));
    }

    private SignedRequest bareKraken() throws GeneralSecurityException {
        String number = Long.toString(System.currentTimeMillis() * 1000 + nonce++);
        String body = "nonce=" + number + "&pair=XBTUSD&type=buy&ordertype=limit&price=50000&volume=0.001";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest((number + body).getBytes(US_ASCII));
        mac.update("/0/private/AddOrder".getBytes(US_ASCII));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(digest));
        return new SignedRequest(
                "POST",
                URI.create(simulator.uri() + "/0/private/AddOrder"),
                Map.of(
                        "API-Key",
                        made.apiKey(),
                        "API-Sign",
                        signature,
                        "Content-Type",
                        "application/x-www-form-urlencoded"),
                body.getBytes(US_ASCII));
    }

    /** Ends the bot. */
    @TearDown
    public void stop() {
        keyguard.close();
        simulator.close();
    }
}
