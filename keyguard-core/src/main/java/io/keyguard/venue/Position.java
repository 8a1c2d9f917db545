/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.math.BigDecimal;

/**
 * A position that is open at a venue.
 *
 * @param symbol what it is in, in the venue's words
 * @param quantity in the venue's unit for the symbol: above zero is long, below is short
 */
public record Position(String symbol, BigDecimal quantity) {}
