/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.OrderTags;
import io.keyguard.detection.Surroundings;
import io.keyguard.detection.WatchLimits;
import io.keyguard.metrics.Metrics;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Time, markets, accounts, and what is told about them. Not thread-safe. */
final class World {
    /** After how long without anything a watch is asked every five minutes only, since nothing waits in it. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private static final Duration ASLEEP = Duration.ofMinutes(5);

    /** The channel that alarms go out by. */
    static final String PAGER = "pager";
    /** Where the bot's requests come from. */
    static final String ADDRESS = "192.0.2.10";

    private static final int SAVED_SECONDS = 10;

    /** @param at how long after the beginning it was noticed, told or only counted */
    record Told(Duration at, Alarm alarm) {}

    private final VirtualTime time = new VirtualTime();
    private final long seed;
    private final Conditions conditions;
    private final WatchLimits limits;
    private final Wording wording;
    private final Dice dice;
    private final Market market;
    private final Truth truth = new Truth(time);
    private final List<Desk> desks = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final Duration skew;
    private Duration end = Duration.ofMinutes(10);
    private Duration lastActive = Duration.ZERO;
    private boolean awake;
    private long ticks;
    private long nextMinute = 60;

    World(long seed, Conditions conditions, WatchLimits limits, Wording wording) {
        this.seed = seed;
        this.dice = new Dice(seed);
        this.conditions = conditions;
        this.limits = limits;
        this.wording = wording;
        this.market = new Market(time, dice.split());
        this.skew = Duration.ofMillis(Math.round(dice.between(-1, 1) * mostSkew(conditions.noise())));
        addDesk();
    }

    private static int mostSkew(Conditions.Noise noise) {
        return switch (noise) {
            case CALM -> 0;
            case USUAL -> 300;
            case ROUGH -> 1_500;
        };
    }

    Desk addDesk() {
        String account = "account-" + (desks.size() + 1);
        Optional<OrderTags> tags = conditions.tagged() ? Optional.of(tags(account)) : Optional.empty();
        var desk = new Desk(this, account, before -> watch(account, tags, before), tags, skew);
        desks.add(desk);
        return desk;
    }

    private OrderTags tags(String account) {
        byte[] secret = ("SYNTHETIC-key-of-tags-" + dice.word(16)).getBytes(StandardCharsets.UTF_8);
        try (SecretBytes key = SecretBytes.take(secret, InsecureSecretAccess.get())) {
            return OrderTags.of(Desk.VENUE, account, wording.ids(), key, time);
        }
    }

    /** @param before what the process before this one saved */
    private AccountWatch watch(String account, Optional<OrderTags> tags, Optional<byte[]> before) {
        AccountWatch.Builder builder = AccountWatch.of(Desk.VENUE, account, wording.ids());
        tags.ifPresent(builder::tags);
        return builder.clock(time)
                .random(random(account))
                .limits(limits)
                .remember(Thresholds.remembered())
                .onEveryAlarm(alarm -> told.add(new Told(time.passed(), alarm)))
                .build(new Surroundings((scope, reason) -> {}, Runnable::run, alarm -> {}, Metrics.NONE, before));
    }

    /** The same for the same seed: it decides which digests fall together. */
    private SecureRandom random(String account) {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed((seed + " " + account).getBytes(StandardCharsets.UTF_8));
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no generator with a seed", e);
        }
    }

    VirtualTime time() {
        return time;
    }

    Dice dice() {
        return dice;
    }

    Conditions conditions() {
        return conditions;
    }

    Wording wording() {
        return wording;
    }

    Market market() {
        return market;
    }

    Truth truth() {
        return truth;
    }

    List<Desk> desks() {
        return desks;
    }

    Desk desk() {
        return desks.get(0);
    }

    List<Told> told() {
        return told;
    }

    Duration end() {
        return end;
    }

    /** What the bot trades under these conditions. */
    String home() {
        return conditions.book() == Conditions.Book.LIQUID ? Market.LIQUID : Market.THIN;
    }

    void lasts(Duration length) {
        end = length;
    }

    /** Something happens: what waits in the watches is judged within a second from now on. */
    void wake() {
        lastActive = time.passed();
        if (!awake) {
            awake = true;
            // Signs of life are saved also while nothing happens.
            desks.forEach(desk -> desk.saves(true));
            tick(++ticks);
        }
    }

    private void tick(long chain) {
        if (chain != ticks) {
            return;
        }
        desks.forEach(this::tick);
        if (time.passed().toSeconds() >= nextMinute) {
            nextMinute = time.passed().toSeconds() / 60 * 60 + 60;
        }
        awake = time.passed().minus(lastActive).compareTo(QUIET) < 0;
        time.in(awake ? Duration.ofSeconds(1) : ASLEEP, () -> tick(chain));
    }

    private void tick(Desk desk) {
        desk.tell(new AccountEvent.Tick());
        long second = time.passed().toSeconds();
        if (second % 5 == 0) {
            desk.tell(market.quote(home()));
        }
        desk.saves(second % SAVED_SECONDS == 0);
        if (second >= nextMinute) {
            desk.readsAccount();
        }
    }

    /** Plays what was arranged, to its end. */
    void play() {
        wake();
        time.runUntil(end);
        desks.forEach(Desk::close);
    }
}
