/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import java.util.Set;
import java.util.TreeSet;

/** What the requests of F2Pool mean that decide where revenue goes. Only documented fields are taken: what the venue would read besides could name another wallet. */
final class F2poolMeaning {
    private static final String NAME = "mining_user_name";

    private F2poolMeaning() {}

    /** Every address of every wallet in it is a destination. */
    static Classification wallets(CheckedRequest request) {
        Fields update = fields(request, Set.of("params"));
        var addresses = new TreeSet<String>();
        for (JsonNode user : list(update.path("params"))) {
            requireOnly(user, Set.of(NAME, "wallets"));
            text(user, NAME);
            for (JsonNode wallet : list(user.path("wallets"))) {
                requireOnly(wallet, Set.of("currency", "address", "threshold"));
                text(wallet, "currency");
                addresses.add(text(wallet, "address"));
            }
        }
        return new Classification(Permission.PAYOUT_SETTINGS, Risk.ADDS_RISK, addresses);
    }

    static Classification threshold(CheckedRequest request) {
        fields(request, Set.of(NAME, "currency", "threshold"));
        return new Classification(Permission.PAYOUT_SETTINGS, Risk.ADDS_RISK);
    }

    static Classification pause(CheckedRequest request) {
        fields(request, Set.of("currency", "mining_user_names"));
        return new Classification(Permission.PAYOUT_SETTINGS, Risk.REDUCES_RISK);
    }

    static Classification resume(CheckedRequest request) {
        fields(request, Set.of("currency", "mining_user_names"));
        return new Classification(Permission.PAYOUT_SETTINGS, Risk.ADDS_RISK);
    }

    /** To the wallet that the pool has. */
    static Classification payout(CheckedRequest request) {
        fields(request, Set.of(NAME, "currency"));
        return new Classification(Permission.WITHDRAW, Risk.ADDS_RISK);
    }

    static Classification user(CheckedRequest request) {
        fields(request, Set.of(NAME));
        return new Classification(Permission.ACCOUNT_ADMIN, Risk.ADDS_RISK);
    }

    private static Fields fields(CheckedRequest request, Set<String> documented) {
        Fields fields = request.object(F2pool.ID);
        if (!fields.hasOnly(documented)) {
            throw refused();
        }
        return fields;
    }

    private static JsonNode list(JsonNode items) {
        if (!items.isArray() || items.isEmpty()) {
            throw refused();
        }
        return items;
    }

    private static void requireOnly(JsonNode item, Set<String> documented) {
        if (!item.isObject()) {
            throw refused();
        }
        item.fieldNames().forEachRemaining(name -> {
            if (!documented.contains(name)) {
                throw refused();
            }
        });
    }

    private static String text(JsonNode item, String name) {
        JsonNode value = item.path(name);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw refused();
        }
        return value.asText();
    }

    private static RuntimeException refused() {
        return KeyguardExceptions.notCanonical(
                F2pool.ID,
                "what decides about payouts takes the documented fields alone, and every one of them as documented");
    }
}
