/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** What a request does to the money at stake: the second axis of its classification, used by a freeze. */
public enum Risk {
    /** Changes nothing. */
    READ,
    /** Cancels, closes, or takes rights away. */
    REDUCES_RISK,
    /** Everything else. */
    ADDS_RISK
}
