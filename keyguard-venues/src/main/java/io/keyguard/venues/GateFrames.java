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
import java.util.Map;

/**
 * Messages of Gate's WebSockets: each stream is signed by itself; orders follow a login that is signed once.
 *
 * <p>Source: gateio/gatews; ccxt 4.5 (the login signs and sends the parameters <code>{}</code>).
 */
final class GateFrames {
    private static final String NOTHING = "{}";

    private GateFrames() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String channel = request.path();
        long now = time.now().getEpochSecond();
        ObjectNode frame =
                JsonNodeFactory.instance.objectNode().put("time", now).put("channel", channel);
        if (channel.endsWith(".login")) {
            login(frame, channel, Long.toString(now), key, time);
        } else if (channel.contains(".order_")) {
            frame.put("event", "api")
                    .putObject("payload")
                    .put("req_id", Long.toString(time.nextNonce()))
                    .set("req_param", JsonBody.verbatim(Gate.ID, request));
        } else {
            stream(frame, request, now, key);
        }
        String path = channel.startsWith("futures.") ? "/v4/ws/usdt" : "/ws/v4/";
        return new SignedRequest(
                request.method(),
                Urls.of(host, path),
                Map.of(),
                frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void login(ObjectNode frame, String channel, String now, SigningKey key, SigningTime time) {
        frame.put("event", "api")
                .putObject("payload")
                .put("req_id", Long.toString(time.nextNonce()))
                .put("timestamp", now)
                .put("api_key", key.apiKey())
                .put("signature", hex(key, "api\n" + channel + "\n" + NOTHING + "\n" + now))
                .putObject("req_param");
    }

    private static void stream(ObjectNode frame, VenueRequest request, long now, SigningKey key) {
        frame.put("event", "subscribe")
                .set("payload", JsonBody.node(Gate.ID, request).path("payload").deepCopy());
        if (frame.path("payload").isMissingNode()) {
            frame.putArray("payload");
        }
        String signed = "channel=" + request.path() + "&event=subscribe&time=" + now;
        frame.putObject("auth")
                .put("method", "api_key")
                .put("KEY", key.apiKey())
                .put("SIGN", hex(key, signed));
    }

    private static String hex(SigningKey key, String message) {
        try (Draft draft = Draft.take()) {
            return draft.add(message).hex(key, 0);
        }
    }
}
