/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MexcSimulatorTest {
    private static final String SPOT = "/api/v3/";
    private static final String CONTRACT = "/api/v1/private/";
    private static final String ORDER = "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=11&newClientOrderId=a1";
    private static final String DEAL =
            "{\"symbol\":\"BTC_USDT\",\"price\":100,\"vol\":2,\"side\":1,\"type\":1,\"openType\":2,\"externalOid\":\"c1\"}";

    private final StoppedClock clock = new StoppedClock();
    private final MexcSimulator venue = MexcSimulator.start(clock);
    private final SimulatedKey key = venue.createKey(
            "SPOT_ACCOUNT_READ",
            "SPOT_DEAL_READ",
            "SPOT_DEAL_WRITE",
            "CONTRACT_ACCOUNT_READ",
            "CONTRACT_DEAL_READ",
            "CONTRACT_DEAL_WRITE");

    @AfterEach
    void close() {
        venue.close();
    }

    private String now() {
        return Long.toString(clock.instant().toEpochMilli());
    }

    /** Signs as the documentation says; mutants change a step. */
    private final class Signer {
        private String algorithm = "HmacSHA256";
        private String secret = key.secret();
        private String apiKey = key.apiKey();
        private String time = now();
        private String window = "&recvWindow=5000";
        private UnaryOperator<String> signed = message -> message;
        private UnaryOperator<String> sent = text -> text;
        private UnaryOperator<String> text = signature -> signature;
        private Consumer<Map<String, String>> headers = all -> {};

        private String signature(String message) {
            return text.apply(
                    HexFormat.of().formatHex(Wire.hmac(algorithm, secret.getBytes(UTF_8), signed.apply(message))));
        }

        Answer spot(String method, String endpoint, String params) {
            String query = (params.isEmpty() ? "" : params + "&") + "timestamp=" + time + window;
            var all = new HashMap<>(Map.of("X-MEXC-APIKEY", apiKey));
            headers.accept(all);
            return Wire.send(
                    venue,
                    method,
                    SPOT + endpoint + "?" + sent.apply(query) + "&signature=" + signature(query),
                    "",
                    all);
        }

        Answer contract(String method, String endpoint, String params) {
            boolean inQuery = method.equals("GET");
            var all = new HashMap<>(
                    Map.of("ApiKey", apiKey, "Request-Time", time, "Signature", signature(apiKey + time + params)));
            headers.accept(all);
            String query = inQuery && !params.isEmpty() ? "?" + sent.apply(params) : "";
            return Wire.send(venue, method, CONTRACT + endpoint + query, inQuery ? "" : sent.apply(params), all);
        }
    }

    private Answer spot(String method, String endpoint, String params) {
        return new Signer().spot(method, endpoint, params);
    }

    private Answer contract(String method, String endpoint, String params) {
        return new Signer().contract(method, endpoint, params);
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText("");
    }

    @Test
    void spotOrder_signedAsDocumented_isAcceptedListedAndCancelled() {
        assertThat(spot("POST", "order/test", ORDER).body()).isEqualTo("{}");
        assertThat(venue.stats().ordersPlaced()).isZero();
        assertThat(spot("POST", "order", ORDER).json().path("status").asText()).isEqualTo("NEW");
        assertThat(code(spot("POST", "order", ORDER))).isEqualTo("700004");
        assertThat(spot("GET", "openOrders", "symbol=BTCUSDT,ETHUSDT").body()).contains("a1");
        assertThat(spot("GET", "openOrders", "symbol=ETHUSDT").body()).isEqualTo("[]");
        assertThat(code(spot("GET", "openOrders", "symbol=A,B,C,D,E,F"))).isEqualTo("700004");
        assertThat(spot("GET", "account", "").body()).contains("\"locked\":\"11\"", "\"canWithdraw\":true");
        assertThat(code(spot("DELETE", "order", "symbol=ETHUSDT&origClientOrderId=a1")))
                .isEqualTo("-2011");
        assertThat(spot("DELETE", "order", "symbol=BTCUSDT&origClientOrderId=a1")
                        .json()
                        .path("origClientOrderId")
                        .asText())
                .isEqualTo("a1");
        spot("POST", "order", ORDER);
        assertThat(spot("DELETE", "openOrders", "symbol=BTCUSDT").json()).hasSize(1);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    @Test
    void contractOrder_signedAsDocumented_isAcceptedListedAndCancelled() {
        Answer placed = contract("POST", "order/submit", DEAL);
        String id = placed.json().path("data").asText();
        assertThat(placed.json().path("success").asBoolean()).isTrue();
        assertThat(contract("POST", "order/create", DEAL)
                        .json()
                        .path("data")
                        .path("orderId")
                        .asText())
                .as("the same externalOid")
                .isEqualTo(id);
        assertThat(contract("GET", "order/list/open_orders", "page_num=1&page_size=20")
                        .body())
                .contains("\"externalOid\":\"c1\"");
        assertThat(contract("GET", "order/list/open_orders/ETH_USDT", "").json().path("data"))
                .isEmpty();
        assertThat(contract("POST", "order/cancel", "[\"" + id + "\",\"7\"]").body())
                .contains("\"errorCode\":0", "\"errorCode\":2040");
        contract("POST", "order/submit", DEAL);
        assertThat(contract("POST", "order/cancel_all", "{}")
                        .json()
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(venue.stats().ordersPlaced()).isEqualTo(2);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    /** The documentation's second and third example; nothing stands between query and body. */
    @Test
    void request_asInTheDocumentation_isAccepted() {
        clock.at(Instant.ofEpochMilli(1_644_489_390_087L));
        venue.importKey("mx0aBYs33eIilxBWC5", "45d0b3c26f2644f19bfb98b07741b2f5", "SPOT_DEAL_WRITE");
        Map<String, String> headers = Map.of("X-MEXC-APIKEY", "mx0aBYs33eIilxBWC5");
        String rest = "quantity=1&price=11&recvWindow=5000&timestamp=1644489390087";
        assertThat(Wire.send(
                                venue,
                                "POST",
                                "/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT&" + rest
                                        + "&signature=fd3e4e8543c5188531eb7279d68ae7d26a573d0fc5ab0d18eb692451654d837a",
                                "",
                                headers)
                        .status())
                .isEqualTo(200);
        assertThat(Wire.send(
                                venue,
                                "POST",
                                "/api/v3/order?symbol=BTCUSDT&side=BUY&type=LIMIT"
                                        + "&signature=d1a676610ceb39174c8039b3f548357994b2a34139a8addd33baadba65684592",
                                rest,
                                headers)
                        .status())
                .isEqualTo(200);
    }

    /** What the documentation's rule allows: a captured order whose price is cut short, sent to another endpoint with another method. */
    @Test
    void request_whoseBorderIsMoved_isAccepted_whichTheDocsTell() {
        String query = "symbol=BTCUSDT&side=SELL&type=LIMIT&timestamp=" + now() + "&quantity=1&price=50";
        String signature =
                HexFormat.of().formatHex(Wire.hmac("HmacSHA256", key.secret().getBytes(UTF_8), query));
        Answer changed = Wire.send(
                venue,
                "POST",
                "/api/v3/order?" + query.substring(0, query.length() - 1) + "&signature=" + signature,
                "0",
                Map.of("X-MEXC-APIKEY", key.apiKey()));

        assertThat(changed.json().path("price").asText()).isEqualTo("5");
    }

    @TestFactory
    Stream<DynamicTest> spotOrder_fromASignerWithAMistake_isRejected() {
        String bad = "700002";
        Map<String, Map.Entry<String, Consumer<Signer>>> mutants = Map.ofEntries(
                entry("SHA-512", entry(bad, signer -> signer.algorithm = "HmacSHA512")),
                entry("the path signed", entry(bad, signer -> signer.signed = query -> SPOT + "order?" + query)),
                entry("the key signed", entry(bad, signer -> signer.signed = query -> signer.apiKey + query)),
                entry("the method signed", entry(bad, signer -> signer.signed = query -> "POST" + query)),
                entry(
                        "the time not signed",
                        entry(bad, signer -> signer.signed = query -> query.substring(0, query.indexOf("&timestamp")))),
                entry(
                        "the window not signed",
                        entry(bad, signer -> signer.signed = query -> query.replace("&recvWindow=5000", ""))),
                entry(
                        "another order of parameters",
                        entry(
                                bad,
                                signer -> signer.signed =
                                        query -> query.replace("symbol=BTCUSDT&", "") + "&symbol=BTCUSDT")),
                entry(
                        "base64",
                        entry(
                                bad,
                                signer -> signer.text = signature -> Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(HexFormat.of().parseHex(signature)))),
                entry("cut off", entry(bad, signer -> signer.text = signature -> signature.substring(2))),
                entry(
                        "capital letters",
                        entry(bad, signer -> signer.text = signature -> signature.toUpperCase(java.util.Locale.ROOT))),
                entry("another secret", entry(bad, signer -> signer.secret = "another-synthetic-secret")),
                entry(
                        "a price changed after signing",
                        entry(bad, signer -> signer.sent = query -> query.replace("price=11", "price=99"))),
                entry("a parameter added after signing", entry(bad, signer -> signer.sent = query -> query + "&x=y")),
                entry(
                        "too early",
                        entry(
                                "700003",
                                signer -> signer.time =
                                        Long.toString(clock.instant().toEpochMilli() + 1_000))),
                entry(
                        "too late",
                        entry(
                                "700003",
                                signer -> signer.time =
                                        Long.toString(clock.instant().toEpochMilli() - 5_001))),
                entry(
                        "seconds",
                        entry(
                                "700003",
                                signer -> signer.time =
                                        Long.toString(clock.instant().getEpochSecond()))),
                entry("a window that is too long", entry("700005", signer -> signer.window = "&recvWindow=60001")),
                entry("a key that nobody has", entry("10072", signer -> signer.apiKey = "mx0nobodyhasthis01")),
                entry("a key of another form", entry("700001", signer -> signer.apiKey = "nobody")),
                entry("no key", entry("700001", signer -> signer.headers = Map::clear)));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    var signer = new Signer();
                    mutant.getValue().getValue().accept(signer);
                    Answer answer = signer.spot("POST", "order", ORDER);

                    assertThat(code(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(answer.status()).isEqualTo(400);
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> contractOrder_fromASignerWithAMistake_isRejected() {
        String bad = "602";
        Map<String, Map.Entry<String, Consumer<Signer>>> mutants = Map.ofEntries(
                entry("SHA-512", entry(bad, signer -> signer.algorithm = "HmacSHA512")),
                entry(
                        "the key not signed",
                        entry(bad, signer -> signer.signed = message -> message.substring(signer.apiKey.length()))),
                entry(
                        "the time not signed",
                        entry(bad, signer -> signer.signed = message -> message.replace(signer.time, ""))),
                entry(
                        "the time first",
                        entry(
                                bad,
                                signer -> signer.signed = message -> signer.time + message.replace(signer.time, ""))),
                entry(
                        "the body not signed",
                        entry(bad, signer -> signer.signed = message -> message.substring(0, message.indexOf('{')))),
                entry("the path signed", entry(bad, signer -> signer.signed = message -> message + CONTRACT)),
                entry(
                        "base64",
                        entry(
                                bad,
                                signer -> signer.text = signature -> Base64.getEncoder()
                                        .encodeToString(HexFormat.of().parseHex(signature)))),
                entry("cut off", entry(bad, signer -> signer.text = signature -> signature.substring(2))),
                entry("another secret", entry(bad, signer -> signer.secret = "another-synthetic-secret")),
                entry(
                        "the body changed after signing",
                        entry(bad, signer -> signer.sent = body -> body.replace("100", "900"))),
                entry("another time sent", entry(bad, signer -> signer.headers = all -> all.put("Request-Time", "1"))),
                entry("no signature", entry(bad, signer -> signer.headers = all -> all.remove("Signature"))),
                entry(
                        "too late",
                        entry(
                                "513",
                                signer -> signer.time =
                                        Long.toString(clock.instant().toEpochMilli() - 10_001))),
                entry(
                        "too early",
                        entry(
                                "513",
                                signer -> signer.time =
                                        Long.toString(clock.instant().toEpochMilli() + 10_001))),
                entry("no key", entry("401", signer -> signer.headers = all -> all.remove("ApiKey"))));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    var signer = new Signer();
                    mutant.getValue().getValue().accept(signer);
                    Answer answer = signer.contract("POST", "order/submit", DEAL);

                    assertThat(code(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(answer.json().path("success").asBoolean(true)).isFalse();
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    /** The window of contracts is not signed. */
    @Test
    void window_ofContracts_canBeWidenedByAnybody() {
        var late = new Signer();
        late.time = Long.toString(clock.instant().toEpochMilli() - 50_000);
        assertThat(code(late.contract("POST", "order/submit", DEAL))).isEqualTo("513");
        late.headers = all -> all.put("Recv-Window", "60");
        assertThat(code(late.contract("POST", "order/submit", DEAL))).isEqualTo("0");
    }

    @Test
    void request_beyondTheKey_isRefused() {
        key.rights("SPOT_ACCOUNT_READ");
        assertThat(code(spot("POST", "order", ORDER))).isEqualTo("700007");
        assertThat(code(spot("POST", "order/test", ORDER))).isEqualTo("700007");
        assertThat(code(spot("POST", "capital/withdraw", "coin=BTC&address=a&amount=1")))
                .isEqualTo("700007");
        assertThat(code(contract("GET", "account/assets", ""))).isEqualTo("701");
        assertThat(code(contract("GET", "position/open_positions", ""))).isEqualTo("703");
        assertThat(code(contract("POST", "order/submit", DEAL))).isEqualTo("704");
        key.rights("SPOT_WITHDRAW_WRITE", "SPOT_TRANSFER_WRITE");
        assertThat(spot("POST", "capital/withdraw", "coin=BTC&address=a&amount=1")
                        .body())
                .contains("\"id\"");
        assertThat(spot("POST", "capital/transfer", "fromAccountType=SPOT&toAccountType=FUTURES&asset=USDT&amount=1")
                        .body())
                .contains("tranId");
        key.rights("SPOT_ACCOUNT_READ", "CONTRACT_ACCOUNT_READ").boundTo("198.51.100.7");
        assertThat(code(spot("GET", "account", ""))).isEqualTo("700006");
        assertThat(code(contract("GET", "account/assets", ""))).isEqualTo("406");
        venue.seeCallersAs("198.51.100.7");
        assertThat(spot("GET", "uid", "").body()).contains(venue.accountId());
        assertThat(spot("POST", "userDataStream", "").body()).contains("listenKey");
        key.revoke();
        assertThat(code(spot("GET", "account", ""))).isEqualTo("10072");
        assertThat(code(contract("GET", "account/assets", ""))).isEqualTo("401");
    }

    @Test
    void key_ofASubAccount_withoutAddresses_endsAfterNinetyDays() {
        key.rights("SPOT_ACCOUNT_READ", "SPOT_ACCOUNT_WRITE");
        String order = "subAccount=grid1&note=n&permissions=SPOT_ACCOUNT_READ";
        Answer made = spot("POST", "sub-account/apiKey", order);
        SimulatedKey sub = new SimulatedKey(
                made.json().path("apiKey").asText(),
                made.json().path("secretKey").asText(),
                "",
                new byte[0],
                java.util.Set.of());
        var signer = new Signer();
        signer.apiKey = sub.apiKey();
        signer.secret = sub.secret();
        assertThat(signer.spot("GET", "uid", "").status()).isEqualTo(200);
        clock.pass(Duration.ofDays(90));
        signer.time = now();
        assertThat(code(signer.spot("GET", "uid", ""))).isEqualTo("10072");
        assertThat(code(spot("POST", "sub-account/apiKey", order.replace("SPOT_ACCOUNT_READ", "SPOT_WITHDRAW_WRITE"))))
                .isEqualTo("700004");
        assertThat(code(spot("DELETE", "sub-account/apiKey", "subAccount=grid2&apiKey=" + sub.apiKey())))
                .isEqualTo("700004");
    }

    @TestFactory
    Stream<DynamicTest> order_withAMistake_isRefused() {
        return Stream.of(
                        ORDER.replace("BTCUSDT", ""),
                        ORDER.replace("BTCUSDT", "BTCXYZ"),
                        ORDER.replace("BUY", "buy"),
                        ORDER.replace("quantity=1", "quantity=0"),
                        ORDER.replace("quantity=1", "quantity=1e3"),
                        ORDER.replace("&price=11", ""),
                        ORDER.replace("&type=LIMIT", ""))
                .map(params -> DynamicTest.dynamicTest(params, () -> {
                    assertThat(spot("POST", "order", params).status()).isEqualTo(400);
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void order_thatMayOnlyReduce_needsAPosition() {
        String reducing = DEAL.replace("\"side\":1", "\"side\":4").replace("c1", "c2");
        assertThat(code(contract("POST", "order/submit", reducing))).isEqualTo("2011");
        venue.fill(contract("POST", "order/submit", DEAL).json().path("data").asText(), "2");
        assertThat(contract("GET", "position/open_positions", "").body())
                .contains("\"positionType\":1", "\"holdVol\":2");
        assertThat(code(contract("POST", "order/submit", reducing))).isEqualTo("0");
        assertThat(contract("GET", "order/list/order_deals", "symbol=BTC_USDT")
                        .json()
                        .path("data"))
                .hasSize(1);
        assertThat(code(contract("GET", "order/list/order_deals", ""))).isEqualTo("600");
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        key.rights("SPOT_WITHDRAW_WRITE", "SPOT_ACCOUNT_READ");
        String before = spot("GET", "account", "").body();
        return Stream.concat(Wire.BAD_AMOUNTS.stream(), Stream.of("11"))
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    String params = "coin=BTC&address=a&amount=" + java.net.URLEncoder.encode(amount, UTF_8);

                    assertThat(spot("POST", "capital/withdraw", params).status())
                            .isEqualTo(400);
                    assertThat(spot("GET", "account", "").body()).isEqualTo(before);
                }));
    }

    @Test
    void errors_haveTheirStatus() {
        Map<String, Integer> table = Wire.errors("mexc");
        assertThat(venue.errors()).isEqualTo(table.keySet());
        table.forEach((code, status) -> {
            venue.refuseNext(1, code);
            Answer answer = spot("GET", "account", "");
            assertThat(answer.status()).as(code).isEqualTo(status);
            assertThat(code(answer)).isEqualTo(code);
        });
        assertThat(code(spot("GET", "nothing", ""))).isEqualTo("700004");
        assertThat(code(contract("GET", "nothing", ""))).isEqualTo("600");
        assertThat(code(contract("POST", "order/submit", "{"))).isEqualTo("600");
    }

    @Test
    void time_isToldToAnybody() {
        assertThat(Wire.send(venue, "GET", "/api/v3/time", "", Map.of())
                        .json()
                        .path("serverTime")
                        .asText())
                .isEqualTo(now());
    }
}
