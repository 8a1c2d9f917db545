/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records survive what comes after them, whatever a crash leaves there. */
class RecordFileTest {
    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("records");
    }

    private static byte[] record(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> read() throws IOException {
        var found = new ArrayList<String>();
        rest = RecordFile.read(path, bytes -> found.add(new String(bytes, StandardCharsets.UTF_8)));
        return found;
    }

    private long rest;

    @Test
    void append_readsBackInOrder_andOnlyTheOwnerCanRead() throws IOException {
        try (RecordFile file = RecordFile.create(path, List.of(record("one")))) {
            file.append(List.of(record(""), record("three")));
            assertThat(file.length()).isEqualTo(Files.size(path));
        }
        assertThat(read()).containsExactly("one", "", "three");
        assertThat(rest).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void read_cutAnywhere_givesEveryWholeRecordAndSaysWhatIsLeft() throws IOException {
        long[] ends = new long[3];
        try (RecordFile file = RecordFile.create(path, List.of())) {
            ends[0] = file.length();
            file.append(List.of(record("first")));
            ends[1] = file.length();
            file.append(List.of(record("second")));
            ends[2] = file.length();
        }
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            int records = length < ends[1] ? 0 : length < ends[2] ? 1 : 2;
            assertThat(read()).as("cut to %d", length).hasSize(records);
            assertThat(rest).isEqualTo(length < ends[0] ? length : length - ends[records]);
        }
    }

    @Test
    void read_anyBitFlipped_givesNoRecordThatWasNotWritten() throws IOException {
        try (RecordFile file = RecordFile.create(path, List.of(record("first"), record("second")))) {
            assertThat(file.length()).isPositive();
        }
        byte[] whole = Files.readAllBytes(path);
        for (int bit = 64; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(path, flipped);
            assertThat(read()).as("bit %d", bit).isIn(List.of(), List.of("first"));
            assertThat(rest).isPositive();
        }
    }

    @Test
    void read_anotherFormatOrVersion_saysSo() throws IOException {
        Files.writeString(path, "#!/bin/sh echo");
        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("no file of records");
        Files.write(path, new byte[] {'K', 'G', 'R', 'E', 'C', 'O', 'R', 2});
        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("newer version");
    }

    @Test
    void append_tooLarge_isRefusedAndLeavesTheFileAsItWas() throws IOException {
        try (RecordFile file = RecordFile.create(path, List.of(record("one")))) {
            assertThatThrownBy(() -> file.append(List.of(record("two"), new byte[(1 << 20) + 1])))
                    .isInstanceOf(IOException.class);
        }
        assertThat(read()).containsExactly("one");
    }

    @Test
    void append_diskFullHalfway_addsNothingAndTheNextOneIsWhole() throws IOException {
        RecordFile.create(path, List.of(record("one"))).close();
        var disk = new FailingChannel(FileChannel.open(path, StandardOpenOption.WRITE));
        try (var file = new RecordFile(disk, Files.size(path))) {
            disk.writableBytes = 5;
            assertThatThrownBy(() -> file.append(List.of(record("two")))).hasMessageContaining("No space");
            assertThat(read()).containsExactly("one");
            assertThat(rest).isZero();

            disk.truncates = false;
            disk.writableBytes = 5;
            assertThatThrownBy(() -> file.append(List.of(record("two"))))
                    .hasSuppressedException(new IOException("EIO"));
            assertThat(read()).containsExactly("one");
            assertThat(rest).isEqualTo(5);

            disk.writableBytes = Integer.MAX_VALUE;
            file.append(List.of(record("three")));
        }
        assertThat(read()).containsExactly("one", "three");
        assertThat(rest).isZero();
    }

    @Test
    void append_syncFails_addsNothing_andEveryAppendIsSynced() throws IOException {
        RecordFile.create(path, List.of(record("one"))).close();
        var disk = new FailingChannel(FileChannel.open(path, StandardOpenOption.WRITE));
        try (var file = new RecordFile(disk, Files.size(path))) {
            file.append(List.of(record("two")));
            assertThat(disk.syncs).isEqualTo(1);

            disk.syncsFail = true;
            assertThatThrownBy(() -> file.append(List.of(record("three")))).hasMessageContaining("sync");
        }
        assertThat(read()).containsExactly("one", "two");
    }

    /** A disk that is full, or that cannot sync. */
    private static final class FailingChannel extends FileChannel {
        private final FileChannel real;
        private int writableBytes = Integer.MAX_VALUE;
        private boolean truncates = true;
        private boolean syncsFail;
        private int syncs;

        private FailingChannel(FileChannel real) {
            this.real = real;
        }

        @Override
        public int write(ByteBuffer from, long at) throws IOException {
            if (writableBytes == 0) {
                throw new IOException("No space left on device");
            }
            int count = Math.min(writableBytes, from.remaining());
            ByteBuffer part = from.slice(from.position(), count);
            int written = real.write(part, at);
            from.position(from.position() + written);
            writableBytes -= written;
            return written;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            if (!truncates) {
                throw new IOException("EIO");
            }
            return real.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            if (syncsFail) {
                throw new IOException("sync failed");
            }
            syncs++;
            real.force(metaData);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        @Override
        public int read(ByteBuffer to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] to, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long newPosition) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer to, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
