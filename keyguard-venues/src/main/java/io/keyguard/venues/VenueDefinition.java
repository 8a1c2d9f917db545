/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.Environment;
import io.keyguard.internal.TlsOnly;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.RequestClassifier;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SessionToken;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueClock;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A venue as data, with the few algorithms that are not. Immutable. */
public final class VenueDefinition implements Venue {
    /** The service of messages over a WebSocket. */
    static final String WEB_SOCKET = "ws";

    private final Builder parts;
    /** The origins of each service: of the usual one, of others that have hosts of their own, and of the WebSocket. */
    private final Map<Environment, Map<String, List<URI>>> hosts;

    /** The first origin of each service, made once: every request asks. */
    private final Map<Environment, Map<String, Optional<URI>>> homes = new EnumMap<>(Environment.class);

    private VenueDefinition(Builder parts, Map<Environment, Map<String, List<URI>>> hosts) {
        this.parts = parts;
        this.hosts = hosts;
        hosts.forEach((environment, services) -> {
            var first = new HashMap<String, Optional<URI>>();
            services.forEach((service, origins) -> first.put(service, Optional.of(origins.get(0))));
            homes.put(environment, first);
        });
    }

    static Builder named(String id) {
        return new Builder(id);
    }

    /**
     * Returns this venue with {@code origin} as the only host of {@code environment} for everything that goes over HTTP: a simulator, or the gateway through which all traffic leaves.
     *
     * @throws IllegalArgumentException if it is more than scheme, host and port, or is not {@code https}; {@code http} is for loopback
     */
    public VenueDefinition servedAt(Environment environment, URI origin) {
        var services = new LinkedHashMap<String, List<URI>>();
        services.put(EndpointTable.MAIN, List.of(requireOrigin(EndpointTable.MAIN, origin)));
        endpoints().allServices().forEach(service -> services.put(service, List.of(origin)));
        Map<String, List<URI>> before = hosts.getOrDefault(environment, Map.of());
        services.replaceAll(
                (service, origins) -> isWebSocket(service) ? before.getOrDefault(service, List.of()) : origins);
        services.values().removeIf(List::isEmpty);
        return with(environment, services);
    }

    /**
     * Returns this venue with {@code origin} as the only host of one service of {@code environment}.
     *
     * @param service a service that this venue's page names, such as {@code futures} or {@code ws}
     * @throws IllegalArgumentException if the venue has no such service, or the origin is not one, see {@link #servedAt(Environment, URI)}; {@code wss} and {@code ws} for WebSockets
     */
    public VenueDefinition servedAt(Environment environment, String service, URI origin) {
        if (!endpoints().allServices().contains(service)) {
            throw new IllegalArgumentException("this venue has no such service; its page names them");
        }
        var services = new LinkedHashMap<>(hosts.getOrDefault(environment, Map.of()));
        services.put(service, List.of(requireOrigin(service, origin)));
        return with(environment, services);
    }

    private VenueDefinition with(Environment environment, Map<String, List<URI>> services) {
        var other = new EnumMap<>(hosts);
        other.put(environment, services);
        return new VenueDefinition(parts, other);
    }

    /** Whether it is the usual WebSocket or another one, such as {@code ws-futures}. */
    private static boolean isWebSocket(String service) {
        return service.equals(WEB_SOCKET) || service.startsWith(WEB_SOCKET + "-");
    }

    private static URI requireOrigin(String service, URI origin) {
        boolean bare = origin.getHost() != null
                && origin.getRawPath().isEmpty()
                && origin.getRawQuery() == null
                && origin.getRawFragment() == null
                && origin.getRawUserInfo() == null;
        boolean webSocket = String.valueOf(origin.getScheme()).startsWith("ws");
        if (!bare || webSocket != isWebSocket(service) || !TlsOnly.isSafe(origin)) {
            throw new IllegalArgumentException(
                    "a host is https (wss for a WebSocket), host and port and nothing else; http and ws are for loopback addresses alone");
        }
        return origin;
    }

    @Override
    public String id() {
        return parts.id;
    }

    @Override
    public List<URI> hosts(Environment environment) {
        return hosts.getOrDefault(environment, Map.of()).values().stream()
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    @Override
    public Optional<URI> home(Environment environment, VenueRequest request) {
        Map<String, Optional<URI>> services = homes.getOrDefault(environment, Map.of());
        String service = endpoints().service(request, services.keySet());
        Optional<URI> home = service == null ? null : services.get(service);
        return home != null ? home : hosts(environment).stream().findFirst();
    }

    @Override
    public CredentialFormat credentials() {
        return requireNonNull(parts.credentials);
    }

    @Override
    public RequestClassifier classifier(Environment environment) {
        EndpointTable table = endpoints();
        Map<String, List<URI>> services = hosts.getOrDefault(environment, Map.of());
        Predicate<String> anywhere = services::containsKey;
        return request -> {
            URI origin = request.origin().orElse(null);
            return table.classify(
                    request,
                    origin == null
                            ? anywhere
                            : service ->
                                    services.getOrDefault(service, List.of()).contains(origin));
        };
    }

    /** The endpoints, for whoever writes them down. */
    EndpointTable endpoints() {
        return requireNonNull(parts.endpoints);
    }

    /** The origins of each service of {@code environment}, for whoever writes them down. */
    Map<String, List<URI>> services(Environment environment) {
        return hosts.getOrDefault(environment, Map.of());
    }

    VenueNotes notes() {
        return requireNonNull(parts.notes);
    }

    @Override
    public RequestSigner signer(Environment environment) {
        return requireNonNull(parts.signer).apply(environment);
    }

    @Override
    public Optional<SessionToken> sessionToken() {
        return Optional.ofNullable(parts.sessionToken);
    }

    @Override
    public PermissionInspector inspector(Environment environment) {
        return requireNonNull(parts.inspector).apply(environment);
    }

    @Override
    public RightsModel rights() {
        return requireNonNull(parts.rights);
    }

    @Override
    public ErrorClassifier errors() {
        return requireNonNull(parts.errors);
    }

    @Override
    public EmergencyControls emergency() {
        return requireNonNull(parts.emergency);
    }

    @Override
    public AccountReader account() {
        return requireNonNull(parts.account);
    }

    @Override
    public KeyLifecycle keys() {
        return requireNonNull(parts.keys);
    }

    @Override
    public Optional<VenueClock> clock() {
        return Optional.ofNullable(parts.clock);
    }

    @Override
    public ClientOrderIds clientOrderIds() {
        return requireNonNull(parts.clientOrderIds);
    }

    @Override
    public RequestLife requestLife() {
        return requireNonNull(parts.requestLife);
    }

    @Override
    public SensitiveFields sensitiveFields() {
        return requireNonNull(parts.sensitive);
    }

    @Override
    public String toString() {
        return "VenueDefinition[" + parts.id + "]";
    }

    /** Builds definitions, within this package. Not thread-safe. */
    static final class Builder {
        private final String id;
        private final Map<Environment, Map<String, List<URI>>> hosts = new EnumMap<>(Environment.class);
        private @Nullable CredentialFormat credentials;
        private @Nullable EndpointTable endpoints;
        private @Nullable Function<Environment, RequestSigner> signer;
        private @Nullable SessionToken sessionToken;
        private @Nullable Function<Environment, PermissionInspector> inspector;
        private @Nullable RightsModel rights;
        private @Nullable ErrorClassifier errors;
        private @Nullable EmergencyControls emergency;
        private @Nullable AccountReader account;
        private @Nullable KeyLifecycle keys;
        private @Nullable VenueClock clock;
        private @Nullable ClientOrderIds clientOrderIds;
        private @Nullable RequestLife requestLife;
        private @Nullable SensitiveFields sensitive;
        private @Nullable VenueNotes notes;

        private Builder(String id) {
            this.id = id;
        }

        @CanIgnoreReturnValue
        Builder hosts(Environment environment, String... origins) {
            return service(environment, EndpointTable.MAIN, origins);
        }

        /** Sets the hosts of a service that has its own. */
        @CanIgnoreReturnValue
        Builder service(Environment environment, String service, String... origins) {
            hosts.computeIfAbsent(environment, e -> new LinkedHashMap<>())
                    .put(
                            service,
                            Arrays.stream(origins)
                                    .map(URI::create)
                                    .map(origin -> requireOrigin(service, origin))
                                    .toList());
            return this;
        }

        @CanIgnoreReturnValue
        Builder credentials(CredentialFormat credentials) {
            this.credentials = credentials;
            return this;
        }

        @CanIgnoreReturnValue
        Builder endpoints(EndpointTable endpoints) {
            this.endpoints = endpoints;
            return this;
        }

        @CanIgnoreReturnValue
        Builder signer(Function<Environment, RequestSigner> signer) {
            this.signer = signer;
            return this;
        }

        /** Sets how the token is asked for that messages over the WebSocket carry. */
        @CanIgnoreReturnValue
        Builder sessionToken(SessionToken sessionToken) {
            this.sessionToken = sessionToken;
            return this;
        }

        @CanIgnoreReturnValue
        Builder inspector(Function<Environment, PermissionInspector> inspector) {
            this.inspector = inspector;
            return this;
        }

        @CanIgnoreReturnValue
        Builder rights(RightsModel rights) {
            this.rights = rights;
            return this;
        }

        @CanIgnoreReturnValue
        Builder errors(ErrorClassifier errors) {
            this.errors = errors;
            return this;
        }

        @CanIgnoreReturnValue
        Builder sensitive(SensitiveFields sensitive) {
            this.sensitive = sensitive;
            return this;
        }

        @CanIgnoreReturnValue
        Builder emergency(EmergencyControls emergency) {
            this.emergency = emergency;
            return this;
        }

        @CanIgnoreReturnValue
        Builder account(AccountReader account) {
            this.account = account;
            return this;
        }

        @CanIgnoreReturnValue
        Builder keys(KeyLifecycle keys) {
            this.keys = keys;
            return this;
        }

        @CanIgnoreReturnValue
        Builder clock(VenueClock clock) {
            this.clock = clock;
            return this;
        }

        @CanIgnoreReturnValue
        Builder clientOrderIds(ClientOrderIds clientOrderIds) {
            this.clientOrderIds = clientOrderIds;
            return this;
        }

        @CanIgnoreReturnValue
        Builder requestLife(RequestLife requestLife) {
            this.requestLife = requestLife;
            return this;
        }

        @CanIgnoreReturnValue
        Builder notes(VenueNotes notes) {
            this.notes = notes;
            return this;
        }

        VenueDefinition build() {
            return new VenueDefinition(this, new EnumMap<>(hosts));
        }
    }
}
