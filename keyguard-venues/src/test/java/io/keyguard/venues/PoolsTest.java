/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.RIG_CONTROL;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_HASHPOWER;
import static io.keyguard.Permission.WITHDRAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueUnavailableException;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import io.keyguard.detection.WatchLimits;
import io.keyguard.incident.AccountSnapshot;
import io.keyguard.incident.Reconciliation;
import io.keyguard.inventory.SignedOrders;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.testkit.venue.AntpoolSimulator;
import io.keyguard.testkit.venue.BraiinsHashpowerSimulator;
import io.keyguard.testkit.venue.BraiinsPoolSimulator;
import io.keyguard.testkit.venue.F2poolSimulator;
import io.keyguard.testkit.venue.FoundrySimulator;
import io.keyguard.testkit.venue.LuxorSimulator;
import io.keyguard.testkit.venue.NicehashSimulator;
import io.keyguard.testkit.venue.PoolSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.testkit.venue.ViabtcSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.Payout;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all mining pools have in common: a key that cannot be asked what it may do, and payouts that go somewhere by themselves. Each at its simulator, over HTTP. */
class PoolsTest {
    /**
     * A pool with a key that reads.
     *
     * @param unknown what nobody can tell of the key
     * @param read a harmless question
     * @param tells what of the account it tells
     */
    record Pool(
            VenueDefinition venue,
            PoolSimulator simulator,
            SimulatedKey key,
            Set<Permission> unknown,
            VenueRequest read,
            Set<Tells> tells)
            implements AutoCloseable {
        Desk desk() {
            return Desk.of(venue, simulator, key);
        }

        @Override
        public void close() {
            simulator.close();
        }

        @Override
        public String toString() {
            return venue.id();
        }
    }

    enum Tells {
        BALANCES,
        REVENUE,
        PAYOUTS,
        WALLETS
    }

    private static final Set<Tells> ALL = EnumSet.allOf(Tells.class);

    static Stream<Supplier<Pool>> pools() {
        return Stream.of(
                PoolsTest::antpool,
                PoolsTest::braiinsPool,
                PoolsTest::f2pool,
                PoolsTest::foundry,
                PoolsTest::luxor,
                PoolsTest::viabtc);
    }

    /** With the rights to read and to change payouts, for what is tried at every venue. */
    static Stream<AccountTest.Place> places() {
        return pools().map(Supplier::get)
                .map(pool -> new AccountTest.Place(
                        pool.venue(),
                        pool.simulator(),
                        pool.venue().credentials().secrets().keySet().iterator().next(),
                        pool.key(),
                        pool.unknown().contains(PAYOUT_SETTINGS) ? PAYOUT_SETTINGS : READ_ACCOUNT,
                        n -> pool.read()));
    }

    /** Where hashpower is bought. */
    static Stream<AccountTest.Place> markets() {
        BraiinsHashpowerSimulator braiins = BraiinsHashpowerSimulator.start();
        NicehashSimulator nicehash = NicehashSimulator.start();
        return Stream.of(
                market(Venues.braiinsHashpower(), braiins, braiins.createKey("Owner Token")),
                market(Venues.nicehash(), nicehash, nicehash.createKey("VBTD", "VHOR", "PRCO")));
    }

    private static AccountTest.Place market(VenueDefinition venue, VenueSimulator simulator, SimulatedKey key) {
        return new AccountTest.Place(
                venue.servedAt(Environment.PRODUCTION, simulator.uri()),
                simulator,
                venue.credentials().secrets().keySet().iterator().next(),
                key,
                TRADE_HASHPOWER,
                n -> VenueRequest.get("/never"));
    }

    private static Pool pool(
            VenueDefinition venue,
            PoolSimulator simulator,
            SimulatedKey key,
            Set<Permission> unknown,
            VenueRequest read,
            Set<Tells> tells) {
        return new Pool(venue.servedAt(Environment.PRODUCTION, simulator.uri()), simulator, key, unknown, read, tells);
    }

    private static Pool antpool() {
        AntpoolSimulator antpool = AntpoolSimulator.start();
        return pool(
                Venues.antpool(),
                antpool,
                antpool.createKey("read"),
                Set.of(PAYOUT_SETTINGS, RIG_CONTROL),
                VenueRequest.post("/api/hashrate.htm").param("coin", "BTC"),
                Set.of(Tells.BALANCES));
    }

    private static Pool foundry() {
        FoundrySimulator foundry = FoundrySimulator.start();
        return pool(
                Venues.foundry(),
                foundry,
                foundry.createKey(),
                Set.of(),
                VenueRequest.get("/v2/earnings/farm_sub1"),
                Set.of());
    }

    private static Pool luxor() {
        LuxorSimulator luxor = LuxorSimulator.start();
        return pool(
                Venues.luxor(),
                luxor,
                luxor.createKey("Mining Pool: Read Only"),
                Set.of(PAYOUT_SETTINGS, ACCOUNT_ADMIN, TRADE_DERIVATIVES, RIG_CONTROL),
                VenueRequest.get("/api/v2/workspace"),
                Set.of(Tells.BALANCES, Tells.REVENUE, Tells.WALLETS));
    }

    private static Pool viabtc() {
        ViabtcSimulator viabtc = ViabtcSimulator.start();
        return pool(
                Venues.viabtc(),
                viabtc,
                viabtc.createKey(),
                Set.of(PAYOUT_SETTINGS, WITHDRAW, ACCOUNT_ADMIN),
                VenueRequest.get("/res/openapi/v1/account/sub"),
                Set.of(Tells.BALANCES));
    }

    private static Pool braiinsPool() {
        BraiinsPoolSimulator braiins = BraiinsPoolSimulator.start();
        return pool(
                Venues.braiinsPool(),
                braiins,
                braiins.createKey(),
                Set.of(PAYOUT_SETTINGS),
                VenueRequest.get("/accounts/profile/json/btc"),
                Set.of(Tells.BALANCES, Tells.REVENUE, Tells.PAYOUTS));
    }

    private static Pool f2pool() {
        F2poolSimulator f2pool = F2poolSimulator.start();
        return pool(
                Venues.f2pool(),
                f2pool,
                f2pool.createKey("read"),
                Set.of(PAYOUT_SETTINGS, WITHDRAW, ACCOUNT_ADMIN, KEY_ADMIN),
                VenueRequest.post("/v2/mining_user/list"),
                ALL);
    }

    private static KeyFacts inspect(Pool pool, SignedCalls calls) {
        return pool.venue().inspector(Environment.PRODUCTION).inspect(calls);
    }

    @ParameterizedTest
    @MethodSource("pools")
    void inspect_knowsThatItReads_andNothingOfWhatElseItCanDo(Supplier<Pool> open) {
        try (Pool pool = open.get();
                Desk desk = pool.desk()) {
            KeyFacts facts = inspect(pool, desk);

            assertThat(facts.permissions().all(Presence.GRANTED)).containsExactly(READ_ACCOUNT);
            assertThat(facts.permissions().all(Presence.UNKNOWN)).containsExactlyInAnyOrderElementsOf(pool.unknown());
            assertThat(facts.accountId().value()).contains(pool.simulator().accountId());
            assertThat(facts.ips().isKnown()).isFalse();
            assertThat(facts.expiry().isKnown()).isFalse();
            assertThat(pool.simulator().stats().rejections()).isEmpty();
        }
    }

    /** Whatever is missing or different: an error, or no more than before. */
    @ParameterizedTest
    @MethodSource("pools")
    void inspect_anAnswerThatIsMangled_isAnErrorOrNoGuess(Supplier<Pool> open) {
        try (Pool pool = open.get();
                Desk desk = pool.desk()) {
            for (SignedCalls calls : mangled(desk, listening -> inspect(pool, listening))) {
                try {
                    KeyFacts facts = inspect(pool, calls);
                    assertThat(facts.permissions().all(Presence.GRANTED)).containsExactly(READ_ACCOUNT);
                    assertThat(facts.permissions().all(Presence.UNKNOWN)).containsAll(pool.unknown());
                } catch (KeyguardException e) {
                    assertThat(e).hasMessageNotContaining(pool.key().apiKey());
                }
            }
        }
    }

    private static List<SignedCalls> mangled(Desk desk, java.util.function.Consumer<SignedCalls> use) {
        Tampering listening = Tampering.listening(desk);
        use.accept(listening);
        var all = new ArrayList<SignedCalls>();
        for (String field : listening.fields()) {
            all.add(Tampering.without(desk, field));
            for (JsonNode other : List.of(
                    JsonNodeFactory.instance.nullNode(),
                    JsonNodeFactory.instance.textNode("none of this"),
                    JsonNodeFactory.instance.arrayNode().add(1),
                    JsonNodeFactory.instance.objectNode().put("x", -7))) {
                all.add(Tampering.retyped(desk, field, other));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("pools")
    void probe_ofADeadKey_findsItDead(Supplier<Pool> open) {
        try (Pool pool = open.get();
                Desk desk = pool.desk()) {
            var inspector = pool.venue().inspector(Environment.PRODUCTION);
            assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            pool.simulator().outage(true);
            assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.UNKNOWN);
            pool.simulator().outage(false);
            pool.key().revoke();
            assertThat(KeyProbe.ask(inspector, desk)).isNotEqualTo(KeyProbe.Answer.ACCEPTED);
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void steps_nameEverythingThatIsToBeDone(Supplier<Pool> open) {
        try (Pool pool = open.get()) {
            var order = KeyOrder.builder("farm-account", "farm_1")
                    .rights(Set.of("one-right"))
                    .boundTo(Set.of("203.0.113.7"))
                    .build();
            var keys = pool.venue().keys();

            assertThat(String.join("\n", keys.stepsToCreate(order)))
                    .contains("farm-account", "farm_1")
                    .doesNotContain("{");
            assertThat(String.join("\n", keys.stepsToDelete("farm_1"))).contains("farm_1");
            assertThat(keys.administrator(Environment.PRODUCTION)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void account_tellsWhatWasMined_paidOut_andWhereItGoes(Supplier<Pool> open) {
        try (Pool pool = open.get();
                Desk desk = pool.desk()) {
            PoolSimulator simulator = pool.simulator();
            simulator.mine("100");
            assertThat(simulator.payOut()).isTrue();
            simulator.mine("0.00000001");
            Instant from = Instant.now().minus(Duration.ofDays(70));
            Instant to = Instant.now().plusSeconds(60);
            var account = pool.venue().account();

            assertThat(account.openOrders(desk, Set.of())).isEmpty();
            if (pool.tells().contains(Tells.BALANCES)) {
                assertThat(account.balances(desk, Set.of()))
                        .extracting(Balance::total)
                        .containsExactly(new BigDecimal("0.00000001"));
            }
            Observed<List<Movement>> revenue = account.movements(desk, Movement.Kind.DEPOSIT, from, to);
            assertThat(revenue.isKnown()).isEqualTo(pool.tells().contains(Tells.REVENUE));
            if (revenue.isKnown()) {
                assertThat(revenue.value().orElseThrow())
                        .extracting(movement -> movement.amount().toPlainString())
                        .containsExactlyInAnyOrder("100", "0.00000001");
            }
            Observed<List<Movement>> payouts = account.movements(desk, Movement.Kind.WITHDRAWAL, from, to);
            assertThat(payouts.isKnown()).isEqualTo(pool.tells().contains(Tells.PAYOUTS));
            payouts.value()
                    .ifPresent(list -> assertThat(list)
                            .singleElement()
                            .satisfies(movement -> assertThat(movement.amount()).isEqualByComparingTo("-100")));
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pools")
    void account_mangled_isAnErrorAndNeverLess(Supplier<Pool> open) {
        try (Pool pool = open.get();
                Desk desk = pool.desk()) {
            pool.simulator().mine("1");
            var account = pool.venue().account();
            if (!pool.tells().contains(Tells.BALANCES)) {
                assertThatThrownBy(() -> account.balances(desk, Set.of()))
                        .isInstanceOf(VenueUnavailableException.class);
                return;
            }
            List<Balance> balances = account.balances(desk, Set.of());
            Observed<List<Payout>> wallets = account.payouts(desk);
            for (SignedCalls calls : mangled(desk, listening -> {
                account.balances(listening, Set.of());
                account.payouts(listening);
            })) {
                try {
                    assertThat(account.payouts(calls).value().orElse(List.of()))
                            .hasSameSizeAs(wallets.value().orElse(List.of()));
                    assertThat(account.balances(calls, Set.of())).hasSameSizeAs(balances);
                } catch (KeyguardException e) {
                    assertThat(e).hasMessageNotContaining(pool.key().apiKey());
                }
            }
        }
    }

    /** The password has leaked, and somebody sends the yield elsewhere. */
    @ParameterizedTest
    @MethodSource("pools")
    void payouts_thatGoElsewhere_areNoticedTwice(Supplier<Pool> open) {
        try (Pool pool = open.get();
                Desk desk = pool.desk()) {
            var account = pool.venue().account();
            var alarms = new ArrayList<Alarm>();
            AccountWatch watch = AccountWatch.of(
                            pool.venue().id(), "main", pool.venue().clientOrderIds())
                    .pinPayout(pool.simulator().wallet())
                    .onAlarm(alarms::add)
                    .build();
            assertThat(account.payouts(desk).isKnown()).isEqualTo(pool.tells().contains(Tells.WALLETS));
            if (!pool.tells().contains(Tells.WALLETS)) {
                return;
            }
            AccountSnapshot good = AccountSnapshot.take(account, desk, Set.of(), Instant.EPOCH);
            watch.payouts(account.payouts(desk).value().orElseThrow());
            assertThat(alarms).isEmpty();

            pool.simulator().changeWallet("bc1qsynthetic0thief");
            watch.payouts(account.payouts(desk).value().orElseThrow());
            AccountSnapshot after = AccountSnapshot.take(account, desk, Set.of(), Instant.EPOCH);

            assertThat(alarms).extracting(Alarm::signal).containsExactly(Signal.FOREIGN_PAYOUT);
            var nothing = new Reconciliation.Between(
                    Observed.of(List.of()), true, Observed.of(List.of()), id -> true, SignedOrders.Answer.NONE, true);
            assertThat(Reconciliation.of(good, after, nothing).open())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("bc1qsynthetic0thief"));
        }
    }

    /** Payouts that the pool makes by itself need no signature, as long as they go where they should. */
    @ParameterizedTest
    @MethodSource("pools")
    void payouts_ofThePoolItself_areNoAlarmWhereTheirDestinationIsPinned(Supplier<Pool> open) {
        try (Pool pool = open.get();
                Desk desk = pool.desk()) {
            if (!pool.tells().contains(Tells.PAYOUTS)) {
                return;
            }
            Instant began = Instant.now();
            AccountWatch.Builder builder = AccountWatch.of(
                            pool.venue().id(), "main", pool.venue().clientOrderIds())
                    .limits(WatchLimits.usual().settle(Duration.ZERO));
            var alarms = new ArrayList<Alarm>();
            AccountWatch pinned = builder.pinPayout(pool.simulator().wallet())
                    .onAlarm(alarms::add)
                    .build();
            pool.simulator().mine("1");
            pool.simulator().payOut();

            for (Movement movement : pool.venue()
                    .account()
                    .movements(desk, Movement.Kind.WITHDRAWAL, began.minusSeconds(5), began.plusSeconds(3600))
                    .value()
                    .orElseThrow()) {
                assertThat(movement.counterparty()).isIn("", pool.simulator().wallet());
                if (!movement.counterparty().isEmpty()) {
                    pinned.movement(movement);
                }
            }
            pinned.tick();
            assertThat(alarms).isEmpty();
        }
    }

    @TempDir
    private Path folder;

    private Keyguard start(Pool pool, Grant grant, String name) {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(pool.venue().id() + name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(pool.simulator()
                    .toApiKey("farm-key", pool.key())
                    .strategies(Set.of("farm"))
                    .build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(pool.venue())
                .grant("farm", grant)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    /** From the vault to a read: only for who says in words that nobody knows what the key can do besides. */
    @ParameterizedTest
    @MethodSource("pools")
    void bot_startsOnlyOnWhatItsOwnerHasAcceptedInWords(Supplier<Pool> open) {
        try (Pool pool = open.get()) {
            Grant grant = Grant.on(pool.venue().id(), "main").allow(READ_ACCOUNT);
            if (!pool.unknown().isEmpty()) {
                assertThatThrownBy(() -> start(pool, grant, "blind"))
                        .isInstanceOf(LeastPrivilegeException.class)
                        .hasMessageContaining(pool.unknown().iterator().next().name());
            }
            Grant inWords = grant.acceptUnknown(
                    "the pool tells nothing; its wallets are watched",
                    pool.unknown().toArray(Permission[]::new));
            try (Keyguard keyguard = start(pool, inWords, "seeing")) {
                SignedRequest read = keyguard.forStrategy("farm")
                        .get(KeyScope.of(pool.venue().id(), "main", READ_ACCOUNT))
                        .sign(pool.read());
                assertThat(read.uri().toString()).doesNotContain(pool.key().secret());
                assertThat(read.text()).doesNotContain(pool.key().secret());
                assertThat(read.toString()).doesNotContain(pool.key().apiKey());
            }
        }
    }
}
