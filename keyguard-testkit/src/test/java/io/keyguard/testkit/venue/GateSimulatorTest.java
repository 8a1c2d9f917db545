/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
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

class GateSimulatorTest {
    private static final String API = "/api/v4";
    private static final String ORDER =
            "{\"currency_pair\":\"BTC_USDT\",\"side\":\"buy\",\"amount\":\"2\",\"price\":\"100\",\"text\":\"t-a1\"}";

    private final StoppedClock clock = new StoppedClock();
    private final GateSimulator venue = GateSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("spot:read_write", "futures:read_write", "account:read_only");

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        String secret() {
            return key.secret();
        }

        String timestamp() {
            return Long.toString(clock.instant().getEpochSecond());
        }

        String hash(String body) {
            return HexFormat.of().formatHex(Signatures.sha512(body.getBytes(UTF_8)));
        }

        String signed(String method, String path, String query, String body, String timestamp) {
            return String.join("\n", method, path, query, hash(body), timestamp);
        }

        String algorithm() {
            return "HmacSHA512";
        }

        String text(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        String sent(String body) {
            return body;
        }

        void headers(Map<String, String> headers) {}

        Answer send(String method, String path, String query, String body) {
            String timestamp = timestamp();
            byte[] message = signed(method, path, query, body, timestamp).getBytes(UTF_8);
            var headers = new HashMap<String, String>();
            headers.put("KEY", key.apiKey());
            headers.put("Timestamp", timestamp);
            headers.put("SIGN", text(Wire.hmac(algorithm(), secret().getBytes(UTF_8), message)));
            headers.put("Content-Type", "application/json");
            headers(headers);
            return Wire.send(venue, method, query.isEmpty() ? path : path + "?" + query, sent(body), headers);
        }

        Answer order() {
            return send("POST", API + "/spot/orders", "", ORDER);
        }
    }

    private Answer get(String path, String query) {
        return new Signer().send("GET", API + path, query, "");
    }

    private Answer send(String method, String path, String body) {
        return new Signer().send(method, API + path, "", body);
    }

    private static String label(Answer answer) {
        return answer.json().path("label").asText("");
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        Answer order = new Signer().order();
        assertThat(order.status()).isEqualTo(201);
        assertThat(order.json().path("status").asText()).isEqualTo("open");
        assertThat(get("/spot/open_orders", "").body()).contains("t-a1", "BTC_USDT");
        assertThat(label(new Signer().order())).isEqualTo("REPEATED_CREATION");
        String id = order.json().path("id").asText();
        Answer cancelled = new Signer().send("DELETE", API + "/spot/orders/" + id, "currency_pair=BTC_USDT", "");
        assertThat(cancelled.json().path("status").asText()).isEqualTo("cancelled");
        assertThat(get("/spot/open_orders", "").body()).isEqualTo("[]");
        new Signer().order();
        assertThat(send("DELETE", "/spot/orders", "").json()).hasSize(1);
        assertThat(label(send("DELETE", "/spot/orders/1", ""))).isEqualTo("ORDER_NOT_FOUND");
        assertThat(label(send("POST", "/spot/orders", ORDER.replace("t-a1", "a1"))))
                .isEqualTo("INVALID_PARAM_VALUE");
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    @Test
    void contracts_areSignedBySizes_andOnlyReduceWhatThereIs() {
        String order = "{\"contract\":\"BTC_USDT\",\"size\":-3,\"price\":\"100.5\"}";
        JsonNode sold = send("POST", "/futures/usdt/orders", order).json();
        assertThat(sold.path("size").asInt()).isEqualTo(-3);
        venue.fill(sold.path("id").asText(), "3");
        assertThat(get("/futures/usdt/positions", "holding=true")
                        .json()
                        .path(0)
                        .path("size")
                        .asInt())
                .isEqualTo(-3);
        assertThat(label(send(
                        "POST",
                        "/futures/usdt/orders",
                        "{\"contract\":\"BTC_USDT\",\"size\":-1,\"price\":\"100\",\"reduce_only\":true}")))
                .isEqualTo("INVALID_PARAM_VALUE");
        assertThat(send("POST", "/futures/usdt/orders", "{\"contract\":\"BTC_USDT\",\"size\":0,\"close\":true}")
                        .json()
                        .path("size")
                        .asInt())
                .isEqualTo(3);
        assertThat(get("/futures/btc/positions", "").body()).isEqualTo("[]");
        assertThat(label(send("POST", "/futures/usdt/orders", "{\"contract\":\"BTC_USDT\",\"size\":\"1\"}")))
                .isEqualTo("INVALID_REQUEST_BODY");
    }

    /** The manual's two examples: key, secret, second and hash. */
    @Test
    void request_asInTheDocumentation_hasItsSignature() {
        clock.at(Instant.ofEpochSecond(1541993715));
        venue.importKey("key", "secret", "futures:read_only");
        Answer answer = Wire.send(
                venue,
                "GET",
                API + "/futures/orders?contract=BTC_USD&status=finished&limit=50",
                "",
                Map.of(
                        "KEY",
                        "key",
                        "Timestamp",
                        "1541993715",
                        "SIGN",
                        "55f84ea195d6fe57ce62464daaa7c3c02fa9d1dde954e4c898289c9a2407a3d6fb3faf24deff16790d726b66ac9f74526668b13bd01029199cc4fcc522418b8a"));

        // The path of the example has no settlement any more.
        assertThat(label(answer)).isEqualTo("NOT_FOUND");
    }

    /** What is signed is the query as it is before it is encoded. */
    @Test
    void query_isSignedBeforeItIsEncoded() {
        Signer encoded = new Signer() {
            @Override
            String signed(String method, String path, String query, String body, String timestamp) {
                return super.signed(method, path, query.replace("%2C", ","), body, timestamp);
            }
        };
        assertThat(encoded.send("GET", API + "/spot/open_orders", "account=spot%2Cmargin", "")
                        .status())
                .isEqualTo(200);
        assertThat(label(get("/spot/open_orders", "account=spot%2Cmargin"))).isEqualTo("INVALID_SIGNATURE");
    }

    private Signer at(String timestamp) {
        return new Signer() {
            @Override
            String timestamp() {
                return timestamp;
            }
        };
    }

    private static Signer without(GateSimulatorTest test, String header) {
        return test.new Signer() {
            @Override
            void headers(Map<String, String> headers) {
                headers.remove(header);
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        String bad = "INVALID_SIGNATURE";
        String expired = "REQUEST_EXPIRED";
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("the path not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String query, String body, String timestamp) {
                        return super.signed(method, "", query, body, timestamp);
                    }
                })),
                entry("the path without /api/v4", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String query, String body, String timestamp) {
                        return super.signed(method, path.replace(API, ""), query, body, timestamp);
                    }
                })),
                entry("the method in small letters", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String query, String body, String timestamp) {
                        return super.signed("post", path, query, body, timestamp);
                    }
                })),
                entry("no line for the query", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String query, String body, String timestamp) {
                        return String.join("\n", method, path, hash(body), timestamp);
                    }
                })),
                entry("the body instead of its hash", entry(bad, new Signer() {
                    @Override
                    String hash(String body) {
                        return body;
                    }
                })),
                entry("another hash", entry(bad, new Signer() {
                    @Override
                    String hash(String body) {
                        return HexFormat.of().formatHex(Wire.sha256(body));
                    }
                })),
                entry("the body not signed", entry(bad, new Signer() {
                    @Override
                    String hash(String body) {
                        return super.hash("");
                    }
                })),
                entry("the time not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String method, String path, String query, String body, String timestamp) {
                        return super.signed(method, path, query, body, "");
                    }
                })),
                entry("another digest", entry(bad, new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA256";
                    }
                })),
                entry("base64 for hexadecimal", entry(bad, new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getEncoder().encodeToString(signature);
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
                        return body.replace("\"2\"", "\"9\"");
                    }
                })),
                entry("a key that nobody has", entry("INVALID_KEY", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("KEY", "nobody");
                    }
                })),
                entry("no key", entry("MISSING_REQUIRED_HEADER", without(this, "KEY"))),
                entry("no signature", entry("MISSING_REQUIRED_HEADER", without(this, "SIGN"))),
                entry("no time", entry("MISSING_REQUIRED_HEADER", without(this, "Timestamp"))),
                entry("milliseconds", entry(expired, at("1795521600123"))),
                entry("too late", entry(expired, at("1795521539"))),
                entry("too early", entry(expired, at("1795521661"))));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(label(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(answer.status()).isEqualTo(401);
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void request_withinAMinute_isTakenAgainAndAgain() {
        Signer patient = at("1795521540");
        assertThat(patient.send("GET", API + "/spot/accounts", "", "").status()).isEqualTo(200);
        assertThat(patient.send("GET", API + "/spot/accounts", "", "").status()).isEqualTo(200);
        assertThat(at("1795521660").send("GET", API + "/spot/accounts", "", "").status())
                .isEqualTo(200);
    }

    @Test
    void request_beyondTheKey_isRefused() {
        String withdrawal = "{\"currency\":\"BTC\",\"address\":\"bc1-synthetic\",\"amount\":\"1\",\"chain\":\"BTC\"}";
        assertThat(label(send("POST", "/withdrawals", withdrawal))).isEqualTo("FORBIDDEN");
        key.rights("spot:read_only", "withdrawal:read_write");
        assertThat(label(new Signer().order())).isEqualTo("READ_ONLY");
        assertThat(get("/spot/accounts", "").status()).isEqualTo(200);
        assertThat(label(get("/account/main_keys", ""))).isEqualTo("FORBIDDEN");
        assertThat(get("/account/detail", "").json().path("user_id").asInt()).isEqualTo(10001);
        assertThat(send("POST", "/withdrawals", withdrawal).status()).isEqualTo(200);
        for (String amount : Wire.BAD_AMOUNTS) {
            assertThat(label(send("POST", "/withdrawals", withdrawal.replace("\"1\"", "\"" + amount + "\""))))
                    .as(amount)
                    .isEqualTo("INVALID_PARAM_VALUE");
        }
        assertThat(label(send("POST", "/withdrawals", withdrawal.replace("\"1\"", "\"1000\""))))
                .isEqualTo("BALANCE_NOT_ENOUGH");
        key.boundTo("198.51.100.7");
        assertThat(get("/spot/accounts", "").status()).isEqualTo(403);
        venue.seeCallersAs("198.51.100.7");
        assertThat(get("/spot/accounts", "").status()).isEqualTo(200);
        key.revoke();
        assertThat(label(get("/spot/accounts", ""))).isEqualTo("INVALID_KEY");
    }

    @Test
    void key_ofTheOtherEnvironment_isNotKnown() {
        key.inSandbox();
        assertThat(label(get("/spot/accounts", ""))).isEqualTo("INVALID_KEY");
        try (GateSimulator testnet = GateSimulator.startTestnet()) {
            assertThat(testnet.createKey("spot:read_only").isSandbox()).isTrue();
        }
    }

    @Test
    void ordersThatWait_areListedAndForgotten() {
        assertThat(send(
                                "POST",
                                "/spot/price_orders",
                                "{\"market\":\"BTC_USDT\",\"trigger\":{},\"put\":{\"price\":\"1\",\"amount\":\"1\"}}")
                        .status())
                .isEqualTo(201);
        assertThat(get("/spot/price_orders", "status=open").json()).hasSize(1);
        assertThat(get("/futures/usdt/price_orders", "status=open").json()).isEmpty();
        assertThat(send("DELETE", "/spot/price_orders", "").json()).hasSize(1);
        assertThat(get("/spot/price_orders", "status=open").json()).isEmpty();
        assertThat(send("POST", "/spot/countdown_cancel_all", "{\"timeout\":30}")
                        .body())
                .contains("1795521630123");
        assertThat(label(send("POST", "/spot/countdown_cancel_all", "{\"timeout\":3}")))
                .isEqualTo("INVALID_PARAM_VALUE");
    }

    @Test
    void time_isToldToAnybody() {
        assertThat(Wire.send(venue, "GET", API + "/spot/time", "", Map.of())
                        .json()
                        .path("server_time")
                        .asLong())
                .isEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void errors_areThoseOfTheSheet() {
        assertThat(venue.errors())
                .containsExactlyInAnyOrderElementsOf(Wire.errors("gate").keySet());
        assertThat(label(get("/nothing/at/all", ""))).isEqualTo("NOT_FOUND");
        assertThat(label(send("POST", "/spot/orders", "{"))).isEqualTo("INVALID_REQUEST_BODY");
        assertThat(label(send("POST", "/spot/orders", "{}"))).isEqualTo("MISSING_REQUIRED_PARAM");
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("gate").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = get("/spot/accounts", "");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(label(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey());
    }
}
