/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.Utf8;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keys from environment variables: {@code NAME_API_KEY}, {@code NAME_SECRET} and, where the venue has one, {@code NAME_PASSPHRASE}.
 *
 * <p><b>The weakest source.</b> The variables stand in {@code /proc/PID/environ}, in crash reports, in what a container's manager shows, in every child
 * process, and as strings on the heap of this one for as long as it runs; they cannot be rotated without a restart. So every report says
 * {@link io.keyguard.policy.Finding.Kind#WEAK_SOURCE}. Thread-safe.
 */
public final class EnvironmentKeys implements KeySource {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final String WEAKNESS =
            "it comes from environment variables, which child processes, crash reports and /proc show";

    private final UnaryOperator<@Nullable String> variables;
    private final Map<String, ApiKey.Builder> labels;

    private EnvironmentKeys(Builder builder) {
        this.variables = builder.variables;
        this.labels = Map.copyOf(builder.labels);
        read().keys().values().forEach(ApiKey::close);
    }

    /** Returns a builder without a key. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return "environment variables";
    }

    @Override
    public KeySnapshot read() {
        var keys = new ArrayList<ApiKey>();
        try {
            labels.forEach((name, builder) -> keys.add(key(name, builder)));
            return new KeySnapshot(1, keys);
        } catch (RuntimeException e) {
            keys.forEach(ApiKey::close);
            throw e;
        }
    }

    private ApiKey key(String name, ApiKey.Builder builder) {
        return builder.weakness(WEAKNESS)
                .build(
                        () -> required(name + "_API_KEY"),
                        () -> required(name + "_SECRET"),
                        () -> variable(name + "_PASSPHRASE"));
    }

    private SecretBytes required(String variable) {
        SecretBytes value = variable(variable);
        if (value == null) {
            throw KeyguardExceptions.unreadableSource(name(), "the variable " + variable + " is not set, or empty");
        }
        return value;
    }

    private @Nullable SecretBytes variable(String variable) {
        String value = variables.apply(variable);
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            return Utf8.take(value.strip().toCharArray(), ACCESS);
        } catch (IllegalArgumentException e) {
            throw KeyguardExceptions.unreadableSource(name(), "the variable " + variable + " is not text");
        }
    }

    /** Variables of a running process do not change: nobody is ever called. */
    @Override
    public Watch watch(Runnable changed) {
        requireNonNull(changed, "changed");
        return () -> {};
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "EnvironmentKeys" + List.copyOf(labels.keySet());
    }

    /** Builds sources. Not thread-safe. */
    public static final class Builder {
        private final Map<String, ApiKey.Builder> labels = new LinkedHashMap<>();
        private UnaryOperator<@Nullable String> variables = System::getenv;

        private Builder() {}

        /**
         * Adds the key in {@code NAME_API_KEY}, {@code NAME_SECRET} and {@code NAME_PASSPHRASE}; {@code labels} says all about it but its material.
         *
         * @throws IllegalArgumentException if the name was added before
         */
        @CanIgnoreReturnValue
        public Builder key(String name, ApiKey.Builder labels) {
            if (this.labels.putIfAbsent(requireNonNull(name, "name"), labels.copy()) != null) {
                throw new IllegalArgumentException("the name '" + name + "' was added before");
            }
            return this;
        }

        /** Sets where variables are looked up; the default is {@link System#getenv(String)}. */
        @CanIgnoreReturnValue
        public Builder variables(UnaryOperator<@Nullable String> variables) {
            this.variables = requireNonNull(variables, "variables");
            return this;
        }

        /**
         * Returns the source, once every key was read.
         *
         * @throws io.keyguard.SourceException if a variable is missing
         */
        public EnvironmentKeys open() {
            return new EnvironmentKeys(this);
        }
    }
}
