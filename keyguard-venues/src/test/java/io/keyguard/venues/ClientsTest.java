/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.http.SignedWebSocket;
import io.keyguard.http.SigningHttpClient;
import io.keyguard.inventory.KeyUse;
import io.keyguard.rotation.Relogin;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.okhttp.RequestRefusedException;
import io.keyguard.venues.okhttp.SigningOkHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bot's own clients at simulated venues, with keys in a real vault: JDK's, OkHttp's, and a WebSocket. What {@code docs/http.md} shows is here. */
class ClientsTest {
    private static final KeyScope SPOT = KeyScope.of("binance", "main", TRADE_SPOT);
    private static final KeyScope STREAM = KeyScope.of("bybit", "main", OPEN_SESSION, TRADE_SPOT);
    private static final RequestBody EMPTY = RequestBody.create(new byte[0]);
    private static final VaultOptions CHEAP = VaultOptions.defaults().insecureCostForTests();

    private final BinanceSimulator binance = BinanceSimulator.start();
    private final OkxSimulator okx = OkxSimulator.start();
    private final BybitSimulator bybit = BybitSimulator.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final OkHttpClient okHttp = new OkHttpClient();
    private final Log log = new Log();
    private SimulatedKey bybitKey;
    private Vault operator;
    private Keyguard keyguard;
    private KeyProvider keys;

    @TempDir
    private Path folder;

    /** What a bot hears over its WebSocket. */
    private static final class Log implements WebSocket.Listener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heard.add(data.toString());
            return WebSocket.Listener.super.onText(from, data, last);
        }
    }

    @BeforeEach
    void start() {
        SimulatedKey okxKey = okx.createKey("read_only", "trade").boundTo("127.0.0.1");
        bybitKey = bybit.createKey("Spot/SpotTrade").boundTo("127.0.0.1");
        SimulatedKey binanceKey =
                binance.createKey("enableReading", "enableSpotAndMarginTrading").boundTo("127.0.0.1");
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        operator = Vault.create(file, passphrase, CHEAP);
        operator.add(stored(binance.toApiKey("grid-binance", binanceKey)));
        operator.add(stored(okx.toApiKey("grid-okx", okxKey)));
        operator.add(stored(bybit.toApiKey("grid-bybit", bybitKey)));
        keyguard = Keyguard.builder()
                .source(Vault.open(file, passphrase, CHEAP))
                .venues(
                        Venues.binance().servedAt(Environment.PRODUCTION, binance.uri()),
                        Venues.okx().servedAt(Environment.PRODUCTION, okx.uri()),
                        Venues.bybit()
                                .servedAt(Environment.PRODUCTION, bybit.uri())
                                .servedAt(Environment.PRODUCTION, "ws", bybit.webSocketUri()))
                .grant(
                        "grid",
                        Grant.on("binance", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, CONVERT, EARN, LOAN)
                                .acceptUnknown("a sub-account administers nothing", KEY_ADMIN, ACCOUNT_ADMIN),
                        Grant.on("okx", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES, TRADE_OPTIONS, CONVERT, EARN, LOAN)
                                .acceptBundled(CANCEL_WITHDRAWAL, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT),
                        Grant.on("bybit", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT, OPEN_SESSION)
                                .acceptBundled(TRADE_MARGIN, LOAN))
                .start();
        keys = keyguard.forStrategy("grid");
    }

    private static ApiKey stored(ApiKey.Builder key) {
        return key.strategies(Set.of("grid")).build();
    }

    @AfterEach
    void close() {
        keyguard.close();
        operator.close();
        okx.close();
        bybit.close();
        binance.close();
        okHttp.dispatcher().executorService().shutdownNow();
        okHttp.connectionPool().evictAll();
    }

    private static VenueRequest limit(String id) {
        return VenueRequest.post("/api/v3/order")
                .param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", "1")
                .param("price", "100")
                .param("newClientOrderId", id);
    }

    // The JDK's client

    @Test
    void jdkClient_ordersAtTheVenue_andRefusesWithdrawalsBeforeSending() throws Exception {
        long asked = binance.stats().ordersPlaced();
        // @start region=jdk
        SigningHttpClient trading = SigningHttpClient.over(http, keys, KeyScope.of("binance", "main", TRADE_SPOT));
        HttpResponse<String> answer = trading.send(
                VenueRequest.post("/api/v3/order")
                        .param("symbol", "BTCUSDT")
                        .param("side", "BUY")
                        .param("type", "MARKET")
                        .param("quantity", "1"),
                BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> later = trading.sendAsync(
                VenueRequest.delete("/api/v3/openOrders").param("symbol", "BTCUSDT"), BodyHandlers.ofString());
        // @end

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(later.join().statusCode()).isBetween(200, 400);
        assertThat(trading.sendAsync(limit("n1"), BodyHandlers.ofString())
                        .join()
                        .statusCode())
                .isEqualTo(200);
        assertThat(binance.stats().ordersPlaced()).isEqualTo(asked + 2);
        assertThat(answer.toString() + answer.request() + answer.uri()).doesNotContain("signature");
        assertThatThrownBy(() -> trading.send(
                        VenueRequest.post("/sapi/v1/capital/withdraw/apply").param("coin", "BTC"),
                        BodyHandlers.ofString()))
                .isInstanceOf(KeyScopeException.class);
    }

    // OkHttp

    private Request.Builder at(String path) {
        return new Request.Builder().url(binance.uri() + path);
    }

    @Test
    void okHttp_ordersWithQueryAndWithForm() throws IOException {
        String host = binance.uri().toString();
        // @start region=okhttp
        OkHttpClient trading = SigningOkHttp.over(okHttp, keys, KeyScope.of("binance", "main", TRADE_SPOT));
        Request order = new Request.Builder()
                .url(host + "/api/v3/order")
                .post(new FormBody.Builder()
                        .add("symbol", "BTCUSDT")
                        .add("side", "BUY")
                        .add("type", "MARKET")
                        .add("quantity", "1")
                        .build())
                .build();
        try (Response answer = trading.newCall(order).execute()) {
            assertThat(answer.code()).isEqualTo(200);
        }
        // @end
        HttpUrl inQuery = HttpUrl.get(host + "/api/v3/order")
                .newBuilder()
                .addQueryParameter("symbol", "BTCUSDT")
                .addQueryParameter("side", "SELL")
                .addQueryParameter("type", "MARKET")
                .addQueryParameter("quantity", "1")
                .addQueryParameter("newClientOrderId", "with space & ümlaut")
                .build();
        try (Response answer = trading.newCall(
                        new Request.Builder().url(inQuery).post(EMPTY).build())
                .execute()) {
            assertThat(answer.body().string()).contains("\"status\":\"NEW\"");
            assertThat(answer.toString()).doesNotContain("signature");
        }
        assertThat(binance.stats().ordersPlaced()).isEqualTo(2);
    }

    @Test
    void okHttp_ordersWithJson_andLater() {
        OkHttpClient trading = SigningOkHttp.over(okHttp, keys, KeyScope.of("okx", "main", TRADE_SPOT));
        var body = new CompletableFuture<String>();

        trading.newCall(new Request.Builder()
                        .url(okx.uri() + "/api/v5/trade/order")
                        .post(RequestBody.create(
                                "{\"instId\":\"BTC-USDT\",\"tdMode\":\"cash\",\"side\":\"buy\",\"ordType\":\"market\",\"sz\":\"1\"}",
                                MediaType.get("application/json")))
                        .build())
                .enqueue(telling(body));

        assertThat(body.join()).contains("\"sCode\":\"0\"");
        assertThat(okx.stats().ordersPlaced()).isEqualTo(1);
    }

    @Test
    void okHttp_reads() throws IOException {
        OkHttpClient reading = SigningOkHttp.over(okHttp, keys, KeyScope.of("okx", "main", READ_ACCOUNT));
        Request balance = new Request.Builder()
                .url(okx.uri() + "/api/v5/account/balance?ccy=BTC%2CUSDT")
                .build();

        try (Response answer = reading.newCall(balance).execute()) {
            assertThat(answer.body().string()).contains("\"code\":\"0\"");
        }
    }

    private static Callback telling(CompletableFuture<String> body) {
        return new Callback() {
            @Override
            public void onResponse(Call call, Response answer) {
                try (answer) {
                    body.complete(answer.body().string());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void onFailure(Call call, IOException failure) {
                body.completeExceptionally(failure);
            }
        };
    }

    static Stream<String> notForTheScope() {
        return Stream.of(
                "/sapi/v1/capital/withdraw/apply?coin=BTC&address=x&amount=1",
                "/sapi/v1/asset/transfer?type=MAIN_UMFUTURE&asset=BTC&amount=1",
                "/api/v3/unheardOf?symbol=BTCUSDT",
                "/api/v3//order?symbol=BTCUSDT",
                "/api/v3/%6frder?symbol=BTCUSDT",
                "/api/v3/order?symbol=BTCUSDT&timestamp=1",
                "/api/v3/order?symbol=BTCUSDT&signature=x");
    }

    @ParameterizedTest
    @MethodSource("notForTheScope")
    void okHttp_whatTheKeyMayNotSign_isRefusedBeforeSending_alsoLater(String path) {
        long before = binance.stats().rejections().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        OkHttpClient trading = SigningOkHttp.over(okHttp, keys, SPOT);
        Request request = at(path).post(EMPTY).build();
        var later = new CompletableFuture<String>();

        assertThatThrownBy(() -> trading.newCall(request).execute())
                .isInstanceOf(RequestRefusedException.class)
                .hasCauseInstanceOf(KeyScopeException.class);
        trading.newCall(request).enqueue(telling(later));

        assertThatThrownBy(later::join)
                .hasCauseInstanceOf(RequestRefusedException.class)
                .hasRootCauseInstanceOf(KeyScopeException.class);
        assertThat(binance.stats().rejections().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(before);
        assertThat(binance.stats().ordersPlaced()).isZero();
    }

    @Test
    void okHttp_atTheHostOfSomebodyElse_isRefused() {
        OkHttpClient trading = SigningOkHttp.over(okHttp, keys, SPOT);

        for (String url : List.of("https://api.binance.com/api/v3/account", okx.uri() + "/api/v3/account")) {
            assertThatThrownBy(
                            () -> trading.newCall(new Request.Builder().url(url).build())
                                    .execute())
                    .isInstanceOf(RequestRefusedException.class)
                    .hasMessageContaining("not one of that environment's hosts");
        }
    }

    /** Signing twice would send a signature in the place of a parameter. */
    @Test
    void okHttp_overAClientThatSignsAlready_isRefused() {
        OkHttpClient twice = SigningOkHttp.over(SigningOkHttp.over(okHttp, keys, SPOT), keys, SPOT);

        assertThatThrownBy(() -> twice.newCall(
                                at("/api/v3/order?symbol=BTCUSDT").delete().build())
                        .execute())
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("X-MBX-APIKEY");
    }

    // WebSockets

    private static VenueRequest orderOverSocket(String id) {
        return VenueRequest.webSocket("order.create")
                .param("category", "spot")
                .param("symbol", "BTCUSDT")
                .param("side", "Buy")
                .param("orderType", "Market")
                .param("qty", "1")
                .param("orderLinkId", id);
    }

    @Test
    void webSocket_logsIn_andSendsWhatTheKeyMaySign() {
        WebSocket.Listener listener = log;
        // @start region=websocket
        SignedWebSocket orders = SignedWebSocket.open(
                        http,
                        keys.get(KeyScope.of("bybit", "main", OPEN_SESSION, TRADE_SPOT)),
                        VenueRequest.webSocket("auth"),
                        listener)
                .join();
        orders.closeOnChange(keyguard, "grid");
        // … once the listener has heard that the login was accepted
        orders.send(VenueRequest.webSocket("order.create")
                .param("category", "spot")
                .param("symbol", "BTCUSDT")
                .param("side", "Buy")
                .param("orderType", "Market")
                .param("qty", "1")
                .param("orderLinkId", "n1"));
        // @end

        await().until(() -> bybit.stats().ordersPlaced() == 1);
        assertThat(log.heard).first().asString().contains("\"retCode\":0", "\"op\":\"auth\"");
        assertThatThrownBy(() -> orders.send(VenueRequest.webSocket("order.create")
                        .param("category", "linear")
                        .param("symbol", "BTCUSDT")
                        .param("side", "Buy")
                        .param("orderType", "Market")
                        .param("qty", "1")))
                .isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> orders.send(VenueRequest.webSocket("withdraw")))
                .isInstanceOf(KeyScopeException.class);
        orders.send(orderOverSocket("n2")).join();
        await().until(() -> bybit.stats().ordersPlaced() == 2);
        assertThat(uses(TRADE_SPOT)).isEqualTo(2);
        assertThat(uses(OPEN_SESSION)).isEqualTo(1);
        orders.close();
    }

    /** What was counted of the key at Bybit, of one right. */
    private long uses(Permission permission) {
        return keyguard.inventory().uses().stream()
                .filter(use -> use.key().value().equals("grid-bybit") && use.permission() == permission)
                .mapToLong(KeyUse::count)
                .sum();
    }

    private void replaceKey() {
        SimulatedKey fresh = bybit.createKey("Spot/SpotTrade").boundTo("127.0.0.1");
        operator.replace(stored(bybit.toApiKey("grid-bybit", fresh)));
    }

    @Test
    void webSocket_whoseKeyIsReplaced_closesItself() {
        SignedWebSocket orders = SignedWebSocket.open(http, keys.get(STREAM), VenueRequest.webSocket("auth"), log)
                .join()
                .closeOnChange(keyguard, "grid");
        assertThat(keyguard.health().listeners())
                .singleElement()
                .satisfies(
                        one -> assertThat(one.name()).startsWith("WebSocket ").endsWith(" of grid on bybit/main"));

        replaceKey();

        orders.closed().join();
        assertThat(orders.isOpen()).isFalse();
        await().until(() -> bybit.sessionsOf(bybitKey) == 0);
        await().until(() -> keyguard.health().listeners().isEmpty());
    }

    /** Another key's change is none of its business. */
    @Test
    void webSocket_whenAnotherKeyChanges_stays() {
        SignedWebSocket orders = SignedWebSocket.open(http, keys.get(STREAM), VenueRequest.webSocket("auth"), log)
                .join()
                .closeOnChange(keyguard, "grid");
        long before = keys.get(SPOT).generation();
        SimulatedKey other =
                binance.createKey("enableReading", "enableSpotAndMarginTrading").boundTo("127.0.0.1");

        operator.replace(stored(binance.toApiKey("grid-binance", other)));

        await().until(() -> keys.get(SPOT).generation() > before);
        await().until(() ->
                keyguard.health().listeners().get(0).unacknowledged().isEmpty());
        assertThat(orders.isOpen()).isTrue();
        orders.close();
    }

    /** The one that was replaced while nobody listened yet. */
    @Test
    void closeOnChange_afterTheKeyWasReplaced_closesAtOnce() {
        SignedWebSocket orders = SignedWebSocket.open(http, keys.get(STREAM), VenueRequest.webSocket("auth"), log)
                .join();
        replaceKey();
        await().until(() -> keys.get(STREAM).generation() > orders.generation());

        orders.closeOnChange(keyguard, "grid");

        assertThat(orders.isOpen()).isFalse();
        orders.closed().join();
    }

    @Test
    void relogin_movesOverWithoutAGap() {
        WebSocket.Listener listener = log;
        KeyScope scope = STREAM;
        // @start region=relogin
        var stream = new AtomicReference<SignedWebSocket>();
        keyguard.onChange(
                "order stream",
                Relogin.of(
                        keys,
                        "grid",
                        scope,
                        key -> SignedWebSocket.open(http, key, VenueRequest.webSocket("auth"), listener)
                                .thenAccept(opened -> stream.getAndSet(opened).close()),
                        () -> stream.get().close()));
        stream.set(SignedWebSocket.open(http, keys.get(scope), VenueRequest.webSocket("auth"), listener)
                .join());
        // @end
        SignedWebSocket first = stream.get();

        replaceKey();

        first.closed().join();
        assertThat(stream.get().generation()).isGreaterThan(first.generation());
        await().until(() -> log.heard.size() == 2);
        stream.get().send(orderOverSocket("n3")).join();
        await().until(() -> bybit.stats().ordersPlaced() == 1);
        stream.get().close();
    }

    // The page

    /** What the page shows is what runs here. */
    @Test
    void page_showsWhatRunsHere() throws IOException {
        String page = squeezed(Files.readString(Path.of("..", "docs", "http.md")));
        String source = Files.readString(Path.of("src/test/java/io/keyguard/venues/ClientsTest.java"));
        for (String region : List.of("jdk", "okhttp", "websocket", "relogin")) {
            int start = source.indexOf('\n', source.indexOf("// @start region=" + region));
            String snippet = source.substring(start, source.indexOf("// @end", start));
            assertThat(page).as(region).contains(squeezed(snippet));
        }
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
