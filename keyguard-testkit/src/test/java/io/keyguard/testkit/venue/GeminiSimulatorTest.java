/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GeminiSimulatorTest {
    private static final String NEW = "/v1/order/new";
    private static final String ORDER = "\"symbol\":\"btcusd\",\"amount\":\"1\",\"price\":\"100\",\"side\":\"buy\","
            + "\"type\":\"exchange limit\",\"client_order_id\":\"a1\"";

    private final StoppedClock clock = new StoppedClock();
    private final GeminiSimulator venue = GeminiSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("Trader");
    private final AtomicLong nonces = new AtomicLong(1_000);

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

        String nonce() {
            return Long.toString(nonces.incrementAndGet());
        }

        String payload(String path, String nonce, String fields) {
            return "{\"request\":\"" + path + "\",\"nonce\":" + nonce + (fields.isEmpty() ? "" : "," + fields) + "}";
        }

        String coded(String payload) {
            return Base64.getEncoder().encodeToString(payload.getBytes(UTF_8));
        }

        String signed(String payload, String coded) {
            return coded;
        }

        String algorithm() {
            return "HmacSHA384";
        }

        String text(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        void headers(Map<String, String> headers) {}

        Answer send(String path, String fields) {
            String payload = payload(path, nonce(), fields);
            String coded = coded(payload);
            var headers = new HashMap<String, String>();
            headers.put("X-GEMINI-APIKEY", with.apiKey());
            headers.put("X-GEMINI-PAYLOAD", coded);
            headers.put(
                    "X-GEMINI-SIGNATURE",
                    text(Wire.hmac(algorithm(), secret().getBytes(UTF_8), signed(payload, coded))));
            headers.put("Content-Type", "text/plain");
            headers(headers);
            return Wire.send(venue, "POST", path, "", headers);
        }

        Answer order() {
            return send(NEW, ORDER);
        }
    }

    private Answer call(String path, String fields) {
        return new Signer().send(path, fields);
    }

    private static String error(Answer answer) {
        JsonNode json = answer.json();
        return json.path("result").asText("").equals("error")
                ? json.path("reason").asText()
                : "";
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        Answer order = new Signer().order();
        assertThat(order.status()).isEqualTo(200);
        String id = order.json().path("order_id").asText();
        assertThat(call("/v1/orders", "").body()).contains("a1", id, "\"is_live\":true");
        assertThat(call("/v1/order/status", "\"order_id\":" + id).body()).contains("\"is_live\":true");
        assertThat(call("/v1/order/cancel", "\"order_id\":" + id).body()).contains("\"is_cancelled\":true");
        assertThat(call("/v1/order/cancel", "\"order_id\":\"" + id + "\"").status())
                .as("once more")
                .isEqualTo(200);
        assertThat(venue.stats().ordersCancelled()).isOne();
        assertThat(call("/v1/orders", "").body()).isEqualTo("[]");
        assertThat(error(new Signer().order())).as("client ids need not differ").isEmpty();
        assertThat(error(new Signer().order())).isEmpty();
        assertThat(call("/v1/order/cancel/all", "").json().path("details").path("cancelledOrders"))
                .hasSize(2);
    }

    /** Source: docs.gemini.com, private API invocation: the example with its secret, payload and signature. */
    @Test
    void status_ofTheOfficialExample_isUnderstood() {
        SimulatedKey official = venue.importKey("synthetic-official-1", "1234abcd", "Trader");
        Answer answer = Wire.send(
                venue,
                "POST",
                "/v1/order/status",
                "",
                Map.of(
                        "X-GEMINI-APIKEY",
                        official.apiKey(),
                        "X-GEMINI-PAYLOAD",
                        "ewogICAgInJlcXVlc3QiOiAiL3YxL29yZGVyL3N0YXR1cyIsCiAgICAibm9uY2UiOiAxMjM0NTYsCgogICAgIm9yZGVyX2lkIjogMTg4MzQKfQo=",
                        "X-GEMINI-SIGNATURE",
                        "337cc8b4ea692cfe65b4a85fcc9f042b2e3f702ac956fd098d600ab15705775017beae402be773ceee10719ff70d710f"));

        assertThat(error(answer)).as("all but the order is right").isEqualTo("OrderNotFound");
    }

    private Signer numbered(String nonce) {
        return new Signer() {
            @Override
            String nonce() {
                return nonce;
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

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("another digest", entry("InvalidSignature", new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA256";
                    }
                })),
                entry("the plain payload signed", entry("InvalidSignature", new Signer() {
                    @Override
                    String signed(String payload, String coded) {
                        return payload;
                    }
                })),
                entry("the payload changed after signing", entry("InvalidSignature", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("X-GEMINI-PAYLOAD", coded("{\"request\":\"" + NEW + "\",\"nonce\":5000}"));
                    }
                })),
                entry("base64 for hexadecimal", entry("InvalidSignature", new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getEncoder().encodeToString(signature);
                    }
                })),
                entry("another secret", entry("InvalidSignature", new Signer() {
                    @Override
                    String secret() {
                        return "another";
                    }
                })),
                entry("the key signed as well", entry("InvalidSignature", new Signer() {
                    @Override
                    String signed(String payload, String coded) {
                        return key.apiKey() + coded;
                    }
                })),
                entry("a payload that is not in base64", entry("InvalidJson", new Signer() {
                    @Override
                    String coded(String payload) {
                        return payload;
                    }
                })),
                entry("a payload of another endpoint", entry("EndpointMismatch", new Signer() {
                    @Override
                    String payload(String path, String nonce, String fields) {
                        return super.payload("/v1/roles", nonce, fields);
                    }
                })),
                entry("a payload that names no endpoint", entry("EndpointMismatch", new Signer() {
                    @Override
                    String payload(String path, String nonce, String fields) {
                        return "{\"nonce\":" + nonce + "," + fields + "}";
                    }
                })),
                entry("no nonce", entry("MissingNonce", new Signer() {
                    @Override
                    String payload(String path, String nonce, String fields) {
                        return "{\"request\":\"" + path + "\"," + fields + "}";
                    }
                })),
                entry("a nonce used before", entry("InvalidNonce", numbered("500"))),
                entry("a lower nonce", entry("InvalidNonce", numbered("499"))),
                entry("a nonce that is no number", entry("InvalidNonce", numbered("\"now\""))),
                entry("an account that is not to be named", entry("AccountsOnGroupOnlyApi", new Signer() {
                    @Override
                    String payload(String path, String nonce, String fields) {
                        return super.payload(path, nonce, fields + ",\"account\":\"primary\"");
                    }
                })),
                entry("no signature", entry("MissingSignatureHeader", without("X-GEMINI-SIGNATURE"))),
                entry("no payload", entry("MissingPayloadHeader", without("X-GEMINI-PAYLOAD"))),
                entry("no key", entry("MissingApikeyHeader", without("X-GEMINI-APIKEY"))),
                entry("a key that nobody has", entry("InvalidApiKey", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("X-GEMINI-APIKEY", "account-nobody");
                    }
                })));
        assertThat(error(numbered("500").send("/v1/balances", ""))).isEmpty();
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(error(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void nonce_ofATimeBasedKey_isTheSecondGiveOrTake30() {
        venue.useTimeBasedNonce(key);
        long now = clock.instant().getEpochSecond();
        for (long second : new long[] {now, now, now - 30, now + 30}) {
            assertThat(error(numbered(Long.toString(second)).send("/v1/balances", "")))
                    .isEmpty();
        }
        for (long nonce : new long[] {now - 31, now + 31, now * 1000}) {
            assertThat(error(numbered(Long.toString(nonce)).send("/v1/balances", "")))
                    .isEqualTo("InvalidNonce");
        }
    }

    @Test
    void request_beyondTheRoles_isRefusedInASentenceWithTheKey() {
        SimulatedKey funds = venue.createKey("Fund Manager");
        Answer refused = new Signer(funds).order();
        assertThat(refused.status()).isEqualTo(403);
        assertThat(error(refused)).isEqualTo("MissingRole");
        assertThat(refused.body()).contains(funds.apiKey());
        assertThat(error(call("/v2/withdraw/bitcoin/btc", "\"address\":\"a\",\"amount\":\"1\"")))
                .isEqualTo("MissingRole");
        assertThat(error(new Signer(venue.createKey("Auditor")).send("/v1/mytrades", "")))
                .isEmpty();
        assertThat(error(new Signer(funds).send("/v1/mytrades", ""))).isEqualTo("MissingRole");
        assertThat(error(
                        new Signer(funds).send("/v1/account/transfer/btc", "\"targetAccount\":\"b\",\"amount\":\"1\"")))
                .as("for keys of the group alone")
                .isEqualTo("AccountsOnGroupOnlyApi");
        key.boundTo("198.51.100.7");
        assertThat(error(new Signer().order())).isEqualTo("ApiKeyIpFilteringFailure");
        venue.seeCallersAs("198.51.100.7");
        assertThat(error(new Signer().order())).isEmpty();
        key.revoke();
        assertThat(error(new Signer().order())).isEqualTo("InvalidApiKey");
    }

    @Test
    void roles_areToldInTwoForms_andAMasterKeyNamesItsAccount() {
        assertThat(call("/v1/roles", "").json())
                .isEqualTo(new Answer(200, "{\"isAuditor\":false,\"isFundManager\":false,\"isTrader\":true}").json());
        SimulatedKey master = venue.createMasterKey("Fund Manager", "Administrator");
        assertThat(new Signer(master).send("/v1/roles", "").body())
                .contains("\"counterparty_id\"", "\"isAccountAdmin\":true", "\"isTrader\":false");
        assertThat(error(new Signer(master).send("/v1/balances", ""))).isEqualTo("MissingAccounts");
        assertThat(error(new Signer(master).send("/v1/balances", "\"account\":\"other\"")))
                .isEqualTo("InvalidAccountName");
        assertThat(error(new Signer(master).send("/v1/balances", "\"account\":\"primary\"")))
                .isEmpty();
        assertThat(new Signer(master).send("/v1/account/list", "").body()).contains("\"account\":\"primary\"");
        assertThat(error(new Signer(master)
                        .send("/v1/account/transfer/btc", "\"targetAccount\":\"b\",\"amount\":\"1\"")))
                .isEmpty();
        assertThat(call("/v1/account", "").body()).contains("\"shortName\":\"primary\"");
    }

    @Test
    void heartbeat_thatIsRequiredAndMissing_cancelsTheOrdersOfItsKeyAlone() {
        venue.requireHeartbeat(key);
        SimulatedKey other = venue.createKey("Trader");
        new Signer().order();
        new Signer(other).order();
        clock.pass(Duration.ofSeconds(30));
        assertThat(call("/v1/heartbeat", "").body()).contains("ok");
        clock.pass(Duration.ofSeconds(30));
        assertThat(call("/v1/orders", "").json()).as("in time").hasSize(2);
        clock.pass(Duration.ofSeconds(31));
        assertThat(new Signer(other).send("/v1/orders", "").json()).hasSize(1);
        assertThat(new Signer(other).send("/v1/order/cancel/session", "").body())
                .contains("cancelledOrders\":[1");
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    @TestFactory
    Stream<DynamicTest> order_withAFieldOfAnotherForm_isRefusedWithItsWord() {
        return Map.of(
                        "\"symbol\":\"btcusd\"", "InvalidSymbol",
                        "\"side\":\"buy\"", "InvalidSide",
                        "\"amount\":\"1\"", "InvalidQuantity",
                        "\"price\":\"100\"", "InvalidPrice",
                        "\"type\":\"exchange limit\"", "InvalidOrderType")
                .entrySet()
                .stream()
                .map(field -> DynamicTest.dynamicTest(field.getValue(), () -> {
                    String name = field.getKey().substring(0, field.getKey().indexOf(':'));
                    String order = ORDER.replace(field.getKey(), name + ":\"no\"");

                    assertThat(error(call(NEW, order))).isEqualTo(field.getValue());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void order_withOptions_hasOneOfTheDocumentedOnes() {
        assertThat(error(call(NEW, ORDER + ",\"options\":[\"maker-or-cancel\"]")))
                .isEmpty();
        assertThat(error(call(NEW, ORDER + ",\"options\":\"maker-or-cancel\""))).isEqualTo("OptionsMustBeArray");
        assertThat(error(call(NEW, ORDER + ",\"options\":[\"maker-or-cancel\",\"fill-or-kill\"]")))
                .isEqualTo("ConflictingOptions");
        assertThat(error(call(NEW, ORDER + ",\"options\":[\"reduce-only\"]"))).isEqualTo("UnsupportedOption");
        assertThat(error(call(NEW, ORDER.replace("\"a1\"", "\"" + "a".repeat(101) + "\""))))
                .isEqualTo("ClientOrderIdTooLong");
        assertThat(error(call(NEW, ORDER.replace("\"a1\"", "1")))).isEqualTo("ClientOrderIdMustBeString");
        assertThat(error(call("/v1/order/cancel", "\"order_id\":7"))).isEqualTo("OrderNotFound");
        assertThat(error(call("/v1/order/cancel", ""))).isEqualTo("MissingOrderField");
        assertThat(error(call("/v1/nothing", ""))).isEqualTo("EndpointNotFound");
        assertThat(error(Wire.send(venue, "GET", "/v1/balances", "", Map.of()))).isEqualTo("EndpointNotFound");
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        SimulatedKey funds = venue.createKey("Fund Manager");
        String before = new Signer(funds).send("/v1/balances", "").body();
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    Answer answer = new Signer(funds)
                            .send("/v2/withdraw/bitcoin/btc", "\"address\":\"a\",\"amount\":\"" + amount + "\"");

                    assertThat(error(answer)).isEqualTo("InvalidQuantity");
                    assertThat(new Signer(funds).send("/v1/balances", "").body())
                            .isEqualTo(before);
                }));
    }

    @Test
    void withdrawal_takesFromTheBalance_andNotMoreThanThereIs() {
        SimulatedKey funds = venue.createKey("Fund Manager");
        assertThat(error(new Signer(funds)
                        .send("/v2/withdraw/bitcoin/btc", "\"address\":\"bc1-synthetic\",\"amount\":\"4\"")))
                .isEmpty();
        assertThat(new Signer(funds).send("/v1/balances", "").body()).contains("\"amount\":\"6\"");
        assertThat(new Signer(funds).send("/v2/transfers", "").body())
                .contains("\"Withdrawal\"", "bc1-synthetic", "\"amount\":\"4\"");
        assertThat(new Signer(funds)
                        .send("/v2/withdraw/bitcoin/btc", "\"address\":\"a\",\"amount\":\"7\"")
                        .status())
                .isEqualTo(406);
        assertThat(error(new Signer(funds).send("/v2/withdraw/bitcoin/btc", "\"amount\":\"1\"")))
                .isEqualTo("MissingPayloadKey");
    }

    @Test
    void fill_settlesAPair_andOpensAPositionOfAContract() {
        String pair = new Signer().order().json().path("order_id").asText();
        venue.fill(pair, "1");
        assertThat(call("/v1/balances", "").body()).contains("\"amount\":\"11\"", "\"amount\":\"999900\"");
        assertThat(call("/v1/positions", "").body()).isEqualTo("[]");
        String contract = call(NEW, ORDER.replace("btcusd", "btcgusdperp").replace("buy", "sell"))
                .json()
                .path("order_id")
                .asText();
        venue.fill(contract, "1");
        assertThat(call("/v1/positions", "").body()).contains("btcgusdperp", "\"quantity\":\"-1\"");
        assertThat(call("/v1/mytrades", "\"symbol\":\"btcusd\"").json()).hasSize(1);
        assertThat(call("/v1/mytrades", "\"limit_trades\":1").body()).contains("BTCUSD", "\"Buy\"");
        assertThat(error(call("/v1/mytrades", "\"timestamp\":\"yesterday\""))).isEqualTo("InvalidTimestampInPayload");
    }

    @Test
    void sandbox_knowsItsOwnKeysAlone() {
        try (GeminiSimulator sandbox = GeminiSimulator.startSandbox()) {
            SimulatedKey own = sandbox.createKey("Trader");
            assertThat(own.isSandbox()).isTrue();
            assertThat(sandbox.toApiKey("k", own).build().environment().name()).isEqualTo("SANDBOX");
        }
        assertThat(key.isSandbox()).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> refusal_hasItsStatusAndWord() {
        return Wire.errors("gemini").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = call("/v1/orders", "");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(error(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }
}
