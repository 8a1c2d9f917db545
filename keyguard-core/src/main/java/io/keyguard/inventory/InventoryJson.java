/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import com.fasterxml.jackson.core.JsonGenerator;
import io.keyguard.Permission;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the inventory is told to programs. */
final class InventoryJson {
    private InventoryJson() {}

    static void write(JsonGenerator json, KnownKey key, Optional<Instant> end, Optional<Instant> due)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("key", key.key().value());
        json.writeNumberField("generation", key.generation());
        json.writeStringField("venue", key.venue());
        json.writeStringField("account", key.account());
        json.writeStringField("environment", key.environment().name());
        json.writeObjectFieldStart("granted");
        for (Map.Entry<String, Set<Permission>> grant : key.granted().entrySet()) {
            json.writeArrayFieldStart(grant.getKey());
            for (Permission right : grant.getValue()) {
                json.writeString(right.name());
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeStringField("created", key.created().map(Instant::toString).orElse(null));
        json.writeStringField("expiry", end.map(Instant::toString).orElse(null));
        if (due.isPresent()) {
            json.writeStringField("due", due.get().toString());
        }
        json.writeStringField("weakness", key.weakness().orElse(null));
        json.writeBooleanField("heldByClient", key.heldByClient());
        json.writeStringField("since", key.since().toString());
        json.writeStringField("seen", key.seen().toString());
        json.writeBooleanField("gone", key.gone());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, KeyUse use) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", use.key().value());
        json.writeNumberField("generation", use.generation());
        json.writeStringField("strategy", use.strategy());
        json.writeStringField("permission", use.permission().name());
        json.writeStringField("host", use.host());
        json.writeStringField("service", use.service());
        json.writeStringField("process", use.process());
        json.writeStringField("first", use.first().toString());
        json.writeStringField("last", use.last().toString());
        json.writeNumberField("count", use.count());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, InventoryFinding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", finding.key().value());
        json.writeStringField("kind", finding.kind().name());
        json.writeStringField("observed", finding.observed());
        json.writeStringField("remedy", finding.remedy());
        json.writeEndObject();
    }
}
