/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.RightsModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the old key was, as the row keeps it, and how a new one is compared with it. */
final class OldFacts {
    static final String IPS = "oldIps";
    /** Whether it is bound to addresses, told or not. */
    private static final String MASKED = "oldAddressesMasked";

    /** A key that ends sooner would have to be replaced at once. */
    private static final Duration SHORTEST_LIFE = Duration.ofDays(1);

    private static final String RIGHTS = "oldRights";
    private static final String GRANTED = "oldGranted";
    private static final String UNKNOWN = "oldUnknown";
    static final String ADDRESSES = "addresses";
    private static final String UNRECOGNISED = "oldUnrecognised";
    private static final String ACCOUNT = "oldAccount";
    /** When the venue ends the old key; {@link #NEVER} if it says that it does not. */
    private static final String END = "oldEnd";

    private static final String NEVER = "never";

    private OldFacts() {}

    static Rotation write(Rotation row, KeyFacts facts) {
        PermissionSet rights = facts.permissions();
        Rotation told = row.with(Rotation.FACTS, "yes")
                .with(RIGHTS, List.copyOf(new TreeSet<>(facts.venueRights())))
                .with(GRANTED, names(rights.all(Presence.GRANTED)))
                .with(UNKNOWN, names(rights.all(Presence.UNKNOWN)))
                .with(UNRECOGNISED, List.copyOf(new TreeSet<>(rights.unrecognised())))
                .with(ACCOUNT, facts.accountId().value().orElse(""));
        return withEnd(withAddresses(told, facts.ips()), facts.expiry());
    }

    private static Rotation withEnd(Rotation row, Observed<Instant> end) {
        return end.isKnown() && !row.has(END)
                ? row.with(END, end.value().map(Instant::toString).orElse(NEVER))
                : row;
    }

    /** Addresses that the venue masks, or tells nothing of, are not none. */
    private static Rotation withAddresses(Rotation row, Observed<Set<String>> ips) {
        if (ips.value().filter(Set::isEmpty).isPresent()) {
            return row.with(MASKED, "yes");
        }
        return ips.isKnown()
                ? row.with(IPS, List.copyOf(new TreeSet<>(ips.value().orElse(Set.of()))))
                : row;
    }

    /** Adds what the list of keys tells of the old key, and the venue did not tell of the key itself. */
    static Rotation listed(Rotation row, List<ListedKey> list) {
        return list.stream()
                .filter(key -> key.id().value().equals(row.oldId()))
                .findFirst()
                .map(key -> withEnd(hasAddresses(row) ? row : withAddresses(row, key.ips()), key.expiry()))
                .orElse(row);
    }

    /** Whether it is known to which addresses the new key is to be bound. Of a key that was dead before anybody asked, nothing is known, and a new one that may be used from anywhere is not made for it unasked. */
    static boolean hasAddresses(Rotation row) {
        return row.has("ips") || row.has(IPS) || !(row.is(Rotation.FACTS) || row.is(Rotation.OLD_DEAD));
    }

    /** Whether the venue has told to which addresses the old key is bound, or that it is bound to none. */
    static boolean knowsAddresses(Rotation row) {
        return row.has(IPS);
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

    /**
     * What the smallest key would bring that the old one has not. Of a right that the old key has too only what is needed counts: what else it would bring on another account, such as the administration
     * of keys on a master account, the new key is asked about.
     */
    static Set<Permission> more(Rotation row, RightsModel model) {
        Set<Permission> needs = row.rights("needs");
        var more = EnumSet.noneOf(Permission.class);
        more.addAll(needs);
        model.smallestKeyFor(needs).stream()
                .filter(right -> !row.list(RIGHTS).contains(right))
                .forEach(right -> more.addAll(model.grants().getOrDefault(right, Set.of())));
        more.removeAll(perhaps(row));
        return more;
    }

    /** What is wrong with a new key; empty if nothing is. */
    static Optional<Problem> compare(Rotation row, KeyFacts fresh, Instant now) {
        String account = account(row);
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

    /** What the new key was not compared in, as neither it nor the list was told: {@code listed} is what the list tells of it. */
    static List<String> untold(Rotation row, KeyFacts fresh, Optional<ListedKey> listed) {
        var untold = new ArrayList<String>();
        boolean bound = row.is(MASKED) || !row.ips().isEmpty() || !knowsAddresses(row);
        if (bound
                && !fresh.ips().isKnown()
                && !listed.map(ListedKey::ips).map(Observed::isKnown).orElse(false)) {
            untold.add(ADDRESSES);
        }
        if (account(row).isEmpty() && listed.isEmpty()) {
            untold.add("account");
        }
        return untold;
    }

    private static String account(Rotation row) {
        return row.text(ACCOUNT).isEmpty() ? row.text("pinned") : row.text(ACCOUNT);
    }

    private static Optional<Problem> bounds(Rotation row, KeyFacts fresh, Instant now) {
        Optional<Problem> elsewhere = addresses(row, fresh.ips());
        if (elsewhere.isPresent()) {
            return elsewhere;
        }
        return end(row, fresh.expiry(), now);
    }

    /** What is wrong with the end of the new key, as it is told of itself or the list tells of it. What the venue gives each key that it makes by API is not refused for being sooner: {@link #sooner} says so. */
    static Optional<Problem> end(Rotation row, Observed<Instant> fresh, Instant now) {
        if (fresh.value().filter(end -> end.isBefore(now.plus(SHORTEST_LIFE))).isPresent()) {
            return Optional.of(new Problem(false, "it ends within a day"));
        }
        return row.making() == RotationPlan.Making.BY_OPERATOR
                ? sooner(row, fresh).map(why -> new Problem(false, why))
                : Optional.empty();
    }

    /** That the new key ends, and the old one does not, or later. */
    static Optional<String> sooner(Rotation row, Observed<Instant> fresh) {
        String old = row.text(END);
        return fresh.value()
                .filter(end -> old.equals(NEVER) || (!old.isEmpty() && end.isBefore(Instant.parse(old))))
                .map(end ->
                        "it ends at " + end + ", and the old one " + (old.equals(NEVER) ? "does not" : "at " + old));
    }

    /** What the list tells against the new key. */
    static Optional<Problem> inList(Rotation row, ListedKey listed, Instant now) {
        return addresses(row, listed.ips()).or(() -> end(row, listed.expiry(), now));
    }

    /** What is wrong with the addresses of the new key, as it is told of itself or the list tells of it. */
    static Optional<Problem> addresses(Rotation row, Observed<Set<String>> ips) {
        var problems = new ArrayList<String>();
        if (row.is(MASKED) && ips.isKnown() && ips.value().isEmpty()) {
            problems.add("it may be used from anywhere, and the old one may not");
        }
        if (!row.ips().isEmpty() && ips.isKnown()) {
            boolean told = ips.value().filter(set -> !set.isEmpty()).isPresent();
            if (ips.value().isEmpty() || (told && !ips.value().get().equals(row.ips()))) {
                problems.add("it is not bound to the addresses that were asked for");
            }
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
