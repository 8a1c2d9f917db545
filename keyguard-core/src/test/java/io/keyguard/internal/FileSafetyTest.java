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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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
