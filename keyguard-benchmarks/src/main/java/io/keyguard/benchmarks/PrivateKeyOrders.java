/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static io.keyguard.Permission.TRADE_SPOT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.benchmarks.BareSigners.Signs;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Function;

/** Orders that are signed with a private key. */
final class PrivateKeyOrders {
    private static final int ED25519_KEY = 32;

    private PrivateKeyOrders() {}

    static TypicalOrder binanceEd25519() throws GeneralSecurityException {
        BinanceSimulator simulator = BinanceSimulator.start();
        KeyPair pair = pair("Ed25519", 255);
        // The key itself stands at the end of its X.509 form.
        byte[] x509 = pair.getPublic().getEncoded();
        byte[] publicKey = Arrays.copyOfRange(x509, x509.length - ED25519_KEY, x509.length);
        SimulatedKey key = simulator.createEd25519Key(publicKey, "enableReading", "enableSpotAndMarginTrading");
        Signs bare = BareSigners.jca("Ed25519", pair.getPrivate(), Base64.getEncoder());
        return TypicalOrder.of(
                Venues.binance(),
                simulator,
                stored(simulator, key, SignatureAlgorithm.ED25519, pair.getPrivate()),
                TRADE_SPOT,
                TypicalOrder::binanceOrder,
                BareSigners.binance(simulator.uri(), "/api/v3/order", key, bare));
    }

    /** RSA signatures stand in a query with their characters escaped. */
    static TypicalOrder binanceRsa() throws GeneralSecurityException {
        BinanceSimulator simulator = BinanceSimulator.start();
        KeyPair pair = pair("RSA", 2048);
        SimulatedKey key =
                simulator.createRsaKey(pair.getPublic().getEncoded(), "enableReading", "enableSpotAndMarginTrading");
        Signs base64 = BareSigners.jca("SHA256withRSA", pair.getPrivate(), Base64.getEncoder());
        Signs bare = message -> URLEncoder.encode(base64.text(message), US_ASCII);
        return TypicalOrder.of(
                Venues.binance(),
                simulator,
                stored(simulator, key, SignatureAlgorithm.RSA_PKCS1_SHA256, pair.getPrivate()),
                TRADE_SPOT,
                TypicalOrder::binanceOrder,
                BareSigners.binance(simulator.uri(), "/api/v3/order", key, bare));
    }

    static TypicalOrder bybitRsa() throws GeneralSecurityException {
        BybitSimulator simulator = BybitSimulator.start();
        KeyPair pair = pair("RSA", 2048);
        SimulatedKey key = simulator.createRsaKey(pair.getPublic().getEncoded(), "Spot/SpotTrade");
        Signs bare = BareSigners.jca("SHA256withRSA", pair.getPrivate(), Base64.getEncoder());
        return TypicalOrder.of(
                Venues.bybit(),
                simulator,
                stored(simulator, key, SignatureAlgorithm.RSA_PKCS1_SHA256, pair.getPrivate()),
                TRADE_SPOT,
                TypicalOrder::bybitOrder,
                BareSigners.bybit(simulator.uri(), key, bare));
    }

    static TypicalOrder coinbaseP256() throws GeneralSecurityException {
        CoinbaseSimulator simulator = CoinbaseSimulator.start();
        return coinbase(
                simulator,
                simulator.createKey("can_view", "can_trade"),
                SignatureAlgorithm.ECDSA_P256_SHA256,
                "ES256",
                BareSigners.jca("SHA256withECDSAinP1363Format", pair("EC", 256).getPrivate(), BareSigners.URL));
    }

    static TypicalOrder coinbaseEd25519() throws GeneralSecurityException {
        CoinbaseSimulator simulator = CoinbaseSimulator.start();
        return coinbase(
                simulator,
                simulator.createEd25519Key("can_view", "can_trade"),
                SignatureAlgorithm.ED25519,
                "EdDSA",
                BareSigners.jca("Ed25519", pair("Ed25519", 255).getPrivate(), BareSigners.URL));
    }

    /** The bare signature is of a key of the benchmark's own: it costs the same. */
    private static TypicalOrder coinbase(
            CoinbaseSimulator simulator, SimulatedKey key, SignatureAlgorithm algorithm, String name, Signs bare) {
        return TypicalOrder.of(
                Venues.coinbase(),
                simulator,
                id -> simulator.toApiKey(id, key).algorithm(algorithm),
                TRADE_SPOT,
                () -> VenueRequest.post("/api/v3/brokerage/orders").json(BareSigners.COINBASE),
                BareSigners.coinbase(simulator.uri(), key, name, bare));
    }

    private static Function<String, ApiKey.Builder> stored(
            VenueSimulator simulator, SimulatedKey key, SignatureAlgorithm algorithm, PrivateKey secret) {
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(secret.getEncoded())
                + "\n-----END PRIVATE KEY-----";
        return id -> simulator
                .toApiKey(id, key)
                .algorithm(algorithm)
                .typed(key.apiKey().toCharArray(), pem.toCharArray(), new char[0]);
    }

    private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
