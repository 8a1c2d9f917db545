/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.KeyguardExceptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All listeners to changes, each with a queue of its own, so that none waits for another. Thread-safe. */
final class ChangeQueues {
    /** Hears of listeners that do not keep up. */
    interface Troubles {
        void failed(String listener, KeyChange change, String exception);

        void late(String listener, KeyChange change);
    }

    private final SortedMap<String, ChangeQueue> queues = new ConcurrentSkipListMap<>();
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final InstantSource clock;
    private final Troubles troubles;

    ChangeQueues(
            Executor executor,
            ScheduledExecutorService timer,
            Duration patience,
            InstantSource clock,
            Listeners listeners) {
        this.executor = executor;
        this.timer = timer;
        this.patience = patience;
        this.clock = clock;
        this.troubles = new Troubles() {
            @Override
            public void failed(String listener, KeyChange change, String exception) {
                listeners.tell(new KeyEvent.ListenerFailed(clock.instant(), listener, change, exception));
            }

            @Override
            public void late(String listener, KeyChange change) {
                listeners.tell(new KeyEvent.ListenerLate(clock.instant(), listener, change));
            }
        };
    }

    Subscription add(String name, KeyChangeListener listener) {
        var queue = new ChangeQueue(name, listener, executor, troubles);
        if (queues.putIfAbsent(name, queue) != null) {
            throw KeyguardExceptions.listenerNameTaken(name);
        }
        return () -> {
            queue.close();
            queues.remove(name, queue);
        };
    }

    /** Queues what is different in {@code after}; runs nobody's code. */
    void publish(Ring before, Ring after) {
        List<KeyChange> changes = changes(before, after, clock.instant());
        try {
            queues.values().forEach(queue -> queue.add(changes));
            if (!queues.isEmpty()) {
                var unused = timer.schedule(
                        () -> queues.values().forEach(queue -> queue.checkLate(changes)),
                        patience.toNanos(),
                        TimeUnit.NANOSECONDS);
            }
        } catch (RejectedExecutionException e) {
            // Closing: everything ends, and there is nothing to move over to.
            queues.values().forEach(ChangeQueue::close);
        }
    }

    private static List<KeyChange> changes(Ring before, Ring after, Instant at) {
        var ids = new TreeSet<>(before.byId().keySet());
        ids.addAll(after.byId().keySet());
        var changes = new ArrayList<KeyChange>();
        for (var id : ids) {
            LoadedKey old = before.byId().get(id);
            LoadedKey now = after.byId().get(id);
            if (old != now) {
                changes.add(change(old, now, at));
            }
        }
        return changes;
    }

    private static KeyChange change(@Nullable LoadedKey old, @Nullable LoadedKey now, Instant at) {
        LoadedKey labels = now != null ? now : java.util.Objects.requireNonNull(old);
        return new KeyChange(
                at,
                labels.key().id(),
                labels.key().venue(),
                labels.key().account(),
                labels.key().strategies(),
                generation(old),
                generation(now));
    }

    private static OptionalLong generation(@Nullable LoadedKey key) {
        return key == null ? OptionalLong.empty() : OptionalLong.of(key.key().generation());
    }

    void close() {
        queues.values().forEach(ChangeQueue::close);
    }

    List<ListenerHealth> health() {
        return new TreeMap<>(queues).values().stream().map(ChangeQueue::health).toList();
    }
}
