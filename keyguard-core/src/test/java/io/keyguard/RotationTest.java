/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.KeyGate;
import io.keyguard.rotation.KeyRing;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.UseRecord;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ring whose time and threads the test holds: nothing that was scheduled runs unless it is told to. */
class RotationTest {
    private static final Duration OVERLAP = Duration.ofSeconds(30);
    private static final VenueRequest ORDER = VenueRequest.post("/order");

    private final FakeKeySource source = new FakeKeySource();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final HeldExecutor scheduler = new HeldExecutor();
    private final HeldExecutor reloader = new HeldExecutor();
    private final List<KeyEvent> events = new CopyOnWriteArrayList<>();

    /** Asked about every reload; the start always passes. */
    private volatile KeyGate gate = (fresh, kept, unloadable) -> KeyGate.Verdict.NOTHING_TO_SAY;

    private final KeyRing ring = KeyRing.builder(source)
            .venue(new FakeVenue())
            .gate((fresh, kept, unloadable) -> gate.check(fresh, kept, unloadable))
            .overlap(OVERLAP)
            .scheduler(scheduler)
            .reloader(reloader)
            .tellers(Runnable::run)
            .ticker(nanos::get)
            .listener(events::add)
            .build();

    /** Keeps what is scheduled and its delay. */
    private static final class HeldExecutor extends ScheduledThreadPoolExecutor {
        final List<Runnable> held = new ArrayList<>();
        final List<Duration> delays = new ArrayList<>();

        HeldExecutor() {
            super(0);
        }

        @Override
        public void execute(Runnable task) {
            // Only the reload that follows a start: the tests ask for theirs.
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            held.add(task);
            delays.add(Duration.ofNanos(unit.toNanos(delay)));
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        void runLast() {
            held.get(held.size() - 1).run();
        }
    }

    @BeforeEach
    void start() {
        source.put("grid-fake", "canary-key-1", "canary-secret-1");
        assertThat(ring.start().mayStart()).isTrue();
    }

    @AfterEach
    void close() {
        ring.close();
        scheduler.shutdownNow();
        reloader.shutdownNow();
    }

    private LoadedKey key() {
        return ring.current().byId().get(KeyId.of("grid-fake"));
    }

    private static SignedRequest sign(LoadedKey key) {
        return key.sign(ORDER, FakeVenue.HOST);
    }

    private void store(long generation) {
        source.put("grid-fake", "canary-key-" + generation, "canary-secret-2", b -> b.generation(generation));
    }

    @Test
    void sign_overlapPassedButNobodyRetired_isRefusedAndWiped() {
        LoadedKey old = key();
        store(2);
        ring.reload();

        nanos.addAndGet(OVERLAP.toNanos() - 1);
        assertThat(sign(old)).isNotNull();
        nanos.incrementAndGet();

        assertThatThrownBy(() -> sign(old)).isInstanceOf(KeyRetiredException.class);
        assertThat(old.key().secret().isClosed()).isTrue();
        assertThat(sign(key())).isNotNull();
    }

    private static UseRecord.Use use(long generation, boolean settled) {
        String material = generation == 0
                ? ""
                : VenueKeyId.of("fake", "canary-key-" + generation).value();
        return new UseRecord.Use(generation, settled, material);
    }

    @Test
    void uses_afterAReplacement_areSettledOnceTheOverlapHasEndedAndListenersHaveAcknowledged() {
        var moved = new CompletableFuture<Void>();
        ring.onChange("stream", change -> moved);
        KeyId id = KeyId.of("grid-fake");
        assertThat(ring.uses()).containsEntry(id, use(1, true));
        store(2);
        ring.reload();
        Runnable retire = scheduler.held.get(scheduler.held.size() - 1);
        assertThat(ring.uses()).containsEntry(id, use(2, false));
        moved.complete(null);
        assertThat(ring.uses()).as("the overlap goes on").containsEntry(id, use(2, false));
        retire.run();
        assertThat(ring.uses()).containsEntry(id, use(2, true));
        source.remove("grid-fake");
        ring.reload();
        assertThat(ring.uses()).as("gone, and not yet retired").containsEntry(id, use(0, false));
    }

    @Test
    void close_gateStalled_returnsAndEndsOldAndNewKeys() {
        LoadedKey old = key();
        var asked = new CompletableFuture<LoadedKey>();
        var answer = new CountDownLatch(1);
        gate = (fresh, kept, unloadable) -> {
            asked.complete(fresh.iterator().next());
            FakeVenue.await(answer);
            return KeyGate.Verdict.NOTHING_TO_SAY;
        };
        store(2);
        CompletableFuture<Void> reload = CompletableFuture.runAsync(ring::reload);
        LoadedKey fresh = asked.join();

        ring.close();

        assertThatThrownBy(() -> sign(old)).isInstanceOf(KeyRetiredException.class);
        assertThatThrownBy(() -> sign(fresh)).isInstanceOf(KeyRetiredException.class);
        answer.countDown();
        reload.join();
        assertThat(ring.current().keys()).isEmpty();
        assertThat(source.handedOut).allMatch(k -> k.secret().isClosed());
        assertThat(events).last().isInstanceOf(KeyEvent.Retired.class);
    }

    @Test
    void retire_gateStalled_endsTheGenerationBefore() {
        LoadedKey old = key();
        store(2);
        ring.reload();
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        gate = (fresh, kept, unloadable) -> {
            asked.countDown();
            FakeVenue.await(answer);
            return KeyGate.Verdict.NOTHING_TO_SAY;
        };
        store(3);
        CompletableFuture<Void> reload = CompletableFuture.runAsync(ring::reload);
        FakeVenue.await(asked);

        scheduler.runLast();

        assertThat(old.key().secret().isClosed()).isTrue();
        assertThat(events).last().isInstanceOf(KeyEvent.Retired.class);
        answer.countDown();
        reload.join();
    }

    @Test
    void reload_sourceUnreadable_isTriedAgainEverMoreRarelyUntilItWorks() {
        store(2);
        source.failWith(new IllegalStateException("canary"));
        ring.reload();
        reloader.runLast();
        assertThat(reloader.delays).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));

        source.failWith(null);
        reloader.runLast();

        assertThat(key().key().generation()).isEqualTo(2);
        assertThat(reloader.delays).hasSize(2);
    }

    @Test
    void reload_refusedForAReasonThatMayPass_isTriedAgain() {
        Set<KeyId> id = Set.of(KeyId.of("grid-fake"));
        gate = (fresh, kept, unloadable) ->
                fresh.isEmpty() ? KeyGate.Verdict.NOTHING_TO_SAY : new KeyGate.Verdict(false, id, true, "no answer");
        store(2);
        ring.reload();
        assertThat(key().key().generation()).isEqualTo(1);

        gate = (fresh, kept, unloadable) -> KeyGate.Verdict.NOTHING_TO_SAY;
        reloader.runLast();

        assertThat(key().key().generation()).isEqualTo(2);
    }

    @Test
    void reload_refusedForGood_isNotTriedAgain() {
        Set<KeyId> id = Set.of(KeyId.of("grid-fake"));
        gate = (fresh, kept, unloadable) ->
                fresh.isEmpty() ? KeyGate.Verdict.NOTHING_TO_SAY : new KeyGate.Verdict(false, id, false, "over-scoped");
        store(2);

        ring.reload();

        assertThat(reloader.held).isEmpty();
        assertThat(events).last().isInstanceOf(KeyEvent.Refused.class);
    }

    @Test
    void reload_sameFailureOnEveryTry_isToldOnceAndAgainAfterItHasChanged() {
        store(2);
        source.failWith(new IllegalStateException("canary"));
        ring.reload();
        reloader.runLast();
        reloader.runLast();
        assertThat(events)
                .filteredOn(KeyEvent.Unreadable.class::isInstance)
                .as("one failure, however often it is tried")
                .hasSize(1);

        source.failWith(new IllegalArgumentException("canary"));
        reloader.runLast();
        assertThat(events).filteredOn(KeyEvent.Unreadable.class::isInstance).hasSize(2);

        source.failWith(null);
        reloader.runLast();
        source.failWith(new IllegalArgumentException("canary"));
        ring.reload();
        assertThat(events).filteredOn(KeyEvent.Unreadable.class::isInstance).hasSize(3);
    }

    @Test
    void reload_sameRefusalOnEveryTry_isToldOnceForEachChangeOfTheSource() {
        Set<KeyId> id = Set.of(KeyId.of("grid-fake"));
        gate = (fresh, kept, unloadable) ->
                fresh.isEmpty() ? KeyGate.Verdict.NOTHING_TO_SAY : new KeyGate.Verdict(false, id, true, "no answer");
        store(2);
        ring.reload();
        reloader.runLast();
        reloader.runLast();
        assertThat(events).filteredOn(KeyEvent.Refused.class::isInstance).hasSize(1);

        store(3);
        ring.reload();

        assertThat(events).filteredOn(KeyEvent.Refused.class::isInstance).hasSize(2);
    }
}
