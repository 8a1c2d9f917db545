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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the other processes of a state directory keep, also those that run; none of their files is taken over meanwhile. */
final class Elsewhere {
    /** A record may be on its way into the file of a process that runs. */
    private static final int TRIES = 50;

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private Elsewhere() {}

    private record Found(Path folder, InventoryContent content, boolean whole) {}

    /**
     * Returns the revoked keys that processes of {@code state} keep, but for that of {@code own}.
     *
     * @throws StateException if one of them cannot be read whole: it may be what is lost there that was asked for
     * @throws IOException if one of them cannot be read at all
     */
    static List<RevokedKey> revoked(Path state, Path own) throws IOException {
        var revoked = new ArrayList<RevokedKey>();
        for (Found found : all(state, own)) {
            if (!found.whole()) {
                throw KeyguardExceptions.revocationsUnreadable(ProcessFolder.nameOf(found.folder()));
            }
            revoked.addAll(found.content().revoked());
        }
        return revoked;
    }

    /**
     * Returns the generations that were shown by processes of {@code state}, but for that of {@code own}, as far as their files are whole.
     *
     * @throws IOException if one of them cannot be read at all
     */
    static Set<String> exposed(Path state, Path own) throws IOException {
        var exposed = new TreeSet<String>();
        for (Found found : all(state, own)) {
            exposed.addAll(found.content().exposed());
        }
        return exposed;
    }

    private static List<Found> all(Path state, Path own) throws IOException {
        var found = new ArrayList<Found>();
        try (ProcessesLock all = ProcessFolder.lockAll(state)) {
            all.requireHeld();
            for (Path folder : ProcessFolder.all(state)) {
                Path file = folder.resolve(InventoryFile.FILE);
                if (Files.exists(file) && !file.equals(own)) {
                    found.add(read(folder, file));
                }
            }
        }
        return found;
    }

    private static Found read(Path folder, Path file) throws IOException {
        for (int tries = 1; ; tries++) {
            var records = new ArrayList<byte[]>();
            boolean whole = RecordFile.read(file, records::add) == 0;
            if (whole || tries == TRIES) {
                var content = new InventoryContent();
                for (byte[] record : records) {
                    content.read(record);
                }
                return new Found(folder, content, whole);
            }
            LockSupport.parkNanos(PAUSE);
        }
    }
}
