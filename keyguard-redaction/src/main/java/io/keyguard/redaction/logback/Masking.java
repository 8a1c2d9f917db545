/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.spi.IThrowableProxy;
import io.keyguard.redaction.Redactor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.KeyValuePair;

/** Masks the parts of one event and remembers whether there was anything to mask. For one event; not thread-safe. */
final class Masking {
    private final Redactor redactor;
    private final String logger;
    private boolean dirty;

    Masking(Redactor redactor, String logger) {
        this.redactor = redactor;
        this.logger = logger;
    }

    /** Returns a copy of {@code draft} with masks, whose message is ready and whose arguments are gone; null if it is clean. */
    @Nullable
    Draft apply(Draft draft) {
        String message = mask(RedactingTurboFilter.formatted(draft.format(), draft.params()));
        lookAt(draft.params());
        Map<String, String> mdc = maskMap(draft.mdc());
        List<KeyValuePair> pairs = maskPairs(draft.pairs());
        List<Marker> markers = draft.markers().stream().map(this::maskMarker).toList();
        IThrowableProxy proxy = draft.throwableProxy();
        IThrowableProxy throwable = proxy == null ? null : MaskedThrowable.of(proxy, this);
        if (!dirty) {
            return null;
        }
        return new Draft(draft.logger(), draft.level(), markers, message, null, null, mdc, pairs, throwable);
    }

    /** An encoder may write arguments that the message does not show; those of a message with a secret are dropped anyway. */
    void lookAt(Object @Nullable [] params) {
        if (params != null && !dirty) {
            Arrays.stream(params).map(String::valueOf).forEach(this::mask);
        }
    }

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

    Map<String, String> maskMap(Map<String, String> map) {
        var masked = new LinkedHashMap<String, String>();
        map.forEach((name, value) -> masked.put(mask(name), value == null ? "" : mask(value)));
        return masked;
    }

    /** A value that is clean stays the object it is, for encoders that treat numbers and records in their own way. */
    List<KeyValuePair> maskPairs(List<KeyValuePair> pairs) {
        var masked = new ArrayList<KeyValuePair>(pairs.size());
        for (KeyValuePair pair : pairs) {
            String value = String.valueOf(pair.value);
            String maskedValue = mask(value);
            masked.add(new KeyValuePair(mask(pair.key), maskedValue.equals(value) ? pair.value : maskedValue));
        }
        return masked;
    }

    Marker maskMarker(Marker marker) {
        String name = marker.toString();
        String masked = mask(name);
        return masked.equals(name) ? marker : MarkerFactory.getDetachedMarker(masked);
    }
}
