/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.VenueKeyId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Keys at the venue that a rotation had made and nobody can use: found by their labels, written down, and then deleted by their ids. */
final class Ghosts {
    private final Work work;

    Ghosts(Work work) {
        this.work = work;
    }

    /** Writes down that {@code ghosts} are to be deleted, and the next time deletes them. */
    Step.Outcome away(
            Rotation row, List<String> ghosts, Function<Rotation, Step.Outcome> gone, Supplier<Step.Outcome> refused) {
        if (!row.list(Rotation.GHOSTS).equals(ghosts)) {
            return Step.go(row.with(Rotation.GHOSTS, ghosts));
        }
        return switch (clear(row)) {
            case GONE -> gone.apply(row.without(Rotation.GHOSTS));
            case LATER -> Step.tryAgain(row, work.now(), "keys that nobody can use are not gone yet");
            case REFUSED -> refused.get();
        };
    }

    /** What came of deleting. */
    private enum Cleared {
        GONE,
        LATER,
        /** The venue does not let us. */
        REFUSED
    }

    /** The keys in {@code list} that came after the baseline, have a label of {@code row} and are none of {@code living}. */
    static List<String> find(Rotation row, Collection<ListedKey> list, Set<String> living) {
        Set<String> before = new HashSet<>(row.list(Rotation.BASELINE));
        Set<String> labels = new HashSet<>(row.list(Rotation.LABELS));
        return list.stream()
                .filter(key -> labels.contains(key.label()))
                .map(key -> key.id().value())
                .filter(id -> !before.contains(id) && !living.contains(id))
                .toList();
    }

    /** The keys in {@code list} that came after the baseline and are not known to be anybody's. */
    static List<String> strangers(Rotation row, Collection<ListedKey> list) {
        Set<String> known = new HashSet<>(row.list(Rotation.BASELINE));
        known.add(row.newId());
        known.addAll(row.list(Rotation.GHOSTS));
        Set<String> labels = new HashSet<>(row.list(Rotation.LABELS));
        return list.stream()
                .filter(key -> !labels.contains(key.label())
                        && !known.contains(key.id().value()))
                .map(Names::of)
                .toList();
    }

    /** Deletes the keys that the journal names as ghosts, and looks whether they are gone. */
    private Cleared clear(Rotation row) {
        List<String> ghosts = row.list(Rotation.GHOSTS);
        try {
            for (String id : ghosts) {
                delete(row, new VenueKeyId(id));
            }
            Set<String> left = new HashSet<>();
            work.door().list(row).forEach(key -> left.add(key.id().value()));
            left.retainAll(ghosts);
            return left.isEmpty() ? Cleared.GONE : Cleared.LATER;
        } catch (VenueRefusedException e) {
            return Cleared.REFUSED;
        } catch (VenueUnavailableException e) {
            return Cleared.LATER;
        }
    }

    /** What is in use, or was there before, is never deleted, whatever the journal says. */
    private void delete(Rotation row, VenueKeyId id) {
        try (Shelf.Held held = work.shelf().read(row)) {
            if (held.isActive(id.value())
                    || row.oldId().equals(id.value())
                    || row.list(Rotation.BASELINE).contains(id.value())) {
                throw RotationExceptions.cannot(
                        "the key that it was to delete is in use, or was not made by it", row.key(), row.state());
            }
            // All attempts have the same, which the key in use has once it is there.
            ApiKey ours = held.next() == null && held.isActive(row.newId()) ? held.active() : held.next();
            Optional<SecretBytes> passphrase = Optional.ofNullable(ours).flatMap(ApiKey::passphrase);
            work.door().delete(row, id, passphrase);
        }
    }
}
