/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.NameMemo;
import io.keyguard.internal.RequestFields;
import io.keyguard.internal.RequestFields.Field;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a request that changes orders says: which orders it names, and every number that may be a price or a size of them. What is not recognised as something else counts as one, which explains more.
 *
 * @param names what may be the id of an order, here or at the venue
 * @param given the ids of ours that it gives: what stands under a name of its own for the new id, or under the usual one where something else names the order
 * @param prices what may be a price
 * @param sizes what may be a size
 * @param anyPrice whether the venue works out the price: from a difference, a place in the book, or what is not to be taken
 * @param anySize whether the venue works out the size: from a difference, or what is to be left
 * @param keepsPrice whether nothing in it is called a price, so that the order may keep what it has
 * @param keepsSize whether nothing in it is called a size
 */
record OrderChange(
        Set<String> names,
        Set<String> given,
        Collection<BigDecimal> prices,
        Collection<BigDecimal> sizes,
        boolean anyPrice,
        boolean anySize,
        boolean keepsPrice,
        boolean keepsSize) {
    /** Where a change gives an order another id, venues put a word before the parameter. */
    static final String NEW = "new";

    /** Numbers of something else. */
    private static final List<String> OTHER =
            List.of("time", "timestamp", "nonce", "window", "expires", "expiresafter", "leverage");

    private static final List<String> VAGUE_PRICE = List.of("offset", "trail", "peg", "match", "postonly", "amendtype");
    private static final List<String> VAGUE_SIZE = List.of("delta", "leaves", "remaining");
    private static final List<String> OF_PRICE = List.of("price", "px");
    private static final List<String> OF_SIZE = List.of("qty", "quantity", "size", "sz", "amount", "volume");
    private static final Pattern RELATIVE = Pattern.compile("[-+#].*|.*[%#]");
    private static final Pattern NUMBER = Pattern.compile("[-+]?[\\d.]+([eE][-+]?\\d+)?");
    private static final NameMemo<Kind> KINDS = new NameMemo<>(name -> Kind.of(RequestFields.plain(name)));
    /** Bitfinex cuts prices to so many digits. */
    private static final MathContext AS_SHOWN = new MathContext(5, RoundingMode.DOWN);

    private static final Set<String> NO = Set.of("false", "0", "none", "no");

    /**
     * Returns one for each order of a batch that says everything order by order, so that none has the terms of another; one for all of it otherwise.
     *
     * @param orderId the parameter that gives an order its id
     */
    static List<OrderChange> all(RequestFields request, String orderId) {
        OrderChange whole = of(request, CancelledNames.of(request), orderId);
        List<RequestFields> items = request.items();
        if (items.size() < 2 || whole.names().size() < 2) {
            return List.of(whole);
        }
        var each = new ArrayList<OrderChange>(items.size());
        for (RequestFields item : items) {
            CancelledNames named = CancelledNames.of(item);
            if (named.but("").isEmpty()) {
                return List.of(whole);
            }
            each.add(of(item, named, orderId));
        }
        return whole.isAllOf(each) ? each : List.of(whole);
    }

    private boolean isAllOf(List<OrderChange> each) {
        return each.stream().anyMatch(OrderChange::anyPrice) == anyPrice
                && each.stream().anyMatch(OrderChange::anySize) == anySize
                && union(each, OrderChange::names).containsAll(names)
                && union(each, OrderChange::prices).containsAll(prices)
                && union(each, OrderChange::sizes).containsAll(sizes);
    }

    private static <T> Set<T> union(List<OrderChange> changes, Function<OrderChange, Collection<T>> part) {
        return changes.stream().flatMap(change -> part.apply(change).stream()).collect(Collectors.toSet());
    }

    private static OrderChange of(RequestFields request, CancelledNames named, String orderId) {
        List<String> ids = named.but("");
        List<String> anew = request.values((NEW + orderId)::equalsIgnoreCase);
        List<String> known = request.values(orderId::equals);
        // Where nothing else names the order, that does.
        boolean gives = anew.isEmpty() && !named.but(orderId).isEmpty();
        var names = new LinkedHashSet<String>(ids.isEmpty() ? request.values() : ids);
        names.addAll(known);
        names.addAll(anew);
        var terms = new Terms();
        request.fields().forEach(terms::add);
        return new OrderChange(
                names,
                new LinkedHashSet<>(gives ? known : anew),
                terms.prices,
                terms.sizes,
                terms.anyPrice,
                terms.anySize,
                terms.keepsPrice,
                terms.keepsSize);
    }

    /** What may be price and size, field by field. */
    private static final class Terms {
        private final Set<BigDecimal> prices = new LinkedHashSet<>();
        private final Set<BigDecimal> sizes = new LinkedHashSet<>();
        private boolean anyPrice;
        private boolean anySize;
        private boolean keepsPrice = true;
        private boolean keepsSize = true;

        void add(Field field) {
            Kind kind = KINDS.of(field.name());
            String value = field.value();
            anyPrice |= (kind.isVaguePrice() && says(value))
                    || (kind.isPrice() && RELATIVE.matcher(value).matches());
            anySize |= kind.isVagueSize() && says(value);
            keepsPrice &= !kind.isPrice();
            keepsSize &= !kind.isSize();
            boolean either = (!kind.isPrice() || !kind.isSize()) && !kind.isOther();
            List<BigDecimal> numbers = either ? numbers(value) : List.of();
            if (!kind.isSize()) {
                prices.addAll(numbers);
            }
            if (!kind.isPrice()) {
                sizes.addAll(numbers);
            }
        }
    }

    /** What a name says of the value behind it. */
    record Kind(boolean isPrice, boolean isSize, boolean isVaguePrice, boolean isVagueSize, boolean isOther) {
        static Kind of(String name) {
            return new Kind(
                    name.equals("p") || holds(name, OF_PRICE),
                    name.equals("s") || holds(name, OF_SIZE),
                    holds(name, VAGUE_PRICE),
                    holds(name, VAGUE_SIZE),
                    OrderChange.isOther(name));
        }
    }

    private static boolean holds(String name, List<String> words) {
        return words.stream().anyMatch(name::contains);
    }

    private static boolean isOther(String name) {
        return isId(name, "id") || isId(name, "ids") || OTHER.stream().anyMatch(name::endsWith);
    }

    /** An id, but no bid. */
    private static boolean isId(String name, String end) {
        return name.endsWith(end) && !name.endsWith("b" + end);
    }

    /** Whether the value of a word that means something, means it. */
    static boolean says(String value) {
        return !NO.contains(value.toLowerCase(Locale.ROOT));
    }

    /** As it is, and as it may be shown. */
    private static List<BigDecimal> numbers(String text) {
        if ("+-.0123456789".indexOf(text.charAt(0)) < 0 || !NUMBER.matcher(text).matches()) {
            return List.of();
        }
        try {
            var number = new BigDecimal(text);
            return number.precision() > AS_SHOWN.getPrecision()
                    ? List.of(number, number.round(AS_SHOWN))
                    : List.of(number);
        } catch (NumberFormatException e) {
            // Longer than any exponent may be.
            return List.of();
        }
    }
}
