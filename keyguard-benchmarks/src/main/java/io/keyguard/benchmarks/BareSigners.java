/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.benchmarks.TypicalOrder.BareSigner;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.SignedRequest;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The venues' signatures as a connector writes them inline. What lies on the heap can sign. */
final class BareSigners {
    static final String OKX =
            "{\"instId\":\"BTC-USDT\",\"tdMode\":\"cash\",\"side\":\"buy\",\"ordType\":\"limit\",\"px\":\"50000\",\"sz\":\"0.001\"}";
    static final String BYBIT =
            "{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"side\":\"Buy\",\"orderType\":\"Limit\","
                    + "\"qty\":\"0.001\",\"price\":\"50000\"}";
    static final String BITGET =
            "{\"symbol\":\"BTCUSDT\",\"side\":\"buy\",\"orderType\":\"limit\",\"force\":\"gtc\",\"size\":\"0.001\",\"price\":\"50000\"}";
    static final String BITGET_UTA =
            "{\"category\":\"SPOT\",\"symbol\":\"BTCUSDT\",\"side\":\"buy\",\"orderType\":\"limit\",\"qty\":\"0.001\",\"price\":\"50000\"}";
    static final String HTX =
            "{\"account-id\":\"10001\",\"symbol\":\"btcusdt\",\"type\":\"buy-limit\",\"amount\":\"0.001\",\"price\":\"50000\"}";
    static final String BITFINEX =
            "{\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\",\"amount\":\"0.001\",\"price\":\"50000\",\"cid\":1}";
    static final String GATE =
            "{\"currency_pair\":\"BTC_USDT\",\"side\":\"buy\",\"type\":\"limit\",\"amount\":\"0.001\",\"price\":\"50000\"}";
    static final String CRYPTO_COM =
            "{\"instrument_name\":\"BTC_USDT\",\"side\":\"BUY\",\"type\":\"LIMIT\",\"price\":\"50000\",\"quantity\":\"0.001\"}";
    static final String GEMINI =
            "{\"symbol\":\"btcusd\",\"amount\":\"0.001\",\"price\":\"50000\",\"side\":\"buy\",\"type\":\"exchange limit\"}";
    static final String KUCOIN = "{\"symbol\":\"BTC-USDT\",\"side\":\"buy\",\"type\":\"limit\",\"size\":\"0.001\","
            + "\"price\":\"50000\",\"clientOid\":\"0123456789abcdef0123456789abcdef\"}";
    static final String KUCOIN_FUTURES =
            "{\"clientOid\":\"0123456789abcdef0123456789abcdef\",\"symbol\":\"XBTUSDTM\",\"side\":\"buy\",\"type\":\"limit\","
                    + "\"size\":\"1\",\"price\":\"50000\",\"leverage\":\"3\"}";
    static final String COINBASE =
            "{\"client_order_id\":\"0123456789abcdef0123456789abcdef\",\"product_id\":\"BTC-USD\","
                    + "\"side\":\"BUY\",\"order_configuration\":{\"limit_limit_gtc\":{\"base_size\":\"0.001\","
                    + "\"limit_price\":\"50000\"}}}";

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final byte[] NOTHING = {};
    /** As in a JWT. */
    static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    /** Signs a message, and writes the signature as the venue wants it. */
    @FunctionalInterface
    interface Signs {
        String text(String message) throws GeneralSecurityException;
    }

    private BareSigners() {}

    /** HMAC-SHA256 in hexadecimal. */
    static Signs hmac(SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA256", key.secret().getBytes(US_ASCII));
        return message -> hex(mac, message);
    }

    /** A signature with a private key, which the provider keeps on the heap. */
    static Signs jca(String algorithm, PrivateKey key, Base64.Encoder base64) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        return message -> {
            signer.update(message.getBytes(US_ASCII));
            return base64.encodeToString(signer.sign());
        };
    }

    private static Mac mac(String algorithm, byte[] secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(secret, algorithm));
        return mac;
    }

    private static String hex(Mac mac, String message) {
        return HexFormat.of().formatHex(mac.doFinal(message.getBytes(US_ASCII)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static BareSigner binance(URI host, String path, SimulatedKey key, Signs signs) {
        return () -> {
            String query = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000"
                    + "&recvWindow=5000&timestamp=" + System.currentTimeMillis();
            URI uri = URI.create(host + path + "?" + query + "&signature=" + signs.text(query));
            return new SignedRequest("POST", uri, Map.of("X-MBX-APIKEY", key.apiKey()), NOTHING);
        };
    }

    static BareSigner bitfinex(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA384", key.secret().getBytes(US_ASCII));
        return () -> {
            String nonce = Long.toString(System.currentTimeMillis() * 1000);
            String signature = hex(mac, "/api/v2/auth/w/order/submit" + nonce + BITFINEX);
            var headers = Map.of(
                    "bfx-nonce", nonce,
                    "bfx-apikey", key.apiKey(),
                    "bfx-signature", signature,
                    "Content-Type", JSON);
            return new SignedRequest(
                    "POST", URI.create(host + "/v2/auth/w/order/submit"), headers, BITFINEX.getBytes(US_ASCII));
        };
    }

    static BareSigner mexc(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA256", key.secret().getBytes(US_ASCII));
        return () -> {
            String query = "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=0.001&price=50000&recvWindow=5000&timestamp="
                    + System.currentTimeMillis();
            var headers = Map.of("X-MEXC-APIKEY", key.apiKey(), "Content-Type", JSON);
            URI uri = URI.create(host + "/api/v3/order?" + query + "&signature=" + hex(mac, query));
            return new SignedRequest("POST", uri, headers, new byte[0]);
        };
    }

    static BareSigner bitmex(URI host, SimulatedKey key, Signs signs) {
        return () -> {
            String expires = Long.toString(System.currentTimeMillis() / 1000 + 10);
            String body = "symbol=XBTUSD&side=Buy&orderQty=100&price=50000";
            String signature = signs.text("POST/api/v1/order" + expires + body);
            var headers = Map.of(
                    "api-key", key.apiKey(),
                    "api-expires", expires,
                    "api-signature", signature,
                    "Content-Type", FORM);
            return new SignedRequest("POST", URI.create(host + "/api/v1/order"), headers, body.getBytes(US_ASCII));
        };
    }

    static BareSigner bitstamp(URI host, SimulatedKey key, Signs signs) {
        return () -> {
            String nonce = UUID.randomUUID().toString();
            String millis = Long.toString(System.currentTimeMillis());
            String body = "amount=0.001&price=50000";
            String auth = "BITSTAMP " + key.apiKey();
            String signature =
                    signs.text(auth + "POSTwww.bitstamp.net/api/v2/buy/btcusd/" + FORM + nonce + millis + "v2" + body);
            var headers = Map.of(
                    "X-Auth", auth,
                    "X-Auth-Signature", signature,
                    "X-Auth-Nonce", nonce,
                    "X-Auth-Timestamp", millis,
                    "X-Auth-Version", "v2",
                    "Content-Type", FORM);
            URI uri = URI.create(host + "/api/v2/buy/btcusd/");
            return new SignedRequest("POST", uri, headers, body.getBytes(US_ASCII));
        };
    }

    /** For {@link #CRYPTO_COM}, whose fields it has in order. */
    static BareSigner cryptoCom(URI host, SimulatedKey key, Signs signs) {
        var ids = new AtomicLong();
        return () -> {
            long millis = System.currentTimeMillis();
            long id = millis * 1000 + ids.incrementAndGet();
            String signature = signs.text("private/create-order" + id + key.apiKey()
                    + "instrument_nameBTC_USDTprice50000quantity0.001sideBUYtypeLIMIT" + millis);
            String body = "{\"id\":\"" + id + "\",\"method\":\"private/create-order\",\"params\":" + CRYPTO_COM
                    + ",\"api_key\":\"" + key.apiKey() + "\",\"sig\":\"" + signature + "\",\"nonce\":\"" + millis
                    + "\"}";
            URI uri = URI.create(host + "/exchange/v1/private/create-order");
            return new SignedRequest("POST", uri, Map.of("Content-Type", JSON), body.getBytes(US_ASCII));
        };
    }

    static BareSigner bitget(URI host, String path, String order, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA256", key.secret().getBytes(US_ASCII));
        return () -> {
            String timestamp = Long.toString(System.currentTimeMillis());
            String message = timestamp + "POST" + path + order;
            var headers = Map.of(
                    "ACCESS-KEY", key.apiKey(),
                    "ACCESS-SIGN", base64(mac.doFinal(message.getBytes(US_ASCII))),
                    "ACCESS-TIMESTAMP", timestamp,
                    "ACCESS-PASSPHRASE", key.passphrase(),
                    "Content-Type", JSON);
            return new SignedRequest("POST", URI.create(host + path), headers, order.getBytes(US_ASCII));
        };
    }

    static BareSigner htx(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA256", key.secret().getBytes(US_ASCII));
        return () -> {
            String timestamp = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            String query = "AccessKeyId=" + key.apiKey() + "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp="
                    + timestamp.substring(0, 19).replace(":", "%3A");
            String message = "POST\napi.huobi.pro\n/v1/order/orders/place\n" + query;
            String signature = base64(mac.doFinal(message.getBytes(US_ASCII)))
                    .replace("+", "%2B")
                    .replace("/", "%2F")
                    .replace("=", "%3D");
            URI uri = URI.create(host + "/v1/order/orders/place?" + query + "&Signature=" + signature);
            return new SignedRequest("POST", uri, Map.of("Content-Type", JSON), HTX.getBytes(US_ASCII));
        };
    }

    static BareSigner gate(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA512", key.secret().getBytes(US_ASCII));
        MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
        return () -> {
            String timestamp = Long.toString(System.currentTimeMillis() / 1000);
            byte[] body = GATE.getBytes(US_ASCII);
            String hash = HexFormat.of().formatHex(sha512.digest(body));
            String signature = hex(mac, "POST\n/api/v4/spot/orders\n\n" + hash + "\n" + timestamp);
            var headers = Map.of(
                    "KEY", key.apiKey(),
                    "Timestamp", timestamp,
                    "SIGN", signature,
                    "Content-Type", JSON);
            return new SignedRequest("POST", URI.create(host + "/api/v4/spot/orders"), headers, body);
        };
    }

    static BareSigner bybit(URI host, SimulatedKey key, Signs signs) {
        return () -> {
            String timestamp = Long.toString(System.currentTimeMillis());
            String signature = signs.text(timestamp + key.apiKey() + "5000" + BYBIT);
            var headers = Map.of(
                    "X-BAPI-API-KEY", key.apiKey(),
                    "X-BAPI-TIMESTAMP", timestamp,
                    "X-BAPI-SIGN", signature,
                    "X-BAPI-RECV-WINDOW", "5000",
                    "Content-Type", JSON);
            return new SignedRequest("POST", URI.create(host + "/v5/order/create"), headers, BYBIT.getBytes(US_ASCII));
        };
    }

    /** The token is made for each request. */
    static BareSigner coinbase(URI host, SimulatedKey key, String algorithm, Signs signs) {
        var random = new SecureRandom();
        return () -> {
            long now = System.currentTimeMillis() / 1000;
            byte[] nonce = new byte[16];
            random.nextBytes(nonce);
            String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + key.apiKey() + "\",\"nonce\":\""
                    + HexFormat.of().formatHex(nonce) + "\",\"typ\":\"JWT\"}";
            String claims = "{\"sub\":\"" + key.apiKey() + "\",\"iss\":\"cdp\",\"nbf\":" + now + ",\"exp\":"
                    + (now + 120) + ",\"uri\":\"POST api.coinbase.com/api/v3/brokerage/orders\"}";
            String message =
                    URL.encodeToString(header.getBytes(US_ASCII)) + "." + URL.encodeToString(claims.getBytes(US_ASCII));
            var headers =
                    Map.of("Authorization", "Bearer " + message + "." + signs.text(message), "Content-Type", JSON);
            return new SignedRequest(
                    "POST", URI.create(host + "/api/v3/brokerage/orders"), headers, COINBASE.getBytes(US_ASCII));
        };
    }

    static BareSigner deribit(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA256", key.secret().getBytes(US_ASCII));
        var nonces = new AtomicLong();
        return () -> {
            String timestamp = Long.toString(System.currentTimeMillis());
            String nonce = Long.toString(nonces.incrementAndGet());
            String target = "/api/v2/private/buy?instrument_name=BTC-PERPETUAL&amount=10&type=limit&price=50000";
            String signature = hex(mac, timestamp + "\n" + nonce + "\nGET\n" + target + "\n\n");
            String header = "deri-hmac-sha256 id=" + key.apiKey() + ",ts=" + timestamp + ",nonce=" + nonce + ",sig="
                    + signature;
            return new SignedRequest("GET", URI.create(host + target), Map.of("Authorization", header), NOTHING);
        };
    }

    static BareSigner gemini(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA384", key.secret().getBytes(US_ASCII));
        var nonces = new AtomicLong();
        return () -> {
            String nonce = Long.toString(System.currentTimeMillis() * 1000 + nonces.incrementAndGet());
            String payload = "{\"request\":\"/v1/order/new\",\"nonce\":" + nonce + "," + GEMINI.substring(1);
            String coded = Base64.getEncoder().encodeToString(payload.getBytes(US_ASCII));
            var headers = Map.of(
                    "X-GEMINI-APIKEY",
                    key.apiKey(),
                    "X-GEMINI-PAYLOAD",
                    coded,
                    "X-GEMINI-SIGNATURE",
                    hex(mac, coded),
                    "Content-Type",
                    "text/plain",
                    "Cache-Control",
                    "no-cache");
            return new SignedRequest("POST", URI.create(host + "/v1/order/new"), headers, NOTHING);
        };
    }

    static BareSigner kraken(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA512", Base64.getDecoder().decode(key.secret()));
        var nonces = new AtomicLong();
        return () -> {
            String nonce = Long.toString(System.currentTimeMillis() * 1000 + nonces.incrementAndGet());
            String body = "nonce=" + nonce + "&pair=XBTUSD&type=buy&ordertype=limit&price=50000&volume=0.001";
            byte[] digest = MessageDigest.getInstance("SHA-256").digest((nonce + body).getBytes(US_ASCII));
            mac.update("/0/private/AddOrder".getBytes(US_ASCII));
            var headers =
                    Map.of("API-Key", key.apiKey(), "API-Sign", base64(mac.doFinal(digest)), "Content-Type", FORM);
            return new SignedRequest(
                    "POST", URI.create(host + "/0/private/AddOrder"), headers, body.getBytes(US_ASCII));
        };
    }

    static BareSigner krakenFutures(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA512", Base64.getDecoder().decode(key.secret()));
        var nonces = new AtomicLong();
        return () -> {
            String nonce = Long.toString(System.currentTimeMillis() * 1000 + nonces.incrementAndGet());
            String body = "orderType=lmt&symbol=PF_XBTUSD&side=buy&size=1&limitPrice=50000";
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((body + nonce + "/api/v3/sendorder").getBytes(US_ASCII));
            var headers = Map.of(
                    "APIKey",
                    key.apiKey(),
                    "Nonce",
                    nonce,
                    "Authent",
                    base64(mac.doFinal(digest)),
                    "Content-Type",
                    FORM);
            return new SignedRequest(
                    "POST", URI.create(host + "/derivatives/api/v3/sendorder"), headers, body.getBytes(US_ASCII));
        };
    }

    static BareSigner kucoin(URI host, String path, String order, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA256", key.secret().getBytes(US_ASCII));
        String passphrase = base64(mac.doFinal(key.passphrase().getBytes(US_ASCII)));
        return () -> {
            String timestamp = Long.toString(System.currentTimeMillis());
            String message = timestamp + "POST" + path + order;
            var headers = Map.of(
                    "KC-API-KEY",
                    key.apiKey(),
                    "KC-API-SIGN",
                    base64(mac.doFinal(message.getBytes(US_ASCII))),
                    "KC-API-TIMESTAMP",
                    timestamp,
                    "KC-API-PASSPHRASE",
                    passphrase,
                    "KC-API-KEY-VERSION",
                    "3",
                    "Content-Type",
                    JSON);
            return new SignedRequest("POST", URI.create(host + path), headers, order.getBytes(US_ASCII));
        };
    }

    static BareSigner okx(URI host, SimulatedKey key) throws GeneralSecurityException {
        Mac mac = mac("HmacSHA256", key.secret().getBytes(US_ASCII));
        return () -> {
            String timestamp = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
            String message = timestamp + "POST" + "/api/v5/trade/order" + OKX;
            var headers = Map.of(
                    "OK-ACCESS-KEY", key.apiKey(),
                    "OK-ACCESS-SIGN", base64(mac.doFinal(message.getBytes(US_ASCII))),
                    "OK-ACCESS-TIMESTAMP", timestamp,
                    "OK-ACCESS-PASSPHRASE", key.passphrase(),
                    "Content-Type", JSON);
            return new SignedRequest("POST", URI.create(host + "/api/v5/trade/order"), headers, OKX.getBytes(US_ASCII));
        };
    }
}
