/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BitmexSimulator;
import io.keyguard.testkit.venue.BitstampSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.CryptoComSimulator;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.GeminiSimulator;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.KrakenFuturesSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.VenueDefinition;
import io.keyguard.venues.Venues;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A limit order at a simulated venue, for keyguard and for a bare signer.
 *
 * @param key makes the key of the given id as it is stored
 * @param market the right that it needs
 * @param order the request, made anew for each signature, as a bot does
 * @param bareSigner what a connector does
 */
record TypicalOrder(
        VenueDefinition venue,
        VenueSimulator simulator,
        Function<String, ApiKey.Builder> key,
        Permission market,
        Supplier<VenueRequest> order,
        BareSigner bareSigner) {
    /** Signs the same request inline: a {@code Mac} that is kept, strings put together, nothing checked. */
    interface BareSigner {
        SignedRequest sign() throws GeneralSecurityException;
    }

    VenueRequest request() {
        return order.get();
    }

    SignedRequest bare() throws GeneralSecurityException {
        return bareSigner.sign();
    }

    static TypicalOrder at(String venue) throws GeneralSecurityException {
        return switch (venue) {
            case "antpool" -> PoolOrders.antpool();
            case "binance" -> binance();
            case "binance-ed25519" -> PrivateKeyOrders.binanceEd25519();
            case "binance-futures" -> binanceFutures();
            case "binance-rsa" -> PrivateKeyOrders.binanceRsa();
            case "bitfinex" -> bitfinex();
            case "bitget" -> bitget();
            case "bitget-uta" -> bitgetUta();
            case "bitmex" -> bitmex();
            case "bitstamp" -> bitstamp();
            case "braiins-hashpower" -> PoolOrders.braiinsHashpower();
            case "braiins-pool" -> PoolOrders.braiinsPool();
            case "bybit" -> bybit();
            case "bybit-rsa" -> PrivateKeyOrders.bybitRsa();
            case "coinbase" -> PrivateKeyOrders.coinbaseP256();
            case "coinbase-ed25519" -> PrivateKeyOrders.coinbaseEd25519();
            case "crypto-com" -> cryptoCom();
            case "deribit" -> deribit();
            case "f2pool" -> PoolOrders.f2pool();
            case "foundry" -> PoolOrders.foundry();
            case "gate" -> gate();
            case "gemini" -> gemini();
            case "htx" -> htx();
            case "hyperliquid" -> WalletOrders.hyperliquid();
            case "kraken" -> kraken();
            case "kraken-futures" -> krakenFutures();
            case "kucoin" -> kucoin();
            case "kucoin-futures" -> kucoinFutures();
            case "luxor" -> PoolOrders.luxor();
            case "mexc" -> mexc();
            case "nicehash" -> PoolOrders.nicehash();
            case "okx" -> okx();
            case "viabtc" -> PoolOrders.viabtc();
            default -> throw new IllegalArgumentException("no such venue");
        };
    }

    private static TypicalOrder of(
            VenueDefinition venue,
            VenueSimulator simulator,
            SimulatedKey key,
            Permission market,
            Supplier<VenueRequest> order,
            BareSigner bareSigner) {
        return of(venue, simulator, id -> simulator.toApiKey(id, key), market, order, bareSigner);
    }

    static TypicalOrder of(
            VenueDefinition venue,
            VenueSimulator simulator,
            Function<String, ApiKey.Builder> key,
            Permission market,
            Supplier<VenueRequest> order,
            BareSigner bareSigner) {
        return new TypicalOrder(
                venue.servedAt(Environment.PRODUCTION, simulator.uri()), simulator, key, market, order, bareSigner);
    }

    private static TypicalOrder binance() throws GeneralSecurityException {
        BinanceSimulator simulator = BinanceSimulator.start();
        SimulatedKey key = simulator.createKey("enableReading", "enableSpotAndMarginTrading");
        return of(
                Venues.binance(),
                simulator,
                key,
                TRADE_SPOT,
                TypicalOrder::binanceOrder,
                BareSigners.binance(simulator.uri(), "/api/v3/order", key, BareSigners.hmac(key)));
    }

    private static TypicalOrder binanceFutures() throws GeneralSecurityException {
        BinanceSimulator simulator = BinanceSimulator.start();
        SimulatedKey key = simulator.createKey("enableReading", "enableFutures");
        return of(
                Venues.binance(),
                simulator,
                key,
                TRADE_DERIVATIVES,
                () -> binanceOrder(VenueRequest.post("/fapi/v1/order")),
                BareSigners.binance(simulator.uri(), "/fapi/v1/order", key, BareSigners.hmac(key)));
    }

    static VenueRequest binanceOrder() {
        return binanceOrder(VenueRequest.post("/api/v3/order"));
    }

    private static VenueRequest binanceOrder(VenueRequest request) {
        return request.param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", "0.001")
                .param("price", "50000");
    }

    private static TypicalOrder bitfinex() throws GeneralSecurityException {
        BitfinexSimulator simulator = BitfinexSimulator.start();
        SimulatedKey key = simulator.createKey("account:read", "orders:read", "orders:write", "wallets:read");
        return of(
                Venues.bitfinex(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/v2/auth/w/order/submit").json(BareSigners.BITFINEX),
                BareSigners.bitfinex(simulator.uri(), key));
    }

    private static TypicalOrder bitmex() throws GeneralSecurityException {
        BitmexSimulator simulator = BitmexSimulator.start();
        SimulatedKey key = simulator.createKey("order");
        return of(
                Venues.bitmex(),
                simulator,
                key,
                TRADE_DERIVATIVES,
                () -> VenueRequest.post("/api/v1/order")
                        .param("symbol", "XBTUSD")
                        .param("side", "Buy")
                        .param("orderQty", "100")
                        .param("price", "50000"),
                BareSigners.bitmex(simulator.uri(), key, BareSigners.hmac(key)));
    }

    private static TypicalOrder bitget() throws GeneralSecurityException {
        BitgetSimulator simulator = BitgetSimulator.start();
        SimulatedKey key = simulator.createKey("readonly", "trade");
        return of(
                Venues.bitget(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/api/v2/spot/trade/place-order").json(BareSigners.BITGET),
                BareSigners.bitget(simulator.uri(), "/api/v2/spot/trade/place-order", BareSigners.BITGET, key));
    }

    private static TypicalOrder bitgetUta() throws GeneralSecurityException {
        BitgetSimulator simulator = BitgetSimulator.startUnified();
        SimulatedKey key = simulator.createKey("read-only", "uta_trade");
        return of(
                Venues.bitgetUta(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/api/v3/trade/place-order").json(BareSigners.BITGET_UTA),
                BareSigners.bitget(simulator.uri(), "/api/v3/trade/place-order", BareSigners.BITGET_UTA, key));
    }

    private static TypicalOrder bitstamp() throws GeneralSecurityException {
        BitstampSimulator simulator = BitstampSimulator.start();
        SimulatedKey key = simulator.createKey("Account balance", "User transactions", "Open orders", "Orders");
        return of(
                Venues.bitstamp(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/api/v2/buy/btcusd")
                        .param("amount", "0.001")
                        .param("price", "50000"),
                BareSigners.bitstamp(simulator.uri(), key, BareSigners.hmac(key)));
    }

    private static TypicalOrder cryptoCom() throws GeneralSecurityException {
        CryptoComSimulator simulator = CryptoComSimulator.start();
        SimulatedKey key = simulator.createKey("Can Read", "Enable Trading");
        return of(
                Venues.cryptoCom(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/exchange/v1/private/create-order").json(BareSigners.CRYPTO_COM),
                BareSigners.cryptoCom(simulator.uri(), key, BareSigners.hmac(key)));
    }

    private static TypicalOrder gemini() throws GeneralSecurityException {
        GeminiSimulator simulator = GeminiSimulator.start();
        SimulatedKey key = simulator.createKey("Trader");
        return of(
                Venues.gemini(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/v1/order/new").json(BareSigners.GEMINI),
                BareSigners.gemini(simulator.uri(), key));
    }

    private static TypicalOrder htx() throws GeneralSecurityException {
        HtxSimulator simulator = HtxSimulator.start();
        SimulatedKey key = simulator.createKey("readOnly", "trade");
        return of(
                Venues.htx(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/v1/order/orders/place").json(BareSigners.HTX),
                BareSigners.htx(simulator.uri(), key));
    }

    private static TypicalOrder gate() throws GeneralSecurityException {
        GateSimulator simulator = GateSimulator.start();
        SimulatedKey key = simulator.createKey("account:read_only", "wallet:read_only", "spot:read_write");
        return of(
                Venues.gate(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/api/v4/spot/orders").json(BareSigners.GATE),
                BareSigners.gate(simulator.uri(), key));
    }

    private static TypicalOrder bybit() throws GeneralSecurityException {
        BybitSimulator simulator = BybitSimulator.start();
        SimulatedKey key = simulator.createKey("Spot/SpotTrade");
        return of(
                Venues.bybit(),
                simulator,
                key,
                TRADE_SPOT,
                TypicalOrder::bybitOrder,
                BareSigners.bybit(simulator.uri(), key, BareSigners.hmac(key)));
    }

    static VenueRequest bybitOrder() {
        return VenueRequest.post("/v5/order/create").json(BareSigners.BYBIT);
    }

    private static TypicalOrder deribit() throws GeneralSecurityException {
        DeribitSimulator simulator = DeribitSimulator.start();
        SimulatedKey key = simulator.createKey("account:read", "trade:read_write");
        return of(
                Venues.deribit(),
                simulator,
                key,
                TRADE_DERIVATIVES,
                () -> VenueRequest.get("/api/v2/private/buy")
                        .param("instrument_name", "BTC-PERPETUAL")
                        .param("amount", "10")
                        .param("type", "limit")
                        .param("price", "50000"),
                BareSigners.deribit(simulator.uri(), key));
    }

    private static TypicalOrder kraken() throws GeneralSecurityException {
        KrakenSimulator simulator = KrakenSimulator.start();
        SimulatedKey key = simulator.createKey("query-funds", "modify-trades", "query-open-trades", "close-trades");
        return of(
                Venues.kraken(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/0/private/AddOrder")
                        .param("pair", "XBTUSD")
                        .param("type", "buy")
                        .param("ordertype", "limit")
                        .param("price", "50000")
                        .param("volume", "0.001"),
                BareSigners.kraken(simulator.uri(), key));
    }

    private static TypicalOrder krakenFutures() throws GeneralSecurityException {
        KrakenFuturesSimulator simulator = KrakenFuturesSimulator.start();
        SimulatedKey key = simulator.createKey("general:FULL_ACCESS");
        return of(
                Venues.krakenFutures(),
                simulator,
                key,
                TRADE_DERIVATIVES,
                () -> VenueRequest.post("/derivatives/api/v3/sendorder")
                        .param("orderType", "lmt")
                        .param("symbol", "PF_XBTUSD")
                        .param("side", "buy")
                        .param("size", "1")
                        .param("limitPrice", "50000"),
                BareSigners.krakenFutures(simulator.uri(), key));
    }

    private static TypicalOrder kucoin() throws GeneralSecurityException {
        KucoinSimulator simulator = KucoinSimulator.start();
        SimulatedKey key = simulator.createKey("General", "Spot");
        return of(
                Venues.kucoin(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/api/v1/hf/orders").json(BareSigners.KUCOIN),
                BareSigners.kucoin(simulator.uri(), "/api/v1/hf/orders", BareSigners.KUCOIN, key));
    }

    private static TypicalOrder kucoinFutures() throws GeneralSecurityException {
        KucoinSimulator simulator = KucoinSimulator.start();
        SimulatedKey key = simulator.createKey("General", "Futures");
        URI host = simulator.futuresUri();
        return new TypicalOrder(
                Venues.kucoin()
                        .servedAt(Environment.PRODUCTION, simulator.uri())
                        .servedAt(Environment.PRODUCTION, "futures", host),
                simulator,
                id -> simulator.toApiKey(id, key),
                TRADE_DERIVATIVES,
                () -> VenueRequest.post("/api/v1/orders").at(host).json(BareSigners.KUCOIN_FUTURES),
                BareSigners.kucoin(host, "/api/v1/orders", BareSigners.KUCOIN_FUTURES, key));
    }

    private static TypicalOrder mexc() throws GeneralSecurityException {
        MexcSimulator simulator = MexcSimulator.start();
        SimulatedKey key = simulator.createKey("SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_DEAL_WRITE");
        return of(
                Venues.mexc(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/api/v3/order")
                        .param("symbol", "BTCUSDT")
                        .param("side", "BUY")
                        .param("type", "LIMIT")
                        .param("quantity", "0.001")
                        .param("price", "50000"),
                BareSigners.mexc(simulator.uri(), key));
    }

    private static TypicalOrder okx() throws GeneralSecurityException {
        OkxSimulator simulator = OkxSimulator.start();
        SimulatedKey key = simulator.createKey("read_only", "trade");
        return of(
                Venues.okx(),
                simulator,
                key,
                TRADE_SPOT,
                () -> VenueRequest.post("/api/v5/trade/order").json(BareSigners.OKX),
                BareSigners.okx(simulator.uri(), key));
    }
}
