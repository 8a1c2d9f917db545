/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Bitstamp, HTTP API v2: signed with key, host, path, type, nonce, time and body, answers that are signed as well, orders, transactions and withdrawals. No call tells what a key may do.
 *
 * <p>From the official documentation, ccxt and public clients: the message that is signed; a nonce of 36 characters that is taken once; a {@code POST} with a type and no body is an error (API0020). UNCONFIRMED and chosen here: the order of
 * checks; 150 seconds for timestamps; what permissions are called; codes and statuses but for API0004, API0005, API0011 and API0020; that lists of open orders are not late.
 */
public final class BitstampSimulator extends VenueSimulator {
    private static final String MAINTENANCE = "Bitstamp.net is under scheduled maintenance. We'll be back soon.";

    /** What goes wrong, by code or sentence, and its HTTP status. */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("API0001", 403),
            Map.entry("API0002", 403),
            Map.entry("API0004", 403),
            Map.entry("API0005", 403),
            Map.entry("API0006", 403),
            Map.entry("API0011", 403),
            Map.entry("API0017", 403),
            Map.entry("API0020", 400),
            Map.entry("No permission found", 403),
            Map.entry("Your account is frozen", 403),
            Map.entry("403.004", 403),
            Map.entry("400.002", 400),
            Map.entry("400.004", 400),
            Map.entry("400.007", 400),
            Map.entry("400.009", 400),
            Map.entry("400.018", 400),
            Map.entry("400.019", 400),
            Map.entry("400.067", 429),
            Map.entry("Order not found", 404),
            Map.entry("Not found", 404),
            Map.entry(MAINTENANCE, 503));

    private static final Map<String, String> SENTENCES = Map.of(
            "API0001", "API key not found",
            "API0002", "IP address not allowed",
            "API0004", "Invalid nonce",
            "API0005", "Invalid signature",
            "API0006", "Authentication failed",
            "API0011", "Wrong API key format",
            "API0017", "Timestamp is too old or in the future",
            "API0020", "Content-Type and body do not fit");

    private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern KEY = Pattern.compile("BITSTAMP ([A-Za-z0-9]{32})");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
    private static final long WINDOW = 150_000;
    private static final String TYPE = "application/json";

    private final Set<String> nonces = ConcurrentHashMap.newKeySet();
    private final BitstampOrders orders = new BitstampOrders(this);
    private final BitstampPast past = new BitstampPast(book());
    private final BitstampFrames frames = new BitstampFrames(this);

    private BitstampSimulator(InstantSource clock) {
        super(clock);
    }

    /** Starts a venue that keeps the system's time. */
    public static BitstampSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static BitstampSimulator start(InstantSource clock) {
        return new BitstampSimulator(clock);
    }

    /** Makes a key with {@code permissions}, such as {@code Account balance}, {@code Open orders}, {@code Orders} or {@code Withdrawals}. */
    public SimulatedKey createKey(String... permissions) {
        return importKey(random(ALPHANUMERIC, 32), random(ALPHANUMERIC, 32), permissions);
    }

    SimulatedKey importKey(String apiKey, String secret, String... permissions) {
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(permissions)));
    }

    @Override
    String venue() {
        return "bitstamp";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return "400.067";
    }

    /** No answer names the account. */
    @Override
    public String accountId() {
        return "";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Frames frames() {
        return frames;
    }

    /** In one of three forms: with a code, with a sentence alone, or with a response code. */
    @Override
    Reply refusal(String code) {
        ObjectNode json = JSON.createObjectNode();
        if (SENTENCES.containsKey(code)) {
            json.put("status", "error").put("reason", SENTENCES.get(code)).put("code", code);
        } else if (code.matches("\\d{3}\\.\\d{3}")) {
            json.put("status", "error").put("response_code", code);
            json.putObject("reason").putArray("__all__").add("synthetic refusal");
        } else {
            json.put("error", code);
        }
        return Reply.error(ERRORS.getOrDefault(code, 400), json, code);
    }

    @Override
    Reply handle(Call call) {
        SimulatedKey key = authenticate(call);
        if (!call.path().startsWith("/api/v2/") || !call.path().endsWith("/")) {
            throw new Refusal("Not found");
        }
        String path = call.path().substring("/api/v2/".length(), call.path().length() - 1);
        String permission = permissionFor(call.method(), path);
        if (!key.may(permission)) {
            throw new Refusal("No permission found");
        }
        stats().accepted(key);
        JsonNode answer = serve(path, Call.parameters(call.body()), key);
        return signed(call, key, answer.toString());
    }

    private SimulatedKey authenticate(Call call) {
        var named = KEY.matcher(call.header("X-Auth"));
        if (!named.matches()) {
            throw new Refusal("API0011");
        }
        SimulatedKey key = key(named.group(1));
        if (key == null) {
            throw new Refusal("API0001");
        }
        boolean bare = call.body().isEmpty();
        if (bare != call.header("Content-Type").isEmpty()) {
            throw new Refusal("API0020");
        }
        if (!key.admits(call.caller())) {
            throw new Refusal("API0002");
        }
        checkSignature(call, key);
        return key;
    }

    private void checkSignature(Call call, SimulatedKey key) {
        String nonce = call.header("X-Auth-Nonce");
        String time = call.header("X-Auth-Timestamp");
        String message = call.header("X-Auth")
                + call.method()
                + "www.bitstamp.net"
                + call.path()
                + (call.query().isEmpty() ? "" : "?" + call.query())
                + call.header("Content-Type")
                + nonce
                + time
                + call.header("X-Auth-Version")
                + call.body();
        if (!call.header("X-Auth-Version").equals("v2")
                || !Signatures.same(
                        hmac(key, message), call.header("X-Auth-Signature").toLowerCase(Locale.ROOT))) {
            throw new Refusal("API0005");
        }
        if (!MILLIS.matcher(time).matches() || Math.abs(Long.parseLong(time) - millis()) > WINDOW) {
            throw new Refusal("API0017");
        }
        if (!UUID.matcher(nonce).matches() || !nonces.add(key.apiKey() + nonce)) {
            throw new Refusal("API0004");
        }
        if (call.method().equals("POST") && !call.query().isEmpty()) {
            throw new Refusal("400.018");
        }
    }

    private static String hmac(SimulatedKey key, String message) {
        return HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(message)));
    }

    /** The answer with the venue's own signature over nonce, time, type and body. */
    private static Reply signed(Call call, SimulatedKey key, String body) {
        String message = call.header("X-Auth-Nonce") + call.header("X-Auth-Timestamp") + TYPE + body;
        return new Reply(200, body, "", Map.of("X-Server-Auth-Signature", hmac(key, message)));
    }

    private static String permissionFor(String method, String path) {
        if (!method.equals("POST")) {
            throw new Refusal("Not found");
        }
        if (path.startsWith("buy/") || path.startsWith("sell/") || path.startsWith("cancel_all_orders")) {
            return "Orders";
        }
        return switch (path) {
            case "account_balances" -> "Account balance";
            case "user_transactions" -> "User transactions";
            case "open_orders/all" -> "Open orders";
            case "cancel_order" -> "Orders";
            case "withdrawal-requests", "btc_withdrawal", "eth_withdrawal" -> "Withdrawals";
            case "transfer-to-main" -> "Transfers between accounts";
            case "websockets_token" -> "WebSocket token";
            case "revoke_all_api_keys" -> "Revoke all API keys";
            default -> throw new Refusal("Not found");
        };
    }

    private JsonNode serve(String path, Map<String, String> form, SimulatedKey key) {
        if (path.startsWith("buy/") || path.startsWith("sell/")) {
            return orders.place(path.substring(path.lastIndexOf('/') + 1), path.startsWith("buy/"), form);
        }
        if (path.startsWith("cancel_all_orders")) {
            return orders.cancelAll(path.substring("cancel_all_orders".length()).replace("/", ""));
        }
        return switch (path) {
            case "account_balances" -> past.balances();
            case "user_transactions" -> past.transactions(form);
            case "open_orders/all" -> orders.open();
            case "cancel_order" -> orders.cancel(form);
            case "withdrawal-requests" -> past.withdrawals(form);
            case "websockets_token" -> frames.token(key);
            case "revoke_all_api_keys" -> revokeAll();
            default -> move(path, form);
        };
    }

    private JsonNode revokeAll() {
        keys().forEach(SimulatedKey::revoke);
        return JSON.createObjectNode().put("status", "ok");
    }

    private JsonNode move(String path, Map<String, String> form) {
        boolean transfer = path.equals("transfer-to-main");
        String asset = transfer
                ? BitstampOrders.required(form, "currency").toUpperCase(Locale.ROOT)
                : path.substring(0, path.indexOf('_')).toUpperCase(Locale.ROOT);
        String to = BitstampOrders.required(form, transfer ? "subAccount" : "address");
        BigDecimal amount =
                Book.amount(BitstampOrders.required(form, "amount")).orElseThrow(() -> new Refusal("400.007"));
        if (!book().debit(asset, amount)) {
            throw new Refusal("400.009");
        }
        String id = book().nextId();
        book().moved(new Book.Move(
                transfer ? "transfer" : "withdrawal", id, asset, amount.negate(), to, "0", clock().instant()));
        return JSON.createObjectNode().put("id", Long.parseLong(id));
    }

    @Override
    void filled(Book.Fill fill) {
        past.settle(fill);
    }
}
