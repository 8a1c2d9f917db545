/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
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
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.Finding;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class BybitTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI HOST = URI.create("https://api.bybit.com");
    private static final URI STREAM = URI.create("wss://stream.bybit.com");
    private static final Instant GET_TIME = Instant.ofEpochMilli(1658384314791L);
    private static final VenueRequest GET =
            VenueRequest.get("/v5/order/realtime").param("category", "option").param("symbol", "BTC-29JUL22-25000-C");

    /** Source: the response of {@code GET /v5/user/query-api} in Bybit's documentation, all its groups. */
    private static final String MASTER = """
            {"retCode":0,"retMsg":"","result":{"id":"2208369","note":"testnet","apiKey":"XXXXXXXX","readOnly":1,"secret":"",
             "permissions":{"ContractTrade":["Order","Position"],"Spot":["SpotTrade"],"Wallet":["AccountTransfer","SubMemberTransfer"],
             "Options":[],"Derivatives":["DerivativesTrade"],"CopyTrading":[],"BlockTrade":[],"Exchange":["ExchangeHistory"],"NFT":[],
             "Affiliate":[],"Earn":["Earn"],"FiatP2P":["FiatP2POrder","Advertising"],"FiatConvertBroker":["FiatConvertBrokerOrder"],
             "FiatGlobalPay":[],"FiatBitPay":["FaitPayOrder"],"BitCard":["BitCard"],"ByXPost":["ByXPost"]},
             "ips":["18.181.170.164","13.212.45.47"],"type":1,"deadlineDay":-2,"expiredAt":"1970-01-01T00:00:00Z",
             "createdAt":"2025-10-13T03:20:45Z","unified":0,"uta":1,"userID":1448939,"isMaster":true,"parentUid":"0"},
             "retExtInfo":{},"time":1776149990532}""";

    /** The same in a sub-account, of a key that trades spot. */
    private static final String TRADER = """
            {"retCode":0,"retMsg":"","result":{"readOnly":0,"secret":"",
             "permissions":{"ContractTrade":[],"Spot":["SpotTrade"],"Wallet":[],"Options":[],"Derivatives":[],"Exchange":[],"Earn":[]},
             "ips":["198.51.100.7"],"expiredAt":"1970-01-01T00:00:00Z","userID":24617703,"isMaster":false,"parentUid":"1448939"}}""";

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
                box(vector.get("api-key")),
                box(vector.get("secret").replace("\\n", "\n")),
                null,
                null);
    }

    private static SignedRequest sign(VenueRequest request, URI host, Map<String, String> vector, Instant at) {
        try (SigningKey key = key(vector)) {
            return Venues.bybit()
                    .signer(Environment.PRODUCTION)
                    .sign(request, host, key, new SigningTime(InstantSource.fixed(at)));
        }
    }

    @Test
    void sign_theVectorsFromTheirParameters_givesTheirSignatures() {
        Map<String, String> vector = vector("bybit-get");
        SignedRequest get = sign(GET, HOST, vector, GET_TIME);

        assertThat(get.uri()).hasToString(HOST + "/v5/order/realtime?category=option&symbol=BTC-29JUL22-25000-C");
        assertThat(get.headers())
                .isEqualTo(Map.of(
                        "X-BAPI-API-KEY", "TESTAPIKEY00000000",
                        "X-BAPI-TIMESTAMP", "1658384314791",
                        "X-BAPI-RECV-WINDOW", "5000",
                        "X-BAPI-SIGN", vector.get("hex")));
        assertThat(get.body()).isEmpty();

        SignedRequest post = sign(
                VenueRequest.post("/v5/order/cancel-all").json("{\"category\": \"option\"}"),
                HOST,
                vector("bybit-post"),
                Instant.ofEpochMilli(1658385579423L));
        assertThat(post.headers())
                .containsEntry("X-BAPI-SIGN", vector("bybit-post").get("hex"))
                .containsEntry("Content-Type", "application/json");
        assertThat(post.text()).isEqualTo("{\"category\": \"option\"}");
        assertThat(post.uri()).hasToString(HOST + "/v5/order/cancel-all");

        assertThat(sign(GET, HOST, vector("bybit-rsa"), GET_TIME).headers())
                .containsEntry("X-BAPI-SIGN", vector("bybit-rsa").get("base64"));
    }

    @TestFactory
    Stream<DynamicTest> sign_anythingElseThanTheVector_givesAnotherSignature() {
        Map<String, String> vector = vector("bybit-get");
        var otherSecret = new HashMap<>(vector);
        otherSecret.put("secret", "keyguard-test-secret-000000000000001");
        var otherKey = new HashMap<>(vector);
        otherKey.put("api-key", "TESTAPIKEY00000001");
        Map<String, SignedRequest> others = Map.of(
                "another secret", sign(GET, HOST, otherSecret, GET_TIME),
                "another key", sign(GET, HOST, otherKey, GET_TIME),
                "a millisecond later", sign(GET, HOST, vector, GET_TIME.plusMillis(1)),
                "one more parameter", sign(GET.param("limit", "1"), HOST, vector, GET_TIME),
                "the other order",
                        sign(
                                VenueRequest.get("/v5/order/realtime")
                                        .param("symbol", "BTC-29JUL22-25000-C")
                                        .param("category", "option"),
                                HOST,
                                vector,
                                GET_TIME));
        return others.entrySet().stream()
                .map(other -> DynamicTest.dynamicTest(
                        other.getKey(),
                        () -> assertThat(other.getValue().headers().get("X-BAPI-SIGN"))
                                .matches("[0-9a-f]{64}")
                                .isNotEqualTo(vector.get("hex"))));
    }

    @Test
    void sign_parametersOfAPost_becomeAnObjectWithNumbersAndBooleansAsDocumented() {
        SignedRequest order = sign(
                VenueRequest.post("/v5/order/create")
                        .param("category", "linear")
                        .param("qty", "0")
                        .param("reduceOnly", "true")
                        .param("closeOnTrigger", "false")
                        .param("positionIdx", "1")
                        .param("orderLinkId", "12"),
                HOST,
                vector("bybit-get"),
                GET_TIME);

        assertThat(order.text())
                .isEqualTo("{\"category\":\"linear\",\"qty\":\"0\",\"reduceOnly\":true,\"closeOnTrigger\":false,"
                        + "\"positionIdx\":1,\"orderLinkId\":\"12\"}");
        assertThat(sign(VenueRequest.post("/v5/user/delete-api"), HOST, vector("bybit-get"), GET_TIME)
                        .text())
                .isEqualTo("{}");
    }

    @Test
    void sign_aWithdrawal_putsTheTimeIntoTheBodyAndLeavesTheRestAsItWasWritten() {
        VenueRequest withdrawal = VenueRequest.post("/v5/asset/withdraw/create");
        for (var example : Map.of(
                        " { \"amount\": 1.10 }", "{\"timestamp\":1658384314791, \"amount\": 1.10 }",
                        "{}", "{\"timestamp\":1658384314791}")
                .entrySet()) {
            assertThat(sign(withdrawal.json(example.getKey()), HOST, vector("bybit-get"), GET_TIME)
                            .text())
                    .isEqualTo(example.getValue());
        }
        assertThat(sign(withdrawal.param("coin", "USDT"), HOST, vector("bybit-get"), GET_TIME)
                        .text())
                .isEqualTo("{\"timestamp\":1658384314791,\"coin\":\"USDT\"}");
    }

    @Test
    void sign_aLogin_lastsFiveSecondsAndGoesWhereItIsMeantFor() throws Exception {
        Map<String, String> vector = vector("bybit-ws");
        Instant before = Instant.ofEpochMilli(1662350400000L - 5_000);
        SignedRequest login = sign(VenueRequest.webSocket("auth"), STREAM, vector, before);

        assertThat(login.text())
                .isEqualTo("{\"op\":\"auth\",\"args\":[\"TESTAPIKEY00000000\",1662350400000,\"" + vector.get("hex")
                        + "\"]}");
        assertThat(login.uri()).hasToString("wss://stream.bybit.com/v5/trade");
        SignedRequest other = sign(VenueRequest.webSocket("auth").param("stream", "private"), STREAM, vector, before);
        assertThat(other.uri()).hasToString("wss://stream.bybit.com/v5/private");
        assertThat(other.text()).isEqualTo(login.text());
        assertThat(JSON.readTree(sign(VenueRequest.webSocket("auth"), STREAM, vector("bybit-rsa"), before)
                                .text())
                        .at("/args/2")
                        .asText())
                .satisfies(signature ->
                        assertThat(Base64.getDecoder().decode(signature)).hasSize(256));
    }

    @Test
    void sign_anOrderOverAWebSocket_carriesTheTimeAndTheDocumentAsItWasWritten() {
        SignedRequest order = sign(
                VenueRequest.webSocket("order.create").json("{\"category\":\"spot\", \"qty\":1.10}"),
                STREAM,
                vector("bybit-ws"),
                GET_TIME);

        assertThat(order.text())
                .isEqualTo("{\"reqId\":\"1658384314791000\",\"header\":{\"X-BAPI-TIMESTAMP\":\"1658384314791\","
                        + "\"X-BAPI-RECV-WINDOW\":\"5000\"},\"op\":\"order.create\","
                        + "\"args\":[{\"category\":\"spot\", \"qty\":1.10}]}");
        assertThat(order.uri()).hasToString("wss://stream.bybit.com/v5/trade");
        assertThat(order.headers()).isEmpty();
    }

    @Test
    void classify_aPathAtTheHostOfTheStreams_isRefused() {
        var classifier = Venues.bybit().classifier(Environment.PRODUCTION);

        assertThat(classifier.classify(GET.at(HOST)).permission()).isEqualTo(READ_ACCOUNT);
        assertThatThrownBy(() -> classifier.classify(GET.at(STREAM))).hasMessageContaining("not signed");
        assertThatThrownBy(
                        () -> classifier.classify(VenueRequest.webSocket("auth").at(HOST)))
                .hasMessageContaining("not signed");
    }

    /** Each by itself, and beside a value that only the whole parser reads. */
    @Test
    void classify_aNameThatAnotherReaderCouldTakeForAnother_isRefused() {
        var classifier = Venues.bybit().classifier(Environment.PRODUCTION);
        for (String name :
                List.of("", "a b", "Category", "ISLEVERAGE", "reduceonly", "SYMBOL", "\u0131d", "x".repeat(65))) {
            for (String more : List.of("", ",\"more\":{}")) {
                VenueRequest order = VenueRequest.post("/v5/order/create")
                        .json("{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"" + name + "\":\"1\"" + more + "}");

                assertThatThrownBy(() -> classifier.classify(order))
                        .as(name + more)
                        .isInstanceOf(KeyScopeException.class)
                        .hasMessageContaining("spelt as documented");
            }
        }
    }

    // What a key may do

    private static KeyFacts inspect(String body) {
        return Venues.bybit().inspector(Environment.PRODUCTION).inspect(request -> {
            assertThat(request).hasToString("GET /v5/user/query-api");
            return new HttpReply(200, body);
        });
    }

    private static Set<Permission> granted(String body) {
        return inspect(body).permissions().all(Presence.GRANTED);
    }

    private static final Permission[] EVERYTHING_IN_A_SUB_ACCOUNT = {
        READ_ACCOUNT,
        TRADE_SPOT,
        TRADE_MARGIN,
        Permission.TRADE_DERIVATIVES,
        Permission.TRADE_OPTIONS,
        Permission.CONVERT,
        Permission.EARN,
        LOAN,
        Permission.OPEN_SESSION,
        Permission.TRANSFER_INTERNAL,
        Permission.TRANSFER_SUBACCOUNT,
        Permission.KEY_ADMIN
    };

    @Test
    void inspect_aTrader_hasWhatItsRightsGrantAndNoMore() {
        KeyFacts facts = inspect(TRADER);

        assertThat(facts.venueRights()).containsExactlyInAnyOrder("read", "Spot/SpotTrade");
        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(READ_ACCOUNT, Permission.OPEN_SESSION, TRADE_SPOT, TRADE_MARGIN, LOAN);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).isEmpty();
        assertThat(facts.ips().value()).contains(Set.of("198.51.100.7"));
        assertThat(facts.expiry().isKnown()).isTrue();
        assertThat(facts.expiry().value()).isEmpty();
        assertThat(facts.accountId().value()).contains("24617703");
    }

    @Test
    void inspect_theDocumentedKeyOfAMaster_countsWhatItCanGiveItselfAlthoughItIsReadOnly() {
        KeyFacts facts = inspect(MASTER);

        assertThat(facts.permissions().all(Presence.GRANTED))
                .contains(EVERYTHING_IN_A_SUB_ACCOUNT)
                .contains(Permission.WITHDRAW, Permission.CANCEL_WITHDRAWAL, Permission.ACCOUNT_ADMIN)
                .hasSize(15);
        assertThat(facts.venueRights()).contains("Wallet/SubMemberTransfer", "BitCard/BitCard", "ByXPost/ByXPost");
        assertThat(facts.ips().isKnown())
                .as("whether a master key can still clear it")
                .isFalse();
    }

    @TestFactory
    Stream<DynamicTest> inspect_aKeyOfASubAccountWithAnyWalletRight_hasEverythingThereFromAnyAddress() {
        return Stream.of("AccountTransfer", "SubMemberTransferList", "SubMemberTransfer", "Teleport")
                .flatMap(right -> Stream.of("0", "1")
                        .map(readOnly -> DynamicTest.dynamicTest(right + readOnly, () -> {
                            KeyFacts facts = inspect(TRADER.replace("\"Wallet\":[]", "\"Wallet\":[\"" + right + "\"]")
                                    .replace("\"readOnly\":0", "\"readOnly\":" + readOnly));

                            assertThat(facts.permissions().all(Presence.GRANTED))
                                    .containsExactlyInAnyOrder(EVERYTHING_IN_A_SUB_ACCOUNT);
                            assertThat(facts.venueRights()).contains("Spot/SpotTrade", "Wallet/" + right);
                            assertThat(facts.ips().isKnown()).isTrue();
                            assertThat(facts.ips().value()).isEmpty();
                        })));
    }

    @TestFactory
    Stream<DynamicTest> inspect_anyRightThatTakesValueOut_isTheRightToWithdraw() {
        Map<String, String> rights = Map.of(
                "FiatP2P", "FiatP2POrder",
                "FiatBitPay", "FaitPayOrder",
                "FiatConvertBroker", "FiatConvertBrokerOrder",
                "BitCard", "BitCard",
                "Wallet", "Withdraw");
        return rights.entrySet().stream()
                .map(right -> DynamicTest.dynamicTest(right.getKey(), () -> {
                    var reply = (ObjectNode) JSON.readTree(TRADER);
                    ((ObjectNode) reply.at("/result/permissions"))
                            .putArray(right.getKey())
                            .add(right.getValue());

                    assertThat(granted(reply.toString())).contains(Permission.WITHDRAW);
                    assertThat(inspect(reply.toString()).permissions().unrecognised())
                            .isEmpty();
                }));
    }

    @Test
    void inspect_aReadOnlyKeyWithoutWalletRights_reads() {
        KeyFacts facts = inspect(TRADER.replace("\"readOnly\":0", "\"readOnly\":1"));

        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(READ_ACCOUNT, Permission.OPEN_SESSION);
        assertThat(facts.permissions().all(Presence.UNKNOWN)).isEmpty();
        assertThat(facts.venueRights()).containsExactly("read");
    }

    @TestFactory
    Stream<DynamicTest> inspect_aGroupThatTheReplyLeavesOut_isUnknownAndNotDenied() {
        Map<String, Permission> groups = Map.of(
                "ContractTrade", Permission.TRADE_DERIVATIVES,
                "Options", Permission.TRADE_OPTIONS,
                "Derivatives", Permission.TRADE_DERIVATIVES,
                "Exchange", Permission.CONVERT,
                "Earn", Permission.EARN,
                "Spot", TRADE_SPOT);
        return groups.entrySet().stream()
                .flatMap(group -> Stream.of("left out", "null")
                        .map(how -> DynamicTest.dynamicTest(group.getKey() + " " + how, () -> {
                            var reply = (ObjectNode) JSON.readTree(TRADER);
                            var permissions = (ObjectNode) reply.at("/result/permissions");
                            permissions.remove(group.getKey());
                            if (how.equals("null")) {
                                permissions.putNull(group.getKey());
                            }

                            assertThat(inspect(reply.toString()).permissions().of(group.getValue()))
                                    .isEqualTo(Presence.UNKNOWN);
                        })));
    }

    @Test
    void inspect_aMasterKeyOfWhichNothingIsSaidAboutFiat_mayWithdrawForAllThatIsKnown() {
        String reply = TRADER.replace("\"isMaster\":false", "\"isMaster\":true");

        assertThat(inspect(reply).permissions().of(Permission.WITHDRAW)).isEqualTo(Presence.UNKNOWN);
    }

    @TestFactory
    Stream<DynamicTest> inspect_aRightThatNobodyKnows_isUnrecognisedAndLeavesWithdrawalsOpen() {
        return Stream.of("\"FiatGlobalPay\":[\"X\"]", "\"Spot2\":[\"SpotTrade\"]", "\"NFT\":[\"NFTQueryProductList\"]")
                .flatMap(group -> Stream.of("0", "1")
                        .map(readOnly -> DynamicTest.dynamicTest(group + readOnly, () -> {
                            KeyFacts facts = inspect(TRADER.replace("\"Wallet\":[]", "\"Wallet\":[]," + group)
                                    .replace("\"readOnly\":0", "\"readOnly\":" + readOnly));

                            assertThat(facts.permissions().unrecognised()).hasSize(1);
                            assertThat(facts.permissions().of(Permission.WITHDRAW))
                                    .isEqualTo(Presence.UNKNOWN);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> inspect_aFieldThatIsMissingOrOfAnotherKind_isUnavailable() {
        Stream<DynamicTest> missing = Stream.of("readOnly", "permissions", "ips", "userID", "isMaster")
                .map(field -> broken("without " + field, reply -> reply.remove(field)));
        Stream<DynamicTest> retyped = Map.of(
                        "readOnly", List.of("\"0\"", "true", "2", "null", "0.0"),
                        "permissions", List.of("[]", "\"all\"", "null"),
                        "ips", List.of("\"*\"", "null", "{}", "[1]", "[\"\"]", "[[\"198.51.100.7\"]]"),
                        "userID", List.of("\"\"", "null", "[]", "0", "-1", "1.5", "\"me\""),
                        "isMaster", List.of("\"false\"", "0", "null"),
                        "expiredAt", List.of("\"\"", "\"soon\"", "null", "1", "[]"))
                .entrySet()
                .stream()
                .flatMap(field -> field.getValue().stream()
                        .map(value -> broken(
                                field.getKey() + " is " + value,
                                reply -> reply.set(field.getKey(), JSON.readTree(value)))));
        Stream<DynamicTest> groups = Stream.of(
                        "\"Wallet\":null", "\"Wallet\":{}", "\"Wallet\":[1]", "\"Wallet\":[\"\"]")
                .map(wallet -> DynamicTest.dynamicTest(
                        wallet, () -> assertUnavailable(TRADER.replace("\"Wallet\":[]", wallet))));
        Stream<DynamicTest> truncated = IntStream.range(1, 12)
                .mapToObj(part -> TRADER.substring(0, TRADER.length() * part / 12))
                .map(text -> DynamicTest.dynamicTest("cut after " + text.length(), () -> assertUnavailable(text)));
        Stream<DynamicTest> codes = Stream.of("", "\"retCode\":\"0\",", "\"retCode\":null,", "\"retCode\":false,")
                .map(code -> DynamicTest.dynamicTest(
                        "the code is " + code, () -> assertUnavailable(TRADER.replace("\"retCode\":0,", code))));
        return Stream.of(missing, retyped, groups, truncated, codes).flatMap(tests -> tests);
    }

    /** A change to the result of the reply. */
    private interface Change {
        void to(ObjectNode result) throws IOException;
    }

    private static DynamicTest broken(String name, Change change) {
        return DynamicTest.dynamicTest(name, () -> {
            var reply = (ObjectNode) JSON.readTree(TRADER);
            change.to((ObjectNode) reply.path("result"));
            assertUnavailable(reply.toString());
        });
    }

    private static void assertUnavailable(String body) {
        assertThatThrownBy(() -> inspect(body))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageContaining("a form that is not its own");
    }

    @Test
    void inspect_addressesAndEnds() {
        KeyFacts open = inspect(TRADER.replace("\"198.51.100.7\"", "\"*\""));
        assertThat(open.ips().isKnown()).isTrue();
        assertThat(open.ips().value()).isEmpty();
        assertThat(open.expiry().isKnown())
                .as("a key that is bound to nothing ends after 90 days")
                .isFalse();

        KeyFacts ending = inspect(TRADER.replace("1970-01-01", "2027-01-02"));
        assertThat(ending.expiry().value()).contains(Instant.parse("2027-01-02T00:00:00Z"));
        assertThat(inspect(TRADER.replace("\"expiredAt\":\"1970-01-01T00:00:00Z\",", ""))
                        .expiry()
                        .isKnown())
                .isFalse();
    }

    // Errors

    @TestFactory
    Stream<DynamicTest> classify_theErrorsOfTheDocumentation() {
        Map<String, Set<VenueError.Kind>> errors = Map.ofEntries(
                Map.entry("10003", Set.of(VenueError.Kind.BAD_KEY, VenueError.Kind.ENVIRONMENT)),
                Map.entry("10004", Set.of(VenueError.Kind.SIGNATURE)),
                Map.entry("10005", Set.of(VenueError.Kind.PERMISSION)),
                Map.entry("10007", Set.of(VenueError.Kind.BAD_KEY, VenueError.Kind.SIGNATURE)),
                Map.entry("10010", Set.of(VenueError.Kind.IP)),
                Map.entry("10002", Set.of(VenueError.Kind.CLOCK)),
                Map.entry("-1", Set.of(VenueError.Kind.CLOCK)),
                Map.entry("33004", Set.of(VenueError.Kind.EXPIRED)),
                Map.entry("-2015", Set.of(VenueError.Kind.EXPIRED)),
                Map.entry("10006", Set.of(VenueError.Kind.RATE)),
                Map.entry("429", Set.of(VenueError.Kind.RATE, VenueError.Kind.MAINTENANCE)),
                Map.entry("10008", Set.of(VenueError.Kind.ACCOUNT)),
                Map.entry("10009", Set.of(VenueError.Kind.ACCOUNT)),
                Map.entry("10024", Set.of(VenueError.Kind.ACCOUNT)),
                Map.entry("10027", Set.of(VenueError.Kind.ACCOUNT)),
                Map.entry("10000", Set.of(VenueError.Kind.OUTCOME_UNKNOWN)),
                Map.entry("131083", Set.of(VenueError.Kind.REQUEST)),
                Map.entry("131093", Set.of(VenueError.Kind.REQUEST)),
                Map.entry("131089", Set.of(VenueError.Kind.ACCOUNT)),
                Map.entry("131090", Set.of(VenueError.Kind.ACCOUNT)),
                Map.entry("131227", Set.of(VenueError.Kind.PERMISSION)),
                Map.entry("20096", Set.of(VenueError.Kind.ACCOUNT)),
                Map.entry("81007", Set.of(VenueError.Kind.REQUEST)));
        return errors.entrySet().stream()
                .map(error -> DynamicTest.dynamicTest(
                        error.getKey(),
                        () -> assertThat(classify(200, "{\"retCode\":" + error.getKey() + ",\"retMsg\":\"canary\"}"))
                                .isEqualTo(new VenueError(error.getKey(), error.getValue()))));
    }

    private static VenueError classify(int status, String body) {
        return Venues.bybit().errors().classify(new HttpReply(status, body)).orElseThrow();
    }

    @Test
    void classify_statusesAndBatches() {
        assertThat(classify(401, "").kinds()).contains(VenueError.Kind.BAD_KEY);
        assertThat(classify(403, "<html>").kinds()).containsExactlyInAnyOrder(VenueError.Kind.RATE, VenueError.Kind.IP);
        assertThat(classify(429, "").kinds()).containsExactly(VenueError.Kind.RATE);
        assertThat(classify(404, "").kinds()).containsExactly(VenueError.Kind.REQUEST);
        assertThat(classify(503, "").kinds()).contains(VenueError.Kind.OUTCOME_UNKNOWN);
        assertThat(classify(503, "{\"retCode\":999999,\"retMsg\":\"canary\"}"))
                .isEqualTo(new VenueError(
                        "another code", Set.of(VenueError.Kind.MAINTENANCE, VenueError.Kind.OUTCOME_UNKNOWN)));
        assertThat(classify(400, "{\"retCode\":999999}").kinds()).containsExactly(VenueError.Kind.REQUEST);
        assertThat(classify(200, "{\"retCode\":999999,\"retMsg\":\"canary\"}").code())
                .isEqualTo("another code");
        assertThat(classify(200, "{\"retCode\":0,\"retExtInfo\":{\"list\":[{\"code\":0},{\"code\":110001}]}}")
                        .code())
                .isEqualTo("110001");
        assertThat(Venues.bybit()
                        .errors()
                        .classify(new HttpReply(200, "{\"retCode\":0,\"retExtInfo\":{\"list\":[{\"code\":0}]}}")))
                .isEmpty();
        assertThatThrownBy(() -> inspect("{\"retCode\":10003,\"retMsg\":\"canary\",\"result\":{}}"))
                .isInstanceOf(VenueRefusedException.class)
                .hasMessageContaining("10003")
                .hasMessageNotContaining("canary");
    }

    // Orders

    @Test
    void cancelAll_ofDerivatives_coversEverySettlementCoinAndComesAgainAtTheLimit() {
        var calls = new ArrayList<String>();
        var left = new int[] {501};
        Venues.bybit()
                .emergency()
                .cancelAll(
                        request -> {
                            calls.add(request.path()
                                    + request.param("settleCoin").orElse("")
                                    + request.param("symbol").orElse(""));
                            if (request.path().equals("/v5/order/realtime")) {
                                return orders("BTCUSD", "ETHUSD", "BTCUSD");
                            }
                            int cancelled =
                                    request.param("settleCoin").orElse("").equals("USDT") ? Math.min(500, left[0]) : 0;
                            left[0] -= cancelled;
                            return cancelled(cancelled, "1");
                        },
                        Set.of(Permission.TRADE_DERIVATIVES));

        assertThat(calls)
                .containsExactly(
                        "/v5/order/cancel-allUSDT",
                        "/v5/order/cancel-allUSDT",
                        "/v5/order/cancel-allUSDC",
                        "/v5/order/realtime",
                        "/v5/order/cancel-allBTCUSD",
                        "/v5/order/cancel-allETHUSD");
        assertThat(left[0]).isZero();
    }

    private static HttpReply orders(String... symbols) {
        ObjectNode reply = JSON.createObjectNode().put("retCode", 0);
        var list = reply.putObject("result").putArray("list");
        for (String symbol : symbols) {
            list.addObject().put("orderId", "o" + list.size()).put("symbol", symbol);
        }
        return new HttpReply(200, reply.toString());
    }

    private static HttpReply cancelled(int count, String success) {
        ObjectNode reply = JSON.createObjectNode().put("retCode", 0);
        ObjectNode result = reply.putObject("result").put("success", success);
        var list = result.putArray("list");
        for (int i = 0; i < count; i++) {
            list.addObject().put("orderId", "o" + i);
        }
        return new HttpReply(200, reply.toString());
    }

    @Test
    void cancelAll_thatBybitDoesNotDo_isUnavailable() {
        var emergency = Venues.bybit().emergency();

        assertThatThrownBy(() -> emergency.cancelAll(request -> cancelled(3, "0"), Set.of(TRADE_SPOT)))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageContaining("did not cancel every order");
        assertThatThrownBy(
                        () -> emergency.cancelAll(request -> cancelled(500, "1"), Set.of(Permission.TRADE_DERIVATIVES)))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageContaining("always more");
    }

    @Test
    void openOrders_withACursorThatStandsStill_endAsAnError() {
        HttpReply page = new HttpReply(
                200,
                "{\"retCode\":0,\"result\":{\"nextPageCursor\":\"a%3D1\",\"list\":[{\"orderId\":\"1\",\"symbol\":\"BTCUSDT\"}]}}");

        assertThatThrownBy(() -> Venues.bybit().account().openOrders(request -> page, Set.of(TRADE_SPOT)))
                .isInstanceOf(VenueUnavailableException.class);
        HttpReply broken = new HttpReply(200, page.body().replace("%3D1", "%zz"));
        assertThatThrownBy(() -> Venues.bybit().account().openOrders(request -> broken, Set.of(TRADE_SPOT)))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageNotContaining("zz");
    }

    @Test
    void orders_ofEveryMarket_withAnRsaKey_overHttp() throws Exception {
        var pair = KeyPairGenerator.getInstance("RSA");
        pair.initialize(2048);
        var keys = pair.generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        try (BybitSimulator bybit = BybitSimulator.start()) {
            SimulatedKey key = bybit.createRsaKey(
                    keys.getPublic().getEncoded(), "Spot/SpotTrade", "ContractTrade/Order", "Options/OptionsTrade");
            VenueDefinition venue = Venues.bybit().servedAt(Environment.PRODUCTION, bybit.uri());
            Set<Permission> markets =
                    Set.of(TRADE_SPOT, TRADE_MARGIN, Permission.TRADE_DERIVATIVES, Permission.TRADE_OPTIONS);
            try (Desk desk = new Desk(venue, SignatureAlgorithm.RSA_PKCS1_SHA256, key, pem)) {
                Map<String, String> symbols = Map.of(
                        "BTCUSDT", "linear", "BTCPERP", "linear", "BTCUSD", "inverse", "ETHUSDT", "spot", "X-C",
                        "option");
                symbols.forEach((symbol, category) -> desk.call(VenueRequest.post("/v5/order/create")
                        .param("category", category)
                        .param("symbol", symbol)
                        .param("side", "Buy")
                        .param("orderType", "Limit")
                        .param("qty", "1")
                        .param("price", "1")
                        .param("orderLinkId", symbol)));
                assertThat(venue.account().openOrders(desk, markets))
                        .extracting(OpenOrder::symbol)
                        .containsExactlyInAnyOrderElementsOf(symbols.keySet());

                venue.emergency().cancelAll(desk, markets);

                assertThat(venue.account().openOrders(desk, markets)).isEmpty();
                assertThat(bybit.stats().rejections()).isEmpty();
            }
        }
    }

    // Starting

    @TempDir
    private Path folder;

    private Keyguard start(BybitSimulator bybit, SimulatedKey key, Grant grant) {
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(
                    bybit.toApiKey("bybit-spot", key).strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .environment(Environment.PRODUCTION)
                .source(Vault.open(file, passphrase, cheap))
                .venues(Venues.bybit().servedAt(Environment.PRODUCTION, bybit.uri()))
                .grant("grid", grant)
                .policy(KeyPolicy.strict())
                .start();
    }

    private static final Grant SPOT =
            Grant.on("bybit", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN, LOAN);

    @Test
    void start_withAFittingKey_passesAndSigns() {
        try (BybitSimulator bybit = BybitSimulator.start();
                Keyguard keyguard =
                        start(bybit, bybit.createKey("Spot/SpotTrade").boundTo("127.0.0.1"), SPOT)) {
            assertThat(keyguard.report().findings()).isEmpty();
            SignedRequest order = keyguard.forStrategy("grid")
                    .get(KeyScope.of("bybit", "main", TRADE_SPOT))
                    .sign(VenueRequest.post("/v5/order/create").param("category", "spot"));
            assertThat(order.uri()).hasToString(bybit.uri() + "/v5/order/create");
        }
    }

    private List<Finding> refused(BybitSimulator bybit, SimulatedKey key) {
        return catchThrowableOfType(LeastPrivilegeException.class, () -> start(bybit, key, SPOT))
                .report()
                .findings();
    }

    @Test
    void start_withAMasterKeyThatMayWithdraw_isRefused() {
        try (BybitSimulator bybit = BybitSimulator.startMasterAccount()) {
            List<Finding> findings = refused(
                    bybit, bybit.createKey("Spot/SpotTrade", "Wallet/Withdraw").boundTo("127.0.0.1"));

            assertThat(findings)
                    .filteredOn(finding -> finding.kind() == Kind.FORBIDDEN)
                    .singleElement()
                    .satisfies(f -> {
                        assertThat(f.observed()).contains("WITHDRAW", "KEY_ADMIN");
                        assertThat(f.remedy())
                                .isEqualTo(
                                        "the policy forbids this to every key; make a key with exactly read, Spot/SpotTrade");
                    });
            assertThat(bybit.stats().ordersPlaced()).isZero();
        }
    }

    @Test
    void start_withAKeyOfASubAccountThatMayEditItself_isRefusedAlsoForItsAddresses() {
        try (BybitSimulator bybit = BybitSimulator.start()) {
            List<Finding> findings = refused(
                    bybit,
                    bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer").boundTo("127.0.0.1"));

            assertThat(findings)
                    .extracting(Finding::kind)
                    .contains(Kind.FORBIDDEN, Kind.EXCESS, Kind.NO_IP_RESTRICTION);
        }
    }

    /** What the closure says can be done is done: the key drops its addresses and its limits. */
    @Test
    void aKeyWithAWalletRight_reallyFreesItself() {
        try (BybitSimulator bybit = BybitSimulator.start()) {
            SimulatedKey key =
                    bybit.createKey("readOnly", "Wallet/AccountTransfer").boundTo("127.0.0.1");
            VenueDefinition venue = Venues.bybit().servedAt(Environment.PRODUCTION, bybit.uri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key)) {
                KeyFacts before = venue.inspector(Environment.PRODUCTION).inspect(desk);
                desk.call(
                        VenueRequest.post("/v5/user/update-sub-api")
                                .json(
                                        "{\"readOnly\":0,\"permissions\":{\"Spot\":[\"SpotTrade\"],\"Wallet\":[\"AccountTransfer\"]}}"));
                KeyFacts after = venue.inspector(Environment.PRODUCTION).inspect(desk);

                assertThat(after.permissions().all(Presence.GRANTED))
                        .isEqualTo(before.permissions().all(Presence.GRANTED));
                assertThat(key.rights()).containsExactlyInAnyOrder("Spot/SpotTrade", "Wallet/AccountTransfer");
                bybit.seeCallersAs("203.0.113.9");
                assertThat(desk.call(VenueRequest.get("/v5/user/query-api")).status())
                        .isEqualTo(200);
                assertThat(bybit.stats().rejections()).isEmpty();
            }
        }
    }
}
