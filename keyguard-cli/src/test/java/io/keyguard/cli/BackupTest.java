/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import io.keyguard.KeyId;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.inventory.InventoryFile;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys go to an age file and come back, and nothing is lost on the way. */
class BackupTest {
    private static final String PASSPHRASE = "canary correct horse battery";
    private static final String OTHER = "canary other passphrase";

    @TempDir
    private Path folder;

    private final Terminal terminal = new Terminal("AGE-SECRET-KEY");
    private final StringWriter out = terminal.out;
    private final StringWriter err = terminal.err;
    private String vault;
    private String backup;
    private String state;
    private Path identity;
    private String recipient;

    @BeforeEach
    void aVaultWithTwoKeys() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = folder.resolve("bot.vault").toString();
        backup = folder.resolve("bot.age").toString();
        state = folder.resolve("state").toString();
        KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
        recipient = pair.getPublic().toString();
        identity =
                secretFile("identity", "# created: today\n" + pair.getPrivate().toString() + "\n");
        assertThat(run(List.of(PASSPHRASE, PASSPHRASE), "vault", "init", vault)).isZero();
        add("grid-binance", "canary-secret-1");
        add("hedge-binance", "canary-secret-2");
    }

    private Path secretFile(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private void add(String id, String secret) {
        assertThat(run(
                        List.of(PASSPHRASE, "canary-api-" + id, secret),
                        "vault",
                        "add",
                        vault,
                        id,
                        "--venue",
                        "binance",
                        "--account",
                        "main",
                        "--strategy",
                        "grid"))
                .as(err.toString())
                .isZero();
    }

    private void replace(String id, String secret) {
        assertThat(run(List.of(PASSPHRASE, "canary-api-" + id, secret), "vault", "replace", vault, id))
                .isZero();
    }

    private int run(List<String> answers, String... args) {
        return terminal.run(answers, List.of(), args);
    }

    private int run(List<String> answers, String command) {
        String[] words = command.strip().split(" ", -1);
        return run(answers, words);
    }

    private String backupForRecipient() {
        assertThat(run(List.of(PASSPHRASE), "backup " + vault + " " + backup + " --recipient " + recipient))
                .as(err.toString())
                .isZero();
        return backup;
    }

    private int restore(String more) {
        return run(
                List.of(PASSPHRASE), "restore " + backup + " " + vault + " --identity-file " + identity + " " + more);
    }

    /** The secrets in the vault, by key and generation. */
    private Map<String, String> secrets() {
        var secrets = new TreeMap<String, String>();
        try (Vault opened = Vault.open(
                Path.of(vault),
                PassphraseSource.ofChars(PASSPHRASE.toCharArray()),
                VaultOptions.defaults().insecureCostForTests())) {
            for (ApiKey key : opened.read().keys().values()) {
                secrets.put(
                        key.id() + "#" + key.generation(),
                        key.secret()
                                .lend(
                                        io.keyguard.secret.InsecureSecretAccess.get(),
                                        view -> StandardCharsets.UTF_8
                                                .decode(view)
                                                .toString()));
                key.close();
            }
        }
        return secrets;
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().contains(".replaced-")).toList();
        }
    }

    @Test
    void backup_forARecipient_comesBack() throws IOException {
        backupForRecipient();
        assertThat(out.toString()).contains("wrote 2 keys to " + backup);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(backup))))
                .isEqualTo("rw-------");
        assertThat(new String(Files.readAllBytes(Path.of(backup)), StandardCharsets.ISO_8859_1))
                .startsWith("age-encryption.org/v1\n-> X25519 ")
                .doesNotContain("canary");
        Map<String, String> before = secrets();
        byte[] vaultBefore = Files.readAllBytes(Path.of(vault));
        replace("grid-binance", "canary-secret-3");
        add("new-binance", "canary-secret-4");

        assertThat(restore("")).isZero();
        assertThat(out.toString())
                .containsPattern("REPLACE +grid-binance +binance +main +generation 2 .* generation 1 ")
                .containsPattern("SAME +hedge-binance")
                .containsPattern("REMOVE +new-binance")
                .contains("nothing was changed; say --yes", "without --state nobody looked");
        assertThat(secrets()).hasSize(3);

        assertThat(restore("--yes")).isZero();
        assertThat(secrets())
                .isEqualTo(Map.of(
                        "grid-binance#3",
                        before.get("grid-binance#1"),
                        "hedge-binance#1",
                        before.get("hedge-binance#1")));
        assertThat(kept()).hasSize(1);
        assertThat(out.toString()).contains("kept as " + kept().get(0));
        assertThat(Files.readAllBytes(kept().get(0))).isNotEqualTo(vaultBefore);
        Files.move(kept().get(0), Path.of(vault), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(secrets()).hasSize(3);
    }

    @Test
    void restore_keepsWhenKeysWereMade() {
        Instant made = createdAt();
        backupForRecipient();
        replace("grid-binance", "canary-secret-3");
        assertThat(restore("--yes")).isZero();
        assertThat(createdAt()).isEqualTo(made);
    }

    private Instant createdAt() {
        try (Vault opened = Vault.open(
                Path.of(vault),
                PassphraseSource.ofChars(PASSPHRASE.toCharArray()),
                VaultOptions.defaults().insecureCostForTests())) {
            var keys = opened.read().keys();
            Instant created = keys.get(KeyId.of("grid-binance")).createdAt();
            keys.values().forEach(ApiKey::close);
            return created;
        }
    }

    @Test
    void restore_someKeysOrBesideOthers_leavesTheRest() {
        backupForRecipient();
        replace("grid-binance", "canary-secret-3");
        replace("hedge-binance", "canary-secret-4");
        add("new-binance", "canary-secret-5");

        assertThat(restore("--only grid-binance --yes")).isZero();
        assertThat(out.toString()).containsPattern("KEEP +hedge-binance").containsPattern("KEEP +new-binance");
        assertThat(secrets().keySet()).containsExactly("grid-binance#3", "hedge-binance#2", "new-binance#1");
        assertThat(secrets().get("hedge-binance#2")).isEqualTo("canary-secret-4");

        assertThat(restore("--only nobody")).isEqualTo(1);
        assertThat(err.toString())
                .contains("which has grid-binance, hedge-binance")
                .doesNotContain("nobody");
    }

    @Test
    void restore_vaultThatDoesNotExist_isMade() throws IOException {
        backupForRecipient();
        Map<String, String> before = secrets();
        Files.delete(Path.of(vault));

        assertThat(restore("")).isZero();
        assertThat(out.toString()).containsPattern("ADD +grid-binance").contains("would be made");
        assertThat(Path.of(vault)).doesNotExist();
        assertThat(run(
                        List.of(PASSPHRASE, PASSPHRASE),
                        "restore " + backup + " " + vault + " --yes --identity-file " + identity))
                .as(err.toString())
                .isZero();
        assertThat(secrets()).isEqualTo(before);
        assertThat(kept()).isEmpty();
    }

    @Test
    void backup_withAPassphrase_andArmour_comesBack() throws IOException {
        assertThat(run(List.of(PASSPHRASE, OTHER, OTHER), "backup " + vault + " " + backup + " --armor"))
                .as(err.toString())
                .isZero();
        assertThat(Files.readString(Path.of(backup))).startsWith("-----BEGIN AGE ENCRYPTED FILE-----");
        assertThat(run(List.of(OTHER, PASSPHRASE), "restore " + backup + " " + vault))
                .isZero();
        assertThat(out.toString()).containsPattern("SAME +grid-binance");
        assertThat(run(List.of("canary wrong"), "restore " + backup + " " + vault))
                .isEqualTo(1);
        assertThat(err.toString()).contains("the passphrase does not open it").hasLineCount(1);
        assertThat(restore("")).isEqualTo(1);
        assertThat(err.toString()).contains("for somebody else");
    }

    @Test
    void backup_everyPromptFromAFile_needsNobody() throws IOException {
        Path one = secretFile("one", PASSPHRASE + "\n");
        Path two = secretFile("two", OTHER + "\n");
        String files = " --passphrase-file " + one + " --backup-passphrase-file " + two;
        assertThat(run(List.of(), "backup " + vault + " " + backup + " --json" + files))
                .isZero();
        assertThat(out.toString()).startsWith("{\"keys\":2,");
        assertThat(run(List.of(), "restore " + backup + " " + vault + " --json" + files))
                .isZero();
        assertThat(out.toString().strip())
                .startsWith("{\"changes\":[{\"change\":\"SAME\"")
                .contains("nothing was changed");
    }

    @Test
    void backup_passphraseThatIsTooShort_isRefused_andNothingIsWritten() {
        assertThat(run(List.of(PASSPHRASE, "", ""), "backup " + vault + " " + backup))
                .isEqualTo(1);
        assertThat(err.toString()).contains("at least 12 characters");
        assertThat(run(List.of(PASSPHRASE, "elevenchars", "elevenchars"), "backup " + vault + " " + backup))
                .isEqualTo(1);
        assertThat(Path.of(backup)).doesNotExist();
    }

    @Test
    void backup_passphraseThatIsNoText_isRefused_insteadOfCutOff() {
        String half = "long enough " + '\ud83d';

        assertThat(run(List.of(PASSPHRASE, half, half), "backup " + vault + " " + backup))
                .isEqualTo(1);
        assertThat(err.toString()).contains("surrogate");
        assertThat(Path.of(backup)).doesNotExist();
    }

    @Test
    void backup_neverReplacesAFile_norWritesHalfOfOne() throws IOException {
        Files.writeString(Path.of(backup), "mine");
        assertThat(run(List.of(PASSPHRASE), "backup " + vault + " " + backup + " --recipient " + recipient))
                .isEqualTo(1);
        assertThat(err.toString()).contains("exists already");
        assertThat(Path.of(backup)).hasContent("mine");
        assertThat(run(List.of(PASSPHRASE), "backup " + vault + " " + folder + "/none/b --recipient " + recipient))
                .isEqualTo(1);
        assertThat(err.toString()).contains("cannot be written").hasLineCount(1);
    }

    @Test
    void backup_recipients_areUnderstoodOrRefused() throws IOException {
        Path list = folder.resolve("list");
        Files.writeString(list, "# the safe\n" + recipient + " # mine\n\n");
        assertThat(run(List.of(PASSPHRASE), "backup " + vault + " " + backup + " --recipients-file " + list))
                .isZero();
        assertThat(restore("")).isZero();

        Files.delete(Path.of(backup));
        for (String wrong : List.of("age1canary", "AGE-SECRET-KEY-1CANARY", recipient + "x", "ssh-ed25519")) {
            assertThat(run(List.of(PASSPHRASE), "backup " + vault + " " + backup + " --recipient " + wrong))
                    .as(wrong)
                    .isEqualTo(1);
        }
        Files.writeString(list, "# nobody\n");
        assertThat(run(List.of(PASSPHRASE), "backup " + vault + " " + backup + " --recipients-file " + list))
                .isEqualTo(1);
        assertThat(err.toString()).contains("names no recipient");
        Path two = secretFile("two", OTHER);
        assertThat(run(
                        List.of(PASSPHRASE),
                        "backup " + vault + " " + backup + " --recipient " + recipient + " --backup-passphrase-file "
                                + two))
                .isEqualTo(1);
        assertThat(err.toString()).contains("not for both");
        assertThat(Path.of(backup)).doesNotExist();
    }

    @Test
    void restore_anyByteChangedOrCutOff_changesNothing() throws IOException {
        backupForRecipient();
        byte[] whole = Files.readAllBytes(Path.of(backup));
        byte[] before = Files.readAllBytes(Path.of(vault));
        for (int at = 0; at < whole.length; at += 7) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(Path.of(backup), flipped);
            assertThat(restore("--yes")).as("byte %d", at).isEqualTo(1);
            Files.write(Path.of(backup), Arrays.copyOf(whole, at));
            assertThat(restore("--yes")).as("cut at %d", at).isEqualTo(1);
        }
        assertThat(Files.readAllBytes(Path.of(vault))).isEqualTo(before);
        assertThat(kept()).isEmpty();
    }

    @Test
    void restore_whatIsNoBackup_saysSoWithoutRepeatingIt() throws IOException {
        for (String text : List.of(
                "canary",
                "{}",
                "{\"format\":\"keyguard backup\",\"version\":1}",
                "{\"format\":\"keyguard backup\",\"version\":9,\"keys\":[]}",
                "{\"format\":\"keyguard backup\",\"version\":1,\"made\":\"2026-06-01T00:00:00Z\",\"keys\":[{\"id\":\"canary key\"}]}",
                "{\"format\":\"keyguard backup\",\"version\":1,\"made\":\"2026-06-01T00:00:00Z\",\"keys\":[{\"secret\":\"canary\"")) {
            Files.write(
                    Path.of(backup),
                    Age.encrypt(text.getBytes(StandardCharsets.UTF_8), List.of(Age.recipient(recipient)), false));
            int status = restore("--yes");
            if (status == 0) {
                // An empty backup: it says that all would go, and the vault is kept.
                assertThat(text).contains("\"version\":1}");
                assertThat(kept()).hasSize(1);
            } else {
                assertThat(err.toString()).contains("backup").hasLineCount(1);
            }
        }
        assertThat(restore("--identity-file " + secretFile("empty", "# none\n")))
                .isNotZero();
    }

    @Test
    void restore_revokedKeys_areRefusedUnderAnyName() throws IOException {
        backupForRecipient();
        assertThat(run(List.of(PASSPHRASE), "vault remove " + vault + " grid-binance --revoked"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("name it with --state");
        assertThat(run(List.of(PASSPHRASE), "vault remove " + vault + " grid-binance --revoked --state " + state))
                .isZero();
        assertThat(run(
                        List.of(PASSPHRASE, "canary-api-2", "canary-secret-9"),
                        "vault replace " + vault + " hedge-binance --revoked --state " + state))
                .isZero();

        assertThat(restore("--yes --state " + state)).isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("REVOKED +grid-binance")
                .containsPattern("REVOKED +hedge-binance")
                .contains("refused");
        assertThat(secrets().keySet()).containsExactly("hedge-binance#2");

        assertThat(restore("--yes --skip-revoked --keep-others --state " + state))
                .isZero();
        assertThat(secrets()).isEqualTo(Map.of("hedge-binance#2", "canary-secret-9"));
        assertThat(run(List.of(), "audit tail --kind RESTORED,VAULT_CHANGED --json " + state))
                .isZero();
        assertThat(out.toString())
                .contains("\"kind\":\"RESTORED\"")
                .contains("change=removed, revoked, key=grid-binance")
                .contains("change=replaced, revoked, key=hedge-binance");
        try (var files = Files.walk(Path.of(state))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("canary");
            }
        }
    }

    /** As after each rotation: the backup has the key before, and the vault the one in use. */
    @Test
    void restore_withoutARevokedKey_leavesTheOneThatTookItsPlace_andSaysSo() throws IOException {
        backupForRecipient();
        assertThat(run(
                        List.of(PASSPHRASE, "canary-api-2", "canary-secret-9"),
                        "vault replace " + vault + " hedge-binance --revoked --state " + state))
                .isZero();

        assertThat(restore("--skip-revoked --state " + state)).isZero();
        assertThat(out.toString())
                .containsPattern("REVOKED +hedge-binance")
                .containsPattern("KEEP +hedge-binance")
                .doesNotContain("REMOVE");
        assertThat(restore("--yes --skip-revoked --state " + state)).isZero();
        assertThat(secrets())
                .containsEntry("hedge-binance#2", "canary-secret-9")
                .hasSize(2);
    }

    /** A bot that starts takes over what the command remembered, and keeps it for as long as it runs. */
    @Test
    void restore_revokedKeysThatARunningBotRemembers_areRefused() throws Exception {
        backupForRecipient();
        assertThat(run(List.of(PASSPHRASE), "vault remove " + vault + " grid-binance --revoked --state " + state))
                .isZero();
        byte[] before = Files.readAllBytes(Path.of(vault));
        try (ProcessFolder bot = ProcessFolder.start(Path.of(state), Instant.now());
                InventoryFile inventory = InventoryFile.start(Path.of(state), bot.path())) {
            assertThat(restore("--yes --state " + state)).isEqualTo(1);
            assertThat(out.toString()).containsPattern("REVOKED +grid-binance").contains("refused");
            assertThat(run(List.of(), "audit tail --kind KEY_REFUSED --json " + state))
                    .isZero();
            assertThat(out.toString()).contains("why=revoked", "keys=grid-binance");

            // Nobody can tell what stood where it is cut off.
            Path remembered = bot.path().resolve("inventory");
            Files.write(remembered, Arrays.copyOf(Files.readAllBytes(remembered), 60));
            assertThat(restore("--yes --state " + state)).isEqualTo(1);
            assertThat(err.toString()).contains("which keys were revoked", bot.name());
            assertThat(Files.readAllBytes(Path.of(vault))).isEqualTo(before);
            assertThat(inventory).isNotNull();
        }
    }

    @Test
    void restore_revokedKeysIntoANewVault_isSaidBefore_andMakesNothing() throws IOException {
        backupForRecipient();
        assertThat(run(List.of(PASSPHRASE), "vault remove " + vault + " grid-binance --revoked --state " + state))
                .isZero();
        Files.delete(Path.of(vault));
        Files.delete(Path.of(vault + ".lock"));

        assertThat(restore("")).isZero();
        assertThat(out.toString()).containsPattern("ADD +grid-binance").contains("nobody looked");
        for (String how : List.of("", "--yes ")) {
            assertThat(restore(how + "--state " + state)).isEqualTo(1);
            assertThat(out.toString()).containsPattern("REVOKED +grid-binance").contains("refused");
            assertThat(Path.of(vault)).doesNotExist();
            assertThat(Path.of(vault + ".lock")).doesNotExist();
        }
        // What is not asked for is nobody's business.
        assertThat(run(
                        List.of(PASSPHRASE, PASSPHRASE),
                        "restore " + backup + " " + vault + " --identity-file " + identity
                                + " --only hedge-binance --yes --state " + state))
                .as(err.toString())
                .isZero();
        assertThat(secrets().keySet()).containsExactly("hedge-binance#1");
    }

    /** A passphrase takes its time to be typed. */
    @Test
    void restore_ofWhatIsRevokedWhileThePassphraseIsTyped_isRefused() throws Exception {
        backupForRecipient();
        byte[] before = Files.readAllBytes(Path.of(vault));
        try (Vault opened = Vault.open(
                        Path.of(vault),
                        PassphraseSource.ofChars(PASSPHRASE.toCharArray()),
                        VaultOptions.defaults().insecureCostForTests());
                ApiKey grid =
                        opened.read(Set.of(KeyId.of("grid-binance"))).keys().get(KeyId.of("grid-binance"))) {
            assertThat(restoreWhileRevoking(grid, folder.resolve("state-1"), vault))
                    .isEqualTo(1);
            assertThat(out.toString()).containsPattern("REVOKED +grid-binance").contains("refused");
            assertThat(Files.readAllBytes(Path.of(vault))).isEqualTo(before);

            Path fresh = folder.resolve("new.vault");
            assertThat(restoreWhileRevoking(grid, folder.resolve("state-2"), fresh.toString()))
                    .isEqualTo(1);
            assertThat(out.toString()).containsPattern("REVOKED +grid-binance").contains("refused");
            assertThat(fresh).doesNotExist();
        }
    }

    private int restoreWhileRevoking(ApiKey key, Path where, String into) throws Exception {
        try (ProcessFolder bot = ProcessFolder.start(where, Instant.now());
                InventoryFile inventory = InventoryFile.start(where, bot.path())) {
            return terminal.run(
                    question -> {
                        inventory.revoked(key, Instant.now());
                        return PASSPHRASE;
                    },
                    List.of(),
                    "restore",
                    backup,
                    into,
                    "--identity-file",
                    identity.toString(),
                    "--yes",
                    "--state",
                    where.toString());
        }
    }

    @Test
    void backup_withAStateDirectory_isRecorded() {
        assertThat(run(
                        List.of(PASSPHRASE),
                        "backup " + vault + " " + backup + " --recipient " + recipient + " --state " + state))
                .isZero();
        assertThat(run(List.of(), "audit tail --kind EXPORTED --json " + state)).isZero();
        assertThat(out.toString()).contains("keys=grid-binance#1,hedge-binance#1", "bot.age");
    }

    /** Whoever copies the keys and then cuts the command off is in the trail all the same. */
    @Test
    void backup_thatCannotBeWritten_isRecordedBefore_andOneThatCannotBeRecordedIsNotWritten() throws IOException {
        Path nowhere = folder.resolve("no-folder/bot.age");
        String export = "backup " + vault + " %s --recipient " + recipient + " --state %s";

        assertThat(run(List.of(PASSPHRASE), export.formatted(nowhere, state))).isEqualTo(1);
        assertThat(err.toString()).contains("cannot be written");
        assertThat(run(List.of(), "audit tail --kind EXPORTED --json " + state)).isZero();
        assertThat(out.toString()).contains("keys=grid-binance#1,hedge-binance#1", nowhere.toString());

        String unusable = secretFile("no-state", "a file").toString();
        assertThat(run(List.of(PASSPHRASE), export.formatted(backup, unusable))).isEqualTo(1);
        assertThat(Path.of(backup)).doesNotExist();
    }

    /** A key that is removed without a word of its venue may come back. */
    @Test
    void audit_ofKeysThatAreRemovedOrReplaced_saysRevokedOnlyWhereItWasSaid() {
        run(List.of(PASSPHRASE), "vault remove " + vault + " grid-binance --state " + state);
        run(
                List.of(PASSPHRASE, "canary-api-2", "canary-secret-9"),
                "vault replace " + vault + " hedge-binance --state " + state);

        assertThat(run(List.of(), "audit tail --kind VAULT_CHANGED " + state)).isZero();
        assertThat(out.toString()).contains("change=removed", "change=replaced").doesNotContain("revoked");
    }

    @Test
    void scrypt_workFactorBeyondTheHeap_isRefusedBeforeItIsTried() throws IOException {
        assertThat(run(List.of(PASSPHRASE, OTHER, OTHER), "backup " + vault + " " + backup))
                .isZero();
        byte[] file = Files.readAllBytes(Path.of(backup));
        String text = new String(file, StandardCharsets.ISO_8859_1);
        Files.write(Path.of(backup), text.replaceFirst(" 10\n", " 22\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run(List.of(OTHER), "restore " + backup + " " + vault)).isEqualTo(1);
        assertThat(err.toString()).contains("2^22", "-Xmx");
    }

    private static String tool(List<String> command, byte[] input) throws Exception {
        Process process = new ProcessBuilder(command).start();
        try (var to = process.getOutputStream()) {
            to.write(input);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String wrong = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(wrong).isZero();
        return said;
    }

    @Test
    @Tag("external")
    void age_opensOurs_andWeOpenAges() throws Exception {
        backupForRecipient();
        String json = tool(List.of("age", "-d", "-i", identity.toString(), backup), new byte[0]);
        assertThat(json).startsWith("{\"format\":\"keyguard backup\"").contains("canary-secret-1", "canary-secret-2");

        for (String how : List.of("", "-a")) {
            Files.delete(Path.of(backup));
            var command = new ArrayList<>(List.of("age", "-r", recipient, "-o", backup));
            if (!how.isEmpty()) {
                command.add(1, how);
            }
            tool(command, json.getBytes(StandardCharsets.UTF_8));
            assertThat(restore("")).as(err.toString()).isZero();
            assertThat(out.toString()).containsPattern("SAME +grid-binance");
        }

        String made = tool(List.of("age-keygen"), new byte[0]);
        Path ages = secretFile("ages", made);
        String its = made.lines()
                .filter(line -> line.startsWith("# public key: "))
                .findFirst()
                .orElseThrow()
                .substring("# public key: ".length());
        Files.delete(Path.of(backup));
        assertThat(run(List.of(PASSPHRASE), "backup " + vault + " " + backup + " --armor --recipient " + its))
                .isZero();
        assertThat(tool(List.of("age", "-d", "-i", ages.toString(), backup), new byte[0]))
                .isNotEmpty();
        assertThat(run(List.of(PASSPHRASE), "restore " + backup + " " + vault + " --identity-file " + ages))
                .isZero();
    }
}
