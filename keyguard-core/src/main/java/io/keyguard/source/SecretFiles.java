/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.SourceException;
import io.keyguard.internal.FolderWatch;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keys from files of a folder that somebody else fills: {@code NAME.api-key}, {@code NAME.secret} and, where the venue has one, {@code NAME.passphrase}. Docker's and
 * Kubernetes' secrets and systemd's credentials come like this.
 *
 * <p>A file holds one part in UTF-8, at most {@value SecretFile#MOST_BYTES} bytes; white space around it does not count, so a newline at its end does no harm. A change is
 * noticed by the folder's events and by looking at the contents every few seconds, so that a mount that is swapped under a symbolic link is noticed as well;
 * a key with new material gets the next generation. What is read is of one version: files that change meanwhile are read again. A key is as old as its
 * labels say, or as its youngest file; with new material it is as old as its youngest file. Read off the heap from the first byte to the last. Thread-safe.
 */
public final class SecretFiles implements KeySource {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final int MOST_TRIES = 5;

    private final Path folder;
    private final SecretFile.Rule rule;
    private final Map<String, ApiKey.Builder> labels;
    private final Consumer<Path> beforePart;
    private final Fingerprint fingerprint = new Fingerprint();
    private final Object turn = new Object();

    @GuardedBy("turn")
    private final Map<String, Seen> seen = new LinkedHashMap<>();

    @GuardedBy("turn")
    private long generation;

    /** What a key looked like when its generation began. */
    private static final class Seen {
        private final byte[] print;
        private final long generation;
        private final Instant createdAt;

        private Seen(byte[] print, long generation, Instant createdAt) {
            this.print = print;
            this.generation = generation;
            this.createdAt = createdAt;
        }
    }

    private SecretFiles(Builder builder) {
        this.folder = builder.folder;
        this.rule = builder.rule;
        this.labels = Map.copyOf(builder.labels);
        this.beforePart = builder.beforePart;
        read().keys().values().forEach(ApiKey::close);
    }

    /** Returns a builder of a source over {@code folder}, whose files belong to this process's user and are closed to everybody else. */
    public static Builder in(Path folder) {
        return new Builder(requireNonNull(folder, "folder"));
    }

    /**
     * Returns a builder of a source over systemd's credentials ({@code LoadCredential=}, {@code LoadCredentialEncrypted=}) in the folder that
     * {@code CREDENTIALS_DIRECTORY} names.
     *
     * @throws SourceException if this process was not given credentials
     */
    public static Builder systemdCredentials() {
        return systemdCredentials(System::getenv);
    }

    static Builder systemdCredentials(UnaryOperator<@Nullable String> variables) {
        String folder = variables.apply("CREDENTIALS_DIRECTORY");
        if (folder == null || folder.isBlank()) {
            throw KeyguardExceptions.unreadableSource(
                    "systemd credentials",
                    "CREDENTIALS_DIRECTORY is not set; name them with LoadCredential= in the unit");
        }
        return in(Path.of(folder)).readableByGroup();
    }

    @Override
    public String name() {
        return "secret files in " + folder;
    }

    @Override
    public KeySnapshot read() {
        synchronized (turn) {
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                List<ApiKey> keys = readOnce();
                if (keys != null) {
                    return new KeySnapshot(generation, keys);
                }
            }
            throw KeyguardExceptions.unreadableSource(
                    name(),
                    "its files changed each of the " + MOST_TRIES
                            + " times that they were read; write new ones beside them and swap them in by one rename");
        }
    }

    /** The keys of one version of the folder; null if it changed meanwhile. */
    @GuardedBy("turn")
    private @Nullable List<ApiKey> readOnce() {
        var keys = new LinkedHashMap<String, ApiKey>();
        try {
            var version = SecretFolder.look(folder, labels.keySet());
            boolean whole = readAll(version, keys);
            if (version.isStill() && whole) {
                keys.replaceAll((name, key) -> numbered(name, key, version));
                return List.copyOf(keys.values());
            }
            forget(keys);
            return null;
        } catch (IOException e) {
            forget(keys);
            throw KeyguardExceptions.unreadableSource(
                    name(), "its folder cannot be read: " + e.getClass().getSimpleName());
        } catch (RuntimeException | Error e) {
            forget(keys);
            throw e;
        }
    }

    /** Whether all could be read; that one cannot counts only if the folder is still what it was. */
    private boolean readAll(SecretFolder version, Map<String, ApiKey> keys) throws IOException {
        try {
            labels.forEach((name, builder) -> keys.put(name, key(version, name, builder)));
            return true;
        } catch (SourceException e) {
            if (version.isStill()) {
                throw e;
            }
            return false;
        }
    }

    private static void forget(Map<String, ApiKey> keys) {
        keys.values().forEach(ApiKey::close);
    }

    private ApiKey key(SecretFolder version, String name, ApiKey.Builder builder) {
        return builder.build(
                () -> part(version, name + ".api-key"),
                () -> part(version, name + ".secret"),
                () -> version.has(name + ".passphrase") ? part(version, name + ".passphrase") : null);
    }

    private SecretBytes part(SecretFolder version, String file) {
        Path given = folder.resolve(file);
        beforePart.accept(given);
        try {
            return new SecretFile(name(), rule).read(given, version.file(file));
        } catch (IOException e) {
            throw KeyguardExceptions.unreadableSource(
                    name(), given + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    @GuardedBy("turn")
    private ApiKey numbered(String name, ApiKey key, SecretFolder version) {
        byte[] print = fingerprint.of(key);
        Seen before = seen.get(name);
        if (before == null) {
            generation++;
            boolean undated = key.createdAt().equals(Instant.EPOCH);
            before = new Seen(print, key.generation(), undated ? version.modified(name) : key.createdAt());
            seen.put(name, before);
        } else if (!Arrays.equals(before.print, print)) {
            generation++;
            // The time in the labels is that of the material they were written for.
            before = new Seen(print, before.generation + 1, version.modified(name));
            seen.put(name, before);
        }
        return key.ofGeneration(before.generation, before.createdAt);
    }

    @Override
    public Watch watch(Runnable changed) {
        try {
            return FolderWatch.start(folder, "keyguard-files-watch", this::print, changed, LOOK)::close;
        } catch (IOException e) {
            throw KeyguardExceptions.unreadableSource(name(), "its folder cannot be watched");
        }
    }

    /** What stands there now, keyed so that it says nothing; empty while it cannot be read, which is told by whoever reads it. */
    private byte[] print() {
        try {
            List<ApiKey> keys = List.copyOf(read().keys().values());
            byte[] print = fingerprint.of(keys);
            keys.forEach(ApiKey::close);
            return print;
        } catch (RuntimeException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "SecretFiles[" + folder + ", " + labels.keySet() + "]";
    }

    /** Builds sources. Not thread-safe. */
    public static final class Builder {
        private final Path folder;
        private final Map<String, ApiKey.Builder> labels = new LinkedHashMap<>();
        private SecretFile.Rule rule = SecretFile.Rule.OWNER_ALONE;
        private Consumer<Path> beforePart = file -> {};

        private Builder(Path folder) {
            this.folder = folder;
        }

        /**
         * Adds the key in {@code NAME.api-key}, {@code NAME.secret} and {@code NAME.passphrase}; {@code labels} says all about it but its material.
         *
         * @throws IllegalArgumentException if the name was added before, or is no name of a file
         */
        @CanIgnoreReturnValue
        public Builder key(String name, ApiKey.Builder labels) {
            if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
                throw new IllegalArgumentException("'" + name + "' is no name of a file in the folder");
            }
            if (this.labels.putIfAbsent(name, labels.copy()) != null) {
                throw new IllegalArgumentException("the name '" + name + "' was added before");
            }
            return this;
        }

        /**
         * Also accepts files of root or of this process's user that their group may read, though nobody else: Kubernetes with {@code defaultMode: 0440} and
         * {@code fsGroup}, systemd's credentials with {@code User=}. Be sure that nobody else is in the group.
         */
        @CanIgnoreReturnValue
        public Builder readableByGroup() {
            rule = SecretFile.Rule.OWNER_AND_GROUP;
            return this;
        }

        /** Is told of each file before it is read: where a test changes the folder. */
        @CanIgnoreReturnValue
        Builder beforePart(Consumer<Path> told) {
            beforePart = told;
            return this;
        }

        /**
         * Returns the source, once every key was read.
         *
         * @throws SourceException if a file is missing, empty, too large, not UTF-8, or open to others
         */
        public SecretFiles open() {
            return new SecretFiles(this);
        }
    }
}
