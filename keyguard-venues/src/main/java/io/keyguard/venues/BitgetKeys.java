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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Keys of Bitget: those of main accounts and of classic sub-accounts by a person, those of unified sub-accounts, which are named by their number, by API with a key of the main account.
 *
 * <p>Source: tiagosiebler/bitget-api of July 2026 ({@code /api/v3/user/*-sub-api}). Classic sub-accounts have calls that make keys and none that deletes them. UNCONFIRMED: how soon a new key works and a deleted one does not; the form of
 * notes; what {@code permissions} a key that only reads is asked for with; how many keys an account may have (10 in the documents of v1).
 */
final class BitgetKeys implements KeyAdministrator {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.of(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,32}"),
            Set.of(),
            false);

    private static final List<String> TO_CREATE = List.of(
            "Log in at www.bitget.com to the account {account} (no name: the main account), and open the API key management.",
            "Choose 'Create API key' and the system-generated kind (for RSA_PKCS1_SHA256 the self-generated one, with the public key), and enter the note {label}; it signs with {algorithm}.",
            "Enter a new passphrase of 8 to 32 letters and digits.",
            "Enter under 'Bind IP address': {ips}.",
            "Choose exactly these permissions, and 'Read-only' if there is no other ('uta_trade' is trading, 'uta_mgt' management of the unified account): {rights}.",
            "Confirm with the second factor, and hand over key, secret and passphrase without copying them anywhere else; the secret is shown once.");
    private static final List<String> TO_DELETE = List.of(
            "Log in at www.bitget.com to the account of the key, and open the API key management.",
            "Find the key with the note {label}, compare its first characters, delete it and confirm with the second factor.");

    static final KeyMaking CLASSIC = KeyMaking.byHand(TRAITS, TO_CREATE, TO_DELETE)
            .tryingOut(Harmless.BITGET_SPOT, Permission.TRADE_SPOT)
            .tryingOut(Harmless.BITGET_FUTURES, Permission.TRADE_DERIVATIVES);
    static final KeyMaking UNIFIED = KeyMaking.byHand(TRAITS, TO_CREATE, TO_DELETE)
            .byApi(new BitgetKeys())
            .tryingOut(Harmless.BITGET_UNIFIED, Permission.TRADE_SPOT, Permission.TRADE_DERIVATIVES);

    private static final String PATH = "/api/v3/user/";
    private static final KeyAnswers MADE = new KeyAnswers("code", "00000", "data.apiKey", "data.secret");
    private static final Pattern USER = Pattern.compile("[1-9]\\d{0,19}");

    private BitgetKeys() {}

    private static void requireSubAccount(String account, String what) {
        if (!USER.matcher(account).matches()) {
            throw KeyguardExceptions.notByApi(BitgetUta.ID, what);
        }
    }

    private static BitgetRows rows(SignedCalls administrator, String account) {
        requireSubAccount(account, "list the keys of a main account");
        return new BitgetRows(
                BitgetUta.ID,
                administrator,
                VenueRequest.get(PATH + "sub-api-list").param("subUid", account));
    }

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        BitgetRows rows = rows(administrator, account);
        return rows.all("items", "apiKey", "cursor", "").stream()
                .map(row -> listed(rows, row))
                .toList();
    }

    private static ListedKey listed(BitgetRows rows, JsonNode row) {
        return new ListedKey(
                KeyRows.id(BitgetUta.ID, rows.text(row, "apiKey")),
                rows.words(row, "note"),
                rights(rows, row),
                row.path("ips").isArray() ? Addresses.of(words(rows, row.path("ips"))) : Observed.unknown(),
                row.path("ts").isTextual() ? Observed.of(rows.millis(row, "ts")) : Observed.unknown(),
                Observed.unknown());
    }

    private static Observed<Set<String>> rights(BitgetRows rows, JsonNode row) {
        if (!row.path("type").isTextual() || !row.path("permissions").isArray()) {
            return Observed.unknown();
        }
        Set<String> rights = new TreeSet<>(Set.of(BitgetUta.READ));
        if (!row.path("type").asText().equals("read_only")) {
            rights.addAll(words(rows, row.path("permissions")));
        }
        return Observed.of(rights);
    }

    private static Set<String> words(BitgetRows rows, JsonNode list) {
        var words = new TreeSet<String>();
        for (JsonNode word : list) {
            if (!word.isTextual()) {
                throw rows.malformed();
            }
            words.add(word.asText());
        }
        return words;
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireSubAccount(order.account(), "make a key of a main account");
        if (order.publicKey().isPresent() || order.algorithm() != SignatureAlgorithm.HMAC_SHA256) {
            throw KeyguardExceptions.notByApi(BitgetUta.ID, "make a key of another algorithm than HMAC_SHA256");
        }
        SecretBytes passphrase = order.passphrase()
                .orElseThrow(() -> KeyguardExceptions.notByApi(BitgetUta.ID, "make a key without a passphrase"));
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("subUid", order.account())
                .put("note", order.label())
                .put("passphrase", Bearer.text(passphrase));
        rights(order.rights(), body);
        ArrayNode ips = body.putArray("ips");
        new TreeSet<>(order.ips()).forEach(ips::add);
        VenueRequest request = VenueRequest.post(PATH + "create-sub-api").json(body.toString());
        return MADE.read(BitgetUta.ID, request.toString(), administrator.call(request), BitgetErrors.TABLE);
    }

    private static void rights(Set<String> rights, ObjectNode body) {
        var written = new TreeSet<>(rights);
        written.remove(BitgetUta.READ);
        body.put("type", written.isEmpty() ? "read_only" : "read_write");
        ArrayNode permissions = body.putArray("permissions");
        (written.isEmpty() ? Set.of(BitgetUta.TRADE) : written).forEach(permissions::add);
    }

    /** Bitget asks for the key's passphrase, which nobody has here. */
    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        return false;
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        BitgetRows rows = rows(administrator, account);
        Optional<String> apiKey = KeyRows.find(
                        BitgetUta.ID, rows.all("items", "apiKey", "cursor", ""), row -> rows.text(row, "apiKey"), id)
                .map(row -> rows.text(row, "apiKey"));
        apiKey.ifPresent(key -> delete(administrator, key));
        return apiKey.isPresent();
    }

    private static void delete(SignedCalls administrator, String apiKey) {
        VenueRequest request = VenueRequest.post(PATH + "delete-sub-api").param("apiKey", apiKey);
        JsonNode answer =
                Answers.change(BitgetUta.ID, request.toString(), administrator.call(request), BitgetErrors.TABLE);
        if (!answer.path("code").asText("").equals("00000")) {
            throw KeyguardExceptions.malformedReply(BitgetUta.ID, request.toString(), 200);
        }
    }
}
