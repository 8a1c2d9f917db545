/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
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
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, answers about keys, and errors of MEXC. */
class MexcTest {
    private static final VenueDefinition VENUE = Venues.mexc();
    /** The official example's. */
    private static final String OURS = "mx0aBYs33eIilxBWC5";

    private static final Instant SIGNED = Instant.ofEpochMilli(1_644_489_390_087L);

    /** Source: mexcdevelop/apidocs, account information; the flags are the account's. */
    private static final String ACCOUNT =
            "{\"canTrade\":true,\"canWithdraw\":true,\"canDeposit\":true,\"updateTime\":null,\"accountType\":\"SPOT\","
                    + "\"balances\":[{\"asset\":\"NBNTEST\",\"free\":\"1111078\",\"locked\":\"33\"}],\"permissions\":[\"SPOT\"]}";

    /** Source: mexcdevelop/apidocs, API keys of a sub-account; the values are made up. */
    private static final String KEYS =
            "{\"subAccount\":[{\"note\":\"1\",\"apiKey\":\"mx0vglsynthetic01\",\"permissions\":\"SPOT_ACCOUNT_READ,SPOT_DEAL_WRITE\","
                    + "\"ip\":\"203.0.113.7,198.51.100.7\",\"creatTime\":1597026383085}]}";

    private static Map<String, String> vector(String name) {
        return Vectors.read("mexc-" + name);
    }

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                SecretEncoding.TEXT,
                Desk.box(OURS),
                Desk.box(vector("query").get("secret")),
                null,
                null);
    }

    private static SignedRequest signed(VenueRequest request) {
        URI host = VENUE.home(Environment.PRODUCTION, request).orElseThrow();
        try (SigningKey key = key()) {
            return VENUE.signer(Environment.PRODUCTION)
                    .sign(request, host, key, new SigningTime(InstantSource.fixed(SIGNED)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "mixed", "contract-get", "contract-post", "login"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = vector(name);
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").getBytes(UTF_8)))
                    .isEqualTo(HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aSpotOrder_isTheOfficialExample() {
        SignedRequest signed = signed(VenueRequest.post("/api/v3/order")
                .param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("quantity", "1")
                .param("price", "11"));

        assertThat(signed.uri())
                .hasToString("https://api.mexc.com/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=11"
                        + "&recvWindow=5000&timestamp=1644489390087&signature="
                        + vector("query").get("hex"));
        assertThat(signed.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of("X-MEXC-APIKEY", OURS, "Content-Type", "application/json"));
        assertThat(signed.body()).isEmpty();
        assertThat(signed(VenueRequest.get("/api/v3/account")).uri().getRawQuery())
                .startsWith("recvWindow=5000&timestamp=1644489390087&signature=");
        assertThat(signed(VenueRequest.delete("/api/v3/order").param("symbol", "A&B"))
                        .uri()
                        .getRawQuery())
                .startsWith("symbol=A%26B&");
    }

    @Test
    void sign_aDocumentForSpot_isRefused() {
        assertThatThrownBy(() -> signed(VenueRequest.post("/api/v3/order").json("{\"symbol\":\"BTCUSDT\"}")))
                .isInstanceOf(KeyScopeException.class);
    }

    @Test
    void sign_contracts_areAnotherSignatureAtAnotherHost() {
        SignedRequest read = signed(VenueRequest.get("/api/v1/private/account/transfer_record")
                .param("page_num", "1")
                .param("currency", "USDT"));
        String order = "{\"symbol\":\"BTC_USDT\",\"price\":100,\"vol\":2,\"side\":1,\"type\":1,\"openType\":2}";
        SignedRequest submit =
                signed(VenueRequest.post("/api/v1/private/order/submit").json(order));

        assertThat(read.uri())
                .hasToString(
                        "https://contract.mexc.com/api/v1/private/account/transfer_record?currency=USDT&page_num=1");
        assertThat(read.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ApiKey",
                        OURS,
                        "Request-Time",
                        "1644489390087",
                        "Signature",
                        vector("contract-get").get("hex"),
                        "Content-Type",
                        "application/json"));
        assertThat(submit.headers())
                .containsEntry("Signature", vector("contract-post").get("hex"));
        assertThat(submit.text()).isEqualTo(order);
        assertThat(signed(VenueRequest.post("/api/v1/private/position/close_all"))
                        .text())
                .isEqualTo("{}");
        assertThatThrownBy(() -> signed(
                        VenueRequest.get("/api/v1/private/account/assets").param("a", "b&c=d")))
                .isInstanceOf(KeyScopeException.class);
    }

    @Test
    void sign_aLogin_coversKeyAndTime() {
        SignedRequest login = signed(VenueRequest.webSocket("login"));

        assertThat(login.uri()).hasToString("wss://contract.mexc.com/edge");
        assertThat(login.text())
                .isEqualTo("{\"method\":\"login\",\"param\":{\"apiKey\":\"" + OURS
                        + "\",\"reqTime\":\"1644489390087\",\"signature\":\""
                        + vector("login").get("hex") + "\"}}");
    }

    private static SignedCalls answering(String account, HttpReply tried, String user) {
        return request -> switch (request.path()) {
            case "/api/v3/account" -> new HttpReply(200, account);
            case "/api/v3/order/test" -> tried;
            case "/api/v3/uid" -> new HttpReply(200, user);
            default -> throw new AssertionError("nobody expected " + request);
        };
    }

    private static KeyFacts inspect(String account, HttpReply tried) {
        return VENUE.inspector(Environment.PRODUCTION).inspect(answering(account, tried, "{\"uid\":\"209302839\"}"));
    }

    private static HttpReply code(int code) {
        return new HttpReply(400, "{\"code\":" + code + ",\"msg\":\"refused\"}");
    }

    /** The flags of the account say that it can withdraw; nothing is known of the key. */
    @Test
    void inspect_provesReadingAndTradingAlone() {
        KeyFacts facts = inspect(ACCOUNT, new HttpReply(200, "{}"));

        assertThat(facts.permissions().all(Presence.GRANTED)).containsExactlyInAnyOrder(READ_ACCOUNT, TRADE_SPOT);
        assertThat(facts.permissions().all(Presence.UNKNOWN))
                .containsExactlyInAnyOrder(
                        OPEN_SESSION,
                        KEY_ADMIN,
                        ACCOUNT_ADMIN,
                        CONVERT,
                        TRADE_MARGIN,
                        TRADE_DERIVATIVES,
                        TRANSFER_INTERNAL,
                        TRANSFER_SUBACCOUNT,
                        WITHDRAW,
                        CANCEL_WITHDRAWAL,
                        DEPOSIT);
        assertThat(facts.permissions().of(EARN)).isEqualTo(Presence.DENIED);
        assertThat(facts.venueRights()).containsExactlyInAnyOrder("SPOT_ACCOUNT_READ", "SPOT_DEAL_WRITE");
        assertThat(facts.accountId().value()).contains("209302839");
        assertThat(facts.ips().isKnown()).isFalse();
        assertThat(facts.expiry().isKnown()).isFalse();
    }

    @Test
    void inspect_aTriedOrder_isDeniedByTheVenuesWordAlone() {
        assertThat(inspect(ACCOUNT, code(700007)).permissions().of(TRADE_SPOT)).isEqualTo(Presence.DENIED);
        for (HttpReply other : List.of(
                code(30002),
                code(10072),
                code(700002),
                code(429),
                new HttpReply(500, ""),
                new HttpReply(200, ""),
                new HttpReply(200, "[]"),
                new HttpReply(200, "{\"code\":700003}"))) {
            assertThat(inspect(ACCOUNT, other).permissions().of(TRADE_SPOT)).isEqualTo(Presence.UNKNOWN);
        }
    }

    /** Every variant is an error, or tells what the true answer tells: withdrawals are never known. */
    @TestFactory
    Stream<DynamicTest> inspect_anAnswerThatIsMangled_isAnErrorOrNoGuess() {
        return Mangled.variants(ACCOUNT)
                .distinct()
                .filter(body -> !body.isEmpty())
                .map(body -> DynamicTest.dynamicTest(body, () -> {
                    try {
                        KeyFacts facts = inspect(body, new HttpReply(200, "{}"));
                        assertThat(facts.permissions().of(WITHDRAW)).isEqualTo(Presence.UNKNOWN);
                        assertThat(facts.permissions().of(KEY_ADMIN)).isEqualTo(Presence.UNKNOWN);
                    } catch (VenueUnavailableException | VenueRefusedException e) {
                        assertThat(e).hasMessageNotContaining("none of this");
                    }
                }));
    }

    @Test
    void inspect_anotherForm_isUnavailable() {
        for (String account : new String[] {"{}", "[]", "", "null", "{\"balances\":{}}", " ".repeat(100_000)}) {
            assertThatThrownBy(() -> inspect(account, new HttpReply(200, "{}")))
                    .isInstanceOf(VenueUnavailableException.class);
        }
        for (String user : new String[] {"{}", "{\"uid\":\"\"}", "{\"uid\":\"a\"}", "{\"uid\":[1]}", "[]"}) {
            assertThatThrownBy(() -> VENUE.inspector(Environment.PRODUCTION)
                            .inspect(answering(ACCOUNT, new HttpReply(200, "{}"), user)))
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }

    private static List<ListedKey> listed(String body) {
        return VENUE.keys()
                .administrator(Environment.PRODUCTION)
                .orElseThrow()
                .list(request -> new HttpReply(200, body), "grid1");
    }

    /** A bot that reads is to read withdrawals too, where there can be any. */
    @Test
    void create_forASubAccount_leavesReadingOfWithdrawalsOut_andRefusesWithdrawing() {
        try (MexcSimulator mexc = MexcSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, mexc.uri());
            SimulatedKey key = mexc.createKey("SPOT_ACCOUNT_READ", "SPOT_ACCOUNT_WRITE");
            try (Desk owner = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key)) {
                var administrator =
                        venue.keys().administrator(Environment.PRODUCTION).orElseThrow();
                var reading =
                        KeyOrder.builder("grid1", "reads").rights(venue.rights().smallestKeyFor(Set.of(READ_ACCOUNT)));
                administrator.create(owner, reading.build()).close();
                assertThat(administrator.list(owner, "grid1").get(0).rights().value())
                        .contains(Set.of("SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_TRANSFER_READ"));
                var withdrawing = KeyOrder.builder("grid1", "withdraws").rights(Set.of("SPOT_WITHDRAW_WRITE"));
                assertThatThrownBy(() -> administrator.create(owner, withdrawing.build()))
                        .isInstanceOf(VenueRefusedException.class)
                        .hasMessageContaining("make a key that withdraws");
                assertThat(administrator.list(owner, "grid1")).hasSize(1);
            }
        }
    }

    @Test
    void list_theDocumentedAnswer_isRead() {
        ListedKey key = listed(KEYS).get(0);
        assertThat(key.label()).isEqualTo("1");
        assertThat(key.rights().value()).contains(Set.of("SPOT_ACCOUNT_READ", "SPOT_DEAL_WRITE"));
        assertThat(key.ips().value()).contains(Set.of("203.0.113.7", "198.51.100.7"));
        assertThat(key.created().value()).contains(Instant.ofEpochMilli(1_597_026_383_085L));
        assertThat(key.expiry().isKnown()).isFalse();

        ListedKey open = listed(KEYS.replace("203.0.113.7,198.51.100.7", "")).get(0);
        assertThat(open.ips().isKnown()).isTrue();
        assertThat(open.ips().value()).isEmpty();
        assertThat(open.expiry().value())
                .contains(Instant.ofEpochMilli(1_597_026_383_085L).plus(Duration.ofDays(90)));
        ListedKey without = listed(KEYS.replace("\"ip\"", "\"i\"").replace("\"permissions\"", "\"p\""))
                .get(0);
        assertThat(without.ips().isKnown()).isFalse();
        assertThat(without.rights().isKnown()).isFalse();
        assertThat(without.expiry().isKnown()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10072, BAD_KEY",
        "602, SIGNATURE",
        "402, EXPIRED",
        "700003, CLOCK",
        "10073, CLOCK",
        "700006, IP",
        "406, IP",
        "700007, PERMISSION",
        "511, PERMISSION",
        "701, PERMISSION",
        "704, PERMISSION",
        "30018, ACCOUNT",
        "429, RATE",
        "510, RATE",
        "503, MAINTENANCE",
        "30004, REQUEST",
        "700005, REQUEST",
        "730705, REQUEST",
        "99999, REQUEST"
    })
    void error_means(int code, Kind kind) {
        for (String body : new String[] {
            "{\"code\":" + code + ",\"msg\":\"canary\"}",
            "{\"success\":false,\"code\":" + code + ",\"message\":\"canary\"}",
            "{\"code\":\"" + code + "\"}"
        }) {
            VenueError error = VENUE.errors().classify(new HttpReply(200, body)).orElseThrow();
            assertThat(error.kinds()).containsExactly(kind);
            assertThat(error.code()).doesNotContain("canary", "99999");
        }
    }

    @Test
    void error_thatIsAmbiguous_staysSo() {
        assertThat(kinds(400, "{\"code\":700001}")).containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.EXPIRED);
        assertThat(kinds(400, "{\"code\":700002}")).containsExactlyInAnyOrder(Kind.SIGNATURE, Kind.EXPIRED);
        assertThat(kinds(200, "{\"success\":false,\"code\":401}"))
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.PERMISSION);
        assertThat(kinds(200, "{\"success\":false,\"code\":513}")).containsExactlyInAnyOrder(Kind.CLOCK, Kind.REQUEST);
        assertThat(kinds(403, "{\"code\":403}")).containsExactlyInAnyOrder(Kind.PERMISSION, Kind.RATE);
        assertThat(kinds(500, "oops")).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(kinds(200, "{\"success\":false}")).containsExactly(Kind.REQUEST);
        for (String fine : new String[] {"{}", "[]", "{\"success\":true,\"code\":0}", "{\"code\":200,\"data\":[]}"}) {
            assertThat(VENUE.errors().classify(new HttpReply(200, fine))).isEmpty();
        }
    }

    private static Set<Kind> kinds(int status, String body) {
        return VENUE.errors()
                .classify(new HttpReply(status, body))
                .orElseThrow()
                .kinds();
    }

    @Test
    void probe_ofADeadKey_findsItDead() {
        try (MexcSimulator mexc = MexcSimulator.start()) {
            SimulatedKey key = mexc.createKey("SPOT_ACCOUNT_READ");
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, mexc.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key)) {
                var inspector = venue.inspector(Environment.PRODUCTION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                assertThat(inspector.inspect(desk).permissions().of(TRADE_SPOT)).isEqualTo(Presence.DENIED);
                key.revoke();
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.DEAD);
            }
        }
    }

    @Test
    void cancelAll_ofOneMarket_leavesTheOther() {
        try (MexcSimulator mexc = MexcSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, mexc.uri());
            SimulatedKey key = mexc.createKey(
                    "SPOT_ACCOUNT_READ",
                    "SPOT_DEAL_READ",
                    "SPOT_DEAL_WRITE",
                    "CONTRACT_DEAL_READ",
                    "CONTRACT_DEAL_WRITE");
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key)) {
                var markets = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);
                for (String side : new String[] {"BUY", "SELL"}) {
                    desk.call(VenueRequest.post("/api/v3/order")
                            .param("symbol", "ETHUSDT")
                            .param("side", side)
                            .param("type", "LIMIT")
                            .param("quantity", "1")
                            .param("price", "9"));
                }
                desk.call(VenueRequest.post("/api/v1/private/order/submit")
                        .json("{\"symbol\":\"BTC_USDT\",\"price\":9,\"vol\":1,\"side\":1,\"type\":1,\"openType\":2}"));

                assertThat(venue.account().openOrders(desk, markets))
                        .extracting(OpenOrder::symbol)
                        .containsExactly("ETHUSDT", "ETHUSDT", "BTC_USDT");
                venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
                assertThat(venue.account().openOrders(desk, markets)).hasSize(2);
                venue.emergency().cancelAll(desk, Set.of(TRADE_SPOT));
                assertThat(venue.account().openOrders(desk, markets)).isEmpty();
                assertThatThrownBy(() -> venue.emergency().cancelAll(desk, EnumSet.of(TRADE_MARGIN)))
                        .isInstanceOf(VenueUnavailableException.class);
                assertThatThrownBy(() -> venue.account().openOrders(desk, EnumSet.of(TRADE_MARGIN)))
                        .isInstanceOf(VenueUnavailableException.class);
                assertThat(venue.emergency().deadManSwitch(TRADE_SPOT, Duration.ofMinutes(1)))
                        .isEmpty();
                assertThat(mexc.stats().rejections()).isEmpty();
            }
        }
    }

    /** A list without pages is asked for in halves of its time. */
    @Test
    void fills_ofMoreThanOneAnswer_areAllThere() {
        var now = new AtomicReference<>(Instant.parse("2026-03-01T00:00:00.123Z"));
        try (MexcSimulator mexc = MexcSimulator.start(now::get)) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, mexc.uri());
            SimulatedKey key = mexc.createKey("SPOT_DEAL_READ", "SPOT_DEAL_WRITE");
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key, now::get)) {
                Instant from = now.get();
                String order = Answers.json(desk.call(VenueRequest.post("/api/v3/order")
                                .param("symbol", "BTCUSDT")
                                .param("side", "BUY")
                                .param("type", "LIMIT")
                                .param("quantity", "1000")
                                .param("price", "9")))
                        .path("orderId")
                        .asText();
                for (int n = 0; n < 350; n++) {
                    mexc.fill(order, "2");
                    now.updateAndGet(instant -> instant.plusMillis(700));
                }
                Function<SignedCalls, List<Fill>> fills = calls -> venue.account()
                        .fills(calls, Set.of(TRADE_SPOT), Set.of("BTCUSDT"), from, now.get())
                        .value()
                        .orElseThrow();

                assertThat(fills.apply(desk)).hasSize(350).extracting(Fill::id).doesNotHaveDuplicates();
                String row = Answers.json(
                                desk.call(VenueRequest.get("/api/v3/myTrades").param("symbol", "BTCUSDT")))
                        .path(0)
                        .toString();
                String page = "[" + (row + ",").repeat(99) + row + "]";
                assertThatThrownBy(() -> fills.apply(request -> new HttpReply(200, page)))
                        .as("a list without an end")
                        .isInstanceOf(VenueUnavailableException.class);
            }
            assertThat(mexc.stats().rejections()).isEmpty();
        }
    }

    @TempDir
    private Path folder;

    private Keyguard start(MexcSimulator mexc, SimulatedKey key, String name, Grant grant) throws KeyguardException {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(mexc.toApiKey("grid-mexc", key).strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(VENUE.servedAt(Environment.PRODUCTION, mexc.uri()))
                .grant("grid", grant)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    /** From the vault to an order, if what nobody can tell is accepted in words, and not otherwise. */
    @Test
    void bot_startsIfWhatIsUnknownIsAcceptedInWords_andTrades() throws Exception {
        try (MexcSimulator mexc = MexcSimulator.start()) {
            SimulatedKey key = mexc.createKey("SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_DEAL_WRITE");
            Grant silent = Grant.on("mexc", "main").allow(READ_ACCOUNT, TRADE_SPOT);
            Grant inWords = silent.acceptUnknown(
                    "a key of a sub-account, whose rights its list shows",
                    OPEN_SESSION,
                    KEY_ADMIN,
                    ACCOUNT_ADMIN,
                    CONVERT,
                    TRADE_MARGIN,
                    TRADE_DERIVATIVES,
                    TRANSFER_INTERNAL,
                    TRANSFER_SUBACCOUNT,
                    WITHDRAW,
                    CANCEL_WITHDRAWAL,
                    DEPOSIT);
            assertThatThrownBy(() -> start(mexc, key, "silent", silent)).isInstanceOf(LeastPrivilegeException.class);
            try (Keyguard keyguard = start(mexc, key, "words", inWords)) {
                SignedRequest order = keyguard.forStrategy("grid")
                        .get(KeyScope.of("mexc", "main", TRADE_SPOT))
                        .sign(VenueRequest.post("/api/v3/order")
                                .param("symbol", "BTCUSDT")
                                .param("side", "BUY")
                                .param("type", "LIMIT")
                                .param("quantity", "1")
                                .param("price", "50000"));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10)).send(order).body())
                        .contains("\"status\":\"NEW\"");
                assertThat(keyguard.health().clocks()).allMatch(clock -> clock.ok());
            }
            assertThat(mexc.stats().ordersPlaced()).isEqualTo(1);
        }
    }
}
