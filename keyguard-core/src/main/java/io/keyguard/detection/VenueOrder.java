/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * An order as a venue shows it, in a stream or a list.
 *
 * @param id the venue's id
 * @param clientOrderId the id that whoever placed it gave it; an empty string where there is none
 * @param symbol what it trades, in the venue's words
 * @param quantity as it stands, with what was executed of it: above zero buys, below sells
 * @param price as it stands; empty for an order at the market, and for one whose price the venue moves itself, such as a pegged or trailing one
 * @param created when the venue took it, by the venue's clock
 * @param state what became of it
 * @param byVenue whether the venue itself placed it: a liquidation, an automatic deleveraging, what it makes of an order of yours, such as the halves of a bracket; by a field that only the venue fills, since a thief chooses client order ids
 */
public record VenueOrder(
        String id,
        String clientOrderId,
        String symbol,
        BigDecimal quantity,
        Optional<BigDecimal> price,
        Instant created,
        State state,
        boolean byVenue) {
    /** What became of an order. */
    public enum State {
        /** It rests, whole or in part. */
        OPEN,
        /** It was executed whole. */
        FILLED,
        /** Its owner cancelled it, or somebody with a key of the account did. */
        CANCELLED,
        /** The venue ended it: it expired, or was refused. */
        ENDED
    }
}
