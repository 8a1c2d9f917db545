/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What the simulated HTX tells of keys, and the keys of sub-users.
 *
 * <p>UNCONFIRMED and chosen here: a sub-user is there as soon as it is named, and may ask for its own keys; one key too many is answered 2002, a one-time password that is none 2003.
 */
final class HtxSubKeys {
    private record Row(SimulatedKey key, String user, String note, long made) {}

    private final HtxSimulator venue;
    private final Map<String, Row> rows = new ConcurrentSkipListMap<>();
    private final Set<String> locked = ConcurrentHashMap.newKeySet();

    HtxSubKeys(HtxSimulator venue) {
        this.venue = venue;
    }

    void made(SimulatedKey key) {
        made(key, venue.accountId());
    }

    void made(SimulatedKey key, String user) {
        rows.put(key.apiKey(), new Row(key, user, "simulated", venue.millis()));
    }

    void requireUnlocked(SimulatedKey key) {
        if (locked.contains(userOf(key))) {
            throw new Refusal(HtxSimulator.LOCKED);
        }
    }

    private String userOf(SimulatedKey key) {
        Row row = rows.get(key.apiKey());
        return row == null ? venue.accountId() : row.user();
    }

    JsonNode serve(String endpoint, Map<String, String> query, JsonNode body, SimulatedKey key) {
        return switch (endpoint) {
            case "GET /v2/user/uid" -> VenueSimulator.JSON.getNodeFactory().numberNode(Long.parseLong(userOf(key)));
            case "GET /v2/user/api-key" -> list(query.getOrDefault("uid", ""));
            case "POST /v2/sub-user/api-key-generation" -> create(body);
            case "POST /v2/sub-user/api-key-modification" -> modify(body);
            case "POST /v2/sub-user/api-key-deletion" -> delete(body);
            case "POST /v2/sub-user/management" -> manage(body);
            default -> throw new Refusal("bad-request");
        };
    }

    private List<Row> of(String user) {
        return rows.values().stream()
                .filter(row -> row.user().equals(user) && !row.key().isRevoked())
                .toList();
    }

    private ArrayNode list(String user) {
        if (user.isEmpty()) {
            throw new Refusal(HtxSimulator.MISSING);
        }
        ArrayNode list = VenueSimulator.JSON.createArrayNode();
        of(user).forEach(row -> list.add(json(row)
                .put("accessKey", row.key().apiKey())
                .put("status", "normal")
                .put("validDays", days(row.key()))
                .put("createTime", row.made())
                .put("updateTime", row.made())));
        return list;
    }

    private static ObjectNode json(Row row) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("note", row.note())
                .put("permission", String.join(",", row.key().rights()))
                .put("ipAddresses", String.join(",", row.key().ips()));
    }

    /** Whole days that are left; -1 is for ever. */
    private long days(SimulatedKey key) {
        Instant now = venue.clock().instant();
        return key.end().map(end -> Duration.between(now, end).toDays()).orElse(-1L);
    }

    private synchronized ObjectNode create(JsonNode body) {
        String user = HtxSimulator.required(body, "subUid");
        if (!HtxSimulator.required(body, "otpToken").matches("\\d{6}")) {
            throw new Refusal("2003");
        }
        if (!venue.hasRoom(of(user).size())) {
            throw new Refusal("2002");
        }
        SimulatedKey key = venue.madeByApi(venue.make()).rights(rights(body)).boundTo(addresses(body));
        var row = new Row(key, user, HtxSimulator.required(body, "note"), venue.millis());
        rows.put(key.apiKey(), row);
        return json(row).put("accessKey", key.apiKey()).put("secretKey", key.secret());
    }

    /** Keys of sub-users do not withdraw. */
    private static String[] rights(JsonNode body) {
        String[] rights = HtxSimulator.required(body, "permission").split(",", -1);
        if (!Set.of("readOnly", "trade").containsAll(Arrays.asList(rights))) {
            throw new Refusal(HtxSimulator.BAD_VALUE);
        }
        return rights;
    }

    private static String[] addresses(JsonNode body) {
        String text = body.path("ipAddresses").asText("");
        return text.isEmpty() ? new String[0] : text.split(",", -1);
    }

    private Row row(JsonNode body) {
        Row row = rows.get(HtxSimulator.required(body, "accessKey"));
        if (row == null || row.key().isRevoked() || !row.user().equals(HtxSimulator.required(body, "subUid"))) {
            throw new Refusal("base-record-invalid");
        }
        return row;
    }

    private ObjectNode modify(JsonNode body) {
        Row row = row(body);
        if (body.has("permission")) {
            row.key().rights(rights(body));
        }
        if (body.has("ipAddresses")) {
            row.key().boundTo(addresses(body));
        }
        return json(row);
    }

    private JsonNode delete(JsonNode body) {
        venue.deletedByApi(row(body).key());
        return VenueSimulator.JSON.nullNode();
    }

    private ObjectNode manage(JsonNode body) {
        String user = HtxSimulator.required(body, "subUid");
        switch (HtxSimulator.required(body, "action")) {
            case "lock" -> locked.add(user);
            case "unlock" -> locked.remove(user);
            default -> throw new Refusal(HtxSimulator.BAD_VALUE);
        }
        return VenueSimulator.JSON.createObjectNode().put("subUid", Long.parseLong(user));
    }
}
