/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.Environment;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.RequestClassifier;
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.Venue;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A venue as data, with the few algorithms that are not. Immutable. */
public final class VenueDefinition implements Venue {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Builder parts;
    private final Map<Environment, List<URI>> hosts;

    private VenueDefinition(Builder parts, Map<Environment, List<URI>> hosts) {
        this.parts = parts;
        this.hosts = hosts;
    }

    static Builder named(String id) {
        return new Builder(id);
    }

    /**
     * Returns this venue with {@code origin} as the only host of {@code environment}: a simulator, or the gateway through which all traffic leaves.
     *
     * @throws IllegalArgumentException if it is more than scheme, host and port, or is not {@code https}; {@code http} is for loopback
     */
    public VenueDefinition servedAt(Environment environment, URI origin) {
        var other = new EnumMap<>(hosts);
        other.put(environment, List.of(requireOrigin(origin)));
        return new VenueDefinition(parts, other);
    }

    private static URI requireOrigin(URI origin) {
        boolean bare = origin.getHost() != null
                && origin.getRawPath().isEmpty()
                && origin.getRawQuery() == null
                && origin.getRawFragment() == null
                && origin.getRawUserInfo() == null;
        boolean safe = "https".equals(origin.getScheme())
                || ("http".equals(origin.getScheme()) && LOOPBACK.contains(origin.getHost()));
        if (!bare || !safe) {
            throw new IllegalArgumentException(
                    "a host is https, host and port and nothing else; http is for loopback addresses alone");
        }
        return origin;
    }

    @Override
    public String id() {
        return parts.id;
    }

    @Override
    public List<URI> hosts(Environment environment) {
        return hosts.getOrDefault(environment, List.of());
    }

    @Override
    public CredentialFormat credentials() {
        return requireNonNull(parts.credentials);
    }

    @Override
    public RequestClassifier classifier() {
        return requireNonNull(parts.endpoints);
    }

    /** The endpoints, for whoever writes them down. */
    EndpointTable endpoints() {
        return requireNonNull(parts.endpoints);
    }

    @Override
    public RequestSigner signer(Environment environment) {
        return requireNonNull(parts.signer).apply(environment);
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
        private final Map<Environment, List<URI>> hosts = new EnumMap<>(Environment.class);
        private @Nullable CredentialFormat credentials;
        private @Nullable EndpointTable endpoints;
        private @Nullable Function<Environment, RequestSigner> signer;
        private @Nullable Function<Environment, PermissionInspector> inspector;
        private @Nullable RightsModel rights;
        private @Nullable ErrorClassifier errors;
        private @Nullable SensitiveFields sensitive;

        private Builder(String id) {
            this.id = id;
        }

        @CanIgnoreReturnValue
        Builder hosts(Environment environment, String... origins) {
            hosts.put(
                    environment,
                    Arrays.stream(origins)
                            .map(URI::create)
                            .map(VenueDefinition::requireOrigin)
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

        VenueDefinition build() {
            return new VenueDefinition(this, new EnumMap<>(hosts));
        }
    }
}
