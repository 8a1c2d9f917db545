/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.AntpoolSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.ViabtcSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures and errors of ViaBTC and AntPool; what they have in common with other pools is in {@link PoolsTest}. */
class HmacPoolsTest {
    private static SigningKey key(String vector, String apiKey, String account) {
        return SigningKey.of(
                        SignatureAlgorithm.HMAC_SHA256,
                        SecretEncoding.TEXT,
                        Desk.box(apiKey),
                        Desk.box(Vectors.read(vector).get("secret")),
                        null,
                        null)
                .forAccount(account);
    }

    @ParameterizedTest
    @ValueSource(strings = {"viabtc-get", "viabtc-post", "antpool"})
    void sign_theMessageOfAVector_givesItsSignature(String name) {
        Map<String, String> vector = Vectors.read(name);
        try (SigningKey key = key(name, "synthetic", "")) {
            assertThat(key.sign(vector.get("message").getBytes(UTF_8)))
                    .isEqualTo(HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    private static SignedRequest viabtc(VenueRequest request) {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1513746038205L)));
        try (SigningKey key = key("viabtc-get", "16289e05354c3c3814b8f3045950395f", "farmer1")) {
            return Venues.viabtc()
                    .signer(Environment.PRODUCTION)
                    .sign(request, URI.create("https://www.viabtc.net"), key, time);
        }
    }

    @Test
    void viabtc_aQuery_isSignedAsInTheOfficialExample() {
        SignedRequest signed = viabtc(VenueRequest.get("/res/openapi/v1/account/sub")
                .param("coin", "BTC")
                .param("amount", "1.0"));

        assertThat(signed.uri())
                .hasToString(
                        "https://www.viabtc.net/res/openapi/v1/account/sub?coin=BTC&amount=1.0&tonce=1513746038205");
        assertThat(signed.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "X-API-KEY",
                        "16289e05354c3c3814b8f3045950395f",
                        "X-SIGNATURE",
                        Vectors.read("viabtc-get").get("hex")));
        assertThat(signed.body()).isEmpty();
        assertThat(viabtc(VenueRequest.get("/res/openapi/v1/account/sub")).uri().getRawQuery())
                .isEqualTo("tonce=1513746038205");
    }

    @Test
    void viabtc_whatNeedsNoSignature_hasNone() {
        SignedRequest plain =
                viabtc(VenueRequest.get("/res/openapi/v1/hashrate").param("coin", "BTC"));

        assertThat(plain.uri()).hasToString("https://www.viabtc.net/res/openapi/v1/hashrate?coin=BTC");
        assertThat(plain.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of("X-API-KEY", "16289e05354c3c3814b8f3045950395f"));
    }

    @Test
    void viabtc_aBody_isSignedAsItIsSent() {
        SignedRequest signed =
                viabtc(VenueRequest.post("/res/openapi/v1/account/sub").param("account", "f\u00e9"));
        String body = "{\"account\":\"f\u00e9\",\"tonce\":1513746038205}";

        assertThat(signed.text()).isEqualTo(body);
        try (SigningKey key = key("viabtc-get", "synthetic", "")) {
            assertThat(signed.headers())
                    .containsEntry("X-SIGNATURE", HexFormat.of().formatHex(key.sign(body.getBytes(UTF_8))))
                    .containsEntry("Content-Type", "application/json");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, REQUEST",
        "5001, REQUEST",
        "12001, BAD_KEY",
        "12002, SIGNATURE",
        "12003, CLOCK",
        "12004, IP",
        "77, REQUEST"
    })
    void viabtc_error_means(int code, Kind kind) {
        assertThat(Venues.viabtc()
                        .errors()
                        .classify(new HttpReply(200, "{\"code\":" + code + ",\"message\":\"canary\"}"))
                        .orElseThrow())
                .satisfies(error -> {
                    assertThat(error.kinds()).containsExactly(kind);
                    assertThat(error.code()).doesNotContain("canary");
                });
        assertThat(Venues.viabtc().errors().classify(new HttpReply(200, "{\"code\":0}")))
                .isEmpty();
    }

    /** One pair at a time: the old one is dead once there is a new one, and the pool says so. */
    @Test
    void viabtc_pairThatWasReset_isDead_andForeignAddressesAreRefused() {
        try (ViabtcSimulator pool = ViabtcSimulator.start()) {
            VenueDefinition venue = Venues.viabtc().servedAt(Environment.PRODUCTION, pool.uri());
            SimulatedKey old = pool.createKey();
            try (Desk desk = Desk.of(venue, pool, old)) {
                var inspector = venue.inspector(Environment.PRODUCTION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                old.boundTo();
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.UNKNOWN);
                old.boundTo("127.0.0.1").revoke();
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.DEAD);
            }
            assertThat(venue.keys().traits().overlap()).isFalse();
            assertThat(venue.keys().traits().quota()).hasValue(1);
        }
    }

    @Test
    void antpool_signsUserKeyAndNonceAlone() {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1700000000000L)));
        try (SigningKey key = key("antpool", "key", "user")) {
            SignedRequest signed = Venues.antpool()
                    .signer(Environment.PRODUCTION)
                    .sign(
                            VenueRequest.post("/api/workers.htm").param("coin", "B C"),
                            URI.create("https://antpool.com"),
                            key,
                            time);
            String nonce = "1700000000000000";
            String signature = HexFormat.of()
                    .formatHex(key.sign(("userkey" + nonce).getBytes(UTF_8)))
                    .toUpperCase(Locale.ROOT);

            assertThat(signed.uri()).hasToString("https://antpool.com/api/workers.htm");
            assertThat(signed.text()).isEqualTo("key=key&nonce=" + nonce + "&signature=" + signature + "&coin=B%20C");
            assertThat(signed.headers())
                    .containsExactlyInAnyOrderEntriesOf(Map.of("Content-Type", "application/x-www-form-urlencoded"));
        }
    }

    /** What the page says of it: whoever holds a read back can make of it a change of the wallet. */
    @Test
    void antpool_aReadThatWasHeldBack_fitsAnyOtherRequest() throws Exception {
        try (AntpoolSimulator pool = AntpoolSimulator.start()) {
            VenueDefinition venue = Venues.antpool().servedAt(Environment.PRODUCTION, pool.uri());
            assertThat(venue.requestLife().coversBody()).isFalse();
            for (Set<String> rights : Set.of(Set.of("read"), Set.of("read", "wallet"))) {
                try (Desk desk = Desk.of(venue, pool, pool.createKey(rights.toArray(String[]::new)))) {
                    SignedRequest read =
                            desk.sign(VenueRequest.post("/api/account.htm").param("coin", "BTC"));
                    var changed = new SignedRequest(
                            "POST",
                            URI.create(pool.uri() + "/api/changeWallet.htm"),
                            read.headers(),
                            (read.text() + "&address=bc1qsynthetic0thief").getBytes(UTF_8));
                    io.keyguard.venue.HttpTransport.jdk(java.time.Duration.ofSeconds(10))
                            .send(changed);
                    assertThat(pool.wallet().equals("bc1qsynthetic0thief")).isEqualTo(rights.contains("wallet"));
                    pool.changeWallet("bc1qours");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-2, REQUEST",
        "-6, BAD_KEY",
        "-7, SIGNATURE",
        "-8, IP",
        "-9, PERMISSION",
        "-18, NONCE",
        "-24, REQUEST",
        "-77, REQUEST"
    })
    void antpool_error_means(int code, Kind kind) {
        assertThat(Venues.antpool()
                        .errors()
                        .classify(new HttpReply(200, "{\"code\":" + code + ",\"message\":\"canary\"}"))
                        .orElseThrow()
                        .kinds())
                .containsExactly(kind);
    }

    @Test
    void antpool_errorThatIsAmbiguous_staysSo() {
        var errors = Venues.antpool().errors();
        assertThat(errors.classify(new HttpReply(200, "{\"code\":-10}"))
                        .orElseThrow()
                        .kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE);
        assertThat(errors.classify(new HttpReply(200, "{\"code\":-20}"))
                        .orElseThrow()
                        .kinds())
                .contains(Kind.EXPIRED, Kind.BAD_KEY);
        assertThat(errors.classify(new HttpReply(200, "{\"code\":-5}"))
                        .orElseThrow()
                        .kinds())
                .containsExactlyInAnyOrder(Kind.ACCOUNT, Kind.BAD_KEY);
        assertThat(errors.classify(new HttpReply(200, "{\"code\":0}"))).isEmpty();
        assertThat(errors.classify(new HttpReply(503, "")).orElseThrow().kinds())
                .contains(Kind.MAINTENANCE);
    }
}
