/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.SourceException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.FakeHashiCorp.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashiCorpVaultTest extends KeySourceContract {
    private static final String PATH = "secret/data/bots/grid";

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private FakeHashiCorp server;

    @BeforeEach
    void start() throws IOException {
        server = FakeHashiCorp.start();
        server.put(PATH, material(SECRET));
        write("secret-id", FakeHashiCorp.SECRET_ID);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Map<String, Object> material(String secret) {
        return new HashMap<>(Map.of("api_key", API_KEY, "secret", secret, "passphrase", PASSPHRASE));
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private HashiCorpVault.Builder builder() {
        return HashiCorpVault.at(server.uri())
                .appRole(FakeHashiCorp.ROLE, folder.resolve("secret-id"))
                .key("bots/grid", labels("grid"))
                .staleFor(Duration.ofMinutes(5), Duration.ofHours(24))
                .ticker(nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Override
    KeySource open() {
        return builder().open();
    }

    @Override
    void breakIt() {
        server.sealedStatus = 503;
    }

    @Override
    void mendIt() {
        server.sealedStatus = 0;
    }

    /** What was read is good until the hard limit. */
    @Override
    @Test
    void read_afterItBroke_throwsAndRecovers() {
        try (KeySource source = open()) {
            breakIt();
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(source.health()).allMatch(SourceHealth::ok);

            pass(Duration.ofMinutes(5));
            source.read();
            assertThat(source.health()).singleElement().satisfies(health -> {
                assertThat(health.ok()).isFalse();
                assertThat(health.words()).contains("not read for 300 s").contains("sealed");
            });

            pass(Duration.ofHours(24));
            assertThat(source.read().keys()).isEmpty();
            assertThat(source.health().toString()).contains("given out no more").doesNotContain("canary");

            mendIt();
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(source.health()).allMatch(SourceHealth::ok);
        }
    }

    @Test
    void key_hasTheVersionAndItsTime() {
        server.put(PATH, material("canary-second-secret"));

        ApiKey key = only(open().read());

        assertThat(key.generation()).isEqualTo(2);
        assertThat(key.createdAt()).isEqualTo(Instant.parse("2026-03-01T10:00:00.123456789Z"));
        assertThat(text(key.secret())).isEqualTo("canary-second-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "503, sealed",
        "429, too many",
        "473, active node",
        "404, there is nothing",
        "501, not initialised",
        "307, redirect",
        "500, not what keyguard understands"
    })
    void open_ofAServerThatDoesNotServe_saysWhy(int status, String why) {
        server.sealedStatus = status;

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(String.valueOf(status))
                .hasMessageContaining(why)
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @CsvSource({
        "LATE, not answered within",
        "TRUNCATED, not JSON",
        "CUT_OFF, secret/data/bots/grid",
        "HUGE, more than 1 MiB",
        "NOT_JSON, not JSON",
        "TRAILING, not JSON",
        "NO_METADATA, lacks its metadata"
    })
    void open_withABrokenAnswer_saysWhatIsBroken(Fault fault, String why) {
        server.fault = fault;
        boolean neverEnds = fault == Fault.LATE || fault == Fault.CUT_OFF;
        Duration timeout = Duration.ofSeconds(neverEnds ? 1 : 60);

        assertThatThrownBy(() -> builder().timeout(timeout).open())
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @Test
    void open_ofAVersionWithoutAPart_namesThePart() {
        Map<String, Object> material = material(SECRET);
        material.remove("secret");
        server.put(PATH, material);

        assertThatThrownBy(this::open)
                .hasMessageContaining("no text called secret")
                .hasMessageNotContaining("canary");
    }

    @Test
    void open_ofNothingAtThePath_saysSo() {
        assertThatThrownBy(() -> builder().key("bots/other", labels("other")).open())
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("404");
    }

    @Test
    void open_withALoginThatIsRefused_saysSo() throws IOException {
        write("secret-id", "canary-wrong");

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("login is not accepted")
                .hasMessageNotContaining("canary");
    }

    @Test
    void token_thatEnded_isReplacedByANewLogin() {
        try (KeySource source = open()) {
            server.endTokens();

            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(2);
            assertThat(source.health()).allMatch(SourceHealth::ok);
        }
    }

    @Test
    void token_whoseLifeIsTwoThirdsOver_isRenewed() {
        try (KeySource source = open()) {
            pass(Duration.ofMinutes(39));
            source.read();
            assertThat(server.asked).noneMatch(path -> path.endsWith("renew-self"));
            pass(Duration.ofMinutes(2));
            source.read();
            source.read();

            assertThat(server.asked)
                    .filteredOn(path -> path.endsWith("renew-self"))
                    .hasSize(1);
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(1);
        }
    }

    @Test
    void token_thatCannotBeRenewed_isReplacedInTime() {
        server.renewable = false;
        try (KeySource source = open()) {
            pass(Duration.ofMinutes(41));
            source.read();

            assertThat(server.asked).noneMatch(path -> path.endsWith("renew-self"));
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(2);
        }
    }

    @Test
    void tokenFile_isReadAgainWhenItsTokenIsRefused() throws IOException {
        Path file = write("token", server.token());
        try (KeySource source = builder().tokenFile(file).open()) {
            server.endTokens();
            write("token", server.token());

            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(source.health()).allMatch(SourceHealth::ok);
            server.endTokens();
            // Whoever renews the file is down, and no key was taken away.
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            pass(Duration.ofHours(2));
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(source.health().toString()).contains("403").contains("whoever renews the file");
            write("token", server.token());
            server.forbidden = true;
            assertThat(source.read().keys()).isEmpty();
            assertThat(source.health().toString()).contains("403").contains("given out no more");
            server.forbidden = false;
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> builder().tokenFile(file).open()).hasMessageContaining("chmod 600");
    }

    @Test
    void tokenFile_isRenewedWhereItsTokenMayBeAskedAbout() throws IOException {
        Path file = write("token", server.token());
        try (KeySource source = builder().tokenFile(file).open()) {
            pass(Duration.ofMinutes(41));
            source.read();
            assertThat(server.asked)
                    .filteredOn(path -> path.endsWith("renew-self"))
                    .hasSize(1);
        }
        server.asked.clear();
        server.mayLookUp = false;
        try (KeySource source = builder().tokenFile(file).open()) {
            pass(Duration.ofMinutes(41));

            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(server.asked).noneMatch(path -> path.endsWith("renew-self"));
        }
    }

    @Test
    void tokenFile_whoseTokenIsNone_isRefusedWithoutAWordOfIt() throws IOException {
        Path file = write("token", "canary token");

        assertThatThrownBy(() -> builder().tokenFile(file).open())
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("white space")
                .hasMessageNotContaining("canary");
    }

    /** The token is good for a third of its life. */
    @Test
    void renewal_thatFails_isTriedAgainAndTakesNoKeyAway() {
        try (KeySource source = open()) {
            server.renewalStatus = 500;
            pass(Duration.ofMinutes(41));
            only(source.read());
            assertThat(source.health()).allMatch(SourceHealth::ok);
            only(source.read());
            assertThat(server.asked)
                    .filteredOn(path -> path.endsWith("renew-self"))
                    .hasSize(1);

            server.renewalStatus = 0;
            pass(Duration.ofMinutes(5));
            only(source.read());
            assertThat(server.asked)
                    .filteredOn(path -> path.endsWith("renew-self"))
                    .hasSize(2);
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(1);
        }
    }

    @Test
    void key_thatTheServerSaysIsGone_isGivenOutNoMoreAtOnce() {
        try (KeySource source = open()) {
            server.delete(PATH);
            KeySnapshot gone = source.read();
            assertThat(gone.keys()).isEmpty();
            assertThat(gone.withheld()).containsExactly(KeyId.of("grid"));
            assertThat(source.health()).singleElement().satisfies(health -> {
                assertThat(health.ok()).isFalse();
                assertThat(health.words()).contains("given out no more").contains("404");
            });

            breakIt();
            assertThat(source.read().keys()).isEmpty();
            assertThat(source.health().toString()).contains("given out no more");
            mendIt();
            server.put(PATH, material(SECRET));
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(source.health()).allMatch(SourceHealth::ok);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void version_thatWasDeletedOrDestroyed_isGivenOutNoMoreAtOnce(boolean destroyed) {
        try (KeySource source = open()) {
            server.deleteVersion(PATH, destroyed);

            assertThat(source.read().withheld()).containsExactly(KeyId.of("grid"));
            assertThat(source.health().toString()).contains("given out no more").contains("404");
        }
    }

    /** What a proxy says tells nothing about the key. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no healthy upstream",
                "<html><head><title>403 Forbidden</title></head></html>",
                "{}",
                "[]",
                "{\"message\":\"no Route matched with those values\"}",
                "{\"errors\":[{\"code\":\"DENIED\"},[\"x\"]],\"data\":{}}",
                "{\"errors\":\"permission denied\"}",
                "{\"error\":{\"errors\":[]}}",
                "{\"errors\":[]",
                "{\"errors\":[]}{}",
                "{\"data\":{\"data\":null,\"metadata\":{\"deletion_time\":\"\",\"destroyed\":false}}}",
                "{\"data\":{\"metadata\":{\"x\":{\"destroyed\":true}}},\"metadata\":{\"destroyed\":true}}"
            })
    void no_thatIsNotInTheServersForm_isAnOutage(String words) {
        try (KeySource source = open()) {
            for (int status : new int[] {403, 404}) {
                server.asked.clear();
                server.proxyStatus = status;
                server.proxyWords = words;
                assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
                assertThat(server.asked).noneMatch(path -> path.endsWith("login"));
                pass(Duration.ofMinutes(6));
                only(source.read());
                assertThat(source.health().toString())
                        .contains(status + ", though not in the server's own form")
                        .contains("proxy");

                server.proxyStatus = 0;
                only(source.read());
                assertThat(source.health()).allMatch(SourceHealth::ok);
            }
        }
    }

    @Test
    void no_ofAProxyToQuestionsAboutTheToken_leavesATokenOfAFile() throws IOException {
        Path file = write("token", server.token());
        server.proxyStatus = 403;
        server.proxied = "auth/token/";
        try (KeySource source = builder().tokenFile(file).open()) {
            only(source.read());
            server.forbidden = true;

            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
        }
    }

    @Test
    void renewal_thatAProxyRefuses_isTriedAgain() {
        try (KeySource source = open()) {
            server.proxyStatus = 403;
            server.proxied = "auth/token/renew-self";
            pass(Duration.ofMinutes(41));
            only(source.read());
            pass(Duration.ofMinutes(6));
            server.proxyStatus = 0;
            only(source.read());

            assertThat(server.asked)
                    .filteredOn(path -> path.endsWith("renew-self"))
                    .hasSize(2);
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(1);
        }
    }

    @Test
    void path_thatStaysForbidden_isNoReasonToLogInAtEachPoll() {
        server.put("secret/data/bots/other", material(SECRET));
        try (KeySource source = builder().key("bots/other", labels("other")).open()) {
            server.forbiddenPaths.add("secret/data/bots/other");
            server.asked.clear();
            for (int poll = 0; poll < 20; poll++) {
                assertThat(source.read().withheld()).containsExactly(KeyId.of("other"));
                pass(Duration.ofSeconds(29));
            }
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(1);

            // A token that ended is replaced all the same.
            server.endTokens();
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(2);
            // A role may have been given another policy, which only a new token has.
            pass(Duration.ofMinutes(10));
            source.read();
            source.read();
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(3);
            server.forbiddenPaths.clear();
            assertThat(source.read().keys()).hasSize(2);
            assertThat(source.health()).allMatch(SourceHealth::ok);
        }
    }

    /** A new token may not read it either. */
    @Test
    void key_thatMayNotBeReadAnyMore_isGivenOutNoMoreAtOnce() {
        try (KeySource source = open()) {
            server.forbidden = true;
            assertThat(source.read().keys()).isEmpty();
            assertThat(source.health().toString()).contains("given out no more").contains("403");
            server.forbidden = false;
            only(source.read());
            assertThat(source.health()).allMatch(SourceHealth::ok);
        }
    }

    @Test
    void login_thatFailsBeforeTheTokenEnds_takesNoKeyAway() throws IOException {
        server.renewable = false;
        try (KeySource source = open()) {
            write("secret-id", "canary-wrong");
            pass(Duration.ofMinutes(41));
            only(source.read());
            pass(Duration.ofMinutes(6));
            only(source.read());

            assertThat(source.health()).allMatch(SourceHealth::ok);
            assertThat(server.asked).filteredOn(path -> path.endsWith("login")).hasSize(3);
        }
    }

    /** It may be the login that is out of order: the key is kept as in an outage. */
    @Test
    void login_thatIsRefusedLater_isAnOutage() throws IOException {
        try (KeySource source = open()) {
            write("secret-id", "canary-wrong");
            server.endTokens();

            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            pass(Duration.ofMinutes(6));
            assertThat(source.health().toString()).contains("login is not accepted");
        }
    }

    /** A later source is weaker: it does not stand in for a key that was taken away. */
    @Test
    void key_pastTheHardLimit_isNotTakenFromTheNextSource() {
        Map<String, String> variables =
                Map.of("GRID_API_KEY", API_KEY, "GRID_SECRET", "canary-of-the-weaker", "GRID_PASSPHRASE", PASSPHRASE);
        KeySource weaker = EnvironmentKeys.builder()
                .variables(variables::get)
                .key("GRID", labels("grid"))
                .open();
        try (KeySource source = KeySource.inOrder(open(), weaker)) {
            breakIt();
            pass(Duration.ofHours(24));
            KeySnapshot late = source.read();

            assertThat(late.keys()).isEmpty();
            assertThat(late.withheld()).containsExactly(KeyId.of("grid"));
            assertThat(source.health().toString()).contains("given out no more");
            mendIt();
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
        }
    }

    @Test
    void client_thatFollowsRedirects_isRefused() {
        for (HttpClient.Redirect follows :
                new HttpClient.Redirect[] {HttpClient.Redirect.NORMAL, HttpClient.Redirect.ALWAYS}) {
            HttpClient client = HttpClient.newBuilder().followRedirects(follows).build();

            assertThatThrownBy(() -> builder().client(client))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Redirect.NEVER");
        }
        assertThat(text(only(builder().client(HttpClient.newHttpClient()).open().read())
                        .secret()))
                .isEqualTo(SECRET);
    }

    @Test
    void kubernetes_andNamespace_areSent() throws IOException {
        Path jwt = write("jwt", FakeHashiCorp.JWT);
        Files.setPosixFilePermissions(jwt, PosixFilePermissions.fromString("rw-r--r--"));
        server.namespace = "trading";

        try (KeySource source =
                builder().kubernetes("bots", jwt).namespace("trading").open()) {
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
        }
        assertThatThrownBy(() -> builder().kubernetes("bots", jwt).open()).hasMessageContaining("403");
    }

    @Test
    void replace_isWrittenAsTheNextVersionUnlessSomebodyElseWrote() {
        try (HashiCorpVault source = builder().open()) {
            source.replace(key(2, "canary \"quoted\" \\ \n\u00e9"));

            ApiKey now = only(source.read());
            assertThat(now.generation()).isEqualTo(2);
            assertThat(text(now.secret())).isEqualTo("canary \"quoted\" \\ \n\u00e9");
            assertThat(now.passphrase()).isEmpty();
            assertThatThrownBy(() -> source.replace(key(2, "canary-late")))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("somebody else wrote")
                    .hasMessageNotContaining("canary");
            assertThatThrownBy(() -> source.replace(
                            labels("other").material(box("a"), box("b"), null).build()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static ApiKey key(long generation, String secret) {
        return labels("grid")
                .generation(generation)
                .material(box(API_KEY), box(secret), null)
                .build();
    }

    private static SecretBytes box(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8), InsecureSecretAccess.get());
    }

    @Test
    void watch_asksAgainAndAgain() throws Exception {
        try (KeySource source = builder().pollEvery(Duration.ofMillis(5)).open()) {
            var told = new CountDownLatch(3);
            try (KeySource.Watch watch = source.watch(() -> {
                told.countDown();
                throw new NoClassDefFoundError("the callee fails");
            })) {
                assertThat(watch).isNotNull();
                assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void address_inTheClearToAnotherMachine_isRefused() {
        HashiCorpVault.Builder builder = HashiCorpVault.at(URI.create("http://192.0.2.1:8200"))
                .timeout(Duration.ofMillis(50))
                .key("bots/grid", labels("grid"))
                .appRole(FakeHashiCorp.ROLE, folder.resolve("secret-id"));

        assertThatThrownBy(builder::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in the clear");
        assertThatThrownBy(() -> HashiCorpVault.at(URI.create("http://keyguard-test.invalid:8200"))
                        .appRole(FakeHashiCorp.ROLE, folder.resolve("secret-id"))
                        .open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in the clear");
        assertThatThrownBy(() -> builder.insecurePlainHttp().open()).isInstanceOf(SourceException.class);
        assertThatThrownBy(() -> HashiCorpVault.at(server.uri()).open()).hasMessageContaining("how to log in");
        assertThatThrownBy(() -> builder.staleFor(Duration.ofHours(2), Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void server_thatIsGone_isToldByItsKindAlone() {
        server.close();

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("ConnectException")
                .hasNoCause();
    }
}
