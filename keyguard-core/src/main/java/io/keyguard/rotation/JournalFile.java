/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The journal in a file of records of the state directory. Never use it from a thread that may be interrupted, which would close the file. */
final class JournalFile implements JournalDisk {
    private static final String FILE = "rotations";
    private static final String LOCK = "rotations.lock";
    private static final int COMPACT_FROM = 1 << 20;
    private static final int FRAME = 2 * Integer.BYTES;

    private final Path state;
    private final Path path;
    private final StopFiles stops;
    private @Nullable Seen seen;
    private Map<String, Rotation> known = Map.of();

    JournalFile(Path state) {
        this.state = state;
        this.path = state.resolve(FILE);
        this.stops = new StopFiles(state);
    }

    /** The lock that whoever rotates has. */
    static Path lock(Path state) {
        return state.resolve(LOCK);
    }

    @Override
    public Turn take(Duration wait, boolean emergency) {
        try {
            ProcessFolder.prepare(state);
            return new Writing(ProcessesLock.take(lock(state), wait), emergency);
        } catch (ProcessesLock.BusyException e) {
            throw emergency ? RotationExceptions.busyInEmergency(state) : RotationExceptions.busy(state);
        } catch (IOException | FileSafety.UnsafeFileException e) {
            throw KeyguardExceptions.stateUnusable(state, "opening the journal of rotations", e);
        }
    }

    @Override
    public void ask(RotationStop stop) {
        withStops(() -> {
            ProcessFolder.prepare(state);
            stops.ask(stop);
            return stop;
        });
    }

    @Override
    public void answered(KeyId key) {
        withStops(() -> {
            stops.end(key.value());
            return key;
        });
    }

    void endStop(String name) {
        withStops(() -> {
            stops.end(name);
            return name;
        });
    }

    @Override
    public List<RotationStop> stops() {
        return withStops(stops::all);
    }

    List<RotationStop> endStops() {
        return withStops(stops::endAll);
    }

    private interface Work<T> {
        T done() throws IOException, FileSafety.UnsafeFileException;
    }

    private <T> T withStops(Work<T> work) {
        try {
            return work.done();
        } catch (IOException | FileSafety.UnsafeFileException e) {
            throw KeyguardExceptions.stateUnusable(state, "asking rotations to stop", e);
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

    /** What this process adds itself need not be read again: it has looked right before whether anybody else wrote. */
    private synchronized void written(Rotation row, int length) throws IOException {
        Seen now = Seen.of(path);
        Seen before = seen;
        if (before != null && Objects.equals(before.file(), now.file()) && now.size() == before.size() + length) {
            known = new LinkedHashMap<>(known);
            known.put(row.id(), row);
            seen = now;
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
        private long compactFrom = COMPACT_FROM;

        Writing(ProcessesLock lock, boolean emergency) {
            this.lock = lock;
            this.emergency = emergency;
        }

        @Override
        public void write(Rotation row, Collection<Rotation> before) {
            try {
                RecordFile open = file;
                if (open == null || open.length() > compactFrom) {
                    open = reopened(open, before);
                }
                byte[] record = row.toRecord();
                open.append(List.of(record));
                written(row, FRAME + record.length);
            } catch (IOException e) {
                throw KeyguardExceptions.stateUnusable(state, "writing the journal of rotations", e);
            }
        }

        private RecordFile reopened(@Nullable RecordFile old, Collection<Rotation> rows) throws IOException {
            if (old != null) {
                old.close();
            }
            List<byte[]> kept = Kept.of(rows).stream().map(Rotation::toRecord).toList();
            // Twice what is kept: however many keys there are, it is not written anew for each row.
            compactFrom = Math.max(
                    COMPACT_FROM,
                    2 * kept.stream().mapToLong(one -> FRAME + one.length).sum());
            boolean compact = !Files.exists(path) || Files.size(path) > compactFrom;
            RecordFile open = compact ? RecordFile.create(path, kept) : RecordFile.open(path);
            file = open;
            return open;
        }

        @Override
        public void requireHeld() {
            lock.requireHeld();
            List<RotationStop> asked = emergency ? List.of() : stops();
            if (!asked.isEmpty()) {
                throw RotationExceptions.stopped(asked);
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
