/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
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
import io.keyguard.ScopedKey;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.http.SignedWebSocket;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.CryptoComSimulator;
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
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
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

/** Signatures, what is found out about keys, and errors of Crypto.com. */
class CryptoComTest {
    private static final VenueDefinition VENUE = Venues.cryptoCom();
    private static final URI HOST = URI.create("https://api.crypto.com");
    private static final String API = "/exchange/v1/private/";
    private static final String DONE = "{\"id\":\"1\",\"code\":0,\"result\":%s}";
    private static final String BALANCES = DONE.formatted(
            "{\"data\":[{\"instrument_name\":\"USD\",\"position_balances\":[{\"instrument_name\":\"BTC\",\"quantity\":\"10\"}]}]}");
    private static final String ACCOUNTS = DONE.formatted(
            "{\"this_account\":{\"uuid\":\"243d3f39-b193-4eb9-1d60-e98f2fc17707\",\"hierarchy\":\"MASTER\"}}");
    private static final String ADDRESS = DONE.formatted("{\"deposit_address_list\":[]}");
    private static final String REFUSED = "{\"id\":-1,\"code\":40101,\"message\":\"UNAUTHORIZED\"}";

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                SecretEncoding.TEXT,
                Desk.box("token"),
                Desk.box("secretKey"),
                null,
                null);
    }

    private static SignedRequest signed(VenueRequest request) {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1_587_846_358_253L)));
        try (SigningKey key = key()) {
            return VENUE.signer(Environment.PRODUCTION).sign(request, HOST, key, time);
        }
    }

    private static String signature(String method, String words) {
        String message = method + "1587846358253000token" + words + "1587846358253";
        try (SigningKey key = key()) {
            return HexFormat.of().formatHex(key.sign(message.getBytes(UTF_8)));
        }
    }

    private static String document(String method, String params, String signature) {
        return "{\"id\":\"1587846358253000\",\"method\":\"" + method + "\",\"params\":" + params
                + ",\"api_key\":\"token\",\"sig\":\"" + signature + "\",\"nonce\":\"1587846358253\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"detail", "auth", "list"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = Vectors.read("crypto-com-" + name);
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").getBytes(UTF_8)))
                    .isEqualTo(HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    /** The official example with an id of ours. */
    @Test
    void sign_parameters_areSortedForTheSignatureAlone() {
        SignedRequest signed = signed(VenueRequest.post(API + "get-order-detail")
                .param("order_id", "53287421324")
                .param("client_oid", "é\"1"));
        String method = "private/get-order-detail";

        assertThat(signed.uri()).hasToString("https://api.crypto.com/exchange/v1/private/get-order-detail");
        assertThat(signed.headers()).containsExactlyEntriesOf(Map.of("Content-Type", "application/json"));
        assertThat(signed.text())
                .isEqualTo(document(
                        method,
                        "{\"order_id\":\"53287421324\",\"client_oid\":\"é\\\"1\"}",
                        signature(method, "client_oidé\"1order_id53287421324")));
    }

    @Test
    void sign_aDocument_isSignedItemByItem() {
        String method = "private/create-order-list";
        String one =
                "{\"side\":\"BUY\",\"instrument_name\":\"ONE_USDT\",\"exec_inst\":[\"POST_ONLY\",\"REDUCE_ONLY\"]}";
        String params = "{\"order_list\":[" + one + "," + one + "],\"contingency_type\":\"LIST\"}";
        String words = "exec_instPOST_ONLYREDUCE_ONLYinstrument_nameONE_USDTsideBUY";
        SignedRequest signed =
                signed(VenueRequest.post(API + "create-order-list").json(" " + params));

        assertThat(signed.text())
                .isEqualTo(document(
                        method, " " + params, signature(method, "contingency_typeLISTorder_list" + words + words)));
        String flat = "{ \"order_id\" : \"7\", \"client_oid\":\"a1\" }";
        assertThat(signed(VenueRequest.post(API + "cancel-order").json(flat)).text())
                .isEqualTo(document(
                        "private/cancel-order", flat, signature("private/cancel-order", "client_oida1order_id7")));
        assertThat(signed(VenueRequest.post(API + "user-balance")).text())
                .isEqualTo(document("private/user-balance", "{}", signature("private/user-balance", "")));
    }

    @Test
    void sign_aLogin_isTheSameOverTheWebSocket() {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1_587_846_358_253L)));
        try (SigningKey key = key()) {
            SignedRequest login = CryptoComSigning.sign(
                    VenueRequest.webSocket("auth"), URI.create("wss://stream.crypto.com"), key, time);
            assertThat(login.uri()).hasToString("wss://stream.crypto.com/exchange/v1/user");
            assertThat(login.headers()).isEmpty();
            assertThat(login.text())
                    .isEqualTo(
                            "{\"id\":\"1587846358253000\",\"method\":\"public/auth\",\"api_key\":\"token\",\"sig\":\""
                                    + signature("public/auth", "") + "\",\"nonce\":\"1587846358253\"}");
        }
    }

    /** So that the venue does not take the second of two equal orders for the first one again. */
    @Test
    void sign_theSameTwice_givesTwoRequests() {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1_587_846_358_253L)));
        try (SigningKey key = key()) {
            VenueRequest order = VenueRequest.post(API + "create-order").param("instrument_name", "BTC_USD");
            assertThat(CryptoComSigning.sign(order, HOST, key, time).text())
                    .isNotEqualTo(CryptoComSigning.sign(order, HOST, key, time).text());
        }
    }

    /** What the page of the venue warns of. */
    @Test
    void signature_coversNamesAndValuesWithoutWhatIsBetweenThem() {
        VenueRequest order =
                VenueRequest.post(API + "create-order").param("price", "1").param("quantity", "20");
        VenueRequest other = VenueRequest.post(API + "create-order").param("price", "1quantity20");

        assertThat(signatureIn(signed(order))).isEqualTo(signatureIn(signed(other)));
        assertThat(VENUE.notes().toString()).contains("nothing between names and values");
    }

    private static String signatureIn(SignedRequest signed) {
        return Answers.json(new HttpReply(200, signed.text())).path("sig").asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"order_id\":1}", "{\"order_id\":null}", "{\"order_list\":[{\"x\":true}]}"})
    void sign_whatIsNoText_isRefused(String params) {
        VenueRequest request = VenueRequest.post(API + "get-order-detail").json(params);
        assertThatThrownBy(() -> signed(request)).isInstanceOf(KeyScopeException.class);
    }

    @Test
    void secret_inThePlaceOfAKey_isNoticed() {
        var form = VENUE.credentials().apiKeyForm().orElseThrow();
        assertThat("SYNTHETIC0crypto0com01").matches(form);
        assertThat("cxakp_SYNTHETIC0crypto0com01").doesNotMatch(form);
    }

    private static SignedCalls answering(String balances, String address, String accounts) {
        return request -> {
            String path = request.path();
            String body = path.endsWith("user-balance") ? balances : path.endsWith("accounts") ? accounts : address;
            return new HttpReply(body.contains("40101") ? 401 : 200, body);
        };
    }

    private static KeyFacts inspect(SignedCalls venue) {
        return VENUE.inspector(Environment.PRODUCTION).inspect(venue);
    }

    @Test
    void inspect_aKeyThatIsShownAnAddress_canWithdraw() {
        KeyFacts facts = inspect(answering(BALANCES, ADDRESS, ACCOUNTS));

        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(READ_ACCOUNT, WITHDRAW, DEPOSIT);
        assertThat(facts.accountId().value()).contains("243d3f39-b193-4eb9-1d60-e98f2fc17707");
        assertThat(facts.permissions().of(TRADE_SPOT)).isEqualTo(Presence.UNKNOWN);
    }

    @Test
    void inspect_aKeyThatIsShownNone_isNotKnownToBeUnableTo() {
        KeyFacts facts = inspect(answering(BALANCES, REFUSED, REFUSED));

        assertThat(facts.permissions().all(Presence.GRANTED)).containsExactly(READ_ACCOUNT);
        assertThat(facts.permissions().all(Presence.UNKNOWN))
                .contains(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, WITHDRAW, TRANSFER_SUBACCOUNT, OPEN_SESSION);
        assertThat(facts.permissions().of(TRADE_OPTIONS)).isEqualTo(Presence.DENIED);
        assertThat(facts.accountId().isKnown()).isFalse();
        assertThat(facts.ips().isKnown()).isFalse();
        assertThat(facts.expiry().isKnown()).isFalse();
        assertThat(facts.venueRights()).isEmpty();
    }

    /** Whatever is mangled, withdrawing is known, unknown, or the answer is an error: never missing. */
    @TestFactory
    Stream<DynamicTest> inspect_anAnswerThatIsMangled_isAnErrorOrNoGuess() {
        Stream<SignedCalls> calls = Stream.of(
                        Mangled.variants(BALANCES).map(body -> answering(body, REFUSED, REFUSED)),
                        Mangled.variants(ADDRESS).map(body -> answering(BALANCES, body, REFUSED)),
                        Mangled.variants(ACCOUNTS).map(body -> answering(BALANCES, REFUSED, body)),
                        Stream.of("", "{}", "[]", "null", "7", " ".repeat(3 << 20))
                                .map(body -> answering(body, body, body)))
                .flatMap(one -> one);
        return calls.map(venue -> DynamicTest.dynamicTest("mangled", () -> {
            try {
                KeyFacts facts = inspect(venue);
                assertThat(facts.permissions().of(WITHDRAW)).isIn(Presence.UNKNOWN, Presence.GRANTED);
                assertThat(facts.permissions().of(TRADE_SPOT)).isEqualTo(Presence.UNKNOWN);
                assertThat(facts.accountId().value())
                        .isIn(Stream.of("", "243d3f39-b193-4eb9-1d60-e98f2fc17707")
                                .map(id -> Optional.of(id).filter(text -> !text.isEmpty()))
                                .toArray());
            } catch (VenueUnavailableException | VenueRefusedException e) {
                assertThat(e).hasNoCause();
            }
        }));
    }

    private static VenueDefinition at(CryptoComSimulator venue) {
        return VENUE.servedAt(Environment.PRODUCTION, venue.uri());
    }

    private static Desk desk(CryptoComSimulator venue, SimulatedKey key) {
        return new Desk(at(venue), SignatureAlgorithm.HMAC_SHA256, key);
    }

    @Test
    void probe_ofARevokedKey_isDead_andOfAForeignAddressUnknown() {
        try (CryptoComSimulator venue = CryptoComSimulator.start()) {
            SimulatedKey key = venue.createKey("Can Read");
            try (Desk desk = desk(venue, key);
                    Desk witness = desk(venue, venue.createKey("Can Read"))) {
                var inspector = VENUE.inspector(Environment.PRODUCTION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                key.boundTo("203.0.113.7");
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.UNKNOWN);
                key.boundTo().revoke();
                // 40101 may mean a permission as well, but every key reads.
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.DEAD);
                assertThat(KeyProbe.askBeside(inspector, VENUE.requestLife(), desk, witness))
                        .isEqualTo(KeyProbe.Answer.DEAD);
            }
        }
    }

    private static Set<Kind> kinds(int status, String code) {
        String body = "{\"id\":1,\"code\":" + code + ",\"message\":\"canary\"}";
        return VENUE.errors()
                .classify(new HttpReply(status, body))
                .orElseThrow()
                .kinds();
    }

    @ParameterizedTest
    @CsvSource({
        "401, 40103, IP",
        "401, 40104, ACCOUNT",
        "400, 202, ACCOUNT",
        "400, 40102, CLOCK",
        "429, 42901, RATE",
        "408, 40801, OUTCOME_UNKNOWN",
        "500, 306, REQUEST",
        "200, 40401, REQUEST",
        "200, 43012, REQUEST",
        "400, 12345, REQUEST",
        "503, 9010001, MAINTENANCE"
    })
    void error_means(int status, String code, Kind kind) {
        assertThat(kinds(status, code)).containsExactly(kind);
        assertThat(kinds(status, "\"" + code + "\"")).as("as text").containsExactly(kind);
    }

    @Test
    void error_thatIsAmbiguous_staysSo() {
        assertThat(kinds(401, "40101")).containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE, Kind.PERMISSION);
        assertThat(kinds(500, "50001")).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(VENUE.errors()
                        .classify(new HttpReply(502, "<html>"))
                        .orElseThrow()
                        .kinds())
                .containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(VENUE.errors().classify(new HttpReply(200, BALANCES))).isEmpty();
        assertThat(VENUE.errors().classify(new HttpReply(200, "{\"code\":\"0\"}")))
                .isEmpty();
        assertThat(VENUE.errors().classify(new HttpReply(200, "{\"code\":null}")))
                .isPresent();
    }

    @Test
    void steps_nameEverythingThatIsToBeDone() {
        var order = KeyOrder.builder("sub_1", "grid_1")
                .rights(VENUE.rights().smallestKeyFor(Set.of(READ_ACCOUNT, TRADE_SPOT)))
                .boundTo(Set.of("203.0.113.7"))
                .build();
        assertThat(String.join("\n", VENUE.keys().stepsToCreate(order)))
                .contains("sub_1", "grid_1", "203.0.113.7", "Can Read, Enable Trading", "HMAC_SHA256")
                .doesNotContain("{", "Enable Withdrawal");
        assertThat(String.join("\n", VENUE.keys().stepsToDelete("grid_1"))).contains("grid_1");
        assertThat(VENUE.keys().administrator(Environment.PRODUCTION)).isEmpty();
    }

    private static VenueRequest order(String instrument) {
        return VenueRequest.post(API + "create-order")
                .param("instrument_name", instrument)
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("price", "100")
                .param("quantity", "1");
    }

    private static VenueRequest trigger(String instrument) {
        return VenueRequest.post(API + "advanced/create-order")
                .param("instrument_name", instrument)
                .param("side", "SELL")
                .param("type", "STOP_LOSS")
                .param("ref_price", "90")
                .param("quantity", "1");
    }

    @Test
    void cancelAll_takesTriggersToo_andLeavesOtherMarkets() {
        try (CryptoComSimulator simulator = CryptoComSimulator.start();
                Desk desk = desk(simulator, simulator.createKey("Can Read", "Enable Trading"))) {
            VenueDefinition venue = at(simulator);
            var markets = Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);
            for (String instrument : new String[] {"BTC_USDT", "BTCUSD-PERP"}) {
                desk.call(order(instrument));
                desk.call(trigger(instrument));
            }
            assertThat(venue.account().openOrders(desk, markets)).hasSize(4);

            venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
            assertThat(venue.account().openOrders(desk, markets))
                    .extracting(OpenOrder::symbol)
                    .containsExactly("BTC_USDT", "BTC_USDT");
            assertThat(venue.account().openOrders(desk, Set.of(TRADE_DERIVATIVES)))
                    .isEmpty();
            assertThat(venue.account().openOrders(desk, Set.of(TRADE_MARGIN))).hasSize(2);
            venue.emergency().cancelAll(desk, markets);
            assertThat(venue.account().openOrders(desk, markets)).isEmpty();
            assertThat(venue.emergency().deadManSwitch(TRADE_SPOT, Duration.ofMinutes(1)))
                    .isEmpty();
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"code\":null}", "{\"code\":{}}", "{\"code\":false}"})
    void cancelAll_thatTheVenueDoesNotConfirm_isAnError(String answer) {
        SignedCalls calls = request ->
                new HttpReply(200, request.path().contains("get-") ? DONE.formatted("{\"data\":[]}") : answer);
        assertThatThrownBy(
                        () -> VENUE.emergency().cancelAll(calls, Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @TempDir
    private Path folder;

    private Keyguard start(CryptoComSimulator venue, SimulatedKey key, Grant grant, String name) {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(venue.toApiKey("grid-key", key).strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(at(venue).servedAt(Environment.PRODUCTION, "ws", venue.webSocketUri()))
                .grant("grid", grant)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    /** No probe makes a key safe, and one makes it unsafe. */
    @Test
    void bot_startsOnlyWhenWhatIsUnknownIsAcceptedInWords_andNeverOnAKeyThatWithdraws() throws Exception {
        try (CryptoComSimulator venue = CryptoComSimulator.start()) {
            SimulatedKey key = venue.createKey("Can Read", "Enable Trading").boundTo("127.0.0.1");
            Grant grant = Grant.on("crypto-com", "main").allow(READ_ACCOUNT, TRADE_SPOT, OPEN_SESSION);
            assertThatThrownBy(() -> start(venue, key, grant, "blind"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            Grant inWords = grant.acceptUnknown("chosen by hand, looked up", Permission.values());
            try (Keyguard keyguard = start(venue, key, inWords, "seeing")) {
                ScopedKey trading =
                        keyguard.forStrategy("grid").get(KeyScope.of("crypto-com", "main", TRADE_SPOT, OPEN_SESSION));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10))
                                .send(trading.sign(order("BTC_USDT")))
                                .body())
                        .contains("\"code\":0");
                assertThatThrownBy(() -> trading.sign(order("BTCUSD-PERP"))).isInstanceOf(KeyScopeException.class);
                try (SignedWebSocket socket = SignedWebSocket.open(
                                HttpClient.newHttpClient(),
                                trading,
                                VenueRequest.webSocket("auth"),
                                new WebSocket.Listener() {})
                        .join()) {
                    assertThat(socket.toString()).doesNotContain(key.apiKey());
                }
            }
            SimulatedKey withdrawing = venue.createKey("Can Read", "Enable Trading", "Enable Withdrawal");
            assertThatThrownBy(() -> start(venue, withdrawing, inWords, "withdrawing"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            key.revoke();
            assertThatThrownBy(() -> start(venue, key, inWords, "revoked")).isInstanceOf(KeyguardException.class);
            assertThat(venue.stats().ordersPlaced()).isOne();
        }
    }
}
