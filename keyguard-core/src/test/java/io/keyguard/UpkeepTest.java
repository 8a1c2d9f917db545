/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.WITHDRAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.keyguard.policy.Finding;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.KeyAssertions;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.policy.KeyPolicy.Unknown;
import io.keyguard.policy.KeyPolicy.Unverifiable;
import io.keyguard.policy.LeastPrivilege;
import io.keyguard.policy.PrivilegeReport;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.source.ApiKey;
import io.keyguard.source.EnvironmentKeys;
import io.keyguard.source.SecretFiles;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Age, addresses, sharing, exposure, which of several keys is taken, and what happens when the venue changes its mind. */
class UpkeepTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyScope READ = KeyScope.of("fake", "main", READ_ACCOUNT);
    private static final KeyScope TRADE = KeyScope.of("fake", "main", TRADE_SPOT);
    private static final VenueRequest ORDER = VenueRequest.post("/order");
    private static final VenueRequest CANCEL = VenueRequest.delete("/order");

    private final FakeVenue venue = new FakeVenue();
    private final FakeKeySource source = new FakeKeySource();
    private final List<KeyEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean down = new AtomicBoolean();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    @BeforeEach
    void aFittingKey() {
        venue.knows("canary-key-1", "read", "trade");
        bornDaysAgo(1);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private void bornDaysAgo(long days) {
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(NOW.minus(Duration.ofDays(days))));
    }

    private Keyguard.Builder builder() {
        return Keyguard.builder()
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

    /** By the ticker: the wall clock stays. */
    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Stream<Kind> kinds(PrivilegeReport report, boolean stops) {
        return report.findings().stream()
                .filter(finding -> finding.stops() == stops)
                .map(Finding::kind);
    }

    private PrivilegeReport check(KeyPolicy policy) {
        return LeastPrivilege.report(builder().policy(policy));
    }

    private long refusals() {
        return events.stream().filter(KeyEvent.Refused.class::isInstance).count();
    }

    @Test
    void check_age_isDueFrom60DaysAndRefusedFrom90() {
        bornDaysAgo(59);
        assertThat(check(KeyPolicy.strict()).findings()).isEmpty();
        bornDaysAgo(60);
        assertThat(kinds(check(KeyPolicy.strict()), false)).containsExactly(Kind.DUE);
        assertThat(check(KeyPolicy.strict()).passes()).isTrue();
        bornDaysAgo(89);
        assertThat(check(KeyPolicy.strict()).passes()).isTrue();
        bornDaysAgo(90);
        assertThat(kinds(check(KeyPolicy.strict()), true)).containsExactly(Kind.TOO_OLD);
        assertThatThrownBy(() -> builder().start()).isInstanceOf(LeastPrivilegeException.class);
        assertThat(check(KeyPolicy.strict().maxAge(Duration.ofDays(100), Duration.ofDays(200)))
                        .findings())
                .isEmpty();
        assertThat(check(KeyPolicy.strict().ofAnyAge()).findings()).isEmpty();
        assertThatThrownBy(() -> KeyPolicy.strict().maxAge(Duration.ofDays(2), Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "CLOCK, '', a request that the venue takes for one of now, 'set the clock of this machine, and start again'",
        "NONCE, '', a request that the venue takes for one of now, 'let nothing else sign with this key, and set the clock; where it was ahead once, the venue takes nothing earlier of this key, so make a new one'",
        "CLOCK, SIGNATURE, a key that the venue accepts, 'set the clock of this machine, and start again; or check key, address list and rights at the venue'",
        "BAD_KEY, IP, a key that the venue accepts, 'check key, address list and rights at the venue'"
    })
    void check_refusedByTheVenue_saysWhatHelpsAgainstThat(
            VenueError.Kind kind, String other, String needed, String remedy) {
        Set<VenueError.Kind> kinds = Stream.of(kind.name(), other)
                .filter(name -> !name.isEmpty())
                .map(VenueError.Kind::valueOf)
                .collect(Collectors.toSet());
        venue.says("canary-key-1", () -> {
            throw new VenueRefusedException("fake refused", kinds);
        });

        assertThat(check(KeyPolicy.strict()).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.REFUSED_BY_VENUE);
            assertThat(finding.needed()).isEqualTo(needed);
            assertThat(finding.remedy()).isEqualTo(remedy);
        });
    }

    @Test
    void check_ageThatCannotBeTold_isNotedOrRefused() {
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(Instant.EPOCH));
        assertThat(kinds(check(KeyPolicy.strict()), true)).containsExactly(Kind.AGE_UNKNOWN);
        assertThat(kinds(check(KeyPolicy.strict().whenUnknown(Unknown.NOTE)), false))
                .contains(Kind.AGE_UNKNOWN);
        assertThat(check(KeyPolicy.strict().ofAnyAge()).findings()).isEmpty();

        bornDaysAgo(-1);
        assertThat(kinds(check(KeyPolicy.strict()), true)).containsExactly(Kind.CREATED_IN_FUTURE);
        assertThat(kinds(check(KeyPolicy.strict().whenUnknown(Unknown.NOTE)), false))
                .containsExactly(Kind.CREATED_IN_FUTURE);
    }

    @Test
    void running_limitOfAgePassed_keepsReadsAndCancelsAndIsToldOnce() {
        bornDaysAgo(89);
        Keyguard keyguard = start(builder());
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        assertThat(key.sign(ORDER)).isNotNull();

        pass(Duration.ofDays(1));
        assertThat(kinds(keyguard.report(), true)).containsExactly(Kind.TOO_OLD);
        pass(Duration.ofDays(1));
        assertThat(kinds(keyguard.report(), true)).containsExactly(Kind.TOO_OLD);

        assertThat(key.sign(CANCEL)).isNotNull();
        assertThat(keyguard.forStrategy("grid").get(READ).sign(VenueRequest.get("/account")))
                .isNotNull();
        assertThatExceptionOfType(KeyScopeException.class)
                .isThrownBy(() -> key.sign(ORDER))
                .withMessageContaining("limit of its age");
        assertThat(refusals()).isEqualTo(1);
    }

    @Test
    void running_limitOfAgePassedWhileTheVenueIsDown_isRestrictedAllTheSame() {
        bornDaysAgo(89);
        Keyguard keyguard = start(builder());
        down.set(true);
        pass(Duration.ofDays(1));

        keyguard.report();

        assertThatThrownBy(() -> keyguard.forStrategy("grid").get(TRADE).sign(ORDER))
                .isInstanceOf(KeyScopeException.class);
        assertThat(refusals()).isEqualTo(1);
    }

    @Test
    void running_wallClockJumps_makesNoKeyOlderOrYounger() {
        bornDaysAgo(89);
        Keyguard keyguard = start(builder());
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);

        wall.set(NOW.plus(Duration.ofDays(400)));
        pass(Duration.ofMinutes(2));
        assertThat(kinds(keyguard.report(), true)).isEmpty();
        assertThat(key.sign(ORDER)).isNotNull();

        wall.set(NOW.minus(Duration.ofDays(400)));
        pass(Duration.ofDays(1));
        assertThat(kinds(keyguard.report(), true)).containsExactly(Kind.TOO_OLD);
    }

    private void bound(Observed<Set<String>> ips) {
        venue.says("canary-key-1", () -> FakeVenue.facts(ips, Observed.of("42"), "read", "trade"));
    }

    @Test
    void check_addresses_knowThreeAnswers() {
        KeyPolicy here = KeyPolicy.strict().fromAddresses("203.0.113.7", "203.0.113.8");
        assertThat(check(here).findings()).isEmpty();

        bound(Observed.of(Set.of("203.0.113.7", "198.51.100.1")));
        assertThat(check(here).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.UNEXPECTED_ADDRESS);
            assertThat(finding.observed()).isEqualTo("198.51.100.1");
        });
        assertThat(check(KeyPolicy.strict()).findings()).isEmpty();

        bound(Observed.of(Set.of()));
        assertThat(kinds(check(here), true)).containsExactly(Kind.UNEXPECTED_ADDRESS);
        assertThat(kinds(check(here.whenUnknown(Unknown.NOTE)), false)).containsExactly(Kind.UNEXPECTED_ADDRESS);

        bound(Observed.unknown());
        assertThat(kinds(check(here), true)).containsExactly(Kind.NO_IP_RESTRICTION);
        assertThat(kinds(check(here.whenUnknown(Unknown.NOTE)), false)).containsExactly(Kind.NO_IP_RESTRICTION);

        bound(Observed.none());
        assertThat(kinds(check(here.whenUnknown(Unknown.NOTE)), true)).containsExactly(Kind.NO_IP_RESTRICTION);
    }

    /** What is asked on a schedule is asked again, whatever became of it once. */
    @Test
    void schedule_questionThatEndsInAnErrorOrException_isAskedAgain() {
        var asked = new AtomicInteger();
        var failing = new AtomicBoolean();
        Keyguard keyguard = start(builder().askRightsEvery(Duration.ofMillis(2)).ticker(() -> {
            if (failing.get() && Thread.currentThread().getName().startsWith("keyguard-reload")) {
                switch (asked.incrementAndGet()) {
                    case 1 -> throw new OutOfMemoryError("once");
                    case 2 -> throw new IllegalStateException("once");
                    default -> failing.set(false);
                }
            }
            return nanos.get();
        }));
        failing.set(true);
        await().until(() -> !failing.get());

        venue.knows("canary-key-1", "read", "trade", "withdraw");
        pass(Duration.ofMinutes(2));

        await().until(() -> events.stream().anyMatch(KeyEvent.RightsChanged.class::isInstance));
        assertThat(keyguard.health()).isNotNull();
    }

    @Test
    void check_unknownRight_isRefusedUnlessThePolicyNotesIt() {
        venue.says(
                "canary-key-1",
                () -> new KeyFacts(
                        PermissionSet.builder()
                                .granted(Set.of(READ_ACCOUNT, TRADE_SPOT, TRADE_MARGIN))
                                .build(),
                        Set.of("read", "trade"),
                        Observed.of(Set.of("203.0.113.7")),
                        Observed.unknown(),
                        Observed.of("42")));

        assertThat(kinds(check(KeyPolicy.strict()), true)).containsExactly(Kind.UNKNOWN_RIGHT);
        assertThat(kinds(check(KeyPolicy.strict().whenUnknown(Unknown.NOTE)), false))
                .containsExactly(Kind.UNKNOWN_RIGHT);
    }

    private void endsIn(Duration time) {
        KeyFacts facts = FakeVenue.facts(Observed.of(Set.of("203.0.113.7")), Observed.of("42"), "read", "trade");
        venue.says(
                "canary-key-1",
                () -> new KeyFacts(
                        facts.permissions(),
                        facts.venueRights(),
                        facts.ips(),
                        Observed.of(NOW.plus(time)),
                        facts.accountId()));
    }

    @Test
    void check_endSetByTheVenue_isNotedBeforeAndRefusedAfter() {
        endsIn(Duration.ofDays(15));
        assertThat(check(KeyPolicy.strict()).findings()).isEmpty();
        endsIn(Duration.ofDays(14));
        assertThat(kinds(check(KeyPolicy.strict()), false)).containsExactly(Kind.EXPIRES_SOON);
        assertThat(check(KeyPolicy.strict().warnBeforeExpiry(Duration.ofDays(1)))
                        .findings())
                .isEmpty();
        endsIn(Duration.ZERO);
        assertThat(kinds(check(KeyPolicy.strict()), true)).containsExactly(Kind.EXPIRED);
    }

    @Test
    void check_exposedSharedOrHeldByAClient_isSaid() {
        source.put(
                "grid-fake",
                "canary-key-1",
                "canary-secret-1",
                b -> b.createdAt(NOW).strategies(Set.of("grid", "hedge", "nobody")));
        Keyguard.Builder shared = builder()
                .grant("hedge", grant().heldByClient("xchange, until it takes a signer"))
                .exposures((key, generation) -> key.value().equals("grid-fake") && generation == 1);

        PrivilegeReport report = LeastPrivilege.report(shared);

        assertThat(kinds(report, false)).containsExactly(Kind.EXPOSED, Kind.SHARED, Kind.HELD_BY_CLIENT);
        assertThat(report.toText())
                .contains("used by grid, hedge", "xchange", "replace it now")
                .doesNotContain("nobody,");
        assertThat(kinds(LeastPrivilege.report(shared.policy(KeyPolicy.strict().oneKeyPerStrategy())), true))
                .containsExactly(Kind.SHARED);
        assertThatThrownBy(() -> grant().heldByClient(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void report_exitCode_tellsRefusedFromUnasked() {
        assertThat(check(KeyPolicy.strict()).exitCode()).isZero();
        venue.knows("canary-key-1", "read", "trade", "withdraw");
        assertThat(check(KeyPolicy.strict()).exitCode()).isEqualTo(1);
        down.set(true);
        assertThat(check(KeyPolicy.strict()).exitCode()).isEqualTo(3);
        assertThat(source.handedOut).allMatch(key -> key.secret().isClosed());
        assertThat(source.watchers()).isZero();
    }

    private void store(String id, String apiKey, String... rights) {
        venue.knows(apiKey, rights);
        source.put(id, apiKey, "canary-secret-9", b -> b.createdAt(NOW));
    }

    @Test
    void get_severalFittingKeys_isTheLeastPrivileged() {
        store("grid-fake", "canary-key-1", "read", "trade");
        store("a-reader", "canary-key-2", "read");

        KeyProvider keys = start(builder()).forStrategy("grid");

        assertThat(keys.get(READ).id()).isEqualTo(KeyId.of("a-reader"));
        assertThat(keys.get(TRADE).id()).isEqualTo(KeyId.of("grid-fake"));
        assertThat(keys.get(KeyScope.of("fake", "main", READ_ACCOUNT, TRADE_SPOT))
                        .id())
                .isEqualTo(KeyId.of("grid-fake"));
    }

    @Test
    void start_keysOfWhichNoneIsSmaller_areRefusedAsAmbiguous() {
        store("grid-fake", "canary-key-1", "read", "trade");
        store("a-twin", "canary-key-2", "read", "trade");
        assertThat(kinds(check(KeyPolicy.strict()), true)).containsExactly(Kind.AMBIGUOUS);

        store("a-twin", "canary-key-2", "read");
        down.set(true);
        assertThat(kinds(check(KeyPolicy.strict().whenUnverifiable(Unverifiable.REDUCE_ONLY)), true))
                .as("nobody knows which is smaller")
                .containsExactly(Kind.AMBIGUOUS);
    }

    @Test
    void start_rightsSpreadOverKeys_areNotMissing_butOneThatNoneHasIs() {
        store("grid-fake", "canary-key-1", "trade");
        store("a-reader", "canary-key-2", "read");
        assertThat(check(KeyPolicy.strict()).passes()).isTrue();

        store("grid-fake", "canary-key-1");
        assertThat(kinds(check(KeyPolicy.strict()), true)).contains(Kind.MISSING_RIGHT);
    }

    @Test
    void running_rightsWidened_isToldOnceAndAddsNoMoreRiskUntilNarrowed() {
        Keyguard keyguard = start(builder());
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        keyguard.report();
        assertThat(events).hasSize(1);
        venue.knows("canary-key-1", "read", "trade", "withdraw", "tele\nport");
        pass(Duration.ofMinutes(2));

        keyguard.report();
        pass(Duration.ofMinutes(2));
        keyguard.report();

        assertThat(events)
                .filteredOn(KeyEvent.RightsChanged.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    var change = (KeyEvent.RightsChanged) event;
                    assertThat(change.gained()).containsExactlyInAnyOrder("WITHDRAW", "tele?port");
                    assertThat(change.lost()).isEmpty();
                });
        assertThat(refusals()).isEqualTo(1);
        assertThat(key.sign(CANCEL)).isNotNull();
        assertThatExceptionOfType(KeyScopeException.class)
                .isThrownBy(() -> key.sign(ORDER))
                .withMessageContaining("can do more");

        venue.knows("canary-key-1", "read", "trade");
        pass(Duration.ofMinutes(2));
        keyguard.report();
        assertThat(key.sign(ORDER)).isNotNull();
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        KeyEvent.RightsChanged.class,
                        change -> assertThat(change.lost()).contains("WITHDRAW"));
    }

    @Test
    void running_rightsNarrowed_isToldAndRestrictsNothing() {
        Keyguard keyguard = start(builder());
        venue.knows("canary-key-1", "read");
        pass(Duration.ofMinutes(2));

        assertThat(kinds(keyguard.report(), true)).containsExactly(Kind.MISSING_RIGHT);

        assertThat(events)
                .anyMatch(event -> event instanceof KeyEvent.RightsChanged change
                        && change.lost().equals(Set.of("TRADE_SPOT", "TRADE_MARGIN")));
        assertThat(keyguard.forStrategy("grid").get(TRADE).sign(ORDER)).isNotNull();
    }

    @Test
    void running_schedule_asksByItself() {
        start(builder().askRightsEvery(Duration.ofMillis(1)));
        venue.knows("canary-key-1", "read", "trade", "withdraw");
        pass(Duration.ofMinutes(2));

        org.awaitility.Awaitility.await().until(() -> refusals() == 1);
        assertThatThrownBy(() -> builder().askRightsEvery(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void running_keyRetiredWhileItIsAskedAbout_isAskedAboutAgainOnTheSchedule() {
        start(builder().askRightsEvery(Duration.ofMillis(1)).overlap(Duration.ZERO));
        var armed = new AtomicBoolean(true);
        venue.knows("canary-key-2", "read", "trade");
        venue.says("canary-key-1", () -> {
            if (armed.getAndSet(false)) {
                // Its answer is on the way when somebody replaces it.
                source.put(
                        "grid-fake",
                        "canary-key-2",
                        "canary-secret-2",
                        b -> b.generation(2).createdAt(NOW));
                source.tellWatchers();
                await().until(() -> events.stream().anyMatch(KeyEvent.Retired.class::isInstance));
            }
            return FakeVenue.facts(Observed.of(Set.of("203.0.113.7")), Observed.of("42"), "read", "trade");
        });
        pass(Duration.ofMinutes(2));
        await().until(() -> events.stream().anyMatch(KeyEvent.Retired.class::isInstance));

        venue.knows("canary-key-2", "read", "trade", "withdraw");
        pass(Duration.ofMinutes(2));

        await().until(() -> refusals() == 1);
    }

    @Test
    void listener_thatFailsWithAnError_disturbsNobody() {
        var failing = new AtomicBoolean();
        Keyguard keyguard = start(builder().listener(event -> {
            if (failing.get()) {
                throw new NoClassDefFoundError("a class of the listener");
            }
        }));
        failing.set(true);

        venue.knows("canary-key-1", "read");
        pass(Duration.ofMinutes(2));
        keyguard.report();
        venue.knows("canary-key-1", "read", "trade", "withdraw");
        pass(Duration.ofMinutes(2));
        keyguard.report();

        assertThat(events).filteredOn(KeyEvent.RightsChanged.class::isInstance).hasSize(2);
    }

    private static void fails(Kind kind, Consumer<KeyAssertions> assertion, KeyAssertions key) {
        assertThatExceptionOfType(LeastPrivilegeException.class)
                .isThrownBy(() -> assertion.accept(key))
                .satisfies(e -> {
                    assertThat(kinds(e.report(), true)).containsExactly(kind);
                    assertThat(e.getMessage()).contains("grid-fake").doesNotContain("canary");
                });
    }

    @Test
    void assertThat_fittingKey_holds() {
        Keyguard keyguard = start(builder());

        LeastPrivilege.assertThat(keyguard.key(KeyId.of("grid-fake")))
                .cannotWithdraw()
                .cannotTransfer()
                .cannot(Permission.KEY_ADMIN)
                .onlyTrades(TRADE_SPOT, TRADE_MARGIN)
                .canOnly(READ_ACCOUNT, TRADE_SPOT, TRADE_MARGIN)
                .isBoundToAddresses()
                .isBoundTo("203.0.113.7", "203.0.113.8")
                .isNotOlderThan(Duration.ofDays(1))
                .isUsedBy("grid");
        assertThatThrownBy(() -> keyguard.key(KeyId.of("other"))).isInstanceOf(KeyNotFoundException.class);
        assertThat(keyguard.key(KeyId.of("grid-fake")).toString()).doesNotContain("canary");
    }

    @Test
    void assertThat_unfittingKey_failsWithWhatIsWrong() {
        Keyguard keyguard = start(builder().policy(KeyPolicy.strict().permit(WITHDRAW)));
        KeyAssertions key = LeastPrivilege.assertThat(keyguard.key(KeyId.of("grid-fake")));

        fails(Kind.EXCESS, k -> k.cannot(READ_ACCOUNT), key);
        fails(Kind.EXCESS, k -> k.onlyTrades(TRADE_SPOT), key);
        fails(Kind.EXCESS, k -> k.canOnly(TRADE_SPOT, TRADE_MARGIN), key);
        fails(Kind.UNEXPECTED_ADDRESS, k -> k.isBoundTo("198.51.100.1"), key);
        fails(Kind.TOO_OLD, k -> k.isNotOlderThan(Duration.ofHours(23)), key);
        fails(Kind.SHARED, k -> k.isUsedBy("grid", "hedge"), key);
    }

    @Test
    void assertThat_rightThatKeyguardDoesNotKnow_mayBeAny() {
        Keyguard keyguard = start(builder());
        venue.knows("canary-key-1", "read", "trade", "withdraw-fast-v2");
        pass(Duration.ofMinutes(2));
        keyguard.report();
        KeyAssertions key = LeastPrivilege.assertThat(keyguard.key(KeyId.of("grid-fake")));

        fails(Kind.UNRECOGNISED_RIGHT, KeyAssertions::cannotWithdraw, key);
        fails(Kind.UNRECOGNISED_RIGHT, KeyAssertions::cannotTransfer, key);
        fails(Kind.UNRECOGNISED_RIGHT, k -> k.onlyTrades(TRADE_SPOT, TRADE_MARGIN), key);
        fails(Kind.UNRECOGNISED_RIGHT, k -> k.canOnly(READ_ACCOUNT, TRADE_SPOT, TRADE_MARGIN), key);
    }

    @Test
    void assertThat_whatNobodyKnows_failsUnlessAccepted() {
        down.set(true);
        Keyguard keyguard = start(builder().policy(KeyPolicy.strict().whenUnverifiable(Unverifiable.REDUCE_ONLY)));
        fails(
                Kind.UNVERIFIABLE,
                KeyAssertions::cannotWithdraw,
                LeastPrivilege.assertThat(keyguard.key(KeyId.of("grid-fake"))));

        venue.says(
                "canary-key-1",
                () -> new KeyFacts(
                        PermissionSet.builder()
                                .granted(Set.of(READ_ACCOUNT, TRADE_SPOT, TRADE_MARGIN))
                                .build(),
                        Set.of("read", "trade"),
                        Observed.unknown(),
                        Observed.unknown(),
                        Observed.of("42")));
        down.set(false);
        keyguard.report();
        KeyAssertions key = LeastPrivilege.assertThat(keyguard.key(KeyId.of("grid-fake")));

        fails(Kind.UNKNOWN_RIGHT, KeyAssertions::cannotWithdraw, key);
        fails(Kind.NO_IP_RESTRICTION, KeyAssertions::isBoundToAddresses, key);
        key.acceptUnknown("looked up by hand", WITHDRAW, Permission.WITHDRAW_ADDRESS_ADMIN, Permission.PAYOUT_SETTINGS)
                .cannotWithdraw();
        assertThatThrownBy(() -> key.acceptUnknown(" ", WITHDRAW)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void key_fromEnvironmentVariables_isNotedOrRefusedAsThePolicySays() {
        Map<String, String> variables = Map.of("GRID_API_KEY", "canary-key-1", "GRID_SECRET", "canary-secret-1");
        Keyguard.Builder builder = builder()
                .source(EnvironmentKeys.builder()
                        .variables(variables::get)
                        .key(
                                "GRID",
                                ApiKey.builder(KeyId.of("grid-fake"))
                                        .on("fake", "main")
                                        .accountId("42")
                                        .strategies(Set.of("grid"))
                                        .createdAt(NOW))
                        .open());

        PrivilegeReport noted = start(builder).report();
        PrivilegeReport refused =
                builder.policy(KeyPolicy.strict().refuseWeakSources()).check();

        assertThat(kinds(noted, false)).contains(Kind.WEAK_SOURCE);
        assertThat(kinds(refused, true)).containsExactly(Kind.WEAK_SOURCE);
        assertThat(noted + " " + refused).doesNotContain("canary");
    }

    private static void put(Path folder, String part, String text, Instant written) throws IOException {
        Path draft = Files.writeString(folder.resolve("draft"), text);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(draft, FileTime.from(written));
        Files.move(draft, folder.resolve("grid." + part), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The time in the labels is that of the first key: the next one begins anew. */
    @Test
    void secretFiles_replacedPastTheLimitOfAge_addRiskAgain(@TempDir Path folder) throws IOException {
        put(folder, "api-key", "canary-key-1", NOW);
        put(folder, "secret", "canary-secret-1", NOW);
        ApiKey.Builder labels = ApiKey.builder(KeyId.of("grid-fake"))
                .on("fake", "main")
                .accountId("42")
                .strategies(Set.of("grid"))
                .createdAt(NOW.minus(Duration.ofDays(89)));
        Keyguard keyguard = start(
                builder().source(SecretFiles.in(folder).key("grid", labels).open()));
        pass(Duration.ofDays(2));
        assertThat(kinds(keyguard.report(), true)).containsExactly(Kind.TOO_OLD);
        assertThatThrownBy(() -> keyguard.forStrategy("grid").get(TRADE).sign(ORDER))
                .isInstanceOf(KeyScopeException.class);

        venue.knows("canary-key-2", "read", "trade");
        Instant now = NOW.plus(Duration.ofDays(2));
        put(folder, "api-key", "canary-key-2", now);
        put(folder, "secret", "canary-secret-2", now);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> keyguard.forStrategy("grid").get(TRADE).generation() > 1);

        assertThat(keyguard.forStrategy("grid").get(TRADE).sign(ORDER).headers())
                .containsEntry("X-KEY", "canary-key-2");
        assertThat(kinds(keyguard.report(), true)).isEmpty();
    }

    @Test
    void health_ofASourceThatCannotBeRead_saysSoAndRecovers() {
        Keyguard keyguard = start(builder());
        source.failWith(new SourceException("gone fishing", null));
        source.tellWatchers();

        assertThat(keyguard.health().ok()).isFalse();
        assertThat(keyguard.health().sources())
                .singleElement()
                .satisfies(health -> assertThat(health.words()).contains("gone fishing"));
        source.failWith(null);
        source.tellWatchers();
        assertThat(keyguard.health().ok()).isTrue();
    }
}
