/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.VenueRequest.Param;
import java.util.ArrayList;
import java.util.List;

/**
 * Parameters for venues that sign a number right behind the last of them, with nothing in between: behind a digit, whoever holds the request back could move digits from one to the other.
 */
final class TextLast {
    private TextLast() {}

    /** The parameters with one at the end that does not end in a digit, if there is one. */
    static List<Param> of(List<Param> params) {
        for (int i = params.size() - 1; i >= 0; i--) {
            if (!endsInDigit(params.get(i).value())) {
                var ordered = new ArrayList<>(params);
                ordered.add(ordered.remove(i));
                return ordered;
            }
        }
        return params;
    }

    private static boolean endsInDigit(String value) {
        char last = value.isEmpty() ? '0' : value.charAt(value.length() - 1);
        return last >= '0' && last <= '9';
    }
}
