/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The keys of a simulated account at Deribit, which are called by a number: eight at most.
 *
 * <p>UNCONFIRMED and chosen here: a key too many, or one that is not there, answers 11029; addresses that an edit does not name stay.
 */
final class DeribitKeyring {
    private static final int MOST_KEYS = 8;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{0,16}");

    private record Row(SimulatedKey key, String name, long made) {}

    private final DeribitSimulator venue;
    private final Function<String[], SimulatedKey> maker;
    private final Map<Integer, Row> rows = new ConcurrentSkipListMap<>();
    private final AtomicInteger last = new AtomicInteger();

    /** Has none yet; {@code maker} makes a key with scopes, and adds it. */
    DeribitKeyring(DeribitSimulator venue, Function<String[], SimulatedKey> maker) {
        this.venue = venue;
        this.maker = maker;
    }

    /** Adds a key, and returns its number. */
    int add(SimulatedKey key) {
        int id = last.incrementAndGet();
        rows.put(id, new Row(key, "", venue.millis()));
        return id;
    }

    /** The documentation's sample shows the secrets that its words hide. */
    ArrayNode list() {
        ArrayNode keys = VenueSimulator.JSON.createArrayNode();
        rows.forEach((id, row) -> keys.add(json(id, row)));
        return keys;
    }

    private static ObjectNode json(int id, Row row) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("id", id)
                .put("timestamp", row.made())
                .put("client_id", row.key().apiKey())
                .put("client_secret", row.key().secret())
                .put("max_scope", String.join(" ", row.key().rights()))
                .put("enabled", !row.key().isRevoked())
                .put("default", false)
                .put("name", row.name());
        row.key().ips().forEach(json.putArray("ip_whitelist")::add);
        return json;
    }

    synchronized ObjectNode create(JsonNode params) {
        String[] scopes = words(params, "max_scope");
        String name = name(params);
        if (rows.size() >= MOST_KEYS || !venue.hasRoom(rows.size())) {
            throw new Refusal("11029");
        }
        SimulatedKey key = venue.madeByApi(maker.apply(scopes));
        int id = last.get();
        Row row = new Row(key, name, venue.millis());
        rows.put(id, row);
        venue.log("new_api_key", key.apiKey());
        return json(id, row);
    }

    private static String name(JsonNode params) {
        String name = params.path("name").asText("");
        if (!NAME.matcher(name).matches()) {
            throw new Refusal("-32602");
        }
        return name;
    }

    private static String[] words(JsonNode params, String name) {
        JsonNode list = params.path(name);
        if (!list.isArray()) {
            throw new Refusal("-32602");
        }
        var words = new String[list.size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = list.path(i).asText();
        }
        return Set.of(words).toArray(String[]::new);
    }

    ObjectNode edit(JsonNode params) {
        int id = params.path("id").asInt();
        Row row = row(id);
        row.key().rights(words(params, "max_scope"));
        venue.log("changed_scope", row.key().apiKey());
        if (params.has("ip_whitelist")) {
            row.key().boundTo(words(params, "ip_whitelist"));
            venue.log("changed_whitelist", row.key().apiKey());
        }
        if (params.has("name")) {
            row = new Row(row.key(), name(params), row.made());
            rows.put(id, row);
        }
        return json(id, row);
    }

    private Row row(int id) {
        Row row = rows.get(id);
        if (row == null) {
            throw new Refusal("11029");
        }
        return row;
    }

    /** A key that is disabled stays in the list. */
    void disable(JsonNode params) {
        Row row = row(params.path("id").asInt());
        row.key().revoke();
        venue.log("disabled_api_key", row.key().apiKey());
    }

    void remove(JsonNode params) {
        int id = params.path("id").asInt();
        Row row = row(id);
        rows.remove(id);
        venue.deletedByApi(row.key());
        venue.log("removed_api_key", row.key().apiKey());
    }
}
