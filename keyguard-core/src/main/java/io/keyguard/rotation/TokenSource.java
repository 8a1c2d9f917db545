/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.TokenMaker;
import io.keyguard.venue.Venue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Gives strategies a token in the place of the key that it is made with, and another one at half its life: the next generation, which hot reload hands out.
 *
 * <p>Nothing is written down. A token whose making nobody saw end, or that a crash left behind, is in nobody's hands and ends after its life; so do all others, sooner if {@link #ending} is subscribed to or this is closed. While no
 * token can be made, the one before is used until its end. Observers learn of the key that makes tokens, and of each token, before either is used; a token is forgotten once it has ended, and never if nobody could tell that it had. Use the key that makes them in one source alone, where its nonces only grow:
 * after a start with a clock that was set back, venues refuse it until that has caught up. The overlap of the bot must be shorter than a quarter of the life. Thread-safe.
 */
public final class TokenSource implements KeySource {
    /** Of its life: after two a token is replaced, and one more later it may be ended. */
    private static final int QUARTERS = 4;

    private final TokenParent parent;
    private final KeyId parentId;
    private final KeyId name;
    private final Set<String> strategies;
    private final Venue venue;
    private final TokenMaker maker;
    private final Set<String> rights;
    private final Duration life;
    private final ScheduledExecutorService scheduler;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final Observers observers;

    @GuardedBy("this")
    private final List<Token> tokens = new ArrayList<>();

    @GuardedBy("this")
    private boolean closed;

    TokenSource(TokenSourceBuilder builder) {
        this.parentId = builder.parent;
        this.name = requireNonNull(builder.name, "name");
        this.strategies = builder.strategies;
        this.venue = requireNonNull(builder.venue, "venue");
        this.maker = venue.keys().tokens().orElseThrow(() -> KeyguardExceptions.notByApi(venue.id(), "make tokens"));
        this.rights = venue.rights().smallestKeyFor(builder.needs);
        this.life = requireNonNull(builder.life, "life");
        this.scheduler = requireNonNull(builder.scheduler, "scheduler");
        this.clock = builder.clock;
        this.ticker = builder.ticker;
        this.observers = Observers.withThoseFound(builder.observers);
        this.parent = new TokenParent(
                builder.parents, parentId, venue, requireNonNull(builder.transport, "transport"), clock, observers);
        observers.fields(venue.sensitiveFields());
    }

    /**
     * Returns a builder for tokens of the key {@code parent} of {@code parents}, which stays the caller's to close, and which no strategy gets.
     */
    public static TokenSourceBuilder builder(KeySource parents, KeyId parent) {
        return new TokenSourceBuilder(parents, parent);
    }

    @Override
    public String name() {
        return "tokens of " + parentId;
    }

    /** Returns the token in use, a new one if that has come to half its life. */
    @Override
    public synchronized KeySnapshot read() {
        if (closed) {
            throw KeyguardExceptions.unavailable(venue.id(), "its tokens have ended with their source", null);
        }
        if (isDue()) {
            tokens.add(made(clock.instant(), ticker.getAsLong()));
        }
        ApiKey last = last().key();
        return new KeySnapshot(last.generation(), List.of(Keys.copy(last)));
    }

    @GuardedBy("this")
    private Token last() {
        return tokens.get(tokens.size() - 1);
    }

    private synchronized boolean isDue() {
        return tokens.isEmpty() || last().isPast(quarters(2), clock.instant(), ticker.getAsLong());
    }

    private Duration quarters(int count) {
        return life.dividedBy(QUARTERS).multipliedBy(count);
    }

    @GuardedBy("this")
    private Token made(Instant now, long nanos) {
        long generation = generation();
        return parent.use((key, calls) -> {
            ApiKey token = Keys.labelled(key, name, generation, now, strategies)
                    .token(maker.make(calls, rights, life))
                    .build();
            var made = new Token(token, now, nanos);
            learn(made, calls);
            return made;
        });
    }

    /** What cannot be masked is not used. */
    private void learn(Token token, SignedCalls calls) {
        try {
            observers.learn(token.key());
        } catch (RuntimeException | Error e) {
            if (!ended(token, calls)) {
                tellThatItLives(token);
            }
            token.close();
            throw e;
        }
    }

    /** Grows from one process to the next as well. */
    @GuardedBy("this")
    private long generation() {
        long before = tokens.isEmpty() ? 0 : last().key().generation();
        return Math.max(before + 1, clock.millis());
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
        long end = ticker.getAsLong() + quarters(1).toNanos();
        tokens.stream().filter(token -> token.key().generation() < by).forEach(token -> token.endAt(end));
    }

    @Override
    public Watch watch(Runnable changed) {
        var looking = new Looking(name(), this::endThoseReplaced, this::isDue, changed);
        long every = Math.max(1, life.toSeconds() / (QUARTERS * QUARTERS));
        ScheduledFuture<?> task = scheduler.scheduleWithFixedDelay(looking, every, every, TimeUnit.SECONDS);
        return () -> {
            looking.end();
            task.cancel(false);
        };
    }

    private synchronized void endThoseReplaced() {
        long nanos = ticker.getAsLong();
        for (Token token : List.copyOf(tokens.subList(0, Math.max(0, tokens.size() - 1)))) {
            if (token.isOver(life, nanos) || (token.isToEnd(nanos) && ended(token))) {
                tokens.remove(token);
                forget(token);
            }
        }
    }

    /** The observers have their own tail, for lines that lag behind. */
    private void forget(Token token) {
        token.close();
        observers.forget(token.key());
    }

    private boolean ended(Token token) {
        try {
            return parent.use((key, calls) -> ended(token, calls));
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Whether it has ended; otherwise it does by itself. */
    private boolean ended(Token token, SignedCalls calls) {
        try {
            maker.end(calls, token.key().apiKey());
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void tellThatItLives(Token token) {
        EventLog.tokenLives(venue.id(), name.value(), token.made().plus(life));
    }

    /** Ends every token that may live; one that the venue could not be asked to end is named in the log, with the time at which it ends by itself. */
    @Override
    public synchronized void close() {
        closed = true;
        long nanos = ticker.getAsLong();
        for (Token token : tokens) {
            if (token.isOver(life, nanos) || ended(token)) {
                forget(token);
            } else {
                // Nobody looks any more, and it may be told of for as long as it lives: observers keep it.
                tellThatItLives(token);
                token.close();
            }
        }
        tokens.clear();
        parent.forget();
    }

    @Override
    public String toString() {
        return "TokenSource[" + name + ", made with " + parentId + "]";
    }
}
