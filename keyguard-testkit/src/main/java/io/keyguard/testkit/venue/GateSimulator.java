/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gate, API v4: the main account with spot, perpetual contracts, wallet, and the keys of its sub-accounts.
 *
 * <p>From the official documentation: HMAC-SHA512 over method, path, query before it is encoded, SHA-512 of the body, and seconds, which may be 60 off; groups of rights that only read, or write too.
 * UNCONFIRMED and chosen here: statuses; that {@code account} administers sub-accounts; that a key of a sub-account is shown its own rights; that contracts come in parts; that two open orders cannot
 * have the same {@code text}.
 */
public final class GateSimulator extends VenueSimulator {
    static final String API = "/api/v4";
    static final String FORBIDDEN = "FORBIDDEN";
    static final String BAD_VALUE = "INVALID_PARAM_VALUE";
    static final String BAD_BODY = "INVALID_REQUEST_BODY";
    static final String NOT_FOUND = "NOT_FOUND";
    static final String NO_MONEY = "BALANCE_NOT_ENOUGH";
    private static final String TOO_MANY = "TOO_MANY_REQUESTS";

    /** What goes wrong, in labels, and its HTTP status. */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("INVALID_KEY", 401),
            Map.entry("INVALID_SIGNATURE", 401),
            Map.entry("REQUEST_EXPIRED", 401),
            Map.entry("MISSING_REQUIRED_HEADER", 401),
            Map.entry("IP_FORBIDDEN", 403),
            Map.entry(FORBIDDEN, 403),
            Map.entry("READ_ONLY", 403),
            Map.entry("SUB_ACCOUNT_LOCKED", 403),
            Map.entry(TOO_MANY, 429),
            Map.entry(NOT_FOUND, 404),
            Map.entry("ORDER_NOT_FOUND", 404),
            Map.entry("USER_NOT_FOUND", 400),
            Map.entry(BAD_VALUE, 400),
            Map.entry(BAD_BODY, 400),
            Map.entry("MISSING_REQUIRED_PARAM", 400),
            Map.entry("REPEATED_CREATION", 400),
            Map.entry(NO_MONEY, 400));

    private static final String HEX = "0123456789abcdef";
    private static final int WINDOW = 60;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    private final boolean testnet;
    private final GateSubKeys subKeys = new GateSubKeys(this);
    private final GatePast past = new GatePast(this);
    private final GateOrders orders = new GateOrders(this);
    private final GateSocket frames = new GateSocket(this);

    private GateSimulator(InstantSource clock, boolean testnet) {
        super(clock);
        this.testnet = testnet;
    }

    /** Starts a venue that keeps the system's time. */
    public static GateSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static GateSimulator start(InstantSource clock) {
        return new GateSimulator(clock, false);
    }

    /** Starts the testnet, which knows keys of the sandbox alone. */
    public static GateSimulator startTestnet() {
        return new GateSimulator(InstantSource.system(), true);
    }

    /** Makes a key of the main account with {@code rights}, each a group with {@code :read_only} or {@code :read_write}. */
    public SimulatedKey createKey(String... rights) {
        return importKey(random(HEX, 32), random(HEX, 64), rights);
    }

    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        var key = new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights));
        return register(testnet ? key.inSandbox() : key);
    }

    @Override
    String venue() {
        return "gate";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA512;
    }

    @Override
    String tooMany() {
        return TOO_MANY;
    }

    @Override
    public String accountId() {
        return "10001";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Frames frames() {
        return frames;
    }

    GateOrders orders() {
        return orders;
    }

    @Override
    Reply refusal(String code) {
        return Reply.error(status(code), error(code), code);
    }

    static int status(String code) {
        return ERRORS.getOrDefault(code, 400);
    }

    static ObjectNode error(String code) {
        String message = code.equals(FORBIDDEN) ? "Request API key does not have the permission" : "simulated";
        return JSON.createObjectNode().put("label", code).put("message", message);
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET " + API + "/spot/time")) {
            return Reply.ok(JSON.createObjectNode().put("server_time", millis()));
        }
        SimulatedKey key = authenticate(call);
        requireRight(key, call);
        subKeys.requireUnlocked(key);
        stats().accepted(key);
        return serve(call, key);
    }

    private SimulatedKey authenticate(Call call) {
        String timestamp = call.header("Timestamp");
        String message =
                String.join("\n", call.method(), call.path(), decoded(call.query()), hash(call.body()), timestamp);
        return authenticate(call.header("KEY"), message, timestamp, call.header("SIGN"), call.caller());
    }

    private static String decoded(String query) {
        try {
            return URLDecoder.decode(query, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(BAD_VALUE);
        }
    }

    private static String hash(String body) {
        return HexFormat.of().formatHex(Signatures.sha512(utf8(body)));
    }

    /** The key that signed {@code message}, which must be of now, and may be used from {@code caller}. */
    SimulatedKey authenticate(String apiKey, String message, String timestamp, String signature, String caller) {
        if (apiKey.isEmpty() || timestamp.isEmpty() || signature.isEmpty()) {
            throw new Refusal("MISSING_REQUIRED_HEADER");
        }
        SimulatedKey key = key(apiKey);
        if (key == null || key.isSandbox() != testnet) {
            throw new Refusal("INVALID_KEY");
        }
        boolean inTime = SECONDS.matcher(timestamp).matches()
                && Math.abs(Long.parseLong(timestamp) - clock().instant().getEpochSecond()) <= WINDOW;
        if (!inTime) {
            throw new Refusal("REQUEST_EXPIRED");
        }
        String expected = HexFormat.of().formatHex(Signatures.hmac("HmacSHA512", utf8(key.secret()), utf8(message)));
        if (!Signatures.same(expected, signature)) {
            throw new Refusal("INVALID_SIGNATURE");
        }
        if (!key.admits(caller)) {
            throw new Refusal("IP_FORBIDDEN");
        }
        return key;
    }

    private static void requireRight(SimulatedKey key, Call call) {
        boolean anybody = call.endpoint().equals("GET " + API + "/account/detail");
        if (!anybody) {
            require(key, group(call.path()), !call.method().equals("GET"));
        }
    }

    private static String group(String path) {
        String[] parts = path.split("/", -1);
        boolean ours = path.startsWith(API + "/") && parts.length > 3;
        return switch (ours ? parts[3] : "") {
            case "sub_accounts" -> "account";
            case "withdrawals" -> "withdrawal";
            case "account", "spot", "futures", "wallet" -> parts[3];
            default -> throw new Refusal(NOT_FOUND);
        };
    }

    static void require(SimulatedKey key, String group, boolean toWrite) {
        if (key.may(group + ":read_write")) {
            return;
        }
        if (key.may(group + ":read_only")) {
            if (toWrite) {
                throw new Refusal("READ_ONLY");
            }
            return;
        }
        throw new Refusal(FORBIDDEN);
    }

    private Reply serve(Call call, SimulatedKey key) {
        Map<String, String> query = Call.parameters(call.query());
        String path = call.path().substring(API.length());
        if (path.startsWith("/sub_accounts")) {
            return subKeys.serve(call.method(), path, body(call));
        }
        if (path.startsWith("/account")) {
            return Reply.ok(path.equals("/account/main_keys") ? subKeys.own(key) : subKeys.detail(key));
        }
        if (path.startsWith("/wallet") || path.startsWith("/withdrawals")) {
            return past.serve(call.method() + " " + path, query, body(call));
        }
        return orders.serve(call.method(), path, query, body(call));
    }

    /** A JSON object or array; an empty object where there is nothing. */
    private static JsonNode body(Call call) {
        if (call.body().isEmpty()) {
            return JSON.createObjectNode();
        }
        JsonNode json = parsed(call.body());
        if (!json.isContainerNode()) {
            throw new Refusal(BAD_BODY);
        }
        return json;
    }

    static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refusal(BAD_BODY);
        }
    }

    static String required(JsonNode body, String name) {
        String value = body.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal("MISSING_REQUIRED_PARAM");
        }
        return value;
    }

    @Override
    void filled(Book.Fill fill) {
        orders.settle(fill);
    }
}
