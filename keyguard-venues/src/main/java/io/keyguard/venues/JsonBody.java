/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The items of a request's JSON: one object, or an array of them. Duplicate names and trailing data are refused. */
record JsonBody(List<ObjectNode> items, boolean isArray) {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static JsonBody parse(String venue, String document) {
        JsonNode root;
        try {
            root = STRICT.readTree(document);
        } catch (JsonProcessingException e) {
            // The parser's message quotes the document.
            throw KeyguardExceptions.notCanonical(
                    venue, "the JSON is malformed, has a name twice, or goes on behind its end");
        }
        if (root instanceof ObjectNode object) {
            return new JsonBody(List.of(object), false);
        }
        if (root instanceof ArrayNode array && !array.isEmpty()) {
            var items = new java.util.ArrayList<ObjectNode>();
            for (JsonNode item : array) {
                if (!(item instanceof ObjectNode object)) {
                    throw KeyguardExceptions.notCanonical(
                            venue, "the JSON is an array of something other than objects");
                }
                items.add(object);
            }
            return new JsonBody(List.copyOf(items), true);
        }
        throw KeyguardExceptions.notCanonical(venue, "the JSON is neither an object nor an array of objects");
    }

    static JsonBody fromParameters(VenueRequest request) {
        ObjectNode object = STRICT.createObjectNode();
        request.params().forEach(parameter -> object.put(parameter.name(), parameter.value()));
        return new JsonBody(List.of(object), false);
    }

    /** The names on the first level of every item. */
    Set<String> names() {
        var names = new TreeSet<String>();
        items.forEach(item -> item.fieldNames().forEachRemaining(names::add));
        return names;
    }

    /** The text of a value, or an empty string; numbers and booleans count as their text. */
    static String text(ObjectNode item, String name) {
        return item.path(name).asText("");
    }
}
