/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.source.KeySource;
import io.keyguard.source.SecretObserver;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds sources of tokens. Defaults: the system's clocks, and the observers that {@link java.util.ServiceLoader} finds. Not thread-safe. */
public final class TokenSourceBuilder {
    private static final Duration SHORTEST = Duration.ofMinutes(5);

    final KeySource parents;
    final KeyId parent;
    final List<SecretObserver> observers = new ArrayList<>();

    @Nullable
    KeyId name;

    Set<String> strategies = Set.of();

    @Nullable
    Venue venue;

    Set<Permission> needs = Set.of();

    @Nullable
    Duration life;

    @Nullable
    HttpTransport transport;

    @Nullable
    ScheduledExecutorService scheduler;

    InstantSource clock = InstantSource.system();
    LongSupplier ticker = System::nanoTime;

    TokenSourceBuilder(KeySource parents, KeyId parent) {
        this.parents = requireNonNull(parents, "parents");
        this.parent = requireNonNull(parent, "parent");
    }

    /** Sets what the tokens are called, all alike, and who gets them. */
    @CanIgnoreReturnValue
    public TokenSourceBuilder named(KeyId name, Set<String> strategies) {
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
    public TokenSourceBuilder at(Venue venue, Set<Permission> needs) {
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
    public TokenSourceBuilder life(Duration life) {
        if (life.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "a token lives five minutes or longer, so that there is time to replace it");
        }
        this.life = life;
        return this;
    }

    /** Sets what sends requests to the venue, and what looks whether a token is due; both stay the caller's. */
    @CanIgnoreReturnValue
    public TokenSourceBuilder over(HttpTransport transport, ScheduledExecutorService scheduler) {
        this.transport = requireNonNull(transport, "transport");
        this.scheduler = requireNonNull(scheduler, "scheduler");
        return this;
    }

    /** Adds an observer, which learns of the key that makes tokens, and of each token, before either is used. */
    @CanIgnoreReturnValue
    public TokenSourceBuilder observer(SecretObserver observer) {
        observers.add(requireNonNull(observer, "observer"));
        return this;
    }

    /** Sets the wall clock. */
    @CanIgnoreReturnValue
    public TokenSourceBuilder clock(InstantSource clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /** Sets what the ages of tokens are measured with, in nanoseconds; a jump of the wall clock does not change them. */
    @CanIgnoreReturnValue
    public TokenSourceBuilder ticker(LongSupplier ticker) {
        this.ticker = requireNonNull(ticker, "ticker");
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
