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
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * OKX API v5: trading, account, funding and sub-account keys as far as signing and rights go, and orders over the private WebSocket, which takes them by {@code instIdCode}.
 *
 * <p>From the official documentation: the prehash is timestamp, method, path with query, and body. UNCONFIRMED and chosen here: requests live 30 s
 * (stated for the WebSocket login alone) and timestamps ahead are refused by the same measure; a key that ended answers 50119.
 */
public final class OkxSimulator extends VenueSimulator {
    /** Code to HTTP status and message. */
    private static final Map<String, Map.Entry<Integer, String>> ERRORS = Map.ofEntries(
            entry("404", entry(404, "Invalid request URI")),
            entry("50002", entry(400, "JSON syntax error")),
            entry(
                    "50011",
                    entry(
                            429,
                            "Rate limit reached. Please refer to API documentation and throttle requests accordingly")),
            entry("50013", entry(429, "System is busy, please try again later.")),
            entry("50014", entry(400, "Required parameter can not be empty")),
            entry("50027", entry(200, "The account is restricted from trading")),
            entry("50030", entry(200, "You don't have permission to use this API endpoint")),
            entry("50035", entry(403, "This endpoint requires that APIKey must be bound to IP")),
            entry("50036", entry(200, "The expTime can't be earlier than the current system time")),
            entry("50037", entry(200, "Order expired")),
            entry("50040", entry(200, "Too frequent operations, please try again later")),
            entry("50061", entry(200, "Sub-account order rate limit reached")),
            entry("50100", entry(400, "API frozen, please contact customer service")),
            entry("50101", entry(401, "APIKey does not match current environment")),
            entry("50102", entry(401, "Timestamp request expired")),
            entry("50103", entry(401, "Request header \"OK-ACCESS-KEY\" cannot be empty")),
            entry("50104", entry(401, "Request header \"OK-ACCESS-PASSPHRASE\" cannot be empty")),
            entry("50105", entry(401, "Request header \"OK-ACCESS-PASSPHRASE\" incorrect")),
            entry("50106", entry(401, "Request header \"OK-ACCESS-SIGN\" cannot be empty")),
            entry("50107", entry(401, "Request header \"OK-ACCESS-TIMESTAMP\" cannot be empty")),
            entry("50110", entry(401, "Your IP is not included in your API key's IP whitelist")),
            entry("50111", entry(401, "Invalid OK-ACCESS-KEY")),
            entry("50112", entry(401, "Invalid OK-ACCESS-TIMESTAMP")),
            entry("50113", entry(401, "Invalid signature")),
            entry("50114", entry(401, "Invalid authorization")),
            entry("50119", entry(200, "API key doesn't exist")),
            entry("50120", entry(200, "API key doesn't have permission to use this function")),
            entry("50121", entry(200, "You can't access our services through the IP address")),
            entry("51000", entry(400, "Parameter error")),
            entry("51001", entry(200, "Instrument ID, Instrument ID code or Spread ID doesn't exist.")),
            entry("51016", entry(200, "Duplicated client order ID")),
            entry("51400", entry(200, "Cancellation failed as the order has been filled, canceled or does not exist")),
            entry("58101", entry(200, "Transfer suspended")),
            entry("58207", entry(200, "Withdrawal address is not on the verified address list")),
            entry("58217", entry(200, "Withdrawals are suspended due to risk control")),
            entry("58350", entry(200, "Insufficient balance")),
            entry("59500", entry(200, "Only the API key of the main account has permission")),
            entry("59501", entry(200, "Only 50 API keys can be created per account")),
            entry("59502", entry(200, "Note name cannot be duplicate")),
            entry("59503", entry(200, "Each API key can bind up to 20 IP addresses")),
            entry("59504", entry(200, "The sub account does not support the withdrawal function")),
            entry("59508", entry(200, "The sub account is suspended")));

    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final String UPPER_HEX = "0123456789ABCDEF";
    static final Pattern KEY = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9]{0,32}");

    /** Types of orders that are nothing without a price. */
    private static final Set<String> PRICED = Set.of("limit", "post_only", "fok", "ioc");

    private final boolean main;
    private final Map<String, ObjectNode> waiting = new ConcurrentSkipListMap<>();
    private final AtomicInteger lastWaiting = new AtomicInteger();
    private final OkxInstruments instruments = new OkxInstruments();
    private final Frames frames = new OkxFrames(this);
    private final OkxPast past = new OkxPast(this);
    private final OkxSubKeys subKeys = new OkxSubKeys(this, this::createKeyWith);

    private OkxSimulator(InstantSource clock, boolean main) {
        super(clock);
        this.main = main;
    }

    @Override
    Frames frames() {
        return frames;
    }

    /** Starts a venue whose account is a sub-account, where a bot belongs, keeping the system's time. */
    public static OkxSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue whose account is a sub-account, keeping the time of {@code clock}. */
    public static OkxSimulator start(InstantSource clock) {
        return new OkxSimulator(clock, false);
    }

    /** Starts a venue whose account is a main account, where the right to trade makes keys of sub-accounts. */
    public static OkxSimulator startMainAccount() {
        return startMainAccount(InstantSource.system());
    }

    /** Starts a venue whose account is a main account, keeping the time of {@code clock}. */
    public static OkxSimulator startMainAccount(InstantSource clock) {
        return new OkxSimulator(clock, true);
    }

    /** Makes a key with {@code rights} out of {@code read_only}, {@code trade} and {@code withdraw}. */
    public SimulatedKey createKey(String... rights) {
        return createKeyWith("Sim-" + random(UPPER_HEX, 12).toLowerCase(Locale.ROOT) + "!A1")
                .rights(rights);
    }

    private SimulatedKey createKeyWith(String passphrase) {
        return register(new SimulatedKey(
                UUID.nameUUIDFromBytes(randomBytes(16)).toString(),
                random(UPPER_HEX, 32),
                passphrase,
                new byte[0],
                Set.of()));
    }

    SimulatedKey importKey(String apiKey, String secret, String passphrase, String... rights) {
        return register(new SimulatedKey(apiKey, secret, passphrase, new byte[0], Set.of(rights)));
    }

    @Override
    String venue() {
        return "okx";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return "50011";
    }

    @Override
    public String accountId() {
        return main ? "44705892343619584" : "44705892343619585";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Reply refusal(String code) {
        Map.Entry<Integer, String> error = ERRORS.getOrDefault(code, entry(400, "Operation failed"));
        ObjectNode json = JSON.createObjectNode().put("code", code).put("msg", error.getValue());
        json.putArray("data");
        return Reply.error(error.getKey(), json, code);
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET /api/v5/public/time")) {
            return data(JSON.createObjectNode().put("ts", Long.toString(millis())));
        }
        if (call.endpoint().equals("GET /api/v5/public/instruments")) {
            return data(instruments.list(Call.parameters(call.query())));
        }
        String right = rightFor(call.endpoint());
        if (right.isEmpty()) {
            throw new Refusal("404");
        }
        requireHeaders(call);
        checkTime(call.header("OK-ACCESS-TIMESTAMP"));
        SimulatedKey key = knownKey(call);
        checkSignature(call, key);
        checkUse(call, key, right);
        stats().accepted(key);
        return serve(call, key);
    }

    private static String rightFor(String endpoint) {
        return switch (endpoint) {
            case "GET /api/v5/account/config",
                    "GET /api/v5/account/balance",
                    "GET /api/v5/account/positions",
                    "GET /api/v5/account/bills-archive",
                    "GET /api/v5/asset/bills-history",
                    "GET /api/v5/asset/deposit-history",
                    "GET /api/v5/asset/withdrawal-history",
                    "GET /api/v5/trade/fills-history",
                    "GET /api/v5/users/subaccount/apikey",
                    "GET /api/v5/trade/orders-pending",
                    "GET /api/v5/trade/orders-algo-pending",
                    "GET /api/v5/trade/order" -> "read_only";
            case "POST /api/v5/trade/order",
                    "POST /api/v5/trade/batch-orders",
                    "POST /api/v5/trade/cancel-order",
                    "POST /api/v5/trade/cancel-batch-orders",
                    "POST /api/v5/trade/cancel-all-after",
                    "POST /api/v5/trade/order-algo",
                    "POST /api/v5/trade/cancel-algos",
                    "POST /api/v5/asset/transfer",
                    "POST /api/v5/users/subaccount/apikey",
                    "POST /api/v5/users/subaccount/modify-apikey",
                    "POST /api/v5/users/subaccount/delete-apikey",
                    "POST /api/v5/users/subaccount/set-transfer-out" -> "trade";
            case "POST /api/v5/asset/withdrawal" -> "withdraw";
            default -> "";
        };
    }

    private static void requireHeaders(Call call) {
        Map.of(
                        "OK-ACCESS-KEY", "50103",
                        "OK-ACCESS-PASSPHRASE", "50104",
                        "OK-ACCESS-SIGN", "50106",
                        "OK-ACCESS-TIMESTAMP", "50107")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByValue())
                .filter(header -> call.header(header.getKey()).isEmpty())
                .findFirst()
                .ifPresent(header -> {
                    throw new Refusal(header.getValue());
                });
    }

    private void checkTime(String timestamp) {
        Duration age;
        try {
            if (!timestamp.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")) {
                throw new Refusal("50112");
            }
            age = Duration.between(Instant.parse(timestamp), clock().instant());
        } catch (DateTimeParseException e) {
            throw new Refusal("50112");
        }
        if (age.abs().compareTo(WINDOW) > 0) {
            throw new Refusal("50102");
        }
    }

    private SimulatedKey knownKey(Call call) {
        String apiKey = call.header("OK-ACCESS-KEY");
        if (!KEY.matcher(apiKey).matches()) {
            throw new Refusal("50111");
        }
        SimulatedKey key = key(apiKey);
        if (key == null) {
            throw new Refusal("50119");
        }
        if (!Signatures.same(key.passphrase(), call.header("OK-ACCESS-PASSPHRASE"))) {
            throw new Refusal("50105");
        }
        return key;
    }

    private static void checkSignature(Call call, SimulatedKey key) {
        String prehash = call.header("OK-ACCESS-TIMESTAMP") + call.method() + call.pathAndQuery() + call.body();
        String expected =
                Base64.getEncoder().encodeToString(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(prehash)));
        if (!Signatures.same(expected, call.header("OK-ACCESS-SIGN"))) {
            throw new Refusal("50113");
        }
    }

    private static void checkUse(Call call, SimulatedKey key, String right) {
        if (key.isSandbox() != call.header("x-simulated-trading").equals("1")) {
            throw new Refusal("50101");
        }
        if (!key.admits(call.caller())) {
            throw new Refusal("50110");
        }
        if (!key.may(right)) {
            throw new Refusal("50120");
        }
    }

    private Reply serve(Call call, SimulatedKey key) {
        if (call.path().startsWith("/api/v5/users/subaccount/")) {
            return administer(call, key);
        }
        if (call.method().equals("GET")) {
            return read(call, key, Call.parameters(call.query()));
        }
        return switch (call.endpoint()) {
            case "POST /api/v5/trade/order" -> single(place(body(call)));
            case "POST /api/v5/trade/order-algo" -> single(placeWaiting(body(call)));
            case "POST /api/v5/trade/cancel-algos" -> batch(read(call), 10, this::cancelWaiting);
            case "POST /api/v5/trade/cancel-order" -> single(cancel(body(call)));
            case "POST /api/v5/trade/batch-orders" -> batch(read(call), 20, this::place);
            case "POST /api/v5/trade/cancel-batch-orders" -> batch(read(call), 20, this::cancel);
            case "POST /api/v5/asset/withdrawal" -> withdraw(body(call));
            case "POST /api/v5/trade/cancel-all-after" ->
                data(JSON.createObjectNode().put("ts", Long.toString(millis())));
            default -> data(past.transfer(body(call), isMain(key), subKeys.accountOf(key)));
        };
    }

    private Reply read(Call call, SimulatedKey key, Map<String, String> parameters) {
        return switch (call.path()) {
            case "/api/v5/account/config" -> config(key);
            case "/api/v5/account/balance" -> balance();
            case "/api/v5/account/positions" -> data(past.positions(parameters));
            case "/api/v5/account/bills-archive" -> data(past.tradingBills(parameters));
            case "/api/v5/asset/bills-history" -> data(past.fundingBills(parameters));
            case "/api/v5/asset/deposit-history" -> data(past.deposits(parameters));
            case "/api/v5/asset/withdrawal-history" -> data(past.withdrawals(parameters));
            case "/api/v5/trade/fills-history" -> data(past.fills(parameters));
            case "/api/v5/trade/orders-pending" -> pending(parameters);
            case "/api/v5/trade/orders-algo-pending" -> waiting(parameters);
            default -> query(parameters);
        };
    }

    /** Whether {@code key} is one of a main account. */
    private boolean isMain(SimulatedKey key) {
        return main && subKeys.accountOf(key).isEmpty();
    }

    private Reply administer(Call call, SimulatedKey key) {
        if (!isMain(key)) {
            throw new Refusal("59500");
        }
        if (call.method().equals("GET")) {
            return data(subKeys.list(Call.parameters(call.query())));
        }
        if (key.ips().isEmpty()) {
            throw new Refusal("50035");
        }
        return data(
                switch (call.path()) {
                    case "/api/v5/users/subaccount/apikey" -> subKeys.create(body(call));
                    case "/api/v5/users/subaccount/modify-apikey" -> subKeys.modify(body(call));
                    case "/api/v5/users/subaccount/delete-apikey" -> subKeys.delete(body(call));
                    default -> past.transferOut(body(call));
                });
    }

    /** Does {@code op}, which came over a WebSocket in a session of {@code key}. */
    Reply command(SimulatedKey key, String op, JsonNode args) {
        if (!key.may("trade")) {
            throw new Refusal("50120");
        }
        return switch (op) {
            case "order" -> single(byCode(args.path(0), this::place));
            case "cancel-order" -> single(byCode(args.path(0), this::cancel));
            case "batch-orders" -> batch(args, 20, item -> byCode(item, this::place));
            case "batch-cancel-orders" -> batch(args, 20, item -> byCode(item, this::cancel));
            default -> throw new Refusal("60012");
        };
    }

    private ObjectNode byCode(JsonNode item, Function<JsonNode, ObjectNode> then) {
        try {
            instruments.byCode(item);
        } catch (Refusal refused) {
            return outcome(refused.code(), "");
        }
        return then.apply(item);
    }

    static String message(String code) {
        return ERRORS.getOrDefault(code, entry(400, "Operation failed")).getValue();
    }

    private static JsonNode body(Call call) {
        JsonNode json = read(call);
        if (!json.isObject()) {
            throw new Refusal("50002");
        }
        return json;
    }

    private static JsonNode read(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            return json == null ? JSON.missingNode() : json;
        } catch (JsonProcessingException e) {
            throw new Refusal("50002");
        }
    }

    static String required(JsonNode json, String name) {
        String value = json.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal("50014");
        }
        return value;
    }

    static BigDecimal amount(JsonNode json, String name) {
        return Book.amount(required(json, name)).orElseThrow(() -> new Refusal("51000"));
    }

    private ObjectNode place(JsonNode body) {
        String clientId = body.path("clOrdId").asText("");
        if (!CLIENT_ID.matcher(clientId).matches()) {
            throw new Refusal("51000");
        }
        required(body, "tdMode");
        if (PRICED.contains(required(body, "ordType"))) {
            amount(body, "px");
        }
        Book.Order order = book().place(
                        "31",
                        clientId,
                        instruments.named(body),
                        required(body, "side"),
                        body.path("px").asText(""),
                        amount(body, "sz").toPlainString());
        if (order == null) {
            return outcome("51016", "");
        }
        stats().placedOne();
        return outcome("0", order.id());
    }

    private ObjectNode cancel(JsonNode body) {
        instruments.named(body);
        Book.Order order = book().cancel(
                        body.path("ordId").asText(""), body.path("clOrdId").asText(""));
        if (order == null) {
            return outcome("51400", "");
        }
        stats().cancelledOne();
        return outcome("0", order.id());
    }

    /** Trading calls answer 1 for the whole and the reason for the item. */
    private static Reply single(ObjectNode outcome) {
        boolean fine = isFine(outcome);
        ObjectNode json =
                JSON.createObjectNode().put("code", fine ? "0" : "1").put("msg", fine ? "" : "All operations failed");
        json.putArray("data").add(outcome);
        return fine
                ? Reply.ok(json)
                : Reply.error(200, json, outcome.path("sCode").asText());
    }

    private static ObjectNode outcome(String code, String orderId) {
        return JSON.createObjectNode()
                .put("ordId", orderId)
                .put("sCode", code)
                .put(
                        "sMsg",
                        code.equals("0")
                                ? ""
                                : ERRORS.getOrDefault(code, entry(200, "")).getValue());
    }

    private Reply query(Map<String, String> parameters) {
        Book.Order order = book().find(parameters.getOrDefault("ordId", ""), parameters.getOrDefault("clOrdId", ""));
        if (order == null) {
            throw new Refusal("51400");
        }
        return data(json(order));
    }

    /** An order that waits for a price. */
    private ObjectNode placeWaiting(JsonNode body) {
        String id = Integer.toString(lastWaiting.incrementAndGet());
        waiting.put(
                id,
                JSON.createObjectNode()
                        .put("algoId", id)
                        .put("instType", kindOf(required(body, "instId")))
                        .put("instId", required(body, "instId"))
                        .put("ordType", required(body, "ordType")));
        stats().placedOne();
        return outcome("0", "").put("algoId", id);
    }

    private ObjectNode cancelWaiting(JsonNode item) {
        if (waiting.remove(item.path("algoId").asText("")) == null) {
            return outcome("51400", "");
        }
        stats().cancelledOne();
        return outcome("0", "");
    }

    /** Pages of 100, newest first; {@code after} is the last id of the page before. */
    private Reply waiting(Map<String, String> parameters) {
        ObjectNode json = JSON.createObjectNode().put("code", "0").put("msg", "");
        ArrayNode data = json.putArray("data");
        long before = Long.parseLong(parameters.getOrDefault("after", "9223372036854775807"));
        waiting.values().stream()
                .filter(order -> order.path("ordType").asText().equals(parameters.get("ordType")))
                .filter(order -> order.path("algoId").asLong() < before)
                .sorted(Comparator.comparingLong(
                                (ObjectNode order) -> order.path("algoId").asLong())
                        .reversed())
                .limit(100)
                .forEach(data::add);
        return Reply.ok(json);
    }

    /** Pages like those of orders that wait. */
    private Reply pending(Map<String, String> parameters) {
        ObjectNode json = JSON.createObjectNode().put("code", "0").put("msg", "");
        ArrayNode data = json.putArray("data");
        long before = Long.parseLong(parameters.getOrDefault("after", "9223372036854775807"));
        book().open().stream()
                .filter(order -> kind(order).equals(parameters.getOrDefault("instType", kind(order))))
                .filter(order -> Long.parseLong(order.id()) < before)
                .sorted(Comparator.comparingLong((Book.Order order) -> Long.parseLong(order.id()))
                        .reversed())
                .limit(100)
                .forEach(order -> data.add(json(order)));
        return Reply.ok(json);
    }

    static String kind(Book.Order order) {
        return kindOf(order.symbol());
    }

    /** By the form of an instrument's name: {@code BTC-USDT}, {@code BTC-USDT-SWAP}, {@code BTC-USD-261225}, {@code BTC-USD-261225-70000-C}. */
    static String kindOf(String symbol) {
        if (symbol.endsWith("-SWAP")) {
            return "SWAP";
        }
        int parts = symbol.split("-", -1).length;
        return parts == 5 ? "OPTION" : parts == 3 ? "FUTURES" : "SPOT";
    }

    /** What a spot order brings and takes; a future is a position alone. */
    @Override
    void filled(Book.Fill fill) {
        if (kind(fill.order()).equals("SPOT")) {
            String[] pair = fill.order().symbol().split("-", -1);
            book().credit(pair[0], fill.signed());
            book().credit(pair[1], fill.signed().multiply(fill.price()).negate());
        }
    }

    private static Reply batch(JsonNode items, int most, Function<JsonNode, ObjectNode> each) {
        if (!items.isArray() || items.isEmpty() || items.size() > most) {
            throw new Refusal("51000");
        }
        ObjectNode json = JSON.createObjectNode();
        ArrayNode data = json.putArray("data");
        items.forEach(item -> data.add(each.apply(item)));
        long failed = stream(data).filter(item -> !isFine(item)).count();
        String code = failed == 0 ? "0" : failed == data.size() ? "1" : "2";
        json.put("code", code).put("msg", code.equals("1") ? "All operations failed" : "");
        return code.equals("1")
                ? Reply.error(200, json, data.path(0).path("sCode").asText())
                : Reply.ok(json);
    }

    private static Stream<JsonNode> stream(ArrayNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static boolean isFine(JsonNode outcome) {
        return outcome.path("sCode").asText().equals("0");
    }

    private static ObjectNode json(Book.Order order) {
        return JSON.createObjectNode()
                .put("instId", order.symbol())
                .put("ordId", order.id())
                .put("clOrdId", order.clientId())
                .put("side", order.side())
                .put("px", order.price())
                .put("sz", order.quantity())
                .put("state", "live");
    }

    private Reply config(SimulatedKey key) {
        return data(JSON.createObjectNode()
                .put("acctLv", "2")
                .put("ip", String.join(",", key.ips()))
                .put("type", isMain(key) ? "0" : "1")
                .put("label", subKeys.labelOf(key))
                .put("mainUid", "44705892343619584")
                .put("uid", isMain(key) || !main ? accountId() : "44705892343619586")
                .put("perm", String.join(",", key.rights())));
    }

    private Reply balance() {
        ObjectNode account = JSON.createObjectNode();
        ArrayNode details = account.putArray("details");
        book().balances()
                .forEach((asset, free) -> details.addObject()
                        .put("ccy", asset)
                        .put("cashBal", free.toPlainString())
                        .put("eq", free.toPlainString())
                        .put("frozenBal", "0")
                        .put("availBal", free.toPlainString()));
        return data(account);
    }

    private Reply withdraw(JsonNode body) {
        if (!main) {
            throw new Refusal("59504");
        }
        return data(past.withdraw(
                required(body, "ccy"), amount(body, "amt"), body.path("toAddr").asText("")));
    }

    private static Reply data(List<ObjectNode> items) {
        ObjectNode json = JSON.createObjectNode().put("code", "0").put("msg", "");
        json.putArray("data").addAll(items);
        return Reply.ok(json);
    }

    private static Reply data(JsonNode item) {
        ObjectNode json = JSON.createObjectNode().put("code", "0").put("msg", "");
        json.putArray("data").add(item);
        return Reply.ok(json);
    }
}
