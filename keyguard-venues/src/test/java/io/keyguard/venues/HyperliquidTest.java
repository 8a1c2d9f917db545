/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyMaterialException;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.ScopedKey;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.HyperliquidSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, what is found out about keys, and errors of Hyperliquid. */
class HyperliquidTest {
    private static final VenueDefinition VENUE = Venues.hyperliquid();
    private static final URI HOST = URI.create("https://api.hyperliquid.xyz");
    /** Of the official tests. */
    private static final String SECRET = "0x0123456789012345678901234567890123456789012345678901234567890123";

    private static final String ADDRESS = "0x14791697260e4c9a71f18484c9f997b308e59325";
    private static final String MASTER = "0x5e9ee1089755c3435139848e47e6635505d5a13a";
    private static final String SUB = "0x1719884eb866cb12b2287399b15f7db5e7d775ea";
    private static final String ORDER =
            "{\"type\":\"order\",\"orders\":[{\"a\":%d,\"b\":true,\"p\":\"100\",\"s\":\"1\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Gtc\"}}}],\"grouping\":\"na\"}";

    private static final Instant NOW = Instant.ofEpochMilli(1_687_816_341_423L);

    private static SigningKey key(String account) {
        return SigningKey.of(
                        SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256,
                        SecretEncoding.HEX,
                        Desk.box(ADDRESS),
                        Desk.box(SECRET),
                        null,
                        null)
                .forAccount(account);
    }

    private static VenueRequest action(String document) {
        return VenueRequest.post("/exchange").json(document);
    }

    private static SignedRequest signed(VenueRequest request, String account) {
        try (SigningKey key = key(account)) {
            return VENUE.signer(Environment.PRODUCTION)
                    .sign(request, HOST, key, new SigningTime(InstantSource.fixed(NOW)));
        }
    }

    private static JsonNode json(SignedRequest signed) {
        return Answers.json(new HttpReply(200, signed.text()));
    }

    private static MessagePack packed(JsonNode document) {
        // A type that the official tests have and the venue has not.
        return document.path("type").asText().equals("dummy")
                ? new MessagePack()
                        .map(2)
                        .text("type")
                        .text("dummy")
                        .text("num")
                        .whole(document.path("num").asLong())
                : HyperliquidActions.pack(HyperliquidActions.of(document), document);
    }

    private static byte[] message(Map<String, String> vector, boolean mainnet) {
        JsonNode document = Answers.json(new HttpReply(200, vector.get("message")));
        long nonce = Long.parseLong(vector.get("nonce"));
        String type = document.path("type").asText();
        if (type.equals("usdSend") || type.equals("withdraw3")) {
            return HyperliquidSigning.wallet(mainnet, HyperliquidActions.of(document), document, nonce);
        }
        String account = vector.get("account").replace("-", "");
        return HyperliquidSigning.agent(mainnet, HyperliquidSigning.hash(packed(document), nonce, account, -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order",
                "cloid",
                "trigger",
                "sub",
                "transfer",
                "disarm",
                "arm",
                "send",
                "withdraw",
                "dummy",
                "vault"
            })
    void sign_theMessageOfAVector_givesItsSignatures(String name) {
        Map<String, String> vector = Vectors.read("hyperliquid-" + name);
        assertThat(vector).containsEntry("secret", SECRET).containsKeys("source", "status");
        try (SigningKey key = key(MASTER)) {
            for (String network : Set.of("mainnet", "testnet")) {
                if (!vector.get(network).equals("-")) {
                    byte[] signature = key.sign(message(vector, network.equals("mainnet")));
                    signature[64] += 27;
                    assertThat(HexFormat.of().formatHex(signature)).as(network).isEqualTo(vector.get(network));
                }
            }
        }
    }

    /** {@code test_phantom_agent_creation_matches_production} of the official tests. */
    @Test
    void hash_ofTheOfficialOrder_isTheOneOfProduction() {
        JsonNode order = Answers.json(
                new HttpReply(
                        200,
                        "{\"type\":\"order\",\"orders\":[{\"a\":4,\"b\":true,\"p\":\"1670.1\",\"s\":\"0.0147\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Ioc\"}}}],\"grouping\":\"na\"}"));

        assertThat(HexFormat.of().formatHex(HyperliquidSigning.hash(packed(order), 1_677_777_606_040L, "", -1)))
                .isEqualTo("0fcbeda5ae3c4950a548021552a4fea2226858c4453571bf3f24ba017eac2908");
    }

    /** MessagePack's specification, type by type at its bounds. */
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, cc80",
        "255, ccff",
        "256, cd0100",
        "65535, cdffff",
        "65536, ce00010000",
        "4294967295, ceffffffff",
        "4294967296, cf0000000100000000",
        "9007199254740992, cf0020000000000000",
        "-1, ff",
        "-32, e0",
        "-33, d0df",
        "-128, d080",
        "-129, d1ff7f",
        "-32768, d18000",
        "-32769, d2ffff7fff",
        "-2147483648, d280000000",
        "-2147483649, d3ffffffff7fffffff"
    })
    void pack_ofAWholeNumber_isItsShortestForm(long number, String hex) {
        assertThat(HexFormat.of().formatHex(new MessagePack().whole(number).bytes()))
                .isEqualTo(hex);
    }

    @Test
    void pack_ofTextAndLists_hasItsLengthInTheShortestForm() {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(new MessagePack().text("a".repeat(31)).bytes()))
                .startsWith("bf61");
        assertThat(hex.formatHex(new MessagePack().text("a".repeat(32)).bytes()))
                .startsWith("d92061");
        assertThat(hex.formatHex(new MessagePack().text("a".repeat(256)).bytes()))
                .startsWith("da010061");
        assertThat(hex.formatHex(
                        new MessagePack().list(15).list(16).map(15).map(16).bytes()))
                .isEqualTo("9fdc00108fde0010");
        assertThat(hex.formatHex(new MessagePack().flag(true).flag(false).bytes()))
                .isEqualTo("c3c2");
        assertThat(new MessagePack().text("a".repeat(2_000)).bytes()).hasSize(2_003);
    }

    @Test
    void sign_anAction_sendsItAsItWasWritten_withEndAndNonce() {
        String spaced = " " + ORDER.formatted(0).replace(":", " : ") + "\n";
        SignedRequest signed = signed(action(spaced), MASTER);

        assertThat(signed.uri()).hasToString("https://api.hyperliquid.xyz/exchange");
        assertThat(signed.headers()).containsExactlyEntriesOf(Map.of("Content-Type", "application/json"));
        assertThat(signed.text())
                .startsWith("{\"action\":" + spaced.strip() + ",\"nonce\":1687816341423,\"signature\":{\"r\":\"0x");
        assertThat(json(signed).path("expiresAfter").asLong()).isEqualTo(1_687_816_351_423L);
        assertThat(json(signed).has("vaultAddress")).isFalse();
        assertThat(json(signed).path("signature").path("v").asInt()).isIn(27, 28);
        assertThat(json(signed).path("signature").path("r").asText()).hasSize(66);
    }

    @Test
    void sign_forASubAccount_namesAndSignsIt() {
        String account = MASTER + "/" + SUB;
        JsonNode ofSub = json(signed(action(ORDER.formatted(0)), account));

        assertThat(ofSub.path("vaultAddress").asText()).isEqualTo(SUB);
        assertThat(ofSub.path("signature"))
                .isNotEqualTo(json(signed(action(ORDER.formatted(0)), MASTER)).path("signature"));
        for (String ofMaster : new String[] {
            "{\"type\":\"createSubAccount\",\"name\":\"x\"}",
            "{\"type\":\"usdClassTransfer\",\"amount\":\"1\",\"toPerp\":true}"
        }) {
            assertThatThrownBy(() -> signed(action(ofMaster), account)).isInstanceOf(KeyScopeException.class);
        }
    }

    @Test
    void sign_anActionOfTheWallet_addsNetworkAndTime_andNoEnd() {
        JsonNode sent = json(
                signed(action("{\"type\":\"usdSend\",\"destination\":\"" + MASTER + "\",\"amount\":\"1\"}"), ADDRESS));

        assertThat(sent.path("action").toString())
                .isEqualTo(
                        "{\"type\":\"usdSend\",\"destination\":\"" + MASTER
                                + "\",\"amount\":\"1\",\"signatureChainId\":\"0x66eee\",\"hyperliquidChain\":\"Mainnet\",\"time\":1687816341423}");
        assertThat(sent.has("expiresAfter")).isFalse();
        assertThat(sent.path("nonce").asLong()).isEqualTo(1_687_816_341_423L);
    }

    @Test
    void sign_twiceInOneMillisecond_drawsTwoNonces() {
        var time = new SigningTime(InstantSource.fixed(NOW));
        try (SigningKey key = key(MASTER)) {
            var signer = VENUE.signer(Environment.SANDBOX);
            JsonNode one = json(signer.sign(action(ORDER.formatted(0)), HOST, key, time));
            JsonNode other = json(signer.sign(action(ORDER.formatted(0)), HOST, key, time));
            assertThat(other.path("nonce").asLong()).isEqualTo(one.path("nonce").asLong() + 1);
            assertThat(other.path("signature")).isNotEqualTo(one.path("signature"));
        }
    }

    @Test
    void sign_aTimerAsParameters_worksOutWhenItEnds() {
        VenueRequest timer = VENUE.emergency()
                .deadManSwitch(TRADE_DERIVATIVES, Duration.ofMinutes(1))
                .orElseThrow();

        assertThat(json(signed(timer, MASTER)).path("action").toString())
                .isEqualTo("{\"type\":\"scheduleCancel\",\"time\":1687816401423}");
        assertThat(VENUE.emergency().deadManSwitch(TRADE_SPOT, Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(VENUE.emergency().deadManSwitch(TRADE_DERIVATIVES, Duration.ofSeconds(4)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"userRole\"} | 0x14791697260e4c9a71f18484c9f997b308e59325",
                "{\"type\":\"extraAgents\"} | 0x5e9ee1089755c3435139848e47e6635505d5a13a",
                "{\"type\":\"openOrders\"} | 0x1719884eb866cb12b2287399b15f7db5e7d775ea"
            })
    void sign_aQuestion_addsTheUserAlone(String question, String user) {
        SignedRequest signed = signed(VenueRequest.post("/info").json(question), MASTER + "/" + SUB);

        assertThat(signed.uri()).hasToString("https://api.hyperliquid.xyz/info");
        assertThat(signed.text()).isEqualTo(question.replace("}", ",\"user\":\"" + user + "\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "main",
                "0x5e9ee1089755c3435139848e47e6635505d5a13",
                "0x5E9ee1089755c3435139848e47e6635505d5a13a",
                "0x5e9ee1089755c3435139848e47e6635505d5a13a/",
                "/0x5e9ee1089755c3435139848e47e6635505d5a13a",
                "0x0123456789012345678901234567890123456789012345678901234567890123"
            })
    void sign_forWhatIsNoAccount_isRefused(String account) {
        assertThatThrownBy(() -> signed(action(ORDER.formatted(0)), account))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageContaining("account id");
    }

    @Test
    void account_inCapitalsThatAreItsChecksum_isTakenAsItIs() {
        String checked = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        String text = signed(VenueRequest.post("/info").json("{\"type\":\"openOrders\"}"), checked)
                .text();
        assertThat(text).contains(checked.toLowerCase(Locale.ROOT));
    }

    @Test
    void secret_inThePlaceOfAnAddress_isNoticed() {
        var form = VENUE.credentials().apiKeyForm().orElseThrow();
        assertThat(ADDRESS).matches(form);
        assertThat(SECRET).doesNotMatch(form);
        assertThatThrownBy(() -> SigningKey.of(
                        SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256,
                        SecretEncoding.HEX,
                        Desk.box(MASTER),
                        Desk.box(SECRET),
                        null,
                        null))
                .isInstanceOf(KeyMaterialException.class);
    }

    private static final String ROLE = "{\"role\":\"agent\",\"data\":{\"user\":\"" + MASTER + "\"}}";
    private static final String AGENTS =
            "[{\"name\":\"grid\",\"address\":\"" + ADDRESS + "\",\"validUntil\":1767776120478},"
                    + "{\"name\":\"new\",\"address\":\"" + SUB + "\",\"validUntil\":null}]";

    private static SignedCalls answering(String role, String agents, String account) {
        return answering(role, agents, account, "{\"role\":\"subAccount\",\"data\":{\"master\":\"" + MASTER + "\"}}");
    }

    private static SignedCalls answering(String role, String agents, String account, String sub) {
        return new SignedCalls() {
            @Override
            public HttpReply call(VenueRequest request) {
                String question = request.json().orElseThrow();
                String answer = question.contains("extraAgents") ? agents : question.contains("\"user\"") ? sub : role;
                return new HttpReply(200, answer);
            }

            @Override
            public Optional<VenueKeyId> key() {
                return Optional.of(VenueKeyId.of("hyperliquid", ADDRESS));
            }

            @Override
            public Optional<String> accountId() {
                return Optional.of(account);
            }
        };
    }

    private static KeyFacts inspect(SignedCalls venue) {
        return VENUE.inspector(Environment.PRODUCTION).inspect(venue);
    }

    @Test
    void inspect_anAgent_trades_andWhatElseItCanIsUnknown() {
        KeyFacts facts = inspect(answering(ROLE, AGENTS, MASTER));

        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(READ_ACCOUNT, TRADE_SPOT, TRADE_DERIVATIVES);
        assertThat(facts.permissions().all(Presence.UNKNOWN))
                .containsExactlyInAnyOrder(WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, ACCOUNT_ADMIN);
        assertThat(facts.permissions().of(KEY_ADMIN)).isEqualTo(Presence.DENIED);
        assertThat(facts.permissions().of(OPEN_SESSION)).isEqualTo(Presence.DENIED);
        assertThat(facts.expiry().value()).contains(Instant.ofEpochMilli(1_767_776_120_478L));
        assertThat(facts.accountId().value()).contains(MASTER);
        assertThat(facts.ips().isKnown()).isTrue();
        assertThat(inspect(answering(ROLE, "[]", MASTER)).expiry().isKnown()).isFalse();
    }

    @Test
    void inspect_tellsWhoseAgentItIs() {
        String account = MASTER + "/" + SUB;
        assertThat(inspect(answering(ROLE, AGENTS, account)).accountId().value())
                .contains(account);
        assertThat(inspect(answering(ROLE, AGENTS, SUB)).accountId().value()).contains(MASTER);
        String foreign = "{\"role\":\"subAccount\",\"data\":{\"master\":\"" + ADDRESS + "\"}}";
        assertThat(inspect(answering(ROLE, AGENTS, account, foreign))
                        .accountId()
                        .value())
                .contains(MASTER);
        assertThat(inspect(answering(ROLE, AGENTS, account, "{\"role\":\"vault\"}"))
                        .accountId()
                        .isKnown())
                .isFalse();
        assertThat(inspect(answering(ROLE, AGENTS, account, "{\"role\":\"user\"}"))
                        .accountId()
                        .value())
                .contains(MASTER);
    }

    /** The key that must never be a bot's. */
    @ParameterizedTest
    @ValueSource(strings = {"user", "vault", "subAccount"})
    void inspect_aWalletsOwnKey_canDoEverything(String role) {
        KeyFacts facts = inspect(answering("{\"role\":\"" + role + "\"}", AGENTS, ADDRESS));

        assertThat(facts.permissions().all(Presence.GRANTED)).contains(WITHDRAW, KEY_ADMIN, TRADE_SPOT);
        assertThat(facts.accountId().value()).contains(ADDRESS);
        assertThat(inspect(answering("{\"role\":\"user\"}", AGENTS, MASTER))
                        .accountId()
                        .isKnown())
                .isFalse();
    }

    @TestFactory
    Stream<DynamicTest> inspect_anAnswerThatIsMangled_isAnErrorOrNoGuess() {
        return Stream.of(
                        Mangled.variants(ROLE).map(body -> answering(body, AGENTS, MASTER)),
                        Mangled.variants(AGENTS).map(body -> answering(ROLE, body, MASTER)),
                        Stream.of("", "{}", "[]", "null", "7").map(body -> answering(body, body, MASTER)))
                .flatMap(one -> one)
                .map(venue -> DynamicTest.dynamicTest("mangled", () -> {
                    try {
                        KeyFacts facts = inspect(venue);
                        assertThat(facts.permissions().of(WITHDRAW)).isEqualTo(Presence.UNKNOWN);
                        assertThat(facts.accountId().value()).contains(MASTER);
                    } catch (VenueUnavailableException | VenueRefusedException e) {
                        assertThat(e).hasNoCause();
                    }
                }));
    }

    private static Set<Kind> kinds(String sentence) {
        return VENUE.errors()
                .classify(new HttpReply(200, "{\"status\":\"err\",\"response\":\"" + sentence + "\"}"))
                .orElseThrow()
                .kinds();
    }

    @Test
    void error_meansWhatItsSentenceBeginsWith() {
        assertThat(kinds("User or API Wallet " + ADDRESS + " does not exist."))
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE);
        assertThat(kinds("L1 error: User or API Wallet " + ADDRESS + " does not exist."))
                .contains(Kind.BAD_KEY);
        assertThat(kinds("Must deposit before performing actions. User: " + ADDRESS))
                .contains(Kind.SIGNATURE);
        assertThat(kinds("Too many cumulative requests sent (2 > 1)")).containsExactly(Kind.RATE);
        assertThat(kinds("Invalid nonce: 7")).containsExactly(Kind.NONCE);
        assertThat(kinds("something else")).containsExactly(Kind.REQUEST);
        assertThat(VENUE.errors()
                        .classify(new HttpReply(422, "Failed to deserialize"))
                        .orElseThrow()
                        .kinds())
                .containsExactly(Kind.REQUEST);
        assertThat(VENUE.errors().classify(new HttpReply(429, "")).orElseThrow().kinds())
                .containsExactly(Kind.RATE);
        assertThat(VENUE.errors()
                        .classify(new HttpReply(200, "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}")))
                .isEmpty();
        assertThat(VENUE.errors()
                        .classify(
                                new HttpReply(
                                        200,
                                        "{\"status\":\"ok\",\"response\":{\"data\":{\"statuses\":[\"success\",{\"error\":\"canary\"}]}}}"))
                        .orElseThrow()
                        .toString())
                .doesNotContain("canary");
    }

    @Test
    void steps_nameEverythingThatIsToBeDone() {
        var order = KeyOrder.builder("", "grid-1")
                .rights(VENUE.rights().smallestKeyFor(Set.of(READ_ACCOUNT, TRADE_SPOT)))
                .algorithm(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256)
                .build();
        assertThat(String.join("\n", VENUE.keys().stepsToCreate(order)))
                .contains("grid-1", "ECDSA_SECP256K1_KECCAK256", "(agent)")
                .doesNotContain("{");
        assertThat(String.join("\n", VENUE.keys().stepsToDelete("grid-1"))).contains("grid-1");
    }

    private static VenueDefinition at(HyperliquidSimulator venue) {
        return VENUE.servedAt(Environment.PRODUCTION, venue.uri());
    }

    @Test
    void probe_ofAnAgentThatIsGone_isDead() {
        try (HyperliquidSimulator venue = HyperliquidSimulator.start()) {
            SimulatedKey key = venue.createKey("agent");
            try (Desk desk = Desk.of(at(venue), venue, key)) {
                var inspector = VENUE.inspector(Environment.PRODUCTION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                key.revoke();
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.DEAD);
                assertThat(kindsOf(desk.call(action(ORDER.formatted(0))))).contains(Kind.BAD_KEY);
            }
        }
    }

    private static Set<Kind> kindsOf(HttpReply reply) {
        return VENUE.errors().classify(reply).orElseThrow().kinds();
    }

    /** Each kind of action that the definition knows, as the simulator takes it. */
    @Test
    void actions_areTakenAsTheyAreSigned() {
        try (HyperliquidSimulator venue = HyperliquidSimulator.start();
                Desk agent = Desk.of(at(venue), venue, venue.createKey("agent"));
                Desk wallet = Desk.of(at(venue), venue, venue.wallet())) {
            String client = "0x000000000000000000000000000000a1";
            String order = ORDER.formatted(0).replace("}}}]", "}},\"c\":\"" + client + "\"}]");
            assertThat(agent.call(action(order)).body()).contains("resting", client);
            String modified = order.substring(order.indexOf("[{") + 1, order.indexOf("],\"grouping"))
                    .replace("\"s\":\"1\"", "\"s\":\"2.5\"");
            assertThat(agent.call(action("{\"type\":\"batchModify\",\"modifies\":[{\"oid\":\"" + client
                                    + "\",\"order\":" + modified + "}]}"))
                            .body())
                    .contains("resting");
            assertThat(agent.call(action("{\"type\":\"cancelByCloid\",\"cancels\":[{\"asset\":0,\"cloid\":\"" + client
                                    + "\"}]}"))
                            .body())
                    .contains("success");
            for (String setting : new String[] {
                "{\"type\":\"updateLeverage\",\"asset\":0,\"isCross\":true,\"leverage\":5}",
                "{\"type\":\"updateIsolatedMargin\",\"asset\":1,\"isBuy\":true,\"ntli\":-1000000}",
                "{\"type\":\"scheduleCancel\"}",
                "{\"type\":\"vaultTransfer\",\"vaultAddress\":\"" + SUB + "\",\"isDeposit\":true,\"usd\":5000000}",
                "{\"type\":\"createSubAccount\",\"name\":\"one more\"}"
            }) {
                assertThat(agent.call(action(setting)).body()).as(setting).contains("\"status\":\"ok\"");
            }
            for (String moving : new String[] {
                "{\"type\":\"usdSend\",\"destination\":\"" + SUB + "\",\"amount\":\"1.5\"}",
                "{\"type\":\"withdraw3\",\"destination\":\"" + SUB + "\",\"amount\":\"2\"}",
                "{\"type\":\"spotSend\",\"destination\":\"" + SUB
                        + "\",\"token\":\"BTC:0xc4bf3f870c0e9465323c0b6ed28096c2\",\"amount\":\"0.1\"}",
                "{\"type\":\"usdClassTransfer\",\"amount\":\"1\",\"toPerp\":false}",
                "{\"type\":\"approveAgent\",\"agentAddress\":\"" + SUB
                        + "\",\"agentName\":\"x valid_until 1999999999999\"}"
            }) {
                assertThat(kindsOf(agent.call(action(moving))))
                        .as("an agent: " + moving)
                        .contains(Kind.SIGNATURE);
                assertThat(wallet.call(action(moving)).body()).as(moving).contains("\"status\":\"ok\"");
            }
        }
    }

    /** What no test of another venue has: the test network takes what is signed for it, and nothing that is signed for the other. */
    @Test
    void sandbox_isSignedForTheTestNetwork() throws Exception {
        try (HyperliquidSimulator testnet = HyperliquidSimulator.startTestnet()) {
            SimulatedKey agent = testnet.createKey("agent");
            try (SigningKey key = SigningKey.of(
                            SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256,
                            SecretEncoding.HEX,
                            Desk.box(agent.apiKey()),
                            Desk.box(agent.secret()),
                            null,
                            null)
                    .forAccount(testnet.accountId())) {
                var time = new SigningTime(InstantSource.system());
                for (Environment environment : Environment.values()) {
                    SignedRequest signed =
                            VENUE.signer(environment).sign(action(ORDER.formatted(1)), testnet.uri(), key, time);
                    boolean taken = VENUE.errors()
                            .classify(HttpTransport.jdk(Duration.ofSeconds(20)).send(signed))
                            .isEmpty();
                    assertThat(taken).as(environment.name()).isEqualTo(environment == Environment.SANDBOX);
                }
            }
        }
    }

    @TempDir
    private Path folder;

    private Keyguard start(HyperliquidSimulator venue, SimulatedKey key, Grant grant, String name) {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(venue.toApiKey("grid-key", key).strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(at(venue))
                .grant("grid", grant)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    @Test
    void bot_startsOnAnAgentWhoseUnknownRightsAreAccepted_andNeverOnTheWallet() throws Exception {
        try (HyperliquidSimulator venue = HyperliquidSimulator.start()) {
            SimulatedKey key = venue.createKey("agent");
            Grant grant = Grant.on("hyperliquid", "main")
                    .allow(READ_ACCOUNT, TRADE_DERIVATIVES)
                    .acceptBundled(TRADE_SPOT);
            assertThatThrownBy(() -> start(venue, key, grant, "blind"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            Grant inWords = grant.acceptUnknown(
                    "agents can deposit into vaults", WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, ACCOUNT_ADMIN);
            try (Keyguard keyguard = start(venue, key, inWords, "seeing")) {
                ScopedKey trading =
                        keyguard.forStrategy("grid").get(KeyScope.of("hyperliquid", "main", TRADE_DERIVATIVES));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10))
                                .send(trading.sign(action(ORDER.formatted(0))))
                                .body())
                        .contains("resting");
                assertThatThrownBy(() -> trading.sign(action(ORDER.formatted(10_000))))
                        .isInstanceOf(KeyScopeException.class);
                assertThatThrownBy(() -> trading.sign(action("{\"type\":\"vaultTransfer\",\"vaultAddress\":\"" + SUB
                                + "\",\"isDeposit\":true,\"usd\":1}")))
                        .isInstanceOf(KeyScopeException.class);
            }
            assertThatThrownBy(() -> start(venue, venue.wallet(), inWords, "wallet"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW")
                    .hasMessageContaining("KEY_ADMIN");
            key.revoke();
            assertThatThrownBy(() -> start(venue, key, inWords, "revoked")).isInstanceOf(KeyguardException.class);
            assertThat(venue.stats().ordersPlaced()).isOne();
        }
    }
}
