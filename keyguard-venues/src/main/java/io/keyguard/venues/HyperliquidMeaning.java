/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/** What actions mean, of documents that were found to have their form. The number of an asset tells its market (official documents, asset ids). */
final class HyperliquidMeaning {
    private static final long FIRST_PAIR = 10_000;
    /** Contracts of markets that others run. */
    private static final long FIRST_OF_BUILDERS = 100_000;

    private static final long FIRST_UNKNOWN = 100_000_000;

    private HyperliquidMeaning() {}

    static Classification action(CheckedRequest request) {
        JsonNode document = HyperliquidActions.document(request.request(), 0);
        return HyperliquidActions.of(document).meaning().apply(document);
    }

    static Permission market(long asset) {
        if (asset >= FIRST_UNKNOWN) {
            throw refused("assets of this kind are not known");
        }
        return asset >= FIRST_PAIR && asset < FIRST_OF_BUILDERS ? TRADE_SPOT : TRADE_DERIVATIVES;
    }

    static Classification orders(JsonNode action) {
        return each(action.path("orders"), order -> order(order).with(OrderEffect.PLACES));
    }

    static Classification modification(JsonNode action) {
        return order(action.path("order")).with(OrderEffect.BOTH);
    }

    static Classification modifications(JsonNode action) {
        return each(action.path("modifies"), HyperliquidMeaning::modification);
    }

    static Classification twap(JsonNode action) {
        return order(action.path("twap")).with(OrderEffect.PLACES);
    }

    /** Spot has nothing to reduce. */
    private static Classification order(JsonNode order) {
        Permission market = market(order.path("a").asLong());
        boolean reduces = order.path("r").asBoolean() && market == TRADE_DERIVATIVES;
        return new Classification(market, reduces ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    static Classification cancellations(JsonNode action) {
        return each(
                action.path("cancels"),
                one -> reducing(market(one.path(one.has("a") ? "a" : "asset").asLong())));
    }

    static Classification twapCancellation(JsonNode action) {
        return reducing(market(action.path("a").asLong()));
    }

    private static Classification reducing(Permission market) {
        return new Classification(market, Risk.REDUCES_RISK);
    }

    private static Classification each(JsonNode items, Function<JsonNode, Classification> meaning) {
        var markets = EnumSet.noneOf(Permission.class);
        Risk risk = Risk.READ;
        OrderEffect effect = OrderEffect.NONE;
        for (JsonNode item : items) {
            Classification one = meaning.apply(item);
            markets.add(one.permission());
            risk = one.risk().compareTo(risk) > 0 ? one.risk() : risk;
            effect = effect.and(one.orders());
        }
        if (markets.size() != 1) {
            throw refused("the orders of one action are all of pairs or all of contracts; send one action for each");
        }
        return new Classification(markets.iterator().next(), risk).with(effect);
    }

    /** As parameters, which count from now; without a time it disarms what was armed. A time that somebody else has worked out may be so far ahead that nothing is armed. */
    static Classification timer(JsonNode action) {
        boolean soon = action.has("time") && action.path("time").asLong() <= HyperliquidActions.LONGEST_TIMER;
        return soon ? reducing(TRADE_DERIVATIVES) : adding(TRADE_DERIVATIVES, Set.of());
    }

    static Classification leverage(JsonNode action) {
        requireContract(action);
        return adding(TRADE_DERIVATIVES, Set.of());
    }

    /** What is above zero is put in. */
    static Classification margin(JsonNode action) {
        requireContract(action);
        boolean puts = action.path("ntli").asLong() > 0;
        return new Classification(TRADE_DERIVATIVES, puts ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.NONE);
    }

    private static void requireContract(JsonNode action) {
        if (market(action.path("asset").asLong()) != TRADE_DERIVATIVES) {
            throw refused("leverage and margin are of contracts");
        }
    }

    /** Whoever leads a vault trades with what others put in: to put money there can be to give it away. */
    static Classification vault(JsonNode action) {
        return adding(WITHDRAW, Set.of(action.path("vaultAddress").asText()));
    }

    static Classification subAccount(JsonNode action) {
        return adding(TRANSFER_SUBACCOUNT, Set.of());
    }

    static Classification account(JsonNode action) {
        return adding(ACCOUNT_ADMIN, Set.of());
    }

    static Classification sending(JsonNode action) {
        return adding(WITHDRAW, Set.of(action.path("destination").asText()));
    }

    static Classification betweenWallets(JsonNode action) {
        return adding(TRANSFER_INTERNAL, Set.of());
    }

    static Classification agent(JsonNode action) {
        return adding(KEY_ADMIN, Set.of());
    }

    /** A builder is paid with every order that names it. */
    static Classification builder(JsonNode action) {
        return adding(KEY_ADMIN, Set.of(action.path("builder").asText()));
    }

    static Classification staking(JsonNode action) {
        boolean back = action.path("isUndelegate").asBoolean();
        return new Classification(EARN, back ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    private static Classification adding(Permission permission, Set<String> destinations) {
        return new Classification(permission, Risk.ADDS_RISK, destinations).with(OrderEffect.NONE);
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Hyperliquid.ID, rule);
    }
}
