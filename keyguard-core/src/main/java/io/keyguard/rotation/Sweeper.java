/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.venue.ListedKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

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
        List<String> unknown = named(list, id -> !known.contains(id));
        List<String> left = named(list, ghosts::contains);
        boolean gone = ghosts.isEmpty() || delete(row.with(Rotation.GHOSTS, ghosts));
        return new RotationSweep(gone ? left : List.of(), gone ? List.of() : left, unknown);
    }

    private static List<String> named(List<ListedKey> list, Predicate<String> wanted) {
        return list.stream()
                .filter(key -> wanted.test(key.id().value()))
                .map(Names::of)
                .toList();
    }

    /** As what a rotation takes back: written down first, and gone on with after a crash. */
    private boolean delete(Rotation row) {
        RotationStatus status =
                engine.begin(work.takeBack(row.with(SWEEP, "yes"), RotationState.ABORTED, "a sweep, not a rotation")
                        .row());
        return status.state() == RotationState.ABORTED && status.cause().isEmpty();
    }
}
