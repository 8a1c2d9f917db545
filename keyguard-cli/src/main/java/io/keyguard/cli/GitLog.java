/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code git log -p -U0} writes, as one text after another: the message of a commit, and what it added to each file. Nothing of it is kept, however long a line is. Lines of a hunk are counted by the numbers before it, so
 * that none of them can pass for a header.
 */
final class GitLog {
    /** How {@link GitHistory} asks for commits: their messages stand behind a space, where nothing else does. */
    static final String FORMAT = "commit %H %at%n%w(0,1,1)%B";

    private static final String COMMIT = "commit ";
    private static final String FILE = "+++ ";
    private static final Pattern HUNK =
            Pattern.compile("@@ -\\d+(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@.*", Pattern.DOTALL);
    /** What is kept of a header, and what is read ahead at most. */
    private static final int LONGEST = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[LONGEST];
    private int at;
    private int end;
    private String commit = "";
    private String written = "";
    private String file = "";

    GitLog(InputStream in) {
        this.in = in;
    }

    /** Takes one text, which it must read to its end. */
    interface Reader {
        void read(Text text) throws IOException;
    }

    void forEach(Reader reader) throws IOException {
        try {
            for (int first = peek(); first >= 0; first = peek()) {
                if (first == ' ') {
                    reader.read(new Text(commit + ":(message)", written, false));
                } else {
                    header(line(), reader);
                }
            }
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /** Returns the byte that comes next, or -1 at the end. */
    private int peek() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return at == end ? -1 : buffer[at] & 0xff;
    }

    /** Returns where the line ends in the buffer, of which some is there: behind its break, or where the buffer ends. */
    private int endOfLine() {
        int to = at;
        while (to < end && buffer[to] != '\n') {
            to++;
        }
        return Math.min(end, to + 1);
    }

    private void header(String line, Reader reader) throws IOException {
        Matcher hunk = HUNK.matcher(line);
        if (hunk.matches()) {
            var text = new Text(commit + ":" + file, written, true);
            text.begin(hunk);
            reader.read(text);
        } else if (line.startsWith(COMMIT)) {
            String[] named = line.substring(COMMIT.length()).split(" ", 2);
            commit = named[0].substring(0, Math.min(12, named[0].length()));
            written = named.length < 2 ? "" : time(named[1]);
        } else if (line.startsWith(FILE)) {
            // Names with quotation marks or line breaks in them are written between quotation marks.
            file = line.substring(FILE.length())
                    .strip()
                    .replaceFirst("^\"?b/", "")
                    .replaceFirst("\"$", "");
        }
    }

    private static String time(String seconds) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds)).toString();
        } catch (NumberFormatException | DateTimeException e) {
            // A commit may claim any time.
            return "at no time";
        }
    }

    /** Reads the rest of the line, and returns how it begins. */
    private String line() throws IOException {
        var kept = new ByteArrayOutputStream();
        boolean more = true;
        while (more && peek() >= 0) {
            int to = endOfLine();
            kept.write(buffer, at, Math.min(to - at, LONGEST - kept.size()));
            more = buffer[to - 1] != '\n';
            at = to;
        }
        return kept.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    /** The lines of a message, or those that were added to a file. */
    final class Text extends InputStream {
        private final String place;
        private final String written;
        private final boolean ofFile;
        private long added;
        private long removed;
        private boolean inLine;
        private long lines;
        /** The number of a hunk's first line among those that were added, and in the file. */
        private long[] starts = new long[2];

        private int hunks;

        private Text(String place, String written, boolean ofFile) {
            this.place = place;
            this.written = written;
            this.ofFile = ofFile;
        }

        String place() {
            return place;
        }

        String written() {
            return written;
        }

        /** Returns the number in its file of the {@code line}th line of this text. */
        long lineOfFile(long line) {
            int hunk = hunks - 1;
            while (hunk >= 0 && starts[2 * hunk] > line) {
                hunk--;
            }
            return hunk < 0 ? line : starts[2 * hunk + 1] + line - starts[2 * hunk];
        }

        private void begin(Matcher hunk) {
            removed = count(hunk.group(1));
            added = count(hunk.group(3));
            if (added > 0) {
                if (2 * hunks == starts.length) {
                    starts = Arrays.copyOf(starts, 4 * hunks);
                }
                starts[2 * hunks] = lines + 1;
                starts[2 * hunks + 1] = number(hunk.group(2));
                hunks++;
            }
        }

        private static long count(@Nullable String lines) {
            return lines == null ? 1 : number(lines);
        }

        private static long number(String digits) {
            // git has no files of more lines.
            return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (!inLine || peek() < 0) {
                if (peek() < 0 || !beginsLine()) {
                    return -1;
                }
            }
            int some = Math.min(length, endOfLine() - at);
            System.arraycopy(buffer, at, to, offset, some);
            at += some;
            inLine = buffer[at - 1] != '\n';
            return some;
        }

        /** Whether this text goes on: with a line, or with one that is none of its own and was passed over. */
        private boolean beginsLine() throws IOException {
            int first = peek();
            if (ofFile ? first == '+' && added > 0 : first == ' ') {
                at++;
                added--;
                lines++;
                inLine = true;
                return true;
            }
            if (ofFile && (first == '\\' || (first == '-' && removed > 0))) {
                removed -= first == '-' ? 1 : 0;
                line();
                return true;
            }
            return ofFile && first == '@' && nextHunk();
        }

        private boolean nextHunk() throws IOException {
            Matcher hunk = HUNK.matcher(line());
            boolean isOne = hunk.matches();
            if (isOne) {
                begin(hunk);
            }
            return isOne;
        }
    }
}
