/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venue.VenueRequest.Param;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Method, host, path, and the query in the order of its names, with a line each: HMAC-SHA256 in base64, at the end of the query. The login of a WebSocket is the same over its path.
 *
 * <p>Source: HuobiRDCenter/huobi_Python. <b>The body is not signed:</b> whoever gets hold of the address of a {@code POST} can send any other document to it for as long as its time is taken. The host that is signed is the venue's own also where a
 * gateway stands before it.
 */
final class HtxSigning {
    private static final Set<String> SPOT = Set.of("api.huobi.pro", "api-aws.huobi.pro");
    private static final Set<String> SWAP = Set.of("api.hbdm.com", "api.hbdm.vn");
    private static final int TO_SECONDS = 19;
    private static final Headers JSON = Headers.of("Content-Type", "application/json");

    private HtxSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        return request.method().equals(VenueRequest.WEB_SOCKET)
                ? frame(request, host, key, time)
                : overHttp(request, host, key, time);
    }

    private static SignedRequest overHttp(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        boolean inQuery = request.method().equals("GET");
        boolean swap = request.path().startsWith("/v5/") || request.path().startsWith("/linear-swap-api/");
        try (Draft draft = Draft.take()) {
            if (!inQuery && (request.json().isPresent() || !request.params().isEmpty())) {
                draft.add(JsonBody.text(request));
            }
            int body = draft.length();
            draft.add(request.method())
                    .add('\n')
                    .add(host(host, swap))
                    .add('\n')
                    .add(request.path())
                    .add('\n');
            int query = draft.length();
            addQuery(draft, key, time, inQuery ? request.params() : List.of());
            String signature = draft.base64(key, body);
            draft.add('&').param("Signature", signature);
            int end = draft.length();
            String address = draft.add(host.toString())
                    .add(request.path())
                    .add('?')
                    .addPart(query, end)
                    .text(end);
            return new SignedRequest(request.method(), URI.create(address), JSON, draft.array(), 0, body);
        }
    }

    /** In the order of the names, of which the signer's own begin with capitals. */
    private static void addQuery(Draft draft, SigningKey key, SigningTime time, List<Param> params) {
        String timestamp = timestamp(time.now());
        if (params.isEmpty()) {
            draft.param("AccessKeyId", key.apiKey())
                    .add("&SignatureMethod=HmacSHA256&SignatureVersion=2&")
                    .param("Timestamp", timestamp);
            return;
        }
        var query = new ArrayList<>(List.of(
                new Param("AccessKeyId", key.apiKey()),
                new Param("SignatureMethod", "HmacSHA256"),
                new Param("SignatureVersion", "2"),
                new Param("Timestamp", timestamp)));
        query.addAll(params);
        query.sort(Comparator.comparing(Param::name));
        draft.params(query);
    }

    /** The venue's host behind {@code host}, which is its own, a gateway or a simulator. */
    private static String host(URI host, boolean swap) {
        String name = host.getHost();
        if ((swap ? SWAP : SPOT).contains(name)) {
            return name;
        }
        return swap ? "api.hbdm.com" : "api.huobi.pro";
    }

    private static String timestamp(Instant now) {
        return Timestamps.isoMillis(now).substring(0, TO_SECONDS);
    }

    private static SignedRequest frame(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        boolean swap = request.path().equals("swap-auth");
        String path = swap ? "/linear-swap-notification" : "/ws/v2";
        String timestamp = timestamp(time.now());
        ObjectNode frame = swap
                ? swapLogin(key, timestamp, host(host, true), path)
                : spotLogin(key, timestamp, host(host, false), path);
        return new SignedRequest(
                request.method(),
                Urls.of(host, path),
                Map.of(),
                frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode spotLogin(SigningKey key, String timestamp, String host, String path) {
        String signature = signature(
                key,
                host,
                path,
                List.of(
                        new Param("accessKey", key.apiKey()),
                        new Param("signatureMethod", "HmacSHA256"),
                        new Param("signatureVersion", "2.1"),
                        new Param("timestamp", timestamp)));
        ObjectNode frame =
                JsonNodeFactory.instance.objectNode().put("action", "req").put("ch", "auth");
        frame.putObject("params")
                .put("authType", "api")
                .put("accessKey", key.apiKey())
                .put("signatureMethod", "HmacSHA256")
                .put("signatureVersion", "2.1")
                .put("timestamp", timestamp)
                .put("signature", signature);
        return frame;
    }

    private static ObjectNode swapLogin(SigningKey key, String timestamp, String host, String path) {
        String signature = signature(
                key,
                host,
                path,
                List.of(
                        new Param("AccessKeyId", key.apiKey()),
                        new Param("SignatureMethod", "HmacSHA256"),
                        new Param("SignatureVersion", "2"),
                        new Param("Timestamp", timestamp)));
        return JsonNodeFactory.instance
                .objectNode()
                .put("op", "auth")
                .put("type", "api")
                .put("AccessKeyId", key.apiKey())
                .put("SignatureMethod", "HmacSHA256")
                .put("SignatureVersion", "2")
                .put("Timestamp", timestamp)
                .put("Signature", signature);
    }

    private static String signature(SigningKey key, String host, String path, List<Param> params) {
        try (Draft draft = Draft.take()) {
            return draft.add("GET\n")
                    .add(host)
                    .add('\n')
                    .add(path)
                    .add('\n')
                    .params(params)
                    .base64(key, 0);
        }
    }
}
