/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BinanceSimulatorTest {
    private static final String TRADE = "enableSpotAndMarginTrading";
    private static final String ORDER =
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&newClientOrderId=my%20order";

    private final StoppedClock clock = new StoppedClock();
    private final BinanceSimulator venue = BinanceSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("enableReading", TRADE);

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants override a step. */
    private class Signer {
        String apiKey() {
            return key.apiKey();
        }

        byte[] secret() {
            return key.secret().getBytes(UTF_8);
        }

        String time() {
            return "&timestamp=" + clock.instant().toEpochMilli();
        }

        String payload(String query, String body) {
            return query + body;
        }

        String signature(String payload) {
            return HexFormat.of().formatHex(Wire.hmac("HmacSHA256", secret(), payload));
        }

        String signed(String text, String signature) {
            return text + "&signature=" + signature;
        }

        Answer inQuery(String method, String path, String parameters) {
            String all = parameters + time();
            String query = signed(all, signature(payload(all, "")));
            return Wire.send(venue, method, path + "?" + query, "", Map.of("X-MBX-APIKEY", apiKey()));
        }

        Answer order() {
            return inQuery("POST", "/api/v3/order", ORDER);
        }
    }

    private Answer call(String method, String path, String parameters) {
        return new Signer().inQuery(method, path, parameters);
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asText();
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        assertThat(new Signer().order().status()).isEqualTo(200);
        assertThat(call("GET", "/api/v3/openOrders", "symbol=LTCBTC").body()).contains("my order");
        assertThat(call("GET", "/api/v3/order", "symbol=LTCBTC&origClientOrderId=my%20order")
                        .body())
                .contains("\"status\":\"NEW\"");
        assertThat(call("DELETE", "/api/v3/order", "symbol=LTCBTC&origClientOrderId=my%20order")
                        .body())
                .contains("CANCELED");
        assertThat(call("GET", "/api/v3/openOrders", "symbol=LTCBTC").body()).isEqualTo("[]");
        assertThat(venue.stats().ordersPlaced()).isOne();
        assertThat(venue.stats().ordersCancelled()).isOne();
        assertThat(venue.stats().requestsOf(key)).isEqualTo(5);
    }

    @Test
    void order_inBodyAndQuery_isSignedOverBothJoinedWithoutASeparator() {
        String body = "quantity=1&price=0.1" + new Signer().time();
        String query = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC";
        String signature = new Signer().signature(query + body);

        Answer answer = Wire.send(
                venue,
                "POST",
                "/api/v3/order?" + query,
                body + "&signature=" + signature,
                Map.of("X-MBX-APIKEY", key.apiKey(), "Content-Type", "application/x-www-form-urlencoded"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** Source: binance-spot-api-docs, rest-api.md, SIGNED endpoint examples (HMAC, and with non-ASCII characters). */
    @Test
    void order_ofTheOfficialExamples_isAccepted() {
        clock.at(Instant.ofEpochMilli(1499827319559L));
        SimulatedKey official = venue.importKey(
                "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
                "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
                TRADE);
        String rest =
                "&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
        Map<String, String> examples = Map.of(
                "LTCBTC", "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
                "%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96",
                        "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3");

        examples.forEach((symbol, signature) -> assertThat(Wire.send(
                                venue,
                                "POST",
                                "/api/v3/order?symbol=" + symbol + rest + "&signature=" + signature,
                                "",
                                Map.of("X-MBX-APIKEY", official.apiKey()))
                        .status())
                .isEqualTo(200));
        assertThat(venue.stats().requestsOf(official)).isEqualTo(2);
    }

    @Test
    void order_signedWithEd25519_isAcceptedInBase64AndRefusedWhenAByteDiffers() {
        byte[] seed = HexFormat.of().parseHex("5e".repeat(32));
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        SimulatedKey ed25519 = venue.createEd25519Key(publicKey, TRADE);
        String text = ORDER + new Signer().time();
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        byte[] payload = text.getBytes(UTF_8);
        Ed25519.sign(seed, 0, payload, 0, payload.length, signature, 0);

        Answer accepted = ed25519Order(ed25519, text, signature);
        signature[7] ^= 1;
        Answer refused = ed25519Order(ed25519, text, signature);

        assertThat(accepted.status()).isEqualTo(200);
        assertThat(code(refused)).isEqualTo("-1022");
    }

    private Answer ed25519Order(SimulatedKey ed25519, String text, byte[] signature) {
        String encoded = java.net.URLEncoder.encode(Base64.getEncoder().encodeToString(signature), UTF_8);
        return Wire.send(
                venue,
                "POST",
                "/api/v3/order?" + text + "&signature=" + encoded,
                "",
                Map.of("X-MBX-APIKEY", ed25519.apiKey()));
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Map<String, Map.Entry<String, Signer>> mutants = Map.ofEntries(
                entry("seconds for milliseconds", entry("-1021", new Signer() {
                    @Override
                    String time() {
                        return "&timestamp=" + clock.instant().getEpochSecond();
                    }
                })),
                entry("microseconds a second ahead", entry("-1021", new Signer() {
                    @Override
                    String time() {
                        return "&timestamp=" + (clock.instant().toEpochMilli() + 1000) * 1000;
                    }
                })),
                entry("microseconds behind the window", entry("-1021", new Signer() {
                    @Override
                    String time() {
                        return "&timestamp=" + ((clock.instant().toEpochMilli() - 5000) * 1000 - 1);
                    }
                })),
                entry("nanoseconds for milliseconds", entry("-1021", new Signer() {
                    @Override
                    String time() {
                        return "&timestamp=" + clock.instant().toEpochMilli() * 1_000_000;
                    }
                })),
                entry("a clock a second ahead", entry("-1021", new Signer() {
                    @Override
                    String time() {
                        return "&timestamp=" + (clock.instant().toEpochMilli() + 1000);
                    }
                })),
                entry("a clock behind the window", entry("-1021", new Signer() {
                    @Override
                    String time() {
                        return "&recvWindow=5000&timestamp=" + (clock.instant().toEpochMilli() - 5001);
                    }
                })),
                entry("a window above the limit", entry("-1131", new Signer() {
                    @Override
                    String time() {
                        return "&recvWindow=60001" + super.time();
                    }
                })),
                entry("no timestamp", entry("-1102", new Signer() {
                    @Override
                    String time() {
                        return "";
                    }
                })),
                entry("a timestamp that is no number", entry("-1102", new Signer() {
                    @Override
                    String time() {
                        return "&timestamp=now";
                    }
                })),
                entry("no signature", entry("-1102", new Signer() {
                    @Override
                    String signed(String text, String signature) {
                        return text;
                    }
                })),
                entry("the signature first", entry("-1022", new Signer() {
                    @Override
                    String signed(String text, String signature) {
                        return "signature=" + signature + "&" + text;
                    }
                })),
                entry("parameters sorted after signing", entry("-1022", new Signer() {
                    @Override
                    String signed(String text, String signature) {
                        String sorted = String.join(
                                "&", Stream.of(text.split("&")).sorted().toList());
                        return super.signed(sorted, signature);
                    }
                })),
                entry("signed before encoding", entry("-1022", new Signer() {
                    @Override
                    String payload(String query, String body) {
                        return query.replace("%20", " ");
                    }
                })),
                entry("a plus for a space after signing", entry("-1022", new Signer() {
                    @Override
                    String signed(String text, String signature) {
                        return super.signed(text.replace("%20", "+"), signature);
                    }
                })),
                entry("the last parameter not signed", entry("-1022", new Signer() {
                    @Override
                    String payload(String query, String body) {
                        return query.substring(0, query.lastIndexOf('&'));
                    }
                })),
                entry("base64 for hexadecimal", entry("-1022", new Signer() {
                    @Override
                    String signature(String payload) {
                        return Base64.getUrlEncoder().encodeToString(Wire.hmac("HmacSHA256", secret(), payload));
                    }
                })),
                entry("SHA-512 for SHA-256", entry("-1022", new Signer() {
                    @Override
                    String signature(String payload) {
                        return HexFormat.of().formatHex(Wire.hmac("HmacSHA512", secret(), payload));
                    }
                })),
                entry("the secret decoded", entry("-1022", new Signer() {
                    @Override
                    byte[] secret() {
                        return Base64.getDecoder().decode(key.secret());
                    }
                })),
                entry("the API key for the secret", entry("-1022", new Signer() {
                    @Override
                    byte[] secret() {
                        return key.apiKey().getBytes(UTF_8);
                    }
                })),
                entry("an API key cut short", entry("-2014", new Signer() {
                    @Override
                    String apiKey() {
                        return key.apiKey().substring(10);
                    }
                })),
                entry("an API key that nobody has", entry("-2015", new Signer() {
                    @Override
                    String apiKey() {
                        return "x".repeat(64);
                    }
                })));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().getValue().order();

                    assertThat(code(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void order_timedInMicroseconds_isAcceptedInsideTheWindow() {
        for (long behind : new long[] {-999_999, 0, 5_000_000}) {
            Answer answer = new Signer() {
                @Override
                String time() {
                    return "&timestamp=" + (clock.instant().toEpochMilli() * 1000 - behind);
                }
            }.inQuery("POST", "/api/v3/order/test", ORDER);

            assertThat(answer.status()).as(behind + " behind").isEqualTo(200);
        }
    }

    @TestFactory
    Stream<DynamicTest> order_withoutAFieldItMustHave_isRefused() {
        String market = "symbol=LTCBTC&side=BUY&type=MARKET";
        Map<String, String> refused = Map.ofEntries(
                entry("symbol", "-1102"),
                entry("side", "-1102"),
                entry("type", "-1102"),
                entry("timeInForce", "-1102"),
                entry("quantity", "-1102"),
                entry("price", "-1102"));
        Stream<DynamicTest> missing = refused.entrySet().stream()
                .flatMap(field -> Stream.of("", "/test")
                        .map(test -> DynamicTest.dynamicTest(field.getKey() + test, () -> {
                            String order = ORDER.replaceAll("(^|&)" + field.getKey() + "=[^&]*", "$1x=y");
                            Answer answer = call("POST", "/api/v3/order" + test, order);

                            assertThat(answer.status()).isEqualTo(400);
                            assertThat(code(answer)).isEqualTo(field.getValue());
                            assertThat(venue.stats().ordersPlaced()).isZero();
                        })));
        Map<String, String> others = Map.of(
                market,
                "-1102",
                market + "&quantity=-1",
                "-1100",
                market + "&quoteOrderQty=all",
                "-1100",
                ORDER.replace("price=0.1", "price=cheap"),
                "-1100",
                market + "&quoteOrderQty=10",
                "",
                market + "&quantity=1",
                "");
        return Stream.concat(
                missing,
                others.entrySet().stream()
                        .map(order -> DynamicTest.dynamicTest(
                                order.getKey(),
                                () -> assertThat(code(call("POST", "/api/v3/order/test", order.getKey())))
                                        .isEqualTo(order.getValue()))));
    }

    @Test
    void order_thatDropsItsBodyFromTheSignature_isRejected() {
        String query = ORDER + new Signer().time();
        Answer answer = Wire.send(
                venue,
                "POST",
                "/api/v3/order?" + query,
                "quantity=100&signature=" + new Signer().signature(query),
                Map.of("X-MBX-APIKEY", key.apiKey()));

        assertThat(code(answer)).isEqualTo("-1022");
    }

    @Test
    void request_beyondTheKey_isRefusedWithTheOneCodeForKeyAddressAndRight() {
        assertThat(code(call("POST", "/sapi/v1/capital/withdraw/apply", "coin=BTC&amount=1")))
                .isEqualTo("-2015");
        key.boundTo("198.51.100.7");
        assertThat(code(new Signer().order())).isEqualTo("-2015");
        venue.seeCallersAs("198.51.100.7");
        assertThat(new Signer().order().status()).isEqualTo(200);
        key.rights("enableReading");
        assertThat(code(new Signer().order())).isEqualTo("-2015");
        key.rights("enableReading", TRADE).revoke();
        assertThat(code(new Signer().order())).isEqualTo("-2015");
    }

    @Test
    void request_ofItsOwnFault_isRefusedWithItsCode() {
        new Signer().order();
        assertThat(code(new Signer().order())).as("duplicate order").isEqualTo("-2010");
        assertThat(code(call("DELETE", "/api/v3/order", "symbol=LTCBTC&orderId=404")))
                .isEqualTo("-2011");
        assertThat(code(call("POST", "/api/v3/order", "side=BUY"))).isEqualTo("-1102");
        key.rights("enableWithdrawals");
        assertThat(code(call("POST", "/sapi/v1/capital/withdraw/apply", "coin=BTC&amount=1000000")))
                .isEqualTo("-2010");
        assertThat(call("GET", "/api/v3/nothing", "a=b").status()).isEqualTo(404);
    }

    @Test
    void request_afterItsKeyHasEnded_mayReadButNotTrade() {
        key.endsAt(clock.instant().plusSeconds(60));
        assertThat(new Signer().order().status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(60));

        Answer refused = new Signer().order();
        assertThat(refused.status()).isEqualTo(401);
        assertThat(code(refused)).isEqualTo("-2015");
        assertThat(code(call("DELETE", "/api/v3/openOrders", "symbol=LTCBTC"))).isEqualTo("-2015");
        assertThat(call("GET", "/api/v3/openOrders", "a=b").body()).contains("my order");
        var flags = call("GET", "/sapi/v1/account/apiRestrictions", "a=b").json();
        assertThat(flags.path("enableReading").asBoolean()).isTrue();
        assertThat(flags.path(TRADE).asBoolean(true)).isFalse();
        assertThat(flags.path("tradingAuthorityExpirationTime").asLong())
                .isEqualTo(clock.instant().toEpochMilli());
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        key.rights("enableReading", "enableWithdrawals");
        String before = call("GET", "/api/v3/account", "a=b").body();
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    String encoded = java.net.URLEncoder.encode(amount, UTF_8);
                    Answer answer = call("POST", "/sapi/v1/capital/withdraw/apply", "coin=BTC&amount=" + encoded);

                    assertThat(answer.status()).isEqualTo(400);
                    assertThat(code(answer)).isEqualTo("-1100");
                    assertThat(call("GET", "/api/v3/account", "a=b").body()).isEqualTo(before);
                }));
    }

    @Test
    void withdrawal_ofAnAmount_isDebited() {
        key.rights("enableReading", "enableWithdrawals");
        assertThat(call("POST", "/sapi/v1/capital/withdraw/apply", "coin=BTC&amount=0.5")
                        .status())
                .isEqualTo(200);
        assertThat(call("GET", "/api/v3/account", "a=b").body()).contains("\"9.5\"");
    }

    @Test
    void restrictions_andAccount_sayWhatTheKeyIs() {
        key.boundTo("127.0.0.1");
        var flags = call("GET", "/sapi/v1/account/apiRestrictions", "a=b").json();
        var account = call("GET", "/api/v3/account", "a=b").json();

        assertThat(flags.path("ipRestrict").asBoolean()).isTrue();
        assertThat(flags.path(TRADE).asBoolean()).isTrue();
        assertThat(flags.path("enableWithdrawals").isBoolean()).isTrue();
        assertThat(flags.path("enableWithdrawals").asBoolean()).isFalse();
        assertThat(account.path("uid").asText()).isEqualTo(venue.accountId());
        assertThat(account.path("balances").size()).isPositive();
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("binance").entrySet().stream()
                // The firewall stands before the API and answers in words of its own.
                .filter(row -> !row.getKey().equals("403"))
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = new Signer().order();

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(code(answer)).isEqualTo(row.getKey().split(" ")[0]);
                    assertThat(answer.json().path("msg").asText()).isNotEmpty();
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void answer_ofTheFirewall_is403AndNotOfTheApi() {
        venue.refuseNext(1, "403");
        Answer answer = new Signer().order();

        assertThat(answer.status()).isEqualTo(Wire.errors("binance").get("403"));
        assertThat(answer.body()).startsWith("<html>");
        assertThat(venue.stats().rejections()).containsEntry("403", 1L);
    }

    @TestFactory
    Stream<DynamicTest> answer_withAFault_isBrokenOnceAndFineAgain() {
        return Stream.of(Fault.values())
                // What is done twice is answered like any other.
                .filter(fault -> fault != Fault.DOUBLED)
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> {
                    venue.failNext(1, fault);
                    // Not a GET, which the JDK's client repeats by itself when a kept connection turns out to be
                    // closed.
                    Answer broken = call("POST", "/api/v3/order/test", ORDER);
                    Answer fine = call("POST", "/api/v3/order/test", ORDER);

                    assertThat(broken).isNotEqualTo(fine);
                    assertThat(fine).isEqualTo(new Answer(200, "{}"));
                }));
    }

    @Test
    void orders_fromManyThreads_areAllCounted() {
        var all = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 25; i++) {
                        String id = "t" + thread + "x" + i;
                        call(
                                "POST",
                                "/api/v3/order",
                                "symbol=A&side=BUY&type=MARKET&quantity=1&newClientOrderId=" + id);
                        call("DELETE", "/api/v3/order", "symbol=A&origClientOrderId=" + id);
                    }
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();

        assertThat(venue.stats().ordersPlaced()).isEqualTo(200);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(200);
        assertThat(venue.stats().rejections()).isEmpty();
    }

    @Test
    void time_isPublicAndTheWindowMovesWithIt() {
        Answer now = Wire.send(venue, "GET", "/api/v3/time", "", Map.of());
        assertThat(now.json().path("serverTime").asLong())
                .isEqualTo(clock.instant().toEpochMilli());

        String frozen = ORDER + new Signer().time();
        String query = frozen + "&signature=" + new Signer().signature(frozen);
        clock.pass(Duration.ofSeconds(6));
        Answer late = Wire.send(venue, "POST", "/api/v3/order?" + query, "", Map.of("X-MBX-APIKEY", key.apiKey()));
        assertThat(code(late)).isEqualTo("-1021");
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key + " " + venue.stats())
                .doesNotContain(key.secret())
                .doesNotContain(key.apiKey());
    }
}
