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
import java.util.regex.Pattern;

/**
 * Keys of sub-accounts at KuCoin, which are named by their name, made by a key of the master account.
 *
 * <p>UNCONFIRMED: how many keys an account may have; how soon a new key works and a deleted one does not.
 */
final class KucoinKeys implements KeyAdministrator {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,24}"),
            Set.of(),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at www.kucoin.com to the account {account}, and open the account menu, API Management.",
                            "Choose 'Create API', 'API Trading' and the API name {label}; it signs with {algorithm}.",
                            "Enter a new passphrase of 7 to 32 characters, without spaces and none of & # % +.",
                            "Tick exactly: {rights}. Leave 'Withdrawal' and everything else empty.",
                            "Choose 'Yes' under 'API IP Restriction' and enter: {ips}.",
                            "Confirm with the second factor and the link in the mail, and hand over key, secret and passphrase without copying them anywhere else; the secret is shown once."),
                    List.of(
                            "Log in at www.kucoin.com to the account of the key, and open the account menu, API Management.",
                            "Find the key with the name {label}, compare its first characters, choose 'Delete' and confirm with the second factor."))
            .byApi(new KucoinKeys())
            .tryingOut(Harmless.KUCOIN_SPOT, Permission.TRADE_SPOT);

    private static final String PATH = "/api/v1/sub/api-key";
    private static final KeyAnswers MADE =
            new KeyAnswers("code", "200000", "data.apiKey", "data.apiSecret", Set.of("data.passphrase"));
    private static final Pattern SUB_NAME = Pattern.compile("[A-Za-z0-9]{1,64}");
    /** What the signer takes in a query. */
    private static final Pattern DELETABLE = Pattern.compile("[!-~&&[^&#%+]]{7,32}");

    private KucoinKeys() {}

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        requireSubAccount(account, "list the keys of a master account");
        VenueRequest request = question(account);
        return rows(administrator, request).stream()
                .map(row -> listed(request, row))
                .toList();
    }

    private static void requireSubAccount(String account, String what) {
        if (!SUB_NAME.matcher(account).matches()) {
            throw KeyguardExceptions.notByApi(Kucoin.ID, what);
        }
    }

    private static VenueRequest question(String account) {
        return VenueRequest.get(PATH).param("subName", account);
    }

    private static List<JsonNode> rows(SignedCalls administrator, VenueRequest request) {
        var rows = new ArrayList<JsonNode>();
        KucoinOrders.requireArray(request, KucoinAccount.data(administrator, request))
                .forEach(rows::add);
        return rows;
    }

    private static ListedKey listed(VenueRequest question, JsonNode row) {
        JsonNode permission = row.path("permission");
        Set<String> rights = permission.isTextual() ? Answers.words(permission.asText()) : Set.of();
        return new ListedKey(
                id(question, row),
                row.path("remark").isMissingNode() ? "" : text(question, row, "remark"),
                rights.isEmpty() ? Observed.unknown() : Observed.of(rights),
                row.path("ipWhitelist").isTextual()
                        ? KucoinInspection.addresses(row.path("ipWhitelist"))
                        : Observed.unknown(),
                row.has("createdAt")
                        ? Observed.of(Answers.millis(Kucoin.ID, question.toString(), row, "createdAt"))
                        : Observed.unknown(),
                // A key can have an end, which is not shown.
                Observed.unknown());
    }

    private static VenueKeyId id(VenueRequest question, JsonNode row) {
        return KeyRows.id(Kucoin.ID, apiKey(question, row));
    }

    private static String apiKey(VenueRequest question, JsonNode row) {
        String apiKey = text(question, row, "apiKey");
        if (apiKey.isBlank()) {
            throw KeyguardExceptions.malformedReply(Kucoin.ID, question.toString(), 200);
        }
        return apiKey;
    }

    /** The passphrase goes out in the document: it is a string from then on, as the header is that carries it later. */
    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireSubAccount(order.account(), "make a key of a master account");
        if (order.publicKey().isPresent() || order.algorithm() != SignatureAlgorithm.HMAC_SHA256) {
            throw KeyguardExceptions.notByApi(Kucoin.ID, "make a key of another algorithm than HMAC_SHA256");
        }
        SecretBytes passphrase = order.passphrase()
                .orElseThrow(() -> KeyguardExceptions.notByApi(Kucoin.ID, "make a key without a passphrase"));
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("subName", order.account())
                .put("passphrase", Bearer.text(passphrase))
                .put("remark", order.label())
                .put("permission", String.join(",", order.rights()));
        if (!order.ips().isEmpty()) {
            body.put("ipWhitelist", String.join(",", order.ips()));
        }
        VenueRequest request = VenueRequest.post(PATH).json(body.toString());
        return MADE.read(Kucoin.ID, request.toString(), administrator.call(request), Kucoin.ERRORS);
    }

    /** KuCoin asks for the key's passphrase, which nobody has here. */
    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        return false;
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        requireSubAccount(account, "delete a key of a master account");
        String word = passphrase
                .map(Bearer::text)
                .filter(text -> DELETABLE.matcher(text).matches())
                .orElseThrow(() -> KeyguardExceptions.notByApi(
                        Kucoin.ID, "delete a key without its passphrase, or if that has a space or one of & # % +"));
        VenueRequest question = question(account);
        Optional<String> apiKey = KeyRows.find(
                        Kucoin.ID, rows(administrator, question), row -> apiKey(question, row), id)
                .map(row -> apiKey(question, row));
        apiKey.ifPresent(key -> delete(administrator, account, key, word));
        return apiKey.isPresent();
    }

    private static void delete(SignedCalls administrator, String account, String apiKey, String passphrase) {
        VenueRequest request = VenueRequest.delete(PATH)
                .param("subName", account)
                .param("apiKey", apiKey)
                .param("passphrase", passphrase);
        JsonNode answer = Answers.change(Kucoin.ID, request.toString(), administrator.call(request), Kucoin.ERRORS);
        if (!answer.path("code").asText("").equals("200000")) {
            throw KeyguardExceptions.malformedReply(Kucoin.ID, request.toString(), 200);
        }
    }

    private static String text(VenueRequest question, JsonNode row, String name) {
        return Answers.text(Kucoin.ID, question.toString(), row, name);
    }
}
