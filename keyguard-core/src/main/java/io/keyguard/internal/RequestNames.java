/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Reads what a request names: the ids that it gives to orders, or everything, which for a cancellation includes the order. */
public final class RequestNames {
    private static final JsonFactory JSON = new JsonFactory();
    /** Longer values are no ids. */
    private static final int LONGEST = 128;

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

    /** Returns the values of the parameters whose name is {@code wanted}, wherever they stand. */
    public static List<String> of(VenueRequest request, Predicate<String> wanted) {
        return read(request, wanted);
    }

    /** Returns every value. */
    public static List<String> all(VenueRequest request) {
        List<String> values = read(request, name -> true);
        // Where the id of an order is a part of the path.
        values.add(request.path().substring(request.path().lastIndexOf('/') + 1));
        return values;
    }

    /** Returns whether {@code request} changes orders or settings and is not meant to place any: venues say so by {@code PUT}, or by one of few words. */
    public static boolean changes(VenueRequest request) {
        String path = request.path().toLowerCase(Locale.ROOT);
        return request.method().equals("PUT")
                || path.equals(SHORT_CHANGE)
                || CHANGES.stream().anyMatch(path::contains)
                || (path.endsWith(ACTIONS) && says(request, "type"::equals, MODIFIES));
    }

    /** Returns whether {@code request} takes an order away for another, which may have the id of the one before. */
    public static boolean replaces(VenueRequest request) {
        return endsWith(request, List.of("/replace_order"));
    }

    /** Returns whether {@code request} holds several, one of which changes an order that stays the same. */
    public static boolean edits(VenueRequest request) {
        return endsWith(request, BATCHES) && says(request, name -> true, EDITS);
    }

    /** Returns whether a request that {@link #edits} places new orders too. */
    public static boolean placesBeside(VenueRequest request) {
        return says(request, name -> true, NEW);
    }

    /** Returns how many orders {@code request} places, or makes anew of others, if none of them has an id. */
    public static int orders(VenueRequest request) {
        long orders = endsWith(request, BATCHES)
                ? read(request, name -> true).stream().filter(NEW::contains).count()
                : items(request).size();
        return (int) Math.max(1, orders);
    }

    private static boolean endsWith(VenueRequest request, List<String> ends) {
        String path = request.path().toLowerCase(Locale.ROOT);
        return ends.stream().anyMatch(path::endsWith);
    }

    private static boolean says(VenueRequest request, Predicate<String> name, Set<String> words) {
        return read(request, name).stream().anyMatch(words::contains);
    }

    private static List<String> read(VenueRequest request, Predicate<String> wanted) {
        var values = new ArrayList<String>();
        for (VenueRequest.Param param : request.params()) {
            if (looksLikeJson(param.value())) {
                json(param.value(), wanted, values);
            } else if (wanted.test(param.name())) {
                add(param.value(), values);
            }
        }
        request.json().ifPresent(document -> json(document, wanted, values));
        return values;
    }

    /** Returns what stands in the lists of {@code request}, each as a request of its own. */
    public static List<VenueRequest> items(VenueRequest request) {
        var items = new ArrayList<VenueRequest>();
        request.params().stream()
                .map(VenueRequest.Param::value)
                .filter(RequestNames::looksLikeJson)
                .forEach(document -> items(document, items));
        request.json().ifPresent(document -> items(document, items));
        return items;
    }

    private static void items(String document, List<VenueRequest> items) {
        try (JsonParser parser = JSON.createParser(document)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT
                        && parser.getParsingContext().getParent().inArray()) {
                    int from = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    int to = (int) parser.currentLocation().getCharOffset();
                    items.add(VenueRequest.post("").json(document.substring(from, to)));
                }
            }
        } catch (IOException e) {
            // As above: what follows the first fault is nothing.
            return;
        }
    }

    private static boolean looksLikeJson(String value) {
        return value.startsWith("{") || value.startsWith("[");
    }

    private static void json(String document, Predicate<String> wanted, List<String> values) {
        try (JsonParser parser = JSON.createParser(document)) {
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                } else if (token.isScalarValue() && wanted.test(name)) {
                    add(parser.getText(), values);
                }
            }
        } catch (IOException e) {
            // What was signed was read before by the classifier; what follows the first fault names nothing.
            return;
        }
    }

    private static void add(String value, List<String> values) {
        if (!value.isEmpty() && value.length() <= LONGEST) {
            values.add(value);
        }
    }
}
