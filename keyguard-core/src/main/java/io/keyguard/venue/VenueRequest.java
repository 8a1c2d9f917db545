/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as a bot means it, before it is signed: method, path and parameters in plain text.
 *
 * <p>The venue decides where parameters go (query, form or JSON) and encodes them; timestamp, nonce, window and signature are added by the
 * signer and refused from the caller. Headers cannot be set. Immutable: every method returns a new request.
 */
public final class VenueRequest {
    /** A parameter in plain text, not yet encoded. */
    public record Param(String name, String value) {
        /** Prints the name alone: values may be addresses or worse. */
        @Override
        public String toString() {
            return name + "=…";
        }
    }

    /** Parameters, last first: adding one shares the rest. */
    private record Chain(Param param, @Nullable Chain before) {}

    /** The method of messages that go over a WebSocket. */
    public static final String WEB_SOCKET = "WS";

    private final String method;
    private final String path;
    private final @Nullable Chain params;
    private final @Nullable String json;
    private final @Nullable URI host;
    /** The parameters in order, once asked for. Two threads may each make their own; both are right. */
    private @Nullable List<Param> inOrder;

    private VenueRequest(
            String method, String path, @Nullable Chain params, @Nullable String json, @Nullable URI host) {
        this.method = method;
        this.path = path;
        this.params = params;
        this.json = json;
        this.host = host;
    }

    /** Returns a {@code GET} of {@code path}, which starts with a slash and has no query. */
    public static VenueRequest get(String path) {
        return of("GET", path);
    }

    /** Returns a {@code POST} to {@code path}. */
    public static VenueRequest post(String path) {
        return of("POST", path);
    }

    /** Returns a {@code PUT} to {@code path}. */
    public static VenueRequest put(String path) {
        return of("PUT", path);
    }

    /** Returns a {@code DELETE} of {@code path}. */
    public static VenueRequest delete(String path) {
        return of("DELETE", path);
    }

    /**
     * Returns a message over a WebSocket: a login, or what a venue takes over one that is logged in, such as an order.
     *
     * <p>What is signed has the address to connect to and, as its body, the text to send. Methods and paths are not the venue's: {@code operation} is its word for what is to be done.
     */
    public static VenueRequest webSocket(String operation) {
        return of(WEB_SOCKET, operation);
    }

    private static VenueRequest of(String method, String path) {
        return new VenueRequest(method, requireNonNull(path, "path"), null, null, null);
    }

    /** Returns this request with a parameter added at the end. */
    public VenueRequest param(String name, String value) {
        var param = new Param(requireNonNull(name, "name"), requireNonNull(value, "value"));
        return new VenueRequest(method, path, new Chain(param, params), json, host);
    }

    /** Returns this request with {@code document} as its body, sent byte for byte; for venues that take JSON. */
    public VenueRequest json(String document) {
        return new VenueRequest(method, path, params, requireNonNull(document, "document"), host);
    }

    /** Returns this request for {@code origin} (scheme, host, port), which must be one of the hosts of the key's environment. */
    public VenueRequest at(URI origin) {
        return new VenueRequest(method, path, params, json, requireNonNull(origin, "origin"));
    }

    /** Returns the method, in capitals. */
    public String method() {
        return method;
    }

    /** Returns the path, as given. */
    public String path() {
        return path;
    }

    /** Returns the parameters in the order in which they were added. */
    public List<Param> params() {
        List<Param> known = inOrder;
        if (known == null) {
            known = inOrder();
            inOrder = known;
        }
        return known;
    }

    private List<Param> inOrder() {
        int count = 0;
        for (Chain link = params; link != null; link = link.before()) {
            count++;
        }
        var all = new Param[count];
        for (Chain link = params; link != null; link = link.before()) {
            all[--count] = link.param();
        }
        return Collections.unmodifiableList(Arrays.asList(all));
    }

    /** Returns the value of the first parameter called {@code name}. */
    public Optional<String> param(String name) {
        for (Param param : params()) {
            if (param.name().equals(name)) {
                return Optional.of(param.value());
            }
        }
        return Optional.empty();
    }

    /** Returns the JSON body, as given. */
    public Optional<String> json() {
        return Optional.ofNullable(json);
    }

    /** Returns the origin asked for; empty means the first host of the key's environment. */
    public Optional<URI> origin() {
        return Optional.ofNullable(host);
    }

    /** Prints method and path. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
