/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Kraken spot REST: form bodies, nonces and HMAC-SHA512.
 *
 * <p>From the official documentation: {@code API-Sign} is the base64 of HMAC-SHA512 over path and SHA-256 of nonce and body, with the decoded
 * secret. UNCONFIRMED and chosen here: a key used from a foreign address and an ended key answer {@code EAPI:Invalid key}; the lockout comes after
 * five of those in a row; cancelling needs {@code close-trades} or {@code modify-trades}.
 */
public final class KrakenSimulator extends VenueSimulator {
    private static final Set<String> ERRORS = Set.of(
            "EAPI:Invalid key",
            "EAPI:Invalid signature",
            "EAPI:Invalid nonce",
            "EAPI:Rate limit exceeded",
            "EAPI:Feature disabled",
            "EGeneral:Permission denied",
            "EGeneral:Temporary lockout",
            "EGeneral:Invalid arguments",
            "EGeneral:Unknown method",
            "EGeneral:Too many requests",
            "EAccount:Invalid permissions",
            "EAuth:Account temporary disabled",
            "EAuth:Account unconfirmed",
            "EAuth:Rate limit exceeded",
            "EAuth:Too many requests",
            "ETrade:User Locked",
            "ESession:Invalid session",
            "EOrder:Rate limit exceeded",
            "EOrder:Unknown order",
            "EService:Deadline elapsed",
            "EService:Unavailable",
            "EService:Busy",
            "EFunding:Insufficient funds");

    private static final int LOCKOUT = 5;
    private static final Pattern CLIENT_ID =
            Pattern.compile("|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{32}|[\\x21-\\x7e]{1,18}");

    private final AtomicInteger badKeys = new AtomicInteger();
    /** The orders with leverage. */
    private final Set<String> leveraged = ConcurrentHashMap.newKeySet();

    private final KrakenPast told = new KrakenPast(book(), leveraged);
    private final KrakenFrames frames = new KrakenFrames(this);

    private KrakenSimulator(InstantSource clock) {
        super(clock);
    }

    /** Starts a venue that keeps the system's time. */
    public static KrakenSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static KrakenSimulator start(InstantSource clock) {
        return new KrakenSimulator(clock);
    }

    /** Makes a key with {@code rights}, for instance {@code query-funds}. */
    public SimulatedKey createKey(String... rights) {
        return importKey(base64(42), base64(64), rights);
    }

    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights)));
    }

    private String base64(int bytes) {
        return Base64.getEncoder().encodeToString(randomBytes(bytes));
    }

    /** Gives {@code key} a token for the WebSocket, as its own request for one does. */
    String token(SimulatedKey key) {
        String token = base64(24);
        frames.issue(token, key);
        return token;
    }

    /** Carries out a message over the WebSocket. */
    JsonNode command(SimulatedKey key, String method, Map<String, String> parameters) {
        String call = switch (method) {
            case "add_order", "amend_order", "edit_order" -> "AddOrder";
            case "cancel_order" -> "CancelOrder";
            case "cancel_all" -> "CancelAll";
            case "cancel_all_orders_after" -> "CancelAllOrdersAfter";
            default -> throw new Refusal("EGeneral:Unknown method");
        };
        if (rightsFor(call).stream().noneMatch(key::may)) {
            throw new Refusal("EGeneral:Permission denied");
        }
        return switch (method) {
            case "add_order" ->
                JSON.createObjectNode().put("order_id", add(parameters).id());
            case "amend_order" -> amend(parameters);
            case "edit_order" -> edit(parameters);
            default -> outcome(call, parameters);
        };
    }

    /** The order keeps its id. */
    private JsonNode amend(Map<String, String> parameters) {
        Book.Order before = open(parameters);
        String price = parameters.getOrDefault("price", before.price());
        Book.Order now = book().change(before.id(), "", price, parameters.getOrDefault("volume", before.quantity()));
        if (now == null) {
            throw new Refusal("EOrder:Unknown order");
        }
        return JSON.createObjectNode().put("amend_id", "ASIM-" + now.id()).put("order_id", now.id());
    }

    /** The order is cancelled, and another stands in its place. */
    private JsonNode edit(Map<String, String> parameters) {
        Book.Order before = open(parameters);
        required(parameters, "pair");
        book().cancel(before.id(), "");
        Book.Order now = book().place(
                        "OSIM-",
                        "",
                        before.symbol(),
                        before.side(),
                        parameters.getOrDefault("price", before.price()),
                        parameters.getOrDefault("volume", before.quantity()));
        if (now == null) {
            throw new Refusal("EOrder:Unknown order");
        }
        return JSON.createObjectNode().put("order_id", now.id()).put("original_order_id", before.id());
    }

    private Book.Order open(Map<String, String> parameters) {
        checkDeadline(parameters.getOrDefault("deadline", ""));
        Book.Order order = book().find(parameters.getOrDefault("txid", ""), parameters.getOrDefault("cl_ord_id", ""));
        if (order == null) {
            throw new Refusal("EOrder:Unknown order");
        }
        return order;
    }

    private JsonNode outcome(String call, Map<String, String> parameters) {
        return switch (call) {
            case "CancelOrder" -> cancel(parameters);
            case "CancelAll" -> cancelAll();
            default -> JSON.createObjectNode().put("triggerTime", required(parameters, "timeout"));
        };
    }

    @Override
    Frames frames() {
        return frames;
    }

    @Override
    String venue() {
        return "kraken";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA512;
    }

    @Override
    String tooMany() {
        return "EAPI:Rate limit exceeded";
    }

    @Override
    public String accountId() {
        return "AA82 N84G WH4R 2NUM";
    }

    @Override
    public Set<String> errors() {
        return ERRORS;
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("error").add(code);
        json.putObject("result");
        return Reply.error(200, json, code);
    }

    @Override
    Reply handle(Call call) {
        if (call.path().equals("/0/public/Time")) {
            return result(JSON.createObjectNode().put("unixtime", millis() / 1000));
        }
        String method = call.path().startsWith("/0/private/") ? call.path().substring(11) : "";
        Set<String> rights = rightsFor(method);
        if (!call.method().equals("POST") || rights.contains("unknown")) {
            throw new Refusal("EGeneral:Unknown method");
        }
        SimulatedKey key = knownKey(call);
        Map<String, String> parameters = Call.parameters(call.body());
        checkSignature(call, key, parameters.getOrDefault("nonce", ""));
        if (!key.useNonce(nonce(parameters))) {
            throw new Refusal("EAPI:Invalid nonce");
        }
        if (!rights.isEmpty() && rights.stream().noneMatch(key::may)) {
            throw new Refusal("EGeneral:Permission denied");
        }
        stats().accepted(key);
        return serve(method, parameters, key);
    }

    /** Any of the rights is enough; none of them is needed where the set is empty. */
    private static Set<String> rightsFor(String method) {
        return switch (method) {
            case "GetApiKeyInfo" -> Set.of();
            case "Balance", "BalanceEx", "WalletTransfer", "DepositStatus" -> Set.of("query-funds");
            case "OpenOrders", "OpenPositions" -> Set.of("query-open-trades");
            case "TradesHistory" -> Set.of("query-closed-trades", "query-open-trades");
            case "Ledgers" -> Set.of("query-ledger");
            case "WithdrawStatus" -> Set.of("withdraw-funds", "query-ledger");
            case "AddOrder" -> Set.of("modify-trades");
            case "CancelOrder", "CancelAll", "CancelAllOrdersAfter" -> Set.of("close-trades", "modify-trades");
            case "GetWebSocketsToken" -> Set.of("create-ws-token");
            case "Withdraw" -> Set.of("withdraw-funds");
            default -> Set.of("unknown");
        };
    }

    private SimulatedKey knownKey(Call call) {
        if (badKeys.get() >= LOCKOUT) {
            throw new Refusal("EGeneral:Temporary lockout");
        }
        SimulatedKey key = key(call.header("API-Key"));
        if (key == null || !key.admits(call.caller())) {
            badKeys.incrementAndGet();
            throw new Refusal("EAPI:Invalid key");
        }
        badKeys.set(0);
        return key;
    }

    /** Ends a lockout, as waiting does. */
    public void endLockout() {
        badKeys.set(0);
    }

    private static void checkSignature(Call call, SimulatedKey key, String nonce) {
        var message = new ByteArrayOutputStream();
        message.writeBytes(utf8(call.path()));
        message.writeBytes(Signatures.sha256(utf8(nonce + call.body())));
        byte[] secret = Base64.getDecoder().decode(key.secret());
        String expected =
                Base64.getEncoder().encodeToString(Signatures.hmac("HmacSHA512", secret, message.toByteArray()));
        if (!call.query().isEmpty() || !Signatures.same(expected, call.header("API-Sign"))) {
            throw new Refusal("EAPI:Invalid signature");
        }
    }

    private static long nonce(Map<String, String> parameters) {
        try {
            return Long.parseUnsignedLong(parameters.getOrDefault("nonce", ""));
        } catch (NumberFormatException e) {
            throw new Refusal("EAPI:Invalid nonce");
        }
    }

    private Reply serve(String method, Map<String, String> parameters, SimulatedKey key) {
        return switch (method) {
            case "GetApiKeyInfo" -> keyInfo(key);
            case "Balance" -> balance();
            case "BalanceEx" -> balanceAndHold();
            case "OpenOrders" -> openOrders();
            case "AddOrder" -> place(parameters);
            case "CancelOrder", "CancelAll", "CancelAllOrdersAfter" -> result(outcome(method, parameters));
            case "GetWebSocketsToken" ->
                result(JSON.createObjectNode().put("token", token(key)).put("expires", 900));
            case "TradesHistory" -> result(told.trades(parameters));
            case "OpenPositions" -> result(told.positions());
            case "Ledgers" -> result(told.ledger(parameters));
            case "DepositStatus" -> result(told.deposits(parameters));
            case "WithdrawStatus" -> result(told.withdrawals(parameters));
            case "Withdraw" -> withdraw(parameters);
            default -> transfer(parameters);
        };
    }

    private static String required(Map<String, String> parameters, String name) {
        String value = parameters.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal("EGeneral:Invalid arguments");
        }
        return value;
    }

    private static BigDecimal amount(Map<String, String> parameters, String name) {
        return Book.amount(required(parameters, name)).orElseThrow(() -> new Refusal("EGeneral:Invalid arguments"));
    }

    private Reply place(Map<String, String> parameters) {
        ObjectNode json = JSON.createObjectNode();
        if (parameters.getOrDefault("validate", "").equals("true")) {
            json.putObject("descr").put("order", "synthetic");
            return result(json);
        }
        json.putArray("txid").add(add(parameters).id());
        return result(json);
    }

    private Book.Order add(Map<String, String> parameters) {
        checkDeadline(parameters.getOrDefault("deadline", ""));
        String clientId = parameters.getOrDefault("cl_ord_id", "");
        if (!CLIENT_ID.matcher(clientId).matches()) {
            throw new Refusal("EGeneral:Invalid arguments");
        }
        if (required(parameters, "ordertype").equals("limit")) {
            required(parameters, "price");
        }
        Book.Order order = book().place(
                        "OSIM-",
                        clientId,
                        required(parameters, "pair"),
                        required(parameters, "type"),
                        parameters.getOrDefault("price", ""),
                        required(parameters, "volume"));
        if (order == null) {
            throw new Refusal("EGeneral:Invalid arguments");
        }
        if (parameters.containsKey("leverage")) {
            leveraged.add(order.id());
        }
        stats().placedOne();
        return order;
    }

    private void checkDeadline(String deadline) {
        if (deadline.isEmpty()) {
            return;
        }
        try {
            Duration left = Duration.between(clock().instant(), Instant.parse(deadline));
            if (left.isNegative()) {
                throw new Refusal("EService:Deadline elapsed");
            }
            if (left.compareTo(Duration.ofSeconds(60)) > 0) {
                throw new Refusal("EGeneral:Invalid arguments");
            }
        } catch (DateTimeParseException e) {
            throw new Refusal("EGeneral:Invalid arguments");
        }
    }

    private JsonNode cancel(Map<String, String> parameters) {
        Book.Order order = book().cancel(parameters.getOrDefault("txid", ""), parameters.getOrDefault("cl_ord_id", ""));
        if (order == null) {
            throw new Refusal("EOrder:Unknown order");
        }
        stats().cancelledOne();
        return JSON.createObjectNode().put("count", 1);
    }

    private JsonNode cancelAll() {
        int count = 0;
        for (Book.Order order : book().open()) {
            if (book().cancel(order.id(), "") != null) {
                stats().cancelledOne();
                count++;
            }
        }
        return JSON.createObjectNode().put("count", count);
    }

    private Reply openOrders() {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode open = json.putObject("open");
        for (Book.Order order : book().open()) {
            ObjectNode item = open.putObject(order.id());
            item.put("cl_ord_id", order.clientId()).put("status", "open").put("vol", order.quantity());
            item.putObject("descr")
                    .put("pair", order.symbol())
                    .put("type", order.side())
                    .put("price", order.price());
        }
        return result(json);
    }

    private Reply balance() {
        ObjectNode json = JSON.createObjectNode();
        book().balances().forEach((asset, free) -> json.put(asset, free.toPlainString()));
        return result(json);
    }

    private Reply balanceAndHold() {
        ObjectNode json = JSON.createObjectNode();
        book().balances()
                .forEach((asset, free) -> json.putObject(asset)
                        .put("balance", free.toPlainString())
                        .put("hold_trade", "0"));
        return result(json);
    }

    private Reply withdraw(Map<String, String> parameters) {
        return take("withdrawal", parameters, required(parameters, "key"));
    }

    /** From the spot wallet to that of futures. */
    private Reply transfer(Map<String, String> parameters) {
        return take("transfer", parameters, "spottofutures");
    }

    private Reply take(String kind, Map<String, String> parameters, String party) {
        String asset = required(parameters, "asset");
        BigDecimal amount = amount(parameters, "amount");
        if (!book().debit(asset.equals("XBT") ? "BTC" : asset, amount)) {
            throw new Refusal("EFunding:Insufficient funds");
        }
        var move = new Book.Move(kind, book().nextId(), asset, amount.negate(), party, "Initial", clock().instant());
        book().moved(move);
        return result(JSON.createObjectNode().put("refid", KrakenPast.refid(move)));
    }

    private Reply keyInfo(SimulatedKey key) {
        ObjectNode json = JSON.createObjectNode();
        json.put("api_key_name", "simulated").put("api_key", key.apiKey());
        json.put("nonce_window", Long.toString(key.nonceWindow())).put("iban", accountId());
        json.put(
                "valid_until",
                key.end().map(end -> Long.toString(end.getEpochSecond())).orElse("0"));
        json.put("created_time", "1522132642").put("modified_time", "1618230358");
        key.rights().forEach(json.putArray("permissions")::add);
        var ips = new TreeSet<>(key.ips());
        if (ips.isEmpty()) {
            ips.add("");
        }
        ips.forEach(json.putArray("ip_allowlist")::add);
        return result(json);
    }

    private static Reply result(JsonNode result) {
        ObjectNode json = JSON.createObjectNode();
        json.putArray("error");
        json.set("result", result);
        return Reply.ok(json);
    }
}
