/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.RotationException;
import io.keyguard.metrics.Metrics;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import io.keyguard.source.KeyStore;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Replaces keys at their venues, step by step: each step is written to the state directory before it has an effect, so that {@link #resume} goes on from wherever a process ended.
 *
 * <p>Nothing here waits: a call goes as far as it can, and the status says when it makes sense to {@linkplain #resume resume}. One process rotates at a time with one state directory. Thread-safe; never
 * use it from a thread that may be interrupted, which would close the journal.
 */
public final class Rotations {
    private final Workshop shop;
    private final String by;

    private Rotations(Builder builder) {
        this.shop = new Workshop(builder);
        this.by = builder.by;
    }

    /** Returns a builder for rotations of the keys in {@code store}, whose journal stands in the state directory {@code state}. */
    public static Builder builder(Path state, KeyStore store) {
        return new Builder(state, store);
    }

    /**
     * Begins the rotation that {@code plan} describes, and goes as far as it can.
     *
     * @throws io.keyguard.RotationException if the key is being rotated already, or is not in the store
     * @throws io.keyguard.StateException if the journal cannot be written; nothing was done then that is not written
     */
    public RotationStatus run(RotationPlan plan) {
        return shop.with(false, engine -> {
            engine.work().journal().open(plan.key()).ifPresent(row -> {
                throw RotationExceptions.open(plan.key(), row.state());
            });
            return engine.begin(shop.row(plan));
        });
    }

    /**
     * Goes on with the rotation of {@code key}, from wherever a process ended or it had to wait.
     *
     * @throws io.keyguard.RotationException if it is not being rotated
     */
    public RotationStatus resume(KeyId key) {
        return shop.with(isEmergency(key), engine -> engine.advance(open(engine, key)));
    }

    /** No emergency has to wait for another one. */
    private boolean isEmergency(KeyId key) {
        return shop.journal().rows().values().stream()
                .anyMatch(row -> row.key().equals(key) && !row.state().isOver() && row.is(Rotation.EMERGENCY));
    }

    /**
     * Goes on with the rotation of {@code key}, which stands at {@link RotationState#BLOCKED}, or waits for a person to delete a key, as somebody has seen to what its reason asks for.
     *
     * @throws io.keyguard.RotationException if nothing was asked for
     */
    public RotationStatus confirm(KeyId key) {
        return shop.with(false, engine -> engine.begin(Decisions.confirmed(open(engine, key), engine.work())));
    }

    /**
     * Ends the rotation of {@code key} without a new key; what the venue made is deleted.
     *
     * @throws io.keyguard.RotationException if the new key is in use already: then roll back
     */
    public RotationStatus abort(KeyId key) {
        return shop.with(false, engine -> engine.begin(Decisions.aborted(open(engine, key), engine.work())));
    }

    /**
     * Puts the old key back, waits until nobody uses the new one any more, and deletes that.
     *
     * @throws io.keyguard.RotationException if the old key is being deleted already, or is dead
     */
    public RotationStatus rollBack(KeyId key) {
        return shop.with(false, engine -> engine.begin(Decisions.rolledBack(open(engine, key), engine.work())));
    }

    /**
     * Takes the key that a person made, if it is the one that was asked for: of the right form, account and rights, and not an old one. Nothing is stored otherwise.
     *
     * @param typed its material; the labels do not count. It stays the caller's to close
     * @throws io.keyguard.RotationException if it was not taken, saying why
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked about it
     */
    public RotationStatus enter(KeyId key, ApiKey typed) {
        return shop.with(false, engine -> engine.enter(open(engine, key), typed));
    }

    /**
     * Deletes the key of {@code plan}, and with it whatever a rotation of it has made; none is made in their place. Pre-empts a rotation under way, in whatever process.
     *
     * @throws io.keyguard.RotationException if there is no such key in the store
     */
    public RotationStatus revokeNow(RotationPlan plan) {
        shop.journal().ask(new RotationStop(plan.key().value(), by, shop.clock().instant()));
        return shop.with(true, engine -> {
            Rotation row = engine.work()
                    .journal()
                    .open(plan.key())
                    .filter(one -> !one.isForeign())
                    .orElseGet(() -> rowToRevoke(plan));
            // Only from then on the journal says it.
            return engine.begin(
                    Decisions.emergency(row, plan, engine.work()),
                    () -> shop.journal().answered(plan.key()));
        });
    }

    /**
     * Deletes at once what {@link #revokeNow} would, as far as that can be found out, without the journal and without waiting for anybody: for an emergency in which the state directory cannot be used, as it is
     * damaged, on a full disk, or locked by a process that hangs. Nothing is written, so that nobody goes on with it after a crash: call it until it says that the venue refuses the key.
     *
     * @return what became of each key, one line each, names only
     */
    public List<String> revokeUnrecorded(RotationPlan plan) {
        return new Unrecorded(shop).revoke(plan);
    }

    private Rotation rowToRevoke(RotationPlan plan) {
        try {
            return shop.row(plan);
        } catch (RotationException e) {
            // There is nothing to end, and so nobody to stop.
            shop.journal().answered(plan.key());
            throw e;
        }
    }

    /**
     * Ends a rotation whose old key, or in an emergency any of its keys, is refused by its venue in words that prove nothing, or can be asked about by nobody, once a person has seen to it at the venue that it is gone. What
     * the venue still accepts, or has in its list, is not taken for gone. The status says in {@link RotationStatus#cause} that it was not proven.
     *
     * @throws io.keyguard.RotationException if nobody is asked that, or the venue says otherwise
     */
    public RotationStatus gone(KeyId key) {
        return shop.with(isEmergency(key), engine -> engine.begin(Decisions.gone(open(engine, key), engine.work())));
    }

    /** Returns which emergencies have asked every rotation to stop and were not begun; changes nothing, and needs no lock. */
    public List<RotationStop> stops() {
        return shop.journal().stops();
    }

    /**
     * Lets rotations in the state directory {@code state} go on though emergencies have asked them to stop that nobody will begin, and returns those.
     *
     * @throws io.keyguard.StateException if that cannot be written
     */
    public static List<RotationStop> endStops(Path state) {
        return new JournalFile(state).endStops();
    }

    /**
     * Looks for keys at the venue that rotations left behind, and deletes those by their ids; tells of those that nobody knows. The key of {@code plan} must not be in rotation.
     *
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked
     * @throws io.keyguard.VenueRefusedException if it refuses
     */
    public RotationSweep sweep(RotationPlan plan) {
        return shop.with(false, engine -> {
            engine.work().journal().open(plan.key()).ifPresent(row -> {
                throw RotationExceptions.open(plan.key(), row.state());
            });
            return new Sweeper(engine).sweep(shop.row(plan));
        });
    }

    /** Returns what {@link #run} would do with {@code plan}, and what stands against it; asks the venue, and changes nothing anywhere. */
    public List<String> preview(RotationPlan plan) {
        return shop.with(false, engine -> new Preview(engine.work()).of(shop.row(plan)));
    }

    /** Returns what a person has to prepare for {@code plan}, one thing each; asks no venue, and changes nothing anywhere. */
    public List<String> preparations(RotationPlan plan) {
        return shop.with(false, engine -> new Preview(engine.work()).prepare(shop.row(plan)));
    }

    /**
     * Returns when the venue ends the key of {@code plan}, asked with the administering key, or with the key itself where that takes no nonce from bots; empty if never, or nobody can be asked.
     *
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked
     * @throws io.keyguard.VenueRefusedException if it refuses
     */
    public Optional<Instant> expiry(RotationPlan plan) {
        return Optional.ofNullable(expiries(List.of(plan), (key, why) -> {
                    throw why;
                })
                .get(plan.key()));
    }

    /**
     * Returns when venues end the keys of {@code plans}, as {@link #expiry} does for one, with one question for all keys of an account that an administering key lists. Keys that never end are left out.
     *
     * @param unknown is told of which keys it was not found out, and why; those are left out
     */
    public Map<KeyId, Instant> expiries(Collection<RotationPlan> plans, BiConsumer<KeyId, KeyguardException> unknown) {
        return shop.with(false, engine -> new Expiries(shop, engine.work().door()).of(List.copyOf(plans), unknown));
    }

    /** Returns where every rotation stands that the state directory knows, the oldest first; changes nothing, and needs no lock. */
    public List<RotationStatus> status() {
        return shop.journal().rows().values().stream()
                .map(row -> {
                    Venue venue = shop.venue(row.venue());
                    return venue == null
                            ? RotationStatus.of(row, Optional.empty(), List.of())
                            : Engine.status(row, null, venue);
                })
                .toList();
    }

    /**
     * Returns the names under which a store keeps keys aside for the rotations under way that {@code state} knows, and whose each is: the old key, or the new one that no bot uses yet. Who ends a key has
     * to end these too. Changes nothing, and needs no lock.
     *
     * @throws io.keyguard.RotationException if the journal is damaged
     */
    public static Map<KeyId, KeyId> aside(Path state) {
        var aside = new HashMap<KeyId, KeyId>();
        for (Rotation row : new JournalFile(state).rows().values()) {
            if (!row.state().isOver()) {
                aside.put(Shelf.oldName(row), row.key());
                if (!row.newId().isEmpty()) {
                    aside.put(Shelf.nextName(row), row.key());
                }
            }
        }
        return Map.copyOf(aside);
    }

    private static Rotation open(Engine engine, KeyId key) {
        Rotation row = engine.work().journal().open(key).orElseThrow(() -> RotationExceptions.none(key));
        if (row.isForeign()) {
            throw RotationExceptions.cannot(row.reason(), key, row.state());
        }
        return row;
    }

    @Override
    public String toString() {
        return "Rotations[" + shop.journal() + "]";
    }

    /**
     * Builds rotations. Defaults: the system clock, an administering key only if a source is given, the processes of the state directory as those who use keys, 10 s for another process to let go, nobody
     * listens, no key remembered as revoked. Not thread-safe.
     */
    public static final class Builder {
        private final Path state;
        final KeyStore store;
        final Map<String, Venue> venues = new HashMap<>();

        @Nullable
        HttpTransport transport;

        @Nullable
        KeySource administrators;

        Consumers consumers;
        RevokedKeys revoked = RevokedKeys.NONE;

        @Nullable
        TradingPause pause;

        @Nullable
        ConsumerFence fence;

        InstantSource clock = InstantSource.system();
        LongSupplier ticker = System::nanoTime;
        Function<String, LongSupplier> offsets = venue -> () -> 0;
        Duration patience = Duration.ofSeconds(10);
        Consumer<RotationStatus> listener = status -> {};
        Effects effects = Effects.DIRECT;
        String by = "";
        Metrics metrics = Metrics.NONE;
        JournalDisk journal;

        private Builder(Path state, KeyStore store) {
            this.state = requireNonNull(state, "state");
            this.store = requireNonNull(store, "store");
            this.consumers = new ProcessConsumers(state, Set.of());
            this.journal = new JournalFile(state);
        }

        /** Adds venues. */
        @CanIgnoreReturnValue
        public Builder venues(Venue... venues) {
            for (Venue venue : venues) {
                this.venues.put(venue.id(), venue);
            }
            return this;
        }

        /** Sets what sends requests to venues; it must send nothing twice. */
        @CanIgnoreReturnValue
        public Builder transport(HttpTransport transport) {
            this.transport = requireNonNull(transport, "transport");
            return this;
        }

        /** Sets where administering keys are read from; it stays the caller's to close. */
        @CanIgnoreReturnValue
        public Builder administrators(KeySource administrators) {
            this.administrators = requireNonNull(administrators, "administrators");
            return this;
        }

        /** Leaves out the processes called {@code names}: this one, where it uses no keys itself. */
        @CanIgnoreReturnValue
        public Builder notCounting(Set<String> names) {
            this.consumers = new ProcessConsumers(state, Set.copyOf(names));
            return this;
        }

        /** Sets what remembers revoked keys. */
        @CanIgnoreReturnValue
        public Builder revoked(RevokedKeys revoked) {
            this.revoked = requireNonNull(revoked, "revoked");
            return this;
        }

        /** Sets what stops trading, for venues where a new key ends the old one. */
        @CanIgnoreReturnValue
        public Builder pause(TradingPause pause) {
            this.pause = requireNonNull(pause, "pause");
            return this;
        }

        /** Sets what stops bots that are late, for plans with {@link RotationPlan.Late#FENCE}. */
        @CanIgnoreReturnValue
        public Builder fence(ConsumerFence fence) {
            this.fence = requireNonNull(fence, "fence");
            return this;
        }

        /** Sets who is told of each step, once it is written; on the thread that takes it. */
        @CanIgnoreReturnValue
        public Builder listener(Consumer<RotationStatus> listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /** Sets what takes the figures; only names are labels. */
        @CanIgnoreReturnValue
        public Builder metrics(Metrics metrics) {
            this.metrics = requireNonNull(metrics, "metrics");
            return this;
        }

        /** Sets who does this, in a line, for those whom an emergency stops. */
        @CanIgnoreReturnValue
        public Builder by(String name) {
            this.by = requireNonNull(name, "name");
            return this;
        }

        /** Sets how long to wait for another process that rotates; an emergency waits three times as long. */
        @CanIgnoreReturnValue
        public Builder patience(Duration patience) {
            this.patience = requireNonNull(patience, "patience");
            return this;
        }

        /** Sets the wall clock. */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Sets what waits inside the process are measured with, in nanoseconds. */
        @CanIgnoreReturnValue
        public Builder ticker(LongSupplier ticker) {
            this.ticker = requireNonNull(ticker, "ticker");
            return this;
        }

        /** Sets where it is known, by the id of a venue, how many milliseconds its clock is ahead. */
        @CanIgnoreReturnValue
        public Builder offsets(Function<String, LongSupplier> offsets) {
            this.offsets = requireNonNull(offsets, "offsets");
            return this;
        }

        @CanIgnoreReturnValue
        Builder consumers(Consumers consumers) {
            this.consumers = consumers;
            return this;
        }

        @CanIgnoreReturnValue
        Builder journal(JournalDisk journal) {
            this.journal = journal;
            return this;
        }

        @CanIgnoreReturnValue
        Builder effects(Effects effects) {
            this.effects = effects;
            return this;
        }

        /**
         * Returns the rotations.
         *
         * @throws NullPointerException if the transport is missing
         */
        public Rotations build() {
            return new Rotations(this);
        }
    }
}
