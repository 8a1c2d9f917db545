/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Bytes in pieces, into a file: what prints past every logger. */
final class StreamWire extends Wire {
    private static final Set<Placement> PLACEMENTS =
            EnumSet.of(Placement.MESSAGE, Placement.EXCEPTION, Placement.CAUSE, Placement.SUPPRESSED);

    private final PrintStream out;
    private final boolean flushed;

    private StreamWire(String name, Path file, PrintStream out, boolean flushed) {
        super(name, file);
        this.out = out;
        this.flushed = flushed;
    }

    /** With a flush behind each piece, or only at the end of the line. */
    static Wire of(String name, Path file, UnaryOperator<OutputStream> around, boolean flushed) {
        try {
            OutputStream raw = Files.newOutputStream(file);
            return new StreamWire(name, file, new PrintStream(around.apply(raw), false, UTF_8), flushed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Set<Placement> placements() {
        return PLACEMENTS;
    }

    @Override
    void log(Placement place, String text, Random cuts) {
        if (place == Placement.MESSAGE) {
            pieces(text.getBytes(UTF_8), cuts);
            out.println();
        } else {
            place.exception(text).printStackTrace(out);
        }
        out.flush();
    }

    private void pieces(byte[] bytes, Random cuts) {
        int most = 1 + cuts.nextInt(40);
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, 1 + cuts.nextInt(most));
            out.write(bytes, at, length);
            at += length;
            if (flushed) {
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        out.close();
    }
}
