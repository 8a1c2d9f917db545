/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

/** What can be announced. */
public enum Change {
    /** People trade and move money by hand: explains orders, cancellations and movements that nobody here signed. */
    MANUAL_TRADING,
    /** The bots do something else than usual, such as a new symbol, a liquidation, other sizes: explains rates, symbols, prices and budgets. */
    TRAFFIC,
    /** Keys are made, changed or replaced at the venue, shown or backed up: explains new keys, rights and what was disclosed. */
    KEYS,
    /** Bots move to another machine: explains addresses. */
    ADDRESSES
}
