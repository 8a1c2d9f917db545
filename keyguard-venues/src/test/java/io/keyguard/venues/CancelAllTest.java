/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a venue refuses to cancel keeps nothing else open, and no order is left out in silence. */
class CancelAllTest {
    private static final Set<Permission> SPOT = Set.of(TRADE_SPOT);
    private static final Set<Permission> DERIVATIVES = Set.of(TRADE_DERIVATIVES);

    /**
     * A venue that refuses one thing for ever.
     *
     * @param answers to everything else, by its words
     * @param refused a part of the request, as {@link #words} writes it
     * @param others parts of requests that have to come all the same
     */
    record Refusing(
            VenueDefinition venue,
            Set<Permission> markets,
            UnaryOperator<String> answers,
            String refused,
            List<String> others) {
        /** One that answers everything alike. */
        Refusing(VenueDefinition venue, Set<Permission> markets, String answer, String refused, List<String> others) {
            this(venue, markets, words -> answer, refused, others);
        }

        @Override
        public String toString() {
            return venue.id() + " " + refused;
        }
    }

    private static String words(VenueRequest request) {
        var words = new StringBuilder(request.method() + " " + request.path());
        request.params().forEach(param -> words.append(' ').append(param.name() + "=" + param.value()));
        return words + " " + request.json().orElse("");
    }

    static Stream<Refusing> venues() {
        return Stream.of(bySymbolOrMarket(), byIds(), oneByOne(), acrossMarkets())
                .flatMap(Function.identity());
    }

    private static Stream<Refusing> bySymbolOrMarket() {
        String bybit = "{\"retCode\":0,\"result\":{\"nextPageCursor\":\"\",\"success\":\"1\",\"list\":["
                + "{\"orderId\":\"1\",\"symbol\":\"BTCUSD\"},{\"orderId\":\"2\",\"symbol\":\"ETHUSD\"}]}}";
        String kucoin =
                "{\"code\":\"200000\",\"data\":{\"failedSymbols\":[],\"symbols\":[\"A-USDT\",\"B-USDT\"],\"items\":["
                        + "{\"id\":\"1\",\"symbol\":\"AUSDTM\"},{\"id\":\"2\",\"symbol\":\"BUSDTM\"}]}}";
        String coinbase = "{\"has_next\":false,\"cursor\":\"\",\"results\":[{\"success\":true}],\"orders\":["
                + String.join(",", Collections.nCopies(100, "{\"order_id\":\"first\",\"product_id\":\"BTC-USD\"}"))
                + ",{\"order_id\":\"last\",\"product_id\":\"BTC-USD\"}]}";
        return Stream.of(
                new Refusing(
                        Venues.bybit(),
                        DERIVATIVES,
                        bybit,
                        "settleCoin=USDT",
                        List.of(
                                "cancel-all category=linear settleCoin=USDC",
                                "cancel-all category=inverse symbol=ETH")),
                new Refusing(
                        Venues.bybit(),
                        DERIVATIVES,
                        bybit,
                        "symbol=BTCUSD",
                        List.of("cancel-all category=inverse symbol=ETHUSD")),
                new Refusing(
                        Venues.bybit(),
                        SPOT,
                        bybit,
                        "orderFilter=Order",
                        List.of("orderFilter=StopOrder", "orderFilter=OcoOrder", "orderFilter=Bidirectional")),
                new Refusing(
                        Venues.kucoin(),
                        DERIVATIVES,
                        kucoin,
                        "DELETE /api/v3/orders symbol=AUSDTM",
                        List.of("DELETE /api/v3/orders symbol=BUSDTM", "DELETE /api/v1/stopOrders")),
                new Refusing(
                        Venues.kucoin(),
                        SPOT,
                        kucoin,
                        "cancelAll",
                        List.of("DELETE /api/v1/stop-order/cancel", "DELETE /api/v3/oco/orders")),
                new Refusing(
                        Venues.kucoin(),
                        Set.of(Permission.TRADE_MARGIN),
                        kucoin,
                        "symbol=A-USDT tradeType=MARGIN_TRADE",
                        List.of(
                                "symbol=B-USDT tradeType=MARGIN_TRADE",
                                "stop-order/cancel tradeType=MARGIN_TRADE",
                                "DELETE /api/v3/hf/margin/orders symbol=A-USDT tradeType=MARGIN_ISOLATED_TRADE")),
                new Refusing(
                        Venues.deribit(),
                        DERIVATIVES,
                        "{\"jsonrpc\":\"2.0\",\"result\":1}",
                        "kind=future ",
                        List.of("kind=future_combo")),
                new Refusing(Venues.coinbase(), SPOT, coinbase, "[\"first\"", List.of("{\"order_ids\":[\"last\"]}")),
                new Refusing(
                        Venues.coinbase(),
                        Set.of(TRADE_SPOT, TRADE_DERIVATIVES),
                        coinbase,
                        "product_type=SPOT",
                        List.of("product_type=FUTURE", "{\"order_ids\":[\"last\"]}")),
                new Refusing(
                        Venues.bitgetUta(),
                        DERIVATIVES,
                        "{\"code\":\"00000\",\"data\":{\"list\":[]}}",
                        "category=USDT-FUTURES",
                        List.of("category=COIN-FUTURES", "category=USDC-FUTURES")),
                new Refusing(
                        Venues.bitget(),
                        DERIVATIVES,
                        "{\"code\":\"00000\",\"data\":{\"entrustedList\":[{\"orderId\":\"1\",\"symbol\":\"BTCUSDT\"}]}}",
                        "cancel-all-orders productType=USDT-FUTURES",
                        List.of(
                                "cancel-plan-order productType=USDT-FUTURES",
                                "cancel-all-orders productType=COIN-FUTURES")),
                new Refusing(
                        Venues.gate(),
                        DERIVATIVES,
                        "[{\"id\":1,\"contract\":\"A_USDT\",\"initial\":{\"contract\":\"A_USDT\"}},"
                                + "{\"id\":2,\"contract\":\"B_USDT\",\"initial\":{\"contract\":\"B_USDT\"}}]",
                        "DELETE /api/v4/futures/usdt/orders contract=A_USDT",
                        List.of(
                                "DELETE /api/v4/futures/usdt/orders contract=B_USDT",
                                "DELETE /api/v4/futures/usdt/price_orders",
                                "DELETE /api/v4/futures/btc/orders contract=A_USDT")),
                new Refusing(
                        Venues.bitmex(),
                        DERIVATIVES,
                        "[{\"orderID\":\"1\",\"symbol\":\"XBTUSD\"},{\"orderID\":\"2\",\"symbol\":\"ETHUSD\"}]",
                        "DELETE /api/v1/order/all symbol=XBTUSD",
                        List.of("DELETE /api/v1/order/all symbol=ETHUSD")));
    }

    private static String rows(int count, String row) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> row.replace("ID", Integer.toString(id)))
                .collect(Collectors.joining(","));
    }

    private static Stream<Refusing> byIds() {
        String bids = "{\"items\":[{\"bid\":{\"id\":\"first\"}},{\"bid\":{\"id\":\"last\"}}]}";
        String htx = "{\"status\":\"ok\",\"data\":["
                + rows(51, "{\"id\":ID,\"symbol\":\"btcusdt\",\"source\":\"spot-api\"}") + "]}";
        String bitfinex = "[" + rows(51, "[ID,null,null,\"tBTCF0:USTF0\",0,0,1,1,\"LIMIT\"]") + "]";
        String hyperliquid =
                "[{\"coin\":\"PURR/USDC\",\"oid\":7000}," + rows(101, "{\"coin\":\"BTC\",\"oid\":ID}") + "]";
        return Stream.of(
                new Refusing(
                        Venues.braiinsHashpower(),
                        Set.of(Permission.TRADE_HASHPOWER),
                        bids,
                        "{\"order_id\":\"first\"}",
                        List.of("{\"order_id\":\"last\"}")),
                new Refusing(Venues.htx(), SPOT, htx, "{\"order-ids\":[\"1\",", List.of("{\"order-ids\":[\"51\"]}")),
                new Refusing(
                        Venues.bitfinex(),
                        DERIVATIVES,
                        words -> words.contains("/r/orders") ? bitfinex : "[0,\"\",null,null,null,null,\"SUCCESS\"]",
                        "{\"id\":[1,",
                        List.of("{\"id\":[51]}")),
                new Refusing(
                        Venues.hyperliquid(),
                        Set.of(TRADE_SPOT, TRADE_DERIVATIVES),
                        words -> words.contains("frontendOpenOrders")
                                ? hyperliquid
                                : "{\"status\":\"ok\",\"universe\":[{\"name\":\""
                                        + (words.contains("spotMeta") ? "PURR/USDC" : "BTC") + "\",\"index\":0}]}",
                        "\"cancels\":[{\"a\":0,\"o\":1}",
                        List.of("\"cancels\":[{\"a\":0,\"o\":101}]", "\"cancels\":[{\"a\":10000,\"o\":7000}]")));
    }

    private static Stream<Refusing> oneByOne() {
        String okx = "{\"code\":\"0\",\"data\":["
                + rows(21, "{\"ordId\":\"ID\",\"instId\":\"BTC-USDT\",\"instType\":\"SPOT\",\"algoId\":\"ID\"}") + "]}";
        return Stream.of(
                new Refusing(
                        Venues.binance(),
                        SPOT,
                        "[{\"orderId\":1,\"symbol\":\"AUSDT\"},{\"orderId\":2,\"symbol\":\"BUSDT\"}]",
                        "DELETE /api/v3/openOrders symbol=AUSDT",
                        List.of("DELETE /api/v3/openOrders symbol=BUSDT")),
                new Refusing(
                        Venues.okx(),
                        SPOT,
                        okx,
                        "cancel-batch-orders [{\"instId\":\"BTC-USDT\",\"ordId\":\"1\"}",
                        List.of(
                                "cancel-batch-orders [{\"instId\":\"BTC-USDT\",\"ordId\":\"21\"}]",
                                "cancel-algos [{\"instId\":\"BTC-USDT\",\"algoId\":\"21\"}]")),
                new Refusing(
                        Venues.bitstamp(),
                        DERIVATIVES,
                        "[{\"id\":\"1\",\"currency_pair\":\"BTC/USD-PERP\"},{\"id\":\"2\",\"currency_pair\":\"ETH/USD-PERP\"},"
                                + "{\"id\":\"3\",\"currency_pair\":\"BTC/USD\"}]",
                        "cancel_order id=1",
                        List.of("cancel_order id=2")),
                new Refusing(
                        Venues.gemini(),
                        SPOT,
                        "[{\"order_id\":\"1\",\"symbol\":\"btcusd\"},{\"order_id\":\"2\",\"symbol\":\"ethusd\"},"
                                + "{\"order_id\":\"3\",\"symbol\":\"btcgusdperp\"}]",
                        "{\"order_id\":1}",
                        List.of("{\"order_id\":2}")),
                new Refusing(
                        Venues.nicehash(),
                        Set.of(Permission.TRADE_HASHPOWER),
                        "{\"list\":[{\"id\":\"first\"},{\"id\":\"last\"}]}",
                        "DELETE /main/api/v2/hashpower/order/first",
                        List.of("DELETE /main/api/v2/hashpower/order/last")),
                new Refusing(
                        Venues.cryptoCom(),
                        SPOT,
                        "{\"code\":0,\"result\":{\"data\":[{\"order_id\":\"1\",\"instrument_name\":\"BTC_USD\"},"
                                + "{\"order_id\":\"2\",\"instrument_name\":\"ETH_USD\"}]}}",
                        "advanced/cancel-order order_id=1",
                        List.of("advanced/cancel-order order_id=2", "private/cancel-order order_id=1")));
    }

    /** One market refuses. */
    private static Stream<Refusing> acrossMarkets() {
        Set<Permission> both = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);
        String rows = "[{\"orderId\":\"1\",\"symbol\":\"BTCUSDT\"}]";
        return Stream.of(
                new Refusing(
                        Venues.bitget(),
                        both,
                        words -> "{\"code\":\"00000\",\"data\":"
                                + (words.contains("/v2/spot/") ? rows : "{\"entrustedList\":" + rows + "}") + "}",
                        "GET /api/v2/spot/trade/unfilled-orders",
                        List.of("cancel-all-orders productType=USDT-FUTURES")),
                new Refusing(
                        Venues.gate(),
                        Set.of(TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS),
                        "[{\"id\":1,\"contract\":\"A_USDT\",\"initial\":{\"contract\":\"A_USDT\"}}]",
                        "DELETE /api/v4/spot/orders",
                        List.of(
                                "DELETE /api/v4/spot/price_orders",
                                "DELETE /api/v4/futures/usdt/orders contract=A_USDT",
                                "DELETE /api/v4/options/orders")),
                new Refusing(
                        Venues.htx(),
                        both,
                        "{\"status\":\"ok\",\"code\":200,\"data\":[{\"id\":\"1\",\"symbol\":\"btcusdt\",\"contract_code\":\"BTC-USDT\"}]}",
                        "batchcancel",
                        List.of("POST /v5/trade/cancel_all_orders")),
                new Refusing(
                        Venues.mexc(),
                        both,
                        words -> words.contains("/openOrders")
                                ? rows
                                : "{\"success\":true,\"balances\":[{\"asset\":\"BTC\",\"locked\":\"1\"}],\"data\":[\"BTCUSDT\"]}",
                        "POST /api/v1/private/order/cancel_all",
                        List.of(
                                "POST /api/v1/private/planorder/cancel_all",
                                "DELETE /api/v3/openOrders symbol=BTCUSDT")));
    }

    @ParameterizedTest
    @MethodSource("venues")
    void cancelAll_whereOneThingIsRefused_goesOnAndSaysSo(Refusing venue) {
        var asked = new ArrayList<String>();
        SignedCalls calls = request -> {
            String words = words(request);
            asked.add(words);
            return words.contains(venue.refused())
                    ? new HttpReply(400, "{}")
                    : new HttpReply(200, venue.answers().apply(words));
        };

        assertThatThrownBy(() -> venue.venue().emergency().cancelAll(calls, venue.markets()))
                .isInstanceOf(VenueUnavailableException.class);
        assertThat(asked).anyMatch(words -> words.contains(venue.refused()));
        for (String other : venue.others()) {
            assertThat(asked).anyMatch(words -> words.contains(other));
        }
    }

    /** By the venue, a status and its own words for a limit. Those of mining platforms are not documented. */
    private static final Map<String, HttpReply> LIMITS = Map.ofEntries(
            limit("binance", 429, "{'code':-1003,'msg':'Too many requests.'}"),
            limit("bitfinex", 500, "['error',11010,'ratelimit: error']"),
            limit("bitget", 400, "{'code':'30007','msg':'request over limit'}"),
            limit("bitget-uta", 400, "{'code':'30007','msg':'request over limit'}"),
            limit(
                    "bitmex",
                    429,
                    "{'error':{'message':'Rate limit exceeded, retry in 1 seconds.','name':'RateLimitError'}}"),
            limit("bitstamp", 400, "{'status':'error','reason':'','response_code':'400.002'}"),
            limit("bybit", 200, "{'retCode':10006,'retMsg':'Too many visits!','result':{}}"),
            limit("coinbase", 429, "{'errors':[{'id':'rate_limit_exceeded','message':''}]}"),
            limit("crypto-com", 429, "{'code':42901,'message':'RATE_LIMIT'}"),
            limit("deribit", 400, "{'jsonrpc':'2.0','error':{'code':10028,'message':'too_many_requests'}}"),
            limit("gate", 429, "{'label':'TOO_MANY_REQUESTS','message':''}"),
            limit("gemini", 429, "{'result':'error','reason':'RateLimit','message':''}"),
            limit("htx", 200, "{'status':'error','err-code':'rate-too-many-requests','err-msg':''}"),
            limit("hyperliquid", 200, "{'status':'err','response':'Too many cumulative requests sent (1 > 0)'}"),
            limit("kucoin", 429, "{'code':'429000','msg':'Too Many Requests'}"),
            limit("mexc", 200, "{'success':false,'code':510,'message':''}"),
            limit("okx", 429, "{'code':'50011','msg':'Too Many Requests','data':[]}"));

    private static Map.Entry<String, HttpReply> limit(String venue, int status, String answer) {
        return Map.entry(venue, new HttpReply(status, answer.replace('\'', '"')));
    }

    static Stream<Arguments> limits() {
        HttpReply bare = new HttpReply(429, "<html>");
        return venues().flatMap(venue -> Stream.concat(
                        Stream.of(bare),
                        Stream.ofNullable(LIMITS.get(venue.venue().id())))
                .map(limit -> Arguments.of(venue, limit)));
    }

    /** Who goes on asking is banned, and cancels nothing any more. */
    @ParameterizedTest
    @MethodSource("limits")
    void cancelAll_whereAskedTooOften_asksNothingMore(Refusing venue, HttpReply limit) {
        var asked = new ArrayList<String>();
        SignedCalls calls = request -> {
            String words = words(request);
            asked.add(words);
            return asked.stream().anyMatch(before -> before.contains(venue.refused()))
                    ? limit
                    : new HttpReply(200, venue.answers().apply(words));
        };

        assertThatThrownBy(() -> venue.venue().emergency().cancelAll(calls, venue.markets()))
                .isInstanceOfSatisfying(
                        VenueUnavailableException.class,
                        e -> assertThat(e.kinds()).containsExactly(Kind.RATE));
        assertThat(asked.get(asked.size() - 1)).contains(venue.refused());
        assertThat(asked).filteredOn(words -> words.contains(venue.refused())).hasSize(1);
    }

    // OKX

    private static VenueRequest trigger(String instrument) {
        return VenueRequest.post("/api/v5/trade/order-algo")
                .param("instId", instrument)
                .param("tdMode", "cross")
                .param("side", "sell")
                .param("ordType", "trigger")
                .param("sz", "1");
    }

    private static void place(Desk desk, int count, VenueRequest order) {
        for (int i = 0; i < count; i++) {
            assertThat(desk.call(order).status()).isEqualTo(200);
        }
    }

    /** More than a page of each, and those that were placed last, which fill the first page, are of another market. */
    @Test
    void okx_withPagesOfWaitingOrders_listsAndCancelsAllOfTheMarket() {
        try (OkxSimulator simulator = OkxSimulator.start()) {
            VenueDefinition okx = Venues.okx().servedAt(Environment.PRODUCTION, simulator.uri());
            try (Desk desk = new Desk(okx, SignatureAlgorithm.HMAC_SHA256, simulator.createKey("read_only", "trade"))) {
                place(desk, 130, trigger("BTC-USDT-SWAP"));
                place(desk, 110, trigger("BTC-USDT"));
                assertThat(okx.account().openOrders(desk, DERIVATIVES))
                        .hasSize(130)
                        .allMatch(order -> order.symbol().equals("BTC-USDT-SWAP"))
                        .extracting(OpenOrder::id)
                        .doesNotHaveDuplicates();

                okx.emergency().cancelAll(desk, DERIVATIVES);

                assertThat(okx.account().openOrders(desk, DERIVATIVES)).isEmpty();
                assertThat(okx.account().openOrders(desk, SPOT)).hasSize(110);
            }
        }
    }

    /** One in the first batch of each list, which stays first however often all are cancelled. */
    @Test
    void okx_whereOneBatchIsRefused_cancelsTheOthers_andNamesTheReason() {
        try (OkxSimulator simulator = OkxSimulator.start()) {
            VenueDefinition okx = Venues.okx().servedAt(Environment.PRODUCTION, simulator.uri());
            try (Desk desk = new Desk(okx, SignatureAlgorithm.HMAC_SHA256, simulator.createKey("read_only", "trade"))) {
                place(desk, 25, trigger("BTC-USDT"));
                place(
                        desk,
                        45,
                        VenueRequest.post("/api/v5/trade/order")
                                .param("instId", "BTC-USDT")
                                .param("tdMode", "cash")
                                .param("side", "buy")
                                .param("ordType", "limit")
                                .param("px", "1")
                                .param("sz", "1"));
                List<OpenOrder> open = okx.account().openOrders(desk, SPOT);
                assertThat(open).hasSize(70);
                String plain = "\"" + open.get(0).id() + "\"";
                String waiting = "\"" + open.get(45).id() + "\"";
                SignedCalls calls = request -> request.json()
                                .filter(json -> json.contains(plain) || json.contains(waiting))
                                .isPresent()
                        ? new HttpReply(200, "{\"code\":\"2\",\"data\":[{\"sCode\":\"0\"},{\"sCode\":\"51402\"}]}")
                        : desk.call(request);

                assertThatThrownBy(() -> okx.emergency().cancelAll(calls, SPOT))
                        .isInstanceOf(VenueUnavailableException.class)
                        .hasMessageContaining("51402");
                assertThat(simulator.stats().ordersCancelled()).isEqualTo(25 + 15);
            }
        }
    }

    @Test
    void okx_withAListOfWaitingOrdersThatNeverEnds_isGivenUp() {
        String rows = String.join(
                ",", Collections.nCopies(100, "{\"algoId\":\"1\",\"instId\":\"BTC-USDT\",\"instType\":\"SPOT\"}"));
        SignedCalls calls = request -> new HttpReply(
                200, "{\"code\":\"0\",\"data\":[" + (request.path().contains("algo") ? rows : "") + "]}");

        assertThatThrownBy(() -> Venues.okx().account().openOrders(calls, SPOT))
                .isInstanceOf(VenueUnavailableException.class);
    }

    // Binance

    private static void place(Desk desk, String symbol) {
        VenueRequest order = VenueRequest.post("/fapi/v1/order")
                .param("symbol", symbol)
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", "1")
                .param("price", "100");
        VenueRequest stop = VenueRequest.post("/fapi/v1/algoOrder")
                .param("algoType", "CONDITIONAL")
                .param("symbol", symbol)
                .param("side", "SELL")
                .param("type", "STOP_MARKET")
                .param("quantity", "1")
                .param("triggerPrice", "1");
        assertThat(desk.call(order).status()).isEqualTo(200);
        assertThat(desk.call(stop).status()).isEqualTo(200);
    }

    @Test
    void binance_whereAFutureIsRefused_cancelsTheStops_andListsWhatIsLeft() {
        try (BinanceSimulator simulator = BinanceSimulator.start()) {
            VenueDefinition binance = Venues.binance().servedAt(Environment.PRODUCTION, simulator.uri());
            try (Desk desk = new Desk(
                    binance, SignatureAlgorithm.HMAC_SHA256, simulator.createKey("enableReading", "enableFutures"))) {
                place(desk, "AAVEUSDT");
                place(desk, "BTCUSDT");
                assertThat(binance.account().openOrders(desk, DERIVATIVES)).hasSize(4);
                SignedCalls calls = request -> words(request).startsWith("DELETE /fapi/v1/allOpenOrders symbol=AAVE")
                        ? new HttpReply(400, "{\"code\":-4108,\"msg\":\"in settling\"}")
                        : desk.call(request);

                assertThatThrownBy(() -> binance.emergency().cancelAll(calls, DERIVATIVES))
                        .isInstanceOf(VenueUnavailableException.class);
                assertThat(binance.account().openOrders(desk, DERIVATIVES))
                        .singleElement()
                        .satisfies(order -> assertThat(order.symbol()).isEqualTo("AAVEUSDT"));
            }
        }
    }

    @Test
    void binance_withOptions_saysThatItLeavesThemOut_andCancelsTheRest() {
        try (BinanceSimulator simulator = BinanceSimulator.start()) {
            VenueDefinition binance = Venues.binance().servedAt(Environment.PRODUCTION, simulator.uri());
            try (Desk desk = new Desk(
                    binance, SignatureAlgorithm.HMAC_SHA256, simulator.createKey("enableReading", "enableFutures"))) {
                place(desk, "BTCUSDT");
                Set<Permission> both = Set.of(TRADE_DERIVATIVES, TRADE_OPTIONS);

                assertThatThrownBy(() -> binance.emergency().cancelAll(desk, both))
                        .isInstanceOf(VenueUnavailableException.class)
                        .hasMessageContaining("options");
                assertThat(simulator.stats().ordersCancelled()).isEqualTo(2);
                assertThatThrownBy(() -> binance.account().openOrders(desk, both))
                        .isInstanceOf(VenueUnavailableException.class)
                        .hasMessageContaining("options");
            }
        }
    }
}
