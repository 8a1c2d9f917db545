/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Observed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the old key was, as the row keeps it, and how a new one is compared with it. */
final class OldFacts {
    static final String IPS = "oldIps";
    /** Whether it is bound to addresses, told or not. */
    private static final String BOUND = "oldBound";

    /** A key that ends sooner would have to be replaced at once. */
    private static final Duration SHORTEST_LIFE = Duration.ofDays(1);

    private static final String GRANTED = "oldGranted";
    private static final String UNKNOWN = "oldUnknown";
    private static final String UNRECOGNISED = "oldUnrecognised";
    private static final String ACCOUNT = "oldAccount";

    private OldFacts() {}

    static Rotation write(Rotation row, KeyFacts facts) {
        PermissionSet rights = facts.permissions();
        return row.with(Rotation.FACTS, "yes")
                .with(GRANTED, names(rights.all(Presence.GRANTED)))
                .with(UNKNOWN, names(rights.all(Presence.UNKNOWN)))
                .with(UNRECOGNISED, List.copyOf(new TreeSet<>(rights.unrecognised())))
                .with(ACCOUNT, facts.accountId().value().orElse(""))
                .with(BOUND, facts.ips().value().isPresent() ? "yes" : "")
                .with(IPS, List.copyOf(new TreeSet<>(facts.ips().value().orElse(Set.of()))));
    }

    /** Adds the addresses of the old key as {@code list} tells them, where the key itself does not. */
    static Rotation withAddresses(Rotation row, Collection<ListedKey> list) {
        Set<String> told = row.list(IPS).isEmpty()
                ? list.stream()
                        .filter(key -> key.id().value().equals(row.oldId()))
                        .flatMap(key -> key.ips().value().stream())
                        .findFirst()
                        .orElse(Set.of())
                : Set.of();
        return told.isEmpty() ? row : row.with(BOUND, "yes").with(IPS, List.copyOf(new TreeSet<>(told)));
    }

    /** Whether the old key is bound to addresses that nobody tells, so that a new one would be bound to none. */
    static boolean hidesAddresses(Rotation row) {
        return row.is(BOUND) && row.ips().isEmpty() && !row.has("ips");
    }

    private static List<String> names(Set<Permission> rights) {
        return rights.stream().map(Permission::name).toList();
    }

    /** The rights that the new key may have. */
    static Set<Permission> allowed(Rotation row) {
        var allowed = EnumSet.noneOf(Permission.class);
        allowed.addAll(row.rights("approved"));
        // Of a key that was dead before anybody asked, nothing is known but what was asked for.
        allowed.addAll(row.rights(row.is(Rotation.FACTS) ? GRANTED : "needs"));
        return allowed;
    }

    /** The rights that the new key may turn out to have: also those of which the venue does not say whether the old one has them, as it will not say it of the new one either. */
    static Set<Permission> perhaps(Rotation row) {
        var perhaps = EnumSet.noneOf(Permission.class);
        perhaps.addAll(allowed(row));
        perhaps.addAll(row.rights(UNKNOWN));
        return perhaps;
    }

    /** What is wrong with a new key; empty if nothing is. */
    static Optional<Problem> compare(Rotation row, KeyFacts fresh, Instant now) {
        String account = row.text(ACCOUNT).isEmpty() ? row.text("pinned") : row.text(ACCOUNT);
        String freshAccount = fresh.accountId().value().orElse("");
        if (!account.isEmpty() && !freshAccount.equals(account)) {
            return Optional.of(new Problem(true, "it belongs to another account than the old key"));
        }
        Set<Permission> wider = wider(row, fresh.permissions());
        var unrecognised = new TreeSet<>(fresh.permissions().unrecognised());
        unrecognised.removeAll(row.list(UNRECOGNISED));
        if (!wider.isEmpty() || !unrecognised.isEmpty()) {
            return Optional.of(new Problem(false, "it may do more than the old key: " + wider + unrecognised));
        }
        Set<Permission> missing = EnumSet.noneOf(Permission.class);
        missing.addAll(row.rights("needs"));
        missing.removeIf(right -> fresh.permissions().of(right) != Presence.DENIED);
        if (!missing.isEmpty()) {
            return Optional.of(new Problem(false, "it lacks " + missing));
        }
        return bounds(row, fresh, now);
    }

    private static Set<Permission> wider(Rotation row, PermissionSet fresh) {
        Set<Permission> allowed = allowed(row);
        var wider = EnumSet.noneOf(Permission.class);
        wider.addAll(fresh.all(Presence.GRANTED));
        if (row.is(Rotation.FACTS)) {
            // Where the venue told it of the old key, not telling it of the new one is no answer.
            var hidden = EnumSet.noneOf(Permission.class);
            hidden.addAll(fresh.all(Presence.UNKNOWN));
            hidden.removeAll(row.rights(UNKNOWN));
            wider.addAll(hidden);
        }
        wider.removeAll(allowed);
        return wider;
    }

    /** The needed rights of which the venue does not say whether the new key has them. */
    static List<String> unproven(Rotation row, KeyFacts fresh) {
        return row.rights("needs").stream()
                .filter(right -> fresh.permissions().of(right) == Presence.UNKNOWN)
                .map(Permission::name)
                .toList();
    }

    private static Optional<Problem> bounds(Rotation row, KeyFacts fresh, Instant now) {
        var problems = new ArrayList<String>();
        Observed<Set<String>> ips = fresh.ips();
        if (hidesAddresses(row) && ips.isKnown() && ips.value().isEmpty()) {
            problems.add("it may be used from anywhere, and the old one may not");
        }
        if (!row.ips().isEmpty() && ips.isKnown()) {
            boolean told = ips.value().filter(set -> !set.isEmpty()).isPresent();
            if (ips.value().isEmpty() || (told && !ips.value().get().equals(row.ips()))) {
                problems.add("it is not bound to the addresses that were asked for");
            }
        }
        if (fresh.expiry()
                .value()
                .filter(end -> end.isBefore(now.plus(SHORTEST_LIFE)))
                .isPresent()) {
            problems.add("it ends within a day");
        }
        return problems.isEmpty() ? Optional.empty() : Optional.of(new Problem(false, problems.get(0)));
    }

    /**
     * Why a key is not taken.
     *
     * @param foreign whether it is not this account's at all
     */
    record Problem(boolean foreign, String words) {}
}
