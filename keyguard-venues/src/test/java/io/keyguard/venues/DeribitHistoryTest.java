/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Movement.Kind;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an account at Deribit did, over HTTP at the simulator and by the samples of the documentation. */
class DeribitHistoryTest {
    private static final Set<Permission> MARKETS = Set.of(TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS);

    /** Goes on by a millisecond each time that it is read, so that nothing happens twice at once. */
    private final AtomicLong now = new AtomicLong(System.currentTimeMillis() - 20_000);

    private final AtomicLong back = new AtomicLong();
    private final DeribitSimulator deribit =
            DeribitSimulator.startMainAccount(() -> Instant.ofEpochMilli(now.incrementAndGet() - back.get()));
    private final VenueDefinition venue = Venues.deribit().servedAt(PRODUCTION, deribit.uri());
    private final SimulatedKey key = deribit.createKey("account:read", "trade:read_write", "wallet:read_write");
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key);
    private final Instant start = Instant.ofEpochMilli(now.get());

    @AfterEach
    void close() {
        desk.close();
        deribit.close();
    }

    private Instant now() {
        return Instant.ofEpochMilli(now.incrementAndGet());
    }

    private static BigDecimal dec(String text) {
        return new BigDecimal(text);
    }

    private String place(String side, String instrument, String amount) {
        String body = desk.call(VenueRequest.get("/api/v2/private/" + side)
                        .param("instrument_name", instrument)
                        .param("amount", amount)
                        .param("type", "limit")
                        .param("price", "200")
                        .param("label", "n" + amount))
                .body();
        return body.replaceAll(".*\"order_id\":\"(\\d+)\".*", "$1");
    }

    private List<Fill> fills(Set<Permission> markets, Instant from, Instant to) {
        return venue.account().fills(desk, markets, Set.of(), from, to).value().orElseThrow();
    }

    private List<Movement> movements(Kind kind, Instant from) {
        return venue.account().movements(desk, kind, from, now()).value().orElseThrow();
    }

    @Test
    void fills_areExact_signedAndOldestFirst_ofEveryCurrency() {
        String future = place("buy", "BTC-PERPETUAL", "30");
        deribit.fill(future, "10");
        Instant between = now();
        deribit.fill(place("sell", "ETH-26JUN26-4000-C", "2"), "2");
        deribit.fill(place("buy", "BTC_USDT", "1"), "0.5");
        deribit.fill(future, "20");

        assertThat(fills(MARKETS, start, now()))
                .extracting(Fill::symbol, Fill::quantity, Fill::price, Fill::fee, Fill::feeAsset, Fill::clientOrderId)
                .containsExactly(
                        tuple("BTC-PERPETUAL", dec("10"), dec("200"), dec("0.010"), "BTC", "n30"),
                        tuple("ETH-26JUN26-4000-C", dec("-2"), dec("200"), dec("0.002"), "ETH", "n2"),
                        tuple("BTC_USDT", dec("0.5"), dec("200"), dec("0.0005"), "USDT", "n1"),
                        tuple("BTC-PERPETUAL", dec("20"), dec("200"), dec("0.020"), "BTC", "n30"));
        assertThat(fills(MARKETS, start, between)).hasSize(1);
        assertThat(fills(Set.of(TRADE_OPTIONS), start, now()))
                .extracting(Fill::symbol)
                .containsExactly("ETH-26JUN26-4000-C");
    }

    /** The venue tells those of the last day and older ones apart. */
    @Test
    void fills_oldAndNew_areBothTold() {
        String order = place("buy", "BTC-PERPETUAL", "3");
        back.set(Duration.ofDays(3).toMillis());
        deribit.fill(order, "1");
        back.set(0);
        deribit.fill(order, "2");

        assertThat(fills(MARKETS, start.minus(Duration.ofDays(4)), now()))
                .extracting(Fill::quantity)
                .containsExactly(dec("1"), dec("2"));
    }

    @Test
    void fills_ofManyPages_areAllTold() {
        String order = place("buy", "BTC-PERPETUAL", "2500");
        for (int n = 0; n < 2_300; n++) {
            deribit.fill(order, "1");
        }
        List<Fill> fills = fills(Set.of(TRADE_DERIVATIVES), start, now());
        assertThat(fills).extracting(Fill::id).doesNotHaveDuplicates().hasSize(2_300);
        assertThat(fills).isSortedAccordingTo(Comparator.comparing(Fill::at));
    }

    @Test
    void positions_areTheSumOfWhatWasFilled() {
        deribit.fill(place("buy", "BTC-PERPETUAL", "50"), "50");
        deribit.fill(place("sell", "BTC-PERPETUAL", "80"), "70");
        deribit.fill(place("buy", "ETH-26JUN26-4000-C", "2"), "2");
        deribit.fill(place("buy", "ETH-PERPETUAL", "2"), "2");
        deribit.fill(place("sell", "ETH-PERPETUAL", "2"), "2");

        assertThat(venue.account().positions(desk, MARKETS).value().orElseThrow())
                .containsExactlyInAnyOrder(
                        new Position("BTC-PERPETUAL", dec("-20")), new Position("ETH-26JUN26-4000-C", dec("2")));
        assertThat(venue.account().positions(desk, Set.of(TRADE_SPOT)).value()).contains(List.of());
    }

    @Test
    void movements_areToldOfEveryCurrency_andOfManyPages() {
        for (int n = 0; n < 1_100; n++) {
            deribit.deposit("BTC", "0.1", "bc1-synthetic-" + n);
        }
        deribit.deposit("ETH", "2", "0x-synthetic");
        List<Movement> deposits = movements(Kind.DEPOSIT, start);
        assertThat(deposits).extracting(Movement::id).doesNotHaveDuplicates().hasSize(1_101);
        assertThat(deposits.get(0).counterparty()).isEqualTo("bc1-synthetic-0");
        assertThat(deposits.get(1_100).asset()).isEqualTo("ETH");
        assertThat(movements(Kind.DEPOSIT, deposits.get(1_000).at())).hasSize(101);
    }

    @Test
    void withdrawalsAndTransfers_areBelowZero() {
        desk.call(VenueRequest.get("/api/v2/private/withdraw")
                .param("currency", "BTC")
                .param("amount", "1.5")
                .param("address", "bc1-synthetic"));
        desk.call(VenueRequest.get("/api/v2/private/submit_transfer_to_subaccount")
                .param("currency", "ETH")
                .param("amount", "3")
                .param("destination", "7"));

        assertThat(movements(Kind.WITHDRAWAL, start))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty, Movement::state)
                .containsExactly(tuple("BTC", dec("-1.5"), "bc1-synthetic", "unconfirmed"));
        assertThat(movements(Kind.TRANSFER, start))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty, Movement::state)
                .containsExactly(tuple("ETH", dec("-3"), "7", "confirmed"));
    }

    @Test
    void accesses_areTheLogins() {
        venue.inspector(PRODUCTION).inspect(desk);
        Instant between = now();
        venue.inspector(PRODUCTION).inspect(desk);
        assertThat(venue.account().accesses(desk, start, now()).value().orElseThrow())
                .extracting(AccessEvent::what, AccessEvent::address)
                .containsExactly(tuple("success", "127.0.0.1"), tuple("success", "127.0.0.1"));
        assertThat(venue.account().accesses(desk, start, between).value().orElseThrow())
                .hasSize(1);
    }

    @Test
    void keyWithoutTheRight_isRefused_andNotToldNothing() {
        key.rights("account:read", "trade:read");
        var refused = catchThrowableOfType(VenueRefusedException.class, () -> movements(Kind.DEPOSIT, start));
        assertThat(refused.kinds()).containsExactly(VenueError.Kind.PERMISSION);
    }

    @Test
    void brokenAnswers_areNotCalledNothing() {
        for (Fault fault : List.of(Fault.MAINTENANCE, Fault.TRUNCATED, Fault.NOT_JSON, Fault.OTHER_JSON, Fault.HUGE)) {
            for (Runnable question : List.<Runnable>of(
                    () -> movements(Kind.DEPOSIT, start),
                    () -> fills(MARKETS, start, now()),
                    () -> venue.account().accesses(desk, start, now()),
                    () -> venue.account().positions(desk, MARKETS))) {
                deribit.failNext(1, fault);
                assertThatThrownBy(question::run).as("%s", fault).isInstanceOf(VenueUnavailableException.class);
            }
        }
    }

    // Samples of the documentation

    private static final String SUMMARIES =
            "{\"jsonrpc\":\"2.0\",\"result\":{\"summaries\":[{\"currency\":\"BTC\",\"balance\":302.60065765}]}}";
    private static final String TRADES =
            "{\"jsonrpc\":\"2.0\",\"id\":9292,\"result\":{\"trades\":[{\"trade_seq\":299513,\"trade_id\":\"47958936\",\"timestamp\":1589923311862,\"state\":\"filled\",\"price\":9681.5,\"order_type\":\"limit\",\"order_id\":\"3993343822\",\"matching_id\":null,\"liquidity\":\"M\",\"instrument_name\":\"BTC-26JUN20\",\"fee_currency\":\"BTC\",\"fee\":-2.1e-7,\"direction\":\"buy\",\"amount\":10}],\"has_more\":false}}";
    private static final String TRANSFERS =
            "{\"jsonrpc\":\"2.0\",\"id\":7606,\"result\":{\"count\":2,\"data\":[{\"amount\":0.2,\"created_timestamp\":1550579457727,\"currency\":\"BTC\",\"direction\":\"payment\",\"id\":2,\"other_side\":\"2MzyQc5Tkik61kJbEpJV5D5H9VfWHZK9Sgy\",\"state\":\"prepared\",\"type\":\"user\",\"updated_timestamp\":1550579457727}]}}";
    private static final String POSITIONS =
            "{\"jsonrpc\":\"2.0\",\"id\":2236,\"result\":[{\"direction\":\"buy\",\"instrument_name\":\"BTC-PERPETUAL\",\"kind\":\"future\",\"size\":50},{\"direction\":\"sell\",\"instrument_name\":\"ETH-PERPETUAL\",\"kind\":\"future\",\"size\":-7},{\"direction\":\"zero\",\"instrument_name\":\"SOL-PERPETUAL\",\"kind\":\"future\",\"size\":0}]}";
    private static final String LOG =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"records_total\":34,\"data\":[{\"timestamp\":1575876682576,\"result\":\"success\",\"ip\":\"127.0.0.1\",\"id\":45,\"country\":\"Local Country\",\"city\":\"Local Town\"},{\"timestamp\":1575546252774,\"result\":\"disabled_tfa\",\"ip\":\"127.0.0.1\",\"id\":43,\"country\":\"Local Country\",\"city\":\"Local Town\"}]}}";
    private static final Instant AGES_AGO = Instant.parse("2019-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2021-01-01T00:00:00Z");

    private static SignedCalls answering(String method, String answer) {
        var answers = new HashMap<>(Map.of("/api/v2/private/get_account_summaries", SUMMARIES));
        answers.put("/api/v2/private/" + method, answer);
        return Mangled.answering(answers);
    }

    private static List<Fill> sampleFills(String answer) {
        return Venues.deribit()
                .account()
                .fills(
                        answering("get_user_trades_by_currency_and_time", answer),
                        Set.of(TRADE_DERIVATIVES),
                        Set.of(),
                        AGES_AGO,
                        LATER)
                .value()
                .orElseThrow();
    }

    private static List<Movement> sampleTransfers(String answer) {
        return Venues.deribit()
                .account()
                .movements(answering("get_transfers", answer), Kind.TRANSFER, AGES_AGO, LATER)
                .value()
                .orElseThrow();
    }

    @Test
    void sampleOfTrades_isRead_andNeverInvented() {
        Fill sample = sampleFills(TRADES).get(0);
        assertThat(sample.fee()).isEqualByComparingTo("-0.00000021");
        assertThat(sample.quantity()).isEqualTo(dec("10"));
        Mangled.variants(TRADES).forEach(variant -> {
            try {
                for (Fill fill : sampleFills(variant)) {
                    assertThat(List.of(sample.quantity(), dec("7"))).as(variant).contains(fill.quantity());
                    assertThat(fill.at()).as(variant).isEqualTo(sample.at());
                }
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain("47958936", "none of this");
            }
        });
    }

    @Test
    void sampleOfTransfers_isRead_andNeverInvented() {
        Movement sample = sampleTransfers(TRANSFERS).get(0);
        assertThat(sample.amount()).isEqualTo(dec("-0.2"));
        Mangled.variants(TRANSFERS).forEach(variant -> {
            try {
                for (Movement transfer : sampleTransfers(variant)) {
                    assertThat(List.of(sample.amount(), dec("7"))).as(variant).contains(transfer.amount());
                    assertThat(transfer.at()).as(variant).isEqualTo(sample.at());
                }
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain("2MzyQc5Tkik6", "none of this");
            }
        });
    }

    @Test
    void sampleOfPositions_isReadByDirection() {
        assertThat(Venues.deribit()
                        .account()
                        .positions(answering("get_positions", POSITIONS), Set.of(TRADE_DERIVATIVES))
                        .value()
                        .orElseThrow())
                .contains(new Position("BTC-PERPETUAL", dec("50")), new Position("ETH-PERPETUAL", dec("-7")))
                .extracting(Position::symbol)
                .doesNotContain("SOL-PERPETUAL");
    }

    @Test
    void sampleOfTheLog_isReadInItsOtherForm() {
        assertThat(Venues.deribit()
                        .account()
                        .accesses(answering("get_access_log", LOG), AGES_AGO, LATER)
                        .value()
                        .orElseThrow())
                .extracting(AccessEvent::what)
                .containsExactly("disabled_tfa", "success");
    }
}
