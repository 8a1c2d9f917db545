/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Collectors;

/** A program in a pseudo-terminal that echoes what is typed, unless the program turns that off, and somebody who types when asked. */
final class PseudoTerminal implements AutoCloseable {
    private final Process process;
    private final OutputStream keyboard;
    private final InputStream screen;
    private final StringBuilder shown = new StringBuilder();
    private int read;

    private PseudoTerminal(Process process) {
        this.process = process;
        this.keyboard = process.getOutputStream();
        this.screen = process.getInputStream();
    }

    /** Starts {@code command} with {@code script}, of util-linux. */
    static PseudoTerminal start(List<String> command) throws IOException {
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return new PseudoTerminal(
                new ProcessBuilder("script", "--quiet", "--return", "--echo", "always", "--command", line, "/dev/null")
                        .redirectErrorStream(true)
                        .start());
    }

    /** Waits for {@code question} and types {@code answer}. */
    void answer(String question, String answer) throws IOException {
        while (shown.indexOf(question, read) < 0) {
            assertThat(more()).as("asked for " + question + ", shown: " + shown).isTrue();
        }
        read = shown.length();
        keyboard.write((answer + "\n").getBytes(UTF_8));
        keyboard.flush();
    }

    private boolean more() throws IOException {
        byte[] part = new byte[4096];
        int length = screen.read(part);
        if (length > 0) {
            shown.append(new String(part, 0, length, UTF_8));
        }
        return length >= 0;
    }

    /** Waits for the end, and returns the exit code of the program. */
    int end() throws IOException, InterruptedException {
        while (more()) {
            // Until the terminal is closed.
        }
        return process.waitFor();
    }

    /** All that was shown, what was echoed included. */
    String shown() {
        return shown.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
