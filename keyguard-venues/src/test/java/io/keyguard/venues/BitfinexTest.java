/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
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
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.BitfinexSimulator;
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
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, answers about keys, and errors of Bitfinex. */
class BitfinexTest {
    private static final VenueDefinition VENUE = Venues.bitfinex();
    private static final String OURS = "synthetic-bitfinex-key";
    private static final Instant SIGNED = Instant.ofEpochSecond(1_700_000_000);

    /** Source: recorded by JKorf/Bitfinex.Net, July 2026. */
    private static final String SAMPLE =
            "[[\"account\",1,1],[\"history\",1,1],[\"orders\",1,1],[\"positions\",0,0],[\"funding\",1,1],[\"settings\",0,0],"
                    + "[\"wallets\",1,1],[\"withdraw\",0,1],[\"ui_withdraw\",0,0],[\"bfxpay\",0,0]]";

    /** A key for trading alone. */
    private static final String SMALL = SAMPLE.replace("[\"account\",1,1]", "[\"account\",0,0]")
            .replace("[\"funding\",1,1]", "[\"funding\",0,0]")
            .replace("[\"wallets\",1,1]", "[\"wallets\",1,0]")
            .replace("[\"withdraw\",0,1]", "[\"withdraw\",0,0]");

    private static Map<String, String> vector(String name) {
        return Vectors.read("bitfinex-" + name);
    }

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA384,
                SecretEncoding.TEXT,
                Desk.box(OURS),
                Desk.box(vector("order").get("secret")),
                null,
                null);
    }

    private static SignedRequest signed(VenueRequest request) {
        boolean socket = request.method().equals(VenueRequest.WEB_SOCKET);
        URI host = URI.create((socket ? "wss" : "https") + "://api.bitfinex.com");
        try (SigningKey key = key()) {
            return VENUE.signer(Environment.PRODUCTION)
                    .sign(request, host, key, new SigningTime(InstantSource.fixed(SIGNED)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"permissions", "order", "login"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = vector(name);
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").getBytes(UTF_8)))
                    .isEqualTo(HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aRead_isAnEmptyObject() {
        SignedRequest signed = signed(VenueRequest.post("/v2/auth/r/permissions"));

        assertThat(signed.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "bfx-nonce",
                        "1700000000000000",
                        "bfx-apikey",
                        OURS,
                        "bfx-signature",
                        vector("permissions").get("hex"),
                        "Content-Type",
                        "application/json"));
        assertThat(signed.uri()).hasToString("https://api.bitfinex.com/v2/auth/r/permissions");
        assertThat(signed.text()).isEqualTo("{}");
    }

    @Test
    void sign_aDocument_isSentByteForByte() {
        String order =
                "{\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\",\"amount\":\"0.5\",\"price\":\"50000\",\"cid\":77}";
        SignedRequest signed =
                signed(VenueRequest.post("/v2/auth/w/order/submit").json(order));

        assertThat(signed.headers())
                .containsEntry("bfx-signature", vector("order").get("hex"));
        assertThat(signed.text()).isEqualTo(order);
        assertThat(signed(VenueRequest.post("/v2/auth/w/position/claim").param("id", "7"))
                        .text())
                .isEqualTo("{\"id\":\"7\"}");
    }

    @Test
    void sign_frames_areALoginAndInputs() {
        SignedRequest login = signed(VenueRequest.webSocket("auth"));

        assertThat(login.uri()).hasToString("wss://api.bitfinex.com/ws/2");
        assertThat(login.headers()).isEmpty();
        assertThat(login.text())
                .isEqualTo("{\"event\":\"auth\",\"apiKey\":\"" + OURS + "\",\"authSig\":\""
                        + vector("login").get("hex")
                        + "\",\"authPayload\":\"AUTH1700000000000000\",\"authNonce\":\"1700000000000000\"}");
        assertThat(signed(VenueRequest.webSocket("auth").param("dms", "4")).text())
                .endsWith("\"dms\":4}");
        assertThat(signed(VenueRequest.webSocket("oc").json("{\"id\":1}")).text())
                .isEqualTo("[0,\"oc\",null,{\"id\":1}]");
        assertThat(signed(VenueRequest.webSocket("ox_multi").json("{\"ops\":[[\"oc\",{\"id\":1}]]}"))
                        .text())
                .isEqualTo("[0,\"ox_multi\",null,[[\"oc\",{\"id\":1}]]]");
    }

    /** One time for all threads of a key, at a clock that stands still, and after a restart with a clock that was set back. */
    @Test
    void nonces_onlyGrow_overThreadsAndRestarts() throws Exception {
        var time = new SigningTime(InstantSource.fixed(SIGNED));
        var nonces = java.util.Collections.synchronizedList(new ArrayList<Long>());
        var threads = Executors.newFixedThreadPool(4);
        var together = new CountDownLatch(4);
        try (SigningKey key = key()) {
            List<java.util.concurrent.Callable<Void>> work = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                work.add(() -> {
                    together.countDown();
                    together.await();
                    long last = 0;
                    for (int i = 0; i < 100; i++) {
                        long nonce = nonce(key, time);
                        assertThat(nonce).isGreaterThan(last);
                        last = nonce;
                        nonces.add(nonce);
                    }
                    return null;
                });
            }
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
            assertThat(nonces).hasSize(400).doesNotHaveDuplicates();
            var restarted = new SigningTime(InstantSource.fixed(SIGNED.minusSeconds(60)), SIGNED.plusSeconds(1));
            assertThat(nonce(key, restarted))
                    .isGreaterThan(nonces.stream().mapToLong(one -> one).max().orElseThrow())
                    .isLessThan(1L << 53);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long nonce(SigningKey key, SigningTime time) {
        return Long.parseLong(VENUE.signer(Environment.PRODUCTION)
                .sign(VenueRequest.post("/v2/auth/r/orders"), URI.create("https://api.bitfinex.com"), key, time)
                .headers()
                .get("bfx-nonce"));
    }

    private static SignedCalls answering(int status, String permissions, String user) {
        return request -> new HttpReply(status, request.path().endsWith("/r/permissions") ? permissions : user);
    }

    private static KeyFacts inspect(String permissions) {
        return VENUE.inspector(Environment.PRODUCTION)
                .inspect(
                        answering(200, permissions, "[1234567,\"somebody@venue.example\",\"somebody\",1500000000000]"));
    }

    @Test
    void inspect_theRecordedAnswer_isReadScopeByScope() {
        KeyFacts facts = inspect(SAMPLE);

        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(
                        READ_ACCOUNT,
                        OPEN_SESSION,
                        TRADE_SPOT,
                        TRADE_MARGIN,
                        TRADE_DERIVATIVES,
                        EARN,
                        DEPOSIT,
                        TRANSFER_INTERNAL,
                        TRANSFER_SUBACCOUNT,
                        WITHDRAW,
                        ACCOUNT_ADMIN);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).containsExactly(KEY_ADMIN);
        assertThat(facts.venueRights()).contains("connection", "withdraw:write").doesNotContain("withdraw:read");
        assertThat(facts.accountId().value()).contains("1234567");
        assertThat(facts.ips().isKnown()).isFalse();
        assertThat(facts.expiry().isKnown()).isFalse();
    }

    @Test
    void inspect_aSmallKey_grantsTradingAlone_andDoesNotAskForTheAccount() {
        KeyFacts facts = VENUE.inspector(Environment.PRODUCTION).inspect(request -> {
            assertThat(request).hasToString("POST /v2/auth/r/permissions");
            return new HttpReply(200, SMALL);
        });

        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);
        assertThat(facts.permissions().of(WITHDRAW)).isEqualTo(Presence.DENIED);
        assertThat(facts.accountId().isKnown()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"sub_accounts\",0,1]", "[\"sub_accounts\",1,0]"})
    void inspect_aScopeThatNobodyHasHeardOf_isExcess(String scope) {
        assertThat(inspect(SMALL.replace("[\"history\"", scope + ",[\"history\""))
                        .permissions()
                        .unrecognised())
                .hasSize(1)
                .allMatch(right -> right.startsWith("sub_accounts:"));
        assertThat(inspect(SMALL.replace("[\"history\"", "[\"sub_accounts\",0,0],[\"history\""))
                        .permissions()
                        .unrecognised())
                .isEmpty();
    }

    @Test
    void inspect_aScopeThatIsLeftOut_isUnknown() {
        assertThat(inspect(SMALL.replace(",[\"withdraw\",0,0]", ""))
                        .permissions()
                        .of(WITHDRAW))
                .isEqualTo(Presence.UNKNOWN);
        assertThat(inspect(SMALL.replace(",[\"ui_withdraw\",0,0]", ""))
                        .permissions()
                        .of(WITHDRAW))
                .isEqualTo(Presence.UNKNOWN);
        KeyFacts facts = inspect(SMALL.replace(",[\"wallets\",1,0]", ""));
        assertThat(facts.permissions().all(Presence.UNKNOWN))
                .containsExactlyInAnyOrder(KEY_ADMIN, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, DEPOSIT);
    }

    /** Every variant is an error, or says no right denied that the true answer grants. */
    @TestFactory
    Stream<DynamicTest> inspect_anAnswerThatIsMangled_isAnErrorOrNoGuess() {
        Set<Permission> granted = inspect(SAMPLE).permissions().all(Presence.GRANTED);
        return Mangled.variants(SAMPLE)
                .distinct()
                .filter(body -> !body.isEmpty())
                .map(body -> DynamicTest.dynamicTest(body, () -> {
                    try {
                        KeyFacts facts = inspect(body);
                        if (facts.permissions().unrecognised().isEmpty()) {
                            assertThat(facts.permissions().all(Presence.DENIED)).doesNotContainAnyElementsOf(granted);
                        }
                    } catch (VenueUnavailableException e) {
                        assertThat(e).hasMessageNotContaining("none of this").hasNoCause();
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "null",
                "",
                "[[\"orders\",1,2]]",
                "[[\"orders\",1,true]]",
                "[[\"orders\",1,\"1\"]]",
                "[[\"orders\",1,1.0]]",
                "[[\"orders\",1]]",
                "[[\"orders\",0,0],[\"orders\",1,1]]",
                "[[7,0,0]]"
            })
    void inspect_anAnswerOfAnotherForm_isUnavailable(String body) {
        assertThatThrownBy(() -> inspect(body)).isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void inspect_aHugeAnswer_isReadOrRefused_andNeverLess() {
        String many = "[" + "[\"x\",0,0],".repeat(5_000) + SAMPLE.substring(1);
        assertThatThrownBy(() -> inspect(many)).as("a scope twice").isInstanceOf(VenueUnavailableException.class);
        assertThatThrownBy(() ->
                        inspect(SAMPLE.replace("[\"orders\",1,1]", "[\"orders\",1,1" + "0".repeat(100_000) + "]")))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void inspect_anAccountOfAnotherForm_isUnavailable() {
        for (String user : new String[] {"[]", "{}", "[\"1234567\"]", "[-1]", "[null]", "[1.5]"}) {
            assertThatThrownBy(() -> VENUE.inspector(Environment.PRODUCTION).inspect(answering(200, SAMPLE, user)))
                    .as(user)
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }

    private static VenueError error(int status, String body) {
        return VENUE.errors().classify(new HttpReply(status, body)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500|[\"error\",10100,\"apikey: digest invalid\"]|SIGNATURE",
                "500|[\"error\",10114,\"nonce: small\"]|NONCE",
                "500|[\"error\",10001,\"api_key: permission invalid\"]|PERMISSION",
                "500|[\"error\",10001,\"Invalid order: not enough exchange balance for 1 BTC\"]|REQUEST",
                "500|[\"error\",10020,\"symbol: invalid\"]|REQUEST",
                "500|[\"error\",11010,\"ratelimit: error\"]|RATE",
                "429|{\"error\":\"ERR_RATE_LIMIT\"}|RATE",
                "429|slow down|RATE",
                "500|[\"error\",20060,\"maintenance\"]|MAINTENANCE",
                "503|{\"code\":503,\"error\":\"temporarily_unavailable\"}|MAINTENANCE",
                "200|[1653325121798,\"on-req\",null,null,[],null,\"ERROR\",\"no\"]|REQUEST",
                "200|[1653325121798,\"oc-req\",null,null,null,null,\"FAILURE\",\"no\"]|REQUEST"
            })
    void error_means(int status, String body, Kind kind) {
        assertThat(error(status, body).kinds()).containsExactly(kind);
        assertThat(error(status, body).code()).doesNotContain("canary");
    }

    @Test
    void error_thatIsAmbiguous_staysSo() {
        assertThat(error(500, "[\"error\",10100,\"apikey: invalid\"]").kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.EXPIRED, Kind.IP);
        assertThat(error(500, "[\"error\",10100,\"canary\"]").kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE, Kind.EXPIRED, Kind.IP);
        assertThat(error(401, "canary").kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE, Kind.EXPIRED, Kind.IP);
        assertThat(error(500, "[\"error\",10001,\"canary\"]").kinds())
                .containsExactlyInAnyOrder(Kind.PERMISSION, Kind.REQUEST);
        // Every refusal has that status there: a code that nobody knows may be one, or not.
        VenueError unknown = error(500, "[\"error\",\"canary\",\"canary\"]");
        assertThat(unknown.kinds()).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(unknown.code()).doesNotContain("canary");
        assertThat(error(500, "canary").kinds()).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        for (String fine :
                new String[] {"[]", SAMPLE, "[1,\"a\",\"b\",2]", "[1,\"on-req\",null,null,[],null,\"SUCCESS\"]"}) {
            assertThat(VENUE.errors().classify(new HttpReply(200, fine))).isEmpty();
        }
    }

    @Test
    void probe_ofADeadKey_findsItDead() {
        try (BitfinexSimulator bitfinex = BitfinexSimulator.start()) {
            SimulatedKey key = bitfinex.createKey("account:read", "orders:read");
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, bitfinex.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA384, key)) {
                var inspector = venue.inspector(Environment.PRODUCTION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                key.revoke();
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.DEAD);
            }
        }
    }

    /** A key makes a token, which trades and cannot withdraw, and is taken back. */
    @Test
    void token_thatAKeyMakes_tradesInItsPlace() {
        try (BitfinexSimulator bitfinex = BitfinexSimulator.start()) {
            SimulatedKey parent = bitfinex.createKey("account:read", "orders:read", "orders:write", "withdraw:write");
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, bitfinex.uri());
            try (Desk keeper = new Desk(venue, SignatureAlgorithm.HMAC_SHA384, parent)) {
                String token = Answers.json(keeper.call(VenueRequest.post("/v2/auth/w/token")
                                .json("{\"scope\":\"api\",\"caps\":[\"a\",\"o\"],\"writePermission\":true}")))
                        .path(0)
                        .asText();
                try (SigningKey bearer = SigningKey.of(
                        SignatureAlgorithm.BEARER, SecretEncoding.TEXT, Desk.box(token), Desk.box(token), null, null)) {
                    SignedCalls bot = calls(venue, bearer, bitfinex.uri());
                    KeyFacts facts = venue.inspector(Environment.PRODUCTION).inspect(bot);
                    assertThat(facts.permissions().of(TRADE_SPOT)).isEqualTo(Presence.GRANTED);
                    assertThat(facts.permissions().of(WITHDRAW)).isEqualTo(Presence.DENIED);
                    assertThat(facts.accountId().value()).contains("1234567");
                    assertThat(bot.call(
                                            VenueRequest.post("/v2/auth/w/order/submit")
                                                    .json(
                                                            "{\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\",\"amount\":\"1\",\"price\":\"1\"}"))
                                    .body())
                            .contains("SUCCESS");
                    keeper.call(VenueRequest.post("/v2/auth/w/token/del").param("token", token));
                    assertThat(KeyProbe.ask(venue.inspector(Environment.PRODUCTION), bot))
                            .isEqualTo(KeyProbe.Answer.DEAD);
                    assertThatThrownBy(() -> venue.signer(Environment.PRODUCTION)
                                    .sign(
                                            VenueRequest.webSocket("auth"),
                                            URI.create("wss://api.bitfinex.com"),
                                            bearer,
                                            new SigningTime(InstantSource.fixed(SIGNED))))
                            .isInstanceOf(KeyScopeException.class);
                }
            }
        }
    }

    private static SignedCalls calls(VenueDefinition venue, SigningKey key, URI host) {
        HttpTransport http = HttpTransport.jdk(Duration.ofSeconds(10));
        var time = new SigningTime(InstantSource.system());
        return request -> {
            SignedRequest signed = venue.signer(Environment.PRODUCTION).sign(request, host, key, time);
            assertThat(signed.headers()).containsOnlyKeys("bfx-token", "Content-Type");
            try {
                return http.send(signed);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
    }

    @Test
    void steps_nameEverythingThatIsToBeDone() {
        var order = KeyOrder.builder("grid-account", "grid_1")
                .rights(Set.of("orders:read", "orders:write"))
                .algorithm(SignatureAlgorithm.HMAC_SHA384)
                .boundTo(Set.of("203.0.113.7"))
                .build();

        assertThat(String.join("\n", VENUE.keys().stepsToCreate(order)))
                .contains("grid-account", "grid_1", "203.0.113.7", "orders:read, orders:write", "HMAC_SHA384")
                .doesNotContain("{");
        assertThat(String.join("\n", VENUE.keys().stepsToDelete("grid_1"))).contains("grid_1");
        assertThat(VENUE.keys().administrator(Environment.PRODUCTION)).isEmpty();
    }

    @Test
    void cancelAll_ofOneMarket_leavesTheOthers() {
        try (BitfinexSimulator bitfinex = BitfinexSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, bitfinex.uri());
            try (Desk desk = new Desk(
                    venue, SignatureAlgorithm.HMAC_SHA384, bitfinex.createKey("orders:read", "orders:write"))) {
                var markets = Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);
                for (String market : new String[] {
                    "\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\"",
                    "\"LIMIT\",\"symbol\":\"tBTCUST\"",
                    "\"LIMIT\",\"symbol\":\"tBTCF0:USTF0\""
                }) {
                    desk.call(VenueRequest.post("/v2/auth/w/order/submit")
                            .json("{\"type\":" + market + ",\"amount\":\"1\",\"price\":\"1\"}"));
                }

                venue.emergency().cancelAll(desk, Set.of(TRADE_MARGIN));
                assertThat(venue.account().openOrders(desk, markets))
                        .extracting(OpenOrder::symbol)
                        .containsExactlyInAnyOrder("tBTCUST", "tBTCF0:USTF0");
                assertThat(venue.account().openOrders(desk, Set.of(TRADE_SPOT))).hasSize(1);
                venue.emergency().cancelAll(desk, markets);
                assertThat(venue.account().openOrders(desk, markets)).isEmpty();
                assertThat(venue.emergency().deadManSwitch(TRADE_SPOT, Duration.ofMinutes(1)))
                        .isEmpty();
                assertThat(bitfinex.stats().rejections()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[1,\"oc_multi-req\",null,null,[],null,\"ERROR\",\"\"]",
                "[1,\"oc_multi-req\",null,null,[],null,null,\"\"]",
                "{}",
                "[1]"
            })
    void cancelAll_thatIsNotSaidToBeDone_isAnError(String answer) {
        assertThatThrownBy(() -> VENUE.emergency()
                        .cancelAll(
                                request -> new HttpReply(200, answer),
                                Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @TempDir
    private Path folder;

    private Keyguard start(BitfinexSimulator bitfinex, SimulatedKey key, String name) throws KeyguardException {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(bitfinex.toApiKey("grid-bitfinex", key)
                    .strategies(Set.of("grid"))
                    .build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(VENUE.servedAt(Environment.PRODUCTION, bitfinex.uri()))
                .grant(
                        "grid",
                        Grant.on("bitfinex", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES)
                                .acceptUnknown("tokens have no more rights than their key", KEY_ADMIN))
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    /** From the vault to an order, and not on a key that can withdraw. */
    @Test
    void bot_startsOnASmallKeyAndTrades_andNotOnOneThatCanWithdraw() throws Exception {
        try (BitfinexSimulator bitfinex = BitfinexSimulator.start()) {
            String[] rights = {
                "account:read", "history:read", "orders:read", "orders:write", "positions:read", "wallets:read"
            };
            SimulatedKey small = bitfinex.createKey(rights);
            SimulatedKey large = bitfinex.createKey(Stream.concat(Stream.of(rights), Stream.of("withdraw:write"))
                    .toArray(String[]::new));
            try (Keyguard keyguard = start(bitfinex, small, "small")) {
                SignedRequest order = keyguard.forStrategy("grid")
                        .get(KeyScope.of("bitfinex", "main", TRADE_SPOT))
                        .sign(VenueRequest.post("/v2/auth/w/order/submit")
                                .param("type", "EXCHANGE LIMIT")
                                .param("symbol", "tBTCUST")
                                .param("amount", "0.5")
                                .param("price", "50000"));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10)).send(order).body())
                        .contains("SUCCESS");
            }
            assertThatThrownBy(() -> start(bitfinex, large, "large"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            assertThat(bitfinex.stats().ordersPlaced()).isEqualTo(1);
        }
    }
}
