/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BybitSimulatorTest {
    private static final String ORDER =
            "{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"side\":\"Buy\",\"orderType\":\"Limit\",\"qty\":\"1\",\"price\":\"1\",\"orderLinkId\":\"a1\"}";
    private static final String WITHDRAWAL = "{\"coin\":\"BTC\",\"amount\":\"1\",\"timestamp\":1}";

    private final StoppedClock clock = new StoppedClock();
    private final BybitSimulator venue = BybitSimulator.start(clock);
    private final BybitSimulator master = BybitSimulator.startMasterAccount(clock);
    private final SimulatedKey key = venue.createKey("Spot/SpotTrade");

    @AfterEach
    void close() {
        venue.close();
        master.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        private final BybitSimulator at;
        private final SimulatedKey with;

        Signer() {
            this(venue, key);
        }

        Signer(BybitSimulator at, SimulatedKey with) {
            this.at = at;
            this.with = with;
        }

        String timestamp() {
            return Long.toString(clock.instant().toEpochMilli());
        }

        String secret() {
            return with.secret();
        }

        String prehash(String timestamp, String apiKey, String window, String method, String query, String body) {
            return timestamp + apiKey + window + query + body;
        }

        String signature(String prehash) {
            return HexFormat.of().formatHex(Wire.hmac("HmacSHA256", secret().getBytes(UTF_8), prehash));
        }

        void headers(Map<String, String> headers) {}

        Answer send(String method, String path, String body) {
            String timestamp = timestamp();
            String query = path.contains("?") ? path.substring(path.indexOf('?') + 1) : "";
            var headers = new HashMap<String, String>();
            headers.put("X-BAPI-API-KEY", with.apiKey());
            headers.put("X-BAPI-TIMESTAMP", timestamp);
            headers.put("X-BAPI-RECV-WINDOW", "5000");
            headers.put("X-BAPI-SIGN", signature(prehash(timestamp, with.apiKey(), "5000", method, query, body)));
            headers.put("Content-Type", "application/json");
            headers(headers);
            return Wire.send(at, method, path, body, headers);
        }

        String code(String method, String path, String body) {
            return BybitSimulatorTest.code(send(method, path, body));
        }

        String order() {
            return code("POST", "/v5/order/create", ORDER);
        }

        String query() {
            return code("GET", "/v5/order/realtime?category=spot&limit=20", "");
        }
    }

    private static String code(Answer answer) {
        return answer.body().isEmpty()
                ? "HTTP " + answer.status()
                : answer.json().path("retCode").asText();
    }

    private String call(String method, String path, String body) {
        return new Signer().code(method, path, body);
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        assertThat(new Signer().order()).isEqualTo("0");
        assertThat(new Signer()
                        .send("GET", "/v5/order/realtime?category=spot", "")
                        .json()
                        .at("/result/list/0/orderLinkId")
                        .asText())
                .isEqualTo("a1");
        assertThat(call(
                        "POST",
                        "/v5/order/cancel",
                        "{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"orderLinkId\":\"a1\"}"))
                .isEqualTo("0");
        assertThat(new Signer()
                        .send("GET", "/v5/order/realtime?category=spot", "")
                        .body())
                .doesNotContain("a1");
        assertThat(venue.stats().ordersPlaced()).isOne();
        assertThat(venue.stats().ordersCancelled()).isOne();
    }

    /** Computed with Python and OpenSSL from the documentation; Bybit publishes no vector that can be checked. */
    @Test
    void request_ofTheVector_isAccepted() {
        clock.at(Instant.ofEpochMilli(1658384314791L));
        SimulatedKey sample =
                venue.importKey("TESTAPIKEY00000000", "keyguard-test-secret-000000000000000", "Options/OptionsTrade");
        Answer answer = Wire.send(
                venue,
                "GET",
                "/v5/order/realtime?category=option&symbol=BTC-29JUL22-25000-C",
                "",
                Map.of(
                        "X-BAPI-API-KEY",
                        sample.apiKey(),
                        "X-BAPI-TIMESTAMP",
                        "1658384314791",
                        "X-BAPI-RECV-WINDOW",
                        "5000",
                        "X-BAPI-SIGN",
                        "d9a7165ffa33ba0d0a8194018ef6f9dcea152b1148e8dd9033ef052f1296b95d"));

        assertThat(code(answer)).isEqualTo("0");
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

    private Signer at(Instant time) {
        return at(Long.toString(time.toEpochMilli()));
    }

    private Signer at(String timestamp) {
        return new Signer() {
            @Override
            String timestamp() {
                return timestamp;
            }
        };
    }

    /** A step of the prehash that went wrong. */
    private interface Prehash {
        String of(String timestamp, String apiKey, String window, String method, String query, String body);
    }

    private Signer hashing(Prehash mistake) {
        return new Signer() {
            @Override
            String prehash(String timestamp, String apiKey, String window, String method, String query, String body) {
                return mistake.of(timestamp, apiKey, window, method, query, body);
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Instant now = clock.instant();
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("no key", entry("HTTP 401", with("X-BAPI-API-KEY", null))),
                entry("no signature", entry("HTTP 401", with("X-BAPI-SIGN", null))),
                entry("no timestamp", entry("HTTP 401", with("X-BAPI-TIMESTAMP", null))),
                entry("a key that nobody has", entry("10003", with("X-BAPI-API-KEY", "000000000000000000"))),
                entry("seconds since 1970", entry("10002", at(Long.toString(now.getEpochSecond())))),
                entry("words for a time", entry("10002", at(now.toString()))),
                entry("more than the window late", entry("10002", at(now.minusMillis(5_001)))),
                entry("a second early", entry("10002", at(now.plusMillis(1_000)))),
                entry("a window that is not signed", entry("10004", with("X-BAPI-RECV-WINDOW", "60000"))),
                entry("a window that is left out", entry("10004", with("X-BAPI-RECV-WINDOW", null))),
                entry("no time in the prehash", entry("10004", hashing((t, k, w, m, q, b) -> k + w + q + b))),
                entry("no key in the prehash", entry("10004", hashing((t, k, w, m, q, b) -> t + w + q + b))),
                entry("no window in the prehash", entry("10004", hashing((t, k, w, m, q, b) -> t + k + q + b))),
                entry("no body in the prehash", entry("10004", hashing((t, k, w, m, q, b) -> t + k + w + q))),
                entry(
                        "method and path",
                        entry("10004", hashing((t, k, w, m, q, b) -> t + k + w + m + "/v5/order/create" + b))),
                entry(
                        "the body written again",
                        entry("10004", hashing((t, k, w, m, q, b) -> t + k + w + b.replace(":", ": ")))),
                entry("another order of the parts", entry("10004", hashing((t, k, w, m, q, b) -> k + t + w + b))),
                entry("capital letters", entry("10004", new Signer() {
                    @Override
                    String signature(String prehash) {
                        return super.signature(prehash).toUpperCase(Locale.ROOT);
                    }
                })),
                entry("base64 for hexadecimal", entry("10004", new Signer() {
                    @Override
                    String signature(String prehash) {
                        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(super.signature(prehash)));
                    }
                })),
                entry("SHA-512 for SHA-256", entry("10004", new Signer() {
                    @Override
                    String signature(String prehash) {
                        return HexFormat.of().formatHex(Wire.hmac("HmacSHA512", secret().getBytes(UTF_8), prehash));
                    }
                })),
                entry("the API key as the secret", entry("10004", new Signer() {
                    @Override
                    String secret() {
                        return key.apiKey();
                    }
                })));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    assertThat(mutant.getValue().getValue().order())
                            .isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void query_leftOutOfTheSignature_isRejected() {
        assertThat(hashing((t, k, w, m, q, b) -> t + k + w).query()).isEqualTo("10004");
        assertThat(hashing((t, k, w, m, q, b) -> t + k + w + "?" + q).query()).isEqualTo("10004");
        assertThat(hashing((t, k, w, m, q, b) -> t + k + w + "limit=20&category=spot")
                        .query())
                .isEqualTo("10004");
    }

    @Test
    void get_withADocument_isForbidden() {
        assertThat(call("GET", "/v5/user/query-api", "{}")).isEqualTo("HTTP 403");
    }

    @Test
    void time_isPublicAndTheWindowMovesWithIt() {
        Instant then = clock.instant();
        clock.pass(Duration.ofSeconds(5));
        assertThat(at(then).query()).isEqualTo("0");
        clock.pass(Duration.ofMillis(1));
        assertThat(at(then).query()).isEqualTo("10002");
        assertThat(at(clock.instant().plusMillis(999)).query()).isEqualTo("0");
        assertThat(Wire.send(venue, "GET", "/v5/market/time", "", Map.of()).body())
                .contains(Long.toString(clock.instant().getEpochSecond()));
    }

    @Test
    void request_beyondTheKey_isRefused() {
        assertThat(call("POST", "/v5/order/create", ORDER.replace("spot", "linear")))
                .isEqualTo("10005");
        assertThat(call("POST", "/v5/order/create", ORDER.replace("spot", "option")))
                .isEqualTo("10005");
        assertThat(call("POST", "/v5/asset/withdraw/create", WITHDRAWAL)).isEqualTo("10005");
        assertThat(call("POST", "/v5/asset/transfer/inter-transfer", "{}")).isEqualTo("10005");
        for (String endpoint :
                List.of("create-sub-api", "update-api", "update-sub-api", "delete-api", "delete-sub-api")) {
            assertThat(call("POST", "/v5/user/" + endpoint, "{}")).as(endpoint).isEqualTo("10005");
        }
        key.boundTo("198.51.100.7");
        assertThat(new Signer().order()).isEqualTo("10010");
        venue.seeCallersAs("198.51.100.7");
        assertThat(new Signer().order()).isEqualTo("0");
        key.rights("Spot/SpotTrade", "readOnly");
        assertThat(call("POST", "/v5/order/create", ORDER.replace("a1", "a2"))).isEqualTo("10005");
        assertThat(new Signer().query()).isEqualTo("0");
        key.endsAt(clock.instant().plusSeconds(60));
        assertThat(new Signer().query()).isEqualTo("0");
        clock.pass(Duration.ofSeconds(60));
        assertThat(new Signer().query()).isEqualTo("33004");
        key.revoke();
        assertThat(new Signer().query()).isEqualTo("10003");
    }

    @Test
    void request_ofItsOwnFault_isRefusedWithItsCode() {
        key.rights("Spot/SpotTrade", "ContractTrade/Order", "Options/OptionsTrade");
        new Signer().order();
        assertThat(new Signer().order()).as("duplicate").isEqualTo("170141");
        assertThat(call("POST", "/v5/order/create", ORDER.replace("spot", "linear")))
                .isEqualTo("110072");
        assertThat(call(
                        "POST",
                        "/v5/order/create",
                        ORDER.replace("spot", "option").replace("a1", "")))
                .as("options must have an id")
                .isEqualTo("10001");
        assertThat(call("POST", "/v5/order/create", ORDER.replace("a1", "a 1"))).isEqualTo("10001");
        assertThat(call("POST", "/v5/order/create", "{")).isEqualTo("10001");
        assertThat(call("POST", "/v5/order/create", "[]")).isEqualTo("10001");
        String unknown = "{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"orderId\":\"9\"}";
        assertThat(call("POST", "/v5/order/cancel", unknown)).isEqualTo("170213");
        assertThat(call("POST", "/v5/order/cancel", unknown.replace("spot", "linear")))
                .isEqualTo("110001");
        assertThat(call("POST", "/v5/order/cancel-all", "{\"category\":\"linear\"}"))
                .isEqualTo("10001");
        assertThat(call("GET", "/v5/order/realtime?category=linear", "")).isEqualTo("10001");
        assertThat(call("GET", "/v5/order/realtime?category=spot&limit=51", "")).isEqualTo("10001");
        assertThat(call("GET", "/v5/order/realtime?category=spot&cursor=x", "")).isEqualTo("10001");
        assertThat(call("POST", "/v5/nothing", "{}")).isEqualTo("HTTP 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"category", "symbol", "side", "orderType", "price", "qty"})
    void order_withoutAFieldItMustHave_isRefused(String field) {
        assertThat(call("POST", "/v5/order/create", ORDER.replace(field, "x"))).isEqualTo("10001");
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @Test
    void cancelBatch_tellsWhatBecameOfEachItem() {
        new Signer().order();
        JsonNode answer = new Signer()
                .send(
                        "POST",
                        "/v5/order/cancel-batch",
                        "{\"category\":\"spot\",\"request\":[{\"orderLinkId\":\"a1\"},{\"orderLinkId\":\"a2\"}]}")
                .json();

        assertThat(answer.path("retCode").asInt()).isZero();
        assertThat(answer.at("/retExtInfo/list/0/code").asInt()).isZero();
        assertThat(answer.at("/retExtInfo/list/1/code").asInt()).isEqualTo(170213);
        assertThat(venue.stats().ordersCancelled()).isOne();
        assertThat(call("POST", "/v5/order/cancel-batch", "{\"category\":\"spot\",\"request\":[]}"))
                .isEqualTo("10001");
    }

    @Test
    void cancelAll_ofSpot_takesTheKindThatIsMeantAndOfFuturesFiveHundred() {
        new Signer().order();
        assertThat(cancelled("{\"category\":\"spot\",\"orderFilter\":\"StopOrder\"}"))
                .isZero();
        assertThat(cancelled("{\"category\":\"spot\"}")).isOne();

        key.rights("ContractTrade/Order");
        for (int i = 0; i < 501; i++) {
            call("POST", "/v5/order/create", ORDER.replace("spot", "linear").replace("a1", "f" + i));
        }
        assertThat(cancelled("{\"category\":\"linear\",\"settleCoin\":\"USDC\"}"))
                .isZero();
        assertThat(cancelled("{\"category\":\"linear\",\"symbol\":\"ETHUSDT\"}"))
                .isZero();
        assertThat(cancelled("{\"category\":\"linear\",\"settleCoin\":\"USDT\"}"))
                .isEqualTo(500);
        assertThat(cancelled("{\"category\":\"linear\",\"settleCoin\":\"USDT\"}"))
                .isOne();
    }

    private int cancelled(String body) {
        return new Signer()
                .send("POST", "/v5/order/cancel-all", body)
                .json()
                .at("/result/list")
                .size();
    }

    @Test
    void openOrders_comeInPagesNewestFirst() {
        IntStream.range(0, 45).forEach(i -> call("POST", "/v5/order/create", ORDER.replace("a1", "n" + i)));
        var ids = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = new Signer()
                    .send("GET", "/v5/order/realtime?category=spot&cursor=" + cursor, "")
                    .json()
                    .path("result");
            page.path("list").forEach(order -> ids.add(order.path("orderLinkId").asText()));
            cursor = page.path("nextPageCursor").asText();
        } while (!cursor.isEmpty());

        assertThat(ids).hasSize(45).doesNotHaveDuplicates().startsWith("n44").endsWith("n0");
    }

    @Test
    void rsaKeys_signInBase64() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        SimulatedKey rsa = venue.createRsaKey(pair.getPublic().getEncoded(), "Spot/SpotTrade");
        class RsaSigner extends Signer {
            private final String algorithm;

            RsaSigner(String algorithm) {
                super(venue, rsa);
                this.algorithm = algorithm;
            }

            @Override
            String signature(String prehash) {
                try {
                    Signature signature = Signature.getInstance(algorithm);
                    signature.initSign(pair.getPrivate());
                    signature.update(prehash.getBytes(UTF_8));
                    return Base64.getEncoder().encodeToString(signature.sign());
                } catch (GeneralSecurityException e) {
                    throw new AssertionError(e);
                }
            }
        }

        assertThat(new RsaSigner("SHA1withRSA").order()).isEqualTo("10004");
        assertThat(new RsaSigner("SHA512withRSA").order()).isEqualTo("10004");
        assertThat(new RsaSigner("SHA256withRSA").order()).isEqualTo("0");
        assertThat(
                        new RsaSigner("SHA256withRSA") {
                            @Override
                            String signature(String prehash) {
                                return "no base64!";
                            }
                        }.query())
                .isEqualTo("10004");
    }

    @Test
    void info_saysWhatTheKeyIs() {
        key.boundTo("198.51.100.7", "127.0.0.1").endsAt(Instant.parse("2027-01-01T00:00:00Z"));
        JsonNode info =
                new Signer().send("GET", "/v5/user/query-api", "").json().path("result");

        assertThat(info.path("readOnly").asInt()).isZero();
        assertThat(info.at("/permissions/Spot/0").asText()).isEqualTo("SpotTrade");
        assertThat(info.at("/permissions/Wallet")).isEmpty();
        assertThat(info.path("ips"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("198.51.100.7", "127.0.0.1");
        assertThat(info.path("userID").asText()).isEqualTo(venue.accountId());
        assertThat(info.path("isMaster").asBoolean(true)).isFalse();
        assertThat(info.path("expiredAt").asText()).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(info.path("secret").asText()).isEmpty();
        assertThat(new Signer()
                        .send("GET", "/v5/account/wallet-balance?accountType=UNIFIED", "")
                        .body())
                .contains("walletBalance");
    }

    @Test
    void aKeyOfASubAccount_editsItself_andWithoutAListIsBoundToNothing() {
        key.rights("Wallet/SubMemberTransferList").boundTo("127.0.0.1");
        String trade = "\"permissions\":{\"Spot\":[\"SpotTrade\"],\"Wallet\":[\"AccountTransfer\"]}";

        assertThat(call("POST", "/v5/user/update-sub-api", "{\"apikey\":\"" + key.apiKey() + "\"}"))
                .as("a key of a sub-account names no other")
                .isEqualTo("10001");
        assertThat(call("POST", "/v5/user/update-sub-api", "{\"permissions\":{\"Wallet\":[\"Withdraw\"]}}"))
                .isEqualTo("10001");
        assertThat(call("POST", "/v5/user/update-sub-api", "{\"ips\":\"127.0.0.1,203.0.113.1\"," + trade + "}"))
                .isEqualTo("0");
        assertThat(key.ips()).containsExactly("127.0.0.1", "203.0.113.1");
        assertThat(key.rights()).containsExactly("Spot/SpotTrade", "Wallet/AccountTransfer");
        assertThat(call("POST", "/v5/user/update-sub-api", "{\"readOnly\":1}")).isEqualTo("0");
        assertThat(key.ips()).isEmpty();
        assertThat(key.rights()).contains("readOnly", "Spot/SpotTrade");
        assertThat(call(
                        "POST",
                        "/v5/asset/transfer/inter-transfer",
                        "{\"coin\":\"BTC\",\"amount\":\"1\",\"transferId\":\"t\"}"))
                .isEqualTo("10005");
        assertThat(call("POST", "/v5/user/update-sub-api", "{\"readOnly\":0}")).isEqualTo("0");
        assertThat(call(
                        "POST",
                        "/v5/asset/transfer/inter-transfer",
                        "{\"coin\":\"BTC\",\"amount\":\"1\",\"transferId\":\"t\"}"))
                .isEqualTo("0");
        assertThat(call("POST", "/v5/user/create-sub-api", "{\"subuid\":1,\"readOnly\":0}"))
                .as("masters alone make keys")
                .isEqualTo("10005");
        assertThat(call("POST", "/v5/user/delete-sub-api", "{}")).isEqualTo("0");
        assertThat(new Signer().query()).isEqualTo("10003");
    }

    @Test
    void aKeyOfAMaster_makesEditsAndDeletesKeysOfSubAccounts_andItself() {
        SimulatedKey owner = master.createKey("Wallet/Withdraw");
        var signer = new Signer(master, owner);
        JsonNode made = signer.send(
                        "POST",
                        "/v5/user/create-sub-api",
                        "{\"subuid\":1,\"readOnly\":0,\"permissions\":{\"Spot\":[\"SpotTrade\"]}}")
                .json()
                .path("result");
        SimulatedKey sub = new SimulatedKey(
                made.path("apiKey").asText(), made.path("secret").asText(), "", new byte[0], java.util.Set.of());
        var trader = new Signer(master, sub);
        assertThat(trader.order()).isEqualTo("0");
        assertThat(trader.send("GET", "/v5/user/query-api", "")
                        .json()
                        .at("/result/isMaster")
                        .asBoolean(true))
                .isFalse();

        String name = "{\"apikey\":\"" + sub.apiKey() + "\"";
        assertThat(signer.code("POST", "/v5/user/update-sub-api", "{}")).isEqualTo("10001");
        assertThat(signer.code("POST", "/v5/user/update-sub-api", name + ",\"readOnly\":1}"))
                .isEqualTo("0");
        assertThat(trader.code("POST", "/v5/order/create", ORDER.replace("a1", "a2")))
                .isEqualTo("10005");
        assertThat(signer.code("POST", "/v5/user/delete-sub-api", name + "}")).isEqualTo("0");
        assertThat(trader.query()).isEqualTo("10003");

        assertThat(signer.code("POST", "/v5/user/update-api", "{\"permissions\":{\"Wallet\":[\"Withdraw\"]}}"))
                .isEqualTo("10001");
        assertThat(signer.code(
                        "POST",
                        "/v5/user/update-api",
                        "{\"permissions\":{\"BitCard\":[\"BitCard\"],\"Wallet\":[\"AccountTransfer\"]}}"))
                .isEqualTo("0");
        assertThat(signer.send("GET", "/v5/user/query-api", "").body()).contains("\"BitCard\":[\"BitCard\"]");
        assertThat(signer.code("POST", "/v5/user/delete-api", "{}")).isEqualTo("0");
        assertThat(signer.query()).isEqualTo("10003");
    }

    @Test
    void withdrawal_isForMastersAlone_andTellsTheTime() {
        key.rights("Wallet/Withdraw");
        assertThat(call("POST", "/v5/asset/withdraw/create", WITHDRAWAL)).isEqualTo("10005");
        var signer = new Signer(master, master.createKey("Wallet/Withdraw"));
        assertThat(signer.code("POST", "/v5/asset/withdraw/create", "{\"coin\":\"BTC\",\"amount\":\"1\"}"))
                .isEqualTo("10001");
        assertThat(signer.code("POST", "/v5/asset/withdraw/create", WITHDRAWAL)).isEqualTo("0");
        assertThat(signer.code("POST", "/v5/asset/withdraw/create", WITHDRAWAL.replace("\"1\"", "\"1000000\"")))
                .isEqualTo("131212");
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    var signer = new Signer(master, master.createKey("Wallet/Withdraw"));
                    String wallet = "/v5/account/wallet-balance?accountType=UNIFIED";
                    String before = signer.send("GET", wallet, "").body();

                    assertThat(signer.code(
                                    "POST",
                                    "/v5/asset/withdraw/create",
                                    WITHDRAWAL.replace("\"1\"", "\"" + amount + "\"")))
                            .isEqualTo("10001");
                    assertThat(signer.send("GET", wallet, "").body()).isEqualTo(before);
                }));
    }

    @Test
    void history_ofTooLongATime_isRefused() {
        String linear = "&category=linear&settleCoin=USDT";
        String week = "startTime=1700000000000&endTime=1700604800000" + linear;
        String longer = "startTime=1700000000000&endTime=1700604800001" + linear;
        for (String path : List.of("/v5/execution/list?", "/v5/account/transaction-log?")) {
            assertThat(call("GET", path + week, "")).as(path).isEqualTo("0");
            assertThat(call("GET", path + longer, "")).as(path).isEqualTo("10001");
            assertThat(call("GET", path + "startTime=2&endTime=1" + linear, ""))
                    .as(path)
                    .isEqualTo("10001");
            assertThat(call("GET", path + "limit=101" + linear, "")).as(path).isEqualTo("10001");
            assertThat(call("GET", path + "cursor=elsewhere" + linear, ""))
                    .as(path)
                    .isEqualTo("10001");
        }
        assertThat(call("GET", "/v5/asset/deposit/query-record?startTime=1&endTime=2592000000", ""))
                .isEqualTo("0");
        assertThat(call("GET", "/v5/asset/deposit/query-record?startTime=1&endTime=2592000001", ""))
                .isEqualTo("10001");
        assertThat(call("GET", "/v5/asset/withdraw/query-record", ""))
                .as("masters alone")
                .isEqualTo("10005");
        assertThat(call("GET", "/v5/position/list?category=linear", "")).isEqualTo("10001");
        assertThat(call("GET", "/v5/position/list?category=spot&settleCoin=USDT", ""))
                .isEqualTo("10001");
    }

    @Test
    void fill_ofMoreThanIsLeft_isRefused() {
        String id = new Signer()
                .send("POST", "/v5/order/create", ORDER)
                .json()
                .at("/result/orderId")
                .asText();
        venue.fill(id, "0.5");
        assertThatThrownBy(() -> venue.fill(id, "0.6")).isInstanceOf(IllegalArgumentException.class);
        venue.fill(id, "0.5");
        assertThatThrownBy(() -> venue.fill(id, "0.1")).isInstanceOf(IllegalArgumentException.class);
        assertThat(call(
                        "POST",
                        "/v5/order/cancel",
                        "{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"orderId\":\"" + id + "\"}"))
                .as("it is done")
                .isEqualTo("170213");
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("bybit").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = new Signer().send("GET", "/v5/user/query-api", "");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(code(answer)).isEqualTo(row.getKey());
                    if (answer.status() == 200) {
                        assertThat(answer.json().path("retMsg").asText()).isNotEmpty();
                        assertThat(answer.json().path("result").isObject()).isTrue();
                    }
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey());
    }
}
