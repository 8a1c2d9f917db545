/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.net.URLEncoder;
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

class KrakenFuturesSimulatorTest {
    private static final String API = "/derivatives/api/v3/";
    private static final String CHECK = "/api/auth/v1/api-keys/v3/check";
    private static final String ORDER = "orderType=lmt&symbol=PF_XBTUSD&side=buy&limitPrice=1&size=1&cliOrdId=a1";

    private final StoppedClock clock = new StoppedClock();
    private final KrakenFuturesSimulator venue = KrakenFuturesSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("general:FULL_ACCESS");
    private final AtomicLong nonces = new AtomicLong(1_000);

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        byte[] secret() {
            return Base64.getDecoder().decode(key.secret());
        }

        String nonce() {
            return Long.toString(nonces.incrementAndGet());
        }

        String digested(String data, String nonce, String path) {
            return data + nonce + path;
        }

        String path(String path) {
            return path.replace("/derivatives/", "/");
        }

        byte[] message(String digested) {
            return Wire.sha256(digested);
        }

        String algorithm() {
            return "HmacSHA512";
        }

        String text(byte[] signature) {
            return Base64.getEncoder().encodeToString(signature);
        }

        String sent(String data) {
            return data;
        }

        void headers(Map<String, String> headers) {}

        Answer send(String method, String path, String data) {
            String nonce = nonce();
            byte[] message = message(digested(data, nonce, path(path)));
            var headers = new HashMap<String, String>();
            headers.put("APIKey", key.apiKey());
            headers.put("Authent", text(Wire.hmac(algorithm(), secret(), message)));
            headers.put("Nonce", nonce);
            headers.put("Content-Type", "application/x-www-form-urlencoded");
            headers(headers);
            boolean inBody = method.equals("POST");
            String query = inBody || data.isEmpty() ? "" : "?" + sent(data);
            return Wire.send(venue, method, path + query, inBody ? sent(data) : "", headers);
        }

        Answer order() {
            return send("POST", API + "sendorder", ORDER);
        }
    }

    private Answer post(String method, String data) {
        return new Signer().send("POST", API + method, data);
    }

    private Answer get(String method) {
        return new Signer().send("GET", API + method, "");
    }

    private static String error(Answer answer) {
        return answer.json().path("error").asText("");
    }

    private static String status(Answer answer) {
        return answer.json().path("sendStatus").path("status").asText("");
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        assertThat(status(new Signer().order())).isEqualTo("placed");
        assertThat(get("openorders").body()).contains("a1", "PF_XBTUSD");
        assertThat(post("cancelorder", "cliOrdId=a1").body()).contains("\"status\":\"cancelled\"");
        assertThat(get("openorders").body()).doesNotContain("a1");
        assertThat(status(post("sendorder", ORDER))).isEqualTo("placed");
        assertThat(post("cancelallorders", "symbol=PF_ETHUSD").body()).contains("noOrdersToCancel");
        assertThat(post("cancelallorders", "").body()).contains("\"status\":\"cancelled\"", "\"cancelOnly\":\"all\"");
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
        assertThat(post("cancelallordersafter", "timeout=60").body()).contains("2026-11-24T12:01:00.123Z");
        assertThat(post("cancelallordersafter", "timeout=0").body()).contains("\"triggerTime\":\"0\"");
        assertThat(get("accounts").json().path("accounts").path("flex").path("currencies"))
                .isNotEmpty();
        assertThat(get("openpositions").body()).contains("\"openPositions\":[]");
    }

    @Test
    void batch_isWorkedOffItemByItem() {
        assertThat(status(new Signer().order())).isEqualTo("placed");
        String json = "{\"batchOrder\":[{\"order\":\"cancel\",\"cliOrdId\":\"a1\"},"
                + "{\"order\":\"send\",\"order_tag\":\"1\",\"orderType\":\"mkt\",\"symbol\":\"PF_ETHUSD\",\"side\":\"sell\",\"size\":2}]}";
        var outcomes = post("batchorder", "json=" + URLEncoder.encode(json, UTF_8))
                .json()
                .path("batchStatus");

        assertThat(outcomes.path(0).path("status").asText()).isEqualTo("cancelled");
        assertThat(outcomes.path(1).path("status").asText()).isEqualTo("placed");
        assertThat(error(post("batchorder", "json=" + URLEncoder.encode("{\"batchOrder\":[", UTF_8))))
                .isEqualTo("Json Parse Error");
        assertThat(error(post("batchorder", "json=%7B%7D"))).isEqualTo("invalidArgument");
        assertThat(error(post("batchorder", ""))).isEqualTo("requiredArgumentMissing");
    }

    /** The scheme of the official WebSocket example with its secret, over a nonce and the path of the accounts; computed, not official. */
    @Test
    void read_ofAComputedVector_isAccepted() {
        SimulatedKey known = venue.importKey(
                "SYNTHETIC/key/of/the/computed/example/0123456789abcdefgh",
                "7zxMEF5p/Z8l2p2U7Ghv6x14Af+Fx+92tPgUdVQ748FOIrEoT9bgT+bTRfXc5pz8na+hL/QdrCVG7bh9KpT0eMTm",
                "general:READ_ONLY");
        Answer answer = Wire.send(
                venue,
                "GET",
                API + "accounts",
                "",
                Map.of(
                        "APIKey",
                        known.apiKey(),
                        "Nonce",
                        "1415957147987",
                        "Authent",
                        "ar47HmgHaRy9Sx4pgny8d0JvjsPmPE1vDPwEb2c+42WPpLtRI4xcLAppaweKMoTpyJQxYZEPqCM5LK5SDaPdBA=="));

        assertThat(answer.json().path("result").asText()).isEqualTo("success");
    }

    private Signer numbered(String nonce) {
        return new Signer() {
            @Override
            String nonce() {
                return nonce;
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("the secret not decoded", entry("authenticationError", new Signer() {
                    @Override
                    byte[] secret() {
                        return key.secret().getBytes(UTF_8);
                    }
                })),
                entry("the nonce not signed", entry("authenticationError", new Signer() {
                    @Override
                    String digested(String data, String nonce, String path) {
                        return data + path;
                    }
                })),
                entry("the nonce before the parameters, as at spot", entry("authenticationError", new Signer() {
                    @Override
                    String digested(String data, String nonce, String path) {
                        return nonce + data + path;
                    }
                })),
                entry("the path first", entry("authenticationError", new Signer() {
                    @Override
                    String digested(String data, String nonce, String path) {
                        return path + data + nonce;
                    }
                })),
                entry("the path not signed", entry("authenticationError", new Signer() {
                    @Override
                    String digested(String data, String nonce, String path) {
                        return data + nonce;
                    }
                })),
                entry("the whole path", entry("authenticationError", new Signer() {
                    @Override
                    String path(String path) {
                        return path;
                    }
                })),
                entry("the parameters not signed", entry("authenticationError", new Signer() {
                    @Override
                    String digested(String data, String nonce, String path) {
                        return nonce + path;
                    }
                })),
                entry("not digested first", entry("authenticationError", new Signer() {
                    @Override
                    byte[] message(String digested) {
                        return digested.getBytes(UTF_8);
                    }
                })),
                entry("another digest of the whole", entry("authenticationError", new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA256";
                    }
                })),
                entry("hexadecimal for base64", entry("authenticationError", new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return HexFormat.of().formatHex(signature);
                    }
                })),
                entry("the parameters changed after signing", entry("authenticationError", new Signer() {
                    @Override
                    String sent(String data) {
                        return data.replace("size=1", "size=100");
                    }
                })),
                entry("the parameters not sent", entry("authenticationError", new Signer() {
                    @Override
                    String sent(String data) {
                        return "";
                    }
                })),
                entry("another nonce sent", entry("authenticationError", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("Nonce", "99999999");
                    }
                })),
                entry("the nonce signed and not sent", entry("authenticationError", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.remove("Nonce");
                    }
                })),
                entry("no signature", entry("authenticationError", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.remove("Authent");
                    }
                })),
                entry("a key that nobody has", entry("authenticationError", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("APIKey", "nobody");
                    }
                })),
                entry("no key", entry("authenticationError", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.remove("APIKey");
                    }
                })),
                entry("a nonce that is no number", entry("invalidArgument", numbered("now"))),
                entry("a negative nonce", entry("invalidArgument", numbered("-5"))),
                entry("a nonce used before", entry("nonceDuplicate", numbered("500"))),
                entry("a lower nonce", entry("nonceBelowThreshold", numbered("499"))));
        assertThat(error(numbered("500").send("GET", API + "accounts", ""))).isEmpty();
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(error(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    /** The venue's documentation: the nonce is not required. */
    @Test
    void request_withoutANonce_isTakenAgainAndAgain() {
        Signer bare = new Signer() {
            @Override
            String nonce() {
                return "";
            }

            @Override
            void headers(Map<String, String> headers) {
                headers.remove("Nonce");
            }
        };
        assertThat(error(bare.send("GET", API + "accounts", ""))).isEmpty();
        assertThat(error(bare.send("GET", API + "accounts", ""))).isEmpty();
    }

    @Test
    void request_beyondTheKey_isRefused() {
        assertThat(error(post("withdrawal", "currency=BTC&amount=1"))).isEqualTo("authenticationError");
        assertThat(error(post("transfer", "fromAccount=cash&toAccount=flex&unit=BTC&amount=1")))
                .as("full access moves money between wallets")
                .isEmpty();
        key.rights("general:READ_ONLY");
        assertThat(error(new Signer().order())).isEqualTo("authenticationError");
        assertThat(error(get("accounts"))).isEmpty();
        key.rights("transfer:FULL_ACCESS");
        assertThat(error(get("accounts"))).isEqualTo("authenticationError");
        assertThat(post("withdrawal", "currency=BTC&amount=1").body()).contains("uid");
        key.rights("general:FULL_ACCESS").boundTo("198.51.100.7");
        assertThat(error(new Signer().order())).isEqualTo("authenticationError");
        venue.seeCallersAs("198.51.100.7");
        assertThat(status(new Signer().order())).isEqualTo("placed");
        key.revoke();
        assertThat(error(new Signer().order())).isEqualTo("authenticationError");
    }

    @Test
    void key_ofTheOtherEnvironment_isNotKnown() {
        key.inSandbox();
        assertThat(error(new Signer().order())).isEqualTo("authenticationError");
        try (KrakenFuturesSimulator demo = KrakenFuturesSimulator.startDemo()) {
            assertThat(demo.toApiKey("demo", demo.createKey("general:READ_ONLY"))
                            .strategies(java.util.Set.of("s"))
                            .build()
                            .environment())
                    .isEqualTo(io.keyguard.Environment.SANDBOX);
        }
    }

    @TestFactory
    Stream<DynamicTest> order_withoutAFieldItMustHave_isRefused() {
        return Stream.of("orderType", "symbol", "side", "limitPrice", "size")
                .map(field -> DynamicTest.dynamicTest(field, () -> {
                    String order = ORDER.replaceAll("(^|&)" + field + "=[^&]*", "$1x=y");

                    assertThat(error(post("sendorder", order))).isEqualTo("requiredArgumentMissing");
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void order_thatIsRefused_isAnsweredWithAStatusOfItsOwn() {
        new Signer().order();
        assertThat(status(new Signer().order())).isEqualTo("clientOrderIdAlreadyExist");
        assertThat(status(post("sendorder", ORDER.replace("a1", "a".repeat(101)))))
                .isEqualTo("clientOrderIdTooLong");
        assertThat(status(post("sendorder", ORDER + "&reduceOnly=true"))).isEqualTo("wouldNotReducePosition");
        assertThat(post("cancelorder", "order_id=none").body()).contains("notFound");
        assertThat(error(post("cancelorder", ""))).isEqualTo("requiredArgumentMissing");
        assertThat(error(post("cancelallordersafter", "timeout=-1"))).isEqualTo("invalidArgument");
        assertThat(error(post("nothing", ""))).isEqualTo("notFound");
        assertThat(post("nothing", "").status()).isEqualTo(404);
        assertThat(error(get("sendorder"))).isEqualTo("notFound");
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        key.rights("general:FULL_ACCESS", "transfer:FULL_ACCESS");
        String before = get("accounts").json().path("accounts").toString();
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    Answer answer = post("withdrawal", "currency=BTC&amount=" + URLEncoder.encode(amount, UTF_8));

                    assertThat(error(answer)).isEqualTo("invalidAmount");
                    assertThat(get("accounts").json().path("accounts")).hasToString(before);
                }));
    }

    @Test
    void transfer_needsEndsUnitAndMoney() {
        assertThat(error(post("transfer", "fromAccount=cash&unit=BTC&amount=1")))
                .isEqualTo("requiredArgumentMissing");
        assertThat(error(post("transfer", "fromAccount=cash&toAccount=flex&unit=XYZ&amount=1")))
                .isEqualTo("invalidUnit");
        assertThat(error(post("transfer", "fromAccount=cash&toAccount=flex&unit=BTC&amount=1000000")))
                .isEqualTo("insufficientFunds");
        assertThat(error(post(
                        "transfer/subaccount",
                        "fromUser=a&toUser=b&fromAccount=flex&toAccount=flex&unit=BTC&amount=1")))
                .isEmpty();
        key.rights("transfer:FULL_ACCESS");
        assertThat(error(post("withdrawal", "currency=BTC&amount=1000000"))).isEqualTo("insufficientFunds");
    }

    @Test
    void tradingEnabled_ofASubAccount_isSwitchedByAPut() {
        String path = API + "subaccount/778387b6-f990-4128-16a7-f4ab669a9b01/trading-enabled";
        assertThat(new Signer().send("PUT", path, "tradingEnabled=false").body())
                .isEqualTo("{\"tradingEnabled\":false}");
        assertThat(error(new Signer().send("PUT", path, "tradingEnabled=no"))).isEqualTo("invalidArgument");
        assertThat(error(new Signer().send("PUT", path, ""))).isEqualTo("requiredArgumentMissing");
    }

    @Test
    void keyInfo_needsNoRightAndSaysWhatTheKeyIs() {
        key.rights(new String[0]);
        var info = new Signer().send("GET", CHECK, "").json();
        assertThat(info.path("permissions").path("general").asText()).isEqualTo("NO_ACCESS");
        assertThat(info.path("permissions").path("transfer").asText()).isEqualTo("NO_ACCESS");
        assertThat(info.path("allowedCidrBlock").isNull()).isTrue();
        assertThat(info.path("accountUid").asText()).isEqualTo(venue.accountId());
        key.rights("general:READ_ONLY", "transfer:FULL_ACCESS").boundTo("127.0.0.1");
        info = new Signer().send("GET", CHECK, "").json();
        assertThat(info.path("permissions").path("general").asText()).isEqualTo("READ_ONLY");
        assertThat(info.path("permissions").path("transfer").asText()).isEqualTo("FULL_ACCESS");
        assertThat(info.path("allowedCidrBlocks").path(0).asText()).isEqualTo("127.0.0.1/32");
    }

    /** Source: docs.kraken.com, check-v3-api-key: 401 where the key is not found or the signature is invalid. */
    @Test
    void keyInfo_toAKeyOrSignatureThatIsWrong_is401() {
        key.revoke();
        Answer answer = new Signer().send("GET", CHECK, "");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().has("suberror")).isTrue();
        assertThat(venue.stats().rejections()).containsEntry("authenticationError", 1L);
    }

    @Test
    void request_afterItsKeyHasEnded_isRefused() {
        key.endsAt(clock.instant().plusSeconds(60));
        assertThat(error(get("accounts"))).isEmpty();
        clock.pass(Duration.ofSeconds(60));

        assertThat(error(get("accounts"))).isEqualTo("authenticationError");
    }

    @Test
    void request_onWhichTheSimulatorFails_isAnsweredAndCounted() {
        var breaking = new Wire.BreakingClock();
        try (KrakenFuturesSimulator broken = KrakenFuturesSimulator.start(breaking)) {
            SimulatedKey brokenKey = broken.createKey("general:READ_ONLY");
            breaking.breakNow();
            assertThat(Wire.send(broken, "GET", API + "accounts", "", Map.of("APIKey", brokenKey.apiKey()))
                            .status())
                    .isEqualTo(500);
            assertThat(broken.stats().rejections()).containsOnly(entry(VenueStats.INTERNAL_ERROR, 1L));
        }
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("kraken-futures").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = get("accounts");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(answer.json().path("result").asText()).isEqualTo("error");
                    assertThat(error(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey());
    }
}
