/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HtxSimulatorTest {
    private static final String PLACE = "/v1/order/orders/place";
    private static final String ORDER =
            "{\"account-id\":\"10001\",\"symbol\":\"btcusdt\",\"type\":\"buy-limit\",\"amount\":\"2\",\"price\":\"100\",\"client-order-id\":\"a1\"}";

    private final StoppedClock clock = new StoppedClock();
    private final HtxSimulator venue = HtxSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("readOnly", "trade");

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        String secret() {
            return key.secret();
        }

        String host(String path) {
            return path.startsWith("/v5/") ? "api.hbdm.com" : "api.huobi.pro";
        }

        String timestamp() {
            return clock.instant().toString().substring(0, 19);
        }

        String message(String method, String path, String query) {
            return String.join("\n", method, host(path), path, query);
        }

        String algorithm() {
            return "HmacSHA256";
        }

        String text(byte[] signature) {
            return Base64.getEncoder().encodeToString(signature);
        }

        void params(TreeMap<String, String> params) {}

        String sent(String query) {
            return query;
        }

        Answer send(String method, String path, Map<String, String> more, String body) {
            var params = new TreeMap<>(more);
            params.put("AccessKeyId", key.apiKey());
            params.put("SignatureMethod", "HmacSHA256");
            params.put("SignatureVersion", "2");
            params.put("Timestamp", timestamp());
            params(params);
            var query = new StringBuilder();
            params.forEach((name, value) -> query.append(query.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, UTF_8).replace("+", "%20")));
            byte[] signature =
                    Wire.hmac(algorithm(), secret().getBytes(UTF_8), message(method, path, query.toString()));
            String signed = sent(query + "&Signature=" + URLEncoder.encode(text(signature), UTF_8));
            return Wire.send(venue, method, path + "?" + signed, body, Map.of("Content-Type", "application/json"));
        }

        Answer order() {
            return send("POST", PLACE, Map.of(), ORDER);
        }
    }

    private Answer get(String path, Map<String, String> query) {
        return new Signer().send("GET", path, query, "");
    }

    private Answer post(String path, String body) {
        return new Signer().send("POST", path, Map.of(), body);
    }

    /** The code, or the sentence behind the one that stands for many. */
    private static String error(Answer answer) {
        String code = answer.json().path("err-code").asText("");
        String sentence = answer.json().path("err-msg").asText("");
        return code.equals("api-signature-not-valid")
                ? sentence.replace("Signature not valid: ", "").replace(" [simulated]", "")
                : code;
    }

    private static JsonNode data(Answer answer) {
        boolean done = answer.json().path("status").asText("").equals("ok")
                || answer.json().path("code").asInt() == 200;
        assertThat(done).as(answer.body()).isTrue();
        return answer.json().path("data");
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        String id = data(new Signer().order()).asText();
        assertThat(error(new Signer().order())).isEqualTo("invalid-client-order-id");
        JsonNode open = data(get("/v1/order/openOrders", Map.of("size", "500")));
        assertThat(open).hasSize(1);
        assertThat(open.path(0).path("client-order-id").asText()).isEqualTo("a1");
        assertThat(data(get("/v1/order/openOrders", Map.of("from", id, "direct", "next"))))
                .isEmpty();
        assertThat(data(post("/v1/order/orders/" + id + "/submitcancel", "")).asText())
                .isEqualTo(id);
        assertThat(error(post("/v1/order/orders/" + id + "/submitcancel", ""))).isEqualTo("order-orderstate-error");
        String second = data(new Signer().order()).asText();
        JsonNode batch = data(post("/v1/order/orders/batchcancel", "{\"order-ids\":[\"" + second + "\",\"7\"]}"));
        assertThat(batch.path("success")).hasSize(1);
        assertThat(batch.path("failed")).hasSize(1);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    /** What makes this scheme the weakest: the body is nobody's. */
    @Test
    void body_isNotSigned_soThatAnotherIsTaken_asOftenAsOneLikes() {
        String[] address = {""};
        Signer signer = new Signer() {
            @Override
            String sent(String query) {
                address[0] = query;
                return query;
            }
        };
        data(signer.order());
        String other = ORDER.replace("\"2\"", "\"9\"").replace("a1", "stolen");
        assertThat(Wire.send(venue, "POST", PLACE + "?" + address[0], other, Map.of())
                        .body())
                .contains("\"status\":\"ok\"");
        assertThat(data(get("/v1/order/openOrders", Map.of())).toString()).contains("stolen", "\"amount\":\"9\"");
    }

    @Test
    void swaps_haveNumbersAndHostsOfTheirOwn() {
        String order =
                "{\"contract_code\":\"BTC-USDT\",\"margin_mode\":\"cross\",\"side\":\"sell\",\"type\":\"limit\",\"price\":\"100\",\"volume\":\"3\"}";
        String id = data(post("/v5/trade/order", order)).path("order_id").asText();
        assertThat(data(get("/v5/trade/order/opens", Map.of()))).hasSize(1);
        assertThat(data(get("/v1/order/openOrders", Map.of()))).isEmpty();
        venue.fill(id, "3");
        JsonNode position = data(get("/v5/trade/position/opens", Map.of())).path(0);
        assertThat(position.path("direction").asText()).isEqualTo("sell");
        assertThat(position.path("volume").asText()).isEqualTo("3");
        Signer elsewhere = new Signer() {
            @Override
            String host(String path) {
                return "api.huobi.pro";
            }
        };
        assertThat(elsewhere.send("GET", "/v5/trade/order/opens", Map.of(), "").body())
                .contains("\"err_code\":403", "Verification failure");
        key.rights("readOnly");
        assertThat(post("/v5/trade/order", order).body()).contains("\"err_code\":403", "no permission");
    }

    private Signer at(String timestamp) {
        return new Signer() {
            @Override
            String timestamp() {
                return timestamp;
            }
        };
    }

    private Signer withParam(String name, String value) {
        return new Signer() {
            @Override
            void params(TreeMap<String, String> params) {
                params.put(name, value);
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        String bad = "Verification failure";
        String time = "Timestamp expired";
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("another host", entry(bad, new Signer() {
                    @Override
                    String host(String path) {
                        return "api.hbdm.com";
                    }
                })),
                entry("the host it was sent to", entry(bad, new Signer() {
                    @Override
                    String host(String path) {
                        return venue.uri().getAuthority();
                    }
                })),
                entry("the host in capitals", entry(bad, new Signer() {
                    @Override
                    String host(String path) {
                        return "API.HUOBI.PRO";
                    }
                })),
                entry("the path not signed", entry(bad, new Signer() {
                    @Override
                    String message(String method, String path, String query) {
                        return super.message(method, "", query);
                    }
                })),
                entry("the method in small letters", entry(bad, new Signer() {
                    @Override
                    String message(String method, String path, String query) {
                        return super.message("post", path, query);
                    }
                })),
                entry("no lines", entry(bad, new Signer() {
                    @Override
                    String message(String method, String path, String query) {
                        return super.message(method, path, query).replace("\n", "");
                    }
                })),
                entry("the body signed", entry(bad, new Signer() {
                    @Override
                    String message(String method, String path, String query) {
                        return super.message(method, path, query) + "\n" + ORDER;
                    }
                })),
                entry("the query decoded", entry(bad, new Signer() {
                    @Override
                    String message(String method, String path, String query) {
                        return super.message(method, path, query.replace("%3A", ":"));
                    }
                })),
                entry("small letters in what is encoded", entry(bad, new Signer() {
                    @Override
                    String message(String method, String path, String query) {
                        return super.message(method, path, query.replace("%3A", "%3a"));
                    }
                })),
                entry("another digest", entry(bad, new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA512";
                    }
                })),
                entry("hexadecimal for base64", entry(bad, new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return HexFormat.of().formatHex(signature);
                    }
                })),
                entry("another secret", entry(bad, new Signer() {
                    @Override
                    String secret() {
                        return "another-synthetic-secret";
                    }
                })),
                entry("a parameter added after signing", entry(bad, new Signer() {
                    @Override
                    String sent(String query) {
                        return query + "&symbol=ethusdt";
                    }
                })),
                entry("another version", entry(bad, withParam("SignatureVersion", "1"))),
                entry("another method of signing", entry(bad, withParam("SignatureMethod", "HmacSHA1"))),
                entry("a key that nobody has", entry("Incorrect Access key", withParam("AccessKeyId", "nobody"))),
                entry("milliseconds", entry(time, at("2026-11-24T12:00:00.123"))),
                entry("seconds since 1970", entry(time, at("1795521600"))),
                entry("too late", entry(time, at("2026-11-24T11:54:59"))),
                entry("too early", entry(time, at("2026-11-24T12:05:01"))));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(error(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void request_beyondTheKey_isRefused() {
        String withdrawal = "{\"currency\":\"btc\",\"address\":\"bc1-synthetic\",\"amount\":\"1\"}";
        String withdraw = "/v1/dw/withdraw/api/create";
        assertThat(error(post(withdraw, withdrawal))).isEqualTo("API key has no permission");
        key.rights("readOnly", "withdraw");
        assertThat(error(new Signer().order())).isEqualTo("API key has no permission");
        data(post(withdraw, withdrawal));
        for (String amount : Wire.BAD_AMOUNTS) {
            assertThat(error(post(withdraw, withdrawal.replace("\"1\"", "\"" + amount + "\""))))
                    .as(amount)
                    .isEqualTo("bad-request");
        }
        assertThat(error(post(withdraw, withdrawal.replace("\"1\"", "\"1000\""))))
                .isEqualTo("account-frozen-balance-insufficient-error");
        key.boundTo("198.51.100.7");
        assertThat(error(get("/v1/account/accounts", Map.of()))).isEqualTo("Incorrect IP address");
        venue.seeCallersAs("198.51.100.7");
        data(get("/v1/account/accounts", Map.of()));
        key.revoke();
        assertThat(error(get("/v1/account/accounts", Map.of()))).isEqualTo("Incorrect Access key");
    }

    @Test
    void keys_areThoseOfAUser_withTheDaysThatAreLeft() {
        assertThat(data(get("/v2/user/uid", Map.of())).asInt()).isEqualTo(1234567);
        SimulatedKey other = venue.createKey("readOnly").endsAt(Instant.parse("2026-12-01T13:00:00Z"));
        JsonNode keys = data(get("/v2/user/api-key", Map.of("uid", "1234567")));
        assertThat(keys).hasSize(2);
        for (JsonNode row : keys) {
            boolean ends = row.path("accessKey").asText().equals(other.apiKey());
            assertThat(row.path("validDays").asInt()).isEqualTo(ends ? 7 : -1);
        }
        String order =
                "{\"subUid\":7,\"note\":\"grid\",\"permission\":\"readOnly,trade\",\"ipAddresses\":\"\",\"otpToken\":\"123456\"}";
        assertThat(error(post("/v2/sub-user/api-key-generation", order.replace("123456", "12345"))))
                .isEqualTo("2003");
        assertThat(error(post("/v2/sub-user/api-key-generation", order.replace("trade", "withdraw"))))
                .isEqualTo("invalid-parameter");
        JsonNode made = data(post("/v2/sub-user/api-key-generation", order));
        assertThat(made.path("secretKey").asText()).isNotEmpty();
        assertThat(data(get("/v2/user/api-key", Map.of("uid", "7")))).hasSize(1);
        assertThat(error(post(
                        "/v2/sub-user/api-key-deletion",
                        "{\"subUid\":8,\"accessKey\":\""
                                + made.path("accessKey").asText() + "\"}")))
                .isEqualTo("base-record-invalid");
    }

    @Test
    void time_isToldToAnybody() {
        assertThat(Wire.send(venue, "GET", "/v1/common/timestamp", "", Map.of())
                        .json()
                        .path("data")
                        .asLong())
                .isEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void errors_areThoseOfTheSheet() {
        assertThat(venue.errors())
                .containsExactlyInAnyOrderElementsOf(Wire.errors("htx").keySet());
        assertThat(error(get("/v1/nothing", Map.of()))).isEqualTo("bad-request");
        assertThat(error(post(PLACE, "{"))).isEqualTo("bad-request");
        assertThat(error(post(PLACE, "{}"))).isEqualTo("validation-constraints-required");
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("htx").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = get("/v1/account/accounts", Map.of());

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(error(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey());
    }
}
