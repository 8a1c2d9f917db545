/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.rotation.TokenSource;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs mask the key that makes tokens, and each token for as long as it may live. */
class TokenRedactionTest {
    private static final KeyId PARENT = KeyId.of("bitfinex-parent");
    private static final KeyId GRID = KeyId.of("grid-token");
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration QUARTER = LIFE.dividedBy(4);

    @TempDir
    private Path folder;

    private volatile Instant now = Instant.parse("2026-11-30T08:00:00Z");
    private final BitfinexSimulator bitfinex = BitfinexSimulator.start(() -> now);
    private final SimulatedKey parent =
            bitfinex.createKey("account:read", "orders:read", "wallets:read", "history:read", "positions:read");
    private final HttpTransport http = HttpTransport.jdk(Duration.ofSeconds(60));
    /** Without a tail: what is masked is known. */
    private final LiveSecrets known = new LiveSecrets(Runnable::run);

    private final Redactor redactor = Redactor.of(known).registeredOnly();
    /** What a transport would print of the key at each request. */
    private final List<String> printed = new ArrayList<>();

    private final Looks looks = new Looks();
    private volatile boolean cutOff;
    private Vault vault;

    /** Looks when the test says so. */
    private static final class Looks extends ScheduledThreadPoolExecutor {
        private final List<Runnable> tasks = new ArrayList<>();

        Looks() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            tasks.add(task);
            return super.schedule(() -> {}, 0, unit);
        }
    }

    @BeforeEach
    void makeVault() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = Vault.create(
                folder.resolve("keeper.vault"),
                PassphraseSource.ofChars("synthetic passphrase".toCharArray()),
                VaultOptions.defaults().insecureCostForTests());
        try (ApiKey key = bitfinex.toApiKey(PARENT.value(), parent).build()) {
            vault.add(key);
        }
    }

    @AfterEach
    void close() {
        looks.shutdownNow();
        vault.close();
        bitfinex.close();
    }

    private HttpReply send(SignedRequest request) throws IOException {
        printed.add(redactor.redact(parent.apiKey() + " " + parent.secret()));
        if (cutOff) {
            throw new IOException("cut off");
        }
        return http.send(request);
    }

    private TokenSource tokens() {
        return TokenSource.builder(vault, PARENT)
                .named(GRID, Set.of("grid"))
                .at(Venues.bitfinex().servedAt(PRODUCTION, bitfinex.uri()), Set.of(READ_ACCOUNT))
                .life(LIFE)
                .over(this::send, looks)
                .observer(known)
                .clock(() -> now)
                .ticker(() -> Duration.between(Instant.EPOCH, now).toNanos())
                .build();
    }

    /** The token, as a bot has it, which learns and forgets it as well. */
    private String read(TokenSource tokens) {
        try (ApiKey key = tokens.read().keys().get(GRID)) {
            known.learn(key);
            known.forget(key);
            return key.apiKey()
                    .lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
        }
    }

    private boolean isMasked(String token) {
        return !redactor.redact("token " + token + ".").contains(token);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        looks.tasks.forEach(Runnable::run);
    }

    @Test
    void keyThatMakesTokens_isMaskedBeforeItsFirstRequest_andUntilTheSourceIsClosed() {
        assertThat(isMasked(parent.secret())).isFalse();
        try (TokenSource tokens = tokens()) {
            assertThat(isMasked(parent.secret())).as("it was not read yet").isFalse();
            read(tokens);
            assertThat(isMasked(parent.secret())).isTrue();
            assertThat(isMasked(parent.apiKey())).isTrue();
        }
        assertThat(printed)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).doesNotContain(parent.apiKey(), parent.secret()));
        assertThat(isMasked(parent.secret())).isFalse();
        assertThat(known.size()).isZero();
    }

    @Test
    void token_isMaskedUntilItIsDead_thoughTheBotHasForgottenIt() {
        try (TokenSource tokens = tokens();
                KeySource.Watch watch = tokens.watch(() -> {})) {
            String first = read(tokens);
            assertThat(isMasked(first)).isTrue();
            pass(QUARTER.multipliedBy(2));
            String second = read(tokens);
            assertThat(second).isNotEqualTo(first);
            pass(QUARTER.multipliedBy(2).minusSeconds(1));
            assertThat(isMasked(first)).isTrue();
            pass(Duration.ofSeconds(1));
            assertThat(isMasked(first)).as("its life is over").isFalse();
            assertThat(isMasked(second)).isTrue();
            assertThat(watch).isNotNull();
        }
        assertThat(known.size()).as("all are ended").isZero();
    }

    @Test
    void token_thatCouldNotBeEnded_staysMasked() {
        String token;
        try (TokenSource tokens = tokens()) {
            token = read(tokens);
            cutOff = true;
        }
        assertThat(isMasked(token)).isTrue();
        assertThat(isMasked(parent.secret())).isFalse();
    }

    /** Nobody has to name the redactor of the process. */
    @Test
    void redactorOfTheProcess_isFound_andTold() {
        try (TokenSource tokens = tokens()) {
            String token = read(tokens);
            assertThat(Redactor.shared().registeredOnly().redact(token + " " + parent.secret()))
                    .doesNotContain(token, parent.secret());
        }
    }

    @Test
    void anotherToken_makesNothingKnownTwice() {
        try (TokenSource tokens = tokens()) {
            read(tokens);
            int parts = known.size();
            pass(LIFE);
            read(tokens);
            assertThat(known.size()).as("and one token more").isEqualTo(parts + 2);
        }
    }
}
