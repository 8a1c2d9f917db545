/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.internal.EventLog;
import java.util.function.BooleanSupplier;

/** Looks again and again whether something is due, until it is ended. Whatever goes wrong is tried again the next time: an executor never again does what threw once. Thread-safe. */
final class Looking implements Runnable {
    private final String name;
    private final Runnable first;
    private final BooleanSupplier due;
    private final Runnable changed;

    @GuardedBy("this")
    private boolean ended;

    /**
     * @param name for the log
     * @param first what is done at each look before
     * @param changed what is done when it is due; not once it was ended
     */
    Looking(String name, Runnable first, BooleanSupplier due, Runnable changed) {
        this.name = name;
        this.first = first;
        this.due = due;
        this.changed = changed;
    }

    @Override
    public void run() {
        attempt(first);
        attempt(this::look);
    }

    private void attempt(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            EventLog.taskFailed("the look at " + name, e.getClass().getSimpleName());
        }
    }

    private synchronized void look() {
        if (!ended && due.getAsBoolean()) {
            changed.run();
        }
    }

    synchronized void end() {
        ended = true;
    }

    @Override
    public String toString() {
        return "Looking[" + name + "]";
    }
}
