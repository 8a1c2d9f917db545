/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.venue.Fill;
import io.keyguard.venue.OpenOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Tells which of the orders that a venue shows were signed here: by their client order id where they have one, and by their number otherwise. What may have been signed while nobody kept it is neither ours nor foreign.
 */
final class Ownership {
    /** How far the venue's clock may be from ours. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    /** Whose an order is. */
    enum Whose {
        OURS(""),
        /** One that was signed without an id, or the venue gave it another. */
        BY_NUMBER(""),
        /** The venue tells no ids, and no more orders than were signed. */
        UNTOLD(""),
        FOREIGN(", and no bot here placed it"),
        COPIED(", under an id of ours that stands on more orders than were signed with it"),
        UNKNOWN(", and it is not known whether a bot here placed it");

        private final String words;

        Whose(String words) {
            this.words = words;
        }

        boolean isOpen() {
            return !words.isEmpty();
        }

        String words() {
            return words;
        }
    }

    /** @param seen when it is there at the latest */
    private record Shown(String id, String clientOrderId, Instant seen) {
        Shown with(String other, Instant at) {
            return new Shown(id, clientOrderId.isEmpty() ? other : clientOrderId, at.isBefore(seen) ? at : seen);
        }
    }

    private final Reconciliation.Between between;
    private final Instant since;
    private final Map<String, Whose> orders = new HashMap<>();
    private final Map<String, Long> standing = new HashMap<>();
    /** Signatures that no order was found for yet, by when they were made at the earliest. */
    private final NavigableMap<Instant, Long> unnamed = new TreeMap<>();

    private final NavigableMap<Instant, Long> named = new TreeMap<>();

    Ownership(AccountSnapshot before, AccountSnapshot after, Reconciliation.Between between) {
        this.between = between;
        this.since = before.at();
        between.signed().signed().forEach(some -> {
            unnamed.merge(some.earliest(), some.unnamed(), Long::sum);
            named.merge(some.earliest(), some.named(), Long::sum);
        });
        before.orders().forEach(order -> orders.put(order.id(), Whose.OURS));
        List<Shown> shown = shown(after, between.fills().value().orElse(List.of()));
        shown.stream().filter(this::hasKnownId).forEach(order -> orders.put(order.id(), byId(order)));
        // Those without an id first: who gives one is explained by a signature without one only if that is left over.
        decide(shown, order -> order.clientOrderId().isEmpty());
        decide(shown, order -> true);
    }

    private static List<Shown> shown(AccountSnapshot after, List<Fill> fills) {
        Map<String, Shown> all = new LinkedHashMap<>();
        for (OpenOrder order : after.orders()) {
            all.put(order.id(), new Shown(order.id(), order.clientOrderId(), after.at()));
        }
        for (Fill fill : fills) {
            var one = new Shown(fill.orderId(), fill.clientOrderId(), fill.at());
            all.merge(fill.orderId(), one, (order, same) -> order.with(same.clientOrderId(), same.seen()));
        }
        return all.values().stream().sorted(Comparator.comparing(Shown::seen)).toList();
    }

    /** The ids that are to be looked for in what was signed. */
    static Set<String> ids(AccountSnapshot after, List<Fill> fills) {
        var ids = new HashSet<String>();
        shown(after, fills).forEach(order -> ids.add(order.clientOrderId()));
        return ids;
    }

    private boolean hasKnownId(Shown order) {
        String id = order.clientOrderId();
        return !orders.containsKey(order.id())
                && !id.isEmpty()
                && (between.signed().named().containsKey(id) || between.ours().test(id));
    }

    private Whose byId(Shown order) {
        Long signed = between.signed().named().get(order.clientOrderId());
        if (signed == null) {
            return Whose.OURS;
        }
        return standing.merge(order.clientOrderId(), 1L, Long::sum) > signed ? Whose.COPIED : Whose.OURS;
    }

    private void decide(List<Shown> shown, Predicate<Shown> which) {
        for (Shown order : shown) {
            if (!orders.containsKey(order.id()) && which.test(order)) {
                orders.put(order.id(), byNumber(order));
            }
        }
    }

    private Whose byNumber(Shown order) {
        Instant latest = order.seen().plus(SKEW);
        if (!between.tellsIds() && order.clientOrderId().isEmpty() && take(named, latest)) {
            return Whose.UNTOLD;
        }
        if (take(unnamed, latest)) {
            return between.tellsIds() ? Whose.BY_NUMBER : Whose.UNTOLD;
        }
        return between.signed().isUnknown(since.minus(SKEW), latest) ? Whose.UNKNOWN : Whose.FOREIGN;
    }

    /** The latest that fits, so that earlier ones are left for earlier orders. */
    private static boolean take(NavigableMap<Instant, Long> signatures, Instant latest) {
        Map.Entry<Instant, Long> one = signatures.floorEntry(latest);
        while (one != null && one.getValue() == 0) {
            signatures.remove(one.getKey());
            one = signatures.floorEntry(latest);
        }
        if (one == null) {
            return false;
        }
        signatures.put(one.getKey(), one.getValue() - 1);
        return true;
    }

    Whose of(String orderId) {
        return orders.getOrDefault(orderId, Whose.FOREIGN);
    }

    long count(Whose whose) {
        return orders.values().stream().filter(whose::equals).count();
    }
}
