/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;

/** A road from a bot's code to a file that stays open, on which a text may take any place that a logging call has. Not thread-safe. */
abstract class Wire implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final Path file;
    private long read;
    private int sent;

    Wire(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    /** The places that a text can take here. */
    abstract Set<Placement> placements();

    /** Logs {@code text} at {@code place}; what is written in pieces is cut by {@code cuts}. */
    abstract void log(Placement place, String text, Random cuts);

    @Override
    public abstract void close();

    /** Logs {@code text} and returns all that reached the file because of it. */
    final String send(Placement place, String text, Random cuts) throws IOException {
        log(place, text, cuts);
        // No sign of base64, which the mask of a private key that breaks off would cover.
        String end = "(" + Integer.toBinaryString(sent++).replace('0', '!').replace('1', '?') + ")";
        log(Placement.MESSAGE, end, new Random(0));
        var arrived = new ByteArrayOutputStream();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!arrived.toString(UTF_8).contains(end)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + ": nothing arrived; so far: " + arrived.toString(UTF_8));
            }
            readTo(arrived);
        }
        // What stands behind the last sign, such as the end of a line, belongs to the next try, and no secret is in it.
        return arrived.toString(UTF_8);
    }

    private void readTo(ByteArrayOutputStream arrived) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            int length = (int) (channel.size() - read);
            if (length == 0) {
                Thread.onSpinWait();
                return;
            }
            ByteBuffer bytes = ByteBuffer.allocate(length);
            read += channel.read(bytes, read);
            arrived.write(bytes.array(), 0, bytes.position());
        }
    }

    /** With the first half of {@code text} in it, unless that has a place for an argument of its own. */
    static String splitFormat(String text) {
        return (text.contains("{}") ? "{}" : half(text, 0)) + "{} is sent";
    }

    static Object[] splitArguments(String text) {
        return text.contains("{}") ? new Object[] {half(text, 0), half(text, 1)} : new Object[] {half(text, 1)};
    }

    static String half(String text, int part) {
        int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        // A backslash would take the place of an argument for text.
        while (middle > 0 && text.charAt(middle - 1) == '\\') {
            middle--;
        }
        return part == 0 ? text.substring(0, middle) : text.substring(middle);
    }

    @Override
    public final String toString() {
        return name;
    }
}
