/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
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
    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private static final String REPLACEABLE = "others may replace files in its folder";
    private static final String CLOSE_FOLDER = "chmod go-w the folder";

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

    /** Requires that {@code file} belongs to this process's user and is closed to others, and that nobody else may change where its path leads. */
    public static void requirePrivate(Path file) throws IOException, UnsafeFileException {
        if (!isPosix(file)) {
            return;
        }
        requireClosed(file, OTHERS, "others than its owner may read or write it", "chmod 600 it");
        requireOwn(file);
        requireSafePath(file);
    }

    /** Requires that the folder of {@code file}, which need not exist yet, belongs to root or to this process's user, and that nobody else may write it. */
    public static void requirePrivateFolder(Path file) throws IOException, UnsafeFileException {
        Path folder = file.toAbsolutePath().getParent();
        if (!isPosix(file) || folder == null) {
            return;
        }
        requireOwnOrRoots(folder);
        if (!isSticky(folder)) {
            requireClosed(folder, OTHERS_WRITE, REPLACEABLE, CLOSE_FOLDER);
        }
    }

    /**
     * Requires that nobody but root and this process's user may change where {@code file} leads: neither the file nor a symbolic link on the way to it lies in a
     * folder where others may put another in its place.
     *
     * <p>A mount of Kubernetes is a sticky folder of root's that anybody may write, with links of root's in it, which nobody else may replace.
     */
    public static void requireSafePath(Path file) throws IOException, UnsafeFileException {
        Path root = file.toAbsolutePath().getRoot();
        if (!isPosix(file) || root == null) {
            return;
        }
        Path at = root;
        Deque<Path> rest = new ArrayDeque<>();
        file.toAbsolutePath().forEach(rest::addLast);
        for (int links = 0; !rest.isEmpty(); ) {
            Path next = child(at, rest.removeFirst());
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            requireIrreplaceable(next);
            Path target = Files.readSymbolicLink(next);
            at = target.isAbsolute() ? root : at;
            prepend(target, rest);
        }
        requireIrreplaceable(at);
    }

    private static Path child(Path folder, Path name) {
        if (name.toString().equals("..")) {
            Path parent = folder.getParent();
            return parent == null ? folder : parent;
        }
        return name.toString().equals(".") ? folder : folder.resolve(name);
    }

    private static void prepend(Path target, Deque<Path> rest) {
        for (int name = target.getNameCount() - 1; name >= 0; name--) {
            rest.addFirst(target.getName(name));
        }
    }

    private static void requireIrreplaceable(Path entry) throws IOException, UnsafeFileException {
        Path folder = entry.getParent();
        if (folder == null) {
            return;
        }
        requireOwnOrRoots(folder);
        if (isSticky(folder)) {
            requireOwnOrRoots(entry, LinkOption.NOFOLLOW_LINKS);
        } else {
            requireClosed(folder, OTHERS_WRITE, REPLACEABLE, CLOSE_FOLDER);
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
        Path folder = file.toRealPath().getParent();
        if (!isPosix(file) || folder == null) {
            return;
        }
        String why = "its group may write it, or others than its owner and group have rights to it";
        requireClosed(file, CREDENTIAL_CLOSED, why, "let systemd make it, or chmod g-w,o= it");
        requireOwnOrRoots(file);
        requireClosed(folder, OTHERS_WRITE, REPLACEABLE, CLOSE_FOLDER);
        requireSafePath(file);
    }

    private static void requireOwnOrRoots(Path path, LinkOption... links) throws IOException, UnsafeFileException {
        if (!Files.getAttribute(path, "unix:uid", links).equals(ROOT)) {
            requireOwn(path, links);
        }
    }

    private static void requireClosed(Path path, Set<PosixFilePermission> forbidden, String why, String remedy)
            throws IOException, UnsafeFileException {
        var permissions = Files.readAttributes(path, PosixFileAttributes.class).permissions();
        if (permissions.stream().anyMatch(forbidden::contains)) {
            throw new UnsafeFileException(path, why, remedy);
        }
    }

    private static void requireOwn(Path path, LinkOption... links) throws IOException, UnsafeFileException {
        if (!isOwn(path, SELF, links)) {
            String why = Files.isDirectory(path, links)
                    ? "it belongs to another user, who may replace files in it"
                    : "it belongs to another user";
            throw new UnsafeFileException(path, why, "run as its owner, or change the owner");
        }
    }

    /**
     * Whether {@code path} belongs to this process's user: to the owner of {@code process} or, on systems that have no such file, to whoever the JVM was told that
     * the user is.
     */
    static boolean isOwn(Path path, Path process, LinkOption... links) throws IOException {
        if (Files.exists(process)) {
            return Files.getAttribute(path, "unix:uid", links).equals(Files.getAttribute(process, "unix:uid"));
        }
        var user = path.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(String.valueOf(System.getProperty("user.name")));
        return Files.getOwner(path, links).equals(user);
    }

    /** In a sticky folder such as /tmp only the owner of a file may replace it. */
    private static boolean isSticky(Path folder) throws IOException {
        return (((Integer) Files.getAttribute(folder, "unix:mode")) & 01000) != 0;
    }
}
