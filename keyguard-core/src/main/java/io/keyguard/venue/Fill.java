/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * An execution of an order, or of a part of one.
 *
 * @param id the venue's id of the execution
 * @param orderId the venue's id of the order
 * @param clientOrderId the id that the bot gave the order; an empty string where there is none, or the venue does not tell it with the execution
 * @param symbol what was traded, in the venue's words
 * @param quantity above zero was bought, below was sold
 * @param price in the venue's unit for the symbol
 * @param fee above zero was paid, below was earned
 * @param feeAsset what the fee was paid in; an empty string where the venue does not tell
 * @param at when
 */
public record Fill(
        String id,
        String orderId,
        String clientOrderId,
        String symbol,
        BigDecimal quantity,
        BigDecimal price,
        BigDecimal fee,
        String feeAsset,
        Instant at) {}
