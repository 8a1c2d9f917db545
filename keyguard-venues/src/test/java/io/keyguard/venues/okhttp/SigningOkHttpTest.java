/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import okhttp3.Credentials;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OkHttp behind a key: what is carried over, what is refused, and that nothing goes out twice or elsewhere. */
class SigningOkHttpTest {
    private static final RequestBody EMPTY = RequestBody.create(new byte[0]);
    private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
    private static final MediaType FORM = MediaType.get("application/x-www-form-urlencoded");

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CanaryKey key = new CanaryKey();
    private final OkHttpClient base = new OkHttpClient();
    private final OkHttpClient client = SigningOkHttp.over(base, key, CanaryKey.SCOPE);
    private volatile HttpHandler next = exchange -> reply(exchange, 200, "fine");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            next.handle(exchange);
        });
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
        base.dispatcher().executorService().shutdownNow();
        base.connectionPool().evictAll();
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
        exchange.getResponseBody().write(body.getBytes(UTF_8));
        exchange.close();
    }

    private String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private Request order() {
        return new Request.Builder()
                .url(at("/order"))
                .post(RequestBody.create("{\"canary\":1}", JSON))
                .build();
    }

    private int send(OkHttpClient with, Request request) throws IOException {
        try (Response answer = with.newCall(request).execute()) {
            return answer.code();
        }
    }

    // What is carried over

    @Test
    void query_isRead_andWhatWasSignedGoesOut() throws IOException {
        var url = HttpUrl.get(at("/order"))
                .newBuilder()
                .addQueryParameter("symbol", "BTCUSDT")
                .addQueryParameter("text", "a+b &ümlaut=%")
                .addQueryParameter("none", "")
                .build();

        assertThat(send(client, new Request.Builder().url(url).post(EMPTY).build()))
                .isEqualTo(200);

        assertThat(key.askedFor()).isEqualTo("POST /order symbol=BTCUSDT, text=a+b &ümlaut=%, none=");
        assertThat(seen).containsExactly("POST /order?signature=canary-signature ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void requestsWithoutBody_areRead(String method) throws IOException {
        send(
                client,
                new Request.Builder()
                        .url(at("/order?id=7"))
                        .method(method, null)
                        .build());

        assertThat(key.askedFor()).isEqualTo(method + " /order id=7");
        assertThat(seen).containsExactly(method + " /order?signature=canary-signature ");
    }

    @Test
    void form_isRead_fromOkHttpAndFromOthers() throws IOException {
        var form = new FormBody.Builder()
                .add("symbol", "BTCUSDT")
                .add("text", "a+b &ü")
                .build();
        send(client, new Request.Builder().url(at("/order")).put(form).build());
        assertThat(key.askedFor()).isEqualTo("PUT /order symbol=BTCUSDT, text=a+b &ü");

        send(
                client,
                new Request.Builder()
                        .url(at("/order"))
                        .post(RequestBody.create("text=one+two%2B%C3%BC", FORM))
                        .build());
        assertThat(key.askedFor()).isEqualTo("POST /order text=one two+ü");
    }

    @Test
    void json_isSignedByteForByte() throws IOException {
        String document = "{ \"instId\" : \"BTC-USDT\", \"ü\": 1.0 }";

        send(
                client,
                new Request.Builder()
                        .url(at("/order"))
                        .post(RequestBody.create(document, JSON))
                        .build());

        assertThat(key.askedFor()).isEqualTo("POST /order " + document);
        assertThat(seen).containsExactly("POST /order?signature=canary-signature " + document);
    }

    @Test
    void harmlessHeaders_goOut_exceptWhereTheSignerSetsThem() throws IOException {
        key.headers.put("Content-Type", "application/json");
        key.headers.put("User-Agent", "signer");
        var headers = new CopyOnWriteArrayList<String>();
        next = exchange -> {
            for (String name : List.of("Accept", "User-Agent", "X-Key", "Content-Type")) {
                headers.add(name + ": " + exchange.getRequestHeaders().get(name));
            }
            reply(exchange, 200, "");
        };

        send(
                client,
                order().newBuilder()
                        .header("accept", "application/json")
                        .header("user-agent", "bot")
                        .build());

        assertThat(headers)
                .containsExactly(
                        "Accept: [application/json]",
                        "User-Agent: [signer]",
                        "X-Key: [canary-key]",
                        "Content-Type: [application/json]");
    }

    // What is refused

    private static RequestBody ofUnknownLength() {
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return JSON;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("{}");
            }
        };
    }

    static Stream<Arguments> notCarriedOver() {
        var to = new Request.Builder().url("http://127.0.0.1:1/order");
        return Stream.of(
                Arguments.of(
                        "header X-MBX-APIKEY",
                        to.header("X-MBX-APIKEY", "canary").build()),
                Arguments.of("header Authorization", with("Authorization", Credentials.basic("u", "canary"))),
                Arguments.of("header Cookie", with("Cookie", "canary")),
                Arguments.of("header Content-Type", with("Content-Type", "application/json")),
                Arguments.of("header X-HTTP-Method-Override", with("X-HTTP-Method-Override", "DELETE")),
                Arguments.of("twice", url("?a=1&b=2&a=canary")),
                Arguments.of("twice", url("?a=1&%61=canary")),
                Arguments.of("no name or no value", url("?canary")),
                Arguments.of("no name or no value", url("?=canary")),
                Arguments.of("no name or no value", url("?a=1&")),
                Arguments.of("a space", url("?a=canary+canary")),
                Arguments.of("hexadecimal digits", url("?a=%zzcanary")),
                Arguments.of("hexadecimal digits", url("?a=canary%2")),
                Arguments.of("not UTF-8", url("?a=canary%ff")),
                Arguments.of("a user, a password or a fragment", url("#canary")),
                Arguments.of(
                        "a user, a password or a fragment",
                        new Request.Builder()
                                .url("http://u:canary@127.0.0.1:1/")
                                .build()),
                Arguments.of("method", with("HEAD", (RequestBody) null)),
                Arguments.of("method", with("PATCH", EMPTY)),
                Arguments.of("neither a form nor JSON", with("POST", RequestBody.create("canary", null))),
                Arguments.of(
                        "neither a form nor JSON",
                        with("POST", RequestBody.create("canary", MediaType.get("text/json")))),
                Arguments.of(
                        "neither a form nor JSON",
                        with(
                                "POST",
                                new MultipartBody.Builder()
                                        .addFormDataPart("a", "canary")
                                        .build())),
                Arguments.of(
                        "a body as well",
                        url("?a=1")
                                .newBuilder()
                                .post(RequestBody.create("{\"canary\":1}", JSON))
                                .build()),
                Arguments.of("not UTF-8", with("POST", RequestBody.create(new byte[] {(byte) 0xff}, JSON))),
                Arguments.of("not encoded", with("POST", RequestBody.create("a=ü", FORM))),
                Arguments.of("twice", with("POST", RequestBody.create("a=1&a=canary", FORM))),
                Arguments.of("length is not known", with("POST", ofUnknownLength())),
                Arguments.of("larger than 1 MiB", with("POST", RequestBody.create(new byte[(1 << 20) + 1], JSON))));
    }

    private static Request with(String header, String value) {
        return new Request.Builder()
                .url("http://127.0.0.1:1/order")
                .header(header, value)
                .build();
    }

    private static Request with(String method, RequestBody body) {
        return new Request.Builder()
                .url("http://127.0.0.1:1/order")
                .method(method, body)
                .build();
    }

    private static Request url(String rest) {
        return new Request.Builder().url("http://127.0.0.1:1/order" + rest).build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notCarriedOver")
    void whatCannotBeCarriedOver_isRefused_andNotRepeatedInTheMessage(String why, Request request) {
        assertThatThrownBy(() -> send(client, request))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageStartingWith("this request cannot be signed as it is: ")
                .hasMessageContaining(why)
                .hasMessageNotContaining("canary");
        assertThat(key.asked).hasValue(null);
    }

    @Test
    void whatOkHttpWouldWriteOtherwise_isRefused() {
        key.query = "?a=b'canary";

        assertThatThrownBy(() -> send(client, order()))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageNotContaining("canary");
        assertThat(seen).isEmpty();
    }

    @Test
    void headerThatHttpCannotCarry_isRefusedWithoutItsValue() {
        key.headers.put("X-Key", "canary\nkey");

        Throwable refused = catchThrowable(() -> send(client, order()));

        assertThat(refused).isInstanceOf(RequestRefusedException.class);
        assertThat(wholeTextOf(refused)).doesNotContain("canary");
        assertThat(seen).isEmpty();
    }

    @Test
    void plainHttp_isForThisMachineAlone() {
        Request elsewhere =
                new Request.Builder().url("http://venue.example/order").build();

        assertThatThrownBy(() -> send(client, elsewhere))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("TLS");
    }

    // Once, and to nobody else; also where a bot changes the settings back

    private OkHttpClient careless() {
        return client.newBuilder()
                .followRedirects(true)
                .followSslRedirects(true)
                .retryOnConnectionFailure(true)
                .authenticator((route, answer) -> answer.request()
                        .newBuilder()
                        .header("Authorization", "again")
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void redirect_isAnAnswer(int status) throws IOException {
        next = exchange -> {
            exchange.getResponseHeaders().set("Location", at("/elsewhere"));
            reply(exchange, status, "");
        };

        assertThat(send(client, order())).isEqualTo(status);
        assertThat(seen).hasSize(1);
        Throwable refused = catchThrowable(() -> send(careless(), order()));
        assertThat(refused == null || refused instanceof RequestRefusedException)
                .isTrue();
        assertThatThrownBy(() ->
                        send(careless(), new Request.Builder().url(at("/order")).build()))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("changed the request after it was signed");
        assertThat(seen).hasSize(3).noneMatch(request -> request.contains("elsewhere"));
    }

    @Test
    void connectionThatIsClosedWithoutAnAnswer_sendsNothingAgain() throws IOException {
        for (OkHttpClient one : List.of(client, careless())) {
            seen.clear();
            next = exchange -> reply(exchange, 200, "fine");
            // So that there is a connection that was kept.
            send(one, order());
            next = HttpExchange::close;

            assertThatThrownBy(() -> send(one, order())).isInstanceOf(IOException.class);
            assertThatThrownBy(() ->
                            send(one, new Request.Builder().url(at("/read")).build()))
                    .isInstanceOf(IOException.class);

            assertThat(seen).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 408, 401})
    void answerAfterWhichOkHttpWouldRepeat_isAnAnswer(int status) throws IOException {
        next = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
            reply(exchange, status, "");
        };

        assertThat(send(client, order())).isEqualTo(status);
        assertThat(seen).hasSize(1);
        Throwable refused = catchThrowable(() -> send(careless(), order()));
        assertThat(refused == null || refused instanceof RequestRefusedException)
                .isTrue();
        assertThat(seen).hasSize(2);
    }

    @Test
    void interceptorThatChangesWhatWasSigned_isStopped() {
        OkHttpClient changed = client.newBuilder()
                .addInterceptor(chain -> chain.proceed(
                        chain.request().newBuilder().url(at("/withdraw")).build()))
                .build();
        OkHttpClient stripped = client.newBuilder()
                .addInterceptor(chain -> chain.proceed(
                        chain.request().newBuilder().removeHeader("X-Key").build()))
                .build();
        OkHttpClient overridden = client.newBuilder()
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("X-HTTP-Method-Override", "DELETE")
                        .build()))
                .build();
        OkHttpClient twice = client.newBuilder()
                .addInterceptor(chain -> {
                    chain.proceed(chain.request()).close();
                    return chain.proceed(chain.request());
                })
                .build();

        assertThatThrownBy(() -> send(changed, order())).isInstanceOf(RequestRefusedException.class);
        assertThatThrownBy(() -> send(stripped, order())).isInstanceOf(RequestRefusedException.class);
        assertThatThrownBy(() -> send(overridden, order())).isInstanceOf(RequestRefusedException.class);
        assertThat(seen).isEmpty();
        assertThatThrownBy(() -> send(twice, order()))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("a second time");
        assertThat(seen).hasSize(1);
    }

    // Silent about what was sent

    @Test
    void answer_leadsBackToTheRequestOfTheBotAlone() throws IOException {
        Request order = order();

        try (Response answer = client.newCall(order).execute()) {
            assertThat(answer.request()).isSameAs(order);
            assertThat(answer.networkResponse()).isNull();
            assertThat(answer.priorResponse()).isNull();
            assertThat(answer.toString() + answer.request()).doesNotContain("canary");
            assertThat(answer.body().string()).isEqualTo("fine");
        }
    }

    @Test
    void failure_tellsNothingThatWasSent() throws Exception {
        try (var echo = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var done = CompletableFuture.runAsync(() -> sendBack(echo));
            Request order = order().newBuilder()
                    .url("http://127.0.0.1:" + echo.getLocalPort() + "/order")
                    .build();

            Throwable failure = catchThrowable(() -> send(client, order));

            assertThat(failure).isInstanceOf(IOException.class);
            assertThat(wholeTextOf(failure)).doesNotContain("canary");
            done.join();
        }
        Request nowhere = order().newBuilder().url("http://127.0.0.1:1/order").build();
        assertThatThrownBy(() -> send(client, nowhere))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("nothing was sent");
    }

    private static void sendBack(ServerSocket server) {
        try (Socket connection = server.accept()) {
            byte[] request = new byte[4096];
            int count = connection.getInputStream().read(request);
            connection.getOutputStream().write(request, 0, count);
        } catch (IOException hungUp) {
            // OkHttp may.
        }
    }

    @Test
    void cancelledCall_saysSo() throws Exception {
        var asked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        next = exchange -> {
            asked.countDown();
            await(release);
            exchange.close();
        };
        var call = client.newCall(order());
        var failure = CompletableFuture.supplyAsync(() -> catchThrowable(call::execute));
        await(asked);

        call.cancel();

        assertThat(failure.get()).isInstanceOf(IOException.class).hasMessage("Canceled");
        release.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String wholeTextOf(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
