/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.GeminiSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an account at Gemini did: over more pages than one, exact and in order, and nothing that was not. */
class GeminiHistoryTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Set<Permission> ALL = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);

    private final AtomicLong millis = new AtomicLong(START.toEpochMilli());
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final GeminiSimulator gemini = GeminiSimulator.start(clock);
    private final SimulatedKey key = gemini.createKey("Trader", "Fund Manager");
    private final VenueDefinition venue = Venues.gemini().servedAt(Environment.PRODUCTION, gemini.uri());
    private final AccountReader account = venue.account();
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA384, key, clock);

    @AfterEach
    void close() {
        desk.close();
        gemini.close();
    }

    private String place(String symbol, String side) {
        HttpReply reply = desk.call(VenueRequest.post("/v1/order/new")
                .param("symbol", symbol)
                .param("amount", "2000")
                .param("price", "100.10")
                .param("side", side)
                .param("type", "exchange limit")
                .param("client_order_id", "n" + side));
        return Answers.json(reply).path("order_id").asText();
    }

    private List<Fill> fills(SignedCalls calls, Instant from, Instant to) {
        return account.fills(calls, ALL, Set.of(), from, to).value().orElseThrow();
    }

    private List<Movement> movements(SignedCalls calls, Movement.Kind kind, Instant from, Instant to) {
        return account.movements(calls, kind, from, to).value().orElseThrow();
    }

    @Test
    void fills_areThoseOfTheTime_overAllPages_oldestFirst() {
        String pair = place("btcusd", "buy");
        String contract = place("btcgusdperp", "sell");
        gemini.fill(pair, "0.5");
        millis.addAndGet(10);
        Instant from = clock.instant();
        // Three in a moment, so that pages end within one.
        for (int n = 0; n < 1_203; n++) {
            gemini.fill(n % 3 == 0 ? contract : pair, "0.5");
            if (n % 3 == 2) {
                millis.incrementAndGet();
            }
        }
        Instant to = clock.instant();
        gemini.fill(pair, "0.5");
        List<Fill> fills = fills(desk, from, to);

        assertThat(fills).hasSize(1_203).doesNotHaveDuplicates();
        assertThat(fills).extracting(Fill::at).isSorted().allMatch(at -> !at.isBefore(from) && at.isBefore(to));
        assertThat(fills.get(0))
                .isEqualTo(new Fill(
                        fills.get(0).id(),
                        contract,
                        "nsell",
                        "BTCGUSDPERP",
                        new BigDecimal("-0.5"),
                        new BigDecimal("100.10"),
                        new BigDecimal("0.1751750"),
                        "USD",
                        from));
        assertThat(account.fills(desk, Set.of(TRADE_SPOT), Set.of(), from, to)
                        .value()
                        .orElseThrow())
                .hasSize(802)
                .allMatch(fill -> fill.quantity().equals(new BigDecimal("0.5")));
        assertThat(gemini.stats().rejections()).isEmpty();
    }

    /** More in one moment than an answer holds, which a time alone cannot go on from. */
    @Test
    void fills_thatCannotAllBeTold_areAnError() {
        String pair = place("btcusd", "buy");
        for (int n = 0; n < 501; n++) {
            gemini.fill(pair, "0.5");
        }
        assertThatThrownBy(() -> fills(desk, START, START.plusSeconds(1)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void positions_areOfContractsAlone() {
        gemini.fill(place("btcusd", "buy"), "2");
        gemini.fill(place("btcgusdperp", "sell"), "1.25");

        assertThat(account.positions(desk, ALL).value().orElseThrow())
                .containsExactly(new Position("btcgusdperp", new BigDecimal("-1.25")));
        assertThat(account.positions(desk, Set.of(TRADE_SPOT)).value().orElseThrow())
                .isEmpty();
        // As the schema says, where the example is a plain list.
        SignedCalls named = request -> new HttpReply(
                200,
                "{\"openPositions\":[{\"symbol\":\"a\",\"instrument_type\":\"perp\",\"quantity\":\"0.2\"},"
                        + "{\"symbol\":\"b\",\"instrument_type\":\"spot\",\"quantity\":\"7\"}]}");
        assertThat(account.positions(named, ALL).value().orElseThrow())
                .containsExactly(new Position("a", new BigDecimal("0.2")));
    }

    @Test
    void movements_areThoseOfTheTime_withTheirSigns_oldestFirst() {
        gemini.deposit("BTC", "7", "too-early");
        millis.addAndGet(10);
        Instant from = clock.instant();
        for (int n = 0; n < 120; n++) {
            gemini.deposit("BTC", "1.00000000000000000001", "from-" + n);
            millis.incrementAndGet();
        }
        desk.call(VenueRequest.post("/v2/withdraw/bitcoin/btc")
                .param("address", "bc1-synthetic")
                .param("amount", "0.25"));
        millis.incrementAndGet();
        Instant to = clock.instant();
        gemini.deposit("BTC", "7", "too-late");

        List<Movement> deposits = movements(desk, Movement.Kind.DEPOSIT, from, to);
        assertThat(deposits)
                .hasSize(120)
                .allMatch(one -> one.amount().equals(new BigDecimal("1.00000000000000000001")));
        assertThat(deposits).extracting(Movement::at).isSorted();
        assertThat(movements(desk, Movement.Kind.WITHDRAWAL, from, to))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.amount()).isEqualTo(new BigDecimal("-0.25"));
                    assertThat(one.counterparty()).isEqualTo("bc1-synthetic");
                    assertThat(one.asset()).isEqualTo("BTC");
                });
        assertThat(account.movements(desk, Movement.Kind.TRANSFER, from, to).isKnown())
                .isFalse();
        assertThat(account.accesses(desk, from, to).isKnown()).isFalse();
        assertThat(gemini.stats().rejections()).isEmpty();
    }

    @Test
    void movements_thatTheVenueMadeItself_goAndComeToo() {
        String rows = """
                [{"type":"AdminDebit","status":"Complete","timestampms":1626990636645,"eid":1,"currency":"BTC","amount":"6","purpose":"x"},
                 {"type":"Reward","status":"Complete","timestampms":1626990636645,"eid":2,"currency":"BTC","amount":"4"}]""";
        SignedCalls told = request -> new HttpReply(200, rows);

        assertThat(movements(told, Movement.Kind.WITHDRAWAL, Instant.EPOCH, START))
                .extracting(Movement::amount)
                .containsExactly(new BigDecimal("-6"));
        assertThat(movements(told, Movement.Kind.DEPOSIT, Instant.EPOCH, START))
                .extracting(Movement::amount)
                .containsExactly(new BigDecimal("4"));
        SignedCalls unheard = request -> new HttpReply(200, rows.replace("Reward", "Seizure"));
        assertThatThrownBy(() -> movements(unheard, Movement.Kind.DEPOSIT, Instant.EPOCH, START))
                .isInstanceOf(VenueUnavailableException.class);
    }

    private Map<String, UntrueAnswers.Question> questions() {
        Instant to = START.plusSeconds(60);
        return Map.of(
                "fills", calls -> fills(calls, START, to),
                "positions", calls -> account.positions(calls, ALL).value().orElseThrow(),
                "orders", calls -> account.openOrders(calls, ALL),
                "deposits", calls -> movements(calls, Movement.Kind.DEPOSIT, START, to),
                "withdrawals", calls -> movements(calls, Movement.Kind.WITHDRAWAL, START, to));
    }

    private void happen() {
        gemini.fill(place("btcgusdperp", "buy"), "2.5");
        gemini.deposit("BTC", "1.5", "somebody");
        desk.call(VenueRequest.post("/v2/withdraw/bitcoin/btc")
                .param("address", "bc1-synthetic")
                .param("amount", "0.25"));
    }

    @Test
    void answersThatAreChanged_inventNothing() {
        happen();
        UntrueAnswers.inventNothing(desk, questions());
        assertThat(gemini.stats().rejections()).isEmpty();
    }

    @Test
    void brokenAnswers_areErrors() {
        happen();
        UntrueAnswers.areErrors(gemini, desk, questions());
    }

    /** A venue that always shows one more shall not keep its caller for ever. */
    @Test
    void list_withoutAnEnd_isAnError() {
        var eid = new AtomicLong();
        SignedCalls endless = request -> {
            var rows = new StringBuilder("[");
            for (int n = 0; n < 50; n++) {
                rows.append(n == 0 ? "" : ",")
                        .append("{\"type\":\"Deposit\",\"status\":\"Complete\",\"timestampms\":")
                        .append(1_700_000_000_000L + eid.get())
                        .append(",\"eid\":")
                        .append(eid.incrementAndGet())
                        .append(",\"currency\":\"BTC\",\"amount\":\"1\"}");
            }
            return new HttpReply(200, rows.append("]").toString());
        };
        assertThatThrownBy(() -> movements(endless, Movement.Kind.DEPOSIT, START, START.plusSeconds(1)))
                .isInstanceOf(VenueUnavailableException.class);
    }
}
