/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import java.util.Arrays;

/** Where in a call of a logger a text may stand. */
enum Placement {
    MESSAGE,
    ARGUMENT,
    /** The argument is a map, whose {@code toString} shows the text. */
    OBJECT,
    /** One half in the message, the other an argument. */
    SPLIT,
    CONTEXT_VALUE,
    CONTEXT_KEY,
    PAIR_VALUE,
    PAIR_KEY,
    EXCEPTION,
    CAUSE,
    SUPPRESSED,
    MARKER,
    LOGGER,
    THREAD;

    /** An exception that carries {@code text} where this says; with few frames, since the judge reads all of them. */
    RuntimeException exception(String text) {
        var thrown = new IllegalStateException(this == EXCEPTION ? text : "outer");
        if (this == CAUSE) {
            thrown.initCause(
                    shortened(new IllegalArgumentException("middle", shortened(new IllegalStateException(text)))));
        } else if (this == SUPPRESSED) {
            thrown.addSuppressed(shortened(new IllegalArgumentException(text)));
        }
        return shortened(thrown);
    }

    private static <T extends Throwable> T shortened(T thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        thrown.setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, 2)));
        return thrown;
    }
}
