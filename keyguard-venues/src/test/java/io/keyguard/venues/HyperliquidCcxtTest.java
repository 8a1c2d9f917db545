/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Environment;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same signature as ccxt's, of actions as Hyperliquid documents them: what a venue that takes nothing else has instead of random requests in {@link CcxtTest}. */
@Tag("external")
class HyperliquidCcxtTest {
    private static final String SECRET = "0x0123456789012345678901234567890123456789012345678901234567890123";
    private static final String ADDRESS = "0x14791697260e4c9a71f18484c9f997b308e59325";
    private static final URI HOST = URI.create("https://api.hyperliquid.xyz");
    private static final int ACTIONS = 200;

    private static Ccxt ccxt;

    private final Random random = new Random(20261130);

    @BeforeAll
    static void start() throws Exception {
        ccxt = Ccxt.start();
    }

    @AfterAll
    static void end() {
        ccxt.close();
    }

    private static JsonNode signed(Environment environment, String document, String account, Instant now) {
        try (SigningKey key = SigningKey.of(
                        SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256,
                        SecretEncoding.HEX,
                        Desk.box(ADDRESS),
                        Desk.box(SECRET),
                        null,
                        null)
                .forAccount(account)) {
            VenueRequest request = VenueRequest.post("/exchange").json(document);
            Venues.hyperliquid().classifier(environment).classify(request);
            SignedRequest signed = Venues.hyperliquid()
                    .signer(environment)
                    .sign(request, HOST, key, new SigningTime(InstantSource.fixed(now)));
            return Answers.json(new HttpReply(200, signed.text()));
        }
    }

    private static ObjectNode command(boolean sandbox, String by, JsonNode action) {
        ObjectNode command = Ccxt.JSON
                .createObjectNode()
                .put("do", "wallet")
                .put("exchange", "hyperliquid")
                .put("by", by)
                .put("sandbox", sandbox);
        command.putObject("credentials").put("privateKey", SECRET).put("walletAddress", ADDRESS);
        command.set("action", action);
        return command;
    }

    private static void assertSame(JsonNode ours, JsonNode theirs) {
        for (String part : new String[] {"r", "s"}) {
            assertThat(number(ours.path(part))).isEqualTo(number(theirs.path(part)));
        }
        assertThat(ours.path("v").asInt()).isEqualTo(theirs.path("v").asInt());
    }

    /** ccxt leaves zeros at the start out. */
    private static BigInteger number(JsonNode hex) {
        return new BigInteger(hex.asText().substring(2), 16);
    }

    private String decimal() {
        return new BigDecimal(BigInteger.valueOf(1 + random.nextInt(1_000_000_000)), random.nextInt(9))
                .stripTrailingZeros()
                .toPlainString();
    }

    private String address() {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private String client() {
        return address().substring(0, 34);
    }

    private String order(int market) {
        String type = random.nextBoolean()
                ? "{\"limit\":{\"tif\":\"" + (random.nextBoolean() ? "Alo" : "Gtc") + "\"}}"
                : "{\"trigger\":{\"isMarket\":" + random.nextBoolean() + ",\"triggerPx\":\"" + decimal()
                        + "\",\"tpsl\":\"sl\"}}";
        String client = random.nextBoolean() ? ",\"c\":\"" + client() + "\"" : "";
        return "{\"a\":" + (market + random.nextInt(300)) + ",\"b\":" + random.nextBoolean() + ",\"p\":\"" + decimal()
                + "\",\"s\":\"" + decimal() + "\",\"r\":" + random.nextBoolean() + ",\"t\":" + type + client + "}";
    }

    private String action() {
        int market = random.nextBoolean() ? 0 : 10_000;
        long number = random.nextInt(63) == 0 ? 7 : random.nextLong(1L << 45);
        return switch (random.nextInt(7)) {
            case 0 ->
                "{\"type\":\"order\",\"orders\":[" + order(market) + "," + order(market) + "],\"grouping\":\"na\"}";
            case 1 -> "{\"type\":\"cancel\",\"cancels\":[{\"a\":" + market + ",\"o\":" + number + "}]}";
            case 2 ->
                "{\"type\":\"cancelByCloid\",\"cancels\":[{\"asset\":" + market + ",\"cloid\":\"" + client() + "\"}]}";
            case 3 ->
                "{\"type\":\"batchModify\",\"modifies\":[{\"oid\":" + number + ",\"order\":" + order(market) + "}]}";
            case 4 ->
                "{\"type\":\"updateLeverage\",\"asset\":" + random.nextInt(300) + ",\"isCross\":" + random.nextBoolean()
                        + ",\"leverage\":" + (1 + random.nextInt(50)) + "}";
            case 5 ->
                "{\"type\":\"updateIsolatedMargin\",\"asset\":0,\"isBuy\":true,\"ntli\":"
                        + (random.nextInt() >> random.nextInt(31)) + "}";
            default -> "{\"type\":\"order\",\"orders\":[" + order(market) + "],\"grouping\":\"positionTpsl\"}";
        };
    }

    @Test
    void agent_signsWhatCcxtSigns() throws IOException {
        for (int n = 0; n < ACTIONS; n++) {
            boolean sandbox = random.nextBoolean();
            String sub = random.nextBoolean() ? address() : "";
            String document = action();
            JsonNode ours = signed(
                    sandbox ? Environment.SANDBOX : Environment.PRODUCTION,
                    document,
                    sub.isEmpty() ? ADDRESS : ADDRESS + "/" + sub,
                    Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt()));
            ObjectNode command = command(sandbox, "signL1Action", ours.path("action"))
                    .put("nonce", ours.path("nonce").asLong())
                    .put("end", ours.path("expiresAfter").asLong());
            if (!sub.isEmpty()) {
                command.put("account", sub.substring(2));
            }
            JsonNode theirs = ccxt.ask(command);
            assertThat(theirs.has("r")).as(document).isTrue();
            assertSame(ours.path("signature"), theirs);
        }
    }

    @Test
    void wallet_signsWhatCcxtSigns() throws IOException {
        for (int n = 0; n < ACTIONS / 4; n++) {
            String to = address();
            String amount = decimal();
            boolean flag = random.nextBoolean();
            Map<String, String> documents = Map.of(
                    "buildUsdSendSig",
                    "{\"type\":\"usdSend\",\"destination\":\"" + to + "\",\"amount\":\"" + amount + "\"}",
                    "buildWithdrawSig",
                    "{\"type\":\"withdraw3\",\"destination\":\"" + to + "\",\"amount\":\"" + amount + "\"}",
                    "buildUsdClassSendSig",
                    "{\"type\":\"usdClassTransfer\",\"amount\":\"" + amount + "\",\"toPerp\":" + flag + "}",
                    "buildApproveBuilderFeeSig",
                    "{\"type\":\"approveBuilderFee\",\"maxFeeRate\":\"0.01%\",\"builder\":\"" + to + "\"}");
            for (var document : documents.entrySet()) {
                JsonNode ours = signed(
                        Environment.PRODUCTION,
                        document.getValue(),
                        ADDRESS,
                        Instant.ofEpochMilli(1_700_000_000_000L + n));
                ObjectNode message = ours.path("action").deepCopy();
                message.remove(java.util.List.of("type", "signatureChainId"));
                assertSame(ours.path("signature"), ccxt.ask(command(false, document.getKey(), message)));
            }
        }
    }
}
