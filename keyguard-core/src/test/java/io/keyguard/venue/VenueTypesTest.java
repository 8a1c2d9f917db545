/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.venue.VenueError.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class VenueTypesTest {
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static SignedRequest signed(String method, URI uri, String body) {
        return new SignedRequest(method, uri, Map.of("X-Canary", "canary-header"), body.getBytes(UTF_8));
    }

    @Test
    void keyId_isADigestOfVenueAndApiKey() {
        VenueKeyId id = VenueKeyId.of("okx", "canary-api-key");

        // printf 'okx\0canary-api-key' | sha256sum
        assertThat(id).hasToString("e6d8bbe6b0f7ab87cd5d19ad7c2db062");
        assertThat(VenueKeyId.of("bybit", "canary-api-key")).isNotEqualTo(id);
        assertThatThrownBy(() -> new VenueKeyId("canary-api-key"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void reply_wiped_holdsNothing() {
        var reply = new HttpReply(200, "canary-secret".getBytes(UTF_8));

        assertThat(reply.body()).isEqualTo("canary-secret");
        assertThat(reply).hasToString("HttpReply[200]");
        reply.wipe();

        assertThat(reply.bytes()).containsOnly(0);
    }

    @Test
    void newKey_prints_itsIdAlone() {
        SecretAccess access = InsecureSecretAccess.get();
        var apiKey = SecretBytes.copyOf("canary-api-key".getBytes(UTF_8), access);
        var secret = SecretBytes.copyOf("canary-secret".getBytes(UTF_8), access);
        VenueKeyId id = VenueKeyId.of("okx", "canary-api-key");
        var made = new NewKey(id, apiKey, secret);
        KeyOrder order = KeyOrder.builder("sub", "kg-1")
                .rights(Set.of("trade"))
                .passphrase(secret)
                .build();

        assertThat(made + " " + order).contains(id.value(), "kg-1").doesNotContain("canary");
        made.close();

        assertThat(apiKey.isClosed() && secret.isClosed()).isTrue();
    }

    private static KeyProbe.Answer probe(RuntimeException failure) {
        return KeyProbe.ask(
                venue -> {
                    throw failure;
                },
                request -> new HttpReply(200, ""));
    }

    @Test
    void probe_onlyTheVenuesOwnWordMeansDead() {
        KeyFacts facts = new KeyFacts(
                PermissionSet.unknown(), Set.of(), Observed.unknown(), Observed.unknown(), Observed.of("1"));

        assertThat(KeyProbe.ask(venue -> facts, request -> new HttpReply(200, "")))
                .isEqualTo(KeyProbe.Answer.ACCEPTED);
        assertThat(Stream.of(
                        Set.of(Kind.BAD_KEY),
                        Set.of(Kind.EXPIRED),
                        Set.of(Kind.BAD_KEY, Kind.SIGNATURE),
                        Set.of(Kind.BAD_KEY, Kind.ENVIRONMENT)))
                .allSatisfy(kinds -> assertThat(probe(new VenueRefusedException("refused", kinds)))
                        .isEqualTo(KeyProbe.Answer.DEAD));
        assertThat(Stream.of(
                        Set.<Kind>of(),
                        Set.of(Kind.IP),
                        Set.of(Kind.CLOCK),
                        Set.of(Kind.PERMISSION),
                        Set.of(Kind.BAD_KEY, Kind.RATE),
                        Set.of(Kind.BAD_KEY, Kind.CLOCK)))
                .allSatisfy(kinds -> assertThat(probe(new VenueRefusedException("refused", kinds)))
                        .isEqualTo(KeyProbe.Answer.UNKNOWN));
        assertThat(probe(new VenueUnavailableException("no answer", null))).isEqualTo(KeyProbe.Answer.UNKNOWN);
    }

    /** What the venue says to a witness before, to the key, and to the witness after. */
    private static KeyProbe.Answer probeBeside(Set<Kind> before, Set<Kind> key, Set<Kind> after) {
        return probeBeside(new RequestLife(Optional.empty(), false, true), List.of(before, key, after));
    }

    /** At a venue with such nonces, what it says one after the other. */
    private static KeyProbe.Answer probeBeside(RequestLife life, List<Set<Kind>> said) {
        KeyFacts facts = new KeyFacts(
                PermissionSet.unknown(), Set.of(), Observed.unknown(), Observed.unknown(), Observed.of("1"));
        var answers = said.iterator();
        return KeyProbe.askBeside(
                venue -> {
                    Set<Kind> refused = answers.next();
                    if (!refused.isEmpty()) {
                        throw new VenueRefusedException("refused", refused);
                    }
                    return facts;
                },
                life,
                request -> new HttpReply(200, ""),
                request -> new HttpReply(200, ""));
    }

    @Test
    void probe_refusedWithTwoNonces_isNotRefusedForThem_unlessNoncesHaveToGrow() {
        var unused = new RequestLife(Optional.of(Duration.ofMinutes(5)), false, true);
        var growing = new RequestLife(Optional.empty(), false, true);
        Set<Kind> accepted = Set.of();
        Set<Kind> bare = Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.NONCE);

        assertThat(probeBeside(unused, List.of(accepted, bare, bare, accepted))).isEqualTo(KeyProbe.Answer.DEAD);
        assertThat(probeBeside(unused, List.of(accepted, bare, accepted)))
                .as("once, and then accepted")
                .isEqualTo(KeyProbe.Answer.ACCEPTED);
        assertThat(probeBeside(unused, List.of(accepted, bare, bare, bare))).isEqualTo(KeyProbe.Answer.UNKNOWN);
        assertThat(probeBeside(unused, List.of(accepted, Set.of(Kind.NONCE)))).isEqualTo(KeyProbe.Answer.UNKNOWN);
        assertThat(probeBeside(growing, List.of(accepted, bare, bare, accepted)))
                .as("somebody else's nonce may be greater")
                .isEqualTo(KeyProbe.Answer.UNKNOWN);
    }

    @Test
    void probe_besideAKeyThatIsAccepted_rulesOutClockAndAddress_andNothingElse() {
        Set<Kind> accepted = Set.of();
        Set<Kind> bare = Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.IP);

        assertThat(probeBeside(accepted, bare, accepted)).isEqualTo(KeyProbe.Answer.DEAD);
        assertThat(probeBeside(accepted, accepted, accepted)).isEqualTo(KeyProbe.Answer.ACCEPTED);
        assertThat(probeBeside(bare, bare, accepted)).isEqualTo(KeyProbe.Answer.UNKNOWN);
        assertThat(probeBeside(accepted, bare, bare)).isEqualTo(KeyProbe.Answer.UNKNOWN);
        assertThat(probeBeside(accepted, Set.of(Kind.CLOCK), accepted)).isEqualTo(KeyProbe.Answer.UNKNOWN);
        assertThat(probeBeside(accepted, Set.of(Kind.IP), accepted)).isEqualTo(KeyProbe.Answer.UNKNOWN);
        assertThat(probeBeside(accepted, Set.of(Kind.BAD_KEY, Kind.PERMISSION, Kind.IP), accepted))
                .isEqualTo(KeyProbe.Answer.UNKNOWN);
    }

    @Test
    void headersOfASignedRequest_asText_areNamesAlone() {
        var signed = new SignedRequest(
                "GET", URI.create("https://example.test/"), Map.of("X-KEY", "canary-key"), new byte[0]);

        assertThat(signed.headers()).hasToString("[X-KEY]").containsEntry("X-KEY", "canary-key");
    }

    @Test
    void transport_sendsExactlyWhatWasSigned() throws Exception {
        var seen = new AtomicReference<String>();
        server.createContext("/", exchange -> {
            seen.set(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Canary") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(418, 2);
            exchange.getResponseBody().write("ok".getBytes(UTF_8));
            exchange.close();
        });
        HttpTransport transport = HttpTransport.jdk(Duration.ofSeconds(20));

        HttpReply reply = transport.send(signed("POST", uri("/a?b=%2F"), "body"));

        assertThat(seen).hasValue("POST /a?b=%2F canary-header body");
        assertThat(reply.status()).isEqualTo(418);
        assertThat(reply.body()).isEqualTo("ok");
        transport.send(signed("DELETE", uri("/x"), ""));
        assertThat(seen).hasValue("DELETE /x canary-header ");
    }

    @Test
    void transport_followsNoRedirect() throws Exception {
        server.createContext("/from", exchange -> {
            exchange.getResponseHeaders().set("Location", uri("/to").toString());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        assertThat(HttpTransport.jdk(Duration.ofSeconds(20))
                        .send(signed("GET", uri("/from"), ""))
                        .status())
                .isEqualTo(302);
    }

    @Test
    void transport_ofAnAnswerThatIsTooLarge_fails() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[1 << 16];
            for (int i = 0; i < 17; i++) {
                exchange.getResponseBody().write(chunk);
            }
            exchange.close();
        });

        assertThatThrownBy(() -> HttpTransport.jdk(Duration.ofSeconds(20)).send(signed("GET", uri("/"), "")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void transport_ofAnAnswerThatNeverComes_fails() {
        var release = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });

        assertThatThrownBy(() -> HttpTransport.jdk(Duration.ofMillis(50)).send(signed("GET", uri("/"), "")))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("canary");
        release.countDown();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void transport_ofAnAnswerThatStopsAfterItsHeaders_failsAndHangsUp() throws Exception {
        try (var stalling = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var hungUp = CompletableFuture.runAsync(() -> stall(stalling));
            URI uri = URI.create("http://127.0.0.1:" + stalling.getLocalPort() + "/");

            assertThatThrownBy(() -> HttpTransport.jdk(Duration.ofMillis(500)).send(signed("GET", uri, "")))
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasMessageNotContaining("canary");
            hungUp.join();
        }
    }

    /** Answers one request in part, and returns when the client closes the connection. */
    private static void stall(ServerSocket server) {
        try (Socket connection = server.accept()) {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart".getBytes(UTF_8));
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // A reset closes it as well.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void transport_ofTheLargestAnswer_returnsAllOfIt() throws Exception {
        String largest = "é".repeat(1 << 19);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(largest.getBytes(UTF_8));
            exchange.close();
        });

        assertThat(HttpTransport.jdk(Duration.ofSeconds(20))
                        .send(signed("GET", uri("/"), ""))
                        .body())
                .isEqualTo(largest);
    }

    @Test
    void transport_whenInterrupted_fails_andKeepsTheInterrupt() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> HttpTransport.jdk(Duration.ofSeconds(20)).send(signed("GET", uri("/"), "")))
                .isInstanceOf(java.io.InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void signedRequest_becomesTheHttpRequestItSays() {
        SignedRequest signed = signed("PUT", URI.create("https://venue.example/p?q=canary"), "canary-body");
        HttpRequest request = signed.toHttpRequest(Duration.ofSeconds(3));

        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.uri()).isEqualTo(signed.uri());
        assertThat(request.timeout()).contains(Duration.ofSeconds(3));
        assertThat(request.headers().map()).isEqualTo(Map.of("X-Canary", List.of("canary-header")));
        assertThat(request.bodyPublisher().orElseThrow().contentLength()).isEqualTo(11);
        signed.body()[0] = 'X';
        assertThat(new String(signed.body(), UTF_8)).isEqualTo("canary-body");
    }

    @Test
    void venueRequest_keepsItsPartsInOrderAndChangesNothingInPlace() {
        VenueRequest bare = VenueRequest.put("/path");
        VenueRequest full = bare.param("b", "2").param("a", "1").at(URI.create("https://venue.example"));

        assertThat(bare.params()).isEmpty();
        assertThat(full.params().stream().map(VenueRequest.Param::name)).containsExactly("b", "a");
        assertThat(full.param("a")).contains("1");
        assertThat(full.param("c")).isEmpty();
        assertThat(full.origin()).contains(URI.create("https://venue.example"));
        assertThat(full.json()).isEmpty();
        assertThat(bare.json("{}").json()).contains("{}");
        assertThat(List.of(VenueRequest.get("/g"), VenueRequest.post("/p"), VenueRequest.delete("/d"))
                        .toString())
                .isEqualTo("[GET /g, POST /p, DELETE /d]");
        assertThatThrownBy(() -> VenueRequest.get(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void signedRequest_fromAPartOfAnArray_keepsACopyOfThatPart() {
        byte[] text = "timestamp{}rest".getBytes(UTF_8);

        var signed = new SignedRequest("POST", URI.create("https://venue.example"), Map.of(), text, 9, 2);
        text[9] = 'x';

        assertThat(signed.text()).isEqualTo("{}");
        assertThatThrownBy(() -> new SignedRequest("POST", URI.create("https://venue.example"), Map.of(), text, 9, 7))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void signedRequest_keepsItsHeadersInOrder_andApartFromTheMapTheyCameIn() {
        var headers = new LinkedHashMap<>(Map.of("B", "2"));
        headers.put("A", "1");

        var signed = new SignedRequest("GET", URI.create("https://venue.example"), headers, new byte[0]);
        headers.put("C", "3");

        assertThat(signed.headers()).containsExactly(Map.entry("B", "2"), Map.entry("A", "1"));
        assertThatThrownBy(() -> signed.headers().put("C", "3")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void venueError_mayBeAuth_forEveryKindThatThrowsDoubtOnTheKey() {
        Set<Kind> fine = Set.of(Kind.RATE, Kind.MAINTENANCE, Kind.REQUEST, Kind.OUTCOME_UNKNOWN);

        for (Kind kind : Kind.values()) {
            assertThat(new VenueError("x", Set.of(kind)).mayBeAuth()).isEqualTo(!fine.contains(kind));
        }
        assertThat(new VenueError("x", Set.of(Kind.RATE, Kind.IP)).mayBeAuth()).isTrue();
    }

    @Test
    void observed_isAValueOrNoneOrUnknown() {
        assertThat(Observed.of("v").isKnown()).isTrue();
        assertThat(Observed.of("v").value()).contains("v");
        assertThat(Observed.none().isKnown()).isTrue();
        assertThat(Observed.none().value()).isEmpty();
        assertThat(Observed.unknown().isKnown()).isFalse();
        assertThat(Stream.of(Observed.of("v"), Observed.none(), Observed.unknown())
                        .map(Observed::toString))
                .containsExactly("v", "none", "unknown");
    }

    @Test
    void signingTime_givesNoncesThatOnlyGrow_alsoWhenTheClockGoesBack() {
        var now = new AtomicReference<>(Instant.ofEpochSecond(100, 5_000));
        var time = new SigningTime(now::get);

        assertThat(time.nextNonce()).isEqualTo(100_000_005);
        assertThat(time.nextNonce()).isEqualTo(100_000_006);
        now.set(Instant.ofEpochSecond(50));
        assertThat(time.nextNonce()).isEqualTo(100_000_007);
        now.set(Instant.ofEpochSecond(200));
        assertThat(time.nextNonce()).isEqualTo(200_000_000);
        assertThat(time.now()).isEqualTo(Instant.ofEpochSecond(200));
    }

    @Test
    void signingTime_givesMillisecondsThatOnlyGrow_alsoBesideOtherNonces() {
        var now = new AtomicReference<>(Instant.ofEpochSecond(100, 5_000_000));
        var time = new SigningTime(now::get);

        assertThat(time.nextMillis()).isEqualTo(100_005);
        assertThat(time.nextMillis()).isEqualTo(100_006);
        assertThat(time.nextNonce()).isEqualTo(100_006_001);
        assertThat(time.nextMillis()).isEqualTo(100_007);
        now.set(Instant.ofEpochSecond(50));
        assertThat(time.nextMillis()).isEqualTo(100_008);
        now.set(Instant.ofEpochSecond(200, 999_999));
        assertThat(time.nextMillis()).isEqualTo(200_000);
        assertThat(new SigningTime(now::get, Instant.ofEpochSecond(300)).nextMillis())
                .isEqualTo(300_001);
    }

    @Test
    void rightsModel_tellsTheSmallestKeyAndWhatItCannotBeWithout() {
        RightsModel model = RightsModel.builder()
                .right("read", Permission.READ_ACCOUNT)
                .right("trade", Permission.TRADE_SPOT, Permission.TRADE_MARGIN)
                .need(Permission.TRADE_SPOT, "trade", "read")
                .advise(Permission.TRADE_MARGIN, "close margin")
                .build();

        assertThat(model.smallestKeyFor(Set.of(Permission.TRADE_SPOT))).containsExactly("read", "trade");
        assertThat(model.smallestKeyFor(Set.of(Permission.WITHDRAW))).isEmpty();
        assertThat(model.unavoidableWith(Set.of(Permission.TRADE_SPOT)))
                .containsExactlyInAnyOrder(Permission.READ_ACCOUNT, Permission.TRADE_SPOT, Permission.TRADE_MARGIN);
        assertThat(model.adviceOn(Permission.TRADE_MARGIN)).isEqualTo("close margin");
        assertThat(model.adviceOn(Permission.EARN)).isEmpty();
        assertThatThrownBy(() -> RightsModel.builder().need(Permission.EARN, "undeclared"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void permissionSet_unknownIsNotDenied() {
        PermissionSet set = PermissionSet.builder()
                .granted(List.of(Permission.EARN))
                .denied(List.of(Permission.EARN, Permission.LOAN))
                .unrecognised("teleport")
                .build();

        assertThat(set.of(Permission.EARN)).isEqualTo(PermissionSet.Presence.GRANTED);
        assertThat(set.of(Permission.LOAN)).isEqualTo(PermissionSet.Presence.DENIED);
        assertThat(set.of(Permission.WITHDRAW)).isEqualTo(PermissionSet.Presence.UNKNOWN);
        assertThat(set.unrecognised()).containsExactly("teleport");
        assertThat(PermissionSet.unknown().all(PermissionSet.Presence.UNKNOWN)).hasSize(Permission.values().length);
        assertThat(set).hasToString("PermissionSet[granted=[EARN], denied=[LOAN], unrecognised=1]");
    }

    @Test
    void scopesAndGrants_areValues() {
        KeyScope scope = KeyScope.of("okx", "main", Permission.EARN, Permission.LOAN);

        assertThat(scope).isEqualTo(KeyScope.of("okx", "main", Permission.LOAN, Permission.EARN));
        assertThat(scope).hasSameHashCodeAs(KeyScope.of("okx", "main", Permission.LOAN, Permission.EARN));
        assertThat(scope)
                .isNotEqualTo(KeyScope.of("okx", "main", Permission.EARN))
                .isNotEqualTo(KeyScope.of("okx", "other", Permission.EARN, Permission.LOAN))
                .isNotEqualTo(KeyScope.of("kraken", "main", Permission.EARN, Permission.LOAN))
                .isNotEqualTo("a text")
                .hasToString("[EARN, LOAN] on okx/main");
        assertThat(Grant.on("okx", "main").allow(Permission.EARN)).hasToString("Grant[[EARN] on okx/main]");
        assertThatThrownBy(() -> Grant.on("okx", "main").acceptBundled(Permission.WITHDRAW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Grant.on("okx", "main").acceptUnknown(" ", Permission.EARN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void toString_ofEveryTypeThatCarriesARequestOrAnAnswer_showsNoValue() {
        String all = new HttpReply(200, "canary") + " "
                + signed("GET", URI.create("https://venue.example/?signature=canary"), "canary")
                + VenueRequest.post("/p").param("password", "canary").json("canary")
                + new VenueRequest.Param("password", "canary");

        assertThat(all).doesNotContain("canary").contains("HttpReply[200]", "POST /p", "password=…");
    }
}
