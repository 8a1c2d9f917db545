/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that lies about in more than forty places and notations is found in each, none of it is repeated, and what only looks like it is not told. */
class PlantedSecretsTest {
    private static final int BLOCK = 1 << 16;

    @TempDir
    private Path folder;

    private final BinanceSimulator binance = BinanceSimulator.start();
    private final SimulatedKey made = binance.createKey("enableReading");
    private final SimulatedKey other = binance.createKey("enableReading");
    private final ApiKey key =
            binance.toApiKey("grid-binance", made).strategies(Set.of("grid")).build();
    private final ExposureSearch search =
            new ExposureSearch(List.of(key), new FirstSeen(null, InstantSource.system(), ZoneOffset.UTC));
    private Path tree;

    @BeforeEach
    void closeToOthers() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        tree = Files.createDirectory(folder.resolve("tree"));
    }

    @AfterEach
    void wipe() {
        key.close();
        binance.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String hex(String text, HexFormat format) {
        return format.formatHex(text.getBytes(UTF_8));
    }

    private static String each(String text, String form) {
        return text.chars().mapToObj(c -> String.format(form, c)).collect(Collectors.joining());
    }

    private static String list(String text) {
        return text.chars().mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String broken(String text, int width, String lineEnd) {
        return text.replaceAll("(.{" + width + "})(?=.)", "$1" + java.util.regex.Matcher.quoteReplacement(lineEnd));
    }

    /** Each file, and what stands in it; {@code s} is a secret and {@code k} an API key. */
    private static Map<String, String> places(String s, String k) {
        var all = new LinkedHashMap<String, String>();
        // As people write them down.
        all.put(".env", "# bot\nBINANCE_SECRET=" + s + "\n");
        all.put("config.yml", "exchange:\n  api_secret: \"" + s + "\"\n");
        all.put("application.properties", "exchange.secret=" + s + "\n");
        all.put("settings.json", "{\"keys\": [{\"secret\": \"" + s + "\"}]}\n");
        all.put("bot.toml", "[binance]\nsecret = '" + s + "'\n");
        all.put("bot.ini", "[binance]\nsecret=" + s + "\n");
        all.put("beans.xml", "<bean><secret>" + s + "</secret></bean>\n");
        all.put("bot.py", "SECRET = '" + s + "'\n");
        all.put("bot.js", "const s = `" + s + "`;\n");
        all.put("run.sh", "#!/bin/sh\nexport SECRET=" + s + "\n");
        all.put("Dockerfile", "FROM scratch\nENV SECRET " + s + "\n");
        all.put("docker-compose.yml", "services:\n  bot:\n    environment:\n      - SECRET=" + s + "\n");
        all.put("bot.tfvars", "secret = \"" + s + "\"\n");
        all.put("bot.service", "[Service]\nEnvironment=\"SECRET=" + s + "\"\n");
        all.put("notes.md", "# Keys\n\nthe one for binance: `" + s + "`\n");
        all.put("keys.csv", "venue,key,secret\nbinance,x," + s + "\n");
        all.put("dump.sql", "INSERT INTO keys VALUES (1,'" + s + "');\n");
        all.put("page.html", "<input type=\"hidden\" value=\"" + s + "\">\n");
        all.put("fix.patch", "@@ -1 +1 @@\n-secret=\n+secret=" + s + "\n");
        all.put("windows.txt", "one\r\ntwo " + s + "\r\n");
        all.put(".bash_history", "ls\ncurl -H 'X-MBX-APIKEY: " + k + "' https://api.example\n");
        // As programs leave them behind.
        all.put("bot.log", "12:00 INFO sent {X-MBX-APIKEY=" + k + "}\n");
        all.put("bot.log.1", "12:00 WARN bad signature for " + s + "\n");
        all.put("trace.log", "java.lang.IllegalStateException: " + s + "\n\tat Bot.main(Bot.java:1)\n");
        all.put("access.log", "\"GET /api/v3/account?apiKey=" + k + "&signature=0 HTTP/1.1\" 401\n");
        all.put("minified.js", "x".repeat(100_000) + ";s=\"" + s + "\";" + "y".repeat(100_000) + "\n");
        all.put("long.log", ("z".repeat(99) + "\n").repeat(BLOCK / 100 - 1) + "y".repeat(80) + s + "\n");
        all.put("notebook.ipynb", "{\"cells\": [{\"source\": [\"s = \\\"" + s + "\\\"\\n\"]}]}\n");
        all.put("part.txt", "it begins with " + s.substring(0, 40) + " and so on\n");
        // In other notations.
        all.put("secret.yaml", "kind: Secret\ndata:\n  secret: " + base64(s) + "\n");
        all.put("basic.txt", "Authorization: Basic " + base64("bot:" + s) + "\n");
        all.put("unpadded.txt", "t=" + base64("{\"s\":\"" + s + "\"}").replace("=", "") + "\n");
        all.put("url64.txt", "t=" + Base64.getUrlEncoder().encodeToString((s + "??>>~~").getBytes(UTF_8)) + "\n");
        all.put(
                "mime.eml",
                "Content-Transfer-Encoding: base64\n\n" + broken(base64("secret " + s + " end"), 60, "\n") + "\n");
        all.put("twice.txt", base64(base64(s)) + "\n");
        all.put("hexed64.txt", base64(hex(s, HexFormat.of())) + "\n");
        all.put("lower.hex", hex(s, HexFormat.of()) + "\n");
        all.put("upper.hex", hex(s, HexFormat.of().withUpperCase()) + "\n");
        all.put("spaced.hex", hex(s, HexFormat.ofDelimiter(" ")) + "\n");
        all.put("colons.hex", hex(s, HexFormat.ofDelimiter(":")) + "\n");
        all.put("percent.txt", "q=" + each(s, "%%%02X") + "\n");
        all.put("percent2.txt", "q=" + URLEncoder.encode(each(s, "%%%02x"), UTF_8) + "\n");
        all.put("unicode.json", "{\"s\":\"" + each(s, "\\u%04x") + "\"}\n");
        all.put("escapes.py", "s = b'" + each(s, "\\x%02x") + "'\n");
        all.put("entities.xml", "<s>" + each(s, "&#x%x;") + "</s>\n");
        all.put("decimal.html", "<s>" + each(s, "&#%d;") + "</s>\n");
        all.put("bytes.json", "{\"s\": " + list(s) + "}\n");
        all.put("backwards.txt", "odd: " + new StringBuilder(s).reverse() + "\n");
        all.put("lines.txt", "secret:\n" + broken(s, 32, "\n") + "\n");
        all.put("continued.sh", "SECRET=" + broken(s, 30, "\\\n") + "\n");
        return all;
    }

    private void plant(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = tree.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private void plantPacked(String name, String content) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content.getBytes(UTF_8));
        }
        Files.write(tree.resolve(name), packed.toByteArray());
    }

    /** File to lines with findings. */
    private Map<String, Set<String>> found(List<String> lines, String before) {
        assertThat(lines.toString())
                .doesNotContain(made.apiKey(), made.secret(), made.secret().substring(0, 13));
        var found = new TreeMap<String, Set<String>>();
        for (String line : lines) {
            assertThat(line).startsWith(before).contains(": grid-binance");
            String[] place = line.substring(before.length()).split(":", 3);
            found.computeIfAbsent(place[0], file -> new TreeSet<>()).add(place[1]);
        }
        return found;
    }

    /** The same places with a key that nobody asked for, and what is too little of the one that is. */
    private Map<String, String> decoys() {
        Map<String, String> decoys = new LinkedHashMap<>();
        places(other.secret(), other.apiKey()).forEach((name, content) -> decoys.put("decoys/" + name, content));
        decoys.put("decoys/short.txt", "begins with " + made.secret().substring(0, 10) + " only\n");
        decoys.put(
                "decoys/mixed.txt",
                made.secret().chars().sorted().mapToObj(Character::toString).collect(Collectors.joining()) + "\n");
        return decoys;
    }

    @Test
    void secretInMoreThanFortyPlaces_isFoundInEach_andNothingElseIs() throws Exception {
        Map<String, String> places = places(made.secret(), made.apiKey());
        plant(places);
        plantPacked("bot.log.2.gz", "key " + made.apiKey() + "\n");
        plant(decoys());
        Map<String, Set<String>> found = found(Desks.found(search.inFiles(tree)), tree + "/");

        var expected = new TreeSet<>(places.keySet());
        expected.add("bot.log.2.gz");
        assertThat(expected).hasSizeGreaterThan(40);
        assertThat(found.keySet()).containsExactlyElementsOf(expected);
        assertThat(found)
                .containsEntry(".env", Set.of("2"))
                .containsEntry("bot.log.2.gz", Set.of("1"))
                .containsEntry("long.log", Set.of("655"));
    }

    private void git(String... command) throws Exception {
        run(command);
    }

    private String run(String... command) throws Exception {
        var words = new ArrayList<>(List.of("git", "-C", tree.toString(), "-c", "user.name=n", "-c", "user.email=e@x"));
        words.addAll(List.of(command));
        Process git = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes(), UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
        return said;
    }

    /** In more than forty places of one commit, beside what only looks like it, and none of them there any more. */
    @Test
    @Tag("external")
    void secretThatWasCommittedOnce_isFoundWithItsCommitAndTime_inEveryNotation_andNothingElseIs() throws Exception {
        Map<String, String> places = places(made.secret(), made.apiKey());
        git("init", "-q");
        plant(Map.of("readme", "nothing\n"));
        git("add", ".");
        git("commit", "-q", "-m", "first");
        plant(places);
        plant(decoys());
        git("add", "-f", ".");
        git("commit", "-q", "-m", "all at once", "--date", "2026-01-02T03:04:05Z");
        git("rm", "-q", "-r", "--cached", ".");
        git("commit", "-q", "-m", "gone");
        git("clean", "-q", "-f", "-d", "-x");
        assertThat(Desks.found(search.inFiles(tree))).isEmpty();

        List<String> lines = Desks.found(search.inHistory(tree));
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line).containsPattern("^[0-9a-f]{12}:").endsWith(", written 2026-01-02T03:04:05Z"));
        Map<String, Set<String>> found =
                found(lines.stream().map(line -> line.substring(13)).toList(), "");
        assertThat(places).hasSizeGreaterThan(40);
        assertThat(found.keySet()).containsExactlyElementsOf(new TreeSet<>(places.keySet()));
    }

    /** Merges, what was amended, what git takes for binary or is told not to show, messages, lines that look like headers; and no program of the repository is run. */
    @Test
    @Tag("external")
    void repositoryThatHidesAndAttacks_isReadWhole_andRunsNothing() throws Exception {
        Path ran = folder.resolve("ran");
        Path evil = folder.resolve("evil");
        Files.writeString(evil, "#!/bin/sh\ntouch " + ran + "\n");
        Files.setPosixFilePermissions(evil, PosixFilePermissions.fromString("rwx------"));
        git("init", "-q", "-b", "main");
        plant(Map.of(
                "first.txt", "one\n" + made.secret() + "\n",
                ".gitattributes", "hidden.txt -diff\nshown.txt diff=evil\n",
                "hidden.txt", made.secret() + "\n",
                "shown.txt", "nothing\n",
                "cut.log", "\0\0\0\n" + made.secret() + "\n",
                "h\u00f6he.env", "S=" + made.secret() + "\n",
                "trace", "\n\n++ b/elsewhere\n++ export SECRET=" + made.secret() + "\n"));
        git("add", ".");
        git("commit", "-q", "-m", "the key is\n\n  " + made.apiKey());
        plant(Map.of("amended", made.secret() + "\n"));
        git("add", ".");
        git("commit", "-q", "-m", "oops");
        git("reset", "-q", "--hard", "HEAD~1");
        git("checkout", "-q", "-b", "side");
        plant(Map.of("side", "x\n"));
        git("add", ".");
        git("commit", "-q", "-m", "side");
        git("checkout", "-q", "main");
        git("merge", "-q", "--no-ff", "--no-commit", "side");
        plant(Map.of("merged", "1\n2\n" + made.secret() + "\n"));
        git("add", ".");
        git("commit", "-q", "-m", "merge");
        for (String setting :
                List.of("gpg.program", "diff.external", "diff.evil.textconv", "core.fsmonitor", "core.pager")) {
            git("config", setting, evil.toString());
        }
        git("config", "log.showSignature", "true");
        git("config", "log.showRoot", "false");
        git("config", "log.diffMerges", "off");
        git("config", "diff.noprefix", "true");
        git("config", "diff.relative", "true");
        git("config", "i18n.logOutputEncoding", "UTF-16");
        git("config", "diff.interHunkContext", "9");
        git("config", "diff.orderFile", "/nowhere/at/all");
        sign();
        Path grafts = Files.createDirectories(tree.resolve(".git/info")).resolve("grafts");
        Files.writeString(grafts, run("rev-parse", "main").strip() + "\n");

        List<String> lines = Desks.found(search.inHistory(tree));
        assertThat(lines.toString()).doesNotContain(made.apiKey(), made.secret());
        assertThat(lines.stream().map(line -> line.replaceFirst("^[0-9a-f]{12}:(.*):\\d+: .*", "$1")))
                .containsExactlyInAnyOrder(
                        "(message):3",
                        "amended:1",
                        "cut.log:2",
                        "first.txt:2",
                        "hidden.txt:1",
                        "h\u00f6he.env:1",
                        "merged:3",
                        // The merge before it was signed.
                        "merged:3",
                        "trace:4");
        assertThat(ran).doesNotExist();
    }

    /** As if the last commit were signed: git asks a program whether it is. */
    private void sign() throws Exception {
        String commit = run("cat-file", "commit", "HEAD")
                .replaceFirst("\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----\n\n");
        Path signed = Files.writeString(folder.resolve("signed"), commit);
        git(
                "update-ref",
                "HEAD",
                run("hash-object", "-w", "-t", "commit", signed.toString()).strip());
    }
}
