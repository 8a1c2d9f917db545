/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.Permission;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
        REDUCE_ONLY,
        /**
         * It may be used if the venue confirmed this very material not long ago, as a state directory remembers; it is asked about again until the venue answers. Once
         * that was too long ago, as {@link #REFUSE} at start, and as {@link #REDUCE_ONLY} in a bot that runs.
         */
        LAST_VERIFIED
    }

    /** What it means that a venue, though it answers, does not show a right or the address list, or that an age cannot be told. */
    public enum Unknown {
        /** The worst: the key may not be used, unless its grant accepts the unknown right. */
        REFUSE,
        /** A note in the report. */
        NOTE
    }

    private static final Set<Permission> DANGEROUS = Collections.unmodifiableSet(EnumSet.of(
            Permission.WITHDRAW, Permission.WITHDRAW_ADDRESS_ADMIN, Permission.PAYOUT_SETTINGS, Permission.KEY_ADMIN));

    private final Set<Permission> forbidden;
    private final boolean ipRestriction;
    private final Set<String> addresses;
    private final Unverifiable unverifiable;
    private final Duration verifiedWithin;
    private final Unknown unknown;
    private final Optional<Duration> due;
    private final Optional<Duration> limit;
    private final Duration expiryWarning;
    private final boolean exclusive;
    private final boolean weakRefused;

    /** What a policy is made from; never handed out. */
    private static final class Draft {
        private Set<Permission> forbidden = DANGEROUS;
        private boolean ipRestriction = true;
        private Set<String> addresses = Set.of();
        private Unverifiable unverifiable = Unverifiable.REFUSE;
        private Duration verifiedWithin = Duration.ofDays(1);
        private Unknown unknown = Unknown.REFUSE;
        private Optional<Duration> due = Optional.of(Duration.ofDays(60));
        private Optional<Duration> limit = Optional.of(Duration.ofDays(90));
        private Duration expiryWarning = Duration.ofDays(14);
        private boolean exclusive;
        private boolean weakRefused;
    }

    private KeyPolicy(Draft draft) {
        this.forbidden = draft.forbidden;
        this.ipRestriction = draft.ipRestriction;
        this.addresses = draft.addresses;
        this.unverifiable = draft.unverifiable;
        this.verifiedWithin = draft.verifiedWithin;
        this.unknown = draft.unknown;
        this.due = draft.due;
        this.limit = draft.limit;
        this.expiryWarning = draft.expiryWarning;
        this.exclusive = draft.exclusive;
        this.weakRefused = draft.weakRefused;
    }

    private Draft draft() {
        var draft = new Draft();
        draft.forbidden = forbidden;
        draft.ipRestriction = ipRestriction;
        draft.addresses = addresses;
        draft.unverifiable = unverifiable;
        draft.verifiedWithin = verifiedWithin;
        draft.unknown = unknown;
        draft.due = due;
        draft.limit = limit;
        draft.expiryWarning = expiryWarning;
        draft.exclusive = exclusive;
        draft.weakRefused = weakRefused;
        return draft;
    }

    /**
     * Returns the policy that real money deserves: no right to withdraw, to change withdrawal addresses or to make keys, even if it was granted;
     * bound to addresses; due for replacement after 60 days and refused at start from 90; a note 14 days before the venue ends it; refused when
     * the venue cannot be asked or does not tell.
     */
    public static KeyPolicy strict() {
        return new KeyPolicy(new Draft());
    }

    /** Returns this policy without the demand that keys be bound to IP addresses; for machines whose address changes. */
    public KeyPolicy fromAnyAddress() {
        Draft draft = draft();
        draft.ipRestriction = false;
        draft.addresses = Set.of();
        return new KeyPolicy(draft);
    }

    /**
     * Returns this policy with the demand that keys be bound to {@code addresses}, or some of them, and to no other.
     *
     * @param addresses as the venue writes them
     */
    public KeyPolicy fromAddresses(String... addresses) {
        Draft draft = draft();
        draft.ipRestriction = true;
        draft.addresses = Collections.unmodifiableSet(new TreeSet<>(Arrays.asList(addresses)));
        return new KeyPolicy(draft);
    }

    /** Returns this policy with {@code permissions} forbidden as well, even where they are granted. */
    public KeyPolicy forbid(Permission... permissions) {
        var all = EnumSet.noneOf(Permission.class);
        all.addAll(forbidden);
        all.addAll(Arrays.asList(permissions));
        Draft draft = draft();
        draft.forbidden = Collections.unmodifiableSet(all);
        return new KeyPolicy(draft);
    }

    /** Returns this policy without forbidding {@code permissions}: for the few programs whose work they are. They must still be granted. */
    public KeyPolicy permit(Permission... permissions) {
        var fewer = EnumSet.noneOf(Permission.class);
        fewer.addAll(forbidden);
        fewer.removeAll(Arrays.asList(permissions));
        Draft draft = draft();
        draft.forbidden = Collections.unmodifiableSet(fewer);
        return new KeyPolicy(draft);
    }

    /** Returns this policy with {@code unverifiable} for keys whose venue cannot be asked. */
    public KeyPolicy whenUnverifiable(Unverifiable unverifiable) {
        Draft draft = draft();
        draft.unverifiable = unverifiable;
        return new KeyPolicy(draft);
    }

    /**
     * Returns this policy with {@link Unverifiable#LAST_VERIFIED} for keys whose venue cannot be asked.
     *
     * @param maxAge how long ago the venue may have confirmed the key
     * @throws IllegalArgumentException if it is not positive
     */
    public KeyPolicy lastVerified(Duration maxAge) {
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("the time since a venue confirmed a key is positive");
        }
        Draft draft = draft();
        draft.unverifiable = Unverifiable.LAST_VERIFIED;
        draft.verifiedWithin = maxAge;
        return new KeyPolicy(draft);
    }

    /** Returns this policy with {@code unknown} for what a venue does not show. */
    public KeyPolicy whenUnknown(Unknown unknown) {
        Draft draft = draft();
        draft.unknown = unknown;
        return new KeyPolicy(draft);
    }

    /**
     * Returns this policy with other ages: from {@code due} on a note, from {@code limit} on no start; a bot that runs by then keeps reads, cancels
     * and reductions.
     *
     * @throws IllegalArgumentException if {@code due} is not positive or beyond {@code limit}
     */
    public KeyPolicy maxAge(Duration due, Duration limit) {
        if (due.isNegative() || due.isZero() || due.compareTo(limit) > 0) {
            throw new IllegalArgumentException("a key is due after a positive time, and not after the limit");
        }
        Draft draft = draft();
        draft.due = Optional.of(due);
        draft.limit = Optional.of(limit);
        return new KeyPolicy(draft);
    }

    /** Returns this policy without any limit of age. */
    public KeyPolicy ofAnyAge() {
        Draft draft = draft();
        draft.due = Optional.empty();
        draft.limit = Optional.empty();
        return new KeyPolicy(draft);
    }

    /**
     * Returns this policy with a note from {@code before} the end that a venue has set to a key.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public KeyPolicy warnBeforeExpiry(Duration before) {
        if (before.isNegative()) {
            throw new IllegalArgumentException("the time before an end is not negative");
        }
        Draft draft = draft();
        draft.expiryWarning = before;
        return new KeyPolicy(draft);
    }

    /** Returns this policy with the demand that every key serve one strategy; otherwise a shared key is a note. */
    public KeyPolicy oneKeyPerStrategy() {
        Draft draft = draft();
        draft.exclusive = true;
        return new KeyPolicy(draft);
    }

    /** Returns this policy with the demand that no key come from where others can see it, as from environment variables; otherwise that is a note. */
    public KeyPolicy refuseWeakSources() {
        Draft draft = draft();
        draft.weakRefused = true;
        return new KeyPolicy(draft);
    }

    /** Returns the permissions that no key may have, granted or not. */
    public Set<Permission> forbidden() {
        return forbidden;
    }

    /** Returns whether a key must be bound to IP addresses. */
    public boolean asksForIpRestriction() {
        return ipRestriction;
    }

    /** Returns the only addresses that a key may be bound to; empty if any will do. */
    public Set<String> addresses() {
        return addresses;
    }

    /** Returns what happens to a key whose venue cannot be asked. */
    public Unverifiable unverifiable() {
        return unverifiable;
    }

    /** Returns how long ago the venue may have confirmed a key, with {@link Unverifiable#LAST_VERIFIED}; a day, if nobody said. */
    public Duration verifiedWithin() {
        return verifiedWithin;
    }

    /** Returns what it means that a venue does not show something. */
    public Unknown unknown() {
        return unknown;
    }

    /** Returns the age from which a key is due for replacement. */
    public Optional<Duration> due() {
        return due;
    }

    /** Returns the age from which a key does not start. */
    public Optional<Duration> limit() {
        return limit;
    }

    /** Returns how long before the end that a venue has set to a key it is noted. */
    public Duration expiryWarning() {
        return expiryWarning;
    }

    /** Returns whether every key must serve one strategy. */
    public boolean isOneKeyPerStrategy() {
        return exclusive;
    }

    /** Returns whether a key from a source that shows it to others is refused. */
    public boolean refusesWeakSources() {
        return weakRefused;
    }

    @Override
    public String toString() {
        return "KeyPolicy[forbidden=" + forbidden + ", ipRestriction=" + ipRestriction + ", addresses=" + addresses
                + ", unverifiable=" + unverifiable
                + (unverifiable == Unverifiable.LAST_VERIFIED ? " " + verifiedWithin : "")
                + ", unknown=" + unknown + ", due=" + due + ", limit=" + limit
                + ", expiryWarning=" + expiryWarning + ", oneKeyPerStrategy=" + exclusive + ", refusesWeakSources="
                + weakRefused + "]";
    }
}
