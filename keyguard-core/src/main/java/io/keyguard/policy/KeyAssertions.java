/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.venue.KeyFacts;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Assertions about one key. What is not known does not hold, unless {@link #acceptUnknown} was said before. Not thread-safe.
 *
 * <p>Every assertion throws {@link LeastPrivilegeException} if it does not hold, also when the venue has not been reached.
 */
public final class KeyAssertions {
    private static final Set<Permission> TRADING = EnumSet.of(
            Permission.TRADE_SPOT,
            Permission.TRADE_MARGIN,
            Permission.TRADE_DERIVATIVES,
            Permission.TRADE_OPTIONS,
            Permission.TRADE_HASHPOWER);

    private final KeyRights key;
    private final Set<Permission> acceptedUnknown = EnumSet.noneOf(Permission.class);

    KeyAssertions(KeyRights key) {
        this.key = key;
    }

    /**
     * Lets the assertions that follow hold although the venue does not show {@code permissions}.
     *
     * @param reason why; for whoever reads this line later
     * @throws IllegalArgumentException if there is no reason
     */
    @CanIgnoreReturnValue
    public KeyAssertions acceptUnknown(String reason, Permission... permissions) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("say why an unknown right is acceptable");
        }
        acceptedUnknown.addAll(Arrays.asList(permissions));
        return this;
    }

    /** Asserts that the key has none of {@code permissions}. */
    @CanIgnoreReturnValue
    public KeyAssertions cannot(Permission... permissions) {
        return hasNoneOf(Arrays.asList(permissions));
    }

    /** Asserts that the key can neither withdraw nor change where withdrawals and payouts go. */
    @CanIgnoreReturnValue
    public KeyAssertions cannotWithdraw() {
        return cannot(Permission.WITHDRAW, Permission.WITHDRAW_ADDRESS_ADMIN, Permission.PAYOUT_SETTINGS);
    }

    /** Asserts that the key can move nothing between wallets and accounts. */
    @CanIgnoreReturnValue
    public KeyAssertions cannotTransfer() {
        return cannot(Permission.TRANSFER_INTERNAL, Permission.TRANSFER_SUBACCOUNT);
    }

    /** Asserts that the key trades on no other markets than {@code permissions} name. */
    @CanIgnoreReturnValue
    public KeyAssertions onlyTrades(Permission... permissions) {
        Set<Permission> others = EnumSet.copyOf(TRADING);
        others.removeAll(Arrays.asList(permissions));
        return hasNoneOf(others);
    }

    /** Asserts that the key has no right beyond {@code permissions}, and none that keyguard does not know. */
    @CanIgnoreReturnValue
    public KeyAssertions canOnly(Permission... permissions) {
        Set<Permission> others = EnumSet.allOf(Permission.class);
        others.removeAll(Arrays.asList(permissions));
        return hasNoneOf(others);
    }

    /** Asserts that the key is bound to addresses. */
    @CanIgnoreReturnValue
    public KeyAssertions isBoundToAddresses() {
        require(
                facts().ips().value().isPresent(),
                Kind.NO_IP_RESTRICTION,
                facts().ips().isKnown() ? "it may be used from any address" : "the venue does not tell",
                "a list of addresses");
        return this;
    }

    /** Asserts that the key is bound to some of {@code addresses}, as the venue writes them, and to no other. */
    @CanIgnoreReturnValue
    public KeyAssertions isBoundTo(String... addresses) {
        Optional<Set<String>> bound = isBoundToAddresses().facts().ips().value();
        var others = new TreeSet<>(bound.orElse(Set.of()));
        boolean shown = !others.isEmpty();
        others.removeAll(Arrays.asList(addresses));
        require(
                shown && others.isEmpty(),
                Kind.UNEXPECTED_ADDRESS,
                shown ? RightsCheck.shown(others) : "the venue does not tell to which",
                String.join(", ", addresses));
        return this;
    }

    /** Asserts that this generation was stored no longer ago than {@code limit}, and not in the future. */
    @CanIgnoreReturnValue
    public KeyAssertions isNotOlderThan(Duration limit) {
        Optional<Duration> age = key.age();
        require(age.isPresent(), Kind.AGE_UNKNOWN, "its source does not tell when it was made", "an age");
        age.ifPresent(known -> {
            require(!known.isNegative(), Kind.CREATED_IN_FUTURE, "it was stored in the future", "clocks that agree");
            require(known.compareTo(limit) <= 0, Kind.TOO_OLD, known.toDays() + " days old", "at most " + limit);
        });
        return this;
    }

    /** Asserts that {@code strategies}, all of them and nobody else, may use the key. */
    @CanIgnoreReturnValue
    public KeyAssertions isUsedBy(String... strategies) {
        require(
                key.strategies().equals(Set.copyOf(Arrays.asList(strategies))),
                Kind.SHARED,
                "used by " + String.join(", ", new TreeSet<>(key.strategies())),
                String.join(", ", strategies));
        return this;
    }

    /** A right that keyguard does not know may be any. */
    private KeyAssertions hasNoneOf(Iterable<Permission> permissions) {
        require(rights().unrecognised().isEmpty(), Kind.UNRECOGNISED_RIGHT, "a right that keyguard does not know", "");
        var granted = EnumSet.noneOf(Permission.class);
        var unknown = EnumSet.noneOf(Permission.class);
        for (Permission permission : permissions) {
            if (rights().of(permission) == Presence.GRANTED) {
                granted.add(permission);
            } else if (rights().of(permission) == Presence.UNKNOWN && !acceptedUnknown.contains(permission)) {
                unknown.add(permission);
            }
        }
        require(granted.isEmpty(), Kind.EXCESS, words(granted), "a key without it");
        require(unknown.isEmpty(), Kind.UNKNOWN_RIGHT, words(unknown), "acceptUnknown with the reason");
        return this;
    }

    private static String words(Set<Permission> rights) {
        return rights.stream().map(Permission::name).collect(Collectors.joining(", "));
    }

    private PermissionSet rights() {
        return facts().permissions();
    }

    private KeyFacts facts() {
        return key.facts().orElseThrow(() -> failure(Kind.UNVERIFIABLE, "the venue has not been reached", "an answer"));
    }

    private void require(boolean holds, Kind kind, String observed, String needed) {
        if (!holds) {
            throw failure(kind, observed, needed);
        }
    }

    private LeastPrivilegeException failure(Kind kind, String observed, String needed) {
        return new LeastPrivilegeException(
                new PrivilegeReport(1, List.of(new Finding(key.id().value(), kind, true, observed, needed, ""))));
    }
}
