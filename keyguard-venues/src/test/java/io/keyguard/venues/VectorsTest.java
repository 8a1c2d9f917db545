/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorsTest {
    private static final String SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private static final URI HOST = URI.create("https://venue.example");

    static Stream<String> vectors() {
        return Stream.of(
                "binance-hmac-1",
                "binance-hmac-2",
                "binance-ws-hmac-1",
                "binance-ws-hmac-2",
                "binance-ed25519-fix",
                "binance-ed25519-rest",
                "okx-get",
                "okx-post",
                "okx-ws",
                "kraken-add-order");
    }

    private static Map<String, String> vector(String name) {
        return Vectors.read(name);
    }

    private static SecretBytes box(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static SigningKey key(SignatureAlgorithm algorithm, SecretEncoding encoding, String secret) {
        return SigningKey.of(
                algorithm, encoding, box("synthetic-api-key"), box(secret), box("synthetic-passphrase"), null);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void sign_theMessageOfAVector_givesItsSignature(String name) throws Exception {
        Map<String, String> vector = vector(name);
        String secret = vector.get("secret").replace("\\n", "\n");
        try (SigningKey key = key(
                SignatureAlgorithm.valueOf(vector.get("algorithm")),
                SecretEncoding.valueOf(vector.get("encoding")),
                secret)) {
            byte[] signature = key.sign(message(vector.get("message")));

            assertThat(signature).isEqualTo(expected(vector));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    private static byte[] expected(Map<String, String> vector) {
        return vector.containsKey("hex")
                ? HexFormat.of().parseHex(vector.get("hex"))
                : Base64.getDecoder().decode(vector.get("base64"));
    }

    private static byte[] message(String text) throws Exception {
        String[] parts = text.replace("\\u0001", "\u0001").split("\\|sha256\\|");
        var message = new ByteArrayOutputStream();
        message.writeBytes(parts[0].getBytes(UTF_8));
        if (parts.length == 2) {
            message.writeBytes(MessageDigest.getInstance("SHA-256").digest(parts[1].getBytes(UTF_8)));
        }
        return message.toByteArray();
    }

    private static SigningTime at(Instant instant) {
        return new SigningTime(InstantSource.fixed(instant));
    }

    @Test
    void binance_signsTheOfficialExamplesFromTheirParameters() throws Exception {
        VenueRequest order = VenueRequest.post("/api/v3/order");
        for (var example :
                Map.of("LTCBTC", "binance-hmac-1", "１２３４５６", "binance-hmac-2").entrySet()) {
            VenueRequest request = order.param("symbol", example.getKey())
                    .param("side", "BUY")
                    .param("type", "LIMIT")
                    .param("timeInForce", "GTC")
                    .param("quantity", "1")
                    .param("price", "0.1");
            try (SigningKey key = key(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, SECRET)) {
                SignedRequest signed = Venues.binance()
                        .signer(Environment.PRODUCTION)
                        .sign(request, HOST, key, at(Instant.ofEpochMilli(1499827319559L)));

                Map<String, String> vector = vector(example.getValue());
                assertThat(signed.text()).isEqualTo(vector.get("message") + "&signature=" + vector.get("hex"));
                assertThat(signed.headers())
                        .isEqualTo(Map.of(
                                "X-MBX-APIKEY",
                                "synthetic-api-key",
                                "Content-Type",
                                "application/x-www-form-urlencoded"));
                assertThat(signed.uri()).hasToString(HOST + "/api/v3/order");
            }
        }
    }

    @Test
    void okx_signsTheVectorsFromTheirParameters() throws Exception {
        SigningTime time = at(Instant.parse("2020-12-08T09:08:57.715Z"));
        try (SigningKey key =
                key(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, "22582BD0CFF14C41EDBF1AB98506286D")) {
            SignedRequest get = Venues.okx()
                    .signer(Environment.SANDBOX)
                    .sign(VenueRequest.get("/api/v5/account/balance").param("ccy", "BTC"), HOST, key, time);
            VenueRequest leverage = VenueRequest.post("/api/v5/account/set-leverage")
                    .param("instId", "BTC-USDT")
                    .param("lever", "5")
                    .param("mgnMode", "isolated");
            SignedRequest post = Venues.okx().signer(Environment.PRODUCTION).sign(leverage, HOST, key, time);

            assertThat(get.headers())
                    .containsEntry("OK-ACCESS-SIGN", vector("okx-get").get("base64"))
                    .containsEntry("OK-ACCESS-PASSPHRASE", "synthetic-passphrase")
                    .containsEntry("OK-ACCESS-TIMESTAMP", "2020-12-08T09:08:57.715Z")
                    .containsEntry("x-simulated-trading", "1");
            assertThat(post.headers())
                    .containsEntry("OK-ACCESS-SIGN", vector("okx-post").get("base64"))
                    .doesNotContainKey("x-simulated-trading");
            assertThat(new String(post.body(), UTF_8))
                    .isEqualTo("{\"instId\":\"BTC-USDT\",\"lever\":\"5\",\"mgnMode\":\"isolated\"}");
        }
    }

    @Test
    void okx_aTimestampOnTheFullSecond_keepsItsMilliseconds() {
        try (SigningKey key = key(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, "SYNTHETIC0123456789ABCDEF")) {
            SignedRequest signed = Venues.okx()
                    .signer(Environment.PRODUCTION)
                    .sign(
                            VenueRequest.get("/api/v5/account/config"),
                            HOST,
                            key,
                            at(Instant.parse("2026-11-24T12:00:00Z")));

            assertThat(signed.headers()).containsEntry("OK-ACCESS-TIMESTAMP", "2026-11-24T12:00:00.000Z");
        }
    }

    @Test
    void kraken_putsTheNonceFirstAndADeadlineOnOrders() {
        String secret = Base64.getEncoder().encodeToString(new byte[64]);
        SigningTime time = at(Instant.parse("2026-11-24T12:00:00.5Z"));
        try (SigningKey key = key(SignatureAlgorithm.HMAC_SHA512, SecretEncoding.BASE64, secret)) {
            var signer = Venues.kraken().signer(Environment.PRODUCTION);
            SignedRequest order =
                    signer.sign(VenueRequest.post("/0/private/AddOrder").param("pair", "XBT/USD"), HOST, key, time);
            SignedRequest read = signer.sign(VenueRequest.post("/0/private/Balance"), HOST, key, time);

            assertThat(new String(order.body(), UTF_8))
                    .isEqualTo("nonce=1795521600500000&pair=XBT%2FUSD&deadline=2026-11-24T12%3A00%3A15.500Z");
            assertThat(new String(read.body(), UTF_8)).isEqualTo("nonce=1795521600500001");
            assertThat(order.uri().getRawQuery()).isNull();
        }
    }

    @Test
    void okx_signsTheLoginOfAWebSocket() throws Exception {
        SigningTime time = at(Instant.ofEpochSecond(1538054050));
        try (SigningKey key =
                key(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, "22582BD0CFF14C41EDBF1AB98506286D")) {
            SignedRequest login = Venues.okx()
                    .signer(Environment.PRODUCTION)
                    .sign(VenueRequest.webSocket("login"), URI.create("wss://ws.okx.com:8443"), key, time);

            assertThat(login.uri()).hasToString("wss://ws.okx.com:8443/ws/v5/private");
            assertThat(login.text())
                    .isEqualTo("{\"op\":\"login\",\"args\":[{\"apiKey\":\"synthetic-api-key\","
                            + "\"passphrase\":\"synthetic-passphrase\",\"timestamp\":\"1538054050\",\"sign\":\""
                            + vector("okx-ws").get("base64")
                            + "\"}]}");
            assertThat(login).hasToString("WS wss://ws.okx.com:8443/ws/v5/private");
        }
    }

    /** The official example has a window of its own, which keyguard's signer does not take; the order of the parameters and the form of the message are its. */
    @Test
    void binance_signsMessagesOverItsParametersInTheOrderOfTheirNames() throws Exception {
        try (SigningKey key = key(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, SECRET)) {
            SignedRequest order = Venues.binance()
                    .signer(Environment.PRODUCTION)
                    .sign(
                            VenueRequest.webSocket("order.place")
                                    .param("symbol", "BTCUSDT")
                                    .param("side", "SELL"),
                            URI.create("wss://ws-api.binance.com:443"),
                            key,
                            at(Instant.ofEpochMilli(1645423376532L)));
            String message =
                    "apiKey=synthetic-api-key&recvWindow=5000&side=SELL&symbol=BTCUSDT&timestamp=1645423376532";

            assertThat(order.text())
                    .isEqualTo("{\"id\":\"1645423376532000\",\"method\":\"order.place\",\"params\":{"
                            + "\"apiKey\":\"synthetic-api-key\",\"recvWindow\":5000,\"side\":\"SELL\","
                            + "\"symbol\":\"BTCUSDT\",\"timestamp\":1645423376532,\"signature\":\""
                            + HexFormat.of().formatHex(key.sign(message.getBytes(UTF_8)))
                            + "\"}}");
        }
    }
}
