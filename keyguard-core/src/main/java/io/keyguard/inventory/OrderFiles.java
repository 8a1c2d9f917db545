/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.internal.EventLog;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of signed orders in the folder of a process, a new one each day and whenever one is large; the oldest are deleted when they are too old, or too much. Each says from when on it tells everything, so that what is missing shows. For one thread.
 */
final class OrderFiles implements AutoCloseable {
    static final Duration OLDEST = Duration.ofDays(30);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern NAME = Pattern.compile("orders-(\\d{6})");

    /** How much is kept. */
    record Bounds(long file, long process, long ended) {
        /** Four MiB a file, 64 a process, 256 of all that have ended. */
        static final Bounds USUAL = new Bounds(1 << 22, 1 << 26, 1 << 28);
    }

    private record Closed(Path path, long length, Instant until) {}

    private final Path folder;
    private final Bounds bounds;
    private final OrderRecords.Beginning beginning;
    private final Deque<Closed> closed = new ArrayDeque<>();
    private int number = 1;
    private Instant began;
    /** Until when everything is told. */
    private Instant until;

    private RecordFile file;

    private OrderFiles(Path folder, Bounds bounds, OrderRecords.Beginning beginning) throws IOException {
        this.folder = folder;
        this.bounds = bounds;
        this.beginning = beginning;
        this.began = beginning.from();
        this.until = beginning.from();
        this.file = create(path(folder, number), beginning);
    }

    static OrderFiles start(Path state, Path folder, Set<String> used, Instant now) throws IOException {
        return start(state, folder, used, now, Bounds.USUAL);
    }

    static OrderFiles start(Path state, Path folder, Set<String> used, Instant now, Bounds bounds) throws IOException {
        try (ProcessesLock all = ProcessFolder.lockAll(state)) {
            all.requireHeld();
            var running = new ArrayList<String>();
            var before = new ArrayList<Path>();
            for (Path other : ProcessFolder.all(state)) {
                if (other.getFileName().equals(folder.getFileName()) || !mayHaveSigned(other)) {
                    continue;
                }
                if (ProcessFolder.isRunning(other)) {
                    running.add(ProcessFolder.nameOf(other));
                } else {
                    before.add(other);
                }
            }
            new EndedOrders(before, bounds.ended(), now).settle();
            Instant from = ProcessFolder.startOf(ProcessFolder.nameOf(folder))
                    .filter(start -> start.isBefore(now))
                    .orElse(now);
            List<String> ended = before.stream()
                    .map(ProcessFolder::nameOf)
                    .filter(name -> ProcessFolder.startOf(name)
                            .filter(start -> start.isAfter(now.minus(OLDEST)))
                            .isPresent())
                    .toList();
            return new OrderFiles(
                    folder,
                    bounds,
                    new OrderRecords.Beginning(from, used.stream().sorted().toList(), ended, running));
        }
    }

    static Path path(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "orders-%06d", number));
    }

    /** Whether the process of {@code folder} is one that signs: commands are none, nor is one that keeps a copy of a freeze and no inventory. */
    static boolean mayHaveSigned(Path folder) throws IOException {
        boolean isBot = ProcessFolder.isBot(folder) && Files.exists(folder.resolve(InventoryFile.FILE));
        return isBot || !of(folder).isEmpty();
    }

    /** Those of a process, the oldest first. */
    static List<Path> of(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> numberOf(file).isPresent()).sorted().toList();
        }
    }

    static Optional<Integer> numberOf(Path file) {
        var name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Optional.of(Integer.parseInt(name.group(1))) : Optional.empty();
    }

    private static RecordFile create(Path path, OrderRecords.Beginning beginning) throws IOException {
        return RecordFile.create(path, List.of(beginning.toRecord()));
    }

    /** Adds {@code records}, the last of which says that all up to {@code now} is told. */
    void append(Collection<byte[]> records, Instant now) throws IOException {
        if (file.length() > bounds.file() || Duration.between(began, now).compareTo(LONGEST) > 0) {
            next();
        }
        file.append(records);
        until = now;
    }

    private void next() throws IOException {
        var following =
                new OrderRecords.Beginning(until, beginning.accounts(), beginning.before(), beginning.running());
        RecordFile old = file;
        file = create(path(folder, number + 1), following);
        closed.addLast(new Closed(path(folder, number), old.length(), until));
        number++;
        began = until;
        old.close();
        forget();
    }

    private void forget() throws IOException {
        long sum = closed.stream().mapToLong(Closed::length).sum();
        for (Closed oldest = closed.peekFirst(); oldest != null; oldest = closed.peekFirst()) {
            boolean old = oldest.until().isBefore(until.minus(OLDEST));
            if (!old && sum + bounds.file() <= bounds.process()) {
                return;
            }
            Files.deleteIfExists(oldest.path());
            sum -= oldest.length();
            closed.removeFirst();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** What processes left that have ended: it is said in each that it did, and what is too old or too much is replaced by the end alone. */
    private record EndedOrders(List<Path> folders, long most, Instant now) {
        private record Left(Path folder, List<Path> files, long bytes, Instant written) {}

        void settle() throws IOException {
            var left = new ArrayList<Left>();
            for (Path folder : folders) {
                end(folder);
                left.add(left(folder));
            }
            long sum = left.stream().mapToLong(Left::bytes).sum();
            for (Left oldest : left) {
                if (oldest.written().isBefore(now.minus(OLDEST)) || sum > most) {
                    forget(oldest);
                    sum -= oldest.bytes();
                }
            }
        }

        private static Left left(Path folder) throws IOException {
            List<Path> files = of(folder);
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            Path last = files.get(files.size() - 1);
            return new Left(
                    folder, files, bytes, Files.getLastModifiedTime(last).toInstant());
        }

        /** It is over by now: what it may have signed and not told, it signed before. */
        private void end(Path folder) throws IOException {
            List<Path> files = of(folder);
            int last =
                    files.isEmpty() ? 0 : numberOf(files.get(files.size() - 1)).orElse(0);
            if (files.isEmpty()) {
                over(path(folder, 1), now, List.of());
                return;
            }
            Path file = path(folder, last);
            try {
                byte[] record = lastOf(file);
                if (record == null) {
                    throw new IOException("nothing whole");
                }
                if (OrderRecords.end(record).isEmpty()) {
                    try (RecordFile open = RecordFile.open(file)) {
                        open.append(List.of(OrderRecords.died(now)));
                    }
                }
            } catch (IOException e) {
                EventLog.damaged(file, e.getClass().getName());
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".damaged"),
                        StandardCopyOption.REPLACE_EXISTING);
                over(path(folder, last + 1), now, List.of());
            }
        }

        private static void over(Path file, Instant at, List<String> accounts) throws IOException {
            var beginning = new OrderRecords.Beginning(at, accounts, List.of(), List.of());
            RecordFile.create(file, List.of(beginning.toRecord(), OrderRecords.died(at)))
                    .close();
        }

        private static byte @Nullable [] lastOf(Path file) throws IOException {
            var last = new ArrayDeque<byte[]>(1);
            RecordFile.read(file, record -> {
                last.clear();
                last.add(record);
            });
            return last.peek();
        }

        private static void forget(Left left) throws IOException {
            Path last = left.files().get(left.files().size() - 1);
            if (left.files().size() == 1 && left.bytes() < 4096) {
                // Little more than the end.
                return;
            }
            Instant end = OrderRecords.end(lastOf(last)).orElseThrow(() -> new IOException("no end"));
            over(last, end, accounts(last));
            for (Path file : left.files()) {
                if (!file.equals(last)) {
                    Files.deleteIfExists(file);
                }
            }
        }

        private static List<String> accounts(Path file) throws IOException {
            var found = new ArrayList<String>();
            var first = new ArrayList<byte[]>();
            RecordFile.read(file, record -> {
                if (first.isEmpty()) {
                    first.add(record);
                }
            });
            if (!first.isEmpty()) {
                OrderRecords.read(first.get(0), new OrderRecords.Reader() {
                    @Override
                    public void beginning(OrderRecords.Beginning beginning) {
                        found.addAll(beginning.accounts());
                    }
                });
            }
            return found;
        }
    }
}
