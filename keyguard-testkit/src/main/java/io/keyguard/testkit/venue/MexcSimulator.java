/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * MEXC: spot (API v3) and contracts (API v1) of one account, keys of sub-accounts, and the login of contracts' WebSocket.
 *
 * <p>From the official documentation: the signature of spot is HMAC-SHA256 over query and body with nothing between them, that of contracts over API key, time and parameters; neither covers method and path, and none is checked here
 * that is not signed. UNCONFIRMED and chosen here: statuses (400 for spot, 200 for contracts); 401 for a key that contracts do not know; that a second order with the same {@code externalOid} is answered with the first.
 */
public final class MexcSimulator extends VenueSimulator {
    static final String SPOT = "/api/v3/";
    static final String CONTRACT = "/api/v1/private/";
    static final String BAD_PARAMS = "700004";
    static final String BAD_CONTRACT_PARAMS = "600";
    private static final String TOO_MANY = "429";
    private static final String NO_RIGHT = "700007";

    /** The HTTP status of each code. */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("10072", 400),
            Map.entry("700001", 400),
            Map.entry("700002", 400),
            Map.entry("700003", 400),
            Map.entry("700005", 400),
            Map.entry("700006", 400),
            Map.entry(NO_RIGHT, 400),
            Map.entry(BAD_PARAMS, 400),
            Map.entry("-2011", 400),
            Map.entry("10007", 400),
            Map.entry("10101", 400),
            Map.entry("30004", 400),
            Map.entry("730705", 400),
            Map.entry(TOO_MANY, 429),
            Map.entry("401", 200),
            Map.entry("402", 200),
            Map.entry("406", 200),
            Map.entry("510", 200),
            Map.entry("513", 200),
            Map.entry("602", 200),
            Map.entry("701", 200),
            Map.entry("703", 200),
            Map.entry("704", 200),
            Map.entry("2011", 200),
            Map.entry(BAD_CONTRACT_PARAMS, 200));

    private static final Map<String, String> RIGHTS = Map.ofEntries(
            Map.entry("GET account", "SPOT_ACCOUNT_READ"),
            Map.entry("GET uid", "SPOT_ACCOUNT_READ"),
            Map.entry("GET selfSymbols", "SPOT_ACCOUNT_READ"),
            Map.entry("POST userDataStream", "SPOT_ACCOUNT_READ"),
            Map.entry("GET sub-account/apiKey", "SPOT_ACCOUNT_READ"),
            Map.entry("POST sub-account/apiKey", "SPOT_ACCOUNT_WRITE"),
            Map.entry("DELETE sub-account/apiKey", "SPOT_ACCOUNT_WRITE"),
            Map.entry("GET openOrders", "SPOT_DEAL_READ"),
            Map.entry("GET myTrades", "SPOT_DEAL_READ"),
            Map.entry("POST order", "SPOT_DEAL_WRITE"),
            Map.entry("POST order/test", "SPOT_DEAL_WRITE"),
            Map.entry("DELETE order", "SPOT_DEAL_WRITE"),
            Map.entry("DELETE openOrders", "SPOT_DEAL_WRITE"),
            Map.entry("GET capital/deposit/hisrec", "SPOT_WITHDRAW_READ"),
            Map.entry("GET capital/withdraw/history", "SPOT_WITHDRAW_READ"),
            Map.entry("POST capital/withdraw", "SPOT_WITHDRAW_WRITE"),
            Map.entry("GET capital/transfer", "SPOT_TRANSFER_READ"),
            Map.entry("POST capital/transfer", "SPOT_TRANSFER_WRITE"));

    /** The code says which right is missing. */
    private static final Map<String, String> CONTRACT_RIGHTS = Map.ofEntries(
            Map.entry("GET account/assets", "CONTRACT_ACCOUNT_READ 701"),
            Map.entry("GET position/open_positions", "CONTRACT_DEAL_READ 703"),
            Map.entry("GET order/list/open_orders", "CONTRACT_DEAL_READ 703"),
            Map.entry("GET order/list/order_deals", "CONTRACT_DEAL_READ 703"),
            Map.entry("POST order/submit", "CONTRACT_DEAL_WRITE 704"),
            Map.entry("POST order/create", "CONTRACT_DEAL_WRITE 704"),
            Map.entry("POST order/cancel", "CONTRACT_DEAL_WRITE 704"),
            Map.entry("POST order/cancel_all", "CONTRACT_DEAL_WRITE 704"),
            Map.entry("POST planorder/cancel_all", "CONTRACT_DEAL_WRITE 704"));

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
    private static final Pattern KEY = Pattern.compile("mx0[A-Za-z0-9]{13,30}");
    private static final Pattern OPEN_ORDERS = Pattern.compile("GET order/list/open_orders/[A-Z0-9]+_[A-Z0-9]+");
    private static final long LONGEST_WINDOW = 60_000;
    private static final long EARLY = 1_000;

    private final MexcOrders orders = new MexcOrders(this);
    private final MexcContracts contracts = new MexcContracts(this);
    private final MexcPast past = new MexcPast(this);
    private final MexcSubKeys subKeys = new MexcSubKeys(this);
    private final MexcFrames frames = new MexcFrames(this);

    private MexcSimulator(InstantSource clock) {
        super(clock);
    }

    /** Starts a venue that keeps the system's time. */
    public static MexcSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static MexcSimulator start(InstantSource clock) {
        return new MexcSimulator(clock);
    }

    /** Makes a key of the main account with {@code rights}, as {@code SPOT_DEAL_WRITE}. */
    public SimulatedKey createKey(String... rights) {
        return importKey(newApiKey(), newSecret(), rights);
    }

    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights)));
    }

    String newApiKey() {
        return "mx0" + random(ALPHABET, 15);
    }

    String newSecret() {
        return random("0123456789abcdef", 32);
    }

    @Override
    String venue() {
        return "mexc";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return TOO_MANY;
    }

    @Override
    public String accountId() {
        return "209302839";
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
        int status = ERRORS.getOrDefault(code, 400);
        ObjectNode json = JSON.createObjectNode();
        if (status == 200) {
            json.put("success", false).put("code", Integer.parseInt(code)).put("message", "refused");
        } else {
            json.put("code", Integer.parseInt(code)).put("msg", "refused").putNull("_extend");
        }
        return Reply.error(status, json, code);
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET /api/v3/time")) {
            return Reply.ok(JSON.createObjectNode().put("serverTime", millis()));
        }
        if (call.path().startsWith(CONTRACT)) {
            return contract(call, call.method() + " " + call.path().substring(CONTRACT.length()));
        }
        String endpoint = call.method() + " "
                + (call.path().startsWith(SPOT) ? call.path().substring(SPOT.length()) : "");
        String right = RIGHTS.get(endpoint);
        if (right == null) {
            throw new Refusal(BAD_PARAMS);
        }
        Map<String, String> params = Call.parameters(call.query() + "&" + call.body());
        SimulatedKey key = known(call.header("X-MEXC-APIKEY"), call.caller(), "10072", "700006");
        requireSigned(key, call);
        requireInTime(params);
        if (!key.may(right)) {
            throw new Refusal(NO_RIGHT);
        }
        stats().accepted(key);
        return Reply.ok(spot(endpoint, params));
    }

    private SimulatedKey known(String apiKey, String caller, String unknown, String foreign) {
        SimulatedKey key = key(apiKey);
        if (key == null) {
            boolean spot = unknown.equals("10072");
            throw new Refusal(spot && !KEY.matcher(apiKey).matches() ? "700001" : unknown);
        }
        if (!key.admits(caller)) {
            throw new Refusal(foreign);
        }
        return key;
    }

    /** Query and body with nothing between them; the signature stands last in the query. */
    private static void requireSigned(SimulatedKey key, Call call) {
        int at = call.query().lastIndexOf("&signature=");
        String signed = at < 0 ? call.query() : call.query().substring(0, at);
        String signature = at < 0 ? "" : call.query().substring(at + "&signature=".length());
        if (!Signatures.same(sign(key, signed + call.body()), signature)) {
            throw new Refusal("700002");
        }
    }

    static String sign(SimulatedKey key, String message) {
        return HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(message)));
    }

    private void requireInTime(Map<String, String> params) {
        String window = params.getOrDefault("recvWindow", "5000");
        String timestamp = params.getOrDefault("timestamp", "");
        if (!MILLIS.matcher(window).matches() || Long.parseLong(window) > LONGEST_WINDOW) {
            throw new Refusal("700005");
        }
        boolean inTime = MILLIS.matcher(timestamp).matches()
                && Long.parseLong(timestamp) < millis() + EARLY
                && millis() - Long.parseLong(timestamp) <= Long.parseLong(window);
        if (!inTime) {
            throw new Refusal("700003");
        }
    }

    private JsonNode spot(String endpoint, Map<String, String> params) {
        return switch (endpoint) {
            case "GET account" -> orders.account();
            case "GET uid" -> JSON.createObjectNode().put("uid", accountId());
            case "GET selfSymbols" -> MexcOrders.symbols();
            case "POST userDataStream" -> JSON.createObjectNode().put("listenKey", random(ALPHABET, 64));
            case "GET sub-account/apiKey" -> subKeys.list(params);
            case "POST sub-account/apiKey" -> subKeys.create(params);
            case "DELETE sub-account/apiKey" -> subKeys.delete(params);
            case "GET openOrders" -> orders.open(params);
            case "GET myTrades" -> past.trades(params);
            case "POST order" -> orders.place(params);
            case "POST order/test" -> orders.tryOut(params);
            case "DELETE order" -> orders.cancel(params);
            case "DELETE openOrders" -> orders.cancelAll(params);
            case "GET capital/deposit/hisrec" -> past.deposits(params);
            case "GET capital/withdraw/history" -> past.withdrawals(params);
            case "POST capital/withdraw" -> past.withdraw(params);
            case "GET capital/transfer" -> past.transfers(params);
            default -> past.transfer(params);
        };
    }

    private Reply contract(Call call, String endpoint) {
        String[] right = CONTRACT_RIGHTS
                .getOrDefault(OPEN_ORDERS.matcher(endpoint).matches() ? "GET order/list/open_orders" : endpoint, "")
                .split(" ", -1);
        if (right.length != 2) {
            throw new Refusal(BAD_CONTRACT_PARAMS);
        }
        String time = call.header("Request-Time");
        SimulatedKey key = authenticate(
                call.header("ApiKey"),
                time,
                call.method().equals("POST") ? call.body() : call.query(),
                call.header("Signature"),
                call.caller());
        requireInTime(time, call.header("Recv-Window"));
        if (!key.may(right[0])) {
            throw new Refusal(right[1]);
        }
        stats().accepted(key);
        ObjectNode answer = JSON.createObjectNode().put("success", true).put("code", 0);
        answer.set("data", contract(endpoint, call));
        return Reply.ok(answer);
    }

    /** The key that signed {@code parameters} at {@code time}. */
    SimulatedKey authenticate(String apiKey, String time, String parameters, String signature, String caller) {
        SimulatedKey key = known(apiKey, caller, "401", "406");
        if (!Signatures.same(sign(key, apiKey + time + parameters), signature)) {
            throw new Refusal("602");
        }
        return key;
    }

    /** Seconds, at most 60; 10 if it says nothing. */
    void requireInTime(String time, String window) {
        long seconds = window.matches("\\d{1,2}") ? Math.min(60, Long.parseLong(window)) : 10;
        if (!MILLIS.matcher(time).matches() || Math.abs(millis() - Long.parseLong(time)) > 1_000 * seconds) {
            throw new Refusal("513");
        }
    }

    private JsonNode contract(String endpoint, Call call) {
        Map<String, String> query = Call.parameters(call.query());
        if (endpoint.startsWith("GET order/list/open_orders/")) {
            query.put("symbol", endpoint.substring(endpoint.lastIndexOf('/') + 1));
            return contracts.open(query);
        }
        return switch (endpoint) {
            case "GET account/assets" -> contracts.assets();
            case "GET position/open_positions" -> contracts.positions();
            case "GET order/list/open_orders" -> contracts.open(query);
            case "GET order/list/order_deals" -> contracts.deals(query);
            case "POST order/submit" -> contracts.place(body(call));
            case "POST order/create" -> contracts.create(body(call));
            case "POST order/cancel" -> contracts.cancel(body(call));
            case "POST planorder/cancel_all" -> JSON.nullNode();
            default -> contracts.cancelAll(body(call));
        };
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            if (json != null && json.isContainerNode()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // It is refused like anything else that is no document.
        }
        throw new Refusal(BAD_CONTRACT_PARAMS);
    }

    @Override
    void filled(Book.Fill fill) {
        orders.settle(fill);
    }
}
