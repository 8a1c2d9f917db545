/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.keyguard.audit.AuditEntry;
import io.keyguard.audit.AuditTrail;
import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Reaction;
import io.keyguard.detection.Signal;
import io.keyguard.detection.VenueOrder;
import io.keyguard.detection.WatchLimits;
import io.keyguard.detection.WatchView;
import io.keyguard.incident.Notice;
import io.keyguard.incident.Notices;
import io.keyguard.incident.Notifier;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.inventory.InventoryFinding;
import io.keyguard.metrics.Metrics;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch within a Keyguard hears what is signed, and freezes for what it notices. */
class WatchTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyScope TRADE = KeyScope.of("fake", "main", TRADE_SPOT);
    private static final VenueRequest CANCEL = VenueRequest.delete("/order");

    private final FakeVenue venue = new FakeVenue();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private volatile Instant now = START;
    private Keyguard keyguard;

    @AfterEach
    void close() {
        keyguard.close();
    }

    private AccountWatch.Builder watching() {
        return AccountWatch.of("fake", "main", venue.clientOrderIds())
                .limits(WatchLimits.usual().settle(Duration.ZERO))
                .onAlarm(alarms::add)
                .clock(() -> now);
    }

    private void start(AccountWatch.Builder... watches) {
        venue.knows("canary-key-1", "read", "trade");
        keyguard = Keyguard.builder()
                .source(new FakeKeySource()
                        .put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(START)))
                .venues(venue)
                .grant(
                        "grid",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .clock(() -> now)
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .watch(watches)
                .start();
        now = START.plusSeconds(60);
    }

    private VenueRequest order(String clientOrderId) {
        return VenueRequest.post("/order").param(venue.clientOrderIds().parameter(), clientOrderId);
    }

    private ScopedKey key() {
        return keyguard.forStrategy("grid").get(TRADE);
    }

    private void shown(String id, String clientOrderId) {
        keyguard.watch("fake", "main")
                .order(new VenueOrder(
                        id, clientOrderId, "BTC", BigDecimal.ONE, Optional.empty(), now, VenueOrder.State.OPEN, false));
    }

    @Test
    void order_thatWasSigned_isOurs_andAnotherFreezesTheVenue() {
        start(watching().freezeOn(Signal.FOREIGN_ORDER));
        key().sign(order("a1"));
        shown("7001", "a1");
        assertThat(alarms).isEmpty();
        key().sign(order("a2"));

        shown("7002", "not-ours");

        await().untilAsserted(() -> assertThat(alarms).extracting(Alarm::signal).containsExactly(Signal.FOREIGN_ORDER));
        assertThatThrownBy(() -> key().sign(order("a3")))
                .isInstanceOf(KeyFrozenException.class)
                .hasMessageContaining("venue fake");
        assertThat(key().sign(CANCEL)).isNotNull();
    }

    @Test
    void use_byAStoppedStrategy_isFrozenBeforeItIsSigned() {
        start(watching().freezeOn(Signal.STOPPED_STRATEGY));
        keyguard.watch("fake", "main").running("grid", false);

        assertThatThrownBy(() -> key().sign(order("a1")))
                .isInstanceOf(KeyFrozenException.class)
                .hasMessageContaining("key grid-fake");
    }

    @Test
    void alarm_whoseListenerHangs_holdsUpNoOrder_andTheNextAlarmsAreToldOnceItGoesOn() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        List<Alarm> told = new CopyOnWriteArrayList<>();
        start(watching().onAlarm(alarm -> {
            told.add(alarm);
            entered.countDown();
            awaitUninterruptibly(release);
        }));
        keyguard.watch("fake", "main").running("grid", false);
        assertThat(key().sign(order("a1"))).isNotNull();
        entered.await();

        for (int n = 2; n <= 1_000; n++) {
            assertThat(key().sign(order("a" + n))).isNotNull();
        }
        await().untilAsserted(() -> assertThat(alarms)
                .as("of another listener, while this one hangs")
                .extracting(Alarm::count)
                .contains(1_000L));
        release.countDown();

        // One alarm of each subject waits, the last one told, and holds the count of those before.
        await().untilAsserted(() -> assertThat(told).extracting(Alarm::count).containsExactly(1L, 1_000L));
    }

    @Test
    void recordOfEveryAlarm_thatHangs_holdsUpNoOrder_norOtherAccounts_norWhatIsKept(@TempDir Path folder) {
        var release = new CountDownLatch(1);
        startIn(
                folder,
                watching().onEveryAlarm(alarm -> awaitUninterruptibly(release)),
                AccountWatch.of("fake", "other", venue.clientOrderIds())
                        .limits(WatchLimits.usual().settle(Duration.ZERO))
                        .onAlarm(alarms::add)
                        .clock(() -> now));
        shown("7001", "not-ours");
        shown("7002", "not-ours-either");

        keyguard.watch("fake", "other")
                .order(new VenueOrder(
                        "7003", "theirs", "BTC", BigDecimal.ONE, Optional.empty(), now, VenueOrder.State.OPEN, false));

        await().untilAsserted(
                        () -> assertThat(alarms).extracting(Alarm::account).containsExactlyInAnyOrder("main", "other"));
        await().untilAsserted(() -> assertThat(WatchView.read(folder))
                .extracting(view -> view.alarms().size())
                .containsExactly(1, 1));
        release.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void response_isStartedOnce_onAThreadOfItsOwn_andItsKeyIsFrozenEachTime() {
        List<Alarm> responses = new CopyOnWriteArrayList<>();
        List<String> threads = new CopyOnWriteArrayList<>();
        start(watching()
                .respondOn(
                        alarm -> {
                            threads.add(Thread.currentThread().getName());
                            responses.add(alarm);
                        },
                        Signal.STOPPED_STRATEGY));
        keyguard.watch("fake", "main").running("grid", false);

        for (int n = 0; n < 3; n++) {
            VenueRequest order = order("a" + n);
            assertThatThrownBy(() -> key().sign(order)).isInstanceOf(KeyFrozenException.class);
        }

        await().until(() -> !responses.isEmpty());
        keyguard.close();
        assertThat(responses)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.reaction()).isEqualTo(Reaction.RESPOND));
        assertThat(threads).containsExactly("keyguard-alarm");
        assertThat(keyguard.freezes()).hasSize(1);
    }

    @Test
    void alarm_whoseListenerThrows_stopsNoOrder() {
        start(watching().onAlarm(alarm -> {
            throw new IllegalStateException("canary");
        }));
        keyguard.watch("fake", "main").running("grid", false);

        assertThat(key().sign(order("a1"))).isNotNull();
    }

    @Test
    void account_thatNobodyWatches_isSaid() {
        start();

        assertThatThrownBy(() -> keyguard.watch("fake", "main"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fake/main is not watched");
        assertThatThrownBy(() -> watching().freezeOn(Signal.FOREIGN_ORDER).build())
                .isInstanceOf(IllegalStateException.class);
    }

    private void startIn(Path folder, AccountWatch.Builder... watches) {
        venue.knows("canary-key-1", "read", "trade");
        keyguard = Keyguard.builder()
                .source(new FakeKeySource()
                        .put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(START)))
                .venues(venue)
                .grant(
                        "grid",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .clock(() -> now)
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .state(StateDirectory.at(folder).service("bot", "1").host("box-1"))
                .watch(watches)
                .start();
        now = now.plusSeconds(60);
    }

    @Test
    void answers_ofTheVenue_areJudgedByItsOwnErrors() {
        start(watching());
        for (int n = 0; n < 5; n++) {
            key().answered(new HttpReply(200, "fine"));
            key().answered(new HttpReply(401, ""));
        }

        await().untilAsserted(() -> assertThat(alarms).extracting(Alarm::signal).containsExactly(Signal.REFUSALS));
        assertThat(alarms.get(0).key()).contains(KeyId.of("grid-fake"));
    }

    @Test
    void secretThatRedactionCaught_isTold_andItsKeyIsDue(@TempDir Path folder) {
        startIn(folder, watching());

        keyguard.caught("grid-fake", "console");
        keyguard.caught("a private key", "console");

        await().untilAsserted(() -> assertThat(alarms)
                .extracting(Alarm::signal)
                .containsExactly(Signal.LEAKED_SECRET, Signal.LEAKED_SECRET));
        assertThat(keyguard.inventory().findings())
                .anyMatch(finding -> finding.kind() == InventoryFinding.Kind.EXPOSED);
        assertThat(StateDirectory.at(folder).audit().entries())
                .anyMatch(entry -> entry.kind() == AuditEntry.Kind.LEAKED);
    }

    @Test
    void ordersFromBeforeARestart_areOursAfterwards_andThoseInBetweenAreForeign(@TempDir Path folder) {
        startIn(folder, watching());
        key().sign(order("a1"));
        keyguard.close();
        Instant stopped = now.plusSeconds(60);
        now = now.plusSeconds(3_600);
        startIn(folder, watching());

        shown("7001", "a1");
        keyguard.watch("fake", "main")
                .order(new VenueOrder(
                        "7002",
                        "theirs",
                        "BTC",
                        BigDecimal.ONE,
                        Optional.empty(),
                        stopped,
                        VenueOrder.State.OPEN,
                        false));

        await().untilAsserted(() -> assertThat(alarms)
                .extracting(Alarm::signal)
                .containsExactlyInAnyOrder(Signal.UNWATCHED, Signal.FOREIGN_ORDER));
        assertThat(alarms)
                .filteredOn(alarm -> alarm.signal() == Signal.FOREIGN_ORDER)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.evidence()).contains("7002"));
        assertThat(keyguard.watch("fake", "main").unwatchedFrom())
                .hasValueSatisfying(from -> assertThat(from).isBefore(stopped));
    }

    @Test
    void whatAWatchKnew_ifSomebodyTakesItAway_isMissed(@TempDir Path folder) throws IOException {
        startIn(folder, watching());
        keyguard.close();
        startIn(folder, watching());
        keyguard.close();
        deleteAll(folder, "watch");

        startIn(folder, watching());

        await().untilAsserted(() -> assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.TAMPERED_TRAIL);
            assertThat(alarm.evidence()).contains("watch over fake/main", "gone");
        }));
    }

    @Test
    void whatAWatchKnew_isNotMissed_whereNobodyWatchedSince_orAnotherProcessHasIt(@TempDir Path folder)
            throws IOException {
        startIn(folder, watching());
        keyguard.close();
        startIn(folder);
        keyguard.close();
        startIn(folder, watching());
        Keyguard first = keyguard;

        startIn(folder, watching());
        first.close();
        keyguard.close();

        assertThat(alarms).isEmpty();
        deleteAll(folder, "watch");
        assertThat(LostWatches.among(Set.of("fake/main", "fake/other"), folder)).containsExactly("fake/main");
    }

    private static void deleteAll(Path folder, String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(file -> file.endsWith(name)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void alarm_isSeenInTheStateDirectory_whileTheBotRuns(@TempDir Path folder) {
        startIn(folder, watching());
        keyguard.watch("fake", "main").running("grid", false);
        key().sign(order("a1"));

        await().untilAsserted(() -> assertThat(WatchView.read(folder))
                .singleElement()
                .satisfies(view ->
                        assertThat(view.alarms()).extracting(Alarm::signal).containsExactly(Signal.STOPPED_STRATEGY)));
    }

    @Test
    void trail_thatSomebodyCut_andBackups_areTold(@TempDir Path folder) throws IOException {
        List<AccountEvent> told = new ArrayList<>();
        startIn(folder, watching());
        keyguard.close();
        now = now.plusSeconds(60);
        startIn(folder, watching());
        var trail = new TrailWatch(folder, keyguard::auditHead, told::add);
        trail.look();
        assertThat(told)
                .containsExactly(new AccountEvent.TrailChecked(List.of()), new AccountEvent.TrailRead(List.of()));

        try (Stream<Path> files = Files.walk(folder)) {
            Path first = files.filter(file -> file.endsWith("audit"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            Files.delete(first);
        }
        trail.look();

        assertThat(told.get(2))
                .isInstanceOfSatisfying(
                        AccountEvent.TrailChecked.class,
                        checked -> assertThat(checked.problems()).anyMatch(problem -> problem.contains("is gone")));
    }

    @Test
    void backupOfAWholeVault_isTold_withEveryKeyInIt_andWhenItWasMade(@TempDir Path folder) throws IOException {
        List<AccountEvent> told = new ArrayList<>();
        startIn(folder, watching());
        try (ProcessFolder other = ProcessFolder.start(folder, now);
                AuditTrail trail = AuditTrail.start(folder, other.path(), () -> now, Map.of())) {
            trail.append(AuditEntry.Kind.EXPORTED, Map.of("keys", "a#1,b#1,c#2"));
            trail.append(AuditEntry.Kind.RESTORED, Map.of());
        } catch (FileSafety.UnsafeFileException e) {
            throw new IOException("the folder of a test is safe", e);
        }

        new TrailWatch(folder, keyguard::auditHead, told::add).look();

        assertThat(told).hasSize(2);
        assertThat(told.get(1))
                .isInstanceOfSatisfying(
                        AccountEvent.TrailRead.class,
                        read -> assertThat(read.disclosed())
                                .extracting(
                                        entry -> entry.what().keys(),
                                        entry -> entry.what().at())
                                .containsExactly(tuple(3, Optional.of(now)), tuple(1, Optional.of(now))));
    }

    @Test
    void keysShownByAnotherProcess_countUnlessAClientHoldsThem_andOwnOnesWereToldBefore(@TempDir Path folder)
            throws IOException {
        List<AccountEvent> told = new ArrayList<>();
        startIn(folder, watching());
        key().reveal(InsecureSecretAccess.get(), (apiKey, secret, passphrase) -> "");
        try (ProcessFolder other = ProcessFolder.start(folder, now);
                AuditTrail trail = AuditTrail.start(folder, other.path(), () -> now, Map.of())) {
            trail.append(AuditEntry.Kind.REVEALED, Map.of("key", "a", "strategy", "insider"));
            trail.append(AuditEntry.Kind.REVEALED, Map.of("key", "b", "strategy", "grid", "heldByClient", "true"));
        } catch (FileSafety.UnsafeFileException e) {
            throw new IOException("the folder of a test is safe", e);
        }

        new TrailWatch(folder, keyguard::auditHead, told::add).look();

        assertThat(told.get(1))
                .isInstanceOfSatisfying(
                        AccountEvent.TrailRead.class,
                        read -> assertThat(read.disclosed())
                                .extracting(entry -> entry.what().by(), AccountEvent.TrailRead.Entry::expected)
                                .containsExactlyInAnyOrder(
                                        tuple("grid", true), tuple("insider", false), tuple("grid", true)));
    }

    /** Within the ten minutes between two looks, in a process that ends before the next. */
    @Test
    void backupShortlyBeforeTheEnd_isTold_whateverItsDate(@TempDir Path folder) throws IOException {
        startIn(folder, watching());
        keyguard.close();
        startIn(folder, watching());
        try (ProcessFolder other = ProcessFolder.start(folder, now);
                AuditTrail trail =
                        AuditTrail.start(folder, other.path(), () -> now.minus(Duration.ofDays(1)), Map.of())) {
            trail.append(AuditEntry.Kind.EXPORTED, Map.of("keys", "a#1,b#1,c#2,d#1"));
        } catch (FileSafety.UnsafeFileException e) {
            throw new IOException("the folder of a test is safe", e);
        }

        keyguard.close();

        assertThat(alarms).extracting(Alarm::signal).contains(Signal.DISCLOSURE);
    }

    private static final class Counting implements Metrics {
        private final List<String> counted = new CopyOnWriteArrayList<>();

        @Override
        public void count(String name, Map<String, String> labels) {
            counted.add(name + " " + labels.get("signal"));
        }

        @Override
        public void time(String name, Map<String, String> labels, Duration took) {
            throw new UnsupportedOperationException("no test asks for it");
        }

        @Override
        public Gauge gauge(String name, Map<String, String> labels, DoubleSupplier value) {
            throw new UnsupportedOperationException("no test asks for it");
        }
    }

    private static final class Pager implements Notifier {
        private final List<Notice> notices = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "pager";
        }

        @Override
        public void deliver(Notice notice) {
            notices.add(notice);
        }
    }

    @Test
    void alarm_reachesWhoIsToldByNotices_andEachIsCounted() {
        var metrics = new Counting();
        var pager = new Pager();
        venue.knows("canary-key-1", "read", "trade");
        keyguard = Keyguard.builder()
                .source(new FakeKeySource()
                        .put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(START)))
                .venues(venue)
                .grant(
                        "grid",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .clock(() -> now)
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .metrics(metrics)
                .notices(Notices.to(pager).build())
                .watch(watching())
                .start();
        keyguard.watch("fake", "main").running("grid", false);

        key().sign(order("a1"));
        key().sign(order("a2"));

        await().untilAsserted(() -> assertThat(pager.notices).hasSize(1));
        assertThat(pager.notices.get(0).kind()).isEqualTo(Notice.Kind.ALARM);
        assertThat(pager.notices.get(0).text()).contains("STOPPED_STRATEGY on fake/main", "strategy grid");
        assertThat(metrics.counted)
                .filteredOn(counted -> counted.startsWith("keyguard.alarms"))
                .containsExactly("keyguard.alarms STOPPED_STRATEGY", "keyguard.alarms STOPPED_STRATEGY");
    }
}
