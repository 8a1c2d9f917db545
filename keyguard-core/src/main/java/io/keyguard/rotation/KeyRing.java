/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.KeyRetiredException;
import io.keyguard.KeyguardException;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.source.SecretObserver;
import io.keyguard.source.SourceHealth;
import io.keyguard.venue.ClockHealth;
import io.keyguard.venue.Venue;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys in use: read from a source, made known to the redactors, checked, published by one volatile write, and retired after the overlap.
 *
 * <p>Bots meet it through {@code Keyguard}. Thread-safe.
 */
public final class KeyRing implements AutoCloseable {
    private static final Ring EMPTY = new Ring(new TreeMap<>());
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    /** The longest wait is then 1 s times 2 to the 6th. */
    private static final int MOST_FAILURES = 7;

    private final KeySource source;
    private final KeyLoader loader;
    private final Predicate<ApiKey> wanted;
    private final KeyGate gate;
    private final Observers observers;
    private final Listeners listeners;
    private final ChangeQueues changes;
    private final Duration overlap;
    private final InstantSource clock;
    private final ScheduledExecutorService scheduler;
    private final ScheduledExecutorService reloader;
    /** Held while a snapshot is read and checked, which may take as long as source and venues like. */
    private final Object reloading = new Object();
    /** Held for moments only; taken after {@link #reloading}. Nobody else's code runs under it. */
    private final Object turn = new Object();

    private volatile Ring current = EMPTY;
    private volatile boolean closed;

    @GuardedBy("turn")
    private final List<LoadedKey> retiring = new ArrayList<>();

    @GuardedBy("turn")
    private KeySource.@Nullable Watch watch;

    /** Keys that the gate asks about now: closing ends them as well. */
    @GuardedBy("turn")
    private List<LoadedKey> checked = List.of();

    @GuardedBy("turn")
    private @Nullable Future<?> retry;

    @GuardedBy("reloading")
    private int failures;

    /** What listeners heard last of a change that was not made; the same is not told again when it is tried again. */
    @GuardedBy("reloading")
    private String trouble = "";

    /** Why the source could not be read when it was tried last; empty if it could. */
    private volatile String unreadable = "";

    private KeyRing(Builder builder) {
        this.source = builder.source;
        this.loader = new KeyLoader(
                Map.copyOf(builder.venues),
                builder.clock,
                builder.ticker,
                builder.signatures,
                builder.noncesAfter,
                builder.offsets);
        this.wanted = builder.wanted;
        this.gate = requireNonNull(builder.gate, "gate");
        this.observers = new Observers(builder.observers);
        builder.venues.values().forEach(venue -> observers.fields(venue.sensitiveFields()));
        this.listeners = new Listeners(builder.listeners);
        this.overlap = builder.overlap;
        this.clock = builder.clock;
        this.scheduler = requireNonNull(builder.scheduler, "scheduler");
        this.reloader = requireNonNull(builder.reloader, "reloader");
        this.changes = new ChangeQueues(
                requireNonNull(builder.tellers, "tellers"), scheduler, builder.patience, clock, listeners);
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
        synchronized (reloading) {
            KeyGate.Verdict verdict = load(true);
            if (verdict.mayStart() && !closed) {
                watch();
            }
            return verdict;
        }
    }

    private void watch() {
        KeySource.Watch started = source.watch(this::reload);
        synchronized (turn) {
            if (!closed) {
                watch = started;
                // Whatever changed between reading and watching would otherwise wait for the next change.
                reloader.execute(this::reload);
                return;
            }
        }
        started.close();
    }

    /**
     * Reads the source again. Keys that are refused or cannot be read leave those before them in use; where the reason may pass, it is tried again
     * by itself, ever more rarely.
     */
    public void reload() {
        synchronized (reloading) {
            if (closed) {
                return;
            }
            boolean again = true;
            try {
                again = load(false).mayPass();
            } catch (RuntimeException e) {
                unreadable(e);
            }
            failures = again ? Math.min(failures + 1, MOST_FAILURES) : 0;
            tryAgain(failures);
        }
    }

    @GuardedBy("reloading")
    private boolean isNews(String now) {
        boolean news = !now.equals(trouble);
        trouble = now;
        return news;
    }

    @GuardedBy("reloading")
    private void unreadable(RuntimeException e) {
        if (closed) {
            return;
        }
        // Only keyguard's own messages are known to hold names alone.
        String reason = e instanceof KeyguardException
                ? String.valueOf(e.getMessage())
                : e.getClass().getName();
        unreadable = reason;
        if (isNews("unreadable: " + reason)) {
            listeners.tell(new KeyEvent.Unreadable(clock.instant(), source.name(), reason));
        }
    }

    private void tryAgain(int failures) {
        synchronized (turn) {
            if (retry != null) {
                retry.cancel(false);
                retry = null;
            }
            if (failures > 0 && !closed) {
                retry = reloader.schedule(
                        this::reload, FIRST_RETRY.toMillis() << (failures - 1), TimeUnit.MILLISECONDS);
            }
        }
    }

    @CanIgnoreReturnValue
    @GuardedBy("reloading")
    private KeyGate.Verdict load(boolean first) {
        KeySnapshot snapshot = source.read();
        unreadable = "";
        var change = RingChange.of(current, snapshot, wanted, loader);
        if (!first && change.isEmpty()) {
            trouble = "";
            return KeyGate.Verdict.NOTHING_TO_SAY;
        }
        synchronized (turn) {
            checked = change.fresh();
            if (closed) {
                checked.forEach(LoadedKey::retire);
            }
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
        boolean refused = !verdict.mayStart() && isNews(snapshot.generation() + verdict.report() + verdict.refused());
        trouble = verdict.mayStart() ? "" : trouble;
        return publish(change, verdict, refused);
    }

    /** Refuses keys until the gate has looked at what is left together with the generations that were put back. */
    private KeyGate.Verdict settle(RingChange change, KeyGate.Verdict verdict) {
        var refused = new TreeSet<KeyId>();
        var reports = new LinkedHashSet<String>();
        boolean passes = true;
        boolean mayPass = false;
        KeyGate.Verdict last = verdict;
        while (true) {
            var leaving = new TreeSet<>(last.refused());
            leaving.addAll(change.unverifiedAfterVerified());
            refused.addAll(leaving);
            passes &= last.mayStart();
            mayPass |= last.mayPass() && !leaving.isEmpty();
            if (!last.report().isEmpty()) {
                reports.add(last.report());
            }
            List<LoadedKey> left = change.refuse(leaving);
            discard(left);
            if (left.isEmpty()) {
                return new KeyGate.Verdict(passes && refused.isEmpty(), refused, mayPass, String.join("\n", reports));
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
            observers.forget(key.key());
        }
    }

    private KeyGate.Verdict publish(RingChange change, KeyGate.Verdict verdict, boolean tellRefused) {
        boolean published;
        synchronized (turn) {
            checked = List.of();
            published = !closed;
            if (published) {
                swap(change);
                if (tellRefused) {
                    listeners.add(new KeyEvent.Refused(clock.instant(), verdict.refused(), verdict.report()));
                }
            }
        }
        if (!published) {
            discard(change.fresh());
        }
        listeners.tell();
        return verdict;
    }

    @GuardedBy("turn")
    private void swap(RingChange change) {
        if (change.isEmpty()) {
            return;
        }
        List<LoadedKey> superseded = change.superseded();
        Ring before = current;
        current = change.result();
        changes.publish(before, current);
        // Before anybody is told: a listener may close this ring, which ends what it finds here.
        retiring.addAll(superseded);
        superseded.forEach(old -> old.endAfter(overlap));
        for (LoadedKey old : superseded) {
            var unused = scheduler.schedule(() -> retire(old), overlap.toNanos(), TimeUnit.NANOSECONDS);
        }
        listeners.add(new KeyEvent.Published(clock.instant(), change.freshIds(), change.goneIds()));
    }

    private void retire(LoadedKey old) {
        old.retire();
        boolean ended;
        synchronized (turn) {
            ended = retiring.remove(old);
        }
        if (ended) {
            ended(old);
        }
    }

    private void ended(LoadedKey old) {
        observers.forget(old.key());
        listeners.tell(
                new KeyEvent.Retired(clock.instant(), old.key().id(), old.key().generation()));
    }

    /**
     * Tells {@code listener} of every change from now on.
     *
     * @param name for events and health
     * @throws IllegalArgumentException if another listener has this name
     */
    public Subscription onChange(String name, KeyChangeListener listener) {
        return changes.add(name, listener);
    }

    /** Returns which generation of each key is handed out, and whether no older one is used any more: its overlap has ended, and every listener has acknowledged. */
    public Map<KeyId, UseRecord.Use> uses() {
        var unsettled = new TreeSet<KeyId>();
        Ring now;
        synchronized (turn) {
            now = current;
            retiring.forEach(old -> unsettled.add(old.key().id()));
        }
        changes.health().forEach(listener -> listener.unacknowledged().forEach(change -> unsettled.add(change.key())));
        var uses = new TreeMap<KeyId, UseRecord.Use>();
        now.byId()
                .forEach((id, key) -> uses.put(
                        id, new UseRecord.Use(key.key().generation(), !unsettled.contains(id), materialOf(key))));
        // Of a key that is gone, the old generation may sign until its overlap has ended.
        unsettled.forEach(id -> uses.putIfAbsent(id, new UseRecord.Use(0, false)));
        return uses;
    }

    private static String materialOf(LoadedKey key) {
        try {
            return key.venueKeyId().value();
        } catch (KeyRetiredException e) {
            // It went while this looked.
            return "";
        }
    }

    /** Returns how reading the source goes. */
    public List<SourceHealth> sourceHealth() {
        String why = unreadable;
        if (!why.isEmpty()) {
            return List.of(SourceHealth.stale(source.name(), why));
        }
        List<SourceHealth> own = source.health();
        return own.isEmpty() ? List.of(SourceHealth.ok(source.name())) : own;
    }

    /** Returns how the listeners to changes keep up, by their names. */
    public List<ListenerHealth> listenerHealth() {
        return changes.health();
    }

    /** Tells listeners that {@code keys}, which are in use, turned out not to be as policy and grants ask. */
    public void tellRefused(Set<KeyId> keys, String report) {
        listeners.tell(new KeyEvent.Refused(clock.instant(), keys, report));
    }

    /** Tells listeners that the venue says something else of the rights of {@code key} than before. */
    public void tellRightsChanged(KeyId key, Set<String> gained, Set<String> lost) {
        listeners.tell(new KeyEvent.RightsChanged(clock.instant(), key, Set.copyOf(gained), Set.copyOf(lost)));
    }

    /** Tells listeners how far this machine's clock is from that of a venue. */
    public void tellClock(ClockHealth clock) {
        listeners.tell(new KeyEvent.ClockChanged(this.clock.instant(), clock.venue(), clock.offset(), clock.words()));
    }

    /** Retires every key at once, whatever is being asked or signed, and stops watching. */
    @Override
    public void close() {
        KeySource.Watch ending;
        List<LoadedKey> all;
        synchronized (turn) {
            if (closed) {
                return;
            }
            closed = true;
            ending = watch;
            all = new ArrayList<>(retiring);
            all.addAll(current.keys());
            retiring.clear();
            current = EMPTY;
            // First all of them: what observers and listeners do must not leave any key signing.
            all.forEach(LoadedKey::retire);
            checked.forEach(LoadedKey::retire);
        }
        changes.close();
        all.forEach(this::ended);
        tryAgain(0);
        if (ending != null) {
            // Outside the lock and last: a watch may wait for the reload under way.
            ending.close();
        }
    }

    /** Builds rings. Defaults: overlap 30 s, patience 10 s, the system clock, every key wanted, nobody observes or listens. Not thread-safe. */
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
        private @Nullable ScheduledExecutorService reloader;
        private @Nullable Executor tellers;
        private Duration patience = Duration.ofSeconds(10);
        private LongSupplier ticker = System::nanoTime;
        private @Nullable Provider signatures;
        private Function<KeyId, Optional<Instant>> noncesAfter = key -> Optional.empty();
        private Function<String, LongSupplier> offsets = venue -> () -> 0;

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

        /** Sets where reloads run that the source did not ask for, which may wait for a venue; it stays the caller's to shut down. */
        @CanIgnoreReturnValue
        public Builder reloader(ScheduledExecutorService reloader) {
            this.reloader = reloader;
            return this;
        }

        /** Sets the threads of listeners to changes: as many as there are listeners; it stays the caller's to shut down. */
        @CanIgnoreReturnValue
        public Builder tellers(Executor tellers) {
            this.tellers = tellers;
            return this;
        }

        /** Sets how long a listener to changes has to acknowledge before it counts as late. */
        @CanIgnoreReturnValue
        public Builder patience(Duration patience) {
            this.patience = patience;
            return this;
        }

        /** Sets what the overlap is measured with, in nanoseconds; the default is {@link System#nanoTime}. */
        @CanIgnoreReturnValue
        public Builder ticker(LongSupplier ticker) {
            this.ticker = ticker;
            return this;
        }

        /** Sets where it is known after which time a key took no nonce before this process: nonces go on from there, also where the clock was set back. */
        @CanIgnoreReturnValue
        public Builder noncesAfter(Function<KeyId, Optional<Instant>> noncesAfter) {
            this.noncesAfter = noncesAfter;
            return this;
        }

        /** Sets where it is known, by the id of a venue, how many milliseconds its clock is ahead. */
        @CanIgnoreReturnValue
        public Builder offsets(Function<String, LongSupplier> offsets) {
            this.offsets = offsets;
            return this;
        }

        /** Sets who signs with private keys. */
        @CanIgnoreReturnValue
        public Builder signatures(@Nullable Provider signatures) {
            this.signatures = signatures;
            return this;
        }

        /**
         * Returns the ring, not yet started.
         *
         * @throws NullPointerException if gate, scheduler, reloader or tellers is missing
         */
        public KeyRing build() {
            return new KeyRing(this);
        }
    }
}
