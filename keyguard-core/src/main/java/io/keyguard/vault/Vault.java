/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.VaultException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.source.KeyStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An encrypted file of keys.
 *
 * <p>One file, one authenticated body: whatever was changed, cut off or put back is noticed. Writing never leaves anything but the old state or
 * the new one. Several processes may write; a running bot notices ({@link #watch}). The data key stays off the heap while the vault is open, so
 * reading again derives nothing, unless the passphrase was changed. {@code docs/vault-format.md} describes the file. Thread-safe.
 *
 * <p>Every method throws {@link VaultException}, whose reason says what stood in the way; the file is then as it was, but for
 * {@link VaultException.Reason#NOT_DURABLE}.
 */
public final class Vault implements KeySource, KeyStore {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private final VaultFile file;
    private final VaultOptions options;
    private final Anchor anchor;
    private final Object turn = new Object();

    @GuardedBy("turn")
    private PassphraseSource passphrase;

    @GuardedBy("turn")
    private Unlocked unlocked;

    @GuardedBy("turn")
    private long newestSeen;

    @GuardedBy("turn")
    private boolean closed;

    private Vault(VaultFile file, Anchor anchor, PassphraseSource passphrase, VaultOptions options, Unlocked unlocked) {
        this.file = file;
        this.anchor = anchor;
        this.passphrase = passphrase;
        this.options = options;
        this.unlocked = unlocked;
        this.newestSeen = unlocked.header().generation();
    }

    /** Opens the vault in {@code file} with default options. */
    public static Vault open(Path file, PassphraseSource passphrase) {
        return open(file, passphrase, VaultOptions.defaults());
    }

    /** Opens the vault in {@code file}: derives the key, and checks the whole file. */
    public static Vault open(Path file, PassphraseSource passphrase, VaultOptions options) {
        return open(file, passphrase, options, new NioDisk());
    }

    static Vault open(Path given, PassphraseSource passphrase, VaultOptions options, Disk disk) {
        // The folder of a link decides as much as that of the file.
        disk.requirePrivate(given);
        Path path = disk.resolve(given);
        var file = new VaultFile(path, disk);
        file.requirePrivate();
        byte[] content = file.read();
        VaultHeader header = VaultHeader.parse(path, content);
        Unlocked unlocked = Unlocked.open(path, header, passphrase, options);
        var vault =
                new Vault(file, new Anchor(options.anchor(), disk, options.lockWait()), passphrase, options, unlocked);
        try {
            vault.read().keys().values().forEach(ApiKey::close);
            return vault;
        } catch (RuntimeException | Error e) {
            vault.close();
            throw e;
        }
    }

    /** Makes an empty vault in {@code file}, which must not exist, and opens it. */
    public static Vault create(Path file, PassphraseSource passphrase) {
        return create(file, passphrase, VaultOptions.defaults());
    }

    /** Makes an empty vault in {@code file}, which must not exist, and opens it. */
    public static Vault create(Path file, PassphraseSource passphrase, VaultOptions options) {
        return create(file, passphrase, options, new NioDisk());
    }

    static Vault create(Path given, PassphraseSource passphrase, VaultOptions options, Disk disk) {
        Path path = disk.resolve(given);
        var file = new VaultFile(path, disk);
        file.requirePrivateFolder();
        try (VaultLock lock = disk.lock(path, options.lockWait())) {
            lock.requireHeld();
            if (file.exists()) {
                throw VaultExceptions.exists(path);
            }
            Unlocked unlocked = Unlocked.fresh(passphrase, options, 0);
            var vault = new Vault(
                    file, new Anchor(options.anchor(), disk, options.lockWait()), passphrase, options, unlocked);
            try {
                vault.writeFirst();
                return vault;
            } catch (RuntimeException | Error e) {
                vault.close();
                throw e;
            }
        }
    }

    private void writeFirst() {
        synchronized (turn) {
            put(unlocked, 1, List.of());
            settle(1);
        }
    }

    /** Returns the path of the file. */
    public Path path() {
        return file.path();
    }

    @Override
    public String name() {
        return "vault " + file.path();
    }

    /** Adds {@code key}, whose id must be new, as generation 1 and created now; the argument stays the caller's to close. */
    public void add(ApiKey key) {
        change(keys -> {
            if (keys.containsKey(key.id())) {
                throw VaultExceptions.key(file.path(), key.id(), "is there already; replace it");
            }
            keys.put(key.id(), copy(key, 1));
        });
    }

    /** Puts {@code key} in the place of the one with its id, as the next generation and created now; the argument stays the caller's to close. */
    public void replace(ApiKey key) {
        change(keys -> {
            ApiKey old = existing(keys, key.id());
            keys.put(key.id(), copy(key, old.generation() + 1));
            old.close();
        });
    }

    /** Removes the key called {@code id}. */
    public void remove(KeyId id) {
        change(keys -> {
            existing(keys, id).close();
            keys.remove(id);
        });
    }

    /**
     * Puts {@code keys}, which stay the caller's to close, in place in one step, with the times that they were created at. A key whose material is there already keeps its generation;
     * one with other material gets a newer one than the vault has, so that running bots take it up; of a key that was removed, the vault knows none, and the backup's counts.
     *
     * @param stays which of the keys that are not among them stay, as they are
     * @param kept where the file as it is before is copied to first; it must not exist. Nowhere if {@code null}
     */
    public void restore(Collection<ApiKey> keys, Predicate<KeyId> stays, @Nullable Path kept) {
        change(now -> {
            if (kept != null) {
                file.keepAs(kept);
            }
            var before = new TreeMap<>(now);
            now.keySet().removeIf(stays.negate());
            for (ApiKey key : keys) {
                ApiKey old = before.get(key.id());
                boolean same = old != null && old.sameMaterial(key);
                long generation = old == null
                        ? key.generation()
                        : same ? old.generation() : Math.max(old.generation(), key.generation()) + 1;
                now.put(key.id(), copy(key, generation, key.createdAt()));
            }
            before.forEach((id, old) -> {
                if (now.get(id) != old) {
                    old.close();
                }
            });
        });
    }

    private ApiKey existing(SortedMap<KeyId, ApiKey> keys, KeyId id) {
        ApiKey key = keys.get(id);
        if (key == null) {
            throw VaultExceptions.key(file.path(), id, "is not there");
        }
        return key;
    }

    private ApiKey copy(ApiKey key, long generation) {
        return copy(key, generation, options.clock().instant());
    }

    private static ApiKey copy(ApiKey key, long generation, Instant createdAt) {
        return ApiKey.builder(key.id())
                .on(key.venue(), key.account())
                .accountId(key.accountId().orElse(null))
                .environment(key.environment())
                .strategies(key.strategies())
                .algorithm(key.algorithm())
                .createdAt(createdAt)
                .generation(generation)
                .material(
                        copy(key.apiKey()),
                        copy(key.secret()),
                        key.passphrase().map(Vault::copy).orElse(null))
                .build();
    }

    private static SecretBytes copy(SecretBytes material) {
        return material.lend(ACCESS, view -> SecretBytes.copyOf(view, ACCESS));
    }

    @Override
    public boolean change(Map<KeyId, Long> expected, Collection<ApiKey> put, Set<KeyId> remove) {
        return changeIf(keys -> {
            if (expected.entrySet().stream().anyMatch(one -> generation(keys, one.getKey()) != one.getValue())) {
                return false;
            }
            remove.forEach(id -> close(keys.remove(id)));
            put.forEach(key -> close(keys.put(key.id(), copy(key, key.generation(), key.createdAt()))));
            return true;
        });
    }

    private static long generation(Map<KeyId, ApiKey> keys, KeyId id) {
        ApiKey key = keys.get(id);
        return key == null ? 0 : key.generation();
    }

    private static void close(@Nullable ApiKey key) {
        if (key != null) {
            key.close();
        }
    }

    private void change(Consumer<SortedMap<KeyId, ApiKey>> edit) {
        changeIf(keys -> {
            edit.accept(keys);
            return true;
        });
    }

    @CanIgnoreReturnValue
    private boolean changeIf(Predicate<SortedMap<KeyId, ApiKey>> edit) {
        synchronized (turn) {
            requireOpen();
            try (VaultLock lock = file.lock(options.lockWait())) {
                lock.requireHeld();
                KeySnapshot now = read();
                var keys = new TreeMap<>(now.keys());
                try {
                    if (!edit.test(keys)) {
                        return false;
                    }
                    put(unlocked, now.generation() + 1, List.copyOf(keys.values()));
                } finally {
                    keys.values().forEach(ApiKey::close);
                }
                settle(now.generation() + 1);
                return true;
            }
        }
    }

    /** Changes the passphrase, and with it salt and data key: whoever knows only the old one cannot read what is written from now on. */
    public void changePassphrase(PassphraseSource next) {
        synchronized (turn) {
            requireOpen();
            try (VaultLock lock = file.lock(options.lockWait())) {
                lock.requireHeld();
                KeySnapshot now = read();
                Unlocked rewrapped = Unlocked.fresh(next, options, now.generation());
                try {
                    put(rewrapped, now.generation() + 1, List.copyOf(now.keys().values()));
                } catch (RuntimeException | Error e) {
                    rewrapped.close();
                    throw e;
                } finally {
                    now.keys().values().forEach(ApiKey::close);
                }
                unlocked.close();
                unlocked = rewrapped;
                passphrase = next;
                settle(now.generation() + 1);
            }
        }
    }

    /** From its return on, {@code generation} is what everybody reads, whatever fails after that. */
    @GuardedBy("turn")
    private void put(Unlocked with, long generation, List<ApiKey> keys) {
        ByteBuffer plaintext = VaultBody.write(file.path(), keys);
        byte[] content;
        try {
            content = with.seal(generation, plaintext);
        } finally {
            VaultCipher.wipe(plaintext);
        }
        file.put(content);
        newestSeen = generation;
    }

    private void settle(long generation) {
        file.settle();
        anchor.raise(generation);
    }

    /**
     * {@inheritDoc}
     *
     * <p>If the passphrase was changed by somebody else since the vault was opened, its source is asked again.
     */
    @Override
    public KeySnapshot read() {
        return read(id -> true);
    }

    @Override
    public KeySnapshot read(Set<KeyId> ids) {
        return read(ids::contains);
    }

    /** The header, whose nonce is drawn anew for every change. */
    @Override
    public Optional<String> mark() {
        synchronized (turn) {
            requireOpen();
            file.requirePrivate();
            return Optional.of(HexFormat.of().formatHex(file.head()));
        }
    }

    private KeySnapshot read(Predicate<KeyId> chosen) {
        synchronized (turn) {
            requireOpen();
            file.requirePrivate();
            // Before the file: what another process writes from here on raises both, and is no roll-back.
            long known = Math.max(newestSeen, anchor.known());
            byte[] content = file.read();
            VaultHeader header = VaultHeader.parse(file.path(), content);
            if (header.sameWrap(unlocked.header())) {
                return read(header, content, unlocked, known, chosen);
            }
            Unlocked rewrapped = Unlocked.open(file.path(), header, passphrase, options);
            try {
                KeySnapshot snapshot = read(header, content, rewrapped, known, chosen);
                unlocked.close();
                unlocked = rewrapped;
                return snapshot;
            } catch (RuntimeException | Error e) {
                rewrapped.close();
                throw e;
            }
        }
    }

    @GuardedBy("turn")
    private KeySnapshot read(VaultHeader header, byte[] content, Unlocked with, long known, Predicate<KeyId> chosen) {
        ByteBuffer plaintext = with.unseal(header, content);
        if (plaintext == null) {
            throw VaultExceptions.damaged(file.path(), "the body");
        }
        try {
            // After the body was found genuine: a forged header must not tell what was seen.
            if (header.generation() < known) {
                throw VaultExceptions.rolledBack(file.path(), header.generation(), known);
            }
            var snapshot = new KeySnapshot(header.generation(), VaultBody.read(file.path(), plaintext, chosen));
            newestSeen = header.generation();
            anchor.raise(header.generation());
            return snapshot;
        } finally {
            VaultCipher.wipe(plaintext);
        }
    }

    @Override
    public Watch watch(Runnable changed) {
        synchronized (turn) {
            requireOpen();
            return VaultWatch.start(file.path(), changed);
        }
    }

    @GuardedBy("turn")
    private void requireOpen() {
        if (closed) {
            throw VaultExceptions.closed(file.path());
        }
    }

    /** Wipes the data key. Watches go on until they are closed. */
    @Override
    public void close() {
        synchronized (turn) {
            closed = true;
            unlocked.close();
        }
    }

    @Override
    public String toString() {
        return "Vault[" + file.path() + "]";
    }
}
