/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.WITHDRAW;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.Finding;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoinbaseTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI HOST = URI.create("https://venue.example");
    private static final String V3 = "/api/v3/brokerage";
    private static final String PORTFOLIO = "8bfc20d7-f7c6-4422-bf07-8243ca4169fe";
    private static final List<String> FLAGS = List.of("can_view", "can_trade", "can_transfer", "can_receive");

    /** Source: the response of {@code GET /api/v3/brokerage/key_permissions} in docs.cdp.coinbase.com. */
    private static final String DOCUMENTED = """
            {"can_view":true,"can_trade":true,"can_transfer":true,"can_receive":true,"portfolio_uuid":"%s","portfolio_type":"DEFAULT"}
            """.formatted(PORTFOLIO).strip();

    private static final String TRADING = DOCUMENTED
            .replace("\"can_transfer\":true", "\"can_transfer\":false")
            .replace("\"can_receive\":true", "\"can_receive\":false");

    // Signatures

    private static Map<String, String> vector(String name) {
        return Vectors.read(name);
    }

    private static SecretBytes box(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static SigningKey key(Map<String, String> vector) {
        return SigningKey.of(
                SignatureAlgorithm.valueOf(vector.get("algorithm")),
                SecretEncoding.valueOf(vector.get("encoding")),
                box(vector.get("key")),
                box(vector.get("secret")),
                null,
                null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "coinbase-ed25519-120s",
                "coinbase-ed25519-get",
                "coinbase-ed25519-ws",
                "coinbase-es256-get",
                "coinbase-es256-post"
            })
    void sign_theMessageOfAVector_givesItsSignature(String name) throws IOException {
        Map<String, String> vector = vector(name);
        try (SigningKey key = key(vector)) {
            assertThat(Base64.getEncoder()
                            .encodeToString(key.sign(vector.get("message").getBytes(US_ASCII))))
                    .isEqualTo(vector.get("base64"));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    private static String token(Map<String, String> vector) {
        return vector.get("message") + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Base64.getDecoder().decode(vector.get("base64")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"coinbase-ed25519-get", "coinbase-ed25519-ws", "coinbase-es256-get", "coinbase-es256-post"})
    void token_fromTheParametersOfAVector_isTheVectors(String name) throws IOException {
        Map<String, String> vector = vector(name);
        try (SigningKey key = key(vector)) {
            Instant now = Instant.ofEpochSecond(Long.parseLong(vector.get("now")));
            String uri = vector.get("uri").isEmpty() ? null : vector.get("uri");

            assertThat(CoinbaseToken.of(key, now, vector.get("nonce"), uri)).isEqualTo(token(vector));
            assertThat(CoinbaseToken.LIFE).isEqualTo(Duration.ofSeconds(Long.parseLong(vector.get("life"))));
        }
    }

    private static SignedRequest signed(VenueRequest request) throws IOException {
        try (SigningKey key = key(vector("coinbase-es256-get"))) {
            return Venues.coinbase()
                    .signer(Environment.PRODUCTION)
                    .sign(request, HOST, key, new SigningTime(InstantSource.fixed(Instant.ofEpochSecond(1700000000))));
        }
    }

    private static JsonNode part(String token, int index) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
    }

    private static String bearer(SignedRequest signed) {
        String header = signed.headers().get("Authorization");
        assertThat(header).startsWith("Bearer ");
        return header.substring("Bearer ".length());
    }

    @Test
    void request_withAQuery_coversItsPathAlone() throws IOException {
        SignedRequest signed =
                signed(VenueRequest.get(V3 + "/accounts").param("limit", "250").param("cursor", "a b&c"));

        assertThat(signed.uri()).hasToString(HOST + V3 + "/accounts?limit=250&cursor=a%20b%26c");
        assertThat(part(bearer(signed), 1)).isEqualTo(JSON.readTree("""
                        {"sub":"organizations/test-organization/apiKeys/test-api-key","iss":"cdp","nbf":1700000000,"exp":1700000030,
                         "uri":"GET api.coinbase.com/api/v3/brokerage/accounts"}"""));
        assertThat(signed.headers()).containsOnlyKeys("Authorization");
        assertThat(signed.body()).isEmpty();
        assertThat(signed).hasToString("GET https://venue.example/api/v3/brokerage/accounts");
    }

    @Test
    void request_withADocument_sendsItByteForByte() throws IOException {
        String document = "{ \"product_id\" : \"BTC-USD\" }";
        SignedRequest signed = signed(VenueRequest.post(V3 + "/orders").json(document));
        SignedRequest parameters =
                signed(VenueRequest.put(V3 + "/portfolios/" + PORTFOLIO).param("name", "grid"));

        assertThat(signed.text()).isEqualTo(document);
        assertThat(signed.headers()).containsEntry("Content-Type", "application/json");
        assertThat(part(bearer(signed), 1).path("uri").asText())
                .isEqualTo("POST api.coinbase.com/api/v3/brokerage/orders");
        assertThat(parameters.text()).isEqualTo("{\"name\":\"grid\"}");
        assertThat(signed(VenueRequest.delete(V3 + "/cfm/sweeps")).body()).isEmpty();
    }

    @Test
    void nonces_areUnique() throws IOException {
        var nonces = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            JsonNode header = part(bearer(signed(VenueRequest.get(V3 + "/accounts"))), 0);
            assertThat(header.path("alg").asText()).isEqualTo("ES256");
            assertThat(header.path("nonce").asText()).matches("[0-9a-f]{32}");
            nonces.add(header.path("nonce").asText());
        }
        assertThat(nonces).hasSize(50);
    }

    @Test
    void subscription_carriesATokenOfNoRequest() throws IOException {
        VenueRequest subscribe =
                VenueRequest.webSocket("subscribe").json("{\"channel\":\"user\",\"product_ids\":[\"BTC-USD\"]}");
        SignedRequest signed = signed(subscribe);
        JsonNode frame = JSON.readTree(signed.text());

        assertThat(signed.text())
                .startsWith("{\"type\":\"subscribe\",\"channel\":\"user\",\"product_ids\":[\"BTC-USD\"],\"jwt\":\"");
        assertThat(frame.properties()).hasSize(4);
        assertThat(part(frame.path("jwt").asText(), 1).has("uri")).isFalse();
        assertThat(signed.headers()).isEmpty();
        assertThat(Venues.coinbase().home(Environment.PRODUCTION, subscribe))
                .contains(URI.create("wss://advanced-trade-ws-user.coinbase.com"));
    }

    @Test
    void credentials_tellNamesOfKeysFromSecrets() throws IOException {
        var form = Venues.coinbase().credentials().apiKeyForm().orElseThrow();

        assertThat("organizations/" + PORTFOLIO + "/apiKeys/" + PORTFOLIO).matches(form);
        assertThat(PORTFOLIO).matches(form);
        assertThat(vector("coinbase-ed25519-get").get("secret")).doesNotMatch(form);
        assertThat(Venues.coinbase().sensitiveFields().headers()).contains("Authorization");
        assertThat(Venues.coinbase().requestLife().coversBody()).isFalse();
    }

    // Inspection

    private static KeyFacts inspect(int status, String body) {
        return Venues.coinbase().inspector(Environment.PRODUCTION).inspect(request -> new HttpReply(status, body));
    }

    @Test
    void inspect_theDocumentedReply_knowsTheRightsAndThePortfolio() {
        KeyFacts facts = inspect(200, DOCUMENTED);

        assertThat(facts.venueRights()).containsExactlyInAnyOrderElementsOf(FLAGS);
        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(
                        READ_ACCOUNT,
                        OPEN_SESSION,
                        TRADE_SPOT,
                        TRADE_DERIVATIVES,
                        CONVERT,
                        ACCOUNT_ADMIN,
                        TRANSFER_INTERNAL,
                        WITHDRAW,
                        DEPOSIT);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).isEmpty();
        assertThat(facts.ips().isKnown()).isFalse();
        assertThat(facts.expiry().isKnown()).isFalse();
        assertThat(facts.accountId().value()).contains(PORTFOLIO);
    }

    @Test
    void inspect_aKeyThatTrades_mayNotWithdraw() {
        KeyFacts facts = inspect(200, TRADING);

        assertThat(facts.venueRights()).containsExactlyInAnyOrder("can_view", "can_trade");
        for (var denied : List.of(WITHDRAW, TRANSFER_INTERNAL, DEPOSIT)) {
            assertThat(facts.permissions().of(denied)).isEqualTo(Presence.DENIED);
        }
    }

    private static String with(String reply, String field, String value) throws IOException {
        var json = (ObjectNode) JSON.readTree(reply);
        json.set(field, JSON.readTree(value));
        return json.toString();
    }

    private static String without(String field) throws IOException {
        var json = (ObjectNode) JSON.readTree(TRADING);
        json.remove(field);
        return json.toString();
    }

    @TestFactory
    Stream<DynamicTest> inspect_withoutAField_isUnavailable() {
        return Stream.of("can_view", "can_trade", "can_transfer", "portfolio_uuid", "portfolio_type")
                .map(field -> DynamicTest.dynamicTest(
                        field,
                        () -> assertThatThrownBy(() -> inspect(200, without(field)))
                                .isInstanceOf(VenueUnavailableException.class)
                                .hasMessageContaining("a form that is not its own")));
    }

    @Test
    void inspect_withoutTheNewestFlag_doesNotKnowWhetherTheKeyReceives() throws IOException {
        assertThat(inspect(200, without("can_receive")).permissions().of(DEPOSIT))
                .isEqualTo(Presence.UNKNOWN);
        assertThat(inspect(200, with(without("can_receive"), "can_transfer", "true"))
                        .permissions()
                        .of(DEPOSIT))
                .isEqualTo(Presence.GRANTED);
    }

    @TestFactory
    Stream<DynamicTest> inspect_withAFieldOfAnotherType_isUnavailable() {
        var fields = new ArrayList<>(FLAGS);
        fields.addAll(List.of("portfolio_uuid", "portfolio_type", "can_fly"));
        return fields.stream()
                .flatMap(field -> Stream.of("\"true\"", "1", "0", "null", "[]", "{}")
                        .filter(value -> !field.startsWith("portfolio") || !value.startsWith("\""))
                        .map(value -> DynamicTest.dynamicTest(
                                field + " is " + value,
                                () -> assertThatThrownBy(() -> inspect(200, with(TRADING, field, value)))
                                        .isInstanceOf(VenueUnavailableException.class))));
    }

    @Test
    void inspect_withAnEmptyPortfolio_isUnavailable() {
        assertThatThrownBy(() -> inspect(200, with(TRADING, "portfolio_uuid", "\"\"")))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @TestFactory
    Stream<DynamicTest> inspect_withAFieldThatMayGrantSomething_doesNotRecogniseIt() {
        return Map.of("can_fly", "true", "admin", "true", "scopes", "[\"wallet:send\"]", "more", "{\"a\":1}")
                .entrySet()
                .stream()
                .map(field -> DynamicTest.dynamicTest(field.getKey(), () -> {
                    KeyFacts facts = inspect(200, with(TRADING, field.getKey(), field.getValue()));
                    assertThat(facts.venueRights()).contains(field.getKey());
                    assertThat(facts.permissions().unrecognised()).containsExactly(field.getKey());
                }));
    }

    @Test
    void inspect_withAFieldThatGrantsNothing_readsOn() throws IOException {
        String more = with(with(with(TRADING, "nickname", "\"grid\""), "can_fly", "false"), "scopes", "[]");

        KeyFacts facts = inspect(200, more);
        assertThat(facts.venueRights()).containsExactlyInAnyOrder("can_view", "can_trade");
        assertThat(facts.permissions().unrecognised()).isEmpty();
    }

    @Property(tries = 1000)
    void inspect_aReplyCutOrGarbledAnywhere_givesFactsOrAKeyguardException(
            @ForAll @IntRange(max = 400) int at, @ForAll char other, @ForAll boolean cut) {
        int where = at % TRADING.length();
        String broken = TRADING.substring(0, where) + (cut ? "" : other + TRADING.substring(where + 1));
        try {
            assertThat(inspect(200, broken).permissions().of(WITHDRAW)).isNotEqualTo(Presence.GRANTED);
        } catch (KeyguardException e) {
            assertThat(e).isInstanceOf(VenueUnavailableException.class);
            assertThat(e.getMessage()).doesNotContain(PORTFOLIO);
        }
    }

    @Test
    void inspect_aKeyThatIsRefused_saysWhatItMayMean() {
        var refusal = catchThrowableOfType(VenueRefusedException.class, () -> inspect(401, "Unauthorized\n"));

        assertThat(refusal.getMessage()).contains("401", "BAD_KEY", "CLOCK", "IP", "SIGNATURE");
        assertThatThrownBy(() -> inspect(403, "{\"error\":\"PERMISSION_DENIED\",\"code\":7,\"message\":\"\"}"))
                .isInstanceOf(VenueRefusedException.class)
                .hasMessageContaining("PERMISSION");
    }

    // Errors

    private static VenueError error(int status, String body) {
        return Venues.coinbase().errors().classify(new HttpReply(status, body)).orElseThrow();
    }

    private static String app(String id) {
        return "{\"errors\":[{\"id\":\"" + id + "\",\"message\":\"canary\"}]}";
    }

    @Test
    void errors_thatDoNotTellTheirCause_stayAmbiguous() {
        for (VenueError error : List.of(
                error(401, "Unauthorized\n"),
                error(401, ""),
                error(401, "{\"error\":\"canary\",\"code\":16}"),
                error(401, app("canary")),
                error(401, app("authentication_error")))) {
            assertThat(error.kinds()).containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.IP);
            assertThat(error.code()).isIn("401", "authentication_error");
        }
        assertThat(error(403, "<html>").kinds()).containsExactlyInAnyOrder(Kind.PERMISSION, Kind.IP, Kind.RATE);
        assertThat(error(401, app("expired_token")).kinds()).containsExactlyInAnyOrder(Kind.CLOCK, Kind.EXPIRED);
    }

    @TestFactory
    Stream<DynamicTest> errors_ofTheSheet_meanWhatTheyMean() {
        Map<HttpReply, Kind> rows = Map.ofEntries(
                Map.entry(new HttpReply(403, "{\"error\":\"PERMISSION_DENIED\",\"code\":7}"), Kind.PERMISSION),
                Map.entry(
                        new HttpReply(403, "{\"error\":\"unknown\",\"error_details\":\"Missing required scopes\"}"),
                        Kind.PERMISSION),
                Map.entry(new HttpReply(403, app("invalid_scope")), Kind.PERMISSION),
                Map.entry(new HttpReply(401, app("revoked_token")), Kind.BAD_KEY),
                Map.entry(new HttpReply(402, app("two_factor_required")), Kind.REQUEST),
                Map.entry(new HttpReply(400, app("unverified_email")), Kind.ACCOUNT),
                Map.entry(new HttpReply(429, app("rate_limit_exceeded")), Kind.RATE),
                Map.entry(new HttpReply(429, "slow down"), Kind.RATE),
                Map.entry(new HttpReply(400, "{\"error\":\"INVALID_ARGUMENT\",\"code\":3}"), Kind.REQUEST),
                Map.entry(new HttpReply(400, "{\"error\":\"canary\"}"), Kind.REQUEST),
                Map.entry(
                        new HttpReply(200, "{\"success\":false,\"error_response\":{\"error\":\"INSUFFICIENT_FUND\"}}"),
                        Kind.REQUEST),
                Map.entry(
                        new HttpReply(200, "{\"success\":false,\"error_response\":{\"error\":\"canary\"}}"),
                        Kind.REQUEST),
                Map.entry(new HttpReply(200, "{\"success\":false,\"errors\":[{}]}"), Kind.REQUEST),
                Map.entry(new HttpReply(500, "{\"error\":\"INTERNAL\",\"code\":13}"), Kind.OUTCOME_UNKNOWN),
                Map.entry(new HttpReply(503, app("not_found")), Kind.MAINTENANCE));
        return rows.entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.getKey().status() + " " + row.getKey().body(), () -> {
                            VenueError error =
                                    error(row.getKey().status(), row.getKey().body());
                            assertThat(error.kinds()).contains(row.getValue());
                            assertThat(error.kinds()).hasSize(row.getKey().status() < 500 ? 1 : 2);
                            assertThat(error.code()).doesNotContain("canary");
                        }));
    }

    @Test
    void errors_thatAreNone_areEmpty() {
        for (String fine :
                List.of("{\"success\":true,\"success_response\":{}}", "{\"orders\":[]}", "{\"errors\":[]}", "[]", "")) {
            assertThat(Venues.coinbase().errors().classify(new HttpReply(200, fine)))
                    .isEmpty();
        }
    }

    // The account

    private static VenueRequest order(int n) {
        return VenueRequest.post(V3 + "/orders")
                .json("{\"client_order_id\":\"" + n + "\",\"product_id\":\"BIT-28JUL23-CDE\",\"side\":\"BUY\","
                        + "\"order_configuration\":{\"limit_limit_gtc\":{\"base_size\":\"1\",\"limit_price\":\"9\"}}}");
    }

    @Test
    void account_ofFutures_isReadAndStoppedByAnEd25519Key() {
        try (CoinbaseSimulator simulator = CoinbaseSimulator.start()) {
            VenueDefinition venue = Venues.coinbase().servedAt(Environment.PRODUCTION, simulator.uri());
            SimulatedKey key = simulator.createEd25519Key("can_view", "can_trade");
            try (Desk desk = new Desk(venue, SignatureAlgorithm.ED25519, key)) {
                assertThat(desk.call(order(1)).status()).isEqualTo(200);
                assertThat(venue.account().openOrders(desk, Set.of(TRADE_SPOT))).isEmpty();
                assertThat(venue.account().openOrders(desk, Set.of(TRADE_DERIVATIVES)))
                        .hasSize(1);
                assertThat(venue.account().balances(desk, Set.of(TRADE_DERIVATIVES)))
                        .extracting(Balance::wallet)
                        .contains("spot", "futures");

                venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));

                assertThat(venue.account().openOrders(desk, Set.of(TRADE_DERIVATIVES)))
                        .isEmpty();
                assertThat(simulator.stats().rejections()).isEmpty();
            }
        }
    }

    private static final String ONE_OPEN =
            "{\"orders\":[{\"order_id\":\"1\",\"product_id\":\"BTC-USD\"}],\"has_next\":false,\"cursor\":\"\"}";

    private static void cancelAll(String answer) {
        Venues.coinbase()
                .emergency()
                .cancelAll(
                        request -> new HttpReply(200, request.method().equals("GET") ? ONE_OPEN : answer),
                        Set.of(TRADE_SPOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"results\":[]}",
                "{\"results\":[{\"success\":false,\"failure_reason\":\"COMMANDER_REJECTED_CANCEL_ORDER\",\"order_id\":\"1\"}]}",
                "{\"results\":[{\"order_id\":\"1\"}]}",
                "{}"
            })
    void cancelAll_ofWhichSomethingIsNotDone_isUnavailable(String answer) {
        assertThatThrownBy(() -> cancelAll(answer)).isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void cancelAll_ofAnOrderThatIsGone_isDone() {
        var asked = new ArrayList<VenueRequest>();
        Venues.coinbase()
                .emergency()
                .cancelAll(
                        request -> {
                            asked.add(request);
                            return new HttpReply(
                                    200,
                                    request.method().equals("GET")
                                            ? ONE_OPEN
                                            : "{\"results\":[{\"success\":false,\"failure_reason\":\"UNKNOWN_CANCEL_ORDER\",\"order_id\":\"1\"}]}");
                        },
                        Set.of(TRADE_SPOT));

        assertThat(asked.get(1).json()).contains("{\"order_ids\":[\"1\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"orders\":[],\"has_next\":true,\"cursor\":\"\"}",
                "{\"orders\":[],\"has_next\":true,\"cursor\":\"same\"}",
                "{\"orders\":[],\"has_next\":true}",
                "{\"orders\":[]}",
                "{\"orders\":[],\"has_next\":\"false\"}",
                "{\"orders\":{},\"has_next\":false}",
                "{\"orders\":[{\"order_id\":\"1\"}],\"has_next\":false}"
            })
    void openOrders_fromPagesThatAreNone_areUnavailable(String page) {
        assertThatThrownBy(() ->
                        Venues.coinbase().account().openOrders(request -> new HttpReply(200, page), Set.of(TRADE_SPOT)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    // Starting

    @TempDir
    private Path folder;

    private Keyguard start(CoinbaseSimulator venue, ApiKey.Builder key, KeyPolicy policy) {
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(key.strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .environment(Environment.PRODUCTION)
                .source(Vault.open(file, passphrase, cheap))
                .venues(Venues.coinbase().servedAt(Environment.PRODUCTION, venue.uri()))
                .grant(
                        "grid",
                        Grant.on("coinbase", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_DERIVATIVES, CONVERT, ACCOUNT_ADMIN))
                .policy(policy)
                .start();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void start_withAFittingKey_passesAndSigns(boolean ed25519) throws Exception {
        try (CoinbaseSimulator venue = CoinbaseSimulator.start()) {
            SimulatedKey key = ed25519
                    ? venue.createEd25519Key("can_view", "can_trade")
                    : venue.createKey("can_view", "can_trade");
            ApiKey.Builder stored = venue.toApiKey("grid-coinbase", key)
                    .algorithm(ed25519 ? SignatureAlgorithm.ED25519 : SignatureAlgorithm.ECDSA_P256_SHA256);
            try (Keyguard keyguard = start(venue, stored, KeyPolicy.strict().fromAnyAddress())) {
                assertThat(keyguard.report().findings()).isEmpty();
                SignedRequest signed = keyguard.forStrategy("grid")
                        .get(KeyScope.of("coinbase", "main", TRADE_SPOT))
                        .sign(VenueRequest.post(V3 + "/orders")
                                .json(order(1).json().orElseThrow().replace("BIT-28JUL23-CDE", "BTC-USD")));
                var answer = HttpClient.newHttpClient()
                        .send(signed.toHttpRequest(Duration.ofSeconds(20)), BodyHandlers.ofString());
                assertThat(answer.body()).contains("\"success\":true");
            }
        }
    }

    @Test
    void start_withAKeyThatMayWithdraw_isRefused() {
        try (CoinbaseSimulator venue = CoinbaseSimulator.start()) {
            SimulatedKey key = venue.createKey("can_view", "can_trade", "can_transfer");
            var refusal = catchThrowableOfType(
                    LeastPrivilegeException.class,
                    () -> start(
                            venue,
                            venue.toApiKey("grid-coinbase", key),
                            KeyPolicy.strict().fromAnyAddress()));

            assertThat(refusal.report().findings())
                    .filteredOn(finding -> finding.kind() == Finding.Kind.FORBIDDEN)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.observed()).contains("WITHDRAW"))
                    .satisfies(finding -> assertThat(finding.remedy()).contains("can_view, can_trade"));
        }
    }

    @Test
    void start_underAPolicyThatAsksForAddresses_saysThatTheVenueDoesNotTell() {
        try (CoinbaseSimulator venue = CoinbaseSimulator.start()) {
            SimulatedKey key = venue.createKey("can_view", "can_trade").boundTo("127.0.0.1");
            var refusal = catchThrowableOfType(
                    LeastPrivilegeException.class,
                    () -> start(venue, venue.toApiKey("grid-coinbase", key), KeyPolicy.strict()));

            assertThat(refusal.report().findings())
                    .extracting(Finding::kind)
                    .containsExactly(Finding.Kind.NO_IP_RESTRICTION);
            assertThat(refusal.report().toText()).contains("coinbase does not tell");
        }
    }
}
