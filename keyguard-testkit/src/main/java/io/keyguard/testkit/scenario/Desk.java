/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Change;
import io.keyguard.detection.OrderTags;
import io.keyguard.venue.ClientOrderIds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One account, the bot that trades with it, the watch over it, and whoever stole its key. Not thread-safe. */
final class Desk {
    static final String VENUE = "simulated";
    static final ClientOrderIds IDS =
            new ClientOrderIds("newClientOrderId", Pattern.compile("[a-zA-Z0-9-]{1,36}"), "open orders");

    private final String account;
    private final Supplier<AccountWatch> watches;
    private final Exchange exchange;
    private final Stream stream;
    private final @Nullable OrderTags tags;
    private final Dice dice;
    private final World world;
    private Bot bot;
    private final Thief thief;
    private AccountWatch watch;
    private String address = World.ADDRESS;
    private String pager = "operator";

    Desk(World world, String account, Supplier<AccountWatch> watches, Optional<OrderTags> tags, Duration skew) {
        this.world = world;
        this.account = account;
        this.watches = watches;
        this.tags = tags.orElse(null);
        this.dice = world.dice().split();
        this.stream = new Stream(world.time(), dice.split(), world.conditions().noise());
        this.watch = watches.get();
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

    AccountWatch watch() {
        return watch;
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

    /** The bot's process ends. */
    void stops() {
        bot.dies();
    }

    /** Another process takes over, with a watch of its own, and reads what is open. */
    void starts() {
        watch = watches.get();
        bot = new Bot(this, "grid");
        world.time().in(Duration.ofSeconds(1), exchange::list);
    }

    /** Announces that {@code change} happens from now on, for {@code length}. */
    void announce(Change change, Duration length) {
        Instant now = world.time().instant();
        watch.announce(change, now.minusSeconds(5), now.plus(length));
    }

    void running(boolean runs) {
        watch.running(bot.strategy(), runs);
    }

    /** The bot reads balances, and the rest that it looks at every minute. */
    void readsAccount() {
        watch.tell(new AccountEvent.Held(exchange.wallet().balances()));
        watch.tell(new AccountEvent.Egress(address));
        watch.tell(new AccountEvent.ChannelAlive(World.PAGER, pager));
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
