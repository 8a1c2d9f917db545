/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.KeyMaterialException;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.venue.Venue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a new snapshot changes: keys that stay, keys that are fresh, keys that go. Used by one thread. */
final class RingChange {
    private final Ring before;
    private final List<LoadedKey> kept = new ArrayList<>();
    private final List<LoadedKey> fresh = new ArrayList<>();
    private final List<KeyGate.Unloadable> unloadable = new ArrayList<>();
    private final SortedMap<KeyId, LoadedKey> result = new TreeMap<>();

    private RingChange(Ring before) {
        this.before = before;
    }

    /** Takes over the snapshot's keys: those that are not used are wiped. */
    static RingChange of(Ring before, KeySnapshot snapshot, Predicate<ApiKey> wanted, KeyLoader loader) {
        var change = new RingChange(before);
        try {
            change.take(snapshot, wanted, loader);
            return change;
        } catch (RuntimeException | Error e) {
            // Most likely the ring was closed meanwhile, and there is nothing left to compare with.
            change.fresh.forEach(LoadedKey::retire);
            snapshot.keys().values().forEach(ApiKey::close);
            throw e;
        }
    }

    private void take(KeySnapshot snapshot, Predicate<ApiKey> wanted, KeyLoader loader) {
        for (ApiKey key : snapshot.keys().values()) {
            Venue venue = loader.venue(key);
            if (venue == null || !wanted.test(key)) {
                key.close();
            } else {
                take(key, venue, loader);
            }
        }
    }

    private void take(ApiKey key, Venue venue, KeyLoader loader) {
        LoadedKey now = before.byId().get(key.id());
        if (now != null && now.key().sameAs(key)) {
            key.close();
            keep(now);
            return;
        }
        try {
            LoadedKey loaded = loader.load(key, venue);
            fresh.add(loaded);
            result.put(key.id(), loaded);
        } catch (KeyMaterialException e) {
            key.close();
            unloadable.add(new KeyGate.Unloadable(key, String.valueOf(e.getMessage())));
            keep(now);
        }
    }

    private void keep(@Nullable LoadedKey now) {
        if (now != null) {
            kept.add(now);
            result.put(now.key().id(), now);
        }
    }

    /** Leaves out the fresh keys called {@code ids}, puts those before them back, and returns what was left out. */
    List<LoadedKey> refuse(Set<KeyId> ids) {
        var refused = new ArrayList<LoadedKey>();
        for (LoadedKey key : fresh) {
            if (ids.contains(key.key().id())) {
                refused.add(key);
                result.remove(key.key().id());
                keep(before.byId().get(key.key().id()));
            }
        }
        fresh.removeAll(refused);
        return refused;
    }

    /** The fresh keys whose rights no venue has confirmed, while those of the key before them are. */
    Set<KeyId> unverifiedAfterVerified() {
        var ids = new TreeSet<KeyId>();
        for (LoadedKey key : fresh) {
            LoadedKey old = before.byId().get(key.key().id());
            if (key.reduceOnly() && old != null && !old.reduceOnly()) {
                ids.add(key.key().id());
            }
        }
        return ids;
    }

    List<LoadedKey> kept() {
        return List.copyOf(kept);
    }

    List<LoadedKey> fresh() {
        return List.copyOf(fresh);
    }

    List<KeyGate.Unloadable> unloadable() {
        return List.copyOf(unloadable);
    }

    Ring result() {
        return new Ring(result);
    }

    boolean isEmpty() {
        return fresh.isEmpty() && unloadable.isEmpty() && superseded().isEmpty();
    }

    /** The keys in use before that are not any longer. */
    List<LoadedKey> superseded() {
        return before.keys().stream()
                .filter(old -> result.get(old.key().id()) != old)
                .toList();
    }

    Set<KeyId> freshIds() {
        var ids = new TreeSet<KeyId>();
        fresh.forEach(key -> ids.add(key.key().id()));
        return ids;
    }

    /** The keys that are no longer handed out in any generation. */
    Set<KeyId> goneIds() {
        var ids = new TreeSet<>(before.byId().keySet());
        ids.removeAll(result.keySet());
        return ids;
    }
}
