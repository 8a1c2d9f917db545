/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
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
import io.keyguard.testkit.venue.KrakenFuturesSimulator;
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
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, answers about keys, and errors of Kraken Futures. */
class KrakenFuturesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VenueDefinition VENUE = Venues.krakenFutures();
    private static final URI HOST = URI.create("https://futures.kraken.com");
    private static final URI SOCKET = URI.create("wss://futures.kraken.com");

    private static final String CHALLENGE = "c100b894-1729-464d-ace1-52dbce11db42";

    /** Source: the response of {@code check-v3-api-key} in Kraken's documentation, its permissions filled in. */
    private static final String CHECKED = """
            {"apiKey":"Gom9BsP75m41c9fuY6oJk/unMWaDZjYIcTP4/5kqPvtzdbj5JU5/Fyeb",
             "accountUid":"3c90c3cc-0d44-4b50-8888-8dd25736052a","iiban":"AA08 N84G CPAR UN7A",
             "createdAt":"2019-08-24T14:15:22Z","permissions":{"general":"FULL_ACCESS","transfer":"NO_ACCESS"},
             "allowedCidrBlock":"192.168.0.0/16","allowedCidrBlocks":["192.168.0.0/16"]}""";

    private static Map<String, String> vector(String name) {
        return Vectors.read("kraken-futures-" + name);
    }

    private static SecretBytes box(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static SigningKey key(String secret) {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA512,
                SecretEncoding.BASE64,
                box("synthetic-api-key"),
                box(secret),
                null,
                null);
    }

    /** At the time whose microseconds are the nonce of the vectors. */
    private static SignedRequest signed(VenueRequest request) throws IOException {
        URI host = request.method().equals(VenueRequest.WEB_SOCKET) ? SOCKET : HOST;
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1415957147987L)));
        try (SigningKey key = key(vector("challenge").get("secret"))) {
            return VENUE.signer(Environment.PRODUCTION).sign(request, host, key, time);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"challenge", "accounts", "accounts-ms", "timer", "history", "batch"})
    void sign_theMessageOfAVector_givesItsSignature(String name) throws Exception {
        Map<String, String> vector = vector(name);
        String digested = vector.get("message").substring("|sha256|".length());
        try (SigningKey key = key(vector.get("secret"))) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(digested.getBytes(UTF_8));
            assertThat(key.sign(digest)).isEqualTo(Base64.getDecoder().decode(vector.get("base64")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    @Test
    void sign_aRead_putsTheParametersIntoTheQueryAndAlwaysANonce() throws Exception {
        SignedRequest accounts = signed(VenueRequest.get("/derivatives/api/v3/accounts"));
        SignedRequest history =
                signed(VenueRequest.get("/api/history/v3/account-log").param("count", "5"));

        assertThat(accounts.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "APIKey", "synthetic-api-key",
                        "Authent", vector("accounts").get("base64"),
                        "Nonce", "1415957147987000"));
        assertThat(accounts.uri()).hasToString("https://futures.kraken.com/derivatives/api/v3/accounts");
        assertThat(accounts.body()).isEmpty();
        assertThat(history.headers()).containsEntry("Authent", vector("history").get("base64"));
        assertThat(history.uri()).hasToString("https://futures.kraken.com/api/history/v3/account-log?count=5");
    }

    @Test
    void sign_aPost_signsTheFormAsItIsSent() throws Exception {
        SignedRequest timer = signed(
                VenueRequest.post("/derivatives/api/v3/cancelallordersafter").param("timeout", "60"));
        SignedRequest batch = signed(
                VenueRequest.post("/derivatives/api/v3/batchorder")
                        .param(
                                "json",
                                "{\"batchOrder\":[{\"order\":\"cancel\",\"order_id\":\"e35d61dd-8a30-4d5f-a574-b5593ef0c050\"}]}"));

        assertThat(timer.headers())
                .containsEntry("Authent", vector("timer").get("base64"))
                .containsEntry("Content-Type", "application/x-www-form-urlencoded");
        assertThat(timer.text()).isEqualTo("timeout=60");
        assertThat(timer.uri().getRawQuery()).isNull();
        assertThat(batch.headers()).containsEntry("Authent", vector("batch").get("base64"));
        assertThat("|sha256|" + batch.text() + "1415957147987000/api/v3/batchorder")
                .isEqualTo(vector("batch").get("message"));
    }

    @Test
    void sign_aPut_putsTheParametersIntoTheQuery() throws Exception {
        SignedRequest put = signed(VenueRequest.put("/derivatives/api/v3/leveragepreferences")
                .param("symbol", "PF_XBTUSD")
                .param("maxLeverage", "2"));

        assertThat(put.uri().getRawQuery()).isEqualTo("maxLeverage=2&symbol=PF_XBTUSD");
        assertThat(put.body()).isEmpty();
    }

    /** In what is signed nothing separates the last parameter from the nonce: {@code size=1} and a nonce would also be {@code size=11} and the rest of the nonce. */
    @Test
    void sign_anOrderThatEndsInANumber_putsAWordLast() throws Exception {
        VenueRequest order = VenueRequest.post("/derivatives/api/v3/sendorder")
                .param("symbol", "FI_XBTUSD_210625")
                .param("side", "buy")
                .param("orderType", "mkt")
                .param("cliOrdId", "")
                .param("size", "1");

        assertThat(signed(order).text()).isEqualTo("symbol=FI_XBTUSD_210625&side=buy&cliOrdId=&size=1&orderType=mkt");
    }

    @Test
    void sign_twice_neverUsesANonceAgain() throws Exception {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1415957147987L)));
        try (SigningKey key = key(vector("accounts").get("secret"))) {
            VenueRequest request = VenueRequest.get("/derivatives/api/v3/accounts");
            var signer = VENUE.signer(Environment.PRODUCTION);
            assertThat(signer.sign(request, HOST, key, time).headers().get("Nonce"))
                    .isEqualTo("1415957147987000");
            assertThat(signer.sign(request, HOST, key, time).headers().get("Nonce"))
                    .isEqualTo("1415957147987001");
        }
    }

    @Test
    void webSocket_signsTheChallengeOfTheOfficialExample() throws Exception {
        SignedRequest asking = signed(VenueRequest.webSocket("challenge"));
        SignedRequest subscribing = signed(VenueRequest.webSocket("subscribe")
                .param("feed", "fills")
                .param("product_ids", "PF_XBTUSD,PF_ETHUSD")
                .param("challenge", CHALLENGE));

        assertThat(asking.uri()).hasToString("wss://futures.kraken.com/ws/v1");
        assertThat(asking.text()).isEqualTo("{\"event\":\"challenge\",\"api_key\":\"synthetic-api-key\"}");
        assertThat(JSON.readTree(subscribing.text()))
                .isEqualTo(
                        JSON.readTree("{\"event\":\"subscribe\",\"api_key\":\"synthetic-api-key\",\"feed\":\"fills\","
                                + "\"product_ids\":[\"PF_XBTUSD\",\"PF_ETHUSD\"],\"original_challenge\":\"" + CHALLENGE
                                + "\",\"signed_challenge\":\""
                                + vector("challenge").get("base64") + "\"}"));
        assertThat(subscribing).hasToString("WS wss://futures.kraken.com/ws/v1");
    }

    /** A challenge is signed like a request over HTTP: nonce and path in its place would be one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795521600500000/api/v3/cancelallorders",
                "amount=1&currency=xbt1795521600500000/api/v3/withdrawal",
                "c100b894-1729-464d-ace1-52dbce11db42/api/v3/accounts",
                "c100b894-1729-464d-ace1-52dbce11db4",
                ""
            })
    void webSocket_aChallengeThatIsNoUuid_isNotSigned(String challenge) {
        VenueRequest request =
                VenueRequest.webSocket("subscribe").param("feed", "fills").param("challenge", challenge);

        assertThatThrownBy(() -> signed(request)).isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> VENUE.classifier(Environment.PRODUCTION).classify(request))
                .isInstanceOf(KeyScopeException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.kraken.com",
        "https://demo-futures.kraken.com",
        "https://futures.kraken.com.example",
        "http://futures.kraken.com",
        "wss://futures.kraken.com"
    })
    void classify_atAHostOfAnotherEnvironment_isRefused(String host) {
        VenueRequest request = VenueRequest.get("/derivatives/api/v3/accounts");
        var classifier = VENUE.classifier(Environment.PRODUCTION);

        assertThat(classifier.classify(request.at(HOST))).isNotNull();
        assertThatThrownBy(() -> classifier.classify(request.at(URI.create(host))))
                .isInstanceOf(KeyScopeException.class);
    }

    @Test
    void home_isTheHostOfTheEnvironment() {
        assertThat(VENUE.home(Environment.SANDBOX, VenueRequest.get("/derivatives/api/v3/accounts")))
                .contains(URI.create("https://demo-futures.kraken.com"));
        assertThat(VENUE.home(Environment.SANDBOX, VenueRequest.webSocket("subscribe")))
                .contains(URI.create("wss://demo-futures.kraken.com"));
    }

    private static KeyFacts inspect(int status, String body) {
        return VENUE.inspector(Environment.PRODUCTION).inspect(request -> new HttpReply(status, body));
    }

    private static String checked(String general, String transfer) {
        return CHECKED.replace("\"general\":\"FULL_ACCESS\"", "\"general\":\"" + general + "\"")
                .replace("\"transfer\":\"NO_ACCESS\"", "\"transfer\":\"" + transfer + "\"");
    }

    @Test
    void inspect_readsTheDocumentedReply() {
        KeyFacts facts = inspect(200, CHECKED);

        assertThat(facts.venueRights()).containsExactly("general:FULL_ACCESS");
        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(
                        Permission.READ_ACCOUNT,
                        Permission.OPEN_SESSION,
                        Permission.TRADE_DERIVATIVES,
                        Permission.TRANSFER_INTERNAL);
        assertThat(facts.permissions().all(Presence.UNKNOWN))
                .containsExactlyInAnyOrder(Permission.TRANSFER_SUBACCOUNT, Permission.ACCOUNT_ADMIN);
        assertThat(facts.permissions().of(Permission.WITHDRAW)).isEqualTo(Presence.DENIED);
        assertThat(facts.ips().value()).contains(Set.of("192.168.0.0/16"));
        assertThat(facts.expiry().isKnown()).isFalse();
        assertThat(facts.accountId().value()).contains("3c90c3cc-0d44-4b50-8888-8dd25736052a");
    }

    @Test
    void inspect_readsEveryLevel() {
        var reading = inspect(200, checked("READ_ONLY", "NO_ACCESS")).permissions();
        assertThat(reading.all(Presence.GRANTED))
                .containsExactlyInAnyOrder(Permission.READ_ACCOUNT, Permission.OPEN_SESSION);
        assertThat(reading.all(Presence.UNKNOWN)).isEmpty();

        var withdrawing = inspect(200, checked("NO_ACCESS", "FULL_ACCESS")).permissions();
        assertThat(withdrawing.all(Presence.GRANTED)).containsExactly(Permission.WITHDRAW);

        var unclear = inspect(200, checked("READ_ONLY", "READ_ONLY")).permissions();
        assertThat(unclear.of(Permission.WITHDRAW)).isEqualTo(Presence.UNKNOWN);
        assertThat(unclear.unrecognised()).isEmpty();
    }

    @Test
    void inspect_aLevelOrSettingThatIsNew_isUnrecognisedAndNeverDenied() {
        KeyFacts level = inspect(200, checked("TRADE_ONLY", "SOMETHING"));
        assertThat(level.permissions().unrecognised())
                .containsExactlyInAnyOrder("general:TRADE_ONLY", "transfer:SOMETHING");
        assertThat(level.permissions().of(Permission.TRADE_DERIVATIVES)).isEqualTo(Presence.UNKNOWN);
        assertThat(level.permissions().of(Permission.TRANSFER_INTERNAL)).isEqualTo(Presence.UNKNOWN);
        assertThat(level.permissions().of(Permission.WITHDRAW)).isEqualTo(Presence.UNKNOWN);

        KeyFacts setting = inspect(200, CHECKED.replace("\"general\"", "\"staking\":\"FULL_ACCESS\",\"general\""));
        assertThat(setting.permissions().unrecognised()).containsExactly("staking:FULL_ACCESS");
        KeyFacts without = inspect(200, CHECKED.replace("\"general\"", "\"staking\":\"NO_ACCESS\",\"general\""));
        assertThat(without.permissions().unrecognised()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | [] | known | ",
                "null | [\"198.51.100.7/32\"] | known | 198.51.100.7/32",
                "\"198.51.100.7/32\" | [] | known | 198.51.100.7/32",
                "\"198.51.100.7/32\" | [\"198.51.100.8/32\"] | known | 198.51.100.7/32 198.51.100.8/32",
                "\"198.51.100.7/32\" | [\"0.0.0.0/0\"] | known | ",
                "\"0.0.0.0/0\" | [\"198.51.100.7/32\"] | known | ",
                "\"::/0\" | [] | known | ",
                " | [\"198.51.100.7/32\"] | unknown | ",
                "null | | unknown | "
            })
    void inspect_readsTheAddresses(String range, String ranges, String known, String addresses) throws Exception {
        var json = (ObjectNode) JSON.readTree(CHECKED);
        json.remove("allowedCidrBlock");
        json.remove("allowedCidrBlocks");
        if (range != null) {
            json.set("allowedCidrBlock", JSON.readTree(range));
        }
        if (ranges != null) {
            json.set("allowedCidrBlocks", JSON.readTree(ranges));
        }
        var ips = inspect(200, json.toString()).ips();

        assertThat(ips.isKnown()).isEqualTo(known.equals("known"));
        assertThat(ips.value()
                        .map(found -> String.join(" ", new java.util.TreeSet<>(found)))
                        .orElse(null))
                .isEqualTo(addresses);
    }

    @TestFactory
    Stream<DynamicTest> inspect_aReplyWithoutAFieldThatDecides_isUnavailable() {
        return Stream.of("permissions", "general", "transfer", "accountUid")
                .map(field -> DynamicTest.dynamicTest(field, () -> {
                    var json = (ObjectNode) JSON.readTree(CHECKED);
                    json.findParents(field).forEach(parent -> ((ObjectNode) parent).remove(field));
                    assertUnreadable(json.toString());
                }));
    }

    @TestFactory
    Stream<DynamicTest> inspect_aFieldOfAnotherType_isUnavailable() {
        Map<String, Stream<String>> wrong = Map.of(
                "permissions", Stream.of("null", "[]", "\"FULL_ACCESS\"", "true", "7"),
                "general", Stream.of("null", "[]", "{}", "true", "0", "[\"READ_ONLY\"]"),
                "transfer", Stream.of("null", "[]", "{}", "false", "0"),
                "accountUid", Stream.of("null", "[]", "{}", "7", "\"\"", "\"3c90c3cc\""),
                "allowedCidrBlock", Stream.of("7", "[]", "{}", "true", "\"\""),
                "allowedCidrBlocks", Stream.of("null", "{}", "\"10.0.0.0/8\"", "[7]", "[null]", "[\"\"]"));
        return wrong.entrySet().stream()
                .flatMap(field -> field.getValue()
                        .map(value -> DynamicTest.dynamicTest(field.getKey() + " is " + value, () -> {
                            var json = (ObjectNode) JSON.readTree(CHECKED);
                            json.findParents(field.getKey())
                                    .forEach(parent -> set((ObjectNode) parent, field.getKey(), value));
                            assertUnreadable(json.toString());
                        })));
    }

    private static void set(ObjectNode parent, String field, String value) {
        try {
            parent.set(field, JSON.readTree(value));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertUnreadable(String reply) {
        assertThatThrownBy(() -> inspect(200, reply))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageContaining("a form that is not its own");
    }

    @Property(tries = 1000)
    void inspect_aReplyCutOrGarbledAnywhere_givesFactsOrAKeyguardException(
            @ForAll @IntRange(max = 600) int at, @ForAll char other, @ForAll boolean cut) {
        int where = at % CHECKED.length();
        String broken = CHECKED.substring(0, where) + (cut ? "" : other + CHECKED.substring(where + 1));
        try {
            assertThat(inspect(200, broken).permissions().of(Permission.READ_ACCOUNT))
                    .isNotEqualTo(Presence.DENIED);
        } catch (KeyguardException e) {
            assertThat(e).isInstanceOfAny(VenueUnavailableException.class, VenueRefusedException.class);
            assertThat(e.getMessage()).doesNotContain("3c90c3cc", "Gom9BsP75m41", "AA08");
        }
    }

    @Property(tries = 300)
    void inspect_anyTextWithAnyStatus_isNotBelieved(
            @ForAll String body, @ForAll @IntRange(min = 200, max = 599) int status) {
        assertThatThrownBy(() -> inspect(status, body))
                .isInstanceOf(
                        Set.of(401, 403).contains(status)
                                ? VenueRefusedException.class
                                : VenueUnavailableException.class);
    }

    private static VenueError error(int status, String body) {
        return VENUE.errors().classify(new HttpReply(status, body)).orElseThrow();
    }

    private static VenueError error(String code) {
        return error(200, "{\"result\":\"error\",\"serverTime\":\"2026-11-24T12:00:00Z\",\"error\":\"" + code + "\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "authenticationError, BAD_KEY SIGNATURE PERMISSION IP",
        "insufficientPrivileges, PERMISSION",
        "nonceBelowThreshold, NONCE",
        "nonceDuplicate, NONCE",
        "apiLimitExceeded, RATE",
        "accountInactive, ACCOUNT",
        "unavailable, MAINTENANCE",
        "Unavailable, MAINTENANCE REQUEST",
        "Server Error, MAINTENANCE OUTCOME_UNKNOWN",
        "unknownError, OUTCOME_UNKNOWN",
        "invalidAccount, REQUEST",
        "insufficientFunds, REQUEST",
        "requiredArgumentMissing, REQUEST",
        "invalidArgument, REQUEST",
        "notFound, REQUEST"
    })
    void errors_ofTheSheet_meanWhatTheyMean(String code, String kinds) {
        var expected = Stream.of(kinds.split(" ")).map(Kind::valueOf).toList();

        assertThat(error(code).code()).isEqualTo(code);
        assertThat(error(code).kinds()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(error(code + ": 1795521600500000").kinds())
                .as("with more behind the colon")
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(error(200, "{\"result\":\"error\",\"errors\":[\"" + code + "\"]}")
                        .kinds())
                .as("in the list")
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void errors_ofTheAuthenticationService_mayBeTheKeyOrTheSignature() {
        VenueError refused = error(401, "{\"error\":\"Unauthorized\",\"message\":\"canary\",\"suberror\":\"canary\"}");

        assertThat(refused.code()).isEqualTo("HTTP status 401");
        assertThat(refused.kinds()).containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE, Kind.IP);
        assertThat(error(429, "{\"result\":\"error\",\"error\":\"apiLimitExceeded\"}")
                        .kinds())
                .containsExactly(Kind.RATE);
        assertThat(error(520, "<html>").kinds()).contains(Kind.MAINTENANCE);
    }

    @Test
    void errors_thatNobodyKnows_areNotRepeated() {
        for (String body : Set.of(
                "{\"result\":\"error\",\"error\":\"canary\"}",
                "{\"result\":\"error\",\"errors\":[{\"code\":98,\"message\":\"canary\"}]}",
                "{\"result\":\"error\"}")) {
            VenueError error = error(400, body);
            assertThat(error.code()).isEqualTo("another code");
            assertThat(error.mayBeAuth()).isFalse();
        }
        assertThat(VENUE.errors().classify(new HttpReply(200, "{\"result\":\"success\"}")))
                .isEmpty();
        assertThat(VENUE.errors().classify(new HttpReply(200, CHECKED))).isEmpty();
    }

    private static io.keyguard.venue.SignedCalls answering(String body) {
        return request -> new HttpReply(200, body);
    }

    /** Source: the response of {@code get-wallets} in Kraken's documentation, shortened. */
    @Test
    void balances_ofEveryKindOfAccount_areCurrenciesAndNotPositions() {
        String wallets = """
                {"result":"success","serverTime":"2016-02-25T09:45:53.818Z","accounts":{
                 "cash":{"type":"cashAccount","balances":{"xbt":141.31756797,"xrp":0}},
                 "fi_xbtusd":{"type":"marginAccount","currency":"xbt","balances":{"FI_XBTUSD_171215":50000,"xbt":3.46e-9},
                  "auxiliary":{"af":1}},
                 "flex":{"type":"multiCollateralMarginAccount","currencies":{
                  "USD":{"quantity":4540.5837374453,"value":1,"collateral":1,"available":1}},"initialMargin":0}}}""";

        assertThat(VENUE.account().balances(answering(wallets), Set.of(Permission.TRADE_DERIVATIVES)))
                .containsExactlyInAnyOrder(
                        new Balance("cash", "xbt", new BigDecimal("141.31756797")),
                        new Balance("fi_xbtusd", "xbt", new BigDecimal("3.46E-9")),
                        new Balance("flex", "USD", new BigDecimal("4540.5837374453")));
        for (String broken : Set.of(
                wallets.replace("cashAccount", "newAccount"),
                wallets.replace("\"currency\":\"xbt\"", "\"currency\":\"eth\""),
                wallets.replace("\"quantity\"", "\"amount\""),
                wallets.replace("141.31756797", "\"much\""),
                wallets.replace("\"success\"", "\"perhaps\""))) {
            assertThatThrownBy(() -> VENUE.account().balances(answering(broken), Set.of()))
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }

    @Test
    void cancelAll_thatIsNotConfirmed_isAnError() {
        for (String status : Set.of("cancelled", "noOrdersToCancel")) {
            VENUE.emergency()
                    .cancelAll(
                            answering("{\"result\":\"success\",\"cancelStatus\":{\"status\":\"" + status + "\"}}"),
                            Set.of());
        }
        for (String answer : Set.of(
                "{\"result\":\"success\",\"cancelStatus\":{\"status\":\"partlyCancelled\"}}",
                "{\"result\":\"success\"}",
                "{}")) {
            assertThatThrownBy(() -> VENUE.emergency().cancelAll(answering(answer), Set.of()))
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }

    @Test
    void deadManSwitch_reducesRisk() {
        VenueRequest timer = VENUE.emergency()
                .deadManSwitch(Permission.TRADE_DERIVATIVES, Duration.ofSeconds(60))
                .orElseThrow();

        assertThat(VENUE.classifier(Environment.PRODUCTION).classify(timer).risk())
                .isEqualTo(io.keyguard.Risk.REDUCES_RISK);
        assertThat(VENUE.emergency().deadManSwitch(Permission.TRADE_DERIVATIVES, Duration.ofDays(2)))
                .isEmpty();
    }

    @Test
    void clientOrderIds_haveAtMostAHundredCharacters() {
        assertThat(VENUE.clientOrderIds().accept("a".repeat(100))).isTrue();
        assertThat(VENUE.clientOrderIds().accept("a".repeat(101))).isFalse();
        assertThat(VENUE.clientOrderIds().accept("with space")).isFalse();
    }

    private static final Grant TRADING = Grant.on("kraken-futures", "main")
            .allow(Permission.READ_ACCOUNT, Permission.TRADE_DERIVATIVES)
            .acceptBundled(Permission.TRANSFER_INTERNAL)
            .acceptUnknown("not the master account", Permission.TRANSFER_SUBACCOUNT, Permission.ACCOUNT_ADMIN);

    @TempDir
    private Path folder;

    private Keyguard start(KrakenFuturesSimulator venue, SimulatedKey key, Grant grant) {
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(venue.toApiKey("futures-key", key)
                    .strategies(Set.of("grid"))
                    .build());
        }
        return Keyguard.builder()
                .environment(Environment.PRODUCTION)
                .source(Vault.open(file, passphrase, cheap))
                .venues(VENUE.servedAt(Environment.PRODUCTION, venue.uri()))
                .grant("grid", grant)
                .policy(KeyPolicy.strict())
                .start();
    }

    @Test
    void start_withAFittingKey_signsOrdersThatTheVenueTakes() throws Exception {
        try (KrakenFuturesSimulator venue = KrakenFuturesSimulator.start();
                Keyguard keyguard =
                        start(venue, venue.createKey("general:FULL_ACCESS").boundTo("127.0.0.1"), TRADING)) {
            assertThat(keyguard.report().findings()).isEmpty();
            SignedRequest order = keyguard.forStrategy("grid")
                    .get(KeyScope.of("kraken-futures", "main", Permission.TRADE_DERIVATIVES))
                    .sign(
                            VenueRequest.post("/derivatives/api/v3/batchorder")
                                    .param(
                                            "json",
                                            "{\"batchOrder\":[{\"order\":\"send\",\"order_tag\":\"1\",\"orderType\":\"mkt\",\"symbol\":\"PF_XBTUSD\",\"side\":\"buy\",\"size\":1,\"cliOrdId\":\"with space & ümlaut\"}]}"));
            var answer = HttpClient.newHttpClient()
                    .send(order.toHttpRequest(Duration.ofSeconds(20)), BodyHandlers.ofString());

            assertThat(answer.body()).contains("\"status\":\"placed\"");
            assertThat(venue.stats().ordersPlaced()).isOne();
        }
    }

    @Test
    void start_withAKeyThatMayWithdraw_isRefused() {
        try (KrakenFuturesSimulator venue = KrakenFuturesSimulator.start()) {
            SimulatedKey key = venue.createKey("general:FULL_ACCESS", "transfer:FULL_ACCESS")
                    .boundTo("127.0.0.1");
            var refusal = catchThrowableOfType(LeastPrivilegeException.class, () -> start(venue, key, TRADING));

            assertThat(refusal.report().findings()).extracting(Finding::kind).containsExactly(Finding.Kind.FORBIDDEN);
            assertThat(refusal.report().findings().get(0).observed())
                    .isEqualTo("WITHDRAW: the key has general:FULL_ACCESS, transfer:FULL_ACCESS");
        }
    }

    @Test
    void start_withAKeyThatMayTradeThoughOnlyReadingIsGranted_isRefused() {
        try (KrakenFuturesSimulator venue = KrakenFuturesSimulator.start()) {
            Grant reading = Grant.on("kraken-futures", "main").allow(Permission.READ_ACCOUNT);
            SimulatedKey full = venue.createKey("general:FULL_ACCESS").boundTo("127.0.0.1");
            var refusal = catchThrowableOfType(LeastPrivilegeException.class, () -> start(venue, full, reading));

            assertThat(refusal.report().findings())
                    .extracting(Finding::kind)
                    .contains(Finding.Kind.EXCESS, Finding.Kind.UNKNOWN_RIGHT);
            assertThat(refusal.report().toText()).contains("make a key with exactly general:READ_ONLY");
        }
    }

    @Test
    void start_withAKeyForReading_passes() {
        try (KrakenFuturesSimulator venue = KrakenFuturesSimulator.start();
                Keyguard keyguard = start(
                        venue,
                        venue.createKey("general:READ_ONLY").boundTo("127.0.0.1"),
                        Grant.on("kraken-futures", "main").allow(Permission.READ_ACCOUNT))) {
            assertThat(keyguard.report().findings()).isEmpty();
        }
    }

    @Test
    void start_withARevokedKey_isRefused() {
        try (KrakenFuturesSimulator venue = KrakenFuturesSimulator.start()) {
            SimulatedKey key = venue.createKey("general:FULL_ACCESS").boundTo("127.0.0.1");
            key.revoke();
            var refusal = catchThrowableOfType(LeastPrivilegeException.class, () -> start(venue, key, TRADING));

            assertThat(refusal.report().toText()).contains("HTTP status 401");
        }
    }
}
