/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that rotates is killed, with its vault, journal and sockets as they are; the next one goes on. */
class RotationKillTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    private Path root;

    private Path dir;
    private FakeKeyServer venue;
    private FakeKeyServer.Key old;
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        begin("one");
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void begin(String name) throws IOException {
        dir = Files.createDirectory(
                root.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var traits = new FakeKeyVenue();
        traits.appears = Duration.ZERO;
        traits.dies = Duration.ZERO;
        venue = new FakeKeyServer(traits, () -> NOW);
        FakeKeyServer.Key master = venue.make("master", "master", "", "", Set.of("admin"), Set.of(), NOW);
        old = venue.make("grid", "by hand", "", "", Set.of("read", "trade"), RotationRig.IPS, NOW);
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

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var request = new SignedRequest(
                exchange.getRequestMethod(),
                FakeKeyVenue.HOST.resolve(exchange.getRequestURI().toString()),
                Map.of(
                        "X-KEY", exchange.getRequestHeaders().getFirst("X-KEY"),
                        "X-SIGN", exchange.getRequestHeaders().getFirst("X-SIGN")),
                new byte[0]);
        HttpReply reply = venue.send(request);
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
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
        Process first = process(where);
        assertThat(said(first)).as(where).isEqualTo("standing");
        first.destroyForcibly().waitFor();

        Process second = process("");
        assertThat(said(second)).as(where).isEqualTo("CLOSED");
        second.waitFor();
        try (Vault vault = RotationProbe.open(dir.resolve("bot.vault"))) {
            Map<io.keyguard.KeyId, ApiKey> keys = vault.read().keys();
            assertThat(keys.keySet()).as(where).containsExactly(RotationRig.GRID);
            String apiKey = RotationRig.text(keys.get(RotationRig.GRID).apiKey());
            assertThat(apiKey).as(where).isNotEqualTo(old.apiKey);
            assertThat(venue.living("grid").stream().map(key -> key.apiKey))
                    .as(where)
                    .containsExactly(apiKey);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"after venue create", "after store new", "after store promote", "after venue delete"})
    void kill_atTheWorstMoments_isGoneOnFrom(String where) throws Exception {
        kill(where);
    }

    @Test
    @Tag("long")
    void kill_everywhere_isGoneOnFrom() throws Exception {
        List<String> effects = List.of(
                "journal PLANNED",
                "journal CREATE_INTENT",
                "venue create",
                "journal CREATED",
                "store new",
                "journal STORED",
                "journal VERIFIED",
                "store promote",
                "journal PROMOTED",
                "journal DISTRIBUTING",
                "journal DRAINING",
                "journal REVOKE_INTENT",
                "venue delete",
                "journal REVOKE_UNKNOWN",
                "journal REVOKED",
                "store clear",
                "journal CLOSED");
        for (String effect : effects) {
            for (String moment : List.of("before ", "after ")) {
                if (!effect.equals("journal CLOSED") || moment.equals("before ")) {
                    begin((moment + effect).replace(' ', '-'));
                    kill(moment + effect);
                }
            }
        }
    }
}
