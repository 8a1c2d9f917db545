/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.WITHDRAW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.Risk;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, answers about keys, and errors of HTX. */
class HtxTest {
    private static final VenueDefinition VENUE = Venues.htx();
    private static final Instant THEN = Instant.parse("2023-11-14T22:13:20Z");

    /** Source: the answer that JKorf/HTX.Net recorded, with letters for what it hides. */
    private static final String KEYS = """
            {"code":200,"message":"success","ok":true,"data":[
             {"accessKey":"160bb889-b7synthet-e0000001-ghxertfvbf","status":"normal","note":"host","permission":"trade,readOnly",
              "ipAddresses":"192.168.0.1,192.168.1.1","validDays":7,"createTime":1615192704000,"updateTime":1623030338000},
             {"accessKey":"5000d371-edsynthet-80000002-ab8e5","status":"normal","note":"host two","permission":"readOnly,trade,withdraw",
              "ipAddresses":"","validDays":-1,"createTime":1623158078000,"updateTime":1629875976000}]}""";

    private static final String OURS = "160bb889-b7synthet-e0000001-ghxertfvbf";
    private static final String OTHER = "5000d371-edsynthet-80000002-ab8e5";

    private static Map<String, String> vector(String name) {
        return Vectors.read("htx-" + name);
    }

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, Desk.box("key"), Desk.box("secret"), null, null);
    }

    private static SignedRequest signed(String host, VenueRequest request) {
        var time = new SigningTime(InstantSource.fixed(THEN));
        try (SigningKey key = key()) {
            return VENUE.signer(Environment.PRODUCTION).sign(request, URI.create(host), key, time);
        }
    }

    private static String encoded(String base64) {
        return base64.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "post", "swap", "ws", "swap-ws"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = vector(name);
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").replace("\\n", "\n").getBytes(UTF_8)))
                    .isEqualTo(java.util.Base64.getDecoder().decode(vector.get("base64")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aRead_isTheVector_andSortsItsParameters() {
        SignedRequest get = signed(
                "https://api.huobi.pro", VenueRequest.get("/v2/user/api-key").param("uid", "1"));
        assertThat(get.uri())
                .hasToString("https://api.huobi.pro/v2/user/api-key?AccessKeyId=key&SignatureMethod=HmacSHA256"
                        + "&SignatureVersion=2&Timestamp=2023-11-14T22%3A13%3A20&uid=1&Signature="
                        + encoded(vector("get").get("base64")));
        assertThat(get.headers()).containsExactly(Map.entry("Content-Type", "application/json"));
        assertThat(signed(
                                "https://api.huobi.pro",
                                VenueRequest.get("/v1/order/orders")
                                        .param("A", "1")
                                        .param("a", "b c"))
                        .uri()
                        .getRawQuery())
                .startsWith("A=1&AccessKeyId=key&")
                .contains("&a=b%20c&Signature=");
    }

    /** Two orders that say something else have the same signature: the finding of the page. */
    @Test
    void sign_anOrder_leavesItsBodyUnsigned() {
        VenueRequest order = VenueRequest.post("/v1/order/orders/place").param("amount", "1");
        SignedRequest one = signed("https://api.huobi.pro", order);
        SignedRequest other = signed("https://api.huobi.pro", order.param("symbol", "btcusdt"));

        assertThat(one.uri()).isEqualTo(other.uri());
        assertThat(one.uri().getRawQuery())
                .endsWith("&Signature=" + encoded(vector("post").get("base64")));
        assertThat(one.text()).isEqualTo("{\"amount\":\"1\"}");
        assertThat(other.text()).isNotEqualTo(one.text());
        assertThat(VENUE.requestLife().coversBody()).isFalse();
        assertThat(signed("https://api.huobi.pro", VenueRequest.post("/v5/trade/cancel_all_orders"))
                        .body())
                .isEmpty();
    }

    @Test
    void sign_namesTheVenuesHost_alsoBehindAGateway() {
        VenueRequest open = VenueRequest.get("/v5/trade/order/opens");
        String signature = "Signature=" + encoded(vector("swap").get("base64"));
        assertThat(signed("https://api.hbdm.com", open).uri().getRawQuery()).endsWith(signature);
        SignedRequest gateway = signed("https://gateway.example", open);
        assertThat(gateway.uri().getHost()).isEqualTo("gateway.example");
        assertThat(gateway.uri().getRawQuery()).endsWith(signature);
        assertThat(signed("https://api.hbdm.vn", open).uri().getRawQuery()).doesNotEndWith(signature);
    }

    @Test
    void sign_frames_areTwoKindsOfLogins() {
        SignedRequest spot = signed("wss://api.huobi.pro", VenueRequest.webSocket("auth"));
        assertThat(spot.uri()).hasToString("wss://api.huobi.pro/ws/v2");
        assertThat(spot.text())
                .isEqualTo("{\"action\":\"req\",\"ch\":\"auth\",\"params\":{\"authType\":\"api\",\"accessKey\":\"key\","
                        + "\"signatureMethod\":\"HmacSHA256\",\"signatureVersion\":\"2.1\",\"timestamp\":\"2023-11-14T22:13:20\","
                        + "\"signature\":\"" + vector("ws").get("base64") + "\"}}");
        SignedRequest swaps = signed("wss://api.hbdm.com", VenueRequest.webSocket("swap-auth"));
        assertThat(swaps.uri()).hasToString("wss://api.hbdm.com/linear-swap-notification");
        assertThat(swaps.text())
                .contains(
                        "\"op\":\"auth\"",
                        "\"Signature\":\"" + vector("swap-ws").get("base64") + "\"");
        assertThat(VENUE.home(Environment.PRODUCTION, VenueRequest.webSocket("swap-auth")))
                .contains(URI.create("wss://api.hbdm.com"));
    }

    private static SignedCalls answering(String keys, Optional<String> apiKey) {
        return new SignedCalls() {
            @Override
            public HttpReply call(VenueRequest request) {
                String answer = switch (request.path()) {
                    case "/v2/user/uid" -> "{\"code\":200,\"data\":1234567}";
                    case "/v1/common/timestamp" -> "{\"status\":\"ok\",\"data\":1699999999000}";
                    default -> keys;
                };
                return new HttpReply(200, answer);
            }

            @Override
            public Optional<VenueKeyId> key() {
                return apiKey.map(id -> VenueKeyId.of("htx", id));
            }
        };
    }

    private static KeyFacts inspect(String keys, String apiKey) {
        return VENUE.inspector(Environment.PRODUCTION).inspect(answering(keys, Optional.of(apiKey)));
    }

    @Test
    void inspect_readsTheOwnKeyAmongAllOfTheUser() {
        KeyFacts facts = inspect(KEYS, OURS);

        assertThat(facts.venueRights()).containsExactlyInAnyOrder("readOnly", "trade");
        assertThat(facts.permissions().all(Presence.GRANTED))
                .contains(READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES)
                .doesNotContain(WITHDRAW);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).containsExactlyInAnyOrder(KEY_ADMIN, ACCOUNT_ADMIN);
        assertThat(facts.ips().value().orElseThrow()).containsExactlyInAnyOrder("192.168.0.1", "192.168.1.1");
        assertThat(facts.expiry().value())
                .contains(Instant.ofEpochMilli(1699999999000L).plus(Duration.ofDays(7)));
        assertThat(facts.accountId().value()).contains("1234567");

        KeyFacts other = inspect(KEYS, OTHER);
        assertThat(other.permissions().all(Presence.GRANTED)).contains(WITHDRAW);
        assertThat(other.expiry().isKnown()).isTrue();
        assertThat(other.expiry().value()).isEmpty();
        assertThat(other.ips().isKnown()).isTrue();
        assertThat(other.ips().value()).isEmpty();
    }

    @Test
    void inspect_aKeyThatIsNotShown_hasUnknownRights() {
        var inspector = VENUE.inspector(Environment.PRODUCTION);
        for (KeyFacts facts : List.of(inspect(KEYS, "nobody"), inspector.inspect(answering(KEYS, Optional.empty())))) {
            assertThat(facts.permissions().all(Presence.GRANTED)).isEmpty();
            assertThat(facts.permissions().all(Presence.UNKNOWN)).contains(TRADE_SPOT, WITHDRAW);
            assertThat(facts.accountId().value()).contains("1234567");
        }
        assertThat(inspect(KEYS.replace("trade,readOnly", "readOnly,astrology"), OURS)
                        .permissions()
                        .unrecognised())
                .containsExactly("astrology");
    }

    /** Every variant is an error, or tells no more than the true answer: never less rights as known. */
    @TestFactory
    Stream<DynamicTest> inspect_aMangledAnswer_isAnErrorOrTellsNoLess() {
        return Mangled.variants(KEYS)
                .distinct()
                .map(answer -> DynamicTest.dynamicTest("answer " + answer, () -> {
                    try {
                        KeyFacts facts = inspect(answer, OURS);
                        Set<Permission> unknown = facts.permissions().all(Presence.UNKNOWN);
                        boolean told = facts.permissions().all(Presence.GRANTED).contains(TRADE_SPOT)
                                || unknown.contains(TRADE_SPOT)
                                || !facts.permissions().unrecognised().isEmpty();
                        assertThat(told).isTrue();
                    } catch (VenueUnavailableException | VenueRefusedException e) {
                        assertThat(e).hasMessageNotContaining("none of this").hasNoCause();
                    }
                }));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'status':'error','err-code':'api-signature-not-valid','err-msg':'Signature not valid: Incorrect Access key [x]'} | BAD_KEY",
                "{'status':'error','err-code':'api-signature-not-valid','err-msg':'Signature not valid: API key has no permission'} | PERMISSION",
                "{'status':'error','err-code':'api-signature-not-valid','err-msg':'Incorrect IP address [x]'} | IP",
                "{'status':'error','err-code':'api-signature-not-valid','err-msg':'APIkey has expired'} | EXPIRED",
                "{'status':'error','err-code':'api-signature-check-failed','err-msg':''} | SIGNATURE",
                "{'status':'error','err_code':403,'err_msg':'Incorrect Access key [x]','ts':1} | BAD_KEY",
                "{'status':'error','err_code':12008,'err_msg':'','ts':1} | SIGNATURE",
                "{'status':'error','err_code':1084,'err_msg':'','ts':1} | ACCOUNT",
                "{'status':'error','err_code':1253,'err_msg':'','ts':1} | SIGNATURE",
                "{'status':'error','err_code':12001,'err_msg':'','ts':1} | CLOCK",
                "{'status':'error','err_code':1046,'err_msg':'canary','ts':1} | REQUEST",
                "{'code':1003,'message':'invalid signature'} | SIGNATURE",
                "{'code':1003,'message':'Signature not valid'} | SIGNATURE",
                "{'status':'error','err-code':'bad-request','err-msg':'429 too many request'} | RATE",
                "{'code':2000,'message':'canary'} | IP",
                "{'status':'error','err-code':'rate-too-many-requests','err-msg':''} | RATE",
                "{'status':'error','err-code':'order-invalid-price','err-msg':'canary'} | REQUEST",
                "{'code':987654,'message':'canary'} | REQUEST"
            })
    void error_hasItsMeaning(String answer, Kind kind) {
        var error = VENUE.errors()
                .classify(new HttpReply(200, answer.replace('\'', '"')))
                .orElseThrow();
        assertThat(error.kinds()).containsExactly(kind);
        assertThat(error.code()).doesNotContain("canary", "987654", "[x]");
    }

    /** Numbers of swaps are others than those of v2: a fault of the venue's own blames no key, and does not say that nothing was done. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status':'error','err_code':1000,'err_msg':'System error','ts':1}",
                "{'status':'error','err_code':1001,'err_msg':'','ts':1}",
                "{'status':'error','err_code':1002,'err_msg':'Query error','ts':1}",
                "{'status':'error','err_code':1003,'err_msg':'Redis error','ts':1}",
                "{'status':'error','err_code':1004,'err_msg':'System busy','ts':1}",
                "{'status':'error','err_code':1108,'err_msg':'','ts':1}",
                "{'status':'error','err_code':1431,'err_msg':'','ts':1}",
                "{'code':1004,'message':'System busy','ts':1}",
                "{'code':500,'message':'system error'}",
                "{'status':'error','err-code':'base-system-error','err-msg':''}",
                "{'status':'error','err-code':'bad-request','err-msg':'request timeout'}"
            })
    void error_ofTheVenuesOwn_blamesNoKey_andLeavesTheOutcomeUnknown(String answer) {
        var reply = new HttpReply(200, answer.replace('\'', '"'));
        var error = VENUE.errors().classify(reply).orElseThrow();

        assertThat(error.kinds()).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(error.mayBeAuth()).isFalse();
        assertThatThrownBy(() -> VENUE.emergency().cancelAll(request -> reply, Set.of(TRADE_DERIVATIVES)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    /** API v5 and v2 answer alike: without a sentence a number is either's. */
    @ParameterizedTest
    @CsvSource({"1002, redis error, PERMISSION", "1003, redis error, SIGNATURE", "1003, '', SIGNATURE"})
    void error_ofSwapsOrOfV2_isBoth(int code, String sentence, Kind kind) {
        var error = VENUE.errors()
                .classify(new HttpReply(200, "{\"code\":" + code + ",\"message\":\"" + sentence + "\",\"ts\":1}"))
                .orElseThrow();

        assertThat(error.kinds())
                .contains(kind, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN)
                .doesNotContain(Kind.REQUEST);
    }

    @Test
    void error_thatIsAmbiguous_staysSo_andSuccessIsNone() {
        var errors = VENUE.errors();
        assertThat(errors.classify(
                                new HttpReply(
                                        200,
                                        "{\"status\":\"error\",\"err-code\":\"api-signature-not-valid\",\"err-msg\":\"Verification failure\"}"))
                        .orElseThrow()
                        .kinds())
                .contains(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.IP, Kind.PERMISSION, Kind.EXPIRED);
        assertThat(errors.classify(new HttpReply(200, "{\"code\":1002,\"message\":\"forbidden\"}"))
                        .orElseThrow()
                        .kinds())
                .containsExactlyInAnyOrder(Kind.PERMISSION, Kind.IP);
        assertThat(errors.classify(new HttpReply(200, "{\"code\":2002,\"message\":\"auth.fail\"}"))
                        .orElseThrow()
                        .kinds())
                .contains(Kind.BAD_KEY, Kind.SIGNATURE);
        assertThat(errors.classify(new HttpReply(502, "<html>")).orElseThrow().kinds())
                .contains(Kind.OUTCOME_UNKNOWN);
        assertThat(errors.classify(new HttpReply(200, "{\"status\":\"ok\",\"data\":[]}")))
                .isEmpty();
        assertThat(errors.classify(new HttpReply(200, "{\"code\":200,\"data\":null}")))
                .isEmpty();
    }

    /** A person is asked for a one-time password when a key is made, and not before. */
    @Test
    void create_callsForAOneTimePassword_onceForEachKey() {
        try (HtxSimulator htx = HtxSimulator.start()) {
            var asked = new AtomicInteger();
            var passwords = Venues.htx(() -> Desk.box("12345" + asked.incrementAndGet()))
                    .servedAt(Environment.PRODUCTION, htx.uri());
            KeyOrder order = KeyOrder.builder("7", "grid")
                    .rights(Set.of("readOnly", "trade"))
                    .build();
            try (Desk owner = new Desk(passwords, SignatureAlgorithm.HMAC_SHA256, htx.createKey("readOnly", "trade"))) {
                var administrator =
                        passwords.keys().administrator(Environment.PRODUCTION).orElseThrow();
                assertThat(asked).hasValue(0);
                try (NewKey made = administrator.create(owner, order)) {
                    assertThat(made.secret()).isPresent();
                }
                assertThat(asked).hasValue(1);
                var none = VENUE.keys().administrator(Environment.PRODUCTION).orElseThrow();
                assertThatThrownBy(() -> none.create(owner, order))
                        .isInstanceOf(VenueRefusedException.class)
                        .hasMessageContaining("one-time password");
                assertThat(administrator.list(owner, "7")).hasSize(1);
            }
        }
    }

    /** What calls for a password may fail: then nothing is sent. */
    @Test
    void create_withoutAPassword_makesNothing() {
        VenueDefinition venue = Venues.htx(() -> {
            throw new IllegalStateException("nobody is there");
        });
        SignedCalls calls = request -> {
            throw new AssertionError("nothing is to be sent");
        };
        assertThatThrownBy(() -> venue.keys()
                        .administrator(Environment.PRODUCTION)
                        .orElseThrow()
                        .create(calls, KeyOrder.builder("7", "grid").build()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void timer_isForSpot_andALockForSubUsers() {
        var emergency = VENUE.emergency();
        assertThat(emergency
                        .deadManSwitch(TRADE_SPOT, Duration.ofMinutes(1))
                        .orElseThrow()
                        .json())
                .contains("{\"timeout\":60}");
        assertThat(emergency.deadManSwitch(TRADE_SPOT, Duration.ofSeconds(4))).isEmpty();
        assertThat(emergency.deadManSwitch(TRADE_DERIVATIVES, Duration.ofMinutes(1)))
                .isEmpty();
        VenueRequest lock = emergency.freeze("7").orElseThrow();
        assertThat(VENUE.classifier(Environment.PRODUCTION).classify(lock).risk())
                .isEqualTo(Risk.REDUCES_RISK);
        assertThat(emergency.freeze("bot")).isEmpty();
    }

    @Test
    void cancelAll_ofOneMarket_leavesTheOther() {
        try (HtxSimulator htx = HtxSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, htx.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, htx.createKey("readOnly", "trade"))) {
                desk.call(
                        VenueRequest.post("/v1/order/orders/place")
                                .json(
                                        "{\"account-id\":\"10001\",\"symbol\":\"btcusdt\",\"type\":\"buy-limit\",\"amount\":\"1\",\"price\":\"1\"}"));
                desk.call(
                        VenueRequest.post("/v5/trade/order")
                                .json(
                                        "{\"contract_code\":\"BTC-USDT\",\"side\":\"buy\",\"type\":\"limit\",\"volume\":\"1\",\"price\":\"1\"}"));
                var account = venue.account();
                venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
                assertThat(account.openOrders(desk, Set.of(TRADE_DERIVATIVES))).isEmpty();
                assertThat(account.openOrders(desk, Set.of(TRADE_SPOT)))
                        .extracting(OpenOrder::symbol)
                        .containsExactly("btcusdt");
                assertThat(account.openOrders(desk, Set.of(TRADE_MARGIN))).isEmpty();
                venue.emergency().cancelAll(desk, Set.of(TRADE_SPOT, TRADE_DERIVATIVES));
                assertThat(account.openOrders(desk, Set.of(TRADE_SPOT))).isEmpty();
                assertThat(account.balances(desk, Set.of(TRADE_DERIVATIVES)))
                        .containsExactly(new Balance("swap", "USDT", new BigDecimal("5000")));
                assertThat(htx.stats().rejections()).isEmpty();
            }
        }
    }

    @TempDir
    private Path folder;

    private Keyguard start(HtxSimulator htx, SimulatedKey key, String name) throws KeyguardException {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(htx.toApiKey("grid-htx", key).strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(VENUE.servedAt(Environment.PRODUCTION, htx.uri()))
                .grant(
                        "grid",
                        Grant.on("htx", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(
                                        TRADE_MARGIN,
                                        TRADE_DERIVATIVES,
                                        Permission.TRANSFER_INTERNAL,
                                        Permission.TRANSFER_SUBACCOUNT,
                                        Permission.CONVERT)
                                .acceptUnknown("a sub-user", KEY_ADMIN, ACCOUNT_ADMIN))
                .policy(KeyPolicy.strict())
                .start();
    }

    /** From the vault to an order. */
    @Test
    void bot_startsOnASmallKeyAndTrades_andNotOnOneThatCanWithdraw() throws Exception {
        try (HtxSimulator htx = HtxSimulator.start()) {
            SimulatedKey key = htx.createKey("readOnly", "trade").boundTo("127.0.0.1");
            try (Keyguard keyguard = start(htx, key, "small")) {
                SignedRequest order = keyguard.forStrategy("grid")
                        .get(KeyScope.of("htx", "main", TRADE_SPOT))
                        .sign(VenueRequest.post("/v1/order/orders/place")
                                .param("account-id", "10001")
                                .param("symbol", "btcusdt")
                                .param("type", "buy-limit")
                                .param("amount", "1")
                                .param("price", "50000"));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10)).send(order).body())
                        .contains("\"status\":\"ok\"");
            }
            key.rights("readOnly", "trade", "withdraw");
            assertThatThrownBy(() -> start(htx, key, "large"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            assertThat(htx.stats().ordersPlaced()).isEqualTo(1);
        }
    }

    /** A supplier is asked for a box that is wiped afterwards. */
    @Test
    void oneTimePassword_isClosedAfterUse() {
        SecretBytes password = Desk.box("123456");
        VenueDefinition venue = Venues.htx(() -> password);
        SignedCalls calls = request -> new HttpReply(200, "{\"code\":2002,\"message\":\"no\"}");
        assertThatThrownBy(() -> venue.keys()
                        .administrator(Environment.PRODUCTION)
                        .orElseThrow()
                        .create(calls, KeyOrder.builder("7", "grid").build()))
                .isInstanceOf(VenueRefusedException.class);
        assertThat(password.isClosed()).isTrue();
    }
}
