/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BitgetSimulatorTest {
    private static final String PLACE = "/api/v2/spot/trade/place-order";
    private static final String ORDER =
            "{\"symbol\":\"BTCUSDT\",\"side\":\"buy\",\"orderType\":\"limit\",\"force\":\"gtc\",\"price\":\"100\",\"size\":\"2\",\"clientOid\":\"a1\"}";

    private final StoppedClock clock = new StoppedClock();
    private final BitgetSimulator venue = BitgetSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("readonly", "trade");

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        private final BitgetSimulator at;
        private final SimulatedKey with;

        Signer() {
            this(venue, key);
        }

        Signer(BitgetSimulator at, SimulatedKey with) {
            this.at = at;
            this.with = with;
        }

        String secret() {
            return with.secret();
        }

        String timestamp() {
            return Long.toString(clock.instant().toEpochMilli());
        }

        String signed(String timestamp, String method, String path, String query, String body) {
            return timestamp + method + path + (query.isEmpty() ? "" : "?" + query) + body;
        }

        String algorithm() {
            return "HmacSHA256";
        }

        String text(byte[] signature) {
            return Base64.getEncoder().encodeToString(signature);
        }

        String signature(String message) {
            return text(Wire.hmac(algorithm(), secret().getBytes(UTF_8), message));
        }

        String sent(String body) {
            return body;
        }

        void headers(Map<String, String> headers) {}

        Answer send(String method, String path, String query, String body) {
            String timestamp = timestamp();
            var headers = new HashMap<String, String>();
            headers.put("ACCESS-KEY", with.apiKey());
            headers.put("ACCESS-TIMESTAMP", timestamp);
            headers.put("ACCESS-PASSPHRASE", with.passphrase());
            headers.put("ACCESS-SIGN", signature(signed(timestamp, method, path, query, body)));
            headers.put("Content-Type", "application/json");
            headers(headers);
            return Wire.send(at, method, query.isEmpty() ? path : path + "?" + query, sent(body), headers);
        }

        Answer order() {
            return send("POST", PLACE, "", ORDER);
        }
    }

    private Answer get(String path, String query) {
        return new Signer().send("GET", path, query, "");
    }

    private Answer post(String path, String body) {
        return new Signer().send("POST", path, "", body);
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText("");
    }

    private static JsonNode data(Answer answer) {
        assertThat(code(answer)).as(answer.body()).isEqualTo("00000");
        return answer.json().path("data");
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        String id = data(new Signer().order()).path("orderId").asText();
        assertThat(code(new Signer().order())).isEqualTo("40786");
        JsonNode open = data(get("/api/v2/spot/trade/unfilled-orders", "limit=100"));
        assertThat(open).hasSize(1);
        assertThat(open.path(0).path("clientOid").asText()).isEqualTo("a1");
        assertThat(data(get("/api/v2/spot/trade/unfilled-orders", "idLessThan=" + id)))
                .isEmpty();
        data(post("/api/v2/spot/trade/cancel-order", "{\"symbol\":\"BTCUSDT\",\"orderId\":\"" + id + "\"}"));
        assertThat(code(post("/api/v2/spot/trade/cancel-order", "{\"orderId\":\"" + id + "\"}")))
                .isEqualTo("43001");
        new Signer().order();
        assertThat(data(post("/api/v2/spot/trade/cancel-symbol-order", "{\"symbol\":\"ETHUSDT\"}"))
                        .path("successList"))
                .isEmpty();
        assertThat(data(post("/api/v2/spot/trade/cancel-symbol-order", "{\"symbol\":\"BTCUSDT\"}"))
                        .path("successList"))
                .hasSize(1);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    @Test
    void futures_haveProducts_andListsWithoutRowsAreNull() {
        String pending = "/api/v2/mix/order/orders-pending";
        assertThat(data(get(pending, "productType=USDT-FUTURES"))
                        .path("entrustedList")
                        .isNull())
                .isTrue();
        String order = ORDER.replace("{", "{\"productType\":\"USDT-FUTURES\",");
        String id = data(post("/api/v2/mix/order/place-order", order))
                .path("orderId")
                .asText();
        assertThat(data(get(pending, "productType=USDT-FUTURES")).path("entrustedList"))
                .hasSize(1);
        assertThat(data(get(pending, "productType=COIN-FUTURES"))
                        .path("entrustedList")
                        .isNull())
                .isTrue();
        venue.fill(id, "2");
        assertThat(data(get("/api/v2/mix/position/all-position", "productType=USDT-FUTURES"))
                        .path(0)
                        .path("total")
                        .asText())
                .isEqualTo("2");
        data(post("/api/v2/mix/order/place-plan-order", order));
        assertThat(data(get("/api/v2/mix/order/orders-plan-pending", "productType=USDT-FUTURES&planType=normal_plan"))
                        .path("entrustedList"))
                .hasSize(1);
        assertThat(data(post("/api/v2/mix/order/cancel-plan-order", "{\"productType\":\"USDT-FUTURES\"}"))
                        .path("successList"))
                .hasSize(1);
    }

    @Test
    void unifiedAccount_speaksItsOwnVersion() {
        try (BitgetSimulator unified = BitgetSimulator.startUnified(clock)) {
            SimulatedKey trader = unified.createKey("read-only", "uta_trade");
            var signer = new Signer(unified, trader);
            String order =
                    "{\"category\":\"SPOT\",\"symbol\":\"BTCUSDT\",\"qty\":\"1\",\"price\":\"100\",\"side\":\"buy\",\"orderType\":\"limit\"}";
            String id = data(signer.send("POST", "/api/v3/trade/place-order", "", order))
                    .path("orderId")
                    .asText();
            JsonNode open = data(signer.send("GET", "/api/v3/trade/unfilled-orders", "category=SPOT", ""));
            assertThat(open.path("list")).hasSize(1);
            assertThat(open.path("cursor").asText()).isEqualTo(id);
            assertThat(data(signer.send("GET", "/api/v3/trade/unfilled-orders", "category=MARGIN", ""))
                            .path("list"))
                    .isEmpty();
            assertThat(code(signer.send("POST", "/api/v3/trade/countdown-cancel-all", "", "{\"countdown\":\"4\"}")))
                    .isEqualTo("40034");
            data(signer.send("POST", "/api/v3/trade/cancel-order", "", "{\"orderId\":\"" + id + "\"}"));
            assertThat(code(signer.send("GET", "/api/v2/spot/account/assets", "", "")))
                    .isEqualTo("40404");
            assertThat(code(signer.send("GET", "/api/v3/user/sub-api-list", "subUid=bot", "")))
                    .isEqualTo("40065");
            assertThat(code(signer.send("POST", "/api/v3/user/create-sub-api", "", "{\"subUid\":\"7\"}")))
                    .isEqualTo("40014");
            trader.rights("read-only");
            assertThat(data(signer.send("GET", "/api/v3/account/info", "", ""))
                            .path("permType")
                            .asText())
                    .isEqualTo("read-only");
        }
        assertThat(code(get("/api/v3/account/assets", ""))).isEqualTo("40404");
    }

    /** What is signed is the query as it is before it is encoded. */
    @Test
    void query_isSignedBeforeItIsEncoded() {
        Signer decoding = new Signer() {
            @Override
            String signed(String timestamp, String method, String path, String query, String body) {
                return super.signed(timestamp, method, path, query.replace("%2C", ","), body);
            }
        };
        assertThat(code(decoding.send("GET", "/api/v2/spot/account/assets", "coin=BTC%2CUSDT", "")))
                .isEqualTo("00000");
        assertThat(code(get("/api/v2/spot/account/assets", "coin=BTC%2CUSDT"))).isEqualTo("40009");
    }

    @Test
    void rsa_isTakenForKeysThatSignWithIt() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        SimulatedKey rsa = venue.createRsaKey(pair.getPublic().getEncoded(), "readonly", "trade");
        Signer signer = new Signer(venue, rsa) {
            @Override
            String signature(String message) {
                try {
                    Signature signature = Signature.getInstance("SHA256withRSA");
                    signature.initSign(pair.getPrivate());
                    signature.update(message.getBytes(UTF_8));
                    return text(signature.sign());
                } catch (GeneralSecurityException e) {
                    throw new AssertionError(e);
                }
            }
        };
        data(signer.order());
        Signer broken = new Signer(venue, rsa) {
            @Override
            String signature(String message) {
                return "not base64!";
            }
        };
        assertThat(code(broken.order())).isEqualTo("40009");
    }

    private Signer at(String timestamp) {
        return new Signer() {
            @Override
            String timestamp() {
                return timestamp;
            }
        };
    }

    private Signer without(String header) {
        return new Signer() {
            @Override
            void headers(Map<String, String> headers) {
                headers.remove(header);
            }
        };
    }

    private Signer with(String header, String value) {
        return new Signer() {
            @Override
            void headers(Map<String, String> headers) {
                headers.put(header, value);
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        String bad = "40009";
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("the path not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String timestamp, String method, String path, String query, String body) {
                        return super.signed(timestamp, method, "", query, body);
                    }
                })),
                entry("the method in small letters", entry(bad, new Signer() {
                    @Override
                    String signed(String timestamp, String method, String path, String query, String body) {
                        return super.signed(timestamp, "post", path, query, body);
                    }
                })),
                entry("the body not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String timestamp, String method, String path, String query, String body) {
                        return super.signed(timestamp, method, path, query, "");
                    }
                })),
                entry("the time not signed", entry(bad, new Signer() {
                    @Override
                    String signed(String timestamp, String method, String path, String query, String body) {
                        return super.signed("", method, path, query, body);
                    }
                })),
                entry("the time last", entry(bad, new Signer() {
                    @Override
                    String signed(String timestamp, String method, String path, String query, String body) {
                        return super.signed("", method, path, query, body) + timestamp;
                    }
                })),
                entry("seconds signed", entry(bad, new Signer() {
                    @Override
                    String signed(String timestamp, String method, String path, String query, String body) {
                        return super.signed(timestamp.substring(0, 10), method, path, query, body);
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
                entry("base64 for addresses", entry(bad, new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
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
                entry("another passphrase", entry("40012", with("ACCESS-PASSPHRASE", "another"))),
                entry("no passphrase", entry("40011", without("ACCESS-PASSPHRASE"))),
                entry("no key", entry("40001", without("ACCESS-KEY"))),
                entry("a key that nobody has", entry("40006", with("ACCESS-KEY", "bg_nobody"))),
                entry("a key of the demo account's header", entry("40006", with("paptrading", "1"))),
                entry("no signature", entry("40002", without("ACCESS-SIGN"))),
                entry("no time", entry("40005", without("ACCESS-TIMESTAMP"))),
                entry("too late", entry("40008", at("1795521570122"))),
                entry("too early", entry("40008", at("1795521630124"))));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(code(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(answer.status()).isEqualTo(400);
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void request_beyondTheKey_isRefused() {
        String withdrawal = "{\"coin\":\"BTC\",\"address\":\"bc1-synthetic\",\"size\":\"1\"}";
        String withdraw = "/api/v2/spot/wallet/withdrawal";
        assertThat(code(post(withdraw, withdrawal))).isEqualTo("40014");
        key.rights("readonly", "withdraw");
        assertThat(code(new Signer().order())).isEqualTo("40014");
        data(post(withdraw, withdrawal));
        for (String amount : Wire.BAD_AMOUNTS) {
            assertThat(code(post(withdraw, withdrawal.replace("\"1\"", "\"" + amount + "\""))))
                    .as(amount)
                    .isEqualTo("40034");
        }
        assertThat(code(post(withdraw, withdrawal.replace("\"1\"", "\"1000\""))))
                .isEqualTo("43012");
        key.rights(new String[0]);
        assertThat(code(get("/api/v2/spot/account/assets", ""))).isEqualTo("40014");
        key.rights("readonly").boundTo("198.51.100.7");
        assertThat(code(get("/api/v2/spot/account/assets", ""))).isEqualTo("40018");
        venue.seeCallersAs("198.51.100.7");
        data(get("/api/v2/spot/account/assets", ""));
        key.revoke();
        assertThat(code(get("/api/v2/spot/account/assets", ""))).isEqualTo("40006");
    }

    @Test
    void key_ofTheDemoAccount_saysSo() {
        key.inSandbox();
        assertThat(code(new Signer().order())).isEqualTo("40006");
        data(with("paptrading", "1").order());
    }

    @Test
    void time_isToldToAnybody() {
        assertThat(Wire.send(venue, "GET", "/api/v2/public/time", "", Map.of())
                        .json()
                        .path("data")
                        .path("serverTime")
                        .asLong())
                .isEqualTo(clock.instant().toEpochMilli());
    }

    @Test
    void errors_areThoseOfTheSheet() {
        assertThat(venue.errors())
                .containsExactlyInAnyOrderElementsOf(Wire.errors("bitget").keySet());
        assertThat(code(get("/api/v2/nothing", ""))).isEqualTo("40404");
        assertThat(code(post(PLACE, "{"))).isEqualTo("40034");
        assertThat(code(post(PLACE, "{}"))).isEqualTo("40019");
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("bitget").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = get("/api/v2/spot/account/assets", "");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(code(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey(), key.passphrase());
    }
}
