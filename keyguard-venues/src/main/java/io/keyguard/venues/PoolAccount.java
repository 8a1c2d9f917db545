/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An account at a pool, where nothing is traded: there are no orders, and nothing to cancel. */
abstract class PoolAccount implements EmergencyControls, AccountReader {
    /** What is read at most of one list: a list that does not end is none. */
    static final int MOST_PAGES = 200;

    @Override
    public final void cancelAll(SignedCalls venue, Set<Permission> markets) {
        // There are no orders.
    }

    @Override
    public final Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public final List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        return List.of();
    }
}
