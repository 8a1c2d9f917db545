/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import io.keyguard.cli.Main;
import io.keyguard.venue.Venue;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Somebody at a terminal: what is typed is shown, and what comes back too, line by line as it comes. Thread-safe. */
final class Operator {
    private final Narrator tell;
    private final List<Venue> venues;
    private final StringBuilder seen = new StringBuilder();

    Operator(Narrator tell, List<Venue> venues) {
        this.tell = tell;
        this.venues = venues;
    }

    /** Types one command line of {@code keyguard}, and returns its exit status. */
    int types(String... words) {
        tell.say("$ keyguard "
                + Stream.of(words)
                        .map(word -> word.contains(" ") ? "\"" + word + "\"" : word)
                        .collect(Collectors.joining(" ")));
        try (PrintWriter out = screen();
                PrintWriter err = screen()) {
            return Main.run(venues, out, err, words);
        }
    }

    /** Everything that came back so far. */
    String seen() {
        synchronized (seen) {
            return seen.toString();
        }
    }

    private PrintWriter screen() {
        return new PrintWriter(new Writer() {
            private final StringBuilder line = new StringBuilder();

            @Override
            public void write(char[] text, int from, int length) {
                synchronized (seen) {
                    seen.append(text, from, length);
                }
                for (int i = from; i < from + length; i++) {
                    if (text[i] == '\n') {
                        show();
                    } else {
                        line.append(text[i]);
                    }
                }
            }

            @Override
            public void flush() {
                // A line is shown when it is whole.
            }

            @Override
            public void close() {
                show();
            }

            private void show() {
                tell.quote(line.toString());
                line.setLength(0);
            }
        });
    }
}
