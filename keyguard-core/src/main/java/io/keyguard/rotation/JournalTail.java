/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** What follows the last whole record of a journal. */
final class JournalTail {
    private static final int FRAME = 2 * Integer.BYTES;
    private static final int MOST_BYTES = 1 << 21;
    /** No crash leaves more than one record. */
    private static final int LONGEST_RECORD = 1 << 20;

    private JournalTail() {}

    /** A crash leaves at most one record, of which any part may be missing: what was written to its pages, in any order. A whole record behind what is none was there before, and so what is before it is damaged. */
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
        boolean tooLong = rest > LONGEST_RECORD + FRAME && !isZero(tail.array());
        if (tooLong || hasRecord(tail.flip())) {
            throw new IOException("a record before the last is damaged");
        }
    }

    private static boolean hasRecord(ByteBuffer tail) {
        for (int at = 0; at + FRAME < tail.limit(); at++) {
            int length = tail.getInt(at);
            if (length > 0
                    && length <= LONGEST_RECORD
                    && length <= tail.limit() - at - FRAME
                    && isWhole(tail, at, length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWhole(ByteBuffer tail, int at, int length) {
        var crc = new CRC32C();
        crc.update(tail.slice(at, Integer.BYTES));
        crc.update(tail.slice(at + FRAME, length));
        return (int) crc.getValue() == tail.getInt(at + Integer.BYTES);
    }

    private static boolean isZero(byte[] bytes) {
        boolean zero = true;
        for (byte one : bytes) {
            zero &= one == 0;
        }
        return zero;
    }
}
