/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What follows the last whole record of a journal. */
final class JournalTail {
    private static final int FRAME = 2 * Integer.BYTES;
    private static final int MOST_BYTES = 1 << 21;

    private JournalTail() {}

    /** A crash leaves at most one record that is cut off, or zeros, at the end; anything else is damage. */
    static void requireTorn(Path path, long rest) throws IOException {
        if (rest <= FRAME) {
            return;
        }
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(rest, MOST_BYTES));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long at = channel.size() - rest;
            while (tail.hasRemaining() && channel.read(tail, at + tail.position()) > 0) {
                // Until it is full.
            }
        }
        if (!isZero(tail.array()) && tail.getInt(0) < rest - FRAME) {
            throw new IOException("a record before the last is damaged");
        }
    }

    private static boolean isZero(byte[] bytes) {
        boolean zero = true;
        for (byte one : bytes) {
            zero &= one == 0;
        }
        return zero;
    }
}
