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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the simulated Gate tells of keys, and the keys of sub-accounts: 20 to an account, 20 addresses to a key.
 *
 * <p>UNCONFIRMED and chosen here: a sub-account is there as soon as it is named; one key too many, and a group that is none, are answered {@code INVALID_PARAM_VALUE}.
 */
final class GateSubKeys {
    private static final int MOST = 20;
    private static final Set<String> GROUPS = Set.of(
            "wallet",
            "spot",
            "futures",
            "delivery",
            "earn",
            "custody",
            "options",
            "account",
            "loan",
            "margin",
            "unified",
            "copy");
    private static final Pattern PATH =
            Pattern.compile("/sub_accounts/(\\d{1,19})/(keys|lock|unlock)(?:/([0-9a-f]{32}))?");

    /** One key; what can be edited is in {@code key}, apart from name and mode. */
    private record Row(SimulatedKey key, String account, String name, int mode, long made) {}

    private final GateSimulator venue;
    private final Map<String, Row> rows = new ConcurrentSkipListMap<>();
    private final Set<String> locked = ConcurrentHashMap.newKeySet();

    GateSubKeys(GateSimulator venue) {
        this.venue = venue;
    }

    void requireUnlocked(SimulatedKey key) {
        Row row = rows.get(key.apiKey());
        if (row != null && locked.contains(row.account())) {
            throw new Refusal("SUB_ACCOUNT_LOCKED");
        }
    }

    private long accountOf(SimulatedKey key) {
        Row row = rows.get(key.apiKey());
        return Long.parseLong(row == null ? venue.accountId() : row.account());
    }

    /** The key that asks, cut off. */
    ObjectNode own(SimulatedKey key) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("state", 1)
                .put("mode", 1)
                .put("name", "simulated")
                .put("user_id", accountOf(key))
                .put("key", key.apiKey().substring(0, 12) + "*****")
                .put("created_at", 1_753_030_929L)
                .put("updated_at", 1_753_030_929L)
                .put("last_access", venue.clock().instant().getEpochSecond());
        json.putArray("currency_pairs");
        return rights(key, json);
    }

    ObjectNode detail(SimulatedKey key) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("user_id", accountOf(key))
                .put("tier", 0);
        key.ips().forEach(json.putArray("ip_whitelist")::add);
        json.putArray("currency_pairs");
        json.putObject("key").put("mode", 1);
        return json;
    }

    private static ObjectNode rights(SimulatedKey key, ObjectNode json) {
        ArrayNode groups = json.putArray("perms");
        for (String right : key.rights()) {
            int colon = right.indexOf(':');
            if (colon > 0) {
                groups.addObject()
                        .put("name", right.substring(0, colon))
                        .put("read_only", right.endsWith(":read_only"));
            }
        }
        key.ips().forEach(json.putArray("ip_whitelist")::add);
        return json;
    }

    Reply serve(String method, String path, JsonNode body) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            throw new Refusal(GateSimulator.NOT_FOUND);
        }
        String account = parts.group(1);
        String key = parts.group(3) == null ? "" : parts.group(3);
        return switch (method + " " + parts.group(2) + (key.isEmpty() ? "" : "/")) {
            case "GET keys" -> Reply.ok(list(account));
            case "GET keys/" -> Reply.ok(json(row(account, key)));
            case "POST keys" -> Reply.ok(create(account, body));
            case "PUT keys/" -> done(() -> modify(account, key, body));
            case "DELETE keys/" ->
                done(() -> venue.deletedByApi(row(account, key).key()));
            case "POST lock" -> done(() -> locked.add(account));
            case "POST unlock" -> done(() -> locked.remove(account));
            default -> throw new Refusal(GateSimulator.NOT_FOUND);
        };
    }

    private static Reply done(Runnable work) {
        work.run();
        return Reply.raw(204, "", "");
    }

    private List<Row> of(String account) {
        return rows.values().stream()
                .filter(row -> row.account().equals(account) && !row.key().isRevoked())
                .toList();
    }

    private ArrayNode list(String account) {
        ArrayNode list = VenueSimulator.JSON.createArrayNode();
        of(account).forEach(row -> list.add(json(row)));
        return list;
    }

    private static ObjectNode json(Row row) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("state", 1)
                .put("name", row.name())
                .put("user_id", Long.parseLong(row.account()))
                .put("mode", row.mode())
                .put("key", row.key().apiKey())
                .put("created_at", row.made())
                .put("updated_at", row.made());
        return rights(row.key(), json);
    }

    private synchronized ObjectNode create(String account, JsonNode body) {
        int count = of(account).size();
        if (count >= MOST || !venue.hasRoom(count)) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        String[] rights = rights(body);
        String[] addresses = addresses(body);
        SimulatedKey key =
                venue.madeByApi(venue.createKey(new String[0])).rights(rights).boundTo(addresses);
        var row = new Row(
                key,
                account,
                GateSimulator.required(body, "name"),
                body.path("mode").asInt(1),
                venue.clock().instant().getEpochSecond());
        rows.put(key.apiKey(), row);
        return json(row).put("secret", key.secret());
    }

    /** What is left out is cleared. */
    private void modify(String account, String apiKey, JsonNode body) {
        Row row = row(account, apiKey);
        row.key().rights(rights(body)).boundTo(addresses(body));
        rows.put(
                apiKey,
                new Row(
                        row.key(),
                        account,
                        body.path("name").asText(""),
                        body.path("mode").asInt(1),
                        row.made()));
    }

    private Row row(String account, String apiKey) {
        Row row = rows.get(apiKey);
        if (row == null || !row.account().equals(account) || row.key().isRevoked()) {
            throw new Refusal(GateSimulator.NOT_FOUND);
        }
        return row;
    }

    private static String[] rights(JsonNode body) {
        var rights = new ArrayList<String>();
        for (JsonNode group : body.path("perms")) {
            if (!GROUPS.contains(group.path("name").asText(""))) {
                throw new Refusal(GateSimulator.BAD_VALUE);
            }
            rights.add(
                    group.path("name").asText() + (group.path("read_only").asBoolean() ? ":read_only" : ":read_write"));
        }
        return rights.toArray(String[]::new);
    }

    private static String[] addresses(JsonNode body) {
        var addresses = new ArrayList<String>();
        for (JsonNode address : body.path("ip_whitelist")) {
            addresses.add(address.asText());
        }
        if (addresses.size() > MOST || addresses.stream().anyMatch(address -> address.contains("/"))) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        return addresses.toArray(String[]::new);
    }
}
