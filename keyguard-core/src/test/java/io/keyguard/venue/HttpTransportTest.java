/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static io.keyguard.venue.ScriptedServer.always;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transport against a server on this machine that does what venues do on bad days. */
class HttpTransportTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final HttpTransport transport = new JdkHttpTransport(LONG, () -> NOW, nanos::get);
    private ScriptedServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedServer.start(always("HTTP/1.1 200 OK", "fine"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private SignedRequest signed(String method) {
        return signed(method, server.uri("/order?apiKey=canary-query&signature=canary-signature"));
    }

    private static SignedRequest signed(String method, URI uri) {
        byte[] body = method.equals("POST") ? "canary-body".getBytes(UTF_8) : new byte[0];
        return new SignedRequest(method, uri, Map.of("X-Key", "canary-header"), body);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void answerOnce(String head) {
        server.script((request, connection) -> {
            server.script(always("HTTP/1.1 200 OK", "fine"));
            return always(head, "").answer(request, connection);
        });
    }

    // Waiting when asked to

    @ParameterizedTest
    @ValueSource(ints = {429, 418, 503})
    void send_afterRetryAfterInSeconds_isRefusedUntilTheyHavePassed(int status) throws Exception {
        answerOnce("HTTP/1.1 " + status + " Busy\nRetry-After: 7");
        assertThat(transport.send(signed("GET")).status()).isEqualTo(status);

        pass(Duration.ofMillis(6_999));
        var refused = catchThrowableOfType(AskedToWaitException.class, () -> transport.send(signed("GET")));

        assertThat(refused.remaining()).isEqualTo(Duration.ofMillis(1));
        assertThat(refused)
                .hasMessageStartingWith(server.uri("") + " has asked to wait, for another 1 s")
                .hasMessageNotContaining("canary");
        assertThat(server.requests()).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(transport.send(signed("GET")).status()).isEqualTo(200);
        assertThat(transport.send(signed("GET")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // By the clock of the server where it tells its time, which is an hour ahead of ours.
                "Date: Wed, 25 Nov 2026 13:00:00 GMT | Wed, 25 Nov 2026 13:00:42 GMT | 42",
                "Server: x                           | Wed, 25 Nov 2026 12:00:42 GMT | 42",
                "Date: yesterday                     | Wed, 25 Nov 2026 12:00:42 GMT | 42",
                // Never for more than an hour.
                "Server: x                           | 259200                        | 3600",
                "Server: x                           | 3600                          | 3600",
                "Server: x                           | 99999999999999999999          | 3600",
                "Server: x                           | Mon, 25 Nov 2126 12:00:00 GMT | 3600"
            })
    void retryAfter_isUnderstood_andBounded(String header, String retryAfter, long seconds) throws Exception {
        answerOnce("HTTP/1.1 429 Busy\n" + header + "\nRetry-After: " + retryAfter);
        transport.send(signed("GET"));

        var refused = catchThrowableOfType(AskedToWaitException.class, () -> transport.send(signed("GET")));

        assertThat(refused.remaining()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 429 Busy",
                "HTTP/1.1 429 Busy\nRetry-After: 0",
                "HTTP/1.1 429 Busy\nRetry-After: -5",
                "HTTP/1.1 429 Busy\nRetry-After: soon",
                "HTTP/1.1 429 Busy\nRetry-After:",
                "HTTP/1.1 429 Busy\nRetry-After: Wed, 25 Nov 2026 11:59:59 GMT",
                "HTTP/1.1 200 OK\nRetry-After: 60",
                "HTTP/1.1 301 Moved\nRetry-After: 60"
            })
    void answer_thatAsksForNoWait_refusesNothing(String head) throws Exception {
        answerOnce(head);
        transport.send(signed("GET"));

        assertThat(transport.send(signed("GET")).status()).isEqualTo(200);
    }

    @Test
    void wait_isOfOneHost() throws Exception {
        try (var other = ScriptedServer.start(always("HTTP/1.1 200 OK", ""))) {
            answerOnce("HTTP/1.1 429 Busy\nRetry-After: 60");
            transport.send(signed("GET"));

            assertThat(transport.send(signed("GET", other.uri("/"))).status()).isEqualTo(200);
        }
    }

    /** A freeze that cancels orders must get through while a venue says that it is busy. */
    @Test
    void urgent_isSentWhileAHostAskedToWait_andItsAnswersCountToo() throws Exception {
        answerOnce("HTTP/1.1 429 Busy\nRetry-After: 60");
        transport.send(signed("GET"));

        assertThat(transport.urgent().send(signed("DELETE")).status()).isEqualTo(200);
        assertThat(transport.urgent().urgent().send(signed("DELETE")).status()).isEqualTo(200);
        assertThatThrownBy(() -> transport.send(signed("GET"))).isInstanceOf(AskedToWaitException.class);
        pass(Duration.ofSeconds(60));
        answerOnce("HTTP/1.1 418 Banned\nRetry-After: 120");
        transport.urgent().send(signed("DELETE"));
        assertThatThrownBy(() -> transport.send(signed("GET"))).isInstanceOf(AskedToWaitException.class);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void urgent_ofATransportThatHoldsNothingBack_isItself() {
        HttpTransport own = request -> new HttpReply(200, "");

        assertThat(own.urgent()).isSameAs(own);
    }

    // Sent once, and to nobody else

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirect_isAnAnswer_andNotFollowed(int status) throws Exception {
        try (var thief = ScriptedServer.start(always("HTTP/1.1 200 OK", ""))) {
            answerOnce("HTTP/1.1 " + status + " Moved\nLocation: " + thief.uri("/order"));

            assertThat(transport.send(signed("POST")).status()).isEqualTo(status);
            answerOnce("HTTP/1.1 " + status + " Moved\nLocation: /elsewhere");
            assertThat(transport.send(signed("GET")).status()).isEqualTo(status);

            assertThat(thief.requests()).isEmpty();
            assertThat(server.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE", "PUT"})
    void request_whoseConnectionIsClosedWithoutAnAnswer_isNotSentAgain(String method) throws Exception {
        transport.send(signed("GET"));
        server.script((request, connection) -> false);

        assertThatThrownBy(() -> transport.send(signed(method)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no answer from " + server.uri(""));

        assertThat(server.requests())
                .filteredOn(request -> request.startsWith(method))
                .hasSize(1);
    }

    @Test
    void plainHttp_isForThisMachineAlone() {
        for (String elsewhere : List.of("http://venue.example/", "http://127.0.0.1.example/", "ftp://127.0.0.1/")) {
            assertThatThrownBy(() -> transport.send(signed("GET", URI.create(elsewhere))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nothing was sent");
        }
    }

    /** The key of the certificate is made for this run by the JDK's keytool, and nobody trusts it. */
    @Test
    void certificate_thatNobodyVouchesFor_isRefusedBeforeAnythingIsSent() throws Exception {
        try (var impostor = ScriptedServer.startTls(selfSigned(), always("HTTP/1.1 200 OK", ""))) {
            assertThatThrownBy(() -> transport.send(signed("POST", impostor.uri("/order?signature=canary-query"))))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("nothing was sent")
                    .hasMessageNotContaining("canary");
            assertThat(impostor.requests()).isEmpty();
        }
    }

    private ServerSocketFactory selfSigned() throws Exception {
        Path store = folder.resolve("tls.p12");
        String[] keytool = {
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            "venue",
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            "SYNTHETIC"
        };
        assertThat(new ProcessBuilder(keytool)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, "SYNTHETIC".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "SYNTHETIC".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    // Bounded, and silent about what was sent

    /** Each sends back what it was sent in the places that clients like to quote. */
    static Stream<ScriptedServer.Script> brokenServers() {
        return Stream.of(
                (request, connection) -> {
                    ScriptedServer.write(connection, request, "");
                    return false;
                },
                (request, connection) -> {
                    ScriptedServer.write(connection, "HTTP/1.1 canary-signature canary-header\n\n", "");
                    return false;
                },
                (request, connection) -> {
                    ScriptedServer.write(connection, "HTTP/1.1 200 OK\nContent-Length: canary-header\n\n", "");
                    return false;
                },
                (request, connection) -> {
                    ScriptedServer.write(connection, "HTTP/1.1 200 OK\nContent-Length: 400\n\n", "canary-reply");
                    return false;
                },
                (request, connection) -> {
                    ScriptedServer.write(
                            connection, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\ncanary-reply\n", "");
                    return false;
                },
                (request, connection) -> {
                    ScriptedServer.write(connection, "HTTP/1.1 200 OK\n\n", "canary".repeat(200_000));
                    return false;
                },
                (request, connection) -> false);
    }

    @ParameterizedTest
    @MethodSource("brokenServers")
    void failure_tellsNothingThatWasSentOrReceived(ScriptedServer.Script broken) {
        server.script(broken);

        Throwable failure = catchThrowable(() -> transport.send(signed("POST")));

        assertThat(failure).isInstanceOf(IOException.class);
        assertThat(wholeTextOf(failure)).doesNotContain("canary");
    }

    @Test
    void failure_ofARequestThatHttpCannotCarry_tellsNothingOfIt() {
        for (SignedRequest request : List.of(
                new SignedRequest("GET", server.uri("/"), Map.of("X-Key", "canary\nheader"), new byte[0]),
                new SignedRequest("GET", server.uri("/"), Map.of("canary header", "x"), new byte[0]),
                new SignedRequest("G ET canary", server.uri("/"), Map.of(), new byte[0]),
                new SignedRequest("GET", URI.create("wss://127.0.0.1/?signature=canary"), Map.of(), new byte[0]))) {
            Throwable failure = catchThrowable(() -> transport.send(request));

            assertThat(failure).isInstanceOf(IllegalArgumentException.class);
            assertThat(wholeTextOf(failure)).doesNotContain("canary");
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void failure_toConnect_saysThatNothingWasSent() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThatThrownBy(() -> transport.send(signed("GET", URI.create("http://127.0.0.1:" + free + "/?s=canary"))))
                .isInstanceOf(ConnectException.class)
                .hasMessage("no connection to http://127.0.0.1:" + free + "; nothing was sent");
    }

    /** One byte now and then keeps a connection alive, but not the exchange. */
    @Test
    void answer_thatTrickles_endsWithTheTimeout() throws Exception {
        var hungUp = new CountDownLatch(1);
        server.script((request, connection) -> {
            try {
                ScriptedServer.write(connection, "HTTP/1.1 200 OK\nContent-Length: 1000000\n\n", "");
                while (true) {
                    ScriptedServer.write(connection, "", "x");
                    LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                }
            } finally {
                hungUp.countDown();
            }
        });

        assertThatThrownBy(() -> HttpTransport.jdk(Duration.ofMillis(300)).send(signed("GET")))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessage("no answer from " + server.uri("") + " in time");
        hungUp.await();
    }

    private static String wholeTextOf(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
