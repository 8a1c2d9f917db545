/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import java.io.PrintStream;

/** Tells a story in plain lines, and ends it when something does not hold. */
final class Narrator {
    private final PrintStream out;
    private int chapter;

    Narrator(PrintStream out) {
        this.out = out;
    }

    void chapter(String title) {
        chapter++;
        out.printf("%n%d. %s%n", chapter, title);
    }

    void say(String line) {
        out.println("   " + line);
    }

    /** Shows what something printed, set apart. */
    void quote(String text) {
        text.lines().forEach(line -> out.println("   | " + line));
    }

    /** Says {@code fact}, which must hold. */
    void check(boolean holds, String fact) {
        if (!holds) {
            throw new StoryEnds("this does not hold: " + fact);
        }
        say(fact);
    }

    /** Runs {@code act}, which must end in {@code expected}, and returns what it said. */
    String refused(Class<? extends RuntimeException> expected, Runnable act) {
        try {
            act.run();
        } catch (RuntimeException e) {
            if (expected.isInstance(e)) {
                return String.valueOf(e.getMessage());
            }
            throw e;
        }
        throw new StoryEnds("nothing refused what must be refused");
    }

    /** A step did not hold. */
    static final class StoryEnds extends RuntimeException {
        private static final long serialVersionUID = 1;

        StoryEnds(String why) {
            super(why);
        }
    }
}
