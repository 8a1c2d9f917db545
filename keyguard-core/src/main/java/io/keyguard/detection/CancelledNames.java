/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.RequestNames;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which orders a request that takes some away calls by name. Venues call an id by a few dozen names, which all end alike; what is not recognised counts as a request for everything, which explains more.
 *
 * <p>Immutable.
 */
final class CancelledNames {
    private static final Pattern ID =
            Pattern.compile("id|ids|cid|txid|uuids?|algoids?|.*oids?|.*ord(er)?ids?(list)?|.*orderlinkids?");
    /** Names of what holds several orders, whose ids nobody can tell from it. */
    private static final Set<String> GROUPS = Set.of(
            "orderlistid", "listclientorderid", "gid", "groupid", "label", "userref", "all", "session", "sessionid");

    /** Beside these, "id" is the number of the message. */
    private static final Set<String> ENVELOPE = Set.of("method", "jsonrpc", "op", "reqid");

    private static final Pattern NO_LETTERS = Pattern.compile("[^a-z]");
    /** Kraken takes the number of a group where the id of an order may stand. */
    private static final Pattern NUMBER_OF_A_GROUP = Pattern.compile("\\d{1,10}");

    /** What looks like an id where no name says that it is one. */
    private static final Pattern LIKE_AN_ID = Pattern.compile("(?=.*\\d)[\\w:-]{6,}");

    private CancelledNames() {}

    /**
     * Returns the ids of orders that {@code request} names; none if it may take others away too.
     *
     * @param except the parameter that names what is placed; empty if nothing is
     */
    static List<String> in(VenueRequest request, String except) {
        boolean takesMany = plain(request.path()).contains("all")
                || !RequestNames.of(request, name -> GROUPS.contains(plain(name)))
                        .isEmpty()
                || RequestNames.of(request, name -> plain(name).equals("txid")).stream()
                        .anyMatch(id -> NUMBER_OF_A_GROUP.matcher(id).matches());
        if (takesMany) {
            return List.of();
        }
        boolean enveloped = !RequestNames.of(request, name -> ENVELOPE.contains(plain(name)))
                .isEmpty();
        List<String> ids =
                RequestNames.of(request, name -> !name.equalsIgnoreCase(except) && isId(plain(name), enveloped));
        // A list of nothing but ids.
        RequestNames.of(request, String::isEmpty).stream()
                .filter(id -> LIKE_AN_ID.matcher(id).matches())
                .forEach(ids::add);
        ids.addAll(inPath(request.path()));
        return ids;
    }

    private static boolean isId(String name, boolean enveloped) {
        return !(enveloped && name.equals("id")) && ID.matcher(name).matches();
    }

    private static String plain(String name) {
        return NO_LETTERS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    /** What stands behind a segment about orders, and has a digit. */
    private static List<String> inPath(String path) {
        List<String> ids = new ArrayList<>();
        boolean ofOrders = false;
        for (String segment : path.split("/", -1)) {
            if (ofOrders && LIKE_AN_ID.matcher(segment).matches()) {
                ids.add(segment);
            }
            ofOrders |= segment.toLowerCase(Locale.ROOT).contains("order");
        }
        return ids;
    }
}
