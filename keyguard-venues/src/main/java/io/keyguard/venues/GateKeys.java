/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Keys of sub-accounts at Gate, which are named by their number, made by a key of the main account. Keys of the main account are made by a person.
 *
 * <p>Source: docs/SubAccountApi.md of gateio/gateapi-python and its samples; "up to five minutes" until changes take effect: the APIv4 manual. UNCONFIRMED: the form of names.
 */
final class GateKeys implements KeyAdministrator {
    static final String KEYS = Gate.API + "/sub_accounts/{id}/keys";

    private static final Duration PROPAGATION = Duration.ofMinutes(5);
    private static final int CLASSIC = 1;
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.of(20),
            PROPAGATION,
            PROPAGATION,
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,32}"),
            Set.of(),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at www.gate.com to the account {account} (no name: the main account), and open the API key management.",
                            "Choose 'Create API Key', API v4, the account mode that is in use, and the name {label}.",
                            "Enter under 'IP permissions' these addresses, none of them a range: {ips}.",
                            "Tick exactly these groups ('read_only' is 'Read Only', 'read_write' is 'Read And Write') and no other: {rights}.",
                            "Confirm with the second factor, and hand over key and secret without copying them anywhere else; the secret is shown once. It signs with {algorithm}."),
                    List.of(
                            "Log in at www.gate.com to the account of the key, and open the API key management.",
                            "Find the key with the name {label}, compare its first characters, choose 'Delete' and confirm with the second factor.",
                            "Wait five minutes: so long it may go on working."))
            .byApi(new GateKeys())
            .tryingOut(Harmless.GATE_SPOT, Permission.TRADE_SPOT)
            .tryingOut(Harmless.GATE_FUTURES, Permission.TRADE_DERIVATIVES);

    private static final KeyAnswers MADE = new KeyAnswers("", "", "key", "secret");
    private static final Pattern USER = Pattern.compile("[1-9]\\d{0,19}");
    private static final Pattern RIGHT = Pattern.compile("([a-z]+):(read_only|read_write)");

    private GateKeys() {}

    /** The group for withdrawals goes by more than one name in what is published. */
    static String group(String name) {
        return name.startsWith("withdraw") ? Gate.WITHDRAWAL : name;
    }

    private static String path(String account) {
        return KEYS.replace("{id}", account);
    }

    private static void requireSubAccount(String account, String what) {
        if (!USER.matcher(account).matches()) {
            throw KeyguardExceptions.notByApi(Gate.ID, what);
        }
    }

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        var keys = new ArrayList<ListedKey>();
        for (JsonNode row : rows(administrator, account)) {
            keys.add(new ListedKey(
                    VenueKeyId.of(Gate.ID, apiKey(account, row)),
                    row.path("name").asText(""),
                    rights(account, row.path("perms")),
                    addresses(account, row.path("ip_whitelist")),
                    row.has("created_at") ? Observed.of(made(account, row)) : Observed.unknown(),
                    Observed.unknown()));
        }
        return List.copyOf(keys);
    }

    private static VenueRequest question(String account) {
        return VenueRequest.get(path(account));
    }

    private static JsonNode rows(SignedCalls administrator, String account) {
        requireSubAccount(account, "list the keys of a main account");
        VenueRequest question = question(account);
        return Answers.array(Gate.ID, question.toString(), administrator.call(question), GateErrors.TABLE);
    }

    private static String apiKey(String account, JsonNode row) {
        JsonNode key = row.path("key");
        // One that is cut off names no key.
        if (!key.isTextual() || key.asText().isBlank() || key.asText().contains("*")) {
            throw malformed(account);
        }
        return key.asText();
    }

    private static Observed<Set<String>> rights(String account, JsonNode groups) {
        if (!groups.isArray()) {
            return Observed.unknown();
        }
        var rights = new TreeSet<String>();
        for (JsonNode group : groups) {
            if (!group.path("name").isTextual() || !group.path("read_only").isBoolean()) {
                throw malformed(account);
            }
            rights.add(group(group.path("name").asText())
                    + (group.path("read_only").asBoolean() ? Gate.READ : Gate.WRITE));
        }
        return Observed.of(rights);
    }

    private static Observed<Set<String>> addresses(String account, JsonNode list) {
        if (!list.isArray()) {
            return Observed.unknown();
        }
        var all = new TreeSet<String>();
        for (JsonNode one : list) {
            if (!one.isTextual()) {
                throw malformed(account);
            }
            all.add(one.asText());
        }
        return Addresses.of(all);
    }

    private static Instant made(String account, JsonNode row) {
        JsonNode seconds = row.path("created_at");
        if (!seconds.isIntegralNumber() || seconds.asLong() <= 0) {
            throw malformed(account);
        }
        return Instant.ofEpochSecond(seconds.asLong());
    }

    private static RuntimeException malformed(String account) {
        return KeyguardExceptions.malformedReply(Gate.ID, question(account).toString(), 200);
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireSubAccount(order.account(), "make a key of a main account");
        if (order.publicKey().isPresent() || order.algorithm() != SignatureAlgorithm.HMAC_SHA512) {
            throw KeyguardExceptions.notByApi(Gate.ID, "make a key of another algorithm than HMAC_SHA512");
        }
        ObjectNode body = settings(CLASSIC, order.label(), order.rights(), order.ips());
        VenueRequest request = VenueRequest.post(path(order.account())).json(body.toString());
        return MADE.read(Gate.ID, request.toString(), administrator.call(request), GateErrors.TABLE);
    }

    /** Everything is always named: what an edit leaves out is cleared. */
    private static ObjectNode settings(int mode, String label, Set<String> rights, Set<String> ips) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("mode", mode).put("name", label);
        ArrayNode groups = body.putArray("perms");
        for (String right : new TreeSet<>(rights)) {
            var parts = RIGHT.matcher(right);
            if (!parts.matches()) {
                throw new IllegalArgumentException("a right at Gate is a group with ':read_only' or ':read_write'");
            }
            groups.addObject().put("name", parts.group(1)).put("read_only", right.endsWith(Gate.READ));
        }
        ArrayNode addresses = body.putArray("ip_whitelist");
        new TreeSet<>(ips).forEach(addresses::add);
        return body;
    }

    private static Optional<JsonNode> find(SignedCalls administrator, String account, VenueKeyId id) {
        for (JsonNode row : rows(administrator, account)) {
            if (VenueKeyId.of(Gate.ID, apiKey(account, row)).equals(id)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        JsonNode row =
                find(administrator, account, id).orElseThrow(() -> KeyguardExceptions.noSuchKey(Gate.ID, id.value()));
        ObjectNode body =
                settings(row.path("mode").asInt(CLASSIC), row.path("name").asText(""), rights, ips);
        VenueRequest request =
                VenueRequest.put(path(account) + "/" + apiKey(account, row)).json(body.toString());
        change(administrator, request, "PUT", account);
        return true;
    }

    /** The venue answers without a word. Its path has the whole API key, which no message repeats. */
    private static void change(SignedCalls administrator, VenueRequest request, String method, String account) {
        String question = method + " " + path(account) + "/{key}";
        Answers.done(Gate.ID, question, administrator.call(request), 204, GateErrors.TABLE);
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        Optional<JsonNode> row = find(administrator, account, id);
        row.ifPresent(key -> change(
                administrator, VenueRequest.delete(path(account) + "/" + apiKey(account, key)), "DELETE", account));
        return row.isPresent();
    }
}
