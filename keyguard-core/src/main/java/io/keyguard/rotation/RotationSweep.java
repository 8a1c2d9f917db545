/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.util.List;

/**
 * What a sweep found. Names only. Immutable.
 *
 * @param deleted keys at the venue that rotations had left behind, each as its label there, when it was made and its id in keyguard's records
 * @param kept such keys that could not be deleted
 * @param unknown keys at the venue that are in no store and in no journal; none of them is ever deleted
 */
public record RotationSweep(List<String> deleted, List<String> kept, List<String> unknown) {
    /** Copies the lists. */
    public RotationSweep {
        deleted = List.copyOf(deleted);
        kept = List.copyOf(kept);
        unknown = List.copyOf(unknown);
    }
}
