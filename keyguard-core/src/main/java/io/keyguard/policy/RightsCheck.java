/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;

import io.keyguard.Grant;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.KeyPolicy.Unknown;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.RightsModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares what a key can do with what its strategies were granted.
 *
 * <p>Excess means that a smaller key was possible; a right that the venue cannot leave out is bundled, and the grant may accept it.
 */
final class RightsCheck {
    private static final Pattern UNFIT_TO_SHOW = Pattern.compile("[^A-Za-z0-9 _.:/-]");
    private static final int MOST_SHOWN = 64;

    private final LoadedKey key;
    private final KeyFacts facts;
    private final KeyPolicy policy;
    private final Set<Permission> allowed;
    private final Set<Permission> acceptedBundled;
    private final Set<Permission> acceptedUnknown;
    private final Set<Permission> elsewhere;
    private final List<Finding> findings = new ArrayList<>();

    private RightsCheck(
            LoadedKey key, KeyFacts facts, KeyPolicy policy, Collection<Grant> grants, Set<Permission> elsewhere) {
        this.elsewhere = elsewhere;
        this.key = key;
        this.facts = facts;
        this.policy = policy;
        this.allowed = union(grants.stream().map(Grant::allowed));
        this.acceptedBundled = union(grants.stream().map(Grant::acceptedBundled));
        this.acceptedUnknown = union(grants.stream().map(Grant::acceptedUnknown));
    }

    private static Set<Permission> union(java.util.stream.Stream<Set<Permission>> sets) {
        return sets.flatMap(Set::stream).collect(Collectors.toCollection(() -> EnumSet.noneOf(Permission.class)));
    }

    /**
     * Returns the findings about {@code key}, of which the venue says {@code facts}, and which is used under {@code grants}.
     *
     * @param elsewhere the rights that other keys of the same strategies have: this one need not have them
     */
    static List<Finding> check(
            LoadedKey key,
            KeyFacts facts,
            KeyPolicy policy,
            Collection<Grant> grants,
            Set<Permission> elsewhere,
            Instant now) {
        var check = new RightsCheck(key, facts, policy, grants, elsewhere);
        check.tooMuch();
        check.unknown();
        check.missing();
        check.addresses();
        check.expiry(now);
        check.account();
        return check.findings;
    }

    private void tooMuch() {
        PermissionSet rights = facts.permissions();
        Set<Permission> forbidden = EnumSet.noneOf(Permission.class);
        Set<Permission> excess = EnumSet.noneOf(Permission.class);
        Set<Permission> bundled = EnumSet.noneOf(Permission.class);
        Set<Permission> unavoidable = model().unavoidableWith(allowed);
        Set<Permission> avoidable = grantedBeyondTheSmallestKey();
        for (Permission right : rights.all(Presence.GRANTED)) {
            boolean byproduct = unavoidable.contains(right) && !avoidable.contains(right);
            boolean accepted = acceptedBundled.contains(right) && byproduct;
            if (policy.forbidden().contains(right) && !accepted) {
                forbidden.add(right);
            } else if (!allowed.contains(right) && !accepted && !isHarmless(right, byproduct)) {
                (byproduct ? bundled : excess).add(right);
            }
        }
        stop(Kind.FORBIDDEN, forbidden, "the policy forbids this to every key; " + wayWithout(forbidden, unavoidable));
        stop(Kind.EXCESS, excess, smallestKey());
        stop(Kind.BUNDLED, bundled, bundledAdvice(bundled));
        excess.addAll(forbidden);
        Set<String> surplus = surplusBeyond(excess);
        if (!surplus.isEmpty()) {
            add(Kind.EXCESS, true, shown(surplus) + ": " + venueRights(), needed(), smallestKey());
        }
        if (!rights.unrecognised().isEmpty()) {
            add(Kind.UNRECOGNISED_RIGHT, true, shown(rights.unrecognised()), needed(), smallestKey());
        }
    }

    /** A session can do what its key can, and no more: where every key may open one, it is not worth a finding. */
    private static boolean isHarmless(Permission right, boolean byproduct) {
        return byproduct && right == OPEN_SESSION;
    }

    /**
     * The venue's rights that the smallest fitting key would lack, save those of which {@code reported} already tells.
     *
     * <p>A right may open another door to what is allowed (a second protocol), or a door that no permission names: a smaller key was possible all the
     * same. One more right to read is no smaller key's loss where reading is allowed.
     */
    private Set<String> surplusBeyond(Set<Permission> reported) {
        Set<String> smallest = model().smallestKeyFor(allowed);
        var surplus = new TreeSet<String>();
        for (String right : facts.venueRights()) {
            Set<Permission> grants = model().grants().get(right);
            boolean told = grants == null || !Collections.disjoint(grants, reported);
            boolean onlyReads =
                    allowed.contains(READ_ACCOUNT) && Set.of(READ_ACCOUNT).equals(grants);
            if (!smallest.contains(right) && !told && !onlyReads) {
                surplus.add(right);
            }
        }
        return surplus;
    }

    /** What those of the venue's rights grant that the smallest fitting key would not have, even if another of its rights grants it as well. */
    private Set<Permission> grantedBeyondTheSmallestKey() {
        Set<String> smallest = model().smallestKeyFor(allowed);
        return union(facts.venueRights().stream()
                .filter(right -> !smallest.contains(right))
                .map(right -> model().grants().getOrDefault(right, Set.of())));
    }

    /** A smaller key where there is one; else what helps at this venue. */
    private String wayWithout(Set<Permission> rights, Set<Permission> unavoidable) {
        return rights.stream().anyMatch(unavoidable::contains)
                        && !advice(rights).isEmpty()
                ? advice(rights)
                : smallestKey();
    }

    private String bundledAdvice(Set<Permission> bundled) {
        String advice = advice(bundled);
        return (advice.isEmpty() ? "" : advice + "; or ") + key.venue().id()
                + " has no key without it: accept it with acceptBundled in the grant";
    }

    private String advice(Set<Permission> rights) {
        return rights.stream()
                .map(model()::adviceOn)
                .filter(words -> !words.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private void unknown() {
        Set<Permission> unknown = EnumSet.noneOf(Permission.class);
        for (Permission right : facts.permissions().all(Presence.UNKNOWN)) {
            if (!acceptedUnknown.contains(right)) {
                unknown.add(right);
            }
        }
        if (!unknown.isEmpty()) {
            add(
                    Kind.UNKNOWN_RIGHT,
                    policy.unknown() == Unknown.REFUSE,
                    words(unknown) + ": " + venueRights(),
                    needed(),
                    key.venue().id()
                            + " does not tell: look it up there, then say acceptUnknown with the reason in the grant");
        }
    }

    private void missing() {
        Set<Permission> missing = EnumSet.noneOf(Permission.class);
        missing.addAll(allowed);
        missing.removeAll(elsewhere);
        missing.retainAll(facts.permissions().all(Presence.DENIED));
        if (!missing.isEmpty()) {
            add(Kind.MISSING_RIGHT, true, "without " + words(missing) + ": " + venueRights(), needed(), smallestKey());
        }
    }

    private void addresses() {
        if (!policy.asksForIpRestriction()) {
            return;
        }
        Optional<Set<String>> bound = facts.ips().value();
        if (bound.isEmpty()) {
            boolean known = facts.ips().isKnown();
            add(
                    Kind.NO_IP_RESTRICTION,
                    known || policy.unknown() == Unknown.REFUSE,
                    known ? "it may be used from any address" : key.venue().id() + " does not tell",
                    "a list of addresses",
                    "bind the key to the addresses of this bot");
        } else if (!policy.addresses().isEmpty()) {
            expected(bound.get());
        }
    }

    private void expected(Set<String> bound) {
        if (bound.isEmpty()) {
            add(
                    Kind.UNEXPECTED_ADDRESS,
                    policy.unknown() == Unknown.REFUSE,
                    "it is bound, but " + key.venue().id() + " does not tell to what",
                    String.join(", ", policy.addresses()),
                    "look the list up there, then ask for a binding alone, or choose NOTE for what is unknown");
            return;
        }
        var others = new TreeSet<>(bound);
        others.removeAll(policy.addresses());
        if (!others.isEmpty()) {
            add(
                    Kind.UNEXPECTED_ADDRESS,
                    true,
                    shown(others),
                    String.join(", ", policy.addresses()),
                    "take the other addresses off the key");
        }
    }

    private void expiry(Instant now) {
        facts.expiry().value().ifPresent(end -> {
            if (!end.isAfter(now)) {
                add(Kind.EXPIRED, true, "ended " + end, "", "replace the key");
            } else if (!end.minus(policy.expiryWarning()).isAfter(now)) {
                add(Kind.EXPIRES_SOON, false, "the venue ends it " + end, "", "replace the key before");
            }
        });
    }

    private void account() {
        String seen = facts.accountId().value().orElse("unknown");
        if (key.key().accountId().isEmpty()) {
            add(
                    Kind.ACCOUNT_NOT_PINNED,
                    false,
                    "the venue says account " + shown(seen),
                    "an account id",
                    "store the key with this account id, so that a key of another account is noticed");
        } else if (!key.key().accountId().get().equals(seen)) {
            String pinned = key.key().accountId().get();
            add(
                    Kind.WRONG_ACCOUNT,
                    true,
                    "account " + shown(seen),
                    "account " + pinned,
                    "store the key of the right account");
        }
    }

    private void stop(Kind kind, Set<Permission> rights, String remedy) {
        if (!rights.isEmpty()) {
            add(kind, true, words(rights) + ": " + venueRights(), needed(), remedy);
        }
    }

    private void add(Kind kind, boolean stops, String observed, String needed, String remedy) {
        findings.add(new Finding(key.key().id().value(), kind, stops, observed, needed, remedy));
    }

    private RightsModel model() {
        return key.venue().rights();
    }

    private String needed() {
        return words(allowed);
    }

    private String venueRights() {
        return facts.venueRights().isEmpty()
                ? "the venue names no right of the key"
                : "the key has " + shown(facts.venueRights());
    }

    private String smallestKey() {
        return "make a key with exactly " + String.join(", ", model().smallestKeyFor(allowed));
    }

    static String shown(Collection<String> names) {
        return new TreeSet<>(names).stream().map(RightsCheck::shown).collect(Collectors.joining(", "));
    }

    /** The venue chooses this text: as it stands it could forge lines of a log or drive a terminal. */
    static String shown(String name) {
        String plain = UNFIT_TO_SHOW.matcher(name).replaceAll("?");
        return plain.substring(0, Math.min(plain.length(), MOST_SHOWN));
    }

    private static String words(Set<Permission> rights) {
        return rights.stream().map(Permission::name).collect(Collectors.joining(", "));
    }
}
