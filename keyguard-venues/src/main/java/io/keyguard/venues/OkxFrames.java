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
import java.util.Base64;
import java.util.Map;

/**
 * The login to OKX's private WebSocket. What follows on the same connection is not signed, and orders go by numbers of instruments, which is why keyguard sends none.
 *
 * <p>Source: okx.com/docs-v5, WebSocket login. The documentation's sample does not reproduce.
 */
final class OkxFrames {
    private OkxFrames() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode().put("op", "login");
        frame.putArray("args").add(login(key, time));
        return new SignedRequest(
                request.method(),
                URI.create(host + "/ws/v5/private"),
                Map.of(),
                frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Seconds since 1970, and a path that is no path. */
    private static ObjectNode login(SigningKey key, SigningTime time) {
        String timestamp = Long.toString(time.now().getEpochSecond());
        byte[] signature = key.sign((timestamp + "GET/users/self/verify").getBytes(StandardCharsets.US_ASCII));
        return JsonNodeFactory.instance
                .objectNode()
                .put("apiKey", key.apiKey())
                .put("passphrase", key.passphrase())
                .put("timestamp", timestamp)
                .put("sign", Base64.getEncoder().encodeToString(signature));
    }
}
