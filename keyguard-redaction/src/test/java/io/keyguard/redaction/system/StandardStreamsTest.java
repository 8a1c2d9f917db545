/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.CaughtSecret;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.testkit.leak.LeakScanner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardStreamsTest {
    private static final String SECRET = "canarySECRET0123456789abcdefghijKLMNOP/+=";

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);
    private final LeakScanner oracle =
            LeakScanner.forSecrets(Map.of("secret", SECRET)).thorough();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;

    @BeforeEach
    void learn() {
        secrets.learn(Canary.key("a", "canary-api-key-0123456789", SECRET, null));
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void putBack() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @Test
    void streams_printedTo_showMasks_andAreThemselvesAgainAfterwards() {
        PrintStream before = System.out;
        try (var covered = StandardStreams.protect(redactor)) {
            assertThat(covered).isNotNull();
            System.out.println("secret=" + SECRET + " and more");
            System.out.printf("%s=%s%n", "again", SECRET);
            new IllegalStateException("thrown with " + SECRET).printStackTrace();
        }
        System.out.println("afterwards " + SECRET);

        assertThat(System.out).isSameAs(before);
        assertThat(out.toString(UTF_8))
                .contains("secret=[redacted:a] and more")
                .contains("again=[redacted:a]")
                .contains("afterwards " + SECRET);
        assertThat(err.toString(UTF_8)).contains("thrown with [redacted:a]", "at io.keyguard");
        assertThat(oracle.scan(err.toString(UTF_8))).isEmpty();
    }

    @Test
    void prompt_withoutALineBreak_isSeenAtOnce() {
        try (var covered = StandardStreams.protect(redactor)) {
            assertThat(covered).isNotNull();
            System.out.print("Continue? ");
            assertThat(out.toString(UTF_8)).isEqualTo("Continue? ");
        }
    }

    @Test
    void prompts_forWhatNobodyRegistered_areSeenAtOnce() {
        try (var covered = StandardStreams.protect(redactor)) {
            assertThat(covered).isNotNull();
            for (String prompt : List.of("Password: ", "Again: ", "Save (y/n)? ")) {
                System.out.print(prompt);
            }
            assertThat(out.toString(UTF_8)).endsWith("Save (y/n)? ");
        }
    }

    @Test
    void close_behindASecretInALineThatIsNotOver_passesOnWhatFollows() {
        try (var covered = StandardStreams.protect(redactor)) {
            assertThat(covered).isNotNull();
            System.out.print("login " + SECRET + " failed, stopping");
        }
        System.out.print(" and goes on");
        assertThat(out.toString(UTF_8)).isEqualTo("login [redacted:a] failed, stopping and goes on");
    }

    /** Each print is flushed: what is no fragment yet gets out, and no more of the secret. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void secret_printedInPieces_isMaskedButForLessThanAFragment(int piece) {
        try (var covered = StandardStreams.protect(redactor)) {
            assertThat(covered).isNotNull();
            for (int at = 0; at < SECRET.length(); at += piece) {
                System.out.print(SECRET.substring(at, Math.min(SECRET.length(), at + piece)));
            }
            System.out.println(" end");
        }

        assertThat(out.toString(UTF_8)).contains("[redacted:a]").endsWith(" end" + System.lineSeparator());
        assertThat(oracle.scan(out.toString(UTF_8))).isEmpty();
    }

    /** On a machine whose encoding is not UTF-8, as that of Java 17 on Windows; and what others write there in UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"windows-1252", "ISO-8859-1", "UTF-8"})
    void streams_inAnotherEncoding_showMasks(String charset) throws Exception {
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dfile.encoding=" + charset,
                        "-Dstdout.encoding=" + charset,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CodepageProbe.class.getName())
                .redirectErrorStream(true)
                .start();
        byte[] said = probe.getInputStream().readAllBytes();

        assertThat(probe.waitFor()).isZero();
        assertThat(new String(said, charset).lines().toList())
                .as(new String(said, charset))
                .contains("printed über [redacted:bot] hinaus");
        assertThat(new String(said, UTF_8).lines().toList()).contains("written über [redacted:bot] hinaus");
    }

    @Test
    void event_namesTheStream() {
        List<String> sinks = new ArrayList<>();
        redactor.addListener(new io.keyguard.redaction.LeakListener() {
            @Override
            public void caught(CaughtSecret secret) {
                sinks.add(secret.sink());
            }
        });
        try (var covered = StandardStreams.protect(redactor)) {
            assertThat(covered).isNotNull();
            System.out.println(SECRET);
            System.err.println(SECRET);
        }

        assertThat(sinks).containsExactly("System.out", "System.err");
    }

    @Test
    void streams_fromManyThreads_mixNoMasks() {
        try (var covered = StandardStreams.protect(redactor)) {
            assertThat(covered).isNotNull();
            var threads = new ArrayList<CompletableFuture<Void>>();
            for (int thread = 0; thread < 8; thread++) {
                threads.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 200; i++) {
                        System.out.println("secret=" + SECRET + ";");
                    }
                }));
            }
            threads.forEach(CompletableFuture::join);
        }

        assertThat(out.toString(UTF_8).lines()).hasSize(1600).allMatch("secret=[redacted:a];"::equals);
    }
}
