/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DeribitSimulatorTest {
    private static final String ROOT = "/api/v2/private/";
    private static final String ORDER = ROOT + "buy?instrument_name=BTC-PERPETUAL&amount=10&price=100&label=a1";

    private final StoppedClock clock = new StoppedClock();
    private final DeribitSimulator venue = DeribitSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("account:read", "trade:read_write");
    private int lastNonce;

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        private final DeribitSimulator at;
        private final SimulatedKey with;

        Signer() {
            this(venue, key);
        }

        Signer(DeribitSimulator at, SimulatedKey with) {
            this.at = at;
            this.with = with;
        }

        String timestamp() {
            return Long.toString(clock.instant().toEpochMilli());
        }

        String nonce() {
            return "n" + ++lastNonce;
        }

        byte[] secret() {
            return with.secret().getBytes(UTF_8);
        }

        String clientId() {
            return with.apiKey();
        }

        String prehash(String timestamp, String nonce, String method, String path, String body) {
            return timestamp + "\n" + nonce + "\n" + method + "\n" + path + "\n" + body + "\n";
        }

        String signature(String prehash) {
            return HexFormat.of().formatHex(Wire.hmac("HmacSHA256", secret(), prehash));
        }

        String header(String timestamp, String nonce, String signature) {
            return "deri-hmac-sha256 id=" + clientId() + ",ts=" + timestamp + ",nonce=" + nonce + ",sig=" + signature;
        }

        Answer send(String method, String path, String body) {
            String timestamp = timestamp();
            String nonce = nonce();
            String signature = signature(prehash(timestamp, nonce, method, path, body));
            return Wire.send(at, method, path, body, Map.of("Authorization", header(timestamp, nonce, signature)));
        }

        Answer order() {
            return send("GET", ORDER, "");
        }

        Answer post(String method, String params) {
            return send(
                    "POST",
                    "/api/v2/" + method,
                    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}");
        }

        Answer login(String scope) {
            String timestamp = timestamp();
            String nonce = nonce();
            return Wire.send(
                    at,
                    "GET",
                    "/api/v2/public/auth?grant_type=client_signature&client_id=" + clientId() + "&timestamp="
                            + timestamp + "&nonce=" + nonce + "&signature="
                            + signature(timestamp + "\n" + nonce + "\n")
                            + (scope.isEmpty() ? "" : "&scope=" + URLEncoder.encode(scope, UTF_8)),
                    "",
                    Map.of());
        }
    }

    private Answer get(String pathAndQuery) {
        return new Signer().send("GET", pathAndQuery, "");
    }

    private static String code(Answer answer) {
        return answer.json().path("error").path("code").asText("0");
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        Answer placed = new Signer().order();
        assertThat(code(placed)).isEqualTo("0");
        String id = placed.json().path("result").path("order").path("order_id").asText();
        assertThat(get(ROOT + "get_order_state?order_id=" + id).body()).contains("\"order_state\":\"open\"");
        assertThat(get(ROOT + "get_open_orders?kind=future").body()).contains("\"label\":\"a1\"");
        assertThat(get(ROOT + "get_open_orders?kind=option").body()).doesNotContain("a1");
        assertThat(code(get(ROOT + "cancel?order_id=" + id))).isEqualTo("0");
        assertThat(get(ROOT + "get_open_orders").body()).doesNotContain("a1");
        assertThat(venue.stats().ordersPlaced()).isOne();
        assertThat(venue.stats().ordersCancelled()).isOne();
    }

    @Test
    void orders_areCancelledByKindOrAllOfThem() {
        for (String instrument : new String[] {"BTC-PERPETUAL", "BTC_USDC", "BTC-25DEC26-60000-C"}) {
            assertThat(code(new Signer()
                            .post(
                                    "private/sell",
                                    "{\"instrument_name\":\"" + instrument + "\",\"amount\":1,\"type\":\"market\"}")))
                    .isEqualTo("0");
        }
        String byKind = ROOT + "cancel_all_by_kind_or_type?currency=any&kind=";
        assertThat(get(byKind + "spot").json().path("result").asInt()).isOne();
        assertThat(get(byKind + "spot").json().path("result").asInt()).isZero();
        assertThat(get(ROOT + "cancel_all").json().path("result").asInt()).isEqualTo(2);
        assertThat(code(get(byKind + "shares"))).isEqualTo("-32602");
    }

    /** The vector of docs.deribit.com/articles/authentication. */
    @Test
    void request_ofTheOfficialVector_isAcceptedOnce() {
        clock.at(Instant.ofEpochMilli(1576074319000L));
        venue.importKey("AMANDA", "AMANDASECRECT", "account:read");
        for (String expected : new String[] {"0", "13009"}) {
            Answer answer = Wire.send(
                    venue,
                    "GET",
                    ROOT + "get_account_summary?currency=BTC",
                    "",
                    Map.of(
                            "Authorization",
                            "deri-hmac-sha256 id=AMANDA,ts=1576074319000,nonce=1iqt2wls,"
                                    + "sig=9bfbc51a2bc372d72cc396cf1a213dc78d42eb74cb7dc272351833ad0de276ab"));
            assertThat(code(answer)).isEqualTo(expected);
        }
    }

    @Test
    void header_mayHaveItsPartsInTheOrderOfTheDocumentation() {
        assertThat(code(
                        new Signer() {
                            @Override
                            String header(String timestamp, String nonce, String signature) {
                                return "deri-hmac-sha256 id=" + clientId() + ", ts=" + timestamp + ", sig=" + signature
                                        + ", nonce=" + nonce;
                            }
                        }.order()))
                .isEqualTo("0");
    }

    private Signer at(Instant instant) {
        return new Signer() {
            @Override
            String timestamp() {
                return Long.toString(instant.toEpochMilli());
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Instant now = clock.instant();
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("a key that nobody has", entry("13004", new Signer() {
                    @Override
                    String clientId() {
                        return "AAAAAAAA";
                    }
                })),
                entry("another scheme", entry("13009", new Signer() {
                    @Override
                    String header(String timestamp, String nonce, String signature) {
                        return "Bearer " + signature;
                    }
                })),
                entry("no nonce in the header", entry("13009", new Signer() {
                    @Override
                    String header(String timestamp, String nonce, String signature) {
                        return "deri-hmac-sha256 id=" + clientId() + ",ts=" + timestamp + ",sig=" + signature;
                    }
                })),
                entry("too old", entry("13009", at(now.minusMillis(60_001)))),
                entry("too far ahead", entry("13009", at(now.plusMillis(60_001)))),
                entry("seconds since 1970", entry("13009", new Signer() {
                    @Override
                    String timestamp() {
                        return Long.toString(now.getEpochSecond());
                    }
                })),
                entry("no nonce in the message", entry("13009", new Signer() {
                    @Override
                    String prehash(String timestamp, String nonce, String method, String path, String body) {
                        return timestamp + "\n" + method + "\n" + path + "\n" + body + "\n";
                    }
                })),
                entry("no method in the message", entry("13009", new Signer() {
                    @Override
                    String prehash(String timestamp, String nonce, String method, String path, String body) {
                        return timestamp + "\n" + nonce + "\n" + path + "\n" + body + "\n";
                    }
                })),
                entry("the method in small letters", entry("13009", new Signer() {
                    @Override
                    String prehash(String timestamp, String nonce, String method, String path, String body) {
                        return super.prehash(timestamp, nonce, "get", path, body);
                    }
                })),
                entry("the path without the query", entry("13009", new Signer() {
                    @Override
                    String prehash(String timestamp, String nonce, String method, String path, String body) {
                        return super.prehash(timestamp, nonce, method, path.substring(0, path.indexOf('?')), body);
                    }
                })),
                entry("no new line at the end", entry("13009", new Signer() {
                    @Override
                    String prehash(String timestamp, String nonce, String method, String path, String body) {
                        String whole = super.prehash(timestamp, nonce, method, path, body);
                        return whole.substring(0, whole.length() - 1);
                    }
                })),
                entry("the message of a login", entry("13009", new Signer() {
                    @Override
                    String prehash(String timestamp, String nonce, String method, String path, String body) {
                        return timestamp + "\n" + nonce + "\n";
                    }
                })),
                entry("base64 for hexadecimal", entry("13009", new Signer() {
                    @Override
                    String signature(String prehash) {
                        return Base64.getEncoder().encodeToString(Wire.hmac("HmacSHA256", secret(), prehash));
                    }
                })),
                entry("SHA-512 for SHA-256", entry("13009", new Signer() {
                    @Override
                    String signature(String prehash) {
                        return HexFormat.of().formatHex(Wire.hmac("HmacSHA512", secret(), prehash));
                    }
                })),
                entry("the secret as the bytes its letters stand for", entry("13009", new Signer() {
                    @Override
                    byte[] secret() {
                        return Base64.getUrlDecoder().decode(key.secret());
                    }
                })));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(code(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(answer.status()).isEqualTo(401);
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void body_leftOutOfTheSignature_isRejected() {
        var mutant = new Signer() {
            @Override
            String prehash(String timestamp, String nonce, String method, String path, String body) {
                return super.prehash(timestamp, nonce, method, path, "");
            }
        };
        assertThat(code(mutant.post("private/cancel_all", "{}"))).isEqualTo("13009");
        assertThat(code(new Signer().post("private/cancel_all", "{}"))).isEqualTo("0");
    }

    @Test
    void nonce_isTakenOnce() {
        var repeating = new Signer() {
            @Override
            String nonce() {
                return "always";
            }
        };
        assertThat(code(repeating.order())).isEqualTo("0");
        clock.pass(Duration.ofMillis(1));
        assertThat(code(repeating.order())).isEqualTo("13009");
        assertThat(code(repeating.login(""))).isEqualTo("13009");
    }

    @Test
    void time_isPublicAndTheWindowMovesWithIt() {
        Instant then = clock.instant();
        clock.pass(Duration.ofSeconds(60));
        assertThat(code(at(then).order())).isEqualTo("0");
        clock.pass(Duration.ofMillis(1));
        assertThat(code(at(then).order())).isEqualTo("13009");
        assertThat(Wire.send(venue, "GET", "/api/v2/public/get_time", "", Map.of())
                        .body())
                .contains(Long.toString(clock.instant().toEpochMilli()));
    }

    @Test
    void request_beyondTheKey_isRefused() {
        assertThat(code(Wire.send(venue, "GET", ORDER, "", Map.of()))).isEqualTo("10000");
        assertThat(code(get(ROOT + "withdraw?currency=BTC&amount=1&address=x"))).isEqualTo("13021");
        assertThat(code(get(ROOT + "create_api_key?max_scope=x"))).isEqualTo("13021");
        key.boundTo("198.51.100.7");
        assertThat(code(new Signer().order())).isEqualTo("13004");
        assertThat(code(new Signer().login(""))).isEqualTo("13004");
        venue.seeCallersAs("198.51.100.7");
        assertThat(code(new Signer().order())).isEqualTo("0");
        assertThat(code(new Signer().login(""))).isEqualTo("0");
        key.rights("trade:read");
        assertThat(code(new Signer().order())).isEqualTo("13021");
        assertThat(code(get(ROOT + "get_open_orders"))).isEqualTo("0");
        key.revoke();
        assertThat(code(get(ROOT + "get_open_orders"))).isEqualTo("13004");
        assertThat(code(new Signer().login(""))).isEqualTo("13004");
    }

    @Test
    void request_ofItsOwnFault_isRefusedWithItsCode() {
        for (String field : new String[] {"instrument_name", "amount", "price"}) {
            assertThat(code(get(ORDER.replace(field + "=", "x=")))).as(field).isEqualTo("-32602");
        }
        assertThat(code(get(ORDER.replace("amount=10", "amount=-1")))).isEqualTo("-32602");
        assertThat(code(get(ORDER + "l".repeat(64)))).isEqualTo("-32602");
        assertThat(code(get(ORDER + "&valid_until=1"))).isEqualTo("13888");
        assertThat(code(get(ROOT + "cancel?order_id=9"))).isEqualTo("10004");
        assertThat(code(get(ROOT + "get_order_state?order_id=9"))).isEqualTo("10004");
        assertThat(code(get(ROOT + "teleport"))).isEqualTo("-32601");
        assertThat(code(new Signer().send("POST", ROOT + "cancel_all", "{"))).isEqualTo("-32700");
        assertThat(code(new Signer().send("POST", ROOT + "cancel_all", "{\"method\":\"private/buy\"}")))
                .isEqualTo("-32600");
        assertThat(code(new Signer().send("DELETE", ROOT + "cancel_all", ""))).isEqualTo("-32600");
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @Test
    void login_grantsWhatWasAskedForAndTheKeyHas() {
        String all = new Signer().login("").json().path("result").path("scope").asText();
        assertThat(all)
                .isEqualTo("account:read block_rfq:none block_trade:none trade:read_write wallet:none connection");
        Answer narrow = new Signer().login("trade:read account:read_write expires:60");
        assertThat(narrow.json().path("result").path("scope").asText())
                .contains("trade:read ", "account:read ")
                .doesNotContain("read_write");
        assertThat(narrow.json().path("result").path("expires_in").asInt()).isEqualTo(60);
        assertThat(code(Wire.send(
                        venue,
                        "GET",
                        "/api/v2/public/auth?grant_type=client_credentials&client_id=" + key.apiKey()
                                + "&client_secret=guessed",
                        "",
                        Map.of())))
                .isEqualTo("13004");
        assertThat(code(Wire.send(
                        venue,
                        "GET",
                        "/api/v2/public/auth?grant_type=client_signature&client_id=" + key.apiKey(),
                        "",
                        Map.of())))
                .isEqualTo("-32602");
    }

    @Test
    void money_leavesMainAccountsAlone() {
        key.rights("wallet:read_write", "account:read");
        assertThat(code(get(ROOT + "withdraw?currency=BTC&amount=1&address=x"))).isEqualTo("13012");
        assertThat(code(get(ROOT + "submit_transfer_to_subaccount?currency=BTC&amount=1&destination=7")))
                .isEqualTo("0");
        assertThat(get(ROOT + "get_account_summary?currency=BTC")
                        .json()
                        .path("result")
                        .path("balance")
                        .asInt())
                .isEqualTo(9);
        try (DeribitSimulator main = DeribitSimulator.startMainAccount(clock)) {
            var signer = new Signer(main, main.createKey("wallet:read_write", "account:read"));
            String withdrawal = ROOT + "withdraw?currency=BTC&address=x&amount=";
            for (String amount : Wire.BAD_AMOUNTS) {
                assertThat(code(signer.send("GET", withdrawal + URLEncoder.encode(amount, UTF_8), "")))
                        .as(amount)
                        .isEqualTo("-32602");
            }
            assertThat(code(signer.send("GET", withdrawal + "1000000", ""))).isEqualTo("10009");
            assertThat(code(signer.send("GET", withdrawal + "1", ""))).isEqualTo("0");
            assertThat(signer.login("").body()).contains("mainaccount");
            assertThat(signer.send("GET", ROOT + "get_account_summaries?extended=true", "")
                            .json()
                            .path("result")
                            .path("id")
                            .asText())
                    .isEqualTo(main.accountId());
        }
    }

    @Test
    void keys_areMadeChangedAndEnded() {
        key.rights("account:read_write");
        var made = new Signer()
                .post("private/create_api_key", "{\"max_scope\":[\"trade:read\"]}")
                .json()
                .path("result");
        SimulatedKey other = new SimulatedKey(
                made.path("client_id").asText(),
                made.path("client_secret").asText(),
                "",
                new byte[0],
                java.util.Set.of());
        var signer = new Signer(venue, other);
        assertThat(code(signer.order())).isEqualTo("13021");
        String id = made.path("id").asText();
        assertThat(code(new Signer()
                        .post(
                                "private/change_scope_in_api_key",
                                "{\"id\":" + id + ",\"max_scope\":[\"trade:read_write\"]}")))
                .isEqualTo("0");
        assertThat(code(signer.order())).isEqualTo("0");
        assertThat(get(ROOT + "list_api_keys").body()).contains(other.apiKey(), "ip_whitelist");
        assertThat(code(get(ROOT + "disable_api_key?id=" + id))).isEqualTo("0");
        assertThat(code(signer.order())).isEqualTo("13004");
        assertThat(code(get(ROOT + "remove_api_key?id=99"))).isEqualTo("11029");
        assertThat(code(new Signer().post("private/create_api_key", "{}"))).isEqualTo("-32602");
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("deribit").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = new Signer().order();

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(code(answer)).isEqualTo(row.getKey());
                    assertThat(answer.json().path("error").path("message").asText())
                            .isNotEmpty();
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey());
    }
}
