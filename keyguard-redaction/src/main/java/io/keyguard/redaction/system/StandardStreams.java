/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.system;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.redaction.Redactor;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Covers {@code System.out} and {@code System.err}, and with them whatever prints there: console appenders made later, stack traces of threads that die, a
 * forgotten {@code println}.
 *
 * <p>Text is looked at line by line, and whenever it is flushed, however it was cut into writes. Call it early: who took the streams before keeps them as they
 * were. The console's encoding must agree with ASCII, as all usual ones do; secrets with other characters are found in UTF-8, in the encoding of this machine, and in those of Western
 * Europe.
 */
public final class StandardStreams {
    private StandardStreams() {}

    /** Takes over both streams until the answer is closed, which puts back what was there. */
    @CanIgnoreReturnValue
    public static Covered protect() {
        return protect(Redactor.shared());
    }

    static Covered protect(Redactor redactor) {
        var covered = new Covered(System.out, System.err);
        System.setOut(masking(System.out, redactor.forSink("System.out")));
        System.setErr(masking(System.err, redactor.forSink("System.err")));
        return covered;
    }

    private static PrintStream masking(PrintStream stream, Redactor redactor) {
        OutputStream out = redactor.stream(stream);
        return new PrintStream(out, true, charset(stream));
    }

    /** How {@code stream} writes characters, which it tells since Java 18. */
    private static Charset charset(PrintStream stream) {
        try {
            return (Charset) PrintStream.class.getMethod("charset").invoke(stream);
        } catch (ReflectiveOperationException e) {
            return Charset.defaultCharset();
        }
    }

    /** The streams as they were. */
    public static final class Covered implements AutoCloseable {
        private final PrintStream out;
        private final PrintStream err;

        private Covered(PrintStream out, PrintStream err) {
            this.out = out;
            this.err = err;
        }

        /** Passes on what is left, and puts the streams back. */
        @Override
        public void close() {
            System.out.flush();
            System.err.flush();
            System.setOut(out);
            System.setErr(err);
        }
    }
}
