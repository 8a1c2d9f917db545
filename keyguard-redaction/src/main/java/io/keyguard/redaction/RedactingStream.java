/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Masks what is written to it, seen together with the end of what went before. What follows a secret waits for the end of its line, since it may be the rest of it. Not thread-safe. */
final class RedactingStream extends OutputStream {
    /** So much without the end of a line is passed on. */
    private static final int MUCH = 8192;

    /** So much of the lines that were passed on is looked at again: a fragment that counts fits, in any of the usual encodings. */
    private static final int REMEMBERED = 256;

    /** So much of them if they look like a dump: one encoding on top of another, or a sign or two to a line. */
    private static final int REMEMBERED_OF_A_DUMP = 1024;

    /** So much of a line that was flushed before its end: a fragment fits in three encodings on top of each other, of which each makes six characters of one. */
    private static final int REMEMBERED_OF_A_LINE = 4096;

    /** So much may follow a part of a secret whose next sign is not whole yet: one of base64, each of whose characters is an escape, or a digit of one, on a line of its own. */
    private static final int LONGEST_BEGUN = 128;

    /** And so much where white space fills or indents lines of a sign each: a sign in base64 of a cast. */
    private static final int LONGEST_SPARSE = 512;

    private static final int LONGEST_LINE_OF_A_SIGN = 28;

    /** No sign that is not whole has more, in base64 or an escape of that. */
    private static final int MOST_SIGNS = 24;

    /** So much stands between the first sign of an escape and the last. */
    private static final int LONGEST_ESCAPE = 16;

    private final Redactor redactor;
    private final OutputStream out;
    private final byte[] pending = new byte[REMEMBERED_OF_A_LINE + MUCH];
    private int length;
    /** How much of what is pending has been passed on. */
    private int done;
    /** Whether what was passed on last is masked. */
    private boolean masked;

    RedactingStream(Redactor redactor, OutputStream out) {
        this.redactor = redactor;
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        pending[length++] = (byte) b;
        if (b == '\n' || length == pending.length) {
            pass();
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        java.util.Objects.checkFromIndexSize(from, count, bytes.length);
        int end = from + count;
        for (int at = from; at < end; ) {
            int part = Math.min(pending.length - length, end - at);
            System.arraycopy(bytes, at, pending, length, part);
            length += part;
            at += part;
            if (length == pending.length) {
                pass();
            }
        }
        if (count > 0 && bytes[end - 1] == '\n') {
            pass();
        }
    }

    @Override
    public void flush() throws IOException {
        pass();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        try (out) {
            pass();
            write(done, length);
        } finally {
            Arrays.fill(pending, (byte) 0);
            length = 0;
            done = 0;
        }
    }

    private void pass() throws IOException {
        if (done < length) {
            try {
                pass(redactor.find(pending, length));
            } catch (RuntimeException | Error e) {
                redactor.countWithheld();
                out.write((Redactor.WITHHELD + "\n").getBytes(US_ASCII));
                done = length;
            } finally {
                remember();
            }
        }
    }

    private void pass(Ranges found) throws IOException {
        boolean hit = false;
        for (Ranges.Range range : found.merged()) {
            if (range.to() <= done) {
                continue;
            }
            hit = true;
            boolean continued = masked && range.from() < done;
            write(done, range.from());
            if (!continued) {
                out.write(range.mask().getBytes(US_ASCII));
            }
            done = range.to();
            masked = true;
        }
        int end = Math.max(done, Math.min(Math.min(passable(found), openEscape()), endOfBegun(found)));
        write(done, end);
        done = end;
        if (hit) {
            redactor.tell(found, "");
        }
    }

    /** Up to where it may be passed on, if a registered secret stands in the line that is not over: no farther than what will be looked at again. Of others what is written next is found as their value. */
    private int passable(Ranges found) {
        int line = length;
        while (line > 0 && pending[line - 1] != '\n' && pending[line - 1] != '\r') {
            line--;
        }
        int start = line;
        boolean goesOn =
                start < length && found.merged().stream().anyMatch(range -> range.registered() && range.to() > start);
        return goesOn ? length - REMEMBERED_OF_A_LINE : length;
    }

    /**
     * Where a registered secret ends that goes on from line to line, and may go on with what is written next: what follows it already may be a part of its next sign. One that breaks off in its first line holds nothing: what the
     * next line begins with is less than a fragment.
     */
    private int endOfBegun(Ranges found) {
        int end = length;
        for (Ranges.Range range : found.merged()) {
            if (range.registered()) {
                end = range.open() && isBegun(range.to()) ? range.to() : length;
            }
        }
        return end;
    }

    /** Whether what follows {@code from} is so short that it may be the beginning of one sign. */
    private boolean isBegun(int from) {
        int signs = Sparse.signs(pending, from, length);
        int sparse = signs <= MOST_SIGNS ? Math.min(LONGEST_SPARSE, LONGEST_LINE_OF_A_SIGN * signs) : 0;
        return length - from <= Math.max(LONGEST_BEGUN, sparse);
    }

    /** Where a character begins whose escape has a last sign that is still to come; the end if there is none: without that sign it is no character for us, and one for whoever reads it. */
    private int openEscape() {
        int at = length;
        while (at > 0 && length - at < LONGEST_ESCAPE && Dumped.isOfAnEscape(pending[at - 1])) {
            at--;
        }
        boolean entity = at > 0 && at < length && pending[at - 1] == '&' && pending[at] == '#';
        boolean braces =
                at > 0 && at + 1 < length && pending[at - 1] == '\\' && pending[at] == 'u' && pending[at + 1] == '{';
        return entity || braces ? at - 1 : length;
    }

    private void write(int from, int to) throws IOException {
        if (from < to) {
            out.write(pending, from, to - from);
            masked = false;
        }
    }

    /** Keeps the end of what was passed on, with what was not, and wipes the rest. */
    private void remember() {
        boolean ended = length > 0 && pending[length - 1] == '\n';
        int kept = Math.min(length, ended ? lengthOfLines() : REMEMBERED_OF_A_LINE);
        System.arraycopy(pending, length - kept, pending, 0, kept);
        Arrays.fill(pending, kept, length, (byte) 0);
        // What could not be written may be more than is kept.
        done = Math.max(0, done - (length - kept));
        length = kept;
    }

    /** How much of lines that are over is looked at again. */
    private int lengthOfLines() {
        boolean sparse = Sparse.mayBeEncoded(pending, Math.max(0, length - REMEMBERED), length);
        int looked = length(REMEMBERED, sparse);
        // What waits is told by the secret before it, all of which must be seen again.
        boolean much = done < length || Dumped.is(pending, length - looked, length);
        return much ? length(REMEMBERED_OF_A_DUMP, sparse) : looked;
    }

    private int length(int signs, boolean sparse) {
        return sparse ? Sparse.lengthOf(signs, pending, length, REMEMBERED_OF_A_LINE) : Math.min(length, signs);
    }

    @Override
    public String toString() {
        return "RedactingStream";
    }
}
