/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.util.regex.Pattern;

/**
 * What ids a bot may give its orders at a venue.
 *
 * @param parameter the name under which a new order carries the id; empty where there are no orders, or none that carry one
 * @param form what an id looks like as a whole; where the venue's documents leave it open, what is known to be taken
 * @param unique among which orders an id must be the only one, in words
 * @param prefix what every id begins with; an empty string where ids are free
 */
public record ClientOrderIds(String parameter, Pattern form, String unique, String prefix) {
    /** Returns ids that begin with anything. */
    public ClientOrderIds(String parameter, Pattern form, String unique) {
        this(parameter, form, unique, "");
    }

    /** Returns the ids of a venue whose orders carry none, or that has no orders: none is accepted. */
    public static ClientOrderIds none() {
        return new ClientOrderIds("", Pattern.compile("(?!)"), "");
    }

    /** Returns whether {@code id} may be given to an order. */
    public boolean accept(String id) {
        return form.matcher(id).matches();
    }
}
