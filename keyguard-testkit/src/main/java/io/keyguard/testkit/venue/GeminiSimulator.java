/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Gemini: payloads in headers, roles, nonces that grow or tell the time, orders, positions, transfers, and heartbeats without which the orders of a key are cancelled.
 *
 * <p>From the official documentation: {@code X-GEMINI-SIGNATURE} is the HMAC-SHA384 of the base64 payload, which names the path; keys of the group name an account, others may not; 30 seconds for time-based nonces and for
 * heartbeats. UNCONFIRMED and chosen here: the order of checks; that a wrong key is {@code InvalidApiKey}; that a body is overlooked; that transfers are listed from a time on as executions are; that a key's addresses are checked
 * behind its signature.
 */
public final class GeminiSimulator extends VenueSimulator {
    /** What goes wrong, in the venue's word, and its HTTP status. */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("MissingApikeyHeader", 401),
            Map.entry("MissingPayloadHeader", 401),
            Map.entry("MissingSignatureHeader", 401),
            Map.entry("InvalidApiKey", 400),
            Map.entry("InvalidSignature", 400),
            Map.entry("InvalidJson", 400),
            Map.entry("InvalidNonce", 400),
            Map.entry("MissingNonce", 400),
            Map.entry("EndpointMismatch", 400),
            Map.entry("EndpointNotFound", 404),
            Map.entry("MissingRole", 403),
            Map.entry("ApiKeyIpFilteringFailure", 403),
            Map.entry("RemoteAddressForbidden", 403),
            Map.entry("AccountsOnGroupOnlyApi", 400),
            Map.entry("NotGroupApiCompatible", 400),
            Map.entry("MissingAccounts", 400),
            Map.entry("InvalidAccountName", 400),
            Map.entry("InvalidSymbol", 400),
            Map.entry("InvalidSide", 400),
            Map.entry("InvalidPrice", 400),
            Map.entry("InvalidQuantity", 400),
            Map.entry("InvalidOrderType", 400),
            Map.entry("OptionsMustBeArray", 400),
            Map.entry("ConflictingOptions", 400),
            Map.entry("UnsupportedOption", 400),
            Map.entry("ClientOrderIdTooLong", 400),
            Map.entry("ClientOrderIdMustBeString", 400),
            Map.entry("InvalidTimestampInPayload", 400),
            Map.entry("InvalidFundTransfer", 400),
            Map.entry("MissingOrderField", 400),
            Map.entry("MissingPayloadKey", 400),
            Map.entry("OrderNotFound", 404),
            Map.entry("InsufficientFunds", 406),
            Map.entry("MarketNotOpen", 400),
            Map.entry("RateLimit", 429),
            Map.entry("System", 500),
            Map.entry("Maintenance", 503));

    private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final String MASTER = "master-";
    private static final String ACCOUNT = "primary";
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final long WINDOW = 30;

    private static final Set<String> ANY = Set.of("Trader", "Fund Manager", "Auditor", "Administrator");
    private static final Set<String> TRADING = Set.of("Trader");
    private static final Set<String> HISTORY = Set.of("Trader", "Auditor");
    private static final Set<String> READING = Set.of("Trader", "Fund Manager", "Auditor");
    private static final Set<String> FUNDS = Set.of("Fund Manager");
    private static final Set<String> OF_THE_GROUP = Set.of("/v1/roles", "/v1/account/list");

    private final boolean sandbox;
    private final Set<String> timeBased = ConcurrentHashMap.newKeySet();
    /** When each key that requires heartbeats was heard last. */
    private final Map<String, Instant> heard = new ConcurrentHashMap<>();

    private final GeminiOrders orders = new GeminiOrders(this);
    private final GeminiPast past = new GeminiPast(this, orders);
    private final GeminiFrames frames = new GeminiFrames(this);

    private GeminiSimulator(InstantSource clock, boolean sandbox) {
        super(clock);
        this.sandbox = sandbox;
    }

    /** Starts a venue that keeps the system's time. */
    public static GeminiSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static GeminiSimulator start(InstantSource clock) {
        return new GeminiSimulator(clock, false);
    }

    /** Starts the sandbox, which knows keys of its own alone. */
    public static GeminiSimulator startSandbox() {
        return new GeminiSimulator(InstantSource.system(), true);
    }

    /** Makes a key of the account with {@code roles} out of {@code Trader}, {@code Fund Manager} and {@code Auditor}. */
    public SimulatedKey createKey(String... roles) {
        return importKey("account-" + random(ALPHANUMERIC, 20), random(ALPHANUMERIC, 28), roles);
    }

    /** Makes a key of the whole group, whose roles may be {@code Administrator} as well. */
    public SimulatedKey createMasterKey(String... roles) {
        return importKey(MASTER + random(ALPHANUMERIC, 20), random(ALPHANUMERIC, 28), roles);
    }

    SimulatedKey importKey(String apiKey, String secret, String... roles) {
        var key = new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(roles));
        return register(sandbox ? key.inSandbox() : key);
    }

    /** Makes {@code key} one that "uses a time based nonce": the second, at most 30 away from the venue's clock. */
    public void useTimeBasedNonce(SimulatedKey key) {
        timeBased.add(key.apiKey());
    }

    /** Makes {@code key} one that "requires heartbeat": the next request that comes after 30 seconds without any from it finds its orders cancelled. */
    public void requireHeartbeat(SimulatedKey key) {
        heard.put(key.apiKey(), clock().instant());
    }

    @Override
    String venue() {
        return "gemini";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA384;
    }

    @Override
    String tooMany() {
        return "RateLimit";
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
    Frames frames() {
        return frames;
    }

    @Override
    Reply refusal(String code) {
        return refusal(code, "synthetic refusal");
    }

    private static Reply refusal(String code, String message) {
        ObjectNode json = JSON.createObjectNode()
                .put("result", "error")
                .put("reason", code)
                .put("message", message);
        return Reply.error(ERRORS.getOrDefault(code, 400), json, code);
    }

    @Override
    Reply handle(Call call) {
        cancelUnheard();
        if (!call.method().equals("POST")) {
            throw new Refusal("EndpointNotFound");
        }
        Signed signed = authenticate(call::header, call.path(), call.caller());
        SimulatedKey key = signed.key();
        checkAccount(call.path(), key, signed.payload());
        Set<String> roles = rolesFor(call.path(), key);
        if (roles.stream().noneMatch(key::may)) {
            // The venue's sentence has the key in it.
            return refusal(
                    "MissingRole",
                    "To access this endpoint, you need to log in to the website and go to the settings page to assign one of these roles "
                            + roles + " to API key " + key.apiKey() + " which currently has roles " + key.rights());
        }
        stats().accepted(key);
        return Reply.ok(serve(call.path(), signed.payload(), key));
    }

    private SimulatedKey required(String apiKey) {
        SimulatedKey key = key(apiKey);
        if (key == null || key.isSandbox() != sandbox) {
            throw new Refusal("InvalidApiKey");
        }
        return key;
    }

    /** A payload, and the key that signed it. */
    record Signed(SimulatedKey key, JsonNode payload) {}

    /** What the headers say, which must be for {@code path}, signed, new, and from where the key may be used. */
    Signed authenticate(UnaryOperator<String> header, String path, String caller) {
        String apiKey = present(header, "X-GEMINI-APIKEY", "MissingApikeyHeader");
        String coded = present(header, "X-GEMINI-PAYLOAD", "MissingPayloadHeader");
        String signature = present(header, "X-GEMINI-SIGNATURE", "MissingSignatureHeader");
        SimulatedKey key = required(apiKey);
        String expected = HexFormat.of().formatHex(Signatures.hmac("HmacSHA384", utf8(key.secret()), utf8(coded)));
        if (!Signatures.same(expected, signature)) {
            throw new Refusal("InvalidSignature");
        }
        if (!key.admits(caller)) {
            throw new Refusal("ApiKeyIpFilteringFailure");
        }
        JsonNode payload = decoded(coded);
        if (!payload.path("request").asText("").equals(path)) {
            throw new Refusal("EndpointMismatch");
        }
        checkNonce(key, payload.path("nonce"));
        heard.computeIfPresent(key.apiKey(), (known, before) -> clock().instant());
        return new Signed(key, payload);
    }

    private static String present(UnaryOperator<String> header, String name, String otherwise) {
        String value = header.apply(name);
        if (value.isEmpty()) {
            throw new Refusal(otherwise);
        }
        return value;
    }

    private static JsonNode decoded(String coded) {
        try {
            JsonNode json = JSON.readTree(new String(Base64.getDecoder().decode(coded), StandardCharsets.UTF_8));
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IllegalArgumentException | JsonProcessingException e) {
            // It is refused like anything else that is no object.
        }
        throw new Refusal("InvalidJson");
    }

    private void checkNonce(SimulatedKey key, JsonNode nonce) {
        if (nonce.isMissingNode()) {
            throw new Refusal("MissingNonce");
        }
        String digits = nonce.isTextual() || nonce.isIntegralNumber() ? nonce.asText() : "";
        if (!WHOLE.matcher(digits).matches()) {
            throw new Refusal("InvalidNonce");
        }
        long number = Long.parseLong(digits);
        boolean valid = timeBased.contains(key.apiKey())
                ? Math.abs(number - clock().instant().getEpochSecond()) <= WINDOW
                : key.useNonce(number);
        if (!valid) {
            throw new Refusal("InvalidNonce");
        }
    }

    private static void checkAccount(String path, SimulatedKey key, JsonNode payload) {
        boolean ofTheGroup = OF_THE_GROUP.contains(path) || path.startsWith("/v1/account/transfer/");
        boolean master = key.apiKey().startsWith(MASTER);
        boolean named = payload.has("account");
        if (named && (!master || ofTheGroup)) {
            throw new Refusal("AccountsOnGroupOnlyApi");
        }
        if (master && !ofTheGroup && !named) {
            throw new Refusal("MissingAccounts");
        }
        if (named && !payload.path("account").asText("").equals(ACCOUNT)) {
            throw new Refusal("InvalidAccountName");
        }
    }

    /** Any of the roles is enough. */
    private static Set<String> rolesFor(String path, SimulatedKey key) {
        if (path.startsWith("/v2/withdraw/") || path.startsWith("/v1/account/transfer/")) {
            if (path.startsWith("/v1/") && !key.apiKey().startsWith(MASTER)) {
                throw new Refusal("AccountsOnGroupOnlyApi");
            }
            return FUNDS;
        }
        return switch (path) {
            case "/v1/roles", "/v1/account", "/v1/account/list" -> ANY;
            case "/v1/balances", "/v2/transfers", "/v1/heartbeat" -> READING;
            case "/v1/orders", "/v1/mytrades", "/v1/positions" -> HISTORY;
            case "/v1/order/new",
                    "/v1/order/cancel",
                    "/v1/order/cancel/all",
                    "/v1/order/cancel/session",
                    "/v1/order/status" -> TRADING;
            default -> throw new Refusal("EndpointNotFound");
        };
    }

    private JsonNode serve(String path, JsonNode payload, SimulatedKey key) {
        return switch (path) {
            case "/v1/roles" -> GeminiPast.roles(key, key.apiKey().startsWith(MASTER));
            case "/v1/account" -> GeminiPast.account(ACCOUNT);
            case "/v1/account/list" -> GeminiPast.accounts(ACCOUNT);
            case "/v1/balances" -> past.balances();
            case "/v1/heartbeat" -> JSON.createObjectNode().put("result", "ok");
            case "/v1/orders" -> orders.open();
            case "/v1/order/new" -> orders.place(payload, key);
            case "/v1/order/cancel" -> orders.cancel(payload);
            case "/v1/order/cancel/all" -> orders.cancelAll(order -> true);
            case "/v1/order/cancel/session" -> orders.cancelAll(orders.of(key.apiKey()));
            case "/v1/order/status" -> orders.status(payload);
            case "/v1/mytrades" -> past.trades(payload);
            case "/v1/positions" -> past.positions();
            case "/v2/transfers" -> past.transfers(payload);
            default -> move(path, payload);
        };
    }

    private void cancelUnheard() {
        Instant latest = clock().instant().minus(HEARTBEAT);
        heard.forEach((apiKey, last) -> {
            if (last.isBefore(latest)) {
                orders.cancelAll(orders.of(apiKey));
            }
        });
    }

    private JsonNode move(String path, JsonNode payload) {
        boolean withdraws = path.startsWith("/v2/");
        String asset = path.substring(path.lastIndexOf('/') + 1).toUpperCase(java.util.Locale.ROOT);
        String to = payload.path(withdraws ? "address" : "targetAccount").asText("");
        BigDecimal amount = Book.amount(payload.path("amount").asText(""))
                .orElseThrow(() -> new Refusal(withdraws ? "InvalidQuantity" : "InvalidFundTransfer"));
        if (to.isEmpty()) {
            throw new Refusal("MissingPayloadKey");
        }
        if (!book().debit(asset, amount)) {
            throw new Refusal("InsufficientFunds");
        }
        String id = book().nextId();
        book().moved(new Book.Move(
                withdraws ? "withdrawal" : "transfer", id, asset, amount.negate(), to, "Pending", clock().instant()));
        return JSON.createObjectNode()
                .put("withdrawalId", id)
                .put("address", to)
                .put("amount", amount.toPlainString())
                .put("currency", asset)
                .put("fee", "0");
    }

    @Override
    void filled(Book.Fill fill) {
        past.settle(fill);
    }
}
