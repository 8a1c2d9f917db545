/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** An answer without what was sent for it: an answer of the JDK prints the address with its signature, and leads to the headers with the key. */
final class PlainAnswer<T> implements HttpResponse<T> {
    private final HttpResponse<T> answer;
    private final HttpRequest request;

    PlainAnswer(HttpResponse<T> answer) {
        this.answer = answer;
        URI sent = answer.request().uri();
        String authority = sent.getHost() + (sent.getPort() < 0 ? "" : ":" + sent.getPort());
        this.request = HttpRequest.newBuilder(URI.create(sent.getScheme() + "://" + authority + sent.getRawPath()))
                .method(answer.request().method(), HttpRequest.BodyPublishers.noBody())
                .build();
    }

    @Override
    public int statusCode() {
        return answer.statusCode();
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    /** Nothing comes before it: redirects are not followed. */
    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        return answer.headers();
    }

    @Override
    public T body() {
        return answer.body();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return answer.sslSession();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public HttpClient.Version version() {
        return answer.version();
    }

    @Override
    public String toString() {
        return "(" + request.method() + " " + uri() + ") " + statusCode();
    }
}
