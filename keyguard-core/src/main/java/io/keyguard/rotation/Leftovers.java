/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.venue.ListedKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What rotations that are over left at the venue: keys with a label out of the journal, which no store holds and which were not there before. */
final class Leftovers {
    private final Work work;

    Leftovers(Work work) {
        this.work = work;
    }

    List<String> find(Rotation row, Collection<ListedKey> list) {
        Map<String, Rotation> byLabel = new HashMap<>();
        Set<String> before = new HashSet<>();
        work.journal().all().stream()
                .filter(other -> other.state().isOver() && other.venue().equals(row.venue()))
                .filter(other -> other.text("account").equals(row.text("account")))
                .forEach(other -> other.list(Rotation.LABELS).forEach(label -> {
                    byLabel.put(label, other);
                    // Somebody else may call a key like that.
                    before.addAll(other.list(Rotation.BASELINE));
                }));
        Set<String> living = new HashSet<>(work.shelf().ids(row.venue()));
        living.addAll(before);
        living.add(row.oldId());
        living.addAll(row.list(Rotation.BASELINE));
        work.journal().all().stream()
                .filter(other -> other.state() == RotationState.CLOSED)
                .forEach(other -> living.add(other.newId()));
        return list.stream()
                .filter(key -> byLabel.containsKey(key.label()))
                .map(key -> key.id().value())
                .filter(id -> !living.contains(id))
                .toList();
    }
}
