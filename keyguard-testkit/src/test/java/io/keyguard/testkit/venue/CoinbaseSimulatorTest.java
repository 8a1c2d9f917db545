/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CoinbaseSimulatorTest {
    private static final String V3 = "/api/v3/brokerage";
    private static final String ID = "11111111-1111-4111-8111-111111111111";
    private static final String ORDER = "{\"client_order_id\":\"" + ID
            + "\",\"product_id\":\"BTC-USD\",\"side\":\"BUY\",\"order_configuration\":{\"limit_limit_gtc\":{"
            + "\"base_size\":\"1\",\"limit_price\":\"100\"}}}";
    private static final String SEND = "/v2/accounts/" + ID + "/transactions";

    private final StoppedClock clock = new StoppedClock();
    private final CoinbaseSimulator venue = CoinbaseSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("can_view", "can_trade");

    @AfterEach
    void close() {
        venue.close();
    }

    /** Signs as the documentation says, by the JDK; mutants override a step. */
    private class Signer {
        private final SimulatedKey with;

        Signer() {
            this(key);
        }

        Signer(SimulatedKey with) {
            this.with = with;
        }

        boolean isEd25519() {
            return !with.secret().startsWith("-----");
        }

        ObjectNode header() {
            return VenueSimulator.JSON
                    .createObjectNode()
                    .put("alg", isEd25519() ? "EdDSA" : "ES256")
                    .put("kid", with.apiKey())
                    .put("nonce", UUID.randomUUID().toString())
                    .put("typ", "JWT");
        }

        ObjectNode claims(String uri) {
            long now = clock.instant().getEpochSecond();
            return VenueSimulator.JSON
                    .createObjectNode()
                    .put("sub", with.apiKey())
                    .put("iss", "cdp")
                    .put("nbf", now)
                    .put("exp", now + 120)
                    .put("uri", uri);
        }

        byte[] signature(String message) {
            return made(isEd25519() ? "Ed25519" : "SHA256withECDSAinP1363Format", message);
        }

        byte[] made(String algorithm, String message) {
            try {
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(privateKey());
                signature.update(message.getBytes(UTF_8));
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private PrivateKey privateKey() throws GeneralSecurityException {
            if (isEd25519()) {
                byte[] seed = Arrays.copyOf(Base64.getDecoder().decode(with.secret()), 32);
                return pkcs8("Ed25519", HexFormat.of().parseHex("302e020100300506032b657004220420"), seed);
            }
            byte[] sec1 = Base64.getMimeDecoder()
                    .decode(with.secret().replaceAll("-----[A-Z ]+-----", "").strip());
            String length = String.format("%02x", sec1.length);
            String whole = String.format("%02x", sec1.length + 26);
            return pkcs8(
                    "EC",
                    HexFormat.of()
                            .parseHex("3081" + whole + "020100301306072a8648ce3d020106082a8648ce3d03010704" + length),
                    sec1);
        }

        private static PrivateKey pkcs8(String algorithm, byte[] start, byte[] end) throws GeneralSecurityException {
            byte[] der = Arrays.copyOf(start, start.length + end.length);
            System.arraycopy(end, 0, der, start.length, end.length);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        }

        String part(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        String uri(String method, String path) {
            return method + " api.coinbase.com" + path.split("\\?", 2)[0];
        }

        String authorization(String method, String path) {
            String message = part(header().toString().getBytes(UTF_8)) + "."
                    + part(claims(uri(method, path)).toString().getBytes(UTF_8));
            return "Bearer " + message + "." + part(signature(message));
        }

        Answer send(String method, String path, String body) {
            return Wire.send(venue, method, path, body, Map.of("Authorization", authorization(method, path)));
        }

        Answer order() {
            return send("POST", V3 + "/orders", ORDER);
        }
    }

    private Answer call(String method, String path, String body) {
        return new Signer().send(method, path, body);
    }

    private static String code(Answer answer) {
        if (answer.body().startsWith("Unauthorized")) {
            return "401";
        }
        JsonNode json = answer.json();
        String app = json.path("errors").path(0).path("id").asText("");
        String order = json.path("error_response").path("error").asText("");
        return app + order + json.path("error").asText("");
    }

    @Test
    void order_signedWithEitherKindOfKey_isAcceptedListedAndCancelled() {
        for (SimulatedKey each : List.of(key, venue.createEd25519Key("can_view", "can_trade"))) {
            var signer = new Signer(each);
            Answer placed = signer.order();
            assertThat(placed.json().path("success").asBoolean()).isTrue();
            String id = placed.json().path("success_response").path("order_id").asText();
            assertThat(signer.send("GET", V3 + "/orders/historical/" + id, "").body())
                    .contains(ID, "OPEN");
            assertThat(signer.send("GET", V3 + "/orders/historical/batch?order_status=OPEN&product_type=SPOT", "")
                            .body())
                    .contains(ID);
            assertThat(signer.send("POST", V3 + "/orders/batch_cancel", "{\"order_ids\":[\"" + id + "\"]}")
                            .body())
                    .contains("\"success\":true");
            assertThat(signer.send("GET", V3 + "/orders/historical/batch", "").body())
                    .doesNotContain(ID);
        }
        assertThat(venue.stats().ordersPlaced()).isEqualTo(2);
        assertThat(venue.stats().ordersCancelled()).isEqualTo(2);
    }

    @Test
    void order_withTheIdOfAnother_returnsThatOne() {
        String first = new Signer().order().body();

        assertThat(new Signer().order().body()).isEqualTo(first);
        assertThat(venue.stats().ordersPlaced()).isOne();
    }

    @Test
    void openOrders_comeInPages() {
        for (int n = 0; n < 130; n++) {
            call("POST", V3 + "/orders", ORDER.replace(ID, "n" + n));
        }
        JsonNode first = call("GET", V3 + "/orders/historical/batch", "").json();
        JsonNode second = call(
                        "GET",
                        V3 + "/orders/historical/batch?cursor="
                                + first.path("cursor").asText(),
                        "")
                .json();

        assertThat(first.path("orders")).hasSize(100);
        assertThat(first.path("has_next").asBoolean()).isTrue();
        assertThat(second.path("orders")).hasSize(30);
        assertThat(second.path("has_next").asBoolean(true)).isFalse();
    }

    private Signer header(String name, String value) {
        return new Signer() {
            @Override
            ObjectNode header() {
                ObjectNode header = super.header();
                header.remove(name);
                return value == null ? header : header.put(name, value);
            }
        };
    }

    private Signer claim(String name, Object value) {
        return new Signer() {
            @Override
            ObjectNode claims(String uri) {
                ObjectNode claims = super.claims(uri);
                claims.remove(name);
                return value == null ? claims : claims.set(name, VenueSimulator.JSON.valueToTree(value));
            }
        };
    }

    private Signer uri(String value) {
        return claim("uri", value);
    }

    private Signer signedBy(String algorithm) {
        return new Signer() {
            @Override
            byte[] signature(String message) {
                return made(algorithm, message);
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> order_fromASignerWithAMistake_isRejected() {
        long now = clock.instant().getEpochSecond();
        String path = "api.coinbase.com" + V3 + "/orders";
        Map<String, Signer> mutants = Map.ofEntries(
                entry("no algorithm", header("alg", null)),
                entry("no signature is needed, it says", header("alg", "none")),
                entry("the other algorithm", header("alg", "EdDSA")),
                entry("an algorithm with the secret", header("alg", "HS256")),
                entry("no type", header("typ", null)),
                entry("no key", header("kid", null)),
                entry("a key that nobody has", header("kid", "organizations/" + ID + "/apiKeys/" + ID)),
                entry("no nonce", header("nonce", null)),
                entry("an empty nonce", header("nonce", "")),
                entry("no subject", claim("sub", null)),
                entry("another subject", claim("sub", "organizations/" + ID + "/apiKeys/" + ID)),
                entry("no issuer", claim("iss", null)),
                entry("another issuer", claim("iss", "venue.example")),
                entry("no start", claim("nbf", null)),
                entry("a start to come", claim("nbf", now + 1)),
                entry("a start in text", claim("nbf", Long.toString(now))),
                entry("no end", claim("exp", null)),
                entry("an end that has come", claim("exp", now)),
                entry("an end in milliseconds", claim("exp", (now + 120) * 1000)),
                entry("a longer life", claim("exp", now + 121)),
                entry("no uri", uri(null)),
                entry("another method", uri("GET " + path)),
                entry("the method in small letters", uri("post " + path)),
                entry("another path", uri("POST " + path + "/preview")),
                entry("another host", uri("POST api.exchange.coinbase.com" + V3 + "/orders")),
                entry("no host", uri("POST " + V3 + "/orders")),
                entry("a scheme", uri("POST https://" + path)),
                entry("the signature in DER", signedBy("SHA256withECDSA")),
                entry("SHA-512", signedBy("SHA512withECDSAinP1363Format")),
                entry("padded base64", new Signer() {
                    @Override
                    String part(byte[] bytes) {
                        return Base64.getEncoder().encodeToString(bytes) + "+/=";
                    }
                }),
                entry("another message", new Signer() {
                    @Override
                    byte[] signature(String message) {
                        return super.signature(message + "x");
                    }
                }),
                entry("the secret of another key", new Signer() {
                    @Override
                    byte[] signature(String message) {
                        return new Signer(venue.createKey("can_trade")).made("SHA256withECDSAinP1363Format", message);
                    }
                }),
                entry("no bearer", new Signer() {
                    @Override
                    String authorization(String method, String path) {
                        return super.authorization(method, path).replace("Bearer ", "");
                    }
                }),
                entry("no signature", new Signer() {
                    @Override
                    String authorization(String method, String path) {
                        String whole = super.authorization(method, path);
                        return whole.substring(0, whole.lastIndexOf('.') + 1);
                    }
                }));
        return mutants.entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    Answer answer = mutant.getValue().order();

                    assertThat(answer.status()).isEqualTo(401);
                    assertThat(code(answer)).isEqualTo("401");
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void query_inTheToken_isRejected() {
        String path = V3 + "/orders/historical/batch?order_status=OPEN";

        assertThat(uri("GET api.coinbase.com" + path).send("GET", path, "").status())
                .isEqualTo(401);
    }

    @Test
    void token_usedTwice_isRejected() {
        String token = new Signer().authorization("GET", V3 + "/accounts");
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 2; i++) {
            statuses.add(Wire.send(venue, "GET", V3 + "/accounts", "", Map.of("Authorization", token))
                    .status());
        }
        assertThat(statuses).containsExactly(200, 401);
    }

    @Test
    void token_livesForTwoMinutes() {
        String[] tokens = new String[2];
        Arrays.setAll(tokens, i -> new Signer().authorization("GET", V3 + "/accounts"));
        clock.pass(Duration.ofSeconds(119));
        assertThat(Wire.send(venue, "GET", V3 + "/accounts", "", Map.of("Authorization", tokens[0]))
                        .status())
                .isEqualTo(200);
        clock.pass(Duration.ofSeconds(1));
        assertThat(Wire.send(venue, "GET", V3 + "/accounts", "", Map.of("Authorization", tokens[1]))
                        .status())
                .isEqualTo(401);
        assertThat(Wire.send(venue, "GET", V3 + "/time", "", Map.of()).body())
                .contains(Long.toString(clock.instant().getEpochSecond()));
    }

    @Test
    void request_beyondTheKey_isRefused() {
        assertThat(code(call("POST", SEND, "{}"))).isEqualTo("invalid_scope");
        assertThat(code(call("POST", V3 + "/portfolios/move_funds", "{}"))).isEqualTo("PERMISSION_DENIED");
        key.boundTo("198.51.100.7");
        assertThat(code(new Signer().order())).isEqualTo("401");
        assertThat(code(call("POST", SEND, "{}"))).isEqualTo("authentication_error");
        venue.seeCallersAs("198.51.100.7");
        assertThat(new Signer().order().status()).isEqualTo(200);
        key.rights("can_view");
        assertThat(code(new Signer().order())).isEqualTo("PERMISSION_DENIED");
        key.rights("can_trade");
        assertThat(code(call("GET", V3 + "/key_permissions", ""))).isEqualTo("PERMISSION_DENIED");
        key.revoke();
        assertThat(code(new Signer().order())).isEqualTo("401");
    }

    @Test
    void request_ofItsOwnFault_isRefusedWithItsCode() {
        assertThat(code(call("POST", V3 + "/orders", "{"))).isEqualTo("INVALID_ARGUMENT");
        assertThat(code(call("POST", V3 + "/orders", "[]"))).isEqualTo("INVALID_ARGUMENT");
        assertThat(code(call("POST", V3 + "/orders", ORDER.replace("limit_limit_gtc", "astrology"))))
                .isEqualTo("UNSUPPORTED_ORDER_CONFIGURATION");
        assertThat(code(call(
                        "POST",
                        V3 + "/orders",
                        ORDER.replace("BUY", "SELL").replace("\"base_size\":\"1\"", "\"base_size\":\"11\""))))
                .isEqualTo("INSUFFICIENT_FUND");
        assertThat(code(call("POST", V3 + "/orders/batch_cancel", "{\"order_ids\":[]}")))
                .isEqualTo("INVALID_ARGUMENT");
        assertThat(call("POST", V3 + "/orders/batch_cancel", "{\"order_ids\":[\"9\"]}")
                        .body())
                .contains("\"success\":false", "UNKNOWN_CANCEL_ORDER");
        assertThat(code(call("GET", V3 + "/orders/historical/" + ID, ""))).isEqualTo("NOT_FOUND");
        assertThat(code(call("GET", V3 + "/nothing", ""))).isEqualTo("NOT_FOUND");
        assertThat(code(call("GET", "/v2/nothing", ""))).isEqualTo("not_found");
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> order_withoutAFieldItMustHave_isRefused() {
        return Stream.of("client_order_id", "product_id", "side", "order_configuration", "base_size", "limit_price")
                .map(field -> DynamicTest.dynamicTest(field, () -> {
                    assertThat(code(call("POST", V3 + "/orders", ORDER.replace(field, "x"))))
                            .isEqualTo("INVALID_ARGUMENT");
                    assertThat(venue.stats().ordersPlaced()).isZero();
                }));
    }

    @Test
    void transferAndSend_withTheRight_moveMoney() {
        var signer = new Signer(venue.createKey("can_view", "can_transfer"));
        assertThat(signer.send(
                                "POST",
                                V3 + "/portfolios/move_funds",
                                "{\"funds\":{\"value\":\"1\",\"currency\":\"BTC\"},\"source_portfolio_uuid\":\"" + ID
                                        + "\",\"target_portfolio_uuid\":\"" + ID + "\"}")
                        .status())
                .isEqualTo(200);
        String send = "{\"type\":\"send\",\"to\":\"bc1qsynthetic\",\"currency\":\"BTC\",\"amount\":\"4\"}";
        assertThat(signer.send("POST", SEND, send).status()).isEqualTo(201);
        assertThat(signer.send("GET", V3 + "/accounts", "").body()).contains("\"value\":\"6\",\"currency\":\"BTC\"");
        assertThat(code(signer.send("POST", SEND, send.replace("\"4\"", "\"7\""))))
                .isEqualTo("validation_error");
    }

    @TestFactory
    Stream<DynamicTest> send_ofNoAmount_isRefusedAndMovesNothing() {
        return Wire.BAD_AMOUNTS.stream()
                .map(amount -> DynamicTest.dynamicTest(amount, () -> {
                    var signer = new Signer(venue.createKey("can_view", "can_transfer"));
                    String before = signer.send("GET", V3 + "/accounts", "").body();
                    Answer answer = signer.send(
                            "POST",
                            SEND,
                            "{\"type\":\"send\",\"to\":\"x\",\"currency\":\"BTC\",\"amount\":\"" + amount + "\"}");

                    assertThat(code(answer)).isEqualTo("validation_error");
                    assertThat(signer.send("GET", V3 + "/accounts", "").body()).isEqualTo(before);
                }));
    }

    @Test
    void permissions_sayWhatTheKeyIs() {
        JsonNode answer = call("GET", V3 + "/key_permissions", "").json();

        assertThat(answer.path("can_view").asBoolean()).isTrue();
        assertThat(answer.path("can_trade").asBoolean()).isTrue();
        assertThat(answer.path("can_transfer").asBoolean(true)).isFalse();
        assertThat(answer.path("portfolio_uuid").asText()).isEqualTo(venue.accountId());
    }

    @TestFactory
    Stream<DynamicTest> answer_withAnyCodeOfTheSheet_hasItsStatusAndFormAndIsCounted() {
        return Wire.errors("coinbase").entrySet().stream()
                .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
                    venue.refuseNext(1, row.getKey());
                    Answer answer = call("GET", V3 + "/accounts", "");

                    assertThat(answer.status()).isEqualTo(row.getValue());
                    assertThat(code(answer)).isEqualTo(row.getKey());
                    assertThat(venue.stats().rejections()).containsEntry(row.getKey(), 1L);
                }));
    }

    @Test
    void toString_showsNoSecret() {
        assertThat(venue + " " + key).doesNotContain(key.secret(), key.apiKey());
    }
}
