/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The folder of one process in a state directory: it alone writes there, and a lock that ends with it tells that it runs. */
public final class ProcessFolder implements AutoCloseable {
    private static final String PROCESSES = "processes";
    private static final String LOCK = "lock";
    /** Where a bot keeps the freezes that it has seen, from its beginning on. */
    public static final String FREEZES = "freezes";

    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Opening and closing one of our own locks would end it, on POSIX. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private ProcessFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Makes {@code state} if it is not there, refuses it if others can read or write it, and makes a folder for this process in it. */
    public static ProcessFolder start(Path state, Instant now) throws IOException, FileSafety.UnsafeFileException {
        prepare(state);
        byte[] random = new byte[4];
        RANDOM.nextBytes(random);
        String name = TIME.format(now) + "-" + ProcessHandle.current().pid() + "-"
                + HexFormat.of().formatHex(random);
        Path folder = state.resolve(PROCESSES).toRealPath().resolve(name);
        Files.createDirectory(folder, DurableFiles.ownersFolder(folder));
        DurableFiles.forceFolder(state.resolve(PROCESSES));
        return new ProcessFolder(folder, lock(folder));
    }

    /** Makes {@code state} if it is not there, and refuses it if others can read or write it. */
    public static void prepare(Path state) throws IOException, FileSafety.UnsafeFileException {
        makeFolder(state);
        FileSafety.requirePrivate(state);
        makeFolder(state.resolve(PROCESSES));
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, DurableFiles.ownersFolder(folder));
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                DurableFiles.forceFolder(parent);
            }
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        OURS.add(folder);
        Path file = folder.resolve(LOCK);
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), DurableFiles.ownersFile(file));
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException(folder + " is used by another process already");
        }
        return channel;
    }

    /** Lets one process at a time look at all the others' folders and change them. */
    public static ProcessesLock lockAll(Path state) throws IOException {
        return ProcessesLock.take(state.resolve(LOCK), WAIT);
    }

    /** The folders of all processes that ever used {@code state}, the oldest first; none if there is no such folder. */
    public static List<Path> all(Path state) throws IOException {
        if (!Files.isDirectory(state.resolve(PROCESSES))) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(state.resolve(PROCESSES).toRealPath())) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** Whether the process of {@code folder} still runs; while it does, only it may write there. */
    public static boolean isRunning(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        if (OURS.contains(folder)) {
            return true;
        }
        if (!Files.exists(file)) {
            return false;
        }
        // Shared, as whoever reads a copy may not write there; it excludes that of the process all the same.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        }
    }

    /** Whether the process of {@code folder} is a bot, which looks at freezes, and not a command. */
    public static boolean isBot(Path folder) {
        return Files.exists(folder.resolve(FREEZES));
    }

    /** The name of this process, which no other has. */
    public String name() {
        return nameOf(folder);
    }

    /** The name of the process of {@code folder}. */
    public static String nameOf(Path folder) {
        return String.valueOf(folder.getFileName());
    }

    /** When the process called {@code name} began; empty if that is no name of one. */
    public static Optional<Instant> startOf(String name) {
        try {
            return Optional.of(TIME.parse(name.substring(0, Math.max(0, name.indexOf('-'))), Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The folder. */
    public Path path() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        try {
            lock.close();
        } finally {
            OURS.remove(folder);
        }
    }
}
