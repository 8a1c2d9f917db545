/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.internal.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** The real file system. */
final class NioDisk implements Disk {
    @Override
    public byte[] read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new IOException("the file is larger than " + most + " bytes");
            }
            return content;
        }
    }

    @Override
    public byte[] head(Path file, int length) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(length);
        }
    }

    @Override
    public void create(Path file, byte[] content) throws IOException {
        DurableFiles.create(file, content);
    }

    @Override
    public void force(Path file) throws IOException {
        DurableFiles.force(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        DurableFiles.rename(from, to);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        DurableFiles.forceFolder(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void requirePrivate(Path file) {
        VaultSafety.requirePrivate(file);
    }

    @Override
    public void requirePrivateFolder(Path file) {
        VaultSafety.requirePrivateFolder(file);
    }

    @Override
    public Path resolve(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return Files.exists(file) || folder == null
                    ? file.toRealPath()
                    : folder.toRealPath().resolve(file.getFileName());
        } catch (NoSuchFileException e) {
            throw VaultExceptions.missing(file);
        } catch (IOException e) {
            throw VaultExceptions.io(file, "following its links", e);
        }
    }

    @Override
    public VaultLock lock(Path vault, Duration wait) {
        return VaultLock.take(vault, wait);
    }
}
