/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.KeyScopeException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.Risk;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.Classification;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** KuCoin's signatures, its two hosts, what it says of a key, and its errors. */
class KucoinTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API_KEY = "6705f5c311545b000157d3eb";
    private static final URI SPOT = URI.create("https://api.kucoin.com");
    private static final URI FUTURES = URI.create("https://api-futures.kucoin.com");
    private static final SigningTime TIME = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1718000000000L)));

    /** The sample of the official client, with the middle of the addresses masked as there. */
    private static final String KEY_INFO =
            "{\"code\":\"200000\",\"data\":{\"remark\":\"account1\",\"apiKey\":\"6705f5c311545b000157d3eb\",\"apiVersion\":3,"
                    + "\"permission\":\"General,Futures,Spot,Earn,InnerTransfer,Transfer,Margin\","
                    + "\"ipWhitelist\":\"203.**.154,103.**.34\",\"createdAt\":1728443843000,\"uid\":165111215,\"isMaster\":true}}";

    private static Map<String, String> vector(String name) {
        return Vectors.read("kucoin-" + name);
    }

    private static String signature(String vector) {
        return vector(vector).get("base64");
    }

    private static SigningKey key() {
        return SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                SecretEncoding.TEXT,
                box(API_KEY),
                box("00000000-0000-4000-8000-000000000000"),
                box("passphrase1"),
                null);
    }

    private static SecretBytes box(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static SignedRequest sign(VenueRequest request) {
        Venues.kucoin().classifier(PRODUCTION).classify(request);
        URI host = request.origin()
                .orElseGet(() -> Venues.kucoin().home(PRODUCTION, request).orElseThrow());
        try (SigningKey key = key()) {
            return Venues.kucoin().signer(PRODUCTION).sign(request, host, key, TIME);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "post", "passphrase", "delete", "ws"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        try (SigningKey key = key()) {
            byte[] signature = key.sign(vector(name).get("message").getBytes(UTF_8));

            assertThat(Base64.getEncoder().encodeToString(signature)).isEqualTo(signature(name));
        }
        assertThat(vector(name)).containsKeys("source", "status");
    }

    @Test
    void get_isSignedWithItsQuery() {
        SignedRequest signed = sign(VenueRequest.get("/api/v1/accounts").param("currency", "BTC"));

        assertThat(signed.uri()).hasToString("https://api.kucoin.com/api/v1/accounts?currency=BTC");
        assertThat(signed.headers())
                .isEqualTo(Map.of(
                        "KC-API-KEY",
                        API_KEY,
                        "KC-API-SIGN",
                        signature("get"),
                        "KC-API-TIMESTAMP",
                        "1718000000000",
                        "KC-API-PASSPHRASE",
                        signature("passphrase"),
                        "KC-API-KEY-VERSION",
                        "3",
                        "Content-Type",
                        "application/json"));
        assertThat(signed.body()).isEmpty();
    }

    @Test
    void post_isSignedWithItsDocumentOrItsParametersAsOne() {
        String order =
                "{\"clientOid\":\"abc123\",\"side\":\"buy\",\"symbol\":\"BTC-USDT\",\"type\":\"market\",\"size\":\"0.001\"}";
        VenueRequest post = VenueRequest.post("/api/v1/hf/orders");
        SignedRequest document = sign(post.json(order));
        SignedRequest parameters = sign(post.param("clientOid", "abc123")
                .param("side", "buy")
                .param("symbol", "BTC-USDT")
                .param("type", "market")
                .param("size", "0.001"));

        for (SignedRequest signed : List.of(document, parameters)) {
            assertThat(signed.text()).isEqualTo(order);
            assertThat(signed.uri()).hasToString("https://api.kucoin.com/api/v1/hf/orders");
            assertThat(signed.headers()).containsEntry("KC-API-SIGN", signature("post"));
        }
        assertThat(sign(post.json(order.replace("0.001", "0.002"))).headers().get("KC-API-SIGN"))
                .isNotEqualTo(signature("post"));
        assertThat(sign(VenueRequest.post("/api/v1/bullet-private")).body()).isEmpty();
    }

    /** Signed as plain text and sent encoded, as the official clients do. */
    @Test
    void delete_signsItsQueryInPlainTextAndSendsItEncoded() {
        SignedRequest signed = sign(VenueRequest.delete("/api/v1/sub/api-key")
                .param("subName", "bot1")
                .param("apiKey", API_KEY)
                .param("passphrase", "Pass,word!/1"));

        assertThat(signed.uri().getRawQuery())
                .isEqualTo("subName=bot1&apiKey=" + API_KEY + "&passphrase=Pass%2Cword%21%2F1");
        assertThat(signed.headers()).containsEntry("KC-API-SIGN", signature("delete"));
        assertThat(signed).asString().doesNotContain("Pass", API_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&symbol=ETH-USDT", "a#b", "100%", "a%26b", "a+b", "a b", "ü", "\u0000", "\n", "１"})
    void query_withAValueThatCouldBeReadInTwoWays_isRefused(String value) {
        VenueRequest request = VenueRequest.get("/api/v1/hf/orders/active").param("symbol", value);

        assertThatThrownBy(() -> sign(request))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageNotContaining(value);
        assertThat(sign(VenueRequest.post("/api/v1/hf/orders").param("remark", value))
                        .body())
                .as("in a document it is one value")
                .isNotEmpty();
    }

    @Test
    void delete_ofSeveralOrdersOfFutures_isSignedWithItsDocument() {
        String document = "{\"orderIdsList\":[\"1\",\"2\"]}";
        SignedRequest signed =
                sign(VenueRequest.delete("/api/v1/orders/multi-cancel").json(document));

        assertThat(signed.uri()).hasToString("https://api-futures.kucoin.com/api/v1/orders/multi-cancel");
        assertThat(signed.text()).isEqualTo(document);
        try (SigningKey key = key()) {
            byte[] message = ("1718000000000DELETE/api/v1/orders/multi-cancel" + document).getBytes(UTF_8);
            assertThat(signed.headers())
                    .containsEntry("KC-API-SIGN", Base64.getEncoder().encodeToString(key.sign(message)));
        }
    }

    @Test
    void webSocket_isOpenedByASignedAddressThatIsNotShown() {
        SignedRequest signed = sign(VenueRequest.webSocket("connect"));

        assertThat(signed.uri().getRawQuery())
                .isEqualTo("apikey=" + API_KEY + "&sign=" + encoded(signature("ws")) + "&passphrase="
                        + encoded(signature("passphrase")) + "&timestamp=1718000000000");
        assertThat(signed.text()).isEmpty();
        assertThat(signed).hasToString("WS wss://wsapi.kucoin.com/v1/private");
    }

    private static String encoded(String base64) {
        return base64.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    }

    @Test
    void webSocket_answersTheFirstMessageWithItsSignature_andSendsOrdersAsTheyAre() {
        String message = "{\"sessionId\":\"a-1\",\"timestamp\":1718000000000}";
        try (SigningKey key = key()) {
            assertThat(sign(VenueRequest.webSocket("session").json(message)).text())
                    .isEqualTo(Base64.getEncoder().encodeToString(key.sign(message.getBytes(UTF_8))));
        }
        String order = sign(VenueRequest.webSocket("spot.order").param("symbol", "BTC-USDT"))
                .text();
        assertThat(order).matches("\\{\"id\":\"\\d+\",\"op\":\"spot.order\",\"args\":\\{\"symbol\":\"BTC-USDT\"}}");
        assertThat(sign(VenueRequest.webSocket("futures.multi_order").json("[{\"a\":1},{\"b\":true}]"))
                        .text())
                .endsWith("\"args\":[{\"a\":1},{\"b\":true}]}");
    }

    @Test
    void home_isTheSpotHostForPathsThatBothHave() {
        VenueDefinition kucoin = Venues.kucoin();
        VenueRequest both = VenueRequest.post("/api/v1/orders");
        assertThat(kucoin.home(PRODUCTION, both)).contains(SPOT);
        assertThat(kucoin.home(PRODUCTION, VenueRequest.get("/api/v1/positions")))
                .contains(FUTURES);
        assertThat(kucoin.home(PRODUCTION, VenueRequest.get("/api/v1/orders"))).contains(FUTURES);
        assertThat(sign(both.param("symbol", "XBTUSDTM").at(FUTURES)).uri())
                .hasToString("https://api-futures.kucoin.com/api/v1/orders");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"symbol\":\"XBTUSDTM\",\"side\":\"buy\",\"size\":1}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"side\":\"sell\",\"size\":1,\"reduceOnly\":true}|REDUCES_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"side\":\"sell\",\"size\":1,\"reduceOnly\":true,\"closeOrder\":false}|REDUCES_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"side\":\"sell\",\"size\":1,\"reduceOnly\":true,\"forceHold\":false}|REDUCES_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"side\":\"sell\",\"size\":1,\"reduceOnly\":true,\"forceHold\":true}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"side\":\"sell\",\"size\":1,\"reduceOnly\":true,\"closeOrder\":1}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"size\":1,\"reduceOnly\":\"true\"}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"size\":1,\"reduceOnly\":1}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"size\":1,\"reduceOnly\":[true]}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"closeOrder\":true}|REDUCES_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"closeOrder\":true,\"side\":\"sell\"}|REDUCES_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"closeOrder\":true,\"size\":5}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"closeOrder\":true,\"valueQty\":\"5\"}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"closeOrder\":true,\"forceHold\":true}|ADDS_RISK",
                "{\"symbol\":\"XBTUSDTM\",\"closeOrder\":\"true\"}|ADDS_RISK",
            })
    void classify_anOrderAtTheFuturesHost_isOneOfFutures(String order, Risk risk) {
        for (String path : List.of("/api/v1/orders", "/api/v1/st-orders", "/api/v1/copy-trade/futures/orders")) {
            assertThat(classify(VenueRequest.post(path).json(order)))
                    .as(path)
                    .isEqualTo(new Classification(TRADE_DERIVATIVES, risk).with(OrderEffect.PLACES));
        }
        assertThat(classify(VenueRequest.post("/api/v1/orders/multi").json("[" + order + "]")))
                .isEqualTo(new Classification(TRADE_DERIVATIVES, risk).with(OrderEffect.PLACES));
    }

    @Test
    void classify_anOrderWhoseMarkIsMisspelt_isRefused() {
        VenueRequest order =
                VenueRequest.post("/api/v1/orders").json("{\"symbol\":\"XBTUSDTM\",\"size\":1,\"reduceonly\":true}");

        assertThatThrownBy(() -> classify(order))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageContaining("'reduceOnly'");
    }

    private static Classification classify(VenueRequest request) {
        return Venues.kucoin().classifier(PRODUCTION).classify(request.at(FUTURES));
    }

    @Test
    void classify_atTheFuturesHost_readsWhatThatHostWouldDo() {
        var reduces = new Classification(TRADE_DERIVATIVES, Risk.REDUCES_RISK);
        assertThat(classify(VenueRequest.delete("/api/v1/orders").param("symbol", "XBTUSDTM")))
                .isEqualTo(reduces);
        assertThat(classify(VenueRequest.delete("/api/v1/orders/230181737576050688")))
                .isEqualTo(reduces);
        assertThat(classify(VenueRequest.post("/api/v1/orders/test").param("symbol", "XBTUSDTM")))
                .isEqualTo(new Classification(TRADE_DERIVATIVES, Risk.READ));
        assertThat(classify(VenueRequest.post("/api/v1/bullet-private")))
                .isEqualTo(new Classification(OPEN_SESSION, Risk.ADDS_RISK));
        assertThat(classify(VenueRequest.get("/api/v1/fills"))).isEqualTo(new Classification(READ_ACCOUNT, Risk.READ));
        String batch = "[{\"reduceOnly\":true,\"size\":1},{\"size\":1}]";
        assertThat(classify(VenueRequest.post("/api/v1/orders/multi").json(batch))
                        .risk())
                .isEqualTo(Risk.ADDS_RISK);
        assertThatThrownBy(
                        () -> classify(VenueRequest.post("/api/v1/orders/multi").json("{\"orderList\":[]}")))
                .isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> classify(VenueRequest.post("/api/v3/withdrawals")))
                .isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> Venues.kucoin()
                        .classifier(PRODUCTION)
                        .classify(VenueRequest.get("/api/v1/orders").at(SPOT)))
                .as("the older list of spot")
                .isInstanceOf(KeyScopeException.class);
    }

    private static KeyFacts inspect(int status, String body) {
        return Venues.kucoin().inspector(PRODUCTION).inspect(request -> new HttpReply(status, body));
    }

    private static KeyFacts inspect(String body) {
        return inspect(200, body);
    }

    private static Map<Presence, Set<Permission>> presences(KeyFacts facts) {
        return Arrays.stream(Permission.values())
                .collect(Collectors.groupingBy(p -> facts.permissions().of(p), Collectors.toSet()));
    }

    @Test
    void inspect_theDocumentedReply_readsRightsAccountAndThatThereAreAddresses() {
        KeyFacts facts = inspect(KEY_INFO);

        assertThat(facts.venueRights())
                .containsExactlyInAnyOrder("General", "Futures", "Spot", "Earn", "InnerTransfer", "Transfer", "Margin");
        assertThat(presences(facts).get(Presence.GRANTED))
                .contains(WITHDRAW, CANCEL_WITHDRAWAL, KEY_ADMIN, ACCOUNT_ADMIN, TRADE_SPOT, TRADE_MARGIN)
                .contains(TRADE_DERIVATIVES, TRANSFER_SUBACCOUNT);
        assertThat(presences(facts)).doesNotContainKey(Presence.UNKNOWN);
        assertThat(facts.permissions().unrecognised()).isEmpty();
        assertThat(facts.accountId().value()).contains("165111215");
        assertThat(facts.expiry().isKnown()).isFalse();
        assertThat(facts.ips().value()).as("masked").contains(Set.of());
    }

    @Test
    void inspect_aKeyOfASubAccount_administersNothing() {
        String sub = KEY_INFO.replace("true", "false")
                .replace("General,Futures,Spot,Earn,InnerTransfer,Transfer,Margin", "General,Spot");
        KeyFacts facts = inspect(sub);

        assertThat(presences(facts).get(Presence.GRANTED))
                .containsExactlyInAnyOrder(
                        READ_ACCOUNT,
                        OPEN_SESSION,
                        Permission.DEPOSIT,
                        TRADE_SPOT,
                        TRANSFER_INTERNAL,
                        TRANSFER_SUBACCOUNT);
        assertThat(presences(facts)).doesNotContainKey(Presence.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"false\"", "0", "null", "[]"})
    void inspect_withoutKnowingWhetherItIsTheMaster_leavesAdministrationUnknown(String value) {
        for (String reply : List.of(KEY_INFO.replace(",\"isMaster\":true", ""), KEY_INFO.replace("true", value))) {
            assertThat(presences(inspect(reply)).get(Presence.UNKNOWN))
                    .containsExactlyInAnyOrder(KEY_ADMIN, ACCOUNT_ADMIN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer", "Withdrawal"})
    void inspect_eitherNameOfTheRightToWithdraw_isOne(String right) {
        KeyFacts facts = inspect(KEY_INFO.replace("InnerTransfer,Transfer", right));

        assertThat(facts.permissions().of(WITHDRAW)).isEqualTo(Presence.GRANTED);
        assertThat(inspect(KEY_INFO.replace("InnerTransfer,Transfer", "Spot"))
                        .permissions()
                        .of(WITHDRAW))
                .isEqualTo(Presence.DENIED);
    }

    @Test
    void inspect_aRightThatNobodyKnows_isUnrecognised() {
        assertThat(inspect(KEY_INFO.replace("Earn", "Unified")).permissions().unrecognised())
                .containsExactly("Unified");
        assertThat(inspect(KEY_INFO.replace("Spot", "spot")).permissions().unrecognised())
                .containsExactly("spot");
    }

    @Test
    void inspect_addresses_areReadWhole() {
        String masked = "203.**.154,103.**.34";
        assertThat(inspect(KEY_INFO.replace(masked, "198.51.100.7, 2001:db8::1"))
                        .ips()
                        .value())
                .contains(Set.of("198.51.100.7", "2001:db8::1"));
        for (String open : List.of("", " ", "*", "0.0.0.0/0", "198.51.100.7,0.0.0.0/0")) {
            assertThat(inspect(KEY_INFO.replace(masked, open)).ips()).as(open).hasToString("none");
        }
        assertThat(inspect(KEY_INFO.replace("\"" + masked + "\"", "null")).ips())
                .hasToString("none");
        assertThat(inspect(KEY_INFO.replace("ipWhitelist", "other")).ips()).hasToString("none");
    }

    @TestFactory
    Stream<DynamicTest> inspect_aReplyWithAFieldThatDecidesMissingOrOfAnotherKind_isUnavailable() {
        return Stream.of("permission", "uid", "data", "ipWhitelist")
                .flatMap(field -> Stream.of("remove", "[]", "{}", "true", "1.5", "\"\"")
                        .filter(value -> !(field.equals("ipWhitelist")
                                && Set.of("remove", "\"\"").contains(value)))
                        .map(value -> DynamicTest.dynamicTest(field + " " + value, () -> {
                            String reply = with(field, value);
                            assertThatThrownBy(() -> inspect(reply))
                                    .isInstanceOf(VenueUnavailableException.class)
                                    .hasMessageContaining("a form that is not its own");
                        })));
    }

    private static String with(String field, String value) throws IOException {
        JsonNode json = JSON.readTree(KEY_INFO);
        for (JsonNode parent : json.findParents(field)) {
            if (value.equals("remove")) {
                ((ObjectNode) parent).remove(field);
            } else {
                ((ObjectNode) parent).set(field, JSON.readTree(value));
            }
        }
        return json.toString();
    }

    @Test
    void inspect_aReplyCutAnywhere_isUnavailable() {
        for (int end = 0; end < KEY_INFO.length(); end++) {
            String cut = KEY_INFO.substring(0, end);
            assertThatThrownBy(() -> inspect(cut)).isInstanceOf(VenueUnavailableException.class);
        }
        String more = KEY_INFO.replace("\"remark\"", "\"new\":{\"field\":[1]},\"remark\"");
        assertThat(inspect(more).accountId().value()).contains("165111215");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|400002|CLOCK",
                "401|400003|BAD_KEY,EXPIRED",
                "401|400004|PASSPHRASE",
                "401|400005|SIGNATURE",
                "401|400006|IP",
                "403|400007|PERMISSION",
                "403|403000|PERMISSION",
                "200|400008|ACCOUNT,REQUEST",
                "200|411100|ACCOUNT",
                "200|400303|ACCOUNT",
                "200|400500|ACCOUNT",
                "200|400700|ACCOUNT",
                "429|429000|RATE",
                "429|1015|RATE",
                "500|500000|MAINTENANCE,OUTCOME_UNKNOWN",
                "401|400001|REQUEST",
                "400|400100|REQUEST",
                "200|400200|REQUEST",
                "404|404000|REQUEST",
                "415|415000|REQUEST",
                "200|200004|REQUEST",
                "200|300018|REQUEST"
            })
    void errors_ofTheSheet_meanWhatTheyMean(int status, String code, String kinds) {
        String body = "{\"code\":\"" + code + "\",\"msg\":\"canary\"}";
        var error =
                Venues.kucoin().errors().classify(new HttpReply(status, body)).orElseThrow();

        assertThat(error.code()).isEqualTo(code);
        assertThat(error.kinds())
                .isEqualTo(Stream.of(kinds.split(",", -1)).map(Kind::valueOf).collect(Collectors.toSet()));
        if (error.mayBeAuth()) {
            assertThatThrownBy(() -> inspect(status, body))
                    .isInstanceOf(VenueRefusedException.class)
                    .hasMessageNotContaining("canary");
        } else {
            assertThatThrownBy(() -> inspect(status, body)).isInstanceOf(VenueUnavailableException.class);
        }
    }

    @Test
    void errors_ofOtherForms_areReadByTheirStatusAndNotRepeated() {
        var errors = Venues.kucoin().errors();
        assertThat(errors.classify(new HttpReply(200, "{\"code\":\"200000\",\"data\":{}}")))
                .isEmpty();
        assertThat(errors.classify(new HttpReply(429, "error code: 1015"))
                        .orElseThrow()
                        .kinds())
                .containsExactly(Kind.RATE);
        var unknown =
                errors.classify(new HttpReply(400, "{\"code\":\"canary\"}")).orElseThrow();
        assertThat(unknown.code()).doesNotContain("canary");
        assertThat(unknown.mayBeAuth()).isFalse();
        assertThat(errors.classify(new HttpReply(503, "{\"code\":200000}"))
                        .orElseThrow()
                        .kinds())
                .contains(Kind.OUTCOME_UNKNOWN);
    }

    @Test
    void clientOrderIds_fitIntoAPath() {
        var ids = Venues.kucoin().clientOrderIds();
        for (String id : List.of("5c52e11203aa677f33e493fb", "n1", "a-1", "1".repeat(40))) {
            assertThat(ids.accept(id)).as(id).isTrue();
            assertThat(sign(VenueRequest.delete("/api/v1/hf/orders/client-order/" + id)
                                    .param("symbol", "BTC-USDT"))
                            .uri()
                            .getPath())
                    .endsWith(id);
        }
        for (String id : List.of("", "cancelAll", "a_1", "a/1", "1".repeat(41))) {
            assertThat(ids.accept(id)).as(id).isFalse();
        }
    }
}
