/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keyguard.StateException;
import io.keyguard.VaultException;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other users, and file systems on which nothing can be written. */
class FileSafetyTest {
    /** Where nobody can make a file, root included. */
    private static final Path READ_ONLY = Path.of("/proc");

    @TempDir
    private Path folder;

    /** A file closed to everybody but its owner, who is somebody else: root can make one, and others find one of root's. */
    private Path somebodyElses() throws IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return Path.of("/proc/1/environ");
        }
        Path file = Files.createFile(folder.resolve("theirs"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(file, "unix:uid", 65_534);
        return file;
    }

    @Test
    void requirePrivate_fileOfAnotherUser_isRefused() throws IOException {
        Path theirs = somebodyElses();
        assertThatExceptionOfType(FileSafety.UnsafeFileException.class)
                .isThrownBy(() -> FileSafety.requirePrivate(theirs))
                .withMessageContaining("belongs to another user");
    }

    @Test
    void requirePrivate_ownFile_passes() throws IOException {
        Path mine = Files.createFile(folder.resolve("mine"));
        Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rw-------"));
        assertThatCode(() -> FileSafety.requirePrivate(mine)).doesNotThrowAnyException();
    }

    private Path folder(String name, String permissions) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(permissions));
    }

    private static Path file(Path folder, String name) throws IOException {
        Path made = Files.createFile(folder.resolve(name));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    }

    private static void sticky(Path folder) throws IOException {
        Files.setAttribute(folder, "unix:mode", 01777);
    }

    /** Whoever may write the folder of a link says what it leads to, however safe that is itself. */
    @Test
    void requirePrivate_throughALinkInAFolderThatOthersMayWrite_isRefused() throws IOException {
        Path mine = file(folder("own", "rwx------"), "mine");
        Path open = folder("open", "rwxrwxrwx");
        Path link = Files.createSymbolicLink(open.resolve("link"), mine);
        Path linkToLink = Files.createSymbolicLink(folder.resolve("outer"), Path.of("open", "link"));
        Path throughFolder = Files.createSymbolicLink(open.resolve("folder"), folder.resolve("own"));

        for (Path path :
                new Path[] {link, linkToLink, throughFolder.resolve("mine"), folder.resolve("own/../open/./link")}) {
            assertThatExceptionOfType(FileSafety.UnsafeFileException.class)
                    .as(path.toString())
                    .isThrownBy(() -> FileSafety.requirePrivate(path))
                    .satisfies(e -> assertThat(e.path()).isEqualTo(open))
                    .satisfies(e -> assertThat(e.remedy()).isEqualTo("chmod go-w the folder"));
        }
    }

    /** What Kubernetes mounts: anybody may write the folder, but nobody may replace what is another's. */
    @Test
    void requirePrivate_throughOwnLinksInAStickyFolder_passes() throws IOException {
        Path mount = folder("mount", "rwxrwxrwx");
        file(Files.createDirectory(mount.resolve("..2026_01_01")), "mine");
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_01_01"));
        Path link = Files.createSymbolicLink(mount.resolve("mine"), Path.of("..data", "mine"));
        sticky(mount);

        assertThatCode(() -> FileSafety.requirePrivate(link)).doesNotThrowAnyException();
        assertThatCode(() -> FileSafety.requireCredential(link)).doesNotThrowAnyException();
    }

    @Test
    @Tag("root") // only root may give a file away
    void requireSafePath_whatAnotherUserMayReplace_isRefused() throws IOException {
        Path mount = folder("mount", "rwxrwxrwx");
        Path mine = file(folder("own", "rwx------"), "mine");
        Path link = Files.createSymbolicLink(mount.resolve("mine"), mine);
        Files.setAttribute(link, "unix:uid", 4711, LinkOption.NOFOLLOW_LINKS);
        sticky(mount);
        assertThatExceptionOfType(FileSafety.UnsafeFileException.class)
                .isThrownBy(() -> FileSafety.requireSafePath(link))
                .withMessageContaining("belongs to another user");

        Path theirs = folder("theirs", "rwxr-xr-x");
        Path inTheirs = file(theirs, "mine");
        Files.setAttribute(theirs, "unix:uid", 4711);
        assertThatExceptionOfType(FileSafety.UnsafeFileException.class)
                .isThrownBy(() -> FileSafety.requirePrivate(inTheirs))
                .withMessageContaining("who may replace files in it");
        assertThatExceptionOfType(FileSafety.UnsafeFileException.class)
                .isThrownBy(() -> FileSafety.requirePrivateFolder(theirs.resolve("not-yet")))
                .satisfies(e -> assertThat(e.path()).isEqualTo(theirs));
    }

    @Test
    void requireSafePath_linksInACircle_endsWithAnError() throws IOException {
        Path one = folder.resolve("one");
        Files.createSymbolicLink(one, Path.of("two"));
        Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));

        assertThatExceptionOfType(FileSystemLoopException.class).isThrownBy(() -> FileSafety.requireSafePath(one));
    }

    /** As on macOS, where no file says whom a process runs as. */
    @Test
    void isOwn_whereNoFileSaysWhoWeAre_goesByTheNameOfTheUser() throws IOException {
        Path none = folder.resolve("no-such");

        assertThat(FileSafety.isOwn(file(folder, "mine"), none)).isTrue();
        assertThat(FileSafety.isOwn(somebodyElses(), none)).isFalse();
    }

    @Test
    void vault_fileOfAnotherUser_isRefused() throws IOException {
        Path theirs = somebodyElses();
        assertThatExceptionOfType(VaultException.class)
                .isThrownBy(() -> Vault.open(theirs, PassphraseSource.ofChars("canary passphrase".toCharArray())))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.UNSAFE_FILE));
    }

    @Test
    void vault_onAFileSystemThatCannotBeWritten_saysSo() {
        assertThatExceptionOfType(VaultException.class)
                .isThrownBy(() -> Vault.create(
                        READ_ONLY.resolve("keyguard-test.vault"),
                        PassphraseSource.ofChars("canary passphrase".toCharArray()),
                        VaultOptions.defaults().insecureCostForTests()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(VaultException.Reason.IO));
    }

    @Test
    void state_onAFileSystemThatCannotBeWritten_saysSo() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ProcessFolder.start(READ_ONLY.resolve("keyguard-test"), Instant.EPOCH));
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> io.keyguard.audit.AuditSeed.create(READ_ONLY.resolve("keyguard-test")))
                .withMessageContaining("/proc/keyguard-test");
    }
}
