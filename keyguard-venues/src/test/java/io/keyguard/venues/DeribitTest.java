/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;
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
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.Finding;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.policy.PrivilegeReport;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError;
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
import java.util.HashMap;
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

class DeribitTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VenueDefinition DERIBIT = Venues.deribit();
    private static final URI HOST = URI.create("https://www.deribit.com");
    private static final URI SOCKET = URI.create("wss://www.deribit.com");
    private static final long TIMESTAMP = 1576074319000L;
    private static final String NONCE = "1iqt2wls";

    /** Source: the response of {@code public/auth} in docs.deribit.com, its scope as the documentation's list of scopes makes it. */
    private static final String AUTH = """
            {"jsonrpc":"2.0","id":9929,"result":{"access_token":"1582628593469.1MbQ-J_4.canary-access","expires_in":60,
             "refresh_token":"1582628593469.1GP4rQd0.canary-refresh",
             "scope":"account:read block_rfq:none block_trade:none trade:read_write wallet:none connection mainaccount",
             "enabled_features":[],"token_type":"bearer"}}""";

    /** Source: the response of {@code private/get_account_summaries} in the OpenAPI document, shortened. */
    private static final String SUMMARIES = """
            {"jsonrpc":"2.0","id":2515,"result":{"id":10,"email":"user@example.com","system_name":"user","type":"main",
             "summaries":[{"currency":"BTC","balance":302.60065765,"equity":302.61869214},
             {"currency":"ETH","balance":100},{"currency":"USDC","balance":0}]}}""";

    private static final Permission[] OF_THE_WALLET = {
        Permission.DEPOSIT, Permission.CANCEL_WITHDRAWAL, TRANSFER_INTERNAL, WITHDRAW, WITHDRAW_ADDRESS_ADMIN
    };

    @TempDir
    private Path folder;

    private static Map<String, String> vector(String name) {
        return Vectors.read(name);
    }

    private static SecretBytes box(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static SigningKey amanda() throws IOException {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                SecretEncoding.TEXT,
                box("AMANDA"),
                box(vector("deribit-ws").get("secret")),
                null,
                null);
    }

    private static SignedRequest sign(URI host, VenueRequest request) throws IOException {
        try (SigningKey key = amanda()) {
            return DeribitSigner.sign(request, host, key, TIMESTAMP, NONCE);
        }
    }

    private static String header(String signature) {
        return "deri-hmac-sha256 id=AMANDA,ts=1576074319000,nonce=1iqt2wls,sig=" + signature;
    }

    @TestFactory
    Stream<DynamicTest> sign_theMessageOfAVector_givesItsSignature() {
        return Stream.of("deribit-ws", "deribit-get", "deribit-post")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Map<String, String> vector = vector(name);
                    try (SigningKey key = amanda()) {
                        byte[] message =
                                vector.get("message").replace("\\n", "\n").getBytes(UTF_8);
                        assertThat(Encoding.hex(key.sign(message))).isEqualTo(vector.get("hex"));
                    }
                }));
    }

    @Test
    void sign_theOfficialRequest_givesTheOfficialSignature() throws IOException {
        SignedRequest signed = sign(
                HOST, VenueRequest.get("/api/v2/private/get_account_summary").param("currency", "BTC"));

        assertThat(signed.headers())
                .isEqualTo(Map.of("Authorization", header(vector("deribit-get").get("hex"))));
        assertThat(signed.uri())
                .isEqualTo(URI.create("https://www.deribit.com/api/v2/private/get_account_summary?currency=BTC"));
        assertThat(signed.body()).isEmpty();
    }

    @Test
    void sign_aDocument_coversItsBytes() throws IOException {
        Map<String, String> vector = vector("deribit-post");
        SignedRequest signed =
                sign(HOST, VenueRequest.post("/api/v2/private/buy").json(vector.get("body")));

        assertThat(signed.headers())
                .isEqualTo(Map.of("Authorization", header(vector.get("hex")), "Content-Type", "application/json"));
        assertThat(signed.text()).isEqualTo(vector.get("body"));
        assertThat(signed.uri()).isEqualTo(URI.create("https://www.deribit.com/api/v2/private/buy"));
    }

    @Test
    void sign_aLoginOverTheWebSocket_givesTheOfficialFrame() throws Exception {
        SignedRequest plain = sign(SOCKET, VenueRequest.webSocket("public/auth"));
        SignedRequest scoped =
                sign(SOCKET, VenueRequest.webSocket("public/auth").param("scope", "session:bot expires:900"));

        assertThat(plain.uri()).isEqualTo(URI.create("wss://www.deribit.com/ws/api/v2"));
        assertThat(plain.headers()).isEmpty();
        JsonNode frame = JSON.readTree(plain.text());
        assertThat(frame.path("method").asText()).isEqualTo("public/auth");
        assertThat(frame.path("params"))
                .isEqualTo(JSON.readTree("{\"grant_type\":\"client_signature\",\"client_id\":\"AMANDA\","
                        + "\"timestamp\":1576074319000,\"nonce\":\"1iqt2wls\",\"data\":\"\",\"signature\":\""
                        + vector("deribit-ws").get("hex") + "\"}"));
        assertThat(JSON.readTree(scoped.text()).path("params").path("scope").asText())
                .isEqualTo("session:bot expires:900");
    }

    @Test
    void sign_aLoginOverHttp_hasTheSignatureAndNotTheSecret() throws IOException {
        SignedRequest login =
                sign(HOST, VenueRequest.get("/api/v2/public/auth").param("scope", "trade:read expires:60"));

        assertThat(login.uri().getRawQuery())
                .isEqualTo("grant_type=client_signature&client_id=AMANDA&timestamp=1576074319000&nonce=1iqt2wls&data="
                        + "&signature=" + vector("deribit-ws").get("hex") + "&scope=trade%3Aread%20expires%3A60");
        assertThat(login.headers()).isEmpty();
        assertThat(login.toString()).doesNotContain("AMANDA", "signature");
    }

    @Test
    void sign_aMessageOverTheWebSocket_sendsTheDocumentOrMakesOne() throws Exception {
        String document =
                "{\"jsonrpc\":\"2.0\", \"id\":7,\"method\":\"private/cancel\",\"params\":{\"order_id\":\"1\"}}";
        assertThat(sign(SOCKET, VenueRequest.webSocket("private/cancel").json(document))
                        .text())
                .isEqualTo(document);
        JsonNode made = JSON.readTree(
                sign(SOCKET, VenueRequest.webSocket("private/cancel_all")).text());
        assertThat(made.path("method").asText()).isEqualTo("private/cancel_all");
        assertThat(made.path("params").isEmpty()).isTrue();
        assertThat(made.path("jsonrpc").asText()).isEqualTo("2.0");
    }

    @Test
    void sign_twiceAtOneInstant_hasTwoNonces() throws IOException {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(TIMESTAMP)));
        VenueRequest request = VenueRequest.get("/api/v2/private/get_open_orders");
        try (SigningKey key = amanda()) {
            var signer = DERIBIT.signer(Environment.PRODUCTION);
            String first = signer.sign(request, HOST, key, time).headers().get("Authorization");
            String second = signer.sign(request, HOST, key, time).headers().get("Authorization");
            assertThat(first).contains("ts=1576074319000,nonce=1576074319000000,");
            assertThat(second).contains("ts=1576074319000,nonce=1576074319000001,");
        }
    }

    @Test
    void sign_aRequestChangedInAnyPart_givesAnotherSignature() throws IOException {
        var signatures = List.of(
                sign(HOST, VenueRequest.get("/api/v2/private/cancel").param("order_id", "1")),
                sign(HOST, VenueRequest.get("/api/v2/private/cancel").param("order_id", "2")),
                sign(HOST, VenueRequest.get("/api/v2/private/cancel").param("orderid", "1")),
                sign(HOST, VenueRequest.get("/api/v2/private/cance").param("order_id", "1")),
                sign(HOST, VenueRequest.post("/api/v2/private/cancel").json("{}")),
                sign(HOST, VenueRequest.post("/api/v2/private/cancel").json("{ }")));

        assertThat(signatures)
                .extracting(signed -> signed.headers().get("Authorization"))
                .doesNotHaveDuplicates();
    }

    private static KeyFacts inspect(String auth, String summaries) {
        return DERIBIT.inspector(Environment.PRODUCTION)
                .inspect(request -> new HttpReply(200, request.path().endsWith("/auth") ? auth : summaries));
    }

    private static KeyFacts inspectScope(String scope) {
        return inspect(
                AUTH.replace(
                        "account:read block_rfq:none block_trade:none trade:read_write wallet:none connection mainaccount",
                        scope),
                SUMMARIES);
    }

    @Test
    void inspect_readsTheScopeAndTheAccount() {
        KeyFacts facts = inspect(AUTH, SUMMARIES);

        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(
                        OPEN_SESSION, READ_ACCOUNT, TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS, TRANSFER_SUBACCOUNT);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).isEmpty();
        assertThat(facts.permissions().of(WITHDRAW)).isEqualTo(Presence.DENIED);
        assertThat(facts.permissions().unrecognised()).isEmpty();
        assertThat(facts.venueRights())
                .containsExactlyInAnyOrder("account:read", "trade:read_write", "connection", "mainaccount");
        assertThat(facts.ips().isKnown()).isFalse();
        assertThat(facts.expiry().isKnown()).isTrue();
        assertThat(facts.expiry().value()).isEmpty();
        assertThat(facts.accountId().value()).contains("10");
    }

    @Test
    void inspect_asksForEverythingAndForAShortToken() {
        var asked = new ArrayList<VenueRequest>();
        DERIBIT.inspector(Environment.PRODUCTION).inspect(request -> {
            asked.add(request);
            return new HttpReply(200, asked.size() == 1 ? AUTH : SUMMARIES);
        });

        assertThat(asked.get(0).param("scope"))
                .contains("account:read_write block_rfq:read_write block_trade:read_write trade:read_write"
                        + " wallet:read_write expires:60");
        assertThat(asked.get(1).param("extended")).contains("true");
        assertThat(asked).hasSize(2);
        asked.forEach(
                request -> assertThat(DERIBIT.classifier(Environment.PRODUCTION).classify(request))
                        .isNotNull());
    }

    /** The documentation's own sample shows no area: nothing is known of such a key but that it logs in. */
    @Test
    void inspect_theDocumentedScopeWithoutAreas_knowsNothing() {
        KeyFacts facts = inspectScope("connection mainaccount");

        assertThat(facts.permissions().all(Presence.GRANTED)).containsExactly(OPEN_SESSION);
        assertThat(facts.permissions().all(Presence.UNKNOWN))
                .contains(READ_ACCOUNT, TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS, KEY_ADMIN, ACCOUNT_ADMIN)
                .contains(OF_THE_WALLET);
        assertThat(facts.accountId().isKnown()).isFalse();
    }

    @Test
    void inspect_aWalletThatMayBeNarrowed_doesNotKnowWhetherItWithdraws() {
        KeyFacts facts =
                inspectScope("account:read block_rfq:none block_trade:none trade:read_write wallet:read connection");

        assertThat(facts.permissions().all(Presence.UNKNOWN)).containsExactlyInAnyOrder(OF_THE_WALLET);
        assertThat(facts.permissions().of(TRANSFER_SUBACCOUNT)).isEqualTo(Presence.GRANTED);
    }

    @Test
    void inspect_anAreaThatIsNotShown_isUnknown() {
        KeyFacts noWallet = inspectScope("account:read block_rfq:none block_trade:none trade:read_write connection");
        assertThat(noWallet.permissions().all(Presence.UNKNOWN)).containsExactlyInAnyOrder(OF_THE_WALLET);
        KeyFacts noTrade = inspectScope("account:read block_rfq:none block_trade:none wallet:none connection");
        assertThat(noTrade.permissions().all(Presence.UNKNOWN))
                .containsExactlyInAnyOrder(TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS, TRANSFER_SUBACCOUNT);
        KeyFacts noAccount = inspectScope("block_rfq:none block_trade:none trade:read_write wallet:none connection");
        assertThat(noAccount.permissions().all(Presence.UNKNOWN))
                .contains(KEY_ADMIN, ACCOUNT_ADMIN, WITHDRAW)
                .doesNotContain(TRADE_SPOT);
    }

    @Test
    void inspect_theRightToChangeKeys_isEveryRight() {
        KeyFacts facts =
                inspectScope("account:read_write block_rfq:none block_trade:none trade:none wallet:none connection");

        assertThat(facts.permissions().all(Presence.GRANTED))
                .contains(KEY_ADMIN, ACCOUNT_ADMIN, TRADE_DERIVATIVES, TRANSFER_SUBACCOUNT)
                .contains(OF_THE_WALLET);
    }

    @Test
    void inspect_theRightToReadBlockTrades_isARightToTrade() {
        KeyFacts facts = inspectScope("account:read block_rfq:none block_trade:read trade:read wallet:none connection");

        assertThat(facts.permissions().of(TRADE_DERIVATIVES)).isEqualTo(Presence.GRANTED);
        assertThat(facts.permissions().of(TRANSFER_SUBACCOUNT)).isEqualTo(Presence.DENIED);
    }

    @Test
    void inspect_aScopeThatNobodyKnows_isUnrecognised() {
        for (String word :
                List.of("custody:read_write", "trade:everything", "Wallet:none", "wallets:read_write", "god")) {
            KeyFacts facts =
                    inspectScope("account:read block_rfq:none block_trade:none trade:read wallet:none " + word);
            assertThat(facts.permissions().unrecognised()).containsExactly(word);
            assertThat(facts.venueRights()).contains(word);
        }
    }

    @Test
    void inspect_whatBelongsToTheToken_isNoRight() {
        KeyFacts facts = inspectScope("account:none block_rfq:none block_trade:none trade:read wallet:none session:bot"
                + " expires:60 ip:198.51.100.7");

        assertThat(facts.venueRights()).containsExactlyInAnyOrder("trade:read", "connection");
        assertThat(facts.ips().isKnown()).isFalse();
        assertThat(facts.accountId().isKnown()).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> inspect_aReplyThatIsNotTheVenues_isUnavailable() throws Exception {
        var replies = new HashMap<String, String[]>();
        for (String scope : List.of("\"\"", "\" \"", "null", "7", "[\"wallet:none\"]", "{}", "true")) {
            var json = (ObjectNode) JSON.readTree(AUTH);
            ((ObjectNode) json.path("result")).set("scope", JSON.readTree(scope));
            replies.put("scope " + scope, new String[] {json.toString(), SUMMARIES});
        }
        replies.put(
                "two values", new String[] {AUTH.replace("wallet:none", "wallet:none wallet:read_write"), SUMMARIES});
        replies.put("no scope", new String[] {AUTH.replace("\"scope\"", "\"scopes\""), SUMMARIES});
        replies.put("no result", new String[] {AUTH.replace("\"result\"", "\"results\""), SUMMARIES});
        replies.put("a result in an array", new String[] {"{\"result\":[{\"scope\":\"wallet:none\"}]}", SUMMARIES});
        replies.put("no object", new String[] {"[]", SUMMARIES});
        for (String id : List.of("\"10\"", "null", "1.5", "[10]", "{}")) {
            replies.put("id " + id, new String[] {AUTH, SUMMARIES.replace("\"id\":10,", "\"id\":" + id + ",")});
        }
        replies.put("no id", new String[] {AUTH, SUMMARIES.replace("\"id\":10,", "")});
        return replies.entrySet().stream()
                .map(reply -> DynamicTest.dynamicTest(
                        reply.getKey(),
                        () -> assertThatThrownBy(() -> inspect(reply.getValue()[0], reply.getValue()[1]))
                                .isInstanceOf(VenueUnavailableException.class)
                                .hasMessageContaining("a form that is not its own")
                                .hasMessageNotContaining("canary")));
    }

    @Property(tries = 500)
    void inspect_aReplyCutOrGarbledAnywhere_givesFactsOrAKeyguardException(
            @ForAll @IntRange(max = 500) int at, @ForAll char other, @ForAll boolean cut) {
        int where = at % AUTH.length();
        String broken = AUTH.substring(0, where) + (cut ? "" : other + AUTH.substring(where + 1));
        try {
            assertThat(inspect(broken, SUMMARIES).venueRights()).contains("connection");
        } catch (KeyguardException e) {
            assertThat(e).isInstanceOfAny(VenueUnavailableException.class, VenueRefusedException.class);
            assertThat(e.getMessage()).doesNotContain("canary");
        }
    }

    @Test
    void inspect_aRefusedKey_saysSo() {
        for (String code : List.of("13004", "13009", "10000")) {
            assertThatThrownBy(() -> DERIBIT.inspector(Environment.PRODUCTION)
                            .inspect(request -> new HttpReply(401, error(code))))
                    .isInstanceOf(VenueRefusedException.class)
                    .hasMessageNotContaining("canary");
        }
        assertThatThrownBy(() -> DERIBIT.inspector(Environment.PRODUCTION)
                        .inspect(request -> new HttpReply(429, error("10028"))))
                .isInstanceOf(VenueUnavailableException.class);
    }

    private static String error(String code) {
        return "{\"jsonrpc\":\"2.0\",\"error\":{\"message\":\"canary\",\"data\":{\"reason\":\"canary\"},\"code\":"
                + code + "},\"usIn\":1}";
    }

    private static Set<VenueError.Kind> kinds(int status, String body) {
        return DERIBIT.errors()
                .classify(new HttpReply(status, body))
                .map(VenueError::kinds)
                .orElse(Set.of());
    }

    @Test
    void errors_ofTheSheet_meanWhatTheyMean() {
        assertThat(kinds(400, error("13004")))
                .containsExactlyInAnyOrder(VenueError.Kind.BAD_KEY, VenueError.Kind.SIGNATURE, VenueError.Kind.IP);
        assertThat(kinds(401, error("13009")))
                .contains(VenueError.Kind.NONCE, VenueError.Kind.CLOCK, VenueError.Kind.SIGNATURE);
        assertThat(kinds(400, error("13021"))).containsExactly(VenueError.Kind.PERMISSION);
        assertThat(kinds(400, error("11042"))).containsExactly(VenueError.Kind.PERMISSION);
        for (String code : List.of("9999", "13012", "13002", "10019")) {
            assertThat(kinds(400, error(code))).containsExactly(VenueError.Kind.ACCOUNT);
        }
        for (String code : List.of("13668", "13003", "12000", "12999", "10004", "-32602")) {
            assertThat(kinds(400, error(code))).containsExactly(VenueError.Kind.REQUEST);
        }
        for (String code : List.of("10028", "10047", "12003", "12998")) {
            assertThat(kinds(429, error(code))).containsExactly(VenueError.Kind.RATE);
        }
        assertThat(kinds(400, error("13888"))).containsExactly(VenueError.Kind.OUTCOME_UNKNOWN);
        assertThat(kinds(200, error("13004"))).contains(VenueError.Kind.BAD_KEY);
        assertThat(kinds(200, "{\"jsonrpc\":\"2.0\",\"result\":{}}")).isEmpty();
    }

    @Test
    void errors_withACodeThatNobodyKnows_areNotRepeated() {
        for (String body : List.of(
                error("987654"), "{\"error\":{\"code\":\"canary\"}}", "{\"error\":\"canary\"}", "{\"error\":{}}")) {
            VenueError error =
                    DERIBIT.errors().classify(new HttpReply(400, body)).orElseThrow();
            assertThat(error.code()).doesNotContain("canary", "987654");
            assertThat(error.mayBeAuth()).isFalse();
        }
    }

    @Test
    void balances_ofTheDocumentedReply_areExact() {
        assertThat(DERIBIT.account().balances(request -> new HttpReply(200, SUMMARIES), Set.of(TRADE_SPOT)))
                .extracting(balance -> balance.asset() + " " + balance.total())
                .containsExactly("BTC 302.60065765", "ETH 100");
    }

    @Test
    void cancelAll_touchesTheKindsOfItsMarketsAlone() {
        try (DeribitSimulator venue = DeribitSimulator.start()) {
            VenueDefinition there = DERIBIT.servedAt(Environment.PRODUCTION, venue.uri());
            SimulatedKey key = venue.createKey("trade:read_write");
            try (Desk desk = new Desk(there, SignatureAlgorithm.HMAC_SHA256, key)) {
                for (String instrument : List.of("BTC-PERPETUAL", "BTC_USDC", "BTC-25DEC26-60000-C")) {
                    assertThat(desk.call(order(instrument)).status()).isEqualTo(200);
                }
                there.emergency().cancelAll(desk, Set.of(TRADE_OPTIONS, TRADE_SPOT));

                assertThat(there.account().openOrders(desk, Set.of(TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS)))
                        .extracting(order -> order.symbol())
                        .containsExactly("BTC-PERPETUAL");
                there.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));
                assertThat(venue.stats().ordersCancelled()).isEqualTo(3);
                assertThat(venue.stats().rejections()).isEmpty();
            }
        }
    }

    private static VenueRequest order(String instrument) {
        return VenueRequest.post("/api/v2/private/buy")
                .json("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"private/buy\",\"params\":{\"instrument_name\":\""
                        + instrument + "\",\"amount\":1,\"price\":100}}");
    }

    private Keyguard start(DeribitSimulator venue, SimulatedKey key) {
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(venue.toApiKey("deribit", key).strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .environment(Environment.PRODUCTION)
                .source(Vault.open(file, passphrase, cheap))
                .venues(DERIBIT.servedAt(Environment.PRODUCTION, venue.uri()))
                .grant(
                        "grid",
                        Grant.on("deribit", "main")
                                .allow(READ_ACCOUNT, TRADE_DERIVATIVES)
                                .acceptBundled(TRADE_SPOT, TRADE_OPTIONS, TRANSFER_SUBACCOUNT))
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    @Test
    void start_withAFittingKey_passesAndSigns() throws Exception {
        try (DeribitSimulator venue = DeribitSimulator.start();
                Keyguard keyguard = start(venue, venue.createKey("account:read", "trade:read_write"))) {
            assertThat(keyguard.report().findings()).isEmpty();
            SignedRequest signed = keyguard.forStrategy("grid")
                    .get(KeyScope.of("deribit", "main", TRADE_DERIVATIVES))
                    .sign(order("BTC-PERPETUAL"));
            var answer = HttpClient.newHttpClient()
                    .send(signed.toHttpRequest(Duration.ofSeconds(20)), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(venue.stats().ordersPlaced()).isOne();
        }
    }

    private List<Kind> refused(DeribitSimulator venue, String... scopes) {
        var refusal = catchThrowableOfType(LeastPrivilegeException.class, () -> start(venue, venue.createKey(scopes)));
        PrivilegeReport report = refusal.report();
        assertThat(report.passes()).isFalse();
        return report.findings().stream()
                .filter(Finding::stops)
                .map(Finding::kind)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void start_withAKeyThatMayWithdraw_isRefused() {
        try (DeribitSimulator venue = DeribitSimulator.startMainAccount()) {
            assertThat(refused(venue, "account:read", "trade:read_write", "wallet:read_write"))
                    .contains(Kind.FORBIDDEN);
            assertThat(venue.stats().ordersPlaced()).isZero();
        }
    }

    @Test
    void start_withAKeyThatMayChangeKeys_isRefused() {
        try (DeribitSimulator venue = DeribitSimulator.start()) {
            assertThat(refused(venue, "account:read_write", "trade:read_write")).contains(Kind.FORBIDDEN);
        }
    }

    @Test
    void start_withAWalletThatMayBeNarrowed_isRefusedAsUnknown() {
        try (DeribitSimulator venue = DeribitSimulator.start()) {
            assertThat(refused(venue, "account:read", "trade:read_write", "wallet:read"))
                    .containsExactly(Kind.UNKNOWN_RIGHT);
        }
    }

    @Test
    void start_withASecondDoorToTrading_isExcess() {
        try (DeribitSimulator venue = DeribitSimulator.start()) {
            assertThat(refused(venue, "account:read", "trade:read_write", "block_trade:read"))
                    .containsExactly(Kind.EXCESS);
        }
    }
}
