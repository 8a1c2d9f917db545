/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Bitfinex says of a key: for each scope whether it reads and whether it writes; addresses and ends are not told.
 *
 * <p>Source: docs.bitfinex.com, key permissions. A scope that is left out leaves open what writing in it grants; one that nobody has heard of is a right too many.
 */
final class BitfinexInspection {
    private static final VenueRequest PERMISSIONS = VenueRequest.post(Bitfinex.API + "/r/permissions");
    private static final VenueRequest USER = VenueRequest.post(Bitfinex.API + "/r/info/user");

    private BitfinexInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode scopes =
                Answers.array(Bitfinex.ID, PERMISSIONS.toString(), venue.call(PERMISSIONS), BitfinexErrors.TABLE);
        require(!scopes.isEmpty());
        var rights = new TreeSet<>(Set.of(Bitfinex.CONNECTION));
        var told = new HashSet<String>();
        for (JsonNode scope : scopes) {
            require(scope.isArray()
                    && scope.path(0).isTextual()
                    && !scope.path(0).asText().isBlank());
            String name = scope.path(0).asText();
            require(told.add(name));
            if (isSet(scope.path(1))) {
                rights.add(name + Bitfinex.READ);
            }
            if (isSet(scope.path(2))) {
                rights.add(name + Bitfinex.WRITE);
            }
        }
        return new KeyFacts(
                RightsReader.read(Bitfinex.RIGHTS, rights, unknown(told, rights), Set.of()),
                rights,
                Observed.unknown(),
                Observed.unknown(),
                rights.contains("account" + Bitfinex.READ) ? Observed.of(account(venue)) : Observed.unknown());
    }

    private static boolean isSet(JsonNode flag) {
        require(flag.isIntegralNumber()
                && (flag.asText().equals("0") || flag.asText().equals("1")));
        return flag.asInt() == 1;
    }

    /** What hangs on scopes that were not told, unless another one grants it; and tokens, of which no document says what right they ask for. */
    private static Set<Permission> unknown(Set<String> told, Set<String> rights) {
        var unknown = EnumSet.of(Permission.KEY_ADMIN);
        Bitfinex.SCOPES.forEach((scope, writing) -> {
            if (!told.contains(scope)) {
                unknown.addAll(writing);
                unknown.add(Permission.READ_ACCOUNT);
            }
        });
        rights.forEach(right -> Bitfinex.RIGHTS.grants().getOrDefault(right, Set.of()).stream()
                .filter(permission -> permission != Permission.KEY_ADMIN)
                .forEach(unknown::remove));
        return unknown;
    }

    private static String account(SignedCalls venue) {
        JsonNode user = Answers.array(Bitfinex.ID, USER.toString(), venue.call(USER), BitfinexErrors.TABLE);
        if (!user.path(0).isIntegralNumber() || user.path(0).asLong() <= 0) {
            throw KeyguardExceptions.malformedReply(Bitfinex.ID, USER.toString(), 200);
        }
        return user.path(0).asText();
    }

    private static void require(boolean itsForm) {
        if (!itsForm) {
            throw KeyguardExceptions.malformedReply(Bitfinex.ID, PERMISSIONS.toString(), 200);
        }
    }
}
