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
import io.keyguard.testkit.venue.HyperliquidSimulator;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What an account at Hyperliquid did: over more pages than one, exact and in order, and nothing that was not. */
class HyperliquidHistoryTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Set<Permission> ALL = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);
    private static final String OTHER = "0x5e9ee1089755c3435139848e47e6635505d5a13a";
    private static final String CLIENT = "0x000000000000000000000000000000a1";

    private final AtomicLong millis = new AtomicLong(START.toEpochMilli());
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final HyperliquidSimulator simulator = HyperliquidSimulator.start(clock);
    private final VenueDefinition venue = Venues.hyperliquid().servedAt(Environment.PRODUCTION, simulator.uri());
    private final AccountReader account = venue.account();
    private final Desk desk =
            Desk.of(venue, SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256, simulator, simulator.wallet(), clock);

    @AfterEach
    void close() {
        desk.close();
        simulator.close();
    }

    private String place(int asset, boolean buys, String client) {
        String document = "{\"type\":\"order\",\"orders\":[{\"a\":" + asset + ",\"b\":" + buys
                + ",\"p\":\"100.1\",\"s\":\"2000\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Gtc\"}}" + client
                + "}],\"grouping\":\"na\"}";
        HttpReply reply = desk.call(VenueRequest.post("/exchange").json(document));
        return Answers.json(reply).at("/response/data/statuses/0/resting/oid").asText();
    }

    private void act(String document) {
        assertThat(desk.call(VenueRequest.post("/exchange").json(document)).body())
                .contains("\"status\":\"ok\"");
        millis.addAndGet(10);
    }

    private List<Fill> fills(SignedCalls calls, Instant from, Instant to) {
        return account.fills(calls, ALL, Set.of(), from, to).value().orElseThrow();
    }

    private List<Movement> movements(SignedCalls calls, Movement.Kind kind, Instant from, Instant to) {
        return account.movements(calls, kind, from, to).value().orElseThrow();
    }

    @Test
    void fills_areThoseOfTheTime_overAllPages_oldestFirst() {
        String pair = place(10_000, true, "");
        String contract = place(0, false, ",\"c\":\"" + CLIENT + "\"");
        simulator.fill(pair, "0.5");
        millis.addAndGet(10);
        Instant from = clock.instant();
        // Three in a moment, so that pages end within one.
        for (int n = 0; n < 2_403; n++) {
            simulator.fill(n % 3 == 0 ? contract : pair, "0.5");
            if (n % 3 == 2) {
                millis.incrementAndGet();
            }
        }
        Instant to = clock.instant();
        simulator.fill(pair, "0.5");
        List<Fill> fills = fills(desk, from, to);

        assertThat(fills).hasSize(2_403).doesNotHaveDuplicates();
        assertThat(fills).extracting(Fill::at).isSorted().allMatch(at -> !at.isBefore(from) && at.isBefore(to));
        assertThat(fills.get(0))
                .isEqualTo(new Fill(
                        fills.get(0).id(),
                        contract,
                        CLIENT,
                        "BTC",
                        new BigDecimal("-0.5"),
                        new BigDecimal("100.1"),
                        new BigDecimal("0.022523"),
                        "USDC",
                        from));
        assertThat(account.fills(desk, Set.of(TRADE_SPOT), Set.of(), from, to)
                        .value()
                        .orElseThrow())
                .hasSize(1_602)
                .allMatch(fill -> fill.quantity().equals(new BigDecimal("0.5")));
        assertThat(simulator.stats().rejections()).isEmpty();
    }

    @Test
    void movements_inOneMomentThatCannotAllBeTold_areAnError() {
        for (int n = 0; n < 501; n++) {
            simulator.deposit("USDT", "1", OTHER);
        }
        assertThatThrownBy(() -> movements(desk, Movement.Kind.DEPOSIT, START, START.plusSeconds(1)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void positions_areOfContractsAlone() {
        simulator.fill(place(10_000, true, ""), "2");
        simulator.fill(place(1, false, ""), "1.25");

        assertThat(account.positions(desk, ALL).value().orElseThrow())
                .containsExactly(new Position("ETH", new BigDecimal("-1.25")));
        assertThat(account.positions(desk, Set.of(TRADE_SPOT)).value().orElseThrow())
                .isEmpty();
    }

    @Test
    void movements_areThoseOfTheTime_withTheirSigns_oldestFirst() {
        simulator.deposit("USDT", "7", OTHER);
        millis.addAndGet(10);
        Instant from = clock.instant();
        for (int n = 0; n < 1_203; n++) {
            simulator.deposit("USDT", "1.5", OTHER);
            millis.addAndGet(n % 3 == 2 ? 1 : 0);
        }
        simulator.deposit("BTC", "0.25", OTHER);
        millis.addAndGet(10);
        act("{\"type\":\"withdraw3\",\"destination\":\"" + OTHER + "\",\"amount\":\"3\"}");
        act("{\"type\":\"usdSend\",\"destination\":\"" + OTHER + "\",\"amount\":\"4\"}");
        act("{\"type\":\"usdClassTransfer\",\"amount\":\"5\",\"toPerp\":false}");
        act("{\"type\":\"vaultTransfer\",\"vaultAddress\":\"" + OTHER + "\",\"isDeposit\":true,\"usd\":6000000}");
        Instant to = clock.instant();
        simulator.deposit("USDT", "8", OTHER);

        List<Movement> deposits = movements(desk, Movement.Kind.DEPOSIT, from, to);
        assertThat(deposits).hasSize(1_203).doesNotHaveDuplicates();
        assertThat(deposits).extracting(Movement::at).isSorted();
        assertThat(deposits)
                .allMatch(move -> move.amount().equals(new BigDecimal("1.5"))
                        && move.asset().equals("USDC"));
        assertThat(movements(desk, Movement.Kind.WITHDRAWAL, from, to))
                .singleElement()
                .satisfies(move -> assertThat(move.amount()).isEqualTo(new BigDecimal("-3")));
        assertThat(movements(desk, Movement.Kind.TRANSFER, from, to))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("BTC", new BigDecimal("0.25"), OTHER),
                        org.assertj.core.groups.Tuple.tuple("USDC", new BigDecimal("-4"), OTHER),
                        org.assertj.core.groups.Tuple.tuple("USDC", new BigDecimal("-5"), ""),
                        org.assertj.core.groups.Tuple.tuple("USDC", new BigDecimal("-6"), OTHER));
    }

    private SignedCalls telling(String body) {
        return new SignedCalls() {
            @Override
            public HttpReply call(VenueRequest request) {
                return new HttpReply(200, body);
            }

            @Override
            public Optional<String> accountId() {
                return Optional.of(simulator.accountId());
            }
        };
    }

    /** Rows recorded in the official tests. */
    @Test
    void movements_ofTheOfficialAnswer_areRead() {
        String rows =
                "[{\"time\":1731999196516,\"hash\":\"0x09\",\"delta\":{\"type\":\"deposit\",\"usdc\":\"2703997.4500000002\"}},"
                        + "{\"time\":1732834706761,\"hash\":\"0x1d\",\"delta\":{\"type\":\"accountClassTransfer\",\"usdc\":\"12.0\",\"toPerp\":false}}]";
        assertThat(movements(telling(rows), Movement.Kind.DEPOSIT, Instant.EPOCH, START))
                .singleElement()
                .satisfies(move -> assertThat(move.amount()).isEqualTo(new BigDecimal("2703997.4500000002")));
    }

    @TestFactory
    Stream<DynamicTest> anAnswerThatIsMangled_isAnErrorOrNothingThatWasNot() {
        String fill =
                "[{\"coin\":\"BTC\",\"px\":\"100\",\"sz\":\"2\",\"side\":\"B\",\"time\":1793491200000,\"oid\":7,\"tid\":8,\"fee\":\"0.1\",\"feeToken\":\"USDC\"}]";
        String move = "[{\"time\":1793491200000,\"hash\":\"0x09\",\"delta\":{\"type\":\"withdraw\",\"usdc\":\"2\"}}]";
        Instant end = Instant.ofEpochMilli(1_793_491_200_001L);
        return Stream.concat(
                Mangled.variants(fill)
                        .map(body -> DynamicTest.dynamicTest("fill", () -> {
                            try {
                                assertThat(fills(telling(body), Instant.EPOCH, end))
                                        .allMatch(one -> one.quantity().abs().equals(new BigDecimal("2"))
                                                && one.price().equals(new BigDecimal("100")));
                            } catch (VenueUnavailableException e) {
                                assertThat(e).hasNoCause();
                            }
                        })),
                Mangled.variants(move)
                        .map(body -> DynamicTest.dynamicTest("movement", () -> {
                            try {
                                assertThat(movements(telling(body), Movement.Kind.WITHDRAWAL, Instant.EPOCH, end))
                                        .allMatch(one -> one.amount().abs().signum() > 0);
                            } catch (VenueUnavailableException e) {
                                assertThat(e).hasNoCause();
                            }
                        })));
    }

    @Test
    void aListWithoutEnd_isAnError() {
        var next = new AtomicLong();
        SignedCalls endless = request -> new HttpReply(
                200,
                "[{\"coin\":\"BTC\",\"px\":\"100\",\"sz\":\"2\",\"side\":\"B\",\"time\":1,\"oid\":7,\"tid\":"
                        + next.incrementAndGet() + ",\"fee\":\"0.1\",\"feeToken\":\"USDC\"}]");
        assertThatThrownBy(() -> fills(endless, Instant.EPOCH, START)).isInstanceOf(VenueUnavailableException.class);
        assertThat(next.get()).isLessThan(1_000);
    }
}
