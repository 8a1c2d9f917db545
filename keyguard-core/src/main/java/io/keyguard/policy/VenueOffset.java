/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.venue.ClockHealth;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far one venue's clock is ahead of this machine's.
 *
 * <p>A venue says its time at some moment between question and answer, so a measurement gives bounds. What was known before stays while it lies within them: a clock that runs well is left alone, however
 * slow the network is. Otherwise the lower bound is taken, as venues bear a request from the past far better than one from the future. Thread-safe.
 */
final class VenueOffset {
    private static final Duration FRESH = Duration.ofMinutes(1);
    /** A key that is refused for another reason must not lead to more questions than this. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final Duration WORTH_A_LOOK = Duration.ofSeconds(1);
    /** A venue that is further off is wrong, or this machine is: both are for people to look at. */
    private static final Duration BELIEVED = Duration.ofHours(1);
    /** How far wall clock and ticker may part before the one has jumped. */
    private static final Duration JUMP = Duration.ofSeconds(1);

    private final String venue;
    private final InstantSource wall;
    private final LongSupplier ticker;
    private final Consumer<ClockHealth> news;
    private volatile long millis;
    private volatile @Nullable ClockHealth health;

    /** When the venue was asked last, whether or not it answered. */
    @GuardedBy("this")
    private @Nullable Reading asked;

    /** When it told its time last. */
    @GuardedBy("this")
    private @Nullable Reading measured;

    /** Both clocks at one moment. */
    private record Reading(Instant wall, long tick) {}

    VenueOffset(String venue, InstantSource wall, LongSupplier ticker, Consumer<ClockHealth> news) {
        this.venue = venue;
        this.wall = wall;
        this.ticker = ticker;
        this.news = news;
    }

    /** How many milliseconds are added to this machine's time. */
    long millis() {
        return millis;
    }

    /** Whether the venue's clock was within an hour of this machine's when it told its time last. */
    boolean isBelieved() {
        ClockHealth last = health;
        return last == null || isBelieved(last.offset());
    }

    private static boolean isBelieved(Duration offset) {
        return offset.abs().compareTo(BELIEVED) <= 0;
    }

    /** What was measured last; empty before the venue has told its time. */
    Optional<ClockHealth> health() {
        return Optional.ofNullable(health);
    }

    /** Whether this machine's clock has gone on differently from the ticker since the venue told its time. */
    synchronized boolean hasJumped() {
        Reading before = measured;
        return before != null && haveParted(before, now());
    }

    private Reading now() {
        return new Reading(wall.instant(), ticker.getAsLong());
    }

    private static boolean haveParted(Reading before, Reading after) {
        Duration parted = Duration.between(before.wall(), after.wall()).minusNanos(after.tick() - before.tick());
        return parted.abs().compareTo(JUMP) > 0;
    }

    /** Asks, unless that was done a short while ago. */
    synchronized void ask(HttpTransport transport, String address, VenueClock clock, boolean refused) {
        Reading sent = now();
        Reading before = asked;
        Duration enough = refused ? SOON : FRESH;
        if (before != null && sent.tick() - before.tick() < enough.toNanos() && !haveParted(before, sent)) {
            return;
        }
        asked = sent;
        try {
            HttpReply reply = transport.send(new SignedRequest("GET", URI.create(address), Map.of(), new byte[0]));
            learn(sent, clock.read(reply), clock.resolution());
        } catch (IOException | RuntimeException e) {
            // Whatever went wrong, also in a transport or a definition of somebody else: what was known stays.
            return;
        }
    }

    @GuardedBy("this")
    private void learn(Reading sent, Instant said, Duration resolution) {
        Reading got = now();
        if (haveParted(sent, got)) {
            return;
        }
        measured = got;
        Duration most = Duration.between(sent.wall(), said).plus(resolution);
        Duration least = Duration.between(sent.wall(), said).minusNanos(got.tick() - sent.tick());
        Duration known = Duration.ofMillis(millis);
        boolean stays = known.compareTo(least) >= 0 && known.compareTo(most) <= 0;
        Duration offset = stays ? known : Duration.ofMillis(Math.floorDiv(least.toNanos(), 1_000_000L));
        boolean believed = isBelieved(offset);
        if (believed) {
            millis = offset.toMillis();
        }
        tell(new ClockHealth(venue, offset, words(offset, believed)));
    }

    private static String words(Duration offset, boolean believed) {
        if (!believed) {
            return "this machine's clock and the venue's are more than an hour apart, which is not believed: set this machine's clock";
        }
        return offset.abs().compareTo(WORTH_A_LOOK) > 0
                ? "this machine's clock is off; requests are signed by the venue's"
                : "";
    }

    @GuardedBy("this")
    private void tell(ClockHealth now) {
        ClockHealth before = health;
        health = now;
        String said = before == null ? "" : before.words();
        if (!now.words().equals(said)) {
            news.accept(now);
        }
    }
}
