/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.keyguard.KeyId;
import io.keyguard.internal.KeyguardExceptions;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which key is used where: the keys that bots have had in use, every use of them, and what is worth looking at. Names only. Immutable.
 *
 * @param keys by their names
 * @param uses by key, then by time
 * @param findings by key
 * @param ends when venues end keys, as they told last, by the keys' names
 */
public record Inventory(
        List<KnownKey> keys, List<KeyUse> uses, List<InventoryFinding> findings, Map<KeyId, Instant> ends) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Copies the lists. */
    public Inventory {
        keys = List.copyOf(keys);
        uses = List.copyOf(uses);
        findings = List.copyOf(findings);
        ends = Map.copyOf(ends);
    }

    /**
     * Returns what every process left in the state directory {@code state}.
     *
     * @throws io.keyguard.StateException if it cannot be read
     */
    public static Inventory read(Path state, InventoryRules rules, Instant now) {
        try {
            return of(InventoryFile.readAll(state), rules, now);
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "reading the inventory", e);
        }
    }

    /** Returns the inventory of {@code content}. */
    public static Inventory of(InventoryContent content, InventoryRules rules, Instant now) {
        List<KeyUse> uses = content.uses().stream()
                .sorted(Comparator.comparing((KeyUse use) -> use.key()).thenComparing(KeyUse::first))
                .toList();
        var findings = new ArrayList<InventoryFinding>();
        content.keys().forEach(key -> {
            List<KeyUse> own =
                    uses.stream().filter(use -> use.key().equals(key.key())).toList();
            findings.addAll(InventoryCheck.check(key, own, content.exposed(), rules, now));
        });
        Map<KeyId, Instant> ends = new TreeMap<>();
        content.keys()
                .forEach(key -> content.verified(key.key())
                        .flatMap(verified -> verified.facts().expiry().value())
                        .ifPresent(end -> ends.put(key.key(), end)));
        return new Inventory(List.copyOf(content.keys()), uses, findings, ends);
    }

    /** Returns the findings for people, one block a key. */
    public String toText() {
        var text = new StringBuilder();
        for (InventoryFinding finding : findings) {
            text.append(finding.key().value())
                    .append(": ")
                    .append(finding.kind())
                    .append(", ")
                    .append(finding.observed())
                    .append("; ")
                    .append(finding.remedy())
                    .append(System.lineSeparator());
        }
        return text.toString();
    }

    /** Returns all of it as one JSON object: {@code keys}, {@code uses}, {@code findings}. */
    public String toJson() {
        return toJson(key -> Optional.empty());
    }

    /**
     * Returns the same, with {@code due} for each key for which that is told.
     *
     * @param due when a key is to be replaced
     */
    public String toJson(Function<KnownKey, Optional<Instant>> due) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("keys");
            for (KnownKey key : keys) {
                InventoryJson.write(json, key, Optional.ofNullable(ends.get(key.key())), due.apply(key));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("uses");
            for (KeyUse use : uses) {
                InventoryJson.write(json, use);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("findings");
            for (InventoryFinding finding : findings) {
                InventoryJson.write(json, finding);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "Inventory[keys=" + keys.size() + ", uses=" + uses.size() + ", findings=" + findings.size() + "]";
    }
}
