/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest.Param;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What requests of Bitstamp mean that have a market or an asset in their path. That {@code reduce_only} reduces is UNCONFIRMED, so that every order adds risk.
 *
 * <p>Sources: bitstamp.net/api (orders), JKorf/Bitstamp.Net (fields of contracts).
 */
final class BitstampMeaning {
    private static final Set<String> OF_LIMITS = Set.of(
            "amount",
            "price",
            "limit_price",
            "daily_order",
            "ioc_order",
            "fok_order",
            "moc_order",
            "gtd_order",
            "expire_time",
            "client_order_id");
    private static final Set<String> OF_MARKET = Set.of("amount", "client_order_id");
    private static final Set<String> OF_INSTANT = Set.of("amount", "amount_in_counter", "client_order_id");
    private static final Set<String> OF_CONTRACTS = Set.of(
            "subtype",
            "reduce_only",
            "leverage",
            "margin_mode",
            "stop_price",
            "trigger",
            "activation_price",
            "trailing_delta");

    /** They stand where a market does, with another one behind them. */
    private static final Set<String> KINDS = Set.of("market", "instant", "all");

    private static final Pattern PAIR = Pattern.compile("[a-z0-9]{5,20}");
    private static final Pattern CONTRACT = Pattern.compile("[a-z0-9]{5,20}-perp");
    private static final Pattern WITHDRAWAL = Pattern.compile("[a-z0-9]{2,10}_withdrawal");
    private static final Pattern ADDRESS = Pattern.compile("[a-z0-9]{2,10}_address");

    private BitstampMeaning() {}

    static EndpointTable.Rule order(String kind) {
        Set<String> ofPairs = switch (kind) {
            case "limit" -> OF_LIMITS;
            case "market" -> OF_MARKET;
            default -> OF_INSTANT;
        };
        var ofContracts = new HashSet<>(ofPairs);
        ofContracts.addAll(OF_CONTRACTS);
        return request -> {
            Permission market = market(request);
            Set<String> documented = market == Permission.TRADE_SPOT ? ofPairs : ofContracts;
            for (Param param : request.request().params()) {
                if (!documented.contains(param.name())) {
                    throw refused("an order takes the documented fields of its market alone, see the venue's page");
                }
            }
            return new Classification(market, Risk.ADDS_RISK);
        };
    }

    static Classification cancellationOfMarket(CheckedRequest request) {
        return new Classification(market(request), Risk.REDUCES_RISK);
    }

    /** The paths with an asset in front of what is to be done with it. */
    static Classification ofAsset(CheckedRequest request) {
        String word = last(request);
        if (WITHDRAWAL.matcher(word).matches()) {
            return new Classification(Permission.WITHDRAW, Risk.ADDS_RISK);
        }
        if (ADDRESS.matcher(word).matches()) {
            return new Classification(Permission.DEPOSIT, Risk.ADDS_RISK);
        }
        throw KeyguardExceptions.unknownEndpoint(Bitstamp.ID, request.request().method());
    }

    private static Permission market(CheckedRequest request) {
        return marketOf(last(request))
                .orElseThrow(() -> refused("a market is a pair, such as btcusd, or a contract, such as btcusd-perp"));
    }

    /** The market called so in paths; empty where its form does not tell. */
    static Optional<Permission> marketOf(String name) {
        if (CONTRACT.matcher(name).matches()) {
            return Optional.of(Permission.TRADE_DERIVATIVES);
        }
        return PAIR.matcher(name).matches() && !KINDS.contains(name)
                ? Optional.of(Permission.TRADE_SPOT)
                : Optional.empty();
    }

    private static String last(CheckedRequest request) {
        String path = request.request().path();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Bitstamp.ID, rule);
    }
}
