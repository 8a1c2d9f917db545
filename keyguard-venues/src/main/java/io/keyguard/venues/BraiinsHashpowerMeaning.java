/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import java.util.Set;

/** What requests about bids mean: a bid spends, and names the pool and the user there that get what was bought. Only documented fields of the own account are taken. */
final class BraiinsHashpowerMeaning {
    private static final String TARGET = "dest_upstream";

    private BraiinsHashpowerMeaning() {}

    static Classification bid(CheckedRequest request) {
        Fields bid =
                fields(request, Set.of("cl_order_id", TARGET, "speed_limit_ph", "amount_sat", "price_sat", "memo"));
        JsonNode target = bid.path(TARGET);
        if (!target.isObject() || target.size() != 2) {
            throw refused();
        }
        return new Classification(Permission.TRADE_HASHPOWER, Risk.ADDS_RISK, Set.of(destination(target)));
    }

    /** The address of the pool and the user there, as they are pinned. */
    static String destination(JsonNode target) {
        return text(target, "url") + " " + text(target, "identity");
    }

    static Classification edit(CheckedRequest request) {
        fields(request, Set.of("bid_id", "new_price_sat", "new_amount_sat", "new_speed_limit_ph"));
        return new Classification(Permission.TRADE_HASHPOWER, Risk.ADDS_RISK);
    }

    static Classification cancellation(CheckedRequest request) {
        fields(request, Set.of("order_id", "cl_order_id"));
        return new Classification(Permission.TRADE_HASHPOWER, Risk.REDUCES_RISK);
    }

    private static Fields fields(CheckedRequest request, Set<String> documented) {
        Fields fields = request.object(BraiinsHashpower.ID);
        if (!fields.hasOnly(documented)) {
            throw refused();
        }
        return fields;
    }

    private static String text(JsonNode item, String name) {
        JsonNode value = item.path(name);
        if (!value.isTextual() || value.asText().isBlank() || value.asText().indexOf(' ') >= 0) {
            throw refused();
        }
        return value.asText();
    }

    private static RuntimeException refused() {
        return KeyguardExceptions.notCanonical(
                BraiinsHashpower.ID,
                "bids take the documented fields of the own account alone, and 'dest_upstream' is an object of 'url' and 'identity'");
    }
}
