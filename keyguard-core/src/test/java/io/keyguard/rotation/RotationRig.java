/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.metrics.Metrics;
import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A venue, a store and a state directory for rotations whose process may end at any moment; time stands still unless it is moved. */
final class RotationRig {
    static final KeyId GRID = KeyId.of("grid-keys");
    static final KeyId MASTER = KeyId.of("master");
    static final Set<Permission> NEEDS = Set.of(Permission.READ_ACCOUNT, Permission.TRADE_SPOT);
    static final Set<String> IPS = Set.of("203.0.113.7");

    /** The end of a process. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(String at) {
            super(at);
        }
    }

    final Path state;
    final FakeKeyVenue venue = new FakeKeyVenue();
    final FakeKeyServer server = new FakeKeyServer(venue, this::now);
    final MemoryJournal memory = new MemoryJournal();
    /** The journal of processes; a file where a test asks for it. */
    JournalDisk journal = memory;

    final MemoryStore store = new MemoryStore();
    final MemoryStore administrators = new MemoryStore();
    /** Whom a test has using the key; by default, one bot that moves over at once. */
    final Map<String, Consumer> consumers = new TreeMap<>();

    final Set<String> neverMoves = new TreeSet<>();
    final Set<String> revoked = new TreeSet<>();
    final List<RotationState> seen = new ArrayList<>();
    final List<String> effects = new ArrayList<>();
    final List<String> paused = new ArrayList<>();
    /** Who does not follow a pause, and what has to be done before it ends. */
    final Set<String> stillTrading = new TreeSet<>();

    final Set<String> stepsToResume = new TreeSet<>();
    /** What happens right before the next effect of a name. */
    final Map<String, Runnable> before = new TreeMap<>();

    final Map<String, Runnable> after = new TreeMap<>();

    @Nullable
    ConsumerFence fence;

    @Nullable
    TradingPause pause = new Pauses();

    Metrics metrics = Metrics.NONE;

    KeyStore used = store;
    RotationPlan plan;
    /** The number of the effect at which the process ends, from 1 on; before it or after it. */
    int crashAt;

    /** Whether an effect leaves something behind: where it does not, ending before it is the same as ending after it. */
    static boolean leavesSomething(String effect) {
        return !Set.of("store read", "venue list", "venue inspect", "venue probe", "venue try")
                .contains(effect);
    }

    boolean crashBefore;
    /** The number of the effect from which on the next call to the venue is held up, until {@link #overtaking} is through. */
    int overtakenAt;

    Runnable overtaking = () -> {};
    /** What happens right before the effect of a number. */
    final Map<Integer, Runnable> moments = new TreeMap<>();

    private Instant now = Instant.parse("2026-06-01T00:00:00Z");
    private FakeKeyServer.Key old;

    RotationRig(Path state) {
        this.state = state;
        FakeKeyServer.Key master = server.make("master", "master", "", "", Set.of("admin"), Set.of(), now);
        old = server.make("grid", "grid by hand", "", "", Set.of("read", "trade"), IPS, now);
        administrators.put(key(MASTER, master, 1, Set.of()));
        store.put(key(GRID, old, 1, Set.of("grid")));
        plan = RotationPlan.of(GRID, NEEDS).account("grid").administeredBy(MASTER);
        consumers.put("bot", new Consumer("bot", 1, true));
    }

    static ApiKey key(KeyId id, FakeKeyServer.Key key, long generation, Set<String> strategies) {
        return ApiKey.builder(id)
                .on(FakeKeyVenue.ID, "main")
                .strategies(strategies)
                .generation(generation)
                .algorithm(SignatureAlgorithm.HMAC_SHA256)
                .material(secret(key.apiKey), secret(key.secret), key.pass.isEmpty() ? null : secret(key.pass))
                .build();
    }

    static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8), InsecureSecretAccess.get());
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** The clock is another one from now on; the venue has known its keys since before. */
    void setClock(Instant time) {
        Duration ahead = Duration.between(time, now);
        server.keys.values().forEach(key -> key.appears = key.appears.minus(ahead));
        now = time;
    }

    FakeKeyServer.Key old() {
        return old;
    }

    /** A process that begins now. */
    Rotations rotations() {
        Instant begin = Instant.EPOCH;
        Rotations.Builder builder = Rotations.builder(state, used)
                .venues(venue)
                .transport(server)
                .administrators(administrators)
                .clock(() -> now)
                .ticker(() -> Duration.between(begin, now).toNanos())
                .consumers(this::consumersOf)
                .listener(status -> seen.add(status.state()))
                .effects(new Numbered())
                .journal(journal)
                .revoked(new Remembered())
                .metrics(metrics);
        if (pause != null) {
            builder.pause(pause);
        }
        if (fence != null) {
            builder.fence(fence);
        }
        return builder.build();
    }

    private List<Consumer> consumersOf(KeyId key) {
        List<Consumer> before = List.copyOf(consumers.values());
        // They move over as soon as somebody looks.
        long generation = generation();
        consumers.replaceAll((name, one) -> neverMoves.contains(name) ? one : new Consumer(name, generation, true));
        return before;
    }

    long generation() {
        try (ApiKey key = stored(GRID)) {
            return key == null ? 0 : key.generation();
        }
    }

    @Nullable
    ApiKey stored(KeyId id) {
        KeySnapshot snapshot = used.read();
        snapshot.keys().values().stream().filter(key -> !key.id().equals(id)).forEach(ApiKey::close);
        return snapshot.keys().get(id);
    }

    /** The key at the venue that stands under the key's name. */
    FakeKeyServer.Key active() {
        try (ApiKey key = stored(GRID)) {
            return server.keys.get(text(java.util.Objects.requireNonNull(key).apiKey()));
        }
    }

    static String text(SecretBytes part) {
        return part.lend(
                InsecureSecretAccess.get(),
                view -> StandardCharsets.UTF_8.decode(view).toString());
    }

    private final class Numbered extends Effects {
        @Override
        <T> T run(String what, Supplier<T> effect) {
            effects.add(what);
            Runnable moment = moments.remove(effects.size());
            if (moment != null) {
                moment.run();
            }
            Runnable hook = before.remove(what);
            if (hook != null) {
                hook.run();
            }
            if (overtakenAt > 0 && effects.size() >= overtakenAt && what.startsWith("venue")) {
                overtakenAt = 0;
                memory.letGo();
                overtaking.run();
            }
            boolean now = effects.size() == crashAt;
            if (now && crashBefore) {
                throw new Crash("before " + what);
            }
            T answer = effect.get();
            Runnable then = after.remove(what);
            if (then != null) {
                then.run();
            }
            if (now) {
                throw new Crash("after " + what);
            }
            return answer;
        }
    }

    private final class Remembered implements RevokedKeys {
        @Override
        public void revoked(ApiKey key) {
            revoked.add(text(key.apiKey()));
        }

        @Override
        public boolean isRevoked(ApiKey key) {
            return revoked.contains(text(key.apiKey()));
        }
    }

    private final class Pauses implements TradingPause {
        @Override
        public List<String> pause(KeyId key) {
            paused.add("pause");
            return List.copyOf(stillTrading);
        }

        @Override
        public List<String> resume(KeyId key) {
            if (stepsToResume.isEmpty()) {
                paused.add("resume");
            }
            return List.copyOf(stepsToResume);
        }
    }

    /** From now on keys have a passphrase here, the old one too. */
    void givePassphrases() {
        venue.passphrases = true;
        server.keys.remove(old.apiKey);
        FakeKeyServer.Key master =
                server.make("master", "master", "", "synthetic-pass-m", Set.of("admin"), Set.of(), now);
        old = server.make("grid", "grid by hand", "", "synthetic-pass-g", Set.of("read", "trade"), IPS, now);
        administrators.put(key(MASTER, master, 1, Set.of()));
        store.put(key(GRID, old, 1, Set.of("grid")));
    }

    /** Makes what the steps ask for, or takes the one that is there, and enters it. */
    RotationStatus operatorEnters() {
        RotationStatus open = java.util.Objects.requireNonNull(open());
        FakeKeyServer.Key made = server.living("grid").stream()
                .filter(key -> key.label.equals(open.label()))
                .findFirst()
                .orElseGet(() -> server.make("grid", open.label(), "", "", Set.of("read", "trade"), IPS, now));
        try (ApiKey typed = key(KeyId.of("typed"), made, 1, Set.of())) {
            return rotations().enter(GRID, typed);
        }
    }

    void operatorDeletesOld() {
        if (old.deleted == null) {
            old.deleted = now;
        }
        pass(venue.dies);
    }

    boolean isPaused() {
        return !paused.isEmpty() && paused.get(paused.size() - 1).equals("pause");
    }

    /** Runs the plan and goes on until it is over or somebody has to do something. */
    RotationStatus drive() {
        return drive(rotations().run(plan));
    }

    RotationStatus drive(RotationStatus status) {
        RotationStatus now = status;
        for (int left = 500; left > 0 && now.next().isPresent(); left--) {
            if (!now.todo().isEmpty()) {
                return now;
            }
            moveTo(now);
            now = rotations().resume(now.key());
        }
        return now;
    }

    void moveTo(RotationStatus status) {
        Instant next = status.next().orElseThrow();
        now = next.isAfter(now) ? next : now.plusMillis(1);
    }

    /** The rotation that is not over, or null. */
    @Nullable
    RotationStatus open() {
        return rotations().status().stream()
                .filter(status -> !status.state().isOver())
                .findFirst()
                .orElse(null);
    }

    /** Goes on after a crash: resumes what is open, or begins anew if nothing was written. */
    RotationStatus recover() {
        RotationStatus open = open();
        List<RotationStatus> all = rotations().status();
        if (open == null) {
            return all.isEmpty() ? drive() : all.get(all.size() - 1);
        }
        return drive(rotations().resume(GRID));
    }

    /** Ends the process at the next effect called {@code what}. */
    void crashBefore(String what) {
        before.put(what, () -> {
            throw new Crash("before " + what);
        });
    }

    void crashAfter(String what) {
        after.put(what, () -> {
            throw new Crash("after " + what);
        });
    }

    /** Runs the plan to the end of the process. */
    void runToCrash() {
        org.assertj.core.api.Assertions.assertThatThrownBy(this::drive).isInstanceOf(Crash.class);
    }

    long calls(String call) {
        return server.calls.stream().filter(one -> one.startsWith(call)).count();
    }

    /** The newest key at the venue. */
    FakeKeyServer.Key newest() {
        FakeKeyServer.Key newest = old;
        for (FakeKeyServer.Key key : server.keys.values()) {
            newest = key;
        }
        return newest;
    }

    /** I1: a key in the store is one that the venue accepts. */
    boolean someKeyWorks() {
        KeySnapshot snapshot = used.read();
        try {
            return snapshot.keys().values().stream()
                    .map(key -> server.keys.get(text(key.apiKey())))
                    .anyMatch(key -> key != null && server.accepts(key));
        } finally {
            snapshot.keys().values().forEach(ApiKey::close);
        }
    }

    /** What holds when a rotation has closed well, whatever happened on the way. */
    void assertRotated() {
        FakeKeyServer.Key active = active();
        assertThat(active).isNotSameAs(old);
        assertThat(server.accepts(active)).as("the new key works").isTrue();
        assertThat(server.accepts(old)).as("the old key is dead").isFalse();
        assertThat(server.living("grid")).as("no ghosts").containsExactly(active);
        assertThat(active.rights).as("I7").isSubsetOf("read", "trade");
        assertThat(generation()).isEqualTo(2);
        assertThat(used.read().keys().keySet()).as("nothing left in the store").containsExactly(GRID);
        assertThat(revoked).containsExactly(old.apiKey);
        assertNoSecretsWritten();
    }

    void assertUntouched() {
        assertThat(active()).isSameAs(old);
        assertThat(server.accepts(old)).isTrue();
        assertThat(server.living("grid")).containsExactly(old);
        assertThat(used.read().keys().keySet()).containsExactly(GRID);
        assertNoSecretsWritten();
    }

    /** I9. */
    void assertNoSecretsWritten() {
        assertThat(memory.text()).doesNotContain("synthetic").doesNotContain("PRIVATE KEY");
        try {
            String journal = Files.exists(state.resolve("rotations"))
                    ? Files.readString(state.resolve("rotations"), StandardCharsets.ISO_8859_1)
                    : "";
            assertThat(journal).doesNotContain("synthetic").doesNotContain("PRIVATE KEY");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
