/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.VaultException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The newest generation that was ever seen, kept outside the vault, so that an older vault in its place is noticed after a restart. */
final class Anchor {
    private final Optional<VaultFile> file;
    private final Duration lockWait;

    Anchor(Optional<Path> path, Disk disk, Duration lockWait) {
        this.file = path.map(p -> new VaultFile(p, disk));
        this.lockWait = lockWait;
    }

    /** Remembers {@code generation} for good, if it is the newest; readers raise it as well as writers, so it has a lock of its own. */
    void raise(long generation) {
        if (file.isEmpty() || known() >= generation) {
            return;
        }
        try (VaultLock lock = file.get().lock(lockWait)) {
            lock.requireHeld();
            if (known() < generation) {
                file.get().put(Long.toString(generation).getBytes(StandardCharsets.US_ASCII));
                file.get().settle();
            }
        } catch (VaultException e) {
            throw VaultExceptions.notAnchored(file.get().path(), e);
        }
    }

    /** The newest generation seen so far; 0 without an anchor. Ask before the vault is read: it is raised after the vault is written. */
    long known() {
        if (file.isEmpty() || !file.get().exists()) {
            return 0;
        }
        try {
            return Long.parseLong(new String(file.get().read(), StandardCharsets.US_ASCII).strip());
        } catch (NumberFormatException e) {
            throw VaultExceptions.damaged(file.get().path(), "the anchor");
        }
    }
}
