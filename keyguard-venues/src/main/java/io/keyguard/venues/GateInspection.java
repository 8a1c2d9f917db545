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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Gate says of a key: the key that asks, or all of the main account, cut off after their first characters.
 *
 * <p>Source: {@code GET /account/main_keys} in gate/gateapi-csharp (one key) and in the APIv4 manual of 2025 (a list of them), {@code GET /account/detail}. A key that is in no list, as that of a sub-account may be, has unknown rights.
 */
final class GateInspection {
    private static final VenueRequest KEYS = VenueRequest.get(Gate.API + "/account/main_keys");
    private static final VenueRequest DETAIL = VenueRequest.get(Gate.API + "/account/detail");

    private GateInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode told = Answers.value(Gate.ID, KEYS.toString(), venue.call(KEYS), GateErrors.TABLE);
        if (told.isObject()) {
            require(KEYS, isOwn(venue, told, true));
            return facts(told);
        }
        require(KEYS, told.isArray());
        List<JsonNode> own = own(venue, told);
        return own.size() == 1 ? facts(own.get(0)) : unknown(venue);
    }

    /** The keys that could be the one that asks: one alone is it. */
    private static List<JsonNode> own(SignedCalls venue, JsonNode keys) {
        var own = new ArrayList<JsonNode>();
        for (JsonNode key : keys) {
            if (isOwn(venue, key, keys.size() == 1)) {
                own.add(key);
            }
        }
        return own;
    }

    private static boolean isOwn(SignedCalls venue, JsonNode key, boolean otherwise) {
        String shown = text(key.path("key"));
        int cut = shown.indexOf('*');
        String start = cut < 0 ? shown : shown.substring(0, cut);
        require(KEYS, start.length() >= 4);
        return venue.keyBeginsWith(start).orElse(otherwise);
    }

    private static KeyFacts facts(JsonNode key) {
        var rights = new TreeSet<String>();
        var unknown = EnumSet.noneOf(Permission.class);
        JsonNode groups = key.path("perms");
        require(KEYS, groups.isArray() || groups.isMissingNode());
        for (JsonNode group : groups) {
            right(group, rights, unknown);
        }
        if (groups.isMissingNode()) {
            unknown.addAll(all());
        }
        // The documents do not say which of the two administers sub-accounts and their keys.
        if (rights.contains("account" + Gate.WRITE) || rights.contains("wallet" + Gate.WRITE)) {
            unknown.add(KEY_ADMIN);
            unknown.add(ACCOUNT_ADMIN);
        }
        return new KeyFacts(
                RightsReader.read(Gate.RIGHTS, rights, unknown, Set.of()),
                rights,
                addresses(key),
                // A key without addresses lapses after 90 days; when that is, is not told.
                Observed.unknown(),
                account(KEYS, key));
    }

    private static void right(JsonNode group, Set<String> rights, Set<Permission> unknown) {
        String name = GateKeys.group(text(group.path("name")));
        JsonNode readOnly = group.path("read_only");
        require(KEYS, readOnly.isBoolean() || readOnly.isMissingNode());
        boolean reads = readOnly.asBoolean(true);
        rights.add(name + (reads ? Gate.READ : Gate.WRITE));
        if (readOnly.isMissingNode()) {
            unknown.addAll(Gate.RIGHTS.grants().getOrDefault(name + Gate.WRITE, all()));
        }
    }

    private static Set<Permission> all() {
        var all = EnumSet.noneOf(Permission.class);
        Gate.RIGHTS.grants().values().forEach(all::addAll);
        return all;
    }

    private static KeyFacts unknown(SignedCalls venue) {
        JsonNode detail = Answers.object(Gate.ID, DETAIL.toString(), venue.call(DETAIL), GateErrors.TABLE);
        return new KeyFacts(
                RightsReader.read(Gate.RIGHTS, Set.of(), all(), Set.of()),
                Set.of(),
                addresses(detail),
                Observed.unknown(),
                account(DETAIL, detail));
    }

    private static Observed<Set<String>> addresses(JsonNode key) {
        JsonNode list = key.path("ip_whitelist");
        if (list.isMissingNode()) {
            return Observed.unknown();
        }
        require(KEYS, list.isArray());
        var all = new TreeSet<String>();
        list.forEach(one -> all.add(text(one).strip()));
        return Addresses.of(all);
    }

    private static Observed<String> account(VenueRequest question, JsonNode key) {
        JsonNode id = key.path("user_id");
        if (id.isMissingNode()) {
            return Observed.unknown();
        }
        require(question, id.isIntegralNumber() && id.asLong() > 0);
        return Observed.of(id.asText());
    }

    private static String text(JsonNode value) {
        require(KEYS, value.isTextual() && !value.asText().isBlank());
        return value.asText();
    }

    private static void require(VenueRequest question, boolean itsForm) {
        if (!itsForm) {
            throw KeyguardExceptions.malformedReply(Gate.ID, question.toString(), 200);
        }
    }
}
