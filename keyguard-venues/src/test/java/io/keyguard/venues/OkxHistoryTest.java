/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Movement.Kind;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an account at OKX did, over HTTP at the simulator and by the samples of the documentation. */
class OkxHistoryTest {
    private static final Set<io.keyguard.Permission> SPOT = Set.of(TRADE_SPOT);

    /** Goes on by a millisecond each time that it is read, so that nothing happens twice at once. */
    private final AtomicLong now = new AtomicLong(System.currentTimeMillis() - 10_000);

    private final OkxSimulator okx = OkxSimulator.startMainAccount(() -> Instant.ofEpochMilli(now.incrementAndGet()));
    private final VenueDefinition venue = Venues.okx().servedAt(PRODUCTION, okx.uri());
    private final Desk desk =
            new Desk(venue, SignatureAlgorithm.HMAC_SHA256, okx.createKey("read_only", "trade", "withdraw"));
    private final Instant start = Instant.ofEpochMilli(now.get());

    @AfterEach
    void close() {
        desk.close();
        okx.close();
    }

    private Instant now() {
        return Instant.ofEpochMilli(now.incrementAndGet());
    }

    private String place(String symbol, String side, String quantity) {
        String body = desk.call(VenueRequest.post("/api/v5/trade/order")
                        .param("instId", symbol)
                        .param("tdMode", symbol.endsWith("SWAP") ? "cross" : "cash")
                        .param("side", side)
                        .param("ordType", "limit")
                        .param("px", "200")
                        .param("sz", quantity)
                        .param("clOrdId", "c" + now.get()))
                .body();
        return body.replaceAll(".*\"ordId\":\"(\\d+)\".*", "$1");
    }

    private List<Fill> fills(Set<io.keyguard.Permission> markets, Instant from, Instant to) {
        return venue.account().fills(desk, markets, Set.of(), from, to).value().orElseThrow();
    }

    private List<Movement> movements(Kind kind, Instant from) {
        return venue.account().movements(desk, kind, from, now()).value().orElseThrow();
    }

    @Test
    void fills_areExact_signedAndOldestFirst() {
        String bought = place("BTC-USDT", "buy", "3");
        okx.fill(bought, "1.25");
        Instant between = now();
        okx.fill(bought, "0.5");
        okx.fill(place("ETH-USDT", "sell", "2"), "2");
        okx.fill(place("BTC-USDT-SWAP", "buy", "7"), "7");

        assertThat(fills(SPOT, start, now()))
                .extracting(Fill::symbol, Fill::quantity, Fill::price, Fill::fee, Fill::feeAsset)
                .containsExactly(
                        tuple("BTC-USDT", dec("1.25"), dec("200"), dec("0.00125"), "USDT"),
                        tuple("BTC-USDT", dec("0.5"), dec("200"), dec("0.0005"), "USDT"),
                        tuple("ETH-USDT", dec("-2"), dec("200"), dec("0.002"), "USDT"));
        assertThat(fills(SPOT, start, between)).hasSize(1);
        assertThat(fills(SPOT, start, now()).get(0).orderId()).isEqualTo(bought);
        assertThat(fills(SPOT, start, now()).get(0).clientOrderId()).startsWith("c");
        assertThat(fills(Set.of(TRADE_DERIVATIVES), start, now()))
                .extracting(Fill::symbol)
                .containsExactly("BTC-USDT-SWAP");
        assertThat(venue.account().openOrders(desk, SPOT))
                .extracting(OpenOrder::id)
                .containsExactly(bought);
    }

    private static BigDecimal dec(String text) {
        return new BigDecimal(text);
    }

    @Test
    void fills_ofManyPages_areAllTold() {
        String order = place("BTC-USDT", "buy", "250");
        for (int n = 0; n < 230; n++) {
            okx.fill(order, "1");
        }
        assertThat(fills(SPOT, start, now()))
                .extracting(Fill::id)
                .doesNotHaveDuplicates()
                .hasSize(230);
        assertThat(fills(SPOT, start, now())).isSortedAccordingTo(java.util.Comparator.comparing(Fill::at));
    }

    @Test
    void fills_olderThanTheVenueKeeps_areNotCalledNone() {
        Instant longAgo = start.minus(Duration.ofDays(120));
        assertThatThrownBy(() -> fills(SPOT, longAgo, now())).isInstanceOf(VenueUnavailableException.class);
        assertThatThrownBy(() -> movements(Kind.TRANSFER, longAgo)).isInstanceOf(VenueUnavailableException.class);
        assertThat(movements(Kind.DEPOSIT, longAgo)).isEmpty();
    }

    @Test
    void positions_areTheSumOfWhatWasFilled() {
        okx.fill(place("BTC-USDT-SWAP", "buy", "5"), "5");
        okx.fill(place("BTC-USDT-SWAP", "sell", "8"), "7");
        okx.fill(place("ETH-USDT-SWAP", "buy", "1"), "1");
        okx.fill(place("SOL-USDT-SWAP", "buy", "1"), "1");
        okx.fill(place("SOL-USDT-SWAP", "sell", "1"), "1");
        okx.fill(place("BTC-USDT", "buy", "1"), "1");

        assertThat(venue.account()
                        .positions(desk, Set.of(TRADE_SPOT, TRADE_DERIVATIVES))
                        .value()
                        .orElseThrow())
                .containsExactly(new Position("BTC-USDT-SWAP", dec("-2")), new Position("ETH-USDT-SWAP", dec("1")));
        assertThat(venue.account().positions(desk, SPOT).value()).contains(List.of());
    }

    @Test
    void movements_ofManyPages_areAllTold() {
        for (int n = 0; n < 230; n++) {
            okx.deposit("BTC", "0.1", "bc1-synthetic-" + n);
        }
        List<Movement> deposits = movements(Kind.DEPOSIT, start);
        assertThat(deposits).extracting(Movement::id).doesNotHaveDuplicates().hasSize(230);
        assertThat(deposits.get(0).counterparty()).isEqualTo("bc1-synthetic-0");
        assertThat(deposits.get(0).amount()).isEqualTo(dec("0.1"));
        assertThat(movements(Kind.DEPOSIT, deposits.get(200).at())).hasSize(30);
        assertThat(movements(Kind.WITHDRAWAL, start)).isEmpty();
        assertThat(movements(Kind.TRANSFER, start)).isEmpty();
    }

    private static VenueRequest transfer(String type, String from, String to) {
        return VenueRequest.post("/api/v5/asset/transfer")
                .param("ccy", "USDT")
                .param("amt", "5")
                .param("from", from)
                .param("to", to)
                .param("type", type);
    }

    @Test
    void withdrawalsAndTransfers_areToldOfEveryWallet() {
        desk.call(VenueRequest.post("/api/v5/asset/withdrawal")
                .param("ccy", "BTC")
                .param("amt", "1.5")
                .param("toAddr", "bc1-synthetic")
                .param("dest", "4"));
        desk.call(transfer("0", "6", "18"));
        desk.call(transfer("1", "18", "6").param("subAcct", "grid1"));
        desk.call(transfer("2", "6", "6").param("subAcct", "grid1"));

        assertThat(movements(Kind.WITHDRAWAL, start))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty, Movement::state)
                .containsExactly(tuple("BTC", dec("-1.5"), "bc1-synthetic", "0"));
        assertThat(movements(Kind.TRANSFER, start))
                .extracting(Movement::amount, Movement::counterparty)
                .containsExactly(
                        tuple(dec("-5"), "trading account"),
                        tuple(dec("5"), "funding account"),
                        tuple(dec("-5"), ""),
                        tuple(dec("5"), "sub-account"));
    }

    @Test
    void brokenAnswers_areNotCalledNothing() {
        okx.deposit("BTC", "1", "bc1-synthetic");
        for (Fault fault : List.of(Fault.MAINTENANCE, Fault.TRUNCATED, Fault.NOT_JSON, Fault.OTHER_JSON, Fault.HUGE)) {
            for (Runnable question : List.<Runnable>of(
                    () -> movements(Kind.DEPOSIT, start),
                    () -> movements(Kind.TRANSFER, start),
                    () -> fills(SPOT, start, now()),
                    () -> venue.account().positions(desk, Set.of(TRADE_DERIVATIVES)))) {
                okx.failNext(1, fault);
                assertThatThrownBy(question::run).as("%s", fault).isInstanceOf(VenueUnavailableException.class);
            }
        }
    }

    // Samples of the documentation

    private static final String TIME = "{\"code\":\"0\",\"msg\":\"\",\"data\":[{\"ts\":\"1597026383085\"}]}";
    private static final String FILLS =
            "{\"code\":\"0\",\"msg\":\"\",\"data\":[{\"side\":\"buy\",\"fillSz\":\"0.00192834\",\"fillPx\":\"51858\",\"fillPxVol\":\"\",\"fee\":\"-0.00000192834\",\"ordId\":\"680800019749904384\",\"feeRate\":\"-0.001\",\"instType\":\"SPOT\",\"clOrdId\":\"\",\"posSide\":\"net\",\"billId\":\"680800019754098688\",\"tag\":\"\",\"fillTime\":\"1597026383084\",\"execType\":\"T\",\"tradeId\":\"744876980\",\"instId\":\"BTC-USDT\",\"feeCcy\":\"BTC\",\"ts\":\"1597026383084\"}]}";
    private static final String DEPOSITS =
            "{\"code\":\"0\",\"msg\":\"\",\"data\":[{\"ccy\":\"USDT\",\"chain\":\"USDT-TRC20\",\"amt\":\"39.57\",\"from\":\"\",\"to\":\"TN4hGjVXMzy\",\"txId\":\"16f3638329xxx\",\"ts\":\"1597026383084\",\"state\":\"2\",\"depId\":\"88****33\",\"fromWdId\":\"\"}]}";
    private static final String POSITIONS =
            "{\"code\":\"0\",\"msg\":\"\",\"data\":[{\"instId\":\"BTC-USDT\",\"instType\":\"MARGIN\",\"posSide\":\"net\",\"pos\":\"0.00190433573\",\"posCcy\":\"BTC\"},{\"instId\":\"ETH-USDT\",\"instType\":\"MARGIN\",\"posSide\":\"net\",\"pos\":\"70\",\"posCcy\":\"USDT\"},{\"instId\":\"LTC-USDT\",\"instType\":\"MARGIN\",\"posSide\":\"short\",\"pos\":\"3\",\"posCcy\":\"LTC\"},{\"instId\":\"XRP-USDT\",\"instType\":\"MARGIN\",\"posSide\":\"net\",\"pos\":\"0\",\"posCcy\":\"\"}]}";

    private static SignedCalls answering(String path, String answer) {
        var answers = new HashMap<>(Map.of("/api/v5/public/time", TIME));
        answers.put(path, answer);
        return Mangled.answering(answers);
    }

    private static List<Fill> sampleFills(String answer) {
        Instant end = Instant.ofEpochMilli(1597026383085L);
        return Venues.okx()
                .account()
                .fills(answering("/api/v5/trade/fills-history", answer), SPOT, Set.of(), end.minusSeconds(60), end)
                .value()
                .orElseThrow();
    }

    private static List<Movement> sampleDeposits(String answer) {
        Instant end = Instant.ofEpochMilli(1597026383085L);
        return Venues.okx()
                .account()
                .movements(answering("/api/v5/asset/deposit-history", answer), Kind.DEPOSIT, end.minusSeconds(60), end)
                .value()
                .orElseThrow();
    }

    @Test
    void sampleOfFills_isRead_andNeverInvented() {
        Fill sample = sampleFills(FILLS).get(0);
        assertThat(sample.quantity()).isEqualTo(dec("0.00192834"));
        assertThat(sample.fee()).isEqualTo(dec("0.00000192834"));
        assertThat(sample.feeAsset()).isEqualTo("BTC");
        Mangled.variants(FILLS).forEach(variant -> {
            try {
                for (Fill fill : sampleFills(variant)) {
                    assertThat(List.of(sample.quantity(), dec("-7")))
                            .as(variant)
                            .contains(fill.quantity());
                    assertThat(fill.at()).as(variant).isEqualTo(sample.at());
                }
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain("744876980", "none of this");
            }
        });
    }

    @Test
    void sampleOfDeposits_isRead_andNeverInvented() {
        Movement sample = sampleDeposits(DEPOSITS).get(0);
        assertThat(sample.amount()).isEqualTo(dec("39.57"));
        Mangled.variants(DEPOSITS).forEach(variant -> {
            try {
                for (Movement deposit : sampleDeposits(variant)) {
                    assertThat(List.of(sample.amount(), dec("-7"))).as(variant).contains(deposit.amount());
                    assertThat(deposit.at()).as(variant).isEqualTo(sample.at());
                }
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain("TN4hGjVXMzy", "none of this");
            }
        });
    }

    @Test
    void positionsOfMargin_areShortWhereTheQuoteIsHeld() {
        assertThat(Venues.okx()
                        .account()
                        .positions(answering("/api/v5/account/positions", POSITIONS), Set.of(TRADE_MARGIN))
                        .value()
                        .orElseThrow())
                .containsExactly(
                        new Position("BTC-USDT", dec("0.00190433573")),
                        new Position("ETH-USDT", dec("-70")),
                        new Position("LTC-USDT", dec("-3")));
    }
}
