/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Payout;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a venue shows of one account against what was signed for it.
 *
 * <p>Within a Keyguard it is told what is signed and answered; the bot hands it the venue's stream, by {@link #tell}. Its memory is bounded, whatever happens: see {@link Builder#remember}. What it cannot know, such
 * as orders that are older than it or than what it remembers, it says and does not guess. Whoever tells it something waits for no listener. Thread-safe.
 *
 * <pre>{@code
 * Keyguard.builder().watch(AccountWatch.of("binance", "main", Venues.binance().clientOrderIds()).onAlarm(pager::ring).freezeOn(FOREIGN_ORDER))
 * stream.onOrder(order -> keyguard.watch("binance", "main").order(order));
 * }</pre>
 */
public final class AccountWatch {
    static final String ALARMS = "Alarms";
    /** As often it is saved although nothing happens, so that it is known afterwards until when somebody watched. */
    static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private static final String RESPONSES = "Responses";
    /** Who has lost these knows nothing from before. */
    private static final Set<String> JUDGED =
            Set.of(ForeignOrders.class.getSimpleName(), ForeignMovements.class.getSimpleName());

    private final String venue;
    private final String account;
    private final InstantSource clock;
    private final Responses responses;
    private final Alarms alarms;
    private final Announcements announcements = new Announcements();

    private final List<Rule> rules;
    private final Digest64 digest;
    private final Instant began;
    private final Gap gap;
    private final Optional<Instant> unwatchedFrom;
    private boolean changed = true;
    private Instant saved = Instant.MIN;
    private boolean resumed;
    private List<String> lost = List.of();
    private long toldBefore;

    private AccountWatch(Builder builder, Surroundings keyguard, @Nullable WatchState before) {
        this.venue = builder.venue;
        this.account = builder.account;
        this.clock = builder.clock;
        var audience = new Audience(keyguard.told(), builder.listeners, builder.every, keyguard.executor());
        this.responses = new Responses(venue, account, builder.responses, keyguard.executor());
        var reactions = new Reactions(builder.reactions, keyguard.freezer(), responses);
        this.alarms = new Alarms(venue, account, reactions, keyguard.metrics(), audience);
        Instant now = clock.instant();
        this.began = before == null ? now : before.began();
        String salt = before == null ? newSalt(builder.random) : before.salt();
        this.digest = new Digest64(salt.getBytes(StandardCharsets.US_ASCII));
        this.gap = gap(before, now);
        this.unwatchedFrom = Optional.ofNullable(before).map(WatchState::saved);
        this.rules = rules(
                builder,
                before,
                new Calm(now),
                new Watching(builder.limits, alarms, announcements, digest, builder.ids.parameter(), began, now, gap));
    }

    private static Gap gap(@Nullable WatchState before, Instant now) {
        if (before == null) {
            return Gap.NONE;
        }
        return before.ended() ? before.gap() : before.gap().and(before.saved(), now);
    }

    private static String newSalt(SecureRandom random) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }

    private List<Rule> rules(Builder builder, @Nullable WatchState before, Calm calm, Watching watching) {
        var quotes = new Quotes(watching);
        var executions = new Executions(watching.digest());
        var payouts = new ForeignPayouts(watching, builder.pinned);
        return List.of(
                // First, so that the others know what was announced, what markets are, which executions are new, and
                // whether rates
                // say something.
                announcements,
                quotes,
                executions,
                calm,
                new ForeignOrders(watching, builder.remember, builder.tags, this::ours),
                new ForeignMovements(watching, payouts::expects),
                payouts,
                new StoppedStrategy(watching),
                new UnknownKeys(watching),
                new WidenedRights(watching),
                new HoneyKey(watching),
                new LeakedSecret(watching),
                new TamperedTrail(watching),
                new OldGeneration(watching),
                new RefusedAddress(watching),
                new ForeignAddress(watching),
                new RefusedKey(watching),
                new NonceConflicts(watching),
                new ForeignUsage(watching),
                new MissingBalance(watching, executions),
                new Disclosure(watching),
                new DormantKey(watching),
                new NewSymbol(watching),
                new ThinMarket(watching, quotes),
                new PriceAway(watching, quotes),
                new Budget(watching, quotes, executions),
                new OrderSize(watching, quotes),
                new Wash(watching, executions),
                new OrderRate(watching, calm),
                new ErrorRate(watching, calm),
                new AlarmChannel(watching),
                new Unwatched(watching, before));
    }

    /**
     * Returns a builder for the watch over {@code account} at {@code venue}.
     *
     * @param ids how the venue's orders carry the ids that bots give them
     */
    public static Builder of(String venue, String account, ClientOrderIds ids) {
        return new Builder(venue, account, ids);
    }

    /** Returns the id of the venue. */
    public String venue() {
        return venue;
    }

    /** Returns the owner's name of the account. */
    public String account() {
        return account;
    }

    /** Tells what was signed, answered, shown or noticed; the same may come again, late or out of order. */
    public synchronized void tell(AccountEvent event) {
        Instant now = clock.instant();
        changed |= !(event instanceof AccountEvent.Tick);
        if (!resumed) {
            // Not before: whoever is to be told may not have been ready.
            resumed = true;
            alarms.resume(now);
            if (!lost.isEmpty()) {
                tell(new AccountEvent.TrailChecked(lost));
            }
        }
        for (Rule rule : rules) {
            look(rule, () -> rule.on(event, now));
        }
    }

    /**
     * Returns what has to outlive the process, for {@link Surroundings#before}; empty if nothing has happened since the last time, and that is less than ten seconds ago.
     *
     * @param ended whether nothing will be signed afterwards: only then is it known later that what the venue took in between was nobody's here
     */
    public synchronized Optional<byte[]> save(boolean ended) {
        Instant now = clock.instant();
        boolean recent = now.isBefore(saved.plus(SIGN_OF_LIFE));
        if (!changed && !ended && !hasNews() && recent) {
            return Optional.empty();
        }
        changed = false;
        saved = now;
        toldBefore = alarms.news();
        Map<String, byte[]> parts = WatchState.parts(rules);
        parts.put(ALARMS, WatchState.bytes(alarms));
        byte[] responding = WatchState.bytes(responses);
        if (responding.length > 0) {
            parts.put(RESPONSES, responding);
        }
        String salt = new String(digest.salt(), StandardCharsets.US_ASCII);
        return Optional.of(new WatchState(venue, account, now, ended, began, gap, salt, parts).toRecord());
    }

    /**
     * Takes over what was saved.
     *
     * @return the parts that cannot be read
     */
    @CanIgnoreReturnValue
    private Set<String> load(WatchState state) {
        Map<String, WatchState.Part> parts = new LinkedHashMap<>();
        parts.put(ALARMS, alarms);
        parts.put(RESPONSES, responses);
        rules.forEach(rule -> parts.put(rule.getClass().getSimpleName(), rule));
        var lost = new TreeSet<String>();
        parts.forEach((name, part) -> {
            try {
                state.load(name, part);
            } catch (IOException | RuntimeException e) {
                lost.add(name);
            }
        });
        if (!state.ended()) {
            alarms.diedAt(state.saved());
        }
        return lost;
    }

    /** Said with the first event. */
    private void lost(String what) {
        lost = List.of("the watch over " + venue + "/" + account + ": " + what);
    }

    /** Returns whether an alarm was noticed, told or answered since the last {@link #save}. */
    public synchronized boolean hasNews() {
        return alarms.news() != toldBefore;
    }

    private void ours(VenueOrder order, Instant now) {
        for (Rule rule : rules) {
            look(rule, () -> rule.ours(order, now));
        }
    }

    /** A rule that fails, such as by a function of the bot, keeps neither the others from looking nor anybody from signing. */
    private static void look(Rule rule, Runnable looks) {
        try {
            looks.run();
        } catch (RuntimeException | Error e) {
            EventLog.listenerFailed(
                    "that is the rule " + rule.getClass().getSimpleName(),
                    e.getClass().getName());
        }
    }

    /** Says that {@code request} is about to be signed with a key of the account, here and now: what the venue has shown before it cannot have come from it. */
    public void signed(KeyId key, long generation, String strategy, Classification meaning, VenueRequest request) {
        tell(new AccountEvent.Signed(key, generation, strategy, meaning, request));
    }

    /** Says that another process signed {@code request} at {@code at}, before the venue took it: told within the time to settle, it explains what was shown meanwhile. */
    public void signed(
            KeyId key, long generation, String strategy, Classification meaning, VenueRequest request, Instant at) {
        tell(new AccountEvent.Signed(key, generation, strategy, meaning, request, Optional.of(at)));
    }

    /** Says what the venue showed of an order. */
    public void order(VenueOrder order) {
        tell(new AccountEvent.OrderShown(order));
    }

    /** Says that money came, went or moved. What a venue pays out by itself to a pinned destination needs no signature. */
    public void movement(Movement movement) {
        tell(new AccountEvent.Moved(movement));
    }

    /** Says where the venue sends the yield of the account, as it is set now: all of it, each time it is asked for. */
    public void payouts(Collection<Payout> set) {
        tell(new AccountEvent.PayoutsShown(List.copyOf(set)));
    }

    /**
     * Says which keys the venue lists on the account, all of them.
     *
     * @param known those that the owner knows
     */
    public void keys(Collection<ListedKey> listed, Set<VenueKeyId> known) {
        tell(new AccountEvent.KeysListed(List.copyOf(listed), known));
    }

    /** Says that the venue answered a request signed with {@code key} with {@code error}. */
    public void error(KeyId key, VenueError error) {
        tell(new AccountEvent.Answered(key, "", Optional.of(error)));
    }

    /** Says that {@code strategy} runs from now on, or no longer: until the first of these it is not known, and nothing follows from it. */
    public void running(String strategy, boolean runs) {
        tell(new AccountEvent.Running(strategy, runs));
    }

    /** Says that every consumer of {@code key} has acknowledged {@code generation}: older ones are not used any more. */
    public void replaced(KeyId key, long generation) {
        tell(new AccountEvent.Replaced(key, generation));
    }

    /**
     * Announces that something unusual happens {@code from} until {@code to} and is meant to: what it explains is counted and not told.
     *
     * @throws IllegalArgumentException if the window ends before it begins
     */
    public void announce(Change change, Instant from, Instant to) {
        tell(new AccountEvent.Announced(change, from, to));
    }

    /** Judges what has had its time to settle; called on a schedule, once a second. */
    public void tick() {
        tell(new AccountEvent.Tick());
    }

    /**
     * Returns until when the watch before this one is known to have been told everything; empty if there was none. A bot that starts asks the venue for what it took, executed and moved from a minute before that on, and shows
     * all of it.
     */
    public Optional<Instant> unwatchedFrom() {
        return unwatchedFrom;
    }

    /** Returns how much fell into a window that was announced, and was not told. */
    public synchronized long announced() {
        return announcements.explained();
    }

    /** Returns the last alarm of each signal and subject, with how often it was noticed, told or not. */
    public synchronized List<Alarm> alarms() {
        return alarms.last();
    }

    @Override
    public String toString() {
        return "AccountWatch[" + venue + "/" + account + "]";
    }

    /**
     * Builds watches. Defaults: 64 orders remembered, the {@link WatchLimits#usual usual limits}, no tags, nobody listens, the system clock. Not thread-safe.
     */
    public static final class Builder {
        private final String venue;
        private final String account;
        private final ClientOrderIds ids;
        private final List<Consumer<Alarm>> listeners = new ArrayList<>();
        private final List<Consumer<Alarm>> every = new ArrayList<>();
        private final List<Responses.Response> responses = new ArrayList<>();
        private final Map<Signal, Reaction> reactions = new EnumMap<>(Signal.class);
        private final Set<String> pinned = new TreeSet<>();
        private WatchLimits limits = WatchLimits.usual();
        private int remember = 64;
        private @Nullable OrderTags tags;
        private InstantSource clock = InstantSource.system();
        private SecureRandom random = new SecureRandom();

        private Builder(String venue, String account, ClientOrderIds ids) {
            this.venue = requireNonNull(venue, "venue");
            this.account = requireNonNull(account, "account");
            this.ids = requireNonNull(ids, "ids");
        }

        /** Adds who is told of alarms: one after another, within a Keyguard on a thread of its own, otherwise by whoever brings the evidence. What a process that died may not have told, the next tells again. */
        @CanIgnoreReturnValue
        public Builder onAlarm(Consumer<Alarm> listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Adds what takes every alarm, also those that are only counted: a record of all of them, in order, within a Keyguard on a thread of its own. Of those that wait for it beyond 4,096, the log says how many were left
         * out.
         */
        @CanIgnoreReturnValue
        public Builder onEveryAlarm(Consumer<Alarm> every) {
            this.every.add(requireNonNull(every, "every"));
            return this;
        }

        /**
         * Sets how many of the orders signed last are remembered, however old they are: as many as are signed while one rests in the book. Each takes 29 to 45 bytes. Beyond that, all of the last two minutes are, up to 65,536, which is five hundred a
         * second. Orders from before those are not judged when they are shown again, unless they have a tag. Usually 64.
         *
         * @throws IllegalArgumentException if it is not a power of two from 16 to 2^20
         */
        @CanIgnoreReturnValue
        public Builder remember(int orders) {
            if (Integer.bitCount(orders) != 1 || orders < 16 || orders > 1 << 20) {
                throw new IllegalArgumentException("the number of orders is a power of two from 16 to 1,048,576");
            }
            this.remember = orders;
            return this;
        }

        /** Adds to where payouts may go; until there is one, what is seen first counts as good. */
        @CanIgnoreReturnValue
        public Builder pinPayout(String... destinations) {
            pinned.addAll(Set.of(destinations));
            return this;
        }

        /** Sets from where on something is worth an alarm. */
        @CanIgnoreReturnValue
        public Builder limits(WatchLimits limits) {
            this.limits = requireNonNull(limits, "limits");
            return this;
        }

        /** Sets the tags that the account's orders have; they stay the caller's. */
        @CanIgnoreReturnValue
        public Builder tags(OrderTags tags) {
            this.tags = requireNonNull(tags, "tags");
            return this;
        }

        /** Sets the clock. */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Sets where the salt of a new watch comes from, under which it knows names by their digests. */
        @CanIgnoreReturnValue
        public Builder random(SecureRandom random) {
            this.random = requireNonNull(random, "random");
            return this;
        }

        /** Freezes when one of {@code signals} is noticed: the key where it is known, every key of the venue otherwise. Needs a Keyguard, see {@code Keyguard.Builder.watch}. */
        @CanIgnoreReturnValue
        public Builder freezeOn(Signal... signals) {
            return react(Reaction.FREEZE, signals);
        }

        /**
         * Freezes when one of {@code signals} is noticed, as {@link #freezeOn} does, and starts {@code response}, such as a {@link io.keyguard.incident.Responder}, on a thread of its own: once for what goes on at the
         * account, whichever of these signals show it, and again if it still does after an hour. What was started for an alarm that names a key is started once more for another key, and for an alarm that names none, which
         * is about the whole account. A response that throws is started again by the next alarm, a minute later at the earliest; one that the process did not live to end, by the next process. A signal may start several.
         * Needs a Keyguard.
         */
        @CanIgnoreReturnValue
        public Builder respondOn(Consumer<Alarm> response, Signal... signals) {
            requireNonNull(response, "response");
            Set<Signal> all = new TreeSet<>(List.of(signals));
            long same = responses.stream()
                    .filter(other -> other.signals().equals(all))
                    .count();
            responses.add(new Responses.Response(all + " " + same, all, response));
            return react(Reaction.RESPOND, signals);
        }

        private Builder react(Reaction reaction, Signal... signals) {
            for (Signal signal : signals) {
                reactions.merge(signal, reaction, (one, other) -> one.compareTo(other) < 0 ? other : one);
            }
            return this;
        }

        /**
         * Returns the watch.
         *
         * @throws IllegalStateException if it is to freeze, and there is no Keyguard
         */
        public AccountWatch build() {
            if (!reactions.isEmpty()) {
                throw new IllegalStateException("a watch that freezes is given to Keyguard.Builder.watch");
            }
            return build(Surroundings.NONE);
        }

        /** Returns the watch for a Keyguard. */
        public AccountWatch build(Surroundings keyguard) {
            if (keyguard.before().isEmpty()) {
                return new AccountWatch(this, keyguard, null);
            }
            try {
                return build(keyguard, WatchState.of(keyguard.before().get()));
            } catch (IOException | RuntimeException e) {
                var watch = new AccountWatch(this, keyguard, null);
                watch.lost("what was saved of it cannot be read: it begins anew");
                return watch;
            }
        }

        /** What cannot be read of it is left out, and all that hangs on it. */
        private AccountWatch build(Surroundings keyguard, WatchState state) {
            var whole = new AccountWatch(this, keyguard, state);
            Set<String> lost = whole.load(state);
            if (lost.isEmpty()) {
                return whole;
            }
            boolean blind = JUDGED.stream().anyMatch(lost::contains);
            WatchState left = state.without(lost, blind ? clock.instant() : state.began());
            var watch = new AccountWatch(this, keyguard, left);
            watch.load(left);
            watch.lost("some of what was saved of it cannot be read: " + String.join(", ", lost)
                    + (blind ? "; what happened before is not judged" : ""));
            return watch;
        }

        /** Returns the id of the venue. */
        public String venue() {
            return venue;
        }

        /** Returns the owner's name of the account. */
        public String account() {
            return account;
        }
    }
}
