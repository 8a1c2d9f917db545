/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.OPEN_SESSION;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest.Param;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps apart the requests of a venue whose signature covers neither method nor path, where whoever sees one can send it elsewhere: what is cheap takes no names of which something dearer could be
 * made, and what costs money by another right takes none of its names.
 *
 * @param venue the venue's id
 * @param cheap the only names of what reads or reduces, save for an order that reduces
 * @param reserved names that stand in requests with one of these rights alone
 * @param bareIsLogin whether a request without parameters has the signature of a login
 */
record SharedSignature(String venue, Set<String> cheap, Map<String, Set<Permission>> reserved, boolean bareIsLogin) {
    private static final Classification LOGIN = new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    private static final Set<Permission> EVERY = Set.of(Permission.values());

    SharedSignature {
        cheap = Set.copyOf(cheap);
        reserved = Map.copyOf(reserved);
    }

    /** The same with other names for what is cheap. */
    SharedSignature taking(Set<String> names) {
        return new SharedSignature(venue, names, reserved, bareIsLogin);
    }

    /** The same, where what has no parameter counts as a login. */
    SharedSignature withBareLogin() {
        return new SharedSignature(venue, cheap, reserved, true);
    }

    /** Decides as {@code rule} does, and refuses what could be sent on as something dearer. */
    EndpointTable.Rule around(EndpointTable.Rule rule) {
        return request -> {
            if (bareIsLogin && isBare(request)) {
                return LOGIN;
            }
            Classification meaning = rule.apply(request);
            if (isCheap(meaning)) {
                requireCheap(request);
            } else {
                requireUnreserved(request, meaning.permission());
            }
            return meaning;
        };
    }

    private static boolean isBare(CheckedRequest request) {
        return request.json() == null && request.request().params().isEmpty();
    }

    private static boolean isCheap(Classification meaning) {
        return meaning.risk() != Risk.ADDS_RISK && meaning.orders() != OrderEffect.PLACES;
    }

    private void requireCheap(CheckedRequest request) {
        if (!request.hasOnly(cheap)) {
            throw KeyguardExceptions.notCanonical(
                    venue,
                    "its signature covers neither method nor path, so what reads, cancels or repays takes only names of which nothing dearer can be made; see the venue's limits, and leave the others out");
        }
    }

    private void requireUnreserved(CheckedRequest request, Permission right) {
        List<Param> params = request.request().params();
        for (int i = 0; i < params.size(); i++) {
            requireUnreserved(params.get(i).name(), right);
        }
        if (request.json() != null) {
            for (Fields item : request.json().items()) {
                item.names().forEach(name -> requireUnreserved(name, right));
            }
        }
    }

    private void requireUnreserved(String name, Permission right) {
        if (!reserved.getOrDefault(name, EVERY).contains(right)) {
            throw KeyguardExceptions.notCanonical(
                    venue,
                    "its signature covers neither method nor path, so a name of withdrawals, transfers or keys stands in requests with their right alone");
        }
    }
}
