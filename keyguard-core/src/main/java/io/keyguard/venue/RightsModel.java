/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.Permission;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How finely a venue can cut a key: which of its rights grant what, and which of them the smallest key for a permission needs.
 *
 * <p>It tells excess (a smaller key was possible) from bundled (it was not), and what to tick when a fitting key is made. Immutable.
 */
public final class RightsModel {
    private final Map<String, Set<Permission>> grants;
    private final Map<Permission, Set<String>> needs;
    private final Map<Permission, String> advice;

    private RightsModel(Builder builder) {
        this.grants = Collections.unmodifiableMap(new LinkedHashMap<>(builder.grants));
        this.needs = Collections.unmodifiableMap(new EnumMap<>(builder.needs));
        this.advice = Collections.unmodifiableMap(new EnumMap<>(builder.advice));
    }

    /** Returns an empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns what each of the venue's rights grants. */
    public Map<String, Set<Permission>> grants() {
        return grants;
    }

    /** Returns the venue's rights that the smallest key for {@code permissions} has, in the venue's order. */
    public Set<String> smallestKeyFor(Set<Permission> permissions) {
        var rights = new LinkedHashSet<String>();
        for (String right : grants.keySet()) {
            if (permissions.stream()
                    .anyMatch(p -> needs.getOrDefault(p, Set.of()).contains(right))) {
                rights.add(right);
            }
        }
        return rights;
    }

    /** Returns the permissions that no key with {@code permissions} can be without at this venue, {@code permissions} included. */
    public Set<Permission> unavoidableWith(Set<Permission> permissions) {
        var unavoidable = EnumSet.noneOf(Permission.class);
        unavoidable.addAll(permissions);
        smallestKeyFor(permissions).forEach(right -> unavoidable.addAll(grants.getOrDefault(right, Set.of())));
        return unavoidable;
    }

    /** Returns what to do about {@code permission} where the venue bundles it; empty if nothing can be done. */
    public String adviceOn(Permission permission) {
        return advice.getOrDefault(permission, "");
    }

    /** Builds rights models. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Set<Permission>> grants = new LinkedHashMap<>();
        private final Map<Permission, Set<String>> needs = new EnumMap<>(Permission.class);
        private final Map<Permission, String> advice = new EnumMap<>(Permission.class);

        private Builder() {}

        /** Says that {@code venueRight} grants {@code permissions}. */
        @CanIgnoreReturnValue
        public Builder right(String venueRight, Permission... permissions) {
            var all = EnumSet.noneOf(Permission.class);
            Collections.addAll(all, permissions);
            grants.put(venueRight, Collections.unmodifiableSet(all));
            return this;
        }

        /**
         * Says that the smallest key with {@code permission} has {@code venueRights}.
         *
         * @throws IllegalArgumentException if one of them was not declared by {@link #right}
         */
        @CanIgnoreReturnValue
        public Builder need(Permission permission, String... venueRights) {
            for (String right : venueRights) {
                if (!grants.containsKey(right)) {
                    throw new IllegalArgumentException("declare the right '" + right + "' first");
                }
            }
            needs.put(permission, Set.of(venueRights));
            return this;
        }

        /** Says what to do about {@code permission} where it is bundled. */
        @CanIgnoreReturnValue
        public Builder advise(Permission permission, String whatToDo) {
            advice.put(permission, whatToDo);
            return this;
        }

        /** Returns the model. */
        public RightsModel build() {
            return new RightsModel(this);
        }
    }
}
