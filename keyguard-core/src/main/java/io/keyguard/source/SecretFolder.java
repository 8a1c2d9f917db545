/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stood in a folder of secret files at one moment, so that what is read of it is of one version: links that are swapped whole, the folder itself and Kubernetes'
 * {@code ..data}, are followed once for all files; and files that changed since are noticed. Immutable.
 */
final class SecretFolder {
    static final List<String> PARTS = List.of(".api-key", ".secret", ".passphrase");
    private static final Path DATA = Path.of("..data");

    /** What a name led to. */
    private record Stamp(Path real, @Nullable Object key, Instant modified, long size) {}

    private final Path folder;
    private final @Nullable Path version;
    private final Map<String, Optional<Stamp>> stamps = new LinkedHashMap<>();

    private SecretFolder(Path folder, @Nullable Path version) {
        this.folder = folder;
        this.version = version;
    }

    /** What stands in {@code folder} now for the keys called {@code names}. */
    static SecretFolder look(Path folder, Collection<String> names) throws IOException {
        Path real = folder.toRealPath();
        Path data = real.resolve(DATA);
        var now = new SecretFolder(real, Files.isSymbolicLink(data) ? target(data) : null);
        for (String name : names) {
            for (String part : PARTS) {
                now.stamps.put(name + part, now.stamp(name + part));
            }
        }
        return now;
    }

    private static Path target(Path link) throws IOException {
        try {
            return link.toRealPath();
        } catch (NoSuchFileException e) {
            // It was swapped, and what it led to cleared away, while it was followed.
            return link.toRealPath();
        }
    }

    /** Where {@code name} stood, so that a link that was swapped since leads nowhere else. */
    Path file(String name) throws IOException {
        Path given = folder.resolve(name);
        if (version != null && Files.isSymbolicLink(given)) {
            Path target = Files.readSymbolicLink(given);
            if (target.startsWith(DATA) && target.getNameCount() > 1) {
                return version.resolve(target.subpath(1, target.getNameCount()));
            }
        }
        return given;
    }

    /** Whether there was anything called {@code name}. */
    boolean has(String name) {
        return Objects.requireNonNull(stamps.get(name)).isPresent();
    }

    /** When the youngest part of the key called {@code name} was written. */
    Instant modified(String name) {
        return PARTS.stream()
                .flatMap(part -> Objects.requireNonNull(stamps.get(name + part)).stream())
                .map(Stamp::modified)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** Whether the files of this version are what they were. */
    boolean isStill() throws IOException {
        for (var entry : stamps.entrySet()) {
            if (!entry.getValue().equals(stamp(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private Optional<Stamp> stamp(String name) throws IOException {
        try {
            Path real = file(name).toRealPath();
            var file = Files.readAttributes(real, BasicFileAttributes.class);
            return Optional.of(
                    new Stamp(real, file.fileKey(), file.lastModifiedTime().toInstant(), file.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "SecretFolder[" + folder + "]";
    }
}
