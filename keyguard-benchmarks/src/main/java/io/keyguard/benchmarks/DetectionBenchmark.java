/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.VenueOrder;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.Fill;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event costs a watch with every rule, for one account and for ten thousand with a key each, on one thread; against what a home-made join of client order ids would do. At most 10 us is the target; 100 us would
 * be 10,000 events a second.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar DetectionBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DetectionBenchmark {
    private static final int EVENTS = 6;
    /** One in so many orders comes with the account's balances, beside the events that are counted. */
    private static final int BALANCES_EVERY = 16;

    private static final BigDecimal BID = new BigDecimal("9.99");
    private static final BigDecimal ASK = new BigDecimal("10.01");
    private static final Optional<BigDecimal> DEPTH = Optional.of(new BigDecimal("5000000"));
    private static final List<Balance> BALANCES = List.of(
            new Balance("spot", "BTC", new BigDecimal("1000000000")),
            new Balance("spot", "USDT", new BigDecimal("100000000000")),
            new Balance("spot", "BNB", BigDecimal.TEN));
    private static final Classification TRADE = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);

    /** Accounts, each with a key of its own. */
    @Param({"1", "10000"})
    public int keys;

    private final List<AccountWatch> watches = new ArrayList<>();
    private final List<KeyId> ids = new ArrayList<>();
    private final List<Set<String>> joined = new ArrayList<>();
    private int next;
    private long orders;

    /** Makes the watches. */
    @Setup
    public void make() {
        var form = new ClientOrderIds("newClientOrderId", Pattern.compile(".+"), "all");
        for (int n = 0; n < keys; n++) {
            watches.add(AccountWatch.of("binance", "account-" + n, form).build());
            ids.add(KeyId.of("key-" + n));
            joined.add(new HashSet<>());
        }
    }

    private VenueRequest request(String id) {
        return VenueRequest.post("/api/v3/order")
                .param("symbol", "BTCUSDT")
                .param("quantity", "1")
                .param("newClientOrderId", id);
    }

    private static VenueOrder shown(String id, Instant at, VenueOrder.State state) {
        return new VenueOrder(id + "v", id, "BTCUSDT", BigDecimal.ONE, Optional.of(BigDecimal.TEN), at, state, false);
    }

    private int account() {
        next = next + 1 == keys ? 0 : next + 1;
        return next;
    }

    /** An order of ours: signed, answered, shown as open, executed at a market that was quoted, shown as filled; and now and then what the account holds. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    @Against("homeMadeJoin")
    public void event() {
        int account = account();
        AccountWatch watch = watches.get(account);
        String id = Long.toString(orders++, 36);
        watch.signed(ids.get(account), 1, "grid", TRADE, request(id));
        watch.tell(new AccountEvent.Answered(ids.get(account), "grid", Optional.empty()));
        Instant at = Instant.now();
        watch.order(shown(id, at, VenueOrder.State.OPEN));
        watch.tell(new AccountEvent.Quoted("BTCUSDT", BID, ASK, DEPTH));
        watch.tell(new AccountEvent.Filled(
                new Fill(id + "t", id + "v", id, "BTCUSDT", BigDecimal.ONE, BigDecimal.TEN, BigDecimal.ZERO, "", at)));
        watch.order(shown(id, at, VenueOrder.State.FILLED));
        if (orders % BALANCES_EVERY == 0) {
            watch.tell(new AccountEvent.Held(BALANCES));
        }
    }

    /** A set of ids, and nothing else: executions, quotes and balances it passes over. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public boolean homeMadeJoin() {
        Set<String> join = joined.get(account());
        String id = Long.toString(orders++, 36);
        join.add(request(id).param("newClientOrderId").orElse(""));
        Instant at = Instant.now();
        boolean ours = join.contains(shown(id, at, VenueOrder.State.OPEN).clientOrderId());
        return ours & join.remove(shown(id, at, VenueOrder.State.FILLED).clientOrderId());
    }
}
