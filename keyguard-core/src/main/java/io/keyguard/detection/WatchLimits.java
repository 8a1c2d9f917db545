/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * From where on something is worth an alarm, and what is known to be ours. {@code docs/detection.md} tells what each does.
 *
 * <p>Immutable: every method returns new ones.
 */
public final class WatchLimits implements Cloneable {
    private static final WatchLimits USUAL = new WatchLimits();

    /** What an order or an execution is worth. */
    @FunctionalInterface
    public interface Valuation {
        /**
         * Returns what {@code quantity} of {@code symbol} is worth, in the unit in which budgets are set.
         *
         * @param quantity above zero buys, below sells
         */
        double of(String symbol, double quantity, double price);
    }

    Duration settle = Duration.ofSeconds(5);
    Duration dormant = Duration.ofDays(14);
    Duration unwatched = Duration.ofMinutes(5);
    int refusals = 5;
    int nonces = 6;
    int disclosures = 3;
    int washes = 5;
    double washLoss = 0.005;
    double priceAway = 0.05;
    double depthShare = 1;
    double perOrder = Double.MAX_VALUE;
    double hourly = Double.MAX_VALUE;
    double daily = Double.MAX_VALUE;
    double sizeFactor = 20;
    double rateFactor = 32;
    double balanceShare = 0.01;
    Set<String> symbols = Set.of();
    Set<String> addresses = Set.of();
    Set<KeyId> honeyKeys = Set.of();
    boolean honeyAccount;
    Map<String, Duration> channels = Map.of();
    private Valuation valuation = (symbol, quantity, price) -> Math.abs(quantity * price);
    private @Nullable ToDoubleFunction<VenueRequest> weights;

    private WatchLimits() {}

    /** Returns the usual limits. */
    public static WatchLimits usual() {
        return USUAL;
    }

    private WatchLimits with(Consumer<WatchLimits> change) {
        try {
            var copy = (WatchLimits) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("it can be cloned", e);
        }
    }

    /**
     * Sets how long an order or a movement that nobody knows may wait for its explanation, such as the ledger of another process; usually 5 s.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public WatchLimits settle(Duration settle) {
        require(!settle.isNegative(), "the time to settle is not negative");
        return with(copy -> copy.settle = settle);
    }

    /** Sets after how long without use a key counts as dormant; usually 14 days. */
    public WatchLimits dormantAfter(Duration dormant) {
        requireNonNull(dormant, "dormant");
        return with(copy -> copy.dormant = dormant);
    }

    /**
     * Sets how long nobody may watch between the end of a process and the next; usually 5 min. After a crash, any while is told.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public WatchLimits unwatched(Duration unwatched) {
        require(!unwatched.isNegative(), "the time without a watch is not negative");
        return with(copy -> copy.unwatched = unwatched);
    }

    /**
     * Sets how many refusals of a key within a minute are too many; usually 5.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1000
     */
    public WatchLimits refusalsAMinute(int refusals) {
        return with(copy -> copy.refusals = count(refusals));
    }

    /**
     * Sets how many conflicts of nonces within a minute are too many; usually 6.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1000
     */
    public WatchLimits noncesAMinute(int nonces) {
        return with(copy -> copy.nonces = count(nonces));
    }

    /**
     * Sets how many keys may be shown, exported or brought back within a day; usually 3 of each.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1000
     */
    public WatchLimits disclosuresADay(int disclosures) {
        return with(copy -> copy.disclosures = count(disclosures));
    }

    /**
     * Sets how many round trips of one symbol within an hour are too many that each lose more than {@code share}; usually five that lose 0.5 %.
     *
     * @throws IllegalArgumentException if the number is not from 1 to 1000, or the share is not positive
     */
    public WatchLimits losingTrips(int trips, double share) {
        return with(copy -> {
            copy.washes = count(trips);
            copy.washLoss = positive(share);
        });
    }

    /**
     * Sets how far above the market an order may buy, or below it sell, as a share of the price; usually 0.05.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WatchLimits priceAway(double share) {
        return with(copy -> copy.priceAway = positive(share));
    }

    /**
     * Sets how large an order may be, as a share of what its market can take near its price; usually 1.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WatchLimits depthShare(double share) {
        return with(copy -> copy.depthShare = positive(share));
    }

    /**
     * Sets what one order, the executions of an hour, and those of a day may be worth; usually nothing is agreed.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public WatchLimits budget(double order, double hour, double day) {
        return with(copy -> {
            copy.perOrder = positive(order);
            copy.hourly = positive(hour);
            copy.daily = positive(day);
        });
    }

    /** Sets what orders and executions are worth; usually quantity times price, whatever it is paid in. */
    public WatchLimits valuedBy(Valuation valuation) {
        requireNonNull(valuation, "valuation");
        return with(copy -> copy.valuation = valuation);
    }

    /**
     * Sets how many times larger than 99 of 100 orders before it one has to be to be told; usually 20.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WatchLimits sizeFactor(double factor) {
        return with(copy -> copy.sizeFactor = positive(factor));
    }

    /**
     * Sets how many times the usual rate of orders is told; usually 32, so that a market that goes mad is no alarm.
     *
     * @throws IllegalArgumentException if it is not above 1
     */
    public WatchLimits rateFactor(double factor) {
        require(factor > 1, "a factor of rates is above 1");
        return with(copy -> copy.rateFactor = factor);
    }

    /**
     * Sets how much of an asset may be missing, as a share of what was held; usually 0.01.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public WatchLimits balanceTolerance(double share) {
        return with(copy -> copy.balanceShare = positive(share));
    }

    /** Sets the symbols that are traded: any other is told at once. Usually none is named, and those that come first are learnt. */
    public WatchLimits symbols(Set<String> symbols) {
        Set<String> all = Set.copyOf(symbols);
        return with(copy -> copy.symbols = all);
    }

    /** Sets the addresses that requests come from: any other is told at once. Usually none is named, and those of the first day are learnt. */
    public WatchLimits addresses(Set<String> addresses) {
        Set<String> all = Set.copyOf(addresses);
        return with(copy -> copy.addresses = all);
    }

    /** Adds keys that lie somewhere for thieves, and that nobody has a reason to touch. */
    public WatchLimits honey(KeyId... keys) {
        var all = new HashSet<>(honeyKeys);
        all.addAll(Set.of(keys));
        return with(copy -> copy.honeyKeys = Set.copyOf(all));
    }

    /** Says that the whole account is there for thieves: whatever the venue shows of it is an alarm. */
    public WatchLimits honeyAccount() {
        return with(copy -> copy.honeyAccount = true);
    }

    /**
     * Adds a channel of alarms that gives a sign of life at least every {@code every}; twice that without one is told.
     *
     * @throws IllegalArgumentException if the time is not positive
     */
    public WatchLimits channel(String name, Duration every) {
        require(!every.isNegative() && !every.isZero(), "the time between two signs of life is positive");
        var all = new TreeMap<>(channels);
        all.put(name, every);
        return with(copy -> copy.channels = Map.copyOf(all));
    }

    /** Sets what each request weighs for the venue's limit; without it, {@link AccountEvent.Limit#WEIGHT} says nothing. */
    public WatchLimits weights(ToDoubleFunction<VenueRequest> weights) {
        requireNonNull(weights, "weights");
        return with(copy -> copy.weights = weights);
    }

    double value(String symbol, double quantity, double price) {
        return valuation.of(symbol, quantity, price);
    }

    boolean knowsWeights() {
        return weights != null;
    }

    double weight(VenueRequest request) {
        return weights == null ? 0 : weights.applyAsDouble(request);
    }

    private static int count(int number) {
        require(number > 0 && number <= 1000, "a number of times is from 1 to 1000");
        return number;
    }

    private static double positive(double number) {
        require(number > 0, "a share, a factor or a budget is positive");
        return number;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Prints those that are numbers. */
    @Override
    public String toString() {
        return "WatchLimits[settle=" + settle + ", dormant=" + dormant + ", refusals=" + refusals + ", nonces=" + nonces
                + ", priceAway=" + priceAway + ", rateFactor=" + rateFactor + "]";
    }
}
