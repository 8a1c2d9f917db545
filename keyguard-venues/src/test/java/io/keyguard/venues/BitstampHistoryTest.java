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
import io.keyguard.testkit.venue.BitstampSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
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

/** What an account at Bitstamp did: over more pages than one, exact and in order, and nothing that was not. */
class BitstampHistoryTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Set<Permission> SPOT = Set.of(TRADE_SPOT);

    private final AtomicLong millis = new AtomicLong(START.toEpochMilli());
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final BitstampSimulator bitstamp = BitstampSimulator.start(clock);
    private final SimulatedKey key =
            bitstamp.createKey("Account balance", "User transactions", "Open orders", "Orders", "Withdrawals");
    private final VenueDefinition venue = Venues.bitstamp().servedAt(Environment.PRODUCTION, bitstamp.uri());
    private final AccountReader account = venue.account();
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key, clock);

    @AfterEach
    void close() {
        desk.close();
        bitstamp.close();
    }

    private String place(String market, String side) {
        HttpReply reply = desk.call(VenueRequest.post("/api/v2/" + side + "/" + market)
                .param("amount", "2000")
                .param("price", "100.10"));
        return Answers.json(reply).path("id").asText();
    }

    private List<Fill> fills(SignedCalls calls, Instant from, Instant to) {
        return account.fills(calls, SPOT, Set.of(), from, to).value().orElseThrow();
    }

    private List<Movement> movements(SignedCalls calls, Movement.Kind kind, Instant from, Instant to) {
        return account.movements(calls, kind, from, to).value().orElseThrow();
    }

    private void withdraw() {
        desk.call(VenueRequest.post("/api/v2/btc_withdrawal")
                .param("address", "bc1-synthetic")
                .param("amount", "0.25"));
    }

    @Test
    void fills_areThoseOfTheTime_overAllPages_oldestFirst() {
        String bought = place("btcusd", "buy");
        String sold = place("ethusd", "sell");
        bitstamp.fill(bought, "0.5");
        millis.addAndGet(10);
        Instant from = clock.instant();
        // Three in a moment, so that pages end within one.
        for (int n = 0; n < 1_203; n++) {
            bitstamp.fill(n % 3 == 0 ? sold : bought, "0.5");
            if (n % 3 == 2) {
                millis.incrementAndGet();
            }
        }
        Instant to = clock.instant();
        bitstamp.fill(bought, "0.5");
        bitstamp.deposit("USD", "5", "not a fill");
        List<Fill> fills = fills(desk, from, to);

        assertThat(fills).hasSize(1_203).doesNotHaveDuplicates();
        assertThat(fills).extracting(Fill::at).isSorted().allMatch(at -> !at.isBefore(from) && at.isBefore(to));
        assertThat(fills.get(0))
                .isEqualTo(new Fill(
                        fills.get(0).id(),
                        sold,
                        "",
                        "ETH/USD",
                        new BigDecimal("-0.5"),
                        new BigDecimal("100.10"),
                        fills.get(0).fee(),
                        "USD",
                        from));
        assertThat(fills.get(0).fee()).isEqualByComparingTo("0.08008");
        assertThat(fills.stream().filter(fill -> fill.orderId().equals(bought)))
                .hasSize(802)
                .allMatch(fill -> fill.quantity().equals(new BigDecimal("0.5")));
        assertThat(bitstamp.stats().rejections()).isEmpty();
    }

    @Test
    void contracts_areNotKnownToHaveDoneNothing() {
        Set<Permission> both = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);
        assertThat(account.fills(desk, both, Set.of(), START, START).isKnown()).isFalse();
        assertThat(account.positions(desk, both).isKnown()).isFalse();
        assertThat(account.positions(desk, SPOT).value()).contains(List.of());
    }

    @Test
    void movements_areThoseOfTheTime_withTheirSigns_oldestFirst() {
        bitstamp.deposit("BTC", "7", "too-early");
        millis.addAndGet(10);
        Instant from = clock.instant();
        for (int n = 0; n < 120; n++) {
            bitstamp.deposit("BTC", "1.00000000000000000001", "from-" + n);
            millis.incrementAndGet();
        }
        withdraw();
        millis.incrementAndGet();
        Instant to = clock.instant();
        bitstamp.deposit("BTC", "7", "too-late");

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
        assertThat(account.balances(desk, SPOT))
                .contains(new Balance("wallet", "BTC", new BigDecimal("143.75000000000000000120")));
        assertThat(bitstamp.stats().rejections()).isEmpty();
    }

    /** Rows as ccxt shows them: whole numbers and texts, assets that do not take part, and one of a pair whose quote is longer. */
    @Test
    void rows_ofDifferentForms_areRead() {
        String rows = """
                [{"id":3,"type":"32","datetime":"2026-11-01 00:00:03","fee":"0.0","btc":"0.5","usd":0,"eur":"0.0","btc_usd":"0.00"},
                 {"id":2,"type":"2","datetime":"2026-11-01 00:00:02.000001","order_id":9,"fee":"0.1","usdc":-50.5,"eth":"0.5","btc":0,"eth_usdc":101,"client_order_id":"a1"},
                 {"id":1,"type":"14","datetime":"2026-11-01 00:00:01","fee":"0.0","btc":"-5"}]""";
        SignedCalls told = request -> new HttpReply(200, rows);
        Instant to = START.plusSeconds(60);

        assertThat(fills(told, START, to))
                .containsExactly(new Fill(
                        "2",
                        "9",
                        "a1",
                        "ETH/USDC",
                        new BigDecimal("0.5"),
                        new BigDecimal("101"),
                        new BigDecimal("0.1"),
                        "USDC",
                        START.plusSeconds(2).plusNanos(1000)));
        assertThat(movements(told, Movement.Kind.DEPOSIT, START, to))
                .extracting(Movement::id)
                .containsExactly("3");
    }

    private Map<String, UntrueAnswers.Question> questions() {
        Instant to = START.plusSeconds(60);
        return Map.of(
                "fills", calls -> fills(calls, START, to),
                "orders", calls -> account.openOrders(calls, SPOT),
                "deposits", calls -> movements(calls, Movement.Kind.DEPOSIT, START, to),
                "withdrawals", calls -> movements(calls, Movement.Kind.WITHDRAWAL, START, to));
    }

    private void happen() {
        bitstamp.fill(place("btcusd", "buy"), "2.5");
        bitstamp.deposit("BTC", "1.5", "somebody");
        withdraw();
    }

    @Test
    void answersThatAreChanged_inventNothing() {
        happen();
        UntrueAnswers.inventNothing(desk, questions());
        assertThat(bitstamp.stats().rejections()).isEmpty();
    }

    @Test
    void brokenAnswers_areErrors() {
        happen();
        UntrueAnswers.areErrors(bitstamp, desk, questions());
    }

    /** A venue that always shows one more shall not keep its caller for ever. */
    @Test
    void list_withoutAnEnd_isAnError() {
        var rows = new StringBuilder("[");
        for (int n = 0; n < 1_000; n++) {
            rows.append(n == 0 ? "" : ",")
                    .append("{\"type\":\"0\",\"datetime\":\"2026-11-01 00:00:00\",\"id\":")
                    .append(n)
                    .append(",\"btc\":\"1\",\"fee\":\"0\"}");
        }
        String page = rows.append("]").toString();
        SignedCalls endless = request -> new HttpReply(200, page);
        assertThatThrownBy(() -> movements(endless, Movement.Kind.DEPOSIT, START, START.plusSeconds(1)))
                .isInstanceOf(VenueUnavailableException.class);
    }
}
