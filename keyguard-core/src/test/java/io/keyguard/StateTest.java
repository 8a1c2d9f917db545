/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.keyguard.audit.AuditEntry;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditHead;
import io.keyguard.audit.AuditReport;
import io.keyguard.inventory.Inventory;
import io.keyguard.inventory.InventoryFinding;
import io.keyguard.inventory.InventoryRules;
import io.keyguard.inventory.KeyUse;
import io.keyguard.inventory.SignedOrders;
import io.keyguard.policy.Finding;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.MaterialUser;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueClock;
import io.keyguard.venue.VenueRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bot with a state directory leaves behind: who used which key, what was refused, who saw a secret, and what venues said. */
class StateTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyScope READ = KeyScope.of("fake", "main", READ_ACCOUNT);
    private static final KeyScope TRADE = KeyScope.of("fake", "main", TRADE_SPOT);
    private static final VenueRequest ORDER = VenueRequest.post("/order");
    private static final VenueRequest CANCEL = VenueRequest.delete("/order");

    @TempDir
    private Path folder;

    private final FakeVenue venue = new FakeVenue();
    private final FakeKeySource source = new FakeKeySource();
    private final List<KeyEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean down = new AtomicBoolean();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();
    private StateDirectory state;

    @BeforeEach
    void aFittingKey() {
        state = StateDirectory.at(folder.resolve("state"))
                .service("grid-bot", "1.4.2")
                .host("box-1");
        venue.knows("canary-key-1", "read", "trade");
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(NOW.minus(Duration.ofDays(1))));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private Keyguard.Builder builder() {
        return Keyguard.builder()
                .state(state)
                .source(source)
                .venues(venue)
                .grant("grid", grant())
                .listener(events::add)
                .clock((InstantSource) wall::get)
                .ticker(nanos::get)
                .transport(this::echo);
    }

    private static Grant grant() {
        return Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN);
    }

    private HttpReply echo(SignedRequest request) throws IOException {
        if (down.get()) {
            throw new IOException("no route");
        }
        return new HttpReply(200, request.headers().getOrDefault("X-KEY", ""));
    }

    private Keyguard start(Keyguard.Builder builder) {
        Keyguard keyguard = builder.start();
        opened.add(keyguard);
        return keyguard;
    }

    private List<AuditEntry> audit(Kind kind) {
        return state.audit().entries().stream()
                .filter(entry -> entry.kind() == kind)
                .toList();
    }

    @Test
    void life_ofABot_isInTheTrail() {
        try (Keyguard keyguard = builder().start()) {
            source.put("grid-fake", "canary-key-1", "canary-secret-2", b -> b.createdAt(NOW.minus(Duration.ofDays(1))));
            source.tellWatchers();
            assertThat(keyguard.auditHead()).isPresent();
        }

        assertThat(audit(Kind.STARTED))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details())
                        .containsEntry("host", "box-1")
                        .containsEntry("service", "grid-bot 1.4.2"));
        assertThat(audit(Kind.CONFIGURED))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details())
                        .containsEntry("grant grid", "fake/main [READ_ACCOUNT, TRADE_SPOT] bundled [TRADE_MARGIN]")
                        .containsEntry("environment", "PRODUCTION")
                        .containsEntry("changed", "first"));
        assertThat(audit(Kind.PUBLISHED)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(audit(Kind.PUBLISHED).get(0).details()).containsEntry("fresh", "grid-fake#1");
        assertThat(audit(Kind.RETIRED)).isNotEmpty();
        assertThat(audit(Kind.ENDED)).hasSize(1);
        assertThat(state.audit().verify(List.of()).intact()).isTrue();
    }

    private static final String PINNED = "bc1qsynthetic0pinned0payout0address0xyz";

    private static VenueRequest payoutTo(String address) {
        return VenueRequest.post("/payout").param("address", address);
    }

    /** Whoever has the right may still send nothing to where nobody has pinned it. */
    @Test
    void payout_goesToPinnedDestinationsAlone_andTheTrailShowsBoth() {
        venue.knows("canary-key-1", "read", "payout");
        KeyPolicy policy = KeyPolicy.strict().permit(PAYOUT_SETTINGS);
        Grant unpinned = Grant.on("fake", "main").allow(READ_ACCOUNT, PAYOUT_SETTINGS);
        KeyScope scope = KeyScope.of("fake", "main", PAYOUT_SETTINGS);
        try (Keyguard keyguard = payer(unpinned.pinPayout(PINNED), policy)) {
            ScopedKey key = keyguard.forStrategy("grid").get(scope);
            assertThatThrownBy(() -> key.sign(payoutTo("bc1qthief000000000000000000000000000")))
                    .isInstanceOf(KeyScopeException.class)
                    .hasMessageContaining("pinned to bc1qsy…ss0xyz")
                    .hasMessageContaining("PAYOUT_SETTINGS")
                    .hasMessageNotContaining("thief");
            assertThat(audit(Kind.PAYOUT_SIGNED)).isEmpty();
            key.sign(payoutTo(PINNED));
            ScopedKey reader = keyguard.forStrategy("grid").get(KeyScope.of("fake", "main", READ_ACCOUNT));
            assertThatThrownBy(() -> reader.sign(payoutTo(PINNED))).hasMessageContaining("PAYOUT_SETTINGS");
        }
        try (Keyguard keyguard = payer(unpinned, policy)) {
            ScopedKey key = keyguard.forStrategy("grid").get(scope);
            assertThatThrownBy(() -> key.sign(payoutTo(PINNED))).hasMessageContaining("no destination is pinned");
        }

        assertThat(audit(Kind.PAYOUT_SIGNED))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details())
                        .containsEntry("destination", "bc1qsy…ss0xyz")
                        .containsEntry("pinned", "bc1qsy…ss0xyz")
                        .containsEntry("strategy", "grid"));
        assertThat(audit(Kind.CONFIGURED))
                .anySatisfy(
                        entry -> assertThat(entry.details().get("grant grid")).contains("pinned to bc1qsy…ss0xyz"));
    }

    @Test
    void payout_withARightThatThePolicyForbids_stopsTheStart() {
        venue.knows("canary-key-1", "read", "payout");
        Grant grant =
                Grant.on("fake", "main").allow(READ_ACCOUNT, PAYOUT_SETTINGS).pinPayout(PINNED);

        assertThatThrownBy(() -> payer(grant, KeyPolicy.strict()))
                .isInstanceOf(LeastPrivilegeException.class)
                .hasMessageContaining("PAYOUT_SETTINGS");
        assertThatThrownBy(() -> grant.pinPayout(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    private Keyguard payer(Grant grant, KeyPolicy policy) {
        return Keyguard.builder()
                .state(state)
                .source(source)
                .venues(venue)
                .grant("grid", grant)
                .policy(policy)
                .clock((InstantSource) wall::get)
                .ticker(nanos::get)
                .transport(this::echo)
                .start();
    }

    @Test
    void configuration_changed_isTold() {
        builder().start().close();
        wall.set(NOW.plusSeconds(1));
        builder().policy(KeyPolicy.strict().fromAnyAddress()).start().close();
        assertThat(audit(Kind.CONFIGURED))
                .extracting(entry -> entry.details().get("changed"))
                .containsExactly("first", "yes");
    }

    @Test
    void refusals_areCountedByWhatWasRefused() {
        try (Keyguard keyguard = builder().start()) {
            KeyProvider keys = keyguard.forStrategy("grid");
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> keys.get(READ).sign(ORDER)).isInstanceOf(KeyScopeException.class);
            }
            assertThatThrownBy(() -> keys.get(KeyScope.of("fake", "other", READ_ACCOUNT)))
                    .isInstanceOf(KeyNotFoundException.class);
        }
        long scope = audit(Kind.REQUEST_REFUSED).stream()
                .filter(entry -> "grid-fake".equals(entry.details().get("key")))
                .mapToLong(entry -> Long.parseLong(entry.details().get("times")))
                .sum();
        assertThat(scope).isEqualTo(100);
        assertThat(audit(Kind.REQUEST_REFUSED))
                .anySatisfy(entry -> assertThat(entry.details())
                        .containsEntry("strategy", "grid")
                        .containsEntry("times", "1")
                        .hasEntrySatisfying("why", why -> assertThat(why).contains("no grant on fake/other")));
    }

    @Test
    void refusals_ofEverNewNames_areBounded() {
        var refusals = new Refusals();
        for (int i = 0; i < 5_000; i++) {
            refusals.count("grid", "", new KeyNotFoundException("no grant on " + i + "x".repeat(1000)));
        }
        List<?> told = refusals.due(0);
        assertThat(told).hasSize(513);
        assertThat(refusals.due(1)).isEmpty();
        assertThat(refusals.all()).isEmpty();
        assertThat(told.toString().length()).isLessThan(513 * 400);
    }

    @Test
    void inventory_countsEverySignature_overRestarts_andNothingThatWasRefused() {
        for (int run = 1; run <= 2; run++) {
            wall.set(NOW.plusSeconds(run));
            try (Keyguard keyguard = builder().start()) {
                KeyProvider keys = keyguard.forStrategy("grid");
                keys.get(TRADE).sign(ORDER);
                keys.get(TRADE).sign(CANCEL);
                keys.get(READ).sign(VenueRequest.get("/account"));
                assertThatThrownBy(() -> keys.get(READ).sign(ORDER)).isInstanceOf(KeyScopeException.class);
                assertThat(keyguard.inventory().uses())
                        .extracting(KeyUse::count)
                        .contains(2L * run, 1L * run);
            }
        }
        Inventory inventory = state.inventory(InventoryRules.usual(), wall.get());
        assertThat(inventory.uses())
                .extracting(use -> use.permission() + " " + use.count() + " " + use.host() + " " + use.service())
                .containsExactlyInAnyOrder("TRADE_SPOT 4 box-1 grid-bot 1.4.2", "READ_ACCOUNT 2 box-1 grid-bot 1.4.2");
        assertThat(inventory.uses()).allSatisfy(use -> {
            assertThat(use.first()).isEqualTo(NOW.plusSeconds(1));
            assertThat(use.last()).isEqualTo(NOW.plusSeconds(2));
        });
        assertThat(inventory.keys()).singleElement().satisfies(key -> {
            assertThat(key.granted()).containsOnlyKeys("grid");
            assertThat(key.gone()).isFalse();
        });
    }

    /** The venue would take no request until the clock has caught up. */
    @Test
    void nonces_afterARestartWithTheClockSetBack_goOnFromTheLastUse() {
        long before;
        try (Keyguard keyguard = builder().start()) {
            before = nonce(keyguard);
        }
        wall.set(NOW.minus(Duration.ofHours(1)));
        try (Keyguard keyguard = builder().start()) {
            assertThat(nonce(keyguard)).isGreaterThan(before);
        }
        wall.set(NOW.plus(Duration.ofDays(1)));
        try (Keyguard keyguard = builder().start()) {
            assertThat(nonce(keyguard)).isLessThan(NOW.plus(Duration.ofDays(2)).toEpochMilli() * 1000);
        }
    }

    /** The uses of the second process are told by a clock that its nonces are ahead of. */
    @Test
    void nonces_afterSeveralRestartsWithTheClockSetBack_neverRepeat() {
        try (Keyguard keyguard = builder().start()) {
            assertThat(nonce(keyguard)).isPositive();
        }
        wall.set(NOW.minus(Duration.ofHours(1)));
        long before = 0;
        for (int restart = 0; restart < 3; restart++) {
            try (Keyguard keyguard = builder().start()) {
                assertThat(nonce(keyguard)).isGreaterThan(before);
                before = nonce(keyguard);
            }
        }
        wall.set(NOW.plus(Duration.ofHours(1)));
        try (Keyguard keyguard = builder().start()) {
            long inAnHour = NOW.plus(Duration.ofHours(1)).toEpochMilli() * 1000;
            assertThat(nonce(keyguard)).as("the clock's again").isBetween(inAnHour, inAnHour + 10);
        }
    }

    private static long nonce(Keyguard keyguard) {
        SignedRequest signed = keyguard.forStrategy("grid").get(TRADE).sign(ORDER);
        return Long.parseLong(signed.headers().get("X-NONCE"));
    }

    @Test
    void inventory_ofAKeyThatWentOutOfUse_saysSo() {
        venue.knows("canary-key-2", "read", "trade");
        source.put(
                "second-fake",
                "canary-key-2",
                "canary-secret-2",
                b -> b.strategies(java.util.Set.of("hedge")).createdAt(NOW));
        try (Keyguard keyguard = builder().grant("hedge", grant()).start()) {
            source.remove("second-fake");
            source.put(
                    "third-fake",
                    "canary-key-2",
                    "canary-secret-2",
                    b -> b.strategies(java.util.Set.of("hedge")).createdAt(NOW));
            source.tellWatchers();
            assertThat(keyguard.inventory().keys())
                    .extracting(key -> key.key() + " " + key.gone())
                    .containsExactly("grid-fake false", "second-fake true", "third-fake false");
        }
    }

    @Test
    void inventory_withoutAStateDirectory_isOfThisProcess() {
        Keyguard keyguard = start(Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant("grid", grant())
                .clock((InstantSource) wall::get)
                .transport(this::echo));
        keyguard.forStrategy("grid").get(TRADE).sign(ORDER);
        assertThat(keyguard.inventory().uses())
                .singleElement()
                .extracting(KeyUse::count)
                .isEqualTo(1L);
        assertThat(keyguard.auditHead()).isEmpty();
        assertThat(keyguard.health().ok()).isTrue();
    }

    private static final MaterialUser<String> JOIN = (apiKey, secret, passphrase) ->
            new String(apiKey) + ":" + new String(secret) + ":" + new String(passphrase);

    @Test
    void reveal_isRecordedFirst_makesTheKeyDue_andWipesWhatItLent() {
        var kept = new ArrayList<char[]>();
        try (Keyguard keyguard = builder().start()) {
            ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
            assertThat(key.reveal(InsecureSecretAccess.get(), JOIN)).isEqualTo("canary-key-1:canary-secret-1:");
            key.reveal(InsecureSecretAccess.get(), (apiKey, secret, passphrase) -> {
                kept.add(apiKey);
                kept.add(secret);
                assertThat(audit(Kind.REVEALED)).hasSize(2);
                return "";
            });
            assertThat(keyguard.inventory().findings())
                    .extracting(InventoryFinding::kind)
                    .containsExactly(InventoryFinding.Kind.EXPOSED);
            assertThat(keyguard.report().findings()).extracting(Finding::kind).containsExactly(Finding.Kind.EXPOSED);
        }
        assertThat(kept).allMatch(array -> new String(array).isBlank() || array[0] == '\0');
        assertThat(audit(Kind.REVEALED).get(0).details())
                .containsEntry("key", "grid-fake")
                .containsEntry("generation", "1")
                .containsEntry("strategy", "grid");
        try (Keyguard again = builder().start()) {
            assertThat(again.report().findings()).extracting(Finding::kind).containsExactly(Finding.Kind.EXPOSED);
        }
    }

    @Test
    void reveal_ofAKeyThatAClientHolds_isRecordedWithoutAnAlarm() {
        try (Keyguard keyguard = Keyguard.builder()
                .state(state)
                .source(source)
                .venues(venue)
                .grant("grid", grant().heldByClient("XChange wants a string"))
                .clock((InstantSource) wall::get)
                .transport(this::echo)
                .start()) {
            keyguard.forStrategy("grid").get(TRADE).reveal(InsecureSecretAccess.get(), JOIN);
            assertThat(keyguard.inventory().findings())
                    .extracting(InventoryFinding::kind)
                    .containsExactly(InventoryFinding.Kind.HELD_BY_CLIENT);
        }
        assertThat(audit(Kind.REVEALED)).hasSize(1);
    }

    @Test
    void reveal_thatCannotBeRecorded_lendsNothing() {
        Keyguard keyguard = builder().start();
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        keyguard.close();
        assertThatThrownBy(() -> key.reveal(InsecureSecretAccess.get(), JOIN)).isInstanceOf(KeyguardException.class);
        assertThat(audit(Kind.REVEALED)).isEmpty();
    }

    private Keyguard.Builder lastVerified() {
        return builder().policy(KeyPolicy.strict().lastVerified(Duration.ofHours(12)));
    }

    @Test
    void start_venueDown_usesTheRightsItConfirmedLast() {
        builder().start().close();
        down.set(true);
        assertThatThrownBy(() -> builder().start()).isInstanceOf(LeastPrivilegeException.class);

        Keyguard keyguard = start(lastVerified());

        assertThat(keyguard.forStrategy("grid").get(TRADE).sign(ORDER)).isNotNull();
        assertThat(keyguard.report().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.UNVERIFIABLE);
            assertThat(finding.stops()).isFalse();
            assertThat(finding.remedy()).contains("12 hours");
        });
        down.set(false);
        keyguard.retryUnverified();
        assertThat(keyguard.report().findings()).isEmpty();
    }

    /** A mount that is filled at each start says that its keys are of today. */
    @Test
    void start_keyWhoseSourceSaysItIsYoung_isAsOldAsItWasFirstSeen() {
        venue.clock = clockThatSays(wall::get);
        Runnable today = () -> source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(wall.get()));
        today.run();
        builder().start().close();

        wall.set(NOW.plus(Duration.ofDays(61)));
        today.run();
        try (Keyguard keyguard = builder().start()) {
            assertThat(keyguard.report().findings()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(Finding.Kind.DUE);
                assertThat(finding.observed()).contains("61 days old", "first seen here");
            });
            assertThat(keyguard.inventory().findings())
                    .extracting(InventoryFinding::kind)
                    .contains(InventoryFinding.Kind.DUE);
        }
        wall.set(NOW.plus(Duration.ofDays(90)));
        today.run();
        assertThatExceptionOfType(LeastPrivilegeException.class)
                .isThrownBy(() -> builder().start())
                .satisfies(refused -> assertThat(refused.report().findings())
                        .extracting(Finding::kind)
                        .contains(Finding.Kind.TOO_OLD));

        // Other material begins anew, under the same name.
        source.put("grid-fake", "canary-key-1", "canary-secret-2", b -> b.createdAt(wall.get()));
        try (Keyguard keyguard = builder().start()) {
            assertThat(keyguard.report().findings()).isEmpty();
        }
    }

    /** A board without a clock of its own starts in the past, until the network tells it the time. */
    @Test
    void start_onceWithTheClockBehind_makesNoKeyOld() {
        wall.set(NOW.minus(Duration.ofDays(2190)));
        assertThatExceptionOfType(LeastPrivilegeException.class)
                .isThrownBy(() -> builder().start())
                .satisfies(refused -> assertThat(refused.report().findings())
                        .extracting(Finding::kind)
                        .containsExactly(Finding.Kind.CREATED_IN_FUTURE));
        builder()
                .policy(KeyPolicy.strict().whenUnknown(KeyPolicy.Unknown.NOTE))
                .start()
                .close();

        wall.set(NOW);
        try (Keyguard keyguard = builder().start()) {
            assertThat(keyguard.report().findings()).isEmpty();
        }
    }

    /** Files that a wrong clock has dated do not tell that it is wrong, nor does a venue that never tells its time. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void start_onceWithAClockThatIsBehind_makesNoKeyOld_whetherOrNotTheVenueTellsItsTime(boolean told) {
        venue.clock = told ? clockThatSays(() -> NOW) : null;
        for (Duration behind : List.of(Duration.ofDays(2190), Duration.ZERO)) {
            wall.set(NOW.minus(behind));
            source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(wall.get()));
            try (Keyguard keyguard = builder().start()) {
                assertThat(keyguard.report().findings()).isEmpty();
            }
        }
    }

    @Test
    void start_onceWithTheClockAhead_neitherLastsNorHidesWhatIsSaidLater() {
        wall.set(NOW.plus(Duration.ofDays(30)));
        builder().start().close();
        wall.set(NOW);
        down.set(true);
        for (int days : List.of(0, 20)) {
            wall.set(NOW.plus(Duration.ofDays(days)));
            assertThatThrownBy(() -> lastVerified().start()).isInstanceOf(LeastPrivilegeException.class);
        }

        wall.set(NOW);
        down.set(false);
        builder().start().close();
        down.set(true);
        wall.set(NOW.plus(Duration.ofHours(11)));
        lastVerified().start().close();
        wall.set(NOW.plus(Duration.ofHours(13)));
        assertThatThrownBy(() -> lastVerified().start()).isInstanceOf(LeastPrivilegeException.class);
    }

    @Test
    void start_venueDown_overScopedWhenItWasConfirmed_isRefused() {
        venue.knows("canary-key-1", "read", "trade", "withdraw");
        assertThatThrownBy(() -> builder().start()).isInstanceOf(LeastPrivilegeException.class);
        down.set(true);
        assertThatExceptionOfType(LeastPrivilegeException.class)
                .isThrownBy(() -> lastVerified().start())
                .satisfies(refused -> assertThat(refused.report().findings())
                        .extracting(Finding::kind)
                        .contains(Finding.Kind.FORBIDDEN));
    }

    @Test
    void start_venueDown_confirmedTooLongAgoOrOtherMaterial_isRefused() {
        builder().start().close();
        down.set(true);
        wall.set(NOW.plus(Duration.ofHours(13)));
        assertThatThrownBy(() -> lastVerified().start()).isInstanceOf(LeastPrivilegeException.class);
        wall.set(NOW.plus(Duration.ofHours(11)));
        assertThat(lastVerified().check().toText()).doesNotContain("REFUSED");

        source.put("grid-fake", "canary-key-1", "canary-secret-9", b -> b.createdAt(NOW));
        assertThatThrownBy(() -> lastVerified().start()).isInstanceOf(LeastPrivilegeException.class);
    }

    @Test
    void running_venueDownForTooLong_keepsCancelsOnly_untilItAnswers() {
        Keyguard keyguard = start(lastVerified());
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        down.set(true);
        wall.set(NOW.plus(Duration.ofHours(11)));
        nanos.addAndGet(Duration.ofHours(11).toNanos());
        keyguard.report();
        assertThat(key.sign(ORDER)).isNotNull();

        wall.set(NOW.plus(Duration.ofHours(13)));
        nanos.addAndGet(Duration.ofHours(2).toNanos());
        keyguard.report();
        assertThat(key.sign(CANCEL)).isNotNull();
        assertThatThrownBy(() -> key.sign(ORDER)).isInstanceOf(KeyScopeException.class);

        down.set(false);
        keyguard.retryUnverified();
        assertThat(key.sign(ORDER)).isNotNull();
    }

    @Test
    void killedProcess_leavesATrailThatHolds_andWhatItSaved() throws Exception {
        Process bot = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StateProbe.class.getName(),
                        state.path().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long saved;
        try (BufferedReader out = bot.inputReader(StandardCharsets.UTF_8)) {
            saved = Long.parseLong(out.readLine());
            assertThat(state.audit().verify(List.of()).chains())
                    .extracting(AuditReport.ChainState::end)
                    .containsExactly(AuditReport.End.RUNNING);
        } finally {
            bot.destroyForcibly().waitFor();
        }

        AuditReport left = state.audit().verify(List.of());
        assertThat(left.intact()).as(left.toText()).isTrue();
        assertThat(left.chains()).extracting(AuditReport.ChainState::end).containsExactly(AuditReport.End.OPEN);
        builder().start().close();
        assertThat(state.inventory(InventoryRules.usual(), NOW).uses())
                .singleElement()
                .satisfies(use -> assertThat(use.count()).isGreaterThanOrEqualTo(saved));
        assertThat(saved).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void policy_lastVerified_needsATime() {
        assertThatThrownBy(() -> KeyPolicy.strict().lastVerified(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(KeyPolicy.strict().lastVerified(Duration.ofHours(1)).toString())
                .contains("LAST_VERIFIED PT1H");
    }

    @Test
    void start_stateDirectoryOpenToOthers_isRefusedAndTheSourceIsClosed() throws IOException {
        Files.createDirectory(state.path());
        Files.setPosixFilePermissions(state.path(), PosixFilePermissions.fromString("rwxr-x---"));
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> builder().start())
                .withMessageContaining("others than its owner may read or write it");
        assertThat(source.closed).isTrue();
    }

    @Test
    void start_stateIsAFile_isRefused() throws IOException {
        Files.createFile(state.path());
        assertThatThrownBy(() -> builder().start()).isInstanceOf(StateException.class);
    }

    @Test
    void state_holdsNoMaterial_andIsItsOwnersAlone() throws IOException {
        try (Keyguard keyguard = builder().start()) {
            ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
            key.sign(ORDER);
            key.reveal(InsecureSecretAccess.get(), JOIN);
            assertThat(List.of(state, keyguard.auditHead(), keyguard.inventory(), keyguard.health(), key)
                            .toString())
                    .doesNotContain("canary");
        }
        try (Stream<Path> files = Files.walk(state.path())) {
            for (Path file : files.toList()) {
                boolean directory = Files.isDirectory(file);
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo(directory ? "rwx------" : "rw-------");
                if (!directory) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain("canary");
                }
            }
        }
    }

    @Test
    void writer_thatCannotWrite_keepsTheOrder_andIsBehindAfterAMinuteOfTrying() {
        var writer = new StateWriter();
        var full = new AtomicBoolean(true);
        var written = new CopyOnWriteArrayList<String>();
        for (String one : List.of("a", "b")) {
            writer.add(() -> {
                if (full.get()) {
                    throw new IOException("No space left on device");
                }
                written.add(one);
            });
        }
        for (int i = 0; i < 57; i++) {
            writer.now(() -> {});
        }
        assertThat(writer.isBehind()).isFalse();
        assertThat(writer.trouble()).hasValueSatisfying(why -> assertThat(why).contains("No space left"));
        for (int i = 0; i < 3; i++) {
            writer.now(() -> {});
        }
        assertThat(writer.isBehind()).isTrue();

        full.set(false);
        writer.now(() -> {});
        assertThat(written).containsExactly("a", "b");
        assertThat(writer.isBehind()).isFalse();
        assertThat(writer.trouble()).isEmpty();
        writer.close(() -> {});
    }

    @Test
    void writer_tooMuchWaits_isBehindAtOnce() {
        var writer = new StateWriter();
        for (int i = 0; i <= 1024; i++) {
            writer.add(() -> {
                throw new IOException("EIO");
            });
        }
        assertThat(writer.isBehind()).isTrue();
        writer.close(() -> {});
    }

    /** What is written of each key must not fill the room for what waits. */
    @Test
    void start_withThousandsOfKeys_keepsEachInTheInventory_andIsNeverBehind() {
        int many = 1_500;
        Keyguard.Builder builder = builder();
        for (int i = 0; i < many; i++) {
            String account = "a" + i;
            source.put(
                    "grid-" + i,
                    "canary-key-1",
                    "canary-secret-1",
                    b -> b.on("fake", account).createdAt(NOW.minus(Duration.ofDays(1))));
            builder.grant(
                    "grid",
                    Grant.on("fake", account).allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN));
        }

        Keyguard keyguard = start(builder);
        assertThat(keyguard.state.isBehind()).isFalse();
        assertThat(keyguard.forStrategy("grid")
                        .get(KeyScope.of("fake", "a7", TRADE_SPOT))
                        .sign(ORDER))
                .isNotNull();
        await().until(() -> keyguard.inventory().keys().size() == many + 1);
        keyguard.close();
        assertThat(keyguard.state.isBehind()).isFalse();
    }

    @Test
    void sign_whileNothingCanBeRecorded_refusesWhatAddsRisk() {
        Keyguard keyguard = start(builder());
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        // From here on nothing is written, as on a disk that is full.
        keyguard.state.close();
        for (int i = 0; i <= 1024; i++) {
            assertThat(key.sign(ORDER)).isNotNull();
            keyguard.state.record(Kind.OTHER, Map.of());
        }
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> key.sign(ORDER))
                .withMessageContaining("reads, cancels and reductions");
        assertThat(key.sign(CANCEL)).isNotNull();
        assertThatThrownBy(() -> key.reveal(InsecureSecretAccess.get(), JOIN)).isInstanceOf(StateException.class);
    }

    /** A disk that hangs says nothing: the first payout that meets it must not be the one that nobody can find afterwards. */
    @Test
    void payout_thatFindsNoRoomInTheTrail_isNotHandedOut() {
        venue.knows("canary-key-1", "read", "payout");
        Grant grant =
                Grant.on("fake", "main").allow(READ_ACCOUNT, PAYOUT_SETTINGS).pinPayout(PINNED);
        Keyguard keyguard = payer(grant, KeyPolicy.strict().permit(PAYOUT_SETTINGS));
        opened.add(keyguard);
        ScopedKey key = keyguard.forStrategy("grid").get(KeyScope.of("fake", "main", PAYOUT_SETTINGS));
        // From here on nothing is written, and nothing fails.
        keyguard.state.close();
        for (int i = 0; i < 1023; i++) {
            assertThat(keyguard.state.record(Kind.OTHER, Map.of())).isTrue();
        }

        assertThat(key.sign(payoutTo(PINNED)))
                .as("the last that there is room for")
                .isNotNull();
        assertThat(keyguard.state.isBehind()).isFalse();
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> key.sign(payoutTo(PINNED)))
                .withMessageContaining("nobody has its signature");
    }

    @Test
    void report_ofAKeyThatAnotherRunningBotHasShown_saysSo() {
        Keyguard one = start(builder());
        Keyguard other = start(builder());
        assertThat(other.report().findings()).isEmpty();

        one.forStrategy("grid").get(TRADE).reveal(InsecureSecretAccess.get(), JOIN);

        assertThat(other.report().findings()).extracting(Finding::kind).containsExactly(Finding.Kind.EXPOSED);
        assertThat(start(builder()).report().findings())
                .as("of one that starts now")
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.EXPOSED);
    }

    @Test
    void start_keyOfUnknownAge_isAtLeastAsOldAsItWasSeenHereByTheTimeOfItsVenue() {
        KeyPolicy noted = KeyPolicy.strict().whenUnknown(KeyPolicy.Unknown.NOTE);
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(Instant.EPOCH));
        venue.clock = clockThatSays(wall::get);
        builder().policy(noted).start().close();

        wall.set(NOW.plus(Duration.ofDays(89)));
        try (Keyguard keyguard = builder().policy(noted).start()) {
            assertThat(keyguard.report().findings())
                    .extracting(Finding::kind)
                    .containsExactly(Finding.Kind.AGE_UNKNOWN);
        }
        wall.set(NOW.plus(Duration.ofDays(90)));
        assertThatExceptionOfType(LeastPrivilegeException.class)
                .isThrownBy(() -> builder().policy(noted).start())
                .satisfies(refused -> assertThat(refused.report().findings())
                        .singleElement()
                        .satisfies(finding -> {
                            assertThat(finding.kind()).isEqualTo(Finding.Kind.TOO_OLD);
                            assertThat(finding.observed()).contains("90 days old at least", "does not tell");
                        }));
    }

    /** Nothing else says of such a key that the clock was wrong. */
    @Test
    void start_keyOfUnknownAge_onceWithTheClockBehind_doesNotMakeItOld() {
        KeyPolicy noted = KeyPolicy.strict().whenUnknown(KeyPolicy.Unknown.NOTE);
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(Instant.EPOCH));
        for (VenueClock clock : Arrays.asList(null, clockThatSays(() -> {
            throw new IllegalStateException("no answer");
        }))) {
            venue.clock = clock;
            for (Duration behind : List.of(Duration.ofDays(2190), Duration.ZERO)) {
                wall.set(NOW.minus(behind));
                try (Keyguard keyguard = builder().policy(noted).start()) {
                    assertThat(keyguard.report().findings())
                            .extracting(Finding::kind)
                            .containsExactly(Finding.Kind.AGE_UNKNOWN);
                }
            }
        }
    }

    private static VenueClock clockThatSays(Supplier<Instant> time) {
        return new VenueClock() {
            @Override
            public String path() {
                return "/time";
            }

            @Override
            public Instant read(HttpReply reply) {
                return time.get();
            }
        };
    }

    @Test
    void orders_thatABotSigned_areKnownByTheirIdsAfterwards() {
        try (Keyguard keyguard = builder().start()) {
            ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
            key.sign(ORDER.param("id", "mine"));
            key.sign(CANCEL.param("id", "gone"));
            wall.set(NOW.plusSeconds(2));
        }
        SignedOrders.Answer known = SignedOrders.of(state.path(), Environment.PRODUCTION, "fake", "main")
                .among(Set.of("mine", "gone", "theirs"), NOW, NOW.plusSeconds(60));
        assertThat(known.named()).containsOnly(Map.entry("mine", 1L));
        assertThat(known.gaps()).isEmpty();
    }

    @Test
    void auditHead_keptElsewhere_showsThatTheTrailWasCut() throws IOException {
        AuditHead kept;
        try (Keyguard keyguard = builder().start()) {
            keyguard.inventory();
            kept = keyguard.auditHead().orElseThrow();
        }
        assertThat(state.audit().verify(List.of(kept)).intact()).isTrue();
        Path trail = state.path().resolve("processes").resolve(kept.chain()).resolve("audit");
        Files.delete(trail);
        assertThat(state.audit().verify(List.of(kept)).problems())
                .singleElement()
                .asString()
                .contains("is gone");
    }
}
