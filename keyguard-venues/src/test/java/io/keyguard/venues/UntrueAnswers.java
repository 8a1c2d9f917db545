/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.VenueUnavailableException;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Asks an account what happened, and answers with something else than the venue does: nothing that was not may come out. */
final class UntrueAnswers {
    /** Something that is asked, of which something is told. */
    interface Question extends Function<SignedCalls, Collection<?>> {}

    private static final List<JsonNode> OTHER_TYPES = List.of(
            JsonNodeFactory.instance.objectNode().put("x", "y"),
            JsonNodeFactory.instance.arrayNode().add("x"),
            JsonNodeFactory.instance.textNode("none of this"),
            JsonNodeFactory.instance.textNode(""),
            JsonNodeFactory.instance.textNode("1E999999999"),
            JsonNodeFactory.instance.numberNode(-7),
            JsonNodeFactory.instance.nullNode());

    private UntrueAnswers() {}

    /** Every field of every answer is left out, and is given each other type. */
    static void inventNothing(SignedCalls asked, Map<String, Question> questions) {
        SignedCalls venue = remembering(asked);
        questions.forEach((name, question) -> {
            Tampering whole = Tampering.listening(venue);
            Collection<?> truth = question.apply(whole);
            assertThat(truth).as(name).isNotEmpty();
            for (String field : whole.fields()) {
                OTHER_TYPES.forEach(other -> assertNothingElse(
                        name + " with another " + field, truth, question, Tampering.retyped(venue, field, other)));
                assertNothingElse(name + " without " + field, truth, question, Tampering.without(venue, field));
            }
        });
    }

    /** Asks each question once: nothing happens meanwhile. */
    private static SignedCalls remembering(SignedCalls venue) {
        var answers = new HashMap<List<Object>, HttpReply>();
        return request -> answers.computeIfAbsent(
                List.of(request.method(), request.path(), request.params(), request.json()),
                asked -> venue.call(request));
    }

    private static void assertNothingElse(
            String what, Collection<?> truth, Function<SignedCalls, Collection<?>> question, SignedCalls changed) {
        try {
            for (Object found : question.apply(changed)) {
                assertThat(truth).as(what).anyMatch(one -> isTheSame(one, found));
            }
        } catch (VenueUnavailableException e) {
            assertThat(e).as(what).hasNoCause();
        }
    }

    /** Beside what the venue need not tell, and words that are its own. */
    private static boolean isTheSame(Object truth, Object found) {
        if (truth instanceof Fill one && found instanceof Fill other) {
            return one.id().equals(other.id()) || one.quantity().equals(other.quantity());
        }
        if (truth instanceof Movement one && found instanceof Movement other) {
            return one.amount().equals(other.amount()) && one.at().equals(other.at());
        }
        if (truth instanceof Position one && found instanceof Position other) {
            return one.quantity().equals(other.quantity()) || one.symbol().equals(other.symbol());
        }
        return true;
    }

    /** Answers that are broken on their way are errors. */
    static void areErrors(VenueSimulator simulator, SignedCalls venue, Map<String, Question> questions) {
        questions.forEach((name, question) -> {
            for (Fault fault :
                    Set.of(Fault.MAINTENANCE, Fault.NOT_JSON, Fault.OTHER_JSON, Fault.TRUNCATED, Fault.HUGE)) {
                simulator.failNext(1, fault);
                assertThatThrownBy(() -> question.apply(venue))
                        .as(name + " " + fault)
                        .isInstanceOf(VenueUnavailableException.class);
            }
        });
    }
}
