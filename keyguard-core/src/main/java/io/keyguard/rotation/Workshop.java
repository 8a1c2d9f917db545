/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import io.keyguard.source.KeyStore;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What rotations were built with, and the turn that each call takes: the journal is open, and nobody else writes it, as long as an engine of it is in use. */
final class Workshop {
    private static final int ID_BYTES = 8;
    private static final int EMERGENCY_PATIENCE = 3;

    private final JournalDisk journal;
    private final KeyStore store;
    private final KeyLoader loader;
    private final HttpTransport transport;
    private final @Nullable KeySource administrators;
    private final Consumers consumers;
    private final RevokedKeys revoked;
    private final @Nullable TradingPause pause;
    private final @Nullable ConsumerFence fence;
    private final InstantSource clock;
    private final Duration patience;
    private final Consumer<RotationStatus> listener;
    private final Effects effects;
    private final RotationMetrics metrics;
    private final SecureRandom random = new SecureRandom();

    Workshop(Rotations.Builder builder) {
        this.journal = builder.journal;
        this.store = builder.store;
        this.loader = new KeyLoader(
                Map.copyOf(builder.venues),
                builder.clock,
                builder.ticker,
                null,
                key -> Optional.empty(),
                builder.offsets);
        this.transport = requireNonNull(builder.transport, "transport");
        this.administrators = builder.administrators;
        this.consumers = builder.consumers;
        this.revoked = builder.revoked;
        this.pause = builder.pause;
        this.fence = builder.fence;
        this.clock = new SteadyTime(builder.clock, builder.ticker);
        this.patience = builder.patience;
        this.listener = builder.listener;
        this.effects = builder.effects;
        this.metrics = new RotationMetrics(builder.metrics);
        this.metrics.show(() -> journal.rows().values(), clock);
    }

    JournalDisk journal() {
        return journal;
    }

    InstantSource clock() {
        return clock;
    }

    @Nullable
    Venue venue(String id) {
        return loader.venues().get(id);
    }

    /** Does {@code use} in a turn of its own; in an emergency, before whoever waits for one. */
    <T> T with(boolean emergency, Function<Engine, T> use) {
        // Who rotates lets go before his next effect, which may be as long away as the answer to a call.
        Duration wait = emergency ? patience.multipliedBy(EMERGENCY_PATIENCE) : patience;
        try (RotationJournal open = RotationJournal.open(journal, wait, effects, emergency);
                var hand = new Hand();
                var shelf = new Shelf(store, open, effects)) {
            var door = new VenueDoor(loader, transport, administrators, open::requireCurrent, effects);
            var work = new Work(shelf, door, consumers, revoked, pause, fence, clock, open, effects, hand);
            return use.apply(new Engine(work, listener, metrics));
        }
    }

    /** A door to the venues for whom nothing stops, not even that another process rotates. */
    VenueDoor unguarded() {
        return new VenueDoor(loader, transport, administrators, () -> {}, effects);
    }

    /** All keys in the store; the caller closes them. */
    Map<KeyId, ApiKey> keys() {
        return effects.run("store read", store::read).keys();
    }

    /** Those of the keys called {@code ids} that are in the store; the caller closes them. */
    Map<KeyId, ApiKey> keys(Set<KeyId> ids) {
        return effects.run("store read", () -> store.read(ids)).keys();
    }

    /**
     * The first row of the rotation of {@code plan}, not written yet.
     *
     * @throws io.keyguard.RotationException if the key is not in the store, or nobody knows its venue
     */
    Rotation row(RotationPlan plan) {
        try (ApiKey key = keys(Set.of(plan.key())).get(plan.key())) {
            return row(plan, key);
        }
    }

    Rotation row(RotationPlan plan, @Nullable ApiKey key) {
        if (key == null) {
            throw RotationExceptions.noKey(plan.key());
        }
        if (venue(key.venue()) == null) {
            throw RotationExceptions.noVenue(key.venue());
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Rotation.of(HexFormat.of().formatHex(id), plan, key, Keys.idOf(key), clock.instant());
    }
}
