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
        var covered = new Covered(
                System.out,
                System.err,
                masking(System.out, redactor.forSink("System.out")),
                masking(System.err, redactor.forSink("System.err")));
        System.setOut(covered.maskedOut);
        System.setErr(covered.maskedErr);
        return covered;
    }

    private static PrintStream masking(PrintStream stream, Redactor redactor) {
        OutputStream out = redactor.stream(new LeftOpen(stream));
        return new PrintStream(out, true, charset(stream));
    }

    /** What is not closed with those who write to it. */
    private static final class LeftOpen extends OutputStream {
        private final PrintStream stream;

        private LeftOpen(PrintStream stream) {
            this.stream = stream;
        }

        @Override
        public void write(int b) {
            stream.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            stream.write(bytes, from, count);
        }

        @Override
        public void flush() {
            stream.flush();
        }

        @Override
        public void close() {
            stream.flush();
        }
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
        private final PrintStream maskedOut;
        private final PrintStream maskedErr;

        private Covered(PrintStream out, PrintStream err, PrintStream maskedOut, PrintStream maskedErr) {
            this.out = out;
            this.err = err;
            this.maskedOut = maskedOut;
            this.maskedErr = maskedErr;
        }

        /** Puts the streams back, and passes on what is left. */
        @Override
        public void close() {
            System.out.flush();
            System.err.flush();
            System.setOut(out);
            System.setErr(err);
            maskedOut.close();
            maskedErr.close();
        }
    }
}
