/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Crypto.com Exchange, API v1: one JSON document with id, method, parameters, key, signature and time, where the parameters are signed without anything between them; orders, triggers, positions, movements. No call tells what a key may do.
 *
 * <p>From the official documentation: what is signed; 60 seconds for the time; reason codes and statuses; that a deposit address is shown with the permission to withdraw alone. UNCONFIRMED and chosen here: the order of checks; that a missing
 * permission is 40101; that the id need not differ; that lists tell all instruments where none is named; that bounds in time are included.
 */
public final class CryptoComSimulator extends VenueSimulator {
    private static final String API = "/exchange/v1/";

    /** What goes wrong, by code: HTTP status and name. */
    private static final Map<String, Map.Entry<Integer, String>> ERRORS = Map.ofEntries(
            error("202", 400, "ACCOUNT_IS_SUSPENDED"),
            error("204", 400, "DUPLICATE_CLORDID"),
            error("209", 400, "INVALID_INSTRUMENT"),
            error("213", 400, "INVALID_ORDERQTY"),
            error("218", 400, "INVALID_ORDTYPE"),
            error("219", 500, "INVALID_EXECINST"),
            error("220", 400, "INVALID_SIDE"),
            error("306", 500, "INSUFFICIENT_AVAILABLE_BALANCE"),
            error("308", 400, "INVALID_PRICE"),
            error("317", 500, "POSITION_NO_EXIST"),
            error("30024", 400, "MAX_AMOUNT_VIOLATED"),
            error("40001", 400, "BAD_REQUEST"),
            error("40002", 400, "METHOD_NOT_FOUND"),
            error("40003", 400, "INVALID_REQUEST"),
            error("40004", 400, "MISSING_OR_INVALID_ARGUMENT"),
            error("40101", 401, "UNAUTHORIZED"),
            error("40102", 400, "INVALID_NONCE"),
            error("40103", 401, "IP_ILLEGAL"),
            error("40104", 401, "USER_TIER_INVALID"),
            error("40401", 200, "NOT_FOUND"),
            error("40801", 408, "REQUEST_TIMEOUT"),
            error("42901", 429, "TOO_MANY_REQUESTS"),
            error("50001", 400, "ERR_INTERNAL"),
            error("9010001", 503, "SYSTEM_MAINTENANCE"));

    private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final long WINDOW = 60_000;

    private final CryptoComOrders orders = new CryptoComOrders(this);
    private final CryptoComPast past = new CryptoComPast(this);
    private final CryptoComFrames frames = new CryptoComFrames(this);

    private CryptoComSimulator(InstantSource clock) {
        super(clock);
    }

    private static Map.Entry<String, Map.Entry<Integer, String>> error(String code, int status, String name) {
        return Map.entry(code, Map.entry(status, name));
    }

    /** Starts a venue that keeps the system's time. */
    public static CryptoComSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static CryptoComSimulator start(InstantSource clock) {
        return new CryptoComSimulator(clock);
    }

    /** Makes a key with {@code permissions}: {@code Can Read}, {@code Enable Trading} or {@code Enable Withdrawal}. */
    public SimulatedKey createKey(String... permissions) {
        return importKey(random(ALPHANUMERIC, 22), "cxakp_" + random(ALPHANUMERIC, 22), permissions);
    }

    SimulatedKey importKey(String apiKey, String secret, String... permissions) {
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(permissions)));
    }

    @Override
    String venue() {
        return "crypto-com";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return "42901";
    }

    @Override
    public String accountId() {
        return "243d3f39-b193-4eb9-1d60-e98f2fc17707";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Frames frames() {
        return frames;
    }

    @Override
    Reply refusal(String code) {
        Map.Entry<Integer, String> error = ERRORS.getOrDefault(code, Map.entry(400, "BAD_REQUEST"));
        ObjectNode json = JSON.createObjectNode()
                .put("id", -1)
                .put("method", "ERROR")
                .put("code", Long.parseLong(code))
                .put("message", error.getValue());
        return Reply.error(error.getKey(), json, code);
    }

    @Override
    Reply handle(Call call) {
        JsonNode request = parsed(call.body());
        String method = request.path("method").asText("");
        boolean named = call.path().equals(API + method)
                && call.method().equals("POST")
                && call.query().isEmpty();
        if (!named) {
            throw new Refusal("40002");
        }
        if (!call.header("Content-Type").startsWith("application/json")
                || !request.path("params").isObject()) {
            throw new Refusal("40003");
        }
        SimulatedKey key = authenticate(request, call.caller());
        if (!key.may(permissionFor(method))) {
            throw new Refusal("40101");
        }
        stats().accepted(key);
        ObjectNode answer = JSON.createObjectNode();
        answer.set("id", request.path("id"));
        answer.put("method", method).put("code", 0);
        JsonNode result = serve(method.substring("private/".length()), request.path("params"));
        if (!result.isMissingNode()) {
            answer.set("result", result);
        }
        return Reply.ok(answer);
    }

    static JsonNode parsed(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Told like any other document that is no request.
        }
        throw new Refusal("40001");
    }

    /** The key of {@code request}, found to be signed with it, now. */
    SimulatedKey authenticate(JsonNode request, String caller) {
        SimulatedKey key = key(request.path("api_key").asText(""));
        if (key == null) {
            throw new Refusal("40101");
        }
        if (!key.admits(caller)) {
            throw new Refusal("40103");
        }
        String id = request.path("id").asText("");
        String nonce = request.path("nonce").asText("");
        if (!WHOLE.matcher(id).matches() || !WHOLE.matcher(nonce).matches()) {
            throw new Refusal("40003");
        }
        String message = request.path("method").asText() + id + key.apiKey() + words(request.path("params")) + nonce;
        String signature = HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(message)));
        if (!Signatures.same(signature, request.path("sig").asText("").toLowerCase(Locale.ROOT))) {
            throw new Refusal("40101");
        }
        if (Math.abs(Long.parseLong(nonce) - millis()) > WINDOW) {
            throw new Refusal("40102");
        }
        return key;
    }

    /** Names in ascending order, each followed by its value, without anything between them. */
    private static String words(JsonNode params) {
        if (params.isMissingNode()) {
            return "";
        }
        if (params.isArray()) {
            var items = new StringBuilder();
            params.forEach(item -> items.append(words(item)));
            return items.toString();
        }
        if (!params.isObject()) {
            return params.asText();
        }
        var fields = new TreeMap<String, JsonNode>();
        params.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        var words = new StringBuilder();
        fields.forEach((name, value) -> words.append(name).append(words(value)));
        return words.toString();
    }

    private static String permissionFor(String method) {
        return switch (method) {
            case "private/user-balance",
                    "private/get-accounts",
                    "private/get-positions",
                    "private/get-open-orders",
                    "private/get-trades",
                    "private/get-deposit-history",
                    "private/get-withdrawal-history",
                    "private/advanced/get-open-orders" -> "Can Read";
            case "private/create-order",
                    "private/create-order-list",
                    "private/advanced/create-order",
                    "private/cancel-order",
                    "private/advanced/cancel-order",
                    "private/cancel-all-orders",
                    "private/close-position" -> "Enable Trading";
            case "private/get-deposit-address", "private/create-withdrawal", "private/create-subaccount-transfer" ->
                "Enable Withdrawal";
            default -> throw new Refusal("40002");
        };
    }

    private JsonNode serve(String method, JsonNode params) {
        return switch (method) {
            case "user-balance" -> past.balances();
            case "get-accounts" -> past.accounts();
            case "get-positions" -> past.positions();
            case "get-trades" -> past.trades(params);
            case "get-deposit-history" -> past.movements("deposit", params);
            case "get-withdrawal-history" -> past.movements("withdrawal", params);
            case "get-deposit-address" -> past.address(params);
            case "create-withdrawal", "create-subaccount-transfer" -> past.move(method, params);
            case "get-open-orders" -> orders.open(false);
            case "advanced/get-open-orders" -> orders.open(true);
            case "create-order" -> orders.place(params, false);
            case "create-order-list" -> orders.placeAll(params);
            case "advanced/create-order" -> orders.place(params, true);
            case "cancel-order" -> orders.cancel(params, false);
            case "advanced/cancel-order" -> orders.cancel(params, true);
            case "cancel-all-orders" -> orders.cancelAll(params);
            case "close-position" -> past.close(params, orders);
            default -> MissingNode.getInstance();
        };
    }

    @Override
    void filled(Book.Fill fill) {
        past.settle(fill);
    }
}
