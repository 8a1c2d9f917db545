/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

/** Reads files of secrets. Messages name the file and repeat nothing of it; what is copied to the heap on the way is wiped. */
final class SecretFile {
    /** More than any PEM of one key, and little enough for an endless device. */
    private static final int MOST_BYTES = 16 * 1024;

    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /** Returns the text of {@code file} as it is; the array is the caller's to wipe. */
    static char[] text(Path file) {
        return read(file, false);
    }

    /** Returns the text of {@code file} without the line breaks at its end, which an editor or {@code echo} put there. */
    static char[] stripped(Path file) {
        return read(file, true);
    }

    private static char[] read(Path file, boolean strip) {
        byte[] room = new byte[MOST_BYTES + 1];
        try {
            requirePrivate(file);
            int length = fill(room, file);
            while (strip && length > 0 && (room[length - 1] == '\n' || room[length - 1] == '\r')) {
                length--;
            }
            return decode(file, room, length);
        } catch (NoSuchFileException e) {
            throw refused(file, "does not exist");
        } catch (AccessDeniedException e) {
            throw refused(file, "may not be read by this user");
        } catch (IOException e) {
            throw refused(file, "cannot be read");
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    /** A pipe has no name under which others could open it; a file that others may read was never a secret. */
    private static void requirePrivate(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        var attributes = Files.readAttributes(file, PosixFileAttributes.class);
        if (attributes.isRegularFile() && attributes.permissions().stream().anyMatch(OTHERS::contains)) {
            throw refused(file, "may be read or written by others than its owner; chmod 600 it");
        }
    }

    private static int fill(byte[] room, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int length = in.readNBytes(room, 0, room.length);
            if (length > MOST_BYTES) {
                throw refused(file, "is longer than " + MOST_BYTES + " bytes and so not the material of one key");
            }
            return length;
        }
    }

    private static char[] decode(Path file, byte[] utf8, int length) {
        CharBuffer text = CharBuffer.allocate(length);
        try {
            if (StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8, 0, length), text, true)
                    .isError()) {
                throw refused(file, "is not text in UTF-8");
            }
            return Arrays.copyOf(text.array(), text.position());
        } finally {
            Arrays.fill(text.array(), '\0');
        }
    }

    static IllegalArgumentException refused(Path file, String why) {
        return new IllegalArgumentException("the file " + file + " " + why);
    }
}
