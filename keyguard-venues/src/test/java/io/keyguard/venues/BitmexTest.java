/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.BitmexSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, answers about keys, and errors of BitMEX. */
class BitmexTest {
    private static final VenueDefinition VENUE = Venues.bitmex();
    private static final URI HOST = URI.create("https://www.bitmex.com");
    private static final String OURS = "synthetic-bitmex-key-001";

    /** Source: the fields in support.bitmex.com "/apiKey field definitions" and the swagger document; the values are made up. */
    private static final String KEY = """
            {"id":"synthetic-bitmex-key-001","secret":"","name":"grid","nonce":0,"cidr":"203.0.113.7/32",
             "cidrs":["198.51.100.0/24"],"targetAccountId":null,"permissions":["order"],"enabled":true,"userId":1234567,
             "created":"2020-09-14T02:04:59.423Z"}""";

    private static final String OTHER = KEY.replace(OURS, "synthetic-bitmex-key-002")
            .replace("\"order\"", "\"withdraw\"")
            .replace("1234567", "7654321");
    private static final String KEYS = "[" + OTHER + "," + KEY + "]";

    private static Map<String, String> vector(String name) {
        return Vectors.read("bitmex-" + name);
    }

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                SecretEncoding.TEXT,
                Desk.box(OURS),
                Desk.box(vector("get").get("secret")),
                null,
                null);
    }

    /** Signed so that the request ends in the second {@code expires}. */
    private static SignedRequest signed(VenueRequest request, long expires) {
        URI host = request.method().equals(VenueRequest.WEB_SOCKET) ? URI.create("wss://ws.bitmex.com") : HOST;
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochSecond(expires - 10)));
        try (SigningKey key = key()) {
            return VENUE.signer(Environment.PRODUCTION).sign(request, host, key, time);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "query", "post", "ws"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = vector(name);
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").getBytes(UTF_8)))
                    .isEqualTo(java.util.HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aRead_isTheOfficialExample() {
        SignedRequest signed = signed(VenueRequest.get("/api/v1/instrument"), 1518064236);

        assertThat(signed.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "api-key",
                        OURS,
                        "api-expires",
                        "1518064236",
                        "api-signature",
                        vector("get").get("hex")));
        assertThat(signed.uri()).hasToString("https://www.bitmex.com/api/v1/instrument");
        assertThat(signed.body()).isEmpty();
    }

    /** The official example writes a space as a plus; what counts is that signed and sent are the same. */
    @Test
    void sign_aQuery_signsItAsItIsSent() {
        SignedRequest signed =
                signed(VenueRequest.get("/api/v1/instrument").param("filter", "{\"symbol\": \"XBTM15\"}"), 1518064237);
        String query = "filter=%7B%22symbol%22%3A%20%22XBTM15%22%7D";

        assertThat(signed.uri().getRawQuery()).isEqualTo(query);
        try (SigningKey key = key()) {
            assertThat(signed.headers())
                    .containsEntry(
                            "api-signature",
                            java.util.HexFormat.of()
                                    .formatHex(key.sign(
                                            ("GET/api/v1/instrument?" + query + "1518064237").getBytes(UTF_8))));
        }
    }

    /** Digits at the end of the query could be moved into the number behind it. */
    @Test
    void sign_aQueryThatEndsInDigits_putsAnotherParameterLast() {
        VenueRequest request = VenueRequest.get("/api/v1/execution")
                .param("symbol", "XBTUSD")
                .param("start", "500")
                .param("count", "100");

        assertThat(signed(request, 1518064237).uri().getRawQuery()).isEqualTo("start=500&count=100&symbol=XBTUSD");
    }

    @Test
    void sign_aDocument_isTheOfficialExample() {
        String order =
                "{\"symbol\":\"XBTM15\",\"price\":219.0,\"clOrdID\":\"mm_bitmex_1a/oemUeQ4CAJZgP3fjHsA\",\"orderQty\":98}";
        SignedRequest signed = signed(VenueRequest.post("/api/v1/order").json(order), 1518064238);

        assertThat(signed.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "api-key",
                        OURS,
                        "api-expires",
                        "1518064238",
                        "api-signature",
                        vector("post").get("hex"),
                        "Content-Type",
                        "application/json"));
        assertThat(new String(signed.body(), UTF_8)).isEqualTo(order);
    }

    @Test
    void sign_parameters_areAFormAlsoWithDelete() {
        SignedRequest signed = signed(
                VenueRequest.delete("/api/v1/order").param("clOrdID", "mm/1").param("text", "a b"), 1518064238);

        assertThat(new String(signed.body(), UTF_8)).isEqualTo("clOrdID=mm%2F1&text=a%20b");
        assertThat(signed.headers()).containsEntry("Content-Type", "application/x-www-form-urlencoded");
        assertThat(signed.uri()).hasToString("https://www.bitmex.com/api/v1/order");
        assertThat(signed(VenueRequest.delete("/api/v1/order/all"), 1518064238).headers())
                .doesNotContainKey("Content-Type");
    }

    @Test
    void sign_frames_areALoginAndATimer() {
        SignedRequest login = signed(VenueRequest.webSocket("authKeyExpires"), 1518064236);

        assertThat(login.uri()).hasToString("wss://ws.bitmex.com/realtime");
        assertThat(login.text())
                .isEqualTo("{\"op\":\"authKeyExpires\",\"args\":[\"" + OURS + "\",1518064236,\""
                        + vector("ws").get("hex") + "\"]}");
        assertThat(signed(VenueRequest.webSocket("cancelAllAfter").param("timeout", "60000"), 1518064236)
                        .text())
                .isEqualTo("{\"op\":\"cancelAllAfter\",\"args\":60000}");
        assertThat(signed(VenueRequest.webSocket("cancelAllAfter").json("{\"timeout\":0}"), 1518064236)
                        .text())
                .isEqualTo("{\"op\":\"cancelAllAfter\",\"args\":0}");
    }

    private static SignedCalls answering(int status, String body, Optional<String> apiKey) {
        return new SignedCalls() {
            @Override
            public HttpReply call(VenueRequest request) {
                assertThat(request).hasToString("GET /api/v1/apiKey");
                return new HttpReply(status, body);
            }

            @Override
            public Optional<VenueKeyId> key() {
                return apiKey.map(id -> VenueKeyId.of("bitmex", id));
            }
        };
    }

    private static KeyFacts inspect(String body) {
        return VENUE.inspector(Environment.PRODUCTION).inspect(answering(200, body, Optional.of(OURS)));
    }

    @Test
    void inspect_readsTheOwnKeyAmongAllOfTheAccount() {
        KeyFacts facts = inspect(KEYS);

        assertThat(facts.venueRights()).containsExactlyInAnyOrder("default", "order");
        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT, TRADE_DERIVATIVES);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).isEmpty();
        assertThat(facts.ips().value().orElseThrow()).containsExactlyInAnyOrder("203.0.113.7/32", "198.51.100.0/24");
        assertThat(facts.accountId().value()).contains("1234567");
        assertThat(facts.expiry().isKnown()).isFalse();
    }

    @Test
    void inspect_withdrawal_leavesOpenWhatElseIncludesIt() {
        KeyFacts facts = inspect("[" + KEY.replace("\"order\"", "\"withdraw\"") + "]");

        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(READ_ACCOUNT, OPEN_SESSION, WITHDRAW);
        assertThat(facts.permissions().all(Presence.UNKNOWN))
                .containsExactlyInAnyOrder(TRANSFER_SUBACCOUNT, CANCEL_WITHDRAWAL, WITHDRAW_ADDRESS_ADMIN);
    }

    @Test
    void inspect_aRightThatNobodyHasHeardOf_isExcess() {
        assertThat(inspect(KEYS.replace("\"order\"", "\"order\",\"transfer\""))
                        .permissions()
                        .unrecognised())
                .containsExactly("transfer");
        assertThat(inspect(KEYS.replace("\"order\"", "\"orderCancel\""))
                        .permissions()
                        .unrecognised())
                .isEmpty();
    }

    @Test
    void inspect_aKeyOfAnotherAccount_isOfThatOne() {
        assertThat(inspect(KEYS.replace("\"targetAccountId\":null", "\"targetAccountId\":42"))
                        .accountId()
                        .value())
                .contains("42");
    }

    /** Source: "Leave blank or set to "0.0.0.0" to allow all IPs". */
    @ParameterizedTest
    @ValueSource(strings = {"", "0.0.0.0", "0.0.0.0/0"})
    void inspect_aKeyWithoutAddresses_isOpen(String range) {
        String open = KEYS.replace("203.0.113.7/32", range).replace("\"198.51.100.0/24\"", "");

        assertThat(inspect(open).ips().isKnown()).isTrue();
        assertThat(inspect(open).ips().value()).isEmpty();
    }

    @Test
    void inspect_aFieldThatIsMissing_isUnknown() {
        KeyFacts facts = inspect("[" + KEY.replace("permissions", "p").replace("cidrs", "c") + "]");

        assertThat(facts.permissions().all(Presence.GRANTED)).containsExactlyInAnyOrder(READ_ACCOUNT, OPEN_SESSION);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).contains(TRADE_SPOT, TRADE_DERIVATIVES, WITHDRAW);
        assertThat(facts.ips().isKnown()).isFalse();
    }

    @Test
    void inspect_byACallerThatDoesNotTellItsKey_knowsOneAloneAndGuessesNoOther() {
        var inspector = VENUE.inspector(Environment.PRODUCTION);

        assertThat(inspector.inspect(answering(200, "[" + KEY + "]", Optional.empty())))
                .hasToString(inspect("[" + KEY + "]").toString());
        KeyFacts facts = inspector.inspect(answering(200, KEYS, Optional.empty()));
        assertThat(facts.permissions().all(Presence.GRANTED)).containsExactlyInAnyOrder(READ_ACCOUNT, OPEN_SESSION);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).contains(TRADE_SPOT, TRADE_DERIVATIVES, WITHDRAW);
        assertThat(facts.accountId().isKnown()).isFalse();
    }

    /** Every variant is an error, or tells no more than the true answer: never less rights as known. */
    @TestFactory
    Stream<DynamicTest> inspect_anAnswerThatIsMangled_isAnErrorOrNoGuess() {
        return Mangled.variants("[" + KEY + "]")
                .distinct()
                .filter(body -> !body.isEmpty())
                .map(body -> DynamicTest.dynamicTest(body, () -> {
                    try {
                        KeyFacts facts = inspect(body);
                        assertThat(facts.permissions().all(Presence.GRANTED)).contains(READ_ACCOUNT);
                        assertThat(facts.permissions().of(TRADE_SPOT))
                                .isIn(
                                        body.contains("\"permissions\":[\"order\"]")
                                                ? Set.of(Presence.GRANTED)
                                                : Set.of(Presence.UNKNOWN, Presence.DENIED));
                    } catch (VenueUnavailableException e) {
                        assertThat(e).hasMessageNotContaining(OURS).hasMessageNotContaining("203.0.113.7");
                    }
                }));
    }

    @Test
    void inspect_aListWithoutTheKeyThatAsks_isUnavailable() {
        for (String body : new String[] {"[" + OTHER + "]", "[]", "{}", "[1]", "null", ""}) {
            assertThatThrownBy(() -> inspect(body)).isInstanceOf(VenueUnavailableException.class);
        }
    }

    private static VenueError error(int status, String message) {
        return VENUE.errors()
                .classify(new HttpReply(status, "{\"error\":{\"message\":\"" + message + "\",\"name\":\"HTTPError\"}}"))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "401, Invalid API Key., BAD_KEY",
        "401, Signature not valid., SIGNATURE",
        "400, This request has expired - `expires` is in the past. Current time: 1516534870, CLOCK",
        "401, This request has expired - `expires` is in the past. Current time: 1516534870, CLOCK",
        "403, This key is disabled., BAD_KEY",
        "403, This IP address is not allowed to use this key., IP",
        "403, Invalid use of subaccount API key, PERMISSION",
        "403, Account is restricted, ACCOUNT",
        "429, 'Rate limit exceeded, retry in 1 seconds.', RATE",
        "429, Slow down, RATE",
        "503, The system is currently overloaded. Please try again later., MAINTENANCE",
        "400, Duplicate clOrdID, REQUEST",
        "404, Not Found, REQUEST"
    })
    void error_means(int status, String message, Kind kind) {
        assertThat(error(status, message).kinds()).containsExactly(kind);
    }

    @Test
    void error_thatIsAmbiguous_staysSo() {
        assertThat(error(403, "Access Denied").kinds())
                .containsExactlyInAnyOrder(Kind.PERMISSION, Kind.IP, Kind.ACCOUNT);
        assertThat(error(401, "canary").kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.IP);
        assertThat(error(403, "canary").kinds()).containsExactlyInAnyOrder(Kind.PERMISSION, Kind.IP, Kind.ACCOUNT);
        assertThat(error(500, "canary").kinds()).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(error(400, "canary").kinds()).containsExactly(Kind.REQUEST);
        for (int status : new int[] {400, 401, 403, 429, 500}) {
            assertThat(error(status, "canary").code()).doesNotContain("canary");
        }
        assertThat(VENUE.errors().classify(new HttpReply(200, "[]"))).isEmpty();
        assertThat(VENUE.errors().classify(new HttpReply(200, "{\"error\":null}")))
                .isEmpty();
    }

    @Test
    void probe_ofADeadKey_findsItDead() {
        try (BitmexSimulator bitmex = BitmexSimulator.start()) {
            SimulatedKey key = bitmex.createKey("order");
            bitmex.createKey("withdraw");
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, bitmex.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key)) {
                var inspector = venue.inspector(Environment.PRODUCTION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                assertThat(KeyProbe.ask(inspector, desk::call))
                        .as("by a caller that does not tell its key")
                        .isEqualTo(KeyProbe.Answer.ACCEPTED);
                key.revoke();
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.DEAD);
            }
        }
    }

    @Test
    void steps_nameEverythingThatIsToBeDone() {
        var order = KeyOrder.builder("grid-account", "grid_1")
                .rights(Set.of("default", "order"))
                .boundTo(Set.of("203.0.113.7"))
                .build();

        assertThat(String.join("\n", VENUE.keys().stepsToCreate(order)))
                .contains("grid-account", "grid_1", "203.0.113.7", "order", "HMAC_SHA256")
                .doesNotContain("{");
        assertThat(String.join("\n", VENUE.keys().stepsToDelete("grid_1"))).contains("grid_1");
        assertThat(VENUE.keys().administrator(Environment.PRODUCTION)).isEmpty();
    }

    @Test
    void cancelAll_ofOneMarket_leavesTheOther() {
        try (BitmexSimulator bitmex = BitmexSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, bitmex.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, bitmex.createKey("order"))) {
                var markets = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);
                for (String symbol : new String[] {"XBTUSD", "XBT_USDT", "ETHUSD"}) {
                    desk.call(VenueRequest.post("/api/v1/order")
                            .param("symbol", symbol)
                            .param("orderQty", "1")
                            .param("price", "1"));
                }

                venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
                assertThat(venue.account().openOrders(desk, markets))
                        .extracting(OpenOrder::symbol)
                        .containsExactly("XBT_USDT");
                assertThat(venue.account().openOrders(desk, Set.of(TRADE_DERIVATIVES)))
                        .isEmpty();
                venue.emergency().cancelAll(desk, markets);
                assertThat(venue.account().openOrders(desk, markets)).isEmpty();
                assertThat(bitmex.stats().rejections()).isEmpty();
            }
        }
    }

    @Test
    void deadManSwitch_isForDerivativesAndADayAtMost() {
        VenueRequest minute = VENUE.emergency()
                .deadManSwitch(TRADE_DERIVATIVES, Duration.ofMinutes(1))
                .orElseThrow();
        assertThat(minute).hasToString("POST /api/v1/order/cancelAllAfter");
        assertThat(minute.param("timeout")).contains("60000");
        assertThat(VENUE.emergency().deadManSwitch(TRADE_DERIVATIVES, Duration.ofDays(1)))
                .isPresent();
        assertThat(VENUE.emergency().deadManSwitch(TRADE_DERIVATIVES, Duration.ofHours(25)))
                .isEmpty();
        assertThat(VENUE.emergency().deadManSwitch(TRADE_SPOT, Duration.ofMinutes(1)))
                .isEmpty();
    }

    @TempDir
    private Path folder;

    private Keyguard start(BitmexSimulator bitmex, SimulatedKey key, String name) throws KeyguardException {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(bitmex.toApiKey("grid-bitmex", key)
                    .strategies(Set.of("grid"))
                    .build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(VENUE.servedAt(Environment.PRODUCTION, bitmex.uri()))
                .grant(
                        "grid",
                        Grant.on("bitmex", "main")
                                .allow(READ_ACCOUNT, TRADE_DERIVATIVES)
                                .acceptBundled(TRADE_SPOT))
                .policy(KeyPolicy.strict())
                .start();
    }

    /** From the vault to an order, on an account that has another key which can withdraw. */
    @Test
    void bot_startsOnASmallKeyAndTrades_andNotOnOneThatCanWithdraw() throws Exception {
        try (BitmexSimulator bitmex = BitmexSimulator.start()) {
            SimulatedKey large = bitmex.createKey("order", "withdraw").boundTo("127.0.0.1");
            SimulatedKey small = bitmex.createKey("order").boundTo("127.0.0.1");
            try (Keyguard keyguard = start(bitmex, small, "small")) {
                SignedRequest order = keyguard.forStrategy("grid")
                        .get(KeyScope.of("bitmex", "main", TRADE_DERIVATIVES))
                        .sign(VenueRequest.post("/api/v1/order")
                                .param("symbol", "XBTUSD")
                                .param("orderQty", "100")
                                .param("price", "50000"));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10)).send(order).body())
                        .contains("\"ordStatus\":\"New\"");
                assertThat(keyguard.health().clocks()).hasSize(1).allMatch(clock -> clock.ok());
            }
            assertThatThrownBy(() -> start(bitmex, large, "large"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            large.revoke();
            assertThatThrownBy(() -> start(bitmex, large, "revoked")).isInstanceOf(LeastPrivilegeException.class);
            assertThat(bitmex.stats().ordersPlaced()).isEqualTo(1);
        }
    }

    @Test
    void refusal_ofTheKey_isOne() {
        assertThatThrownBy(() -> VENUE.inspector(Environment.PRODUCTION)
                        .inspect(answering(401, "{\"error\":{\"message\":\"Invalid API Key.\"}}", Optional.of(OURS))))
                .isInstanceOf(VenueRefusedException.class);
    }
}
