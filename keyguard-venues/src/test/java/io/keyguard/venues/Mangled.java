/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A sample answer of a venue with one field missing, or of another type, or cut off. */
final class Mangled {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Mangled() {}

    /** Every variant of {@code sample} that is not itself. */
    static Stream<String> variants(String sample) {
        JsonNode whole = read(sample);
        var variants = new ArrayList<String>();
        for (String pointer : pointers(whole)) {
            variants.add(change(whole, pointer, null));
            for (JsonNode other : others()) {
                variants.add(change(whole, pointer, other));
            }
        }
        for (int end = 0; end < sample.length(); end += 7) {
            variants.add(sample.substring(0, end));
        }
        return variants.stream().filter(text -> !text.equals(whole.toString()));
    }

    private static List<JsonNode> others() {
        var nodes = JsonNodeFactory.instance;
        return List.of(
                nodes.objectNode().put("x", "y"),
                nodes.arrayNode().add("x"),
                nodes.nullNode(),
                nodes.textNode("none of this"),
                nodes.textNode(""),
                nodes.numberNode(-7));
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static List<String> pointers(JsonNode node) {
        var found = new ArrayList<String>();
        collect(node, "", found);
        return found;
    }

    private static void collect(JsonNode node, String at, List<String> found) {
        if (!at.isEmpty()) {
            found.add(at);
        }
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(name -> collect(node.path(name), at + "/" + name, found));
        } else {
            for (int i = 0; i < node.size(); i++) {
                collect(node.path(i), at + "/" + i, found);
            }
        }
    }

    private static String change(JsonNode whole, String pointer, @org.jspecify.annotations.Nullable JsonNode other) {
        JsonNode copy = whole.deepCopy();
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        JsonNode parent = copy.at(pointer.substring(0, pointer.lastIndexOf('/')));
        if (parent instanceof ObjectNode object) {
            if (other == null) {
                object.remove(name);
            } else {
                object.set(name, other);
            }
        } else if (parent instanceof ArrayNode array) {
            if (other == null) {
                array.remove(Integer.parseInt(name));
            } else {
                array.set(Integer.parseInt(name), other);
            }
        }
        return copy.toString();
    }

    /** Calls that are answered by path, with status 200; what is not expected is an error. */
    static SignedCalls answering(Map<String, String> answers) {
        var byPath = new TreeMap<>(answers);
        return request -> {
            String answer = byPath.get(request.path());
            if (answer == null) {
                throw new AssertionError("nobody expected " + request);
            }
            return new HttpReply(200, answer);
        };
    }
}
