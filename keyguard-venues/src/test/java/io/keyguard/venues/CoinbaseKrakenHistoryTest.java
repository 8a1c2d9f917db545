/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Movement.Kind;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What Coinbase and Kraken spot tell of the past, over HTTP at the simulators and from the samples of the documents. */
class CoinbaseKrakenHistoryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(10));
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.25Z");
    private static final Set<Permission> BOTH = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final KrakenSimulator kraken = KrakenSimulator.start((InstantSource) now::get);
    private final CoinbaseSimulator coinbase = CoinbaseSimulator.start((InstantSource) now::get);
    private final VenueDefinition krakenVenue = Venues.kraken().servedAt(Environment.PRODUCTION, kraken.uri());
    private final VenueDefinition coinbaseVenue = Venues.coinbase().servedAt(Environment.PRODUCTION, coinbase.uri());

    @AfterEach
    void close() {
        kraken.close();
        coinbase.close();
    }

    private Clerk krakenDesk() {
        return new Clerk(
                krakenVenue,
                SignatureAlgorithm.HMAC_SHA512,
                kraken.createKey(
                        "query-funds",
                        "query-open-trades",
                        "query-closed-trades",
                        "query-ledger",
                        "modify-trades",
                        "withdraw-funds"),
                now::get);
    }

    private Clerk coinbaseDesk() {
        return new Clerk(
                coinbaseVenue,
                SignatureAlgorithm.ECDSA_P256_SHA256,
                coinbase.createKey("can_view", "can_trade", "can_transfer"),
                now::get);
    }

    /** Signs with the time of the simulators, which the tests move. */
    private static final class Clerk implements SignedCalls, AutoCloseable {
        private final VenueDefinition venue;
        private final SigningKey key;
        private final SigningTime time;

        Clerk(VenueDefinition venue, SignatureAlgorithm algorithm, SimulatedKey key, InstantSource clock) {
            this.venue = venue;
            this.time = new SigningTime(clock);
            SecretEncoding encoding = venue.credentials().secrets().get(algorithm);
            this.key = SigningKey.of(algorithm, encoding, Desk.box(key.apiKey()), Desk.box(key.secret()), null, null);
        }

        @Override
        public HttpReply call(VenueRequest request) {
            venue.classifier(Environment.PRODUCTION).classify(request);
            URI host = venue.home(Environment.PRODUCTION, request).orElseThrow();
            try {
                return HTTP.send(venue.signer(Environment.PRODUCTION).sign(request, host, key, time));
            } catch (IOException e) {
                throw KeyguardExceptions.unavailable(venue.id(), "no answer", e);
            }
        }

        @Override
        public void close() {
            key.close();
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    private String krakenOrder(Clerk desk, String side, String volume, String... more) throws IOException {
        VenueRequest order = VenueRequest.post("/0/private/AddOrder")
                .param("pair", "XBTUSD")
                .param("type", side)
                .param("ordertype", "limit")
                .param("volume", volume)
                .param("price", "100.5");
        for (int i = 0; i < more.length; i += 2) {
            order = order.param(more[i], more[i + 1]);
        }
        return JSON.readTree(desk.call(order).body())
                .path("result")
                .path("txid")
                .path(0)
                .asText();
    }

    private String coinbaseOrder(Clerk desk, String id, String product, String side, String size) throws IOException {
        HttpReply reply = desk.call(VenueRequest.post("/api/v3/brokerage/orders")
                .json("{\"client_order_id\":\"" + id + "\",\"product_id\":\"" + product + "\",\"side\":\"" + side
                        + "\",\"order_configuration\":{\"limit_limit_gtc\":{\"base_size\":\"" + size
                        + "\",\"limit_price\":\"100.5\"}}}"));
        return JSON.readTree(reply.body())
                .path("success_response")
                .path("order_id")
                .asText();
    }

    private static List<Fill> fills(AccountReader account, SignedCalls venue, Instant from, Instant to) {
        return account.fills(venue, BOTH, Set.of(), from, to).value().orElseThrow();
    }

    private static List<Movement> movements(AccountReader account, SignedCalls venue, Kind kind) {
        return account.movements(venue, kind, NOW.minusSeconds(60), NOW.plus(Duration.ofDays(30)))
                .value()
                .orElseThrow();
    }

    // Kraken

    @Test
    void kraken_fills_areExactAndSignedAndOldestFirst_overPages() throws IOException {
        try (Clerk desk = krakenDesk()) {
            String bought = krakenOrder(desk, "buy", "1000");
            for (int i = 0; i < 120; i++) {
                kraken.fill(bought, "0.12345678");
                pass(Duration.ofSeconds(1));
            }
            String sold = krakenOrder(desk, "sell", "2");
            kraken.fill(sold, "2");
            AccountReader account = krakenVenue.account();
            List<Fill> all = fills(account, desk, NOW, NOW.plusSeconds(121));

            assertThat(all).hasSize(121).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
            assertThat(all).extracting(Fill::id).doesNotHaveDuplicates();
            Fill first = all.get(0);
            assertThat(first.orderId()).isEqualTo(bought);
            assertThat(first.symbol()).isEqualTo("XBTUSD");
            assertThat(first.quantity()).isEqualByComparingTo("0.12345678");
            assertThat(first.price()).isEqualByComparingTo("100.5");
            assertThat(first.fee()).isPositive();
            assertThat(first.at()).isEqualTo(NOW);
            assertThat(all.get(120).quantity()).isEqualByComparingTo("-2");
            assertThat(account.openOrders(desk, BOTH)).extracting("id").containsExactly(bought);
        }
    }

    /** Kraken leaves the beginning out and counts in seconds; what is asked for here begins with its first moment and ends before its last. */
    @Test
    void kraken_fills_haveTheBoundsThatWereAskedFor() throws IOException {
        try (Clerk desk = krakenDesk()) {
            String order = krakenOrder(desk, "buy", "10");
            for (int i = 0; i < 5; i++) {
                kraken.fill(order, "1");
                pass(Duration.ofMillis(400));
            }
            List<Fill> some = fills(krakenVenue.account(), desk, NOW.plusMillis(400), NOW.plusMillis(1200));

            assertThat(some).extracting(Fill::at).containsExactly(NOW.plusMillis(400), NOW.plusMillis(800));
        }
    }

    @Test
    void kraken_positions_areWhatOrdersWithLeverageLeftOpen() throws IOException {
        try (Clerk desk = krakenDesk()) {
            String plain = krakenOrder(desk, "buy", "3");
            kraken.fill(plain, "3");
            String levered = krakenOrder(desk, "sell", "2", "leverage", "3:1");
            kraken.fill(levered, "0.5");
            AccountReader account = krakenVenue.account();

            assertThat(account.positions(desk, Set.of(TRADE_SPOT, TRADE_MARGIN)).value())
                    .contains(List.of(new Position("XBTUSD", new BigDecimal("-0.50000000"))))
                    .as("vol less vol_closed");
            assertThat(account.positions(desk, Set.of(TRADE_SPOT)).value()).contains(List.of());
        }
    }

    @Test
    void kraken_movements_areToldByKind() {
        try (Clerk desk = krakenDesk()) {
            kraken.deposit("ETH", "1.5", "2MSyntheticDepositAddress");
            pass(Duration.ofSeconds(1));
            desk.call(VenueRequest.post("/0/private/Withdraw")
                    .param("asset", "ETH")
                    .param("key", "cold wallet")
                    .param("amount", "0.25"));
            desk.call(VenueRequest.post("/0/private/WalletTransfer")
                    .param("asset", "USDT")
                    .param("from", "Spot Wallet")
                    .param("to", "Futures Wallet")
                    .param("amount", "7"));
            AccountReader account = krakenVenue.account();

            assertThat(movements(account, desk, Kind.DEPOSIT)).singleElement().satisfies(deposit -> {
                assertThat(deposit.asset()).isEqualTo("ETH");
                assertThat(deposit.amount()).isEqualByComparingTo("1.5");
                assertThat(deposit.counterparty())
                        .as("the address is the account's own")
                        .isEmpty();
                assertThat(deposit.state()).isEqualTo("Success");
                assertThat(deposit.at()).isEqualTo(NOW.truncatedTo(ChronoUnit.SECONDS));
            });
            assertThat(movements(account, desk, Kind.WITHDRAWAL))
                    .singleElement()
                    .satisfies(withdrawal -> {
                        assertThat(withdrawal.amount()).isEqualByComparingTo("-0.25");
                        assertThat(withdrawal.counterparty()).isEqualTo("cold wallet");
                        assertThat(withdrawal.state()).isEqualTo("Initial");
                    });
            assertThat(movements(account, desk, Kind.TRANSFER)).singleElement().satisfies(transfer -> {
                assertThat(transfer.asset()).isEqualTo("USDT");
                assertThat(transfer.amount()).isEqualByComparingTo("-7");
                assertThat(transfer.counterparty()).isEqualTo("spottofutures");
            });
        }
    }

    /** The simulator gives 50 at a time, whatever is asked for. */
    @Test
    void kraken_deposits_areReadToTheOldest_whateverAnAnswerHolds() {
        try (Clerk desk = krakenDesk()) {
            for (int i = 1; i <= 130; i++) {
                kraken.deposit("ETH", "1", "2MSyntheticDepositAddress");
                pass(Duration.ofMillis(400));
            }
            assertThat(movements(krakenVenue.account(), desk, Kind.DEPOSIT))
                    .hasSize(130)
                    .extracting(Movement::id)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void kraken_moreDepositsInASecondThanAnAnswerHolds_areNotLeftOut() {
        try (Clerk desk = krakenDesk()) {
            for (int i = 1; i <= 60; i++) {
                kraken.deposit("ETH", "1", "2MSyntheticDepositAddress");
            }
            assertThatThrownBy(() -> movements(krakenVenue.account(), desk, Kind.DEPOSIT))
                    .isInstanceOf(VenueUnavailableException.class)
                    .hasMessageContaining("more than an answer holds");
        }
    }

    @Test
    void kraken_keyWithoutTheRight_isRefused() {
        try (Desk desk = new Desk(
                krakenVenue, SignatureAlgorithm.HMAC_SHA512, kraken.createKey("modify-trades", "close-trades"))) {
            for (Kind kind : Kind.values()) {
                assertThatThrownBy(() -> movements(krakenVenue.account(), desk, kind))
                        .isInstanceOf(VenueRefusedException.class);
            }
            assertThatThrownBy(() -> fills(krakenVenue.account(), desk, NOW, NOW.plusSeconds(1)))
                    .isInstanceOf(VenueRefusedException.class);
        }
    }

    // Coinbase

    @Test
    void coinbase_fills_areExactAndSignedAndOldestFirst_overPages() throws IOException {
        try (Clerk desk = coinbaseDesk()) {
            String bought = coinbaseOrder(desk, "n1", "ETH-USD", "BUY", "1000");
            for (int i = 0; i < 230; i++) {
                coinbase.fill(bought, "0.12345678");
                pass(Duration.ofSeconds(1));
            }
            String sold = coinbaseOrder(desk, "n2", "ETH-USD", "SELL", "2");
            coinbase.fill(sold, "2");
            AccountReader account = coinbaseVenue.account();
            List<Fill> all = fills(account, desk, NOW, NOW.plusSeconds(231));

            assertThat(all).hasSize(231).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
            assertThat(all).extracting(Fill::id).doesNotHaveDuplicates();
            Fill first = all.get(0);
            assertThat(first.orderId()).isEqualTo(bought);
            assertThat(first.quantity()).isEqualTo(new BigDecimal("0.12345678"));
            assertThat(first.feeAsset()).isEqualTo("USD");
            assertThat(first.at()).isEqualTo(NOW);
            assertThat(all.get(230).quantity()).isEqualTo(new BigDecimal("-2"));
            assertThat(fills(account, desk, NOW.plusSeconds(10), NOW.plusSeconds(12)))
                    .extracting(Fill::at)
                    .containsExactly(NOW.plusSeconds(10), NOW.plusSeconds(11));
        }
    }

    @Test
    void coinbase_positions_areContracts_andFillsAreThoseOfTheMarketsAskedFor() throws IOException {
        try (Clerk desk = coinbaseDesk()) {
            coinbase.fill(coinbaseOrder(desk, "n1", "BIT-28JUL23-CDE", "SELL", "3"), "2");
            coinbase.fill(coinbaseOrder(desk, "n2", "BTC-USD", "BUY", "1"), "1");
            AccountReader account = coinbaseVenue.account();

            assertThat(account.positions(desk, BOTH).value())
                    .contains(List.of(new Position("BIT-28JUL23-CDE", new BigDecimal("-2"))));
            assertThat(account.positions(desk, Set.of(TRADE_SPOT)).value()).contains(List.of());
            assertThat(symbols(account, desk, TRADE_SPOT)).containsExactly("BTC-USD");
            assertThat(symbols(account, desk, TRADE_DERIVATIVES)).containsExactly("BIT-28JUL23-CDE");
            assertThat(symbols(account, desk, READ_ACCOUNT)).isEmpty();
        }
    }

    private static List<String> symbols(AccountReader account, Clerk desk, Permission market) {
        return account
                .fills(desk, Set.of(market), Set.of(), NOW.minusSeconds(1), NOW.plusSeconds(60))
                .value()
                .orElseThrow()
                .stream()
                .map(Fill::symbol)
                .toList();
    }

    @Test
    void coinbase_movements_areToldByKind_overPagesAndAccounts() {
        try (Clerk desk = coinbaseDesk()) {
            for (int i = 0; i < 230; i++) {
                coinbase.deposit(i % 2 == 0 ? "ETH" : "BTC", "0.5", "bc1qsyntheticsender");
                pass(Duration.ofSeconds(1));
            }
            String account = "2bbf394c-193b-5b2a-9155-3b4732659001";
            desk.call(VenueRequest.post("/v2/accounts/" + account + "/transactions")
                    .json("{\"type\":\"send\",\"to\":\"bc1qsynthetic\",\"currency\":\"BTC\",\"amount\":\"0.25\"}"));
            desk.call(VenueRequest.post("/api/v3/brokerage/portfolios/move_funds")
                    .json("{\"funds\":{\"value\":\"7\",\"currency\":\"USDT\"},\"source_portfolio_uuid\":\""
                            + coinbase.accountId() + "\",\"target_portfolio_uuid\":\"" + account + "\"}"));
            AccountReader reader = coinbaseVenue.account();

            assertThat(movements(reader, desk, Kind.DEPOSIT))
                    .hasSize(230)
                    .isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()))
                    .extracting(Movement::id)
                    .doesNotHaveDuplicates();
            assertThat(movements(reader, desk, Kind.WITHDRAWAL)).singleElement().satisfies(withdrawal -> {
                assertThat(withdrawal.amount()).isEqualTo(new BigDecimal("-0.25"));
                assertThat(withdrawal.asset()).isEqualTo("BTC");
                assertThat(withdrawal.counterparty()).isEqualTo("bc1qsynthetic");
                assertThat(withdrawal.state()).isEqualTo("pending");
            });
            assertThat(movements(reader, desk, Kind.TRANSFER)).singleElement().satisfies(transfer -> {
                assertThat(transfer.amount()).isEqualTo(new BigDecimal("-7"));
                assertThat(transfer.counterparty()).isEqualTo(account);
            });
        }
    }

    // Broken answers, at both

    @TestFactory
    Stream<DynamicTest> brokenAnswers_areUnavailable() {
        return Stream.of(Fault.MAINTENANCE, Fault.TRUNCATED, Fault.NOT_JSON, Fault.OTHER_JSON, Fault.HUGE)
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> {
                    try (Clerk one = krakenDesk();
                            Clerk other = coinbaseDesk()) {
                        kraken.failNext(1, fault);
                        assertUnavailable(() -> fills(krakenVenue.account(), one, NOW, NOW.plusSeconds(1)));
                        coinbase.failNext(1, fault);
                        assertUnavailable(() -> fills(coinbaseVenue.account(), other, NOW, NOW.plusSeconds(1)));
                        for (Kind kind : Kind.values()) {
                            kraken.failNext(1, fault);
                            assertUnavailable(() -> movements(krakenVenue.account(), one, kind));
                            coinbase.failNext(1, fault);
                            assertUnavailable(() -> movements(coinbaseVenue.account(), other, kind));
                        }
                        coinbase.failNext(1, fault);
                        assertUnavailable(() -> coinbaseVenue.account().positions(other, BOTH));
                    }
                }));
    }

    private static void assertUnavailable(ThrowingCallable question) {
        assertThatThrownBy(question).isInstanceOf(VenueUnavailableException.class);
    }

    // Samples

    /** Source: docs.kraken.com, get-trades-history. */
    private static final String KRAKEN_TRADES = """
            {"error":[],"result":{"count":1,"trades":{"THVRQM-33VKH-UCI7BS":{"ordertxid":"OQCLML-BW3P3-BUCMWZ",
             "postxid":"TKH2SE-M7IF5-CFI7LT","pair":"XXBTZUSD","time":1688667796.8802,"type":"buy","ordertype":"limit",
             "price":"30010.00000","cost":"600.20000","fee":"0.00000","vol":"0.02000000","margin":"0.00000","misc":""}}}}""";

    /** Source: docs.kraken.com, get-status-of-recent-withdrawals. */
    private static final String KRAKEN_WITHDRAWALS = """
            {"error":[],"result":[{"method":"Bitcoin","aclass":"currency","asset":"XXBT","refid":"FTQcuak-V6Za8qrWnhzTx67yYHz8Tg",
             "txid":"29323ce235cee8dae22503caba7","info":"bc1qm32pq4synthetic","amount":"0.72485000","fee":"0.00020000",
             "time":1688014586,"status":"Pending","status-prop":"onhold","key":"btc-wallet-1"}]}""";

    /** Source: docs.kraken.com, get-ledgers-info, with another type. */
    private static final String KRAKEN_LEDGER = """
            {"error":[],"result":{"count":1,"ledger":{"L4UESK-KG3EQ-UFO4T5":{"refid":"TJKLXX-PGMUI-4NTLXU","time":1688464484.1787,
             "type":"transfer","subtype":"spottofutures","aclass":"currency","asset":"ZGBP","amount":"-24.5000","fee":"0.0000",
             "balance":"459567.9171"}}}}""";

    /** Source: docs.kraken.com, get-open-positions. */
    private static final String KRAKEN_POSITIONS = """
            {"error":[],"result":{"TF5GVO-T7ZZ2-6NBKBI":{"ordertxid":"OLWNFG-LLH4R-D6SFFP","posstatus":"open","pair":"XXBTZUSD",
             "time":1605280097.8294,"type":"buy","ordertype":"limit","cost":"104610.52842","fee":"289.06565","vol":"8.82412861",
             "vol_closed":"0.20200000","margin":"20922.10568"}}}""";

    /** Source: docs.cdp.coinbase.com, list fills. */
    private static final String COINBASE_FILLS = """
            {"fills":[{"entry_id":"22222-2222222-22222222","trade_id":"1111-11111-111111","order_id":"0000-000000-000000",
             "trade_time":"2021-05-31T09:59:59.000Z","trade_type":"FILL","price":"10000.00","size":"0.001","commission":"1.25",
             "product_id":"BTC-USD","sequence_timestamp":"2021-05-31T09:58:59.000Z","liquidity_indicator":"MAKER",
             "size_in_quote":false,"user_id":"3333-333333-3333333","side":"BUY"}],"cursor":""}""";

    /** Source: docs.cdp.coinbase.com, transactions; the network's fee is part of the amount. */
    private static final String COINBASE_TRANSACTIONS = """
            {"pagination":{"next_uri":null},"data":[{"id":"57ffb4ae-0c59-5430-bcd3-3f98f797a66c","type":"send","status":"pending",
             "amount":{"amount":"-0.00133","currency":"BTC"},"native_amount":{"amount":"-0.01","currency":"USD"},
             "description":null,"created_at":"2015-03-11T13:13:35-07:00","resource":"transaction",
             "network":{"status":"pending","transaction_fee":{"amount":"0.00033","currency":"BTC"}},
             "to":{"resource":"ethereum_address","address":"0xabc"}}]}""";

    private static final String COINBASE_ACCOUNTS = """
            {"pagination":{"next_uri":null},"data":[{"id":"2bbf394c-193b-5b2a-9155-3b4732659ede","name":"My Wallet"}]}""";

    private static List<Fill> fillsFrom(VenueDefinition venue, String body) {
        return fills(venue.account(), request -> new HttpReply(200, body), Instant.EPOCH, NOW);
    }

    /** A venue of one page: whatever is asked with an offset, a time before or a cursor beyond it gets nothing new. */
    private static List<Movement> movementsFrom(VenueDefinition venue, Kind kind, String body) {
        SignedCalls calls =
                request -> new HttpReply(200, request.path().equals("/v2/accounts") ? COINBASE_ACCOUNTS : body);
        return venue.account()
                .movements(calls, kind, Instant.EPOCH, NOW)
                .value()
                .orElseThrow();
    }

    private static List<Position> positionsFrom(VenueDefinition venue, String body) {
        return venue.account()
                .positions(request -> new HttpReply(200, body), Set.of(TRADE_MARGIN))
                .value()
                .orElseThrow();
    }

    @Test
    void kraken_samples_areRead() {
        assertThat(fillsFrom(Venues.kraken(), KRAKEN_TRADES))
                .containsExactly(new Fill(
                        "THVRQM-33VKH-UCI7BS",
                        "OQCLML-BW3P3-BUCMWZ",
                        "",
                        "XXBTZUSD",
                        new BigDecimal("0.02000000"),
                        new BigDecimal("30010.00000"),
                        new BigDecimal("0.00000"),
                        "",
                        Instant.parse("2023-07-06T18:23:16.8802Z")));
        assertThat(movementsFrom(Venues.kraken(), Kind.WITHDRAWAL, KRAKEN_WITHDRAWALS))
                .containsExactly(new Movement(
                        Kind.WITHDRAWAL,
                        "FTQcuak-V6Za8qrWnhzTx67yYHz8Tg",
                        "XXBT",
                        new BigDecimal("-0.72485000"),
                        "bc1qm32pq4synthetic",
                        "Pending onhold",
                        Instant.ofEpochSecond(1688014586)));
        assertThat(movementsFrom(Venues.kraken(), Kind.TRANSFER, KRAKEN_LEDGER))
                .extracting(Movement::id, Movement::amount)
                .containsExactly(tuple("L4UESK-KG3EQ-UFO4T5", new BigDecimal("-24.5000")));
        assertThat(positionsFrom(Venues.kraken(), KRAKEN_POSITIONS))
                .containsExactly(new Position("XXBTZUSD", new BigDecimal("8.62212861")));
    }

    @Test
    void coinbase_samples_areRead() {
        assertThat(fillsFrom(Venues.coinbase(), COINBASE_FILLS))
                .containsExactly(new Fill(
                        "22222-2222222-22222222",
                        "0000-000000-000000",
                        "",
                        "BTC-USD",
                        new BigDecimal("0.001"),
                        new BigDecimal("10000.00"),
                        new BigDecimal("1.25"),
                        "USD",
                        Instant.parse("2021-05-31T09:59:59Z")));
        assertThat(movementsFrom(Venues.coinbase(), Kind.WITHDRAWAL, COINBASE_TRANSACTIONS))
                .containsExactly(new Movement(
                        Kind.WITHDRAWAL,
                        "57ffb4ae-0c59-5430-bcd3-3f98f797a66c",
                        "BTC",
                        new BigDecimal("-0.00100"),
                        "0xabc",
                        "pending",
                        Instant.parse("2015-03-11T20:13:35Z")));
        assertThat(movementsFrom(Venues.coinbase(), Kind.DEPOSIT, COINBASE_TRANSACTIONS))
                .isEmpty();
    }

    @Test
    void coinbase_fillsInQuoteAndReversals_areTurnedRound() {
        String inQuote = COINBASE_FILLS.replace("\"size_in_quote\":false", "\"size_in_quote\":true");
        assertThat(fillsFrom(Venues.coinbase(), inQuote))
                .extracting(Fill::quantity)
                .allSatisfy(quantity -> assertThat(quantity).isEqualByComparingTo("0.0000001"));
        assertThat(fillsFrom(Venues.coinbase(), COINBASE_FILLS.replace("\"FILL\"", "\"REVERSAL\"")))
                .allSatisfy(fill -> {
                    assertThat(fill.quantity()).isEqualByComparingTo("-0.001");
                    assertThat(fill.fee()).isEqualByComparingTo("-1.25");
                });
        assertUnavailable(
                () -> fillsFrom(Venues.coinbase(), COINBASE_FILLS.replace("\"FILL\"", "\"SOMETHING_LATER\"")));
    }

    @Test
    void coinbase_perpetuals_areAskedForByPortfolio() {
        SignedCalls calls = request -> new HttpReply(
                200,
                request.path().endsWith("/key_permissions")
                        ? "{\"portfolio_type\":\"INTX\",\"portfolio_uuid\":\"8bfc20d7-f7c6-4422-bf07-8243ca4169fe\"}"
                        : request.path().equals("/api/v3/brokerage/intx/positions/8bfc20d7-f7c6-4422-bf07-8243ca4169fe")
                                ? "{\"positions\":[{\"product_id\":\"BTC-PERP-INTX\",\"net_size\":\"-0.5\","
                                        + "\"position_side\":\"POSITION_SIDE_SHORT\"}]}"
                                : "{}");
        assertThat(Venues.coinbase().account().positions(calls, BOTH).value())
                .contains(List.of(new Position("BTC-PERP-INTX", new BigDecimal("-0.5"))));
    }

    /** Types of a later day may be anything: what is not known to move money is no movement. */
    @Test
    void coinbase_transactionsOfOtherTypes_areNoMovements() {
        for (String type : List.of("advanced_trade_fill", "tx", "something_later", "earn_payout")) {
            String body = COINBASE_TRANSACTIONS.replace("\"send\"", "\"" + type + "\"");
            for (Kind kind : Kind.values()) {
                assertThat(movementsFrom(Venues.coinbase(), kind, body)).isEmpty();
            }
        }
    }

    /** Every field of a sample left out, and of another type: an error, or the same but for that field, never more entries. */
    @TestFactory
    Stream<DynamicTest> samples_withABrokenField_inventNothing() {
        Map<String, Function<String, Collection<?>>> readers = Map.of(
                KRAKEN_TRADES, body -> fillsFrom(Venues.kraken(), body),
                KRAKEN_WITHDRAWALS, body -> movementsFrom(Venues.kraken(), Kind.WITHDRAWAL, body),
                KRAKEN_LEDGER, body -> movementsFrom(Venues.kraken(), Kind.TRANSFER, body),
                KRAKEN_POSITIONS, body -> positionsFrom(Venues.kraken(), body),
                COINBASE_FILLS, body -> fillsFrom(Venues.coinbase(), body),
                COINBASE_TRANSACTIONS, body -> movementsFrom(Venues.coinbase(), Kind.WITHDRAWAL, body));
        return readers.entrySet().stream()
                .flatMap(entry -> broken(entry.getKey()).stream()
                        .map(body -> DynamicTest.dynamicTest(
                                body.substring(0, Math.min(90, body.length())),
                                () -> assertInventsNothing(entry.getKey(), body, entry.getValue()))));
    }

    private static void assertInventsNothing(String sample, String body, Function<String, Collection<?>> reader) {
        Collection<?> whole = reader.apply(sample);
        try {
            assertThat(reader.apply(body)).hasSizeLessThanOrEqualTo(whole.size());
        } catch (VenueUnavailableException | VenueRefusedException e) {
            assertThat(e).hasMessageNotContaining("bc1qm32pq4synthetic");
        }
    }

    private static List<String> broken(String sample) {
        var all = new ArrayList<String>();
        for (String path : paths(sample)) {
            for (String other : List.of("", "null", "[]", "{}", "true", "\"surprise\"", "-1", "1e99")) {
                all.add(with(sample, path, other));
            }
        }
        return all;
    }

    private static Set<String> paths(String sample) {
        var paths = new HashSet<String>();
        collect(read(sample), "", paths);
        return paths;
    }

    private static void collect(JsonNode node, String path, Set<String> paths) {
        node.properties().forEach(field -> {
            paths.add(path + "/" + field.getKey());
            collect(field.getValue(), path + "/" + field.getKey(), paths);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), path + "/" + i, paths);
        }
    }

    private static String with(String sample, String path, String value) {
        JsonNode root = read(sample);
        int slash = path.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) (slash == 0 ? root : root.at(path.substring(0, slash)));
        String name = path.substring(slash + 1);
        if (value.isEmpty()) {
            parent.remove(name);
        } else {
            parent.set(name, read(value));
        }
        return root.toString();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
