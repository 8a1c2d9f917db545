/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.KeyId;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** All keys of one source at one moment. Immutable; swapped whole. */
public final class KeySnapshot {
    private final long generation;
    private final SortedMap<KeyId, ApiKey> keys;
    private final Set<KeyId> withheld;

    /**
     * Makes the snapshot of {@code keys}.
     *
     * @param generation grows with every change of the source
     * @throws IllegalArgumentException if two keys have the same id
     */
    public KeySnapshot(long generation, Collection<ApiKey> keys) {
        this(generation, keys, Set.of());
    }

    /**
     * Makes the snapshot of {@code keys}.
     *
     * @param generation grows with every change of the source
     * @param withheld what {@link #withheld} returns
     * @throws IllegalArgumentException if two keys have the same id
     */
    public KeySnapshot(long generation, Collection<ApiKey> keys, Set<KeyId> withheld) {
        this.generation = generation;
        var byId = new TreeMap<KeyId, ApiKey>();
        for (ApiKey key : keys) {
            if (byId.put(key.id(), key) != null) {
                throw new IllegalArgumentException("two keys are called '" + key.id() + "'");
            }
        }
        this.keys = Collections.unmodifiableSortedMap(byId);
        this.withheld = Set.copyOf(withheld);
    }

    /** Returns the generation of the source. */
    public long generation() {
        return generation;
    }

    /** Returns the keys by their ids. */
    public SortedMap<KeyId, ApiKey> keys() {
        return keys;
    }

    /**
     * Returns the keys that belong to the source and that it gives out no more, because they were taken away or not heard of for too long. In an order of sources
     * no later one stands in for them.
     */
    public Set<KeyId> withheld() {
        return withheld;
    }

    @Override
    public String toString() {
        return "KeySnapshot[generation=" + generation + ", keys=" + keys.keySet() + "]";
    }
}
