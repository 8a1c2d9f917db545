/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.CryptoComSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an account at Crypto.com did: over more pages and days than one, exact and in order, and nothing that was not. */
class CryptoComHistoryTest {
    private static final String API = "/exchange/v1/private/";
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Set<Permission> ALL = Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);

    private final AtomicLong millis = new AtomicLong(START.toEpochMilli());
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final CryptoComSimulator simulator = CryptoComSimulator.start(clock);
    private final SimulatedKey key = simulator.createKey("Can Read", "Enable Trading", "Enable Withdrawal");
    private final VenueDefinition venue = Venues.cryptoCom().servedAt(Environment.PRODUCTION, simulator.uri());
    private final AccountReader account = venue.account();
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key, clock);

    @AfterEach
    void close() {
        desk.close();
        simulator.close();
    }

    private String place(String instrument, String side) {
        HttpReply reply = desk.call(VenueRequest.post(API + "create-order")
                .param("instrument_name", instrument)
                .param("side", side)
                .param("type", "LIMIT")
                .param("price", "100.10")
                .param("quantity", "2000")
                .param("client_oid", "n" + side));
        return Answers.json(reply).path("result").path("order_id").asText();
    }

    private List<Fill> fills(SignedCalls calls, Instant from, Instant to) {
        return account.fills(calls, ALL, Set.of(), from, to).value().orElseThrow();
    }

    private List<Movement> movements(SignedCalls calls, Movement.Kind kind, Instant from, Instant to) {
        return account.movements(calls, kind, from, to).value().orElseThrow();
    }

    private void withdraw() {
        desk.call(VenueRequest.post(API + "create-withdrawal")
                .param("address", "bc1-synthetic")
                .param("amount", "0.25")
                .param("currency", "BTC"));
    }

    @Test
    void fills_areThoseOfTheTime_overAllPagesAndDays_oldestFirst() {
        String pair = place("BTC_USDT", "BUY");
        String contract = place("BTCUSD-PERP", "SELL");
        simulator.fill(pair, "0.5");
        millis.addAndGet(10);
        Instant from = clock.instant();
        for (int day = 0; day < 3; day++) {
            // Three in a moment, so that pages end within one.
            for (int n = 0; n < 120; n++) {
                simulator.fill(n % 3 == 0 ? contract : pair, "0.5");
                if (n % 3 == 2) {
                    millis.incrementAndGet();
                }
            }
            millis.addAndGet(Duration.ofHours(23).toMillis());
        }
        Instant to = clock.instant();
        simulator.fill(pair, "0.5");
        List<Fill> fills = fills(desk, from, to);

        assertThat(fills).hasSize(360).doesNotHaveDuplicates();
        assertThat(fills).extracting(Fill::at).isSorted().allMatch(at -> !at.isBefore(from) && at.isBefore(to));
        assertThat(fills.stream()
                        .filter(fill -> fill.at().equals(from) && fill.orderId().equals(contract)))
                .singleElement()
                .satisfies(fill -> {
                    assertThat(fill.quantity()).isEqualTo(new BigDecimal("-0.5"));
                    assertThat(fill.price()).isEqualTo(new BigDecimal("100.10"));
                    assertThat(fill.fee()).isEqualByComparingTo("0.0375375");
                    assertThat(fill.feeAsset()).isEqualTo("USD");
                    assertThat(fill.clientOrderId()).isEqualTo("nSELL");
                    assertThat(fill.symbol()).isEqualTo("BTCUSD-PERP");
                });
        assertThat(account.fills(desk, Set.of(TRADE_SPOT), Set.of(), from, to)
                        .value()
                        .orElseThrow())
                .hasSize(240)
                .allMatch(fill -> fill.quantity().equals(new BigDecimal("0.5")));
        assertThat(simulator.stats().rejections()).isEmpty();
    }

    /** More in one moment than an answer holds, which a time alone cannot go on from. */
    @Test
    void fills_thatCannotAllBeTold_areAnError() {
        String pair = place("BTC_USDT", "BUY");
        for (int n = 0; n < 101; n++) {
            simulator.fill(pair, "0.5");
        }
        assertThatThrownBy(() -> fills(desk, START, START.plusSeconds(1)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    /** Of what is no longer kept nothing is told, so that it is not taken for nothing. */
    @Test
    void fills_ofMoreThanIsKept_areAnError() {
        assertThat(fills(desk, START.minus(Duration.ofDays(2)), START)).isEmpty();
        assertThatThrownBy(() -> fills(desk, START.minus(Duration.ofDays(181)), START))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageContaining("180 days");
    }

    @Test
    void positions_areThoseOfContracts() {
        simulator.fill(place("BTC_USDT", "BUY"), "1");
        simulator.fill(place("ETHUSD-PERP", "SELL"), "2.5");
        assertThat(account.positions(desk, ALL).value().orElseThrow())
                .containsExactly(new Position("ETHUSD-PERP", new BigDecimal("-2.5")));
        assertThat(account.positions(desk, Set.of(TRADE_SPOT)).value()).contains(List.of());
    }

    @Test
    void movements_areThoseOfTheTime_withTheirSigns_oldestFirst() {
        simulator.deposit("BTC", "7", "too-early");
        millis.addAndGet(10);
        Instant from = clock.instant();
        for (int n = 0; n < 220; n++) {
            simulator.deposit("BTC", "1.00000000000000000001", "from-" + n);
            millis.incrementAndGet();
        }
        withdraw();
        millis.incrementAndGet();
        Instant to = clock.instant();
        simulator.deposit("BTC", "7", "too-late");

        List<Movement> deposits = movements(desk, Movement.Kind.DEPOSIT, from, to);
        assertThat(deposits)
                .hasSize(220)
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
        assertThat(account.balances(desk, ALL))
                .contains(new Balance("wallet", "BTC", new BigDecimal("243.75000000000000000220")));
        assertThat(simulator.stats().rejections()).isEmpty();
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
        simulator.fill(place("BTCUSD-PERP", "BUY"), "2.5");
        simulator.deposit("BTC", "1.5", "somebody");
        withdraw();
    }

    @Test
    void answersThatAreChanged_inventNothing() {
        happen();
        UntrueAnswers.inventNothing(desk, questions());
        assertThat(simulator.stats().rejections()).isEmpty();
    }

    @Test
    void brokenAnswers_areErrors() {
        happen();
        UntrueAnswers.areErrors(simulator, desk, questions());
    }

    /** A venue that always shows one more shall not keep its caller for ever. */
    @Test
    void list_withoutAnEnd_isAnError() {
        String row = "{\"id\":\"1\",\"currency\":\"BTC\",\"amount\":1,\"status\":\"1\",\"create_time\":1700000000000}";
        String page = "{\"code\":0,\"result\":{\"deposit_list\":[" + (row + ",").repeat(199) + row + "]}}";
        SignedCalls endless = request -> new HttpReply(200, page);
        assertThatThrownBy(() -> movements(endless, Movement.Kind.DEPOSIT, START, START.plusSeconds(1)))
                .isInstanceOf(VenueUnavailableException.class);
    }
}
