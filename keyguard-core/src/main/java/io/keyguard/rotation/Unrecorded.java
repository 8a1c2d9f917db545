/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.VenueKeyId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Ends keys of which nothing can be written down. */
final class Unrecorded {
    private final Workshop shop;

    Unrecorded(Workshop shop) {
        this.shop = shop;
    }

    List<String> revoke(RotationPlan plan) {
        Rotation row = shop.row(plan);
        VenueDoor door = shop.unguarded();
        var lines = new ArrayList<String>();
        Map<KeyId, ApiKey> all = shop.keys();
        try {
            Map<String, String> targets = targets(row, lines);
            if (!door.administers(row)) {
                targets.values().forEach(name -> lines.addAll(door.keys(row).stepsToDelete(name)));
                return lines;
            }
            targets.forEach((id, name) -> lines.add(name + ": " + end(row, door, all.values(), id)));
            return lines;
        } finally {
            all.values().forEach(ApiKey::close);
        }
    }

    /** What is to end and how it is called: what the journal names, if it can be read. */
    private Map<String, String> targets(Rotation row, List<String> lines) {
        Map<String, String> targets = new LinkedHashMap<>();
        targets.put(row.oldId(), Names.old(row));
        try {
            shop.journal().rows().values().stream()
                    .filter(one -> one.key().equals(row.key()) && !one.state().isOver())
                    .forEach(one -> {
                        var ids = new TreeSet<>(one.list(Rotation.GHOSTS));
                        ids.addAll(one.list(RevokeStep.TARGETS));
                        ids.addAll(List.of(one.oldId(), one.newId()));
                        ids.remove("");
                        ids.forEach(id -> targets.put(id, Names.of(one, id)));
                    });
        } catch (KeyguardException e) {
            lines.add("what a rotation of it has made is not known (" + e.getMessage()
                    + "): delete also the keys called rotation-… in the store that belong to it");
        }
        return targets;
    }

    private static String end(Rotation row, VenueDoor door, Collection<ApiKey> all, String id) {
        Optional<ApiKey> key =
                all.stream().filter(one -> Keys.idOf(one).value().equals(id)).findFirst();
        try {
            Optional<SecretBytes> passphrase = key.flatMap(ApiKey::passphrase);
            door.delete(row, new VenueKeyId(id), passphrase);
        } catch (VenueRefusedException e) {
            return "the venue refuses to delete it: " + e.kinds() + "; delete it there by hand";
        } catch (VenueUnavailableException e) {
            return "the venue did not say whether it is deleted; try again";
        }
        return key.map(door::probe).filter(KeyProbe.Answer.DEAD::equals).isPresent()
                ? "deleted, and the venue refuses it"
                : "deleted, as the venue says; it was not seen to refuse it yet: try again";
    }
}
