/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.VenueKeyId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A key may do more than before, or from more addresses. What a venue does not show is not compared. */
final class WidenedRights implements Rule {
    private static final int MOST = 64;
    private static final Duration EXPIRES = Duration.ofDays(90);

    private final Watching watching;
    private final Latest<VenueKeyId, ListedKey> before;

    WidenedRights(Watching watching) {
        this.watching = watching;
        this.before = new Latest<>(MOST, EXPIRES, watching, "keys listed");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.RightsChanged changed) {
            if (!changed.gained().isEmpty() && !watching.announcements().explain(Change.KEYS, now)) {
                watching.alarms()
                        .raise(
                                now,
                                Signal.RIGHTS_WIDENED,
                                Optional.of(changed.key()),
                                "rights",
                                Confidence.CERTAIN,
                                "it gained " + changed.gained());
            }
        } else if (event instanceof AccountEvent.KeysListed keys) {
            keys.listed().forEach(key -> compare(key, now));
        }
    }

    private void compare(ListedKey key, Instant now) {
        ListedKey known = before.find(key.id(), now);
        if (known != null) {
            gained(known.rights().value(), key.rights().value())
                    .ifPresent(more -> widened(key, "rights", "it gained " + more, now));
            addresses(known, key).ifPresent(more -> widened(key, "addresses", "it may now be used from " + more, now));
        }
        before.put(key.id(), known == null ? key : together(known, key), now, now);
    }

    /** What the venue does not show this time is as it was known last: or one list without it would hide what grew meanwhile. */
    private static ListedKey together(ListedKey known, ListedKey key) {
        return new ListedKey(
                key.id(),
                key.label(),
                key.rights().isKnown() ? key.rights() : known.rights(),
                key.ips().isKnown() ? key.ips() : known.ips(),
                key.created(),
                key.expiry());
    }

    private static Optional<Set<String>> gained(Optional<Set<String>> then, Optional<Set<String>> now) {
        if (then.isEmpty() || now.isEmpty()) {
            return Optional.empty();
        }
        var more = new HashSet<>(now.get());
        more.removeAll(then.get());
        return more.isEmpty() ? Optional.empty() : Optional.of(more);
    }

    /** No addresses at all means: from anywhere. */
    private static Optional<String> addresses(ListedKey then, ListedKey now) {
        Optional<Set<String>> bound = then.ips().value().filter(ips -> !ips.isEmpty());
        if (bound.isPresent() && now.ips().value().filter(Set::isEmpty).isPresent()) {
            return Optional.of("anywhere");
        }
        return bound.flatMap(ips -> gained(bound, now.ips().value())).map(Set::toString);
    }

    private void widened(ListedKey key, String what, String evidence, Instant now) {
        if (!watching.announcements().explain(Change.KEYS, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.RIGHTS_WIDENED,
                            Optional.empty(),
                            key.id().value() + " " + what,
                            Confidence.CERTAIN,
                            "key " + key.id() + " at the venue: " + evidence);
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeInt(before.size());
        before.<IOException>forEach((id, key, last) -> {
            Saved.text(id.value(), out);
            Saved.time(last, out);
            save(key.rights(), out);
            save(key.ips(), out);
        });
    }

    private static void save(Observed<Set<String>> words, DataOutputStream out) throws IOException {
        out.writeBoolean(words.isKnown());
        Saved.words(words.value().orElse(Set.of()), out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            VenueKeyId id = Saved.venueKey(in);
            Instant last = Saved.time(in);
            var key = new ListedKey(id, "", words(in), words(in), Observed.unknown(), Observed.unknown());
            before.put(id, key, last, last);
        }
    }

    private static Observed<Set<String>> words(DataInputStream in) throws IOException {
        boolean known = in.readBoolean();
        Set<String> words = Set.copyOf(Saved.words(in));
        return known ? Observed.of(words) : Observed.unknown();
    }
}
