/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.DEPOSIT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks Coinbase what a key may do. Neither its addresses nor its end are shown.
 *
 * <p>Source: docs.cdp.coinbase.com, get-api-key-permissions, 2026-07-09.
 */
final class CoinbaseInspection {
    private static final String PATH = "/api/v3/brokerage/key_permissions";
    private static final String QUESTION = "GET " + PATH;
    private static final List<String> ALWAYS_THERE = List.of(Coinbase.VIEW, Coinbase.TRADE, Coinbase.TRANSFER);
    /** What a right of a later day is called, as far as can be foreseen. */
    private static final String RIGHT = "can_";

    private CoinbaseInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode answer = Answers.object(Coinbase.ID, QUESTION, venue.call(VenueRequest.get(PATH)), Coinbase.ERRORS);
        String portfolio = Answers.text(Coinbase.ID, QUESTION, answer, "portfolio_uuid");
        if (!isInForm(answer) || portfolio.isEmpty()) {
            throw KeyguardExceptions.malformedReply(Coinbase.ID, QUESTION, 200);
        }
        Set<String> rights = rights(answer);
        return new KeyFacts(
                RightsReader.read(Coinbase.RIGHTS, rights, unknown(answer, rights), Set.of()),
                rights,
                Observed.unknown(),
                Observed.unknown(),
                Observed.of(portfolio));
    }

    /** A flag that is no flag could mean anything. */
    private static boolean isInForm(JsonNode answer) {
        return ALWAYS_THERE.stream().allMatch(answer::has)
                && answer.path("portfolio_type").isTextual()
                && answer.path("portfolio_uuid").isTextual()
                && answer.properties().stream()
                        .filter(field -> field.getKey().startsWith(RIGHT))
                        .allMatch(field -> field.getValue().isBoolean());
    }

    /** The right to receive is newer than the others and may be left out. */
    private static Set<Permission> unknown(JsonNode answer, Set<String> rights) {
        return answer.has(Coinbase.RECEIVE) || rights.contains(Coinbase.TRANSFER) ? Set.of() : Set.of(DEPOSIT);
    }

    /** Every flag that is set, and whatever else could grant something: names, ids and times cannot, but a list or an object may. */
    private static Set<String> rights(JsonNode answer) {
        var rights = new TreeSet<String>();
        answer.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isBoolean() ? value.asBoolean() : value.isContainerNode() && !value.isEmpty()) {
                rights.add(field.getKey());
            }
        });
        return rights;
    }
}
