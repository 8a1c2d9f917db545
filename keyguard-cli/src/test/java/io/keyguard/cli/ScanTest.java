/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan finds, accepts and says. */
class ScanTest {
    private static final String PASSPHRASE = "canary correct horse battery";
    private static final String SECRET = "canarySYNTHETIC0123456789abcdefghijklmnopqrstuvwxyzNOTREAL";

    @TempDir
    private Path folder;

    private final Terminal terminal = new Terminal();
    private final StringWriter out = terminal.out;
    private final StringWriter err = terminal.err;
    private Path tree;

    @BeforeEach
    void aTree() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        tree = Files.createDirectory(folder.resolve("tree"));
        Files.writeString(tree.resolve("application.properties"), "# bot\nexchange.password=canary-hunter2\n");
        Files.writeString(tree.resolve("clean.txt"), "nothing here\n");
    }

    private int run(String... args) {
        return run(List.of(), args);
    }

    private int run(List<String> answers, String... args) {
        return terminal.run(answers, List.of(), args);
    }

    @Test
    void scan_secretInAFile_saysWhereAndEndsWith1() {
        assertThat(run("scan", tree.toString())).isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("application.properties +2 +19 +field +[0-9a-f]{16}")
                .contains("1 secret in 2 texts");
        assertThat(run("scan", tree.resolve("clean.txt").toString())).isZero();
        assertThat(run("scan", "--json", tree.toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("[{\"place\":\"").contains("\"kind\":\"field\"");
    }

    @Test
    void scan_baseline_acceptsWhatWasWrittenToIt() throws IOException {
        String baseline = folder.resolve("baseline").toString();
        assertThat(run("scan", "--write-baseline", baseline, tree.toString())).isEqualTo(1);
        assertThat(Files.readString(Path.of(baseline))).contains("# field in").doesNotContain("canary");
        assertThat(run("scan", "--baseline", baseline, tree.toString())).isZero();
        assertThat(out.toString()).contains("0 secrets, 1 accepted");
        Files.writeString(tree.resolve("new.yml"), "api_secret: " + SECRET + "\n");
        assertThat(run("scan", "--baseline", baseline, tree.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("new.yml").doesNotContain("application.properties");
    }

    @Test
    void scan_keysOfAVault_areFoundInEveryEncoding() throws IOException {
        String vault = folder.resolve("bot.vault").toString();
        assertThat(run(List.of(PASSPHRASE, PASSPHRASE), "vault", "init", vault)).isZero();
        assertThat(run(
                        List.of(PASSPHRASE, "canaryAPIKEY0123456789abcdefghijklm", SECRET),
                        "vault",
                        "add",
                        vault,
                        "grid-binance",
                        "--venue",
                        "binance",
                        "--account",
                        "main",
                        "--strategy",
                        "grid"))
                .as(err.toString())
                .isZero();
        Files.writeString(
                tree.resolve("bot.log"),
                "x\nheaders " + Base64.getEncoder().encodeToString(("u:" + SECRET).getBytes(UTF_8)) + "\n");

        assertThat(run(List.of(PASSPHRASE), "scan", "--vault", vault, "--registered-only", tree.toString()))
                .isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("bot.log +2 +\\d+ +grid-binance")
                .doesNotContain("application.properties");
        assertThat(run(List.of(PASSPHRASE), "scan", "--vault", vault, tree.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("2 secrets in 3 texts");
    }

    @Test
    void scan_nameThatMovesTheCursor_isShownAsWords() throws IOException {
        Files.writeString(tree.resolve("a\u001b[2J\u202Eb"), "api_secret: " + SECRET + "\n");
        assertThat(run("scan", tree.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("a [2J b").doesNotContain("\u001b", "\u202E");
    }

    @Test
    void scan_mistakes_areSaid() {
        assertThat(run("scan")).isEqualTo(1);
        assertThat(err.toString()).contains("name what to scan");
        assertThat(run("scan", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot be read");
        assertThat(run("scan", "--registered-only", tree.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("--vault");
        assertThat(run("scan", "--baseline", folder.resolve("none").toString(), tree.toString()))
                .isEqualTo(1);
    }

    private void git(String... command) throws Exception {
        var words = new java.util.ArrayList<>(
                List.of("git", "-C", tree.toString(), "-c", "user.name=n", "-c", "user.email=e@x"));
        words.addAll(List.of(command));
        Process git = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes(), UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
    }

    @Test
    @Tag("external")
    void scan_historyThatWasNotFetchedWhole_saysSo() throws Exception {
        git("init", "-q");
        git("commit", "-q", "--allow-empty", "-m", "one");
        git("commit", "-q", "--allow-empty", "-m", "two");
        run("scan", "--git", tree.toString());
        assertThat(terminal.err.toString()).doesNotContain("newest commits");

        Path clone = tree.resolve("clone");
        git("clone", "-q", "--depth", "1", tree.toUri().toString(), clone.toString());

        run("scan", "--git", clone.toString());
        assertThat(terminal.err.toString()).contains("clone has its newest commits alone", "--unshallow");
    }

    @Test
    @Tag("external")
    void scan_historyOfARepository_findsWhatIsNoLongerThere() throws Exception {
        git("init", "-q");
        git("add", ".");
        git("commit", "-q", "-m", "one");
        Files.delete(tree.resolve("application.properties"));
        git("add", "-A");
        git("commit", "-q", "-m", "two");
        assertThat(run("scan", tree.toString())).isZero();

        assertThat(run("scan", "--git", tree.toString())).isEqualTo(1);
        assertThat(out.toString()).containsPattern("[0-9a-f]{12}:application.properties +2 +19 +field");
        assertThat(run("scan", "--git", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no git repository");
    }

    /** A repository is anybody's: it may name programs, and hide what was added to it. */
    @Test
    @Tag("external")
    void scan_historyOfAPreparedRepository_runsNothing_andLooksEverywhere() throws Exception {
        Path ran = folder.resolve("ran");
        Path program = Files.writeString(
                folder.resolve("program"),
                "#!/bin/sh\ntouch " + ran
                        + "\ncat > /dev/null\nprintf '%s\\n' '-----BEGIN PGP SIGNATURE-----' x '-----END PGP SIGNATURE-----'\n"
                        + "printf '\\n[GNUPG:] SIG_CREATED \\n' >&2\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.delete(tree.resolve("application.properties"));
        git("init", "-q");
        git("config", "gpg.program", program.toString());
        git("config", "log.showSignature", "true");
        git("config", "diff.noprefix", "true");
        git("config", "log.showRoot", "false");
        git("config", "diff.evil.textconv", program.toString());
        git("config", "diff.evil.command", program.toString());
        Files.writeString(tree.resolve(".gitattributes"), "*.conf diff=evil\n*.env -diff\n");
        commit("first.conf", "password=canary-of-the-first\n", "-S");
        assertThat(ran).exists();
        Files.delete(ran);
        commit("hidden.env", "password=canary-of-no-diff\n");
        commit("binary.dat", "\0\npassword=canary-of-binary\n");
        commit("trace.log", "++ password=canary-of-a-trace\n++ b/other\n");
        commit("undone.txt", "password=canary-of-the-reflog\n");
        git("reset", "-q", "--hard", "HEAD~1");
        git("checkout", "-q", "-b", "side");
        commit("side.txt", "nothing\n");
        git("checkout", "-q", "-");
        commit("here.txt", "nothing\n");
        git("merge", "-q", "--no-commit", "side");
        commit("side.txt", "password=canary-of-the-merge\n");

        assertThat(run("scan", "--git", tree.toString())).isEqualTo(1);
        assertThat(ran).doesNotExist();
        assertThat(out.toString())
                .contains(":first.conf ", ":hidden.env ", ":binary.dat ", ":trace.log ", ":undone.txt ", ":side.txt ")
                .doesNotContain("other");
    }

    private void commit(String file, String text, String... more) throws Exception {
        Files.writeString(tree.resolve(file), text);
        git("add", "-A");
        var words = new java.util.ArrayList<>(List.of("commit", "-q", "-m", file));
        words.addAll(List.of(more));
        git(words.toArray(String[]::new));
    }
}
