/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

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
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.ScopedKey;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.BitstampSimulator;
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
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, what is not told about keys, and errors of Bitstamp. */
class BitstampTest {
    private static final VenueDefinition VENUE = Venues.bitstamp();
    private static final URI HOST = URI.create("https://www.bitstamp.net");
    private static final String[] TRADING = {"Account balance", "User transactions", "Open orders", "Orders"};
    private static final String BALANCES =
            "[{\"currency\":\"btc\",\"total\":\"10.00000000\",\"available\":\"10.00000000\",\"reserved\":\"0.00000000\"}]";

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                SecretEncoding.TEXT,
                Desk.box("key"),
                Desk.box(Vectors.read("bitstamp-post").get("secret")),
                null,
                null);
    }

    private static SignedRequest signed(VenueRequest request) {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1_567_755_304_968L)));
        try (SigningKey key = key()) {
            return VENUE.signer(Environment.PRODUCTION).sign(request, HOST, key, time);
        }
    }

    private static String expected(String target, String type, SignedRequest signed, String body) {
        String message = "BITSTAMP key"
                + signed.method()
                + "www.bitstamp.net"
                + target
                + type
                + signed.headers().get("X-Auth-Nonce")
                + "1567755304968v2"
                + body;
        try (SigningKey key = key()) {
            return HexFormat.of().formatHex(key.sign(message.getBytes(UTF_8)));
        }
    }

    @Test
    void sign_theMessageOfTheVector_givesItsSignature() {
        Map<String, String> vector = Vectors.read("bitstamp-post");
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").getBytes(UTF_8)))
                    .isEqualTo(HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aForm_isTheVectorWithAnotherNonce() {
        SignedRequest signed =
                signed(VenueRequest.post("/api/v2/user_transactions").param("offset", "1"));
        String message = Vectors.read("bitstamp-post")
                .get("message")
                .replace(
                        "f93c979d-b00d-43a9-9b9c-fd4cd9547fa6", signed.headers().get("X-Auth-Nonce"));

        assertThat(signed.uri()).hasToString("https://www.bitstamp.net/api/v2/user_transactions/");
        assertThat(signed.text()).isEqualTo("offset=1");
        assertThat(signed.headers())
                .containsOnlyKeys(
                        "X-Auth",
                        "X-Auth-Signature",
                        "X-Auth-Nonce",
                        "X-Auth-Timestamp",
                        "X-Auth-Version",
                        "Content-Type")
                .containsEntry("X-Auth", "BITSTAMP key")
                .containsEntry("X-Auth-Timestamp", "1567755304968")
                .containsEntry("X-Auth-Version", "v2")
                .containsEntry("Content-Type", "application/x-www-form-urlencoded");
        try (SigningKey key = key()) {
            assertThat(signed.headers())
                    .containsEntry("X-Auth-Signature", HexFormat.of().formatHex(key.sign(message.getBytes(UTF_8))));
        }
    }

    /** API0020 is what a type without a body is answered with. */
    @Test
    void sign_withoutParameters_hasNeitherBodyNorType() {
        SignedRequest signed = signed(VenueRequest.post("/api/v2/account_balances"));

        assertThat(signed.headers()).doesNotContainKey("Content-Type");
        assertThat(signed.body()).isEmpty();
        assertThat(signed.headers())
                .containsEntry("X-Auth-Signature", expected("/api/v2/account_balances/", "", signed, ""));
    }

    @Test
    void sign_aQuery_isBehindTheSlash() {
        SignedRequest signed = signed(VenueRequest.get("/api/v2/trade_history/btcusd-perp")
                .param("limit", "10")
                .param("sort", "a b/é"));
        String target = "/api/v2/trade_history/btcusd-perp/?limit=10&sort=a%20b%2F%C3%A9";

        assertThat(signed.uri()).hasToString("https://www.bitstamp.net" + target);
        assertThat(signed.body()).isEmpty();
        assertThat(signed.headers())
                .doesNotContainKey("Content-Type")
                .containsEntry("X-Auth-Signature", expected(target, "", signed, ""));
    }

    @Test
    void sign_throughAnotherHost_signsTheVenues() {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1_567_755_304_968L)));
        try (SigningKey key = key()) {
            SignedRequest signed = BitstampSigning.sign(
                    VenueRequest.post("/api/v2/my_markets"), URI.create("http://127.0.0.1:7"), key, time);

            assertThat(signed.uri()).hasToString("http://127.0.0.1:7/api/v2/my_markets/");
            assertThat(signed.headers())
                    .containsEntry("X-Auth-Signature", expected("/api/v2/my_markets/", "", signed, ""));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 00000000-0000-4000-8000-000000000001",
        "1567755304968000, 00000000-0000-4000-8005-91dd7a0c1f40",
        "9223372036854775807, 00000000-0000-4000-7fff-ffffffffffff"
    })
    void nonce_isAUuidThatEndsInItsNumber(long number, String uuid) {
        assertThat(BitstampSigning.nonce(number))
                .isEqualTo(uuid)
                .isEqualTo(UUID.fromString(uuid).toString());
    }

    @Test
    void nonces_ofOneMoment_differ() {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1_567_755_304_968L)));
        try (SigningKey key = key()) {
            VenueRequest balances = VenueRequest.post("/api/v2/account_balances");
            assertThat(Stream.generate(() -> BitstampSigning.sign(balances, HOST, key, time)
                                    .headers()
                                    .get("X-Auth-Nonce"))
                            .limit(100))
                    .doesNotHaveDuplicates()
                    .allMatch(nonce -> nonce.length() == 36);
        }
    }

    private static VenueDefinition at(BitstampSimulator bitstamp) {
        return VENUE.servedAt(Environment.PRODUCTION, bitstamp.uri());
    }

    private static Desk desk(BitstampSimulator bitstamp, String... permissions) {
        return new Desk(at(bitstamp), SignatureAlgorithm.HMAC_SHA256, bitstamp.createKey(permissions));
    }

    /** Whatever the key can do: the venue does not tell, and what it does not tell is not taken for missing. */
    @ParameterizedTest
    @ValueSource(strings = {"Open orders", "Orders", "Withdrawals", "Revoke all API keys"})
    void inspect_knowsThatItReads_andNothingOfWhatElseItCanDo(String more) {
        try (BitstampSimulator bitstamp = BitstampSimulator.start();
                Desk desk = desk(bitstamp, "Account balance", more)) {
            KeyFacts facts = VENUE.inspector(Environment.PRODUCTION).inspect(desk);

            assertThat(facts.permissions().all(Presence.GRANTED)).containsExactly(READ_ACCOUNT);
            assertThat(facts.permissions().all(Presence.UNKNOWN))
                    .contains(TRADE_SPOT, TRADE_DERIVATIVES, WITHDRAW, KEY_ADMIN, OPEN_SESSION);
            assertThat(facts.permissions().of(TRADE_MARGIN)).isEqualTo(Presence.DENIED);
            assertThat(facts.venueRights()).isEmpty();
            assertThat(facts.ips().isKnown()).isFalse();
            assertThat(facts.expiry().isKnown()).isFalse();
            assertThat(facts.accountId().isKnown()).isFalse();
            assertThat(bitstamp.stats().rejections()).isEmpty();
        }
    }

    @Test
    void inspect_aKeyThatReadsNothing_isRefused() {
        try (BitstampSimulator bitstamp = BitstampSimulator.start();
                Desk blind = desk(bitstamp, "Orders", "Withdrawals")) {
            assertThatThrownBy(() -> VENUE.inspector(Environment.PRODUCTION).inspect(blind))
                    .isInstanceOf(VenueRefusedException.class);
            assertThat(bitstamp.stats().ordersPlaced()).isZero();
        }
    }

    /** An answer proves that the key reads, or it is an error; nothing in it can say that a right is missing. */
    @TestFactory
    Stream<DynamicTest> inspect_anAnswerThatIsMangled_isAnErrorOrNoGuess() {
        return Stream.concat(Mangled.variants(BALANCES), Stream.of("{}", "null", "7", "\"x\"", " ".repeat(3 << 20)))
                .distinct()
                .filter(body -> !body.isEmpty())
                .map(body -> DynamicTest.dynamicTest(body.length() > 99 ? "long" : body, () -> {
                    try {
                        KeyFacts facts =
                                VENUE.inspector(Environment.PRODUCTION).inspect(request -> new HttpReply(200, body));
                        assertThat(facts.permissions().of(WITHDRAW)).isEqualTo(Presence.UNKNOWN);
                    } catch (VenueUnavailableException e) {
                        assertThat(e).hasNoCause();
                    }
                }));
    }

    @Test
    void probe_ofADeadKey_findsItDead() {
        try (BitstampSimulator bitstamp = BitstampSimulator.start()) {
            SimulatedKey key = bitstamp.createKey("Account balance");
            try (Desk desk = new Desk(at(bitstamp), SignatureAlgorithm.HMAC_SHA256, key)) {
                var inspector = VENUE.inspector(Environment.PRODUCTION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                key.revoke();
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.DEAD);
            }
        }
    }

    private static Set<Kind> kinds(int status, String body) {
        return VENUE.errors()
                .classify(new HttpReply(status, body))
                .orElseThrow()
                .kinds();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | {\"status\":\"error\",\"reason\":\"Invalid nonce\",\"code\":\"API0004\"} | NONCE",
                "403 | {\"status\":\"error\",\"reason\":\"Invalid signature\",\"code\":\"API0005\"} | SIGNATURE",
                "403 | {\"status\":\"error\",\"reason\":\"x\",\"code\":\"API0011\"} | BAD_KEY",
                "403 | {\"status\":\"error\",\"reason\":\"API key not found\",\"code\":\"API0001\"} | BAD_KEY",
                "403 | {\"error\":\"No permission found\"} | PERMISSION",
                "400 | {\"status\":\"error\",\"reason\":{\"__all__\":[\"x\"]},\"response_code\":\"400.009\"} | REQUEST",
                "400 | {\"response_code\":\"400.002\"} | RATE",
                "400 | {\"status\":\"error\",\"reason\":{\"__all__\":[\"Your account is frozen\"]}} | ACCOUNT",
                "400 | {\"status\":\"error\",\"reason\":{\"price\":[\"canary\"]}} | REQUEST",
                "200 | {\"error\":\"Order not found\"} | REQUEST",
                "429 | {} | RATE"
            })
    void error_means(int status, String body, Kind kind) {
        assertThat(kinds(status, body)).containsExactly(kind);
    }

    @Test
    void error_thatIsAmbiguous_staysSo() {
        for (int status : new int[] {401, 403}) {
            assertThat(kinds(status, "{\"status\":\"error\",\"reason\":\"something new\"}"))
                    .contains(Kind.BAD_KEY, Kind.SIGNATURE, Kind.NONCE, Kind.IP, Kind.PERMISSION);
        }
        assertThat(kinds(403, "{\"status\":\"error\",\"reason\":\"Authentication failed\",\"code\":\"API0006\"}"))
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE);
        assertThat(kinds(500, "{\"error\":\"x\"}")).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(VENUE.errors().classify(new HttpReply(200, "[]"))).isEmpty();
        assertThat(VENUE.errors().classify(new HttpReply(200, "{\"status\":\"ok\"}")))
                .isEmpty();
    }

    @Test
    void steps_nameEverythingThatIsToBeDone() {
        var order = KeyOrder.builder("main account", "grid_1")
                .rights(Set.of("Orders", "Account balance"))
                .boundTo(Set.of("203.0.113.7"))
                .build();
        assertThat(String.join("\n", VENUE.keys().stepsToCreate(order)))
                .contains("main account", "grid_1", "203.0.113.7", "Account balance, Orders", "HMAC_SHA256")
                .doesNotContain("{");
        assertThat(String.join("\n", VENUE.keys().stepsToDelete("grid_1"))).contains("grid_1");
        assertThat(VENUE.keys().administrator(Environment.PRODUCTION)).isEmpty();
        assertThat(VENUE.rights().smallestKeyFor(Set.of(READ_ACCOUNT, TRADE_SPOT)))
                .containsExactlyInAnyOrder(TRADING);
    }

    private static VenueRequest order(String market) {
        return VenueRequest.post("/api/v2/buy/" + market).param("amount", "1").param("price", "100");
    }

    @Test
    void cancelAll_ofOneMarket_leavesTheOther() {
        try (BitstampSimulator bitstamp = BitstampSimulator.start();
                Desk desk = desk(bitstamp, TRADING)) {
            VenueDefinition venue = at(bitstamp);
            var markets = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);
            for (String market : new String[] {"btcusd", "btcusd-perp", "ethusd"}) {
                desk.call(order(market));
            }

            venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
            assertThat(venue.account().openOrders(desk, markets))
                    .extracting(OpenOrder::symbol)
                    .containsExactly("BTC/USD", "ETH/USD");
            assertThat(venue.account().openOrders(desk, Set.of(TRADE_DERIVATIVES)))
                    .isEmpty();
            venue.emergency().cancelAll(desk, Set.of(TRADE_SPOT));
            assertThat(venue.account().openOrders(desk, markets)).isEmpty();
            desk.call(order("btcusd-perp"));
            venue.emergency().cancelAll(desk, markets);
            assertThat(venue.account().openOrders(desk, markets)).isEmpty();
            assertThat(venue.emergency().deadManSwitch(TRADE_SPOT, Duration.ofMinutes(1)))
                    .isEmpty();
            assertThat(bitstamp.stats().rejections()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"success\":false}", "{\"success\":\"true\"}", "{}", "[]", "true"})
    void cancelAll_thatTheVenueDoesNotConfirm_isAnError(String answer) {
        assertThatThrownBy(() -> VENUE.emergency()
                        .cancelAll(request -> new HttpReply(200, answer), Set.of(TRADE_SPOT, TRADE_DERIVATIVES)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @TempDir
    private Path folder;

    private Keyguard start(BitstampSimulator bitstamp, SimulatedKey key, Grant grant, String name) {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(bitstamp.toApiKey("grid-bitstamp", key)
                    .accountId(null)
                    .strategies(Set.of("grid"))
                    .build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(at(bitstamp))
                .grant("grid", grant)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    /** No probe makes a key safe: whoever deploys it says in words what was ticked. */
    @Test
    void bot_startsOnlyWhenWhatIsUnknownIsAcceptedInWords() throws Exception {
        try (BitstampSimulator bitstamp = BitstampSimulator.start()) {
            SimulatedKey key = bitstamp.createKey(TRADING).boundTo("127.0.0.1");
            Grant grant = Grant.on("bitstamp", "main").allow(READ_ACCOUNT, TRADE_SPOT);
            assertThatThrownBy(() -> start(bitstamp, key, grant, "blind"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            Permission[] butWithdrawals = Arrays.stream(Permission.values())
                    .filter(permission -> permission != WITHDRAW)
                    .toArray(Permission[]::new);
            assertThatThrownBy(() ->
                            start(bitstamp, key, grant.acceptUnknown("looked up in part", butWithdrawals), "in-part"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            Grant inWords = grant.acceptUnknown("ticked by hand, looked up", Permission.values());
            try (Keyguard keyguard = start(bitstamp, key, inWords, "seeing")) {
                ScopedKey trading = keyguard.forStrategy("grid").get(KeyScope.of("bitstamp", "main", TRADE_SPOT));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10))
                                .send(trading.sign(order("btcusd")))
                                .body())
                        .contains("BTC/USD");
                VenueRequest withdrawal = VenueRequest.post("/api/v2/btc_withdrawal")
                        .param("address", "bc1-synthetic")
                        .param("amount", "1");
                assertThatThrownBy(() -> trading.sign(withdrawal)).isInstanceOf(KeyScopeException.class);
            }
            key.revoke();
            assertThatThrownBy(() -> start(bitstamp, key, inWords, "revoked")).isInstanceOf(KeyguardException.class);
            assertThat(bitstamp.stats().ordersPlaced()).isOne();
        }
    }

    @Test
    void rights_thatNoKeyHas_areNone() {
        assertThat(EnumSet.of(READ_ACCOUNT, TRADE_SPOT, TRADE_DERIVATIVES, WITHDRAW))
                .allMatch(permission ->
                        Bitstamp.RIGHTS.grants().values().stream().anyMatch(granted -> granted.contains(permission)));
        assertThat(Bitstamp.RIGHTS.grants().values()).noneMatch(granted -> granted.contains(TRADE_MARGIN));
    }
}
