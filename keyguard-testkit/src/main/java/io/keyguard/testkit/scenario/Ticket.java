/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.VenueOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An order on its way, and the venue's own once it has taken it. Not thread-safe. */
final class Ticket {
    private final String clientId;
    private final String symbol;
    private @Nullable VenueOrder taken;

    /** @param clientId empty if it gets none */
    Ticket(String clientId, String symbol) {
        this.clientId = clientId;
        this.symbol = symbol;
    }

    /** The venue has taken it, or has made this of it. */
    void isNow(VenueOrder order) {
        taken = order;
    }

    Optional<VenueOrder> taken() {
        return Optional.ofNullable(taken);
    }

    String clientId() {
        return clientId;
    }

    String symbol() {
        return symbol;
    }
}
