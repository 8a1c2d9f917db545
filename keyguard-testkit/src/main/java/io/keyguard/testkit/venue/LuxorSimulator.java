/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;

/**
 * Luxor, API v2: a workspace with one sub-account, its payment settings and revenue.
 *
 * <p>From the official reference: the key in {@code authorization} as it is; 401 for a wrong key, 403 without a right, 429 for too many requests; pages counted from 1. UNCONFIRMED and chosen here: 401 for a key that
 * has ended, 403 for a foreign address, {@code Payout} as the category of payouts.
 */
public final class LuxorSimulator extends PoolSimulator {
    private static final Set<String> ERRORS = Set.of("400", "401", "403", "404", "429");
    private static final String READ = "Mining Pool: Read Only";
    private static final String WRITE = "Mining Pool: Read & Write";
    private static final String HEX = "0123456789abcdef";
    private static final String API = "/api/v2";
    private static final String SUB = "subaccount_1";

    private LuxorSimulator(InstantSource clock) {
        super(clock, "b0a5fad8-0e09-4f10-ac20-ccd80fb2d138", "bc1qsynthetic0luxor0wallet0of0sub1");
    }

    /** Starts a pool that keeps the system's time. */
    public static LuxorSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a pool that keeps the time of {@code clock}. */
    public static LuxorSimulator start(InstantSource clock) {
        return new LuxorSimulator(clock);
    }

    /** Makes a key with {@code rights}: {@code Mining Pool: Read Only} or {@code Mining Pool: Read & Write}. */
    public SimulatedKey createKey(String... rights) {
        return token(HEX, 64, rights);
    }

    @Override
    String venue() {
        return "luxor";
    }

    @Override
    public String accountId() {
        return "b0a5fad8-0e09-4f10-ac20-ccd80fb2d138";
    }

    @Override
    String tooMany() {
        return "429";
    }

    @Override
    public Set<String> errors() {
        return ERRORS;
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json = JSON.createObjectNode();
        json.putObject("error").put("code", "synthetic_refusal").put("message", "synthetic refusal");
        return Reply.error(Integer.parseInt(code), json, code);
    }

    @Override
    Reply handle(Call call) {
        SimulatedKey key = admitted(call, call.header("authorization"), "401", "403");
        boolean reads = call.method().equals("GET");
        boolean workspace = call.path().equals(API + "/workspace");
        if (!workspace && !(key.may(WRITE) || (reads && key.may(READ)))) {
            throw new Refusal("403");
        }
        stats().accepted(key);
        Map<String, String> query = Call.parameters(call.query());
        String settings = API + "/pool/payment-settings/BTC";
        return switch (call.endpoint()) {
            case "GET " + API + "/workspace" ->
                Reply.ok(JSON.createObjectNode().put("id", accountId()).put("name", "farm"));
            case "GET " + API + "/pool/subaccounts" -> Reply.ok(page(query, "subaccounts", subaccounts()));
            case "GET " + API + "/pool/payment-settings/BTC" -> Reply.ok(page(query, "payment_settings", settings()));
            case "GET " + API + "/pool/transactions/BTC" -> Reply.ok(page(query, "transactions", transactions(query)));
            default -> {
                if (!reads && call.path().equals(settings + "/" + SUB)) {
                    yield Reply.ok(update(call));
                }
                throw new Refusal("404");
            }
        };
    }

    private static ObjectNode page(Map<String, String> query, String name, ArrayNode all) {
        int size = Integer.parseInt(query.getOrDefault("page_size", "10"));
        int from = size * (Integer.parseInt(query.getOrDefault("page_number", "1")) - 1);
        ObjectNode json = JSON.createObjectNode();
        ArrayNode rows = json.putArray(name);
        for (int i = from; i < Math.min(all.size(), from + size); i++) {
            rows.add(all.get(i));
        }
        json.putObject("pagination").put("item_count", all.size());
        return json;
    }

    private static ArrayNode subaccounts() {
        ArrayNode all = JSON.createArrayNode();
        all.addObject().put("id", 1).put("name", SUB);
        return all;
    }

    private ArrayNode settings() {
        ArrayNode all = JSON.createArrayNode();
        ObjectNode one = all.addObject()
                .put("currency_type", "BTC")
                .put("balance", balance())
                .put("status", "ACTIVE");
        one.put("payment_frequency", "DAILY");
        one.putObject("subaccount").put("id", 1).put("name", SUB);
        one.putArray("addresses")
                .addObject()
                .put("address_id", 1)
                .put("address_name", "main")
                .put("external_address", wallet())
                .put("revenue_allocation", 100);
        return all;
    }

    private ArrayNode transactions(Map<String, String> query) {
        Instant from = day(query.getOrDefault("start_date", ""))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        Instant to = day(query.getOrDefault("end_date", ""))
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        ArrayNode all = JSON.createArrayNode();
        for (boolean out : new boolean[] {false, true}) {
            for (Entry entry : entries(out, from, to)) {
                all.addObject()
                        .put("currency_type", "BTC")
                        .put("date_time", entry.at().toString())
                        .put("subaccount_name", SUB)
                        .put("transaction_category", out ? "Payout" : "Miner Revenue")
                        .put("currency_amount", entry.amount())
                        .put("transaction_id", "t" + entry.id())
                        .put("transaction_type", out ? "credit" : "debit");
            }
        }
        return all;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new Refusal("400");
        }
    }

    private ObjectNode update(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            String address = json == null
                    ? ""
                    : json.path("addresses").path(0).path("external_address").asText("");
            if (address.isBlank()) {
                throw new Refusal("400");
            }
            changeWallet(address);
            return JSON.createObjectNode().put("status", "PROCESSING");
        } catch (JsonProcessingException e) {
            throw new Refusal("400");
        }
    }
}
