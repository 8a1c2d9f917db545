/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.internal.JsonMap;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a venue said last of a key.
 *
 * @param salt makes the mark useless for anything but this line
 * @param mark tells whether it was this material
 * @param timely when it first said anything of this material and had told its time as well, which was that of this machine; empty if it never had
 * @param at when it said this
 */
record VerifiedKey(KeyId key, String salt, String mark, Optional<Instant> timely, Instant at, KeyFacts facts) {
    static final String TYPE = "verified";
    private static final String KNOWN = "known";

    static VerifiedKey of(ApiKey key, Instant at, KeyFacts facts, boolean timely) {
        String salt = Marks.salt();
        return new VerifiedKey(key.id(), salt, Marks.of(key, salt), when(timely, at), at, facts);
    }

    private static Optional<Instant> when(boolean timely, Instant at) {
        return timely ? Optional.of(at) : Optional.empty();
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    /** The same material with what its venue says now; with the same mark, by which processes that knew it side by side agree that it is the same. */
    VerifiedKey again(Instant at, KeyFacts facts, boolean timely) {
        return new VerifiedKey(key, salt, mark, earlier(this.timely, when(timely, at)), at, facts);
    }

    /** The later of two, first confirmed at the earlier where both are of the same material. */
    VerifiedKey plus(VerifiedKey other) {
        VerifiedKey later = other.at.isBefore(at) ? this : other;
        boolean same = mark.equals(other.mark) && salt.equals(other.salt);
        return new VerifiedKey(
                key,
                later.salt,
                later.mark,
                same ? earlier(timely, other.timely) : later.timely,
                later.at,
                later.facts);
    }

    boolean isOf(ApiKey other) {
        return Marks.of(other, salt).equals(mark);
    }

    byte[] toJson() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("type", TYPE);
        values.put("key", key.value());
        values.put("salt", salt);
        values.put("mark", mark);
        values.put("timely", timely.map(Instant::toString).orElse(""));
        values.put("at", at);
        for (Presence presence : Presence.values()) {
            values.put(presence.name(), names(facts.permissions().all(presence)));
        }
        values.put("unrecognised", facts.permissions().unrecognised());
        values.put("rights", new TreeSet<>(facts.venueRights()));
        put(values, "ips", facts.ips().isKnown(), facts.ips().value().map(Set::copyOf));
        put(values, "expiry", facts.expiry().isKnown(), facts.expiry().value().map(end -> Set.of(end.toString())));
        put(
                values,
                "account",
                facts.accountId().isKnown(),
                facts.accountId().value().map(Set::of));
        return JsonMap.write(values);
    }

    /** Nothing: unknown. {@code known} alone: there is none. More: the value. */
    private static void put(Map<String, Object> values, String name, boolean known, Optional<Set<String>> value) {
        var list = new java.util.ArrayList<String>();
        if (known) {
            list.add(value.isPresent() ? "value" : KNOWN);
            value.ifPresent(list::addAll);
        }
        values.put(name, list);
    }

    private static Set<String> names(Set<Permission> rights) {
        var names = new TreeSet<String>();
        rights.forEach(right -> names.add(right.name()));
        return names;
    }

    static VerifiedKey of(JsonMap json) throws IOException {
        try {
            Observed<Set<String>> expiry = observed(json.list("expiry"));
            Observed<Set<String>> account = observed(json.list("account"));
            var facts = new KeyFacts(
                    rights(json),
                    Set.copyOf(json.list("rights")),
                    observed(json.list("ips")),
                    expiry.value().isEmpty()
                            ? other(expiry)
                            : Observed.of(Instant.parse(
                                    expiry.value().get().iterator().next())),
                    account.value().isEmpty()
                            ? other(account)
                            : Observed.of(account.value().get().iterator().next()));
            return new VerifiedKey(
                    KeyId.of(json.text("key")),
                    json.text("salt"),
                    json.text("mark"),
                    Optional.of(json.text("timely", ""))
                            .filter(text -> !text.isEmpty())
                            .map(Instant::parse),
                    Instant.parse(json.text("at")),
                    facts);
        } catch (DateTimeException | IllegalArgumentException | java.util.NoSuchElementException e) {
            throw new IOException("rights that this version does not understand", e);
        }
    }

    private static PermissionSet rights(JsonMap json) {
        PermissionSet.Builder rights = PermissionSet.builder();
        rights.granted(json.list(Presence.GRANTED.name()).stream()
                .map(Permission::valueOf)
                .toList());
        rights.denied(json.list(Presence.DENIED.name()).stream()
                .map(Permission::valueOf)
                .toList());
        json.list("unrecognised").forEach(rights::unrecognised);
        return rights.build();
    }

    private static Observed<Set<String>> observed(List<String> list) {
        if (list.isEmpty()) {
            return Observed.unknown();
        }
        return list.get(0).equals(KNOWN) ? Observed.none() : Observed.of(Set.copyOf(list.subList(1, list.size())));
    }

    private static <T> Observed<T> other(Observed<?> empty) {
        return empty.isKnown() ? Observed.none() : Observed.unknown();
    }
}
