/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys of a simulated main account's sub-accounts at OKX: 50 to an account, each with a label of its own, 20 addresses to a key.
 *
 * <p>UNCONFIRMED and chosen here: a sub-account is there as soon as it is named; a key or a right that is none answers 51000.
 */
final class OkxSubKeys {
    private static final int MOST_KEYS = 50;
    private static final int MOST_ADDRESSES = 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,20}");

    /** One key; what can be edited is in {@code key}, apart from the label. */
    private record Row(SimulatedKey key, String account, String label, long made) {}

    private final OkxSimulator venue;
    private final Function<String, SimulatedKey> maker;
    private final Map<String, Row> rows = new ConcurrentSkipListMap<>();

    /** Makes none yet; {@code maker} makes a key with a passphrase. */
    OkxSubKeys(OkxSimulator venue, Function<String, SimulatedKey> maker) {
        this.venue = venue;
        this.maker = maker;
    }

    /** The sub-account of {@code key}; empty if it is one of the main account. */
    String accountOf(SimulatedKey key) {
        Row row = rows.get(key.apiKey());
        return row == null ? "" : row.account();
    }

    String labelOf(SimulatedKey key) {
        Row row = rows.get(key.apiKey());
        return row == null ? "simulated" : row.label();
    }

    List<ObjectNode> list(Map<String, String> parameters) {
        String account = account(parameters.getOrDefault("subAcct", ""));
        String only = parameters.getOrDefault("apiKey", "");
        var found = new ArrayList<ObjectNode>();
        of(account)
                .filter(row -> only.isEmpty() || row.key().apiKey().equals(only))
                .forEach(row -> found.add(json(row)));
        return found;
    }

    private Stream<Row> of(String account) {
        return rows.values().stream()
                .filter(row -> row.account().equals(account) && !row.key().isRevoked());
    }

    private static String account(String name) {
        if (name.isEmpty()) {
            throw new Refusal("50014");
        }
        if (!NAME.matcher(name).matches()) {
            throw new Refusal("51000");
        }
        return name;
    }

    private static ObjectNode json(Row row) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("label", row.label())
                .put("apiKey", row.key().apiKey())
                .put("perm", String.join(",", row.key().rights()))
                .put("ip", String.join(",", row.key().ips()))
                .put("ts", Long.toString(row.made()));
    }

    synchronized ObjectNode create(JsonNode body) {
        String account = account(body.path("subAcct").asText());
        String label = OkxSimulator.required(body, "label");
        String passphrase = OkxSimulator.required(body, "passphrase");
        String[] rights = rights(body.path("perm").asText("read_only"));
        String[] addresses = addresses(body.path("ip").asText(""));
        if (of(account).anyMatch(row -> row.label().equals(label))) {
            throw new Refusal("59502");
        }
        long count = of(account).count();
        if (count >= MOST_KEYS || !venue.hasRoom(count)) {
            throw new Refusal("59501");
        }
        SimulatedKey key =
                venue.madeByApi(maker.apply(passphrase)).rights(rights).boundTo(addresses);
        var row = new Row(key, account, label, venue.millis());
        rows.put(key.apiKey(), row);
        return json(row).put("subAcct", account).put("secretKey", key.secret()).put("passphrase", passphrase);
    }

    /** A key with another right can read as well. */
    private static String[] rights(String commas) {
        String[] rights = commas.split(",", -1);
        if (!List.of("read_only", "trade").containsAll(Arrays.asList(rights))) {
            throw new Refusal("51000");
        }
        return Stream.concat(Stream.of("read_only"), Arrays.stream(rights))
                .distinct()
                .toArray(String[]::new);
    }

    private static String[] addresses(String commas) {
        String[] addresses = commas.isEmpty() ? new String[0] : commas.split(",", -1);
        if (addresses.length > MOST_ADDRESSES) {
            throw new Refusal("59503");
        }
        return addresses;
    }

    ObjectNode modify(JsonNode body) {
        Row row = row(body);
        if (body.has("perm")) {
            row.key().rights(rights(body.path("perm").asText()));
        }
        if (body.has("ip")) {
            row.key().boundTo(addresses(body.path("ip").asText()));
        }
        if (body.has("label")) {
            row = new Row(row.key(), row.account(), body.path("label").asText(), row.made());
            rows.put(row.key().apiKey(), row);
        }
        return json(row).put("subAcct", row.account());
    }

    private Row row(JsonNode body) {
        String account = account(body.path("subAcct").asText());
        Row row = rows.get(OkxSimulator.required(body, "apiKey"));
        if (row == null || !row.account().equals(account) || row.key().isRevoked()) {
            throw new Refusal("51000");
        }
        return row;
    }

    ObjectNode delete(JsonNode body) {
        Row row = row(body);
        venue.deletedByApi(row.key());
        return VenueSimulator.JSON.createObjectNode().put("subAcct", row.account());
    }
}
