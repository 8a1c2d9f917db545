/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
import io.keyguard.policy.Finding;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.policy.KeyPolicy.Unverifiable;
import io.keyguard.policy.PrivilegeReport;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stops a start, asked over HTTP at simulated venues, with keys in a real vault. */
class StartTest {
    private static final Grant BINANCE = Grant.on("binance", "main").allow(READ_ACCOUNT, TRADE_SPOT);
    private static final Grant BINANCE_ACCEPTED = BINANCE.acceptBundled(TRADE_MARGIN, CONVERT, EARN, LOAN)
            .acceptUnknown("a sub-account administers nothing", KEY_ADMIN, ACCOUNT_ADMIN);
    private static final Grant OKX = Grant.on("okx", "main").allow(READ_ACCOUNT, TRADE_SPOT);
    private static final Grant OKX_ACCEPTED = OKX.acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES, TRADE_OPTIONS)
            .acceptBundled(CONVERT, EARN, LOAN, CANCEL_WITHDRAWAL, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT);
    private static final Grant KRAKEN = Grant.on("kraken", "main").allow(READ_ACCOUNT, TRADE_SPOT);
    private static final Grant KRAKEN_ACCEPTED = KRAKEN.acceptBundled(TRADE_MARGIN, TRANSFER_INTERNAL)
            .acceptUnknown("not the master account", ACCOUNT_ADMIN);
    private static final String[] KRAKEN_TRADING = {
        "query-funds", "query-open-trades", "query-closed-trades", "query-ledger", "modify-trades", "close-trades"
    };

    private final BinanceSimulator binance = BinanceSimulator.start();
    private OkxSimulator okx = OkxSimulator.start();
    private KrakenSimulator kraken = KrakenSimulator.start();
    private KeyPolicy policy = KeyPolicy.strict();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        binance.close();
        okx.close();
        kraken.close();
    }

    private SimulatedKey binanceKey(String... more) {
        var rights = new java.util.ArrayList<>(List.of(more));
        rights.addAll(List.of("enableReading", "enableSpotAndMarginTrading"));
        return binance.createKey(rights.toArray(String[]::new)).boundTo("127.0.0.1");
    }

    private SimulatedKey okxKey(String... more) {
        var rights = new java.util.ArrayList<>(List.of(more));
        rights.addAll(List.of("read_only", "trade"));
        return okx.createKey(rights.toArray(String[]::new)).boundTo("127.0.0.1");
    }

    private SimulatedKey krakenKey(String... more) {
        var rights = new java.util.ArrayList<>(List.of(more));
        rights.addAll(List.of(KRAKEN_TRADING));
        return kraken.createKey(rights.toArray(String[]::new)).boundTo("127.0.0.1");
    }

    private static ApiKey.Builder stored(VenueSimulator venue, SimulatedKey key) {
        return venue.toApiKey(venue.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT), key)
                .strategies(Set.of("grid"));
    }

    private Keyguard start(Grant grant, ApiKey.Builder... keys) {
        return start(new Grant[] {grant}, keys);
    }

    private Keyguard start(Grant[] grants, ApiKey.Builder... keys) {
        return start(Environment.PRODUCTION, grants, keys);
    }

    private Keyguard start(Environment environment, Grant[] grants, ApiKey.Builder... keys) {
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            for (ApiKey.Builder key : keys) {
                vault.add(key.build());
            }
        }
        return Keyguard.builder()
                .environment(environment)
                .source(Vault.open(file, passphrase, cheap))
                .venues(
                        Venues.binance().servedAt(environment, binance.uri()),
                        Venues.okx().servedAt(environment, okx.uri()),
                        Venues.kraken().servedAt(environment, kraken.uri()))
                .grant("grid", grants)
                .policy(policy)
                .start();
    }

    private PrivilegeReport refused(Grant grant, ApiKey.Builder... keys) {
        return refused(new Grant[] {grant}, keys);
    }

    private PrivilegeReport refused(Grant[] grants, ApiKey.Builder... keys) {
        var refusal = catchThrowableOfType(LeastPrivilegeException.class, () -> start(grants, keys));
        assertThat(refusal.report().passes()).isFalse();
        return refusal.report();
    }

    private static List<Kind> kinds(PrivilegeReport report) {
        return report.findings().stream()
                .filter(Finding::stops)
                .map(Finding::kind)
                .sorted()
                .toList();
    }

    private static Finding only(PrivilegeReport report) {
        assertThat(report.findings()).hasSize(1);
        return report.findings().get(0);
    }

    @Test
    void start_withFittingKeys_passesAndSignsForAllThree() throws Exception {
        var grants = new Grant[] {BINANCE_ACCEPTED, OKX_ACCEPTED, KRAKEN_ACCEPTED};
        try (Keyguard keyguard =
                start(grants, stored(binance, binanceKey()), stored(okx, okxKey()), stored(kraken, krakenKey()))) {
            assertThat(keyguard.report().passes()).isTrue();
            assertThat(keyguard.report().findings()).isEmpty();
            assertThat(send(keyguard, "binance", order())).startsWith("200").contains("\"status\":\"NEW\"");
            assertThat(
                            send(
                                    keyguard,
                                    "okx",
                                    VenueRequest.post("/api/v5/trade/order")
                                            .json(
                                                    "{\"instId\":\"BTC-USDT\",\"tdMode\":\"cash\",\"side\":\"buy\",\"ordType\":\"market\",\"sz\":\"1\"}")))
                    .contains("\"sCode\":\"0\"");
            assertThat(send(
                            keyguard,
                            "kraken",
                            VenueRequest.post("/0/private/AddOrder")
                                    .param("ordertype", "market")
                                    .param("pair", "XBTUSD")
                                    .param("type", "buy")
                                    .param("volume", "1.5")))
                    .contains("txid");
        }
    }

    /** At Kraken a smaller key was possible; at Binance and OKX every key may open a session, which is no finding. */
    @Test
    void start_withARightToOpenSessionsThatASmallerKeyLacks_isRefused() {
        PrivilegeReport report = refused(KRAKEN_ACCEPTED, stored(kraken, krakenKey("create-ws-token")));

        assertThat(only(report).kind()).isEqualTo(Kind.EXCESS);
        assertThat(only(report).observed()).contains("OPEN_SESSION");
    }

    private static VenueRequest order() {
        return VenueRequest.post("/api/v3/order")
                .param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "MARKET")
                .param("quantity", "1")
                .param("newClientOrderId", "with space & ümlaut");
    }

    private static String send(Keyguard keyguard, String venue, VenueRequest request) throws Exception {
        SignedRequest signed = keyguard.forStrategy("grid")
                .get(KeyScope.of(venue, "main", TRADE_SPOT))
                .sign(request);
        var answer =
                HttpClient.newHttpClient().send(signed.toHttpRequest(Duration.ofSeconds(20)), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void start_withAKeyThatMayWithdraw_isRefusedAtEachVenue() {
        var grants = new Grant[] {BINANCE_ACCEPTED, OKX_ACCEPTED, KRAKEN_ACCEPTED};
        PrivilegeReport report = refused(
                grants,
                stored(binance, binanceKey("enableWithdrawals")),
                stored(okx, okxKey("withdraw")),
                stored(kraken, krakenKey("withdraw-funds", "add-withdraw-address")));

        assertThat(report.findings().stream().filter(f -> f.kind() == Kind.FORBIDDEN))
                .hasSize(3)
                .allMatch(finding -> finding.observed().contains("WITHDRAW"))
                .allMatch(finding -> finding.needed().equals("READ_ACCOUNT, TRADE_SPOT"))
                .allMatch(finding -> finding.remedy().contains("make a key with exactly"));
        assertThat(report.toText()).contains("3 keys checked, 3 refused", "WITHDRAW_ADDRESS_ADMIN");
        assertThat(binance.stats().ordersPlaced()).isZero();
    }

    @Test
    void start_withARightThatASmallerKeyWouldLack_isExcess() {
        Finding futures = only(refused(BINANCE_ACCEPTED, stored(binance, binanceKey("enableFutures"))));
        assertThat(futures.kind()).isEqualTo(Kind.EXCESS);
        assertThat(futures.observed()).startsWith("TRADE_DERIVATIVES: the key has");
        assertThat(futures.remedy()).isEqualTo("make a key with exactly enableReading, enableSpotAndMarginTrading");
    }

    @Test
    void start_withMarginTickedThoughOnlySpotIsNeeded_isExcessAlthoughMarginIsAccepted() {
        assertThat(kinds(refused(BINANCE_ACCEPTED, stored(binance, binanceKey("enableMargin")))))
                .containsExactly(Kind.EXCESS);
    }

    @Test
    void start_withARightThatGrantsNothingNew_isExcess() {
        Grant reading = Grant.on("kraken", "main")
                .allow(READ_ACCOUNT)
                .acceptBundled(TRANSFER_INTERNAL)
                .acceptUnknown("not the master account", ACCOUNT_ADMIN);
        SimulatedKey closing = kraken.createKey(
                        "query-funds", "query-open-trades", "query-closed-trades", "query-ledger", "close-trades")
                .boundTo("127.0.0.1");

        Finding cancels = only(refused(reading, stored(kraken, closing)));
        assertThat(cancels.kind()).isEqualTo(Kind.EXCESS);
        assertThat(cancels.observed()).startsWith("close-trades: the key has");
        assertThat(cancels.remedy()).doesNotContain("close-trades");
    }

    @Test
    void start_withASecondDoorToWhatIsAllowed_isExcess() {
        Finding fix = only(refused(BINANCE_ACCEPTED, stored(binance, binanceKey("enableFixApiTrade"))));

        assertThat(fix.kind()).isEqualTo(Kind.EXCESS);
        assertThat(fix.observed()).startsWith("enableFixApiTrade: the key has");
        assertThat(fix.remedy()).isEqualTo("make a key with exactly enableReading, enableSpotAndMarginTrading");
    }

    @Test
    void start_withAnotherRightToReadWhereReadingIsAllowed_passes() {
        try (Keyguard keyguard = start(
                new Grant[] {BINANCE_ACCEPTED, KRAKEN_ACCEPTED},
                stored(binance, binanceKey("enableFixReadOnly")),
                stored(kraken, krakenKey("export-data")))) {
            assertThat(keyguard.report().findings()).isEmpty();
        }
    }

    @Test
    void start_forTradingAloneAtKraken_needsNoRightToQuery() {
        Grant trading = Grant.on("kraken", "main")
                .allow(TRADE_SPOT)
                .acceptBundled(TRADE_MARGIN)
                .acceptUnknown("not the master account", ACCOUNT_ADMIN);
        SimulatedKey querying =
                kraken.createKey("query-funds", "modify-trades", "close-trades").boundTo("127.0.0.1");
        Finding funds = only(refused(trading, stored(kraken, querying)));
        assertThat(funds.observed()).startsWith("READ_ACCOUNT, TRANSFER_INTERNAL: the key has");
        assertThat(funds.remedy()).isEqualTo("make a key with exactly modify-trades, close-trades");
    }

    @Test
    void start_withTheSmallestKeyForTradingAtKraken_passes() {
        Grant trading = Grant.on("kraken", "main")
                .allow(TRADE_SPOT)
                .acceptBundled(TRADE_MARGIN)
                .acceptUnknown("not the master account", ACCOUNT_ADMIN);
        SimulatedKey smallest =
                kraken.createKey("modify-trades", "close-trades").boundTo("127.0.0.1");
        try (Keyguard keyguard = start(trading, stored(kraken, smallest))) {
            assertThat(keyguard.report().findings()).isEmpty();
        }
    }

    @Test
    void start_inTheSandboxOfBinance_passesWhereEverythingUnknownIsAccepted() throws Exception {
        policy = KeyPolicy.strict().fromAnyAddress();
        Grant playing = BINANCE.acceptUnknown("play money", Permission.values());
        ApiKey.Builder key = stored(binance, binanceKey().inSandbox());

        try (Keyguard keyguard = start(Environment.SANDBOX, new Grant[] {playing}, key)) {
            assertThat(keyguard.report().findings()).isEmpty();
            assertThat(send(keyguard, "binance", order())).startsWith("200").contains("\"status\":\"NEW\"");
            SignedRequest rights = keyguard.forStrategy("grid")
                    .get(KeyScope.of("binance", "main", READ_ACCOUNT))
                    .sign(VenueRequest.get("/sapi/v1/account/apiRestrictions"));
            var answer = HttpClient.newHttpClient()
                    .send(rights.toHttpRequest(Duration.ofSeconds(20)), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void start_inTheSandboxOfBinanceWithoutAcceptingTheUnknown_saysWhatIsUnknown() {
        var refusal = catchThrowableOfType(
                LeastPrivilegeException.class,
                () -> start(
                        Environment.SANDBOX,
                        new Grant[] {BINANCE},
                        stored(binance, binanceKey().inSandbox())));

        assertThat(kinds(refusal.report())).containsExactly(Kind.UNKNOWN_RIGHT, Kind.NO_IP_RESTRICTION);
        assertThat(refusal.report().findings().get(0).observed())
                .startsWith("READ_ACCOUNT, TRADE_SPOT, ")
                .contains("WITHDRAW")
                .endsWith("the venue names no right of the key");
        assertThat(refusal.report().toText()).contains("acceptUnknown", "binance does not tell");
    }

    @Test
    void start_withBundledRightsThatNobodyAccepted_saysWhichAndHow() {
        PrivilegeReport report = refused(
                new Grant[] {BINANCE.acceptUnknown("sub-account", KEY_ADMIN, ACCOUNT_ADMIN), OKX, KRAKEN},
                stored(binance, binanceKey()),
                stored(okx, okxKey()),
                stored(kraken, krakenKey()));

        assertThat(kinds(report)).containsExactly(Kind.BUNDLED, Kind.BUNDLED, Kind.BUNDLED, Kind.UNKNOWN_RIGHT);
        assertThat(report.toText())
                .contains("TRADE_MARGIN, CONVERT, EARN, LOAN", "use a sub-account for which margin was never opened")
                .contains("use a sub-account with canTransOut=false", "acceptBundled", "acceptUnknown");
    }

    @Test
    void start_onAMainAccountOfOkxWithABoundKey_saysToUseASubAccount() {
        okx.close();
        okx = OkxSimulator.startMainAccount();

        PrivilegeReport report = refused(OKX_ACCEPTED, stored(okx, okxKey()));

        assertThat(kinds(report)).containsExactlyInAnyOrder(Kind.FORBIDDEN, Kind.BUNDLED);
        assertThat(report.findings()).anyMatch(f -> f.observed().startsWith("KEY_ADMIN: "));
        assertThat(report.findings()).allMatch(f -> f.remedy().contains("use a sub-account"));
    }

    @Test
    void start_withARightThatTheVenueAddedLater_isRefused() {
        PrivilegeReport report = refused(
                new Grant[] {BINANCE_ACCEPTED, OKX_ACCEPTED, KRAKEN_ACCEPTED},
                stored(binance, binanceKey("enableTimeTravel")),
                stored(okx, okxKey("astrology")),
                stored(kraken, krakenKey("teleport-funds")));

        assertThat(kinds(report))
                .containsExactly(Kind.UNRECOGNISED_RIGHT, Kind.UNRECOGNISED_RIGHT, Kind.UNRECOGNISED_RIGHT);
        assertThat(report.toText()).contains("enableTimeTravel", "astrology", "teleport-funds");
    }

    @Test
    void start_withAKeyThatLacksARight_saysWhatToTick() {
        SimulatedKey readOnly = binance.createKey("enableReading").boundTo("127.0.0.1");
        Finding finding = only(refused(BINANCE_ACCEPTED, stored(binance, readOnly)));

        assertThat(finding.kind()).isEqualTo(Kind.MISSING_RIGHT);
        assertThat(finding.observed()).startsWith("without TRADE_SPOT");
    }

    @Test
    void start_withKeysForAnyAddress_isRefusedUnlessThePolicySaysSo() {
        var grants = new Grant[] {BINANCE_ACCEPTED, OKX_ACCEPTED, KRAKEN_ACCEPTED};
        var keys = new ApiKey.Builder[] {
            stored(binance, binanceKey().boundTo()),
            stored(okx, okxKey().boundTo()),
            stored(kraken, krakenKey().boundTo())
        };

        assertThat(kinds(refused(grants, keys)))
                .containsExactly(Kind.NO_IP_RESTRICTION, Kind.NO_IP_RESTRICTION, Kind.NO_IP_RESTRICTION);
    }

    @Test
    void start_withKeysForAnyAddress_passesWhereThePolicyAllowsIt() {
        policy = KeyPolicy.strict().fromAnyAddress();
        try (Keyguard keyguard =
                start(KRAKEN_ACCEPTED, stored(kraken, krakenKey().boundTo()))) {
            assertThat(keyguard.report().passes()).isTrue();
        }
    }

    @Test
    void start_withAKeyOfAnotherAccount_isRefused() {
        PrivilegeReport report = refused(
                new Grant[] {BINANCE_ACCEPTED, OKX_ACCEPTED, KRAKEN_ACCEPTED},
                stored(binance, binanceKey()).accountId("1"),
                stored(okx, okxKey()).accountId("2"),
                stored(kraken, krakenKey()).accountId("3"));

        assertThat(kinds(report)).containsExactly(Kind.WRONG_ACCOUNT, Kind.WRONG_ACCOUNT, Kind.WRONG_ACCOUNT);
        assertThat(report.toText()).contains("account " + binance.accountId(), "account 1");
    }

    @Test
    void start_withAKeyThatHasEnded_isRefusedWhetherTheVenueSaysSoOrRefusesIt() {
        kraken.close();
        kraken = KrakenSimulator.start(InstantSource.offset(InstantSource.system(), Duration.ofHours(-2)));
        SimulatedKey ended = krakenKey().endsAt(Instant.now().minusSeconds(3600));
        SimulatedKey revoked = okxKey();
        revoked.revoke();

        PrivilegeReport report =
                refused(new Grant[] {OKX_ACCEPTED, KRAKEN_ACCEPTED}, stored(kraken, ended), stored(okx, revoked));

        assertThat(kinds(report)).containsExactly(Kind.EXPIRED, Kind.REFUSED_BY_VENUE);
        assertThat(report.toText()).contains("50119", "BAD_KEY");
    }

    @Test
    void start_withTheWrongSecret_isRefusedByTheVenueAndRepeatsNothing() {
        SimulatedKey right = binanceKey();
        SimulatedKey other = binanceKey();
        ApiKey mixed = binance.toApiKey("mixed", right).build();
        ApiKey wrong = binance.toApiKey("wrong", other).build();
        var refusal = catchThrowableOfType(
                LeastPrivilegeException.class,
                () -> start(BINANCE_ACCEPTED, stored(binance, right).material(mixed.apiKey(), wrong.secret(), null)));

        assertThat(kinds(refusal.report())).containsExactly(Kind.REFUSED_BY_VENUE);
        assertThat(refusal.getMessage() + refusal.report().toJson() + refusal.report())
                .contains("-1022")
                .doesNotContain(right.apiKey(), other.secret(), right.secret());
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "DOUBLED")
    void start_whenTheVenueCannotBeAsked_isRefusedByDefault(Fault fault) {
        // Twice, because the JDK's client repeats a GET when the connection is closed on it.
        kraken.failNext(1, fault);
        okx.failNext(2, fault);
        PrivilegeReport report = refused(
                new Grant[] {OKX_ACCEPTED, KRAKEN_ACCEPTED}, stored(okx, okxKey()), stored(kraken, krakenKey()));

        assertThat(kinds(report)).containsExactly(Kind.UNVERIFIABLE, Kind.UNVERIFIABLE);
        assertThat(report.toText()).doesNotContain("surprise", "maintenance", "more or less");
    }

    @Test
    void start_whenTheVenueCannotBeAskedAndThePolicySaysReduceOnly_cancelsButDoesNotOrder() throws Exception {
        policy = KeyPolicy.strict().whenUnverifiable(Unverifiable.REDUCE_ONLY);
        kraken.failNext(1, Fault.MAINTENANCE);
        try (Keyguard keyguard = start(KRAKEN_ACCEPTED, stored(kraken, krakenKey()))) {
            assertThat(send(keyguard, "kraken", VenueRequest.post("/0/private/CancelAll")))
                    .contains("\"count\":0");
            var key = keyguard.forStrategy("grid").get(KeyScope.of("kraken", "main", TRADE_SPOT));
            VenueRequest order = VenueRequest.post("/0/private/AddOrder").param("pair", "XBTUSD");
            assertThatThrownBy(() -> key.sign(order))
                    .isInstanceOf(KeyScopeException.class)
                    .hasMessageContaining("has not confirmed the rights");
        }
    }

    @Test
    void start_withRateLimitAtTheVenue_isUnverifiableAndNotRefusedByTheVenue() {
        okx.refuseNext(1, "50011");
        assertThat(kinds(refused(OKX_ACCEPTED, stored(okx, okxKey())))).containsExactly(Kind.UNVERIFIABLE);
    }

    @Test
    void report_ofSeveralKeys_isOneAndIsValidJson() throws Exception {
        PrivilegeReport report = refused(
                new Grant[] {BINANCE, OKX, KRAKEN_ACCEPTED},
                stored(binance, binanceKey("enableWithdrawals", "enableFutures").boundTo()),
                stored(okx, okxKey().boundTo()).accountId("9"));

        var json = new ObjectMapper().readTree(report.toJson());
        assertThat(json.path("passes").asBoolean(true)).isFalse();
        assertThat(json.path("findings").size()).isEqualTo(report.findings().size());
        assertThat(kinds(report))
                .contains(
                        Kind.FORBIDDEN,
                        Kind.EXCESS,
                        Kind.BUNDLED,
                        Kind.UNKNOWN_RIGHT,
                        Kind.NO_IP_RESTRICTION,
                        Kind.WRONG_ACCOUNT,
                        Kind.NO_KEY);
        assertThat(report.findings()).allMatch(finding -> !finding.remedy().isBlank());
        assertThat(Files.exists(folder.resolve("vault"))).isTrue();
    }
}
