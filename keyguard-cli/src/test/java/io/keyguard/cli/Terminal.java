/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.venue.Venue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * The command line with somebody who types at it; what it prints holds no canary, and nothing else that is not for eyes. It is made once for the same
 * venues: reading the commands takes longer than most of them do, and picocli sets every option back before it reads others.
 */
final class Terminal {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    private final PrintWriter answers = new PrintWriter(out, true);
    private final PrintWriter mistakes = new PrintWriter(err, true);
    private final Map<List<Venue>, CommandLine> lines = new HashMap<>();
    private final Deque<String> typed = new ArrayDeque<>();
    private final List<String> hidden = new ArrayList<>(List.of("canary"));
    private Typist typist = question -> "";

    Terminal(String... hidden) {
        this.hidden.addAll(List.of(hidden));
    }

    /** Somebody who types, after whatever happens until then. */
    interface Typist {
        String type(String question) throws IOException;
    }

    /** Runs one command, to whose questions {@code answers} are typed in turn, and returns its exit code; what commands before it printed is gone. */
    int run(List<String> answers, List<Venue> venues, String... args) {
        typed.clear();
        typed.addAll(answers);
        return run(question -> typed.remove(), venues, args);
    }

    /** The same with somebody at the keyboard. */
    int run(Typist typist, List<Venue> venues, String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        this.typist = typist;
        int status = lines.computeIfAbsent(venues, this::line).execute(args);
        assertThat(out + " " + err).doesNotContain(hidden);
        return status;
    }

    private CommandLine line(List<Venue> venues) {
        return Main.commandLine(Desks.cheap(this::typed, venues.toArray(Venue[]::new)))
                .setOut(answers)
                .setErr(mistakes);
    }

    private char[] typed(String question) {
        try {
            return typist.type(question).toCharArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
