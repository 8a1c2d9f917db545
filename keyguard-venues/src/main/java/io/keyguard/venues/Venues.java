/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

/** The venues that keyguard knows. */
public final class Venues {
    private Venues() {}

    /** Returns Binance spot: {@code /api} and the account part of {@code /sapi}, HMAC-SHA256 and Ed25519 keys. */
    public static VenueDefinition binance() {
        return Binance.DEFINITION;
    }

    /** Returns OKX API v5. */
    public static VenueDefinition okx() {
        return Okx.DEFINITION;
    }

    /** Returns Kraken spot. */
    public static VenueDefinition kraken() {
        return Kraken.DEFINITION;
    }
}
