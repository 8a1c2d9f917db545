/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.keyguard.VenueRefusedException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The keys of a sub-account as its master account sees them, and their addresses, which are asked for key by key. */
final class BinanceKeyList {
    static final String KEYS = "/sapi/v1/sub-account/subAccountApi";
    /** Samples have 62 to 64 characters. */
    static final Pattern API_KEY = Pattern.compile("[A-Za-z0-9]{60,64}");

    private static final String ADDRESSES = KEYS + "/ipRestriction";
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 100;

    /** A line of the list. */
    record Row(String account, String apiKey, JsonNode json) {
        /** {@code request}, about this key. */
        VenueRequest in(VenueRequest request) {
            return request.param("email", account).param("subAccountApiKey", apiKey);
        }

        /** Whether the key has a right that cannot be set or taken away through the API. */
        boolean hasOtherRights() {
            return json.properties().stream()
                    .anyMatch(field ->
                            isOther(field.getKey()) && !field.getValue().equals(BooleanNode.FALSE));
        }

        @Override
        public String toString() {
            return "Row[" + account + "]";
        }
    }

    private static boolean isOther(String field) {
        return field.startsWith("can") && !BinanceKeys.FLAGS.containsValue(field);
    }

    List<ListedKey> all(SignedCalls administrator, String account) {
        return rows(administrator, account).values().stream()
                .map(row -> listed(administrator, row))
                .toList();
    }

    Optional<Row> find(SignedCalls administrator, String account, VenueKeyId id) {
        return rows(administrator, account).values().stream()
                .filter(row -> VenueKeyId.of(Binance.ID, row.apiKey()).equals(id))
                .findFirst();
    }

    /** By API key: a list that grows while it is read shows one twice. */
    private static Map<String, Row> rows(SignedCalls administrator, String account) {
        var rows = new LinkedHashMap<String, Row>();
        for (int page = 1; page <= MOST_PAGES; page++) {
            VenueRequest request = VenueRequest.get(KEYS)
                    .param("email", account)
                    .param("page", Integer.toString(page))
                    .param("size", Integer.toString(PAGE));
            JsonNode answer = asked(administrator, request);
            JsonNode found = Answers.array(Binance.ID, request.toString(), answer, "rows");
            found.forEach(json -> {
                Row row = row(request.toString(), account, json);
                rows.put(row.apiKey(), row);
            });
            if (rows.size() >= total(request.toString(), answer)) {
                return rows;
            }
            require(!found.isEmpty(), request.toString());
        }
        throw KeyguardExceptions.malformedReply(Binance.ID, "GET " + KEYS, 200);
    }

    private static long total(String question, JsonNode answer) {
        JsonNode total = answer.path("total");
        require(total.isIntegralNumber() && total.asLong() >= 0, question);
        return total.asLong();
    }

    private static Row row(String question, String account, JsonNode json) {
        JsonNode apiKey = json.path("apikey");
        JsonNode email = json.path("email");
        require(apiKey.isTextual() && API_KEY.matcher(apiKey.asText()).matches(), question);
        require(email.isTextual() && email.asText().equalsIgnoreCase(account), question);
        return new Row(account, apiKey.asText(), json);
    }

    private static ListedKey listed(SignedCalls administrator, Row row) {
        String question = "GET " + KEYS;
        return new ListedKey(
                VenueKeyId.of(Binance.ID, row.apiKey()),
                row.json().path("apiName").asText(""),
                rights(question, row.json()),
                addresses(administrator, row),
                row.json().has("timestamp")
                        ? Observed.of(BinanceHistory.time(question, row.json(), "timestamp"))
                        : Observed.<Instant>unknown(),
                Observed.unknown());
    }

    /** The rights by the names that the key itself shows; a flag that nobody has heard of stays what it is called. */
    static Observed<Set<String>> rights(String question, JsonNode json) {
        var rights = new TreeSet<>(Set.of(BinanceKeys.READING));
        json.properties().forEach(field -> {
            if (field.getKey().startsWith("can")) {
                require(field.getValue().isBoolean(), question);
            }
            if (isOther(field.getKey()) && field.getValue().asBoolean()) {
                rights.add(field.getKey());
            }
        });
        BinanceKeys.FLAGS.forEach((right, flag) -> {
            if (json.path(flag).asBoolean()) {
                rights.add(right);
            }
        });
        boolean whole = BinanceKeys.FLAGS.values().stream().allMatch(json::has);
        return whole ? Observed.of(Collections.unmodifiableSet(rights)) : Observed.unknown();
    }

    private static Observed<Set<String>> addresses(SignedCalls administrator, Row row) {
        VenueRequest request = row.in(VenueRequest.get(ADDRESSES));
        JsonNode answer = asked(administrator, request);
        String bound = answer.path("ipRestrict").asText("");
        require(bound.equals("true") || bound.equals("false"), request.toString());
        if (bound.equals("false")) {
            return Observed.none();
        }
        var ips = new TreeSet<String>();
        Answers.array(Binance.ID, request.toString(), answer, "ipList").forEach(ip -> {
            require(ip.isTextual(), request.toString());
            ips.add(ip.asText().strip());
        });
        return Observed.of(Collections.unmodifiableSet(ips));
    }

    /** The request that sets the addresses of a key, without them. */
    VenueRequest addressing(Row row) {
        return row.in(VenueRequest.post("/sapi/v2/sub-account/subAccountApi/ipRestriction"));
    }

    /** Sets the addresses, takes off those that stayed, and looks. */
    void bind(SignedCalls administrator, Row row, VenueRequest request, Set<String> ips) {
        asked(administrator, request);
        further(() -> {
            Set<String> now = addresses(administrator, row).value().orElse(Set.of());
            var surplus = new TreeSet<>(now);
            surplus.removeAll(ips);
            if (!surplus.isEmpty() && !ips.isEmpty()) {
                asked(
                        administrator,
                        row.in(VenueRequest.delete(ADDRESSES + "/ipList"))
                                .param("ipAddress", String.join(",", surplus)));
                now = addresses(administrator, row).value().orElse(Set.of());
            }
            require(now.equals(ips), request.toString());
        });
    }

    /**
     * Does what belongs to a change that has begun: who is refused now has changed something all the same.
     *
     * @throws io.keyguard.VenueUnavailableException if it is refused
     */
    static void further(Runnable step) {
        try {
            step.run();
        } catch (VenueRefusedException e) {
            throw KeyguardExceptions.unavailable(
                    Binance.ID, "the key was changed by half, and the rest refused: " + e.getMessage(), null);
        }
    }

    /** The answer to {@code request}; whether it was done, the exceptions tell. */
    static JsonNode asked(SignedCalls administrator, VenueRequest request) {
        return Answers.change(Binance.ID, request.toString(), administrator.call(request), Binance.ERRORS);
    }

    private static void require(boolean itsForm, String question) {
        if (!itsForm) {
            throw KeyguardExceptions.malformedReply(Binance.ID, question, 200);
        }
    }
}
