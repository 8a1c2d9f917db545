/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import io.keyguard.source.SecretObserver;
import io.keyguard.venue.Venue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys in use: read from a source, made known to the redactors, checked, published by one volatile write, and retired after the overlap.
 *
 * <p>Bots meet it through {@code Keyguard}. Thread-safe.
 */
public final class KeyRing implements AutoCloseable {
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final Ring EMPTY = new Ring(new TreeMap<>());

    private final KeySource source;
    private final Map<String, Venue> venues;
    private final Predicate<ApiKey> wanted;
    private final KeyGate gate;
    private final Observers observers;
    private final Listeners listeners;
    private final Duration overlap;
    private final InstantSource clock;
    private final ScheduledExecutorService scheduler;
    private final Object turn = new Object();

    private volatile Ring current = EMPTY;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Read without the lock by {@link #close}, which must not wait for a venue. */
    private final List<LoadedKey> retiring = new CopyOnWriteArrayList<>();

    /** How often in a row reading or asking failed for a reason that may pass. */
    @GuardedBy("turn")
    private int failures;

    @GuardedBy("turn")
    private boolean retrying;

    @GuardedBy("turn")
    private KeySource.@Nullable Watch watch;

    private KeyRing(Builder builder) {
        this.source = builder.source;
        this.venues = Map.copyOf(builder.venues);
        this.wanted = builder.wanted;
        this.gate = requireNonNull(builder.gate, "gate");
        this.observers = new Observers(builder.observers);
        this.listeners = new Listeners(builder.listeners);
        this.overlap = builder.overlap;
        this.clock = builder.clock;
        this.scheduler = requireNonNull(builder.scheduler, "scheduler");
    }

    /** Returns a builder for a ring over {@code source}. */
    public static Builder builder(KeySource source) {
        return new Builder(source);
    }

    /** Returns the keys in use now. */
    public Ring current() {
        return current;
    }

    /**
     * Reads, checks and publishes the first snapshot, and starts to watch the source.
     *
     * @return what the gate said; if it may not start, nothing was published and nothing is watched
     * @throws KeyguardException if the source cannot be read
     */
    @CanIgnoreReturnValue
    public KeyGate.Verdict start() {
        synchronized (turn) {
            KeyGate.Verdict verdict = load(true);
            if (verdict.mayStart() && !closed.get()) {
                watch = source.watch(this::reload);
                // Whatever changed between reading and watching would otherwise wait for the next change.
                scheduler.execute(this::reload);
            }
            return verdict;
        }
    }

    /**
     * Reads the source again. Keys that are refused or cannot be read leave those before them in use; if the reason may pass, such as a venue that does
     * not answer, it is done again after a while.
     */
    public void reload() {
        synchronized (turn) {
            if (closed.get()) {
                return;
            }
            try {
                load(false);
            } catch (RuntimeException e) {
                // Only keyguard's own messages are known to hold names alone.
                String reason = e instanceof KeyguardException
                        ? String.valueOf(e.getMessage())
                        : e.getClass().getName();
                retryLater();
                listeners.tell(new KeyEvent.Unreadable(clock.instant(), source.name(), reason));
            }
        }
    }

    @GuardedBy("turn")
    private void retryLater() {
        if (retrying) {
            return;
        }
        retrying = true;
        long delay = Math.min(LONGEST_RETRY.toSeconds(), 1L << Math.min(failures++, 30));
        schedule(this::retry, Duration.ofSeconds(delay));
    }

    private void retry() {
        synchronized (turn) {
            retrying = false;
            reload();
        }
    }

    /** What would be done later is not done once all is closed. */
    private void schedule(Runnable task, Duration delay) {
        if (!closed.get() && !scheduler.isShutdown()) {
            var unused = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @CanIgnoreReturnValue
    @GuardedBy("turn")
    private KeyGate.Verdict load(boolean first) {
        var change = RingChange.of(current, source.read(), wanted, venues, clock);
        if (!first && change.isEmpty()) {
            failures = 0;
            return KeyGate.Verdict.NOTHING_TO_SAY;
        }
        // Before anything is signed with them, the gate's own questions included: a secret must be redactable before it
        // can be logged.
        observers.learn(change);
        KeyGate.Verdict verdict = check(change);
        if ((first && !verdict.mayStart()) || closed.get()) {
            discard(change.fresh());
            return verdict;
        }
        Set<KeyId> unconfirmed = unconfirmed(change);
        Set<KeyId> refused = union(verdict.refused(), unconfirmed);
        discard(change.refuse(refused));
        if (unconfirmed.isEmpty() && !verdict.mayPass()) {
            failures = 0;
        } else {
            retryLater();
        }
        publish(change);
        if (!refused.isEmpty()) {
            listeners.tell(new KeyEvent.Refused(clock.instant(), refused, verdict.report()));
        }
        return verdict;
    }

    /** Fresh keys that may only reduce risk, in the place of keys that may do all: those stay until the venue answers. */
    private static Set<KeyId> unconfirmed(RingChange change) {
        return change.fresh().stream()
                .filter(LoadedKey::reduceOnly)
                .filter(key -> change.before(key.key().id())
                        .filter(old -> !old.reduceOnly())
                        .isPresent())
                .map(key -> key.key().id())
                .collect(Collectors.toSet());
    }

    private static Set<KeyId> union(Set<KeyId> some, Set<KeyId> others) {
        var all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private KeyGate.Verdict check(RingChange change) {
        try {
            return gate.check(change.fresh(), change.kept(), change.unloadable());
        } catch (RuntimeException | Error e) {
            discard(change.fresh());
            throw e;
        }
    }

    private void discard(List<LoadedKey> unused) {
        for (LoadedKey key : unused) {
            key.retire();
            observers.forget(key);
        }
    }

    @GuardedBy("turn")
    private void publish(RingChange change) {
        if (change.isEmpty()) {
            return;
        }
        current = change.result();
        // Before anybody is told: a listener may close the ring, which ends what is retiring.
        for (LoadedKey old : change.superseded()) {
            retiring.add(old);
            schedule(() -> retire(old), overlap);
        }
        listeners.tell(new KeyEvent.Published(clock.instant(), change.freshIds(), change.goneIds()));
    }

    private void retire(LoadedKey old) {
        // Without the lock: a reload that waits for a venue must not prolong the overlap.
        old.retire();
        synchronized (turn) {
            if (retiring.remove(old)) {
                end(old);
            }
        }
    }

    @GuardedBy("turn")
    private void end(LoadedKey old) {
        old.retire();
        observers.forget(old);
        listeners.tell(
                new KeyEvent.Retired(clock.instant(), old.key().id(), old.key().generation()));
    }

    /** Retires every key at once, whatever a venue, a listener or an observer does, and stops watching. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        current.keys().forEach(LoadedKey::retire);
        retiring.forEach(LoadedKey::retire);
        try {
            endWatch();
        } finally {
            synchronized (turn) {
                var all = new ArrayList<>(retiring);
                all.addAll(current.keys());
                retiring.clear();
                current = EMPTY;
                all.forEach(this::end);
            }
        }
    }

    private void endWatch() {
        KeySource.Watch ending;
        synchronized (turn) {
            ending = watch;
        }
        if (ending != null) {
            // Outside the lock: a watch may wait for the reload under way, which waits for the lock.
            ending.close();
        }
    }

    /** Builds rings. Defaults: overlap 30 s, the system clock, every key wanted, nobody observes or listens. Not thread-safe. */
    public static final class Builder {
        private final KeySource source;
        private final Map<String, Venue> venues = new HashMap<>();
        private final List<SecretObserver> observers = new ArrayList<>();
        private final List<KeyListener> listeners = new ArrayList<>();
        private Predicate<ApiKey> wanted = key -> true;
        private @Nullable KeyGate gate;
        private Duration overlap = Duration.ofSeconds(30);
        private InstantSource clock = InstantSource.system();
        private @Nullable ScheduledExecutorService scheduler;

        private Builder(KeySource source) {
            this.source = requireNonNull(source, "source");
        }

        /** Adds a venue; keys of other venues are not wanted. */
        @CanIgnoreReturnValue
        public Builder venue(Venue venue) {
            venues.put(venue.id(), venue);
            return this;
        }

        /** Adds an observer, which learns of every key before it is used. */
        @CanIgnoreReturnValue
        public Builder observer(SecretObserver observer) {
            observers.add(observer);
            return this;
        }

        /** Adds a listener. */
        @CanIgnoreReturnValue
        public Builder listener(KeyListener listener) {
            listeners.add(listener);
            return this;
        }

        /** Sets which keys of the source are used; the others are wiped at once. */
        @CanIgnoreReturnValue
        public Builder wanted(Predicate<ApiKey> wanted) {
            this.wanted = wanted;
            return this;
        }

        /** Sets what decides whether a key may be used. */
        @CanIgnoreReturnValue
        public Builder gate(KeyGate gate) {
            this.gate = gate;
            return this;
        }

        /**
         * Sets how long handles of a replaced generation go on working.
         *
         * @throws IllegalArgumentException if it is negative
         */
        @CanIgnoreReturnValue
        public Builder overlap(Duration overlap) {
            if (overlap.isNegative()) {
                throw new IllegalArgumentException("an overlap is not negative");
            }
            this.overlap = overlap;
            return this;
        }

        /** Sets the clock of timestamps, nonces and events. */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Sets where retirements wait; it stays the caller's to shut down. */
        @CanIgnoreReturnValue
        public Builder scheduler(ScheduledExecutorService scheduler) {
            this.scheduler = scheduler;
            return this;
        }

        /**
         * Returns the ring, not yet started.
         *
         * @throws NullPointerException if gate or scheduler is missing
         */
        public KeyRing build() {
            return new KeyRing(this);
        }
    }
}
