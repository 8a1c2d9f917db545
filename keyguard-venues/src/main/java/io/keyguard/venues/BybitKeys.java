/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Keys of sub-accounts at Bybit, which are named by their number, made by a key of the master account with a wallet right. Of the own account a key deletes itself alone.
 *
 * <p>UNCONFIRMED: how many keys an account may have; how soon a new key works and a deleted one does not ("immediately", says the documentation of the latter); the form of a note.
 */
final class BybitKeys implements KeyAdministrator {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,30}"),
            Set.of(SignatureAlgorithm.RSA_PKCS1_SHA256),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at www.bybit.com to the account {account}, and open the account menu, API.",
                            "Choose 'Create New Key', then for {algorithm}: 'System-generated API Keys' for HMAC_SHA256, 'Self-generated API Keys' for RSA_PKCS1_SHA256, and"
                                    + " paste the public key there.",
                            "Choose 'API Transaction' and the name {label}.",
                            "Choose 'Read-Write' only if there is a right beside read; 'Read-Only' otherwise. Tick exactly: {rights}. Leave everything else empty, 'Wallet' above all.",
                            "Under 'Only IPs with permissions granted are allowed to access the OpenAPI' enter: {ips}.",
                            "Confirm with the second factor, and hand over key and secret without copying them anywhere else; the secret is shown once."),
                    List.of(
                            "Log in at www.bybit.com to the account of the key, and open the account menu, API.",
                            "Find the key with the name {label}, compare the first characters of the key, choose 'Delete' and confirm with the second factor."))
            .byApi(new BybitKeys())
            .tryingOut(Harmless.BYBIT_SPOT, Permission.TRADE_SPOT)
            .tryingOut(Harmless.BYBIT_LINEAR, Permission.TRADE_DERIVATIVES);

    private static final KeyAnswers MADE = new KeyAnswers("retCode", "0", "result.apiKey", "result.secret");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");
    /** The groups of keys of sub-accounts. One that is left out of an edit may stay, so that every one is named. */
    private static final List<String> GROUPS =
            List.of("ContractTrade", "Spot", "Wallet", "Options", "Derivatives", "Exchange", "Earn");
    /** Bybit takes no key without a right; one that only reads is given a right that {@code readOnly} takes away. */
    private static final String CARRIER = "Spot/SpotTrade";

    private BybitKeys() {}

    /** Whether {@code account} is what names a sub-account. */
    static boolean isSubAccount(String account) {
        return NUMBER.matcher(account).matches();
    }

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        requireSubAccount(account, "list the keys of a master account");
        return rows(administrator, account).stream().map(BybitKeys::listed).toList();
    }

    private static void requireSubAccount(String account, String what) {
        if (!isSubAccount(account)) {
            throw KeyguardExceptions.notByApi(Bybit.ID, what);
        }
    }

    private static VenueRequest question(String account) {
        return VenueRequest.get("/v5/user/sub-apikeys")
                .param("subMemberId", account)
                .param("limit", "20");
    }

    private static List<JsonNode> rows(SignedCalls administrator, String account) {
        return BybitPages.items(administrator, question(account), "result");
    }

    private static ListedKey listed(JsonNode row) {
        return new ListedKey(
                id(row),
                row.path("note").isMissingNode() ? "" : text(row, "note"),
                rights(row),
                addresses(row.path("ips")),
                row.has("createdAt") ? Observed.of(time(row, "createdAt")) : Observed.unknown(),
                expiry(row));
    }

    /** A group that is left out may hold anything. */
    private static Observed<Set<String>> rights(JsonNode row) {
        JsonNode permissions = row.path("permissions");
        JsonNode readOnly = row.path("readOnly");
        if (!readOnly.isBoolean()
                || !GROUPS.stream().allMatch(group -> permissions.path(group).isArray())) {
            return Observed.unknown();
        }
        return Observed.of(BybitInspection.rights(BybitInspection.ticked(permissions), readOnly.booleanValue()));
    }

    private static VenueKeyId id(JsonNode row) {
        return KeyRows.id(Bybit.ID, apiKey(row));
    }

    private static String apiKey(JsonNode row) {
        String apiKey = text(row, "apiKey");
        if (apiKey.isBlank()) {
            throw malformed();
        }
        return apiKey;
    }

    private static Observed<Set<String>> addresses(JsonNode ips) {
        return ips.isMissingNode() ? Observed.unknown() : Addresses.of(BybitInspection.addresses(ips));
    }

    /** The first day of 1970 stands for no end, which a key has that is bound to addresses; one that is not ends after 90 days. */
    private static Observed<Instant> expiry(JsonNode row) {
        if (!row.has("expiredAt") || text(row, "expiredAt").isEmpty()) {
            return Observed.unknown();
        }
        Instant end = time(row, "expiredAt");
        if (!end.equals(Instant.EPOCH)) {
            return Observed.of(end);
        }
        boolean bound = addresses(row.path("ips")).value().isPresent();
        return bound ? Observed.none() : Observed.unknown();
    }

    private static Instant time(JsonNode row, String name) {
        try {
            return Instant.parse(text(row, name));
        } catch (DateTimeParseException e) {
            // Its message quotes the answer.
            throw malformed();
        }
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireSubAccount(order.account(), "make a key of a master account");
        if (order.publicKey().isPresent() || order.algorithm() != SignatureAlgorithm.HMAC_SHA256) {
            throw KeyguardExceptions.notByApi(Bybit.ID, "make a key of another algorithm than HMAC_SHA256");
        }
        ObjectNode body = settings(order.rights(), order.ips(), List.of());
        body.put("subuid", Long.parseLong(order.account())).put("note", order.label());
        VenueRequest request = VenueRequest.post("/v5/user/create-sub-api").json(body.toString());
        return MADE.read(Bybit.ID, request.toString(), administrator.call(request), Bybit.ERRORS);
    }

    /** Addresses are always named: an edit without them would take them off the key. */
    private static ObjectNode settings(Set<String> rights, Set<String> ips, List<String> groups) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode permissions = body.putObject("permissions");
        groups.forEach(permissions::putArray);
        var ticked = new TreeSet<>(rights);
        ticked.remove(Bybit.READ);
        body.put("readOnly", ticked.isEmpty() ? 1 : 0);
        if (ticked.isEmpty()) {
            ticked.add(CARRIER);
        }
        for (String right : ticked) {
            String[] groupAndRight = right.split("/", -1);
            if (groupAndRight.length != 2) {
                throw new IllegalArgumentException(
                        "a right at Bybit is 'read', or a group and a right with a slash between, as in Spot/SpotTrade");
            }
            permissions.withArray(groupAndRight[0]).add(groupAndRight[1]);
        }
        return body.put("ips", ips.isEmpty() ? "*" : String.join(",", new TreeSet<>(ips)));
    }

    /** A master key cannot change its own addresses, which a change here would have to. */
    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        if (account.isEmpty()) {
            return false;
        }
        requireSubAccount(account, "change a key of a master account");
        String apiKey =
                find(administrator, account, id).orElseThrow(() -> KeyguardExceptions.noSuchKey(Bybit.ID, id.value()));
        ObjectNode body = settings(rights, ips, GROUPS).put("apikey", apiKey);
        JsonNode done = change(
                administrator, VenueRequest.post("/v5/user/update-sub-api").json(body.toString()));
        Observed<Set<String>> bound = addresses(done.path("ips"));
        if (!done.path("apiKey").asText("").equals(apiKey)
                || !bound.isKnown()
                || !bound.value().orElse(Set.of()).equals(new TreeSet<>(ips))) {
            throw KeyguardExceptions.unavailable(
                    Bybit.ID, "it did not confirm the change of the key; list the keys to see", null);
        }
        return true;
    }

    private static JsonNode change(SignedCalls administrator, VenueRequest request) {
        String question = request.toString();
        JsonNode answer = Answers.change(Bybit.ID, question, administrator.call(request), Bybit.ERRORS);
        if (!answer.path("retCode").isIntegralNumber()) {
            throw BybitPages.malformed(request);
        }
        return Answers.requireObject(Bybit.ID, question, answer.path("result"));
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        if (account.isEmpty()) {
            deleteItself(administrator, id);
            return true;
        }
        requireSubAccount(account, "delete another key of a master account");
        Optional<String> apiKey = find(administrator, account, id);
        apiKey.ifPresent(key -> change(
                administrator, VenueRequest.post("/v5/user/delete-sub-api").param("apikey", key)));
        return apiKey.isPresent();
    }

    private static Optional<String> find(SignedCalls administrator, String account, VenueKeyId id) {
        return KeyRows.find(Bybit.ID, rows(administrator, account), BybitKeys::apiKey, id)
                .map(BybitKeys::apiKey);
    }

    /** The request names no key: it is the one that signs. */
    private static void deleteItself(SignedCalls administrator, VenueKeyId id) {
        JsonNode itself = Bybit.result(administrator, VenueRequest.get("/v5/user/query-api"));
        if (!id(itself).equals(id) || !itself.path("isMaster").isBoolean()) {
            throw KeyguardExceptions.notByApi(Bybit.ID, "delete another key of the account than the one that asks");
        }
        boolean master = itself.path("isMaster").booleanValue();
        change(administrator, VenueRequest.post(master ? "/v5/user/delete-api" : "/v5/user/delete-sub-api"));
    }

    private static String text(JsonNode row, String name) {
        return Answers.text(Bybit.ID, question("").toString(), row, name);
    }

    private static RuntimeException malformed() {
        return BybitPages.malformed(question(""));
    }
}
