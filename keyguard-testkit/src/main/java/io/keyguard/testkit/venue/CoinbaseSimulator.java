/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Coinbase Advanced Trade and the sends of the Coinbase App, with keys of ECDSA P-256 and of Ed25519.
 *
 * <p>From the official documentation: a JWT for method, host and path alone, orders that are refused with status 200, pages with a cursor. UNCONFIRMED and
 * chosen here: every fault of a token, an unknown key and a foreign address are answered with the bare text Unauthorized, at {@code /v2} with {@code authentication_error}; a missing right
 * with {@code PERMISSION_DENIED} and {@code invalid_scope}; a nonce is taken once.
 */
public final class CoinbaseSimulator extends VenueSimulator {
    private static final String V3 = "/api/v3/brokerage";
    private static final String VIEW = "can_view";
    private static final String TRADE = "can_trade";
    private static final String TRANSFER = "can_transfer";

    /** Which form an error has. */
    private enum Form {
        TEXT,
        TRADE,
        APP,
        ORDER
    }

    private record Known(int status, Form form, String message) {}

    private static final Map<String, Known> ERRORS = Map.ofEntries(
            entry("401", new Known(401, Form.TEXT, "Unauthorized\n")),
            entry("PERMISSION_DENIED", new Known(403, Form.TRADE, "Missing permission for this resource")),
            entry("INVALID_ARGUMENT", new Known(400, Form.TRADE, "An argument is invalid")),
            entry("NOT_FOUND", new Known(404, Form.TRADE, "Not found")),
            entry("INTERNAL", new Known(500, Form.TRADE, "Internal error")),
            entry("INSUFFICIENT_FUND", new Known(200, Form.ORDER, "Insufficient balance in source account")),
            entry("UNSUPPORTED_ORDER_CONFIGURATION", new Known(200, Form.ORDER, "Unsupported order configuration")),
            entry("authentication_error", new Known(401, Form.APP, "Invalid authentication")),
            entry("invalid_token", new Known(401, Form.APP, "The token is invalid")),
            entry("revoked_token", new Known(401, Form.APP, "The token was revoked")),
            entry("expired_token", new Known(401, Form.APP, "The token expired")),
            entry("two_factor_required", new Known(402, Form.APP, "Two-step verification code required")),
            entry("invalid_scope", new Known(403, Form.APP, "Invalid scope")),
            entry("validation_error", new Known(400, Form.APP, "Please enter a valid amount")),
            entry("not_found", new Known(404, Form.APP, "Not found")),
            entry("rate_limit_exceeded", new Known(429, Form.APP, "You have exceeded your request limit")));

    private static final Pattern ORDER =
            Pattern.compile(Pattern.quote("GET " + V3 + "/orders/historical/") + "[0-9a-f-]{36}");
    private static final Pattern SEND = Pattern.compile("POST /v2/accounts/[0-9a-f-]{36}/transactions");
    private static final Pattern TRANSACTIONS = Pattern.compile("GET /v2/accounts/[0-9a-f-]{36}/transactions");
    /** Twelve digits end a UUID; the book gives four of them. */
    private static final String ID_PREFIX = "00000000-0000-4000-8000-00000000";

    private static final String PORTFOLIO = "8bfc20d7-f7c6-4422-bf07-8243ca4169fe";

    private final CoinbaseTokens tokens = new CoinbaseTokens();
    private final CoinbasePast told = new CoinbasePast(book());
    private final CoinbaseFrames frames = new CoinbaseFrames(this);

    private CoinbaseSimulator(InstantSource clock) {
        super(clock);
    }

    /** Starts a venue that keeps the system's time. */
    public static CoinbaseSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static CoinbaseSimulator start(InstantSource clock) {
        return new CoinbaseSimulator(clock);
    }

    /** Makes a key of ECDSA P-256 with {@code rights}, such as {@code can_view}; its secret is a PEM of SEC 1. */
    public SimulatedKey createKey(String... rights) {
        var pair = CoinbaseTokens.ecPair();
        return register(new SimulatedKey(
                name(), CoinbaseTokens.ecSecret(pair), "", pair.getPublic().getEncoded(), Set.of(rights)));
    }

    /** Makes an Ed25519 key with {@code rights}; its secret is base64 of seed and public key. */
    public SimulatedKey createEd25519Key(String... rights) {
        byte[] seed = randomBytes(32);
        byte[] publicKey = CoinbaseTokens.ed25519PublicKey(seed);
        return register(
                new SimulatedKey(name(), CoinbaseTokens.ed25519Secret(seed, publicKey), "", publicKey, Set.of(rights)));
    }

    private static String name() {
        return "organizations/" + UUID.randomUUID() + "/apiKeys/" + UUID.randomUUID();
    }

    @Override
    Frames frames() {
        return frames;
    }

    /** The key whose token {@code jwt} is, for a subscription: it names no request. */
    SimulatedKey holder(String jwt, String caller) {
        String bearer = "Bearer " + jwt;
        SimulatedKey key = key(CoinbaseTokens.keyName(bearer));
        long now = clock().instant().getEpochSecond();
        if (key == null || !tokens.isGenuine(bearer, key, "", now) || !key.admits(caller)) {
            throw new Refusal("401");
        }
        if (!key.may(VIEW)) {
            throw new Refusal("PERMISSION_DENIED");
        }
        return key;
    }

    @Override
    String venue() {
        return "coinbase";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.ECDSA_P256_SHA256;
    }

    @Override
    String tooMany() {
        return "rate_limit_exceeded";
    }

    @Override
    public String accountId() {
        return PORTFOLIO;
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Reply refusal(String code) {
        Known fault = ERRORS.getOrDefault(code, new Known(400, Form.TRADE, "Unknown"));
        ObjectNode json = JSON.createObjectNode();
        switch (fault.form()) {
            case TEXT -> {
                return new Reply(fault.status(), fault.message(), code, Map.of("Content-Type", "text/plain"));
            }
            case TRADE -> {
                json.put("error", code).put("code", 7).put("message", fault.message());
                json.putArray("details");
            }
            case APP -> json.putArray("errors").addObject().put("id", code).put("message", fault.message());
            default -> {
                json.put("success", false);
                json.putObject("error_response").put("error", code).put("message", fault.message());
            }
        }
        return Reply.error(fault.status(), json, code);
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET " + V3 + "/time")) {
            long seconds = clock().instant().getEpochSecond();
            return Reply.ok(JSON.createObjectNode()
                    .put("epochSeconds", Long.toString(seconds))
                    .put("epochMillis", Long.toString(millis())));
        }
        boolean app = call.path().startsWith("/v2/");
        String right = rightFor(call.endpoint());
        SimulatedKey key = knownKey(call, app);
        if (right.isEmpty()) {
            throw new Refusal(app ? "not_found" : "NOT_FOUND");
        }
        if (!key.may(right)) {
            throw new Refusal(app ? "invalid_scope" : "PERMISSION_DENIED");
        }
        stats().accepted(key);
        return serve(call, key);
    }

    private static String rightFor(String endpoint) {
        if (ORDER.matcher(endpoint).matches() || TRANSACTIONS.matcher(endpoint).matches()) {
            return VIEW;
        }
        if (SEND.matcher(endpoint).matches()) {
            return TRANSFER;
        }
        return switch (endpoint) {
            case "GET " + V3 + "/key_permissions",
                    "GET " + V3 + "/accounts",
                    "GET " + V3 + "/cfm/balance_summary",
                    "GET " + V3 + "/cfm/positions",
                    "GET " + V3 + "/orders/historical/batch",
                    "GET " + V3 + "/orders/historical/fills",
                    "GET /v2/accounts" -> VIEW;
            case "POST " + V3 + "/orders", "POST " + V3 + "/orders/batch_cancel" -> TRADE;
            case "POST " + V3 + "/portfolios/move_funds" -> TRANSFER;
            default -> "";
        };
    }

    private SimulatedKey knownKey(Call call, boolean app) {
        String authorization = call.header("Authorization");
        SimulatedKey key = key(CoinbaseTokens.keyName(authorization));
        String uri = call.method() + " api.coinbase.com" + call.path();
        long now = clock().instant().getEpochSecond();
        if (key == null || !tokens.isGenuine(authorization, key, uri, now) || !key.admits(call.caller())) {
            throw new Refusal(app ? "authentication_error" : "401");
        }
        return key;
    }

    private Reply serve(Call call, SimulatedKey key) {
        return switch (call.endpoint()) {
            case "GET " + V3 + "/key_permissions" -> permissions(key);
            case "GET " + V3 + "/accounts" -> accounts();
            case "GET " + V3 + "/cfm/balance_summary" -> futures();
            case "GET " + V3 + "/cfm/positions" -> Reply.ok(told.positions());
            case "GET " + V3 + "/orders/historical/batch" -> orders(Call.parameters(call.query()));
            case "GET " + V3 + "/orders/historical/fills" -> Reply.ok(told.fills(Call.parameters(call.query())));
            case "GET /v2/accounts" -> Reply.ok(told.accounts(Call.parameters(call.query())));
            case "POST " + V3 + "/orders" -> place(body(call));
            case "POST " + V3 + "/orders/batch_cancel" -> cancel(body(call));
            case "POST " + V3 + "/portfolios/move_funds" -> moveFunds(body(call));
            default -> call.path().startsWith("/v2/") ? app(call) : order(call);
        };
    }

    private Reply app(Call call) {
        return call.method().equals("POST")
                ? send(body(call))
                : Reply.ok(told.transactions(call.path().split("/", -1)[3], Call.parameters(call.query())));
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            // What cannot be read is refused like what is no object.
        }
        throw new Refusal("INVALID_ARGUMENT");
    }

    private static String required(JsonNode json, String name, String otherwise) {
        String value = json.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal(otherwise);
        }
        return value;
    }

    private static BigDecimal amount(JsonNode json, String name, String otherwise) {
        return Book.amount(required(json, name, otherwise)).orElseThrow(() -> new Refusal(otherwise));
    }

    private static Reply permissions(SimulatedKey key) {
        ObjectNode json = JSON.createObjectNode();
        List.of(VIEW, TRADE, TRANSFER, "can_receive").forEach(right -> json.put(right, false));
        key.rights().forEach(right -> json.put(right, true));
        return Reply.ok(json.put("portfolio_uuid", PORTFOLIO).put("portfolio_type", "DEFAULT"));
    }

    private Reply accounts() {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode accounts = json.putArray("accounts");
        book().balances().forEach((asset, free) -> {
            ObjectNode account =
                    accounts.addObject().put("uuid", ID_PREFIX + "0000").put("currency", asset);
            account.put("type", "ACCOUNT_TYPE_CRYPTO").put("active", true).put("ready", true);
            money(account, "available_balance", free, asset);
            money(account, "hold", BigDecimal.ZERO, asset);
        });
        return Reply.ok(json.put("has_next", false).put("cursor", "").put("size", accounts.size()));
    }

    private static void money(ObjectNode json, String name, BigDecimal value, String currency) {
        json.putObject(name).put("value", value.toPlainString()).put("currency", currency);
    }

    private static Reply futures() {
        ObjectNode json = JSON.createObjectNode();
        money(json.putObject("balance_summary"), "cfm_usd_balance", new BigDecimal("2500.50"), "USD");
        return Reply.ok(json);
    }

    /** A page has 100 orders; the cursor is the last id of the page before. */
    private Reply orders(Map<String, String> parameters) {
        String after = parameters.getOrDefault("cursor", "");
        List<Book.Order> rest = book().open().stream()
                .filter(order -> kind(order).equals(parameters.getOrDefault("product_type", kind(order))))
                .filter(order -> order.id().compareTo(after) > 0)
                .toList();
        List<Book.Order> page = rest.subList(0, Math.min(100, rest.size()));
        ObjectNode json = JSON.createObjectNode();
        ArrayNode orders = json.putArray("orders");
        page.forEach(order -> orders.add(json(order)));
        boolean more = page.size() < rest.size();
        return Reply.ok(json.put("has_next", more)
                .put("cursor", more ? page.get(page.size() - 1).id() : ""));
    }

    private Book.Move moved(String kind, String asset, BigDecimal amount, String party) {
        var move = new Book.Move(kind, book().nextId(), asset, amount, party, "pending", clock().instant());
        book().moved(move);
        return move;
    }

    static String kind(Book.Order order) {
        return order.symbol().endsWith("-CDE") || order.symbol().endsWith("-INTX") ? "FUTURE" : "SPOT";
    }

    private static ObjectNode json(Book.Order order) {
        return JSON.createObjectNode()
                .put("order_id", order.id())
                .put("client_order_id", order.clientId())
                .put("product_id", order.symbol())
                .put("side", order.side())
                .put("status", "OPEN");
    }

    private Reply order(Call call) {
        Book.Order order = book().find(call.path().substring(call.path().lastIndexOf('/') + 1), "");
        if (order == null) {
            throw new Refusal("NOT_FOUND");
        }
        ObjectNode json = JSON.createObjectNode();
        json.set("order", json(order));
        return Reply.ok(json);
    }

    /** Of an id that is in use the order is returned that has it. */
    private Reply place(JsonNode body) {
        String invalid = "INVALID_ARGUMENT";
        String clientId = required(body, "client_order_id", invalid);
        String product = required(body, "product_id", invalid);
        String side = required(body, "side", invalid);
        if (!Set.of("BUY", "SELL").contains(side)
                || !body.path("order_configuration").isObject()) {
            throw new Refusal(invalid);
        }
        JsonNode limit = body.path("order_configuration").path("limit_limit_gtc");
        if (!limit.isObject()) {
            throw new Refusal("UNSUPPORTED_ORDER_CONFIGURATION");
        }
        BigDecimal price = amount(limit, "limit_price", invalid);
        BigDecimal size = amount(limit, "base_size", invalid);
        if (side.equals("SELL") && !isCovered(product, size)) {
            throw new Refusal("INSUFFICIENT_FUND");
        }
        Book.Order made = book().place(ID_PREFIX, clientId, product, side, price.toPlainString(), size.toPlainString());
        if (made != null) {
            stats().placedOne();
        }
        return placed(made != null ? made : book().find("", clientId));
    }

    private boolean isCovered(String product, BigDecimal size) {
        String asset = product.substring(0, Math.max(0, product.indexOf('-')));
        return kindOf(product).equals("FUTURE")
                || book().balances().getOrDefault(asset, BigDecimal.ZERO).compareTo(size) >= 0;
    }

    private static String kindOf(String product) {
        return kind(new Book.Order("", "", product, "", "", ""));
    }

    private static Reply placed(Book.@Nullable Order order) {
        if (order == null) {
            throw new Refusal("INTERNAL");
        }
        ObjectNode json = JSON.createObjectNode().put("success", true);
        json.putObject("success_response")
                .put("order_id", order.id())
                .put("product_id", order.symbol())
                .put("side", order.side())
                .put("client_order_id", order.clientId());
        return Reply.ok(json);
    }

    private Reply cancel(JsonNode body) {
        JsonNode ids = body.path("order_ids");
        if (!ids.isArray() || ids.isEmpty() || ids.size() > 100) {
            throw new Refusal("INVALID_ARGUMENT");
        }
        ObjectNode json = JSON.createObjectNode();
        ArrayNode results = json.putArray("results");
        for (JsonNode id : ids) {
            boolean done = book().cancel(id.asText(), "") != null;
            if (done) {
                stats().cancelledOne();
            }
            results.addObject()
                    .put("success", done)
                    .put("failure_reason", done ? "UNKNOWN_CANCEL_FAILURE_REASON" : "UNKNOWN_CANCEL_ORDER")
                    .put("order_id", id.asText());
        }
        return Reply.ok(json);
    }

    private Reply moveFunds(JsonNode body) {
        String invalid = "INVALID_ARGUMENT";
        BigDecimal amount = amount(body.path("funds"), "value", invalid);
        String source = required(body, "source_portfolio_uuid", invalid);
        String target = required(body, "target_portfolio_uuid", invalid);
        String asset = required(body.path("funds"), "currency", invalid);
        if (source.equals(PORTFOLIO) && !target.equals(PORTFOLIO)) {
            if (!book().debit(asset, amount)) {
                throw new Refusal(invalid);
            }
            moved("transfer", asset, amount.negate(), target);
        }
        return Reply.ok(
                JSON.createObjectNode().put("source_portfolio_uuid", source).put("target_portfolio_uuid", target));
    }

    private Reply send(JsonNode body) {
        String invalid = "validation_error";
        required(body, "type", invalid);
        String to = required(body, "to", invalid);
        String asset = required(body, "currency", invalid);
        BigDecimal amount = amount(body, "amount", invalid);
        if (!book().debit(asset, amount)) {
            throw new Refusal(invalid);
        }
        Book.Move sent = moved("send", asset, amount.negate(), to);
        ObjectNode json = JSON.createObjectNode();
        json.putObject("data")
                .put("id", CoinbasePast.id(sent))
                .put("type", "send")
                .put("status", "pending");
        return new Reply(201, json.toString(), "", Map.of());
    }
}
