/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.internal.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarker;
import org.slf4j.helpers.MessageFormatter;

/** Masks the parts of one event and remembers whether there was anything to mask. For one event; not thread-safe. */
final class Masking {
    /** Of arrays in arrays, which may hold themselves. */
    private static final int DEEPEST = 16;

    private final Redactor redactor;
    private final String logger;
    private final boolean last;
    private final CleanEntries clean;
    private final long generation;
    private final Values values;
    private boolean dirty;

    /**
     * Looks at an event of {@code logger}.
     *
     * @param last whether nobody looks at the bytes that become of it: then names count, and objects that show nothing but their text are handed on as text
     * @param clean what was found clean before by {@code redactor}
     */
    Masking(Redactor redactor, String logger, boolean last, CleanEntries clean) {
        this.redactor = redactor;
        this.logger = logger;
        this.last = last;
        this.clean = clean;
        this.generation = redactor.generation();
        this.values = new Values(this::mask, last, () -> !redactor.hasPatterns());
    }

    /** A message and its arguments, as they may be handed on: with a secret in any of them or anywhere else in the event, ready and without arguments. */
    @SuppressWarnings("ArrayRecordComponent") // never compared; the array is this event's own
    record Words(String message, @Nullable String format, Object @Nullable [] params) {}

    /** Looks at a message and its arguments. An encoder may write arguments that the message does not show. */
    Words words(@Nullable String format, Object @Nullable [] params) {
        Object[] shown = last ? maskAll(params) : params;
        String message = mask(formatted(format, shown));
        if (!last && !dirty && !isLookedAt(format, params)) {
            shown = maskAll(params);
        }
        return new Words(message, format, shown);
    }

    private Object @Nullable [] maskAll(Object @Nullable [] params) {
        if (params == null) {
            return null;
        }
        return Arrays.stream(params).map(values::mask).toArray();
    }

    /** Whether all {@code params} are texts and stand in the message, at which somebody has looked, as will be at what an encoder makes of each. */
    private static boolean isLookedAt(@Nullable String format, Object @Nullable [] params) {
        if (params == null) {
            return true;
        }
        for (Object param : params) {
            if (!Values.isText(param)) {
                return false;
            }
        }
        return format != null && format.indexOf('\\') < 0 && places(format) >= params.length;
    }

    private static int places(String format) {
        int places = 0;
        for (int i = format.indexOf("{}"); i >= 0; i = format.indexOf("{}", i + 2)) {
            places++;
        }
        return places;
    }

    /** The message as a layout will show it. */
    private static String formatted(@Nullable String format, Object @Nullable [] params) {
        @Nullable Object @Nullable [] texts = params == null ? null : texts(params, 0);
        String text = MessageFormatter.arrayFormat(format, texts).getMessage();
        return text == null ? "" : text;
    }

    /** SLF4J prints to {@code System.err} what the text of an argument throws, whatever that quotes; here it is thrown on, and the event is withheld. */
    private static @Nullable Object[] texts(@Nullable Object[] values, int depth) {
        @Nullable Object[] texts = new @Nullable Object[values.length];
        for (int i = 0; i < values.length; i++) {
            boolean isThrown = depth == 0 && i == values.length - 1 && values[i] instanceof Throwable;
            texts[i] = isThrown ? values[i] : textOrArray(values[i], depth);
        }
        return texts;
    }

    private static @Nullable Object textOrArray(@Nullable Object value, int depth) {
        if (value instanceof Object[] array) {
            return depth < DEEPEST ? texts(array, depth + 1) : "...";
        }
        return value == null || value.getClass().isArray() ? value : value.toString();
    }

    /** Whether the names around an event have to be looked at: nobody else does, or a copy is made anyway. */
    boolean namesCount() {
        return last || isChanged();
    }

    /** Whether a copy has to take the place of the event. */
    boolean isChanged() {
        return dirty || values.isChanged();
    }

    /** Whether there was anything to mask. */
    boolean isDirty() {
        return dirty;
    }

    String mask(String text) {
        String masked = redactor.redact(text, logger);
        dirty |= !masked.equals(text);
        return masked;
    }

    @Nullable
    String maskNullable(@Nullable String text) {
        return text == null ? null : mask(text);
    }

    /** The same map, if there is nothing to mask in it. */
    Map<String, String> maskMap(Map<String, String> map) {
        boolean same = true;
        var masked = new ArrayList<Map.Entry<String, String>>(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            Map.Entry<String, String> shown = maskEntry(entry);
            same &= shown.equals(entry);
            masked.add(shown);
        }
        if (same) {
            return map;
        }
        var copy = new LinkedHashMap<String, String>();
        masked.forEach(entry -> copy.put(entry.getKey(), entry.getValue()));
        return copy;
    }

    private Map.Entry<String, String> maskEntry(Map.Entry<String, String> entry) {
        String name = entry.getKey();
        String value = entry.getValue();
        if (value == null) {
            return Map.entry(mask(name), "");
        }
        if (clean.holds(name, value, generation)) {
            return entry;
        }
        String shown = String.valueOf(values.mask(name, value));
        // The name by itself as well: what was found beside the value may have been it.
        String said = mask(name);
        if (!shown.equals(value) || !said.equals(name)) {
            return Map.entry(said, shown);
        }
        clean.add(name, value, generation);
        return entry;
    }

    /** A value that is clean stays the object it is, for encoders that treat numbers and records in their own way. */
    List<KeyValuePair> maskPairs(List<KeyValuePair> pairs) {
        if (pairs.isEmpty()) {
            return pairs;
        }
        var masked = new ArrayList<KeyValuePair>(pairs.size());
        for (KeyValuePair pair : pairs) {
            masked.add(new KeyValuePair(mask(pair.key), values.mask(pair.key, pair.value)));
        }
        return masked;
    }

    /** A marker with fields of its own, as those of logstash, is handed on as its name where nobody looks at what an encoder makes of it. */
    Marker maskMarker(Marker marker) {
        Object masked = marker instanceof BasicMarker ? ofName(marker) : values.mask(marker);
        return masked instanceof Marker same ? same : MarkerFactory.getDetachedMarker(String.valueOf(masked));
    }

    private Object ofName(Marker marker) {
        String name = marker.toString();
        String masked = mask(name);
        return masked.equals(name) ? marker : masked;
    }

    @Nullable
    IThrowableProxy maskThrowable(@Nullable IThrowableProxy proxy) {
        return proxy == null ? null : MaskedThrowable.of(proxy, this);
    }

    /** The same context, if there is nothing to mask in its name and properties, which some encoders write with every event. */
    @Nullable
    LoggerContextVO maskContext(@Nullable LoggerContextVO context) {
        if (context == null) {
            return null;
        }
        Map<String, String> properties = context.getPropertyMap();
        String name = maskNullable(context.getName());
        Map<String, String> masked = properties == null ? Map.of() : maskMap(properties);
        boolean same = masked.equals(properties) && Objects.equals(name, context.getName());
        return same ? context : new LoggerContextVO(name, masked, context.getBirthTime());
    }
}
