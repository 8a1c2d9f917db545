/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * Binance spot: {@code /api} and the account part of {@code /sapi}, HMAC and Ed25519 keys.
 *
 * <p>From the official REST documentation: the payload is query and body joined without a separator, percent-encoded before it is signed
 * (2026-01-15); the sandbox has no {@code /sapi}; {@code timestamp}, in milliseconds or microseconds, must be less than a second ahead and at most
 * {@code recvWindow} behind. A key that ended may no longer trade. Keys of sub-accounts, all of this one account, are made with a key that may trade. UNCONFIRMED and chosen here: how many keys a
 * sub-account may have and the code for one too many; that addresses which are set are added; the code with which a master account refuses what is for sub-accounts; the HTTP status 401 of -2014, -2015 and -2017 and 400 of the withdrawal blocks -4013 to -4035
 * with their messages, and that the key is looked at before the time and the time before the signature.
 */
public final class BinanceSimulator extends VenueSimulator {
    /** What stands before the API and answers without a code. */
    private static final String FIREWALL = "403";

    /** Code to HTTP status and message; words behind a code tell its messages apart. */
    private static final Map<String, Map.Entry<Integer, String>> ERRORS = Map.ofEntries(
            entry("-1002", entry(401, "You are not authorized to execute this request.")),
            entry("-1003", entry(429, "Too many requests.")),
            entry("-1003 banned", entry(418, "Way too much request weight used; IP banned until 1893456000000.")),
            entry(
                    "-1007",
                    entry(
                            504,
                            "Timeout waiting for response from backend server. Send status unknown; execution status unknown.")),
            entry("-1015", entry(429, "Too many new orders.")),
            entry("-1021 behind", entry(400, "Timestamp for this request is outside of the recvWindow.")),
            entry("-1021 ahead", entry(400, "Timestamp for this request was 1000ms ahead of the server's time.")),
            entry("-1022", entry(400, "Signature for this request is not valid.")),
            entry("-1100", entry(400, "Illegal characters found in a parameter.")),
            entry("-1102", entry(400, "Mandatory parameter was not sent, was empty/null, or malformed.")),
            entry("-1121", entry(400, "Invalid symbol.")),
            entry("-1131", entry(400, "recvWindow must be less than 60000.")),
            entry("-2008", entry(401, "Invalid Api-Key ID.")),
            entry("-2010", entry(400, "Duplicate order sent.")),
            entry("-2010 balance", entry(400, "Account has insufficient balance for requested action.")),
            entry("-2011", entry(400, "Unknown order sent.")),
            entry("-2014", entry(401, "API-key format invalid.")),
            entry("-2015", entry(401, "Invalid API-key, IP, or permissions for action.")),
            entry("-2017", entry(401, "API Keys are locked on this account.")),
            entry("-4013", entry(400, "Two-factor authentication must be enabled to withdraw.")),
            entry("-4015", entry(400, "Withdrawals of this account are limited.")),
            entry("-4016", entry(400, "Withdrawals are locked for 24 hours after a change of the password.")),
            entry(
                    "-4017",
                    entry(400, "Withdrawals are locked for 24 hours after a change of two-factor authentication.")),
            entry("-4035", entry(400, "The withdrawal address is not on the whitelist.")),
            entry("-9000", entry(400, "Unsupported operation.")),
            entry("-9000 quota", entry(400, "The number of API keys has reached its limit.")),
            entry(FIREWALL, entry(403, "<html><body>403 Forbidden</body></html>")));

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    /** From here on a timestamp is in microseconds: it would lie in the year 5138 if it were not. */
    private static final double FIRST_MICROS = 1e14;

    private static final String QUOTE = "USDT";
    static final int ED25519_BYTES = 32;
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration WEEK = Duration.ofDays(7);

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]{60,64}");
    private static final Pattern ENCODED = Pattern.compile("(?:[A-Za-z0-9._~*+=&-]|%[0-9A-Fa-f]{2})*");
    private static final Pattern SIGNATURE = Pattern.compile("(?:^|&)signature=([^&]*)$");
    private static final String TRADE = "enableSpotAndMarginTrading";

    private final BinanceOrders spot = new BinanceOrders(book(), stats(), clock());
    private final Book futuresBook = new Book();
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final BinanceOrders futures = new BinanceOrders(futuresBook, stats(), clock());

    private final BinanceLedger ledger = new BinanceLedger(book(), clock());
    private final BinanceMaster master = new BinanceMaster(this);
    private final BinanceSocket socket = new BinanceSocket(this);

    private BinanceSimulator(InstantSource clock) {
        super(clock);
    }

    /** Starts a venue that keeps the system's time. */
    public static BinanceSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static BinanceSimulator start(InstantSource clock) {
        return new BinanceSimulator(clock);
    }

    /** Makes an HMAC key with {@code rights}, for instance {@code enableReading}. */
    public SimulatedKey createKey(String... rights) {
        return register(new SimulatedKey(random(ALPHABET, 64), random(ALPHABET, 64), "", new byte[0], Set.of(rights)));
    }

    /** Makes a key for the Ed25519 public key {@code publicKey} (32 bytes), whose private half the venue never sees. */
    public SimulatedKey createEd25519Key(byte[] publicKey, String... rights) {
        return register(new SimulatedKey(random(ALPHABET, 64), "", "", publicKey, Set.of(rights)));
    }

    /** Makes a key for the RSA public key {@code publicKey} (X.509 SubjectPublicKeyInfo, DER), whose private half the venue never sees. */
    public SimulatedKey createRsaKey(byte[] publicKey, String... rights) {
        return register(new SimulatedKey(random(ALPHABET, 64), "", "", publicKey, Set.of(rights)));
    }

    /** Opens the sub-account {@code email}, for which keys can be made from now on; the account becomes a master account. */
    public void openSubAccount(String email) {
        master.open(email);
    }

    /**
     * Executes {@code quantity} of an open order of futures at its price.
     *
     * @throws IllegalArgumentException if no such order is open, or not for so much
     */
    public void fillFutures(String orderId, String quantity) {
        Book.Order order = futuresBook.find(orderId, "");
        BigDecimal price = Book.amount(order == null ? "" : order.price()).orElse(BigDecimal.ONE);
        futuresBook.fill(orderId, new BigDecimal(quantity), price, clock().instant());
    }

    /** What was bought comes into the account and what was paid goes, but for the fee. */
    @Override
    void filled(Book.Fill fill) {
        book().credit(fill.order().symbol().replace(QUOTE, ""), fill.signed());
        book().credit(QUOTE, fill.signed().multiply(fill.price()).negate());
    }

    /** Lets {@code amount} of {@code asset} arrive from the account {@code email}. */
    public void receive(String asset, String amount, String email) {
        book().credit(asset, new BigDecimal(amount));
        ledger.note("in", asset, new BigDecimal(amount), email, "SUCCESS");
    }

    /** Knows the key of an official test vector. */
    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights)));
    }

    @Override
    String venue() {
        return "binance";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return "-1003";
    }

    @Override
    public String accountId() {
        return "354937868";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Reply refusal(String code) {
        Map.Entry<Integer, String> error = ERRORS.getOrDefault(code, entry(400, "An unknown error occurred."));
        if (code.equals(FIREWALL)) {
            return Reply.raw(error.getKey(), error.getValue(), code);
        }
        ObjectNode json = JSON.createObjectNode();
        json.put("code", Integer.parseInt(code.split(" ", 2)[0])).put("msg", error.getValue());
        var reply = Reply.error(error.getKey(), json, code);
        boolean limited = error.getKey() == 429 || error.getKey() == 418;
        return limited ? new Reply(reply.status(), reply.body(), code, Map.of("Retry-After", "1")) : reply;
    }

    @Override
    Frames frames() {
        return socket;
    }

    @Override
    Reply handle(Call call) {
        if (Set.of("GET /api/v3/time", "GET /fapi/v1/time").contains(call.endpoint())) {
            return Reply.ok(JSON.createObjectNode().put("serverTime", millis()));
        }
        String right = rightFor(call.endpoint());
        if (right.isEmpty()) {
            return Reply.raw(404, "", "404");
        }
        SimulatedKey key = knownKey(call.header("X-MBX-APIKEY"), call.caller());
        if (key.isSandbox() && call.endpoint().contains(" /sapi/")) {
            return Reply.raw(404, "", "404");
        }
        Map<String, String> parameters = parameters(call);
        checkTime(parameters);
        checkSignature(call, key);
        if (!may(key, right)) {
            throw new Refusal("-2015");
        }
        stats().accepted(key);
        return call.endpoint().contains("/sub-account/")
                ? administer(call, parameters)
                : serve(call.endpoint(), parameters, key);
    }

    /** What {@code key} asks for by a message, if it may. */
    Reply serveFor(SimulatedKey key, String endpoint, Map<String, String> parameters) {
        if (!may(key, rightFor(endpoint))) {
            throw new Refusal("-2015");
        }
        stats().accepted(key);
        return serve(endpoint, parameters, key);
    }

    private Reply administer(Call call, Map<String, String> parameters) {
        return switch (call.endpoint()) {
            case "GET /sapi/v1/sub-account/subAccountApi" -> master.list(parameters);
            case "GET /sapi/v1/sub-account/subAccountApi/ipRestriction" -> master.showAddresses(parameters);
            case "POST /sapi/v2/sub-account/subAccountApi" -> master.create(parameters, call.query());
            case "POST /sapi/v1/sub-account/subAccountApiPermission" -> master.permission(parameters);
            case "POST /sapi/v2/sub-account/subAccountApi/ipRestriction" -> master.addAddresses(parameters);
            case "DELETE /sapi/v1/sub-account/subAccountApi/ipRestriction/ipList" -> master.removeAddresses(parameters);
            case "DELETE /sapi/v1/sub-account/subAccountApi" -> master.delete(parameters);
            case "POST /sapi/v1/sub-account/transfer/subToMaster" -> toMaster(parameters);
            default -> betweenAccounts(parameters);
        };
    }

    private Reply toMaster(Map<String, String> parameters) {
        String asset = BinanceOrders.required(parameters, "asset");
        BigDecimal amount = BinanceOrders.amount(parameters, "amount");
        if (master.hasAccounts()) {
            throw new Refusal("-9000");
        }
        if (!book().debit(asset, amount)) {
            throw new Refusal("-2010 balance");
        }
        String id = ledger.note("out", asset, amount, "master@example.com", "SUCCESS");
        return Reply.ok(JSON.createObjectNode().put("txnId", id));
    }

    private Reply betweenAccounts(Map<String, String> parameters) {
        if (master.hasAccounts()) {
            throw new Refusal("-9000");
        }
        boolean in = parameters.getOrDefault("type", "2").equals("1");
        return ledger.betweenAccounts(in ? "in" : "out", parameters);
    }

    private static String rightFor(String endpoint) {
        return switch (endpoint) {
            case "GET /api/v3/account",
                    "GET /api/v3/order",
                    "GET /api/v3/openOrders",
                    "GET /api/v3/myTrades",
                    "GET /sapi/v1/margin/myTrades",
                    "GET /fapi/v1/userTrades",
                    "GET /fapi/v3/positionRisk",
                    "GET /sapi/v1/capital/deposit/hisrec",
                    "GET /sapi/v1/capital/withdraw/history",
                    "GET /sapi/v1/asset/transfer",
                    "GET /sapi/v1/sub-account/transfer/subUserHistory",
                    "GET /sapi/v1/sub-account/subAccountApi",
                    "GET /sapi/v1/sub-account/subAccountApi/ipRestriction",
                    "GET /sapi/v1/account/apiRestrictions" -> "enableReading";
            case "POST /sapi/v2/sub-account/subAccountApi",
                    "POST /sapi/v1/sub-account/subAccountApiPermission",
                    "DELETE /sapi/v1/sub-account/subAccountApi",
                    "POST /sapi/v2/sub-account/subAccountApi/ipRestriction",
                    "DELETE /sapi/v1/sub-account/subAccountApi/ipRestriction/ipList" -> TRADE;
            case "POST /sapi/v1/sub-account/transfer/subToMaster" -> "enableInternalTransfer";
            case "POST /api/v3/order", "POST /api/v3/order/test", "DELETE /api/v3/order", "DELETE /api/v3/openOrders" ->
                TRADE;
            case "POST /fapi/v1/order",
                    "PUT /fapi/v1/order",
                    "GET /fapi/v1/order",
                    "POST /fapi/v1/order/test",
                    "DELETE /fapi/v1/order",
                    "DELETE /fapi/v1/allOpenOrders",
                    "GET /fapi/v1/openOrders",
                    "POST /fapi/v1/algoOrder",
                    "GET /fapi/v1/openAlgoOrders",
                    "DELETE /fapi/v1/algoOpenOrders",
                    "GET /fapi/v3/balance",
                    "GET /fapi/v3/account",
                    "POST /fapi/v1/countdownCancelAll" -> "enableFutures";
            case "POST /sapi/v1/capital/withdraw/apply" -> "enableWithdrawals";
            case "POST /sapi/v1/asset/transfer" -> "permitsUniversalTransfer";
            default -> "";
        };
    }

    /** Trading is the one right that lapses by itself. */
    private boolean may(SimulatedKey key, String right) {
        return key.may(right) && !(right.equals(TRADE) && key.isEnded(clock().instant()));
    }

    @Override
    boolean endTakesTheKey() {
        return false;
    }

    SimulatedKey knownKey(String apiKey, String caller) {
        if (!KEY.matcher(apiKey).matches()) {
            throw new Refusal("-2014");
        }
        SimulatedKey key = key(apiKey);
        if (key == null || !key.admits(caller)) {
            throw new Refusal("-2015");
        }
        return key;
    }

    /** Of a parameter in query and body the query's wins. */
    private static Map<String, String> parameters(Call call) {
        Map<String, String> parameters = Call.parameters(call.query());
        Call.parameters(call.body()).forEach(parameters::putIfAbsent);
        if (!parameters.containsKey("timestamp") || !parameters.containsKey("signature")) {
            throw new Refusal("-1102");
        }
        return parameters;
    }

    void checkTime(Map<String, String> parameters) {
        double window = number(parameters.getOrDefault("recvWindow", "5000"));
        double sent = number(parameters.getOrDefault("timestamp", ""));
        double timestamp = sent < FIRST_MICROS ? sent : sent / 1_000;
        if (window > 60_000) {
            throw new Refusal("-1131");
        }
        if (timestamp >= millis() + 1_000) {
            throw new Refusal("-1021 ahead");
        }
        if (millis() - timestamp > window) {
            throw new Refusal("-1021 behind");
        }
    }

    private static double number(String text) {
        try {
            return new BigDecimal(text).doubleValue();
        } catch (NumberFormatException e) {
            throw new Refusal("-1102");
        }
    }

    private void checkSignature(Call call, SimulatedKey key) {
        String whole = call.query() + call.body();
        var found = SIGNATURE.matcher(whole);
        if (!found.find() || !ENCODED.matcher(whole).matches()) {
            throw new Refusal("-1022");
        }
        byte[] payload = utf8(whole.substring(0, found.start()));
        String signature = Call.parameters("s=" + found.group(1)).getOrDefault("s", "");
        if (!genuine(key, payload, signature)) {
            throw new Refusal("-1022");
        }
    }

    static boolean genuine(SimulatedKey key, byte[] payload, String signature) {
        if (key.publicKey().length == 0) {
            String expected = HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), payload));
            return Signatures.same(expected, signature.toLowerCase(Locale.ROOT));
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(signature);
            return key.publicKey().length == ED25519_BYTES
                    ? Signatures.ed25519(key.publicKey(), payload, decoded)
                    : Signatures.rsaSha256(key.publicKey(), payload, decoded);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Reply serve(String endpoint, Map<String, String> parameters, SimulatedKey key) {
        return switch (endpoint) {
            case "POST /api/v3/order" -> spot.place(parameters);
            case "POST /api/v3/order/test", "POST /fapi/v1/order/test" -> BinanceOrders.test(parameters);
            case "DELETE /api/v3/order" -> spot.cancel(parameters);
            case "DELETE /api/v3/openOrders" -> spot.cancelAll(parameters);
            case "GET /api/v3/order" -> spot.query(parameters);
            case "GET /api/v3/openOrders" -> spot.openOrders();
            case "GET /api/v3/account" -> account();
            case "POST /fapi/v1/order" -> futures.place(parameters);
            case "PUT /fapi/v1/order" -> futures.modify(parameters);
            case "GET /fapi/v1/order" -> futures.query(parameters);
            case "DELETE /fapi/v1/order" -> futures.cancel(parameters);
            case "DELETE /fapi/v1/allOpenOrders" -> futures.cancelAll(parameters);
            case "GET /fapi/v1/openOrders" -> futures.openOrders();
            case "POST /fapi/v1/algoOrder" -> placeWaiting(parameters);
            case "GET /fapi/v1/openAlgoOrders" -> waiting();
            case "DELETE /fapi/v1/algoOpenOrders" -> cancelWaiting(parameters);
            case "GET /fapi/v3/balance" -> futuresBalance();
            case "GET /fapi/v3/account" -> futuresAccount();
            case "POST /fapi/v1/countdownCancelAll" -> countdown(parameters);
            case "GET /sapi/v1/account/apiRestrictions" -> restrictions(key);
            case "POST /sapi/v1/capital/withdraw/apply" -> withdraw(parameters);
            case "GET /api/v3/myTrades" -> spot.trades(parameters, DAY, "isBuyer");
            // There is no margin account here.
            case "GET /sapi/v1/margin/myTrades" -> Reply.ok(JSON.createArrayNode());
            case "GET /fapi/v1/userTrades" -> futures.trades(parameters, WEEK, "buyer");
            case "GET /fapi/v3/positionRisk" -> futures.positions();
            case "GET /sapi/v1/capital/deposit/hisrec" -> ledger.deposits(parameters);
            case "GET /sapi/v1/capital/withdraw/history" -> ledger.withdrawals(parameters);
            case "GET /sapi/v1/asset/transfer" ->
                ledger.betweenWallets(BinanceOrders.required(parameters, "type"), parameters);
            default -> transfer(parameters);
        };
    }

    /** Spot and futures have wallets here; what goes to or comes from another is not followed there. */
    private Reply transfer(Map<String, String> parameters) {
        String direction = BinanceOrders.required(parameters, "type");
        String asset = BinanceOrders.required(parameters, "asset");
        BigDecimal amount = BinanceOrders.amount(parameters, "amount");
        Book from = direction.startsWith("UMFUTURE_") ? futuresBook : book();
        if (!from.debit(asset, amount)) {
            throw new Refusal("-2010 balance");
        }
        if (direction.endsWith("_UMFUTURE")) {
            futuresBook.credit(asset, amount);
        } else if (direction.endsWith("_MAIN")) {
            book().credit(asset, amount);
        }
        String id = ledger.note(direction, asset, amount, "", "CONFIRMED");
        return Reply.ok(JSON.createObjectNode().put("tranId", Long.parseLong(id)));
    }

    /** The futures wallet is another than the spot wallet. */
    private Reply futuresAccount() {
        ObjectNode account = JSON.createObjectNode();
        ArrayNode assets = account.putArray("assets");
        futuresBook
                .balances()
                .forEach((asset, total) -> assets.addObject()
                        .put("asset", asset)
                        .put("walletBalance", total.toPlainString())
                        .put("marginBalance", total.toPlainString())
                        .put("availableBalance", total.toPlainString()));
        account.putArray("positions");
        return Reply.ok(account);
    }

    private Reply futuresBalance() {
        ArrayNode balances = JSON.createArrayNode();
        futuresBook
                .balances()
                .forEach((asset, free) -> balances.addObject()
                        .put("asset", asset)
                        .put("balance", free.toPlainString())
                        .put("availableBalance", free.toPlainString()));
        return Reply.ok(balances);
    }

    /** An order of futures that waits for a price. */
    private Reply placeWaiting(Map<String, String> parameters) {
        String symbol = parameters.getOrDefault("symbol", "");
        if (symbol.isEmpty()) {
            throw new Refusal("-1102");
        }
        waiting.add(symbol);
        stats().placedOne();
        return Reply.ok(JSON.createObjectNode().put("algoId", waiting.size()).put("symbol", symbol));
    }

    private Reply waiting() {
        ArrayNode orders = JSON.createArrayNode();
        waiting.forEach(
                symbol -> orders.addObject().put("algoId", orders.size()).put("symbol", symbol));
        return Reply.ok(orders);
    }

    private Reply cancelWaiting(Map<String, String> parameters) {
        while (waiting.remove(parameters.getOrDefault("symbol", ""))) {
            stats().cancelledOne();
        }
        return Reply.ok(JSON.createObjectNode().put("code", 200).put("msg", "done"));
    }

    private static Reply countdown(Map<String, String> parameters) {
        return Reply.ok(JSON.createObjectNode()
                .put("symbol", BinanceOrders.required(parameters, "symbol"))
                .put("countdownTime", BinanceOrders.required(parameters, "countdownTime")));
    }

    private Reply account() {
        ObjectNode account = JSON.createObjectNode();
        account.put("canTrade", true).put("canWithdraw", true).put("accountType", "SPOT");
        account.put("uid", Long.parseLong(accountId()));
        ArrayNode balances = account.putArray("balances");
        book().balances()
                .forEach((asset, free) -> balances.addObject()
                        .put("asset", asset)
                        .put("free", free.toPlainString())
                        .put("locked", "0"));
        return Reply.ok(account);
    }

    private Reply restrictions(SimulatedKey key) {
        ObjectNode json = JSON.createObjectNode();
        json.put("ipRestrict", !key.ips().isEmpty()).put("createTime", 1698645219000L);
        for (String right : Set.of(
                "enableReading",
                "enableWithdrawals",
                "enableInternalTransfer",
                "enableMargin",
                "enableFutures",
                "permitsUniversalTransfer",
                "enableVanillaOptions",
                "enableFixApiTrade",
                "enableFixReadOnly",
                TRADE,
                "enablePortfolioMarginTrading")) {
            json.put(right, false);
        }
        key.rights().forEach(right -> json.put(right, may(key, right)));
        key.end().ifPresent(end -> json.put("tradingAuthorityExpirationTime", end.toEpochMilli()));
        return Reply.ok(json);
    }

    private Reply withdraw(Map<String, String> parameters) {
        String coin = BinanceOrders.required(parameters, "coin");
        BigDecimal amount = BinanceOrders.amount(parameters, "amount");
        if (!book().debit(coin, amount)) {
            throw new Refusal("-2010 balance");
        }
        String address = parameters.getOrDefault("address", "");
        return Reply.ok(JSON.createObjectNode().put("id", ledger.note("withdrawal", coin, amount, address, "4")));
    }
}
