/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** What BitMEX's amounts are in: it counts in satoshis, gwei and the like, and tells of each how many there are to a coin. Source: the swagger document and bitmex.com/app/restAPI. */
final class BitmexAssets {
    private static final VenueRequest ASSETS = VenueRequest.get(Bitmex.API + "/wallet/assets");
    private static final int FINEST = 30;

    private record Asset(String name, int scale) {}

    private final Map<String, Asset> byCurrency;

    private BitmexAssets(Map<String, Asset> byCurrency) {
        this.byCurrency = byCurrency;
    }

    static BitmexAssets read(SignedCalls venue) {
        String question = ASSETS.toString();
        var assets = new HashMap<String, Asset>();
        for (JsonNode row : Answers.array(Bitmex.ID, question, venue.call(ASSETS), BitmexErrors.TABLE)) {
            JsonNode scale = row.path("scale");
            if (!scale.isIntegralNumber() || !scale.canConvertToInt() || scale.asInt() < 0 || scale.asInt() > FINEST) {
                throw KeyguardExceptions.malformedReply(Bitmex.ID, question, 200);
            }
            assets.put(
                    BitmexHistory.text(ASSETS, row, "currency"),
                    new Asset(BitmexHistory.text(ASSETS, row, "asset"), scale.asInt()));
        }
        return new BitmexAssets(assets);
    }

    /** What a coin of {@code currency} is called. */
    String name(String question, String currency) {
        return asset(question, currency).name();
    }

    /** {@code amount} in coins. */
    BigDecimal coins(String question, String currency, BigDecimal amount) {
        BigDecimal coins =
                amount.movePointLeft(asset(question, currency).scale()).stripTrailingZeros();
        return coins.scale() < 0 ? coins.setScale(0) : coins;
    }

    private Asset asset(String question, String currency) {
        Asset asset = byCurrency.get(currency);
        if (asset == null) {
            throw KeyguardExceptions.malformedReply(Bitmex.ID, question, 200);
        }
        return asset;
    }
}
