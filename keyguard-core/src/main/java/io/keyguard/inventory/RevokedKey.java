/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.KeyId;
import io.keyguard.internal.JsonMap;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Material that was revoked at its venue and must not come back.
 *
 * @param salt makes the mark useless for anything but this line
 * @param mark tells whether it is this material
 */
record RevokedKey(KeyId key, long generation, String salt, String mark, Instant at) {
    static final String TYPE = "revoked";

    static RevokedKey of(ApiKey key, Instant at) {
        String salt = Marks.salt();
        return new RevokedKey(key.id(), key.generation(), salt, Marks.of(key, salt), at);
    }

    boolean isOf(ApiKey other) {
        return Marks.of(other, salt).equals(mark);
    }

    byte[] toJson() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("type", TYPE);
        values.put("key", key.value());
        values.put("generation", generation);
        values.put("salt", salt);
        values.put("mark", mark);
        values.put("at", at);
        return JsonMap.write(values);
    }

    static RevokedKey of(JsonMap json) throws IOException {
        try {
            return new RevokedKey(
                    KeyId.of(json.text("key")),
                    json.number("generation"),
                    json.text("salt"),
                    json.text("mark"),
                    Instant.parse(json.text("at")));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("a revoked key that this version does not understand", e);
        }
    }
}
