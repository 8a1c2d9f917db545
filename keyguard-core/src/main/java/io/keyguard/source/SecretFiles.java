/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.internal.FolderWatch;
import io.keyguard.internal.KeyguardExceptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keys from files of a folder that somebody else fills: {@code NAME.api-key}, {@code NAME.secret} and, where the venue has one, {@code NAME.passphrase}. Docker's and
 * Kubernetes' secrets and systemd's credentials come like this.
 *
 * <p>A file holds one part in UTF-8, at most {@value SecretFile#MOST_BYTES} bytes; white space around it does not count, so a newline at its end does no harm. A change is
 * noticed by the folder's events and by looking at the contents every few seconds, so that a mount that is swapped under a symbolic link is noticed as well;
 * a key with new material gets the next generation. Read off the heap from the first byte to the last. Thread-safe.
 */
public final class SecretFiles implements KeySource {
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Path folder;
    private final SecretFile.Rule rule;
    private final Map<String, ApiKey.Builder> labels;
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

        private Seen(byte[] print, long generation) {
            this.print = print;
            this.generation = generation;
        }
    }

    private SecretFiles(Builder builder) {
        this.folder = builder.folder;
        this.rule = builder.rule;
        this.labels = Map.copyOf(builder.labels);
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
     * @throws io.keyguard.SourceException if this process was not given credentials
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
            var keys = new ArrayList<ApiKey>();
            try {
                labels.forEach((name, builder) -> keys.add(key(name, builder)));
                return new KeySnapshot(generation, keys);
            } catch (RuntimeException e) {
                keys.forEach(ApiKey::close);
                throw e;
            }
        }
    }

    @GuardedBy("turn")
    private ApiKey key(String name, ApiKey.Builder builder) {
        var parts = new SecretFile(name(), rule);
        Path passphrase = folder.resolve(name + ".passphrase");
        ApiKey key = builder.build(
                () -> parts.read(folder.resolve(name + ".api-key")),
                () -> parts.read(folder.resolve(name + ".secret")),
                () -> Files.exists(passphrase) ? parts.read(passphrase) : null);
        byte[] print = fingerprint.of(key);
        Seen before = seen.get(name);
        if (before == null || !Arrays.equals(before.print, print)) {
            generation++;
            seen.put(name, new Seen(print, before == null ? builder.generation() : before.generation + 1));
        }
        return key.ofGeneration(requireNonNull(seen.get(name)).generation);
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

        /**
         * Returns the source, once every key was read.
         *
         * @throws io.keyguard.SourceException if a file is missing, empty, too large, not UTF-8, or open to others
         */
        public SecretFiles open() {
            return new SecretFiles(this);
        }
    }
}
