/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.WatchLimits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * The limits that detection is evaluated with, which are those that it begins with.
 *
 * <p>They were chosen on training seeds, and frozen before the seeds of the evaluation were drawn: those follow from the commit that froze them and from {@link #fingerprint}. Whoever changes one draws new seeds, and
 * evaluates again.
 */
public final class Thresholds {
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration DORMANT = Duration.ofDays(14);
    private static final Duration UNWATCHED = Duration.ofMinutes(5);
    private static final int REFUSALS_A_MINUTE = 5;
    /** Threads that send at once overtake each other's nonces: four of them conflict three times. */
    private static final int NONCES_A_MINUTE = 6;

    private static final int DISCLOSURES_A_DAY = 3;
    private static final int LOSING_TRIPS = 5;
    private static final double LOSS_OF_A_TRIP = 0.005;
    private static final double PRICE_AWAY = 0.05;
    private static final double DEPTH_SHARE = 1;
    private static final double SIZE_FACTOR = 20;
    private static final double RATE_FACTOR = 32;
    /** Of an asset; what a fast bot has on its way at any time is less. */
    private static final double BALANCE_SHARE = 0.01;

    private static final int REMEMBERED = 64;

    private Thresholds() {}

    /** Returns the limits. */
    public static WatchLimits limits() {
        return WatchLimits.usual()
                .settle(SETTLE)
                .dormantAfter(DORMANT)
                .unwatched(UNWATCHED)
                .refusalsAMinute(REFUSALS_A_MINUTE)
                .noncesAMinute(NONCES_A_MINUTE)
                .disclosuresADay(DISCLOSURES_A_DAY)
                .losingTrips(LOSING_TRIPS, LOSS_OF_A_TRIP)
                .priceAway(PRICE_AWAY)
                .depthShare(DEPTH_SHARE)
                .sizeFactor(SIZE_FACTOR)
                .rateFactor(RATE_FACTOR)
                .balanceTolerance(BALANCE_SHARE);
    }

    /** Returns how many orders are remembered at least. */
    public static int remembered() {
        return REMEMBERED;
    }

    /** Returns SHA-256 over all of them. */
    public static String fingerprint() {
        List<Object> all = List.of(
                SETTLE,
                DORMANT,
                UNWATCHED,
                REFUSALS_A_MINUTE,
                NONCES_A_MINUTE,
                DISCLOSURES_A_DAY,
                LOSING_TRIPS,
                LOSS_OF_A_TRIP,
                PRICE_AWAY,
                DEPTH_SHARE,
                SIZE_FACTOR,
                RATE_FACTOR,
                BALANCE_SHARE,
                REMEMBERED);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
