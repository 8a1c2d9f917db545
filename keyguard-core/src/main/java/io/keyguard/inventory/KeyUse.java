/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.internal.JsonMap;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * That one strategy on one machine signed with one right of one generation of a key. Names only. Immutable.
 *
 * @param key the key
 * @param generation the generation of its material
 * @param strategy who signed
 * @param permission the right that the requests needed
 * @param host the machine
 * @param service what runs there, and its version; empty if it does not say
 * @param process the process that signed last, as its folder in the state directory is called
 * @param first when the first was signed, give or take a second
 * @param last when the last was signed, give or take a second
 * @param count how many were signed
 */
public record KeyUse(
        KeyId key,
        long generation,
        String strategy,
        Permission permission,
        String host,
        String service,
        String process,
        Instant first,
        Instant last,
        long count) {
    static final String TYPE = "use";

    /** What makes two uses the same one, of which there is one line. */
    public record Line(
            KeyId key, long generation, String strategy, Permission permission, String host, String service) {}

    /** Returns what makes this use the one it is. */
    public Line line() {
        return new Line(key, generation, strategy, permission, host, service);
    }

    /** This and {@code other} as one. */
    KeyUse plus(KeyUse other) {
        KeyUse later = other.last.isBefore(last) ? this : other;
        return new KeyUse(
                key,
                generation,
                strategy,
                permission,
                host,
                service,
                later.process,
                other.first.isBefore(first) ? other.first : first,
                later.last,
                count + other.count);
    }

    byte[] toJson() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("type", TYPE);
        values.put("key", key.value());
        values.put("generation", generation);
        values.put("strategy", strategy);
        values.put("permission", permission.name());
        values.put("host", host);
        values.put("service", service);
        values.put("process", process);
        values.put("first", first);
        values.put("last", last);
        values.put("count", count);
        return JsonMap.write(values);
    }

    static KeyUse of(JsonMap json) throws IOException {
        try {
            return new KeyUse(
                    KeyId.of(json.text("key")),
                    json.number("generation"),
                    json.text("strategy"),
                    Permission.valueOf(json.text("permission")),
                    json.text("host"),
                    json.text("service"),
                    json.text("process"),
                    Instant.parse(json.text("first")),
                    Instant.parse(json.text("last")),
                    json.number("count"));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("a use that this version does not understand", e);
        }
    }
}
