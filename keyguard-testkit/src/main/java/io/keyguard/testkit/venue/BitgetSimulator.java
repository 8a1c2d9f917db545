/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Bitget with a classic account (API v2: spot and futures) or a unified one (API v3), which has keys of sub-accounts.
 *
 * <p>From the official documentation: milliseconds, method, path, query before it is encoded, and body, in base64, by HMAC-SHA256 or RSA; codes of errors, most of them with status 400. UNCONFIRMED and chosen here: the times
 * that are taken (30 s); which right is asked for what; that two open orders cannot have the same {@code clientOid}.
 */
public final class BitgetSimulator extends VenueSimulator {
    static final String DONE = "00000";
    static final String BAD_VALUE = "40034";
    static final String MISSING = "40019";
    static final String NO_SUCH_PATH = "40404";
    static final String NO_MONEY = "43012";
    static final String NO_ORDER = "43001";
    private static final String TOO_MANY = "429";

    /** What goes wrong, and its HTTP status. */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("40001", 400),
            Map.entry("40002", 400),
            Map.entry("40003", 400),
            Map.entry("40005", 400),
            Map.entry("40006", 400),
            Map.entry("40008", 400),
            Map.entry("40009", 400),
            Map.entry("40011", 400),
            Map.entry("40012", 400),
            Map.entry("40014", 400),
            Map.entry("40018", 400),
            Map.entry("40024", 400),
            Map.entry("40063", 400),
            Map.entry("40065", 400),
            Map.entry("40070", 400),
            Map.entry("40786", 400),
            Map.entry(BAD_VALUE, 400),
            Map.entry(MISSING, 400),
            Map.entry(NO_SUCH_PATH, 404),
            Map.entry(NO_MONEY, 400),
            Map.entry(NO_ORDER, 400),
            Map.entry(TOO_MANY, 429));

    private static final String HEX = "0123456789abcdef";
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    private static final long WINDOW = 30_000;
    private static final Pattern MILLIS = Pattern.compile("\\d{1,14}");

    private final boolean unified;
    private final BitgetOrders orders = new BitgetOrders(this);
    private final BitgetUnified unifiedOrders = new BitgetUnified(this);
    private final BitgetPast past = new BitgetPast(this);
    private final BitgetSubKeys subKeys = new BitgetSubKeys(this);
    private final BitgetFrames frames = new BitgetFrames(this);

    private BitgetSimulator(InstantSource clock, boolean unified) {
        super(clock);
        this.unified = unified;
    }

    /** Starts a venue with a classic account that keeps the system's time. */
    public static BitgetSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue with a classic account that keeps the time of {@code clock}. */
    public static BitgetSimulator start(InstantSource clock) {
        return new BitgetSimulator(clock, false);
    }

    /** Starts a venue with a unified account that keeps the system's time. */
    public static BitgetSimulator startUnified() {
        return startUnified(InstantSource.system());
    }

    /** Starts a venue with a unified account that keeps the time of {@code clock}. */
    public static BitgetSimulator startUnified(InstantSource clock) {
        return new BitgetSimulator(clock, true);
    }

    /** Makes a key with {@code rights}: of a classic account {@code readonly}, {@code trade}, {@code transfer}, {@code withdraw}; of a unified one {@code read-only}, {@code uta_trade} and so on. */
    public SimulatedKey createKey(String... rights) {
        return makeKey(random(LETTERS, 16), rights);
    }

    SimulatedKey makeKey(String passphrase, String... rights) {
        return register(
                new SimulatedKey("bg_" + random(HEX, 32), random(HEX, 64), passphrase, new byte[0], Set.of(rights)));
    }

    /** Makes a key that signs with RSA; {@code publicKey} is X.509 SubjectPublicKeyInfo. */
    public SimulatedKey createRsaKey(byte[] publicKey, String... rights) {
        return register(new SimulatedKey("bg_" + random(HEX, 32), "", random(LETTERS, 16), publicKey, Set.of(rights)));
    }

    boolean isUnified() {
        return unified;
    }

    @Override
    String venue() {
        return unified ? "bitget-uta" : "bitget";
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
        return "1234567890";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Frames frames() {
        return frames;
    }

    BitgetUnified unifiedOrders() {
        return unifiedOrders;
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json = JSON.createObjectNode()
                .put("code", code)
                .put("msg", "simulated")
                .put("requestTime", millis())
                .putNull("data");
        return Reply.error(ERRORS.getOrDefault(code, 400), json, code);
    }

    Reply done(JsonNode data) {
        ObjectNode json =
                JSON.createObjectNode().put("code", DONE).put("msg", "success").put("requestTime", millis());
        json.set("data", data);
        return Reply.ok(json);
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET /api/v2/public/time")) {
            return done(JSON.createObjectNode().put("serverTime", Long.toString(millis())));
        }
        String query = call.query().isEmpty() ? "" : "?" + decoded(call.query());
        String timestamp = call.header("ACCESS-TIMESTAMP");
        SimulatedKey key = authenticate(
                call.header("ACCESS-KEY"),
                call.header("ACCESS-PASSPHRASE"),
                timestamp,
                timestamp + call.method() + call.path() + query + call.body(),
                call.header("ACCESS-SIGN"),
                call.caller());
        if (key.isSandbox() != call.header("paptrading").equals("1")) {
            throw new Refusal("40006");
        }
        require(key, right(call.method(), call.path()));
        subKeys.requireThawed(key);
        stats().accepted(key);
        return serve(call, key);
    }

    private static String decoded(String query) {
        try {
            return URLDecoder.decode(query, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(BAD_VALUE);
        }
    }

    /** The key that signed {@code message}, which must be of now, and may be used from {@code caller}. */
    SimulatedKey authenticate(
            String apiKey, String passphrase, String timestamp, String message, String signature, String caller) {
        SimulatedKey key = known(apiKey, passphrase, signature);
        if (!MILLIS.matcher(timestamp).matches()) {
            throw new Refusal("40005");
        }
        long sent = timestamp.length() > 10 ? Long.parseLong(timestamp) : Long.parseLong(timestamp) * 1_000;
        if (Math.abs(sent - millis()) > WINDOW) {
            throw new Refusal("40008");
        }
        if (!isSigned(key, message, signature)) {
            throw new Refusal("40009");
        }
        if (!key.passphrase().equals(passphrase)) {
            throw new Refusal("40012");
        }
        if (!key.admits(caller)) {
            throw new Refusal("40018");
        }
        return key;
    }

    private SimulatedKey known(String apiKey, String passphrase, String signature) {
        if (apiKey.isEmpty()) {
            throw new Refusal("40001");
        }
        if (signature.isEmpty()) {
            throw new Refusal("40002");
        }
        if (passphrase.isEmpty()) {
            throw new Refusal("40011");
        }
        SimulatedKey key = key(apiKey);
        if (key == null) {
            throw new Refusal("40006");
        }
        return key;
    }

    private static boolean isSigned(SimulatedKey key, String message, String signature) {
        if (key.publicKey().length > 0) {
            try {
                return Signatures.rsaSha256(
                        key.publicKey(), utf8(message), Base64.getDecoder().decode(signature));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        byte[] expected = Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(message));
        return Signatures.same(Base64.getEncoder().encodeToString(expected), signature);
    }

    /** The right for a path; one of the other kind of account is none. */
    private String right(String method, String path) {
        boolean ours = path.startsWith(unified ? "/api/v3/" : "/api/v2/");
        if (!ours) {
            throw new Refusal(NO_SUCH_PATH);
        }
        if (method.equals("GET")) {
            return unified ? "read-only" : "readonly";
        }
        if (path.endsWith("/withdraw") || path.endsWith("withdrawal")) {
            return "withdraw";
        }
        boolean money = path.endsWith("transfer");
        if (unified) {
            return money || path.startsWith("/api/v3/user/") ? "uta_mgt" : "uta_trade";
        }
        return money ? "transfer" : "trade";
    }

    /** A key that may do more than read can also read. */
    static void require(SimulatedKey key, String right) {
        boolean reads = right.startsWith("read") && !key.rights().isEmpty();
        if (!reads && !key.may(right)) {
            throw new Refusal("40014");
        }
    }

    private Reply serve(Call call, SimulatedKey key) {
        Map<String, String> query = Call.parameters(call.query());
        JsonNode body = call.body().isEmpty() ? JSON.createObjectNode() : parsed(call.body());
        String endpoint = call.endpoint();
        if (endpoint.endsWith("/account/info")) {
            return done(unified ? unifiedInfo(key) : info(key));
        }
        if (call.path().startsWith("/api/v3/user/")) {
            return done(subKeys.serve(endpoint, query, body));
        }
        JsonNode data = past.serve(endpoint, query, body);
        if (data == null) {
            data = unified ? unifiedOrders.serve(endpoint, query, body) : orders.serve(endpoint, query, body);
        }
        return done(data);
    }

    private ObjectNode info(SimulatedKey key) {
        ObjectNode info = JSON.createObjectNode()
                .put("userId", accountId())
                .put("inviterId", "7")
                .put("ips", String.join(",", key.ips()))
                .put("parentId", 1)
                .put("traderType", "trader")
                .put("channelCode", "XXX")
                .put("channel", "YYY")
                .put("regisTime", "1246566789345");
        key.rights().forEach(info.putArray("authorities")::add);
        return info;
    }

    private ObjectNode unifiedInfo(SimulatedKey key) {
        Set<String> rights = key.rights();
        rights.remove("read-only");
        ObjectNode info = JSON.createObjectNode()
                .put("userId", subKeys.accountOf(key))
                .put("inviterId", "7")
                .put("parentId", "")
                .put("channelCode", "XXX")
                .put("channel", "YYY")
                .put("ips", String.join(",", key.ips()))
                .put("permType", rights.isEmpty() ? "read-only" : "read-and-write")
                .put("regisTime", "1246566789345");
        rights.forEach(info.putArray("permissions")::add);
        return info;
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
        throw new Refusal(BAD_VALUE);
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
        BitgetOrders.settle(book(), fill);
    }
}
