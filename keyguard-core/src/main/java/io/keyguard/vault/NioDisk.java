/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.internal.FileSafety;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** The real file system. */
final class NioDisk implements Disk {
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

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
    public void create(Path file, byte[] content) throws IOException {
        FileAttribute<?>[] own = FileSafety.isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(file, CREATE, own)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }

    @Override
    public void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        if (WINDOWS) {
            // A folder cannot be opened there; NTFS journals its names by itself.
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
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
