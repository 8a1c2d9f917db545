/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows a journal keeps when it is written anew: whatever is not over, what another version wrote, what names a key at the venue that is still to be deleted, the row with the newest epoch, and of what is
 * over the newest of each key. A label that is forgotten makes its key an unknown one, which is told of and never deleted.
 */
final class Kept {
    /** About two years of a key that is replaced every month. */
    static final int OF_EACH_KEY = 24;

    private Kept() {}

    /** Returns the rows to keep, in their order: the oldest rotation first. */
    static List<Rotation> of(Collection<Rotation> rows) {
        long newest = rows.stream().mapToLong(Rotation::epoch).max().orElse(0);
        Map<KeyId, Integer> seen = new HashMap<>();
        var kept = new ArrayList<Rotation>();
        var newestFirst = new ArrayList<>(rows);
        Collections.reverse(newestFirst);
        for (Rotation row : newestFirst) {
            if (isNeeded(row) || row.epoch() == newest || seen.merge(row.key(), 1, Integer::sum) <= OF_EACH_KEY) {
                kept.add(row);
            }
        }
        Collections.reverse(kept);
        return kept;
    }

    private static boolean isNeeded(Rotation row) {
        return row.isForeign()
                || !row.state().isOver()
                || row.has(Rotation.GHOSTS)
                || (row.state() == RotationState.ABORTED
                        && !row.text(Rotation.CAUSE).isEmpty());
    }
}
