/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Whether nobody but the owner can read or swap a file. On file systems without POSIX permissions nothing is checked. */
public final class FileSafety {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> CREDENTIAL_CLOSED = Set.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    private static final Path SELF = Path.of("/proc/self");
    private static final Integer ROOT = 0;

    private FileSafety() {}

    /** Whether there are permissions to look at. */
    public static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** A file or folder that others can read or swap. */
    public static final class UnsafeFileException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Path path;
        private final String why;
        private final String remedy;

        UnsafeFileException(Path path, String why, String remedy) {
            super(path + ": " + why);
            this.path = path;
            this.why = why;
            this.remedy = remedy;
        }

        /** What is unsafe. */
        public Path path() {
            return path;
        }

        /** Why it is. */
        public String why() {
            return why;
        }

        /** What to do about it. */
        public String remedy() {
            return remedy;
        }
    }

    /** Requires that {@code file} belongs to this process's user and is closed to others, and that nobody else may write its folder. */
    public static void requirePrivate(Path file) throws IOException, UnsafeFileException {
        if (!isPosix(file)) {
            return;
        }
        requireClosed(file, OTHERS, "others than its owner may read or write it", "chmod 600 it");
        requireOwn(file);
        requirePrivateFolder(file);
    }

    /** Requires that nobody else may write the folder of {@code file}, which need not exist yet. */
    public static void requirePrivateFolder(Path file) throws IOException, UnsafeFileException {
        Path folder = file.toAbsolutePath().getParent();
        if (isPosix(file) && folder != null && !isSticky(folder)) {
            requireClosed(folder, OTHERS_WRITE, "others may replace files in its folder", "chmod go-w the folder");
        }
    }

    /**
     * Requires that {@code file} and its folder belong to root or this process's user, and are closed to others: what systemd's credentials and
     * Kubernetes' secrets with a group look like.
     *
     * <p>With {@code User=} systemd keeps such a file as root's and lets the user in by an access control list, whose mask is shown as the rights of
     * the group.
     */
    public static void requireCredential(Path file) throws IOException, UnsafeFileException {
        Path folder = file.toAbsolutePath().getParent();
        if (!isPosix(file) || folder == null) {
            return;
        }
        String why = "its group may write it, or others than its owner and group have rights to it";
        requireClosed(file, CREDENTIAL_CLOSED, why, "let systemd make it, or chmod g-w,o= it");
        requireOwnOrRoots(file);
        requireClosed(folder, OTHERS_WRITE, "others may replace files in its folder", "chmod go-w the folder");
        requireOwnOrRoots(folder);
    }

    private static void requireOwnOrRoots(Path path) throws IOException, UnsafeFileException {
        if (!Files.getAttribute(path, "unix:uid").equals(ROOT)) {
            requireOwn(path);
        }
    }

    private static void requireClosed(Path path, Set<PosixFilePermission> forbidden, String why, String remedy)
            throws IOException, UnsafeFileException {
        var permissions = Files.readAttributes(path, PosixFileAttributes.class).permissions();
        if (permissions.stream().anyMatch(forbidden::contains)) {
            throw new UnsafeFileException(path, why, remedy);
        }
    }

    private static void requireOwn(Path file) throws IOException, UnsafeFileException {
        if (!Files.exists(SELF)) {
            return;
        }
        if (!Files.getAttribute(file, "unix:uid").equals(Files.getAttribute(SELF, "unix:uid"))) {
            throw new UnsafeFileException(file, "it belongs to another user", "run as its owner, or change the owner");
        }
    }

    /** In a sticky folder such as /tmp only the owner of a file may replace it. */
    private static boolean isSticky(Path folder) throws IOException {
        return (((Integer) Files.getAttribute(folder, "unix:mode")) & 01000) != 0;
    }
}
