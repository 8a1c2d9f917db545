/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static io.keyguard.incident.IncidentEvent.Outcome.AGAIN;
import static io.keyguard.incident.IncidentEvent.Outcome.BEGUN;
import static io.keyguard.incident.IncidentEvent.Outcome.BY_HAND;
import static io.keyguard.incident.IncidentEvent.Outcome.DONE;
import static io.keyguard.incident.IncidentEvent.Outcome.FAILED;

import io.keyguard.KeyguardException;
import io.keyguard.venue.KeyFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends one key: cancels with it, has it deleted, tries it until it is refused, and cancels once more. Every step may be done again: what is cancelled or deleted stays so. Used by one thread.
 */
final class KeyResponse {
    private static final String ACCEPTED = "the venue accepts the key";
    private static final String DELETED = "the venue says that it is deleted";
    private static final String SESSION =
            "the venue refuses the key, and STILL ACCEPTS a session that was opened with it";
    private static final String NOW_AND_THEN = "the venue refuses the key at times, and STILL ACCEPTS it at others";
    private static final String ELSEWHERE =
            "the venue refuses the key, which is " + Restraint.BOUND + ", and not known to be deleted";
    /** For {@link KeyOutcomes}, which asks for a look where it stands. */
    static final String AMBIGUOUS = ", in words that may also mean other addresses or rights";

    /** The same, where nobody but a person deletes the key. */
    static final String ALONE = ", and no other key was accepted beside it";

    private static final int LOOKS = 3;

    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_BY_HAND = Duration.ofSeconds(5);
    private static final Duration LONGEST_OF_DELETIONS = Duration.ofSeconds(30);
    /** Beyond what a venue needs to forget a key. */
    private static final Duration SPARE = Duration.ofSeconds(10);

    private final ExposedKey key;
    private final KeyLog log;
    private final Outside outside;
    private final ResponseLimits limits;
    private final InstantSource clock;
    private final Deletion deletion;
    private final KeyOrders orders;
    private final Restraining restraining;
    private final KeyQuestion question;
    private final Duration dies;

    private boolean accepted;
    /** By an earlier run, which may have been elsewhere. */
    private boolean acceptedBefore;

    /** It was accepted again while the account was swept. */
    private boolean isBack;

    /** Whether one of the last looks may have been refused for its address. */
    private boolean elsewhere;

    /** It was accepted after it had been refused: one refusal more proves nothing. */
    private boolean flickers;

    /** The venue has said "deleted" too often to be believed once more. */
    private boolean lied;

    /** Since when it is refused, as far as anybody has asked. */
    private Refusals seen;

    /** Until when a person is awaited, from the first time that one is: a key that comes and goes is not waited for anew each time. */
    private Outside.@Nullable Deadline endByHand;

    KeyResponse(
            ExposedKey key,
            IncidentJournal journal,
            Outside outside,
            ResponseLimits limits,
            InstantSource clock,
            Witnesses witnesses) {
        this.key = key;
        this.log = new KeyLog(key, journal, clock);
        this.outside = outside;
        this.limits = limits;
        this.clock = clock;
        this.deletion = new Deletion(key, outside);
        this.orders = new KeyOrders(key, log, outside, limits.attempts());
        this.restraining = new Restraining(key, log, orders, outside, limits.attempts(), deletion.byApi());
        this.question = new KeyQuestion(key, outside, witnesses);
        this.seen = new Refusals(outside);
        this.dies = key.lifecycle().map(keys -> keys.traits().dies()).orElse(LONGEST);
    }

    void run() {
        recall();
        if (!log.isDone(IncidentStep.PROBE)) {
            learn();
            if (!log.isDone(IncidentStep.CANCEL)) {
                orders.cancel();
            } else if (accepted) {
                // What was placed since then.
                orders.cancelNow(key.calls());
            }
            if (!log.isDone(IncidentStep.REVOKE)) {
                revoke();
            }
            probe();
        }
        // What was swept while the key lived may be there again.
        if (!log.isDoneSince(IncidentStep.SWEEP, IncidentStep.PROBE)) {
            orders.sweep(this::lookWhileSwept);
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
                log.say(IncidentStep.PROBE, FAILED, NOW_AND_THEN);
                return;
            }
            if (end.isOver()) {
                isNotBelieved(NOW_AND_THEN);
            }
            probe();
            orders.sweep(this::lookWhileSwept);
        }
    }

    private void isNotBelieved(String why) {
        lied = true;
        byHandEnd();
        byHand(why);
        restraining.restrain();
    }

    /** Is written down at once: whoever resumes must not take the refusal before that for the end. */
    private boolean comesBack() {
        boolean back = log.isDone(IncidentStep.PROBE) && look() == KeyQuestion.Answer.ACCEPTED;
        if (back) {
            accepted = true;
            flickers = true;
            seen = new Refusals(outside);
            sayAccepted(IncidentStep.PROBE);
            if (endOnce()) {
                log.say(IncidentStep.PROBE, AGAIN, "accepted again; the venue says again that it is deleted");
            }
        }
        return back;
    }

    /** A key that came back is not left alone until the account is swept, and when it is refused for good is noted. Returns how long to wait before the next time. */
    private Duration lookWhileSwept(Duration pause) {
        if (!isBack) {
            isBack = comesBack();
            return isBack ? LONGEST : Outside.longer(pause, LONGEST_OF_DELETIONS);
        }
        KeyQuestion.Answer answer = look();
        seen.note(answer.isRefusal(), elsewhere, clock.instant());
        if (answer == KeyQuestion.Answer.ACCEPTED) {
            endOnce();
        }
        return Outside.longer(pause, LONGEST_BY_HAND);
    }

    /** Asks until it is accepted, a few times: one part of a venue may refuse what the next accepts, and one answer of several that may be one of the address is remembered. */
    private KeyQuestion.Answer look() {
        KeyQuestion.Answer answer = ask();
        elsewhere = isElsewhere(answer);
        for (int look = 1; look < LOOKS && answer != KeyQuestion.Answer.ACCEPTED; look++) {
            outside.pause(SHORTEST);
            answer = ask();
            elsewhere |= isElsewhere(answer);
        }
        elsewhere &= answer.isRefusal();
        return answer;
    }

    /** Whoever has the key may have used it, and what was said to be done may not have been; returns whether it is said again. */
    private boolean endOnce() {
        orders.cancelNow(key.calls());
        return deletion.byApi().isPresent() && deletion.attempt().isEmpty();
    }

    /** What an earlier run has learnt. */
    private void recall() {
        boolean refused = false;
        boolean deleted = false;
        for (IncidentEvent event : log.events()) {
            boolean revokes = event.step() == IncidentStep.REVOKE;
            deleted |= revokes && event.outcome() == DONE;
            lied |= revokes && event.outcome() == BY_HAND && deleted;
            refused |= event.step() == IncidentStep.PROBE && event.isDone();
            if (event.detail().equals(ACCEPTED)) {
                acceptedBefore = true;
                flickers |= refused;
                orders.recallMarkets(event.lines());
            } else if (event.step() == IncidentStep.CANCEL && event.outcome() == DONE) {
                orders.recallClosed(event.lines());
            }
        }
        if (!acceptedBefore) {
            orders.assume();
        }
    }

    /** That its venue answers shows that the key is accepted from here. */
    private void learn() {
        try {
            KeyFacts facts = outside.call(
                    key.venue().id(),
                    () -> key.venue().inspector(key.environment()).inspect(key.calls()));
            orders.learn(facts.permissions());
            nowAccepted();
        } catch (KeyguardException e) {
            if (!log.isDone(IncidentStep.CANCEL)) {
                log.say(IncidentStep.CANCEL, AGAIN, String.valueOf(e.getMessage()));
            }
        }
    }

    private void nowAccepted() {
        if (!accepted) {
            IncidentStep step = log.isDone(IncidentStep.CANCEL) ? IncidentStep.PROBE : IncidentStep.CANCEL;
            sayAccepted(step);
        }
        accepted = true;
    }

    private void sayAccepted(IncidentStep step) {
        log.say(step, BEGUN, ACCEPTED, orders.markets());
    }

    // Revoke

    /** What nobody was asked for yet, is said as it goes; somebody who was asked is told only that it is done. */
    private void revoke() {
        boolean asked = log.isByHand();
        restraining.afterDeletions();
        String trouble =
                deletion.byApi().isEmpty() ? "this venue lets nobody but a person delete keys" : deleteOften(!asked);
        if (trouble.isEmpty() && !lied) {
            log.say(IncidentStep.REVOKE, DONE, DELETED);
            return;
        }
        if (!asked) {
            byHand(trouble);
        }
        restraining.restrain();
    }

    /** Why it is not deleted; empty if the venue says that it is. */
    private String deleteOften(boolean says) {
        if (says) {
            log.say(IncidentStep.REVOKE, BEGUN, "");
        }
        Duration wait = SHORTEST;
        String trouble = "";
        for (int attempt = deletion.isAdministered() ? 1 : limits.attempts(); attempt <= limits.attempts(); attempt++) {
            trouble = deletion.attempt();
            if (trouble.isEmpty()) {
                return "";
            }
            if (says) {
                log.say(IncidentStep.REVOKE, AGAIN, trouble);
            }
            outside.pause(wait);
            wait = Outside.longer(wait, LONGEST);
        }
        return "the venue's API did not delete it: " + trouble;
    }

    private void byHand(String why) {
        log.say(IncidentStep.REVOKE, BY_HAND, why, key.stepsToDelete());
    }

    // Prove it

    private void probe() {
        log.say(IncidentStep.PROBE, BEGUN, "");
        new Proof().run();
        seen = new Refusals(outside);
    }

    private KeyQuestion.Answer ask() {
        return question.ask(!accepted && acceptedBefore, log.isDone(IncidentStep.REVOKE), restraining.isBound());
    }

    /** Whether it may be the address that is refused. */
    private boolean isElsewhere(KeyQuestion.Answer answer) {
        return answer.isRefusal() && !question.isCertain() && restraining.isBound();
    }

    /** Tries the key until its venue refuses it, or the time is over. */
    private final class Proof {
        private final Refusals refusals = seen;
        private boolean byHand = log.isByHand();
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
                wait = Outside.longer(wait, saysNothing ? LONGEST_OF_DELETIONS : byHand ? LONGEST_BY_HAND : LONGEST);
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
            boolean deleted = log.isDone(IncidentStep.REVOKE);
            return question.isOfOthersToo() && !deleted ? limits.byApi() : limits.settles();
        }

        private boolean isOver() {
            KeyQuestion.Answer answer = flickers ? look() : ask();
            boolean elsewhere = flickers ? KeyResponse.this.elsewhere : isElsewhere(answer);
            refusals.note(answer.isRefusal(), elsewhere, clock.instant());
            boolean refused =
                    isSlow() ? refusals.stand(settles()) : refusals.suffice(answer == KeyQuestion.Answer.DEAD);
            boolean session = refused && aSessionLives();
            saysNothing = refused && !elsewhere && !isWorthSaying();
            if (refused && !session && (elsewhere ? restraining.isGone() : !saysNothing)) {
                if (elsewhere) {
                    log.say(IncidentStep.PROBE, DONE, "the venue refuses the key, and does not list it any more");
                } else {
                    dead(refusals.since());
                }
                return true;
            }
            // Refusals that never last, in one word and then in another, are watched no longer than those that do.
            if (end.isOver()
                    && (refused
                            || !refusals.areWatched()
                            || end.isOverFor(settles().multipliedBy(3)))) {
                log.say(IncidentStep.PROBE, FAILED, session ? SESSION : alive(answer));
                return true;
            }
            if (answer == KeyQuestion.Answer.ACCEPTED) {
                nowAccepted();
                orders.cancelNow(key.calls());
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
                log.say(IncidentStep.REVOKE, DONE, DELETED);
                byHand = false;
                late = outside.in(dies.plus(LONGEST));
                end = end.orLater(outside.in(untilDead()));
            } else if (!answer.isRefusal() || !(accepted || restraining.isBound())) {
                restraining.restrain();
            }
            later();
        }

        private void later() {
            untilNext = Outside.longer(untilNext, LONGEST_OF_DELETIONS);
            next = outside.in(untilNext);
        }

        private void ofAVenueThatSaidSo() {
            deletions++;
            if (deletion.attempt().isEmpty()) {
                log.say(IncidentStep.PROBE, AGAIN, "still accepted; the venue says again that it is deleted");
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
            return outside.call(
                    key.venue().id(), () -> key.sessions().stream().anyMatch(BooleanSupplier::getAsBoolean));
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
        boolean deleted = log.isDone(IncidentStep.REVOKE);
        boolean plain = question.isDeath() && (certain || (accepted && (deleted || question.isWitnessed())));
        if (accepted || (acceptedBefore && certain)) {
            String sessions = key.sessions().isEmpty() ? "" : " and its sessions";
            boolean alone = question.isOfOthersToo() || !(deleted || question.isWitnessed());
            String doubt = !plain ? AMBIGUOUS : alone ? ALONE : "";
            log.say(since, IncidentStep.PROBE, DONE, "the venue refuses the key" + sessions + doubt);
        } else if (deleted && certain) {
            log.say(
                    since,
                    IncidentStep.PROBE,
                    DONE,
                    "the venue says that it is deleted, and refuses it; it was not tried from here before");
        } else if (deleted) {
            log.say(
                    since,
                    IncidentStep.PROBE,
                    FAILED,
                    "the venue says that it is deleted, and did not accept it from here before: it may be refused for its address");
        } else {
            log.say(
                    since,
                    IncidentStep.PROBE,
                    FAILED,
                    "the venue refuses the key, but did not accept it from here before: it may be dead, or bound to other addresses");
        }
    }

    private String alive(KeyQuestion.Answer answer) {
        if (answer.isRefusal() && restraining.isBound()) {
            return ELSEWHERE;
        }
        if (answer != KeyQuestion.Answer.ACCEPTED) {
            return "the venue does not say";
        }
        return flickers ? NOW_AND_THEN : "the venue STILL ACCEPTS the key";
    }
}
