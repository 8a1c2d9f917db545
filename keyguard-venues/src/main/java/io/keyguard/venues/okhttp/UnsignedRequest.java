/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Reads a request that a bot built with OkHttp. What would be lost or changed on the way to the venue's own form is refused. */
final class UnsignedRequest {
    /** They say how to answer and who asks, and nothing of what is asked. */
    static final Set<String> CARRIED = Set.of("accept", "accept-encoding", "accept-language", "user-agent");

    private static final long MOST_BYTES = 1 << 20;

    private UnsignedRequest() {}

    static VenueRequest read(Request request) throws IOException {
        requireOnlyHarmlessHeaders(request);
        HttpUrl url = request.url();
        if (!url.encodedUsername().isEmpty() || !url.encodedPassword().isEmpty() || url.encodedFragment() != null) {
            throw refused("its address has a user, a password or a fragment");
        }
        VenueRequest venueRequest = method(request).at(origin(url));
        String query = url.encodedQuery() == null ? "" : url.encodedQuery();
        if (query.indexOf('+') >= 0) {
            throw refused("a '+' in a query may mean itself or a space; write %2B or %20");
        }
        List<VenueRequest.Param> inQuery = FormText.parse(query);
        return withBody(venueRequest, inQuery, request.body());
    }

    private static void requireOnlyHarmlessHeaders(Request request) throws IOException {
        for (String name : request.headers().names()) {
            if (!CARRIED.contains(name.toLowerCase(Locale.ROOT))) {
                throw refused("it has the header " + name
                        + "; key, signature, time and content type are the signer's to set, and no header but Accept, Accept-Encoding,"
                        + " Accept-Language and User-Agent is carried over");
            }
        }
    }

    private static VenueRequest method(Request request) throws IOException {
        String path = request.url().encodedPath();
        return switch (request.method()) {
            case "GET" -> VenueRequest.get(path);
            case "POST" -> VenueRequest.post(path);
            case "PUT" -> VenueRequest.put(path);
            case "DELETE" -> VenueRequest.delete(path);
            default -> throw refused("its method is not GET, POST, PUT or DELETE");
        };
    }

    private static URI origin(HttpUrl url) {
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
        return URI.create(url.scheme() + "://" + host + (usual ? "" : ":" + url.port()));
    }

    private static VenueRequest withBody(
            VenueRequest request, List<VenueRequest.Param> inQuery, @Nullable RequestBody body) throws IOException {
        String text = body == null ? "" : text(body);
        if (body == null || text.isEmpty()) {
            return with(request, inQuery);
        }
        if (!inQuery.isEmpty()) {
            throw refused("it has parameters in the query and a body as well; put them in one place");
        }
        MediaType type = body.contentType();
        if (is(type, "application", "json")) {
            return request.json(text);
        }
        if (is(type, "application", "x-www-form-urlencoded")) {
            return with(request, FormText.parse(text));
        }
        throw refused("its body is neither a form nor JSON");
    }

    private static VenueRequest with(VenueRequest request, List<VenueRequest.Param> params) {
        VenueRequest all = request;
        for (VenueRequest.Param param : params) {
            all = all.param(param.name(), param.value());
        }
        return all;
    }

    private static boolean is(@Nullable MediaType type, String major, String minor) {
        return type != null && type.type().equals(major) && type.subtype().equals(minor);
    }

    private static String text(RequestBody body) throws IOException {
        if (body.isDuplex() || body.contentLength() < 0 || body.contentLength() > MOST_BYTES) {
            throw refused("its body is larger than 1 MiB, or its length is not known");
        }
        var buffer = new Buffer();
        body.writeTo(buffer);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer.readByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("its body is not UTF-8");
        }
    }

    static RequestRefusedException refused(String why) {
        return new RequestRefusedException("this request cannot be signed as it is: " + why + "; nothing was sent");
    }
}
