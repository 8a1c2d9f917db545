/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.TokenMaker;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives strategies a token in the place of the key that it is made with, and another one at half its life: the next generation, which hot reload hands out.
 *
 * <p>Nothing is written down. A token whose making nobody saw end, or that a crash left behind, is in nobody's hands and ends after its life; so do all others, sooner if {@link #ending} is subscribed to or this is closed. While no
 * token can be made, the one before is used until its end. Use the key that makes them in one source alone, where its nonces only grow: after a start with a clock that was set back, venues refuse it until that has caught up. The overlap of the bot must be shorter than a quarter of the life. Thread-safe.
 */
public final class TokenSource implements KeySource {
    /** Of its life: after two a token is replaced, and one more later it may be ended. */
    private static final int QUARTERS = 4;

    private static final Duration SHORTEST = Duration.ofMinutes(5);

    private final KeySource parents;
    private final KeyId parent;
    private final KeyId name;
    private final Set<String> strategies;
    private final Venue venue;
    private final TokenMaker maker;
    private final Set<String> rights;
    private final Duration life;
    private final HttpTransport transport;
    private final ScheduledExecutorService scheduler;
    private final InstantSource clock;

    /** Nonces of the key go on from here, though each request loads it anew. */
    @GuardedBy("this")
    private Instant asked = Instant.EPOCH;

    @GuardedBy("this")
    private final List<Token> tokens = new ArrayList<>();

    @GuardedBy("this")
    private boolean closed;

    /** A token that may live: the last one made is in use. */
    private static final class Token implements AutoCloseable {
        private final ApiKey key;
        private final Instant made;
        private @Nullable Instant end;

        Token(ApiKey key, Instant made) {
            this.key = key;
            this.made = made;
        }

        @Override
        public void close() {
            key.close();
        }
    }

    private TokenSource(Builder builder) {
        this.parents = builder.parents;
        this.parent = builder.parent;
        this.name = requireNonNull(builder.name, "name");
        this.strategies = builder.strategies;
        this.venue = requireNonNull(builder.venue, "venue");
        this.maker = venue.keys().tokens().orElseThrow(() -> KeyguardExceptions.notByApi(venue.id(), "make tokens"));
        this.rights = venue.rights().smallestKeyFor(builder.needs);
        this.life = requireNonNull(builder.life, "life");
        this.transport = requireNonNull(builder.transport, "transport");
        this.scheduler = requireNonNull(builder.scheduler, "scheduler");
        this.clock = builder.clock;
    }

    /**
     * Returns a builder for tokens of the key {@code parent} of {@code parents}, which stays the caller's to close, and which no strategy gets.
     */
    public static Builder builder(KeySource parents, KeyId parent) {
        return new Builder(parents, parent);
    }

    @Override
    public String name() {
        return "tokens of " + parent;
    }

    /** Returns the token in use, a new one if that has come to half its life. */
    @Override
    public synchronized KeySnapshot read() {
        if (closed) {
            throw KeyguardExceptions.unavailable(venue.id(), "its tokens have ended with their source", null);
        }
        if (isDue()) {
            Instant now = clock.instant();
            tokens.add(new Token(made(now), now));
        }
        ApiKey last = last().key;
        return new KeySnapshot(last.generation(), List.of(Keys.copy(last)));
    }

    @GuardedBy("this")
    private Token last() {
        return tokens.get(tokens.size() - 1);
    }

    private synchronized boolean isDue() {
        if (tokens.isEmpty()) {
            return true;
        }
        Instant now = clock.instant();
        Instant made = last().made;
        // A clock that was set back says nothing of its age, which was less than half its life.
        return now.isBefore(made) || !now.isBefore(made.plus(quarters(2)));
    }

    private Duration quarters(int count) {
        return life.dividedBy(QUARTERS).multipliedBy(count);
    }

    @GuardedBy("this")
    private ApiKey made(Instant now) {
        long generation = generation();
        return withParent((key, calls) -> Keys.labelled(key, name, generation, now, strategies)
                .token(maker.make(calls, rights, life))
                .build());
    }

    /** Grows from one process to the next as well. */
    @GuardedBy("this")
    private long generation() {
        long before = tokens.isEmpty() ? 0 : last().key.generation();
        return Math.max(before + 1, clock.millis());
    }

    /** What is done with the key that stays behind. */
    private interface Use<T> {
        T with(ApiKey key, SignedCalls calls);
    }

    @GuardedBy("this")
    private <T> T withParent(Use<T> use) {
        Map<KeyId, ApiKey> all = parents.read().keys();
        all.values().stream().filter(key -> !key.id().equals(parent)).forEach(ApiKey::close);
        ApiKey key = all.get(parent);
        if (key == null) {
            throw RotationExceptions.noKey(parent);
        }
        try (key) {
            if (!key.venue().equals(venue.id()) || key.algorithm() == SignatureAlgorithm.BEARER) {
                throw RotationExceptions.makesNoTokens(parent, venue.id());
            }
            LoadedKey loaded = load(key);
            try {
                return use.with(key, request -> sent(loaded, request));
            } finally {
                loaded.retire();
            }
        }
    }

    @GuardedBy("this")
    private LoadedKey load(ApiKey key) {
        Instant before = asked;
        Instant now = clock.instant();
        asked = now.isAfter(before) ? now : before.plusMillis(1);
        return new KeyLoader(
                        Map.of(venue.id(), venue),
                        clock,
                        System::nanoTime,
                        null,
                        id -> Optional.of(before),
                        id -> () -> 0)
                .load(Keys.copy(key), venue);
    }

    private HttpReply sent(LoadedKey loaded, VenueRequest request) {
        try {
            return transport.send(loaded.sign(request, loaded.host(request)));
        } catch (IOException e) {
            // The transport is the user's, and its message may hold the address with its signature.
            throw KeyguardExceptions.unavailable(
                    venue.id(), "no answer (" + e.getClass().getSimpleName() + ")", null);
        }
    }

    /**
     * Returns what ends a token once the next one is handed out and a quarter of its life has passed, for {@code Keyguard.onChange}. Without it tokens end by themselves.
     */
    public KeyChangeListener ending() {
        return KeyChangeListener.of(change -> {
            if (change.key().equals(name) && change.after().isPresent()) {
                replaced(change.after().getAsLong());
            }
        });
    }

    private synchronized void replaced(long by) {
        Instant end = clock.instant().plus(quarters(1));
        for (Token token : tokens) {
            if (token.key.generation() < by && token.end == null) {
                token.end = end;
            }
        }
    }

    @Override
    public Watch watch(Runnable changed) {
        var looking = new Looking(changed);
        long every = Math.max(1, life.toSeconds() / (QUARTERS * QUARTERS));
        ScheduledFuture<?> task = scheduler.scheduleWithFixedDelay(looking, every, every, TimeUnit.SECONDS);
        return () -> {
            looking.end();
            task.cancel(false);
        };
    }

    /** Whatever goes wrong is tried again the next time. */
    private final class Looking implements Runnable {
        private final Runnable changed;

        @GuardedBy("this")
        private boolean ended;

        Looking(Runnable changed) {
            this.changed = changed;
        }

        @Override
        public void run() {
            try {
                endThoseReplaced();
                synchronized (this) {
                    if (!ended && isDue()) {
                        changed.run();
                    }
                }
            } catch (RuntimeException e) {
                EventLog.taskFailed("the look at " + name(), e.getClass().getSimpleName());
            }
        }

        synchronized void end() {
            ended = true;
        }
    }

    private synchronized void endThoseReplaced() {
        Instant now = clock.instant();
        for (Token token : List.copyOf(tokens)) {
            boolean over = !now.isBefore(token.made.plus(life));
            boolean ended = token.end != null && !now.isBefore(token.end) && end(token);
            if (token != last() && (over || ended)) {
                tokens.remove(token);
                token.close();
            }
        }
    }

    /** Whether it has ended; otherwise it does by itself. */
    @GuardedBy("this")
    private boolean end(Token token) {
        try {
            return withParent((key, calls) -> {
                maker.end(calls, token.key.apiKey());
                return true;
            });
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Ends every token that may live; one that the venue could not be asked to end is named in the log, with the time at which it ends by itself. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Token token : tokens) {
            if (!end(token)) {
                EventLog.tokenLives(venue.id(), name.value(), token.made.plus(life));
            }
            token.close();
        }
        tokens.clear();
    }

    @Override
    public String toString() {
        return "TokenSource[" + name + ", made with " + parent + "]";
    }

    /** Builds sources of tokens. Default: the system's clock. Not thread-safe. */
    public static final class Builder {
        private final KeySource parents;
        private final KeyId parent;
        private @Nullable KeyId name;
        private Set<String> strategies = Set.of();
        private @Nullable Venue venue;
        private Set<Permission> needs = Set.of();
        private @Nullable Duration life;
        private @Nullable HttpTransport transport;
        private @Nullable ScheduledExecutorService scheduler;
        private InstantSource clock = InstantSource.system();

        private Builder(KeySource parents, KeyId parent) {
            this.parents = requireNonNull(parents, "parents");
            this.parent = requireNonNull(parent, "parent");
        }

        /** Sets what the tokens are called, all alike, and who gets them. */
        @CanIgnoreReturnValue
        public Builder named(KeyId name, Set<String> strategies) {
            this.name = requireNonNull(name, "name");
            this.strategies = Set.copyOf(strategies);
            return this;
        }

        /**
         * Sets the venue, and what its tokens are to be good for.
         *
         * @throws IllegalArgumentException if that is nothing
         */
        @CanIgnoreReturnValue
        public Builder at(Venue venue, Set<Permission> needs) {
            if (needs.isEmpty()) {
                throw new IllegalArgumentException("a token is good for something: name the permissions it needs");
            }
            this.venue = requireNonNull(venue, "venue");
            this.needs = Set.copyOf(needs);
            return this;
        }

        /**
         * Sets how long a token lives.
         *
         * @throws IllegalArgumentException if that is less than five minutes
         */
        @CanIgnoreReturnValue
        public Builder life(Duration life) {
            if (life.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException(
                        "a token lives five minutes or longer, so that there is time to replace it");
            }
            this.life = life;
            return this;
        }

        /** Sets what sends requests to the venue, and what looks whether a token is due; both stay the caller's. */
        @CanIgnoreReturnValue
        public Builder over(HttpTransport transport, ScheduledExecutorService scheduler) {
            this.transport = requireNonNull(transport, "transport");
            this.scheduler = requireNonNull(scheduler, "scheduler");
            return this;
        }

        /** Sets the wall clock. */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Returns the source; nothing is asked yet.
         *
         * @throws NullPointerException if something is missing
         * @throws io.keyguard.VenueRefusedException if the venue makes no tokens
         */
        public TokenSource build() {
            return new TokenSource(this);
        }
    }
}
