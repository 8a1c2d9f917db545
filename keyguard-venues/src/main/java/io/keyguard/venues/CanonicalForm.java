/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The one way in which a request to a venue may be written. Other spellings are refused, not tidied up: what the classifier reads must be what the
 * venue reads.
 *
 * @param venue the venue's id
 * @param takesJson the methods whose requests may carry a JSON document
 * @param signerSets parameters that the signer adds and nobody else may
 * @param deletesWithJson the paths whose DELETE may carry a JSON document too
 * @param takesIds the paths that take an array of ids, and nothing but ids, as their document; whoever decides about such a path must not look for objects in it
 */
record CanonicalForm(
        String venue,
        Set<String> takesJson,
        List<String> signerSets,
        Set<String> deletesWithJson,
        Set<String> takesIds) {
    private static final int LONGEST_NAME = 64;
    /** One look-up for each character that is checked. */
    private static final boolean[] WORD = ascii("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static final boolean[] NAME = ascii("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.[]");

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", VenueRequest.WEB_SOCKET);

    /** A form in which no DELETE carries a document. */
    CanonicalForm(String venue, boolean takesJson, Set<String> signerSets) {
        this(venue, takesJson, signerSets, Set.of());
    }

    /** A form in which no document is an array of ids. */
    CanonicalForm(String venue, boolean takesJson, Set<String> signerSets, Set<String> deletesWithJson) {
        this(venue, takesJson, signerSets, deletesWithJson, Set.of());
    }

    /** As a list, which is read faster. */
    CanonicalForm(
            String venue,
            boolean takesJson,
            Set<String> signerSets,
            Set<String> deletesWithJson,
            Set<String> takesIds) {
        this(venue, takesJson ? WITH_BODY : Set.of(), List.copyOf(signerSets), deletesWithJson, takesIds);
    }

    /** A form in which messages over a WebSocket carry documents, and requests over HTTP do not. */
    static CanonicalForm withJsonOverWebSocketsAlone(String venue, Set<String> signerSets) {
        return new CanonicalForm(venue, Set.of(VenueRequest.WEB_SOCKET), List.copyOf(signerSets), Set.of(), Set.of());
    }

    /** Returns {@code request}, found to be written in the one way, with its JSON read. */
    CheckedRequest check(VenueRequest request) {
        boolean overWebSocket = request.method().equals(VenueRequest.WEB_SOCKET);
        if (overWebSocket ? !isOperation(request.path()) : !isPath(request.path())) {
            throw refused(
                    "a path is segments of letters, digits, '_' and '-', with single dots inside, each after one slash, without a query");
        }
        checkParameters(request.params());
        Optional<String> json = request.json();
        if (json.isEmpty()) {
            return new CheckedRequest(request, null);
        }
        if (!mayCarryJson(request) || !request.params().isEmpty()) {
            throw refused(
                    "a JSON document goes with POST, PUT or a message to a venue that takes JSON there, and without parameters");
        }
        JsonBody body =
                takesIds.contains(request.path()) ? JsonBody.ids(venue, json.get()) : JsonBody.parse(venue, json.get());
        for (int i = 0; i < body.items().size(); i++) {
            checkNames(body.items().get(i));
        }
        return new CheckedRequest(request, body);
    }

    private boolean mayCarryJson(VenueRequest request) {
        return takesJson.contains(request.method())
                || (request.method().equals("DELETE") && deletesWithJson.contains(request.path()));
    }

    private void checkParameters(List<VenueRequest.Param> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            String name = parameters.get(i).name();
            if (!isName(name)) {
                throw refused("a parameter's name has 1 to 64 letters, digits and '_', '.', '-', '[', ']'");
            }
            checkName(name);
        }
        if (hasTwice(parameters)) {
            throw refused("a parameter stands there twice, or in two spellings");
        }
    }

    /** Few parameters are compared with each other, many are counted: whoever sends ten thousand shall not cost their square. */
    private static boolean hasTwice(List<VenueRequest.Param> parameters) {
        int count = parameters.size();
        if (count > 16) {
            return hasTwiceAmongMany(parameters);
        }
        for (int i = 1; i < count; i++) {
            for (int k = 0; k < i; k++) {
                if (Spelling.alike(parameters.get(i).name(), parameters.get(k).name())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasTwiceAmongMany(List<VenueRequest.Param> parameters) {
        var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        for (VenueRequest.Param parameter : parameters) {
            if (!names.add(parameter.name())) {
                return true;
            }
        }
        return names.stream()
                .anyMatch(name -> name.indexOf('[') >= 0 && names.contains(name.substring(0, name.indexOf('['))));
    }

    private void checkNames(Fields item) {
        for (int i = 0; i < signerSets.size(); i++) {
            if (item.has(signerSets.get(i))) {
                throw KeyguardExceptions.signerSets(venue, signerSets.get(i));
            }
        }
    }

    private void checkName(String name) {
        for (int i = 0; i < signerSets.size(); i++) {
            if (Spelling.alike(name, signerSets.get(i))) {
                throw KeyguardExceptions.signerSets(venue, signerSets.get(i));
            }
        }
    }

    private static boolean[] ascii(String allowed) {
        var table = new boolean[128];
        allowed.chars().forEach(c -> table[c] = true);
        return table;
    }

    private static boolean isPath(String path) {
        boolean open = true;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean slash = c == '/';
            // A dot stands between two characters of a name, as in "account.htm", and never begins or ends a segment.
            boolean between = slash || c == '.';
            if (between ? open && i > 0 : i == 0 || !(isWord(c) || c == '-')) {
                return false;
            }
            if (c == '.' && open) {
                return false;
            }
            open = between;
        }
        return !open;
    }

    /** One name, or names with one slash between them, as {@code private/buy}. */
    private static boolean isOperation(String operation) {
        int start = 0;
        for (int slash = operation.indexOf('/'); slash >= 0; slash = operation.indexOf('/', start)) {
            if (!isName(operation.substring(start, slash))) {
                return false;
            }
            start = slash + 1;
        }
        return isName(operation.substring(start));
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= NAME.length || !NAME[c]) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= LONGEST_NAME;
    }

    private static boolean isWord(char c) {
        return c < WORD.length && WORD[c];
    }

    private RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(venue, rule);
    }
}
