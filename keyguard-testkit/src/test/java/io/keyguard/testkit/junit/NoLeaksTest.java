/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests that leak, and tests that do not, as JUnit does. */
class NoLeaksTest {
    private static final String CANARY = "SYNTHETICsecretYOoOk1023456789abcdefghijklmnopqrstuvwxyzNOTREAL9";

    /** Not found by the build: its tests are to fail. */
    static class Careless {
        static final Path LOG = Path.of("target", "no-leaks.log");

        @RegisterExtension
        final NoLeaks noLeaks = NoLeaks.of("bot secret", CANARY).inFile(LOG);

        @Test
        void printsIt() {
            System.out.println("secret " + CANARY);
        }

        @Test
        void printsItEncoded() {
            System.err.println(Base64.getEncoder().encodeToString(("x" + CANARY).getBytes(UTF_8)));
        }

        @Test
        void printsAFragment() {
            System.out.println(CANARY.substring(7, 27));
        }

        @Test
        void writesItToTheSink() throws Exception {
            noLeaks.sink().write(CANARY.getBytes(UTF_8));
        }

        @Test
        void writesItToTheFile() throws Exception {
            Files.writeString(LOG, "at last " + CANARY);
        }

        @Test
        void learnsItLate() {
            noLeaks.and("another", "canary-" + CANARY.substring(20));
            System.out.println("canary-" + CANARY.substring(20));
        }
    }

    static class Careful {
        @RegisterExtension
        final NoLeaks noLeaks = NoLeaks.of("bot secret", CANARY);

        @Test
        void printsSomethingElse() {
            System.out.println("nothing of it");
        }
    }

    private static List<TestExecutionResult> run(Class<?> tests) {
        var results = new java.util.ArrayList<TestExecutionResult>();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(tests))
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    results.add(result);
                }
            }
        });
        return results;
    }

    @Test
    void everyLeak_failsItsTest_andIsNotRepeated() throws Exception {
        var out = System.out;
        List<TestExecutionResult> results;
        try {
            results = run(Careless.class);
        } finally {
            Files.deleteIfExists(Careless.LOG);
        }

        assertThat(System.out).as("put back").isSameAs(out);
        assertThat(results).hasSize(6).allSatisfy(result -> {
            assertThat(result.getStatus()).isEqualTo(TestExecutionResult.Status.FAILED);
            assertThat(result.getThrowable().orElseThrow())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("a secret got out")
                    .hasMessageNotContaining(CANARY.substring(7, 20));
        });
    }

    @Test
    void noLeak_passes() {
        assertThat(run(Careful.class))
                .singleElement()
                .extracting(TestExecutionResult::getStatus)
                .isEqualTo(TestExecutionResult.Status.SUCCESSFUL);
    }

    @Test
    void canary_ofNothing_isRefusedBeforeTheTest() {
        assertThatThrownBy(() -> NoLeaks.of("short", "abc")).isInstanceOf(IllegalArgumentException.class);
        assertThat(NoLeaks.of("bot secret", CANARY).toString()).isEqualTo("NoLeaks[bot secret]");
    }
}
