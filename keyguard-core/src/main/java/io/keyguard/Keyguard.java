/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditHead;
import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountWatch;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeReceipt;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Lease;
import io.keyguard.incident.Notices;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.GrantTable;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.inventory.Inventory;
import io.keyguard.inventory.InventoryRules;
import io.keyguard.metrics.Metrics;
import io.keyguard.policy.Exposures;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.policy.KeyRights;
import io.keyguard.policy.PolicyGate;
import io.keyguard.policy.PrivilegeReport;
import io.keyguard.policy.VenueClocks;
import io.keyguard.rotation.KeyChangeListener;
import io.keyguard.rotation.KeyListener;
import io.keyguard.rotation.KeyRing;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.Subscription;
import io.keyguard.secret.MemoryProtection;
import io.keyguard.source.KeySource;
import io.keyguard.source.SecretObserver;
import io.keyguard.venue.ClockHealth;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bot: loaded, checked with their venues, handed to strategies, replaced while the bot runs.
 *
 * <p>{@link Builder#start()} checks everything or throws. Every {@link SecretObserver} that {@link ServiceLoader} finds learns of every key
 * before it is used; with keyguard-redaction on the class path, logs are masked without another line. Thread-safe.
 */
public final class Keyguard implements AutoCloseable {
    private static final Duration VENUE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RETRY_UNVERIFIED = Duration.ofSeconds(30);
    private static final Duration LOOK_AT_TRAIL = Duration.ofMinutes(10);
    private static final Duration LAST_LOOK = Duration.ofSeconds(5);
    /** The first Java that can. */
    private static final int LOCKS_PAGES = 22;

    private final Map<String, KeyProvider> providers = new TreeMap<>();
    private final KeySource source;
    private final KeyRing ring;
    private final PolicyGate gate;
    private final ExecutorService askers;
    private final ScheduledExecutorService scheduler;
    private final ScheduledExecutorService reloader;
    private final ExecutorService tellers;
    private final InstantSource clock;
    private final Duration askEvery;
    private final RightsWatch rights;
    private final Watches watches;
    private final VenueClocks clocks;
    private final List<Venue> venues;
    final StateSession state;
    private final KeyPolicy policy;
    private final Map<String, String> configuration;
    private final Notices notices;
    private final Subscription untold;
    private volatile @Nullable TrailWatch trail;

    private Keyguard(Builder builder) {
        this.source = requireNonNull(builder.source, "a Keyguard needs a source of keys");
        this.state = builder.openState();
        this.notices = builder.notices;
        this.untold = notices.onUndelivered(one -> state.trail().record(Kind.UNDELIVERED, one.details()));
        this.policy = builder.policy;
        this.configuration = builder.configuration();
        this.askers = Executors.newFixedThreadPool(8, daemon("keyguard-venue"));
        this.scheduler = Executors.newSingleThreadScheduledExecutor(daemon("keyguard"));
        HttpTransport transport = builder.transport != null ? builder.transport : HttpTransport.jdk(VENUE_TIMEOUT);
        this.clocks = new VenueClocks(builder.environment, transport, builder.clock, builder.ticker, this::tellClock);
        this.venues = List.copyOf(builder.venues.values());
        this.gate = new PolicyGate(
                builder.policy,
                builder.grants,
                (key, generation) -> builder.exposures.isExposed(key, generation) || state.isExposed(key, generation),
                state,
                transport,
                askers,
                builder.clock,
                builder.ticker,
                clocks);
        this.clock = builder.clock;
        this.askEvery = builder.askEvery;
        this.reloader = Executors.newSingleThreadScheduledExecutor(daemon("keyguard-reload"));
        this.tellers = Executors.newCachedThreadPool(daemon("keyguard-listener"));
        this.watches = new Watches(
                builder.watches,
                state.freezes()::freezeNow,
                Executors.newCachedThreadPool(daemon("keyguard-alarm")),
                notices,
                builder.metrics,
                state.watches().store(),
                state.watches().lost(),
                this::accountOf);
        this.ring = builder.ring(
                source,
                gate,
                scheduler,
                reloader,
                tellers,
                stateEvents(builder),
                figures(builder),
                watches,
                state,
                clocks);
        this.rights = new RightsWatch(gate, ring);
        builder.grants.forEach((strategy, grants) ->
                providers.put(strategy, new StrategyKeys(strategy, grants, ring, state, watches)));
    }

    private KeyListener figures(Builder builder) {
        return new KeyFigures(builder.metrics, builder.clock, () -> ring.current());
    }

    private KeyListener stateEvents(Builder builder) {
        // The ring is not there yet, and tells nothing before it is.
        return new StateEvents(state, builder.grants, () -> ring.current());
    }

    /** Asked from the first event on, when the ring is there. */
    private Optional<Watches.Account> accountOf(KeyId id) {
        return Optional.ofNullable(ring.current().byId().get(id))
                .map(key -> new Watches.Account(key.key().venue(), key.key().account()));
    }

    private void tellClock(ClockHealth clock) {
        ring.tellClock(clock);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Returns an empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the keys of {@code strategy}; hand this, and nothing else, to the strategy's code.
     *
     * @throws KeyNotFoundException if the strategy was granted nothing
     */
    public KeyProvider forStrategy(String strategy) {
        KeyProvider provider = providers.get(strategy);
        if (provider == null) {
            throw KeyguardExceptions.unknownStrategy(strategy);
        }
        return provider;
    }

    /**
     * Asks the venues again what the keys in use may do, at most once a minute for each key, and returns every finding; listeners are told what
     * has changed. The same is done on a schedule, see {@link Builder#askRightsEvery}.
     */
    public PrivilegeReport report() {
        return askAll();
    }

    private PrivilegeReport askAll() {
        state.lookElsewhere();
        return rights.askAll();
    }

    /**
     * Returns what is known of the key called {@code id}, without asking anybody.
     *
     * @throws KeyNotFoundException if no such key is in use
     */
    public KeyRights key(KeyId id) {
        LoadedKey key = ring.current().byId().get(id);
        if (key == null) {
            throw KeyguardExceptions.noSuchKey(id);
        }
        Instant created = key.key().createdAt();
        return new KeyRights(
                id,
                key.key().generation(),
                key.key().strategies(),
                created.equals(Instant.EPOCH)
                        ? Optional.empty()
                        : Optional.of(Duration.between(created, clock.instant())),
                key.facts());
    }

    /**
     * Tells {@code listener} of every change of a key from now on, until the subscription or this is closed; ask the provider after subscribing, not
     * before. Where and in which order it is called, and what counts as an acknowledgement, is told by {@link KeyChangeListener#onChange}.
     *
     * @param name for events and {@link #health}
     * @throws IllegalArgumentException if another listener has this name
     */
    public Subscription onChange(String name, KeyChangeListener listener) {
        return ring.onChange(requireNonNull(name, "name"), requireNonNull(listener, "listener"));
    }

    /**
     * Returns the watch over {@code account} at {@code venue}, to be told what the venue shows; what is signed it is told by itself.
     *
     * @throws IllegalArgumentException if the account is not watched, see {@link Builder#watch}
     */
    public AccountWatch watch(String venue, String account) {
        return watches.get(venue, account);
    }

    /**
     * Says that redaction caught a secret on its way out: the watch over the account of its key is told, and the key is due for replacement. Returns at once.
     *
     * <pre>{@code
     * redactor.addListener(caught -> keyguard.caught(caught.key(), caught.sink()));
     * }</pre>
     *
     * @param key the name of the key, or the kind of secret where it belongs to none
     * @param sink where it was on its way to
     */
    public void caught(String key, String sink) {
        var event = new AccountEvent.Caught(key, sink);
        Optional<LoadedKey> known = ring.current().keys().stream()
                .filter(one -> one.key().id().value().equals(key))
                .findFirst();
        known.ifPresent(one -> state.leaked(one.key().id(), one.key().generation(), sink));
        known.map(one -> watches.find(one.key().venue(), one.key().account()))
                .ifPresentOrElse(watch -> watch.tell(event), () -> watches.tellFirst(event));
    }

    /** Returns how this is, without asking anybody. */
    public Health health() {
        return new Health(
                ring.listenerHealth(),
                ring.sourceHealth(),
                clocks.health(),
                MemoryProtection.current(),
                notices.health(),
                state.trouble());
    }

    /** Returns which of the keys is used where, with what is worth looking at, by the ages of the policy. With a state directory, what processes before this one did is in it. */
    public Inventory inventory() {
        InventoryRules rules = InventoryRules.usual();
        return inventory(
                policy.due().isPresent() && policy.limit().isPresent()
                        ? rules.maxAge(policy.due().get(), policy.limit().get())
                        : rules);
    }

    /** Returns which of the keys is used where, with what is worth looking at by {@code rules}. */
    public Inventory inventory(InventoryRules rules) {
        return state.inventory(rules);
    }

    /** Returns how far the audit trail of this process has come, to be kept elsewhere; empty without a state directory. The log tells it about once a minute. */
    public Optional<AuditHead> auditHead() {
        return state.trail().head();
    }

    /**
     * Freezes what {@code scope} names: when this returns, no signature that adds risk is handed out for it any more, in this process, and its sessions are being closed; reads, cancels and reductions go on. With a
     * state directory it holds for every process that uses it, at once or within a quarter of a second, and over restarts. It needs no secret; {@code keyguard unfreeze} with the passphrase ends it.
     *
     * @param reason why, in a line for whoever reads it at night; it is written down as it is
     * @return what was done, and whether it will outlive this process; it is in force in any case
     */
    @CanIgnoreReturnValue
    public FreezeReceipt freeze(FreezeScope scope, String reason) {
        return state.freezes().freeze(requireNonNull(scope, "scope"), requireNonNull(reason, "reason"));
    }

    /** Returns what is frozen in this process, the oldest first; what has no id was set by nobody, and says what has to be put right. */
    public List<Freeze> freezes() {
        return state.freezes().inForce();
    }

    private void start() {
        try {
            state.watches().keepFirst(watches);
            state.begin(configuration);
            state.lookElsewhere();
            if (!ring.start().mayStart()) {
                throw new LeastPrivilegeException(gate.lastReport());
            }
            state.tellUses(ring::uses);
            var unused = reloader.scheduleWithFixedDelay(
                    lasting("asking about keys that no venue has confirmed", this::retryUnverified),
                    RETRY_UNVERIFIED.toSeconds(),
                    RETRY_UNVERIFIED.toSeconds(),
                    TimeUnit.SECONDS);
            var unusedToo = reloader.scheduleWithFixedDelay(
                    lasting("asking what keys may do", this::askAll),
                    askEvery.toNanos(),
                    askEvery.toNanos(),
                    TimeUnit.NANOSECONDS);
            if (!watches.isEmpty()) {
                var unusedEither = scheduler.scheduleWithFixedDelay(
                        lasting("looking for misuse", watches::tick), 1, 1, TimeUnit.SECONDS);
                state.watches().keep(watches);
                watchTrail();
            }
            MemoryProtection memory = MemoryProtection.current();
            // Where pages could be locked and are not, somebody should look.
            EventLog.event(memory, !memory.complete() && Runtime.version().feature() >= LOCKS_PAGES);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** An executor never again does what threw once. */
    private static Runnable lasting(String name, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                EventLog.taskFailed(name, e.getClass().getName());
            }
        };
    }

    private void watchTrail() {
        state.path().ifPresent(path -> {
            var trail = new TrailWatch(path, state.trail()::head, watches::tellFirst);
            this.trail = trail;
            // It reads whole files: neither a reload nor a retirement may wait for it.
            var unused = scheduler.scheduleWithFixedDelay(
                    lasting("looking at the audit trail", () -> askers.execute(trail::look)),
                    0,
                    LOOK_AT_TRAIL.toSeconds(),
                    TimeUnit.SECONDS);
        });
    }

    /** Or nobody here would hear of what was done since the last look; on a thread that nobody interrupts, and not for long. */
    private void lookAtTrailLast() {
        TrailWatch trail = this.trail;
        if (trail != null) {
            this.trail = null;
            Thread last = daemon("keyguard-trail").newThread(lasting("looking at the audit trail", trail::look));
            last.start();
            try {
                last.join(LAST_LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Asks again about keys that no venue has confirmed, what turns out to be wrong with them is told once; and for the time, if this machine's clock has jumped. */
    void retryUnverified() {
        clocks.askAfterJump(venues);
        rights.askUnverified();
    }

    /** Retires every key at once, wipes the material and closes the source. Handles given out before are refused. */
    @Override
    public void close() {
        // First, since a reload that waits for a venue would hold up the end of the watch.
        gate.close();
        try {
            ring.close();
        } finally {
            scheduler.shutdownNow();
            reloader.shutdownNow();
            tellers.shutdownNow();
            lookAtTrailLast();
            watches.close();
            state.watches().keepLast(watches);
            askers.shutdownNow();
            try {
                source.close();
            } finally {
                state.close();
                untold.close();
            }
        }
    }

    @Override
    public String toString() {
        return "Keyguard[strategies=" + providers.keySet() + ", keys="
                + ring.current().byId().keySet() + "]";
    }

    /**
     * Builds a Keyguard. Defaults: {@link Environment#PRODUCTION}, {@link KeyPolicy#strict()}, an overlap of 30 s, 10 s to acknowledge, rights asked for every 15 minutes, the JDK's HTTP client with a
     * time-out of 10 s, the system clock. Not thread-safe.
     */
    public static final class Builder {
        private final Map<String, Venue> venues = new LinkedHashMap<>();
        private final Map<String, List<Grant>> grants = new TreeMap<>();
        /** Strategy, venue and account of each grant. */
        private final Set<List<String>> granted = new HashSet<>();

        private final List<SecretObserver> observers = new ArrayList<>();
        private final List<KeyListener> listeners = new ArrayList<>();
        private Environment environment = Environment.PRODUCTION;
        private @Nullable KeySource source;
        private KeyPolicy policy = KeyPolicy.strict();
        private Duration overlap = Duration.ofSeconds(30);
        private Duration patience = Duration.ofSeconds(10);
        private Duration askEvery = Duration.ofMinutes(15);
        private Exposures exposures = Exposures.NONE;
        private LongSupplier ticker = System::nanoTime;
        private @Nullable Provider signatures;
        private @Nullable HttpTransport transport;
        private @Nullable StateDirectory state;
        private @Nullable Lease lease;
        private Metrics metrics = Metrics.NONE;
        private Notices notices = Notices.none();
        private final List<AccountWatch.Builder> watches = new ArrayList<>();
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /** What a running Keyguard reads must not change with the builder it came from. */
        private Builder(Builder other) {
            venues.putAll(other.venues);
            other.grants.forEach((strategy, list) -> grants.put(strategy, List.copyOf(list)));
            observers.addAll(other.observers);
            listeners.addAll(other.listeners);
            environment = other.environment;
            source = other.source;
            policy = other.policy;
            overlap = other.overlap;
            patience = other.patience;
            askEvery = other.askEvery;
            exposures = other.exposures;
            ticker = other.ticker;
            signatures = other.signatures;
            transport = other.transport;
            state = other.state;
            lease = other.lease;
            metrics = other.metrics;
            notices = other.notices;
            watches.addAll(other.watches);
            clock = other.clock;
        }

        /** Sets the environment; keys of any other are not loaded. */
        @CanIgnoreReturnValue
        public Builder environment(Environment environment) {
            this.environment = requireNonNull(environment, "environment");
            return this;
        }

        /** Sets where keys are read from; closing the Keyguard closes it. */
        @CanIgnoreReturnValue
        public Builder source(KeySource source) {
            this.source = requireNonNull(source, "source");
            return this;
        }

        /**
         * Adds venues.
         *
         * @throws IllegalArgumentException if one was added before
         */
        @CanIgnoreReturnValue
        public Builder venues(Venue... venues) {
            for (Venue venue : venues) {
                if (this.venues.putIfAbsent(venue.id(), venue) != null) {
                    throw new IllegalArgumentException("venue '" + venue.id() + "' was added before");
                }
            }
            return this;
        }

        /**
         * Grants {@code strategy} what {@code grants} say, and nothing else.
         *
         * @throws IllegalArgumentException if the strategy has a grant for the same venue and account
         */
        @CanIgnoreReturnValue
        public Builder grant(String strategy, Grant... grants) {
            List<Grant> all =
                    this.grants.computeIfAbsent(requireNonNull(strategy, "strategy"), name -> new ArrayList<>());
            for (Grant grant : grants) {
                if (!granted.add(List.of(strategy, grant.venue(), grant.account()))) {
                    throw new IllegalArgumentException("strategy '" + strategy + "' has a grant on " + grant.venue()
                            + "/" + grant.account() + " already");
                }
                all.add(grant);
            }
            return this;
        }

        /** Sets what is asked of every key. */
        @CanIgnoreReturnValue
        public Builder policy(KeyPolicy policy) {
            this.policy = requireNonNull(policy, "policy");
            return this;
        }

        /**
         * Sets how long handles of a replaced generation go on working, for requests under way.
         *
         * @throws IllegalArgumentException if it is negative
         */
        @CanIgnoreReturnValue
        public Builder overlap(Duration overlap) {
            if (overlap.isNegative()) {
                throw new IllegalArgumentException("an overlap is not negative");
            }
            this.overlap = overlap;
            return this;
        }

        /**
         * Sets how long a listener of {@link Keyguard#onChange} has to acknowledge before an event and the health name it as late.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        @CanIgnoreReturnValue
        public Builder acknowledgeWithin(Duration patience) {
            if (patience.isNegative() || patience.isZero()) {
                throw new IllegalArgumentException("the time to acknowledge is positive");
            }
            this.patience = patience;
            return this;
        }

        /** Adds an observer to those that {@link ServiceLoader} finds. */
        @CanIgnoreReturnValue
        public Builder observer(SecretObserver observer) {
            observers.add(requireNonNull(observer, "observer"));
            return this;
        }

        /** Adds a listener. */
        @CanIgnoreReturnValue
        public Builder listener(KeyListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /** Sets what sends keyguard's own questions to the venues. */
        @CanIgnoreReturnValue
        public Builder transport(HttpTransport transport) {
            this.transport = requireNonNull(transport, "transport");
            return this;
        }

        /**
         * Sets how often venues are asked again what the keys in use may do; asked at most once a minute.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        @CanIgnoreReturnValue
        public Builder askRightsEvery(Duration askEvery) {
            if (askEvery.isNegative() || askEvery.isZero()) {
                throw new IllegalArgumentException("the time between two questions is positive");
            }
            this.askEvery = askEvery;
            return this;
        }

        /** Sets where the inventory, the audit trail and what is frozen are kept; without it all of it ends with the process. */
        @CanIgnoreReturnValue
        public Builder state(StateDirectory state) {
            this.state = requireNonNull(state, "state");
            return this;
        }

        /** Watches accounts for orders and movements that were not signed here; what was noticed, the builders say whom to tell, and what to freeze for. */
        @CanIgnoreReturnValue
        public Builder watch(AccountWatch.Builder... watches) {
            this.watches.addAll(List.of(watches));
            return this;
        }

        /** Lets nothing be signed that adds risk once {@code lease} has ended; without one, nothing has to be renewed. */
        @CanIgnoreReturnValue
        public Builder lease(Lease lease) {
            this.lease = requireNonNull(lease, "lease");
            return this;
        }

        /** Sets what takes the figures: ages and generations of the keys in use, what happens to them, and what watches notice, told or not; with names as labels. */
        @CanIgnoreReturnValue
        public Builder metrics(Metrics metrics) {
            this.metrics = requireNonNull(metrics, "metrics");
            return this;
        }

        /** Sets by what people are told of each freeze and of each alarm that calls for something. What is not delivered shows in {@link Keyguard#health} and in the audit trail; it stays the caller's to close. */
        @CanIgnoreReturnValue
        public Builder notices(Notices notices) {
            this.notices = requireNonNull(notices, "notices");
            return this;
        }

        /** Sets what knows which keys somebody has seen. */
        @CanIgnoreReturnValue
        public Builder exposures(Exposures exposures) {
            this.exposures = requireNonNull(exposures, "exposures");
            return this;
        }

        /**
         * Leaves signatures with private keys (Ed25519, ECDSA, RSA) to {@code provider}, such as Amazon Corretto's, for speed; nothing that merely lies on the
         * class path is ever used. The provider sees the keys, and keeps them until they are retired: where, is its affair. HMAC stays with keyguard.
         */
        @CanIgnoreReturnValue
        public Builder signatureProvider(Provider provider) {
            this.signatures = requireNonNull(provider, "provider");
            return this;
        }

        /** Sets what overlaps and ages inside the process are measured with, in nanoseconds; a jump of the wall clock does not change them. */
        @CanIgnoreReturnValue
        public Builder ticker(LongSupplier ticker) {
            this.ticker = requireNonNull(ticker, "ticker");
            return this;
        }

        /** Sets the clock of timestamps, nonces and expiry. */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Loads every key of the environment, asks the venues what it may do, and begins to watch the source.
         *
         * @throws LeastPrivilegeException if any key does not satisfy policy and grants, or a grant has no key; with every finding
         * @throws VaultException if the vault cannot be opened or read
         * @throws SourceException if another source cannot be read
         * @throws StateException if the state directory cannot be used
         * @throws IllegalStateException if there is no source, no grant, or a grant for a venue that was not added
         */
        public Keyguard start() {
            requireConfigured();
            Keyguard keyguard = open();
            keyguard.start();
            return keyguard;
        }

        private Keyguard open() {
            try {
                return new Keyguard(new Builder(this));
            } catch (RuntimeException | Error e) {
                requireNonNull(source).close();
                throw e;
            }
        }

        private StateSession openState() {
            return state == null
                    ? StateSession.inMemory(clock, lease, ticker, notices)
                    : StateSession.start(state, clock, lease, ticker, notices, watchedAccounts(), grantedAccounts());
        }

        private Set<String> watchedAccounts() {
            return watches.stream()
                    .map(watch -> watch.venue() + "/" + watch.account())
                    .collect(Collectors.toSet());
        }

        private Set<String> grantedAccounts() {
            return grants.values().stream()
                    .flatMap(List::stream)
                    .map(grant -> grant.venue() + "/" + grant.account())
                    .collect(Collectors.toSet());
        }

        private Map<String, String> configuration() {
            return state == null
                    ? Map.of()
                    : LostWatches.configuration(
                            StateEvents.configuration(state, environment, policy.toString(), grants),
                            watchedAccounts());
        }

        /**
         * Does what {@link #start} does first, closes everything again, and returns every finding.
         *
         * @throws VaultException if the vault cannot be opened or read
         * @throws SourceException if another source cannot be read
         */
        public PrivilegeReport check() {
            try (Keyguard keyguard = start()) {
                return keyguard.gate.lastReport();
            } catch (LeastPrivilegeException e) {
                return e.report();
            }
        }

        private void requireConfigured() {
            if (source == null || grants.isEmpty()) {
                throw new IllegalStateException("a Keyguard needs a source of keys and at least one grant");
            }
            grants.values().stream().flatMap(List::stream).map(Grant::venue).forEach(venue -> {
                if (!venues.containsKey(venue)) {
                    throw new IllegalStateException(
                            "there is a grant on '" + venue + "', but that venue was not added");
                }
            });
        }

        private KeyRing ring(
                KeySource source,
                PolicyGate gate,
                ScheduledExecutorService scheduler,
                ScheduledExecutorService reloader,
                ExecutorService tellers,
                KeyListener events,
                KeyListener figures,
                Watches watches,
                StateSession state,
                VenueClocks clocks) {
            GrantTable table = GrantTable.of(grants);
            var ring = KeyRing.builder(source)
                    // A key that no strategy was granted is not even held in memory.
                    .wanted(key ->
                            key.environment() == environment && !table.of(key).isEmpty())
                    .gate(gate)
                    .overlap(overlap)
                    .clock(clock)
                    .scheduler(scheduler)
                    .reloader(reloader)
                    .tellers(tellers)
                    .ticker(ticker)
                    .patience(patience)
                    .signatures(signatures)
                    .noncesAfter(state::noncesAfter)
                    .offsets(clocks::ahead);
            venues.values().forEach(ring::venue);
            ring.listener(events);
            ring.listener(figures);
            ring.listener(watches);
            listeners.forEach(ring::listener);
            observers.forEach(ring::observer);
            ServiceLoader.load(SecretObserver.class, SecretObserver.class.getClassLoader())
                    .forEach(ring::observer);
            return ring.build();
        }
    }
}
