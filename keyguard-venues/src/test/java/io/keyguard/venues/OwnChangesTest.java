/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import io.keyguard.detection.VenueOrder;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.venue.Classification;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a bot changes in the venues' own requests, by their own meaning, is no alarm; what somebody else changes afterwards is. */
class OwnChangesTest {
    private static final KeyId KEY = KeyId.of("grid");
    private static final Classification ORDER = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
    private static final String CLOID = "0x00000000000000000000000000000001";

    private final List<Alarm> alarms = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");

    private static Arguments same(Venue venue, String id, String change) {
        return Arguments.of(venue, id, change, false);
    }

    /** Of which the venue makes another order that has the same client order id. */
    private static Arguments another(Venue venue, String id, String change) {
        return Arguments.of(venue, id, change, true);
    }

    static List<Arguments> changes() {
        String hyperliquid =
                "\"order\":{\"a\":0,\"b\":true,\"p\":\"61000\",\"s\":\"2\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Gtc\"}},\"c\":\""
                        + CLOID + "\"}";
        return List.of(
                same(
                        Venues.krakenFutures(),
                        "grid-1",
                        "POST /derivatives/api/v3/batchorder json={\"batchOrder\":[{\"order\":\"edit\",\"order_id\":\"7001\",\"limitPrice\":61000,\"size\":2}]}"),
                same(
                        Venues.krakenFutures(),
                        "grid-1",
                        "POST /derivatives/api/v3/batchorder json={\"batchOrder\":[{\"order\":\"edit\",\"cliOrdId\":\"grid-1\",\"limitPrice\":61000,\"size\":2}]}"),
                same(
                        Venues.krakenFutures(),
                        "grid-1",
                        "POST /derivatives/api/v3/editorder orderId=7001 limitPrice=61000 size=2"),
                same(
                        Venues.bitfinex(),
                        "17",
                        "POST /v2/auth/w/order/update {\"id\":7001,\"amount\":\"2\",\"price\":\"61000.5\"}"),
                same(
                        Venues.bitfinex(),
                        "17",
                        "POST /v2/auth/w/order/multi {\"ops\":[[\"ou\",{\"id\":7001,\"amount\":\"2\",\"price\":\"61000.5\"}]]}"),
                same(
                        Venues.bitfinex(),
                        "17",
                        "WS ox_multi {\"ops\":[[\"ou\",{\"id\":7001,\"amount\":\"2\",\"price\":\"61000\"}],[\"oc\",{\"id\":6999}]]}"),
                another(
                        Venues.hyperliquid(),
                        CLOID,
                        "POST /exchange {\"type\":\"modify\",\"oid\":7001," + hyperliquid + "}"),
                another(
                        Venues.hyperliquid(),
                        CLOID,
                        "POST /exchange {\"type\":\"batchModify\",\"modifies\":[{\"oid\":\"" + CLOID + "\","
                                + hyperliquid + "}]}"),
                another(
                        Venues.bitstamp(),
                        "grid-1",
                        "POST /api/v2/replace_order id=7001 amount=2 price=61000 client_order_id=grid-1"),
                another(
                        Venues.kucoin(),
                        "grid-1",
                        "POST /api/v1/hf/orders/alter symbol=BTC-USDT orderId=7001 newSize=2 newPrice=61000"),
                same(
                        Venues.kraken(),
                        "grid-1",
                        "POST /0/private/AmendOrder cl_ord_id=grid-1 order_qty=2 limit_price=61000"),
                same(
                        Venues.okx(),
                        "grid1",
                        "POST /api/v5/trade/amend-batch-orders [{\"instId\":\"BTC-USDT\",\"ordId\":\"7001\",\"newSz\":\"2\",\"newPx\":\"61000\"},{\"instId\":\"BTC-USDT\",\"ordId\":\"6999\",\"newSz\":\"3\"}]"),
                same(
                        Venues.bybit(),
                        "grid-1",
                        "POST /v5/order/amend category=linear symbol=BTCUSDT orderLinkId=grid-1 qty=2 price=61000"),
                same(
                        Venues.gate(),
                        "t-grid",
                        "POST /api/v4/spot/amend_batch_orders [{\"order_id\":\"7001\",\"currency_pair\":\"BTC_USDT\",\"price\":\"61000\",\"amount\":\"2\"}]"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void change_byUs_isNoAlarm_andBySomebodyElseIs(Venue venue, String id, String change, boolean isAnother) {
        AccountWatch watch = AccountWatch.of(venue.id(), "main", venue.clientOrderIds())
                .clock(() -> now)
                .onAlarm(alarms::add)
                .build();
        now = now.plusSeconds(61);
        VenueRequest order =
                VenueRequest.post("/order").param(venue.clientOrderIds().parameter(), id);
        watch.signed(KEY, 1, "grid", ORDER, order);
        show(watch, "7001", id, "1", "60000", State.OPEN);
        pass(watch, Duration.ofMinutes(2));
        VenueRequest request = MeaningsTest.request(change);
        watch.signed(KEY, 1, "grid", venue.classifier(PRODUCTION).classify(request), request);
        if (isAnother) {
            show(watch, "7001", id, "1", "60000", State.CANCELLED);
        }
        String changed = isAnother ? "7002" : "7001";
        show(watch, changed, id, "2", "61000", State.OPEN);
        pass(watch, Duration.ofMinutes(3));
        assertThat(alarms).isEmpty();

        show(watch, changed, id, "2", "62900", State.OPEN);
        pass(watch, Duration.ofSeconds(10));

        assertThat(alarms).extracting(Alarm::signal).containsExactly(Signal.FOREIGN_ORDER);
    }

    private void pass(AccountWatch watch, Duration time) {
        now = now.plus(time);
        watch.tick();
    }

    private void show(AccountWatch watch, String order, String id, String quantity, String price, State state) {
        boolean isFirst = order.equals("7001");
        Instant created = Instant.parse(isFirst ? "2026-11-29T12:01:01Z" : "2026-11-29T12:03:01Z");
        watch.order(new VenueOrder(
                order, id, "BTC", new BigDecimal(quantity), Optional.of(new BigDecimal(price)), created, state, false));
    }
}
