/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.Environment;
import io.keyguard.venue.ClockHealth;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueClock;
import io.keyguard.venue.VenueRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** How far this machine's clock is from those of the venues, asked for without a key. Thread-safe. */
public final class VenueClocks {
    private final Environment environment;
    private final HttpTransport transport;
    private final InstantSource wall;
    private final LongSupplier ticker;
    private final Consumer<ClockHealth> listener;
    private final Queue<ClockHealth> news = new ConcurrentLinkedQueue<>();
    private final Map<String, VenueOffset> offsets = new ConcurrentSkipListMap<>();

    /**
     * Knows of no difference yet.
     *
     * @param wall this machine's clock
     * @param ticker what goes on whatever the clock does, in nanoseconds
     * @param listener is told when a difference begins or ceases to be worth a look
     */
    public VenueClocks(
            Environment environment,
            HttpTransport transport,
            InstantSource wall,
            LongSupplier ticker,
            Consumer<ClockHealth> listener) {
        this.environment = environment;
        this.transport = transport;
        this.wall = wall;
        this.ticker = ticker;
        this.listener = listener;
    }

    /** Returns how many milliseconds the clock of {@code venue} is ahead, whenever that is asked. */
    public LongSupplier ahead(String venue) {
        return of(venue)::millis;
    }

    /** Returns the same, for whom nobody else asks: whoever reads it asks the venue before, no oftener than once a minute. A venue that cannot be asked changes nothing. */
    public LongSupplier asked(Venue venue) {
        return () -> {
            ask(venue);
            tell();
            return of(venue.id()).millis();
        };
    }

    /** Whether {@code venue} does not contradict this machine's clock, as far as it has told its time. */
    boolean believes(String venue) {
        VenueOffset known = offsets.get(venue);
        return known == null || known.isBelieved();
    }

    /** Whether {@code venue} has told its time, and it is about that of this machine. */
    boolean confirms(String venue) {
        VenueOffset known = offsets.get(venue);
        return known != null && known.health().isPresent() && known.isBelieved();
    }

    private VenueOffset of(String venue) {
        return offsets.computeIfAbsent(venue, id -> new VenueOffset(id, wall, ticker, news::add));
    }

    /** Asks {@code venue} for its time if that was not done within the last minute. A venue that cannot be asked changes nothing. */
    void ask(Venue venue) {
        askIf(venue, false);
    }

    /** Asks {@code venue}, which refuses for the sake of time, and returns whether requests are signed with another time since. */
    boolean askAgain(Venue venue) {
        return askIf(venue, true);
    }

    /** Asks venues again that were asked before this machine's clock jumped. */
    public void askAfterJump(Iterable<Venue> venues) {
        for (Venue venue : venues) {
            VenueOffset known = offsets.get(venue.id());
            if (known != null && known.hasJumped()) {
                askIf(venue, true);
            }
        }
        tell();
    }

    /** Tells what is new, in the caller's thread: a listener may itself wait for those that ask. */
    void tell() {
        for (ClockHealth next = news.poll(); next != null; next = news.poll()) {
            listener.accept(next);
        }
    }

    private boolean askIf(Venue venue, boolean refused) {
        Optional<VenueClock> clock = venue.clock();
        if (clock.isEmpty() || venue.hosts(environment).isEmpty()) {
            return false;
        }
        VenueOffset offset = of(venue.id());
        long before = offset.millis();
        String path = clock.get().path();
        var question = VenueRequest.get(path.contains("?") ? path.substring(0, path.indexOf('?')) : path);
        venue.home(environment, question).ifPresent(host -> offset.ask(transport, host + path, clock.get(), refused));
        return offset.millis() != before;
    }

    /** Returns what is known of each venue that has told its time. */
    public List<ClockHealth> health() {
        return offsets.values().stream()
                .map(VenueOffset::health)
                .flatMap(Optional::stream)
                .toList();
    }
}
