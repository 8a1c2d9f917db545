/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.Finding;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.PrivilegeReport;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** KuCoin over HTTP: what starts, and what both hosts list and cancel; margin from the samples of the official client. */
class KucoinAccountTest {
    private static final Grant SPOT = Grant.on("kucoin", "main")
            .allow(READ_ACCOUNT, TRADE_SPOT)
            .acceptBundled(DEPOSIT, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT);

    private KucoinSimulator kucoin = KucoinSimulator.start();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        kucoin.close();
    }

    private VenueDefinition venue() {
        return Venues.kucoin().servedAt(PRODUCTION, kucoin.uri()).servedAt(PRODUCTION, "futures", kucoin.futuresUri());
    }

    private Keyguard start(SimulatedKey key) {
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(kucoin.toApiKey("kucoin", key).strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .environment(PRODUCTION)
                .source(Vault.open(file, passphrase, cheap))
                .venues(venue())
                .grant("grid", SPOT)
                .start();
    }

    @Test
    void start_withAFittingKey_passesAndSigns() throws Exception {
        try (Keyguard keyguard = start(kucoin.createKey("General", "Spot").boundTo("127.0.0.1"))) {
            assertThat(keyguard.report().findings()).isEmpty();
            var key = keyguard.forStrategy("grid").get(KeyScope.of("kucoin", "main", TRADE_SPOT));
            SignedRequest order = key.sign(VenueRequest.post("/api/v1/hf/orders")
                    .json("{\"symbol\":\"BTC-USDT\",\"side\":\"buy\",\"type\":\"market\",\"funds\":\"10\"}"));
            var answer = HttpClient.newHttpClient()
                    .send(order.toHttpRequest(Duration.ofSeconds(20)), BodyHandlers.ofString());

            assertThat(answer.body()).contains("\"code\":\"200000\"", "orderId");
            VenueRequest futures = VenueRequest.post("/api/v1/orders").at(kucoin.futuresUri());
            assertThatThrownBy(() -> key.sign(futures.param("symbol", "XBTUSDTM")))
                    .isInstanceOf(KeyScopeException.class)
                    .hasMessageContaining("TRADE_DERIVATIVES");
        }
    }

    @Test
    void start_withAKeyThatMayWithdraw_isRefused() {
        SimulatedKey key = kucoin.createKey("General", "Spot", "Transfer").boundTo("127.0.0.1");
        PrivilegeReport report = refused(key);

        assertThat(report.findings())
                .anyMatch(f -> f.kind() == Kind.FORBIDDEN && f.observed().contains("WITHDRAW"));
        assertThat(report.toText()).contains("make a key with exactly General, Spot");
        assertThat(kucoin.stats().ordersPlaced()).isZero();
    }

    private PrivilegeReport refused(SimulatedKey key) {
        var refusal = catchThrowableOfType(LeastPrivilegeException.class, () -> start(key));
        return refusal.report();
    }

    @Test
    void start_onAMasterAccount_saysToUseASubAccount() {
        kucoin.close();
        kucoin = KucoinSimulator.startMasterAccount();

        PrivilegeReport report = refused(kucoin.createKey("General", "Spot").boundTo("127.0.0.1"));

        assertThat(report.findings()).filteredOn(Finding::stops).isNotEmpty();
        assertThat(report.toText()).contains("KEY_ADMIN", "use a sub-account");
    }

    private static VenueRequest order(String symbol, int n) {
        return VenueRequest.post("/api/v1/orders")
                .json("{\"clientOid\":\"f" + n + "\",\"symbol\":\"" + symbol
                        + "\",\"side\":\"buy\",\"type\":\"limit\",\"leverage\":1,\"size\":1,\"price\":\"100\"}");
    }

    @Test
    void futures_areListedAndCancelledAtTheirHost_andSpotIsLeftAlone() {
        VenueDefinition venue = venue();
        SimulatedKey key = kucoin.createKey("General", "Spot", "Futures");
        try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key)) {
            for (int n = 0; n < 110; n++) {
                String symbol = n % 2 == 0 ? "XBTUSDTM" : "ETHUSDTM";
                assertThat(desk.call(order(symbol, n).at(kucoin.futuresUri())).status())
                        .isEqualTo(200);
            }
            desk.call(VenueRequest.post("/api/v1/hf/orders")
                    .json("{\"symbol\":\"BTC-USDT\",\"side\":\"buy\",\"type\":\"market\",\"funds\":\"10\"}"));
            assertThat(venue.account().openOrders(desk, Set.of(TRADE_DERIVATIVES)))
                    .extracting(OpenOrder::symbol)
                    .hasSize(110)
                    .containsOnly("XBTUSDTM", "ETHUSDTM");
            assertThat(venue.account().balances(desk, Set.of(TRADE_DERIVATIVES)))
                    .containsExactly(new Balance("futures", "USDT", new BigDecimal("1000000")));

            venue.emergency().cancelAll(desk, Set.of(TRADE_DERIVATIVES));

            assertThat(venue.account().openOrders(desk, Set.of(TRADE_DERIVATIVES)))
                    .isEmpty();
            assertThat(venue.account().openOrders(desk, Set.of(TRADE_SPOT))).hasSize(1);
            assertThat(kucoin.stats().rejections()).isEmpty();
        }
    }

    @Test
    void deadManSwitch_isForSpotAlone_andOnlyWithinItsLimits() {
        var emergency = Venues.kucoin().emergency();
        for (long seconds : List.of(5L, 60L, 86_400L)) {
            VenueRequest timer = emergency
                    .deadManSwitch(TRADE_SPOT, Duration.ofSeconds(seconds))
                    .orElseThrow();
            assertThat(Venues.kucoin().classifier(PRODUCTION).classify(timer).risk())
                    .isEqualTo(Risk.REDUCES_RISK);
        }
        for (long seconds : List.of(-1L, 0L, 4L, 86_401L)) {
            assertThat(emergency.deadManSwitch(TRADE_SPOT, Duration.ofSeconds(seconds)))
                    .isEmpty();
        }
        for (Permission market : List.of(TRADE_MARGIN, TRADE_DERIVATIVES)) {
            assertThat(emergency.deadManSwitch(market, Duration.ofSeconds(60))).isEmpty();
        }
    }

    /** Answers by method, path and parameters, and remembers what it was asked. */
    private static final class Scripted implements SignedCalls {
        private final Map<String, HttpReply> answers = new HashMap<>();
        private final List<String> asked = new ArrayList<>();

        void answer(String question, String data) {
            answers.put(question, new HttpReply(200, "{\"code\":\"200000\",\"data\":" + data + "}"));
        }

        void refuse(String question, String code) {
            answers.put(question, new HttpReply(403, "{\"code\":\"" + code + "\",\"msg\":\"\"}"));
        }

        @Override
        public HttpReply call(VenueRequest request) {
            Venues.kucoin().classifier(PRODUCTION).classify(request);
            var question = new StringBuilder(request.toString());
            request.params().forEach(p -> question.append(' ').append(p.name() + "=" + p.value()));
            asked.add(question.toString());
            HttpReply answer = answers.get(question.toString());
            if (answer == null) {
                throw new AssertionError("nobody expected " + question);
            }
            return answer;
        }
    }

    private static Scripted marginAccount() {
        var venue = new Scripted();
        for (String type : List.of("MARGIN_TRADE", "MARGIN_ISOLATED_TRADE")) {
            String symbols = type.equals("MARGIN_TRADE") ? "[\"BTC-USDT\"]" : "[]";
            venue.answer(
                    "GET /api/v3/hf/margin/order/active/symbols tradeType=" + type, "{\"symbols\":" + symbols + "}");
            venue.answer("DELETE /api/v1/stop-order/cancel tradeType=" + type, "{\"cancelledOrderIds\":[]}");
            venue.answer(
                    "GET /api/v1/stop-order tradeType=" + type + " currentPage=1 pageSize=100",
                    "{\"items\":[{\"id\":\"vs93\",\"clientOid\":null,\"symbol\":\"ETH-USDT\"}]}");
        }
        venue.answer("DELETE /api/v3/hf/margin/orders symbol=BTC-USDT tradeType=MARGIN_TRADE", "\"success\"");
        venue.answer(
                "GET /api/v3/hf/margin/orders/active symbol=BTC-USDT tradeType=MARGIN_TRADE",
                "[{\"id\":\"6716\",\"clientOid\":\"5c52\",\"symbol\":\"BTC-USDT\"}]");
        return venue;
    }

    @Test
    void margin_isListedAndCancelledByKindAndSymbol() {
        Scripted venue = marginAccount();

        Venues.kucoin().emergency().cancelAll(venue, Set.of(TRADE_MARGIN));
        assertThat(venue.asked)
                .containsExactly(
                        "GET /api/v3/hf/margin/order/active/symbols tradeType=MARGIN_TRADE",
                        "DELETE /api/v3/hf/margin/orders symbol=BTC-USDT tradeType=MARGIN_TRADE",
                        "DELETE /api/v1/stop-order/cancel tradeType=MARGIN_TRADE",
                        "GET /api/v3/hf/margin/order/active/symbols tradeType=MARGIN_ISOLATED_TRADE",
                        "DELETE /api/v1/stop-order/cancel tradeType=MARGIN_ISOLATED_TRADE");
        assertThat(Venues.kucoin().account().openOrders(venue, Set.of(TRADE_MARGIN)))
                .extracting(OpenOrder::id)
                .containsExactly("6716", "vs93", "vs93");
    }

    /** The right that stops hang on is that of spot; a key without it still cancels all it can. */
    @Test
    void margin_withoutTheRightForStops_isCancelledAsFarAsTheKeyCan() {
        Scripted venue = marginAccount();
        venue.refuse("DELETE /api/v1/stop-order/cancel tradeType=MARGIN_TRADE", "400007");
        venue.refuse("DELETE /api/v1/stop-order/cancel tradeType=MARGIN_ISOLATED_TRADE", "400007");

        Venues.kucoin().emergency().cancelAll(venue, Set.of(TRADE_MARGIN));
        assertThat(venue.asked).hasSize(5);

        venue.refuse("DELETE /api/v1/stop-order/cancel tradeType=MARGIN_TRADE", "429000");
        assertThatThrownBy(() -> Venues.kucoin().emergency().cancelAll(venue, Set.of(TRADE_MARGIN)))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void spot_withASymbolThatWasNotCancelled_isAnErrorAfterTheRestIsDone() {
        var venue = new Scripted();
        venue.answer(
                "DELETE /api/v1/hf/orders/cancelAll",
                "{\"succeedSymbols\":[],\"failedSymbols\":[{\"symbol\":\"BTC-USDT\",\"error\":\"busy\"}]}");
        venue.answer("DELETE /api/v1/stop-order/cancel tradeType=TRADE", "{}");
        venue.answer("DELETE /api/v3/oco/orders", "{}");

        assertThatThrownBy(() -> Venues.kucoin().emergency().cancelAll(venue, Set.of(TRADE_SPOT)))
                .isInstanceOf(VenueUnavailableException.class);
        assertThat(venue.asked).hasSize(3);
    }

    @Test
    void spot_listsStopsAndPairsThatAreNotOver() {
        var venue = new Scripted();
        venue.answer("GET /api/v1/hf/orders/active/symbols", "{\"symbols\":[]}");
        venue.answer(
                "GET /api/v1/stop-order tradeType=TRADE currentPage=1 pageSize=100",
                "{\"items\":[{\"id\":\"vs1\",\"clientOid\":\"s1\",\"symbol\":\"BTC-USDT\"}]}");
        venue.answer(
                "GET /api/v3/oco/orders currentPage=1 pageSize=100",
                "{\"items\":[{\"orderId\":\"o1\",\"clientOid\":\"c1\",\"symbol\":\"BTC-USDT\",\"status\":\"NEW\"},"
                        + "{\"orderId\":\"o2\",\"symbol\":\"BTC-USDT\",\"status\":\"DONE\"}]}");

        assertThat(Venues.kucoin().account().openOrders(venue, Set.of(TRADE_SPOT)))
                .containsExactly(new OpenOrder("vs1", "s1", "BTC-USDT"), new OpenOrder("o1", "c1", "BTC-USDT"));
    }

    @Test
    void margin_balancesAreWhatIsOwned() {
        var venue = new Scripted();
        venue.answer(
                "GET /api/v3/margin/accounts queryType=MARGIN_V2",
                "{\"accounts\":[{\"currency\":\"USDT\",\"total\":\"38.5\",\"liability\":\"40\"},"
                        + "{\"currency\":\"BTC\",\"total\":\"0\",\"liability\":\"0\"}]}");

        assertThat(Venues.kucoin().account().balances(venue, Set.of(TRADE_MARGIN)))
                .containsExactly(new Balance("margin", "USDT", new BigDecimal("-1.5")));
    }

    /** Those that no ledger of spot tells, over several pages, each with its sign. */
    @Test
    void transfersOfFutures_areTold_andGainsAreNot() {
        VenueDefinition venue = venue();
        SimulatedKey key = kucoin.createKey("General", "Spot", "Futures");
        try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, key)) {
            Instant from = Instant.now().minusSeconds(60);
            for (int n = 0; n < 120; n++) {
                desk.call(VenueRequest.post("/api/v3/transfer-out")
                        .json("{\"currency\":\"USDT\",\"amount\":" + (1 + n) + ",\"recAccountType\":\"MAIN\"}"));
            }
            desk.call(VenueRequest.post("/api/v2/accounts/inner-transfer")
                    .param("clientOid", "t1")
                    .param("currency", "XBT")
                    .param("from", "main")
                    .param("to", "contract")
                    .param("amount", "0.5"));
            desk.call(order("XBTUSDTM", 1).at(kucoin.futuresUri()));
            String order = venue.account()
                    .openOrders(desk, Set.of(TRADE_DERIVATIVES))
                    .get(0)
                    .id();
            kucoin.fill(order, "1");

            List<Movement> told = venue.account()
                    .movements(desk, Movement.Kind.TRANSFER, from, Instant.now().plusSeconds(60))
                    .value()
                    .orElseThrow();
            assertThat(told)
                    .filteredOn(
                            one -> one.asset().equals("USDT") && one.amount().signum() < 0)
                    .as("out of futures")
                    .hasSize(120)
                    .allMatch(one -> one.state().equals("Completed"));
            assertThat(told)
                    .filteredOn(
                            one -> one.asset().equals("USDT") && one.amount().signum() > 0)
                    .as("into the main wallet")
                    .hasSize(120);
            assertThat(told)
                    .filteredOn(one -> one.asset().equals("XBT"))
                    .extracting(Movement::amount)
                    .containsExactlyInAnyOrder(new BigDecimal("0.5"), new BigDecimal("-0.5"));
            assertThat(told).hasSize(242);
            assertThat(kucoin.stats().rejections()).isEmpty();
        }
    }
}
