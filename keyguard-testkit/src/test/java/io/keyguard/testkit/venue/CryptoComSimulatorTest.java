/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CryptoComSimulatorTest {
    private static final String API = "/exchange/v1/";
    private static final String CREATE = "private/create-order";
    private static final String ORDER = "{\"instrument_name\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\","
            + "\"price\":\"100\",\"quantity\":\"1\",\"client_oid\":\"a1\"}";
    /** The same, put together by hand. */
    private static final String WORDS = "client_oida1instrument_nameBTC_USDTprice100quantity1sideBUYtypeLIMIT";

    private final StoppedClock clock = new StoppedClock();
    private final CryptoComSimulator venue = CryptoComSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("Can Read", "Enable Trading");
    private final AtomicLong ids = new AtomicLong();

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        private final SimulatedKey with;

        Signer() {
            this(key);
        }

        Signer(SimulatedKey with) {
            this.with = with;
        }

        String secret() {
            return with.secret();
        }

        String apiKey() {
            return with.apiKey();
        }

        String id() {
            return Long.toString(ids.incrementAndGet());
        }

        String nonce() {
            return Long.toString(clock.millis());
        }

        String algorithm() {
            return "HmacSHA256";
        }

        String text(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        String message(String method, String id, String words, String nonce) {
            return method + id + apiKey() + words + nonce;
        }

        String document(String method, String id, String params, String signature, String nonce) {
            return "{\"id\":\"" + id + "\",\"method\":\"" + method + "\",\"params\":" + params + ",\"api_key\":\""
                    + apiKey() + "\",\"sig\":\"" + signature + "\",\"nonce\":\"" + nonce + "\"}";
        }

        String type() {
            return "application/json";
        }

        String signed(String method, String params, String words) {
            String id = id();
            String nonce = nonce();
            byte[] signature = Wire.hmac(algorithm(), secret().getBytes(UTF_8), message(method, id, words, nonce));
            return document(method, id, params, text(signature), nonce);
        }

        Answer send(String method, String params, String words) {
            return Wire.send(
                    venue, "POST", API + method, signed(method, params, words), Map.of("Content-Type", type()));
        }

        /** With parameters that are text, in ascending order of their names. */
        Answer call(String method, String... namesAndValues) {
            var params = new StringBuilder("{");
            var words = new StringBuilder();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                params.append(i == 0 ? "\"" : ",\"")
                        .append(namesAndValues[i])
                        .append("\":\"")
                        .append(namesAndValues[i + 1])
                        .append('"');
                words.append(namesAndValues[i]).append(namesAndValues[i + 1]);
            }
            return send("private/" + method, params.append('}').toString(), words.toString());
        }

        Answer order() {
            return send(CREATE, ORDER, WORDS);
        }
    }

    private Answer call(String method, String... namesAndValues) {
        return new Signer().call(method, namesAndValues);
    }

    private static String error(Answer answer) {
        String code = answer.json().path("code").asText("none");
        return code.equals("0") ? "" : code;
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        Answer order = new Signer().order();
        assertThat(order.status()).isEqualTo(200);
        String id = order.json().path("result").path("order_id").asText();
        assertThat(call("get-open-orders").body()).contains("a1", id, "BTC_USDT");
        assertThat(error(new Signer().order())).as("a client id that is in use").isEqualTo("204");
        assertThat(error(call("cancel-order", "order_id", id))).isEmpty();
        assertThat(error(call("cancel-order", "order_id", id))).isEqualTo("40401");
        assertThat(call("get-open-orders").json().path("result").path("data")).isEmpty();
    }

    /** Inputs of the official example; its signature computed by hand as the documentation says. */
    @Test
    void detail_ofTheOfficialExample_isUnderstood() {
        clock.at(Instant.ofEpochMilli(1_587_846_358_253L));
        venue.importKey("token", "secretKey", "Can Read");
        Answer answer = Wire.send(
                venue,
                "POST",
                API + "private/get-order-detail",
                "{\"id\":\"11\",\"method\":\"private/get-order-detail\",\"api_key\":\"token\",\"params\":{\"order_id\":\"53287421324\"},"
                        + "\"nonce\":\"1587846358253\",\"sig\":\"02ef0a52c9428e5d3dcc5dd24d534ca39ef73f35acd3f6945f139a2364ef67a9\"}",
                Map.of("Content-Type", "application/json"));

        assertThat(error(answer))
                .as("signed rightly, of a method that is not played")
                .isEqualTo("40002");
    }

    private Signer at(long millis) {
        return new Signer() {
            @Override
            String nonce() {
                return Long.toString(millis);
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("another digest", entry("40101", new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA512";
                    }
                })),
                entry("base64 for hexadecimal", entry("40101", new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getEncoder().encodeToString(signature);
                    }
                })),
                entry("another secret", entry("40101", new Signer() {
                    @Override
                    String secret() {
                        return "another";
                    }
                })),
                entry("parameters in the order they are written in", entry("40101", new Signer() {
                    @Override
                    String message(String method, String id, String words, String nonce) {
                        return super.message(
                                method,
                                id,
                                "instrument_nameBTC_USDTsideBUYtypeLIMITprice100quantity1client_oida1",
                                nonce);
                    }
                })),
                entry("parameters not signed", entry("40101", new Signer() {
                    @Override
                    String message(String method, String id, String words, String nonce) {
                        return super.message(method, id, "", nonce);
                    }
                })),
                entry("the document signed", entry("40101", new Signer() {
                    @Override
                    String message(String method, String id, String words, String nonce) {
                        return super.message(method, id, ORDER, nonce);
                    }
                })),
                entry("no key signed", entry("40101", new Signer() {
                    @Override
                    String message(String method, String id, String words, String nonce) {
                        return method + id + words + nonce;
                    }
                })),
                entry("nonce before id", entry("40101", new Signer() {
                    @Override
                    String message(String method, String id, String words, String nonce) {
                        return super.message(method, nonce, words, id);
                    }
                })),
                entry("the quantity changed after signing", entry("40101", new Signer() {
                    @Override
                    String document(String method, String id, String params, String signature, String nonce) {
                        String more = params.replace("\"quantity\":\"1\"", "\"quantity\":\"9\"");
                        return super.document(method, id, more, signature, nonce);
                    }
                })),
                entry("the id changed after signing", entry("40101", new Signer() {
                    @Override
                    String document(String method, String id, String params, String signature, String nonce) {
                        return super.document(method, id + "1", params, signature, nonce);
                    }
                })),
                entry("another method in the document", entry("40002", new Signer() {
                    @Override
                    String document(String method, String id, String params, String signature, String nonce) {
                        return super.document("private/user-balance", id, params, signature, nonce);
                    }
                })),
                entry("no parameters", entry("40003", new Signer() {
                    @Override
                    String document(String method, String id, String params, String signature, String nonce) {
                        return super.document(method, id, "\"\"", signature, nonce);
                    }
                })),
                entry("an id that is no number", entry("40003", new Signer() {
                    @Override
                    String id() {
                        return "one";
                    }
                })),
                entry("no document", entry("40001", new Signer() {
                    @Override
                    String document(String method, String id, String params, String signature, String nonce) {
                        return "id=" + id;
                    }
                })),
                entry("a form", entry("40003", new Signer() {
                    @Override
                    String type() {
                        return "application/x-www-form-urlencoded";
                    }
                })),
                entry("a key that nobody has", entry("40101", new Signer() {
                    @Override
                    String apiKey() {
                        return "nobody";
                    }
                })),
                entry("seconds for milliseconds", entry("40102", at(clock.millis() / 1000))),
                entry("a time that is over", entry("40102", at(clock.millis() - 60_001))),
                entry("a time to come", entry("40102", at(clock.millis() + 60_001))));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(error(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    /** What the documents imply and do not say: nothing separates names from values, so that another request has the same signature. */
    @Test
    void signature_isAlsoThatOfAnotherRequest() {
        Answer answer = new Signer() {
            @Override
            String document(String method, String id, String params, String signature, String nonce) {
                String moved = params.replace("\"price\":\"100\",\"quantity\":\"1\"", "\"price\":\"100quantity1\"");
                assertThat(moved).isNotEqualTo(params);
                return super.document(method, id, moved, signature, nonce);
            }
        }.order();

        assertThat(error(answer))
                .as("refused for its form, and not for its signature")
                .isEqualTo("40004");
    }

    @Test
    void orderList_isSignedItemByItem() {
        String one =
                "{\"side\":\"SELL\",\"instrument_name\":\"ETH_USDT\",\"type\":\"LIMIT\",\"price\":\"1\",\"quantity\":\"2\","
                        + "\"exec_inst\":[\"POST_ONLY\"]}";
        String words = "exec_instPOST_ONLYinstrument_nameETH_USDTprice1quantity2sideSELLtypeLIMIT";
        Answer answer = new Signer()
                .send(
                        "private/create-order-list",
                        "{\"order_list\":[" + one + "," + one + "],\"contingency_type\":\"LIST\"}",
                        "contingency_typeLISTorder_list" + words + words);
        assertThat(error(answer)).isEmpty();
        assertThat(answer.json().path("result")).hasSize(2);
    }

    @Test
    void request_beyondThePermissions_isRefused() {
        assertThat(error(call("create-withdrawal", "address", "a", "amount", "1", "currency", "BTC")))
                .isEqualTo("40101");
        assertThat(error(call("get-deposit-address", "currency", "CRO"))).isEqualTo("40101");
        SimulatedKey funds = venue.createKey("Can Read", "Enable Withdrawal");
        assertThat(error(new Signer(funds).call("get-deposit-address", "currency", "CRO")))
                .isEmpty();
        assertThat(error(new Signer(funds).order())).isEqualTo("40101");
        key.boundTo("198.51.100.7");
        assertThat(error(new Signer().order())).isEqualTo("40103");
        venue.seeCallersAs("198.51.100.7");
        assertThat(error(new Signer().order())).isEmpty();
        key.revoke();
        assertThat(error(new Signer().order())).isEqualTo("40101");
        assertThat(error(Wire.send(venue, "GET", API + "private/user-balance", "", Map.of())))
                .isEqualTo("40001");
    }

    @Test
    void triggers_areInListsOfTheirOwn() {
        new Signer().order();
        String id = call(
                        "advanced/create-order",
                        "instrument_name",
                        "BTCUSD-PERP",
                        "quantity",
                        "1",
                        "ref_price",
                        "90",
                        "side",
                        "SELL",
                        "type",
                        "STOP_LOSS")
                .json()
                .path("result")
                .path("order_id")
                .asText();
        assertThat(call("advanced/get-open-orders").body()).contains(id);
        assertThat(call("get-open-orders").body()).doesNotContain(id);
        assertThat(error(call("cancel-order", "order_id", id))).isEqualTo("40401");
        assertThat(error(call("cancel-all-orders"))).isEmpty();
        assertThat(call("get-open-orders").json().path("result").path("data")).isEmpty();
        assertThat(call("advanced/get-open-orders").body()).contains(id);
        assertThat(error(call("advanced/cancel-order", "order_id", id))).isEmpty();
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    @TestFactory
    Stream<DynamicTest> order_withAFieldOfAnotherForm_isRefusedWithItsCode() {
        return Map.of(
                        "instrument_name", "209",
                        "side", "220",
                        "type", "218",
                        "quantity", "213",
                        "price", "308")
                .entrySet()
                .stream()
                .map(field -> DynamicTest.dynamicTest(field.getKey(), () -> {
                    String[] order = {
                        "instrument_name", "BTC_USDT", "price", "100", "quantity", "1", "side", "BUY", "type", "LIMIT"
                    };
                    for (int i = 0; i < order.length; i += 2) {
                        order[i + 1] = order[i].equals(field.getKey()) ? "no" : order[i + 1];
                    }
                    assertThat(error(call("create-order", order))).isEqualTo(field.getValue());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        SimulatedKey funds = venue.createKey("Can Read", "Enable Withdrawal");
        String before =
                new Signer(funds).call("user-balance").json().path("result").toString();
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    Answer answer = new Signer(funds)
                            .call("create-withdrawal", "address", "a", "amount", amount, "currency", "BTC");

                    assertThat(error(answer)).isIn("40004", "30024");
                    assertThat(new Signer(funds)
                                    .call("user-balance")
                                    .json()
                                    .path("result")
                                    .toString())
                            .isEqualTo(before);
                }));
    }

    @Test
    void withdrawal_takesFromTheBalance_andNotMoreThanThereIs() {
        Signer funds = new Signer(venue.createKey("Can Read", "Enable Withdrawal"));
        assertThat(error(funds.call("create-withdrawal", "address", "bc1-synthetic", "amount", "4", "currency", "BTC")))
                .isEmpty();
        assertThat(funds.call("user-balance").body()).contains("\"quantity\":\"6\"");
        assertThat(funds.call("get-withdrawal-history").body()).contains("bc1-synthetic", "\"amount\":4");
        assertThat(error(funds.call("create-withdrawal", "address", "a", "amount", "7", "currency", "BTC")))
                .isEqualTo("30024");
        assertThat(error(funds.call("create-withdrawal", "amount", "1", "currency", "BTC")))
                .isEqualTo("40004");
        assertThat(error(funds.call("create-subaccount-transfer", "amount", "1", "currency", "BTC", "to", "b")))
                .isEmpty();
    }

    @Test
    void fill_settlesAPair_andOpensAPositionOfAContract_whichCloses() {
        venue.fill(new Signer().order().json().path("result").path("order_id").asText(), "1");
        assertThat(call("user-balance").body()).contains("\"quantity\":\"11\"", "\"quantity\":\"999900\"");
        assertThat(call("get-positions").json().path("result").path("data")).isEmpty();
        String contract = call(
                        "create-order",
                        "instrument_name",
                        "BTCUSD-PERP",
                        "price",
                        "100",
                        "quantity",
                        "2",
                        "side",
                        "SELL",
                        "type",
                        "LIMIT")
                .json()
                .path("result")
                .path("order_id")
                .asText();
        venue.fill(contract, "2");
        assertThat(call("get-positions").body()).contains("BTCUSD-PERP", "\"quantity\":\"-2\"");
        assertThat(call("get-trades", "limit", "1").json().path("result").path("data"))
                .singleElement()
                .satisfies(row -> assertThat(row.path("order_id").asText()).isEqualTo(contract));
        assertThat(error(call("get-trades", "start_time", "1")))
                .as("more than a day")
                .isEqualTo("40004");
        assertThat(error(call("close-position", "instrument_name", "BTCUSD-PERP", "type", "MARKET")))
                .isEmpty();
        assertThat(call("get-positions").json().path("result").path("data")).isEmpty();
        assertThat(error(call("close-position", "instrument_name", "BTCUSD-PERP", "type", "MARKET")))
                .isEqualTo("317");
    }

    @Test
    void request_onWhichTheSimulatorFails_isAnsweredAndCounted() {
        var breaking = new Wire.BreakingClock();
        try (CryptoComSimulator broken = CryptoComSimulator.start(breaking)) {
            SimulatedKey known = broken.createKey("Can Read");
            breaking.breakNow();
            String document = new Signer(known).signed("private/user-balance", "{}", "");
            Map<String, String> type = Map.of("Content-Type", "application/json");
            assertThat(Wire.send(broken, "POST", API + "private/user-balance", document, type)
                            .status())
                    .isEqualTo(500);
            assertThat(broken.stats().rejections()).containsOnly(entry(VenueStats.INTERNAL_ERROR, 1L));
        }
    }

    @TestFactory
    Stream<DynamicTest> refusal_hasItsStatusAndCode() {
        return Wire.errors("crypto-com").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = call("get-open-orders");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(error(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void login_opensASession_andWhatFollowsIsNotSigned() {
        String onDisconnect =
                "{\"id\":\"7\",\"method\":\"private/set-cancel-on-disconnect\",\"params\":{\"scope\":\"CONNECTION\"}}";
        try (Talk talk = Talk.with(venue, API + "user")) {
            assertThat(talk.ask(onDisconnect)).contains("40101");
            assertThat(talk.ask(
                            new Signer() {
                                @Override
                                String secret() {
                                    return "another";
                                }
                            }.signed("public/auth", "{}", "")))
                    .contains("40101");
            assertThat(talk.ask(new Signer().signed("public/auth", "{}", ""))).contains("\"code\":0");
            assertThat(venue.sessionsOf(key)).isOne();
            assertThat(talk.ask(onDisconnect)).contains("\"code\":0");
            assertThat(talk.ask("{\"id\":\"8\",\"method\":\"private/create-order\",\"params\":{}}"))
                    .contains("40002");
            assertThat(talk.ask("no JSON")).contains("40001");
        }
        assertThatThrownBy(() -> Talk.with(venue, API + "nothing")).isInstanceOf(CompletionException.class);
    }
}
