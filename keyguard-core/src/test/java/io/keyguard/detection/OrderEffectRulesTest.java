/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts as a cancellation is what takes orders away, whatever the request looks like. */
class OrderEffectRulesTest {
    private static final Classification REDUCES = new Classification(Permission.TRADE_DERIVATIVES, Risk.REDUCES_RISK);
    private static final Classification REDUCE_ONLY_ORDER = REDUCES.with(OrderEffect.PLACES);

    private final Watched bot = new Watched();

    @BeforeEach
    void settle() {
        bot.pass(Duration.ofMinutes(1));
    }

    private void show(String id, String clientId, State state) {
        bot.watch.order(
                new VenueOrder(id, clientId, "BTCUSDT", BigDecimal.ONE, Optional.empty(), bot.now, state, false));
    }

    private void sign(Classification meaning, VenueRequest request) {
        bot.watch.signed(Watched.KEY, 1, "grid", meaning, request);
    }

    @Test
    void reduceOnlyOrder_thatSomebodyCancels_isTold() {
        sign(REDUCE_ONLY_ORDER, VenueRequest.post("/order").param("newClientOrderId", "r1"));
        show("7001", "r1", State.OPEN);
        show("7001", "r1", State.CANCELLED);
        bot.pass(Duration.ofMinutes(3));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);
    }

    @Test
    void reduceOnlyOrder_withoutAnId_excusesNoCancellation_andOneOrder() {
        show("7001", bot.sign(), State.OPEN);
        sign(REDUCE_ONLY_ORDER, VenueRequest.post("/order").param("reduceOnly", "true"));
        show("7002", "", State.OPEN);
        show("7001", "order-0", State.CANCELLED);
        bot.pass(Duration.ofMinutes(3));
        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);

        show("7003", "", State.OPEN);
        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL, Signal.FOREIGN_ORDER);
    }

    /** Neither the path nor the method of a JSON-RPC call or of a batch need say that it cancels. */
    @Test
    void cancellation_thatDoesNotSaySo_explains_andPlacesNothing() {
        show("7001", bot.sign(), State.OPEN);
        sign(REDUCES, VenueRequest.post("/api/v2").json("{\"method\":\"x\",\"params\":{\"order_id\":\"7001\"}}"));
        show("7001", "order-0", State.CANCELLED);
        bot.pass(Duration.ofMinutes(3));
        assertThat(bot.alarms).isEmpty();

        sign(REDUCES, VenueRequest.post("/batch").json("[{\"id\":\"7001\"}]"));
        show("7002", "", State.OPEN);
        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void replacement_takesOneAway_andPlacesAnother_whichNobodyElseMayCancel() {
        show("7001", bot.sign(), State.OPEN);
        sign(
                Watched.TRADE.with(OrderEffect.BOTH),
                VenueRequest.post("/api/v3/order/replace")
                        .param("cancelOrderId", "7001")
                        .param("newClientOrderId", "r1"));
        show("7001", "order-0", State.CANCELLED);
        show("7002", "r1", State.OPEN);
        bot.pass(Duration.ofMinutes(3));
        assertThat(bot.alarms).isEmpty();

        show("7002", "r1", State.CANCELLED);
        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);
    }
}
