/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Keys of the account of the administering key at Deribit, made by a key with {@code account:read_write}. An account that asks for a second factor asks it of nearly all of this: then a person does it.
 *
 * <p>A key is bound to addresses only after it was made. If that fails, what the caller learns is that the outcome is not known; the key is found by its name in the list. Source: the official OpenAPI
 * document 2.1.1 and docs.deribit.com (Creating new API key, Security Keys). UNCONFIRMED and chosen cautiously: how soon a new key works and a removed one does not; what a key's timestamp is of, which is
 * why it is not told.
 */
final class DeribitKeys implements KeyAdministrator {
    /** What an answer says instead of doing anything where a second factor is asked for. */
    static final String SECOND_FACTOR = "security_key_authorization_required";

    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.of(8),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            true,
            Pattern.compile("[A-Za-z0-9_]{1,16}"),
            Set.of(),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at www.deribit.com, switch to the account of the key ({account}; no name: the account of the administering key), and open 'API' in the account panel at the top right.",
                            "Press 'Add new key' and choose 'Deribit-generated key'; it signs with {algorithm}.",
                            "Choose exactly these scopes, and 'none' for every area that is not named ('connection' is nothing to choose): {rights}.",
                            "Enter the name {label}, leave the features empty, and enter under 'IP Whitelisting': {ips}.",
                            "Confirm with the second factor, and hand over Client ID and Client Secret without copying them anywhere else; the secret is shown once."),
                    List.of(
                            "Log in at www.deribit.com, switch to the account of the key, and open 'API' in the account panel at the top right.",
                            "Find the key with the name {label}, compare its Client ID, remove it and confirm with the second factor.",
                            "Its tokens and open WebSockets may outlive it: try the old token, and cancel all orders."))
            .byApi(new DeribitKeys())
            .tryingOut(Harmless.DERIBIT, Permission.TRADE_SPOT, Permission.TRADE_DERIVATIVES, Permission.TRADE_OPTIONS);

    private static final KeyAnswers MADE = new KeyAnswers("error.code", "", "result.client_id", "result.client_secret");
    private static final VenueRequest LIST = VenueRequest.get(DeribitCall.ROOT + "private/list_api_keys");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private DeribitKeys() {}

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        var keys = new ArrayList<ListedKey>();
        for (JsonNode row : rows(administrator, account)) {
            keys.add(new ListedKey(
                    KeyRows.id(Deribit.ID, clientId(row)),
                    row.path("name").asText(""),
                    row.path("max_scope").isTextual()
                            ? Observed.of(rights(row.path("max_scope").asText()))
                            : Observed.unknown(),
                    addresses(row),
                    Observed.unknown(),
                    Observed.none()));
        }
        return List.copyOf(keys);
    }

    private static JsonNode rows(SignedCalls administrator, String account) {
        requireOwn(account);
        String question = LIST.toString();
        HttpReply reply = administrator.call(LIST);
        HttpReply shown = DeribitSecrets.without(reply);
        reply.wipe();
        requireNoSecondFactor(shown);
        return Answers.array(
                Deribit.ID, question, Answers.object(Deribit.ID, question, shown, Deribit.ERRORS), "result");
    }

    private static void requireOwn(String account) {
        if (!account.isEmpty()) {
            throw KeyguardExceptions.notByApi(
                    Deribit.ID, "administer the keys of another account than that of the administering key");
        }
    }

    private static void requireNoSecondFactor(HttpReply reply) {
        Optional<VenueError> error = Deribit.ERRORS.classify(reply);
        if (error.isPresent() && error.get().code().equals(SECOND_FACTOR)) {
            throw KeyguardExceptions.notByApi(
                    Deribit.ID, "administer the keys of this account without a second factor");
        }
    }

    private static String clientId(JsonNode row) {
        String clientId = Answers.text(Deribit.ID, LIST.toString(), row, "client_id");
        if (clientId.isBlank()) {
            throw malformed(LIST);
        }
        return clientId;
    }

    /** Every key may log in; an area with the value none is no right. */
    private static Set<String> rights(String scope) {
        return rights(Arrays.asList(SPACES.split(scope.strip(), -1)));
    }

    private static Set<String> rights(Iterable<String> words) {
        var rights = new TreeSet<String>();
        words.forEach(rights::add);
        rights.removeIf(word -> word.isEmpty() || word.endsWith(":none"));
        rights.add(Deribit.CONNECTION);
        return rights;
    }

    private static Observed<Set<String>> addresses(JsonNode row) {
        JsonNode list = row.path("ip_whitelist");
        if (!list.isArray()) {
            return Observed.unknown();
        }
        var addresses = new TreeSet<String>();
        for (JsonNode address : list) {
            if (!address.isTextual()) {
                throw malformed(LIST);
            }
            addresses.add(address.asText());
        }
        return Addresses.of(addresses);
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireOwn(order.account());
        if (order.publicKey().isPresent() || order.algorithm() != SignatureAlgorithm.HMAC_SHA256) {
            throw KeyguardExceptions.notByApi(Deribit.ID, "make a key of another algorithm than HMAC_SHA256 here");
        }
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("name", order.label());
        scope(params, order.rights());
        VenueRequest request = request("create_api_key", params);
        HttpReply reply = administrator.call(request);
        HttpReply shown = DeribitSecrets.without(reply);
        if (Deribit.ERRORS.classify(shown).isPresent()) {
            reply.wipe();
            requireNoSecondFactor(shown);
            throw undone(request, shown);
        }
        NewKey made = MADE.read(Deribit.ID, request.toString(), reply, Deribit.ERRORS);
        if (!order.ips().isEmpty()) {
            bind(administrator, order, made, Answers.json(shown).path("result"));
        }
        return made;
    }

    private static RuntimeException undone(VenueRequest request, HttpReply shown) {
        Answers.change(Deribit.ID, request.toString(), shown, Deribit.ERRORS);
        return malformed(request);
    }

    /** A key that anybody could use from anywhere is not handed out. */
    private static void bind(SignedCalls administrator, KeyOrder order, NewKey made, JsonNode row) {
        try {
            edit(administrator, row, order.rights(), order.ips());
        } catch (VenueRefusedException | VenueUnavailableException e) {
            made.close();
            throw KeyguardExceptions.unavailable(
                    Deribit.ID,
                    "a key was made, but it is not known to be bound to its addresses; delete the one with its name",
                    e);
        }
    }

    private static VenueRequest request(String method, ObjectNode params) {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "private/" + method);
        document.set("params", params);
        return VenueRequest.post(DeribitCall.ROOT + "private/" + method).json(document.toString());
    }

    private static void scope(ObjectNode params, Set<String> rights) {
        var words = new TreeSet<>(rights);
        words.remove(Deribit.CONNECTION);
        words.forEach(params.putArray("max_scope")::add);
    }

    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        JsonNode row = find(administrator, account, id)
                .orElseThrow(() -> KeyguardExceptions.noSuchKey(Deribit.ID, id.value()));
        edit(administrator, row, rights, ips);
        return true;
    }

    /** Scopes and addresses are always named: without the former an edit is refused, without the latter they may stay. */
    private static void edit(SignedCalls administrator, JsonNode row, Set<String> rights, Set<String> ips) {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("id", number(row));
        scope(params, rights);
        new TreeSet<>(ips).forEach(params.putArray("ip_whitelist")::add);
        JsonNode done = change(administrator, request("edit_api_key", params));
        boolean confirmed =
                done.path("client_id").asText().equals(row.path("client_id").asText())
                        && rights(done.path("max_scope").asText()).equals(rights(rights))
                        && addresses(done).isKnown()
                        && addresses(done).value().orElse(Set.of()).equals(ips);
        if (!confirmed) {
            throw KeyguardExceptions.unavailable(
                    Deribit.ID, "it did not confirm the change of the key; list the keys to see", null);
        }
    }

    private static long number(JsonNode row) {
        if (!row.path("id").canConvertToLong()) {
            throw malformed(LIST);
        }
        return row.path("id").longValue();
    }

    private static JsonNode change(SignedCalls administrator, VenueRequest request) {
        HttpReply reply = administrator.call(request);
        HttpReply shown = DeribitSecrets.without(reply);
        reply.wipe();
        requireNoSecondFactor(shown);
        return Answers.change(Deribit.ID, request.toString(), shown, Deribit.ERRORS)
                .path("result");
    }

    private static Optional<JsonNode> find(SignedCalls administrator, String account, VenueKeyId id) {
        return KeyRows.find(Deribit.ID, rows(administrator, account), DeribitKeys::clientId, id);
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        Optional<JsonNode> row = find(administrator, account, id);
        row.ifPresent(key -> remove(administrator, number(key)));
        return row.isPresent();
    }

    private static void remove(SignedCalls administrator, long id) {
        VenueRequest request =
                request("remove_api_key", JsonNodeFactory.instance.objectNode().put("id", id));
        if (!change(administrator, request).asText().equals("ok")) {
            throw malformed(request);
        }
    }

    private static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Deribit.ID, question.toString(), 200);
    }
}
