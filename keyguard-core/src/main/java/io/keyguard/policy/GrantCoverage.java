/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.Grant;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.internal.ByAccount;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.rotation.KeyGate.Unloadable;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.source.ApiKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether each grant has one key, or one least privileged key for every right, so that ambiguity shows at start and not at the first order. */
final class GrantCoverage {
    private GrantCoverage() {}

    /** What there is to say, and which keys share a grant that is meant for one. */
    record Coverage(List<Finding> findings, Set<KeyId> ambiguous) {}

    static Coverage of(Map<String, List<Grant>> grants, ByAccount<LoadedKey> keys, Collection<Unloadable> unloadable) {
        ByAccount<Unloadable> lost = ByAccount.of(
                unloadable, key -> key.key().venue(), key -> key.key().account());
        var findings = new ArrayList<Finding>();
        var ambiguous = new TreeSet<KeyId>();
        grants.forEach((strategy, list) -> list.forEach(grant -> {
            List<LoadedKey> fitting = keys.at(grant.venue(), grant.account()).stream()
                    .filter(key -> isOf(strategy, key.key()))
                    .toList();
            // A key that would serve it but cannot be loaded has a finding of its own.
            if (fitting.isEmpty()
                    && lost.at(grant.venue(), grant.account()).stream().noneMatch(key -> isOf(strategy, key.key()))) {
                findings.add(noKey(strategy, grant));
            }
            List<LoadedKey> alike = alike(grant, fitting);
            if (!alike.isEmpty()) {
                alike.forEach(key -> ambiguous.add(key.key().id()));
                findings.add(ambiguous(strategy, grant, alike));
            }
        }));
        return new Coverage(findings, ambiguous);
    }

    /**
     * The keys between which no choice is possible for some right of the grant.
     *
     * <p>Of two keys that both have a granted right, one must have strictly fewer rights than the other. Then all keys that fit a scope form a chain,
     * and its smallest is the least privileged.
     */
    private static List<LoadedKey> alike(Grant grant, List<LoadedKey> fitting) {
        return fitting.stream()
                .filter(one -> fitting.stream().anyMatch(other -> one != other && isAlike(grant, one, other)))
                .toList();
    }

    private static boolean isAlike(Grant grant, LoadedKey one, LoadedKey other) {
        Set<Permission> common = mayHave(one);
        common.retainAll(mayHave(other));
        boolean chain =
                !mayHave(one).equals(mayHave(other)) && (common.equals(mayHave(one)) || common.equals(mayHave(other)));
        common.retainAll(grant.allowed());
        return !common.isEmpty() && !chain;
    }

    /** What is not known to be denied may be there. */
    static Set<Permission> mayHave(LoadedKey key) {
        Set<Permission> rights = EnumSet.allOf(Permission.class);
        rights.removeAll(key.rights().all(Presence.DENIED));
        return rights;
    }

    private static boolean isOf(String strategy, ApiKey key) {
        return key.strategies().contains(strategy);
    }

    private static Finding noKey(String strategy, Grant grant) {
        return new Finding(
                subject(strategy, grant),
                Kind.NO_KEY,
                true,
                "no key of this environment is stored for it",
                words(grant),
                "store a key for this venue and account that names the strategy");
    }

    private static Finding ambiguous(String strategy, Grant grant, List<LoadedKey> fitting) {
        return new Finding(
                subject(strategy, grant),
                Kind.AMBIGUOUS,
                true,
                fitting.stream().map(key -> key.key().id().value()).collect(Collectors.joining(", ")),
                "one least privileged key for every right",
                "take the strategy off all keys but one, or off all that are not smaller than another");
    }

    private static String subject(String strategy, Grant grant) {
        return strategy + "@" + grant.venue() + "/" + grant.account();
    }

    private static String words(Grant grant) {
        return grant.allowed().stream().map(Enum::name).collect(Collectors.joining(", "));
    }
}
