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
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bybit API v5: trading, account, funding and keys as far as signing and rights go.
 *
 * <p>From the official documentation: the prehash is time, API key, window, and query or body; a request is taken from its window before the server's time until one second after it. UNCONFIRMED and
 * chosen here: a key that ended answers 33004 wherever it is used; a key that is read-only may edit itself; one key too many answers 10001; a sub-account that is frozen answers 10027 where it trades or
 * moves money.
 */
public final class BybitSimulator extends VenueSimulator {
    /** The pseudo right of a key that is read-only, whatever else is ticked. */
    private static final String READ_ONLY = "readOnly";

    /** Code to HTTP status and message; a code that starts with HTTP is a status without a document. */
    private static final Map<String, Map.Entry<Integer, String>> ERRORS = Map.ofEntries(
            entry("-1", entry(200, "request expired: o@0, now[] diff[]")),
            entry("-2015", entry(200, "Your api key has expired")),
            entry("429", entry(200, "The trading service is experiencing a high server load.")),
            entry("10000", entry(200, "Server Timeout")),
            entry("10001", entry(200, "Request parameter error")),
            entry("10002", entry(200, "The request time exceeds the time window range.")),
            entry("10003", entry(200, "API key is invalid.")),
            entry("10004", entry(200, "Error sign, please check your signature generation algorithm.")),
            entry("10005", entry(200, "Permission denied, please check your API key permissions.")),
            entry("10006", entry(200, "Too many visits. Exceeded the API Rate Limit.")),
            entry("10007", entry(200, "User authentication failed.")),
            entry("10008", entry(200, "Common banned, please check your account mode")),
            entry("10009", entry(200, "Service Restricted")),
            entry("10010", entry(200, "Unmatched IP, please check your API key's bound IP addresses.")),
            entry("10016", entry(200, "Server error.")),
            entry("10024", entry(200, "Compliance rules triggered")),
            entry("10027", entry(200, "Transactions are banned.")),
            entry("20096", entry(200, "need KYC authentication")),
            entry("33004", entry(200, "Your api key has expired")),
            entry("81007", entry(200, "Bybit Europe is not supported create API Key")),
            entry("110001", entry(200, "Order does not exist")),
            entry("110072", entry(200, "OrderLinkedID is duplicate")),
            entry("131083", entry(200, "Withdraw only allowed from address book")),
            entry("131089", entry(200, "User sensitive operation, withdrawal is prohibited within 24 hours")),
            entry("131090", entry(200, "User withdraw has been banned")),
            entry("131093", entry(200, "The withdrawal address is not in the whitelist")),
            entry("131212", entry(200, "Insufficient balance")),
            entry("131227", entry(200, "subaccount do not have universal transfer permission")),
            entry("170141", entry(200, "Duplicate clientOrderId")),
            entry("170213", entry(200, "Order does not exist.")),
            entry("HTTP 401", entry(401, "")),
            entry("HTTP 403", entry(403, "")),
            entry("HTTP 404", entry(404, "")),
            entry("HTTP 429", entry(429, "")));

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
    private static final Pattern LINK_ID = Pattern.compile("[A-Za-z0-9_-]{0,36}");
    private static final Pattern CURSOR = Pattern.compile("page_args=(\\d{1,18})&");
    static final Set<String> CATEGORIES = Set.of("spot", "linear", "inverse", "option");
    private static final int MOST_FUTURES = 500;

    /** What keys can be given by API; the rest is for the website. */
    private static final List<String> SETTABLE = List.of(
            "ContractTrade/Order",
            "ContractTrade/Position",
            "Spot/SpotTrade",
            "Wallet/AccountTransfer",
            "Options/OptionsTrade",
            "Derivatives/DerivativesTrade",
            "Exchange/ExchangeHistory",
            "Earn/Earn");

    private static final Set<String> SETTABLE_BY_MASTERS = Set.of(
            "Wallet/SubMemberTransfer",
            "BlockTrade/BlockTrade",
            "BitCard/BitCard",
            "ByXPost/ByXPost",
            "Affiliate/Affiliate");

    private static final List<String> GROUPS = List.of(
            "ContractTrade",
            "Spot",
            "Wallet",
            "Options",
            "Derivatives",
            "BlockTrade",
            "Exchange",
            "Earn",
            "FiatP2P",
            "FiatBitPay",
            "FiatConvertBroker",
            "BitCard",
            "ByXPost",
            "Affiliate");

    private final boolean master;
    private final Map<String, String> categories = new ConcurrentHashMap<>();
    private final Map<String, SubKey> subAccountKeys = new ConcurrentSkipListMap<>();
    private final Set<String> frozen = ConcurrentHashMap.newKeySet();
    private final BybitPast past;
    private final BybitFrames frames = new BybitFrames(this);

    private BybitSimulator(InstantSource clock, boolean master) {
        super(clock);
        this.master = master;
        this.past = new BybitPast(book(), categories, accountId());
    }

    /** A key that a master account made for the sub-account {@code account}. */
    private record SubKey(SimulatedKey key, String account, String note, Instant created) {}

    /** Starts a venue whose account is a sub-account, where a bot belongs, keeping the system's time. */
    public static BybitSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue whose account is a sub-account, keeping the time of {@code clock}. */
    public static BybitSimulator start(InstantSource clock) {
        return new BybitSimulator(clock, false);
    }

    /** Starts a venue whose account is a master account, keeping the system's time. */
    public static BybitSimulator startMasterAccount() {
        return startMasterAccount(InstantSource.system());
    }

    /** Starts a venue whose account is a master account, keeping the time of {@code clock}. */
    public static BybitSimulator startMasterAccount(InstantSource clock) {
        return new BybitSimulator(clock, true);
    }

    /** Makes an HMAC key with {@code rights}, for instance {@code Spot/SpotTrade}; {@code readOnly} among them makes it one that only reads. */
    public SimulatedKey createKey(String... rights) {
        return importKey(random(ALPHABET, 18), random(ALPHABET, 36), rights);
    }

    /** Makes a key for the RSA public key {@code publicKey} (X.509 SubjectPublicKeyInfo, DER), whose private half the venue never sees. */
    public SimulatedKey createRsaKey(byte[] publicKey, String... rights) {
        return register(new SimulatedKey(random(ALPHABET, 18), "", "", publicKey, Set.of(rights)));
    }

    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights)));
    }

    @Override
    String venue() {
        return "bybit";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return "10006";
    }

    @Override
    Frames frames() {
        return frames;
    }

    @Override
    public String accountId() {
        return master ? "1448939" : "24617703";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    boolean endTakesTheKey() {
        return false;
    }

    @Override
    Reply refusal(String code) {
        Map.Entry<Integer, String> error = ERRORS.getOrDefault(code, entry(200, "Request parameter error"));
        if (error.getValue().isEmpty()) {
            return Reply.raw(error.getKey(), "", code);
        }
        return Reply.error(
                error.getKey(), envelope(Integer.parseInt(code), error.getValue(), JSON.createObjectNode()), code);
    }

    private ObjectNode envelope(int code, String message, JsonNode result) {
        ObjectNode json = JSON.createObjectNode().put("retCode", code).put("retMsg", message);
        json.set("result", result);
        json.putObject("retExtInfo");
        return json.put("time", millis());
    }

    private Reply ok(JsonNode result) {
        return Reply.ok(envelope(0, "OK", result));
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET /v5/market/time")) {
            return ok(JSON.createObjectNode()
                    .put("timeSecond", Long.toString(millis() / 1_000))
                    .put("timeNano", Long.toString(millis() * 1_000_000)));
        }
        if (call.method().equals("GET") && !call.body().isEmpty()) {
            throw new Refusal("HTTP 403");
        }
        for (String header : List.of("X-BAPI-API-KEY", "X-BAPI-TIMESTAMP", "X-BAPI-SIGN")) {
            if (call.header(header).isEmpty()) {
                throw new Refusal("HTTP 401");
            }
        }
        SimulatedKey key = key(call.header("X-BAPI-API-KEY"));
        if (key == null) {
            throw new Refusal("10003");
        }
        String window = call.header("X-BAPI-RECV-WINDOW").isEmpty() ? "5000" : call.header("X-BAPI-RECV-WINDOW");
        checkTime(call.header("X-BAPI-TIMESTAMP"), window);
        checkSignature(call, key);
        checkUse(call.caller(), key);
        Reply reply = serve(call, key);
        stats().accepted(key);
        return reply;
    }

    void checkTime(String timestamp, String window) {
        if (!MILLIS.matcher(timestamp).matches() || !MILLIS.matcher(window).matches()) {
            throw new Refusal("10002");
        }
        long sent = Long.parseLong(timestamp);
        if (sent < millis() - Long.parseLong(window) || sent >= millis() + 1_000) {
            throw new Refusal("10002");
        }
    }

    private static void checkSignature(Call call, SimulatedKey key) {
        byte[] prehash = utf8(call.header("X-BAPI-TIMESTAMP")
                + call.header("X-BAPI-API-KEY")
                + call.header("X-BAPI-RECV-WINDOW")
                + (call.method().equals("GET") ? call.query() : call.body()));
        if (!isSigned(key, prehash, call.header("X-BAPI-SIGN"))) {
            throw new Refusal("10004");
        }
    }

    static boolean isSigned(SimulatedKey key, byte[] prehash, String signature) {
        return key.publicKey().length == 0
                ? Signatures.same(
                        HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), prehash)), signature)
                : rsa(key.publicKey(), prehash, signature);
    }

    private static boolean rsa(byte[] publicKey, byte[] message, String signature) {
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initVerify(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey)));
            rsa.update(message);
            return rsa.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    void checkUse(String caller, SimulatedKey key) {
        if (key.isEnded(clock().instant())) {
            throw new Refusal("33004");
        }
        if (!key.admits(caller)) {
            throw new Refusal("10010");
        }
    }

    private Reply serve(Call call, SimulatedKey key) {
        return switch (call.endpoint()) {
            case "GET /v5/user/query-api" -> ok(info(key));
            case "GET /v5/account/wallet-balance" -> balance();
            case "GET /v5/order/realtime" -> open(Call.parameters(call.query()));
            case "GET /v5/position/list" -> ok(past.positions(Call.parameters(call.query())));
            case "GET /v5/execution/list" -> ok(past.executions(Call.parameters(call.query())));
            case "GET /v5/account/transaction-log" -> ok(past.log(Call.parameters(call.query())));
            case "GET /v5/asset/deposit/query-record" -> ok(past.deposits(Call.parameters(call.query())));
            case "GET /v5/asset/deposit/query-internal-record" ->
                ok(past.internalDeposits(Call.parameters(call.query())));
            case "GET /v5/asset/withdraw/query-record" -> withdrawals(Call.parameters(call.query()));
            case "GET /v5/user/sub-apikeys" -> subKeys(Call.parameters(call.query()));
            case "POST /v5/user/frozen-sub-member" -> freeze(body(call), key);
            case "POST /v5/order/create" -> place(body(call), key);
            case "POST /v5/order/cancel" -> cancel(body(call), key);
            case "POST /v5/order/cancel-batch" -> cancelBatch(body(call), key);
            case "POST /v5/order/cancel-all" -> cancelAll(body(call), key);
            case "POST /v5/asset/transfer/inter-transfer" -> transfer(body(call), key);
            case "POST /v5/asset/withdraw/create" -> withdraw(body(call), key);
            case "POST /v5/user/create-sub-api" -> makeKey(body(call), key);
            case "POST /v5/user/update-api" -> editMasterKey(body(call), key);
            case "POST /v5/user/update-sub-api" -> editSubAccountKey(body(call), key);
            case "POST /v5/user/delete-api" -> deleteMasterKey(key);
            case "POST /v5/user/delete-sub-api" -> deleteSubAccountKey(body(call), key);
            default -> throw new Refusal("HTTP 404");
        };
    }

    /** What an order over a WebSocket is answered with. */
    Reply command(SimulatedKey key, String op, JsonNode body) {
        return switch (op) {
            case "order.create" -> place(body, key);
            case "order.cancel" -> cancel(body, key);
            case "order.cancel-batch" -> cancelBatch(body, key);
            default -> throw new Refusal("10404");
        };
    }

    static String message(String code) {
        return ERRORS.getOrDefault(code, entry(200, "Request parameter error")).getValue();
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            if (json != null && json.isObject()) {
                return json;
            }
            throw new Refusal("10001");
        } catch (JsonProcessingException e) {
            throw new Refusal("10001");
        }
    }

    private static String required(JsonNode json, String name) {
        String value = json.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal("10001");
        }
        return value;
    }

    private static BigDecimal amount(JsonNode json, String name) {
        return Book.amount(required(json, name)).orElseThrow(() -> new Refusal("10001"));
    }

    private void require(SimulatedKey key, Predicate<String> right) {
        SubKey ofSub = subAccountKeys.get(key.apiKey());
        if (ofSub != null && frozen.contains(ofSub.account())) {
            throw new Refusal("10027");
        }
        if (key.may(READ_ONLY) || key.rights().stream().noneMatch(right)) {
            throw new Refusal("10005");
        }
    }

    private static String category(JsonNode body) {
        String category = required(body, "category");
        if (!CATEGORIES.contains(category)) {
            throw new Refusal("10001");
        }
        return category;
    }

    private String tradable(JsonNode body, SimulatedKey key) {
        String category = category(body);
        Set<String> groups = switch (category) {
            case "spot" -> Set.of("Spot/SpotTrade");
            case "option" -> Set.of("Options/OptionsTrade");
            default -> Set.of("ContractTrade/Order", "Derivatives/DerivativesTrade");
        };
        require(key, groups::contains);
        return category;
    }

    private Reply place(JsonNode body, SimulatedKey key) {
        String category = tradable(body, key);
        String linkId = body.path("orderLinkId").asText("");
        if (!LINK_ID.matcher(linkId).matches() || (category.equals("option") && linkId.isEmpty())) {
            throw new Refusal("10001");
        }
        if (required(body, "orderType").equals("Limit")) {
            amount(body, "price");
        }
        Book.Order order = book().place(
                        "16",
                        linkId,
                        required(body, "symbol"),
                        required(body, "side"),
                        body.path("price").asText(""),
                        amount(body, "qty").toPlainString());
        if (order == null) {
            throw new Refusal(category.equals("spot") ? "170141" : "110072");
        }
        categories.put(order.id(), category);
        stats().placedOne();
        return ok(ids(order.id(), order.clientId()));
    }

    private static ObjectNode ids(String orderId, String linkId) {
        return JSON.createObjectNode().put("orderId", orderId).put("orderLinkId", linkId);
    }

    private Reply cancel(JsonNode body, SimulatedKey key) {
        String category = tradable(body, key);
        required(body, "symbol");
        Book.Order order = take(body);
        if (order == null) {
            throw new Refusal(category.equals("spot") ? "170213" : "110001");
        }
        return ok(ids(order.id(), order.clientId()));
    }

    private Book.@Nullable Order take(JsonNode item) {
        Book.Order order = book().cancel(
                        item.path("orderId").asText(""),
                        item.path("orderLinkId").asText(""));
        if (order != null) {
            categories.remove(order.id());
            stats().cancelledOne();
        }
        return order;
    }

    /** What became of the items stands beside the result. */
    private Reply cancelBatch(JsonNode body, SimulatedKey key) {
        String category = tradable(body, key);
        JsonNode items = body.path("request");
        if (!items.isArray() || items.isEmpty() || items.size() > 20) {
            throw new Refusal("10001");
        }
        ObjectNode result = JSON.createObjectNode();
        ArrayNode list = result.putArray("list");
        ObjectNode answer = envelope(0, "OK", result);
        ArrayNode outcomes = answer.putObject("retExtInfo").putArray("list");
        for (JsonNode item : items) {
            boolean done = take(item) != null;
            list.add(ids(
                    item.path("orderId").asText(""), item.path("orderLinkId").asText("")));
            int code = done ? 0 : category.equals("spot") ? 170213 : 110001;
            outcomes.addObject().put("code", code).put("msg", done ? "OK" : "Order does not exist");
        }
        return Reply.ok(answer);
    }

    /** Spot has orders of several kinds, of which this account has the usual one alone. */
    private Reply cancelAll(JsonNode body, SimulatedKey key) {
        String category = tradable(body, key);
        boolean futures = category.equals("linear") || category.equals("inverse");
        boolean some = body.has("symbol") || body.has("baseCoin") || body.has("settleCoin");
        if ((futures && !some) || (category.equals("spot") && body.has("settleCoin"))) {
            throw new Refusal("10001");
        }
        String symbol = body.path("symbol").asText("");
        String settle = body.path("settleCoin").asText("");
        boolean usual = body.path("orderFilter").asText("Order").equals("Order");
        ObjectNode result = JSON.createObjectNode();
        ArrayNode list = result.putArray("list");
        book().open().stream()
                .filter(order -> usual && category.equals(categories.get(order.id())))
                .filter(order -> symbol.isEmpty() || order.symbol().equals(symbol))
                .filter(order -> settle.isEmpty() || settles(order, settle))
                .limit(futures ? MOST_FUTURES : Long.MAX_VALUE)
                .toList()
                .forEach(order -> {
                    if (take(ids(order.id(), "")) != null) {
                        list.add(ids(order.id(), order.clientId()));
                    }
                });
        return ok(result.put("success", "1"));
    }

    static boolean settles(Book.Order order, String coin) {
        return order.symbol().endsWith("PERP")
                ? coin.equals("USDC")
                : order.symbol().endsWith(coin);
    }

    /** Pages newest first; the cursor comes percent-encoded. */
    private Reply open(Map<String, String> parameters) {
        String category = parameters.getOrDefault("category", "");
        String settle = parameters.getOrDefault("settleCoin", "");
        boolean some = !settle.isEmpty() || parameters.containsKey("symbol") || parameters.containsKey("baseCoin");
        if (!CATEGORIES.contains(category) || (category.equals("linear") && !some)) {
            throw new Refusal("10001");
        }
        int limit = limit(parameters.getOrDefault("limit", "20"));
        long before = before(parameters.getOrDefault("cursor", ""));
        List<Book.Order> page = book().open().stream()
                .filter(order -> category.equals(categories.get(order.id())))
                .filter(order -> settle.isEmpty() || settles(order, settle))
                .filter(order -> Long.parseLong(order.id()) < before)
                .sorted(Comparator.comparingLong((Book.Order order) -> Long.parseLong(order.id()))
                        .reversed())
                .limit(limit)
                .toList();
        ObjectNode result = JSON.createObjectNode().put("category", category);
        ArrayNode list = result.putArray("list");
        page.forEach(order -> list.add(json(order)));
        return ok(result.put(
                "nextPageCursor",
                page.isEmpty() ? "" : "page_args%3D" + page.get(page.size() - 1).id() + "%26"));
    }

    private static int limit(String text) {
        if (!text.matches("[1-9]\\d?") || Integer.parseInt(text) > 50) {
            throw new Refusal("10001");
        }
        return Integer.parseInt(text);
    }

    private static long before(String cursor) {
        if (cursor.isEmpty()) {
            return Long.MAX_VALUE;
        }
        var found = CURSOR.matcher(cursor);
        if (!found.matches()) {
            throw new Refusal("10001");
        }
        return Long.parseLong(found.group(1));
    }

    private static ObjectNode json(Book.Order order) {
        return ids(order.id(), order.clientId())
                .put("symbol", order.symbol())
                .put("side", order.side())
                .put("price", order.price())
                .put("qty", order.quantity())
                .put("orderStatus", "New");
    }

    private Reply balance() {
        ObjectNode result = JSON.createObjectNode();
        ObjectNode account = result.putArray("list").addObject().put("accountType", "UNIFIED");
        ArrayNode coins = account.putArray("coin");
        book().balances()
                .forEach((asset, free) -> coins.addObject()
                        .put("coin", asset)
                        .put("walletBalance", free.toPlainString())
                        .put("locked", "0"));
        return ok(result);
    }

    private Reply transfer(JsonNode body, SimulatedKey key) {
        require(key, "Wallet/AccountTransfer"::equals);
        String coin = required(body, "coin");
        BigDecimal amount = amount(body, "amount");
        String id = required(body, "transferId");
        boolean in = body.path("toAccountType").asText("").equals("UNIFIED");
        if (in) {
            book().credit(coin, amount);
        } else if (!book().debit(coin, amount)) {
            throw new Refusal("131212");
        }
        move("transfer", id, coin, in ? amount : amount.negate(), "");
        return ok(JSON.createObjectNode().put("transferId", id).put("status", "SUCCESS"));
    }

    private void move(String kind, String id, String coin, BigDecimal amount, String counterparty) {
        book().moved(new Book.Move(kind, id, coin, amount, counterparty, "done", clock().instant()));
    }

    /** Spot alone changes what the wallet holds; pairs with USDT are the only ones here. */
    @Override
    void filled(Book.Fill fill) {
        String symbol = fill.order().symbol();
        if ("spot".equals(categories.get(fill.order().id())) && symbol.endsWith("USDT")) {
            book().credit(symbol.substring(0, symbol.length() - 4), fill.signed());
            book().credit("USDT", fill.signed().multiply(fill.price()).negate());
        }
    }

    private Reply withdraw(JsonNode body, SimulatedKey key) {
        require(key, right -> master && right.equals("Wallet/Withdraw"));
        if (!body.path("timestamp").isIntegralNumber()) {
            throw new Refusal("10001");
        }
        String coin = required(body, "coin");
        BigDecimal amount = amount(body, "amount");
        if (!book().debit(coin, amount)) {
            throw new Refusal("131212");
        }
        String id = book().nextId();
        move("withdrawal", id, coin, amount.negate(), body.path("address").asText(""));
        return ok(JSON.createObjectNode().put("id", id));
    }

    private Reply withdrawals(Map<String, String> parameters) {
        if (!master) {
            throw new Refusal("10005");
        }
        return ok(past.withdrawals(parameters));
    }

    private static void requireWalletRight(SimulatedKey key) {
        if (key.rights().stream().noneMatch(right -> right.startsWith("Wallet/"))) {
            throw new Refusal("10005");
        }
    }

    private Reply makeKey(JsonNode body, SimulatedKey key) {
        requireMaster(key);
        String account = required(body, "subuid");
        required(body, "readOnly");
        if (!hasRoom(keysOf(account).size()) || body.path("permissions").isEmpty()) {
            throw new Refusal("10001");
        }
        var made = new SimulatedKey(random(ALPHABET, 18), random(ALPHABET, 36), "", new byte[0], Set.of());
        edit(made, body, false);
        bind(made, body);
        subAccountKeys.put(
                made.apiKey(), new SubKey(made, account, body.path("note").asText(""), clock().instant()));
        register(madeByApi(made));
        return ok(info(made).put("secret", made.secret()));
    }

    private List<SubKey> keysOf(String account) {
        return subAccountKeys.values().stream()
                .filter(key -> key.account().equals(account) && !key.key().isRevoked())
                .toList();
    }

    private Reply subKeys(Map<String, String> parameters) {
        if (!master) {
            throw new Refusal("10005");
        }
        int limit = limit(parameters.getOrDefault("limit", "20"));
        if (limit > 20 || parameters.getOrDefault("subMemberId", "").isEmpty()) {
            throw new Refusal("10001");
        }
        long after =
                parameters.getOrDefault("cursor", "").isEmpty() ? 0 : before(parameters.getOrDefault("cursor", ""));
        List<SubKey> all = keysOf(parameters.getOrDefault("subMemberId", ""));
        ObjectNode result = JSON.createObjectNode();
        ArrayNode list = result.putArray("result");
        all.stream().skip(after).limit(limit).forEach(key -> list.add(listed(key)));
        long next = after + list.size();
        return ok(result.put("nextPageCursor", next < all.size() ? "page_args%3D" + next + "%26" : ""));
    }

    /** As {@link #info}, but with other types and a secret that is covered. */
    private ObjectNode listed(SubKey key) {
        ObjectNode json = info(key.key());
        json.remove(List.of("uta", "userID", "isMaster", "parentUid"));
        return json.put("readOnly", key.key().may(READ_ONLY))
                .put("secret", "******")
                .put("status", 1)
                .put("flag", "hmac");
    }

    private Reply freeze(JsonNode body, SimulatedKey key) {
        requireMaster(key);
        String account = required(body, "subuid");
        switch (required(body, "frozen")) {
            case "1" -> frozen.add(account);
            case "0" -> frozen.remove(account);
            default -> throw new Refusal("10001");
        }
        return ok(JSON.createObjectNode());
    }

    private void requireMaster(SimulatedKey key) {
        requireWalletRight(key);
        if (!master) {
            throw new Refusal("10005");
        }
    }

    private Reply editMasterKey(JsonNode body, SimulatedKey key) {
        requireMaster(key);
        edit(key, body, true);
        return ok(info(key));
    }

    private Reply editSubAccountKey(JsonNode body, SimulatedKey key) {
        SimulatedKey edited = meant(body, key);
        edit(edited, body, false);
        bind(edited, body);
        return ok(info(edited));
    }

    /** A key of the master account names the other key, one of a sub-account must not. */
    private SimulatedKey meant(JsonNode body, SimulatedKey key) {
        requireWalletRight(key);
        if (!master) {
            if (body.has("apikey")) {
                throw new Refusal("10001");
            }
            return key;
        }
        SubKey other = subAccountKeys.get(required(body, "apikey"));
        if (other == null || other.key().isRevoked()) {
            throw new Refusal("10001");
        }
        return other.key();
    }

    /** Permissions that are left out stay; what is not read-only by name can be written with. */
    private static void edit(SimulatedKey key, JsonNode body, boolean ofMaster) {
        var rights = new TreeSet<>(key.rights());
        rights.remove(READ_ONLY);
        JsonNode permissions = body.path("permissions");
        if (permissions.isObject()) {
            rights.clear();
            permissions
                    .properties()
                    .forEach(group -> group.getValue()
                            .forEach(right -> rights.add(settable(group.getKey() + "/" + right.asText(), ofMaster))));
        }
        if (body.path("readOnly").asInt(0) == 1) {
            rights.add(READ_ONLY);
        }
        key.rights(rights.toArray(String[]::new));
    }

    private static String settable(String right, boolean ofMaster) {
        boolean fits = SETTABLE.contains(right)
                || (ofMaster ? SETTABLE_BY_MASTERS.contains(right) : right.equals("Wallet/SubMemberTransferList"));
        if (!fits) {
            throw new Refusal("10001");
        }
        return right;
    }

    /** A list that is left out binds nobody. */
    private static void bind(SimulatedKey key, JsonNode body) {
        String ips = body.path("ips").asText("*");
        key.boundTo(
                ips.equals("*")
                        ? new String[0]
                        : Arrays.stream(ips.split(",", -1)).map(String::strip).toArray(String[]::new));
    }

    private Reply deleteMasterKey(SimulatedKey key) {
        requireMaster(key);
        deletedByApi(key);
        return ok(JSON.createObjectNode());
    }

    private Reply deleteSubAccountKey(JsonNode body, SimulatedKey key) {
        deletedByApi(meant(body, key));
        return ok(JSON.createObjectNode());
    }

    private ObjectNode info(SimulatedKey key) {
        SubKey made = subAccountKeys.get(key.apiKey());
        boolean ofSub = !master || made != null;
        ObjectNode json = JSON.createObjectNode()
                .put("id", "2208369")
                .put("note", made == null ? "simulated" : made.note())
                .put("apiKey", key.apiKey())
                .put("readOnly", key.may(READ_ONLY) ? 1 : 0)
                .put("secret", "");
        ObjectNode permissions = json.putObject("permissions");
        GROUPS.forEach(permissions::putArray);
        key.rights().stream()
                .filter(right -> !right.equals(READ_ONLY))
                .map(right -> right.split("/", 2))
                .forEach(right -> permissions.withArray(right[0]).add(right[1]));
        ArrayNode ips = json.putArray("ips");
        key.ips().forEach(ips::add);
        if (ips.isEmpty()) {
            ips.add("*");
        }
        return json.put("type", 1)
                .put("deadlineDay", -2)
                .put(
                        "expiredAt",
                        key.end()
                                .orElse(Instant.EPOCH)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .put(
                        "createdAt",
                        made == null
                                ? "2026-10-13T03:20:45Z"
                                : made.created().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("uta", 1)
                .put("userID", made == null ? Long.parseLong(accountId()) : Long.parseLong(made.account()))
                .put("isMaster", !ofSub)
                .put("parentUid", ofSub ? "1448939" : "0");
    }
}
