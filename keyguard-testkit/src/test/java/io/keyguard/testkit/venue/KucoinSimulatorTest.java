/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class KucoinSimulatorTest {
    private static final String ORDER =
            "{\"clientOid\":\"a1\",\"symbol\":\"BTC-USDT\",\"side\":\"buy\",\"type\":\"limit\",\"price\":\"1\",\"size\":\"1\"}";
    private static final String ORDERS = "/api/v1/hf/orders";
    private static final String ACTIVE = ORDERS + "/active?symbol=BTC-USDT";
    private static final String FINE = "200000";

    private final StoppedClock clock = new StoppedClock();
    private final KucoinSimulator venue = KucoinSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("General", "Spot");

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the official client does; mutants override a step. */
    private class Signer {
        private final KucoinSimulator at;
        private final SimulatedKey with;
        private final boolean futures;

        Signer() {
            this(venue, key, false);
        }

        Signer(KucoinSimulator at, SimulatedKey with, boolean futures) {
            this.at = at;
            this.with = with;
            this.futures = futures;
        }

        String timestamp() {
            return Long.toString(clock.instant().toEpochMilli());
        }

        String secret() {
            return with.secret();
        }

        String prehash(String timestamp, String method, String path, String body) {
            return timestamp + method + URLDecoder.decode(path, UTF_8) + body;
        }

        String signature(String prehash) {
            return base64("HmacSHA256", secret(), prehash);
        }

        void headers(Map<String, String> headers) {}

        Answer send(String method, String path, String body) {
            String timestamp = timestamp();
            var headers = new HashMap<String, String>();
            headers.put("KC-API-KEY", with.apiKey());
            headers.put("KC-API-PASSPHRASE", base64("HmacSHA256", with.secret(), with.passphrase()));
            headers.put("KC-API-TIMESTAMP", timestamp);
            headers.put("KC-API-SIGN", signature(prehash(timestamp, method, path, body)));
            headers.put("KC-API-KEY-VERSION", "3");
            headers.put("Content-Type", "application/json");
            headers(headers);
            return futures
                    ? Wire.send(at.futuresUri(), method, path, body, headers)
                    : Wire.send(at, method, path, body, headers);
        }

        Answer order() {
            return send("POST", ORDERS, ORDER);
        }
    }

    private static String base64(String algorithm, String secret, String message) {
        return Base64.getEncoder().encodeToString(Wire.hmac(algorithm, secret.getBytes(UTF_8), message));
    }

    private Answer call(String method, String path, String body) {
        return new Signer().send(method, path, body);
    }

    private Answer futures(String method, String path, String body) {
        return new Signer(venue, key, true).send(method, path, body);
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        Answer placed = new Signer().order();
        String id = placed.json().path("data").path("orderId").asText();
        assertThat(code(placed)).isEqualTo(FINE);
        assertThat(call("GET", ACTIVE, "").body()).contains("a1", id);
        assertThat(call("GET", ORDERS + "/" + id + "?symbol=BTC-USDT", "").body())
                .contains("a1");
        assertThat(call("GET", ORDERS + "/active/symbols", "").body()).contains("BTC-USDT");
        assertThat(code(call("DELETE", ORDERS + "/" + id + "?symbol=ETH-USDT", "")))
                .isEqualTo("400100");
        assertThat(code(call("DELETE", ORDERS + "/" + id + "?symbol=BTC-USDT", "")))
                .isEqualTo(FINE);
        assertThat(call("GET", ACTIVE, "").body()).doesNotContain("a1");
        new Signer().order();
        assertThat(code(call("DELETE", ORDERS + "/client-order/a1?symbol=BTC-USDT", "")))
                .isEqualTo(FINE);
        assertThat(venue.stats().ordersPlaced()).isEqualTo(2);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    @Test
    void cancelAll_andOfOneSymbol_leaveTheRestAlone() {
        String other = ORDER.replace("a1", "a2").replace("BTC-USDT", "ETH-USDT");
        new Signer().order();
        call("POST", ORDERS, other);
        assertThat(code(call("DELETE", ORDERS + "?symbol=BTC-USDT", ""))).isEqualTo(FINE);
        assertThat(call("GET", ORDERS + "/active/symbols", "").body())
                .contains("ETH-USDT")
                .doesNotContain("BTC");
        assertThat(call("DELETE", ORDERS + "/cancelAll", "").body()).contains("\"succeedSymbols\":[\"ETH-USDT\"]");
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
        assertThat(call("DELETE", "/api/v1/stop-order/cancel?tradeType=TRADE", "")
                        .body())
                .contains("cancelledOrderIds");
        assertThat(call("DELETE", "/api/v3/oco/orders", "").body()).contains("cancelledOrderIds");
        assertThat(code(call("POST", ORDERS + "/dead-cancel-all", "{\"timeout\":60}")))
                .isEqualTo(FINE);
        assertThat(code(call("POST", ORDERS + "/dead-cancel-all", "{\"timeout\":4}")))
                .isEqualTo("400100");
    }

    @Test
    void test_ofAnOrder_placesNothing() {
        assertThat(code(call("POST", ORDERS + "/test", ORDER))).isEqualTo(FINE);
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    /** Computed with Python and OpenSSL from the official client's rule; KuCoin publishes no vector. */
    @Test
    void request_ofTheVector_isAccepted() {
        clock.at(Instant.ofEpochMilli(1718000000000L));
        SimulatedKey sample = venue.importKey(
                "6705f5c311545b000157d3eb", "00000000-0000-4000-8000-000000000000", "passphrase1", "General");
        Answer answer = Wire.send(
                venue,
                "GET",
                "/api/v1/accounts?currency=BTC",
                "",
                Map.of(
                        "KC-API-KEY",
                        sample.apiKey(),
                        "KC-API-PASSPHRASE",
                        "DUd4ivRFZWvRsBvn9X7E3czDJwSJI27sYwz8hjBG84w=",
                        "KC-API-TIMESTAMP",
                        "1718000000000",
                        "KC-API-KEY-VERSION",
                        "2",
                        "KC-API-SIGN",
                        "7zvJ5xaYe4bKXaZXqoymq75FsRBnv0SxBakSlVDVcck="));

        assertThat(code(answer)).isEqualTo(FINE);
    }

    private Signer without(String header) {
        return with(header, null);
    }

    private Signer with(String header, String value) {
        return new Signer() {
            @Override
            void headers(Map<String, String> headers) {
                headers.remove(header);
                if (value != null) {
                    headers.put(header, value);
                }
            }
        };
    }

    private Signer at(String timestamp) {
        return new Signer() {
            @Override
            String timestamp() {
                return timestamp;
            }
        };
    }

    private Signer signing(String algorithm, String secret) {
        return new Signer() {
            @Override
            String signature(String prehash) {
                return base64(algorithm, secret, prehash);
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Instant now = clock.instant();
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("no key", entry("400001", without("KC-API-KEY"))),
                entry("no passphrase", entry("400001", without("KC-API-PASSPHRASE"))),
                entry("no signature", entry("400001", without("KC-API-SIGN"))),
                entry("no timestamp", entry("400001", without("KC-API-TIMESTAMP"))),
                entry("no version", entry("400004", without("KC-API-KEY-VERSION"))),
                entry("version 1", entry("400004", with("KC-API-KEY-VERSION", "1"))),
                entry("the passphrase as it is", entry("400004", with("KC-API-PASSPHRASE", key.passphrase()))),
                entry("a key that nobody has", entry("400003", with("KC-API-KEY", "6705f5c311545b000157d3eb"))),
                entry(
                        "the key in capitals",
                        entry("400003", with("KC-API-KEY", key.apiKey().toUpperCase(Locale.ROOT) + "A"))),
                entry("seconds since 1970", entry("400002", at(Long.toString(now.getEpochSecond())))),
                entry("ISO 8601", entry("400002", at(now.toString()))),
                entry("too late", entry("400002", at(Long.toString(now.toEpochMilli() - 5_001)))),
                entry("too early", entry("400002", at(Long.toString(now.toEpochMilli() + 5_001)))),
                entry("no media type", entry("415000", with("Content-Type", "text/plain"))),
                entry("SHA-512 for SHA-256", entry("400005", signing("HmacSHA512", key.secret()))),
                entry("the passphrase for the secret", entry("400005", signing("HmacSHA256", key.passphrase()))),
                entry(
                        "the secret without dashes",
                        entry("400005", signing("HmacSHA256", key.secret().replace("-", "")))),
                entry("the method in small letters", entry("400005", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return timestamp + method.toLowerCase(Locale.ROOT) + path + body;
                    }
                })),
                entry("no path", entry("400005", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return timestamp + method + body;
                    }
                })),
                entry("no body", entry("400005", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return timestamp + method + path;
                    }
                })),
                entry("the body written again", entry("400005", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return timestamp + method + path + body.replace(":", ": ");
                    }
                })),
                entry("the timestamp left out", entry("400005", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return method + path + body;
                    }
                })),
                entry("hexadecimal for base64", entry("400005", new Signer() {
                    @Override
                    String signature(String prehash) {
                        return HexFormat.of().formatHex(Wire.hmac("HmacSHA256", secret().getBytes(UTF_8), prehash));
                    }
                })));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(code(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void query_leftOutOfTheSignatureOrSignedEncoded_isRejected() {
        var withoutQuery = new Signer() {
            @Override
            String prehash(String timestamp, String method, String path, String body) {
                return timestamp + method + path.substring(0, path.indexOf('?'));
            }
        };
        var encoded = new Signer() {
            @Override
            String prehash(String timestamp, String method, String path, String body) {
                return timestamp + method + path + body;
            }
        };
        String list = "/api/v1/stop-order?orderIds=1%2C2";

        assertThat(code(withoutQuery.send("GET", ACTIVE, ""))).isEqualTo("400005");
        assertThat(code(encoded.send("GET", list, ""))).isEqualTo("400005");
        assertThat(code(call("GET", list, ""))).isEqualTo(FINE);
    }

    @Test
    void request_beyondTheKey_isRefused() {
        assertThat(code(call("POST", "/api/v3/withdrawals", "{}"))).isEqualTo("400007");
        assertThat(code(call("POST", "/api/v3/accounts/universal-transfer", "{}")))
                .isEqualTo("400007");
        assertThat(code(call("POST", "/api/v2/accounts/inner-transfer", "{}"))).isEqualTo(FINE);
        key.boundTo("198.51.100.7");
        assertThat(code(new Signer().order())).isEqualTo("400006");
        venue.seeCallersAs("198.51.100.7");
        assertThat(code(new Signer().order())).isEqualTo(FINE);
        key.rights("General");
        assertThat(code(new Signer().order())).isEqualTo("400007");
        assertThat(code(call("GET", ACTIVE, ""))).isEqualTo(FINE);
        key.rights("General", "InnerTransfer");
        assertThat(code(call("POST", "/api/v3/accounts/universal-transfer", "{}")))
                .isEqualTo(FINE);
        key.revoke();
        assertThat(code(call("GET", ACTIVE, ""))).isEqualTo("400003");
    }

    @Test
    void request_ofItsOwnFault_isRefusedWithItsCode() {
        new Signer().order();
        assertThat(code(new Signer().order())).as("duplicate").isEqualTo("400100");
        for (String bad : List.of(
                "{",
                "[]",
                "{}",
                "",
                ORDER.replace("a1", "a 1"),
                ORDER.replace("buy", "hold"),
                ORDER.replace("\"size\":\"1\"", "\"size\":\"-1\""),
                ORDER.replace("\"price\":\"1\"", "\"price\":\"cheap\""),
                ORDER.replace("symbol", "x"))) {
            assertThat(code(call("POST", ORDERS, bad))).as(bad).isEqualTo("400100");
        }
        assertThat(code(call("DELETE", ORDERS + "/cancel/671", ""))).isEqualTo("404000");
        assertThat(code(call("GET", ORDERS + "/active", ""))).isEqualTo("400100");
        assertThat(code(call("GET", ORDERS + "/671?symbol=BTC-USDT", ""))).isEqualTo("400100");
        assertThat(code(call("GET", "/api/v1/stop-order?pageSize=0", ""))).isEqualTo("400100");
        assertThat(venue.stats().ordersPlaced()).isOne();
    }

    @Test
    void futures_areServedAtTheirOwnHostAlone() {
        key.rights("General", "Futures");
        String order = ORDER.replace("BTC-USDT", "XBTUSDTM");
        assertThat(code(call("POST", "/api/v1/orders", order))).isEqualTo("404000");
        Answer placed = futures("POST", "/api/v1/orders", order);
        String id = placed.json().path("data").path("orderId").asText();
        assertThat(code(placed)).isEqualTo(FINE);
        assertThat(code(futures("POST", "/api/v1/orders", order))).isEqualTo("300018");
        assertThat(futures("GET", "/api/v1/orders?status=active", "").body()).contains("XBTUSDTM", "\"totalNum\":1");
        assertThat(futures("GET", "/api/v1/orders?status=active&currentPage=2", "")
                        .body())
                .contains("\"items\":[]");
        assertThat(futures("DELETE", "/api/v1/orders/multi-cancel", "{\"orderIdsList\":[\"" + id + "\",\"9\"]}")
                        .body())
                .contains("\"code\":\"200\"", "\"code\":\"100004\"");
        futures("POST", "/api/v1/orders", order);
        assertThat(futures("DELETE", "/api/v3/orders?symbol=XBTUSDTM", "").body())
                .contains("cancelledOrderIds");
        id = futures("POST", "/api/v1/orders", order)
                .json()
                .path("data")
                .path("orderId")
                .asText();
        assertThat(code(futures("DELETE", "/api/v1/orders/" + id, ""))).isEqualTo(FINE);
        assertThat(futures("GET", "/api/v1/account-overview?currency=USDT", "").body())
                .contains("1000000");
        assertThat(futures("POST", "/api/v1/bullet-private", "").body()).contains("token");
        assertThat(code(futures("GET", "/api/v1/user/api-key", ""))).isEqualTo("404000");
        assertThat(venue.stats().ordersCancelled()).isEqualTo(3);
    }

    @Test
    void request_afterItsKeyHasEnded_isRefusedAsOfAKeyThatDoesNotExist() {
        key.endsAt(clock.instant().plusSeconds(60));
        assertThat(code(call("GET", ACTIVE, ""))).isEqualTo(FINE);
        clock.pass(Duration.ofSeconds(60));

        assertThat(code(call("GET", ACTIVE, ""))).isEqualTo("400003");
        assertThat(code(new Signer().order())).isEqualTo("400003");
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        key.rights("General", "Transfer");
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    String before = call("GET", "/api/v1/accounts", "").body();

                    assertThat(code(withdrawal(amount))).isEqualTo("400100");
                    assertThat(call("GET", "/api/v1/accounts", "").body()).isEqualTo(before);
                }));
    }

    private Answer withdrawal(String amount) {
        return call(
                "POST",
                "/api/v3/withdrawals",
                "{\"currency\":\"BTC\",\"toAddress\":\"simulated\",\"withdrawType\":\"ADDRESS\",\"amount\":\"" + amount
                        + "\"}");
    }

    @Test
    void withdrawal_withEitherNameOfTheRight_movesMoney() {
        for (String right : List.of("Transfer", "Withdrawal")) {
            key.rights("General", right);
            assertThat(code(withdrawal("1"))).isEqualTo(FINE);
            assertThat(code(withdrawal("1000000"))).isEqualTo("200004");
        }
        assertThat(call("GET", "/api/v1/accounts", "").body()).contains("\"balance\":\"8\"");
        assertThat(code(call("DELETE", "/api/v1/withdrawals/670deec84d64da0007d7c946", "")))
                .isEqualTo(FINE);
    }

    @Test
    void subAccountKeys_areMadeAndDeletedByMasterAccountsAlone() {
        String request =
                "{\"subName\":\"bot1\",\"passphrase\":\"Pass,word!1\",\"remark\":\"r\",\"permission\":\"General,Spot\"}";
        assertThat(code(call("POST", "/api/v1/sub/api-key", request))).isEqualTo("400007");
        try (KucoinSimulator main = KucoinSimulator.startMasterAccount(clock)) {
            var signer = new Signer(main, main.createKey("General"), false);
            assertThat(code(signer.send("POST", "/api/v1/sub/api-key", request.replace("Pass,word!1", "short"))))
                    .isEqualTo("400100");
            var made =
                    signer.send("POST", "/api/v1/sub/api-key", request).json().path("data");
            var sub = new SimulatedKey(
                    made.path("apiKey").asText(),
                    made.path("apiSecret").asText(),
                    "Pass,word!1",
                    new byte[0],
                    java.util.Set.of());
            assertThat(code(new Signer(main, sub, false).order())).isEqualTo(FINE);
            String path = "/api/v1/sub/api-key?subName=bot1&apiKey=" + sub.apiKey() + "&passphrase=";
            assertThat(code(signer.send("DELETE", path + "guessed1", ""))).isEqualTo("400100");
            assertThat(code(signer.send("DELETE", path + "Pass%2Cword%211", "")))
                    .isEqualTo(FINE);
            assertThat(code(new Signer(main, sub, false).order())).isEqualTo("400003");
        }
    }

    @Test
    void subAccountKeys_areListedAndChangedWithTheirPassphrase() {
        try (KucoinSimulator main = KucoinSimulator.startMasterAccount(clock)) {
            var signer = new Signer(main, main.createKey("General"), false);
            String request = "{\"subName\":\"bot1\",\"passphrase\":\"Pass,word!1\",\"remark\":\"r\"}";
            String apiKey = signer.send("POST", "/api/v1/sub/api-key", request)
                    .json()
                    .at("/data/apiKey")
                    .asText();
            assertThat(signer.send("GET", "/api/v1/sub/api-key?subName=bot1", "")
                            .body())
                    .contains(apiKey, "\"permission\":\"General\"")
                    .doesNotContain("Pass,word!1");
            String change = "{\"subName\":\"bot1\",\"apiKey\":\"" + apiKey
                    + "\",\"permission\":\"General,Spot\",\"passphrase\":\"";
            assertThat(code(signer.send("POST", "/api/v1/sub/api-key/update", change + "guessed1\"}")))
                    .isEqualTo("400100");
            assertThat(signer.send(
                                    "POST",
                                    "/api/v1/sub/api-key/update",
                                    change + "Pass,word!1\",\"ipWhitelist\":\"198.51.100.7\"}")
                            .body())
                    .contains("General,Spot", "198.51.100.7");
        }
    }

    @Test
    void history_ofTooLongATime_isRefused() {
        String day = "startAt=1700000000000&endAt=1700086400000";
        String week = "startAt=1700000000000&endAt=1700604800000";
        for (String path : List.of("accounts/ledgers?", "hf/accounts/ledgers?")) {
            assertThat(code(call("GET", "/api/v1/" + path + day, ""))).as(path).isEqualTo(FINE);
            assertThat(code(call("GET", "/api/v1/" + path + week, ""))).as(path).isEqualTo("400100");
        }
        for (String path : List.of("deposits?", "withdrawals?", "hf/fills?symbol=BTC-USDT&")) {
            assertThat(code(call("GET", "/api/v1/" + path + week, ""))).as(path).isEqualTo(FINE);
            assertThat(code(call("GET", "/api/v1/" + path + week.replace("48", "49"), "")))
                    .as(path)
                    .isEqualTo("400100");
        }
        assertThat(code(call("GET", "/api/v1/hf/fills?" + week, "")))
                .as("without a symbol")
                .isEqualTo("400100");
    }

    @Test
    void keyInfo_saysWhatTheKeyIs() {
        assertThat(call("GET", "/api/v1/user/api-key", "").json().path("data").has("ipWhitelist"))
                .isFalse();
        key.boundTo("198.51.100.7", "127.0.0.1");
        var info = call("GET", "/api/v1/user/api-key", "").json().path("data");

        assertThat(info.path("permission").asText()).isEqualTo("General,Spot");
        assertThat(info.path("ipWhitelist").asText().split(",", -1))
                .containsExactlyInAnyOrder("198.51.100.7", "127.0.0.1");
        assertThat(info.path("uid").asText()).isEqualTo(venue.accountId());
        assertThat(info.path("isMaster").asBoolean(true)).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("kucoin").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = call("GET", ACTIVE, "");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    if (row.getKey().equals("1015")) {
                        assertThat(answer.body()).isEqualTo("error code: 1015");
                    } else {
                        assertThat(code(answer)).isEqualTo(row.getKey());
                        assertThat(answer.json().path("msg").asText()).isNotEmpty();
                    }
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void time_isPublicAndTheWindowMovesWithIt() {
        String then = Long.toString(clock.instant().toEpochMilli());
        clock.pass(Duration.ofSeconds(5));
        assertThat(code(at(then).order())).isEqualTo(FINE);
        clock.pass(Duration.ofMillis(1));
        assertThat(code(at(then).order())).isEqualTo("400002");
        assertThat(Wire.send(venue, "GET", "/api/v1/timestamp", "", Map.of()).body())
                .contains(Long.toString(clock.instant().toEpochMilli()));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey(), key.passphrase());
    }
}
