/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BitfinexSimulatorTest {
    private static final String SUBMIT = "/v2/auth/w/order/submit";
    private static final String ORDER =
            "{\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\",\"amount\":\"0.5\",\"price\":\"50000\",\"cid\":77}";
    private static final String BAD_KEY = "apikey: invalid";
    private static final String BAD_DIGEST = "apikey: digest invalid";
    private static final String SMALL = "nonce: small";
    private static final String DENIED = "api_key: permission invalid";

    private final StoppedClock clock = new StoppedClock();
    private final BitfinexSimulator venue = BitfinexSimulator.start(clock);
    private final SimulatedKey key = venue.createKey(
            "account:read", "orders:read", "orders:write", "positions:read", "wallets:read", "history:read");
    private final AtomicLong nonces = new AtomicLong(1_700_000_000_000_000L);

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says; mutants change a step. */
    private final class Signer {
        private String algorithm = "HmacSHA384";
        private String secret = key.secret();
        private String nonce = Long.toString(nonces.incrementAndGet());
        private String prefix = "/api";
        private UnaryOperator<String> signed = message -> message;
        private UnaryOperator<String> sent = body -> body;
        private HexFormat hex = HexFormat.of();
        private UnaryOperator<String> text = signature -> signature;
        private Consumer<Map<String, String>> headers = all -> {};

        Answer send(String path, String body) {
            String message = signed.apply(prefix + path + nonce + body);
            String signature = hex.formatHex(Wire.hmac(algorithm, secret.getBytes(UTF_8), message));
            var all = new HashMap<>(Map.of(
                    "bfx-nonce",
                    nonce,
                    "bfx-apikey",
                    key.apiKey(),
                    "bfx-signature",
                    text.apply(signature),
                    "Content-Type",
                    "application/json"));
            headers.accept(all);
            return Wire.send(venue, "POST", path, sent.apply(body), all);
        }
    }

    private Answer send(String endpoint, String body) {
        return new Signer().send("/v2/auth/" + endpoint, body);
    }

    private static String error(Answer answer) {
        return answer.json().path(0).asText().equals("error")
                ? answer.json().path(2).asText()
                : "";
    }

    @Test
    void order_signedAsDocumented_isAcceptedListedAndCancelled() {
        JsonNode placed = new Signer().send(SUBMIT, ORDER).json();
        assertThat(placed.path(1).asText()).isEqualTo("on-req");
        assertThat(placed.path(6).asText()).isEqualTo("SUCCESS");
        JsonNode order = placed.path(4).path(0);
        assertThat(order.path(3).asText()).isEqualTo("tBTCUST");
        assertThat(order.path(8).asText()).isEqualTo("EXCHANGE LIMIT");
        assertThat(send("r/orders", "{}").json().path(0).path(2).asLong()).isEqualTo(77);
        assertThat(send("r/orders/tBTCUST", "{}").json()).hasSize(1);
        assertThat(send("r/orders/tETHUST", "{}").json()).isEmpty();
        assertThat(error(new Signer().send(SUBMIT, ORDER))).as("the same cid").isEmpty();
        String today = clock.instant().toString().substring(0, 10);
        assertThat(send("w/order/cancel", "{\"cid\":77,\"cid_date\":\"" + today + "\"}")
                        .json()
                        .path(6)
                        .asText())
                .isEqualTo("SUCCESS");
        assertThat(error(send("w/order/cancel", "{\"cid\":77}"))).isEqualTo("Order not found.");
        String id = send("r/orders", "{}").json().path(0).path(0).asText();
        assertThat(send("w/order/cancel", "{\"id\":" + id + "}")
                        .json()
                        .path(4)
                        .path(13)
                        .asText())
                .isEqualTo("CANCELED");
        assertThat(send("r/orders", "{}").body()).isEqualTo("[]");
        send("w/order/multi", "{\"ops\":[[\"on\"," + ORDER + "],[\"on\"," + ORDER + "]]}");
        assertThat(send("w/order/cancel/multi", "{\"all\":1}").json().path(4)).hasSize(2);
        assertThat(venue.stats().ordersPlaced()).isEqualTo(4);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(4);
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        Map<String, Map.Entry<String, Consumer<Signer>>> mutants = Map.ofEntries(
                entry("SHA-256", entry(BAD_DIGEST, signer -> signer.algorithm = "HmacSHA256")),
                entry("SHA-512", entry(BAD_DIGEST, signer -> signer.algorithm = "HmacSHA512")),
                entry("no /api", entry(BAD_DIGEST, signer -> signer.prefix = "")),
                entry("a host", entry(BAD_DIGEST, signer -> signer.prefix = "https://api.bitfinex.com/")),
                entry(
                        "the nonce not signed",
                        entry(BAD_DIGEST, signer -> signer.signed = message -> message.replace(signer.nonce, ""))),
                entry(
                        "the nonce behind the body",
                        entry(
                                BAD_DIGEST,
                                signer -> signer.signed = message -> message.replace(signer.nonce, "") + signer.nonce)),
                entry(
                        "the body not signed",
                        entry(
                                BAD_DIGEST,
                                signer -> signer.signed = message -> message.substring(0, message.indexOf('{')))),
                entry(
                        "the path not signed",
                        entry(BAD_DIGEST, signer -> signer.signed = message -> message.replace("/api" + SUBMIT, ""))),
                entry(
                        "the path of version 1",
                        entry(BAD_DIGEST, signer -> signer.signed = message -> message.replace("/v2/", "/v1/"))),
                entry(
                        "capital letters",
                        entry(BAD_DIGEST, signer -> signer.hex = HexFormat.of().withUpperCase())),
                entry(
                        "base64",
                        entry(
                                BAD_DIGEST,
                                signer -> signer.text = signature -> Base64.getEncoder()
                                        .encodeToString(HexFormat.of().parseHex(signature)))),
                entry("cut off", entry(BAD_DIGEST, signer -> signer.text = signature -> signature.substring(2))),
                entry("another secret", entry(BAD_DIGEST, signer -> signer.secret = "another-synthetic-secret")),
                entry(
                        "the body changed after signing",
                        entry(BAD_DIGEST, signer -> signer.sent = body -> body.replace("0.5", "9.5"))),
                entry(
                        "another nonce sent",
                        entry(BAD_DIGEST, signer -> signer.headers = all -> all.put("bfx-nonce", "1800000000000000"))),
                entry("no signature", entry(BAD_DIGEST, signer -> signer.headers = all -> all.remove("bfx-signature"))),
                entry("no nonce", entry(SMALL, signer -> {
                    signer.nonce = "";
                    signer.headers = all -> all.remove("bfx-nonce");
                })),
                entry(
                        "a nonce beyond 2^53 - 1",
                        entry(
                                SMALL,
                                signer -> signer.nonce = BigInteger.TWO.pow(53).toString())),
                entry("a nonce that is no number", entry(SMALL, signer -> signer.nonce = "soon")),
                entry(
                        "a key that nobody has",
                        entry(BAD_KEY, signer -> signer.headers = all -> all.put("bfx-apikey", "nobody"))),
                entry("no key", entry(BAD_KEY, signer -> signer.headers = all -> all.remove("bfx-apikey"))));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    var signer = new Signer();
                    mutant.getValue().getValue().accept(signer);
                    Answer answer = signer.send(SUBMIT, ORDER);

                    assertThat(error(answer)).isEqualTo(mutant.getValue().getKey());
                    assertThat(answer.status()).isEqualTo(500);
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    /** The computed example of the signature. */
    @Test
    void request_ofTheVector_isAccepted() {
        venue.importKey("synthetic-bitfinex-key", "secret");
        Answer answer = Wire.send(
                venue,
                "POST",
                "/v2/auth/r/permissions",
                "{}",
                Map.of(
                        "bfx-nonce",
                        "1700000000000000",
                        "bfx-apikey",
                        "synthetic-bitfinex-key",
                        "bfx-signature",
                        "d181336bd1dfc87249fb58e035686bec9e710919a47ea5b1c12aba87113086ed7b876478a7fa340c0663a4274a742471"));

        assertThat(answer.json()).hasSize(10);
    }

    @Test
    void nonce_onlyGrows() {
        var first = new Signer();
        var second = new Signer();
        assertThat(error(second.send("/v2/auth/r/orders", "{}"))).isEmpty();
        assertThat(error(second.send("/v2/auth/r/orders", "{}"))).as("again").isEqualTo(SMALL);
        assertThat(error(first.send("/v2/auth/r/orders", "{}"))).as("behind").isEqualTo(SMALL);
        clock.pass(Duration.ofDays(30));
        assertThat(error(send("r/orders", "{}"))).as("a time ago").isEmpty();
    }

    @Test
    void request_beyondTheKey_isRefused() {
        String withdrawal =
                "{\"wallet\":\"exchange\",\"method\":\"bitcoin\",\"amount\":\"0.1\",\"address\":\"bc1-synthetic\"}";
        assertThat(error(send("w/withdraw", withdrawal))).isEqualTo(DENIED);
        key.rights("orders:read");
        assertThat(error(new Signer().send(SUBMIT, ORDER))).isEqualTo(DENIED);
        assertThat(error(send("r/wallets", "{}"))).isEqualTo(DENIED);
        assertThat(send("r/permissions", "{}").json().path(2).toString()).isEqualTo("[\"orders\",1,0]");
        key.rights("withdraw:write", "wallets:write");
        assertThat(send("w/withdraw", withdrawal).body()).contains("SUCCESS");
        assertThat(send("w/transfer", "{\"from\":\"exchange\",\"to\":\"margin\",\"currency\":\"UST\",\"amount\":\"5\"}")
                        .body())
                .contains("acc_tf", "SUCCESS");
        assertThat(send("w/token", "{\"scope\":\"api\"}").json().path(0).asText())
                .startsWith("pub:api:");
        key.rights("orders:read").boundTo("198.51.100.7");
        assertThat(error(send("r/orders", "{}"))).isEqualTo(BAD_KEY);
        venue.seeCallersAs("198.51.100.7");
        assertThat(error(send("r/orders", "{}"))).isEmpty();
        key.revoke();
        assertThat(error(send("r/orders", "{}"))).isEqualTo(BAD_KEY);
    }

    private String token(String more) {
        return send("w/token", "{\"scope\":\"api\"" + more + "}").json().path(0).asText();
    }

    private Answer bearing(String token, String endpoint, String body) {
        return Wire.send(venue, "POST", "/v2/auth/" + endpoint, body, Map.of("bfx-token", token));
    }

    @Test
    void token_hasAPartOfItsKeysRights_untilItEnds() {
        String reads = token(",\"caps\":[\"o\",\"wd\"]");
        String writes = token(",\"caps\":[\"o\",\"wd\"],\"writePermission\":true,\"ttl\":300");
        assertThat(error(bearing(reads, "r/orders", "{}"))).isEmpty();
        assertThat(error(bearing(reads, "w/order/submit", ORDER))).isEqualTo(DENIED);
        assertThat(error(bearing(writes, "w/order/submit", ORDER))).isEmpty();
        assertThat(error(bearing(writes, "w/order/submit", ORDER)))
                .as("it can be sent again")
                .isEmpty();
        assertThat(bearing(writes, "r/permissions", "{}").body()).contains("[\"orders\",1,1]", "[\"withdraw\",0,0]");
        clock.pass(Duration.ofSeconds(120));
        assertThat(error(bearing(reads, "r/orders", "{}"))).isEqualTo(BAD_KEY);
        assertThat(error(bearing(writes, "r/orders", "{}"))).isEmpty();
        send("w/token/del", "{\"token\":\"" + writes + "\"}");
        assertThat(error(bearing(writes, "r/orders", "{}"))).isEqualTo(BAD_KEY);
        assertThat(error(bearing(key.apiKey(), "r/orders", "{}")))
                .as("a key is no token")
                .isEqualTo(BAD_KEY);
    }

    @Test
    void token_thatIsAskedForWrongly_isNotMade_andDiesWithItsKey() {
        for (String body : new String[] {
            "{}", "{\"scope\":\"web\"}", "{\"scope\":\"api\",\"ttl\":0}", "{\"scope\":\"api\",\"caps\":[\"x\"]}"
        }) {
            assertThat(error(send("w/token", body))).isEqualTo("params: invalid");
        }
        assertThat(error(send("w/token/del", "{\"token\":\"none\"}"))).isEqualTo("params: invalid");
        String token = token(",\"caps\":[\"o\"]");
        key.revoke();
        assertThat(error(bearing(token, "r/orders", "{}"))).isEqualTo(BAD_KEY);
    }

    @TestFactory
    Stream<DynamicTest> order_withAMistake_isRefused() {
        return Stream.of(
                        ORDER.replace("tBTCUST", ""),
                        ORDER.replace("EXCHANGE LIMIT", "exchange limit"),
                        ORDER.replace("\"0.5\"", "\"0\""),
                        ORDER.replace("\"0.5\"", "\"1e3\""),
                        ORDER.replace("\"50000\"", "\"-1\""),
                        ORDER.replace("\"price\":\"50000\",", ""),
                        ORDER.replace("\"cid\"", "\"flags\":1024,\"cid\""),
                        "[]",
                        "{")
                .map(body -> DynamicTest.dynamicTest(body, () -> {
                    assertThat(new Signer().send(SUBMIT, body).status()).isEqualTo(500);
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void order_thatMayOnlyReduce_needsAPosition() {
        String margin = ORDER.replace("EXCHANGE LIMIT", "LIMIT");
        String reducing = margin.replace("\"0.5\"", "\"-0.2\"").replace("\"cid\"", "\"flags\":1024,\"cid\"");
        assertThat(error(new Signer().send(SUBMIT, reducing))).isEqualTo("Invalid order");
        venue.fill(
                new Signer().send(SUBMIT, margin).json().path(4).path(0).path(0).asText(), "0.5");
        assertThat(send("r/positions", "{}").json().path(0).path(2).asText()).isEqualTo("0.5");
        assertThat(error(new Signer().send(SUBMIT, reducing))).isEmpty();
        assertThat(send("r/trades/hist", "{\"limit\":5}").json().path(0).path(4).asText())
                .isEqualTo("0.5");
        long now = clock.instant().toEpochMilli();
        assertThat(send("r/trades/hist", "{\"start\":" + (now + 1) + "}").json())
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> withdrawal_ofNoAmount_isRefusedAndMovesNothing() {
        key.rights("withdraw:write", "wallets:read");
        String before = send("r/wallets", "{}").body();
        return Stream.concat(Wire.BAD_AMOUNTS.stream(), Stream.of("11"))
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    String body = "{\"wallet\":\"exchange\",\"method\":\"bitcoin\",\"address\":\"a\",\"amount\":\""
                            + amount + "\"}";

                    assertThat(send("w/withdraw", body).status()).isEqualTo(500);
                    assertThat(send("r/wallets", "{}").body()).isEqualTo(before);
                }));
    }

    @Test
    void whatIsNotServed_isRefused() {
        assertThat(error(send("r/nothing", "{}"))).isEqualTo("params: invalid");
        assertThat(error(new Signer().send("/v1/auth/r/orders", "{}"))).isEqualTo("params: invalid");
        assertThat(Wire.send(venue, "GET", "/v2/auth/r/orders", "", Map.of()).status())
                .isEqualTo(500);
    }

    @Test
    void errors_haveTheirStatus() {
        Map<String, Integer> table = Wire.errors("bitfinex");
        assertThat(venue.errors()).isEqualTo(table.keySet());
        table.forEach((code, status) -> {
            venue.refuseNext(1, code);
            Answer answer = send("r/orders", "{}");
            assertThat(answer.status()).as(code).isEqualTo(status);
            assertThat(answer.body()).contains(code.replaceFirst("^\\d+ ", ""));
        });
    }

    @Test
    void request_onWhichTheSimulatorFails_isAnsweredAndCounted() {
        var breaking = new Wire.BreakingClock();
        try (BitfinexSimulator broken = BitfinexSimulator.start(breaking)) {
            SimulatedKey one = broken.importKey("synthetic", "secret", "orders:write");
            breaking.breakNow();
            String path = "/api" + SUBMIT + "1" + ORDER;
            Answer answer = Wire.send(
                    broken,
                    "POST",
                    SUBMIT,
                    ORDER,
                    Map.of(
                            "bfx-nonce",
                            "1",
                            "bfx-apikey",
                            one.apiKey(),
                            "bfx-signature",
                            HexFormat.of().formatHex(Wire.hmac("HmacSHA384", "secret".getBytes(UTF_8), path))));
            assertThat(answer.status()).isEqualTo(500);
            assertThat(broken.stats().rejections()).containsOnly(entry(VenueStats.INTERNAL_ERROR, 1L));
        }
    }

    @Test
    void history_goesOnWhereThePageBeforeEnded() {
        for (int n = 0; n < 3; n++) {
            venue.deposit("BTC", "1", "from-" + n);
            clock.at(Instant.ofEpochSecond(1_800_000_000L + n));
        }
        JsonNode page = send("r/movements/hist", "{\"limit\":2}").json();
        assertThat(page).hasSize(2);
        assertThat(page.path(0).path(16).asText()).isEqualTo("from-2");
        String rest = "{\"limit\":2,\"end\":" + page.path(1).path(6).asLong() + "}";
        assertThat(send("r/movements/hist", rest).body()).contains("from-1", "from-0");
        assertThat(send("r/logins/hist", "{\"limit\":1}").json().path(0).path(4).asText())
                .isEqualTo("127.0.0.1");
        assertThat(send("r/audit/hist", "{\"limit\":1}").body()).contains("api_key: created");
    }
}
