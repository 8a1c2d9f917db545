/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The venue's side: keys, signatures that are checked, and everything that goes wrong. Time is the test's. */
final class FakeKeyServer implements HttpTransport {
    /** What goes wrong with the next calls of a kind, one each. */
    enum Fault {
        NONE,
        LOST_BEFORE,
        LOST_AFTER,
        DOUBLED,
        SERVER_ERROR,
        GARBLED,
        REFUSED,
        RATE,
        CLOCK,
        MAINTENANCE,
        NONCE
    }

    private static final String MIXED = "BAD_KEY,IP,EXPIRED";
    /** What a status of 401 without a code may mean. */
    static final String ANYTHING = "BAD_KEY,EXPIRED,SIGNATURE,CLOCK,IP,PERMISSION,REQUEST";

    static final String GARBLED = "half an ans";

    /** A key at the venue. */
    static final class Key {
        final String apiKey;
        final String secret;
        final String publicKey;
        final String pass;
        final String account;
        final String label;
        Set<String> rights;
        Set<String> ips;
        Instant appears;

        @Nullable
        Instant deleted;

        /** When the venue will end it, as it says itself. */
        @Nullable
        Instant ends;

        Key(
                String apiKey,
                String secret,
                String publicKey,
                String pass,
                String account,
                String label,
                Set<String> rights,
                Set<String> ips,
                Instant appears) {
            this.apiKey = apiKey;
            this.secret = secret;
            this.publicKey = publicKey;
            this.pass = pass;
            this.account = account;
            this.label = label;
            this.rights = rights;
            this.ips = ips;
            this.appears = appears;
        }

        private Key copy() {
            var copy = new Key(apiKey, secret, publicKey, pass, account, label, rights, ips, appears);
            copy.deleted = deleted;
            copy.ends = ends;
            return copy;
        }

        /** All that may change. */
        String standing() {
            return apiKey + label + rights + ips + deleted;
        }

        String id() {
            return VenueKeyId.of(FakeKeyVenue.ID, apiKey).value();
        }
    }

    final Map<String, Key> keys = new LinkedHashMap<>();
    final Map<String, List<Fault>> faults = new HashMap<>();
    /** Every call that was answered or lost, as {@code METHOD path by API key}. */
    final List<String> calls = new ArrayList<>();

    final FakeKeyVenue venue;
    private final Supplier<Instant> now;
    private int made;
    /** What a key is given instead of what was asked for, while it is set. */
    @Nullable
    Set<String> otherRights;

    @Nullable
    Set<String> otherIps;
    /** API keys that may not be used from here. */
    final Set<String> wrongAddress = new TreeSet<>();
    /** The address that requests come from; empty if it is one that every key may be used from. */
    String from = "";

    /** Whether a wrong address is refused in the words for an unknown key, as at some venues. */
    String addressWords = Kind.IP.name();

    /** Whether both a dead key and a wrong address are refused in words that may mean either, as at Binance, Kraken and Bitfinex. */
    boolean mixedWords = true;
    /** The words in which it refuses whatever is wrong with a key, if they are always the same. */
    String sameWords = "";

    /** Whether a limit is refused in words that may mean a wrong address, as by HTTP status 403 at Bybit. */
    boolean mixedLimits;

    /** Whether a key that may trade, as it is told, is refused when it does. */
    boolean trialRefused;

    /** Whether it refuses this one request with a key, although it knows the key. */
    Predicate<String> slips = call -> false;

    boolean labelsHidden;
    /** Whether the list tells when keys end. */
    boolean endsInList = true;

    /** Whether a key is not told its own addresses, {@code ?}, or only that it has some, {@code *}. */
    String addressesHidden = "";

    boolean listHidesAddresses;
    String otherAccount = "";
    boolean down;

    FakeKeyServer(FakeKeyVenue venue, Supplier<Instant> now) {
        this.venue = venue;
        this.now = now;
    }

    /** The same keys, and the same failures to come, at {@code venue}; what a test hides or changes is not copied. */
    FakeKeyServer copy(FakeKeyVenue venue, Supplier<Instant> now) {
        var copy = new FakeKeyServer(venue, now);
        keys.forEach((name, key) -> copy.keys.put(name, key.copy()));
        faults.forEach((call, next) -> copy.faults.put(call, new ArrayList<>(next)));
        copy.made = made;
        copy.mixedWords = mixedWords;
        copy.sameWords = sameWords;
        return copy;
    }

    Key make(
            String account,
            String label,
            String publicKey,
            String pass,
            Set<String> rights,
            Set<String> ips,
            Instant appears) {
        made++;
        var key = new Key(
                "AK" + made + "-synthetic",
                publicKey.isEmpty() ? "synthetic-secret-" + made : "",
                publicKey,
                pass,
                account,
                label,
                rights,
                ips,
                appears);
        keys.put(key.apiKey, key);
        return key;
    }

    void fail(String call, Fault... next) {
        faults.computeIfAbsent(call, name -> new ArrayList<>()).addAll(List.of(next));
    }

    boolean accepts(Key key) {
        boolean dead = key.deleted != null && !now.get().isBefore(key.deleted.plus(venue.dies));
        return !dead && !now.get().isBefore(key.appears);
    }

    /** The keys of {@code account} that nobody has deleted. */
    List<Key> living(String account) {
        return keys.values().stream()
                .filter(key -> key.account.equals(account) && key.deleted == null)
                .toList();
    }

    @Override
    public HttpReply send(SignedRequest request) throws IOException {
        String path = request.uri().getPath();
        String call = request.method() + " " + path;
        calls.add(call + " by " + request.headers().get("X-KEY"));
        if (down) {
            throw new IOException("down");
        }
        List<Fault> waiting = faults.getOrDefault(call, List.of());
        Fault fault = waiting.isEmpty() ? Fault.NONE : waiting.remove(0);
        return switch (fault) {
            case NONE -> answer(request, call);
            case LOST_BEFORE -> throw new IOException("reset");
            case LOST_AFTER -> {
                answer(request, call);
                throw new IOException("reset");
            }
            case DOUBLED -> {
                HttpReply first = answer(request, call);
                answer(request, call);
                yield first;
            }
            case SERVER_ERROR -> {
                answer(request, call);
                yield new HttpReply(502, "bad gateway");
            }
            case GARBLED -> {
                answer(request, call);
                yield new HttpReply(200, GARBLED);
            }
            case REFUSED -> new HttpReply(400, Kind.REQUEST.name());
            case RATE -> new HttpReply(400, mixedLimits ? "RATE,IP" : Kind.RATE.name());
            case CLOCK, MAINTENANCE, NONCE -> new HttpReply(400, fault.name());
        };
    }

    private HttpReply answer(SignedRequest request, String call) {
        Key caller = keys.get(request.headers().get("X-KEY"));
        if (caller == null || !accepts(caller) || slips.test(call + " by " + caller.apiKey)) {
            return new HttpReply(400, !sameWords.isEmpty() ? sameWords : mixedWords ? MIXED : Kind.BAD_KEY.name());
        }
        if (!isSigned(caller, request)) {
            return new HttpReply(400, Kind.SIGNATURE.name());
        }
        boolean elsewhere = !from.isEmpty() && !caller.ips.isEmpty() && !caller.ips.contains(from);
        if (elsewhere || wrongAddress.contains(caller.apiKey)) {
            return new HttpReply(400, !sameWords.isEmpty() ? sameWords : mixedWords ? MIXED : addressWords);
        }
        if (call.equals("GET /rights")) {
            return new HttpReply(
                    200,
                    String.join(",", caller.rights)
                            + "|"
                            + (addressesHidden.isEmpty() ? String.join(",", caller.ips) : addressesHidden)
                            + "|"
                            + caller.account
                            + (caller.ends == null ? "" : "|" + caller.ends));
        }
        if (call.equals("GET /account")) {
            return new HttpReply(200, "{}");
        }
        if (call.equals("POST /orders/test")) {
            return !trialRefused && caller.rights.contains("trade")
                    ? new HttpReply(200, "{}")
                    : new HttpReply(400, Kind.PERMISSION.name());
        }
        if (!caller.rights.contains("admin")) {
            return new HttpReply(400, Kind.PERMISSION.name());
        }
        Map<String, String> params = params(request);
        return switch (call) {
            case "GET /keys" -> list(params.get("account"));
            case "POST /keys" -> create(params);
            case "DELETE /keys" -> delete(params);
            case "PUT /keys" -> change(params);
            default -> new HttpReply(404, "");
        };
    }

    private static Map<String, String> params(SignedRequest request) {
        var params = new HashMap<String, String>();
        for (String one : request.uri().getRawQuery().split("&", -1)) {
            int at = one.indexOf('=');
            params.put(one.substring(0, at), FakeKeyVenue.decode(one.substring(at + 1)));
        }
        return params;
    }

    private HttpReply list(String account) {
        var text = new StringBuilder();
        for (Key key : living(account)) {
            if (!now.get().isBefore(key.appears)) {
                text.append(key.apiKey)
                        .append('|')
                        .append(labelsHidden ? "" : key.label)
                        .append('|')
                        .append(String.join(",", key.rights))
                        .append('|')
                        .append(listHidesAddresses ? "?" : String.join(",", key.ips))
                        .append(endsInList && key.ends != null ? "|" + key.ends : "")
                        .append('\n');
            }
        }
        return new HttpReply(200, text.toString());
    }

    private HttpReply create(Map<String, String> params) {
        String account = params.get("account");
        if (venue.idempotent) {
            for (Key key : living(account)) {
                if (key.label.equals(params.get("label"))) {
                    return new HttpReply(200, key.apiKey + "|" + key.secret);
                }
            }
        }
        if (venue.overlap && living(account).size() >= venue.quota) {
            return new HttpReply(400, Kind.REQUEST.name());
        }
        if (!venue.overlap) {
            living(account).forEach(key -> key.deleted = now.get().minus(venue.dies));
        }
        Key key = make(
                otherAccount.isEmpty() ? account : otherAccount,
                params.get("label"),
                params.get("public"),
                params.get("pass"),
                otherRights == null ? FakeKeyVenue.set(params.get("rights")) : otherRights,
                otherIps == null ? FakeKeyVenue.set(params.get("ips")) : otherIps,
                now.get().plus(venue.appears));
        return new HttpReply(200, key.apiKey + "|" + key.secret);
    }

    private HttpReply change(Map<String, String> params) {
        for (Key key : living(params.get("account"))) {
            if (venue.modifies && key.id().equals(params.get("id"))) {
                key.rights = FakeKeyVenue.set(params.get("rights"));
                key.ips = FakeKeyVenue.set(params.get("ips"));
                return new HttpReply(200, "changed");
            }
        }
        return new HttpReply(200, "cannot");
    }

    private HttpReply delete(Map<String, String> params) {
        for (Key key : living(params.get("account"))) {
            if (key.id().equals(params.get("id"))) {
                if (!key.pass.equals(params.get("pass"))) {
                    return new HttpReply(400, Kind.PASSPHRASE.name());
                }
                key.deleted = now.get();
                return new HttpReply(200, "deleted");
            }
        }
        return new HttpReply(200, "not there");
    }

    private static boolean isSigned(Key key, SignedRequest request) {
        String target = request.uri().getRawPath()
                + (request.uri().getRawQuery() == null
                        ? ""
                        : "?" + request.uri().getRawQuery());
        byte[] message = (request.method() + " " + target).getBytes(StandardCharsets.UTF_8);
        byte[] signature = Base64.getDecoder().decode(request.headers().get("X-SIGN"));
        try {
            if (!key.publicKey.isEmpty()) {
                byte[] der = Base64.getMimeDecoder().decode(key.publicKey.replaceAll("-----[A-Z ]+-----", ""));
                Signature verifier = Signature.getInstance("Ed25519");
                verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
                verifier.update(message);
                return verifier.verify(signature) && passes(key, request);
            }
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return java.security.MessageDigest.isEqual(mac.doFinal(message), signature) && passes(key, request);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean passes(Key key, SignedRequest request) {
        return key.pass.isEmpty() || key.pass.equals(request.headers().get("X-PASS"));
    }
}
