/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.Environment;
import io.keyguard.Permission;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How keys are made and ended at a venue: by its API where it has one, by a person otherwise. Thread-safe. */
public interface KeyLifecycle {
    /** Returns what is known of keys here. */
    KeyTraits traits();

    /** Returns what makes and deletes keys by API in {@code environment}; empty where only a person can. */
    Optional<KeyAdministrator> administrator(Environment environment);

    /** Returns what makes tokens with a key; empty where there are none, or nobody can make them by API. */
    default Optional<TokenMaker> tokens() {
        return Optional.empty();
    }

    /** Returns what tries a right out and does nothing, by the right that the venue demands for it; none for rights that nothing harmless tries out. */
    default Map<Permission, KeyTrial> trials() {
        return Map.of();
    }

    /** Returns what a person does to make the key that {@code order} asks for: one step each, with the exact words on the page, rights, addresses and label. */
    List<String> stepsToCreate(KeyOrder order);

    /** Returns what a person does to delete the key with {@code label}, one step each. */
    List<String> stepsToDelete(String label);
}
