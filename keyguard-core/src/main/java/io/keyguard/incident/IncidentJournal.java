/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.DurableFiles;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was done in answer to an incident, kept before anything depends on it. Thread-safe; one process at a time has it. */
final class IncidentJournal implements AutoCloseable {
    private static final String FOLDER = "incidents";
    private static final String FILE = "journal";
    private static final int LARGEST = 1 << 19;
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final Path file;
    private final @Nullable ProcessesLock lock;
    private final @Nullable RecordFile records;
    private final List<IncidentEvent> events;
    private final List<byte[]> unsaved = new ArrayList<>();
    private final Consumer<IncidentEvent> listener;
    private String trouble = "";
    private String damage = "";

    private IncidentJournal(
            Path file,
            @Nullable ProcessesLock lock,
            @Nullable RecordFile records,
            List<IncidentEvent> events,
            Consumer<IncidentEvent> listener) {
        this.file = file;
        this.lock = lock;
        this.records = records;
        this.events = events;
        this.listener = listener;
    }

    /**
     * Opens the journal of {@code incident}, or begins it.
     *
     * @throws io.keyguard.StateException if another process has it
     */
    static IncidentJournal open(Path state, String incident, Consumer<IncidentEvent> listener) {
        Path folder = state.resolve(FOLDER).resolve(incident);
        try {
            ProcessFolder.prepare(state);
            make(state.resolve(FOLDER));
            make(folder);
            ProcessesLock lock = ProcessesLock.take(folder.resolve("lock"), WAIT);
            try {
                Content content = readable(folder);
                String aside = content.isWhole() ? "" : keepAside(folder);
                // Anew, so that nothing stands behind what a crash left whole.
                RecordFile records = RecordFile.create(
                        folder.resolve(FILE),
                        content.events().stream().map(IncidentEvent::toJson).toList());
                var journal = new IncidentJournal(folder, lock, records, new ArrayList<>(content.events()), listener);
                journal.damage = content.isWhole() ? "" : content.damage() + ", and is kept as " + aside;
                return journal;
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (ProcessesLock.BusyException e) {
            throw KeyguardExceptions.stateUnusable(folder, "taking over an incident that somebody is at", e);
        } catch (IOException | FileSafety.UnsafeFileException e) {
            // To act counts for more than to remember it.
            var inMemory = new IncidentJournal(folder, null, null, new ArrayList<>(), listener);
            inMemory.trouble = e.getClass().getSimpleName();
            return inMemory;
        }
    }

    private static void make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, DurableFiles.ownersFolder(folder));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** The incidents of {@code state}, the oldest first. */
    static List<String> all(Path state) throws IOException {
        if (!Files.isDirectory(state.resolve(FOLDER))) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(state.resolve(FOLDER))) {
            return folders.map(folder -> String.valueOf(folder.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** What the journal of {@code incident} says, whether or not somebody writes to it. */
    static Content read(Path state, String incident) throws IOException {
        return read(state.resolve(FOLDER).resolve(incident));
    }

    /**
     * What a journal says.
     *
     * @param events its lines, as far as they can be read
     * @param unread how many lines this version does not understand
     * @param rest how many bytes follow the last whole line: a crash may have cut one off
     */
    record Content(List<IncidentEvent> events, int unread, long rest) {
        boolean isWhole() {
            return unread == 0 && rest == 0;
        }

        /** In words; empty if there is none. */
        String damage() {
            return isWhole() ? "" : unread + " lines and " + rest + " bytes of its journal could not be read";
        }
    }

    private static Content read(Path folder) throws IOException {
        var events = new ArrayList<IncidentEvent>();
        if (Files.isDirectory(folder) && Files.notExists(folder.resolve(FILE))) {
            // A crash came before the first line.
            return new Content(events, 0, 0);
        }
        var trouble = new ArrayList<IOException>();
        long rest = RecordFile.read(folder.resolve(FILE), record -> {
            try {
                events.add(IncidentEvent.of(record));
            } catch (IOException e) {
                trouble.add(e);
            }
        });
        return new Content(events, trouble.size(), rest);
    }

    /** The same, as nothing, if its beginning is damaged: the answer counts for more. */
    private static Content readable(Path folder) throws IOException {
        try {
            return read(folder);
        } catch (IOException e) {
            if (!Files.isRegularFile(folder.resolve(FILE))) {
                throw e;
            }
            return new Content(List.of(), 0, Files.size(folder.resolve(FILE)));
        }
    }

    /** Evidence is not written over; returns the name that it has now. */
    private static String keepAside(Path folder) throws IOException {
        for (int number = 1; ; number++) {
            Path kept = folder.resolve(FILE + "-" + number + ".damaged");
            if (Files.notExists(kept)) {
                Files.copy(folder.resolve(FILE), kept);
                DurableFiles.force(kept);
                return String.valueOf(kept.getFileName());
            }
        }
    }

    /** Keeps {@code event}, if that can be done, then tells of it. */
    void add(IncidentEvent event) {
        synchronized (this) {
            events.add(event);
            unsaved.add(record(event));
            save();
        }
        listener.accept(event);
    }

    /** What is too large for a record would keep all that follows from being saved. */
    private static byte[] record(IncidentEvent event) {
        byte[] whole = event.toJson();
        return whole.length <= LARGEST
                ? whole
                : new IncidentEvent(
                                event.at(),
                                event.step(),
                                event.outcome(),
                                event.venue(),
                                event.key(),
                                event.detail() + "; too many for the journal, see the report of that run",
                                List.of())
                        .toJson();
    }

    private void save() {
        if (records == null) {
            return;
        }
        try {
            records.append(unsaved);
            unsaved.clear();
            trouble = "";
        } catch (IOException e) {
            trouble = e.getClass().getSimpleName();
        }
    }

    /** Why the journal is not, or not whole, on the disk; empty if it is. */
    synchronized String trouble() {
        return trouble;
    }

    /** What of an earlier run could not be read; empty if nothing. */
    String damage() {
        return damage;
    }

    synchronized List<IncidentEvent> events() {
        return List.copyOf(events);
    }

    /** The last that was said of {@code step} of {@code key}. */
    synchronized Optional<IncidentEvent> last(IncidentStep step, String key) {
        for (int i = events.size() - 1; i >= 0; i--) {
            IncidentEvent event = events.get(i);
            if (event.step() == step && event.key().equals(key)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /** Whether {@code step} of {@code key} is done; what was given up is tried again by whoever resumes. */
    boolean isDone(IncidentStep step, String key) {
        return last(step, key).map(IncidentEvent::isDone).orElse(false);
    }

    /** Whether {@code step} of {@code key} was done, and {@code before} not only after that. */
    synchronized boolean isDoneSince(IncidentStep step, IncidentStep before, String key) {
        for (int i = events.size() - 1; i >= 0; i--) {
            IncidentEvent event = events.get(i);
            if (event.key().equals(key) && event.isDone()) {
                if (event.step() == step) {
                    return isDone(step, key);
                }
                if (event.step() == before) {
                    return false;
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        if (records == null || lock == null) {
            return;
        }
        try (lock) {
            records.close();
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(file, "closing the journal of an incident", e);
        }
    }
}
