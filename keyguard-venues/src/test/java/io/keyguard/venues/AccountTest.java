/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
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
import io.keyguard.testkit.venue.Fault;
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
import io.keyguard.venue.Balance;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stops trading and what reads the account, over HTTP at every simulated venue. */
class AccountTest {
    /**
     * A venue with a key that may trade.
     *
     * @param order the n-th order, of a symbol that hangs on n
     */
    record Place(
            VenueDefinition venue,
            VenueSimulator simulator,
            SignatureAlgorithm algorithm,
            SimulatedKey key,
            Permission market,
            IntFunction<VenueRequest> order) {
        /** What the venue calls the book's USDT. */
        String tether() {
            return Map.of("bitfinex", "UST", "hyperliquid", "USDC").getOrDefault(venue.id(), "USDT");
        }

        @Override
        public String toString() {
            return venue.id() + " " + market;
        }
    }

    static Stream<Place> venues() {
        return Stream.of(
                binance(),
                binanceFutures(),
                bitfinex(),
                bitfinexMargin(),
                bitget(),
                bitgetUta(),
                bitmex(),
                bitmexSpot(),
                bitstamp(),
                bybit(),
                coinbase(),
                cryptoCom(),
                deribit(),
                gate(),
                gemini(),
                htx(),
                hyperliquid(),
                kraken(),
                krakenFutures(),
                kucoin(),
                mexc(),
                mexcContracts(),
                okx());
    }

    private static Place place(
            VenueDefinition venue,
            VenueSimulator simulator,
            SignatureAlgorithm algorithm,
            SimulatedKey key,
            IntFunction<VenueRequest> order) {
        return place(venue, simulator, algorithm, key, TRADE_SPOT, order);
    }

    private static Place place(
            VenueDefinition venue,
            VenueSimulator simulator,
            SignatureAlgorithm algorithm,
            SimulatedKey key,
            Permission market,
            IntFunction<VenueRequest> order) {
        return new Place(
                venue.servedAt(Environment.PRODUCTION, simulator.uri()), simulator, algorithm, key, market, order);
    }

    private static Place binance() {
        BinanceSimulator binance = BinanceSimulator.start();
        return place(
                Venues.binance(),
                binance,
                SignatureAlgorithm.HMAC_SHA256,
                binance.createKey("enableReading", "enableSpotAndMarginTrading"),
                n -> VenueRequest.post("/api/v3/order")
                        .param("symbol", n % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                        .param("side", "BUY")
                        .param("type", "LIMIT")
                        .param("timeInForce", "GTC")
                        .param("quantity", "1")
                        .param("price", "100")
                        .param("newClientOrderId", "n" + n));
    }

    private static Place binanceFutures() {
        BinanceSimulator binance = BinanceSimulator.start();
        return place(
                Venues.binance(),
                binance,
                SignatureAlgorithm.HMAC_SHA256,
                binance.createKey("enableReading", "enableFutures"),
                TRADE_DERIVATIVES,
                n -> VenueRequest.post("/fapi/v1/order")
                        .param("symbol", n % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                        .param("side", "BUY")
                        .param("type", "LIMIT")
                        .param("timeInForce", "GTC")
                        .param("quantity", "1")
                        .param("price", "100")
                        .param("newClientOrderId", "n" + n));
    }

    private static Place bitmex() {
        return bitmex(TRADE_DERIVATIVES, n -> n % 2 == 0 ? "XBTUSD" : "ETHUSD_ETH");
    }

    private static Place bitmexSpot() {
        return bitmex(TRADE_SPOT, n -> n % 2 == 0 ? "XBT_USDT" : "ETH_USDT");
    }

    private static Place bitmex(Permission market, IntFunction<String> symbol) {
        BitmexSimulator bitmex = BitmexSimulator.start();
        return place(
                Venues.bitmex(),
                bitmex,
                SignatureAlgorithm.HMAC_SHA256,
                bitmex.createKey("order"),
                market,
                n -> VenueRequest.post("/api/v1/order")
                        .param("symbol", symbol.apply(n))
                        .param("side", "Buy")
                        .param("orderQty", "1")
                        .param("price", "100")
                        .param("clOrdID", "n" + n));
    }

    private static Place deribit() {
        DeribitSimulator deribit = DeribitSimulator.start();
        return place(
                Venues.deribit(),
                deribit,
                SignatureAlgorithm.HMAC_SHA256,
                deribit.createKey("account:read", "trade:read_write"),
                n -> VenueRequest.get("/api/v2/private/buy")
                        .param("instrument_name", n % 2 == 0 ? "BTC_USDC" : "ETH_USDC")
                        .param("amount", "1")
                        .param("type", "limit")
                        .param("price", "100")
                        .param("label", "n" + n));
    }

    private static Place bitfinex() {
        return bitfinex(TRADE_SPOT, "EXCHANGE LIMIT", n -> n % 2 == 0 ? "tBTCUST" : "tETHUST");
    }

    private static Place bitfinexMargin() {
        return bitfinex(TRADE_MARGIN, "LIMIT", n -> n % 2 == 0 ? "tBTCUST" : "tDOGE:UST");
    }

    private static Place bitfinex(Permission market, String type, IntFunction<String> symbol) {
        BitfinexSimulator bitfinex = BitfinexSimulator.start();
        return place(
                Venues.bitfinex(),
                bitfinex,
                SignatureAlgorithm.HMAC_SHA384,
                bitfinex.createKey("account:read", "orders:read", "orders:write", "wallets:read"),
                market,
                n -> VenueRequest.post("/v2/auth/w/order/submit")
                        .json("{\"type\":\"" + type + "\",\"symbol\":\"" + symbol.apply(n)
                                + "\",\"amount\":\"1\",\"price\":\"100\",\"cid\":" + (n + 1) + "}"));
    }

    private static Place bitget() {
        BitgetSimulator bitget = BitgetSimulator.start();
        return place(
                Venues.bitget(),
                bitget,
                SignatureAlgorithm.HMAC_SHA256,
                bitget.createKey("readonly", "trade"),
                n -> VenueRequest.post("/api/v2/spot/trade/place-order")
                        .param("symbol", n % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                        .param("side", "buy")
                        .param("orderType", "limit")
                        .param("force", "gtc")
                        .param("size", "1")
                        .param("price", "100")
                        .param("clientOid", "n" + n));
    }

    private static Place bitgetUta() {
        BitgetSimulator bitget = BitgetSimulator.startUnified();
        return place(
                Venues.bitgetUta(),
                bitget,
                SignatureAlgorithm.HMAC_SHA256,
                bitget.createKey("read-only", "uta_trade"),
                n -> VenueRequest.post("/api/v3/trade/place-order")
                        .param("category", "SPOT")
                        .param("symbol", n % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                        .param("side", "buy")
                        .param("orderType", "limit")
                        .param("qty", "1")
                        .param("price", "100")
                        .param("clientOid", "n" + n));
    }

    private static Place htx() {
        HtxSimulator htx = HtxSimulator.start();
        return place(
                Venues.htx(),
                htx,
                SignatureAlgorithm.HMAC_SHA256,
                htx.createKey("readOnly", "trade"),
                n -> VenueRequest.post("/v1/order/orders/place")
                        .param("account-id", "10001")
                        .param("symbol", n % 2 == 0 ? "btcusdt" : "ethusdt")
                        .param("type", "buy-limit")
                        .param("amount", "1")
                        .param("price", "100")
                        .param("client-order-id", "n" + n));
    }

    private static Place hyperliquid() {
        HyperliquidSimulator hyperliquid = HyperliquidSimulator.start();
        return place(
                Venues.hyperliquid(),
                hyperliquid,
                SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256,
                hyperliquid.createKey("agent"),
                TRADE_DERIVATIVES,
                n -> VenueRequest.post("/exchange")
                        .json("{\"type\":\"order\",\"orders\":[{\"a\":" + n % 2
                                + ",\"b\":true,\"p\":\"100\",\"s\":\"1\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Gtc\"}},\"c\":\"0x"
                                + String.format("%032x", n) + "\"}],\"grouping\":\"na\"}"));
    }

    private static Place gate() {
        GateSimulator gate = GateSimulator.start();
        return place(
                Venues.gate(),
                gate,
                SignatureAlgorithm.HMAC_SHA512,
                gate.createKey("account:read_only", "wallet:read_only", "spot:read_write"),
                n -> VenueRequest.post("/api/v4/spot/orders")
                        .param("currency_pair", n % 2 == 0 ? "BTC_USDT" : "ETH_USDT")
                        .param("side", "buy")
                        .param("amount", "1")
                        .param("price", "100")
                        .param("text", "t-n" + n));
    }

    private static Place bitstamp() {
        BitstampSimulator bitstamp = BitstampSimulator.start();
        return place(
                Venues.bitstamp(),
                bitstamp,
                SignatureAlgorithm.HMAC_SHA256,
                bitstamp.createKey("Account balance", "User transactions", "Open orders", "Orders"),
                n -> VenueRequest.post("/api/v2/buy/" + (n % 2 == 0 ? "btcusd" : "ethusd"))
                        .param("amount", "1")
                        .param("price", "100")
                        .param("client_order_id", "n" + n));
    }

    private static Place cryptoCom() {
        CryptoComSimulator cryptoCom = CryptoComSimulator.start();
        return place(
                Venues.cryptoCom(),
                cryptoCom,
                SignatureAlgorithm.HMAC_SHA256,
                cryptoCom.createKey("Can Read", "Enable Trading"),
                n -> VenueRequest.post("/exchange/v1/private/create-order")
                        .param("instrument_name", n % 2 == 0 ? "BTC_USDT" : "ETH_USDT")
                        .param("side", "BUY")
                        .param("type", "LIMIT")
                        .param("quantity", "1")
                        .param("price", "100")
                        .param("client_oid", "n" + n));
    }

    private static Place gemini() {
        GeminiSimulator gemini = GeminiSimulator.start();
        return place(
                Venues.gemini(),
                gemini,
                SignatureAlgorithm.HMAC_SHA384,
                gemini.createKey("Trader"),
                n -> VenueRequest.post("/v1/order/new")
                        .param("symbol", n % 2 == 0 ? "btcusd" : "ethusd")
                        .param("side", "buy")
                        .param("type", "exchange limit")
                        .param("amount", "1")
                        .param("price", "100")
                        .param("client_order_id", "n" + n));
    }

    private static Place coinbase() {
        CoinbaseSimulator coinbase = CoinbaseSimulator.start();
        return place(
                Venues.coinbase(),
                coinbase,
                SignatureAlgorithm.ECDSA_P256_SHA256,
                coinbase.createKey("can_view", "can_trade"),
                n -> VenueRequest.post("/api/v3/brokerage/orders")
                        .json("{\"client_order_id\":\"n" + n + "\",\"product_id\":\""
                                + (n % 2 == 0 ? "BTC-USD" : "ETH-USD")
                                + "\",\"side\":\"BUY\",\"order_configuration\":{\"limit_limit_gtc\":{"
                                + "\"base_size\":\"1\",\"limit_price\":\"100\"}}}"));
    }

    private static Place mexc() {
        MexcSimulator mexc = MexcSimulator.start();
        return place(
                Venues.mexc(),
                mexc,
                SignatureAlgorithm.HMAC_SHA256,
                mexc.createKey("SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_DEAL_WRITE"),
                n -> VenueRequest.post("/api/v3/order")
                        .param("symbol", n % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                        .param("side", "BUY")
                        .param("type", "LIMIT")
                        .param("quantity", "1")
                        .param("price", "100")
                        .param("newClientOrderId", "n" + n));
    }

    private static Place mexcContracts() {
        MexcSimulator mexc = MexcSimulator.start();
        return place(
                Venues.mexc(),
                mexc,
                SignatureAlgorithm.HMAC_SHA256,
                mexc.createKey(
                        "SPOT_ACCOUNT_READ", "CONTRACT_ACCOUNT_READ", "CONTRACT_DEAL_READ", "CONTRACT_DEAL_WRITE"),
                TRADE_DERIVATIVES,
                n -> VenueRequest.post("/api/v1/private/order/submit")
                        .json("{\"symbol\":\"" + (n % 2 == 0 ? "BTC_USDT" : "ETH_USDT")
                                + "\",\"price\":100,\"vol\":1,\"side\":1,\"type\":1,\"openType\":2,\"externalOid\":\"n"
                                + n + "\"}"));
    }

    private static Place okx() {
        OkxSimulator okx = OkxSimulator.start();
        return place(
                Venues.okx(),
                okx,
                SignatureAlgorithm.HMAC_SHA256,
                okx.createKey("read_only", "trade"),
                n -> VenueRequest.post("/api/v5/trade/order")
                        .param("instId", n % 2 == 0 ? "BTC-USDT" : "ETH-USDT")
                        .param("tdMode", "cash")
                        .param("side", "buy")
                        .param("ordType", "limit")
                        .param("sz", "1")
                        .param("px", "100")
                        .param("clOrdId", "n" + n));
    }

    private static Place kraken() {
        KrakenSimulator kraken = KrakenSimulator.start();
        return place(
                Venues.kraken(),
                kraken,
                SignatureAlgorithm.HMAC_SHA512,
                kraken.createKey("query-funds", "query-open-trades", "modify-trades", "close-trades"),
                n -> VenueRequest.post("/0/private/AddOrder")
                        .param("pair", n % 2 == 0 ? "XBTUSD" : "ETHUSD")
                        .param("type", "buy")
                        .param("ordertype", "limit")
                        .param("volume", "1")
                        .param("price", "100")
                        .param("cl_ord_id", "n" + n));
    }

    private static Place bybit() {
        BybitSimulator bybit = BybitSimulator.start();
        return place(
                Venues.bybit(),
                bybit,
                SignatureAlgorithm.HMAC_SHA256,
                bybit.createKey("Spot/SpotTrade"),
                n -> VenueRequest.post("/v5/order/create")
                        .param("category", "spot")
                        .param("symbol", n % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                        .param("side", "Buy")
                        .param("orderType", "Limit")
                        .param("qty", "1")
                        .param("price", "100")
                        .param("orderLinkId", "n" + n));
    }

    private static Place krakenFutures() {
        KrakenFuturesSimulator futures = KrakenFuturesSimulator.start();
        return place(
                Venues.krakenFutures(),
                futures,
                SignatureAlgorithm.HMAC_SHA512,
                futures.createKey("general:FULL_ACCESS"),
                TRADE_DERIVATIVES,
                n -> VenueRequest.post("/derivatives/api/v3/sendorder")
                        .param("symbol", n % 2 == 0 ? "PF_XBTUSD" : "PF_ETHUSD")
                        .param("side", "buy")
                        .param("orderType", "lmt")
                        .param("size", "1")
                        .param("limitPrice", "100")
                        .param("cliOrdId", "n" + n));
    }

    private static Place kucoin() {
        KucoinSimulator kucoin = KucoinSimulator.start();
        return new Place(
                Venues.kucoin()
                        .servedAt(Environment.PRODUCTION, kucoin.uri())
                        .servedAt(Environment.PRODUCTION, "futures", kucoin.futuresUri()),
                kucoin,
                SignatureAlgorithm.HMAC_SHA256,
                kucoin.createKey("General", "Spot"),
                TRADE_SPOT,
                n -> VenueRequest.post("/api/v1/hf/orders")
                        .param("symbol", n % 2 == 0 ? "BTC-USDT" : "ETH-USDT")
                        .param("side", "buy")
                        .param("type", "limit")
                        .param("size", "1")
                        .param("price", "100")
                        .param("clientOid", "n" + n));
    }

    /** More than a page and several batches, of two symbols. */
    @ParameterizedTest
    @MethodSource("venues")
    void cancelAll_leavesNoOrderOpen(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = Desk.of(place.venue(), place.algorithm(), simulator, place.key())) {
            for (int n = 0; n < 130; n++) {
                assertThat(desk.call(place.order().apply(n)).status()).isIn(200, 201);
            }
            var open = place.venue().account().openOrders(desk, Set.of(place.market()));
            assertThat(open)
                    .extracting(OpenOrder::clientOrderId)
                    .doesNotHaveDuplicates()
                    .hasSize(130);
            assertThat(open).extracting(OpenOrder::symbol).doesNotContain("").hasSize(130);

            place.venue().emergency().cancelAll(desk, Set.of(place.market()));

            assertThat(place.venue().account().openOrders(desk, Set.of(place.market())))
                    .isEmpty();
            assertThat(simulator.stats().ordersCancelled()).isEqualTo(130);
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void balances_areExact(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = Desk.of(place.venue(), place.algorithm(), simulator, place.key())) {
            assertThat(place.venue().account().balances(desk, Set.of(place.market())))
                    .extracting(Balance::asset, Balance::total)
                    .contains(
                            org.assertj.core.groups.Tuple.tuple("ETH", new BigDecimal("100")),
                            org.assertj.core.groups.Tuple.tuple(place.tether(), new BigDecimal("1000000")));
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    /** Where a venue has a timer for all orders, it takes it as it is signed. */
    @ParameterizedTest
    @MethodSource("venues")
    void deadManSwitch_isAccepted(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = Desk.of(place.venue(), place.algorithm(), simulator, place.key())) {
            place.venue()
                    .emergency()
                    .deadManSwitch(place.market(), Duration.ofSeconds(60))
                    .ifPresent(desk::call);

            assertThat(simulator.stats().rejections()).isEmpty();
            assertThat(place.venue().emergency().deadManSwitch(place.market(), Duration.ZERO))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void brokenAnswers_areErrors(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = Desk.of(place.venue(), place.algorithm(), simulator, place.key())) {
            desk.call(place.order().apply(0));
            for (Fault fault : Set.of(Fault.MAINTENANCE, Fault.NOT_JSON, Fault.OTHER_JSON)) {
                simulator.failNext(1, fault);
                assertThatThrownBy(() -> place.venue().account().openOrders(desk, Set.of(place.market())))
                        .isInstanceOf(VenueUnavailableException.class);
                simulator.failNext(1, fault);
                assertThatThrownBy(() -> place.venue().account().balances(desk, Set.of(place.market())))
                        .isInstanceOf(VenueUnavailableException.class);
                simulator.failNext(1, fault);
                assertThatThrownBy(() -> place.venue().emergency().cancelAll(desk, Set.of(place.market())))
                        .isInstanceOf(VenueUnavailableException.class);
            }
            place.key().revoke();
            assertThatThrownBy(() -> place.venue().emergency().cancelAll(desk, Set.of(place.market())))
                    .isInstanceOf(VenueRefusedException.class);
        }
    }
}
