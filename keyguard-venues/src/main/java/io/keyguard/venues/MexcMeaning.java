/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.Set;

/**
 * What orders for contracts mean at MEXC, from the documented fields and no others.
 *
 * <p>Source: mexcdevelop/apidocs, contract_v1_en: side 1 opens long, 2 closes short, 3 opens short, 4 closes long; {@code reduceOnly} is for one-way mode alone. UNCONFIRMED: what it does in two-way mode, so that it makes no order reduce.
 */
final class MexcMeaning {
    static final String ORDER = "TRADE_DERIVATIVES; 'side' 2 or 4, without leverage, stops and the like reduces";

    private static final Set<String> OF_ORDERS = Set.of(
            "symbol",
            "price",
            "vol",
            "leverage",
            "side",
            "type",
            "openType",
            "positionId",
            "externalOid",
            "stopLossPrice",
            "takeProfitPrice",
            "lossTrend",
            "profitTrend",
            "priceProtect",
            "positionMode",
            "reduceOnly",
            "marketCeiling",
            "flashClose",
            "bboTypeNum",
            "stpMode");
    /**
     * What an order that only closes needs. Anything else, the leverage among it, may change more than the position's size; and with the number of a position, or a mode, the same signature would be good for reversing
     * the one or changing the other.
     */
    private static final Set<String> OF_CLOSING =
            Set.of("symbol", "price", "vol", "side", "type", "openType", "externalOid", "reduceOnly");

    /** The owner's wallets; to others it is sent by the kind of their names. */
    private static final Set<String> WALLETS = Set.of("", "SPOT", "FUTURES", "ISOLATED_MARGIN");

    private MexcMeaning() {}

    static Classification order(CheckedRequest request) {
        return new Classification(TRADE_DERIVATIVES, risk(request.object(Mexc.ID))).with(OrderEffect.PLACES);
    }

    static Classification orders(CheckedRequest request) {
        JsonBody body = request.items();
        if (!body.isArray()) {
            throw refused("this endpoint takes an array of orders");
        }
        Risk risk = Risk.REDUCES_RISK;
        for (Fields order : body.items()) {
            risk = risk(order) == Risk.REDUCES_RISK ? risk : Risk.ADDS_RISK;
        }
        return new Classification(TRADE_DERIVATIVES, risk).with(OrderEffect.PLACES);
    }

    private static Risk risk(Fields order) {
        requireNames(order, OF_ORDERS);
        JsonNode reduceOnly = order.path("reduceOnly");
        if (!reduceOnly.isMissingNode() && !reduceOnly.isBoolean()) {
            throw refused("'reduceOnly' is true or false in a JSON document, or is left out");
        }
        boolean closes = closes(order.path("side"));
        return closes && OF_CLOSING.containsAll(order.names()) ? Risk.REDUCES_RISK : Risk.ADDS_RISK;
    }

    private static boolean closes(JsonNode side) {
        if (!side.isIntegralNumber() || side.asText().length() != 1 || "1234".indexOf(side.asText()) < 0) {
            throw refused("'side' is 1, 2, 3 or 4, as a number of a JSON document");
        }
        return side.asInt() == 2 || side.asInt() == 4;
    }

    static Classification margin(CheckedRequest request) {
        Fields change = request.object(Mexc.ID);
        requireNames(change, MexcNames.OF_MARGIN);
        boolean adds = change.path("type").isTextual() && change.text("type").equals("ADD");
        return new Classification(TRADE_DERIVATIVES, adds ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.NONE);
    }

    /** As one object the same would be good for changing the order. */
    static Classification cancellations(CheckedRequest request) {
        if (!request.items().isArray()) {
            throw refused("this endpoint takes an array of orders");
        }
        return new Classification(TRADE_DERIVATIVES, Risk.REDUCES_RISK);
    }

    static EndpointTable.Rule transfer(Permission permission) {
        return request -> {
            if (!WALLETS.contains(request.param("toAccountType"))) {
                throw refused("'toAccountType' of a transfer is SPOT, FUTURES or ISOLATED_MARGIN");
            }
            return new Classification(permission, Risk.ADDS_RISK);
        };
    }

    static Classification login(CheckedRequest request) {
        requireNames(request.object(Mexc.ID), Set.of());
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    private static void requireNames(Fields fields, Set<String> documented) {
        if (!documented.containsAll(fields.names())) {
            throw refused("this endpoint takes the documented fields alone, see the venue's page");
        }
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Mexc.ID, rule);
    }
}
