/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BitstampSimulatorTest {
    private static final String[] TRADING = {"Account balance", "User transactions", "Open orders", "Orders"};
    private static final String BUY = "buy/btcusd/";
    private static final String ORDER = "amount=1&price=100&client_order_id=a1";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final StoppedClock clock = new StoppedClock();
    private final BitstampSimulator venue = BitstampSimulator.start(clock);
    private final SimulatedKey key = venue.createKey(TRADING);

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

        String auth() {
            return "BITSTAMP " + with.apiKey();
        }

        String host() {
            return "www.bitstamp.net";
        }

        String nonce() {
            return UUID.randomUUID().toString();
        }

        String millis() {
            return Long.toString(clock.millis());
        }

        String version() {
            return "v2";
        }

        String typeOf(String body) {
            return body.isEmpty() ? "" : FORM;
        }

        String algorithm() {
            return "HmacSHA256";
        }

        String text(byte[] signature) {
            return HexFormat.of().formatHex(signature);
        }

        String message(String path, String type, String nonce, String millis, String body) {
            return auth() + "POST" + host() + path + type + nonce + millis + version() + body;
        }

        void headers(Map<String, String> headers) {}

        String sent(String body) {
            return body;
        }

        Map<String, String> signed(String path, String body) {
            String nonce = nonce();
            String millis = millis();
            String type = typeOf(body);
            var headers = new HashMap<String, String>();
            headers.put("X-Auth", auth());
            headers.put("X-Auth-Nonce", nonce);
            headers.put("X-Auth-Timestamp", millis);
            headers.put("X-Auth-Version", version());
            headers.put(
                    "X-Auth-Signature",
                    text(Wire.hmac(algorithm(), secret().getBytes(UTF_8), message(path, type, nonce, millis, body))));
            if (!type.isEmpty()) {
                headers.put("Content-Type", type);
            }
            headers(headers);
            return headers;
        }

        Answer send(String path, String body) {
            return Wire.send(venue, "POST", "/api/v2/" + path, sent(body), signed("/api/v2/" + path, body));
        }

        Answer order() {
            return send(BUY, ORDER);
        }
    }

    private Answer call(String path, String body) {
        return new Signer().send(path, body);
    }

    /** The code in whichever form it is, or the sentence of an answer without one. */
    private static String error(Answer answer) {
        JsonNode json = answer.json();
        return json.path("code")
                .asText(json.path("response_code").asText(json.path("error").asText("")));
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        Answer order = new Signer().order();
        assertThat(order.status()).isEqualTo(200);
        String id = order.json().path("id").asText();
        assertThat(call("open_orders/all/", "").body()).contains("a1", id, "\"BTC/USD\"");
        assertThat(error(new Signer().order())).as("a client id is used once").isEqualTo("400.019");
        assertThat(call("cancel_order/", "id=" + id).json().path("id").asLong()).isEqualTo(Long.parseLong(id));
        assertThat(error(call("cancel_order/", "id=" + id))).isEqualTo("Order not found");
        assertThat(error(new Signer().order())).as("for ever").isEqualTo("400.019");
        assertThat(call("open_orders/all/", "").body()).isEqualTo("[]");
    }

    /** Source: bitstamp.net/api, authentication: the answer is signed with nonce, time and type of its own. */
    @Test
    void answer_isSignedToo() throws Exception {
        String path = "/api/v2/account_balances/";
        Map<String, String> headers = new Signer().signed(path, "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(venue.uri() + path)).POST(HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        var answer = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        String message = headers.get("X-Auth-Nonce")
                + headers.get("X-Auth-Timestamp")
                + answer.headers().firstValue("Content-Type").orElseThrow()
                + answer.body();

        assertThat(answer.headers().firstValue("X-Server-Auth-Signature"))
                .contains(HexFormat.of()
                        .formatHex(Wire.hmac("HmacSHA256", key.secret().getBytes(UTF_8), message)));
    }

    private Signer without(String header) {
        return new Signer() {
            @Override
            void headers(Map<String, String> headers) {
                headers.remove(header);
            }
        };
    }

    private Signer at(long millis) {
        return new Signer() {
            @Override
            String millis() {
                return Long.toString(millis);
            }
        };
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
        String used = "00000000-0000-4000-8000-000000000007";
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("another digest", entry("API0005", new Signer() {
                    @Override
                    String algorithm() {
                        return "HmacSHA512";
                    }
                })),
                entry("base64 for hexadecimal", entry("API0005", new Signer() {
                    @Override
                    String text(byte[] signature) {
                        return Base64.getEncoder().encodeToString(signature);
                    }
                })),
                entry("another secret", entry("API0005", new Signer() {
                    @Override
                    String secret() {
                        return "another";
                    }
                })),
                entry("another host", entry("API0005", new Signer() {
                    @Override
                    String host() {
                        return "bitstamp.net";
                    }
                })),
                entry("the former version", entry("API0005", new Signer() {
                    @Override
                    String version() {
                        return "v1";
                    }
                })),
                entry("the type not signed", entry("API0005", new Signer() {
                    @Override
                    String message(String path, String type, String nonce, String millis, String body) {
                        return super.message(path, "", nonce, millis, body);
                    }
                })),
                entry("the body not signed", entry("API0005", new Signer() {
                    @Override
                    String message(String path, String type, String nonce, String millis, String body) {
                        return super.message(path, type, nonce, millis, "");
                    }
                })),
                entry("time before nonce", entry("API0005", new Signer() {
                    @Override
                    String message(String path, String type, String nonce, String millis, String body) {
                        return super.message(path, type, millis, nonce, body);
                    }
                })),
                entry("the body changed after signing", entry("API0005", new Signer() {
                    @Override
                    String sent(String body) {
                        return body.replace("amount=1", "amount=9");
                    }
                })),
                entry("the nonce changed after signing", entry("API0005", new Signer() {
                    @Override
                    void headers(Map<String, String> headers) {
                        headers.put("X-Auth-Nonce", UUID.randomUUID().toString());
                    }
                })),
                entry("the key without its scheme", entry("API0011", new Signer() {
                    @Override
                    String auth() {
                        return key.apiKey();
                    }
                })),
                entry("a key that nobody has", entry("API0001", new Signer() {
                    @Override
                    String auth() {
                        return "BITSTAMP " + "x".repeat(32);
                    }
                })),
                entry("no key", entry("API0011", without("X-Auth"))),
                entry("no signature", entry("API0005", without("X-Auth-Signature"))),
                entry("no version", entry("API0005", without("X-Auth-Version"))),
                entry("seconds for milliseconds", entry("API0017", at(clock.millis() / 1000))),
                entry("a time that is over", entry("API0017", at(clock.millis() - 150_001))),
                entry("a time to come", entry("API0017", at(clock.millis() + 150_001))),
                entry("a nonce used before", entry("API0004", numbered(used))),
                entry("a nonce of another form", entry("API0004", numbered("7"))),
                entry("a nonce in capitals", entry("API0004", numbered("ABCDEFAB-0000-4000-8000-000000000007"))));
        assertThat(error(numbered(used).send("account_balances/", ""))).isEmpty();
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(error(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void type_isThereWithABodyAlone() {
        assertThat(error(
                        new Signer() {
                            @Override
                            String typeOf(String body) {
                                return FORM;
                            }
                        }.send("account_balances/", "")))
                .isEqualTo("API0020");
        assertThat(error(at(clock.millis() - 150_000).send("account_balances/", "")))
                .as("just in time")
                .isEmpty();
        assertThat(error(call("account_balances/?offset=1", ""))).isEqualTo("400.018");
        assertThat(error(call("account_balances", ""))).as("without its slash").isEqualTo("Not found");
        assertThat(error(call("nothing/", ""))).isEqualTo("Not found");
    }

    @Test
    void request_beyondThePermissions_isRefused() {
        assertThat(error(call("btc_withdrawal/", "address=a&amount=1"))).isEqualTo("No permission found");
        assertThat(error(call("transfer-to-main/", "currency=BTC&amount=1&subAccount=7")))
                .isEqualTo("No permission found");
        assertThat(error(new Signer(venue.createKey("Withdrawals")).order())).isEqualTo("No permission found");
        key.boundTo("198.51.100.7");
        assertThat(error(new Signer().order())).isEqualTo("API0002");
        venue.seeCallersAs("198.51.100.7");
        assertThat(error(new Signer().order())).isEmpty();
        key.revoke();
        assertThat(error(new Signer().order())).isEqualTo("API0001");
    }

    @Test
    void revokeAll_endsEveryKey_andLeavesOrders() {
        SimulatedKey admin = venue.createKey("Revoke all API keys");
        new Signer().order();
        assertThat(error(call("revoke_all_api_keys/", ""))).isEqualTo("No permission found");
        assertThat(new Signer(admin).send("revoke_all_api_keys/", "").status()).isEqualTo(200);
        assertThat(error(new Signer().order())).isEqualTo("API0001");
        assertThat(error(new Signer(admin).send("revoke_all_api_keys/", ""))).isEqualTo("API0001");
        assertThat(new Signer(venue.createKey(TRADING))
                        .send("open_orders/all/", "")
                        .json())
                .hasSize(1);
    }

    @Test
    void cancelAll_ofOneMarket_leavesTheOthers() {
        call("buy/btcusd/", "amount=1&price=100");
        call("sell/btcusd-perp/", "amount=1&price=100");
        call("sell/instant/ethusd/", "amount=1");
        assertThat(call("cancel_all_orders/btcusd-perp/", "").json().path("canceled"))
                .hasSize(1);
        assertThat(call("open_orders/all/", "").body()).doesNotContain("PERP").contains("ETH/USD");
        assertThat(call("cancel_all_orders/", "").json().path("success").asBoolean())
                .isTrue();
        assertThat(call("open_orders/all/", "").json()).isEmpty();
        assertThat(venue.stats().ordersCancelled()).isEqualTo(3);
    }

    @TestFactory
    Stream<DynamicTest> order_withAFieldOfAnotherForm_isRefused() {
        return Map.of("amount=no&price=1", "400.007", "amount=1&price=no", "400.007", "price=1", "400.004")
                .entrySet()
                .stream()
                .map(order -> DynamicTest.dynamicTest(order.getKey(), () -> {
                    assertThat(error(call(BUY, order.getKey()))).isEqualTo(order.getValue());
                    assertThat(error(call("buy/nothing-at-all/", ORDER))).isEqualTo("Not found");
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        SimulatedKey funds = venue.createKey("Withdrawals", "Account balance");
        String before = new Signer(funds).send("account_balances/", "").body();
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    Answer answer =
                            new Signer(funds).send("btc_withdrawal/", "address=a&amount=" + amount.replace("+", "%2B"));

                    assertThat(error(answer)).isEqualTo("400.007");
                    assertThat(new Signer(funds).send("account_balances/", "").body())
                            .isEqualTo(before);
                }));
    }

    @Test
    void withdrawal_takesFromTheBalance_andNotMoreThanThereIs() {
        SimulatedKey funds = venue.createKey("Withdrawals", "Account balance", "User transactions");
        assertThat(error(new Signer(funds).send("btc_withdrawal/", "address=bc1-synthetic&amount=4")))
                .isEmpty();
        assertThat(new Signer(funds).send("account_balances/", "").body()).contains("\"total\":\"6\"");
        assertThat(new Signer(funds).send("withdrawal-requests/", "").body())
                .contains("bc1-synthetic", "\"amount\":\"4\"");
        assertThat(new Signer(funds).send("user_transactions/", "").body()).contains("\"btc\":\"-4\"");
        assertThat(error(new Signer(funds).send("btc_withdrawal/", "address=a&amount=7")))
                .isEqualTo("400.009");
        assertThat(error(new Signer(funds).send("btc_withdrawal/", "amount=1"))).isEqualTo("400.004");
    }

    @Test
    void fill_settlesAPair_andIsATransaction() {
        String id = call("buy/btcusdt/", ORDER).json().path("id").asText();
        venue.fill(id, "1");
        assertThat(call("account_balances/", "").body()).contains("\"total\":\"11\"", "\"total\":\"999900\"");
        assertThat(call("user_transactions/", "sort=desc&limit=1").body())
                .contains("\"btc\":\"1\"", "\"usdt\":\"-100\"", "\"btc_usdt\":100");
        venue.deposit("BTC", "2", "somewhere");
        assertThat(call("user_transactions/", "sort=asc").json()).hasSize(2);
        assertThat(call("user_transactions/", "offset=1").json()).hasSize(1);
        assertThat(error(call("user_transactions/", "offset=none"))).isEqualTo("400.007");
    }

    @Test
    void request_onWhichTheSimulatorFails_isAnsweredAndCounted() {
        var breaking = new Wire.BreakingClock();
        try (BitstampSimulator broken = BitstampSimulator.start(breaking)) {
            SimulatedKey known = broken.createKey(TRADING);
            breaking.breakNow();
            assertThat(Wire.send(
                                    broken,
                                    "POST",
                                    "/api/v2/account_balances/",
                                    "",
                                    new Signer(known).signed("/api/v2/account_balances/", ""))
                            .status())
                    .isEqualTo(500);
            assertThat(broken.stats().rejections()).containsOnly(entry(VenueStats.INTERNAL_ERROR, 1L));
        }
    }

    @TestFactory
    Stream<DynamicTest> refusal_hasItsStatusAndWord() {
        return Wire.errors("bitstamp").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = call("open_orders/all/", "");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(error(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void token_isForOneSubscriptionWithinAMinute() {
        SimulatedKey listening = venue.createKey("WebSocket token");
        assertThat(error(call("websockets_token/", ""))).isEqualTo("No permission found");
        JsonNode token = new Signer(listening).send("websockets_token/", "").json();
        try (Talk talk = Talk.with(venue, "/")) {
            assertThat(talk.ask(subscribe("order_book_btcusd", ""))).contains("succeeded");
            assertThat(talk.ask(subscribe(mine(token), "wrong"))).contains("4009");
            assertThat(talk.ask(subscribe(
                            "private-my_orders_btcusd-1", token.path("token").asText())))
                    .contains("4009");
            JsonNode fresh = new Signer(listening).send("websockets_token/", "").json();
            assertThat(talk.ask(subscribe(mine(fresh), fresh.path("token").asText())))
                    .contains("succeeded");
            assertThat(venue.sessionsOf(listening)).isOne();
            assertThat(talk.ask(subscribe(mine(fresh), fresh.path("token").asText())))
                    .as("once more")
                    .contains("4009");
            JsonNode late = new Signer(listening).send("websockets_token/", "").json();
            clock.pass(Duration.ofSeconds(60));
            assertThat(talk.ask(subscribe(mine(late), late.path("token").asText())))
                    .contains("4009");
            assertThat(talk.ask("no JSON")).contains("Not found");
            assertThat(talk.ask("{\"event\":\"other\"}")).contains("Not found");
        }
    }

    private static String mine(JsonNode token) {
        return "private-my_orders_btcusd-" + token.path("user_id").asText();
    }

    private static String subscribe(String channel, String auth) {
        return "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"" + channel + "\",\"auth\":\"" + auth + "\"}}";
    }
}
