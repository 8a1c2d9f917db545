/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

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
import java.util.regex.Pattern;

/**
 * What Kraken Futures says of a key: two settings with a level each, the addresses, and the account.
 *
 * <p>Source: docs.kraken.com, check-v3-api-key. The answer shows no end of the key.
 */
final class KrakenFuturesInspection {
    private static final VenueRequest CHECK = VenueRequest.get("/api/auth/v1/api-keys/v3/check");
    private static final String NO_ACCESS = "NO_ACCESS";
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** What a setting may grant whose level is not known. */
    private static final Map<String, Set<Permission>> AT_MOST = Map.of(
            "general", KrakenFutures.RIGHTS.grants().get(KrakenFutures.FULL_ACCESS),
            "transfer", KrakenFutures.RIGHTS.grants().get(KrakenFutures.TRANSFER_FULL_ACCESS));

    private KrakenFuturesInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode key = Answers.object(KrakenFutures.ID, CHECK.toString(), venue.call(CHECK), KrakenFutures.ERRORS);
        Set<String> rights = rights(key.path("permissions"));
        return new KeyFacts(
                RightsReader.read(KrakenFutures.RIGHTS, rights, unknown(rights), Set.of()),
                rights,
                addresses(key.path("allowedCidrBlock"), key.path("allowedCidrBlocks")),
                Observed.unknown(),
                Observed.of(account(key.path("accountUid"))));
    }

    /** Setting and level, as in {@code general:FULL_ACCESS}; both settings must be there, and one that is new counts if it gives any access. */
    private static Set<String> rights(JsonNode permissions) {
        require(permissions.isObject() && AT_MOST.keySet().stream().allMatch(permissions::has));
        var rights = new TreeSet<String>();
        permissions.properties().forEach(setting -> {
            require(setting.getValue().isTextual());
            String level = setting.getValue().asText();
            if (!level.equals(NO_ACCESS)) {
                rights.add(setting.getKey() + ":" + level);
            }
        });
        return rights;
    }

    private static Set<Permission> unknown(Set<String> rights) {
        var unknown = EnumSet.noneOf(Permission.class);
        if (rights.contains(KrakenFutures.FULL_ACCESS)) {
            // Whether this is the master account, which alone has sub-accounts, is not shown.
            unknown.add(ACCOUNT_ADMIN);
            unknown.add(TRANSFER_SUBACCOUNT);
        }
        if (rights.contains(KrakenFutures.TRANSFER_READ_ONLY)) {
            unknown.add(WITHDRAW);
        }
        for (String right : rights) {
            if (!KrakenFutures.RIGHTS.grants().containsKey(right)) {
                unknown.addAll(AT_MOST.getOrDefault(right.substring(0, right.indexOf(':')), Set.of()));
            }
        }
        return unknown;
    }

    /** One range and a list of them; both empty: from anywhere. */
    private static Observed<Set<String>> addresses(JsonNode range, JsonNode ranges) {
        if (range.isMissingNode() || ranges.isMissingNode()) {
            return Observed.unknown();
        }
        require((range.isNull() || range.isTextual()) && ranges.isArray());
        var all = new TreeSet<String>();
        ranges.forEach(one -> {
            require(one.isTextual());
            all.add(one.asText().strip());
        });
        if (range.isTextual()) {
            all.add(range.asText().strip());
        }
        require(!all.contains(""));
        return Addresses.of(all);
    }

    private static String account(JsonNode uid) {
        require(uid.isTextual() && UUID.matcher(uid.asText()).matches());
        return uid.asText();
    }

    private static void require(boolean itsForm) {
        if (!itsForm) {
            throw KeyguardExceptions.malformedReply(KrakenFutures.ID, CHECK.toString(), 200);
        }
    }
}
