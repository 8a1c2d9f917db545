/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.keyguard.KeyRetiredException;
import io.keyguard.KeyScopeException;
import io.keyguard.VenueRefusedException;
import io.keyguard.venue.ScriptedServer;
import io.keyguard.venue.SessionToken;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages over a WebSocket behind a key, against a WebSocket server on this machine. */
class SignedWebSocketTest {
    private static final VenueRequest LOGIN = VenueRequest.webSocket("login");
    private static final VenueRequest ORDER = VenueRequest.webSocket("order");
    private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Recorder recorder = new Recorder();
    private SocketVenue venue;
    private FakeKey key;

    /** Notes what it is told. */
    private static final class Recorder implements WebSocket.Listener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        volatile WebSocket given;

        @Override
        public void onOpen(WebSocket socket) {
            given = socket;
            WebSocket.Listener.super.onOpen(socket);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            heard.add(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            heard.add("pong");
            return WebSocket.Listener.super.onPong(socket, message);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            heard.add("closed " + statusCode + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add("failed " + error);
        }
    }

    @BeforeEach
    void start() throws InterruptedException {
        venue = SocketVenue.launch();
        key = new FakeKey(venue.uri());
    }

    @AfterEach
    void stop() {
        venue.close();
    }

    private SignedWebSocket open() {
        return SignedWebSocket.open(http, key, LOGIN, recorder).join();
    }

    @Test
    void open_connectsToTheAddressOfTheLogin_andSendsIt() {
        try (SignedWebSocket socket = open()) {
            await().until(() -> recorder.heard.contains("LOGIN CANARY-FRAME"));

            assertThat(venue.paths).containsExactly("/ws");
            assertThat(venue.messages).containsExactly("login canary-frame");
            assertThat(socket.isOpen()).isTrue();
            assertThat(socket.generation()).isEqualTo(1);
            assertThat(socket).hasToString("SignedWebSocket[grid-fake, generation 1, [TRADE_SPOT] on fake/main]");
        }
    }

    private static SessionToken askedAt(ScriptedServer server) {
        URI origin = URI.create("http://127.0.0.1:" + server.uri("").getPort());
        return new SessionToken(
                VenueRequest.post("/token").at(origin),
                "token",
                reply -> Optional.of(new VenueError("canned", Set.of(VenueError.Kind.PERMISSION))));
    }

    /** Where the venue wants a token in the place of a signature, it is in every message, and nobody else has it. */
    @Test
    void open_ofAVenueWithTokens_asksForOne_andPutsItIntoEveryMessage() throws IOException {
        try (var server =
                ScriptedServer.start(ScriptedServer.always("HTTP/1.1 200 OK", "{\"token\":\"canary-token\"}"))) {
            key.asking = Optional.of(askedAt(server));
            try (SignedWebSocket socket = open()) {
                socket.send(ORDER).join();
                await().until(() -> venue.messages.size() == 2);

                assertThat(venue.messages)
                        .containsExactly(
                                "login canary-frame {\"token\":\"canary-token\"}",
                                "order canary-frame {\"token\":\"canary-token\"}");
                assertThat(server.requests()).hasSize(1);
                assertThat(server.requests().get(0)).startsWith("POST /token");
                assertThat(key.answered).containsExactly(200);
                assertThat(socket.toString()).doesNotContain("canary-token");
            }
        }
    }

    @Test
    void open_ofAVenueThatGivesNoToken_connectsNowhere() throws IOException {
        try (var server = ScriptedServer.start(ScriptedServer.always("HTTP/1.1 200 OK", "{\"error\":\"canary\"}"))) {
            key.asking = Optional.of(askedAt(server));

            Throwable failure = catchThrowable(this::open);

            assertThat(failure)
                    .hasCauseInstanceOf(VenueRefusedException.class)
                    .hasMessageContaining("PERMISSION")
                    .hasMessageNotContaining("canary");
            assertThat(venue.paths).isEmpty();
        }
    }

    /** Requests of one key overtake each other. */
    @Test
    void open_ofATokenThatWasRefusedForItsNonce_asksAgain_andNotForEver() throws IOException {
        var answers = new AtomicInteger();
        try (var server = ScriptedServer.start((request, connection) -> ScriptedServer.always(
                        "HTTP/1.1 200 OK", answers.incrementAndGet() == 2 ? "{\"token\":\"canary-token\"}" : "{}")
                .answer(request, connection))) {
            key.asking = Optional.of(new SessionToken(
                    askedAt(server).request(),
                    "token",
                    reply -> Optional.of(new VenueError("canned", Set.of(VenueError.Kind.NONCE)))));
            open().close();
            assertThat(answers).hasValue(2);

            assertThat(catchThrowable(this::open)).hasCauseInstanceOf(VenueRefusedException.class);
            assertThat(answers).hasValue(5);
        }
    }

    @Test
    void open_whereTheTokenMayNotBeAskedFor_sendsNothing() throws IOException {
        key.asking = Optional.of(new SessionToken(VenueRequest.post("/withdraw"), "token", reply -> Optional.empty()));

        assertThatThrownBy(this::open).isInstanceOf(KeyScopeException.class);
        assertThat(venue.paths).isEmpty();
    }

    @Test
    void freeze_ofTheKey_closesTheConnection_andOneThatIsClosedListensNoMore() {
        SignedWebSocket socket = open();
        key.toldOfAFreeze.forEach(Runnable::run);
        assertThat(socket.isOpen()).isFalse();
        await().until(() -> recorder.heard.contains("closed 1000 the key is frozen")
                || socket.closed().isDone());
        await().until(key.toldOfAFreeze::isEmpty);
    }

    @Test
    void send_signsEachMessage_andKeepsTheirOrder() {
        try (SignedWebSocket socket = open()) {
            var sent = new ArrayList<CompletableFuture<Void>>();
            var wanted = new ArrayList<String>(List.of("login canary-frame"));
            for (int n = 0; n < 100; n++) {
                sent.add(socket.send(VenueRequest.webSocket("order" + n)));
                wanted.add("order" + n + " canary-frame");
            }
            sent.get(50).cancel(true);
            sent.remove(50);
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();

            await().until(() -> venue.messages.size() == 101);
            assertThat(venue.messages).isEqualTo(wanted);
            assertThat(key.signatures).hasValue(101);
        }
    }

    @Test
    void send_whatTheKeyMayNotSign_isRefused_andTheConnectionStays() {
        try (SignedWebSocket socket = open()) {
            assertThatThrownBy(() -> socket.send(VenueRequest.webSocket("withdraw")))
                    .isInstanceOf(KeyScopeException.class);
            assertThatThrownBy(() -> socket.send(VenueRequest.post("/order")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.send(ORDER.param("at", "/other")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another connection");

            socket.send(ORDER).join();
            await().until(() -> venue.messages.size() == 2);
            assertThat(venue.messages).containsExactly("login canary-frame", "order canary-frame");
        }
    }

    /** The listener is given a connection, as the JDK's interface wants it; it must not be a way past the key. */
    @Test
    void listener_cannotSendMessages() {
        try (SignedWebSocket socket = open()) {
            await().until(() -> venue.messages.size() == 1);
            for (CompletableFuture<WebSocket> attempt : List.of(
                    recorder.given.sendText("withdraw everything", true),
                    recorder.given.sendBinary(ByteBuffer.allocate(1), true))) {
                assertThatThrownBy(attempt::join)
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("SignedWebSocket.send");
            }
            assertThat(recorder.given.sendPing(ByteBuffer.allocate(0)).join()).isSameAs(recorder.given);
            assertThat(recorder.given.sendPong(ByteBuffer.allocate(0)).join()).isSameAs(recorder.given);
            assertThat(recorder.given.isInputClosed() || recorder.given.isOutputClosed())
                    .isFalse();
            assertThat(recorder.given.getSubprotocol()).isEmpty();
            socket.send(ORDER).join();
            await().until(() -> venue.messages.size() == 2);
            assertThat(venue.messages).doesNotContain("withdraw everything");
        }
    }

    @Test
    void pings_carryNothing() {
        try (SignedWebSocket socket = open()) {
            socket.ping().join();
            socket.pingAsText().join();

            await().until(() -> recorder.heard.contains("pong") && recorder.heard.contains("PING"));
            assertThat(venue.pings).hasValue(1);
            assertThat(key.signatures).hasValue(1);
        }
    }

    @Test
    void close_saysGoodbye_andNothingIsSentAfterwards() {
        SignedWebSocket socket = open();

        socket.close();
        socket.close();

        assertThat(socket.isOpen()).isFalse();
        assertThatThrownBy(() -> socket.send(ORDER)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(socket::pingAsText).isInstanceOf(IllegalStateException.class);
        socket.closed().join();
        await().until(() -> !venue.goodbyes.isEmpty());
        assertThat(venue.goodbyes).containsExactly("1000 ");
        assertThat(recorder.heard).last().asString().startsWith("closed 1000");
        assertThat(venue.messages).doesNotContain("order canary-frame");
    }

    @Test
    void send_afterTheKeyWasRetired_closes() {
        SignedWebSocket socket = open();
        key.retired = true;

        assertThatThrownBy(() -> socket.send(ORDER)).isInstanceOf(KeyRetiredException.class);

        assertThat(socket.isOpen()).isFalse();
        socket.closed().join();
        await().until(() -> !venue.goodbyes.isEmpty());
        assertThat(venue.goodbyes).containsExactly("1000 the key is retired");
    }

    @Test
    void venueThatCloses_isToldToTheListener() {
        SignedWebSocket socket = open();
        await().until(() -> venue.messages.size() == 1);

        venue.hangUp();

        socket.closed().join();
        assertThat(recorder.heard).last().isEqualTo("closed 4007 the key was deleted");
        await().until(() -> !socket.isOpen());
        assertThatThrownBy(() -> socket.send(ORDER)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listener_mayHangUp() {
        SignedWebSocket socket = open();

        recorder.given.request(1);
        recorder.given.sendClose(WebSocket.NORMAL_CLOSURE, "").join();

        assertThat(socket.isOpen()).isFalse();
        socket.closed().join();
        recorder.given.abort();
    }

    @Test
    void open_isRefusedBeforeAnythingIsSent() {
        HttpClient follows = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build();
        assertThatThrownBy(() -> SignedWebSocket.open(follows, key, LOGIN, recorder))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignedWebSocket.open(http, key, VenueRequest.get("/login"), recorder))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SignedWebSocket.open(http, key, VenueRequest.webSocket("withdraw"), recorder))
                .isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> SignedWebSocket.open(http, key, LOGIN.at(URI.create("ws://venue.example/")), recorder))
                .isInstanceOf(KeyScopeException.class);
        assertThat(venue.paths).isEmpty();
    }

    @Test
    void open_whereNobodyTakesWebSockets_failsWithoutWhatWasSaid() throws Exception {
        try (var server = ScriptedServer.start((request, connection) -> {
            ScriptedServer.write(connection, "HTTP/1.1 403 canary\nX-Echo: canary\nContent-Length: 6\n\n", "canary");
            return false;
        })) {
            Throwable failure = catchThrowable(
                    () -> SignedWebSocket.open(http, new FakeKey(server.uri("/")), LOGIN.at(wsOf(server)), recorder)
                            .join());

            assertThat(failure).hasCauseInstanceOf(IOException.class);
            assertThat(failure.getCause()).hasMessageContaining("403");
            var text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            assertThat(text.toString()).doesNotContain("canary");
        }
    }

    private static URI wsOf(ScriptedServer server) {
        return URI.create("ws://127.0.0.1:" + server.uri("").getPort() + "/");
    }

    /** One that shakes hands and then neither reads nor says goodbye. */
    @Test
    void close_withAVenueThatDoesNotAnswer_hangsUp() throws Exception {
        try (var server = ScriptedServer.start((request, connection) -> {
            Matcher nonce = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)").matcher(request);
            nonce.find();
            String accept = Base64.getEncoder().encodeToString(sha1(nonce.group(1) + ACCEPT));
            ScriptedServer.write(
                    connection,
                    "HTTP/1.1 101 Switching\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: " + accept
                            + "\n\n",
                    "");
            connection.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            return false;
        })) {
            SignedWebSocket socket = SignedWebSocket.open(
                            http, key, LOGIN.at(wsOf(server)), recorder, Duration.ofMillis(500))
                    .join();

            socket.close();

            socket.closed().join();
            assertThat(recorder.heard).last().asString().startsWith("failed java.io.IOException");
        }
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
