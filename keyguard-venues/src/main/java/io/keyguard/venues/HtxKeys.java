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
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys of sub-users at HTX, which are named by their number, with a key of the parent user. Making one asks for a one-time password of the parent's second factor, which is called for when it is needed; changing and deleting do not.
 *
 * <p>Source: announcement 900001195006 of HTX, HuobiRDCenter/huobi_Python. UNCONFIRMED: how many keys a sub-user may have, and how soon a new key works and a deleted one does not.
 */
final class HtxKeys implements KeyAdministrator {
    static final String CREATE = "/v2/sub-user/api-key-generation";
    static final String MODIFY = "/v2/sub-user/api-key-modification";
    static final String DELETE = "/v2/sub-user/api-key-deletion";

    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,20}"),
            Set.of(),
            false);

    private static final KeyMaking BY_HAND = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at www.htx.com to the account {account} (no name: the parent user), and open the API management.",
                            "Enter the note {label}.",
                            "Tick exactly these permissions ('readOnly' is 'Read', 'trade' is 'Trade', 'withdraw' is 'Withdraw') and no other: {rights}.",
                            "Enter under 'Bind IP address': {ips}. Without any, the key ends after 90 days.",
                            "Create the key, confirm with the second factor, and hand over access key and secret key without copying them anywhere else; the secret is shown once. It signs with {algorithm}."),
                    List.of(
                            "Log in at www.htx.com to the account of the key, and open the API management.",
                            "Find the key with the note {label}, compare its first characters, delete it and confirm with the second factor.",
                            "Requests that were signed with it may live on for five minutes."))
            .tryingOut(Harmless.HTX_SPOT, Permission.TRADE_SPOT);

    private static final KeyAnswers MADE = new KeyAnswers("code", "200", "data.accessKey", "data.secretKey");
    private static final Pattern USER = Pattern.compile("[1-9]\\d{0,17}");

    private final @Nullable Supplier<SecretBytes> oneTimePasswords;

    private HtxKeys(@Nullable Supplier<SecretBytes> oneTimePasswords) {
        this.oneTimePasswords = oneTimePasswords;
    }

    static KeyMaking making(@Nullable Supplier<SecretBytes> oneTimePasswords) {
        return BY_HAND.byApi(new HtxKeys(oneTimePasswords));
    }

    private static void requireSubUser(String account, String what) {
        if (!USER.matcher(account).matches()) {
            throw KeyguardExceptions.notByApi(Htx.ID, what);
        }
    }

    private static HtxRows rows(SignedCalls administrator, String account) {
        requireSubUser(account, "list the keys of a parent user");
        return new HtxRows(administrator, HtxInspection.keys(account));
    }

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        HtxRows rows = rows(administrator, account);
        var keys = new ArrayList<ListedKey>();
        for (JsonNode row : rows.once()) {
            keys.add(new ListedKey(
                    KeyRows.id(Htx.ID, rows.text(row, "accessKey")),
                    rows.words(row, "note"),
                    HtxInspection.rights(rows, row),
                    HtxInspection.addresses(rows, row),
                    row.has("createTime") ? Observed.of(rows.millis(row, "createTime")) : Observed.unknown(),
                    // In days from now, and none has been asked what time it is.
                    Observed.unknown()));
        }
        return List.copyOf(keys);
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireSubUser(order.account(), "make a key of a parent user");
        if (order.publicKey().isPresent() || order.algorithm() != SignatureAlgorithm.HMAC_SHA256) {
            throw KeyguardExceptions.notByApi(Htx.ID, "make a key of another algorithm than HMAC_SHA256");
        }
        if (oneTimePasswords == null) {
            throw KeyguardExceptions.notByApi(
                    Htx.ID, "make a key without one-time passwords; Venues.htx takes what calls for them");
        }
        ObjectNode body = settings(order.account(), order.rights(), order.ips()).put("note", order.label());
        try (SecretBytes password = oneTimePasswords.get()) {
            body.put("otpToken", Bearer.text(password));
        }
        VenueRequest request = VenueRequest.post(CREATE).json(body.toString());
        return MADE.read(Htx.ID, request.toString(), administrator.call(request), HtxErrors.TABLE);
    }

    /** Rights and addresses are always named: what an edit leaves out stays. */
    private static ObjectNode settings(String account, Set<String> rights, Set<String> ips) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subUid", Long.parseLong(account))
                .put("permission", String.join(",", new TreeSet<>(rights)))
                .put("ipAddresses", String.join(",", new TreeSet<>(ips)));
    }

    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        String key =
                find(administrator, account, id).orElseThrow(() -> KeyguardExceptions.noSuchKey(Htx.ID, id.value()));
        change(administrator, MODIFY, settings(account, rights, ips).put("accessKey", key));
        return true;
    }

    private static void change(SignedCalls administrator, String path, ObjectNode body) {
        VenueRequest request = VenueRequest.post(path).json(body.toString());
        String question = request.toString();
        JsonNode answer = Answers.change(Htx.ID, question, administrator.call(request), HtxErrors.TABLE);
        if (!answer.path("code").asText("").equals("200")) {
            throw KeyguardExceptions.malformedReply(Htx.ID, question, 200);
        }
    }

    private static Optional<String> find(SignedCalls administrator, String account, VenueKeyId id) {
        HtxRows rows = rows(administrator, account);
        return KeyRows.find(Htx.ID, rows.once(), row -> rows.text(row, "accessKey"), id)
                .map(row -> rows.text(row, "accessKey"));
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        Optional<String> key = find(administrator, account, id);
        key.ifPresent(known -> change(
                administrator,
                DELETE,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("subUid", Long.parseLong(account))
                        .put("accessKey", known)));
        return key.isPresent();
    }
}
