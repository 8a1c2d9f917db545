/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Change;
import io.keyguard.detection.OrderTags;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One account, the bot that trades with it, the watch over it, and whoever stole its key. Not thread-safe. */
final class Desk {
    static final String VENUE = "simulated";

    private final String account;
    private final Function<Optional<byte[]>, AccountWatch> watches;
    private final Exchange exchange;
    private final Stream stream;
    private final @Nullable OrderTags tags;
    private final Dice dice;
    private final World world;
    private Bot bot;
    private final Thief thief;
    private @Nullable AccountWatch watch;
    private Optional<byte[]> saved = Optional.empty();
    private int process;
    private Duration listened = Duration.ZERO;
    private String address = World.ADDRESS;
    private String pager = "operator";

    Desk(
            World world,
            String account,
            Function<Optional<byte[]>, AccountWatch> watches,
            Optional<OrderTags> tags,
            Duration skew) {
        this.world = world;
        this.account = account;
        this.watches = watches;
        this.tags = tags.orElse(null);
        this.dice = world.dice().split();
        this.stream = new Stream(world.time(), dice.split(), world.conditions().noise());
        this.watch = watches.apply(Optional.empty());
        this.exchange = new Exchange(this, stream, skew);
        this.bot = new Bot(this, "grid");
        this.thief = new Thief(this);
    }

    String account() {
        return account;
    }

    World world() {
        return world;
    }

    /** Tells the watch, if there is a process in which it listens. */
    void tell(AccountEvent event) {
        if (watch != null) {
            watch.tell(event);
        }
    }

    /** Which process it is that runs, or ran last: what was under way to one before it comes to nobody. */
    int process() {
        return process;
    }

    /** In whose words the venue is spoken to. */
    Wording wording() {
        return world.wording();
    }

    Exchange exchange() {
        return exchange;
    }

    Stream stream() {
        return stream;
    }

    Optional<OrderTags> tags() {
        return Optional.ofNullable(tags);
    }

    Dice dice() {
        return dice;
    }

    /** The bot that trades now. */
    Bot bot() {
        return bot;
    }

    Thief thief() {
        return thief;
    }

    /** The bot trades no more; its process goes on, and the watch in it. */
    void rests() {
        bot.dies();
    }

    /** Keeps what the watch knows: news at once, the rest now and then. */
    void saves(boolean all) {
        if (watch != null && (all || watch.hasNews())) {
            saved = watch.save(false).or(() -> saved);
        }
    }

    /** The process ends well: nothing is signed after it has saved what its watch knows. */
    void ends() {
        if (watch != null) {
            saved = watch.save(true).or(() -> saved);
        }
        dies();
    }

    /** The process is gone, and with it what was not saved. Part of what rests is executed meanwhile. */
    void dies() {
        world.truth().nobodyWatches();
        bot.dies();
        watch = null;
        process++;
        listened = world.time().passed();
        exchange.open().stream()
                .filter(order -> dice.happens(0.3))
                .forEach(order -> world.time().in(dice.between(Duration.ofMillis(100), Duration.ofSeconds(15)), () -> {
                    if (exchange.isOpen(order)) {
                        exchange.fill(order);
                    }
                }));
    }

    /** Another process begins with what the last has saved, and asks for what is open and for what happened since. */
    void starts() {
        begins(saved);
    }

    /** Another process begins where nothing of the last is to be had. */
    void startsAnew() {
        begins(Optional.empty());
    }

    private void begins(Optional<byte[]> before) {
        Duration since = listened.minusSeconds(60);
        watch = watches.apply(before);
        bot = new Bot(this, "grid");
        world.time().in(Duration.ofSeconds(1), () -> {
            exchange.showSince(since);
            exchange.list();
        });
    }

    /** Announces that {@code change} happens from now on, for {@code length}. */
    void announce(Change change, Duration length) {
        Instant now = world.time().instant();
        tell(new AccountEvent.Announced(change, now.minusSeconds(5), now.plus(length)));
    }

    void running(boolean runs) {
        tell(new AccountEvent.Running(bot.strategy(), runs));
    }

    /** The bot reads balances, and the rest that it looks at every minute. */
    void readsAccount() {
        tell(new AccountEvent.Held(exchange.wallet().balances()));
        tell(new AccountEvent.Egress(address));
        tell(new AccountEvent.ChannelAlive(World.PAGER, pager));
        if (bot.alive()) {
            bot.read();
        }
    }

    /** The bot is somewhere else now. */
    void movesTo(String newAddress) {
        address = newAddress;
    }

    /** Alarms go elsewhere from now on. */
    void pagerLeadsTo(String target) {
        pager = target;
    }

    void close() {
        tags().ifPresent(OrderTags::close);
    }
}
