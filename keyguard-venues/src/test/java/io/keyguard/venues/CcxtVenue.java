/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Environment;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How ccxt names what a venue has.
 *
 * @param exchange ccxt's name of the venue
 * @param start a simulator with a key that may trade
 * @param endpoints what is signed
 * @param signerSets parameters and headers, in lower case, that each signer sets in its own way; the simulator judges them
 * @param market a market for orders, in ccxt's words
 * @param placing what ccxt is told besides with an order
 */
record CcxtVenue(
        String exchange,
        Supplier<Running> start,
        List<Endpoint> endpoints,
        Set<String> signerSets,
        ObjectNode market,
        ObjectNode placing) {
    /** An endpoint: ccxt's section and path, the method, and the path at the venue. */
    record Endpoint(String api, String path, String method, String ours) {}

    /** A simulator and a key. {@code secret} is the key's own unless the venue knows the public half alone. */
    record Running(
            VenueDefinition venue,
            VenueSimulator simulator,
            SignatureAlgorithm algorithm,
            SimulatedKey key,
            String secret)
            implements AutoCloseable {
        @Override
        public void close() {
            simulator.close();
        }

        static Running of(
                VenueDefinition venue, VenueSimulator simulator, SignatureAlgorithm algorithm, SimulatedKey key) {
            return new Running(
                    venue.servedAt(Environment.PRODUCTION, simulator.uri()), simulator, algorithm, key, key.secret());
        }

        ObjectNode credentials() {
            ObjectNode json =
                    Ccxt.JSON.createObjectNode().put("apiKey", key.apiKey()).put("secret", secret);
            return key.passphrase().isEmpty() ? json : json.put("password", key.passphrase());
        }
    }

    @Override
    public String toString() {
        return exchange;
    }

    static Stream<CcxtVenue> all() {
        return Stream.of(binance(), okx(), kraken());
    }

    private static ObjectNode market(String id, String base, String quote) {
        return Ccxt.JSON
                .createObjectNode()
                .put("id", id)
                .put("symbol", base + "/" + quote)
                .put("base", base)
                .put("quote", quote)
                .put("baseId", base)
                .put("quoteId", quote);
    }

    private static ArrayNode orderTypes() {
        return Ccxt.JSON.createArrayNode().add("LIMIT").add("MARKET");
    }

    private static ObjectNode nothing() {
        return Ccxt.JSON.createObjectNode();
    }

    private static CcxtVenue binance() {
        return new CcxtVenue(
                "binance",
                () -> {
                    BinanceSimulator binance = BinanceSimulator.start();
                    return Running.of(
                            Venues.binance(),
                            binance,
                            SignatureAlgorithm.HMAC_SHA256,
                            binance.createKey("enableReading", "enableSpotAndMarginTrading"));
                },
                List.of(
                        new Endpoint("private", "order", "POST", "/api/v3/order"),
                        new Endpoint("private", "order", "DELETE", "/api/v3/order"),
                        new Endpoint("private", "account", "GET", "/api/v3/account"),
                        new Endpoint("private", "openOrders", "GET", "/api/v3/openOrders"),
                        new Endpoint("sapi", "account/apiRestrictions", "GET", "/sapi/v1/account/apiRestrictions"),
                        new Endpoint("fapiPrivate", "order", "POST", "/fapi/v1/order")),
                // The last one: ccxt gives futures orders an id of its own where the caller gives none.
                Set.of("timestamp", "recvwindow", "signature", "newclientorderid"),
                market("BTCUSDT", "BTC", "USDT")
                        .set("info", Ccxt.JSON.createObjectNode().set("orderTypes", orderTypes())),
                nothing());
    }

    private static CcxtVenue okx() {
        return new CcxtVenue(
                "okx",
                () -> {
                    OkxSimulator okx = OkxSimulator.start();
                    return Running.of(
                            Venues.okx(), okx, SignatureAlgorithm.HMAC_SHA256, okx.createKey("read_only", "trade"));
                },
                List.of(
                        new Endpoint("private", "account/balance", "GET", "/api/v5/account/balance"),
                        new Endpoint("private", "account/config", "GET", "/api/v5/account/config"),
                        new Endpoint("private", "trade/orders-pending", "GET", "/api/v5/trade/orders-pending"),
                        new Endpoint("private", "trade/order", "POST", "/api/v5/trade/order"),
                        new Endpoint("private", "trade/cancel-order", "POST", "/api/v5/trade/cancel-order"),
                        new Endpoint("private", "asset/transfer", "POST", "/api/v5/asset/transfer")),
                Set.of("ok-access-sign"),
                market("BTC-USDT", "BTC", "USDT"),
                nothing());
    }

    private static CcxtVenue kraken() {
        return new CcxtVenue(
                "kraken",
                () -> {
                    KrakenSimulator kraken = KrakenSimulator.start();
                    return Running.of(
                            Venues.kraken(),
                            kraken,
                            SignatureAlgorithm.HMAC_SHA512,
                            kraken.createKey("query-funds", "query-open-trades", "modify-trades", "close-trades"));
                },
                List.of(
                        new Endpoint("private", "Balance", "POST", "/0/private/Balance"),
                        new Endpoint("private", "OpenOrders", "POST", "/0/private/OpenOrders"),
                        new Endpoint("private", "AddOrder", "POST", "/0/private/AddOrder"),
                        new Endpoint("private", "CancelOrder", "POST", "/0/private/CancelOrder"),
                        new Endpoint("private", "CancelAll", "POST", "/0/private/CancelAll")),
                Set.of("nonce", "api-sign", "deadline"),
                market("XBTUSD", "XBT", "USD"),
                nothing());
    }
}
