/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Several sources as one: of two keys with one id the earlier source's counts; what it withholds nobody gives; a source that cannot be read keeps what it had. Thread-safe. */
final class OrderedSources implements KeySource {
    private final List<Part> parts;
    private final Object turn = new Object();

    /** A source and what it had when it could be read last. */
    private static final class Part {
        private final KeySource source;
        private List<ApiKey> last = List.of();
        private Set<KeyId> withheld = Set.of();
        private long generation;
        private @Nullable String trouble;

        private Part(KeySource source) {
            this.source = source;
        }

        /** Reads the source; the first time it must succeed, later what it had counts on. */
        private void read(boolean first) {
            try {
                KeySnapshot now = source.read();
                last.forEach(ApiKey::close);
                last = List.copyOf(now.keys().values());
                withheld = now.withheld();
                generation = now.generation();
                trouble = null;
            } catch (KeyguardException e) {
                if (first) {
                    throw e;
                }
                trouble = String.valueOf(e.getMessage());
            }
        }

        private List<SourceHealth> health() {
            if (trouble != null) {
                return List.of(SourceHealth.stale(source.name(), trouble));
            }
            List<SourceHealth> own = source.health();
            return own.isEmpty() ? List.of(SourceHealth.ok(source.name())) : own;
        }
    }

    OrderedSources(List<KeySource> sources) {
        this.parts = sources.stream().map(Part::new).toList();
        try {
            parts.forEach(part -> part.read(true));
        } catch (RuntimeException e) {
            forget();
            throw e;
        }
    }

    @Override
    public String name() {
        return String.join(
                ", then ", parts.stream().map(part -> part.source.name()).toList());
    }

    @Override
    public KeySnapshot read() {
        synchronized (turn) {
            SortedMap<KeyId, ApiKey> keys = new TreeMap<>();
            var withheld = new HashSet<KeyId>();
            long generation = 0;
            for (Part part : parts) {
                part.read(false);
                generation += part.generation;
                part.last.stream()
                        .filter(key -> !withheld.contains(key.id()))
                        .forEach(key -> keys.computeIfAbsent(key.id(), id -> key.copy()));
                part.withheld.stream().filter(id -> !keys.containsKey(id)).forEach(withheld::add);
            }
            return new KeySnapshot(generation, new ArrayList<>(keys.values()), withheld);
        }
    }

    @Override
    public List<SourceHealth> health() {
        synchronized (turn) {
            return parts.stream().flatMap(part -> part.health().stream()).toList();
        }
    }

    @Override
    public Watch watch(Runnable changed) {
        var watches = new ArrayList<Watch>();
        Object oneAtATime = new Object();
        Runnable one = () -> {
            synchronized (oneAtATime) {
                changed.run();
            }
        };
        try {
            parts.forEach(part -> watches.add(part.source.watch(one)));
        } catch (RuntimeException e) {
            watches.forEach(Watch::close);
            throw e;
        }
        return () -> watches.forEach(Watch::close);
    }

    private void forget() {
        parts.forEach(part -> part.last.forEach(ApiKey::close));
    }

    @Override
    public void close() {
        synchronized (turn) {
            forget();
            parts.forEach(part -> part.source.close());
        }
    }

    @Override
    public String toString() {
        return "KeySource[" + name() + "]";
    }
}
