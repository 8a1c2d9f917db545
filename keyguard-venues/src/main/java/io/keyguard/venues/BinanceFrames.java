/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venue.VenueRequest.Param;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Messages of Binance's WebSocket API: every one is signed by itself, also after {@code session.logon}, over its parameters in the order of their names.
 *
 * <p>Source: binance-spot-api-docs, web-socket-api, request security. {@code session.logon} is for Ed25519 keys alone.
 */
final class BinanceFrames {
    private BinanceFrames() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        var params = new TreeMap<String, String>();
        for (Param param : request.params()) {
            params.put(param.name(), unambiguous(param.value()));
        }
        params.put("apiKey", key.apiKey());
        params.put("recvWindow", Binance.RECV_WINDOW);
        params.put("timestamp", Long.toString(time.now().toEpochMilli()));
        var message = new StringBuilder(256);
        params.forEach((name, value) -> message.append(message.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(value));
        byte[] signature = key.sign(message.toString().getBytes(StandardCharsets.UTF_8));
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("id", Long.toString(time.nextNonce())).put("method", request.path());
        ObjectNode fields = frame.putObject("params");
        params.forEach(fields::put);
        fields.put("signature", Binance.text(key.algorithm(), signature));
        return new SignedRequest(
                request.method(),
                URI.create(host + "/ws-api/v3"),
                Map.of(),
                frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The venue signs messages without encoding them: {@code 1&side=SELL} could be sent on as two parameters under the same signature. */
    private static String unambiguous(String value) {
        if (value.indexOf('&') >= 0 || value.indexOf('=') >= 0) {
            throw KeyguardExceptions.notCanonical(
                    Binance.ID,
                    "a value in a message over a WebSocket has no '&' and no '=', as the venue signs it without encoding it");
        }
        return value;
    }
}
