/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The keys of sub-accounts of a unified account at the simulated Bitget: 10 to an account, 30 addresses to a key.
 *
 * <p>UNCONFIRMED and chosen here: a sub-account is there as soon as it is named; a frozen one is answered 40024.
 */
final class BitgetSubKeys {
    private static final int MOST_KEYS = 10;
    private static final int MOST_ADDRESSES = 30;

    private record Row(SimulatedKey key, String account, String note, long made) {}

    private final BitgetSimulator venue;
    private final Map<String, Row> rows = new ConcurrentSkipListMap<>();
    private final Set<String> frozen = ConcurrentHashMap.newKeySet();

    BitgetSubKeys(BitgetSimulator venue) {
        this.venue = venue;
    }

    String accountOf(SimulatedKey key) {
        Row row = rows.get(key.apiKey());
        return row == null ? venue.accountId() : row.account();
    }

    void requireThawed(SimulatedKey key) {
        if (frozen.contains(accountOf(key))) {
            throw new Refusal("40024");
        }
    }

    JsonNode serve(String endpoint, Map<String, String> query, JsonNode body) {
        return switch (endpoint.replace("/api/v3/user/", "")) {
            case "GET sub-api-list" -> list(query);
            case "POST create-sub-api" -> create(body);
            case "POST delete-sub-api" -> delete(body);
            case "POST freeze-sub" -> freeze(body);
            default -> throw new Refusal(BitgetSimulator.NO_SUCH_PATH);
        };
    }

    private List<Row> of(String account) {
        return rows.values().stream()
                .filter(row -> row.account().equals(account) && !row.key().isRevoked())
                .toList();
    }

    private static String account(String uid) {
        if (!uid.matches("[1-9]\\d{0,18}")) {
            throw new Refusal("40065");
        }
        return uid;
    }

    private ObjectNode list(Map<String, String> query) {
        List<ObjectNode> all = new ArrayList<>();
        of(account(query.getOrDefault("subUid", ""))).forEach(row -> all.add(json(row)));
        ArrayNode page = BitgetOrders.page(all, "apiKey", query.getOrDefault("cursor", ""), query);
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        json.set("items", page);
        return json.put("hasNext", false)
                .put(
                        "cursor",
                        page.isEmpty()
                                ? ""
                                : page.get(page.size() - 1).path("apiKey").asText());
    }

    private static ObjectNode json(Row row) {
        Set<String> rights = row.key().rights();
        rights.remove("read-only");
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("apiKey", row.key().apiKey())
                .put("note", row.note())
                .put("type", rights.isEmpty() ? "read_only" : "read_write")
                .put("ts", Long.toString(row.made()));
        rights.forEach(json.putArray("permissions")::add);
        row.key().ips().forEach(json.putArray("ips")::add);
        return json;
    }

    private synchronized ObjectNode create(JsonNode body) {
        String account = account(BitgetSimulator.required(body, "subUid"));
        String passphrase = BitgetSimulator.required(body, "passphrase");
        int count = of(account).size();
        if (!passphrase.matches("[A-Za-z0-9]{8,32}")) {
            throw new Refusal("40070");
        }
        if (count >= MOST_KEYS || !venue.hasRoom(count)) {
            throw new Refusal("40063");
        }
        SimulatedKey key =
                venue.madeByApi(venue.makeKey(passphrase)).rights(rights(body)).boundTo(addresses(body));
        var row = new Row(key, account, BitgetSimulator.required(body, "note"), venue.millis());
        rows.put(key.apiKey(), row);
        return json(row).put("secret", key.secret());
    }

    private static String[] rights(JsonNode body) {
        var rights = new ArrayList<>(List.of("read-only"));
        if (BitgetSimulator.required(body, "type").equals("read_write")) {
            body.path("permissions").forEach(right -> rights.add(right.asText()));
        }
        return rights.toArray(String[]::new);
    }

    private static String[] addresses(JsonNode body) {
        var addresses = new ArrayList<String>();
        body.path("ips").forEach(address -> addresses.add(address.asText()));
        if (addresses.size() > MOST_ADDRESSES) {
            throw new Refusal(BitgetSimulator.BAD_VALUE);
        }
        return addresses.toArray(String[]::new);
    }

    private ObjectNode delete(JsonNode body) {
        Row row = rows.get(BitgetSimulator.required(body, "apiKey"));
        if (row == null || row.key().isRevoked()) {
            throw new Refusal("40065");
        }
        venue.deletedByApi(row.key());
        return VenueSimulator.JSON.createObjectNode();
    }

    private ObjectNode freeze(JsonNode body) {
        String account = account(BitgetSimulator.required(body, "subUid"));
        switch (BitgetSimulator.required(body, "operation")) {
            case "freeze" -> frozen.add(account);
            case "unfreeze" -> frozen.remove(account);
            default -> throw new Refusal(BitgetSimulator.BAD_VALUE);
        }
        return VenueSimulator.JSON.createObjectNode();
    }
}
