/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.IDS;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Fill;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a watch takes of the heap, for each key. */
class WatchMemoryTest {
    /** {@code -Dkeyguard.memory.watches=10000} counts as many as the target names. */
    private static final int WATCHES = Integer.getInteger("keyguard.memory.watches", 1_000);

    private static final int CHANGING = 25;

    private static final int MOST_BYTES = 8 * 1024;
    /** Twelve for each of 2,048 numbers: two of each change, of a quarter of an hour. */
    private static final int MOST_BYTES_OF_CHANGES = 12 * 2_048;

    private Instant now = BEGAN;

    /** Each account has a key that signs an order in two seconds, which is answered, shown and executed; quotes of three symbols come as often, and balances of four assets every minute. */
    @Test
    void key_thatTradesAllDay_takesLessThanEightKilobytes() {
        // What classes take that are used for the first time, is no key's.
        trade(watches(1), 1);
        long before = used();
        List<AccountWatch> watches = watches(WATCHES);
        trade(watches, 400);

        long each = (used() - before) / WATCHES;

        assertThat(each).as("bytes of a key").isPositive().isLessThan(MOST_BYTES);
        assertThat(watches).allSatisfy(watch -> assertThat(watch.alarms()).isEmpty());
    }

    /** A bot that moves twenty orders by turns, one in a second, by price and size: what it remembers of that is bounded. */
    @Test
    void key_thatChangesOrdersAllDay_takesWhatThePageSays() {
        move(watches(1), 2);
        long before = used();
        List<AccountWatch> watches = watches(CHANGING);
        move(watches, 1_000);

        long each = (used() - before) / CHANGING;

        assertThat(each).as("bytes of a key").isPositive().isLessThan(MOST_BYTES + MOST_BYTES_OF_CHANGES);
        assertThat(watches).allSatisfy(watch -> assertThat(watch.alarms()).isEmpty());
    }

    private void move(List<AccountWatch> watches, int changes) {
        Instant placed = now;
        for (int n = 0; n < 20; n++) {
            for (AccountWatch watch : watches) {
                VenueRequest request = VenueRequest.post("/order").param("newClientOrderId", "o" + n);
                watch.signed(KeyId.of("key"), 1, "grid", TRADE, request);
                moved(watch, n, 64_000, placed);
            }
        }
        for (int change = 0; change < changes; change++) {
            now = now.plusSeconds(1);
            int n = change % 20;
            int price = 64_001 + change;
            for (AccountWatch watch : watches) {
                VenueRequest request = VenueRequest.put("/amend")
                        .param("orderId", "v" + n)
                        .param("price", Integer.toString(price))
                        .param("quantity", "1");
                watch.signed(KeyId.of("key"), 1, "grid", TRADE, request);
                moved(watch, n, price, placed);
            }
        }
    }

    private static void moved(AccountWatch watch, int n, int price, Instant placed) {
        watch.order(new VenueOrder(
                "v" + n,
                "o" + n,
                "BTCUSDT",
                BigDecimal.ONE,
                Optional.of(BigDecimal.valueOf(price)),
                placed,
                VenueOrder.State.OPEN,
                false));
    }

    private List<AccountWatch> watches(int count) {
        List<AccountWatch> watches = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            watches.add(AccountWatch.of("binance", "account-" + n, IDS)
                    .clock(() -> now)
                    .build());
        }
        return watches;
    }

    private void trade(List<AccountWatch> watches, int orders) {
        for (int order = 0; order < orders; order++) {
            now = now.plusSeconds(2);
            for (int n = 0; n < watches.size(); n++) {
                trade(watches.get(n), KeyId.of("key-" + n), "o" + order);
                market(watches.get(n), order);
            }
        }
    }

    private void trade(AccountWatch watch, KeyId key, String id) {
        watch.signed(key, 1, "grid", TRADE, VenueRequest.post("/order").param("newClientOrderId", id));
        watch.tell(new AccountEvent.Answered(key, "grid", Optional.empty()));
        watch.tell(new AccountEvent.Filled(new Fill(
                "t" + id,
                "venue-" + id,
                id,
                "BTCUSDT",
                BigDecimal.ONE,
                new BigDecimal("64000"),
                BigDecimal.ZERO,
                "",
                now)));
        for (VenueOrder.State state : List.of(VenueOrder.State.OPEN, VenueOrder.State.FILLED)) {
            watch.order(new VenueOrder(
                    "venue-" + id,
                    id,
                    "BTCUSDT",
                    BigDecimal.ONE,
                    Optional.of(new BigDecimal("64000")),
                    now,
                    state,
                    false));
        }
    }

    private void market(AccountWatch watch, int order) {
        for (String symbol : List.of("BTCUSDT", "ETHUSDT", "SOLUSDT")) {
            watch.tell(new AccountEvent.Quoted(
                    symbol, new BigDecimal("63999"), new BigDecimal("64001"), Optional.of(new BigDecimal("5000000"))));
        }
        if (order % 30 == 0) {
            watch.tell(new AccountEvent.Held(List.of(
                    held("BTC", BigDecimal.valueOf(100L + order)),
                    held("USDT", BigDecimal.valueOf(100_000_000L - 64_000L * order)),
                    held("ETH", BigDecimal.TEN),
                    held("BNB", BigDecimal.TEN))));
        }
    }

    private static Balance held(String asset, BigDecimal total) {
        return new Balance("spot", asset, total);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int n = 0; n < 4; n++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
