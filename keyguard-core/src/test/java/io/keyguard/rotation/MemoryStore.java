/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.SourceException;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.source.KeyStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A store in memory that outlives the crash of whoever uses it, and can fail before or after it has done something. */
final class MemoryStore implements KeyStore, KeySource {
    private final Map<KeyId, ApiKey> keys = new TreeMap<>();
    /** What goes wrong with the next changes: {@code before}, {@code after}, or nothing. */
    final List<String> failures = new ArrayList<>();
    /** Every key that was read, for whoever looks whether it was wiped. */
    final List<ApiKey> read = new ArrayList<>();

    synchronized void put(ApiKey key) {
        keys.put(key.id(), key);
    }

    synchronized void remove(KeyId id) {
        keys.remove(id);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public synchronized KeySnapshot read() {
        List<ApiKey> copies = keys.values().stream().map(Keys::copy).toList();
        read.addAll(copies);
        return new KeySnapshot(1, copies);
    }

    @Override
    public Watch watch(Runnable changed) {
        return () -> {};
    }

    @Override
    public synchronized boolean change(Map<KeyId, Long> expected, Collection<ApiKey> put, Set<KeyId> remove) {
        String failure = failures.isEmpty() ? "" : failures.remove(0);
        if (failure.equals("before")) {
            throw new SourceException("the disk is full", null);
        }
        for (Map.Entry<KeyId, Long> one : expected.entrySet()) {
            ApiKey key = keys.get(one.getKey());
            if ((key == null ? 0 : key.generation()) != one.getValue()) {
                return false;
            }
        }
        remove.forEach(keys::remove);
        put.forEach(key -> keys.put(key.id(), Keys.copy(key)));
        if (failure.equals("after")) {
            throw new SourceException("no answer from the disk", null);
        }
        return true;
    }

    @Override
    public void close() {
        // It outlives everybody.
    }
}
