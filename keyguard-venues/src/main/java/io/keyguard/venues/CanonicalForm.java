/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one way in which a request to a venue may be written. Other spellings are refused, not tidied up: what the classifier reads must be what the
 * venue reads.
 *
 * @param venue the venue's id
 * @param takesJson whether POST requests may carry a JSON document
 * @param signerSets parameters that the signer adds and nobody else may
 */
record CanonicalForm(String venue, boolean takesJson, Set<String> signerSets) {
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9_-]+)+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,64}");

    void check(VenueRequest request) {
        if (!PATH.matcher(request.path()).matches()) {
            throw refused("a path is segments of letters, digits, '_' and '-', each after one slash, without a query");
        }
        checkParameters(request.params());
        if (request.json().isPresent()) {
            if (!takesJson
                    || !request.method().equals("POST")
                    || !request.params().isEmpty()) {
                throw refused("a JSON document goes with POST to a venue that takes JSON, and without parameters");
            }
            checkNames(JsonBody.parse(venue, request.json().get()).names());
        }
    }

    private void checkParameters(List<VenueRequest.Param> parameters) {
        var seen = new HashSet<String>();
        for (VenueRequest.Param parameter : parameters) {
            if (!NAME.matcher(parameter.name()).matches()) {
                throw refused("a parameter's name has 1 to 64 letters, digits and '_', '.', '-', '[', ']'");
            }
            if (!seen.add(parameter.name())) {
                throw refused("a parameter stands there twice");
            }
        }
        checkNames(seen);
    }

    private void checkNames(Set<String> names) {
        for (String name : names) {
            if (signerSets.contains(name)) {
                throw KeyguardExceptions.signerSets(venue, name);
            }
        }
    }

    private RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(venue, rule);
    }
}
