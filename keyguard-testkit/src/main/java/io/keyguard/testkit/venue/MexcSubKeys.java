/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * Keys of sub-accounts at the simulated MEXC, where any name is that of a sub-account. A key without an address ends after 90 days; none can withdraw.
 *
 * <p>UNCONFIRMED and chosen here: that making and deleting ask for {@code SPOT_ACCOUNT_WRITE}, as the newer documents say, and 730705 where there are too many.
 */
final class MexcSubKeys {
    private record Made(String account, String note, SimulatedKey key, long at) {}

    private static final Set<String> RIGHTS = Set.of(
            "SPOT_ACCOUNT_READ",
            "SPOT_ACCOUNT_WRITE",
            "SPOT_DEAL_READ",
            "SPOT_DEAL_WRITE",
            "CONTRACT_ACCOUNT_READ",
            "CONTRACT_ACCOUNT_WRITE",
            "CONTRACT_DEAL_READ",
            "CONTRACT_DEAL_WRITE",
            "SPOT_TRANSFER_READ",
            "SPOT_TRANSFER_WRITE");
    private static final Pattern ADDRESSES = Pattern.compile("[0-9a-f.:]{3,39}(,[0-9a-f.:]{3,39}){0,19}");
    private static final Duration WITHOUT_ADDRESS = Duration.ofDays(90);

    private final MexcSimulator venue;
    private final List<Made> made = new CopyOnWriteArrayList<>();

    MexcSubKeys(MexcSimulator venue) {
        this.venue = venue;
    }

    private static String text(Map<String, String> params, String name) {
        String value = params.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        return value;
    }

    ObjectNode list(Map<String, String> params) {
        String account = text(params, "subAccount");
        ObjectNode json = JSON.createObjectNode();
        ArrayNode rows = json.putArray("subAccount");
        made.stream()
                .filter(one -> one.account().equals(account) && !one.key().isRevoked())
                .forEach(one -> rows.addObject()
                        .put("note", one.note())
                        .put("apiKey", one.key().apiKey())
                        .put("permissions", String.join(",", one.key().rights()))
                        .put("ip", String.join(",", one.key().ips()))
                        .put("creatTime", one.at()));
        return json;
    }

    ObjectNode create(Map<String, String> params) {
        String account = text(params, "subAccount");
        String note = text(params, "note");
        Set<String> rights = Set.of(text(params, "permissions").split(",", -1));
        String addresses = params.getOrDefault("ip", "");
        boolean fits = RIGHTS.containsAll(rights)
                && (addresses.isEmpty() || ADDRESSES.matcher(addresses).matches());
        if (!fits) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        long keys = made.stream()
                .filter(one -> one.account().equals(account) && !one.key().isRevoked())
                .count();
        if (!venue.hasRoom(keys)) {
            throw new Refusal("730705");
        }
        SimulatedKey key = venue.importKey(venue.newApiKey(), venue.newSecret(), rights.toArray(String[]::new));
        if (addresses.isEmpty()) {
            key.endsAt(venue.clock().instant().plus(WITHOUT_ADDRESS));
        } else {
            key.boundTo(addresses.split(",", -1));
        }
        venue.madeByApi(key);
        made.add(new Made(account, note, key, venue.millis()));
        return JSON.createObjectNode()
                .put("subAccount", account)
                .put("note", note)
                .put("apiKey", key.apiKey())
                .put("secretKey", key.secret())
                .put("permissions", String.join(",", rights))
                .put("ip", addresses)
                .put("creatTime", venue.millis());
    }

    ObjectNode delete(Map<String, String> params) {
        String account = text(params, "subAccount");
        String apiKey = text(params, "apiKey");
        Made found = made.stream()
                .filter(one -> one.account().equals(account)
                        && one.key().apiKey().equals(apiKey)
                        && !one.key().isRevoked())
                .findFirst()
                .orElseThrow(() -> new Refusal(MexcSimulator.BAD_PARAMS));
        venue.deletedByApi(found.key());
        return JSON.createObjectNode().put("subAccount", account);
    }
}
