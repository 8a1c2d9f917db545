/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.Permission;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an owner asks of every key, whatever its strategy was granted.
 *
 * <p>Immutable: every method returns a new policy.
 */
public final class KeyPolicy {
    /** What happens to a key whose venue cannot be asked. */
    public enum Unverifiable {
        /** It may not be used. */
        REFUSE,
        /** It signs requests that add no risk, so that open positions can be looked after; it is asked about again until the venue answers. */
        REDUCE_ONLY
    }

    private static final Set<Permission> DANGEROUS = Collections.unmodifiableSet(
            EnumSet.of(Permission.WITHDRAW, Permission.WITHDRAW_ADDRESS_ADMIN, Permission.KEY_ADMIN));

    private final Set<Permission> forbidden;
    private final boolean ipRestriction;
    private final Unverifiable unverifiable;

    private KeyPolicy(Set<Permission> forbidden, boolean ipRestriction, Unverifiable unverifiable) {
        this.forbidden = forbidden;
        this.ipRestriction = ipRestriction;
        this.unverifiable = unverifiable;
    }

    /**
     * Returns the policy that real money deserves: no right to withdraw, to change withdrawal addresses or to make keys, even if it was granted;
     * bound to addresses; refused when the venue cannot be asked.
     */
    public static KeyPolicy strict() {
        return new KeyPolicy(DANGEROUS, true, Unverifiable.REFUSE);
    }

    /** Returns this policy without the demand that keys be bound to IP addresses; for machines whose address changes. */
    public KeyPolicy fromAnyAddress() {
        return new KeyPolicy(forbidden, false, unverifiable);
    }

    /** Returns this policy with {@code permissions} forbidden as well, even where they are granted. */
    public KeyPolicy forbid(Permission... permissions) {
        var all = EnumSet.noneOf(Permission.class);
        all.addAll(forbidden);
        all.addAll(Arrays.asList(permissions));
        return new KeyPolicy(Collections.unmodifiableSet(all), ipRestriction, unverifiable);
    }

    /** Returns this policy without forbidding {@code permissions}: for the few programs whose work they are. They must still be granted. */
    public KeyPolicy permit(Permission... permissions) {
        var fewer = EnumSet.noneOf(Permission.class);
        fewer.addAll(forbidden);
        fewer.removeAll(Arrays.asList(permissions));
        return new KeyPolicy(Collections.unmodifiableSet(fewer), ipRestriction, unverifiable);
    }

    /** Returns this policy with {@code unverifiable} for keys whose venue cannot be asked. */
    public KeyPolicy whenUnverifiable(Unverifiable unverifiable) {
        return new KeyPolicy(forbidden, ipRestriction, unverifiable);
    }

    /** Returns the permissions that no key may have, granted or not. */
    public Set<Permission> forbidden() {
        return forbidden;
    }

    /** Returns whether a key must be bound to IP addresses. */
    public boolean asksForIpRestriction() {
        return ipRestriction;
    }

    /** Returns what happens to a key whose venue cannot be asked. */
    public Unverifiable unverifiable() {
        return unverifiable;
    }

    @Override
    public String toString() {
        return "KeyPolicy[forbidden=" + forbidden + ", ipRestriction=" + ipRestriction + ", unverifiable="
                + unverifiable + "]";
    }
}
