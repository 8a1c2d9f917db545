/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static io.keyguard.incident.IncidentEvent.Outcome.AGAIN;
import static io.keyguard.incident.IncidentEvent.Outcome.BEGUN;
import static io.keyguard.incident.IncidentEvent.Outcome.BY_HAND;
import static io.keyguard.incident.IncidentEvent.Outcome.DONE;
import static io.keyguard.incident.IncidentEvent.Outcome.FAILED;

import io.keyguard.KeyguardException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.incident.IncidentEvent.Outcome;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import java.time.Duration;
import java.time.InstantSource;
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
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Ends one key: cancels with it, has it deleted, tries it until it is refused, and cancels once more. Every step may be done again: what is cancelled or deleted stays so. Used by one thread.
 *
 * <p>It is longer than most: the steps share what was learnt of the key, and read best one after the other.
 */
final class KeyResponse {
    private static final Set<Permission> MARKETS = EnumSet.of(
            Permission.TRADE_SPOT,
            Permission.TRADE_MARGIN,
            Permission.TRADE_DERIVATIVES,
            Permission.TRADE_OPTIONS,
            Permission.TRADE_HASHPOWER);
    private static final String ACCEPTED = "the venue accepts the key";
    private static final List<String> NOTHING = List.of("nothing");
    private static final String SESSION =
            "the venue refuses the key, and STILL ACCEPTS a session that was opened with it";
    private static final String ELSEWHERE =
            "the venue refuses the key, which is " + Restraint.BOUND + ", and not known to be deleted";
    /** For {@link KeyOutcomes}, which asks for a look where it stands. */
    static final String AMBIGUOUS = ", in words that may also mean other addresses or rights";

    private static final Set<VenueError.Kind> DEATH = EnumSet.of(VenueError.Kind.BAD_KEY, VenueError.Kind.EXPIRED);
    private static final Set<VenueError.Kind> LIKE_DEATH = EnumSet.of(
            VenueError.Kind.BAD_KEY, VenueError.Kind.EXPIRED, VenueError.Kind.IP, VenueError.Kind.PERMISSION);
    /** What says nothing of the market, however often it is said. */
    private static final Set<VenueError.Kind> PASSING = EnumSet.of(
            VenueError.Kind.RATE,
            VenueError.Kind.MAINTENANCE,
            VenueError.Kind.CLOCK,
            VenueError.Kind.NONCE,
            VenueError.Kind.OUTCOME_UNKNOWN);
    /** What depends on who asks from where. */
    private static final Set<VenueError.Kind> OF_THE_PLACE = EnumSet.of(VenueError.Kind.IP, VenueError.Kind.CLOCK);
    /** A question that was answered before, refused so often in a row. */
    private static final int SURE = 2;

    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_BY_HAND = Duration.ofSeconds(5);
    private static final Duration SETTLES = Duration.ofSeconds(10);
    /** How often the limit of a call fits into the time before the key is deleted, cancelled or not, and into one cancellation. */
    private static final int LIMITS_OF_CANCELLING = 5;

    private static final int CALLS_OF_CANCELLING = 4;

    private final ExposedKey key;
    private final IncidentJournal journal;
    private final Outside outside;
    private final ResponseLimits limits;
    private final InstantSource clock;
    private final Restraint restraint;
    /** What the last refusal may mean. */
    private final Set<VenueError.Kind> kinds = Collections.synchronizedSet(EnumSet.noneOf(VenueError.Kind.class));

    private Set<Permission> markets;
    private boolean accepted;
    /** By an earlier run, which may have been elsewhere. */
    private boolean acceptedBefore;

    /** Of which the venue does not tell whether the key trades there. */
    private Set<Permission> unsure = Set.of();

    /** Markets that the venue would not talk about while the key was accepted. */
    private final Set<Permission> closed = EnumSet.noneOf(Permission.class);

    KeyResponse(ExposedKey key, IncidentJournal journal, Outside outside, ResponseLimits limits, InstantSource clock) {
        this.key = key;
        this.journal = journal;
        this.outside = outside;
        this.limits = limits;
        this.clock = clock;
        this.markets = key.markets();
        this.restraint = new Restraint(key, outside, byApi());
    }

    void run() {
        recall();
        if (!isDone(IncidentStep.PROBE)) {
            learn();
            if (!isDone(IncidentStep.CANCEL)) {
                cancel();
            } else if (accepted) {
                // What was placed since then.
                cancelWith(key.calls(), patience());
            }
            if (!isDone(IncidentStep.REVOKE) && !isByHand()) {
                revoke();
            } else if (isByHand()) {
                restrain();
            }
            probe();
        }
        // What was swept while the key lived may be there again.
        if (!journal.isDoneSince(IncidentStep.SWEEP, IncidentStep.PROBE, name())) {
            sweep();
        }
    }

    private String name() {
        return key.id().value();
    }

    private String venue() {
        return key.venue().id();
    }

    private boolean isDone(IncidentStep step) {
        return journal.isDone(step, name());
    }

    private boolean isByHand() {
        return journal.last(IncidentStep.REVOKE, name())
                .map(event -> event.outcome() == BY_HAND)
                .orElse(false);
    }

    private void say(IncidentStep step, Outcome outcome, String detail, List<String> lines) {
        journal.add(new IncidentEvent(clock.instant(), step, outcome, venue(), name(), detail, lines));
    }

    private void say(IncidentStep step, Outcome outcome, String detail) {
        say(step, outcome, detail, List.of());
    }

    // Cancel

    private void cancel() {
        say(IncidentStep.CANCEL, BEGUN, "");
        if (markets.isEmpty()) {
            say(IncidentStep.CANCEL, DONE, "");
            return;
        }
        Outside.Deadline patience = patience();
        Duration wait = SHORTEST;
        for (int attempt = 1; ; attempt++) {
            Cancelled cancelled = cancelWith(key.calls(), patience);
            boolean last = attempt >= limits.attempts() || patience.isOver();
            if (cancelled.isWhole() || (cancelled.isAny() && (last || cancelled.isRefused()))) {
                closed.addAll(cancelled.refused());
                // Of which nobody says that they are there at all, such as margin in a sandbox: they are named, and no
                // more.
                cancelled.left().keySet().stream().filter(unsure::contains).forEach(closed::add);
                say(IncidentStep.CANCEL, DONE, cancelled.words(), names(closed));
                return;
            }
            say(IncidentStep.CANCEL, last ? FAILED : AGAIN, cancelled.words());
            if (last) {
                return;
            }
            outside.pause(wait);
            wait = longer(wait, LONGEST);
        }
    }

    /** A key that is not deleted is worse than an order that is not cancelled. */
    private Outside.Deadline patience() {
        return outside.in(outside.limit().multipliedBy(LIMITS_OF_CANCELLING));
    }

    /** What an earlier run has learnt; what the key may trade is what the caller says, or anything that the venue has, until the venue tells. */
    private void recall() {
        List<IncidentEvent> events = journal.events();
        for (IncidentEvent event : events) {
            if (event.key().equals(name()) && event.detail().equals(ACCEPTED)) {
                acceptedBefore = true;
                // An older version did not say.
                markets = event.lines().isEmpty() ? ofVenue() : permissions(event.lines());
            } else if (event.key().equals(name()) && event.step() == IncidentStep.CANCEL && event.outcome() == DONE) {
                closed.addAll(permissions(event.lines()));
            }
        }
        if (!acceptedBefore && markets.isEmpty()) {
            markets = ofVenue();
        }
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

    /** What the key may trade, as its venue says, and what it does not say it may not; that it answers shows that the key is accepted from here. */
    private void learn() {
        try {
            KeyFacts facts = outside.call(
                    venue(), () -> key.venue().inspector(key.environment()).inspect(key.calls()));
            Set<Permission> granted = facts.permissions().all(Presence.GRANTED);
            Set<Permission> unknown = facts.permissions().all(Presence.UNKNOWN);
            Set<Permission> there = ofVenue();
            there.addAll(key.markets());
            there.retainAll(unknown);
            unsure = Set.copyOf(there);
            there.addAll(granted);
            there.retainAll(MARKETS);
            markets = there;
            nowAccepted();
        } catch (KeyguardException e) {
            if (!isDone(IncidentStep.CANCEL)) {
                say(IncidentStep.CANCEL, AGAIN, String.valueOf(e.getMessage()));
            }
        }
    }

    private void nowAccepted() {
        if (!accepted) {
            IncidentStep step = isDone(IncidentStep.CANCEL) ? IncidentStep.PROBE : IncidentStep.CANCEL;
            say(step, BEGUN, ACCEPTED, markets.isEmpty() ? NOTHING : names(markets));
        }
        accepted = true;
    }

    /**
     * What came of a cancellation.
     *
     * @param done the markets in which it was carried out
     * @param left why it was not, for each of the others
     * @param refused those of them that the venue refused to talk about, whenever it is asked
     */
    private record Cancelled(Set<Permission> done, Map<Permission, String> left, Set<Permission> refused) {
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
    private Cancelled cancelWith(SignedCalls calls, Outside.Deadline patience) {
        Set<Permission> all = markets;
        Optional<KeyguardException> trouble = all.isEmpty() ? Optional.empty() : cancelIn(calls, all);
        if (trouble.isEmpty()) {
            return new Cancelled(all, Map.of(), Set.of());
        }
        var done = EnumSet.noneOf(Permission.class);
        var refused = EnumSet.noneOf(Permission.class);
        var left = new EnumMap<Permission, String>(Permission.class);
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
                if (why.get() instanceof VenueRefusedException no && Collections.disjoint(no.kinds(), PASSING)) {
                    refused.add(market);
                }
            }
        }
        return new Cancelled(done, left, refused);
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
            outside.longer(CALLS_OF_CANCELLING).call(venue(), () -> {
                key.venue().emergency().cancelAll(calls, some);
                return true;
            });
            return Optional.empty();
        } catch (KeyguardException e) {
            return Optional.of(e);
        }
    }

    private static Duration longer(Duration wait, Duration most) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(most) > 0 ? most : twice;
    }

    // Revoke

    private boolean isAdministered() {
        return !key.administrators().isEmpty() && byApi().isPresent();
    }

    private Optional<KeyAdministrator> byApi() {
        return key.lifecycle().flatMap(keys -> keys.administrator(key.environment()));
    }

    private void revoke() {
        if (byApi().isEmpty()) {
            byHand("this venue lets nobody but a person delete keys");
            restrain();
            return;
        }
        say(IncidentStep.REVOKE, BEGUN, "");
        Duration wait = SHORTEST;
        String trouble = "";
        for (int attempt = isAdministered() ? 1 : limits.attempts(); attempt <= limits.attempts(); attempt++) {
            trouble = delete();
            if (trouble.isEmpty()) {
                say(IncidentStep.REVOKE, DONE, "the venue says that it is deleted");
                return;
            }
            say(IncidentStep.REVOKE, AGAIN, trouble);
            outside.pause(wait);
            wait = longer(wait, LONGEST);
        }
        byHand("the venue's API did not delete it: " + trouble);
        restrain();
    }

    /** While a person is awaited, it is worth as little as can be. */
    private void restrain() {
        if (key.administrators().isEmpty() || isDone(IncidentStep.RESTRAIN)) {
            return;
        }
        Optional<Restraint.Place> place = restraint.find();
        if (place.isEmpty() || !bind(place.get())) {
            freeze(place);
        }
    }

    private boolean bind(Restraint.Place place) {
        say(IncidentStep.RESTRAIN, BEGUN, "about to be " + Restraint.BOUND, List.of(place.line()));
        try {
            if (restraint.bind(place)) {
                say(IncidentStep.RESTRAIN, DONE, Restraint.BOUND);
                return true;
            }
            say(IncidentStep.RESTRAIN, AGAIN, Restraint.NOT_BOUND + ", which its venue does not change");
        } catch (VenueRefusedException e) {
            say(IncidentStep.RESTRAIN, AGAIN, Restraint.NOT_BOUND + ": " + e.getMessage());
        } catch (KeyguardException e) {
            say(IncidentStep.RESTRAIN, AGAIN, "perhaps " + Restraint.BOUND + ": " + e.getMessage());
        }
        return false;
    }

    private void freeze(Optional<Restraint.Place> place) {
        // Before its other keys are stopped as well.
        key.helper().ifPresent(helper -> cancelWith(helper, patience()));
        Optional<Restraint.Frozen> frozen = restraint.freeze(place);
        if (frozen.isPresent()) {
            List<String> step = List.of(frozen.get().toUnfreeze(restraint.freezes()));
            boolean sure = frozen.get().sure();
            say(
                    IncidentStep.RESTRAIN,
                    sure ? DONE : AGAIN,
                    "its sub-account is " + (sure ? "frozen" : "perhaps frozen, without an answer"),
                    step);
        } else {
            say(IncidentStep.RESTRAIN, AGAIN, "neither is it bound elsewhere, nor its sub-account frozen");
        }
    }

    /** Whether it was, or may have been: an answer that was lost tells nothing. */
    private boolean isBound() {
        boolean bound = false;
        for (IncidentEvent event : journal.events()) {
            if (event.step() == IncidentStep.RESTRAIN && event.key().equals(name())) {
                bound = event.detail().contains(Restraint.BOUND)
                        || (bound && !event.detail().startsWith(Restraint.NOT_BOUND));
            }
        }
        return bound;
    }

    private boolean isGone() {
        List<String> lines = journal.events().stream()
                .filter(event ->
                        event.step() == IncidentStep.RESTRAIN && event.key().equals(name()))
                .flatMap(event -> event.lines().stream())
                .toList();
        return restraint.isGone(lines);
    }

    private void byHand(String why) {
        say(IncidentStep.REVOKE, BY_HAND, why, key.stepsToDelete());
    }

    /** Why it is not deleted; empty if the venue says that it is. Some venues let a key delete itself, and nobody minds if this one does. */
    private String delete() {
        String trouble = "there is no key at hand that may delete it";
        for (SignedCalls administrator : key.administrators()) {
            trouble = delete(administrator, key.accounts());
            if (trouble.isEmpty()) {
                return "";
            }
        }
        String own = delete(key.calls(), List.of(""));
        return own.isEmpty() ? "" : trouble + "; nor does it delete itself: " + own;
    }

    /** By each name that the venue may have for the account, as long as it answers: one more of them costs nothing then. */
    private String delete(SignedCalls calls, List<String> accounts) {
        KeyAdministrator administrator = byApi().orElseThrow();
        Outside.Deadline patience = outside.in(outside.limit());
        String trouble = "no account that the administering key sees has it";
        for (String account : accounts) {
            try {
                boolean there = outside.call(
                        venue(), () -> administrator.delete(calls, account, key.atVenue(), key.passphrase()));
                if (there) {
                    return "";
                }
            } catch (KeyguardException e) {
                // Most often: this venue knows the account by another name.
                trouble = String.valueOf(e.getMessage());
            }
            if (patience.isOver()) {
                return trouble;
            }
        }
        return trouble;
    }

    // Prove it

    private void probe() {
        say(IncidentStep.PROBE, BEGUN, "");
        boolean byHand = isByHand();
        Duration dies = key.lifecycle().map(keys -> keys.traits().dies()).orElse(LONGEST);
        Outside.Deadline end = outside.in(byHand ? limits.byHand() : atLeast(limits.byApi(), dies));
        Outside.Deadline late = outside.in(dies.plus(LONGEST));
        int deletions = 0;
        Duration wait = SHORTEST;
        int refusals = 0;
        while (true) {
            Answer answer = ask();
            refusals = answer == Answer.REFUSED ? refusals + 1 : 0;
            boolean refused = answer == Answer.DEAD || refusals >= SURE;
            boolean session = refused && aSessionLives();
            boolean elsewhere = refused && !isCertain(answer) && isBound();
            if (elsewhere && !session && isGone()) {
                say(IncidentStep.PROBE, DONE, "the venue refuses the key, and does not list it any more");
                return;
            }
            if (refused && !session && !elsewhere) {
                dead(answer);
                return;
            }
            if (end.isOver()) {
                say(IncidentStep.PROBE, FAILED, session ? SESSION : elsewhere ? ELSEWHERE : alive(answer));
                return;
            }
            if (answer == Answer.ACCEPTED) {
                nowAccepted();
                cancelWith(key.calls(), patience());
            }
            if (!session && isAdministered() && (byHand || late.isOver()) && deletions < limits.attempts()) {
                deletions++;
                byHand = again(byHand, deletions);
                end = byHand && deletions == limits.attempts() ? outside.in(limits.byHand()) : end;
            }
            outside.pause(wait);
            wait = longer(wait, byHand ? LONGEST_BY_HAND : LONGEST);
        }
    }

    /** A venue that needs minutes is not given up before they are over, and the attempts that follow. */
    private static Duration atLeast(Duration limit, Duration dies) {
        Duration needed = dies.plus(SETTLES);
        return limit.compareTo(needed) < 0 ? needed : limit;
    }

    private boolean aSessionLives() {
        try {
            return outside.call(venue(), () -> key.sessions().stream().anyMatch(BooleanSupplier::getAsBoolean));
        } catch (KeyguardException e) {
            // Who cannot say that it has ended has not said so.
            return true;
        }
    }

    /** What the venue makes of the key. */
    private enum Answer {
        ACCEPTED,
        DEAD,
        /** As it refuses dead keys, and others: some venues have the same words for them. */
        REFUSED,
        UNKNOWN
    }

    private Answer ask() {
        kinds.clear();
        try {
            return switch (outside.call(venue(), this::answer)) {
                case ACCEPTED -> Answer.ACCEPTED;
                case DEAD -> Answer.DEAD;
                case UNKNOWN -> isRefusal() ? Answer.REFUSED : Answer.UNKNOWN;
            };
        } catch (KeyguardException e) {
            return Answer.UNKNOWN;
        }
    }

    private boolean isRefusal() {
        boolean ofItsAddress = kinds.contains(VenueError.Kind.IP) && isBound();
        return LIKE_DEATH.containsAll(kinds) && (ofItsAddress || !Collections.disjoint(kinds, DEATH));
    }

    /** Beside another key, if there is one, where that matters: some venues have the same words for dead keys and wrong clocks, and what an earlier run saw says nothing of this machine's address and clock. */
    @SuppressWarnings("ReferenceEquality") // the very thing, not one like it
    private KeyProbe.Answer answer() {
        PermissionInspector inspector = key.venue().inspector(key.environment());
        SignedCalls calls = key.calls();
        PermissionInspector noting = asked -> {
            try {
                return inspector.inspect(asked);
            } catch (VenueRefusedException e) {
                if (asked == calls) {
                    kinds.addAll(e.kinds());
                }
                throw e;
            }
        };
        Optional<SignedCalls> witness = key.helper();
        boolean elsewhere = !accepted && acceptedBefore;
        if (!elsewhere || witness.isEmpty()) {
            KeyProbe.Answer alone = KeyProbe.ask(noting, calls);
            boolean doubtful = alone == KeyProbe.Answer.UNKNOWN && !Collections.disjoint(kinds, DEATH);
            if (!doubtful || witness.isEmpty()) {
                return alone;
            }
        }
        KeyProbe.Answer answer = KeyProbe.askBeside(noting, key.venue().requestLife(), calls, witness.get());
        if (answer == KeyProbe.Answer.DEAD) {
            // The other key goes by the same clock, and the nonces were two.
            kinds.remove(VenueError.Kind.CLOCK);
            kinds.remove(VenueError.Kind.NONCE);
        }
        return answer;
    }

    private boolean isCertain(Answer answer) {
        return answer == Answer.DEAD && Collections.disjoint(kinds, OF_THE_PLACE);
    }

    /**
     * A refusal may have other reasons, such as the address, unless the key was accepted from here before, or the venue itself has taken it off its list. That an earlier run saw it accepted counts where the refusal
     * has nothing to do with addresses and clocks.
     */
    private void dead(Answer answer) {
        boolean certain = isCertain(answer);
        String how = answer == Answer.DEAD && (accepted || certain) ? "" : AMBIGUOUS;
        if (accepted || (acceptedBefore && certain)) {
            String sessions = key.sessions().isEmpty() ? "" : " and its sessions";
            say(IncidentStep.PROBE, DONE, "the venue refuses the key" + sessions + how);
        } else if (isDone(IncidentStep.REVOKE) && certain) {
            say(
                    IncidentStep.PROBE,
                    DONE,
                    "the venue says that it is deleted, and refuses it; it was not tried from here before");
        } else if (isDone(IncidentStep.REVOKE)) {
            say(
                    IncidentStep.PROBE,
                    FAILED,
                    "the venue says that it is deleted, and did not accept it from here before: it may be refused for its address");
        } else {
            say(
                    IncidentStep.PROBE,
                    FAILED,
                    "the venue refuses the key, but did not accept it from here before: it may be dead, or bound to other addresses");
        }
    }

    private static String alive(Answer answer) {
        return answer == Answer.ACCEPTED ? "the venue STILL ACCEPTS the key" : "the venue does not say";
    }

    /** A venue that was down may be back, and one that said "done" may not have been; returns whether it is a person's to do. */
    private boolean again(boolean byHand, int deletions) {
        String trouble = delete();
        if (trouble.isEmpty() && !byHand) {
            say(IncidentStep.PROBE, AGAIN, "still accepted; the venue says again that it is deleted");
        } else if (trouble.isEmpty()) {
            say(IncidentStep.REVOKE, DONE, "the venue says that it is deleted");
            return false;
        }
        if (deletions == limits.attempts() && !byHand) {
            byHand("the venue said that it is deleted, and still accepts it");
            restrain();
            return true;
        }
        return byHand;
    }

    // Sweep

    private void sweep() {
        if (markets.isEmpty()) {
            say(IncidentStep.SWEEP, DONE, "it trades nothing");
            return;
        }
        Optional<SignedCalls> helper = key.helper();
        if (helper.isEmpty()) {
            if (journal.last(IncidentStep.SWEEP, name()).isEmpty()) {
                var lines = new ArrayList<>(
                        List.of("Look at the account's open orders on the venue's page, and cancel what is left."));
                lines.addAll(notLookedAt());
                say(IncidentStep.SWEEP, BY_HAND, "no other key of the account is at hand", lines);
            }
            return;
        }
        say(IncidentStep.SWEEP, BEGUN, "");
        Duration window = key.venue().requestLife().longest().orElse(Duration.ZERO);
        Outside.Deadline end = outside.in(window);
        cancelWith(helper.get(), patience());
        while (!end.isOver()) {
            outside.pause(LONGEST);
            cancelWith(helper.get(), patience());
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
        for (Permission market : markets) {
            try {
                List<OpenOrder> open =
                        outside.call(venue(), () -> key.venue().account().openOrders(helper, EnumSet.of(market)));
                open.forEach(order -> left.put(order.id(), order.symbol()));
            } catch (KeyguardException e) {
                if (!closed.contains(market)) {
                    unread.add("not known for " + market + ": " + e.getMessage());
                }
            }
        }
        var lines = new ArrayList<String>(notLookedAt());
        left.forEach((order, symbol) -> lines.add("order " + order + " of " + symbol + " is open"));
        if (unread.length() > 0) {
            say(IncidentStep.SWEEP, FAILED, left.size() + " orders are open, as far as is known; " + unread, lines);
        } else {
            say(IncidentStep.SWEEP, left.isEmpty() ? DONE : FAILED, left.size() + " orders are open", lines);
        }
    }
}
