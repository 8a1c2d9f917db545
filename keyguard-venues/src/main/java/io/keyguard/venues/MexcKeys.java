/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
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
 * Keys of sub-accounts at MEXC, which are named as their owner named them, made by a key of the main account. Keys of the main account are made by a person. There is no call that changes one.
 *
 * <p>Source: mexcdevelop/apidocs (sub-account endpoints), the support pages (30 keys, 90 days without an address). UNCONFIRMED and chosen cautiously: how soon a new key works and a deleted one does not; whether 10 or 20 addresses are
 * taken.
 */
final class MexcKeys implements KeyAdministrator {
    private static final String KEYS = Mexc.SPOT + "/sub-account/apiKey";
    private static final Duration WITHOUT_ADDRESS = Duration.ofDays(90);

    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.of(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,32}"),
            Set.of(),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at www.mexc.com to the account {account} (no name: the main account), and open 'API Management'.",
                            "Tick exactly these permissions and no other ('…_READ' is reading, '…_WRITE' is writing or trading): {rights}.",
                            "Enter the note {label}.",
                            "Enter under 'Link IP Address' at most 10 of these: {ips}. Without any, the key ends after 90 days.",
                            "Choose 'Create', confirm with the second factor, and take over access key and secret key now ({algorithm}): the secret is not shown again."),
                    List.of(
                            "Log in at www.mexc.com to the account of the key, and open 'API Management'.",
                            "Find the key with the note {label}, compare its first characters, delete it and confirm with the second factor.",
                            "End its streams: a listen key lives for an hour."))
            .byApi(new MexcKeys())
            .tryingOut(Harmless.MEXC_CONTRACTS, Permission.TRADE_DERIVATIVES);

    private static final KeyAnswers MADE = new KeyAnswers("", "", "apiKey", "secretKey");
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");

    private MexcKeys() {}

    private static void requireSubAccount(String account, String what) {
        if (!ACCOUNT.matcher(account).matches()) {
            throw KeyguardExceptions.notByApi(Mexc.ID, what);
        }
    }

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        var keys = new ArrayList<ListedKey>();
        for (JsonNode row : rows(administrator, account)) {
            keys.add(listed(account, row));
        }
        return List.copyOf(keys);
    }

    private static VenueRequest question(String account) {
        return VenueRequest.get(KEYS).param("subAccount", account);
    }

    private static JsonNode rows(SignedCalls administrator, String account) {
        requireSubAccount(account, "list the keys of a main account");
        VenueRequest question = question(account);
        JsonNode answer = Answers.object(Mexc.ID, question.toString(), administrator.call(question), MexcErrors.TABLE);
        return Answers.array(Mexc.ID, question.toString(), answer, "subAccount");
    }

    /** A key without addresses ends by itself. */
    private static ListedKey listed(String account, JsonNode row) {
        VenueRequest question = question(account);
        Observed<Set<String>> ips = row.path("ip").isTextual()
                ? Addresses.of(Answers.words(row.path("ip").asText()))
                : Observed.unknown();
        Observed<Instant> created = created(question, row);
        Optional<Instant> end = created.value().map(made -> made.plus(WITHOUT_ADDRESS));
        boolean open = ips.isKnown() && ips.value().isEmpty();
        return new ListedKey(
                KeyRows.id(Mexc.ID, apiKey(question, row)),
                MexcRows.words(question, row, "note"),
                rights(row),
                ips,
                created,
                open && end.isPresent() ? Observed.of(end.get()) : Observed.unknown());
    }

    private static String apiKey(VenueRequest question, JsonNode row) {
        if (!row.path("apiKey").isTextual()) {
            throw MexcRows.malformed(question);
        }
        return MexcRows.text(question, row, "apiKey");
    }

    private static Observed<Set<String>> rights(JsonNode row) {
        return row.path("permissions").isTextual()
                ? Observed.of(Answers.words(row.path("permissions").asText()))
                : Observed.unknown();
    }

    /** The documents spell the name in two ways. */
    private static Observed<Instant> created(VenueRequest question, JsonNode row) {
        for (String name : new String[] {"createTime", "creatTime"}) {
            if (row.has(name)) {
                return Observed.of(MexcRows.time(question, row, name));
            }
        }
        return Observed.unknown();
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireSubAccount(order.account(), "make a key of a main account");
        if (order.publicKey().isPresent() || order.algorithm() != SignatureAlgorithm.HMAC_SHA256) {
            throw KeyguardExceptions.notByApi(Mexc.ID, "make a key of another algorithm than HMAC_SHA256");
        }
        VenueRequest request = VenueRequest.post(KEYS)
                .param("subAccount", order.account())
                .param("note", order.label())
                .param("permissions", String.join(",", rights(order)));
        if (!order.ips().isEmpty()) {
            request = request.param("ip", String.join(",", new TreeSet<>(order.ips())));
        }
        return MADE.read(Mexc.ID, request.toString(), administrator.call(request), MexcErrors.TABLE);
    }

    /** A sub-account has no withdrawals, and no right for them is given to its keys: there is nothing to read without one. */
    private static Set<String> rights(KeyOrder order) {
        var rights = new TreeSet<>(order.rights());
        if (rights.contains("SPOT_WITHDRAW_WRITE")) {
            throw KeyguardExceptions.notByApi(Mexc.ID, "make a key that withdraws");
        }
        rights.remove("SPOT_WITHDRAW_READ");
        return rights;
    }

    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        return false;
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        Optional<JsonNode> found =
                KeyRows.find(Mexc.ID, rows(administrator, account), row -> apiKey(question(account), row), id);
        found.ifPresent(row -> {
            VenueRequest request = VenueRequest.delete(KEYS)
                    .param("subAccount", account)
                    .param("apiKey", apiKey(question(account), row));
            JsonNode answer =
                    Answers.change(Mexc.ID, request.toString(), administrator.call(request), MexcErrors.TABLE);
            if (!answer.path("subAccount").isTextual()) {
                throw MexcRows.malformed(request);
            }
        });
        return found.isPresent();
    }
}
