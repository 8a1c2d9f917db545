/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.SecretJson;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Agents of a wallet, approved by the wallet's own key. An agent's key is made here, and its address alone travels; an address is never used again, since the venue forgets the nonces of an agent that is gone.
 *
 * <p>Source: nonces and API wallets in the official documents, {@code approve_agent} of the official SDK. UNCONFIRMED: that approving the address zero under a name takes the name's agent away, so that the list is read afterwards; how soon
 * an approval works.
 */
final class HyperliquidKeys implements KeyAdministrator {
    static final KeyMaking MAKING = KeyMaking.byHand(
                    new KeyTraits(
                            OptionalInt.of(3),
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(1),
                            true,
                            Pattern.compile("[A-Za-z0-9_-]{1,16}"),
                            Set.of(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256),
                            false),
                    List.of(
                            "Open app.hyperliquid.xyz/API with the wallet of the account {account} (no name: the one that you trade with).",
                            "Enter the API wallet name {label}, another one than that of any agent in use: an agent of the same name ends at once.",
                            "Press *Generate*, choose the days until it ends, press *Authorize API Wallet* and sign with the wallet; there are no rights to choose ({rights}) and no addresses to bind it to ({ips}).",
                            "Take over the address, in small letters, as API key and the private key as secret now ({algorithm}): the private key is not shown again. Never enter the wallet's own key."),
                    List.of(
                            "Open app.hyperliquid.xyz/API with the wallet of the account.",
                            "Find the API wallet {label}, compare its address, press *Remove* and sign with the wallet.",
                            "Never approve that address again: actions that it signed before could be sent once more. Its orders stay open."))
            .byApi(new HyperliquidKeys());

    private static final VenueRequest EXCHANGE = VenueRequest.post(Hyperliquid.EXCHANGE);
    private static final String NOBODY = "0x" + "0".repeat(40);

    private HyperliquidKeys() {}

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        var keys = new ArrayList<ListedKey>();
        for (JsonNode row : rows(administrator, account)) {
            String address = address(row);
            if (!address.equals(NOBODY)) {
                keys.add(new ListedKey(
                        VenueKeyId.of(Hyperliquid.ID, address),
                        name(row),
                        Observed.of(Set.of(Hyperliquid.AGENT)),
                        Observed.none(),
                        Observed.unknown(),
                        HyperliquidInspection.end(row)));
            }
        }
        return List.copyOf(keys);
    }

    private static JsonNode rows(SignedCalls administrator, String account) {
        requireOwn(administrator, account);
        return HyperliquidAccount.array(administrator, HyperliquidInspection.AGENTS);
    }

    /** Agents are the wallet's, and trade for its sub-accounts too. */
    private static void requireOwn(SignedCalls administrator, String account) {
        if (!account.isEmpty()
                && administrator.accountId().filter(account::equals).isEmpty()) {
            throw KeyguardExceptions.notByApi(Hyperliquid.ID, "administer the agents of another wallet");
        }
    }

    private static String address(JsonNode row) {
        return HyperliquidInspection.address(HyperliquidInspection.AGENTS, row, "address");
    }

    private static String name(JsonNode row) {
        return HyperliquidAccount.ROWS.words(HyperliquidInspection.AGENTS, row, "name");
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        requireOwn(administrator, order.account());
        if (!order.rights().equals(Set.of(Hyperliquid.AGENT)) || !order.ips().isEmpty()) {
            throw KeyguardExceptions.notByApi(Hyperliquid.ID, "make a key with chosen rights or addresses");
        }
        String address = order.publicKey()
                .filter(key -> order.algorithm() == SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256)
                .orElseThrow(() -> KeyguardExceptions.notByApi(
                        Hyperliquid.ID, "make a key; it approves the address of one that was made here"));
        requireNewName(administrator, order.label());
        approve(administrator, address, order.label());
        return new NewKey(VenueKeyId.of(Hyperliquid.ID, address), apiKey(address), null);
    }

    private static SecretBytes apiKey(String address) {
        byte[] text = ("{\"address\":\"" + address + "\"}").getBytes(US_ASCII);
        try (SecretJson json = SecretJson.read(text, Set.of("address"))) {
            return json.take("address");
        } catch (IOException e) {
            throw new IllegalStateException("an address is no JSON", e);
        }
    }

    /** Another agent of this name would end. */
    private static void requireNewName(SignedCalls administrator, String label) {
        for (JsonNode row : rows(administrator, "")) {
            if (name(row).equals(label) && !address(row).equals(NOBODY)) {
                throw KeyguardExceptions.notByApi(
                        Hyperliquid.ID, "make a second agent of one name; it would end the first");
            }
        }
    }

    private static void approve(SignedCalls administrator, String address, String name) {
        VenueRequest request = EXCHANGE.json(
                "{\"type\":\"approveAgent\",\"agentAddress\":\"" + address + "\",\"agentName\":\"" + name + "\"}");
        JsonNode answer = Answers.change(
                Hyperliquid.ID, request.toString(), administrator.call(request), HyperliquidErrors.TABLE);
        HyperliquidAccount.requireDone(answer, "it did not say that it has approved the agent");
    }

    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        return false;
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        Optional<JsonNode> row = find(administrator, account, id);
        if (row.isEmpty()) {
            return false;
        }
        approve(administrator, NOBODY, name(row.get()));
        if (find(administrator, account, id).isPresent()) {
            throw KeyguardExceptions.unavailable(Hyperliquid.ID, "it still lists the agent that was removed", null);
        }
        return true;
    }

    private static Optional<JsonNode> find(SignedCalls administrator, String account, VenueKeyId id) {
        return KeyRows.find(Hyperliquid.ID, rows(administrator, account), HyperliquidKeys::address, id);
    }
}
