/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Gemini says of a key: its roles, in an answer that has two fields more for keys of the whole group.
 *
 * <p>Source: developer.gemini.com, roles, and the OpenAPI document of September 2026. Addresses, age and end of a key are not told.
 */
final class GeminiInspection {
    private static final VenueRequest ROLES = VenueRequest.post("/v1/roles");
    private static final VenueRequest ACCOUNT = VenueRequest.post("/v1/account");
    private static final String ADMINISTERS = "isAccountAdmin";

    private static final Map<String, String> ROLE_OF = Map.of(
            "isTrader",
            Gemini.TRADER,
            "isFundManager",
            Gemini.FUND_MANAGER,
            "isAuditor",
            Gemini.AUDITOR,
            ADMINISTERS,
            Gemini.ADMINISTRATOR);

    /** Whether a key is of one account or of the group: its beginning tells, and an answer that names the group. */
    private enum Level {
        ACCOUNT,
        MASTER,
        UNKNOWN
    }

    private GeminiInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode told = Answers.object(Gemini.ID, ROLES.toString(), venue.call(ROLES), GeminiErrors.TABLE);
        Level level = level(venue, told);
        var rights = new TreeSet<String>();
        var unknown = EnumSet.noneOf(Permission.class);
        ROLE_OF.forEach((field, role) -> {
            boolean leftOut = field.equals(ADMINISTERS) && level == Level.ACCOUNT;
            if (!leftOut) {
                role(told.path(field), role, rights, unknown);
            }
        });
        addUnheard(told, rights);
        if (level == Level.MASTER) {
            rights.add(Gemini.MASTER);
            // Whatever its roles.
            unknown.remove(ACCOUNT_ADMIN);
        } else if (level == Level.UNKNOWN) {
            unknown.add(ACCOUNT_ADMIN);
            unknown.add(TRANSFER_SUBACCOUNT);
        }
        // A key of one account reaches no other.
        Set<Permission> without = level == Level.ACCOUNT ? Set.of(TRANSFER_SUBACCOUNT) : Set.of();
        return new KeyFacts(
                RightsReader.read(Gemini.RIGHTS, rights, unknown, without),
                rights,
                Observed.unknown(),
                Observed.unknown(),
                account(venue, level));
    }

    private static Level level(SignedCalls venue, JsonNode told) {
        if (told.has(ADMINISTERS) || told.has("counterparty_id") || begins(venue, "master-")) {
            return Level.MASTER;
        }
        return begins(venue, "account-") ? Level.ACCOUNT : Level.UNKNOWN;
    }

    private static boolean begins(SignedCalls venue, String prefix) {
        return venue.keyBeginsWith(prefix).orElse(false);
    }

    private static void role(JsonNode told, String role, Set<String> rights, Set<Permission> unknown) {
        if (told.isMissingNode()) {
            unknown.addAll(Gemini.RIGHTS.grants().getOrDefault(role, Set.of()));
        } else if (!told.isBoolean()) {
            throw malformed(ROLES);
        } else if (told.asBoolean()) {
            rights.add(role);
        }
    }

    /** A role that comes later is a right that nobody has heard of, unless it is said to be missing. */
    private static void addUnheard(JsonNode told, Set<String> rights) {
        told.properties().forEach(field -> {
            boolean heard =
                    ROLE_OF.containsKey(field.getKey()) || field.getKey().equals("counterparty_id");
            boolean denied = field.getValue().isBoolean() && !field.getValue().asBoolean();
            if (!heard && !denied && field.getKey().startsWith("is")) {
                rights.add(field.getKey());
            }
        });
    }

    /** A key of the group tells of an account only if it is stored with one. */
    private static Observed<String> account(SignedCalls venue, Level level) {
        if (level == Level.MASTER && venue.accountId().isEmpty()) {
            return Observed.unknown();
        }
        JsonNode name = Answers.object(Gemini.ID, ACCOUNT.toString(), venue.call(ACCOUNT), GeminiErrors.TABLE)
                .path("account")
                .path("shortName");
        if (name.isMissingNode()) {
            return Observed.unknown();
        }
        if (!name.isTextual() || name.asText().isBlank()) {
            throw malformed(ACCOUNT);
        }
        return Observed.of(name.asText());
    }

    private static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Gemini.ID, question.toString(), 200);
    }
}
