/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.internal.ByAccount;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.rotation.KeyRing;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.Ring;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The keys of one strategy. Handles are derived once per ring and scope, so that asking costs a volatile read and a look-up. */
final class StrategyKeys implements KeyProvider {
    private record Derived(Ring ring, ScopeTable handles) {}

    private final String strategy;
    private final ByAccount<Grant> grants;
    private final KeyRing keys;
    private final StateSession state;
    private final Watches watches;
    private volatile Derived derived;

    StrategyKeys(String strategy, List<Grant> grants, KeyRing keys, StateSession state, Watches watches) {
        this.strategy = strategy;
        this.grants = ByAccount.of(grants, Grant::venue, Grant::account);
        this.keys = keys;
        this.state = state;
        this.watches = watches;
        this.derived = new Derived(keys.current(), new ScopeTable());
    }

    @Override
    public ScopedKey get(KeyScope scope) {
        Ring ring = keys.current();
        Derived known = derived;
        if (known.ring() != ring) {
            known = new Derived(ring, new ScopeTable());
            derived = known;
        }
        GrantedKey handle = known.handles().get(scope);
        if (handle != null) {
            return handle;
        }
        try {
            return derive(known, scope);
        } catch (KeyguardException e) {
            state.refused(strategy, "", e);
            throw e;
        }
    }

    private ScopedKey derive(Derived known, KeyScope scope) {
        Grant grant = grants.at(scope.venue(), scope.account()).stream()
                .findFirst()
                .orElseThrow(() -> KeyguardExceptions.noGrant(strategy, scope.venue(), scope.account()));
        var missing = EnumSet.copyOf(scope.permissions());
        missing.removeAll(grant.allowed());
        if (!missing.isEmpty()) {
            throw KeyguardExceptions.notGranted(strategy, missing, scope.venue(), scope.account());
        }
        var handle = new GrantedKey(
                find(known.ring(), scope),
                scope,
                strategy,
                grant.heldByClient().isPresent(),
                state,
                watches.find(scope.venue(), scope.account()),
                new PayoutPin(scope.venue() + "/" + scope.account(), grant.pinned()));
        return known.handles().add(scope, handle);
    }

    /** Where there are several, the gate has made sure that those with the rights of any scope form a chain: the smallest is taken. */
    private LoadedKey find(Ring ring, KeyScope scope) {
        List<LoadedKey> mine = ring.at(scope.venue(), scope.account()).stream()
                .filter(key -> key.key().strategies().contains(strategy))
                .toList();
        return mine.stream()
                .filter(key -> mine.size() == 1 || Collections.disjoint(denied(key), scope.permissions()))
                .max(Comparator.comparingInt(key -> denied(key).size()))
                .orElseThrow(() -> KeyguardExceptions.noKey(strategy, scope.venue(), scope.account()));
    }

    private static Set<Permission> denied(LoadedKey key) {
        return key.rights().all(PermissionSet.Presence.DENIED);
    }

    @Override
    public String toString() {
        return "KeyProvider[" + strategy + "]";
    }
}
