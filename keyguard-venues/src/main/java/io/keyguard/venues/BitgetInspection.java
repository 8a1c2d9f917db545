/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Bitget says of the key that asks.
 *
 * <p>Source: {@code GET /api/v2/spot/account/info} and {@code GET /api/v3/account/info} in tiagosiebler/bitget-api. A right that is not in the model is excess. What the documents do not assign to a right is unknown for keys that do more than read.
 */
final class BitgetInspection {
    private static final VenueRequest CLASSIC = VenueRequest.get("/api/v2/spot/account/info");
    private static final VenueRequest UNIFIED = VenueRequest.get("/api/v3/account/info");

    private static final Set<Permission> ADMINISTRATION = Set.of(KEY_ADMIN, ACCOUNT_ADMIN);
    private static final Set<Permission> MANAGEMENT = Set.of(KEY_ADMIN, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT);

    private BitgetInspection() {}

    static KeyFacts classic(SignedCalls venue) {
        JsonNode info = info(Bitget.ID, venue, CLASSIC);
        JsonNode authorities = info.path("authorities");
        Set<String> rights = words(Bitget.ID, CLASSIC, authorities);
        Set<Permission> unknown = authorities.isMissingNode()
                ? all(Bitget.RIGHTS)
                : Set.of(Bitget.READ).containsAll(rights) ? Set.of() : ADMINISTRATION;
        return facts(Bitget.ID, CLASSIC, Bitget.RIGHTS, info, rights, unknown);
    }

    static KeyFacts unified(SignedCalls venue) {
        JsonNode info = info(BitgetUta.ID, venue, UNIFIED);
        JsonNode type = info.path("permType");
        JsonNode permissions = info.path("permissions");
        var rights = new TreeSet<String>();
        rights.add(BitgetUta.READ);
        require(BitgetUta.ID, UNIFIED, type.isMissingNode() || type.isTextual());
        if (!type.asText("").equals("read-only")) {
            require(BitgetUta.ID, UNIFIED, type.isMissingNode() || type.asText().equals("read-and-write"));
            rights.addAll(words(BitgetUta.ID, UNIFIED, permissions));
        }
        boolean untold = type.isMissingNode() || permissions.isMissingNode();
        Set<Permission> unknown =
                untold ? all(BitgetUta.RIGHTS) : rights.contains(BitgetUta.MANAGE) ? MANAGEMENT : Set.of();
        return facts(BitgetUta.ID, UNIFIED, BitgetUta.RIGHTS, info, rights, unknown);
    }

    private static JsonNode info(String venue, SignedCalls calls, VenueRequest question) {
        return Answers.requireObject(venue, question.toString(), BitgetRows.data(venue, calls, question));
    }

    private static Set<Permission> all(RightsModel model) {
        var all = EnumSet.noneOf(Permission.class);
        all.addAll(ADMINISTRATION);
        model.grants().values().forEach(all::addAll);
        return all;
    }

    private static KeyFacts facts(
            String venue,
            VenueRequest question,
            RightsModel model,
            JsonNode info,
            Set<String> rights,
            Set<Permission> unknown) {
        return new KeyFacts(
                RightsReader.read(model, rights, unknown, Set.of()),
                rights,
                addresses(venue, question, info.path("ips")),
                // None is shown.
                Observed.unknown(),
                account(venue, question, info.path("userId")));
    }

    private static Set<String> words(String venue, VenueRequest question, JsonNode list) {
        require(venue, question, list.isArray() || list.isMissingNode());
        var words = new TreeSet<String>();
        for (JsonNode word : list) {
            require(venue, question, word.isTextual() && !word.asText().isBlank());
            words.add(word.asText());
        }
        return words;
    }

    private static Observed<Set<String>> addresses(String venue, VenueRequest question, JsonNode ips) {
        if (ips.isMissingNode()) {
            return Observed.unknown();
        }
        require(venue, question, ips.isTextual());
        return Addresses.of(Answers.words(ips.asText()));
    }

    private static Observed<String> account(String venue, VenueRequest question, JsonNode id) {
        if (id.isMissingNode()) {
            return Observed.unknown();
        }
        require(
                venue,
                question,
                (id.isTextual() || id.isIntegralNumber()) && id.asText().matches("[1-9]\\d{0,19}"));
        return Observed.of(id.asText());
    }

    private static void require(String venue, VenueRequest question, boolean itsForm) {
        if (!itsForm) {
            throw KeyguardExceptions.malformedReply(venue, question.toString(), 200);
        }
    }
}
