/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
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
import io.keyguard.LeastPrivilegeException;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.ScopedKey;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.http.SignedWebSocket;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.GeminiSimulator;
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
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
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

/** Signatures, answers about keys, and errors of Gemini. */
class GeminiTest {
    private static final VenueDefinition VENUE = Venues.gemini();
    private static final URI HOST = URI.create("https://api.gemini.com");
    private static final String OURS = "account-SYNTHETIC0gemini0001";

    /** Source: the examples of the OpenAPI document of September 2026. */
    private static final String OF_ACCOUNT = "{\"isAuditor\":false,\"isFundManager\":true,\"isTrader\":true}";

    private static final String OF_GROUP =
            "{\"counterparty_id\":\"EMONNYXJ\",\"isAuditor\":false,\"isFundManager\":true,\"isTrader\":true,\"isAccountAdmin\":true}";
    private static final String ACCOUNT =
            "{\"account\":{\"accountName\":\"Primary\",\"shortName\":\"primary\",\"type\":\"exchange\",\"created\":\"1498245007981\"},\"users\":[]}";

    private static SigningKey key(String apiKey, String account) {
        return SigningKey.of(
                        SignatureAlgorithm.HMAC_SHA384,
                        SecretEncoding.TEXT,
                        Desk.box(apiKey),
                        Desk.box(Vectors.read("gemini-status").get("secret")),
                        null,
                        null)
                .forAccount(account);
    }

    private static SignedRequest signed(VenueRequest request, long nonce) {
        try (SigningKey key = key(OURS, "primary")) {
            return GeminiSigning.sign(request, HOST, key, nonce);
        }
    }

    private static String payload(SignedRequest signed) {
        return new String(Base64.getDecoder().decode(signed.headers().get("X-GEMINI-PAYLOAD")), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "roles", "order"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = Vectors.read("gemini-" + name);
        try (SigningKey key = key(OURS, "")) {
            assertThat(key.sign(vector.get("message").getBytes(UTF_8)))
                    .isEqualTo(HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aRead_isThreeHeadersAndNoBody() {
        Map<String, String> vector = Vectors.read("gemini-roles");
        SignedRequest signed = signed(VenueRequest.post("/v1/roles"), 1_700_000_000_000L);

        assertThat(signed.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "X-GEMINI-APIKEY",
                        OURS,
                        "X-GEMINI-PAYLOAD",
                        vector.get("message"),
                        "X-GEMINI-SIGNATURE",
                        vector.get("hex"),
                        "Content-Type",
                        "text/plain",
                        "Cache-Control",
                        "no-cache"));
        assertThat(signed.uri()).hasToString("https://api.gemini.com/v1/roles");
        assertThat(signed.body()).isEmpty();
    }

    @Test
    void sign_aDocument_keepsItsFieldsAsTheyWereWritten() {
        VenueRequest order = VenueRequest.post("/v1/order/new")
                .json(
                        " {\"symbol\":\"btcusd\",\"amount\":\"5\",\"price\":\"3633.00\",\"side\":\"buy\",\"type\":\"exchange limit\",\"options\":[\"maker-or-cancel\"]}");
        SignedRequest signed = signed(order, 1_700_000_000_001L);

        assertThat(signed.headers())
                .containsEntry(
                        "X-GEMINI-SIGNATURE", Vectors.read("gemini-order").get("hex"));
        assertThat(payload(
                        signed(VenueRequest.post("/v1/order/new").json("{ \"client_order_id\" : \"é\\u00e9\" }"), 7)))
                .isEqualTo("{\"request\":\"/v1/order/new\",\"nonce\":7,\"client_order_id\" : \"é\\u00e9\" }");
        assertThat(payload(signed(VenueRequest.post("/v1/balances").json("{ }"), 7)))
                .isEqualTo("{\"request\":\"/v1/balances\",\"nonce\":7}");
    }

    @Test
    void sign_parameters_becomeText() {
        assertThat(payload(signed(
                        VenueRequest.post("/v1/mytrades")
                                .param("symbol", "btc\"usd")
                                .param("limit_trades", "5"),
                        7)))
                .isEqualTo(
                        "{\"request\":\"/v1/mytrades\",\"nonce\":7,\"symbol\":\"btc\\\"usd\",\"limit_trades\":\"5\"}");
    }

    @Test
    void sign_withAKeyOfTheGroup_namesTheAccountWhereOneIsMeant() {
        try (SigningKey master = key("master-SYNTHETIC0gemini0001", "sub-\"1");
                SigningKey nameless = key("master-SYNTHETIC0gemini0001", "")) {
            assertThat(payload(GeminiSigning.sign(VenueRequest.post("/v1/orders"), HOST, master, 7)))
                    .isEqualTo("{\"request\":\"/v1/orders\",\"nonce\":7,\"account\":\"sub-\\\"1\"}");
            for (String path : new String[] {"/v1/roles", "/v1/account/list", "/v1/account/transfer/btc"}) {
                assertThat(payload(GeminiSigning.sign(VenueRequest.post(path), HOST, master, 7)))
                        .as(path)
                        .doesNotContain("account\":");
            }
            assertThat(payload(GeminiSigning.sign(VenueRequest.post("/v1/orders"), HOST, nameless, 7)))
                    .isEqualTo("{\"request\":\"/v1/orders\",\"nonce\":7}");
        }
        assertThat(payload(signed(VenueRequest.post("/v1/orders"), 7)))
                .as("a key of one account names none")
                .doesNotContain("account");
    }

    @Test
    void sign_growsItsNonces_orTellsTheSecond() {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000L)));
        try (SigningKey key = key(OURS, "")) {
            VenueRequest roles = VenueRequest.post("/v1/roles");
            var growing = VENUE.signer(Environment.PRODUCTION);
            assertThat(payload(growing.sign(roles, HOST, key, time))).contains("\"nonce\":1700000000000000}");
            assertThat(payload(growing.sign(roles, HOST, key, time))).contains("\"nonce\":1700000000000001}");
            var timed = Venues.geminiTimed().signer(Environment.PRODUCTION);
            assertThat(payload(timed.sign(roles, HOST, key, time))).contains("\"nonce\":1700000000}");
        }
        assertThat(VENUE.requestLife().longest()).isEmpty();
        assertThat(Venues.geminiTimed().requestLife().longest()).contains(Duration.ofSeconds(30));
    }

    @Test
    void sign_aLogin_isInTheHeadersOfTheUpgrade() {
        try (SigningKey key = key(OURS, "")) {
            SignedRequest login =
                    GeminiSigning.sign(VenueRequest.webSocket("events"), URI.create("wss://api.gemini.com"), key, 7);

            assertThat(login.uri()).hasToString("wss://api.gemini.com/v1/order/events");
            assertThat(login.text()).isEmpty();
            assertThat(login.headers()).containsOnlyKeys("X-GEMINI-APIKEY", "X-GEMINI-PAYLOAD", "X-GEMINI-SIGNATURE");
            assertThat(payload(login)).isEqualTo("{\"request\":\"/v1/order/events\",\"nonce\":7}");
        }
    }

    /** Answers both questions about a key that begins with {@code prefix}; empty: the caller does not tell. */
    private static SignedCalls answering(String roles, String account, String prefix) {
        return new SignedCalls() {
            @Override
            public HttpReply call(VenueRequest request) {
                return new HttpReply(200, request.path().equals("/v1/roles") ? roles : account);
            }

            @Override
            public Optional<Boolean> keyBeginsWith(String asked) {
                return prefix.isEmpty() ? Optional.empty() : Optional.of(prefix.equals(asked));
            }

            @Override
            public Optional<String> accountId() {
                return Optional.of("primary");
            }
        };
    }

    private static KeyFacts inspect(String roles, String prefix) {
        return VENUE.inspector(Environment.PRODUCTION).inspect(answering(roles, ACCOUNT, prefix));
    }

    @Test
    void inspect_aKeyOfOneAccount_hasItsRolesAndReachesNoOther() {
        KeyFacts facts = inspect(OF_ACCOUNT, "account-");

        assertThat(facts.venueRights()).containsExactlyInAnyOrder("Trader", "Fund Manager");
        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(
                        READ_ACCOUNT,
                        OPEN_SESSION,
                        TRADE_SPOT,
                        TRADE_MARGIN,
                        TRADE_DERIVATIVES,
                        CONVERT,
                        EARN,
                        WITHDRAW,
                        WITHDRAW_ADDRESS_ADMIN,
                        DEPOSIT);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).isEmpty();
        assertThat(facts.permissions().of(ACCOUNT_ADMIN)).isEqualTo(Presence.DENIED);
        assertThat(facts.accountId().value()).contains("primary");
        assertThat(facts.ips().isKnown()).isFalse();
        assertThat(facts.expiry().isKnown()).isFalse();
    }

    @Test
    void inspect_aKeyOfTheGroup_reachesItsAccounts() {
        for (String roles :
                new String[] {OF_GROUP, OF_GROUP.replace("\"isAccountAdmin\":true", "\"isAccountAdmin\":false")}) {
            KeyFacts facts = inspect(roles, "master-");
            assertThat(facts.venueRights()).contains("Trader", "Fund Manager", "master key");
            assertThat(facts.permissions().all(Presence.GRANTED)).contains(ACCOUNT_ADMIN, TRANSFER_SUBACCOUNT);
            assertThat(facts.permissions().all(Presence.UNKNOWN)).isEmpty();
        }
        // What begins like one is one, whatever the answer leaves out.
        assertThat(inspect(OF_ACCOUNT, "master-").permissions().of(ACCOUNT_ADMIN))
                .isEqualTo(Presence.GRANTED);
        SignedCalls nameless = request -> new HttpReply(200, OF_GROUP);
        assertThat(VENUE.inspector(Environment.PRODUCTION)
                        .inspect(nameless)
                        .accountId()
                        .isKnown())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SYNTH"})
    void inspect_aKeyOfWhichTheBeginningSaysNothing_mayReachOthers(String prefix) {
        KeyFacts facts = inspect(OF_ACCOUNT, prefix);

        assertThat(facts.permissions().all(Presence.UNKNOWN))
                .containsExactlyInAnyOrder(ACCOUNT_ADMIN, TRANSFER_SUBACCOUNT);
    }

    @Test
    void inspect_aRoleThatNobodyHasHeardOf_isExcess() {
        KeyFacts facts = inspect(OF_ACCOUNT.replace("}", ",\"isWealthManager\":true,\"isNothing\":false}"), "account-");

        assertThat(facts.permissions().unrecognised()).containsExactly("isWealthManager");
    }

    /** Every variant is an error, or tells no more than the true answer: never less rights as known. */
    @TestFactory
    Stream<DynamicTest> inspect_anAnswerThatIsMangled_isAnErrorOrNoGuess() {
        String withdraws = "\"isFundManager\":true";
        return Stream.of("account-", "master-")
                .flatMap(prefix -> Mangled.variants(prefix.equals("master-") ? OF_GROUP : OF_ACCOUNT)
                        .distinct()
                        .filter(body -> !body.isEmpty())
                        .map(body -> DynamicTest.dynamicTest(prefix + body, () -> {
                            try {
                                KeyFacts facts = inspect(body, prefix);
                                assertThat(facts.permissions().of(WITHDRAW))
                                        .isEqualTo(body.contains(withdraws) ? Presence.GRANTED : Presence.UNKNOWN);
                                assertThat(facts.permissions().of(ACCOUNT_ADMIN))
                                        .isEqualTo(prefix.equals("master-") ? Presence.GRANTED : Presence.DENIED);
                            } catch (VenueUnavailableException e) {
                                assertThat(e).hasNoCause().hasMessageNotContaining("EMONNYXJ");
                            }
                        })));
    }

    @TestFactory
    Stream<DynamicTest> inspect_anAccountThatIsMangled_isAnErrorOrUnknown() {
        return Mangled.variants(ACCOUNT)
                .distinct()
                .filter(body -> !body.isEmpty())
                .map(body -> DynamicTest.dynamicTest(body, () -> {
                    try {
                        Optional<String> account = VENUE.inspector(Environment.PRODUCTION)
                                .inspect(answering(OF_ACCOUNT, body, "account-"))
                                .accountId()
                                .value();
                        boolean whole = body.contains("\"shortName\":\"primary\"");
                        assertThat(account.orElse("unknown"))
                                .isIn(whole ? Set.of("primary") : Set.of("unknown", "none of this"));
                    } catch (VenueUnavailableException e) {
                        assertThat(e).hasNoCause();
                    }
                }));
    }

    @Test
    void inspect_anAnswerOfNoForm_isUnavailable() {
        for (String body : new String[] {"[]", "[1]", "null", "", " ".repeat(4 << 20), "true"}) {
            assertThatThrownBy(() -> inspect(body, "account-")).isInstanceOf(VenueUnavailableException.class);
        }
        assertThat(inspect("{}", "account-").permissions().all(Presence.GRANTED))
                .isEmpty();
    }

    private static VenueError error(int status, String reason) {
        return VENUE.errors()
                .classify(new HttpReply(
                        status,
                        "{\"result\":\"error\",\"reason\":\"" + reason + "\",\"message\":\"canary " + OURS + "\"}"))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidApiKey, BAD_KEY",
        "401, MissingApikeyHeader, BAD_KEY",
        "400, InvalidSignature, SIGNATURE",
        "403, MissingRole, PERMISSION",
        "403, ApiKeyIpFilteringFailure, IP",
        "403, RemoteAddressForbidden, IP",
        "400, AccountClosed, ACCOUNT",
        "429, RateLimit, RATE",
        "429, Too Many Requests, RATE",
        "503, Maintenance, MAINTENANCE",
        "404, OrderNotFound, REQUEST",
        "406, InsufficientFunds, REQUEST",
        "400, NobodyKnows, REQUEST"
    })
    void error_means(int status, String reason, Kind kind) {
        assertThat(error(status, reason).kinds()).containsExactly(kind);
        assertThat(error(status, reason).code()).doesNotContain("canary", "SYNTHETIC");
    }

    @Test
    void error_thatIsAmbiguous_staysSo() {
        assertThat(error(400, "InvalidNonce").kinds()).containsExactlyInAnyOrder(Kind.NONCE, Kind.CLOCK);
        assertThat(error(500, "System").kinds()).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(VENUE.errors()
                        .classify(new HttpReply(502, "<html>"))
                        .orElseThrow()
                        .kinds())
                .containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(VENUE.errors().classify(new HttpReply(200, "[]"))).isEmpty();
        assertThat(VENUE.errors().classify(new HttpReply(200, "{\"result\":\"ok\"}")))
                .isEmpty();
    }

    @Test
    void steps_nameEverythingThatIsToBeDone_andNoRolesThatExcludeEachOther() {
        var rights = VENUE.rights().smallestKeyFor(Set.of(READ_ACCOUNT, TRADE_SPOT));
        var order = KeyOrder.builder("primary", "grid_1")
                .rights(rights)
                .algorithm(SignatureAlgorithm.HMAC_SHA384)
                .boundTo(Set.of("203.0.113.7"))
                .build();
        String steps = String.join("\n", VENUE.keys().stepsToCreate(order));

        assertThat(steps)
                .contains("primary", "grid_1", "203.0.113.7", "no other: Trader.", "HMAC_SHA384")
                .doesNotContain("{");
        var reading = KeyOrder.builder("primary", "reader_1")
                .rights(Set.of("Auditor"))
                .build();
        assertThat(String.join("\n", VENUE.keys().stepsToCreate(reading))).contains("no other: Auditor.");
        assertThat(String.join("\n", VENUE.keys().stepsToDelete("grid_1"))).contains("grid_1");
        assertThat(VENUE.keys().administrator(Environment.PRODUCTION)).isEmpty();
        assertThat(VENUE.keys().traits().overlap()).isTrue();
    }

    @Test
    void probe_ofADeadKey_findsItDead() {
        try (GeminiSimulator gemini = GeminiSimulator.start()) {
            SimulatedKey key = gemini.createKey("Trader");
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, gemini.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA384, key)) {
                var inspector = venue.inspector(Environment.PRODUCTION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                key.revoke();
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.DEAD);
            }
        }
    }

    @Test
    void masterKey_actsForTheAccountItWasStoredWith() {
        try (GeminiSimulator gemini = GeminiSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, gemini.uri());
            SimulatedKey master = gemini.createMasterKey("Trader", "Administrator");
            try (Desk desk = Desk.of(venue, gemini, master)) {
                KeyFacts facts = venue.inspector(Environment.PRODUCTION).inspect(desk);
                assertThat(facts.accountId().value()).contains("primary");
                assertThat(facts.permissions().of(ACCOUNT_ADMIN)).isEqualTo(Presence.GRANTED);
                assertThat(venue.account().openOrders(desk, Set.of(TRADE_SPOT))).isEmpty();
                assertThat(gemini.stats().rejections()).isEmpty();
            }
        }
    }

    private static VenueRequest order(String symbol) {
        return VenueRequest.post("/v1/order/new")
                .param("symbol", symbol)
                .param("amount", "1")
                .param("price", "100")
                .param("side", "buy")
                .param("type", "exchange limit");
    }

    @Test
    void cancelAll_ofOneMarket_leavesTheOther() {
        try (GeminiSimulator gemini = GeminiSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, gemini.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA384, gemini.createKey("Trader"))) {
                var markets = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);
                for (String symbol : new String[] {"btcusd", "btcgusdperp", "ethusd"}) {
                    desk.call(order(symbol));
                }

                venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
                assertThat(venue.account().openOrders(desk, markets))
                        .extracting(OpenOrder::symbol)
                        .containsExactly("btcusd", "ethusd");
                assertThat(venue.account().openOrders(desk, Set.of(TRADE_DERIVATIVES)))
                        .isEmpty();
                venue.emergency().cancelAll(desk, markets);
                assertThat(venue.account().openOrders(desk, markets)).isEmpty();
                assertThat(gemini.stats().rejections()).isEmpty();
            }
        }
    }

    @Test
    void timedVenue_isTakenByTimeBasedKeysAlone() {
        try (GeminiSimulator gemini = GeminiSimulator.start()) {
            SimulatedKey key = gemini.createKey("Trader");
            gemini.useTimeBasedNonce(key);
            VenueDefinition timed = Venues.geminiTimed().servedAt(Environment.PRODUCTION, gemini.uri());
            try (Desk desk = new Desk(timed, SignatureAlgorithm.HMAC_SHA384, key)) {
                assertThat(desk.call(order("btcusd")).status()).isEqualTo(200);
                assertThat(desk.call(order("btcusd")).status()).isEqualTo(200);
            }
            VenueDefinition growing = VENUE.servedAt(Environment.PRODUCTION, gemini.uri());
            try (Desk desk = new Desk(growing, SignatureAlgorithm.HMAC_SHA384, key)) {
                assertThat(desk.call(order("btcusd")).body()).contains("InvalidNonce");
            }
        }
    }

    @TempDir
    private Path folder;

    private Keyguard start(GeminiSimulator gemini, SimulatedKey key, String name) {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(gemini.toApiKey("grid-gemini", key)
                    .strategies(Set.of("grid"))
                    .build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(VENUE.servedAt(Environment.PRODUCTION, gemini.uri())
                        .servedAt(Environment.PRODUCTION, "ws", gemini.webSocketUri()))
                .grant(
                        "grid",
                        Grant.on("gemini", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT, OPEN_SESSION)
                                .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES, CONVERT, EARN))
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    /** From the vault to an order, and to the stream of its events. */
    @Test
    void bot_startsOnASmallKeyTradesAndListens_andNotOnALargerOne() throws Exception {
        try (GeminiSimulator gemini = GeminiSimulator.start()) {
            SimulatedKey small = gemini.createKey("Trader").boundTo("127.0.0.1");
            try (Keyguard keyguard = start(gemini, small, "small")) {
                ScopedKey key =
                        keyguard.forStrategy("grid").get(KeyScope.of("gemini", "main", TRADE_SPOT, OPEN_SESSION));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10))
                                .send(key.sign(order("btcusd")))
                                .body())
                        .contains("\"is_live\":true");
                List<String> heard = new ArrayList<>();
                try (SignedWebSocket socket = SignedWebSocket.open(
                                HttpClient.newHttpClient(),
                                key,
                                VenueRequest.webSocket("events"),
                                new WebSocket.Listener() {})
                        .join()) {
                    assertThat(gemini.sessionsOf(small)).isOne();
                    assertThat(socket.toString() + heard).doesNotContain(small.apiKey());
                }
            }
            assertThatThrownBy(() -> start(gemini, gemini.createKey("Trader", "Fund Manager"), "large"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            assertThatThrownBy(() -> start(gemini, gemini.createMasterKey("Trader"), "wide"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("ACCOUNT_ADMIN");
            small.revoke();
            assertThatThrownBy(() -> start(gemini, small, "revoked")).isInstanceOf(LeastPrivilegeException.class);
            assertThat(gemini.stats().ordersPlaced()).isEqualTo(1);
        }
    }

    @Test
    void refusal_ofTheKey_isOne_andRepeatsNothing() {
        SignedCalls refusing = request -> new HttpReply(
                403, "{\"result\":\"error\",\"reason\":\"MissingRole\",\"message\":\"API key " + OURS + "\"}");
        assertThatThrownBy(() -> VENUE.inspector(Environment.PRODUCTION).inspect(refusing))
                .isInstanceOf(VenueRefusedException.class)
                .hasMessageNotContaining(OURS);
    }
}
