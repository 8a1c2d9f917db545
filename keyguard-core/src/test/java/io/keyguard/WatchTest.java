/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import io.keyguard.detection.VenueOrder;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watch within a Keyguard hears what is signed, and freezes for what it notices. */
class WatchTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyScope TRADE = KeyScope.of("fake", "main", TRADE_SPOT);
    private static final VenueRequest CANCEL = VenueRequest.delete("/order");

    private final FakeVenue venue = new FakeVenue();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private volatile Instant now = START;
    private Keyguard keyguard;

    @AfterEach
    void close() {
        keyguard.close();
    }

    private AccountWatch.Builder watching() {
        return AccountWatch.of("fake", "main", venue.clientOrderIds())
                .settle(Duration.ZERO)
                .onAlarm(alarms::add)
                .clock(() -> now);
    }

    private void start(AccountWatch.Builder... watches) {
        venue.knows("canary-key-1", "read", "trade");
        keyguard = Keyguard.builder()
                .source(new FakeKeySource()
                        .put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(START)))
                .venues(venue)
                .grant(
                        "grid",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .clock(() -> now)
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .watch(watches)
                .start();
        now = START.plusSeconds(60);
    }

    private VenueRequest order(String clientOrderId) {
        return VenueRequest.post("/order").param(venue.clientOrderIds().parameter(), clientOrderId);
    }

    private ScopedKey key() {
        return keyguard.forStrategy("grid").get(TRADE);
    }

    private void shown(String id, String clientOrderId) {
        keyguard.watch("fake", "main")
                .order(new VenueOrder(
                        id, clientOrderId, "BTC", BigDecimal.ONE, Optional.empty(), now, VenueOrder.State.OPEN, false));
    }

    @Test
    void order_thatWasSigned_isOurs_andAnotherFreezesTheVenue() {
        start(watching().freezeOn(Signal.FOREIGN_ORDER));
        key().sign(order("a1"));
        shown("7001", "a1");
        assertThat(alarms).isEmpty();
        key().sign(order("a2"));

        shown("7002", "not-ours");

        assertThat(alarms).extracting(Alarm::signal).containsExactly(Signal.FOREIGN_ORDER);
        assertThatThrownBy(() -> key().sign(order("a3")))
                .isInstanceOf(KeyFrozenException.class)
                .hasMessageContaining("venue fake");
        assertThat(key().sign(CANCEL)).isNotNull();
    }

    @Test
    void use_byAStoppedStrategy_isFrozenBeforeItIsSigned() {
        start(watching().freezeOn(Signal.STOPPED_STRATEGY));
        keyguard.watch("fake", "main").running("grid", false);

        assertThatThrownBy(() -> key().sign(order("a1")))
                .isInstanceOf(KeyFrozenException.class)
                .hasMessageContaining("key grid-fake");
    }

    @Test
    void alarm_whoseListenerThrows_stopsNoOrder() {
        start(watching().onAlarm(alarm -> {
            throw new IllegalStateException("canary");
        }));
        keyguard.watch("fake", "main").running("grid", false);

        assertThat(key().sign(order("a1"))).isNotNull();
    }

    @Test
    void account_thatNobodyWatches_isSaid() {
        start();

        assertThatThrownBy(() -> keyguard.watch("fake", "main"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fake/main is not watched");
        assertThatThrownBy(() -> watching().freezeOn(Signal.FOREIGN_ORDER).build())
                .isInstanceOf(IllegalStateException.class);
    }
}
