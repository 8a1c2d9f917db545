/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueRequest.Param;
import java.util.List;

/**
 * Queries of venues that sign them before they are encoded. Where the two differ, {@code a=1%26b%3D2} could be sent on as {@code a=1&b=2} under the same signature, so names and values that would have to be encoded are
 * refused.
 */
final class PlainQuery {
    private PlainQuery() {}

    /**
     * Checks {@code params}.
     *
     * @throws io.keyguard.KeyScopeException if one would have to be encoded
     */
    static void require(String venue, List<Param> params) {
        for (Param param : params) {
            if (!isPlain(param.name()) || !isPlain(param.value())) {
                throw KeyguardExceptions.notCanonical(
                        venue,
                        "names and values in the query are of letters, digits and '-', '.', '_', '~': the venue signs"
                                + " them before they are encoded");
            }
        }
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "-._~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
