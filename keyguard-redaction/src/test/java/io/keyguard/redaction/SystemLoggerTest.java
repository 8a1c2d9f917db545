/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.leak.LeakScanner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK and libraries log through {@code System.Logger}, with the one that the JDK has and with SLF4J's, in JVMs of their own. */
class SystemLoggerTest {
    private static final String SLF4J = "slf4j-jdk-platform-logging";

    @TempDir
    private Path folder;

    private static String said(String backend, boolean withSlf4j, List<String> options) throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                .filter(entry -> withSlf4j || !entry.contains(SLF4J))
                .collect(Collectors.joining(java.io.File.pathSeparator));
        var command = new ArrayList<String>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", path));
        command.addAll(options);
        command.addAll(List.of(SystemLoggerProbe.class.getName(), backend));
        Process probe = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(probe.getInputStream().readAllBytes(), UTF_8);
        assertThat(probe.waitFor()).as(said).isZero();
        return said;
    }

    private static void assertMasked(String said) {
        var oracle = LeakScanner.forSecrets(
                        Map.of("secret", Canary.SECRET, "key", Canary.API_KEY, "phrase", Canary.PASSPHRASE))
                .thorough();
        assertThat(oracle.scan(said)).as(said).isEmpty();
        assertThat(said)
                .contains(
                        "message " + Canary.MASK,
                        "parameter " + Canary.MASK + " of 2",
                        "supplier " + Canary.MASK,
                        "IllegalArgumentException: " + Canary.MASK,
                        "bundle " + Canary.MASK,
                        "bot." + Canary.MASK);
    }

    @Test
    void systemLogger_onJavaLogging_isMasked() throws Exception {
        String said = said("jul", false, List.of("-Djava.util.logging.SimpleFormatter.format=%3$s %5$s%6$s%n"));

        assertMasked(said);
        assertThat(said).contains("sun.util.logging");
    }

    @Test
    void systemLogger_onSlf4jAndLogback_isMasked() throws Exception {
        Path xml = folder.resolve("logback.xml");
        Files.writeString(xml, """
                <configuration>
                  <turboFilter class="io.keyguard.redaction.logback.RedactingTurboFilter"/>
                  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%logger %msg%n%ex</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="OUT"/></root>
                </configuration>
                """);

        String said = said("slf4j", true, List.of("-Dlogback.configurationFile=" + xml));

        assertMasked(said);
        assertThat(said).contains("org.slf4j.jdk.platform.logging");
    }
}
