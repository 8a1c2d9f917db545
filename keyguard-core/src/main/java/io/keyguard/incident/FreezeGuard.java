/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.FolderWatch;
import io.keyguard.internal.RecordFile;
import io.keyguard.rotation.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the fence of this process as the state directory says: what another process freezes is in force here as soon as its file is there, or a quarter of a second later where the system tells
 * no changes. Thread-safe.
 */
public final class FreezeGuard implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Fence fence;
    private final @Nullable FreezeFolder folder;
    private final @Nullable RecordFile seen;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final Object turn = new Object();
    /** Taken before the turn, by who reads the folder alone: a disk that hangs must not hold up a freeze. */
    private final Object reading = new Object();

    @GuardedBy("turn")
    private final FreezeView view;

    /** Used by one thread at a time. */
    private final Set<String> kept = ConcurrentHashMap.newKeySet();

    private volatile @Nullable FolderWatch watch;

    /** How many readings failed in a row: what could not be read is read again, although nothing changes. */
    private volatile int unread;

    /** Somebody who ends what bypasses the fence. */
    private record Waiting(KeyId key, String venue, String strategy, Runnable frozen) {}

    private FreezeGuard(Fence fence, FreezeView view, @Nullable FreezeFolder folder, @Nullable RecordFile seen) {
        this.fence = fence;
        this.view = view;
        this.folder = folder;
        this.seen = seen;
    }

    /** Returns a guard that knows what is frozen in this process alone. */
    public static FreezeGuard inMemory(@Nullable Lease lease, LongSupplier ticker) {
        return new FreezeGuard(new Fence(lease, ticker), new FreezeView(null), null, null);
    }

    /**
     * Returns a guard over {@code state}, whose fence stands already.
     *
     * @param process the folder of this process
     * @param pin the pin that alone counts, or an empty string
     */
    public static FreezeGuard start(Path state, Path process, String pin, @Nullable Lease lease, LongSupplier ticker)
            throws IOException {
        return start(new FreezeFolder(state), process, pin, lease, ticker);
    }

    static FreezeGuard start(FreezeFolder folder, Path process, String pin, @Nullable Lease lease, LongSupplier ticker)
            throws IOException {
        var view = new FreezeView(pin.isEmpty() ? null : pin);
        view.add(folder.seenByProcesses());
        folder.make();
        view.read(folder.read());
        var guard = new FreezeGuard(new Fence(lease, ticker), view, folder, FreezeFolder.startSeen(process));
        try {
            // Nobody waits yet.
            var unused = guard.set();
            guard.keepSeen();
            return guard;
        } catch (IOException | RuntimeException | Error e) {
            guard.close();
            throw e;
        }
    }

    /**
     * Begins to follow what other processes freeze and lift.
     *
     * @param changed is told what is frozen now, and what is no longer, on a thread of the guard's
     */
    public void follow(BiConsumer<List<Freeze>, List<Freeze>> changed) throws IOException {
        FreezeFolder followed = requireNonNull(folder);
        watch = FolderWatch.start(
                followed.path(), "keyguard-freeze", () -> look(followed), () -> reload(changed), LOOK);
        // What came between the first reading and the watch.
        reload(changed);
    }

    private byte[] look(FreezeFolder followed) {
        int failed = unread;
        return failed == 0 ? followed.look() : ("unread " + failed).getBytes(StandardCharsets.UTF_8);
    }

    private void reload(BiConsumer<List<Freeze>, List<Freeze>> changed) {
        synchronized (reading) {
            FreezeFolder.Content content = content();
            List<Freeze> before;
            List<Freeze> now;
            List<Waiting> due;
            synchronized (turn) {
                before = fence.freezes();
                if (content != null) {
                    view.read(content);
                } else {
                    view.unreadable();
                }
                due = set();
                now = fence.freezes();
            }
            if (!due.isEmpty()) {
                // Who is told may hang, and what is frozen next must be heard of all the same.
                begin(() -> tell(due));
            }
            tell(changed, before, now);
        }
    }

    private FreezeFolder.@Nullable Content content() {
        try {
            FreezeFolder.Content content = requireNonNull(folder).read();
            unread = 0;
            return content;
        } catch (IOException e) {
            // Which is as good as a freeze of everything.
            unread = 1 + (unread & 0xFFFF);
            return null;
        }
    }

    private static void begin(Runnable task) {
        var thread = new Thread(task, "keyguard-frozen");
        thread.setDaemon(true);
        thread.start();
    }

    private void tell(BiConsumer<List<Freeze>, List<Freeze>> changed, List<Freeze> before, List<Freeze> now) {
        var unused = fence.drained();
        List<Freeze> fresh = without(now, before);
        List<Freeze> ended = without(before, now);
        fresh.forEach(freeze -> EventLog.freeze(freeze, true));
        ended.forEach(freeze -> EventLog.freeze(freeze, false));
        if (!fresh.isEmpty() || !ended.isEmpty()) {
            changed.accept(fresh, ended);
        }
    }

    private static List<Freeze> without(List<Freeze> some, List<Freeze> others) {
        var left = new ArrayList<>(some);
        left.removeAll(others);
        return left;
    }

    /** Puts the fence where the view says, and returns who waits for that: to be told outside of the turn, since they are anybody's. */
    private List<Waiting> set() {
        synchronized (turn) {
            List<Freeze> now = view.inForce();
            if (now.equals(fence.freezes())) {
                return List.of();
            }
            fence.change(now);
            return List.copyOf(waiting).stream()
                    .filter(one ->
                            fence.over(one.key(), one.venue(), one.strategy()).isPresent())
                    .filter(waiting::remove)
                    .toList();
        }
    }

    private static void tell(List<Waiting> due) {
        for (Waiting one : due) {
            try {
                one.frozen().run();
            } catch (RuntimeException e) {
                EventLog.listenerFailed("of a freeze", e.getClass().getName());
            }
        }
    }

    /**
     * Freezes what {@code freeze} names in this process: when this returns, no signature that adds risk is handed out for it. To keep it is another step, {@link #keep}.
     *
     * @return whether every signature that had begun before has ended
     */
    public boolean freeze(Freeze freeze) {
        List<Waiting> due;
        synchronized (turn) {
            view.add(freeze);
            due = set();
        }
        boolean drained = fence.drained();
        tell(due);
        EventLog.freeze(freeze, true);
        return drained;
    }

    /** Keeps {@code freeze} for this and every other process; done twice, it is done once. Never call it from a thread that may be interrupted. */
    public void keep(Freeze freeze) throws IOException {
        if (folder != null) {
            folder.write(freeze);
            keepSeen();
        }
    }

    /** Keeps what is in force here, which says that this process acts by it. One at a time, and never from a thread that may be interrupted. */
    public void keepSeen() throws IOException {
        RecordFile file = seen;
        if (file == null) {
            return;
        }
        var records = new LinkedHashMap<String, byte[]>();
        synchronized (turn) {
            for (Freeze freeze : fence.freezes()) {
                if (!freeze.id().isEmpty()) {
                    records.put(freeze.id(), freeze.toJson());
                }
            }
            view.judge().ifPresent(pin -> records.put(pin, HexFormat.of().parseHex(pin)));
        }
        // Outside of the turn: a slow disk must not hold up a freeze.
        records.keySet().removeAll(kept);
        file.append(records.values());
        kept.addAll(records.keySet());
    }

    /** Returns what is frozen, the oldest first. */
    public List<Freeze> inForce() {
        return fence.freezes();
    }

    /** Returns the fence. */
    public Fence fence() {
        return fence;
    }

    /** Calls {@code frozen} once when {@code key} of {@code venue} in the hands of {@code strategy} is frozen, or at once if it is; it must not wait for anything. */
    public Subscription onFreeze(KeyId key, String venue, String strategy, Runnable frozen) {
        var one = new Waiting(key, venue, strategy, frozen);
        waiting.add(one);
        if (fence.over(key, venue, strategy).isPresent() && waiting.remove(one)) {
            frozen.run();
        }
        return () -> waiting.remove(one);
    }

    @Override
    public void close() throws IOException {
        FolderWatch watch = this.watch;
        if (watch != null) {
            watch.close();
        }
        if (seen != null) {
            seen.close();
        }
    }

    @Override
    public String toString() {
        return fence.toString();
    }
}
