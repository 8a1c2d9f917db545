/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.DurableFiles;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of freezes in a state directory, of which each is written once, in one step, under a name that no other has: nobody waits for a lock, and nobody writes over anything.
 *
 * <p>{@code freezes/} holds {@code pin}, a file {@code ….freeze} for each freeze, and one {@code ….lift} for each lift; every process keeps what it saw of them in {@code freezes} of its own folder,
 * which is how one that is deleted stays known.
 */
class FreezeFolder {
    private static final String FOLDER = ProcessFolder.FREEZES;
    private static final String PIN = "pin";
    private static final String FREEZE = ".freeze";
    private static final String LIFT = ".lift";
    private static final String UNKNOWN = "its record cannot be read";

    /** What {@code freezes/} holds: damaged freezes as freezes of everything, damaged lifts not at all. */
    record Content(
            Map<String, Freeze> freezes,
            List<Lift> lifts,
            @Nullable LiftPin pin) {}

    private final Path state;
    private final Path folder;

    FreezeFolder(Path state) {
        this.state = state;
        this.folder = state.resolve(FOLDER);
    }

    Path path() {
        return folder;
    }

    void make() throws IOException {
        try {
            Files.createDirectory(folder, DurableFiles.ownersFolder(folder));
            DurableFiles.forceFolder(state);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    void write(Freeze freeze) throws IOException {
        make();
        write(folder.resolve(freeze.id() + FREEZE), freeze.toJson());
    }

    void write(Lift lift) throws IOException {
        write(folder.resolve(lift.id() + LIFT), lift.toJson());
    }

    void write(LiftPin pin) throws IOException {
        make();
        write(folder.resolve(PIN), pin.toJson());
    }

    private static void write(Path file, byte[] record) throws IOException {
        RecordFile.create(file, List.of(record)).close();
    }

    /** Reads what is there now. */
    Content read() throws IOException {
        var freezes = new LinkedHashMap<String, Freeze>();
        var lifts = new ArrayList<Lift>();
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(FREEZE)) {
                Freeze freeze = freeze(file, id(name.substring(0, name.length() - FREEZE.length())));
                freezes.put(freeze.id(), freeze);
            } else if (name.endsWith(LIFT)) {
                byte[] record = only(file);
                addLift(lifts, record);
            }
        }
        return new Content(freezes, lifts, pin());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (UncheckedIOException e) {
            throw new IOException("the folder of freezes cannot be read", e);
        }
    }

    /** A file that somebody copied or made by hand has an id as well, so that its freeze can be lifted. */
    private static String id(String name) {
        if (Freeze.isId(name)) {
            return name;
        }
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    private static Freeze freeze(Path file, String id) {
        byte[] record = only(file);
        try {
            if (record != null) {
                Freeze freeze = Freeze.of(record);
                if (freeze.id().equals(id)) {
                    return freeze;
                }
            }
        } catch (IOException e) {
            // What it named is not known, so it may have been everything.
            return unknown(id);
        }
        return unknown(id);
    }

    private static Freeze unknown(String id) {
        return new Freeze(id, FreezeScope.all(), Instant.EPOCH, "", UNKNOWN);
    }

    private static void addLift(List<Lift> lifts, byte @Nullable [] record) {
        try {
            if (record != null) {
                lifts.add(Lift.of(record));
            }
        } catch (IOException e) {
            // What cannot be read lifts nothing.
            return;
        }
    }

    private @Nullable LiftPin pin() {
        byte[] record = only(folder.resolve(PIN));
        try {
            return record == null ? null : LiftPin.of(record);
        } catch (IOException e) {
            return null;
        }
    }

    /** The one record of {@code file}; null if there is another number, or anything behind it. */
    private static byte @Nullable [] only(Path file) {
        var records = new ArrayList<byte[]>();
        try {
            long rest = RecordFile.read(file, records::add);
            return rest == 0 && records.size() == 1 ? records.get(0) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Names, sizes and times of the files: what a watch compares. Never throws. */
    byte[] look() {
        try {
            var seen = new StringBuilder();
            for (Path file : files()) {
                seen.append(file.getFileName()).append(' ').append(state(file)).append('\n');
            }
            return seen.toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            // Another answer than any that can be read, so that the watch tells of it, and of its end.
            return new byte[] {0};
        }
    }

    /** One that cannot be asked, such as a link to nothing, hides no other. */
    private static String state(Path file) {
        try {
            return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return "?";
        }
    }

    // What each process saw

    /** What processes saw: the freezes, and the names of the pins, those seen first before others. */
    record Seen(Map<String, Freeze> freezes, Collection<String> pins) {}

    Seen seenByProcesses() throws IOException {
        var freezes = new LinkedHashMap<String, Freeze>();
        var pins = new LinkedHashSet<String>();
        for (Path process : ProcessFolder.all(state)) {
            seenBy(process, freezes, pins);
        }
        return new Seen(freezes, pins);
    }

    private static void seenBy(Path process, Map<String, Freeze> freezes, Set<String> pins) {
        try {
            RecordFile.read(process.resolve(FOLDER), record -> {
                try {
                    if (record.length == 32) {
                        pins.add(HexFormat.of().formatHex(record));
                    } else {
                        Freeze freeze = Freeze.of(record);
                        freezes.put(freeze.id(), freeze);
                    }
                } catch (IOException e) {
                    // Of a newer version: its file in freezes/ counts as a freeze of everything.
                    EventLog.damaged(process.resolve(FOLDER), "a freeze of another version");
                }
            });
        } catch (NoSuchFileException e) {
            // A process of an older version, or one that died before it saw anything.
            return;
        } catch (IOException e) {
            EventLog.damaged(process.resolve(FOLDER), e.getClass().getSimpleName());
        }
    }

    /** Begins what {@code process} keeps of what it sees. */
    static RecordFile startSeen(Path process) throws IOException {
        return RecordFile.create(process.resolve(FOLDER), List.of());
    }

    /** The freezes that {@code process} has seen, and acts by. */
    static Set<String> seenBy(Path process) {
        var freezes = new LinkedHashMap<String, Freeze>();
        seenBy(process, freezes, new LinkedHashSet<>());
        return freezes.keySet();
    }

    /** Whether {@code process} is one that looks at freezes, and not a command that sets one. */
    static boolean follows(Path process) {
        return ProcessFolder.isBot(process);
    }
}
