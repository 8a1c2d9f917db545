/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** ViaBTC and AntPool. */
class HmacPoolSimulatorTest {
    private static final String SUB = "/res/openapi/v1/account/sub";

    private final StoppedClock clock = new StoppedClock();
    private final ViabtcSimulator viabtc = ViabtcSimulator.start(clock);
    private final SimulatedKey pair = viabtc.createKey();
    private final AntpoolSimulator antpool = AntpoolSimulator.start(clock);
    private final SimulatedKey key = antpool.createKey("read", "wallet");
    private long nonce = 1_000;

    @AfterEach
    void close() {
        viabtc.close();
        antpool.close();
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    /** Signs as the wiki says; mutants override a step. */
    private class Pair {
        String tonce() {
            return Long.toString(clock.instant().toEpochMilli());
        }

        String secret() {
            return pair.secret();
        }

        String algorithm() {
            return "HmacSHA256";
        }

        String signed(String method, String text) {
            return text;
        }

        String sent(String text) {
            return text;
        }

        String text(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        String header() {
            return "X-SIGNATURE";
        }

        Answer get() {
            String query = "page=1&tonce=" + tonce();
            return send("GET", SUB + "?" + sent(query), query, "");
        }

        Answer post() {
            String body = "{\"account\": \"farm2\", \"tonce\": " + tonce() + "}";
            return send("POST", SUB, body, sent(body));
        }

        private Answer send(String method, String address, String text, String body) {
            var headers = new HashMap<String, String>();
            headers.put("X-API-KEY", pair.apiKey());
            headers.put(header(), text(Wire.hmac(algorithm(), secret().getBytes(UTF_8), signed(method, text))));
            return Wire.send(viabtc, method, address, body, headers);
        }
    }

    @Test
    void viabtc_signedAsDocumented_isAccepted() {
        assertThat(code(new Pair().get())).isEqualTo("0");
        assertThat(new Pair().post().body()).contains("farm2");
        viabtc.mine("0.25");
        var plain = Map.of("X-API-KEY", pair.apiKey());
        assertThat(Wire.send(viabtc, "GET", "/res/openapi/v1/account", "", plain)
                        .body())
                .contains("farmer1", "\"amount\":\"0.25\"");
        assertThat(code(Wire.send(viabtc, "GET", "/res/openapi/v1/hashrate?coin=BTC", "", plain)))
                .isEqualTo("0");
        assertThat(code(Wire.send(viabtc, "GET", "/res/openapi/v1/hashrate?coin=DOGE", "", plain)))
                .isEqualTo("5001");
        assertThat(code(Wire.send(viabtc, "GET", SUB, "", plain)))
                .as("without a signature")
                .isEqualTo("12002");
        assertThat(code(Wire.send(viabtc, "GET", "/never", "", plain))).isEqualTo("2");
    }

    @Test
    void viabtc_asInTheWiki_isAccepted() {
        clock.at(Instant.ofEpochMilli(1513746038205L));
        viabtc.importKey(
                        "16289e05354c3c3814b8f3045950395f",
                        "d186ababcb0eb1f6af5c1519424f462b84c631f86c06309992ae1f15604668b0")
                .boundTo("127.0.0.1");
        assertThat(code(Wire.send(
                        viabtc,
                        "GET",
                        SUB + "?coin=BTC&amount=1.0&tonce=1513746038205",
                        "",
                        Map.of(
                                "X-API-KEY", "16289e05354c3c3814b8f3045950395f",
                                "X-SIGNATURE", "4a1c9e4c73629b62fd999cbbcd2bc8b87a07f1791ae61ba576427f820dd3bc59"))))
                .isEqualTo("0");
    }

    @TestFactory
    Stream<DynamicTest> viabtc_fromASignerWithAMistake_isRejected() {
        Map<String, Map.Entry<String, Pair>> mutants = Map.ofEntries(
                entry("the method signed", entry("12002", new Pair() {
                    @Override
                    String signed(String method, String text) {
                        return method + text;
                    }
                })),
                entry("the path signed", entry("12002", new Pair() {
                    @Override
                    String signed(String method, String text) {
                        return SUB + text;
                    }
                })),
                entry("nothing signed", entry("12002", new Pair() {
                    @Override
                    String signed(String method, String text) {
                        return "";
                    }
                })),
                entry("what is sent changed", entry("12002", new Pair() {
                    @Override
                    String sent(String text) {
                        return text.replace("page=1", "page=2").replace("farm2", "farm3");
                    }
                })),
                entry("the key signed as well", entry("12002", new Pair() {
                    @Override
                    String signed(String method, String text) {
                        return pair.apiKey() + text;
                    }
                })),
                entry("capitals", entry("12002", new Pair() {
                    @Override
                    String text(byte[] signature) {
                        return super.text(signature).toUpperCase(Locale.ROOT);
                    }
                })),
                entry("base64", entry("12002", new Pair() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getEncoder().encodeToString(signature);
                    }
                })),
                entry("SHA-512", entry("12002", new Pair() {
                    @Override
                    String algorithm() {
                        return "HmacSHA512";
                    }
                })),
                entry("another secret", entry("12002", new Pair() {
                    @Override
                    String secret() {
                        return pair.apiKey();
                    }
                })),
                entry("another header", entry("12002", new Pair() {
                    @Override
                    String header() {
                        return "X-SIGN";
                    }
                })),
                entry("the time in seconds", entry("12003", new Pair() {
                    @Override
                    String tonce() {
                        return Long.toString(clock.instant().getEpochSecond());
                    }
                })),
                entry("a time that is over", entry("12003", new Pair() {
                    @Override
                    String tonce() {
                        return Long.toString(clock.instant().toEpochMilli() - 60_001);
                    }
                })));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    assertThat(code(mutant.getValue().getValue().get()))
                            .isEqualTo(mutant.getValue().getKey());
                    assertThat(code(mutant.getValue().getValue().post()))
                            .isEqualTo(mutant.getValue().getKey());
                }));
    }

    /** Source: "You must set ip whitelist on the mining setting page before calling API". */
    @Test
    void viabtc_withoutAListOfAddresses_answersNobody() {
        pair.boundTo();
        assertThat(code(new Pair().get())).isEqualTo("12004");
        pair.boundTo("203.0.113.7");
        assertThat(code(new Pair().get())).isEqualTo("12004");
        pair.boundTo("127.0.0.1").revoke();
        assertThat(code(new Pair().get())).isEqualTo("12001");
        assertThat(code(new Pair().post())).isEqualTo("12001");
    }

    /** Signs as the help center says; mutants override a step. */
    private class User {
        String user() {
            return "farmer1";
        }

        String nonce() {
            return Long.toString(++nonce);
        }

        String secret() {
            return key.secret();
        }

        String algorithm() {
            return "HmacSHA256";
        }

        String signed(String nonce) {
            return user() + key.apiKey() + nonce;
        }

        String text(byte[] signature) {
            return HexFormat.of().formatHex(signature).toUpperCase(Locale.ROOT);
        }

        String form(String nonce, String signature) {
            return "key=" + key.apiKey() + "&nonce=" + nonce + "&signature=" + signature + "&coin=BTC";
        }

        String method() {
            return "POST";
        }

        Answer send(String path, String more) {
            String nonce = nonce();
            byte[] signature = Wire.hmac(algorithm(), secret().getBytes(UTF_8), signed(nonce));
            return Wire.send(
                    antpool,
                    method(),
                    path,
                    form(nonce, text(signature)) + more,
                    Map.of("Content-Type", "application/x-www-form-urlencoded"));
        }
    }

    @Test
    void antpool_signedAsDocumented_isAccepted() {
        antpool.mine("0.5");
        assertThat(new User().send("/api/account.htm", "").body()).contains("\"balance\":\"0.5\"");
        assertThat(code(new User().send("/api/workers.htm", "&page=1"))).isEqualTo("0");
        assertThat(code(new User().send("/api/never.htm", ""))).isEqualTo("-2");
        assertThat(code(new User().send("/api/changeWallet.htm", ""))).isEqualTo("-19");
        assertThat(code(new User().send("/api/changeWallet.htm", "&address=bc1qother")))
                .isEqualTo("0");
        assertThat(antpool.wallet()).isEqualTo("bc1qother");
        key.rights("read");
        assertThat(code(new User().send("/api/changeWallet.htm", "&address=bc1qmore")))
                .isEqualTo("-9");
        key.boundTo("203.0.113.7");
        assertThat(code(new User().send("/api/account.htm", ""))).isEqualTo("-8");
        key.boundTo().revoke();
        assertThat(code(new User().send("/api/account.htm", ""))).isEqualTo("-6");
    }

    @TestFactory
    Stream<DynamicTest> antpool_fromASignerWithAMistake_isRejected() {
        Map<String, Map.Entry<String, User>> mutants = Map.ofEntries(
                entry("nonce, user, key", entry("-7", new User() {
                    @Override
                    String signed(String nonce) {
                        return nonce + user() + key.apiKey();
                    }
                })),
                entry("no user", entry("-7", new User() {
                    @Override
                    String user() {
                        return "";
                    }
                })),
                entry("another user", entry("-7", new User() {
                    @Override
                    String user() {
                        return "farmer2";
                    }
                })),
                entry("no key", entry("-7", new User() {
                    @Override
                    String signed(String nonce) {
                        return user() + nonce;
                    }
                })),
                entry("something between", entry("-7", new User() {
                    @Override
                    String signed(String nonce) {
                        return user() + "|" + key.apiKey() + "|" + nonce;
                    }
                })),
                entry("the coin signed as well", entry("-7", new User() {
                    @Override
                    String signed(String nonce) {
                        return super.signed(nonce) + "BTC";
                    }
                })),
                entry("small letters", entry("-7", new User() {
                    @Override
                    String text(byte[] signature) {
                        return super.text(signature).toLowerCase(Locale.ROOT);
                    }
                })),
                entry("base64", entry("-7", new User() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getUrlEncoder().encodeToString(signature);
                    }
                })),
                entry("SHA-512", entry("-7", new User() {
                    @Override
                    String algorithm() {
                        return "HmacSHA512";
                    }
                })),
                entry("another secret", entry("-7", new User() {
                    @Override
                    String secret() {
                        return key.apiKey();
                    }
                })),
                entry("another nonce sent", entry("-7", new User() {
                    @Override
                    String form(String nonce, String signature) {
                        return super.form("9" + nonce, signature);
                    }
                })),
                entry("no signature", entry("-7", new User() {
                    @Override
                    String form(String nonce, String signature) {
                        return super.form(nonce, "");
                    }
                })),
                entry("no number", entry("-18", new User() {
                    @Override
                    String nonce() {
                        return "soon";
                    }
                })),
                entry("no coin", entry("-24", new User() {
                    @Override
                    String form(String nonce, String signature) {
                        return super.form(nonce, signature).replace("&coin=BTC", "");
                    }
                })),
                entry("no form", entry("-6", new User() {
                    @Override
                    String form(String nonce, String signature) {
                        return "{}";
                    }
                })));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(
                        mutant.getKey(),
                        () -> assertThat(code(mutant.getValue().getValue().send("/api/account.htm", "")))
                                .isEqualTo(mutant.getValue().getKey())));
    }

    @Test
    void antpool_aNonceThatDoesNotGrow_isRefused() {
        assertThat(code(new User().send("/api/account.htm", ""))).isEqualTo("0");
        nonce--;
        assertThat(code(new User().send("/api/account.htm", ""))).isEqualTo("-18");
        nonce -= 5;
        assertThat(code(new User().send("/api/account.htm", ""))).isEqualTo("-18");
        nonce += 100;
        assertThat(code(new User().send("/api/account.htm", ""))).isEqualTo("0");
    }

    @Test
    void errors_areThoseOfTheTables() {
        Wire.errors("viabtc").forEach((code, status) -> {
            viabtc.refuseNext(1, code);
            Answer answer = new Pair().get();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(code(answer)).isEqualTo(code);
        });
        Wire.errors("antpool").forEach((code, status) -> {
            antpool.refuseNext(1, code);
            Answer answer = new User().send("/api/account.htm", "");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(code(answer)).isEqualTo(code);
        });
        assertThat(viabtc.errors()).isEqualTo(Wire.errors("viabtc").keySet());
        assertThat(antpool.errors()).isEqualTo(Wire.errors("antpool").keySet());
    }
}
