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
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import java.time.Duration;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;

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
    private static final String DELETED = "the venue says that it is deleted";
    private static final List<String> NOTHING = List.of("nothing");
    private static final String SESSION =
            "the venue refuses the key, and STILL ACCEPTS a session that was opened with it";
    private static final String NOW_AND_THEN = "the venue refuses the key at times, and STILL ACCEPTS it at others";
    private static final String ELSEWHERE =
            "the venue refuses the key, which is " + Restraint.BOUND + ", and not known to be deleted";
    /** For {@link KeyOutcomes}, which asks for a look where it stands. */
    static final String AMBIGUOUS = ", in words that may also mean other addresses or rights";

    /** The same, where nobody but a person deletes the key. */
    static final String ALONE = ", and no other key was accepted beside it";

    /** What says nothing of the market, however often it is said. */
    private static final Set<VenueError.Kind> PASSING = EnumSet.of(
            VenueError.Kind.RATE,
            VenueError.Kind.MAINTENANCE,
            VenueError.Kind.CLOCK,
            VenueError.Kind.NONCE,
            VenueError.Kind.OUTCOME_UNKNOWN);

    static final String LOOK_AT_ORDERS =
            "Look at the account's open orders on the venue's page, and cancel what is left.";

    private static final int LOOKS = 3;

    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_BY_HAND = Duration.ofSeconds(5);
    private static final Duration LONGEST_OF_DELETIONS = Duration.ofSeconds(30);
    /** Beyond what a venue needs to forget a key. */
    private static final Duration SPARE = Duration.ofSeconds(10);
    /** What stops every key of an account waits for as long as a venue may only be out of breath. */
    private static final Duration BEFORE_FREEZING = Duration.ofSeconds(10);
    /** How often the limit of a call fits into the time before the key is deleted, cancelled or not, and into one cancellation. */
    private static final int LIMITS_OF_CANCELLING = 5;

    private static final int CALLS_OF_CANCELLING = 4;

    private final ExposedKey key;
    private final IncidentJournal journal;
    private final Outside outside;
    private final ResponseLimits limits;
    private final InstantSource clock;
    private final Deletion deletion;
    private final Restraint restraint;
    private final KeyQuestion question;
    private final Duration dies;

    private Set<Permission> markets;
    private boolean accepted;
    /** By an earlier run, which may have been elsewhere. */
    private boolean acceptedBefore;

    /** Of which the venue does not tell whether the key trades there. */
    private Set<Permission> unsure = Set.of();

    /** Markets that the venue would not talk about while the key was accepted. */
    private final Set<Permission> closed = EnumSet.noneOf(Permission.class);

    /** How often each was tried, or as often as it may be. */
    private int bindings;

    private int freezings;
    private Outside.Deadline freezesFrom;

    /** It was accepted again while the account was swept. */
    private boolean isBack;

    /** It was accepted after it had been refused: one refusal more proves nothing. */
    private boolean flickers;

    /** The venue has said "deleted" too often to be believed once more. */
    private boolean lied;

    /** Since when it is refused, as far as anybody has asked. */
    private Refusals seen;

    /** Until when a person is awaited, from the first time that one is: a key that comes and goes is not waited for anew each time. */
    private Outside.@Nullable Deadline endByHand;

    KeyResponse(ExposedKey key, IncidentJournal journal, Outside outside, ResponseLimits limits, InstantSource clock) {
        this.key = key;
        this.journal = journal;
        this.outside = outside;
        this.limits = limits;
        this.clock = clock;
        this.markets = key.markets();
        this.deletion = new Deletion(key, outside);
        this.restraint = new Restraint(key, outside, deletion.byApi());
        this.question = new KeyQuestion(key, outside);
        this.seen = new Refusals(outside);
        this.dies = key.lifecycle().map(keys -> keys.traits().dies()).orElse(LONGEST);
        this.freezesFrom = outside.in(BEFORE_FREEZING);
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
            if (!isDone(IncidentStep.REVOKE)) {
                revoke();
            }
            probe();
        }
        // What was swept while the key lived may be there again.
        if (!journal.isDoneSince(IncidentStep.SWEEP, IncidentStep.PROBE, name())) {
            sweep();
        }
        lookAgain();
    }

    /** Venues have many parts, of which one may refuse what the next accepts: for as long as a venue may need, and then as one that is deleted by hand. */
    private void lookAgain() {
        Outside.Deadline byApi = outside.in(untilDead());
        while (isBack || comesBack()) {
            isBack = false;
            Outside.Deadline end = endByHand == null ? byApi : endByHand;
            if (end.isOver() && endByHand != null) {
                say(IncidentStep.PROBE, FAILED, NOW_AND_THEN);
                return;
            }
            if (end.isOver()) {
                isNotBelieved(NOW_AND_THEN);
            }
            probe();
            sweep();
        }
    }

    private void isNotBelieved(String why) {
        lied = true;
        byHandEnd();
        byHand(why);
        restrain();
    }

    /** Is written down at once: whoever resumes must not take the refusal before that for the end. */
    private boolean comesBack() {
        boolean back = isDone(IncidentStep.PROBE) && look() == KeyQuestion.Answer.ACCEPTED;
        if (back) {
            accepted = true;
            flickers = true;
            seen = new Refusals(outside);
            sayAccepted(IncidentStep.PROBE);
            if (endOnce()) {
                say(IncidentStep.PROBE, AGAIN, "accepted again; the venue says again that it is deleted");
            }
        }
        return back;
    }

    /** Asks until it is accepted, a few times: one part of a venue may refuse what the next accepts. */
    private KeyQuestion.Answer look() {
        KeyQuestion.Answer answer = ask();
        for (int look = 1; look < LOOKS && answer != KeyQuestion.Answer.ACCEPTED; look++) {
            outside.pause(SHORTEST);
            answer = ask();
        }
        return answer;
    }

    /** Whoever has the key may have used it, and what was said to be done may not have been; returns whether it is said again. */
    private boolean endOnce() {
        cancelWith(key.calls(), patience());
        return deletion.isAdministered() && deletion.attempt().isEmpty();
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
        String before = "";
        for (int attempt = 1; ; attempt++) {
            Cancelled cancelled = cancelWith(key.calls(), patience);
            boolean last = attempt >= limits.attempts() || patience.isOver();
            boolean again = !cancelled.isPassing() && cancelled.words().equals(before);
            boolean enough = last || cancelled.isRefused() || again;
            before = cancelled.words();
            if (cancelled.isWhole() || (cancelled.isAny() && enough)) {
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
        boolean refused = false;
        for (IncidentEvent event : journal.events()) {
            refused |= event.key().equals(name()) && event.step() == IncidentStep.PROBE && event.isDone();
            if (event.key().equals(name()) && event.detail().equals(ACCEPTED)) {
                acceptedBefore = true;
                flickers |= refused;
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
            sayAccepted(step);
        }
        accepted = true;
    }

    private void sayAccepted(IncidentStep step) {
        say(step, BEGUN, ACCEPTED, markets.isEmpty() ? NOTHING : names(markets));
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
    private Cancelled cancelWith(SignedCalls calls, Outside.Deadline patience) {
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
        return why instanceof VenueRefusedException no && !Collections.disjoint(no.kinds(), PASSING);
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

    /** What nobody was asked for yet, is said as it goes; somebody who was asked is told only that it is done. */
    private void revoke() {
        boolean asked = isByHand();
        freezesFrom = outside.in(BEFORE_FREEZING);
        String trouble =
                deletion.byApi().isEmpty() ? "this venue lets nobody but a person delete keys" : deleteOften(!asked);
        if (trouble.isEmpty()) {
            say(IncidentStep.REVOKE, DONE, DELETED);
            return;
        }
        if (!asked) {
            byHand(trouble);
        }
        restrain();
    }

    /** Why it is not deleted; empty if the venue says that it is. */
    private String deleteOften(boolean says) {
        if (says) {
            say(IncidentStep.REVOKE, BEGUN, "");
        }
        Duration wait = SHORTEST;
        String trouble = "";
        for (int attempt = deletion.isAdministered() ? 1 : limits.attempts(); attempt <= limits.attempts(); attempt++) {
            trouble = deletion.attempt();
            if (trouble.isEmpty()) {
                return "";
            }
            if (says) {
                say(IncidentStep.REVOKE, AGAIN, trouble);
            }
            outside.pause(wait);
            wait = longer(wait, LONGEST);
        }
        return "the venue's API did not delete it: " + trouble;
    }

    /** While a person is awaited, it is worth as little as can be. */
    private void restrain() {
        if (key.administrators().isEmpty() || isDone(IncidentStep.RESTRAIN)) {
            return;
        }
        boolean freezes = freezings < limits.attempts() && (deletion.byApi().isEmpty() || freezesFrom.isOver());
        if (bindings >= limits.attempts() && !freezes) {
            return;
        }
        Optional<Restraint.Place> place = restraint.find();
        boolean bound = place.isPresent() && bindings < limits.attempts() && bind(place.get());
        if (!bound && freezes) {
            freezings++;
            freeze(place);
        }
    }

    private boolean bind(Restraint.Place place) {
        bindings++;
        say(IncidentStep.RESTRAIN, BEGUN, "about to be " + Restraint.BOUND, List.of(place.line()));
        try {
            if (restraint.bind(place)) {
                say(IncidentStep.RESTRAIN, DONE, Restraint.BOUND);
                return true;
            }
            bindings = limits.attempts();
            say(IncidentStep.RESTRAIN, AGAIN, Restraint.NOT_BOUND + ", which its venue does not change");
        } catch (KeyguardException e) {
            // Also where it is refused: venues that change keys in several requests may have done the first.
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
            freezings = limits.attempts();
            say(
                    IncidentStep.RESTRAIN,
                    sure ? DONE : AGAIN,
                    "its sub-account is " + (sure ? "frozen" : "perhaps frozen, which its venue did not say"),
                    step);
        } else {
            String neither = "neither is it bound elsewhere, nor its sub-account frozen";
            boolean isNews = journal.last(IncidentStep.RESTRAIN, name())
                    .map(event -> !event.detail().equals(neither))
                    .orElse(true);
            if (isNews) {
                say(IncidentStep.RESTRAIN, AGAIN, neither);
            }
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

    // Prove it

    private void probe() {
        say(IncidentStep.PROBE, BEGUN, "");
        new Proof().run();
        seen = new Refusals(outside);
    }

    private KeyQuestion.Answer ask() {
        return question.ask(!accepted && acceptedBefore, isDone(IncidentStep.REVOKE), isBound());
    }

    /** Whether it may be the address that is refused. */
    private boolean isElsewhere(KeyQuestion.Answer answer) {
        return answer.isRefusal() && !question.isCertain() && isBound();
    }

    /** Tries the key until its venue refuses it, or the time is over. */
    private final class Proof {
        private final Refusals refusals = seen;
        private boolean byHand = isByHand();
        /** It is refused all the time, and that proves nothing: who asks often is locked out at some venues. */
        private boolean saysNothing;

        private int deletions;
        private KeyQuestion.Answer before = KeyQuestion.Answer.ACCEPTED;
        private Duration untilNext = LONGEST;
        private Outside.Deadline next = outside.in(untilNext);
        private Outside.Deadline late = outside.in(dies.plus(LONGEST));
        private Outside.Deadline end = byHand ? byHandEnd() : outside.in(untilDead());

        void run() {
            if (byHand) {
                question.meetHelper();
            }
            Duration wait = SHORTEST;
            while (!isOver()) {
                outside.pause(isWatched() ? limits.settles().dividedBy(2) : wait);
                wait = longer(wait, saysNothing ? LONGEST_OF_DELETIONS : byHand ? LONGEST_BY_HAND : LONGEST);
            }
        }

        private boolean isWatched() {
            return isSlow() && refusals.areWatched() && !saysNothing;
        }

        /** Whether one refusal is not enough. */
        private boolean isSlow() {
            return byHand || flickers || question.isOfOthersToo();
        }

        /** How long it has to be refused, and nothing else: longer where another key of the account is as well, which a venue whose authentication is broken does. */
        private Duration settles() {
            boolean deleted = isDone(IncidentStep.REVOKE);
            return question.isOfOthersToo() && !deleted ? limits.byApi() : limits.settles();
        }

        private boolean isOver() {
            KeyQuestion.Answer answer = flickers ? look() : ask();
            boolean elsewhere = isElsewhere(answer);
            refusals.note(answer.isRefusal(), elsewhere, clock.instant());
            boolean refused =
                    isSlow() ? refusals.stand(settles()) : refusals.suffice(answer == KeyQuestion.Answer.DEAD);
            boolean session = refused && aSessionLives();
            saysNothing = refused && !elsewhere && !isWorthSaying();
            if (refused && !session && (elsewhere ? isGone() : !saysNothing)) {
                if (elsewhere) {
                    say(IncidentStep.PROBE, DONE, "the venue refuses the key, and does not list it any more");
                } else {
                    dead(refusals.since());
                }
                return true;
            }
            if (end.isOver() && (refused || !refusals.areWatched())) {
                say(IncidentStep.PROBE, FAILED, session ? SESSION : elsewhere ? ELSEWHERE : alive(answer));
                return true;
            }
            if (answer == KeyQuestion.Answer.ACCEPTED) {
                nowAccepted();
                cancelWith(key.calls(), patience());
            }
            if (!session && deletion.isAdministered()) {
                deleteAgain(answer);
            }
            return false;
        }

        /** Who asks from where the key may not be used cannot prove anything, and still have it deleted, unless it is gone. */
        private boolean isWorthSaying() {
            boolean canBeDeleted = byHand && deletion.isAdministered() && !deletion.isUnlisted();
            return accepted || question.isCertain() || !canBeDeleted || end.isOver();
        }

        /** A venue that was down may be back, and one that said "done" may not have been. */
        private void deleteAgain(KeyQuestion.Answer answer) {
            boolean answersAgain = before == KeyQuestion.Answer.UNKNOWN && answer != KeyQuestion.Answer.UNKNOWN;
            before = answer;
            if (byHand && (answersAgain || next.isOver())) {
                whileAPersonIsAwaited(answer);
            } else if (!byHand && answer == KeyQuestion.Answer.ACCEPTED) {
                boolean due = !flickers || next.isOver();
                if (late.isOver() && due) {
                    ofAVenueThatSaidSo();
                    later();
                } else if (flickers && due) {
                    deletion.attempt();
                    later();
                }
            }
        }

        private void whileAPersonIsAwaited(KeyQuestion.Answer answer) {
            String trouble = deletion.attempt();
            if (trouble.isEmpty() && !lied) {
                say(IncidentStep.REVOKE, DONE, DELETED);
                byHand = false;
                late = outside.in(dies.plus(LONGEST));
                end = end.orLater(outside.in(untilDead()));
            } else if (!answer.isRefusal() || !(accepted || isBound())) {
                restrain();
            }
            later();
        }

        private void later() {
            untilNext = longer(untilNext, LONGEST_OF_DELETIONS);
            next = outside.in(untilNext);
        }

        private void ofAVenueThatSaidSo() {
            deletions++;
            if (deletion.attempt().isEmpty()) {
                say(IncidentStep.PROBE, AGAIN, "still accepted; the venue says again that it is deleted");
            }
            if (deletions >= limits.attempts()) {
                byHand = true;
                isNotBelieved("the venue said that it is deleted, and still accepts it");
                end = byHandEnd();
            }
        }
    }

    private Outside.Deadline byHandEnd() {
        Outside.Deadline end = endByHand == null ? outside.in(limits.byHand()) : endByHand;
        endByHand = end;
        return end;
    }

    /** A venue that needs minutes is not given up before they are over, and the attempts that follow. */
    private Duration untilDead() {
        Duration needed = dies.plus(SPARE);
        return limits.byApi().compareTo(needed) < 0 ? needed : limits.byApi();
    }

    private boolean aSessionLives() {
        try {
            return outside.call(venue(), () -> key.sessions().stream().anyMatch(BooleanSupplier::getAsBoolean));
        } catch (KeyguardException e) {
            // Who cannot say that it has ended has not said so.
            return true;
        }
    }

    /**
     * A refusal may have other reasons, such as the address, unless the key was accepted from here before, or the venue itself has taken it off its list. That an earlier run saw it accepted counts where the refusal
     * has nothing to do with addresses and clocks.
     */
    private void dead(Instant since) {
        boolean certain = question.isCertain();
        boolean deleted = isDone(IncidentStep.REVOKE);
        boolean plain = question.isDeath() && (certain || (accepted && (deleted || question.isWitnessed())));
        if (accepted || (acceptedBefore && certain)) {
            String sessions = key.sessions().isEmpty() ? "" : " and its sessions";
            boolean alone = question.isOfOthersToo() || !(deleted || question.isWitnessed());
            String doubt = !plain ? AMBIGUOUS : alone ? ALONE : "";
            say(since, DONE, "the venue refuses the key" + sessions + doubt);
        } else if (deleted && certain) {
            say(since, DONE, "the venue says that it is deleted, and refuses it; it was not tried from here before");
        } else if (deleted) {
            say(
                    since,
                    FAILED,
                    "the venue says that it is deleted, and did not accept it from here before: it may be refused for its address");
        } else {
            say(
                    since,
                    FAILED,
                    "the venue refuses the key, but did not accept it from here before: it may be dead, or bound to other addresses");
        }
    }

    /** Of the key's end, which was when it was refused first. */
    private void say(Instant since, Outcome outcome, String detail) {
        journal.add(new IncidentEvent(since, IncidentStep.PROBE, outcome, venue(), name(), detail, List.of()));
    }

    private String alive(KeyQuestion.Answer answer) {
        if (answer != KeyQuestion.Answer.ACCEPTED) {
            return "the venue does not say";
        }
        return flickers ? NOW_AND_THEN : "the venue STILL ACCEPTS the key";
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
                var lines = new ArrayList<>(List.of(LOOK_AT_ORDERS));
                lines.addAll(notLookedAt());
                say(IncidentStep.SWEEP, BY_HAND, "no other key of the account is at hand", lines);
            }
            return;
        }
        say(IncidentStep.SWEEP, BEGUN, "");
        Duration window = key.venue().requestLife().longest().orElse(Duration.ZERO);
        Outside.Deadline end = outside.in(window);
        cancelWith(helper.get(), patience());
        Duration untilLook = LONGEST;
        Outside.Deadline look = outside.in(untilLook);
        while (!end.isOver()) {
            outside.pause(LONGEST);
            cancelWith(helper.get(), patience());
            if (look.isOver()) {
                boolean was = isBack;
                lookWhileSwept();
                untilLook =
                        isBack && !was ? LONGEST : longer(untilLook, isBack ? LONGEST_BY_HAND : LONGEST_OF_DELETIONS);
                look = outside.in(untilLook);
            }
        }
        swept(helper.get());
    }

    /** A key that came back is not left alone until the account is swept, and when it is refused for good is noted. */
    private void lookWhileSwept() {
        if (!isBack) {
            isBack = comesBack();
            return;
        }
        KeyQuestion.Answer answer = look();
        seen.note(answer.isRefusal(), isElsewhere(answer), clock.instant());
        if (answer == KeyQuestion.Answer.ACCEPTED) {
            endOnce();
        }
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
                List<OpenOrder> open =
                        outside.call(venue(), () -> key.venue().account().openOrders(helper, EnumSet.of(market)));
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
            say(
                    IncidentStep.SWEEP,
                    FAILED,
                    left.size() + " orders are open" + silent + ", as far as is known; " + unread,
                    lines);
        } else {
            say(IncidentStep.SWEEP, left.isEmpty() ? DONE : FAILED, left.size() + " orders are open" + silent, lines);
        }
    }
}
