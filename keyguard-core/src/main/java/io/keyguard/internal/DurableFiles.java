/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/** Files of one owner, and what it takes for them to survive a power cut. */
public final class DurableFiles {
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private DurableFiles() {}

    /** The attributes of a new file that only its owner can read and write, as far as the file system of {@code path} has them. */
    public static FileAttribute<?>[] ownersFile(Path path) {
        return owners(path, "rw-------");
    }

    /** The same for a new folder. */
    public static FileAttribute<?>[] ownersFolder(Path path) {
        return owners(path, "rwx------");
    }

    private static FileAttribute<?>[] owners(Path path, String permissions) {
        return FileSafety.isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes {@code file}, readable and writable by its owner alone, with {@code content}; it must not exist. */
    public static void create(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE, ownersFile(file))) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        }
    }

    /** Returns once the content of {@code file} would survive a power cut. */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Puts {@code from} in the place of {@code to}, in one step. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns once the names in {@code folder} would survive a power cut. */
    public static void forceFolder(Path folder) throws IOException {
        if (WINDOWS) {
            // A folder cannot be opened there; NTFS journals its names by itself.
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Puts {@code content} in the place of {@code file}, whether or not it exists, so that a crash leaves the old content or the new one. One at a time. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(fresh);
        try {
            create(fresh, content);
            force(fresh);
            rename(fresh, file);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(fresh);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            forceFolder(folder);
        }
    }
}
