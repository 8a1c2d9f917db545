/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * BitMEX, API v1: orders, positions, the wallet, the list of keys, and the timer that cancels everything.
 *
 * <p>From the official documentation: the signature is HMAC-SHA256 over method, path with query, {@code api-expires} and body; keys without permissions read; {@code order} and {@code orderCancel} exclude
 * each other. UNCONFIRMED and chosen here: statuses (401 for keys, signatures and times, 403 for rights and addresses); that {@code withdraw} moves money between accounts too, and that both are done at
 * once; that an order with nothing to reduce is answered as cancelled.
 */
public final class BitmexSimulator extends VenueSimulator {
    static final String API = "/api/v1";
    static final String EXPIRED = "This request has expired - `expires` is in the past.";
    static final String DENIED = "Access Denied";
    private static final String TOO_MANY = "Rate limit exceeded, retry in 1 seconds.";

    /** What goes wrong in the venue's sentences, and its HTTP status. */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("Invalid API Key.", 401),
            Map.entry("Signature not valid.", 401),
            Map.entry(EXPIRED, 401),
            Map.entry("This key is disabled.", 403),
            Map.entry("This IP address is not allowed to use this key.", 403),
            Map.entry(DENIED, 403),
            Map.entry("Account is restricted", 403),
            Map.entry(TOO_MANY, 429),
            Map.entry("The system is currently overloaded. Please try again later.", 503),
            Map.entry("Not Found", 404),
            Map.entry("Parameter Error", 400),
            Map.entry("Duplicate clOrdID", 400),
            Map.entry("Invalid orderQty", 400),
            Map.entry("Invalid price", 400),
            Map.entry("Account has insufficient Available Balance", 400));

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Set<String> TRADING = Set.of("order");
    private static final Set<String> CANCELLING = Set.of("order", "orderCancel");
    private static final Set<String> MONEY = Set.of("withdraw");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    private final boolean testnet;
    private final BitmexPast past = new BitmexPast(this);
    private final BitmexOrders orders = new BitmexOrders(this, past);
    private final BitmexFrames frames = new BitmexFrames(this);

    private BitmexSimulator(InstantSource clock, boolean testnet) {
        super(clock);
        this.testnet = testnet;
    }

    /** Starts a venue that keeps the system's time. */
    public static BitmexSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static BitmexSimulator start(InstantSource clock) {
        return new BitmexSimulator(clock, false);
    }

    /** Starts the testnet, which knows keys of the sandbox alone. */
    public static BitmexSimulator startTestnet() {
        return new BitmexSimulator(InstantSource.system(), true);
    }

    /** Makes a key with {@code rights} out of {@code order}, {@code orderCancel} and {@code withdraw}; every key reads. */
    public SimulatedKey createKey(String... rights) {
        return importKey(random(BASE64, 24), random(BASE64, 48), rights);
    }

    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        var key = new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights));
        past.made(key);
        return register(testnet ? key.inSandbox() : key);
    }

    @Override
    String venue() {
        return "bitmex";
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
        return "1234567";
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
        ObjectNode json = JSON.createObjectNode();
        json.putObject("error").put("message", sentence(code)).put("name", "HTTPError");
        Map<String, String> headers = code.equals(TOO_MANY) ? Map.of("Retry-After", "1") : Map.of();
        return new Reply(status(code), json.toString(), code, headers);
    }

    static int status(String code) {
        return ERRORS.getOrDefault(code, 400);
    }

    /** An expired request is told the time. */
    String sentence(String code) {
        return code.equals(EXPIRED)
                ? code + " Current time: " + clock().instant().getEpochSecond()
                : code;
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET " + API)) {
            return Reply.ok(JSON.createObjectNode()
                    .put("name", "BitMEX API")
                    .put("version", "2.0.0")
                    .put("timestamp", millis()));
        }
        Set<String> rights = rightsFor(call);
        SimulatedKey key = authenticate(
                call.header("api-key"),
                call.method() + call.pathAndQuery() + call.header("api-expires") + call.body(),
                call.header("api-expires"),
                call.header("api-signature"),
                call.caller());
        requireAny(key, rights);
        stats().accepted(key);
        return serve(call);
    }

    /** Any of the rights is enough; none is asked for reading. */
    private static Set<String> rightsFor(Call call) {
        return switch (call.endpoint()) {
            case "GET /api/v1/apiKey",
                    "GET /api/v1/order",
                    "GET /api/v1/position",
                    "GET /api/v1/execution/tradeHistory",
                    "GET /api/v1/user/margin",
                    "GET /api/v1/user/walletHistory",
                    "GET /api/v1/userEvent",
                    "GET /api/v1/wallet/assets" -> Set.of();
            case "POST /api/v1/order", "POST /api/v1/position/leverage" -> TRADING;
            case "DELETE /api/v1/order", "DELETE /api/v1/order/all", "POST /api/v1/order/cancelAllAfter" -> CANCELLING;
            case "POST /api/v1/user/requestWithdrawal", "POST /api/v1/user/walletTransfer" -> MONEY;
            default -> throw new Refusal("Not Found");
        };
    }

    /** The key that signed {@code message}, which must not have expired, and may be used from {@code caller}. */
    SimulatedKey authenticate(String apiKey, String message, String expires, String signature, String caller) {
        SimulatedKey key = key(apiKey);
        if (key == null || key.isSandbox() != testnet) {
            throw new Refusal("Invalid API Key.");
        }
        boolean inTime = SECONDS.matcher(expires).matches()
                && Long.parseLong(expires) >= clock().instant().getEpochSecond();
        if (!inTime) {
            throw new Refusal(EXPIRED);
        }
        String expected = HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(message)));
        if (!Signatures.same(expected, signature)) {
            throw new Refusal("Signature not valid.");
        }
        if (!key.admits(caller)) {
            throw new Refusal("This IP address is not allowed to use this key.");
        }
        return key;
    }

    private static void requireAny(SimulatedKey key, Set<String> rights) {
        if (!rights.isEmpty() && rights.stream().noneMatch(key::may)) {
            throw new Refusal(DENIED);
        }
    }

    private Reply serve(Call call) {
        Map<String, String> query = Call.parameters(call.query());
        return switch (call.endpoint()) {
            case "GET /api/v1/apiKey" -> Reply.ok(past.keys());
            case "GET /api/v1/order" -> Reply.ok(past.orders(query));
            case "GET /api/v1/position" -> Reply.ok(past.positions());
            case "GET /api/v1/execution/tradeHistory" -> Reply.ok(past.executions(query));
            case "GET /api/v1/user/margin" -> Reply.ok(past.margin());
            case "GET /api/v1/user/walletHistory" -> Reply.ok(past.wallet(query));
            case "GET /api/v1/userEvent" -> Reply.ok(past.events(query));
            case "GET /api/v1/wallet/assets" -> Reply.ok(BitmexPast.assets());
            default -> change(call.endpoint(), body(call));
        };
    }

    private Reply change(String endpoint, JsonNode body) {
        return switch (endpoint) {
            case "POST /api/v1/order" -> Reply.ok(orders.place(body));
            case "DELETE /api/v1/order" -> Reply.ok(orders.cancel(body));
            case "DELETE /api/v1/order/all" ->
                Reply.ok(orders.cancelAll(body.path("symbol").asText("")));
            case "POST /api/v1/order/cancelAllAfter" ->
                Reply.ok(orders.timer(body.path("timeout").asText("")));
            case "POST /api/v1/position/leverage" ->
                Reply.ok(JSON.createObjectNode()
                        .put("account", Long.parseLong(accountId()))
                        .put("symbol", BitmexOrders.required(body, "symbol"))
                        .put("leverage", BitmexOrders.required(body, "leverage")));
            case "POST /api/v1/user/requestWithdrawal" -> Reply.ok(move(body, "Withdrawal", "address"));
            default -> Reply.ok(move(body, "Transfer", "targetAccountId"));
        };
    }

    /** A JSON object, or a form as one of strings. */
    private static JsonNode body(Call call) {
        if (!call.header("Content-Type").startsWith("application/json")) {
            ObjectNode form = JSON.createObjectNode();
            Call.parameters(call.body()).forEach(form::put);
            return form;
        }
        try {
            JsonNode json = JSON.readTree(call.body());
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // It is refused like anything else that is no object.
        }
        throw new Refusal("Parameter Error");
    }

    /** The timer, set over a WebSocket. */
    ObjectNode timer(String timeout) {
        return orders.timer(timeout);
    }

    /** Whether {@code key} may set it. */
    static void requireCancelling(SimulatedKey key) {
        requireAny(key, CANCELLING);
    }

    private ObjectNode move(JsonNode body, String type, String target) {
        String counterparty = BitmexOrders.required(body, target);
        BitmexPast.Coin coin = BitmexPast.coin(BitmexOrders.required(body, "currency"));
        BigDecimal amount =
                new BigDecimal(BitmexOrders.whole(BitmexOrders.required(body, "amount"))).movePointLeft(coin.scale());
        if (!book().debit(coin.inBook(), amount)) {
            throw new Refusal("Account has insufficient Available Balance");
        }
        var move = new Book.Move(
                type, book().nextId(), coin.inBook(), amount.negate(), counterparty, "Completed", clock().instant());
        book().moved(move);
        return past.transaction(move);
    }

    /** What a spot order brings and takes; a contract is a position alone. */
    @Override
    void filled(Book.Fill fill) {
        past.settle(fill);
    }
}
