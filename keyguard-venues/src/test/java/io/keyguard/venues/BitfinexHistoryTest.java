/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.Permission;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Movement.Kind;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What Bitfinex tells of the past: all of it, exactly, in order, and nothing that was not. */
class BitfinexHistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00.123Z");
    private static final Set<Permission> DERIVATIVES = Set.of(TRADE_DERIVATIVES);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final BitfinexSimulator bitfinex = BitfinexSimulator.start(clock);
    private final VenueDefinition venue = Venues.bitfinex().servedAt(PRODUCTION, bitfinex.uri());
    private final Desk desk = new Desk(
            venue,
            SignatureAlgorithm.HMAC_SHA384,
            bitfinex.createKey(
                    "account:read",
                    "history:read",
                    "orders:read",
                    "orders:write",
                    "positions:read",
                    "wallets:write",
                    "withdraw:write"),
            clock);

    @AfterEach
    void close() {
        assertThat(bitfinex.stats().rejections()).isEmpty();
        desk.close();
        bitfinex.close();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private String place(String type, String symbol, String amount) {
        HttpReply reply = desk.call(VenueRequest.post("/v2/auth/w/order/submit")
                .json("{\"type\":\"" + type + "\",\"symbol\":\"" + symbol + "\",\"amount\":\"" + amount
                        + "\",\"price\":\"100.5\",\"cid\":42}"));
        return Answers.json(reply).path(4).path(0).path(0).asText();
    }

    private List<Fill> fills(Set<Permission> markets, Instant from, Instant to) {
        return venue.account().fills(desk, markets, Set.of(), from, to).value().orElseThrow();
    }

    private List<Movement> movements(Kind kind, Instant from, Instant to) {
        return venue.account().movements(desk, kind, from, to).value().orElseThrow();
    }

    /** More than a page; neither what was before nor what came at the end belongs to it. */
    @Test
    void fills_areThoseOfTheTimeAndTheMarket_oldestFirst() {
        String order = place("LIMIT", "tBTCF0:USTF0", "9000");
        String spot = place("EXCHANGE LIMIT", "tBTCUST", "5");
        bitfinex.fill(order, "1");
        pass(Duration.ofMinutes(1));
        Instant from = now.get();
        for (int n = 0; n < 2_600; n++) {
            bitfinex.fill(order, "2");
            pass(Duration.ofMillis(500));
        }
        String sold = place("LIMIT", "tETHF0:USTF0", "-7");
        bitfinex.fill(sold, "7");
        bitfinex.fill(spot, "1");
        pass(Duration.ofSeconds(1));
        Instant to = now.get();
        bitfinex.fill(order, "1");
        List<Fill> fills = fills(DERIVATIVES, from, to);

        assertThat(fills).hasSize(2_601).extracting(Fill::id).doesNotHaveDuplicates();
        assertThat(fills).extracting(Fill::at).isSorted();
        assertThat(fills.get(0).quantity()).isEqualTo(new BigDecimal("2"));
        assertThat(fills.get(2_600))
                .extracting(
                        Fill::symbol, Fill::orderId, Fill::clientOrderId, Fill::quantity, Fill::price, Fill::feeAsset)
                .containsExactly("tETHF0:USTF0", sold, "42", new BigDecimal("-7"), new BigDecimal("100.5"), "USD");
        assertThat(fills.get(2_600).fee()).isEqualByComparingTo("1.407");
        assertThat(fills(Set.of(TRADE_SPOT), from, to)).extracting(Fill::symbol).containsExactly("tBTCUST");
    }

    @Test
    void positions_areWhatWasBoughtAndSold() {
        bitfinex.fill(place("LIMIT", "tBTCF0:USTF0", "25"), "25");
        bitfinex.fill(place("LIMIT", "tBTCUST", "-10"), "10");
        bitfinex.fill(place("LIMIT", "tBTCF0:USTF0", "-5"), "5");
        bitfinex.fill(place("EXCHANGE LIMIT", "tBTCUST", "1"), "1");

        assertThat(venue.account().positions(desk, DERIVATIVES).value().orElseThrow())
                .containsExactly(new Position("tBTCF0:USTF0", new BigDecimal("20")));
        assertThat(venue.account().positions(desk, Set.of(TRADE_MARGIN)).value().orElseThrow())
                .containsExactly(new Position("tBTCUST", new BigDecimal("-10")));
        assertThat(venue.account().positions(desk, Set.of(TRADE_SPOT)).value().orElseThrow())
                .isEmpty();
    }

    @Test
    void movements_areThoseOfTheTime_withTheirSigns() {
        bitfinex.deposit("BTC", "7", "too-early");
        pass(Duration.ofMinutes(1));
        Instant from = now.get();
        for (int n = 0; n < 1_020; n++) {
            bitfinex.deposit("ETH", "1.5", "from-" + n);
            pass(Duration.ofSeconds(1));
        }
        desk.call(VenueRequest.post("/v2/auth/w/withdraw")
                .param("wallet", "exchange")
                .param("method", "bitcoin")
                .param("amount", "0.25")
                .param("address", "bc1-synthetic"));
        desk.call(VenueRequest.post("/v2/auth/w/transfer")
                .param("from", "exchange")
                .param("to", "margin")
                .param("currency", "UST")
                .param("amount", "0.5"));
        pass(Duration.ofSeconds(1));
        Instant to = now.get();
        bitfinex.deposit("BTC", "7", "too-late");

        assertThat(movements(Kind.DEPOSIT, from, to))
                .hasSize(1_020)
                .allMatch(one -> one.amount().equals(new BigDecimal("1.5")))
                .allMatch(one -> one.asset().equals("ETH"))
                .extracting(Movement::at)
                .isSorted();
        assertThat(movements(Kind.WITHDRAWAL, from, to))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty, Movement::state)
                .containsExactly(tuple("BTC", new BigDecimal("-0.25"), "bc1-synthetic", "COMPLETED"));
        assertThat(movements(Kind.TRANSFER, from, to))
                .extracting(Movement::asset, Movement::amount)
                .containsExactlyInAnyOrder(tuple("UST", new BigDecimal("0.5")), tuple("UST", new BigDecimal("-0.5")));
    }

    @Test
    void accesses_areReadOverAllPages() {
        pass(Duration.ofMinutes(1));
        Instant from = now.get();
        for (int n = 0; n < 260; n++) {
            bitfinex.createKey();
            pass(Duration.ofSeconds(1));
        }
        Instant to = now.get();
        bitfinex.createKey();
        List<AccessEvent> events =
                venue.account().accesses(desk, from, to).value().orElseThrow();

        assertThat(events).hasSize(520).extracting(AccessEvent::at).isSorted();
        assertThat(events).filteredOn(event -> event.what().equals("login")).hasSize(260);
        assertThat(events)
                .filteredOn(event -> event.what().equals("api_key: created"))
                .hasSize(260)
                .allMatch(event -> event.address().equals("127.0.0.1"));
    }

    private Map<String, Function<SignedCalls, Collection<?>>> questions() {
        Instant to = now.get().plusSeconds(1);
        var account = venue.account();
        return Map.of(
                "fills",
                calls -> account.fills(calls, DERIVATIVES, Set.of(), START, to)
                        .value()
                        .orElseThrow(),
                "positions",
                calls -> account.positions(calls, DERIVATIVES).value().orElseThrow(),
                "deposits",
                calls -> account.movements(calls, Kind.DEPOSIT, START, to)
                        .value()
                        .orElseThrow(),
                "transfers",
                calls -> account.movements(calls, Kind.TRANSFER, START, to)
                        .value()
                        .orElseThrow(),
                "accesses",
                calls -> account.accesses(calls, START, to).value().orElseThrow(),
                "orders",
                calls -> account.openOrders(calls, Set.of(TRADE_SPOT)));
    }

    private void happen() {
        bitfinex.fill(place("LIMIT", "tBTCF0:USTF0", "3"), "3");
        place("EXCHANGE LIMIT", "tBTCUST", "1");
        bitfinex.deposit("BTC", "1.5", "somebody");
        desk.call(VenueRequest.post("/v2/auth/w/transfer")
                .param("from", "exchange")
                .param("to", "margin")
                .param("currency", "BTC")
                .param("amount", "0.5"));
    }

    /** Every variant of every answer is an error, or tells fewer rows, or one of them with less in it; amounts are never others. */
    @TestFactory
    Stream<DynamicTest> answersThatAreMangled_inventNoAmounts() {
        happen();
        return questions().entrySet().stream()
                .map(question -> DynamicTest.dynamicTest(question.getKey(), () -> {
                    var answers = new java.util.LinkedHashMap<String, String>();
                    Collection<?> truth = question.getValue().apply(request -> {
                        HttpReply reply = desk.call(request);
                        answers.put(request.path(), reply.body());
                        return reply;
                    });
                    assertThat(truth).isNotEmpty();
                    answers.forEach((path, whole) -> Mangled.variants(whole).forEach(body -> {
                        try {
                            Collection<?> found = question.getValue()
                                    .apply(request -> request.path().equals(path)
                                            ? new HttpReply(200, body)
                                            : new HttpReply(200, answers.get(request.path())));
                            assertThat(found).as(body).hasSizeLessThanOrEqualTo(truth.size());
                        } catch (VenueUnavailableException e) {
                            assertThat(e).as(body).hasMessageNotContaining("none of this");
                        }
                    }));
                }));
    }

    /** How many rows a page has at most is the venue's affair. */
    @Test
    void fills_fromAVenueThatGivesLessThanItIsAskedFor_areAllThere() {
        String order = place("LIMIT", "tBTCF0:USTF0", "900");
        for (int n = 0; n < 100; n++) {
            bitfinex.fill(order, "2");
            pass(Duration.ofMillis(5));
        }
        SignedCalls scanty = request -> {
            var rows = Answers.json(desk.call(request));
            var few = JsonNodeFactory.instance.arrayNode();
            for (int n = 0; n < Math.min(30, rows.size()); n++) {
                few.add(rows.get(n));
            }
            return new HttpReply(200, few.toString());
        };

        assertThat(venue.account()
                        .fills(scanty, DERIVATIVES, Set.of(), START, now.get())
                        .value()
                        .orElseThrow())
                .hasSize(100)
                .extracting(Fill::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void aListWithoutAnEnd_isAnError() {
        happen();
        String row = Answers.json(desk.call(VenueRequest.post("/v2/auth/r/trades/hist")))
                .path(0)
                .toString();
        String page = "[" + (row + ",").repeat(2_499) + row + "]";

        assertThatThrownBy(() -> venue.account()
                        .fills(request -> new HttpReply(200, page), DERIVATIVES, Set.of(), START, now.get()))
                .isInstanceOf(VenueUnavailableException.class);
    }
}
