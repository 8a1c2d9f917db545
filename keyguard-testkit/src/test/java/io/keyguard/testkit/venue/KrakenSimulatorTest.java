/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.io.ByteArrayOutputStream;
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

class KrakenSimulatorTest {
    private static final String ADD = "/0/private/AddOrder";
    private static final String ORDER = "ordertype=limit&type=buy&pair=XBTUSD&price=1&volume=1&cl_ord_id=a1";

    private final StoppedClock clock = new StoppedClock();
    private final KrakenSimulator venue = KrakenSimulator.start(clock);
    private final SimulatedKey key =
            venue.createKey("query-funds", "query-open-trades", "modify-trades", "close-trades");
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

        String body(String nonce, String parameters) {
            return "nonce=" + nonce + (parameters.isEmpty() ? "" : "&" + parameters);
        }

        String digested(String nonce, String body) {
            return nonce + body;
        }

        String path(String path) {
            return path;
        }

        String algorithm() {
            return "HmacSHA512";
        }

        String text(byte[] signature) {
            return Base64.getEncoder().encodeToString(signature);
        }

        String sent(String body) {
            return body;
        }

        void headers(Map<String, String> headers) {}

        Answer send(String path, String parameters) {
            String nonce = nonce();
            String body = body(nonce, parameters);
            var message = new ByteArrayOutputStream();
            message.writeBytes(path(path).getBytes(UTF_8));
            message.writeBytes(Wire.sha256(digested(nonce, body)));
            var headers = new HashMap<String, String>();
            headers.put("API-Key", key.apiKey());
            headers.put("API-Sign", text(Wire.hmac(algorithm(), secret(), message.toByteArray())));
            headers.put("Content-Type", "application/x-www-form-urlencoded");
            headers(headers);
            return Wire.send(venue, "POST", path, sent(body), headers);
        }

        Answer order() {
            return send(ADD, ORDER);
        }
    }

    private Answer call(String method, String parameters) {
        return new Signer().send("/0/private/" + method, parameters);
    }

    private static String error(Answer answer) {
        return answer.json().path("error").path(0).asText("");
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        assertThat(error(new Signer().order())).isEmpty();
        assertThat(call("OpenOrders", "").body()).contains("a1");
        assertThat(call("CancelOrder", "cl_ord_id=a1").body()).contains("\"count\":1");
        assertThat(call("OpenOrders", "").body()).doesNotContain("a1");
        assertThat(call("AddOrder", ORDER).status()).isEqualTo(200);
        assertThat(call("CancelAll", "").body()).contains("\"count\":1");
        assertThat(call("CancelAllOrdersAfter", "timeout=60").body()).contains("triggerTime");
        assertThat(call("Balance", "").json().path("result").size()).isPositive();
    }

    /** Source: docs.kraken.com, Spot REST authentication: the example with its secret, nonce and signature. */
    @Test
    void order_ofTheOfficialExample_isAccepted() {
        SimulatedKey official = venue.importKey(
                "SYNTHETIC/key/of/the/official/example/0123456789abcdefghi",
                "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==",
                "modify-trades");
        Answer answer = Wire.send(
                venue,
                "POST",
                ADD,
                "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25",
                Map.of(
                        "API-Key",
                        official.apiKey(),
                        "API-Sign",
                        "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ=="));

        assertThat(error(answer)).isEmpty();
        assertThat(venue.stats().ordersPlaced()).isOne();
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
                entry("the secret not decoded", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    byte[] secret() {
                        return key.secret().getBytes(UTF_8);
                    }
                })),
                entry("the nonce not before the body", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String digested(String nonce, String body) {
                        return body;
                    }
                })),
                entry("the nonce behind the body", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String digested(String nonce, String body) {
                        return body + nonce;
                    }
                })),
                entry("the body not digested", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String digested(String nonce, String body) {
                        return nonce;
                    }
                })),
                entry("another digest of the whole", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA256";
                    }
                })),
                entry("hexadecimal for base64", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return HexFormat.of().formatHex(signature);
                    }
                })),
                entry("the path without its start", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String path(String path) {
                        return path.substring(2);
                    }
                })),
                entry("the body changed after signing", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String sent(String body) {
                        return body.replace("volume=1", "volume=100");
                    }
                })),
                entry("the body sorted after signing", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String sent(String body) {
                        return String.join(
                                "&", Stream.of(body.split("&")).sorted().toList());
                    }
                })),
                entry("the body not sent", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    String sent(String body) {
                        return "";
                    }
                })),
                entry("no signature", entry("EAPI:Invalid signature", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.remove("API-Sign");
                    }
                })),
                entry("no nonce", entry("EAPI:Invalid nonce", new Signer() {
                    @Override
                    String nonce() {
                        return "";
                    }

                    @Override
                    String body(String nonce, String parameters) {
                        return parameters;
                    }
                })),
                entry("a nonce that is no number", entry("EAPI:Invalid nonce", numbered("now"))),
                entry("a negative nonce", entry("EAPI:Invalid nonce", numbered("-5"))),
                entry("a nonce used before", entry("EAPI:Invalid nonce", numbered("500"))),
                entry("a lower nonce", entry("EAPI:Invalid nonce", numbered("499"))),
                entry("a key that nobody has", entry("EAPI:Invalid key", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("API-Key", "nobody");
                    }
                })),
                entry("no key", entry("EAPI:Invalid key", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.remove("API-Key");
                    }
                })));
        assertThat(error(numbered("500").send("/0/private/Balance", ""))).isEmpty();
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(error(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void nonce_insideTheWindowOfTheKey_isTakenOnce() {
        key.nonceWindow(10);
        assertThat(error(numbered("100").send("/0/private/Balance", ""))).isEmpty();
        assertThat(error(numbered("95").send("/0/private/Balance", ""))).isEmpty();
        assertThat(error(numbered("95").send("/0/private/Balance", ""))).isEqualTo("EAPI:Invalid nonce");
        assertThat(error(numbered("90").send("/0/private/Balance", ""))).isEqualTo("EAPI:Invalid nonce");
        assertThat(error(numbered("91").send("/0/private/Balance", ""))).isEmpty();
    }

    @Test
    void request_beyondTheKey_isRefused() {
        assertThat(error(call("Withdraw", "asset=XBT&key=w&amount=1"))).isEqualTo("EGeneral:Permission denied");
        assertThat(error(call("GetWebSocketsToken", ""))).isEqualTo("EGeneral:Permission denied");
        assertThat(error(call("WalletTransfer", "asset=XBT&amount=1")))
                .as("a query right moves money")
                .isEmpty();
        key.boundTo("198.51.100.7");
        assertThat(error(new Signer().order())).isEqualTo("EAPI:Invalid key");
        venue.seeCallersAs("198.51.100.7");
        assertThat(error(new Signer().order())).isEmpty();
        key.revoke();
        assertThat(error(new Signer().order())).isEqualTo("EAPI:Invalid key");
    }

    @TestFactory
    Stream<DynamicTest> order_withoutAFieldItMustHave_isRefused() {
        return Stream.of("ordertype", "type", "pair", "price", "volume")
                .map(field -> DynamicTest.dynamicTest(field, () -> {
                    String order = ORDER.replaceAll("(^|&)" + field + "=[^&]*", "$1x=y");

                    assertThat(error(call("AddOrder", order))).isEqualTo("EGeneral:Invalid arguments");
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void request_afterItsKeyHasEnded_isRefusedAsOfAKeyThatDoesNotExist() {
        key.endsAt(clock.instant().plusSeconds(60));
        var info = call("GetApiKeyInfo", "").json().path("result");
        assertThat(info.path("valid_until").asText())
                .isEqualTo(Long.toString(clock.instant().plusSeconds(60).getEpochSecond()));
        clock.pass(Duration.ofSeconds(60));

        Answer refused = new Signer().order();
        assertThat(refused.status()).isEqualTo(200);
        assertThat(error(refused)).isEqualTo("EAPI:Invalid key");
        assertThat(error(call("GetApiKeyInfo", ""))).isEqualTo("EAPI:Invalid key");
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        key.rights("query-funds", "withdraw-funds");
        String before = call("Balance", "").body();
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    String encoded = java.net.URLEncoder.encode(amount, UTF_8);
                    Answer answer = call("Withdraw", "asset=BTC&key=w&amount=" + encoded);

                    assertThat(error(answer)).isEqualTo("EGeneral:Invalid arguments");
                    assertThat(call("Balance", "").body()).isEqualTo(before);
                }));
    }

    @Test
    void badKeys_inARow_lockTheCallerOut() {
        key.revoke();
        for (int i = 0; i < 5; i++) {
            assertThat(error(new Signer().order())).isEqualTo("EAPI:Invalid key");
        }
        assertThat(error(new Signer().order())).isEqualTo("EGeneral:Temporary lockout");
        venue.endLockout();
        assertThat(error(new Signer().order())).isEqualTo("EAPI:Invalid key");
    }

    @Test
    void request_ofItsOwnFault_isRefusedWithItsCode() {
        new Signer().order();
        assertThat(error(new Signer().order())).as("duplicate").isEqualTo("EGeneral:Invalid arguments");
        assertThat(error(call("AddOrder", "pair=XBTUSD"))).isEqualTo("EGeneral:Invalid arguments");
        assertThat(error(call("AddOrder", ORDER.replace("a1", "this-free-text-is-too-long"))))
                .isEqualTo("EGeneral:Invalid arguments");
        assertThat(error(call("AddOrder", ORDER.replace("a1", "a2") + "&deadline=2026-11-24T11:59:59Z")))
                .isEqualTo("EService:Deadline elapsed");
        assertThat(error(call("AddOrder", ORDER.replace("a1", "a2") + "&deadline=2026-11-24T12:02:00Z")))
                .isEqualTo("EGeneral:Invalid arguments");
        assertThat(error(call("AddOrder", ORDER.replace("a1", "a2") + "&deadline=2026-11-24T12:00:30Z")))
                .isEmpty();
        assertThat(error(call("CancelOrder", "txid=NONE"))).isEqualTo("EOrder:Unknown order");
        assertThat(error(call("Nothing", ""))).isEqualTo("EGeneral:Unknown method");
        assertThat(error(Wire.send(venue, "GET", "/0/private/Balance", "", Map.of())))
                .isEqualTo("EGeneral:Unknown method");
        key.rights("withdraw-funds");
        assertThat(error(call("Withdraw", "asset=XXBT&key=w&amount=1000000"))).isEqualTo("EFunding:Insufficient funds");
    }

    @Test
    void keyInfo_needsNoRightAndSaysWhatTheKeyIs() {
        key.rights("close-trades");
        var info = call("GetApiKeyInfo", "").json().path("result");
        assertThat(info.path("permissions").path(0).asText()).isEqualTo("close-trades");
        assertThat(info.path("ip_allowlist").path(0).asText("x")).isEmpty();
        assertThat(info.path("iban").asText()).isEqualTo(venue.accountId());
        key.boundTo("127.0.0.1");
        assertThat(call("GetApiKeyInfo", "")
                        .json()
                        .path("result")
                        .path("ip_allowlist")
                        .path(0)
                        .asText())
                .isEqualTo("127.0.0.1");
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("kraken").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = call("Balance", "");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(error(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void time_isPublic() {
        assertThat(Wire.send(venue, "GET", "/0/public/Time", "", Map.of()).body())
                .contains(Long.toString(clock.instant().getEpochSecond()));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey());
    }
}
