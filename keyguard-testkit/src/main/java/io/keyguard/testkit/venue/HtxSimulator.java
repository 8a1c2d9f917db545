/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * HTX with a parent user: spot, swaps with linear margin (API v5), the keys of sub-users.
 *
 * <p>From the official documentation: HMAC-SHA256 over method, host, path and the query in the order of its names; <b>the body is not signed</b>, so it can be changed, and this simulator takes that as the venue does. UNCONFIRMED
 * and chosen here: a time may be five minutes off; the sentences for addresses; that {@code trade} administers sub-users; every one-time password of six digits is right.
 */
public final class HtxSimulator extends VenueSimulator {
    static final String UNCLEAR = "api-signature-not-valid";
    static final String FOREIGN = "Incorrect IP address";
    static final String NO_RIGHT = "API key has no permission";
    static final String BAD_KEY = "Incorrect Access key";
    static final String BAD_SIGNATURE = "Verification failure";
    static final String BAD_TIME = "Timestamp expired";
    static final String BAD_VALUE = "invalid-parameter";
    static final String MISSING = "validation-constraints-required";
    static final String NO_MONEY = "account-frozen-balance-insufficient-error";
    static final String NO_ORDER = "order-orderstate-error";
    static final String LOCKED = "1084";
    private static final String TOO_MANY = "rate-too-many-requests";

    /** Codes, and sentences that stand beside {@code api-signature-not-valid}. */
    private static final Set<String> ERRORS = Set.of(
            BAD_KEY,
            BAD_SIGNATURE,
            BAD_TIME,
            FOREIGN,
            NO_RIGHT,
            BAD_VALUE,
            MISSING,
            NO_MONEY,
            NO_ORDER,
            LOCKED,
            TOO_MANY,
            "bad-request",
            "invalid-client-order-id",
            "base-record-invalid",
            "2002",
            "2003");

    private static final Set<String> SENTENCES = Set.of(BAD_KEY, BAD_SIGNATURE, BAD_TIME, FOREIGN, NO_RIGHT);
    private static final List<String> SPOT_HOSTS = List.of("api.huobi.pro", "api-aws.huobi.pro");
    private static final List<String> SWAP_HOSTS = List.of("api.hbdm.com", "api.hbdm.vn");
    private static final String HEX = "0123456789abcdef";
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final HtxOrders orders = new HtxOrders(this);
    private final HtxPast past = new HtxPast(this);
    private final HtxSubKeys subKeys = new HtxSubKeys(this);
    private final HtxSocket frames = new HtxSocket(this);

    private HtxSimulator(InstantSource clock) {
        super(clock);
    }

    /** Starts a venue that keeps the system's time. */
    public static HtxSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static HtxSimulator start(InstantSource clock) {
        return new HtxSimulator(clock);
    }

    /** Makes a key of the parent user with {@code rights} out of {@code readOnly}, {@code trade} and {@code withdraw}. */
    public SimulatedKey createKey(String... rights) {
        SimulatedKey key = make(rights);
        subKeys.made(key);
        return key;
    }

    /** Makes a key of the sub-user {@code number} with {@code rights} out of {@code readOnly} and {@code trade}, as somebody does by hand. */
    public SimulatedKey createSubUserKey(String number, String... rights) {
        SimulatedKey key = make(rights);
        subKeys.made(key, number);
        return key;
    }

    /** Returns six digits of the parent user's second factor, as a person reads them off; the caller closes them. */
    public SecretBytes oneTimePassword() {
        return SecretBytes.take(random("0123456789", 6).getBytes(US_ASCII), InsecureSecretAccess.get());
    }

    SimulatedKey make(String... rights) {
        String apiKey = random(HEX, 8) + "-" + random(HEX, 10) + "-" + random(HEX, 8) + "-" + random(HEX, 5);
        String secret = random(HEX, 8) + "-" + random(HEX, 8) + "-" + random(HEX, 8) + "-" + random(HEX, 5);
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights)));
    }

    @Override
    String venue() {
        return "htx";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String tooMany() {
        return TOO_MANY;
    }

    @Override
    public String accountId() {
        return "1234567";
    }

    @Override
    public Set<String> errors() {
        return ERRORS;
    }

    @Override
    Frames frames() {
        return frames;
    }

    /** In the form of v1. */
    @Override
    Reply refusal(String code) {
        boolean sentence = SENTENCES.contains(code);
        ObjectNode json = JSON.createObjectNode()
                .put("status", "error")
                .put("err-code", sentence ? UNCLEAR : code)
                .put("err-msg", sentence ? "Signature not valid: " + code + " [simulated]" : "simulated")
                .putNull("data");
        return Reply.error(code.equals(TOO_MANY) ? 429 : 200, json, code);
    }

    /** Swaps have numbers, and one of them for all that is wrong with a key. */
    private Reply refusalOfSwaps(String code) {
        boolean sentence = SENTENCES.contains(code);
        ObjectNode json = JSON.createObjectNode()
                .put("status", "error")
                .put("err_code", sentence ? 403 : code.equals(NO_MONEY) ? 1047 : 1067)
                .put("err_msg", sentence ? code + " [simulated]" : "simulated")
                .put("ts", millis());
        return Reply.error(200, json, code);
    }

    /** v1 says {@code ok}, later versions 200. */
    Reply done(String path, JsonNode data) {
        ObjectNode json = JSON.createObjectNode();
        if (path.startsWith("/v1/")) {
            json.put("status", "ok");
        } else {
            json.put("code", 200).put("message", "success").put("ts", millis());
        }
        json.set("data", data);
        return Reply.ok(json);
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET /v1/common/timestamp")) {
            return done(call.path(), JSON.getNodeFactory().numberNode(millis()));
        }
        try {
            return checked(call);
        } catch (Refusal refused) {
            if (isOfSwaps(call.path())) {
                return refusalOfSwaps(refused.code());
            }
            throw refused;
        }
    }

    private static boolean isOfSwaps(String path) {
        return path.startsWith("/v5/");
    }

    private Reply checked(Call call) {
        Map<String, String> query = Call.parameters(call.query());
        List<String> hosts = isOfSwaps(call.path()) ? SWAP_HOSTS : SPOT_HOSTS;
        var signed = new TreeMap<>(query);
        signed.remove("Signature");
        boolean whole = query.getOrDefault("SignatureMethod", "").equals("HmacSHA256")
                && query.getOrDefault("SignatureVersion", "").equals("2");
        if (!whole) {
            throw new Refusal(BAD_SIGNATURE);
        }
        SimulatedKey key = authenticate(
                query.getOrDefault("AccessKeyId", ""),
                query.getOrDefault("Timestamp", ""),
                hosts.stream()
                        .map(host -> message(call.method(), host, call.path(), signed))
                        .toList(),
                query.getOrDefault("Signature", ""),
                call.caller());
        require(key, right(call.method(), call.path()));
        subKeys.requireUnlocked(key);
        stats().accepted(key);
        return serve(call, query, key);
    }

    static String message(String method, String host, String path, Map<String, String> params) {
        var line = new StringBuilder();
        new TreeMap<>(params)
                .forEach((name, value) -> line.append(line.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(encoded(value)));
        return String.join("\n", method, host, path, line);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** The key that signed one of {@code messages}, which must be of now, and may be used from {@code caller}. */
    SimulatedKey authenticate(String apiKey, String timestamp, List<String> messages, String signature, String caller) {
        SimulatedKey key = key(apiKey);
        if (key == null) {
            throw new Refusal(BAD_KEY);
        }
        if (!isInTime(timestamp)) {
            throw new Refusal(BAD_TIME);
        }
        if (messages.stream().noneMatch(message -> Signatures.same(sign(key, message), signature))) {
            throw new Refusal(BAD_SIGNATURE);
        }
        if (!key.admits(caller)) {
            throw new Refusal(FOREIGN);
        }
        return key;
    }

    private static String sign(SimulatedKey key, String message) {
        return Base64.getEncoder().encodeToString(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(message)));
    }

    private boolean isInTime(String timestamp) {
        try {
            Instant sent = Instant.parse(timestamp + "Z");
            boolean seconds = timestamp.length() == 19;
            return seconds && Duration.between(sent, clock().instant()).abs().compareTo(WINDOW) <= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String right(String method, String path) {
        if (path.startsWith("/v1/dw/withdraw")) {
            return "withdraw";
        }
        return method.equals("GET") ? "readOnly" : "trade";
    }

    static void require(SimulatedKey key, String right) {
        if (!key.may(right)) {
            throw new Refusal(NO_RIGHT);
        }
    }

    private Reply serve(Call call, Map<String, String> query, SimulatedKey key) {
        JsonNode body = call.body().isEmpty() ? JSON.createObjectNode() : parsed(call.body());
        JsonNode data = call.path().startsWith("/v2/user/") || call.path().startsWith("/v2/sub-user/")
                ? subKeys.serve(call.endpoint(), query, body, key)
                : past.serve(call.endpoint(), query, body);
        return done(call.path(), data != null ? data : orders.serve(call.method(), call.path(), query, body));
    }

    static JsonNode parsed(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json.isContainerNode()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // It is refused like anything else that is neither.
        }
        throw new Refusal("bad-request");
    }

    static String required(JsonNode body, String name) {
        String value = body.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal(MISSING);
        }
        return value;
    }

    @Override
    void filled(Book.Fill fill) {
        orders.settle(fill);
    }
}
