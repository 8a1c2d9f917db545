/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is signed at Hyperliquid, from its official documents and SDK: actions are read, and written anew in the order of the documents with numbers in their shortest form, whatever the order and form in which they came.
 */
final class HyperliquidHashes {
    /** Every field in an order that is that of the documents for each action. */
    private static final List<String> ORDER = List.of(
            "type",
            "orders",
            "modifies",
            "cancels",
            "twap",
            "grouping",
            "oid",
            "order",
            "asset",
            "cloid",
            "a",
            "b",
            "p",
            "s",
            "r",
            "m",
            "t",
            "c",
            "o",
            "isCross",
            "isBuy",
            "leverage",
            "ntli",
            "limit",
            "trigger",
            "tif",
            "isMarket",
            "triggerPx",
            "tpsl",
            "time",
            "vaultAddress",
            "subAccountUser",
            "isDeposit",
            "usd",
            "token",
            "amount",
            "name",
            "num");

    private static final Set<String> DECIMALS = Set.of("p", "s", "triggerPx");

    /** What wallets sign: the name of the struct, and its fields. */
    static final Map<String, String> WALLET = Map.ofEntries(
            Map.entry("usdSend", "UsdSend(string hyperliquidChain,string destination,string amount,uint64 time)"),
            Map.entry(
                    "spotSend",
                    "SpotSend(string hyperliquidChain,string destination,string token,string amount,uint64 time)"),
            Map.entry("withdraw3", "Withdraw(string hyperliquidChain,string destination,string amount,uint64 time)"),
            Map.entry(
                    "usdClassTransfer",
                    "UsdClassTransfer(string hyperliquidChain,string amount,bool toPerp,uint64 nonce)"),
            Map.entry(
                    "sendAsset",
                    "SendAsset(string hyperliquidChain,string destination,string sourceDex,string destinationDex,string token,string amount,string fromSubAccount,uint64 nonce)"),
            Map.entry(
                    "approveAgent",
                    "ApproveAgent(string hyperliquidChain,address agentAddress,string agentName,uint64 nonce)"),
            Map.entry(
                    "approveBuilderFee",
                    "ApproveBuilderFee(string hyperliquidChain,string maxFeeRate,address builder,uint64 nonce)"),
            Map.entry(
                    "tokenDelegate",
                    "TokenDelegate(string hyperliquidChain,address validator,uint64 wei,bool isUndelegate,uint64 nonce)"));

    private HyperliquidHashes() {}

    /** The hash that an agent's signature of {@code request} is over. */
    static byte[] ofAgent(JsonNode request, boolean mainnet) {
        var packed = new ByteArrayOutputStream();
        pack("", request.path("action"), packed);
        packed.writeBytes(longs(request.path("nonce").asLong()));
        String vault = request.path("vaultAddress").asText("");
        packed.write(request.path("vaultAddress").isTextual() ? 1 : 0);
        packed.writeBytes(HexFormat.of().parseHex(vault.isEmpty() || vault.equals("null") ? "" : vault.substring(2)));
        if (request.path("expiresAfter").isIntegralNumber()) {
            packed.write(0);
            packed.writeBytes(longs(request.path("expiresAfter").asLong()));
        }
        byte[] connection = Ethereum.keccak(packed.toByteArray());
        byte[] struct = Ethereum.keccak(
                text("Agent(string source,bytes32 connectionId)"), text(mainnet ? "a" : "b"), connection);
        return typed("Exchange", 1337, struct);
    }

    /** The hash that a wallet's signature of {@code action} is over. */
    static byte[] ofWallet(JsonNode action) {
        String type = WALLET.getOrDefault(action.path("type").asText(), "()");
        var struct = new ByteArrayOutputStream();
        struct.writeBytes(text("HyperliquidTransaction:" + type));
        for (String field :
                type.substring(type.indexOf('(') + 1, type.length() - 1).split(",", -1)) {
            String[] words = field.split(" ", -1);
            JsonNode value = action.path(words[1]);
            struct.writeBytes(
                    switch (words[0]) {
                        case "string" -> text(value.asText());
                        case "address" ->
                            word(HexFormat.of().parseHex(value.asText().substring(2)));
                        case "bool" -> word(new byte[] {(byte) (value.asBoolean() ? 1 : 0)});
                        default -> word(longs(value.asLong()));
                    });
        }
        long chain =
                Long.parseLong(action.path("signatureChainId").asText("0x0").substring(2), 16);
        return typed("HyperliquidSignTransaction", chain, Ethereum.keccak(struct.toByteArray()));
    }

    private static byte[] typed(String domain, long chain, byte[] struct) {
        byte[] separator = Ethereum.keccak(
                text("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                text(domain),
                text("1"),
                word(longs(chain)),
                new byte[32]);
        return Ethereum.keccak(new byte[] {0x19, 0x01}, separator, struct);
    }

    private static byte[] text(String text) {
        return Ethereum.keccak(utf8(text));
    }

    private static byte[] word(byte[] end) {
        byte[] word = new byte[32];
        System.arraycopy(end, 0, word, word.length - end.length, end.length);
        return word;
    }

    private static byte[] longs(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static void pack(String name, JsonNode value, ByteArrayOutputStream target) {
        if (value.isObject()) {
            var names = new ArrayList<String>();
            value.fieldNames().forEachRemaining(names::add);
            names.sort(Comparator.comparingInt(ORDER::indexOf));
            count(0x80, 16, 0xde, names.size(), target);
            for (String field : names) {
                pack(field, target);
                pack(field, value.path(field), target);
            }
        } else if (value.isArray()) {
            count(0x90, 16, 0xdc, value.size(), target);
            value.forEach(item -> pack(name, item, target));
        } else if (value.isTextual()) {
            pack(DECIMALS.contains(name) ? shortest(value.asText()) : value.asText(), target);
        } else if (value.isBoolean()) {
            target.write(value.asBoolean() ? 0xc3 : 0xc2);
        } else if (value.isIntegralNumber()) {
            number(value.bigIntegerValue(), target);
        } else {
            throw new Refusal(HyperliquidSimulator.MALFORMED);
        }
    }

    private static String shortest(String decimal) {
        return Book.amount(decimal)
                .map(BigDecimal::stripTrailingZeros)
                .map(BigDecimal::toPlainString)
                .orElse(decimal);
    }

    private static void pack(String text, ByteArrayOutputStream target) {
        byte[] bytes = utf8(text);
        if (bytes.length >= 32 && bytes.length < 256) {
            target.write(0xd9);
            target.write(bytes.length);
        } else {
            count(0xa0, 32, 0xda, bytes.length, target);
        }
        target.writeBytes(bytes);
    }

    private static void count(int fixed, int below, int longer, int count, ByteArrayOutputStream target) {
        if (count < below) {
            target.write(fixed | count);
        } else {
            target.write(longer);
            target.write(count >> 8);
            target.write(count & 0xff);
        }
    }

    private static void number(BigInteger number, ByteArrayOutputStream target) {
        int bits = number.bitLength();
        byte[] all = longs(number.longValue());
        if (number.signum() >= 0 ? bits <= 7 : bits <= 5) {
            target.write(all[7]);
            return;
        }
        // A sign needs a bit of its own.
        int needed = number.signum() < 0 ? bits + 1 : bits;
        int step = needed <= 8 ? 0 : needed <= 16 ? 1 : needed <= 32 ? 2 : 3;
        target.write((number.signum() < 0 ? 0xd0 : 0xcc) + step);
        target.write(all, 8 - (1 << step), 1 << step);
    }
}
