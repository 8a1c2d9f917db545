/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.keyguard.audit.AuditEntry;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeReceipt;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Lease;
import io.keyguard.incident.Notice;
import io.keyguard.incident.Notices;
import io.keyguard.incident.Notifier;
import io.keyguard.inventory.KeyUse;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After a freeze nobody is given a signature that adds risk, whatever becomes of its record, until somebody with the passphrase lifts it. */
class FreezeTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyScope TRADE = KeyScope.of("fake", "main", TRADE_SPOT);
    private static final KeyScope READ = KeyScope.of("fake", "main", READ_ACCOUNT);
    private static final VenueRequest ORDER = VenueRequest.post("/order");
    private static final VenueRequest CANCEL = VenueRequest.delete("/order");
    private static final VenueRequest ACCOUNT = VenueRequest.get("/account");

    /** One for each task: the common pool may have one thread in all, and these wait for each other. */
    private static final Executor THREADS = task -> new Thread(task).start();

    private final FakeVenue venue = new FakeVenue();
    private final List<Keyguard> opened = new ArrayList<>();
    private Path folder;
    private StateDirectory state;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createTempDirectory("freeze");
        state = StateDirectory.at(folder.resolve("state"))
                .service("grid-bot", "1")
                .host("box-1");
        venue.knows("canary-key-1", "read", "trade");
        venue.knows("canary-key-2", "read", "trade");
    }

    @AfterEach
    void close() throws IOException {
        opened.forEach(Keyguard::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Keyguard.Builder builder(StateDirectory state) {
        return inMemory().state(state);
    }

    private Keyguard.Builder inMemory() {
        var source = new FakeKeySource()
                .put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(NOW))
                .put(
                        "hedge-fake",
                        "canary-key-2",
                        "canary-secret-2",
                        b -> b.strategies(java.util.Set.of("hedge")).createdAt(NOW));
        return Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant("grid", grant())
                .grant("hedge", grant())
                .clock((InstantSource) () -> NOW)
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")));
    }

    private static Grant grant() {
        return Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN);
    }

    private Keyguard start(Keyguard.Builder builder) {
        Keyguard keyguard = builder.start();
        opened.add(keyguard);
        return keyguard;
    }

    private Keyguard start() {
        return start(builder(state));
    }

    private static boolean trades(Keyguard keyguard, String strategy) {
        ScopedKey key = keyguard.forStrategy(strategy).get(TRADE);
        assertThat(key.sign(CANCEL)).isNotNull();
        assertThat(keyguard.forStrategy(strategy).get(READ).sign(ACCOUNT)).isNotNull();
        try {
            return key.sign(ORDER) != null;
        } catch (KeyFrozenException e) {
            return false;
        }
    }

    private static PassphraseSource words(String passphrase) {
        return PassphraseSource.ofChars(passphrase.toCharArray());
    }

    private boolean tradesAfterRestart() {
        try (Keyguard again = builder(state).start()) {
            return trades(again, "grid");
        }
    }

    private Path only(String ending) throws IOException {
        try (Stream<Path> files = Files.list(state.path().resolve("freezes"))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private List<AuditEntry> audit(Kind kind) {
        return state.audit().entries().stream().filter(e -> e.kind() == kind).toList();
    }

    @Test
    void freeze_ofEachScope_stopsWhatItNames_andNothingElse() {
        Keyguard keyguard = start(inMemory());
        assertThat(trades(keyguard, "grid")).isTrue();

        FreezeReceipt receipt = keyguard.freeze(FreezeScope.strategy("hedge"), "odd fills");
        assertThat(receipt.drained()).isTrue();
        assertThat(receipt.trouble()).hasValue("there is no state directory");
        assertThat(trades(keyguard, "hedge")).isFalse();
        assertThat(trades(keyguard, "grid")).isTrue();
        keyguard.freeze(FreezeScope.venue("elsewhere"), "");
        keyguard.freeze(FreezeScope.key(KeyId.of("hedge-fake")), "");
        assertThat(trades(keyguard, "grid")).isTrue();
        keyguard.freeze(FreezeScope.key(KeyId.of("grid-fake")), "");
        assertThat(trades(keyguard, "grid")).isFalse();
        assertThat(keyguard.freezes())
                .hasSize(4)
                .first()
                .hasToString(receipt.freeze().toString());

        Keyguard other = start(inMemory());
        other.freeze(FreezeScope.venue("fake"), "");
        assertThat(trades(other, "grid")).isFalse();
        Keyguard third = start(inMemory());
        third.freeze(FreezeScope.all(), "");
        assertThat(trades(third, "grid")).isFalse();
    }

    @Test
    void frozenKey_saysWhatToDo_andShowsNoMaterial() {
        Keyguard keyguard = start(inMemory());
        Freeze freeze = keyguard.freeze(FreezeScope.all(), "a typed-in canary").freeze();
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        assertThatThrownBy(() -> key.sign(ORDER))
                .isInstanceOf(KeyFrozenException.class)
                .hasMessageContaining("key 'grid-fake' signs only reads, cancels and reductions: everything is frozen")
                .hasMessageContaining(freeze.id())
                .hasMessageContaining("keyguard unfreeze")
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> key.reveal(InsecureSecretAccess.get(), (a, b, c) -> ""))
                .isInstanceOf(KeyFrozenException.class);
    }

    @Test
    void freeze_thatNobodyCanBeToldOf_showsInHealthAndTrail() {
        var told = new CopyOnWriteArrayList<Notice>();
        var works = new AtomicBoolean(true);
        Notices notices = Notices.to(new Notifier() {
                    @Override
                    public String name() {
                        return "pager";
                    }

                    @Override
                    public void deliver(Notice notice) throws IOException {
                        if (!works.get()) {
                            throw new IOException("canary");
                        }
                        told.add(notice);
                    }
                })
                .executor(Runnable::run)
                .pause(time -> {})
                .build();
        Keyguard keyguard = start(builder(state).notices(notices));
        keyguard.freeze(FreezeScope.venue("fake"), "foreign order");
        assertThat(told)
                .singleElement()
                .satisfies(notice -> assertThat(notice.text())
                        .isEqualTo("frozen: venue fake by grid-bot 1 on box-1, foreign order"));
        assertThat(keyguard.health().ok()).isTrue();
        works.set(false);
        keyguard.freeze(FreezeScope.all(), "again");
        assertThat(keyguard.health().ok()).isFalse();
        assertThat(keyguard.health().notifiers().get(0).trouble()).hasValue("IOException");
        keyguard.close();
        assertThat(audit(Kind.UNDELIVERED))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details())
                        .containsEntry("notifier", "pager")
                        .containsEntry("why", "IOException"));
    }

    @Test
    void freeze_outlivesTheProcess_andIsInTheTrail() {
        try (Keyguard keyguard = builder(state).start()) {
            assertThat(keyguard.freeze(FreezeScope.strategy("grid"), "a leak\nin the log")
                            .trouble())
                    .isEmpty();
        }
        Keyguard again = start();
        assertThat(trades(again, "grid")).isFalse();
        assertThat(trades(again, "hedge")).isTrue();
        assertThat(state.freezes().inForce()).singleElement().satisfies(freeze -> {
            assertThat(freeze.reason()).isEqualTo("a leak in the log");
            assertThat(freeze.by()).isEqualTo("grid-bot 1 on box-1");
            assertThat(freeze.at()).isEqualTo(NOW);
        });
        again.close();
        assertThat(audit(Kind.FROZEN))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.details()).containsEntry("scope", "strategy grid"));
    }

    @Test
    void signatureUnderWay_isWaitedFor_andRefused() throws Exception {
        Keyguard keyguard = start(inMemory());
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        venue.beforeSigning = request -> {
            inside.countDown();
            FakeVenue.await(go);
        };
        var order = CompletableFuture.supplyAsync(() -> key.sign(ORDER), THREADS);
        inside.await();
        venue.beforeSigning = request -> {};
        var receipt = CompletableFuture.supplyAsync(() -> keyguard.freeze(FreezeScope.all(), ""), THREADS);
        await().until(() -> !trades(keyguard, "grid"));
        assertThat(receipt).isNotDone();
        go.countDown();
        assertThat(receipt.get().drained()).isTrue();
        assertThat(order)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(KeyFrozenException.class);
    }

    private static long orders(Keyguard keyguard) {
        return keyguard.inventory().uses().stream()
                .filter(use -> use.strategy().equals("grid") && use.permission() == TRADE_SPOT)
                .mapToLong(KeyUse::count)
                .sum();
    }

    /** A lease is asked at each look at the fence, so that the last of them can be caught. */
    @Test
    void signatureThatPassedTheLastLook_wasKeptBefore_andIsWaitedFor() throws Exception {
        var hook = new AtomicReference<Runnable>(() -> {});
        var lease = new Lease(Duration.ofSeconds(10), () -> {
            hook.get().run();
            return 5;
        });
        // Freezing is patient by this.
        Keyguard keyguard = start(inMemory().lease(lease).ticker(() -> 0));
        lease.renewed(lease.now());
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        var kept = new ArrayList<Long>();
        var receipt = new AtomicReference<CompletableFuture<FreezeReceipt>>();
        hook.set(() -> {
            kept.add(orders(keyguard));
            if (kept.size() == 3) {
                hook.set(() -> {});
                receipt.set(CompletableFuture.supplyAsync(() -> keyguard.freeze(FreezeScope.all(), ""), THREADS));
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> !trades(keyguard, "hedge"));
                assertThat(receipt.get())
                        .as("while the signature is not handed over")
                        .isNotDone();
            }
        });

        assertThat(key.sign(ORDER)).isNotNull();

        assertThat(kept).as("looks, and what was kept before each").containsExactly(0L, 0L, 1L);
        assertThat(receipt.get().get().drained()).isTrue();
        assertThatThrownBy(() -> key.sign(ORDER)).isInstanceOf(KeyFrozenException.class);
    }

    /** A provider that hangs must not keep anybody from freezing; what it signs is refused when it comes back. */
    @Test
    void signatureThatNeverEnds_doesNotHoldUpAFreeze() throws Exception {
        var nanos = new AtomicLong();
        Keyguard keyguard = start(inMemory().ticker(() -> nanos.addAndGet(1_000_000)));
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        venue.beforeSigning = request -> {
            inside.countDown();
            FakeVenue.await(go);
        };
        var order = CompletableFuture.supplyAsync(() -> key.sign(ORDER), THREADS);
        inside.await();
        assertThat(keyguard.freeze(FreezeScope.all(), "").drained()).isFalse();
        go.countDown();
        assertThat(order)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(KeyFrozenException.class);
    }

    /** Whoever begins a signature after the freeze has returned is refused, and whoever began before has ended or is refused. */
    @Property(tries = 25)
    void afterFreezeReturns_noThreadGetsASignatureThatAddsRisk_beforeAndAfterARestart(
            @ForAll @IntRange(min = 1, max = 4) int threads,
            @ForAll @IntRange(min = 0, max = 3) int kind,
            @ForAll @IntRange(min = 0, max = 400) int head)
            throws Exception {
        make();
        try {
            FreezeScope scope = List.of(
                            FreezeScope.all(),
                            FreezeScope.venue("fake"),
                            FreezeScope.strategy("grid"),
                            FreezeScope.key(KeyId.of("grid-fake")))
                    .get(kind);
            try (Keyguard keyguard = builder(state).start()) {
                raceAgainst(keyguard, scope, threads, head);
                assertThat(trades(keyguard, "grid")).isFalse();
            }
            assertThat(tradesAfterRestart()).isFalse();
        } finally {
            close();
        }
    }

    private static void raceAgainst(Keyguard keyguard, FreezeScope scope, int threads, int head) throws Exception {
        var frozen = new AtomicBoolean();
        var late = new AtomicInteger();
        var signed = new AtomicLong();
        var signers = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < threads; i++) {
            ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
            signers.add(CompletableFuture.runAsync(
                    () -> {
                        while (true) {
                            boolean begunAfter = frozen.get();
                            try {
                                key.sign(ORDER);
                                signed.incrementAndGet();
                                late.addAndGet(begunAfter ? 1 : 0);
                            } catch (KeyFrozenException e) {
                                return;
                            }
                        }
                    },
                    THREADS));
        }
        while (signed.get() < head) {
            Thread.onSpinWait();
        }
        assertThat(keyguard.freeze(scope, "race").drained()).isTrue();
        frozen.set(true);
        CompletableFuture.allOf(signers.toArray(CompletableFuture[]::new)).get();
        assertThat(late).hasValue(0);
    }

    @Test
    void record_deletedCutOrDamaged_liftsNothing() throws IOException {
        Keyguard running = start();
        running.freeze(FreezeScope.strategy("grid"), "");
        Path record = only(".freeze");
        byte[] whole = Files.readAllBytes(record);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(record, Arrays.copyOf(whole, length));
            assertThat(state.freezes().inForce()).as("cut to %d", length).isNotEmpty();
        }
        for (int bit = 0; bit < whole.length * 8; bit += 13) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(record, flipped);
            assertThat(state.freezes().inForce()).as("bit %d", bit).isNotEmpty();
        }
        assertThat(trades(running, "grid")).isFalse();
        assertThat(tradesAfterRestart()).isFalse();
        Files.delete(record);
        assertThat(trades(running, "grid")).isFalse();
        assertThat(tradesAfterRestart()).isFalse();
        Files.delete(record.getParent());
        assertThat(state.freezes().inForce()).hasSize(1);
        running.close();
        assertThat(tradesAfterRestart()).isFalse();
    }

    @Test
    void record_deletedBeforeAnybodySawIt_isFrozenNevertheless() throws IOException {
        state.freezes().freeze(FreezeScope.strategy("grid"), NOW, "operator", "");
        Files.delete(only(".freeze"));
        assertThat(tradesAfterRestart()).isFalse();
    }

    /** Where nothing is left that tells what it named, it counts as everything. */
    @Test
    void record_damagedWithEveryCopy_freezesEverything() throws IOException {
        state.freezes().freeze(FreezeScope.strategy("hedge"), NOW, "operator", "");
        Files.write(only(".freeze"), new byte[0]);
        try (Stream<Path> files = Files.walk(state.path().resolve("processes"))) {
            for (Path copy : files.filter(file -> file.endsWith("freezes")).toList()) {
                Files.write(copy, new byte[0]);
            }
        }
        assertThat(tradesAfterRestart()).isFalse();
    }

    @Test
    void lift_needsThePassphrase_reachesRunningBots_andLastsOverRestarts() {
        String pin = state.freezes().setUp(words("canary-passphrase"), NOW);
        Keyguard running = start();
        Freeze first = running.freeze(FreezeScope.all(), "").freeze();
        running.freeze(FreezeScope.strategy("hedge"), "");

        assertThatThrownBy(() -> state.freezes().lift(f -> true, words("canary-guess"), NOW, "operator"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("not the passphrase")
                .hasMessageNotContaining("canary");
        assertThat(trades(running, "grid")).isFalse();
        assertThat(state.freezes().lift(first::equals, words("canary-passphrase"), NOW, "operator"))
                .containsExactly(first);
        await().until(() -> trades(running, "grid"));
        assertThat(trades(running, "hedge")).isFalse();
        running.close();
        assertThat(tradesAfterRestart()).isTrue();
        assertThat(audit(Kind.LIFTED)).hasSize(1);
        assertThat(state.freezes().lift(f -> false, words("unused"), NOW, "operator"))
                .isEmpty();

        state = state.liftedBy(pin);
        assertThat(tradesAfterRestart()).isTrue();
        state.freezes().freeze(FreezeScope.all(), NOW, "operator", "again");
        assertThat(tradesAfterRestart()).as("an old lift lifts nothing new").isFalse();
    }

    /** A copy by hand freezes everything, and must not be what nobody can lift. */
    @Test
    void record_underANameOfSomebodys_freezesEverything_andIsLiftedWithTheOthers() throws IOException {
        state.freezes().setUp(words("canary-passphrase"), NOW);
        state.freezes().freeze(FreezeScope.strategy("hedge"), NOW, "operator", "");
        Path own = only(".freeze");
        Files.copy(own, own.resolveSibling("hedge (copy),\n1.freeze"));
        Keyguard running = start();
        assertThat(trades(running, "grid")).isFalse();

        assertThat(state.freezes().lift(f -> true, words("canary-passphrase"), NOW, "operator"))
                .hasSize(2);

        assertThat(state.freezes().inForce()).isEmpty();
        await().until(() -> trades(running, "grid") && trades(running, "hedge"));
        assertThat(tradesAfterRestart()).isTrue();
    }

    @Test
    void pin_thatCameAfterAFreeze_liftsNothing() throws IOException {
        Keyguard running = start();
        running.freeze(FreezeScope.strategy("grid"), "");
        StateDirectory foreign = StateDirectory.at(folder.resolve("foreign"));
        foreign.freezes().setUp(words("canary-of-somebody-else"), NOW);
        Files.copy(foreign.path().resolve("freezes/pin"), state.path().resolve("freezes/pin"));

        assertThatThrownBy(() -> state.freezes().lift(f -> true, words("canary-of-somebody-else"), NOW, "thief"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("freeze-setup");
        assertThat(trades(running, "grid")).isFalse();
        assertThat(tradesAfterRestart()).isFalse();
    }

    @Test
    void lift_deletedOrForged_isNone() throws IOException {
        state.freezes().setUp(words("canary-passphrase"), NOW);
        state.freezes().freeze(FreezeScope.all(), NOW, "operator", "");
        state.freezes().lift(f -> true, words("canary-passphrase"), NOW, "operator");
        assertThat(state.freezes().inForce()).isEmpty();
        Path lift = only(".lift");
        byte[] whole = Files.readAllBytes(lift);
        for (int bit = 0; bit < whole.length * 8; bit += 43) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(lift, flipped);
            assertThat(state.freezes().inForce()).as("bit %d", bit).isNotEmpty();
        }
        Files.delete(lift);
        assertThat(tradesAfterRestart()).isFalse();
    }

    @Test
    void lift_withoutAPassphraseThatWasChosenBefore_isRefused() {
        state.freezes().freeze(FreezeScope.all(), NOW, "operator", "");
        assertThatThrownBy(() -> state.freezes().lift(f -> true, words("anything"), NOW, "operator"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("freeze-setup");
        assertThatThrownBy(() -> state.freezes().setUp(words("anything"), NOW))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("before anything is frozen");
    }

    @Test
    void pin_inThePlaceOfAnother_freezesEverything_untilItIsPutBack() throws IOException {
        state.freezes().setUp(words("canary-passphrase"), NOW);
        try (Keyguard running = builder(state).start()) {
            assertThat(trades(running, "grid")).isTrue();
            Path pin = state.path().resolve("freezes/pin");
            byte[] own = Files.readAllBytes(pin);
            StateDirectory foreign = StateDirectory.at(folder.resolve("foreign"));
            foreign.freezes().setUp(words("canary-of-somebody-else"), NOW);
            Files.copy(foreign.path().resolve("freezes/pin"), pin, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> !trades(running, "grid"));
            assertThat(tradesAfterRestart()).isFalse();
            assertThat(state.freezes().lift(f -> true, words("canary-of-somebody-else"), NOW, "thief"))
                    .isEmpty();
            Files.write(pin, own);
            await().until(() -> trades(running, "grid"));
        }
    }

    /** Only who was given the pin can tell an empty directory from one that was emptied. */
    @Test
    void stateDirectory_emptied_isFrozenForWhoeverWasGivenThePin() throws IOException {
        StateDirectory other = StateDirectory.at(folder.resolve("other"));
        state = state.liftedBy(other.freezes().setUp(words("canary-passphrase"), NOW));
        assertThat(tradesAfterRestart()).isFalse();
        Files.copy(other.path().resolve("freezes/pin"), state.path().resolve("freezes/pin"));
        assertThat(tradesAfterRestart()).isTrue();
        assertThatThrownBy(() -> state.liftedBy("canary")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void disk_thatCannotBeWritten_freezesThisProcessAndSaysSo() throws IOException {
        Keyguard keyguard = start();
        Path freezes = state.path().resolve("freezes");
        Files.delete(freezes);
        Files.createFile(freezes);
        await().until(() -> !trades(keyguard, "grid"));
        FreezeReceipt receipt = keyguard.freeze(FreezeScope.all(), "");
        assertThat(receipt.trouble()).isPresent();
        assertThat(trades(keyguard, "grid")).isFalse();
        assertThatThrownBy(() -> state.freezes().freeze(FreezeScope.all(), NOW, "operator", ""))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("nothing was frozen");

        Files.delete(freezes);
        Files.createDirectory(freezes);
        await().until(() -> Files.exists(freezes.resolve(receipt.freeze().id() + ".freeze")));
        keyguard.close();
        assertThat(tradesAfterRestart()).isFalse();
    }

    /** Nobody writes to it: who opened it would wait for ever. */
    @Test
    @Tag("external") // mkfifo
    void pipe_inTheFolder_hangsNobody_andIsAFreezeThatCannotBeRead() throws Exception {
        Keyguard keyguard = start();
        Path pipe = state.path().resolve("freezes/pipe.freeze");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        await().until(() -> !trades(keyguard, "grid"));
        assertThat(keyguard.freeze(FreezeScope.all(), "").trouble()).isEmpty();
        assertThat(state.freezes().inForce()).hasSize(2);
        assertThat(tradesAfterRestart()).isFalse();
    }

    /** Folders, devices, links to nothing and to themselves lift nothing, hang nobody, and hide no freeze that comes later. */
    @Test
    void oddFiles_inTheFolder_liftNothing_andHideNoFreeze() throws Exception {
        Keyguard keyguard = start();
        keyguard.freeze(FreezeScope.strategy("grid"), "");
        Path freezes = state.path().resolve("freezes");
        Files.createDirectory(freezes.resolve("folder.lift"));
        Files.createSymbolicLink(freezes.resolve("device.lift"), Path.of("/dev/zero"));
        Files.createSymbolicLink(freezes.resolve("nothing.lift"), freezes.resolve("gone"));
        Files.createSymbolicLink(freezes.resolve("itself.lift"), freezes.resolve("itself.lift"));
        assertThat(state.freezes().inForce()).hasSize(1);
        assertThat(trades(keyguard, "grid")).isFalse();
        assertThat(trades(keyguard, "hedge")).isTrue();
        state.freezes().freeze(FreezeScope.strategy("hedge"), NOW, "operator", "");
        await().until(() -> !trades(keyguard, "hedge"));
        Files.createSymbolicLink(freezes.resolve("device.freeze"), Path.of("/dev/zero"));
        assertThat(state.freezes().inForce())
                .hasSize(3)
                .anyMatch(freeze -> freeze.scope().equals(FreezeScope.all()));
        assertThat(tradesAfterRestart()).isFalse();
    }

    /** Such as a bot's own code that talks to a venue which does not answer. */
    @Test
    void onFreeze_thatHangs_holdsUpNoFurtherFreeze() {
        Keyguard keyguard = start();
        var hang = new CountDownLatch(1);
        var hangs = new CountDownLatch(2);
        Runnable waiting = () -> {
            hangs.countDown();
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        keyguard.forStrategy("grid").get(TRADE).onFreeze(waiting);
        keyguard.forStrategy("hedge").get(TRADE).onFreeze(waiting);
        try {
            state.freezes().freeze(FreezeScope.strategy("grid"), NOW, "operator", "");
            await().until(() -> hangs.getCount() == 1);
            var own = CompletableFuture.runAsync(() -> keyguard.freeze(FreezeScope.strategy("hedge"), ""), THREADS);
            await().until(() -> hangs.getCount() == 0);
            assertThat(own).isNotDone();
            state.freezes().freeze(FreezeScope.venue("elsewhere"), NOW, "operator", "");
            await().until(() -> keyguard.freezes().stream()
                    .anyMatch(freeze -> freeze.scope().equals(FreezeScope.venue("elsewhere"))));
            assertThat(keyguard.freeze(FreezeScope.all(), "").drained()).isTrue();
        } finally {
            hang.countDown();
        }
    }

    @Test
    void botInAnotherProcess_isFrozenByItsFile_andSaysSo() throws Exception {
        Process bot = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FreezeProbe.class.getName(),
                        state.path().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = bot.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("trading");
            Freeze freeze = state.freezes().freeze(FreezeScope.venue("fake"), NOW, "operator", "");
            assertThat(out.readLine()).isEqualTo("frozen");
            await().until(() -> state.freezes().followers(freeze).containsValue(true));
            assertThat(state.freezes().followers(freeze)).hasSize(1);
            bot.destroyForcibly().waitFor();
            assertThat(state.freezes().followers(freeze)).isEmpty();
        } finally {
            bot.destroyForcibly().waitFor();
        }
        assertThat(tradesAfterRestart()).isFalse();
    }

    @Test
    void lease_thatIsNotRenewed_endsWhatAddsRisk_andNothingElse() {
        var nanos = new AtomicLong(5);
        var lease = new Lease(Duration.ofSeconds(10), nanos::get);
        Keyguard keyguard = start(inMemory().lease(lease));
        assertThat(trades(keyguard, "grid")).isFalse();
        lease.renewed(lease.now());
        assertThat(trades(keyguard, "grid")).isTrue();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(trades(keyguard, "grid")).isTrue();
        lease.renewed(lease.now() - Duration.ofSeconds(60).toNanos());
        nanos.incrementAndGet();
        assertThat(trades(keyguard, "grid")).isFalse();
        assertThat(lease).hasToString("Lease[ended]");
        lease.renewed(lease.now());
        assertThat(trades(keyguard, "grid")).isTrue();
        lease.end();
        assertThat(trades(keyguard, "grid")).isFalse();
        assertThatThrownBy(() -> new Lease(Duration.ZERO, nanos::get)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void material_withoutALease_orFrozenWhileTheRevealIsRecorded_isNotShown() {
        var meanwhile = new AtomicReference<Runnable>(() -> {});
        var lease = new Lease(Duration.ofSeconds(10), () -> {
            meanwhile.getAndSet(() -> {}).run();
            return 5;
        });
        Keyguard keyguard = start(inMemory().lease(lease));
        ScopedKey key = keyguard.forStrategy("grid").get(TRADE);
        assertThatThrownBy(() -> key.reveal(InsecureSecretAccess.get(), (a, b, c) -> ""))
                .isInstanceOf(KeyFrozenException.class)
                .hasMessageContaining("lease");
        lease.renewed(lease.now());
        assertThat(key.<String>reveal(InsecureSecretAccess.get(), (a, b, c) -> "shown"))
                .isEqualTo("shown");

        meanwhile.set(() -> keyguard.freeze(FreezeScope.all(), "while it is recorded"));

        assertThatThrownBy(() -> key.reveal(InsecureSecretAccess.get(), (a, b, c) -> ""))
                .isInstanceOf(KeyFrozenException.class)
                .hasMessageContaining("everything is frozen");
    }

    @Test
    void onFreeze_isCalledOnce_orAtOnce_orNeverAfterItWasClosed() {
        Keyguard keyguard = start(inMemory());
        var calls = new CopyOnWriteArrayList<String>();
        ScopedKey grid = keyguard.forStrategy("grid").get(TRADE);
        grid.onFreeze(() -> calls.add("open"));
        grid.onFreeze(() -> {
            throw new IllegalStateException("a careless listener");
        });
        grid.onFreeze(() -> calls.add("closed")).close();
        keyguard.forStrategy("hedge").get(TRADE).onFreeze(() -> calls.add("hedge"));
        keyguard.freeze(FreezeScope.strategy("grid"), "");
        keyguard.freeze(FreezeScope.strategy("grid"), "");
        assertThat(calls).containsExactly("open");
        grid.onFreeze(() -> calls.add("late"));
        assertThat(calls).containsExactly("open", "late");
    }

    @Test
    void freezeScopeAndReason_ofAnyForm_stayOneLine() {
        assertThatThrownBy(() -> FreezeScope.strategy("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FreezeScope.strategy("a\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FreezeScope.venue("v".repeat(200))).isInstanceOf(IllegalArgumentException.class);
        Freeze freeze = Freeze.now(FreezeScope.all(), NOW, "me\t", "x\r\n".repeat(500));
        assertThat(freeze.reason()).hasSizeLessThanOrEqualTo(200).doesNotContain("\n");
        assertThat(freeze.by()).isEqualTo("me");
    }
}
