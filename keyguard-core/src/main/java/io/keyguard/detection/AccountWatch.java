/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.Risk;
import io.keyguard.incident.FreezeScope;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Movement;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a venue shows of one account against what was signed for it.
 *
 * <p>Within a Keyguard it is told what is signed; the bot hands it the venue's stream of orders, and errors. Its memory is bounded, whatever happens: see {@link Builder#remember}. What it cannot know, such
 * as orders that are older than it or than what it remembers, it says and does not guess. Alarms are told on the thread that brought the last piece of evidence. Thread-safe.
 *
 * <pre>{@code
 * Keyguard.builder().watch(AccountWatch.of("binance", "main", Venues.binance().clientOrderIds()).onAlarm(pager::ring).freezeOn(FOREIGN_ORDER))
 * stream.onOrder(order -> keyguard.watch("binance", "main").order(order));
 * }</pre>
 */
public final class AccountWatch {
    private final String venue;
    private final String account;
    private final InstantSource clock;
    private final ClientOrderIds ids;
    private final Alarms alarms;
    private final ForeignOrders orders;
    private final ForeignMovements movements;
    private final KeyHabits habits;
    private final Refused refused;

    private AccountWatch(Builder builder, Consumer<Alarm> listener) {
        this.venue = builder.venue;
        this.account = builder.account;
        this.clock = builder.clock;
        this.ids = builder.ids;
        this.alarms = new Alarms(venue, account, listener);
        Instant now = clock.instant();
        this.orders = new ForeignOrders(builder.remember, builder.settle, builder.tags, builder.random, now, alarms);
        this.movements = new ForeignMovements(builder.settle, now, alarms);
        this.habits = new KeyHabits(builder.dormant, alarms);
        this.refused = new Refused(alarms);
    }

    /**
     * Returns a builder for the watch over {@code account} at {@code venue}.
     *
     * @param ids how the venue's orders carry the ids that bots give them
     */
    public static Builder of(String venue, String account, ClientOrderIds ids) {
        return new Builder(venue, account, ids);
    }

    /** Returns the id of the venue. */
    public String venue() {
        return venue;
    }

    /** Returns the owner's name of the account. */
    public String account() {
        return account;
    }

    /** Says that {@code request} was signed with a key of the account; called before it is sent. */
    public synchronized void signed(
            KeyId key, long generation, String strategy, Classification meaning, VenueRequest request) {
        Instant now = clock.instant();
        habits.used(key, generation, strategy, now);
        switch (meaning.permission()) {
            case TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, TRADE_OPTIONS -> trade(meaning.risk(), request, now);
            case WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT -> movements.signed(meaning.permission(), now);
            default -> {
                // Neither an order nor a movement.
            }
        }
        orders.settle(now);
    }

    @GuardedBy("this")
    private void trade(Risk risk, VenueRequest request, Instant now) {
        boolean adds = risk == Risk.ADDS_RISK;
        // A cancellation that counted as a second order of its id would explain whoever copies the id afterwards.
        if (adds || !RequestNames.cancels(request)) {
            orders.placed(RequestNames.of(request, ids.parameter()), now);
        }
        if (!adds) {
            orders.cancelled(RequestNames.all(request), now);
        }
    }

    /** Says what the venue showed of an order; the same may come again, late or out of order. */
    public synchronized void order(VenueOrder order) {
        Instant now = clock.instant();
        orders.seen(order, now);
        orders.settle(now);
    }

    /** Says that money came, went or moved; the same may come again. */
    public synchronized void movement(Movement movement) {
        Instant now = clock.instant();
        movements.seen(movement, now);
        movements.settle(now);
    }

    /**
     * Says which keys the venue lists on the account.
     *
     * @param known those that the owner knows
     */
    public synchronized void keys(Collection<ListedKey> listed, Set<VenueKeyId> known) {
        for (ListedKey key : listed) {
            if (!known.contains(key.id())) {
                alarms.raise(
                        clock.instant(),
                        Signal.UNKNOWN_KEY,
                        Optional.empty(),
                        key.id().value(),
                        true,
                        "the venue lists key " + key.id() + ", which nobody here knows");
            }
        }
    }

    /** Says that the venue answered a request signed with {@code key} with {@code error}. */
    public synchronized void error(KeyId key, VenueError error) {
        refused.error(key, error, clock.instant());
    }

    /** Says that {@code strategy} runs from now on, or no longer: until the first of these it is not known, and nothing follows from it. */
    public synchronized void running(String strategy, boolean runs) {
        habits.running(strategy, runs);
    }

    /** Says that every consumer of {@code key} has acknowledged {@code generation}: older ones are not used any more. */
    public synchronized void replaced(KeyId key, long generation) {
        habits.replaced(key, generation);
    }

    /** Announces that people trade and move money by hand {@code from} until {@code to}: what is foreign then is counted and not told. */
    public synchronized void announceManualTrading(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a window begins before it ends");
        }
        orders.announce(from, to);
        movements.announce(from, to);
    }

    /** Judges what has had its time to settle; called on a schedule, once a second. */
    public synchronized void tick() {
        Instant now = clock.instant();
        orders.settle(now);
        movements.settle(now);
    }

    /** Returns how many foreign orders fell into an announced window. */
    public synchronized long announced() {
        return orders.announced() + movements.announced();
    }

    @Override
    public String toString() {
        return "AccountWatch[" + venue + "/" + account + "]";
    }

    /**
     * Builds watches. Defaults: 512 orders remembered, 5 s to settle, keys are dormant after 14 days, no tags, nobody listens, the system clock. Not thread-safe.
     */
    public static final class Builder {
        private final String venue;
        private final String account;
        private final ClientOrderIds ids;
        private Consumer<Alarm> listener = alarm -> {};
        private final Set<Signal> freezeOn = EnumSet.noneOf(Signal.class);
        private int remember = 512;
        private Duration settle = Duration.ofSeconds(5);
        private Duration dormant = Duration.ofDays(14);
        private @Nullable OrderTags tags;
        private InstantSource clock = InstantSource.system();
        private SecureRandom random = new SecureRandom();

        private Builder(String venue, String account, ClientOrderIds ids) {
            this.venue = requireNonNull(venue, "venue");
            this.account = requireNonNull(account, "account");
            this.ids = requireNonNull(ids, "ids");
        }

        /** Sets who is told of alarms, on the thread that brought the evidence, which may be one that signs: it must not wait for anything. */
        @CanIgnoreReturnValue
        public Builder onAlarm(Consumer<Alarm> listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Sets how many of the orders signed last are remembered, of which each takes 40 bytes. Orders from before that are not judged unless they have a tag: choose it larger than what rests in the book,
         * and larger than what is signed in the longest time that the stream may be late.
         *
         * @throws IllegalArgumentException if it is not a power of two from 16 to 2^20
         */
        @CanIgnoreReturnValue
        public Builder remember(int orders) {
            if (Integer.bitCount(orders) != 1 || orders < 16 || orders > 1 << 20) {
                throw new IllegalArgumentException("the number of orders is a power of two from 16 to 1,048,576");
            }
            this.remember = orders;
            return this;
        }

        /** Sets how long an order that nobody knows may wait for its explanation, such as the ledger of another process. */
        @CanIgnoreReturnValue
        public Builder settle(Duration settle) {
            if (settle.isNegative()) {
                throw new IllegalArgumentException("the time to settle is not negative");
            }
            this.settle = settle;
            return this;
        }

        /** Sets after how long without use a key counts as dormant. */
        @CanIgnoreReturnValue
        public Builder dormantAfter(Duration dormant) {
            this.dormant = requireNonNull(dormant, "dormant");
            return this;
        }

        /** Sets the tags that the account's orders have; they stay the caller's. */
        @CanIgnoreReturnValue
        public Builder tags(OrderTags tags) {
            this.tags = requireNonNull(tags, "tags");
            return this;
        }

        /** Sets the clock. */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Freezes when one of {@code signals} is noticed: the key where it is known, every key of the venue otherwise. Needs a Keyguard, see {@code Keyguard.Builder.watch}. */
        @CanIgnoreReturnValue
        public Builder freezeOn(Signal... signals) {
            freezeOn.addAll(Set.of(signals));
            return this;
        }

        /**
         * Returns the watch.
         *
         * @throws IllegalStateException if it is to freeze, and there is no Keyguard
         */
        public AccountWatch build() {
            if (!freezeOn.isEmpty()) {
                throw new IllegalStateException("a watch that freezes is given to Keyguard.Builder.watch");
            }
            return new AccountWatch(this, listener);
        }

        /** Returns the watch, which freezes by {@code freezer}; for a Keyguard. */
        public AccountWatch build(BiConsumer<FreezeScope, String> freezer) {
            Set<Signal> freezing = Set.copyOf(freezeOn);
            Consumer<Alarm> told = listener;
            return new AccountWatch(this, alarm -> {
                if (freezing.contains(alarm.signal())) {
                    freezer.accept(
                            alarm.key().map(FreezeScope::key).orElseGet(() -> FreezeScope.venue(alarm.venue())),
                            alarm.signal().words());
                }
                told.accept(alarm);
            });
        }
    }
}
