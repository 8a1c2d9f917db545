/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What BitMEX says of a key: it shows all keys of the account to each of them.
 *
 * <p>Source: the swagger document, and support.bitmex.com "/apiKey field definitions". A caller that does not tell which key it is learns something only where there is one alone.
 */
final class BitmexInspection {
    private static final VenueRequest LIST = VenueRequest.get(Bitmex.API + "/apiKey");

    /** Which right they hang on is not documented. */
    private static final Set<Permission> WITH_MONEY =
            Set.of(TRANSFER_SUBACCOUNT, CANCEL_WITHDRAWAL, WITHDRAW_ADDRESS_ADMIN);

    private BitmexInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode keys = Answers.array(Bitmex.ID, LIST.toString(), venue.call(LIST), BitmexErrors.TABLE);
        require(!keys.isEmpty());
        Optional<VenueKeyId> asking = venue.key();
        if (asking.isEmpty() && keys.size() > 1) {
            return unknown(keys);
        }
        return facts(asking.isEmpty() ? keys.get(0) : own(keys, asking.get()));
    }

    private static JsonNode own(JsonNode keys, VenueKeyId asking) {
        for (JsonNode key : keys) {
            if (VenueKeyId.of(Bitmex.ID, text(key.path("id"))).equals(asking)) {
                return key;
            }
        }
        throw malformed();
    }

    private static KeyFacts unknown(JsonNode keys) {
        keys.forEach(key -> text(key.path("id")));
        Set<String> rights = Set.of(Bitmex.DEFAULT);
        return new KeyFacts(
                RightsReader.read(Bitmex.RIGHTS, rights, beyondDefault(), Set.of()),
                rights,
                Observed.unknown(),
                Observed.unknown(),
                Observed.unknown());
    }

    private static Set<Permission> beyondDefault() {
        var all = EnumSet.noneOf(Permission.class);
        Bitmex.RIGHTS.grants().values().forEach(all::addAll);
        all.removeAll(Bitmex.RIGHTS.grants().getOrDefault(Bitmex.DEFAULT, Set.of()));
        return all;
    }

    private static KeyFacts facts(JsonNode key) {
        JsonNode permissions = key.path("permissions");
        Set<String> rights = rights(permissions);
        return new KeyFacts(
                RightsReader.read(Bitmex.RIGHTS, rights, unknown(permissions, rights), Set.of()),
                rights,
                addresses(key.path("cidr"), key.path("cidrs")),
                // None is shown, and none is documented.
                Observed.unknown(),
                Observed.of(account(key)));
    }

    private static Set<String> rights(JsonNode permissions) {
        require(permissions.isMissingNode() || permissions.isArray());
        var rights = new TreeSet<String>();
        rights.add(Bitmex.DEFAULT);
        permissions.forEach(right -> rights.add(text(right)));
        return rights;
    }

    private static Set<Permission> unknown(JsonNode permissions, Set<String> rights) {
        if (permissions.isMissingNode()) {
            return beyondDefault();
        }
        return rights.contains(Bitmex.WITHDRAWAL) ? WITH_MONEY : Set.of();
    }

    /** One range, which may be empty, and a list of them. */
    private static Observed<Set<String>> addresses(JsonNode range, JsonNode ranges) {
        if (range.isMissingNode() || ranges.isMissingNode()) {
            return Observed.unknown();
        }
        require((range.isNull() || range.isTextual()) && ranges.isArray());
        var all = new TreeSet<String>();
        ranges.forEach(one -> all.add(text(one).strip()));
        if (range.isTextual() && !range.asText().isBlank()) {
            all.add(range.asText().strip());
        }
        return Addresses.of(all);
    }

    /** The account for which the key acts, if that is another one than its owner's. */
    private static String account(JsonNode key) {
        JsonNode target = key.path("targetAccountId");
        JsonNode account = target.isMissingNode() || target.isNull() ? key.path("userId") : target;
        require(account.isIntegralNumber() && account.asLong() > 0);
        return account.asText();
    }

    private static String text(JsonNode value) {
        require(value.isTextual() && !value.asText().isBlank());
        return value.asText();
    }

    private static void require(boolean itsForm) {
        if (!itsForm) {
            throw malformed();
        }
    }

    private static RuntimeException malformed() {
        return KeyguardExceptions.malformedReply(Bitmex.ID, LIST.toString(), 200);
    }
}
