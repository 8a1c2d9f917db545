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

    /** Returns whether {@code request}, which takes orders away and places others, makes each of one that it names, which may have the id of the one before. */
    public static boolean replaces(VenueRequest request) {
        return request.path().toLowerCase(Locale.ROOT).contains("replace");
    }

    /** Returns whether {@code request} holds several, each with a word for what it does. */
    public static boolean isBatch(VenueRequest request) {
        return endsWith(request, BATCHES);
    }

    /** Returns whether {@code item} of a batch changes an order that stays the same. */
    public static boolean edits(VenueRequest item) {
        return EDITS.contains(item.path()) || says(item, name -> true, EDITS);
    }

    /** Returns whether {@code item} of a batch places an order. */
    public static boolean placesNew(VenueRequest item) {
        return NEW.contains(item.path()) || says(item, name -> true, NEW);
    }

    /** Returns how many orders {@code request} places, or makes anew of others, if none of them has an id. */
    public static int orders(VenueRequest request) {
        return Math.max(1, items(request).size());
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

    /** Returns what stands in the lists of {@code request}, each as a request of its own, with the word before it in its list as the path. */
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
            String word = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING
                        && parser.getParsingContext().inArray()) {
                    word = parser.getText();
                } else if (token == JsonToken.START_ARRAY) {
                    word = "";
                } else if (token == JsonToken.START_OBJECT
                        && parser.getParsingContext().getParent().inArray()) {
                    int from = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    int to = (int) parser.currentLocation().getCharOffset();
                    items.add(VenueRequest.post(word).json(document.substring(from, to)));
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
