/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.ProcessesLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps every rotation of a state directory from its next step, in whatever process, while somebody ends keys: otherwise one could put a key into use that nobody knows to be exposed. Emergencies
 * ({@link Rotations#revokeNow}) go on. It outlives a crash: who takes over, or ends it, asks for it again by the same name; until then it is one of {@link Rotations#stops}. Thread-safe.
 */
public final class RotationHold implements AutoCloseable {
    private static final String BY = "an incident";

    private final Path state;
    private final JournalFile journal;
    private final String name;

    private RotationHold(Path state, JournalFile journal, String name) {
        this.state = state;
        this.journal = journal;
        this.name = name;
    }

    /**
     * Stops rotations before their next step, and does not wait for one that is under way.
     *
     * @param name whose hold it is: letters, digits, hyphens
     * @param since when it began, as people read it
     * @throws io.keyguard.StateException if the state directory cannot be written; nothing is stopped
     */
    public static RotationHold set(Path state, String name, Instant since) {
        if (!name.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("a hold is named with letters, digits and hyphens");
        }
        var journal = new JournalFile(state);
        journal.ask(new RotationStop(name, BY, since));
        return new RotationHold(state, journal, name);
    }

    /** Returns whether the step that was under way when this was set has ended, within {@code limit}: whoever takes one has the lock until then. Never call it from a thread that may be interrupted. */
    public boolean awaitQuiet(Duration limit) {
        try (ProcessesLock lock = ProcessesLock.take(JournalFile.lock(state), limit)) {
            lock.requireHeld();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Lets rotations go on, unless somebody else stopped them too.
     *
     * @throws io.keyguard.StateException if the state directory cannot be written; they stay stopped
     */
    @Override
    public void close() {
        journal.endStop(name);
    }

    @Override
    public String toString() {
        return "RotationHold[" + name + "]";
    }
}
