/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.RequestNames;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a request that changes orders says: which orders it names, and every number that may be a price or a size of them. What is not recognised as something else counts as one, which explains more.
 *
 * @param names what may be the id of an order, here or at the venue
 * @param given the ids of ours that it gives: what stands under a name of its own for the new id, or under the usual one where something else names the order
 * @param prices what may be a price
 * @param sizes what may be a size
 * @param anyPrice whether the venue works out the price: from a difference, a place in the book, or what is not to be taken
 * @param anySize whether the venue works out the size: from a difference, or what is to be left
 */
record OrderChange(
        Set<String> names,
        Set<String> given,
        Collection<BigDecimal> prices,
        Collection<BigDecimal> sizes,
        boolean anyPrice,
        boolean anySize) {
    /** Where a change gives an order another id, venues put a word before the parameter. */
    static final String NEW = "new";

    private static final Pattern NO_LETTERS = Pattern.compile("[^a-z]");
    /** Numbers of something else. */
    private static final Pattern OTHER =
            Pattern.compile("(.*[^b])?ids?|.*(time|timestamp|nonce|window|expires|expiresafter|leverage)");

    private static final Pattern VAGUE_PRICE = Pattern.compile(".*(offset|trail|peg|match|postonly|amendtype).*");

    private static final Pattern VAGUE_SIZE = Pattern.compile(".*(delta|leaves|remaining).*");
    private static final Pattern OF_PRICE = Pattern.compile(".*(price|px).*|p");
    private static final Pattern OF_SIZE = Pattern.compile(".*(qty|quantity|size|sz|amount|volume).*|s");
    private static final Pattern RELATIVE = Pattern.compile("[-+#].*|.*[%#]");
    private static final Pattern NUMBER = Pattern.compile("[-+]?[\\d.]+([eE][-+]?\\d+)?");
    /** Bitfinex cuts prices to so many digits. */
    private static final MathContext AS_SHOWN = new MathContext(5, RoundingMode.DOWN);

    private static final Set<String> NO = Set.of("false", "0", "none", "no");

    /**
     * Returns one for each order of a batch that says everything order by order, so that none has the terms of another; one for all of it otherwise.
     *
     * @param orderId the parameter that gives an order its id
     */
    static List<OrderChange> all(VenueRequest request, String orderId) {
        OrderChange whole = of(request, orderId);
        List<VenueRequest> items = whole.names().size() > 1 ? RequestNames.items(request) : List.of();
        List<OrderChange> each = items.stream().map(item -> of(item, orderId)).toList();
        boolean named = items.size() > 1
                && items.stream().noneMatch(item -> CancelledNames.in(item, "").isEmpty())
                && union(each, OrderChange::names).containsAll(whole.names());
        boolean complete = each.stream().anyMatch(OrderChange::anyPrice) == whole.anyPrice()
                && each.stream().anyMatch(OrderChange::anySize) == whole.anySize()
                && union(each, OrderChange::prices).containsAll(whole.prices())
                && union(each, OrderChange::sizes).containsAll(whole.sizes());
        return named && complete ? each : List.of(whole);
    }

    private static <T> Set<T> union(List<OrderChange> changes, Function<OrderChange, Collection<T>> part) {
        return changes.stream().flatMap(change -> part.apply(change).stream()).collect(Collectors.toSet());
    }

    private static OrderChange of(VenueRequest request, String orderId) {
        List<String> ids = CancelledNames.in(request, "");
        List<String> anew = RequestNames.of(request, name -> name.equalsIgnoreCase(NEW + orderId));
        List<String> known = RequestNames.of(request, orderId::equals);
        // Where nothing else names the order, that does.
        boolean gives = anew.isEmpty() && !CancelledNames.in(request, orderId).isEmpty();
        List<String> given = gives ? known : anew;
        var names = new LinkedHashSet<String>(ids.isEmpty() ? RequestNames.all(request) : ids);
        names.addAll(known);
        names.addAll(anew);
        boolean anyPrice = says(request, VAGUE_PRICE)
                || values(request, OF_PRICE)
                        .anyMatch(value -> RELATIVE.matcher(value).matches());
        return new OrderChange(
                names,
                new LinkedHashSet<>(given),
                numbers(request, OF_SIZE),
                numbers(request, OF_PRICE),
                anyPrice,
                says(request, VAGUE_SIZE));
    }

    /** The numbers of {@code request} but those with a name that matches {@code except}. */
    private static Set<BigDecimal> numbers(VenueRequest request, Pattern except) {
        var numbers = new LinkedHashSet<BigDecimal>();
        RequestNames.of(
                        request,
                        name -> !OTHER.matcher(plain(name)).matches()
                                && !except.matcher(plain(name)).matches())
                .forEach(text -> number(text, numbers));
        return numbers;
    }

    private static boolean says(VenueRequest request, Pattern name) {
        return values(request, name).anyMatch(value -> !NO.contains(value.toLowerCase(Locale.ROOT)));
    }

    private static Stream<String> values(VenueRequest request, Pattern wanted) {
        return RequestNames.of(request, name -> wanted.matcher(plain(name)).matches()).stream();
    }

    private static String plain(String name) {
        return NO_LETTERS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    private static void number(String text, Collection<BigDecimal> numbers) {
        if (!NUMBER.matcher(text).matches()) {
            return;
        }
        try {
            var number = new BigDecimal(text);
            numbers.add(number);
            if (number.precision() > AS_SHOWN.getPrecision()) {
                numbers.add(number.round(AS_SHOWN));
            }
        } catch (NumberFormatException e) {
            // Longer than any exponent may be.
            return;
        }
    }
}
