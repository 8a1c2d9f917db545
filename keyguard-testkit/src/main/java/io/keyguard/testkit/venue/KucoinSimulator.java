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
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * KuCoin spot and futures, with transfers, withdrawals and the keys of sub-accounts, as far as signing and rights go. Like the venue it serves other things under the same paths at its second host,
 * {@link #futuresUri()}.
 *
 * <p>From the official client and documentation: the prehash is timestamp, method, path with the query as plain text, and body; the passphrase travels as base64 of its HMAC; timestamps may differ by 5 s.
 * UNCONFIRMED and chosen here: the order of the checks; the HTTP status 401 of 400001 to 400006, 403 of 400007 and 411100, 200 of what concerns the business; that a key of version 3 with another version in the
 * header answers 400004; that a sub-account which administers answers 400007; that a key which ended answers 400003; that one key too many, and a passphrase that does not fit the key to be changed or
 * deleted, answer 400100.
 */
public final class KucoinSimulator extends VenueSimulator {
    /** What stands before the API and answers in its own words. */
    private static final String SPOT = "TRADE_HF";

    private static final String CLOUDFLARE = "1015";

    /** Code to HTTP status and message. */
    private static final Map<String, Map.Entry<Integer, String>> ERRORS = Map.ofEntries(
            entry(CLOUDFLARE, entry(429, "error code: 1015")),
            entry("200004", entry(200, "Balance insufficient!")),
            entry("300018", entry(200, "clientOid parameter repeated")),
            entry("400001", entry(401, "Please check the header of your request for KC-API-KEY, KC-API-SIGN.")),
            entry("400002", entry(401, "KC-API-TIMESTAMP Invalid")),
            entry("400003", entry(401, "KC-API-KEY not exists")),
            entry("400004", entry(401, "KC-API-PASSPHRASE error")),
            entry("400005", entry(401, "Signature error")),
            entry("400006", entry(401, "The requested ip address is not in the api whitelist")),
            entry("400007", entry(403, "Access Denied")),
            entry("400008", entry(200, "This feature is not available in the mode of the account")),
            entry("400100", entry(400, "Parameter Error")),
            entry("400303", entry(200, "Please complete the verification of your identity")),
            entry("400500", entry(200, "Your located country/region is currently not supported")),
            entry("404000", entry(404, "Url Not Found")),
            entry("411100", entry(403, "User are frozen")),
            entry("415000", entry(415, "Unsupported Media Type")),
            entry("429000", entry(429, "Too Many Requests")),
            entry("500000", entry(500, "Internal Server Error")));

    private static final String SUCCESS = "200000";
    private static final long WINDOW_MILLIS = 5_000;
    private static final String HEX = "0123456789abcdef";
    private static final Pattern MILLIS = Pattern.compile("\\d{13}");
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9_-]{0,40}");
    private static final Pattern LAST_SEGMENT = Pattern.compile("/[A-Za-z-]*\\d[A-Za-z0-9-]*$");
    private static final List<String> CREDENTIALS =
            List.of("KC-API-KEY", "KC-API-SIGN", "KC-API-TIMESTAMP", "KC-API-PASSPHRASE");

    private final boolean master;
    private final Map<String, SubKey> subKeys = new ConcurrentSkipListMap<>();
    private final KucoinPast past = new KucoinPast(book());
    private final KucoinFrames frames = new KucoinFrames(this);

    private KucoinSimulator(InstantSource clock, boolean master) {
        super(clock);
        this.master = master;
    }

    /** A key that a master account made for the sub-account {@code account}. */
    private record SubKey(SimulatedKey key, String account, String remark, Instant created) {}

    /** Starts a venue whose account is a sub-account, where a bot belongs, keeping the system's time. */
    public static KucoinSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue whose account is a sub-account, keeping the time of {@code clock}. */
    public static KucoinSimulator start(InstantSource clock) {
        return new KucoinSimulator(clock, false);
    }

    /** Starts a venue whose account is a master account, where every key makes keys of sub-accounts. */
    public static KucoinSimulator startMasterAccount() {
        return startMasterAccount(InstantSource.system());
    }

    /** Starts a venue whose account is a master account, keeping the time of {@code clock}. */
    public static KucoinSimulator startMasterAccount(InstantSource clock) {
        return new KucoinSimulator(clock, true);
    }

    /** Makes a key with {@code rights}, for instance {@code General} and {@code Spot}. */
    public SimulatedKey createKey(String... rights) {
        return importKey(
                random(HEX, 24),
                UUID.nameUUIDFromBytes(randomBytes(16)).toString(),
                "Sim-" + random(HEX, 12) + "!A1",
                rights);
    }

    SimulatedKey importKey(String apiKey, String secret, String passphrase, String... rights) {
        return register(new SimulatedKey(apiKey, secret, passphrase, new byte[0], Set.of(rights)));
    }

    /** Returns scheme, host and port of the futures: another name of this machine, by which they are told apart. */
    public URI futuresUri() {
        return URI.create("http://localhost:" + uri().getPort());
    }

    @Override
    String venue() {
        return "kucoin";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return "429000";
    }

    @Override
    Frames frames() {
        return frames;
    }

    @Override
    public String accountId() {
        return master ? "165111215" : "165111216";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Reply refusal(String code) {
        Map.Entry<Integer, String> error = ERRORS.getOrDefault(code, entry(400, "Unknown error"));
        if (code.equals(CLOUDFLARE)) {
            return Reply.raw(error.getKey(), error.getValue(), code);
        }
        ObjectNode json = JSON.createObjectNode().put("code", code).put("msg", error.getValue());
        return Reply.error(error.getKey(), json, code);
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET /api/v1/timestamp")) {
            return data(JSON.getNodeFactory().numberNode(millis()));
        }
        String endpoint = endpoint(call);
        String right = rightFor(endpoint);
        if (right.isEmpty()) {
            throw new Refusal("404000");
        }
        SimulatedKey key = authenticated(call);
        boolean withdrawal = right.equals("Transfer") && key.may("Withdrawal");
        if (!key.may(right) && !withdrawal) {
            throw new Refusal("400007");
        }
        if (!call.body().isEmpty() && !call.header("Content-Type").startsWith("application/json")) {
            throw new Refusal("415000");
        }
        stats().accepted(key);
        return serve(endpoint, call, key);
    }

    /** Host, method and path, with a last segment that is an id left open. */
    private static String endpoint(Call call) {
        boolean futures = call.header("Host").startsWith("localhost");
        String path = LAST_SEGMENT.matcher(call.path()).replaceAll("/*");
        return (futures ? "futures " : "spot ") + call.method() + " " + path;
    }

    private static String rightFor(String endpoint) {
        return switch (endpoint) {
            case "spot GET /api/v1/user/api-key",
                    "spot GET /api/v1/accounts",
                    "spot POST /api/v1/bullet-private",
                    "spot GET /api/v1/hf/orders/*",
                    "spot GET /api/v1/hf/orders/active",
                    "spot GET /api/v1/stop-order",
                    "spot GET /api/v3/oco/orders",
                    "spot GET /api/v1/sub/api-key",
                    "spot POST /api/v1/sub/api-key",
                    "spot POST /api/v1/sub/api-key/update",
                    "spot DELETE /api/v1/sub/api-key",
                    "spot GET /api/v1/hf/fills",
                    "spot GET /api/v1/deposits",
                    "spot GET /api/v1/withdrawals",
                    "spot GET /api/v1/accounts/ledgers",
                    "spot GET /api/v1/hf/accounts/ledgers",
                    "spot GET /api/v3/hf/margin/account/ledgers",
                    "futures GET /api/v1/fills",
                    "futures GET /api/v1/positions",
                    "futures GET /api/v1/transaction-history",
                    "futures POST /api/v1/bullet-private",
                    "futures GET /api/v1/orders",
                    "futures GET /api/v1/stopOrders" -> "General";
            case "spot POST /api/v1/hf/orders",
                    "spot POST /api/v1/hf/orders/test",
                    "spot DELETE /api/v1/hf/orders",
                    "spot DELETE /api/v1/hf/orders/*",
                    "spot DELETE /api/v1/hf/orders/client-order/*",
                    "spot DELETE /api/v1/hf/orders/cancelAll",
                    "spot GET /api/v1/hf/orders/active/symbols",
                    "spot POST /api/v1/hf/orders/dead-cancel-all",
                    "spot DELETE /api/v1/stop-order/cancel",
                    "spot DELETE /api/v3/oco/orders",
                    "spot POST /api/v2/accounts/inner-transfer" -> "Spot";
            case "futures POST /api/v1/orders",
                    "futures DELETE /api/v1/orders/*",
                    "futures DELETE /api/v1/orders/multi-cancel",
                    "futures DELETE /api/v3/orders",
                    "futures DELETE /api/v1/stopOrders",
                    "futures POST /api/v3/transfer-out",
                    "futures GET /api/v1/account-overview" -> "Futures";
            case "spot POST /api/v3/accounts/universal-transfer" -> "InnerTransfer";
            case "spot POST /api/v3/withdrawals", "spot DELETE /api/v1/withdrawals/*" -> "Transfer";
            default -> "";
        };
    }

    private SimulatedKey authenticated(Call call) {
        if (CREDENTIALS.stream().anyMatch(name -> call.header(name).isEmpty())) {
            throw new Refusal("400001");
        }
        String timestamp = call.header("KC-API-TIMESTAMP");
        checkTime(timestamp);
        SimulatedKey key = key(call.header("KC-API-KEY"));
        if (key == null) {
            throw new Refusal("400003");
        }
        boolean current = Set.of("2", "3").contains(call.header("KC-API-KEY-VERSION"));
        if (!current || !Signatures.same(base64(key, key.passphrase()), call.header("KC-API-PASSPHRASE"))) {
            throw new Refusal("400004");
        }
        String prehash = timestamp + call.method() + call.path() + plainQuery(call.query()) + call.body();
        if (!Signatures.same(base64(key, prehash), call.header("KC-API-SIGN"))) {
            throw new Refusal("400005");
        }
        if (!key.admits(call.caller())) {
            throw new Refusal("400006");
        }
        return key;
    }

    void checkTime(String timestamp) {
        if (!MILLIS.matcher(timestamp).matches() || Math.abs(millis() - Long.parseLong(timestamp)) > WINDOW_MILLIS) {
            throw new Refusal("400002");
        }
    }

    /** What an order over a WebSocket is answered with. */
    Reply command(SimulatedKey key, String op, JsonNode order) {
        String right = op.startsWith("spot.") ? "Spot" : "Futures";
        if (!key.may(right)) {
            throw new Refusal(op.contains(".") ? "400007" : "404000");
        }
        return switch (op) {
            case "spot.order" -> place(order, "400100");
            case "futures.order" -> place(order, "300018");
            case "spot.cancel", "futures.cancel" ->
                cancel(order.path("orderId").asText(""), order.path("clientOid").asText(""), "");
            default -> throw new Refusal("404000");
        };
    }

    static String message(String code) {
        return ERRORS.getOrDefault(code, entry(400, "Unknown error")).getValue();
    }

    static String base64(SimulatedKey key, String message) {
        return Base64.getEncoder().encodeToString(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(message)));
    }

    private static String plainQuery(String encoded) {
        if (encoded.isEmpty()) {
            return "";
        }
        try {
            return "?" + URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal("400100");
        }
    }

    private Reply serve(String endpoint, Call call, SimulatedKey key) {
        Map<String, String> query = Call.parameters(call.query());
        return switch (endpoint) {
            case "spot GET /api/v1/user/api-key" -> keyInfo(key);
            case "spot GET /api/v1/accounts" -> accounts();
            case "spot POST /api/v1/hf/orders" -> place(body(call), "400100");
            case "spot POST /api/v1/hf/orders/test" -> data(order(body(call)));
            case "spot GET /api/v1/hf/orders/*" -> query(id(call));
            case "spot GET /api/v1/hf/orders/active" -> active(required(query, "symbol"));
            case "spot GET /api/v1/hf/orders/active/symbols" -> symbols();
            case "spot DELETE /api/v1/hf/orders/*" -> cancel(id(call), "", required(query, "symbol"));
            case "spot DELETE /api/v1/hf/orders/client-order/*" -> cancel("", id(call), required(query, "symbol"));
            case "spot DELETE /api/v1/hf/orders" ->
                cancelOf(required(query, "symbol"), JSON.getNodeFactory().textNode("success"));
            case "spot DELETE /api/v1/hf/orders/cancelAll" -> cancelAllSpot();
            case "spot POST /api/v1/hf/orders/dead-cancel-all" -> arm(body(call));
            case "spot GET /api/v1/stop-order", "spot GET /api/v3/oco/orders", "futures GET /api/v1/stopOrders" ->
                page(List.of(), query);
            case "spot DELETE /api/v1/stop-order/cancel",
                    "spot DELETE /api/v3/oco/orders",
                    "futures DELETE /api/v1/stopOrders" -> cancelled(List.of());
            case "spot POST /api/v3/withdrawals" -> withdraw(body(call));
            case "spot GET /api/v1/sub/api-key" -> listSubKeys(key, query);
            case "spot POST /api/v1/sub/api-key" -> makeSubKey(key, body(call));
            case "spot POST /api/v1/sub/api-key/update" -> changeSubKey(key, body(call));
            case "spot DELETE /api/v1/sub/api-key" -> deleteSubKey(key, query);
            case "spot GET /api/v1/hf/fills" -> data(past.spotFills(query));
            case "spot GET /api/v1/deposits" -> data(past.deposits(query));
            case "spot GET /api/v1/withdrawals" -> data(past.withdrawals(query));
            case "spot GET /api/v1/accounts/ledgers" -> data(past.mainLedger(query));
            case "spot GET /api/v1/hf/accounts/ledgers" -> data(past.otherLedger(SPOT, query));
            case "spot GET /api/v3/hf/margin/account/ledgers" -> data(past.otherLedger("MARGIN", query));
            case "spot POST /api/v2/accounts/inner-transfer" -> transfer(body(call));
            case "futures GET /api/v1/fills" -> data(past.futuresFills(query));
            case "futures GET /api/v1/positions" -> data(past.positions());
            case "futures GET /api/v1/transaction-history" -> data(past.futuresLedger(query));
            case "futures POST /api/v3/transfer-out" -> transferOut(body(call));
            case "futures POST /api/v1/orders" -> place(body(call), "300018");
            case "futures GET /api/v1/orders" -> page(openOf("futures"), query);
            case "futures DELETE /api/v1/orders/*" -> cancel(id(call), "", "");
            case "futures DELETE /api/v1/orders/multi-cancel" -> cancelEach(body(call));
            case "futures DELETE /api/v3/orders" -> cancelFutures(required(query, "symbol"));
            case "futures GET /api/v1/account-overview" -> overview(query.getOrDefault("currency", "XBT"));
            case "spot POST /api/v1/bullet-private", "futures POST /api/v1/bullet-private" -> token();
            default -> data(JSON.createObjectNode().put("orderId", "6705f7248c6954000733ecac"));
        };
    }

    private static String id(Call call) {
        return call.path().substring(call.path().lastIndexOf('/') + 1);
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            if (json == null || !json.isObject()) {
                throw new Refusal("400100");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new Refusal("400100");
        }
    }

    private static String required(Map<String, String> parameters, String name) {
        String value = parameters.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal("400100");
        }
        return value;
    }

    private static String required(JsonNode json, String name) {
        String value = json.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal("400100");
        }
        return value;
    }

    private static BigDecimal amount(JsonNode json, String name) {
        return Book.amount(required(json, name)).orElseThrow(() -> new Refusal("400100"));
    }

    /** What every order must have, and what its type asks for besides. */
    private static ObjectNode order(JsonNode body) {
        if (!CLIENT_ID.matcher(body.path("clientOid").asText("")).matches()) {
            throw new Refusal("400100");
        }
        required(body, "symbol");
        if (!Set.of("buy", "sell").contains(required(body, "side"))) {
            throw new Refusal("400100");
        }
        boolean market = required(body, "type").equals("market");
        if (!market) {
            amount(body, "price");
        }
        amount(body, market && !body.has("size") ? "funds" : "size");
        return JSON.createObjectNode()
                .put("orderId", "test")
                .put("clientOid", body.path("clientOid").asText(""));
    }

    private Reply place(JsonNode body, String ifTwice) {
        ObjectNode answer = order(body);
        Book.Order order = book().place(
                        "67",
                        body.path("clientOid").asText(""),
                        body.path("symbol").asText(),
                        body.path("side").asText(),
                        body.path("price").asText(""),
                        body.path(body.has("size") ? "size" : "funds").asText());
        if (order == null) {
            throw new Refusal(ifTwice);
        }
        stats().placedOne();
        return data(answer.put("orderId", order.id()));
    }

    private Reply query(String id) {
        Book.Order order = book().find(id, "");
        if (order == null) {
            throw new Refusal("400100");
        }
        return data(json(order));
    }

    private Reply cancel(String id, String clientId, String symbol) {
        Book.Order order = book().find(id, clientId);
        if (order == null || !(symbol.isEmpty() || order.symbol().equals(symbol))) {
            throw new Refusal("400100");
        }
        if (book().cancel(id, clientId) == null) {
            throw new Refusal("400100");
        }
        stats().cancelledOne();
        return data(JSON.createObjectNode().put("orderId", order.id()).put("clientOid", order.clientId()));
    }

    private List<Book.Order> openOf(String product) {
        return book().open().stream()
                .filter(order -> order.symbol().contains("-") == product.equals("spot"))
                .toList();
    }

    private List<String> cancelWhere(String symbol) {
        var ids = new ArrayList<String>();
        for (Book.Order order : book().open()) {
            if (order.symbol().equals(symbol) && book().cancel(order.id(), "") != null) {
                stats().cancelledOne();
                ids.add(order.id());
            }
        }
        return ids;
    }

    private Reply cancelOf(String symbol, JsonNode answer) {
        cancelWhere(symbol);
        return data(answer);
    }

    private Reply cancelFutures(String symbol) {
        return cancelled(cancelWhere(symbol));
    }

    private Reply cancelEach(JsonNode body) {
        ArrayNode outcomes = JSON.createArrayNode();
        for (JsonNode id : body.path("orderIdsList")) {
            boolean done = book().cancel(id.asText(), "") != null;
            if (done) {
                stats().cancelledOne();
            }
            outcomes.addObject().put("orderId", id.asText()).put("code", done ? "200" : "100004");
        }
        return data(outcomes);
    }

    private Set<String> openSymbols() {
        var symbols = new TreeSet<String>();
        openOf("spot").forEach(order -> symbols.add(order.symbol()));
        return symbols;
    }

    private Reply cancelAllSpot() {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode done = answer.putArray("succeedSymbols");
        answer.putArray("failedSymbols");
        for (String symbol : openSymbols()) {
            cancelWhere(symbol);
            done.add(symbol);
        }
        return data(answer);
    }

    private Reply symbols() {
        ObjectNode answer = JSON.createObjectNode();
        openSymbols().forEach(answer.putArray("symbols")::add);
        return data(answer);
    }

    private Reply active(String symbol) {
        ArrayNode answer = JSON.createArrayNode();
        openOf("spot").stream()
                .filter(order -> order.symbol().equals(symbol))
                .forEach(order -> answer.add(json(order)));
        return data(answer);
    }

    private static Reply page(List<Book.Order> orders, Map<String, String> query) {
        return data(paged(orders.stream().map(KucoinSimulator::json).toList(), query));
    }

    static ObjectNode paged(List<ObjectNode> rows, Map<String, String> query) {
        int size = number(query.getOrDefault("pageSize", "50"));
        int page = number(query.getOrDefault("currentPage", "1"));
        ObjectNode answer = JSON.createObjectNode().put("currentPage", page).put("pageSize", size);
        answer.put("totalNum", rows.size()).put("totalPage", (rows.size() + size - 1) / size);
        ArrayNode items = answer.putArray("items");
        rows.stream().skip((long) (page - 1) * size).limit(size).forEach(items::add);
        return answer;
    }

    static int number(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new Refusal("400100");
        }
        return Integer.parseInt(text);
    }

    private static Reply cancelled(List<String> ids) {
        ObjectNode answer = JSON.createObjectNode();
        ids.forEach(answer.putArray("cancelledOrderIds")::add);
        return data(answer);
    }

    private static ObjectNode json(Book.Order order) {
        return JSON.createObjectNode()
                .put("id", order.id())
                .put("clientOid", order.clientId())
                .put("symbol", order.symbol())
                .put("side", order.side())
                .put("price", order.price())
                .put("size", order.quantity())
                .put("active", true);
    }

    private Reply arm(JsonNode body) {
        int seconds = body.path("timeout").asInt(0);
        if (seconds != -1 && (seconds < 5 || seconds > 86_400)) {
            throw new Refusal("400100");
        }
        long now = millis() / 1_000;
        return data(JSON.createObjectNode().put("currentTime", now).put("triggerTime", now + Math.max(seconds, 0)));
    }

    private Reply accounts() {
        ArrayNode answer = JSON.createArrayNode();
        book().balances()
                .forEach((asset, free) -> answer.addObject()
                        .put("id", "5486745" + asset.length())
                        .put("currency", asset)
                        .put("type", "trade")
                        .put("balance", free.toPlainString())
                        .put("available", free.toPlainString())
                        .put("holds", "0"));
        return data(answer);
    }

    private Reply overview(String currency) {
        BigDecimal balance = book().balances().getOrDefault(currency, BigDecimal.ZERO);
        return data(JSON.createObjectNode()
                .put("currency", currency)
                .put("accountEquity", balance)
                .put("marginBalance", balance)
                .put("availableBalance", balance));
    }

    private Reply keyInfo(SimulatedKey key) {
        SubKey made = subKeys.get(key.apiKey());
        ObjectNode answer = JSON.createObjectNode()
                .put("remark", made == null ? "simulated" : made.remark())
                .put("apiKey", key.apiKey())
                .put("apiVersion", 3)
                .put("permission", String.join(",", key.rights()))
                .put("createdAt", 1728443843000L)
                .put("uid", made == null ? Long.parseLong(accountId()) : 165111216L)
                .put("isMaster", master && made == null);
        if (!key.ips().isEmpty()) {
            answer.put("ipWhitelist", String.join(",", key.ips()));
        }
        if (!master || made != null) {
            answer.put("subName", made == null ? "simulated" : made.account());
        }
        return data(answer);
    }

    private Reply token() {
        ObjectNode answer = JSON.createObjectNode().put("token", random(HEX, 64));
        answer.putArray("instanceServers")
                .addObject()
                .put("endpoint", "wss://127.0.0.1/")
                .put("pingInterval", 18_000);
        return data(answer);
    }

    private Reply withdraw(JsonNode body) {
        required(body, "toAddress");
        required(body, "withdrawType");
        BigDecimal amount = amount(body, "amount");
        if (!book().debit(required(body, "currency"), amount)) {
            throw new Refusal("200004");
        }
        String id = "670deec84d64da0007d7" + book().nextId();
        move("withdrawal", id, body, amount.negate(), body.path("toAddress").asText());
        return data(JSON.createObjectNode().put("withdrawalId", id));
    }

    private void move(String kind, String id, JsonNode body, BigDecimal amount, String counterparty) {
        String asset = body.path("currency").asText();
        book().moved(new Book.Move(kind, id, asset, amount, counterparty, "done", clock().instant()));
    }

    /** What names no amount moves nothing. */
    private Reply transfer(JsonNode body) {
        String id = book().nextId();
        if (body.has("amount")) {
            transfer(
                    body,
                    id,
                    wallet(required(body, "from")),
                    wallet(body.path("to").asText("main")));
        }
        return data(JSON.createObjectNode().put("orderId", "6705f7248c6954" + id));
    }

    private Reply transferOut(JsonNode body) {
        String id = book().nextId();
        transfer(body, id, KucoinPast.FUTURES, wallet(required(body, "recAccountType")));
        return data(JSON.createObjectNode()
                .put("applyId", "620a0bbefeaa6a" + id)
                .put("payAccountType", KucoinPast.FUTURES)
                .put("status", "PROCESSING"));
    }

    private static String wallet(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("trade")) {
            return SPOT;
        }
        return lower.equals("contract") ? KucoinPast.FUTURES : "MAIN";
    }

    /** Between two wallets, each with a line of its own; the balances are those of the spot wallet. */
    private void transfer(JsonNode body, String id, String from, String to) {
        BigDecimal amount = amount(body, "amount");
        String asset = required(body, "currency");
        if (from.equals(SPOT) && !book().debit(asset, amount)) {
            throw new Refusal("200004");
        }
        if (to.equals(SPOT)) {
            book().credit(asset, amount);
        }
        move("transfer", id, body, amount.negate(), from);
        move("transfer", book().nextId(), body, amount, to);
    }

    /** The balances are those of the spot wallet; pairs with USDT are the only ones that change it here. */
    @Override
    void filled(Book.Fill fill) {
        String symbol = fill.order().symbol();
        if (symbol.endsWith("-USDT")) {
            book().credit(symbol.substring(0, symbol.length() - 5), fill.signed());
            book().credit("USDT", fill.signed().multiply(fill.price()).negate());
        }
    }

    private void requireMaster(SimulatedKey key) {
        if (!master || subKeys.containsKey(key.apiKey())) {
            throw new Refusal("400007");
        }
    }

    private List<SubKey> keysOf(String account) {
        return subKeys.values().stream()
                .filter(key -> key.account().equals(account) && !key.key().isRevoked())
                .toList();
    }

    private Reply listSubKeys(SimulatedKey owner, Map<String, String> query) {
        requireMaster(owner);
        ArrayNode answer = JSON.createArrayNode();
        String one = query.getOrDefault("apiKey", "");
        keysOf(required(query, "subName")).stream()
                .filter(key -> one.isEmpty() || key.key().apiKey().equals(one))
                .forEach(key -> answer.addObject()
                        .put("subName", key.account())
                        .put("remark", key.remark())
                        .put("apiKey", key.key().apiKey())
                        .put("apiVersion", 3)
                        .put("permission", String.join(",", key.key().rights()))
                        .put("ipWhitelist", String.join(",", key.key().ips()))
                        .put("createdAt", key.created().toEpochMilli())
                        .put("uid", 165111216L)
                        .put("isMaster", false));
        return data(answer);
    }

    private SubKey meant(SimulatedKey owner, String account, String apiKey, String passphrase) {
        requireMaster(owner);
        SubKey key = subKeys.get(apiKey.toLowerCase(Locale.ROOT));
        boolean fits = key != null
                && key.account().equals(account)
                && !key.key().isRevoked()
                && Signatures.same(key.key().passphrase(), passphrase);
        if (key == null || !fits) {
            throw new Refusal("400100");
        }
        return key;
    }

    private Reply changeSubKey(SimulatedKey owner, JsonNode body) {
        SubKey key = meant(owner, required(body, "subName"), required(body, "apiKey"), required(body, "passphrase"));
        if (body.has("permission")) {
            key.key().rights(required(body, "permission").split(",", -1));
        }
        if (body.has("ipWhitelist")) {
            bind(key.key(), body);
        }
        return data(JSON.createObjectNode()
                .put("subName", key.account())
                .put("apiKey", key.key().apiKey())
                .put("permission", String.join(",", key.key().rights()))
                .put("ipWhitelist", String.join(",", key.key().ips())));
    }

    private static void bind(SimulatedKey key, JsonNode body) {
        String ips = body.path("ipWhitelist").asText("");
        key.boundTo(ips.isEmpty() ? new String[0] : ips.split(",", -1));
    }

    private Reply makeSubKey(SimulatedKey owner, JsonNode body) {
        requireMaster(owner);
        String account = required(body, "subName");
        if (required(body, "remark").length() > 24 || !hasRoom(keysOf(account).size())) {
            throw new Refusal("400100");
        }
        String passphrase = required(body, "passphrase");
        if (!passphrase.matches("\\S{7,32}")) {
            throw new Refusal("400100");
        }
        String[] rights = body.path("permission").asText("General").split(",", -1);
        SimulatedKey made = madeByApi(importKey(
                random(HEX, 24), UUID.nameUUIDFromBytes(randomBytes(16)).toString(), passphrase, rights));
        bind(made, body);
        var subKey = new SubKey(made, account, required(body, "remark"), clock().instant());
        subKeys.put(made.apiKey(), subKey);
        return data(JSON.createObjectNode()
                .put("subName", account)
                .put("remark", subKey.remark())
                .put("apiKey", made.apiKey())
                .put("apiSecret", made.secret())
                .put("apiVersion", 3)
                .put("passphrase", passphrase)
                .put("permission", String.join(",", rights))
                .put("ipWhitelist", String.join(",", made.ips()))
                .put("createdAt", subKey.created().toEpochMilli()));
    }

    private Reply deleteSubKey(SimulatedKey owner, Map<String, String> query) {
        SubKey made =
                meant(owner, required(query, "subName"), required(query, "apiKey"), required(query, "passphrase"));
        deletedByApi(made.key());
        return data(JSON.createObjectNode()
                .put("subName", made.account())
                .put("apiKey", made.key().apiKey()));
    }

    private static Reply data(JsonNode data) {
        return Reply.ok(JSON.createObjectNode().put("code", SUCCESS).set("data", data));
    }
}
