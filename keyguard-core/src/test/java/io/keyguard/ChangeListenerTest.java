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
import io.keyguard.rotation.KeyChange;
import io.keyguard.rotation.KeyChangeListener;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.ListenerHealth;
import io.keyguard.rotation.Relogin;
import io.keyguard.rotation.Subscription;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners to changes: their order, their threads, their acknowledgements, and what is said of those that do not keep up. */
class ChangeListenerTest {
    private static final KeyScope TRADE = KeyScope.of("fake", "main", TRADE_SPOT);

    private final FakeVenue venue = new FakeVenue();
    private final FakeKeySource source = new FakeKeySource();
    private final List<KeyEvent> events = new CopyOnWriteArrayList<>();
    private final List<KeyChange> changes = new CopyOnWriteArrayList<>();
    private Keyguard keyguard;

    @BeforeEach
    void start() {
        for (int n = 1; n <= 4; n++) {
            venue.knows("canary-key-" + n, "read", "trade");
        }
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.strategies(Set.of("grid", "hedge")));
        keyguard = start(Duration.ofDays(1));
    }

    private Keyguard start(Duration patience) {
        return Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant(
                        "grid",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .grant(
                        "hedge",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .listener(events::add)
                .acknowledgeWithin(patience)
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .start();
    }

    @AfterEach
    void close() {
        keyguard.close();
    }

    private void rotate(long generation) {
        source.put(
                "grid-fake",
                "canary-key-" + generation,
                "canary-secret-" + generation,
                b -> b.generation(generation).strategies(Set.of("grid", "hedge")));
        source.tellWatchers();
    }

    private ListenerHealth health(String name) {
        return keyguard.health().listeners().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onChange_rotations_areToldInOrderWithOldAndNewGeneration() {
        keyguard.onChange("recorder", KeyChangeListener.of(changes::add));

        rotate(2);
        rotate(3);
        source.remove("grid-fake");
        source.tellWatchers();

        await().until(() -> changes.size() == 3);
        assertThat(changes)
                .extracting(KeyChange::before)
                .containsExactly(OptionalLong.of(1), OptionalLong.of(2), OptionalLong.of(3));
        assertThat(changes)
                .extracting(KeyChange::after)
                .containsExactly(OptionalLong.of(2), OptionalLong.of(3), OptionalLong.empty());
        await().until(() -> health("recorder").unacknowledged().isEmpty());
        assertThat(keyguard.health().ok()).isTrue();
    }

    @Test
    void onChange_nothingChangedOrRefused_tellsNobody() {
        keyguard.onChange("recorder", KeyChangeListener.of(changes::add));

        source.tellWatchers();
        rotate(9);
        rotate(2);

        await().until(() -> health("recorder").unacknowledged().isEmpty() && !changes.isEmpty());
        assertThat(changes).singleElement().extracting(KeyChange::after).isEqualTo(OptionalLong.of(2));
    }

    @Test
    void onChange_listenerBlocks_isNamedAndHoldsUpNobody() {
        var release = new CountDownLatch(1);
        keyguard.close();
        keyguard = start(Duration.ofMillis(1));
        keyguard.onChange("blocked", KeyChangeListener.of(change -> FakeVenue.await(release)));
        keyguard.onChange("quick", KeyChangeListener.of(changes::add));

        rotate(2);
        rotate(3);

        await().until(() -> changes.size() == 2);
        assertThat(keyguard.forStrategy("grid").get(TRADE).generation()).isEqualTo(3);
        await().until(() -> events.stream()
                .anyMatch(event -> event instanceof KeyEvent.ListenerLate late
                        && late.listener().equals("blocked")
                        && late.change().after().equals(OptionalLong.of(2))));
        assertThat(health("blocked").unacknowledged())
                .extracting(KeyChange::after)
                .containsExactly(OptionalLong.of(2), OptionalLong.of(3));
        assertThat(health("blocked").late()).isTrue();
        assertThat(keyguard.health().ok()).isFalse();

        release.countDown();

        await().until(() -> health("blocked").unacknowledged().isEmpty());
        assertThat(keyguard.health().ok()).isTrue();
    }

    @Test
    void onChange_listenerThrowsOrAnswersWithAnException_isNamedAndToldOn() {
        var answer = new AtomicReference<CompletableFuture<String>>(
                CompletableFuture.failedFuture(new IOException("canary")));
        keyguard.onChange("throws", change -> {
            throw new IllegalStateException("canary");
        });
        keyguard.onChange("fails", change -> answer.get());
        keyguard.onChange("quick", KeyChangeListener.of(changes::add));

        rotate(2);

        await().until(() -> changes.size() == 1
                && events.stream()
                                .filter(KeyEvent.ListenerFailed.class::isInstance)
                                .count()
                        == 2);
        assertThat(events.toString()).contains("throws", "fails").doesNotContain("canary");
        assertThat(health("throws").failure()).isEqualTo("java.lang.IllegalStateException");
        assertThat(health("fails").failure()).isEqualTo("java.io.IOException");
        assertThat(health("fails").unacknowledged()).hasSize(1);
        assertThat(keyguard.health().toString()).doesNotContain("canary");

        answer.set(CompletableFuture.completedFuture("moved"));
        rotate(3);
        await().until(() -> health("fails").unacknowledged().isEmpty());
        assertThat(health("fails").ok()).isTrue();
    }

    @Test
    void onChange_acknowledgementLater_countsWhenItIsComplete() {
        var moved = new CompletableFuture<String>();
        var told = new CountDownLatch(1);
        keyguard.onChange("mover", change -> {
            told.countDown();
            return moved;
        });
        rotate(2);
        FakeVenue.await(told);
        assertThat(health("mover").unacknowledged()).hasSize(1);

        moved.complete("done");

        await().until(() -> health("mover").unacknowledged().isEmpty());
    }

    @Test
    void onChange_closedSubscription_isToldNoMoreAndFreesItsName() {
        Subscription first = keyguard.onChange("one", KeyChangeListener.of(changes::add));
        assertThatThrownBy(() -> keyguard.onChange("one", KeyChangeListener.of(changes::add)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one");
        first.close();
        var second = new CopyOnWriteArrayList<KeyChange>();
        keyguard.onChange("one", KeyChangeListener.of(second::add));

        rotate(2);

        await().until(() -> second.size() == 1);
        assertThat(changes).isEmpty();
    }

    /** A stand-in for a venue's stream: a login with a signed request, then frames that nobody signs. */
    private static final class Stream {
        private final AtomicReference<String> loggedInWith = new AtomicReference<>("");

        CompletableFuture<Void> login(ScopedKey key) {
            return CompletableFuture.runAsync(() -> loggedInWith.set(
                    key.sign(VenueRequest.post("/order")).headers().get("X-KEY")));
        }

        private final AtomicInteger logouts = new AtomicInteger();

        void logout() {
            logouts.incrementAndGet();
            loggedInWith.set("");
        }
    }

    @Test
    void relogin_keyReplacedThenGone_logsInAgainThenOut() {
        var stream = new Stream();
        // tag::relogin[]
        KeyProvider keys = keyguard.forStrategy("grid");
        KeyScope scope = KeyScope.of("fake", "main", TRADE_SPOT);
        keyguard.onChange("order stream", Relogin.of(keys, "grid", scope, stream::login, stream::logout));
        stream.login(keys.get(scope)).join();
        // end::relogin[]
        assertThat(stream.loggedInWith).hasValue("canary-key-1");

        rotate(2);
        await().until(() -> health("order stream").unacknowledged().isEmpty());
        assertThat(stream.loggedInWith).hasValue("canary-key-2");

        source.remove("grid-fake");
        source.tellWatchers();
        await().until(() -> stream.loggedInWith.get().isEmpty());
        assertThat(Relogin.of(keys, "grid", scope, stream::login, stream::logout)
                        .toString())
                .doesNotContain("canary");
    }

    @Test
    void relogin_keyTakenFromItsStrategyAlone_logsOut() {
        var stream = new Stream();
        KeyProvider keys = keyguard.forStrategy("grid");
        keyguard.onChange("order stream", Relogin.of(keys, "grid", TRADE, stream::login, stream::logout));
        stream.login(keys.get(TRADE)).join();

        source.put(
                "grid-fake",
                "canary-key-2",
                "canary-secret-2",
                b -> b.generation(2).strategies(Set.of("hedge")));
        source.tellWatchers();

        await().until(() -> health("order stream").unacknowledged().isEmpty());
        assertThat(stream.loggedInWith).hasValue("");
    }

    @Test
    void relogin_keyGoneWhileALoginIsOnItsWay_logsOutAtOnceAndBehindIt() {
        var stream = new Stream();
        var arrived = new CompletableFuture<Void>();
        KeyProvider keys = keyguard.forStrategy("grid");
        keyguard.onChange(
                "order stream",
                Relogin.of(
                        keys,
                        "grid",
                        TRADE,
                        key -> arrived.thenRun(() -> stream.loggedInWith.set("generation " + key.generation())),
                        stream::logout));

        rotate(2);
        await().until(() -> !health("order stream").unacknowledged().isEmpty());
        source.remove("grid-fake");
        source.tellWatchers();
        await().until(() -> stream.logouts.get() == 1);
        assertThat(health("order stream").unacknowledged()).hasSize(2);
        arrived.complete(null);

        await().until(() -> health("order stream").unacknowledged().isEmpty());
        assertThat(stream.loggedInWith).hasValue("");
        assertThat(stream.logouts).hasValue(2);
    }

    @Test
    void relogin_anotherKeyOfTheAccountGone_staysLoggedIn() {
        source.put("idle-fake", "canary-key-3", "canary-secret-3", b -> b.strategies(Set.of("grid")));
        venue.knows("canary-key-3", "read");
        source.tellWatchers();
        var stream = new Stream();
        KeyProvider keys = keyguard.forStrategy("grid");
        keyguard.onChange("order stream", Relogin.of(keys, "grid", TRADE, stream::login, stream::logout));
        stream.login(keys.get(TRADE)).join();
        stream.loggedInWith.set("as before");

        source.remove("idle-fake");
        source.tellWatchers();
        rotate(2);

        await().until(() -> health("order stream").unacknowledged().isEmpty());
        assertThat(stream.logouts).hasValue(0);
        assertThat(stream.loggedInWith).hasValue("canary-key-2");
    }

    @Test
    void relogin_otherStrategysKey_isAcknowledgedWithoutALogin() {
        Relogin hook = Relogin.of(
                scope -> {
                    throw KeyguardExceptions.noKey("other", "fake", "main");
                },
                "other",
                TRADE,
                key -> {
                    throw new AssertionError("no login is due");
                },
                () -> {
                    throw new AssertionError("no logout is due");
                });
        keyguard.onChange("other", hook);

        rotate(2);

        await().until(() -> health("other").unacknowledged().isEmpty());
        assertThat(health("other").ok()).isTrue();
    }

    /** No key ever comes for it: who wires it wrongly is told, rather than a session that is never logged in again. */
    @Test
    void relogin_scopeThatWasNotGranted_isRefusedWhenItIsMade() {
        KeyProvider keys = keyguard.forStrategy("grid");
        var stream = new Stream();

        for (KeyScope scope :
                new KeyScope[] {KeyScope.of("fake", "main", WITHDRAW), KeyScope.of("fake", "other", TRADE_SPOT)}) {
            assertThatExceptionOfType(KeyNotFoundException.class)
                    .isThrownBy(() -> Relogin.of(keys, "grid", scope, stream::login, stream::logout))
                    .satisfies(e -> assertThat(e.isGranted()).isFalse());
        }
        source.remove("grid-fake");
        source.tellWatchers();
        await().untilAsserted(() -> assertThatExceptionOfType(KeyNotFoundException.class)
                .isThrownBy(() -> keys.get(TRADE))
                .satisfies(e -> assertThat(e.isGranted()).isTrue()));
        assertThat(Relogin.of(keys, "grid", TRADE, stream::login, stream::logout))
                .isNotNull();
    }

    @Test
    void documentation_showsTheExampleOfThisTest() throws IOException {
        String test = Files.readString(Path.of("src/test/java/io/keyguard/ChangeListenerTest.java"));
        String example = test.substring(
                        test.indexOf("// tag::relogin[]\n") + "// tag::relogin[]\n".length(),
                        test.indexOf("        // end::relogin[]"))
                .stripTrailing()
                .stripIndent();

        assertThat(Files.readString(Path.of("../docs/hot-reload.md"))).contains(example);
    }
}
