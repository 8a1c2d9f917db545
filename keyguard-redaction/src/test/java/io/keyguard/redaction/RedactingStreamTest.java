/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactingStreamTest {
    private static final String SECRET = Canary.API_KEY;
    /** Characters of a fragment that counts. */
    private static final int LEAST = 13;

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

    @Property(tries = 500, seed = "20261130")
    void write_inAnyPieces_masksAsOneLine(@ForAll long seed) throws IOException {
        secrets.learn(Canary.key());
        sink.reset();
        var random = new Random(seed);
        byte[] line = ("first line\nkey " + SECRET + ", and more\n").getBytes(UTF_8);
        try (OutputStream out = redactor.stream(sink)) {
            for (int at = 0; at < line.length; ) {
                int count = Math.min(line.length - at, random.nextInt(9));
                out.write(line, at, count);
                at += count;
            }
        }

        assertThat(sink.toString(UTF_8)).isEqualTo("first line\nkey " + Canary.MASK + ", and more\n");
    }

    @Test
    void flush_betweenAllBytes_letsOnlyAFragmentThatDoesNotCountThrough() throws IOException {
        secrets.learn(Canary.key());
        OutputStream out = redactor.stream(sink);
        for (byte b : ("key " + SECRET + ", and more\n").getBytes(UTF_8)) {
            out.write(b);
            out.flush();
        }

        String written = sink.toString(UTF_8);
        assertThat(written).endsWith(Canary.MASK + ", and more\n");
        assertThat(written).doesNotContain(SECRET.substring(0, 13)).containsOnlyOnce(Canary.MASK);
    }

    @Test
    void write_aSecretOverTwoLines_masksTheSecondHalf() throws IOException {
        secrets.learn(Canary.key());
        OutputStream out = redactor.stream(sink);
        out.write((SECRET.substring(0, 11) + "\n" + SECRET.substring(11) + "\n").getBytes(UTF_8));
        out.write((SECRET.substring(0, 11) + "\n").getBytes(UTF_8));
        out.write((SECRET.substring(11, 24) + "\n").getBytes(UTF_8));
        out.write("next\n".getBytes(UTF_8));

        assertThat(sink.toString(UTF_8))
                .isEqualTo(Canary.MASK + "\n" + Canary.MASK + "\n" + SECRET.substring(0, 11) + "\n" + Canary.MASK
                        + "\nnext\n");
    }

    @Test
    void write_muchWithoutALine_passesItOn() throws IOException {
        secrets.learn(Canary.key());
        OutputStream out = redactor.stream(sink);
        String much = "x ".repeat(20_000);
        out.write((much + SECRET + much).getBytes(UTF_8));
        out.flush();

        assertThat(sink.toString(UTF_8)).isEqualTo(much + Canary.MASK + much);
        assertThat(out).hasToString("RedactingStream");
    }

    /** Of six characters for each of six for each: a fragment is longer than what is remembered of other lines. */
    @Test
    void flush_betweenPiecesOfALongEncoding_remembersTheLine() throws IOException {
        secrets.learn(Canary.key());
        String escaped = unicode(unicode(SECRET));
        OutputStream out = redactor.stream(sink);
        for (int at = 0; at < escaped.length(); at += 12) {
            out.write(escaped.substring(at, at + 12).getBytes(UTF_8));
            out.flush();
        }

        assertThat(sink.toString(UTF_8)).contains(Canary.MASK).doesNotContain(escaped.substring(0, 13 * 36));
    }

    /** What is masked may end before what was written last, and go on behind it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "braces",
                "xmlnum",
                "unicode",
                "percent",
                "hex of base64",
                "list of base64",
                "hexadecimal, spaced, of base64"
            })
    void flush_betweenAllBytesOfAnEncoding_letsNoMoreThanItsBeginningThrough(String way) throws IOException {
        secrets.learn(Canary.key());
        String encoded = encoded(way);
        int head = encoded(way, SECRET.substring(0, LEAST + 1)).length();
        for (int piece : new int[] {1, 2, 5}) {
            sink.reset();
            try (OutputStream out = redactor.stream(sink)) {
                byte[] line = ("key " + encoded + ", and more\n").getBytes(UTF_8);
                for (int at = 0; at < line.length; at += piece) {
                    out.write(line, at, Math.min(piece, line.length - at));
                    out.flush();
                }
            }

            assertThat(sink.toString(UTF_8))
                    .as("pieces of %d", piece)
                    .startsWith("key ")
                    .endsWith(", and more\n")
                    .contains(Canary.MASK)
                    .hasSizeLessThan("key ".length() + head + piece + Canary.MASK.length() + ", and more\n".length());
        }
    }

    @Test
    void flush_ofALineWithASecret_holdsWhatFollowsUntilItsEnd() throws IOException {
        secrets.learn(Canary.key());
        OutputStream out = redactor.stream(sink);
        out.write(("first\nask for " + SECRET + " (y/n)? ").getBytes(UTF_8));
        out.flush();
        assertThat(sink.toString(UTF_8)).isEqualTo("first\nask for " + Canary.MASK);
        out.write("yes".getBytes(UTF_8));
        out.flush();
        assertThat(sink.toString(UTF_8)).isEqualTo("first\nask for " + Canary.MASK);
        out.write("\nnext (y/n)? ".getBytes(UTF_8));
        out.flush();
        assertThat(sink.toString(UTF_8)).isEqualTo("first\nask for " + Canary.MASK + " (y/n)? yes\nnext (y/n)? ");
    }

    @Test
    void flush_ofALineThatIsWrittenOverAndOver_showsItsProgress() throws IOException {
        secrets.learn(Canary.key());
        OutputStream out = redactor.stream(sink);
        for (String part : List.of("\rlogin " + SECRET + " 1 %", "\r2 %", "\r3 %")) {
            out.write(part.getBytes(UTF_8));
            out.flush();
        }
        assertThat(sink.toString(UTF_8)).isEqualTo("\rlogin " + Canary.MASK + " 1 %\r2 %\r3 %");
    }

    @Test
    void close_behindASecret_passesOnWhatFollows() throws IOException {
        secrets.learn(Canary.key());
        try (OutputStream out = redactor.stream(sink)) {
            out.write(("key " + SECRET + " and more").getBytes(UTF_8));
        }
        assertThat(sink.toString(UTF_8)).isEqualTo("key " + Canary.MASK + " and more");
    }

    @Test
    void flush_ofAnEndlessLineWithASecret_passesItOnInTime() throws IOException {
        secrets.learn(Canary.key());
        OutputStream out = redactor.stream(sink);
        String much = "x ".repeat(20_000);
        for (String part : (SECRET + much).split("(?<=\\G.{100})")) {
            out.write(part.getBytes(UTF_8));
            out.flush();
        }
        assertThat(sink.toString(UTF_8)).startsWith(Canary.MASK + "x x ").hasSizeGreaterThan(35_000);
        assertThat(sink.toString(UTF_8) + much).contains(Canary.MASK + much).doesNotContain(SECRET.substring(0, 13));
    }

    @Test
    void write_whereTheStreamBelowFailsOnce_losesNoMoreThanThat() throws IOException {
        secrets.learn(Canary.key());
        var failing = new FilterOutputStream(sink) {
            private boolean failed;

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                if (!failed) {
                    failed = true;
                    throw new IOException("no space left");
                }
                out.write(bytes, from, count);
            }
        };
        OutputStream out = redactor.stream(failing);
        byte[] first = ("x ".repeat(500) + "\n").getBytes(UTF_8);
        assertThatThrownBy(() -> out.write(first)).hasMessage("no space left");

        out.write(("key " + SECRET + "\n").getBytes(UTF_8));

        assertThat(sink.toString(UTF_8)).endsWith("key " + Canary.MASK + "\n");
        assertThat(redactor.withheld()).isZero();
    }

    private static String encoded(String way) {
        return encoded(way, SECRET);
    }

    private static String encoded(String way, String text) {
        String base64 = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
        return switch (way) {
            case "braces" -> each(text, "\\u{%x}");
            case "xmlnum" -> each(text, "&#%d;");
            case "unicode" -> unicode(text);
            case "percent" -> each(text, "%%%02x");
            case "hex of base64" -> each(base64, "%02x:");
            case "list of base64" -> each(base64, "%d, ");
            default -> each(base64, "%02x ");
        };
    }

    private static String each(String text, String format) {
        return text.chars().mapToObj(c -> String.format(format, c)).collect(Collectors.joining());
    }

    private static String unicode(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
    }
}
