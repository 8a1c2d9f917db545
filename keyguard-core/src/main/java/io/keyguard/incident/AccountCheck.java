/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.inventory.SignedOrders;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Compares an account with what it held when it was known to be good, with a key that still works. Thread-safe.
 *
 * @param subject the account, as a name
 * @param account asks the venue
 * @param calls signed with a key that may read
 * @param markets what that key may trade, which says where to look
 * @param good what was known to be good
 * @param ours whether a client order id is one that a bot of ours gave, whether or not that was kept
 * @param signed what bots signed for the account; empty if that is kept nowhere
 * @param clock the time until which is asked
 */
public record AccountCheck(
        String subject,
        AccountReader account,
        SignedCalls calls,
        Set<Permission> markets,
        AccountSnapshot good,
        Predicate<String> ours,
        Optional<SignedOrders> signed,
        InstantSource clock)
        implements Investigation {
    /** How the line of an account begins that could not be compared, in an investigation of any kind. */
    public static final String NOT_COMPARED = "not compared: ";

    /** How lines begin that say what was lost. */
    static final String LOSS = "LOST ";

    /** Each two of them are a question, or two. */
    private static final int MOST_CHANGED = 8;

    /** What was signed last before an account was looked at, may have come to its venue after that. */
    private static final Duration BEFORE = Duration.ofMinutes(1);

    @Override
    public IncidentStep step() {
        return IncidentStep.RECONCILE;
    }

    @Override
    public void look(Consumer<String> found) {
        Reconciliation result = compare().result();
        result.losses().forEach(loss -> found.accept(LOSS + loss));
        result.open().forEach(found);
    }

    /**
     * An account now, and how it came to be so.
     *
     * @param now what it holds
     * @param result what changed since it was known to be good
     */
    public record Comparison(AccountSnapshot now, Reconciliation result) {}

    /**
     * Asks the venue, and compares.
     *
     * @throws io.keyguard.VenueRefusedException if it refuses the key
     * @throws io.keyguard.VenueUnavailableException if it cannot be asked
     */
    public Comparison compare() {
        Instant now = clock.instant();
        AccountSnapshot after = AccountSnapshot.take(account, calls, markets, now);
        Observed<List<Fill>> fills = fills(after, now);
        Set<String> ids = Ownership.ids(after, fills.value().orElse(List.of()));
        var between = new Reconciliation.Between(
                fills,
                account.pairOf("", "").isEmpty(),
                movements(good.at(), now),
                ours,
                signed.map(orders -> orders.among(ids, good.at().minus(BEFORE), clock.instant()))
                        .orElse(SignedOrders.Answer.NONE),
                account.tellsClientOrderIds());
        return new Comparison(after, Reconciliation.of(good, after, between));
    }

    private Observed<List<Fill>> fills(AccountSnapshot after, Instant now) {
        var symbols = new TreeSet<String>();
        for (AccountSnapshot one : List.of(good, after)) {
            one.orders().forEach(order -> symbols.add(order.symbol()));
            one.positions().value().orElse(List.of()).forEach(position -> symbols.add(position.symbol()));
        }
        Observed<List<Fill>> fills = account.fills(calls, markets, symbols, good.at(), now);
        var spot = EnumSet.of(Permission.TRADE_SPOT, Permission.TRADE_MARGIN);
        spot.retainAll(markets);
        Set<String> pairs = pairs(after);
        pairs.removeAll(symbols);
        if (!fills.isKnown() || spot.isEmpty() || pairs.isEmpty()) {
            return fills;
        }
        var all = new ArrayList<>(fills.value().orElse(List.of()));
        for (String pair : pairs) {
            try {
                all.addAll(account.fills(calls, spot, Set.of(pair), good.at(), now)
                        .value()
                        .orElse(List.of()));
            } catch (VenueRefusedException | VenueUnavailableException e) {
                // Most of them are no market of the venue; what changed stands there without a reason then.
            }
        }
        return Observed.of(all);
    }

    /** What may have been traded, of which two balances changed, where a venue must be asked for it by name. */
    private Set<String> pairs(AccountSnapshot after) {
        Map<String, BigDecimal> changes = new TreeMap<>();
        after.balances().forEach(balance -> changes.merge(balance.asset(), balance.total(), BigDecimal::add));
        good.balances()
                .forEach(balance ->
                        changes.merge(balance.asset(), balance.total().negate(), BigDecimal::add));
        List<String> changed = changes.entrySet().stream()
                .filter(change -> change.getValue().signum() != 0)
                .map(Map.Entry::getKey)
                .limit(MOST_CHANGED)
                .toList();
        var pairs = new TreeSet<String>();
        for (String base : changed) {
            changed.stream()
                    .filter(quote -> !quote.equals(base))
                    .forEach(quote -> account.pairOf(base, quote).ifPresent(pairs::add));
        }
        return pairs;
    }

    /** Known only if every kind is. */
    private Observed<List<Movement>> movements(Instant from, Instant to) {
        var all = new ArrayList<Movement>();
        for (Movement.Kind kind : Movement.Kind.values()) {
            Observed<List<Movement>> some = account.movements(calls, kind, from, to);
            if (!some.isKnown()) {
                return Observed.unknown();
            }
            all.addAll(some.value().orElse(List.of()));
        }
        return Observed.of(all);
    }

    @Override
    public String toString() {
        return "AccountCheck[" + subject + "]";
    }
}
