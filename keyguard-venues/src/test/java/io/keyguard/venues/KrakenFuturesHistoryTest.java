/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.KrakenFuturesSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Classification;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Movement.Kind;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kraken Futures tells of executions, positions and money, over HTTP, and from the documentation's samples; who makes keys, and how an account is frozen. */
class KrakenFuturesHistoryTest {
    private static final Set<Permission> MARKET = Set.of(TRADE_DERIVATIVES);

    private final KrakenFuturesSimulator futures = KrakenFuturesSimulator.start();
    private final VenueDefinition venue = Venues.krakenFutures().servedAt(PRODUCTION, futures.uri());
    private final AccountReader account = venue.account();
    private final SimulatedKey key = futures.createKey("general:FULL_ACCESS", "transfer:FULL_ACCESS");
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA512, key);
    private final Instant start = Instant.now().minus(Duration.ofDays(3));

    @AfterEach
    void close() {
        desk.close();
        futures.close();
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(60);
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    private static VenueRequest order(String side, String size) {
        return VenueRequest.post("/derivatives/api/v3/sendorder")
                .param("symbol", "PF_XBTUSD")
                .param("side", side)
                .param("orderType", "lmt")
                .param("size", size)
                .param("limitPrice", "100.5");
    }

    private String send(VenueRequest order) {
        return Answers.json(desk.call(order)).path("sendStatus").path("status").asText();
    }

    private String place(String side, String size) {
        return Answers.json(desk.call(order(side, size).param("cliOrdId", "bot-" + side)))
                .path("sendStatus")
                .path("order_id")
                .asText();
    }

    private List<Fill> fills() {
        return account.fills(desk, MARKET, Set.of(), start, soon()).value().orElseThrow();
    }

    @Test
    void fills_areExactAndSigned_andMakePositions() {
        String bought = place("buy", "2");
        futures.fill(bought, "0.5");
        futures.fill(bought, "1.5");
        String sold = place("sell", "3");
        futures.fill(sold, "2.5");

        List<Fill> fills = fills();
        assertThat(fills).extracting(Fill::quantity).containsExactly(decimal("0.5"), decimal("1.5"), decimal("-2.5"));
        assertThat(fills).extracting(Fill::orderId).containsExactly(bought, bought, sold);
        assertThat(fills).extracting(Fill::clientOrderId).containsExactly("bot-buy", "bot-buy", "bot-sell");
        assertThat(fills).extracting(Fill::id).doesNotHaveDuplicates();
        assertThat(fills.get(0).price()).isEqualByComparingTo("100.5");
        assertThat(fills.get(0).fee()).isEqualByComparingTo("0.025125");
        assertThat(account.positions(desk, MARKET).value())
                .contains(List.of(new Position("PF_XBTUSD", decimal("-0.5"))));
        assertThat(send(order("sell", "1").param("reduceOnly", "true"))).isEqualTo("wouldNotReducePosition");
        assertThat(send(order("buy", "1").param("reduceOnly", "true"))).isEqualTo("placed");
    }

    @Test
    void fills_onMoreThanOnePage_areAllThere_andOutsideTheTimeThereAreNone() {
        String id = place("buy", "450");
        for (int n = 0; n < 450; n++) {
            futures.fill(id, "1");
        }

        assertThat(fills()).extracting(Fill::id).doesNotHaveDuplicates().hasSize(450);
        assertThat(account.fills(desk, MARKET, Set.of(), start, start.plusSeconds(9))
                        .value())
                .contains(List.of());
        assertThat(account.fills(desk, MARKET, Set.of(), soon(), start).value()).contains(List.of());
    }

    private List<Movement> movements(Kind kind) {
        return account.movements(desk, kind, start, soon()).value().orElseThrow();
    }

    private void move(VenueRequest request) {
        assertThat(Answers.json(desk.call(request)).path("result").asText()).isEqualTo("success");
    }

    @Test
    void movements_areTold_byKind() {
        futures.deposit("BTC", "2.5", "");
        move(VenueRequest.post("/derivatives/api/v3/withdrawal")
                .param("currency", "BTC")
                .param("amount", "0.5"));
        move(VenueRequest.post("/derivatives/api/v3/transfer")
                .param("fromAccount", "cash")
                .param("toAccount", "flex")
                .param("unit", "ETH")
                .param("amount", "3"));

        assertThat(movements(Kind.DEPOSIT))
                .extracting(Movement::asset, Movement::amount, Movement::state)
                .containsExactly(Tuple.tuple("BTC", decimal("2.5"), "cross-exchange transfer"));
        assertThat(movements(Kind.WITHDRAWAL))
                .extracting(Movement::asset, Movement::amount)
                .containsExactly(Tuple.tuple("BTC", decimal("-0.5")));
        assertThat(movements(Kind.TRANSFER))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty)
                .containsExactly(Tuple.tuple("ETH", decimal("-3"), "cash"));
        assertThat(account.movements(desk, Kind.DEPOSIT, start, start.plusSeconds(9))
                        .value())
                .contains(List.of());
        assertThat(account.movements(desk, Kind.DEPOSIT, soon(), start).value()).contains(List.of());
    }

    @Test
    void movements_onMoreThanOnePage_areAllThere() {
        for (int n = 0; n < 1_100; n++) {
            futures.deposit("BTC", "0.01", "");
        }

        assertThat(movements(Kind.DEPOSIT))
                .extracting(Movement::id)
                .doesNotHaveDuplicates()
                .hasSize(1_100);
    }

    @Test
    void freeze_stopsTrading_andIsAKeyOfTheMasterAccounts() {
        VenueRequest freeze = venue.emergency().freeze(futures.accountId()).orElseThrow();
        assertThat(venue.classifier(PRODUCTION).classify(freeze))
                .isEqualTo(new Classification(ACCOUNT_ADMIN, Risk.REDUCES_RISK));

        assertThat(send(order("buy", "1"))).isEqualTo("placed");
        assertThat(desk.call(freeze).status()).isEqualTo(200);
        assertThat(Answers.json(desk.call(order("buy", "1"))).path("error").asText())
                .isEqualTo("accountInactive");
        for (String name : List.of("", "main", "3c90c3cc-0d44-4b50-8888-8dd25736052a/x", "../all")) {
            assertThat(venue.emergency().freeze(name)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MAINTENANCE", "NOT_JSON", "OTHER_JSON", "TRUNCATED", "HUGE"})
    void brokenAnswers_areErrors(Fault fault) {
        futures.failNext(1, fault);
        assertThatThrownBy(this::fills).isInstanceOf(VenueUnavailableException.class);
        futures.failNext(1, fault);
        assertThatThrownBy(() -> movements(Kind.DEPOSIT)).isInstanceOf(VenueUnavailableException.class);
        futures.failNext(1, fault);
        assertThatThrownBy(() -> account.positions(desk, MARKET)).isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void deadKey_isRefused() {
        key.revoke();
        assertThatThrownBy(this::fills).isInstanceOf(VenueRefusedException.class);
        assertThatThrownBy(() -> movements(Kind.TRANSFER)).isInstanceOf(VenueRefusedException.class);
    }

    @Test
    void keys_areMadeByPeople_whoAreToldEveryWord() {
        assertThat(venue.keys().administrator(PRODUCTION)).isEmpty();
        KeyOrder order = KeyOrder.builder("perp bot", "perp-2")
                .rights(Set.of("general:FULL_ACCESS"))
                .boundTo(Set.of("198.51.100.7"))
                .algorithm(SignatureAlgorithm.HMAC_SHA512)
                .build();
        assertThat(String.join("\n", venue.keys().stepsToCreate(order)))
                .contains("perp bot", "perp-2", "general:FULL_ACCESS", "198.51.100.7", "HMAC_SHA512")
                .doesNotContain("{", "}");
        assertThat(String.join("\n", venue.keys().stepsToDelete("perp-2"))).contains("perp-2");
        assertThat(venue.keys().traits().quota()).hasValue(50);
    }

    // What is in the answers. Samples: docs.kraken.com, get-execution-events, get-account-log, get-open-positions; the
    // names of enumerations from clients.

    private static final Instant AT = Instant.ofEpochMilli(1604937694000L);
    private static final String EXECUTION =
            "{\"uid\":\"e1\",\"timestamp\":1604937694000,\"event\":{\"Execution\":{\"execution\":{"
                    + "\"uid\":\"3c90c3cc-0d44-4b50-8888-8dd25736052a\",\"order\":{\"uid\":\"o-1\",\"tradeable\":\"PF_XBTUSD\","
                    + "\"direction\":\"Sell\",\"quantity\":\"1234.56789\",\"filled\":\"1234.56789\",\"clientId\":\"bot-1\"},"
                    + "\"timestamp\":1604937694000,\"quantity\":\"2.5\",\"price\":\"9400.5\",\"markPrice\":\"9400\","
                    + "\"orderData\":{\"fee\":\"0.25\",\"positionSize\":\"1\"}}}}}";
    private static final String LINE =
            "{\"asset\":\"eth\",\"booking_uid\":\"be3d0e19-887a-4a8e-b8f6-32b9ef7f04ab\",\"date\":\"2020-11-09T16:01:34Z\","
                    + "\"id\":10,\"info\":\"admin transfer\",\"margin_account\":\"ETH\",\"new_balance\":2.6868286287,\"old_balance\":0.5}";
    private static final String POSITION =
            "{\"side\":\"short\",\"symbol\":\"PI_XBTUSD\",\"price\":9392.749993345933,\"size\":10000}";

    private static SignedCalls telling(String execution, String line, String position) {
        return request -> {
            String path = request.path();
            String json = path.endsWith("executions")
                    ? "{\"elements\":[" + execution + "]}"
                    : path.endsWith("account-log")
                            ? "{\"logs\":[" + line + "]}"
                            : "{\"result\":\"success\",\"openPositions\":[" + position + "]}";
            return new HttpReply(200, json);
        };
    }

    @Test
    void samples_areRead() {
        SignedCalls telling = telling(EXECUTION, LINE, POSITION);
        var expected = new Fill(
                "3c90c3cc-0d44-4b50-8888-8dd25736052a",
                "o-1",
                "bot-1",
                "PF_XBTUSD",
                decimal("-2.5"),
                decimal("9400.5"),
                decimal("0.25"),
                "",
                AT);
        assertThat(account.fills(telling, MARKET, Set.of(), AT, AT.plusMillis(1))
                        .value())
                .contains(List.of(expected));
        SignedCalls older = telling(EXECUTION.replace("Execution", "execution"), LINE, POSITION);
        assertThat(account.fills(older, MARKET, Set.of(), AT, AT.plusMillis(1)).value())
                .contains(List.of(expected));
        assertThat(account.movements(telling, Kind.TRANSFER, AT, AT.plusSeconds(1))
                        .value())
                .contains(List.of(new Movement(
                        Kind.TRANSFER,
                        "be3d0e19-887a-4a8e-b8f6-32b9ef7f04ab",
                        "eth",
                        decimal("2.1868286287"),
                        "ETH",
                        "admin transfer",
                        AT)));
        assertThat(account.positions(telling, MARKET).value())
                .contains(List.of(new Position("PI_XBTUSD", decimal("-10000"))));
    }

    /** Zeros at the end are no exponent. */
    @Test
    void amount_withZerosAtItsEnd_isRead() {
        String round = LINE.replace("2.6868286287", "100.0").replace("0.5", "90.00");

        assertThat(account.movements(telling(EXECUTION, round, POSITION), Kind.TRANSFER, AT, AT.plusSeconds(1))
                        .value()
                        .orElseThrow())
                .extracting(Movement::amount)
                .containsExactly(decimal("10.00"));
        assertThat(account.positions(telling(EXECUTION, LINE, POSITION.replace("10000", "10000.0")), MARKET)
                        .value())
                .contains(List.of(new Position("PI_XBTUSD", decimal("-10000.0"))));
    }

    /** A sample and a field without which it says nothing. */
    record Needed(String sample, String field) {}

    static Stream<Needed> needed() {
        return Stream.of(
                        List.of(
                                EXECUTION,
                                "event",
                                "execution",
                                "order",
                                "orderData",
                                "tradeable",
                                "direction",
                                "price",
                                "fee"),
                        List.of(LINE, "asset", "booking_uid", "date", "id", "info", "new_balance", "old_balance"),
                        List.of(POSITION, "side", "symbol", "size"))
                .flatMap(list -> list.stream().skip(1).map(field -> new Needed(list.get(0), field)));
    }

    @ParameterizedTest
    @MethodSource("needed")
    void sample_withoutAFieldOrWithAnotherType_inventsNothing(Needed needed) {
        var broken = new ArrayList<String>();
        broken.add(needed.sample().replace("\"" + needed.field() + "\"", "\"other\""));
        if (!needed.sample().contains("\"" + needed.field() + "\":{")) {
            for (String value : List.of("{}", "[]", "null", "\"\"", "7e999999999")) {
                broken.add(needed.sample()
                        .replaceFirst(
                                "\"" + needed.field() + "\":(?:\"[^\"]*\"|[^,}]*)",
                                "\"" + needed.field() + "\":" + value));
            }
        }
        broken.forEach(item -> assertThatThrownBy(() -> read(needed.sample(), item))
                .as(item)
                .isInstanceOf(VenueUnavailableException.class));
    }

    private void read(String sample, String item) {
        switch (sample) {
            case EXECUTION -> account.fills(telling(item, LINE, POSITION), MARKET, Set.of(), AT, AT.plusMillis(1));
            case LINE -> account.movements(telling(EXECUTION, item, POSITION), Kind.TRANSFER, AT, AT.plusSeconds(1));
            default -> account.positions(telling(EXECUTION, LINE, item), MARKET);
        }
    }

    /** A venue that always has one page more does not keep its caller. */
    @ParameterizedTest
    @ValueSource(strings = {"same", "empty"})
    void pages_thatDoNotEnd_areAnError(String kind) {
        SignedCalls endless = request -> new HttpReply(
                200, "{\"elements\":[" + (kind.equals("same") ? EXECUTION : "") + "],\"continuationToken\":\"again\"}");
        if (kind.equals("empty")) {
            assertThat(account.fills(endless, MARKET, Set.of(), AT, AT.plusMillis(1))
                            .value())
                    .contains(List.of());
        } else {
            assertThatThrownBy(() -> account.fills(endless, MARKET, Set.of(), AT, AT.plusMillis(1)))
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }
}
