/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RedactingStreamTest {
    private static final String SECRET = Canary.API_KEY;

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

        assertThat(sink.toString(UTF_8))
                .isEqualTo(
                        Canary.MASK + "\n" + Canary.MASK + "\n" + SECRET.substring(0, 11) + "\n" + Canary.MASK + "\n");
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

    private static String unicode(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
    }
}
