/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The JWT (RFC 7519) that Coinbase takes for a signature: one for each request, for its method and path alone.
 *
 * <p>Source: docs.cdp.coinbase.com, API key authentication, and coinbase-advanced-py 1.8.4. Both let it live for 120 seconds; coinbase/cdp-sdk lets its callers choose.
 * It covers neither query nor body, so whoever captures one can send something else under it: it lives as long as a request needs, not as long as it may.
 */
final class CoinbaseToken {
    static final Duration LIFE = Duration.ofSeconds(30);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int NONCE_LENGTH = 16;

    private CoinbaseToken() {}

    /** A nonce that no other token has. */
    static String nonce() {
        byte[] bytes = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(bytes);
        return Encoding.hex(bytes);
    }

    /** Returns a token for {@code uri}, which is method, host and path without a query; {@code null} for a subscription. */
    static String of(SigningKey key, Instant now, String nonce, @Nullable String uri) {
        String message = part(header(key, nonce)) + "." + part(claims(key, now, uri));
        return message + "." + BASE64.encodeToString(key.sign(message.getBytes(US_ASCII)));
    }

    private static String part(ObjectNode json) {
        return BASE64.encodeToString(json.toString().getBytes(UTF_8));
    }

    private static ObjectNode header(SigningKey key, String nonce) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("alg", key.algorithm() == SignatureAlgorithm.ED25519 ? "EdDSA" : "ES256")
                .put("kid", key.apiKey())
                .put("nonce", nonce)
                .put("typ", "JWT");
    }

    private static ObjectNode claims(SigningKey key, Instant now, @Nullable String uri) {
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("sub", key.apiKey())
                .put("iss", "cdp")
                .put("nbf", now.getEpochSecond())
                .put("exp", now.plus(LIFE).getEpochSecond());
        return uri == null ? claims : claims.put("uri", uri);
    }
}
