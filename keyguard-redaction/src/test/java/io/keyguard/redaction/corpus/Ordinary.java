/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Lines of bots without a secret, which look as if they had one. */
final class Ordinary {
    private Ordinary() {}

    static Map<String, Function<Made, String>> kinds() {
        var kinds = new LinkedHashMap<String, Function<Made, String>>();
        kinds.put("numbers and names of orders", Ordinary::order);
        kinds.put("UUIDs", m -> m.one("requestId=", "id: ", "{\"uuid\":\"", "correlation ", "clientOid=") + m.uuid());
        kinds.put("hashes of transactions and blocks", Ordinary::hash);
        kinds.put(
                "32 hexadecimal digits",
                m -> m.one("traceId=", "ETag: ", "md5 ", "session ", "span=", "jobId: ") + m.hex(32));
        kinds.put(
                "pictures and other base64",
                m -> m.one("data:image/png;base64,iVBORw0KGgo", "payload=", "\"proto\":\"", "body ")
                        + m.base64(60 + m.below(400)));
        kinds.put("addresses and public keys", Ordinary::address);
        kinds.put(
                "commits, digests, versions",
                m -> m.one(
                        "commit " + m.hex(40), "image sha256:" + m.hex(64), "bot-" + m.digits(2) + ".4.1+" + m.hex(8)));
        kinds.put(
                "prices and sizes",
                m -> "price=" + m.digits(5) + "." + m.digits(2) + " qty=0.00" + m.digits(4) + " pnl=-" + m.digits(2)
                        + "." + m.digits(8));
        kinds.put("answers of venues", Ordinary::answer);
        kinds.put("stack traces", Ordinary::frame);
        kinds.put("words about keys and tokens", Ordinary::prose);
        kinds.put(
                "placeholders",
                m -> m.one(
                                "apiKey=***",
                                "secret=<redacted>",
                                "password=${DB_PASSWORD}",
                                "token=null",
                                "\"apiSecret\":\"\"",
                                "api_key=%s",
                                "passphrase={{vault}}")
                        + " " + m.word());
        kinds.put("names beside those of secrets", Ordinary::beside);
        kinds.put(
                "cursors called tokens",
                m -> m.one("nextPageToken=", "\"pageToken\":\"", "continuation_token=") + m.base64(18));
        kinds.put("signatures on chains", m -> m.one("signature=", "\"signature\":\"") + m.base58(88));
        return kinds;
    }

    private static String order(Made m) {
        return switch (m.below(5)) {
            case 0 -> "orderId=" + m.digits(19);
            case 1 -> "clientOrderId=x-" + m.alnum(22);
            case 2 -> "{\"orderLinkId\":\"" + m.word() + "-" + m.digits(13) + "\",\"cid\":" + m.digits(13) + "}";
            case 3 ->
                "order " + m.alnum(6).toUpperCase(Locale.ROOT) + "-"
                        + m.alnum(5).toUpperCase(Locale.ROOT) + " " + m.word();
            default -> "nonce=" + m.digits(16) + " timestamp=" + m.digits(13) + " recvWindow=5000";
        };
    }

    private static String hash(Made m) {
        return m.one("txHash=0x", "txid: ", "blockHash=0x", "merkleRoot=", "parent ", "transaction ", "[0x")
                + m.hex(64);
    }

    private static String address(Made m) {
        return switch (m.below(5)) {
            case 0 -> "from=0x" + m.hex(40) + " to=0x" + m.hex(40);
            case 1 -> "to 1" + m.base58(33);
            case 2 -> "to bc1q" + m.of("qpzry9x8gf2tvdw0s3jn54khce6mua7l", 38);
            case 3 -> m.extended(false);
            default -> "publicKey=MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE" + m.base64(48);
        };
    }

    private static String answer(Made m) {
        return "{\"symbol\":\"" + m.one("BTCUSDT", "ETH-USD", "XBTUSD_260327") + "\",\"orderId\":" + m.digits(11)
                + ",\"clientOrderId\":\"" + m.alnum(20) + "\",\"price\":\"" + m.digits(5) + ".10\",\"status\":\""
                + m.one("NEW", "FILLED") + "\",\"uid\":\"" + m.digits(9) + "\",\"tradeId\":\"" + m.uuid() + "\"}";
    }

    private static String frame(Made m) {
        return m.one(
                        "\tat io.bot.",
                        "Caused by: java.lang.IllegalStateException: ",
                        "\tat com.fasterxml.jackson.databind.")
                + m.one(
                        "TokenRefresher.refresh(TokenRefresher.java:",
                        "auth.SecretStore.lambda$open$",
                        "ApiKeyFilter.doFilter(ApiKeyFilter.java:",
                        "order.Grid.tick(Grid.java:")
                + m.digits(3) + ")";
    }

    private static String prose(Made m) {
        return m.one(
                        "token refresh in ",
                        "no secret found after ",
                        "signature verified: true, took ",
                        "API key not found, trying again in ",
                        "passwordless login enabled for ",
                        "bearer of the order ",
                        "basic strategy ",
                        "authorization: required, code ",
                        "key rotation due in ",
                        "secret sauce number ")
                + m.digits(2) + " " + m.word();
    }

    private static String beside(Made m) {
        return m.one(
                        "tokenId=",
                        "tokens=",
                        "keys=",
                        "token=USDT size=",
                        "keyCount: ",
                        "secretCount=",
                        "passwordChanged=",
                        "signatureType=",
                        "apiKeyId: ",
                        "primaryKey=",
                        "cacheKey=",
                        "sortKey: ")
                + m.digits(6);
    }
}
