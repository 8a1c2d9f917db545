/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.StateException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The revoked keys that other processes of a state directory keep, also those that run. */
final class Revocations {
    /** A record may be on its way into the file of a process that runs. */
    private static final int TRIES = 50;

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private Revocations() {}

    /**
     * Reads the files of all processes of {@code state} but {@code own}, none of which is taken over meanwhile.
     *
     * @throws StateException if one of them cannot be read whole: it may be what is lost there that was asked for
     * @throws IOException if one of them cannot be read at all
     */
    static List<RevokedKey> elsewhere(Path state, Path own) throws IOException {
        var revoked = new ArrayList<RevokedKey>();
        try (ProcessesLock all = ProcessFolder.lockAll(state)) {
            all.requireHeld();
            for (Path folder : ProcessFolder.all(state)) {
                Path file = folder.resolve(InventoryFile.FILE);
                if (Files.exists(file) && !file.equals(own)) {
                    revoked.addAll(in(folder, file));
                }
            }
        }
        return revoked;
    }

    private static Collection<RevokedKey> in(Path folder, Path file) throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            var records = new ArrayList<byte[]>();
            if (RecordFile.read(file, records::add) == 0) {
                var content = new InventoryContent();
                for (byte[] record : records) {
                    content.read(record);
                }
                return content.revoked();
            }
            LockSupport.parkNanos(PAUSE);
        }
        throw KeyguardExceptions.revocationsUnreadable(ProcessFolder.nameOf(folder));
    }
}
