/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Tells from names and words of a request what it does to orders. Has no state. */
public final class RequestNames {
    private static final List<String> CHANGES =
            List.of("amend", "edit", "modify", "alter", "leverage", "update", "change_");
    /** What Bitfinex calls changes over its WebSocket. */
    private static final String SHORT_CHANGE = "ou";

    /** Where Kraken Futures and Bitfinex take several requests in one, each with a word for what it does. */
    private static final List<String> BATCHES = List.of("/batchorder", "/order/multi", "ox_multi");

    private static final Set<String> EDITS = Set.of("edit", SHORT_CHANGE);
    private static final Set<String> NEW = Set.of("send", "on");
    /** Where Hyperliquid takes everything. */
    private static final String ACTIONS = "/exchange";

    private static final Set<String> MODIFIES = Set.of("modify", "batchModify");

    private RequestNames() {}

    /** Returns whether {@code request} changes orders or settings and is not meant to place any: venues say so by {@code PUT}, or by one of few words. */
    public static boolean changes(RequestFields request) {
        String path = request.path().toLowerCase(Locale.ROOT);
        return request.method().equals("PUT")
                || path.equals(SHORT_CHANGE)
                || CHANGES.stream().anyMatch(path::contains)
                || (path.endsWith(ACTIONS) && says(request, "type"::equals, MODIFIES));
    }

    /** Returns whether {@code request}, which takes orders away and places others, makes each of one that it names, which may have the id of the one before. */
    public static boolean replaces(RequestFields request) {
        return request.path().toLowerCase(Locale.ROOT).contains("replace");
    }

    /** Returns whether {@code request} holds several, each with a word for what it does. */
    public static boolean isBatch(RequestFields request) {
        return endsWith(request, BATCHES);
    }

    /** Returns whether {@code item} of a batch changes an order that stays the same. */
    public static boolean edits(RequestFields item) {
        return EDITS.contains(item.path()) || says(item, name -> true, EDITS);
    }

    /** Returns whether {@code item} of a batch places an order. */
    public static boolean placesNew(RequestFields item) {
        return NEW.contains(item.path()) || says(item, name -> true, NEW);
    }

    /** Returns how many orders {@code request} places, or makes anew of others, if none of them has an id. */
    public static int orders(RequestFields request) {
        return Math.max(1, request.items().size());
    }

    private static boolean endsWith(RequestFields request, List<String> ends) {
        String path = request.path().toLowerCase(Locale.ROOT);
        return ends.stream().anyMatch(path::endsWith);
    }

    private static boolean says(RequestFields request, Predicate<String> name, Set<String> words) {
        return request.values(name).stream().anyMatch(words::contains);
    }
}
