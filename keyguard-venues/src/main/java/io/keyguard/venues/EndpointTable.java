/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.RequestClassifier;
import io.keyguard.venue.VenueRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What the endpoints of a venue mean, one line each: {@code METHOD /path}. Whatever is not listed is unknown and is not signed.
 *
 * <p>Requests are checked for their form first, so that a path has one spelling.
 */
final class EndpointTable implements RequestClassifier {
    /** An endpoint whose meaning depends on its parameters. */
    interface Rule extends Function<CheckedRequest, Classification> {}

    private final CanonicalForm form;
    /** By path, and by method: no text is put together to look one up. */
    private final Map<String, Map<String, Rule>> rules;

    private final Map<String, String> words;

    private EndpointTable(Builder builder) {
        this.form = builder.form;
        this.rules = builder.rules;
        this.words = new LinkedHashMap<>(builder.words);
    }

    static Builder of(CanonicalForm form) {
        return new Builder(form);
    }

    @Override
    public Classification classify(VenueRequest request) {
        CheckedRequest checked = form.check(request);
        Rule rule = rules.getOrDefault(request.path(), Map.of()).get(request.method());
        if (rule == null) {
            throw KeyguardExceptions.unknownEndpoint(form.venue(), request.method());
        }
        return rule.apply(checked);
    }

    /** Every endpoint and its meaning in words, in the order of the definition. */
    Map<String, String> words() {
        return words;
    }

    /** Builds tables. Not thread-safe. */
    static final class Builder {
        private final CanonicalForm form;
        private final Map<String, Map<String, Rule>> rules = new HashMap<>();
        private final Map<String, String> words = new LinkedHashMap<>();

        private Builder(CanonicalForm form) {
            this.form = form;
        }

        @CanIgnoreReturnValue
        Builder reads(String... endpoints) {
            return fixed(Permission.READ_ACCOUNT, Risk.READ, endpoints);
        }

        @CanIgnoreReturnValue
        Builder adds(Permission permission, String... endpoints) {
            return fixed(permission, Risk.ADDS_RISK, endpoints);
        }

        @CanIgnoreReturnValue
        Builder reduces(Permission permission, String... endpoints) {
            return fixed(permission, Risk.REDUCES_RISK, endpoints);
        }

        /** Adds endpoints that change nothing although they need more than the right to read. */
        @CanIgnoreReturnValue
        Builder triesOut(Permission permission, String... endpoints) {
            return fixed(permission, Risk.READ, endpoints);
        }

        private Builder fixed(Permission permission, Risk risk, String... endpoints) {
            var meaning = new Classification(permission, risk);
            for (String endpoint : endpoints) {
                put(endpoint, request -> meaning, permission + ", " + risk);
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
            var methods = rules.computeIfAbsent(endpoint.substring(space + 1), path -> new HashMap<>());
            if (!Set.of("GET", "POST", "PUT", "DELETE").contains(method) || methods.put(method, rule) != null) {
                throw new IllegalArgumentException("listed twice, or without a method: " + endpoint);
            }
            words.put(endpoint, inWords);
        }

        EndpointTable build() {
            return new EndpointTable(this);
        }
    }
}
