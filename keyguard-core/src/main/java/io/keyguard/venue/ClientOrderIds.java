/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.util.regex.Pattern;

/**
 * What ids a bot may give its orders at a venue.
 *
 * @param parameter the name under which a new order carries the id
 * @param form what an id looks like as a whole; where the venue's documents leave it open, what is known to be taken
 * @param unique among which orders an id must be the only one, in words
 */
public record ClientOrderIds(String parameter, Pattern form, String unique) {
    /** Returns whether {@code id} may be given to an order. */
    public boolean accept(String id) {
        return form.matcher(id).matches();
    }
}
