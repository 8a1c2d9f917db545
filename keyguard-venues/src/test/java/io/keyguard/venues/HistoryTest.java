/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.Permission;
import io.keyguard.VenueUnavailableException;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueClock;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What venues tell of the past, over HTTP at every simulated venue that tells it: all of it, exactly, in order, and nothing that was not. */
class HistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<JsonNode> OTHER_TYPES = List.of(
            JsonNodeFactory.instance.objectNode(),
            JsonNodeFactory.instance.arrayNode().add(JsonNodeFactory.instance.objectNode()),
            JsonNodeFactory.instance.nullNode());

    /** A venue's clock, which a test moves; bots sign by it too. */
    private static final class Hours implements InstantSource {
        private final AtomicLong hours = new AtomicLong();

        void pass(long more) {
            hours.addAndGet(more);
        }

        @Override
        public Instant instant() {
            return START.plus(Duration.ofHours(hours.get())).plusMillis(123);
        }
    }

    /**
     * A venue with a key that may trade and move money.
     *
     * @param order an order of a side and a symbol of the venue
     * @param symbols that it is for
     * @param withdrawal empty where keys of this account withdraw nothing
     */
    record Place(
            VenueDefinition venue,
            VenueSimulator simulator,
            Hours clock,
            SimulatedKey key,
            Permission market,
            List<String> symbols,
            BiFunction<String, String, VenueRequest> order,
            VenueRequest withdrawal,
            VenueRequest transfer) {
        Desk desk() {
            return new Desk(venue, Desk.ofSecrets(venue), key, clock);
        }

        AccountReader account() {
            return venue.account();
        }

        Instant end() {
            return clock.instant().plusSeconds(1);
        }

        @Override
        public String toString() {
            return venue.id() + " " + market;
        }
    }

    static Stream<Place> venues() {
        return Stream.of(
                bitget(TRADE_SPOT),
                bitget(TRADE_DERIVATIVES),
                bitgetUta("SPOT", TRADE_SPOT),
                bitgetUta("USDC-FUTURES", TRADE_DERIVATIVES),
                bybit("spot", TRADE_SPOT),
                bybit("linear", TRADE_DERIVATIVES),
                bybit("option", TRADE_OPTIONS),
                gate(TRADE_SPOT),
                gate(TRADE_DERIVATIVES),
                htx(TRADE_SPOT),
                htx(TRADE_DERIVATIVES),
                kucoin(TRADE_SPOT),
                kucoin(TRADE_DERIVATIVES),
                mexc(TRADE_SPOT),
                mexc(TRADE_DERIVATIVES));
    }

    private static Place bybit(String category, Permission market) {
        var clock = new Hours();
        BybitSimulator bybit = BybitSimulator.startMasterAccount(clock);
        return new Place(
                Venues.bybit().servedAt(PRODUCTION, bybit.uri()),
                bybit,
                clock,
                bybit.createKey(
                        "Spot/SpotTrade",
                        "ContractTrade/Order",
                        "Options/OptionsTrade",
                        "Wallet/AccountTransfer",
                        "Wallet/Withdraw"),
                market,
                market == TRADE_OPTIONS
                        ? List.of("BTC-27MAR26-90000-C", "XRP-27MAR26-2-P")
                        : List.of("BTCUSDT", "ETHUSDT"),
                (side, symbol) -> VenueRequest.post("/v5/order/create")
                        .param("category", category)
                        .param("symbol", symbol)
                        .param("side", side.equals("buy") ? "Buy" : "Sell")
                        .param("orderType", "Limit")
                        .param("qty", "2.5")
                        .param("price", "100.10")
                        .param("orderLinkId", "n" + System.nanoTime()),
                VenueRequest.post("/v5/asset/withdraw/create")
                        .param("coin", "BTC")
                        .param("chain", "BTC")
                        .param("address", "bc1-synthetic")
                        .param("amount", "0.25")
                        .param("accountType", "UTA"),
                VenueRequest.post("/v5/asset/transfer/inter-transfer")
                        .param("transferId", "42c0cfb0-6bca-c242-bc76-4e6df6cbcb16")
                        .param("coin", "BTC")
                        .param("amount", "0.5")
                        .param("fromAccountType", "UNIFIED")
                        .param("toAccountType", "FUND"));
    }

    private static Place bitget(Permission market) {
        var clock = new Hours();
        BitgetSimulator bitget = BitgetSimulator.start(clock);
        String path = market == TRADE_SPOT ? "/api/v2/spot/trade/place-order" : "/api/v2/mix/order/place-order";
        return new Place(
                Venues.bitget().servedAt(PRODUCTION, bitget.uri()),
                bitget,
                clock,
                bitget.createKey("readonly", "trade", "transfer", "withdraw"),
                market,
                List.of("BTCUSDT", "ETHUSDT"),
                (side, symbol) -> {
                    VenueRequest order = VenueRequest.post(path)
                            .param("symbol", symbol)
                            .param("side", side)
                            .param("orderType", "limit")
                            .param("size", "2.5")
                            .param("price", "100.10")
                            .param("clientOid", "n" + System.nanoTime());
                    return market == TRADE_SPOT ? order : order.param("productType", "USDT-FUTURES");
                },
                VenueRequest.post("/api/v2/spot/wallet/withdrawal")
                        .param("coin", "BTC")
                        .param("transferType", "on_chain")
                        .param("address", "bc1-synthetic")
                        .param("size", "0.25"),
                VenueRequest.post("/api/v2/spot/wallet/subaccount-transfer")
                        .param("coin", "BTC")
                        .param("amount", "0.5")
                        .param("fromUserId", "1234567890")
                        .param("toUserId", "7"));
    }

    private static Place bitgetUta(String category, Permission market) {
        var clock = new Hours();
        BitgetSimulator bitget = BitgetSimulator.startUnified(clock);
        return new Place(
                Venues.bitgetUta().servedAt(PRODUCTION, bitget.uri()),
                bitget,
                clock,
                bitget.createKey("read-only", "uta_trade", "uta_mgt", "withdraw"),
                market,
                List.of("BTCUSDT", "ETHUSDT"),
                (side, symbol) -> VenueRequest.post("/api/v3/trade/place-order")
                        .param("category", category)
                        .param("symbol", symbol)
                        .param("side", side)
                        .param("orderType", "limit")
                        .param("qty", "2.5")
                        .param("price", "100.10")
                        .param("clientOid", "n" + System.nanoTime()),
                VenueRequest.post("/api/v3/account/withdraw")
                        .param("coin", "BTC")
                        .param("transferType", "on_chain")
                        .param("address", "bc1-synthetic")
                        .param("size", "0.25"),
                VenueRequest.post("/api/v3/account/sub-transfer")
                        .param("coin", "BTC")
                        .param("amount", "0.5")
                        .param("fromUserId", "1234567890")
                        .param("toUserId", "7"));
    }

    private static Place htx(Permission market) {
        var clock = new Hours();
        HtxSimulator htx = HtxSimulator.start(clock);
        boolean spot = market == TRADE_SPOT;
        return new Place(
                Venues.htx().servedAt(PRODUCTION, htx.uri()),
                htx,
                clock,
                htx.createKey("readOnly", "trade", "withdraw"),
                market,
                spot ? List.of("btcusdt", "ethusdt") : List.of("BTC-USDT", "ETH-USDT"),
                (side, symbol) -> spot
                        ? VenueRequest.post("/v1/order/orders/place")
                                .param("account-id", "10001")
                                .param("symbol", symbol)
                                .param("type", side + "-limit")
                                .param("amount", "2.5")
                                .param("price", "100.10")
                                .param("client-order-id", "n" + System.nanoTime())
                        : VenueRequest.post("/v5/trade/order")
                                .param("contract_code", symbol)
                                .param("margin_mode", "cross")
                                .param("side", side)
                                .param("type", "limit")
                                .param("volume", "2.5")
                                .param("price", "100.10"),
                VenueRequest.post("/v1/dw/withdraw/api/create")
                        .param("currency", "btc")
                        .param("address", "bc1-synthetic")
                        .param("amount", "0.25"),
                VenueRequest.post("/v1/subuser/transfer")
                        .param("currency", "btc")
                        .param("sub-uid", "7")
                        .param("amount", "0.5")
                        .param("type", "master-transfer-out"));
    }

    private static Place gate(Permission market) {
        var clock = new Hours();
        GateSimulator gate = GateSimulator.start(clock);
        boolean spot = market == TRADE_SPOT;
        return new Place(
                Venues.gate().servedAt(PRODUCTION, gate.uri()),
                gate,
                clock,
                gate.createKey("spot:read_write", "futures:read_write", "wallet:read_write", "withdrawal:read_write"),
                market,
                List.of("BTC_USDT", "ETH_USDT"),
                (side, symbol) -> VenueRequest.post(spot ? "/api/v4/spot/orders" : "/api/v4/futures/usdt/orders")
                        .json((spot
                                        ? "{\"currency_pair\":\"" + symbol + "\",\"side\":\"" + side
                                                + "\",\"amount\":\"2.5\""
                                        : "{\"contract\":\"" + symbol + "\",\"size\":"
                                                + (side.equals("buy") ? "2.5" : "-2.5"))
                                + ",\"price\":\"100.10\",\"text\":\"t-n" + System.nanoTime() + "\"}"),
                VenueRequest.post("/api/v4/withdrawals")
                        .param("currency", "BTC")
                        .param("chain", "BTC")
                        .param("address", "bc1-synthetic")
                        .param("amount", "0.25"),
                VenueRequest.post("/api/v4/wallet/sub_account_transfers")
                        .param("currency", "BTC")
                        .param("sub_account", "10003")
                        .param("direction", "to")
                        .param("amount", "0.5"));
    }

    private static Place kucoin(Permission market) {
        var clock = new Hours();
        KucoinSimulator kucoin = KucoinSimulator.start(clock);
        boolean spot = market == TRADE_SPOT;
        return new Place(
                Venues.kucoin().servedAt(PRODUCTION, kucoin.uri()).servedAt(PRODUCTION, "futures", kucoin.futuresUri()),
                kucoin,
                clock,
                kucoin.createKey("General", "Spot", "Futures", "Transfer"),
                market,
                spot ? List.of("BTC-USDT", "ETH-USDT") : List.of("XBTUSDTM", "ETHUSDTM"),
                (side, symbol) -> {
                    VenueRequest order = VenueRequest.post(spot ? "/api/v1/hf/orders" : "/api/v1/orders")
                            .param("clientOid", "n" + System.nanoTime())
                            .param("symbol", symbol)
                            .param("side", side)
                            .param("type", "limit")
                            .param("size", "2.5")
                            .param("price", "100.10");
                    return spot ? order : order.at(kucoin.futuresUri());
                },
                VenueRequest.post("/api/v3/withdrawals")
                        .param("currency", "BTC")
                        .param("toAddress", "bc1-synthetic")
                        .param("withdrawType", "ADDRESS")
                        .param("amount", "0.25"),
                VenueRequest.post("/api/v2/accounts/inner-transfer")
                        .param("clientOid", "t1")
                        .param("currency", "BTC")
                        .param("from", "trade_hf")
                        .param("to", "main")
                        .param("amount", "0.5"));
    }

    private static Place mexc(Permission market) {
        var clock = new Hours();
        MexcSimulator mexc = MexcSimulator.start(clock);
        boolean spot = market == TRADE_SPOT;
        return new Place(
                Venues.mexc().servedAt(PRODUCTION, mexc.uri()),
                mexc,
                clock,
                mexc.createKey(
                        "SPOT_DEAL_READ",
                        "SPOT_DEAL_WRITE",
                        "CONTRACT_DEAL_READ",
                        "CONTRACT_DEAL_WRITE",
                        "SPOT_WITHDRAW_READ",
                        "SPOT_WITHDRAW_WRITE",
                        "SPOT_TRANSFER_READ",
                        "SPOT_TRANSFER_WRITE"),
                market,
                spot ? List.of("BTCUSDT", "ETHUSDT") : List.of("BTC_USDT", "ETH_USDT"),
                (side, symbol) -> spot
                        ? VenueRequest.post("/api/v3/order")
                                .param("symbol", symbol)
                                .param("side", side.equals("buy") ? "BUY" : "SELL")
                                .param("type", "LIMIT")
                                .param("quantity", "2.5")
                                .param("price", "100.10")
                                .param("newClientOrderId", "n" + System.nanoTime())
                        : VenueRequest.post("/api/v1/private/order/submit")
                                .json("{\"symbol\":\"" + symbol + "\",\"price\":\"100.10\",\"vol\":\"2.5\",\"side\":"
                                        + (side.equals("buy") ? 1 : 3)
                                        + ",\"type\":1,\"openType\":2,\"externalOid\":\"n"
                                        + System.nanoTime() + "\"}"),
                VenueRequest.post("/api/v3/capital/withdraw")
                        .param("coin", "BTC")
                        .param("netWork", "BTC")
                        .param("address", "bc1-synthetic")
                        .param("amount", "0.25"),
                VenueRequest.post("/api/v3/capital/transfer")
                        .param("fromAccountType", "SPOT")
                        .param("toAccountType", "FUTURES")
                        .param("asset", "BTC")
                        .param("amount", "0.5"));
    }

    private static String place(Place place, Desk desk, String side, String symbol) {
        JsonNode answer = Answers.json(desk.call(place.order().apply(side, symbol)));
        return Stream.of("orderId", "order_id", "id", "data")
                .map(answer::findPath)
                .filter(JsonNode::isValueNode)
                .findFirst()
                .orElseThrow()
                .asText();
    }

    private static List<Fill> fills(Place place, SignedCalls desk, Instant from, Instant to) {
        return place.account()
                .fills(desk, Set.of(place.market()), Set.copyOf(place.symbols()), from, to)
                .value()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("venues")
    void fills_areThoseOfTheTime_overAllPagesAndWindows_oldestFirst(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = place.desk()) {
            String early = place(place, desk, "buy", place.symbols().get(0));
            simulator.fill(early, "0.5");
            place.clock().pass(1);
            Instant from = place.clock().instant();
            for (int n = 0; n < 25; n++) {
                String id = place(
                        place,
                        desk,
                        n % 5 == 0 ? "sell" : "buy",
                        place.symbols().get(n % 2));
                for (int part = 0; part < 5; part++) {
                    simulator.fill(id, "0.5");
                }
                place.clock().pass(20);
            }
            Instant to = place.clock().instant();
            simulator.fill(early, "0.5");
            List<Fill> fills = fills(place, desk, from, to);

            assertThat(fills).hasSize(125).doesNotHaveDuplicates();
            assertThat(fills).extracting(Fill::at).isSorted().allMatch(at -> !at.isBefore(from) && at.isBefore(to));
            assertThat(fills)
                    .extracting(Fill::symbol)
                    .containsOnly(place.symbols().toArray(String[]::new));
            assertThat(fills.subList(0, 5))
                    .allMatch(fill -> fill.quantity().equals(new BigDecimal("-0.5")))
                    .allMatch(fill -> fill.price().equals(new BigDecimal("100.10")));
            assertThat(fills.subList(5, 25)).allMatch(fill -> fill.quantity().equals(new BigDecimal("0.5")));
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void positions_areWhatWasBoughtAndSold(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = place.desk()) {
            String first = place.symbols().get(0);
            String second = place.symbols().get(1);
            simulator.fill(place(place, desk, "buy", first), "2.5");
            simulator.fill(place(place, desk, "sell", second), "1.25");
            simulator.fill(place(place, desk, "sell", first), "0.5");

            if (place.market() == TRADE_SPOT) {
                assertThat(positions(place, desk)).isEmpty();
                return;
            }
            assertThat(positions(place, desk)).containsOnly(entry(first, "2"), entry(second, "-1.25"));
            simulator.fill(place(place, desk, "sell", first), "2");
            assertThat(positions(place, desk)).containsOnly(entry(second, "-1.25"));
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    private static Map<String, String> positions(Place place, SignedCalls desk) {
        List<Position> positions =
                place.account().positions(desk, Set.of(place.market())).value().orElseThrow();
        return positions.stream()
                .collect(toMap(
                        Position::symbol,
                        one -> one.quantity().stripTrailingZeros().toPlainString()));
    }

    private static List<Movement> movements(
            Place place, SignedCalls desk, Movement.Kind kind, Instant from, Instant to) {
        return place.account().movements(desk, kind, from, to).value().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("venues")
    void movements_areThoseOfTheTime_withTheirSigns_oldestFirst(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = place.desk()) {
            simulator.deposit("BTC", "7", "too-early");
            place.clock().pass(1);
            Instant from = place.clock().instant();
            for (int n = 0; n < 60; n++) {
                simulator.deposit("BTC", "1.5", "from-" + n);
                place.clock().pass(20);
            }
            desk.call(place.withdrawal());
            place.clock().pass(1);
            desk.call(place.transfer());
            place.clock().pass(1);
            Instant to = place.clock().instant();
            simulator.deposit("BTC", "7", "too-late");

            List<Movement> deposits = movements(place, desk, Movement.Kind.DEPOSIT, from, to);
            assertThat(deposits).hasSize(60).allMatch(one -> one.amount().equals(new BigDecimal("1.5")));
            assertThat(deposits).extracting(Movement::at).isSorted();
            assertThat(deposits.get(0).counterparty()).isIn("from-0", "");
            assertThat(movements(place, desk, Movement.Kind.WITHDRAWAL, from, to))
                    .extracting(Movement::asset, Movement::amount)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("BTC", new BigDecimal("-0.25")));
            assertThat(movements(place, desk, Movement.Kind.TRANSFER, from, to))
                    .extracting(Movement::asset, Movement::amount)
                    .contains(org.assertj.core.groups.Tuple.tuple("BTC", new BigDecimal("-0.5")));
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    /** Every question, each with what it is answered truly. */
    private static Map<String, Function<SignedCalls, Collection<?>>> questions(Place place) {
        Instant from = START;
        Instant to = place.end();
        return Map.of(
                "fills", venue -> fills(place, venue, from, to),
                "positions",
                        venue -> place.account()
                                .positions(venue, Set.of(place.market()))
                                .value()
                                .orElseThrow(),
                "deposits", venue -> movements(place, venue, Movement.Kind.DEPOSIT, from, to),
                "withdrawals", venue -> movements(place, venue, Movement.Kind.WITHDRAWAL, from, to),
                "transfers", venue -> movements(place, venue, Movement.Kind.TRANSFER, from, to));
    }

    private static void happen(Place place, Desk desk) {
        place.simulator().fill(place(place, desk, "buy", place.symbols().get(0)), "2.5");
        place.simulator().deposit("BTC", "1.5", "somebody");
        desk.call(place.withdrawal());
        desk.call(place.transfer());
        place.clock().pass(1);
    }

    @ParameterizedTest
    @MethodSource("venues")
    void answersThatAreChanged_inventNothing(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = place.desk()) {
            happen(place, desk);
            questions(place).forEach((name, question) -> {
                Tampering whole = Tampering.listening(desk);
                Collection<?> truth = question.apply(whole);
                for (String field : whole.fields()) {
                    OTHER_TYPES.forEach(other -> assertNothingElse(
                            name + " with another " + field,
                            truth,
                            () -> question.apply(Tampering.retyped(desk, field, other))));
                    assertNothingElse(
                            name + " without " + field, truth, () -> question.apply(Tampering.without(desk, field)));
                }
            });
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    private static void assertNothingElse(String what, Collection<?> truth, Callable<Collection<?>> question) {
        try {
            for (Object found : question.call()) {
                assertThat(truth).as(what).anyMatch(one -> isTheSame(one, found));
            }
        } catch (VenueUnavailableException e) {
            assertThat(e).as(what).hasNoCause();
        } catch (Exception e) {
            throw new AssertionError(what, e);
        }
    }

    /** Beside what a venue need not tell. */
    private static boolean isTheSame(Object truth, Object found) {
        if (truth instanceof Fill one && found instanceof Fill other) {
            return other.equals(new Fill(
                    one.id(),
                    one.orderId(),
                    other.clientOrderId().isEmpty() ? "" : one.clientOrderId(),
                    one.symbol(),
                    one.quantity(),
                    one.price(),
                    one.fee(),
                    other.feeAsset().isEmpty() ? "" : one.feeAsset(),
                    one.at()));
        }
        if (truth instanceof Movement one && found instanceof Movement other) {
            return other.equals(new Movement(
                    one.kind(),
                    other.id().isEmpty() ? "" : one.id(),
                    one.asset(),
                    one.amount(),
                    other.counterparty().isEmpty() ? "" : one.counterparty(),
                    one.state(),
                    one.at()));
        }
        return truth.equals(found);
    }

    @ParameterizedTest
    @MethodSource("venues")
    void brokenAnswers_areErrors(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = place.desk()) {
            happen(place, desk);
            questions(place).forEach((name, question) -> {
                if (question.apply(desk).isEmpty()) {
                    return;
                }
                for (Fault fault :
                        Set.of(Fault.MAINTENANCE, Fault.NOT_JSON, Fault.OTHER_JSON, Fault.TRUNCATED, Fault.HUGE)) {
                    simulator.failNext(1, fault);
                    assertThatThrownBy(() -> question.apply(desk))
                            .as(name + " " + fault)
                            .isInstanceOf(VenueUnavailableException.class);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void clock_tellsTheVenuesTime(Place place) throws IOException {
        try (VenueSimulator simulator = place.simulator()) {
            VenueClock clock = place.venue().clock().orElseThrow();
            var question = new SignedRequest("GET", URI.create(simulator.uri() + clock.path()), Map.of(), new byte[0]);
            HttpTransport http = HttpTransport.jdk(Duration.ofSeconds(10));

            assertThat(clock.read(http.send(question))).isEqualTo(place.clock().instant());
            for (String body : List.of("<html>maintenance</html>", "OK, more or less", "[[\"surprise\"]]", "{}", "")) {
                var reply = new HttpReply(200, body);
                assertThatThrownBy(() -> clock.read(reply)).as(body).isInstanceOf(VenueUnavailableException.class);
            }
        }
    }

    /** Numbers are read as they are written: nothing is rounded, and no exponent fills the memory. */
    @ParameterizedTest
    @MethodSource("venues")
    void amounts_areExact(Place place) throws IOException {
        try (VenueSimulator simulator = place.simulator();
                Desk desk = place.desk()) {
            simulator.deposit("BTC", "1.00000000000000000001", "somebody");
            assertThat(movements(place, desk, Movement.Kind.DEPOSIT, START, place.end()))
                    .extracting(Movement::amount)
                    .containsExactly(new BigDecimal("1.00000000000000000001"));
            JsonNode vast = new ObjectMapper().readTree("\"1E999999999\"");
            Tampering whole = Tampering.listening(desk);
            movements(place, whole, Movement.Kind.DEPOSIT, START, place.end());
            String amount = whole.fields().contains("amount") ? "amount" : "size";

            assertThatThrownBy(() -> movements(
                            place, Tampering.retyped(desk, amount, vast), Movement.Kind.DEPOSIT, START, place.end()))
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }
}
