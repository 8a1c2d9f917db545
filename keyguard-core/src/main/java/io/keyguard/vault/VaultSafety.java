/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.internal.FileSafety;
import io.keyguard.internal.FileSafety.UnsafeFileException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in the words of a vault that others can read or swap its file. */
final class VaultSafety {
    private interface Check {
        void of(Path file) throws IOException, UnsafeFileException;
    }

    private VaultSafety() {}

    static void requirePrivate(Path file) {
        require(file, FileSafety::requirePrivate);
    }

    static void requirePrivateFolder(Path file) {
        require(file, FileSafety::requirePrivateFolder);
    }

    static void requireCredential(Path file) {
        require(file, FileSafety::requireCredential);
    }

    private static void require(Path file, Check check) {
        try {
            check.of(file);
        } catch (UnsafeFileException e) {
            throw VaultExceptions.unsafe(e.path(), e.why(), e.remedy());
        } catch (NoSuchFileException e) {
            throw VaultExceptions.missing(Path.of(e.getFile()));
        } catch (IOException e) {
            throw VaultExceptions.io(file, "looking at its permissions or those of its folder", e);
        }
    }
}
