/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The journal in a file of records of the state directory. Never use it from a thread that may be interrupted, which would close the file. */
final class JournalFile implements JournalDisk {
    private static final String FILE = "rotations";
    private static final String LOCK = "rotations.lock";
    private static final String STOP = "rotations.stop";
    private static final int COMPACT_FROM = 1 << 20;
    private static final int FRAME = 2 * Integer.BYTES;

    private final Path state;
    private final Path path;
    private @Nullable Seen seen;
    private Map<String, Rotation> known = Map.of();

    JournalFile(Path state) {
        this.state = state;
        this.path = state.resolve(FILE);
    }

    @Override
    public Turn take(Duration wait, boolean emergency) {
        try {
            ProcessFolder.prepare(state);
            if (emergency && !Files.exists(state.resolve(STOP))) {
                Files.createFile(state.resolve(STOP));
            }
            ProcessesLock lock = ProcessesLock.take(state.resolve(LOCK), wait);
            try {
                if (emergency) {
                    Files.deleteIfExists(state.resolve(STOP));
                }
                return new Writing(lock, emergency);
            } catch (RuntimeException | Error | IOException e) {
                lock.close();
                throw e;
            }
        } catch (ProcessesLock.BusyException e) {
            throw RotationExceptions.busy(state);
        } catch (IOException | FileSafety.UnsafeFileException e) {
            throw KeyguardExceptions.stateUnusable(state, "opening the journal of rotations", e);
        }
    }

    @Override
    public synchronized Map<String, Rotation> rows() {
        if (!Files.exists(path)) {
            return new LinkedHashMap<>();
        }
        try {
            Seen now = Seen.of(path);
            if (!now.equals(seen)) {
                known = parsed();
                seen = now;
            }
            return new LinkedHashMap<>(known);
        } catch (IOException e) {
            throw RotationExceptions.damaged(path, e.getClass().getSimpleName());
        }
    }

    /** What tells that nobody has written since; whoever writes adds, or puts another file in its place. */
    private record Seen(
            long size, FileTime modified, @Nullable Object file) {
        static Seen of(Path path) throws IOException {
            BasicFileAttributes about = Files.readAttributes(path, BasicFileAttributes.class);
            return new Seen(about.size(), about.lastModifiedTime(), about.fileKey());
        }
    }

    private Map<String, Rotation> parsed() throws IOException {
        var rows = new LinkedHashMap<String, Rotation>();
        var records = new ArrayList<byte[]>();
        requireTorn(RecordFile.read(path, records::add));
        for (byte[] record : records) {
            Rotation row = Rotation.read(record);
            rows.put(row.id(), row);
        }
        return rows;
    }

    /** A crash leaves at most one record that is cut off, or zeros, at the end; anything else is damage. */
    private void requireTorn(long rest) throws IOException {
        if (rest <= FRAME) {
            return;
        }
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(rest, 1 << 21));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long at = channel.size() - rest;
            while (tail.hasRemaining() && channel.read(tail, at + tail.position()) > 0) {
                // Until it is full.
            }
        }
        boolean zeros = true;
        for (byte one : tail.array()) {
            zeros &= one == 0;
        }
        if (!zeros && tail.getInt(0) < rest - FRAME) {
            throw new IOException("a record before the last is damaged");
        }
    }

    private final class Writing implements Turn {
        private final ProcessesLock lock;
        private final boolean emergency;
        private @Nullable RecordFile file;

        Writing(ProcessesLock lock, boolean emergency) {
            this.lock = lock;
            this.emergency = emergency;
        }

        @Override
        public void write(Rotation row, Collection<Rotation> before) {
            try {
                RecordFile open = file;
                if (open == null || open.length() > COMPACT_FROM) {
                    open = reopened(open, before);
                }
                open.append(List.of(row.toRecord()));
            } catch (IOException e) {
                throw KeyguardExceptions.stateUnusable(state, "writing the journal of rotations", e);
            }
        }

        private RecordFile reopened(@Nullable RecordFile old, Collection<Rotation> rows) throws IOException {
            if (old != null) {
                old.close();
            }
            boolean compact = !Files.exists(path) || Files.size(path) > COMPACT_FROM;
            RecordFile open = compact
                    ? RecordFile.create(
                            path, rows.stream().map(Rotation::toRecord).toList())
                    : RecordFile.open(path);
            file = open;
            return open;
        }

        @Override
        public void requireHeld() {
            lock.requireHeld();
            if (!emergency && Files.exists(state.resolve(STOP))) {
                throw RotationExceptions.stopped(state.resolve(STOP));
            }
        }

        @Override
        public void close() {
            try {
                if (file != null) {
                    file.close();
                }
            } catch (IOException e) {
                throw KeyguardExceptions.stateUnusable(state, "closing the journal of rotations", e);
            } finally {
                lock.close();
            }
        }
    }

    @Override
    public String toString() {
        return "JournalFile[" + path + "]";
    }
}
