/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BitmexSimulatorTest {
    private static final String API = "/api/v1";
    private static final String ORDER =
            "{\"symbol\":\"XBTUSD\",\"side\":\"Buy\",\"orderQty\":100,\"price\":50000.5,\"clOrdID\":\"a1\"}";

    private final StoppedClock clock = new StoppedClock();
    private final BitmexSimulator venue = BitmexSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("order");

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        String secret() {
            return key.secret();
        }

        String expires() {
            return Long.toString(clock.instant().getEpochSecond() + 5);
        }

        String signed(String method, String path, String expires, String body) {
            return method + path + expires + body;
        }

        String algorithm() {
            return "HmacSHA256";
        }

        String text(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        String sent(String body) {
            return body;
        }

        void headers(Map<String, String> headers) {}

        Answer send(String method, String path, String body, String type) {
            String expires = expires();
            byte[] message = signed(method, path, expires, body).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            var headers = new HashMap<String, String>();
            headers.put("api-key", key.apiKey());
            headers.put("api-expires", expires);
            headers.put(
                    "api-signature",
                    text(Wire.hmac(algorithm(), secret().getBytes(java.nio.charset.StandardCharsets.UTF_8), message)));
            headers.put("Content-Type", type);
            headers(headers);
            return Wire.send(venue, method, path, sent(body), headers);
        }

        Answer order() {
            return send("POST", API + "/order", ORDER, "application/json");
        }
    }

    private Answer json(String method, String path, String body) {
        return new Signer().send(method, API + path, body, "application/json");
    }

    private Answer form(String method, String path, String body) {
        return new Signer().send(method, API + path, body, "application/x-www-form-urlencoded");
    }

    private Answer get(String path) {
        return form("GET", path, "");
    }

    private static String error(Answer answer) {
        return answer.json().path("error").path("message").asText("");
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        Answer order = new Signer().order();
        assertThat(order.status()).isEqualTo(200);
        assertThat(order.json().path("ordStatus").asText()).isEqualTo("New");
        assertThat(get("/order?filter=%7B%22open%22%3A+true%7D").body()).contains("a1", "XBTUSD");
        assertThat(error(new Signer().order())).isEqualTo("Duplicate clOrdID");
        assertThat(form("DELETE", "/order", "clOrdID=a1").body()).contains("\"ordStatus\":\"Canceled\"");
        assertThat(get("/order").body()).isEqualTo("[]");
        String id = new Signer().order().json().path("orderID").asText();
        assertThat(json("DELETE", "/order", "{\"orderID\":[\"" + id + "\",\"none\"]}")
                        .body())
                .contains("\"ordStatus\":\"Canceled\"", "\"error\":\"Not Found\"");
        assertThat(form("POST", "/order", "symbol=XBT_USDT&orderQty=1000&price=1&text=a%20b")
                        .status())
                .isEqualTo(200);
        assertThat(form("DELETE", "/order/all", "symbol=XBTUSD").body()).isEqualTo("[]");
        assertThat(form("DELETE", "/order/all", "").body()).contains("XBT_USDT");
        assertThat(venue.stats().ordersPlaced()).isEqualTo(3);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(3);
    }

    /** The venue's documentation: the example's key, secret, time and body. */
    @Test
    void order_asInTheDocumentation_isAccepted() {
        clock.at(java.time.Instant.ofEpochSecond(1518064230));
        venue.importKey("LAqUlngMIQkIUjXMUreyu3qn", "chNOOS4KvNXR_Xq4k4c9qsfoKWvnDecLATCRlcBwyKDYnWgO", "order");
        Answer answer = Wire.send(
                venue,
                "POST",
                API + "/order",
                "{\"symbol\":\"XBTM15\",\"price\":219.0,\"clOrdID\":\"mm_bitmex_1a/oemUeQ4CAJZgP3fjHsA\",\"orderQty\":98}",
                Map.of(
                        "api-key",
                        "LAqUlngMIQkIUjXMUreyu3qn",
                        "api-expires",
                        "1518064238",
                        "api-signature",
                        "1749cd2ccae4aa49048ae09f0b95110cee706e0944e6a14ad0b3a8cb45bd336b",
                        "Content-Type",
                        "application/json"));

        assertThat(answer.json().path("clOrdID").asText()).isEqualTo("mm_bitmex_1a/oemUeQ4CAJZgP3fjHsA");
    }

    private Signer ending(String expires) {
        return new Signer() {
            @Override
            String expires() {
                return expires;
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        String bad = "Signature not valid.";
        String expired = "This request has expired - `expires` is in the past. Current time: 1795521600";
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("the path not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String expires, String body) {
                        return method + expires + body;
                    }
                })),
                entry("the path without /api/v1", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String expires, String body) {
                        return method + path.replace(API, "") + expires + body;
                    }
                })),
                entry("the method not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String expires, String body) {
                        return path + expires + body;
                    }
                })),
                entry("the method in small letters", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String expires, String body) {
                        return "post" + path + expires + body;
                    }
                })),
                entry("the body not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String expires, String body) {
                        return method + path + expires;
                    }
                })),
                entry("the end not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String expires, String body) {
                        return method + path + body;
                    }
                })),
                entry("the end first", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String expires, String body) {
                        return expires + method + path + body;
                    }
                })),
                entry("the body before the end", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String expires, String body) {
                        return method + path + body + expires;
                    }
                })),
                entry("another digest", entry(bad, new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA512";
                    }
                })),
                entry("base64 for hexadecimal", entry(bad, new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getEncoder().encodeToString(signature);
                    }
                })),
                entry("capital letters", entry(bad, new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return HexFormat.of().withUpperCase().formatHex(signature);
                    }
                })),
                entry("another secret", entry(bad, new Signer() {
                    @Override
                    String secret() {
                        return "another-synthetic-secret";
                    }
                })),
                entry("the body changed after signing", entry(bad, new Signer() {
                    @Override
                    String sent(String body) {
                        return body.replace("100", "900");
                    }
                })),
                entry("another end sent", entry(bad, new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("api-expires", "1999999999");
                    }
                })),
                entry("no signature", entry(bad, new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.remove("api-signature");
                    }
                })),
                entry("a key that nobody has", entry("Invalid API Key.", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("api-key", "nobody");
                    }
                })),
                entry("no key", entry("Invalid API Key.", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.remove("api-key");
                    }
                })),
                entry("no end", entry(expired, new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.remove("api-expires");
                    }
                })),
                entry("an end that is no number", entry(expired, ending("soon"))),
                entry("an end in the past", entry(expired, ending("1795521599"))));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(error(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(answer.status()).isEqualTo(401);
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    /** The venue's documentation sets no limit. */
    @Test
    void request_thatEndsLate_isTakenAgainAndAgainUntilThen() {
        Signer patient = ending("1795521600");
        assertThat(patient.send("GET", API + "/order", "", "").status()).isEqualTo(200);
        assertThat(patient.send("GET", API + "/order", "", "").status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(1));
        assertThat(patient.send("GET", API + "/order", "", "").status()).isEqualTo(401);
        assertThat(ending("99999999999").send("GET", API + "/order", "", "").status())
                .isEqualTo(200);
    }

    @Test
    void request_beyondTheKey_isRefused() {
        String withdrawal = "currency=XBt&network=btc&amount=1000&address=bc1-synthetic";
        assertThat(error(form("POST", "/user/requestWithdrawal", withdrawal))).isEqualTo("Access Denied");
        key.rights("orderCancel");
        assertThat(error(new Signer().order())).isEqualTo("Access Denied");
        assertThat(form("DELETE", "/order/all", "").status()).isEqualTo(200);
        assertThat(form("POST", "/order/cancelAllAfter", "timeout=60000").body())
                .contains("2026-11-24T12:01:00.123Z");
        assertThat(form("POST", "/order/cancelAllAfter", "timeout=0").body()).contains("\"cancelTime\":0");
        key.rights(new String[0]);
        assertThat(error(form("DELETE", "/order/all", ""))).isEqualTo("Access Denied");
        assertThat(get("/user/margin?currency=all").status()).isEqualTo(200);
        key.rights("withdraw");
        assertThat(form("POST", "/user/requestWithdrawal", withdrawal).body()).contains("\"amount\":-1000");
        assertThat(form("POST", "/user/walletTransfer", "currency=XBt&amount=7&targetAccountId=7")
                        .body())
                .contains("\"transactType\":\"Transfer\"");
        key.rights("order").boundTo("198.51.100.7");
        assertThat(new Signer().order().status()).isEqualTo(403);
        venue.seeCallersAs("198.51.100.7");
        assertThat(new Signer().order().status()).isEqualTo(200);
        key.revoke();
        assertThat(error(get("/order"))).isEqualTo("Invalid API Key.");
    }

    @Test
    void key_ofTheOtherEnvironment_isNotKnown() {
        key.inSandbox();
        assertThat(error(get("/order"))).isEqualTo("Invalid API Key.");
        try (BitmexSimulator testnet = BitmexSimulator.startTestnet()) {
            assertThat(testnet.toApiKey("testnet", testnet.createKey())
                            .strategies(java.util.Set.of("s"))
                            .build()
                            .environment())
                    .isEqualTo(io.keyguard.Environment.SANDBOX);
        }
    }

    @TestFactory
    Stream<DynamicTest> order_withAMistake_isRefused() {
        return Map.of(
                        "symbol=&orderQty=1&price=1",
                        "Parameter Error",
                        "symbol=XBTUSD&price=1",
                        "Invalid orderQty",
                        "symbol=XBTUSD&orderQty=0.5&price=1",
                        "Invalid orderQty",
                        "symbol=XBTUSD&orderQty=1",
                        "Invalid price",
                        "symbol=XBTUSD&orderQty=1&price=1e5",
                        "Invalid price",
                        "symbol=XBTUSD&orderQty=1&price=1&side=buy",
                        "Parameter Error",
                        "symbol=XBTUSD&orderQty=1&price=1&clOrdID=" + "a".repeat(37),
                        "Parameter Error")
                .entrySet()
                .stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    assertThat(error(form("POST", "/order", row.getKey()))).isEqualTo(row.getValue());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void order_thatMayOnlyReduce_needsAPosition() {
        String reducing = "symbol=XBTUSD&side=Sell&orderQty=40&ordType=Market&execInst=LastPrice,ReduceOnly";
        assertThat(form("POST", "/order", reducing).body()).contains("\"ordStatus\":\"Canceled\"");
        venue.fill(new Signer().order().json().path("orderID").asText(), "100");
        assertThat(get("/position").body()).contains("\"currentQty\":100");
        assertThat(form("POST", "/order", reducing).body()).contains("\"ordStatus\":\"New\"");
        assertThat(get("/execution/tradeHistory?startTime=2026-11-24T12:00:00.123Z&endTime=2026-11-24T12:00:00.123Z")
                        .json())
                .hasSize(1);
        assertThat(get("/execution/tradeHistory?startTime=2026-11-24T12:00:00.124Z")
                        .json())
                .isEmpty();
        assertThat(error(get("/execution/tradeHistory?startTime=today"))).isEqualTo("Parameter Error");
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        key.rights("withdraw");
        String before = get("/user/margin?currency=all").body();
        return Stream.concat(Wire.BAD_AMOUNTS.stream(), Stream.of("0.5", "99999999999999"))
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    String body = "currency=XBt&network=btc&address=a&amount="
                            + java.net.URLEncoder.encode(amount, java.nio.charset.StandardCharsets.UTF_8);

                    assertThat(form("POST", "/user/requestWithdrawal", body).status())
                            .isEqualTo(400);
                    assertThat(get("/user/margin?currency=all").body()).isEqualTo(before);
                }));
    }

    @Test
    void keys_ofTheAccount_areShownToEachOfThem() {
        SimulatedKey other = venue.createKey("withdraw").boundTo("203.0.113.7", "198.51.100.0/24");
        key.rights(new String[0]);
        var keys = get("/apiKey").json();

        assertThat(keys).hasSize(2);
        assertThat(keys.path(0).path("id").asText()).isEqualTo(key.apiKey());
        assertThat(keys.path(0).path("permissions")).isEmpty();
        assertThat(keys.path(0).path("cidr").asText("none")).isEmpty();
        assertThat(keys.path(1).path("id").asText()).isEqualTo(other.apiKey());
        assertThat(keys.path(1).path("permissions").path(0).asText()).isEqualTo("withdraw");
        assertThat(keys.path(1).path("cidr").asText()).isEqualTo("198.51.100.0/24");
        assertThat(keys.path(1).path("cidrs").path(0).asText()).isEqualTo("203.0.113.7/32");
        assertThat(get("/userEvent?count=1").body()).contains("\"id\":2", "apiKeyCreated");
        assertThat(get("/userEvent?count=1&startId=1").body()).contains("\"id\":1");
        other.revoke();
        assertThat(get("/apiKey").json()).hasSize(1);
    }

    @Test
    void time_isToldToAnybody() {
        assertThat(Wire.send(venue, "GET", API, "", Map.of())
                        .json()
                        .path("timestamp")
                        .asLong())
                .isEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void errors_areThoseOfTheSheet() {
        assertThat(venue.errors())
                .containsExactlyInAnyOrderElementsOf(Wire.errors("bitmex").keySet());
        assertThat(error(get("/nothing"))).isEqualTo("Not Found");
        assertThat(error(json("POST", "/order", "[]"))).isEqualTo("Parameter Error");
        assertThat(error(json("POST", "/order", "{"))).isEqualTo("Parameter Error");
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("bitmex").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = get("/order");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(error(answer)).startsWith(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey());
    }
}
