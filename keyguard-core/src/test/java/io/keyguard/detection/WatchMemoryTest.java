/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.IDS;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a watch takes of the heap, for each key. */
class WatchMemoryTest {
    private static final int WATCHES = 1_000;
    private static final int MOST_BYTES = 8 * 1024;

    private Instant now = BEGAN;

    /** Each account has a key that signs an order in two seconds, which is shown, filled and answered. */
    @Test
    void key_thatTradesAllDay_takesLessThanEightKilobytes() {
        long before = used();
        List<AccountWatch> watches = new ArrayList<>();
        for (int n = 0; n < WATCHES; n++) {
            watches.add(AccountWatch.of("binance", "account-" + n, IDS)
                    .clock(() -> now)
                    .build());
        }
        for (int order = 0; order < 400; order++) {
            now = now.plusSeconds(2);
            for (int n = 0; n < WATCHES; n++) {
                trade(watches.get(n), KeyId.of("key-" + n), "o" + order);
            }
        }

        long each = (used() - before) / WATCHES;

        assertThat(each).isPositive().isLessThan(MOST_BYTES);
        assertThat(watches).allSatisfy(watch -> assertThat(watch.alarms()).isEmpty());
    }

    private void trade(AccountWatch watch, KeyId key, String id) {
        watch.signed(key, 1, "grid", TRADE, VenueRequest.post("/order").param("newClientOrderId", id));
        watch.tell(new AccountEvent.Answered(key, "grid", Optional.empty()));
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
