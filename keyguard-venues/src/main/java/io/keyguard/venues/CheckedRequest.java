/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venue.VenueRequest.Param;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request in canonical form, its JSON read once.
 *
 * @param request what was asked for
 * @param json its document; {@code null} where it has parameters
 */
record CheckedRequest(VenueRequest request, @Nullable JsonBody json) {
    /**
     * The text of the parameter, or an empty string.
     *
     * @throws io.keyguard.KeyScopeException if there is one that is called almost like it
     */
    String param(String name) {
        List<Param> params = request.params();
        String value = "";
        for (int i = 0; i < params.size(); i++) {
            if (Spelling.is(params.get(i).name(), name)) {
                value = params.get(i).value();
            }
        }
        return value;
    }

    /**
     * The one object of the request: its document, or its parameters.
     *
     * @throws io.keyguard.KeyScopeException if its document is an array
     */
    Fields object(String venue) {
        JsonBody body = items();
        if (body.isArray()) {
            throw KeyguardExceptions.notCanonical(venue, "this endpoint takes one object");
        }
        return body.items().get(0);
    }

    /** Whether nothing in the request, on the first level of its document, has another name. */
    boolean hasOnly(Set<String> names) {
        List<Param> params = request.params();
        for (int i = 0; i < params.size(); i++) {
            if (!names.contains(params.get(i).name())) {
                return false;
            }
        }
        return json == null || json.items().stream().allMatch(item -> item.hasOnly(names));
    }

    /** The items of the request: its document, or its parameters as one object of strings. */
    JsonBody items() {
        return json != null ? json : JsonBody.fromParameters(request);
    }
}
