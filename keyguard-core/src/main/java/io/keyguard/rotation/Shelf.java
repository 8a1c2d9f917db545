/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rotation keeps in the store: the key under its own name, and beside it, under names of the rotation and for no strategy, so that no bot reads them, the key that is to come and the one that is to
 * go. Every change is one step of the store, and is refused where somebody else has changed the key.
 */
final class Shelf implements AutoCloseable {
    private final KeyStore store;
    private final RotationJournal journal;
    private final Effects effects;

    /** What was read last, and what the store has looked like since; a look at what nobody has changed reads nothing. */
    private Held last = new Held(null, null, null);

    private Set<KeyId> lastIds = Set.of();
    private Optional<String> lastMark = Optional.empty();

    Shelf(KeyStore store, RotationJournal journal, Effects effects) {
        this.store = store;
        this.journal = journal;
        this.effects = effects;
    }

    /** What a change came to. */
    enum Put {
        DONE,
        /** Somebody else has changed the key: he wins. */
        CONFLICT,
        /** It failed, and was not done. */
        FAILED
    }

    static KeyId nextName(Rotation row) {
        return KeyId.of("rotation-" + row.id() + "-new");
    }

    static KeyId oldName(Rotation row) {
        return KeyId.of("rotation-" + row.id() + "-old");
    }

    /** The three keys of a rotation, each only if it is there; closing this wipes them. */
    static final class Held implements AutoCloseable {
        private final @Nullable ApiKey active;
        private final @Nullable ApiKey next;
        private final @Nullable ApiKey old;

        private Held(@Nullable ApiKey active, @Nullable ApiKey next, @Nullable ApiKey old) {
            this.active = active;
            this.next = next;
            this.old = old;
        }

        @Nullable
        ApiKey active() {
            return active;
        }

        @Nullable
        ApiKey next() {
            return next;
        }

        @Nullable
        ApiKey old() {
            return old;
        }

        /** Whether the key that is to come is the one that the row names. */
        boolean hasNext(Rotation row) {
            return next != null && Keys.idOf(next).value().equals(row.newId());
        }

        private Held copy() {
            return new Held(copy(active), copy(next), copy(old));
        }

        private static @Nullable ApiKey copy(@Nullable ApiKey key) {
            return key == null ? null : Keys.copy(key);
        }

        boolean isActive(String id) {
            return active != null && Keys.idOf(active).value().equals(id);
        }

        @Override
        public void close() {
            for (ApiKey key : new ApiKey[] {active, next, old}) {
                if (key != null) {
                    key.close();
                }
            }
        }
    }

    Held read(Rotation row) {
        return effects.run("store read", () -> look(row));
    }

    private Held look(Rotation row) {
        Set<KeyId> ours = Set.of(row.key(), nextName(row), oldName(row));
        // Before the keys: who changes them in between is seen by the next look.
        Optional<String> mark = store.mark();
        if (mark.isEmpty() || !mark.equals(lastMark) || !ours.equals(lastIds)) {
            close();
            Map<KeyId, ApiKey> keys = store.read(ours).keys();
            last = new Held(keys.get(row.key()), keys.get(nextName(row)), keys.get(oldName(row)));
            lastIds = ours;
            lastMark = mark;
        }
        return last.copy();
    }

    /** Wipes what was read last. */
    @Override
    public void close() {
        last.close();
        last = new Held(null, null, null);
        lastMark = Optional.empty();
    }

    /** The ids, at {@code venue}, of all keys in the store. */
    Set<String> ids(String venue) {
        var keys = effects.run("store read", store::read).keys().values();
        try {
            return keys.stream()
                    .filter(key -> key.venue().equals(venue))
                    .map(key -> Keys.idOf(key).value())
                    .collect(Collectors.toSet());
        } finally {
            keys.forEach(ApiKey::close);
        }
    }

    /** Under which other names the store holds the key that the venue calls {@code id}: to end it would end those too. */
    Set<KeyId> alsoCalled(Rotation row, String id) {
        var keys = effects.run("store read", store::read).keys().values();
        Set<KeyId> ours = Set.of(row.key(), nextName(row), oldName(row));
        try {
            return keys.stream()
                    .filter(key -> key.venue().equals(row.venue()) && !ours.contains(key.id()))
                    .filter(key -> Keys.idOf(key).value().equals(id))
                    .map(ApiKey::id)
                    .collect(Collectors.toCollection(TreeSet::new));
        } finally {
            keys.forEach(ApiKey::close);
        }
    }

    /** Stores what is chosen here before the venue is asked; nobody has seen it yet, so that it may be replaced. */
    void prepare(Rotation row, ApiKey chosen) {
        change("store prepare", Map.of(), List.of(chosen), Set.of());
    }

    /** Stores the key that the venue made. Whatever goes wrong meanwhile, what stands there afterwards decides. */
    Put store(Rotation row, ApiKey made) {
        try {
            if (!change("store new", Map.of(row.key(), row.number("oldGeneration")), List.of(made), Set.of())) {
                return Put.CONFLICT;
            }
        } catch (KeyguardException e) {
            return stands(row, made) ? Put.DONE : Put.FAILED;
        }
        return stands(row, made) ? Put.DONE : Put.FAILED;
    }

    private boolean stands(Rotation row, ApiKey made) {
        try (Held held = read(row)) {
            return held.next() != null && held.next().sameMaterial(made);
        } catch (KeyguardException e) {
            return false;
        }
    }

    /** Puts the new key under the old one's name and the old one aside, at once. */
    boolean promote(Rotation row, Held held, Instant now) {
        ApiKey active = java.util.Objects.requireNonNull(held.active());
        ApiKey next = java.util.Objects.requireNonNull(held.next());
        long generation = row.number("oldGeneration") + 1;
        try (ApiKey fresh = Keys.copy(next, row.key(), generation, now, active.strategies());
                ApiKey aside = Keys.copy(active, oldName(row), active.generation(), active.createdAt(), Set.of())) {
            return change(
                    "store promote",
                    Map.of(row.key(), row.number("oldGeneration"), nextName(row), next.generation()),
                    List.of(fresh, aside),
                    Set.of(nextName(row)));
        }
    }

    /** Puts the old key back as a newer generation, and the new one aside, at once. */
    boolean putBack(Rotation row, Held held) {
        ApiKey active = java.util.Objects.requireNonNull(held.active());
        ApiKey old = java.util.Objects.requireNonNull(held.old());
        long generation = active.generation() + 1;
        try (ApiKey back = Keys.copy(old, row.key(), generation, old.createdAt(), active.strategies());
                ApiKey aside = Keys.copy(active, nextName(row), active.generation(), active.createdAt(), Set.of())) {
            return change(
                    "store put back",
                    Map.of(row.key(), active.generation(), oldName(row), old.generation()),
                    List.of(back, aside),
                    Set.of(oldName(row)));
        }
    }

    /** Takes away what only this rotation needed. */
    void clear(Rotation row, Held held) {
        if (held.next() != null || held.old() != null) {
            change("store clear", Map.of(), List.of(), Set.of(nextName(row), oldName(row)));
        }
    }

    private boolean change(String what, Map<KeyId, Long> expected, List<ApiKey> put, Set<KeyId> remove) {
        journal.requireCurrent();
        return effects.run(what, () -> store.change(expected, put, remove));
    }
}
