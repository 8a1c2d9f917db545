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

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.policy.Finding;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.policy.KeyPolicy.Unverifiable;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.source.ApiKey;
import io.keyguard.source.SecretObserver;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bot's life with a fake venue and a fake source: start, sign, reload, close. */
class KeyguardTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final KeyScope READ = KeyScope.of("fake", "main", READ_ACCOUNT);
    private static final KeyScope TRADE = KeyScope.of("fake", "main", TRADE_SPOT);
    private static final VenueRequest ORDER = VenueRequest.post("/order");
    private static final VenueRequest CANCEL = VenueRequest.delete("/order");

    private final FakeVenue venue = new FakeVenue();
    private final FakeKeySource source = new FakeKeySource();
    private final RecordingObserver observer = new RecordingObserver();
    private final List<KeyEvent> events = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    @BeforeEach
    void aFittingKey() {
        venue.knows("canary-key-1", "read", "trade");
        venue.knows("canary-key-2", "read", "trade");
        source.put("grid-fake", "canary-key-1", "canary-secret-1");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private Keyguard.Builder builder() {
        return Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant(
                        "grid",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .observer(observer)
                .listener(events::add)
                .overlap(NEVER)
                .transport(KeyguardTest::echo);
    }

    /** The fake venue's answer is the API key, so that its inspector knows who asks. */
    private static HttpReply echo(SignedRequest request) {
        return new HttpReply(200, request.headers().getOrDefault("X-KEY", ""));
    }

    private Keyguard start(Keyguard.Builder builder) {
        Keyguard keyguard = builder.start();
        opened.add(keyguard);
        return keyguard;
    }

    private static List<Finding.Kind> stopped(LeastPrivilegeException refused) {
        return refused.report().findings().stream()
                .filter(Finding::stops)
                .map(Finding::kind)
                .toList();
    }

    private LeastPrivilegeException refusedStart(Keyguard.Builder builder) {
        var refused =
                org.assertj.core.api.Assertions.catchThrowableOfType(LeastPrivilegeException.class, builder::start);
        assertThat(refused).isNotNull();
        assertThat(source.closed).isTrue();
        assertThat(source.watchers()).isZero();
        assertThat(source.handedOut).allMatch(key -> key.secret().isClosed());
        return refused;
    }

    @Test
    void start_fittingKey_signsWhatItsScopeCovers() {
        KeyProvider keys = start(builder()).forStrategy("grid");

        SignedRequest order = keys.get(TRADE).sign(ORDER);

        assertThat(order.uri()).isEqualTo(URI.create("https://api.fake.example/order"));
        assertThat(order.headers()).containsKeys("X-KEY", "X-SIGN");
        assertThat(keys.get(TRADE)).isSameAs(keys.get(KeyScope.of("fake", "main", TRADE_SPOT)));
        assertThat(keys.get(TRADE).generation()).isEqualTo(1);
    }

    @Test
    void sign_outsideScope_isRefusedBeforeSigning() {
        KeyProvider keys = start(builder()).forStrategy("grid");

        assertThatExceptionOfType(KeyScopeException.class)
                .isThrownBy(() -> keys.get(READ).sign(ORDER))
                .withMessageContaining("grid-fake")
                .withMessageContaining("TRADE_SPOT");
        assertThatExceptionOfType(KeyScopeException.class)
                .isThrownBy(() -> keys.get(TRADE).sign(VenueRequest.post("/withdraw")))
                .withMessageContaining("WITHDRAW");
        assertThatExceptionOfType(KeyScopeException.class)
                .isThrownBy(() -> keys.get(TRADE).sign(VenueRequest.post("/never-heard-of")));
    }

    @Test
    void sign_foreignHost_isRefusedWithoutRepeatingTheAddress() {
        ScopedKey key = start(builder()).forStrategy("grid").get(TRADE);

        assertThatExceptionOfType(KeyScopeException.class)
                .isThrownBy(() -> key.sign(ORDER.at(FakeVenue.SANDBOX)))
                .withMessageContaining("sandbox.fake.example")
                .withMessageContaining("PRODUCTION");
        assertThatExceptionOfType(KeyScopeException.class)
                .isThrownBy(() -> key.sign(ORDER.at(URI.create("https://user:canary-secret-1@evil.example/x"))))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("canary"));
    }

    @Test
    void get_beyondGrant_isRefused() {
        Keyguard keyguard = start(builder());
        KeyProvider keys = keyguard.forStrategy("grid");

        assertThatThrownBy(() -> keys.get(KeyScope.of("fake", "main", WITHDRAW)))
                .isInstanceOf(KeyNotFoundException.class)
                .hasMessageContaining("WITHDRAW");
        assertThatThrownBy(() -> keys.get(KeyScope.of("fake", "other", TRADE_SPOT)))
                .isInstanceOf(KeyNotFoundException.class);
        assertThatThrownBy(() -> keyguard.forStrategy("other")).isInstanceOf(KeyNotFoundException.class);
    }

    @Test
    void start_keyMayWithdraw_isRefusedWithEveryFindingOfEveryKey() {
        venue.knows("canary-key-3", "read", "trade", "withdraw", "teleport");
        source.put("grid-fake", "canary-key-3", "canary-secret-3");
        source.put("arb-fake", "canary-key-unknown", "canary-secret-4", b -> b.strategies(Set.of("arb")));

        LeastPrivilegeException refused =
                refusedStart(builder().grant("arb", Grant.on("fake", "main").allow(READ_ACCOUNT)));

        assertThat(stopped(refused))
                .containsExactlyInAnyOrder(
                        Finding.Kind.FORBIDDEN, Finding.Kind.UNRECOGNISED_RIGHT, Finding.Kind.REFUSED_BY_VENUE);
        assertThat(refused.getMessage())
                .contains("grid-fake", "arb-fake", "WITHDRAW", "teleport", "make a key with exactly read, trade")
                .doesNotContain("canary");
        assertThat(observer.told).filteredOn(line -> line.startsWith("forget")).hasSize(2);
    }

    @Test
    void start_withdrawGrantedButForbidden_isRefusedUnlessPermitted() {
        venue.knows("canary-key-3", "withdraw");
        source.put("grid-fake", "canary-key-3", "canary-secret-3");
        Grant grant = Grant.on("fake", "main").allow(WITHDRAW);
        Keyguard.Builder payer = Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant("grid", grant)
                .transport(KeyguardTest::echo);

        assertThat(stopped(refusedStart(payer))).containsExactly(Finding.Kind.FORBIDDEN);
        assertThat(start(payer.policy(KeyPolicy.strict().permit(WITHDRAW)))
                        .forStrategy("grid")
                        .get(KeyScope.of("fake", "main", WITHDRAW))
                        .sign(VenueRequest.post("/withdraw")))
                .isNotNull();
    }

    @Test
    void start_bundledRightNotAccepted_isRefusedWithAdvice() {
        Keyguard.Builder careless = Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant("grid", Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT))
                .transport(KeyguardTest::echo);

        LeastPrivilegeException refused = refusedStart(careless);

        assertThat(stopped(refused)).containsExactly(Finding.Kind.BUNDLED);
        assertThat(refused.getMessage()).contains("TRADE_MARGIN", "use a sub-account", "acceptBundled");
    }

    @Test
    void start_anyAddress_isRefusedUnlessThePolicyAllowsIt() {
        venue.says("canary-key-1", () -> FakeVenue.facts(Observed.none(), Observed.of("42"), "read", "trade"));

        assertThat(stopped(refusedStart(builder()))).containsExactly(Finding.Kind.NO_IP_RESTRICTION);
        start(builder().policy(KeyPolicy.strict().fromAnyAddress()));
    }

    @Test
    void start_addressListNotShown_isRefused() {
        venue.says("canary-key-1", () -> FakeVenue.facts(Observed.unknown(), Observed.of("42"), "read", "trade"));

        assertThat(stopped(refusedStart(builder()))).containsExactly(Finding.Kind.NO_IP_RESTRICTION);
    }

    @Test
    void start_otherAccount_isRefused() {
        venue.says("canary-key-1", () -> FakeVenue.facts(Observed.of(Set.of("x")), Observed.of("43"), "read", "trade"));
        assertThat(stopped(refusedStart(builder()))).containsExactly(Finding.Kind.WRONG_ACCOUNT);

        venue.says(
                "canary-key-1", () -> FakeVenue.facts(Observed.of(Set.of("x")), Observed.unknown(), "read", "trade"));
        assertThat(stopped(refusedStart(builder()))).containsExactly(Finding.Kind.WRONG_ACCOUNT);
    }

    @Test
    void start_namesOfTheVenueWithLineBreaksOrWithoutEnd_areShownInOnePlainLine() {
        String right = "tele\nport\r\u001b[2J" + "t".repeat(100);
        String shown = "tele?port???2J" + "t".repeat(50);
        venue.says(
                "canary-key-1",
                () -> FakeVenue.facts(
                        Observed.of(Set.of("x")), Observed.of("43\n" + "a".repeat(100)), "read", "trade", right));

        LeastPrivilegeException refused = refusedStart(builder());

        assertThat(stopped(refused)).containsExactly(Finding.Kind.UNRECOGNISED_RIGHT, Finding.Kind.WRONG_ACCOUNT);
        assertThat(refused.report().findings())
                .extracting(Finding::observed)
                .containsExactly(shown, "account 43?" + "a".repeat(61));

        venue.knows("canary-key-1", "read", "trade", "withdraw", right);
        assertThat(refusedStart(builder()).report().findings())
                .extracting(Finding::observed)
                .containsExactly("WITHDRAW: the key has read, " + shown + ", trade, withdraw", shown);
    }

    @Test
    void start_missingRightOrNoKeyOrTwoKeys_isRefused() {
        venue.knows("canary-key-1", "read");
        assertThat(stopped(refusedStart(builder()))).containsExactly(Finding.Kind.MISSING_RIGHT);

        source.remove("grid-fake");
        assertThat(stopped(refusedStart(builder()))).containsExactly(Finding.Kind.NO_KEY);

        source.put("one", "canary-key-2", "canary-secret-1").put("two", "canary-key-2", "canary-secret-2");
        assertThat(stopped(refusedStart(builder()))).containsExactly(Finding.Kind.AMBIGUOUS);
    }

    @Test
    void start_environmentOfAnotherKey_doesNotLoadIt() {
        source.put("sandbox-key", "canary-key-9", "canary-secret-9", b -> b.environment(Environment.SANDBOX));

        Keyguard keyguard = start(builder());

        assertThat(keyguard.toString()).contains("grid-fake").doesNotContain("sandbox-key");
        // The ring reads once more by itself, so a key may be in its hands just now.
        await().untilAsserted(() -> assertThat(source.handedOut)
                .filteredOn(key -> key.id().value().equals("sandbox-key"))
                .isNotEmpty()
                .allMatch(key -> key.secret().isClosed()));
    }

    @Test
    void start_environmentWithoutHosts_isRefused() {
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.environment(Environment.STAGING));

        assertThat(stopped(refusedStart(builder().environment(Environment.STAGING))))
                .containsExactly(Finding.Kind.NO_HOSTS);
    }

    @Test
    void start_emptySecret_isRefusedAsMaterial() {
        source.put("grid-fake", "canary-key-1", "");

        LeastPrivilegeException refused = refusedStart(builder());

        assertThat(stopped(refused)).containsExactly(Finding.Kind.MATERIAL);
    }

    @Test
    void start_oneKeyMalformedAndAnotherMissing_reportsBoth() {
        source.put("grid-fake", "canary-key-1", "");
        LeastPrivilegeException refused =
                refusedStart(builder().grant("hedge", Grant.on("fake", "main").allow(READ_ACCOUNT)));

        assertThat(stopped(refused)).containsExactlyInAnyOrder(Finding.Kind.MATERIAL, Finding.Kind.NO_KEY);
    }

    @Test
    void start_venueDown_isRefusedOrReducesOnlyUntilItAnswers() {
        var down = new AtomicBoolean(true);
        Keyguard.Builder unreachable = builder().transport(request -> {
            if (down.get()) {
                throw new IOException("no route to " + request.uri() + " with " + request.headers());
            }
            return echo(request);
        });
        LeastPrivilegeException refused = refusedStart(unreachable);
        assertThat(stopped(refused)).containsExactly(Finding.Kind.UNVERIFIABLE);
        assertThat(refused.getMessage()).doesNotContain("canary");

        Keyguard keyguard = start(unreachable.policy(KeyPolicy.strict().whenUnverifiable(Unverifiable.REDUCE_ONLY)));
        KeyProvider keys = keyguard.forStrategy("grid");
        assertThat(keys.get(TRADE).sign(CANCEL)).isNotNull();
        assertThatThrownBy(() -> keys.get(TRADE).sign(ORDER)).isInstanceOf(KeyScopeException.class);

        down.set(false);
        assertThat(keyguard.report().passes()).isTrue();
        assertThat(keys.get(TRADE).sign(ORDER)).isNotNull();
    }

    @Test
    void start_sourceUnreadable_throwsAndClosesIt() {
        source.failWith(KeyguardExceptions.unreadable("fake source", null));

        assertThatThrownBy(() -> builder().start()).isInstanceOf(SourceException.class);
        assertThat(source.closed).isTrue();
    }

    @Test
    void start_observerFails_publishesNothing() {
        observer.onLearn = () -> {
            throw new IllegalStateException("canary");
        };

        assertThatThrownBy(() -> builder().start()).isInstanceOf(IllegalStateException.class);
        assertThat(source.handedOut).allMatch(key -> key.secret().isClosed());
    }

    @Test
    void start_misconfigured_throwsAtOnce() {
        assertThatThrownBy(() -> Keyguard.builder().source(source).start()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Keyguard.builder()
                        .source(source)
                        .grant("grid", Grant.on("fake", "main").allow(READ_ACCOUNT))
                        .start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fake");
        assertThatThrownBy(() -> builder().grant("grid", Grant.on("fake", "main")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().venues(venue)).isInstanceOf(IllegalArgumentException.class);
    }

    private void rotate(String apiKey, long generation) {
        source.put("grid-fake", apiKey, "canary-secret-" + generation, b -> b.generation(generation));
        source.tellWatchers();
    }

    @Test
    void reload_newGeneration_isLearntThenPublishedAndOldHandlesWorkUntilTheOverlapHasPassed() {
        KeyProvider keys = start(builder()).forStrategy("grid");
        ScopedKey old = keys.get(TRADE);
        observer.onLearn = () -> assertThat(keys.get(TRADE).generation())
                .as("nobody has the new key while the redactor learns it")
                .isEqualTo(1);

        rotate("canary-key-2", 2);

        assertThat(keys.get(TRADE).generation()).isEqualTo(2);
        assertThat(old.sign(ORDER).headers()).containsEntry("X-KEY", "canary-key-1");
        assertThat(keys.get(TRADE).sign(ORDER).headers()).containsEntry("X-KEY", "canary-key-2");
        assertThat(observer.told).containsExactly("learn grid-fake#1", "learn grid-fake#2");
        assertThat(events).filteredOn(KeyEvent.Published.class::isInstance).hasSize(2);
    }

    @Test
    void reload_overlapPassed_refusesOldHandleAndWipes() {
        KeyProvider keys = start(builder().overlap(Duration.ZERO)).forStrategy("grid");
        ScopedKey old = keys.get(TRADE);

        rotate("canary-key-2", 2);

        await().until(() -> events.stream().anyMatch(KeyEvent.Retired.class::isInstance));
        assertThatThrownBy(() -> old.sign(ORDER))
                .isInstanceOf(KeyRetiredException.class)
                .hasMessageContaining("generation 1");
        assertThat(source.handedOut.get(0).secret().isClosed()).isTrue();
        assertThat(observer.told).contains("forget grid-fake#1");
        assertThat(keys.get(TRADE).sign(ORDER)).isNotNull();
    }

    @Test
    void reload_overScopedKey_isRefusedAndTheOldOneStays() {
        KeyProvider keys = start(builder()).forStrategy("grid");
        venue.knows("canary-key-3", "read", "trade", "withdraw");

        rotate("canary-key-3", 2);

        assertThat(keys.get(TRADE).generation()).isEqualTo(1);
        assertThat(keys.get(TRADE).sign(ORDER)).isNotNull();
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        KeyEvent.Refused.class,
                        refused -> assertThat(refused.report())
                                .contains("WITHDRAW")
                                .doesNotContain("canary"));
        assertThat(observer.told).contains("learn grid-fake#2", "forget grid-fake#2");
    }

    @Test
    void reload_builderChangedAfterTheStart_keepsEnvironmentAndGrants() {
        Keyguard.Builder builder = builder();
        Keyguard keyguard = start(builder);
        builder.environment(Environment.SANDBOX)
                .grant("grid", Grant.on("fake", "other").allow(READ_ACCOUNT, TRADE_SPOT))
                .grant("arb", Grant.on("fake", "main").allow(READ_ACCOUNT));
        source.put("other-fake", "canary-key-2", "canary-secret-9", b -> b.on("fake", "other"));

        rotate("canary-key-2", 2);

        assertThat(keyguard.forStrategy("grid").get(TRADE).generation()).isEqualTo(2);
        assertThat(keyguard.toString()).contains("grid-fake").doesNotContain("other-fake");
        assertThat(keyguard.report().passes()).isTrue();
    }

    @Test
    void reload_secondKeyForAGrant_isRefusedAndListenersAreTold() {
        KeyProvider keys = start(builder()).forStrategy("grid");
        source.put("another", "canary-key-2", "canary-secret-9");

        source.tellWatchers();

        assertThat(keys.get(TRADE).id()).isEqualTo(KeyId.of("grid-fake"));
        assertThat(events).last().isInstanceOfSatisfying(KeyEvent.Refused.class, refused -> {
            assertThat(refused.keys()).containsExactly(KeyId.of("another"));
            assertThat(refused.report()).contains("AMBIGUOUS");
        });
        assertThat(observer.told).contains("forget another#1");
    }

    @Test
    void reload_keyMovedIntoAPlaceThatIsKept_isRefusedAsWell() {
        source.put("arb-fake", "canary-key-2", "canary-secret-2", b -> b.strategies(Set.of("arb")));
        Keyguard keyguard = start(builder()
                .grant(
                        "arb",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN)));
        source.put("arb-fake", "canary-key-2", "canary-secret-2", b -> b.strategies(Set.of("grid")));
        source.put("grid-fake", "canary-key-unknown", "canary-secret-1", b -> b.strategies(Set.of("arb")));

        source.tellWatchers();

        assertThat(keyguard.forStrategy("grid").get(TRADE).id()).isEqualTo(KeyId.of("grid-fake"));
        assertThat(keyguard.forStrategy("arb").get(TRADE).id()).isEqualTo(KeyId.of("arb-fake"));
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        KeyEvent.Refused.class,
                        refused -> assertThat(refused.keys()).hasSize(2));
    }

    @Test
    void start_malformedKey_hidesNoOtherGrantWithoutKey() {
        source.put("grid-fake", "canary-key-1", "");

        LeastPrivilegeException refused =
                refusedStart(builder().grant("arb", Grant.on("fake", "main").allow(READ_ACCOUNT)));

        assertThat(stopped(refused)).containsExactly(Finding.Kind.MATERIAL, Finding.Kind.NO_KEY);
    }

    @Test
    void rotate_signatureUnderWay_isDeliveredWithTheOldKeyWhichIsWipedAfterwards() {
        KeyProvider keys = start(builder().overlap(Duration.ZERO)).forStrategy("grid");
        ScopedKey old = keys.get(TRADE);
        var reached = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        venue.beforeSigning = request -> {
            if (request.equals(ORDER)) {
                reached.countDown();
                FakeVenue.await(release);
            }
        };
        CompletableFuture<SignedRequest> order = CompletableFuture.supplyAsync(() -> old.sign(ORDER));
        FakeVenue.await(reached);

        rotate("canary-key-2", 2);
        await().until(() -> events.stream().anyMatch(KeyEvent.Retired.class::isInstance));
        assertThatThrownBy(() -> old.sign(CANCEL)).isInstanceOf(KeyRetiredException.class);
        assertThat(source.handedOut.get(0).secret().isClosed()).isFalse();
        release.countDown();

        assertThat(order.join().headers()).containsEntry("X-KEY", "canary-key-1");
        assertThat(source.handedOut.get(0).secret().isClosed()).isTrue();
        assertThat(source.handedOut.get(0).apiKey().isClosed()).isTrue();
    }

    @Test
    void reload_newKeyUnverifiable_keepsTheVerifiedOneWithAllItsRights() {
        var down = new AtomicBoolean(false);
        KeyProvider keys = start(builder()
                        .policy(KeyPolicy.strict().whenUnverifiable(Unverifiable.REDUCE_ONLY))
                        .transport(request -> {
                            if (down.get()) {
                                throw new IOException("no route");
                            }
                            return echo(request);
                        }))
                .forStrategy("grid");
        down.set(true);

        rotate("canary-key-2", 2);

        assertThat(keys.get(TRADE).sign(ORDER).headers()).containsEntry("X-KEY", "canary-key-1");
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        KeyEvent.Refused.class,
                        refused -> assertThat(refused.report()).contains("UNVERIFIABLE"));
        down.set(false);
        source.tellWatchers();
        assertThat(keys.get(TRADE).sign(ORDER).headers()).containsEntry("X-KEY", "canary-key-2");
    }

    @Test
    void retryUnverified_keyTurnsOutOverScoped_isToldOnceAndStaysReduceOnly() {
        var down = new AtomicBoolean(true);
        venue.knows("canary-key-1", "read", "trade", "withdraw");
        Keyguard keyguard = start(builder()
                .policy(KeyPolicy.strict().whenUnverifiable(Unverifiable.REDUCE_ONLY))
                .transport(request -> {
                    if (down.get()) {
                        throw new IOException("no route");
                    }
                    return echo(request);
                }));
        keyguard.retryUnverified();
        assertThat(events).noneMatch(KeyEvent.Refused.class::isInstance);
        down.set(false);

        keyguard.retryUnverified();
        keyguard.retryUnverified();

        assertThat(events)
                .filteredOn(KeyEvent.Refused.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(KeyEvent.Refused.class, refused -> {
                    assertThat(refused.keys()).containsExactly(KeyId.of("grid-fake"));
                    assertThat(refused.report()).contains("WITHDRAW");
                });
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        assertThatThrownBy(() -> key.sign(ORDER)).isInstanceOf(KeyScopeException.class);
    }

    @Test
    void close_venueStalled_returnsAndRefusesHandles() {
        var stall = new AtomicBoolean(false);
        var asked = new CountDownLatch(1);
        var late = new CompletableFuture<HttpReply>();
        Keyguard keyguard = start(builder().transport(request -> {
            if (stall.get()) {
                asked.countDown();
                // Not even an interrupt ends it.
                return late.join();
            }
            return echo(request);
        }));
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        stall.set(true);
        CompletableFuture<Void> reload = CompletableFuture.runAsync(() -> rotate("canary-key-2", 2));
        FakeVenue.await(asked);

        keyguard.close();
        reload.join();

        assertThatThrownBy(() -> key.sign(ORDER)).isInstanceOf(KeyRetiredException.class);
        assertThat(source.handedOut).allMatch(k -> k.apiKey().isClosed());
        late.complete(new HttpReply(503, ""));
    }

    @Test
    void reload_keyRemoved_stopsHandingItOut() {
        KeyProvider keys = start(builder()).forStrategy("grid");

        source.remove("grid-fake");
        source.tellWatchers();

        assertThatThrownBy(() -> keys.get(TRADE)).isInstanceOf(KeyNotFoundException.class);
    }

    @Test
    void reload_nothingChanged_saysNothing() {
        KeyProvider keys = start(builder()).forStrategy("grid");
        ScopedKey before = keys.get(TRADE);

        source.tellWatchers();

        assertThat(keys.get(TRADE)).isSameAs(before);
        assertThat(events).hasSize(1);
        assertThat(observer.told).hasSize(1);
    }

    @Test
    void reload_sourceFails_keepsKeysSaysSoAndRecovers() {
        KeyProvider keys = start(builder()).forStrategy("grid");
        source.failWith(new IllegalStateException("canary-secret-1"));

        source.tellWatchers();

        assertThat(keys.get(TRADE).sign(ORDER)).isNotNull();
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        KeyEvent.Unreadable.class,
                        unreadable -> assertThat(unreadable.reason()).doesNotContain("canary"));
        source.failWith(null);
        rotate("canary-key-2", 2);
        assertThat(keys.get(TRADE).generation()).isEqualTo(2);
    }

    @Test
    void reload_listenerThrows_disturbsNobody() {
        KeyProvider keys = start(builder().listener(event -> {
                    throw new IllegalStateException("canary");
                }))
                .forStrategy("grid");

        rotate("canary-key-2", 2);

        assertThat(keys.get(TRADE).generation()).isEqualTo(2);
    }

    @Test
    void reload_sourceFailsOnce_isDoneAgainWithoutAnotherChange() {
        KeyProvider keys = start(builder()).forStrategy("grid");
        source.failWith(new IllegalStateException("for a moment"));
        rotate("canary-key-2", 2);
        source.failWith(null);

        await().until(() -> keys.get(TRADE).generation() == 2);
    }

    @Test
    void reload_venueDown_keepsTheConfirmedKeyUntilItAnswers() {
        var down = new AtomicBoolean();
        HttpTransport transport = request -> {
            if (down.get()) {
                throw new IOException("down");
            }
            return echo(request);
        };
        for (KeyPolicy policy :
                List.of(KeyPolicy.strict(), KeyPolicy.strict().whenUnverifiable(Unverifiable.REDUCE_ONLY))) {
            down.set(false);
            source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.generation(1));
            KeyProvider keys =
                    start(builder().policy(policy).transport(transport)).forStrategy("grid");
            down.set(true);
            rotate("canary-key-2", 2);

            assertThat(keys.get(TRADE).generation()).isEqualTo(1);
            assertThat(keys.get(TRADE).sign(ORDER)).isNotNull();
            assertThat(events).last().isInstanceOf(KeyEvent.Refused.class);
            down.set(false);
            await().until(() -> keys.get(TRADE).generation() == 2);
            assertThat(keys.get(TRADE).sign(ORDER)).isNotNull();
        }
    }

    @Test
    void reload_secondKeyForTheSameGrant_isRefusedAndTheFirstStays() {
        KeyProvider keys = start(builder()).forStrategy("grid");
        source.put("backup-fake", "canary-key-2", "canary-secret-2");

        source.tellWatchers();

        assertThat(keys.get(TRADE).id()).isEqualTo(KeyId.of("grid-fake"));
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        KeyEvent.Refused.class,
                        refused -> assertThat(refused.keys()).containsExactly(KeyId.of("backup-fake")));
    }

    @Test
    void start_builderChangedAfterwards_changesNothing() {
        Keyguard.Builder builder = builder();
        KeyProvider keys = start(builder).forStrategy("grid");
        builder.environment(Environment.SANDBOX);
        builder.grant("grid", Grant.on("fake", "other").allow(READ_ACCOUNT));

        rotate("canary-key-2", 2);

        assertThat(keys.get(TRADE).generation()).isEqualTo(2);
        assertThat(events).noneMatch(KeyEvent.Refused.class::isInstance);
    }

    @Test
    void close_byAListenerOfAPublication_retiresEveryGeneration() {
        var keyguard = new AtomicReference<Keyguard>();
        keyguard.set(start(builder().listener(event -> {
            if (event instanceof KeyEvent.Published && keyguard.get() != null) {
                keyguard.get().close();
            }
        })));
        ScopedKey old = keyguard.get().forStrategy("grid").get(TRADE);

        rotate("canary-key-2", 2);

        assertThatThrownBy(() -> old.sign(ORDER)).isInstanceOf(KeyRetiredException.class);
        assertThat(source.handedOut).allMatch(key -> key.secret().isClosed());
    }

    @Test
    void close_whenAnObserverCannotForget_retiresTheOthersToo() {
        venue.knows("canary-key-3", "read", "trade");
        source.put("hedge-fake", "canary-key-3", "canary-secret-3", b -> b.strategies(Set.of("hedge")));
        Keyguard keyguard = start(builder()
                .grant(
                        "hedge",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .observer(new SecretObserver() {
                    @Override
                    public void learn(ApiKey key) {
                        // All is well so far.
                    }

                    @Override
                    public void forget(ApiKey key) {
                        throw new IllegalStateException("canary");
                    }
                }));

        keyguard.close();

        assertThat(source.closed).isTrue();
        await().untilAsserted(() ->
                assertThat(source.handedOut).allMatch(key -> key.secret().isClosed()));
    }

    @Test
    void overlapAndClose_whileAVenueDoesNotAnswer_endAllTheSame() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var slow = new AtomicBoolean();
        Keyguard keyguard = start(builder().transport(request -> {
            if (slow.get()) {
                asked.countDown();
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return echo(request);
        }));
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        slow.set(true);
        var reload = CompletableFuture.runAsync(() -> rotate("canary-key-2", 2));
        asked.await();

        keyguard.close();

        assertThat(answer.getCount()).as("the venue has not answered yet").isEqualTo(1);
        assertThatThrownBy(() -> key.sign(ORDER)).isInstanceOf(KeyRetiredException.class);
        reload.get();
        assertThat(source.handedOut).allMatch(k -> k.secret().isClosed());
        answer.countDown();
    }

    @Test
    void close_retiresEverything() {
        Keyguard keyguard = builder().start();
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);

        keyguard.close();
        keyguard.close();

        assertThatThrownBy(() -> key.sign(ORDER)).isInstanceOf(KeyRetiredException.class);
        assertThatThrownBy(() -> keyguard.forStrategy("grid").get(TRADE)).isInstanceOf(KeyNotFoundException.class);
        assertThat(source.closed).isTrue();
        assertThat(source.watchers()).isZero();
        // The ring reads once more by itself, so a key may be in its hands just now.
        await().untilAsserted(() -> assertThat(source.handedOut)
                .allMatch(k -> k.secret().isClosed() && k.apiKey().isClosed()));
    }

    @Test
    void close_byAListenerOfThePublication_retiresWhatWasSuperseded() {
        var running = new AtomicReference<Keyguard>();
        Keyguard keyguard = start(builder().listener(event -> {
            if (event instanceof KeyEvent.Published && running.get() != null) {
                running.get().close();
            }
        }));
        running.set(keyguard);
        ScopedKey old = keyguard.forStrategy("grid").get(TRADE);

        rotate("canary-key-2", 2);

        assertThatThrownBy(() -> old.sign(ORDER)).isInstanceOf(KeyRetiredException.class);
        assertThat(source.handedOut).allMatch(key -> key.secret().isClosed());
        assertThat(observer.told).contains("forget grid-fake#1", "forget grid-fake#2");
    }

    @Test
    void close_observerFailsToForget_retiresEveryKeyAndClosesTheSource() {
        source.put("arb-fake", "canary-key-2", "canary-secret-2", b -> b.strategies(Set.of("arb")));
        Keyguard keyguard = start(builder()
                .grant(
                        "arb",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN)));
        ScopedKey first = keyguard.forStrategy("arb").get(TRADE);
        ScopedKey second = keyguard.forStrategy("grid").get(TRADE);
        observer.onForget = () -> {
            throw new IllegalStateException("canary");
        };

        keyguard.close();

        assertThatThrownBy(() -> first.sign(ORDER)).isInstanceOf(KeyRetiredException.class);
        assertThatThrownBy(() -> second.sign(ORDER)).isInstanceOf(KeyRetiredException.class);
        assertThat(source.closed).isTrue();
    }

    @Test
    void toString_everywhere_showsNamesOnly() {
        Keyguard keyguard = start(builder());
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);

        assertThat(List.of(
                        keyguard.toString(),
                        keyguard.forStrategy("grid").toString(),
                        key.toString(),
                        key.sign(ORDER).toString(),
                        source.handedOut.toString(),
                        source.read().toString(),
                        events.toString(),
                        keyguard.report().toText(),
                        keyguard.report().toJson()))
                .allSatisfy(text -> assertThat(text).doesNotContain("canary"));
    }
}
