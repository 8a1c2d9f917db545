/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import static io.keyguard.venue.ScriptedServer.always;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyguard.KeyScopeException;
import io.keyguard.venue.ScriptedServer;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's client behind a key, against a server on this machine. */
class SigningHttpClientTest {
    private static final VenueRequest ORDER = VenueRequest.post("/order").json("canary-body");

    private final HttpClient http = HttpClient.newHttpClient();
    private ScriptedServer server;
    private FakeKey key;
    private SigningHttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = ScriptedServer.start(always("HTTP/1.1 200 OK\nX-Left: 7", "fine"));
        key = new FakeKey(server.uri("/"));
        client = SigningHttpClient.over(http, key, FakeKey.SCOPE);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void send_sendsExactlyWhatWasSigned_andReturnsTheAnswer() throws Exception {
        HttpResponse<String> answer = client.send(ORDER, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("fine");
        assertThat(answer.headers().firstValue("X-Left")).contains("7");
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request).startsWith("POST /order?signature=canary-signature HTTP/1.1\r\n");
            assertThat(request).contains("X-Key: canary-key\r\n").endsWith("\r\n\r\ncanary-body");
        });
    }

    @Test
    void sendAsync_doesTheSame() {
        HttpResponse<String> answer =
                client.sendAsync(ORDER, BodyHandlers.ofString()).join();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("fine");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void answers_ofTextAndBytes_areToldToTheKey_thoseOfStreamsAreNot() throws Exception {
        client.send(ORDER, BodyHandlers.ofString());
        client.sendAsync(ORDER, BodyHandlers.ofByteArray()).join();
        client.send(ORDER, BodyHandlers.discarding());

        assertThat(key.answered).containsExactly(200, 200);
    }

    @Test
    void answer_doesNotLeadBackToKeyAndSignature() throws Exception {
        HttpResponse<String> answer = client.send(ORDER, BodyHandlers.ofString());

        assertThat(answer).hasToString("(POST " + server.uri("/order") + ") 200");
        assertThat(answer.uri()).isEqualTo(server.uri("/order"));
        assertThat(answer.request().uri()).isEqualTo(server.uri("/order"));
        assertThat(answer.request().method()).isEqualTo("POST");
        assertThat(answer.request().headers().map()).isEmpty();
        assertThat(answer.request().toString()).doesNotContain("canary");
        assertThat(answer.previousResponse()).isEmpty();
        assertThat(answer.sslSession()).isEmpty();
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(client).hasToString("SigningHttpClient[[TRADE_SPOT] on fake/main]");
    }

    @Test
    void send_outsideTheScope_isRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> client.send(VenueRequest.post("/withdraw"), BodyHandlers.ofString()))
                .isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> client.sendAsync(VenueRequest.post("/withdraw"), BodyHandlers.ofString()))
                .isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> client.send(ORDER.at(URI.create("http://venue.example")), BodyHandlers.ofString()))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageContaining("goes over TLS");
        assertThatThrownBy(() -> client.send(VenueRequest.webSocket("login"), BodyHandlers.ofString()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Redirect.class,
            names = {"NORMAL", "ALWAYS"})
    void over_aClientThatFollowsRedirects_isRefused(Redirect redirects) {
        HttpClient follows = HttpClient.newBuilder().followRedirects(redirects).build();

        assertThatThrownBy(() -> SigningHttpClient.over(follows, key, FakeKey.SCOPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Redirect.NEVER");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 307, 308})
    void redirect_isAnAnswer(int status) throws Exception {
        try (var thief = ScriptedServer.start(always("HTTP/1.1 200 OK", ""))) {
            server.script(always("HTTP/1.1 " + status + " Moved\nLocation: " + thief.uri("/"), ""));

            assertThat(client.send(ORDER, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(status);
            assertThat(thief.requests()).isEmpty();
        }
    }

    @Test
    void order_whoseConnectionIsClosedWithoutAnAnswer_isNotSentAgain() throws Exception {
        client.send(ORDER, BodyHandlers.discarding());
        server.script((request, connection) -> false);

        assertThatThrownBy(() -> client.send(ORDER, BodyHandlers.discarding())).isInstanceOf(IOException.class);

        assertThat(server.requests()).hasSize(2);
        assertThat(key.signatures).hasValue(2);
    }

    /** A server that sends back what it was sent, where the JDK's client quotes it. */
    @Test
    void failure_tellsNothingThatWasSent() {
        server.script((request, connection) -> {
            ScriptedServer.write(connection, request, "");
            return false;
        });

        Throwable failure = catchThrowable(() -> client.send(ORDER, BodyHandlers.ofString()));
        Throwable later = catchThrowable(
                () -> client.sendAsync(ORDER, BodyHandlers.ofString()).join());

        assertThat(failure).isInstanceOf(IOException.class);
        assertThat(later).isInstanceOf(CompletionException.class).hasCauseInstanceOf(IOException.class);
        for (Throwable one : new Throwable[] {failure, later}) {
            var text = new StringWriter();
            one.printStackTrace(new PrintWriter(text));
            assertThat(text.toString()).doesNotContain("canary");
        }
    }

    @Test
    void failure_tellsWhetherAnythingWasSent() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        VenueRequest nowhere = ORDER.at(URI.create("http://127.0.0.1:" + free + "/"));

        assertThatThrownBy(() -> client.send(nowhere, BodyHandlers.ofString()))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("nothing was sent");
        assertThatThrownBy(
                        () -> client.sendAsync(nowhere, BodyHandlers.ofString()).join())
                .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void timeout_endsTheWait_andIsPositive() {
        var release = new CountDownLatch(1);
        server.script((request, connection) -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        });

        assertThatThrownBy(() -> client.timeout(Duration.ofMillis(100)).send(ORDER, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        release.countDown();
        assertThatThrownBy(() -> client.timeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.timeout(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sendAsync_whenCancelled_hangsUp() throws Exception {
        var asked = new CountDownLatch(1);
        var hungUp = new CountDownLatch(1);
        server.script((request, connection) -> {
            asked.countDown();
            try {
                connection.getInputStream().read();
            } finally {
                hungUp.countDown();
            }
            return false;
        });
        var answer = client.sendAsync(ORDER, BodyHandlers.ofString());
        asked.await();

        answer.cancel(true);

        hungUp.await();
        assertThat(answer).isCompletedExceptionally();
    }

    /** What the bot's own handler throws is the bot's, and stays as it is. */
    @Test
    void failureOfTheHandler_isPassedOn() {
        assertThatThrownBy(() -> client.sendAsync(ORDER, head -> {
                            throw new IllegalStateException("mine");
                        })
                        .join())
                .hasRootCauseMessage("mine");
    }
}
