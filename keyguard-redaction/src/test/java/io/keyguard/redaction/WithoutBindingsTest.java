/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The module with neither Logback nor Log4j beside it. */
class WithoutBindingsTest {
    @Test
    void engineStreamsAndJavaLogging_workWithoutAnyLibraryToBind() throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                .filter(entry -> !entry.contains("logback") && !entry.contains("log4j") && !entry.contains("logstash"))
                .collect(Collectors.joining(java.io.File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path,
                        BindingsProbe.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said)
                .contains(
                        "engine " + Canary.MASK,
                        "stream " + Canary.MASK,
                        "logging " + Canary.MASK,
                        "no logback",
                        "no log4j")
                .doesNotContain(Canary.SECRET);
    }
}
