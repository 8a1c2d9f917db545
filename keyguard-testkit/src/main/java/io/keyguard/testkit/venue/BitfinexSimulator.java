/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Bitfinex, API v2: orders, wallets, positions, ledger, movements, tokens, logins, and a WebSocket whose end can cancel everything.
 *
 * <p>From the official documentation and SDKs: the signature is HMAC-SHA384 over {@code /api}, path, nonce and body; the nonce only grows, up to 2^53 - 1. UNCONFIRMED and chosen here: that a key that is bound to other
 * addresses is told to be invalid; which right each list asks for ({@code history:read} for what is over); that {@code w/token} asks for none; statuses; the form of tokens, and that one dies with its key.
 */
public final class BitfinexSimulator extends VenueSimulator {
    static final String API = "/v2/auth/";
    static final String BAD_KEY = "10100 apikey: invalid";
    static final String BAD_DIGEST = "10100 apikey: digest invalid";
    static final String SMALL_NONCE = "10114 nonce: small";
    static final String DENIED = "10001 api_key: permission invalid";
    static final String BAD_ORDER = "10001 Invalid order";
    static final String NO_ORDER = "10001 Order not found.";
    static final String BAD_PARAMS = "10020 params: invalid";
    private static final String TOO_MANY = "ERR_RATE_LIMIT";

    private static final Map<String, Integer> ERRORS = Map.of(
            BAD_KEY,
            500,
            BAD_DIGEST,
            500,
            SMALL_NONCE,
            500,
            DENIED,
            500,
            BAD_ORDER,
            500,
            NO_ORDER,
            500,
            BAD_PARAMS,
            500,
            "11010 ratelimit: error",
            500,
            "20060 maintenance",
            500,
            TOO_MANY,
            429);

    private static final Map<String, String> RIGHTS = Map.ofEntries(
            Map.entry("r/permissions", ""),
            Map.entry("w/token", ""),
            Map.entry("w/token/del", ""),
            Map.entry("r/info/user", "account:read"),
            Map.entry("r/logins/hist", "account:read"),
            Map.entry("r/audit/hist", "account:read"),
            Map.entry("r/orders", "orders:read"),
            Map.entry("r/positions", "positions:read"),
            Map.entry("r/wallets", "wallets:read"),
            Map.entry("r/trades/hist", "history:read"),
            Map.entry("r/movements/hist", "history:read"),
            Map.entry("r/ledgers/hist", "history:read"),
            Map.entry("w/order/submit", "orders:write"),
            Map.entry("w/order/cancel", "orders:write"),
            Map.entry("w/order/cancel/multi", "orders:write"),
            Map.entry("w/order/multi", "orders:write"),
            Map.entry("w/transfer", "wallets:write"),
            Map.entry("w/withdraw", "withdraw:write"));

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int KEY_LENGTH = 43;
    private static final Pattern NONCE = Pattern.compile("[1-9]\\d{0,15}");
    private static final Pattern OF_SYMBOL = Pattern.compile("r/orders/t[A-Z0-9:]{6,32}");
    private static final long HIGHEST_NONCE = (1L << 53) - 1;

    private final BitfinexPast past = new BitfinexPast(this);
    private final BitfinexOrders orders = new BitfinexOrders(this);
    private final BitfinexTokens tokens = new BitfinexTokens(this);
    private final BitfinexFrames frames = new BitfinexFrames(this);

    private BitfinexSimulator(InstantSource clock) {
        super(clock);
    }

    /** Starts a venue that keeps the system's time. */
    public static BitfinexSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static BitfinexSimulator start(InstantSource clock) {
        return new BitfinexSimulator(clock);
    }

    /** Makes a key with {@code rights}, each a scope and whether it is for reading or writing, as {@code orders:write}. */
    public SimulatedKey createKey(String... rights) {
        return importKey(random(ALPHABET, KEY_LENGTH), random(ALPHABET, KEY_LENGTH), rights);
    }

    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        past.logged("api_key: created");
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights)));
    }

    @Override
    String venue() {
        return "bitfinex";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA384;
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

    BitfinexOrders orders() {
        return orders;
    }

    @Override
    Reply refusal(String code) {
        int status = ERRORS.getOrDefault(code, 500);
        if (code.equals(TOO_MANY)) {
            String body = JSON.createObjectNode().put("error", code).toString();
            return new Reply(status, body, code, Map.of("Retry-After", "1"));
        }
        return Reply.error(status, error(code), code);
    }

    /** A token of the form that was seen in 2019. */
    String newToken() {
        return "pub:api:" + random(ALPHABET, 36);
    }

    static ArrayNode error(String code) {
        int space = code.indexOf(' ');
        if (space < 0) {
            return error("11010 ratelimit: error");
        }
        return JSON.createArrayNode()
                .add("error")
                .add(Integer.parseInt(code.substring(0, space)))
                .add(code.substring(space + 1));
    }

    @Override
    Reply handle(Call call) {
        String endpoint = call.path().startsWith(API) ? call.path().substring(API.length()) : "";
        String right = RIGHTS.get(OF_SYMBOL.matcher(endpoint).matches() ? "r/orders" : endpoint);
        if (right == null || !call.method().equals("POST")) {
            throw new Refusal(BAD_PARAMS);
        }
        String token = call.header("bfx-token");
        SimulatedKey key = token.isEmpty() ? signer(call) : bearer(token, call.caller());
        require(key, right);
        stats().accepted(key);
        return Reply.ok(answer(key, endpoint, body(call)));
    }

    private SimulatedKey bearer(String token, String caller) {
        SimulatedKey key = key(token);
        if (key == null || !tokens.lives(key) || !key.admits(caller)) {
            throw new Refusal(BAD_KEY);
        }
        return key;
    }

    private SimulatedKey signer(Call call) {
        String nonce = call.header("bfx-nonce");
        return authenticate(
                call.header("bfx-apikey"),
                "/api" + call.path() + nonce + call.body(),
                nonce,
                call.header("bfx-signature"),
                call.caller());
    }

    /** The key that signed {@code message} with a nonce above all that it has used, and may be used from {@code caller}. */
    SimulatedKey authenticate(String apiKey, String message, String nonce, String signature, String caller) {
        SimulatedKey key = key(apiKey);
        if (key == null || tokens.isToken(key) || !key.admits(caller)) {
            throw new Refusal(BAD_KEY);
        }
        String expected = HexFormat.of().formatHex(Signatures.hmac("HmacSHA384", utf8(key.secret()), utf8(message)));
        if (!Signatures.same(expected, signature)) {
            throw new Refusal(BAD_DIGEST);
        }
        boolean grows = NONCE.matcher(nonce).matches()
                && Long.parseLong(nonce) <= HIGHEST_NONCE
                && key.useNonce(Long.parseLong(nonce));
        if (!grows) {
            throw new Refusal(SMALL_NONCE);
        }
        return key;
    }

    static void require(SimulatedKey key, String right) {
        if (!right.isEmpty() && !key.may(right)) {
            throw new Refusal(DENIED);
        }
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // It is refused like anything else that is no object.
        }
        throw new Refusal(BAD_PARAMS);
    }

    private JsonNode answer(SimulatedKey key, String endpoint, JsonNode body) {
        if (OF_SYMBOL.matcher(endpoint).matches()) {
            return orders.open(endpoint.substring(endpoint.lastIndexOf('/') + 1));
        }
        return switch (endpoint) {
            case "r/permissions" -> BitfinexPast.permissions(key);
            case "r/info/user" -> past.user();
            case "r/logins/hist" -> past.logins(body);
            case "r/audit/hist" -> past.audit(body);
            case "r/orders" -> orders.open("");
            case "r/positions" -> orders.positions();
            case "r/wallets" -> past.wallets();
            case "r/trades/hist" -> past.trades(body);
            case "r/movements/hist" -> past.movements(body);
            case "r/ledgers/hist" -> past.ledger(body);
            case "w/token" -> tokens.make(key, body);
            case "w/token/del" -> tokens.delete(body);
            case "w/transfer" -> past.transfer(body);
            case "w/withdraw" -> past.withdraw(body);
            default -> orders.change(endpoint.substring("w/order/".length()), body);
        };
    }

    /** What a request for a change is answered with. */
    ArrayNode notification(String type, JsonNode about, String text) {
        return JSON.createArrayNode()
                .add(millis())
                .add(type)
                .addNull()
                .addNull()
                .add(about)
                .addNull()
                .add("SUCCESS")
                .add(text);
    }

    @Override
    void filled(Book.Fill fill) {
        orders.settle(fill);
    }
}
