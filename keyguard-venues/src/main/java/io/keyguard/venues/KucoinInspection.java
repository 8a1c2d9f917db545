/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.Set;

/** Asks KuCoin what a key may do. */
final class KucoinInspection {
    private static final String QUESTION = "GET /api/v1/user/api-key";
    private static final Set<Permission> OF_A_MASTER = Set.of(KEY_ADMIN, ACCOUNT_ADMIN);

    private KucoinInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode answer = Answers.object(
                Kucoin.ID, QUESTION, venue.call(VenueRequest.get("/api/v1/user/api-key")), Kucoin.ERRORS);
        JsonNode key = Answers.requireObject(Kucoin.ID, QUESTION, answer.path("data"));
        JsonNode permission = key.path("permission");
        Set<String> rights = permission.isTextual() ? Answers.words(permission.asText()) : Set.of();
        JsonNode uid = key.path("uid");
        boolean named =
                uid.isIntegralNumber() || (uid.isTextual() && !uid.asText().isEmpty());
        if (rights.isEmpty() || !named) {
            throw KeyguardExceptions.malformedReply(Kucoin.ID, QUESTION, 200);
        }
        JsonNode master = key.path("isMaster");
        boolean sub = master.isBoolean() && !master.booleanValue();
        return new KeyFacts(
                RightsReader.read(
                        Kucoin.RIGHTS,
                        rights,
                        master.isBoolean() ? Set.of() : OF_A_MASTER,
                        sub ? OF_A_MASTER : Set.of()),
                rights,
                addresses(key.path("ipWhitelist")),
                // A key can have an end, which is not shown.
                Observed.unknown(),
                Observed.of(uid.asText()));
    }

    /** The documentation's sample is masked in the middle; whether live answers are is UNCONFIRMED. A masked list tells that there is one, and no more. */
    static Observed<Set<String>> addresses(JsonNode list) {
        if (!list.isMissingNode() && !list.isNull() && !list.isTextual()) {
            throw KeyguardExceptions.malformedReply(Kucoin.ID, QUESTION, 200);
        }
        Observed<Set<String>> addresses = Addresses.of(Answers.words(list.asText("")));
        boolean masked = addresses.value().stream().flatMap(Set::stream).anyMatch(word -> word.contains("*"));
        return masked ? Observed.of(Set.of()) : addresses;
    }
}
