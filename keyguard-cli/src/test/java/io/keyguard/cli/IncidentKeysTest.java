/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.incident.ExposedKey;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.Responder;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import io.keyguard.venues.Venues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which keys of a vault an incident ends, also those that come into it meanwhile. */
class IncidentKeysTest {
    private static final String PASSPHRASE = "canary correct horse battery";

    @TempDir
    private Path folder;

    private final BybitSimulator bybit = BybitSimulator.start();
    private final Venue venue = Venues.bybit().servedAt(Environment.PRODUCTION, bybit.uri());
    private final AtomicLong nanos = new AtomicLong();
    private Path file;
    private Vault vault;

    @BeforeEach
    void makeVault() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        file = folder.resolve("bot.vault");
        vault = Vault.create(
                file,
                PassphraseSource.ofChars(PASSPHRASE.toCharArray()),
                VaultOptions.defaults().insecureCostForTests());
        add("grid-bybit");
        add("hedge-bybit");
    }

    @AfterEach
    void close() {
        vault.close();
        bybit.close();
    }

    /** Bybit lets keys with such a right delete themselves. */
    private void add(String name) {
        try (ApiKey key = bybit.toApiKey(name, bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer"))
                .createdAt(Instant.now())
                .build()) {
            vault.add(key);
        }
    }

    private IncidentKeys open() {
        var options = CommandLine.populateCommand(new IncidentKeys.Options(), "--vault", file.toString());
        return options.open(
                Desks.cheap(question -> PASSPHRASE.toCharArray(), venue), HttpTransport.jdk(Duration.ofSeconds(20)));
    }

    private static Predicate<ApiKey> named(String part) {
        return key -> key.id().value().contains(part);
    }

    private static List<ExposedKey> exposed(IncidentKeys keys, String part) {
        return keys.exposed(named(part), (key, why) -> {
            throw new AssertionError(why);
        });
    }

    @Test
    void fresh_isWhatCameIntoTheVault_orIntoWhatIsChosen_andEachKeyOnce() {
        try (IncidentKeys keys = open()) {
            assertThat(exposed(keys, "grid")).hasToString("[ExposedKey[grid-bybit at bybit]]");
            assertThat(keys.fresh(named("grid"))).as("nothing came").isEmpty();
            add("rotation-grid-bybit");
            add("rotation-hedge-bybit");

            assertThat(keys.fresh(named("grid"))).hasToString("[ExposedKey[rotation-grid-bybit at bybit]]");
            assertThat(keys.fresh(named("grid"))).isEmpty();
            assertThat(keys.fresh(named("grid").or(named("rotation"))))
                    .as("it is chosen by now")
                    .hasToString("[ExposedKey[rotation-hedge-bybit at bybit]]");
            assertThat(keys.fresh(key -> true))
                    .as("it was in the vault from the beginning, and nobody had chosen it")
                    .hasToString("[ExposedKey[hedge-bybit at bybit]]");
            assertThat(keys.fresh(key -> true)).isEmpty();
        }
    }

    /** As it does while a rotation that nobody could stop puts its candidate there. */
    @Test
    void keyThatCameMeanwhile_isEndedAtItsVenue_andRememberedAsRevoked() {
        try (IncidentKeys keys = open()) {
            Instant now = Instant.now();
            var came = new AtomicBoolean();
            Responder.Builder responder = Responder.builder(folder.resolve("state"))
                    .clock((InstantSource) () -> now.plusNanos(nanos.get()))
                    .time(nanos::get, pause -> nanos.addAndGet(pause.toNanos()))
                    .more(() -> {
                        if (came.compareAndSet(false, true)) {
                            add("rotation-grid-bybit");
                        }
                        return keys.fresh(named("grid"));
                    });
            exposed(keys, "grid").forEach(responder::key);

            IncidentReport report = responder.build().start("");

            assertThat(report.keys())
                    .extracting(KeyOutcome::state)
                    .containsExactly(KeyOutcome.State.DEAD, KeyOutcome.State.DEAD);
            assertThat(keys.dead(report))
                    .extracting(key -> key.id().value())
                    .containsExactlyInAnyOrder("grid-bybit", "rotation-grid-bybit");
        }
    }
}
