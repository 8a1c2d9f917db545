/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.rotation.ChangeQueues.Troubles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The changes that one listener is still to be told, and those that it has not acknowledged. Thread-safe. */
final class ChangeQueue {
    private final String name;
    private final KeyChangeListener listener;
    private final Executor executor;
    private final Troubles troubles;

    @GuardedBy("this")
    private final Deque<KeyChange> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private final List<KeyChange> unacknowledged = new ArrayList<>();

    @GuardedBy("this")
    private final Set<KeyChange> late = new HashSet<>();

    @GuardedBy("this")
    private boolean telling;

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private String failure = "";

    ChangeQueue(String name, KeyChangeListener listener, Executor executor, Troubles troubles) {
        this.name = name;
        this.listener = listener;
        this.executor = executor;
        this.troubles = troubles;
    }

    /** Adds {@code changes}, which the listener is told by a thread of the executor. */
    synchronized void add(List<KeyChange> changes) {
        if (closed || changes.isEmpty()) {
            return;
        }
        waiting.addAll(changes);
        unacknowledged.addAll(changes);
        if (!telling) {
            telling = true;
            executor.execute(this::tell);
        }
    }

    private void tell() {
        for (KeyChange change = next(); change != null; change = next()) {
            tell(change);
        }
    }

    private synchronized @Nullable KeyChange next() {
        KeyChange change = waiting.poll();
        telling = change != null;
        return change;
    }

    private void tell(KeyChange change) {
        try {
            CompletionStage<?> answer = listener.onChange(change);
            var unused = answer.whenComplete((done, failed) -> answered(change, failed));
        } catch (RuntimeException | Error e) {
            answered(change, e);
        }
    }

    private void answered(KeyChange change, @Nullable Throwable failed) {
        Throwable why = failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        synchronized (this) {
            if (closed) {
                return;
            }
            failure = why == null ? "" : why.getClass().getName();
            if (why == null) {
                acknowledged(change);
            }
        }
        if (why != null) {
            troubles.failed(name, change, why.getClass().getName());
        }
    }

    /** Whoever has moved over to a generation has left those before it. */
    @GuardedBy("this")
    private void acknowledged(KeyChange change) {
        int upTo = unacknowledged.indexOf(change);
        List<KeyChange> left = unacknowledged.subList(0, upTo + 1).stream()
                .filter(older -> older.key().equals(change.key()))
                .toList();
        unacknowledged.removeAll(left);
        left.forEach(late::remove);
    }

    /** Says so where one of {@code changes} is not acknowledged yet. */
    void checkLate(List<KeyChange> changes) {
        List<KeyChange> missing;
        synchronized (this) {
            missing = new ArrayList<>(closed ? List.of() : changes);
            missing.retainAll(unacknowledged);
            late.addAll(missing);
        }
        missing.forEach(change -> troubles.late(name, change));
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
    }

    synchronized ListenerHealth health() {
        return new ListenerHealth(name, unacknowledged, !late.isEmpty(), failure);
    }
}
