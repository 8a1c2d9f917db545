/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All rotations, one row for each step, each durable before what follows it. Whoever has it open writes with an epoch of his own; whoever lost the right finds a newer epoch there, and stops.
 */
final class RotationJournal implements AutoCloseable {
    private final JournalDisk disk;
    private final JournalDisk.Turn turn;
    private final Effects effects;
    private final Map<String, Rotation> rows;
    private final long epoch;

    private RotationJournal(JournalDisk disk, JournalDisk.Turn turn, Effects effects) {
        this.disk = disk;
        this.turn = turn;
        this.effects = effects;
        this.rows = disk.rows();
        this.epoch = disk.newestEpoch() + 1;
    }

    /** Takes over all rotations, once nobody else has them. */
    static RotationJournal open(JournalDisk disk, Duration wait, Effects effects, boolean emergency) {
        JournalDisk.Turn turn = disk.take(wait, emergency);
        try {
            return new RotationJournal(disk, turn, effects);
        } catch (RuntimeException | Error e) {
            turn.close();
            throw e;
        }
    }

    /** The rotation of {@code key} that is not over; one that this version understands, if there are two. */
    Optional<Rotation> open(KeyId key) {
        return rows.values().stream()
                .filter(row -> row.key().equals(key) && !row.state().isOver())
                .min(Comparator.comparing(Rotation::isForeign));
    }

    /** The row of the rotation called {@code id}; null if there is none yet. */
    @Nullable
    Rotation known(String id) {
        return rows.get(id);
    }

    Collection<Rotation> all() {
        return List.copyOf(rows.values());
    }

    /** Returns {@code row}, once it would survive a power cut. */
    Rotation append(Rotation row) {
        requireCurrent();
        Rotation mine = row.with("epoch", epoch);
        effects.run("journal " + row.state(), () -> {
            turn.write(mine, rows.values());
            return mine;
        });
        rows.put(mine.id(), mine);
        return mine;
    }

    /** Stops whoever is no longer the one that may act: right before whatever is done outside. */
    void requireCurrent() {
        turn.requireHeld();
        if (disk.newestEpoch() > epoch) {
            throw RotationExceptions.superseded();
        }
    }

    @Override
    public void close() {
        turn.close();
    }

    @Override
    public String toString() {
        return "RotationJournal[epoch " + epoch + "]";
    }
}
