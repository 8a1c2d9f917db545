/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

/** What a request does to the orders of an account. An order that only reduces a position is placed all the same. */
public enum OrderEffect {
    /** It touches no order. */
    NONE,
    /** It places orders, or changes them, and takes none away. */
    PLACES,
    /** It takes orders away, or arms what will, and places none. */
    CANCELS,
    /** It takes orders away and places others, such as a replacement or the closing of a position; or it may do either. */
    BOTH;

    /** Returns the effect of this and {@code other} together. */
    public OrderEffect and(OrderEffect other) {
        if (this == NONE || this == other) {
            return other;
        }
        return other == NONE ? this : BOTH;
    }

    /** Returns whether it places orders, or may. */
    public boolean places() {
        return this == PLACES || this == BOTH;
    }

    /** Returns whether it takes orders away, or may. */
    public boolean cancels() {
        return this == CANCELS || this == BOTH;
    }
}
