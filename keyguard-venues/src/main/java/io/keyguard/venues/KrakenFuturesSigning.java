/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venue.VenueRequest.Param;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Signs for Kraken Futures: the digest of parameters as sent, nonce, and path.
 *
 * <p>The venue does without a nonce if there is none; a request without one would be good for as long as its key, so there always is one.
 *
 * <p>Source: docs.kraken.com, futures REST guide; that parameters of {@code PUT} go into the query is from the pages of those endpoints.
 */
final class KrakenFuturesSigning {
    private static final String UNSIGNED_START = "/derivatives";

    private KrakenFuturesSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return KrakenFuturesFrames.sign(request, host, key);
        }
        String data = Encoding.parameters(closedByText(request.params()));
        String nonce = Long.toString(time.nextNonce());
        var headers = new LinkedHashMap<String, String>();
        headers.put("APIKey", key.apiKey());
        headers.put("Authent", authent(key, data + nonce + signedPath(request.path())));
        headers.put("Nonce", nonce);
        if (request.method().equals("POST")) {
            headers.put("Content-Type", "application/x-www-form-urlencoded");
            return new SignedRequest(
                    "POST", URI.create(host + request.path()), headers, data.getBytes(StandardCharsets.US_ASCII));
        }
        String query = data.isEmpty() ? "" : "?" + data;
        return new SignedRequest(request.method(), URI.create(host + request.path() + query), headers, new byte[0]);
    }

    /**
     * The parameters with one at the end that does not end in a digit, if there is one.
     *
     * <p>Nothing stands between the last parameter and the nonce in what is signed: behind a number, digits could be moved from one to the other by whoever holds the request back.
     */
    private static List<Param> closedByText(List<Param> params) {
        for (int i = params.size() - 1; i >= 0; i--) {
            if (!endsInDigit(params.get(i).value())) {
                var ordered = new ArrayList<>(params);
                ordered.add(ordered.remove(i));
                return ordered;
            }
        }
        return params;
    }

    private static boolean endsInDigit(String value) {
        char last = value.isEmpty() ? '0' : value.charAt(value.length() - 1);
        return last >= '0' && last <= '9';
    }

    private static String signedPath(String path) {
        return path.startsWith(UNSIGNED_START + "/") ? path.substring(UNSIGNED_START.length()) : path;
    }

    /** The base64 of the signature of the digest of {@code text}. */
    static String authent(SigningKey key, String text) {
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(key.sign(digest));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
