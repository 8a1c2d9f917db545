/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.SourceException;
import io.keyguard.internal.BoundedHttp;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.TooLargeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request to HashiCorp Vault or OpenBao, and what its status means (developer.hashicorp.com/vault/api-docs). Thread-safe. */
final class HashiCorpHttp {
    private static final int FORBIDDEN = 403;
    private static final int NOTHING = 404;

    /** The answer is no: that there is nothing, or nothing for this token. */
    static final class DeniedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean forbidden;
        private final boolean foreign;

        private DeniedException(HttpResponse<byte[]> answer, String path) {
            this(answer.statusCode(), path, !HashiCorpDenial.isItsOwn(answer.body()));
        }

        private DeniedException(int status, String path, boolean foreign) {
            super(
                    foreign
                            ? path + " was answered with " + status
                                    + ", though not in the server's own form: look at what stands in between, such as a proxy"
                            : meaning(status, path));
            this.forbidden = status == FORBIDDEN;
            this.foreign = foreign;
        }

        /** Whether somebody in between said it: it tells nothing about the key. */
        boolean isForeign() {
            return foreign;
        }

        /** Whether another token might do. */
        boolean isForbidden() {
            return forbidden;
        }
    }

    private final String name;
    private final URI address;
    private final @Nullable String namespace;
    private final Duration timeout;
    private final BoundedHttp http;

    HashiCorpHttp(String name, URI address, @Nullable String namespace, Duration timeout, @Nullable HttpClient client) {
        this.name = name;
        this.address = address;
        this.namespace = namespace;
        this.timeout = timeout;
        this.http = new BoundedHttp(client != null ? client : BoundedHttp.client(timeout), timeout);
    }

    /** Sends {@code body}, or asks if there is none, and returns what {@code reader} makes of the answer. The answer is wiped; the body stays the caller's to wipe. */
    <R> R exchange(String path, @Nullable String token, byte @Nullable [] body, Function<byte[], R> reader)
            throws DeniedException {
        HttpResponse<byte[]> answer = send(request(path, token, body), path);
        try {
            if (answer.statusCode() == FORBIDDEN || answer.statusCode() == NOTHING) {
                throw new DeniedException(answer, path);
            }
            if (answer.statusCode() / 100 != 2) {
                throw KeyguardExceptions.unreadableSource(name, meaning(answer.statusCode(), path));
            }
            return reader.apply(answer.body());
        } finally {
            Arrays.fill(answer.body(), (byte) 0);
        }
    }

    private HttpRequest request(String path, @Nullable String token, byte @Nullable [] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/v1/" + path))
                .timeout(timeout)
                .header("X-Vault-Request", "true");
        if (token != null) {
            request.header("X-Vault-Token", token);
        }
        if (namespace != null) {
            request.header("X-Vault-Namespace", namespace);
        }
        return body == null
                ? request.build()
                : request.POST(BodyPublishers.ofByteArray(body)).build();
    }

    private HttpResponse<byte[]> send(HttpRequest request, String path) {
        try {
            return http.send(request);
        } catch (HttpTimeoutException e) {
            throw unreadable(path + " was not answered within " + timeout.toMillis() + " ms");
        } catch (IOException e) {
            // Its own words may hold what was sent.
            throw unreadable(
                    e instanceof TooLargeException
                            ? path + " was answered with more than 1 MiB"
                            : path + " got no answer: " + e.getClass().getSimpleName());
        }
    }

    private static String meaning(int status, String path) {
        return path + " was answered with " + status + ": "
                + switch (status) {
                    case 400 -> "the request was refused; for a write, somebody else wrote in between";
                    case FORBIDDEN -> "the token is not accepted, or its policy does not allow this path";
                    case NOTHING -> "there is nothing, or its newest version was deleted";
                    case 412 -> "this node has not caught up yet";
                    case 429 -> "too many requests, or a standby";
                    case 472, 473 -> "a standby that does not answer; give the address of the active node";
                    case 501 -> "it is not initialised";
                    case 503 -> "it is sealed, or in maintenance";
                    case 301, 302, 307, 308 -> "a redirect, which is not followed; give the address of the active node";
                    default -> "not what keyguard understands";
                };
    }

    SourceException unreadable(String why) {
        return KeyguardExceptions.unreadableSource(name, why);
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
