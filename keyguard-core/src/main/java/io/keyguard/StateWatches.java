/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.detection.WatchStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What watches know, kept over restarts; nothing without a state directory. Thread-safe. */
final class StateWatches {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int TICKS_TO_SAVE = 10;

    private final @Nullable WatchStore store;
    private final Set<String> lost;
    private final StateWriter writer;
    /** Used by the writer's thread alone. */
    private long ticks;

    StateWatches(@Nullable WatchStore store, Set<String> lost, StateWriter writer) {
        this.store = store;
        this.lost = lost;
        this.writer = writer;
    }

    /** What watches left here before; null without a state directory. */
    @Nullable
    WatchStore store() {
        return store;
    }

    /** The accounts, as {@code venue/account}, that were watched here before and of which nothing is left. */
    Set<String> lost() {
        return lost;
    }

    /** Keeps what {@code watches} know at the beginning: before the trail says that they watch, so that it can be missed. */
    void keepFirst(Watches watches) {
        WatchStore store = this.store;
        if (store != null) {
            writer.add(() -> store.save(watches.save(true, false)));
        }
    }

    /** Begins to keep what {@code watches} know: a new alarm within a second, all else every ten. */
    void keep(Watches watches) {
        WatchStore store = this.store;
        if (store != null) {
            writer.every(TICK, () -> keep(watches, store));
        }
    }

    private void keep(Watches watches, WatchStore store) {
        List<byte[]> records = watches.save(++ticks % TICKS_TO_SAVE == 0, false);
        if (!records.isEmpty()) {
            writer.add(() -> store.save(records));
        }
    }

    /** Keeps what {@code watches} know at the end. */
    void keepLast(Watches watches) {
        WatchStore store = this.store;
        if (store != null) {
            writer.add(() -> store.save(watches.save(true, true)));
        }
    }

    void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }
}
