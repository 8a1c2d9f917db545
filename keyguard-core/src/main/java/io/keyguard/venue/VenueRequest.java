/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A request as a bot means it, before it is signed: method, path and parameters in plain text.
 *
 * <p>The venue decides where parameters go (query, form or JSON) and encodes them; timestamp, nonce, window and signature are added by the
 * signer and refused from the caller. Headers cannot be set. Immutable: every method returns a new request.
 */
public final class VenueRequest {
    /** A parameter in plain text, not yet encoded. Equal to another of the same name and value. */
    public static final class Param {
        private final String name;
        private final String value;
        /** Parameters are held last first: adding one shares the rest. */
        private final @Nullable Param before;

        /** Makes a parameter. */
        public Param(String name, String value) {
            this(name, value, null);
        }

        private Param(String name, String value, @Nullable Param before) {
            this.name = requireNonNull(name, "name");
            this.value = requireNonNull(value, "value");
            this.before = before;
        }

        /** Returns the name. */
        public String name() {
            return name;
        }

        /** Returns the value. */
        public String value() {
            return value;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Param param && name.equals(param.name) && value.equals(param.value);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + value.hashCode();
        }

        /** Prints the name alone: values may be addresses or worse. */
        @Override
        public String toString() {
            return name + "=…";
        }
    }

    /** What does not change from parameter to parameter: an order has many, and each leaves a request behind. */
    private record Target(
            String method,
            String path,
            @Nullable String json,
            @Nullable URI host) {}

    /** Parameters in order. */
    private static final class InOrder extends AbstractList<Param> implements RandomAccess {
        private static final InOrder NONE = new InOrder(null);

        private final Param[] all;

        private InOrder(@Nullable Param last) {
            int count = 0;
            for (Param link = last; link != null; link = link.before) {
                count++;
            }
            all = new Param[count];
            for (Param link = last; link != null; link = link.before) {
                all[--count] = link;
            }
        }

        @Override
        public Param get(int index) {
            return all[index];
        }

        @Override
        public int size() {
            return all.length;
        }
    }

    /** The method of messages that go over a WebSocket. */
    public static final String WEB_SOCKET = "WS";

    private final Target target;
    private final @Nullable Param last;
    /** The parameters in order, once asked for. Two threads may each make their own; both are right. */
    private @Nullable InOrder inOrder;

    private VenueRequest(Target target, @Nullable Param last) {
        this.target = target;
        this.last = last;
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
        return new VenueRequest(new Target(method, requireNonNull(path, "path"), null, null), null);
    }

    /** Returns this request with a parameter added at the end. */
    public VenueRequest param(String name, String value) {
        return new VenueRequest(target, new Param(name, value, last));
    }

    /** Returns this request with {@code document} as its body, sent byte for byte; for venues that take JSON. */
    public VenueRequest json(String document) {
        requireNonNull(document, "document");
        return new VenueRequest(new Target(target.method, target.path, document, target.host), last);
    }

    /** Returns this request for {@code origin} (scheme, host, port), which must be one of the hosts of the key's environment. */
    public VenueRequest at(URI origin) {
        requireNonNull(origin, "origin");
        return new VenueRequest(new Target(target.method, target.path, target.json, origin), last);
    }

    /** Returns the method, in capitals. */
    public String method() {
        return target.method;
    }

    /** Returns the path, as given. */
    public String path() {
        return target.path;
    }

    /** Returns the parameters in the order in which they were added. */
    public List<Param> params() {
        InOrder known = inOrder;
        if (known == null) {
            known = last == null ? InOrder.NONE : new InOrder(last);
            inOrder = known;
        }
        return known;
    }

    /** Returns the value of the first parameter called {@code name}. */
    public Optional<String> param(String name) {
        String first = null;
        for (Param link = last; link != null; link = link.before) {
            if (link.name.equals(name)) {
                first = link.value;
            }
        }
        return Optional.ofNullable(first);
    }

    /** Returns the JSON body, as given. */
    public Optional<String> json() {
        return Optional.ofNullable(target.json);
    }

    /** Returns the origin asked for; empty means the first host of the key's environment. */
    public Optional<URI> origin() {
        return Optional.ofNullable(target.host);
    }

    /** Prints method and path. */
    @Override
    public String toString() {
        return target.method + " " + target.path;
    }
}
