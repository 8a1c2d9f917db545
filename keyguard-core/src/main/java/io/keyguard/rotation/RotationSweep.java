/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.util.List;

/**
 * What a sweep found. Names only. Immutable.
 *
 * @param deleted ids, at the venue, of keys that rotations had left behind
 * @param kept ids of such keys that could not be deleted
 * @param unknown ids of keys at the venue that are in no store and in no journal; none of them is ever deleted
 */
public record RotationSweep(List<String> deleted, List<String> kept, List<String> unknown) {
    /** Copies the lists. */
    public RotationSweep {
        deleted = List.copyOf(deleted);
        kept = List.copyOf(kept);
        unknown = List.copyOf(unknown);
    }
}
