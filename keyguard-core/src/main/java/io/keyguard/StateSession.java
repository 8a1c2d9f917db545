/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditHead;
import io.keyguard.audit.AuditTrail;
import io.keyguard.detection.WatchStore;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeGuard;
import io.keyguard.incident.FreezeReceipt;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Lease;
import io.keyguard.incident.Notice;
import io.keyguard.incident.Notices;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.RecordTooLargeException;
import io.keyguard.inventory.Inventory;
import io.keyguard.inventory.InventoryFile;
import io.keyguard.inventory.InventoryRules;
import io.keyguard.inventory.KeyUse;
import io.keyguard.inventory.KnownKey;
import io.keyguard.inventory.OrderLedger;
import io.keyguard.inventory.UseCounter;
import io.keyguard.inventory.UseLedger;
import io.keyguard.policy.VerifiedRights;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.UseRecord;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this process keeps of its keys beyond itself: who uses them, and the trail of what was done. Without a state directory it is in memory alone. Nothing here is
 * written by a thread that signs. Thread-safe.
 */
final class StateSession implements VerifiedRights, AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);
    /** Characters of one detail of an entry. */
    private static final int LONGEST_DETAIL = 32 * 1024;

    /** How far the clocks of two processes may differ. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private static final int TICKS_TO_SAVE = 10;
    private static final int TICKS_TO_ANCHOR = 60;
    /** Uses are kept every ten seconds: those after the last time may be missing. */
    private static final Duration UNKEPT_USES = Duration.ofMinutes(1);
    /** Nonces that are ahead of the clock grow by a microsecond for each signature: ten million of them. */
    private static final Duration UNKEPT_NONCES = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final UseLedger ledger;
    private final InventoryFile inventory;
    private final @Nullable ProcessFolder folder;
    private final @Nullable AuditTrail trail;
    private final FreezeGuard guard;
    private final Notices notices;
    private final String who;
    private final Refusals refusals = new Refusals();
    private final StateWriter writer;
    /** Freezes that nobody keeps yet. */
    private final Queue<Freeze> unkept = new ConcurrentLinkedQueue<>();

    private final @Nullable OrderLedger orders;
    private final @Nullable WatchStore watchStore;
    private final Set<String> lostWatches;
    private final @Nullable Path statePath;
    private final @Nullable UseRecord uses;
    private final AtomicBoolean closed = new AtomicBoolean();

    // Used by the writer's thread alone.
    private final Map<KeyUse.Line, KeyUse> moved = new HashMap<>();
    private boolean saving;
    private boolean savingOrders;
    private boolean telling;
    /** Generations that ended and are not recorded yet. */
    private final Queue<Map<String, String>> retired = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean retiring = new AtomicBoolean();
    /** Whether what venues said is about to be saved. */
    private final AtomicBoolean flushing = new AtomicBoolean();

    private long ticks;
    private @Nullable AuditHead anchored;

    private StateSession(
            InstantSource clock,
            UseLedger ledger,
            InventoryFile inventory,
            @Nullable ProcessFolder folder,
            @Nullable AuditTrail trail,
            FreezeGuard guard,
            Notices notices,
            StateWriter writer,
            @Nullable OrderLedger orders,
            @Nullable WatchStore watchStore,
            Set<String> lostWatches,
            @Nullable Path statePath,
            String who) {
        this.clock = clock;
        this.statePath = statePath;
        this.watchStore = watchStore;
        this.lostWatches = lostWatches;
        this.orders = orders;
        this.ledger = ledger;
        this.inventory = inventory;
        this.folder = folder;
        this.trail = trail;
        this.guard = guard;
        this.notices = notices;
        this.who = who;
        this.writer = writer;
        this.uses = folder == null ? null : new UseRecord(folder.path());
    }

    static StateSession inMemory(InstantSource clock, @Nullable Lease lease, LongSupplier ticker, Notices notices) {
        return new StateSession(
                clock,
                new UseLedger("", "", ""),
                InventoryFile.inMemory(),
                null,
                null,
                FreezeGuard.inMemory(lease, ticker),
                notices,
                new StateWriter(),
                null,
                null,
                Set.of(),
                null,
                "this process");
    }

    /** @throws StateException if the directory cannot be used */
    static StateSession start(
            StateDirectory state,
            InstantSource clock,
            @Nullable Lease lease,
            LongSupplier ticker,
            Notices notices,
            Set<String> watched,
            Set<String> used) {
        var opened = new ArrayList<AutoCloseable>();
        try {
            ProcessFolder folder = ProcessFolder.start(state.path(), clock.instant());
            opened.add(folder);
            Map<String, String> who = Map.of("host", state.host(), "service", state.service());
            AuditTrail trail = AuditTrail.start(state.path(), folder.path(), clock, who);
            opened.add(trail);
            InventoryFile inventory = InventoryFile.start(state.path(), folder.path());
            opened.add(inventory);
            WatchStore watches = WatchStore.start(state.path(), folder.path(), watched, used);
            opened.add(watches);
            Set<String> missing =
                    watched.stream().filter(account -> !watches.has(account)).collect(Collectors.toSet());
            Set<String> lost = LostWatches.among(missing, state.path());
            var writer = new StateWriter();
            OrderLedger orders = OrderLedger.start(
                    state.path(),
                    folder.path(),
                    used,
                    clock.instant(),
                    half -> writer.add(() -> half.save(clock.instant())));
            opened.add(orders);
            FreezeGuard guard = FreezeGuard.start(state.path(), folder.path(), state.pin(), lease, ticker);
            var ledger = new UseLedger(state.host(), state.service(), folder.name());
            String by = (state.service() + " on " + state.host()).strip();
            return new StateSession(
                    clock,
                    ledger,
                    inventory,
                    folder,
                    trail,
                    guard,
                    notices,
                    writer,
                    orders,
                    watches,
                    lost,
                    state.path(),
                    by);
        } catch (IOException | FileSafety.UnsafeFileException e) {
            StateException failure = KeyguardExceptions.stateUnusable(state.path(), "starting with it", e);
            for (AutoCloseable one : opened) {
                try {
                    one.close();
                } catch (Exception more) {
                    failure.addSuppressed(more);
                }
            }
            throw failure;
        }
    }

    /** Says once a second which generations are in use, once the first ones are. */
    void tellUses(Supplier<Map<KeyId, UseRecord.Use>> current) {
        UseRecord uses = this.uses;
        if (uses != null) {
            writer.now(() -> uses.write(current.get()));
            writer.every(TICK, () -> tellUses(uses, current));
        }
    }

    private void tellUses(UseRecord uses, Supplier<Map<KeyId, UseRecord.Use>> current) {
        if (!telling) {
            // If too much waits, again in a second.
            telling = writer.add(() -> {
                uses.write(current.get());
                telling = false;
            });
        }
    }

    /** Begins to look at the counters once a second, and says what this process was told to do. */
    void begin(Map<String, String> configuration) {
        writer.every(TICK, this::tick);
        AuditTrail trail = this.trail;
        if (trail != null) {
            writer.add(() -> trail.configured(configuration));
            guard.inForce().forEach(freeze -> record(Kind.FROZEN, freeze.details()));
            follow();
        }
    }

    private void follow() {
        try {
            guard.follow(this::frozenElsewhere);
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(null, "watching for freezes", e);
        }
    }

    private void frozenElsewhere(List<Freeze> fresh, List<Freeze> ended) {
        writer.add(guard::keepSeen);
        fresh.forEach(freeze -> tell(Kind.FROZEN, "frozen: ", freeze));
        ended.forEach(freeze -> tell(Kind.LIFTED, "no longer frozen: ", freeze));
    }

    private void tell(Kind kind, String words, Freeze freeze) {
        record(kind, freeze.details());
        String text = words + freeze.scope() + " by " + freeze.by() + ", " + freeze.reason();
        notices.send(new Notice(clock.instant(), Notice.Kind.FREEZE, "", "", text, List.of()));
    }

    /** Freezes at once, and keeps it as soon as the disk takes it. */
    FreezeReceipt freeze(FreezeScope scope, String reason) {
        var freeze = Freeze.now(scope, clock.instant(), who, reason);
        boolean drained = guard.freeze(freeze);
        tell(Kind.FROZEN, "frozen: ", freeze);
        if (folder == null) {
            return new FreezeReceipt(freeze, drained, Optional.of("there is no state directory"));
        }
        try {
            writer.now(() -> guard.keep(freeze));
            return new FreezeReceipt(freeze, drained, Optional.empty());
        } catch (StateException e) {
            keepLater(freeze);
            return new FreezeReceipt(freeze, drained, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** Freezes at once, unless that is frozen, and leaves the disk to the writer: whoever calls may be about to sign. */
    void freezeNow(FreezeScope scope, String reason) {
        if (guard.inForce().stream().anyMatch(freeze -> freeze.scope().equals(scope))) {
            return;
        }
        var freeze = Freeze.now(scope, clock.instant(), who, reason);
        guard.freeze(freeze);
        tell(Kind.FROZEN, "frozen: ", freeze);
        if (folder != null) {
            keepLater(freeze);
        }
    }

    /** Where too much waits already, it is taken up again with every tick: a freeze that is not kept ends with the process. */
    private void keepLater(Freeze freeze) {
        if (!writer.add(() -> guard.keep(freeze))) {
            unkept.add(freeze);
        }
    }

    private void keepLeft() {
        for (Freeze freeze = unkept.poll(); freeze != null; freeze = unkept.poll()) {
            Freeze one = freeze;
            if (!writer.add(() -> guard.keep(one))) {
                unkept.add(one);
                return;
            }
        }
    }

    List<Freeze> freezes() {
        return guard.inForce();
    }

    FreezeGuard guard() {
        return guard;
    }

    // The signing path

    UseCounter counter(KeyId key, long generation, String strategy, Permission permission) {
        return ledger.counter(key, generation, strategy, permission);
    }

    /** Whether what is done could not be recorded for so long that nothing may be done that adds risk. */
    boolean isBehind() {
        return writer.isBehind() || (orders != null && orders.isFull());
    }

    /** What takes the orders that are signed with {@code key}; null without a state directory. */
    OrderLedger.@Nullable Account orders(LoadedKey key) {
        return orders == null
                ? null
                : orders.account(
                        key.key().environment(),
                        key.key().venue(),
                        key.key().account(),
                        key.venue().clientOrderIds());
    }

    void refused(String strategy, String key, KeyguardException why) {
        refusals.count(strategy, key, why);
    }

    // Everything else

    /** Writes it soon; false if too much waits, and it is not written. */
    @CanIgnoreReturnValue
    boolean record(Kind kind, Map<String, String> details) {
        AuditTrail trail = this.trail;
        if (trail == null) {
            return true;
        }
        var bounded = new TreeMap<>(details);
        bounded.replaceAll((name, value) -> bounded(value));
        return writer.add(() -> trail.append(kind, bounded));
    }

    /** A report over thousands of keys must not become a record that no file takes. */
    private static String bounded(String value) {
        return value.length() <= LONGEST_DETAIL
                ? value
                : value.substring(0, LONGEST_DETAIL) + "… and " + (value.length() - LONGEST_DETAIL)
                        + " characters more";
    }

    /**
     * Returns once it is recorded for good that {@code strategy} is about to be shown a key.
     *
     * @param exposes whether that makes the key due for replacement
     * @throws StateException if it cannot be recorded
     */
    void reveal(KeyId key, long generation, String strategy, boolean exposes) {
        writer.now(() -> {
            if (trail != null) {
                var details = new TreeMap<>(
                        Map.of("key", key.value(), "generation", Long.toString(generation), "strategy", strategy));
                if (!exposes) {
                    details.put("heldByClient", "true");
                }
                trail.append(Kind.REVEALED, details);
            }
            if (exposes) {
                inventory.exposed(key, generation);
            }
        });
    }

    /** Keeps soon that {@code generation} of {@code key} was on its way to {@code sink}, which makes it due. */
    void leaked(KeyId key, long generation, String sink) {
        if (inventory.isExposedHere(key, generation)) {
            return;
        }
        record(Kind.LEAKED, Map.of("key", key.value(), "generation", Long.toString(generation), "sink", sink));
        writer.add(() -> inventory.exposed(key, generation));
    }

    /** Where it is kept; empty without a state directory. */
    Optional<Path> path() {
        return Optional.ofNullable(statePath);
    }

    /** Learns what other processes have shown of keys, also those that run; what cannot be read now is read the next time. */
    void lookElsewhere() {
        try {
            inventory.lookElsewhere();
        } catch (IOException | RuntimeException e) {
            EventLog.taskFailed(
                    "looking for keys that other processes have shown",
                    e.getClass().getName());
        }
    }

    boolean isExposed(KeyId key, long generation) {
        return inventory.isExposed(key, generation);
    }

    /** In one write, as a bot may have thousands of keys. */
    void changed(Collection<KnownKey> inUse, Collection<KeyId> gone) {
        Instant now = clock.instant();
        writer.add(() -> inventory.changed(inUse, gone, now));
    }

    @Override
    public void remember(ApiKey key, KeyFacts facts, boolean timely) {
        inventory.verified(key, facts, clock.instant(), timely);
        once(flushing, inventory::flush);
    }

    /** Adds {@code write}, which takes in all there is by the time it begins, unless it waits already: there may be thousands of keys, and little may wait. */
    private void once(AtomicBoolean waits, StateWriter.Write write) {
        if (waits.compareAndSet(false, true)) {
            boolean added = writer.add(() -> {
                // Before: what comes from now on is for the next time.
                waits.set(false);
                write.run();
            });
            if (!added) {
                waits.set(false);
            }
        }
    }

    /** Records that the overlap of {@code generation} ended. */
    void retired(KeyId key, long generation) {
        AuditTrail trail = this.trail;
        if (trail != null) {
            retired.add(Map.of("key", key.value(), "generation", Long.toString(generation)));
            once(retiring, () -> appendRetired(trail));
        }
    }

    private void appendRetired(AuditTrail trail) throws IOException {
        for (Map<String, String> next = retired.peek(); next != null; next = retired.peek()) {
            trail.append(Kind.RETIRED, next);
            retired.remove();
        }
    }

    @Override
    public Optional<Instant> since(ApiKey key) {
        return inventory.verifiedFirst(key);
    }

    @Override
    public Optional<KeyFacts> recall(ApiKey key, Duration maxAge) {
        Instant now = clock.instant();
        return inventory.verifiedBetween(key, now.minus(maxAge), now.plus(CLOCKS_APART));
    }

    /**
     * A time that {@code key} took no nonce after, as far as that was kept. If it is ahead of the clock, nonces go on from there, and the uses to come say nothing of them: that is kept now, so
     * that the next process goes on from a later time.
     */
    Optional<Instant> noncesAfter(KeyId key) {
        Optional<Instant> used = inventory.lastUse(key).map(last -> last.plus(UNKEPT_USES));
        Optional<Instant> ahead = inventory.nonces(key).map(from -> from.plus(UNKEPT_NONCES));
        Optional<Instant> after =
                Stream.of(used, ahead).flatMap(Optional::stream).max(Comparator.naturalOrder());
        after.filter(clock.instant()::isBefore).ifPresent(from -> writer.add(() -> inventory.nonces(key, from)));
        return after;
    }

    Inventory inventory(InventoryRules rules) {
        writer.now(() -> {
            look();
            save();
        });
        return inventory.inventory(rules, clock.instant());
    }

    Optional<AuditHead> auditHead() {
        return Optional.ofNullable(trail).map(AuditTrail::head);
    }

    Optional<String> trouble() {
        return writer.trouble();
    }

    private void tick() {
        look();
        keepLeft();
        refusals.due(ticks).forEach(details -> record(Kind.REQUEST_REFUSED, details));
        ticks++;
        if (ticks % TICKS_TO_SAVE == 0 && !moved.isEmpty() && !saving) {
            saving = writer.add(this::save);
        }
        saveOrders();
        if (ticks % TICKS_TO_ANCHOR == 1) {
            anchor();
        }
    }

    private void look() {
        ledger.tick(clock.instant()).forEach(use -> moved.put(use.line(), use));
    }

    /** What fails is tried again by the writer, but for what no file takes. */
    private void save() throws IOException {
        try {
            if (!moved.isEmpty()) {
                inventory.save(List.copyOf(moved.values()));
                moved.clear();
            }
            saving = false;
        } catch (RecordTooLargeException e) {
            saving = false;
            throw e;
        }
    }

    /** Where there is nothing new, it is said from time to time that there is nothing. */
    private void saveOrders() {
        OrderLedger orders = this.orders;
        if (orders != null && !savingOrders && (orders.hasNews() || ticks % TICKS_TO_SAVE == 0)) {
            savingOrders = writer.add(() -> {
                try {
                    orders.save(clock.instant());
                    savingOrders = false;
                } catch (RecordTooLargeException e) {
                    savingOrders = false;
                    throw e;
                }
            });
        }
    }

    private void endOrders() {
        OrderLedger orders = this.orders;
        if (orders != null) {
            writer.add(() -> orders.end(clock.instant()));
        }
    }

    /** What watches left here before; null without a state directory. */
    @Nullable
    WatchStore watchStore() {
        return watchStore;
    }

    /** The accounts, as {@code venue/account}, that were watched here before and of which nothing is left. */
    Set<String> lostWatches() {
        return lostWatches;
    }

    /** Keeps what {@code watches} know at the beginning: before the trail says that they watch, so that it can be missed. */
    void keepFirst(Watches watches) {
        WatchStore store = watchStore;
        if (store != null) {
            writer.add(() -> store.save(watches.save(true, false)));
        }
    }

    /** Begins to keep what {@code watches} know: a new alarm within a second, all else every ten. */
    void keep(Watches watches) {
        WatchStore store = watchStore;
        if (store != null) {
            writer.every(TICK, () -> {
                try {
                    List<byte[]> records = watches.save(ticks % TICKS_TO_SAVE == 0, false);
                    if (!records.isEmpty()) {
                        writer.add(() -> store.save(records));
                    }
                } catch (RuntimeException e) {
                    // Or it would never be tried again.
                    EventLog.listenerFailed("that keeps watches", e.getClass().getName());
                }
            });
        }
    }

    /** Keeps what {@code watches} know at the end. */
    void keepLast(Watches watches) {
        WatchStore store = watchStore;
        if (store != null) {
            writer.add(() -> store.save(watches.save(true, true)));
        }
    }

    private void anchor() {
        AuditHead head = trail == null ? null : trail.head();
        if (head != null && !head.equals(anchored)) {
            anchored = head;
            EventLog.auditHead(head);
        }
    }

    /** Writes what there still is to write. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        writer.close(() -> {
            keepLeft();
            look();
            refusals.all().forEach(details -> record(Kind.REQUEST_REFUSED, details));
            record(Kind.ENDED, Map.of());
            writer.add(this::save);
            endOrders();
        });
        anchor();
        try {
            guard.close();
            if (orders != null) {
                orders.close();
            }
            if (watchStore != null) {
                watchStore.close();
            }
            inventory.close();
            if (trail != null) {
                trail.close();
            }
            if (folder != null) {
                folder.close();
            }
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(folder == null ? null : folder.path(), "closing it", e);
        }
    }

    @Override
    public String toString() {
        return "StateSession[" + (folder == null ? "in memory" : folder.name()) + "]";
    }
}
