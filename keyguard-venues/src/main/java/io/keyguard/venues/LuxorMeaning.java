/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import java.util.Set;
import java.util.TreeSet;

/** What a change of payment settings, or a new subaccount, means: every address in settings gets a part of the revenue. Only documented fields are taken. */
final class LuxorMeaning {
    private static final Set<String> OF_ADDRESSES = Set.of("address_name", "external_address", "revenue_allocation");

    private LuxorMeaning() {}

    static Classification settings(CheckedRequest request) {
        Fields settings = request.object(Luxor.ID);
        JsonNode addresses = settings.path("addresses");
        boolean documented = settings.hasOnly(Set.of("payment_frequency", "day_of_week", "addresses"));
        if (!documented || !addresses.isArray() || addresses.isEmpty()) {
            throw refused();
        }
        var destinations = new TreeSet<String>();
        addresses.forEach(address -> destinations.add(destination(address)));
        return new Classification(Permission.PAYOUT_SETTINGS, Risk.ADDS_RISK, destinations);
    }

    /** What else it took could be payment settings. */
    static Classification subaccount(CheckedRequest request) {
        if (!request.object(Luxor.ID).hasOnly(Set.of("name", "site_id"))) {
            throw KeyguardExceptions.notCanonical(Luxor.ID, "a subaccount is made of 'name' and 'site_id' alone");
        }
        return new Classification(Permission.ACCOUNT_ADMIN, Risk.ADDS_RISK);
    }

    private static String destination(JsonNode address) {
        address.fieldNames().forEachRemaining(name -> {
            if (!OF_ADDRESSES.contains(name)) {
                throw refused();
            }
        });
        JsonNode external = address.path("external_address");
        if (!external.isTextual() || external.asText().isBlank()) {
            throw refused();
        }
        return external.asText();
    }

    private static RuntimeException refused() {
        return KeyguardExceptions.notCanonical(
                Luxor.ID,
                "payment settings are a document of the documented fields alone, with every address written out");
    }
}
