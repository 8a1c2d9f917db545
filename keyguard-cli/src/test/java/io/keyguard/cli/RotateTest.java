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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyFrozenException;
import io.keyguard.KeyId;
import io.keyguard.KeyScope;
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
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator rotates keys of a sub-account at a simulated venue, over HTTP, with vaults and a state directory on disk. */
class RotateTest {
    private static final String PASSPHRASE = "canary correct horse battery";
    private static final String ACCOUNT = "24617703";
    private static final KeyId GRID = KeyId.of("grid-bybit");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(10));

    @TempDir
    private Path folder;

    private final BybitSimulator bybit = BybitSimulator.startMasterAccount();
    private final Venue venue = Venues.bybit().servedAt(PRODUCTION, bybit.uri());
    private final SimulatedKey master = bybit.createKey("Wallet/SubMemberTransfer");
    private final Terminal terminal = new Terminal(master.apiKey(), master.secret());
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
                ApiKey key = firstKey()) {
            made.add(key);
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

    private SignedCalls calls(String apiKey, String secret) {
        var key = SigningKey.of(
                SignatureAlgorithm.HMAC_SHA256,
                venue.credentials().secrets().get(SignatureAlgorithm.HMAC_SHA256),
                box(apiKey),
                box(secret),
                null,
                null);
        var time = new SigningTime(InstantSource.system());
        return request -> {
            try {
                return HTTP.send(venue.signer(PRODUCTION).sign(request, bybit.uri(), key, time));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private KeyAdministrator administrator() {
        return venue.keys().administrator(PRODUCTION).orElseThrow();
    }

    private NewKey make(String label) {
        return administrator()
                .create(
                        calls(master.apiKey(), master.secret()),
                        KeyOrder.builder(ACCOUNT, label)
                                .rights(Set.of("read", "Spot/SpotTrade"))
                                .boundTo(Set.of("127.0.0.1"))
                                .build());
    }

    /** The key that somebody made by hand, long ago. */
    private ApiKey firstKey() {
        NewKey made = make("by-hand");
        return ApiKey.builder(GRID)
                .on("bybit", ACCOUNT)
                .strategies(Set.of("grid"))
                .material(made.apiKey(), made.secret().orElseThrow(), null)
                .build();
    }

    private static String text(SecretBytes part) {
        return part.lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
    }

    private String apiKeyNow() {
        try (Vault opened = Vault.open(vault, source(), cheap())) {
            var keys = opened.read().keys();
            assertThat(keys.keySet()).containsExactly(GRID);
            return text(keys.get(GRID).apiKey());
        }
    }

    private List<String> listed() {
        return administrator().list(calls(master.apiKey(), master.secret()), ACCOUNT).stream()
                .map(key -> key.id().value())
                .toList();
    }

    private int run(List<String> answers, String command, String... more) {
        var args = new ArrayList<>(List.of(command.split(" ", -1)));
        args.addAll(List.of(more));
        args.addAll(List.of("--state", state.toString(), "--passphrase-file", passphrase.toString()));
        return terminal.run(answers, List.of(venue), args.toArray(String[]::new));
    }

    private String[] withAdministrators(String... more) {
        var args = new ArrayList<>(List.of(
                "--administrators",
                admins.toString(),
                "--administrators-passphrase-file",
                passphrase.toString(),
                "--overlap-seconds",
                "0"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    private Keyguard bot() {
        return Keyguard.builder()
                .state(StateDirectory.at(state).service("grid-bot", "1.4.2").host("box-1"))
                .source(Vault.open(vault, source(), cheap()))
                .venues(venue)
                .overlap(Duration.ofMillis(200))
                .grant(
                        "grid",
                        Grant.on("bybit", ACCOUNT)
                                .allow(READ_ACCOUNT, TRADE_SPOT, OPEN_SESSION)
                                .acceptBundled(TRADE_MARGIN, LOAN))
                .policy(KeyPolicy.strict().ofAnyAge())
                .start();
    }

    /** What a bot sent and what it was answered. */
    private record Sent(String apiKey, String answer) {}

    private static Sent order(Keyguard bot, int number) {
        SignedRequest order = bot.forStrategy("grid")
                .get(KeyScope.of("bybit", ACCOUNT, TRADE_SPOT))
                .sign(VenueRequest.post("/v5/order/create")
                        .json(
                                "{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"side\":\"Buy\",\"orderType\":\"Limit\",\"qty\":\"0.001\","
                                        + "\"price\":\"20000\",\"timeInForce\":\"GTC\",\"orderLinkId\":\"synthetic-"
                                        + number + "\"}"));
        try {
            HttpReply reply = HTTP.send(order);
            return new Sent(order.headers().get("X-BAPI-API-KEY"), reply.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void rotate_whileABotTrades_noOrderIsRefusedAndTheOldKeyIsDead() {
        String old = apiKeyNow();
        String oldSecret;
        try (Vault opened = Vault.open(vault, source(), cheap())) {
            oldSecret = text(opened.read().keys().get(GRID).secret());
        }
        var sent = new CopyOnWriteArrayList<Sent>();
        var stop = new AtomicBoolean();
        try (Keyguard bot = bot()) {
            CompletableFuture<Void> trading = CompletableFuture.runAsync(() -> {
                for (int number = 0; !stop.get(); number++) {
                    sent.add(order(bot, number));
                }
            });
            int status = run(List.of(), "rotate " + vault + " " + GRID, withAdministrators());
            // The first order after the end is the last.
            int before = sent.size();
            while (sent.size() == before && !trading.isDone()) {
                Thread.onSpinWait();
            }
            stop.set(true);
            trading.join();
            assertThat(status).as(terminal.out + " " + terminal.err).isZero();
        }
        String fresh = apiKeyNow();
        assertThat(fresh).isNotEqualTo(old);
        assertThat(sent).allSatisfy(one -> assertThat(one.answer()).contains("\"retCode\":0,"));
        List<String> keys = sent.stream().map(Sent::apiKey).distinct().toList();
        assertThat(keys).containsExactly(old, fresh);
        int switched = sent.stream().map(Sent::apiKey).toList().indexOf(fresh);
        assertThat(sent.subList(switched, sent.size()))
                .allSatisfy(one -> assertThat(one.apiKey()).isEqualTo(fresh));
        assertThat(KeyProbe.ask(venue.inspector(PRODUCTION), calls(old, oldSecret)))
                .isEqualTo(KeyProbe.Answer.DEAD);
        assertThat(listed()).hasSize(1);
        assertThat(terminal.out.toString())
                .contains("grid-bybit: PLANNED", "grid-bybit: STORED", "grid-bybit: DISTRIBUTING", "grid-bybit: CLOSED")
                .doesNotContain(old, fresh);
        assertThat(run(List.of(), "rotate status " + vault, "--json")).isZero();
        assertThat(terminal.out.toString()).contains("\"state\":\"CLOSED\"", "\"generation\":2");
    }

    @Test
    void rotate_botWithoutAnAnswer_endsWith4_andIsGoneOnFromLater() {
        try (Keyguard bot = bot()) {
            bot.onChange("stuck", change -> new CompletableFuture<Void>());
            int status = run(List.of(), "rotate " + vault + " " + GRID, withAdministrators("--no-wait"));
            for (int left = 1000; left > 0 && !terminal.out.toString().contains("DISTRIBUTING"); left--) {
                status = run(List.of(), "rotate resume " + vault + " " + GRID, withAdministrators("--no-wait"));
            }
            assertThat(status).isEqualTo(4);
            assertThat(terminal.out.toString()).contains("DISTRIBUTING").contains("have not moved over");
            assertThat(run(List.of(), "rotate " + vault + " " + GRID, withAdministrators()))
                    .isEqualTo(1);
            assertThat(terminal.err.toString()).contains("is being rotated already");
        }
        // The bot has ended, and so has its claim.
        assertThat(run(List.of(), "rotate resume " + vault + " " + GRID, withAdministrators()))
                .isZero();
        assertThat(listed()).hasSize(1);
    }

    @Test
    void rotate_byAPerson_isTakenOnlyAsAskedFor() {
        String old = apiKeyNow();
        String how = " --by-operator --allow READ_ACCOUNT,TRADE_SPOT --overlap-seconds 0";
        assertThat(run(List.of(), "rotate " + vault + " " + GRID + how)).isEqualTo(4);
        assertThat(terminal.out.toString()).contains("AWAITING_OPERATOR", "127.0.0.1", "Spot/SpotTrade");
        NewKey made = make("synthetic-1");
        String key = text(made.apiKey());
        String secret = text(made.secret().orElseThrow());

        assertThat(run(List.of(secret, key), "rotate enter " + vault + " " + GRID + how))
                .isEqualTo(1);
        assertThat(terminal.err.toString()).contains("was not taken").doesNotContain(key, secret);
        assertThat(run(List.of(key, secret), "rotate enter " + vault + " " + GRID + how))
                .isEqualTo(4);
        assertThat(terminal.out.toString()).contains("REVOKE_UNKNOWN", "Delete").doesNotContain(key, secret);
        assertThat(apiKeyNowAmongOthers()).isEqualTo(key);

        administrator()
                .delete(
                        calls(master.apiKey(), master.secret()),
                        ACCOUNT,
                        io.keyguard.venue.VenueKeyId.of("bybit", old),
                        Optional.empty());
        assertThat(run(List.of(), "rotate resume " + vault + " " + GRID + how)).isZero();
        assertThat(apiKeyNow()).isEqualTo(key);
    }

    private String apiKeyNowAmongOthers() {
        try (Vault opened = Vault.open(vault, source(), cheap())) {
            return text(opened.read().keys().get(GRID).apiKey());
        }
    }

    @Test
    void rotate_dryRun_due_andMistakes_doNothing() {
        String[] plan = withAdministrators("--allow", "READ_ACCOUNT,TRADE_SPOT", "--dry-run");
        assertThat(run(List.of(), "rotate " + vault + " " + GRID, plan)).isZero();
        assertThat(terminal.out.toString())
                .contains("bybit", "ask bybit for the key kg-", "127.0.0.1")
                .doesNotContain("prepare - ");
        assertThat(run(List.of(), "rotate " + vault + " " + GRID + " --by-operator", plan))
                .isZero();
        assertThat(terminal.out.toString()).contains("prepare - make the key: ", "prepare - delete the old one: ");
        assertThat(run(List.of(), "rotate " + vault + " --due", plan)).isZero();
        assertThat(terminal.out.toString()).contains("grid-bybit").contains("AGE");
        assertThat(run(List.of(), "rotate " + vault)).isEqualTo(1);
        assertThat(run(List.of(), "rotate " + vault + " " + GRID, withAdministrators()))
                .isEqualTo(1);
        assertThat(terminal.err.toString()).contains("--allow");
        assertThat(run(List.of(), "rotate resume " + vault + " " + GRID, withAdministrators()))
                .isEqualTo(1);
        assertThat(terminal.err.toString()).contains("not being rotated");
        assertThat(listed()).hasSize(1);
    }

    @Test
    void rotate_due_rotates() {
        String old = apiKeyNow();
        String[] plan = withAdministrators("--allow", "READ_ACCOUNT,TRADE_SPOT");
        assertThat(run(List.of(), "rotate " + vault + " --due", plan))
                .as(terminal.err.toString())
                .isZero();
        assertThat(apiKeyNow()).isNotEqualTo(old);
        assertThat(run(List.of(), "rotate " + vault + " --due", plan)).isZero();
        assertThat(run(List.of(), "rotate sweep " + vault + " " + GRID, plan)).isZero();
    }

    @Test
    void revoke_ofAKeyThatNoBotUses_endsItAtOnce_withoutAskingForRights() {
        assertThat(run(List.of(), "rotate sweep " + vault + " " + GRID, withAdministrators()))
                .as(terminal.err.toString())
                .isZero();
        assertThat(run(List.of(), "rotate revoke " + vault + " " + GRID, withAdministrators()))
                .as(terminal.err.toString())
                .isZero();
        assertThat(terminal.out.toString()).contains("CLOSED").contains("emergency");
        assertThat(listed()).isEmpty();
    }

    @Test
    void revoke_trailIsBroken_endsTheKeyAllTheSame_andSaysLoudlyWhatIsNotRecorded() throws IOException {
        Files.createDirectories(
                state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(state.resolve("audit-ratchet"), "damaged");
        assertThat(run(List.of(), "rotate " + vault + " " + GRID, withAdministrators("--allow", "READ_ACCOUNT")))
                .isEqualTo(1);
        assertThat(listed()).hasSize(1);

        assertThat(run(List.of(), "rotate revoke " + vault + " " + GRID, withAdministrators()))
                .isEqualTo(1);
        assertThat(terminal.err.toString())
                .contains("NOT RECORDED", "the audit trail", "ROTATION", "grid-bybit", "REVOKE_INTENT");
        assertThat(terminal.out.toString()).contains("CLOSED").contains("emergency");
        assertThat(listed()).isEmpty();
    }

    @Test
    void revoke_journalIsDamaged_deletesTheKeyAllTheSame_andSaysThatItIsNotRecorded() throws IOException {
        Files.createDirectories(
                state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(state.resolve("rotations"), "not what keyguard wrote");
        assertThat(run(List.of(), "rotate revoke " + vault + " " + GRID, withAdministrators()))
                .isEqualTo(1);
        assertThat(terminal.err.toString()).contains("NOT RECORDED in the journal", "the key 'grid-bybit'", "deleted");
        assertThat(listed()).isEmpty();
    }

    @Test
    void stop_thatAnEmergencyLeft_isShown_andEndedWithAReason() throws IOException {
        Path stops = Files.createDirectories(
                state.resolve("rotations.stops"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(stops.resolve("hedge-bybit"), "{\"by\":\"alice on box-1\",\"at\":\"2026-06-01T00:00:00Z\"}");
        String[] plan = withAdministrators("--allow", "READ_ACCOUNT,TRADE_SPOT");
        assertThat(run(List.of(), "rotate " + vault + " " + GRID, plan)).isEqualTo(1);
        assertThat(terminal.err.toString()).contains("hedge-bybit", "alice on box-1", "rotate unstop");
        assertThat(run(List.of(), "rotate status " + vault)).isZero();
        assertThat(terminal.out.toString()).contains("asked to stop", "alice on box-1", "2026-06-01T00:00:00Z");
        assertThat(run(List.of(), "rotate status " + vault, "--json")).isZero();
        assertThat(terminal.out.toString()).contains("\"state\":\"STOPPED\"", "\"by\":\"alice on box-1\"");

        List<Venue> venues = List.of(venue);
        assertThat(terminal.run(List.of(), venues, "rotate", "unstop", "--state", state.toString()))
                .isEqualTo(2);
        assertThat(terminal.run(List.of(), venues, "rotate", "unstop", "--reason", "drill is over"))
                .isEqualTo(1);
        assertThat(terminal.run(
                        List.of(),
                        venues,
                        "rotate",
                        "unstop",
                        "--reason",
                        "drill is over",
                        "--state",
                        state.toString()))
                .isZero();
        assertThat(terminal.out.toString()).contains("hedge-bybit", "alice on box-1");
        assertThat(terminal.run(List.of(), venues, "audit", "tail", state.toString()))
                .isZero();
        assertThat(terminal.out.toString()).contains("UNSTOPPED", "drill is over", "alice on box-1");
        assertThat(run(List.of(), "rotate " + vault + " " + GRID, plan)).isZero();
    }

    /** A second key, which bots do not use: what it needs, nobody has said. */
    private void addAnother() {
        NewKey made = make("by-hand-2");
        try (Vault opened = Vault.open(vault, source(), cheap().clock(() -> LONG_AGO));
                ApiKey key = ApiKey.builder(KeyId.of("another-bybit"))
                        .on("bybit", ACCOUNT)
                        .strategies(Set.of("other"))
                        .material(made.apiKey(), made.secret().orElseThrow(), null)
                        .build()) {
            opened.add(key);
        }
    }

    @Test
    void due_oneOfTwoCannotBeRotated_theOtherIs_andTheStatusSaysSo() {
        addAnother();
        String old = apiKeyNowAmongOthers();
        try (Keyguard bot = bot()) {
            assertThat(bot.health()).isNotNull();
            assertThat(run(List.of(), "rotate " + vault + " --due --dry-run", withAdministrators()))
                    .isEqualTo(5);
            assertThat(terminal.out.toString())
                    .contains("bybit" + System.lineSeparator(), "another-bybit: AGE", "grid-bybit: AGE", "--allow")
                    .contains("ask bybit for the key kg-");
            assertThat(run(List.of(), "rotate " + vault + " --due --json", withAdministrators()))
                    .as(terminal.err.toString())
                    .isEqualTo(5);
            assertThat(terminal.out.toString())
                    .startsWith("[{\"key\":\"grid-bybit\"")
                    .contains("\"state\":\"CLOSED\"")
                    .endsWith("}]" + System.lineSeparator());
            assertThat(terminal.err.toString()).contains("another-bybit was not rotated", "--allow");
        }
        assertThat(apiKeyNowAmongOthers()).isNotEqualTo(old);
    }

    @Test
    void due_heldBack_isSaidAndNotRotated() {
        String[] plan = withAdministrators(
                "--allow",
                "READ_ACCOUNT,TRADE_SPOT",
                "--except",
                "2020-01-01T00:00:00Z/2120-01-01T00:00:00Z=quarterly expiry");
        String old = apiKeyNow();
        assertThat(run(List.of(), "rotate " + vault + " --due", plan)).isEqualTo(4);
        assertThat(terminal.err.toString()).contains("grid-bybit is due", "quarterly expiry");
        assertThat(run(List.of(), "rotate " + vault + " --due --dry-run --json", plan))
                .isZero();
        assertThat(terminal.out.toString())
                .contains("\"venue\":\"bybit\"", "\"possible\":true", "until 2120-01-01T00:00:00Z: quarterly expiry");
        assertThat(run(List.of(), "rotate " + vault + " --due --dry-run --age-days 3000-3000", plan))
                .isZero();
        assertThat(terminal.out.toString()).contains("no key is due");
        assertThat(apiKeyNow()).isEqualTo(old);
    }

    @Test
    void due_goesOnWithWhatWasInterrupted_andOneThatWaitsForAPersonKeepsNoOtherBack() throws IOException {
        addAnother();
        String[] plan = withAdministrators("--allow", "READ_ACCOUNT,TRADE_SPOT", "--no-wait", "--at-most", "1");
        // A person is asked for the first one's new key, and never answers.
        assertThat(run(List.of(), "rotate " + vault + " another-bybit --by-operator", plan))
                .as(terminal.err.toString())
                .isEqualTo(4);
        String old = apiKeyNowAmongOthers();
        int status = run(List.of(), "rotate " + vault + " --due", plan);
        for (int rounds = 0; rounds < 50 && apiKeyNowAmongOthers().equals(old); rounds++) {
            status = run(List.of(), "rotate " + vault + " --due", plan);
        }
        assertThat(apiKeyNowAmongOthers()).as(terminal.err.toString()).isNotEqualTo(old);
        assertThat(status).isEqualTo(4);
        assertThat(terminal.err.toString()).contains("another-bybit waits for somebody");
    }

    @Test
    void due_tellsOfKeysThatNobodyKnows() {
        var unused = make("somebody else's");
        assertThat(run(
                        List.of(),
                        "rotate " + vault + " --due --age-days 3000-3000",
                        withAdministrators("--allow", "READ_ACCOUNT,TRADE_SPOT")))
                .isZero();
        assertThat(terminal.err.toString()).contains("keys that nobody knows", "somebody else?s");
    }

    @Test
    void due_byAPerson_saysWhatToPrepare_andMistakesAreRefused() {
        assertThat(run(List.of(), "rotate " + vault + " --due --dry-run --by-operator --allow READ_ACCOUNT,TRADE_SPOT"))
                .as(terminal.err.toString())
                .isZero();
        assertThat(terminal.out.toString())
                .contains("prepare - make the key: ", "prepare - delete the old one: ", "Spot/SpotTrade");
        for (String wrong : List.of(
                "--between 2-5",
                "--between 25:00-26:00",
                "--zone Nowhere/Atall --between 02:00-05:00",
                "--except tomorrow",
                "--age-days 60",
                "--at-most 0")) {
            assertThat(run(List.of(), "rotate " + vault + " --due --dry-run " + wrong, withAdministrators()))
                    .as(wrong)
                    .isEqualTo(1);
        }
    }

    /** The venue, if each new key ended the one before. */
    private Venue singleSlot() {
        return (Venue) Proxy.newProxyInstance(
                Venue.class.getClassLoader(),
                new Class<?>[] {Venue.class},
                (proxy, method, args) ->
                        method.getName().equals("keys") ? new SingleSlot(venue.keys()) : method.invoke(venue, args));
    }

    private static final class SingleSlot implements KeyLifecycle {
        private final KeyLifecycle keys;

        SingleSlot(KeyLifecycle keys) {
            this.keys = keys;
        }

        @Override
        public KeyTraits traits() {
            KeyTraits one = keys.traits();
            return new KeyTraits(
                    one.quota(), one.appears(), one.dies(), false, one.label(), one.ownKeys(), one.idempotent());
        }

        @Override
        public Optional<KeyAdministrator> administrator(Environment environment) {
            return keys.administrator(environment).map(SingleSlot::endingTheOthers);
        }

        private static KeyAdministrator endingTheOthers(KeyAdministrator all) {
            return (KeyAdministrator) Proxy.newProxyInstance(
                    KeyAdministrator.class.getClassLoader(),
                    new Class<?>[] {KeyAdministrator.class},
                    (proxy, method, args) -> {
                        if (method.getName().equals("create")) {
                            var calls = (SignedCalls) args[0];
                            for (ListedKey one : all.list(calls, ACCOUNT)) {
                                all.delete(calls, ACCOUNT, one.id(), Optional.empty());
                            }
                        }
                        return method.invoke(all, args);
                    });
        }

        @Override
        public List<String> stepsToCreate(KeyOrder order) {
            return keys.stepsToCreate(order);
        }

        @Override
        public List<String> stepsToDelete(String label) {
            return keys.stepsToDelete(label);
        }
    }

    @Test
    void rotate_whereANewKeyEndsTheOldOne_freezes_swaps_verifies_andTradesOnWithApproval() throws IOException {
        Path lifts = Files.writeString(folder.resolve("lifts"), "canary lifts freezes");
        Files.setPosixFilePermissions(lifts, PosixFilePermissions.fromString("rw-------"));
        List<Venue> venues = List.of(singleSlot());
        try (Keyguard bot = bot()) {
            var args = new ArrayList<>(List.of("rotate", vault.toString(), GRID.value(), "--state", state.toString()));
            args.addAll(List.of("--passphrase-file", passphrase.toString()));
            args.addAll(List.of(withAdministrators()));
            assertThat(terminal.run(List.of(), venues, args.toArray(String[]::new)))
                    .isEqualTo(1);
            assertThat(terminal.out.toString()).contains("approve that trading stops");
            args.add("--approve-downtime");
            assertThat(terminal.run(List.of(), venues, args.toArray(String[]::new)))
                    .isEqualTo(1);
            assertThat(terminal.out.toString()).contains("freeze-setup");
            String old = apiKeyNow();
            assertThat(order(bot, 1).apiKey()).isEqualTo(old);

            assertThat(terminal.run(
                            List.of(), venues, "freeze-setup", state.toString(), "--passphrase-file", lifts.toString()))
                    .isZero();
            assertThat(terminal.run(List.of(), venues, args.toArray(String[]::new)))
                    .as(terminal.err.toString())
                    .isEqualTo(4);
            assertThat(terminal.out.toString()).contains("REVOKED", "trading stays stopped", "keyguard unfreeze");
            assertThatThrownBy(() -> order(bot, 2)).isInstanceOf(KeyFrozenException.class);

            args.add(1, "resume");
            args.addAll(List.of("--unfreeze-passphrase-file", lifts.toString()));
            assertThat(terminal.run(List.of(), venues, args.toArray(String[]::new)))
                    .as(terminal.err.toString())
                    .isZero();
            Sent sent = orderOnceItMay(bot);
            assertThat(sent.answer()).contains("\"retCode\":0,");
            assertThat(sent.apiKey()).isEqualTo(apiKeyNow()).isNotEqualTo(old);
            assertThat(listed()).hasSize(1);
        }
    }

    /** The bot sees that the freeze is lifted a moment after it is. */
    private static Sent orderOnceItMay(Keyguard bot) {
        for (int number = 3; ; number++) {
            try {
                return order(bot, number);
            } catch (KeyFrozenException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void inventory_tellsWhenEachKeyIsDue() {
        try (Keyguard bot = bot()) {
            assertThat(bot.health()).isNotNull();
        }
        List<Venue> venues = List.of(venue);
        assertThat(terminal.run(List.of(), venues, "inventory", state.toString()))
                .isZero();
        assertThat(terminal.out.toString()).contains("DUE", "BECAUSE OF", "AGE");
        assertThat(terminal.run(List.of(), venues, "inventory", state.toString(), "--json"))
                .isZero();
        assertThat(terminal.out.toString()).containsPattern("\"due\":\"2026-0[23]-");
    }
}
