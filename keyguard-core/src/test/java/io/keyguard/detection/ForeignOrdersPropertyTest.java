/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever a stream does to its events, every foreign order is told and none of ours is. */
class ForeignOrdersPropertyTest {
    private static final ClientOrderIds IDS = new ClientOrderIds("clientOrderId", Pattern.compile(".+"), "all");
    private static final Classification TRADE = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
    private static final Instant BEGAN = Instant.parse("2026-11-29T12:00:00Z");

    private Instant now = BEGAN;
    private final Set<String> told = new HashSet<>();

    /** One object serves every try. */
    @BeforeTry
    void beginAnew() {
        now = BEGAN;
        told.clear();
    }

    @Property(tries = 500)
    void events_repeatedReorderedAndLate_changeNothing(
            @ForAll long seed, @ForAll @IntRange(max = 120) int ours, @ForAll @IntRange(max = 20) int theirs) {
        var random = new Random(seed);
        // Each foreign order has a symbol of its own, so that none is only counted.
        AccountWatch watch = AccountWatch.of("binance", "main", IDS)
                .onAlarm(alarm -> told.add(alarm.evidence().split(" ")[1] + " " + alarm.signal()))
                .clock(() -> now)
                .build();
        now = BEGAN.plusSeconds(60);
        var events = new ArrayList<VenueOrder>();
        for (int n = 0; n < ours; n++) {
            watch.signed(
                    KeyId.of("k"), 1, "s", TRADE, VenueRequest.post("/order").param("clientOrderId", "c" + n));
            add(events, random, order("ours" + n, "c" + n, "BTCUSDT"));
        }
        for (int n = 0; n < theirs; n++) {
            // Without an id, with one of their own, or with one that was never used here.
            String id = List.of("", "x" + n, "c" + (1_000 + n)).get(random.nextInt(3));
            add(events, random, order("theirs" + n, id, "T" + n));
        }
        Collections.shuffle(events, random);

        for (VenueOrder event : events) {
            now = now.plusMillis(random.nextInt(2_000));
            watch.order(event);
        }
        now = now.plusSeconds(60);
        watch.tick();

        var expected = new HashSet<String>();
        for (int n = 0; n < theirs; n++) {
            expected.add("theirs" + n + " " + Signal.FOREIGN_ORDER);
        }
        assertThat(told).isEqualTo(expected);
    }

    private static void add(List<VenueOrder> events, Random random, VenueOrder order) {
        for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
            events.add(order);
        }
    }

    private VenueOrder order(String id, String clientOrderId, String symbol) {
        State state = State.OPEN;
        return new VenueOrder(id, clientOrderId, symbol, BigDecimal.ONE, Optional.empty(), now, state, false);
    }

    @Property(tries = 200)
    void aCopiedId_isTold_whicheverOrderIsShownFirst(@ForAll boolean copyFirst) {
        AccountWatch watch = AccountWatch.of("binance", "main", IDS)
                .onAlarm(alarm -> told.add(alarm.signal().name()))
                .clock(() -> now)
                .build();
        now = BEGAN.plusSeconds(60);
        watch.signed(KeyId.of("k"), 1, "s", TRADE, VenueRequest.post("/order").param("clientOrderId", "c"));
        List<VenueOrder> shown = List.of(order("ours", "c", "BTCUSDT"), order("copy", "c", "BTCUSDT"));

        watch.order(shown.get(copyFirst ? 1 : 0));
        watch.order(shown.get(copyFirst ? 0 : 1));

        assertThat(told).containsExactly(Signal.COPIED_ORDER_ID.name());
    }

    /** Whichever ids they have, and however the stream mixes what came of them. */
    @Property(tries = 300)
    void ordersReplacedUnderTheirIds_areNoAlarm_andOneCopyIs(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int replacements, @ForAll boolean copied) {
        var random = new Random(seed);
        AccountWatch watch = AccountWatch.of("binance", "main", IDS)
                .onEveryAlarm(alarm -> told.add(alarm.evidence().split(" ")[1] + " " + alarm.signal()))
                .clock(() -> now)
                .build();
        now = BEGAN.plusSeconds(60);
        var events = new ArrayList<VenueOrder>();
        for (int n = 0; n <= replacements; n++) {
            String id = "c" + n % 3;
            now = now.plusMillis(random.nextInt(2_000));
            VenueRequest request = VenueRequest.post(n < 3 ? "/order" : "/order/cancelReplace")
                    .param("clientOrderId", id)
                    .param("cancelOrderId", n < 3 ? "" : "v" + (n - 3));
            watch.signed(KeyId.of("k"), 1, "s", n < 3 ? TRADE : TRADE.with(OrderEffect.BOTH), request);
            add(events, random, order("v" + n, id, id));
        }
        if (copied) {
            add(events, random, order("copy", "c0", "c0"));
        }
        Collections.shuffle(events, random);

        for (VenueOrder event : events) {
            now = now.plusMillis(random.nextInt(1_000));
            watch.order(event);
        }
        now = now.plusSeconds(60);
        watch.tick();

        assertThat(told.stream().filter(what -> !what.contains("NEW_SYMBOL"))).hasSize(copied ? 1 : 0);
    }

    @Property(tries = 300)
    void memory_forgetsTheOldest_andFindsAllOthers(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int count) {
        var random = new Random(seed);
        var own = new OwnOrders(new Digest64(new byte[] {1}), 64, (size, at) -> {});
        var ids = new ArrayList<String>();
        for (int n = 0; n < count; n++) {
            ids.add(Long.toString(random.nextLong(), 36));
            own.signed(ids.get(n), BEGAN.plusSeconds(300L * n));
        }

        for (int n = 0; n < count; n++) {
            boolean remembered = n >= count - 64;
            assertThat(own.cancelled(ids.get(n))).as("%s of %s", n, count).isEqualTo(remembered);
        }
        assertThat(own.forgottenUntil()).isEqualTo(count <= 64 ? Instant.MIN : BEGAN.plusSeconds(300L * (count - 65)));
    }
}
