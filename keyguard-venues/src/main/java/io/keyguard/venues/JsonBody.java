/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The items of a request's JSON: one object, or an array of them. Duplicate names and trailing data are refused, and so are names of one object that differ in case alone: a reader that takes names
 * without regard to case would find another value than the classifier did.
 */
record JsonBody(List<Fields> items, boolean isArray) {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Amounts stay as they were written.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    static JsonBody parse(String venue, String document) {
        Fields flat = FlatJson.read(document);
        return flat != null ? new JsonBody(List.of(flat), false) : of(venue, tree(venue, document));
    }

    /** An array of ids, whole numbers or text, which has no items: there is nothing else to be read in it. */
    static JsonBody ids(String venue, String document) {
        JsonNode tree = tree(venue, document);
        boolean ids = tree.isArray() && !tree.isEmpty();
        for (JsonNode id : tree) {
            ids &= id.isTextual() || id.isIntegralNumber();
        }
        if (!ids) {
            throw KeyguardExceptions.notCanonical(venue, "this endpoint takes an array of ids");
        }
        return new JsonBody(List.of(), true);
    }

    private static JsonNode tree(String venue, String document) {
        try {
            JsonNode tree = STRICT.readTree(document);
            requireNamesApart(venue, tree);
            return tree;
        } catch (JsonProcessingException e) {
            // The parser's message quotes the document.
            throw KeyguardExceptions.notCanonical(
                    venue, "the JSON is malformed, has a name twice, or goes on behind its end");
        }
    }

    private static void requireNamesApart(String venue, JsonNode json) {
        var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        json.fieldNames().forEachRemaining(names::add);
        if (json.isObject() && names.size() < json.size()) {
            throw KeyguardExceptions.notCanonical(
                    venue,
                    "two names in the JSON differ in case alone; leave out the one that is not spelt as documented");
        }
        json.forEach(value -> requireNamesApart(venue, value));
    }

    private static JsonBody of(String venue, JsonNode root) {
        if (root instanceof ObjectNode object) {
            return new JsonBody(List.of(new Fields.OfTree(object)), false);
        }
        if (root instanceof ArrayNode array && !array.isEmpty()) {
            var items = new ArrayList<Fields>();
            for (JsonNode item : array) {
                if (!(item instanceof ObjectNode object)) {
                    throw KeyguardExceptions.notCanonical(
                            venue, "the JSON is an array of something other than objects");
                }
                items.add(new Fields.OfTree(object));
            }
            return new JsonBody(List.copyOf(items), true);
        }
        throw KeyguardExceptions.notCanonical(venue, "the JSON is neither an object nor an array of objects");
    }

    static JsonBody fromParameters(VenueRequest request) {
        return new JsonBody(List.of(new Fields.OfParameters(request.params(), false)), false);
    }

    /** What {@code request} sends, to be put into something else: its document, or an object of its parameters. */
    static JsonNode node(String venue, VenueRequest request) {
        Optional<String> document = request.json();
        return document.isPresent() ? tree(venue, document.get()) : object(request);
    }

    /**
     * What {@code request} sends, to be put into something else as it was written, so that no number becomes another: its document, or an object of its parameters. A document is found to be JSON first.
     *
     * @throws io.keyguard.KeyScopeException if it is none
     */
    static JsonNode verbatim(String venue, VenueRequest request) {
        Optional<String> document = request.json();
        if (document.isEmpty()) {
            return object(request);
        }
        var unused = tree(venue, document.get());
        return new POJONode(new RawValue(document.get()));
    }

    /** What {@code request} sends: its document as it was written, or an object of its parameters. */
    static String text(VenueRequest request) {
        Optional<String> document = request.json();
        return document.isPresent() ? document.get() : object(request).toString();
    }

    private static ObjectNode object(VenueRequest request) {
        ObjectNode object = STRICT.createObjectNode();
        request.params().forEach(parameter -> object.put(parameter.name(), parameter.value()));
        return object;
    }

    /** The text of {@code json}, whose amounts have no exponents. */
    static String text(JsonNode json) {
        try {
            return STRICT.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read cannot be written", e);
        }
    }

    /** A number of a document, as the parser reads it. */
    static JsonNode number(String text) {
        try {
            return STRICT.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a number was found to be one, and is none", e);
        }
    }
}
