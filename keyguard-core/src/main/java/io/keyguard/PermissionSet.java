/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of the rights of a key: each is granted, denied or unknown, and unknown is not denied.
 *
 * <p>Immutable.
 */
public final class PermissionSet {
    /** What is known of one right. */
    public enum Presence {
        /** The key has the right. */
        GRANTED,
        /** The key does not have the right. */
        DENIED,
        /** Nobody could say. */
        UNKNOWN
    }

    private static final PermissionSet UNKNOWN = builder().build();

    private final Map<Permission, Presence> known;
    private final Set<String> unrecognised;

    private PermissionSet(Builder builder) {
        this.known = new EnumMap<>(builder.known);
        this.unrecognised = Collections.unmodifiableSet(new TreeSet<>(builder.unrecognised));
    }

    /** Returns a builder in which every right is unknown. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the set in which every right is unknown. */
    public static PermissionSet unknown() {
        return UNKNOWN;
    }

    /** Returns what is known of {@code permission}. */
    public Presence of(Permission permission) {
        return known.getOrDefault(permission, Presence.UNKNOWN);
    }

    /** Returns the rights of which {@code presence} is known, in the order of {@link Permission}. */
    public Set<Permission> all(Presence presence) {
        var found = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (of(permission) == presence) {
                found.add(permission);
            }
        }
        return Collections.unmodifiableSet(found);
    }

    /** Returns the rights that the venue named and this version of keyguard does not know: they count as excess. */
    public Set<String> unrecognised() {
        return unrecognised;
    }

    @Override
    public String toString() {
        return "PermissionSet[granted=" + all(Presence.GRANTED) + ", denied=" + all(Presence.DENIED) + ", unrecognised="
                + unrecognised.size() + "]";
    }

    /** Builds permission sets. Default: everything unknown. Not thread-safe. */
    public static final class Builder {
        private final Map<Permission, Presence> known = new EnumMap<>(Permission.class);
        private final Set<String> unrecognised = new TreeSet<>();

        private Builder() {}

        /** Says that the key has {@code permissions}; this wins over what was said before. */
        @CanIgnoreReturnValue
        public Builder granted(Iterable<Permission> permissions) {
            permissions.forEach(permission -> known.put(permission, Presence.GRANTED));
            return this;
        }

        /** Says that the key has none of {@code permissions}, save those that were granted before. */
        @CanIgnoreReturnValue
        public Builder denied(Iterable<Permission> permissions) {
            permissions.forEach(permission -> known.putIfAbsent(permission, Presence.DENIED));
            return this;
        }

        /** Says that the key has a right of the venue's that keyguard does not know. */
        @CanIgnoreReturnValue
        public Builder unrecognised(String venueRight) {
            unrecognised.add(venueRight);
            return this;
        }

        /** Returns the permission set. */
        public PermissionSet build() {
            return new PermissionSet(this);
        }
    }
}
