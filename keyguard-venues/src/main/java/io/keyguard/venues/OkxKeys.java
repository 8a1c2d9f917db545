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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Keys of sub-accounts at OKX, which are named by their name, made by a key of the main account that may trade and is bound to addresses. Keys of the main account are made by a person.
 *
 * <p>Source: okx.com/docs-v5, Sub-account. UNCONFIRMED and chosen cautiously: how soon a new key works and a deleted one does not; which characters a label may have.
 */
final class OkxKeys implements KeyAdministrator {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.of(50),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            true,
            Pattern.compile("[A-Za-z0-9]{1,32}"),
            Set.of(),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at www.okx.com to the main account, open the menu of your profile, 'API', and choose 'Create API key'.",
                            "Choose the account {account} (no name: the main account) and the purpose 'API trading'.",
                            "Enter the API name {label} and a new passphrase of 8 to 32 characters with a digit, both cases and a special character.",
                            "Enter under 'IP address': {ips}. Without any, a key that may trade lapses after 14 days without use.",
                            "Tick exactly these permissions ('Read' is read_only, 'Trade' is trade, 'Withdraw' is withdraw) and no other: {rights}.",
                            "Confirm with the second factor, and hand over key, secret and passphrase without copying them anywhere else; the secret is shown once. It signs with {algorithm}."),
                    List.of(
                            "Log in at www.okx.com to the main account, open the menu of your profile, 'API'.",
                            "Find the key with the API name {label}, compare the first characters of the key, choose 'Delete' and confirm with the second factor."))
            .byApi(new OkxKeys())
            .tryingOut(
                    Harmless.OKX,
                    Permission.TRADE_SPOT,
                    Permission.TRADE_MARGIN,
                    Permission.TRADE_DERIVATIVES,
                    Permission.TRADE_OPTIONS);

    private static final String KEYS = "/api/v5/users/subaccount/apikey";
    private static final KeyAnswers MADE =
            new KeyAnswers("code", "0", "data.0.apiKey", "data.0.secretKey", Set.of("data.0.passphrase"));
    private static final String READ = "read_only";

    private OkxKeys() {}

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        var keys = new ArrayList<ListedKey>();
        for (JsonNode row : rows(administrator, account)) {
            keys.add(new ListedKey(
                    KeyRows.id(Okx.ID, apiKey(row)),
                    row.path("label").asText(""),
                    row.path("perm").isTextual()
                            ? Observed.of(rights(row.path("perm").asText()))
                            : Observed.unknown(),
                    row.path("ip").isTextual()
                            ? Addresses.of(Answers.words(row.path("ip").asText()))
                            : Observed.unknown(),
                    row.has("ts")
                            ? Observed.of(
                                    Answers.millis(Okx.ID, question(account).toString(), row, "ts"))
                            : Observed.unknown(),
                    // A key without addresses lapses when it is not used, but not at a time that is told.
                    Observed.unknown()));
        }
        return List.copyOf(keys);
    }

    private static JsonNode rows(SignedCalls administrator, String account) {
        requireSubAccount(account, "list the keys of a main account");
        return OkxAccount.data(administrator, question(account));
    }

    private static VenueRequest question(String account) {
        return VenueRequest.get(KEYS).param("subAcct", account);
    }

    private static void requireSubAccount(String account, String what) {
        if (account.isEmpty()) {
            throw KeyguardExceptions.notByApi(Okx.ID, what);
        }
    }

    private static String apiKey(JsonNode row) {
        String apiKey = Answers.text(Okx.ID, "GET " + KEYS, row, "apiKey");
        if (apiKey.isBlank()) {
            throw KeyguardExceptions.malformedReply(Okx.ID, "GET " + KEYS, 200);
        }
        return apiKey;
    }

    /** One answer of the documentation calls the right to read {@code read}. */
    private static Set<String> rights(String commas) {
        Set<String> rights = Answers.words(commas);
        if (rights.remove("read")) {
            rights.add(READ);
        }
        return rights;
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireSubAccount(order.account(), "make a key of a main account");
        if (order.publicKey().isPresent() || order.algorithm() != SignatureAlgorithm.HMAC_SHA256) {
            throw KeyguardExceptions.notByApi(Okx.ID, "make a key of another algorithm than HMAC_SHA256");
        }
        SecretBytes passphrase = order.passphrase()
                .orElseThrow(
                        () -> new IllegalArgumentException("a key at OKX has a passphrase: the order must name one"));
        ObjectNode body = settings(order.account(), order.rights(), order.ips())
                .put("label", order.label())
                .put("passphrase", Bearer.text(passphrase));
        VenueRequest request = VenueRequest.post(KEYS).json(body.toString());
        return MADE.read(Okx.ID, request.toString(), administrator.call(request), Okx.ERRORS);
    }

    /** Rights and addresses are always named: what an edit leaves out may stay, and no addresses are an empty text. */
    private static ObjectNode settings(String account, Set<String> rights, Set<String> ips) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subAcct", account)
                .put("perm", String.join(",", new TreeSet<>(rights)))
                .put("ip", String.join(",", new TreeSet<>(ips)));
    }

    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        String apiKey =
                find(administrator, account, id).orElseThrow(() -> KeyguardExceptions.noSuchKey(Okx.ID, id.value()));
        ObjectNode body = settings(account, rights, ips).put("apiKey", apiKey);
        JsonNode done = change(administrator, "/api/v5/users/subaccount/modify-apikey", body);
        boolean confirmed = done.path("apiKey").asText().equals(apiKey)
                && rights(done.path("perm").asText()).equals(rights)
                && Answers.words(done.path("ip").asText()).equals(ips);
        if (!confirmed) {
            throw KeyguardExceptions.unavailable(
                    Okx.ID, "it did not confirm the change of the key; list the keys to see", null);
        }
        return true;
    }

    private static JsonNode change(SignedCalls administrator, String path, ObjectNode body) {
        VenueRequest request = VenueRequest.post(path).json(body.toString());
        String question = request.toString();
        JsonNode answer = Answers.change(Okx.ID, question, administrator.call(request), Okx.ERRORS);
        if (!answer.path("code").asText().equals("0")) {
            throw KeyguardExceptions.malformedReply(Okx.ID, question, 200);
        }
        return Answers.requireObject(
                Okx.ID,
                question,
                Answers.array(Okx.ID, question, answer, "data").path(0));
    }

    private static Optional<String> find(SignedCalls administrator, String account, VenueKeyId id) {
        return KeyRows.find(Okx.ID, rows(administrator, account), OkxKeys::apiKey, id)
                .map(OkxKeys::apiKey);
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        Optional<String> apiKey = find(administrator, account, id);
        apiKey.ifPresent(key -> change(
                administrator,
                "/api/v5/users/subaccount/delete-apikey",
                JsonNodeFactory.instance.objectNode().put("subAcct", account).put("apiKey", key)));
        return apiKey.isPresent();
    }
}
