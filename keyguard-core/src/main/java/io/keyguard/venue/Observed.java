/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a venue shows of a property: a value, that there is none, or nothing at all. Not showing is not the same as not having.
 *
 * @param <T> the property
 */
public final class Observed<T> {
    private static final Observed<?> NONE = new Observed<>(null, true);
    private static final Observed<?> UNKNOWN = new Observed<>(null, false);

    private final @Nullable T value;
    private final boolean known;

    private Observed(@Nullable T value, boolean known) {
        this.value = value;
        this.known = known;
    }

    /** Returns the observation of {@code value}. */
    public static <T> Observed<T> of(T value) {
        return new Observed<>(requireNonNull(value), true);
    }

    /** Returns the observation that there is no value. */
    @SuppressWarnings("unchecked") // holds no value
    public static <T> Observed<T> none() {
        return (Observed<T>) NONE;
    }

    /** Returns the observation that the venue does not show it. */
    @SuppressWarnings("unchecked") // holds no value
    public static <T> Observed<T> unknown() {
        return (Observed<T>) UNKNOWN;
    }

    /** Returns whether the venue showed a value or that there is none. */
    public boolean isKnown() {
        return known;
    }

    /** Returns the value; empty if there is none or it is unknown. */
    public Optional<T> value() {
        return Optional.ofNullable(value);
    }

    @Override
    public String toString() {
        return value != null ? value.toString() : known ? "none" : "unknown";
    }
}
