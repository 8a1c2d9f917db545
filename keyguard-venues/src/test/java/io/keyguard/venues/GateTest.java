/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.WITHDRAW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.Risk;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Movement;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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

/** Signatures, answers about keys, and errors of Gate. */
class GateTest {
    private static final VenueDefinition VENUE = Venues.gate();
    private static final URI HOST = URI.create("https://api.gateio.ws");
    private static final String OURS = "c5dcfbf1f3a7000000000000000000aa";

    /** Source: the sample of {@code GET /account/main_keys} in the APIv4 manual, with an address. */
    private static final String KEY = """
            {"state":1,"mode":1,"name":"test1","user_id":1,"perms":[{"name":"account","read_only":true},{"name":"spot","read_only":false}],
             "ip_whitelist":["203.0.113.7"],"currency_pairs":["BTC_USD","ETH_USD"],"key":"c5dcfbf1f3a7*****","created_at":1753030929,
             "update_at":1756300567,"last_access":1756300567}""";

    private static final String OTHER =
            KEY.replace("c5dcfbf1f3a7", "d5dcfbf1f3a7").replace("\"spot\"", "\"withdraw\"");
    private static final String DETAIL =
            "{\"user_id\":7,\"ip_whitelist\":[],\"currency_pairs\":[],\"key\":{\"mode\":1}}";

    private static Map<String, String> vector(String name) {
        return Vectors.read("gate-" + name);
    }

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA512, SecretEncoding.TEXT, Desk.box(OURS), Desk.box("secret"), null, null);
    }

    private static SignedRequest signed(VenueRequest request, long second) {
        boolean futures = request.path().startsWith("futures.");
        URI host = request.method().equals(VenueRequest.WEB_SOCKET)
                ? URI.create(futures ? "wss://fx-ws.gateio.ws" : "wss://api.gateio.ws")
                : HOST;
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochSecond(second)));
        try (SigningKey key = key()) {
            return VENUE.signer(Environment.PRODUCTION).sign(request, host, key, time);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "post", "login", "stream"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = vector(name);
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").replace("\\n", "\n").getBytes(UTF_8)))
                    .isEqualTo(java.util.HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aQueryAndADocument_areTheOfficialExamples() {
        SignedRequest get = signed(
                VenueRequest.get("/api/v4/futures/orders")
                        .param("contract", "BTC_USD")
                        .param("status", "finished")
                        .param("limit", "50"),
                1541993715);
        assertThat(get.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "KEY",
                        OURS,
                        "Timestamp",
                        "1541993715",
                        "SIGN",
                        vector("get").get("hex"),
                        "Content-Type",
                        "application/json"));
        assertThat(get.uri())
                .hasToString("https://api.gateio.ws/api/v4/futures/orders?contract=BTC_USD&status=finished&limit=50");
        assertThat(get.body()).isEmpty();

        String order =
                "{\"contract\":\"BTC_USD\",\"type\":\"limit\",\"size\":100,\"price\":6800,\"time_in_force\":\"gtc\"}";
        SignedRequest post = signed(VenueRequest.post("/api/v4/futures/orders").json(order), 1541993715);
        assertThat(post.headers()).containsEntry("SIGN", vector("post").get("hex"));
        assertThat(post.uri()).hasToString("https://api.gateio.ws/api/v4/futures/orders");
        assertThat(post.text()).isEqualTo(order);
    }

    @Test
    void sign_parameters_areAQueryOrADocument() {
        assertThat(signed(VenueRequest.post("/api/v4/spot/orders").param("side", "buy"), 1)
                        .text())
                .isEqualTo("{\"side\":\"buy\"}");
        SignedRequest leverage = signed(
                VenueRequest.post("/api/v4/futures/usdt/positions/BTC_USDT/leverage")
                        .param("leverage", "10"),
                1);
        assertThat(leverage.body()).isEmpty();
        assertThat(leverage.uri().getRawQuery()).isEqualTo("leverage=10");
        assertThat(signed(VenueRequest.post("/api/v4/futures/usdt/dual_mode").param("dual_mode", "true"), 1)
                        .uri()
                        .getRawQuery())
                .isEqualTo("dual_mode=true");
        assertThat(signed(VenueRequest.post("/api/v4/sub_accounts/1/lock"), 1).body())
                .isEmpty();
    }

    /** Signed and sent would differ, and one could be taken for two parameters. */
    @ParameterizedTest
    @ValueSource(strings = {"a&b", "a=b", "a b", "a%26b", "a+b", "a,b", "ü", "a/b", "a#b"})
    void sign_aQueryThatWouldBeEncoded_isRefused(String value) {
        VenueRequest request = VenueRequest.get("/api/v4/spot/orders").param("currency_pair", value);
        assertThatThrownBy(() -> signed(request, 1))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageNotContaining(value);
    }

    @Test
    void sign_frames_areLoginsStreamsAndOrders() {
        assertThat(signed(VenueRequest.webSocket("spot.login"), 1700000000).text())
                .contains(
                        "\"time\":1700000000,\"channel\":\"spot.login\",\"event\":\"api\"",
                        "\"timestamp\":\"1700000000\"",
                        "\"api_key\":\"" + OURS + "\"",
                        "\"signature\":\"" + vector("login").get("hex") + "\",\"req_param\":{}");
        SignedRequest stream =
                signed(VenueRequest.webSocket("spot.orders").json("{\"payload\":[\"BTC_USDT\"]}"), 1700000000);
        assertThat(stream.uri()).hasToString("wss://api.gateio.ws/ws/v4/");
        assertThat(stream.text())
                .isEqualTo("{\"time\":1700000000,\"channel\":\"spot.orders\",\"event\":\"subscribe\",\"payload\":"
                        + "[\"BTC_USDT\"],\"auth\":{\"method\":\"api_key\",\"KEY\":\"" + OURS + "\",\"SIGN\":\""
                        + vector("stream").get("hex") + "\"}}");
        assertThat(signed(VenueRequest.webSocket("spot.balances"), 1).text()).contains("\"payload\":[]");
        SignedRequest order =
                signed(VenueRequest.webSocket("futures.order_place").json("{\"contract\":\"BTC_USDT\",\"size\":1}"), 1);
        assertThat(order.uri()).hasToString("wss://fx-ws.gateio.ws/v4/ws/usdt");
        assertThat(order.text()).contains("\"req_param\":{\"contract\":\"BTC_USDT\",\"size\":1}");
    }

    @Test
    void home_isTheHostOfTheWebSocket() {
        assertThat(VENUE.home(Environment.PRODUCTION, VenueRequest.webSocket("futures.login")))
                .contains(URI.create("wss://fx-ws.gateio.ws"));
        assertThat(VENUE.home(Environment.PRODUCTION, VenueRequest.webSocket("spot.login")))
                .contains(URI.create("wss://api.gateio.ws"));
        URI gateway = URI.create("https://gateway.example");
        assertThat(VENUE.servedAt(Environment.PRODUCTION, gateway)
                        .home(Environment.PRODUCTION, VenueRequest.webSocket("futures.login")))
                .contains(URI.create("wss://fx-ws.gateio.ws"));
    }

    private static SignedCalls answering(int status, Map<String, String> answers, Optional<String> apiKey) {
        return new SignedCalls() {
            @Override
            public HttpReply call(VenueRequest request) {
                String answer = answers.get(request.path().substring("/api/v4/account/".length()));
                assertThat(answer).as(request.toString()).isNotNull();
                return new HttpReply(status, String.valueOf(answer));
            }

            @Override
            public Optional<Boolean> keyBeginsWith(String prefix) {
                return apiKey.map(own -> own.startsWith(prefix));
            }
        };
    }

    private static KeyFacts inspect(String keys, Optional<String> apiKey) {
        return VENUE.inspector(Environment.PRODUCTION)
                .inspect(answering(200, Map.of("main_keys", keys, "detail", DETAIL), apiKey));
    }

    private static KeyFacts inspect(String keys) {
        return inspect(keys, Optional.of(OURS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inspect_readsTheOwnKey_aloneOrAmongAll(boolean alone) {
        KeyFacts facts = inspect(alone ? KEY : "[" + OTHER + "," + KEY + "]");

        assertThat(facts.venueRights()).containsExactlyInAnyOrder("account:read_only", "spot:read_write");
        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT, TRADE_MARGIN);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).isEmpty();
        assertThat(facts.ips().value().orElseThrow()).containsExactly("203.0.113.7");
        assertThat(facts.accountId().value()).contains("1");
        assertThat(facts.expiry().isKnown()).isFalse();
    }

    @Test
    void inspect_aKeyThatIsInNoList_hasUnknownRights() {
        for (KeyFacts facts : List.of(
                inspect("[" + OTHER + "]"),
                inspect("[]"),
                inspect("[" + KEY + "," + KEY + "]"),
                inspect("[" + KEY + "," + OTHER + "]", Optional.empty()))) {
            assertThat(facts.permissions().all(Presence.GRANTED)).isEmpty();
            assertThat(facts.permissions().all(Presence.UNKNOWN)).contains(TRADE_SPOT, WITHDRAW, KEY_ADMIN);
            assertThat(facts.accountId().value()).contains("7");
            assertThat(facts.ips().isKnown()).isTrue();
        }
        assertThat(inspect("[" + KEY + "]", Optional.empty()).venueRights()).contains("spot:read_write");
        assertThatThrownBy(() -> inspect(OTHER)).isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void inspect_whatAdministers_isUnknown_andAGroupThatNobodyHasHeardOf_isExcess() {
        KeyFacts facts = inspect(KEY.replace("\"account\",\"read_only\":true", "\"account\",\"read_only\":false"));
        assertThat(facts.permissions().all(Presence.UNKNOWN)).containsExactlyInAnyOrder(KEY_ADMIN, ACCOUNT_ADMIN);
        assertThat(inspect(KEY.replace("\"spot\"", "\"withdrawals\""))
                        .permissions()
                        .all(Presence.GRANTED))
                .contains(WITHDRAW);
        assertThat(inspect(KEY.replace("\"spot\"", "\"astrology\""))
                        .permissions()
                        .unrecognised())
                .containsExactly("astrology:read_write");
        assertThat(inspect(KEY.replace(",\"read_only\":false", ""))
                        .permissions()
                        .all(Presence.UNKNOWN))
                .contains(TRADE_SPOT);
    }

    /** Every variant is an error, or tells no more than the true answer: never less rights as known. */
    @TestFactory
    Stream<DynamicTest> inspect_aMangledAnswer_isAnErrorOrTellsNoLess() {
        return Mangled.variants(KEY)
                .distinct()
                .map(answer -> DynamicTest.dynamicTest("answer " + answer, () -> {
                    try {
                        KeyFacts facts = inspect(answer);
                        Set<io.keyguard.Permission> known = facts.permissions().all(Presence.GRANTED);
                        boolean told = known.contains(TRADE_SPOT)
                                || facts.permissions().all(Presence.UNKNOWN).contains(TRADE_SPOT)
                                || !facts.permissions().unrecognised().isEmpty();
                        assertThat(told || answer.contains("\"perms\":[{") || answer.contains("\"perms\":[]"))
                                .isTrue();
                        assertThat(facts.accountId().value()).isIn(Optional.empty(), Optional.of("1"));
                    } catch (VenueUnavailableException e) {
                        assertThat(e).hasMessageNotContaining("none of this").hasNoCause();
                    }
                }));
    }

    private static VenueError error(int status, String label, String message) {
        return VENUE.errors()
                .classify(new HttpReply(status, "{\"label\":\"" + label + "\",\"message\":\"" + message + "\"}"))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "401, INVALID_KEY, , BAD_KEY",
        "401, INVALID_SIGNATURE, Signature mismatch, SIGNATURE",
        "401, REQUEST_EXPIRED, , CLOCK",
        "403, IP_FORBIDDEN, , IP",
        "403, FORBIDDEN, Request IP not in whitelist: 203.0.113.7, IP",
        "403, FORBIDDEN, Request API key does not have account permission, PERMISSION",
        "403, READ_ONLY, , PERMISSION",
        "403, SUB_ACCOUNT_LOCKED, , ACCOUNT",
        "429, TOO_MANY_REQUESTS, , RATE",
        "400, TOO_FAST, , RATE",
        "400, BALANCE_NOT_ENOUGH, , REQUEST",
        "400, NOBODY_KNOWS, canary, REQUEST"
    })
    void error_hasItsMeaning(int status, String label, String message, Kind kind) {
        VenueError error = error(status, label, message);

        assertThat(error.kinds()).containsExactly(kind);
        assertThat(error.code()).doesNotContain("203.0.113", "canary", "NOBODY");
    }

    @Test
    void error_thatIsAmbiguous_staysSo_andTheServersAreTheirStatus() {
        assertThat(error(403, "FORBIDDEN", "no").kinds()).containsExactlyInAnyOrder(Kind.PERMISSION, Kind.IP);
        assertThat(error(500, "SERVER_ERROR", "").kinds()).contains(Kind.OUTCOME_UNKNOWN);
        assertThat(error(429, "SOMETHING", "").kinds()).containsExactly(Kind.RATE);
        assertThat(VENUE.errors().classify(new HttpReply(204, ""))).isEmpty();
        assertThatThrownBy(() -> VENUE.inspector(Environment.PRODUCTION)
                        .inspect(answering(401, Map.of("main_keys", "{\"label\":\"INVALID_KEY\"}"), Optional.of(OURS))))
                .isInstanceOf(VenueRefusedException.class);
    }

    @Test
    void deadManSwitch_isForSpotAndOptions_fromFiveSecondsOn() {
        var emergency = VENUE.emergency();
        VenueRequest timer =
                emergency.deadManSwitch(TRADE_SPOT, Duration.ofMinutes(1)).orElseThrow();
        assertThat(timer.json()).contains("{\"timeout\":60}");
        assertThat(emergency.deadManSwitch(TRADE_OPTIONS, Duration.ofSeconds(5)))
                .isPresent();
        assertThat(emergency.deadManSwitch(TRADE_SPOT, Duration.ofSeconds(4))).isEmpty();
        assertThat(emergency.deadManSwitch(TRADE_DERIVATIVES, Duration.ofMinutes(1)))
                .isEmpty();
    }

    private static String contract(String name, int size) {
        return "{\"contract\":\"" + name + "\",\"size\":" + size + ",\"price\":\"100\"}";
    }

    @Test
    void cancelAll_reachesContractsAndWhatWaitsForAPrice_andLeavesOtherMarkets() {
        try (GateSimulator gate = GateSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, gate.uri());
            SimulatedKey key = gate.createKey("spot:read_write", "futures:read_write");
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA512, key)) {
                for (int n = 0; n < 120; n++) {
                    desk.call(VenueRequest.post("/api/v4/futures/usdt/orders")
                            .json(contract(n % 2 == 0 ? "BTC_USDT" : "ETH_USDT", n % 3 == 0 ? -1 : 1)));
                }
                desk.call(VenueRequest.post("/api/v4/futures/usdt/price_orders")
                        .json("{\"initial\":" + contract("BTC_USDT", 1) + ",\"trigger\":{\"price\":\"1\"}}"));
                desk.call(VenueRequest.post("/api/v4/spot/price_orders")
                        .json("{\"market\":\"BTC_USDT\",\"trigger\":{},\"put\":{\"price\":\"1\",\"amount\":\"1\"}}"));
                desk.call(VenueRequest.post("/api/v4/spot/orders")
                        .param("currency_pair", "BTC_USDT")
                        .param("side", "buy")
                        .param("amount", "1")
                        .param("price", "1"));
                var account = venue.account();
                assertThat(account.openOrders(desk, Set.of(TRADE_DERIVATIVES))).hasSize(121);

                venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
                assertThat(account.openOrders(desk, Set.of(TRADE_DERIVATIVES))).isEmpty();
                assertThat(account.openOrders(desk, Set.of(TRADE_SPOT)))
                        .extracting(OpenOrder::symbol)
                        .containsExactly("BTC_USDT", "BTC_USDT");
                venue.emergency().cancelAll(desk, Set.of(TRADE_SPOT, TRADE_MARGIN));
                assertThat(account.openOrders(desk, Set.of(TRADE_SPOT))).isEmpty();
                assertThat(account.balances(desk, Set.of(TRADE_DERIVATIVES)))
                        .containsExactly(new Balance("futures", "USDT", new BigDecimal("5000")));
                assertThat(gate.stats().rejections()).isEmpty();
                gate.refuseNext(1, "USER_NOT_FOUND");
                assertThat(account.positions(desk, Set.of(TRADE_DERIVATIVES)).isKnown())
                        .as("an account that never had contracts with one settlement")
                        .isTrue();
            }
        }
    }

    /** What is pushed to another user leaves the account like a withdrawal. */
    @Test
    void movements_haveWhatIsPushed_andEveryTransferOfASecond() {
        try (GateSimulator gate = GateSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, gate.uri());
            SimulatedKey key = gate.createKey("wallet:read_write", "withdrawal:read_write");
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA512, key)) {
                Instant from = Instant.now().minusSeconds(60);
                Instant to = Instant.now().plusSeconds(60);
                desk.call(VenueRequest.post("/api/v4/withdrawals/push")
                        .json("{\"receive_uid\":42,\"currency\":\"BTC\",\"amount\":\"0.5\"}"));
                for (int n = 0; n < 2; n++) {
                    desk.call(
                            VenueRequest.post("/api/v4/wallet/sub_account_transfers")
                                    .json(
                                            "{\"currency\":\"BTC\",\"sub_account\":\"10003\",\"direction\":\"to\",\"amount\":\"1\"}"));
                }
                assertThat(venue.account()
                                .movements(desk, Movement.Kind.WITHDRAWAL, from, to)
                                .value()
                                .orElseThrow())
                        .extracting(Movement::amount, Movement::counterparty)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple(new BigDecimal("-0.5"), "42"));
                assertThat(venue.account()
                                .movements(desk, Movement.Kind.TRANSFER, from, to)
                                .value()
                                .orElseThrow())
                        .hasSize(2);
            }
        }
        assertThat(VENUE.account()
                        .fills(
                                request -> new HttpReply(200, "[]"),
                                Set.of(TRADE_OPTIONS),
                                Set.of(),
                                Instant.EPOCH,
                                Instant.now())
                        .isKnown())
                .isFalse();
    }

    @Test
    void freeze_locksASubAccount() {
        try (GateSimulator gate = GateSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, gate.uri());
            SimulatedKey owner = gate.createKey("account:read_write");
            VenueRequest lock = venue.emergency().freeze("10003").orElseThrow();
            assertThat(venue.classifier(Environment.PRODUCTION).classify(lock).risk())
                    .isEqualTo(Risk.REDUCES_RISK);
            assertThat(venue.emergency().freeze("bot1")).isEmpty();
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA512, owner)) {
                assertThat(desk.call(lock).status()).isEqualTo(204);
            }
        }
    }

    @TempDir
    private Path folder;

    private Keyguard start(GateSimulator gate, SimulatedKey key, String name) throws KeyguardException {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(gate.toApiKey("grid-gate", key).strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(VENUE.servedAt(Environment.PRODUCTION, gate.uri()))
                .grant(
                        "grid",
                        Grant.on("gate", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .policy(KeyPolicy.strict())
                .start();
    }

    /** From the vault to an order. */
    @Test
    void bot_startsOnASmallKeyAndTrades_andNotOnOneThatCanWithdraw() throws Exception {
        try (GateSimulator gate = GateSimulator.start()) {
            String[] small = {"account:read_only", "wallet:read_only", "spot:read_write"};
            SimulatedKey key = gate.createKey(small).boundTo("127.0.0.1");
            try (Keyguard keyguard = start(gate, key, "small")) {
                SignedRequest order = keyguard.forStrategy("grid")
                        .get(KeyScope.of("gate", "main", TRADE_SPOT))
                        .sign(VenueRequest.post("/api/v4/spot/orders")
                                .param("currency_pair", "BTC_USDT")
                                .param("side", "buy")
                                .param("amount", "1")
                                .param("price", "50000"));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10)).send(order).body())
                        .contains("\"status\":\"open\"");
            }
            key.rights("account:read_only", "wallet:read_only", "spot:read_write", "withdrawal:read_write");
            assertThatThrownBy(() -> start(gate, key, "large"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            assertThat(gate.stats().ordersPlaced()).isEqualTo(1);
        }
    }
}
