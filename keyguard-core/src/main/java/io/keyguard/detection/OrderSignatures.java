/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.RequestFields;
import io.keyguard.internal.RequestNames;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What each request that is signed explains of the orders that the venue shows: which ids it signs, which orders it changes or takes away, and for how many it signs that have no id.
 *
 * <p>Venues word the same thing in many ways, so that a request is read as little more than its names. Where they leave open what comes of it, it explains more rather than less; but never an order that was placed in another way. Not thread-safe.
 */
final class OrderSignatures {
    /** How far the venue's clock may be behind ours. */
    static final Duration SKEW = Duration.ofSeconds(2);

    private static final Pattern ONE_OF_SEVERAL = Pattern.compile("(above|below|limit|stop|working|pending).*");

    private final OwnOrders own;
    private final Cancellations cancellations;
    private final WaitingOrders waiting;
    private final Alarms alarms;
    private final Duration settle;
    private final Gap gap;
    private final String orderId;
    /** Whether another process has ever signed anything. */
    private boolean isShared;
    /** Orders that were signed without an id. */
    private final Allowances nameless;
    /** Orders that were changed. At some venues that makes a new one, without an id. */
    private final Allowances changed;
    /** Orders that were replaced without an id for the new one, which gets one of the venue's; null until there is one. */
    private @Nullable Allowances replaced;

    /** @param waiting what was shown, and may have been sent by another before its id is signed here */
    OrderSignatures(Watching watching, OwnOrders own, Cancellations cancellations, WaitingOrders waiting) {
        this.own = own;
        this.cancellations = cancellations;
        this.waiting = waiting;
        this.alarms = watching.alarms();
        this.settle = watching.limits().settle;
        this.gap = watching.gap();
        this.orderId = watching.orderId();
        this.nameless = new Allowances(settle, alarms);
        this.changed = new Allowances(settle, alarms);
    }

    void signed(AccountEvent.Signed signed, Instant now) {
        OrderEffect effect = signed.meaning().orders();
        Instant at = signed.at(now);
        isShared |= signed.elsewhere().isPresent();
        if (effect == OrderEffect.NONE) {
            return;
        }
        RequestFields request = RequestFields.of(signed.request());
        // A cancellation that counted as a second order of its id would explain whoever copies the id afterwards, and
        // an order that counted as a cancellation whoever cancels it.
        if (effect.cancels()) {
            String placed = effect.places() ? placedAs(request) : "";
            cancellations.signed(request.values(), CancelledNames.in(request, placed), at);
        }
        if (effect.places()) {
            placed(request, effect == OrderEffect.BOTH, signed.elsewhere().isEmpty(), at);
        }
    }

    /** A tag proves an order of ours that nobody here knows of: another process signs too. */
    void provenElsewhere() {
        isShared = true;
    }

    /** Whether another process may tell later what explains what is shown now. */
    boolean isShared() {
        return isShared;
    }

    /** The ids that a request may give to orders. */
    List<String> ids(VenueRequest request) {
        return ids(RequestFields.of(request));
    }

    private List<String> ids(RequestFields request) {
        return request.values(this::isOrderId);
    }

    /** The parameter that names what a request places, which also takes orders away. */
    private String placedAs(RequestFields request) {
        String anew = OrderChange.NEW + orderId;
        boolean named = RequestNames.changes(request)
                || !request.values(anew::equalsIgnoreCase).isEmpty();
        return named ? anew : orderId;
    }

    /** @param cancels whether it takes orders away too */
    private void placed(RequestFields request, boolean cancels, boolean here, Instant at) {
        boolean replaces = cancels && RequestNames.replaces(request);
        boolean changes = replaces || RequestNames.changes(request);
        boolean edits = RequestNames.isBatch(request) && RequestNames.edits(request);
        List<OrderChange> all = changes || cancels || edits ? OrderChange.all(request, orderId) : List.of();
        own.changed(all, !here, at);
        if (changes && cancels) {
            all.forEach(change -> remade(change, here, at));
            int unnamed = all.size() == 1 ? unnamed(request, all.get(0)) : unnamed(all);
            if (unnamed > 0) {
                allow(replaces ? replaced() : changed, unnamed, at);
            }
        } else if (changes) {
            all.forEach(change -> named(change, at));
        } else {
            anew(request, cancels, here, at);
        }
    }

    private Allowances replaced() {
        if (replaced == null) {
            replaced = new Allowances(settle, alarms);
        }
        return replaced;
    }

    /** It takes an order away, and makes another of it, which has the id that it gives or, where it gives none, the same or none. */
    private void remade(OrderChange change, boolean here, Instant at) {
        if (change.given().isEmpty()) {
            own.remade(change, at);
        }
        for (String id : change.given()) {
            // One that has it already may be what it takes away, if another process has yet to tell of that, or a crash
            // lost it.
            if (here && !isShared && !own.knows(id)) {
                waiting.precede(id, order -> !gap.holds(order.created(), SKEW));
            }
            own.replaced(id, at);
        }
    }

    /** It may give an order another id, or name one whose signature another process has yet to tell. */
    private void named(OrderChange change, Instant at) {
        for (String id : change.given()) {
            List<String> others = change.names().stream()
                    .filter(name -> !change.given().contains(name))
                    .toList();
            if (!own.knows(id)) {
                own.given(id, at);
                others.forEach(name -> own.renamed(id, name, at));
            } else if (own.mayStandOnOther(id, others)) {
                others.forEach(name -> own.renamed(id, name, at));
            }
        }
    }

    private static int unnamed(RequestFields request, OrderChange change) {
        return change.given().isEmpty() ? RequestNames.orders(request) : 0;
    }

    private static int unnamed(List<OrderChange> changes) {
        return (int) changes.stream().filter(change -> change.given().isEmpty()).count();
    }

    /** @param cancels whether an id that is known already may stand for what it takes away */
    private void anew(RequestFields request, boolean cancels, boolean here, Instant at) {
        List<RequestFields> items = RequestNames.isBatch(request) ? request.items() : List.of();
        for (RequestFields item : items) {
            if (RequestNames.placesNew(item)) {
                ordered(item, false, here, at);
            } else if (RequestNames.edits(item)) {
                OrderChange.all(item, orderId).forEach(change -> named(change, at));
            }
        }
        if (items.isEmpty()) {
            ordered(request, cancels, here, at);
        }
    }

    private void ordered(RequestFields request, boolean cancels, boolean here, Instant at) {
        List<String> ids = ids(request);
        Map<String, SaidTerms> said = said(request, ids);
        for (String id : ids) {
            boolean isKnown = own.knows(id);
            if (!isKnown || !cancels) {
                own.signed(id, said.getOrDefault(id, SaidTerms.NOTHING), !here, at);
            }
            if (!isKnown && here) {
                waiting.precede(id, order -> true);
            }
        }
        allow(nameless, ids.isEmpty() ? RequestNames.orders(request) : without(request), at);
    }

    /** What is said of each order: of one of several, by the object that it stands in. */
    private Map<String, SaidTerms> said(RequestFields request, List<String> ids) {
        if (request.items().isEmpty()) {
            return ids.size() == 1 ? Map.of(ids.get(0), SaidTerms.of(request)) : Map.of();
        }
        var said = new HashMap<String, SaidTerms>();
        for (RequestFields item : request.items()) {
            List<String> names = ids(item);
            SaidTerms terms = names.size() == 1 ? SaidTerms.of(item) : SaidTerms.NOTHING;
            // Whoever gives two orders one id says nothing of either.
            names.forEach(id -> said.merge(id, terms, (one, other) -> SaidTerms.NOTHING));
        }
        return said;
    }

    /** How many orders of a batch have no id, where others have. */
    private int without(RequestFields request) {
        List<RequestFields> items = request.items();
        long without = items.stream().filter(item -> ids(item).isEmpty()).count();
        return without == items.size() ? 0 : (int) without;
    }

    private static void allow(Allowances explained, int orders, Instant at) {
        for (int order = orders; order > 0; order--) {
            explained.signed(at);
        }
    }

    /** Where a change gives an order another id, venues put a word before the parameter. */
    private boolean isOrderId(String name) {
        return name.equals(orderId) || name.equalsIgnoreCase(OrderChange.NEW + orderId) || isOneOfSeveral(name);
    }

    /** Binance takes several orders in one request, and has a word for each. */
    private boolean isOneOfSeveral(String name) {
        return orderId.startsWith(OrderChange.NEW)
                && name.endsWith(orderId.substring(OrderChange.NEW.length()))
                && ONE_OF_SEVERAL.matcher(name).matches();
    }

    /** Whether an order that was signed without an id explains what the venue took at {@code created}; it uses that up. */
    boolean explainNameless(Instant created) {
        return nameless.explain(created);
    }

    /** Whether a change explains another order, with the id of the one that was changed, or none; it uses that up. */
    boolean explainChanged(Instant created) {
        return changed.explain(created);
    }

    /** Whether a change or a replacement explains {@code order}, which has no id that was signed; it uses that up. */
    boolean explainRemade(VenueOrder order) {
        return (order.clientOrderId().isEmpty() && changed.explain(order.created()))
                || (replaced != null && replaced.explain(order.created()));
    }

    /** Whether a change explains {@code order}, which has no id, once an order that was signed without one explains another that was taken for a change's; it uses that up. */
    boolean explainBesidePlaced(VenueOrder order) {
        return order.clientOrderId().isEmpty() && changed.explain(order.created(), nameless);
    }

    /** Up to when an order may have been taken whose signature, without an id, is forgotten; {@link Instant#MIN} if none. */
    Instant forgottenUntil() {
        Instant placed = nameless.forgottenUntil();
        Instant remade = changed.forgottenUntil();
        Instant made = replaced == null ? Instant.MIN : replaced.forgottenUntil();
        return Collections.max(List.of(placed, remade, made));
    }

    void save(DataOutputStream out) throws IOException {
        nameless.save(out);
        changed.save(out);
        out.writeBoolean(isShared);
        out.writeBoolean(replaced != null);
        if (replaced != null) {
            replaced.save(out);
        }
    }

    void load(DataInputStream in) throws IOException {
        nameless.load(in);
        changed.load(in);
        isShared = in.readBoolean();
        if (in.readBoolean()) {
            replaced().load(in);
        }
    }
}
