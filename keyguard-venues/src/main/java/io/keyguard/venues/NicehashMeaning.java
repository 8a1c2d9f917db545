/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import java.util.Set;

/** What the requests of NiceHash mean that decide where hashpower or money goes. Only documented fields are taken, and documents alone: parameters would stand in the query. */
final class NicehashMeaning {
    private static final Set<String> OF_ORDERS = Set.of(
            "market", "algorithm", "amount", "displayMarketFactor", "marketFactor", "price", "limit", "poolId", "type");
    private static final Set<String> OF_POOLS =
            Set.of("id", "name", "algorithm", "stratumHostname", "stratumPort", "username", "password");

    private NicehashMeaning() {}

    /** Bought hashpower goes to a saved pool. */
    static Classification order(CheckedRequest request) {
        return new Classification(
                Permission.TRADE_HASHPOWER, Risk.ADDS_RISK, Set.of(text(document(request, OF_ORDERS), "poolId")));
    }

    /** The pool stays the one that the order was made for. */
    static Classification refill(CheckedRequest request) {
        document(request, Set.of("amount"));
        return new Classification(Permission.TRADE_HASHPOWER, Risk.ADDS_RISK);
    }

    static Classification prices(CheckedRequest request) {
        document(request, Set.of("price", "limit", "marketFactor", "displayMarketFactor"));
        return new Classification(Permission.TRADE_HASHPOWER, Risk.ADDS_RISK);
    }

    /** Every order that names the pool, running ones too, goes there from then on. */
    static Classification pool(CheckedRequest request) {
        Fields pool = document(request, OF_POOLS);
        JsonNode port = pool.path("stratumPort");
        if (!port.isIntegralNumber() || port.asLong() < 1 || port.asLong() > 65_535) {
            throw refused();
        }
        return new Classification(
                Permission.PAYOUT_SETTINGS,
                Risk.ADDS_RISK,
                Set.of(target(text(pool, "stratumHostname"), port.asText(), text(pool, "username"))));
    }

    /** Host, port and user, as they are pinned. */
    static String target(String host, String port, String user) {
        return host + ":" + port + " " + user;
    }

    static Classification withdrawal(CheckedRequest request) {
        Fields withdrawal = document(request, Set.of("currency", "amount", "withdrawalAddressId"));
        return new Classification(Permission.WITHDRAW, Risk.ADDS_RISK, Set.of(text(withdrawal, "withdrawalAddressId")));
    }

    /** A rig that stands still mines for nobody. */
    static Classification rigs(CheckedRequest request) {
        Fields rigs = document(request, Set.of("rigId", "deviceId", "group", "action"));
        boolean stops = rigs.path("action").isTextual() && rigs.text("action").equals("STOP");
        return new Classification(Permission.RIG_CONTROL, stops ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    private static Fields document(CheckedRequest request, Set<String> documented) {
        if (request.json() == null) {
            throw refused();
        }
        Fields fields = request.object(Nicehash.ID);
        if (!fields.hasOnly(documented)) {
            throw refused();
        }
        return fields;
    }

    private static String text(Fields fields, String name) {
        JsonNode value = fields.path(name);
        if (!value.isTextual() || value.asText().isBlank() || value.asText().indexOf(' ') >= 0) {
            throw refused();
        }
        return value.asText();
    }

    private static RuntimeException refused() {
        return KeyguardExceptions.notCanonical(
                Nicehash.ID, "what decides where hashpower or money goes is a document of the documented fields alone");
    }
}
