/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Grant;
import io.keyguard.KeyId;
import io.keyguard.Keyguard;
import io.keyguard.StateDirectory;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.Venue;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Rotations from the command line while a bot hangs, and while clocks differ; who waits lets time pass, and nothing else does. */
class RotateTimesTest {
    private static final String PASSPHRASE = "canary correct horse battery";
    private static final String ACCOUNT = "24617703";
    private static final KeyId GRID = KeyId.of("grid-bybit");
    private static final KeyId HEDGE = KeyId.of("hedge-bybit");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(10));

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final BybitSimulator bybit =
            BybitSimulator.startMasterAccount(() -> now.get().plus(ahead.get()));
    private final Venue venue = Venues.bybit().servedAt(PRODUCTION, bybit.uri());
    private final SimulatedKey master = bybit.createKey("Wallet/SubMemberTransfer");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path passphrase;
    private Path vault;
    private Path admins;
    private Path state;

    @BeforeEach
    void makeVaults() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = folder.resolve("bot.vault");
        admins = folder.resolve("admin.vault");
        state = folder.resolve("state");
        passphrase = Files.writeString(folder.resolve("passphrase"), PASSPHRASE);
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        try (Vault made = Vault.create(admins, source(), cheap());
                ApiKey key = bybit.toApiKey("bybit-master", master)
                        .account("main")
                        .environment(PRODUCTION)
                        .build()) {
            made.add(key);
        }
        try (Vault made = Vault.create(vault, source(), cheap().clock(() -> LONG_AGO));
                ApiKey grid = key(GRID, "grid");
                ApiKey hedge = key(HEDGE, "hedge")) {
            made.add(grid);
            made.add(hedge);
        }
    }

    @AfterEach
    void close() {
        bybit.close();
    }

    private static PassphraseSource source() {
        return PassphraseSource.ofChars(PASSPHRASE.toCharArray());
    }

    private static VaultOptions cheap() {
        return VaultOptions.defaults().insecureCostForTests();
    }

    private static SecretBytes box(String text) {
        return SecretBytes.copyOf(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private SignedCalls calls() {
        var key = SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                venue.credentials().secrets().get(SignatureAlgorithm.HMAC_SHA256),
                box(master.apiKey()),
                box(master.secret()),
                null,
                null);
        var time = new SigningTime(() -> now.get().plus(ahead.get()));
        return request -> {
            try {
                return HTTP.send(venue.signer(PRODUCTION).sign(request, bybit.uri(), key, time));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** A key that somebody made by hand, long ago. */
    private ApiKey key(KeyId id, String strategy) {
        KeyAdministrator administrator = venue.keys().administrator(PRODUCTION).orElseThrow();
        NewKey made = administrator.create(
                calls(),
                KeyOrder.builder(ACCOUNT, "by-hand")
                        .rights(Set.of("read", "Spot/SpotTrade"))
                        .boundTo(Set.of("127.0.0.1"))
                        .build());
        return ApiKey.builder(id)
                .on("bybit", ACCOUNT)
                .strategies(Set.of(strategy))
                .material(made.apiKey(), made.secret().orElseThrow(), null)
                .build();
    }

    private String apiKey(KeyId id) {
        try (Vault opened = Vault.open(vault, source(), cheap());
                ApiKey key = opened.read(Set.of(id)).keys().get(id)) {
            return key.apiKey()
                    .lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
        }
    }

    /** Who waits is there at once. */
    private final class Now implements RotateCommand.Naps {
        private int waits;

        @Override
        public void until(Instant time) {
            waits++;
            assertThat(waits).as("waits of one command").isLessThan(2_000);
            now.updateAndGet(before -> time.isAfter(before) ? time : before);
        }

        @Override
        public Instant now() {
            return now.get();
        }

        @Override
        public long ticks() {
            return Duration.between(LONG_AGO, now.get()).toNanos();
        }
    }

    private int run(String... more) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Desk desk = Desks.cheap(question -> new char[0], venue);
        CommandLine line = RotateCommand.line(desk, new Now());
        var mistakes = new Mistakes();
        line.setParameterExceptionHandler(mistakes);
        line.setExecutionExceptionHandler(mistakes);
        var args = new ArrayList<>(List.of(more));
        args.addAll(List.of("--state", state.toString(), "--passphrase-file", passphrase.toString()));
        args.addAll(List.of("--administrators", admins.toString()));
        args.addAll(List.of("--administrators-passphrase-file", passphrase.toString()));
        args.addAll(List.of("--allow", "READ_ACCOUNT,TRADE_SPOT"));
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args.toArray(String[]::new));
    }

    private Keyguard bot(KeyId id, String strategy) {
        return Keyguard.builder()
                .state(StateDirectory.at(state)
                        .service(strategy + "-bot", "1.4.2")
                        .host("box-1"))
                .source(Vault.open(vault, source(), cheap()))
                .venues(venue)
                .clock(now::get)
                .grant(
                        strategy,
                        Grant.on("bybit", ACCOUNT)
                                .allow(READ_ACCOUNT, TRADE_SPOT, OPEN_SESSION)
                                .acceptBundled(TRADE_MARGIN, LOAN))
                .policy(KeyPolicy.strict().ofAnyAge())
                .start();
    }

    @Test
    void due_botOfOneKeyHangs_theOtherKeyHasItsTurn_andTheStatusSaysThatSomethingIsLeft() {
        String grid = apiKey(GRID);
        String hedge = apiKey(HEDGE);
        try (Keyguard bot = bot(GRID, "grid")) {
            bot.onChange("hangs", change -> new CompletableFuture<Void>());
            assertThat(run(vault.toString(), "--due", "--json"))
                    .as(err.toString())
                    .isEqualTo(4);
            assertThat(out.toString())
                    .as("the one that hangs has its turn first")
                    .startsWith("[{\"key\":\"grid-bybit\"")
                    .contains("DISTRIBUTING", "in the time agreed");
            assertThat(apiKey(HEDGE)).isNotEqualTo(hedge);
            // It is put in place, and the old one lives on as long as the bot hangs.
            assertThat(apiKey(GRID)).isNotEqualTo(grid);
            assertThat(run(vault.toString(), "--due")).isEqualTo(4);
        }
        now.updateAndGet(before -> before.plus(Duration.ofHours(1)));
        assertThat(run(vault.toString(), "--due")).as(err + " " + out).isZero();
        assertThat(run("status", vault.toString())).isZero();
        assertThat(out.toString()).contains("CLOSED").doesNotContain("DISTRIBUTING");
    }

    @Test
    void rotate_venueIsAheadByMinutes_signsByItsTime() {
        ahead.set(Duration.ofMinutes(5));
        String before = apiKey(HEDGE);
        assertThat(run(vault.toString(), HEDGE.value())).as(err + " " + out).isZero();
        assertThat(apiKey(HEDGE)).isNotEqualTo(before);
        ahead.set(Duration.ofMinutes(-5));
        now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
        assertThat(run("revoke", vault.toString(), HEDGE.value()))
                .as(err + " " + out)
                .isZero();
        assertThat(out.toString()).contains("CLOSED");
    }

    @Test
    void rotate_venueIsHoursAhead_saysWhatIsWrong() {
        ahead.set(Duration.ofHours(3));
        run(vault.toString(), HEDGE.value(), "--no-wait");
        assertThat(err.toString()).contains("bybit: ", "set this machine's clock");
    }

    @Test
    void due_nothingCanBeRotated_endsWith1() {
        master.revoke();
        assertThat(run(vault.toString(), "--due")).as(err + " " + out).isEqualTo(1);
    }
}
