/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of a venue mean, one line each: {@code METHOD /path}, or {@code WS operation} for messages over a WebSocket. Whatever is not listed is unknown and
 * is not signed.
 *
 * <p>Requests are checked for their form first, so that a path has one spelling. A path may have segments that stand for others, see {@link PathTemplate}.
 */
final class EndpointTable {
    /** The service of a venue's usual hosts. */
    static final String MAIN = "";

    /** Said of what means something else without parameters. */
    private static final String BARE = "; without parameters OPEN_SESSION, ADDS_RISK";

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", VenueRequest.WEB_SOCKET);
    /** An endpoint whose meaning depends on its parameters. */
    interface Rule extends Function<CheckedRequest, Classification> {}

    private record Endpoint(String service, Rule rule) {}

    private final CanonicalForm form;
    /** By path, and by method: no text is put together to look one up. */
    private final Map<String, Map<String, List<Endpoint>>> endpoints;

    private final List<PathTemplate> templates;
    private final Map<String, String> words;
    private final Map<String, Set<String>> cheapNames;

    private EndpointTable(Builder builder) {
        this.form = builder.form;
        this.endpoints = builder.endpoints;
        this.templates = endpoints.keySet().stream()
                .filter(path -> path.contains("{"))
                .map(PathTemplate::of)
                .toList();
        this.words = new LinkedHashMap<>(builder.words);
        this.cheapNames = new LinkedHashMap<>(builder.cheapNames);
    }

    static Builder of(CanonicalForm form) {
        return new Builder(form);
    }

    /** Returns what {@code request} means at the services that {@code there} accepts. */
    Classification classify(VenueRequest request, Predicate<String> there) {
        CheckedRequest checked = form.check(request);
        List<Endpoint> found = find(request);
        for (int i = 0; i < found.size(); i++) {
            if (there.test(found.get(i).service())) {
                return found.get(i).rule().apply(checked);
            }
        }
        throw KeyguardExceptions.unknownEndpoint(form.venue(), request.method());
    }

    /** Returns the first service, the usual one before others, that takes {@code request} and is one of {@code there}; {@code null} if there is none. */
    @Nullable
    String service(VenueRequest request, Set<String> there) {
        List<Endpoint> found = find(request);
        for (int i = 0; i < found.size(); i++) {
            if (there.contains(found.get(i).service())) {
                return found.get(i).service();
            }
        }
        return null;
    }

    /** Every service that takes anything. */
    Set<String> allServices() {
        return endpoints.values().stream()
                .flatMap(methods -> methods.values().stream())
                .flatMap(List::stream)
                .map(Endpoint::service)
                .collect(Collectors.toSet());
    }

    private List<Endpoint> find(VenueRequest request) {
        Map<String, List<Endpoint>> methods = endpoints.get(request.path());
        if (methods == null) {
            methods = byTemplate(request.path());
        }
        return methods.getOrDefault(request.method(), List.of());
    }

    private Map<String, List<Endpoint>> byTemplate(String path) {
        for (int i = 0; i < templates.size(); i++) {
            if (templates.get(i).fits(path)) {
                return endpoints.getOrDefault(templates.get(i).text(), Map.of());
            }
        }
        return Map.of();
    }

    /** The only names that each endpoint takes while it is cheap, where the venue signs neither method nor path. */
    Map<String, Set<String>> cheapNames() {
        return cheapNames;
    }

    /** Every endpoint and its meaning in words, in the order of the definition. */
    Map<String, String> words() {
        return words;
    }

    /** Builds tables. Not thread-safe. */
    static final class Builder {
        private final CanonicalForm form;
        private final Map<String, Map<String, List<Endpoint>>> endpoints = new HashMap<>();
        private final Map<String, String> words = new LinkedHashMap<>();
        private final Map<String, Set<String>> cheapNames = new LinkedHashMap<>();
        private String service = MAIN;
        private @Nullable SharedSignature shared;

        private Builder(CanonicalForm form) {
            this.form = form;
        }

        /** Says that what follows is served by the hosts of {@code service}. */
        @CanIgnoreReturnValue
        Builder at(String service) {
            this.service = service;
            return this;
        }

        /** Says that the venue signs neither method nor path of what follows: what is cheap takes the names of {@code cheap} alone. */
        @CanIgnoreReturnValue
        Builder signsNoPath(Set<String> cheap, Map<String, Set<Permission>> reserved) {
            this.shared = new SharedSignature(form.venue(), cheap, reserved, false);
            return this;
        }

        /** Says which names what is cheap takes from here on, where {@link #signsNoPath} was said before. */
        @CanIgnoreReturnValue
        Builder taking(Set<String> cheap) {
            this.shared = requireNonNull(shared, "signsNoPath first").taking(cheap);
            return this;
        }

        /** Says that from here on what has no parameter counts as a login, whose signature it has, where {@link #signsNoPath} was said before. */
        @CanIgnoreReturnValue
        Builder bareIsLogin() {
            this.shared = requireNonNull(shared, "signsNoPath first").withBareLogin();
            return this;
        }

        /** Says that what follows cannot be sent on as anything dearer, although the venue signs no path. */
        @CanIgnoreReturnValue
        Builder signsApart() {
            this.shared = null;
            return this;
        }

        @CanIgnoreReturnValue
        Builder reads(String... endpoints) {
            return fixed(new Classification(Permission.READ_ACCOUNT, Risk.READ), endpoints);
        }

        @CanIgnoreReturnValue
        Builder adds(Permission permission, String... endpoints) {
            return fixed(new Classification(permission, Risk.ADDS_RISK), endpoints);
        }

        @CanIgnoreReturnValue
        Builder reduces(Permission permission, String... endpoints) {
            return fixed(new Classification(permission, Risk.REDUCES_RISK), endpoints);
        }

        /** Adds endpoints that take orders away and place others. */
        @CanIgnoreReturnValue
        Builder replaces(Permission permission, String... endpoints) {
            return fixed(new Classification(permission, Risk.ADDS_RISK).with(OrderEffect.BOTH), endpoints);
        }

        /** Adds endpoints that close positions, which the venue does by orders of its own. */
        @CanIgnoreReturnValue
        Builder closes(Permission permission, String... endpoints) {
            return fixed(new Classification(permission, Risk.REDUCES_RISK).with(OrderEffect.BOTH), endpoints);
        }

        /** Adds endpoints that reduce risk, and touch no order. */
        @CanIgnoreReturnValue
        Builder repays(Permission permission, String... endpoints) {
            return fixed(new Classification(permission, Risk.REDUCES_RISK).with(OrderEffect.NONE), endpoints);
        }

        /** Adds endpoints that change nothing although they need more than the right to read. */
        @CanIgnoreReturnValue
        Builder triesOut(Permission permission, String... endpoints) {
            return fixed(new Classification(permission, Risk.READ), endpoints);
        }

        /** Adds endpoints that only check an order, which counts as one where its signature fits the order as well. */
        @CanIgnoreReturnValue
        Builder checksOrders(Permission permission, String... endpoints) {
            return fixed(new Classification(permission, Risk.ADDS_RISK).with(OrderEffect.NONE), endpoints);
        }

        private Builder fixed(Classification meaning, String... endpoints) {
            for (String endpoint : endpoints) {
                put(endpoint, request -> meaning, meaning.permission() + ", " + meaning.risk());
            }
            return this;
        }

        /** Adds an endpoint that {@code rule} decides; {@code inWords} is for the documentation. */
        @CanIgnoreReturnValue
        Builder depends(String endpoint, String inWords, Rule rule) {
            put(endpoint, rule, inWords);
            return this;
        }

        private void put(String endpoint, Rule rule, String inWords) {
            int space = endpoint.indexOf(' ');
            String method = endpoint.substring(0, space);
            String name = service.isEmpty() ? endpoint : endpoint + " (" + service + ")";
            String meaning = shared != null && shared.bareIsLogin() ? inWords + BARE : inWords;
            if (!METHODS.contains(method) || words.put(name, meaning) != null) {
                throw new IllegalArgumentException("listed twice, or without a method: " + endpoint);
            }
            if (shared != null) {
                cheapNames.put(name, shared.cheap());
            }
            endpoints
                    .computeIfAbsent(endpoint.substring(space + 1), path -> new HashMap<>())
                    .computeIfAbsent(method, m -> new ArrayList<>())
                    .add(new Endpoint(service, shared == null ? rule : shared.around(rule)));
        }

        EndpointTable build() {
            return new EndpointTable(this);
        }
    }
}
