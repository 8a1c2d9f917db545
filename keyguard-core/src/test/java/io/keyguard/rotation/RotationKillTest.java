/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyguard.KeyId;
import io.keyguard.rotation.RotationCrashTest.Mode;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that rotates is killed, with its vault, journal and sockets as they are; the next one goes on. */
class RotationKillTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    private Path root;

    private Path dir;
    private FakeKeyServer venue;
    private FakeKeyServer.Key old;
    private Mode mode = Mode.LIST_AND_DIFF;
    private boolean paused;
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.createContext("/person/", this::person);
        http.start();
        begin(Mode.LIST_AND_DIFF, "one");
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private synchronized void begin(Mode how, String name) throws IOException {
        mode = how;
        paused = false;
        dir = Files.createDirectory(
                root.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var traits = new FakeKeyVenue();
        mode.shape(traits);
        traits.appears = Duration.ZERO;
        traits.dies = Duration.ZERO;
        venue = new FakeKeyServer(traits, () -> NOW);
        String pass = mode == Mode.OWN_PASSPHRASE ? "synthetic-pass" : "";
        FakeKeyServer.Key master = venue.make("master", "master", "", pass, Set.of("admin"), Set.of(), NOW);
        old = venue.make("grid", "by hand", "", pass, Set.of("read", "trade"), RotationRig.IPS, NOW);
        vault("admin.vault", RotationRig.key(RotationRig.MASTER, master, 1, Set.of()));
        vault("bot.vault", RotationRig.key(RotationRig.GRID, old, 1, Set.of("grid")));
    }

    private void vault(String name, ApiKey key) {
        try (Vault vault = Vault.create(
                        dir.resolve(name),
                        PassphraseSource.ofChars(RotationProbe.PASSPHRASE.toCharArray()),
                        VaultOptions.defaults().insecureCostForTests());
                key) {
            vault.add(key);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        HttpReply reply = reply(exchange);
        say(exchange, reply.status(), reply.body());
    }

    private synchronized HttpReply reply(HttpExchange exchange) throws IOException {
        var request = new SignedRequest(
                exchange.getRequestMethod(),
                FakeKeyVenue.HOST.resolve(exchange.getRequestURI().toString()),
                Map.of(
                        "X-KEY", exchange.getRequestHeaders().getFirst("X-KEY"),
                        "X-SIGN", exchange.getRequestHeaders().getFirst("X-SIGN"),
                        "X-PASS", exchange.getRequestHeaders().getFirst("X-PASS")),
                new byte[0]);
        return venue.send(request);
    }

    /** The person: makes the key that is asked for, unless it is there, deletes the old one, stops and starts trading. */
    private void person(HttpExchange exchange) throws IOException {
        String[] asked = exchange.getRequestURI().getPath().split("/", -1);
        say(exchange, 200, done(asked[2], asked[asked.length - 1]));
    }

    private synchronized String done(String what, String label) {
        switch (what) {
            case "make" -> {
                FakeKeyServer.Key made = venue.living("grid").stream()
                        .filter(key -> key.label.equals(label))
                        .findFirst()
                        .orElseGet(
                                () -> venue.make("grid", label, "", "", Set.of("read", "trade"), RotationRig.IPS, NOW));
                return made.apiKey + "|" + made.secret;
            }
            case "delete" -> old.deleted = NOW;
            default -> paused = what.equals("pause");
        }
        return "done";
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Starts a process, and returns the first line that it says. */
    private Process process(String standing) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RotationProbe.class.getName(),
                        dir.toString(),
                        URI.create("http://127.0.0.1:" + http.getAddress().getPort())
                                .toString(),
                        mode.name(),
                        standing)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String said(Process process) throws IOException {
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            return line == null ? "" : line;
        }
    }

    private void kill(String where) throws Exception {
        String what = mode + " " + where;
        Process first = process(where);
        assertThat(said(first)).as(what).isEqualTo("standing");
        first.destroyForcibly().waitFor();
        if (mode != Mode.SINGLE_SLOT) {
            assertThat(someKeyWorks()).as("I1, " + what).isTrue();
        }

        Process second = process("");
        assertThat(said(second)).as(what).isEqualTo("CLOSED");
        second.waitFor();
        assertRotated(what);
    }

    private synchronized boolean someKeyWorks() {
        try (Vault vault = RotationProbe.open(dir.resolve("bot.vault"))) {
            return vault.read().keys().values().stream()
                    .map(key -> venue.keys.get(RotationRig.text(key.apiKey())))
                    .anyMatch(key -> key != null && venue.accepts(key));
        }
    }

    private synchronized void assertRotated(String what) throws IOException {
        try (Vault vault = RotationProbe.open(dir.resolve("bot.vault"))) {
            Map<KeyId, ApiKey> keys = vault.read().keys();
            assertThat(keys.keySet()).as(what).containsExactly(RotationRig.GRID);
            ApiKey active = keys.get(RotationRig.GRID);
            assertThat(active.generation()).as(what).isEqualTo(2);
            String apiKey = RotationRig.text(active.apiKey());
            assertThat(apiKey).as(what).isNotEqualTo(old.apiKey);
            assertThat(venue.accepts(old)).as(what).isFalse();
            assertThat(venue.living("grid").stream().map(key -> key.apiKey))
                    .as(what)
                    .containsExactly(apiKey);
            assertThat(venue.keys.get(apiKey).rights).as("I7, " + what).isSubsetOf("read", "trade");
            assertThat(venue.keys.get(apiKey).ips).as("I7, " + what).isEqualTo(RotationRig.IPS);
        }
        assertThat(paused).as(what).isFalse();
        assertThat(Files.readAllLines(dir.resolve("revoked")))
                .as(what)
                .isNotEmpty()
                .containsOnly(old.id());
        assertThat(Files.readString(dir.resolve("state").resolve("rotations"), StandardCharsets.ISO_8859_1))
                .as("I9, " + what)
                .doesNotContain("synthetic", "PRIVATE KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"after venue create", "after store new", "after store promote", "after venue delete"})
    void kill_atTheWorstMoments_isGoneOnFrom(String where) throws Exception {
        kill(where);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("long")
    void kill_atEveryPoint_isGoneOnFrom(Mode how, TestReporter reporter) throws Exception {
        begin(how, how + "-whole");
        List<String> effects = effects();
        int runs = 0;
        for (int at = 1; at <= effects.size(); at++) {
            List<String> moments = RotationRig.leavesSomething(effects.get(at - 1))
                    ? List.of("before ", "after ")
                    : List.of("before ");
            for (String moment : moments) {
                begin(how, how + "-" + moment.strip() + "-" + at);
                kill(moment + at);
                runs++;
            }
        }
        reporter.publishEntry(
                Map.of("mode", how.name(), "points", Integer.toString(effects.size()), "runs", Integer.toString(runs)));
    }

    /** The names of all that a whole rotation does outside its memory, in order. */
    private List<String> effects() throws Exception {
        Process whole = process("list");
        List<String> effects;
        try (BufferedReader lines = whole.inputReader()) {
            effects = new ArrayList<>(lines.lines().toList());
        }
        assertThat(whole.waitFor()).isZero();
        assertThat(effects.remove(effects.size() - 1)).isEqualTo("CLOSED");
        assertThat(effects).hasSizeGreaterThan(20);
        assertRotated(mode + " whole");
        return effects;
    }
}
