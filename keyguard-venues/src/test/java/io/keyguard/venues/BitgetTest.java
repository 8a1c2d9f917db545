/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
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
import io.keyguard.Risk;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.OpenOrder;
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

/** Signatures, answers about keys, and errors of Bitget, classic and unified. */
class BitgetTest {
    private static final VenueDefinition CLASSIC = Venues.bitget();
    private static final VenueDefinition UNIFIED = Venues.bitgetUta();
    private static final URI HOST = URI.create("https://api.bitget.com");
    private static final String OURS = "bg_synthetic0000000000000000001";

    /** Source: the sample of {@code GET /api/v2/spot/account/info}, with names for what it hides. */
    private static final String INFO = """
            {"code":"00000","msg":"success","requestTime":1695808949356,"data":{"userId":"1234567890","inviterId":"7",
             "ips":"203.0.113.7,198.51.100.9","authorities":["trade","readonly"],"parentId":1,"traderType":"trader",
             "channelCode":"XXX","channel":"YYY","regisTime":"1246566789345"}}""";

    /** Source: the type AccountInfoV3 in tiagosiebler/bitget-api. */
    private static final String INFO_V3 = """
            {"code":"00000","msg":"success","requestTime":1695808949356,"data":{"userId":"1234567890","inviterId":"7","parentId":"",
             "channelCode":"XXX","channel":"YYY","ips":"","permType":"read-and-write","permissions":["uta_trade"],"regisTime":"1"}}""";

    private static Map<String, String> vector(String name) {
        return Vectors.read("bitget-" + name);
    }

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                SecretEncoding.TEXT,
                Desk.box(OURS),
                Desk.box(vector("get").get("secret")),
                Desk.box("synthetic1"),
                null);
    }

    private static SignedRequest signed(VenueDefinition venue, Environment where, VenueRequest request, long millis) {
        URI host = request.method().equals(VenueRequest.WEB_SOCKET) ? URI.create("wss://ws.bitget.com") : HOST;
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(millis)));
        try (SigningKey key = key()) {
            return venue.signer(where).sign(request, host, key, time);
        }
    }

    private static SignedRequest signed(VenueRequest request, long millis) {
        return signed(CLASSIC, Environment.PRODUCTION, request, millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "post", "ws"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = vector(name);
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").getBytes(UTF_8)))
                    .isEqualTo(java.util.Base64.getDecoder().decode(vector.get("base64")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aQueryAndADocument_areTheVectors() {
        SignedRequest get = signed(
                VenueRequest.get("/api/spot/v1/market/depth")
                        .param("symbol", "btcusdt_spbl")
                        .param("limit", "20"),
                1591089508404L);
        assertThat(get.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ACCESS-KEY", OURS,
                        "ACCESS-SIGN", vector("get").get("base64"),
                        "ACCESS-TIMESTAMP", "1591089508404",
                        "ACCESS-PASSPHRASE", "synthetic1",
                        "Content-Type", "application/json"));
        assertThat(get.uri())
                .hasToString("https://api.bitget.com/api/spot/v1/market/depth?symbol=btcusdt_spbl&limit=20");
        String order = vector("post").get("message").replaceFirst("^[^{]*", "");
        SignedRequest post =
                signed(VenueRequest.post("/api/v2/spot/trade/place-order").json(order), 1561022985382L);
        assertThat(post.headers()).containsEntry("ACCESS-SIGN", vector("post").get("base64"));
        assertThat(post.text()).isEqualTo(order);
        assertThat(signed(VenueRequest.post("/api/v2/spot/trade/place-order").param("side", "buy"), 1)
                        .text())
                .isEqualTo("{\"side\":\"buy\"}");
    }

    @Test
    void sign_forTheDemoAccount_saysSo() {
        VenueRequest request = VenueRequest.get("/api/v2/spot/account/info");
        assertThat(signed(CLASSIC, Environment.SANDBOX, request, 1).headers()).containsEntry("paptrading", "1");
        assertThat(signed(CLASSIC, Environment.STAGING, request, 1).headers()).doesNotContainKey("paptrading");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&b", "a=b", "a b", "a%26b", "a+b", "a,b", "ü", "a#b"})
    void sign_aQueryThatWouldBeEncoded_isRefused(String value) {
        VenueRequest request = VenueRequest.get("/api/v2/spot/trade/fills").param("symbol", value);
        assertThatThrownBy(() -> signed(request, 1))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageNotContaining(value);
    }

    @Test
    void sign_frames_areALoginAndOrders() {
        SignedRequest login = signed(VenueRequest.webSocket("login"), 1538054050000L);
        assertThat(login.uri()).hasToString("wss://ws.bitget.com/v2/ws/private");
        assertThat(login.text())
                .isEqualTo("{\"op\":\"login\",\"args\":[{\"apiKey\":\"" + OURS
                        + "\",\"passphrase\":\"synthetic1\",\"timestamp\":\"1538054050\",\"sign\":\""
                        + vector("ws").get("base64") + "\"}]}");
        SignedRequest order = signed(
                UNIFIED,
                Environment.PRODUCTION,
                VenueRequest.webSocket("place-order")
                        .param("category", "USDT-FUTURES")
                        .param("symbol", "BTCUSDT"),
                1);
        assertThat(order.uri()).hasToString("wss://ws.bitget.com/v3/ws/private");
        assertThat(order.text())
                .contains("\"op\":\"trade\"", "\"topic\":\"place-order\",\"category\":\"usdt-futures\"")
                .endsWith("\"args\":[{\"symbol\":\"BTCUSDT\"}]}");
    }

    private static KeyFacts inspect(VenueDefinition venue, int status, String answer) {
        return venue.inspector(Environment.PRODUCTION).inspect(request -> new HttpReply(status, answer));
    }

    private static Set<Permission> granted(KeyFacts facts) {
        return facts.permissions().all(Presence.GRANTED);
    }

    private static Set<Permission> unknown(KeyFacts facts) {
        return facts.permissions().all(Presence.UNKNOWN);
    }

    @Test
    void inspect_aClassicKey_readsRightsAddressesAndAccount() {
        KeyFacts facts = inspect(CLASSIC, 200, INFO);

        assertThat(granted(facts))
                .contains(READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES)
                .doesNotContain(WITHDRAW, TRANSFER_INTERNAL);
        assertThat(unknown(facts)).containsExactlyInAnyOrder(KEY_ADMIN, ACCOUNT_ADMIN);
        assertThat(facts.ips().value().orElseThrow()).containsExactlyInAnyOrder("203.0.113.7", "198.51.100.9");
        assertThat(facts.accountId().value()).contains("1234567890");
        assertThat(facts.expiry().isKnown()).isFalse();
        assertThat(unknown(inspect(CLASSIC, 200, INFO.replace("\"trade\",", ""))))
                .isEmpty();
        assertThat(granted(inspect(CLASSIC, 200, INFO.replace("\"trade\"", "\"withdraw\""))))
                .contains(WITHDRAW);
        assertThat(inspect(CLASSIC, 200, INFO.replace("\"trade\"", "\"coow\""))
                        .permissions()
                        .unrecognised())
                .containsExactly("coow");
    }

    @Test
    void inspect_aUnifiedKey_readsItsTypeFirst() {
        KeyFacts facts = inspect(UNIFIED, 200, INFO_V3);
        assertThat(granted(facts))
                .containsExactlyInAnyOrder(READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);
        assertThat(unknown(facts)).isEmpty();
        assertThat(facts.ips().isKnown()).isTrue();
        assertThat(facts.ips().value()).isEmpty();

        KeyFacts reader = inspect(UNIFIED, 200, INFO_V3.replace("read-and-write", "read-only"));
        assertThat(granted(reader)).containsExactlyInAnyOrder(READ_ACCOUNT, OPEN_SESSION);
        KeyFacts manager = inspect(UNIFIED, 200, INFO_V3.replace("uta_trade", "uta_mgt"));
        assertThat(granted(manager)).contains(ACCOUNT_ADMIN);
        assertThat(unknown(manager)).containsExactlyInAnyOrder(KEY_ADMIN, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT);
        assertThat(inspect(UNIFIED, 200, INFO_V3.replace("uta_trade", "uta_all"))
                        .permissions()
                        .unrecognised())
                .containsExactly("uta_all");
        assertThatThrownBy(() -> inspect(UNIFIED, 200, INFO_V3.replace("read-and-write", "all")))
                .isInstanceOf(VenueUnavailableException.class);
    }

    /** Every variant is an error, or tells no more than the true answer: never less rights as known. */
    @TestFactory
    Stream<DynamicTest> inspect_aMangledAnswer_isAnErrorOrTellsNoLess() {
        return Map.of(CLASSIC, INFO, UNIFIED, INFO_V3).entrySet().stream()
                .flatMap(sample -> Mangled.variants(sample.getValue())
                        .distinct()
                        .map(answer -> DynamicTest.dynamicTest("answer " + answer, () -> {
                            try {
                                KeyFacts facts = inspect(sample.getKey(), 200, answer);
                                boolean told = granted(facts).contains(TRADE_SPOT)
                                        || unknown(facts).contains(TRADE_SPOT)
                                        || !facts.permissions().unrecognised().isEmpty();
                                boolean removed = !answer.contains("\"trade\"") && !answer.contains("uta_trade");
                                assertThat(told || removed).isTrue();
                                assertThat(facts.accountId().value()).isIn(Optional.empty(), Optional.of("1234567890"));
                            } catch (VenueUnavailableException e) {
                                assertThat(e)
                                        .hasMessageNotContaining("none of this")
                                        .hasNoCause();
                            }
                        })));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 40006, BAD_KEY",
        "400, 40037, BAD_KEY",
        "400, 40009, SIGNATURE",
        "400, 40008, CLOCK",
        "400, 40018, IP",
        "400, 40038, IP",
        "400, 40014, PERMISSION",
        "400, 40024, ACCOUNT",
        "400, 40036, PASSPHRASE",
        "429, 429, RATE",
        "400, 50009, RATE",
        "200, 43012, REQUEST",
        "400, 99999, REQUEST"
    })
    void error_hasItsMeaning(int status, String code, Kind kind) {
        VenueError error = CLASSIC.errors()
                .classify(new HttpReply(status, "{\"code\":\"" + code + "\",\"msg\":\"canary\"}"))
                .orElseThrow();

        assertThat(error.kinds()).containsExactly(kind);
        assertThat(error.code()).doesNotContain("canary", "99999");
    }

    @ParameterizedTest
    @CsvSource({"500", "40200", "40308", "40604", "41114", "50008"})
    void error_ofTheVenueItself_leavesOpenWhetherAnythingWasDone(String code) {
        assertThat(CLASSIC.errors()
                        .classify(new HttpReply(400, "{\"code\":\"" + code + "\",\"msg\":\"\"}"))
                        .orElseThrow()
                        .kinds())
                .containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
    }

    @Test
    void error_thatIsAmbiguous_staysSo_andSuccessIsNone() {
        var errors = CLASSIC.errors();
        assertThat(errors.classify(new HttpReply(400, "{\"code\":\"40012\"}"))
                        .orElseThrow()
                        .kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.PASSPHRASE);
        assertThat(errors.classify(new HttpReply(502, "{\"code\":\"99999\"}"))
                        .orElseThrow()
                        .kinds())
                .contains(Kind.OUTCOME_UNKNOWN);
        assertThat(errors.classify(new HttpReply(200, "{\"code\":\"00000\",\"data\":[]}")))
                .isEmpty();
    }

    @Test
    void timer_isForUnifiedAccounts_fromFiveToSixtySeconds() {
        VenueRequest timer = UNIFIED.emergency()
                .deadManSwitch(TRADE_SPOT, Duration.ofSeconds(30))
                .orElseThrow();
        assertThat(timer.param("countdown")).contains("30");
        assertThat(UNIFIED.emergency().deadManSwitch(TRADE_SPOT, Duration.ofSeconds(61)))
                .isEmpty();
        assertThat(UNIFIED.emergency().deadManSwitch(TRADE_SPOT, Duration.ofSeconds(4)))
                .isEmpty();
        assertThat(CLASSIC.emergency().deadManSwitch(TRADE_SPOT, Duration.ofSeconds(30)))
                .isEmpty();
    }

    @Test
    void freeze_isForUnifiedSubAccounts() {
        VenueRequest freeze = UNIFIED.emergency().freeze("7").orElseThrow();
        assertThat(UNIFIED.classifier(Environment.PRODUCTION).classify(freeze).risk())
                .isEqualTo(Risk.REDUCES_RISK);
        assertThat(UNIFIED.emergency().freeze("bot")).isEmpty();
        assertThat(CLASSIC.emergency().freeze("7")).isEmpty();
        try (BitgetSimulator bitget = BitgetSimulator.startUnified()) {
            VenueDefinition venue = UNIFIED.servedAt(Environment.PRODUCTION, bitget.uri());
            try (Desk desk =
                    new Desk(venue, SignatureAlgorithm.HMAC_SHA256, bitget.createKey("read-only", "uta_mgt"))) {
                assertThat(desk.call(freeze).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void margin_ofAClassicAccount_isNotReadInPart() {
        var calls = (io.keyguard.venue.SignedCalls) request -> new HttpReply(200, "{}");
        assertThatThrownBy(() -> CLASSIC.account().openOrders(calls, Set.of(TRADE_MARGIN)))
                .isInstanceOf(VenueUnavailableException.class);
        assertThatThrownBy(() -> CLASSIC.emergency().cancelAll(calls, Set.of(TRADE_SPOT, TRADE_MARGIN)))
                .isInstanceOf(VenueUnavailableException.class);
        assertThat(CLASSIC.account()
                        .fills(calls, Set.of(TRADE_MARGIN), Set.of(), Instant.EPOCH, Instant.now())
                        .isKnown())
                .isFalse();
    }

    @Test
    void cancelAll_ofFutures_takesWhatWaitsForAPrice_andLeavesSpot() {
        try (BitgetSimulator bitget = BitgetSimulator.start()) {
            VenueDefinition venue = CLASSIC.servedAt(Environment.PRODUCTION, bitget.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, bitget.createKey("readonly", "trade"))) {
                for (String path :
                        List.of("spot/trade/place-order", "mix/order/place-order", "mix/order/place-plan-order")) {
                    VenueRequest order = VenueRequest.post("/api/v2/" + path)
                            .param("symbol", "BTCUSDT")
                            .param("side", "buy")
                            .param("orderType", "limit")
                            .param("price", "100")
                            .param("size", "1");
                    desk.call(path.startsWith("mix") ? order.param("productType", "COIN-FUTURES") : order);
                }
                var account = venue.account();
                assertThat(account.openOrders(desk, Set.of(TRADE_DERIVATIVES))).hasSize(2);
                venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
                assertThat(account.openOrders(desk, Set.of(TRADE_DERIVATIVES))).isEmpty();
                assertThat(account.openOrders(desk, Set.of(TRADE_SPOT)))
                        .extracting(OpenOrder::symbol)
                        .containsExactly("BTCUSDT");
                assertThat(account.balances(desk, Set.of(TRADE_DERIVATIVES)))
                        .containsExactly(new Balance("USDT-FUTURES", "USDT", new BigDecimal("5000")));
            }
        }
    }

    @Test
    void steps_nameEverythingThatIsToBeDone() {
        KeyOrder order = KeyOrder.builder("bot", "grid_1")
                .rights(Set.of("readonly", "trade"))
                .boundTo(Set.of("203.0.113.7"))
                .build();
        assertThat(String.join("\n", CLASSIC.keys().stepsToCreate(order)))
                .contains("bot", "grid_1", "203.0.113.7", "readonly, trade", "HMAC_SHA256")
                .doesNotContain("{");
        assertThat(CLASSIC.keys().administrator(Environment.PRODUCTION)).isEmpty();
    }

    @TempDir
    private Path folder;

    private Keyguard start(BitgetSimulator bitget, SimulatedKey key, String name) throws KeyguardException {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(bitget.toApiKey("grid-bitget", key)
                    .strategies(Set.of("grid"))
                    .build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(UNIFIED.servedAt(Environment.PRODUCTION, bitget.uri()))
                .grant(
                        "grid",
                        Grant.on("bitget-uta", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES))
                .policy(KeyPolicy.strict())
                .start();
    }

    /** From the vault to an order. */
    @Test
    void bot_startsOnASmallKeyAndTrades_andNotOnOneThatCanWithdraw() throws Exception {
        try (BitgetSimulator bitget = BitgetSimulator.startUnified()) {
            SimulatedKey key = bitget.createKey("read-only", "uta_trade").boundTo("127.0.0.1");
            try (Keyguard keyguard = start(bitget, key, "small")) {
                SignedRequest order = keyguard.forStrategy("grid")
                        .get(KeyScope.of("bitget-uta", "main", TRADE_SPOT))
                        .sign(VenueRequest.post("/api/v3/trade/place-order")
                                .param("category", "SPOT")
                                .param("symbol", "BTCUSDT")
                                .param("side", "buy")
                                .param("orderType", "limit")
                                .param("qty", "1")
                                .param("price", "50000"));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10)).send(order).body())
                        .contains("\"code\":\"00000\"");
            }
            key.rights("read-only", "uta_trade", "withdraw");
            assertThatThrownBy(() -> start(bitget, key, "large"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            assertThat(bitget.stats().ordersPlaced()).isEqualTo(1);
        }
    }
}
