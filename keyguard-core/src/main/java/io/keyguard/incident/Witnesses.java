/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyguardException;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.SignedCalls;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Other keys of accounts, which everybody asks about at the same time whose keys die together: an answer that was begun after somebody wanted one is an answer for him as well, so that a venue which takes one request
 * after the other is not asked a hundred times. Thread-safe.
 */
final class Witnesses {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Map<SignedCalls, Turns> turns = Collections.synchronizedMap(new IdentityHashMap<>());

    /**
     * Returns what {@code question} about {@code witness} is answered with, or the same question of somebody else that was begun after this was called.
     *
     * @throws KeyguardException as the question does
     */
    KeyFacts ask(SignedCalls witness, Supplier<KeyFacts> question, Outside outside) {
        Turns mine = turns.computeIfAbsent(witness, calls -> new Turns());
        long begun = mine.begun();
        while (true) {
            Optional<Supplier<KeyFacts>> answer = mine.answerAfter(begun);
            if (answer.isPresent()) {
                return answer.get().get();
            }
            if (mine.begins()) {
                return ask(mine, question);
            }
            outside.pause(LOOK);
        }
    }

    private static KeyFacts ask(Turns mine, Supplier<KeyFacts> question) {
        Optional<Supplier<KeyFacts>> answer = Optional.empty();
        try {
            KeyFacts facts = question.get();
            answer = Optional.of(() -> facts);
            return facts;
        } catch (KeyguardException e) {
            answer = Optional.of(() -> {
                throw e;
            });
            throw e;
        } finally {
            mine.ended(answer);
        }
    }

    /** One question after the other, by number. */
    private static final class Turns {
        private boolean busy;
        private long begun;
        private long answered;
        private Optional<Supplier<KeyFacts>> answer = Optional.empty();

        synchronized long begun() {
            return begun;
        }

        synchronized Optional<Supplier<KeyFacts>> answerAfter(long number) {
            return answered > number ? answer : Optional.empty();
        }

        synchronized boolean begins() {
            if (busy) {
                return false;
            }
            busy = true;
            begun++;
            return true;
        }

        /** Nobody answers where something broke: whoever waits asks anew. */
        synchronized void ended(Optional<Supplier<KeyFacts>> answer) {
            busy = false;
            if (answer.isPresent()) {
                this.answer = answer;
                answered = begun;
            }
        }
    }
}
