/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What requests of Gemini mean. All that a request says stands beside its path and nonce in one object, so that each takes its documented fields alone: no other spelling of one of them means something else at the
 * venue.
 */
final class GeminiMeaning {
    private static final Set<String> OF_ORDERS = Set.of(
            "client_order_id", "symbol", "amount", "price", "side", "type", "options", "stop_price", "margin_order");

    /** Of all that the documents name, so that no other word stands where a network does. */
    private static final Set<String> NETWORKS = Set.of(
            "bitcoin",
            "ethereum",
            "bitcoincash",
            "litecoin",
            "zcash",
            "filecoin",
            "dogecoin",
            "tezos",
            "solana",
            "polkadot",
            "avalanche",
            "cosmos",
            "xrpl",
            "arbitrum",
            "optimism",
            "base");

    private static final Pattern CONTRACT = Pattern.compile("[A-Za-z0-9-]{3,24}-?(?:perp|PERP)");
    private static final Pattern PAIR = Pattern.compile("[A-Za-z0-9]{4,24}");

    private GeminiMeaning() {}

    static EndpointTable.Rule of(Permission permission, Risk risk, Set<String> documented) {
        var meaning = new Classification(permission, risk);
        return request -> {
            fields(request, documented);
            return meaning;
        };
    }

    /** As {@code rule} says, where a network stands in the place of {@code {name}}. */
    static EndpointTable.Rule ofNetwork(String[] template, EndpointTable.Rule rule) {
        // An empty segment and "v1" come first.
        int at = Arrays.asList(template).indexOf("{name}") + 2;
        return request -> {
            String[] path = request.request().path().split("/", -1);
            if (!NETWORKS.contains(path[at])) {
                throw refused("the network is one of those on the venue's page");
            }
            return rule.apply(request);
        };
    }

    static Classification order(CheckedRequest request) {
        Fields order = fields(request, OF_ORDERS);
        Permission market = market(order);
        JsonNode margin = order.path("margin_order");
        if (!margin.isMissingNode() && (!margin.isBoolean() || market != Permission.TRADE_SPOT)) {
            throw refused("'margin_order' is true or false in a document, for a pair, or is left out");
        }
        return new Classification(margin.asBoolean() ? Permission.TRADE_MARGIN : market, Risk.ADDS_RISK);
    }

    /** A trade that is agreed with one counterparty. */
    static EndpointTable.Rule agreement(Set<String> documented) {
        return request -> new Classification(market(fields(request, documented)), Risk.ADDS_RISK);
    }

    private static Permission market(Fields fields) {
        JsonNode symbol = fields.path("symbol");
        return marketOf(symbol.isTextual() ? symbol.asText() : "")
                .orElseThrow(() -> refused("'symbol' is a pair, such as btcusd, or a contract, such as btcgusdperp"));
    }

    /** The market of {@code symbol}; empty where its form does not tell. */
    static Optional<Permission> marketOf(String symbol) {
        if (CONTRACT.matcher(symbol).matches()) {
            return Optional.of(Permission.TRADE_DERIVATIVES);
        }
        // Every spelling of the word marks a contract.
        boolean marked = symbol.toLowerCase(Locale.ROOT).endsWith("perp");
        return PAIR.matcher(symbol).matches() && !marked ? Optional.of(Permission.TRADE_SPOT) : Optional.empty();
    }

    private static Fields fields(CheckedRequest request, Set<String> documented) {
        Fields fields = request.object(Gemini.ID);
        if (!documented.containsAll(fields.names())) {
            throw refused("this endpoint takes the documented fields alone, see the venue's page");
        }
        return fields;
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Gemini.ID, rule);
    }
}
