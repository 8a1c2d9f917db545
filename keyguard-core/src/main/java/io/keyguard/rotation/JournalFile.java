/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    @GuardedBy("this")
    private @Nullable Seen seen;

    @GuardedBy("this")
    private Map<String, Rotation> known = new LinkedHashMap<>();

    @GuardedBy("this")
    private long newestEpoch;

    /** Where the last whole record ends. */
    @GuardedBy("this")
    private long end;

    /** From which length on the journal is written anew, so that it is not for each rotation, however many there are. */
    @GuardedBy("this")
    private long compactFrom = COMPACT_FROM;

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
        look();
        return new LinkedHashMap<>(known);
    }

    /** Asked before each effect, so that it takes no longer for many rotations than for one. */
    @Override
    public synchronized long newestEpoch() {
        look();
        return newestEpoch;
    }

    @GuardedBy("this")
    private void look() {
        try {
            Seen now = Seen.of(path);
            if (!now.equals(seen)) {
                known = parsed();
                newestEpoch = JournalDisk.newestEpoch(known.values());
                seen = now;
            }
        } catch (NoSuchFileException e) {
            known = new LinkedHashMap<>();
            newestEpoch = 0;
            seen = null;
        } catch (IOException e) {
            throw RotationExceptions.damaged(path, e.getClass().getSimpleName());
        }
    }

    /** What this process adds itself need not be read again: it has looked right before whether anybody else wrote. */
    private synchronized void written(Rotation row, int length) throws IOException {
        Seen now = Seen.of(path);
        Seen before = seen;
        if (before != null && Objects.equals(before.file(), now.file()) && now.size() == before.size() + length) {
            known.put(row.id(), row);
            newestEpoch = Math.max(newestEpoch, row.epoch());
            end += length;
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

    @GuardedBy("this")
    private Map<String, Rotation> parsed() throws IOException {
        var rows = new LinkedHashMap<String, Rotation>();
        var records = new ArrayList<byte[]>();
        JournalTail.requireTorn(path, RecordFile.read(path, records::add));
        end = RecordFile.lengthOf(records);
        for (byte[] record : records) {
            Rotation row = Rotation.read(record);
            rows.put(row.id(), row);
        }
        return rows;
    }

    private synchronized boolean isLong(long length) {
        return length > compactFrom;
    }

    /** Written anew where it is not there or has grown; otherwise, whoever has the turn has read how far it goes. */
    private synchronized RecordFile reopened(@Nullable RecordFile old, Collection<Rotation> rows) throws IOException {
        if (old != null) {
            old.close();
        }
        boolean there = Files.exists(path);
        if (there && !isLong(Files.size(path))) {
            look();
            return RecordFile.open(path, end);
        }
        List<byte[]> kept = Kept.of(rows).stream().map(Rotation::toRecord).toList();
        // Twice what is kept: however many keys there are, it is not written anew for each row.
        compactFrom = Math.max(COMPACT_FROM, 2 * RecordFile.lengthOf(kept));
        return there && !isLong(Files.size(path)) ? RecordFile.open(path) : RecordFile.create(path, kept);
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
                if (open == null || isLong(open.length())) {
                    open = reopened(open, before);
                    file = open;
                }
                byte[] record = row.toRecord();
                open.append(List.of(record));
                written(row, FRAME + record.length);
            } catch (IOException e) {
                throw KeyguardExceptions.stateUnusable(state, "writing the journal of rotations", e);
            }
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
