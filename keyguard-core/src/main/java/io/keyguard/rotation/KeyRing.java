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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys in use: read from a source, made known to the redactors, checked, published by one volatile write, and retired after the overlap.
 *
 * <p>Bots meet it through {@code Keyguard}. Thread-safe.
 */
public final class KeyRing implements AutoCloseable {
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
    private volatile boolean closed;

    @GuardedBy("turn")
    private final List<LoadedKey> retiring = new ArrayList<>();

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
            if (verdict.mayStart() && !closed) {
                watch = source.watch(this::reload);
                // Whatever changed between reading and watching would otherwise wait for the next change.
                scheduler.execute(this::reload);
            }
            return verdict;
        }
    }

    /** Reads the source again. Keys that are refused or cannot be read leave those before them in use. */
    public void reload() {
        synchronized (turn) {
            if (closed) {
                return;
            }
            try {
                load(false);
            } catch (RuntimeException e) {
                // Only keyguard's own messages are known to hold names alone.
                String reason = e instanceof KeyguardException
                        ? String.valueOf(e.getMessage())
                        : e.getClass().getName();
                listeners.tell(new KeyEvent.Unreadable(clock.instant(), source.name(), reason));
            }
        }
    }

    @CanIgnoreReturnValue
    @GuardedBy("turn")
    private KeyGate.Verdict load(boolean first) {
        var change = RingChange.of(current, source.read(), wanted, venues, clock);
        if (!first && change.isEmpty()) {
            return KeyGate.Verdict.NOTHING_TO_SAY;
        }
        // Before anything is signed with them, the gate's own questions included: a secret must be redactable before it
        // can be logged.
        observers.learn(change);
        KeyGate.Verdict verdict = check(change);
        if (first && !verdict.mayStart()) {
            discard(change.fresh());
            return verdict;
        }
        if (!first) {
            verdict = settle(change, verdict);
        }
        publish(change);
        if (!verdict.mayStart()) {
            listeners.tell(new KeyEvent.Refused(clock.instant(), verdict.refused(), verdict.report()));
        }
        return verdict;
    }

    /** Refuses keys until the gate has looked at what is left together with the generations that were put back. */
    private KeyGate.Verdict settle(RingChange change, KeyGate.Verdict verdict) {
        var refused = new TreeSet<KeyId>();
        var reports = new LinkedHashSet<String>();
        boolean passes = true;
        KeyGate.Verdict last = verdict;
        while (true) {
            refused.addAll(last.refused());
            passes &= last.mayStart();
            if (!last.report().isEmpty()) {
                reports.add(last.report());
            }
            List<LoadedKey> left = change.refuse(last.refused());
            discard(left);
            if (left.isEmpty()) {
                return new KeyGate.Verdict(passes && refused.isEmpty(), refused, String.join("\n", reports));
            }
            last = check(change);
        }
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
        if (closed) {
            discard(change.fresh());
            return;
        }
        List<LoadedKey> superseded = change.superseded();
        current = change.result();
        // Before anybody is told: a listener may close this ring, which ends what it finds here.
        retiring.addAll(superseded);
        for (LoadedKey old : superseded) {
            var unused = scheduler.schedule(() -> retire(old), overlap.toNanos(), TimeUnit.NANOSECONDS);
        }
        listeners.tell(new KeyEvent.Published(clock.instant(), change.freshIds(), change.goneIds()));
    }

    private void retire(LoadedKey old) {
        synchronized (turn) {
            if (retiring.remove(old)) {
                old.retire();
                ended(old);
            }
        }
    }

    private void ended(LoadedKey old) {
        observers.forget(old);
        listeners.tell(
                new KeyEvent.Retired(clock.instant(), old.key().id(), old.key().generation()));
    }

    /** Stops watching and retires every key at once. */
    @Override
    public void close() {
        KeySource.Watch ending;
        synchronized (turn) {
            if (closed) {
                return;
            }
            closed = true;
            ending = watch;
        }
        try {
            if (ending != null) {
                // Outside the lock: a watch may wait for the reload under way, which waits for the lock.
                ending.close();
            }
        } finally {
            endAll();
        }
    }

    private void endAll() {
        synchronized (turn) {
            var all = new ArrayList<>(retiring);
            all.addAll(current.keys());
            retiring.clear();
            current = EMPTY;
            // First all of them: what observers and listeners do must not leave any key signing.
            all.forEach(LoadedKey::retire);
            all.forEach(this::ended);
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
