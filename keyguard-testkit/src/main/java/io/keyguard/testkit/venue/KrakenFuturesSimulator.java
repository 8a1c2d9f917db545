/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Kraken Futures REST: form bodies and queries, nonces that may be left out, and HMAC-SHA512 over a digest.
 *
 * <p>From the official documentation: {@code Authent} is the base64 of HMAC-SHA512 over SHA-256 of parameters, nonce and path without {@code /derivatives}, with the decoded secret; the
 * authentication service answers a bad key or signature with 401. UNCONFIRMED and chosen here: a key from a foreign address, of the other environment or without the right answers {@code
 * authenticationError}; every nonce must lie above the last one, less the key's window; statuses other than 200 are those of {@code apiLimitExceeded}, {@code notFound} and {@code Server Error}; orders of an account whose trading is
 * disabled answer {@code accountInactive}; the words of the account's log.
 */
public final class KrakenFuturesSimulator extends VenueSimulator {
    private static final String API = "/derivatives/api/v3/";
    private static final String HISTORY = "/api/history/v3/";
    private static final String CHECK = "/api/auth/v1/api-keys/v3/check";
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("accountInactive", 200),
            Map.entry("apiLimitExceeded", 429),
            Map.entry("authenticationError", 200),
            Map.entry("insufficientFunds", 200),
            Map.entry("insufficientPrivileges", 200),
            Map.entry("invalidAccount", 200),
            Map.entry("invalidAmount", 200),
            Map.entry("invalidArgument", 200),
            Map.entry("invalidUnit", 200),
            Map.entry("Json Parse Error", 200),
            Map.entry("marketUnavailable", 200),
            Map.entry("nonceBelowThreshold", 200),
            Map.entry("nonceDuplicate", 200),
            Map.entry("notFound", 404),
            Map.entry("requiredArgumentMissing", 200),
            Map.entry("Server Error", 500),
            Map.entry("Unavailable", 200),
            Map.entry("unknownError", 200));

    private static final String ACCOUNT = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    private static final Set<String> READ = Set.of("general:READ_ONLY", "general:FULL_ACCESS");
    private static final Set<String> FULL = Set.of("general:FULL_ACCESS");
    private static final Set<String> WITHDRAW = Set.of("transfer:FULL_ACCESS");
    private static final Pattern TRADING = Pattern.compile("subaccount/[0-9a-f-]{36}/trading-enabled");

    private final boolean demo;
    private final KrakenFuturesPast past = new KrakenFuturesPast(book(), ACCOUNT);
    private final KrakenFuturesSocket socket = new KrakenFuturesSocket(this);
    private volatile boolean frozen;
    private final Map<String, Set<Long>> nonces = new ConcurrentHashMap<>();

    private KrakenFuturesSimulator(InstantSource clock, boolean demo) {
        super(clock);
        this.demo = demo;
    }

    /** Starts a venue that keeps the system's time. */
    public static KrakenFuturesSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static KrakenFuturesSimulator start(InstantSource clock) {
        return new KrakenFuturesSimulator(clock, false);
    }

    /** Starts the demo environment, which knows keys of the sandbox alone. */
    public static KrakenFuturesSimulator startDemo() {
        return new KrakenFuturesSimulator(InstantSource.system(), true);
    }

    /** Makes a key with {@code rights}: setting and level, for instance {@code general:FULL_ACCESS}. */
    public SimulatedKey createKey(String... rights) {
        return importKey(base64(42), base64(64), rights);
    }

    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        var key = new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights));
        return register(demo ? key.inSandbox() : key);
    }

    private String base64(int bytes) {
        return Base64.getEncoder().encodeToString(randomBytes(bytes));
    }

    @Override
    String venue() {
        return "kraken-futures";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA512;
    }

    @Override
    String tooMany() {
        return "apiLimitExceeded";
    }

    @Override
    public String accountId() {
        return ACCOUNT;
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json = JSON.createObjectNode().put("result", "error").put("error", code);
        return Reply.error(ERRORS.getOrDefault(code, 200), json.put("serverTime", now()), code);
    }

    private String now() {
        return Instant.ofEpochMilli(millis()).toString();
    }

    @Override
    Frames frames() {
        return socket;
    }

    /** The key called so, if it may read and be used from {@code caller}. */
    SimulatedKey reader(String apiKey, String caller) {
        SimulatedKey key = key(apiKey);
        if (key == null
                || key.isSandbox() != demo
                || !key.admits(caller)
                || READ.stream().noneMatch(key::may)) {
            throw new Refusal("authenticationError");
        }
        return key;
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET " + CHECK)) {
            return check(call);
        }
        String method = method(call.path());
        Set<String> rights = rightsFor(call.method() + " " + method);
        SimulatedKey key = signer(call);
        if (rights.stream().noneMatch(key::may)) {
            throw new Refusal("authenticationError");
        }
        stats().accepted(key);
        return serve(method, Call.parameters(call.query().isEmpty() ? call.body() : call.query()));
    }

    private static String method(String path) {
        if (path.startsWith(HISTORY)) {
            return "history " + path.substring(HISTORY.length());
        }
        return path.startsWith(API) ? path.substring(API.length()) : "";
    }

    /** Any of the rights is enough. */
    private static Set<String> rightsFor(String endpoint) {
        return switch (endpoint) {
            case "GET accounts",
                    "GET openorders",
                    "GET openpositions",
                    "GET history executions",
                    "GET history account-log" -> READ;
            case "POST sendorder",
                    "POST batchorder",
                    "POST cancelorder",
                    "POST cancelallorders",
                    "POST cancelallordersafter",
                    "POST transfer",
                    "POST transfer/subaccount" -> FULL;
            case "POST withdrawal" -> WITHDRAW;
            default -> {
                if (endpoint.startsWith("PUT ")
                        && TRADING.matcher(endpoint.substring(4)).matches()) {
                    yield FULL;
                }
                throw new Refusal("notFound");
            }
        };
    }

    /** The key that signed {@code call}; its nonce is used up. */
    private SimulatedKey signer(Call call) {
        SimulatedKey key = key(call.header("APIKey"));
        if (key == null || key.isSandbox() != demo || !key.admits(call.caller()) || !isSignedBy(key, call)) {
            throw new Refusal("authenticationError");
        }
        String nonce = call.header("Nonce");
        if (!nonce.isEmpty()) {
            use(key, nonce);
        }
        return key;
    }

    private static boolean isSignedBy(SimulatedKey key, Call call) {
        String path = call.path().startsWith(API) ? call.path().substring("/derivatives".length()) : call.path();
        byte[] digest = Signatures.sha256(utf8(call.query() + call.body() + call.header("Nonce") + path));
        byte[] secret = Base64.getDecoder().decode(key.secret());
        String expected = Base64.getEncoder().encodeToString(Signatures.hmac("HmacSHA512", secret, digest));
        return Signatures.same(expected, call.header("Authent"));
    }

    private void use(SimulatedKey key, String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new Refusal("invalidArgument");
        }
        long nonce = Long.parseLong(text);
        boolean isNew = nonces.computeIfAbsent(key.apiKey(), k -> ConcurrentHashMap.newKeySet())
                .add(nonce);
        if (!key.useNonce(nonce)) {
            throw new Refusal(isNew ? "nonceBelowThreshold" : "nonceDuplicate");
        }
    }

    private Reply serve(String method, Map<String, String> parameters) {
        return switch (method) {
            case "accounts" -> accounts();
            case "openorders" -> openOrders();
            case "openpositions" -> success("openPositions", past.positions());
            case "history executions" -> Reply.ok(past.executions(parameters));
            case "history account-log" -> Reply.ok(past.log(parameters));
            case "sendorder" -> success("sendStatus", send(parameters));
            case "cancelorder" -> success("cancelStatus", cancel(parameters));
            case "cancelallorders" -> success("cancelStatus", cancelAll(parameters.getOrDefault("symbol", "")));
            case "cancelallordersafter" -> success("status", timer(parameters));
            case "batchorder" -> success("batchStatus", batch(required(parameters, "json")));
            case "transfer" -> transfer(parameters, "fromAccount", "toAccount");
            case "transfer/subaccount" -> transfer(parameters, "fromUser", "toUser", "fromAccount", "toAccount");
            case "withdrawal" -> withdraw(parameters);
            default -> tradingEnabled(method, parameters);
        };
    }

    private static String required(Map<String, String> parameters, String name) {
        String value = parameters.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal("requiredArgumentMissing");
        }
        return value;
    }

    private static BigDecimal amount(Map<String, String> parameters, String name, String otherwise) {
        return Book.amount(required(parameters, name)).orElseThrow(() -> new Refusal(otherwise));
    }

    /** An order that is refused has a status of its own. */
    private ObjectNode send(Map<String, String> parameters) {
        String type = required(parameters, "orderType");
        String size = amount(parameters, "size", "invalidArgument").toPlainString();
        if (Set.of("lmt", "post", "ioc").contains(type)) {
            amount(parameters, "limitPrice", "invalidArgument");
        }
        String clientId = parameters.getOrDefault("cliOrdId", "");
        String symbol = required(parameters, "symbol");
        String side = required(parameters, "side");
        if (frozen) {
            throw new Refusal("accountInactive");
        }
        if (clientId.length() > 100) {
            return outcome("clientOrderIdTooLong");
        }
        boolean reduceOnly = parameters.getOrDefault("reduceOnly", "").equals("true");
        if (reduceOnly && !past.hasToReduce(symbol, side)) {
            return outcome("wouldNotReducePosition");
        }
        Book.Order order = book().place(
                        "c18f0c17-9971-40e6-8e5b-00000000",
                        clientId,
                        symbol,
                        side,
                        parameters.getOrDefault("limitPrice", ""),
                        size);
        if (order == null) {
            return outcome("clientOrderIdAlreadyExist");
        }
        stats().placedOne();
        return outcome("placed").put("order_id", order.id());
    }

    private ObjectNode outcome(String status) {
        return JSON.createObjectNode().put("status", status).put("receivedTime", now());
    }

    private ObjectNode cancel(Map<String, String> parameters) {
        String id = parameters.getOrDefault("order_id", "");
        String clientId = parameters.getOrDefault("cliOrdId", "");
        if (id.isEmpty() && clientId.isEmpty()) {
            throw new Refusal("requiredArgumentMissing");
        }
        Book.Order order = book().cancel(id, clientId);
        if (order == null) {
            return outcome("notFound");
        }
        stats().cancelledOne();
        return outcome("cancelled").put("order_id", order.id());
    }

    private ObjectNode cancelAll(String symbol) {
        List<String> cancelled = new ArrayList<>();
        for (Book.Order order : book().open()) {
            boolean meant = symbol.isEmpty() || symbol.equals(order.symbol());
            if (meant && book().cancel(order.id(), "") != null) {
                stats().cancelledOne();
                cancelled.add(order.id());
            }
        }
        ObjectNode json = outcome(cancelled.isEmpty() ? "noOrdersToCancel" : "cancelled");
        json.put("cancelOnly", symbol.isEmpty() ? "all" : symbol);
        ArrayNode orders = json.putArray("cancelledOrders");
        cancelled.forEach(id -> orders.addObject().put("order_id", id));
        return json;
    }

    private ObjectNode timer(Map<String, String> parameters) {
        String timeout = required(parameters, "timeout");
        if (!timeout.matches("\\d{1,9}")) {
            throw new Refusal("invalidArgument");
        }
        long seconds = Long.parseLong(timeout);
        String trigger = seconds == 0
                ? "0"
                : Instant.ofEpochMilli(millis()).plusSeconds(seconds).toString();
        return JSON.createObjectNode().put("currentTime", now()).put("triggerTime", trigger);
    }

    private ArrayNode batch(String document) {
        JsonNode items;
        try {
            items = JSON.readTree(document).path("batchOrder");
        } catch (JsonProcessingException e) {
            throw new Refusal("Json Parse Error");
        }
        if (!items.isArray() || items.isEmpty()) {
            throw new Refusal("invalidArgument");
        }
        ArrayNode outcomes = JSON.createArrayNode();
        items.forEach(item -> outcomes.add(one(item)));
        return outcomes;
    }

    private ObjectNode one(JsonNode item) {
        Map<String, String> fields = new ConcurrentHashMap<>();
        item.properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        ObjectNode outcome = switch (fields.getOrDefault("order", "")) {
            case "send" -> send(fields);
            case "cancel" -> cancel(fields);
            default -> throw new Refusal("invalidArgument");
        };
        return outcome.put("order_tag", fields.getOrDefault("order_tag", ""));
    }

    private Reply accounts() {
        ObjectNode accounts = JSON.createObjectNode();
        accounts.putObject("cash")
                .put("type", "cashAccount")
                .putObject("balances")
                .put("xbt", 0);
        ObjectNode flex = accounts.putObject("flex").put("type", "multiCollateralMarginAccount");
        ObjectNode currencies = flex.putObject("currencies");
        book().balances()
                .forEach((asset, free) ->
                        currencies.putObject(asset).put("quantity", free).put("available", free));
        return success("accounts", accounts);
    }

    private Reply openOrders() {
        ArrayNode open = JSON.createArrayNode();
        for (Book.Order order : book().open()) {
            open.addObject()
                    .put("order_id", order.id())
                    .put("cliOrdId", order.clientId())
                    .put("symbol", order.symbol())
                    .put("side", order.side())
                    .put("unfilledSize", new BigDecimal(order.quantity()))
                    .put("filledSize", 0)
                    .put("status", "untouched");
        }
        return success("openOrders", open);
    }

    private Reply transfer(Map<String, String> parameters, String... ends) {
        for (String end : ends) {
            required(parameters, end);
        }
        BigDecimal amount = amount(parameters, "amount", "invalidAmount");
        BigDecimal held = book().balances().get(required(parameters, "unit"));
        if (held == null) {
            throw new Refusal("invalidUnit");
        }
        if (held.compareTo(amount) < 0) {
            throw new Refusal("insufficientFunds");
        }
        move(ends.length == 2 ? "transfer" : "subaccount transfer", parameters, required(parameters, "unit"), amount);
        return success("moved", JSON.createObjectNode());
    }

    /** Notes what leaves a wallet; balances are one for all wallets here. */
    private void move(String kind, Map<String, String> parameters, String asset, BigDecimal amount) {
        String wallet = parameters.getOrDefault("fromAccount", "");
        book().moved(new Book.Move(kind, book().nextId(), asset, amount.negate(), wallet, "", clock().instant()));
    }

    private Reply withdraw(Map<String, String> parameters) {
        String currency = required(parameters, "currency");
        BigDecimal amount = amount(parameters, "amount", "invalidAmount");
        if (!book().debit(currency, amount)) {
            throw new Refusal("insufficientFunds");
        }
        move("cross-exchange transfer", parameters, currency, amount);
        return success("uid", JSON.getNodeFactory().textNode("0b5ae7c5-7a9b-4f4d-a9b5-1a2b3c4d5e6f"));
    }

    /** The account itself stands for a sub-account of some master account. */
    private Reply tradingEnabled(String method, Map<String, String> parameters) {
        String enabled = required(parameters, "tradingEnabled");
        if (!Set.of("true", "false").contains(enabled)) {
            throw new Refusal("invalidArgument");
        }
        if (method.contains(accountId())) {
            frozen = enabled.equals("false");
        }
        return Reply.ok(JSON.createObjectNode().put("tradingEnabled", enabled.equals("true")));
    }

    private Reply success(String name, JsonNode content) {
        ObjectNode json = JSON.createObjectNode().put("result", "success").put("serverTime", now());
        json.set(name, content);
        return Reply.ok(json);
    }

    /** The authentication service has answers of its own form. */
    private Reply check(Call call) {
        try {
            SimulatedKey key = signer(call);
            stats().accepted(key);
            return Reply.ok(keyInfo(key));
        } catch (Refusal refused) {
            ObjectNode json = JSON.createObjectNode()
                    .put("error", "Unauthorized")
                    .put("message", "API key is not found or request signature is invalid.");
            return Reply.error(401, json.putNull("suberror"), refused.code());
        }
    }

    private ObjectNode keyInfo(SimulatedKey key) {
        ObjectNode json = JSON.createObjectNode()
                .put("apiKey", key.apiKey())
                .put("accountUid", accountId())
                .put("iiban", "AA08 N84G CPAR UN7A")
                .put("createdAt", "2019-08-24T14:15:22Z");
        json.putObject("permissions").put("general", level(key, "general")).put("transfer", level(key, "transfer"));
        List<String> ranges = key.ips().stream()
                .map(ip -> ip.contains("/") ? ip : ip + (ip.contains(":") ? "/128" : "/32"))
                .toList();
        json.put("allowedCidrBlock", ranges.isEmpty() ? null : ranges.get(0));
        ranges.forEach(json.putArray("allowedCidrBlocks")::add);
        return json;
    }

    private static String level(SimulatedKey key, String setting) {
        return key.rights().stream()
                .filter(right -> right.startsWith(setting + ":"))
                .map(right -> right.substring(setting.length() + 1))
                .findFirst()
                .orElse("NO_ACCESS");
    }
}
