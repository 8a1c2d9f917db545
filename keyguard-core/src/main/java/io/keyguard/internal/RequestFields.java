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
import java.util.function.Predicate;

/**
 * What stands in a request, read once for everybody who asks: each value with the name before it, from parameters and JSON alike, and the objects that stand in lists, each as a request of its own. Not thread-safe.
 */
public final class RequestFields {
    /**
     * A value, and the name before it.
     *
     * @param name as given; empty where none stands before the value
     */
    public record Field(String name, String value) {
        /** Returns the letters of the name, from a to z, made small. */
        public String plain() {
            return PLAIN.of(name);
        }
    }

    private static final NameMemo<String> PLAIN = new NameMemo<>(RequestFields::plain);
    private static final JsonFactory JSON = new JsonFactory();
    /** Longer values are no ids. */
    private static final int LONGEST = 128;

    private final String method;
    private final String path;
    private final List<Field> fields = new ArrayList<>();
    private final List<RequestFields> items = new ArrayList<>(0);

    private RequestFields(String method, String path) {
        this.method = method;
        this.path = path;
    }

    /** Reads {@code request}. What follows the first fault of a document is nothing. */
    public static RequestFields of(VenueRequest request) {
        var read = new RequestFields(request.method(), request.path());
        for (VenueRequest.Param param : request.params()) {
            if (looksLikeJson(param.value())) {
                read.document(param.value());
            } else {
                read.add(param.name(), param.value());
            }
        }
        request.json().ifPresent(read::document);
        return read;
    }

    /** Returns the method of the request. */
    public String method() {
        return method;
    }

    /** Returns the path of the request; of an item, the word before it in its list. */
    public String path() {
        return path;
    }

    /** Returns all that has a value, in order. */
    public List<Field> fields() {
        return fields;
    }

    /** Returns the objects that stand in lists, without those that stand in them, each with the word before it in its list as the path. */
    public List<RequestFields> items() {
        return items;
    }

    /** Returns the values whose name is {@code wanted}, wherever they stand. */
    public List<String> values(Predicate<String> wanted) {
        var values = new ArrayList<String>();
        for (Field field : fields) {
            if (wanted.test(field.name())) {
                values.add(field.value());
            }
        }
        return values;
    }

    /** Returns every value. */
    public List<String> values() {
        List<String> values = values(name -> true);
        // Where the id of an order is a part of the path.
        values.add(path.substring(path.lastIndexOf('/') + 1));
        return values;
    }

    /** Returns the letters of {@code text}, from a to z, made small. */
    public static String plain(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        var letters = new StringBuilder(small.length());
        for (int n = 0; n < small.length(); n++) {
            char letter = small.charAt(n);
            if (letter >= 'a' && letter <= 'z') {
                letters.append(letter);
            }
        }
        return letters.toString();
    }

    private static boolean looksLikeJson(String value) {
        return value.startsWith("{") || value.startsWith("[");
    }

    private void add(String name, String value) {
        if (!value.isEmpty() && value.length() <= LONGEST) {
            fields.add(new Field(name, value));
        }
    }

    private void document(String document) {
        try (JsonParser parser = JSON.createParser(document)) {
            new Reader(parser).read(this);
        } catch (IOException e) {
            // What was signed was read before by the classifier; what follows the first fault names nothing.
            return;
        }
    }

    private static final class Reader {
        private final JsonParser parser;
        /** The last, wherever it stood: it counts for all of a list. */
        private String name = "";

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        /** Reads to the end of the document, or of the object that is open. */
        void read(RequestFields into) throws IOException {
            String word = "";
            int open = 0;
            JsonToken token = parser.nextToken();
            while (token != null && (open > 0 || token != JsonToken.END_OBJECT)) {
                if (isItem(token)) {
                    item(into, word);
                } else {
                    field(token, into);
                    word = word(token, word);
                    open += opens(token);
                }
                token = parser.nextToken();
            }
        }

        private boolean isItem(JsonToken token) {
            return token == JsonToken.START_OBJECT
                    && parser.getParsingContext().getParent().inArray();
        }

        private void item(RequestFields into, String word) throws IOException {
            var item = new RequestFields("POST", word);
            try {
                read(item);
            } finally {
                into.fields.addAll(item.fields);
            }
            into.items.add(item);
        }

        private void field(JsonToken token, RequestFields into) throws IOException {
            if (token == JsonToken.FIELD_NAME) {
                name = parser.currentName();
            } else if (token.isScalarValue()) {
                into.add(name, parser.getText());
            }
        }

        /** The word that stands last in a list, before an object of it. */
        private String word(JsonToken token, String before) throws IOException {
            if (token == JsonToken.START_ARRAY) {
                return "";
            }
            boolean isWord = token == JsonToken.VALUE_STRING
                    && parser.getParsingContext().inArray();
            return isWord ? parser.getText() : before;
        }

        private static int opens(JsonToken token) {
            if (token == JsonToken.START_OBJECT) {
                return 1;
            }
            return token == JsonToken.END_OBJECT ? -1 : 0;
        }
    }
}
