/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * NiceHash, API v2: hashpower orders, pools, wallets, saved addresses and withdrawals.
 *
 * <p>From the official documentation: fields with zero bytes between them, HMAC-SHA256, {@code X-Time} within five minutes, {@code X-Nonce} used once, permissions of four letters. UNCONFIRMED and chosen here: 401 for
 * keys, signatures, times and nonces, 403 for rights and addresses; the numbers of errors; the fields of lists.
 */
public final class NicehashSimulator extends VenueSimulator {
    private static final Map<String, Integer> ERRORS =
            Map.of("401", 401, "403", 403, "400", 400, "404", 404, "429", 429);
    private static final long WINDOW = 300_000;
    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
    private static final String ORGANISATION = "da41b3bc-3d0b-4226-b7ea-aee73f94a518";

    private final Map<String, ObjectNode> pools = new LinkedHashMap<>();
    private final Map<String, ObjectNode> orders = new LinkedHashMap<>();
    private final Map<String, ObjectNode> addresses = new LinkedHashMap<>();
    private final List<String> nonces = new ArrayList<>();
    private final boolean test;

    private NicehashSimulator(InstantSource clock, boolean test) {
        super(clock);
        this.test = test;
        saveAddress("bc1qsynthetic0nicehash0saved0address");
    }

    /** Starts a venue that keeps the system's time. */
    public static NicehashSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static NicehashSimulator start(InstantSource clock) {
        return new NicehashSimulator(clock, false);
    }

    /** Starts the test venue, which knows keys of the sandbox alone. */
    public static NicehashSimulator startTest() {
        return new NicehashSimulator(InstantSource.system(), true);
    }

    /** Makes a key with {@code rights}, as {@code VBTD}, {@code PRCO} or {@code WIFU}. */
    public SimulatedKey createKey(String... rights) {
        return importKey(
                UUID.randomUUID().toString(),
                UUID.randomUUID() + UUID.randomUUID().toString(),
                rights);
    }

    SimulatedKey importKey(String apiKey, String secret, String... rights) {
        var key = new SimulatedKey(apiKey, secret, "", new byte[0], Set.of(rights));
        return register(test ? key.inSandbox() : key);
    }

    /** Saves a pool that hashpower can go to, as the owner does on the website, and returns its id. */
    public synchronized String savePool(String host, int port, String user) {
        ObjectNode pool = JSON.createObjectNode()
                .put("name", "saved")
                .put("algorithm", "SHA256")
                .put("stratumHostname", host)
                .put("stratumPort", port)
                .put("username", user);
        return pool(pool).path("id").asText();
    }

    /** Orders hashpower for the saved pool {@code pool}, as the owner does on the website. */
    public synchronized void order(String pool) {
        place(JSON.createObjectNode().put("poolId", pool).put("amount", 0.005));
    }

    /** Saves a withdrawal address, as the owner does on the website, and returns its id. */
    public String saveAddress(String address) {
        String id = UUID.randomUUID().toString();
        synchronized (this) {
            addresses.put(
                    id,
                    JSON.createObjectNode().put("id", id).put("currency", "BTC").put("address", address));
        }
        return id;
    }

    @Override
    String venue() {
        return "nicehash";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    public String accountId() {
        return ORGANISATION;
    }

    @Override
    String tooMany() {
        return "429";
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json = JSON.createObjectNode().put("error_id", "synthetic");
        json.putArray("errors").addObject().put("code", 5000).put("message", "synthetic refusal");
        return Reply.error(ERRORS.getOrDefault(code, 400), json, code);
    }

    @Override
    Reply handle(Call call) {
        if (call.endpoint().equals("GET /api/v2/time")) {
            return Reply.ok(JSON.createObjectNode().put("serverTime", millis()));
        }
        if (call.endpoint().equals("GET /main/api/v2/hashpower/orderBook")) {
            authenticate(call);
            return Reply.ok(JSON.createObjectNode());
        }
        SimulatedKey key = authenticate(call);
        if (!key.admits(call.caller()) || !key.may(rightFor(call))) {
            throw new Refusal("403");
        }
        stats().accepted(key);
        synchronized (this) {
            return Reply.ok(serve(call));
        }
    }

    private SimulatedKey authenticate(Call call) {
        String[] auth = call.header("X-Auth").split(":", -1);
        SimulatedKey key = auth.length == 2 ? key(auth[0]) : null;
        if (key == null
                || key.isSandbox() != test
                || !call.header("X-Organization-Id").equals(ORGANISATION)) {
            throw new Refusal("401");
        }
        String time = call.header("X-Time");
        boolean inTime = MILLIS.matcher(time).matches() && Math.abs(Long.parseLong(time) - millis()) <= WINDOW;
        String expected =
                HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), signed(call, auth[0])));
        if (!inTime || !Signatures.same(expected, auth[1]) || !useNonce(key, call.header("X-Nonce"))) {
            throw new Refusal("401");
        }
        return key;
    }

    private synchronized boolean useNonce(SimulatedKey key, String nonce) {
        String once = key.apiKey() + " " + nonce;
        if (nonce.isEmpty() || nonce.length() > 36 || nonces.contains(once)) {
            return false;
        }
        return nonces.add(once);
    }

    /** The fields, with a zero byte between each two. */
    private static byte[] signed(Call call, String key) {
        var fields = new ArrayList<String>(List.of(
                key,
                call.header("X-Time"),
                call.header("X-Nonce"),
                "",
                call.header("X-Organization-Id"),
                "",
                call.method(),
                call.path(),
                call.query()));
        if (!call.body().isEmpty()) {
            fields.add(call.body());
        }
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < fields.size(); i++) {
            if (i > 0) {
                bytes.write(0);
            }
            bytes.writeBytes(utf8(fields.get(i)));
        }
        return bytes.toByteArray();
    }

    private static String rightFor(Call call) {
        String path = call.path().replace("/main/api/v2", "");
        if (call.method().equals("GET")) {
            return path.startsWith("/accounting/") ? "VBTD" : path.startsWith("/mining/") ? "VMDS" : "VHOR";
        }
        if (path.startsWith("/hashpower/")) {
            return path.endsWith("/updatePriceAndLimit") ? "ELCO" : "PRCO";
        }
        if (path.startsWith("/pool")) {
            return "MAPO";
        }
        return path.startsWith("/mining/") ? "MARI" : "WIFU";
    }

    private ObjectNode serve(Call call) {
        String path = call.path().replace("/main/api/v2", "");
        return switch (call.method() + " " + path) {
            case "GET /accounting/accounts2" -> accounts();
            case "GET /accounting/withdrawalAddresses" -> page(call, List.copyOf(addresses.values()));
            case "GET /accounting/withdrawals/BTC" -> page(call, moves("withdrawal"));
            case "GET /accounting/deposits/BTC" -> page(call, moves("deposit"));
            case "GET /hashpower/myOrders" -> listed();
            case "POST /hashpower/order" -> place(body(call));
            case "POST /pool" -> pool(body(call));
            case "POST /accounting/withdrawal" -> withdraw(body(call));
            case "POST /mining/rigs/status2" -> JSON.createObjectNode().put("success", true);
            default -> other(call.method(), path);
        };
    }

    private ObjectNode other(String method, String path) {
        if (method.equals("DELETE") && path.startsWith("/hashpower/order/")) {
            ObjectNode order = orders.remove(path.substring("/hashpower/order/".length()));
            if (order != null) {
                stats().cancelledOne();
                return order;
            }
        }
        throw new Refusal("404");
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // It is refused like anything else that is no object.
        }
        throw new Refusal("400");
    }

    private ObjectNode accounts() {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("currencies");
        for (String asset : List.of("BTC")) {
            String total = String.valueOf(book().balances().get(asset));
            list.addObject()
                    .put("active", true)
                    .put("currency", asset)
                    .put("totalBalance", total)
                    .put("available", total);
        }
        return json;
    }

    private List<ObjectNode> moves(String kind) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : book().moves()) {
            if (move.kind().equals(kind)) {
                ObjectNode row = JSON.createObjectNode()
                        .put("id", move.id())
                        .put("created", move.at().toEpochMilli())
                        .put("amount", move.amount().abs().toPlainString())
                        .put("withdrawalAddressId", move.counterparty());
                row.putObject("status").put("code", "COMPLETED");
                rows.add(row);
            }
        }
        return rows;
    }

    private static ObjectNode page(Call call, List<ObjectNode> all) {
        Map<String, String> query = Call.parameters(call.query());
        int size = Integer.parseInt(query.getOrDefault("size", "100"));
        int from = Math.min(all.size(), size * Integer.parseInt(query.getOrDefault("page", "0")));
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("list");
        all.subList(from, Math.min(all.size(), from + size)).forEach(list::add);
        return json;
    }

    private ObjectNode listed() {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("list");
        orders.values().forEach(order -> {
            ObjectNode shown = order.deepCopy();
            JsonNode pool = pools.get(order.path("poolId").asText());
            if (pool != null) {
                shown.set("pool", pool.deepCopy());
            }
            list.add(shown);
        });
        return json;
    }

    private ObjectNode place(JsonNode body) {
        if (!pools.containsKey(body.path("poolId").asText(""))
                || body.path("amount").asDouble() <= 0) {
            throw new Refusal("400");
        }
        String id = UUID.randomUUID().toString();
        ObjectNode order = JSON.createObjectNode()
                .put("id", id)
                .put("poolId", body.path("poolId").asText());
        order.putObject("algorithm").put("algorithm", body.path("algorithm").asText("SHA256"));
        order.putObject("status").put("code", "ACTIVE");
        orders.put(id, order);
        stats().placedOne();
        return order;
    }

    private ObjectNode pool(JsonNode body) {
        if (body.path("stratumHostname").asText("").isBlank()
                || body.path("username").asText("").isBlank()) {
            throw new Refusal("400");
        }
        String id = body.path("id").asText(UUID.randomUUID().toString());
        ObjectNode pool = ((ObjectNode) body.deepCopy()).put("id", id);
        pools.put(id, pool);
        return pool;
    }

    private ObjectNode withdraw(JsonNode body) {
        String id = body.path("withdrawalAddressId").asText("");
        var amount = Book.amount(body.path("amount").asText("")).orElseThrow(() -> new Refusal("400"));
        if (!addresses.containsKey(id) || !book().debit("BTC", amount)) {
            throw new Refusal("400");
        }
        String move = book().nextId();
        book().moved(new Book.Move("withdrawal", move, "BTC", amount.negate(), id, "done", clock().instant()));
        return JSON.createObjectNode().put("id", move);
    }
}
