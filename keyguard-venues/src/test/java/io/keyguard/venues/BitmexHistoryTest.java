/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.keyguard.Permission;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BitmexSimulator;
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

/** What BitMEX tells of the past: all of it, exactly, in order, and nothing that was not. */
class BitmexHistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00.123Z");
    private static final Set<Permission> DERIVATIVES = Set.of(TRADE_DERIVATIVES);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final BitmexSimulator bitmex = BitmexSimulator.start(clock);
    private final VenueDefinition venue = Venues.bitmex().servedAt(PRODUCTION, bitmex.uri());
    private final Desk desk =
            new Desk(venue, SignatureAlgorithm.HMAC_SHA256, bitmex.createKey("order", "withdraw"), clock);

    @AfterEach
    void close() {
        assertThat(bitmex.stats().rejections()).isEmpty();
        desk.close();
        bitmex.close();
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private String place(String symbol, String side) {
        HttpReply reply = desk.call(VenueRequest.post("/api/v1/order")
                .param("symbol", symbol)
                .param("side", side)
                .param("orderQty", "200")
                .param("price", "100.5")
                .param("clOrdID", "n" + System.nanoTime()));
        try {
            return new ObjectMapper().readTree(reply.body()).path("orderID").asText();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
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
        String order = place("XBTUSD", "Buy");
        String spot = place("XBT_USDT", "Buy");
        bitmex.fill(order, "1");
        pass(Duration.ofMinutes(1));
        Instant from = now.get();
        String sold = place("ETHUSD_ETH", "Sell");
        for (int n = 0; n < 600; n++) {
            if (n % 100 == 0) {
                order = place("XBTUSD", "Buy");
            }
            bitmex.fill(order, "2");
            pass(Duration.ofSeconds(1));
        }
        bitmex.fill(sold, "7");
        bitmex.fill(spot, "1");
        pass(Duration.ofSeconds(1));
        Instant to = now.get();
        bitmex.fill(sold, "1");
        List<Fill> fills = fills(DERIVATIVES, from, to);

        assertThat(fills).hasSize(601).extracting(Fill::id).doesNotHaveDuplicates();
        assertThat(fills).extracting(Fill::at).isSorted();
        assertThat(fills.get(0).quantity()).isEqualTo(new BigDecimal("2"));
        assertThat(fills.get(600))
                .extracting(Fill::symbol, Fill::orderId, Fill::quantity, Fill::price, Fill::fee, Fill::feeAsset)
                .containsExactly(
                        "ETHUSD_ETH",
                        sold,
                        new BigDecimal("-7"),
                        new BigDecimal("100.5"),
                        new BigDecimal("0.0035"),
                        "USDT");
        assertThat(fills(Set.of(TRADE_SPOT), from, to)).extracting(Fill::symbol).containsExactly("XBT_USDT");
    }

    @Test
    void positions_areWhatWasBoughtAndSold() {
        bitmex.fill(place("XBTUSD", "Buy"), "25");
        bitmex.fill(place("ETHUSD", "Sell"), "10");
        bitmex.fill(place("XBTUSD", "Sell"), "5");
        bitmex.fill(place("XBT_USDT", "Buy"), "1");

        assertThat(venue.account().positions(desk, DERIVATIVES).value().orElseThrow())
                .containsExactlyInAnyOrder(
                        new Position("XBTUSD", new BigDecimal("20")), new Position("ETHUSD", new BigDecimal("-10")));
        bitmex.fill(place("ETHUSD", "Buy"), "10");
        assertThat(venue.account().positions(desk, DERIVATIVES).value().orElseThrow())
                .hasSize(1);
        assertThat(venue.account().positions(desk, Set.of(TRADE_SPOT)).value().orElseThrow())
                .isEmpty();
    }

    @Test
    void movements_areThoseOfTheTime_withTheirSigns_inCoins() {
        bitmex.deposit("BTC", "7", "too-early");
        pass(Duration.ofMinutes(1));
        Instant from = now.get();
        for (int n = 0; n < 520; n++) {
            bitmex.deposit("ETH", "1.5", "from-" + n);
            pass(Duration.ofSeconds(1));
        }
        desk.call(VenueRequest.post("/api/v1/user/requestWithdrawal")
                .param("currency", "XBt")
                .param("network", "btc")
                .param("amount", "25000000")
                .param("address", "bc1-synthetic"));
        desk.call(VenueRequest.post("/api/v1/user/walletTransfer")
                .param("currency", "USDt")
                .param("amount", "500000")
                .param("targetAccountId", "7"));
        pass(Duration.ofSeconds(1));
        Instant to = now.get();
        bitmex.deposit("BTC", "7", "too-late");

        assertThat(movements(Kind.DEPOSIT, from, to))
                .hasSize(520)
                .allMatch(one -> one.amount().equals(new BigDecimal("1.5")))
                .allMatch(one -> one.asset().equals("ETH"))
                .extracting(Movement::at)
                .isSorted();
        assertThat(movements(Kind.WITHDRAWAL, from, to))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty, Movement::state)
                .containsExactly(tuple("XBT", new BigDecimal("-0.25"), "bc1-synthetic", "Completed"));
        assertThat(movements(Kind.TRANSFER, from, to))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty)
                .containsExactly(tuple("USDT", new BigDecimal("-0.5"), "7"));
    }

    @Test
    void accesses_areReadOverAllPages() {
        pass(Duration.ofMinutes(1));
        Instant from = now.get();
        for (int n = 0; n < 250; n++) {
            bitmex.createKey();
            pass(Duration.ofSeconds(1));
        }
        Instant to = now.get();
        bitmex.createKey();
        List<AccessEvent> events =
                venue.account().accesses(desk, from, to).value().orElseThrow();

        assertThat(events).hasSize(250).extracting(AccessEvent::at).isSorted();
        assertThat(events.get(0)).isEqualTo(new AccessEvent(from, "apiKeyCreated", "127.0.0.1"));
    }

    private static final String ASSETS =
            "[{\"asset\":\"XBT\",\"currency\":\"XBt\",\"majorCurrency\":\"XBT\",\"scale\":8}]";
    private static final String EXECUTION = """
            [{"execID":"e1","orderID":"o1","clOrdID":"c1","symbol":"XBTUSD","side":"Buy","lastQty":100,"lastPx":50000.5,
              "settlCurrency":"XBt","execType":"Trade","execComm":-15,"transactTime":"2026-03-01T00:00:00.123Z"}]""";
    private static final String TRANSACTION = """
            [{"transactID":"t1","currency":"XBt","transactType":"Deposit","amount":150000000,"transactStatus":"Completed",
              "address":"a1","transactTime":"2026-03-01T00:00:00.123Z"}]""";
    private static final String EVENT = """
            [{"id":7,"type":"login","status":"failure","userId":1,"createdById":1,"ip":"203.0.113.7",
              "created":"2026-03-01T00:00:00.123Z"}]""";
    private static final String POSITION =
            "[{\"account\":1,\"symbol\":\"XBTUSD\",\"currency\":\"XBt\",\"currentQty\":-3}]";
    private static final String MARGIN = "[{\"account\":1,\"currency\":\"XBt\",\"walletBalance\":123456789}]";
    private static final String OPEN = "[{\"orderID\":\"o1\",\"clOrdID\":\"c1\",\"symbol\":\"XBTUSD\"}]";

    private static final Map<String, String> TOLD = Map.of(
            "/api/v1/wallet/assets", ASSETS,
            "/api/v1/execution/tradeHistory", EXECUTION,
            "/api/v1/user/walletHistory", TRANSACTION,
            "/api/v1/userEvent", EVENT,
            "/api/v1/position", POSITION,
            "/api/v1/user/margin", MARGIN,
            "/api/v1/order", OPEN);

    private static SignedCalls telling(String path, String answer) {
        var answers = new java.util.TreeMap<>(TOLD);
        answers.put(path, answer);
        return Mangled.answering(answers);
    }

    /** Every question and what it is answered truly. */
    private static Map<String, Function<SignedCalls, Collection<?>>> questions() {
        var account = Venues.bitmex().account();
        Instant end = START.plusSeconds(1);
        return Map.of(
                "/api/v1/execution/tradeHistory",
                calls -> account.fills(calls, DERIVATIVES, Set.of(), START, end)
                        .value()
                        .orElseThrow(),
                "/api/v1/user/walletHistory",
                calls -> account.movements(calls, Kind.DEPOSIT, START, end)
                        .value()
                        .orElseThrow(),
                "/api/v1/userEvent",
                calls -> account.accesses(calls, START, end).value().orElseThrow(),
                "/api/v1/position",
                calls -> account.positions(calls, DERIVATIVES).value().orElseThrow(),
                "/api/v1/user/margin",
                calls -> account.balances(calls, DERIVATIVES),
                "/api/v1/order",
                calls -> account.openOrders(calls, DERIVATIVES));
    }

    @Test
    void samples_areRead() {
        SignedCalls calls = Mangled.answering(TOLD);
        Map<String, Function<SignedCalls, Collection<?>>> questions = questions();

        assertThat(questions.get("/api/v1/execution/tradeHistory").apply(calls))
                .hasToString(List.of(new Fill(
                                "e1",
                                "o1",
                                "c1",
                                "XBTUSD",
                                new BigDecimal("100"),
                                new BigDecimal("50000.5"),
                                new BigDecimal("-0.00000015"),
                                "XBT",
                                START))
                        .toString());
        assertThat(questions.get("/api/v1/user/walletHistory").apply(calls))
                .hasToString(List.of(new Movement(
                                Kind.DEPOSIT, "t1", "XBT", new BigDecimal("1.5"), "a1", "Completed", START))
                        .toString());
        assertThat(questions.get("/api/v1/userEvent").apply(calls))
                .hasToString(List.of(new AccessEvent(START, "login failure", "203.0.113.7"))
                        .toString());
        assertThat(questions.get("/api/v1/position").apply(calls))
                .hasToString(
                        List.of(new Position("XBTUSD", new BigDecimal("-3"))).toString());
        assertThat(questions.get("/api/v1/user/margin").apply(calls))
                .hasToString("[Balance[wallet=wallet, asset=XBT, total=1.23456789]]");
    }

    /** What is neither settlement nor funding alone counts as an execution. */
    @Test
    void fills_areTradesAlone() {
        var fills = questions().get("/api/v1/execution/tradeHistory");
        for (String other : new String[] {"Funding", "Settlement"}) {
            assertThat(fills.apply(telling("/api/v1/execution/tradeHistory", EXECUTION.replace("Trade", other))))
                    .isEmpty();
        }
    }

    /** A mangled answer is an error, or leaves no row out and invents no amount. */
    @TestFactory
    Stream<DynamicTest> aMangledAnswer_isAnErrorOrHasItsRow() {
        return questions().entrySet().stream()
                .flatMap(question -> Stream.of(question.getKey(), "/api/v1/wallet/assets")
                        .flatMap(path -> Mangled.variants(TOLD.get(path))
                                .distinct()
                                .map(answer ->
                                        DynamicTest.dynamicTest(question.getKey() + " " + path + " " + answer, () -> {
                                            try {
                                                Collection<?> rows =
                                                        question.getValue().apply(telling(path, answer));
                                                assertThat(rows.size()).isLessThanOrEqualTo(1);
                                                assertThat(rows.toString()).doesNotContain("=-7,", "null");
                                            } catch (VenueUnavailableException e) {
                                                assertThat(e)
                                                        .hasMessageNotContaining("none of this")
                                                        .hasNoCause();
                                            }
                                        }))));
    }

    /** A venue that always shows the same full page shall not keep its caller for ever. */
    @Test
    void anEndlessList_isAnError() {
        String row = EVENT.substring(1, EVENT.length() - 1);
        String full = "[" + String.join(",", java.util.Collections.nCopies(100, row)) + "]";

        assertThatThrownBy(() -> questions().get("/api/v1/userEvent").apply(telling("/api/v1/userEvent", full)))
                .isInstanceOf(VenueUnavailableException.class);
    }
}
