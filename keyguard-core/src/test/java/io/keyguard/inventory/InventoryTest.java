/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.StateException;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.inventory.InventoryFinding.Kind;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which key is used where, over processes that end, are killed, and take over from each other. */
class InventoryTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyId GRID = KeyId.of("grid-fake");

    @TempDir
    private Path folder;

    private Path state;

    @BeforeEach
    void name() {
        state = folder.resolve("state");
    }

    private static KnownKey key(Instant seen, long generation, Optional<Instant> created) {
        return new KnownKey(
                GRID,
                generation,
                "fake",
                "main",
                Environment.PRODUCTION,
                Map.of("grid", EnumSet.of(Permission.READ_ACCOUNT, Permission.TRADE_SPOT)),
                created,
                Optional.empty(),
                false,
                seen,
                seen,
                false);
    }

    private static KnownKey young(Instant seen) {
        return key(seen, 1, Optional.of(NOW.minus(Duration.ofDays(1))));
    }

    private static KeyUse use(String host, Permission permission, Instant first, Instant last, long count) {
        return new KeyUse(GRID, 1, "grid", permission, host, "bot 1", "p", first, last, count);
    }

    private Inventory read() {
        return Inventory.read(state, InventoryRules.usual(), NOW);
    }

    /** A process that signs {@code count} times and ends. */
    private void process(Instant at, long count) throws Exception {
        try (ProcessFolder process = ProcessFolder.start(state, at);
                InventoryFile file = InventoryFile.start(state, process.path())) {
            file.changed(List.of(young(at)), List.of(), at);
            var ledger = new UseLedger("box-1", "bot 1", process.name());
            for (long i = 0; i < count; i++) {
                ledger.counter(GRID, 1, "grid", Permission.TRADE_SPOT).add();
            }
            file.save(ledger.tick(at));
        }
    }

    @Test
    void uses_overSeveralProcesses_areAddedUp() throws Exception {
        process(NOW.minusSeconds(3000), 3);
        process(NOW.minusSeconds(2000), 4);
        process(NOW.minusSeconds(1000), 5);

        Inventory inventory = read();

        KeyUse use = inventory.uses().get(0);
        assertThat(inventory.uses()).hasSize(1);
        assertThat(use.count()).isEqualTo(12);
        assertThat(use.first()).isEqualTo(NOW.minusSeconds(3000));
        assertThat(use.last()).isEqualTo(NOW.minusSeconds(1000));
        assertThat(use.host()).isEqualTo("box-1");
        assertThat(use.service()).isEqualTo("bot 1");
        assertThat(inventory.keys()).singleElement().satisfies(key -> {
            assertThat(key.since()).isEqualTo(NOW.minusSeconds(3000));
            assertThat(key.seen()).isEqualTo(NOW.minusSeconds(1000));
        });
        assertThat(inventory.toJson())
                .contains("\"count\":12", "\"granted\":{\"grid\":[\"READ_ACCOUNT\",\"TRADE_SPOT\"]}");
        assertThat(inventory.toString()).isEqualTo("Inventory[keys=1, uses=1, findings=0]");
    }

    @Test
    void uses_ofProcessesThatRunAtOnce_areAddedUpAndNotTakenOver() throws Exception {
        try (ProcessFolder one = ProcessFolder.start(state, NOW);
                InventoryFile first = InventoryFile.start(state, one.path())) {
            first.save(List.of(use("box-1", Permission.TRADE_SPOT, NOW, NOW, 3)));
            process(NOW, 4);
            first.save(List.of(use("box-1", Permission.TRADE_SPOT, NOW, NOW, 5)));
            assertThat(read().uses()).singleElement().extracting(KeyUse::count).isEqualTo(9L);
        }
    }

    @Test
    void start_crashBeforeTheOldFilesWereDeleted_countsNothingTwice() throws Exception {
        process(NOW, 3);
        Path old = ProcessFolder.all(state).get(0).resolve("inventory");
        byte[] kept = Files.readAllBytes(old);
        process(NOW, 4);
        assertThat(old).doesNotExist();

        Files.write(old, kept);

        assertThat(read().uses()).singleElement().extracting(KeyUse::count).isEqualTo(7L);
        process(NOW, 1);
        assertThat(read().uses()).singleElement().extracting(KeyUse::count).isEqualTo(8L);
        assertThat(old).doesNotExist();
    }

    @Test
    void start_anOldFileIsCutOffOrDamaged_readsWhatIsWholeAndKeepsTheRest() throws Exception {
        process(NOW, 3);
        Path old = ProcessFolder.all(state).get(0).resolve("inventory");
        byte[] whole = Files.readAllBytes(old);
        byte[] damaged = whole.clone();
        damaged[damaged.length - 1] ^= 1;
        Files.write(old, damaged);

        process(NOW, 4);

        assertThat(read().keys()).hasSize(1);
        assertThat(read().uses()).singleElement().extracting(KeyUse::count).isEqualTo(4L);
        assertThat(old.resolveSibling("inventory.damaged")).hasBinaryContent(damaged);
    }

    @Test
    void save_forYears_staysSmall() throws Exception {
        try (ProcessFolder process = ProcessFolder.start(state, NOW);
                InventoryFile file = InventoryFile.start(state, process.path())) {
            for (int i = 1; i <= 6_000; i++) {
                file.save(List.of(use("box-1", Permission.TRADE_SPOT, NOW, NOW, i)));
            }
            assertThat(Files.size(process.path().resolve("inventory"))).isLessThan(1 << 20);
            assertThat(read().uses()).singleElement().extracting(KeyUse::count).isEqualTo(6_000L);
        }
    }

    @Test
    void read_noSuchDirectory_saysSo() {
        assertThatThrownBy(this::read).isInstanceOf(StateException.class).hasMessageContaining("reading the inventory");
    }

    private List<Kind> kinds(InventoryRules rules, KnownKey key, KeyUse... uses) {
        var content = new InventoryContent();
        content.add(key);
        List.of(uses).forEach(content::set);
        return Inventory.of(content, rules, NOW).findings().stream()
                .map(InventoryFinding::kind)
                .toList();
    }

    private static final KeyUse READS =
            use("box-1", Permission.READ_ACCOUNT, NOW.minusSeconds(60), NOW.minusSeconds(1), 1);
    private static final KeyUse TRADES =
            use("box-1", Permission.TRADE_SPOT, NOW.minusSeconds(60), NOW.minusSeconds(1), 1);

    @Test
    void findings_ofAges_followTheRules() {
        InventoryRules usual = InventoryRules.usual();
        for (var expected : Map.of(
                        59, List.<Kind>of(), 60, List.of(Kind.DUE), 89, List.of(Kind.DUE), 90, List.of(Kind.TOO_OLD))
                .entrySet()) {
            Instant created = NOW.minus(Duration.ofDays(expected.getKey()));
            assertThat(kinds(usual, key(NOW, 1, Optional.of(created)), READS, TRADES))
                    .as("%d days", expected.getKey())
                    .isEqualTo(expected.getValue());
        }
        assertThat(kinds(usual, key(NOW, 1, Optional.empty()), READS, TRADES)).containsExactly(Kind.AGE_UNKNOWN);
        Instant old = NOW.minus(Duration.ofDays(60));
        assertThat(kinds(
                        usual.maxAge(Duration.ofDays(70), Duration.ofDays(80)),
                        key(NOW, 1, Optional.of(old)),
                        READS,
                        TRADES))
                .isEmpty();
    }

    @Test
    void findings_ofUnusedKeysAndRights_waitUntilTheKeyIsKnownForLong() {
        Instant longAgo = NOW.minus(Duration.ofDays(30));
        KeyUse formerTrades = use("box-1", Permission.TRADE_SPOT, longAgo.minusSeconds(9), longAgo, 1);
        InventoryRules usual = InventoryRules.usual();

        assertThat(kinds(usual, young(NOW.minus(Duration.ofDays(29))))).isEmpty();
        assertThat(kinds(usual, young(longAgo))).containsExactly(Kind.UNUSED);
        assertThat(kinds(usual, young(longAgo), formerTrades)).containsExactly(Kind.UNUSED);
        assertThat(kinds(usual, young(longAgo), READS, TRADES)).isEmpty();
        assertThat(kinds(usual, young(longAgo), READS)).containsExactly(Kind.UNUSED_RIGHT);
        assertThat(kinds(usual, young(longAgo), READS, formerTrades)).containsExactly(Kind.UNUSED_RIGHT);
        assertThat(kinds(usual.unusedAfter(Duration.ofDays(31)), young(longAgo), READS))
                .isEmpty();
        assertThat(kinds(usual, young(longAgo).with(longAgo, NOW, true))).isEmpty();
    }

    @Test
    void findings_ofHosts_nameThoseThatNobodyExpects() {
        KeyUse elsewhere = use("box-2", Permission.TRADE_SPOT, NOW.minusSeconds(9), NOW.minusSeconds(1), 1);
        InventoryRules usual = InventoryRules.usual();

        assertThat(kinds(usual, young(NOW), READS, TRADES, elsewhere)).containsExactly(Kind.SEVERAL_HOSTS);
        assertThat(kinds(usual.onHosts("box-1"), young(NOW), READS, TRADES, elsewhere))
                .containsExactly(Kind.UNEXPECTED_HOST);
        assertThat(kinds(usual.onHosts("box-1", "box-2"), young(NOW), READS, TRADES, elsewhere))
                .isEmpty();
    }

    @Test
    void findings_ofSources_holdersExposuresAndOldGenerations() {
        KnownKey plain = young(NOW);
        var weak = new KnownKey(
                GRID,
                2,
                "fake",
                "main",
                Environment.PRODUCTION,
                plain.granted(),
                plain.created(),
                Optional.of("others can read the environment"),
                true,
                NOW,
                NOW,
                false);
        var content = new InventoryContent();
        content.add(weak);
        content.expose(GRID, 2);
        content.set(new KeyUse(GRID, 2, "grid", Permission.TRADE_SPOT, "b", "", "p", NOW.minusSeconds(9), NOW, 1));
        content.set(new KeyUse(GRID, 1, "grid", Permission.TRADE_SPOT, "b", "", "p", NOW.minusSeconds(5), NOW, 1));

        List<InventoryFinding> findings =
                Inventory.of(content, InventoryRules.usual(), NOW).findings();

        assertThat(findings)
                .extracting(InventoryFinding::kind)
                .containsExactly(Kind.WEAK_SOURCE, Kind.HELD_BY_CLIENT, Kind.EXPOSED, Kind.OLD_GENERATION);
        assertThat(Inventory.of(content, InventoryRules.usual(), NOW).toText())
                .contains("grid-fake: EXPOSED, generation 2 was shown in the clear; replace it now");
    }

    @Test
    void verified_isRecalledForTheSameMaterialAlone_andNotForever() throws Exception {
        KeyFacts facts = new KeyFacts(
                PermissionSet.builder()
                        .granted(EnumSet.of(Permission.TRADE_SPOT))
                        .denied(EnumSet.of(Permission.WITHDRAW))
                        .unrecognised("teleport")
                        .build(),
                Set.of("trade"),
                Observed.of(Set.of("203.0.113.7")),
                Observed.none(),
                Observed.unknown());
        try (ProcessFolder process = ProcessFolder.start(state, NOW);
                InventoryFile file = InventoryFile.start(state, process.path());
                ApiKey key = material("canary-key-1", "canary-secret-1")) {
            file.verified(key, facts, NOW, true);
            file.flush();
        }
        try (ProcessFolder process = ProcessFolder.start(state, NOW);
                InventoryFile file = InventoryFile.start(state, process.path());
                ApiKey key = material("canary-key-1", "canary-secret-1");
                ApiKey other = material("canary-key-1", "canary-secret-2")) {
            KeyFacts recalled = file.verifiedBetween(key, NOW, NOW).orElseThrow();
            assertThat(recalled.toString()).isEqualTo(facts.toString());
            assertThat(recalled.permissions().of(Permission.WITHDRAW)).isEqualTo(PermissionSet.Presence.DENIED);
            assertThat(recalled.permissions().of(Permission.EARN)).isEqualTo(PermissionSet.Presence.UNKNOWN);
            assertThat(recalled.permissions().unrecognised()).containsExactly("teleport");
            assertThat(recalled.ips().value()).contains(Set.of("203.0.113.7"));
            assertThat(recalled.expiry().isKnown()).isTrue();
            assertThat(recalled.expiry().value()).isEmpty();
            assertThat(recalled.accountId().isKnown()).isFalse();
            assertThat(file.verifiedBetween(key, NOW.plusSeconds(1), NOW.plusSeconds(2)))
                    .isEmpty();
            assertThat(file.verifiedBetween(other, NOW, NOW)).isEmpty();
            assertThat(Files.readString(process.path().resolve("inventory"), StandardCharsets.ISO_8859_1))
                    .contains("grid-fake", "203.0.113.7")
                    .doesNotContain("canary");
        }
    }

    private static ApiKey material(String apiKey, String secret) {
        return ApiKey.builder(GRID)
                .on("fake", "main")
                .material(bytes(apiKey), bytes(secret), null)
                .build();
    }

    private static SecretBytes bytes(String text) {
        return SecretBytes.take(text.getBytes(StandardCharsets.UTF_8), InsecureSecretAccess.get());
    }
}
