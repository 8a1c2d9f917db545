/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyId;

/**
 * What a freeze is about. Immutable.
 *
 * @param kind what is named
 * @param name its name; empty for everything
 */
public record FreezeScope(Kind kind, String name) {
    /** What a freeze can name. */
    public enum Kind {
        /** Every key. */
        ALL,
        /** Every key of a venue. */
        VENUE,
        /** Every key in the hands of a strategy. */
        STRATEGY,
        /** One key, whoever uses it. */
        KEY
    }

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if there is none where one is needed, or it is longer than 128 characters or no plain text
     */
    public FreezeScope {
        boolean plain = name.length() <= 128 && name.chars().noneMatch(Character::isISOControl);
        if (!plain || (kind == Kind.ALL) != name.isEmpty()) {
            throw new IllegalArgumentException(
                    "a freeze of a key, strategy or venue has its name, of at most 128 characters");
        }
    }

    /** Returns the scope of every key. */
    public static FreezeScope all() {
        return new FreezeScope(Kind.ALL, "");
    }

    /** Returns the scope of every key of {@code venue}. */
    public static FreezeScope venue(String venue) {
        return new FreezeScope(Kind.VENUE, venue);
    }

    /** Returns the scope of every key in the hands of {@code strategy}. */
    public static FreezeScope strategy(String strategy) {
        return new FreezeScope(Kind.STRATEGY, strategy);
    }

    /** Returns the scope of {@code key}. */
    public static FreezeScope key(KeyId key) {
        return new FreezeScope(Kind.KEY, key.value());
    }

    /** Returns whether {@code key} of {@code venue} in the hands of {@code strategy} is meant. */
    public boolean covers(KeyId key, String venue, String strategy) {
        return switch (kind) {
            case ALL -> true;
            case VENUE -> name.equals(venue);
            case STRATEGY -> name.equals(strategy);
            case KEY -> name.equals(key.value());
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ALL -> "everything";
            case VENUE -> "venue " + name;
            case STRATEGY -> "strategy " + name;
            case KEY -> "key " + name;
        };
    }
}
