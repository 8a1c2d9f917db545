/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** What a master account does with the keys of its sub-accounts. All accounts of a simulator share one book. */
final class BinanceMaster {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int MOST_ADDRESSES_TEXT = 500;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");
    /** What stands before the 32 bytes of an Ed25519 key in X.509 form. */
    private static final int ED25519_HEAD = 12;

    private static final int ED25519_WHOLE = 44;

    /** The flag of a request and the right that it gives a key. */
    private static final Map<String, String> RIGHTS = new TreeMap<>(Map.of(
            "canTrade", "enableSpotAndMarginTrading",
            "canMarginLoanRepay", "enableMargin",
            "canFuturesTrade", "enableFutures",
            "canUniversalTransfer", "permitsUniversalTransfer",
            "canVanillaOptions", "enableVanillaOptions"));

    private record Entry(String name, SimulatedKey key, long created) {}

    private final BinanceSimulator venue;
    private final Map<String, List<Entry>> accounts = new ConcurrentHashMap<>();

    BinanceMaster(BinanceSimulator venue) {
        this.venue = venue;
    }

    void open(String email) {
        accounts.putIfAbsent(email, new CopyOnWriteArrayList<>());
    }

    boolean hasAccounts() {
        return !accounts.isEmpty();
    }

    private List<Entry> keys(Map<String, String> parameters) {
        List<Entry> keys = accounts.get(BinanceOrders.required(parameters, "email"));
        if (keys == null) {
            throw new Refusal("-9000");
        }
        return keys;
    }

    private Entry entry(Map<String, String> parameters) {
        String wanted = BinanceOrders.required(parameters, "subAccountApiKey");
        return keys(parameters).stream()
                .filter(entry -> entry.key().apiKey().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new Refusal("-9000"));
    }

    /** The public half is taken from the body alone. */
    synchronized Reply create(Map<String, String> parameters, String query) {
        List<Entry> keys = keys(parameters);
        String name = BinanceOrders.required(parameters, "apiName");
        if (!venue.hasRoom(keys.size())) {
            throw new Refusal("-9000 quota");
        }
        if (Call.parameters(query).containsKey("publicKey")) {
            throw new Refusal("-1100");
        }
        byte[] publicKey = publicKey(parameters.getOrDefault("publicKey", ""));
        String secret = publicKey.length > 0 ? "" : venue.random(ALPHABET, 64);
        Set<String> ips = addresses(parameters);
        var key = new SimulatedKey(venue.random(ALPHABET, 64), secret, "", publicKey, rights(parameters))
                .boundTo(ips.toArray(String[]::new));
        venue.register(venue.madeByApi(key));
        keys.add(new Entry(name, key, venue.millis()));
        ObjectNode json = flags(VenueSimulator.JSON.createObjectNode(), key).put("apiName", name);
        json.put("apiKey", key.apiKey()).put("status", ips.isEmpty() ? 1 : 2);
        if (publicKey.length == 0) {
            json.put("secretKey", secret);
        }
        ips.forEach(json.putArray("ipList")::add);
        return Reply.ok(json);
    }

    private static byte[] publicKey(String pem) {
        if (pem.isEmpty()) {
            return new byte[0];
        }
        var found = PEM.matcher(pem);
        if (!found.matches()) {
            throw new Refusal("-1100");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
        try {
            KeyFactory.getInstance(encoded.length == ED25519_WHOLE ? "Ed25519" : "RSA")
                    .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new Refusal("-1100");
        }
        return encoded.length == ED25519_WHOLE ? Arrays.copyOfRange(encoded, ED25519_HEAD, ED25519_WHOLE) : encoded;
    }

    private static Set<String> rights(Map<String, String> parameters) {
        var rights = new TreeSet<>(Set.of("enableReading"));
        RIGHTS.forEach((flag, right) -> {
            String value = parameters.getOrDefault(flag, "false");
            if (!Set.of("true", "false").contains(value)) {
                throw new Refusal("-1100");
            }
            if (value.equals("true")) {
                rights.add(right);
            }
        });
        return rights;
    }

    private static Set<String> addresses(Map<String, String> parameters) {
        String status = BinanceOrders.required(parameters, "status");
        if (status.equals("1")) {
            return Set.of();
        }
        String text = BinanceOrders.required(parameters, "ipAddress");
        if (!status.equals("2") || text.length() > MOST_ADDRESSES_TEXT) {
            throw new Refusal("-1100");
        }
        return new TreeSet<>(Arrays.asList(text.split(",", -1)));
    }

    private static ObjectNode flags(ObjectNode json, SimulatedKey key) {
        RIGHTS.forEach((flag, right) -> json.put(flag, key.may(right)));
        return json;
    }

    Reply list(Map<String, String> parameters) {
        String email = parameters.getOrDefault("email", "");
        String only = parameters.getOrDefault("subAccountApiKey", "");
        int page = BinanceLedger.number(parameters, "page", 1, 1_000_000);
        int size = BinanceLedger.number(parameters, "size", 100, 100);
        var found = new ArrayList<>(keys(parameters));
        found.removeIf(entry -> !only.isEmpty() && !entry.key().apiKey().equals(only));
        ObjectNode json = VenueSimulator.JSON.createObjectNode().put("total", found.size());
        ArrayNode rows = json.putArray("rows");
        found.stream()
                .skip((long) (page - 1) * size)
                .limit(size)
                .forEach(entry -> flags(rows.addObject(), entry.key())
                        .put("email", email)
                        .put("apiName", entry.name())
                        .put("apikey", entry.key().apiKey())
                        .put("timestamp", entry.created()));
        return Reply.ok(json);
    }

    Reply permission(Map<String, String> parameters) {
        Entry entry = entry(parameters);
        entry.key().rights(rights(parameters).toArray(String[]::new));
        return Reply.ok(flags(VenueSimulator.JSON.createObjectNode(), entry.key())
                .put("apiName", entry.name())
                .put("apikey", entry.key().apiKey())
                .put("timestamp", venue.millis()));
    }

    /** Adds to the addresses that are there; status 1 takes all of them off. */
    Reply addAddresses(Map<String, String> parameters) {
        SimulatedKey key = entry(parameters).key();
        var ips = new TreeSet<>(addresses(parameters));
        if (!ips.isEmpty()) {
            ips.addAll(key.ips());
        }
        key.boundTo(ips.toArray(String[]::new));
        ObjectNode json = addressesOf(key);
        json.remove("ipRestrict");
        return Reply.ok(json.put("status", ips.isEmpty() ? "1" : "2"));
    }

    Reply removeAddresses(Map<String, String> parameters) {
        SimulatedKey key = entry(parameters).key();
        var ips = new TreeSet<>(key.ips());
        ips.removeAll(
                Arrays.asList(BinanceOrders.required(parameters, "ipAddress").split(",", -1)));
        key.boundTo(ips.toArray(String[]::new));
        return Reply.ok(addressesOf(key));
    }

    Reply showAddresses(Map<String, String> parameters) {
        return Reply.ok(addressesOf(entry(parameters).key()));
    }

    private ObjectNode addressesOf(SimulatedKey key) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("ipRestrict", Boolean.toString(!key.ips().isEmpty()))
                .put("updateTime", venue.millis())
                .put("apiKey", key.apiKey());
        key.ips().forEach(json.putArray("ipList")::add);
        return json;
    }

    Reply delete(Map<String, String> parameters) {
        Entry entry = entry(parameters);
        keys(parameters).remove(entry);
        venue.deletedByApi(entry.key());
        return Reply.ok(VenueSimulator.JSON.createObjectNode());
    }
}
