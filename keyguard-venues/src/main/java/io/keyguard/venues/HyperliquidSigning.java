/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.internal.Headers;
import io.keyguard.internal.Keccak256;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.HyperliquidActions.Action;
import io.keyguard.venues.HyperliquidActions.Signing;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Actions of agents are packed as MessagePack and hashed with nonce, account and end, and the hash is signed as typed data; actions of wallets are signed as typed data field by field. Questions are not signed.
 *
 * <p>Source: hyperliquid-dex/hyperliquid-python-sdk of April 2026, {@code signing.py}.
 */
final class HyperliquidSigning {
    /** An action that arrives later is refused. */
    static final long LIFE = 10_000;

    /** The chain of Arbitrum's test network, as in the official SDK; any may be named, and the network is signed beside it. */
    private static final long WALLET_CHAIN = 0x66eee;

    private static final byte[] AGENTS = TypedData.domain("Exchange", 1337);
    private static final byte[] WALLETS = TypedData.domain("HyperliquidSignTransaction", WALLET_CHAIN);
    private static final byte[] AGENT = TypedData.hash("Agent(string source,bytes32 connectionId)");
    private static final Headers JSON = Headers.of("Content-Type", "application/json");
    private static final int HALF = 32;
    /** What Ethereum counts recovery ids from. */
    private static final int RECOVERY = 27;

    private HyperliquidSigning() {}

    static SignedRequest sign(
            Environment environment, VenueRequest request, URI host, SigningKey key, SigningTime time) {
        HyperliquidOwner owner = HyperliquidOwner.of(key.accountId());
        if (request.path().equals(Hyperliquid.INFO)) {
            return post(host, Hyperliquid.INFO, HyperliquidQuestions.text(request, owner, key));
        }
        String payload = payload(environment != Environment.SANDBOX, request, owner, key, time);
        if (!request.method().equals(VenueRequest.WEB_SOCKET)) {
            return post(host, Hyperliquid.EXCHANGE, payload);
        }
        String frame = "{\"method\":\"post\",\"id\":" + time.nextNonce()
                + ",\"request\":{\"type\":\"action\",\"payload\":" + payload + "}}";
        return new SignedRequest(request.method(), Urls.of(host, "/ws"), Map.of(), frame.getBytes(UTF_8));
    }

    private static SignedRequest post(URI host, String path, String body) {
        return new SignedRequest("POST", Urls.of(host, path), JSON, body.getBytes(UTF_8));
    }

    private static String payload(
            boolean mainnet, VenueRequest request, HyperliquidOwner owner, SigningKey key, SigningTime time) {
        long now = time.now().toEpochMilli();
        JsonNode document = HyperliquidActions.document(request, now);
        Action action = HyperliquidActions.of(document);
        if (action.signing() != Signing.ANY && !owner.isMaster()) {
            throw KeyguardExceptions.notCanonical(
                    Hyperliquid.ID,
                    "this action is the master account's; use a key that is stored with its address alone");
        }
        // What was written goes out: of a timer in parameters the document was made here.
        String text = request.json().orElseGet(document::toString).strip();
        long nonce = time.nextMillis();
        return action.signing() == Signing.WALLET
                ? ofWallet(mainnet, action, document, text, nonce, key)
                : ofAgent(mainnet, HyperliquidActions.pack(action, document), text, nonce, now + LIFE, owner, key);
    }

    private static String ofAgent(
            boolean mainnet,
            MessagePack packed,
            String text,
            long nonce,
            long end,
            HyperliquidOwner owner,
            SigningKey key) {
        byte[] hash = hash(packed, nonce, owner.other(), end);
        String account = owner.isMaster() ? "" : ",\"vaultAddress\":\"" + owner.other() + "\"";
        return "{\"action\":" + text + ",\"nonce\":" + nonce + ",\"signature\":" + signature(agent(mainnet, hash), key)
                + account + ",\"expiresAfter\":" + end + "}";
    }

    /**
     * The hash of an action.
     *
     * @param account the sub-account or vault; empty for the master account
     * @param end in milliseconds; below zero for none
     */
    static byte[] hash(MessagePack packed, long nonce, String account, long end) {
        packed.number(nonce, Long.BYTES);
        if (account.isEmpty()) {
            packed.tag(0);
        } else {
            packed.tag(1).add(HexFormat.of().parseHex(account, 2, account.length()));
        }
        if (end >= 0) {
            packed.tag(0).number(end, Long.BYTES);
        }
        return Keccak256.of(packed.bytes());
    }

    /** What an agent signs for {@code hash}; the network is a letter. */
    static byte[] agent(boolean mainnet, byte[] hash) {
        return TypedData.message(AGENTS, Keccak256.of(AGENT, TypedData.hash(mainnet ? "a" : "b"), hash));
    }

    private static String ofWallet(
            boolean mainnet, Action action, JsonNode document, String text, long nonce, SigningKey key) {
        String fields = text.substring(0, text.length() - 1);
        return "{\"action\":" + fields + ",\"signatureChainId\":\"0x" + Long.toHexString(WALLET_CHAIN)
                + "\",\"hyperliquidChain\":\"" + network(mainnet) + "\",\"" + action.time() + "\":" + nonce
                + "},\"nonce\":" + nonce + ",\"signature\":"
                + signature(wallet(mainnet, action, document, nonce), key) + "}";
    }

    private static String network(boolean mainnet) {
        return mainnet ? "Mainnet" : "Testnet";
    }

    /** What a wallet signs. */
    static byte[] wallet(boolean mainnet, Action action, JsonNode document, long nonce) {
        return TypedData.message(WALLETS, struct(action, document, network(mainnet), nonce));
    }

    /** The hash of the struct of {@code action}, of which the network is the first field and the time the last. */
    private static byte[] struct(Action action, JsonNode document, String network, long nonce) {
        List<String> typed = new ArrayList<>(action.typed());
        String name = typed.remove(0);
        String fields = typed.stream().map(field -> field + ",").collect(Collectors.joining());
        var struct = new ByteArrayOutputStream();
        struct.writeBytes(TypedData.hash("HyperliquidTransaction:" + name + "(string hyperliquidChain," + fields
                + "uint64 " + action.time() + ")"));
        struct.writeBytes(TypedData.hash(network));
        for (String field : typed) {
            int space = field.indexOf(' ');
            struct.writeBytes(word(field.substring(0, space), document.path(field.substring(space + 1))));
        }
        struct.writeBytes(TypedData.number(nonce));
        return Keccak256.of(struct.toByteArray());
    }

    private static byte[] word(String type, JsonNode value) {
        return switch (type) {
            case "string" -> TypedData.hash(value.asText());
            case "address" -> TypedData.address(value.asText());
            case "bool" -> TypedData.number(value.asBoolean() ? 1 : 0);
            default -> TypedData.number(value.asLong());
        };
    }

    private static String signature(byte[] message, SigningKey key) {
        byte[] signature = key.sign(message);
        HexFormat hex = HexFormat.of();
        return "{\"r\":\"0x" + hex.formatHex(signature, 0, HALF) + "\",\"s\":\"0x"
                + hex.formatHex(signature, HALF, 2 * HALF) + "\",\"v\":" + (RECOVERY + signature[2 * HALF]) + "}";
    }

    /** The address of {@code key}. */
    static String address(SigningKey key) {
        return key.apiKey().toLowerCase(Locale.ROOT);
    }
}
