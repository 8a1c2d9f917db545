/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.EventLog;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What watches know, kept in the folder of their process, and what those before them left. Never use it from a thread that may be interrupted, which would close the file. Not thread-safe.
 */
public final class WatchStore implements AutoCloseable {
    private static final String FILE = "watch";
    private static final int COMPACT_FROM = 1 << 22;

    private record Account(String venue, String name) {
        static Account of(WatchState state) {
            return new Account(state.venue(), state.account());
        }

        @Override
        public String toString() {
            return venue + "/" + name;
        }
    }

    /**
     * What a process knew.
     *
     * @param running whether that process still runs
     */
    record Found(WatchState state, boolean running) {}

    private final Path path;
    private final Map<Account, byte[]> last = new LinkedHashMap<>();
    private RecordFile file;

    private WatchStore(Path path, Map<Account, byte[]> before) throws IOException {
        this.path = path;
        this.last.putAll(before);
        this.file = RecordFile.create(path, last.values());
    }

    /**
     * Begins the store of the process of {@code folder} with what the last process to watch each of its accounts left. What belongs to accounts that this process uses unwatched is thrown away, since what is signed
     * is not known from then on; what belongs to others is left where it is.
     *
     * @param watched the accounts that are watched, as {@code venue/account}
     * @param used the accounts that keys are used of
     */
    public static WatchStore start(Path state, Path folder, Set<String> watched, Set<String> used) throws IOException {
        try (ProcessesLock all = ProcessFolder.lockAll(state)) {
            all.requireHeld();
            Map<Path, List<WatchState>> ended = new LinkedHashMap<>();
            for (Path other : ProcessFolder.all(state)) {
                Path file = other.resolve(FILE);
                if (Files.exists(file) && !ProcessFolder.isRunning(other)) {
                    ended.put(file, read(file));
                }
            }
            Map<Account, WatchState> newest = new LinkedHashMap<>();
            ended.values()
                    .forEach(states -> states.forEach(one -> newest.merge(Account.of(one), one, WatchStore::later)));
            Map<Account, byte[]> before = new LinkedHashMap<>();
            newest.forEach((account, found) -> {
                if (watched.contains(account.toString())) {
                    before.put(account, found.toRecord());
                }
            });
            var store = new WatchStore(folder.resolve(FILE), before);
            for (Map.Entry<Path, List<WatchState>> one : ended.entrySet()) {
                leave(one.getKey(), one.getValue(), newest, watched, used);
            }
            return store;
        }
    }

    /** Keeps in {@code file} what nobody here has taken, if there is any. */
    private static void leave(
            Path file, List<WatchState> states, Map<Account, WatchState> newest, Set<String> watched, Set<String> used)
            throws IOException {
        List<byte[]> left = states.stream()
                .filter(state -> isNewest(state, newest))
                .filter(state -> !watched.contains(Account.of(state).toString())
                        && !used.contains(Account.of(state).toString()))
                .map(WatchState::toRecord)
                .toList();
        if (left.isEmpty()) {
            Files.deleteIfExists(file);
        } else if (left.size() < states.size()) {
            RecordFile.create(file, left).close();
        }
    }

    private static boolean isNewest(WatchState state, Map<Account, WatchState> newest) {
        WatchState other = newest.get(Account.of(state));
        return other != null && other.saved().equals(state.saved());
    }

    private static WatchState later(WatchState one, WatchState other) {
        return other.saved().isBefore(one.saved()) ? one : other;
    }

    /** As far as it can be read: a crash may have cut off the end. */
    private static List<WatchState> read(Path file) {
        var states = new ArrayList<WatchState>();
        try {
            var records = new ArrayList<byte[]>();
            RecordFile.read(file, records::add);
            Map<Account, WatchState> last = new LinkedHashMap<>();
            for (byte[] record : records) {
                read(record, file).ifPresent(state -> last.put(Account.of(state), state));
            }
            states.addAll(last.values());
        } catch (IOException e) {
            EventLog.damaged(file, e.getClass().getName());
        }
        return states;
    }

    /** One that cannot be read takes no other with it. */
    private static Optional<WatchState> read(byte[] record, Path file) {
        try {
            return Optional.of(WatchState.of(record));
        } catch (IOException e) {
            EventLog.damaged(file, e.getClass().getName());
            return Optional.empty();
        }
    }

    /**
     * Returns what every process of the state directory {@code state} knew last: of an account there are several where several watch it, or did and nobody has taken it over.
     *
     * @throws IOException if the directory cannot be read
     */
    static List<Found> readAll(Path state) throws IOException {
        var all = new ArrayList<Found>();
        for (Path folder : ProcessFolder.all(state)) {
            if (Files.exists(folder.resolve(FILE))) {
                boolean running = ProcessFolder.isRunning(folder);
                read(folder.resolve(FILE)).forEach(one -> all.add(new Found(one, running)));
            }
        }
        return all;
    }

    /**
     * Returns the accounts, as {@code venue/account}, of which any process of the state directory {@code state}, also one that runs, has left something.
     *
     * @throws IOException if the directory cannot be read
     */
    public static Set<String> accounts(Path state) throws IOException {
        return readAll(state).stream()
                .map(one -> Account.of(one.state()).toString())
                .collect(Collectors.toSet());
    }

    /** Returns whether there is something of {@code account}, as {@code venue/account}. */
    public boolean has(String account) {
        return last.keySet().stream().anyMatch(one -> one.toString().equals(account));
    }

    /** Returns what the watch over {@code account} at {@code venue} saved last. */
    public Optional<byte[]> before(String venue, String account) {
        return Optional.ofNullable(last.get(new Account(venue, account)));
    }

    /** Saves what watches know now. If it throws, all of it is saved the next time. */
    public void save(Collection<byte[]> records) throws IOException {
        for (byte[] record : records) {
            last.put(Account.of(WatchState.of(record)), record);
        }
        file.append(records);
        long live = last.values().stream().mapToLong(record -> record.length).sum();
        if (file.length() > COMPACT_FROM && file.length() > 4 * live) {
            RecordFile old = file;
            file = RecordFile.create(path, last.values());
            old.close();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public String toString() {
        return "WatchStore[" + last.size() + " accounts]";
    }
}
