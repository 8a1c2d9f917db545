/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small objects of names as JSON: values are texts, whole numbers, truths, lists of texts, and maps of texts. */
public final class JsonMap {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> values;

    private JsonMap(Map<String, Object> values) {
        this.values = values;
    }

    /** Writes {@code values} as one object, in their order. */
    public static byte[] write(Map<String, ?> values) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, ?> entry : values.entrySet()) {
                json.writeFieldName(entry.getKey());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Collection<?> list) {
            json.writeStartArray();
            for (Object one : list) {
                json.writeString(one.toString());
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeStringField(
                        entry.getKey().toString(), entry.getValue().toString());
            }
            json.writeEndObject();
        } else {
            json.writeString(value.toString());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException without a word of the text if it is something else
     */
    public static JsonMap read(byte[] text) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            var values = new LinkedHashMap<String, Object>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                values.put(name, value(json, json.nextToken()));
            }
            return new JsonMap(values);
        } catch (JsonProcessingException e) {
            // Jackson quotes the text.
            throw new IOException("no JSON, or not whole");
        }
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.START_ARRAY) {
            var list = new ArrayList<String>();
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                list.add(json.getText());
            }
            return list;
        }
        if (token == JsonToken.START_OBJECT) {
            var map = new LinkedHashMap<String, String>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                map.put(name, json.nextTextValue() == null ? "" : json.getText());
            }
            return map;
        }
        return token == JsonToken.VALUE_NUMBER_INT ? json.getLongValue() : json.getText();
    }

    /** All values: texts, whole numbers, lists and maps of texts. */
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /** The text called {@code name}. */
    public String text(String name) throws IOException {
        Object value = values.get(name);
        if (value == null) {
            throw new IOException("no " + name);
        }
        return value.toString();
    }

    /** The text called {@code name}, or {@code otherwise}. */
    public String text(String name, String otherwise) {
        Object value = values.get(name);
        return value == null ? otherwise : value.toString();
    }

    /** The number called {@code name}. */
    public long number(String name) throws IOException {
        if (values.get(name) instanceof Long number) {
            return number;
        }
        throw new IOException("no number " + name);
    }

    /** The list called {@code name}; empty if there is none. */
    public List<String> list(String name) {
        return values.get(name) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    /** The map called {@code name}; empty if there is none. */
    public Map<String, String> map(String name) {
        var map = new LinkedHashMap<String, String>();
        if (values.get(name) instanceof Map<?, ?> found) {
            found.forEach((key, value) -> map.put(key.toString(), value.toString()));
        }
        return map;
    }
}
