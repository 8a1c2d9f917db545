/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A file that records are only ever added to. Each has its length and a checksum before it, so that a reader stops at the last whole one, whatever a crash left
 * behind it. Thread-safe; never use it from a thread that may be interrupted, which would close the file.
 *
 * <p>Eight bytes {@code KGRECOR} and version 1, then for each record four bytes length, four bytes CRC-32C (RFC 3720) over length and record, both big-endian, and
 * the record.
 */
public final class RecordFile implements AutoCloseable {
    private static final byte[] MAGIC = {'K', 'G', 'R', 'E', 'C', 'O', 'R', 1};
    private static final int FRAME = 2 * Integer.BYTES;
    private static final int MOST_BYTES = 1 << 20;

    private final FileChannel channel;
    private long end;

    RecordFile(FileChannel channel, long end) {
        this.channel = channel;
        this.end = end;
    }

    /** Makes {@code file} with {@code records}; what stood there is replaced in one step. The caller is its only writer. */
    public static RecordFile create(Path file, Collection<byte[]> records) throws IOException {
        ByteBuffer frames = frames(records);
        byte[] content = Arrays.copyOf(MAGIC, MAGIC.length + frames.remaining());
        frames.get(content, MAGIC.length, frames.remaining());
        DurableFiles.replace(file, content);
        return new RecordFile(FileChannel.open(file, StandardOpenOption.WRITE), content.length);
    }

    /** Opens {@code file} to add to it, behind its last whole record; what a crash left there is cut off. The caller is its only writer. */
    public static RecordFile open(Path file) throws IOException {
        return open(file, Files.size(file) - read(file, record -> {}));
    }

    /** The same for who knows that the last whole record ends at {@code end}, as he has read it or written it, and nobody else writes. */
    public static RecordFile open(Path file, long end) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            if (channel.size() > end) {
                // What is longer than the next record would stand behind it.
                channel.truncate(end);
                channel.force(true);
            }
            return new RecordFile(channel, end);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** How long a file of {@code records} is. */
    public static long lengthOf(Collection<byte[]> records) {
        return MAGIC.length
                + records.stream().mapToLong(record -> FRAME + record.length).sum();
    }

    private static ByteBuffer frames(Collection<byte[]> records) throws IOException {
        ByteBuffer frames = ByteBuffer.allocate(
                records.stream().mapToInt(r -> FRAME + r.length).sum());
        for (byte[] record : records) {
            if (record.length > MOST_BYTES) {
                throw new RecordTooLargeException(record.length, MOST_BYTES);
            }
            frames.putInt(record.length).putInt(checksum(record)).put(record);
        }
        return frames.flip();
    }

    private static int checksum(byte[] record) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, record.length));
        crc.update(record);
        return (int) crc.getValue();
    }

    /**
     * Adds {@code records} and returns once they would survive a power cut. If it throws, none was added: what a failed sync may have dropped from memory must be
     * written again, not synced again.
     */
    public synchronized void append(Collection<byte[]> records) throws IOException {
        ByteBuffer frames = frames(records);
        long at = end;
        try {
            while (frames.hasRemaining()) {
                at += channel.write(frames, at);
            }
            channel.force(true);
        } catch (IOException e) {
            cut(e);
            throw e;
        }
        end = at;
    }

    /** What is left is written over by the next record, if it cannot be cut off. */
    private void cut(IOException e) {
        try {
            channel.truncate(end);
        } catch (IOException more) {
            e.addSuppressed(more);
        }
    }

    /** The length of the file in bytes. */
    public synchronized long length() {
        return end;
    }

    /**
     * Hands every whole record of {@code file} to {@code reader}, in their order.
     *
     * @return how many bytes follow the last whole one: none, unless a crash cut a record off, the file was damaged, or a record is being written
     * @throws IOException if it cannot be read, or is no file of records
     */
    public static long read(Path file, Consumer<byte[]> reader) throws IOException {
        long size = Files.size(file);
        if (!Files.isRegularFile(file)) {
            // To open a pipe would wait for somebody who writes.
            throw new IOException(file + " is no file of records");
        }
        try (InputStream raw = Files.newInputStream(file);
                var in = new DataInputStream(new BufferedInputStream(raw))) {
            byte[] magic = in.readNBytes(MAGIC.length);
            if (magic.length == MAGIC.length && !Arrays.equals(magic, MAGIC)) {
                throw new IOException(file + " is no file of records, or of a newer version");
            }
            long whole = magic.length < MAGIC.length ? 0 : MAGIC.length;
            for (byte[] record = next(in, size - whole); record != null; record = next(in, size - whole)) {
                reader.accept(record);
                whole += FRAME + record.length;
            }
            return Math.max(0, size - whole);
        }
    }

    private static byte @org.jspecify.annotations.Nullable [] next(DataInputStream in, long left) throws IOException {
        if (left < FRAME) {
            return null;
        }
        int length = in.readInt();
        int checksum = in.readInt();
        if (length < 0 || length > MOST_BYTES || length > left - FRAME) {
            return null;
        }
        byte[] record = in.readNBytes(length);
        return record.length == length && checksum == checksum(record) ? record : null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
