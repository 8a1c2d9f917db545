/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What git writes, taken apart. */
class GitLogTest {
    private static final String BEGIN = """
            commit 0123456789abcdef0123456789abcdef01234567 1767323045
             the message
            \040
             commit ffffffffffffffffffffffffffffffffffffffff 0

            diff --git a/x b/x
            index 1..2 100644
            """;

    private static List<String> texts(String log) throws IOException {
        var all = new ArrayList<String>();
        new GitLog(new ByteArrayInputStream(log.getBytes(UTF_8))).forEach(text -> {
            String read = new String(text.readAllBytes(), UTF_8);
            long lines = read.lines().count();
            all.add(text.place() + " " + text.written() + " [" + text.lineOfFile(1) + "-" + text.lineOfFile(lines)
                    + "] " + read);
        });
        return all;
    }

    @Test
    void commit_itsMessageAndWhatItAdded_areTextsWithTheLinesOfTheirFiles() throws IOException {
        assertThat(texts(BEGIN + """
                --- a/x
                +++ b/x
                @@ -3 +3,2 @@ of a function
                -old
                +new
                +++ b/none
                @@ -8,0 +10 @@ int\rmain
                +last
                \\ No newline at end of file
                diff --git a/y b/y
                --- a/y
                +++ "b/y\\"z"
                @@ -0,0 +1 @@
                +y
                @@ -7,2 +7,0 @@
                -+++ b/none
                --- b/none
                diff --git a/img b/img
                Binary files differ
                commit 89abcdef0123456789abcdef0123456789abcdef tomorrow

                diff --git a/gone b/gone
                --- a/gone
                +++ /dev/null
                @@ -1 +0,0 @@
                -gone
                """))
                .containsExactly(
                        "0123456789ab:(message) 2026-01-02T03:04:05Z [1-3] the message\n\ncommit ffffffffffffffffffffffffffffffffffffffff 0\n",
                        "0123456789ab:x 2026-01-02T03:04:05Z [3-10] new\n++ b/none\nlast\n",
                        "0123456789ab:y\\\"z 2026-01-02T03:04:05Z [1-1] y\n",
                        "89abcdef0123:/dev/null at no time [1-0] ");
    }

    @Test
    void textThatIsCutOff_isReadAsFarAsItGoes() throws IOException {
        assertThat(texts(BEGIN + "+++ b/x\n@@ -0,0 +1,3 @@\n+one\n+tw"))
                .last()
                .asString()
                .endsWith("one\ntw");
        assertThat(texts(BEGIN + "+++ b/x\n@@ -0,0 +1,3")).hasSize(1);
        assertThat(texts("")).isEmpty();
    }

    /** A line of any length is passed on as it comes. */
    @Test
    void lineWithoutEnd_isNotKept() throws IOException {
        var asked = new AtomicLong();
        byte[] begin = (BEGIN + "+++ b/x\n@@ -0,0 +1 @@\n+").getBytes(UTF_8);
        var endless = new InputStream() {
            @Override
            public int read() {
                int at = (int) Math.min(asked.getAndIncrement(), begin.length);
                return at < begin.length ? begin[at] : 'x';
            }
        };
        var read = new byte[1_000_000];
        assertThat(catchThrowable(() -> new GitLog(endless).forEach(text -> {
                    if (text.place().endsWith(":x")) {
                        assertThat(text.readNBytes(read, 0, read.length)).isEqualTo(read.length);
                        throw new IOException("enough");
                    }
                    text.readAllBytes();
                })))
                .hasMessage("enough");
        assertThat(asked.get()).isLessThan(read.length + 200_000L);
        assertThat(read).containsOnly('x');
    }
}
