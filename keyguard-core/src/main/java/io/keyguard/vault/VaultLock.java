/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.internal.ProcessesLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** One writer at a time, by a lock on a file beside the vault. The vault itself cannot be locked, since writing replaces it. */
final class VaultLock implements AutoCloseable {
    private final ProcessesLock lock;

    private VaultLock(ProcessesLock lock) {
        this.lock = lock;
    }

    static VaultLock take(Path vault, Duration wait) {
        try {
            return new VaultLock(ProcessesLock.take(vault.resolveSibling(vault.getFileName() + ".lock"), wait));
        } catch (ProcessesLock.BusyException e) {
            throw VaultExceptions.busy(vault);
        } catch (IOException e) {
            throw VaultExceptions.io(vault, "locking it for writing", e);
        }
    }

    /** Fails if the lock was lost. */
    void requireHeld() {
        lock.requireHeld();
    }

    @Override
    public void close() {
        lock.close();
    }
}
