/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Environment;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BitmexSimulator;
import io.keyguard.testkit.venue.BitstampSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.CryptoComSimulator;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.GeminiSimulator;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.HyperliquidSimulator;
import io.keyguard.testkit.venue.KrakenFuturesSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How ccxt names what a venue has.
 *
 * @param name for the report of the test
 * @param exchange ccxt's name of the venue
 * @param start a simulator with a key that may trade
 * @param endpoints what is signed
 * @param signerSets parameters and headers, in lower case, that each signer sets in its own way; the simulator judges them
 * @param special characters beside letters and digits that values have: none where ccxt, or the venue itself, leaves values as they are
 * @param market a market for orders, in ccxt's words
 * @param with options of ccxt's client, and what it is told besides with every call
 */
record CcxtVenue(
        String name,
        String exchange,
        Supplier<Running> start,
        List<Endpoint> endpoints,
        Set<String> signerSets,
        String special,
        ObjectNode market,
        ObjectNode with) {
    /** Every encoder writes some of these in its own way. */
    private static final String SPECIAL = " +/:@&=%~,;!'()*\"ü€";

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

        Running signing(String secret) {
            return new Running(venue, simulator, algorithm, key, secret);
        }

        /** With a host of its own for {@code service}. */
        Running at(String service, URI origin) {
            return new Running(
                    venue.servedAt(Environment.PRODUCTION, service, origin), simulator, algorithm, key, secret);
        }

        /** Where ccxt's hosts are, if not all of them are the simulator's usual one. */
        ObjectNode bases() {
            ObjectNode bases = Ccxt.JSON.createObjectNode();
            return simulator instanceof KucoinSimulator kucoin
                    ? bases.put("api-futures.kucoin.com", kucoin.futuresUri().toString())
                    : bases;
        }

        ObjectNode credentials() {
            return credentials(secret);
        }

        /** The same with another secret. */
        ObjectNode credentials(String secret) {
            if (algorithm == SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256) {
                // Orders are the account's, by whichever of its agents.
                return Ccxt.JSON
                        .createObjectNode()
                        .put("privateKey", secret)
                        .put("walletAddress", simulator.accountId());
            }
            ObjectNode json =
                    Ccxt.JSON.createObjectNode().put("apiKey", key.apiKey()).put("secret", secret);
            return key.passphrase().isEmpty() ? json : json.put("password", key.passphrase());
        }
    }

    @Override
    public String toString() {
        return name;
    }

    static Stream<CcxtVenue> all() {
        return Stream.of(
                binance(),
                binance().with("ed25519", CcxtVenue::binanceEd25519),
                binance().with("rsa", CcxtVenue::binanceRsa),
                binanceFutures(),
                bitfinex(),
                bitget(),
                bitgetFutures(),
                bitgetUta(),
                bitmex(),
                bitstamp(),
                bybit(),
                bybit().with("rsa", CcxtVenue::bybitRsa),
                coinbase(),
                cryptoCom(),
                deribit(),
                gate(),
                gateFutures(),
                gemini(),
                htx(),
                htxSwaps(),
                kraken(),
                krakenFutures(),
                kucoin(),
                kucoinFutures(),
                mexc(),
                mexcFutures(),
                okx());
    }

    /** The version of ccxt that has the venue. */
    String version() {
        return exchange.equals("bitmex") ? Ccxt.WITH_BITMEX : Ccxt.VERSION;
    }

    /** Whether the venue takes a form in the place of a document, so that one stands for the other. */
    boolean takesForms() {
        return exchange.equals("bitmex");
    }

    /** Those that trade at their simulators: Hyperliquid too, whose signatures have a test of their own, as it takes no random parameters. */
    static Stream<CcxtVenue> traders() {
        return Stream.concat(all(), Stream.of(hyperliquid()));
    }

    /** The same with another kind of key. */
    private CcxtVenue with(String kind, Supplier<Running> start) {
        return new CcxtVenue(exchange + " " + kind, exchange, start, endpoints, signerSets, special, market, with);
    }

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(KeyPair pair) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----";
    }

    private static Running binanceEd25519() {
        BinanceSimulator binance = BinanceSimulator.start();
        KeyPair pair = pair("Ed25519");
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] publicKey = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        SimulatedKey key =
                binance.createEd25519Key(publicKey, "enableReading", "enableSpotAndMarginTrading", "enableFutures");
        return Running.of(Venues.binance(), binance, SignatureAlgorithm.ED25519, key)
                .signing(pem(pair));
    }

    private static Running binanceRsa() {
        BinanceSimulator binance = BinanceSimulator.start();
        KeyPair pair = pair("RSA");
        SimulatedKey key = binance.createRsaKey(
                pair.getPublic().getEncoded(), "enableReading", "enableSpotAndMarginTrading", "enableFutures");
        return Running.of(Venues.binance(), binance, SignatureAlgorithm.RSA_PKCS1_SHA256, key)
                .signing(pem(pair));
    }

    private static Running bybitRsa() {
        BybitSimulator bybit = BybitSimulator.start();
        KeyPair pair = pair("RSA");
        SimulatedKey key = bybit.createRsaKey(pair.getPublic().getEncoded(), "Spot/SpotTrade");
        return Running.of(Venues.bybit(), bybit, SignatureAlgorithm.RSA_PKCS1_SHA256, key)
                .signing(pem(pair));
    }

    private static CcxtVenue binanceFutures() {
        CcxtVenue spot = binance();
        return new CcxtVenue(
                "binance futures",
                "binance",
                spot.start,
                List.of(
                        new Endpoint("fapiPrivate", "order", "POST", "/fapi/v1/order"),
                        new Endpoint("fapiPrivate", "order", "DELETE", "/fapi/v1/order"),
                        new Endpoint("fapiPrivate", "openOrders", "GET", "/fapi/v1/openOrders"),
                        new Endpoint("fapiPrivate", "allOpenOrders", "DELETE", "/fapi/v1/allOpenOrders"),
                        new Endpoint("fapiPrivateV3", "balance", "GET", "/fapi/v3/balance")),
                spot.signerSets,
                spot.special,
                swap(
                        market("BTCUSDT", "BTC", "USDT")
                                .set("info", Ccxt.JSON.createObjectNode().set("orderTypes", orderTypes())),
                        "USDT"),
                with("{\"balanceParams\":{\"type\":\"future\"}}"));
    }

    private static CcxtVenue kucoinFutures() {
        return new CcxtVenue(
                "kucoin futures",
                "kucoinfutures",
                () -> {
                    KucoinSimulator kucoin = KucoinSimulator.start();
                    Running running = Running.of(
                            Venues.kucoin(),
                            kucoin,
                            SignatureAlgorithm.HMAC_SHA256,
                            kucoin.createKey("General", "Futures"));
                    return running.at("futures", kucoin.futuresUri());
                },
                List.of(
                        new Endpoint("futuresPrivate", "orders", "GET", "/api/v1/orders"),
                        new Endpoint("futuresPrivate", "orders", "POST", "/api/v1/orders"),
                        new Endpoint("futuresPrivate", "account-overview", "GET", "/api/v1/account-overview")),
                kucoin().signerSets,
                "",
                swap(market("XBTUSDTM", "BTC", "USDT"), "USDT"),
                with("{\"options\":{\"uta\":false},\"balanceParams\":{\"code\":\"USDT\"}}"));
    }

    private static ObjectNode swap(ObjectNode market, String settle) {
        return market.put("symbol", market.path("symbol").asText() + ":" + settle)
                .put("type", "swap")
                .put("spot", false)
                .put("swap", true)
                .put("contract", true)
                .put("linear", true)
                .put("inverse", false)
                .put("settle", settle)
                .put("settleId", settle)
                .put("contractSize", 1);
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

    private static ObjectNode with(String json) {
        try {
            return (ObjectNode) Ccxt.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode nothing() {
        return Ccxt.JSON.createObjectNode();
    }

    private static CcxtVenue binance() {
        return new CcxtVenue(
                "binance",
                "binance",
                () -> {
                    BinanceSimulator binance = BinanceSimulator.start();
                    return Running.of(
                            Venues.binance(),
                            binance,
                            SignatureAlgorithm.HMAC_SHA256,
                            binance.createKey("enableReading", "enableSpotAndMarginTrading", "enableFutures"));
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
                SPECIAL,
                market("BTCUSDT", "BTC", "USDT")
                        .set("info", Ccxt.JSON.createObjectNode().set("orderTypes", orderTypes())),
                nothing());
    }

    private static CcxtVenue okx() {
        return new CcxtVenue(
                "okx",
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
                SPECIAL,
                market("BTC-USDT", "BTC", "USDT"),
                nothing());
    }

    private static CcxtVenue hyperliquid() {
        return new CcxtVenue(
                "hyperliquid",
                "hyperliquid",
                () -> {
                    HyperliquidSimulator hyperliquid = HyperliquidSimulator.start();
                    return Running.of(
                            Venues.hyperliquid(),
                            hyperliquid,
                            SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256,
                            hyperliquid.createKey("agent"));
                },
                List.of(),
                Set.of(),
                "",
                swap(market("0", "BTC", "USDC"), "USDC").put("baseId", "0"),
                // What it would ask otherwise is not in the simulator.
                with("{\"options\":{\"enableUnifiedMargin\":false}}"));
    }

    private static CcxtVenue kraken() {
        return new CcxtVenue(
                "kraken",
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
                SPECIAL,
                market("XBTUSD", "XBT", "USD"),
                nothing());
    }

    private static CcxtVenue bybit() {
        return new CcxtVenue(
                "bybit",
                "bybit",
                () -> {
                    BybitSimulator bybit = BybitSimulator.start();
                    return Running.of(
                            Venues.bybit(), bybit, SignatureAlgorithm.HMAC_SHA256, bybit.createKey("Spot/SpotTrade"));
                },
                List.of(
                        new Endpoint("private", "v5/order/realtime", "GET", "/v5/order/realtime"),
                        new Endpoint("private", "v5/account/wallet-balance", "GET", "/v5/account/wallet-balance"),
                        new Endpoint("private", "v5/user/query-api", "GET", "/v5/user/query-api"),
                        new Endpoint("private", "v5/order/create", "POST", "/v5/order/create"),
                        new Endpoint("private", "v5/order/cancel", "POST", "/v5/order/cancel")),
                // The last two: ccxt names its broker.
                Set.of("x-bapi-sign", "x-bapi-recv-window", "x-bapi-sign-type", "referer", "x-referer"),
                "",
                market("BTCUSDT", "BTC", "USDT"),
                with("{\"options\":{\"enableUnifiedMargin\":false,\"enableUnifiedAccount\":true}}"));
    }

    private static CcxtVenue coinbase() {
        return new CcxtVenue(
                "coinbase",
                "coinbase",
                () -> {
                    CoinbaseSimulator coinbase = CoinbaseSimulator.start();
                    return Running.of(
                            Venues.coinbase(),
                            coinbase,
                            SignatureAlgorithm.ECDSA_P256_SHA256,
                            coinbase.createKey("can_view", "can_trade"));
                },
                List.of(
                        new Endpoint("v3,private", "brokerage/accounts", "GET", "/api/v3/brokerage/accounts"),
                        new Endpoint(
                                "v3,private", "brokerage/key_permissions", "GET", "/api/v3/brokerage/key_permissions"),
                        new Endpoint(
                                "v3,private",
                                "brokerage/orders/historical/batch",
                                "GET",
                                "/api/v3/brokerage/orders/historical/batch"),
                        new Endpoint(
                                "v3,private",
                                "brokerage/orders/batch_cancel",
                                "POST",
                                "/api/v3/brokerage/orders/batch_cancel")),
                Set.of("authorization"),
                "",
                market("BTC-USD", "BTC", "USD"),
                with("{\"balanceParams\":{\"v3\":true}}"));
    }

    private static CcxtVenue deribit() {
        return new CcxtVenue(
                "deribit",
                "deribit",
                () -> {
                    DeribitSimulator deribit = DeribitSimulator.start();
                    return Running.of(
                            Venues.deribit(),
                            deribit,
                            SignatureAlgorithm.HMAC_SHA256,
                            deribit.createKey("account:read", "trade:read_write"));
                },
                List.of(
                        new Endpoint("private", "get_open_orders", "GET", "/api/v2/private/get_open_orders"),
                        new Endpoint(
                                "private", "get_account_summaries", "GET", "/api/v2/private/get_account_summaries"),
                        new Endpoint("private", "cancel_all", "GET", "/api/v2/private/cancel_all")),
                Set.of("authorization"),
                SPECIAL,
                market("BTC_USDC", "BTC", "USDC"),
                nothing());
    }

    private static CcxtVenue bitfinex() {
        return new CcxtVenue(
                "bitfinex",
                "bitfinex",
                () -> {
                    BitfinexSimulator bitfinex = BitfinexSimulator.start();
                    return Running.of(
                            Venues.bitfinex(),
                            bitfinex,
                            SignatureAlgorithm.HMAC_SHA384,
                            bitfinex.createKey("orders:read", "orders:write", "wallets:read"));
                },
                List.of(
                        new Endpoint("private", "auth/r/wallets", "POST", "/v2/auth/r/wallets"),
                        new Endpoint("private", "auth/r/orders", "POST", "/v2/auth/r/orders"),
                        new Endpoint("private", "auth/w/order/submit", "POST", "/v2/auth/w/order/submit"),
                        new Endpoint("private", "auth/w/order/cancel", "POST", "/v2/auth/w/order/cancel"),
                        new Endpoint("private", "auth/r/permissions", "POST", "/v2/auth/r/permissions")),
                Set.of("nonce", "bfx-nonce", "bfx-signature"),
                SPECIAL,
                // ccxt counts significant digits there.
                market("tBTCUST", "BTC", "USDT")
                        .set(
                                "precision",
                                Ccxt.JSON.createObjectNode().put("amount", 8).put("price", 5)),
                nothing());
    }

    private static CcxtVenue bitget() {
        return new CcxtVenue(
                "bitget",
                "bitget",
                () -> {
                    BitgetSimulator bitget = BitgetSimulator.start();
                    return Running.of(
                            Venues.bitget(),
                            bitget,
                            SignatureAlgorithm.HMAC_SHA256,
                            bitget.createKey("readonly", "trade"));
                },
                List.of(
                        new Endpoint("private,spot", "v2/spot/account/assets", "GET", "/api/v2/spot/account/assets"),
                        new Endpoint(
                                "private,spot",
                                "v2/spot/trade/unfilled-orders",
                                "GET",
                                "/api/v2/spot/trade/unfilled-orders"),
                        new Endpoint(
                                "private,spot", "v2/spot/trade/place-order", "POST", "/api/v2/spot/trade/place-order"),
                        new Endpoint(
                                "private,spot",
                                "v2/spot/trade/cancel-order",
                                "POST",
                                "/api/v2/spot/trade/cancel-order")),
                // The last one: ccxt names its broker.
                Set.of("access-sign", "x-channel-api-code"),
                "",
                market("BTCUSDT", "BTC", "USDT"),
                with("{\"options\":{\"uta\":false}}"));
    }

    private static CcxtVenue bitgetFutures() {
        CcxtVenue spot = bitget();
        return new CcxtVenue(
                "bitget futures",
                "bitget",
                spot.start,
                List.of(
                        new Endpoint(
                                "private,mix", "v2/mix/order/place-order", "POST", "/api/v2/mix/order/place-order"),
                        new Endpoint(
                                "private,mix",
                                "v2/mix/order/orders-pending",
                                "GET",
                                "/api/v2/mix/order/orders-pending"),
                        new Endpoint("private,mix", "v2/mix/account/accounts", "GET", "/api/v2/mix/account/accounts")),
                spot.signerSets,
                "",
                swap(market("BTCUSDT", "BTC", "USDT"), "USDT"),
                with(
                        "{\"options\":{\"uta\":false},\"balanceParams\":{\"type\":\"swap\",\"productType\":\"USDT-FUTURES\"}}"));
    }

    private static CcxtVenue bitgetUta() {
        return new CcxtVenue(
                "bitget uta",
                "bitget",
                () -> {
                    BitgetSimulator bitget = BitgetSimulator.startUnified();
                    return Running.of(
                            Venues.bitgetUta(),
                            bitget,
                            SignatureAlgorithm.HMAC_SHA256,
                            bitget.createKey("read-only", "uta_trade"));
                },
                List.of(
                        new Endpoint("private,uta", "v3/account/assets", "GET", "/api/v3/account/assets"),
                        new Endpoint("private,uta", "v3/trade/unfilled-orders", "GET", "/api/v3/trade/unfilled-orders"),
                        new Endpoint("private,uta", "v3/trade/place-order", "POST", "/api/v3/trade/place-order"),
                        new Endpoint("private,uta", "v3/trade/cancel-order", "POST", "/api/v3/trade/cancel-order")),
                bitget().signerSets,
                "",
                market("BTCUSDT", "BTC", "USDT"),
                with("{\"options\":{\"uta\":true},\"params\":{\"uta\":true}}"));
    }

    private static CcxtVenue bitmex() {
        return new CcxtVenue(
                "bitmex",
                "bitmex",
                () -> {
                    BitmexSimulator bitmex = BitmexSimulator.start();
                    return Running.of(
                            Venues.bitmex(), bitmex, SignatureAlgorithm.HMAC_SHA256, bitmex.createKey("order"));
                },
                List.of(
                        new Endpoint("private", "order", "GET", "/api/v1/order"),
                        new Endpoint("private", "user/margin", "GET", "/api/v1/user/margin"),
                        new Endpoint("private", "order", "POST", "/api/v1/order"),
                        new Endpoint("private", "order/all", "DELETE", "/api/v1/order/all")),
                Set.of("api-expires", "api-signature"),
                SPECIAL,
                swap(market("XBTUSD", "BTC", "USD"), "BTC")
                        .setAll(with("{\"linear\":false,\"inverse\":true,\"baseId\":\"XBT\",\"settleId\":\"XBt\"}")),
                with("{\"currencies\":{\"BTC\":\"XBt\",\"ETH\":\"Gwei\",\"USDT\":\"USDt\"}}"));
    }

    private static CcxtVenue gate() {
        return new CcxtVenue(
                "gate",
                "gate",
                () -> {
                    GateSimulator gate = GateSimulator.start();
                    return Running.of(
                            Venues.gate(),
                            gate,
                            SignatureAlgorithm.HMAC_SHA512,
                            gate.createKey("spot:read_write", "futures:read_write"));
                },
                List.of(
                        new Endpoint("private,spot", "accounts", "GET", "/api/v4/spot/accounts"),
                        new Endpoint("private,spot", "open_orders", "GET", "/api/v4/spot/open_orders"),
                        new Endpoint("private,spot", "orders", "POST", "/api/v4/spot/orders"),
                        new Endpoint("private,spot", "orders", "DELETE", "/api/v4/spot/orders")),
                Set.of("sign"),
                "",
                market("BTC_USDT", "BTC", "USDT"),
                nothing());
    }

    private static CcxtVenue gateFutures() {
        CcxtVenue spot = gate();
        return new CcxtVenue(
                "gate futures",
                "gate",
                spot.start,
                List.of(
                        new Endpoint("private,futures", "usdt/orders", "GET", "/api/v4/futures/usdt/orders"),
                        new Endpoint("private,futures", "usdt/orders", "POST", "/api/v4/futures/usdt/orders"),
                        new Endpoint("private,futures", "usdt/accounts", "GET", "/api/v4/futures/usdt/accounts")),
                spot.signerSets,
                "",
                swap(market("BTC_USDT", "BTC", "USDT"), "USDT").put("settleId", "usdt"),
                with("{\"balanceParams\":{\"type\":\"swap\",\"settle\":\"usdt\"}}"));
    }

    private static CcxtVenue bitstamp() {
        return new CcxtVenue(
                "bitstamp",
                "bitstamp",
                () -> {
                    BitstampSimulator bitstamp = BitstampSimulator.start();
                    return Running.of(
                            Venues.bitstamp(),
                            bitstamp,
                            SignatureAlgorithm.HMAC_SHA256,
                            bitstamp.createKey("Account balance", "User transactions", "Open orders", "Orders"));
                },
                List.of(
                        new Endpoint("private", "buy/btcusd/", "POST", "/api/v2/buy/btcusd"),
                        new Endpoint("private", "cancel_order/", "POST", "/api/v2/cancel_order"),
                        new Endpoint("private", "open_orders/all/", "POST", "/api/v2/open_orders/all"),
                        new Endpoint("private", "account_balances/", "POST", "/api/v2/account_balances"),
                        new Endpoint("private", "user_transactions/", "POST", "/api/v2/user_transactions")),
                Set.of("x-auth-nonce", "x-auth-timestamp", "x-auth-signature"),
                SPECIAL,
                market("btcusd", "BTC", "USD"),
                nothing());
    }

    private static CcxtVenue cryptoCom() {
        return new CcxtVenue(
                "crypto-com",
                "cryptocom",
                () -> {
                    CryptoComSimulator cryptoCom = CryptoComSimulator.start();
                    return Running.of(
                            Venues.cryptoCom(),
                            cryptoCom,
                            SignatureAlgorithm.HMAC_SHA256,
                            cryptoCom.createKey("Can Read", "Enable Trading"));
                },
                List.of(
                        new Endpoint("v1,private", "private/create-order", "POST", "/exchange/v1/private/create-order"),
                        new Endpoint("v1,private", "private/cancel-order", "POST", "/exchange/v1/private/cancel-order"),
                        new Endpoint(
                                "v1,private",
                                "private/get-open-orders",
                                "POST",
                                "/exchange/v1/private/get-open-orders"),
                        new Endpoint(
                                "v1,private", "private/user-balance", "POST", "/exchange/v1/private/user-balance")),
                Set.of("id", "sig"),
                SPECIAL,
                market("BTC_USDT", "BTC", "USDT"),
                nothing());
    }

    private static CcxtVenue gemini() {
        return new CcxtVenue(
                "gemini",
                "gemini",
                () -> {
                    GeminiSimulator gemini = GeminiSimulator.start();
                    return Running.of(
                            Venues.gemini(), gemini, SignatureAlgorithm.HMAC_SHA384, gemini.createKey("Trader"));
                },
                List.of(
                        new Endpoint("private", "v1/order/new", "POST", "/v1/order/new"),
                        new Endpoint("private", "v1/order/cancel", "POST", "/v1/order/cancel"),
                        new Endpoint("private", "v1/orders", "POST", "/v1/orders"),
                        new Endpoint("private", "v1/balances", "POST", "/v1/balances"),
                        new Endpoint("private", "v1/roles", "POST", "/v1/roles")),
                Set.of("nonce", "x-gemini-signature", "cache-control"),
                SPECIAL,
                market("btcusd", "BTC", "USD"),
                nothing());
    }

    private static CcxtVenue htx() {
        return new CcxtVenue(
                "htx",
                "htx",
                () -> {
                    HtxSimulator htx = HtxSimulator.start();
                    return Running.of(
                            Venues.htx(), htx, SignatureAlgorithm.HMAC_SHA256, htx.createKey("readOnly", "trade"));
                },
                List.of(
                        new Endpoint("spot,private", "v1/account/accounts", "GET", "/v1/account/accounts"),
                        new Endpoint("spot,private", "v1/order/openOrders", "GET", "/v1/order/openOrders"),
                        new Endpoint("spot,private", "v1/order/orders/place", "POST", "/v1/order/orders/place"),
                        new Endpoint("spot,private", "v2/user/uid", "GET", "/v2/user/uid")),
                // The last one: ccxt gives orders an id with its broker's prefix.
                Set.of("signature", "client-order-id"),
                SPECIAL,
                market("btcusdt", "BTC", "USDT"),
                nothing());
    }

    private static CcxtVenue htxSwaps() {
        CcxtVenue spot = htx();
        return new CcxtVenue(
                "htx swaps",
                "htx",
                spot.start,
                List.of(
                        new Endpoint("contract,private", "v5/trade/order", "POST", "/v5/trade/order"),
                        new Endpoint("contract,private", "v5/trade/order/opens", "GET", "/v5/trade/order/opens"),
                        new Endpoint("contract,private", "v5/account/balance", "GET", "/v5/account/balance")),
                Set.of("signature", "channel_code"),
                SPECIAL,
                swap(market("BTC-USDT", "BTC", "USDT"), "USDT"),
                with("{\"balanceParams\":{\"type\":\"swap\"}}"));
    }

    private static CcxtVenue mexc() {
        return new CcxtVenue(
                "mexc",
                "mexc",
                () -> {
                    MexcSimulator mexc = MexcSimulator.start();
                    return Running.of(
                            Venues.mexc(),
                            mexc,
                            SignatureAlgorithm.HMAC_SHA256,
                            mexc.createKey(
                                    "SPOT_ACCOUNT_READ",
                                    "SPOT_DEAL_READ",
                                    "SPOT_DEAL_WRITE",
                                    "CONTRACT_ACCOUNT_READ",
                                    "CONTRACT_DEAL_READ",
                                    "CONTRACT_DEAL_WRITE"));
                },
                List.of(
                        new Endpoint("spot,private", "account", "GET", "/api/v3/account"),
                        new Endpoint("spot,private", "openOrders", "GET", "/api/v3/openOrders"),
                        new Endpoint("spot,private", "order", "POST", "/api/v3/order"),
                        new Endpoint("spot,private", "order", "DELETE", "/api/v3/order")),
                // The last one: ccxt names its broker.
                Set.of("timestamp", "signature", "source"),
                SPECIAL,
                market("BTCUSDT", "BTC", "USDT"),
                nothing());
    }

    private static CcxtVenue mexcFutures() {
        CcxtVenue spot = mexc();
        return new CcxtVenue(
                "mexc futures",
                "mexc",
                spot.start,
                List.of(
                        new Endpoint("contract,private", "account/assets", "GET", "/api/v1/private/account/assets"),
                        new Endpoint(
                                "contract,private",
                                "order/list/open_orders",
                                "GET",
                                "/api/v1/private/order/list/open_orders"),
                        new Endpoint("contract,private", "order/create", "POST", "/api/v1/private/order/create")),
                spot.signerSets,
                "",
                swap(market("BTC_USDT", "BTC", "USDT"), "USDT"),
                with("{\"balanceParams\":{\"type\":\"swap\"}}"));
    }

    private static CcxtVenue krakenFutures() {
        return new CcxtVenue(
                "krakenfutures",
                "krakenfutures",
                () -> {
                    KrakenFuturesSimulator futures = KrakenFuturesSimulator.start();
                    return Running.of(
                            Venues.krakenFutures(),
                            futures,
                            SignatureAlgorithm.HMAC_SHA512,
                            futures.createKey("general:FULL_ACCESS"));
                },
                List.of(
                        new Endpoint("private", "accounts", "GET", "/derivatives/api/v3/accounts"),
                        new Endpoint("private", "openorders", "GET", "/derivatives/api/v3/openorders"),
                        new Endpoint("private", "sendorder", "POST", "/derivatives/api/v3/sendorder"),
                        new Endpoint("private", "cancelallorders", "POST", "/derivatives/api/v3/cancelallorders")),
                Set.of("authent", "nonce", "accept"),
                SPECIAL,
                market("PF_XBTUSD", "BTC", "USD")
                        .setAll(with("{\"symbol\":\"BTC/USD:USD\",\"type\":\"swap\",\"spot\":false,\"swap\":true,"
                                + "\"contract\":true,\"linear\":true,\"inverse\":false,\"settle\":\"USD\","
                                + "\"settleId\":\"USD\",\"contractSize\":1}")),
                nothing());
    }

    private static CcxtVenue kucoin() {
        return new CcxtVenue(
                "kucoin",
                "kucoin",
                () -> {
                    KucoinSimulator kucoin = KucoinSimulator.start();
                    return Running.of(
                            Venues.kucoin(),
                            kucoin,
                            SignatureAlgorithm.HMAC_SHA256,
                            kucoin.createKey("General", "Spot"));
                },
                List.of(
                        new Endpoint("private", "accounts", "GET", "/api/v1/accounts"),
                        new Endpoint("private", "hf/orders/active", "GET", "/api/v1/hf/orders/active"),
                        new Endpoint("private", "hf/orders", "POST", "/api/v1/hf/orders"),
                        new Endpoint("private", "hf/orders/cancelAll", "DELETE", "/api/v1/hf/orders/cancelAll")),
                // ccxt says version 2 of the same passphrase, and names its broker.
                Set.of(
                        "kc-api-sign",
                        "kc-api-key-version",
                        "kc-api-partner",
                        "kc-api-partner-sign",
                        "kc-api-partner-verify",
                        "kc-broker-name"),
                "",
                market("BTC-USDT", "BTC", "USDT"),
                with("{\"options\":{\"uta\":false},\"params\":{\"hf\":true},\"balanceParams\":{}}"));
    }
}
