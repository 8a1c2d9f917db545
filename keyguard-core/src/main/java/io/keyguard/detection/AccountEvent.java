/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Classification;
import io.keyguard.venue.Fill;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Payout;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Something that an {@link AccountWatch} is told. What a venue shows may come twice, late and in any order. Names and numbers only. */
public sealed interface AccountEvent {

    // From the signing path

    /**
     * A request was allowed and is about to be signed, or another process signed it.
     *
     * @param elsewhere when another process signed it; empty if this one is about to, so that what the venue has shown before is not explained by it
     */
    record Signed(
            KeyId key,
            long generation,
            String strategy,
            Classification meaning,
            VenueRequest request,
            Optional<Instant> elsewhere)
            implements AccountEvent {
        /** A request that this process is about to sign. */
        public Signed(KeyId key, long generation, String strategy, Classification meaning, VenueRequest request) {
            this(key, generation, strategy, meaning, request, Optional.empty());
        }

        /** When it was signed: by a clock that is ahead, now. */
        Instant at(Instant now) {
            return elsewhere.filter(now::isAfter).orElse(now);
        }
    }

    /**
     * The venue answered a request.
     *
     * @param strategy whose request it was; an empty string where nobody knows
     * @param error what went wrong; empty if nothing did
     */
    record Answered(KeyId key, String strategy, Optional<VenueError> error) implements AccountEvent {}

    /**
     * The venue counts what the account, or an address, has used of a limit.
     *
     * @param limit what is counted
     * @param window the length of the limit's windows, which begin at multiples of it by UTC
     * @param used what the venue has counted in the window under way
     */
    record LimitUsed(Limit limit, Duration window, long used) implements AccountEvent {}

    /** What a venue counts. */
    enum Limit {
        /** Orders of the account. */
        ORDERS,
        /** Requests, each with the weight that {@link WatchLimits#weights} gives it. */
        WEIGHT
    }

    // From the venue's stream, or its lists

    /** An order as it is now. */
    record OrderShown(VenueOrder order) implements AccountEvent {}

    /** An order was executed, or a part of it. */
    record Filled(Fill fill) implements AccountEvent {}

    /** Money came, went or moved. */
    record Moved(Movement movement) implements AccountEvent {}

    /** Where the venue sends the yield of the account, all of it. */
    record PayoutsShown(List<Payout> payouts) implements AccountEvent {
        /** Copies the list. */
        public PayoutsShown {
            payouts = List.copyOf(payouts);
        }
    }

    /** The venue itself added or took something: funding, a liquidation, a conversion of small amounts. */
    record Adjusted(String id, String asset, BigDecimal amount) implements AccountEvent {}

    /** What the account holds, all of it. */
    record Held(List<Balance> balances) implements AccountEvent {
        /** Copies the list. */
        public Held {
            balances = List.copyOf(balances);
        }
    }

    /**
     * The keys that the venue lists on the account, all of them.
     *
     * @param known those that the owner knows
     */
    record KeysListed(List<ListedKey> listed, Set<VenueKeyId> known) implements AccountEvent {
        /** Copies both. */
        public KeysListed {
            listed = List.copyOf(listed);
            known = Set.copyOf(known);
        }
    }

    /** A line of the venue's own record of who did what. */
    record Accessed(AccessEvent access) implements AccountEvent {}

    /**
     * What the market is.
     *
     * @param depth how much can be traded within a hundredth of the price, on the thinner side, valued as {@link WatchLimits#valuedBy} values; empty if nobody looked
     */
    record Quoted(String symbol, BigDecimal bid, BigDecimal ask, Optional<BigDecimal> depth) implements AccountEvent {}

    // From the keys' own life

    /** A strategy runs from now on, or no longer. */
    record Running(String strategy, boolean runs) implements AccountEvent {}

    /** Every consumer of a key has acknowledged {@code generation}: older ones are not used any more. */
    record Replaced(KeyId key, long generation) implements AccountEvent {}

    /** A venue says something else of a key's rights than before. */
    record RightsChanged(KeyId key, Set<String> gained, Set<String> lost) implements AccountEvent {
        /** Copies both. */
        public RightsChanged {
            gained = Set.copyOf(gained);
            lost = Set.copyOf(lost);
        }
    }

    /**
     * Material left its box.
     *
     * @param key which; empty if it was many at once
     * @param by which strategy, or who at which command
     * @param keys how many: a backup of a whole vault discloses every key in it
     * @param at when; empty if that is now
     */
    record Disclosed(Optional<KeyId> key, How how, String by, int keys, Optional<Instant> at) implements AccountEvent {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Disclosed {
            if (keys < 0) {
                throw new IllegalArgumentException("a number of keys is not negative");
            }
        }

        /** Says that one key left its box just now. */
        public Disclosed(Optional<KeyId> key, How how, String by) {
            this(key, how, by, 1, Optional.empty());
        }
    }

    /** How material left its box. */
    enum How {
        /** It was shown to code or a person. */
        REVEALED,
        /** It was written to a backup. */
        EXPORTED,
        /** A backup of it was read. */
        RESTORED
    }

    /**
     * Redaction caught a secret on its way out.
     *
     * @param key the key it belongs to, by its name, or the kind of secret
     * @param sink where it was on its way to
     */
    record Caught(String key, String sink) implements AccountEvent {}

    /**
     * The address that this process's requests come from, as somebody outside sees it.
     *
     * @param address in the form of {@link AccessEvent#address}
     */
    record Egress(String address) implements AccountEvent {}

    /**
     * A channel of alarms took a sign of life.
     *
     * @param target where it leads; only a digest of it is kept
     */
    record ChannelAlive(String channel, String target) implements AccountEvent {
        @Override
        public String toString() {
            return "ChannelAlive[" + channel + "]";
        }
    }

    /**
     * The audit trail was verified.
     *
     * @param problems what does not hold; none: it holds
     */
    record TrailChecked(List<String> problems) implements AccountEvent {
        /** Copies the list. */
        public TrailChecked {
            problems = List.copyOf(problems);
        }
    }

    /**
     * The audit trail was read.
     *
     * @param disclosed what left its box by any process, all of it, in the order of each chain
     */
    record TrailRead(List<Entry> disclosed) implements AccountEvent {
        /** Copies the list. */
        public TrailRead {
            disclosed = List.copyOf(disclosed);
        }

        /**
         * A disclosure, and where it stands.
         *
         * @param chain the process that wrote it
         * @param number its place in the chain, from 0 on
         * @param expected whether it says nothing new: it was told when it happened, or the grant says that a client holds the key
         */
        public record Entry(String chain, long number, boolean expected, Disclosed what) {}
    }

    /** Something unusual is to happen from {@code from} until {@code to}, and is meant to: what {@code change} explains then is counted and not told. */
    record Announced(Change change, Instant from, Instant to) implements AccountEvent {
        /**
         * Checks the window.
         *
         * @throws IllegalArgumentException if it ends before it begins
         */
        public Announced {
            requireNonNull(change, "change");
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("a window begins before it ends");
            }
        }
    }

    /** A moment has passed. */
    record Tick() implements AccountEvent {}
}
