/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static io.keyguard.rotation.RotationRig.MASTER;

import io.keyguard.KeyId;
import io.keyguard.internal.DurableFiles;
import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A vault, a state directory, a venue and a bot, of which one process that rotates may end at any moment; what outlives it can be copied. */
final class CrashWorld implements HttpTransport, TradingPause, RevokedKeys, ConsumerFence, AutoCloseable {
    private static final VaultOptions CHEAP = VaultOptions.defaults().insecureCostForTests();
    private static final String ANSWERS = "GET";

    /** What outlives a process, but for its files. */
    record Outside(
            FakeKeyServer server, Instant now, long generation, String material, boolean paused, boolean fenced) {}

    final CrashStory story;
    final LossyFiles files;
    final FakeKeyVenue venue = new FakeKeyVenue();
    final FakeKeyServer server;
    final Vault vault;
    /** Who looks at each call that changes something, before it is sent. */
    Runnable beforeCall = () -> {};

    private final CrashLaws laws;
    private Rotations rotations;
    private final MemoryStore administrators = new MemoryStore();
    private Instant now;
    private long generation;
    private String material;
    private boolean paused;
    private boolean fenced;

    /** A world in which nothing has happened yet. */
    static CrashWorld fresh(CrashStory story, LossyFiles files, Set<String> violations) {
        files.load(new LossyFiles.Image(java.util.Map.of()));
        Instant now = Instant.parse("2026-06-01T00:00:00Z");
        var venue = new FakeKeyVenue();
        var server = new FakeKeyServer(venue, () -> now);
        story.mode.shape(venue);
        story.prepare(server);
        String pass = venue.passphrases ? "synthetic-pass" : "";
        var unused = server.make("master", "master", "", pass, Set.of("admin"), Set.of(), now);
        FakeKeyServer.Key old = server.make("grid", "by hand", "", pass, Set.of("read", "trade"), RotationRig.IPS, now);
        try (Vault vault = Vault.create(vault(files), passphrase(), CHEAP);
                ApiKey key = RotationRig.key(GRID, old, 1, Set.of("grid"))) {
            vault.add(key);
        }
        files.syncAll();
        return new CrashWorld(story, files, new Outside(server, now, 1, old.id(), false, false), violations);
    }

    CrashWorld(CrashStory story, LossyFiles files, Outside outside, Set<String> violations) {
        this.story = story;
        this.files = files;
        this.now = outside.now();
        this.generation = outside.generation();
        this.material = outside.material();
        this.paused = outside.paused();
        this.fenced = outside.fenced();
        story.mode.shape(venue);
        this.server = outside.server().copy(venue, () -> now);
        this.laws = new CrashLaws(this, violations);
        administrators.put(RotationRig.key(MASTER, server.keys.get("AK1-synthetic"), 1, Set.of()));
        this.vault = Vault.open(vault(files), passphrase(), CHEAP);
        this.rotations = process();
    }

    /** A process that has just started. */
    private Rotations process() {
        return Rotations.builder(state(), vault)
                .venues(venue)
                .transport(this)
                .administrators(administrators)
                .clock(() -> now)
                .ticker(() -> Duration.between(Instant.EPOCH, now).toNanos())
                .consumers(this::consumers)
                .revoked(this)
                .pause(this)
                .fence(this)
                .build();
    }

    private static Path vault(LossyFiles files) {
        return files.getPath("/bot.vault");
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars(RotationProbe.PASSPHRASE.toCharArray());
    }

    Outside outside() {
        Instant then = now;
        return new Outside(server.copy(venue, () -> then), then, generation, material, paused, fenced);
    }

    CrashLaws laws() {
        return laws;
    }

    Path state() {
        return files.getPath("/state");
    }

    Rotations rotations() {
        return rotations;
    }

    FakeKeyServer.Key old() {
        return server.keys.get("AK2-synthetic");
    }

    boolean isPaused() {
        return paused;
    }

    boolean isFenced() {
        return fenced;
    }

    /** What the bot signs with, as the venue names it. */
    String material() {
        return material;
    }

    /** Another process does everything that is left to do. */
    void overtake() {
        Rotations overtaken = rotations;
        rotations = process();
        var unused = finish();
        rotations = overtaken;
    }

    /** Goes on as a process does that has just started, until it is over. */
    RotationStatus finish() {
        RotationStatus status = begin();
        for (int left = 200; left > 0 && !status.state().isOver(); left--) {
            Instant next = status.next().orElseThrow(() -> new IllegalStateException("it stands still"));
            now = next.isAfter(now) ? next : now.plusMillis(1);
            status = story.next(this, status);
        }
        return status;
    }

    private RotationStatus begin() {
        if (!rotations.stops().isEmpty()) {
            return rotations.revokeNow(story.plan());
        }
        List<RotationStatus> all = rotations.status();
        if (all.isEmpty()) {
            return rotations.run(story.plan());
        }
        RotationStatus last = all.get(all.size() - 1);
        return last.state().isOver() ? last : story.next(this, last);
    }

    RotationStatus operatorEnters(RotationStatus asked) {
        FakeKeyServer.Key made = server.living("grid").stream()
                .filter(key -> key.label.equals(asked.label()))
                .findFirst()
                .orElseGet(() ->
                        server.make("grid", asked.label(), "", "", Set.of("read", "trade"), RotationRig.IPS, now));
        try (ApiKey typed = RotationRig.key(KeyId.of("typed"), made, 1, Set.of())) {
            return rotations.enter(GRID, typed);
        }
    }

    /** Until what was done is seen everywhere. */
    void waitForTheVenue() {
        now = now.plus(Duration.ofDays(1));
    }

    void operatorDeletesOld() {
        if (old().deleted == null) {
            old().deleted = now;
        }
        now = now.plus(venue.dies);
    }

    @Override
    public HttpReply send(SignedRequest request) throws IOException {
        if (!request.method().equals(ANSWERS)) {
            files.announce("outside " + request.method());
            laws.requireIntent(request);
            beforeCall.run();
        }
        return server.send(request);
    }

    /** The bot moves over after it was looked at. */
    private List<Consumer> consumers(KeyId key) {
        var before = new Consumer("bot", generation, true, material);
        if (story.botsMove()) {
            List<ApiKey> keys = List.copyOf(vault.read().keys().values());
            for (ApiKey one : keys) {
                if (one.id().equals(GRID) && one.generation() > generation) {
                    generation = one.generation();
                    material = Keys.idOf(one).value();
                }
                one.close();
            }
        }
        return List.of(before);
    }

    @Override
    public List<String> pause(KeyId key) {
        files.announce("outside pause");
        paused = true;
        return List.of();
    }

    @Override
    public List<String> resume(KeyId key) {
        files.announce("outside resume");
        paused = false;
        return List.of();
    }

    @Override
    public boolean fence(KeyId key, String consumer) {
        files.announce("outside fence");
        laws.requireFencing();
        fenced = true;
        return true;
    }

    @Override
    public List<String> release(KeyId key) {
        files.announce("outside release");
        fenced = false;
        return List.of();
    }

    Set<String> revoked() throws IOException {
        Path file = files.getPath("/revoked");
        return Files.exists(file) ? new TreeSet<>(Files.readAllLines(file)) : new TreeSet<>();
    }

    @Override
    public void revoked(ApiKey key) throws IOException {
        Set<String> all = revoked();
        if (all.add(Keys.idOf(key).value())) {
            DurableFiles.replace(
                    files.getPath("/revoked"), String.join("\n", all).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public boolean isRevoked(ApiKey key) {
        return false;
    }

    @Override
    public void close() {
        vault.close();
    }
}
