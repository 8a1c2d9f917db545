/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** An order that reduces is placed, and is no cancellation, whatever its request looks like; a cancellation places nothing. */
class OrderEffectsTest {
    private static final Set<Permission> TRADES = EnumSet.of(
            Permission.TRADE_SPOT,
            Permission.TRADE_MARGIN,
            Permission.TRADE_DERIVATIVES,
            Permission.TRADE_OPTIONS,
            Permission.TRADE_HASHPOWER);

    /** In every row of every venue that reduces risk: what the venue calls a cancellation is one, what has a side or a size is an order. */
    @TestFactory
    Stream<DynamicTest> effect_ofWhatReduces_isAsTheVenueCallsIt() {
        return Venues.all().stream()
                .flatMap(venue -> MeaningsTest.rows(venue.id())
                        .filter(OrderEffectsTest::reduces)
                        .map(row -> DynamicTest.dynamicTest(
                                venue.id() + ": " + row,
                                () -> check(
                                        row,
                                        venue.classifier(PRODUCTION)
                                                .classify(MeaningsTest.request(row.split(" \\| ")[0]))))));
    }

    private static boolean reduces(String row) {
        String[] columns = row.split(" \\| ");
        return columns.length > 2
                && columns[2].equals(Risk.REDUCES_RISK.name())
                && TRADES.contains(Permission.valueOf(columns[1]));
    }

    private static void check(String row, Classification meaning) {
        String request = row.split(" \\| ")[0].toLowerCase(Locale.ROOT);
        boolean order = request.matches(".*[\" ](side|size|sz|qty|quantity|orderqty|reduce_?only|execinst)[\"=].*")
                && !request.startsWith("delete")
                && !request.contains("repay");
        if (order && !request.contains("cancel")) {
            assertThat(meaning.orders().places()).isTrue();
        }
        if (request.startsWith("delete") || (request.contains("cancel") && !order)) {
            assertThat(meaning.orders()).isEqualTo(OrderEffect.CANCELS);
        }
        if (request.contains("repay")) {
            assertThat(meaning.orders()).isEqualTo(OrderEffect.NONE);
        }
        if (request.contains("close_position") || request.contains("close-position")) {
            assertThat(meaning.orders()).isEqualTo(OrderEffect.BOTH);
        }
    }

    private static OrderEffect deribit(String method, String params) {
        VenueRequest call = VenueRequest.post("/api/v2/private/" + method)
                .json("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"private/" + method + "\",\"params\":{" + params
                        + "}}");
        return Venues.deribit().classifier(PRODUCTION).classify(call).orders();
    }

    @Test
    void effect_ofACallInADocument_isThatOfItsMethod() {
        String order = "\"instrument_name\":\"BTC-PERPETUAL\",\"amount\":10,\"reduce_only\":true,\"label\":\"a1\"";
        assertThat(deribit("sell", order)).isEqualTo(OrderEffect.PLACES);
        assertThat(deribit("cancel", "\"order_id\":\"o-1\"")).isEqualTo(OrderEffect.CANCELS);
        assertThat(deribit("close_position", "\"instrument_name\":\"BTC-PERPETUAL\",\"type\":\"market\""))
                .isEqualTo(OrderEffect.BOTH);
    }

    private static OrderEffect krakenFutures(String... items) {
        String batch = "{\"batchOrder\":[" + String.join(",", items) + "]}";
        VenueRequest request =
                VenueRequest.post("/derivatives/api/v3/batchorder").param("json", batch);
        return Venues.krakenFutures().classifier(PRODUCTION).classify(request).orders();
    }

    @Test
    void effect_ofABatch_isThatOfItsItems() {
        String send = "{\"order\":\"send\",\"symbol\":\"PF_XBTUSD\",\"side\":\"sell\",\"size\":1,\"reduceOnly\":true}";
        String cancel = "{\"order\":\"cancel\",\"order_id\":\"o-1\"}";

        assertThat(krakenFutures(send)).isEqualTo(OrderEffect.PLACES);
        assertThat(krakenFutures(cancel, cancel)).isEqualTo(OrderEffect.CANCELS);
        assertThat(krakenFutures(send, cancel)).isEqualTo(OrderEffect.BOTH);
    }

    @Test
    void effect_ofAReplacement_isBoth() {
        VenueRequest replace = VenueRequest.post("/api/v3/order/cancelReplace").param("symbol", "BTCUSDT");

        assertThat(Venues.binance().classifier(PRODUCTION).classify(replace).orders())
                .isEqualTo(OrderEffect.BOTH);
    }

    /** Of what else is changed the venue keeps the order. */
    @Test
    void effect_ofAChangeThatMakesAnotherOrder_isBoth_ofOthersItPlaces() {
        assertThat(effect(Venues.kraken(), "POST /0/private/EditOrder pair=XBTUSD txid=O volume=1"))
                .isEqualTo(OrderEffect.BOTH);
        assertThat(effect(Venues.kraken(), "WS edit_order {\"order_id\":\"O\",\"symbol\":\"BTC/USD\",\"order_qty\":2}"))
                .isEqualTo(OrderEffect.BOTH);
        assertThat(effect(Venues.kraken(), "WS amend_order {\"order_id\":\"O\",\"order_qty\":2}"))
                .isEqualTo(OrderEffect.PLACES);
        assertThat(effect(Venues.kucoin(), "POST /api/v1/hf/orders/alter symbol=BTC-USDT newSize=9"))
                .isEqualTo(OrderEffect.BOTH);
        assertThat(effect(Venues.kucoin(), "WS spot.modify symbol=BTC-USDT")).isEqualTo(OrderEffect.BOTH);
        assertThat(effect(Venues.bitget(), "POST /api/v2/mix/order/modify-order symbol=BTCUSDT"))
                .isEqualTo(OrderEffect.BOTH);
        assertThat(effect(Venues.bitstamp(), "POST /api/v2/replace_order id=1 amount=2 price=100"))
                .isEqualTo(OrderEffect.BOTH);
    }

    private static OrderEffect effect(Venue venue, String request) {
        return venue.classifier(PRODUCTION)
                .classify(MeaningsTest.request(request))
                .orders();
    }

    @Test
    void and_ofTwo_isWhatBothDo() {
        assertThat(OrderEffect.NONE.and(OrderEffect.CANCELS)).isEqualTo(OrderEffect.CANCELS);
        assertThat(OrderEffect.CANCELS.and(OrderEffect.NONE)).isEqualTo(OrderEffect.CANCELS);
        assertThat(OrderEffect.PLACES.and(OrderEffect.PLACES)).isEqualTo(OrderEffect.PLACES);
        assertThat(OrderEffect.PLACES.and(OrderEffect.CANCELS)).isEqualTo(OrderEffect.BOTH);
    }
}
