/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.venue.ListedKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks through an account when no rotation of it is under way. */
final class Sweeper {
    /** That it is no rotation. */
    static final String SWEEP = "sweep";

    private final Engine engine;
    private final Work work;

    Sweeper(Engine engine) {
        this.engine = engine;
        this.work = engine.work();
    }

    RotationSweep sweep(Rotation row) {
        List<ListedKey> list = work.door().list(row);
        List<String> ghosts = new Leftovers(work).find(row, list);
        Set<String> known = new HashSet<>(work.shelf().ids(row.venue()));
        known.addAll(ghosts);
        work.journal().all().forEach(other -> known.add(other.newId()));
        List<String> unknown = list.stream()
                .map(key -> key.id().value())
                .filter(id -> !known.contains(id))
                .toList();
        boolean gone = ghosts.isEmpty() || delete(row.with(Rotation.GHOSTS, ghosts));
        return new RotationSweep(gone ? ghosts : List.of(), gone ? List.of() : ghosts, unknown);
    }

    /** As what a rotation takes back: written down first, and gone on with after a crash. */
    private boolean delete(Rotation row) {
        RotationStatus status =
                engine.begin(work.takeBack(row.with(SWEEP, "yes"), RotationState.ABORTED, "a sweep, not a rotation")
                        .row());
        return status.state() == RotationState.ABORTED && status.cause().isEmpty();
    }
}
