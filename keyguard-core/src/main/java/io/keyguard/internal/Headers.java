/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static java.util.Objects.requireNonNull;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers of one request, in order. They are few, and a hash table for them would weigh more than the rest of the request; so they are looked through, in one
 * array. Immutable.
 */
public final class Headers extends AbstractMap<String, String> {
    /** Each name, and its value behind it. */
    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    /** Returns headers of names and values in turns; the array is taken over, and the names differ. */
    public static Headers of(String... namesAndValues) {
        return new Headers(namesAndValues);
    }

    /** Returns a copy of {@code headers}, in their order. */
    public static Headers copyOf(Map<String, String> headers) {
        if (headers instanceof Headers same) {
            return same;
        }
        var pairs = new String[2 * headers.size()];
        int at = 0;
        for (Entry<String, String> header : headers.entrySet()) {
            pairs[at++] = requireNonNull(header.getKey(), "name");
            pairs[at++] = requireNonNull(header.getValue(), "value");
        }
        return new Headers(pairs);
    }

    /** Returns these with one more at the end. */
    public Headers with(String name, String value) {
        String[] more = Arrays.copyOf(pairs, pairs.length + 2);
        more[pairs.length] = name;
        more[pairs.length + 1] = value;
        return new Headers(more);
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return Headers.this.size();
            }

            @Override
            public Iterator<Entry<String, String>> iterator() {
                return new InOrder();
            }
        };
    }

    /** Names alone: keys, passphrases and signatures are headers. */
    @Override
    public String toString() {
        return keySet().toString();
    }

    private final class InOrder implements Iterator<Entry<String, String>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < pairs.length;
        }

        @Override
        public Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            next += 2;
            return Map.entry(pairs[next - 2], pairs[next - 1]);
        }
    }
}
