/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** ccxt, a client that is not keyguard's, in a process of its own. It is fetched when the tests run; nothing of it is part of the project. */
final class Ccxt implements AutoCloseable {
    /** The version whose differences the documentation explains. */
    static final String VERSION = "4.5.84";

    /** The last one that has BitMEX. */
    static final String WITH_BITMEX = "4.4.90";

    static final ObjectMapper JSON = new ObjectMapper();

    private final Process node;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private Ccxt(Process node) {
        this.node = node;
        this.commands = new BufferedWriter(new OutputStreamWriter(node.getOutputStream(), UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(node.getInputStream(), UTF_8));
    }

    static Ccxt start() throws IOException, InterruptedException {
        return start(VERSION);
    }

    static Ccxt start(String version) throws IOException, InterruptedException {
        Path folder = Path.of("target", "ccxt-" + version).toAbsolutePath();
        Files.createDirectories(folder);
        // Tests of several processes install it at the same time.
        try (FileChannel file = FileChannel.open(folder.resolve("lock"), CREATE, WRITE)) {
            // Held until the file is closed.
            FileLock unused = file.lock();
            if (!Files.exists(folder.resolve("installed"))) {
                install(folder, version);
                Files.createFile(folder.resolve("installed"));
            }
        }
        Path script = Path.of("src", "test", "js", "ccxt.mjs").toAbsolutePath();
        return new Ccxt(new ProcessBuilder("node", script.toString(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static void install(Path folder, String version) throws IOException, InterruptedException {
        Process npm = new ProcessBuilder(
                        "npm",
                        "install",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "--prefix",
                        folder.toString(),
                        "ccxt@" + version)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        assertThat(npm.waitFor(5, TimeUnit.MINUTES)).as("npm ended").isTrue();
        assertThat(npm.exitValue())
                .as(Files.readString(folder.resolve("npm.log")))
                .isZero();
    }

    JsonNode ask(ObjectNode command) throws IOException {
        commands.write(JSON.writeValueAsString(command));
        commands.newLine();
        commands.flush();
        String line = answers.readLine();
        assertThat(line).as("ccxt answered").isNotNull();
        JsonNode answer = JSON.readTree(line);
        assertThat(answer.path("failed").asText("")).isEmpty();
        return answer;
    }

    @Override
    public void close() {
        node.destroy();
    }
}
