/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;
import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Deribit API v2 over HTTP and WebSocket: signed requests, logins by signature, orders, wallet, history and keys.
 *
 * <p>From the official documentation: a signature covers timestamp, nonce, method, path with query, and body, each followed by a new line; a timestamp is good for 60 s and a nonce for
 * one use. UNCONFIRMED and chosen here: timestamps ahead are refused by the same measure; a foreign address answers 13004; errors of the key have the status 401, those of the rate
 * 429, others 400. A token opens nothing.
 */
public final class DeribitSimulator extends VenueSimulator {
    private static final Set<String> AUTH_ERRORS = Set.of("10000", "13004", "13009");
    private static final Set<String> RATE_ERRORS = Set.of("10028", "10047", "12003", "12998");

    /** Code to message. */
    private static final Map<String, String> ERRORS = Map.ofEntries(
            entry("-32700", "Parse error"),
            entry("-32600", "Invalid Request"),
            entry("-32601", "Method not found"),
            entry("-32602", "Invalid params"),
            entry("9999", "api_not_enabled"),
            entry("10000", "authorization_required"),
            entry("10004", "order_not_found"),
            entry("10009", "not_enough_funds"),
            entry("10019", "locked_by_admin"),
            entry("10028", "too_many_requests"),
            entry("10047", "matching_engine_queue_full"),
            entry("11029", "invalid_arguments"),
            entry("11042", "permission_denied"),
            entry("11051", "system_maintenance"),
            entry("12000", "bad_tfa"),
            entry("12003", "login_over_limit"),
            entry("12998", "tfa_over_limit"),
            entry("12999", "tfa_used"),
            entry("13002", "account_blocked"),
            entry("13003", "tfa_required"),
            entry("13004", "invalid_credentials"),
            entry("13009", "unauthorized"),
            entry("13012", "unavailable_in_subaccount"),
            entry("13021", "forbidden"),
            entry("13668", "security_key_authorization_error"),
            entry("13888", "timed_out"));

    /** What the documentation marks so; removing and resetting a key are not. */
    private static final Set<String> WITH_SECOND_FACTOR = Set.of(
            "private/list_api_keys",
            "private/create_api_key",
            "private/edit_api_key",
            "private/change_scope_in_api_key",
            "private/disable_api_key");

    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final List<String> AREAS = List.of("account", "block_rfq", "block_trade", "trade", "wallet");
    private static final List<String> LEVELS = List.of("none", "read", "read_write");
    private static final String URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "deri-hmac-sha256 id=([^,]+), ?ts=(\\d{1,15}), ?(?:nonce=([^,]+), ?sig=([0-9a-f]+)|sig=([0-9a-f]+), ?nonce=([^,]+))");

    private final boolean main;
    private final Set<String> usedNonces = ConcurrentHashMap.newKeySet();
    private final Map<String, String> labels = new ConcurrentHashMap<>();
    private final DeribitKeyring keyring = new DeribitKeyring(this, this::createKey);
    private final DeribitPast past = new DeribitPast(this, labels);
    private final Frames frames = new DeribitFrames(this);
    private volatile boolean secondFactor;

    private DeribitSimulator(InstantSource clock, boolean main) {
        super(clock);
        this.main = main;
    }

    /** Starts a venue whose account is a sub-account, where a bot belongs, keeping the system's time. */
    public static DeribitSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue whose account is a sub-account, keeping the time of {@code clock}. */
    public static DeribitSimulator start(InstantSource clock) {
        return new DeribitSimulator(clock, false);
    }

    /** Starts a venue whose account is a main account, which alone withdraws, keeping the system's time. */
    public static DeribitSimulator startMainAccount() {
        return startMainAccount(InstantSource.system());
    }

    /** Starts a venue whose account is a main account, keeping the time of {@code clock}. */
    public static DeribitSimulator startMainAccount(InstantSource clock) {
        return new DeribitSimulator(clock, true);
    }

    /** Makes a key with {@code scopes} such as {@code trade:read_write}; an area that is not named is {@code none}. */
    public SimulatedKey createKey(String... scopes) {
        return importKey(random(URL_SAFE, 8), random(URL_SAFE, 43), scopes);
    }

    SimulatedKey importKey(String clientId, String secret, String... scopes) {
        SimulatedKey key = register(new SimulatedKey(clientId, secret, "", new byte[0], Set.of(scopes)));
        var unused = keyring.add(key);
        return key;
    }

    /** Makes the account ask for a second factor, which nobody has here, of whoever lists, makes or changes keys. */
    public void askForSecondFactor(boolean ask) {
        secondFactor = ask;
    }

    void log(String what, String client) {
        past.log(what, "127.0.0.1", client);
    }

    @Override
    Frames frames() {
        return frames;
    }

    @Override
    String venue() {
        return "deribit";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return "10028";
    }

    @Override
    public String accountId() {
        return main ? "57301" : "57302";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json = envelope();
        json.putObject("error").put("code", Integer.parseInt(code)).put("message", ERRORS.getOrDefault(code, ""));
        int status = AUTH_ERRORS.contains(code) ? 401 : RATE_ERRORS.contains(code) ? 429 : 400;
        return Reply.error(status, json, code);
    }

    private static ObjectNode envelope() {
        return JSON.createObjectNode().put("jsonrpc", "2.0").put("testnet", false);
    }

    private static Reply result(JsonNode result) {
        ObjectNode json = envelope();
        json.set("result", result);
        return Reply.ok(json);
    }

    @Override
    Reply handle(Call call) {
        String method = call.path().startsWith("/api/v2/") ? call.path().substring(8) : "";
        if (method.equals("public/get_time")) {
            return result(JSON.getNodeFactory().numberNode(millis()));
        }
        if (method.equals("public/auth")) {
            Map<String, String> query = Call.parameters(call.query());
            SimulatedKey key = authenticate(query, call.caller());
            return token(key, Arrays.asList(query.getOrDefault("scope", "").split(" ", -1)));
        }
        String scope = scopeFor(method);
        SimulatedKey key = caller(call);
        JsonNode params = params(call, method);
        requireScope(key, List.of(), scope);
        return run(key, method, params);
    }

    /** Does {@code method}, which came over a WebSocket in a session of {@code key} that asked for {@code scopes}. */
    Reply command(SimulatedKey key, List<String> scopes, String method, JsonNode params) {
        requireScope(key, scopes, scopeFor(method));
        return run(key, method, params);
    }

    private Reply run(SimulatedKey key, String method, JsonNode params) {
        stats().accepted(key);
        return secondFactor && WITH_SECOND_FACTOR.contains(method) ? challenge() : serve(method, params);
    }

    /** No error: a result of another form. */
    private Reply challenge() {
        ObjectNode asked = JSON.createObjectNode();
        asked.putArray("security_keys").addObject().put("type", "tfa").put("name", "tfa");
        return result(asked.put("security_key_authorization_required", true)
                .put("rp_id", "www.deribit.com")
                .put("challenge", random(URL_SAFE, 43) + "="));
    }

    private static String scopeFor(String method) {
        return switch (method) {
            case "private/get_account_summary",
                    "private/get_account_summaries",
                    "private/get_access_log",
                    "private/list_api_keys" -> "account:read";
            case "private/get_open_orders",
                    "private/get_open_orders_by_instrument",
                    "private/get_order_state",
                    "private/get_positions",
                    "private/get_user_trades_by_currency_and_time" -> "trade:read";
            case "private/get_deposits", "private/get_withdrawals", "private/get_transfers" -> "wallet:read";
            case "private/buy",
                    "private/sell",
                    "private/cancel",
                    "private/cancel_all",
                    "private/cancel_all_by_kind_or_type" -> "trade:read_write";
            case "private/withdraw", "private/submit_transfer_to_subaccount" -> "wallet:read_write";
            case "private/create_api_key",
                    "private/edit_api_key",
                    "private/change_scope_in_api_key",
                    "private/disable_api_key",
                    "private/remove_api_key" -> "account:read_write";
            default -> throw new Refusal("-32601");
        };
    }

    private static void requireScope(SimulatedKey key, List<String> asked, String scope) {
        int colon = scope.indexOf(':');
        String area = scope.substring(0, colon);
        if (Math.min(level(key, area), askedLevel(asked, area)) < LEVELS.indexOf(scope.substring(colon + 1))) {
            throw new Refusal("13021");
        }
    }

    private static int level(SimulatedKey key, String area) {
        return key.may(area + ":read_write") ? 2 : key.may(area + ":read") ? 1 : 0;
    }

    private SimulatedKey caller(Call call) {
        String header = call.header("Authorization");
        if (header.isEmpty()) {
            throw new Refusal("10000");
        }
        Matcher parts = AUTHORIZATION.matcher(header);
        if (!parts.matches()) {
            throw new Refusal("13009");
        }
        boolean nonceFirst = parts.group(3) != null;
        String nonce = nonceFirst ? parts.group(3) : parts.group(6);
        String signature = nonceFirst ? parts.group(4) : parts.group(5);
        SimulatedKey key = knownKey(parts.group(1), call.caller());
        String message = parts.group(2) + "\n" + nonce + "\n" + call.method() + "\n" + call.pathAndQuery() + "\n"
                + call.body() + "\n";
        authenticate(key, parts.group(2), nonce, message, signature);
        return key;
    }

    private SimulatedKey knownKey(String clientId, String caller) {
        SimulatedKey key = key(clientId);
        if (key == null || !key.admits(caller)) {
            throw new Refusal("13004");
        }
        return key;
    }

    private void authenticate(SimulatedKey key, String timestamp, String nonce, String message, String signature) {
        String expected = HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(message)));
        boolean inTime = Math.abs(millis() - Long.parseLong(timestamp)) <= WINDOW.toMillis();
        boolean fits = Signatures.same(expected, signature) && inTime;
        if (!fits || !usedNonces.add(key.apiKey() + "\n" + nonce)) {
            throw new Refusal("13009");
        }
    }

    /** The key that a login is signed with. */
    SimulatedKey authenticate(Map<String, String> query, String caller) {
        if (!query.getOrDefault("grant_type", "").equals("client_signature")) {
            throw new Refusal("13004");
        }
        String timestamp = query.getOrDefault("timestamp", "");
        String nonce = query.getOrDefault("nonce", "");
        if (!timestamp.matches("\\d{1,15}") || nonce.isEmpty()) {
            throw new Refusal("-32602");
        }
        SimulatedKey key = knownKey(query.getOrDefault("client_id", ""), caller);
        authenticate(
                key,
                timestamp,
                nonce,
                timestamp + "\n" + nonce + "\n" + query.getOrDefault("data", ""),
                query.getOrDefault("signature", ""));
        stats().accepted(key);
        past.log("success", caller, key.apiKey());
        return key;
    }

    /** The token itself opens nothing here; what counts is the scope that is granted. */
    Reply token(SimulatedKey key, List<String> asked) {
        return result(JSON.createObjectNode()
                .put("access_token", token())
                .put("refresh_token", token())
                .put("expires_in", expiry(asked))
                .put("scope", granted(key, asked))
                .put("token_type", "bearer"));
    }

    private String token() {
        return millis() + "." + random(URL_SAFE, 8) + "." + random(URL_SAFE, 64);
    }

    private static long expiry(List<String> asked) {
        return asked.stream()
                .filter(word -> word.matches("expires:\\d{1,9}"))
                .mapToLong(word -> Long.parseLong(word.substring(8)))
                .findFirst()
                .orElse(31_536_000);
    }

    private String granted(SimulatedKey key, List<String> asked) {
        String areas = AREAS.stream()
                .map(area -> area + ":" + LEVELS.get(Math.min(level(key, area), askedLevel(asked, area))))
                .collect(Collectors.joining(" "));
        return areas + " connection" + (main ? " mainaccount" : "");
    }

    private static int askedLevel(List<String> asked, String area) {
        return asked.stream()
                .filter(word -> word.startsWith(area + ":"))
                .mapToInt(word -> LEVELS.indexOf(word.substring(area.length() + 1)))
                .findFirst()
                .orElse(2);
    }

    private static JsonNode params(Call call, String method) {
        if (call.method().equals("GET")) {
            return JSON.valueToTree(Call.parameters(call.query()));
        }
        if (!call.method().equals("POST")) {
            throw new Refusal("-32600");
        }
        try {
            JsonNode document = JSON.readTree(call.body());
            if (document == null || !document.path("method").asText().equals(method)) {
                throw new Refusal("-32600");
            }
            return document.path("params");
        } catch (JsonProcessingException e) {
            throw new Refusal("-32700");
        }
    }

    private Reply serve(String method, JsonNode params) {
        return switch (method) {
            case "private/get_account_summary" -> summary(required(params, "currency"));
            case "private/get_account_summaries" -> summaries(params);
            case "private/get_open_orders" -> openOrders(params);
            case "private/get_open_orders_by_instrument" -> openOrdersOf(required(params, "instrument_name"));
            case "private/get_order_state" -> order(required(params, "order_id"));
            case "private/buy" -> place(params, "buy");
            case "private/sell" -> place(params, "sell");
            case "private/cancel" -> cancel(required(params, "order_id"));
            case "private/cancel_all" -> cancelAll("any");
            case "private/cancel_all_by_kind_or_type" -> cancelAll(kind(params));
            case "private/get_positions" -> result(past.positions(params));
            case "private/get_user_trades_by_currency_and_time" -> result(past.trades(params));
            case "private/get_deposits" -> result(past.moves("deposit", params));
            case "private/get_withdrawals" -> result(past.moves("withdrawal", params));
            case "private/get_transfers" -> result(past.moves("transfer", params));
            case "private/get_access_log" -> result(past.accesses(params));
            case "private/withdraw" -> withdraw(params);
            case "private/submit_transfer_to_subaccount" -> transfer(params);
            case "private/list_api_keys" -> result(keyring.list());
            case "private/create_api_key" -> result(keyring.create(params));
            case "private/edit_api_key", "private/change_scope_in_api_key" -> result(keyring.edit(params));
            default -> endKey(method, params);
        };
    }

    static String required(JsonNode params, String name) {
        String value = params.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal("-32602");
        }
        return value;
    }

    private static BigDecimal amount(JsonNode params, String name) {
        return Book.amount(required(params, name)).orElseThrow(() -> new Refusal("-32602"));
    }

    private Reply place(JsonNode params, String direction) {
        String instrument = required(params, "instrument_name");
        BigDecimal amount = amount(params, "amount");
        String label = params.path("label").asText("");
        boolean priced = params.path("type").asText("limit").equals("limit");
        BigDecimal price = priced ? amount(params, "price") : BigDecimal.ZERO;
        if (label.length() > 64) {
            throw new Refusal("-32602");
        }
        if (params.has("valid_until") && params.path("valid_until").asLong() <= millis()) {
            throw new Refusal("13888");
        }
        Book.Order order = book().place("", "", instrument, direction, price.toPlainString(), amount.toPlainString());
        if (order == null) {
            throw new Refusal("11029");
        }
        labels.put(order.id(), label);
        stats().placedOne();
        ObjectNode placed = JSON.createObjectNode();
        placed.set("order", json(order, "open"));
        placed.putArray("trades");
        return result(placed);
    }

    private ObjectNode json(Book.Order order, String state) {
        return JSON.createObjectNode()
                .put("order_id", order.id())
                .put("label", labels.getOrDefault(order.id(), ""))
                .put("instrument_name", order.symbol())
                .put("direction", order.side())
                .put("price", new BigDecimal(order.price()))
                .put("amount", new BigDecimal(order.quantity()))
                .put("order_state", state);
    }

    private Reply order(String id) {
        Book.Order order = book().find(id, "");
        if (order == null) {
            throw new Refusal("10004");
        }
        return result(json(order, "open"));
    }

    private Reply cancel(String id) {
        Book.Order order = book().cancel(id, "");
        if (order == null) {
            throw new Refusal("10004");
        }
        stats().cancelledOne();
        return result(json(order, "cancelled"));
    }

    private static String kind(JsonNode params) {
        String kind = params.path("kind").asText("any");
        required(params, "currency");
        if (!Set.of("future", "option", "spot", "future_combo", "option_combo", "combo", "any")
                .contains(kind)) {
            throw new Refusal("-32602");
        }
        return kind;
    }

    static boolean isOf(String kind, Book.Order order) {
        String name = order.symbol();
        String own = name.matches(".*-[CP]") ? "option" : name.contains("-") ? "future" : "spot";
        return kind.equals("any") || kind.equals(own);
    }

    private Reply cancelAll(String kind) {
        int count = 0;
        for (Book.Order order : book().open()) {
            if (isOf(kind, order) && book().cancel(order.id(), "") != null) {
                stats().cancelledOne();
                count++;
            }
        }
        return result(JSON.getNodeFactory().numberNode(count));
    }

    private Reply openOrders(JsonNode params) {
        ArrayNode orders = JSON.createArrayNode();
        String kind = params.path("kind").asText("any");
        book().open().stream().filter(order -> isOf(kind, order)).forEach(order -> orders.add(json(order, "open")));
        return result(orders);
    }

    private Reply openOrdersOf(String instrument) {
        ArrayNode orders = JSON.createArrayNode();
        book().open().stream()
                .filter(order -> order.symbol().equals(instrument))
                .forEach(order -> orders.add(json(order, "open")));
        return result(orders);
    }

    private Reply summaries(JsonNode params) {
        ObjectNode json = JSON.createObjectNode();
        if (params.path("extended").asBoolean()) {
            json.put("id", Integer.parseInt(accountId()))
                    .put("username", "simulated")
                    .put("type", main ? "main" : "subaccount");
        }
        ArrayNode summaries = json.putArray("summaries");
        book().balances()
                .forEach((asset, free) -> summaries
                        .addObject()
                        .put("currency", asset)
                        .put("balance", free)
                        .put("equity", free));
        return result(json);
    }

    private Reply summary(String currency) {
        BigDecimal balance = book().balances().getOrDefault(currency, BigDecimal.ZERO);
        return result(JSON.createObjectNode().put("currency", currency).put("balance", balance));
    }

    private Reply withdraw(JsonNode params) {
        if (!main) {
            throw new Refusal("13012");
        }
        return result(leave("withdrawal", params, required(params, "address")));
    }

    private Reply transfer(JsonNode params) {
        return result(leave("transfer", params, required(params, "destination")));
    }

    private ObjectNode leave(String kind, JsonNode params, String to) {
        return past.leave(kind, required(params, "currency"), amount(params, "amount"), to);
    }

    private Reply endKey(String method, JsonNode params) {
        if (method.equals("private/remove_api_key")) {
            keyring.remove(params);
        } else {
            keyring.disable(params);
        }
        return result(JSON.getNodeFactory().textNode("ok"));
    }

    /** What a pair brings and takes; a future or an option is a position alone. */
    @Override
    void filled(Book.Fill fill) {
        if (isOf("spot", fill.order())) {
            String[] pair = fill.order().symbol().split("_", -1);
            book().credit(pair[0], fill.signed());
            book().credit(pair[1], fill.signed().multiply(fill.price()).negate());
        }
    }
}
