/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.Permission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What stops trading at a venue. Thread-safe. */
public interface EmergencyControls {
    /**
     * Cancels every open order of {@code markets} that the calling key can cancel. Where the venue has no such call, it is asked for the open orders first. Whether any are
     * left, {@link AccountReader#openOrders} tells.
     *
     * @param markets rights to trade, of which the key must have every one
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue does not do it, or not all of it; where its kinds are a limit, nothing more was asked for
     */
    void cancelAll(SignedCalls venue, Set<Permission> markets);

    /**
     * Returns the request after which the venue cancels by itself all orders of {@code market} unless it comes again within {@code after}; empty where the venue has no such timer for all
     * symbols, or not for so long.
     */
    Optional<VenueRequest> deadManSwitch(Permission market, Duration after);

    /**
     * Returns the request with which a key of the master account stops the sub-account {@code account} from trading, or from moving money, or both; empty where the venue has none.
     *
     * @param account as {@link KeyAdministrator} names it
     */
    default Optional<VenueRequest> freeze(String account) {
        return Optional.empty();
    }

    /** Returns what {@link #freeze} stops for every key of the sub-account, in words. */
    default String freezes() {
        return "trading, as far as its venue tells";
    }

    /** Returns what {@link #cancelAll} does not cancel and {@link AccountReader#openOrders} does not list, in words, so that a person looks at it; nothing where they reach everything that the venue has. */
    default List<String> unreached() {
        return List.of();
    }
}
