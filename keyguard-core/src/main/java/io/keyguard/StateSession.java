/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditTrail;
import io.keyguard.detection.WatchStore;
import io.keyguard.incident.FreezeGuard;
import io.keyguard.incident.Lease;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this process keeps of its keys beyond itself: who uses them, and with that the trail of what was done, what is frozen, and what watches know. Without a state directory it is in memory alone. Nothing here is
 * written by a thread that signs. Thread-safe.
 */
final class StateSession implements VerifiedRights, AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);
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
    private final @Nullable Path path;
    private final StateWriter writer;
    private final StateTrail trail;
    private final StateFreezes freezes;
    private final StateWatches watches;
    private final @Nullable OrderLedger orders;
    private final @Nullable UseRecord uses;
    private final Refusals refusals = new Refusals();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Whether what venues said is about to be saved. */
    private final AtomicBoolean flushing = new AtomicBoolean();

    // Used by the writer's thread alone.
    private final Map<KeyUse.Line, KeyUse> moved = new HashMap<>();
    private boolean saving;
    private boolean savingOrders;
    private boolean telling;
    private long ticks;

    private StateSession(
            InstantSource clock,
            UseLedger ledger,
            InventoryFile inventory,
            @Nullable ProcessFolder folder,
            @Nullable Path path,
            StateWriter writer,
            StateTrail trail,
            StateFreezes freezes,
            StateWatches watches,
            @Nullable OrderLedger orders) {
        this.clock = clock;
        this.ledger = ledger;
        this.inventory = inventory;
        this.folder = folder;
        this.path = path;
        this.writer = writer;
        this.trail = trail;
        this.freezes = freezes;
        this.watches = watches;
        this.orders = orders;
        this.uses = folder == null ? null : new UseRecord(folder.path());
    }

    static StateSession inMemory(InstantSource clock, @Nullable Lease lease, LongSupplier ticker, Notices notices) {
        var writer = new StateWriter();
        var trail = new StateTrail(null, writer);
        FreezeGuard guard = FreezeGuard.inMemory(lease, ticker);
        return new StateSession(
                clock,
                new UseLedger("", "", ""),
                InventoryFile.inMemory(),
                null,
                null,
                writer,
                trail,
                new StateFreezes(guard, false, writer, trail, notices, clock, "this process"),
                new StateWatches(null, Set.of(), writer),
                null);
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
            var kept = new StateTrail(trail, writer);
            return new StateSession(
                    clock,
                    ledger,
                    inventory,
                    folder,
                    state.path(),
                    writer,
                    kept,
                    new StateFreezes(guard, true, writer, kept, notices, clock, by),
                    new StateWatches(watches, lost, writer),
                    orders);
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
        trail.configured(configuration);
        freezes.begin();
    }

    /** What is frozen. */
    StateFreezes freezes() {
        return freezes;
    }

    /** What watches know. */
    StateWatches watches() {
        return watches;
    }

    /** What was done. */
    StateTrail trail() {
        return trail;
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

    /**
     * Returns once it is recorded for good that {@code strategy} is about to be shown a key.
     *
     * @param exposes whether that makes the key due for replacement
     * @throws StateException if it cannot be recorded
     */
    void reveal(KeyId key, long generation, String strategy, boolean exposes) {
        writer.now(() -> {
            var details = new TreeMap<>(
                    Map.of("key", key.value(), "generation", Long.toString(generation), "strategy", strategy));
            if (!exposes) {
                details.put("heldByClient", "true");
            }
            trail.append(Kind.REVEALED, details);
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
        trail.record(Kind.LEAKED, Map.of("key", key.value(), "generation", Long.toString(generation), "sink", sink));
        writer.add(() -> inventory.exposed(key, generation));
    }

    /** Where it is kept; empty without a state directory. */
    Optional<Path> path() {
        return Optional.ofNullable(path);
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
        writer.once(flushing, inventory::flush);
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

    Optional<String> trouble() {
        return writer.trouble();
    }

    private void tick() {
        look();
        freezes.keepLeft();
        refusals.due(ticks).forEach(details -> trail.record(Kind.REQUEST_REFUSED, details));
        ticks++;
        if (ticks % TICKS_TO_SAVE == 0 && !moved.isEmpty() && !saving) {
            saving = writer.add(this::save);
        }
        saveOrders();
        if (ticks % TICKS_TO_ANCHOR == 1) {
            trail.anchor();
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

    /** Writes what there still is to write. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        writer.close(() -> {
            freezes.keepLeft();
            look();
            refusals.all().forEach(details -> trail.record(Kind.REQUEST_REFUSED, details));
            trail.record(Kind.ENDED, Map.of());
            writer.add(this::save);
            endOrders();
        });
        trail.anchor();
        try {
            freezes.close();
            if (orders != null) {
                orders.close();
            }
            watches.close();
            inventory.close();
            trail.close();
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
