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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OkxSimulatorTest {
    private static final String ORDER =
            "{\"instId\":\"BTC-USDT\",\"tdMode\":\"cash\",\"side\":\"buy\",\"ordType\":\"limit\",\"px\":\"1\",\"sz\":\"1\",\"clOrdId\":\"a1\"}";

    private final StoppedClock clock = new StoppedClock();
    private final OkxSimulator venue = OkxSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("read_only", "trade");

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        private final OkxSimulator at;
        private final SimulatedKey with;

        Signer() {
            this(venue, key);
        }

        Signer(OkxSimulator at, SimulatedKey with) {
            this.at = at;
            this.with = with;
        }

        String timestamp() {
            return clock.instant().toString();
        }

        byte[] secret() {
            return with.secret().getBytes(UTF_8);
        }

        String prehash(String timestamp, String method, String path, String body) {
            return timestamp + method + path + body;
        }

        String signature(String prehash) {
            return Base64.getEncoder().encodeToString(Wire.hmac("HmacSHA256", secret(), prehash));
        }

        void headers(Map<String, String> headers) {}

        Answer send(String method, String path, String body) {
            String timestamp = timestamp();
            var headers = new HashMap<String, String>();
            headers.put("OK-ACCESS-KEY", with.apiKey());
            headers.put("OK-ACCESS-PASSPHRASE", with.passphrase());
            headers.put("OK-ACCESS-TIMESTAMP", timestamp);
            headers.put("OK-ACCESS-SIGN", signature(prehash(timestamp, method, path, body)));
            headers.put("Content-Type", "application/json");
            headers(headers);
            return Wire.send(at, method, path, body, headers);
        }

        Answer order() {
            return send("POST", "/api/v5/trade/order", ORDER);
        }

        Answer query() {
            return send("GET", "/api/v5/trade/order?instId=BTC-USDT&clOrdId=a1", "");
        }
    }

    private Answer call(String method, String path, String body) {
        return new Signer().send(method, path, body);
    }

    private static String code(Answer answer) {
        String item = answer.json().path("data").path(0).path("sCode").asText("");
        String code = answer.json().path("code").asText();
        return code.equals("1") ? item : code;
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        assertThat(code(new Signer().order())).isEqualTo("0");
        assertThat(new Signer().query().body()).contains("\"state\":\"live\"");
        assertThat(call("GET", "/api/v5/trade/orders-pending", "").body()).contains("a1");
        assertThat(code(call("POST", "/api/v5/trade/cancel-order", "{\"instId\":\"BTC-USDT\",\"clOrdId\":\"a1\"}")))
                .isEqualTo("0");
        assertThat(call("GET", "/api/v5/trade/orders-pending", "").body()).doesNotContain("a1");
        assertThat(venue.stats().ordersPlaced()).isOne();
        assertThat(venue.stats().ordersCancelled()).isOne();
    }

    /** Computed by hand from the documentation with the secret of its samples; OKX publishes no vector that can be checked. */
    @Test
    void request_ofTheVector_isAccepted() {
        clock.at(Instant.parse("2020-12-08T09:08:57.715Z"));
        SimulatedKey sample = venue.importKey(
                "985d5b66-57ce-40fb-b714-afc0b9787083",
                "22582BD0CFF14C41EDBF1AB98506286D",
                "synthetic passphrase",
                "read_only");
        Answer answer = Wire.send(
                venue,
                "GET",
                "/api/v5/account/balance?ccy=BTC",
                "",
                Map.of(
                        "OK-ACCESS-KEY",
                        sample.apiKey(),
                        "OK-ACCESS-PASSPHRASE",
                        sample.passphrase(),
                        "OK-ACCESS-TIMESTAMP",
                        "2020-12-08T09:08:57.715Z",
                        "OK-ACCESS-SIGN",
                        "HiZhvSfMtWJA3uUIVXV3a/bSXNPCWvYFXoGCVS8V4zY="));

        assertThat(code(answer)).isEqualTo("0");
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

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Instant now = clock.instant();
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("no key", entry("50103", without("OK-ACCESS-KEY"))),
                entry("no passphrase", entry("50104", without("OK-ACCESS-PASSPHRASE"))),
                entry("another passphrase", entry("50105", with("OK-ACCESS-PASSPHRASE", "guessed"))),
                entry("no signature", entry("50106", without("OK-ACCESS-SIGN"))),
                entry("no timestamp", entry("50107", without("OK-ACCESS-TIMESTAMP"))),
                entry("a key of another form", entry("50111", with("OK-ACCESS-KEY", "not-a-uuid"))),
                entry(
                        "a key that nobody has",
                        entry("50119", with("OK-ACCESS-KEY", "00000000-0000-4000-8000-000000000000"))),
                entry("seconds since 1970", entry("50112", at(Long.toString(now.getEpochSecond())))),
                entry("milliseconds since 1970", entry("50112", at(Long.toString(now.toEpochMilli())))),
                entry("no milliseconds", entry("50112", at("2026-11-24T12:00:00Z"))),
                entry("microseconds", entry("50112", at("2026-11-24T12:00:00.123000Z"))),
                entry("a month that does not exist", entry("50112", at("2026-13-24T12:00:00.123Z"))),
                entry(
                        "half a minute late",
                        entry("50102", at(now.minusMillis(30_001).toString()))),
                entry(
                        "half a minute early",
                        entry("50102", at(now.plusMillis(30_001).toString()))),
                entry("the demo's header", entry("50101", with("x-simulated-trading", "1"))),
                entry("the method in small letters", entry("50113", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return timestamp + method.toLowerCase(java.util.Locale.ROOT) + path + body;
                    }
                })),
                entry("no path", entry("50113", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return timestamp + method + body;
                    }
                })),
                entry("no body", entry("50113", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return timestamp + method + path;
                    }
                })),
                entry("the body written again", entry("50113", new Signer() {
                    @Override
                    String prehash(String timestamp, String method, String path, String body) {
                        return timestamp + method + path + body.replace(":", ": ");
                    }
                })),
                entry("hexadecimal for base64", entry("50113", new Signer() {
                    @Override
                    String signature(String prehash) {
                        return HexFormat.of().formatHex(Wire.hmac("HmacSHA256", secret(), prehash));
                    }
                })),
                entry("SHA-512 for SHA-256", entry("50113", new Signer() {
                    @Override
                    String signature(String prehash) {
                        return Base64.getEncoder().encodeToString(Wire.hmac("HmacSHA512", secret(), prehash));
                    }
                })),
                entry("the secret as the bytes its digits stand for", entry("50113", new Signer() {
                    @Override
                    byte[] secret() {
                        return HexFormat.of().parseHex(key.secret());
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
    void query_leftOutOfTheSignature_isRejected() {
        var mutant = new Signer() {
            @Override
            String prehash(String timestamp, String method, String path, String body) {
                return timestamp + method + path.substring(0, path.indexOf('?'));
            }
        };

        assertThat(code(mutant.query())).isEqualTo("50113");
    }

    @Test
    void request_beyondTheKey_isRefused() {
        assertThat(code(call("POST", "/api/v5/asset/withdrawal", "{}"))).isEqualTo("50120");
        key.boundTo("198.51.100.7");
        assertThat(code(new Signer().order())).isEqualTo("50110");
        venue.seeCallersAs("198.51.100.7");
        assertThat(code(new Signer().order())).isEqualTo("0");
        key.rights("read_only");
        assertThat(code(new Signer().order())).isEqualTo("50120");
        key.inSandbox();
        assertThat(code(new Signer().query())).isEqualTo("50101");
        assertThat(code(with("x-simulated-trading", "1").query())).isEqualTo("0");
        key.revoke();
        assertThat(code(new Signer().query())).isEqualTo("50119");
    }

    @Test
    void request_ofItsOwnFault_isRefusedWithItsCode() {
        new Signer().order();
        assertThat(code(new Signer().order())).as("duplicate").isEqualTo("51016");
        assertThat(code(call("POST", "/api/v5/trade/order", ORDER.replace("a1", "a-1"))))
                .isEqualTo("51000");
        assertThat(code(call("POST", "/api/v5/trade/order", "{"))).isEqualTo("50002");
        assertThat(code(call("POST", "/api/v5/trade/order", "[]"))).isEqualTo("50002");
        assertThat(code(call("POST", "/api/v5/trade/order", "{}"))).isEqualTo("50014");
        assertThat(code(call("POST", "/api/v5/trade/cancel-order", "{\"instId\":\"BTC-USDT\",\"ordId\":\"9\"}")))
                .isEqualTo("51400");
        assertThat(code(call("POST", "/api/v5/nothing", "{}"))).isEqualTo("404");
        key.rights("withdraw");
        assertThat(code(call("POST", "/api/v5/asset/withdrawal", "{\"ccy\":\"BTC\",\"amt\":\"1\"}")))
                .isEqualTo("59504");
    }

    @TestFactory
    Stream<DynamicTest> order_withoutAFieldItMustHave_isRefused() {
        Stream<DynamicTest> missing = Stream.of("instId", "tdMode", "side", "ordType", "px", "sz")
                .map(field -> DynamicTest.dynamicTest(field, () -> {
                    Answer answer = call("POST", "/api/v5/trade/order", ORDER.replace(field, "x"));

                    assertThat(answer.status()).isEqualTo(400);
                    assertThat(code(answer)).isEqualTo("50014");
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
        Map<String, String> others = Map.of(
                ORDER.replace("\"sz\":\"1\"", "\"sz\":\"-1\""), "51000",
                ORDER.replace("\"px\":\"1\"", "\"px\":\"cheap\""), "51000",
                ORDER.replace("limit", "market").replace("px", "x"), "0");
        return Stream.concat(
                missing,
                others.entrySet().stream()
                        .map(order -> DynamicTest.dynamicTest(
                                order.getKey(),
                                () -> assertThat(code(call("POST", "/api/v5/trade/order", order.getKey())))
                                        .isEqualTo(order.getValue()))));
    }

    @Test
    void request_afterItsKeyHasEnded_isRefusedAsOfAKeyThatDoesNotExist() {
        key.endsAt(clock.instant().plusSeconds(60));
        assertThat(code(new Signer().query())).isEqualTo("51400");
        clock.pass(Duration.ofSeconds(60));

        Answer refused = new Signer().query();
        assertThat(refused.status()).isEqualTo(200);
        assertThat(code(refused)).isEqualTo("50119");
        assertThat(code(new Signer().order())).isEqualTo("50119");
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    try (OkxSimulator main = OkxSimulator.startMainAccount(clock)) {
                        var signer = new Signer(main, main.createKey("read_only", "withdraw"));
                        String before = signer.send("GET", "/api/v5/account/balance", "")
                                .body();
                        Answer answer = signer.send(
                                "POST", "/api/v5/asset/withdrawal", "{\"ccy\":\"BTC\",\"amt\":\"" + amount + "\"}");

                        assertThat(answer.status()).isEqualTo(400);
                        assertThat(code(answer)).isEqualTo("51000");
                        assertThat(signer.send("GET", "/api/v5/account/balance", "")
                                        .body())
                                .isEqualTo(before);
                    }
                }));
    }

    @Test
    void subAccountKeys_areMadeByMainAccountsAlone_andOnlyByBoundKeys() {
        assertThat(code(call("POST", "/api/v5/users/subaccount/apikey", "{}"))).isEqualTo("59500");
        try (OkxSimulator main = OkxSimulator.startMainAccount(clock)) {
            SimulatedKey master = main.createKey("trade", "withdraw");
            var signer = new Signer(main, master);
            assertThat(code(signer.send("POST", "/api/v5/users/subaccount/apikey", "{}")))
                    .isEqualTo("50035");
            master.boundTo("127.0.0.1");
            assertThat(code(signer.send(
                            "POST", "/api/v5/users/subaccount/apikey", "{\"subAcct\":\"grid1\",\"label\":\"a\"}")))
                    .isEqualTo("50014");
            assertThat(signer.send(
                                    "POST",
                                    "/api/v5/users/subaccount/apikey",
                                    "{\"subAcct\":\"grid1\",\"label\":\"a\",\"passphrase\":\"Synthetic!1\"}")
                            .body())
                    .contains("secretKey");
            String tooMuch = "{\"ccy\":\"BTC\",\"amt\":\"1000000\"}";
            assertThat(code(signer.send("POST", "/api/v5/asset/withdrawal", tooMuch)))
                    .isEqualTo("58350");
        }
    }

    @Test
    void config_saysWhatTheKeyIs() {
        key.boundTo("198.51.100.7", "127.0.0.1");
        var config =
                call("GET", "/api/v5/account/config", "").json().path("data").path(0);

        assertThat(config.path("perm").asText()).isEqualTo("read_only,trade");
        assertThat(config.path("ip").asText().split(",")).containsExactlyInAnyOrder("198.51.100.7", "127.0.0.1");
        assertThat(config.path("uid").asText()).isEqualTo(venue.accountId());
        assertThat(config.path("mainUid").asText()).isNotEqualTo(venue.accountId());
        assertThat(call("GET", "/api/v5/account/balance", "").body()).contains("availBal");
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("okx").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = new Signer().query();

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(code(answer)).isEqualTo(row.getKey());
                    assertThat(answer.json().path("msg").asText()).isNotEmpty();
                    assertThat(answer.json().path("data").isArray()).isTrue();
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void time_isPublicAndTheWindowMovesWithIt() {
        String then = clock.instant().toString();
        clock.pass(Duration.ofSeconds(30));
        assertThat(code(at(then).order())).isEqualTo("0");
        clock.pass(Duration.ofMillis(1));
        assertThat(code(at(then).order())).isEqualTo("50102");
        assertThat(Wire.send(venue, "GET", "/api/v5/public/time", "", Map.of()).body())
                .contains(Long.toString(clock.instant().toEpochMilli()));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey(), key.passphrase());
    }
}
