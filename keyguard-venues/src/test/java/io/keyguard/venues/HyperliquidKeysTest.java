/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Grant;
import io.keyguard.KeyId;
import io.keyguard.Keyguard;
import io.keyguard.StateDirectory;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationState;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.Rotations;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.HyperliquidSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.RotationPlaces.Orders;
import io.keyguard.venues.RotationPlaces.Place;
import io.keyguard.venues.Traffic.Sent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents at Hyperliquid from their approval to their end. */
class HyperliquidKeysTest {
    private static final String FRESH = "0x5e9ee1089755c3435139848e47e6635505d5a13a";
    private static final KeyId BOT = KeyId.of("bot");
    private static final KeyId OWNER = KeyId.of("owner");
    private static final Set<String> STRATEGIES = Set.of("grid", "hedge");
    private static final int ORDERS = 5;
    private static final VaultOptions CHEAP = VaultOptions.defaults().insecureCostForTests();
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(60));

    private final HyperliquidSimulator simulator = HyperliquidSimulator.start();
    private final VenueDefinition venue = Venues.hyperliquid().servedAt(PRODUCTION, simulator.uri());
    private final KeyAdministrator keys = venue.keys().administrator(PRODUCTION).orElseThrow();
    private final Desk wallet = Desk.of(venue, simulator, simulator.wallet());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        wallet.close();
        simulator.close();
    }

    private static KeyOrder.Builder order(String label) {
        return KeyOrder.builder("", label)
                .rights(Set.of("agent"))
                .algorithm(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256)
                .publicKey(FRESH);
    }

    private static String text(SecretBytes part) {
        return part.lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
    }

    @Test
    void agent_isApproved_listedAndRemoved_andItsAddressNeverTakenAgain() {
        assertThat(keys.list(wallet, "")).isEmpty();
        try (NewKey made = keys.create(wallet, order("grid-1").build())) {
            assertThat(text(made.apiKey())).isEqualTo(FRESH);
            assertThat(made.secret()).isEmpty();
            assertThat(keys.list(wallet, simulator.accountId())).singleElement().satisfies(listed -> {
                assertThat(listed.id()).isEqualTo(made.id()).isEqualTo(VenueKeyId.of("hyperliquid", FRESH));
                assertThat(listed.label()).isEqualTo("grid-1");
                assertThat(listed.rights().value()).contains(Set.of("agent"));
                assertThat(listed.ips().isKnown()).isTrue();
                assertThat(listed.expiry().isKnown()).isTrue();
            });
            assertThat(keys.modify(wallet, "", made.id(), Set.of(), Set.of())).isFalse();
            assertThat(keys.delete(wallet, "", made.id(), Optional.empty())).isTrue();
            assertThat(keys.list(wallet, "")).isEmpty();
            assertThat(keys.delete(wallet, "", made.id(), Optional.empty())).isFalse();
            assertThatThrownBy(() -> keys.create(wallet, order("grid-2").build()))
                    .isInstanceOf(VenueRefusedException.class);
        }
    }

    /** Another agent of the name would end: it is looked for first. */
    @Test
    void agent_ofANameInUse_isNotApproved() {
        SimulatedKey old = simulator.createKey("agent");
        String name = keys.list(wallet, "").get(0).label();
        assertThatThrownBy(() -> keys.create(wallet, order(name).build())).isInstanceOf(VenueRefusedException.class);
        try (Desk desk = Desk.of(venue, simulator, old)) {
            assertThat(KeyProbe.ask(venue.inspector(PRODUCTION), desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
        }
    }

    @Test
    void agents_beyondTheQuota_areRefused() {
        simulator.quota(1);
        simulator.createKey("agent");
        assertThatThrownBy(() -> keys.create(wallet, order("grid-1").build()))
                .isInstanceOf(VenueRefusedException.class);
        assertThat(keys.list(wallet, "")).hasSize(1);
    }

    @Test
    void anEnd_isToldWithTheAgent() {
        Instant end = Instant.ofEpochMilli(1_999_999_999_999L);
        wallet.call(VenueRequest.post("/exchange")
                .json("{\"type\":\"approveAgent\",\"agentAddress\":\"" + FRESH + "\",\"agentName\":\"x valid_until "
                        + end.toEpochMilli() + "\"}"));
        assertThat(keys.list(wallet, ""))
                .extracting(ListedKey::expiry)
                .singleElement()
                .satisfies(seen -> assertThat(seen.value()).contains(end));
    }

    @Test
    void whatTheVenueCannotDo_isNotAskedFor() {
        for (KeyOrder order : new KeyOrder[] {
            order("x").rights(Set.of("user")).build(),
            order("x").boundTo(Set.of("203.0.113.7")).build(),
            KeyOrder.builder("", "x").rights(Set.of("agent")).build(),
            KeyOrder.builder(FRESH, "x")
                    .rights(Set.of("agent"))
                    .algorithm(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256)
                    .publicKey(FRESH)
                    .build()
        }) {
            assertThatThrownBy(() -> keys.create(wallet, order)).isInstanceOf(VenueRefusedException.class);
        }
        assertThat(simulator.stats().requestsOf(simulator.wallet())).isZero();
    }

    /** An agent approves nobody. */
    @Test
    void agent_asAdministrator_isRefused() {
        try (Desk agent = Desk.of(venue, simulator, simulator.createKey("agent"))) {
            assertThatThrownBy(() -> keys.create(agent, order("grid-1").build()))
                    .isInstanceOf(VenueRefusedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"status\":\"maybe\"}",
                "{\"status\":\"err\"}",
                "{\"status\":\"err\",\"response\":\"never heard of\"}"
            })
    void anAnswerThatDoesNotSay_leavesOpenWhetherOneWasApproved(String answer) {
        SignedCalls calls = request -> new HttpReply(200, request.path().equals("/info") ? "[]" : answer);
        assertThatThrownBy(() -> keys.create(calls, order("grid-1").build()))
                .isInstanceOf(VenueUnavailableException.class);
    }

    /** What the venue still lists is not gone. */
    @Test
    void removalThatDoesNothing_isAnError() {
        SignedCalls calls = request -> new HttpReply(
                200,
                request.path().equals("/info")
                        ? "[{\"name\":\"x\",\"address\":\"" + FRESH + "\",\"validUntil\":null}]"
                        : "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}");
        assertThatThrownBy(() -> keys.delete(calls, "", VenueKeyId.of("hyperliquid", FRESH), Optional.empty()))
                .isInstanceOf(VenueUnavailableException.class);
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase".toCharArray());
    }

    private Vault vault(String name, ApiKey key) {
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase(), CHEAP);
                key) {
            vault.add(key);
        }
        return Vault.open(file, passphrase(), CHEAP);
    }

    private static VenueRequest order() {
        return VenueRequest.post("/exchange")
                .json(
                        "{\"type\":\"order\",\"orders\":[{\"a\":0,\"b\":true,\"p\":\"100\",\"s\":\"1\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Gtc\"}}}],\"grouping\":\"na\"}");
    }

    private Place place(Grant grant) {
        return new Place(
                venue,
                simulator,
                simulator.wallet(),
                "",
                "",
                grant,
                TRADE_DERIVATIVES,
                new Orders(number -> order(), "resting"),
                null,
                null);
    }

    private static void assertMovedOver(List<Sent> sent) {
        assertThat(sent)
                .allSatisfy(order ->
                        assertThat(order.isTaken()).as(order.toString()).isTrue());
        for (String strategy : STRATEGIES) {
            List<Long> generations = sent.stream()
                    .filter(order -> order.strategy().equals(strategy))
                    .map(Sent::generation)
                    .toList();
            assertThat(generations).as(strategy).isSorted().contains(1L, 2L);
        }
    }

    /** A pair that is made here takes the place of an agent while strategies trade with it; no private key travels. */
    @Test
    void rotation_underLoad_withAPairMadeHere_refusesNoOrder_andEndsTheOldAgent() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        SimulatedKey old = simulator.createKey("agent");
        Grant grant = Grant.on("hyperliquid", "main")
                .allow(READ_ACCOUNT, TRADE_DERIVATIVES)
                .acceptBundled(TRADE_SPOT)
                .acceptUnknown(
                        "agents can deposit into vaults",
                        WITHDRAW,
                        TRANSFER_INTERNAL,
                        TRANSFER_SUBACCOUNT,
                        ACCOUNT_ADMIN);
        try (Vault vault = vault(
                        "bot.vault",
                        simulator
                                .toApiKey(BOT.value(), old)
                                .strategies(STRATEGIES)
                                .build());
                Vault owners = vault(
                        "owner.vault",
                        simulator.toApiKey(OWNER.value(), simulator.wallet()).build());
                Keyguard bot = Keyguard.builder()
                        .state(StateDirectory.at(folder.resolve("state"))
                                .service("bot", "1.0.0")
                                .host("box-1"))
                        .source(Vault.open(folder.resolve("bot.vault"), passphrase(), CHEAP))
                        .venues(venue)
                        .overlap(Duration.ofMillis(200))
                        .policy(KeyPolicy.strict().ofAnyAge().fromAnyAddress())
                        .grant("grid", grant)
                        .grant("hedge", grant)
                        .start();
                var traffic = new Traffic()) {
            STRATEGIES.forEach(strategy -> traffic.overHttp(strategy, bot.forStrategy(strategy), place(grant), HTTP));
            traffic.awaitOrders(ORDERS);
            Rotations rotations = Rotations.builder(folder.resolve("state"), vault)
                    .venues(venue)
                    .transport(HTTP)
                    .administrators(owners)
                    .build();
            RotationStatus status = rotations.run(RotationPlan.of(BOT, Set.of(READ_ACCOUNT, TRADE_DERIVATIVES))
                    .made(RotationPlan.Making.OWN_PAIR)
                    .administeredBy(OWNER)
                    .approve(Set.of())
                    .overlap(Duration.ZERO));
            while (!status.state().isOver()) {
                assertThat(status.state()).as(status.toString()).isNotEqualTo(RotationState.BLOCKED);
                assertThat(status.todo()).as(status.toString()).isEmpty();
                traffic.awaitOrders(1);
                status = rotations.resume(BOT);
            }
            assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.CLOSED);
            ApiKey fresh = vault.read().keys().get(BOT);
            assertThat(fresh.algorithm()).isEqualTo(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256);
            assertThat(keys.list(wallet, ""))
                    .extracting(ListedKey::id)
                    .containsExactly(VenueKeyId.of("hyperliquid", text(fresh.apiKey())));
            traffic.awaitOrders(ORDERS);
            assertMovedOver(traffic.end());
            try (Desk desk = Desk.of(venue, simulator, old)) {
                assertThat(KeyProbe.ask(venue.inspector(PRODUCTION), desk)).isEqualTo(KeyProbe.Answer.DEAD);
            }
        }
    }
}
