/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Messages of Bybit's private WebSockets: the login is signed, orders on the same connection carry the time and no signature.
 *
 * <p>Source: bybit-exchange.github.io/docs, v5/ws/connect and v5/websocket/trade/guideline, July 2026. UNCONFIRMED: the form of an RSA signature in a login (base64, as over HTTP); whether a login that
 * was captured is accepted on a second connection while it lasts.
 */
final class BybitFrames {
    /** The parameter that chooses the connection a login is for. */
    static final String STREAM = "stream";

    private static final String TRADE = "trade";
    static final Set<String> STREAMS = Set.of(TRADE, "private");
    /** A login may say itself how long it lasts; the documentation's samples take hours. */
    private static final Duration LOGIN = Duration.ofSeconds(5);

    private BybitFrames() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        boolean login = request.path().equals("auth");
        String stream = login ? request.param(STREAM).orElse(TRADE) : TRADE;
        String text = login ? login(key, time) : order(request, time);
        return new SignedRequest(
                request.method(), URI.create(host + "/v5/" + stream), Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String login(SigningKey key, SigningTime time) {
        long expires = time.now().plus(LOGIN).toEpochMilli();
        byte[] signature = key.sign(("GET/realtime" + expires).getBytes(StandardCharsets.US_ASCII));
        ObjectNode frame = JsonNodeFactory.instance.objectNode().put("op", "auth");
        frame.putArray("args").add(key.apiKey()).add(expires).add(Bybit.text(key.algorithm(), signature));
        return frame.toString();
    }

    /** The one argument is put in as text, so that it is sent as it was written. */
    private static String order(VenueRequest request, SigningTime time) {
        long millis = time.now().toEpochMilli();
        ObjectNode frame = JsonNodeFactory.instance.objectNode().put("reqId", Long.toString(time.nextNonce()));
        frame.putObject("header")
                .put("X-BAPI-TIMESTAMP", Long.toString(millis))
                .put("X-BAPI-RECV-WINDOW", Bybit.RECV_WINDOW);
        String head = frame.put("op", request.path()).toString();
        return head.substring(0, head.length() - 1) + ",\"args\":[" + BybitBody.text(request, millis) + "]}";
    }
}
