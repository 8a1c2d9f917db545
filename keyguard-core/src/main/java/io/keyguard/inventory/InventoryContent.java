/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.KeyId;
import io.keyguard.internal.JsonMap;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that is known of keys and their uses, while it is put together. Not thread-safe. */
public final class InventoryContent {
    private static final String EXPOSED = "exposed";
    private static final String ADOPTED = "adopted";
    private static final String NONCES = "nonces";

    private final Map<KeyId, KnownKey> keys = new TreeMap<>();
    private final Map<KeyUse.Line, KeyUse> uses = new LinkedHashMap<>();
    private final Set<String> exposed = new TreeSet<>();
    private final Map<KeyId, VerifiedKey> verified = new TreeMap<>();
    private final Map<String, RevokedKey> revoked = new TreeMap<>();
    /** From when on the nonces of a key went that were ahead of the clock. */
    private final Map<KeyId, Instant> nonces = new TreeMap<>();

    private final Set<String> adopted = new TreeSet<>();

    /** Makes an empty one. */
    public InventoryContent() {}

    Collection<KnownKey> keys() {
        return keys.values();
    }

    Optional<KnownKey> key(KeyId id) {
        return Optional.ofNullable(keys.get(id));
    }

    Collection<KeyUse> uses() {
        return uses.values();
    }

    Optional<KeyUse> use(KeyUse.Line line) {
        return Optional.ofNullable(uses.get(line));
    }

    Set<String> exposed() {
        return exposed;
    }

    Optional<VerifiedKey> verified(KeyId id) {
        return Optional.ofNullable(verified.get(id));
    }

    /** The processes whose files this holds the content of. */
    Set<String> adopted() {
        return adopted;
    }

    void adopt(String process) {
        adopted.add(process);
    }

    /** Adds what one knows of a key. */
    public void add(KnownKey key) {
        keys.merge(key.key(), key, KnownKey::plus);
    }

    /** Puts {@code use} in the place of what was known of it. */
    public void set(KeyUse use) {
        uses.put(use.line(), use);
    }

    void expose(KeyId key, long generation) {
        exposed.add(InventoryCheck.exposure(key, generation));
    }

    void add(VerifiedKey key) {
        verified.merge(key.key(), key, VerifiedKey::plus);
    }

    /** Puts what a venue says now in the place of what it said before, whatever the clock said then. */
    void set(VerifiedKey key) {
        verified.put(key.key(), key);
    }

    void nonces(KeyId key, Instant from) {
        nonces.merge(key, from, (one, other) -> other.isBefore(one) ? one : other);
    }

    Optional<Instant> nonces(KeyId key) {
        return Optional.ofNullable(nonces.get(key));
    }

    Collection<RevokedKey> revoked() {
        return revoked.values();
    }

    void add(RevokedKey key) {
        revoked.put(key.mark(), key);
    }

    /** Adds all of {@code other}, which is another process's. */
    void addAll(InventoryContent other) {
        other.keys.values().forEach(this::add);
        other.uses.values().forEach(use -> uses.merge(use.line(), use, KeyUse::plus));
        exposed.addAll(other.exposed);
        other.verified.values().forEach(this::add);
        other.revoked.values().forEach(this::add);
        other.nonces.forEach(this::nonces);
    }

    /** Takes in one record of a file. What a newer version wrote is passed over. */
    void read(byte[] record) throws IOException {
        JsonMap json = JsonMap.read(record);
        switch (json.text("type")) {
            case KnownKey.TYPE -> add(KnownKey.of(json));
            case KeyUse.TYPE -> set(KeyUse.of(json));
            case VerifiedKey.TYPE -> set(VerifiedKey.of(json));
            case RevokedKey.TYPE -> add(RevokedKey.of(json));
            case EXPOSED -> exposed.add(json.text("key"));
            case ADOPTED -> adopted.add(json.text("process"));
            case NONCES -> readNonces(json);
            default -> {
                // Of a newer version.
            }
        }
    }

    private void readNonces(JsonMap json) throws IOException {
        try {
            nonces(KeyId.of(json.text("key")), Instant.parse(json.text("from")));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("nonces that this version does not understand", e);
        }
    }

    static byte[] noncesRecord(KeyId key, Instant from) {
        return JsonMap.write(Map.<String, Object>of("type", NONCES, "key", key.value(), "from", from));
    }

    static byte[] exposedRecord(KeyId key, long generation) {
        return JsonMap.write(Map.of("type", EXPOSED, "key", InventoryCheck.exposure(key, generation)));
    }

    /** All of it, as records. */
    List<byte[]> toRecords() {
        var records = new ArrayList<byte[]>();
        adopted.forEach(process -> records.add(JsonMap.write(Map.of("type", ADOPTED, "process", process))));
        keys.values().forEach(key -> records.add(key.toJson()));
        uses.values().forEach(use -> records.add(use.toJson()));
        exposed.forEach(one -> records.add(JsonMap.write(Map.of("type", EXPOSED, "key", one))));
        verified.values().forEach(key -> records.add(key.toJson()));
        revoked.values().forEach(key -> records.add(key.toJson()));
        nonces.forEach((key, from) -> records.add(noncesRecord(key, from)));
        return records;
    }
}
