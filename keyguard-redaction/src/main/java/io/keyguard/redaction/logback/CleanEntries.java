/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the MDC in which there was nothing to mask, by the very objects: most events of a thread carry the same. It keeps none of them alive, and knows none once anything else is looked for. Thread-safe.
 */
final class CleanEntries {
    private static final int PLACES = 1 << 8;

    private record Entry(WeakReference<String> name, WeakReference<String> value, long generation) {}

    private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(PLACES);

    /** Whether the entry was clean when {@code generation} was looked for. */
    boolean holds(String name, String value, long generation) {
        Entry entry = entries.get(place(name, value));
        return entry != null
                && entry.generation == generation
                && entry.value.refersTo(value)
                && entry.name.refersTo(name);
    }

    /** Remembers an entry, which was found clean after {@code generation} had been asked for. */
    void add(String name, String value, long generation) {
        entries.set(place(name, value), new Entry(new WeakReference<>(name), new WeakReference<>(value), generation));
    }

    private static int place(String name, String value) {
        int hash = 31 * name.hashCode() + value.hashCode();
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }
}
