/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.KeyguardExceptions;
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

    private final JournalFile journal;
    private final String name;
    private final boolean quiet;

    private RotationHold(JournalFile journal, String name, boolean quiet) {
        this.journal = journal;
        this.name = name;
        this.quiet = quiet;
    }

    /**
     * Stops rotations, and waits at most {@code wait} for the step that is under way.
     *
     * @param name whose hold it is: letters, digits, hyphens
     * @param since when it began, as people read it
     * @throws io.keyguard.StateException if the state directory cannot be written; nothing is stopped
     */
    public static RotationHold set(Path state, String name, Instant since, Duration wait) {
        if (!name.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("a hold is named with letters, digits and hyphens");
        }
        var journal = new JournalFile(state);
        journal.ask(new RotationStop(name, BY, since));
        return new RotationHold(journal, name, isQuiet(state, wait));
    }

    /** Whoever had begun a step before has the lock until it is over. */
    private static boolean isQuiet(Path state, Duration wait) {
        try (ProcessesLock lock = ProcessesLock.take(JournalFile.lock(state), wait)) {
            lock.requireHeld();
            return true;
        } catch (ProcessesLock.BusyException e) {
            return false;
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "stopping rotations", e);
        }
    }

    /** Returns whether no step is under way any more; if not, one may still end that had begun before. */
    public boolean isQuiet() {
        return quiet;
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
