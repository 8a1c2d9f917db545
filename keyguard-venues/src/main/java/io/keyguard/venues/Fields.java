/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.keyguard.venue.VenueRequest.Param;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The fields of one object that a request sends, by name. No name stands there twice. */
sealed interface Fields permits FlatJson, Fields.OfTree, Fields.OfParameters {
    int size();

    /**
     * Whether there is a field called {@code name}, be it {@code null}.
     *
     * @throws io.keyguard.KeyScopeException if there is one that is called almost like it
     */
    boolean has(String name);

    /**
     * The value of a field; a missing node if there is none.
     *
     * @throws io.keyguard.KeyScopeException if there is one that is called almost like it
     */
    JsonNode path(String name);

    List<String> names();

    /** Whether each field's name is one of {@code documented}. */
    default boolean hasOnly(Set<String> documented) {
        List<String> names = names();
        for (int i = 0; i < names.size(); i++) {
            if (!documented.contains(names.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether each value is text, but for that of a field called {@code other}. */
    default boolean hasOnlyTexts(String other) {
        for (String name : names()) {
            if (!name.equals(other) && !path(name).isTextual()) {
                return false;
            }
        }
        return true;
    }

    /** The text of a value, or an empty string; numbers and booleans count as their text. */
    default String text(String name) {
        return path(name).asText("");
    }

    /** An object of a document that was read whole. */
    record OfTree(ObjectNode object) implements Fields {
        @Override
        public int size() {
            return object.size();
        }

        @Override
        public boolean has(String name) {
            object.fieldNames().forEachRemaining(found -> {
                var unused = Spelling.is(found, name);
            });
            return object.has(name);
        }

        @Override
        public JsonNode path(String name) {
            return has(name) ? object.path(name) : MissingNode.getInstance();
        }

        @Override
        public List<String> names() {
            var names = new ArrayList<String>(object.size());
            object.fieldNames().forEachRemaining(names::add);
            return names;
        }
    }

    /**
     * Parameters, whose values are text.
     *
     * @param withFlags whether {@code true} and {@code false} are what they say
     */
    record OfParameters(List<Param> parameters, boolean withFlags) implements Fields {
        @Override
        public int size() {
            return parameters.size();
        }

        @Override
        public boolean has(String name) {
            return !path(name).isMissingNode();
        }

        @Override
        public JsonNode path(String name) {
            JsonNode value = MissingNode.getInstance();
            for (int i = 0; i < parameters.size(); i++) {
                if (Spelling.is(parameters.get(i).name(), name)) {
                    value = value(parameters.get(i).value());
                }
            }
            return value;
        }

        private JsonNode value(String text) {
            boolean isTrue = text.equals("true");
            return withFlags && (isTrue || text.equals("false")) ? BooleanNode.valueOf(isTrue) : TextNode.valueOf(text);
        }

        @Override
        public List<String> names() {
            return parameters.stream().map(Param::name).toList();
        }

        @Override
        public boolean hasOnly(Set<String> documented) {
            for (int i = 0; i < parameters.size(); i++) {
                if (!documented.contains(parameters.get(i).name())) {
                    return false;
                }
            }
            return true;
        }
    }
}
