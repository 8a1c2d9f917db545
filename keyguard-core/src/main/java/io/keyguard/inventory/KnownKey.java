/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.internal.JsonMap;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A key that some process has in use, as its bot was told. Names only. Immutable.
 *
 * @param key the key
 * @param generation the newest generation that was in use
 * @param venue the venue
 * @param account the owner's name of the account
 * @param environment where it may be used
 * @param granted for each strategy that may use it, what it may do with it
 * @param created when this generation was stored; empty if its source does not tell
 * @param weakness what is weak about where it comes from; empty if nothing is
 * @param heldByClient whether a client library holds it as a string
 * @param since when the key, in whatever generation, was first seen
 * @param seen when it went into use last
 * @param gone whether it went out of use since
 */
public record KnownKey(
        KeyId key,
        long generation,
        String venue,
        String account,
        Environment environment,
        Map<String, Set<Permission>> granted,
        Optional<Instant> created,
        Optional<String> weakness,
        boolean heldByClient,
        Instant since,
        Instant seen,
        boolean gone) {
    static final String TYPE = "key";

    /** Copies the map. */
    public KnownKey {
        var copy = new TreeMap<String, Set<Permission>>();
        granted.forEach((strategy, rights) -> copy.put(strategy, Collections.unmodifiableSet(copyOf(rights))));
        granted = Collections.unmodifiableMap(copy);
    }

    private static Set<Permission> copyOf(Set<Permission> rights) {
        var copy = EnumSet.noneOf(Permission.class);
        copy.addAll(rights);
        return copy;
    }

    /** What is known by this and {@code other}: the later wins, but for when the key was first seen. */
    KnownKey plus(KnownKey other) {
        KnownKey later = other.seen.isBefore(seen) ? this : other;
        return later.with(other.since.isBefore(since) ? other.since : since, later.seen, later.gone);
    }

    KnownKey with(Instant since, Instant seen, boolean gone) {
        return new KnownKey(
                key,
                generation,
                venue,
                account,
                environment,
                granted,
                created,
                weakness,
                heldByClient,
                since,
                seen,
                gone);
    }

    byte[] toJson() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("type", TYPE);
        values.put("key", key.value());
        values.put("generation", generation);
        values.put("venue", venue);
        values.put("account", account);
        values.put("environment", environment.name());
        values.put(
                "granted",
                granted.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> entry.getValue().stream()
                                        .map(Permission::name)
                                        .collect(Collectors.joining(",")))));
        values.put("created", created.map(Instant::toString).orElse(""));
        values.put("weakness", weakness.orElse(""));
        values.put("held", heldByClient ? "yes" : "");
        values.put("since", since);
        values.put("seen", seen);
        values.put("gone", gone ? "yes" : "");
        return JsonMap.write(values);
    }

    static KnownKey of(JsonMap json) throws IOException {
        try {
            Map<String, Set<Permission>> granted = new TreeMap<>();
            json.map("granted").forEach((strategy, rights) -> granted.put(strategy, rights(rights)));
            return new KnownKey(
                    KeyId.of(json.text("key")),
                    json.number("generation"),
                    json.text("venue"),
                    json.text("account"),
                    Environment.valueOf(json.text("environment")),
                    granted,
                    Optional.of(json.text("created"))
                            .filter(text -> !text.isEmpty())
                            .map(Instant::parse),
                    Optional.of(json.text("weakness")).filter(text -> !text.isEmpty()),
                    !json.text("held").isEmpty(),
                    Instant.parse(json.text("since")),
                    Instant.parse(json.text("seen")),
                    !json.text("gone").isEmpty());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("a key that this version does not understand", e);
        }
    }

    private static Set<Permission> rights(String names) {
        var rights = EnumSet.noneOf(Permission.class);
        for (String name : names.split(",", -1)) {
            if (!name.isEmpty()) {
                rights.add(Permission.valueOf(name));
            }
        }
        return rights;
    }
}
