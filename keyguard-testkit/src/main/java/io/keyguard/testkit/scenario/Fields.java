/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.venue.VenueRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Names and values of a request, in order; what is empty is left out. Not thread-safe. */
final class Fields {
    private final Map<String, String> values = new LinkedHashMap<>();

    static Fields of(String name, String value) {
        return new Fields().and(name, value);
    }

    @CanIgnoreReturnValue
    Fields and(String name, String value) {
        if (!value.isEmpty()) {
            values.put(name, value);
        }
        return this;
    }

    /** As parameters of {@code request}. */
    VenueRequest paramsOf(VenueRequest request) {
        VenueRequest all = request;
        for (Map.Entry<String, String> one : values.entrySet()) {
            all = all.param(one.getKey(), one.getValue());
        }
        return all;
    }

    String json() {
        return values.entrySet().stream()
                .map(one -> "\"" + one.getKey() + "\":\"" + one.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
