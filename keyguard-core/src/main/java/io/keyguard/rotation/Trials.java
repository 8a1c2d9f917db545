/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.Permission;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyTrial;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Tries out the rights that a key needs, where the venue has something harmless for it: what the venue tells of a key is not yet what it lets it do. */
final class Trials {
    private final VenueDoor door;

    Trials(VenueDoor door) {
        this.door = door;
    }

    /**
     * What came of it.
     *
     * @param proven what the venue let the key do
     * @param refused the first that it did not, if there is one
     */
    record Result(Set<Permission> proven, Optional<Permission> refused) {}

    /** Where something else than the right stands in the way, what the venue tells counts, as where nothing can be tried. */
    Result of(Rotation row, ApiKey key) {
        Set<Permission> needs = row.rights("needs");
        var proven = EnumSet.noneOf(Permission.class);
        for (Map.Entry<Permission, KeyTrial> trial :
                new TreeMap<>(door.keys(row).trials()).entrySet()) {
            if (needs.contains(trial.getKey())) {
                KeyTrial.Answer answer = door.tryOut(key, trial.getValue());
                if (answer == KeyTrial.Answer.REFUSED) {
                    return new Result(proven, Optional.of(trial.getKey()));
                }
                if (answer == KeyTrial.Answer.ALLOWED) {
                    proven.add(trial.getKey());
                }
            }
        }
        return new Result(proven, Optional.empty());
    }
}
