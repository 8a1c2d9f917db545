/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What Binance tells of executions, positions and money, over HTTP, and from the documentation's samples. */
class BinanceHistoryTest {
    private static final Set<String> BTC = Set.of("BTCUSDT");

    /** How far the venue's clock is ahead; less than requests may be old. */
    private final AtomicLong ahead = new AtomicLong();

    private final BinanceSimulator binance =
            BinanceSimulator.start(() -> Instant.now().plusMillis(ahead.get()));
    private final VenueDefinition venue = Venues.binance().servedAt(PRODUCTION, binance.uri());
    private final AccountReader account = venue.account();
    private final SimulatedKey key = binance.createKey(
            "enableReading",
            "enableSpotAndMarginTrading",
            "enableFutures",
            "permitsUniversalTransfer",
            "enableInternalTransfer",
            "enableWithdrawals");
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key);
    private final Instant start = Instant.now().minus(Duration.ofDays(3));

    @AfterEach
    void close() {
        desk.close();
        binance.close();
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(60);
    }

    private String order(String path, String side, String quantity) {
        HttpReply reply = desk.call(VenueRequest.post(path)
                .param("symbol", "BTCUSDT")
                .param("side", side)
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", quantity)
                .param("price", "100.5"));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return Answers.json(reply).path("orderId").asText();
    }

    private List<Fill> fills(Set<io.keyguard.Permission> markets, Set<String> symbols) {
        return account.fills(desk, markets, symbols, start, soon()).value().orElseThrow();
    }

    @Test
    void fills_ofSpot_areExactAndSigned_andChangeTheBalance() {
        String bought = order("/api/v3/order", "BUY", "2");
        binance.fill(bought, "0.5");
        binance.fill(bought, "1.5");
        String sold = order("/api/v3/order", "SELL", "1");
        binance.fill(sold, "0.25");

        List<Fill> fills = fills(Set.of(TRADE_SPOT), BTC);
        assertThat(fills).extracting(Fill::quantity).containsExactly(decimal("0.5"), decimal("1.5"), decimal("-0.25"));
        assertThat(fills).extracting(Fill::orderId).containsExactly(bought, bought, sold);
        assertThat(fills).extracting(Fill::id).doesNotHaveDuplicates();
        Fill first = fills.get(0);
        assertThat(first.symbol()).isEqualTo("BTCUSDT");
        assertThat(first.price()).isEqualByComparingTo("100.5");
        assertThat(first.fee()).isEqualByComparingTo("0.05025");
        assertThat(first.feeAsset()).isEqualTo("USDT");
        assertThat(first.at()).isBetween(start, soon());
        assertThat(account.openOrders(desk, Set.of(TRADE_SPOT))).hasSize(1);
        assertThat(account.balances(desk, Set.of(TRADE_SPOT)))
                .filteredOn(balance -> balance.asset().equals("BTC"))
                .extracting(Balance::total)
                .containsExactly(decimal("11.75"));
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    @Test
    void fills_ofFutures_makePositions_andSpotHasNone() {
        binance.fillFutures(order("/fapi/v1/order", "SELL", "3"), "2");

        assertThat(fills(Set.of(TRADE_DERIVATIVES), BTC))
                .extracting(Fill::quantity)
                .containsExactly(decimal("-2"));
        assertThat(fills(Set.of(TRADE_SPOT, TRADE_MARGIN), BTC)).isEmpty();
        assertThat(account.positions(desk, Set.of(TRADE_SPOT, TRADE_DERIVATIVES))
                        .value())
                .contains(List.of(new Position("BTCUSDT", decimal("-2"))));
        assertThat(account.positions(desk, Set.of(TRADE_SPOT)).value()).contains(List.of());
        binance.fillFutures(order("/fapi/v1/order", "BUY", "2"), "2");
        assertThat(account.positions(desk, Set.of(TRADE_DERIVATIVES)).value()).contains(List.of());
    }

    @Test
    void fills_ofASymbolThatIsNowhere_areAnError_andOutsideTheTimeThereAreNone() {
        binance.fill(order("/api/v3/order", "BUY", "1"), "1");

        assertThatThrownBy(() -> fills(Set.of(TRADE_SPOT, TRADE_DERIVATIVES), Set.of("NOSUCH")))
                .isInstanceOf(VenueUnavailableException.class);
        assertThat(fills(Set.of(READ_ACCOUNT), Set.of("NOSUCH"))).isEmpty();
        assertThat(account.fills(desk, Set.of(TRADE_SPOT), BTC, start, start.plusSeconds(5))
                        .value())
                .contains(List.of());
        assertThat(account.fills(desk, Set.of(TRADE_SPOT), BTC, soon(), start).value())
                .contains(List.of());
    }

    /** More than one answer holds, so that stretches are asked for in halves. */
    @Test
    void fills_moreThanOneAnswerHolds_areAllThere() {
        String id = order("/api/v3/order", "BUY", "1400");
        for (int n = 0; n < 1_400; n++) {
            ahead.incrementAndGet();
            binance.fill(id, "1");
        }

        assertThat(fills(Set.of(TRADE_SPOT), BTC))
                .extracting(Fill::id)
                .doesNotHaveDuplicates()
                .hasSize(1_400);
    }

    @Test
    void movements_areTold_byKind_signed_oldestFirst() {
        binance.deposit("BTC", "2.5", "synthetic-sender");
        binance.deposit("ETH", "1", "synthetic-sender");
        assertThat(desk.call(VenueRequest.post("/sapi/v1/capital/withdraw/apply")
                                .param("coin", "BTC")
                                .param("address", "synthetic-address")
                                .param("amount", "0.75"))
                        .status())
                .isEqualTo(200);

        List<Movement> deposits = movements(Kind.DEPOSIT);
        assertThat(deposits).extracting(Movement::asset).containsExactlyInAnyOrder("BTC", "ETH");
        assertThat(deposits).extracting(Movement::amount).contains(decimal("2.5"), decimal("1"));
        assertThat(deposits).extracting(Movement::counterparty).containsOnly("synthetic-sender");
        assertThat(deposits).extracting(Movement::at).isSorted();
        assertThat(movements(Kind.WITHDRAWAL))
                .extracting(Movement::asset, Movement::amount, Movement::counterparty, Movement::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("BTC", decimal("-0.75"), "synthetic-address", "4"));
        assertThat(binance.stats().rejections()).isEmpty();
    }

    private List<Movement> movements(Kind kind) {
        return account.movements(desk, kind, start, soon()).value().orElseThrow();
    }

    /** They are told to the second: the second that holds the beginning belongs to it. */
    @Test
    void withdrawals_inTheFirstSecond_areNotLost() {
        desk.call(VenueRequest.post("/sapi/v1/capital/withdraw/apply")
                .param("coin", "BTC")
                .param("amount", "0.75"));
        Instant at = movements(Kind.WITHDRAWAL).get(0).at();

        assertThat(account.movements(desk, Kind.WITHDRAWAL, at.plusMillis(1), soon())
                        .value()
                        .orElseThrow())
                .hasSize(1);
        assertThat(account.movements(desk, Kind.WITHDRAWAL, at.plusSeconds(1), soon())
                        .value()
                        .orElseThrow())
                .isEmpty();
    }

    @Test
    void transfers_betweenWalletsAndAccounts_areTold() {
        transfer("/sapi/v1/asset/transfer", "MAIN_UMFUTURE", "3");
        transfer("/sapi/v1/asset/transfer", "UMFUTURE_MAIN", "1");
        transfer("/sapi/v1/sub-account/transfer/subToMaster", "", "0.5");
        binance.receive("BTC", "0.25", "other@example.com");

        assertThat(movements(Kind.TRANSFER))
                .extracting(movement -> movement.amount() + " " + movement.counterparty())
                .containsExactlyInAnyOrder(
                        "-3 MAIN_UMFUTURE", "1 UMFUTURE_MAIN", "-0.5 master@example.com", "0.25 other@example.com");
    }

    private void transfer(String path, String type, String amount) {
        VenueRequest request = VenueRequest.post(path).param("asset", "BTC").param("amount", amount);
        HttpReply reply = desk.call(type.isEmpty() ? request : request.param("type", type));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void transfers_onMoreThanOnePage_areAllThere() {
        for (int n = 0; n < 230; n++) {
            transfer("/sapi/v1/asset/transfer", "MAIN_UMFUTURE", "0.01");
        }

        assertThat(movements(Kind.TRANSFER))
                .extracting(Movement::id)
                .doesNotHaveDuplicates()
                .hasSize(230);
    }

    /** A master account sees what it sends, not what it is sent. */
    @Test
    void transfers_ofAMasterAccount_areUnknown() {
        binance.openSubAccount("grid@example.com");

        assertThat(account.movements(desk, Kind.TRANSFER, start, soon()).isKnown())
                .isFalse();
        assertThat(account.movements(desk, Kind.DEPOSIT, start, soon()).isKnown())
                .isTrue();
    }

    @Test
    void accesses_areNotTold() {
        assertThat(account.accesses(desk, start, soon()).isKnown()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"MAINTENANCE", "NOT_JSON", "OTHER_JSON", "TRUNCATED", "HUGE"})
    void brokenAnswers_areErrors(Fault fault) {
        binance.failNext(2, fault);
        assertThatThrownBy(() -> fills(Set.of(TRADE_SPOT), BTC)).isInstanceOf(VenueUnavailableException.class);
        binance.failNext(1, fault);
        assertThatThrownBy(() -> movements(Kind.DEPOSIT)).isInstanceOf(VenueUnavailableException.class);
        binance.failNext(1, fault);
        assertThatThrownBy(() -> account.positions(desk, Set.of(TRADE_DERIVATIVES)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void deadKey_isRefused() {
        key.revoke();
        assertThatThrownBy(() -> fills(Set.of(TRADE_SPOT), BTC)).isInstanceOf(VenueRefusedException.class);
        assertThatThrownBy(() -> movements(Kind.TRANSFER)).isInstanceOf(VenueRefusedException.class);
    }

    // What is in the answers. Samples: binance-spot-api-docs, rest-api.md; developers.binance.com, wallet and USD-M
    // futures.

    private static final Instant LONG_AGO = Instant.ofEpochMilli(1_400_000_000_000L);
    private static final Instant LATER = Instant.ofEpochMilli(1_750_000_000_000L);
    private static final String TRADE =
            "{\"symbol\":\"BNBBTC\",\"id\":28457,\"orderId\":100234,\"orderListId\":-1,\"price\":\"4.00000100\","
                    + "\"qty\":\"12.00000000\",\"quoteQty\":\"48.000012\",\"commission\":\"10.10000000\",\"commissionAsset\":\"BNB\","
                    + "\"time\":1499865549590,\"isBuyer\":true,\"isMaker\":false,\"isBestMatch\":true}";
    private static final String DEPOSIT =
            "{\"id\":\"769800519366885376\",\"amount\":\"0.001\",\"coin\":\"BNB\",\"network\":\"BNB\",\"status\":1,"
                    + "\"address\":\"bnb136ns6lfw4zs5hg4n85vdthaad7hq5m4gtkgf23\",\"insertTime\":1566791463000}";
    private static final String WITHDRAWAL =
            "{\"id\":\"b6ae22b3aa844210a7041aee7589627c\",\"amount\":\"8.91000000\",\"transactionFee\":\"0.004\",\"coin\":\"USDT\","
                    + "\"status\":6,\"address\":\"0x94df8b352de7f46f64b01d3666bf6e936e44ce60\",\"applyTime\":\"2019-10-12 11:12:02\"}";
    private static final String POSITION =
            "{\"symbol\":\"ADAUSDT\",\"positionSide\":\"BOTH\",\"positionAmt\":\"30\",\"entryPrice\":\"0.385\"}";

    /** Answers every question about the stretch that holds the samples with one text, others with an empty array. */
    private static SignedCalls telling(String item) {
        return request -> new HttpReply(200, "[" + item + "]");
    }

    @Test
    void samples_areRead() {
        Instant at = Instant.ofEpochMilli(1499865549590L);
        assertThat(account.fills(telling(TRADE), Set.of(TRADE_SPOT), Set.of("BNBBTC"), at, at.plusMillis(1))
                        .value())
                .contains(List.of(new Fill(
                        "28457",
                        "100234",
                        "",
                        "BNBBTC",
                        decimal("12.00000000"),
                        decimal("4.00000100"),
                        decimal("10.10000000"),
                        "BNB",
                        at)));
        assertThat(account.movements(telling(DEPOSIT), Kind.DEPOSIT, LONG_AGO, LATER)
                        .value())
                .contains(List.of(new Movement(
                        Kind.DEPOSIT,
                        "769800519366885376",
                        "BNB",
                        decimal("0.001"),
                        "",
                        "1",
                        Instant.ofEpochMilli(1566791463000L))));
        assertThat(account.movements(telling(WITHDRAWAL), Kind.WITHDRAWAL, LONG_AGO, LATER)
                        .value())
                .contains(List.of(new Movement(
                        Kind.WITHDRAWAL,
                        "b6ae22b3aa844210a7041aee7589627c",
                        "USDT",
                        decimal("-8.91000000"),
                        "0x94df8b352de7f46f64b01d3666bf6e936e44ce60",
                        "6",
                        Instant.parse("2019-10-12T11:12:02Z"))));
        assertThat(account.positions(telling(POSITION), Set.of(TRADE_DERIVATIVES))
                        .value())
                .contains(List.of(new Position("ADAUSDT", decimal("30"))));
    }

    /** A sample and a field without which it says nothing. */
    record Needed(String sample, String field) {}

    static Stream<Needed> needed() {
        return Stream.of(
                        List.of(
                                TRADE,
                                "id",
                                "orderId",
                                "symbol",
                                "qty",
                                "price",
                                "commission",
                                "commissionAsset",
                                "time",
                                "isBuyer"),
                        List.of(DEPOSIT, "id", "amount", "coin", "status", "insertTime"),
                        List.of(WITHDRAWAL, "id", "amount", "coin", "status", "applyTime"),
                        List.of(POSITION, "symbol", "positionAmt"))
                .flatMap(list -> list.stream().skip(1).map(field -> new Needed(list.get(0), field)));
    }

    @ParameterizedTest
    @MethodSource("needed")
    void sample_withoutAFieldOrWithAnotherType_inventsNothing(Needed needed) {
        var broken = new ArrayList<String>();
        broken.add(needed.sample().replace("\"" + needed.field() + "\"", "\"other\""));
        for (String value : List.of("{}", "[]", "null", "\"\"", "\"-\"", "1e999999999")) {
            broken.add(needed.sample()
                    .replaceFirst(
                            "\"" + needed.field() + "\":(?:\"[^\"]*\"|[^,}]*)", "\"" + needed.field() + "\":" + value));
        }
        for (String item : broken) {
            // An id, a symbol or a coin may be any text.
            boolean fits = item.contains("\"-\"")
                    && Set.of("id", "symbol", "coin", "commissionAsset").contains(needed.field());
            if (!fits || (needed.sample().equals(TRADE) && needed.field().equals("id"))) {
                assertThatThrownBy(() -> read(needed.sample(), item))
                        .as(item)
                        .isInstanceOf(VenueUnavailableException.class);
            }
        }
    }

    private void read(String sample, String item) {
        switch (sample) {
            case TRADE ->
                account.fills(
                        telling(item),
                        Set.of(TRADE_SPOT),
                        Set.of("BNBBTC"),
                        Instant.ofEpochMilli(1499865549590L),
                        Instant.ofEpochMilli(1499865549591L));
            case DEPOSIT -> account.movements(telling(item), Kind.DEPOSIT, LONG_AGO, LATER);
            case WITHDRAWAL -> account.movements(telling(item), Kind.WITHDRAWAL, LONG_AGO, LATER);
            default -> account.positions(telling(item), Set.of(TRADE_DERIVATIVES));
        }
    }
}
