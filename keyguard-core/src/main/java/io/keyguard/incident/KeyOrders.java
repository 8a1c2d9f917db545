/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static io.keyguard.incident.IncidentEvent.Outcome.AGAIN;
import static io.keyguard.incident.IncidentEvent.Outcome.BEGUN;
import static io.keyguard.incident.IncidentEvent.Outcome.BY_HAND;
import static io.keyguard.incident.IncidentEvent.Outcome.DONE;
import static io.keyguard.incident.IncidentEvent.Outcome.FAILED;

import io.keyguard.KeyguardException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The orders of a key: where it may trade, as far as anybody tells, and how what is open there is cancelled, with the key itself and with another one of its account. Used by one thread. */
final class KeyOrders {
    static final String LOOK_AT_ORDERS =
            "Look at the account's open orders on the venue's page, and cancel what is left.";

    private static final Set<Permission> MARKETS = EnumSet.of(
            Permission.TRADE_SPOT,
            Permission.TRADE_MARGIN,
            Permission.TRADE_DERIVATIVES,
            Permission.TRADE_OPTIONS,
            Permission.TRADE_HASHPOWER);

    /** What says nothing of the market, however often it is said. */
    private static final Set<VenueError.Kind> PASSING = EnumSet.of(
            VenueError.Kind.RATE,
            VenueError.Kind.MAINTENANCE,
            VenueError.Kind.CLOCK,
            VenueError.Kind.NONCE,
            VenueError.Kind.OUTCOME_UNKNOWN);

    private static final List<String> NOTHING = List.of("nothing");
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    /** How often the limit of a call fits into the time before the key is deleted, cancelled or not, and into one cancellation. */
    private static final int LIMITS_OF_CANCELLING = 5;

    private static final int CALLS_OF_CANCELLING = 4;

    private final ExposedKey key;
    private final KeyLog log;
    private final Outside outside;
    private final int attempts;

    private Set<Permission> markets;

    /** Of which the venue does not tell whether the key trades there. */
    private Set<Permission> unsure = Set.of();

    /** Markets that the venue would not talk about while the key was accepted. */
    private final Set<Permission> closed = EnumSet.noneOf(Permission.class);

    KeyOrders(ExposedKey key, KeyLog log, Outside outside, int attempts) {
        this.key = key;
        this.log = log;
        this.outside = outside;
        this.attempts = attempts;
        this.markets = key.markets();
    }

    // Where it trades

    /** What an earlier run was told by the venue; an older version did not keep it. */
    void recallMarkets(List<String> names) {
        markets = names.isEmpty() ? ofVenue() : permissions(names);
    }

    void recallClosed(List<String> names) {
        closed.addAll(permissions(names));
    }

    /** What the caller says, or anything that the venue has, as nobody was told anything. */
    void assume() {
        if (markets.isEmpty()) {
            markets = ofVenue();
        }
    }

    /** What the key may trade, as its venue says, and what it does not say it may not. */
    void learn(PermissionSet rights) {
        Set<Permission> there = ofVenue();
        there.addAll(key.markets());
        there.retainAll(rights.all(Presence.UNKNOWN));
        unsure = Set.copyOf(there);
        there.addAll(rights.all(Presence.GRANTED));
        there.retainAll(MARKETS);
        markets = there;
    }

    /** For {@link #recallMarkets}. */
    List<String> markets() {
        return markets.isEmpty() ? NOTHING : names(markets);
    }

    private static Set<Permission> permissions(List<String> names) {
        return MARKETS.stream().filter(market -> names.contains(market.name())).collect(Collectors.toSet());
    }

    private static List<String> names(Set<Permission> some) {
        return MARKETS.stream().filter(some::contains).map(Permission::name).toList();
    }

    private Set<Permission> ofVenue() {
        var all = EnumSet.noneOf(Permission.class);
        key.venue().rights().grants().values().forEach(all::addAll);
        all.retainAll(MARKETS);
        return all;
    }

    // Cancel

    /** Cancels with the key itself, as long as it is worth waiting for. */
    void cancel() {
        log.say(IncidentStep.CANCEL, BEGUN, "");
        if (markets.isEmpty()) {
            log.say(IncidentStep.CANCEL, DONE, "");
            return;
        }
        Outside.Deadline patience = patience();
        Duration wait = SHORTEST;
        String before = "";
        for (int attempt = 1; ; attempt++) {
            Cancelled cancelled = cancelled(key.calls(), patience);
            boolean last = attempt >= attempts || patience.isOver();
            boolean again = !cancelled.isPassing() && cancelled.words().equals(before);
            boolean enough = last || cancelled.isRefused() || again;
            before = cancelled.words();
            if (cancelled.isWhole() || (cancelled.isAny() && enough)) {
                closed.addAll(cancelled.refused());
                // Of which nobody says that they are there at all, such as margin in a sandbox: they are named, and no
                // more.
                cancelled.left().keySet().stream().filter(unsure::contains).forEach(closed::add);
                log.say(IncidentStep.CANCEL, DONE, cancelled.words(), names(closed));
                return;
            }
            log.say(IncidentStep.CANCEL, last ? FAILED : AGAIN, cancelled.words());
            if (last) {
                return;
            }
            outside.pause(wait);
            wait = Outside.longer(wait, LONGEST);
        }
    }

    /** Cancels what is open by now, and leaves what cannot be to whoever comes after. */
    void cancelNow(SignedCalls calls) {
        cancelled(calls, patience());
    }

    /** A key that is not deleted is worse than an order that is not cancelled. */
    private Outside.Deadline patience() {
        return outside.in(outside.limit().multipliedBy(LIMITS_OF_CANCELLING));
    }

    /**
     * What came of a cancellation.
     *
     * @param done the markets in which it was carried out
     * @param left why it was not, for each of the others
     * @param refused those of them that the venue refused to talk about, whenever it is asked
     * @param isPassing whether it was out of breath, or the like, which says nothing of a market however often it is said
     */
    private record Cancelled(
            Set<Permission> done, Map<Permission, String> left, Set<Permission> refused, boolean isPassing) {
        boolean isWhole() {
            return left.isEmpty();
        }

        boolean isAny() {
            return !done.isEmpty();
        }

        /** Whether asking again would change nothing. */
        boolean isRefused() {
            return left.keySet().equals(refused);
        }

        String words() {
            var words = new StringJoiner("; ");
            left.forEach((market, why) -> words.add("not " + market + ": " + why));
            return words.toString();
        }
    }

    /** Everything at once, and where that fails one market after the other: one that the account never opened must not keep the others full of orders. */
    private Cancelled cancelled(SignedCalls calls, Outside.Deadline patience) {
        Set<Permission> all = markets;
        Optional<KeyguardException> trouble = all.isEmpty() ? Optional.empty() : cancelIn(calls, all);
        if (trouble.isEmpty()) {
            return new Cancelled(all, Map.of(), Set.of(), false);
        }
        var done = EnumSet.noneOf(Permission.class);
        var refused = EnumSet.noneOf(Permission.class);
        var left = new EnumMap<Permission, String>(Permission.class);
        boolean passing = false;
        for (Permission market : all) {
            if (patience.isOver()) {
                left.put(market, "there was no time");
                continue;
            }
            Optional<KeyguardException> why = all.size() == 1 ? trouble : cancelIn(calls, EnumSet.of(market));
            if (why.isEmpty()) {
                done.add(market);
            } else if (!isLacking(calls, market, why.get())) {
                left.put(market, String.valueOf(why.get().getMessage()));
                if (isPassing(why.get())) {
                    passing = true;
                } else if (why.get() instanceof VenueRefusedException) {
                    refused.add(market);
                }
            }
        }
        return new Cancelled(done, left, refused, passing);
    }

    /** Whether the venue says that it is out of breath, or the like. */
    static boolean isPassing(KeyguardException why) {
        return (why instanceof VenueRefusedException no && !Collections.disjoint(no.kinds(), PASSING))
                || (why instanceof VenueUnavailableException busy
                        && busy.kinds().contains(VenueError.Kind.RATE));
    }

    /** Whether the venue says now of the key itself that it may not trade there, which it did not tell before: then there is no order of it either. */
    @SuppressWarnings("ReferenceEquality") // the very thing, not one like it
    private boolean isLacking(SignedCalls calls, Permission market, KeyguardException why) {
        boolean lacking = calls == key.calls()
                && unsure.contains(market)
                && why instanceof VenueRefusedException refused
                && refused.kinds().equals(Set.of(VenueError.Kind.PERMISSION));
        if (lacking) {
            var others = new HashSet<>(markets);
            others.remove(market);
            markets = others;
            closed.add(market);
        }
        return lacking;
    }

    /** Why nothing was cancelled; empty if it was. Venues that cancel symbol by symbol need longer than one call. */
    private Optional<KeyguardException> cancelIn(SignedCalls calls, Set<Permission> some) {
        try {
            outside.longer(CALLS_OF_CANCELLING).call(key.venue().id(), () -> {
                key.venue().emergency().cancelAll(calls, some);
                return true;
            });
            return Optional.empty();
        } catch (KeyguardException e) {
            return Optional.of(e);
        }
    }

    // Sweep

    /**
     * Cancels with another key of the account until nothing that was signed before can be used any more.
     *
     * @param look done now and then meanwhile; gets how long it was not, and returns how long it need not be again
     */
    void sweep(UnaryOperator<Duration> look) {
        if (markets.isEmpty()) {
            log.say(IncidentStep.SWEEP, DONE, "it trades nothing");
            return;
        }
        Optional<SignedCalls> helper = key.helper();
        if (helper.isEmpty()) {
            if (log.last(IncidentStep.SWEEP).isEmpty()) {
                var lines = new ArrayList<>(List.of(LOOK_AT_ORDERS));
                lines.addAll(notLookedAt());
                log.say(IncidentStep.SWEEP, BY_HAND, "no other key of the account is at hand", lines);
            }
            return;
        }
        log.say(IncidentStep.SWEEP, BEGUN, "");
        Duration window = key.venue().requestLife().longest().orElse(Duration.ZERO);
        Outside.Deadline end = outside.in(window);
        cancelNow(helper.get());
        Duration untilLook = LONGEST;
        Outside.Deadline due = outside.in(untilLook);
        while (!end.isOver()) {
            outside.pause(LONGEST);
            cancelNow(helper.get());
            if (due.isOver()) {
                untilLook = look.apply(untilLook);
                due = outside.in(untilLook);
            }
        }
        swept(helper.get());
    }

    private List<String> notLookedAt() {
        List<String> unreached = key.venue().emergency().unreached();
        return unreached.isEmpty()
                ? List.of()
                : List.of("Look on the venue's page at what was neither cancelled nor looked at: "
                        + String.join(", ", unreached) + ".");
    }

    private void swept(SignedCalls helper) {
        var left = new TreeMap<String, String>();
        var unread = new StringJoiner("; ");
        var silent = new StringJoiner(", ", ", but for ", ", of which the venue tells nothing").setEmptyValue("");
        for (Permission market : markets) {
            try {
                List<OpenOrder> open = outside.call(
                        key.venue().id(), () -> key.venue().account().openOrders(helper, EnumSet.of(market)));
                open.forEach(order -> left.put(order.id(), order.symbol()));
            } catch (KeyguardException e) {
                if (closed.contains(market)) {
                    silent.add(market.name());
                } else {
                    unread.add("not known for " + market + ": " + e.getMessage());
                }
            }
        }
        var lines = new ArrayList<String>(notLookedAt());
        left.forEach((order, symbol) -> lines.add("order " + order + " of " + symbol + " is open"));
        if (unread.length() > 0) {
            log.say(
                    IncidentStep.SWEEP,
                    FAILED,
                    left.size() + " orders are open" + silent + ", as far as is known; " + unread,
                    lines);
        } else {
            log.say(
                    IncidentStep.SWEEP,
                    left.isEmpty() ? DONE : FAILED,
                    left.size() + " orders are open" + silent,
                    lines);
        }
    }
}
