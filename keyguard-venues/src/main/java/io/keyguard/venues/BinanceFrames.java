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
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Messages of Binance's WebSocket APIs, of spot and of USD-M futures: every one is signed by itself, also after {@code session.logon}, over its parameters in the order of their names.
 *
 * <p>Source: binance-spot-api-docs, web-socket-api, request security; developers.binance.com, USD-M futures, WebSocket API general info, which say the same. {@code session.logon} is for Ed25519
 * keys alone. Both have methods of the same names, so those of futures are called with a word before them.
 */
final class BinanceFrames {
    /** Over which orders of USD-M futures are sent. */
    static final String FUTURES_SOCKET = VenueDefinition.WEB_SOCKET + "-futures";

    private static final String OF_FUTURES = "futures/";

    /** What goes as a JSON number, which the documents ask for; amounts and prices go as text. */
    private static final Set<String> WHOLE = Set.of(
            "timestamp",
            "recvWindow",
            "orderId",
            "orderListId",
            "cancelOrderId",
            "algoId",
            "limit",
            "fromId",
            "startTime",
            "endTime",
            "strategyId",
            "strategyType",
            "trailingDelta",
            "goodTillDate");

    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");

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
        boolean ofFutures = request.path().startsWith(OF_FUTURES);
        String method = ofFutures ? request.path().substring(OF_FUTURES.length()) : request.path();
        frame.put("id", Long.toString(time.nextNonce())).put("method", method);
        ObjectNode fields = frame.putObject("params");
        params.forEach((name, value) -> put(fields, name, value));
        fields.put("signature", Binance.text(key.algorithm(), signature));
        return new SignedRequest(
                request.method(),
                URI.create(host + (ofFutures ? "/ws-fapi/v1" : "/ws-api/v3")),
                Map.of(),
                frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void put(ObjectNode fields, String name, String value) {
        if (WHOLE.contains(name) && NUMBER.matcher(value).matches()) {
            fields.put(name, Long.parseLong(value));
        } else {
            fields.put(name, value);
        }
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
