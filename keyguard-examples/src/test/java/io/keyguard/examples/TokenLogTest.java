/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keyguard.KeyId;
import io.keyguard.rotation.TokenSource;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who closes a bot to end its tokens reads in the log which of them lives on. */
class TokenLogTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final KeyId PARENT = KeyId.of("bitfinex-parent");
    private static final Duration LIFE = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @Test
    void close_whileTheVenueCannotBeAsked_saysWhichTokenLivesAndUntilWhen() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var heard = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger("io.keyguard");
        heard.start();
        log.setLevel(Level.WARN);
        log.addAppender(heard);
        try {
            closeWhileCutOff();
        } finally {
            log.detachAppender(heard);
            log.setLevel(null);
        }
        assertThat(heard.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("the token grid-token of bitfinex was not ended; it is good until " + NOW.plus(LIFE));
    }

    private void closeWhileCutOff() {
        HttpTransport http = HttpTransport.jdk(Duration.ofSeconds(60));
        var cutOff = new AtomicBoolean();
        ScheduledExecutorService nobody = Executors.newSingleThreadScheduledExecutor();
        try (BitfinexSimulator venue = BitfinexSimulator.start(() -> NOW);
                Vault vault = vault(venue);
                TokenSource tokens = TokenSource.builder(vault, PARENT)
                        .named(KeyId.of("grid-token"), Set.of("grid"))
                        .at(Venues.bitfinex().servedAt(PRODUCTION, venue.uri()), Set.of(READ_ACCOUNT))
                        .life(LIFE)
                        .over(
                                request -> {
                                    if (cutOff.get()) {
                                        throw new IOException("cut off");
                                    }
                                    return http.send(request);
                                },
                                nobody)
                        .clock(() -> NOW)
                        .build()) {
            tokens.read().keys().values().forEach(ApiKey::close);
            cutOff.set(true);
        } finally {
            nobody.shutdownNow();
        }
    }

    private Vault vault(BitfinexSimulator venue) {
        Vault vault = Vault.create(
                folder.resolve("keeper.vault"),
                PassphraseSource.ofChars("synthetic passphrase".toCharArray()),
                VaultOptions.defaults().insecureCostForTests());
        try (ApiKey key = venue.toApiKey(
                        PARENT.value(),
                        venue.createKey(
                                "account:read", "orders:read", "wallets:read", "history:read", "positions:read"))
                .build()) {
            vault.add(key);
        }
        return vault;
    }
}
